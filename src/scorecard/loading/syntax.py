"""Why a text is not YAML, said at its place in the editor's words."""

import re

import yaml

from scorecard.errors import Phrase, Problem, printable
from scorecard.loading.files import Source
from scorecard.loading.slips import slips_in
from scorecard.loading.values import Place, ValuesFault
from scorecard.rules import RULES

__all__ = ["syntax_problems"]

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

_FAULTS = {
    "duplicate-key": ("duplicate-key", "the key `{}` stands twice", "键 `{}` 写了两次"),
    "key-not-text": ("schema", "the key `{}` is not text", "键 `{}` 不是文本"),
    "tag": ("yaml-feature", "the tag `{}` is not allowed", "不允许使用标签 `{}`"),
    "too-deep": ("yaml-feature", "values are nested too deeply", "嵌套太深"),
    "alias": (
        "yaml-feature",
        "the alias `*{}` has no anchor, contains itself, or is one of too many",
        "别名 `*{}` 没有对应的锚点、包含自身，或别名太多",
    ),
    "second-document": (
        "yaml-feature",
        "a second document begins here",
        "这里开始了第二个文档",
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
        "could not find expected ':'",
        "a key without a colon",
        "键后面缺少冒号",
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
        "the indent fits no line above",
        "缩进与上面的行都不一致",
        "Indent it like its neighbors.",
        "与相邻的行对齐。",
    ),
    (
        "did not find expected '-'",
        "a list item must start with `- ` in the column of the others",
        "列表项要以 `- ` 开头并与其他项对齐",
        "Begin the line with `- ` or indent it.",
        "以 `- ` 开头，或增加缩进。",
    ),
    (
        "cannot start any token",
        "a value cannot begin with this character",
        "值不能以这个字符开头",
        'Quote the value: "…".',
        '给值加引号："…"。',
    ),
    (
        "unexpected end of stream",
        "a quote is opened here and never closed",
        "这里的引号没有闭合",
        "Close it with the same quote.",
        "用同样的引号闭合。",
    ),
)


def _fault_problem(source: Source, fault: ValuesFault) -> Problem:
    rule, en, zh = _FAULTS[fault.kind]
    found = printable(fault.found, limit=60)
    return RULES[rule].problem(
        source.shown, *fault.place, Phrase(en.format(found), zh.format(found))
    )


def _place(error: yaml.YAMLError, text: str) -> Place:
    """Where the parser stopped; where it began when it ran to the end of the file."""
    mark = getattr(error, "problem_mark", None)
    if "end of stream" in str(getattr(error, "problem", "")):
        mark = getattr(error, "context_mark", None) or mark
    if mark is None:
        return Place(1, 1)
    last = max(text.count("\n") + (not text.endswith("\n")), 1)
    return Place(min(mark.line + 1, last), mark.column + 1)


def _control_problem(source: Source) -> Problem | None:
    match = _CONTROL.search(source.text)
    if not match:
        return None
    before = source.text[: match.start()]
    place = Place(before.count("\n") + 1, match.start() - before.rfind("\n"))
    shown = f"U+{ord(match.group()):04X}"
    phrase = Phrase(f"the control character {shown}", f"控制字符 {shown}")
    return RULES["control-character"].problem(source.shown, *place, phrase)


def syntax_problems(source: Source, error: yaml.YAMLError | ValuesFault) -> list[Problem]:
    """The problems of a text that cannot be read: each typing slip, or else where reading stopped.

    Args:
        source: The text.
        error: What stopped the reader.
    """
    if isinstance(error, ValuesFault):
        return [_fault_problem(source, error)]
    control = _control_problem(source)
    if control:
        return [control]
    slips = slips_in(source.text)
    if slips:
        return [
            RULES[slip.rule].problem(
                source.shown,
                *slip.place,
                Phrase(
                    f"`{printable(slip.found)}` stands where YAML needs `{slip.instead}`",
                    f"这里的 `{printable(slip.found)}` 应为 `{slip.instead}`",
                ),
            )
            for slip in slips
        ]
    said = str(getattr(error, "problem", "") or error)
    place = _place(error, source.text)
    for start, en, zh, hint_en, hint_zh in _SYNTAX:
        if start in said:
            message, hint = Phrase(en, zh), Phrase(hint_en, hint_zh)
            return [RULES["yaml-syntax"].problem(source.shown, *place, message, hint)]
    message = Phrase(f"not YAML: {printable(said)}", f"不是合法的 YAML：{printable(said)}")
    return [RULES["yaml-syntax"].problem(source.shown, *place, message)]
