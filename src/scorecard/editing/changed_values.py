"""A value replaced in place: only the scalars that differ are written anew.

A value with an anchor that is about to change is first written out wherever an alias repeats it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from scorecard.editing.layout import Splice, column_of, line_break, own_end, spliced
from scorecard.editing.scalars import Value, as_block, as_flow, as_scalar
from scorecard.reading.yaml_document import Document, Node
from scorecard.reading.yaml_reader import read_document

_NAME = re.compile(r"&([\w\-]+)")
_COLON = re.compile(r"[ \t]*:")


def root_of(document: Document) -> Node:
    """The mapping of a document that is known to be a record."""
    if document.root is None:  # pragma: no cover  (a record is not empty)
        raise AssertionError
    return document.root


def _alias_targets(root: Node) -> Iterator[tuple[Node, Node]]:
    """Each alias with the node that it repeats."""
    anchors: dict[str, Node] = {}
    text = root.document.text
    for node in root.walk():
        name = _NAME.match(text, node.start) if node.has_anchor else None
        if name:
            anchors[name[1]] = node
        elif node.is_alias:
            yield node, anchors[text[node.start + 1 : node.end]]


def with_own_values(document: Document, changing: list[Node]) -> Document:
    """The document of a record in which no alias elsewhere repeats the value of a node that will change."""
    changed = {node.at for node in changing}
    inside = {inner.at for node in changing for inner in node.walk()}
    splices = [
        (alias.start, alias.end, as_flow(target.value))
        for alias, target in _alias_targets(root_of(document))
        if target.at in changed and alias.at not in inside
    ]
    return read_document(spliced(document.text, splices)) if splices else document


def _differing(node: Node, value: Value) -> Iterator[tuple[Node, Value, bool]]:
    """Each node that differs with its new value, and whether only something inside it differs."""
    old = node.value.strip() if isinstance(node.value, str) else node.value
    if old == value and type(old) is type(value):
        return
    is_mapping = isinstance(node.value, dict) and not node.is_alias
    is_around = is_mapping and isinstance(value, Mapping) and value.keys() <= node.value.keys()
    yield node, value, is_around
    if isinstance(value, Mapping) and is_around:
        for child in node.children():
            yield from _differing(child, value[child.name])


def _splice(node: Node, value: Value) -> Splice:
    """The span of one value, and the text that replaces it."""
    text, key, start, end = node.document.text, node.key or node, node.start, own_end(node)
    around = root_of(node.document).walk()
    in_flow = any(one.is_flow and one.start < start < one.end for one in around)
    colon = _COLON.match(text, key.end)
    after = colon.end() if colon else key.end
    if node.is_collection and isinstance(node.value, dict) and not text[after:start].strip():
        start = after
    if isinstance(value, Mapping) and not in_flow:
        start = len(text[:start].rstrip(" \t"))
        newline = line_break(text, start)
        return start, end, newline + newline.join(as_block(value, column_of(key) + 2))
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    new = as_flow(value) if in_flow or is_list else as_scalar(value, in_flow=False)
    lead = "" if text[start - 1].isspace() else " "
    return start, end, ("" if colon else ":") + lead + new


def with_value(document: Document, name: str, value: Value) -> str:
    """The text with another value under a key of the record.

    Args:
        document: A valid record that has the key.
        name: The key.
        value: The new value.

    Examples:
        >>> from datetime import date
        >>> print(with_value(
        ...     read_document("window: {opens_on: 2024-01-01, closes_on: null}  # a year"), "window",
        ...     {"opens_on": date(2024, 1, 1), "closes_on": date(2024, 12, 31)}))
        window: {opens_on: 2024-01-01, closes_on: 2024-12-31}  # a year
    """
    changing: list[Node] = []
    for node, _, is_around in _differing(root_of(document)[name], value):
        changing += [node] if is_around else node.walk()
    document = with_own_values(document, changing)
    differing = _differing(root_of(document)[name], value)
    splices = [_splice(node, new) for node, new, is_around in differing if not is_around]
    return spliced(document.text, splices)
