"""The counts that every score is made of, whoever counts them: a table in memory or an engine."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd

from scorecard.problems import CallError
from scorecard.scoring import BoolArray, CodeArray, CountArray, FloatArray
from scorecard.scoring.credit import JUDGED_CREDITS
from scorecard.scoring.items import Blocks, Estimate, clustered_mean, distinct_blocks
from scorecard.scoring.probability import UNIT
from scorecard.text import Phrase
from scorecard.verdicts import JUDGED_STATES, State

OVERALL = "overall"
MOST_SINGLE = 20_000
"""Claims up to which tests look at each of them; above, groups are compared by whole items."""
MOST_PAIRED = 20
"""Forecasters up to whom every two are compared."""
_JUDGED = [one.value for one in JUDGED_STATES]
ROUNDING = 1_000
"""Billionths by which the probabilities of all options may miss 1."""


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

    def of(self, groups: CodeArray) -> "ItemCounts":
        """The items of some groups."""
        kept = np.isin(self.group, groups)
        return ItemCounts(self.group[kept], self.n[kept], self.times[kept])

    def blocks(self, worth: FloatArray | BoolArray = JUDGED_CREDITS) -> Blocks:
        """The same as statistics take them, with the credit that each judged state is worth."""
        n, of = self.n.sum(axis=1).astype(np.float64), worth.astype(np.float64)
        return distinct_blocks(Blocks(self.group, n, self.n @ of, self.n @ of**2, self.times))


class ItemScores(NamedTuple):
    """Scores of claims summed by group and item; one entry for all items of a group that are alike, in order.

    Attributes:
        group: Group code, shape (k,).
        n: Claims of each item, shape (k,).
        score: Sum of a score of theirs in billionths, shape (k,).
        beside: Sum of a second one, shape (k,).
        times: How many items are like this, shape (k,).
    """

    group: CodeArray
    n: CountArray
    score: CountArray
    beside: CountArray
    times: CountArray

    def by_group(self, n_groups: int) -> Iterator["ItemScores"]:
        """The entries of each group."""
        ends = np.searchsorted(self.group, np.arange(n_groups + 1))
        for start, end in pairwise(ends):
            yield self._some(slice(start, end))

    def of(self, groups: CodeArray) -> "ItemScores":
        """The entries of some groups."""
        kept = np.isin(self.group, groups)
        return self if kept.all() else self._some(kept)

    def _some(self, kept: slice | BoolArray) -> "ItemScores":
        n, score, beside, times = (
            one[kept] for one in (self.n, self.score, self.beside, self.times)
        )
        return ItemScores(self.group[kept], n, score, beside, times)

    def mean(self, score: CountArray) -> Estimate | None:
        """Mean of `score` or `beside` with an interval that counts items; None without claims."""
        return clustered_mean(score / UNIT, self.n, times=self.times)

    @property
    def blocks(self) -> Blocks:
        """The same as permutation tests take them."""
        n, score = self.n.astype(np.float64), self.score / UNIT
        return Blocks(self.group, n, score, np.zeros_like(score), self.times)


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


class ScoreCounts(NamedTuple):
    """Claims by group; its size goes with groups, not with claims.

    Attributes:
        states: By whether their window is open (0) or has closed (1), and by state, shape
            (groups, 2, states).
        days: When claims came true, in rising order.
        forecasts: Stated probabilities, in rising order.
        has_ends: Whether the window of any claim has an end.
    """

    states: CountArray
    days: Days
    forecasts: Forecasts
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
    late = _in_order(days, ["group", "days"])
    stated = _in_order(forecasts, ["group", "probability", "state"])
    return ScoreCounts(
        found,
        Days(_whole(late["group"]), _whole(late["days"]), _whole(late["times"])),
        Forecasts(
            _whole(stated["group"]),
            stated["probability"].to_numpy(np.float64),
            _whole(stated["state"]),
            _whole(stated["times"]),
        ),
        has_ends,
    )


def item_counts(tally: pd.DataFrame) -> ItemCounts:
    """Items that are alike, from `group`, the judged states and `times`."""
    found = _in_order(tally, ["group", *_JUDGED])
    n = found[_JUDGED].to_numpy(np.int64)
    return ItemCounts(_whole(found["group"]), n, _whole(found["times"]))


def item_scores(tally: pd.DataFrame) -> ItemScores:
    """Items that are alike, from `group`, `n`, `score`, `beside` and `times`."""
    found = _in_order(tally, ["group", "n", "score", "beside"])
    return ItemScores(*(_whole(found[name]) for name in ItemScores._fields))


def _in_order(tally: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """A tally in rising order, each combination once."""
    return tally.groupby(names, sort=True)["times"].sum().reset_index()


def _whole(column: "pd.Series[int]") -> CountArray:
    return np.asarray(column, dtype=np.int64)


def options_error(name: str) -> CallError:
    """The error for a question whose options are not told in full."""
    return CallError(
        Phrase(
            f"{name}: the probabilities of its options must sum to 1, and one option be accurate",
            f"{name}：各选项的概率之和必须为 1，且只有一个选项判为准确",
        )
    )
