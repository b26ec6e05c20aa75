"""Rows of a table as records: what is known is filled in, what is missing is marked TODO."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain, count
from pathlib import Path
from typing import Any
from unicodedata import normalize
from urllib.parse import SplitResult, urlsplit

import pandas as pd

from scorecard.checks.inspection import inspect_reading
from scorecard.editing.starting import new_files
from scorecard.exchange.archive import record_bytes
from scorecard.exchange.cells import normal
from scorecard.exchange.tables import FORECASTS, ReadTable
from scorecard.problems import CallError, Severity, notice
from scorecard.reading.files import RecordFile, name_problem
from scorecard.reading.folder import Records
from scorecard.reading.record_reader import read_record
from scorecard.records import Bearing, Bilingual, Domain, Outlook, Prediction, phrase_of
from scorecard.records.fields import CONTROL_CHARACTERS, LINK
from scorecard.records.prediction import ARTICLE
from scorecard.summary.probability import one_forecast_each
from scorecard.table import in_time
from scorecard.text import Language, Phrase, first_listed, listed, printable
from scorecard.verdicts import Verdict

_LONGEST_NAME = 60
_CONTROL = re.compile(f"[{CONTROL_CHARACTERS}]")
_HAN = re.compile("[\u3400-\u9fff]")
_TODO = "TODO"
_TRANSLATE = Phrase("translate", "翻译")

Row = dict[str, Any]
"""The cells of a row that are there, as plain values by column."""


def _parts(address: str) -> SplitResult:
    """An address in its parts; one that has no server that can be read is all path."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", address, "", "")


def _slug(text: str) -> str:
    """A name for a file from an id or a title; of an address the last part of its path, if it has one."""
    if text.startswith(("http://", "https://")):
        text = _parts(text).path.rstrip("/").rpartition("/")[2] or text
    slug = re.sub(r"[\W_]+", "-", normalize("NFKC", text).casefold())[:_LONGEST_NAME].strip("-")
    return f"q-{slug}" if name_problem(slug) or slug == "outlook" else slug


def _unique(names: Iterable[str]) -> list[str]:
    """Names of which the second of a kind ends in -2, and so on."""
    found: dict[str, None] = {}
    for name in names:
        numbers = chain([name], (f"{name}-{n}" for n in count(2)))
        found[next(one for one in numbers if one not in found)] = None
    return list(found)


def _named_rows(table: pd.DataFrame) -> list[tuple[str, Row]]:
    """Each row with a name; forecasts of one question are told apart by who, what and when."""
    days = {str(name): table[name].dt.date for name in table.select_dtypes("datetime")}
    plain = table.assign(**days).astype("object")
    rows = plain.where(plain.notna(), None).to_dict("records")
    names: list[str] = []
    for row, is_repeated in zip(rows, table["id"].duplicated(keep=False), strict=True):
        apart = ("forecaster", "option", "made_on") if is_repeated else ()
        parts = [row["id"], *(row.get(one) for one in apart)]
        names.append("-".join(_slug(str(part)) for part in parts if part))
    return list(zip(_unique(names), rows, strict=True))  # type: ignore[arg-type]  # keys are texts


def _claim(row: Row) -> str:
    title, option = row.get("title") or row["id"], row.get("option")
    return f"{title} — {option}" if option else str(title)


def _content(
    row: Row, claim: str | dict[str, str], speaker: str, made_on: date, opens_on: date
) -> dict[str, Any]:
    """The values of a prediction that a row gives in any case."""
    closes_on = row.get("closes_on")
    return {
        "claim": claim,
        "domain": row["domain"],
        "attributed_to": speaker,
        "made_on": made_on,
        "window": {"opens_on": opens_on, "closes_on": closes_on, "stated": closes_on is not None},
        "specificity": row.get("specificity") or "specific",
        "probability": row.get("probability"),
    }


def _page(row: Row, finding: str) -> dict[str, Any]:
    """The page that a row names, as evidence."""
    word = row.get("verdict")
    return {
        "published_on": None,
        "title": _parts(row["url"]).hostname or row["url"],
        "publisher": None,
        "url": row["url"],
        "finding": row.get("why") or finding,
        "bears": Bearing.behind(Verdict(word) if word else None),
    }


