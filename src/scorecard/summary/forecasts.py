"""Single probabilities: of several days, people and options, and groups compared by Brier score."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd

from scorecard.problems import CallError
from scorecard.scoring.items import Estimate
from scorecard.scoring.probability import Combination, combined_forecasts
from scorecard.summary.comparison import Comparison, adjusted
from scorecard.summary.counts import MOST_PAIRED, Claims, ItemScores
from scorecard.summary.groups import Group, Pair, Summary
from scorecard.summary.manner import compare_items, compare_within
from scorecard.text import Phrase

COMBINATIONS: tuple[Combination, ...] = ("last", "first", "mean", "time-weighted")
"""Ways to make one forecast of those that somebody made of one question on several days."""

LEAST_RANKED = 10
"""Settled forecasts that a group needs to be compared with others."""

NO_END = Phrase(
    "--forecast time-weighted needs closes_on for every question",
    "--forecast time-weighted 要求每个问题都有 closes_on",
)
TOO_LATE = Phrase(
    "--forecast time-weighted: a forecast has no made_on, or was made after its window closed",
    "--forecast time-weighted：有预测没有提出日期，或提出日期晚于截止日",
)


def one_forecast_each(table: pd.DataFrame, how: Combination) -> pd.DataFrame:
    """A table in which each forecaster states one probability of each question or option.

    Args:
        table: What `scorecard.table` made; a question may have rows of several `made_on` days.
        how: The forecast that counts: the last, the first, their mean, or the mean weighted by the time for
            which each was the latest.

    Returns:
        The last row of each, with that probability; the same table where no forecast was repeated.

    Raises:
        CallError: Weights by time are asked for, and a window has no end or a forecast no day before it.
    """
    if not table["id"].duplicated().any():
        return table
    known = [name for name in ("id", "forecaster", "option") if name in table]
    key = table.groupby(known, dropna=False, observed=True, sort=False).ngroup().to_numpy()
    if not pd.Series(key).duplicated().any():
        return table
    days = table["made_on"].to_numpy().astype("datetime64[D]").astype(np.float64)
    days[table["made_on"].isna()] = np.nan
    ends = table["closes_on"].to_numpy().astype("datetime64[D]").astype(np.float64)
    stated = table["probability"].notna().to_numpy()
    if how == "time-weighted" and (table["closes_on"].isna().to_numpy() & stated).any():
        raise CallError(NO_END)
    predicted = table["probability"].to_numpy()[stated]
    try:
        questions, chosen = combined_forecasts(
            predicted, days[stated], key[stated], ends[stated], how=how
        )
    except ValueError as error:
        raise CallError(TOO_LATE) from error
    last = np.lexsort((days, stated, key))
    last = last[np.append(key[last][1:] != key[last][:-1], True)]
    combined = pd.Series(chosen, index=questions).reindex(key[last]).to_numpy()
    kept: pd.DataFrame = table.iloc[last].assign(probability=combined).sort_index()
    return kept.reset_index(drop=True)


def with_losses(groups: list[Group], claims: Claims, *, whole: bool = False) -> list[Group]:
    """Groups with what single forecasts tell of their probabilities.

    Scores get intervals that count items; questions with options are scored over all of them.

    Args:
        groups: The groups of the claims, or all of them as one.
        claims: The claims.
        whole: Whether all claims are one group.
    """
    scores = claims.losses(whole=whole).by_group(len(groups))
    return [
        _with_loss(group, of, has_options=claims.has_options)
        for group, of in zip(groups, scores, strict=True)
    ]


def _with_loss(group: Group, scores: ItemScores, *, has_options: bool) -> Group:
    given, brier, log = group.probability, scores.mean(scores.score), scores.mean(scores.beside)
    if given is None or brier is None:
        return group
    log = None if given.log_score is None else log
    low, high = _ends(brier, 2.0 if has_options else 1.0)
    log_low, log_high = _ends(log, np.inf)
    given = given._replace(low=low, high=high, log_low=log_low, log_high=log_high)
    if has_options:
        given = given._replace(
            n=int((scores.n * scores.times).sum()),
            brier_score=brier.value,
            log_score=log.value if log else None,
            came_true=None,
            miscalibration=None,
            discrimination=None,
            uncertainty=None,
            brier_skill_score=None,
        )
    return replace(group, probability=given)


def _ends(estimate: Estimate | None, worst: float) -> tuple[float | None, float | None]:
    """The ends of the interval of a score that lies between 0 and its worst value."""
    if estimate is None or estimate.low is None or estimate.high is None:
        return None, None
    return max(0.0, estimate.low), min(worst, estimate.high)


def ranked(summary: Summary, claims: Claims, *, seed: int) -> Summary:
    """The summary with its groups compared by Brier score, forecasters on the questions that they share.

    Args:
        summary: The numbers of the groups.
        claims: Their claims.
        seed: Seed of the test.
    """
    is_shared = summary.by == "forecaster"
    n = np.array([0 if one.probability is None else one.probability.n for one in summary.groups])
    kept = np.flatnonzero(n >= LEAST_RANKED)
    named = [(one.key, one.label) for one in summary.groups]
    comparison: Comparison | None = None
    reason: Phrase | None = _FEW
    if len(kept) > 1:
        single = claims.settled() if is_shared else None
        if single:
            comparison, reason = compare_within(single, named, seed, kept=kept, measure="brier")
        else:
            blocks = claims.losses().of(kept).blocks
            comparison, reason = compare_items(blocks, named, seed, measure="brier")
    groups = summary.groups
    pairs: list[Pair] = []
    if is_shared:
        groups = [
            _with_relative(one, scores.mean(scores.score))
            for one, scores in zip(groups, claims.relative().by_group(len(groups)), strict=True)
        ]
        pairs = _pairs(groups, claims)
    (comparison,) = adjusted([comparison])
    return replace(
        summary, groups=groups, comparison=comparison, comparison_reason=reason, pairs=pairs
    )


def _with_relative(group: Group, relative: Estimate | None) -> Group:
    given = group.probability
    return replace(group, probability=given and given._replace(relative=relative))


def _pairs(groups: list[Group], claims: Claims) -> list[Pair]:
    """Every two forecasters on the questions that both answered; none of more than a few people."""
    if len(groups) > MOST_PAIRED:
        return []
    keys = [one.key for one in groups]
    names = [(keys[one], keys[two]) for two in range(len(keys)) for one in range(two)]
    found = {}
    for name, scores in zip(names, claims.pairs().by_group(len(names)), strict=True):
        difference = scores.mean(scores.score)
        if difference:
            n = int((scores.n * scores.times).sum())
            found[name] = Pair(*name, n, difference.value, difference.low, difference.high)
    return [found[name] for name in combinations(keys, 2) if name in found]


_FEW = Phrase(
    f"No ranking: a group needs {LEAST_RANKED} settled forecasts, and fewer than two groups have them.",
    f"不作排名：一组至少要有 {LEAST_RANKED} 条已有结果的概率，够数的不足两组。",
)
