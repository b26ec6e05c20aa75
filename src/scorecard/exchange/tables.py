"""Tables of predictions from elsewhere, checked cell by cell, and the same table of the records.

The columns are those of `scorecard.table.EXCHANGED` and `FORECASTS`; one row is one prediction.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from scorecard.exchange import cells
from scorecard.exchange.inputs import RawTable, Wanted, inputs
from scorecard.exchange.mapping import missing_columns, need_required
from scorecard.exchange.raw_tables import raw_tables
from scorecard.problems import CallError, Problem, notice
from scorecard.reading.scalar_values import in_figures, share_of
from scorecard.rules import RULES
from scorecard.scoring import BoolArray
from scorecard.table import EXCHANGED, LISTS, in_time, with_states
from scorecard.text import Phrase, closest, did_you_mean, first_listed, listed, printable

FORECASTS = ("forecaster", "option")
"""Columns of a table in which several people, or several options, answer one question."""

SCORED = (*EXCHANGED, *FORECASTS)
"""The columns that scores are made of."""

READ = (*SCORED, "judged_on")
"""The columns that are read for a score."""

SHOWN = (*READ, "title", "url", "why")
"""The columns that pages show."""

_MOST_PROBLEMS = 100
PRECISION = 10.0**12
"""Parts of a whole to which shares are rounded: a spreadsheet's 1 - 0.9 is a little less than 0.1."""
_WRITE_OUT = Phrase(
    "Write it in every row, also in those that a merged cell covers; delete totals and notes.",
    "每行都要写，合并单元格遮住的各行也要补上；合计和说明请删去。",
)
_AGAIN = Phrase("The header again: delete the line.", "又是表头，请删去这一行。")

Checked = tuple[pd.DataFrame, list[Problem]]
Said = tuple[str, str]
"""A message in English and in Chinese, in which `{}` stands for a cell."""
Hint = Callable[[str], Phrase | None]
"""What to type for a cell."""


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


