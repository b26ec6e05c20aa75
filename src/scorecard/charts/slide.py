"""A chart with its words, and the slide it is drawn on: title, note and source, and a body in inches."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, inf
from typing import Any, NamedTuple

from scorecard.charts.fonts import check_glyphs, text_width, wrapped
from scorecard.charts.marks import SMALL, boxes, marks, words
from scorecard.charts.style import INK, QUIET, Frame, Page, paint
from scorecard.problems import CallError
from scorecard.summary.groups import Group
from scorecard.text import Phrase, listed, percent_phrase, percent_range
from scorecard.verdicts import COUNTED_STATES, State, Verdict

_LEAST = 4.8
_TITLE, _NARROW_TITLE, _NOTE, _SOURCE = 19, 16, 11.6, 9
_SPACING = 1.35
_LEGEND_LINE, _LEGEND_AIR, _SIGN, _GAP = 0.3, 0.12, 0.25, 0.28
_COVER = 18

NOTHING_JUDGED = Phrase("There is no score yet.", "还没有得分。")
NOTHING_RECORDED = Phrase("Nothing is recorded yet.", "还没有收录任何预测。")


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart before it is drawn: its words, and how its body is drawn.

    Attributes:
        note: The sentence under the title: what may be read from the chart; empty for none.
        source: The line at its foot, which ends with counts, date, rule and digest.
        description: What is drawn and how it is read, for readers who do not see it.
        body: Draws its pages, from the chart itself, for its words, and a frame; or the sentence on why
            there is nothing to draw.
        group: The group that it is about, whose accuracy its cover shows.
        legend: The states that it names below its note.
        has_bars: Whether it shows them as parts of bars; else they are marks.
    """

    title: Phrase
    note: Phrase
    source: Phrase
    description: Phrase
    body: Callable[["Chart", Frame], Iterable[Page]] | Phrase
    group: Group
    legend: Sequence[State | Verdict] = ()
    has_bars: bool = False

    @property
    def has_data(self) -> bool:
        """Whether it draws anything but words."""
        return not isinstance(self.body, Phrase)

    def figures(self, frame: Frame) -> list[Page]:
        """The chart as it is drawn for a frame: one page, or more where a list is longer than a page.

        Raises:
            MissingGlyphError: A label cannot be drawn.
            TooLowError: The frame is too low.
        """
        if frame.is_cover:
            pages = [_cover(self, frame)]
        elif isinstance(self.body, Phrase):
            page, text = slide(self, frame, body=1.5), frame.said(self.body)
            middle = (frame.width / 2, (page.top + page.foot) / 2)
            words(page, middle, wrapped(text, frame.inner, 14), size=14, ha="center")
            pages = [page]
        else:
            pages = list(self.body(self, frame))
        for page in pages:
            check_glyphs(page)
            paint(page)
        return pages

    @property
    def reason(self) -> Phrase:
        """Why nothing but words is drawn; empty where there is more."""
        return self.body if isinstance(self.body, Phrase) else Phrase("", "")

    def as_json(self) -> dict[str, Any]:
        """The words of the chart, as the index of the chart files has them."""
        named = ("title", "note", "source", "description")
        return {
            **{name: getattr(self, name)._asdict() for name in named},
            "has_data": self.has_data,
            "not_drawn_because": None if self.has_data else self.reason._asdict(),
        }


class TooLowError(CallError):
    """A size is too low for charts; `sizes` has the least one of its width for each, by name or title."""

    def __init__(self, sizes: Mapping[str, tuple[int, int]]) -> None:
        self.sizes = sizes
        needed = listed(f"{name} --size {wide}x{high}" for name, (wide, high) in sizes.items())
        super().__init__(
            f"the size is too low; at its width at least: {needed.en}",
            f"这个尺寸放不下；这个宽度至少要：{needed.zh}",
        )


class _Words(NamedTuple):
    """The wrapped texts around a body, and what they take of the height.

    `above` are inches from the top, text, size and color of those above it; `entries` are those of the
    legend: the state, the line that it is on, and inches from the left.
    """

    above: list[tuple[float, str, float, str]]
    source: str
    entries: list[tuple[State | Verdict, int, float]]
    head: float
    foot: float


def _tall(text: str, size: float) -> float:
    """Height in inches of a wrapped text."""
    return (text.count("\n") + 1) * size * _SPACING / 72