_MARKS = {
    "specificity": Phrase("measurable, specific or vague?", "可量化、明确还是含糊？"),
    "opens_on": Phrase("the day it was said, for want of another", "暂用提出日期"),
    "closes_on": Phrase("when does the time end?", "何时截止？"),
}
"""What is asked behind the key of a cell that is missing."""


@dataclass(frozen=True)
class _Maker:
    """Makes the records of one outlook."""

    records: Records
    outlook: str
    source: str
    today: date

    def content(self, row: Row) -> dict[str, Any]:
        """The values of a prediction; refused where the folder lacks its domain, or the row its day."""
        made_on, word, domains = row.get("made_on"), normal(row["domain"]), self.records.domains
        ids = (one.id for one in domains if word in map(normal, (one.id, one.en, one.zh)))
        domain = next(ids, None)
        if domain is None:
            shown = printable(row["domain"], limit=60)
            en, zh = listed(one.id for one in domains)
            raise CallError(
                f"domains.yaml has no domain {shown!r}; add it there, or give one of {en}"
                " with --column domain==ID",
                f"domains.yaml 没有领域“{shown}”；请先添加，或用 --column domain==ID 指定：{zh}",
            )
        if made_on is None:
            shown = printable(row["id"], limit=60)
            en = f"{shown}: made_on is missing; add --column made_on=COLUMN or made_on==YYYY-MM-DD"
            zh = f"{shown}：缺少 made_on；请加 --column made_on=列名 或 made_on==YYYY-MM-DD"
            raise CallError(en, zh)
        speaker = row.get("attributed_to") or row.get("forecaster") or ARTICLE.en
        text, is_plain = _claim(row), len(self.records.settings.languages) == 1
        marked = {one.value: f"{_TODO} {_TRANSLATE.in_language(one)}: {text}" for one in Language}
        own = Language.CHINESE if _HAN.search(text) else Language.ENGLISH
        claim = text if is_plain else {**marked, own.value: text}
        opens_on = row.get("opens_on") or made_on
        content = _content({**row, "domain": domain}, claim, speaker, made_on, opens_on)
        if row.get("url"):
            content["evidence"] = [_page(row, f"{_TODO}: what the page says")]
        if row.get("verdict"):
            given = {"judged_on": row.get("judged_on") or self.today, "verdict": row["verdict"]}
            given |= {"by": self.source}
            given |= {name: row[name] for name in ("why", "occurred_on") if row.get(name)}
            content["verdicts"] = [given]
        return content

    def marked(self, record: Prediction, row: Row, refused: Phrase | None) -> bytes:
        """The file of a record with what is missing marked behind its key, or at the end."""
        marks = [(name, asked) for name, asked in _MARKS.items() if not row.get(name)]
        if len(self.records.settings.languages) > 1:
            key = "en" if _HAN.search(row.get("title") or row["id"]) else "zh"
            marks.insert(0, (f'{key}: "{_TODO}', _TRANSLATE))
        if row.get("url"):
            asked = Phrase("date and title of the page", "页面的日期和标题")
            marks.append(("- published_on", asked))
        marks += [("", one) for one in (refused, Phrase("criteria", "判定标准")) if one]
        lines = record_bytes("prediction", record).decode("utf-8").splitlines()
        for key, missing in marks:
            said = missing.in_language(self.records.settings.languages[0])
            text = f"# {_TODO}: {printable(said)}"
            keyed = (n for n, line in enumerate(lines) if key and line.strip().startswith(key))
            at = next(keyed, len(lines))
            lines[at : at + 1] = [f"{line}  {text}" for line in lines[at : at + 1]] or [text]
        return ("\n".join(lines) + "\n").encode("utf-8")

    def checked(self, name: str, row: Row, refused: Phrase | None) -> tuple[bytes, Phrase | None]:
        """The file of a row, and the first reason why it is no valid record."""
        id_ = f"{self.outlook}/{name}"
        # What is wrong with a value is told of the file, in both languages.
        data = self.marked(Prediction.model_construct(**self.content(row)), row, refused)
        reading = read_record(RecordFile(id_, "prediction", id_), data)
        found = inspect_reading(reading, self.today).problems
        errors = (one.message for one in found if one.severity is Severity.ERROR)
        return data, next(errors, None)

    def file(self, name: str, row: Row) -> bytes:
        """The valid file of a row, without its verdict when a rule would not let it stand."""
        judges, verdict = [one.id for one in self.records.settings.judges], row.get("verdict")
        zh = "不在 scorecard.yaml 的 judges 里"
        why: Phrase | None = Phrase("not among the judges of scorecard.yaml", zh)
        if not verdict or not judges or self.source in judges:
            data, why = self.checked(name, row, None)
        if why and verdict:
            en = f"{self.source} judged it {verdict}; not taken over: {why.en}"
            refused = Phrase(en, f"{self.source} 判为 {verdict}，没有采用：{why.zh}")
            data, why = self.checked(name, {**row, "verdict": None}, refused)
        if why:
            shown = printable(row["id"], limit=60)
            raise CallError(f"{shown} gives no record: {why.en}", f"{shown} 不能成为记录：{why.zh}")
        return data


