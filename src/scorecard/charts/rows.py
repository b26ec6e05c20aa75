"""Charts with one row for a group: labels, scales and grids, stacked bars, estimates with their intervals."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from scorecard.charts.fonts import text_width, wrapped
from scorecard.charts.marks import SMALL, Box, boxes, dots, strokes, words
from scorecard.charts.style import INK, LINE, PALE, QUIET, RULE, Frame
from scorecard.scoring.interval import Interval
from scorecard.text import Language, Phrase, labeled, percent
from scorecard.verdicts import State

_SIZE, _HEAD_SIZE, _HEAD, _LONGEST, _LABEL_GAP = 12, 10, 0.44, 3.1, 0.15
_ROW, _LOWEST, _THICKEST, _LINE = 0.36, 0.235, 0.27, 0.2
_AXIS, _AXIS_TITLE, _TITLE_LINE = 0.62, 10, 0.17
_TICK_GAP = 0.12
_SHORT, _BESIDE = 1.9, 0.35
_MIDDLE_GRAY = 140
_Side = Literal["left", "right"]


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


class Row(NamedTuple):
    """One row.

    Attributes:
        label: As wrapped.
        head: A heading above it, in the room of `over`; empty for none.
        height: In inches.
        over: What of the height the heading takes.
        above: What of the height the label takes, where it stands above its row; 0 beside it.
    """

    label: str
    head: str
    height: float
    over: float
    above: float


class Rows(NamedTuple):
    """Rows from `top` down; the panels beside or below their labels begin at `left`."""

    rows: list[Row]
    left: float
    top: float = 0.0

    @property
    def heights(self) -> list[float]:
        """Inches of each row."""
        return [row.height for row in self.rows]

    def only(self, taken: slice, heights: list[float], top: float) -> "Rows":
        """Some of the rows, as high and as far up as they are on their page."""
        shown = zip(self.rows[taken], heights, strict=True)
        return self._replace(rows=[row._replace(height=tall) for row, tall in shown], top=top)

    @property
    def span(self) -> Span:
        """The heights between which they stand."""
        return Span(self.top, self.top - sum(self.heights))

    def _starts(self) -> list[float]:
        return [self.top - sum(self.heights[:place]) for place in range(len(self.rows))]

    @property
    def middles(self) -> list[float]:
        """The height of the middle of each row below its label and its heading."""
        given = zip(self._starts(), self.rows, strict=True)
        return [start - (row.height + row.over + row.above) / 2 for start, row in given]

    @property
    def bands(self) -> list[Band]:
        """The middles with half the height of a bar, a third of the lowest row's."""
        least = min(row.height - row.over - row.above for row in self.rows)
        return [Band(y, min(least / 3, _THICKEST)) for y in self.middles]

    def draw_labels(self, page: Figure, is_quiet: Sequence[bool]) -> None:
        """The labels, beside or above their rows, quiet for rows without data; and the headings."""
        given = zip(self.rows, self._starts(), self.middles, is_quiet, strict=True)
        for row, start, middle, quiet in given:
            side: _Side = "left" if row.above else "right"
            x = self.left - (0 if row.above else _LABEL_GAP)
            words(page, (x, start - row.over / 2), row.head, size=_HEAD_SIZE, ha=side)
            y = start - row.over - row.above / 2 if row.above else middle
            words(page, (x, y), row.label, size=_SIZE, color=QUIET if quiet else INK, ha=side)


def rows(
    labels: Sequence[str],
    frame: Frame,
    *,
    heads: Sequence[str] = (),
    is_beside: bool = False,
    kept: float = 0.0,
) -> Rows:
    """Rows as high as their labels, of two lines at most or three where there is little width, need.

    Args:
        labels: One for each row.
        frame: What they are drawn for; on a phone labels stand above their rows.
        heads: A heading above each row, empty for none; no heading at all by default.
        is_beside: Whether labels stand beside their rows on a phone too.
        kept: Inches kept free at the right of labels above their rows.
    """
    is_above = frame.is_narrow and not is_beside
    longest = frame.inner - kept if is_above else min(_LONGEST, 0.32 * frame.inner)
    least, made = _ROW if frame.height is None else _LOWEST, []
    for name, head in zip(labels, heads or [""] * len(labels), strict=True):
        label = wrapped(name, longest, _SIZE, lines=2 if frame.is_roomy else 3)
        more, over = _LINE * label.count("\n"), _HEAD if head else 0.0
        above = _LINE + 0.05 + more if is_above else 0.0
        made.append(Row(label, head, least + over + (above or more), over, above))
    width = 0.0 if is_above else max((text_width(row.label, _SIZE) for row in made), default=0.0)
    return Rows(made, frame.margin + (width + _LABEL_GAP if width else 0.0))


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


def level_grid(
    page: Figure, scale: Scale, heights: Scale, ticks: Sequence[tuple[float, str]], title: str = ""
) -> None:
    """Level grid lines over the width of a scale, their labels at the left, and the title above."""
    lines = [
        [(scale.left, heights.at(value)), (scale.right, heights.at(value))] for value, _ in ticks
    ]
    strokes(page, lines, color=RULE, width=0.8, zorder=0)
    for value, label in ticks:
        words(page, (scale.left - 0.1, heights.at(value)), label, ha="right")
    words(page, (scale.left, heights.right + 0.27), title, size=_AXIS_TITLE)


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
    colors: Sequence[str],
) -> None:
    """One dot a row with its interval, the pooled value as a diamond, the value in words at the right.

    A row without an estimate stays empty.
    """
    known = [one for one in zip(given, middles, colors, strict=True) if one[0]]
    for color in sorted({one for _, _, one in known}):
        these = [(one, y) for one, y, its in known if one and its == color]
        strokes(page, [[(scale.at(one.interval.low), y), (scale.at(one.interval.high), y)]
                       for one, y in these if one.interval],
                color=color, width=1.6, gid="intervals")  # fmt: skip
        dots(page, "o", [(scale.at(one.value), y) for one, y in these], color=color, markersize=6,
             gid="shares")  # fmt: skip
        pooled = [(scale.at(one.pooled), y) for one, y in these if one.pooled is not None]
        dots(page, "D", pooled, markerfacecolor="white", markeredgecolor=color, markersize=5,
             gid="pooled")  # fmt: skip
        for one, y in these:
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
