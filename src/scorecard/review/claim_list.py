"""The list of a review: which claims come before it and why, in which order, and each rater's own order."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date

from scorecard.records import JudgedVerdict, Listed, ListReason, Need, Prediction, PutOff, Review
from scorecard.review.claim import Claim, NamedReview
from scorecard.verdicts import BY_REVIEW, State, Verdict, spread_of


def _settled(one: Prediction) -> tuple[JudgedVerdict | None, list[JudgedVerdict]]:
    """The last verdict of any review, and the verdicts after it; else all verdicts."""
    after = [at for at, it in enumerate(one.verdicts, 1) if it.by.startswith(BY_REVIEW)]
    start = after[-1] if after else 0
    return (one.verdicts[start - 1] if after else None), one.verdicts[start:]


def _left_open(
    id_: str, settled: JudgedVerdict | None, reviews: Mapping[str, Review]
) -> PutOff | None:
    """What the last review that listed a claim left open about it; None when it decided, or none did."""
    listing = (name for name, one in reviews.items() if id_ in one.ids)
    name = max(listing, key=lambda one: reviews[one].held_on, default=None)
    if name is None:
        return None
    if settled and settled.by == f"{BY_REVIEW}{name}" and settled.verdict is not Verdict.TOO_EARLY:
        return None
    return reviews[name].put_off_of(id_) or PutOff(id=id_)


def _reasons(
    one: Prediction, *, is_left: bool, since: date, year: int, as_of: date
) -> list[ListReason]:
    """Why a claim comes before a review, apart from being chosen."""
    settled, verdicts = _settled(one)
    day = settled.judged_on if settled else date.min
    ratings = [it for it in one.ratings if it.rated_on > day]
    closes_on, given = one.window.closes_on, one.verdict_at(as_of)
    has_closed = closes_on is not None and closes_on < as_of
    is_of_year = closes_on is not None and (closes_on.year == year or closes_on >= since)
    is_settled = settled is not None and settled.verdict is not Verdict.TOO_EARLY
    is_new = any(
        [
            bool(verdicts or ratings),
            *(it.amended_on > day for it in one.amendments),
            *((it.published_on or "") > day.isoformat() for it in one.evidence),
            *((it.accessed_on or date.min) > day for it in one.evidence),
        ]
    )
    # The last word of each since a review decided.
    said = {it.by: it.verdict for it in verdicts}
    said |= {f"rater {it.rater}": it.verdict for it in ratings}
    heard = {*said.values(), *([settled.verdict] if settled and said else [])}
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
        ListReason.DISPUTED: len(heard) > 1,
    }
    return [reason for reason, holds in checks.items() if holds]


def due_claims(
    predictions: Mapping[str, Prediction], *, year: int, as_of: date, reviews: Mapping[str, Review]
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
        left = _left_open(id_, _settled(one)[0], closed)
        because = _reasons(one, is_left=left is not None, since=since, year=year, as_of=as_of)
        if because:
            kept = (left or PutOff(id=id_)).model_dump()
            found.append(Listed(**kept, because=because))
    return found


def in_order(entries: Sequence[Listed], of: NamedReview) -> list[Listed]:
    """The list in the order in which it is discussed, each claim with the reason for its place.

    The needs come in their order; raters who are further apart, and evidence that is more even, come first.

    Args:
        entries: The claims of the list; those that have no record come last.
        of: The review.
    """
    order, records = list(Need), of.predictions
    known = [one for one in entries if one.id in records]
    claims = [Claim(0, one, records[one.id], of) for one in known]

    def key(one: Claim) -> tuple[int, float, int, str]:
        spread = spread_of([rating.verdict for rating in one.ratings().values()]) or 0.0
        return order.index(one.needs[0]), -spread, -min(one.sides), one.id

    return [
        *(one.listed.model_copy(update={"need": one.needs[0]}) for one in sorted(claims, key=key)),
        *sorted((one for one in entries if one.id not in records), key=lambda one: one.id),
    ]


def rater_order(ids: Sequence[str], *, review: str, rater: str) -> list[str]:
    """The claims in a rater's own order, so that no claim is always the last that tired raters meet.

    It is shuffled, the same at every call and different for every rater.

    Examples:
        >>> rater_order(["a/1", "a/2", "a/3"], review="2025", rater="lin")
        ['a/3', 'a/1', 'a/2']
    """
    seed = f"{review}\0{rater}\0"
    return sorted(ids, key=lambda id_: hashlib.sha256(f"{seed}{id_}".encode()).digest())
