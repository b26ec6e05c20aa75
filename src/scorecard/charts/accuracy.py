"""Accuracy by group: the verdicts as stacked bars beside the accuracy with its interval."""

from matplotlib.figure import Figure

from scorecard.charts.panels import Estimate, bars, estimates, overall_line
from scorecard.charts.rows import AXIS, PERCENTS, Scale, Span, axis, row_labels, rows, whole_ticks
from scorecard.charts.slide import MARGIN, Heading, Legend, blank, slide
from scorecard.charts.style import GRAY, INK, WIDTH
from scorecard.summary.groups import Group, Summary
from scorecard.text import Language, Phrase
from scorecard.verdicts import JUDGED_STATES

__all__ = ["NOTHING_JUDGED", "accuracy_chart", "estimate_of"]

NOTHING_JUDGED = Phrase("Nothing is judged yet.", "还没有任何判定。")

_ABOVE, _FILL = 0.25, 2.4


def estimate_of(group: Group) -> Estimate | None:
    """The accuracy of a group as it is drawn; None where nothing is judged."""
    if group.accuracy is None:
        return None
    return Estimate(group.accuracy, group.interval, group.pooled and group.pooled.accuracy)


def accuracy_chart(summary: Summary, heading: Heading, language: Language) -> Figure:
    """Verdicts and accuracy of every group, in the order of the summary.

    Left, the number of accurate, half right and inaccurate verdicts as one stacked bar; right, accuracy
    (a dot) with its interval (a line) and the pooled accuracy (a diamond). Groups that cannot be told
    apart are gray on the right: the reader must not rank them. A group with nothing judged keeps its row
    and has n=0; when nothing at all is judged, one sentence says so.

    Args:
        summary: The finished numbers.
        heading: Title, the sentence of the comparison, source.
        language: Language of the texts.
    """
    groups = [group for group in summary.groups if group.n_recorded]
    overall = summary.overall.accuracy
    if overall is None or not groups:
        return blank(heading, NOTHING_JUDGED, language)
    placed = rows([group.label.in_language(language) for group in groups], fill=_FILL)
    tall = sum(placed.heights)
    here = slide(
        heading,
        body=_ABOVE + tall + AXIS,
        language=language,
        legend_of=Legend(list(JUDGED_STATES), as_boxes=True),
    )
    top, page = here.top - _ABOVE, here.page
    span, middles = Span(top, top - tall), placed.middles(top)
    left = MARGIN + placed.width + 0.15
    middle = (left + WIDTH - MARGIN) / 2
    longest = max(1, *(group.n_judged for group in groups))
    counts = Scale(0, longest, left, middle - 0.8)
    shares = Scale(0, 1, middle + 0.2, WIDTH - MARGIN - 0.75)
    row_labels(page, placed, top=top, right=left - 0.15,
               is_quiet=[not group.n_judged for group in groups])  # fmt: skip
    bars(page, counts, [{state: group.counts[state] for state in JUDGED_STATES} for group in groups],
         placed.bands(top), is_share=False)  # fmt: skip
    is_ranked = bool(summary.comparison and summary.comparison.distinguishable)
    estimates(page, shares, [estimate_of(group) for group in groups], middles,
              color=INK if is_ranked else GRAY)  # fmt: skip
    overall_line(page, shares, overall, span, language)
    ticks = whole_ticks(longest, counts.right - counts.left)
    said = Phrase("judged claims", "已判定的说法数")
    axis(page, counts, ticks, span, title=said.in_language(language))
    said = Phrase(
        "accuracy: ● raw with 95 % interval, ◇ pooled", "准确率：● 原值与 95% 区间，◇ 合并估计"
    )
    axis(page, shares, PERCENTS, span, title=said.in_language(language))
    return here.page
