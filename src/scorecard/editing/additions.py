"""New list items and new keys: where they go in a text and how they are indented there."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from scorecard.editing.anchors import value_of, with_own_values
from scorecard.editing.layout import (
    after_comments,
    column_of,
    content_start,
    end_of_value,
    ending_splice,
    line_break,
    line_end,
    line_start,
    spliced,
)
from scorecard.editing.scalars import Value, as_block, as_flow
from scorecard.reading.nodes import Node, read_nodes

__all__ = ["root_of", "with_entry", "with_key"]

_COMMA = re.compile(r"(?:\s|#[^\n]*)*?,")
_EMPTY = re.compile(r"\[[ \t]*\]")


class _Item(NamedTuple):
    """How the items of a list are written: column of `-`, column of the value, in braces or not."""

    dash: int
    content: int
    is_flow: bool = False

    def lines(self, entry: Mapping[str, Value]) -> list[str]:
        """A new item."""
        lead = " " * self.dash + "-" + " " * (self.content - self.dash - 1)
        if self.is_flow:
            return [lead + as_flow(entry)]
        first, *rest = as_block(entry, self.content)
        return [lead + first.lstrip(" "), *rest]


def root_of(text: str) -> Node:
    """The mapping of a text that is known to be a record."""
    root = read_nodes(text)
    if root is None:  # pragma: no cover  (a record is not empty)
        raise AssertionError
    return root


def _item_layout(text: str, listing: Node) -> _Item:
    dash = column_of(text, content_start(text, listing))
    last = next((item for item in reversed(listing.children) if item.kind != "alias"), None)
    if last is None or last.is_flow:
        return _Item(dash, dash + 2, is_flow=True)
    return _Item(dash, max(column_of(text, content_start(text, last)), dash + 2))


def _new_item_layout(text: str, root: Node) -> _Item:
    """How a list that is not there yet is written: indented like the other lists of the file."""
    column = column_of(text, content_start(text, root))
    for _, value in root.pairs():
        if value.kind == "list" and value.children and not value.is_flow:
            item = _item_layout(text, value)
            return _Item(item.dash, item.content)
    return _Item(column + 2, column + 4)


def _insert_lines(text: str, at: int, lines: Sequence[str]) -> str:
    newline = line_break(text, at)
    return text[:at] + newline + newline.join(lines) + text[at:]


def _under(text: str, node: Node, column: int) -> tuple[str, int]:
    """The text with the value closed, and where the lines after the value go."""
    unended = ending_splice(text, node)
    if unended is None:
        return text, after_comments(text, end_of_value(text, node), column)
    closed = spliced(text, [unended])
    return closed, len(closed)


def _with_flow_item(text: str, collection: Node, item: str) -> str:
    """A flow collection with one more item, on a line of its own when the last one is."""
    last = collection.children[-1]
    close = collection.end - 1
    comma = _COMMA.match(text, last.end, close)
    after = comma.end() if comma else last.end
    start = last.start
    if collection.kind == "mapping":
        start = collection.children[-2].start
    lead = text[line_start(text, start) : start]
    own_line = not lead.strip() and start > content_start(text, collection)
    place = line_end(text, after) if own_line and line_end(text, after) < close else after
    before = f"{line_break(text, after)}{lead}" if own_line else " "
    if comma:
        return spliced(text, [(place, place, f"{before}{item},")])
    if place == after:
        return spliced(text, [(after, after, f",{before}{item}")])
    return spliced(text, [(after, after, ","), (place, place, before + item)])


def with_key(text: str, name: str, value: Mapping[str, Value] | list[Mapping[str, Value]]) -> str:
    """The text with one more key at the end of its mapping.

    Args:
        text: A valid record.
        name: The key, which is not there.
        value: A mapping or a list of new items.
    """
    root = root_of(text)
    if root.is_flow:
        return _with_flow_item(text, root, f"{name}: {as_flow(value)}")
    column = column_of(text, content_start(text, root))
    if isinstance(value, list):
        layout = _new_item_layout(text, root)
        lines = [line for entry in value for line in layout.lines(entry)]
    else:
        lines = as_block(value, column + 2)
    text, at = _under(text, root.children[-1], column)
    return _insert_lines(text, at, [f"{' ' * column}{name}:", *lines])


def _with_first_item(
    text: str, root: Node, key: Node, value: Node, entry: Mapping[str, Value]
) -> str:
    """The text with an item in a list that is empty: `[]`, or an alias of such a list."""
    if value.kind == "alias":
        bracket, empty = value.start, value.end
    else:
        bracket = content_start(text, value)
        found = _EMPTY.match(text, bracket)
        empty = found.end() if found else -1
    is_on_key_line = line_end(text, key.end) == line_end(text, bracket)
    if root.is_flow or empty != value.end or not is_on_key_line:
        if value.kind == "alias":
            return spliced(text, [(value.start, value.end, f"[{as_flow(entry)}]")])
        return spliced(text, [(bracket + 1, bracket + 1, as_flow(entry))])
    column = column_of(text, content_start(text, root))
    start = len(text[:bracket].rstrip(" \t"))
    end = line_end(text, empty)
    layout = _new_item_layout(text, root)
    text = _insert_lines(text, after_comments(text, end, column), layout.lines(entry))
    return spliced(text, [(start, empty, "")])


def with_entry(text: str, name: str, entry: Mapping[str, Value]) -> str:
    """The text with one more item at the end of a list of the record.

    Args:
        text: A valid record.
        name: Key of the list; it need not be there.
        entry: The values of the new item, in order.

    Examples:
        >>> print(with_entry("verdicts: []  # none yet", "verdicts", {"by": "desk"}))
        verdicts:  # none yet
          - by: desk
    """
    root = root_of(text)
    value = root.child(name)
    if value is None:
        return with_key(text, name, [entry])
    text = with_own_values(text, root, [value])
    root = root_of(text)
    key, value = next(pair for pair in root.pairs() if pair[0].text == name)
    if not value_of(text, root, value):
        return _with_first_item(text, root, key, value, entry)
    if value.is_flow:
        return _with_flow_item(text, value, as_flow(entry))
    layout = _item_layout(text, value)
    column = column_of(text, content_start(text, root))
    text, at = _under(text, value, column)
    return _insert_lines(text, at, layout.lines(entry))
