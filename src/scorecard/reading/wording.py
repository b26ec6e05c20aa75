"""How each kind of fault is said: the rule, what was found, what is allowed and what to type."""

import calendar
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple, get_args

from scorecard.reading.advice import hint_of_day, hint_of_empty, hint_of_value, may_be_null
from scorecard.reading.faults import Fault, model_at
from scorecard.reading.values import EMPTY, Ambiguous
from scorecard.text import Phrase, closest, printable
from scorecard.verdicts import Verdict

__all__ = ["Said", "said_of"]


class Said(NamedTuple):
    """The rule that a fault breaks and what is said about it; without a hint, the rule's."""

    rule: str
    message: Phrase
    hint: Phrase | None = None


_NEEDED = {
    "list_type": ("a list, each item on a line with `- `", "列表，每项一行，以 `- ` 开头"),
    "bool_type": ("true or false", "true 或 false"),
    "float_type": ("a number from 0 to 1", "0 到 1 的数"),
    "finite_number": ("a number from 0 to 1", "0 到 1 的数"),
    "int_type": ("a whole number", "整数"),
    "greater_than_equal": ("at least {ge:g}", "不小于 {ge:g}"),
    "less_than_equal": ("at most {le:g}", "不大于 {le:g}"),
    "string_pattern_mismatch": (
        "lower-case letters, digits and single hyphens",
        "小写字母、数字和单个连字符",
    ),
    "too_short": ("at least one entry", "至少一项"),
}
_SYNONYMS = {
    Verdict.ACCURATE: "正确 对 对了 是 成立 應驗 应验 准确的 準確 属实 true yes right correct",
    Verdict.HALF_RIGHT: "半对 一半 部分准确 部分正确 對了一半 partly partial half mixed",
    Verdict.INACCURATE: "错误 错 错了 否 不成立 不準確 不正确 落空 false no wrong incorrect",
    Verdict.TOO_EARLY: "未到 太早 尚早 未到期的 进行中 未到時間 pending open early",
    Verdict.UNRESOLVABLE: "无法判断 不能判定 無法判定 不可判定 无法确定 unknown unclear n/a",
}


def _meant(word: str) -> Phrase:
    return Phrase(f"Did you mean `{word}`?", f"是不是 `{word}`？")


def _found(fault: Fault) -> Phrase:
    """What stands there, in a few words; the Chinese brings its own space."""
    if isinstance(fault.value, dict):
        return Phrase("a mapping", "一组键和值")
    if isinstance(fault.value, list):
        return Phrase("a list", "列表") if fault.value else Phrase("an empty list", "空列表")
    if fault.value is EMPTY or (fault.value is None and fault.raw in {"", "~"}):
        return Phrase("nothing", "空值")
    quote = fault.node.style if fault.node and fault.is_quoted else ""
    shown = quote + printable(fault.raw, limit=60) + quote
    return Phrase(f"`{shown}`", f" `{shown}`")


def _unknown_key(fault: Fault) -> Said:
    shown = printable(fault.key, limit=60)
    near = closest(fault.key, fault.model.model_fields)
    allowed = list(fault.model.model_fields)
    message = Phrase(
        f"unknown key `{shown}`; known here: {', '.join(allowed)}",
        f"未知的键 `{shown}`；这里可用：{'、'.join(allowed)}",
    )
    return Said("unknown-key", message, _meant(near) if near else None)


def _missing_key(fault: Fault) -> Said:
    en, _, zh = (fault.model.model_fields[fault.key].description or "").partition("\n\n")
    return Said(
        "missing-key",
        Phrase(f"the key `{fault.key}` is missing", f"缺少键 `{fault.key}`"),
        Phrase(
            f"Add `{fault.key}:` ({en.rstrip('.')}).", f"补上 `{fault.key}:`（{zh.rstrip('。')}）。"
        ),
    )


def _likely_word(raw: str, words: list[StrEnum]) -> str | None:
    """The allowed word that was meant; Chinese words and everyday synonyms count."""
    word = raw.strip().rstrip("。.").lower()
    for one in words:
        synonyms = _SYNONYMS.get(one, "") if isinstance(one, Verdict) else ""
        if word in {getattr(one, "label", Phrase("", "")).zh, *synonyms.split()}:
            return one.value
    return closest(word, [one.value for one in words]) if word else None


def _closed_lists(annotation: object) -> Iterator[type[StrEnum]]:
    """The closed lists in a field's type, at any depth."""
    parts = get_args(annotation)
    if not parts and isinstance(annotation, type) and issubclass(annotation, StrEnum):
        yield annotation
    for part in parts:
        yield from _closed_lists(part)


def _words_of(fault: Fault) -> list[StrEnum]:
    return list(next(_closed_lists(fault.model.model_fields[fault.key].annotation)))


def _unknown_value(fault: Fault) -> Said:
    words = _words_of(fault)
    allowed = [word.value for word in words]
    labels = [getattr(word, "label", None) for word in words]
    listed_zh = "、".join(
        f"{word}（{label.zh}）" if label else word
        for word, label in zip(allowed, labels, strict=True)
    )
    found = _found(fault)
    is_truth = isinstance(fault.value, Ambiguous | bool) and fault.value is not EMPTY
    note = Phrase(", which YAML takes for true or false", "（YAML 会读成真假值）")
    message = Phrase(
        f"{fault.key}: found {found.en}{note.en if is_truth else ''}; allowed: {', '.join(allowed)}",
        f"{fault.key}：写的是{found.zh}{note.zh if is_truth else ''}；可用：{listed_zh}",
    )
    near = _likely_word(fault.raw, words)
    return Said("unknown-value", message, _meant(near) if near else None)


