"""Files and databases as tables of an engine (DuckDB, Spark), which are only read."""

import gzip
import io
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from glob import escape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from scorecard import DISTRIBUTION
from scorecard.exchange.inputs import (
    WEB,
    UnreadableError,
    Wanted,
    chosen_columns,
    digest_of,
    even_rows,
    files_of,
    named,
)
from scorecard.exchange.raw_tables import need_flat
from scorecard.exchange.text_tables import delimited_rows, form_of
from scorecard.problems import CallError, ScorecardError
from scorecard.processes import available_memory
from scorecard.text import Phrase, printable

if TYPE_CHECKING:
    import pandas as pd

_FROM_ROWS = 2_000_000
"""Rows of Parquet files from which an engine counts them without being asked to."""
_LEAST_MEMORY = 1_500_000_000
_MEMORY = "2GB"
"""What DuckDB may use before it writes to disk."""
_ROWS_AT_ONCE = 50_000
_NOT_UTF_8 = Phrase(
    "an engine reads UTF-8; leave out --engine", "计算引擎只读 UTF-8；请去掉 --engine"
)
_URL = re.compile(rf"(?!{WEB.pattern})[a-z][a-z0-9+]*://", re.IGNORECASE)


@contextmanager
def refusing(shown: str = "") -> Iterator[None]:
    """Say what an engine says is wrong with the table, in one line."""
    try:
        yield
    except (ScorecardError, MemoryError):
        raise
    except Exception as error:
        said = said_zh = printable(str(error).strip().partition("\n")[0], limit=300)
        is_full = "outofmemory" in said.lower().replace(" ", "")  # a column may be called memory
        if is_full:  # pragma: no cover  (there is memory in the tests)
            raise MemoryError from error
        if type(error).__name__ == "TableNotFound":
            said, said_zh = f"it has no table {said!r}", f"里面没有“{said}”这张表"
        if isinstance(error, ImportError):  # the driver of a database, or Spark
            extra = re.findall(r"framework\[(\w+)", str(error)) or str(error.name).split(".")
            command = f"pip install 'ibis-framework[{extra[0]}]'"
            said, said_zh = f"a package is missing: {command}", f"缺少软件包：{command}"
        raise UnreadableError(said, said_zh, shown) from error


def fetched(table: Any) -> "pd.DataFrame":
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


def by_name(table: Any) -> Any:
    """The same rows as a view of DuckDB: what they are made of is not spelled out anew in each query.

    That would take Ibis most of a second each time. Other engines get the table as it is.
    """
    con = table.get_backend()
    if con.name != "duckdb":  # pragma: no cover  (Spark)
        return table
    name = engines().util.gen_name("rows")
    with refusing():
        con.raw_sql(f'CREATE TEMP VIEW "{name}" AS {con.compile(table)}')
        return con.table(name, database=("temp", "main"))


def is_for_engine(names: Sequence[str], engine: str | None) -> bool:
    """Whether an engine is to count a table: it is asked for, it is a database, or the table is large."""
    if engine or any(_URL.match(one) for one in names):
        return True
    found = [one for name in names for one in files_of(name)]
    # With less memory an engine aborts the process; the other reader says that it is too small.
    are_parquet = all(one.lower().endswith(".parquet") for one in found)
    if not are_parquet or available_memory() < _LEAST_MEMORY:
        return False
    try:
        import ibis  # noqa: F401  (whether it is there)
        from pyarrow import parquet

        return bool(sum(parquet.read_metadata(one).num_rows for one in found) >= _FROM_ROWS)
    except (ImportError, OSError, ValueError):  # the other reader says what is wrong
        return False


_IN_MEMORY = ":memory:"
_OFF = (
    *("preserve_insertion_order", "enable_progress_bar"),
    *("autoinstall_known_extensions", "autoload_known_extensions"),
)


