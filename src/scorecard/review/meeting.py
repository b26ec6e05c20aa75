"""The meeting: its state, read from the records at every call, and its decisions, written at once.

Nothing is kept in memory: a crash loses nothing, and two windows see the same records.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from scorecard.editing.edits import Append, Edit, TakeBack
from scorecard.editing.errors import BreaksRuleError, EditError, FileChangedError
from scorecard.editing.record_files import (
    MENDED_LATER,
    edit_prediction,
    edit_review,
    find_prediction,
    review_file,
)
from scorecard.problems import CallError, ScorecardError
from scorecard.reading.files import RecordFile
from scorecard.reading.record_reader import Reading, read_record
from scorecard.records import (
    Abstention,
    AbstentionKind,
    Bilingual,
    DecidedBy,
    Domain,
    JudgedVerdict,
    PutOff,
    Rating,
    Review,
)
from scorecard.records.fields import Day
from scorecard.review.claim_list import agenda_entries, by_review, decision
from scorecard.review.meeting_page import (
    ROOM_WAYS,
    TEXTS,
    asides_json,
    claim_json,
    entry_json,
    verdicts_json,
    ways_json,
)
from scorecard.review.tally import agreed_verdict, answers_of, is_too_late, is_unopposed, tally
from scorecard.text import Phrase
from scorecard.verdicts import Verdict
from scorecard.writing import NotConfirmedError

_FIELDS = {
    "judged_on": Phrase("the day of the decision", "决定日期"),
    "occurred_on": Phrase("the day it came true", "应验日期"),
    "opens_on": Phrase("the start of the window", "起始日"),
    "closes_on": Phrase("the end of the window", "截止日"),
    "made_on": Phrase("the day of the claim", "提出日期"),
    "why": Phrase("reason", "理由"),
    "`held`": TEXTS["held"],
    "`missed`": TEXTS["missed"],
}
"""Fields of the records as the room calls them, for the messages of broken rules."""
_FIELD = re.compile("|".join(one if "`" in one else rf"\b{one}\b" for one in _FIELDS))
_ADVICE = {
    "scored-without-why": Phrase("Type the fact that decided it.", "请写出起决定作用的事实。"),
    "scored-without-evidence": Phrase("Record some first.", "请先收录证据。"),
    "early-without-reason": Phrase(
        "Type why the rest of the window cannot change it, or choose too early.",
        "请写明为什么余下的时间改变不了结论，或选择未到期。",
    ),
}
"""The way out of the broken rules that a room meets most."""
_UNFIT = Phrase("a text has control characters", "文字里有控制字符")


class Decision(BaseModel):
    """A decision of the room, as the page sends it.

    Attributes:
        id: The prediction.
        version: The version of the record that the room looked at.
        verdict: The verdict.
        why_en: The reason in English; empty when it was given in Chinese only.
        why_zh: The reason in Chinese; empty when it was given in English only.
        occurred_on: When it came true, or None.
        held: The part of a half-right claim that came true, in either language; empty for others.
        missed: The part that did not.
        early_because: Why the rest of an open window cannot change the verdict; empty when it has closed.
        how: How the room decided; None is a consensus when no rating differs, and rejected otherwise.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    id: str
    version: str
    verdict: Verdict
    why_en: str = ""
    why_zh: str = ""
    occurred_on: Day | None = None
    held: str = ""
    missed: str = ""
    early_because: str = ""
    how: DecidedBy | None = None

    @property
    def why(self) -> str | Bilingual | None:
        """The reason as a record holds it: in both languages, or as it was typed."""
        en, zh = self.why_en, self.why_zh
        if en and zh and en != zh:
            return Bilingual(en=en, zh=zh)
        return en or zh or None


