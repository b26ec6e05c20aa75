"""Tables of any size: an engine (DuckDB, Spark, a database) counts, and only counts come into memory."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import narwhals as nw
import pandas as pd

from scorecard.exchange import cells
from scorecard.exchange.engine_tables import by_name, engines, fetched, opened, refusing
from scorecard.exchange.inputs import RawTable, UnreadableError, chosen_columns, named
from scorecard.exchange.mapping import need_required
from scorecard.exchange.tables import (
    FORECASTS,
    PRECISION,
    READ,
    Checker,
    one_of,
)
from scorecard.problems import Problem
from scorecard.records import Specificity
from scorecard.scoring.probability import Combination
from scorecard.summary.compute import need_few_groups
from scorecard.summary.counts import PARTS, Claims, Rows
from scorecard.summary.probability import one_row_each
from scorecard.table import DAYS, LISTS, rows_in_time
from scorecard.text import Phrase, printable
from scorecard.verdicts import State, Verdict

_MOST_WORDS = 200_000
"""Different values of a column of words, of dates or of probabilities written as text."""
_TABLE = "--table"
_KINDS = dict.fromkeys(READ, "string") | dict.fromkeys(DAYS, "date") | {"probability": "float64"}
"""Types of the columns that a table lacks."""


Told = Callable[[Phrase], object]
"""Takes the name of each step."""


@dataclass(frozen=True)
class LargeTable:
    """A table whose rows stay where they are.

    Attributes:
        rows: Its checked columns as an Ibis table, empty ones for those that it lacks, and `is_closed`.
        words: The values of each column that has few, in order.
        problems: What is wrong with its cells, by column.
        ignored: Columns that are not read.
        digest: `sha256:…` of the files; empty for a table of a server, see `counts_digest`.
        told: Takes the name of each step.
        is_repeated: Whether an id has several rows.
    """

    rows: Any
    words: Mapping[str, list[str]]
    problems: list[Problem]
    ignored: list[str]
    digest: str
    told: Told
    is_repeated: bool

    def where(self, column: str, value: str) -> "LargeTable":
        """Only the rows that have a value in a column."""
        return replace(self, rows=self.rows.filter(self.rows[column].cast("string") == value))

    def closed(self) -> "LargeTable":
        """Only the claims whose window has closed."""
        return replace(self, rows=self.rows.filter(self.rows.is_closed))

    @named(_TABLE)
    def each(self, how: Combination) -> "LargeTable":
        """One forecast of each question or option by each forecaster, see `one_forecast_each`.

        Raises:
            CallError: Weights by time are asked for, and a forecast has no day or its window no end.
        """
        if not self.is_repeated:
            return self
        start = engines().date("1970-01-01")
        ends = {"day": self.rows.made_on, "end": self.rows.closes_on}
        days = {name: one.delta(start, unit="day") for name, one in ends.items()}
        with refusing():
            found = one_row_each(nw.from_native(self.rows.mutate(**days)), how)
        return replace(self, rows=by_name(found.drop("day", "end").to_native()))

    @named(_TABLE)
    def claims(self, by: str) -> "LargeClaims":
        """The claims by a column.

        Raises:
            CallError: There are too many groups.
        """
        self.told(Phrase("verdicts", "判定"))
        ibis, rows = engines(), self.rows.mutate(key=self.rows[by].cast("string"))
        if self.is_repeated:  # the answers to one question are one item
            rows = rows.mutate(item=rows["item"].fill_null("\0" + rows.id))
        present = rows.filter(rows.key.notnull()).select("key").distinct()
        need_few_groups(by, int(fetched(present.aggregate(n=present.count()))["n"][0]))
        found = set(fetched(present)["key"])
        keys = [one for one in self.words.get(by) or sorted(found) if one in found]
        with_option = fetched(rows.filter(rows.option.notnull()).select("option").limit(1))
        # Grouping by numbers takes less memory than by texts.
        codes = pd.DataFrame({"key": keys or ["\0"], "code": range(max(len(keys), 1))})
        schema = {"key": "string", "code": "int64"}
        rows = rows.left_join(_small_table(rows, codes, schema), "key")
        decided = [one.value for one in Verdict if one is not Verdict.TOO_EARLY]
        states = [(one, State(one).place) for one in decided]  # as `State.after` has it
        undecided = ibis.ifelse(rows.is_closed, State.OVERDUE.place, State.OPEN.place)
        manners = [(one.value, 2 * place) for place, one in enumerate(Specificity, start=1)]
        worths = {one.value: round(PARTS * one.credit) for one in Verdict if one.credit is not None}
        days = rows.occurred_on.delta(rows.closes_on, unit="day")
        numbers = {
            f"in_{by}": rows.code.fill_null(-1),
            "state": rows.verdict.cases(*states, else_=undecided),
            "credit": rows.verdict.cases(*worths.items(), else_=-1),
            "manner": rows.specificity.cases(*manners, else_=0) + rows.is_closed.cast("int64"),
            "days": ibis.ifelse(rows.verdict.isin([*worths]), days, None),
            **dict.fromkeys(("n", "times"), ibis.literal(1)),
        }
        rows = rows.select(
            *("id", "item", "outlook", "forecaster", "is_closed", "probability"),
            has_end=rows.closes_on.notnull(),
            is_option=rows.option.notnull(),
            **{name: one.cast("int64") for name, one in numbers.items()},
        )
        counted, has_options = nw.from_native(by_name(rows)), len(with_option) > 0
        return LargeClaims(counted, {by: keys}, self.told, has_options=has_options)


class LargeClaims(Claims):
    """The claims of a table that an engine counts; `told` takes the name of each step."""

    def __init__(
        self, rows: Rows, keys: Mapping[str, list[str]], told: Told, *, has_options: bool
    ) -> None:
        super().__init__(rows, keys, has_options=has_options)
        self.told = told

    def fetched(self, rows: Rows) -> "nw.DataFrame[Any]":
        """The values of a small table."""
        with refusing(_TABLE):
            return super().fetched(rows)

    def stored(self, rows: Rows, step: Phrase) -> Rows:
        """A table that is computed once, for as long as the connection lasts."""
        self.told(step)
        table: Any = rows.to_native()
        con = table.get_backend()
        with refusing(_TABLE):
            if con.name != "duckdb":  # pragma: no cover  (Spark)
                table = table.cache()
            else:  # its cache would fail at the end
                table = con.create_table(engines().util.gen_name("counted"), table, temp=True)
        found: Rows = nw.from_native(table)
        return found


def _small_table(rows: Any, values: pd.DataFrame, schema: dict[str, Any]) -> Any:
    """Values to join to rows; in DuckDB they last as long as the connection, which its views need."""
    table, con = engines().memtable(values, schema=schema), rows.get_backend()
    if con.name != "duckdb":  # pragma: no cover  (Spark)
        return table
    return con.create_table(engines().util.gen_name("values"), table, temp=True)


def counts_digest(claims: Claims, by: str) -> str:
    """A digest of what was counted, where there are no bytes of a file: equal when every count is."""
    counts = claims.counts(by)
    tables = (counts.days, counts.forecasts)
    columns = [table[name].tolist() for table in tables for name in table]
    held = repr([claims.keys[by], *columns, counts.states.tolist()])
    return f"sha256:{hashlib.sha256(held.encode()).hexdigest()}"


def _typed(rows: Any, raw: RawTable) -> tuple[Any, dict[str, list[str]], list[Problem]]:
    """The columns as ours, the words of those that have few, and what is wrong with their cells."""
    problems, listed, given = [], {}, rows  # to look at a column, no other is needed
    for name in [one for one in raw.headers if one not in {"id", "item"}]:
        column = given[name]
        if name in DAYS and (column.type().is_date() or column.type().is_timestamp()):
            rows = rows.mutate(**{name: rows[name].cast("date")})
            continue
        is_share = name == "probability" and column.type().is_numeric()
        if is_share:  # its ends show whether it is per cent, and whether all of it fits
            column = _share(column)
            parts = {"a": (column > 0) & (column < 1), "b": column == 1, "c": column > 1}
            least = {part: column.min(where=kept) for part, kept in parts.items()}
            ends = fetched(given.aggregate(lowest=column.min(), highest=column.max(), **least))
            distinct = ends.iloc[0].dropna().drop_duplicates().reset_index(drop=True)
        else:
            distinct = fetched(given.select(name).distinct().limit(_MOST_WORDS + 1))[name]
        if len(distinct) > _MOST_WORDS:
            en = f"{name} has over {_MOST_WORDS:,} different texts; store dates and numbers as such"
            zh = f"{name} 有超过 {_MOST_WORDS:,} 种不同文字；日期和数字请按其类型存储"
            raise UnreadableError(en, zh, raw.shown)
        frame = pd.DataFrame({name: distinct.array}, index=[0] * len(distinct))  # of any row
        checker = Checker(raw._replace(frame=cells.unwrapped(frame)))
        typed = checker.column(name).reset_index(drop=True)
        problems += checker.problems
        if is_share:
            is_percent = bool((typed < distinct / 2).any())
            share = _share(rows[name]) / (100 if is_percent else 1)
            is_inside = share.between(1 / PRECISION, 1 - 1 / PRECISION)
            rounded = (share * PRECISION + 0.5).floor() / PRECISION
            rows = rows.mutate(probability=engines().ifelse(is_inside, rounded, share))
            continue
        rows = _replaced(rows, name, distinct, typed)
        fixed = [one.value for one in LISTS[name]] if name in LISTS else sorted(set(typed.dropna()))
        listed[name] = [str(int(one)) if name == "year" else str(one) for one in fixed]
    return by_name(rows), listed, problems


def _share(column: Any) -> Any:
    """A column of numbers as floats, empty where one is none; as in memory, a short 0.7 is not 0.69999998."""
    column = column.cast("string") if column.type().is_float32() else column
    number = column.cast("float64")
    return engines().ifelse(number.isnan(), None, number)


def _replaced(rows: Any, name: str, raw: "pd.Series[Any]", typed: "pd.Series[Any]") -> Any:
    """A column with each of its cells replaced by what it means."""
    is_same = (raw == typed) | (raw.isna() & typed.isna())
    of = rows[name].type()
    if of.is_string() and pd.api.types.is_string_dtype(typed.dtype) and is_same.all():
        return rows
    known = raw.notna() & typed.notna()
    meant, kind = typed[known], "string"
    if name == "year":
        meant = meant.astype("int64").astype("str")
    elif name in DAYS:
        meant, kind = meant.dt.date, "date"
    elif name == "probability":
        kind = "float64"
    # Where a column has empty cells, some engines hand out whole numbers as floats.
    held = raw[known].astype("int64") if of.is_integer() else raw[known]
    meanings = pd.DataFrame({"raw": held.to_numpy(), "typed": meant.to_numpy()})
    table = _small_table(rows, meanings, {"raw": of, "typed": kind})
    joined = rows.left_join(table, rows[name] == table.raw)
    return joined.mutate(**{name: joined.typed}).drop("raw", "typed")


def _text(column: Any) -> Any:
    """A column of text as `Checker.texts` has it."""
    if column.type().is_floating():  # whole numbers, beside which a cell is empty
        return _share(column).cast("string").re_replace(r"\.0$", "")
    text = column.cast("string").re_replace(r"^[\s\p{Z}]+|[\s\p{Z}]+$", "")  # those of Unicode too
    text = text.re_replace(r"""^'([=+@＝＋＠－-])|^="([^"]*)"$""", r"\1\2")
    return text.isin(["", *cells.ERRORS]).ifelse(None, text)


