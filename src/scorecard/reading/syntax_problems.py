"""Faults of a text that is not YAML, or not the YAML of records: where the parser stops, and what to type.

Each fault is mended in a copy of the text and the copy is read again, so that one fault does not hide the
next. What may be a typo is reported only if the parser gets further without it.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import yaml

from scorecard.problems import Place, Problem
from scorecard.reading.files import Source
from scorecard.reading.typos import typo_in_line, typo_problem, without_typo
from scorecard.reading.yaml_reader import Document, DocumentError, read_document
from scorecard.records import Domain, Outlook, Prediction, Review, Settings
from scorecard.records.fields import models_in
from scorecard.rules import RULES
from scorecard.text import Phrase, printable

if TYPE_CHECKING:
    from pydantic import BaseModel

Error = yaml.YAMLError | DocumentError
Mend = tuple[int, str, Phrase | None]
"""The row of a line, from 0, the line that may be meant, and the hint that asks for it."""

_KINDS: tuple[tuple[str, ...], ...] = (
    # of our own reader
    ("duplicate-key", "duplicate-key", "the key `{}` appears twice", "键 `{}` 写了两次"),
    ("key-not-text", "schema", "the key `{}` is not text", "键 `{}` 不是文本",
     "Quote the key, or delete it.", "给键加引号，或删掉。"),
    ("merge-key", "yaml-feature", "the merge key `<<` is not read", "不能使用合并键 `<<`",
     "Delete the line, and write the keys that it stands for.", "删掉这一行，把它所代表的键逐个写出来。"),
    ("own-tag", "yaml-feature", "the tag `{}` is not allowed", "不能使用标签 `{}`",
     'Delete the tag; quote a text that begins with "!".', "删掉标签；以 ! 开头的文本要加引号。"),
    ("too-deep", "yaml-feature", "values are nested too deeply", "嵌套太深"),
    ("unknown-alias", "yaml-feature",
     "the alias `*{}` is not defined above", "别名 `*{}` 在前面没有定义",
     "Write the value out; quote a text that begins with `*`.", "把值直接写出来；以 * 开头的文本要加引号。"),
    ("endless-alias", "yaml-feature", "the alias `*{}` contains itself", "别名 `*{}` 包含它自己"),
    ("too-many-aliases", "yaml-feature", "`*{}` is one alias too many", "别名太多，到 `*{}` 为止"),
    ("too-many-entries", "yaml-feature",
     "a list or mapping of {} entries ends here; at most 10,000 are read",
     "这里结束的列表或映射有 {} 项，最多读 10,000 项", "Split it.", "拆开。"),
    ("second-document", "yaml-feature", "a second document begins here", "这里开始了第二个文档",
     "Keep one record in a file; move the rest to a file of its own.",
     "一个文件只放一条记录，其余移到另外的文件。"),
    # words of the parser
    ("mapping values are not allowed", "yaml-syntax",
     "an unquoted text contains `: `, or the indent is wrong", "未加引号的文本里有 `: `，或缩进不对",
     'Quote the text: "…: …", or align the key with its neighbors.',
     '给文本加引号："…: …"，或与相邻的键对齐。'),
    ("found unexpected ':'", "yaml-syntax",
     "inside { } a colon needs a space and a value after it", "{ } 里的冒号后面要有空格和值",
     "Write `key: value`, or `key: null` where there is none.",
     "写成 `键: 值`，没有值就写 `键: null`。"),
    ("could not find expected ':'", "yaml-syntax",
     "a key needs a colon and a space after it", "键后面要有冒号和空格",
     "Write `key: value`, with an ASCII colon and a space.", "写成 `键: 值`，半角冒号加空格。"),
    ("did not find expected ',' or", "yaml-syntax",
     "a { or [ is not closed, or a comma is missing", "{ 或 [ 没有闭合，或缺少逗号",
     "Close it with } or ], part values with `, `.", "用 } 或 ] 闭合，值之间用 `, ` 分隔。"),
    ("did not find expected key", "yaml-syntax",
     "the indent fits no line above, or text follows a closing quote",
     "缩进与上面的行都不一致，或引号之后还有文字",
     "Indent it like its neighbors; put the whole text in quotes.",
     "与相邻的行对齐；把整段文字放进引号。"),
    ("did not find expected '-'", "yaml-syntax",
     "a list item must start with `- ` in the column of the others", "列表项要以 `- ` 开头并与其他项对齐",
     "Begin the line with `- ` or indent it.", "以 `- ` 开头，或增加缩进。"),
    ("unknown escape character", "yaml-syntax",
     "no such escape in a text in double quotes", "双引号里没有这种转义",
     "Write \\\\ for a backslash, or use single quotes.", "反斜杠写成 \\\\，或改用单引号。"),
    ("expected <document start>", "yaml-syntax",
     "something follows the end of the document", "文档结束之后还有内容",
     "Delete the line that ends the document, or what follows.", "删掉结束文档的那一行，或后面的内容。"),
    ("unexpected end of stream", "yaml-syntax",
     "a quote is opened here and never closed", "这里的引号没有闭合",
     "Close it with the same quote.", "用同样的引号闭合。"),
)  # fmt: skip
"""What a reader says, with the rule, the message and, where the rule's does not fit, the hint."""

