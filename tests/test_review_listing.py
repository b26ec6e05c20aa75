"""Which claims come before a review, and in which order."""

from datetime import date

import pytest

from repository import evidence, judged, prediction
from scorecard.records import (
    Amendable,
    Amendment,
    Bearing,
    JudgedVerdict,
    Listed,
    ListReason,
    Need,
    PutOff,
    Rating,
    Review,
    SourceKind,
    Window,
    Withdrawal,
)
from scorecard.review.claim import Claim, NamedReview
from scorecard.review.claim_list import due_claims, in_order, rater_order
from scorecard.verdicts import UNSCORED_SPREAD, Verdict, spread_of

AS_OF = date(2025, 1, 9)
REVIEW = Review(
    opened_on=date(2025, 1, 2), held_on=AS_OF, raters=["lin", "chen", "wang"], predictions=[]
)
LATER = Window(opens_on=date(2024, 1, 1), closes_on=date(2026, 12, 31), stated=True)
EARLIER = Window(opens_on=date(2023, 12, 31), closes_on=date(2023, 12, 31), stated=True)


def rated(rater: str, verdict: str, day: date = AS_OF) -> Rating:
    return Rating(rater=rater, rated_on=day, verdict=Verdict(verdict), why=None)


def at_review(one, review: Review = REVIEW, name: str = "2024") -> Claim:
    """A claim at the review."""
    (claim,) = NamedReview(
        name, review.model_copy(update={"predictions": ["o/a"]}), {"o/a": one}
    ).claims
    return claim


def reasons(one, **more) -> list[str]:
    """Why a claim is on the list; nothing when it is not."""
    found = due_claims({"o/a": one}, **{"year": 2024, "as_of": AS_OF, "reviews": {}, **more})
    return [reason.value for reason in found[0].because] if found else []


@pytest.mark.parametrize(
    ("one", "because"),
    [
        (prediction(), ["overdue", "fell_due"]),
        (prediction(judged("accurate", "2025-01-05")), ["fell_due"]),
        (prediction(judged("accurate", "2024-06-01")), ["fell_due", "early_now_closed"]),
        (prediction(judged("accurate", "2023-12-31"), window=EARLIER), ["early_now_closed"]),
        (prediction(judged("too_early"), window=LATER), ["too_early_before"]),
        (prediction(judged("accurate", "2024-01-05"), window=EARLIER), []),  # of the year before
        (prediction(window=EARLIER), ["overdue"]),  # since the year before
        (prediction(judged("accurate"), window=LATER), []),  # decided early, undisputed
        (prediction(window=LATER), []),  # open
        (prediction(window=Window(opens_on=date(2024, 1, 1), closes_on=None, stated=False)), []),
        (
            prediction(judged("accurate"), judged("half_right", by="lin"), window=LATER),
            ["disputed"],  # two judges differ
        ),
        (
            prediction(judged("accurate"), ratings=[rated("lin", "inaccurate")], window=LATER),
            ["disputed"],  # a rater differs from the desk
        ),
        (prediction(made_on=date(2025, 1, 10)), []),  # not made yet
        (prediction(judged("too_early"), made_on=AS_OF, window=LATER), ["too_early_before"]),
        (prediction(withdrawn=Withdrawal(on=AS_OF, why="No forecast.")), []),
    ],
)
def test_a_claim_is_listed_with_its_reasons(one, because) -> None:
    assert reasons(one) == because


DECIDED = judged("accurate", "2024-02-02", by="review-2023")
REVIEW_2023 = Review(
    opened_on=date(2024, 1, 2),
    held_on=date(2024, 2, 1),
    closed_on=date(2024, 2, 1),
    raters=["lin"],
    predictions=["o/a"],
)


@pytest.mark.parametrize(
    ("new", "because"),
    [
        ({}, []),
        ({"ratings": [rated("lin", "inaccurate", date(2024, 1, 20))]}, []),  # it was discussed
        ({"ratings": [rated("lin", "accurate")]}, ["new_facts"]),
        ({"ratings": [rated("lin", "inaccurate")]}, ["new_facts", "disputed"]),
        ({"evidence": [evidence("Then", published_on="2024-02-02")]}, []),
        ({"evidence": [evidence("Later", published_on="2024-02-03")]}, ["new_facts"]),
        ({"evidence": [evidence("Read", accessed_on=date(2024, 3, 1))]}, ["new_facts"]),
        (
            {
                "amendments": [
                    Amendment(amended_on=AS_OF, field=Amendable.CRITERIA, reason="A slip.")
                ]
            },
            ["new_facts"],
        ),
        ({"verdicts": [DECIDED, judged("accurate", "2024-05-01")]}, ["new_facts"]),
        (
            {"verdicts": [DECIDED, judged("inaccurate", "2024-05-01")]},
            ["new_facts", "disputed"],
        ),
    ],
)
def test_what_a_review_settled_comes_back_only_with_something_new(new, because) -> None:
    one = prediction(judged("inaccurate", "2024-01-01"), DECIDED).model_copy(update=new)

    assert reasons(one, reviews={"2023": REVIEW_2023}) == because


