"""Typos of Chinese keyboards and editors, recognized in the raw text."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from scorecard.problems import Place, Problem
from scorecard.rules import RULES
from scorecard.text import Phrase, printable


class Typo(NamedTuple):
    """A typo with its place; in a word, with the whole word as it should be typed instead."""

    rule: str
    place: Place
    found: str
    instead: str = ""
    hint: Phrase | None = None


WIDE_SPACES = ("\u3000", "\u00a0", "\u202f", *map(chr, range(0x2000, 0x200B)))
"""Blanks that look like an indent to an editor and not to YAML."""
_WIDE = "".join(WIDE_SPACES) + "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""These, and those that nobody sees."""

_KEY = r"""^\s*(?:-\s+)*(?:[{\[]\s*)?["']?[A-Za-z_]+["']?"""
ALIGN = Phrase(
    "Replace it with ASCII spaces, as many as the lines beside it have.",
    "换成半角空格，与相邻的行对齐。",
)
_OPEN = r"\s*:\s*[{\[]"
_DASHES, _BULLETS = "－—–―−‐‑‒﹣", "•·・‧→、\u25a0-\u27bf\ue000-\uf8ff\ufe0f\U0001f300-\U0001faff"
_MARK = (
    r"[(（]?(?:\d{1,2}|[一二三四五六七八九十])[.．、)）](?!\d)|\d\ufe0f?\u20e3|[①-⑳]"
    rf"|[{_DASHES}]+|[ー一]+(?=\s)|[o§](?=\t)|[{_BULLETS}]+|\*(?! ?\*)|\+|-[- ]*-(?!-)|- +(?=\t)"
)
"""What people type where an item of a list begins, also Word's bullets and emoji; a text may begin so, too.

一 and ー are dashes only before a blank, and `3.` is none of `3.5`: else a text would lose them.
"""

_NEXT_KEY = r"\s*[A-Za-z_]+\s*[:：]"
_COMMA_BEFORE = rf"(?:[^}}\]\"'，]|，(?!{_NEXT_KEY}))*(，)"
_LINE_TYPOS: tuple[tuple[str, re.Pattern[str], Phrase | None], ...] = (
    ("tab", re.compile(r"^ *(\t)"), None),
    ("tab", re.compile(r"^\s*-(\t)"), Phrase("Type an ASCII space.", "改成半角空格。")),
    ("fullwidth-space", re.compile(rf"^[ \t]*([{_WIDE}])"), ALIGN),
    ("fullwidth-space", re.compile(rf"(?:{_KEY}\s*:|^\s*-)([{_WIDE}])"), None),
    ("fullwidth-dash", re.compile(rf"^\s*((?:{_MARK})\t?)\s*\S"), None),
    ("missing-space", re.compile(r"^\s*(-)[^\s-]"), None),
    ("fullwidth-bracket", re.compile(rf"(?:{_KEY}\s*:\s*|^\s*-\s+(?=｛))([｛［【])"), None),
    ("fullwidth-bracket", re.compile(_KEY + _OPEN + r"[^}\]\"']*([｝］】])\s*(?:#.*)?$"), None),
    ("fullwidth-colon", re.compile(rf"(?:{_KEY}|[{{,，]\s*[A-Za-z_]+)\s*(：)"), None),
    ("fullwidth-comma", re.compile(_KEY + _OPEN + _COMMA_BEFORE), None),
    ("fullwidth-comma", re.compile(rf"^\s*(?:-\s+)*\{{[^}}\]\"'，]*(，)(?={_NEXT_KEY})"), None),
    ("curly-quote", re.compile(_KEY + r"\s*:\s+([“”‘’])"), None),
    ("fullwidth-digit", re.compile(r"^\s*(＃)"), Phrase("Type `# `.", "改成 `# `。")),
)
"""Each typo in the structure of a line: its rule, its pattern, and its hint where the rule's does not fit."""

_BEGINS_ITEM = re.compile(rf"({_MARK}|-)\s*\S")
_BLANKS = f" \t{_WIDE}"
KEY_AS_TYPED = re.compile(
    rf"[{_BLANKS}]*+((?:-|{_MARK})(?=[{_BLANKS}]*[A-Za-z_]+\W))?[{_BLANKS}]*"
    rf"[\"“”']?([A-Za-z_]+)[\"“”']?(?:[{_BLANKS}]*(?:[-=]>|[:：∶﹕︰＝=])[{_BLANKS}]*| +|$)(.*)"
)
"""A line as the mark of an item, a key and a value, whatever its blanks, its mark and its colon are."""

_ASCII = str.maketrans(
    dict(zip("｛｝［］【】“”‘’", "{}[][]\"\"''", strict=True))
    | {"＃": "# ", "：": ": ", "，": ", ", "、": ", ", "\t": " ", **dict.fromkeys(_WIDE, " ")}
)
"""What the program asks for in the place of each character."""

