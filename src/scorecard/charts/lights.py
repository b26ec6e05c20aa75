"""Rows of marks, and the traffic-light page of an outlook that is made of them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from matplotlib.figure import Figure

from scorecard.charts.fonts import wrapped
from scorecard.charts.marks import SMALL, Point, dots, marks, strokes, words
from scorecard.charts.slide import Chart, Legend, slides
from scorecard.charts.style import INK, PALE, QUIET, RULE, Frame
from scorecard.summary.claims import LIGHTS_NOTE, Light
from scorecard.summary.groups import Group
from scorecard.summary.numbers import OutlookLights
from scorecard.text import Phrase
from scorecard.verdicts import COUNTED_STATES, State, Verdict

_HEAD, _AIR = 0.34, 0.1
_NO_ITEM = Phrase("No item is recorded yet.", "还没有收录任何原文条目。")
_ROW, _LINE_OF_NAME, _STEP, _SIZE = 0.4, 0.22, 0.36, 12.5
_LOW_ROW, _MOST_GROWN, _MOST = 0.31, 0.29, 40
_RADIUS, _COUNT, _LAMP = 0.12, 1.3, 0.15
_CLAIMS = Phrase("its claims, one mark each", "其下各条预测，一条一个标记")


def marks_left(frame: Frame) -> float:
    """Inches from the left at which the marks begin; on a phone they stand below the names."""
    return frame.margin + 0.55 if frame.is_narrow else 0.49 * frame.width


class MarkRow:
    """One row, with its text wrapped and its height known.

    Args:
        name: The text at the left.
        states: One mark each; None leaves its place empty.
        count: The text at the right.
        light: The square before the name, a pale one for None; no argument for no mark at all.
        frame: What it is drawn for.
        columns: The place of each mark, in inches from the left; None sets them side by side.
    """

    def __init__(
        self,
        name: str,
        states: Sequence[State | Verdict | None],
        count: str,
        *light: State | None,
        frame: Frame,
        columns: Sequence[float] | None = None,
    ) -> None:
        self.frame, self.marks = frame, marks_left(frame)
        self.left = frame.margin + (0.5 if light else 0.0)
        width = frame.right - self.left if frame.is_narrow else self.marks - self.left - 0.3
        self.name = wrapped(name, width, _SIZE, lines=3 if frame.is_roomy else 5)
        self.states, self.count, self.columns = states, count, columns
        self.light = (light[0] or State.OPEN) if light else None
        self.is_quiet = light == (None,)
        self.per_line = max(1, int((frame.right - self.marks - _COUNT) / _STEP))
        n_lines = 1 if columns else -(-len(states) // self.per_line)
        least = _ROW if frame.height is None else _LOW_ROW
        of_name = least + _LINE_OF_NAME * self.name.count("\n")
        of_marks = _STEP * n_lines - (_STEP - _LOW_ROW)
        self.above = of_name - 0.04 if frame.is_narrow else 0.0
        self.height = self.above + of_marks + 0.08 if frame.is_narrow else max(of_name, of_marks)
        self.n_lines = n_lines

    def points(self, middle: float) -> list[Point]:
        """The places of its marks when they are around a height."""
        if self.columns:
            return [(x, middle) for x in self.columns]
        places = [divmod(number, self.per_line) for number in range(len(self.states))]
        top = middle + (self.n_lines - 1) * _STEP / 2
        return [(self.marks + 0.12 + place * _STEP, top - line * _STEP) for line, place in places]


def draw_mark_rows(
    page: Figure, rows: Sequence[MarkRow], heights: Sequence[float], top: float
) -> None:
    """The rows with their heights from a height down."""
    found: dict[State | Verdict, list[Point]] = defaultdict(list)
    edges: list[list[Point]] = []
    for row, tall in zip(rows, heights, strict=True):
        margin, right = row.frame.margin, row.frame.right
        edges.append([(margin, top), (right, top)])
        middle = top - (tall + row.above) / 2
        at_name = top - row.above / 2 if row.above else middle
        top -= tall
        if row.light:
            _lamp(page, row.light, (margin + 0.2, at_name))
        for state, point in zip(row.states, row.points(middle), strict=True):
            if state:
                found[state].append(point)
        color = QUIET if row.is_quiet else INK
        words(page, (row.left, at_name), row.name, size=_SIZE, color=color)
        words(page, (right, middle), row.count, size=SMALL, ha="right")
    strokes(page, edges, color=RULE, width=0.8, zorder=0)
    for state, points in found.items():
        marks(page, state, points, _RADIUS)


def _lamp(page: Figure, light: State, at: Point) -> None:
    """The light of an item: a square, so that nobody takes it for the mark of a claim.

    It is filled as far as the mark of its state, for those who do not see its color.
    """
    row = light.row
    look: dict[str, Any] = {"markerfacecolor": row.color if row.credit else "white"}
    if light is State.OPEN:
        look = {"markerfacecolor": PALE}
    elif row.credit != 1:
        look |= {"fillstyle": "left" if row.credit else "full", "markerfacecoloralt": "white"}
    wide = 3.0 if row.credit == 0 else 1.2
    dots(page, "s", [at], markersize=144 * _LAMP, gid="light", markeredgecolor=row.edge,
         markeredgewidth=wide, **look)  # fmt: skip


def lights_chart(page: OutlookLights, source: Phrase, group: Group) -> Chart:
    """One row for each item of an outlook: its light, its name, its claims' verdicts as marks.

    The light is green, amber or red by the mean credit of the item's judged claims and gray when fewer
    than half of them are judged. A light of one or two claims says no more than those claims: the reader
    must not count lights as if they were equally sure.
    """
    n_items = len(page.lights)
    return Chart(
        title=Phrase(f"Traffic lights: {page.title.en}", f"红绿灯：{page.title.zh}"),
        note=LIGHTS_NOTE,
        source=source,
        description=Phrase(
            f"{n_items} items of the article, one row each: its light, its name and a mark for the state of"
            " each of its claims.",
            f"文章的 {n_items} 个原文条目，一条一行：灯色、名称，以及其下每条预测的状态标记。",
        ),
        body=partial(_draw, page.lights) if page.lights else _NO_ITEM,
        group=group,
    )


def _draw(lights: Sequence[Light], chart: Chart, frame: Frame) -> Iterator[Figure]:
    rows = [row for light in lights for row in _rows(light, frame)]
    least, legend = [row.height for row in rows], Legend(list(COUNTED_STATES))
    for here, part, heights in slides(
        chart, frame, least, around=_HEAD + _AIR, most=_MOST_GROWN, legend_of=legend
    ):
        at = (marks_left(frame), here.top - _HEAD + 0.15)
        words(here.page, at, _CLAIMS.in_language(frame.language))
        draw_mark_rows(here.page, rows[part], heights, here.top - _HEAD)
        yield here.page


def _rows(light: Light, frame: Frame) -> Iterator[MarkRow]:
    """The row of an item; one with very many claims goes on in further rows, which have no light."""
    states = [state for _, state in light.claims]
    n, n_judged = len(states), sum(state.is_judged for state in states)
    count = Phrase(f"{n_judged} of {n} judged", f"{n} 条中已判 {n_judged} 条")
    if light.light and n_judged == 1:
        count = Phrase(f"rests on 1 of {n}", f"仅凭 {n} 条中的 1 条")
    name, said = light.label.in_language(frame.language), count.in_language(frame.language)
    yield MarkRow(name, states[:_MOST], said, light.light, frame=frame)
    for start in range(_MOST, n, _MOST):
        yield MarkRow("…", states[start : start + _MOST], "", frame=frame)
