"""What pydantic found wrong, said at its line and column in the editor's words, with what to type."""

import calendar
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError

from scorecard.errors import Phrase, Problem, closest, printable
from scorecard.loading.files import Source
from scorecard.loading.nodes import Node, Path, find, place_of
from scorecard.loading.slips import slip_in_word
from scorecard.loading.values import Ambiguous
from scorecard.models import Verdict
from scorecard.rules import RULES

__all__ = ["schema_problems"]

_NEEDED = {
    "model_type": ("a mapping of keys and values", "一组键和值"),
    "dict_type": ("a mapping of keys and values", "一组键和值"),
    "list_type": ("a list, each item on a line with `- `", "列表，每项一行，以 `- ` 开头"),
    "bool_type": ("true or false", "true 或 false"),
    "float_type": ("a number from 0 to 1", "0 到 1 的数"),
    "int_type": ("a whole number", "整数"),
    "greater_than_equal": ("a number from {ge} up", "不小于 {ge} 的数"),
    "less_than_equal": ("a number up to {le}", "不大于 {le} 的数"),
    "finite_number": ("a number from 0 to 1", "0 到 1 的数"),
    "string_pattern_mismatch": (
        "lower-case letters, digits and single hyphens",
        "小写字母、数字和单个连字符",
    ),
    "too_short": ("at least one entry", "至少一项"),
}
_NOT_A_DAY = {"date_type", "not-a-date", "date_from_datetime_inexact"}
_TOO_LONG = "string_too_long"


class _Fault(NamedTuple):
    """One pydantic error with the values and nodes that it speaks of."""

    kind: str
    path: Path
    value: Any
    context: dict[str, Any]
    model: type[BaseModel]
    node: Node | None

    @property
    def raw(self) -> str:
        """The value as it is written, when it is a scalar."""
        return self.node.text if self.node and self.node.kind == "scalar" else ""

    @property
    def key(self) -> str:
        """The nearest key on the way to the value."""
        return next((str(step) for step in reversed(self.path) if isinstance(step, str)), "")


def _value_at(value: Any, path: Path) -> Any:  # noqa: ANN401  (YAML holds anything)
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _is_branch(step: str | int) -> bool:
    """Whether a step names the branch of a `Text` that pydantic tried, not a key."""
    return step == "Bilingual" or (isinstance(step, str) and step.startswith("function-after["))


def _without_branches(location: Path, *, ends_in_key: bool) -> tuple[Path, str]:
    """The location as a path of the document, and the branch of a `Text` that pydantic tried."""
    steps, last = (location[:-1], location[-1:]) if ends_in_key else (location, ())
    branch = next((str(step) for step in steps if _is_branch(step)), "")
    return (*(step for step in steps if not _is_branch(step)), *last), branch


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel]:
    """The model that a path leads into; the last one known when it leads out of the models."""
    for step in path:
        if isinstance(step, str) and step in model.model_fields:
            model = next(_models_in(model.model_fields[step].annotation), model)
    return model


def _faults(
    error: ValidationError,
    value: Any,  # noqa: ANN401  (YAML holds anything)
    root: Node | None,
    model: type[BaseModel],
) -> Iterator[_Fault]:
    for detail in error.errors(include_url=False, include_input=False):
        ends_in_key = detail["type"] in {"missing", "extra_forbidden"}
        path, branch = _without_branches(detail["loc"], ends_in_key=ends_in_key)
        around = path[:-1] if ends_in_key else path
        if branch:
            around = around[: len(detail["loc"][: detail["loc"].index(branch)])]
            if (branch == "Bilingual") != isinstance(_value_at(value, around), dict):
                continue
        yield _Fault(
            detail["type"],
            path,
            _value_at(value, path),
            detail.get("ctx", {}),
            _model_at(model, path[:-1]),
            find(root, path),
        )


def _found(fault: _Fault) -> Phrase:
    """What stands there, in a few words."""
    if isinstance(fault.value, dict):
        return Phrase("a mapping", "一组键和值")
    if isinstance(fault.value, list):
        return Phrase("a list", "列表")
    if fault.value is None and fault.raw in {"", "~"}:
        return Phrase("nothing", "空值")
    shown = printable(fault.raw, limit=60)
    return Phrase(f"`{shown}`", f"`{shown}`")


