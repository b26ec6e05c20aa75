"""Filled ballots become ratings: what is new, what is on record, what is asked again, and what is wrong."""

import json
from datetime import date
from pathlib import Path

import pytest

from repository import prediction
from scorecard.records import Abstention, AbstentionKind, Bilingual, Rating, Review
from scorecard.review.ballot_files import (
    FilledBallot,
    FilledRow,
    UnreadableBallotError,
    read_answers,
    read_ballots,
)
from scorecard.review.claim import NamedReview
from scorecard.review.collecting import Additions, additions
from scorecard.review.pages import ballot_page, fingerprint, mark_of
from scorecard.text import Language, Phrase
from scorecard.verdicts import Verdict

DAY, NEXT, LAST = date(2025, 1, 9), date(2025, 1, 10), date(2025, 1, 11)
KNOWN = {"o/a": prediction(), "o/b": prediction()}
REVIEW = Review(
    opened_on=DAY, held_on=DAY, raters=["lin", "陈"], predictions=["o/a", "o/b", "o/gone"]
)
PRINT = fingerprint(KNOWN["o/a"])


def row(verdict: str | None = "accurate", why: str | None = None, **more) -> FilledRow:
    values = {"number": 7, "place": "C7", "id": "o/a", "fingerprint": PRINT, **more}
    return FilledRow(**values, verdict=verdict, why=why)


def handed(*rows: FilledRow, rater: str = "lin", file: str = "") -> FilledBallot:
    """A ballot of the whole list; the claims that are not named are left empty."""
    named = {one.id for one in rows}
    rest = [row(None, id=id_) for id_ in KNOWN if id_ not in named]
    return FilledBallot(
        Path(file or f"ballots/{rater}.xlsx"), mark_of("2024", rater), [*rows, *rest]
    )


def new(*ballots: FilledBallot, held: tuple = (), review: Review = REVIEW, **more) -> Additions:
    known = {**KNOWN, "o/a": prediction(ratings=list(held))}
    return additions(ballots, NamedReview("2024", review, known), **{"today": DAY, **more})


def rating(
    verdict: str = "accurate", why: str | Bilingual | None = None, day: date = DAY, **more
) -> Rating:
    return Rating(rater="lin", rated_on=day, verdict=Verdict(verdict), why=why, **more)


def test_an_answer_becomes_a_rating_of_the_day_of_the_clock() -> None:
    found = new(handed(row("对了一半", "只有一个国家")))

    assert found.ratings == [("o/a", rating("half_right", "只有一个国家"))]
    assert (found.problems, found.notes, found.ask_again) == ([], [], {})


def test_the_claim_beside_an_answer_may_be_wrapped_and_written_on() -> None:
    shown = "(see me) 它会\n来。\nIt comes.\nthe article, 2023-12-31"

    assert new(handed(row(claim=shown))).problems == []
    assert new(handed(row(claim="Another.", fingerprint="old"))).problems == []


def test_a_rating_that_is_on_record_is_not_new() -> None:
    found = new(handed(row()), held=(rating(),), today=LAST)

    assert (found.ratings, found.n_same, found.notes) == ([], 1, [])


@pytest.mark.parametrize("day", [DAY, NEXT])
def test_a_changed_mind_is_a_further_rating_also_on_the_same_day(day: date) -> None:
    found = new(handed(row("inaccurate")), held=(rating(),), today=day)

    assert found.ratings == [("o/a", rating("inaccurate", day=day))]
    assert found.notes == [
        (
            "ballots/lin.xlsx C7: o/a: lin accurate (2025-01-09) → inaccurate",
            "ballots/lin.xlsx C7：o/a：lin 准确（2025-01-09）→ 不准确",
        )
    ]


def test_another_reason_is_a_further_rating() -> None:
    found = new(handed(row(why="Sold in 2024.")), held=(rating(),), today=NEXT)

    assert (len(found.ratings), found.notes) == (1, [])


