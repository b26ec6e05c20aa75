"""A rater's ballot as an Excel workbook: answers beside the claims, evidence on a sheet of its own."""

import io
import re
import warnings
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from openpyxl import Workbook
from openpyxl.packaging.relationship import get_dependents
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import COMMENTS_NS

from scorecard.records import Bilingual
from scorecard.review.ballot_files import FilledBallot, FilledRow, UnreadableBallotError
from scorecard.review.claim import CRITERIA, Claim, NamedReview
from scorecard.review.pages import ANSWERS, ballot_claims, fingerprint, mark_of
from scorecard.text import Phrase, display_width, is_formula, listed, printable
from scorecard.verdicts import Verdict

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
_EVIDENCE_COLUMNS = {
    "number": ("no. 编号", 7),
    "item": ("item 序号", 7),
    "bears": ("bears 关系", 14),
    "finding": ("finding 要点", 80),
    "source": ("source 来源", 40),
    "link": ("link 链接", 9),
}
_PLACES = {name: number for number, name in enumerate(COLUMNS, start=1)}
_LETTERS = {name: get_column_letter(number) for name, number in _PLACES.items()}
_READ = ("verdict", "why", "id", "fingerprint")
"""The columns that are read again."""
_COUNTED, _COUNT = (_PLACES["number"], _PLACES["evidence"]), re.compile(r"[\d.]*(?: →)?")
"""The columns of numbers, and what is in their cells."""
_NO_TEXTS = {"f", "d", "b", "e"}
"""The kinds of cells that a spreadsheet makes of a text: a formula, a date, true or false, an error."""
_CONTINUED = "〃"
"""The id in the further rows of a claim; below the last id the table has ended."""
_HOW = Phrase(
    f"Fill in the two yellow columns: choose from the list or type 1 to {len(Verdict)}; give the deciding"
    " fact in one sentence. Abstain if you cannot tell, recuse yourself if you have an interest; an empty row"
    " counts as not answered. Rate alone; talk to nobody about it.",
    f"请填写黄色两列：从下拉框选择，或输入 1 到 {len(Verdict)}；理由用一句话写出起决定作用的事实。"
    "无从判断请选弃权，有利害关系请选回避；空行算未答。请独立评议，不要与别人商量。",
)
_SIZE, _LINE_HEIGHT, _MOST_LINES = 10, 13, 30  # points; Excel knows no row higher than 409
_INK, _QUIET, _LINE = "1F2A33", "5F6B76", "D5DAE0"
_HEAD, _OPEN = PatternFill("solid", fgColor="EEF1F4"), PatternFill("solid", fgColor="FFF8DC")
_BORDER = Border(bottom=Side(style="thin", color=_LINE))
_WRAP = Alignment(wrap_text=True, vertical="top")
_LINK = Font(color="0B5CAD", underline="single", size=_SIZE)

_LARGEST_UNPACKED, _MOST_TAGS = 20_000_000, 400_000  # a list of 61 claims has 0.5 MB, 15,000 tags
_MOST_SHEETS, _MOST_ROWS, _MOST_COLUMNS = 20, 5_000, 100


def _both(text: str | Bilingual | Phrase | None) -> str:
    """A text in both languages, Chinese first."""
    if isinstance(text, Bilingual | Phrase):
        return text.zh if text.en == text.zh else f"{text.zh}\n{text.en}"
    return text or "–"


def _write(sheet: Worksheet, row: int, column: int, text: str, **style: Any) -> Any:  # noqa: ANN401  (a cell's style takes any value)
    """Write a text as a text, whatever it begins with: `=`, `+`, `-` and `@` start no formula."""
    cell: Any = sheet.cell(row, column)
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = is_formula(text)
    shown = {"alignment": _WRAP, "font": Font(color=_INK, size=_SIZE), "border": _BORDER, **style}
    for name, value in shown.items():
        setattr(cell, name, value)
    return cell


