"""Filled ballots to ratings: each row is read and checked, and compared with the ratings on record."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from scorecard.problems import Problem
from scorecard.records import Prediction, Rating, Review
from scorecard.review.ballot_rules import at_cell, cell_name, verdict_names
from scorecard.review.ballot_workbook import (
    VERDICT_COLUMN,
    WHY_COLUMN,
    FilledBallot,
    FilledRow,
    mark_of,
    read_ballot,
)
from scorecard.text import Phrase, closest, printable

__all__ = ["Additions", "BallotRating", "BlankRow", "Collection", "additions", "collected"]


class BallotRating(NamedTuple):
    """A rating of a claim, and the ballot and the row that it comes from."""

    id: str
    rating: Rating
    path: str
    row: int


class BlankRow(NamedTuple):
    """A claim that a rater left empty, and the ballot and the row."""

    id: str
    rater: str
    path: str
    row: int


class Collection(NamedTuple):
    """The content of some ballots: ratings, problems, and rows that were left empty."""

    ratings: list[BallotRating]
    problems: list[Problem]
    blanks: list[BlankRow]


def _whose(ballot: FilledBallot, review: Review, name: str) -> str | Problem:
    """The rater whose ballot it is, or why it is nobody's."""
    path = str(ballot.path)
    if ballot.mark is None:
        message = Phrase("this file is not a readable ballot", "这个文件不是可读的评议表")
        return at_cell("not-a-ballot", path, message)
    owner = next((one for one in review.raters if ballot.mark == mark_of(name, one)), None)
    if owner is None:
        shown = printable(ballot.mark, limit=80)
        message = Phrase(
            f"`{shown}` is nobody's ballot of review {name}",
            f"“{shown}”不是 {name} 年度复盘里任何人的评议表",
        )
        return at_cell("other-ballot", path, message, row=2)
    named = ballot.path.stem
    if named != owner and named in review.raters:
        message = Phrase(
            f"the file is named {named} and is {owner}'s ballot",
            f"文件名是 {named}，内容却是 {owner} 的评议表",
        )
        return at_cell("other-ballot", path, message, row=2)
    return owner


class _Reader:
    """The rows of one rater's ballot, checked one after the other."""

    def __init__(self, path: str, review: Review, rater: str, today: date) -> None:
        self.path, self.review, self.rater, self.today = path, review, rater, today
        self.held = Collection([], [], [])
        self.seen: set[str] = set()

    def _problem(self, rule: str, en: str, zh: str, row: FilledRow, column: int = 1) -> None:
        found = at_cell(rule, self.path, Phrase(en, zh), row=row.number, column=column)
        self.held.problems.append(found)

    def read(self, row: FilledRow) -> None:
        """Add what a row holds: a rating, a blank, nothing, or problems."""
        for column, formula in row.formulas.items():
            shown = printable(formula, limit=60)
            self._problem("formula", f"a formula: {shown}", f"这是公式：{shown}", row, column)
        if row.id is None:
            if row.verdict or row.why:
                self._problem("unknown-id", "a row without an id", "这一行没有 id", row)
            return
        shown = printable(row.id, limit=80)
        if row.id not in self.review.ids:
            en, zh = f"`{shown}` is not on the list", f"待议清单里没有 `{shown}`"
            self._problem("unknown-id", en, zh, row)
        elif row.id in self.seen:
            en, zh = f"`{shown}` has two rows", f"`{shown}` 出现了两次"
            self._problem("repeated-claim", en, zh, row)
        elif row.verdict:
            self._rate(row.id, row.verdict, row)
        elif row.why:
            en, zh = "a reason without a verdict", "有理由，没有判定"
            self._problem("verdict-missing", en, zh, row, VERDICT_COLUMN)
        else:
            self.held.blanks.append(BlankRow(row.id, self.rater, self.path, row.number))
        self.seen.add(row.id)

    def _rate(self, id_: str, word: str, row: FilledRow) -> None:
        """Add the rating of a claim of the list, or what is wrong with it."""
        names = verdict_names()
        verdict = names.get(word.casefold())
        if verdict is None:
            near, shown = closest(word, names), printable(word, limit=60)
            en = f"; did you mean `{near}`?" if near else ""
            zh = f"；是不是“{near}”？" if near else ""
            en, zh = f"`{shown}` is not a verdict{en}", f"“{shown}”不是判定{zh}"
            self._problem("unknown-verdict", en, zh, row, VERDICT_COLUMN)
            return
        try:
            rating = Rating(rater=self.rater, rated_on=self.today, verdict=verdict, why=row.why)
        except ValidationError:
            en, zh = "the reason has control characters", "理由里有控制字符"
            self._problem("unfit-reason", en, zh, row, WHY_COLUMN)
        else:
            self.held.ratings.append(BallotRating(id_, rating, self.path, row.number))


