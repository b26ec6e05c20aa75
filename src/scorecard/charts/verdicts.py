"""All recorded claims of every group by state, the ones that are not judged too."""

from matplotlib.figure import Figure

from scorecard.charts.panels import bars
from scorecard.charts.rows import AXIS, PERCENTS, Scale, Span, axis, row_labels, rows
from scorecard.charts.slide import MARGIN, Heading, Legend, blank, slide
from scorecard.charts.style import WIDTH
from scorecard.summary.groups import Summary
from scorecard.text import Language, Phrase
from scorecard.verdicts import State

__all__ = ["NOTHING_RECORDED", "verdicts_chart"]

NOTHING_RECORDED = Phrase("Nothing is recorded yet.", "还没有任何记录。")

_FILL = 2.6


def verdicts_chart(summary: Summary, heading: Heading, language: Language) -> Figure:
    """The share of each state among all recorded claims of every group, as one stacked bar a group.

    The number of claims stands in each part where it fits, their sum behind the bar. Bars have one
    length, so that a group of three looks as sure as one of ninety: the reader must look at n. A long
    part that is not judged says nothing of how right the group was. Without any record, one sentence
    says so.

    Args:
        summary: The finished numbers.
        heading: Title, the honest sentence, source.
        language: Language of the texts.
    """
    groups = [group for group in summary.groups if group.n_recorded]
    if not groups:
        return blank(heading, NOTHING_RECORDED, language)
    placed = rows([group.label.in_language(language) for group in groups], fill=_FILL)
    tall = sum(placed.heights)
    here = slide(
        heading, body=tall + AXIS, language=language, legend_of=Legend(list(State), as_boxes=True)
    )
    span, left = Span(here.top, here.top - tall), MARGIN + placed.width + 0.15
    shares = Scale(0, 1, left, WIDTH - MARGIN - 0.75)
    row_labels(here.page, placed, top=here.top, right=left - 0.15,
               is_quiet=[not group.n_judged for group in groups])  # fmt: skip
    bars(here.page, shares, [group.counts.by_state for group in groups], placed.bands(here.top),
         is_share=True)  # fmt: skip
    said = Phrase("share of all recorded claims", "占全部记录的比例").in_language(language)
    axis(here.page, shares, PERCENTS, span, title=said)
    return here.page
