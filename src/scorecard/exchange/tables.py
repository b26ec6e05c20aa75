"""Tables of predictions: read from elsewhere, mapped from other trackers, written from the records.

The columns are those of `scorecard.table.EXCHANGED`; one row is one prediction.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.problems import CallError, Problem, UnknownWordError
from scorecard.records import HedgeStrength, Specificity
from scorecard.rules import RULES
from scorecard.table import DAYS, EXCHANGED, with_states
from scorecard.text import Phrase, closest, printable
from scorecard.verdicts import Verdict

__all__ = ["ReadTable", "mapped_table", "pairs", "read_table", "table_csv"]

REQUIRED = ("id", "domain", "verdict")
_MOST_PROBLEMS = 100
_MOST_CELLS = 100_000_000
_DAY = r"\d{4}-\d\d-\d\d"
_DAY_WITH_TIME = re.compile(rf"({_DAY})[T ].*")
_ROW_NUMBER = "#"

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


def _raw_table(file: Path) -> pd.DataFrame:
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
        repeated, "id", "repeated-id", Phrase("the id `{}` is listed before", "id `{}` 前面已有")
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
    raw = _raw_table(file)
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


def pairs(given: list[str], option: str) -> dict[str, str]:
    """`NAME=VALUE` options as a mapping.

    Raises:
        CallError: An option has no `=`, or a name is listed twice.

    Examples:
        >>> pairs(["id=slug", "domain=category"], "--column")
        {'id': 'slug', 'domain': 'category'}
    """
    found: dict[str, str] = {}
    for one in given:
        name, sign, value = one.partition("=")
        if not sign or name in found:
            raise CallError(
                Phrase(
                    f"{option} takes NAME=VALUE, each name once, not {one!r}",
                    f"{option} 要写成 名称=值，每个名称一次，不是 {one!r}",
                )
            )
        found[name] = value
    return found


def _unknown(names: list[str], allowed: list[str], en: str, zh: str) -> None:
    """Refuse a name that is none of the allowed."""
    for name in names:
        if name not in allowed:
            what = Phrase(f"no {en}", f"没有{zh}")
            raise UnknownWordError(what, name, allowed, is_listed=True)


def _column(raw: pd.DataFrame, source: str) -> pd.Series:
    """A column of the file, several joined by a slash, or the row's number."""
    if source == _ROW_NUMBER:
        return pd.Series([str(number) for number in range(1, len(raw) + 1)], index=raw.index)
    parts = source.split("+")
    _unknown(parts, [str(name) for name in raw.columns], "column", "列")
    joined = raw[parts[0]].astype("str").where(raw[parts[0]].notna())
    for part in parts[1:]:
        joined = joined.str.cat(raw[part].astype("str"), sep="/")
    return joined


def mapped_table(file: Path, columns: Mapping[str, str], values: Mapping[str, str]) -> pd.DataFrame:
    """A table of another tracker with our columns and our verdicts, as text.

    Args:
        file: CSV or Parquet.
        columns: Their column for each of ours; `a+b` joins two, `#` is the row's number.
        values: Our verdict for each of their words; an empty one leaves the row unjudged.

    Returns:
        The named columns of `scorecard.table.EXCHANGED`, in their order.

    Raises:
        CallError: A column is not there, a word of the verdict column has no meaning, or a meaning is
            no verdict.
    """
    raw = _raw_table(file)
    _unknown(list(columns), list(EXCHANGED), "column of ours", "我们的列")
    table = pd.DataFrame(
        {name: _column(raw, columns[name]) for name in EXCHANGED if name in columns}
    )
    _unknown(
        [word for word in values.values() if word],
        [one.value for one in Verdict],
        "verdict",
        "判定",
    )
    if "verdict" in table and values:
        words = sorted(table["verdict"].dropna().unique())
        unmapped = [word for word in words if word not in values]
        if unmapped:
            shown = printable(", ".join(unmapped))
            raise CallError(
                Phrase(
                    f"say what these verdicts mean with --value WORD=VERDICT (or WORD= for none): {shown}",
                    f"请用 --value 原词=判定 说明这些词（不计判定写 原词=）：{shown}",
                )
            )
        table["verdict"] = table["verdict"].map(values).replace("", None)
    for name in ("made_on", "closes_on", "occurred_on"):
        if name in table:
            table[name] = table[name].str.replace(_DAY_WITH_TIME, r"\1", regex=True)
    return table
