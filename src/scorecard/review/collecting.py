"""Filled ballots to ratings: each answer is read and checked, and compared with what is on record."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from scorecard.problems import Problem
from scorecard.records import Abstention, AbstentionKind, Prediction, Rating, Review
from scorecard.records.fields import PlainText
from scorecard.review.ballots import (
    ANSWERS,
    Answer,
    FilledBallot,
    FilledRow,
    UnreadableBallotError,
    answer_of,
    ballot_problem,
    fingerprint,
    mark_of,
)
from scorecard.review.claim_list import agenda_entries
from scorecard.text import Phrase, closest, printable

_LARGEST = 5_000_000


class BallotAnswer(NamedTuple):
    """A rater's answer about a claim, and the ballot and the row that it comes from.

    Attributes:
        rater: The rater.
        id: The claim.
        fingerprint: The claim's fingerprint as it was handed out; None where a ballot has none.
        answer: A verdict, or why there is none; None in a row that was left empty.
        why: The reason.
        path: The ballot.
        place: The cell or the number of the answer.
        row: The row.
    """

    rater: str
    id: str
    fingerprint: str | None
    answer: Answer | None
    why: str | None
    path: Path
    place: str
    row: int


class Additions(NamedTuple):
    """The difference between ballots and the records.

    Attributes:
        ratings: The ratings that are not on record yet, each with its claim.
        abstentions: The abstentions that are not.
        n_same: Answers that are on record already.
        problems: What is wrong in the ballots.
        notes: One sentence for each change of mind, for each row that changes nothing although its rater
            might think so, and for each remark outside of the table.
        ask_again: The claims that a rater is asked about anew: changed since the ballot was handed out, or
            put on the list later.
    """

    ratings: list[tuple[str, Rating]]
    abstentions: list[Abstention]
    n_same: int
    problems: list[Problem]
    notes: list[Phrase]
    ask_again: dict[str, frozenset[str]]


def read_ballots(paths: Sequence[Path]) -> list[FilledBallot]:
    """Read filled ballots: Excel files, and the answers of pages.

    Args:
        paths: The files.
    """
    return [_read(path) for path in paths]


_NOT_HANDED_IN = {
    ".html": Phrase(
        "this is the page itself; hand in the file that its button saves",
        "这是评议网页本身；请交它存出的文件",
    ),
    ".csv": Phrase(
        "a .csv file keeps no ballot; hand in the .xlsx", "CSV 文件存不下评议表；请交 .xlsx"
    ),
}


def _read(path: Path) -> FilledBallot:
    """A filled ballot, or the problem with it."""
    try:
        return _read_kind(path, _bytes_of(path))
    except UnreadableBallotError as error:
        return FilledBallot(path, problem=ballot_problem("not-a-ballot", path, error.phrase))


def _bytes_of(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        UnreadableBallotError: There is none, or it is empty, too large or no ordinary file.
    """
    if not path.exists():
        raise UnreadableBallotError(Phrase("there is no such file", "没有这个文件"))
    if not path.is_file() or path.stat().st_size > _LARGEST:
        message = Phrase("the file is far too large, or is no file", "文件太大，或不是文件")
        raise UnreadableBallotError(message)
    data = path.read_bytes()
    if not data:
        raise UnreadableBallotError(Phrase("the file is empty", "文件是空的"))
    return data


def _read_kind(path: Path, data: bytes) -> FilledBallot:
    """The content of a file by its kind.

    Raises:
        UnreadableBallotError: It is no ballot.
    """
    kind = path.suffix.lower()
    if kind in _NOT_HANDED_IN:
        raise UnreadableBallotError(_NOT_HANDED_IN[kind])
    if kind in {".json", ".txt"}:
        from scorecard.review.ballot_page import read_answers

        return read_answers(path, data)
    from scorecard.review.ballot_workbook import read_workbook

    return read_workbook(path, data)


def _whose(ballot: FilledBallot, review: Review, name: str) -> str | Problem:
    """The rater whose ballot it is, or why it is nobody's."""
    if ballot.problem:
        return ballot.problem
    owner = next((one for one in review.raters if ballot.mark == mark_of(name, one)), None)
    if owner is None:
        shown = printable(ballot.mark, limit=80)
        message = Phrase(
            f"`{shown}` is nobody's ballot of review {name}",
            f"“{shown}”不是 {name} 年度复盘里任何人的评议表",
        )
        return ballot_problem("other-ballot", ballot.path, message)
    named = ballot.path.stem
    if named != owner and named in review.raters:
        message = Phrase(
            f"the file is named {named} and is {owner}'s ballot",
            f"文件名是 {named}，内容却是 {owner} 的评议表",
        )
        return ballot_problem("other-ballot", ballot.path, message)
    return owner


