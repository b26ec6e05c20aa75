"""One prediction's file open for editing: values from the command line, the write, and its report."""

import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeVar

import typer

from scorecard.cli.context import Context
from scorecard.cli.output import path_text, print_prose, problem_text
from scorecard.problems import CallError
from scorecard.text import Phrase, printable

if TYPE_CHECKING:
    from scorecard.editing.edits import Edit
    from scorecard.reading.record_reader import Reading
    from scorecard.records import Bilingual, Prediction, Record

RecordType = TypeVar("RecordType", bound="Record")


def ask(context: Context, value: str | None, question: Phrase) -> str | None:
    """The value, or the answer on a terminal; None when there is neither, as in a pipe."""
    if value is not None or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return value
    words = question.in_language(context.language)
    answer = typer.prompt(words, default="", show_default=False, err=True)
    return str(answer).strip() or None


def text_of(english: str | None, chinese: str | None) -> "str | Bilingual | None":
    """A text in one or both languages as a record holds it."""
    if english is None or chinese is None:
        return english if chinese is None else chinese
    from scorecard.records import Bilingual

    return validated(Bilingual, {"en": english, "zh": chinese}, {})


def value_error(option: str, value: object, reason: Phrase) -> CallError:
    """The error for an option whose value a record cannot hold."""
    given = printable(value, limit=60)
    return CallError(
        Phrase(f"{option} {given!r}: {reason.en}", f"{option} 的值“{given}”不对：{reason.zh}")
    )


_REASONS = {
    "published_on": Phrase(
        "write it as 2024-02-02, 2024-02 or 2024", "要写成 2024-02-02、2024-02 或 2024"
    ),
    "joined-names": Phrase(
        "That is more than one name. Rate once for each.", "这不止一个名字，请每人评议一次。"
    ),
}
"""Better reasons than the rule's sentence, by the field or by the kind of error."""


def validated(
    model: "type[RecordType]", values: Mapping[str, Any], options: Mapping[str, str]
) -> "RecordType":
    """A part of a record from values of the command line.

    Args:
        model: What it should be.
        values: The values by field.
        options: How a field is called on the command line.

    Raises:
        CallError: A value does not fit its field; the reason is the sentence of the broken rule.
    """
    from pydantic import ValidationError

    from scorecard.rules import RULES

    plain = {
        name: value.value if isinstance(value, StrEnum) else value for name, value in values.items()
    }
    try:
        return model.model_validate(plain)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
    name, kind = str(first["loc"][0]), first["type"]
    rule = RULES.get("empty-text" if kind == "string_too_short" else kind, RULES["schema"])
    of_rule = Phrase(f"{rule.sentence.en} {rule.fix.en}", f"{rule.sentence.zh}{rule.fix.zh}")
    reason = _REASONS.get(name) or _REASONS.get(kind) or of_rule
    raise value_error(options.get(name, name), values.get(name), reason)


_OF_ONE_FILE = {"overdue", "no-independent-source", "one-independent-source"}
"""Rules across records that one file alone can break."""


class EditSession:
    """One file open for editing, and the report of what was done to it."""

    def __init__(self, context: Context, id_: str) -> None:
        from scorecard.editing.record_files import find_prediction, prediction_id
        from scorecard.reading.record_reader import read_record

        context.need_folder()
        self.typed: dict[str, str] = {}
        self.context = context
        self.reading: Reading = read_record(
            find_prediction(context.root, prediction_id(context.root, id_))
        )
        self.id = self.reading.file.id

    def __enter__(self) -> Self:
        """Begin to ask and to write."""
        return self

    def __exit__(self, kind: object, error: object, traceback: object) -> None:
        """Print what was typed when nothing came of it, so that it need not be typed again."""
        if error is not None and self.typed:
            said = " ".join(f"{name} {shlex.quote(text)}" for name, text in self.typed.items())
            shown = printable(said, limit=5000)
            self.context.echo(
                Phrase(f"nothing was written; you typed: {shown}", f"没有写入；已输入：{shown}"),
                is_error=True,
            )

    def need(
        self,
        value: str | None,
        option: str,
        question: Phrase,
        read: Callable[[str], Any] = str,
        *,
        may_be_empty: bool = False,
    ) -> Any:
        """The value, or the answer on a terminal; a wrong answer is asked for again, an empty one ends.

        Args:
            value: The value in the call.
            option: The option that would have taken it.
            question: The question.
            read: Turns the text into a value; raises `CallError` for a text that is none.
            may_be_empty: Whether None will do too.

        Raises:
            CallError: There is neither, or the value in the call is wrong.
        """
        if value is not None:
            return read(value)
        while (answer := ask(self.context, None, question)) is not None:
            try:
                known = read(answer)
            except CallError as error:
                self.context.echo(error.phrase, is_error=True)
            else:
                self.typed[option] = answer
                return known
        if may_be_empty:
            return None
        raise CallError(Phrase(f"{option} is missing", f"缺少 {option}"))

    @cached_property
    def record(self) -> "Prediction":
        """The record as it was read.

        Raises:
            FaultyRecordError: The file is not valid.
        """
        from scorecard.editing.errors import FaultyRecordError

        if self.reading.record is None:
            raise FaultyRecordError(self.reading.file.shown, self.reading.problems)
        record: Prediction = self.reading.record
        return record

    def write(
        self, edits: "Sequence[Edit]", reports: Sequence[Phrase], *, is_verdict: bool = False
    ) -> None:
        """Make the edits in one write, and print what was added where and what it leaves to mend.

        A file that changed since it was read is not edited.

        Args:
            edits: The edits.
            reports: For each edit what was done.
            is_verdict: Whether to print too what the verdict leaves open: overdue, too few sources.
        """
        from scorecard.editing.record_files import edit_prediction

        change = edit_prediction(
            self.context.root, self.id, edits, seen=self.reading, today=self.context.latest_day
        )
        self.typed.clear()
        placed = sorted(zip(change.lines, reports, strict=True), key=lambda one: one[0])
        for line, report in placed:
            place = f"{path_text(change.reading.file.shown)}:{line}"
            typer.echo(f"{place}: {report.in_language(self.context.language)}")
        from scorecard.checks.folder_rules import folder_problems

        new = list(change.new_problems)
        if is_verdict:
            # Of one file alone the rules across records see no other record.
            across = folder_problems([(change.reading.file, change.inspection)], self.context.today)
            new += [one for one in across if one.rule in _OF_ONE_FILE]
        for problem in new:
            print_prose(problem_text(problem, self.context.language), is_error=True)
        if is_verdict:
            self.context.name_drafts(but=self.id)

    def commit(self, message: Phrase) -> None:
        """Commit the file, and print the commit.

        Args:
            message: Subject and body.

        Raises:
            GitError: Git refused; the file stays written.
        """
        from scorecard.history.commit import commit_file

        text = message.in_language(self.context.language)
        name = commit_file(self.context.root, self.reading.file.file, text)
        subject = printable(text.partition("\n")[0], limit=100)
        self.context.echo(Phrase(f"committed {name}: {subject}", f"已提交 {name}：{subject}"))
