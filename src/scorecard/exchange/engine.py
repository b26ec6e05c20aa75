"""Tables of any size: an engine (DuckDB, Spark, a database) counts, and only counts come into memory."""

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from scorecard import DISTRIBUTION
from scorecard.exchange.cells import Asked, canonical
from scorecard.exchange.inputs import (
    RawTable,
    UnreadableError,
    available_memory,
    chosen_columns,
    digest_of,
    files_of,
    named,
)
from scorecard.exchange.tables import FORECASTS, LISTS, SCORED, Checker, as_ours
from scorecard.problems import CallError, Problem, ScorecardError
from scorecard.records import Specificity
from scorecard.rules import RULES
from scorecard.scoring.probability import Combination
from scorecard.summary.compute import need_few_groups
from scorecard.summary.counts import PARTS, Claims, Rows
from scorecard.summary.probability import one_row_each
from scorecard.table import DAYS, state_codes
from scorecard.text import Phrase, printable
from scorecard.verdicts import Verdict

_FROM_ROWS = 2_000_000
"""Rows of Parquet files from which an engine counts them without being asked to."""
_MOST_WORDS = 200_000
"""Different values of a column of words, of dates or of probabilities written as text."""
_LEAST_MEMORY = 1_500_000_000
_MEMORY = "2GB"
"""What DuckDB may use before it writes to disk."""
_NO_FILE = Phrase("no such file", "没有这个文件")
_BAD_ID = r"^\s*$|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
_URL = re.compile(r"[a-z][a-z0-9+]*://", re.IGNORECASE)


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
        raise UnreadableError(said, said, shown) from error


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


def _duckdb(place: str | None) -> Any:
    """DuckDB over files, or over a database that is only read; it loads nothing from the network."""
    con = engines().duckdb.connect(place, read_only=True) if place else engines().duckdb.connect()
    con.raw_sql(f"SET memory_limit = '{_MEMORY}'")
    con.raw_sql(f"SET temp_directory = '{tempfile.gettempdir()}'")
    for name in (
        *("preserve_insertion_order", "enable_progress_bar"),
        *("autoinstall_known_extensions", "autoload_known_extensions"),
    ):
        con.raw_sql(f"SET {name} = false")
    if place:
        con.raw_sql("SET enable_external_access = false")  # views of the database read no files
    return con


def _spark(url: str) -> Any:  # pragma: no cover  (`make engines` runs it, where there is a Spark)
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
        return engines().pyspark.connect(session)
    except ImportError:
        command = "pip install 'ibis-framework[pyspark]'"
        raise CallError(f"Spark needs: {command}", f"Spark 需要：{command}") from None


def _file_digest(files: Sequence[str]) -> str:
    with ExitStack() as closing:
        return digest_of([closing.enter_context(Path(one).open("rb")) for one in files])


