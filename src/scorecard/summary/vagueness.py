"""What vagueness buys: how often claims were wrong, by how exactly and how firmly they were put."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from scorecard.errors import Phrase
from scorecard.models import Specificity
from scorecard.scoring.comparison import GroupComparison, group_comparison
from scorecard.scoring.credit import INACCURATE
from scorecard.scoring.interval import Interval, share_intervals
from scorecard.scoring.sentence import p_value_text
from scorecard.summary.claims import claims_of
from scorecard.summary.groups import Group, Summary

__all__ = ["MANNERS", "Vagueness", "WrongShare", "vagueness"]

MANNERS = ("specificity", "hedge", "stated")
"""The columns that say how a claim was put."""


_ENDS = {Specificity.MEASURABLE, Specificity.VAGUE}


class WrongShare(NamedTuple):
    """How many of the judged claims of a group were inaccurate; None where nothing is judged."""

    n_wrong: int
    n_judged: int
    share: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Vagueness:
    """The shares of wrong claims by column of `MANNERS` and group, and what they may be read to say."""

    wrong: dict[str, dict[str, WrongShare]]
    sentence: Phrase


def _wrong_shares(groups: list[Group]) -> dict[str, WrongShare]:
    n_wrong = np.array([group.n_inaccurate for group in groups], dtype=np.int64)
    n = np.array([group.n_judged for group in groups], dtype=np.int64)
    intervals = share_intervals(n_wrong, n)
    return {
        group.key: WrongShare(int(wrong), int(of), int(wrong) / int(of) if of else None, interval)
        for group, wrong, of, interval in zip(groups, n_wrong, n, intervals, strict=True)
    }


def vagueness(table: pd.DataFrame, by: Mapping[str, Summary], *, seed: int) -> Vagueness:
    """How often claims were wrong, by how they were put.

    Only measurable and vague claims, the two ends, are compared: by a permutation test of the share of
    wrong ones that keeps the claims of one item together.

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
            "Whether vague claims are harder to be wrong cannot be asked yet: measurable and vague ones"
            " must both be judged.",
            "含糊的说法是不是更难算错，现在还问不了：可量化的和含糊的都要有已判定的。",
        )
    en = ", ".join(f"{share.n_wrong} of {share.n_judged} {one.label.en}" for one, share in judged)
    zh = "，".join(
        f"{one.label.zh}的 {share.n_judged} 条错 {share.n_wrong} 条" for one, share in judged
    )
    shares = [share.n_wrong / share.n_judged for _, share in judged]
    said = _said(_ends_compared(table, seed), is_falling=shares == sorted(shares, reverse=True))
    return Phrase(f"Wrong were {en} claims. {said.en}", f"已判定的说法中：{zh}。{said.zh}")


def _ends_compared(table: pd.DataFrame, seed: int) -> GroupComparison | None:
    """The test of the two ends, in their share of wrong claims; None when it is the same."""
    claims = claims_of(table)
    is_vague = (table["specificity"] == Specificity.VAGUE.value).to_numpy()
    is_exact = (table["specificity"] == Specificity.MEASURABLE.value).to_numpy()
    kept = claims.is_judged & (is_vague | is_exact)
    was_wrong = (claims.state[kept] == INACCURATE).astype(np.float64)
    found = group_comparison(
        was_wrong, is_vague[kept].astype(np.int64), seed=seed, item=claims.item[kept]
    )
    return found if isinstance(found, GroupComparison) else None


def _said(found: GroupComparison | None, *, is_falling: bool) -> Phrase:
    """What the comparison may be read to say; `is_falling` from measurable over specific to vague."""
    if found is None:
        return Phrase(
            "Measurable and vague claims were wrong equally often.",
            "可量化的和含糊的说法，错的比例一样。",
        )
    p_value = p_value_text(found.p_value)
    if not found.is_distinguishable:
        return Phrase(
            "That vague claims are harder to be wrong is not shown: measurable and vague ones cannot be"
            f" told apart by this (permutation test, {p_value}).",
            f"“越含糊越难算错”在这里没有得到证实：可量化的与含糊的无法由此区分（置换检验，{p_value}）。",
        )
    if found.differences[0].difference < 0:
        return Phrase(
            "Vagueness did not help: vague claims were wrong more often than measurable ones, by more than"
            f" chance (permutation test, {p_value}).",
            f"含糊并没有帮上忙：含糊的说法比可量化的更常算错，差异超出偶然（置换检验，{p_value}）。",
        )
    start = Phrase("The vaguer, the harder to be wrong: m", "越含糊越难算错：")
    start = start if is_falling else Phrase("M", "")
    return Phrase(
        f"{start.en}easurable claims were wrong more often than vague ones, by more than chance"
        f" (permutation test, {p_value}).",
        f"{start.zh}可量化的说法比含糊的更常算错，差异超出偶然（置换检验，{p_value}）。",
    )
