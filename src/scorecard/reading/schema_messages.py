"""Messages for values that do not fit their field: what was found, what is allowed, what to type."""

import re
from calendar import monthrange
from collections.abc import Callable, Collection
from datetime import date
from enum import StrEnum
from types import NoneType
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from scorecard.reading.hints import hint, quoting_hint, spaces
from scorecard.reading.lines import are_together, keys_of, may_hold
from scorecard.reading.scalar_values import (
    BRACKETS,
    EMPTY,
    PLAIN,
    Ambiguous,
    in_figures,
    word_meant,
    written_day,
    written_share,
)  # fmt: skip
from scorecard.records.fields import LINK, Bilingual, bare_name, types_in
from scorecard.rules import Path
from scorecard.text import Phrase, closest, did_you_mean, in_one_line, listed, printable, simplified
from scorecard.verdicts import Word


class Mismatch(NamedTuple):
    """One pydantic error with the value that it is about.

    Attributes:
        kind: pydantic's name of the error, or the rule that a field's own check names.
        path: The way to the value; for a missing or an unknown key, the way to the key.
        start: The offset of the value, of an unknown key, or of the mapping that lacks a key.
        value: The value that was read; None when there is none.
        source: The value as it is written, when it is a scalar and no alias.
        context: The facts of the error, such as the largest value allowed.
        around: The model around the value.
        model: The model of the value or of its items; else the same as `around`.
    """

    kind: str
    path: Path
    start: int
    value: Any
    source: str
    context: dict[str, Any]
    around: type[BaseModel]
    model: type[BaseModel]

    @property
    def written(self) -> str:
        """A scalar without quotes as it is written, also behind an alias; empty for a list or mapping."""
        if isinstance(self.value, str | Ambiguous):
            return self.value if isinstance(self.value, str) else self.value.text
        is_scalar = isinstance(self.value, int | float | date)
        return self.source or (str(self.value) if is_scalar else "")

    @property
    def key(self) -> str:
        """The nearest key on the way to the value; empty for the document itself."""
        return next((str(step) for step in reversed(self.path) if isinstance(step, str)), "")

    @property
    def field(self) -> FieldInfo | None:
        """The field of that key."""
        return keys_of(self.around).get(self.key)

    @property
    def is_optional(self) -> bool:
        """Whether the key may be left out."""
        return self.field is not None and not self.field.is_required()

    @property
    def is_in_two_languages(self) -> bool:
        """Whether the field also takes ``{en:, zh:}``."""
        return self.field is not None and Bilingual in types_in(self.field.annotation, BaseModel)

    @property
    def meaning(self) -> Phrase:
        """The meaning of the field; its name where it has no description."""
        en, _, zh = ((self.field and self.field.description) or self.key).partition("\n\n")
        return Phrase(en.rstrip("."), (zh or en).rstrip("。"))

    @property
    def may_be_null(self) -> bool:
        """Whether the value of a key may be null."""
        is_of_key = self.path[-1:] == (self.key,)
        return is_of_key and self.field is not None and NoneType in get_args(self.field.annotation)

    @property
    def found(self) -> Phrase:
        """The value in a few words; the Chinese brings its own space."""
        value = self.value
        if isinstance(value, dict):
            return Phrase("a mapping", "一组键和值")
        if isinstance(value, list):
            return Phrase("a list", "列表") if value else Phrase("an empty list", "空列表")
        if value is EMPTY or (value is None and self.source in {"", "~"}):
            return Phrase("nothing", "空值")
        quote = self.source[:1] if self.source[:1] in {"'", '"'} else ""
        shown = printable(in_one_line(self.written.rstrip("\n")), limit=60)
        return Phrase(f"`{quote}{shown}{quote}`", f" `{quote}{shown}{quote}`")


Message = tuple[str, Phrase, Phrase | None]
"""The rule that a mismatch breaks, with a message; without a hint, the rule's."""


class Typed(Phrase):
    """A hint that names the text to type in the place of what is written."""


def _type_it(text: str | None, limit: int = 60) -> Typed | None:
    shown = printable(text, limit=limit)
    return Typed(f"Type `{shown}`.", f"写成 `{shown}`。") if text else None


