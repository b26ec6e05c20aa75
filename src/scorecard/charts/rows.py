"""Charts with one row for a group: labels, scales and grids, stacked bars, estimates with their intervals."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from scorecard.charts.fonts import text_width, wrapped
from scorecard.charts.marks import SMALL, Box, boxes, dots, strokes, words
from scorecard.charts.style import INK, LINE, PALE, QUIET, RULE, Frame
from scorecard.scoring.interval import Interval
from scorecard.text import Language, Phrase, labeled, percent
from scorecard.verdicts import State

_SIZE, _LONGEST = 12, 3.1
_ROW, _LOWEST, _THICKEST, _LINE = 0.36, 0.235, 0.27, 0.2
_AXIS, _AXIS_TITLE, _TITLE_LINE = 0.62, 10, 0.17
_TICK_GAP = 0.12
_SHORT, _BESIDE = 1.9, 0.35
_MIDDLE_GRAY = 140


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
    """Rows from the top down.

    Attributes:
        labels: As wrapped.
        heights: In inches.
        above: What of the heights the labels take, where they stand above their rows; 0 beside them.
        left: Where the panels beside or below the labels begin.
    """

    labels: list[str]
    heights: list[float]
    above: list[float]
    left: float

    def only(self, taken: slice, heights: list[float]) -> "Rows":
        """Some of the rows, as high as they are on their page."""
        return self._replace(labels=self.labels[taken], heights=heights, above=self.above[taken])

    def middles(self, top: float) -> list[float]:
        """The height of the middle of each row below its label, the first beginning at a height."""
        return [
            top - sum(self.heights[:place]) - (tall + label) / 2
            for place, (tall, label) in enumerate(zip(self.heights, self.above, strict=True))
        ]

    def bands(self, top: float) -> list[Band]:
        """The middles with half the height of a bar, a third of the lowest row's."""
        least = min(tall - label for tall, label in zip(self.heights, self.above, strict=True))
        return [Band(y, min(least / 3, _THICKEST)) for y in self.middles(top)]


def rows(
    labels: Sequence[str], frame: Frame, *, is_beside: bool = False, kept: float = 0.0
) -> Rows:
    """Rows as high as their labels, of two lines at most or three where there is little width, need.

    Args:
        labels: One for each row.
        frame: What they are drawn for; on a phone labels stand above their rows.
        is_beside: Whether they stand beside their rows on a phone too.
        kept: Inches kept free at the right of labels above their rows.
    """
    is_above = frame.is_narrow and not is_beside
    longest = frame.inner - kept if is_above else min(_LONGEST, 0.32 * frame.inner)
    set_ = [wrapped(label, longest, _SIZE, lines=2 if frame.is_roomy else 3) for label in labels]
    extra = [_LINE * label.count("\n") for label in set_]
    above = [_LINE + 0.05 + more if is_above else 0.0 for more in extra]
    least = _ROW if frame.height is None else _LOWEST
    heights = [least + (label or more) for label, more in zip(above, extra, strict=True)]
    width = 0.0 if is_above else max((text_width(one, _SIZE) for one in set_), default=0.0)
    return Rows(set_, heights, above, frame.margin + (width + 0.15 if width else 0.0))


def row_labels(page: Figure, placed: Rows, *, top: float, is_quiet: Sequence[bool]) -> None:
    """The labels of rows, beside or above them; those of rows without data are quiet."""
    given = zip(placed.labels, placed.heights, placed.above, is_quiet, strict=True)
    for label, tall, above, quiet in given:
        color = QUIET if quiet else INK
        if above:
            words(page, (placed.left, top - above / 2), label, size=_SIZE, color=color)
        else:
            at = (placed.left - 0.15, top - tall / 2)
            words(page, at, label, size=_SIZE, color=color, ha="right")
        top -= tall


def percent_ticks(language: Language, inches: float) -> list[tuple[float, str]]:
    """Ticks of a share: its quarters, or its halves or ends where there is little room."""
    shares = (0, 0.25, 0.5, 0.75, 1) if inches > _SHORT else (0, 0.5, 1) if inches > 1 else (0, 1)
    return [(share, percent(share, language)) for share in shares]


def whole_ticks(low: float, high: float, inches: float) -> list[tuple[float, str]]:
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
    return [(float(place), f"{place:.0f}") for place in places if low <= place <= high]


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
    beside = min(_BESIDE, scale.left - 0.05)
    text = wrapped(title, scale.right - scale.left + 2 * beside, _AXIS_TITLE)
    middle = span.bottom - 0.4 - text.count("\n") * _TITLE_LINE / 2
    words(page, ((scale.left + scale.right) / 2, middle), text, size=_AXIS_TITLE, ha="center")


