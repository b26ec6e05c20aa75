"""Lines of a record that may not be YAML: their indents, their keys, and where one belongs."""

import re
from collections.abc import Callable
from functools import cache
from math import inf
from typing import get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from scorecard.reading.typos import KEY_AS_TYPED
from scorecard.records import Domain, Outlook, Prediction, Review, Settings
from scorecard.records.fields import types_in

DASH = re.compile(r" *-(?:\s|$)")
"""An item of a list."""

OWN_KEY = re.compile(r"(\s*(?:- +)*)(\w+):\s+")
"""What is before the key of a line, and the key, before a value or a blank."""

EMPTY_KEY = re.compile(r"( *)(?:- )?\w+:\s*(?:#.*)?")
"""A key whose value is in the lines below it."""

BLOCK = re.compile(r"\W{0,2}?([|>][-+]?)")
"""The sign of a text of several lines, with a slip before it or without."""

MOST_ROWS = 200
"""Lines above the one in which the parser stopped that are looked at."""

_KEY_AND_VALUE = re.compile(r"(\s*(?:-\s+)*(?:[^\s:#\"'\[{]+\s*:\s+)?)(\S(?:.*\S)?)\s*")
"""A line as what is before its value, and the value."""


@cache
def keys_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model by their keys in a file."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


@cache
def _models() -> list[type[BaseModel]]:
    """The models of the records."""
    models: list[type[BaseModel]] = [Prediction, Outlook, Domain, Review, Settings]
    for model in models:  # the list grows by the models in each
        for field in model.model_fields.values():
            models += types_in(field.annotation, BaseModel)
    return models


@cache
def all_keys() -> frozenset[str]:
    """The names of all fields of the records."""
    return frozenset[str]().union(*map(keys_of, _models()))


def may_hold(key: str, *inner: str) -> bool:
    """Whether the value of a key, or an item of it, may be a mapping with some keys."""
    fields = (keys_of(model).get(key) for model in _models())
    held = (one for field in fields if field for one in types_in(field.annotation, BaseModel))
    return any({*inner} <= keys_of(model).keys() for model in held)


def is_list(key: str) -> bool:
    """Whether the value of a key is a list in some record."""
    fields = (keys_of(model).get(key) for model in _models())
    return any(get_origin(field.annotation) is list for field in fields if field)


@cache
def takes_text(key: str) -> bool:
    """Whether the value of a key is a text in some record, and a list in none."""
    fields = (keys_of(model).get(key) for model in _models())
    return not is_list(key) and any(any(types_in(one.annotation, str)) for one in fields if one)


def are_together(*keys: str) -> bool:
    """Whether one mapping may have all of some keys."""
    return any({*keys} <= keys_of(model).keys() for model in _models())


def indent_of(line: str) -> int:
    """The number of spaces before a line."""
    return len(line) - len(line.lstrip(" "))


def indents(lines: list[str], row: int) -> list[int]:
    """The indents that a line may have: of the keys or items that it belongs to, of the lines beside it."""
    body = lines[row].strip()
    column = column_of(body.partition(":")[0], lines, row)
    own = [column] * (column >= 0)
    if body.startswith("- "):
        own = [indent_of(one) for one in lines if DASH.match(one)]
    below = [one for one in lines[row + 1 :] if one.strip()]
    beside = [*(one for one in reversed(lines[:row]) if one.strip()), *below]
    near = [*beside[:1], *below[:1], *beside[1:4]]
    both = (n for one in near for n in (indent_of(one), indent_of(one) + 2))
    return list(dict.fromkeys([*own, *both, 0]))


def end_of_block(lines: list[str], row: int, least: int | None = None) -> int:
    """The row behind a line and what is indented below it; comments may be indented as they like.

    Args:
        lines: The text.
        row: The row of the line.
        least: The least indent of what belongs to it; None for any that is more than its own.
    """
    least = indent_of(lines[row]) + 1 if least is None else least
    below = enumerate(lines[row + 1 :], start=row + 1)
    is_out = (
        number
        for number, line in below
        if line.strip()[:1] not in {"", "#"} and indent_of(line) < least
    )
    return next(is_out, len(lines))


