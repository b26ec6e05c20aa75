"""The sentences of every output: its source, its early verdicts, and what a ranking of groups proves."""

from collections.abc import Sequence

from scorecard.scoring.comparison import (
    SIGNIFICANCE,
    GroupComparison,
    GroupDifference,
    NoComparison,
)
from scorecard.summary.groups import Closed, Comparison, Group, Summary
from scorecard.text import Language, Phrase, joined, percent_phrase, percent_range_phrase
from scorecard.verdicts import JUDGED_STATES, State

__all__ = [
    "comparison_sentence",
    "early_sentence",
    "p_value_text",
    "pooling_sentence",
    "ranking_sentence",
    "source_line",
    "source_sentence",
    "verdicts_sentence",
    "withdrawn_sentence",
]

_FEW_GROUPS = 5
_TWO_GROUPS = 2
_LEAST_PRINTED = 0.001
_DIGEST_SHOWN = len("sha256:") + 12

_NOT_COMPARED = {
    NoComparison.NOTHING_JUDGED: Phrase(
        "Nothing is judged, so there is nothing to compare.", "还没有任何判定，无从比较。"
    ),
    NoComparison.ONE_GROUP: Phrase(
        "Only one group has judged claims, so there is nothing to compare.",
        "只有一组有已判的预测，无从比较。",
    ),
    NoComparison.TOO_FEW_ITEMS: Phrase(
        "Too few items are judged to compare the groups, whatever the verdicts.",
        "已判的原文条目太少，无论判定如何，各组都分不出高下。",
    ),
    NoComparison.EQUAL_SCORES: Phrase(
        "All groups have the same accuracy, so they do not rank.", "各组得分率相同，不分高下。"
    ),
}


def source_sentence(summary: Summary, group: Group | None = None) -> Phrase:
    """Counts, date, rule and digest: where the numbers of an output come from.

    Args:
        summary: The numbers of the output.
        group: The group that is shown; None for all.
    """
    shown = group or summary.overall
    digest = summary.records[:_DIGEST_SHOWN]
    n_withdrawn = shown.counts[State.WITHDRAWN]
    en = f", {n_withdrawn} withdrawn" if n_withdrawn else ""
    zh = f"，另有 {n_withdrawn} 条已撤下" if n_withdrawn else ""
    return Phrase(
        f"{shown.n_judged} judged of {shown.n_due} due of {shown.n_recorded} recorded{en}"
        f" · as of {summary.as_of} · rule {summary.rule} · records {digest}",
        f"收录 {shown.n_recorded} 条，到期 {shown.n_due} 条，已判 {shown.n_judged} 条{zh}"
        f" · 截至 {summary.as_of} · 计分规则 {summary.rule} · 数据指纹 {digest}",
    )


def ranking_sentence(
    comparison: GroupComparison | NoComparison, labels: Sequence[Phrase]
) -> Phrase:
    """The sentence on a ranking of groups that stands beside every table and chart that ranks them.

    Args:
        comparison: Result of `group_comparison`.
        labels: Names of the groups, by group code.

    Returns:
        Either that the differences may be chance, with the gap that chance usually makes, or the groups
        that stand out from the others; or the reason why nothing was compared.

    Examples:
        >>> import numpy as np
        >>> from scorecard.scoring.comparison import group_comparison
        >>> labels = [Phrase("Chips", "芯片"), Phrase("Cars", "汽车")]
        >>> credit, group = np.array([1.0, 0, 1, 0.5, 0, 0, 1, 1]), np.repeat([0, 1], 4)
        >>> alike = group_comparison(credit, group, seed=1)
        >>> print(ranking_sentence(alike, labels).en)  # doctest: +ELLIPSIS
        The differences between these 2 groups may be chance: the best and the worst are ...
        >>> ranking_sentence(alike, labels).zh[:11]
        '这 2 组分不出高下：'
    """
    if isinstance(comparison, NoComparison):
        return _NOT_COMPARED[comparison]
    if comparison.is_distinguishable:
        return _apart(comparison, labels)
    n_groups, p_value = len(comparison.differences), p_value_text(comparison.p_value)
    gap, usual = round(100 * comparison.gap), round(100 * comparison.usual_gap)
    return Phrase(
        f"The differences between these {n_groups} groups may be chance: the best and the worst are {gap}"
        f" points apart, and if the same claims were sorted into groups at random, they would still be"
        f" {usual} points or more apart half the time (permutation test, {p_value}).",
        f"这 {n_groups} 组分不出高下：最高与最低相差 {gap} 个百分点，"
        f"但就算把这些预测随机打乱分组，半数情况下也会相差 {usual} 个百分点以上（置换检验，{p_value}）。",
    )


