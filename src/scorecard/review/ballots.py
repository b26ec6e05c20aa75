"""Ballots as they are handed out: whose one is, its claims, the words of an answer, the page for a phone."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from types import MappingProxyType

from scorecard.records import AbstentionKind, Bearing, Prediction, Review
from scorecard.review.claim import Claim, Names, claims_of, names_phrase
from scorecard.review.claim_list import rater_order
from scorecard.review.meeting_page import answers_json, facts_json
from scorecard.text import Language, Phrase, simplified
from scorecard.verdicts import Verdict

Answer = Verdict | AbstentionKind
"""What a rater may say of a claim: a verdict, or why there is none."""
ANSWERS: tuple[Answer, ...] = (*Verdict, *AbstentionKind)


def mark_of(review: str, rater: str) -> str:
    """The mark of a ballot: its review, its rater, and a digest that a changed name does not fit."""
    digest = hashlib.sha256(f"scorecard ballot\0{review}\0{rater}".encode()).hexdigest()[:12]
    return f"review {review} · {rater} · {digest}"


def fingerprint(prediction: Prediction) -> str:
    """A digest of what a rater judges by: the claim, its window, its criteria and its evidence."""
    seen = {"claim", "attributed_to", "made_on", "window", "criteria", "evidence"}
    unseen = {"evidence": {"__all__": {"accessed_on", "archived_url"}}}
    text = prediction.model_dump_json(include=seen, exclude=unseen)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def ballot_claims(
    predictions: Mapping[str, Prediction],
    review: Review,
    *,
    name: str,
    rater: str,
    only: Collection[str] | None = None,
) -> list[Claim]:
    """The claims of a rater's ballot in the rater's own order; `only` some of them, or the whole list."""
    claims = claims_of(predictions, review, name)
    asked = {one.id: one for one in claims if only is None or one.id in only}
    return [asked[id_] for id_ in rater_order(list(asked), review=name, rater=rater)]


def answer_labels() -> dict[str, Answer]:
    """The words of the drop-down, in both languages.

    Examples:
        >>> next(iter(answer_labels()))
        '准确 accurate'
    """
    return {f"{answer.label.zh} {answer.label.en}": answer for answer in ANSWERS}


def _plain(word: str) -> str:
    """A word without blanks and marks, in small letters and simplified characters."""
    return simplified(re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", word).casefold()))


@cache
def _answers() -> dict[str, Answer]:
    words = {word: one for one in ANSWERS for word in (one.label.en, one.value, one.label.zh)}
    keys: dict[str, Answer] = {str(key): one for key, one in enumerate(Verdict, start=1)}
    return {_plain(word): one for word, one in (words | answer_labels()).items()} | keys


def answer_of(word: str) -> Answer | None:
    """The answer that a typed word means: in either language or both, a number, in any width or script.

    Examples:
        >>> answer_of(" Ｈalf-Right ") is answer_of("對了一半") is Verdict.HALF_RIGHT
        True
        >>> answer_of("回避")
        <AbstentionKind.RECUSED: 'recused'>
    """
    return _answers().get(_plain(word.removesuffix(".0")))


def ballot_page(  # noqa: PLR0913  (five of them by name)
    claims: Sequence[Claim],
    *,
    name: str,
    rater: str,
    file: str,
    language: Language,
    names: Names = MappingProxyType({}),
) -> str:
    """The page of a ballot; it works without network, and only its own script runs.

    Args:
        claims: The claims in the rater's own order.
        name: The review's name.
        rater: The rater.
        file: The name of the file that it hands back.
        language: The language in which it starts; a button switches.
        names: The names of the judges.
    """
    from scorecard.review.documents import html_page  # with it come the minutes and their numbers

    data = {
        "mark": mark_of(name, rater),
        "file": file,
        "answers": answers_json(),
        "bears": {bears.value: bears.label._asdict() for bears in Bearing},
        "claims": [
            {
                **facts_json(claim),
                "number": claim.number,
                "because": claim.because._asdict(),
                "fingerprint": fingerprint(claim.prediction),
            }
            for claim in claims
        ],
    }
    return html_page(
        "ballot.html",
        language,
        style="ballot.css",
        script="ballot.js",
        data=json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),
        title=Phrase(f"Review {name}: ballot", f"{name} 年度复盘：评议表"),
        rater=names_phrase([rater], names),
    )
