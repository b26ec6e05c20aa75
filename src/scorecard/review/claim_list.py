"""The claims of a review: which are on its list, which need discussion most, and what is known of each."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from scorecard.records import (
    Bearing,
    Criteria,
    Evidence,
    JudgedVerdict,
    Prediction,
    Rating,
    Review,
    phrase_of,
)
from scorecard.text import Phrase
from scorecard.verdicts import State, Verdict, Word, spread_of

__all__ = [
    "CRITERIA",
    "Entry",
    "Need",
    "agenda_entries",
    "by_review",
    "criteria_of",
    "decision",
    "entry_of",
    "evidence_of",
    "listed",
    "rater_order",
    "ratings_of",
    "verdict_before",
]

CRITERIA = {
    verdict: Phrase(f"{verdict.label.en} if", f"怎样算{verdict.label.zh}")
    for verdict in Verdict
    if verdict.value in Criteria.model_fields
}
"""The verdicts that have criteria in the records, and what the criteria of each are called."""


class Need(Word):
    """Why a claim needs discussion, in the order in which claims come up."""

    APART = (
        "apart",
        Phrase("raters apart", "评议不一"),
        Phrase("the raters differ", "评议人意见不同"),
    )
    TWO_SIDED = (
        "two_sided",
        Phrase("evidence on both sides", "证据有支持也有相反"),
        Phrase("some evidence supports it and some contradicts it", "既有支持也有相反的证据"),
    )
    ONE_JUDGE = (
        "one_judge",
        Phrase("decided by one person or nobody", "只有一人判定或无人判定"),
        Phrase("no second person has judged or rated it", "没有第二个人判定或评议"),
    )
    PLAIN = (
        "plain",
        Phrase("plain", "没有分歧"),
        Phrase("several people agree, the evidence points one way", "多人意见一致，证据同向"),
    )


class Entry(NamedTuple):
    """A claim of the list: its id, why it needs discussion, and how far its raters are apart."""

    id: str
    need: Need
    spread: float | None


def by_review(name: str) -> str:
    """The signature of a review's verdicts.

    Examples:
        >>> by_review("2025")
        'review-2025'
    """
    return f"review-{name}"


def decision(prediction: Prediction, name: str) -> JudgedVerdict | None:
    """The last verdict of a review on a claim, or None before there is one."""
    given = [one for one in prediction.verdicts if one.by == by_review(name)]
    return given[-1] if given else None


def verdict_before(prediction: Prediction, name: str) -> JudgedVerdict | None:
    """The last verdict on a claim that is not a review's own: the desk's, or an earlier review's."""
    given = [one for one in prediction.verdicts if one.by != by_review(name)]
    return given[-1] if given else None


def ratings_of(prediction: Prediction, review: Review) -> dict[str, Rating]:
    """Each rater's last rating for a review, in the order of the raters; those without one are left out.

    Args:
        prediction: The claim.
        review: The review; only its raters count, from the day on which it was opened.
    """
    last = {
        rating.rater: rating
        for rating in prediction.ratings
        if review.opened_on <= rating.rated_on <= (review.closed_on or date.max)
    }
    return {rater: last[rater] for rater in review.raters if rater in last}


def criteria_of(prediction: Prediction) -> dict[Verdict, Phrase]:
    """The criteria of a claim by their verdict; empty when it has none on record."""
    held = prediction.criteria
    return {one: phrase_of(getattr(held, one.value)) for one in CRITERIA} if held else {}


def evidence_of(prediction: Prediction) -> dict[Bearing, list[Evidence]]:
    """The evidence of a claim by what it says about it; every kind has a list."""
    return {
        bears: [item for item in prediction.evidence if item.bears is bears] for bears in Bearing
    }


def _is_disputed(prediction: Prediction) -> bool:
    """Whether people who judged or rated it differ."""
    by = {one.by: one.verdict for one in prediction.verdicts}
    by.update({f"rater {one.rater}": one.verdict for one in prediction.ratings})
    return len(set(by.values())) > 1


def listed(predictions: Mapping[str, Prediction], *, year: int, as_of: date) -> list[str]:
    """The claims that come before a review without being chosen, in the order of their ids.

    A withdrawn claim never does.

    They are the overdue, those that fell due in the year, those judged too early before, and those that
    are disputed: judged or rated differently by different people.

    Args:
        predictions: Predictions by id.
        year: The year that the review looks back on.
        as_of: The day of the meeting.
    """
    ids = []
    for id_, one in predictions.items():
        closes_on, given = one.window.closes_on, one.verdict_at(as_of)
        is_overdue = one.state_at(as_of) is State.OVERDUE
        is_due_then = closes_on is not None and closes_on.year == year and closes_on < as_of
        was_too_early = given is not None and given.verdict is Verdict.TOO_EARLY
        needs = (is_overdue, is_due_then, was_too_early, _is_disputed(one))
        if one.made_on <= as_of and any(needs) and not one.is_withdrawn_at(as_of):
            ids.append(id_)
    return ids


def entry_of(id_: str, prediction: Prediction, review: Review, name: str) -> Entry:
    """A claim's place on the list.

    Args:
        id_: Its id.
        prediction: Its record.
        review: The review.
        name: The review's name; its own verdicts do not count.
    """
    ratings = ratings_of(prediction, review)
    spread = spread_of([rating.verdict for rating in ratings.values()])
    judges = {one.by for one in prediction.verdicts if one.by != by_review(name)} | set(ratings)
    if spread:
        need = Need.APART
    elif {Bearing.SUPPORTS, Bearing.CONTRADICTS} <= {item.bears for item in prediction.evidence}:
        need = Need.TWO_SIDED
    else:
        need = Need.PLAIN if len(judges) > 1 else Need.ONE_JUDGE
    return Entry(id_, need, spread)


def agenda_entries(predictions: Mapping[str, Prediction], review: Review, name: str) -> list[Entry]:
    """The list in the order of the agenda: what needs discussion most comes first.

    Raters apart, furthest first; then evidence on both sides, the most even first; then what one person
    or nobody decided; then the plain ones. What the review decides does not change the order.

    Args:
        predictions: Predictions by id; ids of the list that are not there or are withdrawn are left out.
        review: The review.
        name: Its name.
    """
    order = list(Need)

    def key(entry: Entry) -> tuple[int, float, int, str]:
        bears = [item.bears for item in predictions[entry.id].evidence]
        even = min(bears.count(Bearing.SUPPORTS), bears.count(Bearing.CONTRADICTS))
        return order.index(entry.need), -(entry.spread or 0.0), -even, entry.id

    known = [
        (id_, predictions[id_])
        for id_ in review.predictions
        if id_ in predictions and not predictions[id_].is_withdrawn_at(review.held_on)
    ]
    return sorted((entry_of(id_, one, review, name) for id_, one in known), key=key)


def rater_order(ids: Sequence[str], *, review: str, rater: str) -> list[str]:
    """The claims in a rater's own order, so that no claim is always the last that tired raters meet.

    It is shuffled, the same at every call and different for every rater.

    Examples:
        >>> rater_order(["a/1", "a/2", "a/3"], review="2025", rater="lin")
        ['a/3', 'a/1', 'a/2']
    """

    def place(id_: str) -> bytes:
        return hashlib.sha256(f"{review}\0{rater}\0{id_}".encode()).digest()

    return sorted(ids, key=place)
