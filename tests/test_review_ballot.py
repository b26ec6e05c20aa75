"""Ballots as sheets: what they show and keep hidden, how they print, and how filled ones are read."""

import io
import os
import subprocess
import sys
import tracemalloc
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from repository import evidence, judged, prediction
from scorecard.records import AbstentionKind, Bilingual, Listed, ListReason, Rating, Review
from scorecard.review.ballot_files import read_ballots
from scorecard.review.ballot_workbook import (
    COLUMNS,
    EVIDENCE,
    FIRST_ROW,
    MARK,
    SHEET,
    _parts,
    ballot,
)
from scorecard.review.claim import NamedReview
from scorecard.review.claim_list import rater_order
from scorecard.review.pages import (
    answer_of,
    ballot_page,
    fingerprint,
)
from scorecard.text import Language, Phrase, display_width
from scorecard.verdicts import Verdict

DAY = date(2025, 1, 9)
PLACES = {name: number for number, name in enumerate(COLUMNS, start=1)}
VERDICT, WHY = PLACES["verdict"], PLACES["why"]
LINKED = evidence("A page").model_copy(update={"url": "https://example.org/a"})
KNOWN = {
    "o/formula": prediction(
        judged("accurate"),
        claim=Bilingual(en="=1+1", zh="@求和"),
        evidence=[LINKED, evidence("=B1")],
    ),
    "o/script": prediction(judged("inaccurate"), claim=Bilingual(en="-1 <script>", zh="+1")),
    "o/plain": prediction(criteria=None, evidence=[]),
}
REVIEW = Review(opened_on=DAY, held_on=DAY, raters=["lin", "陈 明"], predictions=list(KNOWN))


def book_of(known: dict, rater: str = "lin", **more) -> Workbook:
    review = REVIEW.model_copy(update={"predictions": list(known)})
    return load_workbook(io.BytesIO(ballot(NamedReview("2024", review, known), rater, **more)))


