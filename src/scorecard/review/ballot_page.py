"""A rater's ballot as one self-contained page for a phone, and the answers that it hands back."""

import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from scorecard.review.ballots import (
    BallotClaim,
    FilledBallot,
    FilledRow,
    UnreadableBallotError,
    mark_of,
)
from scorecard.review.documents import html_page
from scorecard.review.meeting_page import asides_json, evidence_json, facts_json, verdicts_json
from scorecard.text import Language, Phrase


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
        "answers": [*verdicts_json(), *asides_json()],
        "claims": [
            {
                **facts_json(claim.id, claim.prediction),
                "number": claim.number,
                "fingerprint": claim.fingerprint,
                "evidence": [
                    evidence_json(*pair) for pair in enumerate(claim.prediction.evidence, start=1)
                ],
            }
            for claim in claims
        ],
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
