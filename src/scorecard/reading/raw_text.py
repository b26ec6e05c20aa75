"""Faults of a text before it is parsed: merge conflicts, and characters that no editor shows."""

import re
from itertools import islice
from typing import NamedTuple

from scorecard.problems import Problem
from scorecard.reading.files import Source
from scorecard.reading.yaml_document import place_at
from scorecard.rules import RULES
from scorecard.text import Phrase

_NOT_YAML = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"
_BREAKS = "\x85\u2028\u2029\r"
"""Characters that YAML takes for the end of a line, though no editor shows them as one."""

_ODD = re.compile(f"[{_NOT_YAML}\x85\u2028\u2029]|\r(?!\n)|^\ufeff", re.MULTILINE)
_LOST_BREAK = re.compile(r"(?:[\x85\u2028\u2029]|\r(?!\n))\s*(?:- )?\w+:")
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7})(?![^ \r\n])", re.MULTILINE)
_MARK = re.compile(r"^([<|=>])\1{6}(?![^ \r\n])")
_MOST = 30
"""The most control characters of a text that are reported."""

_THREE_SIDES = Phrase(
    "Keep what is right of the two sides; delete the lines with <<<<<<<, ======= and >>>>>>>, "
    "and all from ||||||| to =======, which is how it was before.",
    "留下两边中正确的内容，删掉 <<<<<<<、======= 和 >>>>>>> 这几行，"
    "以及从 ||||||| 到 ======= 的全部：那是双方改动之前的内容。",
)
_BREAK_HINT = Phrase(
    "Press Enter in its place if a key follows; else delete it.",
    "后面若是键，换成回车（LF）；否则删掉。",
)
_MAC_HINT = Phrase("Save it with LF line ends (Unix).", "用 LF 行尾（Unix）保存。")


class RawFaults(NamedTuple):
    """The faults of a text, and the text without them: two texts where a merge left two sides."""

    problems: list[Problem]
    texts: list[str]


def is_suspect(text: str) -> bool:
    """Whether a text may have a fault that YAML would accept.

    Every file comes here and hardly one goes on: this is a tenth of what the patterns cost.
    """
    has_odd_break = "\r" in text or "\u2028" in text or "\u2029" in text or "\x85" in text
    return has_odd_break or "<<<<<<<" in text or "=======" in text or ">>>>>>>" in text


def raw_faults(source: Source) -> RawFaults:
    """The faults of a text that keep it from being parsed as it is meant."""
    text = source.text
    if "\r" in text and "\n" not in text:
        message = Phrase("lines end with CR alone, as old Macs write them", "行尾是旧 Mac 的 CR")
        found = _problem(source, text.index("\r"), "control-character", message, _MAC_HINT)
        return RawFaults([found], [text.replace("\r", "\n")])
    if marks := list(_CONFLICT.finditer(text)):
        message = Phrase("an unresolved merge conflict", "没有解决的合并冲突")
        hint = _THREE_SIDES if re.search(r"^\|{7}", text, re.MULTILINE) else None
        opened = [mark for mark in marks if mark[1][0] == "<"] or marks[:1]
        problems = [
            _problem(source, one.start(), "merge-conflict", message, hint) for one in opened
        ]
        is_whole = len({sum(mark[1][0] == sign for mark in marks) for sign in "<=>"}) == 1
        sides = "<=" if is_whole else ["<|="]
        return RawFaults(problems, list(dict.fromkeys(_side(text, one) for one in sides)))
    problems = []
    for odd in islice(_ODD.finditer(text), _MOST):
        code, is_break = f"U+{ord(odd[0]):04X}", odd[0] in _BREAKS
        message = Phrase(f"the control character {code}", f"控制字符 {code}")
        hint = _BREAK_HINT if is_break else None
        problems.append(_problem(source, odd.start(), "control-character", message, hint))
    without = _ODD.sub(lambda odd: " " if odd[0] in _BREAKS else "", text)
    return RawFaults(problems, [] if _LOST_BREAK.search(text) else [without])


def _problem(
    source: Source, position: int, rule: str, message: Phrase, hint: Phrase | None
) -> Problem:
    return RULES[rule].problem(source.shown, *place_at(source.text, position), message, hint)


def _side(text: str, kept: str) -> str:
    """What is outside of conflicts, and in them below any of some signs; the other lines are empty."""
    lines, side = [], ""
    for line in text.split("\n"):
        mark = _MARK.match(line)
        if mark and (side or mark[1] == "<"):
            side = mark[1].strip(">")
        lines.append("" if mark or side not in kept else line)
    return "\n".join(lines)
