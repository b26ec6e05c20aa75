"""The counts that every score is made of, whoever counts them; here, the claims of a table in memory."""

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd

from scorecard.problems import CallError
from scorecard.scoring import BoolArray, CodeArray, CountArray, FloatArray
from scorecard.scoring.credit import JUDGED_CREDITS, STATE_CREDITS
from scorecard.scoring.items import Blocks, Estimate, clustered_mean, distinct_blocks
from scorecard.scoring.lift import manner_credit
from scorecard.scoring.probability import UNIT, billionths, relative_scores
from scorecard.scoring.timing import days_after_close
from scorecard.verdicts import JUDGED_STATES, State

OVERALL = "overall"
MOST_SINGLE = 20_000
"""Claims up to which tests look at each of them; above, groups are compared by whole items."""
MOST_PAIRED = 20
"""Forecasters up to whom every two are compared."""
ROUNDING = 1_000
"""Billionths by which the probabilities of all options may miss 1."""
_JUDGED = [one.value for one in JUDGED_STATES]


class ItemCounts(NamedTuple):
    """Judged claims by group and item; one entry for all items of a group that are alike.

    Attributes:
        group: Group code, shape (k,).
        n: Claims of each item by judged state, shape (k, judged states).
        times: How many items are like this, shape (k,).
    """

    group: CountArray
    n: CountArray
    times: CountArray

    def blocks(self, worth: FloatArray = JUDGED_CREDITS) -> Blocks:
        """The same as statistics take them, with the credit that each judged state is worth."""
        n, of = self.n.sum(axis=1).astype(np.float64), self.n
        return distinct_blocks(Blocks(self.group, n, of @ worth, of @ worth**2, self.times))


class ItemScores(NamedTuple):
    """Scores of claims summed by group and item; one entry for all items of a group that are alike, in order.

    Attributes:
        group: Group code, shape (k,).
        n: Claims of each item, shape (k,).
        score: Sum of a score of theirs in billionths, shape (k,).
        beside: Sum of a second one, shape (k,).
        times: How many items are like this, shape (k,).
    """

    group: CountArray
    n: CountArray
    score: CountArray
    beside: CountArray
    times: CountArray

    def by_group(self, n_groups: int) -> Iterator["ItemScores"]:
        """The entries of each group."""
        for start, end in pairwise(np.searchsorted(self.group, np.arange(n_groups + 1))):
            yield ItemScores(*(one[start:end] for one in self))

    @property
    def n_claims(self) -> int:
        """Number of claims of all items."""
        return int((self.n * self.times).sum())

    def mean(self, score: CountArray) -> Estimate | None:
        """Mean of `score` or `beside` with an interval that counts items; None without claims."""
        return clustered_mean(score / UNIT, self.n, times=self.times)

    def blocks(self, groups: CodeArray | None = None) -> Blocks:
        """The same as permutation tests take them, of some groups or of all."""
        kept = slice(None) if groups is None else np.isin(self.group, groups)
        group, n, score, _, times = (one[kept] for one in self)
        total = score / UNIT
        return Blocks(group, n.astype(np.float64), total, np.zeros_like(total), times)


class ScoreCounts(NamedTuple):
    """Claims by group; its size goes with groups, not with claims.

    Attributes:
        states: By whether their window is open (0) or has closed (1), and by state, shape
            (groups, 2, states).
        days: How often (`times`) claims of a `group` came true so many `days` after their window, in order.
        forecasts: How often a `probability` was stated of a claim of a `group` and `state`, in order.
        has_ends: Whether the window of any claim has an end.
    """

    states: CountArray
    days: pd.DataFrame
    forecasts: pd.DataFrame
    has_ends: bool


class Singles(NamedTuple):
    """A score of each of a few claims, with the group and the item or question of each."""

    score: FloatArray
    group: CodeArray
    item: CodeArray
    is_closed: BoolArray


class Claims(Protocol):
    """The claims of a table as the scores of one grouping need them, wherever the rows are.

    `whole` takes all claims for one group, those without a group too.
    """

    keys: list[str]
    """The groups in order; their places are the group codes."""
    has_options: bool
    """Whether a question has several options."""

    def counts(self, *, whole: bool = False) -> ScoreCounts:
        """The claims by state, day and probability."""

    def items(self, *, whole: bool = False) -> tuple[ItemCounts, ItemCounts]:
        """The items of the judged claims, and of those whose window has closed."""

    def gained(self, *, whole: bool = False) -> ItemScores | None:
        """Credit beyond that of claims put the same way, beside credit; None when all are put alike."""

    def outlooks(self, *, is_closed: bool) -> ItemScores:
        """Credit by outlook, in one group."""

    def losses(self, *, whole: bool = False) -> ItemScores:
        """Brier scores beside logarithmic ones; an infinite one counts 0, since `forecasts` tells it."""

    def relative(self) -> ItemScores:
        """Brier scores less those of all who answered the same question, where others did."""

    def pairs(self) -> ItemScores:
        """Brier scores less those of a second forecaster, by pair: 0 and 1, 0 and 2, 1 and 2, 0 and 3 ..."""

    def judged(self) -> Singles | None:
        """The credit of each judged claim; None of more than `MOST_SINGLE`."""

    def settled(self) -> Singles | None:
        """The Brier score of each settled forecast by question; None of more than `MOST_SINGLE`."""


