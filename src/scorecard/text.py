"""The one home of bilingual text: phrases, percent, ranges, days, lists, widths, safe printing."""

import errno
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from itertools import islice
from typing import Any, NamedTuple

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Language(StrEnum):
    """A language of the records and of everything that the program prints."""

    ENGLISH = "en"
    CHINESE = "zh"

    @classmethod
    def _missing_(cls, value: object) -> "Language | None":
        """The language that its Chinese name means."""
        return {"英文": cls.ENGLISH, "中文": cls.CHINESE}.get(str(value))


class Phrase(NamedTuple):
    """The program's own words in both languages.

    Examples:
        >>> Phrase("accurate", "准确").in_language(Language.CHINESE)
        '准确'
    """

    en: str
    zh: str

    def in_language(self, language: Language) -> str:
        """The words in one language."""
        return str(getattr(self, language.value))


_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Characters that show as nothing, default-ignorable in Unicode; those of direction have their own rule."""
_EAST_ASIAN = {
    *("CJK", "IDEOGRAPHIC", "HANGUL", "BOPOMOFO"),
    *("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"),
}
"""Scripts that stand beside any alphabet, by the first word of a letter's name: 々 is IDEOGRAPHIC."""

_LINES = re.compile(r"(?<=\S)[ \t]*(?:\r?\n[ \t]*)+(?=\S)")
_CONTEXT = 12
"""Characters on either side of a line break that are looked at."""

_WIDE = re.compile(
    "[\u2e80-\u303f\u31c0-\u9fff\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003ffff]"
)
"""Characters that are written without blanks between them."""

_MARKS = "“”‘’…—·"
_WIDE_OR_MARK = re.compile(f"{_WIDE.pattern}|[{_MARKS}]")
_WIDE_MARK = re.compile("[\u3001-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff60]")
_BLANKS = re.compile(r"[^\S\N{NO-BREAK SPACE}]+")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~#]|&(?=\w+;))")


def is_joined(before: str, after: str) -> bool:
    """Whether two lines join without a blank, by the characters where they meet.

    Marks that both scripts use, such as curly quotes, go by the characters behind them.
    """
    if _WIDE_MARK.match(before[-1]) or _WIDE_MARK.match(after[0]):
        return True
    if before[-1] in _MARKS and after[0] in _MARKS:
        before, after = before.rstrip(_MARKS), after.lstrip(_MARKS)
    ends = before[-1:], after[:1]
    return any(map(_WIDE.match, ends)) and all(map(_WIDE_OR_MARK.match, ends))


def in_one_line(text: str) -> str:
    r"""A text of a record without its line breaks: a blank joins two lines, nothing two lines of Chinese.

    Examples:
        >>> in_one_line("四家厂商\n上市\nand sell")
        '四家厂商上市 and sell'
    """

    def between(found: re.Match[str]) -> str:
        start, end = found.span()
        before, after = text[max(start - _CONTEXT, 0) : start], text[end : end + _CONTEXT]
        return "" if is_joined(before, after) else " "

    return _LINES.sub(between, text) if "\n" in text else text


def printable(text: object, *, limit: int = 300) -> str:
    r"""Text from a record as it may go to a terminal: one line, no control or direction marks.

    Args:
        text: Anything; its `str` is taken.
        limit: Longest result in characters; the rest becomes an ellipsis.

    Returns:
        The text with every unsafe character written as an escape.

    Examples:
        >>> print(printable("a\x1b[31m红"))
        a\x1b[31m红
    """
    shown = _UNPRINTABLE.sub(lambda found: ascii(found.group())[1:-1], str(text))
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


_SYSTEM = {
    errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.EROFS: "磁盘是只读的", errno.EIO: "磁盘读写出错",
    errno.ENOSPC: "磁盘空间不够", errno.EDQUOT: "磁盘空间不够", errno.EFBIG: "文件太大",
    errno.ENOENT: "没有这个文件或文件夹", errno.EEXIST: "已有同名的文件", errno.ENAMETOOLONG: "名字太长",
    errno.ETXTBSY: "别的程序正打开着；请先在那里关闭再试", errno.EISDIR: "这是文件夹",
    errno.ENOTDIR: "路径里有一段不是文件夹", errno.ELOOP: "这是链接",
}  # fmt: skip
"""What the system says only in English, by its numbers."""


