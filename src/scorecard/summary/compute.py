"""From a table of predictions to the numbers of a score."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.problems import CallError
from scorecard.scoring.comparison import group_comparison
from scorecard.scoring.credit import (
    WORTHS,
    accuracy,
    accuracy_bounds,
    judged_counts,
    n_in,
    n_judged,
)
from scorecard.scoring.interval import credit_intervals
from scorecard.scoring.items import design_effects
from scorecard.scoring.pooling import Pooling, pooled_accuracies
from scorecard.scoring.timing import timings
from scorecard.summary.comparison import Comparison, adjusted, compared
from scorecard.summary.counts import (
    OVERALL,
    ItemCounts,
    ScoreCounts,
    score_counts,
)
from scorecard.summary.forecasts import one_forecast_each, with_forecasts
from scorecard.summary.groups import Counts, Group, Scores, Summary
from scorecard.summary.labels import Labels
from scorecard.summary.manner import MOST_COMPARED, with_manner
from scorecard.summary.probability import probabilities
from scorecard.text import Phrase
from scorecard.verdicts import COUNTED_STATES, RULE, State

BoolArray = npt.NDArray[np.bool_]
CodeArray = npt.NDArray[np.integer]
CountArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

MOST_GROUPS = 10_000
"""Groups above which there is no table at all: pooling them would take gigabytes."""


@dataclass(frozen=True, slots=True)
class Basis:
    """The basis of every number of a run: date of the states, digest of the records, names, seed."""

    as_of: date
    records: str
    labels: Labels
    seed: int = 0


def counts_of(counts: CountArray, n_recorded: CountArray) -> list[Counts]:
    """Counts by state, shape (groups, states), and all recorded claims, shape (groups,), as values."""
    return [
        Counts(n, dict(zip(State, row, strict=True)))
        for n, row in zip(n_recorded.tolist(), counts.tolist(), strict=True)
    ]


def _scores(counts: ScoreCounts) -> tuple[list[list[Scores]], Pooling]:
    """The scores of every group: of all claims and, where windows have an end, of those whose time is up.

    With them comes how the scores of all claims were pooled.
    """
    n_groups = len(counts.keys)
    choices = [(counts.states.sum(axis=1), counts.items)]
    if counts.has_ends:
        closed = counts.states[:, 1].copy()
        closed[:, State.WITHDRAWN.place] = 0
        choices.append((closed, counts.closed_items))
    every = np.concatenate([states for states, _ in choices])
    means: dict[str, Sequence[Any]] = {}
    for name, worth in WORTHS.items():
        effects = [design_effects(items.blocks(worth), n_groups) for _, items in choices]
        means[name] = accuracy(every, worth)
        means["interval" if name == "accuracy" else f"{name}_interval"] = credit_intervals(
            judged_counts(every), worth=worth, effects=np.concatenate(effects)
        )
    poolings = [
        pooled_accuracies(judged_counts(states), effects=design_effects(items.blocks(), n_groups))
        for states, items in choices
    ]
    scores: dict[str, Sequence[Any]] = {
        "counts": counts_of(every, n_in(every, *COUNTED_STATES)),
        **means,
        "bounds": accuracy_bounds(every),
        "due_bounds": accuracy_bounds(every, (State.OVERDUE, State.UNRESOLVABLE)),
        "pooled": [one for pooling in poolings for one in pooling.groups],
    }
    values = [
        Scores(**dict(zip(scores, row, strict=True))) for row in zip(*scores.values(), strict=True)
    ]
    return [
        values[start : start + n_groups] for start in range(0, len(values), n_groups or 1)
    ], poolings[0]


def _groups(
    counts: ScoreCounts, named: Sequence[tuple[str, Phrase]]
) -> tuple[list[Group], Pooling]:
    """The scores of every group, whose keys and labels are given, and how they were pooled."""
    n_groups = len(named)
    values, pooling = _scores(counts)
    of_all, *of_closed = values or [[]]
    days = counts.days
    beside: dict[str, Sequence[Any]] = {
        "closed": of_closed[0] if of_closed else [None] * n_groups,
        "timing": timings(days.days, days.group, n_groups, times=days.times),
        "probability": probabilities(
            counts.forecasts, n_judged(counts.states.sum(axis=1)).astype(np.int64)
        ),
    }
    return [
        Group(
            key=key,
            label=label,
            **{one.name: getattr(of_all[place], one.name) for one in fields(Scores)},
            **{name: column[place] for name, column in beside.items()},
            lift=None,
        )
        for place, (key, label) in enumerate(named)
    ], pooling


def _compared(
    items: ItemCounts, named: Sequence[tuple[str, Phrase]], seed: int
) -> tuple[Comparison | None, Phrase | None]:
    """The comparison of the groups; None with the reason when they are not compared."""
    if len(named) > MOST_COMPARED:
        return None, Phrase(
            f"{len(named)} groups are too many to compare.",
            f"分组多达 {len(named)} 个，不作比较。",
        )
    return compared(group_comparison(items.blocks(), seed=seed), named)


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
    return _overall(score_counts(one_forecast_each(table, "last"), None))


def _overall(counts: ScoreCounts) -> Group:
    (overall,), _ = _groups(counts, [(OVERALL, Phrase("overall", "总体"))])
    return overall


def summarize(
    table: pd.DataFrame, *, by: str, basis: Basis, overall: Group | None = None
) -> Summary:
    """The scores of a table overall and by group.

    Args:
        table: What `scorecard.table` made; one row per prediction, or for each day on which a forecaster
            stated a probability, of which the last counts.
        by: The column to group by, one of `scorecard.summary.labels.BY`.
        basis: Date, digest, names and seed.
        overall: What `overall_group` made of the same table, when it is at hand.

    Returns:
        The groups in the order of their column; rows without a group count overall only.

    Raises:
        CallError: There are more than `MOST_GROUPS` groups.
    """
    table = one_forecast_each(table, "last")
    counts = score_counts(table, by)
    need_few_groups(by, len(counts.keys))
    summary = summary_of(counts, overall or overall_group(table), by=by, basis=basis)
    if summary.measure == "accuracy":
        summary = with_manner(summary, table, seed=basis.seed)
    return with_forecasts(summary, table, seed=basis.seed)


_NOT_COUNTED = Phrase(
    "Groups are compared by Brier score only where single forecasts are at hand.",
    "只有逐条读取概率，才能按 Brier 分数比较各组。",
)


def summary_of(
    counts: ScoreCounts, overall: Group | ScoreCounts, *, by: str, basis: Basis
) -> Summary:
    """The scores that counts give, whoever counted.

    Args:
        counts: The counts of the groups.
        overall: The counts of all predictions together, or the scores that they gave.
        by: The column that the groups are of.
        basis: Date, digest, names and seed.
    """
    labels = [basis.labels.get(by, {}).get(key, Phrase(key, key)) for key in counts.keys]
    named = list(zip(counts.keys, labels, strict=True))
    groups, pooling = _groups(counts, named)
    overall = overall if isinstance(overall, Group) else _overall(overall)
    summary = Summary(RULE, basis.as_of, basis.records, by, overall, groups)
    stated = overall.probability
    if stated is not None and 2 * stated.n >= overall.n_judged:  # most have one that can be scored
        return replace(
            summary,
            overall=overall.by_brier(),
            groups=[one.by_brier() for one in groups],
            comparison_reason=_NOT_COUNTED,
            measure="brier",
        )
    comparison, reason = _compared(counts.items, named, basis.seed)
    closed, closed_reason = None, None
    if overall.n_early:
        closed, closed_reason = _compared(counts.closed_items, named, basis.seed)
    summary = replace(
        summary,
        comparison_reason=reason,
        closed_comparison_reason=closed_reason,
        n_prior=pooling.n_prior,
    )
    return summary.with_comparisons(adjusted([comparison, closed, None]))