def _n_lines(text: str, width: int) -> int:
    return sum(1 + display_width(line) // width for line in text.split("\n"))


def _parts(text: str, width: int) -> list[str]:
    """A text in parts that fit into the highest row."""
    if _n_lines(text, width) <= _MOST_LINES:
        return [text]
    pieces = re.findall(f".{{1,{(width - 1) // 2}}}\n?|\n", text)  # none is wider than the column
    return [
        "".join(pieces[at : at + _MOST_LINES]).removesuffix("\n")
        for at in range(0, len(pieces), _MOST_LINES)
    ]


def _write_row(
    sheet: Worksheet, row: int, texts: Sequence[str], columns: Mapping[str, tuple[str, int]]
) -> int:
    """Write texts in columns from the first, over as many rows as they need; the first row after them."""
    widths = [width for _, width in columns.values()]
    parts = [_parts(text, width) for text, width in zip(texts, widths, strict=True)]
    for shown in zip_longest(*parts, fillvalue=""):
        for column, text in enumerate(shown, start=1):
            _write(sheet, row, column, text)
        n_lines = max(_n_lines(text, width) for text, width in zip(shown, widths, strict=True))
        sheet.row_dimensions[row].height = 6 + _LINE_HEIGHT * n_lines
        row += 1
    return row


def _set_up(sheet: Worksheet, columns: Mapping[str, tuple[str, int]], head_row: int) -> None:
    """Heads, widths, and a page of A4 on its side."""
    for column, (head, width) in enumerate(columns.values(), start=1):
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


def _fill_evidence(sheet: Worksheet, claims: Sequence[Claim]) -> dict[str, int]:
    """The evidence, item by item; the row of each claim's first item."""
    _set_up(sheet, _EVIDENCE_COLUMNS, 1)
    first, row = dict[str, int](), 2
    for claim in sorted(claims, key=lambda one: one.number):
        for number, item in enumerate(claim.prediction.evidence, start=1):
            first.setdefault(claim.id, row)
            source = [_both(item.title), _both(item.publisher), item.published_on or "–"]
            texts = [str(claim.number), f"[{number}]", _both(item.bears.label), _both(item.finding)]
            texts += ["\n".join(source), "↗" if item.url else ""]
            after = _write_row(sheet, row, texts, _EVIDENCE_COLUMNS)
            if item.url:
                link = sheet.cell(row, len(_EVIDENCE_COLUMNS))
                link.hyperlink, link.font = item.url, _LINK
            row = after
    return first


def _fill_claims(
    sheet: Worksheet, claims: Sequence[Claim], evidence_rows: Mapping[str, int]
) -> int:
    """Every claim with its two open cells; the last row."""
    _set_up(sheet, COLUMNS, FIRST_ROW - 1)
    after = FIRST_ROW
    for claim in claims:
        one, row, held = claim.prediction, after, claim.criteria
        because, window = claim.because, one.window
        facts = [
            _both(one.claim),
            f"{_both(one.speaker)}, {one.made_on}",
            f"期限 window {window.opens_on} – {window.closes_on or '…'}",
            *([f"列入原因 on the list because: {because.zh} {because.en}"] if because.en else []),
        ]
        criteria = [f"{CRITERIA[it].zh} {CRITERIA[it].en}\n{_both(held[it])}" for it in held]
        texts = dict.fromkeys(COLUMNS, "") | {
            "number": str(claim.number),
            "claim": "\n".join(facts),
            "criteria": "\n".join(criteria) or "–",
            "evidence": f"{len(one.evidence)} →",
            "id": claim.id,
            "fingerprint": fingerprint(one),
        }
        after = _write_row(sheet, row, list(texts.values()), COLUMNS)
        for further in range(row + 1, after):
            _write(sheet, further, _PLACES["id"], _CONTINUED)
        for name in ("verdict", "why"):
            style = {"fill": _OPEN, "protection": Protection(locked=False), "number_format": "@"}
            _write(sheet, row, _PLACES[name], "", **style).value = None
        if claim.id in evidence_rows:
            link = sheet.cell(row, _PLACES["evidence"])
            location = f"'{EVIDENCE}'!A{evidence_rows[claim.id]}"
            link.hyperlink = Hyperlink(ref=link.coordinate, location=location)
            link.font = _LINK
        for name in ("id", "fingerprint"):
            sheet.cell(row, _PLACES[name]).font = Font(color=_QUIET, size=8)
    return max(after - 1, FIRST_ROW)


def ballot(of: NamedReview, rater: str, only: Collection[str] | None = None) -> bytes:
    """A rater's ballot as an Excel file, without any verdict and without others' ratings.

    It has `only` some of the claims, or the whole list.

    Returns:
        The bytes of an `.xlsx` file.
    """
    book, claims = Workbook(), ballot_claims(of, rater, only)
    sheet = book.worksheets[0]
    sheet.title = SHEET
    last = _fill_claims(sheet, claims, _fill_evidence(book.create_sheet(EVIDENCE), claims))
    en, zh = of.people([rater])
    title = f"Review {of.name} 年度复盘 · {zh}" + f" {en}" * (en != zh)
    head = (
        (title, Font(bold=True, size=15), 24),
        (mark_of(of.name, rater), Font(size=9, color=_QUIET), 14),
        (_both(_HOW), Font(color=_QUIET), 60),
    )
    for row, (text, font, height) in enumerate(head, start=1):
        _write(sheet, row, 1, text, font=font, border=Border())
        sheet.merge_cells(f"A{row}:{_LETTERS['evidence']}{row}")
        sheet.row_dimensions[row].height = height
    answers = ",".join(f"{one.label.zh} {one.label.en}" for one in ANSWERS)
    offered = DataValidation(type="list", formula1=f'"{answers}"', allow_blank=True)
    offered.showErrorMessage = False  # a typed number or word is read too
    offered.add(f"{_LETTERS['verdict']}{FIRST_ROW}:{_LETTERS['verdict']}{last}")
    sheet.add_data_validation(offered)
    sheet.print_area = f"A1:{_LETTERS['evidence']}{last}"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


_TOO_LARGE = Phrase("the file is far too large", "文件太大")
_DAMAGED = Phrase("the file is damaged or is not an Excel file", "文件已损坏，或不是 Excel 文件")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([^\"']+)")
Rows = list[tuple[Any, ...]]
"""The cells of a sheet, row by row."""


def _at(title: str, cell: str) -> str:
    """A cell as messages name it: with its sheet, unless that is the ballot's."""
    return cell if title == SHEET else f"{title}!{cell}"


def _refuse_merged(sheet: bytes) -> None:
    """Stop where one answer or reason is merged over several rows: the file has it for the first alone."""
    for one in _MERGED.findall(sheet):
        cells = one.decode()
        left, _, right, bottom = (at or _MOST_ROWS for at in range_boundaries(cells.upper()))
        if bottom >= FIRST_ROW and left <= _PLACES["why"] and right >= _PLACES["verdict"]:
            shown = printable(cells, limit=80)
            en = f"the cells {shown} are merged; part them and answer in each row"
            raise UnreadableBallotError(en, f"{shown} 是合并的单元格；请取消合并，逐行作答")


def _comments(
    packed: zipfile.ZipFile, parts: Mapping[str, bytes], title: str, part: str
) -> Iterator[str]:
    """The comments on the cells of a sheet, which is one of the parts of the workbook."""
    folder, _, name = part.rpartition("/")
    links = f"{folder}/_rels/{name}.rels"
    found = get_dependents(packed, links).find(COMMENTS_NS) if links in parts else ()
    for held in (parts[it.target] for it in found if it.target in parts):
        for one in ET.fromstring(held).iter():  # noqa: S314  (it declares no entities)
            if one.tag.endswith("}comment"):
                text = printable("".join(one.itertext()), limit=120)
                yield f"{_at(title, one.get('ref', ''))}: {text}"


def _checked_parts(packed: zipfile.ZipFile) -> dict[str, bytes]:
    """The parts of a workbook, measured before a library builds objects of them."""
    names = packed.namelist()
    if "mimetype" in names:
        en = "an OpenDocument file (.ods); save it as .xlsx"
        raise UnreadableBallotError(en, "这是 OpenDocument 文件（.ods）；请存为 .xlsx")
    if sum(part.file_size for part in packed.infolist()) > _LARGEST_UNPACKED:
        raise UnreadableBallotError(*_TOO_LARGE)
    parts = {name: packed.read(name) for name in names if name.endswith((".xml", ".rels", ".vml"))}
    if sum(part.count(b"<") for part in parts.values()) > _MOST_TAGS:
        raise UnreadableBallotError(*_TOO_LARGE)
    # A zero byte is of UTF-16, which hides what is looked for and which no spreadsheet program writes.
    if any(b"<!DOCTYPE" in part or b"\0" in part for part in parts.values()):
        raise UnreadableBallotError(*_DAMAGED)
    if b"purl.oclc.org/ooxml/" in parts.get("xl/workbook.xml", b""):
        en = "a Strict Open XML file; save it as an ordinary .xlsx"
        raise UnreadableBallotError(en, "这是 Strict Open XML 文件；请存为普通的 .xlsx")
    return parts


def _struck(rows: Rows) -> str | None:
    """The first answer or reason that is crossed out."""
    cells = (
        cell
        for row in rows[FIRST_ROW - 1 :]
        for cell in row[_PLACES["verdict"] - 1 : _PLACES["why"]]
    )
    return next((cell.coordinate for cell in cells if cell.value and cell.font.strike), None)


def _opened(data: bytes) -> tuple[dict[str, Rows], list[str]]:
    """The cells of the sheets in some bytes by their names, and the comments; nothing large is unpacked.

    openpyxl reads row by row here: it makes no object for every cell of a range that is merged or linked.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        en = "an old or a locked Excel file; save it as .xlsx without a password"
        raise UnreadableBallotError(en, "这是旧版或加密的 Excel 文件；请存为不加密的 .xlsx")
    try:
        with (
            zipfile.ZipFile(io.BytesIO(data)) as packed,
            warnings.catch_warnings(action="ignore"),  # of what openpyxl leaves out
        ):
            parts = _checked_parts(packed)
            reader = ExcelReader(io.BytesIO(data), read_only=True, keep_links=False)
            reader.read()
            book, names = reader.wb, reader.wb.sheetnames
            sheets: list[Any] = book.worksheets[:_MOST_SHEETS]
            rows = {
                sheet.title: list(sheet.iter_rows(max_row=_MOST_ROWS + 1, max_col=_MOST_COLUMNS))
                for sheet in sheets
            }
            paths = {sheet.name: of.target for sheet, of in reader.parser.find_sheets()}
            comments = [one for it in paths.items() for one in _comments(packed, parts, *it)]
        _refuse_merged(parts.get(paths.get(SHEET, ""), b""))
        struck = _struck(rows.get(SHEET, []))
    except (UnreadableBallotError, MemoryError):
        raise
    except Exception:  # noqa: BLE001  (whatever openpyxl, and the XML parser that is installed, make of damage)
        raise UnreadableBallotError(*_DAMAGED) from None
    if SHEET not in names:
        en, zh = (printable(one, limit=80) for one in listed(names))
        en = f"there is no sheet `{SHEET}`, only: {en}; give the sheet its name back"
        zh = f"没有名为“{SHEET}”的工作表，只有：{zh}；请把名字改回来"
        raise UnreadableBallotError(en, zh)
    if len(rows.get(SHEET, ())) not in range(FIRST_ROW - 1, _MOST_ROWS + 1):
        raise UnreadableBallotError(*_DAMAGED)
    if struck:
        en = f"{struck} is crossed out; delete what does not count"
        raise UnreadableBallotError(en, f"{struck} 里的内容加了删除线；不算数的请直接删掉")
    return rows, comments


def read_workbook(path: Path, data: bytes) -> FilledBallot:
    """Read a filled Excel ballot; its content is checked elsewhere.

    Raises:
        UnreadableBallotError: It is no workbook with a ballot.
    """
    sheets, comments = _opened(data)
    rows, filled = sheets[SHEET], []
    held = dict(zip(COLUMNS, rows[FIRST_ROW - 2], strict=False))
    heads = [
        (f"{_LETTERS[name]}{FIRST_ROW - 1}", COLUMNS[name][0], held.get(name)) for name in _READ
    ]
    for at, head, cell in ((MARK, "review", rows[1][0]), *heads):
        if not cell or not str(cell.value).startswith(head):
            en = f"`{head}` is not in {at} any more; undo what was inserted, moved or deleted"
            zh = f"{at} 里不再是“{head}”；请撤销插入、移动或删除的行和列"
            raise UnreadableBallotError(en, zh)
    marks = {title: held[1][0].value for title, held in sheets.items() if held[1:]}
    if copy := next((it for it in marks if it != SHEET and marks[it] == marks[SHEET]), None):
        shown = printable(copy, limit=80)
        en = f"the sheet `{shown}` is a second ballot; delete one of the two"
        raise UnreadableBallotError(en, f"工作表“{shown}”是又一份评议表；两份请只留一份")
    for number, cells in enumerate(rows[FIRST_ROW - 1 :], start=FIRST_ROW):
        named = dict(zip(COLUMNS, cells, strict=False))
        texts = {
            name: "\n".join(unescape(str(cell.value)).splitlines()).strip() or None
            for name, cell in named.items()
            if cell.value is not None
        }
        odd = next((it for it in named.values() if it.data_type in _NO_TEXTS), None)
        filled.append(
            FilledRow(
                number,
                place=odd.coordinate if odd else f"{_LETTERS['verdict']}{number}",
                id=texts.get("id"),
                fingerprint=texts.get("fingerprint") or "",
                verdict=texts.get("verdict"),
                why=texts.get("why"),
                formula=str(odd.value) if odd else None,
                claim=texts.get("claim", ""),
            )
        )
    last_row = max((row.number for row in filled if row.id), default=FIRST_ROW)
    in_table = [row for row in filled if row.number <= last_row]
    owned = {row.number for row in in_table if row.id}
    answers = [row._replace(id=None) if row.id == _CONTINUED else row for row in in_table]
    remarks = [*comments, *_remarks(sheets, owned)]
    return FilledBallot(path, str(rows[1][0].value or ""), answers, remarks)


def _remarks(sheets: Mapping[str, Rows], owned: Collection[int]) -> Iterator[str]:
    """The cells that hold something which is not read.

    In the rows that are `owned` by claims they are those beside the table and what stands in place of a
    number; in other rows below the head, and on other sheets, all.
    """
    for title, rows in sheets.items():
        last = {SHEET: len(COLUMNS), EVIDENCE: len(_EVIDENCE_COLUMNS)}.get(title, 0)
        for number, cells in enumerate(rows, start=1):
            is_claim = title == SHEET and number >= FIRST_ROW
            counts = [cells[place - 1] for place in _COUNTED] if is_claim else []
            typed = [cell for cell in counts if not _COUNT.fullmatch(str(cell.value or ""))]
            is_free = is_claim and number not in owned
            for cell in cells if is_free else [*typed, *cells[last:]]:
                if cell.value not in (None, ""):
                    yield f"{_at(title, cell.coordinate)}: {printable(cell.value, limit=120)}"