def _words(chart: Chart, frame: Frame, part: str) -> _Words:
    title_size = _NARROW_TITLE if frame.is_narrow else _TITLE
    named, note, source = map(frame.said, (chart.title, chart.note, chart.source))
    inner = frame.inner - (0.8 if part else 0)
    title = wrapped(named, inner, title_size, lines=3, keeps_end=True) + part
    note = wrapped(note, frame.inner, _NOTE)
    source = "\n".join(wrapped(line, frame.inner, _SOURCE) for line in source.split("\n"))
    entries: list[tuple[State | Verdict, int, float]] = []
    line, left = 0, 0.0
    for state in chart.legend if chart.has_data else ():
        wide = _SIGN + text_width(frame.said(state.label), _NOTE)
        if left and left + wide > frame.inner:
            line, left = line + 1, 0.0
        entries.append((state, line, left))
        left += wide + _GAP
    below = _LEGEND_LINE * (line + 1) + _LEGEND_AIR if entries else 0
    head = 0.3 + _tall(title, title_size) + 0.08 + (_tall(note, _NOTE) + 0.1 if note else 0) + below
    foot = 0.2 + _tall(source, _SOURCE) + 0.14
    above = [(0.3, title, title_size, INK), (0.38 + _tall(title, title_size), note, _NOTE, QUIET)]
    return _Words(above, source, entries, head, foot)


def room_of(chart: Chart, frame: Frame) -> float:
    """The inches that a frame leaves for the body of a chart; infinite when its height is free."""
    placed = _words(chart, frame, part=" (1/2)")
    return inf if frame.height is None else frame.height - placed.head - placed.foot


def slide(chart: Chart, frame: Frame, *, body: float, part: tuple[int, int] = (1, 1)) -> Page:
    """A slide with its words placed and room for a body.

    Args:
        chart: The chart, for the words around its body; long ones take more lines.
        frame: What it is drawn for; a page of free height grows with its words.
        body: Height in inches of what comes below title, note and legend.
        part: Number of the page, and of all pages.

    Raises:
        TooLowError: The page is too low for the body.
    """
    number, n_pages = part
    numbered = Phrase(f" ({number}/{n_pages})", f"（{number}/{n_pages}）")
    placed = _words(chart, frame, frame.said(numbered) if n_pages > 1 else "")
    needed = placed.head + body + placed.foot
    height = frame.height or max(0 if frame.is_narrow else _LEAST, needed)
    if needed > height + 0.01:
        width, least = round(frame.width * frame.dpi), ceil((needed + 0.01) * frame.dpi)
        raise TooLowError({frame.said(chart.title): (width, least)})
    page = Page(frame, height, top=height - placed.head, foot=placed.foot)
    for down, text, size, color in placed.above:
        words(page, (frame.margin, height - down), text, size=size, color=color, va="top")
    words(page, (frame.margin, 0.2), placed.source, size=_SOURCE, va="bottom")
    for state, line, left in placed.entries:
        x = frame.margin + left
        y = page.top + _LEGEND_LINE * (placed.entries[-1][1] - line) + _LEGEND_AIR + 0.16
        if chart.has_bars:
            boxes(page, [(x, y - 0.08, x + 0.19, y + 0.08)], state=state, gid="legend")
        else:
            marks(page, state, [(x + 0.085, y)], 0.085)
        words(page, (x + _SIGN, y), state.label, size=_NOTE, color=INK)
    return page


def _cover(chart: Chart, frame: Frame) -> Page:
    """A picture to share: title, the accuracy with its interval, the states of all claims as one bar.

    Of its source there is room for counts, day, rule and digest, which are the last sentence.
    """
    height, lead = frame.height or 0.0, chart.group.lead
    page = Page(frame, height)
    left, right = 0.3, frame.width - 0.3
    inner = right - left - (1.9 if lead.accuracy is not None else 0.0)
    title = wrapped(frame.said(chart.title), inner, _COVER, lines=3, keeps_end=True)
    words(page, (left, height - 0.8), title, size=_COVER, color=INK)
    if lead.accuracy is not None and lead.interval is not None:
        n, is_up = lead.counts.n_judged, lead.counts.n_judged < chart.group.n_judged
        said = Phrase(f"accuracy{', time up' * is_up}, n={n}", f"{'期满' * is_up}得分率，n={n}")
        for y, points, color, text in (
            (0.7, 36, INK, percent_phrase(lead.accuracy)),
            (1.1, 10, QUIET, percent_range(*lead.interval[:2])),
            (1.28, 10, QUIET, said),
        ):
            words(page, (right, height - y), text, size=points, color=color, ha="right")
    counts = lead.counts if lead.counts.n_recorded else chart.group.counts
    at, n = left, max(1, counts.n_recorded)
    for state in COUNTED_STATES:
        after = at + (right - left) * counts[state] / n
        if after > at:
            boxes(page, [(at, 0.72, after, 1.0)], state=state)
            name = f"{frame.said(state.label)} {counts[state]}"
            if text_width(name, SMALL) < after - at:
                words(page, ((at + after) / 2, 0.61), name, ha="center")
        at = after
    source = frame.said(chart.source).split("\n")[-1].rpartition(". ")[2].rpartition("。")[2]
    words(page, (left, 0.3), wrapped(source, right - left, _SOURCE, lines=2), size=_SOURCE)
    return page
