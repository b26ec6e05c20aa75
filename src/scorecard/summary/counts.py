"""The counts that every score is made of, whoever counted them: a table in memory or a database."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.scoring.credit import JUDGED_CREDITS
from scorecard.scoring.items import Blocks, distinct_blocks
from scorecard.scoring.timing import days_after_close
from scorecard.verdicts import JUDGED_STATES, State

CodeArray = npt.NDArray[np.integer]
CountArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

OVERALL = "overall"


class ItemCounts(NamedTuple):
    """Judged claims by group and item; one entry for all items of a group that are alike.

    Attributes:
        group: Group code, shape (k,).
        n: Claims of each item by judged state, shape (k, judged states).
        times: How many items are like this, shape (k,).
    """

    group: CodeArray
    n: CountArray
    times: CountArray

    def blocks(self, worth: FloatArray = JUDGED_CREDITS) -> Blocks:
        """The same as statistics take them, with the credit that each judged state is worth."""
        n = self.n.sum(axis=1).astype(np.float64)
        return distinct_blocks(Blocks(self.group, n, self.n @ worth, self.n @ worth**2, self.times))


class Days(NamedTuple):
    """Claims by group and by the days from the end of their window to the day they came true."""

    group: CodeArray
    days: CountArray
    times: CountArray


class Forecasts(NamedTuple):
    """Claims by group, stated probability and state."""

    group: CodeArray
    predicted: FloatArray
    state: CodeArray
    times: CountArray


@dataclass(frozen=True, slots=True)
class ScoreCounts:
    """What the scores of groups need to know of the claims; its size goes with groups, not with claims.

    Attributes:
        keys: The groups in order.
        states: Claims by group, by whether their window is open (0) or has closed (1), and by state, shape
            (groups, 2, states).
        items: Judged claims by item.
        closed_items: Those whose window has closed.
        days: When claims came true, in rising order.
        forecasts: Stated probabilities, in rising order.
        has_ends: Whether the window of any claim has an end.
    """

    keys: list[str]
    states: CountArray
    items: ItemCounts
    closed_items: ItemCounts
    days: Days
    forecasts: Forecasts
    has_ends: bool


class Tallies(NamedTuple):
    """How often combinations of values occur, in whatever order.

    Each frame has the columns `group`, a code, and `times`.

    Attributes:
        states: With `is_closed` and `state`.
        items: Items with judged claims: a column for each judged state, named by its value.
        closed_items: The same of claims whose window has closed.
        days: With `days`.
        forecasts: With `probability` and `state`.
    """

    states: pd.DataFrame
    items: pd.DataFrame
    closed_items: pd.DataFrame
    days: pd.DataFrame
    forecasts: pd.DataFrame


def group_codes(table: pd.DataFrame, by: str) -> tuple[list[str], CodeArray]:
    """The keys of the groups in order and each row's group as a number, -1 where it has none."""
    column = table[by]
    if not isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype("category")
    column = column.cat.remove_unused_categories()
    return [str(key) for key in column.cat.categories], column.cat.codes.to_numpy()


def item_codes(table: pd.DataFrame) -> CodeArray:
    """Codes of the items, from 0; a claim without an item is an item of its own.

    Where several forecasters answer or several options are told apart, the rows of one id are one item.
    """
    item = table["item"].cat.codes.to_numpy().astype(np.int64)
    alone = item < 0
    of_alone: CodeArray = np.arange(alone.sum())
    if {"forecaster", "option"} & set(table):
        of_alone = pd.factorize(table["id"][alone])[0]
    item[alone] = item.max(initial=0) + 1 + of_alone
    return item


def _in_order(tally: pd.DataFrame) -> tuple[list[npt.NDArray[Any]], CountArray]:
    """The columns of a tally, in rising order and each combination once, and how often each occurs."""
    names = [name for name in tally if name != "times"]
    found = tally.groupby(names, sort=True)["times"].sum().reset_index()
    return [found[name].to_numpy() for name in names], found["times"].to_numpy(dtype=np.int64)


def counts_of_tallies(keys: list[str], tallies: Tallies, *, has_ends: bool) -> ScoreCounts:
    """The counts that tallies add up to.

    Args:
        keys: The groups in order; their places are the codes in the tallies.
        tallies: What was counted.
        has_ends: Whether the window of any claim has an end.
    """
    (group, is_closed, state), times = _in_order(tallies.states)
    states = np.zeros((len(keys), 2, len(State)), dtype=np.int64)
    states[group.astype(np.intp), is_closed.astype(np.intp), state.astype(np.intp)] = times
    items = []
    for tally in (tallies.items, tallies.closed_items):
        (of, *n), times = _in_order(tally)
        items.append(ItemCounts(of.astype(np.int64), np.column_stack(n).astype(np.int64), times))
    (of, days), n_days = _in_order(tallies.days)
    (stated_of, stated, stated_state), n_stated = _in_order(tallies.forecasts)
    return ScoreCounts(
        keys=keys,
        states=states,
        items=items[0],
        closed_items=items[1],
        days=Days(of.astype(np.int64), days.astype(np.int64), n_days),
        forecasts=Forecasts(
            stated_of.astype(np.int64),
            stated.astype(np.float64),
            stated_state.astype(np.int64),
            n_stated,
        ),
        has_ends=has_ends,
    )


def score_counts(table: pd.DataFrame, by: str | None) -> ScoreCounts:
    """The counts of a table in memory.

    Args:
        table: What `scorecard.table` made; one row per prediction.
        by: The column to group by; None for all claims together, whatever their group.
    """
    all_one: CodeArray = np.zeros(len(table), dtype=np.int64)
    keys, group = group_codes(table, by) if by else ([OVERALL], all_one)
    state = table["state"].cat.codes.to_numpy()
    rows = pd.DataFrame({
        "group": group,
        "is_closed": table["is_closed"].to_numpy(),
        "state": state,
        "item": item_codes(table),
        "times": 1,
    })  # fmt: skip
    is_kept, is_judged = group >= 0, np.isin(state, [one.place for one in JUDGED_STATES])
    is_counted = is_kept & (state != State.WITHDRAWN.place)
    dates = table[["occurred_on", "closes_on"]].astype("datetime64[s]")
    late, known = days_after_close(dates["occurred_on"].to_numpy(), dates["closes_on"].to_numpy())
    stated = table["probability"].to_numpy()
    tallies = Tallies(
        states=rows.loc[is_kept, ["group", "is_closed", "state", "times"]],
        items=_items(rows[is_kept & is_judged]),
        closed_items=_items(rows[is_kept & is_judged & rows["is_closed"]]),
        days=rows[["group"]].assign(days=late, times=1)[is_counted & known],
        forecasts=rows[["group"]].assign(probability=stated, state=state, times=1)[
            is_kept & ~np.isnan(stated)
        ],
    )
    return counts_of_tallies(keys, tallies, has_ends=bool(table["closes_on"].notna().any()))


def _items(rows: pd.DataFrame) -> pd.DataFrame:
    """The items of judged claims."""
    by_state = {one.value: rows["state"] == one.place for one in JUDGED_STATES}
    found = rows[["group", "item"]].assign(**by_state).groupby(["group", "item"]).sum()
    return found.reset_index("group").reset_index(drop=True).assign(times=1)