class Checker:
    """The cells of one table as typed columns, and its faulty rows as problems.

    Args:
        raw: The table, with our names of the columns.
    """

    def __init__(self, raw: RawTable) -> None:
        self.raw = raw
        self.table = raw.frame
        self.problems: list[Problem] = []

    def refuse(
        self, faulty: BoolArray, column: str, rule: str, said: Said, hint: Hint = lambda _: None
    ) -> None:
        """Each faulty text is a problem with the rows that have it; `{}` in the message stands for it."""
        if not faulty.any():
            return
        lines = pd.Series(self.table.index[faulty])
        given = self.table[column][faulty].map(lambda one: printable(one, limit=60))
        by_cell = lines.groupby(given.to_numpy(), sort=False)
        for cell, of in islice(by_cell, _MOST_PROBLEMS - len(self.problems)):
            here = Phrase(*(one.format(cell) for one in said))
            if len(of) > 1:
                en, zh = first_listed(of)
                en = f"{here.en} ({len(of):,} rows: {en})"
                here = Phrase(en, f"{here.zh}（共 {len(of):,} 行：{zh}）")
            typed = _AGAIN if cells.canonical(str(cell)) == column else hint(str(cell))
            line = int(of.iloc[0])
            self.problems.append(RULES[rule].problem(self.raw.shown, line, 1, here, typed))

    def refuse_repeated(self, faulty: BoolArray, *, is_other: bool) -> None:
        """Each faulty id is listed before: with another verdict or domain, or as the same forecast."""
        en, zh, hint = "the id `{}` is listed before", "id `{}` 前面已有", None
        if is_other:
            en, zh = f"{en} with another verdict or domain", f"{zh}，判定或领域却不同"
            hint = Phrase(
                "Write both in the same words; if they are two questions, give one of them a different id.",
                "两处写成一样；若是两个问题，给其中一处换个 id。",
            )
        elif "probability" in self.raw.headers:
            hint = Phrase(
                "If people or days differ, name their column `forecaster` or `made_on`;"
                " else rename or delete one.",
                "若是不同的人或不同日子的预测，那一列请叫 `forecaster` 或 `made_on`；否则改名或删去一行。",
            )
        self.refuse(faulty, "id", "repeated-id", (en, zh), lambda _: hint)

    def meant(
        self,
        column: str,
        meaning: Callable[[str], Any],
        rule: Literal["unknown-value", "schema", "not-a-date"],
        needed: Said,
        hint: Hint = lambda _: None,
    ) -> "pd.Series[Any]":
        """Each cell by what its text means; a text that means nothing breaks a rule.

        Each different text is looked at once. An empty cell is missing, and so is one whose meaning is an
        empty text; `needed` is said behind a faulty one.
        """
        given = self.table[column]
        codes, found = pd.factorize(given.astype("str").where(given.notna()))
        values = [meaning(str(text)) for text in found]
        pairs = zip(values, found, strict=True)
        is_odd = [one is None and not cells.is_empty(text) for one, text in pairs]
        said = f"{column}: found `{{}}`{needed[0]}", f"{column}：写的是 `{{}}`{needed[1]}"
        self.refuse(np.array([*is_odd, False])[codes], column, rule, said, hint)
        dtype: Any = {"unknown-value": "str", "schema": "float64"}.get(rule, "datetime64[s]")
        known = pd.Series([*(one or None for one in values), None], dtype=dtype)
        return known.take(codes).reset_index(drop=True)

    def words(self, column: str) -> "pd.Series[Any]":
        """A column of a closed list of words.

        Raises:
            CallError: No word of a column of verdicts is known, but some are such as True and False.
        """
        kind, is_verdict = LISTS[column], column == "verdict"
        known = cells.meanings(kind) | (self.raw.asked.words if is_verdict else {})

        def meaning(text: str) -> str | None:
            word = cells.normal(text)
            parts = re.findall("[a-z]+|[^a-z]+", re.sub("[/|()]", "", word))  # in both languages
            same = {known.get(part) for part in parts}
            return known.get(word, same.pop() if parts[1:] and len(same) == 1 else None)

        given = self.table[column].dropna().astype("str").unique()
        texts = [str(one) for one in given if one.strip() and meaning(one) is None]
        strange = [one for one in texts if not cells.is_empty(one)]
        if is_verdict and strange and all(meaning(one) is None for one in given):
            cells.need_meaning(texts)  # a dash may be the other word of a plus
        allowed = [Phrase(one.value, one.label.zh) for one in kind]
        en, zh = listed(allowed)
        needed = f"; allowed: {en}", f"；可用：{zh}"

        def hint(text: str) -> Phrase | None:
            near = did_you_mean(closest(text, chain(*allowed)))
            if not is_verdict:
                return near
            en, zh = "Say what it means, for instance", "请说明它的意思，例如"
            if near and not cells.likely(text):  # `mostly accurate` is near, but no slip
                en, zh = f"{near.en} If not, say what it means", f"{near.zh}若不是，请说明它的意思"
            typed = cells.value_option(text)
            return Phrase(f"{en}: {typed}", f"{zh}：{typed}")

        return self.meant(column, meaning, "unknown-value", needed, hint)

    def texts(self, column: str) -> "pd.Series[Any]":
        """A column of text without control characters, blanks around it cut off."""
        given = self.table[column]
        if pd.api.types.is_float_dtype(given.dtype):  # whole numbers, beside which a cell is empty
            given = given.map(cells.cell_text)
        found = given.astype("str").where(given.notna()).str.strip()
        found = found.replace(["", *cells.ERRORS], None)
        if column != "id":
            empty = cells.is_no_option if column == "option" else cells.is_empty
            found = found.mask(found.isin(filter(empty, found.dropna().unique())))
        found = found.str.replace("^'([=+@＝＋＠－-])", r"\1", regex=True)  # of `--for excel`
        faulty = found.str.contains(cells.UNSEEN if column == "id" else cells.NO_TEXT, na=False)
        said = f"{column} holds a control character: `{{}}`", f"{column} 含控制字符：`{{}}`"
        self.refuse(faulty.to_numpy(dtype=bool), column, "control-character", said)
        if column == "id":
            known = {*cells.meanings(LISTS["verdict"]), *self.raw.asked.words}
            is_total = self.table["domain"].astype("str").str.contains(cells.SHARE, na=False)
            is_total |= found.str.contains(cells.TOTALS, na=False)
            words = self.table["verdict"].where(is_total).map(cells.normal, na_action="ignore")
            said = "the id `{}` looks like totals or a note", "id `{}` 像是合计或说明"
            delete = Phrase("Delete the row, or give it another id.", "请删去这一行，或换个 id。")
            is_total &= ~words.isin(known)
            self.refuse(is_total.to_numpy(), column, "schema", said, lambda _: delete)
        if column in {"id", "domain"}:
            said = f"{column} is empty", f"{column} 是空的"
            self.refuse(found.isna().to_numpy(), column, "empty-text", said, lambda _: _WRITE_OUT)
        return found.str.replace("\r\n?", "\n", regex=True)  # a `\r` is written without quotes

    def probabilities(self, column: str) -> "pd.Series[Any]":
        """A column of probabilities as shares: `90%`, `90`, `9/10` and 九成 are one; empty cells are NaN.

        Raises:
            CallError: Whether the numbers are per cent has to be asked.
        """
        given = self.table[column].reset_index(drop=True)
        numbers = pd.to_numeric(given, errors="coerce").astype("float64")
        texts = given[numbers.isna() & given.notna()].map(in_figures).astype("str")
        stated = texts.map(share_of).astype("float64").reindex(given.index)
        numbers = numbers.fillna(pd.to_numeric(texts.str.replace(",", "."), errors="coerce"))
        is_row = self.table.get("domain", given).notna().to_numpy()  # totals have none
        unsaid = np.asarray(numbers[is_row].dropna(), dtype=np.float64)
        unit = self.raw.asked.probabilities
        if unit is None and len(unsaid):
            header = self.raw.headers.get(column, "")
            is_percent = texts[is_row[texts.index]].str.endswith("%")
            unit = cells.unit_of(column, unsaid, header=header, is_mixed=bool(is_percent.any()))
        shares = stated.fillna(numbers / 100 if unit == "percent" else numbers)
        is_inside = shares.between(1 / PRECISION, 1 - 1 / PRECISION)  # others would become certain
        shares = shares.mask(is_inside, (shares * PRECISION + 0.5) // 1 / PRECISION)
        empty = texts.index[texts.map(cells.is_empty).astype("bool")]
        is_odd = given.notna() & ~given.index.isin(empty) & ~shares.between(0, 1)
        en = f"{column}: found `{{}}`, needed: a number from 0 to 1, or percent"
        zh = f"{column}：写的是 `{{}}`，需要 0 到 1 的数，或百分数"
        self.refuse(is_odd.to_numpy(), column, "schema", (en, zh))
        return shares

    def days(self, column: str) -> "pd.Series[Any]":
        """A column of dates; empty cells are missing, times of day are cut off.

        Raises:
            CallError: The order of day and month has to be asked.
        """
        given = self.table[column]
        if pd.api.types.is_datetime64_any_dtype(given.dtype):
            return given.dt.tz_localize(None).dt.normalize()  # type: ignore[no-any-return]  # pandas says Any

        def meaning(text: str) -> date | None:
            try:
                return cells.day_of(text, self.raw.asked.dates)
            except LookupError:
                shown = printable(text, limit=30)
                en = f"{column}: is {shown} day/month or month/day? Add --dates dmy or --dates mdy"
                zh = f"{column}：{shown} 是日/月还是月/日？请加上 --dates dmy 或 --dates mdy"
                if not re.search(r"\d{4}", text):  # neither, where 24/01/05 begins with its year
                    en += "; a year that comes first needs four digits"
                    zh += "；年份在前的，请写成四位"
                raise CallError(en, zh) from None

        needed = ", a date is needed", "，这里要写日期"
        return self.meant(column, meaning, "not-a-date", needed, cells.day_hint)

    def column(self, name: str) -> "pd.Series[Any]":
        """A column by what its name says it holds; nothing is filled in for a cell that says `as above`."""
        given = self.table[name]
        if given.dtype == "object":
            nested = given.map(type).isin([list, dict, np.ndarray]).to_numpy()
            said = f"{name} holds a list or an object", f"{name} 里是列表或对象"

            def part(cell: str) -> Phrase:
                typed = f"import --column {name}={name}{'[1]' if cell[0] == '[' else '.…'}"
                return Phrase(f"Take a part: {typed}", f"请取其中一项：{typed}")

            self.refuse(nested, name, "not-text", said, part)
            if nested.any():  # nothing else is said of such a column
                return given.mask(np.ones(len(given), dtype=bool))
        if given.dtype == "str" and (is_above := given.isin(cells.DITTO)).any():
            if name not in {"id", "domain"}:  # where an empty cell is refused
                en = f"{name} is missing in this row, whose cell is merged with another or says ditto"
                said = en, f"这一行没有写 {name}，单元格与别格合并，或写了同上"
                self.refuse(is_above.to_numpy(), name, "empty-text", said, lambda _: _WRITE_OUT)
            self.table = self.table.assign(**{name: given.mask(is_above)})
        if name in LISTS:
            return self.words(name)
        if name == "probability":
            return self.probabilities(name)
        if name == "year":
            needed = ", needed: a whole number from 1 to 9999", "，需要 1 到 9999 的整数"
            return self.meant(name, cells.year_of, "schema", needed)
        return self.days(name) if name.endswith("_on") else self.texts(name)

    def checked(self) -> pd.DataFrame:
        """The typed columns."""
        typed = {name: self.column(str(name)).array for name in self.table}
        return pd.DataFrame(typed, index=self.table.index)


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


def _contradicted(table: pd.DataFrame) -> BoolArray:
    """Rows of a question that has another verdict or domain before: an id that two questions share."""
    faulty = np.zeros(len(table), dtype=np.bool_)
    if table["id"].duplicated().any():
        questions = table.groupby(["id", *({"option"} & {*table})], dropna=False)
        for name in ("verdict", "domain"):
            first = questions[name].transform("first")
            faulty |= (table[name].notna() & (table[name] != first)).to_numpy(dtype=bool)
    return faulty & table["id"].notna().to_numpy()


def _tell_variants(table: pd.DataFrame) -> None:
    """Tell of groups whose names differ only in case, width, blanks or signs that nobody sees."""
    for column in (name for name in ("domain", "outlook", "forecaster") if name in table):
        alike: dict[str, list[str]] = {}
        for name in map(str, table[column].dropna().unique()):
            alike.setdefault(cells.normal(name), []).append(printable(name, limit=40))
        if found := [" / ".join(names) for names in alike.values() if len(names) > 1]:
            en, zh = first_listed(found)
            en = f"{column}: counted apart, but hardly different: {en}; write the same in the same way"
            zh = f"{column} 里写法略有不同，因而分开计数：{zh}；若是同一个，请统一写法"
            notice(Phrase(en, zh))


def checked_tables(raws: Sequence[RawTable]) -> Checked:
    """The typed rows of tables that have our column names, and what is wrong with their cells.

    Raises:
        CallError: Something can be read in two ways; the message names the option to type.
    """
    checkers = [Checker(raw._replace(frame=raw.frame.dropna(how="all"))) for raw in raws]
    parts = [one.checked() for one in checkers]
    table = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    _tell_variants(table)
    ends = np.cumsum([len(one) for one in parts])
    found = [problem for checker in checkers for problem in checker.problems]
    # Forecasts whose days or probabilities cannot be read would look alike.
    is_odd = any(one.rule in {"not-a-date", "schema"} for one in found)
    repeated = _repeated(table) & (not is_odd or "probability" not in table)
    # A row without the verdict of its question would count as not judged; unknown words are told already.
    contradicted = _contradicted(table if found else table.fillna({"verdict": ""})) & ~repeated
    for checker, twice, unlike in zip(
        checkers, *(np.split(one, ends[:-1]) for one in (repeated, contradicted)), strict=True
    ):
        checker.refuse_repeated(twice, is_other=False)
        checker.refuse_repeated(unlike, is_other=True)
    found = [problem for checker in checkers for problem in checker.problems]
    found.sort(key=lambda one: (one.path, one.line, one.column))
    return table.reset_index(drop=True), found[:_MOST_PROBLEMS]


def not_read(columns: Iterable[str]) -> Phrase:
    """The note that names the columns of a file that are not read."""
    en, zh = listed(columns)
    return Phrase(f"columns not read: {en}", f"没有读取的列：{zh}")


def read_table(
    names: Path | str | Sequence[str],
    *,
    as_of: date,
    asked: cells.Asked = cells.NOTHING_ASKED,
    columns: Sequence[str] = READ,
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
        raws = raw_tables(sources, one_of(columns), lambda raw: missing_columns(raw.frame))
    for raw in raws:
        need_required(raw, listed, raw.frame)
    table, problems = checked_tables([raw._replace(asked=asked) for raw in raws])
    if "item" not in table and table["id"].duplicated().any():
        table["item"] = table["id"]
    table = table.iloc[:0] if problems else table
    ignored = dict.fromkeys(printable(name) for raw in raws for name in raw.left_out)
    table = with_states(in_time(table, as_of), as_of=as_of)
    return ReadTable(table, problems, list(ignored), digest)


def one_of(columns: Sequence[str]) -> Wanted:
    """Our names of columns of a table, in whatever way it writes them."""
    return lambda name: found if (found := cells.canonical(name)) in columns else None


def table_csv(table: pd.DataFrame) -> str:
    """The columns of a table that scores and pages read as CSV, dates as YYYY-MM-DD, missing cells empty."""
    ours = table[[name for name in SHOWN if name in table]]
    if "year" in ours:
        ours = ours.assign(year=ours["year"].astype("Int64"))
    return str(ours.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d"))
