"""Accuracy on each day when verdicts were given."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.reading.folder import Records
from scorecard.scoring.credit import STATE_CREDITS, accuracy, judged_counts, state_counts
from scorecard.scoring.interval import Interval, credit_intervals
from scorecard.scoring.items import design_effects, item_blocks
from scorecard.summary.compute import counts_of
from scorecard.summary.counts import item_codes
from scorecard.summary.groups import Counts
from scorecard.table import state_codes
from scorecard.text import Language, Phrase, day_in_prose
from scorecard.verdicts import Verdict

_SCORED = [verdict.place for verdict in Verdict if verdict.is_scored]

CodeArray = npt.NDArray[np.integer]


class Standing(NamedTuple):
    """The counts and the accuracy on a day, from the last verdicts given by then.

    `lead` counts the claims whose window had closed by the day, and `accuracy` is theirs; of all claims
    where no window has an end. `n_first` claims were judged for the first time on the day, `n_changed` were
    judged or unresolvable before it and got another verdict.
    """

    on: date
    counts: Counts
    lead: Counts
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
    """The counts and the accuracy of all claims on each day when a verdict was given, oldest first.

    The last one has the accuracy of `as_of`. Differences between days mix new claims with changed
    verdicts: a rise does not prove better forecasts.

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
    days, states, leads, moves = [], [], [], []
    has_ends = bool(table["closes_on"].notna().any())
    for day, of_day in groupby(given, key=lambda one: one[0]):
        before = verdict.copy()
        for _, row, _, code in of_day:
            verdict[row] = code
        moves.append(_moves(before, verdict, was_judged))
        was_judged |= _is_judged(verdict)
        on = np.datetime64(day)
        days.append(day)
        is_closed = closes_on < on
        states.append(np.where(made_on <= on, state_codes(verdict, is_closed), -1))
        leads.append(np.where(is_closed, states[-1], -1) if has_ends else states[-1])
    return _standings(days, states, leads, moves, item)


def _is_judged(verdict: CodeArray) -> npt.NDArray[np.bool_]:
    return np.isin(verdict, _SCORED)


def _moves(
    before: CodeArray, after: CodeArray, was_judged: npt.NDArray[np.bool_]
) -> tuple[int, int]:
    """Number of claims judged for the first time on a day, and of verdicts replaced by others."""
    is_new = _is_judged(after) & ~was_judged
    was_decided = (before >= 0) & (before != Verdict.TOO_EARLY.place)
    is_changed = was_decided & (after != before)
    return int((is_new & ~is_changed).sum()), int(is_changed.sum())


def _counted(states: list[CodeArray]) -> npt.NDArray[np.int64]:
    """Counts by state of each day, shape (days, states); -1 is a claim that is not there."""
    each = [state[state >= 0] for state in states]
    return np.concatenate([
        state_counts(state, np.zeros(len(state), dtype=np.int64), 1) for state in each
    ])  # fmt: skip


def _standings(
    days: list[date],
    states: list[CodeArray],
    leads: list[CodeArray],
    moves: list[tuple[int, int]],
    item: CodeArray,
) -> list[Standing]:
    """The standings of given states, of all claims and of those that lead."""
    if not days:
        return []
    every, lead = _counted(states), _counted(leads)
    effects = np.concatenate([_effect(state[state >= 0], item[state >= 0]) for state in leads])
    values, of_lead = (counts_of(one, one.sum(axis=1)) for one in (every, lead))
    intervals = credit_intervals(judged_counts(lead), effects=effects)
    return [
        Standing(day, *row, *moved)
        for day, row, moved in zip(
            days, zip(values, of_lead, accuracy(lead), intervals, strict=True), moves, strict=True
        )
    ]


def _effect(state: CodeArray, item: CodeArray) -> npt.NDArray[np.float64]:
    """The design effect of all that is judged, as an array of one."""
    credit = STATE_CREDITS[state]
    judged = ~np.isnan(credit)
    alike = np.zeros(judged.sum(), dtype=np.int64)
    return design_effects(item_blocks(credit[judged], alike, item[judged]), 1)


def history_sentence(history: Sequence[Standing]) -> Phrase:
    """The sentence on the days with verdicts and on the changes after the first of them."""
    if not history:
        return Phrase("", "")
    if len(history) == 1:
        on = [day_in_prose(history[0].on, language) for language in Language]
        return Phrase(
            f"All verdicts were given on one day, {on[0]}, so no change can be seen yet.",
            f"所有判定都在同一天（{on[1]}）作出，还看不出变化。",
        )
    first, later = history[0], history[1:]
    counts = [
        (later[-1].counts.n_recorded - first.counts.n_recorded, "added", "新增"),
        (sum(one.n_first for one in later), "judged for the first time", "首次判定"),
        (sum(one.n_changed for one in later), "judged anew", "改判"),
    ]
    en = ", ".join(
        f"{n} {'claim was' if n == 1 else 'claims were'} {done}" for n, done, _ in counts if n
    )
    zh = "、".join(f"{done} {n} 条" for n, _, done in counts if n)
    return Phrase(
        f"Verdicts were given on {len(history)} days. After the first of them"
        f" {en or 'nothing changed'}. A rise does not prove better forecasts.",
        f"判定分 {len(history)} 天作出。第一天之后{zh or '没有变化'}。得分率上升并不证明预测变准了。",
    )
