"""A claim at a review: its ratings as votes, the decision about it, and both in words."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import Literal, Self

from scorecard.checks.source_rules import addresses_of, independent_addresses
from scorecard.reading.folder import Records, former_ids
from scorecard.records import (
    Abstention,
    AbstentionKind,
    Bearing,
    DecidedBy,
    Decision,
    Dissent,
    JudgedVerdict,
    Listed,
    Need,
    Prediction,
    PutOff,
    Rating,
    Review,
    phrase_of,
)
from scorecard.text import Phrase, listed, simplified
from scorecard.verdicts import BY_REVIEW, Verdict, Word

CRITERIA: dict[Word, Phrase] = {
    verdict: Phrase(f"{verdict.label.en} if", f"怎样算{verdict.label.zh}")
    for verdict in Verdict
    if verdict.row.beforehand != "never"
}
"""The verdicts that have criteria in the records, and what the criteria of each are called."""

TEXTS = ("why", "held", "missed", "early_because")
"""The texts of a decision, which the room may give in one language."""


def round_of(one: Rating | Abstention) -> int:
    """The round of an answer."""
    return one.round or 1


@dataclass(frozen=True)
class Claim:
    """A claim of a review's list; what it says is computed from its record and the review alone.

    Attributes:
        number: Its number on every page, from 1: its place in the review's file.
        listed: Its line in the review's file.
        prediction: Its record.
        of: The review.
    """

    number: int
    listed: Listed
    prediction: Prediction
    of: "NamedReview"

    @property
    def id(self) -> str:
        """Its id."""
        return self.listed.id

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was withdrawn before the review ended."""
        return self.prediction.is_withdrawn_at(self.of.review.closed_on or date.max)

    @property
    def text(self) -> Phrase:
        """The claim itself."""
        return phrase_of(self.prediction.claim)

    @property
    def because(self) -> Phrase:
        """Why it is on the list."""
        return listed(one.label for one in self.listed.because)

    @property
    def criteria(self) -> dict[Verdict, Phrase]:
        """Its criteria by their verdict; empty when it has none on record."""
        held = self.prediction.criteria
        return {one: phrase_of(text) for one, text in held.written.items()} if held else {}

    @property
    def sides(self) -> tuple[int, int]:
        """The number of evidence items that support it, and of those that contradict it."""
        bears = [item.bears for item in self.prediction.evidence]
        return bears.count(Bearing.SUPPORTS), bears.count(Bearing.CONTRADICTS)

    def _is_own(self, given: JudgedVerdict) -> bool:
        """Whether a verdict is the review's own; others are the desk's, and those of earlier reviews."""
        return given.by == f"{BY_REVIEW}{self.of.name}"

    @property
    def decision(self) -> JudgedVerdict | None:
        """The review's last verdict; None before there is one."""
        return next((one for one in reversed(self.prediction.verdicts) if self._is_own(one)), None)

    @property
    def before(self) -> JudgedVerdict | None:
        """The last verdict that is not the review's own, before its decision or else before its end."""
        given, until = self.prediction.verdicts, self.of.review.closed_on or date.max
        earlier = given[: given.index(self.decision)] if self.decision else given
        others = (one for one in reversed(earlier) if not self._is_own(one))
        return next((one for one in others if one.judged_on <= until), None)

    @property
    def after(self) -> JudgedVerdict | None:
        """The verdict that somebody gave after its decision, before the review's end, and that counts."""
        given, until = self.prediction.verdicts, self.of.review.closed_on or date.max
        later = given[given.index(self.decision) + 1 :] if self.decision else []
        return next((one for one in reversed(later) if one.judged_on <= until), None)

    def _last_words(self, *, only_independent: bool = False) -> list[Rating | Abstention]:
        """The last answer of each rater who gave one, in the order of the raters."""
        given = (self.said_by(rater) for rater in self.of.review.raters)
        if only_independent:
            given = ([one for one in said if round_of(one) == 1] for said in given)
        return [said[-1] for said in given if said]

    def said_by(self, rater: str) -> list[Rating | Abstention]:
        """What a rater said of it in the review, by round, and within a round as it came."""
        review = self.of.review
        until = review.closed_on or date.max
        ratings = [
            one
            for one in self.prediction.ratings
            if one.rater == rater and review.opened_on <= one.rated_on <= until
        ]
        aside = [one for one in review.abstentions if (one.rater, one.id) == (rater, self.id)]

        def place(one: Abstention) -> int:
            return len(ratings) if one.after_ratings is None else one.after_ratings

        said: list[tuple[int, int, Rating | Abstention]] = [
            *((round_of(one), at, one) for at, one in enumerate(ratings, start=1)),
            *((round_of(one), place(one), one) for one in aside),  # of one place behind the rating
        ]
        return [one for *_, one in sorted(said, key=itemgetter(0, 1))]

    def answered(
        self, rater: str, answer: Verdict | AbstentionKind, why: str | None, *, turn: int, on: date
    ) -> Rating | Abstention:
        """What a rater says of it in a round, as it goes on record after what they said before.

        Raises:
            ValidationError: The reason is no plain text.
        """
        given = {"rater": rater, "why": why, "round": turn if turn > 1 else None}
        if isinstance(answer, Verdict):
            return Rating.model_validate(given | {"rated_on": on, "verdict": answer})
        n_ratings = sum(isinstance(one, Rating) for one in self.said_by(rater))
        aside = {"id": self.id, "kind": answer, "after_ratings": n_ratings}
        return Abstention.model_validate(given | aside)

    def ratings(self, *, only_independent: bool = False) -> dict[str, Rating]:
        """Each rater's last rating for the review, in the order of the raters.

        Who gave none, or stood aside after it, is left out.

        Args:
            only_independent: Whether what was said after a discussion is left out.
        """
        last = self._last_words(only_independent=only_independent)
        return {one.rater: one for one in last if isinstance(one, Rating)}

    @property
    def abstentions(self) -> list[Abstention]:
        """Each rater's last abstention; who did not abstain, or rated after it, is left out."""
        return [one for one in self._last_words() if isinstance(one, Abstention)]

    @cached_property
    def needs(self) -> list[Need]:
        """Why it needs discussion by what is on record now, what weighs most first."""
        ratings, before, one = self.ratings(), self.before, self.prediction
        rated = {rating.verdict for rating in ratings.values()}
        less, more = sorted(self.sides)
        given = [one for one in self.prediction.verdicts if not self._is_own(one)]
        judged = {one.verdict for one in given if one.verdict is not Verdict.TOO_EARLY}
        checks = {
            Need.APART: len(rated) > 1,
            Need.DIFFERS: len(rated) == 1 and before is not None and before.verdict not in rated,
            Need.DOUBTED: len(judged) > 1 or any(one.corrects for one in given),
            Need.UNJUDGED: not judged,
            Need.TWO_SIDED: less > 0 and 2 * less >= more,
            Need.EARLY: before is not None and one.is_early(before),
            Need.THIN: not independent_addresses(one, self.of.outlooks),
            Need.ONE_JUDGE: bool(judged) and len({one.by for one in given} | set(ratings)) == 1,
        }
        return [need for need, holds in checks.items() if holds] or [Need.PLAIN]

    @property
    def former_need(self) -> Need | None:
        """The need on which the order rests, where ballots or records that came later give another."""
        fixed = self.listed.need
        return None if fixed is self.needs[0] else fixed

    @property
    def needs_phrase(self) -> Phrase:
        """Everything for which it needs discussion."""
        return listed(one.label for one in self.needs)

    def is_unopposed(self, verdict: Verdict) -> bool:
        """Whether no rating on record differs from a verdict; also when nobody rated the claim."""
        return all(one.verdict is verdict for one in self.ratings().values())

    def is_too_late(self, verdict: Verdict, today: date) -> bool:
        """Whether a verdict says too early although the window has closed."""
        closes_on = self.prediction.window.closes_on
        return verdict is Verdict.TOO_EARLY and closes_on is not None and closes_on < today

    def agreed(self, today: date) -> JudgedVerdict | None:
        """The verdict before when every rater gave the same one and it can still be given; else None.

        A rater who did not answer has not agreed; one who stood aside is not asked.
        """
        before, ratings = self.before, self.ratings()
        heard = {one.rater for one in self._last_words()}
        if not before or not ratings or not heard.issuperset(self.of.review.raters):
            return None
        can_stay = self.is_unopposed(before.verdict) and not self.is_too_late(before.verdict, today)
        return before if can_stay else None

    def tally(self, verdict: Verdict, how: DecidedBy) -> Decision:
        """How a verdict was decided: the raters' last ratings as votes, who differs, who took no part.

        After a consensus nobody is named as a dissenter: who rated otherwise came round in the discussion.

        Returns:
            The votes are missing when nobody rated the claim, for a consent, to which nobody objects, and
            for a consensus that ratings differ from: the discussion decided, not they.
        """
        votes = self.ratings()
        others = {rater: one for rater, one in votes.items() if one.verdict is not verdict}
        if how is DecidedBy.CONSENT or (how is DecidedBy.CONSENSUS and others):
            votes, others = {}, {}
        counts = {"for": len(votes) - len(others), "against": len(others)} if votes else {}
        dissent = [Dissent(by=id_, verdict=one.verdict, why=one.why) for id_, one in others.items()]
        recused = [one.rater for one in self.abstentions if one.kind is AbstentionKind.RECUSED]
        return Decision.model_validate(
            {"how": how, **counts, "dissent": dissent, "recused": recused}
        )

    @property
    def put_off(self) -> PutOff | None:
        """What the meeting left for later about it, if anything."""
        return self.of.review.put_off_of(self.id)

    @property
    def left(self) -> PutOff:
        """The same; nothing is said in it when nothing was noted."""
        return self.put_off or PutOff(id=self.id)

    @property
    def became(self) -> Literal["carried", "first", "changed", "confirmed"]:
        """What became of it.

        It is carried over without a decision or when it is too early once more, and judged for the first
        time when it had no verdict before or was too early.
        """
        was, now = (one and one.verdict for one in (self.before, self.decision))
        open_ = {None, Verdict.TOO_EARLY}
        if now is None or {was, now} <= open_:
            return "carried"
        if was in open_:
            return "first"
        return "confirmed" if was is now else "changed"

    @property
    def decided(self) -> Decision | None:
        """How it was decided, as far as that is on record."""
        return self.decision.decided if self.decision else None

    @property
    def dissent(self) -> list[Dissent]:
        """Who would have decided otherwise."""
        return self.decided.dissent if self.decided else []

    @property
    def one_sided(self) -> list[str]:
        """The texts of the decision that are in one language alone."""
        return [name for name in TEXTS if isinstance(getattr(self.decision, name, None), str)]


