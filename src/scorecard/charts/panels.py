"""The two panels that charts by group are made of: stacked bars, and estimates with their intervals."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matplotlib.figure import Figure

from scorecard.charts.fonts import text_width
from scorecard.charts.marks import SMALL, Box, boxes, dots, strokes, words
from scorecard.charts.rows import Band, Scale, Span
from scorecard.charts.style import INK, PALE
from scorecard.scoring.interval import Interval
from scorecard.text import Language, Phrase
from scorecard.verdicts import State

__all__ = ["Estimate", "bars", "estimates", "overall_line"]


_MIDDLE_GRAY = 140


class Estimate(NamedTuple):
    """A value with its interval, the pooled one where there is one, and how the value is written."""

    share: float
    interval: Interval | None
    pooled: float | None = None
    form: str = "{:.0%}"


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
        for state, count in row.items():
            left, right = scale.at(before * unit), scale.at((before + count) * unit)
            before += count
            if count:
                parts.setdefault(state, []).append((left, y - half, right, y + half))
                _count(page, count, state, parts[state][-1])
        words(page, (scale.at(before * unit) + 0.08, y), f"n={n}")
    for state, given in parts.items():
        boxes(page, given, state=state)


def _count(page: Figure, count: int, state: State, box: Box) -> None:
    """A count inside its part of a bar where it fits, on a plain ground where the part is hatched."""
    left, bottom, right, top = box
    if text_width(str(count), SMALL) + 0.06 > right - left:
        return
    ground = {"boxstyle": "round,pad=0.15", "facecolor": PALE, "edgecolor": "none"}
    words(page, ((left + right) / 2, (bottom + top) / 2), str(count), ha="center",
          color=INK if _is_light(state.row.color) else "white",
          bbox=None if state.is_judged else ground)  # fmt: skip


def _is_light(color: str) -> bool:
    """Whether dark text is read better on a color than white text."""
    red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue > _MIDDLE_GRAY


def estimates(
    page: Figure,
    scale: Scale,
    given: Sequence[Estimate | None],
    middles: Sequence[float],
    *,
    color: str,
) -> None:
    """One dot a row with its interval, the pooled value as a diamond, the share in words at the right.

    A row without an estimate stays empty.
    """
    known = [(one, y) for one, y in zip(given, middles, strict=True) if one]
    strokes(page, [[(scale.at(one.interval.low), y), (scale.at(one.interval.high), y)]
                   for one, y in known if one.interval],
            color=color, width=1.6, gid="intervals")  # fmt: skip
    dots(page, "o", [(scale.at(one.share), y) for one, y in known], color=color, markersize=6,
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
        said = one.form.format(one.share).replace("%", " %")
        words(page, (scale.right + 0.62, y), said, size=10.5, color=color, ha="right")


def overall_line(page: Figure, scale: Scale, share: float, span: Span, language: Language) -> None:
    """The value of all claims as a line through the rows, named above them."""
    x = scale.at(share)
    strokes(page, [[(x, span.bottom), (x, span.top)]], color="#c3c9d0", width=1.2, zorder=0)
    said = Phrase(f"all: {100 * share:.0f} %", f"总体：{100 * share:.0f} %").in_language(language)
    half = text_width(said, SMALL) / 2
    center = min(max(x, scale.left + half), scale.right - half)
    words(page, (center, span.top + 0.1), said, ha="center")
