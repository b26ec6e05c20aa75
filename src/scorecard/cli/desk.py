"""One prediction's file open for editing: the options that name it, and how an edit is told."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scorecard.cli.asking import Asker
from scorecard.cli.options import say, today
from scorecard.cli.output import problem_text
from scorecard.cli.records import need_folder
from scorecard.text import Language, Phrase, printable

if TYPE_CHECKING:
    from scorecard.editing.edits import Edit
    from scorecard.reading.reading import Reading
    from scorecard.records import Prediction

__all__ = ["DAY", "Desk", "IdArgument", "option"]

IdArgument = Annotated[str, typer.Argument(metavar="ID", help=say("outlook/claim.", "展望/说法。"))]


def option(en: str, zh: str, metavar: str | None = None) -> Any:  # noqa: ANN401  (what typer.Option returns)
    """An option with its help in the reader's language."""
    return typer.Option(metavar=metavar, help=say(en, zh))


DAY = "YYYY-MM-DD"
_OF_ONE_FILE = {"overdue", "no-independent-source", "one-independent-source"}
"""Rules of the folder that one file alone can break."""


class Desk:
    """One file open for editing, and how what was done to it is told."""

    def __init__(self, root: Path, id_: str, language: Language) -> None:
        from scorecard.editing.prediction import find_prediction
        from scorecard.reading.reading import read_record

        need_folder(root)
        self.root, self.id, self.language = root, id_, language
        self.reading: Reading = read_record(find_prediction(root, id_))
        self.asker = Asker(language)

    @property
    def record(self) -> "Prediction":
        """The record as it was read.

        Raises:
            FaultyRecordError: The file is not valid.
        """
        from scorecard.editing.refusals import FaultyRecordError

        if self.reading.record is None:
            raise FaultyRecordError(self.reading.file.shown, self.reading.problems)
        record: Prediction = self.reading.record
        return record

    def write(self, edits: "Sequence[Edit]", told: Sequence[Phrase]) -> None:
        """Make the edits in one write; say what was added where, and what it leaves to mend.

        What was decided was decided on the file as it was read: one that changed since is not edited.
        """
        from scorecard.editing.prediction import edit_prediction

        change = edit_prediction(self.root, self.id, edits, seen=self.reading.data, today=today())
        for line, phrase in sorted(zip(change.lines, told, strict=True), key=lambda one: one[0]):
            place = f"{printable(change.file.shown, limit=4096)}:{line}"
            typer.echo(f"{place}: {phrase.in_language(self.language)}")
        self.warn()

    def warn_overdue(self) -> None:
        """Print that the claim still waits for a verdict, when its window has closed by today."""
        from scorecard.checks.folder import folder_problems
        from scorecard.checks.inspection import inspect_reading
        from scorecard.reading.reading import read_record

        reading = read_record(self.reading.file)
        # Of one file alone the rules across records see no other record.
        for problem in folder_problems([(reading.file, inspect_reading(reading))], today()):
            if problem.rule in _OF_ONE_FILE:
                typer.echo(problem_text(problem, self.language), err=True)

    def warn(self) -> None:
        """Print the problems of the file that were not there before."""
        from scorecard.checks.inspection import inspect_reading
        from scorecard.reading.reading import read_record

        before = {(one.rule, one.message) for one in inspect_reading(self.reading).problems}
        now = inspect_reading(read_record(self.reading.file)).problems
        for problem in now:
            if (problem.rule, problem.message) not in before:
                typer.echo(problem_text(problem, self.language), err=True)
