"""YAML text to a tree of nodes with their places: the second, slower reading of one file.

Problems take their line and column from it, and `scorecard.editing` the span of every value.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs leave CParser out
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from scorecard.problems import Problem
from scorecard.reading.files import RecordFile, decode, read_bytes
from scorecard.reading.values import Place

__all__ = ["Node", "Path", "find", "place_in_file", "place_of", "read_nodes"]

Path = tuple[str | int, ...]
"""The way from the document to a value: keys and list positions."""


@dataclass(slots=True)
class Node:
    """A value with its span; `start` and `end` are character offsets in the text.

    The span of a block collection ends where its last value ends. A mapping holds its keys and values in
    turn, a list its items; `style` is what YAML writes before a scalar (`'`, `"`, `|`, `>` or nothing).
    """

    kind: Literal["scalar", "mapping", "list", "alias"]
    start: int
    end: int
    place: Place
    text: str = ""
    style: str = ""
    is_flow: bool = False
    has_anchor: bool = False
    children: list["Node"] = field(default_factory=list)
    positions: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    def pairs(self) -> list[tuple["Node", "Node"]]:
        """Keys and values of a mapping, in order."""
        return list(zip(self.children[::2], self.children[1::2], strict=True))

    def child(self, step: str | int) -> "Node | None":
        """The value under a key or at a position, or None."""
        if isinstance(step, int):
            in_range = self.kind == "list" and 0 <= step < len(self.children)
            return self.children[step] if in_range else None
        at = self._positions().get(step)
        return None if at is None else self.children[at + 1]

    def key(self, step: str) -> "Node | None":
        """The key node of that name, or None."""
        at = self._positions().get(step)
        return None if at is None else self.children[at]

    def _positions(self) -> dict[str, int]:
        """Where each key of a mapping stands among the children."""
        if self.kind == "mapping" and not self.positions:
            self.positions = {key.text: 2 * at for at, key in enumerate(self.children[::2])}
        return self.positions


def _node(event: Any, kind: Literal["scalar", "mapping", "list", "alias"]) -> Node:  # noqa: ANN401  (a C event has no type)
    mark = event.start_mark
    node = Node(kind, mark.index, event.end_mark.index, Place(mark.line + 1, mark.column + 1))
    node.has_anchor = kind != "alias" and event.anchor is not None
    if kind == "scalar":
        node.text, node.style = event.value, event.style or ""
    elif kind == "alias":
        node.text = event.anchor
    else:
        node.is_flow = bool(event.flow_style)
    return node


def read_nodes(text: str) -> Node | None:
    """The tree of a document that `read_values` accepted, or None when it is empty.

    Raises:
        yaml.YAMLError: The text is not YAML.
    """
    root = Node("list", 0, len(text), Place(1, 1))
    levels = [root]
    next_event = CParser(text).get_event
    kinds: dict[type, Literal["mapping", "list"]] = {
        MappingStartEvent: "mapping",
        SequenceStartEvent: "list",
    }
    while True:
        event: Any = next_event()
        kind = type(event)
        if kind is ScalarEvent or kind is AliasEvent:
            levels[-1].children.append(_node(event, "scalar" if kind is ScalarEvent else "alias"))
        elif kind in kinds:
            opened = _node(event, kinds[kind])
            levels[-1].children.append(opened)
            levels.append(opened)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            closed = levels.pop()
            last = closed.children[-1].end if closed.children else closed.end
            closed.end = event.end_mark.index if closed.is_flow else last
        elif kind is StreamEndEvent:
            return root.children[0] if root.children else None


def find(root: Node | None, path: Path) -> Node | None:
    """The node at the end of a path, or None."""
    node = root
    for step in path:
        node = node.child(step) if node else None
    return node


def place_of(root: Node | None, path: Path, *, is_key: bool = False) -> Place:
    """The place of a value, or of the nearest thing around it that exists.

    Args:
        root: The document.
        path: The way to the value; a step that does not exist ends it.
        is_key: Whether the key itself is meant, not its value.
    """
    node, place = root, root.place if root else Place(1, 1)
    for position, step in enumerate(path):
        if node is None:
            break
        key = node.key(step) if isinstance(step, str) else None
        if key and is_key and position == len(path) - 1:
            return key.place
        node = node.child(step)
        if node:
            is_block = node.kind in {"mapping", "list"} and not node.is_flow
            place = key.place if key and is_block else node.place
    return place


def place_in_file(file: RecordFile, path: Path) -> Place:
    """The place of a value in a file that was a record when it was read; its start when it no longer is.

    Args:
        file: The file; it is read once more.
        path: The way to the value.
    """
    data = read_bytes(file)
    text = "" if isinstance(data, Problem) else decode(data, file.shown)[0]
    try:
        return place_of(read_nodes(text), path)
    except yaml.YAMLError:
        return Place(1, 1)