_WIDE_IN_WORDS = {
    "：": "fullwidth-colon",
    **dict.fromkeys("，、", "fullwidth-comma"),
    **dict.fromkeys(WIDE_SPACES, "fullwidth-space"),
}
_QUOTES = str.maketrans(dict.fromkeys("“”‘’「」", ""))
_NAMES = {
    "tab": ("a tab", "制表符"),
    "fullwidth-colon": ("a full-width colon", "全角冒号"),
    "fullwidth-comma": ("a full-width comma", "全角逗号"),
    "、": ("an enumeration comma", "顿号"),
    "fullwidth-bracket": ("a full-width bracket", "全角括号"),
    "fullwidth-space": ("a special space", "特殊空格"),
    "\u3000": ("a full-width space", "全角空格"),
    "\u00a0": ("a no-break space", "不换行空格"),
    "fullwidth-digit": ("full-width characters", "全角字符"),
    "＃": ("a full-width number sign", "全角井号"),
    "curly-quote": ("a curly quote", "弯引号"),
}


def typo_in_line(line: str, number: int) -> Typo | None:
    """What may be the typo in the structure of a line, if YAML rejected the text; a text may hold the same.

    Examples:
        >>> typo_in_line("domain：devices", 1)[:3]
        ('fullwidth-colon', Place(line=1, column=7), '：')
    """
    for rule, pattern, hint in _LINE_TYPOS:
        if match := pattern.search(line):
            return Typo(rule, Place(number, match.start(1) + 1), match[1], hint=hint)
    return None


def without_typo(line: str, typo: Typo, indents: Iterable[int]) -> list[str]:
    """The line without a typo, in each way that may be meant.

    Args:
        line: The line.
        typo: Its typo.
        indents: The indents that the line may have.

    Examples:
        >>> without_typo("domain：devices", typo_in_line("domain：devices", 1), [0])[0]
        'domain: devices'
    """
    at = typo.place.column - 1
    if not line[:at].strip() and typo.rule in {"tab", "fullwidth-space"}:
        return [" " * indent + line.lstrip(_BLANKS) for indent in indents]
    is_mark = typo.rule in {"fullwidth-dash", "missing-space"}
    ascii_ = "- " if is_mark else typo.found.translate(_ASCII)
    new = line[:at] + ascii_ + line[at + len(typo.found) :].lstrip(_BLANKS)
    ways = [new, new.translate(_ASCII)]
    if typo.rule == "curly-quote":  # left open, it would swallow the lines below
        return [way for way in ways if way.count(ascii_, at) > 1]
    return ways


def typo_in_word(word: str, place: Place, *, takes_brackets: bool = False) -> Typo | None:
    """The typo in a key or value that should have been a plain ASCII word, number or date.

    Args:
        word: The key or value.
        place: Its place.
        takes_brackets: Whether a list or a mapping is needed; else the word has no brackets around it.

    Returns:
        The typo at the character that was mistyped, or None.

    Examples:
        >>> typo_in_word("２０２４-01-05", Place(1, 1)).instead
        '2024-01-05'
    """
    if word.startswith(("｛", "［", "【")):
        inner = word[1:].rstrip("｝］】}]").translate(_ASCII)
        both = "{}" if ": " in inner else "[]"
        instead = inner.join(both) if takes_brackets else inner
        return _in_word("fullwidth-bracket", place, word[0], instead)
    for character, rule in _WIDE_IN_WORDS.items():
        if character in word:
            at = Place(place.line, place.column + word.index(character))
            instead = word.replace("：//", "://").translate(_ASCII).strip(" ,")
            return _in_word(rule, at, character, instead)
    if word.startswith(("“", "”", "‘", "’", "「")):
        return _in_word("curly-quote", place, word[0], word.translate(_QUOTES))
    folded = unicodedata.normalize("NFKC", word)
    if folded != word and folded.isascii():
        instead = folded[1:].rstrip(")") if folded[0] == "(" else folded
        return _in_word("fullwidth-digit", place, word, re.sub("; *", ", ", instead))
    return None


def _in_word(rule: str, place: Place, found: str, instead: str) -> Typo:
    """A typo in a word, with the whole word as it should be typed."""
    shown = printable(instead, limit=200)
    return Typo(rule, place, found, instead, Phrase(f"Type `{shown}`.", f"写成 `{shown}`。"))


def unspaced_colon(key: str, known: Iterable[str], place: Place) -> Typo | None:
    """The colon without a space after it that makes a key and its value one word.

    Examples:
        >>> unspaced_colon("strength:will", ["strength"], Place(1, 1)).instead
        'strength: will'
    """
    name, _, value = key.partition(":")
    if not value or name not in known:
        return None
    at = Place(place.line, place.column + len(name))
    return _in_word("missing-space", at, ":", f"{name}: {value}")


def bullet_in_list(word: str, place: Place) -> Typo | None:
    """The mark or the hyphen without a space that was typed where a list begins."""
    found = _BEGINS_ITEM.match(word)
    rule = "missing-space" if found and found[1] == "-" else "fullwidth-dash"
    return _in_word(rule, place, found[1], "- ") if found else None


def typo_problem(typo: Typo, shown: str) -> Problem:
    """A typo as a problem."""
    found = printable(typo.found, limit=60)
    if typo.rule == "missing-space":
        message = Phrase(f"the `{found}` needs a space after it", f"`{found}` 后面缺少空格")
    elif typo.rule == "fullwidth-dash":
        message = Phrase(f"no list item begins with `{found}`", f"列表项不能以 `{found}` 开头")
    else:
        en, zh = _NAMES.get(typo.found) or _NAMES[typo.rule]
        message = Phrase(f"{en} `{found}` cannot be used here", f"这里不能用{zh} `{found}`")
    return RULES[typo.rule].problem(shown, *typo.place, message, typo.hint)
