"""The meeting: its state, read from the records at every call, and its decisions, written at once.

Nothing is kept in memory: a crash loses nothing, and two windows see the same records.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from scorecard.editing.edits import Edit, append, take_back
from scorecard.editing.errors import BreaksRuleError, EditError, FileChangedError
from scorecard.editing.record_files import (
    UNSOURCED,
    edit_prediction,
    edit_review,
    find_prediction,
    outlook_addresses,
)
from scorecard.editing.starting import domains_of, settings_of
from scorecard.problems import CallError, ScorecardError
from scorecard.reading.files import file_of
from scorecard.reading.record_reader import Reading, read_record
from scorecard.records import (
    AbstentionKind,
    Bilingual,
    DecidedBy,
    JudgedVerdict,
    Prediction,
    PutOff,
    Rating,
    Review,
)
from scorecard.records.fields import Day
from scorecard.review.claim import Claim, NamedReview, id_of, round_of
from scorecard.review.pages import ROOM_WAYS, TEXTS, answers_json, claim_json
from scorecard.text import Phrase
from scorecard.verdicts import BY_REVIEW, Verdict
from scorecard.writing import NotConfirmedError

_OPTIONAL = {"occurred_on", "held", "missed", "early_because"}
_MOST_ROUNDS = 9


class Asked(BaseModel, extra="forbid", frozen=True, str_strip_whitespace=True):
    """A change of a claim, by itself the wish to take the decision back.

    Attributes:
        id: The prediction.
        version: The version of the record that the room looked at.
    """

    id: str
    version: str


class Decision(Asked):
    """A decision of the room: the fields of a verdict, of which texts that were not given are empty.

    Attributes:
        how: How the room decided; None is a consensus when no rating differs, and rejected otherwise.
    """

    verdict: Verdict
    why_en: str = ""
    why_zh: str = ""
    occurred_on: Day | None = None
    held: str | Bilingual = ""
    missed: str | Bilingual = ""
    early_because: str | Bilingual = ""
    how: DecidedBy | None = None

    @property
    def why(self) -> str | Bilingual | None:
        """The reason as a record holds it: in both languages, or as it was typed."""
        en, zh = self.why_en, self.why_zh
        if en and zh and en != zh:
            return Bilingual(en=en, zh=zh)
        return en or zh or None


class Vote(Asked):
    """A rater's word after the discussion: a verdict, or abstained or recused; `why` may be empty."""

    rater: str
    answer: Verdict | AbstentionKind
    why: str = ""


class Later(BaseModel, extra="forbid", frozen=True, str_strip_whitespace=True):
    """What is left for later about a claim: the new entry, and the one that the window showed."""

    entry: PutOff
    shown: PutOff | None = None


class Consent(BaseModel, extra="forbid", frozen=True, str_strip_whitespace=True):
    """The records to be decided by consent: the version that the room looked at of each, by id."""

    claims: dict[str, str]


class MeetingError(ScorecardError):
    """A request of a window that was not carried out; nothing was written, except with status 500.

    Attributes:
        status: 404 no such claim, 409 it changed meanwhile, 422 it would break a rule, 500 it is written but
            the system did not confirm it.
        claim: The claim as it is now, or None.
    """

    def __init__(self, status: int, en: str, zh: str, claim: dict[str, Any] | None = None) -> None:
        super().__init__(en, zh)
        self.status, self.claim = status, claim