# Keys


_OF_LANGUAGE = re.compile(r"(\w+?)[_.-]?(en|zh)")
"""A key and a language in one word."""


def _unknown_key(one: Mismatch) -> Message:
    shown, allowed = printable(one.key, limit=60), keys_of(one.around)
    en = f"unknown key `{shown}`; known here: {', '.join(allowed)}"
    message = Phrase(en, f"未知的键 `{shown}`；这里可用：{'、'.join(allowed)}")
    texts = [key for key in allowed if one._replace(path=(key,)).is_in_two_languages]
    words = [*texts, one.key] if one.key in {"en", "zh"} else [one.key]
    of = _OF_LANGUAGE.fullmatch("_".join(words))
    if of and of[1] in texts:
        return "unknown-key", message, hint("language", of[2], of[1])
    typed = hint("one-text") if one.around is Bilingual else None
    typed = hint("after-comma") if one.context.get("is_text") else typed
    if indent := one.context.get("indent"):
        typed = hint("key-goes-on", spaces(indent))
    if around := [step for step in map(str, one.path[:-1]) if are_together(step, one.key)]:
        typed = hint("beside", around[-1])
    elif holders := [f"`{name}:`" for name in allowed if may_hold(name, *words, one.key)]:
        typed = hint("inside", listed(holders))
    return "unknown-key", message, did_you_mean(one.context.get("near")) or typed


def key_in_chinese(one: Mismatch, allowed: Collection[str]) -> str | None:
    """The allowed key that a Chinese word stands for: the one whose meaning is it, ends with it or has it."""
    word = simplified(one.key.strip())
    meanings = {
        key: (keys_of(one.around)[key].description or "").rpartition("\n\n")[2].rstrip("。")
        for key in allowed
    }
    for test in () if word.isascii() else (str.__eq__, str.endswith, str.__contains__):
        if found := [key for key, meaning in meanings.items() if test(meaning, word)]:
            return found[0] if len(found) == 1 else None
    return None


def _missing_key(one: Mismatch) -> Message:
    message = Phrase(f"the key `{one.key}` is missing", f"缺少键 `{one.key}`")
    en, zh = f"Add `{one.key}:` ({one.meaning.en}).", f"补上 `{one.key}:`（{one.meaning.zh}）。"
    return "missing-key", message, Phrase(en, zh)


# Words of closed lists


def _unknown_value(one: Mismatch) -> Message:
    words = list(next(types_in(one.around.model_fields[one.key].annotation, StrEnum)))
    labels = {word.value: word.label.zh if isinstance(word, Word) else "" for word in words}
    is_truth = isinstance(one.value, Ambiguous | bool) and one.value is not EMPTY
    note = ", which YAML takes for true or false" if is_truth else ""
    note_zh = "（YAML 会读成真假值）" if is_truth else ""
    listed_zh = "、".join(f"{one}（{label}）" if label else one for one, label in labels.items())
    en = f"found {one.found.en}{note}; allowed: {', '.join(labels)}"
    zh = f"写的是{one.found.zh}{note_zh}；可用：{listed_zh}"
    return _of_key(one, "unknown-value", en, zh, did_you_mean(word_meant(one.written, words)))


# Text


def _not_text(one: Mismatch) -> Message:
    value, found, is_nothing = one.value, one.found, one.value is None or one.value is EMPTY
    if isinstance(value, dict | list) or is_nothing:
        is_pair = isinstance(value, list) and {*map(type, value)} == {dict}
        is_pair = is_pair and {key for item in value for key in item} <= {"en", "zh"}
        both = "one-text" if isinstance(value, dict) else "no-dash" if is_pair else "texts"
        rule = "empty-text" if is_nothing else "not-text"
        en, zh = f"found {found.en}, a text is needed", f"写的是{found.zh}，这里要写文本"
        return _of_key(one, rule, en, zh, hint(both if one.is_in_two_languages else "text"))
    shown, what, what_zh = printable(one.written, limit=60), "a number", "数字"
    if isinstance(value, date):
        what, what_zh = "a date", "日期"
    elif isinstance(value, bool) or (isinstance(value, Ambiguous) and value.text.isalpha()):
        what, what_zh = "true or false", "真假值"
    en = f"without quotes YAML takes `{shown}` for {what}; a text is needed"
    zh = f"不加引号时 YAML 会把 `{shown}` 读成{what_zh}，这里要写文本"
    return _of_key(one, "not-text", en, zh, hint("quote", f'"{shown}"'))


