"""YAML text to plain values and their positions in one pass over the C parser's events.

About 2.5 times as fast as `yaml.CSafeLoader`. It rejects what a record never needs (tags, second documents,
deep nesting, alias bombs) and duplicate keys, and notes the character offsets of every key and value.
"""

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

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

from scorecard.problems import Place

__all__ = [
    "EMPTY",
    "Ambiguous",
    "Document",
    "DocumentError",
    "Node",
    "Path",
    "place_at",
    "plain_value",
    "read_document",
]

MOST_ALIASES = 100
MOST_ENTRIES = 10_000
DEEPEST = 20

Path = tuple[str | int, ...]
"""The way from the document to a value: keys and list positions."""


class Ambiguous(NamedTuple):
    """An unquoted word that YAML readers take for different things: `no`, `12:30`, `010`."""

    text: str


_ON = Ambiguous("on")
EMPTY = Ambiguous("")
"""The value of a key with nothing after it; not null, which an editor writes out."""

_SUSPECT = frozenset("0123456789+-.~nNtTfFyYoO=<")
_KNOWN: dict[str, object] = {
    "": EMPTY,
    **dict.fromkeys(("~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
"""The values of constants, and of the short words met so far: records repeat their keys and dates."""

_LONGEST_CONSTANT = len("false")
_LONGEST_KNOWN, _MOST_KNOWN = 16, 10_000
_YES_OR_NO = re.compile(r"(?i:yes|no|on|off)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INTEGER = re.compile(r"[-+]?(0|[1-9]\d*)", re.ASCII)
_FLOAT = re.compile(r"[-+]?(0|[1-9]\d*)?\.\d+|[-+]?(0|[1-9]\d*)(\.\d*)?([eE][-+]?\d+)?", re.ASCII)
_OTHER_READERS = re.compile(
    r"[-+]?\d[\d_]*(:[0-5]?\d)+(\.\d*)?"  # 12:30 is 750 in YAML 1.1
    r"|[-+]?0[0-9_]+|[-+]?0[xob][0-9a-fA-F_]+|[-+]?\d[\d_]*(\.[\d_]*)?"  # 010, 0x1F, 1_000
    r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|=|<<"
    r"|\d{4}-\d\d?-\d\d?([Tt ]+\d\d?:.*)?"  # 2024-1-5, 2024-01-05 12:00
)
_ANCHOR = re.compile(r"&[\w\-]+(?:\s|#[^\n]*)*")
_STYLES = ("'", '"', "|", ">")


class DocumentError(Exception):
    """YAML that records do not use, with its place; `scorecard.reading` turns it into a problem."""

    def __init__(self, kind: str, place: Place, found: str = "") -> None:
        super().__init__(kind, place, found)
        self.kind = kind
        self.place = place
        self.found = found


def plain_value(text: str) -> object:
    """The value of an unquoted scalar; a text unless every YAML reader takes it for something else.

    Examples:
        >>> plain_value("accurate"), plain_value("2024"), plain_value("null")
        ('accurate', 2024, None)
        >>> plain_value("2024-02-29"), plain_value("2024-02-30")
        (datetime.date(2024, 2, 29), '2024-02-30')
        >>> plain_value("no"), plain_value("12:30")
        (Ambiguous(text='no'), Ambiguous(text='12:30'))
        >>> plain_value("") is EMPTY
        True
    """
    value = _KNOWN.get(text, _KNOWN)
    if value is not _KNOWN:
        return value
    is_text = text[0] not in _SUSPECT or (text[0].isalpha() and len(text) > _LONGEST_CONSTANT)
    value = text if is_text else _odd_value(text)
    if len(text) <= _LONGEST_KNOWN and len(_KNOWN) < _MOST_KNOWN:
        _KNOWN[text] = value
    return value


def _odd_value(text: str) -> object:
    """The value of an unquoted scalar that may be other than text."""
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    if len(text) < 20 and _INTEGER.fullmatch(text):  # noqa: PLR2004  (longer is no number of ours)
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _YES_OR_NO.fullmatch(text) or _OTHER_READERS.fullmatch(text):
        return Ambiguous(text)
    return text


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
        top_keys: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        self.text = text
        self.value = value
        self.offsets = offsets
        self.top_keys = top_keys

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

        Args:
            path: The way to the value; a step that does not exist ends it.
            is_key: Whether the key itself is meant, not its value.
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


def _place(event: Any) -> Place:  # noqa: ANN401  (a C event has no type)
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _key_error(key: Any, event: Any) -> DocumentError:  # noqa: ANN401  (YAML holds anything)
    """The error of a key that is not text, or is there already."""
    if type(key) is not str:
        return DocumentError("key-not-text", _place(event), getattr(event, "value", ""))
    return DocumentError("duplicate-key", _place(event), key)


class _Anchors:
    """The values that a document gives a name, and how often it repeats them."""

    __slots__ = ("aliases", "values")

    def __init__(self) -> None:
        self.aliases = 0
        self.values: dict[str, Any] = {}

    def value(self, event: Any, around: list[Any]) -> Any:  # noqa: ANN401  (YAML holds anything)
        """The value that an alias names; no copy is made.

        Args:
            event: The alias.
            around: The collections that contain it.
        """
        self.aliases += 1
        if event.anchor not in self.values:
            raise DocumentError("unknown-alias", _place(event), event.anchor)
        if self.aliases > MOST_ALIASES:
            raise DocumentError("too-many-aliases", _place(event), event.anchor)
        value = self.values[event.anchor]
        if type(value) in {list, dict} and any(value is one for one in around):
            raise DocumentError("endless-alias", _place(event), event.anchor)
        return value


def read_document(text: str) -> Document:  # noqa: C901, PLR0912, PLR0915  (one loop, unrolled: it is most of the time of a check)
    """A text's values and positions, in one loop without a call per event.

    Args:
        text: A YAML document without byte-order mark.

    Raises:
        DocumentError: The document has a duplicate key or what no record needs.
        yaml.YAMLError: The text is not YAML.
    """
    next_event = CParser(text).get_event
    root: list[Any] = []
    collection: Any = root
    is_list, key = True, None
    levels: list[tuple[Any, Any]] = []
    offsets: list[int] = []
    add = offsets.append
    top_keys: dict[str, int] = {}
    anchors = _Anchors()
    while True:
        event: Any = next_event()
        kind = type(event)
        if kind is ScalarEvent:
            if event.tag is not None:
                raise DocumentError("tag", _place(event), event.tag)
            value: Any = event.value
            if event.implicit[0]:
                written, value = value, _KNOWN.get(value, _KNOWN)
                if value is _KNOWN:
                    value = plain_value(written)
            add(event.start_mark.index)
            add(event.end_mark.index)
            if (
                key is not None and event.anchor is None
            ):  # most events, and nothing below is for them
                collection[key], key = value, None
                continue
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            if len(collection) > MOST_ENTRIES:
                raise DocumentError("too-many-entries", _place(event), f"{len(collection):,}")
            collection, key = levels.pop()
            is_list = type(collection) is list
            add(event.end_mark.index)
            continue
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.tag is not None:
                raise DocumentError("tag", _place(event), event.tag)
            if len(levels) >= DEEPEST:
                raise DocumentError("too-deep", _place(event))
            value = {} if kind is MappingStartEvent else []
            add(event.start_mark.index)
        elif kind is AliasEvent:
            value = anchors.value(event, [collection, *(one for one, _ in levels)])
            add(event.start_mark.index)
            add(event.end_mark.index)
        elif kind is DocumentStartEvent and root:
            raise DocumentError("second-document", _place(event))
        elif kind is StreamEndEvent:
            return Document(text, root[0] if root else None, array("I", offsets), top_keys)
        else:
            continue
        if is_list:
            collection.append(value)
        elif key is not None:
            collection[key], key = value, None
        else:
            if (
                type(value) is not str and value == _ON
            ):  # a key of `withdrawn`, never the value true
                value = "on"
            if type(value) is not str or value in collection:
                raise _key_error(value, event)
            if len(levels) == 1:
                top_keys[value] = len(offsets) - 2
            key = value
        if kind is not AliasEvent and event.anchor is not None:
            anchors.values[event.anchor] = value
        if kind is MappingStartEvent or kind is SequenceStartEvent:
            levels.append((collection, key))
            collection, key, is_list = value, None, kind is SequenceStartEvent
