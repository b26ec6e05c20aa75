"""A rater's ballot as an Excel workbook: written with two open cells a row, read back as text."""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from scorecard.records import Bearing, Bilingual, Evidence, Prediction, Review
from scorecard.review.ballot_rules import verdict_labels
from scorecard.review.claim_list import CRITERIA, criteria_of, evidence_of, rater_order
from scorecard.text import Phrase, display_width

__all__ = [
    "COLUMNS",
    "FIRST_ROW",
    "MARK",
    "SHEET",
    "VERDICT_COLUMN",
    "WHY_COLUMN",
    "FilledBallot",
    "FilledRow",
    "ballot",
    "mark_of",
    "read_ballot",
]

SHEET = "ballot 评议表"
MARK = "A2"
"""The cell that says whose ballot of which review it is."""
FIRST_ROW = 5
_EVIDENCE_WIDTHS = (60, 75, 90)
COLUMNS = (
    ("id", 20),
    ("claim 预测", 44),
    ("window 期限", 15),
    *((f"{label.en} {label.zh}", 32) for label in CRITERIA.values()),
    *((f"{bears.label.en} {bears.label.zh}", _EVIDENCE_WIDTHS[0]) for bears in Bearing),
    ("verdict 判定", 20),
    ("why 理由", 44),
)
"""Head and width of each column; the links to the evidence come after them."""

VERDICT_COLUMN, WHY_COLUMN = len(COLUMNS) - 1, len(COLUMNS)
_HOW = Phrase(
    "Fill in the two yellow columns: choose the verdict from the list, give the fact that decides it"
    " in one sentence; leave a row empty to abstain. Rate alone; talk to nobody about it.",
    "请填写黄色两列：判定从下拉框选择，理由用一句话写出起决定作用的事实；不评的留空。"
    "请独立评议，不要与别人商量。",
)
_LONGEST_CELL = 32_000
_SIZE = 10
_TALLEST_ROW, _LINE_HEIGHT = 409, 13  # points; Excel knows no taller row
_INK, _QUIET, _LINE = "1F2A33", "5F6B76", "D5DAE0"
_HEAD, _OPEN = PatternFill("solid", fgColor="EEF1F4"), PatternFill("solid", fgColor="FFF8DC")
_BORDER = Border(bottom=Side(style="thin", color=_LINE))
_WRAP = Alignment(wrap_text=True, vertical="top")

_LARGEST, _LARGEST_UNPACKED, _MOST_ROWS = 5_000_000, 60_000_000, 5_000
_UNREADABLE = (
    InvalidFileException, zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError,
    AttributeError, IndexError, OSError, EOFError, NotImplementedError, OverflowError,
)  # fmt: skip
"""Exceptions of openpyxl and zipfile for files that are not workbooks."""


def mark_of(review: str, rater: str) -> str:
    """The mark of a ballot: its review, its rater, and a digest that a changed name does not fit."""
    digest = hashlib.sha256(f"scorecard ballot\0{review}\0{rater}".encode()).hexdigest()[:12]
    return f"review {review} · {rater} · {digest}"


def _both(text: str | Bilingual | Phrase | None) -> str:
    """A text in both languages, Chinese first."""
    if isinstance(text, Bilingual | Phrase):
        return text.zh if text.en == text.zh else f"{text.zh}\n{text.en}"
    return text or "–"


def _write(sheet: Worksheet, row: int, column: int, text: str, **style: Any) -> Cell:  # noqa: ANN401  (a cell's style takes any value)
    """Write a text as a text, whatever it begins with: `=`, `+`, `-` and `@` start no formula."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):  # pragma: no cover  (a new sheet has no merged cells)
        raise TypeError
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST_CELL]
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@", "\t", "\r"))
    for name, value in {"alignment": _WRAP, "font": Font(color=_INK, size=_SIZE), **style}.items():
        setattr(cell, name, value)
    return cell


def _height(texts: list[str], evidence_width: int) -> int:
    """The height that a row needs, in points."""
    widths = [evidence_width if width == _EVIDENCE_WIDTHS[0] else width for _, width in COLUMNS]
    n_lines = [
        sum(1 + display_width(line) // width for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=False)  # the two open columns have no text
    ]
    return 6 + _LINE_HEIGHT * max(n_lines)


def _numbered(number: int, item: Evidence) -> str:
    """An evidence item with the number of its link."""
    day, publisher = item.published_on or "–", _both(item.publisher).replace("\n", " / ")
    return f"[{number}] {_both(item.title)} ({publisher}, {day})\n{_both(item.finding)}"


def _locked_texts(id_: str, prediction: Prediction) -> list[str]:
    """The texts of a row's locked cells."""
    window, criteria = prediction.window, criteria_of(prediction)
    return [
        id_,
        _both(prediction.claim),
        f"{window.opens_on}\n{window.closes_on or '–'}",
        *(_both(criteria.get(verdict)) for verdict in CRITERIA),
        *(
            "\n\n".join(_numbered(number, item) for number, item in items) or "–"
            for items in evidence_of(prediction).values()
        ),
    ]


