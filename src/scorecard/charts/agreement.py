"""The agreement of raters, and the claims on which they split."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from matplotlib.figure import Figure

from scorecard.charts.lights import MARKS, MarkRow, draw_mark_rows
from scorecard.charts.marks import SMALL, legend, words
from scorecard.charts.rows import (
    AXIS,
    Estimate,
    Rows,
    Scale,
    Span,
    axis,
    estimates,
    row_labels,
    rows,
)
from scorecard.charts.slide import MARGIN, Chart, Slide, slide
from scorecard.charts.style import INK, QUIET, WIDTH, text_width
from scorecard.charts.wrapping import wrapped
from scorecard.scoring.interval import Interval
from scorecard.summary.groups import Summary
from scorecard.summary.raters import Alpha, RaterAgreement, SplitClaim, agreement_sentence
from scorecard.summary.sentences import source_sentence
from scorecard.text import Language, Phrase
from scorecard.verdicts import Verdict

__all__ = ["agreement_chart"]

_GAP, _LEGEND, _MOST = 0.05, 0.42, 20
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


def _columns(raters: Sequence[str]) -> _Columns:
    """One column a rater, twenty at most; names that are wider than a column stand upright."""
    shown = list(raters[:_MOST_RATERS])
    names = [wrapped(one, _LONGEST_NAME, SMALL, lines=1) for one in shown]
    step = min(_WIDEST, (WIDTH - MARGIN - MARKS) / len(shown))
    widest = max(text_width(name, SMALL) for name in names)
    is_upright = widest > step - 0.15
    places = [MARKS + (place + 0.5) * step for place in range(len(shown))]
    return _Columns(shown, names, places, widest + 0.2 if is_upright else 0.34, is_upright)


def _row(split: SplitClaim, columns: _Columns, language: Language) -> MarkRow:
    given = [split.ratings.get(rater) for rater in columns.raters]
    return MarkRow(split.claim.in_language(language), given, "", columns=columns.places)


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
    )


def _draw(numbers: RaterAgreement, chart: Chart, language: Language) -> Figure:
    columns = _columns(numbers.raters)
    marked = [_row(one, columns, language) for one in numbers.split[:_MOST]]
    named = [f"{_NAMES[one.metric].in_language(language)} (n={one.n})" for one in numbers.alphas]
    placed = rows(named)
    below = _LEGEND + columns.height + sum(one.height for one in marked) if marked else 0.5
    tall = sum(placed.heights) + AXIS + _GAP + below
    here = slide(chart, body=tall, language=language)
    top = _draw_alphas(here.page, numbers.alphas, placed, here)
    if not marked:
        words(here.page, (MARGIN, top - 0.2), _ALL_AGREE.in_language(language))
        return here.page
    legend(here.page, list(Verdict), language, at=(MARGIN, top - 0.16))
    _draw_names(here.page, columns, top - _LEGEND, n_raters=len(numbers.raters), language=language)
    draw_mark_rows(here.page, marked, top - _LEGEND - columns.height)
    return here.page


def _draw_names(
    page: Figure, columns: _Columns, top: float, *, n_raters: int, language: Language
) -> None:
    """The raters' names above their columns, and at the left what the columns are."""
    bottom = top - columns.height
    for name, x in zip(columns.names, columns.places, strict=True):
        if columns.is_upright:
            page.text(x, bottom + 0.08, name, fontsize=SMALL, color=QUIET, rotation=90, ha="center",
                      va="bottom", transform=page.dpi_scale_trans)  # fmt: skip
        else:
            words(page, (x, bottom + 0.15), name, ha="center")
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
    words(page, (MARGIN, bottom + 0.15), said.in_language(language))


def _draw_alphas(page: Figure, alphas: Sequence[Alpha], placed: Rows, here: Slide) -> float:
    """The two alphas on one scale; gives the height below it."""
    top = here.top
    given = [_estimate(one) for one in alphas]
    lows = [min(one.value, one.interval.low if one.interval else one.value) for one in given if one]
    left = MARGIN + placed.width + 0.15
    scale = Scale(min([0.0, *lows]), 1, left, WIDTH - MARGIN - 0.75)
    span = Span(top, top - sum(placed.heights))
    row_labels(page, placed, top=top, right=left - 0.15, is_quiet=[one is None for one in given])
    estimates(page, scale, given, placed.middles(top), color=INK)
    ticks = [(0.0, "0"), *((level, f"{level:g}") for level in _LEVELS), (1.0, "1")]
    axis(page, scale, ticks, span, title=_AXIS.in_language(here.language))
    return span.bottom - AXIS - _GAP