_RAN_PAST = re.compile("end of stream|could not find expected ':'|did not find expected ',' or")
_RESERVED = "-?*&!>|%@`[]{},"
_RESERVED_WORDS = re.compile(
    "comment or line break|block sequence entries|alphabetic or numeric|mapping keys"
    "|cannot start any token|node content|whitespace or line break|tag|URI|indentation indicator"
)
"""Words of the parser about a value that begins with a reserved character, like `>50%`."""

_KEY_AND_VALUE = re.compile(r"(\s*(?:-\s+)*(?:[^\s:#\"'\[{]+\s*:\s+)?)(\S.*?)\s*")
"""A line as what is before its value, and the value."""

_NESTED = re.compile(r"""(["'])((?:(?!\1).)*(?:\w\1\w|\s\1\w(?:(?!\1).)*\1).*)\1""")
"""A text in quotes with the same quotes around a word in it, or with an apostrophe."""

_MARKDOWN_LINK = re.compile(r"\[[^\]]*\]\((https?://[^\s()]+)\)")
_BOMBS = {"too-many-aliases", "endless-alias", "too-many-entries", "too-deep"}
"""Kinds after which a text is not worth reading on."""

_MOST_FAULTS, _MOST_TRIES, _MOST_CHARACTERS = 30, 150, 3_000_000
"""Bounds for a text that is no record at all: each try reads the text up to its next fault."""


def _stop_of(error: Error | None) -> Place:
    """The place where the parser stopped, or where it began when it ran past an open quote or bracket."""
    if isinstance(error, DocumentError):
        return error.place
    mark = getattr(error, "problem_mark", None)
    if _RAN_PAST.search(str(getattr(error, "problem", ""))):
        mark = getattr(error, "context_mark", None) or mark
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1 if error else 0)


def _place_of(error: Error | None, lines: list[str]) -> Place:
    """That place, inside the text."""
    line, column = _stop_of(error)
    return Place(min(line, max(len(lines) - (not lines[-1]), 1)), column)


def _parser_problem(lines: list[str], error: Error, shown: str) -> Problem:
    """The problem that an error of the parser is."""
    said, found = str(getattr(error, "problem", "") or error), None
    if isinstance(error, DocumentError):
        said, found = (
            error.kind,
            printable(error.found.replace("tag:yaml.org,2002:", "!!"), limit=60),
        )
    elif reserved := _reserved_start(lines, error, shown):
        return reserved
    unknown = ("", "yaml-syntax", f"not YAML: {printable(said)}", "不是合法的 YAML")
    _, rule, *both = next((one for one in _KINDS if one[0] in said), unknown)
    texts = both if found is None else [text.format(found) for text in both]
    if said == "second-document" and not any(map(str.strip, lines[_stop_of(error).line :])):
        texts[2:] = ["Delete this line: nothing follows.", "删掉这一行：后面没有内容。"]
    hint = Phrase(*texts[2:]) if texts[2:] else None
    return RULES[rule].problem(shown, *_place_of(error, lines), Phrase(*texts[:2]), hint)


