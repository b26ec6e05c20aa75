"""The result of a review: its decision on each claim, the scores before and after, the agreement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from scorecard.reading.folder import Records
from scorecard.records import JudgedVerdict, Prediction, Review, phrase_of
from scorecard.review.agenda import Agenda, AgendaClaim, agenda_of
from scorecard.review.claim_list import by_review, decision, ratings_of, verdict_before
from scorecard.summary.changes import Changes, Start, changes
from scorecard.summary.raters import RaterAgreement, agreement_of
from scorecard.text import Phrase
from scorecard.verdicts import Verdict

__all__ = ["ClaimOutcome", "Minutes", "review_agreement", "review_minutes"]


def _is_open(given: JudgedVerdict | None) -> bool:
    """Whether a claim still waits for its first judgement: it has no verdict, or is too early."""
    return given is None or given.verdict is Verdict.TOO_EARLY


class ClaimOutcome(NamedTuple):
    """A claim of the list: its verdict before the review, and the review's own, if there is one."""

    claim: AgendaClaim
    before: JudgedVerdict | None
    after: JudgedVerdict | None

    @property
    def is_carried(self) -> bool:
        """Whether it stays open: nothing was decided, or once more that it is too early."""
        return self.after is None or (_is_open(self.after) and _is_open(self.before))

    @property
    def is_first(self) -> bool:
        """Whether it was judged for the first time: it had no verdict before, or was too early."""
        return not self.is_carried and _is_open(self.before)

    @property
    def is_changed(self) -> bool:
        """Whether the review replaced an earlier judgement by another."""
        before, after = self.before, self.after
        if before is None or after is None or _is_open(before):
            return False
        return before.verdict is not after.verdict

    @property
    def text(self) -> Phrase:
        """The claim."""
        return phrase_of(self.claim.prediction.claim)

    @property
    def why(self) -> Phrase:
        """The reason of the decision."""
        why = self.after.why if self.after else None
        return phrase_of(why) if why else Phrase("–", "–")


@dataclass(frozen=True, slots=True)
class Minutes:
    """The result of a review.

    Attributes:
        agenda: The review and its claims.
        decided: The claims that are judged now, in the order of the agenda.
        carried: The other claims, which stay open: not decided, or too early again.
        changes: The verdicts that moved, and the scores without and with the decisions.
        agreement: How far the raters agreed.
    """

    agenda: Agenda
    decided: list[ClaimOutcome]
    carried: list[ClaimOutcome]
    changes: Changes
    agreement: RaterAgreement

    @property
    def name(self) -> str:
        """The review's name."""
        return self.agenda.name

    @property
    def review(self) -> Review:
        """The review."""
        return self.agenda.review

    @property
    def first(self) -> list[ClaimOutcome]:
        """The claims that were judged for the first time."""
        return [one for one in self.decided if one.is_first]

    @property
    def changed(self) -> list[ClaimOutcome]:
        """The decisions that replaced an earlier judgement by another."""
        return [one for one in self.decided if one.is_changed]

    @property
    def confirmed(self) -> list[ClaimOutcome]:
        """The decisions that left the verdict as it was."""
        return [one for one in self.decided if not (one.is_first or one.is_changed)]

    @property
    def too_early(self) -> list[ClaimOutcome]:
        """The claims carried over about which the room decided that it is too early."""
        return [one for one in self.carried if one.after]

    @property
    def written(self) -> list[str]:
        """The ids of the claims whose records hold a decision of the review."""
        return [one.claim.id for one in (*self.decided, *self.carried) if one.after]

    @property
    def absent(self) -> list[str]:
        """The raters who did not come."""
        return [rater for rater in self.review.raters if rater not in self.review.attended]


def without_review(predictions: Mapping[str, Prediction], name: str) -> dict[str, Prediction]:
    """The predictions as if a review had decided nothing."""
    return {
        id_: one.model_copy(
            update={"verdicts": [given for given in one.verdicts if given.by != by_review(name)]}
        )
        for id_, one in predictions.items()
    }


def review_agreement(
    predictions: Mapping[str, Prediction], review: Review, *, seed: int
) -> RaterAgreement:
    """How far the raters of a review agree on its list.

    Args:
        predictions: Predictions by id.
        review: The review.
        seed: Seed of the interval's draws.
    """
    known = {id_: predictions[id_] for id_ in review.ids if id_ in predictions}
    given = {
        id_: {
            rater: rating.verdict
            for rater, rating in ratings_of(one, review, only_independent=True).items()
        }
        for id_, one in known.items()
    }
    claims = {id_: phrase_of(one.claim) for id_, one in known.items()}
    return agreement_of(given, claims, review.raters, seed=seed)


def review_minutes(records: Records, name: str, *, as_of: date, seed: int) -> Minutes:
    """The result of a review, from the records alone.

    Args:
        records: The records; the review's decisions are the verdicts that it signed.
        name: The review's name.
        as_of: The day of the numbers.
        seed: Seed of the draws behind the agreement's interval.
    """
    agenda = agenda_of(records, name)
    rows = [
        ClaimOutcome(
            claim, verdict_before(claim.prediction, name), decision(claim.prediction, name)
        )
        for claim in agenda.claims
    ]
    start = Start(by_review(name), as_of, without_review(records.predictions, name))
    return Minutes(
        agenda=agenda,
        decided=[row for row in rows if not row.is_carried],
        carried=[row for row in rows if row.is_carried],
        changes=changes(records, start, as_of=as_of),
        agreement=review_agreement(records.predictions, agenda.review, seed=seed),
    )
