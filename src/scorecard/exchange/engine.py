"""Tables of any size: an engine (DuckDB, Spark, a database) counts, and only counts come into memory."""

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from scorecard import DISTRIBUTION
from scorecard.exchange.cells import Asked, canonical
from scorecard.exchange.inputs import files_of, unreadable
from scorecard.exchange.raw_table import RawTable, available_memory, chosen_columns
from scorecard.exchange.tables import LISTS, SCORED, Checker, as_ours
from scorecard.problems import CallError, Problem, ScorecardError
from scorecard.rules import RULES
from scorecard.summary.compute import need_few_groups
from scorecard.summary.counts import OVERALL, ScoreCounts, Tallies, counts_of_tallies
from scorecard.table import DAYS, state_codes
from scorecard.text import Phrase, printable
from scorecard.verdicts import JUDGED_STATES, Verdict

_FROM_ROWS = 2_000_000
"""Rows of Parquet files from which an engine counts them without being asked to."""
_MOST_WORDS = 200_000
"""Different values of a column of words, of dates or of probabilities written as text."""
_LEAST_MEMORY = 1_500_000_000
_MEMORY = "2GB"
"""What DuckDB may use before it writes to disk."""
_BAD_ID = r"^\s*$|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
_JUDGED = [one.value for one in JUDGED_STATES]
_URL = re.compile(r"[a-z][a-z0-9+]*://", re.IGNORECASE)

Told = Callable[[Phrase], object]
"""Takes the name of each step."""


def is_for_engine(names: Sequence[str], engine: str | None) -> bool:
    """Whether an engine is to count a table: it is asked for, it is a database, or the table is large."""
    if engine or any(_URL.match(one) for one in names):
        return True
    found = [one for name in names for one in files_of(name)]
    # With less memory an engine aborts the process; the other reader says that it is too small.
    if (
        not all(one.lower().endswith(".parquet") for one in found)
        or available_memory() < _LEAST_MEMORY
    ):
        return False
    try:
        import ibis  # noqa: F401  (whether it is there)
        from pyarrow import parquet

        return bool(sum(parquet.read_metadata(one).num_rows for one in found) >= _FROM_ROWS)
    except (ImportError, OSError, ValueError):  # the other reader says what is wrong
        return False


def _ibis() -> Any:
    try:
        import ibis
    except ImportError:
        command = f"pip install '{DISTRIBUTION}[engine]'"
        raise CallError(
            Phrase(f"this table needs an engine: {command}", f"这张表需要计算引擎：{command}")
        ) from None
    return ibis


def _duckdb(place: str | None) -> Any:
    """DuckDB over files, or over a database that is only read; it loads nothing from the network."""
    con = _ibis().duckdb.connect(place, read_only=True) if place else _ibis().duckdb.connect()
    settings = {
        "memory_limit": f"'{_MEMORY}'",
        "temp_directory": f"'{tempfile.gettempdir()}'",
        "preserve_insertion_order": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "enable_progress_bar": "false",
    }
    for name, value in settings.items():
        con.raw_sql(f"SET {name} = {value}")
    if place:
        con.raw_sql("SET enable_external_access = false")  # views of the database read no files
    return con


def _spark(
    url: str,
) -> Any:  # pragma: no cover  (`make engines` runs it, in an environment with Spark)
    """Spark: `spark://host:7077`, or `spark://local[2]` for this machine."""
    try:
        from pyspark.sql import SparkSession

        is_local = url.startswith("spark://local")
        builder = SparkSession.builder.master(url.removeprefix("spark://") if is_local else url)
        settings = {"spark.ui.showConsoleProgress": "false", "spark.sql.session.timeZone": "UTC"}
        if is_local:  # one machine needs neither a page to look at nor hundreds of parts
            settings |= {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "8"}
        session = builder.appName("scorecard").config(map=settings).getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        return _ibis().pyspark.connect(session)
    except ImportError:
        command = "pip install 'ibis-framework[pyspark]'"
        raise CallError(Phrase(f"Spark needs: {command}", f"Spark 需要：{command}")) from None


