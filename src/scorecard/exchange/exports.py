"""The records in the forms of other programs: flat tables, ClaimReview of schema.org, a calendar.

A calendar starts without pandas: it is imported where tables are made.
"""

import io
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias, get_origin
from uuid import NAMESPACE_URL, uuid5

from scorecard.problems import CallError
from scorecard.reading.folder import Records
from scorecard.records import Bilingual, JudgedVerdict, Prediction, Record, phrase_of
from scorecard.records.fields import types_in
from scorecard.records.prediction import ARTICLE
from scorecard.summary.due import Due
from scorecard.text import Language, Phrase, in_one_line, is_formula, printable
from scorecard.verdicts import JUDGED_STATES

if TYPE_CHECKING:
    import pandas as pd

_TASKS = {"judge": Phrase("Judge: ", "待判定："), "confirm": Phrase("Confirm: ", "待确认：")}

_LONGEST_CELL = 32_767
Tables: TypeAlias = "Mapping[str, pd.DataFrame]"


def _flat(model: type[Record], record: Record | None = None, prefix: str = "") -> dict[str, Any]:
    """All columns of a model: texts in each language, nested records with a prefix, no lists; one row."""
    row: dict[str, Any] = {}
    for field, info in model.model_fields.items():
        name, value = prefix + field, getattr(record, field, None)
        nested = next(types_in(info.annotation, Record), None)
        if nested is Bilingual:  # a text
            for language in Language:
                text = None if value is None else phrase_of(value).in_language(language)
                row[f"{name}_{language.value}"] = text
        elif get_origin(info.annotation) is not list:
            value = value.value if isinstance(value, Enum) else value
            row |= _flat(nested, value, f"{name}_") if nested else {name: value}
    return row


def flat_tables(records: Records, as_of: date) -> "dict[str, pd.DataFrame]":
    """Four tables, of the claims that had been made by a date; each has all of its columns.

    Args:
        records: The records, without errors.
        as_of: The date of the states.

    Returns:
        claims: one row a claim, with `id`, `outlook`, `state`, its last verdict and its fields.
        evidence, verdicts, ratings: one row an entry, with the claim's `id` and its place `n` from 1.
    """
    import pandas as pd

    made = {id_: one for id_, one in records.predictions.items() if one.made_on <= as_of}
    rows = []
    for id_, one in made.items():
        row = {"id": id_, "outlook": id_.partition("/")[0], "state": one.state_at(as_of).value}
        given = one.verdict_at(as_of)
        last = {"verdict": given.verdict.value, "judged_on": given.judged_on} if given else {}
        rows.append({**row, **last, **_flat(Prediction, one)})
    first = ("id", "outlook", "state", "verdict", "judged_on")
    tables = {"claims": pd.DataFrame(rows, columns=[*first, *_flat(Prediction)])}
    for name in ("evidence", "verdicts", "ratings"):
        model, rows = next(types_in(Prediction.model_fields[name].annotation, Record)), []
        for id_, one in made.items():
            entries = enumerate(getattr(one, name), start=1)
            rows += [{"id": id_, "n": n, **_flat(model, entry)} for n, entry in entries]
        tables[name] = pd.DataFrame(rows, columns=["id", "n", *_flat(model)], dtype=object)
    return tables


