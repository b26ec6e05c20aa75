"""One prediction's file open for editing: values from the command line, the write, and its report."""

import shlex
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from enum import EnumType, StrEnum
from functools import cached_property
from operator import itemgetter
from types import MappingProxyType
from typing import Any, TypeVar, get_args

import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from scorecard.checks.folder_rules import folder_problems
from scorecard.cli.context import Context
from scorecard.cli.options import option_of, value_error, value_of
from scorecard.cli.output import path_text, print_prose, problem_text
from scorecard.editing.edits import Edit
from scorecard.editing.errors import FaultyRecordError
from scorecard.editing.record_files import edit_prediction
from scorecard.history.git import commit_file
from scorecard.problems import CallError, UnknownWordError
from scorecard.records import Bilingual, Prediction, Record
from scorecard.rules import RULES
from scorecard.text import Phrase, printable

RecordType = TypeVar("RecordType", bound=Record)


def is_confirmed(context: Context, question: Phrase) -> bool:
    """Whether the answer on a terminal is yes; in a pipe it is no."""
    return (context.ask(question) or "").casefold() in {"y", "yes", "是"}


def missing(option: str) -> CallError:
    """The error for an option without which a command cannot do its work."""
    return CallError(f"{option} is missing", f"缺少 {option}")


def text_of(
    texts: Mapping[str, str | None], name: str, old: str | Bilingual | None = None
) -> str | Bilingual | None:
    """The text of an option and of its twin in Chinese, as a record holds it; None when neither is given.

    Where `old`, the text on record, has both languages, one that is not given stays as it is there.
    """
    twin = f"{name.removesuffix('_en')}_zh"
    english, chinese = texts[name], texts[twin]
    if isinstance(old, Bilingual):
        english, chinese = english or old.en, chinese or old.zh
    if english is None or chinese is None:
        return english if chinese is None else chinese
    options = {"en": option_of(name), "zh": option_of(twin)}
    return validated(Bilingual, {"en": english, "zh": chinese}, options)


_REASONS = {
    "published_on": Phrase(
        "write it as 2024-02-02, 2024-02 or 2024", "要写成 2024-02-02、2024-02 或 2024"
    ),
    "joined-names": Phrase(
        "That is more than one name. Rate once for each.", "这不止一个名字，请每人评议一次。"
    ),
}
"""Better reasons than the rule's sentence, by the field or by the kind of error."""


def _closed_list(annotation: Any) -> list[Any]:
    """The words that an annotation such as `Kind | None` lets a field have."""
    if isinstance(annotation, EnumType):
        return list(annotation)
    return [word for one in get_args(annotation) for word in _closed_list(one)]


def _field_error(model: type[Record], wrong: ErrorDetails, value: object, option: str) -> CallError:
    """The error for a field that a record refuses; the reason is the sentence of the broken rule."""
    name, kind = str(wrong["loc"][0]), wrong["type"]
    if kind == "enum":
        words = _closed_list(model.model_fields[name].annotation)
        known = [*(one.value for one in words), *(one.label.zh for one in words)]
        return UnknownWordError(value_of(option), str(value), known, is_listed=True)
    rule = RULES.get("empty-text" if kind == "string_too_short" else kind, RULES["schema"])
    of_rule = Phrase(f"{rule.sentence.en} {rule.fix.en}", f"{rule.sentence.zh}{rule.fix.zh}")
    return value_error(option, value, *(_REASONS.get(name) or _REASONS.get(kind) or of_rule))


def validated(
    model: type[RecordType],
    values: Mapping[str, Any],
    options: Mapping[str, str] = MappingProxyType({}),
) -> RecordType:
    """A part of a record from the values of its fields in a call.

    An error names the option of the field, which `options` has where that is not the field's own name.

    Raises:
        CallError: A value does not fit its field.
    """
    plain = {name: str(one) if isinstance(one, StrEnum) else one for name, one in values.items()}
    try:
        return model.model_validate(plain)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
    name = str(first["loc"][0])
    raise _field_error(model, first, values.get(name), options.get(name) or option_of(name))


_OF_ONE_FILE = {"overdue", "no-independent-source", "one-independent-source"}
"""Rules across records that one file alone can break."""