def _file_digest(files: Sequence[str]) -> str:
    """As `inputs` has it: of one file its `sha256sum`, of several that of their digests in order."""
    digests = []
    for one in files:
        with Path(one).open("rb") as stream:
            digests.append(hashlib.file_digest(stream, "sha256"))
    joined = digests[0]
    if len(digests) > 1:
        joined = hashlib.sha256(b"".join(one.digest() for one in digests))
    return f"sha256:{joined.hexdigest()}"


def _opened(names: Sequence[str], engine: str | None) -> tuple[Any, str]:
    """The table of files or of a database, and the digest of its bytes; empty where there are none."""
    if any(_URL.match(one) for one in names):
        if len(names) > 1 or engine:
            en = "an address of a database stands alone, without --engine"
            raise CallError(Phrase(en, "数据库地址只能单独给出，也不加 --engine"))
        place, _, table = names[0].rpartition("/")
        if place.startswith("duckdb://"):
            file = place.removeprefix("duckdb://")
            file = file if Path(file).exists() else file.removeprefix("/")
            if not Path(file).is_file():
                raise unreadable(printable(file), Phrase("no such file", "没有这个文件"))
            return _duckdb(file).table(table), _file_digest([file])
        return _ibis().connect(place).table(table), ""
    files = [one for name in names for one in files_of(name)]
    con = _spark(engine) if engine and engine.startswith("spark://") else None
    if con is None:  # pragma: no branch  (the same)
        if engine not in {None, "duckdb"}:
            what = printable(engine, limit=60)
            en = f"--engine takes duckdb or spark://HOST:PORT, not {what!r}"
            raise CallError(Phrase(en, f"--engine 要写 duckdb 或 spark://主机:端口，不是“{what}”"))
        con = _duckdb(None)
    missing = next((one for one in files if not os.path.isfile(one)), None)  # noqa: PTH113  (any text)
    if missing is not None:
        raise unreadable(printable(missing), Phrase("no such file", "没有这个文件"))
    absolute = [str(Path(one).resolve()) for one in files]
    if all(one.lower().endswith(".parquet") for one in files):
        return con.read_parquet(absolute if len(files) > 1 else absolute[0]), _file_digest(files)
    if con.name == "duckdb" and all(one.lower().endswith((".csv", ".csv.gz")) for one in files):
        options = {"all_varchar": True, "header": True, "null_padding": False}
        return con.read_csv(absolute, **options), _file_digest(files)
    en = "an engine reads Parquet, and DuckDB also CSV; not other files"
    raise CallError(Phrase(en, "计算引擎只读 Parquet，DuckDB 另可读 CSV"))


@dataclass(frozen=True)
class LargeTable:
    """A table whose rows stay where they are.

    Attributes:
        rows: Its checked columns as an Ibis table, with `is_closed`.
        words: The values of each column that has few, in order.
        problems: What is wrong with its cells, by column.
        ignored: Columns that are not read.
        digest: `sha256:…` of the files; empty for a table of a server, see `counts_digest`.
        told: Takes the name of each step.
    """

    rows: Any
    words: Mapping[str, list[Any]]
    problems: list[Problem]
    ignored: list[str]
    digest: str
    told: Told

    def where(self, column: str, value: str) -> "LargeTable":
        """Only the rows that have a value in a column."""
        return replace(self, rows=self.rows.filter(self.rows[column].cast("string") == value))

    def closed(self) -> "LargeTable":
        """Only the claims whose window has closed."""
        return replace(self, rows=self.rows.filter(self.rows.is_closed))

    def counts(self, by: str) -> tuple[ScoreCounts, ScoreCounts]:
        """The counts by group, and those of all claims together; a row without a group is in these only.

        Args:
            by: The column to group by.

        Raises:
            CallError: There are too many groups.
        """
        columns = self.rows.columns
        group = self.rows[by].cast("string") if by in columns else _no_group()
        rows = self.rows.mutate(group=group)
        need_few_groups(by, rows.group.nunique().to_pyarrow().as_py())
        self.told(Phrase("verdicts", "判定"))
        states = _with_states(_tally(rows, "group", "verdict", "is_closed"))
        days = stated = None
        if {"occurred_on", "closes_on"} <= set(columns):
            self.told(Phrase("days", "日期"))
            late = rows.occurred_on.delta(rows.closes_on, unit="day")
            days = _tally(
                rows.mutate(days=late).filter(lambda one: one.days.notnull()), "group", "days"
            )
        if "probability" in columns:
            self.told(Phrase("probabilities", "概率"))
            known = rows.filter(rows.probability.notnull())
            stated = _with_states(_tally(known, "group", "verdict", "is_closed", "probability"))
        self.told(Phrase("items", "原文条目"))
        of_groups, of_all = _items(rows, states)
        has_ends = "closes_on" in columns and bool(
            rows.closes_on.notnull().any().to_pyarrow().as_py()
        )
        present = set(states["group"].dropna())
        keys = [one for one in self.words.get(by, sorted(present)) if one in present]
        frames = {"states": states, "days": days, "forecasts": stated}

        def counted(keys: list[str], places: Mapping[str, int] | None, items: _Pair) -> ScoreCounts:
            beside = {"items": items[0], "closed_items": items[1]}
            coded = {name: _coded(one, name, places) for name, one in {**frames, **beside}.items()}
            return counts_of_tallies(keys, Tallies(**coded), has_ends=has_ends)

        places = {key: place for place, key in enumerate(keys)}
        return counted(keys, places, of_groups), counted([OVERALL], None, of_all)