def _opened(names: Sequence[str], engine: str | None) -> tuple[Any, str]:
    """The table of files or of a database, and the digest of its bytes; empty where there are none."""
    if any(_URL.match(one) for one in names):
        if len(names) > 1 or engine:
            en = "an address of a database stands alone, without --engine"
            raise CallError(en, "数据库地址只能单独给出，也不加 --engine")
        place, _, table = names[0].rpartition("/")
        if place.startswith("duckdb://"):
            file = place.removeprefix("duckdb://")
            file = file if Path(file).exists() else file.removeprefix("/")
            if not Path(file).is_file():
                raise UnreadableError(*_NO_FILE, printable(file))
            return _duckdb(file).table(table), _file_digest([file])
        return engines().connect(place).table(table), ""
    files = [one for name in names for one in files_of(name)]
    con = _spark(engine) if engine and engine.startswith("spark://") else None
    if con is None:  # pragma: no branch  (the same)
        if engine not in {None, "duckdb"}:
            what = printable(engine, limit=60)
            en = f"--engine takes duckdb or spark://HOST:PORT, not {what!r}"
            raise CallError(en, f"--engine 要写 duckdb 或 spark://主机:端口，不是“{what}”")
        con = _duckdb(None)
    missing = next((one for one in files if not os.path.isfile(one)), None)  # noqa: PTH113  (any text)
    if missing is not None:
        raise UnreadableError(*_NO_FILE, printable(missing))
    absolute = [str(Path(one).resolve()) for one in files]
    if all(one.lower().endswith(".parquet") for one in files):
        return con.read_parquet(absolute if len(files) > 1 else absolute[0]), _file_digest(files)
    if con.name == "duckdb" and all(one.lower().endswith((".csv", ".csv.gz")) for one in files):
        options = {"all_varchar": True, "header": True, "null_padding": False}
        return con.read_csv(absolute, **options), _file_digest(files)
    en = "an engine reads Parquet, and DuckDB also CSV; not other files"
    raise CallError(en, "计算引擎只读 Parquet，DuckDB 另可读 CSV")


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

    def each(self, how: Combination) -> "LargeTable":
        """One forecast of each question or option by each forecaster, see `one_forecast_each`.

        Raises:
            CallError: Weights by time are asked for, and a window has no end or a forecast no day before it.
        """
        if not self.is_repeated or not {"made_on", "probability"} <= set(self.rows.columns):
            return self
        rows, start = _with_columns(self.rows, closes_on="date"), engines().date("1970-01-01")
        ends = {"day": rows.made_on, "end": rows.closes_on}
        days = {name: one.delta(start, unit="day") for name, one in ends.items()}
        with refusing():
            found = one_row_each(nw.from_native(rows.mutate(**days)), how)
        return replace(self, rows=found.drop("day", "end").to_native())

    def claims(self, by: str) -> "LargeClaims":
        """The claims by a column.

        Raises:
            CallError: There are too many groups.
        """
        self.told(Phrase("verdicts", "判定"))
        ibis, rows = engines(), self.rows
        texts = dict.fromkeys((by, "item", "specificity", "outlook", "option"), "string")
        dates = dict.fromkeys(("closes_on", "occurred_on"), "date")
        if {"forecaster", "option"} & set(rows.columns):  # the answers to one question are one item
            own = "\0" + rows.id
            rows = rows.mutate(item=rows["item"].fill_null(own) if "item" in rows.columns else own)
        rows = _with_columns(rows, **texts, **dates, probability="float64")
        rows = rows.mutate(key=rows[by].cast("string"))
        present = rows.filter(rows.key.notnull()).select("key").distinct()
        need_few_groups(by, int(fetched(present.aggregate(n=present.count()))["n"][0]))
        found = set(fetched(present)["key"])
        keys = [one for one in self.words.get(by) or sorted(found) if one in found]
        with_option = fetched(rows.filter(rows.option.notnull()).select("option").limit(1))
        # Grouping by numbers takes less memory than by texts.
        codes = pd.DataFrame({"key": keys or ["\0"], "code": range(max(len(keys), 1))})
        schema = {"key": "string", "code": "int64"}
        rows = rows.left_join(ibis.memtable(codes, schema=schema), "key")
        verdicts = np.array([*(one.place for one in Verdict), -1])
        when_closed, when_open = (
            rows.verdict.cases(
                *zip([one.value for one in Verdict], states, strict=False), else_=states[-1]
            )
            for is_closed in (True, False)
            for states in [state_codes(verdicts, np.full(len(verdicts), is_closed)).tolist()]
        )
        manners = [(one.value, 2 * place) for place, one in enumerate(Specificity, start=1)]
        worths = {one.value: round(PARTS * one.credit) for one in Verdict if one.credit is not None}
        numbers = {
            "group": rows.code.fill_null(-1),
            "state": ibis.ifelse(rows.is_closed, when_closed, when_open),
            "credit": rows.verdict.cases(*worths.items(), else_=-1),
            "manner": rows.specificity.cases(*manners, else_=0) + rows.is_closed.cast("int64"),
            "days": rows.occurred_on.delta(rows.closes_on, unit="day"),
            **dict.fromkeys(("n", "times"), ibis.literal(1)),
        }
        rows = rows.select(
            *("id", "item", "outlook", "is_closed", "probability"),
            *({"forecaster"} & set(rows.columns)),
            has_end=rows.closes_on.notnull(),
            **{name: one.cast("int64") for name, one in numbers.items()},
        )
        return LargeClaims(nw.from_native(rows), keys, self.told, has_options=len(with_option) > 0)