def sheet_of(known: dict = KNOWN, rater: str = "lin") -> Worksheet:
    sheet = book_of(known, rater)[SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


def rows_of(sheet: Worksheet) -> dict[str, int]:
    """The first row of each claim."""
    cells = [(sheet.cell(row, PLACES["id"]).value, row) for row in range(1, sheet.max_row + 1)]
    return {id_: row for id_, row in cells if id_ in KNOWN}


@pytest.fixture
def handed_in(tmp_path: Path):
    """A ballot of lin's with some cells filled in, read back."""

    def fill(cells: dict[tuple[int, int], object], *, rater: str = "lin"):
        book = book_of(KNOWN, rater)
        for (row, column), value in cells.items():
            book[SHEET].cell(row, column).value = value
        book.save(tmp_path / "lin.xlsx")
        return read_ballots([tmp_path / "lin.xlsx"])[0]

    return fill


@pytest.mark.slow
def test_a_ballot_has_the_claims_in_the_raters_own_order_with_the_numbers_of_the_list() -> None:
    rows = rows_of(sheet_of())

    assert list(rows) == rater_order(list(KNOWN), review="2024", rater="lin")
    assert list(rows) != rater_order(list(KNOWN), review="2024", rater="陈 明")
    numbers = {id_: sheet_of().cell(row, 1).value for id_, row in rows.items()}
    assert numbers == {"o/formula": "1", "o/script": "2", "o/plain": "3"}


def test_a_ballot_of_some_claims_keeps_their_numbers() -> None:
    sheet = book_of(KNOWN, only=frozenset({"o/plain"}))[SHEET]

    assert list(rows_of(sheet)) == ["o/plain"]
    assert sheet.cell(FIRST_ROW, 1).value == "3"


def test_a_ballot_holds_no_verdict_and_no_rating() -> None:
    secret = Rating(rater="陈 明", rated_on=DAY, verdict=Verdict.ACCURATE, why="secret")
    rated = KNOWN["o/formula"].model_copy(update={"ratings": [secret]})

    book = book_of({**KNOWN, "o/formula": rated})

    texts = [
        str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
    ]
    assert not [text for text in texts if "Figure 1." in text or "secret" in text]


def test_the_answer_stands_beside_the_claim_and_the_evidence_on_its_own_sheet() -> None:
    book = book_of(KNOWN)
    sheet, rows = book[SHEET], rows_of(book[SHEET])

    assert list(COLUMNS)[1:4] == ["claim", "verdict", "why"]
    link = sheet.cell(rows["o/formula"], PLACES["evidence"])
    assert (link.value, link.hyperlink.location) == ("2 →", f"'{EVIDENCE}'!A2")
    assert sheet.cell(rows["o/plain"], PLACES["evidence"]).hyperlink is None
    items = [[cell.value for cell in row] for row in book[EVIDENCE].iter_rows(min_row=2, max_row=4)]
    assert [row[:3] for row in items] == [
        ["1", "[1]", "支持\nsupports"],
        ["1", "[2]", "支持\nsupports"],
        ["2", "[1]", "支持\nsupports"],
    ]
    assert items[0][3:] == ["A page says so.", "A page\n–\n2024-02-02", "↗"]
    assert book[EVIDENCE].cell(2, 6).hyperlink.target == "https://example.org/a"


def test_no_text_of_a_record_becomes_a_formula() -> None:
    data = ballot(NamedReview("2024", REVIEW, KNOWN), "lin")
    book = load_workbook(io.BytesIO(data))

    kinds = {
        cell.data_type
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        formulas = [name for name in packed.namelist() if b"<f>" in packed.read(name)]

    assert kinds == {"s"}
    assert formulas == []
    quoted = [row for row in rows_of(book[SHEET]).values() if book[SHEET].cell(row, 2).quotePrefix]
    assert len(quoted) == 2


def test_only_verdict_and_reason_can_be_typed_into() -> None:
    sheet = sheet_of()

    unlocked = {
        cell.column for row in sheet.iter_rows() for cell in row if not cell.protection.locked
    }

    assert sheet.protection.sheet
    assert unlocked == {VERDICT, WHY}


def test_the_drop_down_offers_every_answer_and_lets_others_be_typed() -> None:
    (offered,) = sheet_of().data_validations.dataValidation

    verdicts = [f"{one.label.zh} {one.label.en}" for one in Verdict]
    assert offered.formula1 == f'"{",".join(verdicts)},弃权 abstained,回避 recused"'
    assert not offered.showErrorMessage
    assert str(offered.sqref) == f"C{FIRST_ROW}:C{FIRST_ROW + 2}"


def test_a_ballot_prints_on_a4_at_a_size_that_can_be_read() -> None:
    for sheet in book_of(KNOWN).worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.page_setup.fitToHeight == 0
    printed = sum(
        width for name, (_, width) in COLUMNS.items() if name not in {"id", "fingerprint"}
    )
    assert printed <= 165  # columns of a page on its side, at 9 points
    assert sheet_of().print_area == f"'{SHEET}'!$A$1:$F${FIRST_ROW + 2}"


def test_a_ballot_of_nothing_is_still_a_ballot() -> None:
    assert sheet_of({}).max_row < FIRST_ROW + 1


def test_nothing_is_cut_however_long_it_is() -> None:
    text = "\n".join(["长" * 900, "x" * 4000, "末"])
    long = prediction(evidence=[evidence("A").model_copy(update={"finding": text})])

    sheet = book_of({"o/plain": long})[EVIDENCE]

    parts = [row[3].value or "" for row in sheet.iter_rows(min_row=2)]
    assert len(parts) > 1
    assert "".join(parts).replace("\n", "") == text.replace("\n", "")
    assert all(sheet.row_dimensions[row].height <= 409 for row in range(2, 2 + len(parts)))


def test_the_further_rows_of_a_claim_are_no_answers_and_no_remarks(tmp_path: Path) -> None:
    long = prediction(claim=Bilingual(en="long " * 900, zh="长" * 900))
    book = book_of({"o/plain": long})
    book.save(tmp_path / "lin.xlsx")

    (found,) = read_ballots([tmp_path / "lin.xlsx"])

    assert len(found.rows) > 1
    assert [row.id for row in found.rows if row.id] == ["o/plain"]
    assert found.remarks == []


def test_a_ballot_calls_its_rater_by_name_and_says_why_a_claim_is_on_the_list() -> None:
    listed = Listed(id="o/plain", because=[ListReason.OVERDUE])
    review = REVIEW.model_copy(update={"predictions": [listed]})
    of = NamedReview("2024", review, KNOWN, {"lin": Phrase("Lin", "林")})

    sheet = load_workbook(io.BytesIO(ballot(of, "lin")))[SHEET]
    page = ballot_page(of, "lin", None, file="x", language=Language.ENGLISH)

    assert sheet["A1"].value == "Review 2024 年度复盘 · 林 Lin"
    assert "列入原因 on the list because: 逾期未判 overdue" in sheet.cell(FIRST_ROW, 2).value
    assert '<span class="zh" lang="zh-Hans">林</span>' in page
    assert '"because": {"en": "overdue", "zh": "逾期未判"}' in page


@pytest.mark.slow
@given(st.text(st.sampled_from("字a \n"), max_size=400), st.integers(3, 20))
def test_the_parts_of_a_text_are_the_text(text: str, width: int) -> None:
    parts = list(_parts(text, width))

    assert "".join(parts).replace("\n", "") == text.replace("\n", "")
    for part in parts:
        assert sum(1 + display_width(line) // width for line in part.split("\n")) <= 31


def test_filled_rows_are_read_with_their_fingerprints(handed_in) -> None:
    found = handed_in(
        {
            (FIRST_ROW, VERDICT): 2,
            (FIRST_ROW, WHY): " 只有一个国家，=1 也不是公式 ",
            (FIRST_ROW + 1, VERDICT): "ACCURATE",
        }
    )

    first, second, third = rater_order(list(KNOWN), review="2024", rater="lin")
    assert [(row.id, row.verdict, row.why) for row in found.rows] == [
        (first, "2", "只有一个国家，=1 也不是公式"),
        (second, "ACCURATE", None),
        (third, None, None),
    ]
    assert [row.fingerprint for row in found.rows] == [
        fingerprint(KNOWN[id_]) for id_ in (first, second, third)
    ]
    assert found.mark.startswith("review 2024 · lin · ")


PLACE = Verdict.HALF_RIGHT.place + 1


@pytest.mark.parametrize(
    "typed",
    ["half right", "Half_Right", "half-right", "ｈａｌｆ ｒｉｇｈｔ", "对了一半", " 对了 一半 ",
     "對了一半", "对了一半 half right", "对了一半　half right", "对了一半（half right）", "◐ 对了一半",
     "“对了一半”。", "✓ 对了一半", "half right ✅", f"{PLACE} 对了一半", f"{PLACE}. half right",
     "对了\u200b一半"],
)  # fmt: skip
def test_a_verdict_is_taken_in_any_writing(typed: str) -> None:
    assert answer_of(typed) is Verdict.HALF_RIGHT


@pytest.mark.parametrize("typed", ["2", "２", "②", "2.0", "2.", "（2）", "2、", "2\ufe0f\u20e3"])
def test_a_number_is_the_place_in_the_list(typed: str) -> None:
    assert answer_of(typed) is list(Verdict)[1]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("弃权", AbstentionKind.ABSTAINED),
        ("棄權", AbstentionKind.ABSTAINED),
        ("Recused", AbstentionKind.RECUSED),
        ("無法判定", Verdict.UNRESOLVABLE),
        (str(len(Verdict) + 1), None),
        ("0", None),
        ("-1", None),
        ("好", None),
        ("", None),
    ],
)
def test_other_answers_are_known_or_not(typed: str, meant) -> None:
    assert answer_of(typed) is meant


@pytest.mark.parametrize(
    "typed",
    ["准确？", "accurate?", "×准确", "准确 ✗", "❌ 准确", "!accurate", "≠1", "～准确", "不，准确", "(不)准确",
     "in/accurate", "○ 准确", "3 准确", "准确/不准确", "☐ 准确", "准\u0336确\u0336", "准确+", "–1", "－1",
     "1-", ">1", "≤3", "1%", "1/1", "1.1", "✓", ""],
)  # fmt: skip
def test_a_mark_that_may_turn_an_answer_around_leaves_no_answer(typed: str) -> None:
    assert answer_of(typed) is None


def test_a_formula_is_seen_in_any_cell_of_the_row(handed_in) -> None:
    found = handed_in({(FIRST_ROW, 2): '=WEBSERVICE("http://x")'})

    assert found.rows[0].formula == '=WEBSERVICE("http://x")'
    assert found.rows[0].place == f"B{FIRST_ROW}"


@pytest.mark.parametrize("value", [date(2025, 3, 4), True, "#N/A"])
def test_what_a_spreadsheet_made_of_a_text_is_no_reason(handed_in, value: object) -> None:
    found = handed_in({(FIRST_ROW, VERDICT): "1", (FIRST_ROW, WHY): value})

    assert str(found.rows[0].formula).startswith(str(value))
    assert found.rows[0].place == f"D{FIRST_ROW}"


def test_line_ends_of_other_systems_are_line_ends(handed_in) -> None:
    found = handed_in({(FIRST_ROW, WHY): "一_x000D_\n二\u2028三"})

    assert found.rows[0].why == "一\n二\n三"


def test_a_deleted_claim_or_fingerprint_is_no_page_without_them(handed_in) -> None:
    found = handed_in(
        {(FIRST_ROW, PLACES["claim"]): None, (FIRST_ROW, PLACES["fingerprint"]): None}
    )

    assert (found.rows[0].claim, found.rows[0].fingerprint) == ("", "")


def merged(book: Workbook) -> None:
    book[SHEET].merge_cells(f"C{FIRST_ROW}:C{FIRST_ROW + 1}")


def crossed_out(book: Workbook) -> None:
    book[SHEET].cell(FIRST_ROW, WHY).value = "看错了"
    book[SHEET].cell(FIRST_ROW, WHY).font = Font(strike=True)


def copied(book: Workbook) -> None:
    book.copy_worksheet(book[SHEET]).title = "副本"


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (merged, "the cells C5:C6 are merged; part them"),
        (crossed_out, "D5 is crossed out; delete"),
        (copied, "the sheet `副本` is a second ballot"),
    ],
)
def test_a_ballot_in_which_an_answer_has_no_one_place_is_one_problem(
    tmp_path: Path, change, cause: str
) -> None:
    book = book_of(KNOWN)
    change(book)
    book.save(tmp_path / "lin.xlsx")

    (found,) = read_ballots([tmp_path / "lin.xlsx"])

    assert found.problem
    assert found.problem.message.en.startswith(cause)


