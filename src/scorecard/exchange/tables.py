"""Tables of predictions from elsewhere, and the same table of the records.

The columns are those of `scorecard.table.EXCHANGED`; one row is one prediction.
"""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.problems import CallError, Problem
from scorecard.records import HedgeStrength, Specificity
from scorecard.rules import RULES
from scorecard.table import DAYS, EXCHANGED, with_states
from scorecard.text import Phrase, closest, printable
from scorecard.verdicts import Verdict

__all__ = ["ReadTable", "raw_table", "read_table", "table_csv"]

REQUIRED = ("id", "domain", "verdict")
_MOST_PROBLEMS = 100
_MOST_CELLS = 100_000_000
_DAY = r"\d{4}-\d\d-\d\d"

BoolArray = npt.NDArray[np.bool_]


class ReadTable(NamedTuple):
    """A table that was read.

    Attributes:
        table: The rows with their states; empty when there are problems.
        problems: What is wrong, by row; at most 100.
        ignored: Columns that are none of `EXCHANGED`.
        digest: `sha256:…` of the file.
    """

    table: pd.DataFrame
    problems: list[Problem]
    ignored: list[str]
    digest: str


def raw_table(file: Path) -> pd.DataFrame:
    """The file's cells; text columns as text, empty cells missing."""
    try:
        if file.suffix.lower() == ".parquet":
            return _parquet(file)
        return pd.read_csv(file, dtype="str", keep_default_na=False, na_values=[""])
    except MemoryError:
        raise CallError(
            Phrase(
                f"{printable(file)} is too large for this machine's memory",
                f"{printable(file)} 太大，内存放不下",
            )
        ) from None
    except ImportError:
        message = "reading Parquet needs the package pyarrow: pip install pyarrow"
        raise CallError(Phrase(message, "读取 Parquet 需要 pyarrow：pip install pyarrow")) from None
    except (OSError, ValueError) as error:
        said = printable(error)
        raise CallError(
            Phrase(
                f"{printable(file)} cannot be read: {said}", f"无法读取 {printable(file)}：{said}"
            )
        ) from None


def _parquet(file: Path) -> pd.DataFrame:
    """A Parquet file whose rows and columns are known not to be too many before they are unpacked.

    Raises:
        ImportError: There is no pyarrow.
        ValueError: It is too large, or holds what no cell of a table is.
    """
    from pyarrow import parquet

    facts = parquet.read_metadata(file)
    n_cells = facts.num_rows * facts.num_columns
    if n_cells > _MOST_CELLS:
        raise ValueError(f"{n_cells:,} cells are too many; at most {_MOST_CELLS:,}")
    nested = [field.name for field in parquet.read_schema(file) if field.type.num_fields]
    if nested:
        raise ValueError(f"the column {nested[0]!r} is nested")
    table = pd.read_parquet(file)
    zoned = table.select_dtypes("datetimetz").columns
    return table.assign(**{name: table[name].dt.tz_localize(None) for name in zoned})


