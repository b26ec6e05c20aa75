"""A rater's ballot as an Excel workbook: answers beside the claims, evidence on a sheet of its own."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.parsers.expat import ParserCreate

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from scorecard.records import Bilingual
from scorecard.review.ballots import (
    BallotClaim,
    FilledBallot,
    FilledRow,
    UnreadableBallotError,
    answer_labels,
    mark_of,
)
from scorecard.review.claim_list import CRITERIA, criteria_of
from scorecard.text import Phrase, display_width, printable

SHEET, EVIDENCE = "ballot 评议表", "evidence 证据"
MARK = "A2"
"""The cell that says whose ballot of which review it is."""
FIRST_ROW = 5
COLUMNS = {
    "number": ("no. 编号", 7),
    "claim": ("claim 预测", 42),
    "verdict": ("verdict 判定", 17),
    "why": ("why 理由", 36),
    "criteria": ("criteria 判定标准", 48),
    "evidence": ("evidence 证据", 13),
    "id": ("id", 22),
    "fingerprint": ("as handed out 指纹", 14),
}
"""The columns of the ballot: the head and the width of each; the last two are not printed."""
_EVIDENCE_COLUMNS = (
    ("no. 编号", 7), ("item 序号", 7), ("bears 关系", 14), ("finding 要点", 80),
    ("source 来源", 40), ("link 链接", 9),
)  # fmt: skip
_PLACES = {name: number for number, name in enumerate(COLUMNS, start=1)}
_OPEN_COLUMNS = (_PLACES["verdict"], _PLACES["why"])
_HOW = Phrase(
    "Fill in the two yellow columns: choose from the list or type 1 to 5; give the deciding fact in"
    " one sentence. Abstain if you cannot tell, recuse yourself if you have an interest; an empty row counts"
    " as not answered. Rate alone; talk to nobody about it.",
    "请填写黄色两列：从下拉框选择，或输入 1 到 5；理由用一句话写出起决定作用的事实。"
    "无从判断请选弃权，有利害关系请选回避；空行算未答。请独立评议，不要与别人商量。",
)
_SIZE, _LINE_HEIGHT, _MOST_LINES = 10, 13, 30  # points; Excel knows no row higher than 409
_INK, _QUIET, _LINE = "1F2A33", "5F6B76", "D5DAE0"
_HEAD, _OPEN = PatternFill("solid", fgColor="EEF1F4"), PatternFill("solid", fgColor="FFF8DC")
_BORDER = Border(bottom=Side(style="thin", color=_LINE))
_WRAP = Alignment(wrap_text=True, vertical="top")
_LINK = Font(color="0B5CAD", underline="single", size=_SIZE)

_LARGEST, _LARGEST_UNPACKED, _MOST_ROWS = 5_000_000, 60_000_000, 5_000


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
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@", "\t", "\r"))
    shown = {"alignment": _WRAP, "font": Font(color=_INK, size=_SIZE), "border": _BORDER, **style}
    for name, value in shown.items():
        setattr(cell, name, value)
    return cell


def _n_lines(text: str, width: int) -> int:
    return sum(1 + display_width(line) // width for line in text.split("\n"))


def _parts(text: str, width: int) -> Iterator[str]:
    """A text in parts that fit into the highest row."""
    part = ""
    longest = width * _MOST_LINES // 2
    pieces = [
        line[start : start + longest]
        for line in text.split("\n")
        for start in range(0, max(len(line), 1), longest)
    ]
    for piece in pieces:
        longer = f"{part}\n{piece}" if part else piece
        if part and _n_lines(longer, width) > _MOST_LINES:
            yield part
            longer = piece
        part = longer
    yield part


def _write_row(sheet: Worksheet, row: int, texts: Sequence[str], widths: Sequence[int]) -> int:
    """Write texts in columns from the first, over as many rows as they need; the first row after them."""
    columns = [list(_parts(text, width)) for text, width in zip(texts, widths, strict=True)]
    n_rows = max(map(len, columns))
    for number in range(n_rows):
        shown = [parts[number] if number < len(parts) else "" for parts in columns]
        for column, text in enumerate(shown, start=1):
            _write(sheet, row + number, column, text)
        n_lines = max(_n_lines(text, width) for text, width in zip(shown, widths, strict=True))
        sheet.row_dimensions[row + number].height = 6 + _LINE_HEIGHT * n_lines
    return row + n_rows


def _claim_text(claim: BallotClaim) -> str:
    one = claim.prediction
    window = f"{one.window.opens_on} – {one.window.closes_on or '…'}"
    return f"{_both(one.claim)}\n{_both(one.speaker)}, {one.made_on}\n期限 window {window}"


def _criteria_text(claim: BallotClaim) -> str:
    held = criteria_of(claim.prediction)
    texts = [f"{_both(CRITERIA[one]).replace(chr(10), ' ')}\n{_both(held[one])}" for one in held]
    return "\n".join(texts) or "–"


def _fill_evidence(sheet: Worksheet, claims: Sequence[BallotClaim]) -> dict[str, int]:
    """The evidence, item by item; the row of each claim's first item."""
    _set_up(
        sheet, [head for head, _ in _EVIDENCE_COLUMNS], [width for _, width in _EVIDENCE_COLUMNS], 1
    )
    first: dict[str, int] = {}
    row = 2
    for claim in sorted(claims):
        for number, item in enumerate(claim.prediction.evidence, start=1):
            first.setdefault(claim.id, row)
            source = [_both(item.title), _both(item.publisher), item.published_on or "–"]
            texts = [str(claim.number), f"[{number}]", _both(item.bears.label), _both(item.finding)]
            texts += ["\n".join(source), "↗" if item.url else ""]
            after = _write_row(sheet, row, texts, [width for _, width in _EVIDENCE_COLUMNS])
            if item.url:
                link = sheet.cell(row, len(_EVIDENCE_COLUMNS))
                link.hyperlink, link.font = item.url, _LINK
            row = after
    return first