class Vote(BaseModel):
    """A rater's word after the discussion, as the page sends it.

    Attributes:
        id: The prediction.
        version: The version of the record that the room looked at.
        rater: One of the review's raters.
        answer: A verdict, or abstained or recused.
        why: The reason; empty for none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    id: str
    version: str
    rater: str
    answer: Verdict | AbstentionKind
    why: str = ""


class Later(BaseModel):
    """What the room leaves for later about a claim, as the page sends it; nothing takes it back.

    Attributes:
        id: The prediction.
        note: What is to be done; empty for none.
        owner: Who does it; empty for nobody.
        due_on: By when, or None.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    id: str
    note: str = ""
    owner: str = ""
    due_on: Day | None = None


class MeetingError(ScorecardError):
    """A request of a window that was not carried out; nothing was written, except with status 500.

    Attributes:
        status: 404 no such claim, 409 it changed meanwhile, 422 it would break a rule, 500 it is written but
            the system did not confirm it.
        claim: The claim as it is now, or None.
    """

    def __init__(self, status: int, phrase: Phrase, claim: dict[str, Any] | None = None) -> None:
        super().__init__(phrase)
        self.status, self.claim = status, claim


_REFUSALS = (EditError, CallError, NotConfirmedError)
"""Why a file is not written, or not known to be."""


def _not_written(error: ScorecardError) -> MeetingError:
    """The answer to a window whose change the file did not take, or may not keep."""
    return MeetingError(500 if isinstance(error, NotConfirmedError) else 409, error.phrase)


def _version(reading: Reading) -> str:
    return hashlib.sha256(reading.data).hexdigest()[:16]


def _too_late(closes_on: date | None) -> Phrase:
    """Why it cannot be too early any more."""
    return Phrase(
        f"The window closed on {closes_on}, so it is not too early. Choose unresolvable if nothing can be"
        " found, or put the claim off.",
        f"期限已于 {closes_on} 届满，不能再判未到期。若查不到依据，请选无法判定，或留待以后。",
    )