def write_records(
    table: pd.DataFrame, records: Records, outlook: str, *, source: str, today: date
) -> tuple[list[Path], int]:
    """Write a record for each row; those that are there, also by another name now, are left as they are.

    Rows that were made after their outcome are left out, with a note.

    Args:
        table: What `imported` gave.
        records: The records of the folder.
        outlook: Name of the outlook; its `outlook.yaml` is made when there is none.
        source: Who judged, as `by` names it.
        today: The day of the clock.

    Returns:
        The new files in order, and the number of rows whose record was there already.

    Raises:
        CallError: The outlook cannot be a name, a domain is not known or a row gives no record.
        CannotWriteError: The system refused.
    """
    if name_problem(outlook) or outlook == "reviews":
        shown = printable(outlook, limit=60)
        zh = f"“{shown}”不能用作展望的名字"
        raise CallError(f"{shown!r} cannot be the name of an outlook", zh)
    maker = _Maker(records, outlook, source, today)
    folder, files, n_there, others = records.root / outlook, {}, 0, []
    known = {old: one for one in records.predictions.values() for old in one.formerly}
    known |= records.predictions
    for name, row in _named_rows(in_time(table, date.max)):
        id_ = f"{outlook}/{name}"
        if id_ in known or (folder / f"{name}.yaml").exists():
            n_there += 1
            if (one := known.get(id_)) and (
                (row.get("title") and _claim(row) not in phrase_of(one.claim))
                or row.get("made_on") not in {None, one.made_on}
            ):
                others.append(id_)
        else:
            files[f"{name}.yaml"] = maker.file(name, row)
    if others:
        en, zh = first_listed(others)
        en = f"there already with another claim or day, and left as they are: {en}"
        en = f"{en}; give rows that are different claims an id of their own"
        notice(Phrase(en, f"已有，但预测或提出日期不同，没有改动：{zh}；若是另外的预测，请换个 id"))
    if outlook not in records.outlooks and files:
        years = table["made_on"].dt.year
        title = f"{_TODO}: title, publisher and address of {source}"
        content = Outlook(title=title, author=None, publisher=None, published_on=None, url=None,
                          year=int(years.mode().iloc[0]))  # fmt: skip
        files["outlook.yaml"] = record_bytes("outlook", content)
    inside = {f"{outlook}/{name}": data for name, data in files.items()}
    return new_files(records.root, inside), n_there


_TEXTS = ("id", "domain", "outlook", "item", "attributed_to", *FORECASTS, "title", "why")
_MOST_SHOWN = 20_000
"""Rows of a table that a page or a site shows, each with its card."""

_NOTE = Phrase(
    "Made from a table. Where it does not say when a claim was made, the earliest day that it knows of the"
    " claim is shown; a claim without specificity is shown as specific, and a verdict without a day has the"
    " day of this page.",
    "由表格生成。表格没有写明提出日期的，显示与该预测有关的最早日期；没有写明明确程度的，显示为“明确”；"
    "没有写明判定日期的，显示本页的日期。",
)


