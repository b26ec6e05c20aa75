"""The records as flat tables for other programs: claims, evidence, verdicts, ratings."""

import io
import sqlite3
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any, get_args

import pandas as pd

from scorecard.exchange.cells import COLUMNS
from scorecard.problems import CallError
from scorecard.reading.folder import Records
from scorecard.records import Bilingual, Record, in_language
from scorecard.summary.labels import labels_of
from scorecard.table import EXCHANGED, counted, prediction_table
from scorecard.text import Language, Phrase
from scorecard.verdicts import Verdict

_LONGEST_CELL = 32_767
"""Characters that a cell of a workbook takes."""

Tables = Mapping[str, pd.DataFrame]


def _flat(record: Record, prefix: str = "") -> dict[str, Any]:
    """A record as one row: texts in a column for each language, nested records with a prefix, no lists."""
    row: dict[str, Any] = {}
    for field, info in type(record).model_fields.items():
        name, value = prefix + field, getattr(record, field)
        if Bilingual in get_args(info.annotation):
            for language in Language:
                text = None if value is None else in_language(value, language)
                row[f"{name}_{language.value}"] = text
        elif isinstance(value, Record):
            row.update(_flat(value, f"{name}_"))
        elif not isinstance(value, list):
            row[name] = value.value if isinstance(value, Enum) else value
    return row


def flat_tables(records: Records, as_of: date) -> dict[str, pd.DataFrame]:
    """Four tables, of the claims that had been made by a date.

    Args:
        records: The records, without errors.
        as_of: The date of the states.

    Returns:
        claims: one row a claim, with `id`, `outlook`, `state`, its last verdict and its fields.
        evidence, verdicts, ratings: one row an entry, with the claim's `id` and its place `n` from 1.
    """
    made = {id_: one for id_, one in records.predictions.items() if one.made_on <= as_of}
    claims = []
    for id_, one in made.items():
        given = one.verdict_at(as_of)
        last = {"verdict": given.verdict.value, "judged_on": given.judged_on} if given else {}
        state = one.state_at(as_of).value
        claims.append(
            {"id": id_, "outlook": id_.partition("/")[0], "state": state, **last, **_flat(one)}
        )
    tables = {"claims": pd.DataFrame(claims)}
    for name in ("evidence", "verdicts", "ratings"):
        rows = [
            {"id": id_, "n": n, **_flat(entry)}
            for id_, one in made.items()
            for n, entry in enumerate(getattr(one, name), start=1)
        ]
        tables[name] = pd.DataFrame(rows, columns=None if rows else ["id", "n"])
    return tables


def sqlite_bytes(tables: Tables) -> bytes:
    """A SQLite database with the tables; days as text, indexed by claim."""
    connection = sqlite3.connect(":memory:")
    try:
        for name, table in tables.items():
            plain = table.map(lambda one: one.isoformat() if isinstance(one, date) else one)
            plain.to_sql(name, connection, index=False)
            connection.execute(f"CREATE INDEX {name}_id ON {name} (id)")
        return connection.serialize()
    finally:
        connection.close()


def parquet_files(tables: Tables) -> dict[str, bytes]:
    """Each table as a Parquet file, by its name.

    Raises:
        CallError: There is no pyarrow.
    """
    files = {}
    for name, table in tables.items():
        stream = io.BytesIO()
        try:
            table.to_parquet(stream, index=False)
        except ImportError:
            en = "writing Parquet needs the package pyarrow: pip install pyarrow"
            raise CallError(Phrase(en, "写 Parquet 需要 pyarrow：pip install pyarrow")) from None
        files[f"{name}.parquet"] = stream.getvalue()
    return files


def xlsx_bytes(tables: Tables) -> bytes:
    """A workbook with a sheet for each table; a text is never a formula."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    for name, table in tables.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "B2"
        sheet.append(list(table))
        for row in table.itertuples(index=False):
            cells = []
            for value in row:
                text = value[:_LONGEST_CELL] if isinstance(value, str) else value
                cell = WriteOnlyCell(sheet, None if pd.isna(text) else text)
                if isinstance(text, str):
                    cell.data_type = "s"
                cells.append(cell)
            sheet.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def excel_csv(records: Records, as_of: date, language: Language) -> bytes:
    """The table of `export --format csv` for people: with a mark that tells Excel it is UTF-8.

    Heads and words are those of the language; an apostrophe keeps a text from being a formula.
    """
    table = counted(prediction_table(records, as_of=as_of))[list(EXCHANGED)]
    labels = {**labels_of(records), "verdict": {one.value: one.label for one in Verdict}}
    for name in EXCHANGED:
        if isinstance(table[name].dtype, pd.CategoricalDtype) or name == "id":
            table[name] = [
                None if pd.isna(one) else _safe(_label(labels.get(name, {}), one, language))
                for one in table[name]
            ]
    is_chinese = language is Language.CHINESE
    heads = {
        name: COLUMNS[name][0] if is_chinese else name.replace("_", " ").capitalize()
        for name in EXCHANGED
    }
    text = table.rename(columns=heads).to_csv(index=False, date_format="%Y-%m-%d")
    return str(text).encode("utf-8-sig")


def _label(labels: Mapping[str, Phrase], key: str, language: Language) -> str:
    return labels[key].in_language(language) if key in labels else key


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
