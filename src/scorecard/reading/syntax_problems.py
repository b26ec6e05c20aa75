"""Faults of a text that is not YAML, or not the YAML of records: where the parser stops, and what to type.

Each fault is mended in a copy of the text and the copy is read again, so that one fault does not hide the
next. What may be a typo is reported only if the parser gets further without it.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

import yaml

from scorecard.problems import Place, Problem
from scorecard.reading.files import Source
from scorecard.reading.parser_errors import (
    KEY_AND_VALUE,
    Error,
    parser_problem,
    place_of,
    quoted,
    quoting_hint,
    stop_of,
)
from scorecard.reading.typos import typo_in_line, typo_problem, without_typo
from scorecard.reading.yaml_reader import Document, DocumentError, read_document
from scorecard.text import Phrase, printable


class Faults(NamedTuple):
    """What is wrong with a text as YAML, and the text without it.

    Attributes:
        problems: The faults, in the order of the text.
        document: The text with each fault mended; None when it cannot be read even so.
        mended: The lines of the text that are others in `document`, from 1.
        is_whole: Whether each fault could be mended; else the lines of some are missing in `document`.
    """

    problems: list[Problem]
    document: Document | None
    mended: frozenset[int]
    is_whole: bool


class _Mend(NamedTuple):
    """The problem of a fault, and the lines that would mend it."""

    problem: Problem
    lines: list[str]
    is_whole: bool = True


_BOMBS = {"too-many-aliases", "endless-alias", "too-many-entries", "too-deep"}
"""Kinds after which a text is not worth reading on."""

_MOST_FAULTS, _MOST_TRIES, _MOST_CHARACTERS = 30, 150, 3_000_000
"""Bounds for a text that is no record at all: each try reads the text up to its next fault."""


class _Reader:
    """A text read again and again, each time with another fault mended."""

    def __init__(self, source: Source) -> None:
        self.shown = source.shown
        self.tries = min(_MOST_TRIES, _MOST_CHARACTERS // (len(source.text) + 1) + 1)

    def read(self, lines: Iterable[str]) -> tuple[Document | None, Error | None]:
        """The lines as a document, or what the parser says; no list or mapping is no document either."""
        try:
            document = read_document("\n".join(lines))
        except (yaml.YAMLError, DocumentError) as error:
            return None, error
        return (None if isinstance(document.value, str) else document), None

    def gain(self, lines: list[str]) -> Place:
        """The place where the parser stops; far behind the end when it does not."""
        self.tries -= 1
        document, error = self.read(lines)
        return Place(len(lines) + 1, 1) if document else stop_of(error)

    def best(self, mends: Iterable[_Mend], error: Error | None) -> _Mend | None:
        """The mend with which the parser gets furthest, of the first place where one helps; else None."""
        best, furthest = None, stop_of(error)
        for mend in mends:
            if self.tries <= 0 or (best and mend.problem[:3] != best.problem[:3]):
                break
            if (place := self.gain(mend.lines)) > furthest:
                best, furthest = mend, place
        return best


def syntax_faults(source: Source, error: Error | None) -> Faults:
    """The faults of a text that cannot be parsed, in the order of the text.

    Args:
        source: The text.
        error: What the reader raised; None for a text that gave no mapping and no list.
    """
    reader, lines = _Reader(source), source.text.split("\n")
    original, is_whole = lines, True
    problems: list[Problem] = []
    document: Document | None = None
    while document is None and len(problems) < _MOST_FAULTS:
        mend = reader.best(_typo_mends(lines, error, source.shown), error)
        if mend is None:
            if error is None:
                break
            mend = reader.best(_mends(lines, error, source.shown), error)
            mend = mend or _without_line(lines, error, source.shown)
        if error and any(mend.problem[:2] == one[:2] for one in problems):
            mend = _without_line(lines, error, source.shown)
        if not any(mend.problem[:2] == one[:2] for one in problems):
            problems.append(mend.problem)
        is_whole &= mend.is_whole
        is_bomb = isinstance(error, DocumentError) and error.kind in _BOMBS
        if reader.tries <= 0 or is_bomb:
            break
        before, lines = stop_of(error), mend.lines
        document, error = reader.read(lines)
        if document is None and (error is None or stop_of(error) <= before):
            break
    mended = {n for n, (old, new) in enumerate(zip(original, lines, strict=True), 1) if old != new}
    problems.sort(key=lambda one: (one.line, one.column))
    return Faults(problems, document, frozenset(mended), is_whole)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _indents(lines: list[str], row: int) -> list[int]:
    """The indents of the lines beside a line, also of what follows a `- ` in them."""
    beside = [
        *(one for one in reversed(lines[:row]) if one.strip()),
        *(one for one in lines[row + 1 :] if one.strip()),
    ]
    near = [*beside[:1], *[one for one in lines[row + 1 :] if one.strip()][:1], *beside[1:4]]
    found = [indent for one in near for indent in (_indent(one), _indent(one) + 2)]
    return list(dict.fromkeys(found))


def _with(lines: list[str], row: int, line: str) -> list[str]:
    return [*lines[:row], line, *lines[row + 1 :]]


def _typo_mends(lines: list[str], error: Error | None, shown: str) -> Iterator[_Mend]:
    """The lines up to where the parser stopped that may hold a typo, nearest first, without it."""
    stop = place_of(error, lines)
    mark = getattr(error, "problem_mark", None)
    last = (
        len(lines)
        if error is None
        else min(max(stop.line, mark.line + 1 if mark else 0), len(lines))
    )
    note = Phrase(
        f"; YAML stops at {stop.line}:{stop.column}", f"；YAML 停在 {stop.line}:{stop.column}"
    )
    for number in sorted(range(1, last + 1), key=lambda one: abs(one - stop.line)):
        line = lines[number - 1]
        typo = typo_in_line(line, number)
        if typo is None:
            continue
        problem = typo_problem(typo, shown)
        if error and stop != typo.place:
            en, zh = problem.message
            problem = problem._replace(message=Phrase(en + note.en, zh + note.zh))
        for new in without_typo(line, typo, _indents(lines, number - 1)):
            yield _Mend(problem, _with(lines, number - 1, new))


def _without_line(lines: list[str], error: Error, shown: str) -> _Mend:
    """A fault that nobody can mend for the editor; the line is left out with what is indented below it."""
    problem, row = parser_problem(lines, error, shown), place_of(error, lines).line - 1
    is_end = isinstance(error, DocumentError) and error.kind == "second-document"
    end = row + 1
    while end < len(lines) and (
        is_end or not lines[end].strip() or _indent(lines[end]) > _indent(lines[row])
    ):
        end += 1
    return _Mend(problem, [*lines[:row], *[""] * (end - row), *lines[end:]], is_whole=False)


_NO_VALUE = re.compile(r":(?=\s*[,}])")
_NO_COMMA = re.compile(r"(?<=[^\s{,])\s+(?=\w+: )")
_EMPTY_VALUE = re.compile(r"(\s*(?:- )?[\w]+:)\s*(\[\s*\]|\{\s*\}|null|~)\s*(#.*)?")
_ITEM = re.compile(r"( *)- (\w+):")
_GLUED = re.compile(r"(\s*(?:- +)?)([A-Za-z_]+)(?::(?=\S)| *[=＝;；] *| +|$)(.*)")
_ESCAPE = re.compile(r'\\(?![0abtnvfre "/\\N_LPxuU])')


@cache
def _keys(*, within: bool = False) -> frozenset[str]:
    """The names of all fields of the records; `within` without those of a prediction itself."""
    from scorecard.records.schema import json_schemas

    found: set[str] = set()

    def collect(schema: object) -> None:
        if isinstance(schema, dict):
            found.update(schema.get("properties", {}))
            for inner in schema.values():
                collect(inner)

    schemas = json_schemas()
    collect(schemas)
    return frozenset(found - set(schemas["prediction.schema.json"]["properties"] if within else ()))


def _mends(lines: list[str], error: Error, shown: str) -> Iterator[_Mend]:
    """What an editor may have meant where the parser stopped, with the hint that asks for it."""
    problem, row = parser_problem(lines, error, shown), place_of(error, lines).line - 1
    changes = (
        _new_items(lines, row, error) if isinstance(error, DocumentError) else _changes(lines, row)
    )
    for number, line, hint in changes:
        yield _Mend(problem._replace(hint=hint or problem.hint), _with(lines, number, line))


def _new_items(
    lines: list[str], row: int, error: DocumentError
) -> Iterator[tuple[int, str, Phrase | None]]:
    """The first key of a list's item a second time: a new item whose `- ` was forgotten."""
    line = lines[row]
    indent = _indent(line)
    above = next(
        (one for one in reversed(lines[:row]) if one.strip() and _indent(one) < indent), ""
    )
    first = _ITEM.match(above)
    if (
        first
        and error.kind == "duplicate-key"
        and first[2] == error.found
        and len(first[1]) + 2 == indent
    ):
        dash = f"{first[1]}- {line[indent:]}"
        yield row, dash, Phrase(
            "Begin a new item with `- ` here, or delete one of the two.",
            "这里若是新的一项，以 `- ` 开头；否则删掉其中一个。",
        )  # fmt: skip


