"""What charts with one row a group share: the labels at the left, a scale, its ticks and grid."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

from matplotlib.figure import Figure

from scorecard.charts.fonts import text_width
from scorecard.charts.marks import SMALL, strokes, words
from scorecard.charts.style import INK, QUIET, RULE
from scorecard.charts.wrapping import wrapped

__all__ = [
    "AXIS",
    "PERCENTS",
    "Rows",
    "Scale",
    "Span",
    "axis",
    "round_steps",
    "row_labels",
    "rows",
    "whole_ticks",
]

AXIS = 0.62
"""Inches below the rows for ticks and the axis title."""

PERCENTS = [(share / 100, f"{share} %") for share in (0, 25, 50, 75, 100)]
"""Ticks of a share."""

_SIZE, _LONGEST = 11.5, 3.1
_ROW, _LINE = 0.36, 0.2
_TICK_GAP = 0.12


class Span(NamedTuple):
    """Heights between which rows stand."""

    top: float
    bottom: float


class Band(NamedTuple):
    """The middle of a row and half the height of a bar in it."""

    middle: float
    half: float


class Scale(NamedTuple):
    """Values from low to high laid out between two places, in inches."""

    low: float
    high: float
    left: float
    right: float

    def at(self, value: float) -> float:
        """The place of a value."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


class Rows(NamedTuple):
    """Rows from the top down: their labels as wrapped, their heights, the width of the labels."""

    labels: list[str]
    heights: list[float]
    width: float

    def middles(self, top: float) -> list[float]:
        """The height of the middle of each row, the first beginning at a height."""
        return [
            top - sum(self.heights[:place]) - tall / 2 for place, tall in enumerate(self.heights)
        ]

    def bands(self, top: float) -> list[Band]:
        """The middles with half the height of a bar, a third of the lowest row's."""
        half = min(self.heights) / 3
        return [Band(y, half) for y in self.middles(top)]


def rows(labels: Sequence[str], *, fill: float = 0.0) -> Rows:
    """Rows as high as their labels, of two lines at most, need.

    Args:
        labels: One for each row.
        fill: Inches that few rows share, each growing to twice its height at most.
    """
    least = min(2 * _ROW, max(_ROW, fill / max(1, len(labels))))
    set_ = [wrapped(label, _LONGEST, _SIZE, lines=2) for label in labels]
    heights = [max(least, _ROW + _LINE * label.count("\n")) for label in set_]
    return Rows(set_, heights, max((text_width(label, _SIZE) for label in set_), default=0.0))


def row_labels(
    page: Figure, placed: Rows, *, top: float, right: float, is_quiet: Sequence[bool]
) -> None:
    """The labels of rows, ending at a place; those of rows without data are quiet."""
    for label, y, quiet in zip(placed.labels, placed.middles(top), is_quiet, strict=True):
        words(page, (right, y), label, size=_SIZE, color=QUIET if quiet else INK, ha="right")


def round_steps() -> Iterator[int]:
    """Round distances between ticks, without end.

    Examples:
        >>> from itertools import islice
        >>> list(islice(round_steps(), 7))
        [1, 2, 5, 10, 20, 50, 100]
    """
    return (base * 10**power for power in count() for base in (1, 2, 5))


def whole_ticks(high: float, inches: float) -> list[tuple[float, str]]:
    """Ticks at whole numbers from 0 up, in round steps, no closer than their labels allow.

    Examples:
        >>> [label for _, label in whole_ticks(45, 4)]
        ['0', '10', '20', '30', '40']
    """
    room = text_width(f"{high:.0f}", SMALL) + 0.3
    most = max(1, min(6, int(inches / room)))
    step = next(step for step in round_steps() if high / step < most)
    return [(value, str(value)) for value in range(0, int(high) + 1, step)]


def axis(
    page: Figure, scale: Scale, ticks: Sequence[tuple[float, str]], span: Span, *, title: str
) -> None:
    """Grid lines at the ticks, their labels and the title below.

    A label that would touch the one before it is left out.
    """
    places = [scale.at(value) for value, _ in ticks]
    strokes(
        page, [[(x, span.bottom), (x, span.top)] for x in places], color=RULE, width=0.8, zorder=0
    )
    strokes(page, [[(scale.left, span.bottom), (scale.right, span.bottom)]], color=QUIET, width=0.8)
    free_from = float("-inf")
    for x, (_, label) in zip(places, ticks, strict=True):
        half = text_width(label, SMALL) / 2
        if x - half >= free_from:
            words(page, (x, span.bottom - 0.15), label, ha="center")
            free_from = x + half + _TICK_GAP
    words(page, ((scale.left + scale.right) / 2, span.bottom - 0.4), title, size=10, ha="center")
