"""The claims of a review: why each is on its list, how much discussion it needs, and what is known of it."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from scorecard.records import (
    Bearing,
    Criteria,
    Evidence,
    JudgedVerdict,
    Listed,
    ListReason,
    Need,
    Prediction,
    PutOff,
    Rating,
    Review,
    phrase_of,
)
from scorecard.text import Phrase
from scorecard.verdicts import State, Verdict, spread_of

CRITERIA = {
    verdict: Phrase(f"{verdict.label.en} if", f"怎样算{verdict.label.zh}")
    for verdict in Verdict
    if verdict.value in Criteria.model_fields
}
"""The verdicts that have criteria in the records, and what the criteria of each are called."""

_BY_REVIEW = "review-"


class Entry(NamedTuple):
    """A claim of the list.

    Attributes:
        number: Its number on every page, from 1: its place in the review's file.
        listed: Its line in the review's file.
        prediction: Its record.
        need: Why it needs discussion by what is on record now.
    """

    number: int
    listed: Listed
    prediction: Prediction
    need: Need

    @property
    def id(self) -> str:
        """Its id."""
        return self.listed.id

    @property
    def fixed_need(self) -> Need:
        """Why it needs discussion, as it was when the order was fixed."""
        return self.listed.need or self.need

    @property
    def is_changed(self) -> bool:
        """Whether ballots or records that came later give another reason than the order rests on."""
        return self.need is not self.fixed_need


def by_review(name: str) -> str:
    """The signature of a review's verdicts.

    Examples:
        >>> by_review("2025")
        'review-2025'
    """
    return f"{_BY_REVIEW}{name}"


def decision(prediction: Prediction, name: str) -> JudgedVerdict | None:
    """The last verdict of a review on a claim, or None before there is one."""
    given = [one for one in prediction.verdicts if one.by == by_review(name)]
    return given[-1] if given else None


def verdict_before(prediction: Prediction, name: str) -> JudgedVerdict | None:
    """The last verdict on a claim that is not a review's own: the desk's, or an earlier review's."""
    given = [one for one in prediction.verdicts if one.by != by_review(name)]
    return given[-1] if given else None


def ratings_of(
    prediction: Prediction, review: Review, *, only_independent: bool = False
) -> dict[str, Rating]:
    """Each rater's last rating for a review, in the order of the raters; those without one are left out.

    Args:
        prediction: The claim.
        review: The review; only its raters count, from the day on which it was opened.
        only_independent: Whether ratings given after a discussion are left out.
    """
    last = {
        rating.rater: rating
        for rating in sorted(prediction.ratings, key=lambda one: one.round or 1)
        if review.opened_on <= rating.rated_on <= (review.closed_on or date.max)
        and (rating.is_independent or not only_independent)
    }
    return {rater: last[rater] for rater in review.raters if rater in last}


def criteria_of(prediction: Prediction) -> dict[Verdict, Phrase]:
    """The criteria of a claim by their verdict; empty when it has none on record."""
    held = prediction.criteria
    return {one: phrase_of(getattr(held, one.value)) for one in CRITERIA} if held else {}


def evidence_of(prediction: Prediction) -> dict[Bearing, list[tuple[int, Evidence]]]:
    """The evidence of a claim by what it says about it, each item with its number in the record, from 1."""
    numbered = list(enumerate(prediction.evidence, start=1))
    return {bears: [pair for pair in numbered if pair[1].bears is bears] for bears in Bearing}


def _since_review(one: Prediction) -> tuple[JudgedVerdict | None, Prediction]:
    """The last verdict of any review, and the record with what came after it alone; else the whole record.

    Evidence and amendments come later by their dates, verdicts by their place.
    """
    places = [at for at, given in enumerate(one.verdicts) if given.by.startswith(_BY_REVIEW)]
    if not places:
        return None, one
    given, day = one.verdicts[places[-1]], one.verdicts[places[-1]].judged_on
    evidence = [
        item
        for item in one.evidence
        if (item.published_on or "") > day.isoformat() or (item.accessed_on or date.min) > day
    ]
    later = {
        "verdicts": one.verdicts[places[-1] + 1 :],
        "ratings": [rating for rating in one.ratings if rating.rated_on > day],
        "amendments": [change for change in one.amendments if change.amended_on > day],
        "evidence": evidence,
    }
    return given, one.model_copy(update=later)


def _is_disputed(settled: JudgedVerdict | None, later: Prediction) -> bool:
    """Whether the people differ who judged or rated a claim since a review last decided about it."""
    said = {given.by: given.verdict for given in later.verdicts}
    said.update({f"rater {rating.rater}": rating.verdict for rating in later.ratings})
    heard = {*said.values(), *([settled.verdict] if settled and said else [])}
    return len(heard) > 1


def _left_open(
    id_: str, settled: JudgedVerdict | None, reviews: Mapping[str, Review]
) -> PutOff | None:
    """What the last review that listed a claim left open about it; None when it decided, or none did."""
    name = max(
        (name for name, one in reviews.items() if id_ in one.ids),
        key=lambda name: reviews[name].held_on,
        default=None,
    )
    if name is None:
        return None
    is_decided = settled and settled.by == by_review(name)
    if settled and is_decided and settled.verdict is not Verdict.TOO_EARLY:
        return None
    return reviews[name].put_off_of(id_) or PutOff(id=id_)


