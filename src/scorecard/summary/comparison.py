"""The comparison of groups: whether they differ, which ones stand out, and the sentences that say so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from scorecard.scoring.comparison import (
    SIGNIFICANCE,
    WITHIN,
    GroupComparison,
    GroupDifference,
    NoComparison,
    group_comparison,
    holm_adjusted,
    within_comparison,
)
from scorecard.scoring.items import Blocks
from scorecard.summary.counts import Singles
from scorecard.text import Phrase, in_a_row, listed, percent_phrase

Measure = Literal["accuracy", "brier", "lift", "wrong"]
"""Numbers that groups are compared by: mean credit, Brier score, credit beyond that of claims put the same
way, share of wrong claims."""

Named = Sequence[tuple[str, Phrase]]
"""Key and label of every group, by group code."""

MOST_COMPARED = 200
"""Groups above which no comparison is made: nobody reads it, and it would take gigabytes."""

_WITHIN_QUESTIONS = "permutation of forecasts within questions, largest difference from the rest"
_TWO_GROUPS = 2
_LEAST_PRINTED = 0.001

_LESS = Phrase(" (Brier scores: less is better)", "（Brier 分数，越小越好）")
_SHARED = Phrase("Only questions that several answered are compared.", "只比较多人回答过的问题。")
_BESIDE = Phrase(
    "Compared with claims worded as exactly and judged at the same stage (early, or with time up),",
    "与措辞同样明确、同样期满或提前判定的预测相比，",
)

NOT_COMPARED = {
    NoComparison.TOO_FEW_GROUPS: Phrase(
        "Fewer than two groups have a score, so there is nothing to compare.",
        "有得分的不足两组，无从比较。",
    ),
    NoComparison.TOO_FEW_ITEMS: Phrase(
        "The groups have too few judged items each to be compared, whatever the verdicts.",
        "各组已判的原文条目太少，无论判定如何都分不出高下。",
    ),
    NoComparison.EQUAL_SCORES: Phrase(
        "All groups have the same score, so they do not rank.", "各组得分相同，不分高下。"
    ),
}
"""The sentence for each reason."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The comparison of groups, adjusted for the other tests that are read with it.

    Attributes:
        found: The test by itself.
        names: Key and label of every group, by group code.
        measure: The number that the groups are compared by.
        n_tests: Number of tests that one output prints.
        after_holm: The p-value after Holm's adjustment over all of them; None when it is the only one.

    Examples:
        >>> import numpy as np
        >>> from scorecard.scoring.comparison import group_comparison
        >>> from scorecard.scoring.items import item_blocks
        >>> named = [("chips", Phrase("Chips", "芯片")), ("cars", Phrase("Cars", "汽车"))]
        >>> credit, group = np.array([1.0, 0, 1, 0.5, 0, 0, 1, 1]), np.repeat([0, 1], 4)
        >>> alike = Comparison(group_comparison(item_blocks(credit, group), seed=1), named)
        >>> print(alike.sentence.en)  # doctest: +ELLIPSIS
        No group stands out: the best and the worst are ... points apart, and luck alone ...
        >>> alike.sentence.zh[:11]
        '这 2 组分不出高下：'
    """

    found: GroupComparison
    names: Named
    measure: Measure = "accuracy"
    n_tests: int = 1
    after_holm: float | None = None

    @property
    def adjusted_p_value(self) -> float:
        """The p-value after Holm's adjustment, in 0..1."""
        return self.found.p_value if self.after_holm is None else self.after_holm

    @property
    def distinguishable(self) -> bool:
        """Whether the adjusted p-value is below 0.05."""
        return self.adjusted_p_value < SIGNIFICANCE

    @property
    def apart(self) -> list[GroupDifference]:
        """The groups that stand out from the others together, those of the smallest p-value first."""
        times = self.adjusted_p_value / self.found.p_value
        named = [one for one in self.found.differences if one.p_value * times < SIGNIFICANCE]
        return sorted(named, key=lambda one: (one.p_value, one.group))

    @property
    def standing_out(self) -> list[str]:
        """The keys of the groups that stand out."""
        return [self.names[one.group][0] for one in self.apart]

    @property
    def is_of_forecasters(self) -> bool:
        """Whether it is made inside the questions that forecasters share; items are in no part of it."""
        return self.measure == "brier" and self.found.test == WITHIN

    @property
    def sentence(self) -> Phrase:
        """What it means, in plain words."""
        if not self.distinguishable:
            said = _alike(self)
        elif self.measure == "lift":
            said = _lifted(self)
        else:
            said = (_better if len(self.found.differences) == _TWO_GROUPS else _apart)(self)
        return in_a_row([said, _SHARED]) if self.is_of_forecasters else said

    def as_json(self) -> dict[str, Any]:
        """The comparison as `score --format json` prints it."""
        return {
            "test": _WITHIN_QUESTIONS if self.is_of_forecasters else self.found.test,
            "p_value": self.found.p_value,
            "adjusted_p_value": self.adjusted_p_value,
            "n_tests": self.n_tests,
            "n_permutations": self.found.n_permutations,
            "n_sampled": self.found.n_sampled,
            "distinguishable": self.distinguishable,
            "standing_out": self.standing_out,
            "sentence": self.sentence._asdict(),
        }


