"""Charts with one row for a group: accuracy, verdicts, lift, and what vagueness buys."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import ceil

from scorecard.charts.marks import words
from scorecard.charts.rows import Estimate, RowPage, Rows, bars, estimates
from scorecard.charts.scales import Scale, axis, share_axis, upright, whole_ticks
from scorecard.charts.slide import NOTHING_JUDGED, NOTHING_RECORDED, Chart
from scorecard.charts.style import GRAY, INK, QUIET, Frame, Page
from scorecard.scoring.interval import Interval
from scorecard.summary.difficulty import Vagueness, WrongShare
from scorecard.summary.groups import Group, Scores, Summary
from scorecard.summary.sentences import comparison_sentence, source_line, verdicts_sentence
from scorecard.text import Phrase, counted, in_a_row, listed, percent_phrase
from scorecard.verdicts import COUNTED_STATES, JUDGED_STATES, State

_FOR_LINE = 0.25
_NO_GROUP = Phrase("No claim says to which of them it belongs.", "没有哪条预测写明这一项。")
_JUDGED_AXIS = Phrase("judged claims", "已判条数")
_POOLED_AXIS = Phrase(
    "accuracy: ● raw with 95 % interval, ◇ pooled", "得分率：● 原值与 95% 置信区间，◇ 收缩估计"
)
_ACCURACY_AXIS = Phrase("accuracy, 95 % interval", "得分率与 95% 置信区间")
_WRONG_AXIS = Phrase("wrong of the judged, 95 % interval", "已判中落空的比例与 95% 置信区间")
_LIFT_NOTE = Phrase(
    "Accuracy beyond what claims worded the same way usually get; whatever it is, it may be chance.",
    "与同样措辞的预测通常的得分率相比，高出或低于多少；无论多少，都可能只是巧合。",
)
_LIFT_AXIS = Phrase(
    "points above or below claims worded the same way", "比同样措辞的预测高或低多少个百分点"
)
_WITH_INTERVAL = Phrase(", 95 % interval", "，横线是 95% 置信区间")
_NO_INTERVAL = Phrase(
    "No row has an interval: the claims of each are of one item, or all alike.",
    "各行都没有置信区间：每行的预测同属一个原文条目，或全都一样。",
)
_RECORDED_AXIS = Phrase("share of all recorded claims", "占全部收录的比例")
_CLOSED_AXIS = Phrase("share of the claims whose time is up", "占期满预测的比例")
_JUDGED = listed(one.label for one in JUDGED_STATES)
_ALIKE = Phrase(
    "The claims are all worded alike, or nothing says how they differ.",
    "各条预测的措辞都一样，或没有标明有何不同，无从比较。",
)
_NO_OTHERS = Phrase(
    "The judged claims are all worded alike, or of one item.",
    "已判的预测措辞都一样，或同属一个原文条目。",
)
_MANNERS = {
    "specificity": Phrase("how exactly", "明确程度"),
    "hedge": Phrase("how firmly", "语气强弱"),
    "stated": Phrase("when", "期限"),
}


def _pages(
    groups: list[Group], chart: Chart, frame: Frame, *, above: float = 0.0
) -> Iterator[tuple[RowPage, list[Group]]]:
    """Pages with a row for each group, and the groups that are on each."""
    rows = Rows([one.label for one in groups], frame)
    quiet = [not one.lead.counts.n_judged for one in groups]
    for here in rows.pages(chart, quiet=quiet, above=above):
        yield here, groups[here.part]


def _shown(summary: Summary) -> list[Group]:
    """The groups that have a claim; the others have no row."""
    return [group for group in summary.groups if group.n_recorded]


def _draw_states(here: RowPage, scale: Scale, shown: Sequence[Scores], title: Phrase) -> None:
    """The states of recorded claims as shares of bars of one length."""
    recorded = [{state: one.counts[state] for state in COUNTED_STATES} for one in shown]
    bars(here, scale, recorded, is_share=True)
    share_axis(here.page, scale, here.span, title)


def accuracy_chart(summary: Summary, title: Phrase) -> Chart:
    """Verdicts and accuracy of every group, in the order of the summary.

    Left, the number of verdicts of each kind as one stacked bar; right, accuracy (a dot) with its interval
    (a line) and the pooled accuracy (a diamond), of the claims whose time is up. Groups that do not stand
    out from the others are gray on the right: the reader must not rank them. A group with nothing judged
    keeps its row and has n=0.
    """
    groups, overall = _shown(summary), summary.overall.lead.accuracy
    apart = summary.ranking.standing_out if summary.ranking else []
    share = percent_phrase(overall)
    return Chart(
        title=title,
        note=comparison_sentence(summary),
        source=source_line(summary, summary.ranking),
        description=Phrase(
            f"{counted(len(groups), 'group')}, one row each. Left: stacked bars count the judged claims"
            f" ({_JUDGED.en}). Right: accuracy as a dot with its 95 % interval and the pooled accuracy as a"
            f" diamond. All together: {share.en}.",
            f"共 {len(groups)} 组，一组一行。左侧条形是已判的条数（{_JUDGED.zh}），"
            "右侧圆点是得分率，横线是 95% 置信区间，菱形是收缩估计。"
            f"总体得分率 {share.zh}。",
        ),
        body=NOTHING_JUDGED
        if overall is None
        else partial(_draw_accuracy, groups, overall, apart)
        if groups
        else _NO_GROUP,
        group=summary.overall,
        legend=JUDGED_STATES,
        has_bars=True,
    )


def _draw_accuracy(
    groups: list[Group], overall: float, apart: Sequence[str], chart: Chart, frame: Frame
) -> Iterator[Page]:
    longest = max(1, *(group.lead.counts.n_judged for group in groups))
    for here, shown in _pages(groups, chart, frame, above=_FOR_LINE):
        middle = (here.left + frame.right) / 2
        counts = Scale(0, longest, here.left, middle - 0.8)
        judged = [{state: one.lead.counts[state] for state in JUDGED_STATES} for one in shown]
        bars(here, counts, judged, is_share=False)
        ticks = whole_ticks(0, longest, counts.length)
        axis(here.page, counts, ticks, here.span, title=_JUDGED_AXIS)
        shares, given = Scale(0, 1, middle + 0.2, frame.right - 0.75), []
        for one in shown:
            lead, color = one.lead, INK if one.key in apart else GRAY
            pooled = lead.pooled and lead.pooled.accuracy
            given.append(Estimate(lead.accuracy, lead.interval, color, pooled))
        estimates(here, shares, given, overall=overall)
        share_axis(here.page, shares, here.span, _POOLED_AXIS)
        yield here.page


def verdicts_chart(summary: Summary, title: Phrase) -> Chart:
    """The share of each state among all recorded claims of every group, as one stacked bar a group.

    The number of claims stands in each part where it fits, their sum behind the bar. Bars have one
    length, so that a group of three looks as sure as one of ninety: the reader must look at n. A long
    part that is not judged says nothing of how right the group was.
    """
    groups = _shown(summary)
    missing = _NO_GROUP if summary.overall.n_recorded else NOTHING_RECORDED
    return Chart(
        title=title,
        note=verdicts_sentence(summary),
        source=source_line(summary, summary.ranking, has_early=True),
        description=Phrase(
            f"{counted(len(groups), 'group')}, one stacked bar each: the share of every state among all"
            " recorded claims, with the number of claims in its part.",
            f"共 {len(groups)} 组，一组一条：各种状态在全部收录预测中的比例，条内数字是条数。",
        ),
        body=partial(_draw_verdicts, groups) if groups else missing,
        group=summary.overall,
        legend=COUNTED_STATES,
        has_bars=True,
    )


def _draw_verdicts(groups: list[Group], chart: Chart, frame: Frame) -> Iterator[Page]:
    for here, shown in _pages(groups, chart, frame):
        _draw_states(here, Scale(0, 1, here.left, frame.right - 0.75), shown, _RECORDED_AXIS)
        yield here.page


def lift_chart(summary: Summary, title: Phrase) -> Chart:
    """Credit of every group beyond what claims put the same way usually get, with its interval.

    Right of the line at 0 a group did better than the manner of its claims would have it, left of it
    worse. All verdicts are in it, the early ones too. A group whose interval reaches over the line, or
    without one, may be there by chance: it is gray, and all are where they do not differ. Where no group has
    an interval, the axis names none and the note says why. A group without lift has no row.
    """
    groups = [group for group in _shown(summary) if group.lift]
    compared = summary.lift_comparison
    said = compared.sentence if compared else _LIFT_NOTE
    ends = _WITH_INTERVAL
    if groups and all(group.lift is None or group.lift.low is None for group in groups):
        said, ends = in_a_row([said, _NO_INTERVAL]), Phrase("", "")
    is_alike = compared is not None and not compared.distinguishable
    missing = NOTHING_JUDGED
    if summary.overall.n_judged:
        missing = _NO_GROUP if summary.overall.lift else _NO_OTHERS
    return Chart(
        title=title,
        note=said,
        source=source_line(summary, compared, has_early=True),
        description=Phrase(
            f"{counted(len(groups), 'group')}, one row each: a dot for the accuracy above or below what"
            f" claims worded the same way usually get, in points{ends.en}.",
            f"共 {len(groups)} 组，一组一行：圆点是得分率比同样措辞的预测通常高或低多少个百分点{ends.zh}。",
        ),
        body=partial(_draw_lift, groups, is_alike, ends) if groups else missing,
        group=summary.overall,
    )


def _draw_lift(
    groups: list[Group],
    is_alike: bool,  # noqa: FBT001  (an argument of a partial)
    ends: Phrase,
    chart: Chart,
    frame: Frame,
) -> Iterator[Page]:
    lifts = {group.key: group.lift for group in groups if group.lift}
    drawn = [end or 0.0 for one in lifts.values() for end in (one.lift, one.low, one.high)]
    far = max(0.1, ceil(10 * max(map(abs, drawn))) / 10)
    title = Phrase(_LIFT_AXIS.en + ends.en, _LIFT_AXIS.zh + ends.zh)
    ticks = [(far * part, _points(far * part)) for part in (-1, -0.5, 0, 0.5, 1)]
    for here, shown in _pages(groups, chart, frame):
        scale, given = Scale(-far, far, here.left + 0.7, frame.right - 0.75), []
        for lift in (lifts[group.key] for group in shown):
            known = lift.low is not None and lift.high is not None
            interval = Interval(lift.low or 0.0, lift.high or 0.0, 0.95) if known else None
            is_sure = interval and interval.low * interval.high > 0 and not is_alike
            given.append(Estimate(lift.lift, interval, INK if is_sure else GRAY))
        estimates(here, scale, given, said=_points)
        for group, (y, _) in zip(shown, here.rows, strict=True):
            words(here.page, (here.left, y), f"n={lifts[group.key].n}")
        upright(here.page, scale, 0, here.span, color=QUIET)
        axis(here.page, scale, ticks, here.span, title=title)
        yield here.page


def _points(share: float) -> str:
    """A difference of shares in points, with its sign."""
    points = round(100 * share)
    return f"{points:+d}" if points else "0"


def vagueness_chart(by: Callable[[str], Summary], numbers: Vagueness) -> Chart:
    """Claims by how exactly and how firmly they were worded, and whether they said when.

    Left, the claims whose time is up by state (all where no window ends), so that what could not be judged
    is seen and the parts are those that the numbers beside them are of; in the middle their accuracy with
    its interval, without a pooled value since these groups are no sample of like ones; right, the share of
    the judged that was wrong. A phone has no room for the bars. Accuracy alone misleads here: half right is
    the verdict that a vague claim invites. A group with nothing judged keeps its row with an empty middle
    and right.
    """
    blocks = {name: _shown(by(name)) for name in _MANNERS}
    groups = [
        replace(group, label=Phrase(f"{_MANNERS[name].en}: {group.label.en}",
                                    f"{_MANNERS[name].zh}：{group.label.zh}"))
        for name, block in blocks.items()
        for group in block
    ]  # fmt: skip
    overall = by("domain").overall
    shares = _RECORDED_AXIS if overall.lead is overall else _CLOSED_AXIS
    is_alike = all(len(block) < 2 for block in blocks.values())  # noqa: PLR2004  (one is like itself)
    return Chart(
        title=Phrase("What vagueness buys", "含糊能换来什么"),
        note=numbers.sentence,
        source=source_line(by("domain"), numbers.comparison),
        description=Phrase(
            "Rows for how exactly and how firmly claims were worded and whether the article said when. Left:"
            f" {shares.en} in each state; middle: accuracy with its 95 % interval;"
            " right: the share of the judged claims that was wrong, with its 95 % interval.",
            f"按明确程度、语气强弱、原文是否写明期限分行。左侧是各种状态{shares.zh}，"
            "中间是得分率与 95% 置信区间，右侧是已判预测中落空的比例与 95% 置信区间。",
        ),
        body=NOTHING_RECORDED
        if not groups
        else _ALIKE
        if is_alike
        else partial(_draw_vagueness, groups, numbers.wrong, shares),
        group=overall,
        legend=[one for one in COUNTED_STATES if overall.lead.counts[one]],
        has_bars=True,
    )


def _draw_vagueness(
    groups: list[Group],
    wrong: Mapping[str, WrongShare],
    bars_axis: Phrase,
    chart: Chart,
    frame: Frame,
) -> Iterator[Page]:
    chart = replace(chart, legend=()) if frame.is_narrow else chart
    first, second = (0.0, 0.52) if frame.is_narrow else (0.44, 0.74)
    for here, shown in _pages(groups, chart, frame):
        left, inner = here.left, frame.right - here.left
        accuracies = Scale(0, 1, left + first * inner, left + second * inner - 0.85)
        leads = [one.lead for one in shown]
        if not frame.is_narrow:
            _draw_states(here, Scale(0, 1, left, accuracies.left - 0.85), leads, bars_axis)
        estimates(here, accuracies, [Estimate(one.accuracy, one.interval, INK) for one in leads])
        share_axis(here.page, accuracies, here.span, _ACCURACY_AXIS)
        shares = Scale(0, 1, left + second * inner, frame.right - 0.65)
        red, missed = State.INACCURATE.row.edge, [wrong[one.key] for one in shown]
        estimates(here, shares, [Estimate(one.share, one.interval, red) for one in missed])
        share_axis(here.page, shares, here.span, _WRONG_AXIS)
        yield here.page
