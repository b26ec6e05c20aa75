"""Cells of a table as texts, and the names of columns, words, dates and shares that people write in them."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from math import isnan
from shlex import quote
from time import strptime
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from scorecard.problems import CallError, UnknownWordError, notice
from scorecard.reading.scalar_values import day_in_words, in_digits, word_meant
from scorecard.text import Phrase, listed, printable, simplified
from scorecard.verdicts import Verdict, Word

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("编号", "序号"),
    "domain": ("领域",),
    "verdict": ("判定", "判定结果"),
    "outlook": ("展望",),
    "year": ("年份", "年"),
    "item": ("原文条目", "条目"),
    "attributed_to": ("提出者", "出自"),
    "hedge": ("语气", "语气强弱"),
    "specificity": ("明确程度", "具体程度"),
    "made_on": ("提出日期", "预测日期"),
    "closes_on": ("截止日", "截止日期"),
    "occurred_on": ("应验日期",),
    "probability": ("概率", "机率", "几率"),
    "forecaster": ("预测者", "预测人"),
    "option": ("选项",),
    "title": ("预测", "标题"),
    "url": ("网址", "链接"),
    "why": ("理由", "判定理由"),
    "judged_on": ("判定日期",),
    "opens_on": ("起始日",),
}
"""Our columns with their Chinese names; the first is the one that is written."""

EMPTY = frozenset({
    *("", "-", "--", "–", "—", "n/a", "n.a.", "na", "nan", "null", "none", "nil"),
    *("\\n", "(null)", "<na>", "nat", ".", "#n/a", "#nv", "#n/d"),  # MySQL, Oracle, pandas, Stata, Excel
    *("/", "／", "－", "——", "无", "無", "空"),
    *("(空)", "(跳过)", "（空）", "（跳过）"),  # in the files of 问卷星
})  # fmt: skip

AS_ABOVE = "〃"
"""What a cell says that a merged cell covers: ditto, as people write it too."""

ERRORS = ("#N/A", "#NV", "#N/D", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")
"""What a spreadsheet shows for a formula that failed: no name of anything."""

DITTO = {AS_ABOVE, "″", '"', "同上", "ditto", "as above", "same as above"}
"""Cells that refer to the one above."""
UNSEEN = r"[\x00-\x08\x0b-\x1f\x7f-\x9f" + "\u200b\u200e\u200f\u2060\ufeff]"
"""Signs that nobody sees: two ids that differ in them are one to people."""
TOTALS = (
    r"(?i)^(?:(?:grand |sub-?)?totals?|sum|summe|Σ|average|mean|median|count|notes?|sources?|legend"
    r"|accuracy|(?:brier|log) score|(?:generated|exported|downloaded) (?:by|on|at|from|with) .*|©.*"
    r"|(?:total |number of |\d+ ?)(?:rows?|records?|entries|items|claims|predictions)"
    r"|[合总總小共][计計]|[总總][数數]|平均[值数數]?|均值|[汇彙][总總]|共? ?\d+ ?[条條项項行]"
    r"|(?:准确|正确|命中)率|图例|(?:导出|導出|生成)[自于於].*|[备備]?[注註]|[说說]明|(?:数据|數據|资料|資料)?[来來]源"
    r"|(?:制表|製表|填表|审核|審核|复核|複核)人?|(?:制表|製表|填表|导出|導出|更新)(?:时间|時間|日期)|"
    + "|".join(word for one in Verdict for word in (one.value, *one.label))
    + r")\s*\d*(?:[（(].*[)）])?(?:[:：=].*)?$"
)
"""Ids of rows that sum up others or explain them."""
SHARE = r"^[0-9０-９.,．]+ ?[%％]$"
"""What such a row has below the domain."""
NO_TEXT = r"\x00|\x1b[$(]"
"""Signs of what is no text, or one in an encoding with escapes."""

_PART = r"凌晨|清晨|早上|上午|中午|下午|傍晚|晚上"
_CLOCK = (
    rf"(?P<part>{_PART})?\s*(?P<hour>\d{{1,2}})"
    r"(?:[:时時点點](?:(?P<minute>\d{1,2}|半)[:分]?)?(?:(?P<second>\d{1,2}(?:\.\d*)?)秒?)?[整钟鐘]?"
    rf"|(?=\s*[ap]m))\s*(?P<half>[ap]\.?\s?m\.?|{_PART})?"
    r"\s*\[?(?:Z|UTC|GMT)?(?:(?P<sign>[+-])(?P<ahead>\d\d?)(?::?(?P<rest>\d\d))?(?!\d))?\]?"
)
_TIME = rf"(?:(?:T|,?\s+|(?<=\D)|(?=[凌清早上中下傍晚]))\s*{_CLOCK})?"
_WEEKDAY = r"(?:\s*\(?(?:星期|[周週])[\d日天]\)?)?"
_YEAR_FIRST = re.compile(
    rf"(\d{{4}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*[.日号號]?{_WEEKDAY}{_TIME}",
    re.IGNORECASE,
)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}|\d\d){_TIME}", re.IGNORECASE)
_TIME_OF_DAY = re.compile(rf"(?<!\d){_CLOCK}", re.IGNORECASE)
_LATE = ("下午", "傍晚", "晚上", "pm")
_COMPACT = re.compile(r"(19\d\d|20\d\d)(\d\d)(\d\d)(?:\.0)?")
_YEAR = re.compile(r"0*(\d{1,4})(?:[.,]0*)? *年?")
_SHORT_YEAR = re.compile(r"(?<=\d[-/ ][a-z]{3}[-/ ])\d\d(?=$|,?\s+\d?\d:)", re.IGNORECASE)
"""The year in 5-Jan-24, and in 05/Jan/24 3:02 PM."""
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d+))?")
_SECONDS = re.compile(r"(?!20\d\d[01]\d[0-3]\d[0-2]\d$)(\d{10})(\d{3})?(\.\d+)?")
"""Seconds since 1970; 2024010512 is more likely the hour of a day."""
_SERIAL_STARTS = (date(1899, 12, 30), date(1970, 1, 1), date(1960, 1, 1))
"""Day 0 of Excel, of R and pandas, and of Stata and SAS."""
_LEAST_SERIAL = 30_000
"""In 1982; a smaller number is more likely a day of the others."""
_LONGEST_DATE = 60
_LAST_DAY = 31


def _year(digits: str) -> int:
    """A year of four digits, or of two, which POSIX reads as 1969 to 2068."""
    return strptime(digits, {2: "%y", 4: "%Y"}[len(digits)]).tm_year


_PLAIN = re.compile(r"[\w=…]+")
_SAYS_PERCENT = re.compile("[%％]|per ?cent|pct|百分|0 ?[-–—~～至到] ?100(?!\\d)", re.IGNORECASE)
"""In the header of a column."""


class Asked(NamedTuple):
    """What the caller said about cells that can be read in two ways.

    Attributes:
        verdicts: Verdict of each foreign word; an empty one leaves the row unjudged.
        dates: Order of 03/04/2024: `dmy` or `mdy`; None to ask.
        probabilities: `percent` or `share`; None to ask when it is not plain.
    """

    verdicts: Mapping[str, str] = {}
    dates: str | None = None
    probabilities: str | None = None

    @property
    def words(self) -> dict[str, str]:
        """Verdict of each foreign word, by `normal`.

        Raises:
            UnknownWordError: There is no such verdict.
            CallError: A word that is written in two ways has two.
        """
        known, found = {"": "", **meanings(Verdict)}, dict[str, str]()
        for word, one in self.verdicts.items():
            if normal(one) not in known:
                what, near = Phrase("verdict", "种判定"), word_meant(one, [*Verdict])
                raise UnknownWordError(what, one, map(str, Verdict), near=near, is_listed=True)
            if found.setdefault(normal(word), known[normal(one)]) != known[normal(one)]:
                en = f"{word!r} is given two meanings; case, width and blanks make no difference"
                raise CallError(en, f"“{word}”有两种含义；大小写、全角半角和空格不作区分")
        return found


NOTHING_ASKED = Asked()


def normal(text: object) -> str:
    """A word without case, width, spaces, invisible signs and underscores, in simplified characters.

    Hyphens are left out within it, and the `.0` of whole numbers that programs add beside empty cells.

    Examples:
        >>> normal("Half-Right"), normal("made on"), normal("ＩＤ"), normal("領域"), normal("-1.0")
        ('halfright', 'madeon', 'id', '领域', '-1')
    """
    shown = "".join(filter(str.isprintable, normalize("NFKC", str(text)).casefold()))
    joined = re.sub(r"\b-+\b", "", re.sub(r"[ _\ufe0f]+", "", shown))  # -1 and A- keep their sign
    return simplified(re.sub(r"^(-?\d+)\.0$", r"\1", joined))


_NAMES = {normal(one): name for name, chinese in COLUMNS.items() for one in (name, *chinese)}


_FOREIGN = {normal(word): one for one in Verdict for word in one.row.synonyms.split()}
"""Words that may say how a claim was judged, or what happened, which has to be asked; and what is likely."""


def canonical(name: str) -> str | None:
    """Our column that a header names, whatever signs and brackets it adds; None when it names none.

    Examples:
        >>> canonical("made.on"), canonical("closesOn"), canonical("概率（%）"), canonical("slug")
        ('made_on', 'closes_on', 'probability', None)
        >>> canonical("编号 ID"), canonical("编号 domain")
        ('id', None)
    """
    bare = re.sub(r"(?<=.)[(\[【].*[)\]】]|\W", "", normal(name))
    found = {_NAMES.get(part) for part in re.findall("[a-z]+|[^a-z]+", bare)}
    return found.pop() if len(found) == 1 else None


def meanings(kind: type[Word]) -> dict[str, str]:
    """The value of each word of a closed list, by `normal`, in both languages."""
    return {normal(word): one.value for one in kind for word in (one.value, *one.label)}


def cell_text(cell: object) -> object:
    """A cell as text; whole numbers without a point, days without a time, empty text missing; lists stay."""
    if cell is None or (isinstance(cell, float) and isnan(cell)):
        return None
    if isinstance(cell, datetime):
        return str(cell).removesuffix(" 00:00:00")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell if isinstance(cell, list | dict) else str(cell) or None


def unwrapped(table: "pd.DataFrame") -> "pd.DataFrame":
    """A table whose texts are without the formula `="…"`, by which a spreadsheet leaves them as they are."""
    texts = table.columns[table.dtypes == "str"]
    wrapped = (table[name].str.replace('^="([^"]*)"$', r"\1", regex=True) for name in texts)
    return table.assign(**dict(zip(texts, wrapped, strict=True)))


def is_empty(cell: object) -> bool:
    """Whether a cell says that there is nothing."""
    return str(cell).strip().casefold() in EMPTY


def is_no_option(cell: object) -> bool:
    """Whether a cell says that there is nothing, and is no option: one may be called `none`."""
    return is_empty(cell) and normal(cell) not in {"none", "无"}


def likely(word: str) -> str:
    """The verdict that a foreign word is likely to mean; empty when nothing is."""
    return str(_FOREIGN.get(normal(word), ""))


def value_option(word: str) -> str:
    """The option that says what a word means."""
    shown = printable(word, limit=40)
    option = f"{shown}={likely(word) or '…'}"
    # In quotes only where a shell would ask for them: it takes Chinese as it is.
    return f"--value {option if _PLAIN.fullmatch(option) else quote(option)}"


def need_meaning(strange: Sequence[str]) -> None:
    """Ask what the words of a column of verdicts mean, when it has only words of its own.

    Raises:
        CallError: One of them is such as True and False.
    """
    if not any(map(likely, strange)):
        return
    typed = " ".join(map(value_option, strange[:12]))
    en, zh = listed([printable(one, limit=40) for one in strange[:12]])
    en = f"say what the verdicts {en} mean, for instance: {typed}"
    raise CallError(en, f"请说明判定 {zh} 是什么意思，例如：{typed}")


def day_of(text: str, order: str | None) -> date | None:
    """The day that a text names; None when it names none. Times of day are cut off.

    Args:
        text: A cell.
        order: `dmy` or `mdy`.

    Raises:
        LookupError: The order of day and month is not said; 31/12/2024 raises too, since other cells of its
            column may be 03/04/2024.

    Examples:
        >>> day_of("二〇二六年七月二日", None), day_of("3/4/2024", "dmy")
        (datetime.date(2026, 7, 2), datetime.date(2024, 4, 3))
        >>> day_of("5-Jan-98", None), day_of("5.1.24", None)
        (datetime.date(1998, 1, 5), datetime.date(2024, 1, 5))
    """
    text = in_digits(normalize("NFKC", text).strip().partition(" (")[0][:_LONGEST_DATE])
    try:
        if found := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _YEAR_LAST.fullmatch(text):
            first, second = int(found[1]), int(found[2])
            # Hardly anybody writes 12.31.2024; 24.01.05 may begin with its year, 5.1.24 and 24.01.98 do not.
            is_plain = len(found[1]) == 1 or int(found[3]) > _LAST_DAY
            if "." in found[0][:5] and is_plain:
                order = order or "dmy"
            if order is None:
                raise LookupError(text)
            return date(_year(found[3]), *((second, first) if order == "dmy" else (first, second)))
        if (found := _SERIAL.fullmatch(text)) and int(found[1]) >= _LEAST_SERIAL:
            return _SERIAL_STARTS[0] + timedelta(days=int(found[1]))
        if found := _SECONDS.fullmatch(text):
            return datetime.fromtimestamp(int(found[1]), UTC).date()
        text = re.sub(r"(?<=[A-Za-z]{3}\d{4}):", " ", text)  # 05JAN2024:10:20:30 of SAS
        found_day = day_in_words(_SHORT_YEAR.sub(lambda digits: str(_year(digits[0])), text))
        return date.fromisoformat(found_day) if found_day else None
    except (ValueError, OverflowError):
        return None


def day_hint(text: str) -> Phrase:
    """What to type for no date; what a number means by the counts of several programs."""
    if not (found := _SERIAL.fullmatch(text)):
        return Phrase("Write it like 2024-02-02, or leave it empty.", "形如 2024-02-02，或留空。")
    excel, r, stata = (start + timedelta(days=int(found[1])) for start in _SERIAL_STARTS)
    en = f"It is {excel} to Excel, {r} to R and pandas, {stata} to Stata and SAS; write the date."
    zh = f"按 Excel 算是 {excel}，按 R 和 pandas 算是 {r}，按 Stata 和 SAS 算是 {stata}；请直接写日期。"
    return Phrase(en, zh)


def time_of(text: str) -> float | None:
    """Seconds since midnight (UTC where a zone is named) of a text's time of day; None when it names none.

    Examples:
        >>> [time_of(f"2024年1月5日{one}") for one in ("上午9点", "下午3时30分", "T12:00+08", "")]
        [32400.0, 55800.0, 14400.0, None]
    """
    text = in_digits(normalize("NFKC", text[:_LONGEST_DATE]).strip())
    if found := _SERIAL.fullmatch(text):
        return float(f"0.{found[2]}") * 86_400 if found[2] else None
    if found := _SECONDS.fullmatch(text):
        return int(found[1]) % 86_400 + float(f"0.{found[2] or 0}")
    if not (found := _TIME_OF_DAY.search(text)):
        return None
    hour, minute = int(found["hour"]), (found["minute"] or "0").replace("半", "30")
    part = found["part"] or re.sub(r"[.\s]", "", (found["half"] or "").lower())
    if part == "中午":
        hour += 12 * (hour < 10)  # noqa: PLR2004  (its 1点 is 13:00, its 11点 is not)
    elif part:
        hour = hour % 12 + 12 * (part in _LATE) + 12 * (part == "晚上" and hour % 12 == 0)
    ahead = 60 * int(found["ahead"] or 0) + int(found["rest"] or 0)
    minutes = 60 * hour + int(minute) + (ahead if found["sign"] == "-" else -ahead)
    return 60.0 * minutes + float(found["second"] or 0)


def year_of(text: str) -> float | None:
    """The year that a text names, from 1 to 9999; None when it names none.

    Examples:
        >>> [year_of(one) for one in ("2024年", "二〇二四", "2024,0", "2024.5", "2_024")]
        [2024.0, 2024.0, 2024.0, None, None]
    """
    found = _YEAR.fullmatch(in_digits(text.strip()))
    return float(found[1]) or None if found else None


def unit_of(column: str, bare: "npt.NDArray[np.float64]", *, header: str, is_mixed: bool) -> str:
    """Whether numbers without a sign are `percent` or `share`.

    Args:
        column: Name of the column.
        bare: Its numbers without a sign, at least one.
        header: The column's name as the table has it, which may say per cent.
        is_mixed: Whether other cells have a sign.

    Raises:
        CallError: They could be either, or of a scale of ten or a thousand.
    """
    if re.search("‰|千分|(?i:per ?mill)", header):
        en = f"{column}: numbers in `{printable(header)}` are per mille; write 90 ‰ as 9%"
        raise CallError(en, f"{column}：“{printable(header)}”里的数是千分数；90‰ 请写成 9%")
    percent, share = (f"--probabilities {one}" for one in ("percent", "share"))
    above, between = bool((bare > 1).any()), bool(((bare > 0) & (bare < 1)).any())
    is_percent = bool(((bare >= 0) & (bare <= 100)).all())  # noqa: PLR2004  (per cent)
    only_ones = not above and not between and bool((bare == 1).any())
    is_of_ten = above and not between and bare.max() <= 10  # noqa: PLR2004  (the scale)
    says_percent = bool(_SAYS_PERCENT.search(header))
    is_sure = says_percent and (above or not is_mixed)  # a spreadsheet may hold 50 % as 0.5
    is_open = (above and between and is_percent) or (is_mixed and bare.any()) or is_of_ten
    if (is_open and not is_sure) or only_ones:
        shown = listed(dict.fromkeys(f"{one:g}" for one in (bare.min(), bare.max())))
        en = f"{column}: are numbers such as {shown.en} percent or shares of 1? Add {percent} or {share}"
        zh = f"{column}：{shown.zh} 是百分数还是 0 到 1 的小数？请加上 {percent} 或 {share}"
        if is_of_ten:
            en, zh = f"{en}; of a scale of ten write 9 as 90%", f"{zh}；若满分是 10，9 请写成 90%"
        raise CallError(en, zh)
    if says_percent and between and not above:
        en = f"numbers in `{printable(header)}` are at most 1, and read as shares; if percent, add {percent}"
        zh = f"“{printable(header)}”里的数都不超过 1，按小数读取；若是百分数，请加上 {percent}"
        notice(Phrase(en, zh))
    return "percent" if above and (says_percent or not between) else "share"
