"""What a scalar means: an unquoted word of YAML, a long text; a day, share or word as people write it."""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple
from unicodedata import normalize

from scorecard.text import closest, is_joined, simplified
from scorecard.verdicts import Verdict, Word

_PERCENT = re.compile(r"(-?\d*[.,]?\d+) *%|百分之(\d+(?:\.\d+)?|百)")
_PERCENT_WORD = re.compile(r"(?<=\d) *(?:per ?cent|pct\.?)$", re.IGNORECASE)
_BARE_PERCENT = re.compile(r"\d{1,2}(?:\.\d+)?|100")
_SURELY_PERCENT = 10
_DECIMAL_COMMA = re.compile(r"0[,，]([0-9]+)")
_TENTHS = re.compile(r"(\d+(?:\.\d+)?) *成 *([\d半])?")
_FRACTION = re.compile(r"(\d{1,9}) *[/\u2044] *(\d{1,9})")


class Ambiguous(NamedTuple):
    """An unquoted word that YAML readers take for different things: `no`, `12:30`, `010`."""

    text: str


EMPTY = Ambiguous("")
"""The value of a key with nothing after it; not null, which an editor writes out."""

_SUSPECT = frozenset("0123456789+-.~nNtTfFyYoO=<")
_LONGEST_CONSTANT = len("false")
_LONGEST_KNOWN, _MOST_KNOWN = 16, 10_000
_YES_OR_NO = re.compile(r"(?i:yes|no|on|off)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INTEGER = re.compile(r"[-+]?(0|[1-9]\d*)", re.ASCII)
_FLOAT = re.compile(r"[-+]?(0|[1-9]\d*)?\.\d+|[-+]?(0|[1-9]\d*)(\.\d*)?([eE][-+]?\d+)?", re.ASCII)
_OTHER_READERS = re.compile(
    r"[-+]?\d[\d_]*(:[0-5]?\d)+(\.\d*)?"  # 12:30 is 750 in YAML 1.1
    r"|[-+]?0[0-9_]+|[-+]?0[xob][0-9a-fA-F_]+|[-+]?\d[\d_]*(\.[\d_]*)?"  # 010, 0x1F, 1_000
    r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|=|<<"
    r"|\d{4}-\d\d?-\d\d?([Tt ]+\d\d?:.*)?"  # 2024-1-5, 2024-01-05 12:00
)


class _Plain(dict[str, object]):
    """The values of unquoted scalars: texts, unless every YAML reader takes them for something else.

    Constants are in it, and the short words met so far, as records repeat them.

    Examples:
        >>> PLAIN["accurate"], PLAIN["2024"], PLAIN["null"]
        ('accurate', 2024, None)
        >>> PLAIN["2024-02-29"], PLAIN["2024-02-30"]
        (datetime.date(2024, 2, 29), '2024-02-30')
        >>> PLAIN["no"], PLAIN["12:30"]
        (Ambiguous(text='no'), Ambiguous(text='12:30'))
        >>> PLAIN[""] is EMPTY
        True
    """

    def __missing__(self, text: str) -> object:
        """The value of one that was not met; a longer one is met once."""
        is_text = text[0] not in _SUSPECT or (text[0].isalpha() and len(text) > _LONGEST_CONSTANT)
        value = text if is_text else _odd_value(text)
        if len(text) <= _LONGEST_KNOWN and len(self) < _MOST_KNOWN and " " not in text:
            self[text] = value
        return value


PLAIN = _Plain({"": EMPTY, **dict.fromkeys(("~", "null", "Null", "NULL"))})
PLAIN |= dict.fromkeys(("true", "True", "TRUE"), True)
PLAIN |= dict.fromkeys(("false", "False", "FALSE"), False)
"""The value of an unquoted scalar, looked up without a call: most of a record is such."""


def _odd_value(text: str) -> object:
    """The value of an unquoted scalar that may be other than text."""
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    if len(text) < 20 and _INTEGER.fullmatch(text):  # noqa: PLR2004  (longer is no number of ours)
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _YES_OR_NO.fullmatch(text) or _OTHER_READERS.fullmatch(text):
        return Ambiguous(text)
    return text


_PROPERTIES = re.compile(r"^(?:[&!]\S*\s+)+")
"""The name and the tag before a value."""

_ESCAPED = re.compile(r'\\(["\\/])')
_CONTEXT = 12
"""Characters on either side of a line break by which its place in the value is found."""


def unfolded(value: str, event: Any, text: str) -> str:  # noqa: ANN401  (a C event has no type)
    """A text folded over several lines, without the blanks that folding puts between Chinese characters."""
    start, end = event.start_mark, event.end_mark
    if end.line == start.line or event.style == "|":
        return value
    written = _PROPERTIES.sub("", text[start.index : end.index])
    if event.style == "'":
        written = written.replace("''", "'")
    elif event.style == '"':
        written = _ESCAPED.sub(r"\1", written)
    lines, at = [line.strip() for line in written.split("\n")], 0
    for before, after in pairwise(lines):
        if not (before and after and is_joined(before, after)):
            continue
        head, tail = before[-_CONTEXT:].lstrip("'\""), after[:_CONTEXT].rstrip("'\"")
        found = value.find(f"{head} {tail}", at)
        if found >= 0:
            at = found + len(head)
            value = value[:at] + value[at + 1 :]
    return value


_YEAR_MONTH_DAY = re.compile(
    r"(\d{4})[^\dA-Za-z]{1,3}(\d{1,2})[^\dA-Za-z]{1,3}(\d{1,2})(?!\d|(?!T|st|nd|rd|th)[A-Za-z]"
    r"|\s?[日号]?\s?[-–—~至到]\s?\d)(?!.*\d{4}\s?[年/.-]\s?\d)"
)
"""No letter is beside its digits, as in `2024-1O-3l`, but one that may stand there; no other day follows."""
BRACKETS = " （）()【】［］[]《》“”‘’「」,，;；。、"
"""What is around a word or a day that somebody put in brackets or quotes, or before a mark."""
_YEAR_MONTH = re.compile(r"(\d{4})\s*[年./-]\s*(?:(\d{1,2})\s*月?)?")
_END_OF_YEAR = re.compile(r"(\d{4})\s*年{1,2}[底末]前?")
_DIGITS = re.compile(r"(\d{4})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?")
_MONTH_IN_WORDS = re.compile(
    r"(?=.*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))(?=.*(?<!\d)\d{4}(?!\d))",
    re.IGNORECASE | re.DOTALL,
)
_NUMERALS = "〇一二三四五六七八九"
_TENS = re.compile(f"([{_NUMERALS}]?)十([{_NUMERALS}]?)")
_LONGEST_DAY = 60


def written_day(written: str, *, takes_months: bool = False) -> str | None:
    """The day that a text means, as YYYY-MM-DD; None when it may mean several, or none.

    With `takes_months` also the month (YYYY-MM) or the year (YYYY). 2024-02-30 is one, too.

    Examples:
        >>> written_day("2026年7月2日"), written_day("July 2, 2026"), written_day("二〇二六年七月二十日")
        ('2026-07-02', '2026-07-02', '2026-07-20')
        >>> written_day("7/2/2026") is None, written_day("July 2026", takes_months=True)
        (True, '2026-07')
    """
    text = in_digits(normalize("NFKC", written.strip(BRACKETS)))
    if parts := _YEAR_MONTH_DAY.match(text):
        year, month, day = (int(part) for part in parts.groups())
        return f"{year:04}-{month:02}-{day:02}"
    if end := _END_OF_YEAR.fullmatch(text):
        return f"{end[1]}-12-31"
    digits = _DIGITS.fullmatch(text)
    if digits and (digits[3] or takes_months):
        return "-".join(filter(None, digits.groups()))
    if takes_months and (partial := _YEAR_MONTH.fullmatch(text)):
        return f"{partial[1]}-{int(partial[2]):02}" if partial[2] else partial[1]
    return day_in_words(text, takes_months=takes_months)


def in_digits(text: str) -> str:
    """A text with digits for its Chinese numerals: 二十三 is 23, 二〇二六 is 2026.

    Examples:
        >>> in_digits("二〇二四年十二月三十一日"), in_digits("八成五")
        ('2024年12月31日', '8成5')
    """
    if text.isascii():
        return text
    text = _TENS.sub(lambda ten: (ten[1] or "一") + (ten[2] or "〇"), re.sub("[零○]", "〇", text))
    return text.translate({ord(one): str(number) for number, one in enumerate(_NUMERALS)})


def in_figures(cell: object) -> str:
    """A cell with a number as text, figures and signs those of ASCII: ９０ and 九十 are 90, percent is %."""
    text = in_digits(normalize("NFKC", str(cell)).strip().replace("两", "二"))
    return _PERCENT_WORD.sub("%", text)


def share_of(text: str) -> float | None:
    """The share that a text with a unit of its own states; None for a number without one, and for 50/50.

    Examples:
        >>> [share_of(one) for one in ("90 %", "9/10", "九成", "8成半", "百分之90", "90")]
        [0.9, 0.9, 0.9, 0.85, 0.9, None]
    """
    text = in_figures(text)
    if found := _PERCENT.fullmatch(text):
        return float((found[1] or found[2].replace("百", "100")).replace(",", ".")) / 100
    if found := _TENTHS.fullmatch(text):
        return (float(found[1]) * 10 + float(found[2].replace("半", "5") if found[2] else 0)) / 100
    if not (found := _FRACTION.fullmatch(text)):
        return None
    part, of = map(int, found.groups())
    return part / of if of and part + of != 100 else None  # noqa: PLR2004  (odds in per cent)


def written_share(text: str) -> float | None:
    """The share from 0 to 1 that is meant where one is needed; None for 1.5 and 7, which may mean several.

    Examples:
        >>> [written_share(one) for one in ("0，7", "70", "七成", "7")]
        [0.7, 0.7, 0.7, None]
    """
    if decimals := _DECIMAL_COMMA.fullmatch(text):
        return float(f"0.{decimals[1]}")
    is_bare = _BARE_PERCENT.fullmatch(text) and float(text) >= _SURELY_PERCENT
    share = share_of(f"{text}%" if is_bare else text)
    return share if share is not None and 0 <= share <= 1 else None


def day_in_words(text: str, *, takes_months: bool = False) -> str | None:
    """The day or month of a text that names its month in English and its year in four digits."""
    if len(text) > _LONGEST_DAY or not _MONTH_IN_WORDS.match(text):
        return None
    from dateutil.parser import parse  # imported here: most days are written in digits

    try:
        # What the text leaves open is filled in from the default, and differs.
        defaults = (datetime(2000, day, day) for day in (1, 2))  # noqa: DTZ001  (a day, no time)
        first, second = (parse(text, default=one, ignoretz=True) for one in defaults)
    except (ValueError, OverflowError):
        return None
    if ":" not in text and f"{first:%H%M}" in text:  # the year of a range, taken for a time of day
        return None
    if first == second:
        return f"{first:%Y-%m-%d}"
    return f"{first:%Y-%m}" if takes_months and first.month == second.month else None


_SEVERAL = re.compile(r"(?<=\S)\s*(?:[、;,/&和与及或]|\b(?:and|or)\b|\s(?=[^\x00-\x7f]))\s*(?=\S)")
"""What is between several words of a list that were written as one."""


def word_meant(written: str, words: Sequence[StrEnum]) -> str | None:
    """The one of the words of a closed list that something written may stand for; None for several."""
    labels = {word.value: word.label.zh if isinstance(word, Word) else "" for word in words}
    word = simplified(normalize("NFKC", written).strip(f".*{BRACKETS}")).lower()
    with suppress(ValueError):  # the Chinese label, today's or an older one
        return type(words[0])(word.partition("(")[0].strip().removesuffix("的")).value
    for known in words:
        if isinstance(known, Verdict) and word.replace(" ", "_") in known.row.synonyms.split():
            return known.value
    if len(parts := _SEVERAL.split(word)) > 1:
        meant = {word_meant(part, words) for part in parts}
        return meant.pop() if len(meant) == 1 else None
    for known in words:
        if not isinstance(known, Verdict) and word.startswith(labels[known] or "\0"):
            return known.value  # 媒体报道
    return closest(word, labels) if word else None
