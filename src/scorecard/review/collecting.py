"""Filled ballots to ratings: every row is checked, whatever is wrong is a problem at its cell."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import ValidationError

from scorecard.problems import Problem
from scorecard.records import Rating, Review
from scorecard.review.ballot import COLUMNS, FIRST_ROW, MARK, SHEET, mark_of
from scorecard.review.ballot_rules import at_cell
from scorecard.review.listing import verdict_names
from scorecard.text import Phrase, closest, printable
from scorecard.verdicts import Verdict

__all__ = ["VERDICT_COLUMN", "BallotRow", "Blank", "Collection", "collected"]

VERDICT_COLUMN = len(COLUMNS) - 1
_WHY = len(COLUMNS)
_LARGEST, _LARGEST_UNPACKED, _MOST_ROWS = 5_000_000, 60_000_000, 5_000
_FAULTS = (
    InvalidFileException, zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError,
    AttributeError, IndexError, OSError, EOFError, NotImplementedError, OverflowError,
)  # fmt: skip
"""What openpyxl and zipfile raise for files that are no workbooks."""


class BallotRow(NamedTuple):
    """A rating of a claim, and the ballot and the row where it stands."""

    id: str
    rating: Rating
    path: str
    row: int


class Blank(NamedTuple):
    """A claim that a rater left empty, and the ballot and the row where it stands."""

    id: str
    rater: str
    path: str
    row: int


class Collection(NamedTuple):
    """What ballots held: the ratings, what is wrong with the ballots, and the rows left empty."""

    ratings: list[BallotRow]
    problems: list[Problem]
    blanks: Sequence[Blank] = ()


class _Reader:
    """One ballot, read row by row."""

    def __init__(self, path: Path, review: Review, name: str, rated_on: date) -> None:
        self.shown = str(path)
        self.path = path
        self.review, self.name, self.rated_on = review, name, rated_on
        self.rater = ""
        self.ratings: list[BallotRow] = []
        self.blanks: list[Blank] = []
        self.problems: list[Problem] = []

    def add(self, rule: str, en: str, zh: str, *, row: int = 1, column: int = 1) -> None:
        """Note a problem at a cell."""
        self.problems.append(at_cell(rule, self.shown, Phrase(en, zh), row=row, column=column))

    def sheet(self) -> Worksheet | None:
        """The sheet to read, or None when the file is no ballot; nothing large is unpacked."""
        try:
            if not self.path.is_file() or self.path.stat().st_size > _LARGEST:
                raise ValueError  # a pipe or a device has no end
            data = self.path.read_bytes()
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                if sum(part.file_size for part in packed.infolist()) > _LARGEST_UNPACKED:
                    raise ValueError
            found = load_workbook(io.BytesIO(data), keep_links=False)[SHEET]
        except _FAULTS:
            found = None
        if not isinstance(found, Worksheet) or found.max_row > _MOST_ROWS:
            self.add(
                "not-a-ballot",
                "this file is no ballot that can be read",
                "这个文件不是可读的评分表",
            )
            return None
        return found

    def is_own(self, sheet: Worksheet) -> bool:
        """Whether the ballot is of this review and of one of its raters; says so when not."""
        mark = str(sheet[MARK].value)
        owners = [rater for rater in self.review.raters if mark == mark_of(self.name, rater)]
        if not owners:
            shown = printable(mark, limit=80)
            self.add("other-ballot", f"`{shown}` is nobody's ballot of review {self.name}",
                     f"“{shown}”不是评审 {self.name} 里任何人的评分表", row=2)  # fmt: skip
            return False
        self.rater = owners[0]
        if self.path.stem != self.rater and self.path.stem in self.review.raters:
            self.add("other-ballot", f"the file is named {self.path.stem} and is {self.rater}'s ballot",
                     f"文件名是 {self.path.stem}，内容却是 {self.rater} 的评分表", row=2)  # fmt: skip
            return False
        return True

    def text(self, cell: Any) -> str | None:  # noqa: ANN401  (a cell, merged or not)
        """A cell's text; None for an empty cell, and for a formula, which is a problem."""
        if isinstance(cell, Cell) and cell.data_type == "f":
            shown = printable(cell.value, limit=60)
            self.add("formula", f"a formula: {shown}", f"这是公式：{shown}",
                     row=cell.row, column=cell.column)  # fmt: skip
            return None
        return None if cell.value is None else str(cell.value).strip() or None

    def verdict(self, word: str, row: int) -> Verdict | None:
        """The verdict that a word names: a label of the list, or either half of it."""
        labels = verdict_names()
        found = labels.get(word.casefold())
        if found is None:
            near, shown = closest(word, labels), printable(word, limit=60)
            guess = (
                Phrase(f"; did you mean `{near}`?", f"；是不是“{near}”？")
                if near
                else Phrase("", "")
            )
            self.add("unknown-verdict", f"`{shown}` is no verdict{guess.en}",
                     f"“{shown}”不是判定{guess.zh}", row=row, column=VERDICT_COLUMN)  # fmt: skip
        return found

    def rate(self, id_: str, word: str, why: str | None, row: int) -> None:
        """A rating of a claim of the list, or what is wrong with it."""
        verdict = self.verdict(word, row)
        if verdict is None:
            return
        try:
            rating = Rating(rater=self.rater, rated_on=self.rated_on, verdict=verdict, why=why)
        except ValidationError:
            self.add("unfit-reason", "the reason has control characters", "理由里有控制字符",
                     row=row, column=_WHY)  # fmt: skip
        else:
            self.ratings.append(BallotRow(id_, rating, self.shown, row))

    def row(self, sheet: Worksheet, row: int, seen: set[str]) -> None:
        """One row: a rating, nothing, or problems."""
        id_, word, why = (
            self.text(sheet.cell(row, column)) for column in (1, VERDICT_COLUMN, _WHY)
        )
        if id_ is None:
            if word or why:
                self.add("unknown-id", "a row without an id", "这一行没有 id", row=row)
            return
        shown = printable(id_, limit=80)
        if id_ not in self.review.predictions:
            self.add(
                "unknown-id", f"`{shown}` is not on the list", f"清单里没有 `{shown}`", row=row
            )
        elif id_ in seen:
            self.add("repeated-claim", f"`{shown}` stands twice", f"`{shown}` 出现了两次", row=row)
        elif word:
            self.rate(id_, word, why, row)
        elif why:
            self.add(
                "verdict-missing",
                "a reason without a verdict",
                "有理由，没有判定",
                row=row,
                column=VERDICT_COLUMN,
            )
        else:
            self.blanks.append(Blank(id_, self.rater, self.shown, row))
        seen.add(id_)

    def read(self) -> None:
        """The whole ballot."""
        sheet = self.sheet()
        if sheet is None or not self.is_own(sheet):
            return
        seen: set[str] = set()
        for row in range(FIRST_ROW, sheet.max_row + 1):
            for column in range(2, VERDICT_COLUMN):
                self.text(sheet.cell(row, column))
            self.row(sheet, row, seen)


def collected(files: list[Path], review: Review, *, name: str, rated_on: date) -> Collection:
    """What some ballots hold.

    Args:
        files: The ballots.
        review: The review.
        name: Its name.
        rated_on: The day that the ratings get.

    Returns:
        The ratings of the rows that are right, the problems of the others, and the empty ones.
    """
    ratings: list[BallotRow] = []
    blanks: list[Blank] = []
    problems: list[Problem] = []
    owners: dict[str, str] = {}
    for path in files:
        reader = _Reader(path, review, name, rated_on)
        reader.read()
        if reader.rater in owners:
            other = printable(owners[reader.rater])
            reader.add("other-ballot", f"{reader.rater} already handed in {other}",
                       f"{reader.rater} 已经交了 {other}", row=2)  # fmt: skip
        elif reader.rater:
            owners[reader.rater] = reader.shown
            ratings += reader.ratings
            blanks += reader.blanks
        problems += reader.problems
    return Collection(ratings, problems, blanks)