def _reserved_start(lines: list[str], error: yaml.YAMLError, shown: str) -> Problem | None:
    """The problem of a value that begins with a reserved character; None when that is not the cause."""
    mark, words = getattr(error, "problem_mark", None), str(getattr(error, "problem", ""))
    if mark is None or mark.line >= len(lines):
        return None
    line = lines[mark.line]
    matched = _KEY_AND_VALUE.fullmatch(line.rstrip("\r"))
    first, value = (len(matched[1]), matched[2]) if matched else (-1, "")
    start, context = mark.column, getattr(error, "context_mark", None)
    if "did not find expected key" in words:  # also after a bracket that was closed
        if value[:1] not in {"[", "{"}:
            return None
        start = first
    elif not _RESERVED_WORDS.search(words):
        return None
    elif context is not None and context.line == mark.line:
        start = context.column
    character = line[start : start + 1]
    if not character or character not in _RESERVED:
        return None
    message = Phrase(f"a value cannot begin with `{character}`", f"值不能以 `{character}` 开头")
    hint = _quoting_hint(value if start == first else "")
    return RULES["yaml-syntax"].problem(shown, mark.line + 1, start + 1, message, hint)


def _quoted(value: str) -> str:
    """A text as one types it in quotes; what is half quoted already gets the other kind around it."""
    nested = _NESTED.fullmatch(value)
    value = nested[2] if nested else value
    is_plain = '"' not in value and "\\" not in value
    return f'"{value}"' if is_plain else "'" + value.replace("'", "''") + "'"


def _quoting_hint(value: str) -> Phrase:
    """A hint for a value that must be quoted; without the value when its end is not known."""
    if link := _MARKDOWN_LINK.fullmatch(value):
        address = printable(link[1], limit=200)
        return Phrase(f"Write the address alone: {address}", f"只写网址：{address}")
    shown = printable(_quoted(value), limit=80) if value else '"…"'
    return Phrase(f"Quote it: {shown}.", f"加引号：{shown}。")


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


class _Copy(NamedTuple):
    """A copy of a text in which one fault is mended or, when nobody can, left out."""

    problem: Problem
    lines: list[str]
    is_whole: bool = True