def _indent_hint(n_spaces: int) -> Phrase:
    if n_spaces == 0:
        return Phrase("Delete the spaces before it.", "删掉行首的空格。")
    return Phrase(
        f"Indent the line by {n_spaces} spaces, like those beside it.",
        f"这一行缩进 {n_spaces} 个空格，与相邻的行对齐。",
    )


def _changes(lines: list[str], row: int) -> Iterator[tuple[int, str, Phrase | None]]:
    """The rows of single lines with the text that may mend them, and the hint."""
    yield from _lost_indent(lines, row)
    yield from _filled_list(lines, row)
    line = lines[row].rstrip("\r")
    glued = _GLUED.fullmatch(line)
    if glued and glued[2] in _keys():
        new = f"{glued[1]}{glued[2]}: {glued[3]}".rstrip()
        shown = printable(new.strip(), limit=60)
        yield row, new, Phrase(f"Write `{shown}`.", f"写成 `{shown}`。")
    else:
        yield from _going_on(lines, row)
    yield from _other_indents(lines, row)
    matched = KEY_AND_VALUE.fullmatch(line)
    key, value = (matched[1], matched[2]) if matched else ("", "")
    if value[:1] in {'"', "'"} and value.count(value[0]) % 2:
        end = -1 if value[-1] in "“”‘’＂＇" else len(value)
        yield row, key + value[:end] + value[0], None
    elif value[:1] in {"{", "["}:
        yield row, key + value + ("}" if value[0] == "{" else "]"), None
        yield row, key + _NO_VALUE.sub(": null", value), None
        parted = _NO_COMMA.sub(", ", value)
        shown = printable(parted, limit=80)
        yield row, key + parted, Phrase(f"Write `{shown}`.", f"写成 `{shown}`。")
    if line.endswith(('",', "',")):
        yield row, line[:-1], Phrase("Delete the comma at its end.", "删掉行尾的逗号。")
    if key and value:
        yield row, key + quoted(value), quoting_hint(value)
    yield row, _ESCAPE.sub(r"\\\\", line), None