def test_of_several_reviews_the_last_one_settled_a_claim() -> None:
    one = prediction(judged("inaccurate", "2023-02-02", by="review-2022"), DECIDED)
    first = REVIEW_2023.model_copy(
        update=dict.fromkeys(("opened_on", "held_on", "closed_on"), date(2023, 2, 1))
    )

    assert reasons(one, reviews={"2022": first, "2023": REVIEW_2023}) == []


def test_a_review_that_overruled_the_desk_as_too_early_leaves_no_dispute() -> None:
    one = prediction(
        judged("accurate", "2024-01-01"),
        judged("too_early", "2024-02-01", by="review-2023"),
        window=LATER,
    )

    assert reasons(one, reviews={"2023": REVIEW_2023}) == ["too_early_before", "carried_over"]


def test_what_a_review_left_open_is_carried_over_with_note_owner_and_day() -> None:
    put_off = PutOff(id="o/a", note="Ask the shop.", owner="chen", due_on=date(2024, 6, 1))
    before = REVIEW_2023.model_copy(update={"put_off": [put_off]})

    (one,) = due_claims(
        {"o/a": prediction(window=LATER)}, year=2024, as_of=AS_OF, reviews={"2023": before}
    )

    assert one.because == [ListReason.CARRIED_OVER]
    assert (one.note, one.owner, one.due_on) == ("Ask the shop.", "chen", date(2024, 6, 1))


def test_an_open_review_and_a_list_without_the_claim_carry_nothing_over() -> None:
    still_open = REVIEW_2023.model_copy(update={"closed_on": None})
    another = REVIEW_2023.model_copy(update={"predictions": ["o/b"]})

    for before in (still_open, another):
        assert reasons(prediction(window=LATER), reviews={"2023": before}) == []


def test_windows_that_closed_since_the_last_review_fell_due_whatever_the_year() -> None:
    closed = Window(opens_on=date(2023, 1, 1), closes_on=date(2024, 12, 31), stated=True)
    one = prediction(judged("accurate", "2025-01-05"), window=closed)
    later = date(2026, 1, 9)

    another = REVIEW_2023.model_copy(update={"predictions": []})

    assert reasons(one, year=2025, as_of=later) == []
    assert reasons(one, year=2025, as_of=later, reviews={"2023": another}) == ["fell_due"]


def test_only_ratings_of_this_review_count_and_the_last_one_does() -> None:
    one = prediction(
        ratings=[
            rated("lin", "accurate", date(2025, 1, 1)),
            rated("chen", "accurate", date(2025, 1, 3)),
            rated("chen", "half_right", date(2025, 1, 4)),
            rated("zhao", "inaccurate", date(2025, 1, 4)),
        ]
    )

    found = at_review(one).ratings()
    assert {rater: held.verdict for rater, held in found.items()} == {"chen": Verdict.HALF_RIGHT}


def test_ratings_after_the_review_closed_belong_to_the_next() -> None:
    closed = REVIEW.model_copy(update={"closed_on": AS_OF})

    late = prediction(ratings=[rated("lin", "accurate", date(2025, 1, 10))])
    assert at_review(late, closed).ratings() == {}


@pytest.mark.parametrize(
    ("verdicts", "spread"),
    [
        ([], None),
        (["accurate"], None),
        (["accurate", "accurate"], 0.0),
        (["accurate", "half_right", "inaccurate"], 1.0),
        (["half_right", "inaccurate"], 0.5),
        (["accurate", "too_early"], UNSCORED_SPREAD),
        (["unresolvable", "too_early"], UNSCORED_SPREAD),
        (["too_early", "too_early"], 0.0),
    ],
)
def test_the_spread_is_the_distance_of_the_furthest_two(verdicts, spread) -> None:
    ratings = [rated(rater, one) for rater, one in zip(REVIEW.raters, verdicts, strict=False)]

    assert spread_of([one.verdict for one in ratings]) == spread


