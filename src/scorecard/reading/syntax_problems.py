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
from scorecard.reading.typos import typo_in_line, typo_problem, without_typo
from scorecard.reading.yaml_document import Document, place_at
from scorecard.reading.yaml_reader import DocumentError, read_document
from scorecard.rules import RULES
from scorecard.text import Phrase, printable

Error = yaml.YAMLError | DocumentError

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]|^\ufeff", re.MULTILINE
)
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7})(?![^ \r\n])", re.MULTILINE)
_THREE_SIDES = Phrase(
    "Keep what is right of the two sides; delete the lines with <<<<<<<, ======= and >>>>>>>, "
    "and all from ||||||| to =======, which is how it was before.",
    "留下两边中正确的内容，删掉 <<<<<<<、======= 和 >>>>>>> 这几行，"
    "以及从 ||||||| 到 ======= 的全部：那是双方改动之前的内容。",
)
_ODD_BREAK = re.compile("[\x85\u2028\u2029]|\r(?!\n)")
"""Characters that YAML takes for the end of a line, though no editor shows them as one."""

_BREAK_HINT = Phrase(
    "Press Enter in its place if a key follows; else delete it.",
    "后面若是键，换成回车（LF）；否则删掉。",
)

_NOT_USED: dict[str, tuple[str, Phrase, Phrase | None]] = {
    "duplicate-key": ("duplicate-key", Phrase("the key `{}` appears twice", "键 `{}` 写了两次"), None),
    "key-not-text": ("schema", Phrase("the key `{}` is not text", "键 `{}` 不是文本"),
        Phrase("Quote the key, or delete it.", "给键加引号，或删掉。")),
    "merge-key": ("yaml-feature", Phrase("the merge key `<<` is not read", "不能使用合并键 `<<`"),
        Phrase("Delete the line, and write the keys that it stands for.",
               "删掉这一行，把它所代表的键逐个写出来。")),
    "tag": ("yaml-feature", Phrase("the tag `{}` is not allowed", "不能使用标签 `{}`"),
        Phrase('Delete the tag; quote a text that begins with "!".', "删掉标签；以 ! 开头的文本要加引号。")),
    "too-deep": ("yaml-feature", Phrase("values are nested too deeply", "嵌套太深"), None),
    "unknown-alias": ("yaml-feature",
        Phrase("the alias `*{}` is not defined above", "别名 `*{}` 在前面没有定义"),
        Phrase("Write the value out; quote a text that begins with `*`.",
               "把值直接写出来；以 * 开头的文本要加引号。")),
    "endless-alias": ("yaml-feature",
        Phrase("the alias `*{}` contains itself", "别名 `*{}` 包含它自己"), None),
    "too-many-aliases": ("yaml-feature",
        Phrase("`*{}` is one alias too many", "别名太多，到 `*{}` 为止"), None),
    "too-many-entries": ("yaml-feature",
        Phrase("a list or mapping of {} entries ends here; at most 10,000 are read",
               "这里结束的列表或映射有 {} 项，最多读 10,000 项"),
        Phrase("Split it.", "拆开。")),
    "second-document": ("yaml-feature", Phrase("a second document begins here", "这里开始了第二个文档"),
        Phrase("Keep one record in a file; move the rest to a file of its own.",
               "一个文件只放一条记录，其余移到另外的文件。")),
}  # fmt: skip
"""For each kind of `DocumentError` the rule, the message and, where the rule's does not fit, the hint."""

_PARSER_WORDS = (
    ("mapping values are not allowed",
     Phrase("an unquoted text contains `: `, or the indent is wrong", "未加引号的文本里有 `: `，或缩进不对"),
     Phrase('Quote the text: "…: …", or align the key with its neighbors.',
            '给文本加引号："…: …"，或与相邻的键对齐。')),
    ("found unexpected ':'",
     Phrase("inside { } a colon needs a space and a value after it", "{ } 里的冒号后面要有空格和值"),
     Phrase("Write `key: value`, or `key: null` where there is none.",
            "写成 `键: 值`，没有值就写 `键: null`。")),
    ("could not find expected ':'",
     Phrase("a key needs a colon and a space after it", "键后面要有冒号和空格"),
     Phrase("Write `key: value`, with an ASCII colon and a space.", "写成 `键: 值`，半角冒号加空格。")),
    ("did not find expected ',' or",
     Phrase("a { or [ is not closed, or a comma is missing", "{ 或 [ 没有闭合，或缺少逗号"),
     Phrase("Close it with } or ], part values with `, `.", "用 } 或 ] 闭合，值之间用 `, ` 分隔。")),
    ("did not find expected key",
     Phrase("the indent fits no line above, or text follows a closing quote",
            "缩进与上面的行都不一致，或引号之后还有文字"),
     Phrase("Indent it like its neighbors; put the whole text in quotes.",
            "与相邻的行对齐；把整段文字放进引号。")),
    ("did not find expected '-'",
     Phrase("a list item must start with `- ` in the column of the others",
            "列表项要以 `- ` 开头并与其他项对齐"),
     Phrase("Begin the line with `- ` or indent it.", "以 `- ` 开头，或增加缩进。")),
    ("unknown escape character",
     Phrase("no such escape in a text in double quotes", "双引号里没有这种转义"),
     Phrase("Write \\\\ for a backslash, or use single quotes.", "反斜杠写成 \\\\，或改用单引号。")),
    ("expected <document start>",
     Phrase("something follows the end of the document", "文档结束之后还有内容"),
     Phrase("Delete the line that ends the document, or what follows.",
            "删掉结束文档的那一行，或后面的内容。")),
    ("unexpected end of stream",
     Phrase("a quote is opened here and never closed", "这里的引号没有闭合"),
     Phrase("Close it with the same quote.", "用同样的引号闭合。")),
)  # fmt: skip
"""Words of the parser, with a message and a hint in an editor's words."""

