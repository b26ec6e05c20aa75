"""The state of a meeting, read from the records at every call, and its decisions, written at once.

Nothing is kept in memory: a crash loses nothing, and two windows see the same records.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from scorecard.editing.edits import Append, Edit, TakeBack
from scorecard.editing.prediction import edit_prediction, find_prediction
from scorecard.editing.refusals import BreaksRuleError, EditError, FileChangedError
from scorecard.editing.review import review_file
from scorecard.problems import CallError, ScorecardError
from scorecard.reading.files import RecordFile
from scorecard.reading.reading import Reading, read_record
from scorecard.records import Bilingual, Domain, JudgedVerdict, Review
from scorecard.records.fields import Day
from scorecard.review.claim_view import claim_view
from scorecard.review.listing import agenda_entries, by_review, decision
from scorecard.review.objections import objections
from scorecard.text import Phrase
from scorecard.verdicts import Verdict

__all__ = ["Decision", "Meeting", "Refusal"]


class Decision(BaseModel):
    """What the room decided about a claim, as the page sends it.

    Attributes:
        id: The prediction.
        version: The version of the record that the room looked at.
        verdict: The verdict.
        why_en: The reason in English; empty when it was given in Chinese only.
        why_zh: The reason in Chinese; empty when it was given in English only.
        occurred_on: When it came true, or None.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    version: str
    verdict: Verdict
    why_en: str = ""
    why_zh: str = ""
    occurred_on: Day | None = None


class Refusal(Exception):  # noqa: N818  (an answer to a window, not a fault)
    """A decision that was not written, with the claim as it is now.

    Attributes:
        status: 404 no such claim, 409 it changed meanwhile, 422 it would break a rule.
        phrase: Why.
        claim: The claim as it is now, or None.
    """

    def __init__(self, status: int, phrase: Phrase, claim: dict[str, Any] | None = None) -> None:
        super().__init__(phrase.en)
        self.status, self.phrase, self.claim = status, phrase, claim


def _version(reading: Reading) -> str:
    return hashlib.sha256(reading.data).hexdigest()[:16]


def _why(asked: Decision) -> str | Bilingual | None:
    """The reason as the record holds it: in both languages, or as it was typed."""
    en, zh = asked.why_en.strip(), asked.why_zh.strip()
    if en and zh and en != zh:
        return Bilingual(en=en, zh=zh)
    return en or zh or None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A review's meeting over a folder of records.

    Attributes:
        root: The folder.
        name: The review's name.
        judged_on: The day that decisions get.
    """

    root: Path
    name: str
    judged_on: date

    def review(self) -> Review:
        """The review as it stands in its file.

        Raises:
            Refusal: The file is not valid now.
        """
        review: Review | None = read_record(review_file(self.root, self.name)).record
        if review is None:
            raise Refusal(409, Phrase("the review's file cannot be read", "评审文件无法读取"))
        return review

    def _domains(self) -> dict[str, Domain]:
        path = self.root / "domains.yaml"
        reading = read_record(RecordFile(path, str(path), "domains", "domains"))
        return {one.id: one for one in reading.record.root} if reading.record else {}

    def _reading(self, id_: str) -> Reading | None:
        """A claim's file; None when there is none."""
        try:
            return read_record(find_prediction(self.root, id_))
        except ScorecardError:
            return None

    def state(self) -> dict[str, Any]:
        """Everything that the page shows, as JSON values.

        Raises:
            Refusal: The review's file is not valid now.
        """
        review, domains = self.review(), self._domains()
        found = {id_: self._reading(id_) for id_ in review.predictions}
        readings = {id_: one for id_, one in found.items() if one and one.record}
        records = {id_: one.record for id_, one in readings.items()}
        return {
            "name": self.name,
            "held_on": review.held_on.isoformat(),
            "is_closed": review.closed_on is not None,
            "verdicts": [{"value": one.value, **one.label._asdict()} for one in Verdict],
            "domains": {id_: {"en": one.en, "zh": one.zh} for id_, one in domains.items()},
            "claims": [
                claim_view(entry, records[entry.id], review, self.name)
                | {"version": _version(readings[entry.id])}
                for entry in agenda_entries(records, review, self.name)
            ],
            "faulty": [id_ for id_ in review.predictions if id_ not in readings],
        }

    def _current(self, id_: str, version: str) -> tuple[Reading, Review]:
        """The claim that a window wants to change, if it still is what the window shows."""
        review = self.review()
        if review.closed_on is not None:
            raise Refusal(409, Phrase("the review is closed", "评审已经结束"))
        reading = self._reading(id_) if id_ in review.predictions else None
        if reading is None:
            raise Refusal(404, Phrase("this claim is not on the list", "清单里没有这条说法"))
        if reading.record is None:
            raise Refusal(
                409,
                Phrase(
                    "the record has errors; run scorecard check",
                    "记录有错误；请运行 scorecard check",
                ),
            )
        if _version(reading) != version:
            raise self._changed(id_)
        return reading, review

    def _changed(self, id_: str) -> Refusal:
        """The refusal of a window that looks at an older record, with the claim as it is now."""
        claim = next((one for one in self.state()["claims"] if one["id"] == id_), None)
        message = Phrase(
            "the record changed in another window or file", "记录已在别的窗口或文件里改动"
        )
        return Refusal(409, message, claim)

    def _write(
        self, id_: str, reading: Reading, edits: list[Edit], given: JudgedVerdict | None = None
    ) -> dict[str, Any]:
        """Write edits and return the claim as it is then."""
        try:
            edit_prediction(self.root, id_, edits, seen=reading.data)
        except FileChangedError:
            raise self._changed(id_) from None
        except BreaksRuleError as error:
            known = objections(given, reading.record) if given else iter(())
            raise Refusal(422, next(known, error.message)) from None
        except (EditError, CallError) as error:
            raise Refusal(409, error.phrase) from None
        return next(one for one in self.state()["claims"] if one["id"] == id_)

    def decide(self, asked: Decision) -> dict[str, Any]:
        """Write a decision into its record; an earlier one of this meeting is replaced.

        Args:
            asked: What the room decided.

        Returns:
            The claim as it is now.

        Raises:
            Refusal: It was not written, see `Refusal.status`.
        """
        reading, _ = self._current(asked.id, asked.version)
        try:
            given = JudgedVerdict(
                judged_on=self.judged_on,
                verdict=asked.verdict,
                by=by_review(self.name),
                why=_why(asked),
                occurred_on=asked.occurred_on,
            )
        except ValidationError:
            raise Refusal(
                422, Phrase("the reason has control characters", "理由里有控制字符")
            ) from None
        edits: list[Edit] = [Append(given)]
        if decision(reading.record, self.name):
            edits.insert(0, TakeBack(by_review(self.name)))
        return self._write(asked.id, reading, edits, given)

    def take_back(self, id_: str, version: str) -> dict[str, Any]:
        """Take the meeting's decision about a claim out of its record again.

        Args:
            id_: The prediction.
            version: The version of the record that the room looked at.

        Returns:
            The claim as it is now.

        Raises:
            Refusal: It was not written, see `Refusal.status`.
        """
        reading, _ = self._current(id_, version)
        return self._write(id_, reading, [TakeBack(by_review(self.name))])
