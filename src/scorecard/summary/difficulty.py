"""How hard the claims were: how they were put and what was expected of them beforehand."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from scorecard.reading.folder import Records
from scorecard.records import Prediction, PriorBasis, Specificity
from scorecard.scoring.credit import JUDGED_CREDITS, STATE_CREDITS
from scorecard.scoring.interval import Interval
from scorecard.scoring.lift import prior_skill
from scorecard.summary.comparison import Comparison, compare
from scorecard.summary.counts import OVERALL, Claims
from scorecard.summary.groups import PriorLift, Scores, Summary
from scorecard.summary.sentences import Headline
from scorecard.summary.table_claims import group_codes, item_codes
from scorecard.table import plain_texts
from scorecard.text import Phrase, counted, in_a_row, listed, percent_phrase
from scorecard.verdicts import JUDGED_STATES

MANNERS = ("specificity", "hedge", "stated")
"""The columns of the chart of vagueness, which say how a claim was worded."""

LEAST_PRIORS = 20
"""Claims with a prior of one basis from which lift and skill are told."""

_ENDS = (Specificity.MEASURABLE, Specificity.VAGUE)
_TOO_FEW = Phrase(
    "The claims are too few, or the shares too equal, to compare measurable with vague ones.",
    "条数太少，或落空的比例太接近，可量化的与含糊的分不出高下。",
)


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
        wrong: By group of the columns of `MANNERS`, of the claims that outputs lead with.
        comparison: Measurable against vague claims in the share that was wrong; None when there are too few,
            or the shares are equal.
        up: The words for the claims that lead where those are the ones whose time is up; else empty.
    """

    wrong: dict[str, WrongShare]
    comparison: Comparison | None
    up: Phrase

    @property
    def sentence(self) -> Phrase:
        """The shares of wrong claims by how exactly they were put, and what they prove."""
        judged = [(one, self.wrong[one.value]) for one in Specificity if one.value in self.wrong]
        judged = [(one, share) for one, share in judged if share.n_judged]
        if not {one for one, _ in judged}.issuperset(_ENDS):
            return Phrase(
                "Measurable and vague claims must both have an accuracy before they can be compared.",
                "可量化的和含糊的预测都有了得分率，才能比较。",
            )
        *first, last = [
            f"{share.n_wrong} of {share.n_judged} {one.label.en}" for one, share in judged
        ]
        zh = "，".join(
            f"{one.label.zh}的 {share.n_judged} 条落空 {share.n_wrong} 条" for one, share in judged
        )
        said = self.comparison.sentence if self.comparison else _TOO_FEW
        return Phrase(
            f"Of the judged claims{self.up.en} {', '.join(first)} and {last} ones were wrong. {said.en}",
            f"{self.up.zh}已判的预测中：{zh}。{said.zh}",
        )


def _wrong_share(lead: Scores) -> WrongShare:
    counts, right = lead.counts, lead.lenient_interval  # what is not wrong
    n_wrong = sum(counts[state] for state in JUDGED_STATES if not state.credit)
    share = n_wrong / counts.n_judged if counts.n_judged else None
    interval = right and Interval(1 - right.high, 1 - right.low, right.level)
    return WrongShare(n_wrong, counts.n_judged, share, interval)


@plain_texts
def vagueness(claims: Claims, by: Mapping[str, Summary], *, seed: int) -> Vagueness:
    """Shares of wrong claims by how claims were worded, from the summaries by each column of `MANNERS`.

    Only measurable and vague claims, the two ends, are compared: by a permutation test of the share of wrong
    ones inside the items.
    """
    wrong = {group.key: _wrong_share(group.lead) for name in MANNERS for group in by[name].groups}
    summary = by["specificity"]
    up = Headline(summary).time_is_up
    named = [(one.key, one.label) for one in summary.groups]
    ends = np.flatnonzero(np.isin([key for key, _ in named], [one.value for one in _ENDS]))
    single, items = claims.judged("specificity"), claims.items("specificity")[summary.has_early]
    if single:
        single = single.only(single.is_closed | (not summary.has_early))
        single = single._replace(score=(single.score == 0).astype(np.float64))
    given = single or items.blocks((JUDGED_CREDITS == 0).astype(np.float64))
    of_ends = given.only(np.isin(given.group, ends))
    return Vagueness(wrong, compare(of_ends, named, seed, "wrong")[0], up)


