"""The claims of a table whose rows stay in an engine: it sums them by group and item, see `Claims`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, reduce
from operator import or_
from typing import Any

import numpy as np
import pandas as pd

from scorecard import DISTRIBUTION
from scorecard.exchange.inputs import UnreadableError
from scorecard.problems import CallError, ScorecardError
from scorecard.records import Specificity
from scorecard.scoring.probability import UNIT, Combination, billionths
from scorecard.summary.compute import need_few_groups
from scorecard.summary.counts import (
    MOST_SINGLE,
    ROUNDING,
    ItemCounts,
    ItemScores,
    ScoreCounts,
    Singles,
    item_codes,
    item_counts,
    item_scores,
    losses_of,
    options_error,
    score_counts,
)
from scorecard.summary.probability import NO_END, TOO_LATE
from scorecard.table import state_codes
from scorecard.text import Phrase, printable
from scorecard.verdicts import JUDGED_STATES, Verdict

_JUDGED = [one.value for one in JUDGED_STATES]
_PARTS = 100
_CREDIT = {one.value: round(_PARTS * one.credit) for one in JUDGED_STATES if one.credit is not None}
"""The credit of each scored verdict in hundredths: whole numbers add up the same in every order."""

_SETTLED = {one.value for one in JUDGED_STATES if one.credit in {0, 1}}

Told = Callable[[Phrase], object]
"""Takes the name of each step."""


@contextmanager
def refusing(shown: str = "--table") -> Iterator[None]:
    """Say what an engine says is wrong with the table, in one line."""
    try:
        yield
    except (ScorecardError, MemoryError):
        raise
    except Exception as error:
        said = printable(str(error).strip().partition("\n")[0], limit=300)
        if "memory" in said.lower():
            raise MemoryError from error  # pragma: no cover  (there is memory in the tests)
        raise UnreadableError(shown, said, said) from error


def fetched(table: Any) -> pd.DataFrame:
    """A small table in memory.

    Raises:
        CallError: The engine cannot read what it is to count.
    """
    with refusing():
        return table.to_pyarrow().to_pandas()  # type: ignore[no-any-return]  # Ibis has no types


def engines() -> Any:
    """The package that speaks to engines.

    Raises:
        CallError: It is not installed.
    """
    try:
        import ibis
    except ImportError:
        command = f"pip install '{DISTRIBUTION}[engine]'"
        en = f"this table needs an engine: {command}"
        raise CallError(en, f"这张表需要计算引擎：{command}") from None
    return ibis


def _tally(rows: Any, *columns: str) -> pd.DataFrame:
    """How often each combination of values occurs, as `times`."""
    return fetched(rows.group_by(list(columns)).agg(times=rows.count()))


def _units(value: Any) -> Any:
    """`billionths` in an engine."""
    return (value * UNIT + 0.5).floor().cast("int64")


def _summed(rows: Any, by: Sequence[str], *names: str) -> Any:
    sums = {name: rows[name].sum().cast("int64") for name in names}
    return rows.group_by(list(by)).agg(**sums)


def one_each(rows: Any, how: Combination) -> Any:
    """The rows of which each forecaster has one for each question or option, see `one_forecast_each`.

    Raises:
        CallError: Weights by time are asked for, and a window has no end or a forecast no day before it.
    """
    keys = [name for name in ("id", "forecaster", "option") if name in rows.columns]
    alike = rows.group_by(keys).agg(times=rows.count())
    if not {"made_on", "probability"} <= set(rows.columns) or not len(
        fetched(alike.filter(alike.times > 1).limit(1))
    ):
        return rows
    ibis = engines()
    stated, undated = rows.probability.notnull(), rows.made_on.isnull()
    rows = rows.mutate(stated=stated.cast("int8"), undated=undated.cast("int8"))
    backward = [ibis.desc("stated"), ibis.desc("undated"), ibis.desc("made_on")]
    rows = rows.mutate(
        from_last=ibis.row_number().over(ibis.window(group_by=keys, order_by=backward)),
        from_first=ibis.row_number().over(
            ibis.window(group_by=keys, order_by=[ibis.desc("stated"), "undated", "made_on"])
        ),
    )
    every = ibis.window(group_by=keys)
    if how == "first":
        combined = rows.probability.max(where=rows.from_first == 0).over(every)
        rows = rows.mutate(probability=combined)
    elif how != "last":
        weight: Any = ibis.literal(1, "int64")
        if how == "time-weighted":
            rows, weight = _weighted(rows, keys)
        rows = rows.mutate(weight=ibis.ifelse(rows.probability.notnull(), weight, 0))
        share = (rows.weight * _units(rows.probability)).sum().over(every).cast("float64")
        rows = rows.mutate(
            probability=share / (rows.weight.sum().over(every) * UNIT).cast("float64")
        )
    kept = rows.filter(rows.from_last == 0)
    beside = {"stated", "undated", "from_last", "from_first", "weight", "until", "is_at_once"}
    return kept.drop(*(beside & set(kept.columns)))


def _weighted(rows: Any, keys: Sequence[str]) -> tuple[Any, Any]:
    """The rows with the days for which each forecast was the latest."""
    ibis = engines()
    if "closes_on" not in rows.columns:
        raise CallError(*NO_END)
    order = ibis.window(group_by=[*keys, "stated"], order_by="made_on")
    until = ibis.coalesce(rows.made_on.lead().over(order), rows.closes_on)
    rows = rows.mutate(until=until.delta(rows.made_on, unit="day"))
    given = rows.filter(rows.stated == 1)
    facts = given.aggregate(
        no_end=given.closes_on.isnull().any(),
        too_late=(given.until.isnull() | (given.until < 0)).any(),
    )
    no_end, too_late = fetched(facts).iloc[0]
    if no_end or too_late:
        raise CallError(*(NO_END if no_end else TOO_LATE))
    days = ibis.window(group_by=keys)
    at_once = rows.until.sum(where=rows.stated == 1).over(days) == 0
    rows = rows.mutate(is_at_once=at_once)
    return rows, ibis.ifelse(rows.is_at_once, 1, rows.until)


def _coded(rows: Any, codes: Mapping[str, int]) -> Any:
    """The rows with the code of their group: grouping by numbers takes less memory than by texts."""
    if not codes:
        return rows.mutate(group=engines().literal(-1, "int32"))
    frame = pd.DataFrame({"key": list(codes), "group": list(codes.values())})
    known = engines().memtable(frame, schema={"key": "string", "group": "int32"})
    joined = rows.left_join(known, "key")
    return joined.mutate(group=joined.group.fill_null(-1))


def _with_gain(parts: Any, totals: pd.DataFrame) -> Any:
    """Claims by group, item and manner with their credit beyond what `manner_credit` expects, in billionths.

    Args:
        parts: Their number `n` and their credit in hundredths, `gained`.
        totals: The same of each manner.
    """
    ibis = engines()
    of_pair, of_item = ibis.window(group_by=["item", "manner"]), ibis.window(group_by="item")
    left = {}
    for name in ("n", "gained"):
        of_manner = parts.manner.cases(*totals[name].items())
        left[f"{name}_same"] = (of_manner - parts[name].sum().over(of_pair)).cast("int64")
        every = int(totals[name].sum())
        left[f"{name}_others"] = (every - parts[name].sum().over(of_item)).cast("int64")
    parts = parts.mutate(**left)
    is_same = parts.n_same > 0
    below = _PARTS * ibis.ifelse(is_same, parts.n_same, parts.n_others)
    above = ibis.ifelse(is_same, parts.gained_same, parts.gained_others)
    expected = _units(above.cast("float64") / below.cast("float64"))
    credit = parts.gained * (UNIT // _PARTS)
    return parts.filter(below > 0).mutate(score=credit - parts.n * expected, beside=credit)


def _alone_with_gain(alone: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """The same of claims without an item, each of which is an item of its own."""
    n_same = alone["manner"].map(totals["n"]) - 1
    gained_same = alone["manner"].map(totals["gained"]) - alone["gained"]
    below = n_same.where(n_same > 0, int(totals["n"].sum()) - 1)
    above = gained_same.where(n_same > 0, int(totals["gained"].sum()) - alone["gained"])
    credit = alone["gained"] * (UNIT // _PARTS)
    expected = billionths((above / (_PARTS * below)).fillna(0))
    return alone.assign(score=credit - expected, beside=credit)[below > 0]


class LargeClaims:
    """The claims of a table that an engine counts.

    Args:
        rows: The checked columns as an Ibis table, with `is_closed`.
        by: The column to group by.
        words: Its values in order; None where they are in the order of the alphabet.
        told: Takes the name of each step.

    Raises:
        CallError: There are too many groups.
    """

    def __init__(self, rows: Any, by: str, words: Sequence[str] | None, told: Told) -> None:
        ibis, columns = engines(), set(rows.columns)
        self.told = told
        self.known_losses: dict[bool, ItemScores] = {}
        self.has_options = "option" in columns and bool(
            rows.option.notnull().any().to_pyarrow().as_py()
        )
        self.who = ["forecaster"] if "forecaster" in columns else []
        missing = {"item", "specificity", "outlook", "closes_on", "occurred_on"} - columns
        kinds = {one: "date" if one.endswith("_on") else "string" for one in missing}
        if "probability" not in columns:
            kinds["probability"] = "float64"
        rows = rows.mutate(**{name: ibis.null(kind) for name, kind in kinds.items()})
        key = rows[by].cast("string") if by in columns else ibis.null("string")
        rows = rows.mutate(key=key)
        if {"forecaster", "option"} & columns:  # the answers to one question are one item
            rows = rows.mutate(item=rows["item"].fill_null("\0" + rows.id))
        if words is None:
            need_few_groups(by, rows.key.nunique().to_pyarrow().as_py())
        told(Phrase("verdicts", "判定"))
        rows = rows.mutate(has_end=rows.closes_on.notnull(), is_alone=rows["item"].isnull())
        tally = _tally(rows, "key", "verdict", "is_closed", "has_end", "is_alone", "probability")
        present = set(tally["key"].dropna())
        need_few_groups(by, len(present))
        self.keys = [one for one in words or sorted(present) if one in present]
        codes = {one: place for place, one in enumerate(self.keys)}
        verdict = pd.Categorical(tally["verdict"], [one.value for one in Verdict]).codes
        self.tally = tally.assign(
            group=tally["key"].map(codes).fillna(-1).astype("int64"),
            state=state_codes(verdict, tally["is_closed"].to_numpy(bool)),
        )
        self.rows = _coded(rows, codes)

    def _whole(self, tally: pd.DataFrame, *, whole: bool) -> pd.DataFrame:
        return tally.assign(group=0) if whole else tally[tally["group"] >= 0]

    def counts(self, *, whole: bool = False) -> ScoreCounts:
        """As `Claims` has it."""
        tally, days = (self._whole(one, whole=whole) for one in (self.tally, self._days))
        stated = tally[tally["probability"].notna()]
        has_ends = bool(self.tally["has_end"].any())
        n_groups = 1 if whole else len(self.keys)
        return score_counts(n_groups, tally, days, stated, has_ends=has_ends)

    @cached_property
    def _days(self) -> pd.DataFrame:
        late = self.rows.occurred_on.delta(self.rows.closes_on, unit="day")
        return _tally(self.rows.mutate(days=late).filter(late.notnull()), "group", "days")

    def _stored(self, table: Any) -> Any:
        """A table that is computed once, for as long as the connection lasts."""
        con = table.get_backend()
        if con.name != "duckdb":
            return table.cache()  # pragma: no cover  (Spark; DuckDB would fail at the end)
        return con.create_table(engines().util.gen_name("counted"), table, temp=True)

    def _alone(self, of: set[str]) -> pd.DataFrame:
        """The claims without an item that have one of some verdicts."""
        return self.tally[self.tally["is_alone"] & self.tally["verdict"].isin(of)]

    @cached_property
    def _by_state(self) -> Any:
        """The judged claims of each group and item by state, all and closed."""
        self.told(Phrase("items", "原文条目"))
        rows = self.rows.filter(self.rows.verdict.isin(_JUDGED) & ~self.rows.is_alone)
        is_one = {name: rows.verdict == name for name in _JUDGED}
        is_one |= {f"closed_{name}": is_one[name] & rows.is_closed for name in _JUDGED}
        n = {name: rows.count(where=one) for name, one in is_one.items()}
        return self._stored(rows.group_by(["group", "item"]).agg(**n))

    def _gathered(self, by_item: Any, names: Sequence[str], *, whole: bool) -> Any:
        """Sums by group and item as those of the groups, or of all claims as one group."""
        if not whole:
            return by_item.filter(by_item.group >= 0)
        return _summed(by_item, ["item"], *names).mutate(group=0)

    def items(self, *, whole: bool = False) -> tuple[ItemCounts, ItemCounts]:
        """As `Claims` has it."""
        closed = [f"closed_{name}" for name in _JUDGED]
        items = self._gathered(self._by_state, [*_JUDGED, *closed], whole=whole)
        alone = self._whole(self._alone(set(_JUDGED)), whole=whole)
        alone = alone.assign(**{name: (alone["verdict"] == name).astype(int) for name in _JUDGED})
        found = []
        for names, single in ((_JUDGED, alone), (closed, alone[alone["is_closed"]])):
            some = items.filter(reduce(or_, (items[name] > 0 for name in names)))
            tally = _tally(some, "group", *names).set_axis(["group", *_JUDGED, "times"], axis=1)
            found.append(item_counts(pd.concat([tally, single[list(tally)]])))
        return found[0], found[1]

    def _scores(self, by_item: Any, alone: pd.DataFrame, *, whole: bool = False) -> ItemScores:
        """Scores summed by group and item, with those of claims that stand alone."""
        names = ["n", "score", "beside"]
        items = self._gathered(by_item, names, whole=whole)
        tally = items.group_by(["group", *names]).agg(times=items.count())
        single = self._whole(alone, whole=whole).assign(n=1)
        if len(single):
            return item_scores(pd.concat([fetched(tally), single[[*tally.columns]]]))
        with refusing():  # there may be millions: they are put in order where they lie
            table = tally.order_by(["group", *names]).to_pyarrow()
        return ItemScores(*(table[name].to_numpy() for name in ItemScores._fields))

    @cached_property
    def _gained(self) -> tuple[Any, pd.DataFrame] | None:
        """Credit beyond that of other items' claims of one manner: by item, and of claims without one."""
        words = [(one.value, place) for place, one in enumerate(Specificity, start=1)]
        rows = self.rows.filter(self.rows.verdict.isin(_JUDGED))
        rows = rows.mutate(
            manner=2 * rows.specificity.cases(*words, else_=0) + rows.is_closed.cast("int64"),
            gained=rows.verdict.cases(*_CREDIT.items(), else_=0).cast("int64"),
            n=1,
        )
        alone = _tally(rows.filter(rows.is_alone), "group", "manner", "gained")
        inside = rows.filter(~rows.is_alone)
        parts = self._stored(_summed(inside, ["group", "item", "manner"], "n", "gained"))
        single = alone.assign(n=alone["times"], gained=alone["gained"] * alone["times"])
        known = fetched(_summed(parts, ["manner"], "n", "gained"))
        totals = pd.concat([known, single]).groupby("manner")[["n", "gained"]].sum()
        if len(totals) <= 1:
            return None
        by_item = _summed(_with_gain(parts, totals), ["group", "item"], "n", "score", "beside")
        return self._stored(by_item), _alone_with_gain(alone, totals)

    def gained(self, *, whole: bool = False) -> ItemScores | None:
        """As `Claims` has it."""
        return self._gained and self._scores(*self._gained, whole=whole)

    def outlooks(self, *, is_closed: bool) -> ItemScores:
        """As `Claims` has it."""
        rows = self.rows.filter(self.rows.verdict.isin(_JUDGED) & self.rows.outlook.notnull())
        if is_closed:
            rows = rows.filter(rows.is_closed)
        tally = _tally(rows, "outlook", "verdict")
        credit = tally["verdict"].map(_CREDIT) * (UNIT // _PARTS) * tally["times"]
        tally = tally.assign(group=0, n=tally["times"], score=credit, beside=0)
        by_outlook = tally.groupby(["group", "outlook"])[["n", "score", "beside"]].sum()
        return item_scores(by_outlook.reset_index("group").assign(times=1))

    @cached_property
    def _losses(self) -> Any:
        """The settled forecasts, of a question with options one for them all, as `TableClaims` has them."""
        ibis, rows = engines(), self.rows
        rows = rows.filter(rows.verdict.isin(_SETTLED) & rows.probability.notnull())
        came_true = rows.verdict == Verdict.ACCURATE.value
        missed = ibis.ifelse(came_true, 1 - rows.probability, rows.probability)
        given = ibis.ifelse(came_true, rows.probability, 1 - rows.probability)
        log = _units(-ibis.ifelse(given > 0, given, 1.0).ln())
        rows = rows.mutate(score=_units(missed * missed), beside=log, came_true=came_true)
        if not self.has_options:
            return rows
        rows = rows.mutate(
            beside=ibis.ifelse(rows.came_true, rows.beside, 0),
            n_true=rows.came_true.cast("int64"), total=_units(rows.probability),
        )  # fmt: skip
        names = ("score", "beside", "n_true", "total")
        sums = {name: rows[name].sum().cast("int64") for name in names}
        least = {name: rows[name].min() for name in ("group", "item")}
        found = rows.group_by(["id", *self.who]).agg(
            **sums, **least, is_closed=rows.is_closed.all(), is_alone=rows.is_alone.any()
        )
        faulty = found.filter(((found.total - UNIT).abs() > ROUNDING) | (found.n_true != 1))
        first = fetched(faulty.select("id").order_by("id").limit(1))
        if len(first):
            raise options_error(first["id"].iloc[0])
        return found

    @cached_property
    def _losses_by_item(self) -> Any:
        self.told(Phrase("probabilities", "概率"))
        rows = self._losses.filter(~self._losses.is_alone).mutate(n=1)
        return self._stored(_summed(rows, ["group", "item"], "n", "score", "beside"))

    def losses(self, *, whole: bool = False) -> ItemScores:
        """As `Claims` has it."""
        if whole not in self.known_losses:
            alone = self._alone(_SETTLED)
            alone = alone[alone["probability"].notna()]
            came_true = (alone["verdict"] == Verdict.ACCURATE.value).to_numpy()
            scores = losses_of(came_true, alone["probability"].to_numpy()).set_index(alone.index)
            found = self._scores(self._losses_by_item, alone.assign(**scores), whole=whole)
            self.known_losses[whole] = found
        return self.known_losses[whole]

    def _of(self, rows: Any) -> ItemScores:
        """Scores of rows of which none stands alone."""
        by_item = _summed(rows.mutate(n=1), ["group", "item"], "n", "score", "beside")
        return self._scores(by_item, self.tally[:0].assign(score=0, beside=0))

    def relative(self) -> ItemScores:
        """As `Claims` has it."""
        rows = self._losses
        question = engines().window(group_by="id")
        n, total = rows.count().over(question), rows.score.sum().over(question)
        rows = rows.mutate(n_answers=n, mean=total.cast("float64") / n)
        rows = rows.filter(rows.n_answers > 1)
        relative = (rows.score.cast("float64") - rows["mean"] + 0.5).floor().cast("int64")
        return self._of(rows.mutate(score=relative, beside=0))

    def pairs(self) -> ItemScores:
        """As `Claims` has it."""
        rows = self._losses.filter(self._losses.group >= 0).select("id", "group", "item", "score")
        two = rows.select("id", two="group", score_two="score")
        both = rows.join(two, "id")
        both = both.filter(both.group < both.two)
        pair = (both.two * (both.two - 1) / 2).floor().cast("int64") + both.group
        return self._of(both.mutate(group=pair, score=both.score - both.score_two, beside=0))

    def judged(self) -> Singles | None:
        """As `Claims` has it."""
        is_judged = self.rows.verdict.isin(_JUDGED)
        names = ("group", "id", "item", "verdict", "is_closed")
        found = self._singles(self.rows.filter(is_judged), *names)
        if found is None:
            return None
        score = found["verdict"].map(_CREDIT).to_numpy(np.float64) / _PARTS
        items = item_codes(found.assign(item=found["item"].astype("category")))
        return Singles(score, found["group"].to_numpy(), items, found["is_closed"].to_numpy(bool))

    def settled(self) -> Singles | None:
        """As `Claims` has it."""
        found = self._singles(self._losses, "group", "id", "score", "is_closed")
        if found is None:
            return None
        score, items = found["score"].to_numpy() / UNIT, pd.factorize(found["id"], sort=True)[0]
        return Singles(score, found["group"].to_numpy(), items, found["is_closed"].to_numpy(bool))

    def _singles(self, rows: Any, *names: str) -> pd.DataFrame | None:
        """The rows, where they are few."""
        found = fetched(rows.select(*names).limit(MOST_SINGLE + 1))
        return None if len(found) > MOST_SINGLE else found