class _Reader:
    """A text read again and again, each time with another fault mended."""

    def __init__(self, source: Source) -> None:
        self.tries = min(_MOST_TRIES, _MOST_CHARACTERS // (len(source.text) + 1) + 1)

    def read(self, lines: Iterable[str]) -> tuple[Document | None, Error | None]:
        """The lines as a document, or what the parser says; no list or mapping is no document either."""
        try:
            document = read_document("\n".join(lines))
        except (yaml.YAMLError, DocumentError) as error:
            return None, error
        return (None if isinstance(document.value, str) else document), None

    def best(self, copies: Iterable[_Copy], error: Error | None) -> _Copy | None:
        """The copy in which the parser gets furthest, of the first place where one helps; else None."""
        best, furthest = None, _stop_of(error)
        for copy in copies:
            if self.tries <= 0 or (best and copy.problem[:3] != best.problem[:3]):
                break
            self.tries -= 1
            document, failed = self.read(copy.lines)
            stop = Place(len(copy.lines) + 1, 1) if document else _stop_of(failed)
            if stop > furthest:
                best, furthest = copy, stop
        return best


def syntax_faults(source: Source, error: Error | None) -> Faults:
    """The faults of a text that cannot be parsed, in the order of the text.

    Args:
        source: The text.
        error: What the reader raised; None for a text that gave no mapping and no list.
    """
    reader, lines, shown = _Reader(source), source.text.split("\n"), source.shown
    original, is_whole = lines, True
    problems: list[Problem] = []
    document: Document | None = None
    while document is None and len(problems) < _MOST_FAULTS:
        copy = reader.best(_without_typos(lines, error, shown), error)
        if copy is None:
            if error is None:
                break
            copy = reader.best(_mended(lines, error, shown), error)
            copy = copy or _without_line(lines, error, shown)
        if error and any(copy.problem[:2] == one[:2] for one in problems):
            copy = _without_line(lines, error, shown)
        if not any(copy.problem[:2] == one[:2] for one in problems):
            problems.append(copy.problem)
        is_whole &= copy.is_whole
        is_bomb = isinstance(error, DocumentError) and error.kind in _BOMBS
        if reader.tries <= 0 or is_bomb:
            break
        before, lines = _stop_of(error), copy.lines
        document, error = reader.read(lines)
        if document is None and (error is None or _stop_of(error) <= before):
            break
    mended = {n for n, (old, new) in enumerate(zip(original, lines, strict=True), 1) if old != new}
    problems.sort(key=lambda one: (one.line, one.column))
    return Faults(problems, document, frozenset(mended), is_whole)


def _with(lines: list[str], row: int, line: str) -> list[str]:
    return [*lines[:row], line, *lines[row + 1 :]]


def _without_typos(lines: list[str], error: Error | None, shown: str) -> Iterator[_Copy]:
    """The lines up to where the parser stopped that may hold a typo, nearest first, without it."""
    stop, mark = _place_of(error, lines), getattr(error, "problem_mark", None)
    at = f"{stop.line}:{stop.column}"
    last = min(max(stop.line, mark.line + 1 if mark else 0), len(lines)) if error else len(lines)
    for number in sorted(range(1, last + 1), key=lambda one: abs(one - stop.line)):
        line = lines[number - 1]
        typo = typo_in_line(line, number)
        if typo is None:
            continue
        problem = typo_problem(typo, shown)
        if error and stop != typo.place:
            en, zh = problem.message
            message = Phrase(f"{en}; YAML stops at {at}", f"{zh}；YAML 停在 {at}")
            problem = problem._replace(message=message)
        for new in without_typo(line, typo, _indents(lines, number - 1)):
            yield _Copy(problem, _with(lines, number - 1, new))


def _without_line(lines: list[str], error: Error, shown: str) -> _Copy:
    """A fault that nobody can mend for the editor; the line is left out with what is indented below it."""
    problem, row = _parser_problem(lines, error, shown), _place_of(error, lines).line - 1
    is_end = isinstance(error, DocumentError) and error.kind == "second-document"
    end = row + 1
    while end < len(lines) and (
        is_end or not lines[end].strip() or _indent(lines[end]) > _indent(lines[row])
    ):
        end += 1
    return _Copy(problem, [*lines[:row], *[""] * (end - row), *lines[end:]], is_whole=False)


def _mended(lines: list[str], error: Error, shown: str) -> Iterator[_Copy]:
    """What an editor may have meant where the parser stopped, with the hint that asks for it."""
    problem, row = _parser_problem(lines, error, shown), _place_of(error, lines).line - 1
    if isinstance(error, DocumentError):
        mends = _new_items(lines, row, error)
    else:
        mends = _mends(lines, row, _above(lines, row))
    for number, line, hint in mends:
        yield _Copy(problem._replace(hint=hint or problem.hint), _with(lines, number, line))


_NO_VALUE = re.compile(r":(?=\s*[,}])")
_NO_COMMA = re.compile(r"(?<=[^\s{,])\s+(?=\w+: )")
_EMPTY_VALUE = re.compile(r"(\s*(?:- )?[\w]+:)\s*(\[\s*\]|\{\s*\}|null|~)\s*(#.*)?")
_EMPTY_KEY = re.compile(r"( *)(?:- )?\w+:\s*(?:#.*)?")
_ITEM = re.compile(r"( *)- (\w+):")
_KEYED = re.compile(r"\s*(?:- +)*(?=\w+:(?:\s|$))")
_GLUED = re.compile(r"(\s*(?:- +)?)([A-Za-z_]+)(?::(?=\S)| *[=＝;；] *| +|$)(.*)")
_ESCAPE = re.compile(r'\\(?![0abtnvfre "/\\N_LPxuU])')


@cache
def _keys(*, within: bool = False) -> frozenset[str]:
    """The names of all fields of the records; `within` without those of a prediction itself."""
    found: set[str] = set()
    left: list[type[BaseModel]] = [Prediction, Outlook, Domain, Review, Settings]
    while left:
        fields = left.pop().model_fields
        found.update(field.alias or name for name, field in fields.items())
        left += [model for field in fields.values() for model in models_in(field.annotation)]
    return frozenset(found - set(Prediction.model_fields if within else ()))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _above(lines: list[str], row: int) -> int:
    """The row of the nearest line above that is not blank; the row itself without one."""
    return next((number for number in range(row - 1, -1, -1) if lines[number].strip()), row)


def _indents(lines: list[str], row: int) -> list[int]:
    """The indents of the lines beside a line, also of what follows a `- ` in them."""
    below = [one for one in lines[row + 1 :] if one.strip()]
    beside = [*(one for one in reversed(lines[:row]) if one.strip()), *below]
    near = [*beside[:1], *below[:1], *beside[1:4]]
    return list(dict.fromkeys(n for one in near for n in (_indent(one), _indent(one) + 2)))


def _write_it(text: str, limit: int = 60) -> Phrase:
    shown = printable(text.strip(), limit=limit)
    return Phrase(f"Write `{shown}`.", f"写成 `{shown}`。")


def _new_items(lines: list[str], row: int, error: DocumentError) -> Iterator[Mend]:
    """The first key of a list's item a second time: a new item whose `- ` was forgotten."""
    indent = _indent(lines[row])
    around = (one for one in reversed(lines[:row]) if one.strip() and _indent(one) < indent)
    first = _ITEM.match(next(around, ""))
    is_again = error.kind == "duplicate-key" and first and first[2] == error.found
    if first and is_again and len(first[1]) + 2 == indent:
        yield row, f"{first[1]}- {lines[row][indent:]}", Phrase(
            "Begin a new item with `- ` here, or delete one of the two.",
            "这里若是新的一项，以 `- ` 开头；否则删掉其中一个。",
        )  # fmt: skip


def _mends(lines: list[str], row: int, above: int) -> Iterator[Mend]:
    """Every change of one line, here or above, that may be what was meant."""
    if above < row:
        yield from _lost_indents(lines, row, above)
        yield from _first_items(lines, row)
        yield from _filled_lists(lines, row, above)
    glued = _GLUED.fullmatch(lines[row].rstrip("\r"))
    if glued and glued[2] in _keys():
        new = f"{glued[1]}{glued[2]}: {glued[3]}".rstrip()
        yield row, new, _write_it(new)
    elif above < row:
        yield from _goings_on(lines, row, above)
    yield from _other_indents(lines, row)
    yield from _other_values(lines[row].rstrip("\r"), row)


def _lost_indents(lines: list[str], row: int, above: int) -> Iterator[Mend]:
    """The line above at the indent of its neighbors."""
    indent, own, known = _indent(lines[row]), _indent(lines[above]), lines[above].strip()
    key = known.partition(":")[0]
    before = lines[above - 1] if above and key in _keys(within=True) else ""
    is_child = _EMPTY_KEY.fullmatch(before) and _indent(before) == own
    if before and own < indent and (is_child or _indent(before) == indent):
        yield above, " " * indent + known, Phrase(
            f"Indent line {above + 1} by {indent - own} more spaces, like the one below it.",
            f"第 {above + 1} 行再缩进 {indent - own} 个空格，与下一行对齐。",
        )  # fmt: skip
    for n_spaces in (indent, indent - 2) if key in _keys() else ():
        if own > indent and n_spaces >= 0:
            yield above, " " * n_spaces + known, Phrase(
                f"Indent line {above + 1} by {n_spaces} spaces; it has {own}.",
                f"第 {above + 1} 行缩进 {n_spaces} 个空格；现在有 {own} 个。",
            )  # fmt: skip


def _first_items(lines: list[str], row: int) -> Iterator[Mend]:
    """The first item of a list with its `- `, which the items below it have."""
    indent = _indent(lines[row])
    first = next((n for n in range(row - 1, -1, -1) if _indent(lines[n]) < indent + 2), 0) + 1
    is_below_key = first < row and _EMPTY_KEY.fullmatch(lines[first - 1])
    is_item = lines[row].lstrip().startswith("- ")
    if is_item and is_below_key and _indent(lines[first]) == indent + 2:
        yield first, f"{' ' * indent}- {lines[first].strip()}", Phrase(
            f"Begin line {first + 1} with `- `, as this one: it is the first item of the list.",
            f"第 {first + 1} 行和这一行一样以 `- ` 开头：它是列表的第一项。",
        )  # fmt: skip


def _filled_lists(lines: list[str], row: int, above: int) -> Iterator[Mend]:
    """The line above without its `[]`, where a template left it and the items follow below."""
    empty, line = _EMPTY_VALUE.fullmatch(lines[above]), lines[row]
    if empty and (_indent(line) > _indent(lines[above]) or line.lstrip().startswith("- ")):
        shown = printable(empty[2])
        yield above, empty[1], Phrase(
            f"Delete the `{shown}` in line {above + 1}: what belongs to the key follows below it.",
            f"删掉第 {above + 1} 行的 `{shown}`：这个键的内容写在下面。",
        )  # fmt: skip


def _goings_on(lines: list[str], row: int, above: int) -> Iterator[Mend]:
    """A text that goes on in a line of its own, or below the end of a document."""
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


def _other_indents(lines: list[str], row: int) -> Iterator[Mend]:
    """A line with a known key, or of a list, at the indents of the lines beside it, and as an item."""
    body, indent = lines[row].strip(), _indent(lines[row])
    if not (body.startswith("- ") or body.partition(":")[0] in _keys()):
        return
    for n_spaces in _indents(lines, row):
        hint = Phrase(
            f"Indent the line by {n_spaces} spaces, like those beside it.",
            f"这一行缩进 {n_spaces} 个空格，与相邻的行对齐。",
        )
        if n_spaces == 0:
            hint = Phrase("Delete the spaces before it.", "删掉行首的空格。")
        if n_spaces != indent:
            yield row, " " * n_spaces + body, hint
    yield row, f"{' ' * indent}- {body}", Phrase("Begin the line with `- `.", "以 `- ` 开头。")


def _other_values(line: str, row: int) -> Iterator[Mend]:
    """A line whose value is closed, parted or quoted."""
    matched = _KEY_AND_VALUE.fullmatch(line)
    key, value = (matched[1], matched[2]) if matched else ("", "")
    if value[:1] in {'"', "'"} and value.count(value[0]) % 2:
        end = -1 if value[-1] in "“”‘’＂＇" else len(value)
        yield row, key + value[:end] + value[0], None
    elif value[:1] in {"{", "["}:
        yield row, key + value + ("}" if value[0] == "{" else "]"), None
        yield row, key + _NO_VALUE.sub(": null", value), None
        parted = _NO_COMMA.sub(", ", value)
        yield row, key + parted, _write_it(parted, limit=80)
    if line.endswith(('",', "',")):
        yield row, line[:-1], Phrase("Delete the comma at its end.", "删掉行尾的逗号。")
    if key and value:
        yield row, key + _quoted(value), _quoting_hint(value)
    yield row, _ESCAPE.sub(r"\\\\", line), None
