"""Typing slips of Chinese keyboards and editors, each known by its name and found in the raw text."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from scorecard.problems import Problem
from scorecard.reading.values import Place
from scorecard.rules import RULES
from scorecard.text import Phrase, printable

__all__ = [
    "WIDE_SPACES",
    "Slip",
    "bullet_in_list",
    "indent_slip",
    "line_problem",
    "slip_in_word",
    "slip_problem",
    "slips_in",
    "unspaced_colon",
]


class Slip(NamedTuple):
    """A slip with the id of its rule, its place and what to type instead."""

    rule: str
    place: Place
    found: str
    instead: str


WIDE_SPACES = ("\u3000", "\u00a0")
"""The blanks that look like indents and are none."""

_KEY = r"""^\s*(?:-\s+)*(?:[{\[]\s*)?["']?[A-Za-z_]+["']?"""
_INDENT = "  "
_OPEN = r"\s*:\s*[{\[]"
_NEXT_KEY = r"\s*[A-Za-z_]+\s*[:：]"
_LINE_SLIPS = (
    ("tab", re.compile(r"^ *(\t)"), "  "),
    ("fullwidth-space", re.compile(r"^[ \t]*([\u3000\u00a0])"), _INDENT),
    ("fullwidth-space", re.compile(_KEY + r"\s*:([\u3000\u00a0])"), " "),
    ("fullwidth-dash", re.compile(r"^\s*([－—–])\s*[A-Za-z_]+\s*[:：]"), "- "),
    ("fullwidth-dash", re.compile(r"^\s*([•●])\s*\S"), "- "),
    ("missing-space", re.compile(r"^\s*(-)[A-Za-z_]+\s*[:：](?:\s|$)"), "- "),
    ("fullwidth-bracket", re.compile(_KEY + r"\s*:\s*([｛［【])"), "{"),
    ("fullwidth-bracket", re.compile(_KEY + _OPEN + r"[^}\]\"']*([｝］】])\s*(?:#.*)?$"), "}"),
    ("fullwidth-colon", re.compile(_KEY + r"\s*(：)"), ": "),
    ("fullwidth-colon", re.compile(r"[{,，]\s*[A-Za-z_]+\s*(：)"), ": "),
    (
        "fullwidth-comma",
        re.compile(_KEY + _OPEN + rf"(?:[^}}\]\"'，]|，(?!{_NEXT_KEY}))*(，)"),
        ", ",
    ),
    ("curly-quote", re.compile(_KEY + r"\s*:\s+([“”‘’])"), '"'),
)
_OPENING_BRACKETS = "｛［【"
_BULLET = re.compile(r"[•●－—–]\s*\S")
_IN_BRACKETS = str.maketrans({"：": ": ", "，": ", ", "、": ", "})
_OPENING_QUOTES = "“”‘’「"
_QUOTES = str.maketrans(dict.fromkeys("“”‘’「」", ""))
_NAMES = {
    "tab": ("a tab", "制表符"),
    "fullwidth-colon": ("a full-width colon", "全角冒号"),
    "fullwidth-comma": ("a full-width comma", "全角逗号"),
    "、": ("an enumeration comma", "顿号"),
    "fullwidth-bracket": ("a full-width bracket", "全角括号"),
    "fullwidth-dash": ("a long or full-width dash", "全角横线或破折号"),
    "fullwidth-space": ("a full-width space", "全角空格"),
    "\u00a0": ("a no-break space", "不换行空格"),
    "•": ("a bullet", "项目符号"),
    "●": ("a bullet", "项目符号"),
    "fullwidth-digit": ("full-width characters", "全角字符"),
    "curly-quote": ("a curly quote", "弯引号"),
}


def slips_in(text: str) -> list[Slip]:
    """The slips in the structure of a text that YAML refused, at most one a line.

    Only places where YAML needs the ASCII character count; a text may hold what it likes.

    Examples:
        >>> slips_in("domain：devices")
        [Slip(rule='fullwidth-colon', place=Place(line=1, column=7), found='：', instead=': ')]
    """
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        for rule, pattern, instead in _LINE_SLIPS:
            match = pattern.search(line)
            if match:
                place = Place(number, match.start(1) + 1)
                found.append(Slip(rule, place, match.group(1), instead))
                break
    return found


def slip_in_word(word: str, place: Place) -> Slip | None:
    """The slip in a key or value that should have been a plain ASCII word, number or date.

    Args:
        word: The key or value.
        place: Where its first character stands.

    Returns:
        The slip at the character that was mistyped, or None.

    Examples:
        >>> slip_in_word("２０２４-01-05", Place(1, 1)).instead
        '2024-01-05'
    """
    if word[:1] in _OPENING_BRACKETS and word:
        return Slip("fullwidth-bracket", place, word[0], _with_ascii_brackets(word))
    for character, rule, instead in (
        ("：", "fullwidth-colon", word.replace("：//", "://").replace("：", ": ")),
        ("，", "fullwidth-comma", word.replace("，", ", ")),
        ("、", "fullwidth-comma", word.replace("、", ", ")),
        ("\u3000", "fullwidth-space", word.replace("\u3000", " ").strip()),
        ("\u00a0", "fullwidth-space", word.replace("\u00a0", " ").strip()),
    ):
        if character in word:
            at = Place(place.line, place.column + word.index(character))
            return Slip(rule, at, character, instead)
    if word[:1] in _OPENING_QUOTES and word:
        return Slip("curly-quote", place, word[0], word.translate(_QUOTES))
    folded = unicodedata.normalize("NFKC", word)
    if folded != word and folded.isascii():
        return Slip("fullwidth-digit", place, word, folded)
    return None


def _with_ascii_brackets(word: str) -> str:
    """A list or mapping that was typed with full-width brackets, as it should be typed."""
    inner = word[1:].rstrip("｝］】}]").translate(_IN_BRACKETS)
    return f"{{{inner}}}" if ": " in inner else f"[{inner}]"


def unspaced_colon(key: str, known: Iterable[str], place: Place) -> Slip | None:
    """The colon without a space after it that makes a key and its value one word.

    Args:
        key: The key as it was read.
        known: The keys that may stand here.
        place: Where its first character stands.

    Examples:
        >>> unspaced_colon("strength:will", ["strength"], Place(1, 1)).instead
        'strength: will'
    """
    name, _, value = key.partition(":")
    if not value or name not in known:
        return None
    at = Place(place.line, place.column + len(name))
    return Slip("missing-space", at, ":", f"{name}: {value}")


def bullet_in_list(word: str, place: Place) -> Slip | None:
    """The bullet or long dash that was typed where a list needs a hyphen."""
    if not _BULLET.match(word):
        return None
    return Slip("fullwidth-dash", place, word[0], "- ")


def _message(slip: Slip) -> Phrase:
    """What was typed, by its name."""
    if slip.rule == "missing-space":
        return Phrase(f"the `{slip.found}` needs a space after it", f"`{slip.found}` 后面缺少空格")
    en, zh = _NAMES.get(slip.found) or _NAMES[slip.rule]
    found = printable(slip.found, limit=60)
    return Phrase(f"{en} `{found}` where an ASCII character is needed", f"这里不能用{zh} `{found}`")


def slip_problem(slip: Slip, shown: str, *, is_in_names: bool = False) -> Problem:
    """A slip in a word as a problem that says what to type.

    Args:
        slip: What `slip_in_word` found.
        shown: How the file is named in problems.
        is_in_names: Whether the word joins several names, each of which needs an entry of its own.
    """
    instead = printable(slip.instead, limit=60)
    hint = Phrase(f"Type `{instead}`.", f"写成 `{instead}`。")
    if is_in_names:
        hint = Phrase(
            f"Give each name an entry of its own: {instead}.", f"每个名字单独成项：{instead}。"
        )
    return RULES[slip.rule].problem(shown, *slip.place, _message(slip), hint)


def indent_slip(found: str, place: Place) -> Slip:
    """A blank that indents a line and is no ASCII space."""
    return Slip("fullwidth-space", place, found, _INDENT)


def line_problem(slip: Slip, shown: str) -> Problem:
    """A slip in the structure of a text as a problem; an indent is told from a blank in a line.

    Args:
        slip: What `slips_in` found.
        shown: How the file is named in problems.
    """
    is_indent = slip.rule == "fullwidth-space" and slip.instead == _INDENT
    hint = Phrase(
        "Replace it with ASCII spaces, as many as the lines beside it have.",
        "换成半角空格，与相邻的行对齐。",
    )
    return RULES[slip.rule].problem(shown, *slip.place, _message(slip), hint if is_indent else None)
