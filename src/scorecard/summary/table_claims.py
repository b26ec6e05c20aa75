"""The claims of a table in memory, counted for scores."""

from functools import cached_property

import numpy as np
import pandas as pd

from scorecard.scoring import BoolArray, CodeArray, FloatArray
from scorecard.scoring.credit import STATE_CREDITS
from scorecard.scoring.lift import manner_credit
from scorecard.scoring.probability import UNIT, billionths, relative_scores
from scorecard.scoring.timing import days_after_close
from scorecard.summary.counts import (
    MOST_SINGLE,
    OVERALL,
    ROUNDING,
    ItemCounts,
    ItemScores,
    ScoreCounts,
    Singles,
    item_counts,
    item_scores,
    options_error,
    score_counts,
)
from scorecard.verdicts import JUDGED_STATES, State

_JUDGED = [one.value for one in JUDGED_STATES]


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
        of_alone = pd.factorize(table["id"][alone], sort=True)[0]
    item[alone] = item.max(initial=0) + 1 + of_alone
    return item


def losses_of(came_true: BoolArray, predicted: FloatArray) -> pd.DataFrame:
    """The Brier and the logarithmic score of each forecast in billionths, an infinite one as 0."""
    given = np.where(came_true, predicted, 1 - predicted)
    missed = np.where(came_true, 1 - predicted, predicted)
    log = -np.log(np.where(given > 0, given, 1))
    return pd.DataFrame({"score": billionths(missed * missed), "beside": billionths(log)})


