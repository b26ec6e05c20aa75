"""YAML text to plain Python values, straight from the C parser's events.

This is the fast way in: about 2.5 times as fast as `yaml.CSafeLoader`. It refuses what a record never
needs (tags, second documents, deep nesting, alias bombs) and duplicate keys as it goes, and keeps the
place of each top-level key. `scorecard.reading.nodes` reads a file a second time when every place counts.
"""

import re
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

__all__ = ["EMPTY", "Ambiguous", "Place", "ValuesFault", "place_at", "plain_value", "read_values"]

MOST_ALIASES = 100
MOST_ENTRIES = 10_000
DEEPEST = 20


class Ambiguous(NamedTuple):
    """An unquoted word that YAML readers take for different things: `no`, `12:30`, `010`."""

    text: str


_ON = Ambiguous("on")
EMPTY = Ambiguous("")
"""What stands behind a key with nothing written: no null, which an editor writes when it is meant."""

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


class Place(NamedTuple):
    """Where something stands, line and column from 1."""

    line: int
    column: int


class ValuesFault(Exception):  # noqa: N818  (a fault of the file, caught by the reader of the file)
    """What the event reader refuses, at its place; never leaves `scorecard.reading`."""

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
    before = text[:position]
    return Place(before.count("\n") + 1, position - before.rfind("\n"))


def _place(event: Any) -> Place:  # noqa: ANN401  (a C event has no type)
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _key_fault(key: Any, event: Any) -> ValuesFault:  # noqa: ANN401  (YAML holds anything)
    """The fault of a key that is not text, or else stands there already."""
    if type(key) is not str:
        return ValuesFault("key-not-text", _place(event), getattr(event, "value", ""))
    return ValuesFault("duplicate-key", _place(event), key)


class _Anchors:
    """The values that a document gives a name, and how often it repeats them."""

    __slots__ = ("aliases", "values")

    def __init__(self) -> None:
        self.aliases = 0
        self.values: dict[str, Any] = {}

    def value(self, event: Any, around: list[Any]) -> Any:  # noqa: ANN401  (YAML holds anything)
        """What an alias stands for; no copy is made.

        Args:
            event: The alias.
            around: The collections that it stands in.
        """
        self.aliases += 1
        if event.anchor not in self.values:
            raise ValuesFault("unknown-alias", _place(event), event.anchor)
        if self.aliases > MOST_ALIASES:
            raise ValuesFault("too-many-aliases", _place(event), event.anchor)
        value = self.values[event.anchor]
        if type(value) in {list, dict} and any(value is one for one in around):
            raise ValuesFault("endless-alias", _place(event), event.anchor)
        return value


def read_values(text: str) -> tuple[Any, dict[str, Place]]:  # noqa: C901, PLR0912, PLR0915  (one loop, unrolled: it is most of the time of a check)
    """The document's value and the places of its top-level values.

    One loop without a call per event: reading ten thousand files is this loop.

    Args:
        text: A YAML document without byte-order mark.

    Returns:
        The value (None for an empty document) and, by key, the place of each top-level value; a list or
        mapping on lines of its own stands at its key.

    Raises:
        ValuesFault: The document has a duplicate key or what no record needs.
        yaml.YAMLError: The text is not YAML.
    """
    next_event = CParser(text).get_event
    root: list[Any] = []
    collection: Any = root
    key: Any = None
    levels: list[tuple[Any, Any]] = []
    places: dict[str, Place] = {}
    anchors = _Anchors()
    while True:
        event: Any = next_event()
        kind = type(event)
        opened = False
        if kind is ScalarEvent:
            if event.tag is not None:
                raise ValuesFault("tag", _place(event), event.tag)
            value = plain_value(event.value) if event.implicit[0] else event.value
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.tag is not None:
                raise ValuesFault("tag", _place(event), event.tag)
            if len(levels) >= DEEPEST:
                raise ValuesFault("too-deep", _place(event))
            value, opened = ({} if kind is MappingStartEvent else []), True
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            if len(collection) > MOST_ENTRIES:
                raise ValuesFault("too-many-entries", _place(event), f"{len(collection):,}")
            collection, key = levels.pop()
            continue
        elif kind is AliasEvent:
            value = anchors.value(event, [collection, *(one for one, _ in levels)])
        elif kind is DocumentStartEvent and root:
            raise ValuesFault("second-document", _place(event))
        elif kind is StreamEndEvent:
            return (root[0] if root else None), places
        else:
            continue
        if type(collection) is list:
            collection.append(value)
        elif key is None:
            if value == _ON:  # a key of `withdrawn`; as a key it can mean nothing else
                value = "on"
            if type(value) is not str or value in collection:
                raise _key_fault(value, event)
            if len(levels) == 1:
                places[value] = _place(event)
            key = value
        else:
            if len(levels) == 1 and not (opened and not event.flow_style):
                places[key] = _place(event)
            collection[key], key = value, None
        if kind is not AliasEvent and event.anchor is not None:
            anchors.values[event.anchor] = value
        if opened:
            levels.append((collection, key))
            collection, key = value, None