def _apart(comparison: GroupComparison, labels: Sequence[Phrase]) -> Phrase:
    """Name the groups that stand out; of two, one stands above the other."""
    p_value = p_value_text(comparison.p_value)
    differences = comparison.differences
    if len(differences) == _TWO_GROUPS:
        above, below = sorted(differences, key=lambda one: -one.difference)
        points = round(100 * above.difference)
        high, low = labels[above.group], labels[below.group]
        return Phrase(
            f"The two groups differ by more than chance explains: {high.en} lies {points} points above"
            f" {low.en} (permutation test, {p_value}).",
            f"两组之间确有差异，不大可能只是巧合：“{high.zh}”比“{low.zh}”高 {points} 个百分点"
            f"（置换检验，{p_value}）。",
        )
    named = [one for one in differences if one.p_value < SIGNIFICANCE]
    named.sort(key=lambda one: (one.p_value, one.group))
    sides = [(labels[one.group], _side(one)) for one in named]
    en = "; ".join(f"{label.en}, {side.en}" for label, side in sides)
    zh = joined((f"“{label.zh}”{side.zh}" for label, side in sides), Language.CHINESE)
    rest = Phrase("", "")
    if len(named) < len(differences):
        rest = Phrase(" The other groups do not rank.", "其他各组之间分不出高下。")
    return Phrase(
        f"Some groups differ from all others together by more than chance explains: {en}"
        f" (permutation test, {p_value}).{rest.en}",
        f"各组之间确有差异，不大可能只是巧合：与其余各组合计相比，{zh}（置换检验，{p_value}）。{rest.zh}",
    )


def _side(difference: GroupDifference) -> Phrase:
    """On which side of the others a group lies, and how far."""
    points = round(100 * abs(difference.difference))
    if difference.difference > 0:
        return Phrase(f"{points} points above", f"高 {points} 个百分点")
    return Phrase(f"{points} points below", f"低 {points} 个百分点")


def p_value_text(p_value: float) -> str:
    """Write a p-value with the digits that a few thousand permutations warrant.

    It is never rounded across 0.05, so that equal numbers never stand beside opposite words.

    Examples:
        >>> p_value_text(0.169), p_value_text(0.0198), p_value_text(0.0496), p_value_text(0.0001)
        ('p = 0.17', 'p = 0.02', 'p = 0.0496', 'p < 0.001')
    """
    if p_value < _LEAST_PRINTED:
        return f"p < {_LEAST_PRINTED}"
    n_digits = 3 if p_value < 10 * _LEAST_PRINTED else 2
    while (round(p_value, n_digits) < SIGNIFICANCE) != (p_value < SIGNIFICANCE):
        n_digits += 1
    return f"p = {p_value:.{n_digits}f}"


def comparison_sentence(summary: Summary) -> Phrase:
    """The sentence on the ranking of a summary's groups."""
    if summary.comparison:
        return summary.comparison.sentence
    return summary.comparison_reason or Phrase("", "")


def early_sentence(summary: Summary, *, is_of_groups: bool = True) -> Phrase:
    """The sentence on verdicts given before the window closed, and the score without them; empty without any.

    Args:
        summary: The numbers of the output.
        is_of_groups: Whether the output compares the groups of the summary.
    """
    overall, closed = summary.overall, summary.overall.closed
    if not closed or closed.counts.n_judged == overall.n_judged:
        return Phrase("", "")
    n_early = overall.n_judged - closed.counts.n_judged
    parts = [(one.label, overall.counts[one] - closed.counts[one]) for one in JUDGED_STATES]
    en = joined((f"{n} {label.en}" for label, n in parts), Language.ENGLISH)
    zh = joined((f"{label.zh} {n} 条" for label, n in parts), Language.CHINESE)
    alone = _closed_alone(closed, summary.closed_comparison if is_of_groups else None)
    return Phrase(
        f"{n_early} of the {overall.n_judged} judged claims were judged before their window closed ({en})."
        " What can be judged early has mostly come true, so accuracy may look better than it is."
        f" {alone.en}",
        f"已判的 {overall.n_judged} 条里有 {n_early} 条是提前判定的（{zh}）。"
        f"提前有结论的多半是已经应验的，得分率可能偏高。{alone.zh}",
    )


