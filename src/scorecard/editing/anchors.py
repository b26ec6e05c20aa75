"""Anchors and aliases: a value about to change is first written out wherever else it is used."""

import re
from collections.abc import Iterator

from scorecard.editing.layout import spliced
from scorecard.editing.scalars import Value, Verbatim, as_flow
from scorecard.reading.nodes import Node
from scorecard.reading.values import Ambiguous, plain_value

__all__ = ["value_of", "with_own_values"]

_NAME = re.compile(r"&([\w\-]+)")


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)


def _targets(text: str, root: Node) -> Iterator[tuple[Node, Node]]:
    """Each alias with the node that it stands for."""
    anchors: dict[str, Node] = {}
    for node in _walk(root):
        name = _NAME.match(text, node.start) if node.has_anchor else None
        if name:
            anchors[name.group(1)] = node
        elif node.kind == "alias":
            yield node, anchors[node.text]


def value_of(text: str, root: Node, node: Node) -> Value:
    """A node's value, aliases resolved."""
    if node.kind == "alias":
        target = next(found for alias, found in _targets(text, root) if alias is node)
        return value_of(text, root, target)
    if node.kind == "mapping":
        return {
            str(value_of(text, root, key)): value_of(text, root, inner)
            for key, inner in node.pairs()
        }
    if node.kind == "list":
        return [value_of(text, root, inner) for inner in node.children]
    if node.style:
        return node.text
    value = plain_value(node.text)
    return Verbatim(value.text) if isinstance(value, Ambiguous) else value  # type: ignore[return-value]  # a plain scalar has no other type


def with_own_values(text: str, root: Node, changing: list[Node]) -> str:
    """The text in which no alias elsewhere stands for a value that is about to change.

    Args:
        text: The file's text.
        root: Its nodes.
        changing: Nodes of the tree whose values will change.
    """
    ids = {id(node) for node in changing}
    inside = {id(inner) for node in changing for inner in _walk(node)}
    return spliced(
        text,
        [
            (alias.start, alias.end, as_flow(value_of(text, root, target)))
            for alias, target in _targets(text, root)
            if id(target) in ids and id(alias) not in inside
        ],
    )