class EditSession(AbstractContextManager["EditSession"]):
    """One file open for editing, and the report of what was done to it."""

    def __init__(self, context: Context, id_: str) -> None:
        self.edits: list[tuple[Edit, Phrase]] = []
        self.typed: dict[str, str] = {}
        self.context = context
        self.reading = context.reading(id_)
        self.id = self.reading.file.id

    def __exit__(self, kind: object, error: object, traceback: object) -> None:
        """Print what was typed when nothing came of it, so that it need not be typed again."""
        if error is not None and self.typed:
            said = " ".join(f"{name} {shlex.quote(text)}" for name, text in self.typed.items())
            shown = printable(said, limit=5000)
            self.context.note(
                f"nothing was written; you typed: {shown}", f"没有写入；已输入：{shown}"
            )

    def answer(
        self,
        option: str,
        question: Phrase,
        read: Callable[[str], Any] = str,
        *,
        may_lack: bool = False,
    ) -> Any:
        """The value of an option as it is typed on a terminal, asked for again while `read` rejects it.

        Raises:
            CallError: It is not typed, as always in a pipe; where it `may_lack` the answer is None then.
        """
        while (answer := self.context.ask(question)) is not None:
            try:
                known = read(answer)
            except CallError as error:
                self.context.note(*error.phrase)
            else:
                self.typed[option] = answer
                return known
        if not may_lack:
            raise missing(option)
        return None

    def field(
        self, model: type[Record], name: str, question: Phrase, *, may_lack: bool = False
    ) -> Any:
        """The same for a field of a record, which must take the answer."""

        def read(text: str) -> str:
            try:
                model.model_validate({name: text})
            except ValidationError as error:
                for one in error.errors(include_url=False, include_input=False):
                    if one["loc"][0] == name:
                        raise _field_error(model, one, text, option_of(name)) from None
            return text

        return self.answer(option_of(name), question, read, may_lack=may_lack)

    def filled(
        self, model: type[RecordType], values: Mapping[str, Any], questions: Mapping[str, Phrase]
    ) -> RecordType:
        """A part of a record from the values in the call, and the answers to questions where it has none.

        Raises:
            CallError: A value does not fit its field, or is missing.
        """
        answers = {
            name: self.field(model, name, question)
            for name, question in questions.items()
            if values[name] is None
        }
        return validated(model, {**values, **answers})

    @cached_property
    def record(self) -> Prediction:
        """The record as it was read.

        Raises:
            FaultyRecordError: The file is not valid.
        """
        record: Prediction | None = self.reading.record
        if record is None:
            raise FaultyRecordError(self.reading.file.shown, self.reading.problems)
        return record

    def add(self, edit: Edit, en: str, zh: str) -> None:
        """Put an edit on the list, with what is said of it when it is made."""
        self.edits.append((edit, Phrase(en, zh)))

    def write(self, *, is_verdict: bool = False) -> None:
        """Make the edits in one write, and print what was added where and what it leaves to mend.

        A file that changed since it was read is not edited. Of a verdict is printed too what it leaves open:
        overdue, too few sources.
        """
        context, made = self.context, [edit for edit, _ in self.edits]
        seen, today = self.reading, context.latest_day
        change = edit_prediction(context.root, self.id, made, seen=seen, today=today)
        self.typed.clear()
        place = path_text(change.reading.file.shown)
        written = zip(change.lines, self.edits, strict=True)
        for line, (_, said) in sorted(written, key=itemgetter(0)):
            typer.echo(f"{place}:{line}: {context.say(said)}")
        new = list(change.new_problems)
        if is_verdict:
            # Of one file alone the rules across records see no other record.
            across = folder_problems([(change.reading.file, change.inspection)], context.today)
            new += [one for one in across if one.rule in _OF_ONE_FILE]
        for problem in new:
            print_prose(problem_text(problem, context.language), is_error=True)
        if is_verdict:
            context.name_drafts(but=self.id)

    def commit(self, message: Phrase) -> None:
        """Commit the file, and print the commit.

        Raises:
            GitError: Git refused; the file stays written.
        """
        text = self.context.say(message)
        name = commit_file(self.context.root, self.reading.file.file, text)
        subject = printable(text.partition("\n")[0], limit=100)
        self.context.echo(f"committed {name}: {subject}", f"已提交 {name}：{subject}")
