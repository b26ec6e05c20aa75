"""The agreement of raters, and the claims on which they split."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from matplotlib.figure import Figure

from scorecard.charts.fonts import text_width, wrapped
from scorecard.charts.lights import MarkRow, draw_mark_rows, marks_left
from scorecard.charts.marks import SMALL, words
from scorecard.charts.rows import (
    Estimate,
    Scale,
    Span,
    axis,
    axis_room,
    estimates,
    row_labels,
    rows,
)
from scorecard.charts.slide import Chart, Legend, Slide, slide, slides
from scorecard.charts.style import INK, Frame
from scorecard.scoring.interval import Interval
from scorecard.summary.groups import Summary
from scorecard.summary.raters import Alpha, RaterAgreement, SplitClaim, agreement_sentence
from scorecard.summary.sentences import source_sentence
from scorecard.text import Phrase
from scorecard.verdicts import Verdict

_MOST, _NAMES_AIR, _MOST_GROWN = 20, 0.34, 0.2
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


class _Columns(NamedTuple):
    """The columns of the raters: places of their marks, names, and the height that upright names need."""

    raters: list[str]
    names: list[str]
    places: list[float]
    height: float
    is_upright: bool


def _columns(raters: Sequence[str], frame: Frame) -> _Columns:
    """One column a rater, twenty at most; names that are wider than a column stand upright."""
    shown = list(raters[:_MOST_RATERS])
    names = [wrapped(one, _LONGEST_NAME, SMALL, lines=1) for one in shown]
    left = marks_left(frame)
    step = min(_WIDEST, (frame.right - left) / len(shown))
    widest = max(text_width(name, SMALL) for name in names)
    is_upright = widest > step - 0.15
    places = [left + (place + 0.5) * step for place in range(len(shown))]
    return _Columns(shown, names, places, widest + 0.2 if is_upright else _NAMES_AIR, is_upright)


def _row(split: SplitClaim, columns: _Columns, frame: Frame) -> MarkRow:
    given = [split.ratings.get(rater) for rater in columns.raters]
    name = split.claim.in_language(frame.language)
    return MarkRow(name, given, "", frame=frame, columns=columns.places)


def _estimate(alpha: Alpha) -> Estimate | None:
    if alpha.alpha is None:
        return None
    found = alpha.interval
    interval = Interval(found.low, found.high, found.level) if found else None
    return Estimate(alpha.alpha, interval, f"{alpha.alpha:.2f}")


def agreement_chart(numbers: RaterAgreement | None, summary: Summary) -> Chart:
    """Krippendorff's alpha with its interval, and the claims that raters split on, one column a rater.

    Claims furthest apart come first, twenty at most; the sentence counts them all. A rater who did not rate
    a claim leaves a gap. Alpha says that raters agree, not that they are right, and is low where nearly all
    claims get one verdict. Without a split, a sentence says so.

    Args:
        numbers: What the ratings say; None without ratings.
        summary: The finished numbers, for the source.
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
        body=_NO_RATINGS if numbers is None else partial(_draw, numbers),
        group=summary.overall,
    )


def _draw(numbers: RaterAgreement, chart: Chart, frame: Frame) -> list[Figure]:
    """The alphas, and below them and on further pages the claims."""
    columns = _columns(numbers.raters, frame)
    marked = [_row(one, columns, frame) for one in numbers.split[:_MOST]]
    above = _alphas_height(numbers.alphas, frame)
    if not marked:
        here = slide(chart, frame, body=above + 0.5)
        _draw_alphas(here, numbers.alphas)
        said = wrapped(_ALL_AGREE.in_language(frame.language), frame.inner, SMALL)
        words(here.page, (frame.margin, here.top - above - 0.2), said)
        return [here.page]
    legend, names = Legend(list(Verdict)), _columns_text(columns, len(numbers.raters), frame)
    head = columns.height + 0.2 * names.count("\n")
    # The alphas take their part of the first page as if they were of its first row.
    least = [above + marked[0].height, *(one.height for one in marked[1:])]
    pages: list[Figure] = []
    for here, part, tall in slides(
        chart, frame, least, around=head, most=_MOST_GROWN, legend_of=legend
    ):
        first = 0.0 if pages else above
        if first:
            _draw_alphas(here, numbers.alphas)
        top = here.top - first - head
        _draw_names(here.page, columns, top, names, frame)
        draw_mark_rows(here.page, marked[part], [tall[0] - first, *tall[1:]], top)
        pages.append(here.page)
    return pages


def _columns_text(columns: _Columns, n_raters: int, frame: Frame) -> str:
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
    if frame.is_narrow:
        return wrapped(said.in_language(frame.language), frame.inner, SMALL) + "\n"
    width = marks_left(frame) - frame.margin - 0.3
    return wrapped(said.in_language(frame.language), width, SMALL)


def _draw_names(page: Figure, columns: _Columns, bottom: float, said: str, frame: Frame) -> None:
    """The raters' names above their columns, and what the columns are at the left or above."""
    for name, x in zip(columns.names, columns.places, strict=True):
        if columns.is_upright:
            words(page, (x, bottom + 0.08), name, rotation=90)
        else:
            words(page, (x, bottom + 0.15), name, ha="center")
    up = columns.height + 0.1 * said.count("\n") if frame.is_narrow else 0.15
    words(page, (frame.margin, bottom + up), said.rstrip("\n"))


def _alphas_height(alphas: Sequence[Alpha], frame: Frame) -> float:
    placed = rows(_alpha_labels(alphas, frame), frame)
    return sum(placed.heights) + axis_room(frame) + 0.05


def _alpha_labels(alphas: Sequence[Alpha], frame: Frame) -> list[str]:
    return [f"{_NAMES[one.metric].in_language(frame.language)} (n={one.n})" for one in alphas]


def _draw_alphas(here: Slide, alphas: Sequence[Alpha]) -> None:
    """The two alphas on one scale."""
    placed = rows(_alpha_labels(alphas, here.frame), here.frame)
    given = [_estimate(one) for one in alphas]
    lows = [min(one.value, one.interval.low if one.interval else one.value) for one in given if one]
    scale = Scale(min([0.0, *lows]), 1, placed.left, here.frame.right - 0.75)
    span = Span(here.top, here.top - sum(placed.heights))
    row_labels(here.page, placed, top=here.top, is_quiet=[one is None for one in given])
    estimates(here.page, scale, given, placed.middles(here.top), color=INK)
    ticks = [(0.0, "0"), *((level, f"{level:g}") for level in _LEVELS), (1.0, "1")]
    axis(here.page, scale, ticks, span, title=_AXIS.in_language(here.language))