class LargeClaims(Claims):
    """The claims of a table that an engine counts; `told` takes the name of each step."""

    def __init__(self, rows: Rows, keys: list[str], told: Told, *, has_options: bool) -> None:
        super().__init__(rows, keys, has_options=has_options)
        self.told = told

    def fetched(self, rows: Rows) -> "nw.DataFrame[Any]":
        """The values of a small table."""
        with refusing():
            return super().fetched(rows)

    def stored(self, rows: Rows, step: Phrase) -> Rows:
        """A table that is computed once, for as long as the connection lasts."""
        self.told(step)
        table: Any = rows.to_native()
        con = table.get_backend()
        with refusing():
            if con.name == "duckdb":  # whose cache would fail at the end
                table = con.create_table(engines().util.gen_name("counted"), table, temp=True)
            else:  # pragma: no cover  (Spark)
                table = table.cache()
        found: Rows = nw.from_native(table)
        return found


def _with_columns(rows: Any, **kinds: str) -> Any:
    """A table with columns that it lacks, empty."""
    missing = {
        name: engines().null(kind) for name, kind in kinds.items() if name not in rows.columns
    }
    return rows.mutate(**missing) if missing else rows


def counts_digest(claims: Claims) -> str:
    """A digest of what was counted, where there are no bytes of a file: equal when every count is."""
    counts = claims.counts()
    tables = (counts.days, counts.forecasts)
    columns = [table[name].tolist() for table in tables for name in table]
    held = repr([claims.keys, *columns, counts.states.tolist()])
    return f"sha256:{hashlib.sha256(held.encode()).hexdigest()}"


def _typed(rows: Any, shown: str, asked: Asked) -> tuple[Any, dict[str, list[str]], list[Problem]]:
    """The columns as ours, the words of those that have few, and what is wrong with their cells."""
    problems, listed = [], {}
    for name in [one for one in rows.columns if one not in {"id", "item"}]:
        column = rows[name]
        if name in DAYS and column.type().is_temporal():
            rows = rows.mutate(**{name: column.cast("date")})
            continue
        is_share = name == "probability" and column.type().is_numeric()
        if is_share:
            column = column.cast("float64")
            column = engines().ifelse(column.isnan(), None, column)
            cells = _telling(rows, column)
        else:
            cells = fetched(rows.select(name).distinct().limit(_MOST_WORDS + 1))[name]
        if len(cells) > _MOST_WORDS:
            en = f"{name} has over {_MOST_WORDS:,} different texts; store dates and numbers as such"
            zh = f"{name} 有超过 {_MOST_WORDS:,} 种不同文字；日期和数字请按其类型存储"
            raise UnreadableError(en, zh, shown)
        checker = Checker(pd.DataFrame({name: cells}), shown, 2)
        typed = checker.checked(asked)[name]
        problems += checker.problems
        if is_share:
            is_percent = bool((typed != cells).any())
            rows = rows.mutate(probability=column / 100 if is_percent else column)
            continue
        rows = _replaced(rows, name, cells, typed)
        fixed = [one.value for one in LISTS[name]] if name in LISTS else sorted(set(typed.dropna()))
        listed[name] = [str(int(one)) if name == "year" else str(one) for one in fixed]
    return rows, listed, problems