_RAN_PAST = re.compile("end of stream|could not find expected ':'|did not find expected ',' or")
_RESERVED = "-?*&!>|%@`[]{},"
_RESERVED_WORDS = re.compile(
    "comment or line break|block sequence entries|alphabetic or numeric|mapping keys"
    "|cannot start any token|node content|whitespace or line break|tag|URI|indentation indicator"
)
"""Words of the parser about a value that begins with a reserved character, like `>50%`."""

_AFTER_BRACKET = "did not find expected key"
_LINE = re.compile(r"(\s*(?:-\s+)*(?:[^\s:#\"'\[{]+\s*:\s+)?)(\S.*?)\s*")
_MARKDOWN_LINK = re.compile(r"\[[^\]]*\]\((https?://[^\s()]+)\)")


def text_problems(source: Source) -> list[Problem]:
    """The problems of a text before it is parsed: a merge conflict, an odd line break.

    Args:
        source: The text.
    """
    text = source.text
    # Every file comes here and hardly one goes on: this is a tenth of what the patterns cost.
    has_odd_break = "\r" in text or "\u2028" in text or "\u2029" in text or "\x85" in text
    has_sign = "<<<<<<<" in text or "=======" in text or ">>>>>>>" in text
    if not (has_odd_break or has_sign):
        return []
    marks = list(_CONFLICT.finditer(text))
    if marks:
        opened = [mark for mark in marks if mark[1][0] == "<"] or marks[:1]
        places = [place_at(text, mark.start()) for mark in opened]
        phrase = Phrase("an unresolved merge conflict", "没有解决的合并冲突")
        hint = _THREE_SIDES if re.search(r"^\|{7}", text, re.MULTILINE) else None
        rule = RULES["merge-conflict"]
        return [rule.problem(source.shown, *place, phrase, hint) for place in places]
    if "\r" in text and "\n" not in text:
        place = place_at(text, text.index("\r"))
        message = Phrase("lines end with CR alone, as old Macs write them", "行尾是旧 Mac 的 CR")
        hint = Phrase("Save it with LF line ends (Unix).", "用 LF 行尾（Unix）保存。")
        return [RULES["control-character"].problem(source.shown, *place, message, hint)]
    odd = _control_problem(source, _ODD_BREAK)
    return [odd] if odd else []


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
        return Place(len(lines) + 1, 1) if document else _stop(error)

    def best(self, mends: Iterable[_Mend], error: Error | None) -> _Mend | None:
        """The mend with which the parser gets furthest, of the first place where one helps; else None."""
        best, furthest = None, _stop(error)
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
    control = _control_problem(source, _CONTROL) if isinstance(error, yaml.YAMLError) else None
    if control:
        return Faults([control], None, frozenset(), is_whole=False)
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
        before, lines = _stop(error), mend.lines
        document, error = reader.read(lines)
        if document is None and (error is None or _stop(error) <= before):
            break
    mended = {n for n, (old, new) in enumerate(zip(original, lines, strict=True), 1) if old != new}
    problems.sort(key=lambda one: (one.line, one.column))
    return Faults(problems, document, frozenset(mended), is_whole)


def syntax_problems(source: Source, error: Error) -> list[Problem]:
    """The faults alone.

    Args:
        source: The text.
        error: What the reader raised.
    """
    return syntax_faults(source, error).problems


def _stop(error: Error | None) -> Place:
    """The place where the parser stopped, or where it began when it ran past an open quote or bracket."""
    if isinstance(error, DocumentError):
        return error.place
    mark = getattr(error, "problem_mark", None)
    if _RAN_PAST.search(str(getattr(error, "problem", ""))):
        mark = getattr(error, "context_mark", None) or mark
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1 if error else 0)


def _place(error: Error | None, lines: list[str]) -> Place:
    """That place, inside the text."""
    line, column = _stop(error)
    last = max(len(lines) - (not lines[-1]), 1)
    return Place(min(line, last), column)


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
    stop = _place(error, lines)
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