@pytest.mark.parametrize("day", [DAY, NEXT, LAST])
def test_an_old_ballot_undoes_no_later_change(day: date) -> None:
    found = new(handed(row()), held=(rating(), rating("inaccurate", day=NEXT)), today=day)

    (note,) = found.notes
    assert (found.ratings, found.problems, found.n_same) == ([], [], 1)
    assert note.en.startswith(
        "ballots/lin.xlsx C7: o/a: lin inaccurate (2025-01-10) → accurate; said before that, so not"
        " recorded again"
    )


def test_a_second_round_is_a_rating_of_its_own() -> None:
    found = new(handed(row("inaccurate")), held=(rating(),), turn=2)

    assert found.ratings == [("o/a", rating("inaccurate", round=2))]
    again = new(handed(row()), held=(rating(), rating(round=2)), turn=2)
    assert (again.ratings, again.n_same) == ([], 1)


@pytest.mark.parametrize("later", [(), (rating("inaccurate", day=NEXT, round=2),)])
def test_a_ballot_of_the_first_round_handed_in_after_the_discussion_undoes_no_vote(
    later: tuple,
) -> None:
    found = new(handed(row()), held=(rating(), *later), turn=2, today=LAST)

    assert (found.ratings, found.n_same) == ([], 1)
    assert ["said before that, so not recorded again" in one.en for one in found.notes] == [
        True for _ in later
    ]
    meant = new(handed(row(why="On sale.")), held=(rating(), *later), turn=2, today=LAST)
    assert meant.ratings == [("o/a", rating("accurate", "On sale.", day=LAST, round=2))]


def test_what_is_typed_after_the_discussion_is_said_anew_although_it_is_the_same() -> None:
    found = new(handed(row(fingerprint=None)), held=(rating(),), turn=2)

    assert found.ratings == [("o/a", rating(round=2))]


def test_what_was_said_in_an_earlier_review_may_be_said_again() -> None:
    found = new(handed(row()), held=(rating(day=date(2024, 1, 9)),))

    assert (found.ratings, found.notes) == ([("o/a", rating())], [])


def test_an_emptied_row_withdraws_nothing() -> None:
    found = new(handed(row(None)), handed(row(None), rater="陈"), held=(rating(),))

    assert (found.ratings, found.abstentions, found.problems) == ([], [], [])


def test_abstained_recused_and_not_answered_are_three_things() -> None:
    found = new(handed(row("弃权", "看不懂")), handed(row("recused"), rater="陈"))

    abstained = Abstention(
        rater="lin", id="o/a", kind=AbstentionKind.ABSTAINED, why="看不懂", after_ratings=0
    )
    recused = Abstention(rater="陈", id="o/a", kind=AbstentionKind.RECUSED, after_ratings=0)
    assert found.abstentions == [abstained, recused]
    review = REVIEW.model_copy(update={"abstentions": found.abstentions})
    of = NamedReview("2024", review, KNOWN)
    assert of.answer_counts("lin") == {"abstained": 1, "owed": 1}
    assert of.answers("陈").en == "陈: 0 rated, 0 abstained, 1 recused, 1 not answered"
    again = new(handed(row("弃权", "看不懂")), review=review)
    assert (again.ratings, again.abstentions, again.n_same) == ([], [], 1)


def answers(review: Review, *held: Rating) -> tuple[list[str], list[str], list[str]]:
    """Who rated, who rated alone, and who stood aside."""
    of = NamedReview("2024", review, {"o/a": prediction(ratings=list(held))})
    (claim,) = of.claims
    alone = claim.ratings(only_independent=True)
    return [*claim.ratings()], [*alone], [one.kind.value for one in claim.abstentions]


