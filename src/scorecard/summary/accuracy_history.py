"""Accuracy on each day when verdicts were given or windows closed."""

from bisect import bisect
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from scorecard.reading.folder import Records
from scorecard.scoring.credit import STATE_CREDITS, accuracy, judged_counts, state_counts
from scorecard.scoring.interval import Interval, credit_intervals
from scorecard.scoring.items import design_effects, item_blocks
from scorecard.summary.compute import Basis
from scorecard.summary.groups import Counts, counts_of
from scorecard.summary.table_claims import item_codes
from scorecard.table import state_codes
from scorecard.text import Phrase, counted, day_in_prose, listed
from scorecard.verdicts import Verdict


class Standing(NamedTuple):
    """The counts and the accuracy on a day, from the last verdicts given by then.

    `lead` counts the claims whose window had closed by the day, and `accuracy` is theirs; of all claims
    where no window has an end, or outputs lead with all verdicts. `n_first` claims were judged for the first
    time on the day, `n_changed` had been judged or unresolvable on some day before it and got another verdict
    than their last one. Without `has_verdicts` windows closed on the day, and nothing was judged.
    """

    on: date
    counts: Counts
    lead: Counts
    accuracy: float | None
    interval: Interval | None
    n_first: int
    n_changed: int
    has_verdicts: bool


def standings(records: Records, table: pd.DataFrame, basis: Basis) -> list[Standing]:
    """The counts and the accuracy of all claims on each day when they could change, oldest first.

    From the first verdict on these are the days of verdicts and those after the end of a window, when early
    verdicts come into what leads and claims without one fall due. The last one has the accuracy on the day of
    the basis and the table; later verdicts are not there yet. Differences between days mix new claims with
    changed verdicts: a rise does not prove better forecasts. Its intervals take how alike the verdicts of one
    item are from the basis, as those of every output do.
    """
    given = sorted(
        (one.judged_on, row, place, one.verdict.place)
        for row, id_ in enumerate(table["id"])
        for place, one in enumerate(records.predictions[id_].verdicts)
        if one.judged_on <= basis.as_of
    )
    made_on, closes_on = (
        table[name].to_numpy("datetime64[D]") for name in ("made_on", "closes_on")
    )
    judging = {day for day, *_ in given}
    closed = closes_on[closes_on < np.datetime64(basis.as_of)] + np.timedelta64(1, "D")
    days = sorted(judging | {day for day in closed.tolist() if day > given[0][0]})
    # One row a day, one column a claim; above them the day before the first.
    verdict = np.full((len(days) + 1, len(table)), -1, dtype=np.int8)
    for day, row, _, code in given:
        verdict[bisect(days, day) :, row] = code
    before, verdict = verdict[:-1], verdict[1:]
    was_decided = np.logical_or.accumulate((before >= 0) & (before != Verdict.TOO_EARLY.place))
    is_changed = was_decided & (verdict != before)
    on = np.array(days, dtype="datetime64[D]")[:, None]
    is_there, is_closed = ~(made_on > on), closes_on < on
    has_time = bool(table["closes_on"].notna().any()) and not basis.is_early
    is_lead = is_there & is_closed if has_time else is_there
    state = state_codes(verdict, is_closed)
    place = np.broadcast_to(np.arange(len(days))[:, None], state.shape)
    every, lead = (state_counts(state[one], place[one], len(days)) for one in (is_there, is_lead))
    credit, item = STATE_CREDITS[state], np.broadcast_to(item_codes(table), state.shape)
    is_first, judged = (one & ~np.isnan(credit) for one in (~was_decided, is_lead))
    blocks = item_blocks(credit[judged], place[judged], item[judged])
    # None where probabilities are scored: then nobody sees the intervals.
    correlation = basis.correlations[has_time].get("accuracy")
    effects = design_effects(blocks, len(days), correlation)
    intervals = credit_intervals(judged_counts(lead), effects=effects)
    counted = (one.sum(axis=1).tolist() for one in (is_first, is_changed))
    shown = (counts_of(every), counts_of(lead), accuracy(lead), intervals)
    rows = zip(days, *shown, *counted, [day in judging for day in days], strict=True)
    return [Standing(*row) for row in rows]


def history_sentence(history: Sequence[Standing]) -> Phrase:
    """The sentence on the days with verdicts and on the changes after the first of them."""
    if not history:
        return Phrase("", "")
    first, later = history[0], history[1:]
    n_days = sum(one.has_verdicts for one in history)
    n_closed, closed = len(history) - n_days, Phrase("", "")
    yet = Phrase(", so no change can be seen yet", "，还看不出变化")
    if n_closed:
        other, yet = counted(n_closed, "other day"), closed
        closed = Phrase(f" On {other} windows closed.", f"另有 {n_closed} 天有预测期满。")
    if n_days == 1:
        on = day_in_prose(first.on)
        return Phrase(
            f"All verdicts were given on one day, {on.en}{yet.en}.{closed.en}",
            f"所有判定都在同一天（{on.zh}）作出{yet.zh}。{closed.zh}",
        )
    told = [
        (later[-1].counts.n_recorded - first.counts.n_recorded, "claim", "added", "新增 {} 条"),
        (sum(one.n_first for one in later), "claim", "judged for the first time", "首次判定 {} 条"),
        (sum(one.n_changed for one in later), "verdict", "changed", "改判 {} 次"),
    ]
    done = listed(
        Phrase(f"{counted(n, word)} {'was' if n == 1 else 'were'} {en}", zh.format(n))
        for n, word, en, zh in told
        if n
    )
    return Phrase(
        f"Verdicts were given on {n_days} days. After the first of them {done.en or 'nothing changed'}."
        f"{closed.en} A rise does not prove better forecasts.",
        f"判定分 {n_days} 天作出。第一天之后{done.zh or '没有变化'}。{closed.zh}"
        "得分率上升并不证明预测变准了。",
    )
