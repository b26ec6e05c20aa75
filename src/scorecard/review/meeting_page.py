"""The page of the meeting: its texts in both languages, its keys, and a claim as the page gets it."""

import json
from datetime import date
from importlib.resources import files
from typing import Any

from scorecard.records import (
    AbstentionKind,
    Bearing,
    Bilingual,
    DecidedBy,
    Evidence,
    JudgedVerdict,
    Need,
    Prediction,
    PutOff,
    Review,
    phrase_of,
)
from scorecard.review.claim_list import (
    CRITERIA,
    Entry,
    criteria_of,
    decision,
    evidence_of,
    ratings_of,
    verdict_before,
)
from scorecard.review.tally import agreed_verdict, decided_phrase
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

KEYS = [
    (
        Phrase(*(side.format(n=len(Verdict)) for side in Phrase(**one["keys"]))),
        Phrase(**one["does"]),
    )
    for one in _HELD["keys"]
]
"""The keys of the page and what each does, as its help lists them."""


def verdicts_json() -> list[dict[str, Any]]:
    """The verdicts that the room can choose, in their order, with the key of each."""
    return [
        {
            "value": verdict.value,
            "key": str(number),
            "mark": verdict.row.mark,
            "label": verdict.label._asdict(),
            "criteria": CRITERIA[verdict]._asdict() if verdict in CRITERIA else None,
        }
        for number, verdict in enumerate(Verdict, start=1)
    ]


def asides_json() -> list[dict[str, Any]]:
    """How a rater can stand aside."""
    return [
        {"value": kind.value, "mark": "", "label": kind.label._asdict(), "criteria": None}
        for kind in AbstentionKind
    ]


def ways_json() -> list[dict[str, Any]]:
    """How the room can decide about one claim, with the key of each way."""
    return [
        {"value": way.value, "key": key, "label": way.label._asdict()}
        for way, key in ROOM_WAYS.items()
    ]


def meeting_html(name: str, language: Language) -> str:
    """The page itself, which holds its texts and names the language in which it starts.

    Args:
        name: The review's name.
        language: The language.
    """

    def pair(text: Phrase) -> dict[str, str]:
        return {"en": text.en.format(name=name), "zh": text.zh.format(name=name)}

    texts = {key: pair(text) for key, text in TEXTS.items()}
    keys = [{"keys": keys._asdict(), "does": does._asdict()} for keys, does in KEYS]
    held = json.dumps({"texts": texts, "keys": keys}, ensure_ascii=False).replace("<", "\\u003c")
    page = (files("scorecard.review") / "static" / "meeting.html").read_text(encoding="utf-8")
    if language is Language.CHINESE:
        page = page.replace('<html lang="en">', '<html lang="zh-Hans">')
    return page.replace('type="application/json">', f'type="application/json">{held}')


def _pair(text: str | Bilingual | None) -> dict[str, str] | None:
    return None if text is None else phrase_of(text)._asdict()


def evidence_json(number: int, item: Evidence) -> dict[str, Any]:
    """An evidence item with its number in the record."""
    return {
        "number": number,
        "bears": item.bears.label._asdict(),
        "finding": _pair(item.finding),
        "title": _pair(item.title),
        "publisher": _pair(item.publisher),
        "published_on": item.published_on,
        "url": item.url,
    }


def facts_json(id_: str, prediction: Prediction) -> dict[str, Any]:
    """What a claim says and what it is judged by, apart from its evidence; no verdict and no rating."""
    window = prediction.window
    return {
        "id": id_,
        "claim": _pair(prediction.claim),
        "speaker": prediction.speaker._asdict(),
        "made_on": prediction.made_on.isoformat(),
        "opens_on": window.opens_on.isoformat(),
        "closes_on": window.closes_on.isoformat() if window.closes_on else None,
        "criteria": {one.value: text._asdict() for one, text in criteria_of(prediction).items()},
    }


def _verdict_json(given: JudgedVerdict | None) -> dict[str, Any] | None:
    if given is None:
        return None
    return {
        "verdict": given.verdict.value,
        "by": given.by,
        "judged_on": given.judged_on.isoformat(),
        "why": _pair(given.why),
        "occurred_on": given.occurred_on.isoformat() if given.occurred_on else None,
        "how": given.decided.how.value if given.decided else None,
        "decided": decided_phrase(given)._asdict(),
        **{name: _pair(getattr(given, name)) for name in ("held", "missed", "early_because")},
    }


def _put_off_json(one: PutOff | None) -> dict[str, Any] | None:
    if one is None:
        return None
    due_on = one.due_on.isoformat() if one.due_on else None
    return {"note": _pair(one.note), "owner": one.owner, "due_on": due_on}


def entry_json(entry: Entry) -> dict[str, Any]:
    """A claim's place on the list, why it is there, and why it needs discussion."""
    return {
        "number": entry.number,
        "because": [reason.label._asdict() for reason in entry.listed.because],
        "need": entry.need.label._asdict(),
        "fixed_need": entry.fixed_need.label._asdict(),
        "is_apart": entry.need in {Need.APART, Need.DIFFERS},
        "left": _put_off_json(entry.listed),
    }


def _fields(verdict: Verdict, prediction: Prediction, today: date) -> list[str]:
    """The texts that a verdict of today asks for beside its reason."""
    given = JudgedVerdict(judged_on=today, verdict=verdict, by="review")
    parts = ["held", "missed"] if verdict is Verdict.HALF_RIGHT else []
    return [*parts, *(["early_because"] if prediction.is_early(given) else [])]


def _consent(given: JudgedVerdict | None, *, is_agreed: bool) -> str | None:
    """Whether the claim is `taken` by consent, `open` to it, or needs its own decision (None)."""
    if given is None:
        return "open" if is_agreed else None
    is_taken = given.decided is not None and given.decided.how is DecidedBy.CONSENT
    return "taken" if is_taken else None


def claim_json(
    id_: str, prediction: Prediction, review: Review, name: str, *, today: date
) -> dict[str, Any]:
    """A claim with its criteria, its evidence, its ratings and its verdicts.

    Args:
        id_: Its id.
        prediction: Its record.
        review: The review.
        name: The review's name.
        today: The day of the clock, which a decision gets.
    """
    given = decision(prediction, name)
    return {
        **facts_json(id_, prediction),
        "domain": prediction.domain,
        "evidence": {
            bears.value: [evidence_json(number, item) for number, item in items]
            for bears, items in evidence_of(prediction).items()
        },
        "fields": {one.value: _fields(one, prediction, today) for one in Verdict},
        "ratings": [
            {
                "rater": one.rater,
                "verdict": one.verdict.value,
                "why": _pair(one.why),
                "round": one.round or 1,
            }
            for one in ratings_of(prediction, review).values()
        ],
        "aside": [
            {"rater": rater, "kind": one.kind.value, "label": one.kind.label._asdict()}
            for rater in review.raters
            if (one := review.abstention_of(rater, id_))
        ],
        "put_off": _put_off_json(review.put_off_of(id_)),
        "before": _verdict_json(verdict_before(prediction, name)),
        "decision": _verdict_json(given),
        "consent": _consent(
            given, is_agreed=agreed_verdict(id_, prediction, review, name, today=today) is not None
        ),
    }
