"""What a ranking of groups may be read to say."""

from collections.abc import Sequence

from scorecard.errors import Phrase
from scorecard.scoring.comparison import (
    SIGNIFICANCE,
    GroupComparison,
    GroupDifference,
    NoComparison,
)

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
        >>> alike = group_comparison(np.array([1.0, 0, 1, 0.5]), np.array([0, 0, 1, 1]), seed=1)
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
        f"the worst are {gap} points apart, and equal groups of these sizes usually show "
        f"{usual} points by chance.",
        f"这 {n_groups} 组无法区分高下（置换检验，{p_value}）：最高与最低相差 {gap} 个百分点，"
        f"而同样大小的组即使水平相同，通常也会偶然相差 {usual} 个百分点。",
    )


def _apart(comparison: GroupComparison, labels: Sequence[Phrase]) -> Phrase:
    """Name the groups that stand out."""
    named = [one for one in comparison.differences if one.p_value < SIGNIFICANCE]
    named.sort(key=lambda one: (one.p_value, one.group))
    n_others = len(comparison.differences) - len(named)
    p_value = p_value_text(comparison.p_value)
    en = ", ".join(f"{labels[one.group].en} ({_side(one).en})" for one in named)
    zh = "、".join(f"{labels[one.group].zh}（{_side(one).zh}）" for one in named)
    more = Phrase("", "")
    if n_others:
        more = Phrase(" For no other group can that be said.", "其余各组则不能这样说。")
    return Phrase(
        f"Groups differ by more than chance (permutation test, {p_value}); told apart from the "
        f"others together: {en}.{more.en}",
        f"各组差异超出偶然（置换检验，{p_value}）；与其余各组合计相比可以区分的有：{zh}。{more.zh}",
    )


def _side(difference: GroupDifference) -> Phrase:
    """Say on which side of the others a group lies, and how far."""
    points = round(100 * abs(difference.difference))
    if difference.difference > 0:
        return Phrase(f"{points} points above", f"高 {points} 个百分点")
    return Phrase(f"{points} points below", f"低 {points} 个百分点")


def p_value_text(p_value: float) -> str:
    """Write a p-value with two digits that count, so that 0.049 does not become 0.05."""
    n_digits = 4 if p_value < 0.01 else 3 if p_value < 0.1 else 2  # noqa: PLR2004 - powers of ten
    return f"p = {p_value:.{n_digits}f}"