def _checked_row(
    path: Path, row: FilledRow, rater: str, review: Review
) -> BallotAnswer | Problem | None:
    """The answer in a row, what is wrong with it, or None where there is nothing."""

    def problem(rule: str, en: str, zh: str) -> Problem:
        return ballot_problem(rule, path, Phrase(en, zh), place=row.place, row=row.number)

    if row.formula is not None:
        shown = printable(row.formula, limit=60)
        return problem("formula", f"a formula: {shown}", f"这是公式：{shown}")
    if row.id is None and not (row.verdict or row.why):
        return None
    if row.id not in review.ids:
        shown = printable(row.id or "–", limit=80)
        return problem("unknown-id", f"`{shown}` is not on the list", f"待议清单里没有 `{shown}`")
    if row.why and not row.verdict:
        return problem("verdict-missing", "a reason without a verdict", "有理由，没有判定")
    answer = answer_of(row.verdict) if row.verdict else None
    if row.verdict and answer is None:
        return problem("unknown-verdict", *_unknown_verdict(row.verdict))
    at = (path, row.place, row.number)
    return BallotAnswer(rater, row.id or "", row.fingerprint, answer, row.why, *at)


def _unknown_verdict(word: str) -> Phrase:
    words = [word for one in ANSWERS for word in (one.label.en, one.label.zh, one.value)]
    near, shown = closest(word, words), printable(word, limit=60)
    en, zh = (f"; did you mean `{near}`?", f"；是不是“{near}”？") if near else ("", "")
    return Phrase(f"`{shown}` is not a verdict{en}", f"“{shown}”不是判定{zh}")


class _Collector:
    """What some ballots add to the records, one answer after the other."""

    def __init__(
        self,
        predictions: Mapping[str, Prediction],
        review: Review,
        name: str,
        today: date,
        turn: int,
    ) -> None:
        self.predictions, self.review, self.name = predictions, review, name
        self.today, self.turn = today, turn
        self.found = Additions([], [], 0, [], [], {})
        self.n_same = 0
        self.answers: dict[tuple[str, str], BallotAnswer] = {}
        self.handed_out: dict[str, set[str]] = {}

    def take(self, ballot: FilledBallot) -> None:
        """Read the rows of a ballot; of two answers of a rater about a claim only equal ones are right."""
        rater = _whose(ballot, self.review, self.name)
        if isinstance(rater, Problem):
            self.found.problems.append(rater)
            return
        asked = self.handed_out.setdefault(rater, set())
        for remark in ballot.remarks:
            at = f"{printable(ballot.path)} {remark}"
            self.found.notes.append(
                Phrase(
                    f"{at}: a remark outside of the table, not recorded",
                    f"{at}：表外的备注，没有收录",
                )
            )
        for row in ballot.rows:
            answer = _checked_row(ballot.path, row, rater, self.review)
            if isinstance(answer, Problem):
                self.found.problems.append(answer)
            elif answer is not None:
                asked.add(answer.id)
                self._keep(answer)

    def _keep(self, new: BallotAnswer) -> None:
        known = self.answers.get((new.rater, new.id))
        if known is None or known.answer is None:
            self.answers[new.rater, new.id] = new
            return
        is_same = (new.answer, new.why) == (known.answer, known.why)
        if known.path == new.path or (new.answer is not None and not is_same):
            where = f"{printable(known.path)} {known.place}"
            message = Phrase(
                f"{new.rater} answered {new.id} in {where} already",
                f"{new.rater} 已在 {where} 答过 {new.id}",
            )
            self.found.problems.append(
                ballot_problem("repeated-claim", new.path, message, place=new.place, row=new.row)
            )

    def additions(self) -> Additions:
        """Compare the answers with the records."""
        for rater, asked in self.handed_out.items():
            entries = agenda_entries(self.predictions, self.review, self.name)
            later = {entry.id for entry in entries} - asked
            self._ask_again(rater, later)
        for answer in self.answers.values():
            self._compare(answer)
        return self.found._replace(n_same=self.n_same)

    def _ask_again(self, rater: str, ids: set[str]) -> None:
        open_ids = {
            id_
            for id_ in ids
            if not self._history(rater, id_) and not self.review.abstention_of(rater, id_)
        }
        if open_ids:
            held = self.found.ask_again.get(rater, frozenset())
            self.found.ask_again[rater] = held | open_ids

    def _history(self, rater: str, id_: str) -> list[Rating]:
        """A rater's ratings of a claim in this review, oldest first."""
        return [
            one
            for one in self.predictions[id_].ratings
            if one.rater == rater and self.review.opened_on <= one.rated_on
        ]

    def _compare(self, one: BallotAnswer) -> None:
        if one.id not in self.predictions:
            return
        history = self._history(one.rater, one.id)
        last = history[-1] if history else None
        if one.answer is None:
            if last:
                self._note(one, *_kept(one, last))
        elif one.fingerprint not in (None, fingerprint(self.predictions[one.id])):
            if not any((it.verdict, it.why) == (one.answer, one.why) for it in history):
                self._note(one, *_CHANGED_CLAIM)
                self._ask_again(one.rater, {one.id})
        elif isinstance(one.answer, AbstentionKind):
            self._abstain(one, one.answer, last)
        else:
            self._rate(one, history)

    def _abstain(self, one: BallotAnswer, kind: AbstentionKind, last: Rating | None) -> None:
        known = self.review.abstention_of(one.rater, one.id)
        new = Abstention(rater=one.rater, id=one.id, kind=kind, why=self._reason(one))
        if known == new:
            self.n_same += 1
            return
        self.found.abstentions.append(new)
        if last:
            self._note(one, *_kept(one, last))

    def _reason(self, one: BallotAnswer) -> str | None:
        """The reason of an answer; one that a record cannot hold is a problem, and None."""
        try:
            TypeAdapter[str | None](PlainText | None).validate_python(one.why)
        except ValidationError:
            message = Phrase("the reason has control characters", "理由里有控制字符")
            self.found.problems.append(
                ballot_problem("unfit-reason", one.path, message, place=one.place, row=one.row)
            )
            return None
        return one.why

    def _rate(self, one: BallotAnswer, history: Sequence[Rating]) -> None:
        turn = self.turn if self.turn > 1 else None
        rating = Rating.model_validate(
            {
                "rater": one.rater,
                "rated_on": self.today,
                "verdict": one.answer,
                "why": self._reason(one),
                "round": turn,
            }
        )
        last = history[-1] if history else None
        given = (rating.verdict, rating.why, rating.round)
        same = next(
            (it for it in reversed(history) if (it.verdict, it.why, it.round) == given), None
        )
        if same is None:
            self.found.ratings.append((one.id, rating))
            if last:
                self.found.notes.append(_changed(one.id, last, rating))
            return
        self.n_same += 1
        if last and same is not last:
            self._note(one, *_replaced(same, last))

    def _note(self, one: BallotAnswer, en: str, zh: str) -> None:
        at = f"{printable(one.path)} {one.place}"
        self.found.notes.append(Phrase(f"{at}: {one.id}: {en}", f"{at}：{one.id}：{zh}"))


