"""A rater's ballot as one self-contained page for a phone, and the answers that it hands back."""

import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from scorecard.records import Evidence, phrase_of
from scorecard.review.ballots import (
    ANSWERS,
    BallotClaim,
    FilledBallot,
    FilledRow,
    UnreadableBallotError,
    mark_of,
)
from scorecard.review.claim_list import CRITERIA, criteria_of
from scorecard.review.documents import html_page
from scorecard.text import Language, Phrase
from scorecard.verdicts import Verdict

__all__ = ["ballot_page", "read_answers"]


def _evidence(number: int, item: Evidence) -> dict[str, Any]:
    return {
        "number": number,
        "bears": item.bears.label._asdict(),
        "finding": phrase_of(item.finding)._asdict(),
        "title": phrase_of(item.title)._asdict(),
        "publisher": phrase_of(item.publisher)._asdict() if item.publisher else None,
        "published_on": item.published_on,
        "url": item.url,
    }


def _claim(claim: BallotClaim) -> dict[str, Any]:
    """A claim as the page shows it: no verdict and nobody's rating."""
    one = claim.prediction
    return {
        "number": claim.number,
        "id": claim.id,
        "fingerprint": claim.fingerprint,
        "claim": phrase_of(one.claim)._asdict(),
        "speaker": one.speaker._asdict(),
        "made_on": str(one.made_on),
        "opens_on": str(one.window.opens_on),
        "closes_on": str(one.window.closes_on) if one.window.closes_on else None,
        "criteria": [
            {
                "mark": verdict.row.mark,
                "label": CRITERIA[verdict]._asdict(),
                "text": text._asdict(),
            }
            for verdict, text in criteria_of(one).items()
        ],
        "evidence": [_evidence(*pair) for pair in enumerate(one.evidence, start=1)],
    }


def ballot_page(
    claims: Sequence[BallotClaim], *, name: str, rater: str, file: str, language: Language
) -> str:
    """The page of a ballot; it works without network, and only its own script runs.

    Args:
        claims: The claims in the rater's own order.
        name: The review's name.
        rater: The rater.
        file: The name of the file that it hands back.
        language: The language in which it starts; a button switches.
    """
    data = {
        "mark": mark_of(name, rater),
        "file": file,
        "answers": [
            {
                "value": one.value,
                "mark": one.row.mark if isinstance(one, Verdict) else "",
                "label": one.label._asdict(),
            }
            for one in ANSWERS
        ],
        "claims": [_claim(claim) for claim in claims],
    }
    return html_page(
        "ballot.html",
        language,
        style="ballot.css",
        script=(files("scorecard.review") / "static" / "ballot.js").read_text(encoding="utf-8"),
        data=json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),
        title=Phrase(f"Review {name}: ballot", f"{name} 年度复盘：评议表"),
        rater=rater,
    )


class _Answer(BaseModel):
    """One answer as the page hands it back."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: str
    fingerprint: str
    answer: str | None
    why: str


class _Answers(BaseModel):
    """The answers of a ballot as the page hands them back."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    ballot: str
    answers: list[_Answer]


def read_answers(path: Path, data: bytes) -> FilledBallot:
    """Read the answers that a page handed back, as its file or as text pasted into one.

    Args:
        path: The file, as messages name it.
        data: Its bytes; what stands before the first and after the last brace is not looked at.

    Raises:
        UnreadableBallotError: They are not whole.
    """
    start, end = data.find(b"{"), data.rfind(b"}")
    try:
        held = _Answers.model_validate_json(data[start : end + 1])
    except ValidationError:
        raise UnreadableBallotError(
            Phrase(
                "the answers are cut or changed; copy the whole text again, or save the file",
                "答案不完整或有改动；请重新复制全部文字，或存为文件",
            )
        ) from None
    rows = [
        FilledRow(
            number,
            f"{number}. {one.id}",
            one.id,
            one.fingerprint,
            one.answer,
            one.why.strip() or None,
        )
        for number, one in enumerate(held.answers, start=1)
    ]
    return FilledBallot(path, held.ballot, rows)