def difficulty_sentence(claims: Claims, summary: Summary) -> Phrase:
    """The sentence on what accuracy leaves out: how many vague and how many measurable claims were wrong.

    It takes the claims, by specificity too, and their numbers by any column; empty unless claims of both ends
    are judged.
    """
    counts = claims.counts("specificity").states
    counts = counts[:, 1] if summary.has_early else counts.sum(axis=1)
    by_key = dict(zip(claims.keys["specificity"], counts, strict=True))
    parts = [
        (one.label, int(of[STATE_CREDITS == 0].sum()), int(of[STATE_CREDITS >= 0].sum()))
        for one in reversed(_ENDS)
        if (of := by_key.get(one.value)) is not None
    ]
    accuracy = summary.overall.lead.accuracy
    if accuracy is None or len(parts) < len(_ENDS) or not all(n for _, _, n in parts):
        return Phrase("", "")
    up = Headline(summary).time_is_up
    (vague, n_vague, of_vague), (exact, n_exact, of_exact) = parts
    share, was = percent_phrase(accuracy), "was" if 1 in {n_vague, of_vague} else "were"
    zh = (f"{label.zh}的 {of} 条落空 {n} 条" for label, n, of in parts)
    return Phrase(
        f"{share.en} says nothing of how hard the claims were: {n_vague} of {of_vague} judged {vague.en}"
        f" claim{'s' if of_vague > 1 else ''}{up.en} {was} wrong, {n_exact} of {of_exact} {exact.en}"
        f" one{'s' if of_exact > 1 else ''}.",
        f"{share.zh} 并不说明预测有多难：{up.zh}已判的预测里，{listed(zh).zh}。",
    )


def _expected(prediction: Prediction, as_of: date) -> dict[PriorBasis, float]:
    """The credit that the priors of each basis expect, several of one basis averaged."""
    found: dict[PriorBasis, list[float]] = defaultdict(list)
    for prior in prediction.priors:
        if prior.given_on <= as_of:
            credit = sum(n * (one.credit or 0) for one, n in prior.of_ten.written.items()) / 10
            found[prior.basis].append(credit)
    return {basis: float(np.mean(expected)) for basis, expected in found.items()}


def with_priors(summary: Summary, records: Records, table: pd.DataFrame) -> Summary:
    """A summary with its claims held against what was expected of them, overall and by group.

    It has one entry for each basis overall, and for each group with enough priors of it. The table is that of
    the records, or some of its rows.
    """
    if not any(records.predictions[id_].priors for id_ in table["id"]):
        return summary
    credit = STATE_CREDITS[table["state"].cat.codes.to_numpy()]
    if summary.has_early:
        credit = np.where(table["is_closed"], credit, np.nan)
    expected = [_expected(records.predictions[id_], summary.as_of) for id_ in table["id"]]
    (keys, group), item = group_codes(table, summary.by), item_codes(table)
    found = []
    for basis in PriorBasis:
        given = np.array([one.get(basis, np.nan) for one in expected])
        known = np.isfinite(given) & np.isfinite(credit)
        parts = [(OVERALL, known), *((key, known & (group == n)) for n, key in enumerate(keys))]
        for key, kept in parts:
            skill = prior_skill(credit[kept], given[kept], item[kept])
            if skill and skill.n >= LEAST_PRIORS:
                found.append(PriorLift(key, basis.value, *skill))
            elif skill and key == OVERALL:
                found.append(PriorLift(key, basis.value, skill.n))
    return replace(summary, priors=found)


def priors_sentence(summary: Summary) -> Phrase:
    """The sentence on the priors of all claims, basis by basis; empty without any."""
    said, up = [], Headline(summary).time_is_up
    for one in summary.priors:
        label = PriorBasis(one.basis).label
        if one.key != OVERALL:
            continue
        if one.expected is None or one.lift is None:
            have = "has" if one.n == 1 else "have"
            few = Phrase(
                f"{counted(one.n, 'judged claim')}{up.en} {have} a prior ({label.en}); from {LEAST_PRIORS}"
                " on, priors are compared with what came out.",
                f"{up.zh}已判的预测中 {one.n} 条有事前预期（{label.zh}）：满 {LEAST_PRIORS} 条才作比较。",
            )
            said.append(few)
            continue
        share, points = percent_phrase(one.expected), round(100 * one.lift.value)
        far = Phrase("as expected", "与预期相当")
        if points:
            way = Phrase("higher", "高") if points > 0 else Phrase("lower", "低")
            far = Phrase(
                f"{counted(abs(points), 'point')} {way.en}", f"{way.zh} {abs(points)} 个百分点"
            )
        came = Phrase(
            f"Beforehand ({label.en}, {one.n} claims) an accuracy of {share.en} was expected; it came out"
            f" {far.en}.",
            f"事前（{label.zh}，{one.n} 条）预期得分率 {share.zh}，实际{far.zh}。",
        )
        said.append(came)
    return in_a_row(said)
