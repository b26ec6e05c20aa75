"""Filled ballots as they come back: the files of raters, read or refused."""

from collections.abc import Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from scorecard.problems import Problem, ScorecardError
from scorecard.records import Record
from scorecard.review import BALLOT_RULES
from scorecard.review.pages import Answer, answer_of
from scorecard.text import Phrase, printable


class FilledRow(NamedTuple):
    """One answer of a filled ballot.

    Attributes:
        number: The row of the sheet, or the place in the file of answers, from 1.
        place: The row as messages name it.
        id: The claim.
        fingerprint: The claim's fingerprint as it was handed out; None in a row without one.
        verdict: The answer as it was typed.
        why: The reason.
        formula: A formula, or a date that the spreadsheet made, in one of the cells; None without one.
        claim: The claim as the row shows it; None when it does not.
        path: The file.
    """

    number: int
    place: str
    id: str | None
    fingerprint: str | None
    verdict: str | None
    why: str | None
    formula: str | None = None
    claim: str | None = None
    path: Path = Path()

    @property
    def answer(self) -> Answer | None:
        """What the typed answer means; None for nothing."""
        return answer_of(self.verdict) if self.verdict else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not (self.verdict or self.why or self.formula)

    @property
    def where(self) -> str:
        """The file and the row as messages name them."""
        return f"{printable(self.path)} {self.place}"

    def note(self, en: str, zh: str) -> Phrase:
        """A sentence on the row."""
        return Phrase(f"{self.where}: {self.id}: {en}", f"{self.where}：{self.id}：{zh}")

    def problem(self, rule: str, en: str, zh: str) -> Problem:
        """A rule of ballots that the row breaks."""
        said = Phrase(f"{self.place}: {en}", f"{self.place}: {zh}")
        return BALLOT_RULES[rule].problem(str(self.path), self.number, 1, said)


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


class UnreadableBallotError(ScorecardError):
    """A file that cannot be read as a ballot; its phrase is the cause."""


_LARGEST = 5_000_000
_OF_SYSTEMS = {"thumbs.db", "desktop.ini"}


def _files_in(path: Path) -> list[Path]:
    """What a folder holds without its pages and what systems and an open office leave there; else the path.

    Whatever its kind, it is read or refused: a rater may have handed it in.
    """
    held = [one for one in path.iterdir() if one.name[0] not in "~."] if path.is_dir() else []
    kept = (one for one in held if one.name.lower() not in _OF_SYSTEMS and not _is_page(one))
    return sorted(kept) or [path]


def _is_page(path: Path) -> bool:
    """Whether a file is a ballot's page as it was handed out, and no page that a browser saved."""
    is_small = path.suffix == ".html" and path.is_file() and path.stat().st_size <= _LARGEST
    data = path.read_bytes() if is_small else b""
    return b'<script id="data"' in data and b' aria-pressed="' not in data


def read_ballots(paths: Sequence[Path]) -> list[FilledBallot]:
    """Read filled ballots: Excel files, and the answers of pages; what is none gets a problem.

    Of a folder all are read, and each file once.
    """
    ballots = []
    for path in dict.fromkeys(chain.from_iterable(map(_files_in, paths))):
        try:
            ballots.append(_read(path))
        except UnreadableBallotError as error:
            problem = BALLOT_RULES["not-a-ballot"].problem(str(path), 1, 1, error.phrase)
            ballots.append(FilledBallot(path, problem=problem))
    return ballots


def _read(path: Path) -> FilledBallot:
    """The content of a file by its kind."""
    kind, why = path.suffix.lower(), None
    if path.is_dir():
        en = "no ballot is read here; name the folder that holds the files, without folders within"
        why = Phrase(en, "这里没有读到评议表；请写明直接存放文件的文件夹，里面不要再有文件夹")
    elif not path.exists():
        why = Phrase("there is no such file", "没有这个文件")
    elif not path.is_file() or path.stat().st_size > _LARGEST:
        why = Phrase("the file is far too large, or is no file", "文件太大，或不是文件")
    elif kind in {".html", ".htm"}:
        en = "this is the page, which holds no answers; hand in what it saves, or name the folder"
        why = Phrase(en, "这是评议网页本身，里面没有答案；请交它存出的文件，或写文件夹名")
    elif kind == ".csv":
        en = "a .csv file keeps no ballot; hand in the .xlsx"
        why = Phrase(en, "CSV 文件存不下评议表；请交 .xlsx")
    if why:
        raise UnreadableBallotError(*why)
    if kind in {".json", ".txt"}:
        return read_answers(path, path.read_bytes())
    from scorecard.review.ballot_workbook import read_workbook

    return read_workbook(path, path.read_bytes())


class _PageAnswer(Record):
    """One answer as the page hands it back."""

    id: str
    fingerprint: str
    answer: str | None
    why: str


class _PageAnswers(Record):
    """The answers of a ballot as the page hands them back."""

    ballot: str
    answers: list[_PageAnswer]


def read_answers(path: Path, data: bytes) -> FilledBallot:
    """Read the answers that a page handed back, as its file or as text pasted into one.

    Args:
        path: The file, as messages name it.
        data: Its bytes; what stands before the first and after the last brace is not looked at.

    Raises:
        UnreadableBallotError: They are not whole.
    """
    for encoding in ("utf-8", "utf-16", "gb18030"):  # as editors of Windows save a text
        with suppress(ValueError):
            text = data.decode(encoding)
            whole = text[text.find("{") : text.rfind("}") + 1]
            held = _PageAnswers.model_validate_json(whole)
            break
    else:
        en = "the answers are cut or changed; copy the whole text again, or save the file"
        zh = "答案不完整或有改动；请重新复制全部文字，或存为文件"
        if data.replace(b"\0", b"").count(b'{"ballot"') > 1:
            en = "several ballots are in this file; save the text of each in a file of its own"
            zh = "这个文件里有几份评议表；请把每份的文字各存成一个文件"
        raise UnreadableBallotError(en, zh)
    rows = [
        FilledRow(
            at, f"{at}. {one.id}", one.id, one.fingerprint, one.answer, one.why.strip() or None
        )
        for at, one in enumerate(held.answers, start=1)
    ]
    return FilledBallot(path, held.ballot, rows)
