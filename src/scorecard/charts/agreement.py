"""How far raters agree, and the claims on which they split."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from scorecard.charts.mark_rows import MARKS, MarkRow, draw_mark_rows
from scorecard.charts.marks import words
from scorecard.charts.panels import Estimate, estimates
from scorecard.charts.rows import AXIS, Rows, Scale, Span, axis, row_labels, rows
from scorecard.charts.slide import MARGIN, Heading, Legend, blank, slide
from scorecard.charts.style import INK, WIDTH
from scorecard.errors import Language, Phrase
from scorecard.models import State, Verdict
from scorecard.scoring.interval import Interval
from scorecard.summary.raters import Alpha, RaterAgreement, SplitClaim

__all__ = ["agreement_chart"]

_HEAD, _GAP, _MOST = 0.34, 0.05, 20
_STATE_OF = {
    verdict.value: State.OPEN if verdict is Verdict.TOO_EARLY else State(verdict.value)
    for verdict in Verdict
}
_NAMES = {
    "nominal": Phrase("alpha, same verdict or not", "alpha，判定是否相同"),
    "ordinal": Phrase("alpha, by how far apart", "alpha，按相差远近"),
}
_NO_RATINGS = Phrase("No rater has rated yet.", "还没有评分人评分。")
_ALL_AGREE = Phrase(
    "On every claim that two or more rated, they agree.", "凡有两人以上评过的说法，意见都一致。"
)
_LEVELS = (0.667, 0.8)
"""Below the first alpha is commonly called unreliable, above the second reliable."""


def _row(split: SplitClaim, language: Language) -> MarkRow:
    order = list(State)
    states = sorted((_STATE_OF[one.value] for one in split.ratings.values()), key=order.index)
    count = Phrase(f"{len(states)} raters", f"{len(states)} 人评分").in_language(language)
    return MarkRow(split.claim.in_language(language), states, count)


def _estimate(alpha: Alpha) -> Estimate | None:
    if alpha.alpha is None:
        return None
    found = alpha.interval
    interval = Interval(found.low, found.high, found.level) if found else None
    return Estimate(alpha.alpha, interval, form="{:.2f}")


def agreement_chart(numbers: RaterAgreement | None, heading: Heading, language: Language) -> Figure:
    """Krippendorff's alpha with its interval, and the claims that raters split on, one mark a rater.

    Claims furthest apart come first, twenty at most; the sentence counts them all. Alpha says that raters
    agree, not that they are right, and is low where nearly all claims get one verdict. Without a rating,
    and without a split, a sentence says so.

    Args:
        numbers: What the ratings say; None without ratings.
        heading: Title, the honest sentence, source.
        language: Language of the texts.
    """
    if numbers is None:
        return blank(heading, _NO_RATINGS, language)
    marked = [_row(one, language) for one in numbers.split[:_MOST]]
    placed = rows([_NAMES[one.metric].in_language(language) for one in numbers.alphas])
    tall = sum(placed.heights) + AXIS + _GAP + _HEAD + max(0.5, sum(one.height for one in marked))
    here = slide(heading, body=tall, language=language, legend_of=Legend(list(State)))
    top = _draw_alphas(here.page, numbers.alphas, placed, here.top)
    said = Phrase("raters, one mark each", "评分人，一人一个标记") if marked else _ALL_AGREE
    words(here.page, (MARKS if marked else MARGIN, top - _HEAD + 0.15), said.in_language(language))
    draw_mark_rows(here.page, marked, top - _HEAD)
    return here.page


def _draw_alphas(page: Figure, alphas: Sequence[Alpha], placed: Rows, top: float) -> float:
    """The two alphas on one scale; gives the height below it."""
    given = [_estimate(one) for one in alphas]
    lows = [min(one.share, one.interval.low if one.interval else one.share) for one in given if one]
    left = MARGIN + placed.width + 0.15
    scale = Scale(min([0.0, *lows]), 1, left, WIDTH - MARGIN - 0.75)
    span = Span(top, top - sum(placed.heights))
    row_labels(page, placed, top=top, right=left - 0.15, is_quiet=[one is None for one in given])
    estimates(page, scale, given, placed.middles(top), color=INK)
    ticks = [(0.0, "0"), *((level, f"{level:g}") for level in _LEVELS), (1.0, "1")]
    axis(page, scale, ticks, span, title="Krippendorff's alpha")
    return span.bottom - AXIS - _GAP