def sqlite_bytes(tables: Tables) -> bytes:
    """A SQLite database with the tables; days as text, indexed by claim."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for name, table in tables.items():
            plain = table.map(lambda one: one.isoformat() if isinstance(one, date) else one)
            plain.convert_dtypes().to_sql(name, connection, index=False)
            connection.execute(f"CREATE INDEX {name}_id ON {name} (id)")
        return connection.serialize()


def parquet_files(tables: Tables) -> dict[str, bytes]:
    """Each table as a Parquet file, by its name.

    Raises:
        CallError: There is no pyarrow.
    """
    try:
        return {f"{name}.parquet": table.to_parquet(index=False) for name, table in tables.items()}
    except ImportError:
        en = "writing Parquet needs the package pyarrow: pip install pyarrow"
        raise CallError(en, "写 Parquet 需要 pyarrow：pip install pyarrow") from None


def xlsx_bytes(tables: Tables) -> bytes:
    """A workbook with a sheet for each table; a text is never a formula.

    Raises:
        CallError: A text is longer than a cell can be; the library would cut it off.
    """
    import openpyxl
    import pandas as pd
    from openpyxl.cell import WriteOnlyCell

    rows = (row for table in tables.values() for row in table.itertuples(index=False))
    for id_, *cells in rows:
        if any(isinstance(one, str) and len(one) > _LONGEST_CELL for one in cells):
            en = f"a text of {id_} is too long for a cell of Excel; take --format sqlite"
            raise CallError(en, f"{id_} 有一处文字超过 Excel 单元格的上限；请用 --format sqlite")
    book = openpyxl.Workbook(write_only=True)
    for name, table in tables.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "B2"
        sheet.append(list(table))
        for row in table.itertuples(index=False):
            cells = [WriteOnlyCell(sheet, None if pd.isna(one) else one) for one in row]
            for cell, value in zip(cells, row, strict=True):
                if isinstance(value, str):
                    cell.data_type = "s"
            sheet.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def excel_csv(records: Records, as_of: date, language: Language) -> bytes:
    """The table of `export --format csv` for people: with a mark that tells Excel it is UTF-8.

    Heads and words are those of the language; an apostrophe keeps a text from being a formula. Names that
    two outlooks, items or people share are followed by their ids, so that they are not counted as one.
    """
    from scorecard.exchange.cells import COLUMNS
    from scorecard.table import EXCHANGED, exchanged, labels_of, prediction_table, told_apart

    table = exchanged(prediction_table(records, as_of=as_of))
    labels = labels_of(records)
    for name in EXCHANGED:
        if table[name].dtype == "category" or name == "id":
            found = told_apart(table[name].dropna().unique(), labels.get(name, {}))
            said = {one: text.in_language(language) for one, text in found.items()}
            said = {one: f"'{text}" if is_formula(text) else text for one, text in said.items()}
            table[name] = [said.get(one) for one in table[name]]
    heads = {name: name.replace("_", " ").capitalize() for name in EXCHANGED}
    if language is Language.CHINESE:
        heads = {name: COLUMNS[name][0] for name in EXCHANGED}
    text = table.rename(columns=heads).to_csv(index=False, date_format="%Y-%m-%d")
    return str(text).encode("utf-8-sig")


def _review(records: Records, id_: str, given: JudgedVerdict, language: Language) -> dict[str, Any]:
    prediction, outlook = records.predictions[id_], records.outlooks[id_.partition("/")[0]]
    worths = [one.value for one in reversed(JUDGED_STATES)]
    publisher = records.settings.publisher
    name = phrase_of(publisher.name) if publisher else records.settings.name_of(given.by)
    author = outlook.author or outlook.publisher if prediction.speaker == ARTICLE else None
    speaker = phrase_of(author) if author else prediction.speaker
    headline = phrase_of(outlook.title).in_language(language)
    return {
        "@type": "ClaimReview",
        "identifier": id_,
        "datePublished": given.judged_on.isoformat(),
        "author": {
            "@type": "Organization",
            "name": name.in_language(language),
            "url": publisher and publisher.url,
        },
        "claimReviewed": phrase_of(prediction.claim).in_language(language),
        "itemReviewed": {
            "@type": "Claim",
            "datePublished": prediction.made_on.isoformat(),
            "author": {"@type": "Thing", "name": speaker.in_language(language)},
            "appearance": {"@type": "CreativeWork", "headline": headline, "url": outlook.url},
        },
        "reviewRating": {
            "@type": "Rating",
            "worstRating": 1,
            "bestRating": len(worths),
            "ratingValue": 1 + worths.index(given.verdict.value),
            "alternateName": given.verdict.label.in_language(language),
        },
        "reviewBody": given.why and phrase_of(given.why).in_language(language),
        "citation": [one.url for one in prediction.evidence if one.url],
    }


def _filled(value: Any) -> Any:  # noqa: ANN401  (JSON)
    """A value without what is not known."""
    if not isinstance(value, dict):
        return value
    return {name: _filled(one) for name, one in value.items() if one is not None}


def claim_reviews(records: Records, as_of: date, language: Language) -> dict[str, Any]:
    """The scored verdicts of claims whose time is up, as JSON-LD in which search engines read fact checks.

    Early verdicts, withdrawn claims and those that nothing decides are left out.

    Args:
        records: The records, without errors.
        as_of: The date.
        language: Language of the texts.
    """
    reviews = []
    for id_, one in records.predictions.items():
        given, closes_on = one.verdict_at(as_of), one.window.closes_on
        is_up = closes_on is not None and closes_on < as_of
        if given and given.verdict.is_scored and is_up and not one.withdrawn:
            reviews.append(_filled(_review(records, id_, given, language)))
    return {"@context": "https://schema.org", "@graph": reviews}


def _event_properties(due: Due, language: Language) -> dict[str, Any]:
    """A prediction's event of one day, the first on which it can be judged.

    Its UID never changes, whatever its id; an amendment makes it a newer version of the same event.
    """
    first, *_ = *due.prediction.formerly, due.id
    text = phrase_of(due.prediction.claim).in_language(language)
    claim = printable(in_one_line(text), limit=1000)
    window, shown = due.prediction.window, printable(due.id)
    amended = [one.amended_on for one in due.prediction.amendments]
    written_on = max([due.prediction.made_on, *amended])
    return {
        "uid": f"{uuid5(NAMESPACE_URL, f'scorecard:{first}')}",
        "dtstamp": datetime.combine(written_on, time(), UTC),
        "sequence": len(amended),
        "dtstart": due.due_on,
        **({"dtend": due.due_on + timedelta(days=1)} if due.due_on < date.max else {}),
        "summary": _TASKS[due.task].in_language(language) + claim,
        "description": Phrase(
            f"{shown}\nWindow: {window.opens_on} to {window.closes_on}\n"
            f'scorecard judge {shown} VERDICT --why "…"',
            f"{shown}\n期限：{window.opens_on} 至 {window.closes_on}\n"
            f'scorecard judge {shown} 判定 --why "…"',
        ).in_language(language),
        "categories": [printable(due.prediction.domain)],
        "transp": "TRANSPARENT",
    }


def calendar_bytes(dues: Sequence[Due], language: Language) -> bytes:
    """Due verdicts as a calendar file (RFC 5545): CRLF, lines folded at 75 bytes, UTF-8.

    The same predictions give the same bytes: nothing in it comes from a clock.

    Args:
        dues: What falls due.
        language: Language of the events.
    """
    from icalendar import Calendar, Event  # only who asks for a calendar pays for it

    calendar = Calendar()
    calendar.add("prodid", "-//scorecard//verdicts due//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", Phrase("Verdicts due", "待判定的预测").in_language(language))
    for due in dues:
        event = Event()
        for name, value in _event_properties(due, language).items():
            event.add(name, value)
        calendar.add_component(event)
    return bytes(calendar.to_ical(sorted=False))