@pytest.mark.parametrize("day", [DAY, NEXT])
def test_of_a_rating_and_a_recusal_of_one_round_the_later_holds(day: date) -> None:
    first = rating()
    recused = new(handed(row("recused")), held=(first,), today=day)
    review = REVIEW.model_copy(update={"abstentions": recused.abstentions})
    assert "lin accurate (2025-01-09) → recused" in recused.notes[0].en
    assert answers(review, first) == ([], [], ["recused"])

    again = new(handed(row()), held=(first,), review=review, today=day)
    assert (again.ratings, again.n_same) == ([], 1)
    assert "lin recused → accurate; said before that" in again.notes[0].en

    back = new(handed(row(why="No stake.")), held=(first,), review=review, today=day)
    second = back.ratings[0][1]
    assert answers(review, first, second) == (["lin"], ["lin"], [])

    old = new(handed(row("recused")), held=(first, second), review=review, today=day)
    assert (old.abstentions, old.n_same) == ([], 1)


def test_a_recusal_of_the_second_round_leaves_the_rating_of_the_first() -> None:
    found = new(handed(row("recused")), held=(rating(),), turn=2)
    review = REVIEW.model_copy(update={"abstentions": found.abstentions})

    assert answers(review, rating()) == ([], ["lin"], ["recused"])


def test_a_recusal_that_does_not_say_what_it_came_after_takes_the_rating_out() -> None:
    aside = Abstention(rater="lin", id="o/a", kind=AbstentionKind.RECUSED)

    assert answers(REVIEW.model_copy(update={"abstentions": [aside]}), rating())[1] == []


@pytest.mark.parametrize("verdict", ["accurate", "inaccurate", "recused"])
@pytest.mark.parametrize("turn", [1, 2])
def test_who_rated_before_a_change_is_asked_again_as_the_message_says(
    verdict: str, turn: int
) -> None:
    found = new(handed(row(verdict, fingerprint="another")), held=(rating(),), turn=turn)

    is_said_before = verdict == "accurate"
    assert found.ask_again == ({} if is_said_before else {"lin": {"o/a"}})
    assert ["is asked again" in one.en for one in found.notes] == [True] * (not is_said_before)


def test_an_abstention_after_a_rating_is_recorded_and_the_rating_kept() -> None:
    found = new(handed(row("弃权")), held=(rating(),))

    assert (len(found.abstentions), found.ratings) == (1, [])
    assert found.abstentions[0].round is None
    assert new(handed(row("弃权")), held=(rating(),), turn=2).abstentions[0].round == 2


@pytest.mark.parametrize("order", [1, -1])
def test_what_was_asked_again_counts_beside_the_ballot_from_before_the_change(order: int) -> None:
    stale, asked = handed(row(fingerprint="another")), handed(row("inaccurate"), file="lin-2.xlsx")

    found = new(*[stale, asked][::order])

    assert found.ratings == [("o/a", rating("inaccurate"))]
    assert (found.problems, found.notes, found.ask_again) == ([], [], {})


def test_a_claim_that_changed_since_it_was_handed_out_is_asked_again() -> None:
    found = new(handed(row(fingerprint="another")))

    assert found.ratings == []
    assert found.ask_again == {"lin": frozenset({"o/a"})}
    assert "changed since this ballot was handed out" in found.notes[0].en
    settled = new(handed(row(fingerprint="another")), held=(rating(),))
    assert (settled.notes, settled.ask_again) == ([], {})


def test_claims_that_came_later_reach_the_raters_who_handed_in() -> None:
    early = FilledBallot(Path("lin.xlsx"), mark_of("2024", "lin"), [row()])

    assert new(early).ask_again == {"lin": frozenset({"o/b"})}


def test_a_rater_may_hand_in_several_ballots_that_do_not_differ() -> None:
    sheet, page = handed(row()), handed(row(), file="answers.json")

    found = new(sheet, page, handed(row(None), file="empty.xlsx"))

    assert (found.problems, len(found.ratings)) == ([], 1)