class TableClaims:
    """The claims of a table in memory.

    Args:
        table: What `scorecard.table` made; each forecaster with one probability of each question or option.
        by: The column to group by; None for one group of all.
    """

    def __init__(self, table: pd.DataFrame, by: str | None = None) -> None:
        self.table = table
        none: CodeArray = np.zeros(len(table), dtype=np.int64)
        self.keys, group = group_codes(table, by) if by else ([OVERALL], none)
        self.has_options = "option" in table and bool(table["option"].notna().any())
        state = table["state"].cat.codes.to_numpy()
        self.rows = pd.DataFrame({
            "group": group.astype(np.int64),
            "item": item_codes(table),
            "is_closed": table["is_closed"].to_numpy(),
            "state": state,
            "credit": STATE_CREDITS[state],
            "probability": table["probability"].to_numpy(),
            "times": 1,
        })  # fmt: skip

    def _kept(self, rows: pd.DataFrame, *, whole: bool) -> pd.DataFrame:
        return rows.assign(group=0) if whole else rows[rows["group"] >= 0]

    def counts(self, *, whole: bool = False) -> ScoreCounts:
        """As `Claims` has it."""
        dates = self.table[["occurred_on", "closes_on"]].astype("datetime64[s]")
        late, known = days_after_close(*(dates[name].to_numpy() for name in dates))
        is_there = self.rows["state"] != State.WITHDRAWN.place
        rows = self._kept(self.rows.assign(days=late, has_days=known & is_there), whole=whole)
        return score_counts(
            1 if whole else len(self.keys),
            rows,
            rows[rows["has_days"]],
            rows[rows["probability"].notna()],
            has_ends=bool(self.table["closes_on"].notna().any()),
        )

    def items(self, *, whole: bool = False) -> tuple[ItemCounts, ItemCounts]:
        """As `Claims` has it."""
        rows = self._kept(self.rows[self.rows["credit"].notna()], whole=whole)
        by_state = {one.value: rows["state"] == one.place for one in JUDGED_STATES}
        rows = rows[["group", "item", "is_closed"]].assign(**by_state)
        every, closed = (
            item_counts(
                one.groupby(["group", "item"])[_JUDGED].sum().reset_index("group").assign(times=1)
            )
            for one in (rows, rows[rows["is_closed"]])
        )
        return every, closed

    def _summed(self, rows: pd.DataFrame, *, whole: bool = False) -> ItemScores:
        """The scores of some rows, summed by group and item."""
        rows = self._kept(rows, whole=whole).assign(n=1)
        by_item = rows.groupby(["group", "item"])[["n", "score", "beside"]].sum()
        return item_scores(by_item.reset_index("group").assign(times=1))

    @cached_property
    def _gained(self) -> pd.DataFrame | None:
        judged = self.rows[self.rows["credit"].notna()]
        specificity = self.table["specificity"].cat.codes.to_numpy()[judged.index] + 1
        manner = 2 * specificity.astype(np.int64) + judged["is_closed"].to_numpy()
        if len(np.unique(manner)) <= 1:
            return None
        credit = judged["credit"].to_numpy()
        expected = manner_credit(credit, manner, judged["item"].to_numpy())
        known = np.isfinite(expected)
        whole = billionths(credit[known])
        return judged[known].assign(score=whole - billionths(expected[known]), beside=whole)

    def gained(self, *, whole: bool = False) -> ItemScores | None:
        """As `Claims` has it."""
        return None if self._gained is None else self._summed(self._gained, whole=whole)

    def outlooks(self, *, is_closed: bool) -> ItemScores:
        """As `Claims` has it."""
        rows = self.rows.assign(item=self.table["outlook"].cat.codes.to_numpy(), group=0, beside=0)
        rows = rows[
            rows["credit"].notna() & (rows["item"] >= 0) & (rows["is_closed"] | (not is_closed))
        ]
        return self._summed(rows.assign(score=billionths(rows["credit"])))

    @cached_property
    def _losses(self) -> pd.DataFrame:
        """The settled forecasts, of a question with options one for them all.

        Raises:
            CallError: The options of a question are not told in full.
        """
        rows = self.rows.assign(question=pd.factorize(self.table["id"])[0])
        rows = rows[rows["credit"].isin((0.0, 1.0)) & rows["probability"].notna()]
        came_true, predicted = rows["credit"].to_numpy() == 1, rows["probability"].to_numpy()
        rows = rows.assign(**losses_of(came_true, predicted).set_index(rows.index))
        if not self.has_options:
            return rows
        by = ["question"]
        if "forecaster" in self.table:
            rows = rows.assign(who=self.table["forecaster"].cat.codes)
            by.append("who")
        rows = rows.assign(beside=rows["beside"].where(came_true, 0), n_true=came_true,
                           total=billionths(predicted))  # fmt: skip
        least = dict.fromkeys(("group", "item", "is_closed"), "min")
        sums = dict.fromkeys(("score", "beside", "n_true", "total"), "sum")
        found = rows.groupby(by).agg({**least, **sums}).reset_index()
        faulty = found[((found["total"] - UNIT).abs() > ROUNDING) | (found["n_true"] != 1)]
        if len(faulty):
            ids = self.table["id"].drop_duplicates().to_numpy()
            raise options_error(min(ids[faulty["question"]]))
        return found

    def losses(self, *, whole: bool = False) -> ItemScores:
        """As `Claims` has it."""
        return self._summed(self._losses, whole=whole)

    def relative(self) -> ItemScores:
        """As `Claims` has it."""
        rows = self._losses
        question = rows["question"].to_numpy()
        beside = relative_scores(rows["score"].to_numpy(np.float64), question)
        rows = rows.assign(score=np.floor(beside + 0.5).astype(np.int64), beside=0)
        return self._summed(rows[np.bincount(question)[question] > 1])

    def pairs(self) -> ItemScores:
        """As `Claims` has it."""
        rows = self._kept(self._losses, whole=False)
        both = rows.merge(rows, on="question", suffixes=("", "_two"))
        both = both[both["group"] < both["group_two"]]
        second = both["group_two"]
        pair = second * (second - 1) // 2 + both["group"]
        return self._summed(
            both.assign(group=pair, score=both["score"] - both["score_two"], beside=0)
        )

    def judged(self) -> Singles | None:
        """As `Claims` has it."""
        rows = self.rows[self.rows["credit"].notna()]
        return self._singles(rows, rows["credit"].to_numpy(), rows["item"])

    def settled(self) -> Singles | None:
        """As `Claims` has it."""
        rows = self._losses
        if len(rows) > MOST_SINGLE:
            return None
        ids = self.table["id"].drop_duplicates().to_numpy()[rows["question"]]
        question = pd.Series(pd.factorize(ids, sort=True)[0], rows.index)
        return self._singles(rows, rows["score"].to_numpy() / UNIT, question)

    def _singles(
        self, rows: pd.DataFrame, score: FloatArray, item: "pd.Series[int]"
    ) -> Singles | None:
        if len(rows) > MOST_SINGLE:
            return None
        return Singles(
            score, rows["group"].to_numpy(), item.to_numpy(), rows["is_closed"].to_numpy(np.bool_)
        )