def axis_room(frame: Frame) -> float:
    """Inches below the rows for ticks and the axis title, which takes more lines where it is less wide."""
    return _AXIS + (0 if frame.is_roomy else 2 * _TITLE_LINE)


class Estimate(NamedTuple):
    """A value with its interval, the pooled one where there is one, and the value in words."""

    value: float
    interval: Interval | None
    text: str
    pooled: float | None = None


def bars(
    page: Figure,
    scale: Scale,
    counts: Sequence[Mapping[State, int]],
    bands: Sequence[Band],
    *,
    is_share: bool,
) -> None:
    """One stacked bar a row with each count in its part where it fits, and n behind it.

    Args:
        page: The canvas.
        scale: Of the counts, or of shares of each row.
        counts: The parts of each row; a row of zeros has no bar.
        bands: Where the rows stand.
        is_share: Whether every bar is drawn to the same length.
    """
    parts: dict[State, list[Box]] = {}
    for row, (y, half) in zip(counts, bands, strict=True):
        n, before = sum(row.values()), 0
        unit = 1 / n if is_share and n else 1
        for state, n_here in row.items():
            left, right = scale.at(before * unit), scale.at((before + n_here) * unit)
            before += n_here
            if n_here:
                parts.setdefault(state, []).append((left, y - half, right, y + half))
                _count(page, n_here, state, parts[state][-1])
        words(page, (scale.at(before * unit) + 0.08, y), f"n={n}")
    for state, given in parts.items():
        boxes(page, given, state=state)


def _count(page: Figure, n: int, state: State, box: Box) -> None:
    """A count inside its part of a bar where it fits, on a plain ground where the part is hatched."""
    left, bottom, right, top = box
    wide = text_width(str(n), SMALL) + 0.06
    if wide > right - left:
        return
    at = ((left + right) / 2, (bottom + top) / 2)
    if not state.is_judged:
        ground = (at[0] - wide / 2, at[1] - 0.09, at[0] + wide / 2, at[1] + 0.09)
        boxes(page, [ground], state=state, hatch=None, facecolor=PALE, linewidth=0, gid="ground")
    words(page, at, str(n), ha="center", color=_on(state))


def _on(state: State) -> str:
    """The color of text on a state's color: the same in every theme where the state's color is."""
    red, green, blue = (int(state.row.color[place : place + 2], 16) for place in (1, 3, 5))
    is_light = 0.299 * red + 0.587 * green + 0.114 * blue > _MIDDLE_GRAY
    return "white" if not is_light else "black" if state.is_judged else INK


def estimates(
    page: Figure,
    scale: Scale,
    given: Sequence[Estimate | None],
    middles: Sequence[float],
    *,
    color: str,
) -> None:
    """One dot a row with its interval, the pooled value as a diamond, the value in words at the right.

    A row without an estimate stays empty.
    """
    known = [(one, y) for one, y in zip(given, middles, strict=True) if one]
    strokes(page, [[(scale.at(one.interval.low), y), (scale.at(one.interval.high), y)]
                   for one, y in known if one.interval],
            color=color, width=1.6, gid="intervals")  # fmt: skip
    dots(page, "o", [(scale.at(one.value), y) for one, y in known], color=color, markersize=6,
         gid="shares")  # fmt: skip
    pooled = [(scale.at(one.pooled), y) for one, y in known if one.pooled is not None]
    dots(
        page,
        "D",
        pooled,
        markerfacecolor="white",
        markeredgecolor=color,
        markersize=5,
        gid="pooled",
    )
    for one, y in known:
        words(page, (scale.right + 0.62, y), one.text, size=11.6, color=color, ha="right")


def overall_line(page: Figure, scale: Scale, share: float, span: Span, language: Language) -> None:
    """The value of all claims as a line through the rows, named above them."""
    x = scale.at(share)
    strokes(page, [[(x, span.bottom), (x, span.top)]], color=LINE, width=1.2, zorder=0)
    label = Phrase("all", "总体").in_language(language)
    said = labeled(label, percent(share, language), language)
    half = text_width(said, SMALL) / 2
    center = min(max(x, scale.left + half), scale.right - half)
    words(page, (center, span.top + 0.13), said, ha="center")
