"""Which claims come before a review, and in which order."""

from datetime import date

import pytest

from repository import evidence, judged, prediction
from scorecard.records import Bearing, JudgedVerdict, Rating, Review, Window, Withdrawal
from scorecard.review.claim_list import (
    Need,
    agenda_entries,
    decision,
    entry_of,
    listed,
    rater_order,
    ratings_of,
    verdict_before,
)
from scorecard.verdicts import Verdict

AS_OF = date(2025, 1, 9)
REVIEW = Review(
    opened_on=date(2025, 1, 2), held_on=AS_OF, raters=["lin", "chen", "wang"], predictions=[]
)
LATER = Window(opens_on=date(2024, 1, 1), closes_on=date(2026, 12, 31), stated=True)
EARLIER = Window(opens_on=date(2023, 12, 31), closes_on=date(2023, 12, 31), stated=True)


def rated(rater: str, verdict: str, day: date = AS_OF) -> Rating:
    return Rating(rater=rater, rated_on=day, verdict=Verdict(verdict), why=None)


@pytest.mark.parametrize(
    ("one", "is_listed"),
    [
        (prediction(), True),  # overdue
        (prediction(judged("accurate")), True),  # fell due in 2024
        (prediction(judged("too_early"), window=LATER), True),  # judged too early before
        (prediction(judged("accurate"), window=EARLIER), False),  # due and judged a year before
        (prediction(window=EARLIER), True),  # overdue since the year before
        (prediction(judged("accurate"), window=LATER), False),  # decided early, undisputed
        (prediction(window=LATER), False),  # open
        (prediction(window=Window(opens_on=date(2024, 1, 1), closes_on=None, stated=False)), False),
        (
            prediction(judged("accurate"), judged("half_right", by="review-2023"), window=LATER),
            True,  # two judges differ
        ),
        (
            prediction(judged("accurate"), ratings=[rated("lin", "inaccurate")], window=LATER),
            True,  # a rater differs from the desk
        ),
        (prediction(made_on=date(2025, 1, 10)), False),  # not made yet
    ],
)
def test_what_is_due_disputed_or_was_too_early_is_listed(one, is_listed) -> None:
    found = listed({"o/a": one}, year=2024, as_of=AS_OF)

    assert found == (["o/a"] if is_listed else [])


def test_only_ratings_of_this_review_count_and_the_last_one_does() -> None:
    one = prediction(
        ratings=[
            rated("lin", "accurate", date(2025, 1, 1)),
            rated("chen", "accurate", date(2025, 1, 3)),
            rated("chen", "half_right", date(2025, 1, 4)),
            rated("zhao", "inaccurate", date(2025, 1, 4)),
        ]
    )

    assert {rater: held.verdict for rater, held in ratings_of(one, REVIEW).items()} == {
        "chen": Verdict.HALF_RIGHT
    }


def test_ratings_after_the_review_closed_belong_to_the_next() -> None:
    closed = REVIEW.model_copy(update={"closed_on": AS_OF})

    assert (
        ratings_of(prediction(ratings=[rated("lin", "accurate", date(2025, 1, 10))]), closed) == {}
    )


@pytest.mark.parametrize(
    ("verdicts", "spread"),
    [
        ([], None),
        (["accurate"], None),
        (["accurate", "accurate"], 0.0),
        (["accurate", "half_right", "inaccurate"], 1.0),
        (["half_right", "inaccurate"], 0.5),
        (["accurate", "too_early"], 0.25),
        (["unresolvable", "too_early"], 0.25),
        (["too_early", "too_early"], 0.0),
    ],
)
def test_the_spread_is_the_distance_of_the_furthest_two(verdicts, spread) -> None:
    ratings = [rated(rater, one) for rater, one in zip(REVIEW.raters, verdicts, strict=False)]

    assert entry_of("o/a", prediction(ratings=ratings), REVIEW, "2024").spread == spread


def test_what_needs_the_room_most_comes_first() -> None:
    against = evidence("Not so").model_copy(update={"bears": Bearing.CONTRADICTS})
    both = [evidence("So"), against]
    agree = [rated("lin", "accurate"), rated("chen", "accurate")]
    known = {
        "o/plain": prediction(judged("accurate"), ratings=agree),
        "o/nobody": prediction(),
        "o/one": prediction(judged("accurate")),
        "o/two-sided": prediction(evidence=both),
        "o/more-even": prediction(evidence=[*both, *both]),
        "o/near": prediction(ratings=[rated("lin", "accurate"), rated("chen", "half_right")]),
        "o/far": prediction(ratings=[rated("lin", "accurate"), rated("chen", "inaccurate")]),
        "o/withdrawn": prediction(withdrawn=Withdrawal(on=REVIEW.held_on, why="No forecast.")),
    }
    review = REVIEW.model_copy(update={"predictions": [*known, "o/gone"]})

    entries = agenda_entries(known, review, "2024")

    assert [(entry.id, entry.need) for entry in entries] == [
        ("o/far", Need.APART),
        ("o/near", Need.APART),
        ("o/more-even", Need.TWO_SIDED),
        ("o/two-sided", Need.TWO_SIDED),
        ("o/nobody", Need.ONE_JUDGE),
        ("o/one", Need.ONE_JUDGE),
        ("o/plain", Need.PLAIN),
    ]


def test_what_the_review_decides_does_not_change_its_order() -> None:
    review = REVIEW.model_copy(update={"predictions": ["o/a", "o/b"]})
    decided = judged("accurate", "2025-01-09", by="review-2024")
    before = {"o/a": prediction(judged("accurate")), "o/b": prediction(judged("accurate"))}
    after = {**before, "o/a": prediction(judged("accurate"), decided)}

    assert agenda_entries(after, review, "2024") == agenda_entries(before, review, "2024")


def test_a_decision_is_the_reviews_own_verdict() -> None:
    desk: JudgedVerdict = judged("too_early")
    decided = judged("accurate", "2025-01-09", by="review-2024")
    one = prediction(desk, decided)

    assert decision(one, "2024") == decided
    assert verdict_before(one, "2024") == desk
    assert decision(one, "2023") is None
    assert verdict_before(prediction(), "2024") is None


def test_every_rater_has_an_own_order_and_keeps_it() -> None:
    ids = [f"o/{number}" for number in range(30)]
    orders = [
        tuple(rater_order(ids, review="2024", rater=rater)) for rater in ("lin", "chen", "王")
    ]

    assert len(set(orders)) == 3
    assert all(sorted(order) == sorted(ids) for order in orders)
    assert tuple(rater_order(list(reversed(ids)), review="2024", rater="lin")) == orders[0]
    assert rater_order(ids, review="2025", rater="lin") != list(orders[0])