def score_counts(
    n_groups: int,
    states: pd.DataFrame,
    days: pd.DataFrame,
    forecasts: pd.DataFrame,
    *,
    has_ends: bool,
) -> ScoreCounts:
    """The counts that tallies add up to, whatever their order.

    Args:
        n_groups: Number of groups.
        states: How often (`times`) each `group`, `is_closed` and `state` occurs.
        days: The same of `group` and `days`.
        forecasts: The same of `group`, `probability` and `state`.
        has_ends: Whether the window of any claim has an end.
    """
    found = np.zeros((n_groups, 2, len(State)), dtype=np.int64)
    places = tuple(states[name].to_numpy(np.intp) for name in ("group", "is_closed", "state"))
    np.add.at(found, places, states["times"].to_numpy())
    late = _in_order(days.astype({"days": np.int64}), ["group", "days"])
    stated = _in_order(forecasts, ["group", "probability", "state"])
    return ScoreCounts(found, late, stated, has_ends)


def item_counts(tally: pd.DataFrame) -> ItemCounts:
    """Items that are alike, from `group`, the judged states and `times`."""
    found = _in_order(tally, ["group", *_JUDGED]).astype(np.int64)
    return ItemCounts(*(found[name].to_numpy() for name in ("group", _JUDGED, "times")))


def item_scores(tally: pd.DataFrame) -> ItemScores:
    """Items that are alike, from `group`, `n`, `score`, `beside` and `times`."""
    found = _in_order(tally, ["group", "n", "score", "beside"]).astype(np.int64)
    return ItemScores(*(found[name].to_numpy() for name in ItemScores._fields))


def _in_order(tally: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """A tally in rising order, each combination once."""
    return tally.groupby(names, sort=True)["times"].sum().reset_index()


def options_error(name: str) -> CallError:
    """The error for a question whose options are not told in full."""
    return CallError(
        f"{name}: the probabilities of its options must sum to 1, and one option be accurate",
        f"{name}：各选项的概率之和必须为 1，且只有一个选项判为准确",
    )


def group_codes(table: pd.DataFrame, by: str) -> tuple[list[str], CodeArray]:
    """The keys of the groups in order and each row's group as a number, -1 where it has none."""
    column = table[by].astype("category").cat.remove_unused_categories()
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
        self._judged = self.rows[self.rows["credit"].notna()]

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
        rows = self._kept(self._judged, whole=whole)
        rows = rows.assign(**{one.value: rows["state"] == one.place for one in JUDGED_STATES})
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

    def gained(self, *, whole: bool = False) -> ItemScores | None:
        """As `Claims` has it."""
        return None if self._gained is None else self._summed(self._gained, whole=whole)

    @cached_property
    def _gained(self) -> pd.DataFrame | None:
        judged = self._judged
        specificity = self.table["specificity"].cat.codes.to_numpy()[judged.index] + 1
        manner = 2 * specificity.astype(np.int64) + judged["is_closed"].to_numpy()
        if len(np.unique(manner)) <= 1:
            return None
        credit = judged["credit"].to_numpy()
        expected = manner_credit(credit, manner, judged["item"].to_numpy())
        known = np.isfinite(expected)
        whole = billionths(credit[known])
        return judged[known].assign(score=whole - billionths(expected[known]), beside=whole)

    def outlooks(self, *, is_closed: bool) -> ItemScores:
        """As `Claims` has it."""
        outlook = self.table["outlook"].cat.codes.to_numpy()[self._judged.index]
        rows = self._judged.assign(item=outlook, group=0, beside=0)
        rows = rows[(rows["item"] >= 0) & (rows["is_closed"] | (not is_closed))]
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
            raise options_error(min(self._ids(faulty)))
        return found

    def _ids(self, rows: pd.DataFrame) -> CodeArray:
        """The ids of the questions of some rows."""
        return self.table["id"].drop_duplicates().to_numpy()[rows["question"]]

    def losses(self, *, whole: bool = False) -> ItemScores:
        """As `Claims` has it."""
        return self._summed(self._losses, whole=whole)

    def relative(self) -> ItemScores:
        """As `Claims` has it."""
        rows = self._losses
        question = rows["question"].to_numpy()
        relative = relative_scores(rows["score"].to_numpy(np.float64), question)
        rows = rows.assign(score=np.floor(relative + 0.5).astype(np.int64), beside=0)
        return self._summed(rows[np.bincount(question)[question] > 1])

    def pairs(self) -> ItemScores:
        """As `Claims` has it."""
        rows = self._kept(self._losses, whole=False)
        both = rows.merge(rows, on="question", suffixes=("", "_two"))
        both = both[both["group"] < both["group_two"]]
        pair = both["group_two"] * (both["group_two"] - 1) // 2 + both["group"]
        less = both["score"] - both["score_two"]
        return self._summed(both.assign(group=pair, score=less, beside=0))

    def judged(self) -> Singles | None:
        """As `Claims` has it."""
        rows = self._judged
        return _singles(rows, rows["credit"].to_numpy(), rows["item"].to_numpy())

    def settled(self) -> Singles | None:
        """As `Claims` has it."""
        rows = self._losses
        question = pd.factorize(self._ids(rows), sort=True)[0]
        return _singles(rows, rows["score"].to_numpy() / UNIT, question)


def _singles(rows: pd.DataFrame, score: FloatArray, item: CodeArray) -> Singles | None:
    """The scores of some rows; None of more than `MOST_SINGLE`."""
    if len(rows) > MOST_SINGLE:
        return None
    return Singles(score, rows["group"].to_numpy(), item, rows["is_closed"].to_numpy(np.bool_))
