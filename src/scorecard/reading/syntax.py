"""Why a text is not YAML, said at its place in the editor's words."""

import re

import yaml

from scorecard.problems import Problem
from scorecard.reading.files import Source
from scorecard.reading.slips import line_problem, slips_in
from scorecard.reading.starts import forbidden_start
from scorecard.reading.values import Place, ValuesFault, place_at
from scorecard.rules import RULES
from scorecard.text import Phrase, printable

__all__ = ["slip_problems", "syntax_problems", "text_problems"]

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]|^\ufeff", re.MULTILINE
)

_CONFLICT = re.compile(r"^(<{7}|={7}|>{7})(?![^ \r\n])", re.MULTILINE)
_ODD_BREAK = re.compile("[\x85\u2028\u2029]|\r(?!\n)")
"""What YAML takes for the end of a line and no editor shows as one."""

_FAULTS = {
    "duplicate-key": ("duplicate-key", "the key `{}` stands twice", "键 `{}` 写了两次"),
    "key-not-text": ("schema", "the key `{}` is not text", "键 `{}` 不是文本"),
    "tag": ("yaml-feature", "the tag `{}` is not allowed", "不能使用标签 `{}`"),
    "too-deep": ("yaml-feature", "values are nested too deeply", "嵌套太深"),
    "unknown-alias": (
        "yaml-feature",
        "the alias `*{}` names nothing above",
        "别名 `*{}` 在前面没有定义",
    ),
    "endless-alias": ("yaml-feature", "the alias `*{}` contains itself", "别名 `*{}` 包含它自己"),
    "too-many-aliases": ("yaml-feature", "`*{}` is one alias too many", "别名太多，到 `*{}` 为止"),
    "too-many-entries": (
        "yaml-feature",
        "a list or mapping of {} entries ends here; at most 10,000 are read",
        "这里结束的列表或映射有 {} 项，最多读 10,000 项",
    ),
    "second-document": ("yaml-feature", "a second document begins here", "这里开始了第二个文档"),
}
_FAULT_HINTS = {
    "key-not-text": Phrase("Quote the key, or delete it.", "给键加引号，或删掉。"),
    "tag": Phrase(
        'Delete the tag; quote a text that begins with "!".', "删掉标签；以 ! 开头的文本要加引号。"
    ),
    "unknown-alias": Phrase(
        "Write the value out; quote a text that begins with `*`.",
        "把值直接写出来；以 * 开头的文本要加引号。",
    ),
    "too-many-entries": Phrase("Split it.", "拆开。"),
    "second-document": Phrase(
        "Keep one record in a file; move the rest to a file of its own.",
        "一个文件只放一条记录，其余移到另外的文件。",
    ),
}

_SYNTAX = (
    (
        "mapping values are not allowed",
        "an unquoted text holds `: `, or the indent is wrong",
        "未加引号的文本里有 `: `，或缩进不对",
        'Quote the text: "…: …", or align the key with its neighbors.',
        '给文本加引号："…: …"，或与相邻的键对齐。',
    ),
    (
        "found unexpected ':'",
        "inside { } a colon needs a space and a value after it",
        "{ } 里的冒号后面要有空格和值",
        "Write `key: value`, or `key: null` where there is none.",
        "写成 `键: 值`，没有值就写 `键: null`。",
    ),
    (
        "could not find expected ':'",
        "a key needs a colon and a space after it",
        "键后面要有冒号和空格",
        "Write `key: value`, with an ASCII colon and a space.",
        "写成 `键: 值`，半角冒号加空格。",
    ),
    (
        "did not find expected ',' or",
        "a { or [ is not closed, or a comma is missing",
        "{ 或 [ 没有闭合，或缺少逗号",
        "Close it with } or ], part values with `, `.",
        "用 } 或 ] 闭合，值之间用 `, ` 分隔。",
    ),
    (
        "did not find expected key",
        "the indent fits no line above, or text follows a closing quote",
        "缩进与上面的行都不一致，或引号之后还有文字",
        "Indent it like its neighbors; put the whole text in quotes.",
        "与相邻的行对齐；把整段文字放进引号。",
    ),
    (
        "did not find expected '-'",
        "a list item must start with `- ` in the column of the others",
        "列表项要以 `- ` 开头并与其他项对齐",
        "Begin the line with `- ` or indent it.",
        "以 `- ` 开头，或增加缩进。",
    ),
    (
        "unknown escape character",
        "no such escape in a text in double quotes",
        "双引号里没有这种转义",
        "Write \\\\ for a backslash, or use single quotes.",
        "反斜杠写成 \\\\，或改用单引号。",
    ),
    (
        "unexpected end of stream",
        "a quote is opened here and never closed",
        "这里的引号没有闭合",
        "Close it with the same quote.",
        "用同样的引号闭合。",
    ),
)


