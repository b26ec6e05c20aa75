"""A rater's Excel ballot: the claims in an own order, two cells a row to fill in, the rest locked."""

import hashlib
import io
from collections.abc import Mapping
from typing import Any
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from scorecard.records import Bearing, Bilingual, Evidence, Prediction, Review
from scorecard.review.order import order_of
from scorecard.verdicts import Verdict

__all__ = [
    "COLUMNS",
    "FIRST_ROW",
    "MARK",
    "SHEET",
    "ballot",
    "mark_of",
    "verdict_labels",
]

SHEET = "ballot 评分表"
MARK = "A2"
"""The cell that says whose ballot of which review it is."""
FIRST_ROW = 5
COLUMNS = (
    ("id", 20),
    ("claim 说法", 44),
    ("window 时间窗", 15),
    ("accurate if 怎样算准确", 34),
    ("half right if 怎样算对了一半", 30),
    ("inaccurate if 怎样算不准确", 30),
    ("supports 支持", 60),
    ("contradicts 反对", 60),
    ("context 背景", 60),
    ("verdict 判定", 20),
    ("why 理由", 44),
)
"""Head and width of each column; the links to the evidence come after them."""

_N_OPEN = 2  # the last columns, verdict and why, are the rater's
_LONGEST_CELL = 32_000
_SIZE = 10
_TALLEST_ROW, _LINE_HEIGHT = 409, 13  # points; Excel knows no taller row
_EVIDENCE_WIDTHS = (60, 75, 90)
_INK, _QUIET, _LINE = "1F2A33", "5F6B76", "D5DAE0"
_HEAD, _OPEN = PatternFill("solid", fgColor="EEF1F4"), PatternFill("solid", fgColor="FFF8DC")
_BORDER = Border(bottom=Side(style="thin", color=_LINE))
_WRAP = Alignment(wrap_text=True, vertical="top")


def mark_of(review: str, rater: str) -> str:
    """What a ballot says of itself: the review, the rater, and a mark that a changed name does not fit."""
    mark = hashlib.sha256(f"scorecard ballot\0{review}\0{rater}".encode()).hexdigest()[:12]
    return f"review {review} · {rater} · {mark}"


def verdict_labels() -> dict[str, Verdict]:
    """The words of the drop-down, in both languages.

    Examples:
        >>> next(iter(verdict_labels()))
        '准确 accurate'
    """
    return {f"{verdict.label.zh} {verdict.label.en}": verdict for verdict in Verdict}


def _both(text: str | Bilingual | None) -> str:
    """A record's text in both languages, Chinese first."""
    if isinstance(text, Bilingual):
        return f"{text.zh}\n{text.en}"
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


def _n_lines(text: str, width: int) -> int:
    """Lines that a text takes in a column of a width; Chinese characters are two wide."""
    return sum(
        1 + sum(2 if east_asian_width(one) in "WF" else 1 for one in line) // width
        for line in text.split("\n")
    )


def _height(texts: list[str], evidence_width: int) -> int:
    """The height that a row needs, in points."""
    widths = [evidence_width if width == _EVIDENCE_WIDTHS[0] else width for _, width in COLUMNS]
    return 6 + _LINE_HEIGHT * max(map(_n_lines, texts, widths))


def _page(number: int, item: Evidence) -> str:
    day, publisher = item.published_on or "–", _both(item.publisher).replace("\n", " / ")
    return f"[{number}] {_both(item.title)} ({publisher}, {day})\n{_both(item.finding)}"


def _pages(prediction: Prediction, bears: Bearing) -> str:
    """The evidence of one side, each page with the number of its link."""
    pages = [
        _page(number, item)
        for number, item in enumerate(prediction.evidence, start=1)
        if item.bears is bears
    ]
    return "\n\n".join(pages) or "–"


