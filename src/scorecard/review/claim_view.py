"""A claim as the page of the meeting gets it, as JSON values."""

from typing import Any

from scorecard.records import (
    Bearing,
    Bilingual,
    Evidence,
    JudgedVerdict,
    Prediction,
    Rating,
    Review,
)
from scorecard.review.listing import Entry, decision, ratings_of, verdict_before

__all__ = ["claim_view"]


def _text(text: str | Bilingual | None) -> dict[str, str] | None:
    if text is None:
        return None
    return text.model_dump() if isinstance(text, Bilingual) else {"en": text, "zh": text}


def _page(item: Evidence) -> dict[str, Any]:
    return {
        "finding": _text(item.finding),
        "title": _text(item.title),
        "publisher": _text(item.publisher),
        "published_on": item.published_on,
        "url": item.url,
    }


def _given(one: JudgedVerdict | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "verdict": one.verdict.value,
        "by": one.by,
        "judged_on": one.judged_on.isoformat(),
        "why": _text(one.why),
        "occurred_on": one.occurred_on.isoformat() if one.occurred_on else None,
    }


def _rating(one: Rating) -> dict[str, Any]:
    return {"rater": one.rater, "verdict": one.verdict.value, "why": _text(one.why)}


def claim_view(entry: Entry, one: Prediction, review: Review, name: str) -> dict[str, Any]:
    """A claim with its criteria, its evidence, its ratings and its verdicts; all texts in both languages.

    Args:
        entry: Its place on the list.
        one: Its record.
        review: The review.
        name: The review's name.
    """
    of = {bears: [_page(item) for item in one.evidence if item.bears is bears] for bears in Bearing}
    criteria, closes_on = one.criteria, one.window.closes_on
    return {
        "id": entry.id,
        "need": entry.need.label._asdict(),
        "claim": _text(one.claim),
        "speaker": one.speaker._asdict(),
        "domain": one.domain,
        "made_on": one.made_on.isoformat(),
        "opens_on": one.window.opens_on.isoformat(),
        "closes_on": closes_on.isoformat() if closes_on else None,
        "criteria": {key: _text(text) for key, text in criteria} if criteria else None,
        "supports": of[Bearing.SUPPORTS],
        "contradicts": of[Bearing.CONTRADICTS],
        "context": of[Bearing.CONTEXT],
        "ratings": [_rating(rating) for rating in ratings_of(one, review).values()],
        "before": _given(verdict_before(one, name)),
        "decision": _given(decision(one, name)),
    }
