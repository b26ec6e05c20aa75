"""One item of a list taken out again: the lines that were added for it, and no other."""

import re

from scorecard.editing.additions import root_of
from scorecard.editing.layout import (
    after_anchor,
    column_of,
    content_start,
    end_of_value,
    line_start,
    spliced,
)
from scorecard.reading.nodes import Node

__all__ = ["without_entry"]

_COMMA_AFTER = re.compile(r"[ \t]*,")
_BREAK = re.compile("\r\n|[\n\r]")


def _without_flow_item(text: str, listing: Node, position: int) -> str:
    item = listing.children[position]
    if position == 0:
        following = listing.children[1:2]
        return spliced(text, [(item.start, following[0].start if following else item.end, "")])
    before = listing.children[position - 1]
    gap = text[before.end : item.start]
    if "#" not in gap:
        return spliced(text, [(before.end, item.end, "")])
    *_, last_break = _BREAK.finditer(text, before.end, item.start)
    comma = _COMMA_AFTER.match(text, item.end)
    if comma:
        return spliced(text, [(last_break.start(), comma.end(), "")])
    found = text.index(",", before.end)
    return spliced(text, [(found, found + 1, ""), (last_break.start(), item.end, "")])


def _dash(text: str, listing: Node, position: int) -> int:
    """Where the `-` of an item of a block list stands."""
    first = content_start(text, listing)
    if position == 0:
        return first
    before = end_of_value(text, listing.children[position - 1])
    dash = re.compile(f"[\n\r] {{{column_of(text, first)}}}-(?=\\s)")
    found = dash.search(text, before)
    return found.end() - 1 if found else before


def without_entry(text: str, name: str, position: int) -> str:
    r"""The text without one item of a list of the record.

    Args:
        text: A valid record that has the list.
        name: Key of the list.
        position: Which item.

    Examples:
        >>> without_entry("verdicts:\n  - by: desk\nratings: []", "verdicts", 0)
        'verdicts: []\nratings: []'
    """
    root = root_of(text)
    key, listing = next(pair for pair in root.pairs() if pair[0].text == name)
    if listing.is_flow:
        return _without_flow_item(text, listing, position)
    start = line_start(text, _dash(text, listing, position))
    start -= 2 if text[start - 2 : start] == "\r\n" else 1
    splices = [(start, end_of_value(text, listing.children[position]), "")]
    if len(listing.children) == 1:
        colon = text.index(":", key.end) + 1
        after = after_anchor(text, listing) if listing.has_anchor else colon
        splices.append((after, after, " []"))
    return spliced(text, splices)
