"""A YAML document as plain values with the position of every key and value in its text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scorecard.problems import Place

Path = tuple[str | int, ...]
"""The way from the document to a value: keys and list positions."""

_ANCHOR = re.compile(r"&[\w\-]+(?:\s|#[^\n]*)*")
_STYLES = ("'", '"', "|", ">")


def place_at(text: str, position: int) -> Place:
    r"""The place of a character of a text.

    Examples:
        >>> place_at("a: 1\nb: 2", 8)
        Place(line=2, column=4)
    """
    return Place(text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position))


class Document:
    """A YAML text with its plain values and their positions.

    Attributes:
        text: The text.
        value: Plain Python values; None for an empty document.
        offsets: Character offsets in the order of the text. A key, scalar or alias has two, its start and
            end; a collection has its start, the offsets of its contents, and its end.
        top_keys: For each top-level key the index of its start in `offsets`.
    """

    __slots__ = ("offsets", "text", "top_keys", "value")

    def __init__(
        self,
        text: str,
        value: Any = None,  # noqa: ANN401  (YAML holds anything)
        offsets: Sequence[int] = (),
        top_keys: Mapping[str, int] | None = None,
    ) -> None:
        self.text = text
        self.value = value
        self.offsets = offsets
        self.top_keys = top_keys or {}

    @property
    def root(self) -> "Node | None":
        """The document's value with its position, or None when it is empty."""
        return Node(self, self.value, 0) if self.offsets else None

    def find(self, path: Path) -> "Node | None":
        """The value at the end of a path, or None."""
        node = self.root
        for step in path:
            node = node.child(step) if node else None
        return node

    def start(self, path: Path, *, is_key: bool = False) -> int:
        """The offset of a value, or of the nearest value around it that exists.

        A list or mapping on lines of its own starts at its key.
        """
        node, n_steps = self.root, 0
        if node is None:
            return 0
        while n_steps < len(path) and (child := node.child(path[n_steps])):
            node, n_steps = child, n_steps + 1
        is_block = node.is_collection and not node.is_flow
        if node.key and (is_block or (is_key and n_steps == len(path))):
            return node.key.start
        return node.start

    def place(self, path: Path, *, is_key: bool = False) -> Place:
        """The place of that offset."""
        return place_at(self.text, self.start(path, is_key=is_key))

    def first(self, at: int) -> str:
        """The first character of a value whose first offset has a given index.

        Nothing for an empty value, and for a collection whose first key or item begins there too.
        """
        start = self.offsets[at]
        return self.text[start] if self.offsets[at + 1] > start else ""

    def behind(self, value: object, at: int) -> int:
        """The index of the first offset behind a value whose own first offset has a given index."""
        if not isinstance(value, dict | list) or self.first(at) == "*":
            return at + 2
        is_mapping, at = isinstance(value, dict), at + 1
        for inner in value.values() if isinstance(value, dict) else value:
            at = self.behind(inner, at + 2 if is_mapping else at)
        return at + 1


class Node:
    """A value of a document, or a key, with its position in the text.

    Attributes:
        document: The document.
        value: The plain value.
        at: The index of its first offset; no two nodes of a document share one.
        key: The node of its key; None for list items, for keys and for the document itself.
        start: The offset of its first character; an anchor belongs to it.
        is_alias: Whether it is written as another value's name, `*name`.
        has_anchor: Whether it is given a name, `&name`.
        is_collection: Whether it is a mapping or a list, and written as one.
    """

    __slots__ = (
        "at",
        "document",
        "has_anchor",
        "is_alias",
        "is_collection",
        "key",
        "start",
        "value",
    )

    def __init__(self, document: Document, value: Any, at: int, key: "Node | None" = None) -> None:  # noqa: ANN401  (YAML holds anything)
        self.document, self.value, self.at, self.key = document, value, at, key
        self.start = document.offsets[at]
        first = document.first(at)
        self.is_alias, self.has_anchor = first == "*", first == "&"
        self.is_collection = isinstance(value, dict | list) and not self.is_alias

    @property
    def name(self) -> str:
        """The text of its key; empty when it has none."""
        return self.key.value if self.key else ""

    @property
    def is_flow(self) -> bool:
        """Whether it is a collection in braces or brackets."""
        return self.is_collection and self.document.text[self.content] in "{["

    @property
    def content(self) -> int:
        """The offset of its first character behind its anchor."""
        found = _ANCHOR.match(self.document.text, self.start) if self.has_anchor else None
        return found.end() if found else self.start

    @property
    def style(self) -> str:
        """The character that YAML writes before a scalar: `'`, `"`, `|`, `>` or nothing."""
        is_written = self.document.first(self.at) and not self.is_collection
        first = self.document.text[self.content : self.content + 1]
        return first if is_written and first in _STYLES else ""

    @property
    def source(self) -> str:
        """A scalar as it is written, without its anchor; empty for collections and aliases."""
        is_scalar = not isinstance(self.value, dict | list) and not self.is_alias
        return self.document.text[self.content : self.end] if is_scalar else ""

    @property
    def end(self) -> int:
        """The offset behind its last character; a block collection ends where its last value ends."""
        children = list(self.children()) if not self.is_flow else []
        last = self.document.behind(self.value, self.at) - 1
        return children[-1].end if children else self.document.offsets[last]

    def children(self) -> Iterator["Node"]:
        """The values of a mapping or the items of a list, in order."""
        if not self.is_collection:
            return
        at, is_mapping = self.at + 1, isinstance(self.value, dict)
        for name, value in self.value.items() if is_mapping else enumerate(self.value):
            key = Node(self.document, name, at) if is_mapping else None
            at += 2 * is_mapping
            yield Node(self.document, value, at, key)
            at = self.document.behind(value, at)

    def child(self, step: str | int) -> "Node | None":
        """The value under a key or at a position, or None."""
        key_at = self.document.top_keys.get(step) if self.at == 0 else None  # type: ignore[arg-type]  # no number is a key
        if key_at is not None:
            value = self.value[step]
            return Node(self.document, value, key_at + 2, Node(self.document, step, key_at))
        for number, child in enumerate(self.children()):
            if step == (child.key.value if child.key else number):
                return child
        return None

    def __getitem__(self, step: str | int) -> "Node":
        """The value under a key or at a position that is there.

        Raises:
            KeyError: It is not there.
        """
        child = self.child(step)
        if child is None:
            raise KeyError(step)
        return child

    def walk(self) -> Iterator["Node"]:
        """The value and every key and value inside it, in the order of the text."""
        yield self
        for child in self.children():
            if child.key:
                yield child.key
            yield from child.walk()