def _id_problems(rows: Any, raw: RawTable) -> tuple[list[Problem], bool]:
    """What is wrong with the ids, those that are no text or are listed twice; and whether any is repeated."""
    is_bad = {name: rows[name].isin(cells.DITTO) for name in ("id", "item")}
    is_bad["id"] |= rows["id"].isnull() | rows["id"].re_search(cells.UNSEEN)
    is_total = rows["id"].re_search(cells.TOTALS) | rows["domain"].re_search(cells.SHARE)
    is_bad["id"] |= is_total & rows["verdict"].isnull()
    n_bad = {f"n_bad_{name}": faulty.sum() for name, faulty in is_bad.items()}
    # A hash is enough to see that all differ; where it is not, the ids themselves decide.
    facts = rows.aggregate(n=rows.count(), n_ids=rows["id"].hash().nunique(), **n_bad)
    n, n_ids, *of_columns = (int(one) for one in fetched(facts).fillna(0).iloc[0])
    if any(of_columns):
        name = next(name for name, n in zip(is_bad, of_columns, strict=True) if n)
        bad = fetched(rows.filter(is_bad[name]).select(name, "verdict", "domain").limit(1))
        checker = Checker(raw._replace(frame=bad.set_axis([0])))
        checker.column(name)
        return checker.problems, False
    if n_ids == n:
        return [], False
    # As in memory: forecasts of one question differ in who, what or when; one row may be no forecast.
    apart = (*FORECASTS, "made_on")
    is_apart = engines().or_(*(rows[name].notnull() for name in apart))
    is_forecast = rows.probability.notnull() & is_apart
    by_id = rows.mutate(n_other=is_forecast.ifelse(0, 1)).group_by("id")
    by_id = by_id.agg(n_other=lambda one: one.n_other.sum())
    alike = rows.group_by(["id", *apart]).agg(times=rows.count())
    listed = by_id.filter(by_id.n_other > 1).select("id")
    listed = listed.union(alike.filter(alike.times > 1).select("id"))
    answers = rows.mutate(verdict=rows.verdict.fill_null("")).group_by(["id", "option"])
    differ = answers.agg(
        differs=lambda one: (
            (one.verdict.min() != one.verdict.max()) | (one.domain.min() != one.domain.max())
        )
    ).filter(lambda one: one.differs)
    for wrong, is_other in ((listed, False), (differ, True)):
        first = fetched(wrong.select("id").order_by("id").limit(1))
        checker = Checker(raw._replace(frame=first.set_axis([0] * len(first))))
        checker.refuse_repeated(first["id"].notna().to_numpy(), is_other=is_other)
        if checker.problems:
            return checker.problems, True
    return [], True