def _too_long(one: Mismatch) -> Message:
    length, most = len(one.written), one.context["max_length"]
    is_mark = one.key in {"starts", "ends"}
    rule, hint = ("too-long", None) if is_mark else ("schema", Phrase("Shorten it.", "缩短。"))
    en, zh = f"{length} characters, at most {most} are allowed", f"有 {length} 个字，最多 {most} 个"
    return _of_key(one, rule, en, zh, hint)


# Hints: what to type instead; without one, the rule's

_SCHEME = re.compile(r"^(?i:(https?):?//?)(?=\w)|^(?=(?:[\w-]+\.)+[A-Za-z]{2,}(?:[/:]|$))")
"""The beginning of an address as people type it, or none before the name of a server."""


def _bare_link(one: Mismatch) -> Phrase | None:
    """The one address in the text, without what is around it."""
    visible = "".join(filter(str.isprintable, one.written)).strip().replace("&amp;", "&")
    written = _SCHEME.sub(lambda of: f"{(of[1] or 'https').lower()}://", visible)
    found = LINK.search(written)
    is_whole = found and not re.search("[A-Za-z0-9]", written[found.end() :])
    is_alone = is_whole or written.startswith("<a ")
    if not found or not is_alone:
        return _ONE_LINK if LINK.findall(written)[1:] else None
    link = found[0] if "(" in found[0] else found[0].rstrip(").")
    head, _, behind = link.partition("（")
    if behind and "）" not in behind:  # a remark, or the end of a path in Chinese
        link = head if head.isascii() else ""
    return _type_it(link, limit=200)


_ONE_LINK = Phrase("Keep one; give the other an item of its own.", "只留一个，另一个单独成项。")
_NOTHING = {"无", "没有", "暂无", "空", "不详", "未知", "none", "null", "nil", "n/a", "na", "-"}
"""Words for null, or for an empty list, as people write them."""


def _day(one: Mismatch) -> Phrase | None:
    takes_months = one.key == "published_on"
    day = written_day("".join(filter(str.isprintable, one.written)), takes_months=takes_months)
    if day and len(day) == len("2024-02-02") and isinstance(PLAIN[day], str):
        return _days_of_month(one._replace(value=day))
    if not day and takes_months:
        return Phrase("Write it like 2024-02-02, 2024-02 or 2024; null when the page gives none.",
                      "写成 2024-02-02、2024-02 或 2024；页面若没有日期，写 null。")  # fmt: skip
    if not day and one.may_be_null:
        return Phrase("Write it like 2024-02-02, or null when there is none.",
                      "写成 2024-02-02 这样；若没有，写 null。")  # fmt: skip
    return _type_it(day)


def _days_of_month(one: Mismatch) -> Phrase | None:
    year, month = (int(part) for part in (one.written + "-00").split("-")[:2])
    if not (1 <= month <= 12 and year):  # noqa: PLR2004  (the months of a calendar)
        return None
    n_days = monthrange(year, month)[1]
    return Phrase(f"{year}-{month:02} has {n_days} days.", f"{year} 年 {month} 月有 {n_days} 天。")


_YEAR = re.compile(r"(\d{4})\s*年?")
_TRUTHS = dict.fromkeys(("yes", "on", "是", "对", "真", "原文写明"), "true")
_TRUTHS |= dict.fromkeys(("no", "off", "否", "不是", "假", "编者推定"), "false")
_A_SHARE = Phrase("Type a number from 0 to 1, or null when none was stated.",
                  "写 0 到 1 的数；预测者没有给出概率就写 null。")  # fmt: skip