def _telling(rows: Any, column: Any) -> "pd.Series[Any]":
    """The numbers of a column of probabilities that show whether they are per cent, and whether all fit."""
    parts = {"a": (column > 0) & (column < 1), "b": column == 1, "c": column > 1}
    least = {name: column.min(where=kept) for name, kept in parts.items()}
    ends = fetched(rows.aggregate(lowest=column.min(), highest=column.max(), **least))
    return ends.iloc[0].dropna().drop_duplicates().reset_index(drop=True)


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
    cells = raw[known].astype("int64") if of.is_integer() else raw[known]
    meanings = pd.DataFrame({"raw": cells.to_numpy(), "typed": meant.to_numpy()})
    table = engines().memtable(meanings, schema={"raw": of, "typed": kind})
    joined = rows.left_join(table, rows[name] == table.raw)
    return joined.mutate(**{name: joined.typed}).drop("raw", "typed")


def _id_problems(rows: Any, shown: str, told: Told) -> tuple[list[Problem], bool]:
    """What is wrong with the ids, those that are no text or are listed twice; and whether any is repeated."""
    told(Phrase("ids", "id"))
    is_bad = rows["id"].isnull() | rows["id"].re_search(_BAD_ID)
    # A hash is enough to see that all differ; where it is not, the ids themselves decide.
    facts = rows.aggregate(n=rows.count(), n_ids=rows["id"].hash().nunique(), n_bad=is_bad.sum())
    n, n_ids, n_bad = (int(one) for one in fetched(facts).fillna(0).iloc[0])
    if n_bad:
        checker = Checker(fetched(rows.filter(is_bad).select("id").limit(1)), shown, 1)
        checker.texts("id")
        return checker.problems, False
    if n_ids == n:
        return [], False
    # As in memory: forecasts of one question differ in who, what or when; one row may be no forecast.
    apart = [name for name in (*FORECASTS, "made_on") if name in rows.columns]
    is_forecast: Any = False
    if "probability" in rows.columns and apart:
        is_some = engines().coalesce(*(rows[name].cast("string") for name in apart)).notnull()
        is_forecast = rows.probability.notnull() & is_some
    by_id = rows.mutate(n_other=engines().ifelse(is_forecast, 0, 1)).group_by("id")
    by_id = by_id.agg(n_other=lambda one: one.n_other.sum())
    alike = rows.group_by(["id", *apart]).agg(times=rows.count())
    wrong = by_id.filter(by_id.n_other > 1).select("id")
    wrong = wrong.union(alike.filter(alike.times > 1).select("id"))
    first = fetched(wrong.order_by("id").limit(1))
    names = [printable(one, limit=60) for one in first["id"]]
    found = [Phrase(f"the id `{one}` is listed before", f"id `{one}` 前面已有") for one in names]
    return [RULES["repeated-id"].problem(shown, 1, 1, one) for one in found], True


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
    with refusing(shown):
        found, digest = _opened(names, engine)
    with named(shown):
        places, left_out = chosen_columns(found.columns, lambda one: canonical(one) in SCORED)
    theirs = [found.columns[place] for place in places]
    head = as_ours(RawTable(pd.DataFrame(columns=theirs), 2, left_out, shown), names)
    ours = map(str, head.frame)
    rows = found.select(**dict(zip(ours, (found[one] for one in theirs), strict=True)))
    told(Phrase("words", "用词"))
    rows = rows.mutate(id=rows["id"].cast("string"))
    rows, words, problems = _typed(rows, shown, asked)
    wrong, is_repeated = _id_problems(rows, shown, told)
    day = engines().date(as_of.isoformat())
    if "made_on" in rows.columns:
        rows = rows.filter(rows.made_on.isnull() | (rows.made_on <= day))
    is_closed = (rows.closes_on < day).fill_null(False) if "closes_on" in rows.columns else False  # noqa: FBT003  (Ibis)
    if "item" in rows.columns:
        rows = rows.mutate(item=rows["item"].cast("string").strip().nullif(""))
    elif is_repeated:
        rows = rows.mutate(item=rows["id"])
    rows = rows.mutate(is_closed=is_closed)
    ignored = [printable(one) for one in left_out]
    return LargeTable(rows, words, problems + wrong, ignored, digest, told, is_repeated)
