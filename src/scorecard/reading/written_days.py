"""Days as people write them, in either language, as the records and tables have them."""

import re
from datetime import datetime

_YEAR_MONTH_DAY = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})(?!\d)")
_YEAR_MONTH = re.compile(r"(\d{4})\s*[年./-]\s*(?:(\d{1,2})\s*月?)?")
_END_OF_YEAR = re.compile(r"(\d{4})\s*年[底末]前?")
_DIGITS = re.compile(r"(\d{4})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?")
_MONTH_IN_WORDS = re.compile(r"(?=.*[a-z]{3})(?=.*(?<!\d)\d{4}(?!\d))", re.IGNORECASE | re.DOTALL)
_NUMERALS = "〇一二三四五六七八九"
_TENS = re.compile(f"([{_NUMERALS}]?)十([{_NUMERALS}]?)")
_LONGEST_DAY = 60


def written_day(written: str, *, takes_months: bool = False) -> str | None:
    """The day that a text means, as YYYY-MM-DD; None when it may mean several, or none.

    With `takes_months` also the month (YYYY-MM) or the year (YYYY).

    Examples:
        >>> written_day("2026年7月2日"), written_day("July 2, 2026"), written_day("二〇二六年七月二十日")
        ('2026-07-02', '2026-07-02', '2026-07-20')
        >>> written_day("7/2/2026") is None, written_day("July 2026", takes_months=True)
        (True, '2026-07')
    """
    text = in_digits(written.strip())
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
    text = _TENS.sub(lambda ten: (ten[1] or "一") + (ten[2] or "〇"), text.replace("零", "〇"))
    return text.translate({ord(one): str(number) for number, one in enumerate(_NUMERALS)})


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
