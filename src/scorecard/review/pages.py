"""The pages on which claims are answered, a rater's ballot and the meeting's, and the words of an answer."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from scorecard.records import AbstentionKind, Bearing, DecidedBy, JudgedVerdict, Need, Prediction
from scorecard.review.claim import CRITERIA, Claim, NamedReview
from scorecard.review.claim_list import rater_order
from scorecard.text import Language, Phrase, simplified
from scorecard.verdicts import Verdict

Answer = Verdict | AbstentionKind
"""What a rater may say of a claim: a verdict, or why there is none."""
ANSWERS: tuple[Answer, ...] = (*Verdict, *AbstentionKind)

_STATIC = files("scorecard.review") / "static"
_HELD = json.loads((_STATIC / "meeting_texts.json").read_text(encoding="utf-8"))
TEXTS: dict[str, dict[str, str]] = _HELD["texts"] | {
    bears.value: bears.label._asdict() for bears in Bearing
}
"""Every text of the meeting's page by the name that `meeting.js` calls it by; `{name}` is the review's."""

ROOM_WAYS = {DecidedBy.CONSENSUS: "s", DecidedBy.VOTE: "v", DecidedBy.CHAIR: "h"}
"""How the room can decide about one claim, and the key of each; consent takes several at once."""

_FACTS = {"claim", "made_on", "domain", "criteria"}
_EVIDENCE = {"bears", "finding", "title", "publisher", "published_on", "url"}
_VERDICT = {"verdict", "by", "judged_on", "why", "occurred_on", "held", "missed", "early_because"}


_INVISIBLE = re.compile("[\\s_\u00ad\u200b-\u200f\u2060\ufeff\ufe0f\u20e3]")
_HYPHEN = re.compile(r"(?<=[^\W\d])[-‐](?=[^\W\d])")
_AROUND = "\"'“”‘’「」()[]【】.,;:。、✓✔√☑✅"
"""Marks around a word that leave its meaning: no `?`, no cross, no sign of more or less."""


def _plain(word: str) -> str:
    """A word without blanks and harmless marks, in small letters and simplified characters."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", word).casefold())
    return simplified(_HYPHEN.sub("", text).strip(_AROUND))


@cache
def _answers() -> dict[str, Answer]:
    words = {word: one for one in ANSWERS for word in (*one.label, one.value)}
    words |= {f"{one.label.zh}{by}{one.label.en}": one for one in ANSWERS for by in " /("}
    for number, one in enumerate(Verdict, start=1):
        words |= dict.fromkeys((str(number), *one.marked_label), one)
        words |= {f"{number}{by}{word}": one for word in one.label for by in " .、"}
    return {_plain(word): one for word, one in words.items()}


def answer_of(word: str) -> Answer | None:
    """The answer that a typed word means: in either language or both, a number, in any width or script.

    A word with a mark that may turn it around means nothing: "accurate?", "✗ accurate", "≥2".

    Examples:
        >>> answer_of(" Ｈalf-Right ") is answer_of("對了一半") is Verdict.HALF_RIGHT
        True
        >>> answer_of("回避")
        <AbstentionKind.RECUSED: 'recused'>
    """
    return _answers().get(_plain(word.removesuffix(".0")))


def answers_json() -> list[dict[str, Any]]:
    """What can be said of a claim: the verdicts, each with its key, and the ways to stand aside."""
    return [
        {
            "value": one.value,
            "key": str(number) if isinstance(one, Verdict) else None,
            "mark": one.row.mark if isinstance(one, Verdict) else "",
            "label": one.label._asdict(),
            "criteria": CRITERIA[one]._asdict() if one in CRITERIA else None,
        }
        for number, one in enumerate(ANSWERS, start=1)
    ]


def facts_json(claim: Claim) -> dict[str, Any]:
    """What a claim says, why it is on the list and what it is judged by; no verdict and no rating."""
    prediction = claim.prediction
    return {
        "id": claim.id,
        "number": claim.number,
        "because": claim.because._asdict(),
        "speaker": prediction.speaker._asdict(),
        "days": prediction.window.days._asdict(),
        **prediction.model_dump(mode="json", include=_FACTS),
        "evidence": [
            {"number": number, **item.model_dump(mode="json", include=_EVIDENCE)}
            for number, item in enumerate(prediction.evidence, start=1)
        ],
    }


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