def _duckdb(place: str = _IN_MEMORY) -> Any:
    """DuckDB over files, or over a database that is only read; it loads nothing from the network."""
    con = engines().duckdb.connect(place, read_only=place != _IN_MEMORY)
    con.raw_sql(f"SET memory_limit = '{_MEMORY}'")
    # A folder of its own, which DuckDB makes and removes: views of a database may read what is in it.
    folder = str(Path(tempfile.gettempdir(), f"scorecard-{uuid4()}")).replace("'", "''")
    con.raw_sql(f"SET temp_directory = '{folder}'")
    con.raw_sql("SET disabled_optimizers = 'statistics_propagation'")  # Parquet's leave out NaN
    # Views of a database read no files.
    for name in (*_OFF, *(["enable_external_access"] if place != _IN_MEMORY else [])):
        con.raw_sql(f"SET {name} = false")
    return con


def _spark(url: str) -> Any:  # pragma: no cover  (`make engines` runs it, where there is a Spark)
    """Spark: `spark://host:7077`, or `spark://local[2]` for this machine."""
    from pyspark.sql import SparkSession

    is_local = url.startswith("spark://local")
    builder = SparkSession.builder.master(url.removeprefix("spark://") if is_local else url)
    settings = {"spark.ui.showConsoleProgress": "false", "spark.sql.session.timeZone": "UTC"}
    if is_local:  # one machine needs neither a page to look at nor hundreds of parts
        settings |= {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "8"}
    session = builder.appName("scorecard").config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return engines().pyspark.connect(session)


def _file_digest(files: Sequence[str]) -> str:
    with ExitStack() as closing:
        return digest_of([closing.enter_context(Path(one).open("rb")) for one in files])


@contextmanager
def _text(file: str) -> Iterator[Any]:
    """A CSV file as UTF-8 text."""
    packer: Any = gzip if file.lower().endswith(".gz") else io
    with named(printable(file, limit=4096)):
        try:
            with packer.open(file, "rt", encoding="utf-8-sig", newline="") as text:
                yield text
        except UnicodeDecodeError:
            raise UnreadableError(*_NOT_UTF_8) from None


def _paths(files: Sequence[str]) -> list[str]:
    """The files as an engine takes them, which has patterns of its own: `a[1].csv` would be `a1.csv`."""
    return [escape(str(Path(one).resolve())) for one in files]


def _csv_table(con: Any, files: Sequence[str], wanted: Wanted) -> tuple[Any, list[str]]:
    """CSV files as a table of DuckDB, which is told their form: its own guesses are wrong at times.

    Where it cannot read a row, it is given the rows that the reading in memory has: without its strict mode
    it loses letters behind loose quotation marks and cells beyond the header, and closes open quotations.
    So it is where the lines above the header have quotation marks or line ends of several kinds.
    """
    import duckdb
    import pyarrow as pa

    forms, is_plain = [], True
    for one in files:
        with _text(one) as text:
            forms.append(form_of(text, wanted, _NOT_UTF_8))
            above = "".join(islice(text, forms[-1][1]))
            # Of other lines DuckDB skips more or fewer.
            is_plain &= not above or ('"' not in above and not isinstance(text.newlines, tuple))
    sign, n_above, names = forms[0]
    if len(set(map(str, forms))) > 1:
        en = "the files differ in their columns or separators; leave out --engine"
        raise CallError(en, "各文件的列或分隔符不同；请去掉 --engine")
    kept = set(chosen_columns(names, wanted)[0].values())
    columns = {f"column{n}": "string" for n in range(len(names))}
    options = {"delim": sign, "skip": n_above, "auto_detect": False, "hive_partitioning": False}
    with suppress(duckdb.InvalidInputException):
        if is_plain:
            table = con.read_csv(_paths(files), columns=columns, header=True, **options)
            table.aggregate([table[n].count() for n in kept or {0}]).to_pyarrow()
            return table, names
    table = con.create_table("rows", schema=columns)
    for one in files:
        with _text(one) as text:
            found = (row for row in delimited_rows(text, sign) if row[0] > n_above + 1)
            rows = even_rows(found, len(names), max(kept, default=-1))
            while some := list(islice(rows, _ROWS_AT_ONCE)):
                cells = {
                    name: [
                        (row[n] or None) if n in kept and n < len(row) else None for _, row in some
                    ]
                    for n, name in enumerate(columns)
                }
                con.insert("rows", pa.table(cells, pa.schema(dict.fromkeys(columns, pa.string()))))
    return table, names