def _version(reading: Reading) -> str:
    return hashlib.sha256(reading.data).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Meeting:
    """A review's meeting over a folder of records.

    Whatever asks for a change returns the claim as it is then, and raises a `MeetingError` when the change
    was not made.

    Attributes:
        root: The folder.
        name: The review's name.
        today: The day of the clock at each call, which decisions get: a page is left open over midnight.
    """

    root: Path
    name: str
    today: Callable[[], date]

    def _review(self) -> Review:
        file = file_of(self.root, "review", f"reviews/{self.name}")
        review: Review | None = read_record(file).record
        if review is None:
            raise MeetingError(409, "the review's file cannot be read", "年度复盘的文件无法读取")
        return review

    def _reading(self, id_: str) -> Reading | None:
        """A claim's file; None when there is none."""
        try:
            return read_record(find_prediction(self.root, id_))
        except ScorecardError:
            return None

    def _of(self, review: Review, records: Mapping[str, Prediction]) -> NamedReview:
        """The review with some of the records, and so with some of its claims."""
        outlooks = outlook_addresses(self.root)
        return NamedReview(self.name, review, records, outlooks=outlooks)

    def _claim(self, reading: Reading, review: Review) -> dict[str, Any]:
        """A claim as the page gets it, with the version of its file."""
        claim, *_ = self._of(review, {reading.file.id: reading.record}).claims  # or listed twice
        return claim_json(claim, self.today()) | {"version": _version(reading)}

    def state(self) -> dict[str, Any]:
        """Everything that the page shows, as JSON values.

        Raises:
            MeetingError: The review's file is not valid now.
        """
        review, names = self._review(), settings_of(self.root).names
        found = {id_: self._reading(id_) for id_ in review.ids}
        held = {id_: one for id_, one in found.items() if one and one.record}
        of = self._of(review, {id_: one.record for id_, one in held.items()})
        return {
            "name": self.name,
            "is_closed": review.closed_on is not None,
            "answers": answers_json(),
            "ways": [
                {"value": way.value, "key": key, "label": way.label._asdict()}
                for way, key in ROOM_WAYS.items()
            ],
            "domains": {one.id: {"en": one.en, "zh": one.zh} for one in domains_of(self.root)},
            "names": {id_: one._asdict() for id_, one in names.items()},
            "claims": [
                claim_json(claim, self.today()) | {"version": _version(held[claim.id])}
                for claim in of.claims
            ],
            "faulty": [id_ for id_ in review.ids if id_ not in held],
            "raters": [
                {"rater": rater, "n_owed": of.answer_counts(rater)["owed"]}
                for rater in review.raters
            ],
        }

    def _changed(self, id_: str) -> MeetingError:
        """The error for a window that shows an older record, with the claim as it is now."""
        now = self._reading(id_)
        is_there = now and now.record and not now.record.withdrawn
        claim = self._claim(now, self._review()) if now and is_there else None
        en = "the record was changed in another window or file"
        return MeetingError(409, en, "记录已在别的窗口或文件里改动", claim)

    def _current(self, id_: str, version: str | None) -> tuple[Reading, Claim]:
        """The claim that a window wants to change, if it still is what the window shows.

        Without a version it is not asked whether the record changed.
        """
        review = self._review()
        if review.closed_on is not None:
            raise MeetingError(409, "the review is closed", "这次复盘已经结束")
        reading = self._reading(id_) if id_ in review.ids else None
        if reading is None:
            raise MeetingError(404, "this claim is not on the list", "待议清单里没有这条预测")
        if reading.record is None:
            en = "the record has errors; run scorecard check"
            raise MeetingError(409, en, "记录有错误；请运行 scorecard check")
        claims = self._of(review, {id_: reading.record}).claims
        if not claims:
            raise MeetingError(404, "this claim was withdrawn", "这条预测已经撤下")
        if version is not None and _version(reading) != version:
            raise self._changed(id_)
        return reading, claims[0]

    @contextmanager
    def _changing(self, id_: str, version: str | None) -> Iterator[tuple[Reading, Claim]]:
        """The same, while whatever keeps it from being written becomes the error that a window is told."""
        try:
            yield self._current(id_, version)
        except FileChangedError:
            raise self._changed(id_) from None
        except BreaksRuleError as error:
            (en, zh), hint = error.problem.message, error.problem.hint
            if error.problem.rule == UNSOURCED:  # the page has no field for it
                en, zh = f"{en}. {hint.en}", f"{zh}。{hint.zh}"
            for name in (*_OPTIONAL, "opens_on", "judged_on", "why"):  # as the page calls them
                label = TEXTS[name]
                en = en.replace(f"`{name}`", f"“{label['en']}”")
                zh = re.sub(rf" ?`?\b{name}\b`?", label["zh"], zh)
            raise MeetingError(422, en, zh) from None
        except ValidationError:
            raise MeetingError(422, "a text has control characters", "文字里有控制字符") from None
        except NotConfirmedError as error:
            raise MeetingError(500, *error.phrase) from None
        except (EditError, CallError) as error:
            raise MeetingError(409, *error.phrase) from None

    def _edit(self, seen: Reading, *edits: Edit, is_whole: bool = True) -> dict[str, Any]:
        """Write into a record; only what is not `is_whole` may lack what is added later."""
        change = edit_prediction(
            self.root, seen.file.id, edits, seen=seen, today=self.today(), is_whole=is_whole
        )
        return self._claim(change.reading, self._review())

    def decide(self, asked: Decision) -> dict[str, Any]:
        """Write a decision into its record; an earlier one of this meeting is replaced."""
        verdict, how = asked.verdict, asked.how
        with self._changing(asked.id, asked.version) as (reading, claim):
            if claim.is_too_late(verdict, self.today()):
                closes_on = claim.prediction.window.closes_on
                raise MeetingError(
                    422,
                    f"The window closed on {closes_on}, so it is not too early. Choose unresolvable if"
                    " nothing can be found, or put the claim off.",
                    f"期限已于 {closes_on} 届满，不能再判未到期。若查不到依据，请选无法判定，或留待以后。",
                )
            if how is None and claim.is_unopposed(verdict):
                how = DecidedBy.CONSENSUS
            if how not in ROOM_WAYS:
                raise MeetingError(422, *Phrase(**TEXTS["choose_how"]))
            given = JudgedVerdict(
                **asked.model_dump(include=_OPTIONAL, exclude_defaults=True),
                judged_on=self.today(),
                verdict=verdict,
                by=f"{BY_REVIEW}{self.name}",
                why=asked.why,
                decided=claim.tally(verdict, how),
            )
            return self._edit(reading, take_back(given.by), append(given))

    def consent(self, asked: Consent) -> dict[str, Any]:
        """Write the verdict so far as the review's own, for claims on which all raters agree with it.

        Each record is written on its own: one that is refused stops no other.

        Returns:
            `taken`, the ids that were written, and `refused`, an id with the reason in both languages each.
        """
        taken: list[str] = []
        refused: list[dict[str, str]] = []
        for id_, version in asked.claims.items():
            try:
                self._consent_to(id_, version)
            except MeetingError as error:
                refused.append({"id": id_, **error.phrase._asdict()})
            else:
                taken.append(id_)
        return {"taken": taken, "refused": refused}

    def _consent_to(self, id_: str, version: str) -> None:
        """Write the verdict so far with its reason as the review's own."""
        with self._changing(id_, version) as (reading, claim):
            standing = claim.agreed(self.today())
            if standing is None or claim.decision:
                en = "it is decided already, or the raters and the verdict so far do not all agree"
                raise MeetingError(409, en, "已有决定，或评议人与目前的判定并非全部一致")
            given = standing.model_copy(
                update={
                    "judged_on": self.today(),
                    "by": f"{BY_REVIEW}{self.name}",
                    "corrects": None,
                    "decided": claim.tally(standing.verdict, DecidedBy.CONSENT),
                }
            )
            if not reading.record.is_early(given):
                given = given.model_copy(update={"early_because": None})
            self._edit(reading, append(given))

    def take_back(self, asked: Asked) -> dict[str, Any]:
        """Take the meeting's decision about a claim out of its record again."""
        with self._changing(asked.id, asked.version) as (reading, _):
            return self._edit(reading, take_back(f"{BY_REVIEW}{self.name}"), is_whole=False)

    def vote(self, asked: Vote) -> dict[str, Any]:
        """Record what a rater says after the discussion, in a round after what they said before."""
        with self._changing(asked.id, asked.version) as (reading, claim):
            if asked.rater not in claim.of.review.raters:
                raise MeetingError(422, "not a rater of this review", "不是这次复盘的评议人")
            said = claim.said_by(asked.rater)
            last = said[-1] if said else None
            turn = min(round_of(last) + 1 if last else 2, _MOST_ROUNDS)
            new = claim.answered(
                asked.rater, asked.answer, asked.why or None, turn=turn, on=self.today()
            )
            if last and last.round and new == last.model_copy(update={"round": turn}):
                return self._claim(reading, claim.of.review)
            if isinstance(new, Rating):
                return self._edit(reading, append(new), is_whole=False)
            review = edit_review(
                self.root, self.name, lambda held: {"abstentions": [*held.abstentions, new]}
            )
            return self._claim(reading, review)

    def leave(self, asked: PutOff, shown: PutOff | None = None) -> dict[str, Any]:
        """Record what is left for later about a claim, in place of the entry that the window showed."""
        names = settings_of(self.root).names

        def put_off(held: Review) -> dict[str, Any]:
            if held.put_off_of(asked.id) != shown:
                raise self._changed(asked.id)
            owner = asked.owner and id_of(asked.owner, {*names, *held.raters}, names)
            new = asked.model_copy(update={"owner": owner})
            rest = [one for one in held.put_off if one.id != asked.id]
            return {"put_off": [*rest, new] if new.note or owner or new.due_on else rest}

        with self._changing(asked.id, None) as (reading, _):
            return self._claim(reading, edit_review(self.root, self.name, put_off))