def counts_digest(counts: ScoreCounts) -> str:
    """A digest of what was counted, where there are no bytes of a file: equal when every count is."""
    columns = (*counts.items, *counts.closed_items, *counts.days, *counts.forecasts, counts.states)
    held = repr([counts.keys, *(one.tolist() for one in columns)])
    return f"sha256:{hashlib.sha256(held.encode()).hexdigest()}"


_Pair = tuple[pd.DataFrame, pd.DataFrame]
_COLUMNS = {
    "states": ["group", "is_closed", "state"],
    "items": ["group", *_JUDGED],
    "closed_items": ["group", *_JUDGED],
    "days": ["group", "days"],
    "forecasts": ["group", "probability", "state"],
}


def _coded(tally: pd.DataFrame | None, name: str, places: Mapping[str, int] | None) -> pd.DataFrame:
    """A tally with the codes of its groups; without groups all are one."""
    columns = [*_COLUMNS[name], "times"]
    if tally is None:
        return pd.DataFrame({one: np.zeros(0, dtype=np.int64) for one in columns})
    group = tally["group"].map(places) if places is not None else 0
    coded = tally.assign(group=group)
    return coded[coded["group"].notna()][columns]


def _fetched(table: Any) -> pd.DataFrame:
    """A small table in memory.

    Raises:
        CallError: The engine cannot read what it is to count.
    """
    with _refusing():
        return table.to_pyarrow().to_pandas()  # type: ignore[no-any-return]  # Ibis has no types


@contextmanager
def _refusing(shown: str = "") -> Iterator[None]:
    """Say what an engine says is wrong with the table, in one line."""
    try:
        yield
    except (ScorecardError, MemoryError):
        raise
    except Exception as error:
        said = printable(str(error).strip().partition("\n")[0], limit=300)
        if "memory" in said.lower():
            raise MemoryError from error  # pragma: no cover  (there is memory in the tests)
        raise unreadable(shown or "--table", Phrase(said, said)) from error


def _no_group() -> Any:
    return _ibis().null("string")


def _tally(rows: Any, *columns: str) -> pd.DataFrame:
    """How often each combination of values occurs, as `times`."""
    return _fetched(rows.group_by(list(columns)).agg(times=rows.count()))


def _with_states(tally: pd.DataFrame) -> pd.DataFrame:
    """A tally of verdicts with the states that they give."""
    verdict = pd.Categorical(tally["verdict"], [one.value for one in Verdict]).codes
    is_closed = tally["is_closed"].to_numpy(dtype=bool)
    return tally.assign(is_closed=is_closed, state=state_codes(verdict, is_closed))


