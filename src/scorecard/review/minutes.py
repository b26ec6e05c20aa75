"""The result of a review: its decision on each claim, what changed, who differed, and what is left."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from scorecard.reading.folder import Records
from scorecard.records import DecidedBy, Prediction, Review
from scorecard.review.claim import Claim, by_review, claims_of
from scorecard.review.tally import Names, names_of, names_phrase
from scorecard.summary.changes import Changes, Start, changes
from scorecard.summary.raters import RaterAgreement, agreement_of
from scorecard.text import Language, Phrase, joined
from scorecard.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Minutes:
    """The result of a review.

    Attributes:
        name: The review's name.
        review: The review.
        rows: The claims in the order of the list.
        changes: The verdicts that moved, and the scores without and with the decisions.
        agreement: How far the raters agreed before they met.
        names: The names of the judges.
    """

    name: str
    review: Review
    rows: list[Claim]
    changes: Changes
    agreement: RaterAgreement
    names: Names

    @property
    def title(self) -> Phrase:
        """The title of the minutes."""
        return Phrase(f"Review {self.name}: minutes", f"{self.name} 年度复盘：会议纪要")

    @property
    def n_of(self) -> Counter[str]:
        """The claims by what became of them."""
        return Counter(row.became for row in self.rows)

    @property
    def moved(self) -> list[Claim]:
        """The decisions that changed something: another verdict than before, or a first one, by weight."""
        rows = [row for row in self.rows if row.became in {"first", "changed"}]
        return sorted(rows, key=lambda row: (-row.weight, row.number))

    @property
    def consented(self) -> list[Claim]:
        """The claims that were taken by consent."""
        ways = [(row, row.decided.how) for row in self.rows if row.decided]
        return [row for row, how in ways if how is DecidedBy.CONSENT]

    @property
    def differing(self) -> list[Claim]:
        """The claims about which somebody would have decided otherwise."""
        return [row for row in self.rows if row.dissent]

    @property
    def left(self) -> list[Claim]:
        """The claims that are carried over or were put off; those with a note, an owner or a day first."""
        rows = [row for row in self.rows if row.became == "carried" or row.put_off]
        return sorted(rows, key=lambda row: (row.put_off is None, row.number))

    @property
    def decisions_line(self) -> Phrase:
        """The claims of the list by what became of them; the parts add up to all of them."""
        n, n_of = len(self.rows), self.n_of
        n_carried, early = n_of["carried"], Verdict.TOO_EARLY.label
        n_early = sum(row.became == "carried" and row.decision is not None for row in self.rows)
        return Phrase(
            f"{n - n_carried} of {n} claims decided: {n_of['first']} judged for the first time,"
            f" {n_of['changed']} changed, {n_of['confirmed']} confirmed; {n_carried} carried over:"
            f" {n_early} {early.en}, {n_carried - n_early} without a decision.",
            f"{n} 条预测中判定了 {n - n_carried} 条：首次判定 {n_of['first']} 条，"
            f"改判 {n_of['changed']} 条，维持原判 {n_of['confirmed']} 条；留待下次 {n_carried} 条："
            f"{early.zh} {n_early} 条，没有决定 {n_carried - n_early} 条。",
        )

    @property
    def ways_line(self) -> Phrase:
        """How many decisions were made in which way; empty when none is on record."""
        ways = Counter(row.decided.how for row in self.rows if row.decided)
        en = ", ".join(f"{way.label.en} {ways[way]}" for way in DecidedBy if ways[way])
        zh = "，".join(f"{way.label.zh} {ways[way]} 条" for way in DecidedBy if ways[way])
        return Phrase(f"How it was decided: {en}.", f"决定方式：{zh}。") if ways else Phrase("", "")

    @property
    def attendance_line(self) -> Phrase:
        """The day, who came and who did not."""
        review = self.review
        absent = [rater for rater in review.raters if rater not in review.attended]
        came, missing = (names_phrase(ids, self.names) for ids in (review.attended, absent))
        return Phrase(
            f"Held on {review.held_on}. Present: {came.en or 'nobody'}."
            f" Raters absent: {missing.en or 'nobody'}.",
            f"会议日期 {review.held_on}。到场：{came.zh or '无'}。缺席的评议人：{missing.zh or '无'}。",
        )


def number_ranges(numbers: Sequence[int]) -> Phrase:
    """Numbers in order, neighbors as ranges.

    Examples:
        >>> number_ranges([1, 2, 3, 7])
        Phrase(en='1–3, 7', zh='1～3、7')
    """
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    ]
    ways = ((Language.ENGLISH, "–"), (Language.CHINESE, "～"))
    return Phrase(
        *(
            joined((to.join(map(str, sorted({run[0], run[-1]}))) for run in runs), language)
            for language, to in ways
        )
    )


def without_review(predictions: Mapping[str, Prediction], name: str) -> dict[str, Prediction]:
    """The predictions as if a review had decided nothing."""
    return {
        id_: one.model_copy(
            update={"verdicts": [given for given in one.verdicts if given.by != by_review(name)]}
        )
        for id_, one in predictions.items()
    }


def review_agreement(
    claims: Sequence[Claim], review: Review, *, seed: int = 2025
) -> RaterAgreement:
    """How far the raters of a review agree on its list, by what they said before any discussion."""
    given = {
        claim.id: {
            rater: rating.verdict for rater, rating in claim.ratings(only_independent=True).items()
        }
        for claim in claims
    }
    return agreement_of(given, {one.id: one.text for one in claims}, review.raters, seed=seed)


def review_minutes(records: Records, name: str, *, as_of: date) -> Minutes:
    """The result of a review with the numbers of a day; its decisions are the verdicts that it signed."""
    review = records.reviews[name]
    rows = claims_of(records.predictions, review, name)
    start = Start(by_review(name), as_of, without_review(records.predictions, name))
    return Minutes(
        name=name,
        review=review,
        rows=rows,
        changes=changes(records, start, as_of=as_of),
        agreement=review_agreement(rows, review),
        names=names_of(records.settings),
    )