def test_a_remark_in_a_row_of_its_own_or_in_place_of_a_number_is_named(tmp_path: Path) -> None:
    book = book_of(KNOWN)
    book[SHEET].insert_rows(FIRST_ROW + 1)
    book[SHEET].cell(FIRST_ROW + 1, PLACES["claim"]).value = "以下拿不准"
    book[SHEET].cell(FIRST_ROW + 2, PLACES["number"]).value = "准确"
    book.save(tmp_path / "lin.xlsx")

    (found,) = read_ballots([tmp_path / "lin.xlsx"])

    assert found.remarks == [f"B{FIRST_ROW + 1}: 以下拿不准", f"A{FIRST_ROW + 2}: 准确"]


def test_remarks_outside_of_the_table_are_named(tmp_path: Path) -> None:
    book = book_of(KNOWN)
    book[SHEET].cell(FIRST_ROW, 12).value = "请看这里"
    book[SHEET].cell(FIRST_ROW, 2).comment = Comment("一条批注", "lin")
    book[EVIDENCE].cell(2, 7).value = "链接打不开"
    book[EVIDENCE].cell(2, 4).comment = Comment("看不清", "lin")
    notes = book.create_sheet("notes")
    notes.cell(1, 1).value = "另外"
    notes.merge_cells("A1:E9")  # of the rater's own sheet nothing is an answer
    book.save(tmp_path / "lin.xlsx")

    (found,) = read_ballots([tmp_path / "lin.xlsx"])

    assert found.remarks == [
        f"B{FIRST_ROW}: 一条批注",
        f"{EVIDENCE}!D2: 看不清",
        f"L{FIRST_ROW}: 请看这里",
        f"{EVIDENCE}!G2: 链接打不开",
        "notes!A1: 另外",
    ]


