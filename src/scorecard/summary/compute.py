"""From a table of predictions to the numbers of a score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from scorecard.problems import CallError
from scorecard.scoring import CountArray
from scorecard.scoring.credit import (
    WORTHS,
    Pooling,
    accuracy,
    accuracy_bounds,
    judged_counts,
    n_in,
    n_judged,
    pooled_accuracies,
)
from scorecard.scoring.interval import credit_intervals
from scorecard.scoring.items import design_effects, item_correlation
from scorecard.scoring.timing import timings
from scorecard.summary.counts import OVERALL, Claims, ItemCounts, ScoreCounts
from scorecard.summary.forecasts import one_forecast_each, ranked, with_losses
from scorecard.summary.groups import Counts, Group, Scores, Summary
from scorecard.summary.labels import Labels
from scorecard.summary.manner import articles, compared_by_credit, with_lift
from scorecard.summary.probability import probabilities
from scorecard.summary.table_claims import TableClaims
from scorecard.text import Phrase
from scorecard.verdicts import COUNTED_STATES, RULE, State

MOST_GROUPS = 10_000
"""Groups above which there is no table at all: pooling them would take gigabytes."""


Correlations = Mapping[str, Sequence[float]]
"""How alike the verdicts of one item are by each of `WORTHS`: of all claims, and of closed ones."""


@dataclass(frozen=True, slots=True)
class Basis:
    """The basis of every number of a run: date of the states, digest of the records, names, seed.

    `correlations` is how alike the verdicts of one item are in all claims, where only some are scored; None
    where all are.
    """

    as_of: date
    records: str
    labels: Labels
    seed: int = 0
    correlations: Correlations | None = None

    def of_all(self, claims: Claims) -> "Basis":
        """The basis of some of the claims, whose intervals are those that they have among all."""
        return replace(self, correlations=_correlations(claims.items(whole=True)))


class Whole(NamedTuple):
    """All claims together: their scores, and how alike the verdicts of one item are where there is credit."""

    group: Group
    correlations: Correlations


def _correlations(items: Sequence[ItemCounts]) -> Correlations:
    return {
        name: [item_correlation(one.blocks(worth)) for one in items]
        for name, worth in WORTHS.items()
    }


def counts_of(counts: CountArray, n_recorded: CountArray) -> list[Counts]:
    """Counts by state, shape (groups, states), and all recorded claims, shape (groups,), as values."""
    return [
        Counts(n, dict(zip(State, row, strict=True)))
        for n, row in zip(n_recorded.tolist(), counts.tolist(), strict=True)
    ]


def _scores(
    counts: ScoreCounts, items: tuple[ItemCounts, ItemCounts] | None, alike: Correlations
) -> tuple[list[list[Scores]], Pooling | None]:
    """The scores of every group: of all claims and, where windows have an end, of those whose time is up.

    With them comes how the scores of all claims were pooled. Without items there are counts alone.
    """
    n_groups = len(counts.states)
    choices = [counts.states.sum(axis=1)]
    if counts.has_ends:
        closed = counts.states[:, 1].copy()
        closed[:, State.WITHDRAWN.place] = 0
        choices.append(closed)
    every = np.concatenate(choices)
    scores: dict[str, Sequence[Any]] = {one.name: [None] * len(every) for one in fields(Scores)}
    scores["counts"] = counts_of(every, n_in(every, *COUNTED_STATES))
    pooling = None
    if items:
        used = list(zip(choices, items, strict=False))
        for name, worth in WORTHS.items():
            effects = [
                design_effects(of.blocks(worth), n_groups, correlation)
                for (_, of), correlation in zip(used, alike[name], strict=False)
            ]
            scores[name] = accuracy(every, worth)
            scores["interval" if name == "accuracy" else f"{name}_interval"] = credit_intervals(
                judged_counts(every), worth=worth, effects=np.concatenate(effects)
            )
        poolings = [
            pooled_accuracies(
                judged_counts(states), effects=design_effects(of.blocks(), n_groups, correlation)
            )
            for (states, of), correlation in zip(used, alike["accuracy"], strict=False)
        ]
        pooling = poolings[0]
        scores["bounds"] = accuracy_bounds(every)
        scores["due_bounds"] = accuracy_bounds(every, (State.OVERDUE, State.UNRESOLVABLE))
        scores["pooled"] = [one for of in poolings for one in of.groups]
    values = [
        Scores(**dict(zip(scores, row, strict=True))) for row in zip(*scores.values(), strict=True)
    ]
    return [
        values[start : start + n_groups] for start in range(0, len(values), n_groups or 1)
    ], pooling


def _groups(
    claims: Claims,
    named: Sequence[tuple[str, Phrase]],
    alike: Correlations | None,
    *,
    is_brier: bool | None = None,
) -> tuple[list[Group], Pooling | None, Correlations]:
    """The scores of every group, how they were pooled, and how alike the verdicts of one item are.

    Args:
        claims: The claims.
        named: Key and label of each group.
        alike: How alike they are; None to estimate it.
        is_brier: Whether the Brier score is their number; None for all claims as one group, which decide it.
    """
    whole = is_brier is None
    counts = claims.counts(whole=whole)
    judged = n_judged(counts.states.sum(axis=1)).astype(np.int64)
    probability = probabilities(counts.forecasts, judged)
    has_any = any(probability)
    if whole:
        is_brier = probability[0] is not None and 2 * probability[0].n >= judged[0]
    items = None if is_brier else claims.items(whole=whole)
    alike = alike or _correlations(items or ())
    values, pooling = _scores(counts, items, alike)
    of_all, *of_closed = values or [[]]
    days = counts.days
    beside: dict[str, Sequence[Any]] = {
        "closed": of_closed[0] if of_closed else [None] * len(named),
        "timing": timings(days.days, days.group, len(named), times=days.times),
        "probability": probability,
    }
    groups = [
        Group(
            key=key,
            label=label,
            **{one.name: getattr(of_all[place], one.name) for one in fields(Scores)},
            **{name: column[place] for name, column in beside.items()},
            lift=None,
            leads_early=bool(is_brier),
        )
        for place, (key, label) in enumerate(named)
    ]
    if has_any:
        groups = with_losses(groups, claims, whole=whole)
    return groups if is_brier else with_lift(groups, claims, whole=whole), pooling, alike


def need_few_groups(by: str, n_groups: int) -> None:
    """Refuse, with a CallError, more groups than a table may have."""
    if n_groups > MOST_GROUPS:
        raise CallError(
            Phrase(
                f"--by {by}: {n_groups:,} groups are too many; at most {MOST_GROUPS:,}",
                f"--by {by}：分组多达 {n_groups:,} 个，最多 {MOST_GROUPS:,} 个",
            )
        )


def overall_group(table: pd.DataFrame) -> Group:
    """The scores of all predictions of a table together."""
    return whole_of(TableClaims(one_forecast_each(table, "last"))).group


def whole_of(claims: Claims, given: Correlations | None = None) -> Whole:
    """The scores of all claims, and how alike the verdicts of one item are unless it is given."""
    (overall,), _, alike = _groups(claims, [(OVERALL, Phrase("overall", "总体"))], given)
    return Whole(overall, alike)


def summarize(table: pd.DataFrame, *, by: str, basis: Basis, whole: Whole | None = None) -> Summary:
    """The scores of a table overall and by group.

    Args:
        table: What `scorecard.table` made; one row per prediction, or for each day on which a forecaster
            stated a probability, of which the last counts.
        by: The column to group by, one of `scorecard.summary.labels.BY`.
        basis: Date, digest, names and seed.
        whole: What `whole_of` made of the same claims, when it is at hand.

    Returns:
        The groups in the order of their column; rows without a group count overall only.

    Raises:
        CallError: There are more than `MOST_GROUPS` groups.
    """
    claims = TableClaims(one_forecast_each(table, "last"), by)
    return summary_of(claims, by=by, basis=basis, whole=whole)


def summary_of(claims: Claims, *, by: str, basis: Basis, whole: Whole | None = None) -> Summary:
    """The scores of claims by a column, wherever their rows are; `whole` where it is at hand."""
    need_few_groups(by, len(claims.keys))
    overall, alike = whole or whole_of(claims, basis.correlations)
    labels = [basis.labels.get(by, {}).get(key, Phrase(key, key)) for key in claims.keys]
    named = list(zip(claims.keys, labels, strict=True))
    is_brier = bool(overall.n_judged) and overall.accuracy is None
    groups, pooling, _ = _groups(claims, named, alike, is_brier=is_brier)
    summary = Summary(RULE, basis.as_of, basis.records, by, overall, groups)
    if is_brier:
        return ranked(replace(summary, measure="brier"), claims, seed=basis.seed)
    of_items = dict(zip(("all", "closed"), alike["accuracy"], strict=True))
    summary = replace(summary, n_prior=pooling and pooling.n_prior, item_correlation=of_items)
    summary = compared_by_credit(summary, claims, seed=basis.seed)
    return replace(summary, articles=articles(summary, claims))
