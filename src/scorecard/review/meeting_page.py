"""The page of the meeting: its texts in both languages, its keys, and a claim as the page gets it."""

import json
from datetime import date
from importlib.resources import files
from typing import Any

from scorecard.records import (
    AbstentionKind,
    Bearing,
    DecidedBy,
    JudgedVerdict,
    Need,
    Prediction,
)
from scorecard.review.claim import CRITERIA, Claim
from scorecard.text import Language, Phrase
from scorecard.verdicts import Verdict

_HELD = json.loads(
    (files("scorecard.review") / "static" / "meeting_texts.json").read_text(encoding="utf-8")
)
TEXTS = {
    **{name: Phrase(**pair) for name, pair in _HELD["texts"].items()},
    **{bears.value: bears.label for bears in Bearing},
}
"""Every text of the page by the name that `meeting.js` calls it by; `{name}` is the review's."""

ROOM_WAYS = {DecidedBy.CONSENSUS: "s", DecidedBy.VOTE: "v", DecidedBy.CHAIR: "h"}
"""How the room can decide about one claim, and the key of each; consent takes several at once."""

_FACTS = {"claim", "made_on", "window", "domain", "criteria"}
_EVIDENCE = {"bears", "finding", "title", "publisher", "published_on", "url"}
_VERDICT = {"verdict", "by", "judged_on", "why", "occurred_on", "held", "missed", "early_because"}


def answers_json() -> list[dict[str, Any]]:
    """What can be said of a claim: the verdicts, each with its key, and the ways to stand aside."""
    verdicts = [
        {
            "value": verdict.value,
            "key": str(number),
            "mark": verdict.row.mark,
            "label": verdict.label._asdict(),
            "criteria": CRITERIA[verdict]._asdict() if verdict in CRITERIA else None,
        }
        for number, verdict in enumerate(Verdict, start=1)
    ]
    aside = [
        {"value": kind.value, "key": None, "mark": "", "label": kind.label._asdict()}
        for kind in AbstentionKind
    ]
    return verdicts + aside


def meeting_html(name: str, language: Language) -> str:
    """The page itself, which holds its texts and names the language in which it starts."""
    static = files("scorecard.review") / "static"
    texts = {
        key: {"en": text.en.format(name=name), "zh": text.zh.format(name=name)}
        for key, text in TEXTS.items()
    }
    keys = json.dumps(_HELD["keys"], ensure_ascii=False).replace("{n}", str(len(Verdict)))
    held = json.dumps({"texts": texts, "keys": json.loads(keys)}, ensure_ascii=False)
    page = (static / "meeting.html").read_text(encoding="utf-8")
    if language is Language.CHINESE:
        page = page.replace('<html lang="en">', '<html lang="zh-Hans">')
    kind = 'type="application/json">'
    return page.replace(kind, kind + held.replace("<", "\\u003c"))


def facts_json(claim: Claim) -> dict[str, Any]:
    """What a claim says and what it is judged by; no verdict and no rating."""
    prediction = claim.prediction
    return {
        "id": claim.id,
        "speaker": prediction.speaker._asdict(),
        **prediction.model_dump(mode="json", include=_FACTS),
        "evidence": [
            {"number": number, **item.model_dump(mode="json", include=_EVIDENCE)}
            for number, item in enumerate(prediction.evidence, start=1)
        ],
    }


def _verdict_json(given: JudgedVerdict | None) -> dict[str, Any] | None:
    if given is None:
        return None
    how = given.decided.how.value if given.decided else None
    return {"how": how, **given.model_dump(mode="json", include=_VERDICT)}


def _fields(verdict: Verdict, prediction: Prediction, today: date) -> list[str]:
    """The texts that a verdict of today asks for beside its reason."""
    given = JudgedVerdict(judged_on=today, verdict=verdict, by="review")
    parts = ["held", "missed"] if verdict.row.has_parts else []
    return [*parts, *(["early_because"] if prediction.is_early(given) else [])]


def claim_json(claim: Claim, today: date) -> dict[str, Any]:
    """A claim with its place on the list, its evidence, its ratings and its verdicts.

    `consent` says whether it is "taken" by consent, "open" to it, or needs its own decision (None).
    """
    given, decided = claim.decision, claim.decided
    if given:
        consent = "taken" if decided and decided.how is DecidedBy.CONSENT else None
    else:
        consent = "open" if claim.agreed(today) else None
    return {
        **facts_json(claim),
        "number": claim.number,
        "because": claim.because._asdict(),
        "needs": claim.needs_phrase._asdict(),
        "fixed_need": claim.fixed_need.label._asdict() if claim.is_changed else None,
        "is_apart": claim.needs[0] in {Need.APART, Need.DIFFERS},
        "left": claim.listed.model_dump(mode="json", include={"note", "owner", "due_on"}),
        "fields": {one.value: _fields(one, claim.prediction, today) for one in Verdict},
        "ratings": [one.model_dump(mode="json") for one in claim.ratings().values()],
        "aside": [one.model_dump(mode="json") for one in claim.abstentions],
        "put_off": claim.put_off and claim.put_off.model_dump(mode="json"),
        "before": _verdict_json(claim.before),
        "decision": _verdict_json(given),
        "consent": consent,
    }