def _unknown_key(fault: _Fault) -> tuple[str, Phrase, Phrase | None]:
    name = str(fault.path[-1])
    shown = printable(name, limit=60)
    near = closest(name, fault.model.model_fields)
    allowed = ", ".join(fault.model.model_fields)
    hint = Phrase(f"Did you mean `{near}`?", f"是不是 `{near}`？") if near else None
    message = Phrase(
        f"unknown key `{shown}`; known here: {allowed}", f"未知的键 `{shown}`；这里可用：{allowed}"
    )
    return "unknown-key", message, hint


def _missing_key(fault: _Fault) -> tuple[str, Phrase, Phrase | None]:
    name = str(fault.path[-1])
    field = fault.model.model_fields.get(name)
    said = (field.description or "").split("\n\n") if field else [""]
    return (
        "missing-key",
        Phrase(f"the key `{name}` is missing", f"缺少键 `{name}`"),
        Phrase(
            f"Add `{name}:` ({said[0].rstrip('.')}).",
            f"补上 `{name}:`（{said[-1].rstrip('。')}）。",
        ),
    )


_SYNONYMS = {
    Verdict.ACCURATE: "正确 对 对了 是 成立 應驗 应验 准确的 準確 属实 true yes right correct",
    Verdict.HALF_RIGHT: "半对 一半 部分准确 部分正确 對了一半 partly partial half mixed",
    Verdict.INACCURATE: "错误 错 错了 否 不成立 不準確 不正确 落空 false no wrong incorrect",
    Verdict.TOO_EARLY: "未到 太早 尚早 未到期的 进行中 未到時間 pending open early",
    Verdict.UNRESOLVABLE: "无法判断 不能判定 無法判定 不可判定 无法确定 unknown unclear n/a",
}


def _likely_word(fault: _Fault, allowed: list[str]) -> str | None:
    """The allowed word that was meant; Chinese words and everyday synonyms count."""
    raw = fault.raw.strip().rstrip("。.")
    if Verdict.ACCURATE.value in allowed and Verdict.UNRESOLVABLE.value in allowed:
        for verdict, synonyms in _SYNONYMS.items():
            if raw.lower() in synonyms.split() or raw == verdict.label.zh:
                return verdict.value
    return closest(raw, allowed) if raw else None


def _enum_of(fault: _Fault) -> list[StrEnum]:
    field = fault.model.model_fields[fault.key]
    annotation = next(
        (
            part
            for part in (field.annotation, *get_args(field.annotation))
            if isinstance(part, type)
        ),
        None,
    )
    return list(annotation) if annotation and issubclass(annotation, StrEnum) else []


def _unknown_value(fault: _Fault) -> tuple[str, Phrase, Phrase | None]:
    members = _enum_of(fault)
    allowed = [member.value for member in members]
    listed = ", ".join(allowed)
    listed_zh = "、".join(
        f"{member.value}（{label.zh}）"
        if (label := getattr(member, "label", None))
        else member.value
        for member in members
    )
    found = _found(fault)
    near = _likely_word(fault, allowed)
    reads = isinstance(fault.value, Ambiguous | bool)
    note = Phrase(
        f" (YAML readers take `{printable(fault.raw)}` for true or false)" if reads else "",
        f"（YAML 会把 `{printable(fault.raw)}` 读成真假值）" if reads else "",
    )
    message = Phrase(
        f"{fault.key}: found {found.en}{note.en}; allowed: {listed}",
        f"{fault.key}：写的是 {found.zh}{note.zh}；可用：{listed_zh}",
    )
    hint = Phrase(f"Did you mean `{near}`?", f"是不是 `{near}`？") if near else None
    return "unknown-value", message, hint


def _not_text(fault: _Fault) -> tuple[str, Phrase, Phrase | None]:
    found = _found(fault)
    if isinstance(fault.value, dict | list) or fault.value is None:
        needs_both = Phrase("text, or en: and zh:", "文本，或 en: 和 zh:")
        message = Phrase(
            f"{fault.key}: found {found.en}, a text is needed",
            f"{fault.key}：写的是{found.zh}，这里要写文本",
        )
        hint = Phrase(f"Write {needs_both.en}.", f"写{needs_both.zh}。")
        return ("empty-text" if fault.value is None else "not-text"), message, hint
    shown = printable(fault.raw, limit=60)
    message = Phrase(
        f"{fault.key}: without quotes YAML may read `{shown}` as a number, a date or a truth value",
        f"{fault.key}：不加引号时，YAML 会把 `{shown}` 读成数字、日期或真假值",
    )
    return "not-text", message, Phrase(f'Quote it: "{shown}".', f'加引号："{shown}"。')