def test_a_remark_below_the_table_is_named(tmp_path: Path) -> None:
    book = book_of(KNOWN)
    below = book[SHEET].max_row + 3
    book[SHEET].cell(below, PLACES["claim"]).value = "请来找我"
    book.save(tmp_path / "lin.xlsx")
    book[SHEET].print_area = None
    book.save(tmp_path / "without.xlsx")

    found, without = read_ballots([tmp_path / "lin.xlsx", tmp_path / "without.xlsx"])

    assert found.remarks == without.remarks == [f"B{below}: 请来找我"]


def moved_columns(sheet: Worksheet) -> None:
    sheet.insert_cols(VERDICT)


def a_row_less(sheet: Worksheet) -> None:
    sheet.delete_rows(1)


def no_head(sheet: Worksheet) -> None:
    sheet.delete_rows(FIRST_ROW - 1)


def columns_less(sheet: Worksheet) -> None:
    sheet.delete_cols(VERDICT, 9)


def no_mark(sheet: Worksheet) -> None:
    sheet[MARK].value = None


@pytest.mark.parametrize(
    ("spoil", "gone"),
    [
        (moved_columns, "`verdict 判定` is not in C4"),
        (a_row_less, "`review` is not in A2"),
        (no_head, "`verdict 判定` is not in C4"),
        (columns_less, "`verdict 判定` is not in C4"),
        (no_mark, "`review` is not in A2"),
    ],
)
def test_a_table_that_was_moved_is_one_problem(tmp_path: Path, spoil, gone: str) -> None:
    book = book_of(KNOWN)
    for one in list(book[SHEET].merged_cells.ranges):
        book[SHEET].unmerge_cells(str(one))
    spoil(book[SHEET])
    book.save(tmp_path / "lin.xlsx")

    (found,) = read_ballots([tmp_path / "lin.xlsx"])

    assert found.problem
    assert found.problem.rule == "not-a-ballot"
    assert found.problem.message.en.startswith(gone)
    assert found.rows == []