Compared = tuple[Comparison | None, Phrase | None]
"""A comparison, or the reason for having none."""


def compare(
    given: Blocks | Singles, named: Named, seed: int, measure: Measure = "accuracy"
) -> Compared:
    """The comparison of groups by whole items, or inside the items of single claims; or why there is none."""
    if isinstance(given, Singles):
        kept = given.only(given.group >= 0)
        found = within_comparison(kept.score, kept.group, kept.item, seed=seed)
    elif len(named) > MOST_COMPARED:
        n = len(named)
        return None, Phrase(f"{n} groups are too many to compare.", f"分组多达 {n} 个，不作比较。")
    else:
        found = group_comparison(given, seed=seed)
    if isinstance(found, NoComparison):
        return None, NOT_COMPARED[found]
    return Comparison(found, named, measure), None


def adjusted(given: Sequence[Comparison | None]) -> list[Comparison | None]:
    """Comparisons that one output prints, adjusted together (see `holm_adjusted`); None stays."""
    known = [one for one in given if one]
    p_values = iter(holm_adjusted([one.found.p_value for one in known]).tolist())
    return [one and replace(one, after_holm=next(p_values), n_tests=len(known)) for one in given]


def _distance(measure: Measure, value: float) -> Phrase:
    """The distance of two values in words."""
    if measure == "brier":
        return Phrase(f"{value:.3f}", f" {value:.3f}")
    points = round(100 * value) or f"{round(100 * value, 1):g}"
    return Phrase(f"{points} point{'s' * (points != 1)}", f" {points} 个百分点")


def _dealt(comparison: Comparison) -> Phrase:
    """What is dealt; within items and questions, whatever these make of a gap is no luck."""
    if comparison.found.test != WITHIN:
        return Phrase("of whole items", "按原文条目整体")
    en, zh = ("questions", "每个问题") if comparison.is_of_forecasters else ("items", "原文条目")
    return Phrase(f"within {en}", f"在{zh}之内")


def _alike(comparison: Comparison) -> Phrase:
    """Groups whose differences may be chance."""
    found, measure, luck = comparison.found, comparison.measure, Phrase("alone", "把这些预测")
    gap, usual = _distance(measure, found.gap), _distance(measure, found.usual_gap)
    if measure == "wrong":
        return Phrase(
            "The difference between measurable and vague ones is no larger than luck would make.",
            "可量化的与含糊的分不出高下。",
        )
    if measure == "lift":
        return Phrase(
            f"{_BESIDE.en} no group did better or worse than luck would make it: the best and the worst are"
            f" {gap.en} apart.",
            f"{_BESIDE.zh}各组分不出高下：最高与最低相差{gap.zh}。",
        )
    luck = _dealt(comparison) if found.test == WITHIN else luck
    above = Phrase(" or more", " 以上" if measure == "brier" else "以上")
    if measure == "accuracy" and usual == _distance(measure, 1.0):  # nothing is above
        above = Phrase("", "")
    return Phrase(
        f"No group stands out: the best and the worst are {gap.en} apart, and luck {luck.en} would put"
        f" {len(found.differences)} such groups {usual.en}{above.en} apart half the time.",
        f"这 {len(found.differences)} 组分不出高下：最高与最低相差{gap.zh}，"
        f"但就算{luck.zh}随机打乱分组，半数情况下也会相差{usual.zh}{above.zh}。",
    )