def ballot_claims(of: NamedReview, rater: str, only: Collection[str] | None = None) -> list[Claim]:
    """The claims of a rater's ballot in the rater's own order; `only` some of them, or the whole list."""
    asked = {one.id: one for one in of.claims if only is None or one.id in only}
    return [asked[id_] for id_ in rater_order(list(asked), review=of.name, rater=rater)]


def ballot_page(
    of: NamedReview, rater: str, only: Collection[str] | None, *, file: str, language: Language
) -> str:
    """The page of a ballot; it works without network, and only its own script runs.

    Args:
        of: The review.
        rater: The rater.
        only: Some of the claims; None for the whole list.
        file: The name of the file that it hands back.
        language: The language in which it starts; a button switches.
    """
    from scorecard.review.documents import html_page  # with it come the minutes and their numbers

    data = {
        "mark": mark_of(of.name, rater),
        "file": file,
        "answers": answers_json(),
        "bears": {bears.value: bears.label._asdict() for bears in Bearing},
        "claims": [
            facts_json(claim) | {"fingerprint": fingerprint(claim.prediction)}
            for claim in ballot_claims(of, rater, only)
        ],
    }
    return html_page(
        "ballot.html",
        language,
        look="ballot",
        data=json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),
        title=Phrase(f"Review {of.name}: ballot", f"{of.name} 年度复盘：评议表"),
        rater=of.people([rater]),
    )


def meeting_html(name: str, language: Language) -> str:
    """The page of the meeting, which holds its texts and names the language in which it starts."""
    held = json.dumps(_HELD | {"texts": TEXTS}, ensure_ascii=False)
    held = held.replace("{name}", name).replace("{n}", str(len(Verdict)))
    page = (_STATIC / "meeting.html").read_text(encoding="utf-8")
    if language is Language.CHINESE:
        page = page.replace('<html lang="en">', '<html lang="zh-Hans">')
    kind = 'type="application/json">'
    return page.replace(kind, kind + held.replace("<", "\\u003c"))


def _verdict_json(given: JudgedVerdict | None) -> dict[str, Any] | None:
    if given is None:
        return None
    how = given.decided.how.value if given.decided else None
    return {"how": how, **given.model_dump(mode="json", include=_VERDICT)}


def _fields(verdict: Verdict, prediction: Prediction, today: date) -> list[str]:
    """The fields that a verdict of today has beside its reason; what is not scored came true on no day."""
    given = JudgedVerdict(judged_on=today, verdict=verdict, by="review")
    parts = ["held", "missed"] * verdict.row.has_parts
    early = ["early_because"] * prediction.is_early(given)
    return [*parts, *early, *["occurred_on"] * verdict.is_scored]


def claim_json(claim: Claim, today: date) -> dict[str, Any]:
    """A claim with its place on the list, its evidence, its ratings and its verdicts.

    `consent` says whether it is "taken" by consent, "open" to it, or needs its own decision (None).
    """
    given, decided = claim.decision, claim.decided
    consent = None if given or not claim.agreed(today) else "open"
    if decided and decided.how is DecidedBy.CONSENT:
        consent = "taken"
    return {
        **facts_json(claim),
        "formerly": claim.prediction.formerly,
        "needs": claim.needs_phrase._asdict(),
        "fixed_need": claim.former_need and claim.former_need.label._asdict(),
        "is_apart": claim.needs[0] in {Need.APART, Need.DIFFERS},
        "left": claim.listed.model_dump(mode="json", include={"note", "owner", "due_on"}),
        "fields": {one.value: _fields(one, claim.prediction, today) for one in Verdict},
        "ratings": [one.model_dump(mode="json") for one in claim.ratings().values()],
        "aside": [one.model_dump(mode="json") for one in claim.abstentions],
        "put_off": claim.put_off and claim.put_off.model_dump(mode="json"),
        "before": _verdict_json(claim.before),
        "decision": _verdict_json(given),
        "after": _verdict_json(claim.after),
        "consent": consent,
    }
