"""What vagueness buys: verdicts, accuracy and the share of wrong claims by how claims were put."""

from collections.abc import Mapping
from typing import NamedTuple

from matplotlib.figure import Figure

from scorecard.charts.accuracy import estimate_of
from scorecard.charts.marks import words
from scorecard.charts.panels import Estimate, bars, estimates
from scorecard.charts.rows import AXIS, PERCENTS, Rows, Scale, Span, axis, row_labels, rows
from scorecard.charts.slide import MARGIN, Heading, Legend, blank, slide
from scorecard.charts.style import INK, WIDTH
from scorecard.charts.verdicts import NOTHING_RECORDED
from scorecard.summary.groups import Group, Summary
from scorecard.summary.vagueness import Vagueness, WrongShare
from scorecard.text import Language, Phrase
from scorecard.verdicts import State

__all__ = ["vagueness_chart"]

_NAMES = {
    "specificity": Phrase("how exactly", "具体程度"),
    "hedge": Phrase("how firmly", "语气强弱"),
    "stated": Phrase("when", "是否写明时间"),
}
_HEAD, _GAP = 0.34, 0.1
_TITLES = (
    Phrase("share of all recorded claims", "占全部记录的比例"),
    Phrase("accuracy, 95 % interval", "准确率与 95% 区间"),
    Phrase("wrong of the judged, 95 % interval", "已判中算错的比例与 95% 区间"),
)


class _Block(NamedTuple):
    """The rows of one column: its name, its groups, their share of wrong claims."""

    name: Phrase
    groups: list[Group]
    wrong: Mapping[str, WrongShare]


def _wrong_of(share: WrongShare) -> Estimate | None:
    return None if share.share is None else Estimate(share.share, share.interval)


def vagueness_chart(
    by: Mapping[str, Summary], numbers: Vagueness, heading: Heading, language: Language
) -> Figure:
    """Claims by how exactly they were put, how firmly, and whether they said when.

    Left, all recorded claims by state, so that what could not be judged is seen; in the middle their
    accuracy with its interval; right, the share of the judged that was wrong. Accuracy alone misleads
    here: half right is the verdict that a vague claim invites. A group with nothing judged keeps its row
    with an empty middle and right; without any record, one sentence says so.

    Args:
        by: The summaries by specificity, hedge and stated.
        numbers: The shares of wrong claims.
        heading: Title, the sentence of the comparison, source.
        language: Language of the texts.
    """
    found = ((name, [one for one in by[name].groups if one.n_recorded]) for name in numbers.wrong)
    blocks = [_Block(_NAMES[name], groups, numbers.wrong[name]) for name, groups in found if groups]
    if not blocks:
        return blank(heading, NOTHING_RECORDED, language)
    labels = [[one.label.in_language(language) for one in block.groups] for block in blocks]
    placed = [rows(of_block) for of_block in labels]
    tall = sum(_HEAD + sum(one.heights) + _GAP for one in placed)
    here = slide(
        heading, body=tall + AXIS, language=language, legend_of=Legend(list(State), as_boxes=True)
    )
    left = MARGIN + max(one.width for one in placed) + 0.15
    scales = _scales(left)
    top = here.top
    for block, one in zip(blocks, placed, strict=True):
        words(
            here.page,
            (left - 0.15, top - 0.22),
            block.name.in_language(language),
            size=10,
            ha="right",
        )
        top -= _HEAD
        row_labels(here.page, one, top=top, right=left - 0.15,
                   is_quiet=[not group.n_judged for group in block.groups])  # fmt: skip
        bars(here.page, scales[0], [group.counts.by_state for group in block.groups], one.bands(top),
             is_share=True)  # fmt: skip
        _draw_shares(here.page, scales, block, one, top)
        top -= sum(one.heights) + _GAP
    for scale, title in zip(scales, _TITLES, strict=True):
        axis(
            here.page, scale, PERCENTS, Span(here.top - 0.1, top), title=title.in_language(language)
        )
    return here.page


def _scales(left: float) -> tuple[Scale, Scale, Scale]:
    """The three panels beside the labels."""
    inner = WIDTH - MARGIN - left
    second, third = left + 0.44 * inner, left + 0.74 * inner
    return (
        Scale(0, 1, left, second - 0.85),
        Scale(0, 1, second, third - 0.85),
        Scale(0, 1, third, WIDTH - MARGIN - 0.65),
    )


def _draw_shares(
    page: Figure, scales: tuple[Scale, Scale, Scale], block: _Block, placed: Rows, top: float
) -> None:
    """Accuracy, and the share of wrong claims, of every group of a block."""
    accuracies = [_raw(estimate_of(group)) for group in block.groups]
    estimates(page, scales[1], accuracies, placed.middles(top), color=INK)
    wrong = [_wrong_of(block.wrong[group.key]) for group in block.groups]
    estimates(page, scales[2], wrong, placed.middles(top), color=State.INACCURATE.row.edge)


def _raw(estimate: Estimate | None) -> Estimate | None:
    """An accuracy without its pooled value: these groups are no sample of like ones."""
    return estimate and estimate._replace(pooled=None)
