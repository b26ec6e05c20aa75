"""Shares of wrong claims by how exactly and how firmly claims were worded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from scorecard.records import Specificity
from scorecard.scoring.comparison import GroupComparison, group_comparison
from scorecard.scoring.interval import Interval, share_intervals
from scorecard.summary.compute import FloatArray, claims_of
from scorecard.summary.groups import Group, Summary
from scorecard.summary.sentences import p_value_text
from scorecard.text import Phrase
from scorecard.verdicts import JUDGED_STATES

__all__ = ["MANNERS", "Vagueness", "WrongShare", "vagueness"]

MANNERS = ("specificity", "hedge", "stated")
"""The columns that say how a claim was worded."""


_WRONG = [state for state in JUDGED_STATES if state.credit == 0]
_ENDS = {Specificity.MEASURABLE, Specificity.VAGUE}


class WrongShare(NamedTuple):
    """The share of the judged claims of a group that was wrong; None where nothing is judged."""

    n_wrong: int
    n_judged: int
    share: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Vagueness:
    """The shares of wrong claims by column of `MANNERS` and group, and the sentence on them."""

    wrong: dict[str, dict[str, WrongShare]]
    sentence: Phrase


def _wrong_shares(groups: list[Group]) -> dict[str, WrongShare]:
    n_wrong = np.array(
        [sum(group.counts[one] for one in _WRONG) for group in groups], dtype=np.int64
    )
    n = np.array([group.n_judged for group in groups], dtype=np.int64)
    intervals = share_intervals(n_wrong, n)
    return {
        group.key: WrongShare(int(wrong), int(of), int(wrong) / int(of) if of else None, interval)
        for group, wrong, of, interval in zip(groups, n_wrong, n, intervals, strict=True)
    }


def vagueness(table: pd.DataFrame, by: Mapping[str, Summary], *, seed: int) -> Vagueness:
    """Shares of wrong claims by how claims were worded.

    Only measurable and vague claims, the two ends, are compared: by permutation tests of the share of
    wrong ones, and of accuracy, that keep the claims of one item together.

    Args:
        table: What `scorecard.table` made.
        by: The summaries by each column of `MANNERS`.
        seed: Seed of the test.
    """
    wrong = {name: _wrong_shares(by[name].groups) for name in MANNERS}
    return Vagueness(wrong, _sentence(table, wrong["specificity"], seed))


def _sentence(table: pd.DataFrame, wrong: Mapping[str, WrongShare], seed: int) -> Phrase:
    judged = [(one, wrong[one.value]) for one in Specificity if one.value in wrong]
    judged = [(one, share) for one, share in judged if share.n_judged]
    if not {one for one, _ in judged}.issuperset(_ENDS):
        return Phrase(
            "Measurable and vague claims must both be judged before they can be compared.",
            "可量化的和含糊的预测都有了判定，才能比较。",
        )
    *first, last = [f"{share.n_wrong} of {share.n_judged} {one.label.en}" for one, share in judged]
    zh = "，".join(
        f"{one.label.zh}的 {share.n_judged} 条落空 {share.n_wrong} 条" for one, share in judged
    )
    said = _said(_ends_compared(table, seed))
    return Phrase(
        f"Of the judged claims {', '.join(first)} and {last} ones were wrong. {said.en}",
        f"已判的预测中：{zh}。{said.zh}",
    )


class _Ends(NamedTuple):
    """Measurable against vague claims: in the share that was wrong, and in accuracy; None when the same."""

    wrong: GroupComparison | None
    accuracy: GroupComparison | None


def _ends_compared(table: pd.DataFrame, seed: int) -> _Ends:
    claims = claims_of(table)
    is_vague = (table["specificity"] == Specificity.VAGUE.value).to_numpy()
    is_exact = (table["specificity"] == Specificity.MEASURABLE.value).to_numpy()
    kept = claims.is_judged & (is_vague | is_exact)
    was_wrong = (claims.credit == 0).astype(np.float64)

    def compared(values: FloatArray) -> GroupComparison | None:
        found = group_comparison(
            values[kept], is_vague[kept].astype(np.int64), seed=seed, item=claims.item[kept]
        )
        return found if isinstance(found, GroupComparison) else None

    return _Ends(compared(was_wrong), compared(claims.credit))


def _said(found: _Ends) -> Phrase:
    """The comparison in words."""
    if found.wrong is None:
        return Phrase(
            "The claims are too few, or the shares too equal, to compare the two ends.",
            "条数太少，或落空得一样多，可量化的与含糊的分不出高下。",
        )
    p_value = p_value_text(found.wrong.p_value)
    if not found.wrong.is_distinguishable:
        return Phrase(
            f"The difference between measurable and vague ones may be chance (permutation test, {p_value}).",
            f"可量化的与含糊的分不出高下（置换检验，{p_value}）。",
        )
    is_vague_worse = found.wrong.differences[0].difference < 0
    worse, better = sorted(
        (Specificity.VAGUE.label, Specificity.MEASURABLE.label),
        key=lambda label: (label == Specificity.VAGUE.label) != is_vague_worse,
    )
    accuracy = _accuracy_said(found.accuracy)
    return Phrase(
        f"{worse.en.capitalize()} ones were wrong more often than {better.en} ones, by more than chance"
        f" explains (permutation test, {p_value}); {accuracy.en}.",
        f"{worse.zh}的比{better.zh}的更常落空，不大可能只是巧合（置换检验，{p_value}）；{accuracy.zh}。",
    )


def _accuracy_said(found: GroupComparison | None) -> Phrase:
    """The comparison of accuracy in words."""
    if found is None:
        return Phrase("their accuracy is the same", "两者的得分率相同")
    p_value = p_value_text(found.p_value)
    if found.is_distinguishable:
        return Phrase(
            f"their accuracy differs too ({p_value})", f"两者的得分率也有差异（{p_value}）"
        )
    return Phrase(
        f"the difference in accuracy may be chance ({p_value})",
        f"两者的得分率则分不出高下（{p_value}）",
    )