def large_table(
    names: Sequence[str],
    *,
    engine: str | None,
    as_of: date,
    asked: cells.Asked,
    told: Told = lambda _: None,
) -> LargeTable:
    """A table that an engine counts, checked as `read_table` checks one in memory.

    Args:
        names: Parquet files (DuckDB: CSV too), patterns, or one address `duckdb:///file.db/table`.
        engine: `duckdb`, `spark://…`, or None to choose.
        as_of: The date of the states.
        asked: What the caller said about cells that can be read in two ways.
        told: Takes the name of each step.

    Raises:
        CallError: It cannot be opened or lacks a column, or something can be read in two ways.
    """
    shown = printable(names[0], limit=4096)
    with named(shown), refusing(shown):
        found, has, digest = opened(names, engine, one_of(READ))
    with named(shown):
        places, left_out = chosen_columns(has, one_of(READ))
    headers = {name: has[place] for name, place in places.items()}
    no_rows = pd.DataFrame(columns=list(places))
    raw = RawTable(no_rows, left_out, shown, headers=headers, asked=asked)
    need_required(raw, names, places)
    missing = {name: kind for name, kind in _KINDS.items() if name not in places}
    rows = found.select(
        **{name: found[place] for name, place in places.items()},
        **{name: engines().null(kind) for name, kind in missing.items()},
    )
    rows = rows.filter(engines().or_(*(rows[name].notnull() for name in places)))
    told(Phrase("words", "用词"))
    rows = rows.mutate(id=_text(rows.id), item=_text(rows.item))
    rows = by_name(rows.mutate(item=rows.item.lower().isin(cells.EMPTY).ifelse(None, rows.item)))
    with named(shown):
        rows, words, problems = _typed(rows, raw)
        told(Phrase("ids", "id"))
        wrong, is_repeated = _id_problems(rows, raw)
        if is_repeated and "item" in missing:
            rows = rows.mutate(item=rows["id"])
    problems = problems or wrong  # forecasts whose days cannot be read would look alike
    if not (problems or {"made_on", "judged_on"}.isdisjoint(places)):
        rows = rows_in_time(nw.from_native(rows), as_of).to_native()
    day = engines().date(as_of.isoformat())
    is_closed = (rows.closes_on < day).fill_null(False)  # noqa: FBT003  (Ibis)
    is_later = rows.judged_on > day
    decided = {one: is_later.ifelse(None, rows[one]) for one in ("verdict", "occurred_on")}
    rows = rows.mutate(is_closed=is_closed, **decided)
    ignored = list(dict.fromkeys(map(printable, left_out)))
    return LargeTable(by_name(rows), words, problems, ignored, digest, told, is_repeated)