def _own_words(lines: list[str], error: Error, shown: str) -> Problem:
    """The parser's error in an editor's words."""
    if isinstance(error, DocumentError):
        rule, message, hint = _NOT_USED[error.kind]
        found = printable(error.found.replace("tag:yaml.org,2002:", "!!"), limit=60)
        message = Phrase(message.en.format(found), message.zh.format(found))
        return RULES[rule].problem(shown, *error.place, message, hint)
    reserved = _reserved_start(lines, error, shown)
    if reserved:
        return reserved
    words = str(getattr(error, "problem", "") or error)
    message = Phrase(f"not YAML: {printable(words)}", "不是合法的 YAML")
    message, hint = next(
        ((message, hint) for known, message, hint in _PARSER_WORDS if known in words),
        (message, None),
    )
    return RULES["yaml-syntax"].problem(shown, *_place(error, lines), message, hint)


def _without_line(lines: list[str], error: Error, shown: str) -> _Mend:
    """A fault that nobody can mend for the editor; the line is left out with what is indented below it."""
    problem, row = _own_words(lines, error, shown), _place(error, lines).line - 1
    is_end = isinstance(error, DocumentError) and error.kind == "second-document"
    end = row + 1
    while end < len(lines) and (
        is_end or not lines[end].strip() or _indent(lines[end]) > _indent(lines[row])
    ):
        end += 1
    return _Mend(problem, [*lines[:row], *[""] * (end - row), *lines[end:]], is_whole=False)


_EMPTY_VALUE = re.compile(r"(\s*(?:- )?[\w]+:)\s*(\[\s*\]|\{\s*\}|null|~)\s*(#.*)?")
_ITEM = re.compile(r"( *)- (\w+):")
_GLUED = re.compile(r"(\s*(?:- +)?)([A-Za-z_]+)(?::(?=\S)| +|$)(.*)")
_ESCAPE = re.compile(r'\\(?![0abtnvfre "/\\N_LPxuU])')


@cache
def _keys() -> frozenset[str]:
    """The names of all fields of the records."""
    from scorecard.records.schema import json_schemas

    found: set[str] = set()

    def collect(schema: object) -> None:
        if isinstance(schema, dict):
            found.update(schema.get("properties", {}))
            for inner in schema.values():
                collect(inner)

    collect(json_schemas())
    return frozenset(found)


def _mends(lines: list[str], error: Error, shown: str) -> Iterator[_Mend]:
    """What an editor may have meant where the parser stopped, with the hint that asks for it."""
    problem, row = _own_words(lines, error, shown), _place(error, lines).line - 1
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
    matched = _LINE.fullmatch(line)
    key, value = (matched[1], matched[2]) if matched else ("", "")
    if value[:1] in {'"', "'"} and value.count(value[0]) % 2:
        end = -1 if value[-1] in "“”‘’＂＇" else len(value)
        yield row, key + value[:end] + value[0], None
    elif value[:1] in {"{", "["}:
        yield row, key + value + ("}" if value[0] == "{" else "]"), None
    if key and value:
        yield row, key + _quoted(value), _quoting_hint(value)
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


def _control_problem(source: Source, pattern: re.Pattern[str]) -> Problem | None:
    match = pattern.search(source.text)
    if not match:
        return None
    place = place_at(source.text, match.start())
    shown = f"U+{ord(match.group()):04X}"
    phrase = Phrase(f"the control character {shown}", f"控制字符 {shown}")
    hint = _BREAK_HINT if pattern is _ODD_BREAK else None
    return RULES["control-character"].problem(source.shown, *place, phrase, hint)


def _quoted(value: str) -> str:
    """A text as one types it in quotes; what is half quoted already gets the other kind around it."""
    is_plain = '"' not in value and "\\" not in value
    return f'"{value}"' if is_plain else "'" + value.replace("'", "''") + "'"


def _quoting_hint(value: str) -> Phrase:
    """A hint for a value that must be quoted; without the value when its end is not known."""
    link = _MARKDOWN_LINK.fullmatch(value)
    if link:
        address = printable(link[1], limit=200)
        return Phrase(f"Write the address alone: {address}", f"只写网址：{address}")
    shown = printable(_quoted(value), limit=80) if value else '"…"'
    return Phrase(f"Quote it: {shown}.", f"加引号：{shown}。")


def _reserved_start(lines: list[str], error: yaml.YAMLError, shown: str) -> Problem | None:
    """The problem of a value that begins with a reserved character; None when that is not the cause."""
    mark, words = getattr(error, "problem_mark", None), str(getattr(error, "problem", ""))
    if mark is None or mark.line >= len(lines):
        return None
    line = lines[mark.line]
    matched = _LINE.fullmatch(line.rstrip("\r"))
    first, value = (len(matched[1]), matched[2]) if matched else (-1, "")
    start = mark.column
    context = getattr(error, "context_mark", None)
    if _AFTER_BRACKET in words:
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