def _filled_list(lines: list[str], row: int) -> Iterator[tuple[int, str, Phrase | None]]:
    """The line above without its `[]`, where a template left it and the items follow below."""
    above = next((number for number in range(row - 1, -1, -1) if lines[number].strip()), row)
    empty, line = _EMPTY_VALUE.fullmatch(lines[above]), lines[row]
    is_below = _indent(line) > _indent(lines[above]) or line.lstrip().startswith("- ")
    if empty and above < row and is_below:
        shown = printable(empty[2])
        yield above, empty[1], Phrase(
            f"Delete the `{shown}` in line {above + 1}: what belongs to the key follows below it.",
            f"删掉第 {above + 1} 行的 `{shown}`：这个键的内容写在下面。",
        )  # fmt: skip


_EMPTY_KEY = re.compile(r"( *)(?:- )?\w+:\s*(?:#.*)?")


def _lost_indent(lines: list[str], row: int) -> Iterator[tuple[int, str, Phrase | None]]:
    """The line above at the indent of its neighbors, or the first item with its `- `."""
    above = next((number for number in range(row - 1, 0, -1) if lines[number].strip()), 0)
    indent, own, known = _indent(lines[row]), _indent(lines[above]), lines[above].strip()
    before = lines[above - 1] if above and known.partition(":")[0] in _keys(within=True) else ""
    is_child = _EMPTY_KEY.fullmatch(before) and _indent(before) == own
    if before and own < indent and (is_child or _indent(before) == indent):
        yield above, " " * indent + known, Phrase(
            f"Indent line {above + 1} by {indent - own} more spaces, like the one below it.",
            f"第 {above + 1} 行再缩进 {indent - own} 个空格，与下一行对齐。",
        )  # fmt: skip
    for n_spaces in (indent, indent - 2) if known.partition(":")[0] in _keys() else ():
        if own > indent and n_spaces >= 0:
            yield above, " " * n_spaces + known, Phrase(
                f"Indent line {above + 1} by {n_spaces} spaces; it has {own}.",
                f"第 {above + 1} 行缩进 {n_spaces} 个空格；现在有 {own} 个。",
            )  # fmt: skip
    if not lines[row].lstrip().startswith("- "):
        return
    first = next((n for n in range(row - 1, -1, -1) if _indent(lines[n]) < indent + 2), 0) + 1
    if (
        first < row
        and _EMPTY_KEY.fullmatch(lines[first - 1])
        and _indent(lines[first]) == indent + 2
    ):
        new = f"{' ' * indent}- {lines[first].strip()}"
        yield first, new, Phrase(
            f"Begin line {first + 1} with `- `, as this one: it is the first item of the list.",
            f"第 {first + 1} 行和这一行一样以 `- ` 开头：它是列表的第一项。",
        )  # fmt: skip