def test_what_needs_the_room_most_comes_first() -> None:
    against = evidence("Not so").model_copy(update={"bears": Bearing.CONTRADICTS})
    press = [evidence("So", kind=SourceKind.PRESS)]
    both = [*press, against]
    agree = [rated("lin", "accurate"), rated("chen", "accurate")]
    desk = judged("accurate", "2025-01-05")
    known = {
        "o/plain": prediction(desk, evidence=press, ratings=agree),
        "o/nobody": prediction(evidence=press),
        "o/too-early": prediction(judged("too_early"), evidence=press),
        "o/one": prediction(desk, evidence=press),
        "o/thin": prediction(desk, evidence=[evidence("A blog", kind=SourceKind.OTHER)]),
        "o/early": prediction(desk, evidence=press, window=LATER),
        "o/doubted": prediction(judged("inaccurate"), desk, evidence=press),
        "o/corrected": prediction(desk.model_copy(update={"corrects": "A slip."}), evidence=press),
        "o/two-sided": prediction(desk, evidence=[*both * 2, *press * 2]),
        "o/more-even": prediction(desk, evidence=both * 3),
        "o/one-sided": prediction(desk, evidence=[*press * 3, against]),
        "o/differs": prediction(judged("inaccurate"), evidence=press, ratings=agree),
        "o/near": prediction(ratings=[rated("lin", "accurate"), rated("chen", "half_right")]),
        "o/far": prediction(ratings=[rated("lin", "accurate"), rated("chen", "inaccurate")]),
    }
    entries = [Listed(id=id_) for id_ in ["o/gone", *known]]

    ordered = in_order(entries, NamedReview("2024", REVIEW, known))

    assert [(one.id, one.need) for one in ordered] == [
        ("o/far", Need.APART),
        ("o/near", Need.APART),
        ("o/differs", Need.DIFFERS),
        ("o/corrected", Need.DOUBTED),
        ("o/doubted", Need.DOUBTED),
        ("o/nobody", Need.UNJUDGED),
        ("o/too-early", Need.UNJUDGED),
        ("o/more-even", Need.TWO_SIDED),
        ("o/two-sided", Need.TWO_SIDED),
        ("o/early", Need.EARLY),
        ("o/thin", Need.THIN),
        ("o/one-sided", Need.ONE_JUDGE),
        ("o/one", Need.ONE_JUDGE),
        ("o/plain", Need.PLAIN),
        ("o/gone", None),
    ]


def test_late_ballots_mark_a_claim_and_move_nothing_and_numbers_stay() -> None:
    apart = [rated("lin", "accurate"), rated("chen", "inaccurate")]
    known = {
        "o/first": prediction(evidence=[]),
        "o/withdrawn": prediction(withdrawn=Withdrawal(on=REVIEW.held_on, why="No forecast.")),
        "o/late": prediction(ratings=apart),
    }
    entries = [Listed(id=id_, need=Need.UNJUDGED) for id_ in known]
    review = REVIEW.model_copy(update={"predictions": [*entries, "o/gone"]})

    found = NamedReview("2024", review, known).claims

    assert [(one.number, one.id, one.former_need) for one in found] == [
        (1, "o/first", None),
        (3, "o/late", Need.UNJUDGED),
    ]
    assert found[1].needs == [Need.APART, Need.UNJUDGED, Need.THIN]
    assert found[1].needs_phrase.zh == "评议不一、还没有判定、没有独立证据"


def test_a_list_of_ids_alone_keeps_its_order() -> None:
    review = REVIEW.model_copy(update={"predictions": ["o/b", "o/a"]})
    known = {id_: prediction() for id_ in ("o/a", "o/b")}

    assert [one.id for one in NamedReview("2024", review, known).claims] == ["o/b", "o/a"]


def test_what_the_review_decides_does_not_change_why_a_claim_needs_discussion() -> None:
    before = prediction(judged("accurate"))
    decided = judged("inaccurate", "2025-01-09", by="review-2024")

    after = before.model_copy(update={"verdicts": [*before.verdicts, decided]})

    assert at_review(after).needs == at_review(before).needs


def test_a_second_round_counts_last_and_is_left_out_of_what_was_given_alone() -> None:
    one = prediction(
        ratings=[
            rated("lin", "half_right").model_copy(update={"round": 2}),
            rated("lin", "accurate"),
        ]
    )

    assert at_review(one).ratings()["lin"].verdict is Verdict.HALF_RIGHT
    assert at_review(one).ratings(only_independent=True)["lin"].verdict is Verdict.ACCURATE


def test_a_decision_is_the_reviews_own_verdict() -> None:
    desk: JudgedVerdict = judged("too_early")
    decided = judged("accurate", "2025-01-09", by="review-2024")
    one = prediction(desk, decided)

    assert (at_review(one).decision, at_review(one).before) == (decided, desk)
    assert at_review(one, name="2023").decision is None
    assert at_review(prediction()).before is None


def test_what_is_judged_after_a_decision_or_after_the_close_did_not_stand_before() -> None:
    closed = REVIEW.model_copy(update={"closed_on": AS_OF})
    desk, later = judged("accurate"), judged("half_right", "2026-01-09")
    decided = judged("inaccurate", "2025-01-09", by="review-2024")

    assert at_review(prediction(desk, decided, later), closed).before == desk
    assert at_review(prediction(desk, later), closed).before == desk
    assert at_review(prediction(later), closed).before is None


def test_every_rater_has_an_own_order_and_keeps_it() -> None:
    ids = [f"o/{number}" for number in range(30)]
    orders = [
        tuple(rater_order(ids, review="2024", rater=rater)) for rater in ("lin", "chen", "王")
    ]

    assert len(set(orders)) == 3
    assert all(sorted(order) == sorted(ids) for order in orders)
    assert tuple(rater_order(list(reversed(ids)), review="2024", rater="lin")) == orders[0]
    assert rater_order(ids, review="2025", rater="lin") != list(orders[0])
