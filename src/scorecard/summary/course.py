"""Accuracy as it stood at each date when verdicts were given."""

from datetime import date
from itertools import groupby
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.reading.folder import Records
from scorecard.scoring.credit import STATE_CREDITS, accuracy, judged_counts, state_counts
from scorecard.scoring.dependence import design_effects
from scorecard.scoring.interval import Interval, credit_intervals
from scorecard.summary.compute import counts_of, item_codes
from scorecard.summary.groups import Counts
from scorecard.table import state_codes
from scorecard.verdicts import Verdict

__all__ = ["Standing", "standings"]

_SCORED = [verdict.place for verdict in Verdict if verdict.is_scored]

CodeArray = npt.NDArray[np.integer]


class Standing(NamedTuple):
    """The counts and the accuracy at a date, from the last verdicts given by then.

    `n_first` claims were judged for the first time on the day, `n_changed` were judged or unresolvable before
    it and got another verdict.
    """

    on: date
    counts: Counts
    accuracy: float | None
    interval: Interval | None
    n_first: int
    n_changed: int


def _given(records: Records, ids: list[str], as_of: date) -> list[tuple[date, int, int, int]]:
    """Every verdict given by a date: its day, its row, its place in the file and its code, in order."""
    return sorted(
        (given.judged_on, row, place, given.verdict.place)
        for row, id_ in enumerate(ids)
        for place, given in enumerate(records.predictions[id_].verdicts)
        if given.judged_on <= as_of
    )


def standings(records: Records, table: pd.DataFrame, *, as_of: date) -> list[Standing]:
    """How the whole scorecard stood at each date when a verdict was given, oldest first.

    The last one has the accuracy of `as_of`. Differences between dates mix new claims with changed
    verdicts: a rise is no proof of better forecasts.

    Args:
        records: The records, with their verdict histories.
        table: Their table at the date.
        as_of: The date; later verdicts are not there yet.

    Returns:
        One entry for each date with a verdict; none without verdicts.
    """
    given = _given(records, list(table["id"]), as_of)
    made_on = table["made_on"].to_numpy().astype("datetime64[D]")
    closes_on = table["closes_on"].to_numpy().astype("datetime64[D]")
    item = item_codes(table)
    verdict = np.full(len(table), -1, dtype=np.int8)
    was_judged = np.zeros(len(table), dtype=bool)
    days, states, moves = [], [], []
    for day, of_day in groupby(given, key=lambda one: one[0]):
        before = verdict.copy()
        for _, row, _, code in of_day:
            verdict[row] = code
        moves.append(_moves(before, verdict, was_judged))
        was_judged |= _is_judged(verdict)
        on = np.datetime64(day)
        days.append(day)
        states.append(np.where(made_on <= on, state_codes(verdict, closes_on < on), -1))
    return _standings(days, states, moves, item)


def _is_judged(verdict: CodeArray) -> npt.NDArray[np.bool_]:
    return np.isin(verdict, _SCORED)


def _moves(
    before: CodeArray, after: CodeArray, was_judged: npt.NDArray[np.bool_]
) -> tuple[int, int]:
    """How many claims a day judged for the first time, and how many verdicts it replaced by others."""
    is_new = _is_judged(after) & ~was_judged
    was_decided = (before >= 0) & (before != Verdict.TOO_EARLY.place)
    is_changed = was_decided & (after != before)
    return int((is_new & ~is_changed).sum()), int(is_changed.sum())


def _standings(
    days: list[date],
    states: list[CodeArray],
    moves: list[tuple[int, int]],
    item: CodeArray,
) -> list[Standing]:
    """The standings of given states; -1 is a claim that was not made yet."""
    if not days:
        return []
    made = [state >= 0 for state in states]
    counts = np.concatenate([
        state_counts(state[kept], np.zeros(kept.sum(), dtype=np.int64), 1)
        for state, kept in zip(states, made, strict=True)
    ])  # fmt: skip
    effects = np.concatenate([
        _effect(state[kept], item[kept]) for state, kept in zip(states, made, strict=True)
    ])  # fmt: skip
    values = counts_of(counts, np.array([kept.sum() for kept in made]))
    intervals = credit_intervals(judged_counts(counts), effects=effects)
    return [
        Standing(day, of_day, share, interval, *moved)
        for day, of_day, share, interval, moved in zip(
            days, values, accuracy(counts), intervals, moves, strict=True
        )
    ]


def _effect(state: CodeArray, item: CodeArray) -> npt.NDArray[np.float64]:
    """The design effect of all that is judged, as an array of one."""
    credit = STATE_CREDITS[state]
    judged = ~np.isnan(credit)
    alike = np.zeros(judged.sum(), dtype=np.int64)
    return design_effects(credit[judged], alike, item[judged], 1)
