"""How claims were put, and what that did: lift beside claims put the same way, and what vagueness buys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.records import Specificity
from scorecard.scoring.comparison import group_comparison, within_comparison
from scorecard.scoring.credit import STATE_CREDITS
from scorecard.scoring.interval import Interval, share_intervals
from scorecard.scoring.items import clustered_mean, item_blocks
from scorecard.scoring.lift import Lift, group_lifts, manner_credit
from scorecard.summary.comparison import Comparison, Measure, adjusted, compared
from scorecard.summary.counts import group_codes, item_codes
from scorecard.summary.groups import Articles, Group, Summary
from scorecard.text import Language, Phrase, joined, percent_phrase
from scorecard.verdicts import JUDGED_STATES

BoolArray = npt.NDArray[np.bool_]
CodeArray = npt.NDArray[np.integer]
FloatArray = npt.NDArray[np.float64]

MANNERS = ("specificity", "hedge", "stated")
"""The columns of the chart of vagueness, which say how a claim was worded."""

_PUT = ("specificity", "hedge", "hedge_word", "stated")
_LIFTED = ("outlook", "attributed_to")

MOST_COMPARED = 200
"""Groups above which no comparison is made: nobody reads it, and it would take gigabytes."""

LEAST_OUTLOOKS = 10
"""Outlooks with judged claims from which they are taken for a sample of articles."""

MOST_WITHIN = 20_000
"""Claims above which groups by how claims were put are compared by whole items, as all others are."""

_WRONG = [state for state in JUDGED_STATES if state.credit == 0]
_ENDS = (Specificity.MEASURABLE, Specificity.VAGUE)


class Claims(NamedTuple):
    """The columns of a table that scores are made of, one entry a claim; NaN credit where not judged.

    `expected` is the credit that other items' claims of the same manner get (how exactly they were put, and
    whether their time is up), NaN where not judged; None when all claims are of one manner.
    """

    credit: FloatArray
    item: CodeArray
    is_judged: BoolArray
    expected: FloatArray | None


def claims_of(table: pd.DataFrame) -> Claims:
    """The claims of a table.

    Args:
        table: What `scorecard.table` made.
    """
    credit, item = STATE_CREDITS[table["state"].cat.codes.to_numpy()], item_codes(table)
    judged = ~np.isnan(credit)
    manner = 2 * (table["specificity"].cat.codes.to_numpy() + 1) + table["is_closed"].to_numpy()
    expected = None
    if len(np.unique(manner[judged])) > 1:
        expected = np.full(len(table), np.nan)
        expected[judged] = manner_credit(credit[judged], manner[judged], item[judged])
    return Claims(credit, item, judged, expected)


_Found = tuple[Comparison | None, Phrase | None]


def with_manner(summary: Summary, table: pd.DataFrame, *, seed: int) -> Summary:
    """A summary with what only single claims can tell: lift, and groups compared within items.

    Args:
        summary: The numbers of the groups of a table.
        table: What `scorecard.table` made.
        seed: Seed of the tests.
    """
    claims, (keys, group) = claims_of(table), group_codes(table, summary.by)
    summary = replace(summary, articles=_articles(summary, table, claims))
    test = _Test(claims, [(one.key, one.label) for one in summary.groups], seed)
    is_put = summary.by in _PUT and claims.is_judged.sum() <= MOST_WITHIN
    is_compared = len(keys) <= MOST_COMPARED
    if is_put and is_compared:
        every = test.of(claims.credit, group)
        closed: _Found = (None, None)
        if summary.overall.n_early:
            up = np.where(table["is_closed"].to_numpy(), group, -1)
            closed = test.of(claims.credit, up)
        summary = replace(
            summary,
            comparison=every[0],
            comparison_reason=every[1],
            closed_comparison=closed[0],
            closed_comparison_reason=closed[1],
        )
    if claims.expected is None:
        return summary.with_comparisons(adjusted(summary.comparisons))
    lifted = claims.credit - claims.expected
    lift = None
    if summary.by in _LIFTED and is_compared:
        lift, _ = test.of(lifted, group, "lift", is_within=False)
    of_groups = _lifts(claims, group, len(keys))
    (overall,) = _lifts(claims, np.zeros(len(group), dtype=np.int64), 1)
    summary = replace(
        summary,
        overall=replace(summary.overall, lift=overall),
        groups=[replace(one, lift=of) for one, of in zip(summary.groups, of_groups, strict=True)],
    )
    return summary.with_comparisons(adjusted([*summary.comparisons[:2], lift]))


def group_ranking(table: pd.DataFrame, summary: Summary, *, seed: int) -> Comparison | None:
    """The comparison of the groups of a summary by the verdicts of another table; None without one.

    Args:
        table: What `scorecard.table` made.
        summary: The numbers by whose column and names the rows are grouped.
        seed: Seed of the test.
    """
    claims, (keys, group) = claims_of(table), group_codes(table, summary.by)
    labels = {one.key: one.label for one in summary.groups}
    test = _Test(claims, [(key, labels[key]) for key in keys], seed)
    return test.of(claims.credit, group, is_within=summary.by in _PUT)[0]


def _articles(summary: Summary, table: pd.DataFrame, claims: Claims) -> Articles | None:
    """The interval of the leading accuracy with outlooks for a sample; None where rows name no outlook."""
    kept = claims.is_judged & table["outlook"].notna().to_numpy()
    if summary.has_early:
        kept &= table["is_closed"].to_numpy()
    outlook = table["outlook"].cat.codes.to_numpy()[kept]
    n = len(np.unique(outlook))
    if not n:
        return None
    mean = clustered_mean(claims.credit[kept], outlook) if n >= LEAST_OUTLOOKS else None
    if mean is None or mean.low is None or mean.high is None:
        return Articles(n, None, None)
    return Articles(n, max(0.0, mean.low), min(1.0, mean.high))


def _lifts(claims: Claims, group: CodeArray, n_groups: int) -> list[Lift | None]:
    """The lift of every group."""
    judged = claims.is_judged
    expected = np.empty(0) if claims.expected is None else claims.expected
    return group_lifts(
        claims.credit[judged], expected[judged], claims.item[judged], group[judged], n_groups
    )


class _Test(NamedTuple):
    """What tests of one grouping have in common: the claims, the names of the groups and the seed."""

    claims: Claims
    named: Sequence[tuple[str, Phrase]]
    seed: int

    def of(
        self,
        value: FloatArray,
        group: CodeArray,
        measure: Measure = "accuracy",
        *,
        is_within: bool = True,
    ) -> _Found:
        """The comparison of groups by a value of their judged claims, or the reason why there is none."""
        kept = self.claims.is_judged & (group >= 0) & np.isfinite(value)
        claims = value[kept], group[kept].astype(np.int64), self.claims.item[kept]
        if is_within:
            found = within_comparison(*claims, seed=self.seed)
        else:
            found = group_comparison(item_blocks(*claims), seed=self.seed)
        return compared(found, self.named, measure)


class WrongShare(NamedTuple):
    """The share of the judged claims of a group that was wrong; None where nothing is judged."""

    n_wrong: int
    n_judged: int
    share: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Vagueness:
    """The shares of wrong claims by how they were worded.

    Attributes:
        wrong: By column of `MANNERS` and group, of the claims that outputs lead with.
        comparison: Measurable against vague claims in the share that was wrong; None when there are too few,
            or the shares are equal.
    """

    wrong: dict[str, dict[str, WrongShare]]
    comparison: Comparison | None

    @property
    def sentence(self) -> Phrase:
        """The shares of wrong claims by how exactly they were put, and what they prove."""
        wrong = self.wrong["specificity"]
        judged = [(one, wrong[one.value]) for one in Specificity if one.value in wrong]
        judged = [(one, share) for one, share in judged if share.n_judged]
        if not {one for one, _ in judged}.issuperset(_ENDS):
            return Phrase(
                "Measurable and vague claims must both be judged before they can be compared.",
                "可量化的和含糊的预测都有了判定，才能比较。",
            )
        *first, last = [
            f"{share.n_wrong} of {share.n_judged} {one.label.en}" for one, share in judged
        ]
        zh = "，".join(
            f"{one.label.zh}的 {share.n_judged} 条落空 {share.n_wrong} 条" for one, share in judged
        )
        said = self.comparison.sentence if self.comparison else _TOO_FEW
        return Phrase(
            f"Of the judged claims {', '.join(first)} and {last} ones were wrong. {said.en}",
            f"已判的预测中：{zh}。{said.zh}",
        )


_TOO_FEW = Phrase(
    "The claims are too few, or the shares too equal, to compare the two ends.",
    "条数太少，或落空得一样多，可量化的与含糊的分不出高下。",
)


def _wrong_shares(groups: list[Group]) -> dict[str, WrongShare]:
    counts = [group.lead.counts for group in groups]
    n_wrong = np.array([sum(one[state] for state in _WRONG) for one in counts], dtype=np.int64)
    n = np.array([one.n_judged for one in counts], dtype=np.int64)
    intervals = share_intervals(n_wrong, n)
    return {
        group.key: WrongShare(int(wrong), int(of), int(wrong) / int(of) if of else None, interval)
        for group, wrong, of, interval in zip(groups, n_wrong, n, intervals, strict=True)
    }


def vagueness(table: pd.DataFrame, by: Mapping[str, Summary], *, seed: int) -> Vagueness:
    """Shares of wrong claims by how claims were worded.

    Only measurable and vague claims, the two ends, are compared: by a permutation test of the share of wrong
    ones inside the items.

    Args:
        table: What `scorecard.table` made.
        by: The summaries by each column of `MANNERS`.
        seed: Seed of the test.
    """
    wrong = {name: _wrong_shares(by[name].groups) for name in MANNERS}
    claims = claims_of(table)
    ends = [(table["specificity"] == one.value).to_numpy() for one in _ENDS]
    kept = claims.is_judged & (ends[0] | ends[1])
    if by["specificity"].has_early:
        kept &= table["is_closed"].to_numpy()
    is_wrong = np.where(kept, claims.credit == 0, np.nan)
    is_vague = ends[1].astype(np.int64)
    named = [(one.value, one.label) for one in _ENDS]
    found, _ = _Test(claims, named, seed).of(is_wrong, is_vague, "wrong")
    return Vagueness(wrong, found)


def difficulty_sentence(table: pd.DataFrame, summary: Summary) -> Phrase:
    """The sentence on what accuracy leaves out: how many vague and how many measurable claims were wrong.

    Args:
        table: What `scorecard.table` made.
        summary: Its numbers by any column.

    Returns:
        The sentence; empty unless claims of both ends are judged.
    """
    claims = claims_of(table)
    kept = claims.is_judged
    if summary.has_early:
        kept = kept & table["is_closed"].to_numpy()
    parts = []
    for one in reversed(_ENDS):
        is_one = kept & (table["specificity"] == one.value).to_numpy()
        parts.append((one.label, int((claims.credit[is_one] == 0).sum()), int(is_one.sum())))
    accuracy = summary.overall.lead.accuracy
    if accuracy is None or not all(n for _, _, n in parts):
        return Phrase("", "")
    up = Phrase(" whose time is up", "期满的") if summary.has_early else Phrase("", "")
    (vague, n_vague, of_vague), (exact, n_exact, of_exact) = parts
    share = percent_phrase(accuracy)
    zh = (f"{label.zh}的 {of} 条落空 {n} 条" for label, n, of in parts)
    return Phrase(
        f"{share.en} says nothing of how hard the claims were: {n_vague} of {of_vague} {vague.en} claims"
        f"{up.en} were wrong, {n_exact} of {of_exact} {exact.en} ones.",
        f"{share.zh} 并不说明预测有多难：{up.zh}预测里，{joined(zh, Language.CHINESE)}。",
    )