def _reading(value: object) -> Phrase:
    """What YAML takes an unquoted word for."""
    if isinstance(value, date):
        return Phrase("a date", "日期")
    if isinstance(value, bool) or (isinstance(value, Ambiguous) and value.text.isalpha()):
        return Phrase("true or false", "真假值")
    return Phrase("a number", "数字")


def _not_text(fault: Fault) -> Said:
    found = _found(fault)
    is_nothing = fault.value is None or fault.value is EMPTY
    if isinstance(fault.value, dict | list) or is_nothing:
        message = Phrase(
            f"{fault.key}: found {found.en}, a text is needed",
            f"{fault.key}：写的是{found.zh}，这里要写文本",
        )
        both = Phrase("Write text, or en: and zh:.", "写文本，或分写 en: 和 zh:。")
        plain = Phrase("Write text.", "写文本。")
        rule = "empty-text" if is_nothing else "not-text"
        return Said(rule, message, both if fault.is_in_two_languages else plain)
    shown, reading = printable(fault.raw, limit=60), _reading(fault.value)
    message = Phrase(
        f"{fault.key}: without quotes YAML takes `{shown}` for {reading.en}; a text is needed",
        f"{fault.key}：不加引号时 YAML 会把 `{shown}` 读成{reading.zh}，这里要写文本",
    )
    return Said("not-text", message, Phrase(f'Quote it: "{shown}".', f'加引号："{shown}"。'))


def _not_a_day(fault: Fault) -> Said:
    found = _found(fault)
    message = Phrase(
        f"{fault.key}: found {found.en}, a date is needed",
        f"{fault.key}：写的是{found.zh}，这里要写日期",
    )
    return Said("not-a-date", message, hint_of_day(fault))


def _impossible_day(fault: Fault) -> Said:
    shown = printable(fault.raw, limit=60)
    message = Phrase(
        f"{fault.key}: the date `{shown}` does not exist", f"{fault.key}：日期 `{shown}` 不存在"
    )
    year, month = (int(part) for part in (fault.raw + "-00").split("-")[:2])
    if not (1 <= month <= 12 and year):  # noqa: PLR2004  (the months of a calendar)
        return Said("impossible-date", message)
    days = calendar.monthrange(year, month)[1]
    hint = Phrase(f"{year}-{month:02} has {days} days.", f"{year} 年 {month} 月有 {days} 天。")
    return Said("impossible-date", message, hint)


def _other(fault: Fault) -> Said:
    found = _found(fault)
    keys = model_at(fault.model, fault.path[-1:]).model_fields
    of_model = (
        f"a mapping with the keys {', '.join(keys)}",
        f"一组键和值：{'、'.join(keys)}",
    )
    en, zh = of_model if fault.kind == "model_type" else _NEEDED[fault.kind]
    message = Phrase(
        f"{fault.key or 'the file'}: found {found.en}, needed: {en.format(**fault.context)}",
        f"{fault.key or '文件'}：写的是{found.zh}，需要：{zh.format(**fault.context)}",
    )
    return Said("schema", message, hint_of_value(fault))


def _too_long(fault: Fault) -> Said:
    found, most = len(fault.raw), fault.context["max_length"]
    is_mark = fault.key in {"starts", "ends"}
    return Said(
        "too-long" if is_mark else "schema",
        Phrase(
            f"{fault.key}: {found} characters, at most {most} are allowed",
            f"{fault.key}：有 {found} 个字，最多 {most} 个",
        ),
        None if is_mark else Phrase("Shorten it.", "缩短。"),
    )


def _simple(rule: str, en: str, zh: str) -> Callable[[Fault], Said]:
    def explain(fault: Fault) -> Said:
        found = _found(fault)
        words = Phrase(en.format(found.en), zh.format(found.zh))
        return Said(rule, Phrase(f"{fault.key}: {words.en}", f"{fault.key}：{words.zh.strip()}"))

    return explain


def _empty(fault: Fault) -> Said:
    message = Phrase(f"{fault.key}: nothing is written", f"{fault.key}：没有写值")
    return Said("empty-value", message, hint_of_empty(fault))


def _joined_links(fault: Fault) -> Said:
    found = _found(fault)
    return Said(
        "bad-link",
        Phrase(
            f"{fault.key}: {found.en} joins two addresses",
            f"{fault.key}：{found.zh.strip()} 连着两个网址",
        ),
        Phrase("Keep one; give the other an item of its own.", "只留一个，另一个单独成项。"),
    )


def _spaced_name(fault: Fault) -> Said:
    found, name = _found(fault), printable(fault.raw.strip(), limit=60)
    return Said(
        "schema",
        Phrase(
            f"{fault.key}: {found.en} has a blank before or after the name",
            f"{fault.key}：{found.zh.strip()} 的前后有空格",
        ),
        Phrase(f"Type `{name}`.", f"写成 `{name}`。"),
    )


_EXPLAINERS: dict[str, Callable[[Fault], Said]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing_key,
    "enum": _unknown_value,
    "string_type": _not_text,
    "date_type": _not_a_day,
    "not-a-date": _not_a_day,
    "impossible-date": _impossible_day,
    "bad-link": _simple("bad-link", "{} is not a web address", "{} 不是网址"),
    "joined-links": _joined_links,
    "spaced-name": _spaced_name,
    "string_too_long": _too_long,
    "empty-text": _simple("empty-text", "the text is blank", "文本只有空白"),
    "string_too_short": _simple("empty-text", "the text is empty", "文本是空的"),
    "control-character": _simple(
        "control-character", "{} holds a control character", "{} 里有控制字符"
    ),
}


def said_of(fault: Fault) -> Said:
    """The rule that a fault breaks, and what is said about it."""
    if fault.value is EMPTY and may_be_null(fault):
        return _empty(fault)
    return _EXPLAINERS.get(fault.kind, _other)(fault)
