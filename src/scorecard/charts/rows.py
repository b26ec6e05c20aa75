"""Charts with one row for a group or a claim: labels, pages, stacked bars, estimates with their intervals."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import inf
from typing import NamedTuple

from scorecard.charts.fonts import text_width, wrapped
from scorecard.charts.marks import SMALL, Box, boxes, dots, strokes, words
from scorecard.charts.scales import Scale, Span, axis_room, upright
from scorecard.charts.slide import Chart, room_of, slide
from scorecard.charts.style import INK, LINE, PALE, QUIET, RULE, Frame, Page
from scorecard.scoring.interval import Interval
from scorecard.text import Phrase, labeled, percent_phrase
from scorecard.verdicts import State

_SIZE, _LONGEST, _LABEL_GAP, _SENTENCE = 12, 3.1, 0.15, 0.43
_ROW, _LOWEST, _THICKEST, _LINE = 0.36, 0.235, 0.27, 0.2
_MOST_GROWN = 0.8
_FILL, _FREE = 2.4, 0.36
_EVENER, _CLOSE = 1.02, 1e-6
_MIDDLE_GRAY = 140
_ALL = Phrase("all", "总体")


class Row(NamedTuple):
    """A row on a page: its height without its label, and the middle of that."""

    middle: float
    height: float


class RowPage(NamedTuple):
    """Some rows on their page, with their labels drawn.

    Attributes:
        part: Which of all rows they are.
        rows: Where they stand.
        left: Where what is beside or below their labels begins.
        span: The heights between which they stand.
    """

    page: Page
    part: slice
    rows: list[Row]
    left: float
    span: Span


def pages_of(heights: Sequence[float], room: float) -> list[slice]:
    """Rows of some heights on as few pages as hold them, each about as full as the others.

    A row that is higher than a page has a page of its own.

    Examples:
        >>> pages_of([1, 1, 1, 1, 1], 4)
        [slice(0, 3, None), slice(3, 5, None)]
    """
    fewest = len(_filled(heights, room))
    limit = sum(heights) / fewest
    while limit < room and len(_filled(heights, limit)) > fewest:
        limit *= _EVENER
    return _filled(heights, min(limit, room))


def _filled(heights: Sequence[float], room: float) -> list[slice]:
    """Rows on pages, each filled up to a height."""
    starts, used = [0], 0.0
    for place, tall in enumerate(heights):
        if place > starts[-1] and used + tall > room + _CLOSE:
            starts.append(place)
            used = 0.0
        used += tall
    return [slice(*ends) for ends in pairwise([*starts, len(heights)])]


class Rows:
    """Rows of a chart with their labels, in few lines: more where there is little width, and for sentences.

    Args:
        names: The label of each row, from the first row down.
        frame: What they are drawn for; on a phone labels stand above their rows.
        are_sentences: Whether they are names of items or texts of claims, which get two fifths of the width
            and begin at the left margin, with a rule above; else they end at their rows.

    Attributes:
        labels: Their labels, as wrapped.
        left: Where what is beside or below the labels begins.
    """

    def __init__(
        self, names: Sequence[Phrase], frame: Frame, *, are_sentences: bool = False
    ) -> None:
        self.frame, self._are_sentences, is_above = frame, are_sentences, frame.is_narrow
        longest = _SENTENCE * frame.inner if are_sentences else min(_LONGEST, 0.32 * frame.inner)
        n_lines = (2 if frame.is_roomy else 3) + are_sentences
        width = frame.inner if is_above else longest
        said, keeps_end = map(frame.said, names), not are_sentences
        self.labels = [
            wrapped(name, width, _SIZE, lines=n_lines, keeps_end=keeps_end) for name in said
        ]
        further = [_LINE * label.count("\n") for label in self.labels]
        least = _ROW if frame.height is None else _LOWEST
        # What of its height a label takes where it stands above its row, and what it needs with a bar.
        self._above = [_LINE + 0.05 + more if is_above else 0.0 for more in further]
        self._least = [least + (up or more) for up, more in zip(self._above, further, strict=True)]
        widest = max((text_width(one, _SIZE) for one in self.labels), default=0.0)
        self.left = frame.margin + (0.0 if is_above or not widest else widest + _LABEL_GAP)

    def pages(  # noqa: PLR0913  (what pages of rows are made of)
        self,
        chart: Chart,
        *,
        contents: Sequence[float] = (),
        quiet: Sequence[bool] = (),
        above: float = 0.0,
        below: float | None = None,
        most: float = _MOST_GROWN,
        n_times: int = 1,
    ) -> Iterator[RowPage]:
        """Pages of rows as high as their labels and what is drawn in them need.

        Args:
            chart: The chart, for the words around them.
            contents: Inches that each row needs without its label.
            quiet: Whether each row is without data, which makes its label quiet.
            above: Inches kept free above the rows of each page.
            below: Inches kept free below them; those of an axis by default.
            most: Inches by which a row grows at most where a page has room.
            n_times: How often the rows come, with further columns.

        Raises:
            TooLowError: A page is too low for a row.
        """
        frame, needed = self.frame, contents or [0.0] * len(self.labels)
        given = zip(self._least, self._above, needed, strict=True)
        least = [max(tall, up + content) for tall, up, content in given]
        around = above + (axis_room(frame) if below is None else below)
        room = room_of(chart, frame) - around
        space, most = (_FILL, min(most, _FREE)) if room == inf else (room, most)
        parts = pages_of(least, room) * n_times
        for number, part in enumerate(parts, start=1):
            free = (space - sum(least[part])) / len(least[part])
            heights = [tall + min(max(free, 0.0), most) for tall in least[part]]
            body, of_all = around + sum(heights), (number, len(parts))
            page = slide(chart, frame, body=body, part=of_all)
            top, rows, edges = page.top - above, [], []
            for row, tall in enumerate(heights, start=part.start):
                text, up = self.labels[row], self._above[row]
                rows.append(Row(top - (tall + up) / 2, tall - up))
                color = QUIET if quiet and quiet[row] else INK
                if up or self._are_sentences:
                    y = top - up / 2 if up else rows[-1].middle
                    words(page, (frame.margin, y), text, size=_SIZE, color=color)
                else:
                    at = (self.left - _LABEL_GAP, rows[-1].middle)
                    words(page, at, text, size=_SIZE, color=color, ha="right")
                edges.append([(frame.margin, top), (frame.right, top)])
                top -= tall
            if self._are_sentences:
                strokes(page, edges, color=RULE, width=0.8, zorder=0)
            yield RowPage(page, part, rows, self.left, Span(page.top - above, top))


class Estimate(NamedTuple):
    """A value, None where there is none, with its interval, its color and the pooled value."""

    value: float | None
    interval: Interval | None
    color: str
    pooled: float | None = None


def bars(
    here: RowPage, scale: Scale, counts: Sequence[Mapping[State, int]], *, is_share: bool
) -> None:
    """One stacked bar a row with each count in its part where it fits, and n behind it.

    Args:
        here: The page with its rows.
        scale: Of the counts, or of shares of each row.
        counts: The parts of each row; a row of zeros has no bar.
        is_share: Whether every bar is drawn to the same length.
    """
    parts: dict[State, list[Box]] = {}
    half = min(_THICKEST, *(row.height / 3 for row in here.rows))
    for row, (y, _) in zip(counts, here.rows, strict=True):
        n, before = sum(row.values()), 0
        unit = 1 / n if is_share and n else 1
        for state, n_here in row.items():
            left, right = scale.at(before * unit), scale.at((before + n_here) * unit)
            before += n_here
            if n_here:
                parts.setdefault(state, []).append((left, y - half, right, y + half))
                _count(here.page, n_here, state, parts[state][-1])
        words(here.page, (scale.at(before * unit) + 0.08, y), f"n={n}")
    for state, given in parts.items():
        boxes(here.page, given, state=state)


def _count(page: Page, n: int, state: State, box: Box) -> None:
    """A count inside its part of a bar where it fits, on a plain ground where the part is hatched."""
    left, bottom, right, top = box
    wide = text_width(str(n), SMALL) + 0.06
    if wide > right - left:
        return
    at = ((left + right) / 2, (bottom + top) / 2)
    if not state.is_scored:
        ground = (at[0] - wide / 2, at[1] - 0.09, at[0] + wide / 2, at[1] + 0.09)
        boxes(page, [ground], state=state, hatch=None, facecolor=PALE, linewidth=0, gid="ground")
    words(page, at, str(n), ha="center", color=_on(state))


def _on(state: State) -> str:
    """The color of text on a state's color: the same in every theme where the state's color is."""
    red, green, blue = (int(state.row.color[place : place + 2], 16) for place in (1, 3, 5))
    is_light = 0.299 * red + 0.587 * green + 0.114 * blue > _MIDDLE_GRAY
    return "white" if not is_light else "black" if state.is_scored else INK


def estimates(
    here: RowPage,
    scale: Scale,
    given: Sequence[Estimate],
    *,
    said: Callable[[float], Phrase | str] = percent_phrase,
    overall: float | None = None,
) -> None:
    """One dot a row with its interval, the pooled value as a diamond, the value in words at the right.

    A row without a value stays empty. The value of all claims is a line through the rows, named above them.
    """
    page, of_color = here.page, defaultdict(list)
    for (value, interval, color, pooled), (y, _) in zip(given, here.rows, strict=True):
        if value is not None:
            of_color[color].append((scale.at(value), interval, pooled, y))
            words(page, (scale.right + 0.62, y), said(value), size=11.6, color=color, ha="right")
    for color, these in sorted(of_color.items()):
        strokes(page, [[(scale.at(interval.low), y), (scale.at(interval.high), y)]
                       for _, interval, _, y in these if interval],
                color=color, width=1.6, gid="intervals")  # fmt: skip
        dots(page, "o", [(x, y) for x, _, _, y in these], color=color, markersize=6, gid="shares")
        diamonds = [(scale.at(pooled), y) for _, _, pooled, y in these if pooled is not None]
        dots(page, "D", diamonds, markerfacecolor="white", markeredgecolor=color, markersize=5,
             gid="pooled")  # fmt: skip
    if overall is not None:
        x, frame = upright(page, scale, overall, here.span, color=LINE), page.frame
        name = labeled(frame.said(_ALL), frame.said(said(overall)), frame.language)
        half = text_width(name, SMALL) / 2
        center = min(max(x, scale.left + half), scale.right - half)
        words(page, (center, here.span.top + 0.13), name, ha="center")
