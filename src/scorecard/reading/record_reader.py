"""One file to one record: decode, parse, validate; whatever is wrong becomes a list of problems."""

import re
from collections import Counter
from itertools import islice, takewhile
from typing import Any, NamedTuple, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from scorecard.problems import Problem, Severity
from scorecard.reading.encodings import decode
from scorecard.reading.files import Kind, RecordFile, read_bytes
from scorecard.reading.yaml_reader import Document, DocumentError, read_document
from scorecard.records import Domain, Outlook, Prediction, Review, Settings
from scorecard.rules import BrokenRule, broken
from scorecard.text import Phrase, printable

_NOT_YAML = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"
_BREAKS = "\x0b\x0c\x85\u2028\u2029\r"
"""Characters that YAML or Word takes for the end of a line, though no editor shows them as one."""

_ODD = re.compile(f"\0+|[{_NOT_YAML}\x85\u2028\u2029\ufffd]|锟斤拷|\r(?!\n)|^\ufeff", re.MULTILINE)
_LOST_BREAK = re.compile(rf"(?!\r\n)[{_BREAKS}][^\S\n]*(?:- )?\w+:")
_END = re.compile(rf"\r+\n?|[{_BREAKS}\n]")
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7})(?![^ \r\n])", re.MULTILINE)
_MARK = re.compile(r"^([<|=>])\1{6}(?![^ \r\n])")
_MISREAD = "â€", "ã€", "ï¼", "ä¸", "â\x80", "ã\x80"
"""Quotes, Chinese marks and 一, 不, 中 begin so in UTF-8 that a program took for Western text."""

_MISREAD_START = re.compile("[âã-éï][\x80-¿Œ-ƒˆ˜–-™]")
_SUSPECT = "\r\x85\u2028\u2029\ufffd拷€¼¸"
"""Breaks that YAML accepts, and a character of each text that was lost or misread."""

_MARGIN = re.compile(
    r"(?m)^((?:> ?)*[>+] ?|[ \t]*\d+(?: *[.:：|)、│])?[^\S\n]?"
    r"|\^?[0-9a-f]{7,40} .*?\d\) |\S+?\.yaml[:-](?:\d+[:-])?) *(?:- )?[a-z_]+:\s"
)
"""What programs write before every line that they quote, compare or count, in front of a key."""

_KEY = re.compile(r"^[ \t]*(?:- )?[a-z_]+:\s", re.MULTILINE)
_DIFF = re.compile(
    r"(?m)^(?:@@ -\d|diff --git )|\A(?=(?:[ +-].*\n+)*\Z)(?=(?:.*\n)*? [a-z_]+:)(?:.*\n)*?\+"
)
_BOLD = re.compile(r"^( *(?:- +)?)(\*\*?|`)([a-z_]+)(?:\2 *(?:[:：]|$)|[:：]\2)", re.MULTILINE)
_MOST = 30
"""The most control characters of a text that are reported."""

_BREAK_HINT = Phrase(
    "Press Enter in its place if a key follows; else delete it.",
    "后面若是键，换成回车（LF）；否则删掉。",
)
_LOST_HINT = Phrase("Copy it again from a text that has it whole.", "从完好的原文重新复制。")
_END_HINT = Phrase("Replace each with LF, the line end of Unix.", "全部换成 LF（Unix 行尾）。")
_MARGIN_HINT = Phrase("Delete it at the start of every line.", "删掉每一行开头的这种记号。")
_DIFF_HINT = Phrase("Write the text of the file itself.", "换成文件本身的内容。")


