"""YAML text to a document in one pass over the C parser's events.

About 2.5 times as fast as `yaml.CSafeLoader`. It rejects what a record never needs (tags, second documents,
deep nesting, alias bombs) and duplicate keys, and notes the character offsets of every key and value.
"""

import re
from array import array
from datetime import date
from itertools import pairwise
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
from scorecard.reading.yaml_document import Document

MOST_ALIASES = 100
MOST_ENTRIES = 10_000
DEEPEST = 20


class Ambiguous(NamedTuple):
    """An unquoted word that YAML readers take for different things: `no`, `12:30`, `010`."""

    text: str


_ON, _MERGE = Ambiguous("on"), Ambiguous("<<")
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


_WIDE = re.compile(
    "[\u2e80-\u303f\u31c0-\u9fff\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003ffff]"
)
"""Characters that are written without blanks between them."""

_WIDE_OR_MARK = re.compile(f"{_WIDE.pattern}|[“”‘’…—·]")
_WIDE_MARK = re.compile("[\u3001-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff60]")
_CONTEXT = 12
"""Characters on either side of a line break by which its place in the value is found."""


def _is_joined(before: str, after: str) -> bool:
    """Whether two lines, by the last character of one and the first of the other, join without a blank."""
    if _WIDE_MARK.match(before) or _WIDE_MARK.match(after):
        return True
    is_wide = _WIDE.match(before) or _WIDE.match(after)
    return bool(is_wide and _WIDE_OR_MARK.match(before) and _WIDE_OR_MARK.match(after))


def _without_folds(value: str, source: str) -> str:
    r"""A text folded over several lines, without the blanks that folding puts between Chinese characters.

    Examples:
        >>> _without_folds("四家厂商 上市， 2026 年", "四家厂商\n  上市，\n  2026 年")
        '四家厂商上市，2026 年'
    """
    lines, at = [line.strip() for line in source.split("\n")], 0
    for before, after in pairwise(lines):
        if not (before and after and _is_joined(before[-1], after[0])):
            continue
        head, tail = before[-_CONTEXT:].lstrip("'\""), after[:_CONTEXT].rstrip("'\"")
        found = value.find(f"{head} {tail}", at)
        if found >= 0:
            at = found + len(head)
            value = value[:at] + value[at + 1 :]
    return value


def _place(event: Any) -> Place:  # noqa: ANN401  (a C event has no type)
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _key_error(key: Any, event: Any) -> DocumentError:  # noqa: ANN401  (YAML holds anything)
    """The error of a key that is not text, or is there already."""
    if type(key) is not str:
        kind = "merge-key" if key == _MERGE else "key-not-text"
        return DocumentError(kind, _place(event), getattr(event, "value", ""))
    return DocumentError("duplicate-key", _place(event), key)


class _Anchors:
    """The values that a document gives a name, and how often it repeats them."""

    __slots__ = ("aliases", "values")

    def __init__(self) -> None:
        self.aliases = 0
        self.values: dict[str, Any] = {}

    def value(self, event: Any, around: list[Any]) -> Any:  # noqa: ANN401  (YAML holds anything)
        """The value that an alias names; no copy is made."""
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
            start, end = event.start_mark, event.end_mark
            add(start.index)
            add(end.index)
            if end.line > start.line and type(value) is str and event.style != "|":
                value = _without_folds(value, text[start.index : end.index])
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
