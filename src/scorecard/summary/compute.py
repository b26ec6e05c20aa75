"""From a table of predictions to the numbers of a score."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.problems import CallError
from scorecard.scoring.comparison import NoComparison, group_comparison
from scorecard.scoring.credit import (
    JUDGED_CREDITS,
    STATE_CREDITS,
    accuracy,
    accuracy_bounds,
    judged_counts,
    lenient,
    state_counts,
    strict,
)
from scorecard.scoring.dependence import design_effects
from scorecard.scoring.interval import credit_intervals
from scorecard.scoring.pooling import Pooling, pooled_accuracies
from scorecard.scoring.timing import timings
from scorecard.summary.groups import Comparison, Counts, Group, Scores, Summary
from scorecard.summary.labels import Labels
from scorecard.summary.probability import probabilities
from scorecard.summary.sentences import adjusted, compared, no_comparison_sentence
from scorecard.text import Phrase
from scorecard.verdicts import RULE, State

__all__ = [
    "Basis",
    "Claims",
    "claims_of",
    "counts_of",
    "group_codes",
    "item_codes",
    "overall_group",
    "summarize",
]

BoolArray = npt.NDArray[np.bool_]
CodeArray = npt.NDArray[np.integer]
CountArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

_WORTHS: tuple[Callable[[FloatArray], FloatArray], ...] = (
    lambda credit: credit,
    lambda credit: (credit == 1).astype(np.float64),
    lambda credit: (credit > 0).astype(np.float64),
)
"""What a credit is worth in accuracy, strict and lenient."""

MOST_COMPARED = 200
"""Groups above which no comparison is made: nobody reads it, and it would take gigabytes."""

MOST_GROUPS = 10_000
"""Groups above which there is no table at all: pooling them would take gigabytes."""


@dataclass(frozen=True, slots=True)
class Basis:
    """The basis of every number of a run.

    Attributes:
        as_of: The date of the states.
        records: Digest of the records.
        labels: Names of groups.
        seed: Seed of the permutation test.
    """

    as_of: date
    records: str
    labels: Labels
    seed: int = 0


class Claims(NamedTuple):
    """The columns of a table that scores are made of, one entry a claim; NaN credit where not judged."""

    state: CodeArray
    credit: FloatArray
    item: CodeArray
    is_judged: BoolArray


def item_codes(table: pd.DataFrame) -> CodeArray:
    """Codes of the items, from 0; a claim without an item is an item of its own."""
    item = table["item"].cat.codes.to_numpy().astype(np.int64)
    alone = item < 0
    item[alone] = item.max(initial=0) + 1 + np.arange(alone.sum())
    return item


def claims_of(table: pd.DataFrame) -> Claims:
    """The claims of a table.

    Args:
        table: What `scorecard.table` made.
    """
    state = table["state"].cat.codes.to_numpy()
    credit = STATE_CREDITS[state]
    return Claims(state, credit, item_codes(table), ~np.isnan(credit))


def group_codes(table: pd.DataFrame, by: str) -> tuple[list[str], CodeArray]:
    """The keys of the groups in order and each row's group as a number, -1 where it has none."""
    column = table[by]
    if not isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype("category")
    column = column.cat.remove_unused_categories()
    return [str(key) for key in column.cat.categories], column.cat.codes.to_numpy()


def counts_of(counts: CountArray, n_recorded: CountArray) -> list[Counts]:
    """Counts by state as values, one entry a group.

    Args:
        counts: What `state_counts` gave, shape (groups, states).
        n_recorded: All claims of each group but the withdrawn ones, shape (groups,).

    Raises:
        RuntimeError: The states of a group are not all its claims.
    """
    return [
        Counts(n, dict(zip(State, row, strict=True)))
        for n, row in zip(n_recorded.tolist(), counts.tolist(), strict=True)
    ]


