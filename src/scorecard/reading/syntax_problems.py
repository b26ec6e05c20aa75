"""Faults of a text that is not YAML, or not the YAML of records: where the parser stops, and what to type.

Each fault is mended in a copy of the text and the copy is read again, so that one fault does not hide the
next. What may be a typo is reported only if the parser gets further without it.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice, takewhile
from math import inf
from typing import NamedTuple

import yaml
from pydantic import BaseModel

from scorecard.problems import Place, Problem
from scorecard.reading import hints, mends
from scorecard.reading.lines import (
    BLOCK,
    end_of_block,
    indent_of,
    indents,
    line_by_line,
    parted,
)
from scorecard.reading.schema_problems import in_their_lines, misfit
from scorecard.reading.typos import typo_in_line, typo_problem, without_typo
from scorecard.reading.yaml_reader import Document, DocumentError, read_document
from scorecard.rules import RULES
from scorecard.text import Phrase, counted, printable

Error = yaml.YAMLError | DocumentError
_NOT_ALIGNED = Phrase(
    "a list item must start with `- ` in the column of the others",
    "列表项要以 `- ` 开头并与其他项对齐",
)
_NO_ESCAPE = (
    *("no such escape in a text in double quotes", "双引号里没有这种转义"),
    *hints.hint("backslash"),
)
_KINDS: tuple[tuple[str, ...], ...] = (
    # of our own reader
    ("duplicate-key", "duplicate-key", "the key `{}` appears twice", "键 `{}` 写了两次"),
    ("second-claim", "duplicate-key", "the key `{}` appears twice", "键 `{}` 写了两次",
     "If a second record begins here, move it to a file of its own; else delete one of the two.",
     "这里若开始另一条记录，移到单独的文件；否则删掉其中一个。"),
    ("key-not-text", "schema", "the key `{}` is not text", "键 `{}` 不是文本",
     "Write `key: value`; quote a key such as 1 or yes.", "写成 `键: 值`；1、yes 这样的键要加引号。"),
    ("merge-key", "yaml-feature", "the merge key `<<` is not read", "不能使用合并键 `<<`",
     "Delete the line, and write the keys that it stands for.", "删掉这一行，把它所代表的键逐个写出来。"),
    ("own-tag", "yaml-feature", "the tag `{}` is not allowed", "不能使用标签 `{}`",
     'Delete the tag; quote a text that begins with "!".', "删掉标签；以 ! 开头的文本要加引号。"),
    ("too-deep", "yaml-feature", "values are nested too deeply", "嵌套太深"),
    ("unknown-alias", "yaml-feature",
     "the alias `*{}` is not defined above", "别名 `*{}` 在前面没有定义",
     "Write the value out; quote a text that begins with `*`.", "把值直接写出来；以 * 开头的文本要加引号。"),
    ("nested-alias", "yaml-feature",
     "the alias `*{}` repeats a list or mapping inside one that has a name (`&…`) itself",
     "别名 `*{}` 重复一个列表或映射，却写在本身带名字（`&…`）的列表或映射里"),
    ("too-many-aliases", "yaml-feature", "`*{}` is one alias too many", "别名太多，到 `*{}` 为止"),
    ("too-many-entries", "yaml-feature",
     "a list or mapping of {} entries ends here; at most 10,000 are read",
     "这里结束的列表或映射有 {} 项，最多读 10,000 项", "Split it.", "拆开。"),
    ("misaligned-item", "yaml-syntax", *_NOT_ALIGNED),
    ("second-document", "yaml-feature", "a second document begins here", "这里开始了第二个文档",
     "Delete the line if the record goes on or ends; else move the rest to a file of its own.",
     "若下面仍是这条记录或没有内容，删掉这一行；否则把其余移到另外的文件。"),
    ("still a comment", "yaml-syntax", "this line is still a comment", "这一行还是注释"),
    ("Markdown", "yaml-syntax", "Markdown is no part of a record", "Markdown 不属于记录的内容"),
    # words of the parser
    ("mapping values are not allowed", "yaml-syntax",
     "an unquoted text contains `: `, or the indent is wrong", "未加引号的文本里有 `: `，或缩进不对",
     'Quote the text: "…: …", or align the key with its neighbors.',
     '给文本加引号："…: …"，或与相邻的键对齐。'),
    ("found unexpected ':'", "yaml-syntax",
     "inside { } a colon needs a space and a value after it", "{ } 里的冒号后面要有空格和值",
     "Write `key: value`, or `key: null` where there is none.", "写成 `键: 值`，没有值就写 `键: null`。"),
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
    ("did not find expected '-'", "yaml-syntax", *_NOT_ALIGNED,
     "Begin the line with `- ` or indent it.", "以 `- ` 开头，或增加缩进。"),
    ("unknown escape character", "yaml-syntax", *_NO_ESCAPE),
    ("hexdecimal number", "yaml-syntax", *_NO_ESCAPE),
    ("invalid Unicode character escape", "yaml-syntax",
     "an escape in double quotes is only half a character", "双引号里的转义只是半个字符",
     "Type the character itself.", "直接写这个字符。"),
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

_INDENT = re.compile(r"([ \t]*)((?:-[ \t]+)*)(.*)", re.DOTALL)
_WIDTHS_OF_TABS = (2, 4, 8)
"""A line as its indent, its dashes and its text; how wide editors show a tab, the likeliest first."""

_BOMBS = {"too-many-aliases", "nested-alias", "too-many-entries", "too-deep"}
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


def _problem_of(said: str, shown: str, place: Place, found: str = "") -> Problem:
    """The problem that the words of a reader mean, at a place where it found something."""
    unknown = ("", "yaml-syntax", f"not YAML: {printable(said)}", "不是合法的 YAML")
    _, rule, *texts = next((one for one in _KINDS if one[0] in said), unknown)
    en, zh, *hint = (text.replace("{}", found) for text in texts)
    return RULES[rule].problem(shown, *place, Phrase(en, zh), Phrase(*hint) if hint else None)


def _parser_problem(lines: list[str], error: Error, shown: str) -> Problem:
    """The problem that an error of the parser is."""
    place = _place_of(error, lines)
    if not isinstance(error, DocumentError):
        said = str(getattr(error, "problem", "") or error)
        return _reserved_start(lines, error, shown) or _problem_of(said, shown, place)
    found = printable(error.found.replace("tag:yaml.org,2002:", "!!"), limit=60)
    return _problem_of(error.kind, shown, place, found)


def _reserved_start(lines: list[str], error: yaml.YAMLError, shown: str) -> Problem | None:
    """The problem of a value that begins with a reserved character; None when that is not the cause."""
    mark, words = getattr(error, "problem_mark", None), str(getattr(error, "problem", ""))
    if mark is None or mark.line >= len(lines):
        return None
    line, start, context = lines[mark.line], mark.column, getattr(error, "context_mark", None)
    before, value = parted(line.rstrip("\r"))
    if "did not find expected key" in words:  # also after a bracket that was closed
        start = len(before) if value[:1] in {"[", "{"} else len(line)
    elif not _RESERVED_WORDS.search(words):
        return None
    elif context is not None and context.line == mark.line:
        start = context.column
    character = line[start : start + 1]
    if not character or character not in _RESERVED:
        return None
    message = Phrase(f"a value cannot begin with `{character}`", f"值不能以 `{character}` 开头")
    hint = hints.quoting_hint(value if start == len(before) else "", before.rstrip(": "))
    return RULES["yaml-syntax"].problem(shown, mark.line + 1, start + 1, message, hint)


class Faults(NamedTuple):
    """What is wrong with a text as YAML, and the text without it.

    Attributes:
        problems: The faults, in the order of the text.
        document: The text with each fault mended; None when it cannot be read even so.
        is_whole: Whether each fault could be mended; else the lines of some are missing in `document`.
    """

    problems: list[Problem]
    document: Document | None
    is_whole: bool


class _Copy(NamedTuple):
    """A copy of a text in which one fault is mended or, when nobody can, left out."""

    problem: Problem
    lines: list[str]
    is_whole: bool = True


def _read(lines: list[str], shown: str = "") -> tuple[Document | None, Error | None]:
    """The lines as a document, or what the parser says; no list or mapping is no document either."""
    try:
        document = read_document("\n".join(lines), shown)
    except (yaml.YAMLError, DocumentError) as error:
        return None, error
    return (None if isinstance(document.value, str) else document), None


class _Reader:
    """A text read again and again, each time with another fault mended."""

    def __init__(self, source: Document, model: type[BaseModel] | None) -> None:
        self.model = model
        self.tries = min(_MOST_TRIES, _MOST_CHARACTERS // (len(source.text) + 1) + 1)

    def n_errors(self, lines: list[str]) -> float:
        """How many values of lines do not fit their fields; infinite where nobody knows."""
        document, _ = _read(lines)
        if document is None or self.model is None:
            return inf
        error = misfit(document.value, self.model)
        return error.error_count() if error else 0

    def best(self, copies: Iterable[_Copy], error: Error | None) -> _Copy | None:
        """The copy in which the parser gets furthest, further than before; None when there is none.

        Of copies that get equally far, the one whose values fit their fields better.
        """
        tried = list(islice(copies, max(self.tries, 0)))
        self.tries -= len(tried)
        stops = list[Place]()
        for copy in tried:
            document, stopped = _read(copy.lines)
            stops.append(Place(len(copy.lines) + 1, 1) if document else _stop_of(stopped))
        furthest = max(stops, default=Place(0, 0))
        best = [copy for copy, stop in zip(tried, stops, strict=True) if stop == furthest]
        if furthest <= _stop_of(error):
            return None
        return min(best, key=lambda copy: self.n_errors(copy.lines[: furthest.line - 1]))


def syntax_faults(
    source: Document, error: Error | None, model: type[BaseModel] | None = None
) -> Faults:
    """The faults of a text that cannot be parsed, in the order of the text.

    Args:
        source: The text.
        error: What the reader raised; None for a text that gave no mapping and no list.
        model: What the text is to be; of several ways to mend a fault it tells which was meant.
    """
    reader, lines, shown = _Reader(source, model), source.text.split("\n"), source.shown
    original, is_whole = lines, True
    problems: list[Problem] = []
    document: Document | None = None
    while document is None and len(problems) < _MOST_FAULTS:
        typos = takewhile(lambda _: reader.tries > 0, _without_typos(lines, error, shown))
        copy = next(filter(None, (reader.best(copies, error) for copies in typos)), None)
        if copy is None:
            if error is None:
                break
            problem = _parser_problem(lines, error, shown)
            copies = _mended(lines, error, problem)
            copy = reader.best(copies, error) or _without_line(lines, error, problem)
        if error and any(copy.problem[:2] == one[:2] for one in problems):
            copy = _without_line(lines, error, _parser_problem(lines, error, shown))
        if not any(copy.problem[:2] == one[:2] for one in problems):
            problems.append(in_original(copy.problem, original, lines) or copy.problem)
        is_whole &= copy.is_whole
        is_bomb = isinstance(error, DocumentError) and error.kind in _BOMBS
        if reader.tries <= 0 or is_bomb:
            break
        before, lines = _stop_of(error), copy.lines
        document, error = _read(lines, shown)
        if document is None and (error is None or _stop_of(error) <= before):
            break
    n_left = reader.n_errors(lines) if is_whole else inf
    is_around = is_whole and any(one.message.en.startswith("Markdown") for one in problems)
    both = zip(original, lines, strict=True)
    kept = ["" if is_around and not new.strip() else line for line, new in both]
    alone = line_by_line(kept, _as_value) if problems[1:] or n_left else kept
    n_alone = reader.n_errors(alone) if sum(map(str.__ne__, alone, kept)) > 1 else inf
    found = [one for one in problems if original[one.line - 1].strip() and not kept[one.line - 1]]
    found += in_their_lines(kept, alone, shown)
    if n_alone < inf and (n_alone, len(found)) < (n_left, len(problems)):
        problems, document, is_whole = found, _read(alone, shown)[0], True
    problems.sort(key=lambda one: (one.line, one.column))
    return Faults(problems, document, is_whole)


def _as_value(value: str) -> str:
    """A value, in quotes where YAML needs them, and with the second where one is open."""
    if value[:1] in {'"', "'"}:
        return value + value[0] * (value.count(value[0]) == 1)
    is_plain = value[:1] not in {"[", "{"} and not BLOCK.fullmatch(value)
    return hints.quoted(value) if is_plain and _read([f"a: {value}"])[1] else value


def in_original(problem: Problem, original: list[str], lines: list[str]) -> Problem | None:
    """A problem of mended lines at its column in the original ones; None where more than blanks differ."""
    old, new = original[problem.line - 1], lines[problem.line - 1]
    column = max(problem.column + len(old) - len(new), 1)
    return problem._replace(column=column) if old.split() == new.split() else None


def _mended(lines: list[str], error: Error, problem: Problem) -> Iterator[_Copy]:
    """The copies in which what stopped the parser, or a slip above it, is mended."""
    row = problem.line - 1
    for mend in mends.mends(lines, row, error):
        found, slip = problem, mend.row if mend.slip is None else mend.slip
        if mend.column or slip != row:
            column = mend.column or indent_of(lines[slip]) + 1
            found = problem._replace(line=slip + 1, column=column)
        if mend.said:
            found = _problem_of(mend.said, found.path, Place(found.line, found.column))
        copy = [*lines[: mend.row], *mend.lines, *lines[mend.row + len(mend.lines) :]]
        yield _Copy(found._replace(hint=mend.hint or found.hint), copy, mend.is_whole)


def _without_typos(lines: list[str], error: Error | None, shown: str) -> Iterator[Iterable[_Copy]]:
    """The lines up to where the parser stopped that may hold a typo, nearest first, without it."""
    stop, mark = _place_of(error, lines), getattr(error, "problem_mark", None)
    at = f"{stop.line}:{stop.column}"
    last = min(max(stop.line, mark.line + 1 if mark else 0), len(lines)) if error else len(lines)
    # Quotation marks of another line would close those that are open in this one.
    is_open = "quoted scalar" in str(getattr(error, "context", ""))
    rows = [stop.line] if is_open else range(1, last + 1)
    for number in sorted(rows, key=lambda one: abs(one - stop.line)):
        line = lines[number - 1]
        typo = typo_in_line(line, number)
        if typo is None:
            continue
        if typo.rule == "tab":
            yield _without_tabs(lines, number - 1, shown)
        problem = typo_problem(typo, shown)
        if error and stop != typo.place:
            en, zh = problem.message
            message = Phrase(f"{en}; YAML stops at {at}", f"{zh}；YAML 停在 {at}")
            problem = problem._replace(message=message)
        ways = without_typo(line, typo, indents(lines, number - 1))
        yield [_Copy(problem, [*lines[: number - 1], new, *lines[number:]]) for new in ways]


def _without_tabs(lines: list[str], first: int, shown: str) -> Iterator[_Copy]:
    """The lines with as many spaces for each tab of their indents, where there are several from a row on."""
    parts = [part.groups() for part in map(_INDENT.match, lines[first:]) if part]
    rows = [row for row, (indent, dashes, _) in enumerate(parts) if "\t" in indent + dashes]
    place = Place(first + 1, lines[first].index("\t") + 1)
    en, zh = f"tabs indent {counted(len(rows), 'line')}", f"有 {len(rows)} 行用制表符缩进"
    for n in _WIDTHS_OF_TABS if rows[1:] else ():
        hint = Phrase(
            f"Replace each tab at the start of a line with {n} spaces, one after a `-` with 1.",
            f"把行首的每个制表符换成 {n} 个空格，`-` 后面的换成 1 个。",
        )
        new = [
            one.replace("\t", " " * n) + two.replace("\t", " ") + text for one, two, text in parts
        ]
        copy = [*lines[:first], *new]
        yield _Copy(RULES["tab"].problem(shown, *place, Phrase(en, zh), hint), copy)


def _without_line(lines: list[str], error: Error, problem: Problem) -> _Copy:
    """A fault that nobody can mend for the editor; the line is left out with what is indented below it."""
    row = problem.line - 1
    is_end = isinstance(error, DocumentError) and error.kind.startswith("second-")
    end = len(lines) if is_end else end_of_block(lines, row)
    return _Copy(problem, [*lines[:row], *[""] * (end - row), *lines[end:]], is_whole=False)


def first_fault(text: str, shown: str, error: Error) -> tuple[str, Phrase]:
    """The place of the first fault of a text that cannot be parsed, and what it is and asks to type."""
    fault = syntax_faults(Document(text, shown), error).problems[0]
    en, zh = f"{fault.message.en}. {fault.hint.en}", f"{fault.message.zh}。{fault.hint.zh}"
    return f"{shown}:{fault.line}:{fault.column}", Phrase(en, zh)
