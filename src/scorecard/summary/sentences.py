"""The sentences of every output: its source, and what a ranking of groups proves."""

from collections.abc import Sequence
from dataclasses import replace

from scorecard.scoring.comparison import (
    SIGNIFICANCE,
    WITHIN,
    GroupComparison,
    NoComparison,
    holm_adjusted,
)
from scorecard.summary.groups import Comparison, Group, Measure, Summary
from scorecard.text import Language, Phrase, joined, percent_phrase, percent_range_phrase
from scorecard.verdicts import JUDGED_STATES, State

_FEW_GROUPS = 5
_TWO_GROUPS = 2
_LEAST_PRINTED = 0.001
_DIGEST_SHOWN = len("sha256:") + 12

_LESS = Phrase(" (Brier scores: less is better)", "（Brier 分数，越小越好）")

_NOT_COMPARED = {
    NoComparison.NOTHING_JUDGED: Phrase(
        "Nothing is judged, so there is nothing to compare.", "还没有得分，无从比较。"
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


def no_comparison_sentence(reason: NoComparison) -> Phrase:
    """The sentence on why groups are not compared."""
    return _NOT_COMPARED[reason]


def compared(
    found: GroupComparison,
    named: Sequence[tuple[str, Phrase]],
    *,
    measure: Measure = "accuracy",
    adjusted_p_value: float | None = None,
    n_tests: int = 1,
) -> Comparison:
    """A comparison of groups with its sentence.

    Args:
        found: The test.
        named: Key and label of every group, by group code.
        measure: The number that was compared.
        adjusted_p_value: After Holm, over all tests of an output; None when it is the only one.
        n_tests: Number of tests.

    Examples:
        >>> import numpy as np
        >>> from scorecard.scoring.comparison import group_comparison
        >>> from scorecard.scoring.items import item_blocks
        >>> named = [("chips", Phrase("Chips", "芯片")), ("cars", Phrase("Cars", "汽车"))]
        >>> credit, group = np.array([1.0, 0, 1, 0.5, 0, 0, 1, 1]), np.repeat([0, 1], 4)
        >>> alike = compared(group_comparison(item_blocks(credit, group), seed=1), named)
        >>> print(alike.sentence.en)  # doctest: +ELLIPSIS
        No group stands out: the best and the worst are ... points apart, and luck alone ...
        >>> alike.sentence.zh[:11]
        '这 2 组分不出高下：'
    """
    p_value = found.p_value if adjusted_p_value is None else adjusted_p_value
    bare = Comparison(found, measure, tuple(named), p_value, n_tests, Phrase("", ""))
    say = _apart if bare.distinguishable else _alike
    return replace(bare, sentence=say(bare))


def adjusted(given: Sequence[Comparison | None]) -> list[Comparison | None]:
    """Comparisons that one output prints, adjusted together; None stays.

    Args:
        given: The comparisons.

    References:
        Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal
        of Statistics 6, 65-70.
    """
    known = [one for one in given if one]
    p_values = iter(holm_adjusted([one.found.p_value for one in known]).tolist())
    return [
        one
        and compared(
            one.found,
            one.names,
            measure=one.measure,
            adjusted_p_value=next(p_values),
            n_tests=len(known),
        )
        for one in given
    ]


def _value(measure: Measure, value: float) -> Phrase:
    """A value of a measure in words."""
    if measure == "brier":
        return Phrase(f"{value:.3f}", f"{value:.3f}")
    return percent_phrase(value)


def _distance(measure: Measure, value: float) -> Phrase:
    """The distance of two values in words."""
    if measure == "brier":
        return Phrase(f"{value:.3f}", f" {value:.3f}")
    points = round(100 * value)
    return Phrase(f"{points} points", f" {points} 个百分点")


def _alike(comparison: Comparison) -> Phrase:
    """Groups whose differences may be chance."""
    found, measure = comparison.found, comparison.measure
    gap, usual = _distance(measure, found.gap), _distance(measure, found.usual_gap)
    n_groups = len(found.differences)
    if measure == "wrong":
        return Phrase(
            "The difference between measurable and vague ones is no larger than luck would make.",
            "可量化的与含糊的分不出高下。",
        )
    if measure == "lift":
        return Phrase(
            "Beside claims put the same way (as exactly, and judged early or when time was up), no group"
            f" did better or worse than luck would make it: the best and the worst are {gap.en} apart.",
            f"与措辞同样明确、同样期满或提前判定的预测相比，各组分不出高下：最高与最低相差{gap.zh}。",
        )
    above = " " if measure == "brier" else ""
    return Phrase(
        f"No group stands out: the best and the worst are {gap.en} apart, and luck alone would put"
        f" {n_groups} such groups {usual.en} or more apart half the time.",
        f"这 {n_groups} 组分不出高下：最高与最低相差{gap.zh}，"
        f"但就算把这些预测随机打乱分组，半数情况下也会相差{usual.zh}{above}以上。",
    )


def _apart(comparison: Comparison) -> Phrase:
    """The groups that stand out; of two, one stands above the other."""
    measure, differences = comparison.measure, comparison.found.differences
    if measure == "lift":
        return _lifted(comparison)
    if len(differences) == _TWO_GROUPS:
        return _better(comparison)
    named = []
    for one in comparison.apart:
        own = _value(measure, one.accuracy)
        rest = _value(measure, one.accuracy - one.difference)
        named.append((comparison.names[one.group][1], own, rest))
    en = "; ".join(f"{label.en}, {own.en} against {rest.en}" for label, own, rest in named)
    zh = "；".join(f"“{label.zh}”{own.zh}，其余各组合计 {rest.zh}" for label, own, rest in named)
    others = Phrase("", "")
    if len(named) < len(differences):
        others = Phrase(
            " The other gaps are no larger than luck would make.", "其他各组之间分不出高下。"
        )
    n = "Only one group stands" if len(named) == 1 else f"{len(named)} groups stand"
    less = _LESS if measure == "brier" else Phrase("", "")
    return Phrase(
        f"{n} out: {en} for all others together{less.en}.{others.en}",
        f"各组之间确有差异，不大可能只是巧合：{zh}{less.zh}。{others.zh}",
    )


def _better(comparison: Comparison) -> Phrase:
    """Two groups of which one is better than the other."""
    measure = comparison.measure
    above, below = sorted(comparison.found.differences, key=lambda one: -one.difference)
    high, low = (comparison.names[one.group][1] for one in (above, below))
    if measure == "wrong":
        return Phrase(
            f"{high.en.capitalize()} ones were wrong more often than {low.en} ones, and more so than luck"
            " would make it.",
            f"{high.zh}的比{low.zh}的更常落空，不大可能只是巧合。",
        )
    if measure == "brier":  # smaller is better
        above, below, high, low = below, above, low, high
    is_, than = _value(measure, above.accuracy), _value(measure, below.accuracy)
    less = _LESS if measure == "brier" else Phrase("", "")
    return Phrase(
        f"{high.en} did better than {low.en}: {is_.en} against {than.en}{less.en}. That is more than luck"
        " would make.",
        f"两组之间确有差异，不大可能只是巧合：“{high.zh}”{is_.zh}，“{low.zh}”{than.zh}{less.zh}。",
    )


def _lifted(comparison: Comparison) -> Phrase:
    """The groups that did better or worse than claims put the same way."""
    en, zh = [], []
    for one in comparison.apart:
        label, is_up = comparison.names[one.group][1], one.accuracy > 0
        far = _distance("lift", abs(one.accuracy))
        en.append(f"{label.en} {far.en} {'better' if is_up else 'worse'}")
        zh.append(f"“{label.zh}”{'高' if is_up else '低'}{far.zh}")
    return Phrase(
        "Beside claims put the same way (as exactly, and judged early or when time was up),"
        f" {joined(en, Language.ENGLISH)} than luck would make it.",
        f"与措辞同样明确、同样期满或提前判定的预测相比，{joined(zh, Language.CHINESE)}，不大可能只是巧合。",
    )


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
    """The sentence on the ranking of a summary's groups, which says so when early verdicts change it."""
    ranking, every = summary.ranking, summary.comparison
    said = ranking.sentence if ranking else summary.ranking_reason or Phrase("", "")
    is_apart = ranking is not None and ranking.distinguishable
    if not summary.has_early or is_apart == (every is not None and every.distinguishable):
        return said
    here = said.en[0].lower() + said.en[1:]
    if is_apart:
        return Phrase(
            f"Groups stand out only while early verdicts are left out; then {here}",
            f"不算提前判定，各组才有差异。{said.zh}",
        )
    return Phrase(
        f"Groups stand out only while early verdicts are counted; without them, {here}",
        f"算上提前判定，各组才有差异；不算时，{said.zh}",
    )


def comparison_note(comparison: Comparison | None) -> Phrase:
    """The test behind the sentence on a ranking, for a note; empty without one."""
    if comparison is None:
        return Phrase("", "")
    own, n_tests = p_value_text(comparison.found.p_value), comparison.n_tests
    test = Phrase("Permutation test of whole items", "按原文条目整体作置换检验")
    n_items = comparison.found.n_sampled
    if comparison.found.test == WITHIN:
        test = Phrase("Permutation test within items", "在原文条目之内作置换检验")
    elif n_items:
        test = Phrase(
            f"{test.en}, of {n_items:,} drawn at random because there are too many for all",
            f"{test.zh}（条目太多，随机抽取 {n_items:,} 条）",
        )
    if n_tests == 1:
        return Phrase(f"{test.en}: {own}.", f"{test.zh}：{own}。")
    of_all = p_value_text(comparison.adjusted_p_value)
    return Phrase(
        f"{test.en}: {own}; {of_all} after Holm's adjustment for {n_tests} tests.",
        f"{test.zh}：{own}；与一同给出的共 {n_tests} 项检验作 Holm 校正后 {of_all}。",
    )


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
    weights = [group.lead.pooled.weight for group in summary.groups if group.lead.pooled]
    if len(weights) < _TWO_GROUPS:
        return Phrase("", "")
    low, high = percent_phrase(min(weights)), percent_phrase(max(weights))
    ends = low if low == high else percent_range_phrase(min(weights), max(weights))
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
