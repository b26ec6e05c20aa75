"""YAML text to a document: plain values in one pass over the C parser's events, positions when asked for.

It rejects what a record never needs (tags, second documents, deep nesting, alias bombs) and duplicate keys.
A text without a problem is never asked for a position, and noting them costs a third of reading it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs leave CParser out
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from scorecard.problems import Place, Problem
from scorecard.reading.scalar_values import PLAIN, Ambiguous, unfolded
from scorecard.rules import RULES, BrokenRule, Path

MOST_ENTRIES = 10_000
DEEPEST = 20
MOST_ALIASES, MOST_REPEATED = 100, 1_000_000
"""How often a document may repeat values, and how many characters that may be: libraries write them out."""

_ANCHOR = re.compile(r"&[\w\-]+(?:\s|#[^\n]*)*")


class Node:
    """A value of a document, or a key, with its position in the text.

    Attributes:
        document: The document.
        value: The plain value.
        key: The node of its key; None for list items, for keys and for the document itself.
        start: The offset of its first character; an anchor belongs to it.
        end: The offset behind its last character; a block collection ends where its last value ends.
        children: The values of a mapping or the items of a list, in order; none of an alias.
        is_alias: Whether it is written as another value's name, `*name`.
        has_anchor: Whether it is given a name, `&name`.
        is_collection: Whether it is a mapping or a list, and written as one.
        is_flow: Whether it is a collection in braces or brackets.
        style: The character that YAML writes before a scalar: `'`, `"`, `|`, `>` or nothing.
    """

    def __init__(
        self,
        document: "Document",
        value: Any,  # noqa: ANN401  (YAML holds anything)
        events: Iterator[Any],
        key: "Node | None" = None,
    ) -> None:
        """Take the events of a value that has been read already, those of its contents included."""
        event = next(events)
        kind = type(event)
        self.document, self.value, self.key = document, value, key
        self.start: int = event.start_mark.index
        self.end: int = event.end_mark.index
        self.is_alias = kind is AliasEvent
        self.has_anchor = not self.is_alias and event.anchor is not None
        self.is_collection = kind is MappingStartEvent or kind is SequenceStartEvent
        self.is_flow: bool = self.is_collection and event.flow_style
        self.style: str = (event.style or "") if kind is ScalarEvent else ""
        self.children: list[Node] = []
        if self.is_collection:
            for name in value:
                inner = Node(document, name, events) if isinstance(value, dict) else None
                held = value[name] if inner else name
                self.children.append(Node(document, held, events, inner))
            end = next(events).end_mark.index
            self.end = end if self.is_flow or not self.children else self.children[-1].end

    @property
    def name(self) -> str:
        """The text of its key; empty when it has none."""
        return self.key.value if self.key else ""

    @property
    def content(self) -> int:
        """The offset of its first character behind its anchor."""
        found = _ANCHOR.match(self.document.text, self.start) if self.has_anchor else None
        return found.end() if found else self.start

    @property
    def source(self) -> str:
        """A scalar as it is written, without its anchor; empty for collections and aliases."""
        is_scalar = not self.is_collection and not self.is_alias
        return self.document.text[self.content : self.end] if is_scalar else ""

    def child(self, step: str | int) -> "Node | None":
        """The value under a key or at a position, or None."""
        for number, child in enumerate(self.children):
            if step == (child.key.value if child.key else number):
                return child
        return None

    def walk(self) -> Iterator["Node"]:
        """The value and every key and value inside it, in the order of the text."""
        yield self
        for child in self.children:
            if child.key:
                yield child.key
            yield from child.walk()


@dataclass(eq=False)
class Document:
    """A YAML text with its plain values and, where they are asked for, their positions.

    Attributes:
        text: The text.
        shown: Its name in messages.
        value: Plain Python values; None for an empty document, and for a text that was not read.
        top: The offsets of the values of the outermost mapping, in which most problems are.
        is_written: Whether the document has a value.
    """

    text: str
    shown: str = ""
    value: Any = None
    top: Mapping[str, int] = field(default_factory=dict)
    is_written: bool = False

    @cached_property
    def root(self) -> Node | None:
        """The document's value with its position, or None when it is empty."""
        if not self.is_written:
            return None
        events = iter(CParser(self.text).get_event, None)
        next(events), next(events)  # the stream and the document begin
        return Node(self, self.value, events)

    def find(self, path: Path) -> Node | None:
        """The value at the end of a path, or None."""
        node = self.root
        for step in path:
            node = node and node.child(step)
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

    def place(self, at: Path | int) -> Place:
        r"""The place of a value by its path, or of a character by its offset.

        Examples:
            >>> Document("a: 1\nb: 2").place(8)
            Place(line=2, column=4)
        """
        if not isinstance(at, int):
            known = self.top.get(at[0]) if len(at) == 1 else None  # type: ignore[arg-type]  # no number is a key
            at = self.start(at) if known is None else known
        return Place(self.text.count("\n", 0, at) + 1, at - self.text.rfind("\n", 0, at))

    def problem(self, broken: BrokenRule) -> Problem:
        """A broken rule at its place."""
        rule, at, message, hint = broken
        return RULES[rule].problem(self.shown, *self.place(at), message, hint)


_ON, _MERGE = Ambiguous("on"), Ambiguous("<<")


