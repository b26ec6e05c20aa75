"""A table of predictions to the numbers of a score."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.problems import CallError
from scorecard.scoring.comparison import NoComparison, group_comparison
from scorecard.scoring.credit import (
    RULE,
    accuracy,
    accuracy_bounds,
    lenient,
    n_due,
    n_judged,
    strict,
    verdict_counts,
)
from scorecard.scoring.dependence import design_effects
from scorecard.scoring.interval import Interval, credit_intervals
from scorecard.scoring.pooling import Pooling, pooled_accuracies
from scorecard.scoring.sentence import comparison_sentence
from scorecard.scoring.timing import Timing, timings
from scorecard.summary.claims import BoolArray, Claims, CodeArray, FloatArray, claims_of
from scorecard.summary.groups import Closed, Comparison, Group, Probability, Summary
from scorecard.summary.labels import Labels, group_codes
from scorecard.summary.probability import probabilities
from scorecard.text import Phrase
from scorecard.verdicts import State

__all__ = ["Basis", "overall_group", "summarize"]

MOST_COMPARED = 200
"""Groups above which no comparison is made: nobody reads it, and it would take gigabytes."""

MOST_GROUPS = 10_000
"""Groups above which there is no table at all: pooling them would take gigabytes."""

_NOTHING_JUDGED = Phrase("nothing is judged", "还没有任何判定")


@dataclass(frozen=True, slots=True)
class Basis:
    """What every number of a run is based on.

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


class _Scores(NamedTuple):
    """The scores of every group, each with one entry a group."""

    counts: npt.NDArray[np.int64]
    intervals: list[Interval | None]
    closed: Sequence[Closed | None]
    pooling: Pooling
    timings: list[Timing]
    probabilities: list[Probability | None]


def _counts(
    rows: Claims, group: CodeArray, n_groups: int, kept: BoolArray
) -> tuple[npt.NDArray[np.int64], FloatArray]:
    """The states and the design effect of every group, of the claims that are kept."""
    judged = kept & rows.is_judged
    return verdict_counts(rows.state[kept], group[kept], n_groups), design_effects(
        rows.credit[judged], group[judged], rows.item[judged], n_groups
    )


def _closed(counts: npt.NDArray[np.int64], intervals: list[Interval | None]) -> list[Closed]:
    """The scores of what has closed, one entry a group."""
    places = [State.ACCURATE, State.HALF_RIGHT, State.INACCURATE, State.OVERDUE]
    columns = [counts[:, list(State).index(state)].tolist() for state in places]
    return [
        Closed(*part)
        for part in zip(
            n_due(counts).tolist(),
            n_judged(counts).tolist(),
            *columns,
            accuracy(counts),
            intervals,
            accuracy_bounds(counts),
            strict=True,
        )
    ]


def _scores(table: pd.DataFrame, rows: Claims, group: CodeArray, n_groups: int) -> _Scores:
    """Every score of every group; rows outside of all groups (-1) are left out."""
    kept = group >= 0
    is_closed = kept & table["is_closed"].to_numpy()
    counts, effects = _counts(rows, group, n_groups, kept)
    closed, closed_effects = _counts(rows, group, n_groups, is_closed)
    intervals = credit_intervals(
        np.concatenate([counts, closed]), effects=np.concatenate([effects, closed_effects])
    )
    came_true = kept & table["occurred_on"].notna().to_numpy()
    dates = table.loc[came_true, ["occurred_on", "closes_on"]].astype("datetime64[s]")
    return _Scores(
        counts,
        intervals[:n_groups],
        _closed(closed, intervals[n_groups:])
        if table["closes_on"].notna().any()
        else [None] * n_groups,
        pooled_accuracies(counts, effects=effects),
        timings(
            dates["occurred_on"].to_numpy(),
            dates["closes_on"].to_numpy(),
            group[came_true],
            n_groups,
        ),
        probabilities(table["probability"].to_numpy(), rows.state, group, n_groups),
    )


def _group(scores: _Scores, place: int, key: str, label: Phrase) -> Group:
    counts = scores.counts[place : place + 1]
    n = dict(zip((state.value for state in State), counts[0].tolist(), strict=True))
    judged = int(n_judged(counts)[0])
    return Group(
        key=key,
        label=label,
        n_recorded=sum(n.values()),
        n_due=int(n_due(counts)[0]),
        n_judged=judged,
        n_accurate=n["accurate"],
        n_half_right=n["half_right"],
        n_inaccurate=n["inaccurate"],
        n_unresolvable=n["unresolvable"],
        n_open=n["open"],
        n_overdue=n["overdue"],
        accuracy=accuracy(counts)[0],
        strict=strict(counts)[0],
        lenient=lenient(counts)[0],
        interval=scores.intervals[place],
        bounds=accuracy_bounds(counts)[0],
        closed=scores.closed[place],
        pooled=scores.pooling.groups[place],
        timing=scores.timings[place],
        probability=scores.probabilities[place],
        reason=None if judged else _NOTHING_JUDGED,
    )


def _compared(
    rows: Claims, group: CodeArray, labels: Sequence[Phrase], seed: int
) -> tuple[Comparison | None, Phrase | None]:
    """Whether the groups can be told apart, or why that was not asked."""
    if len(labels) > MOST_COMPARED:
        return None, Phrase(
            f"{len(labels)} groups are too many to compare.",
            f"分组多达 {len(labels)} 个，不作比较。",
        )
    judged = rows.is_judged & (group >= 0)
    found = group_comparison(
        rows.credit[judged], group[judged].astype(np.int64), seed=seed, item=rows.item[judged]
    )
    sentence = comparison_sentence(found, labels)
    if isinstance(found, NoComparison):
        return None, sentence
    return Comparison(
        found.test, found.p_value, found.n_permutations, found.is_distinguishable, sentence
    ), None


def overall_group(table: pd.DataFrame) -> Group:
    """The scores of all predictions together.

    Args:
        table: What `scorecard.table` made; one row per prediction.
    """
    all_one = np.zeros(len(table), dtype=np.int64)
    scores = _scores(table, claims_of(table), all_one, 1)
    return _group(scores, 0, "overall", Phrase("overall", "总体"))


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
    rows, group = claims_of(table), codes.to_numpy()
    scores = _scores(table, rows, group, len(keys))
    is_closed = table["is_closed"].to_numpy()
    comparison, reason = _compared(rows, group, labels, basis.seed)
    overall = overall or overall_group(table)
    is_split = overall.closed is not None and overall.closed.n_judged < overall.n_judged
    closed_group = np.where(is_closed, group, -1)
    return Summary(
        rule=RULE,
        as_of=basis.as_of,
        records=basis.records,
        by=by,
        overall=overall,
        groups=[
            _group(scores, place, key, label)
            for place, (key, label) in enumerate(zip(keys, labels, strict=True))
        ],
        comparison=comparison,
        comparison_reason=reason,
        closed_comparison=_compared(rows, closed_group, labels, basis.seed)[0]
        if is_split
        else None,
        n_prior=scores.pooling.n_prior,
    )
