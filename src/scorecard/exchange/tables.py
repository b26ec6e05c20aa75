"""Tables of predictions from elsewhere, checked cell by cell, and the same table of the records.

The columns are those of `scorecard.table.EXCHANGED` and `FORECASTS`; one row is one prediction.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.exchange.cells import (
    NOTHING_ASKED,
    Asked,
    canonical,
    days,
    likely,
    probabilities,
    words,
)
from scorecard.exchange.inputs import inputs
from scorecard.exchange.raw_table import RawTable
from scorecard.exchange.raw_tables import raw_tables
from scorecard.problems import CallError, Problem
from scorecard.reading.written_days import in_digits
from scorecard.records import HedgeStrength, Specificity
from scorecard.rules import RULES
from scorecard.table import EXCHANGED, with_states
from scorecard.text import Phrase, closest, printable
from scorecard.verdicts import Verdict, Word

REQUIRED = ("id", "domain", "verdict")
FORECASTS = ("forecaster", "option")
"""Columns of a table in which several people, or several options, answer one question."""

SCORED = (*EXCHANGED, *FORECASTS)
"""The columns that scores are made of."""

SHOWN = (*SCORED, "title", "url", "why", "judged_on")
"""The columns that pages show."""

LISTS: Mapping[str, type[Word]] = {
    "verdict": Verdict,
    "hedge": HedgeStrength,
    "specificity": Specificity,
}
"""The columns of closed lists of words."""

_MOST_PROBLEMS = 100
_FIRST_ROWS = 3
"""Rows that are named of those with one fault."""
_CONTROL = "[\x00-\x08\x0b-\x1f\x7f-\x9f]"

BoolArray = npt.NDArray[np.bool_]


class ReadTable(NamedTuple):
    """A table that was read.

    Attributes:
        table: The rows with their states; empty when there are problems.
        problems: What is wrong, by row; at most 100.
        ignored: Columns that are not read.
        digest: `sha256:…` of the bytes that were read.
    """

    table: pd.DataFrame
    problems: list[Problem]
    ignored: list[str]
    digest: str


def _rank(name: object) -> tuple[bool, ...]:
    """The order in which columns are checked, and their problems listed: text, words, numbers, dates."""
    return (str(name).endswith("_on"), name == "year", name == "probability", name in LISTS)


class Checker:
    """Collects the faulty rows of one table."""

    def __init__(self, table: pd.DataFrame, shown: str, line: int) -> None:
        self.table = table
        self.shown = shown
        self.line = line
        self.problems: list[Problem] = []

    def refuse(
        self, faulty: BoolArray, column: str, rule: str, message: Phrase, hint: Phrase | None = None
    ) -> None:
        """Each faulty text is a problem with the rows that have it; `{}` in the message stands for it."""
        rows = np.flatnonzero(faulty)
        lines = pd.Series(self.table.index[rows] + self.line)
        cells = self.table[column].iloc[rows].map(lambda one: printable(one, limit=60))
        by_cell = lines.groupby(cells.to_numpy(), sort=False)
        for cell, of in islice(by_cell, _MOST_PROBLEMS - len(self.problems)):
            said = Phrase(message.en.format(cell), message.zh.format(cell))
            if len(of) > 1:
                first = ", ".join(map(str, of.iloc[:_FIRST_ROWS])) + ", …" * (len(of) > _FIRST_ROWS)
                said = Phrase(
                    f"{said.en} ({len(of):,} rows: {first})",
                    f"{said.zh}（共 {len(of):,} 行：{first.replace(', ', '、')}）",
                )
            self.problems.append(RULES[rule].problem(self.shown, int(of.iloc[0]), 1, said, hint))

    def words(self, column: str, asked: Mapping[str, str]) -> "pd.Series[Any]":
        """A column of a closed list of words; empty cells are allowed."""
        kind, cells = LISTS[column], self.table[column]
        values, faulty = words(cells, kind, asked)
        allowed = [one.value for one in kind]
        first = str(cells[faulty].iloc[0]) if faulty.any() else ""
        near = closest(first, [*allowed, *(one.label.zh for one in kind)])
        hint = None
        if near and not likely(first):
            hint = Phrase(f"Did you mean `{near}`?", f"是不是 `{near}`？")
        elif column == "verdict":
            typed = f"--value {printable(first, limit=40)}={likely(first) or allowed[0]}"
            hint = Phrase(
                f"Say what it means, for instance: {typed}", f"请说明它的意思，例如：{typed}"
            )
        listed = ", ".join(allowed)
        message = Phrase(
            f"{column}: found `{{}}`; allowed: {listed}", f"{column}：写的是 `{{}}`；可用：{listed}"
        )
        self.refuse(faulty, column, "unknown-value", message, hint)
        return values

    def texts(self, column: str) -> "pd.Series[Any]":
        """A column of text without control characters, blanks around it cut off."""
        cells = self.table[column]
        if cells.dtype == "object":
            nested = cells.map(lambda one: isinstance(one, list | dict))
            message = Phrase(f"{column} holds a list or an object", f"{column} 里是列表或对象")
            self.refuse(nested.to_numpy(dtype=bool), column, "not-text", message)
        found = cells.astype("str").where(cells.notna()).str.strip().replace("", None)
        is_quoted = found.str.match("'[=+@-]", na=False)  # as `export --for excel` writes it
        if is_quoted.any():
            found = found.where(~is_quoted, found.str[1:])
        pattern = _CONTROL if column == "id" else "\0"
        faulty = found.str.contains(pattern, na=False).to_numpy(dtype=bool)
        message = Phrase(
            f"{column} holds a control character: `{{}}`", f"{column} 含控制字符：`{{}}`"
        )
        self.refuse(faulty, column, "control-character", message)
        if column in {"id", "domain"}:
            message = Phrase(f"{column} is empty", f"{column} 是空的")
            self.refuse(found.isna().to_numpy(), column, "empty-text", message)
        return found

    def years(self, column: str) -> "pd.Series[Any]":
        """A column of years, as floats; empty cells are NaN."""
        cells = self.table[column]
        numbers = pd.to_numeric(cells, errors="coerce").astype("float64")
        odd = cells[numbers.isna() & cells.notna()].astype("str").map(in_digits).astype("str")
        numbers[odd.index] = pd.to_numeric(odd.str.removesuffix("年"), errors="coerce")
        is_fit = numbers.between(1, 9999) & (numbers % 1 == 0)
        message = Phrase(
            f"{column}: found `{{}}`, needed: a whole number from 1 to 9999",
            f"{column}：写的是 `{{}}`，需要 1 到 9999 的整数",
        )
        self.refuse((cells.notna() & ~is_fit).to_numpy(), column, "schema", message)
        return numbers

    def probabilities(self, column: str, unit: str | None) -> "pd.Series[Any]":
        """A column of probabilities as shares; empty cells are NaN."""
        shares, faulty = probabilities(self.table[column], column, unit)
        message = Phrase(
            f"{column}: found `{{}}`, needed: a number from 0 to 1, or per cent",
            f"{column}：写的是 `{{}}`，需要 0 到 1 的数，或百分数",
        )
        self.refuse(faulty, column, "schema", message)
        return shares

    def days(self, column: str, order: str | None) -> "pd.Series[Any]":
        """A column of dates; empty cells are missing."""
        found, faulty = days(self.table[column], column, order)
        message = Phrase(
            f"{column}: found `{{}}`, a date is needed", f"{column}：写的是 `{{}}`，这里要写日期"
        )
        self.refuse(faulty, column, "not-a-date", message)
        return found  # type: ignore[no-any-return]  # pandas says Any

    def column(self, name: str, asked: Asked) -> "pd.Series[Any]":
        """A column by what its name says it holds."""
        if name in LISTS:
            return self.words(name, asked.verdicts if name == "verdict" else {})
        if name == "probability":
            return self.probabilities(name, asked.probabilities)
        if name == "year":
            return self.years(name)
        return self.days(name, asked.dates) if name.endswith("_on") else self.texts(name)

    def checked(self, asked: Asked) -> pd.DataFrame:
        """The typed columns."""
        names = sorted(self.table, key=_rank)
        typed = {name: pd.Series(self.column(str(name), asked)).array for name in names}
        return pd.DataFrame({name: typed[name] for name in self.table}, index=self.table.index)


def _repeated(table: pd.DataFrame) -> BoolArray:
    """Rows whose id stands before; forecasts of another day, person or option may repeat it."""
    repeated = table["id"].notna() & table["id"].duplicated()
    apart = [name for name in (*FORECASTS, "made_on") if name in table]
    if "probability" not in table or not apart:
        return repeated.to_numpy()
    is_forecast = table["probability"].notna() & table[apart].notna().any(axis=1)
    n_other = (~is_forecast).groupby(table["id"]).cumsum()
    is_second = ~is_forecast & (n_other > 1)
    return (repeated & (is_second | table.duplicated(["id", *apart]))).to_numpy()


def checked_tables(raws: Sequence[tuple[RawTable, Asked]]) -> tuple[pd.DataFrame, list[Problem]]:
    """The typed rows of tables that have our column names, and what is wrong with their cells.

    Args:
        raws: Each table with what the caller said about cells that can be read in two ways.

    Raises:
        CallError: Something can be read in two ways; the message names the option to type.
    """
    parts, problems, starts = [], [], []
    for raw, asked in raws:
        frame = raw.frame[~raw.frame.isna().all(axis=1)]
        checker = Checker(frame, raw.shown, raw.line)
        parts.append(checker.checked(asked))
        starts.append(checker)
        problems += checker.problems
    table = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    repeated, done = _repeated(table), 0
    message = Phrase("the id `{}` is listed before", "id `{}` 前面已有")
    for checker in starts:
        checker.problems = []
        n = len(checker.table)
        checker.refuse(repeated[done : done + n], "id", "repeated-id", message)
        problems[:0] = checker.problems
        done += n
    problems.sort(key=lambda one: (one.path, one.line, one.column))
    return table.reset_index(drop=True), problems[:_MOST_PROBLEMS]


def read_table(
    names: Path | str | Sequence[str],
    *,
    as_of: date,
    asked: Asked = NOTHING_ASKED,
    columns: Sequence[str] = SCORED,
) -> ReadTable:
    """A table of predictions from files of any usual kind, with at least the columns id, domain and verdict.

    Args:
        names: A file, or several; patterns and `-` for standard input are known.
        as_of: The date of the states.
        asked: What the caller said about cells that can be read in two ways.
        columns: The columns to read.

    Raises:
        CallError: A file cannot be read or lacks a column, or something can be read in two ways.
    """
    listed = [str(names)] if isinstance(names, Path | str) else list(names)
    with inputs(listed) as (sources, digest):
        read = raw_tables(sources, lambda name: canonical(name) in columns)
    raws = [as_ours(raw, listed) for raw in read]
    table, problems = checked_tables([(raw, asked) for raw in raws])
    if "item" not in table and table["id"].duplicated().any():
        table["item"] = table["id"]
    stated = with_states(table.iloc[:0] if problems else table, as_of=as_of)
    ignored = dict.fromkeys(printable(name) for raw in raws for name in raw.left_out)
    return ReadTable(stated, problems, list(ignored), digest)


def as_ours(raw: RawTable, files: Sequence[str]) -> RawTable:
    """A table with our names of its columns.

    Raises:
        CallError: A column is missing; the message points to `import` with a mapping that could fit.
    """
    has = [*raw.frame.columns, *raw.left_out]
    raw = raw._replace(frame=raw.frame.rename(columns=lambda name: canonical(name) or name))
    repeated = next((one for one in raw.frame if list(raw.frame).count(one) > 1), None)
    if repeated is not None:
        en = f"{raw.shown}: two columns mean {repeated}"
        raise CallError(Phrase(en, f"{raw.shown}：有两列都是 {repeated}"))
    missing = [name for name in REQUIRED if name not in raw.frame]
    if missing:
        from scorecard.exchange.mapping_files import suggestion

        names, listed = ", ".join(missing), printable(", ".join(has))
        command = suggestion(files, has)
        raise CallError(
            Phrase(
                f"{raw.shown} lacks the columns: {names}; map it, for instance: {command} (it has: {listed})",
                f"{raw.shown} 缺少列：{names}；请先对应，例如：{command}（现有：{listed}）",
            )
        )
    return raw


def table_csv(table: pd.DataFrame) -> str:
    """The columns of a table that can be scored as CSV, dates as YYYY-MM-DD, missing cells empty."""
    ours = table[[name for name in SCORED if name in table]]
    if "year" in ours:
        ours = ours.assign(year=ours["year"].astype("Int64"))
    return str(ours.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d"))