class _Checker:
    """Collects the faulty rows of one table; a row's line is that of a CSV file with a header."""

    def __init__(self, table: pd.DataFrame, shown: str) -> None:
        self.table = table
        self.shown = shown
        self.problems: list[Problem] = []

    def refuse(
        self, faulty: BoolArray, column: str, rule: str, message: Phrase, hint: Phrase | None = None
    ) -> None:
        """Each faulty row is a problem; `{}` in the message stands for the cell."""
        for row in np.flatnonzero(faulty)[: _MOST_PROBLEMS - len(self.problems)]:
            cell = printable(self.table[column].iloc[row], limit=60)
            said = Phrase(message.en.format(cell), message.zh.format(cell))
            self.problems.append(RULES[rule].problem(self.shown, int(row) + 2, 1, said, hint))

    def words(self, column: str, allowed: list[str]) -> None:
        """A column of a closed list of words; empty cells are allowed."""
        cells = self.table[column]
        faulty = (cells.notna() & ~cells.isin(allowed)).to_numpy()
        listed = ", ".join(allowed)
        first = cells[faulty].iloc[0] if faulty.any() else ""
        near = closest(str(first), allowed)
        hint = Phrase(f"Did you mean `{near}`?", f"是不是 `{near}`？") if near else None
        message = Phrase(
            f"{column}: found `{{}}`; allowed: {listed}", f"{column}：写的是 `{{}}`；可用：{listed}"
        )
        self.refuse(faulty, column, "unknown-value", message, hint)

    def filled(self, column: str) -> None:
        """A column without empty cells."""
        message = Phrase(f"{column} is empty", f"{column} 是空的")
        self.refuse(self.table[column].isna().to_numpy(), column, "empty-text", message)

    def numbers(self, column: str, low: float, high: float, *, is_whole: bool = False) -> pd.Series:
        """A column of numbers in a range, as floats; empty cells are NaN."""
        cells = self.table[column]
        numbers = pd.to_numeric(cells, errors="coerce").astype("float64")
        is_fit = numbers.between(low, high) & ((numbers % 1 == 0) | (not is_whole))
        kind = Phrase("a whole number", "整数") if is_whole else Phrase("a number", "数")
        message = Phrase(
            f"{column}: found `{{}}`, needed: {kind.en} from {low:g} to {high:g}",
            f"{column}：写的是 `{{}}`，需要 {low:g} 到 {high:g} 的{kind.zh}",
        )
        self.refuse((cells.notna() & ~is_fit).to_numpy(), column, "schema", message)
        return numbers

    def days(self, column: str) -> pd.Series:
        """A column of dates; empty cells are missing."""
        cells = self.table[column]
        if pd.api.types.is_datetime64_any_dtype(cells.dtype):
            return cells
        dated = cells.where(cells.astype("str").str.fullmatch(_DAY))
        days = pd.to_datetime(dated, format="%Y-%m-%d", errors="coerce")
        faulty = (cells.notna() & days.isna()).to_numpy()
        message = Phrase(
            f"{column}: found `{{}}`, a date is needed", f"{column}：写的是 `{{}}`，这里要写日期"
        )
        self.refuse(faulty, column, "not-a-date", message)
        return days


def _checked(raw: pd.DataFrame, shown: str) -> tuple[pd.DataFrame, list[Problem]]:
    """The typed columns and what is wrong with their cells."""
    checker = _Checker(raw, shown)
    typed: dict[str, Any] = {name: raw[name] for name in EXCHANGED if name in raw}
    for name in ("id", "domain"):
        checker.filled(name)
    repeated = (raw["id"].notna() & raw["id"].duplicated()).to_numpy()
    checker.refuse(
        repeated, "id", "repeated-id", Phrase("the id `{}` stands before", "id `{}` 前面已有")
    )
    chinese = {verdict.label.zh: verdict.value for verdict in Verdict}
    typed["verdict"] = raw["verdict"].replace(chinese)
    checker.words("verdict", [*(one.value for one in Verdict), *chinese])
    if "hedge" in raw:
        checker.words("hedge", [one.value for one in HedgeStrength])
    if "specificity" in raw:
        checker.words("specificity", [one.value for one in Specificity])
    if "probability" in raw:
        typed["probability"] = checker.numbers("probability", 0, 1)
    if "year" in raw:
        typed["year"] = checker.numbers("year", 1, 9999, is_whole=True)
    typed.update({name: checker.days(name) for name in DAYS if name in raw})
    return pd.DataFrame(typed), sorted(checker.problems, key=lambda one: (one.line, one.column))


def read_table(file: Path, *, as_of: date) -> ReadTable:
    """A table of predictions from a CSV or Parquet file.

    Args:
        file: UTF-8 CSV with a header, or Parquet, with at least the columns id, domain and verdict.
        as_of: The date of the states.

    Raises:
        CallError: The file cannot be read or lacks a column.
    """
    raw = raw_table(file)
    missing = [name for name in REQUIRED if name not in raw]
    if missing:
        names, has = ", ".join(missing), printable(", ".join(map(str, raw.columns)))
        raise CallError(
            Phrase(
                f"{printable(file)} lacks the columns: {names}; it has: {has}",
                f"{printable(file)} 缺少列：{names}；现有：{has}",
            )
        )
    typed, problems = _checked(raw, printable(file, limit=4096))
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    table = with_states(typed.iloc[:0] if problems else typed, as_of=as_of)
    ignored = [printable(name) for name in raw.columns if name not in EXCHANGED]
    return ReadTable(table, problems, ignored, f"sha256:{digest}")


def table_csv(table: pd.DataFrame) -> str:
    """The columns of `EXCHANGED` as CSV, dates as YYYY-MM-DD, missing cells empty."""
    return str(
        table[list(EXCHANGED)].to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")
    )