def _items(rows: Any, states: pd.DataFrame) -> tuple[_Pair, _Pair]:
    """The items of each group and those of all claims: each of all judged claims and of the closed ones.

    An item is counted twice over: its claims by state, and then the items that are alike. So a million
    items are a few thousand rows.
    """
    if "item" not in rows.columns:
        pair = (_unit_items(states), _unit_items(states[states["is_closed"]]))
        return pair, pair
    given = rows.filter(rows.verdict.isin(_JUDGED))
    alone = _with_states(_tally(given.filter(given.item.isnull()), "group", "verdict", "is_closed"))
    inside = given.filter(given.item.notnull())
    n = {name: (inside.verdict == name).sum() for name in _JUDGED}
    n |= {
        f"closed_{name}": (of & inside.is_closed).sum()
        for name, of in ((name, inside.verdict == name) for name in _JUDGED)
    }
    by_group = _stored(inside.group_by(["group", "item"]).agg(**n))
    whole = by_group.group_by("item").agg(**{name: by_group[name].sum() for name in n})
    of_group, of_all = (_alike(one, alone) for one in (by_group, whole.mutate(group=_no_group())))
    return of_group, of_all


def _alike(items: Any, alone: pd.DataFrame) -> _Pair:
    """How many items have the same claims by state, those of all judged claims and of the closed ones."""
    found = []
    for start, single in (("", alone), ("closed_", alone[alone["is_closed"]])):
        names = [f"{start}{name}" for name in _JUDGED]
        some = items.filter((items[names[0]] > 0) | (items[names[1]] > 0) | (items[names[2]] > 0))
        tally = _tally(some, "group", *names).set_axis(["group", *_JUDGED, "times"], axis=1)
        found.append(pd.concat([tally, _unit_items(single)], ignore_index=True))
    return found[0], found[1]


def _stored(table: Any) -> Any:
    """A table that is computed once, for as long as the connection lasts."""
    con = table.get_backend()
    return (
        con.create_table("items_counted", table, temp=True)
        if con.name == "duckdb"
        else table.cache()
    )


def _unit_items(states: pd.DataFrame) -> pd.DataFrame:
    """Claims without an item: each is an item of its own."""
    judged = states[states["verdict"].isin(_JUDGED)]
    by_state = {name: (judged["verdict"] == name).astype("int64") for name in _JUDGED}
    return judged[["group", "times"]].assign(**by_state)[["group", *_JUDGED, "times"]]


def _typed(
    rows: Any,
    shown: str,
    asked: Asked,
) -> tuple[Any, dict[str, list[Any]], list[Problem]]:
    """The columns as ours, the words of those that have few, and what is wrong with their cells."""
    problems, listed = [], {}
    for name in [one for one in rows.columns if one not in {"id", "item"}]:
        column = rows[name]
        if name in DAYS and column.type().is_temporal():
            rows = rows.mutate(**{name: column.cast("date")})
            continue
        if name == "probability" and column.type().is_numeric():
            rows, wrong = _with_shares(rows, shown, asked)
            problems += wrong
            continue
        words = _fetched(rows.select(name).distinct().limit(_MOST_WORDS + 1))
        if len(words) > _MOST_WORDS:
            en = f"{name} has over {_MOST_WORDS:,} different texts; store dates and numbers as such"
            zh = f"{name} 有超过 {_MOST_WORDS:,} 种不同文字；日期和数字请按其类型存储"
            raise unreadable(shown, Phrase(en, zh))
        checker = Checker(words, shown, 2)
        typed = checker.checked(asked)[name]
        problems += checker.problems
        rows = _replaced(rows, name, words[name], typed)
        fixed = [one.value for one in LISTS[name]] if name in LISTS else sorted(set(typed.dropna()))
        listed[name] = [str(int(one)) if name == "year" else str(one) for one in fixed]
    return rows, listed, problems