def column_of(key: str, lines: list[str], end: int) -> int:
    """The spaces before a key that belongs beside one of the keys around the end of some lines; -1 for none.

    A key that its place has already belongs to none.
    """
    indent = max(map(len, lines), default=0) + 1
    for number in range(end - 1, -1, -1):
        own = OWN_KEY.match(f"{lines[number]} ")
        if not own or own.end(1) >= indent:
            continue
        indent = own.end(1)
        if are_together(own[2], key):
            start = next((n for n in range(number, 0, -1) if indent_of(lines[n]) < indent), 0)
            around = [*lines[start:end], *lines[end : end_of_block(lines, end - 1, indent)]]
            is_there = re.compile(rf"(?: {{{indent}}}|{' ' * (indent - 2)}- ){key}:")
            return -1 if any(map(is_there.match, around)) else indent
    return -1


def line_by_line(
    lines: list[str], as_value: Callable[[str], str], *, is_in_texts: bool = False
) -> list[str]:
    """The lines, each with its key as it is written and in its column: by what is above it alone.

    Args:
        lines: The text; what the parser says of one line depends on the slips of others.
        as_value: Puts a value in quotes that needs them.
        is_in_texts: Whether keys are looked for in texts of several lines, too.
    """
    new, above, block = list[str](), "", inf
    for line in lines:
        indent, meant, typed = indent_of(line), line, KEY_AS_TYPED.fullmatch(line.rstrip())
        block = inf if line.strip() and indent <= block else block
        if typed and typed[2] in all_keys() and block == inf:
            dash, key, value = "- " * bool(typed[1]), typed[2], typed[3]
            near, outer = new[-MOST_ROWS:], OWN_KEY.match(f"{above} ")
            keys = (OWN_KEY.match(f"{one} ") for one in reversed(near) if DASH.match(one))
            item = next((own for own in keys if own and are_together(key, own[2])), None)
            is_below_key = EMPTY_KEY.fullmatch(above)
            column = column_of(key, near, len(near))
            if item and not is_below_key:  # of the next item, or of this one
                dash = "- " if key == item[2] else "" if column >= 0 else dash
            if dash:
                column = item.end(1) - 2 if item else -1
            if outer and is_below_key and may_hold(outer[2], key):
                is_item, is_left = is_list(outer[2]), indent <= outer.end(1)
                dash = "- " if is_item and is_left else dash
                if is_item == bool(dash):
                    is_odd = indent % 2 or line[indent].isspace() or indent < outer.end(1)
                    is_odd = is_odd or (is_left and not typed[1])
                    column = outer.end(1) + 2 if is_odd else indent
            column = indent if column < 0 else column
            meant = f"{' ' * column}{dash}{key}: {as_value(value)}".rstrip()
            meant = line if meant == line.rstrip() else meant
            is_block = BLOCK.fullmatch(value) and not is_in_texts
            block = column + len(dash) if is_block else inf
        new.append(meant)
        above = meant if meant.strip()[:1] not in {"", "#"} else above
    return new


def is_text(line: str) -> bool:
    """Whether a line is no key, no item, no comment and not empty."""
    return not OWN_KEY.match(f"{line} ") and line.strip()[:1] not in {"", "-", "#"}


def known_key(line: str) -> re.Match[str] | None:
    """The key of a line, if records have it."""
    own = OWN_KEY.match(f"{line} ")
    return own if own and own[2] in all_keys() else None


def parted(line: str) -> tuple[str, str]:
    """What is before the value of a line, and the value; empty texts where it has none."""
    matched = _KEY_AND_VALUE.fullmatch(line)
    return (matched[1], matched[2]) if matched else ("", "")
