"""Ballots: whose one is, the claims as they were handed out, the words of an answer, and their rules."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from scorecard.problems import Problem, ScorecardError, Severity
from scorecard.records import AbstentionKind, Prediction, Review
from scorecard.review.claim_list import rater_order
from scorecard.rules import Rule
from scorecard.text import Phrase
from scorecard.verdicts import Verdict

Answer = Verdict | AbstentionKind
"""What a rater may say of a claim: a verdict, or why there is none."""
ANSWERS: tuple[Answer, ...] = (*Verdict, *AbstentionKind)

_TABLE = (
    ("not-a-ballot",
     "A ballot is the Excel file that was handed out, or the answers that its page saves.",
     "评议表必须是发出去的 Excel 文件，或评议网页存出的答案。",
     "Fill in what `scorecard review open` wrote; hand in the .xlsx or the saved .json.",
     "请填写 `scorecard review open` 生成的评议表，交回 .xlsx 或存出的 .json。"),
    ("other-ballot", "A ballot belongs to its rater and its review.",
     "评议表只属于它的评议人和这次复盘。",
     "Hand in your own ballot of this review.", "请交本人在这次复盘的评议表。"),
    ("unknown-id", "A row rates a claim of the list.", "每一行评的必须是待议清单里的预测。",
     "Leave the id column as it was.", "不要改动 id 一列。"),
    ("repeated-claim", "A rater answers for a claim once.", "同一评议人对一条预测只答一次。",
     "Keep one of the two answers.", "只保留其中一个答案。"),
    ("unknown-verdict", "A verdict is one of the list.", "判定必须是下拉框里的一项。",
     "Choose it from the drop-down, or type 1 to 5.", "请从下拉框中选择，或输入 1 到 5。"),
    ("verdict-missing", "A row with a reason has a verdict.", "写了理由的行必须有判定。",
     "Choose a verdict, or delete the reason.", "请选择判定，或删掉理由。"),
    ("formula", "A ballot holds texts, no formulas.", "评议表里只能有文字，不得有公式。",
     "Type the text; it may not start with =.", "直接输入文字，不要以 = 开头。"),
    ("unfit-reason", "A reason is plain text.", "理由必须是普通文字。",
     "Delete the invisible characters.", "删掉看不见的字符。"),
)  # fmt: skip

BALLOT_RULES = {
    id_: Rule(id_, Severity.ERROR, Phrase(en, zh), Phrase(fix_en, fix_zh))
    for id_, en, zh, fix_en, fix_zh in _TABLE
}
"""The rules that ballots are held to, by id."""


class BallotClaim(NamedTuple):
    """A claim as a ballot shows it: its number on the list, its id, its record and its fingerprint."""

    number: int
    id: str
    prediction: Prediction
    fingerprint: str


class FilledRow(NamedTuple):
    """One answer of a filled ballot.

    Attributes:
        number: The row of the sheet, or the place in the file of answers, from 1.
        place: The row as messages name it.
        id: The claim.
        fingerprint: The claim's fingerprint as it was handed out; None in a row without one.
        verdict: The answer as it was typed.
        why: The reason.
        formula: A formula in one of the cells; None without one.
    """

    number: int
    place: str
    id: str | None
    fingerprint: str | None
    verdict: str | None
    why: str | None
    formula: str | None = None


class FilledBallot(NamedTuple):
    """A ballot as it came back.

    Attributes:
        path: The file.
        mark: Whose ballot it says it is.
        rows: Its answers.
        remarks: What was written outside of the table, each with its cell.
        problem: Why it cannot be read; None when it can.
    """

    path: Path
    mark: str = ""
    rows: list[FilledRow] = []  # noqa: RUF012  (never changed)
    remarks: list[str] = []  # noqa: RUF012  (never changed)
    problem: Problem | None = None


def ballot_problem(
    rule: str, path: Path, message: Phrase, *, place: str = "", row: int = 1
) -> Problem:
    """A problem of a ballot.

    Args:
        rule: The id of the rule.
        path: The ballot as the caller named it.
        message: The fault in plain words.
        place: The cell or the answer; empty for the whole file.
        row: The row, from 1.
    """
    at = f"{place}: " if place else ""
    return BALLOT_RULES[rule].problem(str(path), row, 1, Phrase(at + message.en, at + message.zh))


class UnreadableBallotError(ScorecardError):
    """A file that cannot be read as a ballot; its phrase is the cause."""


def mark_of(review: str, rater: str) -> str:
    """The mark of a ballot: its review, its rater, and a digest that a changed name does not fit."""
    digest = hashlib.sha256(f"scorecard ballot\0{review}\0{rater}".encode()).hexdigest()[:12]
    return f"review {review} · {rater} · {digest}"


def fingerprint(prediction: Prediction) -> str:
    """A digest of what a rater judges by: the claim, its window, its criteria and its evidence."""
    seen = {"claim", "attributed_to", "made_on", "window", "criteria", "evidence"}
    unseen = {"evidence": {"__all__": {"accessed_on", "archived_url"}}}
    text = prediction.model_dump_json(include=seen, exclude=unseen)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def ballot_claims(
    predictions: Mapping[str, Prediction],
    review: Review,
    *,
    name: str,
    rater: str,
    only: frozenset[str] | None = None,
) -> list[BallotClaim]:
    """The claims of a rater's ballot in the rater's own order, with their numbers on the list.

    Args:
        predictions: Predictions by id.
        review: The review.
        name: Its name.
        rater: One of its raters.
        only: The claims to be asked; None for the whole list.
    """
    numbers = {id_: number for number, id_ in enumerate(review.ids, start=1)}
    asked = [
        id_
        for id_ in review.ids
        if id_ in predictions
        and not predictions[id_].is_withdrawn_at(review.held_on)
        and (only is None or id_ in only)
    ]
    return [
        BallotClaim(numbers[id_], id_, predictions[id_], fingerprint(predictions[id_]))
        for id_ in rater_order(asked, review=name, rater=rater)
    ]


def answer_labels() -> dict[str, Answer]:
    """The words of the drop-down, in both languages.

    Examples:
        >>> next(iter(answer_labels()))
        '准确 accurate'
    """
    return {f"{answer.label.zh} {answer.label.en}": answer for answer in ANSWERS}


def _plain(word: str) -> str:
    """A word without blanks and marks, in small letters and simplified characters."""
    from opencc import OpenCC

    bare = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", word).casefold())
    return str(OpenCC("t2s").convert(bare))


@cache
def _answers() -> dict[str, Answer]:
    words = {word: one for one in ANSWERS for word in (one.label.en, one.value, one.label.zh)}
    keys: dict[str, Answer] = {str(key): one for key, one in enumerate(Verdict, start=1)}
    return {_plain(word): one for word, one in (words | answer_labels()).items()} | keys


def answer_of(word: str) -> Answer | None:
    """The answer that a typed word means: in either language or both, a number, in any width or script.

    Examples:
        >>> answer_of(" Ｈalf-Right ") is answer_of("對了一半") is answer_of("２") is Verdict.HALF_RIGHT
        True
        >>> answer_of("回避")
        <AbstentionKind.RECUSED: 'recused'>
    """
    return _answers().get(_plain(word.removesuffix(".0")))
