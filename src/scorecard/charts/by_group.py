"""Charts with one row for a group: accuracy, verdicts, and what vagueness buys."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate, pairwise
from math import ceil
from typing import NamedTuple

from matplotlib.figure import Figure

from scorecard.charts.marks import strokes, words
from scorecard.charts.rows import (
    Estimate,
    Rows,
    Scale,
    Span,
    axis,
    axis_room,
    bars,
    estimates,
    overall_line,
    percent_ticks,
    row_labels,
    rows,
    whole_ticks,
)
from scorecard.charts.slide import (
    NOTHING_JUDGED,
    NOTHING_RECORDED,
    Chart,
    Legend,
    Slide,
    slides,
)
from scorecard.charts.style import GRAY, INK, QUIET, Frame
from scorecard.scoring.interval import Interval
from scorecard.scoring.lift import Lift
from scorecard.summary.groups import Group, Summary
from scorecard.summary.manner import Vagueness, WrongShare
from scorecard.summary.sentences import comparison_sentence, source_line, verdicts_sentence
from scorecard.text import Language, Phrase, joined, percent, percent_phrase
from scorecard.verdicts import COUNTED_STATES, JUDGED_STATES, State

_ABOVE = 0.25
_HEAD, _GAP, _MOST_GROWN, _MOST_OF_BLOCK = 0.34, 0.1, 0.8, 0.5
_NO_GROUP = Phrase("No claim says to which of them it belongs.", "没有哪条预测写明这一项。")
_JUDGED_AXIS = Phrase("judged claims", "已判条数")
_ACCURACY_AXIS = Phrase(
    "accuracy: ● raw with 95 % interval, ◇ pooled", "得分率：● 原值与 95% 置信区间，◇ 收缩估计"
)
_LIFT_NOTE = Phrase(
    "Accuracy beyond what claims worded the same way usually get; whatever it is, it may be chance.",
    "得分率高出同样措辞的预测通常得分多少；无论多少，都可能只是巧合。",
)
_LIFT_AXIS = Phrase(
    "points above or below claims worded the same way, 95 % interval",
    "比同样措辞的预测高或低多少个百分点，95% 置信区间",
)
_OF_RECORDED = Phrase("share of all recorded claims", "占全部收录的比例")
_JUDGED = Phrase(*(joined((getattr(one.label, code) for one in JUDGED_STATES), Language(code))
                   for code in Language))  # fmt: skip
_ALIKE = Phrase(
    "Nothing says that the claims are worded differently.", "没有标明各条预测的措辞有何不同。"
)
_MANNERS = {
    "specificity": Phrase("how exactly", "明确程度"),
    "hedge": Phrase("how firmly", "语气强弱"),
    "stated": Phrase("when", "期限"),
}
_VAGUENESS_TITLES = (
    _OF_RECORDED,
    Phrase("accuracy, 95 % interval", "得分率与 95% 置信区间"),
    Phrase("wrong of the judged, 95 % interval", "已判中落空的比例与 95% 置信区间"),
)


def _shown(summary: Summary) -> list[Group]:
    """The groups that have a claim; the others have no row."""
    return [group for group in summary.groups if group.n_recorded]


def _accuracy_of(group: Group, language: Language, *, with_pooled: bool = True) -> Estimate | None:
    """The accuracy of a group as it is drawn; None where nothing is judged."""
    lead = group.lead
    if lead.accuracy is None:
        return None
    pooled = lead.pooled.accuracy if with_pooled and lead.pooled else None
    return Estimate(lead.accuracy, lead.interval, percent(lead.accuracy, language), pooled)


def accuracy_chart(summary: Summary, title: Phrase) -> Chart:
    """Verdicts and accuracy of every group, in the order of the summary.

    Left, the number of verdicts of each kind as one stacked bar; right, accuracy (a dot) with its interval
    (a line) and the pooled accuracy (a diamond), of the claims whose time is up. Groups that do not stand
    out from the others are gray on the right: the reader must not rank them. A group with nothing judged
    keeps its row and has n=0.

    Args:
        summary: The finished numbers.
        title: Its name.
    """
    groups, overall = _shown(summary), summary.overall.lead.accuracy
    share = percent_phrase(overall)
    return Chart(
        title=title,
        note=comparison_sentence(summary),
        source=source_line(summary, summary.ranking),
        description=Phrase(
            f"{len(groups)} groups, one row each. Left: stacked bars count the judged claims ({_JUDGED.en})."
            " Right: accuracy as a dot with its 95 % interval and the pooled accuracy as a diamond. All"
            f" together: {share.en}.",
            f"共 {len(groups)} 组，一组一行。左侧条形是已判的条数（{_JUDGED.zh}），"
            "右侧圆点是得分率，横线是 95% 置信区间，菱形是收缩估计。"
            f"总体得分率 {share.zh}。",
        ),
        body=NOTHING_JUDGED
        if overall is None
        else partial(_draw_accuracy, summary, overall)
        if groups
        else _NO_GROUP,
        group=summary.overall,
    )


def _pages(
    groups: list[Group], chart: Chart, frame: Frame, legend: Legend | None, *, above: float = 0.0
) -> Iterator[tuple[Slide, Rows, list[Group], Span]]:
    """The slides of a list of groups, with the rows and the groups of each and where they stand."""
    labels = [group.label.in_language(frame.language) for group in groups]
    around, placed = above + axis_room(frame), rows(labels, frame)
    for here, part, heights in slides(
        chart,
        frame,
        placed.heights,
        around=around,
        most=_MOST_GROWN,
        legend_of=legend,
    ):
        shown, top = groups[part], here.top - above
        is_quiet = [not group.lead.counts.n_judged for group in shown]
        on_page = placed.only(part, heights)
        row_labels(here.page, on_page, top=top, is_quiet=is_quiet)
        yield here, on_page, shown, Span(top, top - sum(heights))


def _draw_accuracy(summary: Summary, overall: float, chart: Chart, frame: Frame) -> list[Figure]:
    groups, language = _shown(summary), frame.language
    longest = max([1, *(group.lead.counts.n_judged for group in groups)])
    apart = summary.ranking.standing_out if summary.ranking else []
    pages = []
    legend = Legend(list(JUDGED_STATES), as_boxes=True)
    for here, placed, shown, span in _pages(groups, chart, frame, legend, above=_ABOVE):
        page, middle = here.page, (placed.left + frame.right) / 2
        counts = Scale(0, longest, placed.left, middle - 0.8)
        shares = Scale(0, 1, middle + 0.2, frame.right - 0.75)
        judged = [{state: group.lead.counts[state] for state in JUDGED_STATES} for group in shown]
        bars(page, counts, judged, placed.bands(span.top), is_share=False)
        for color, is_apart in ((INK, True), (GRAY, False)):
            drawn = [
                _accuracy_of(group, language) if (group.key in apart) is is_apart else None
                for group in shown
            ]
            estimates(page, shares, drawn, placed.middles(span.top), color=color)
        overall_line(page, shares, overall, span, language)
        ticks = whole_ticks(0, longest, counts.right - counts.left)
        axis(page, counts, ticks, span, title=_JUDGED_AXIS.in_language(language))
        axis(page, shares, percent_ticks(language, shares.right - shares.left), span,
             title=_ACCURACY_AXIS.in_language(language))  # fmt: skip
        pages.append(page)
    return pages


def verdicts_chart(summary: Summary, title: Phrase) -> Chart:
    """The share of each state among all recorded claims of every group, as one stacked bar a group.

    The number of claims stands in each part where it fits, their sum behind the bar. Bars have one
    length, so that a group of three looks as sure as one of ninety: the reader must look at n. A long
    part that is not judged says nothing of how right the group was.

    Args:
        summary: The finished numbers.
        title: Its name.
    """
    groups = _shown(summary)
    return Chart(
        title=title,
        note=verdicts_sentence(summary),
        source=source_line(summary, summary.ranking),
        description=Phrase(
            f"{len(groups)} groups, one stacked bar each: the share of every state among all recorded claims,"
            " with the number of claims in its part.",
            f"共 {len(groups)} 组，一组一条：各种状态在全部收录预测中的比例，条内数字是条数。",
        ),
        body=partial(_draw_verdicts, groups) if groups else NOTHING_RECORDED,
        group=summary.overall,
    )


def _draw_verdicts(groups: list[Group], chart: Chart, frame: Frame) -> list[Figure]:
    pages = []
    legend = Legend(list(COUNTED_STATES), as_boxes=True)
    for here, placed, shown, span in _pages(groups, chart, frame, legend):
        shares = Scale(0, 1, placed.left, frame.right - 0.75)
        recorded = [group.counts.recorded for group in shown]
        bars(here.page, shares, recorded, placed.bands(span.top), is_share=True)
        axis(here.page, shares, percent_ticks(frame.language, shares.right - shares.left), span,
             title=_OF_RECORDED.in_language(frame.language))  # fmt: skip
        pages.append(here.page)
    return pages


def lift_chart(summary: Summary, title: Phrase) -> Chart:
    """Credit of every group beyond what claims put the same way usually get, with its interval.

    Right of the line at 0 a group did better than the manner of its claims would have it, left of it
    worse. All verdicts are in it, the early ones too. A group whose interval reaches over the line, or
    without one, may be there by chance: it is gray. A group without lift has no row.

    Args:
        summary: The finished numbers.
        title: Its name.
    """
    groups = [group for group in _shown(summary) if group.lift]
    said = summary.lift_comparison.sentence if summary.lift_comparison else _LIFT_NOTE
    return Chart(
        title=title,
        note=said,
        source=source_line(summary, summary.lift_comparison),
        description=Phrase(
            f"{len(groups)} groups, one row each: a dot for the accuracy above or below what claims worded"
            " the same way usually get, in points, with its 95 % interval.",
            f"共 {len(groups)} 组，一组一行：圆点是得分率比同样措辞的预测通常高或低多少个百分点，"
            "横线是 95% 置信区间。",
        ),
        body=partial(_draw_lift, groups) if groups else NOTHING_JUDGED,
        group=summary.overall,
    )


def _draw_lift(groups: list[Group], chart: Chart, frame: Frame) -> list[Figure]:
    lifts = {group.key: group.lift for group in groups if group.lift}
    ends = [end or 0.0 for one in lifts.values() for end in (one.lift, one.low, one.high)]
    far = max(0.1, ceil(10 * max(map(abs, ends))) / 10)
    pages = []
    for here, placed, shown, span in _pages(groups, chart, frame, None):
        points = Scale(-far, far, placed.left + 0.7, frame.right - 0.75)
        drawn = [_lift_estimate(lifts[group.key]) for group in shown]
        is_sure = [bool(one.interval and one.interval.low * one.interval.high > 0) for one in drawn]
        for color, is_drawn in ((INK, True), (GRAY, False)):
            kept = [
                one if sure is is_drawn else None for one, sure in zip(drawn, is_sure, strict=True)
            ]
            estimates(here.page, points, kept, placed.middles(span.top), color=color)
        for group, y in zip(shown, placed.middles(span.top), strict=True):
            words(here.page, (placed.left, y), f"n={lifts[group.key].n}")
        strokes(
            here.page,
            [[(points.at(0), span.bottom), (points.at(0), span.top)]],
            color=QUIET,
            width=1.2,
        )
        ticks = [
            (share * far, f"{100 * share * far:+.0f}" if share else "0")
            for share in (-1, -0.5, 0, 0.5, 1)
        ]
        axis(here.page, points, ticks, span, title=_LIFT_AXIS.in_language(frame.language))
        pages.append(here.page)
    return pages


def _lift_estimate(lift: Lift) -> Estimate:
    known = lift.low is not None and lift.high is not None
    interval = Interval(lift.low or 0.0, lift.high or 0.0, 0.95) if known else None
    points = round(100 * lift.lift)
    return Estimate(lift.lift, interval, f"{points:+d}" if points else "0")


class _Block(NamedTuple):
    """The rows of one manner: its name, its groups, their share of wrong claims."""

    name: Phrase
    groups: list[Group]
    wrong: Mapping[str, WrongShare]


def vagueness_chart(by: Mapping[str, Summary], numbers: Vagueness) -> Chart:
    """Claims by how exactly and how firmly they were worded, and whether they said when.

    Left, all recorded claims by state, so that what could not be judged is seen; in the middle their
    accuracy with its interval, without a pooled value since these groups are no sample of like ones; right,
    the share of the judged that was wrong. Accuracy alone misleads here: half right is the verdict that a
    vague claim invites. A group with nothing judged keeps its row with an empty middle and right.

    Args:
        by: The summaries by specificity, hedge and stated.
        numbers: The shares of wrong claims.
    """
    found = ((name, _shown(by[name])) for name in numbers.wrong)
    blocks = [
        _Block(_MANNERS[name], groups, numbers.wrong[name]) for name, groups in found if groups
    ]
    return Chart(
        title=Phrase("What vagueness buys", "含糊能换来什么"),
        note=numbers.sentence,
        source=source_line(by["domain"], numbers.comparison),
        description=Phrase(
            "Rows for how exactly and how firmly claims were worded and whether the article said when. Left:"
            " the share of every state among all recorded claims; middle: accuracy with its 95 % interval;"
            " right: the share of the judged claims that was wrong, with its 95 % interval.",
            "按明确程度、语气强弱、原文是否写明期限分行。左侧是各种状态在全部收录预测中的比例，"
            "中间是得分率与 95% 置信区间，右侧是已判预测中落空的比例与 95% 置信区间。",
        ),
        body=partial(_draw_vagueness, blocks)
        if any(len(block.groups) > 1 for block in blocks)
        else _ALIKE
        if blocks
        else NOTHING_RECORDED,
        group=by["domain"].overall,
    )


def _draw_vagueness(blocks: list[_Block], chart: Chart, frame: Frame) -> list[Figure]:
    """The blocks below each other; a phone has no room for the bars."""
    labels = [one.label.in_language(frame.language) for block in blocks for one in block.groups]
    legend = None if frame.is_narrow else Legend(list(COUNTED_STATES), as_boxes=True)
    placed = rows(labels, frame)
    ends = list(accumulate((len(block.groups) for block in blocks), initial=0))
    of_blocks = [slice(*span) for span in pairwise(ends)]
    least = [_HEAD + sum(placed.heights[one]) + _GAP for one in of_blocks]
    pages, around = [], axis_room(frame)
    for here, part, heights in slides(
        chart, frame, least, around=around, most=_MOST_OF_BLOCK, legend_of=legend
    ):
        scales, top = _vagueness_scales(placed.left, frame), here.top
        for block, taken, height in zip(blocks[part], of_blocks[part], heights, strict=True):
            more = (height - _HEAD - _GAP - sum(placed.heights[taken])) / len(block.groups)
            one = placed.only(taken, [tall + more for tall in placed.heights[taken]])
            _draw_block(here, block, one, scales, top)
            top -= height
        span = Span(here.top - 0.1, top)
        for scale, title in zip(scales, _VAGUENESS_TITLES[-len(scales) :], strict=True):
            ticks = percent_ticks(frame.language, scale.right - scale.left)
            axis(here.page, scale, ticks, span, title=title.in_language(frame.language))
        pages.append(here.page)
    return pages


def _draw_block(here: Slide, block: _Block, placed: Rows, scales: list[Scale], top: float) -> None:
    """The name of a manner and its rows, from a height down."""
    name, is_above = block.name.in_language(here.language), here.frame.is_narrow
    at = (placed.left - (0 if is_above else 0.15), top - 0.22)
    words(here.page, at, name, size=10, ha="left" if is_above else "right")
    top -= _HEAD
    is_quiet = [not group.n_judged for group in block.groups]
    row_labels(here.page, placed, top=top, is_quiet=is_quiet)
    if not is_above:
        recorded = [group.counts.recorded for group in block.groups]
        bars(here.page, scales[0], recorded, placed.bands(top), is_share=True)
    _draw_shares(here.page, scales[-2:], block, placed.middles(top), here.language)


def _vagueness_scales(left: float, frame: Frame) -> list[Scale]:
    """The panels beside the labels: three, or on a phone the last two."""
    inner = frame.right - left
    second, third = left + 0.44 * inner, left + 0.74 * inner
    if frame.is_narrow:
        second, third = left, left + 0.52 * inner
    scales = [
        Scale(0, 1, left, second - 0.85),
        Scale(0, 1, second, third - 0.85),
        Scale(0, 1, third, frame.right - 0.65),
    ]
    return scales[1:] if frame.is_narrow else scales


def _draw_shares(
    page: Figure,
    scales: Sequence[Scale],
    block: _Block,
    middles: list[float],
    language: Language,
) -> None:
    """Accuracy, and the share of wrong claims, of every group of a block."""
    accuracies = [_accuracy_of(group, language, with_pooled=False) for group in block.groups]
    estimates(page, scales[0], accuracies, middles, color=INK)
    shares = [block.wrong[group.key] for group in block.groups]
    wrong = [
        None if one.share is None
        else Estimate(one.share, one.interval, percent(one.share, language))
        for one in shares
    ]  # fmt: skip
    estimates(page, scales[1], wrong, middles, color=State.INACCURATE.row.edge)
