"""The agreement of raters, and the claims on which they split."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from matplotlib.figure import Figure

from scorecard.charts.fonts import text_width, wrapped
from scorecard.charts.lights import MarkRow, draw_mark_rows, marks_left
from scorecard.charts.marks import SMALL, words
from scorecard.charts.rows import Estimate, Rows, Scale, axis, axis_room, estimates, rows
from scorecard.charts.slide import Chart, Legend, Slide, slide, slides
from scorecard.charts.style import INK, Frame
from scorecard.scoring.interval import Interval
from scorecard.summary.groups import Summary
from scorecard.summary.judges import Alpha, RaterAgreement, agreement_sentence
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
        body=_NO_RATINGS if numbers is None else partial(_draw, numbers),
        group=summary.overall,
    )


def _draw(numbers: RaterAgreement, chart: Chart, frame: Frame) -> Iterator[Figure]:
    """The alphas, and below them and on further pages the claims."""
    columns = _columns(numbers.raters, frame)
    marked = [
        MarkRow(split.claim.in_language(frame.language), list(map(split.ratings.get, columns.names)),
                "", frame=frame, columns=columns.places)
        for split in numbers.split[:_MOST]
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
        chart, frame, least, around=head, most=_MOST_GROWN, legend_of=legend
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