@pytest.mark.parametrize(
    ("bad", "rule", "message"),
    [
        (handed(row(id="o/other")), "unknown-id", "C7: `o/other` is not on the list"),
        (handed(row(id=None)), "unknown-id",
         "C7: this row has no id; answer in the first row of the claim, and write remarks beside the table"),
        (handed(row(fingerprint="")), "unknown-id",
         "C7: the fingerprint is gone; copy it back from the ballot as it was handed out"),
        (handed(row(claim="")), "unknown-id", "C7: the claim beside the answer is not o/a; sort whole rows"),
        (handed(row(claim="它会走。\nIt comes.")), "unknown-id",
         "C7: the claim beside the answer is not o/a; sort whole rows"),
        (handed(row("accurat")), "unknown-verdict",
         "C7: `accurat` is not a verdict; did you mean `accurate`?"),
        (handed(row("好")), "unknown-verdict", "C7: `好` is not a verdict"),
        (handed(row("不确定")), "unknown-verdict",
         "C7: `不确定` is not a verdict; did you mean `abstained`?"),
        (handed(row(claim="Another comes.\nthe article")), "unknown-id",
         "C7: the claim beside the answer is not o/a; sort whole rows"),
        (handed(row(None, "no verdict")), "verdict-missing", "C7: a reason without a verdict"),
        (handed(row(formula="=1+1")), "formula", "C7: a formula or a date, no text: =1+1"),
        (handed(row(why="a\x7fb")), "unfit-reason", "C7: the reason has control characters"),
        (handed(row(), row()), "repeated-claim", "C7: lin answered o/a in ballots/lin.xlsx C7 already"),
        (
            FilledBallot(Path("x.xlsx"), "review 2024 · lin · 0"),
            "other-ballot",
            "`review 2024 · lin · 0` is nobody's ballot of review 2024",
        ),
        (
            handed(file="陈.xlsx"),
            "other-ballot",
            "the file is named 陈 and is lin's ballot",
        ),
        (
            handed(rater="陈", file="LIN.xlsx"),
            "other-ballot",
            "the file is named LIN and is 陈's ballot",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_a_problem_at_its_place(bad, rule: str, message: str) -> None:
    (found,) = new(bad).problems

    assert (found.rule, found.message.en) == (rule, message)


@pytest.mark.parametrize(
    "file", ["陈 (1).xlsx", "陈的评议表.xlsx", "评议_陳.xlsx", "CHEN (1).xlsx", "x-chen.xlsx"]
)
def test_a_ballot_under_the_name_of_another_rater_is_refused(file: str) -> None:
    names = {"陈": Phrase("Chen", "陳"), "lin": Phrase("Lin", "林")}
    of = NamedReview("2024", REVIEW, KNOWN, names)

    (found,) = additions([handed(row(), file=file)], of, today=DAY).problems

    assert (found.rule, found.path) == ("other-ballot", file)


def test_a_raters_name_within_anothers_is_no_excuse_for_the_others_name() -> None:
    review = REVIEW.model_copy(update={"raters": ["陈", "陈 明"]})

    (found,) = new(handed(row(), rater="陈", file="陈 明.xlsx"), review=review).problems

    assert found.rule == "other-ballot"


@pytest.mark.parametrize(
    "file", ["lin (1).xlsx", "林给陈.xlsx", "chenille.xlsx", "ballot (1).xlsx", "Lin for 陈.xlsx"]
)
def test_a_ballot_may_have_any_other_name(file: str) -> None:
    names = {"陈": Phrase("Chen", "陈"), "lin": Phrase("Lin", "林")}
    of = NamedReview("2024", REVIEW, KNOWN, names)

    assert additions([handed(row(), file=file)], of, today=DAY).problems == []


def test_a_long_claim_that_goes_on_below_is_the_claim_beside_its_answer() -> None:
    assert new(handed(row(claim="它会"))).problems == []


def test_an_answer_about_a_claim_that_left_the_list_is_told_and_stops_nothing() -> None:
    review = REVIEW.model_copy(update={"predictions": ["o/b"]})

    found = new(handed(row(), row(id="o/b"), file="lin.xlsx"), review=review)
    empty = new(handed(row(None), row(id="o/b"), file="lin.xlsx"), review=review)

    assert (found.problems, len(found.ratings)) == ([], 1)
    assert found.notes == [
        (
            "lin.xlsx C7: o/a: no longer on the list, so not recorded",
            "lin.xlsx C7：o/a：已不在待议清单里，没有收录",
        )
    ]
    assert (empty.problems, empty.notes) == ([], [])


def test_an_answer_about_a_claim_that_was_renamed_meanwhile_goes_to_its_new_id() -> None:
    known = {"o/a": prediction(formerly=["o/old"]), "o/b": prediction()}
    ballot = FilledBallot(Path("lin.xlsx"), mark_of("2024", "lin"), [row(id="o/old")])

    found = additions([ballot], NamedReview("2024", REVIEW, known), today=DAY)

    assert (found.problems, found.ratings) == ([], [("o/a", rating())])
    assert found.ask_again == {"lin": {"o/b"}}


def test_a_file_that_cannot_be_read_keeps_its_problem() -> None:
    (unreadable,) = read_ballots([Path("none.xlsx")])

    (found,) = new(unreadable).problems

    assert found == unreadable.problem


def test_two_ballots_of_a_rater_that_differ_are_a_problem() -> None:
    (found,) = new(handed(row()), handed(row("inaccurate"), file="later.xlsx")).problems

    assert (found.rule, found.path) == ("repeated-claim", "later.xlsx")


def test_an_empty_line_of_a_sheet_and_a_claim_that_is_gone_stop_nothing() -> None:
    found = new(handed(row(None, id=None), row(id="o/gone")))

    assert (found.problems, found.ratings) == ([], [])
    assert "o/gone: no longer on the list" in found.notes[0].en


def test_a_remark_outside_of_the_table_is_told() -> None:
    (note,) = new(handed()._replace(remarks=["L7: 请看"])).notes

    assert note.en == "ballots/lin.xlsx L7: 请看: a remark outside of the table, not recorded"


def page_answers(text: str) -> FilledBallot:
    return read_answers(Path("lin.txt"), text.encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_answers_of_a_page_are_read_also_from_a_pasted_message(encoding: str) -> None:
    answer = {"id": "o/a", "fingerprint": PRINT, "answer": "half_right", "why": " 一半 "}
    text = json.dumps({"ballot": mark_of("2024", "lin"), "answers": [answer]}, ensure_ascii=False)
    message = f"林：这是我的评议\n{text}\n谢谢".encode(encoding)

    found = new(read_answers(Path("lin.txt"), message))

    assert found.ratings == [("o/a", rating("half_right", "一半"))]


@pytest.mark.parametrize(
    "text", ["", "{", '{"ballot": "x"}', '{"ballot": "x", "answers": [{"id": 1}]}', "[]"]
)
def test_answers_that_are_not_whole_are_refused(text: str) -> None:
    with pytest.raises(UnreadableBallotError):
        page_answers(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_texts_of_several_raters_in_one_file_are_told_to_be_parted(encoding: str) -> None:
    text = "".join(
        f'{rater} 10:12\n{{"ballot":"{mark_of("2024", rater)}","answers":[]}}\n'
        for rater in REVIEW.raters
    )
    with pytest.raises(UnreadableBallotError) as raised:
        read_answers(Path("group.txt"), text.encode(encoding))

    assert "several ballots are in this file" in str(raised.value)


def test_the_page_holds_its_records_as_data_and_allows_its_own_script_alone() -> None:
    known = {"o/a": prediction(claim={"en": "</script><script>alert(1)</script>", "zh": "<b>甲"})}
    of = NamedReview("2024", REVIEW, known)

    page = ballot_page(of, "lin", None, file="lin.json", language=Language.CHINESE)

    assert page.count("<script") == 2
    assert "alert(1)" in page
    assert "<b>" not in page
    assert "default-src &#39;none&#39;" in page
    assert "script-src &#39;sha256-" in page
    assert "http" not in page.replace("http-equiv", "")
    assert "Figure 1." not in page


def test_an_old_ballot_whose_reason_has_gained_a_language_undoes_no_later_change() -> None:
    first = rating(why=Bilingual(en="One country", zh="只有一个国家"))

    found = new(handed(row(why="只有一个国家")), held=(first, rating("inaccurate", day=NEXT)))

    assert (found.ratings, found.n_same) == ([], 1)


def test_a_ballot_of_the_first_round_is_compared_with_that_round_alone() -> None:
    held = (rating(), rating("inaccurate", day=NEXT, round=2))

    assert new(handed(row()), held=held).notes == []
    (note,) = new(handed(row("half_right", "One country")), held=held).notes
    assert note.en == "ballots/lin.xlsx C7: o/a: lin accurate (2025-01-09) → half right"


def test_an_old_ballot_takes_back_no_recusal_of_the_meeting() -> None:
    kept = [
        Abstention(rater="lin", id="o/a", kind=AbstentionKind.RECUSED, round=n) for n in (None, 3)
    ]
    review = REVIEW.model_copy(update={"abstentions": kept})

    found = new(handed(row("recused")), review=review)

    assert (found.abstentions, found.n_same) == ([], 1)


def test_two_ballots_from_before_two_changes_stop_nothing() -> None:
    first, second = row(fingerprint="one"), row("inaccurate", fingerprint="two")

    found = new(handed(first), handed(second, file="lin-2.xlsx"))

    assert (found.problems, found.ratings) == ([], [])
    assert found.ask_again == {"lin": {"o/a"}}


def test_of_a_folder_each_ballot_is_read_or_named_whatever_its_ending(tmp_path: Path) -> None:
    names = [
        "CHEN.XLSX",
        "lin",
        "lin.docx",
        "lin.et",
        "lin.html",
        "lin.jpg",
        "lin.ods",
        "lin.pdf",
        "wang.csv",
    ]
    for name in (*names, "~$lin.xlsx", ".hidden.json", "desktop.ini"):
        (tmp_path / name).write_text("x", encoding="utf-8")

    found = read_ballots([tmp_path])

    assert [one.path.name for one in found] == names
    assert all(one.problem for one in found)


def test_a_page_that_a_browser_saved_is_refused_and_the_one_handed_out_passed_over(
    tmp_path: Path,
) -> None:
    page = ballot_page(
        NamedReview("2024", REVIEW, KNOWN), "lin", None, file="x", language=Language.CHINESE
    )
    kept = page.replace(
        'role="group">', 'role="group"><button type="button" aria-pressed="true">准确'
    )
    (tmp_path / "lin.html").write_text(page, encoding="utf-8")
    (tmp_path / "lin (1).html").write_text(kept, encoding="utf-8")

    (found,) = read_ballots([tmp_path])

    assert kept != page
    assert found.path.name == "lin (1).html"
    assert found.problem
    assert "holds no answers; hand in what it saves" in found.problem.message.en


def test_an_emptied_ballot_from_before_a_change_hides_no_answer() -> None:
    first, second = row(fingerprint="one"), row(None, fingerprint="two")

    found = new(handed(first), handed(second, file="lin-2.xlsx"))

    assert found.ask_again == {"lin": {"o/a"}}


def test_a_ballot_of_somebody_who_is_no_rater_any_more_says_what_to_do_and_an_empty_one_is_noted() -> (
    None
):
    filled, empty = (handed(*rows, rater="wang") for rows in ([row()], []))

    (problem,) = new(handed(row()), filled).problems
    assert problem.message.en == "the ballot is wang's, who is not a rater of review 2024"
    assert problem.hint == (
        "Add wang to `raters` in reviews/2024.yaml, or move this file out of the folder.",
        "请把 wang 加进 reviews/2024.yaml 的 `raters`，或把这个文件移出文件夹。",
    )
    found = new(handed(row()), empty)
    assert (len(found.ratings), found.problems) == (1, [])
    assert found.notes[0].zh == (
        "ballots/wang.xlsx：空白评议表，wang 不是 2024 年度复盘的评议人；已略过"
    )