def _scores(
    rows: Claims, group: CodeArray, n_groups: int, kept: Sequence[BoolArray]
) -> tuple[list[list[Scores]], Pooling]:
    """The scores of every group for several choices of claims, and how the first were pooled.

    Args:
        rows: The claims of a table.
        group: The group of each, shape (n,).
        n_groups: Number of groups.
        kept: The claims of each choice.
    """
    counts = [state_counts(rows.state[one], group[one], n_groups) for one in kept]
    poolings, effects = [], []
    for of_choice, one in zip(counts, kept, strict=True):
        judged = one & rows.is_judged
        where = (group[judged], rows.item[judged], n_groups)
        effects.append([design_effects(worth(rows.credit[judged]), *where) for worth in _WORTHS])
        poolings.append(pooled_accuracies(judged_counts(of_choice), effects=effects[-1][0]))
    every = np.concatenate(counts)
    is_recorded = [one & (rows.state != State.WITHDRAWN.place) for one in kept]
    n_recorded = [np.bincount(group[one], minlength=n_groups) for one in is_recorded]
    intervals = [
        credit_intervals(
            judged_counts(every),
            worth=worth(JUDGED_CREDITS),
            effects=np.concatenate([of_choice[place] for of_choice in effects]),
        )
        for place, worth in enumerate(_WORTHS)
    ]
    scores: dict[str, Sequence[Any]] = {
        "counts": counts_of(every, np.concatenate(n_recorded)),
        "accuracy": accuracy(every),
        "strict": strict(every),
        "lenient": lenient(every),
        **dict(zip(("interval", "strict_interval", "lenient_interval"), intervals, strict=True)),
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
    table: pd.DataFrame, rows: Claims, group: CodeArray, named: Sequence[tuple[str, Phrase]]
) -> tuple[list[Group], Pooling]:
    """The scores of every group, and how they were pooled; rows outside of all groups (-1) are left out.

    Args:
        table: What `scorecard.table` made.
        rows: Its claims.
        group: The group of each row, shape (n,).
        named: Key and label of each group.
    """
    n_groups, kept = len(named), group >= 0
    is_counted = kept & (rows.state != State.WITHDRAWN.place)
    choices = [kept]
    if table["closes_on"].notna().any():
        choices.append(is_counted & table["is_closed"].to_numpy())
    values, pooling = _scores(rows, group, n_groups, choices)
    of_all, *of_closed = values or [[]]
    came_true = is_counted & table["occurred_on"].notna().to_numpy()
    dates = table.loc[came_true, ["occurred_on", "closes_on"]].astype("datetime64[s]")
    days = (dates["occurred_on"].to_numpy(), dates["closes_on"].to_numpy())
    beside: dict[str, Sequence[Any]] = {
        "closed": of_closed[0] if of_closed else [None] * n_groups,
        "timing": timings(*days, group[came_true], n_groups),
        "probability": probabilities(table["probability"].to_numpy(), rows.state, group, n_groups),
    }
    return [
        Group(
            key=key,
            label=label,
            **{one.name: getattr(of_all[place], one.name) for one in fields(Scores)},
            **{name: column[place] for name, column in beside.items()},
        )
        for place, (key, label) in enumerate(named)
    ], pooling


def _compared(
    rows: Claims, group: CodeArray, named: Sequence[tuple[str, Phrase]], seed: int
) -> tuple[Comparison | None, Phrase | None]:
    """The comparison of the groups; None with the reason when they are not compared."""
    if len(named) > MOST_COMPARED:
        return None, Phrase(
            f"{len(named)} groups are too many to compare.",
            f"分组多达 {len(named)} 个，不作比较。",
        )
    judged = rows.is_judged & (group >= 0)
    found = group_comparison(
        rows.credit[judged], group[judged].astype(np.int64), seed=seed, item=rows.item[judged]
    )
    if isinstance(found, NoComparison):
        return None, no_comparison_sentence(found)
    return compared(found, named), None


def overall_group(table: pd.DataFrame) -> Group:
    """The scores of all predictions together.

    Args:
        table: What `scorecard.table` made; one row per prediction.
    """
    all_one = np.zeros(len(table), dtype=np.int64)
    named = [("overall", Phrase("overall", "总体"))]
    (overall,), _ = _groups(table, claims_of(table), all_one, named)
    return overall


def summarize(
    table: pd.DataFrame, *, by: str, basis: Basis, overall: Group | None = None
) -> Summary:
    """The scores of a table overall and by group.

    Args:
        table: What `scorecard.table` made; one row per prediction.
        by: The column to group by, one of `scorecard.summary.labels.BY`.
        basis: Date, digest, names and seed.
        overall: What `overall_group` made of the same table, when it is at hand.

    Returns:
        The groups in the order of their column; rows without a group count overall only.

    Raises:
        CallError: There are more than `MOST_GROUPS` groups.
    """
    keys, codes = group_codes(table, by)
    if len(keys) > MOST_GROUPS:
        raise CallError(
            Phrase(
                f"--by {by}: {len(keys):,} groups are too many; at most {MOST_GROUPS:,}",
                f"--by {by}：分组多达 {len(keys):,} 个，最多 {MOST_GROUPS:,} 个",
            )
        )
    labels = [basis.labels.get(by, {}).get(key, Phrase(key, key)) for key in keys]
    named = list(zip(keys, labels, strict=True))
    rows = claims_of(table)
    groups, pooling = _groups(table, rows, codes, named)
    comparison, reason = _compared(rows, codes, named, basis.seed)
    overall = overall or overall_group(table)
    closed_comparison, closed_reason = None, None
    if overall.n_early:
        closed_group = np.where(table["is_closed"].to_numpy(), codes, -1)
        closed_comparison, closed_reason = _compared(rows, closed_group, named, basis.seed)
    comparison, closed_comparison = adjusted([comparison, closed_comparison])
    return Summary(
        rule=RULE,
        as_of=basis.as_of,
        records=basis.records,
        by=by,
        overall=overall,
        groups=groups,
        comparison=comparison,
        comparison_reason=reason,
        closed_comparison=closed_comparison,
        closed_comparison_reason=closed_reason,
        n_prior=pooling.n_prior,
    )