def _closed_alone(closed: Closed, comparison: Comparison | None) -> Phrase:
    """The score of the claims whose window has closed."""
    if closed.accuracy is None or closed.interval is None:
        return Phrase(
            "Of the claims whose window has closed, none is judged.", "期满的预测还没有一条判定。"
        )
    counts, (low, high, _) = closed.counts, closed.interval
    share, ends = percent_phrase(closed.accuracy), percent_range_phrase(low, high)
    en = f"Closed windows alone: {counts.n_judged} judged of {counts.n_due} due, {share.en} ({ends.en})"
    zh = f"只看期满的：到期 {counts.n_due} 条，已判 {counts.n_judged} 条，得分率 {share.zh}（{ends.zh}）"
    if counts[State.OVERDUE] and closed.bounds:
        bounds = percent_range_phrase(*closed.bounds)
        en += f"; {bounds.en} if all overdue claims were wrong or right"
        zh += f"；逾期未判的若全部落空或全部应验，则为 {bounds.zh}"
    if comparison:
        p_value = p_value_text(comparison.p_value)
        if comparison.distinguishable:
            en += f"; here the groups differ too ({p_value})"
            zh += f"；其中各组也有差异（{p_value}）"
        else:
            en += f"; here the differences between the groups may be chance ({p_value})"
            zh += f"；其中各组分不出高下（{p_value}）"
    return Phrase(f"{en}.", f"{zh}。")


def withdrawn_sentence(summary: Summary) -> Phrase:
    """How many claims were withdrawn, and that they are in no other number; empty when none was."""
    n = summary.overall.counts[State.WITHDRAWN]
    if not n:
        return Phrase("", "")
    return Phrase(
        "1 claim was withdrawn: it should not have been on record and is in no other number."
        if n == 1
        else f"{n} claims were withdrawn: they should not have been on record and are in no other number.",
        f"另有 {n} 条已撤下：本不该收录，不计入其他任何数字。",
    )


def pooling_sentence(summary: Summary) -> Phrase:
    """The sentence on how strongly groups are drawn together; empty when fewer than two are judged."""
    weights = [group.pooled.weight for group in summary.groups if group.pooled]
    if summary.n_prior is None or not weights:
        return Phrase("", "")
    ends = percent_range_phrase(min(weights), max(weights))
    few = Phrase("", "")
    if len(weights) < _FEW_GROUPS:
        few = Phrase(
            " With so few groups, how strongly is mostly an assumption.",
            "组数太少，靠拢多少主要取决于假设。",
        )
    return Phrase(
        "Pooled: each group is drawn toward the mean of all groups; its own verdicts weigh"
        f" {ends.en}.{few.en}",
        f"收缩估计：各组向共同均值靠拢，自身判定所占权重为 {ends.zh}。{few.zh}",
    )


def verdicts_sentence(summary: Summary) -> Phrase:
    """The sentence on what accuracy leaves out of the shares of states, and on the groups' ranking."""
    compared = comparison_sentence(summary)
    en = joined((state.label.en for state in JUDGED_STATES), Language.ENGLISH)
    zh = joined((state.label.zh for state in JUDGED_STATES), Language.CHINESE)
    return Phrase(
        f"Every recorded claim is in one part of a bar; accuracy counts only {en}. {compared.en}",
        f"收录的每条预测都在图中；得分率只算{zh}。{compared.zh}",
    )


def source_line(summary: Summary, *, is_of_groups: bool = True) -> Phrase:
    """The source of a chart of verdicts, with the sentence on early ones where there are any.

    Args:
        summary: The numbers of the chart.
        is_of_groups: Whether the chart compares the groups of the summary.
    """
    source, early = source_sentence(summary), early_sentence(summary, is_of_groups=is_of_groups)
    return Phrase(f"{source.en}. {early.en}", f"{source.zh}。{early.zh}") if early.en else source
