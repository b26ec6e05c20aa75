"""A value replaced in place: only the scalars that differ are written anew."""

import re
from collections.abc import Iterator, Mapping

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
from scorecard.loading.nodes import Node

__all__ = ["with_value"]

_COLON = re.compile(r"[ \t]*:")


class _Change:
    """One replacement: the pairs of keys and values of a text that get a new value."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = root_of(text)

    def pairs(self, key: Node, node: Node, value: Value) -> Iterator[tuple[Node, Node, Value, bool]]:
        """Key, node and new value of what differs, and whether the node only contains it."""
        old = value_of(self.text, self.root, node)
        if old == value and type(old) is type(value):
            return
        is_inside = node.kind == "mapping" and isinstance(value, Mapping) and isinstance(old, dict)
        if is_inside and set(old) == set(value):  # type: ignore[arg-type]
            yield key, node, value, True
            for inner, child in node.pairs():
                name = str(value_of(self.text, self.root, inner))
                yield from self.pairs(inner, child, value[name])  # type: ignore[index,call-overload]
        else:
            yield key, node, value, False

    def nodes(self, name: str, value: Value) -> list[Node]:
        """The nodes whose values change, with all that is inside the replaced ones."""
        key, node = self.root.key(name), self.root.child(name)
        changing = []
        if key and node:
            for _, found, _, is_around in self.pairs(key, node, value):
                changing += [found] if is_around else _with_inner(found)
        return changing

    def splices(self, name: str, value: Value) -> list[Splice]:
        """The spans to replace."""
        key, node = self.root.key(name), self.root.child(name)
        if key is None or node is None:
            return []
        return [
            self.splice(key, found, new, in_flow=self.is_in_flow(found))
            for key, found, new, is_around in self.pairs(key, node, value)
            if not is_around
        ]

    def is_in_flow(self, node: Node) -> bool:
        """Whether a node stands inside a collection in braces."""
        around: list[Node] = [self.root]
        while around:
            one = around.pop()
            if one.is_flow and one.start < node.start < one.end:
                return True
            around += one.children
        return False

    def splice(self, key: Node, node: Node, value: Value, *, in_flow: bool) -> Splice:
        """The span of one value, and what takes its place."""
        text = self.text
        start, end = node.start, self.end(node)
        colon = _COLON.match(text, key.end)
        after = colon.end() if colon else key.end
        if not text[after:start].strip():
            start = after if node.kind == "mapping" else start
        if isinstance(value, Mapping) and not in_flow:
            column = column_of(text, content_start(text, key))
            start = len(text[:start].rstrip(" \t"))
            newline = line_break(text, start)
            return start, end, newline + newline.join(as_block(value, column + 2))
        new = as_flow(value) if in_flow else as_scalar(value, in_flow=False)
        lead = "" if text[start - 1].isspace() else " "
        return start, end, ("" if colon or not in_flow else ":") + lead + new

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
    change = _Change(text)
    if change.root.child(name) is None:
        return with_key(text, name, value)
    own = _Change(with_own_values(text, change.root, change.nodes(name, value)))
    return spliced(own.text, own.splices(name, value))
