"""Charts of rows of marks: the traffic lights of an outlook, and the claims on which raters split."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from matplotlib.figure import Figure

from scorecard.charts.fonts import text_width, wrapped
from scorecard.charts.marks import SMALL, Point, area, marks, strokes, words
from scorecard.charts.rows import Estimate, Rows, Scale, axis, axis_room, estimates, rows
from scorecard.charts.slide import Chart, Legend, Slide, slide, slides
from scorecard.charts.style import INK, PALE, QUIET, RULE, Frame
from scorecard.scoring.interval import Interval
from scorecard.summary.claims import LIGHTS_NOTE, Light
from scorecard.summary.groups import Group, Summary
from scorecard.summary.judges import Alpha, RaterAgreement, agreement_sentence
from scorecard.summary.numbers import OutlookLights
from scorecard.summary.sentences import source_sentence
from scorecard.text import Phrase
from scorecard.verdicts import COUNTED_STATES, State, Verdict

_HEAD, _AIR = 0.34, 0.1
_NO_ITEM = Phrase("No item is recorded yet.", "还没有收录任何原文条目。")
_ROW, _LINE_OF_NAME, _STEP, _SIZE = 0.4, 0.22, 0.36, 12.5
_LOW_ROW, _MOST_GROWN, _MOST = 0.31, 0.29, 40
_RADIUS, _COUNT, _LAMP = 0.12, 1.3, 0.15
_CLAIMS = Phrase("its claims, one mark each", "其下各条预测，一条一个标记")
_MOST_SPLIT, _NAMES_AIR, _SPLIT_GROWN = 20, 0.34, 0.2
_MOST_RATERS, _WIDEST, _LONGEST_NAME = 20, 1.1, 1.6
_NAMES = {
    "nominal": Phrase("alpha, same verdict or not", "alpha，判定是否相同"),
    "ordinal": Phrase("alpha, by how far apart", "alpha，按相差远近"),
}
_NO_RATINGS = Phrase("No rater has rated yet.", "还没有评议人评议。")
_AXIS = Phrase(
    "Krippendorff's alpha of n claims; bar: 95 % interval",
    "n 条预测的 Krippendorff's alpha；横线为 95% 置信区间",
)
_ALL_AGREE = Phrase(
    "On every claim that two or more rated, they agree.", "凡有两人以上评议的预测，意见都一致。"
)
_LEVELS = (0.667, 0.8)
"""Below the first alpha is commonly called unreliable, above the second reliable."""


def marks_left(frame: Frame) -> float:
    """Inches from the left at which the marks begin; on a phone they stand below the names."""
    return frame.margin + 0.55 if frame.is_narrow else 0.49 * frame.width


class MarkRow:
    """One row, with its text wrapped and its height known: a name, one mark for each state, a count.

    A state of None leaves its place empty. `light` is the square before the name, pale for None; without
    it none is drawn. `columns` are the places of the marks from the left; None sets them side by side.
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
    row, wide = light.row, 3.0 if light.row.credit == 0 else 1.2
    paper = PALE if light is State.OPEN else row.color if row.credit == 1 else "white"

    def square(share: float, **look: Any) -> None:
        left, low, up = at[0] - _LAMP, at[1] - _LAMP, at[1] + _LAMP
        right = left + 2 * _LAMP * share
        area(page, [(left, low), (right, low), (right, up), (left, up)], **look)

    # Not matplotlib's half-filled marker: it is turned, and its corners come out a dot apart.
    square(1, color=paper, gid="light", edgecolor=row.edge, linewidth=wide)
    if light is not State.OPEN and row.credit and row.credit < 1:
        square(row.credit, color=row.color, gid="filled", edgecolor=row.edge, linewidth=wide)


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
        body=partial(_draw_lights, page.lights) if page.lights else _NO_ITEM,
        group=group,
    )


def _draw_lights(lights: Sequence[Light], chart: Chart, frame: Frame) -> Iterator[Figure]:
    rows = [row for light in lights for row in _rows_of(light, frame)]
    least, legend = [row.height for row in rows], Legend(list(COUNTED_STATES))
    for here, part, heights in slides(
        chart, frame, least, around=_HEAD + _AIR, most=_MOST_GROWN, legend_of=legend
    ):
        at = (marks_left(frame), here.top - _HEAD + 0.15)
        words(here.page, at, _CLAIMS.in_language(frame.language))
        draw_mark_rows(here.page, rows[part], heights, here.top - _HEAD)
        yield here.page


def _rows_of(light: Light, frame: Frame) -> Iterator[MarkRow]:
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


class _Columns(NamedTuple):
    """The columns of the raters: their names, the places of their marks, and how the names stand."""

    names: dict[str, str]
    places: list[float]
    height: float
    is_upright: bool


def _columns(raters: Sequence[str], frame: Frame) -> _Columns:
    """One column a rater, twenty at most; names that are wider than a column stand upright."""
    names = {one: wrapped(one, _LONGEST_NAME, SMALL, lines=1) for one in raters[:_MOST_RATERS]}
    left = marks_left(frame)
    step = min(_WIDEST, (frame.right - left) / len(names))
    widest = max(text_width(name, SMALL) for name in names.values())
    is_upright = widest > step - 0.15
    places = [left + (place + 0.5) * step for place in range(len(names))]
    return _Columns(names, places, widest + 0.2 if is_upright else _NAMES_AIR, is_upright)