def _texts(id_: str, prediction: Prediction) -> list[str]:
    """What stands in the locked cells of a row."""
    window, criteria = prediction.window, prediction.criteria
    return [
        id_,
        _both(prediction.claim),
        f"{window.opens_on}\n{window.closes_on or '–'}",
        *(
            _both(getattr(criteria, name) if criteria else None)
            for name in ("accurate", "half_right", "inaccurate")
        ),
        *(_pages(prediction, bears) for bears in Bearing),
    ]


def _fill_row(sheet: Worksheet, row: int, texts: list[str], prediction: Prediction) -> None:
    """One claim: what it says, what decides it, what is known, two open cells, the links."""
    for column, text in enumerate(texts, start=1):
        _write(sheet, row, column, text, border=_BORDER)
    for column in range(len(texts) + 1, len(COLUMNS) + 1):
        style = {"fill": _OPEN, "protection": Protection(locked=False), "number_format": "@"}
        _write(sheet, row, column, "", border=_BORDER, **style).value = None
    for number, item in enumerate(prediction.evidence, start=1):
        if item.url:
            font = Font(color="0B5CAD", underline="single", size=_SIZE)
            link = _write(
                sheet, row, len(COLUMNS) + number, f"[{number}]", font=font, border=_BORDER
            )
            link.hyperlink = item.url


def _fill_rows(sheet: Worksheet, predictions: Mapping[str, Prediction], ids: list[str]) -> None:
    """Every claim, in columns wide enough for the longest evidence, as far as a row can be high."""
    rows = [_texts(id_, predictions[id_]) for id_ in ids]
    fitting = (
        width
        for width in _EVIDENCE_WIDTHS
        if all(_height(texts, width) <= _TALLEST_ROW for texts in rows)
    )
    width = next(fitting, _EVIDENCE_WIDTHS[-1])
    for number, (_, usual) in enumerate(COLUMNS, start=1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width = width if usual == _EVIDENCE_WIDTHS[0] else usual
    for row, (id_, texts) in enumerate(zip(ids, rows, strict=True), start=FIRST_ROW):
        _fill_row(sheet, row, texts, predictions[id_])
        sheet.row_dimensions[row].height = min(_height(texts, width), _TALLEST_ROW)


def _fill_head(sheet: Worksheet, review: str, rater: str, n_links: int) -> None:
    _write(
        sheet, 1, 1, f"Review {review} 评审 · {rater}", font=Font(bold=True, size=15, color=_INK)
    )
    _write(sheet, 2, 1, mark_of(review, rater), font=Font(size=9, color=_QUIET))
    how = (
        "请在黄色两列里填写：判定从下拉框选择，理由用一句话写出依据的事实；不评的留空。请独立评分，不要与别人商量。\n"
        "Fill in the two yellow columns: choose the verdict from the list, give the fact that decides it"
        " in one sentence; leave a row empty to abstain. Rate alone; talk to nobody about it."
    )
    _write(sheet, 3, 1, how, font=Font(color=_QUIET))
    for row in (1, 2, 3):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=9)
    sheet.row_dimensions[1].height, sheet.row_dimensions[3].height = 24, 34
    for column, (head, _) in enumerate(COLUMNS, start=1):
        style = {"font": Font(bold=True, color=_INK), "fill": _HEAD, "border": _BORDER}
        _write(sheet, FIRST_ROW - 1, column, head, **style)
    for column in range(len(COLUMNS) + 1, len(COLUMNS) + n_links + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 6


def _offer_verdicts(sheet: Worksheet, n_rows: int) -> None:
    """The drop-down of the verdicts."""
    offered = DataValidation(
        type="list", formula1=f'"{",".join(verdict_labels())}"', allow_blank=True
    )
    offered.showErrorMessage = True
    offered.errorTitle, offered.error = "判定 verdict", "请从列表中选择 / choose from the list"
    column = get_column_letter(len(COLUMNS) - 1)
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
    ids = [id_ for id_ in review.predictions if id_ in predictions]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    n_links = max((len(predictions[id_].evidence) for id_ in ids), default=0)
    _fill_head(sheet, name, rater, n_links)
    _fill_rows(sheet, predictions, order_of(ids, review=name, rater=rater))
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