_KEYED = re.compile(r"\s*(?:- +)*(?=\w+:(?:\s|$))")


def _going_on(lines: list[str], row: int) -> Iterator[tuple[int, str, Phrase | None]]:
    """A text that goes on in a line of its own, or below the end of a document."""
    above = next((number for number in range(row - 1, -1, -1) if lines[number].strip()), None)
    if above is None:
        return
    if lines[above].rstrip() == "...":
        yield above, "", Phrase(
            f"Delete line {above + 1}, `...`: it ends the document.",
            f"删掉第 {above + 1} 行的 `...`：它表示文档到此结束。",
        )  # fmt: skip
    body, key = lines[row].strip(), _KEYED.match(lines[above])
    n_spaces = len(key[0]) + 2 if key else _indent(lines[above])
    if n_spaces > _indent(lines[row]) and not _KEYED.match(body) and body[:1] not in {"-", "#"}:
        yield row, " " * n_spaces + body, Phrase(
            f"If it belongs to the text above, indent it by {n_spaces} spaces; else write `key: value`.",
            f"若接着上面的文本，缩进 {n_spaces} 个空格；否则写成 `键: 值`。",
        )  # fmt: skip


def _other_indents(lines: list[str], row: int) -> Iterator[tuple[int, str, Phrase | None]]:
    """A line with a known key, or of a list, at the indents of the lines beside it, and as an item."""
    body, indent = lines[row].strip(), _indent(lines[row])
    if not (body.startswith("- ") or body.partition(":")[0] in _keys()):
        return
    for one in _indents(lines, row):
        if one != indent:
            yield row, " " * one + body, _indent_hint(one)
    yield row, f"{' ' * indent}- {body}", Phrase("Begin the line with `- `.", "以 `- ` 开头。")