_CHANGED_CLAIM = Phrase(
    "the claim, its criteria or its evidence changed since this ballot was handed out; the answer is"
    " not recorded, and the row is asked again",
    "评议表发出之后，这条预测、判定标准或证据有改动；这个答案没有收录，需重新评议",
)


def _changed(id_: str, before: Rating, after: Rating) -> Phrase:
    """Who changed which rating, before and after."""
    is_same = before.verdict is after.verdict
    en = f"{before.verdict.label.en} → {after.verdict.label.en}" + ", another reason" * is_same
    zh = f"{before.verdict.label.zh} → {after.verdict.label.zh}" + "，理由有改动" * is_same
    return Phrase(
        f"{id_}: {after.rater} {en} (before: {before.rated_on})",
        f"{id_}：{after.rater} {zh}（此前：{before.rated_on}）",
    )


def _replaced(old: Rating, new: Rating) -> Iterator[str]:
    """A row repeats a rating that its rater has replaced since."""
    was, now = old.verdict.label, new.verdict.label
    yield (
        f"{new.rater} rated it {was.en} on {old.rated_on} and changed that to {now.en} on"
        f" {new.rated_on}; the row is left out as already on record. To return to it, give another"
        " reason."
    )
    yield (
        f"{new.rater} 在 {old.rated_on} 评为“{was.zh}”，{new.rated_on} 改为“{now.zh}”；"
        "这一行已经在记录里，略去。确要改回，请换一条理由。"
    )


def _kept(one: BallotAnswer, last: Rating) -> Iterator[str]:
    """A row is empty or an abstention although its rater rated the claim before."""
    label, is_empty = last.verdict.label, one.answer is None
    en = "the row is empty" if is_empty else "an abstention after a rating"
    zh = "这一行是空的" if is_empty else "评议之后又弃权或回避"
    yield (
        f"{en}; the rating by {one.rater} of {last.rated_on} ({label.en}) is kept, ratings cannot be"
        " withdrawn"
    )
    yield f"{zh}；{one.rater} 在 {last.rated_on} 的评议（{label.zh}）仍然有效，评议不能撤回"


def additions(  # noqa: PLR0913  (three of them by name)
    ballots: Sequence[FilledBallot],
    predictions: Mapping[str, Prediction],
    review: Review,
    *,
    name: str,
    today: date,
    turn: int = 1,
) -> Additions:
    """Check filled ballots and compare them with the records.

    A row that repeats any rating of its rater adds nothing: an old ballot that is handed in again may not
    undo a later change of mind. Nothing is overwritten: a change of mind is a further rating.

    Args:
        ballots: The ballots; a rater may hand in several, as long as they do not differ about a claim.
        predictions: Predictions by id.
        review: The review, which is open.
        name: Its name.
        today: The day of the clock, which ratings get.
        turn: The round; 2 after the discussion.
    """
    collector = _Collector(predictions, review, name, today, turn)
    for ballot in ballots:
        collector.take(ballot)
    return collector.additions()