def _set_up(sheet: Worksheet, heads: Sequence[str], widths: Sequence[int], head_row: int) -> None:
    """Heads, widths, and a page of A4 on its side."""
    for column, (head, width) in enumerate(zip(heads, widths, strict=True), start=1):
        _write(sheet, head_row, column, head, font=Font(bold=True, color=_INK), fill=_HEAD)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.freeze_panes = f"A{head_row + 1}"


def _fill_claims(
    sheet: Worksheet, claims: Sequence[BallotClaim], evidence_rows: dict[str, int]
) -> int:
    """Every claim with its two open cells; the first row after them."""
    widths, row = [width for _, width in COLUMNS.values()], FIRST_ROW
    for claim in claims:
        texts = dict.fromkeys(COLUMNS, "") | {
            "number": str(claim.number),
            "claim": _claim_text(claim),
            "criteria": _criteria_text(claim),
            "evidence": f"{len(claim.prediction.evidence)} →",
            "id": claim.id,
            "fingerprint": claim.fingerprint,
        }
        after = _write_row(sheet, row, list(texts.values()), widths)
        for column in _OPEN_COLUMNS:
            style = {"fill": _OPEN, "protection": Protection(locked=False), "number_format": "@"}
            _write(sheet, row, column, "", **style).value = None
        if claim.id in evidence_rows:
            link = sheet.cell(row, _PLACES["evidence"])
            location = f"'{EVIDENCE}'!A{evidence_rows[claim.id]}"
            link.hyperlink = Hyperlink(ref=link.coordinate, location=location)
            link.font = _LINK
        for name in ("id", "fingerprint"):
            sheet.cell(row, _PLACES[name]).font = Font(color=_QUIET, size=8)
        row = after
    return row