def _fill_row(sheet: Worksheet, row: int, texts: list[str], prediction: Prediction) -> None:
    """One claim: the locked texts, two open cells, the links."""
    for column, text in enumerate(texts, start=1):
        _write(sheet, row, column, text, border=_BORDER)
    for column in (VERDICT_COLUMN, WHY_COLUMN):
        style = {"fill": _OPEN, "protection": Protection(locked=False), "number_format": "@"}
        _write(sheet, row, column, "", border=_BORDER, **style).value = None
    for number, item in enumerate(prediction.evidence, start=1):
        if item.url:
            font = Font(color="0B5CAD", underline="single", size=_SIZE)
            link = _write(sheet, row, WHY_COLUMN + number, f"[{number}]", font=font, border=_BORDER)
            link.hyperlink = item.url


def _fill_rows(sheet: Worksheet, predictions: Mapping[str, Prediction], ids: list[str]) -> None:
    """Every claim, in columns wide enough for the longest evidence, as far as a row can be high."""
    rows = [_locked_texts(id_, predictions[id_]) for id_ in ids]
    wide_enough = (
        width
        for width in _EVIDENCE_WIDTHS
        if all(_height(texts, width) <= _TALLEST_ROW for texts in rows)
    )
    width = next(wide_enough, _EVIDENCE_WIDTHS[-1])
    for number, (_, usual) in enumerate(COLUMNS, start=1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width = width if usual == _EVIDENCE_WIDTHS[0] else usual
    for row, (id_, texts) in enumerate(zip(ids, rows, strict=True), start=FIRST_ROW):
        _fill_row(sheet, row, texts, predictions[id_])
        sheet.row_dimensions[row].height = min(_height(texts, width), _TALLEST_ROW)


def _fill_head(sheet: Worksheet, review: str, rater: str, n_links: int) -> None:
    title = f"Review {review} 年度复盘 · {rater}"
    _write(sheet, 1, 1, title, font=Font(bold=True, size=15, color=_INK))
    _write(sheet, 2, 1, mark_of(review, rater), font=Font(size=9, color=_QUIET))
    _write(sheet, 3, 1, _both(_HOW), font=Font(color=_QUIET))
    for row in (1, 2, 3):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=VERDICT_COLUMN - 1)
    sheet.row_dimensions[1].height, sheet.row_dimensions[3].height = 24, 34
    for column, (head, _) in enumerate(COLUMNS, start=1):
        style = {"font": Font(bold=True, color=_INK), "fill": _HEAD, "border": _BORDER}
        _write(sheet, FIRST_ROW - 1, column, head, **style)
    for column in range(WHY_COLUMN + 1, WHY_COLUMN + n_links + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 6


def _offer_verdicts(sheet: Worksheet, n_rows: int) -> None:
    """The drop-down of the verdicts."""
    words = ",".join(verdict_labels())
    offered = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
    offered.showErrorMessage = True
    offered.errorTitle, offered.error = "判定 verdict", "请从列表中选择 / choose from the list"
    column = get_column_letter(VERDICT_COLUMN)
    offered.add(f"{column}{FIRST_ROW}:{column}{FIRST_ROW + n_rows}")
    sheet.add_data_validation(offered)


def ballot(
    predictions: Mapping[str, Prediction], review: Review, *, name: str, rater: str
) -> bytes:
    """A rater's ballot as an Excel file, without any verdict and without others' ratings.

    Args:
        predictions: Predictions by id.
        review: The review.
        name: Its name.
        rater: One of its raters.

    Returns:
        The bytes of an `.xlsx` file.
    """
    ids = [id_ for id_ in review.ids if id_ in predictions]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    n_links = max((len(predictions[id_].evidence) for id_ in ids), default=0)
    _fill_head(sheet, name, rater, n_links)
    _fill_rows(sheet, predictions, rater_order(ids, review=name, rater=rater))
    _offer_verdicts(sheet, len(ids))
    sheet.freeze_panes = f"C{FIRST_ROW}"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class FilledRow(NamedTuple):
    """A row of a filled ballot: its number, three of its texts, and its formulas by their column."""

    number: int
    id: str | None
    verdict: str | None
    why: str | None
    formulas: dict[int, str]


class FilledBallot(NamedTuple):
    """A ballot as it came back; one that cannot be read has no mark and no rows."""

    path: Path
    mark: str | None
    rows: list[FilledRow]


def _sheet(path: Path) -> Worksheet | None:
    """The sheet of a ballot; None when the file has none. Nothing large is unpacked."""
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return None  # a pipe or a device has no end
        data = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _LARGEST_UNPACKED:
                return None
        found = load_workbook(io.BytesIO(data), keep_links=False)[SHEET]
    except _UNREADABLE:
        return None
    return found if isinstance(found, Worksheet) and found.max_row <= _MOST_ROWS else None


def _filled_row(sheet: Worksheet, number: int) -> FilledRow:
    cells = {column: sheet.cell(number, column) for column in range(1, WHY_COLUMN + 1)}
    texts = {
        column: str(one.value).strip() for column, one in cells.items() if one.value is not None
    }
    formulas = {column: text for column, text in texts.items() if cells[column].data_type == "f"}
    id_, verdict, why = (
        None if column in formulas else texts.get(column) or None
        for column in (1, VERDICT_COLUMN, WHY_COLUMN)
    )
    return FilledRow(number, id_, verdict, why, formulas)


def read_ballot(path: Path) -> FilledBallot:
    """Read a filled ballot; its content is checked elsewhere.

    Args:
        path: The file.
    """
    sheet = _sheet(path)
    if sheet is None:
        return FilledBallot(path, None, [])
    numbers = range(FIRST_ROW, sheet.max_row + 1)
    rows = [_filled_row(sheet, number) for number in numbers]
    return FilledBallot(path, str(sheet[MARK].value), rows)
