"""What ballots add to the records: new ratings, changed ones, and the rows that change nothing."""

from collections.abc import Mapping
from typing import NamedTuple

from scorecard.problems import Problem
from scorecard.records import Prediction, Rating, Review
from scorecard.review.ballot_rules import at_cell, cell_name
from scorecard.review.collecting import VERDICT_COLUMN, BallotRow, Blank, Collection
from scorecard.text import Phrase, printable

__all__ = ["Additions", "Changed", "Replaced", "Standing", "additions"]


class Changed(NamedTuple):
    """A new rating by somebody who rated the claim before, and what was said then."""

    row: BallotRow
    before: Rating

    @property
    def sentence(self) -> Phrase:
        """Who changed what, before and after."""
        rating, was = self.row.rating, self.before
        only_why = was.verdict is rating.verdict
        en = f"{was.verdict.label.en} → {rating.verdict.label.en}" + ", another reason" * only_why
        zh = f"{was.verdict.label.zh} → {rating.verdict.label.zh}" + "，理由有改动" * only_why
        return Phrase(
            f"{self.row.id}: {rating.rater} {en} (before: {was.rated_on})",
            f"{self.row.id}：{rating.rater} {zh}（此前：{was.rated_on}）",
        )


class Replaced(NamedTuple):
    """A row that repeats a rating which its rater has replaced since; it is left out."""

    row: BallotRow
    earlier: Rating
    last: Rating

    @property
    def sentence(self) -> Phrase:
        """Where the row stands, and which rating stands instead of it."""
        cell, path = cell_name(self.row.row, VERDICT_COLUMN), printable(self.row.path)
        old, new, rater = self.earlier, self.last, self.last.rater
        return Phrase(
            f"{path} {cell}: {self.row.id}: {rater} said {old.verdict.label.en} on {old.rated_on} and"
            f" replaced it by {new.verdict.label.en} on {new.rated_on}; left out as already on record."
            " Whoever means to return to it gives another reason.",
            f"{path} {cell}：{self.row.id}：{rater} 在 {old.rated_on} 评为{old.verdict.label.zh}，"
            f"{new.rated_on} 已改为{new.verdict.label.zh}；已经在记录里，略去。确要改回，请换一条理由。",
        )


class Standing(NamedTuple):
    """A row left empty by somebody who rated the claim before; the rating stands."""

    row: Blank
    held: Rating

    @property
    def sentence(self) -> Phrase:
        """Where the row stands, and which rating stands all the same."""
        cell, path = cell_name(self.row.row, VERDICT_COLUMN), printable(self.row.path)
        held, rater = self.held, self.held.rater
        return Phrase(
            f"{path} {cell}: {self.row.id}: empty; the rating of {rater} of {held.rated_on}"
            f" ({held.verdict.label.en}) stands, no rating is withdrawn",
            f"{path} {cell}：{self.row.id}：空行；{rater} 在 {held.rated_on} 的评分"
            f"（{held.verdict.label.zh}）仍然有效，评分不能撤回",
        )


class Additions(NamedTuple):
    """What ballots add to the records.

    Attributes:
        ratings: The ratings that are not on record yet.
        problems: What is wrong, in the ballots or with what a record can take today.
        changed: Those of the ratings whose rater said something else before.
        replaced: Rows that repeat what their rater has replaced since.
        standing: Empty rows of claims that their rater has rated.
    """

    ratings: list[BallotRow]
    problems: list[Problem]
    changed: list[Changed]
    replaced: list[Replaced]
    standing: list[Standing]


def _history(prediction: Prediction, review: Review, rater: str) -> list[Rating]:
    """What a rater said of a claim in a review, oldest first."""
    return [
        one for one in prediction.ratings if one.rater == rater and review.opened_on <= one.rated_on
    ]


def _said(rating: Rating) -> tuple[object, ...]:
    return rating.verdict, rating.why


def _rated_today(row: BallotRow) -> Problem:
    rating = row.rating
    message = Phrase(
        f"{rating.rater} already rated {row.id} on {rating.rated_on}",
        f"{rating.rater} 在 {rating.rated_on} 已经评过 {row.id}",
    )
    return at_cell("rated-today", row.path, message, row=row.row, column=VERDICT_COLUMN)


def additions(
    predictions: Mapping[str, Prediction], review: Review, found: Collection
) -> Additions:
    """What ballots add; a row that repeats what its rater said in this review, last or before, adds nothing.

    An old ballot that is handed in again may therefore not undo a later change of mind.

    Args:
        predictions: Predictions by id.
        review: The review, which is open.
        found: What the ballots hold.
    """
    new = Additions([], list(found.problems), [], [], [])
    for row in found.ratings:
        history = _history(predictions[row.id], review, row.rating.rater)
        same = next((one for one in reversed(history) if _said(one) == _said(row.rating)), None)
        if not history:
            new.ratings.append(row)
        elif same is history[-1]:
            continue
        elif same:
            new.replaced.append(Replaced(row, same, history[-1]))
        elif history[-1].rated_on == row.rating.rated_on:
            new.problems.append(_rated_today(row))
        else:
            new.ratings.append(row)
            new.changed.append(Changed(row, history[-1]))
    for blank in found.blanks:
        history = _history(predictions[blank.id], review, blank.rater)
        new.standing.extend(Standing(blank, one) for one in history[-1:])
    return new