def _in_the_room(error: BreaksRuleError) -> Phrase:
    """A broken rule without the names of fields, and the way out where it is known."""
    en = _FIELD.sub(lambda found: _FIELDS[found[0]].en, error.problem.message.en)
    zh = re.sub(
        f" ?({_FIELD.pattern})", lambda found: _FIELDS[found[1]].zh, error.problem.message.zh
    )
    advice = _ADVICE.get(error.problem.rule)
    return Phrase(f"{en}. {advice.en}", f"{zh}。{advice.zh}") if advice else Phrase(en, zh)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A review's meeting over a folder of records.

    Attributes:
        root: The folder.
        name: The review's name.
        today: The day of the clock, which decisions get.
    """

    root: Path
    name: str
    today: date

    def review(self) -> Review:
        """The review as its file has it.

        Raises:
            MeetingError: The file is not valid now.
        """
        review: Review | None = read_record(review_file(self.root, self.name)).record
        if review is None:
            raise MeetingError(
                409, Phrase("the review's file cannot be read", "年度复盘的文件无法读取")
            )
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

    def _claim(self, reading: Reading, review: Review) -> dict[str, Any]:
        """A claim as the page gets it, with the version of its file."""
        claim = claim_json(reading.file.id, reading.record, review, self.name, today=self.today)
        return claim | {"version": _version(reading)}

    def _fresh(self, id_: str) -> dict[str, Any]:
        """A claim as it is after something was written."""
        reading = self._reading(id_)
        if reading is None or reading.record is None:  # pragma: no cover  (it was just written)
            raise AssertionError
        return self._claim(reading, self.review())

    def state(self) -> dict[str, Any]:
        """Everything that the page shows, as JSON values.

        Raises:
            MeetingError: The review's file is not valid now.
        """
        review = self.review()
        found = {id_: self._reading(id_) for id_ in review.ids}
        held = {id_: one for id_, one in found.items() if one and one.record}
        records = {id_: one.record for id_, one in held.items()}
        return {
            "name": self.name,
            "held_on": review.held_on.isoformat(),
            "is_closed": review.closed_on is not None,
            "verdicts": verdicts_json(),
            "ways": ways_json(),
            "asides": asides_json(),
            "domains": {id_: {"en": one.en, "zh": one.zh} for id_, one in self._domains().items()},
            "claims": [
                self._claim(held[entry.id], review) | entry_json(entry)
                for entry in agenda_entries(records, review, self.name)
            ],
            "faulty": [id_ for id_ in review.ids if id_ not in held],
            "raters": [
                {"rater": one.rater, "n_owed": len(one.owed)}
                for one in answers_of(records, review, self.name)
            ],
        }

    def _current(self, id_: str, version: str | None) -> tuple[Reading, Review]:
        """The claim that a window wants to change, if it still is what the window shows.

        Without a version it is not asked whether the record changed.
        """
        review = self.review()
        if review.closed_on is not None:
            raise MeetingError(409, Phrase("the review is closed", "这次复盘已经结束"))
        reading = self._reading(id_) if id_ in review.ids else None
        if reading is None:
            message = Phrase("this claim is not on the list", "待议清单里没有这条预测")
            raise MeetingError(404, message)
        if reading.record is None:
            message = Phrase(
                "the record has errors; run scorecard check", "记录有错误；请运行 scorecard check"
            )
            raise MeetingError(409, message)
        if version is not None and _version(reading) != version:
            raise self._changed(id_, review)
        return reading, review

    def _changed(self, id_: str, review: Review) -> MeetingError:
        """The error for a window that shows an older record, with the claim as it is now."""
        now = self._reading(id_)
        claim = self._claim(now, review) if now and now.record else None
        message = Phrase(
            "the record was changed in another window or file", "记录已在别的窗口或文件里改动"
        )
        return MeetingError(409, message, claim)

    def _write(
        self,
        edits: list[Edit],
        seen: Reading,
        review: Review,
        *,
        mended_later: Collection[str] = MENDED_LATER,
    ) -> dict[str, Any]:
        """Write edits and return the claim as it is then."""
        try:
            change = edit_prediction(
                self.root,
                seen.file.id,
                edits,
                seen=seen,
                today=self.today,
                mended_later=mended_later,
            )
        except FileChangedError:
            raise self._changed(seen.file.id, review) from None
        except BreaksRuleError as error:
            raise MeetingError(422, _in_the_room(error)) from None
        except _REFUSALS as error:
            raise _not_written(error) from None
        return self._claim(change.reading, review)

    def decide(self, asked: Decision) -> dict[str, Any]:
        """Write a decision into its record; an earlier one of this meeting is replaced.

        Args:
            asked: The decision of the room.

        Returns:
            The claim as it is now.

        Raises:
            MeetingError: It was not written, see `MeetingError.status`.
        """
        reading, review = self._current(asked.id, asked.version)
        by = by_review(self.name)
        how = asked.how
        if is_too_late(reading.record, asked.verdict, self.today):
            raise MeetingError(422, _too_late(reading.record.window.closes_on))
        if how is None and is_unopposed(reading.record, review, asked.verdict):
            how = DecidedBy.CONSENSUS
        if how not in ROOM_WAYS:
            raise MeetingError(422, TEXTS["choose_how"])
        try:
            given = JudgedVerdict(
                judged_on=self.today,
                verdict=asked.verdict,
                by=by,
                why=asked.why,
                occurred_on=asked.occurred_on,
                held=asked.held or None,
                missed=asked.missed or None,
                early_because=asked.early_because or None,
                decided=tally(asked.id, reading.record, review, asked.verdict, how),
            )
        except ValidationError:
            raise MeetingError(422, _UNFIT) from None
        edits: list[Edit] = [Append(given)]
        if decision(reading.record, self.name):
            edits.insert(0, TakeBack(by))
        return self._write(edits, reading, review, mended_later=())

    def consent(self, ids: Sequence[str], versions: Sequence[str]) -> dict[str, Any]:
        """Write the verdict so far as the review's own, for claims on which all raters agree with it.

        Each record is written on its own: one that is refused stops no other.

        Args:
            ids: The predictions.
            versions: The versions of their records that the room looked at, in the same order.

        Returns:
            `taken`, the ids that were written, and `refused`, an id with the reason in both languages each.
        """
        taken: list[str] = []
        refused: list[dict[str, str]] = []
        for id_, version in zip(ids, versions, strict=True):
            try:
                self._consent_to(id_, version)
            except MeetingError as error:
                refused.append({"id": id_, **error.phrase._asdict()})
            else:
                taken.append(id_)
        return {"taken": taken, "refused": refused}

    def _consent_to(self, id_: str, version: str) -> None:
        """Write the verdict so far with its reason as the review's own.

        Raises:
            MeetingError: The raters and the verdict so far differ, or it was not written.
        """
        reading, review = self._current(id_, version)
        standing = agreed_verdict(id_, reading.record, review, self.name, today=self.today)
        if standing is None or decision(reading.record, self.name):
            message = Phrase(
                "it is decided already, or the raters and the verdict so far do not all agree",
                "已有决定，或评议人与目前的判定并非全部一致",
            )
            raise MeetingError(409, message)
        given = standing.model_copy(
            update={
                "judged_on": self.today,
                "by": by_review(self.name),
                "corrects": None,
                "decided": tally(id_, reading.record, review, standing.verdict, DecidedBy.CONSENT),
            }
        )
        if not reading.record.is_early(given):
            given = given.model_copy(update={"early_because": None})
        self._write([Append(given)], reading, review, mended_later=())

    def take_back(self, id_: str, version: str) -> dict[str, Any]:
        """Take the meeting's decision about a claim out of its record again.

        Args:
            id_: The prediction.
            version: The version of the record that the room looked at.

        Returns:
            The claim as it is now.

        Raises:
            MeetingError: It was not written, see `MeetingError.status`.
        """
        reading, review = self._current(id_, version)
        return self._write([TakeBack(by_review(self.name))], reading, review)

    def vote(self, asked: Vote) -> dict[str, Any]:
        """Record what a rater says after the discussion: a rating of the second round, or standing aside.

        Args:
            asked: The rater's word.

        Returns:
            The claim as it is now.

        Raises:
            MeetingError: It was not written, see `MeetingError.status`.
        """
        reading, review = self._current(asked.id, asked.version)
        if asked.rater not in review.raters:
            raise MeetingError(422, Phrase("not a rater of this review", "不是这次复盘的评议人"))
        try:
            if isinstance(asked.answer, Verdict):
                given = {"rater": asked.rater, "rated_on": self.today, "verdict": asked.answer}
                more = {"why": asked.why or None, "round": 2}
                rating = Rating.model_validate(given | more)
                if rating in reading.record.ratings:
                    return self._fresh(asked.id)
                return self._write([Append(rating)], reading, review)
            aside = Abstention(
                rater=asked.rater, id=asked.id, kind=asked.answer, why=asked.why or None
            )
        except ValidationError:
            raise MeetingError(422, _UNFIT) from None
        self._edit_review(lambda held: {"abstentions": [*held.abstentions, aside]})
        return self._fresh(asked.id)

    def leave(self, asked: Later) -> dict[str, Any]:
        """Record what is left for later about a claim; an earlier entry of it is replaced.

        Args:
            asked: The note, the owner and the day.

        Returns:
            The claim as it is now.

        Raises:
            MeetingError: It was not written, see `MeetingError.status`.
        """
        self._current(asked.id, None)
        given = {"note": asked.note or None, "owner": asked.owner or None, "due_on": asked.due_on}
        try:
            entry = PutOff.model_validate({"id": asked.id, **given})
        except ValidationError:
            raise MeetingError(422, _UNFIT) from None
        new = [entry] if any(given.values()) else []
        self._edit_review(
            lambda held: {"put_off": [*(one for one in held.put_off if one.id != asked.id), *new]}
        )
        return self._fresh(asked.id)

    def _edit_review(self, change: Callable[[Review], dict[str, Any]]) -> None:
        """Write into the review's file.

        Raises:
            MeetingError: It was not written.
        """
        try:
            edit_review(self.root, self.name, change)
        except _REFUSALS as error:
            raise _not_written(error) from None