def _bad_day(fault: _Fault) -> tuple[str, Phrase, Phrase | None]:
    found = _found(fault)
    if fault.kind != "impossible-date":
        message = Phrase(
            f"{fault.key}: found {found.en}, a date is needed",
            f"{fault.key}：写的是 {found.zh}，这里要写日期",
        )
        return "not-a-date", message, None
    year, month = (int(part) for part in (fault.raw + "-00").split("-")[:2])
    hint = None
    if 1 <= month <= 12 and 1 <= year <= 9999:  # noqa: PLR2004  (months and years of a calendar)
        days = calendar.monthrange(year, month)[1]
        hint = Phrase(f"{year}-{month:02} has {days} days.", f"{year} 年 {month} 月有 {days} 天。")
    message = Phrase(
        f"{fault.key}: the date {found.en} does not exist", f"{fault.key}：日期 {found.zh} 不存在"
    )
    return "impossible-date", message, hint


def _other(fault: _Fault) -> tuple[str, Phrase, Phrase | None]:
    found, where = _found(fault), fault.key or "this file"
    where_zh = fault.key or "本文件"
    en, zh = _NEEDED.get(fault.kind, ("another value", "其他的值"))
    message = Phrase(
        f"{where}: found {found.en}, needed: {en.format(**fault.context)}",
        f"{where_zh}：写的是 {found.zh}，需要：{zh.format(**fault.context)}",
    )
    return "schema", message, None


def _simple(rule: str, en: str, zh: str) -> Any:  # noqa: ANN401
    def explain(fault: _Fault) -> tuple[str, Phrase, Phrase | None]:
        found = _found(fault)
        return rule, Phrase(f"{fault.key}: {found.en} {en}", f"{fault.key}：{found.zh} {zh}"), None

    return explain


_EXPLAINERS = {
    "extra_forbidden": _unknown_key,
    "missing": _missing_key,
    "enum": _unknown_value,
    "string_type": _not_text,
    "impossible-date": _bad_day,
    **dict.fromkeys(_NOT_A_DAY, _bad_day),
    "bad-link": _simple("bad-link", "is not a web address", "不是网址"),
    _TOO_LONG: _simple("too-long", "is too long", "太长"),
    "empty-text": _simple("empty-text", "is blank", "是空白"),
    "string_too_short": _simple("empty-text", "is empty", "是空的"),
}


def _problem(fault: _Fault, source: Source, root: Node | None) -> Problem:
    explain = _EXPLAINERS.get(fault.kind, _other)
    rule, message, hint = explain(fault)
    is_key = fault.kind == "extra_forbidden"
    path = fault.path[:-1] if fault.kind == "missing" else fault.path
    place = place_of(root, path, is_key=is_key)
    word = str(fault.path[-1]) if is_key else fault.raw
    slip = slip_in_word(word, place) if rule not in {"missing-key", "too-long"} else None
    if slip:
        rule = slip.rule
        found = printable(word, limit=60)
        instead = printable(slip.instead, limit=60)
        message = Phrase(
            f"`{found}` holds the full-width or curly `{printable(slip.found)}`",
            f"`{found}` 里有全角字符或弯引号 `{printable(slip.found)}`",
        )
        hint = Phrase(f"Type `{instead}`.", f"改成 `{instead}`。")
    return RULES[rule].problem(source.shown, *place, message, hint)


def schema_problems(
    error: ValidationError, value: object, root: Node | None, source: Source, model: type[BaseModel]
) -> list[Problem]:
    """The problems of a document that is YAML and not a valid record.

    Args:
        error: What pydantic raised.
        value: The document as `read_values` gave it.
        root: The document as `read_nodes` gave it.
        source: The text and how its file is shown.
        model: The model that was asked for.

    Returns:
        One problem for each fault, in the order of their places.
    """
    found = {_problem(fault, source, root) for fault in _faults(error, value, root, model)}
    return sorted(found, key=lambda problem: (problem.line, problem.column, problem.rule))
