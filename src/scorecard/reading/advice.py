"""What to type instead of a value that does not fit: what was plainly meant, or what the field means."""

import re
from types import NoneType
from typing import get_args

from scorecard.reading.faults import Fault, model_at
from scorecard.reading.values import EMPTY
from scorecard.records import Bilingual
from scorecard.text import Phrase, printable

__all__ = ["hint_of_day", "hint_of_empty", "hint_of_value", "may_be_null"]

_NOTHING = {"无", "没有", "空", "不详", "未知", "none", "nil", "n/a", "na", "-"}
_TAKES_MONTHS = {"published_on"}
_YEAR_MONTH_DAY = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})(?!\d)")
_YEAR_MONTH = re.compile(r"(\d{4})\s*[年./-]\s*(?:(\d{1,2})\s*月?)?")
_YEAR = re.compile(r"(\d{4})\s*年")
_DIGITS = re.compile(r"(\d{4})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?")
_PERCENT = re.compile(r"(\d{1,2}(?:\.\d+)?|100)\s*([%％])?")
_SURELY_PERCENT = 2
_YES, _NO = {"yes", "on", "是"}, {"no", "off", "否"}
_NUMBERS = {"bool_type", "int_type", "float_type"}


def _typed(text: str) -> Phrase:
    return Phrase(f"Type `{text}`.", f"写成 `{text}`。")


def may_be_null(fault: Fault) -> bool:
    """Whether the value of a key may be null."""
    field = fault.model.model_fields.get(fault.key)
    is_of_key = fault.path[-1:] == (fault.key,)
    return is_of_key and field is not None and NoneType in get_args(field.annotation)


def _is_nothing(fault: Fault) -> bool:
    """Whether a word for null stands where null may."""
    return may_be_null(fault) and fault.raw.strip().lower() in _NOTHING


def _description(fault: Fault) -> Phrase:
    """What a field means; its name where nothing is said of it."""
    field = fault.model.model_fields.get(fault.key)
    en, _, zh = ((field and field.description) or fault.key).partition("\n\n")
    return Phrase(en.rstrip("."), (zh or en).rstrip("。"))


def hint_of_empty(fault: Fault) -> Phrase:
    """What to type where nothing is written and null may be."""
    meant = _description(fault)
    return Phrase(
        f"Write the value, or `null` when there is none ({meant.en}).",
        f"写上值，没有就写 `null`（{meant.zh}）。",
    )


def _day_meant(raw: str, *, takes_months: bool) -> str | None:
    """The day, or where they will do the month or year, that was written in another way."""
    written = _YEAR_MONTH_DAY.match(raw)
    if written:
        year, month, day = (int(part) for part in written.groups())
        return f"{year:04}-{month:02}-{day:02}"
    digits = _DIGITS.fullmatch(raw)
    if digits and (digits[3] or takes_months):
        return "-".join(filter(None, digits.groups()))
    partial = _YEAR_MONTH.fullmatch(raw) if takes_months else None
    if partial:
        return f"{partial[1]}-{int(partial[2]):02}" if partial[2] else partial[1]
    return None


def hint_of_day(fault: Fault) -> Phrase | None:
    """What to type instead of something that is no date; None when nobody can tell."""
    takes_months = fault.key in _TAKES_MONTHS
    meant = (
        "null" if _is_nothing(fault) else _day_meant(fault.raw.strip(), takes_months=takes_months)
    )
    if meant:
        return _typed(meant)
    if not takes_months:
        return None
    return Phrase("Write it like 2024-02-02, 2024-02 or 2024; null when the page gives none.",
                  "写成 2024-02-02、2024-02 或 2024；页面没有写 null。")  # fmt: skip


def _fraction(fault: Fault) -> str | None:
    """The number from 0 to 1 that a percentage is; 1.5 may be anything."""
    percent = _PERCENT.fullmatch(fault.raw.strip())
    is_share = fault.kind == "float_type" or fault.context.get("le") == 1
    if not percent or not is_share or not (percent[2] or float(percent[1]) > _SURELY_PERCENT):
        return None
    return f"{round(float(percent[1]) / 100, 6):g}"


def _number(fault: Fault) -> Phrase | None:
    """The number or truth value that was meant."""
    raw = fault.raw.strip()
    if fraction := _fraction(fault):
        return _typed(fraction)
    if fault.kind == "int_type" and (year := _YEAR.fullmatch(raw)):
        return _typed(year[1])
    if fault.kind == "bool_type" and raw.lower() in _YES | _NO:
        return _typed("true" if raw.lower() in _YES else "false")
    if fault.kind in _NUMBERS and fault.is_quoted:
        return Phrase("Delete the quotes.", "去掉引号。")
    return None


def _list(fault: Fault) -> Phrase:
    """How a list is written."""
    field, is_of_models = fault.model.model_fields.get(fault.key), _item_keys(fault)
    if fault.value in (None, EMPTY):
        if field is not None and not field.is_required():
            return Phrase("Write `[]`, or delete the line.", "写 `[]`，或删掉这一行。")
        return Phrase("Write `[]` when there is none.", "没有内容就写 `[]`。")
    if fault.raw and not is_of_models:
        return _typed(f"[{printable(fault.raw, limit=60)}]")
    return Phrase("Begin each item with `- `.", "每一项以 `- ` 开头。")


def _item_keys(fault: Fault) -> list[str]:
    """The keys of the mapping that a value or an item of a list should be."""
    inner = model_at(fault.model, fault.path[-1:])
    is_own = not fault.path or isinstance(fault.path[-1], int)
    return list(inner.model_fields) if is_own or inner is not fault.model else []


def _mapping(fault: Fault) -> Phrase:
    """How a mapping is written."""
    if model_at(fault.model, fault.path[-1:]) is Bilingual:
        return Phrase(
            "Write `en: …` and `zh: …` below it, each on an indented line of its own.",
            "在下面分两行缩进写 `en: …` 和 `zh: …`。",
        )
    first = next(iter(_item_keys(fault)), "…")
    lead = "- " if fault.path and isinstance(fault.path[-1], int) else ""
    return Phrase(
        f"Write it as `{lead}{first}: …`, and the other keys below.",
        f"写成 `{lead}{first}: …`，其余的键写在下面。",
    )


def hint_of_value(fault: Fault) -> Phrase:
    """What to type instead of a value of another type, or else what its field means."""
    if _is_nothing(fault):
        return _typed("null")
    if fault.kind == "list_type":
        return _list(fault)
    if fault.kind == "model_type":
        return _mapping(fault)
    meant, number = _description(fault), _number(fault)
    return number or Phrase(f"`{fault.key}`: {meant.en}.", f"`{fault.key}`：{meant.zh}。")