def agreement_chart(numbers: RaterAgreement | None, summary: Summary) -> Chart:
    """Krippendorff's alpha with its interval, and the claims that raters split on, one column a rater.

    Claims furthest apart come first, twenty at most; the sentence counts them all. A rater who did not rate
    a claim leaves a gap. Alpha says that raters agree, not that they are right, and is low where nearly all
    claims get one verdict. Without a split, a sentence says so.
    """
    return Chart(
        title=Phrase("How far raters agree", "评议一致性"),
        note=agreement_sentence(numbers),
        source=source_sentence(summary),
        description=Phrase(
            "Krippendorff's alpha with its 95 % interval; below, the claims on which raters split, furthest"
            " first, with the mark of each rater's verdict in the rater's column.",
            "Krippendorff's alpha 与 95% 置信区间；下方是意见不一的预测，分歧最大的在前，"
            "每位评议人一列，标出其判定。",
        ),
        body=_NO_RATINGS if numbers is None else partial(_draw_agreement, numbers),
        group=summary.overall,
    )


def _draw_agreement(numbers: RaterAgreement, chart: Chart, frame: Frame) -> Iterator[Figure]:
    """The alphas, and below them and on further pages the claims."""
    columns = _columns(numbers.raters, frame)
    marked = [
        MarkRow(split.claim.in_language(frame.language), list(map(split.ratings.get, columns.names)),
                "", frame=frame, columns=columns.places)
        for split in numbers.split[:_MOST_SPLIT]
    ]  # fmt: skip
    labels = [f"{_NAMES[one.metric].in_language(frame.language)} (n={one.n})"
              for one in numbers.alphas]  # fmt: skip
    alphas = rows(labels, frame)
    above = sum(alphas.heights) + axis_room(frame) + 0.05
    if not marked:
        here = slide(chart, frame, body=above + 0.5)
        _draw_alphas(here, numbers.alphas, alphas)
        said = wrapped(_ALL_AGREE.in_language(frame.language), frame.inner, SMALL)
        words(here.page, (frame.margin, here.top - above - 0.2), said)
        yield here.page
        return
    legend, said = Legend(list(Verdict)), _said_of(columns, len(numbers.raters), frame)
    head = columns.height + (0.2 * (said.count("\n") + 1) if frame.is_narrow else 0)
    # The alphas take their part of the first page as if they were of its first row.
    least = [above + marked[0].height, *(one.height for one in marked[1:])]
    for here, part, tall in slides(
        chart, frame, least, around=head, most=_SPLIT_GROWN, legend_of=legend
    ):
        first = 0.0 if part.start else above
        if first:
            _draw_alphas(here, numbers.alphas, alphas)
        top = here.top - first - head
        for name, x in zip(columns.names.values(), columns.places, strict=True):
            if columns.is_upright:
                words(here.page, (x, top + 0.08), name, rotation=90)
            else:
                words(here.page, (x, top + 0.15), name, ha="center")
        up = head - 0.1 if frame.is_narrow else 0.15
        words(here.page, (frame.margin, top + up), said, va="top" if frame.is_narrow else "center")
        draw_mark_rows(here.page, marked[part], [tall[0] - first, *tall[1:]], top)
        yield here.page


def _said_of(columns: _Columns, n_raters: int, frame: Frame) -> str:
    """What the columns are, for the room at their left; on a phone for the line above them."""
    n_shown = len(columns.names)
    of = Phrase("", "")
    if n_shown < n_raters:
        of = Phrase(
            f", the first {n_shown} of {n_raters}", f"，只画 {n_raters} 人中的前 {n_shown} 人"
        )
    said = Phrase(
        f"claims they split on; one column a rater{of.en}, empty: not rated",
        f"意见不一的预测；一列一位评议人{of.zh}，空白为未评议",
    )
    width = frame.inner if frame.is_narrow else marks_left(frame) - frame.margin - 0.3
    return wrapped(said.in_language(frame.language), width, SMALL)


def _draw_alphas(here: Slide, alphas: Sequence[Alpha], placed: Rows) -> None:
    """The two alphas on one scale."""
    given = [
        None if one.alpha is None
        else Estimate(one.alpha, one.interval and Interval(*one.interval[:3]), f"{one.alpha:.2f}")
        for one in alphas
    ]  # fmt: skip
    lows = [min(one.value, one.interval.low if one.interval else one.value) for one in given if one]
    scale = Scale(min([0.0, *lows]), 1, placed.left, here.frame.right - 0.75)
    on_page = placed._replace(top=here.top)
    on_page.draw_labels(here.page, [one is None for one in given])
    estimates(here.page, scale, given, on_page.middles, [INK] * len(given))
    ticks = [(0.0, "0"), *((level, f"{level:g}") for level in _LEVELS), (1.0, "1")]
    axis(here.page, scale, ticks, on_page.span, title=_AXIS.in_language(here.frame.language))