@pytest.mark.slow
def test_of_a_folder_the_ballots_are_read_and_each_file_once(tmp_path: Path) -> None:
    for name in ("lin.xlsx", "~$lin.xlsx", ".lin.xlsx", "Thumbs.db"):
        book_of(KNOWN).save(tmp_path / name)
    page = ballot_page(
        NamedReview("2024", REVIEW, KNOWN), "lin", None, file="x", language=Language.CHINESE
    )
    (tmp_path / "lin.html").write_text(page, encoding="utf-8")
    (tmp_path / "chen.txt").write_text("{", encoding="utf-8")
    (tmp_path / "empty").mkdir()

    found = read_ballots([tmp_path, tmp_path / "lin.xlsx", tmp_path / "empty"])

    assert [one.path.name for one in found] == ["chen.txt", "empty", "lin.xlsx"]
    assert found[1].problem
    assert found[1].problem.message.en.startswith("no ballot is read here")
    assert found[2].problem is None


def packed(content: bytes, name: str = "xl/workbook.xml") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return stream.getvalue()


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def odd_files() -> dict[str, tuple[str, bytes, str]]:
    """Files that are no ballots: their name, their bytes, and the cause that is told."""
    far, charts = Workbook(), Workbook()
    far.worksheets[0].title = SHEET
    far.worksheets[0].cell(6_000, 1).value = "far down"
    charts.create_chartsheet(SHEET)
    whole = ballot(NamedReview("2024", REVIEW, {}), "lin")
    return {
        "empty": ("lin.xlsx", b"", "damaged"),
        "text": ("lin.xlsx", "准确".encode(), "damaged"),
        "cut": ("lin.xlsx", whole[:2000], "damaged"),
        "broken": ("lin.xlsx", packed(b"<workbook"), "damaged"),
        "bomb": ("lin.xlsx", packed(b"0" * 70_000_000), "far too large"),
        "large": ("lin.xlsx", b"P" * 5_000_001, "far too large"),
        "renamed": ("lin.xlsx", saved(Workbook()), f"no sheet `{SHEET}`, only: Sheet"),
        "far": ("lin.xlsx", saved(far), "damaged"),
        "chart": ("lin.xlsx", saved(charts), "damaged"),
        "xls": ("lin.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", "an old or a locked Excel file"),
        "ods": (
            "lin.ods",
            packed(b"application/vnd.oasis.opendocument.spreadsheet", "mimetype"),
            "an OpenDocument file (.ods)",
        ),
        "pdf": ("lin.pdf", b"%PDF-1.7", "is not an Excel file"),
        "csv": ("lin.csv", b"id,verdict", "a .csv file keeps no ballot"),
        "page": ("lin.html", b"<!doctype html>", "this is the page, which holds no answers"),
        "answers": ("lin.txt", b'{"ballot": "review', "the answers are cut"),
        "no answers": ("lin.json", b"\xff", "the answers are cut"),
    }


