"""A value replaced in place: only the scalars that differ are written anew."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from scorecard.editing.additions import root_of, with_key
from scorecard.editing.anchors import value_of, with_own_values
from scorecard.editing.layout import (
    Splice,
    column_of,
    content_start,
    end_of_value,
    is_block_scalar,
    line_break,
    spliced,
)
from scorecard.editing.scalars import Value, as_block, as_flow, as_scalar
from scorecard.reading.nodes import Node

__all__ = ["with_value"]

_COLON = re.compile(r"[ \t]*:")


class _Pair(NamedTuple):
    """A key with its value and the new one; `is_around` when only something inside it differs."""

    key: Node
    node: Node
    value: Value
    is_around: bool


class _Change:
    """One replacement: the pairs of keys and values of a text that get a new value."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.root = root_of(text)
        self.key, self.node = next(pair for pair in self.root.pairs() if pair[0].text == name)

    def pairs(self, key: Node, node: Node, value: Value) -> Iterator[_Pair]:
        """What differs, from the outside in."""
        old = value_of(self.text, self.root, node)
        if old == value and type(old) is type(value):
            return
        if isinstance(old, dict) and isinstance(value, Mapping) and value.keys() <= old.keys():
            yield _Pair(key, node, value, is_around=True)
            for inner, child in node.pairs():
                name = str(value_of(self.text, self.root, inner))
                yield from self.pairs(inner, child, value[name])
        else:
            yield _Pair(key, node, value, is_around=False)

    def nodes(self, value: Value) -> list[Node]:
        """The nodes whose values change, with all that is inside the replaced ones."""
        changing = []
        for pair in self.pairs(self.key, self.node, value):
            changing += [pair.node] if pair.is_around else _with_inner(pair.node)
        return changing

    def splices(self, value: Value) -> list[Splice]:
        """The spans to replace."""
        pairs = self.pairs(self.key, self.node, value)
        return [self.splice(pair) for pair in pairs if not pair.is_around]

    def is_in_flow(self, node: Node) -> bool:
        """Whether a node stands inside a collection in braces."""
        around: list[Node] = [self.root]
        while around:
            one = around.pop()
            if one.is_flow and one.start < node.start < one.end:
                return True
            around += one.children
        return False

    def splice(self, pair: _Pair) -> Splice:
        """The span of one value, and what takes its place."""
        text, start, end = self.text, pair.node.start, self.end(pair.node)
        in_flow = self.is_in_flow(pair.node)
        colon = _COLON.match(text, pair.key.end)
        after = colon.end() if colon else pair.key.end
        if pair.node.kind == "mapping" and not text[after:start].strip():
            start = after
        if isinstance(pair.value, Mapping) and not in_flow:
            start = len(text[:start].rstrip(" \t"))
            newline = line_break(text, start)
            lines = as_block(pair.value, column_of(text, content_start(text, pair.key)) + 2)
            return start, end, newline + newline.join(lines)
        new = as_flow(pair.value) if in_flow else as_scalar(pair.value, in_flow=False)
        lead = "" if text[start - 1].isspace() else " "
        return start, end, ("" if colon else ":") + lead + new

    def end(self, node: Node) -> int:
        """Where the value's own characters end; what follows on the line stays."""
        last = node
        while last.children and not last.is_flow:
            last = last.children[-1]
        return end_of_value(self.text, last) if is_block_scalar(last) else last.end


def _with_inner(node: Node) -> list[Node]:
    return [node, *(found for child in node.children for found in _with_inner(child))]


def with_value(text: str, name: str, value: Value) -> str:
    """The text with another value under a key of the record.

    Args:
        text: A valid record.
        name: The key; when it is not there it is added at the end.
        value: The new value.

    Examples:
        >>> from datetime import date
        >>> print(with_value("window: {opens_on: 2024-01-01, closes_on: null}  # a year", "window",
        ...     {"opens_on": date(2024, 1, 1), "closes_on": date(2024, 12, 31)}))
        window: {opens_on: 2024-01-01, closes_on: 2024-12-31}  # a year
    """
    if isinstance(value, Mapping) and root_of(text).child(name) is None:
        return with_key(text, name, value)
    change = _Change(text, name)
    own = _Change(with_own_values(text, change.root, change.nodes(value)), name)
    return spliced(own.text, own.splices(value))
