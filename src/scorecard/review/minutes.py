"""The result of a review: its decision on each claim, what changed, who differed, and what is left."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from scorecard.reading.folder import Records
from scorecard.records import (
    Bilingual,
    DecidedBy,
    Dissent,
    JudgedVerdict,
    Prediction,
    PutOff,
    Review,
    phrase_of,
)
from scorecard.review.claim_list import (
    Entry,
    agenda_entries,
    by_review,
    decision,
    ratings_of,
    verdict_before,
)
from scorecard.review.tally import RaterAnswers, answers_of
from scorecard.summary.changes import Changes, Start, changes
from scorecard.summary.raters import RaterAgreement, agreement_of
from scorecard.text import Language, Phrase, joined
from scorecard.verdicts import Verdict, spread_of

_TEXTS = ("why", "held", "missed", "early_because")
"""The texts of a decision, which the room may give in one language."""


def _is_open(given: JudgedVerdict | None) -> bool:
    """Whether a claim still waits for its first judgement: it has no verdict, or is too early."""
    return given is None or given.verdict is Verdict.TOO_EARLY


class ClaimOutcome(NamedTuple):
    """A claim of the list: its verdict before the review, the review's own, and what is left for later."""

    entry: Entry
    before: JudgedVerdict | None
    after: JudgedVerdict | None
    put_off: PutOff | None = None

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
    def is_consent(self) -> bool:
        """Whether it was taken by consent."""
        decided = self.after.decided if self.after else None
        return decided is not None and decided.how is DecidedBy.CONSENT

    @property
    def weight(self) -> float:
        """How far the decision is from the verdict before, 0 to 1."""
        given = [one.verdict if one else Verdict.TOO_EARLY for one in (self.before, self.after)]
        return spread_of(given) or 0.0

    @property
    def dissent(self) -> list[Dissent]:
        """Who would have decided otherwise."""
        return self.after.decided.dissent if self.after and self.after.decided else []

    @property
    def claim(self) -> Phrase:
        """The claim."""
        return phrase_of(self.entry.prediction.claim)

    @property
    def one_sided(self) -> list[str]:
        """The texts of the decision that are in one language alone."""
        given = [name for name in _TEXTS if getattr(self.after, name, None)]
        return [name for name in given if not isinstance(getattr(self.after, name), Bilingual)]


@dataclass(frozen=True, slots=True)
class Minutes:
    """The result of a review.

    Attributes:
        name: The review's name.
        review: The review.
        rows: The claims in the order of the list.
        changes: The verdicts that moved, and the scores without and with the decisions.
        agreement: How far the raters agreed before they met.
        answers: What each rater answered, and what is owed.
    """

    name: str
    review: Review
    rows: list[ClaimOutcome]
    changes: Changes
    agreement: RaterAgreement
    answers: list[RaterAnswers]

    @property
    def title(self) -> Phrase:
        """The title of the minutes."""
        return Phrase(f"Review {self.name}: minutes", f"{self.name} 年度复盘：会议纪要")

    @property
    def decided(self) -> list[ClaimOutcome]:
        """The claims that are judged now."""
        return [row for row in self.rows if not row.is_carried]

    @property
    def carried(self) -> list[ClaimOutcome]:
        """The other claims, which stay open: not decided, or too early again."""
        return [row for row in self.rows if row.is_carried]

    @property
    def moved(self) -> list[ClaimOutcome]:
        """The decisions that changed something: another verdict than before, or a first one, by weight."""
        rows = [row for row in self.decided if row.is_first or row.is_changed]
        return sorted(rows, key=lambda row: (-row.weight, row.entry.number))

    @property
    def consented(self) -> list[ClaimOutcome]:
        """The claims that were taken by consent."""
        return [row for row in self.rows if row.is_consent]

    @property
    def left(self) -> list[ClaimOutcome]:
        """The claims that are carried over or were put off; those with a note, an owner or a day first."""
        rows = [row for row in self.rows if row.is_carried or row.put_off]
        return sorted(rows, key=lambda row: (row.put_off is None, row.entry.number))

    @property
    def written(self) -> list[str]:
        """The ids of the claims whose records hold a decision of the review."""
        return [row.entry.id for row in self.rows if row.after]

    @property
    def decisions_line(self) -> Phrase:
        """The claims of the list by what became of them; the parts add up to all of them."""
        n, n_carried = len(self.rows), len(self.carried)
        n_first = sum(row.is_first for row in self.decided)
        n_changed = sum(row.is_changed for row in self.decided)
        n_confirmed = n - n_carried - n_first - n_changed
        n_early = sum(row.after is not None for row in self.carried)
        early = Verdict.TOO_EARLY.label
        return Phrase(
            f"{n - n_carried} of {n} claims decided: {n_first} judged for the first time,"
            f" {n_changed} changed, {n_confirmed} confirmed; {n_carried} carried over:"
            f" {n_early} {early.en}, {n_carried - n_early} without a decision.",
            f"{n} 条预测中判定了 {n - n_carried} 条：首次判定 {n_first} 条，改判 {n_changed} 条，"
            f"维持原判 {n_confirmed} 条；留待下次 {n_carried} 条：{early.zh} {n_early} 条，"
            f"没有决定 {n_carried - n_early} 条。",
        )

    @property
    def ways_line(self) -> Phrase:
        """How many decisions were made in which way; empty when none is on record."""
        ways = Counter(
            row.after.decided.how for row in self.rows if row.after and row.after.decided
        )
        en = ", ".join(f"{way.label.en} {ways[way]}" for way in DecidedBy if ways[way])
        zh = "，".join(f"{way.label.zh} {ways[way]} 条" for way in DecidedBy if ways[way])
        return Phrase(f"How it was decided: {en}.", f"决定方式：{zh}。") if ways else Phrase("", "")

    @property
    def attendance_line(self) -> Phrase:
        """The day, who came and who did not."""
        review = self.review
        absent = [rater for rater in review.raters if rater not in review.attended]
        (en, en_absent), (zh, zh_absent) = (
            [joined(names, language) or nobody for names in (review.attended, absent)]
            for language, nobody in ((Language.ENGLISH, "nobody"), (Language.CHINESE, "无"))
        )
        return Phrase(
            f"Held on {review.held_on}. Present: {en}. Raters absent: {en_absent}.",
            f"会议日期 {review.held_on}。到场：{zh}。缺席的评议人：{zh_absent}。",
        )


def number_ranges(numbers: Sequence[int]) -> Phrase:
    """Numbers in order, neighbors as ranges.

    Examples:
        >>> number_ranges([1, 2, 3, 7])
        Phrase(en='1–3, 7', zh='1～3、7')
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    en, zh = (
        joined(
            (f"{run[0]}{to}{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs), language
        )
        for language, to in ((Language.ENGLISH, "–"), (Language.CHINESE, "～"))
    )
    return Phrase(en, zh)


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
    """How far the raters of a review agree on its list, by what they said before any discussion.

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
    review = records.reviews[name]
    rows = [
        ClaimOutcome(
            entry,
            verdict_before(entry.prediction, name),
            decision(entry.prediction, name),
            review.put_off_of(entry.id),
        )
        for entry in agenda_entries(records.predictions, review, name)
    ]
    start = Start(by_review(name), as_of, without_review(records.predictions, name))
    return Minutes(
        name=name,
        review=review,
        rows=rows,
        changes=changes(records, start, as_of=as_of),
        agreement=review_agreement(records.predictions, review, seed=seed),
        answers=answers_of(records.predictions, review, name),
    )
