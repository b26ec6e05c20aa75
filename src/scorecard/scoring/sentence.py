"""What a ranking of groups may be read to say."""

from collections.abc import Sequence

from scorecard.scoring.comparison import (
    SIGNIFICANCE,
    GroupComparison,
    GroupDifference,
    NoComparison,
)
from scorecard.text import Phrase

__all__ = ["comparison_sentence", "p_value_text"]


def comparison_sentence(
    comparison: GroupComparison | NoComparison, labels: Sequence[Phrase]
) -> Phrase:
    """The one sentence beside every table and chart that ranks groups.

    Args:
        comparison: Result of `group_comparison`.
        labels: Names of the groups, by group code.

    Returns:
        The sentence: that the groups cannot be told apart, with the gap that chance
        usually makes, or which stand out from the others; or why nothing was compared.

    Examples:
        >>> import numpy as np
        >>> from scorecard.scoring.comparison import group_comparison
        >>> labels = [Phrase("Chips", "芯片"), Phrase("Cars", "汽车")]
        >>> credit, group = np.array([1.0, 0, 1, 0.5, 0, 0, 1, 1]), np.repeat([0, 1], 4)
        >>> alike = group_comparison(credit, group, seed=1)
        >>> print(comparison_sentence(alike, labels).en)  # doctest: +ELLIPSIS
        These 2 groups cannot be told apart (permutation test, p = ...): the best and the ...
        >>> comparison_sentence(alike, labels).zh[:11]
        '这 2 组无法区分高下'
    """
    if isinstance(comparison, NoComparison):
        return comparison.reason
    if not comparison.is_distinguishable:
        return _alike(comparison)
    return _apart(comparison, labels)


def _alike(comparison: GroupComparison) -> Phrase:
    """Say that chance is enough."""
    n_groups, p_value = len(comparison.differences), p_value_text(comparison.p_value)
    gap, usual = round(100 * comparison.gap), round(100 * comparison.usual_gap)
    return Phrase(
        f"These {n_groups} groups cannot be told apart (permutation test, {p_value}): the best and "
        f"the worst are {gap} points apart; dealt to the groups by chance, the same items are "
        f"{usual} points apart or more in half of all cases.",
        f"这 {n_groups} 组无法区分高下（置换检验，{p_value}）：最高与最低相差 {gap} 个百分点；"
        f"把同样的条目随机分给各组，也有一半的情况相差 {usual} 个百分点或更多。",
    )


def _apart(comparison: GroupComparison, labels: Sequence[Phrase]) -> Phrase:
    """Name the groups that stand out; of two, one stands above the other."""
    named = [one for one in comparison.differences if one.p_value < SIGNIFICANCE]
    named.sort(key=lambda one: (one.p_value, one.group))
    p_value = p_value_text(comparison.p_value)
    said = Phrase(
        f"Groups differ more than chance usually makes them (permutation test, {p_value})",
        f"各组的差异大于偶然通常造成的（置换检验，{p_value}）",
    )
    n_others = len(comparison.differences) - len(named)
    if len(comparison.differences) == 2:  # noqa: PLR2004  (each is the other's rest)
        above, below = sorted(comparison.differences, key=lambda one: -one.difference)
        points = round(100 * above.difference)
        high, low = labels[above.group], labels[below.group]
        return Phrase(
            f"{said.en}: {high.en} lies {points} points above {low.en}.",
            f"{said.zh}：{high.zh}比{low.zh}高 {points} 个百分点。",
        )
    en = ", ".join(f"{labels[one.group].en} ({_side(one).en})" for one in named)
    zh = "、".join(f"{labels[one.group].zh}（{_side(one).zh}）" for one in named)
    more = Phrase("", "")
    if n_others:
        more = Phrase(" For no other group can that be said.", "其余各组则不能这样说。")
    return Phrase(
        f"{said.en}; told apart from the others together: {en}.{more.en}",
        f"{said.zh}；与其余各组合计相比可以区分的有：{zh}。{more.zh}",
    )


def _side(difference: GroupDifference) -> Phrase:
    """Say on which side of the others a group lies, and how far."""
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
    if p_value < 0.001:  # noqa: PLR2004  (the least that is told apart)
        return "p < 0.001"
    n_digits = 3 if p_value < 0.01 else 2  # noqa: PLR2004  (a power of ten)
    while (round(p_value, n_digits) < SIGNIFICANCE) != (p_value < SIGNIFICANCE):
        n_digits += 1
    return f"p = {p_value:.{n_digits}f}"
