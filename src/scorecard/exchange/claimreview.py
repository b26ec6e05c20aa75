"""Verdicts as ClaimReview, the vocabulary in which search engines read fact checks (schema.org)."""

from datetime import date
from typing import Any

from scorecard.reading.folder import Records
from scorecard.records import JudgedVerdict, Prediction, in_language
from scorecard.records.prediction import ARTICLE
from scorecard.text import Language
from scorecard.verdicts import JUDGED_STATES


def _review(
    records: Records, id_: str, prediction: Prediction, given: JudgedVerdict, language: Language
) -> dict[str, Any]:
    publisher, outlook = records.settings.publisher, records.outlooks[id_.partition("/")[0]]
    judges = {
        one.id: one.en if language is Language.ENGLISH else one.zh
        for one in records.settings.judges
    }
    worths = [one.value for one in reversed(JUDGED_STATES)]
    name = in_language(publisher.name, language) if publisher else judges.get(given.by, given.by)
    speaker = prediction.speaker.in_language(language)
    author = outlook.author or outlook.publisher
    if prediction.speaker == ARTICLE and author:
        speaker = in_language(author, language)
    appearance = {
        "@type": "CreativeWork",
        "headline": in_language(outlook.title, language),
        "url": outlook.url,
    }
    return {
        "@type": "ClaimReview",
        "identifier": id_,
        "datePublished": given.judged_on.isoformat(),
        "author": {"@type": "Organization", "name": name, "url": publisher and publisher.url},
        "claimReviewed": in_language(prediction.claim, language),
        "itemReviewed": {
            "@type": "Claim",
            "datePublished": prediction.made_on.isoformat(),
            "author": {"@type": "Thing", "name": speaker},
            "appearance": appearance,
        },
        "reviewRating": {
            "@type": "Rating",
            "worstRating": 1,
            "bestRating": len(worths),
            "ratingValue": 1 + worths.index(given.verdict.value),
            "alternateName": given.verdict.label.in_language(language),
        },
        "reviewBody": given.why and in_language(given.why, language),
        "citation": [one.url for one in prediction.evidence if one.url],
    }


def _filled(value: Any) -> Any:  # noqa: ANN401  (JSON)
    """A value without what is not known."""
    if not isinstance(value, dict):
        return value
    return {name: _filled(one) for name, one in value.items() if one is not None}


def claim_reviews(records: Records, as_of: date, language: Language) -> dict[str, Any]:
    """The scored verdicts of claims whose time is up, as JSON-LD.

    Early verdicts, withdrawn claims and those that nothing decides are left out.

    Args:
        records: The records, without errors.
        as_of: The date.
        language: Language of the texts.
    """
    reviews = []
    for id_, one in records.predictions.items():
        given, closes_on = one.verdict_at(as_of), one.window.closes_on
        is_up = closes_on is not None and closes_on < as_of
        if given and given.verdict.is_scored and is_up and not one.withdrawn:
            reviews.append(_filled(_review(records, id_, one, given, language)))
    return {"@context": "https://schema.org", "@graph": reviews}