def collected(files: list[Path], review: Review, *, name: str, today: date) -> Collection:
    """Read and check some ballots.

    Args:
        files: The ballots.
        review: The review.
        name: Its name.
        today: The day of the clock, which ratings get.

    Returns:
        The ratings of the rows that are right, the problems of the others, and the empty ones.
    """
    held = Collection([], [], [])
    owners: dict[str, str] = {}
    for ballot in map(read_ballot, files):
        rater, path = _whose(ballot, review, name), str(ballot.path)
        if isinstance(rater, Problem):
            held.problems.append(rater)
        elif rater in owners:
            other = printable(owners[rater])
            message = Phrase(f"{rater} already handed in {other}", f"{rater} 已经交了 {other}")
            held.problems.append(at_cell("other-ballot", path, message, row=2))
        else:
            owners[rater] = path
            reader = _Reader(path, review, rater, today)
            for row in ballot.rows:
                reader.read(row)
            held.ratings.extend(reader.held.ratings)
            held.problems.extend(reader.held.problems)
            held.blanks.extend(reader.held.blanks)
    return held


class Additions(NamedTuple):
    """The difference between ballots and the records.

    Attributes:
        ratings: The ratings that are not on record yet.
        problems: Problems of the ballots, and ratings that a record cannot take today.
        notes: One sentence for each rating that differs from an earlier one of its rater, and for each row
            that changes nothing although its rater might think so.
    """

    ratings: list[BallotRating]
    problems: list[Problem]
    notes: list[Phrase]


def _changed(row: BallotRating, before: Rating) -> Phrase:
    """Who changed which rating, before and after."""
    after, is_same = row.rating, before.verdict is row.rating.verdict
    en = f"{before.verdict.label.en} → {after.verdict.label.en}" + ", another reason" * is_same
    zh = f"{before.verdict.label.zh} → {after.verdict.label.zh}" + "，理由有改动" * is_same
    return Phrase(
        f"{row.id}: {after.rater} {en} (before: {before.rated_on})",
        f"{row.id}：{after.rater} {zh}（此前：{before.rated_on}）",
    )


def _at(row: BallotRating | BlankRow) -> Phrase:
    """The cell of a row's verdict and its claim, as a sentence begins."""
    place = f"{printable(row.path)} {cell_name(row.row, VERDICT_COLUMN)}"
    return Phrase(f"{place}: {row.id}: ", f"{place}：{row.id}：")


def _replaced(row: BallotRating, old: Rating, new: Rating) -> Phrase:
    """A row repeats a rating that its rater has replaced since."""
    at, rater, was, now = _at(row), new.rater, old.verdict.label, new.verdict.label
    return Phrase(
        f"{at.en}{rater} rated it {was.en} on {old.rated_on} and changed that to {now.en} on"
        f" {new.rated_on}; the row is left out as already on record. To return to it, give another"
        " reason.",
        f"{at.zh}{rater} 在 {old.rated_on} 评为“{was.zh}”，{new.rated_on} 改为“{now.zh}”；"
        "这一行已经在记录里，略去。确要改回，请换一条理由。",
    )


def _kept(row: BlankRow, last: Rating) -> Phrase:
    """A row is empty although its rater rated the claim before."""
    at, label = _at(row), last.verdict.label
    return Phrase(
        f"{at.en}the row is empty; the rating by {row.rater} of {last.rated_on} ({label.en}) is kept,"
        " ratings cannot be withdrawn",
        f"{at.zh}这一行是空的；{row.rater} 在 {last.rated_on} 的评议（{label.zh}）仍然有效，评议不能撤回",
    )


def _rated_today(row: BallotRating) -> Problem:
    rating = row.rating
    message = Phrase(
        f"{rating.rater} already rated {row.id} on {rating.rated_on}",
        f"{rating.rater} 在 {rating.rated_on} 已经评过 {row.id}",
    )
    return at_cell("rated-today", row.path, message, row=row.row, column=VERDICT_COLUMN)


def _history(prediction: Prediction, review: Review, rater: str) -> Iterator[Rating]:
    """A rater's ratings of a claim in a review, oldest first."""
    for one in prediction.ratings:
        if one.rater == rater and review.opened_on <= one.rated_on:
            yield one


def additions(predictions: Mapping[str, Prediction], review: Review, held: Collection) -> Additions:
    """Compare ballots with the records; a row that repeats any rating of its rater adds nothing.

    An old ballot that is handed in again may therefore not undo a later change of mind.

    Args:
        predictions: Predictions by id.
        review: The review, which is open.
        held: The content of the ballots.
    """
    new = Additions([], list(held.problems), [])
    for row in held.ratings:
        history = list(_history(predictions[row.id], review, row.rating.rater))
        given = (row.rating.verdict, row.rating.why)
        same = next((one for one in reversed(history) if (one.verdict, one.why) == given), None)
        last = history[-1] if history else None
        if last is None:
            new.ratings.append(row)
        elif same is None and last.rated_on == row.rating.rated_on:
            new.problems.append(_rated_today(row))
        elif same is None:
            new.ratings.append(row)
            new.notes.append(_changed(row, last))
        elif same is not last:
            new.notes.append(_replaced(row, same, last))
    for blank in held.blanks:
        history = list(_history(predictions[blank.id], review, blank.rater))
        new.notes.extend(_kept(blank, one) for one in history[-1:])
    return new
