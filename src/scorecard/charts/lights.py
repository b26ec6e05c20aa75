"""Rows of marks, and the traffic-light page of an outlook that is made of them."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from matplotlib.figure import Figure

from scorecard.charts.marks import SMALL, Point, marks, strokes, words
from scorecard.charts.slide import MARGIN, Chart, Legend, slide
from scorecard.charts.style import INK, QUIET, RULE, WIDTH
from scorecard.charts.wrapping import wrapped
from scorecard.summary.lights import Light, lights_sentence
from scorecard.summary.numbers import OutlookLights
from scorecard.text import Language, Phrase
from scorecard.verdicts import COUNTED_STATES, State, Verdict

__all__ = ["MARKS", "MarkRow", "draw_mark_rows", "lights_chart"]

_HEAD, _AIR = 0.34, 0.1
_NO_ITEM = Phrase("No item is recorded yet.", "还没有收录任何原文条目。")

MARKS = 6.3
"""Inches from the left at which the marks begin."""

_ROW, _LINE_OF_NAME, _STEP, _SIZE = 0.46, 0.22, 0.36, 12.5
_RADIUS, _BIG_RADIUS = 0.12, 0.15
_LONGEST_LINE = int((WIDTH - MARGIN - MARKS - 1.25) / _STEP)


class MarkRow:
    """One row, with its text wrapped and its height known.

    Args:
        name: The text at the left.
        states: One mark each; None leaves its place empty.
        count: The text at the right.
        light: The big mark before the name, a pale one for None; no argument for no mark at all.
        columns: The place of each mark, in inches from the left; None sets them side by side.
    """

    def __init__(
        self,
        name: str,
        states: Sequence[State | Verdict | None],
        count: str,
        *light: State | None,
        columns: Sequence[float] | None = None,
    ) -> None:
        self.left = MARGIN + (0.62 if light else 0.0)
        self.name = wrapped(name, MARKS - self.left - 0.3, _SIZE, lines=2)
        self.states, self.count, self.columns = states, count, columns
        self.light = (light[0] or State.OPEN) if light else None
        self.is_quiet = light == (None,)
        self.n_lines = 1 if columns else -(-len(states) // _LONGEST_LINE)
        of_name = _ROW + _LINE_OF_NAME * self.name.count("\n")
        self.height = max(of_name, _STEP * self.n_lines + 0.1)

    def points(self, middle: float) -> list[Point]:
        """The places of its marks when the row is around a height."""
        if self.columns:
            return [(x, middle) for x in self.columns]
        places = [divmod(number, _LONGEST_LINE) for number in range(len(self.states))]
        above = middle + (self.n_lines - 1) * _STEP / 2
        return [(MARKS + 0.12 + place * _STEP, above - line * _STEP) for line, place in places]


def draw_mark_rows(page: Figure, rows: Sequence[MarkRow], top: float) -> None:
    """The rows from a height down."""
    found: dict[tuple[State | Verdict, float], list[Point]] = defaultdict(list)
    edges = []
    for row in rows:
        edges.append([(MARGIN, top), (WIDTH - MARGIN, top)])
        middle = top - row.height / 2
        top -= row.height
        if row.light:
            found[row.light, _BIG_RADIUS].append((MARGIN + 0.2, middle))
        for state, point in zip(row.states, row.points(middle), strict=True):
            if state:
                found[state, _RADIUS].append(point)
        words(page, (row.left, middle), row.name, size=_SIZE, color=QUIET if row.is_quiet else INK)
        words(page, (WIDTH - MARGIN, middle), row.count, size=SMALL, ha="right")
    strokes(page, edges, color=RULE, width=0.8, zorder=0)
    for (state, radius), points in found.items():
        marks(page, state, points, radius)


def lights_chart(page: OutlookLights, source: Phrase) -> Chart:
    """One row for each item of an outlook: its light, its name, its claims' verdicts as marks.

    The light is green, amber or red by the mean credit of the item's judged claims and gray when fewer
    than half of them are judged. A light of one or two claims says no more than those claims: the reader
    must not count lights as if they were equally sure.

    Args:
        page: The outlook with its items in the article's order.
        source: The line at its foot.
    """
    n_items = len(page.lights)
    return Chart(
        title=Phrase(f"Traffic lights: {page.title.en}", f"红绿灯：{page.title.zh}"),
        note=lights_sentence(),
        source=source,
        description=Phrase(
            f"{n_items} items of the article, one row each: its light, its name and a mark for the state of"
            " each of its claims.",
            f"文章的 {n_items} 个原文条目，一条一行：灯色、名称，以及其下每条预测的状态标记。",
        ),
        body=partial(_draw, page.lights)
        if page.lights
        else Phrase("No item is recorded yet.", "还没有收录任何原文条目。"),
    )


def _draw(lights: Sequence[Light], chart: Chart, language: Language) -> Figure:
    rows = [_row(light, language) for light in lights]
    body = _HEAD + sum(row.height for row in rows) + _AIR
    here = slide(chart, body=body, language=language, legend_of=Legend(list(COUNTED_STATES)))
    said = Phrase("its claims, one mark each", "其下各条预测，一条一个标记").in_language(language)
    words(here.page, (MARKS, here.top - _HEAD + 0.15), said)
    draw_mark_rows(here.page, rows, here.top - _HEAD)
    return here.page


def _row(light: Light, language: Language) -> MarkRow:
    states = [state for _, state in light.claims]
    n, n_judged = len(states), sum(state.is_judged for state in states)
    count = Phrase(f"{n_judged} of {n} judged", f"{n} 条中已判 {n_judged} 条").in_language(language)
    return MarkRow(light.label.in_language(language), states, count, light.light)
