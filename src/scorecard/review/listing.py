"""Which claims come before a review, and which of them need the room most."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from scorecard.records import Bearing, JudgedVerdict, Prediction, Rating, Review
from scorecard.text import Phrase
from scorecard.verdicts import State, Verdict, Word, spread_of

__all__ = [
    "Entry",
    "Need",
    "agenda_entries",
    "by_review",
    "decision",
    "listed",
    "rating_spread",
    "ratings_of",
    "verdict_before",
    "verdict_names",
]

_TWO = 2


class Need(Word):
    """Why a claim needs the room, in the order in which claims come up."""

    APART = (
        "apart",
        Phrase("raters apart", "评分不一"),
        Phrase("the raters differ", "评分人意见不同"),
    )
    TWO_SIDED = (
        "two_sided",
        Phrase("evidence on both sides", "证据有正有反"),
        Phrase("something supports it and something contradicts it", "既有支持也有反对的证据"),
    )
    ONE_JUDGE = (
        "one_judge",
        Phrase("decided by one person or nobody", "只有一人判定或无人判定"),
        Phrase("no second person has judged or rated it", "没有第二个人判定或评分"),
    )
    PLAIN = (
        "plain",
        Phrase("plain", "没有分歧"),
        Phrase("several people agree, the evidence points one way", "多人意见一致，证据同向"),
    )


class Entry(NamedTuple):
    """A claim of the list: its id, why it needs the room, and how far its raters are apart."""

    id: str
    need: Need
    spread: float | None


def by_review(name: str) -> str:
    """How verdicts of a review are signed.

    Examples:
        >>> by_review("2025")
        'review-2025'
    """
    return f"review-{name}"


def verdict_names() -> dict[str, Verdict]:
    """What a rater may type for a verdict, in small letters: its word in either language, or both.

    Examples:
        >>> names = verdict_names()
        >>> names["对了一半"] is names["half right"] is names["half_right"] is Verdict.HALF_RIGHT
        True
    """
    return {
        name.casefold(): one
        for one in Verdict
        for name in (one.label.en, one.value, one.label.zh, f"{one.label.zh} {one.label.en}")
    }


def decision(prediction: Prediction, name: str) -> JudgedVerdict | None:
    """What a review decided, or None while it has not."""
    given = [one for one in prediction.verdicts if one.by == by_review(name)]
    return given[-1] if given else None


def verdict_before(prediction: Prediction, name: str) -> JudgedVerdict | None:
    """The verdict that stands without what a review decided: the desk's, or an earlier review's."""
    given = [one for one in prediction.verdicts if one.by != by_review(name)]
    return given[-1] if given else None


def ratings_of(prediction: Prediction, review: Review) -> dict[str, Rating]:
    """Each rater's last rating for a review, in the order of the raters; who gave none is left out.

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


def rating_spread(prediction: Prediction, review: Review) -> float | None:
    """How far the raters of a review are apart on a claim, see `scorecard.verdicts.spread_of`."""
    return spread_of([rating.verdict for rating in ratings_of(prediction, review).values()])


def _is_disputed(prediction: Prediction) -> bool:
    """Whether people who judged or rated it differ."""
    by = {one.by: one.verdict for one in prediction.verdicts}
    by.update({f"rater {one.rater}": one.verdict for one in prediction.ratings})
    return len(set(by.values())) > 1


def listed(predictions: Mapping[str, Prediction], *, year: int, as_of: date) -> list[str]:
    """The claims that come before a review by themselves, in the order of their ids.

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
        if one.made_on <= as_of and any(needs):
            ids.append(id_)
    return ids


def _need(prediction: Prediction, review: Review, name: str) -> Need:
    spread = rating_spread(prediction, review)
    if spread:
        return Need.APART
    if {Bearing.SUPPORTS, Bearing.CONTRADICTS} <= {item.bears for item in prediction.evidence}:
        return Need.TWO_SIDED
    people = {one.by for one in prediction.verdicts if one.by != by_review(name)}
    people |= set(ratings_of(prediction, review))
    return Need.ONE_JUDGE if len(people) < _TWO else Need.PLAIN


def agenda_entries(predictions: Mapping[str, Prediction], review: Review, name: str) -> list[Entry]:
    """The list in the order of the agenda: what needs the room most comes first.

    Raters apart, furthest first; then evidence on both sides, the most even first; then what one person
    or nobody decided; then the plain ones. What the review decides does not change the order.

    Args:
        predictions: Predictions by id; ids of the list that are not there are left out.
        review: The review.
        name: Its name.
    """
    order = list(Need)

    def key(entry: Entry) -> tuple[int, float, int, str]:
        bears = [item.bears for item in predictions[entry.id].evidence]
        even = min(bears.count(Bearing.SUPPORTS), bears.count(Bearing.CONTRADICTS))
        return order.index(entry.need), -(entry.spread or 0.0), -even, entry.id

    entries = [
        Entry(id_, _need(predictions[id_], review, name), rating_spread(predictions[id_], review))
        for id_ in review.predictions
        if id_ in predictions
    ]
    return sorted(entries, key=key)
