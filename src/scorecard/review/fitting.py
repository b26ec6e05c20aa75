"""How much text a box of a slide takes: the widths of characters, the lines they fill, what must go."""

import re
import unicodedata
from collections.abc import Iterator

__all__ = ["fitted", "n_lines"]

_WIDE, _NARROW = 1.0, 0.55
"""Widths in ems: of a Chinese character, and of a Latin one, which is on the wide side for most."""

_PIECES = re.compile(r"[!-~]+|\s+|.")


def _width(text: str) -> float:
    return sum(_WIDE if unicodedata.east_asian_width(one) in "WFA" else _NARROW for one in text)


def _pieces(text: str, width: float) -> Iterator[str]:
    """What a line is not broken inside: a Latin word, a character; a word wider than a line is cut."""
    longest = max(int(width / _NARROW), 1)
    for piece in _PIECES.findall(text):
        for start in range(0, len(piece), longest):
            yield piece[start : start + longest]


def n_lines(text: str, width: float) -> int:
    """How many lines a text fills, estimated on the safe side; at least one.

    Args:
        text: One paragraph.
        width: The width of a line in ems.

    Examples:
        >>> n_lines("一二三四五", 2.0), n_lines("one two", 2.5), n_lines("", 2.0)
        (3, 2, 1)
    """
    n, used = 1, 0.0
    for piece in _pieces(text, width):
        wide = _width(piece)
        if used and not piece.isspace() and used + wide > width:
            n, used = n + 1, 0.0
        used += wide
    return n


def fitted(text: str, width: float, most: int) -> str:
    """A text that fills at most some lines; what is left out shows as an ellipsis.

    Args:
        text: Any text; it becomes one paragraph.
        width: The width of a line in ems.
        most: The most lines.

    Examples:
        >>> fitted("一二三四五", 2.0, 2)
        '一二三…'
    """
    flat = " ".join(text.split())
    if n_lines(flat, width) <= most:
        return flat
    low, high = 0, len(flat)
    while low < high:
        middle = (low + high + 1) // 2
        if n_lines(flat[:middle] + "…", width) <= most:
            low = middle
        else:
            high = middle - 1
    return flat[:low].rstrip() + "…"