@pytest.mark.slow
def test_a_file_that_is_no_ballot_says_why(tmp_path: Path) -> None:
    for name, (file, data, cause) in odd_files().items():
        (tmp_path / file).write_bytes(data)

        (found,) = read_ballots([tmp_path / file])

        assert found.problem, name
        assert found.problem.rule == "not-a-ballot", name
        assert cause in found.problem.message.en, name
        assert not found.problem.message.zh.isascii(), name


SHEET_PART = "xl/worksheets/sheet1.xml"
END = b"</worksheet>"
MERGED = b"<mergeCells><mergeCell ref=%s/></mergeCells></worksheet>"
LINK_OF_A_RANGE = (
    b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="a"/></hyperlinks></worksheet>'
)


def spoilt(part: str, old: bytes, new: bytes, *, whole: bytes | None = None) -> bytes:
    """A ballot of which one part was changed."""
    whole, stream = whole or ballot(NamedReview("2024", REVIEW, {}), "lin"), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as read, zipfile.ZipFile(stream, "w", 8) as made:
        for name in read.namelist():
            content = read.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new, 1)
            made.writestr(name, content)
        if part not in read.namelist():
            made.writestr(part, new)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("part", "old", "new", "cause"),
    [
        ("xl/styles.xml", b"</styleSheet>", b"<x/>" * 1_100_000 + b"</styleSheet>", "too large"),
        ("xl/styles.xml", b"</styleSheet>", b"\x00", "damaged"),
        ("xl/sharedStrings.xml", b"", b"<sst>" + b"<si><t/></si>" * 400_000 + b"</sst>", "too large"),
        ("xl/workbook.xml", b"<workbook", b"<!DOCTYPE w [<!ENTITY a 'b'>]><workbook", "damaged"),
        ("xl/notes.xml", b"", "<!DOCTYPE w [<!ENTITY a 'b'>]><w/>".encode("utf-16"), "damaged"),
        ("[Content_Types].xml", b".sheet.main+xml", b".nothing", "damaged"),
        ("xl/workbook.xml", b"<workbook", b"<workbook a='//purl.oclc.org/ooxml/x'", "Strict Open XML"),
        (SHEET_PART, END, MERGED % b"'a1:xfd4000'", "the cells a1:xfd4000 are merged"),
        (SHEET_PART, END, MERGED % b"'a1:'", "damaged"),
        ("xl/_rels/workbook.xml.rels", b"sheet1.xml", b"../../../etc/passwd", "no sheet"),
    ],
)  # fmt: skip
def test_a_part_made_to_hurt_is_measured_before_it_is_built(
    tmp_path: Path, part: str, old: bytes, new: bytes, cause: str
) -> None:
    (tmp_path / "lin.xlsx").write_bytes(spoilt(part, old, new))

    (found,) = read_ballots([tmp_path / "lin.xlsx"])

    assert found.problem
    assert found.problem.rule == "not-a-ballot"
    assert cause in found.problem.message.en