_RAN_PAST = re.compile("end of stream|could not find expected ':'|did not find expected ',' or")


def _fault_problem(source: Source, fault: ValuesFault) -> Problem:
    rule, en, zh = _FAULTS[fault.kind]
    found = printable(fault.found.replace("tag:yaml.org,2002:", "!!"), limit=60)
    message = Phrase(en.format(found), zh.format(found))
    hint = _FAULT_HINTS.get(fault.kind)
    return RULES[rule].problem(source.shown, *fault.place, message, hint)


def _place(error: yaml.YAMLError, text: str) -> Place:
    """Where the parser stopped; where it began when it ran past what was left open."""
    mark = getattr(error, "problem_mark", None)
    if _RAN_PAST.search(str(getattr(error, "problem", ""))):
        mark = getattr(error, "context_mark", None) or mark
    if mark is None:
        return Place(1, 1)
    last = max(text.count("\n") + (not text.endswith("\n")), 1)
    return Place(min(mark.line + 1, last), mark.column + 1)


def _control_problem(source: Source, pattern: re.Pattern[str]) -> Problem | None:
    match = pattern.search(source.text)
    if not match:
        return None
    place = place_at(source.text, match.start())
    shown = f"U+{ord(match.group()):04X}"
    phrase = Phrase(f"the control character {shown}", f"控制字符 {shown}")
    return RULES["control-character"].problem(source.shown, *place, phrase)


def text_problems(source: Source) -> list[Problem]:
    """What makes a text no record before it is read: a merge conflict, an odd line break.

    Args:
        source: The text.
    """
    text = source.text
    # Every file comes here and hardly one goes on: this is a tenth of what the patterns cost.
    has_odd_break = "\r" in text or "\u2028" in text or "\u2029" in text or "\x85" in text
    has_sign = "<<<<<<<" in text or "=======" in text or ">>>>>>>" in text
    if not (has_odd_break or has_sign):
        return []
    marks = list(_CONFLICT.finditer(source.text))
    if marks:
        opened = [mark for mark in marks if mark[1][0] == "<"] or marks[:1]
        places = [place_at(source.text, mark.start()) for mark in opened]
        phrase = Phrase("a conflict that git left here", "git 留下的合并冲突")
        return [RULES["merge-conflict"].problem(source.shown, *place, phrase) for place in places]
    odd = _control_problem(source, _ODD_BREAK)
    return [odd] if odd else []


def slip_problems(source: Source) -> list[Problem]:
    """The typing slips in the structure of a text that gave no mapping and no list."""
    return [line_problem(slip, source.shown) for slip in slips_in(source.text)]


def syntax_problems(source: Source, error: yaml.YAMLError | ValuesFault) -> list[Problem]:
    """The problems of a text that cannot be read: each typing slip, or else where reading stopped.

    Args:
        source: The text.
        error: What stopped the reader.
    """
    if isinstance(error, ValuesFault):
        return [_fault_problem(source, error)]
    control = _control_problem(source, _CONTROL)
    if control:
        return [control]
    slips = slip_problems(source)
    if slips:
        return slips
    start_fault = forbidden_start(source, error)
    if start_fault:
        return [start_fault]
    said = str(getattr(error, "problem", "") or error)
    place = _place(error, source.text)
    for start, en, zh, hint_en, hint_zh in _SYNTAX:
        if start in said:
            message, hint = Phrase(en, zh), Phrase(hint_en, hint_zh)
            return [RULES["yaml-syntax"].problem(source.shown, *place, message, hint)]
    message = Phrase(f"not YAML: {printable(said)}", "不是合法的 YAML")
    return [RULES["yaml-syntax"].problem(source.shown, *place, message)]