Names = Mapping[str, Phrase]
"""The names of judges by their ids; who has none is called by the id."""


@dataclass(frozen=True)
class NamedReview:
    """A review as a folder has it.

    Attributes:
        name: Its name.
        review: What its file says.
        predictions: The predictions of the folder by id.
        names: The names of its judges.
        outlooks: The addresses of its outlooks.
    """

    name: str
    review: Review
    predictions: Mapping[str, Prediction]
    names: Names = field(default_factory=dict)
    outlooks: Collection[str] = ()

    @classmethod
    def of_records(cls, name: str, review: Review, records: Records) -> Self:
        """A review, which need not be on record yet, with what the records say beside it."""
        names, outlooks = records.settings.names, addresses_of(records.outlooks.values())
        return cls(name, review, records.predictions, names, outlooks)

    @cached_property
    def listed(self) -> list[Claim]:
        """The list in the order of the review's file, which later ballots do not change.

        Ids of the list that are not there are left out, and the others keep their numbers.
        """
        return [
            Claim(number, one, record, self)
            for number, one in enumerate(self.review.entries, start=1)
            if (record := self.predictions.get(one.id))
        ]

    @cached_property
    def claims(self) -> list[Claim]:
        """The claims of the list that were not withdrawn before the review ended."""
        return [one for one in self.listed if not one.is_withdrawn]

    @property
    def withdrawn(self) -> list[Claim]:
        """The claims of the list that were."""
        return [one for one in self.listed if one.is_withdrawn]

    @cached_property
    def renamed(self) -> dict[str | None, str]:
        """The ids of claims by those that they had before, as a ballot may have them."""
        return dict(former_ids(self.predictions).items())

    def people(self, ids: Iterable[str]) -> Phrase:
        """People in a row by their names."""
        return listed(self.names.get(id_, id_) for id_ in ids)

    def answer_counts(self, rater: str) -> Counter[str]:
        """The claims of the list by what a rater answered: rated, abstained, recused, or owed."""
        counts = Counter[str]()
        for one in self.claims:
            said = one.said_by(rater)
            last = said[-1] if said else None
            counts["rated" if isinstance(last, Rating) else last.kind if last else "owed"] += 1
        return counts

    def answers(self, rater: str) -> Phrase:
        """A rater's answers in one line."""
        n, called = self.answer_counts(rater), self.people([rater])
        return Phrase(
            f"{called.en}: {n['rated']} rated, {n['abstained']} abstained, {n['recused']} recused,"
            f" {n['owed']} not answered",
            f"{called.zh}：已评 {n['rated']} 条，弃权 {n['abstained']} 条，回避 {n['recused']} 条，"
            f"未答 {n['owed']} 条",
        )

    def dissent(self, one: Dissent) -> Phrase:
        """Who would have decided otherwise, with the verdict and the reason, as a part of a sentence."""
        called, label = self.people([one.by]), one.verdict.marked_label
        en, zh = f"{called.en} {label.en}", f"{called.zh} {label.zh}"
        why = phrase_of(one.why) if one.why else None
        if not why:
            return Phrase(en, zh)
        return Phrase(f"{en}: {why.en.removesuffix('.')}", f"{zh}：{why.zh.removesuffix('。')}")


def folded(name: str) -> str:
    """A name of somebody as it is compared: without case and blanks, in simplified characters."""
    return simplified("".join(name.casefold().split()))


def id_of(word: str, known: Collection[str], names: Names) -> str:
    """The id of the known person that a word names, by id or name as `folded`; else the word."""
    said = folded(word)
    meant = [one for one in known if said in map(folded, (one, *names.get(one, ())))]
    return meant[0] if len(meant) == 1 else word  # of two namesakes nobody knows which