@pytest.mark.parametrize(
    "part", [MERGED % b"'a1:xfd4'", MERGED % b'"$E$1:$XFD$4000"', LINK_OF_A_RANGE]
)
def test_a_range_of_millions_of_cells_costs_nothing(tmp_path: Path, part: bytes) -> None:
    (tmp_path / "lin.xlsx").write_bytes(spoilt(SHEET_PART, END, part))

    tracemalloc.start()
    (found,) = read_ballots([tmp_path / "lin.xlsx"])
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert found.problem is None
    assert most < 20_000_000


@pytest.mark.slow
@pytest.mark.parametrize("parser", ["True", "False"])
def test_no_damage_raises_whatever_xml_parser_is_installed(tmp_path: Path, parser: str) -> None:
    whole = ballot(NamedReview("2024", REVIEW, {}), "lin")
    parts = zipfile.ZipFile(io.BytesIO(whole)).namelist()
    for number, part in enumerate(parts):
        content = zipfile.ZipFile(io.BytesIO(whole)).read(part)
        cuts = (content[: len(content) // 2], b"", content.replace(b"=", b"", 3), b"<a/>")
        for place, cut in enumerate(cuts):
            file = tmp_path / f"{number}-{place}.xlsx"
            file.write_bytes(spoilt(part, content, cut, whole=whole))
    code = (
        "import sys; from pathlib import Path;"
        "from scorecard.review.ballot_files import read_ballots;"
        "print(len(read_ballots(sorted(Path(sys.argv[1]).iterdir()))))"
    )

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, tmp_path],
        env={**os.environ, "OPENPYXL_LXML": parser},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.stderr) == (f"{4 * len(parts)}\n", "")


def test_other_parts_of_a_workbook_are_let_be(tmp_path: Path) -> None:
    whole = spoilt("xl/media/image1.png", b"", b"\x89PNG")
    (tmp_path / "lin.xlsx").write_bytes(whole)

    (found,) = read_ballots([tmp_path / "lin.xlsx"])

    assert found.problem is None


def test_a_pipe_without_an_end_and_a_missing_file_are_no_ballots(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")

    pipe, missing = read_ballots([tmp_path / "pipe.xlsx", tmp_path / "none.xlsx"])

    assert pipe.problem
    assert pipe.problem.message.en == "the file is far too large, or is no file"
    assert missing.problem
    assert missing.problem.message.en == "there is no such file"


def test_a_ballot_says_whose_it_is_where_it_is_looked_for() -> None:
    assert str(sheet_of(rater="陈 明")[MARK].value).startswith("review 2024 · 陈 明 · ")


def test_the_fingerprint_changes_with_what_is_judged_by_and_with_nothing_else() -> None:
    one = KNOWN["o/formula"]
    archived = LINKED.model_copy(update={"archived_url": "https://example.org/b"})
    same = [
        {"ratings": [Rating(rater="lin", rated_on=DAY, verdict=Verdict.ACCURATE)]},
        {"verdicts": []},
        {"evidence": [archived, *one.evidence[1:]]},
    ]
    other = [{"evidence": one.evidence[:1]}, {"criteria": None}, {"claim": "Another."}]

    assert {fingerprint(one.model_copy(update=update)) for update in same} == {fingerprint(one)}
    changed = {fingerprint(one.model_copy(update=update)) for update in other}
    assert len(changed | {fingerprint(one)}) == 4