def _reasons(
    one: Prediction, *, is_left: bool, since: date, year: int, as_of: date
) -> list[ListReason]:
    """Why a claim comes before a review, apart from being chosen."""
    settled, later = _since_review(one)
    closes_on, given = one.window.closes_on, one.verdict_at(as_of)
    has_closed = closes_on is not None and closes_on < as_of
    is_of_year = closes_on is not None and (closes_on.year == year or closes_on >= since)
    is_settled = settled is not None and settled.verdict is not Verdict.TOO_EARLY
    is_new = bool(later.verdicts or later.ratings or later.amendments or later.evidence)
    checks = {
        ListReason.OVERDUE: one.state_at(as_of) is State.OVERDUE,
        ListReason.FELL_DUE: has_closed and is_of_year and not is_settled,
        ListReason.EARLY_NOW_CLOSED: has_closed
        and not is_settled
        and given is not None
        and one.is_early(given),
        ListReason.TOO_EARLY_BEFORE: given is not None and given.verdict is Verdict.TOO_EARLY,
        ListReason.CARRIED_OVER: is_left,
        ListReason.NEW_FACTS: is_settled and is_new,
        ListReason.DISPUTED: _is_disputed(settled, later),
    }
    return [reason for reason, holds in checks.items() if holds]


def listed(
    predictions: Mapping[str, Prediction],
    *,
    year: int,
    as_of: date,
    reviews: Mapping[str, Review] = MappingProxyType({}),
) -> list[Listed]:
    """The claims that come before a review without being chosen, with their reasons, by their ids.

    What a review settled comes back only when a verdict, a rating, evidence or an amendment came after it;
    what one left open comes back with the note, the owner and the day that it was given. A withdrawn claim
    is never listed.

    Args:
        predictions: Predictions by id.
        year: The year that the review looks back on; the windows that closed since the last review count too.
        as_of: The day of the meeting.
        reviews: The reviews before it, by name; only the closed ones count.
    """
    closed = {name: one for name, one in reviews.items() if one.closed_on}
    since = max((one.held_on for one in closed.values()), default=date.max)
    found = []
    for id_, one in predictions.items():
        if one.made_on > as_of or one.is_withdrawn_at(as_of):
            continue
        left = _left_open(id_, _since_review(one)[0], closed)
        because = _reasons(one, is_left=left is not None, since=since, year=year, as_of=as_of)
        if because:
            kept = (left or PutOff(id=id_)).model_dump()
            found.append(Listed(**kept, because=because))
    return found


def sides_of(prediction: Prediction) -> tuple[int, int]:
    """The number of evidence items that support a claim, and of those that contradict it."""
    bears = [item.bears for item in prediction.evidence]
    return bears.count(Bearing.SUPPORTS), bears.count(Bearing.CONTRADICTS)


def need_of(prediction: Prediction, review: Review, name: str) -> Need:
    """Why a claim needs discussion, by the raters as far as they have rated, else by its record.

    Args:
        prediction: The claim.
        review: The review.
        name: The review's name; its own verdicts do not count.
    """
    ratings, before = ratings_of(prediction, review), verdict_before(prediction, name)
    rated = {rating.verdict for rating in ratings.values()}
    less, more = sorted(sides_of(prediction))
    given = [one for one in prediction.verdicts if one.by != by_review(name)]
    judged = {one.verdict for one in given if one.verdict is not Verdict.TOO_EARLY}
    judges = {one.by for one in given} | set(ratings)
    independent = any(
        item.kind and item.kind.may_be_independent and item.bears is not Bearing.CONTEXT
        for item in prediction.evidence
    )
    checks = {
        Need.APART: len(rated) > 1,
        Need.DIFFERS: len(rated) == 1 and before is not None and before.verdict not in rated,
        Need.DOUBTED: len(judged) > 1 or any(one.corrects for one in given),
        Need.UNJUDGED: not judged,
        Need.TWO_SIDED: less > 0 and 2 * less >= more,
        Need.EARLY: before is not None and prediction.is_early(before),
        Need.THIN: not independent,
        Need.ONE_JUDGE: len(judges) < 2,  # noqa: PLR2004  (two people)
    }
    return next((need for need, holds in checks.items() if holds), Need.PLAIN)


def in_order(
    entries: Sequence[Listed], predictions: Mapping[str, Prediction], review: Review, name: str
) -> list[Listed]:
    """The list in the order in which it is discussed, each claim with the reason for its place.

    The needs come in their order; raters who are further apart, and evidence that is more even, come first.

    Args:
        entries: The claims of the list.
        predictions: Predictions by id; claims that are not there come last.
        review: The review.
        name: Its name.
    """
    order = list(Need)

    def key(one: Listed) -> tuple[int, float, int, str]:
        record = predictions.get(one.id)
        if record is None or one.need is None:
            return len(order), 0.0, 0, one.id
        ratings = ratings_of(record, review).values()
        spread = spread_of([rating.verdict for rating in ratings]) or 0.0
        return order.index(one.need), -spread, -min(sides_of(record)), one.id

    known = [
        one.model_copy(update={"need": need_of(predictions[one.id], review, name)})
        if one.id in predictions
        else one
        for one in entries
    ]
    return sorted(known, key=key)


def agenda_entries(predictions: Mapping[str, Prediction], review: Review, name: str) -> list[Entry]:
    """The list in the order of the review's file, which later ballots do not change.

    Args:
        predictions: Predictions by id; ids of the list that are not there or are withdrawn are left out, and
            the others keep their numbers.
        review: The review.
        name: Its name.
    """
    return [
        Entry(number, one, record, need_of(record, review, name))
        for number, one in enumerate(review.entries, start=1)
        if (record := predictions.get(one.id)) and not record.is_withdrawn_at(review.held_on)
    ]


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