def raw_faults(text: str) -> tuple[list[BrokenRule], list[str]]:
    """The faults of a text that keep it from being parsed as it is meant, and the text without them.

    Two texts where a merge left two sides, none where a line break was lost or nothing is as it was meant.
    """
    ends = Counter(_END.findall(text))
    end = max(ends, key=ends.__getitem__, default="\n")
    if end not in {"\n", "\r\n"} and ends[end] > ends["\n"] + ends["\r\n"]:
        shown = printable(end)
        message = f"lines end with `{shown}` and not with LF", f"行尾是 `{shown}`，不是 LF"
        found = broken("control-character", text.index(end), *message, _END_HINT)
        return [found], [text.replace(end, "\n")]
    if marks := list(_CONFLICT.finditer(text)):
        message = "an unresolved merge conflict", "没有解决的合并冲突"
        opened = [mark for mark in marks if mark[1][0] == "<"] or marks[:1]
        faults = [broken("merge-conflict", one.start(), *message) for one in opened]
        is_whole = len({sum(mark[1][0] == sign for mark in marks) for sign in "<=>"}) == 1
        sides = "<=" if is_whole else ["<|="]
        return faults, list(dict.fromkeys(_side(text, one) for one in sides))
    if any(one in text for one in _MISREAD) and (start := _MISREAD_START.search(text)):
        message = "UTF-8 was read as another encoding here", "这里是乱码：UTF-8 被按别的编码读过"
        return [broken("control-character", start.start(), *message, _LOST_HINT)], []
    faults = []
    for odd in islice(_ODD.finditer(text), _MOST):
        code, hint = f"U+{ord(odd[0][0]):04X}", _BREAK_HINT if odd[0] in _BREAKS else None
        code += f" × {len(odd[0])}" if odd[0][1:] else ""
        message = f"the control character {code}", f"控制字符 {code}"
        if odd[0] in "\ufffd锟斤拷":  # what programs write for bytes that they could not read
            message, hint = ("text was lost here", "这里有文字丢失（乱码）"), _LOST_HINT
        faults.append(broken("control-character", odd.start(), *message, hint))
    without = _ODD.sub(lambda odd: " " if odd[0] in _BREAKS else "", text)
    return faults, [] if _LOST_BREAK.search(text) else [without]


def pasted_faults(text: str) -> tuple[list[BrokenRule], list[str]]:
    """The faults of a text that cannot be read as it was pasted from a program, and the text without them."""
    if _DIFF.search(text):
        message = "this is a diff of a file, not the file", "这是文件的 diff，不是文件本身"
        return [broken("yaml-syntax", 0, *message, _DIFF_HINT)], []
    if (margin := _MARGIN.search(text)) and not _KEY.search(text):
        mark = printable(margin[1])
        message = f"lines begin with `{mark}` or the like", f"行首有 `{mark}` 之类的记号"
        return [broken("yaml-syntax", margin.start(), *message, _MARGIN_HINT)], []
    faults, message = [], ("Markdown is no part of a record", "Markdown 不属于记录的内容")
    for bold in _BOLD.finditer(text):
        typed = Phrase(f"Write `{bold[3]}: `.", f"写成 `{bold[3]}: `。")
        faults.append(broken("yaml-syntax", bold.end(1), *message, typed))
    return faults, [_BOLD.sub(r"\1\3:", text)]


def _side(text: str, kept: str) -> str:
    """What is outside of conflicts, and in them below any of some signs; the other lines are empty."""
    lines, side = [], ""
    for line in text.split("\n"):
        mark = _MARK.match(line)
        if mark and (side or mark[1] == "<"):
            side = mark[1].strip(">")
        lines.append("" if mark or side not in kept else line)
    return "\n".join(lines)


class DomainList(RootModel[list[Domain]]):
    """The document of domains.yaml."""

    model_config = ConfigDict(strict=True, frozen=True)


AnyRecord: TypeAlias = Prediction | Outlook | DomainList | Review | Settings
"""The record of a file, by its kind."""

MODELS: dict[Kind, type[BaseModel]] = {
    "prediction": Prediction,
    "outlook": Outlook,
    "domains": DomainList,
    "review": Review,
    "scorecard": Settings,
}


class Parsed(NamedTuple):
    """A text as a record, or None with the problems that keep it from being one."""

    record: Any
    problems: list[Problem]
    document: Document


class Reading(NamedTuple):
    """A file as a record, or None with the problems that keep it from being one.

    Attributes:
        file: The file.
        record: The record; None when the file has errors.
        problems: What is wrong with the file by itself.
        document: Its text with the plain values and their positions.
        data: Its bytes.
    """

    file: RecordFile
    record: Any
    problems: list[Problem]
    document: Document
    data: bytes


