"""Scales of charts: the places of values in inches, ticks, grid lines and the titles of axes."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.ticker import MaxNLocator

from scorecard.charts.fonts import text_width, wrapped
from scorecard.charts.marks import SMALL, strokes, words
from scorecard.charts.style import QUIET, RULE, Frame, Page
from scorecard.text import Language, Phrase, percent_phrase

_AXIS, _TITLE, _TITLE_LINE = 0.62, 10, 0.17
_TICK_GAP = 0.12
_SHORT, _BESIDE = 1.9, 0.35

Tick = tuple[float, str]


class Span(NamedTuple):
    """Heights between which rows or a panel stand."""

    top: float
    bottom: float


class Scale(NamedTuple):
    """Values from low to high laid out between two places, in inches."""

    low: float
    high: float
    left: float
    right: float

    @property
    def length(self) -> float:
        """Inches between the two places."""
        return self.right - self.left

    def at(self, value: float) -> float:
        """The place of a value."""
        return self.left + (value - self.low) / (self.high - self.low) * self.length


def percent_ticks(language: Language, inches: float) -> list[Tick]:
    """Ticks of a share: its quarters, or its halves or ends where there is little room."""
    shares = (0, 0.25, 0.5, 0.75, 1) if inches > _SHORT else (0, 0.5, 1) if inches > 1 else (0, 1)
    return [(share, percent_phrase(share).in_language(language)) for share in shares]


def whole_ticks(low: float, high: float, inches: float) -> list[Tick]:
    """Ticks at round whole numbers from low to high, no closer than their labels allow.

    Examples:
        >>> [label for _, label in whole_ticks(0, 45, 4)]
        ['0', '10', '20', '30', '40']
        >>> [label for _, label in whole_ticks(-700, 250, 4)]
        ['-600', '-400', '-200', '0', '200']
    """
    room = text_width(f"{max(-low, high):.0f}", SMALL) + 0.35
    most = max(1, min(8 if low < 0 else 5, int(inches / room)))
    places = MaxNLocator(most, integer=True, steps=[1, 2, 5, 10]).tick_values(low, high)
    return [(float(place), f"{place:z.0f}") for place in places if low <= place <= high]


def axis(page: Page, scale: Scale, ticks: Sequence[Tick], span: Span, *, title: Phrase) -> None:
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
    beside = min(_BESIDE, scale.left - 0.05)
    text = wrapped(page.frame.said(title), scale.length + 2 * beside, _TITLE)
    middle = span.bottom - 0.4 - text.count("\n") * _TITLE_LINE / 2
    words(page, ((scale.left + scale.right) / 2, middle), text, size=_TITLE, ha="center")


def share_axis(page: Page, scale: Scale, span: Span, title: Phrase) -> None:
    """The axis of a scale of shares."""
    axis(page, scale, percent_ticks(page.frame.language, scale.length), span, title=title)


def level_grid(
    page: Page, scale: Scale, heights: Scale, ticks: Sequence[Tick], title: Phrase | str = ""
) -> None:
    """Level grid lines over the width of a scale, their labels at the left, and the title above."""
    lines = [
        [(scale.left, heights.at(value)), (scale.right, heights.at(value))] for value, _ in ticks
    ]
    strokes(page, lines, color=RULE, width=0.8, zorder=0)
    for value, label in ticks:
        words(page, (scale.left - 0.1, heights.at(value)), label, ha="right")
    words(page, (scale.left, heights.right + 0.27), title, size=_TITLE)


def upright(page: Page, scale: Scale, value: float, span: Span, *, color: str) -> float:
    """A line at a value through the rows; returns its place."""
    x = scale.at(value)
    strokes(page, [[(x, span.bottom), (x, span.top)]], color=color, width=1.2, zorder=0)
    return x


def axis_room(frame: Frame) -> float:
    """Inches below the rows for ticks and the axis title, which takes more lines where it is less wide."""
    return _AXIS + (0 if frame.is_roomy else 2 * _TITLE_LINE)