def ballot(claims: Sequence[BallotClaim], *, name: str, rater: str) -> bytes:
    """A rater's ballot as an Excel file, without any verdict and without others' ratings.

    Args:
        claims: The claims in the rater's own order.
        name: The review's name.
        rater: The rater.

    Returns:
        The bytes of an `.xlsx` file.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    heads, widths = zip(*COLUMNS.values(), strict=True)
    _set_up(sheet, heads, widths, FIRST_ROW - 1)
    after = _fill_claims(sheet, claims, _fill_evidence(book.create_sheet(EVIDENCE), claims))
    lines = (f"Review {name} 年度复盘 · {rater}", mark_of(name, rater), _both(_HOW))
    fonts = (Font(bold=True, size=15), Font(size=9, color=_QUIET), Font(color=_QUIET))
    for row, (text, font, height) in enumerate(
        zip(lines, fonts, (24, 14, 60), strict=True), start=1
    ):
        _write(sheet, row, 1, text, font=font, border=Border())
        sheet.merge_cells(
            start_row=row, start_column=1, end_row=row, end_column=_PLACES["evidence"]
        )
        sheet.row_dimensions[row].height = height
    offered = DataValidation(
        type="list", formula1=f'"{",".join(answer_labels())}"', allow_blank=True
    )
    offered.showErrorMessage = False  # a typed number or word is read too
    column = get_column_letter(_PLACES["verdict"])
    offered.add(f"{column}{FIRST_ROW}:{column}{max(after - 1, FIRST_ROW)}")
    sheet.add_data_validation(offered)
    sheet.print_area = f"A1:{get_column_letter(_PLACES['evidence'])}{max(after - 1, FIRST_ROW)}"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


_OTHER_FORMATS = {
    b"\xd0\xcf\x11\xe0": Phrase(
        "an old or a locked Excel file; save it as .xlsx without a password",
        "这是旧版或加密的 Excel 文件；请存为不加密的 .xlsx",
    ),
    b"%PDF": Phrase("a PDF; hand in the .xlsx", "这是 PDF；请交 .xlsx"),
}
_OPEN_DOCUMENT = Phrase(
    "an OpenDocument file (.ods); save it as .xlsx",
    "这是 OpenDocument 文件（.ods）；请存为 .xlsx",
)
_TOO_LARGE = Phrase("the file is far too large", "文件太大")
_DAMAGED = Phrase("the file is damaged or is not an Excel file", "文件已损坏，或不是 Excel 文件")
_RANGES = {"mergeCell", "hyperlink", "comment"}
"""Elements of whose range openpyxl makes an object for every cell."""
_MOST_ELEMENTS, _MOST_IN_RANGES = 500_000, 100_000


def _measure(packed: zipfile.ZipFile) -> None:
    """Measure the parts of a workbook before a library builds objects of them.

    Raises:
        UnreadableBallotError: They are of another program, become too many objects, or declare entities.
        ExpatError: A part is no XML.
        ValueError: A range is none.
    """
    if "mimetype" in packed.namelist():
        raise UnreadableBallotError(_OPEN_DOCUMENT)
    if sum(part.file_size for part in packed.infolist()) > _LARGEST_UNPACKED:
        raise UnreadableBallotError(_TOO_LARGE)
    n_elements = n_cells = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal n_elements, n_cells
        n_elements += 1
        if name.rpartition(":")[2] in _RANGES and ":" in attributes.get("ref", ""):
            first, top, last, bottom = (one or 0 for one in range_boundaries(attributes["ref"]))
            n_cells += (last - first + 1) * (bottom - top + 1)
        if n_elements > _MOST_ELEMENTS or n_cells > _MOST_IN_RANGES:
            raise UnreadableBallotError(_TOO_LARGE)

    def declaration(*_: object) -> None:
        raise UnreadableBallotError(_DAMAGED)

    for name in set(packed.namelist()):
        if name.endswith((".xml", ".rels", ".vml")):
            parser = ParserCreate()
            parser.StartElementHandler, parser.StartDoctypeDeclHandler = start, declaration
            parser.Parse(packed.read(name), True)  # noqa: FBT003  (expat's own)


def _opened(data: bytes) -> Workbook:
    """The workbook in some bytes; nothing large is unpacked.

    Raises:
        UnreadableBallotError: There is none.
    """
    other = next((cause for sign, cause in _OTHER_FORMATS.items() if data.startswith(sign)), None)
    if other:
        raise UnreadableBallotError(other)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _measure(packed)
        with warnings.catch_warnings(action="ignore"):  # of what openpyxl leaves out
            return load_workbook(io.BytesIO(data), keep_links=False)
    except (UnreadableBallotError, MemoryError):
        raise
    except Exception:  # noqa: BLE001  (whatever openpyxl, and the XML parser that is installed, make of damage)
        raise UnreadableBallotError(_DAMAGED) from None


def read_workbook(path: Path, data: bytes) -> FilledBallot:
    """Read a filled Excel ballot; its content is checked elsewhere.

    Args:
        path: The file, as messages name it.
        data: Its bytes.

    Raises:
        UnreadableBallotError: It is no workbook with a ballot.
    """
    book = _opened(data)
    if SHEET not in book.sheetnames:
        shown = printable(", ".join(book.sheetnames), limit=80)
        raise UnreadableBallotError(
            Phrase(
                f"there is no sheet `{SHEET}`, only: {shown}; give the sheet its name back",
                f"没有名为“{SHEET}”的工作表，只有：{shown}；请把名字改回来",
            )
        )
    sheet = book[SHEET]
    if not isinstance(sheet, Worksheet) or sheet.max_row > _MOST_ROWS:
        raise UnreadableBallotError(_DAMAGED)
    _check_heads(sheet)
    rows = [_filled_row(sheet, number) for number in range(FIRST_ROW, sheet.max_row + 1)]
    return FilledBallot(path, str(sheet[MARK].value), rows, list(_remarks(book, sheet)))


def _check_heads(sheet: Worksheet) -> None:
    """See that the rows and columns that are read stand where they were.

    Raises:
        UnreadableBallotError: One was moved or deleted, or the line that says whose ballot it is.
    """
    for name in ("verdict", "why", "id", "fingerprint"):
        cell = sheet.cell(FIRST_ROW - 1, _PLACES[name])
        head, at = COLUMNS[name][0], cell.coordinate
        if str(cell.value).strip() != head:
            raise UnreadableBallotError(
                Phrase(
                    f"`{head}` stands in {at} no more; undo what was inserted, moved or deleted",
                    f"{at} 里不再是“{head}”；请撤销插入、移动或删除的行和列",
                )
            )
    if not sheet[MARK].value:
        raise UnreadableBallotError(
            Phrase(
                f"{MARK} is empty, where it said whose ballot it is; put the line back",
                f"{MARK} 是空的，看不出是谁的评议表；请把这一行放回去",
            )
        )


def _filled_row(sheet: Worksheet, number: int) -> FilledRow:
    cells = {name: sheet.cell(number, column) for name, column in _PLACES.items()}
    texts = {
        name: str(one.value).strip() for name, one in cells.items() if one.value not in (None, "")
    }
    formula = next((texts[name] for name in texts if cells[name].data_type == "f"), None)
    id_, mark, verdict, why = (
        texts.get(name) or None for name in ("id", "fingerprint", "verdict", "why")
    )
    place = cells["verdict"].coordinate
    return FilledRow(number, place, id_, mark, verdict, why, formula)


def _remarks(book: Workbook, ballot_sheet: Worksheet) -> Iterator[str]:
    """The cells outside of the tables that hold something, and the comments on cells."""
    for sheet in book.worksheets:
        is_ballot, is_own = sheet is ballot_sheet, sheet.title in {SHEET, EVIDENCE}
        last = len(COLUMNS if is_ballot else _EVIDENCE_COLUMNS) if is_own else 0
        end = re.search(r"\d+$", (is_ballot and sheet.print_area) or "")  # the table's last row
        last_row = int(end[0]) if end else _MOST_ROWS
        for row in sheet.iter_rows(
            max_row=min(sheet.max_row, _MOST_ROWS), max_col=min(sheet.max_column, 100)
        ):
            for cell in row:
                is_outside = (cell.column or 0) > last or (cell.row or 0) > last_row
                value = cell.value if is_outside else None
                for text in (value, cell.comment and cell.comment.text):
                    if text not in (None, ""):
                        at = cell.coordinate if is_ballot else f"{sheet.title}!{cell.coordinate}"
                        yield f"{at}: {printable(text, limit=120)}"