def parse(source: Document, kind: Kind) -> Parsed:
    """A text as a record."""
    model, text = MODELS[kind], source.text
    # Of what YAML would accept: single characters are found in a tenth of the time of a pattern.
    is_suspect = any(one in text for one in _SUSPECT)
    is_suspect = is_suspect or any(sign in text and 7 * sign in text for sign in "<=>")
    if is_suspect and (found := _without_raw_faults(source, kind)):
        return found
    try:
        document = read_document(text, source.shown)
    except (yaml.YAMLError, DocumentError) as error:
        found = _without_raw_faults(source, kind, is_broken=True)
        return found or Parsed(None, _syntax(source, error, model), source)
    if isinstance(document.value, str) and (problems := _syntax(source, None, model)):
        return Parsed(None, problems, document)
    try:
        return Parsed(model.model_validate(document.value), [], document)
    except ValidationError:
        # Imported here and below: a folder without errors needs none of the messages.
        from scorecard.reading.schema_problems import schema_problems

        found = _without_raw_faults(source, kind, is_broken=True)
        return found or Parsed(None, schema_problems(document, model), document)


def _without_raw_faults(source: Document, kind: Kind, *, is_broken: bool = False) -> Parsed | None:
    """The faults of a text before it is parsed, and the problems in other lines of what is left."""
    faults, texts = raw_faults(source.text)
    if is_broken and not faults:
        from scorecard.reading.schema_problems import headless_faults

        faults, texts = pasted_faults(source.text)
        faults, texts = (faults, texts) if faults else headless_faults(source.text, MODELS[kind])
    if not faults:
        return None
    problems = [source.problem(one) for one in faults]
    known = {one.line for one in problems} | {one.message for one in problems}
    rest = (one for text in texts for one in parse(Document(text, source.shown), kind).problems)
    others = (one for one in dict.fromkeys(rest) if known.isdisjoint((one.line, one.message)))
    return Parsed(None, [*problems, *others], source)


_OF_WHAT_IS_LEFT_OUT = {"missing-key", "empty-value", "empty-text"}


def _syntax(
    source: Document, error: yaml.YAMLError | DocumentError | None, model: type[BaseModel]
) -> list[Problem]:
    """The faults of a text as YAML, and what its values would break once these are mended."""
    from scorecard.reading.schema_problems import schema_problems
    from scorecard.reading.syntax_problems import in_original, syntax_faults

    faults = syntax_faults(source, error, model)
    if faults.document is None or not faults.problems:
        return faults.problems
    found = schema_problems(faults.document, model)
    known = {one.line for one in faults.problems}
    # Quotes make no number, day or word of a closed list.
    better = {one[1:3]: one.hint for one in found if one.rule != "too-long"}
    problems = [
        one._replace(hint=better.get(one[1:3], one.hint)) if "Quote it" in one.hint.en else one
        for one in faults.problems
    ]
    original, mended = source.text.split("\n"), faults.document.text.split("\n")
    others = [
        other
        for one in found
        if (other := in_original(one, original, mended))
        and one.line not in known
        and (faults.is_whole or one.rule not in _OF_WHAT_IS_LEFT_OUT)
        and (faults.is_whole or not _is_emptied(original[one.line :], mended[one.line :]))
    ]
    return sorted([*problems, *others], key=lambda one: (one.line, one.column))


def _is_emptied(original: list[str], mended: list[str]) -> bool:
    """True if lines are left out right below a line: of these two texts from the next line on."""
    both = zip(original, mended, strict=True)
    below = takewhile(lambda pair: pair[1].lstrip()[:1] in {"", "#"}, both)
    return any(old.strip() and not new.strip() for old, new in below)


def read_record(file: RecordFile, data: bytes | None = None) -> Reading:
    """A file as a record; never raises for what the file contains."""
    found = read_bytes(file) if data is None else data
    if isinstance(found, Problem):
        return Reading(file, None, [found], Document("", file.shown), b"")
    text, problems = decode(found, file.shown)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return Reading(file, None, problems, Document("", file.shown), found)
    parsed = parse(Document(text, file.shown), file.kind)
    return Reading(file, parsed.record, problems + parsed.problems, parsed.document, found)