def records_of_table(read: ReadTable, name: str, as_of: date) -> Records:
    """A table as records, for the outputs that show every claim: charts, report, site.

    The numbers are those of the table itself: `prediction_table` gives its rows, of forecasts of several days
    the last, with the id of the table as `question`. What a record needs beside them is taken from the table
    as far as it says so, and each page has a note on the rest.

    Args:
        read: The table, without problems.
        name: What it is called.
        as_of: The date of the states.

    Raises:
        CallError: There are too many rows to show each.
    """
    rows = one_forecast_each(read.table, "last")
    if len(rows) > _MOST_SHOWN:
        en = f"{len(rows):,} rows are too many to show each; at most {_MOST_SHOWN:,}. Use score"
        zh = f"{len(rows):,} 行过多，无法逐条显示，最多 {_MOST_SHOWN:,} 行；请用 score"
        raise CallError(en, zh)
    texts = rows[[name for name in _TEXTS if name in rows]].astype("object")
    # No record may hold control characters.
    texts = texts.map(lambda one: _CONTROL.sub(" ", one).strip() or "–", na_action="ignore")
    rows = rows.assign(**texts)
    said = rows["attributed_to"].astype("object")
    rows["attributed_to"] = said.where(said.notna(), rows.get("forecaster"))
    titles = rows["outlook"].astype("object").where(rows["outlook"].notna(), name).astype(str)
    known = list(dict.fromkeys(titles))
    ids = dict(zip(known, _unique(map(_slug, known)), strict=True))
    outlook = titles.map(ids)
    years = rows["year"].groupby(outlook).agg(lambda one: one.mode().get(0, pd.NA))
    usual = int(rows["closes_on"].dt.year.mode().get(0, as_of.year))
    named = zip(outlook, _named_rows(rows), strict=True)
    shown = {f"{one}/{claim}": _shown_record(row, as_of) for one, (claim, row) in named}
    words = sorted(set(rows["domain"].dropna().astype(str)))
    return Records(
        root=Path(name),
        domains=[Domain.model_construct(id=one, en=one, zh=one) for one in words],
        outlooks={
            id_: Outlook.model_construct(  # a table has years that no record may have
                title=title, author=None, publisher=None, published_on=None, url=None,
                year=usual if pd.isna(years[id_]) else int(years[id_]),
                notes=Bilingual(en=_NOTE.en, zh=_NOTE.zh),
            )
            for title, id_ in ids.items()
        },
        predictions=shown,
        reviews={}, readings={}, folder_problems=[], digest=read.digest,
        rows=rows.assign(
            id=list(shown), question=rows["id"], outlook=outlook.astype("category"),
            judged_on=rows.get("judged_on"), stated=rows["closes_on"].notna(), hedge_word=None,
            n_supports=0, n_contradicts=0, n_context=0, is_withdrawn=False,
        ),
    )  # fmt: skip


def _shown_record(row: Row, as_of: date) -> Prediction:
    """A row as a record that a page can show."""
    names = ("made_on", "closes_on", "occurred_on", "judged_on")
    made_on, closes_on, occurred_on, judged_on = days = [row.get(name) for name in names]
    earliest = min(one for one in (*days, as_of) if one)
    speaker = row.get("attributed_to") or "–"
    opens_on = made_on if made_on and made_on <= (closes_on or made_on) else earliest
    content = _content(row, _claim(row), speaker, made_on or earliest, opens_on)
    if row.get("hedge"):
        content["hedge"] = {"word": None, "strength": row["hedge"]}
    if row.get("verdict"):
        given = {"judged_on": judged_on or as_of, "by": "table", "occurred_on": occurred_on}
        content["verdicts"] = [{**given, "verdict": row["verdict"], "why": row.get("why")}]
    if row.get("url") and LINK.fullmatch(row["url"]):
        content["evidence"] = [_page(row, "–")]
    return Prediction.model_validate(content)