def system_reason(error: OSError) -> Phrase:
    """The reason why the system refused, for a sentence."""
    said = printable(error.strerror or error)
    return Phrase(said, _SYSTEM.get(error.errno or 0, said))


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula, which it would run.

    Examples:
        >>> is_formula("=1+1"), is_formula("＝1+1"), is_formula("1+1")
        (True, True, False)
    """
    return text.startswith(tuple("=+-@\t\r＝＋－＠"))


def invisible_in(name: str) -> Phrase | None:
    """The character of a name that nobody sees, as a reason against it; None when it has none."""
    if invisible := _INVISIBLE.search(name):
        code = f"U+{ord(invisible[0]):04X}"
        return Phrase(f"it has the invisible character {code}", f"里面有看不见的字符 {code}")
    return None


@lru_cache(maxsize=1000)  # the same few people are named in every record
def look_alike(name: str) -> Phrase | None:
    """Why a name can be mistaken for one written with other characters; None when it cannot.

    Args:
        name: A name that is compared character by character: an id, a person.

    Examples:
        >>> look_alike("王 lin") is None, look_alike("l\N{CYRILLIC SMALL LETTER I}n").en
        (True, 'it mixes alphabets: `n` is LATIN, `и` is CYRILLIC')
    """
    if name.isascii():
        return None
    if invisible := invisible_in(name):
        return invisible
    if unicodedata.normalize("NFC", name) != name:
        en = "its characters are in parts (NFD), which other systems join; type it anew"
        return Phrase(en, "字符是分解形式（NFD），别的系统会合并；请重新输入")
    letters = {unicodedata.name(one, "?").split()[0]: one for one in name if one.isalpha()}
    if wide := letters.get("FULLWIDTH"):
        en = f"its letter `{wide}` is full-width; type it as an ASCII letter"
        return Phrase(en, f"字母 `{wide}` 是全角的；请改用半角")
    alphabets = [
        Phrase(f"`{one}` is {alphabet}", f"`{one}` 属于 {alphabet}")
        for alphabet, one in letters.items()
        if alphabet not in _EAST_ASIAN
    ]
    if len(alphabets) < 2:  # noqa: PLR2004  (one alphabet)
        return None
    en, zh = listed(alphabets)
    return Phrase(f"it mixes alphabets: {en}", f"混用了几种字母：{zh}")


def in_markdown(text: str) -> str:
    r"""A text on one line of Markdown in which nothing is markup.

    Examples:
        >>> print(in_markdown("[a](javascript:b) | <i> R&D &lt;"))
        \[a\](javascript:b) \| \<i\> R&D \&lt;
    """
    return _MARKDOWN.sub(r"\\\1", _BLANKS.sub(" ", in_one_line(text)).strip())


@cache
def _to_simplified() -> Any:  # noqa: ANN401  (opencc has no types)
    from opencc import OpenCC  # its tables are needed for Chinese alone

    return OpenCC("t2s")


def simplified(text: str) -> str:
    """A text with its traditional characters as simplified ones.

    Examples:
        >>> simplified("領域")
        '领域'
    """
    return text if text.isascii() else str(_to_simplified().convert(text))


def closest(word: str, allowed: Iterable[str]) -> str | None:
    """The allowed word that was most likely meant, or None when nothing is near.

    Of two Chinese characters one may be wrong.

    Examples:
        >>> closest("accurrate", ["accurate", "inaccurate"]), closest("林月", ["陈默", "林悦"])
        ('accurate', '林悦')
    """
    import difflib  # a call that is right needs no likeness

    lowered = {candidate.lower(): candidate for candidate in allowed}
    cutoff = 0.6 if word.isascii() or word[2:] else 0.5
    for written in (word.lower().replace("-", "_"), word.lower()):
        if found := difflib.get_close_matches(written, lowered, n=1, cutoff=cutoff):
            return lowered[found[0]]
    return None


def did_you_mean(word: str | None) -> Phrase | None:
    """The question that names the word that was most likely meant; None when there is none.

    Examples:
        >>> did_you_mean("accurate").en
        'Did you mean `accurate`?'
    """
    return Phrase(f"Did you mean `{word}`?", f"是不是 `{word}`？") if word else None


def counted(n: int, word: str) -> str:
    """A count with its English word.

    Examples:
        >>> counted(1, "ballot"), counted(0, "rating")
        ('1 ballot', '0 ratings')
    """
    return f"{n} {word}" if n == 1 else f"{n} {word}s"


def percent_phrase(share: float | None, n_decimals: int = 0) -> Phrase:
    r"""A share between 0 and 1 in per cent in both languages; a dash where there is none.

    English puts a no-break space before the sign, Chinese nothing.

    Examples:
        >>> percent_phrase(0.625), percent_phrase(0.625, 1).zh
        (Phrase(en='62\xa0%', zh='62%'), '62.5%')
        >>> percent_phrase(None).en, percent_phrase(-0.001).zh
        ('–', '0%')
    """
    if share is None:
        return Phrase("–", "–")
    number = f"{100 * share:z.{n_decimals}f}"
    return Phrase(f"{number}\N{NO-BREAK SPACE}%", f"{number}%")


def ranged(low: object, high: object) -> Phrase:
    """Two ends as a range in both languages; English parts ends that have a hyphen, as days do, by blanks.

    Examples:
        >>> ranged(1, 3)
        Phrase(en='1–3', zh='1～3')
        >>> ranged(date(2024, 1, 1), date(2024, 12, 31)).en
        '2024-01-01 – 2024-12-31'
    """
    gap = " " if "-" in f"{low}{high}" else ""
    return Phrase(f"{low}{gap}–{gap}{high}", f"{low}～{high}")


def percent_range(low: float, high: float) -> Phrase:
    r"""Two shares between 0 and 1 as a range in per cent in both languages.

    Examples:
        >>> percent_range(0.62, 0.75)
        Phrase(en='62–75\xa0%', zh='62%～75%')
    """
    first, last = percent_phrase(low), percent_phrase(high)
    return Phrase(ranged(f"{100 * low:z.0f}", last.en).en, ranged(first.zh, last.zh).zh)


def percent_span(low: float, high: float) -> Phrase:
    r"""The range of some shares between 0 and 1 in per cent; one number where the ends are printed alike.

    Examples:
        >>> percent_span(0.62, 0.75).en, percent_span(0.621, 0.624).en
        ('62–75\xa0%', '62\xa0%')
    """
    first = percent_phrase(low)
    return first if first == percent_phrase(high) else percent_range(low, high)


def day_in_prose(day: date) -> Phrase:
    """A day as sentences write it; tables write it as YYYY-MM-DD.

    Examples:
        >>> day_in_prose(date(2026, 11, 25))
        Phrase(en='25 November 2026', zh='2026年11月25日')
    """
    en = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return Phrase(en, f"{day.year}年{day.month}月{day.day}日")


def listed(words: Iterable[Phrase | str]) -> Phrase:
    """The words of a list in both languages, each parted as its language does it.

    Examples:
        >>> listed([Phrase("accurate", "准确"), "lin"])
        Phrase(en='accurate, lin', zh='准确、lin')
    """
    known = [Phrase(one, one) if isinstance(one, str) else one for one in words]
    return Phrase(", ".join(one.en for one in known), "、".join(one.zh for one in known))


_FIRST = 3


def first_listed(words: Iterable[object]) -> Phrase:
    """The first three words of a list, with an ellipsis where there are more.

    Examples:
        >>> first_listed(range(2, 9)).en
        '2, 3, 4, …'
    """
    found = list(map(str, islice(words, _FIRST + 1)))
    return listed([*found[:_FIRST], *(["…"] if found[_FIRST:] else [])])


def in_a_row(sentences: Iterable[Phrase]) -> Phrase:
    """Sentences one after another, with a blank between them in English; empty ones are left out.

    Examples:
        >>> in_a_row([Phrase("One.", "一。"), Phrase("", ""), Phrase("Two.", "二。")])
        Phrase(en='One. Two.', zh='一。二。')
    """
    said = [one for one in sentences if one.en]
    return Phrase(" ".join(one.en for one in said), "".join(one.zh for one in said))


def labeled(label: str, value: str, language: Language) -> str:
    """A label and its value, as one reads them on a line.

    Examples:
        >>> labeled("domain", "robotics", Language.ENGLISH)
        'domain: robotics'
        >>> labeled("领域", "机器人", Language.CHINESE)
        '领域：机器人'
    """
    return f"{label}{'：' if language is Language.CHINESE else ': '}{value}"


def display_width(text: str) -> int:
    """The columns that a text takes on a terminal: a Chinese character takes two, an accent of its own none.

    Examples:
        >>> display_width("AI 模型")
        7
    """
    drawn = (one for one in text if unicodedata.category(one) not in {"Mn", "Me", "Cf"})
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in drawn)


_PIECE = re.compile(
    r"[“（《【［「『〈]*(?:[!-~\xa0-\u2e7f]+|.)[，。、；：）？！》】］”」』〉…%]*", re.DOTALL
)


def wrapped(text: str, columns: int) -> list[str]:
    """A text in lines of a width in columns; a word that is longer gets a line of its own.

    Chinese breaks anywhere, but not before a mark that closes, nor behind one that opens.

    Examples:
        >>> wrapped("the claim came true", 10)
        ['the claim', 'came true']
        >>> wrapped("智能体会进入手机。", 16)
        ['智能体会进入手', '机。']
        >>> wrapped("Искусственный интеллект", 14)
        ['Искусственный', 'интеллект']
    """
    lines = [""]
    for piece in _PIECE.findall(text):
        if display_width(lines[-1] + piece) > columns and lines[-1]:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]
