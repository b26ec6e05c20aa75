"""Credit against what was expected beforehand, one basis of priors at a time."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from scorecard.reading.folder import Records
from scorecard.records import Prediction, Prior, PriorBasis
from scorecard.scoring.credit import STATE_CREDITS
from scorecard.scoring.lift import prior_skill
from scorecard.summary.counts import OVERALL
from scorecard.summary.groups import PriorLift, Summary
from scorecard.summary.table_claims import group_codes, item_codes
from scorecard.text import Phrase, percent_phrase
from scorecard.verdicts import Verdict

LEAST_PRIORS = 20
"""Claims with a prior of one basis from which lift and skill are told."""


def kept_basis(prior: Prior, prediction: Prediction) -> PriorBasis:
    """The basis of a prior, hindsight where the rule of the basis that it names is broken.

    Foresight was given before the window opened and before any verdict; markets and rules name a source that
    is not later than the claim.
    """
    days = [prediction.window.opens_on, *(one.judged_on for one in prediction.verdicts)]
    is_late = prior.basis is PriorBasis.FORESIGHT and prior.given_on >= min(days)
    is_of_source = prior.basis in {PriorBasis.MARKET, PriorBasis.RULE}
    is_bare = is_of_source and (prior.source is None or prior.has_source_after(prediction.made_on))
    return PriorBasis.HINDSIGHT if is_late or is_bare else prior.basis


def _expected(prediction: Prediction, as_of: date) -> dict[PriorBasis, float]:
    """The credit that the priors of each basis expect, several of one basis averaged."""
    found: dict[PriorBasis, list[float]] = defaultdict(list)
    for prior in prediction.priors:
        if prior.given_on <= as_of:
            credit = (
                sum(chances * (Verdict(word).credit or 0) for word, chances in prior.of_ten) / 10
            )
            found[kept_basis(prior, prediction)].append(credit)
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
            n = int(kept.sum())
            skill = (
                prior_skill(credit[kept], given[kept], item[kept]) if n >= LEAST_PRIORS else None
            )
            if skill:
                found.append(PriorLift(key, basis.value, *skill))
            elif n and key == OVERALL:
                found.append(PriorLift(key, basis.value, n))
    return replace(summary, priors=found)


def priors_sentence(summary: Summary) -> Phrase:
    """The sentence on the priors of all claims, basis by basis; empty without any."""
    en, zh = [], []
    for one in summary.priors:
        label = PriorBasis(one.basis).label
        if one.key != OVERALL:
            continue
        if one.expected is None or one.lift is None:
            en.append(
                f"{one.n} claims have a prior ({label.en}): what they say is told from {LEAST_PRIORS} on."
            )
            zh.append(f"{one.n} 条有事前预期（{label.zh}）：满 {LEAST_PRIORS} 条才作比较。")
            continue
        share, points = percent_phrase(one.expected), round(100 * one.lift.value)
        en.append(
            f"Beforehand ({label.en}, {one.n} claims) an accuracy of {share.en} was expected; it came out"
            f" {abs(points)} points {'higher' if points >= 0 else 'lower'}."
        )
        zh.append(
            f"事前（{label.zh}，{one.n} 条）预期得分率 {share.zh}，"
            f"实际{'高' if points >= 0 else '低'} {abs(points)} 个百分点。"
        )
    return Phrase(" ".join(en), "".join(zh))