def _number(one: Mismatch) -> Phrase | None:
    """The number or truth value that was meant; of a share, 1.5 may mean anything."""
    written, kind = one.written.strip(BRACKETS), one.kind
    is_share = kind == "float_type" or one.context.get("le") == 1
    if is_share and (share := written_share(written)) is not None:
        return _type_it(f"{round(share, 6):g}")
    if kind == "int_type" and (year := _YEAR.fullmatch(in_figures(written))):
        return _type_it(year[1])
    if kind == "bool_type":
        near = closest(written, ["true", "false"]) if written else None
        return _type_it(_TRUTHS.get(written.lower(), near))
    number: Any = {"int_type": int, "float_type": (int, float)}.get(kind, ())
    is_number = isinstance(PLAIN[written], number)
    if is_number and one.source[:1] in {"'", '"'}:
        return Phrase("Delete the quotes.", "去掉引号。")
    return _type_it(written) if is_number else _A_SHARE if is_share else None


_IDS = {"same_event", "formerly"}
_BETWEEN_ITEMS = re.compile(r"\s*(?:[，,、；;]|\n)\s*|\s+(?:[/&和与及]|and)\s+")
"""What is between the items of a list that were written as one text."""
_MAY_BE_TWO = re.compile(r"[/&和与及\s]"), re.compile(r"[&和与及\s]")
"""What may part two names, or be in one; and the same of ids."""


def _collection(one: Mismatch) -> Phrase | None:
    """A list or a mapping as it is typed."""
    is_item = isinstance(one.path[-1] if one.path else "", int)
    is_own = not one.path or is_item or one.model is not one.around
    keys = list(one.model.model_fields) if is_own else []
    if one.source[:1] in {"|", ">"}:
        return hint("not-empty", one.source.split()[0])
    is_by_id = isinstance(one.value, dict) and bool(keys) and not {*keys} & {*one.value}
    if one.kind == "model_type" or is_by_id:
        first = f"{'- ' if is_item or is_by_id else ''}{keys[0] if keys else '…'}"
        en, zh = "Write it as", "写成"
        if is_item and one.value in (None, EMPTY):
            en, zh = "Delete the line, or write", "删掉这一行，或写成"
        en = f"{en} `{first}: …`, and the other keys below."
        return Phrase(en, f"{zh} `{first}: …`，其余的键写在下面。")
    if one.value in (None, EMPTY) and one.path:
        if one.is_optional:
            return Phrase("Write its items below, or delete it.", "在下面写各项，或删掉这一行。")
        return Phrase("Write `[]` when there is none.", "若没有内容，写 `[]`。")
    if one.written and not keys:
        names = one.source if "\n" in one.source else one.written
        names = names.strip(" []［］【】")
        names = names[1:].rstrip(")）") if names[:1] in {"(", "（"} else names
        names = re.sub("  +", " ", names)
        parts = list(filter(None, _BETWEEN_ITEMS.split(names.strip())))
        if not any(_MAY_BE_TWO[one.key in _IDS].search(part) for part in parts):
            return _type_it(f"[{printable(', '.join(parts), limit=60)}]", limit=80)
    return Phrase("Begin each item with `- `.", "每一项以 `- ` 开头。")


_SPECIAL: dict[str, Callable[[Mismatch], Message]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing_key,
    "enum": _unknown_value,
    "string_type": _not_text,
    "string_too_long": _too_long,
}

_Hint = Callable[[Mismatch], Phrase | None] | Phrase | None
_TEXTS: dict[str, tuple[str, str, str, _Hint]] = {
    "not-a-date":
        ("not-a-date", "found {found}, a date is needed", "写的是{found}，这里要写日期", _day),
    "impossible-date":
        ("impossible-date", "the date {found} does not exist", "日期{found} 不存在", _days_of_month),
    "bad-link": ("bad-link", "{found} is not a web address", "{found} 不是网址", _bare_link),
    "joined-links":
        ("bad-link", "{found} joins two addresses", "{found} 连着两个网址", _ONE_LINK),
    "spaced-name":
        ("schema", "{found} has a blank or a mark before or after the name", "{found} 的前后有空格或标点",
         lambda one: _type_it(bare_name(one.written))),
    "joined-names":
        ("schema", "{found} is more than one name", "{found} 不止一个名字",
         Phrase("Give each name an entry of its own.", "每个名字单独成项。")),
    "empty-text": ("empty-text", "the text is blank", "文本只有空白", None),
    "string_too_short": ("empty-text", "the text is empty", "文本是空的", None),
    "control-character":
        ("control-character", "{found} contains a control character", "{found} 里有控制字符",
         lambda one: hint("backslash") if "\\" in one.source else None),
}  # fmt: skip
"""For pydantic's errors and those of our own fields the rule, the message and the hint."""