def _against(measure: Measure, *both: float) -> list[Phrase]:
    """Two values of a measure in words, with the digits that tell them apart."""
    if measure == "brier":
        written = [[Phrase(*2 * [f"{one:.{n}f}"]) for one in both] for n in range(3, 12)]
    else:
        written = [[percent_phrase(one, n) for one in both] for n in range(9)]
    return next((one for one in written if one[0] != one[1]), written[0])


def _apart(comparison: Comparison) -> Phrase:
    """The groups that stand out, of more than two."""
    en, zh = [], []
    for one in comparison.apart:
        label, others_have = comparison.names[one.group][1], one.accuracy - one.difference
        own, rest = _against(comparison.measure, one.accuracy, others_have)
        en.append(f"{label.en}, {own.en} against {rest.en}")
        zh.append(f"“{label.zh}”{own.zh}，其余各组合计 {rest.zh}")
    others = Phrase("", "")
    if len(en) < len(comparison.found.differences) - 1:
        others = Phrase(
            " The other gaps are no larger than luck would make.", "其他各组之间分不出高下。"
        )
    n = "Only one group stands" if len(en) == 1 else f"{len(en)} groups stand"
    less = _LESS if comparison.measure == "brier" else Phrase("", "")
    return Phrase(
        f"{n} out: {'; '.join(en)} for all others together{less.en}.{others.en}",
        f"各组之间确有差异，不大可能只是巧合：{'；'.join(zh)}{less.zh}。{others.zh}",
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
    is_, than = _against(measure, above.accuracy, below.accuracy)
    less = _LESS if measure == "brier" else Phrase("", "")
    return Phrase(
        f"{high.en} did better than {low.en}: {is_.en} against {than.en}{less.en}. That is more than luck"
        " would make.",
        f"两组之间确有差异，不大可能只是巧合：“{high.zh}”{is_.zh}，“{low.zh}”{than.zh}{less.zh}。",
    )


def _lifted(comparison: Comparison) -> Phrase:
    """The groups that did better or worse than claims put the same way."""
    apart = []
    for one in comparison.apart:
        label, far = comparison.names[one.group][1], _distance("lift", abs(one.accuracy))
        way = Phrase("better", "高") if one.accuracy > 0 else Phrase("worse", "低")
        apart.append(Phrase(f"{label.en} {far.en} {way.en}", f"“{label.zh}”{way.zh}{far.zh}"))
    return Phrase(
        f"{_BESIDE.en} {listed(apart).en} than luck would make it.",
        f"{_BESIDE.zh}{listed(apart).zh}，不大可能只是巧合。",
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


def comparison_note(comparison: Comparison | None) -> Phrase:
    """The test behind the sentence on a ranking, for a note; empty without one."""
    if comparison is None:
        return Phrase("", "")
    own, n_tests = p_value_text(comparison.found.p_value), comparison.n_tests
    dealt = _dealt(comparison)
    test = Phrase(f"Permutation test {dealt.en}", f"{dealt.zh}作置换检验")
    if n_items := comparison.found.n_sampled:
        test = Phrase(
            f"{test.en}, of {n_items:,} drawn at random because there are too many for all",
            f"{test.zh}（条目太多，随机抽取 {n_items:,} 条）",
        )
    if n_tests == 1:
        return Phrase(f"{test.en}: {own}.", f"{test.zh}：{own}。")
    of_all = p_value_text(comparison.adjusted_p_value)
    return Phrase(
        f"{test.en}: {own}; {of_all} after Holm's adjustment for {n_tests} tests.",
        f"{test.zh}：{own}；{n_tests} 项检验一并作 Holm 校正后 {of_all}。",
    )
