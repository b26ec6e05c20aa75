"""The values of YAML's scalars: what an unquoted word means, and a text that is folded over lines."""

import re
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple


class Ambiguous(NamedTuple):
    """An unquoted word that YAML readers take for different things: `no`, `12:30`, `010`."""

    text: str


EMPTY = Ambiguous("")
"""The value of a key with nothing after it; not null, which an editor writes out."""

_SUSPECT = frozenset("0123456789+-.~nNtTfFyYoO=<")
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


class _Plain(dict[str, object]):
    """The values of unquoted scalars: constants, and the short words met so far, as records repeat them."""

    def __missing__(self, text: str) -> object:
        """The value of one that was not met; a longer one is met once."""
        is_text = text[0] not in _SUSPECT or (text[0].isalpha() and len(text) > _LONGEST_CONSTANT)
        value = text if is_text else _odd_value(text)
        if len(text) <= _LONGEST_KNOWN and len(self) < _MOST_KNOWN and " " not in text:
            self[text] = value
        return value


PLAIN = _Plain({"": EMPTY, **dict.fromkeys(("~", "null", "Null", "NULL"))})
PLAIN |= dict.fromkeys(("true", "True", "TRUE"), True)
PLAIN |= dict.fromkeys(("false", "False", "FALSE"), False)
"""The value of an unquoted scalar, looked up without a call: most of a record is such."""


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
    return PLAIN[text]


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


def unfolded(value: str, event: Any, text: str) -> str:  # noqa: ANN401  (a C event has no type)
    """A text folded over several lines, without the blanks that folding puts between Chinese characters."""
    start, end = event.start_mark, event.end_mark
    if end.line == start.line or event.style == "|":
        return value
    lines, at = [line.strip() for line in text[start.index : end.index].split("\n")], 0
    for before, after in pairwise(lines):
        if not (before and after and _is_joined(before[-1], after[0])):
            continue
        head, tail = before[-_CONTEXT:].lstrip("'\""), after[:_CONTEXT].rstrip("'\"")
        found = value.find(f"{head} {tail}", at)
        if found >= 0:
            at = found + len(head)
            value = value[:at] + value[at + 1 :]
    return value