_NEEDED = {
    "list_type": Phrase("a list, each item on a line with `- `", "列表，每项一行，以 `- ` 开头"),
    "model_type": Phrase("a mapping with the keys {keys}", "一组键和值：{keys}"),
    "bool_type": Phrase("true or false", "true 或 false"),
    **dict.fromkeys(("float_type", "finite_number"), Phrase("a number from 0 to 1", "0 到 1 的数")),
    "int_type": Phrase("a whole number", "整数"),
    "greater_than_equal": Phrase("at least {ge:g}", "不小于 {ge:g}"),
    "less_than_equal": Phrase("at most {le:g}", "不大于 {le:g}"),
    "string_pattern_mismatch": Phrase(
        "lower-case letters, digits and single hyphens", "小写字母、数字和单个连字符"
    ),
    "too_short": Phrase("at least one entry", "至少一项"),
}
"""What is needed where the rule is `schema`."""


def _of_key(one: Mismatch, rule: str, en: str, zh: str, hint: Phrase | None = None) -> Message:
    """A message that begins with the key, or names what has none."""
    what = Phrase("the item", "这一项") if one.path else Phrase("the file", "文件")
    message = Phrase(f"{one.key or what.en}: {en}", f"{one.key or what.zh}：{zh.strip()}")
    return rule, message, hint


def message_of(one: Mismatch) -> Message:
    """The message for a mismatch."""
    kind, found, meaning = one.kind.replace("date_type", "not-a-date"), one.found, one.meaning
    empty = "[]" if kind == "list_type" else "null" if one.may_be_null else None
    is_none = one.value == {} or one.written.strip(BRACKETS).lower() in _NOTHING
    none = _type_it(empty) if is_none else None
    if one.value is EMPTY and one.source and kind == "string_type":
        shown = printable(one.source, limit=60)
        en, zh = f"YAML takes `{shown}` for a comment", f"YAML 会把 `{shown}` 当作注释"
        return _of_key(one, "empty-value", en, zh, quoting_hint(one.source))
    if one.value is EMPTY and one.may_be_null:
        otherwise = Phrase(", or `null` when there is none", "；若没有，写 `null`")
        if one.is_optional:
            otherwise = Phrase(", or delete the line", "，或删掉这一行")
        en = f"Write the value{otherwise.en} ({meaning.en})."
        hint = Phrase(en, f"写上值{otherwise.zh}（{meaning.zh}）。")
        return _of_key(one, "empty-value", "nothing is written", "没有写值", hint)
    if kind in _SPECIAL:
        return _SPECIAL[kind](one)
    if kind in _TEXTS:
        rule, en, zh, hint_of = _TEXTS[kind]
        sides = en.format(found=found.en), zh.format(found=found.zh)
        return _of_key(one, rule, *sides, none or (hint_of(one) if callable(hint_of) else hint_of))
    typed = _collection(one) if kind in {"list_type", "model_type"} else _number(one)
    hint = none or typed or Phrase(f"`{one.key}`: {meaning.en}.", f"`{one.key}`：{meaning.zh}。")
    keys, needed = keys_of(one.model), _NEEDED[kind]
    en = f"found {found.en}, needed: {needed.en.format(keys=', '.join(keys), **one.context)}"
    zh = f"写的是{found.zh}，需要：{needed.zh.format(keys='、'.join(keys), **one.context)}"
    return _of_key(one, "schema", en, zh, hint)
