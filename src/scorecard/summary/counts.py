"""The counts that every score is made of, whether the rows are in memory or an engine reads them."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import narwhals as nw
import numpy as np
import pandas as pd

from scorecard.problems import CallError
from scorecard.scoring import BoolArray, CodeArray, CountArray, FloatArray
from scorecard.scoring.items import Blocks, ItemCounts
from scorecard.scoring.probability import UNIT
from scorecard.text import Phrase
from scorecard.verdicts import JUDGED_STATES, State

OVERALL = "overall"
MOST_SINGLE = 20_000
"""Claims up to which tests look at each of them; above, groups are compared by whole items."""
MOST_PAIRED = 20
"""Forecasters up to whom every two are compared."""
ROUNDING = UNIT // 200
"""What each option may add to how far the probabilities of all of them miss 1: half a percentage point."""

Rows: TypeAlias = nw.LazyFrame[Any]
"""A table of Narwhals: the same expressions for pandas in memory and for what an engine reads."""

_JUDGED = [one.value for one in JUDGED_STATES]
_SCORES = ("n", "score", "beside")
PARTS = 100
"""Parts of a whole credit in which they are counted: whole numbers add up the same in every order."""

_ITEMS, _MANNERS = Phrase("items", "原文条目"), Phrase("wordings", "措辞")
_PROBABILITIES = Phrase("probabilities", "概率")
_group, _item, _state, _credit, _times = (
    nw.col(one) for one in ("group", "item", "state", "credit", "times")
)
_ZERO = nw.lit(0, nw.Int64)


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

    def only(self, kept: BoolArray) -> "Singles":
        """Some of them."""
        score, group, item, is_closed = self
        return Singles(score[kept], group[kept], item[kept], is_closed[kept])


class Claims:
    """The claims of a table as scores by some of its columns need them, wherever its rows are.

    Where no column is named, all claims are one group, those without a group too.

    Args:
        rows: One row a claim, with the columns

            - in_… (int): the code of its group by each column, -1 for none
            - state, manner (int): `State.place`; how it was put
            - credit (int): that of a judged claim in hundredths, -1 of others
            - id, item, outlook, forecaster: texts or codes; a claim without an item is an item of its own
            - is_closed, has_end (bool): whether its window has closed, and whether it ever does
            - probability, days (after the end of its window): null where there are none
            - n, times (int): 1
        keys: The groups by each column in order; their places are the group codes.
        has_options: Whether a question has several options.

    Attributes:
        keys: The same; the one group of all claims has the column "".
    """

    all_have_items = False
    """Whether a claim without an item has an item of its own in `rows`, as far as is known."""

    def __init__(self, rows: Rows, keys: Mapping[str, list[str]], *, has_options: bool) -> None:
        self.rows = rows
        self.has_options = has_options
        self.keys = {"": [OVERALL], **keys}
        self._codes = [f"in_{one}" for one in keys]
        self._judged = rows.filter(_credit >= 0)
        self._counts = dict[str, ScoreCounts]()
        self._known = dict[str, tuple[ItemCounts, ItemCounts]]()

    def fetched(self, rows: Rows) -> "nw.DataFrame[Any]":
        """The values of a small table."""
        return rows.collect()

    def stored(self, rows: Rows, step: Phrase) -> Rows:  # noqa: ARG002  (an engine tells it)
        """A table that several numbers are made of; `step` is what those who wait are told."""
        return rows

    @cached_property
    def _tallies(self) -> list[pd.DataFrame]:
        """How many claims are of a state and a probability, and came true so many days after their window."""
        late = self.rows.filter(~nw.col("days").is_null())
        names = (*self._codes, "is_closed", "has_end", "state", "probability")
        asked = (self.rows.group_by(*names), late.group_by(*self._codes, "days"))
        return [self.fetched(one.agg(_times.sum())).to_pandas() for one in asked]

    def counts(self, by: str = "") -> ScoreCounts:
        """The claims by state, day and probability."""
        if by in self._counts:
            return self._counts[by]
        states, days = (one.assign(group=one[f"in_{by}"] if by else 0) for one in self._tallies)
        states, days = (one[one["group"] >= 0] for one in (states, days))
        found = np.zeros((len(self.keys[by]), 2, len(State)), dtype=np.int64)
        places = tuple(states[name].to_numpy(np.intp) for name in ("group", "is_closed", "state"))
        np.add.at(found, places, states["times"].to_numpy())
        late = days.astype({"days": np.int64}).groupby(["group", "days"])["times"].sum()
        stated = states[states["probability"].notna()]
        if len(stated):
            stated = stated.groupby(["group", "probability", "state"])["times"].sum().reset_index()
        has_ends = bool(self._tallies[0]["has_end"].any())
        self._counts[by] = ScoreCounts(found, late.reset_index(), stated, has_ends)
        return self._counts[by]

    def _by_item(self, rows: Rows, *names: str, by: Sequence[str] = ("group", "item")) -> Rows:
        """Sums of some columns by group and item; `times` counts rows without an item that are alike."""
        is_alone, columns = _item.is_null(), [*by, *names, "times"]
        inside = rows if self.all_have_items else rows.filter(~is_alone)
        items = inside.group_by(*by).agg(nw.col(*names).sum())
        items = items.with_columns(times=nw.lit(1, nw.Int64)).select(columns)
        if self.all_have_items:
            return items
        alone = rows.filter(is_alone).group_by(*by, *names).agg(_times.sum())
        return nw.concat([items, alone.select(columns)])

    def _of_groups(self, items: Rows, *names: str, by: str) -> Rows:
        """The items of groups, from their parts by all columns."""
        parts = items.with_columns(group=_code(by))
        return parts if self._codes == [f"in_{by}"] else self._by_item(parts, *names)

    def _alike(self, parts: Rows, *names: str) -> list[CountArray]:
        """The items of a group that are alike in some sums: the group, the sums, how many there are."""
        alike = parts.filter(_group >= 0).group_by("group", *names).agg(_times.sum())
        found = self.fetched(alike.sort("group", *names))
        return [found[name].to_numpy() for name in ("group", *names, "times")]

    @cached_property
    def _items(self) -> Rows:
        """The judged claims by item, and by all columns, in each state: all and closed."""
        is_one = {one.value: _state == one.place for one in JUDGED_STATES}
        is_one |= {f"closed_{name}": one & nw.col("is_closed") for name, one in is_one.items()}
        counted = {name: one.cast(nw.Int64) for name, one in is_one.items()}
        rows = self._judged.with_columns(**counted)
        return self.stored(self._by_item(rows, *is_one, by=(*self._codes, "item")), _ITEMS)

    def items(self, by: str = "") -> tuple[ItemCounts, ItemCounts]:
        """The items of the judged claims, and of those whose window has closed."""
        if by in self._known:
            return self._known[by]
        names = [*_JUDGED, *(f"closed_{name}" for name in _JUDGED)]
        group, *n, times = self._alike(self._of_groups(self._items, *names, by=by), *names)
        every, closed = (np.column_stack(part) for part in (n[: len(_JUDGED)], n[len(_JUDGED) :]))
        has_closed = closed.any(axis=1)
        up = ItemCounts(group[has_closed], closed[has_closed], times[has_closed])
        self._known[by] = ItemCounts(group, every, times), up
        return self._known[by]

    def _scores(self, parts: Rows) -> Blocks:
        """The scores of the items of groups, those that are alike as one, in order."""
        group, n, score, beside, times = self._alike(parts, *_SCORES)
        return Blocks(group, n.astype(np.float64), score / UNIT, beside / UNIT, times)

    @cached_property
    def _gained(self) -> Rows | None:
        """Credit by item, and by all columns, beyond that of claims put the same way in other items.

        A claim says nothing about itself or its neighbors in one item, so its item is left out. Where no
        other item has a claim of the same manner, the mean of all others is taken.
        """
        sums, apart = ("n", "gained"), (*self._codes, "item")
        rows = self._judged.with_columns(gained=_credit)
        parts = self.stored(self._by_item(rows, *sums, by=(*apart, "manner")), _MANNERS)
        every = parts.select("manner", *(nw.col(name) * _times for name in sums))
        totals = self.fetched(every.group_by("manner").agg(nw.col(*sums).sum())).to_pandas()
        if len(totals) <= 1:
            return None
        has_same, used = nw.col("n_same") > 0, {}
        for name in sums:
            of, manners = nw.col(name), zip(totals["manner"], totals[name], strict=True)
            of_manner = [
                (nw.col("manner") == int(one)).cast(nw.Int64) * int(n) for one, n in manners
            ]
            in_pair, in_item = (
                nw.when(_item.is_null()).then(of).otherwise(of.sum().over(*by))
                for by in (("item", "manner"), ("item",))
            )
            same, others = f"{name}_same", f"{name}_others"
            left = {same: nw.sum_horizontal(*of_manner) - in_pair}
            parts = parts.with_columns(**left, **{others: int(totals[name].sum()) - in_item})
            used[f"{name}_used"] = nw.when(has_same).then(nw.col(same)).otherwise(nw.col(others))
        parts = parts.with_columns(**used).filter(nw.col("n_used") > 0)
        expected = in_billionths(nw.col("gained_used") / (nw.col("n_used") * PARTS))
        credit = nw.col("gained") * (UNIT // PARTS)
        parts = parts.with_columns(score=credit - nw.col("n") * expected, beside=credit)
        return self.stored(self._by_item(parts, *_SCORES, by=apart), _MANNERS)

    def gained(self, by: str = "") -> Blocks | None:
        """Credit beyond that of claims put the same way, beside credit; None when all are put alike."""
        parts = self._gained
        return None if parts is None else self._scores(self._of_groups(parts, *_SCORES, by=by))

    def outlooks(self, *, is_closed: bool) -> Blocks:
        """Credit by outlook, in one group."""
        rows = self._judged.filter(~nw.col("outlook").is_null())
        rows = rows.filter(nw.col("is_closed")) if is_closed else rows
        score = _credit * (UNIT // PARTS)
        rows = rows.with_columns(group=_ZERO, item=nw.col("outlook"), score=score, beside=_ZERO)
        return self._scores(self._by_item(rows, *_SCORES))

    @cached_property
    def _losses(self) -> Rows:
        """The settled forecasts, of a question with options one for them all.

        Beside those a question without options has two, yes and no.

        Raises:
            CallError: The options of a question are not told in full.
        """
        stated, given, came_true = nw.col("probability"), nw.col("given"), _credit == PARTS
        rows = self.rows.filter(_credit.is_in([0, PARTS]), ~stated.is_null()).with_columns(
            given=nw.when(came_true).then(stated).otherwise(1 - stated),
            missed=nw.when(came_true).then(1 - stated).otherwise(stated),
        )
        log = nw.when(given > 0).then(given).otherwise(1.0).log()
        score = in_billionths(nw.col("missed") * nw.col("missed"))
        rows = rows.with_columns(score=score, beside=in_billionths(-log))
        if not self.has_options:
            return rows
        is_option = nw.col("is_option")
        rows = rows.with_columns(
            score=nw.when(is_option).then(nw.col("score")).otherwise(2 * nw.col("score")),
            beside=nw.when(came_true | ~is_option).then(nw.col("beside")).otherwise(0),
            is_closed=nw.col("is_closed").cast(nw.Int64),
            n_true=(came_true | ~is_option).cast(nw.Int64),
            total=nw.when(is_option).then(in_billionths(stated)).otherwise(UNIT),
        )
        of = [name for name in ("id", "forecaster") if name in rows.collect_schema()]
        found = rows.group_by(*of).agg(
            nw.col("score", "beside", "n_true", "total").sum(),
            nw.col(*self._codes, "item", "is_closed", "n", "times").min(),
            n_options=nw.len(),
        )
        is_off = (nw.col("total") - UNIT).abs() > ROUNDING * nw.col("n_options")
        faulty = found.with_columns(is_off=is_off).filter(is_off | (nw.col("n_true") != 1))
        for one in self.fetched(faulty.sort(*of).head(1)).to_pandas().to_dict("records"):
            who = one.get("forecaster")
            en, zh = (f" ({who})", f"（{who}）") if isinstance(who, str) else ("", "")
            en, zh = f"{one['id']}{en}", f"{one['id']}{zh}"
            if one["is_off"]:
                total = f"{one['total'] / UNIT:.6g}"
                en = f"{en}: the probabilities of its judged options sum to {total}, not 1"
                raise CallError(en, f"{zh}：已判各选项的概率之和是 {total}，不是 1")
            n = one["n_true"]
            en = f"{en}: of its options with a probability {n or 'none'} came out accurate, not one"
            raise CallError(en, f"{zh}：给出概率的选项中，判为准确的有 {n} 个，应当只有一个")
        return found

    @cached_property
    def _losses_by_item(self) -> Rows:
        parts = self._by_item(self._losses, *_SCORES, by=(*self._codes, "item"))
        return self.stored(parts, _PROBABILITIES)

    def losses(self, by: str = "") -> Blocks:
        """Brier scores beside logarithmic ones; an infinite one counts 0, since `forecasts` tells it."""
        return self._scores(self._of_groups(self._losses_by_item, *_SCORES, by=by))

    @property
    def _answers(self) -> Rows:
        """The settled forecasts by forecaster."""
        return self._losses.with_columns(group=_code("forecaster"))

    def relative(self) -> Blocks:
        """Brier scores of forecasters less the mean of all who answered the same question.

        Below 0 is better than the others; questions that nobody else answered are left out. It is fair where
        forecasters answered different questions: a hard question is as hard for all who answered it.

        References:
            Atanasov et al. (2020).
        """
        n, total = (nw.col(name).sum().over("id") for name in ("n", "score"))
        rows = self._answers.with_columns(n_answers=n, mean=total / n)
        less = (nw.col("score") - nw.col("mean") + 0.5).floor().cast(nw.Int64)
        rows = rows.filter(nw.col("n_answers") > 1).with_columns(score=less, beside=_ZERO)
        return self._scores(self._by_item(rows, *_SCORES))

    def pairs(self) -> Blocks:
        """Brier scores less those of a second forecaster, by pair in the order of `combinations`."""
        rows, two = self._answers.filter(_group >= 0), nw.col("group_two")
        both = rows.join(rows.select("id", "group", "score"), on="id", suffix="_two")
        n, less = len(self.keys["forecaster"]), nw.col("score") - nw.col("score_two")
        pair = _group * (2 * n - _group - 1) // 2 + two - _group - 1
        both = both.filter(two > _group).with_columns(group=pair, score=less, beside=_ZERO)
        return self._scores(self._by_item(both, *_SCORES))

    def _singles(self, rows: Rows, what: str) -> Singles | None:
        """Each of a few rows; those without an item or question stand alone."""
        names = ("group", what, "score", "is_closed")
        found = self.fetched(rows.select(*names).head(MOST_SINGLE + 1)).to_pandas()
        if len(found) > MOST_SINGLE:
            return None
        code: CodeArray = pd.factorize(found[what], sort=True)[0]
        alone = code < 0
        code[alone] = code.max(initial=-1) + 1 + np.arange(alone.sum())
        score, is_closed = found["score"].to_numpy() / UNIT, found["is_closed"].to_numpy(np.bool_)
        return Singles(score, found["group"].to_numpy(), code, is_closed)

    def judged(self, by: str = "") -> Singles | None:
        """The credit of each judged claim; None of more than `MOST_SINGLE`."""
        score = _credit * (UNIT // PARTS)
        return self._singles(self._judged.with_columns(group=_code(by), score=score), "item")

    def settled(self) -> Singles | None:
        """The Brier score of each forecaster on each question; None of more than `MOST_SINGLE`."""
        return self._singles(self._answers, "id")


def _code(by: str) -> nw.Expr:
    """The code of the group of each row by a column."""
    return nw.col(f"in_{by}") if by else _ZERO


def in_billionths(value: nw.Expr) -> nw.Expr:
    """A column in whole parts of `UNIT`."""
    return (value * UNIT + 0.5).floor().cast(nw.Int64)
