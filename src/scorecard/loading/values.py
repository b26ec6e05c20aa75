"""YAML text to plain Python values, straight from the C parser's events.

This is the fast way in: about 2.5 times as fast as `yaml.CSafeLoader`. It refuses what a record never
needs (tags, second documents, deep nesting, alias bombs) and duplicate keys as it goes, and keeps the
place of each top-level key. `scorecard.loading.nodes` reads a file a second time when every place counts.
"""

import re
from collections.abc import Iterator
from datetime import date
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

__all__ = ["Ambiguous", "Place", "ValuesFault", "plain_value", "read_values"]

MOST_ALIASES = 100
MOST_ENTRIES = 10_000
DEEPEST = 20

_SUSPECT = frozenset("0123456789+-.~nNtTfFyYoO=<")
_CONSTANTS: dict[str, object] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
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


class Ambiguous(NamedTuple):
    """An unquoted word that YAML readers take for different things: `no`, `12:30`, `010`."""

    text: str


class Place(NamedTuple):
    """Where something stands, line and column from 1."""

    line: int
    column: int


class ValuesFault(Exception):  # noqa: N818  (a fault of the file, caught by the reader of the file)
    """What the event reader refuses, at its place; never leaves `scorecard.loading`."""

    def __init__(self, kind: str, place: Place, found: str = "") -> None:
        super().__init__(kind, place, found)
        self.kind = kind
        self.place = place
        self.found = found


def plain_value(text: str) -> object:  # noqa: PLR0911  (one return for each reading)
    """The value of an unquoted scalar; a text unless every YAML reader takes it for something else.

    Examples:
        >>> plain_value("accurate"), plain_value("2024"), plain_value("null")
        ('accurate', 2024, None)
        >>> plain_value("2024-02-29"), plain_value("2024-02-30")
        (datetime.date(2024, 2, 29), '2024-02-30')
        >>> plain_value("no"), plain_value("12:30")
        (Ambiguous(text='no'), Ambiguous(text='12:30'))
    """
    if text and text[0] not in _SUSPECT:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
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


def _place(event: Any) -> Place:  # noqa: ANN401  (a C event has no type)
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


class _Builder:
    """The values under construction: one open collection per level."""

    __slots__ = ("aliases", "anchors", "collection", "key", "levels", "places", "root")

    def __init__(self) -> None:
        self.root: list[Any] = []
        self.collection: Any = self.root
        self.key: Any = None
        self.levels: list[tuple[Any, Any]] = []
        self.anchors: dict[str, Any] = {}
        self.aliases = 0
        self.places: dict[str, Place] = {}

    def add(self, value: Any, event: Any) -> None:  # noqa: ANN401
        """Put a finished scalar, alias or just opened collection in its place."""
        if type(self.collection) is list:
            self.collection.append(value)
        elif self.key is None:
            self._take_key(value, event)
        else:
            self.collection[self.key] = value
            self.key = None

    def _take_key(self, value: Any, event: Any) -> None:  # noqa: ANN401
        if type(value) is not str:
            raise ValuesFault("key-not-text", _place(event), getattr(event, "value", ""))
        if value in self.collection:
            raise ValuesFault("duplicate-key", _place(event), value)
        if len(self.levels) == 1:
            self.places[value] = _place(event)
        self.key = value

    def open(self, value: Any, event: Any) -> None:  # noqa: ANN401
        """Begin a list or a mapping."""
        if event.tag is not None:
            raise ValuesFault("tag", _place(event), event.tag)
        if len(self.levels) >= DEEPEST:
            raise ValuesFault("too-deep", _place(event))
        self.add(value, event)
        if event.anchor is not None:
            self.anchors[event.anchor] = value
        self.levels.append((self.collection, self.key))
        self.collection, self.key = value, None

    def _open_collections(self) -> Iterator[Any]:
        yield self.collection
        yield from (collection for collection, _ in self.levels)

    def close(self, event: Any) -> None:  # noqa: ANN401
        """End the innermost list or mapping."""
        if len(self.collection) > MOST_ENTRIES:
            raise ValuesFault("too-many-entries", _place(event), f"{len(self.collection):,}")
        self.collection, self.key = self.levels.pop()

    def scalar(self, event: Any) -> None:  # noqa: ANN401
        """Add a scalar; only plain ones can be other than text."""
        if event.tag is not None:
            raise ValuesFault("tag", _place(event), event.tag)
        value = plain_value(event.value) if event.implicit[0] else event.value
        self.add(value, event)
        if event.anchor is not None:
            self.anchors[event.anchor] = value

    def alias(self, event: Any) -> None:  # noqa: ANN401
        """Add what an anchor named before; no copy is made."""
        self.aliases += 1
        target = self.anchors.get(event.anchor, self)
        if target is self:
            raise ValuesFault("unknown-alias", _place(event), event.anchor)
        if self.aliases > MOST_ALIASES:
            raise ValuesFault("too-many-aliases", _place(event), event.anchor)
        is_collection = type(target) is list or type(target) is dict
        if is_collection and any(target is one for one in self._open_collections()):
            raise ValuesFault("endless-alias", _place(event), event.anchor)
        self.add(target, event)


def read_values(text: str) -> tuple[Any, dict[str, Place]]:
    """The document's value and the places of its top-level keys.

    Args:
        text: A YAML document without byte-order mark.

    Returns:
        The value (None for an empty document) and the place of each top-level key.

    Raises:
        ValuesFault: The document has a duplicate key or what no record needs.
        yaml.YAMLError: The text is not YAML.
    """
    builder = _Builder()
    next_event = CParser(text).get_event
    documents = 0
    while True:
        event = next_event()
        kind = type(event)
        if kind is ScalarEvent:
            builder.scalar(event)
        elif kind is MappingStartEvent:
            builder.open({}, event)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            builder.close(event)
        elif kind is SequenceStartEvent:
            builder.open([], event)
        elif kind is AliasEvent:
            builder.alias(event)
        elif kind is DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise ValuesFault("second-document", _place(event))
        elif kind is StreamEndEvent:
            return (builder.root[0] if builder.root else None), builder.places
