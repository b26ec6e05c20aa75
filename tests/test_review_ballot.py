"""Excel ballots: what they show, what they keep hidden, and how filled ones are checked."""

import io
import os
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from repository import evidence, judged, prediction
from scorecard.records import Bilingual, Rating, Review
from scorecard.review.ballot_rules import verdict_labels
from scorecard.review.ballot_workbook import COLUMNS, FIRST_ROW, MARK, SHEET, ballot
from scorecard.review.claim_list import rater_order
from scorecard.review.collecting import (
    BallotRating,
    BlankRow,
    Collection,
    additions,
    collected,
)
from scorecard.verdicts import Verdict

DAY = date(2025, 1, 9)
VERDICT, WHY = len(COLUMNS) - 1, len(COLUMNS)
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
REVIEW = Review(opened_on=DAY, held_on=DAY, raters=["lin", "陈"], predictions=list(KNOWN))


def sheet_of(data: bytes) -> Worksheet:
    sheet = load_workbook(io.BytesIO(data))[SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


def own_ballot(rater: str = "lin") -> bytes:
    return ballot(KNOWN, REVIEW, name="2024", rater=rater)


@pytest.fixture
def handed_in(tmp_path: Path):
    """A ballot of lin's with some cells filled in, as a file."""

    def fill(
        cells: dict[tuple[int, int], object], *, name: str = "lin", rater: str = "lin"
    ) -> Path:
        book = load_workbook(io.BytesIO(own_ballot(rater)))
        for (row, column), value in cells.items():
            book[SHEET].cell(row, column).value = value
        path = tmp_path / f"{name}.xlsx"
        book.save(path)
        return path

    return fill


def found_in(*files: Path) -> Collection:
    return collected(list(files), REVIEW, name="2024", today=DAY)


def test_a_ballot_has_the_claims_in_the_raters_own_order() -> None:
    sheet = sheet_of(own_ballot())

    ids = [sheet.cell(FIRST_ROW + number, 1).value for number in range(3)]

    assert ids == rater_order(list(KNOWN), review="2024", rater="lin")
    assert ids != rater_order(list(KNOWN), review="2024", rater="陈")


def test_a_ballot_holds_no_verdict_and_no_rating() -> None:
    rated = KNOWN["o/formula"].model_copy(
        update={
            "ratings": [Rating(rater="陈", rated_on=DAY, verdict=Verdict.ACCURATE, why="secret")]
        }
    )

    sheet = sheet_of(ballot({**KNOWN, "o/formula": rated}, REVIEW, name="2024", rater="lin"))

    texts = [str(cell.value) for row in sheet.iter_rows(min_row=FIRST_ROW) for cell in row]
    assert not [text for text in texts if "Figure 1." in text or "secret" in text]
    assert all(sheet.cell(row, VERDICT).value is None for row in range(FIRST_ROW, FIRST_ROW + 3))


def test_no_text_of_a_record_becomes_a_formula() -> None:
    data = own_ballot()
    sheet = sheet_of(data)

    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        formulas = [name for name in packed.namelist() if b"<f>" in packed.read(name)]

    assert kinds == {"s"}
    assert formulas == []
    claims = {sheet.cell(row, 2).value for row in range(FIRST_ROW, FIRST_ROW + 3)}
    assert {"@求和\n=1+1", "+1\n-1 <script>"} <= claims
    quoted = [row for row in range(FIRST_ROW, FIRST_ROW + 3) if sheet.cell(row, 2).quotePrefix]
    assert len(quoted) == 2


def test_only_verdict_and_reason_can_be_typed_into() -> None:
    sheet = sheet_of(own_ballot())

    unlocked = {
        cell.column for row in sheet.iter_rows() for cell in row if not cell.protection.locked
    }

    assert sheet.protection.sheet
    assert unlocked == {VERDICT, WHY}


def test_the_drop_down_names_each_verdict_in_both_languages() -> None:
    (offered,) = sheet_of(own_ballot()).data_validations.dataValidation

    assert (
        offered.formula1
        == '"准确 accurate,对了一半 half right,不准确 inaccurate,未到期 too early,无法判定 unresolvable"'
    )
    assert str(offered.sqref) == f"J{FIRST_ROW}:J{FIRST_ROW + 3}"
    assert list(verdict_labels().values()) == list(Verdict)


def test_evidence_has_its_link_in_the_row() -> None:
    sheet = sheet_of(own_ballot())
    row = next(
        row for row in range(FIRST_ROW, FIRST_ROW + 3) if sheet.cell(row, 1).value == "o/formula"
    )

    link = sheet.cell(row, WHY + 1)

    assert (link.value, link.hyperlink.target) == ("[1]", "https://example.org/a")
    assert sheet.cell(row, WHY + 2).value is None
    assert sheet.cell(row, 7).value.startswith("[1] A page (–, 2024-02-02)\nA page says so.")


def test_a_claim_without_criteria_and_evidence_shows_dashes() -> None:
    sheet = sheet_of(
        ballot(KNOWN, REVIEW.model_copy(update={"predictions": ["o/plain"]}), name="1", rater="lin")
    )

    assert [sheet.cell(FIRST_ROW, column).value for column in range(4, 10)] == ["–"] * 6


def test_a_ballot_of_nothing_is_still_a_ballot() -> None:
    sheet = sheet_of(ballot({}, REVIEW, name="2024", rater="lin"))

    assert sheet.max_row < FIRST_ROW + 1


def test_long_evidence_gets_a_wider_column_and_the_highest_row() -> None:
    long = prediction(evidence=[evidence("长" * 90) for _ in range(40)])
    sheet = sheet_of(ballot({"o/plain": long}, REVIEW, name="2024", rater="lin"))

    assert sheet.column_dimensions["G"].width == 90
    assert sheet.row_dimensions[FIRST_ROW].height == 409


def test_filled_rows_become_ratings(handed_in) -> None:
    first, second, third = rater_order(list(KNOWN), review="2024", rater="lin")
    path = handed_in(
        {
            (FIRST_ROW, VERDICT): "对了一半 half right",
            (FIRST_ROW, WHY): " 只有一个国家，=1 也不是公式 ",
            (FIRST_ROW + 1, VERDICT): "ACCURATE",
        }
    )

    found = found_in(path)

    assert found.problems == []
    assert [
        (one.id, one.rating.rater, one.rating.verdict, one.rating.why) for one in found.ratings
    ] == [
        (first, "lin", Verdict.HALF_RIGHT, "只有一个国家，=1 也不是公式"),
        (second, "lin", Verdict.ACCURATE, None),
    ]
    assert third not in {one.id for one in found.ratings}


@pytest.mark.parametrize(
    ("cells", "rule", "row", "column"),
    [
        ({(FIRST_ROW, 1): "o/other", (FIRST_ROW, VERDICT): "accurate"}, "unknown-id", FIRST_ROW, 1),
        ({(FIRST_ROW, 1): None, (FIRST_ROW, VERDICT): "accurate"}, "unknown-id", FIRST_ROW, 1),
        ({(FIRST_ROW + 9, 1): "o/plain"}, "repeated-claim", FIRST_ROW + 9, 1),
        ({(FIRST_ROW, VERDICT): "accurat"}, "unknown-verdict", FIRST_ROW, VERDICT),
        ({(FIRST_ROW, VERDICT): "好"}, "unknown-verdict", FIRST_ROW, VERDICT),
        ({(FIRST_ROW, VERDICT): 7}, "unknown-verdict", FIRST_ROW, VERDICT),
        ({(FIRST_ROW, WHY): "no verdict"}, "verdict-missing", FIRST_ROW, VERDICT),
        ({(FIRST_ROW, VERDICT): "准确", (FIRST_ROW, WHY): "=1+1"}, "formula", FIRST_ROW, WHY),
        ({(FIRST_ROW, VERDICT): '=IF(1,"accurate")'}, "formula", FIRST_ROW, VERDICT),
        ({(FIRST_ROW, 2): '=WEBSERVICE("http://x")'}, "formula", FIRST_ROW, 2),
        (
            {(FIRST_ROW, VERDICT): "准确", (FIRST_ROW, WHY): "a\x7fb"},
            "unfit-reason",
            FIRST_ROW,
            WHY,
        ),
        ({(2, 1): "review 2024 · lin · 0"}, "other-ballot", 2, 1),
    ],
)
def test_a_wrong_cell_is_a_problem_at_its_place(handed_in, cells, rule, row, column) -> None:
    (found,) = found_in(handed_in(cells)).problems

    assert (found.rule, found.line, found.column) == (rule, row, column)


def test_a_near_verdict_is_suggested(handed_in) -> None:
    (found,) = found_in(handed_in({(FIRST_ROW, VERDICT): "accurat"})).problems

    assert "did you mean `accurate`?" in found.message.en


def test_an_empty_row_is_no_rating(handed_in) -> None:
    path = handed_in({(FIRST_ROW, 1): None})

    found = found_in(path)

    _, second, third = rater_order(list(KNOWN), review="2024", rater="lin")
    assert (found.ratings, found.problems) == ([], [])
    assert found.blanks == [
        BlankRow(second, "lin", str(path), FIRST_ROW + 1),
        BlankRow(third, "lin", str(path), FIRST_ROW + 2),
    ]


def test_a_copy_of_anothers_ballot_is_found_by_its_mark(handed_in) -> None:
    (found,) = found_in(handed_in({}, name="陈")).problems

    assert (found.rule, found.message.en) == (
        "other-ballot",
        "A2: the file is named 陈 and is lin's ballot",
    )


def test_one_rater_hands_in_one_ballot(handed_in) -> None:
    filled = {(FIRST_ROW, VERDICT): "accurate"}

    found = found_in(handed_in(filled), handed_in(filled, name="lin (1)"))

    assert [one.rule for one in found.problems] == ["other-ballot"]
    assert len(found.ratings) == 1


def test_a_ballot_of_another_review_is_refused(handed_in) -> None:
    found = collected([handed_in({})], REVIEW, name="2025", today=DAY)

    assert [one.rule for one in found.problems] == ["other-ballot"]


def odd_files() -> dict[str, bytes]:
    def packed(content: bytes, name: str = "xl/workbook.xml") -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr(name, content)
        return stream.getvalue()

    stream = io.BytesIO()
    Workbook().save(stream)
    deep = Workbook()
    deep.worksheets[0].title = SHEET
    deep.worksheets[0].cell(6_000, 1).value = "far down"
    far = io.BytesIO()
    deep.save(far)
    charts = Workbook()
    charts.create_chartsheet(SHEET)
    chart = io.BytesIO()
    charts.save(chart)
    return {
        "empty": b"",
        "text": "准确".encode(),
        "cut": own_ballot()[:2000],
        "bomb": packed(b"0" * 70_000_000),
        "broken": packed(b"<workbook"),
        "large": b"P" * 5_000_001,
        "other": stream.getvalue(),
        "far": far.getvalue(),
        "chart": chart.getvalue(),
    }


@pytest.mark.parametrize(
    "name", ["empty", "text", "cut", "bomb", "broken", "large", "other", "far", "chart"]
)
def test_a_file_that_is_no_ballot_is_a_problem(tmp_path: Path, name: str) -> None:
    path = tmp_path / "lin.xlsx"
    path.write_bytes(odd_files()[name])

    (found,) = found_in(path).problems

    assert found.rule == "not-a-ballot"


def test_a_pipe_without_an_end_is_no_ballot(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lin.xlsx")

    (found,) = found_in(tmp_path / "lin.xlsx").problems

    assert found.rule == "not-a-ballot"


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    (found,) = found_in(tmp_path / "none.xlsx").problems

    assert found.rule == "not-a-ballot"


def rating(verdict: str = "accurate", why: str | None = None, day: date = DAY) -> Rating:
    return Rating(rater="lin", rated_on=day, verdict=Verdict(verdict), why=why)


def row(one: Rating) -> BallotRating:
    return BallotRating("o/plain", one, "ballots/lin.xlsx", 7)


def with_ratings(*given: Rating) -> dict:
    return {"o/plain": prediction(ratings=list(given))}


NEXT = date(2025, 1, 10)
LAST = date(2025, 1, 11)


def test_a_rating_that_is_on_record_is_not_new() -> None:
    new = additions(with_ratings(rating()), REVIEW, Collection([row(rating(day=LAST))], [], []))

    assert new == ([], [], [])


def test_a_changed_mind_on_another_day_is_a_new_rating() -> None:
    later = row(rating("inaccurate", day=NEXT))

    new = additions(with_ratings(rating()), REVIEW, Collection([later], [], []))

    assert (new.ratings, new.problems) == ([later], [])
    assert new.notes == [
        (
            "o/plain: lin accurate → inaccurate (before: 2025-01-09)",
            "o/plain：lin 准确 → 不准确（此前：2025-01-09）",
        )
    ]


def test_a_changed_reason_is_told_as_such() -> None:
    later = row(rating(why="Sold in 2024.", day=NEXT))

    (changed,) = additions(with_ratings(rating()), REVIEW, Collection([later], [], [])).notes

    assert changed.en == ("o/plain: lin accurate → accurate, another reason (before: 2025-01-09)")


@pytest.mark.parametrize("day", [NEXT, LAST])
def test_an_old_ballot_undoes_no_later_change(day: date) -> None:
    held = with_ratings(rating(), rating("inaccurate", day=NEXT))
    old = row(rating(day=day))

    new = additions(held, REVIEW, Collection([old], [], []))

    (note,) = new.notes
    assert (new.ratings, new.problems) == ([], [])
    assert note.en.startswith(
        "ballots/lin.xlsx J7: o/plain: lin rated it accurate on 2025-01-09 and changed that to inaccurate"
        " on 2025-01-10; the row is left out as already on record."
    )


def test_whoever_returns_to_a_verdict_gives_another_reason() -> None:
    held = with_ratings(rating(), rating("inaccurate", day=NEXT))
    back = row(rating(why="Sold after all, in 2024.", day=LAST))

    new = additions(held, REVIEW, Collection([back], [], []))

    assert new.ratings == [back]
    assert [one.en.partition(" (")[0] for one in new.notes] == [
        "o/plain: lin inaccurate → accurate"
    ]


def test_what_was_said_in_an_earlier_review_may_be_said_again() -> None:
    held = with_ratings(rating(day=date(2024, 1, 9)))

    new = additions(held, REVIEW, Collection([row(rating())], [], []))

    assert (new.ratings, new.notes) == ([row(rating())], [])


def test_an_emptied_row_withdraws_nothing_and_says_so() -> None:
    blank = BlankRow("o/plain", "lin", "ballots/lin.xlsx", 7)
    other = BlankRow("o/plain", "陈", "ballots/陈.xlsx", 8)

    new = additions(with_ratings(rating()), REVIEW, Collection([], [], [blank, other]))

    (note,) = new.notes
    assert note.en == (
        "ballots/lin.xlsx J7: o/plain: the row is empty; the rating by lin of 2025-01-09 (accurate)"
        " is kept, ratings cannot be withdrawn"
    )
    assert note.zh == (
        "ballots/lin.xlsx J7：o/plain：这一行是空的；lin 在 2025-01-09 的评议（准确）仍然有效，评议不能撤回"
    )


def test_a_changed_mind_on_the_same_day_is_a_problem() -> None:
    new = additions(with_ratings(rating()), REVIEW, Collection([row(rating("inaccurate"))], [], []))

    assert new.ratings == []
    (found,) = new.problems
    assert (found.rule, found.path, found.line) == ("rated-today", "ballots/lin.xlsx", 7)
    assert found.message.en.startswith("J7: lin already rated o/plain on ")


def test_a_ballot_says_whose_it_is_where_it_is_looked_for() -> None:
    assert str(sheet_of(own_ballot("陈"))[MARK].value).startswith("review 2024 · 陈 · ")