def _parquet_table(con: Any, files: Sequence[str], wanted: Wanted) -> tuple[Any, list[str]]:
    """Parquet files as a table, with the names that the first has; days are those of its time zone."""
    from pyarrow.parquet import read_schema

    paths, schemas, zones = _paths(files), [], set()
    for one in files:
        with named(printable(one, limit=4096)), refusing():
            schema = read_schema(one)
            schemas.append(schema.names)
            # Of two columns that mean the same, an engine would rename one.
            places, _ = chosen_columns(schema.names, wanted)
            columns = [schema.field(n) for n in places.values()]
            need_flat(columns)
            zones |= {printable(one.type.tz) for one in columns if getattr(one.type, "tz", None)}
    zone, *more = sorted(zones) or ["UTC"]
    if more:
        en = f"its times are of several zones, {zone} and {more[0]}; store days as dates"
        zh = f"时间用了不同的时区（{zone}、{more[0]}）；请把日期存为不带时间的日期"
        raise UnreadableError(en, zh)
    zone = re.sub(r"^(?=[+-])", "GMT", re.sub(r"[^\w/:+-]", "", zone))
    con.raw_sql(f"SET TIME ZONE '{zone}'")
    several = {"union_by_name": True, "hive_partitioning": False} if con.name == "duckdb" else {}
    table = con.read_parquet(paths if len(files) > 1 else paths[0], **several)
    return table, [*schemas[0], *table.columns[len(schemas[0]) :]]


def _database(address: str) -> tuple[Any, list[str], str]:
    """A table of a database, the names of its columns, and the digest of its file if any."""
    place, _, table = address.rpartition("/")
    if place.startswith("sqlite:"):  # whose file would be made where it is not there
        en = "no engine counts SQLite; export its table as CSV"
        raise UnreadableError(en, "计算引擎不读 SQLite；请把表导出为 CSV")
    if not place.startswith("duckdb://"):
        found = engines().connect(place).table(table)
        return found, found.columns, ""
    file = place.removeprefix("duckdb://")
    file = file if Path(file).exists() else file.removeprefix("/")
    if not Path(file).is_file():
        en = "no such file; write duckdb:///FILE/TABLE"
        raise UnreadableError(en, "没有这个文件；请写成 duckdb:///文件/表", printable(file))
    found = _duckdb(file).table(table)
    return found, found.columns, _file_digest([file])


def opened(names: Sequence[str], engine: str | None, wanted: Wanted) -> tuple[Any, list[str], str]:
    """The table of files or of a database, the names of its columns, and the digest of its bytes if any."""
    if any(_URL.match(one) for one in names):
        if len(names) > 1 or engine:
            en = "an address of a database stands alone, without --engine"
            raise CallError(en, "数据库地址只能单独给出，也不加 --engine")
        return _database(names[0])
    files = [one for name in names for one in files_of(name)]
    if engine in {None, "duckdb"}:
        con = _duckdb()
    elif engine.startswith("spark://"):
        con = _spark(engine)
    else:
        what = printable(engine, limit=60)
        en = f"--engine takes duckdb or spark://HOST:PORT, not {what!r}"
        raise CallError(en, f"--engine 要写 duckdb 或 spark://主机:端口，不是“{what}”")
    missing = next((one for one in files if not os.path.isfile(one)), None)  # noqa: PTH113  (any text)
    if missing is not None:
        raise UnreadableError("no such file", "没有这个文件", printable(missing))
    if all(one.lower().endswith(".parquet") for one in files):
        return *_parquet_table(con, files, wanted), _file_digest(files)
    if con.name == "duckdb" and all(re.search(r"(?i)\.[ct]sv(\.gz)?$", one) for one in files):
        return *_csv_table(con, files, wanted), _file_digest(files)
    en = "an engine reads Parquet, and DuckDB also CSV; not other files"
    raise CallError(en, "计算引擎只读 Parquet，DuckDB 另可读 CSV")