def _replaced(rows: Any, name: str, raw: Any, typed: Any) -> Any:
    """A column with each of its cells replaced by what it means."""
    is_text = pd.api.types.is_string_dtype(typed.dtype)
    is_same = (raw == typed) | (raw.isna() & typed.isna())
    if is_text and rows[name].type().is_string() and is_same.all():
        return rows
    known = raw.notna() & typed.notna()
    plain = typed[known]
    kind = "string"
    if name == "year":
        plain = plain.astype("int64").astype("str")
    elif name in DAYS:
        plain, kind = plain.dt.date, "date"
    elif name == "probability":
        kind = "float64"
    # Where a column has empty cells, some engines hand out whole numbers as floats.
    cells = raw[known].astype("int64") if rows[name].type().is_integer() else raw[known]
    meanings = pd.DataFrame({"raw": cells.to_numpy(), "typed": plain.to_numpy()})
    schema = {"raw": rows[name].type(), "typed": kind}
    table = _ibis().memtable(meanings, schema=schema)
    joined = rows.left_join(table, rows[name] == table.raw)
    return joined.mutate(**{name: joined.typed}).drop("raw", "typed")


def _with_shares(rows: Any, shown: str, asked: Asked) -> tuple[Any, list[Problem]]:
    """The probabilities as shares, by the same rules as cells of a table in memory."""
    column = rows.probability.cast("float64")
    column = _ibis().ifelse(column.isnan(), None, column)
    between = (column > 0) & (column < 1)
    ends = rows.aggregate(
        lowest=column.min(), highest=column.max(), a=column.min(where=between),
        b=column.min(where=column == 1), c=column.min(where=column > 1),
    )  # fmt: skip
    cells = _fetched(ends).iloc[0].dropna().drop_duplicates()
    checker = Checker(pd.DataFrame({"probability": cells.to_numpy()}), shown, 2)
    shares = checker.checked(asked)["probability"]
    is_percent = bool((shares != cells.to_numpy()).any())
    return rows.mutate(probability=column / 100 if is_percent else column), checker.problems


def _id_problems(rows: Any, shown: str, told: Told) -> list[Problem]:
    """Ids that are no text, and ids that are listed twice."""
    told(Phrase("ids", "id"))
    text = rows["id"].cast("string")
    is_bad = text.isnull() | text.re_search(_BAD_ID)
    # A hash is enough to see that all differ; where it is not, the ids themselves decide.
    facts = rows.aggregate(n=rows.count(), n_ids=text.hash().nunique(), n_bad=is_bad.sum())
    n, n_ids, n_bad = (int(one) for one in _fetched(facts).fillna(0).iloc[0])
    if n_bad:
        cells = _fetched(rows.filter(is_bad).select(id=text).limit(1))
        checker = Checker(cells, shown, 1)
        checker.texts("id")
        return checker.problems
    if n_ids == n:
        return []
    twice = rows.group_by(id=text).agg(times=rows.count())
    first = _fetched(twice.filter(twice.times > 1).order_by("id").limit(1))
    names = [printable(one, limit=60) for one in first["id"]]
    found = [Phrase(f"the id `{one}` is listed before", f"id `{one}` 前面已有") for one in names]
    return [RULES["repeated-id"].problem(shown, 1, 1, one) for one in found]


def large_table(
    names: Sequence[str],
    *,
    engine: str | None,
    as_of: date,
    asked: Asked,
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
    with _refusing(shown):
        found, digest = _opened(names, engine)
    places, left_out = chosen_columns(shown, found.columns, lambda one: canonical(one) in SCORED)
    theirs = [found.columns[place] for place in places]
    head = as_ours(RawTable(shown, pd.DataFrame(columns=theirs), 2, left_out), names)
    ours = map(str, head.frame)
    rows = found.select(**dict(zip(ours, (found[one] for one in theirs), strict=True)))
    told(Phrase("words", "用词"))
    rows, words, problems = _typed(rows, shown, asked)
    problems += _id_problems(rows, shown, told)
    day = _ibis().date(as_of.isoformat())
    if "made_on" in rows.columns:
        rows = rows.filter(rows.made_on.isnull() | (rows.made_on <= day))
    is_closed = (rows.closes_on < day).fill_null(False) if "closes_on" in rows.columns else False  # noqa: FBT003  (Ibis)
    if "item" in rows.columns:
        rows = rows.mutate(item=rows["item"].cast("string").strip().nullif(""))
    rows = rows.mutate(is_closed=is_closed)
    ignored = [printable(one) for one in left_out]
    return LargeTable(rows, words, problems, ignored, digest, told)