class DocumentError(Exception):
    """YAML that records do not use, with its place; `scorecard.reading` turns it into a problem."""

    def __init__(self, kind: str, place: Place, found: str = "") -> None:
        super().__init__(kind, place, found)
        self.kind = kind
        self.place = place
        self.found = found


def _place(event: Any) -> Place:  # noqa: ANN401  (a C event has no type)
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _key_error(key: Any, event: Any) -> DocumentError:  # noqa: ANN401  (YAML holds anything)
    """The error of a key that is not text, or is there already."""
    if type(key) is not str:
        kind = "merge-key" if key == _MERGE else "key-not-text"
        return DocumentError(kind, _place(event), getattr(event, "value", ""))
    is_record = key == "claim" and event.start_mark.column == 0
    return DocumentError("second-claim" if is_record else "duplicate-key", _place(event), key)


_FURTHER_ITEM = re.compile(r"\n[ \t]*(?=- )")


def _check_item(event: Any, text: str) -> None:  # noqa: ANN401  (a C event has no type)
    """Refuse an unquoted item that goes on with a `- `: YAML joins it with one that is misaligned below."""
    start, end = event.start_mark, event.end_mark
    if end.line > start.line and not event.style:
        for found in _FURTHER_ITEM.finditer(text, start.index, end.index):
            raise DocumentError("misaligned-item", Document(text).place(found.end()))


class _Anchors(dict[str, Any]):
    """The values that a document gives a name, and how often and how much it repeats them."""

    n_aliases, n_repeated = 0, 0

    def repeated(self, event: Any, around: list[Any]) -> Any:  # noqa: ANN401  (YAML holds anything)
        """The value that an alias names; no copy is made."""
        self.n_aliases += 1
        if event.anchor not in self:
            raise DocumentError("unknown-alias", _place(event), event.anchor)
        value = self[event.anchor]
        if type(value) in {list, dict} and {*map(id, around)} & {*map(id, self.values())}:
            raise DocumentError("nested-alias", _place(event), event.anchor)
        self.n_repeated += len(repr(value))
        if self.n_aliases > MOST_ALIASES or self.n_repeated > MOST_REPEATED:
            raise DocumentError("too-many-aliases", _place(event), event.anchor)
        return value


def read_document(text: str, shown: str = "") -> Document:  # noqa: C901, PLR0912, PLR0915  (one loop, unrolled: it is most of the time of a check)
    """A text's values, in one loop without a call per event.

    Args:
        text: A YAML document without byte-order mark.
        shown: Its name in messages.

    Raises:
        DocumentError: The document has a duplicate key or what no record needs.
        yaml.YAMLError: The text is not YAML.
    """
    next_event, plain = CParser(text).get_event, PLAIN
    root: list[Any] = []
    collection: Any = root
    outermost, top = None, {}
    is_list, key = True, None
    levels: list[tuple[Any, Any]] = []
    anchors = _Anchors()
    while True:
        event: Any = next_event()
        kind = type(event)
        if kind is ScalarEvent:
            value: Any = event.value
            if event.implicit[0]:
                value = plain[value]
            elif event.tag is not None:
                raise DocumentError("own-tag", _place(event), event.tag)
            if type(value) is str and not value.isascii():
                value = unfolded(value, event, text)
            if event.anchor is None:  # most events, and nothing below is for them
                if key is not None:
                    if collection is outermost:
                        top[key] = event.start_mark.index
                    collection[key], key = value, None
                    continue
                if not is_list and type(value) is str and value not in collection:
                    key = value
                    if collection is outermost:
                        top[key] = event.start_mark.index
                    continue
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            if len(collection) > MOST_ENTRIES:
                raise DocumentError("too-many-entries", _place(event), f"{len(collection):,}")
            collection, key = levels.pop()
            is_list = type(collection) is list
            continue
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.tag is not None:
                raise DocumentError("own-tag", _place(event), event.tag)
            if len(levels) >= DEEPEST:
                raise DocumentError("too-deep", _place(event))
            value = {} if kind is MappingStartEvent else []
        elif kind is AliasEvent:
            value = anchors.repeated(event, [collection, *(one for one, _ in levels)])
        elif kind is DocumentStartEvent and root:
            raise DocumentError("second-document", _place(event))
        elif kind is StreamEndEvent:
            return Document(text, shown, root[0] if root else None, top, is_written=bool(root))
        else:
            continue
        if is_list:
            if kind is ScalarEvent:
                _check_item(event, text)
            collection.append(value)
        elif key is not None:
            # A list or mapping on lines of its own is placed at its key.
            if collection is outermost and getattr(event, "flow_style", True):
                top[key] = event.start_mark.index
            collection[key], key = value, None
        else:
            if type(value) is not str and value == _ON:
                value = "on"  # a key of `withdrawn`, never the value true
            if type(value) is not str or value in collection:
                raise _key_error(value, event)
            key = value
            if collection is outermost:
                top[key] = event.start_mark.index
        if kind is not AliasEvent and event.anchor is not None:
            anchors[event.anchor] = value
        if kind is MappingStartEvent or kind is SequenceStartEvent:
            if collection is root:
                outermost = value
            levels.append((collection, key))
            collection, key, is_list = value, None, kind is SequenceStartEvent
