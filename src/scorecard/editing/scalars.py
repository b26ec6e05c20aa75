"""Values to YAML: plain where every reader takes it for the same value, else double-quoted."""

import re
from collections.abc import Mapping, Sequence
from datetime import date  # noqa: TC003  (the alias below is read at run time)
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from pydantic import BaseModel

from scorecard.reading.scalar_values import PLAIN
from scorecard.records import Record

Value: TypeAlias = "str | date | bool | int | float | Mapping[str, Value] | Sequence[Value] | None"

_FIRST = frozenset("-?:,[]{}#&*!|>'\"%@`~=<")
_LIKE_A_NUMBER = re.compile(r"[-+.\d][-+.,:\d_ a-fA-FoOxXTZ]*", re.ASCII)
_ONE_LETTER = frozenset("yYnN")
_UNSEEN = "\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff"
_NEVER_PLAIN = re.compile(rf"[{_UNSEEN}\xa0]|: |:$| #|^ | $|^\u3000|\u3000$")
_NEVER_PLAIN_IN_FLOW = re.compile(r"[,\[\]{}:?]")
_ESCAPED = re.compile(rf'["\\{_UNSEEN}]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


class Verbatim(str):
    """A scalar that is written as it is: a date, month or year as a page gives it."""

    __slots__ = ()


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    code = ord(character)
    return _SHORT.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")  # noqa: PLR2004  (the last code of two digits)


def _is_plain(text: str, *, in_flow: bool) -> bool:
    return not (
        text == ""
        or text[0] in _FIRST
        or text in _ONE_LETTER
        or _NEVER_PLAIN.search(text)
        or _LIKE_A_NUMBER.fullmatch(text)
        or (in_flow and _NEVER_PLAIN_IN_FLOW.search(text))
    ) and (PLAIN[text] == text)


def as_scalar(value: Value, *, in_flow: bool) -> str:
    r"""One value on one line; text is never folded, whatever its length.

    Args:
        value: Text, a date, a number, a truth value or None.
        in_flow: Whether it is inside `{ }` or `[ ]`, where commas end a value.

    Examples:
        >>> print(as_scalar("苹果开售：3,499 美元", in_flow=False))
        苹果开售：3,499 美元
        >>> print(as_scalar("no", in_flow=False), as_scalar("a: b\n", in_flow=False))
        "no" "a: b\n"
        >>> print(as_scalar("3,499 dollars, sold out", in_flow=True))
        "3,499 dollars, sold out"
    """
    if isinstance(value, Verbatim):
        return str(value)
    if isinstance(value, str):
        # The member of a closed list must not be remembered in the place of its word.
        text = str(value)
        return text if _is_plain(text, in_flow=in_flow) else f'"{_ESCAPED.sub(_escape, text)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{Decimal(str(value)):f}"  # to YAML 1e-05 is a text
    return "null" if value is None else str(value)


def as_flow(value: Value) -> str:
    """A value on one line, collections in braces and brackets.

    Examples:
        >>> as_flow({"word": "将", "strength": None})
        '{word: 将, strength: null}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {as_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(as_flow(inner) for inner in value) + "]"
    return as_scalar(value, in_flow=True)


def as_block(values: Mapping[str, Value], column: int, *, has_blocks: bool = False) -> list[str]:
    """Lines of a mapping, one key a line, each indented to a column; items of lists one a line.

    Args:
        values: The mapping.
        column: The number of spaces before each key.
        has_blocks: Whether the items of lists are written one key a line, too.

    Examples:
        >>> as_block({"by": "desk", "why": {"en": "Sold.", "zh": "已开售。"}}, 2)
        ['  by: desk', '  why:', '    en: Sold.', '    zh: 已开售。']
    """
    pad, lines = " " * column, []
    for key, value in values.items():
        if isinstance(value, Mapping):
            lines += [f"{pad}{key}:", *as_block(value, column + 2, has_blocks=has_blocks)]
        elif isinstance(value, Sequence) and not isinstance(value, str) and value:
            lines.append(f"{pad}{key}:")
            for item in value:
                written = [as_flow(item)]
                if has_blocks and isinstance(item, Mapping):
                    written = as_block(item, column + 4, has_blocks=True)
                lines += [f"{pad}  - {written[0].lstrip(' ')}", *written[1:]]
        else:
            shown = as_scalar(value, in_flow=False) if value != [] else "[]"
            lines.append(f"{pad}{key}: {shown}")
    return lines


def plain(value: object, name: str) -> Value:
    """The value of a record's field by the field's name, with mappings and texts for records and words."""
    if isinstance(value, Record):
        return values_of(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, list):
        return [plain(item, name) for item in value]
    is_day = name == "published_on" and isinstance(value, str)
    if is_day and not str(value).startswith("0"):  # 0200 without quotes is no year to YAML
        return Verbatim(value)
    return value  # type: ignore[return-value]  # the models hold nothing else


def values_of(record: BaseModel) -> dict[str, Value]:
    """A record's values by key in the order of its model; optional ones without a value are left out."""
    fields = type(record).model_fields
    return {
        field.alias or name: plain(value, name)
        for name, field in fields.items()
        if (value := getattr(record, name)) not in (None, []) or field.is_required()
    }
