"""How claims were put, and what that did: lift beside claims put the same way, and what vagueness buys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from scorecard.records import Specificity
from scorecard.scoring import CodeArray
from scorecard.scoring.comparison import group_comparison, within_comparison
from scorecard.scoring.credit import JUDGED_CREDITS, STATE_CREDITS
from scorecard.scoring.interval import Interval, share_intervals
from scorecard.scoring.items import Blocks
from scorecard.scoring.lift import item_lift
from scorecard.scoring.probability import UNIT
from scorecard.summary.comparison import Comparison, Measure, adjusted, compared
from scorecard.summary.counts import Claims, Singles
from scorecard.summary.groups import Articles, Group, Summary
from scorecard.summary.table_claims import TableClaims
from scorecard.text import Language, Phrase, joined, percent_phrase
from scorecard.verdicts import JUDGED_STATES

MANNERS = ("specificity", "hedge", "stated")
"""The columns of the chart of vagueness, which say how a claim was worded."""

_PUT = ("specificity", "hedge", "hedge_word", "stated")
_LIFTED = ("outlook", "attributed_to")

MOST_COMPARED = 200
"""Groups above which no comparison is made: nobody reads it, and it would take gigabytes."""

LEAST_OUTLOOKS = 10
"""Outlooks with judged claims from which they are taken for a sample of articles."""

_WRONG = [state for state in JUDGED_STATES if state.credit == 0]
_IS_JUDGED, _IS_WRONG = ~np.isnan(STATE_CREDITS), STATE_CREDITS == 0
_ENDS = (Specificity.MEASURABLE, Specificity.VAGUE)


_Found = tuple[Comparison | None, Phrase | None]
Named = Sequence[tuple[str, Phrase]]
"""Key and label of every group, by group code."""


def compare_items(blocks: Blocks, named: Named, seed: int, measure: Measure = "accuracy") -> _Found:
    """The comparison of groups by whole items, or the reason why there is none."""
    if len(named) > MOST_COMPARED:
        return None, Phrase(
            f"{len(named)} groups are too many to compare.",
            f"分组多达 {len(named)} 个，不作比较。",
        )
    return compared(group_comparison(blocks, seed=seed), named, measure)


def compare_within(
    single: Singles,
    named: Named,
    seed: int,
    *,
    kept: CodeArray,
    measure: Measure = "accuracy",
) -> _Found:
    """The comparison of some groups inside items or questions, or the reason why there is none."""
    is_kept = np.isin(single.group, kept)
    found = within_comparison(
        single.score[is_kept], single.group[is_kept], single.item[is_kept], seed=seed
    )
    return compared(found, named, measure)


def compared_by_credit(summary: Summary, claims: Claims, *, seed: int) -> Summary:
    """The summary with its groups compared by credit, and by lift where that is of interest.

    Groups by how claims were put are compared inside items, as long as the claims are few; others by whole
    items.
    """
    named = [(one.key, one.label) for one in summary.groups]
    every, closed = _by_credit(
        claims, named, summary.by, seed, is_closed=bool(summary.overall.n_early)
    )
    lift = None
    gained = claims.gained() if summary.by in _LIFTED and len(named) <= MOST_COMPARED else None
    if gained:
        lift, _ = compare_items(gained.blocks, named, seed, "lift")
    summary = replace(summary, comparison_reason=every[1], closed_comparison_reason=closed[1])
    return summary.with_comparisons(adjusted([every[0], closed[0], lift]))


def _by_credit(
    claims: Claims, named: Named, by: str, seed: int, *, is_closed: bool = False
) -> tuple[_Found, _Found]:
    """The comparison of groups by credit, and if asked that of the claims whose time is up."""
    closed: _Found = (None, None)
    single = claims.judged() if by in _PUT and len(named) <= MOST_COMPARED else None
    if single is None:
        every, up = claims.items()
        closed = compare_items(up.blocks(), named, seed) if is_closed else closed
        return compare_items(every.blocks(), named, seed), closed
    codes = np.arange(len(named))
    if is_closed:
        lead = single._replace(group=np.where(single.is_closed, single.group, -1))
        closed = compare_within(lead, named, seed, kept=codes)
    return compare_within(single, named, seed, kept=codes), closed


def with_lift(groups: list[Group], claims: Claims, *, whole: bool = False) -> list[Group]:
    """Groups, or all claims as one, with their lift: what they got beyond claims put the same way."""
    gained = claims.gained(whole=whole)
    if gained is None:
        return groups
    return [
        replace(one, lift=item_lift(of.n, of.beside / UNIT, of.score / UNIT, of.times))
        for one, of in zip(groups, gained.by_group(len(groups)), strict=True)
    ]


def group_ranking(table: pd.DataFrame, summary: Summary, *, seed: int) -> Comparison | None:
    """The comparison of the groups of a summary by the verdicts of another table; None without one."""
    claims = TableClaims(table, summary.by)
    labels = {one.key: one.label for one in summary.groups}
    named = [(key, labels[key]) for key in claims.keys]
    return _by_credit(claims, named, summary.by, seed)[0][0]


def articles(summary: Summary, claims: Claims) -> Articles | None:
    """The interval of the leading accuracy with outlooks for a sample; None where rows name no outlook."""
    scores = claims.outlooks(is_closed=summary.has_early)
    n = int(scores.times.sum())
    if not n:
        return None
    mean = scores.mean(scores.score) if n >= LEAST_OUTLOOKS else None
    if mean is None or mean.low is None or mean.high is None:
        return Articles(n, None, None)
    return Articles(n, max(0.0, mean.low), min(1.0, mean.high))


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
    """Shares of wrong claims by how claims were worded, from the summaries by each column of `MANNERS`.

    Only measurable and vague claims, the two ends, are compared: by a permutation test of the share of wrong
    ones inside the items.
    """
    wrong = {name: _wrong_shares(by[name].groups) for name in MANNERS}
    summary, claims = by["specificity"], TableClaims(table, "specificity")
    named = [(one.key, one.label) for one in summary.groups]
    ends = np.flatnonzero(np.isin([key for key, _ in named], [one.value for one in _ENDS]))
    single = claims.judged()
    if single:
        is_wrong = (single.score == 0).astype(np.float64)
        up = single.is_closed | (not summary.has_early)
        kept = single._replace(score=is_wrong, group=np.where(up, single.group, -1))
        return Vagueness(wrong, compare_within(kept, named, seed, kept=ends, measure="wrong")[0])
    items = claims.items()[summary.has_early].of(ends)
    return Vagueness(
        wrong, compare_items(items.blocks(JUDGED_CREDITS == 0), named, seed, "wrong")[0]
    )


def difficulty_sentence(claims: Claims, summary: Summary) -> Phrase:
    """The sentence on what accuracy leaves out: how many vague and how many measurable claims were wrong.

    It takes the claims by specificity and their numbers by any column; empty unless claims of both ends are
    judged.
    """
    counts = claims.counts().states
    counts = counts[:, 1] if summary.has_early else counts.sum(axis=1)
    by_key = dict(zip(claims.keys, counts, strict=True))
    parts = [
        (one.label, int(of[_IS_WRONG].sum()), int(of[_IS_JUDGED].sum()))
        for one in reversed(_ENDS)
        if (of := by_key.get(one.value)) is not None
    ]
    accuracy = summary.overall.lead.accuracy
    if accuracy is None or len(parts) < len(_ENDS) or not all(n for _, _, n in parts):
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
