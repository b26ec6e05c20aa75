"""One prediction's file open for editing: values from the command line, the write, and its report."""

import shlex
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date
from enum import StrEnum
from functools import partial
from operator import itemgetter
from types import MappingProxyType
from typing import Any, TypeVar

import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from scorecard.checks.folder_rules import folder_problems
from scorecard.cli.context import Context
from scorecard.cli.options import (
    complete_judges,
    day,
    day_option,
    missing,
    one_of,
    option,
    option_of,
    value_error,
)
from scorecard.cli.output import path_text, print_prose, problem_text
from scorecard.editing.edits import Edit
from scorecard.editing.record_files import edit_prediction
from scorecard.editing.scalars import Verbatim
from scorecard.editing.starting import settings_of
from scorecard.history.git import commit_file
from scorecard.problems import CallError, UnknownWordError
from scorecard.reading.scalar_values import word_meant
from scorecard.records import Bilingual, Record
from scorecard.records.fields import types_in
from scorecard.rules import RULES
from scorecard.text import Phrase, listed, printable
from scorecard.verdicts import BY_REVIEW, Word

RecordType = TypeVar("RecordType", bound=Record)


def field_phrase(model: type[Record], name: str) -> Phrase:
    """What a field of a record holds, and the words of its closed list; for options and questions."""
    field = model.model_fields[name]
    en, zh = str(field.description).split("\n\n")
    en, zh = en.partition("; ")[0].rstrip("."), zh.partition("；")[0].rstrip("。")
    if words := [one for kind in types_in(field.annotation, Word) for one in kind]:
        known = listed(Phrase(one.value, one.label.zh) for one in words)
        return Phrase(f"{en}: {known.en}", f"{zh}：{known.zh}")
    return Phrase(en, zh)


_WHO = {"by", "rater"}
"""The fields with the id of who judges, rates or expects."""
_DONE_ON = {"judged_on", "rated_on", "given_on", "amended_on"}
"""The days on which something was done: today, unless a call has another."""


def options_of(
    model: type[Record], *names: str, in_both: bool = False, also: str = ""
) -> dict[str, Any]:
    """The options for fields of a record, by their parameters.

    Args:
        model: The record.
        names: Its fields.
        in_both: Whether each has a second option `…-zh` for Chinese.
        also: The beginning of a second name of each option.
    """
    options: dict[str, Any] = {}
    for name in names:
        en, zh = field_phrase(model, name)
        default = ("; default: today", "；默认今天") if name in _DONE_ON else ("", "")
        help_ = f"{en}{default[0]}.", f"{zh}{default[1]}。"
        spelled = [option_of(one) for one in (name, f"{also}_{name}" if also else name)]
        is_day = date in types_in(model.model_fields[name].annotation, date)
        declared = day_option if is_day else option
        if name in _WHO:
            declared = partial(option, autocompletion=complete_judges)
        options[name] = declared(*help_, *dict.fromkeys(spelled))
        if in_both:
            options[f"{name}_zh"] = option("The same in Chinese.", f"{zh}（中文）。")
    return options


def day_or_null(text: str) -> date | str:
    """A day from the command line, or the word null; any other text is a `ValueError`."""
    return Verbatim(text) if text == "null" else day(text)


CLOSES_ON = option("Last day of the window, or null.", "期限的截止日，或 null。", metavar="YYYY-MM-DD",
    parser=day_or_null)  # fmt: skip
"""The option for the end of a window; as a text `null` is written without quotes."""


def probability_or_null(text: str) -> float | str:
    """A probability from the command line, or the word null; any other text is a `ValueError`."""
    if text != "null" and not 0 <= float(text) <= 1:
        raise ValueError(text)
    return text if text == "null" else float(text)


def verdict_word(typed: str) -> str:
    """A verdict's word, also as it is spelled in options: `half-right`."""
    return typed.replace("-", "_")


def text_of(
    texts: Mapping[str, str | None], name: str, old: str | Bilingual | None = None
) -> str | Bilingual | None:
    """The text of an option and of its twin in Chinese, as a record holds it.

    Of `old`, the text on record, stays what is not given: all of it, or where it has both languages, one.

    Raises:
        CallError: A text is empty.
    """
    twin = f"{name.removesuffix('_en')}_zh"
    english, chinese = texts[name], texts[twin]
    for one in (name, twin):
        if (text := texts[one]) is not None and not text.strip():
            raise value_error(option_of(one), text, *RULES["empty-text"].sentence)
    if isinstance(old, Bilingual):
        english, chinese = english or old.en, chinese or old.zh
    if english is None or chinese is None:
        return english or chinese or old
    options = {"en": option_of(name), "zh": option_of(twin)}
    return validated(Bilingual, {"en": english, "zh": chinese}, options)


_REASONS = {
    "published_on": Phrase(
        "write it as 2024-02-02, 2024-02 or 2024", "要写成 2024-02-02、2024-02 或 2024"
    ),
    "spaced-name": Phrase("Write the name alone.", "只写名字。"),
    "joined-names": Phrase(
        "That is more than one name. Rate once for each.", "这不止一个名字，请每人评议一次。"
    ),
}
"""Better reasons than the rule's sentence, by the field or by the kind of error."""


def _field_error(model: type[Record], wrong: ErrorDetails, value: object, option: str) -> CallError:
    """The error for a field that a record refuses; the reason is the sentence of the broken rule."""
    name, kind = str(wrong["loc"][0]), wrong["type"]
    if kind == "enum":
        words = list(next(types_in(model.model_fields[name].annotation, Word)))
        chinese = {one.value: one.label.zh for one in words}
        what = Phrase("verdict", "种判定") if name == "verdict" else option
        typed, known = str(value), [*chinese, *chinese.values()]
        meant = word_meant(typed, words)
        near = meant if typed.isascii() else chinese.get(meant or "")
        return UnknownWordError(what, typed, known, near=near, is_listed=True)
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
        self.id, self.record = self.reading.file.id, self.reading.record

    def __exit__(self, kind: object, error: object, traceback: object) -> None:
        """Print what was typed when nothing came of it, so that it need not be typed again."""
        if error is not None and self.typed:
            said = " ".join(f"{name} {shlex.quote(text)}" for name, text in self.typed.items())
            shown = printable(said, limit=5000)
            self.context.note(
                f"nothing was written; you typed: {shown}", f"没有写入；已输入：{shown}"
            )

    def field(self, model: type[Record], name: str, *, may_lack: bool = False) -> Any:
        """A field of a record as it is typed on a terminal, asked for again until the record takes it.

        Raises:
            CallError: It is not typed, as always in a pipe; where it `may_lack` it is None then.
        """
        option = "VERDICT" if name == "verdict" else option_of(name)
        en, zh = field_phrase(model, name)
        hint = (" (Enter: none)", "（没有就按回车）") if may_lack else ("", "")
        while (text := self.context.ask(Phrase(en + hint[0], zh + hint[1]))) is not None:
            text = verdict_word(text) if name == "verdict" else text
            try:
                model.model_validate({name: text})
            except ValidationError as error:
                wrong = error.errors(include_url=False, include_input=False)
                own = next((one for one in wrong if one["loc"][0] == name), None)
                if own is not None:
                    self.context.note(*_field_error(model, own, text, option).phrase)
                    continue
            self.typed[option] = text
            return text
        if not may_lack:
            raise missing(option)
        return None

    def filled(
        self, model: type[RecordType], given: Mapping[str, Any], *needed: str, **more: Any
    ) -> RecordType:
        """A part of a record from the options of a call, and from answers where it needs a field.

        A day on which something was done is today when the call has none.

        Args:
            model: The part.
            given: The values of options by their parameters; those of other parts may be among them.
            needed: The fields that are asked for when they are not given.
            more: The fields that have no option of their own, by their names.

        Raises:
            CallError: A value does not fit its field, or is missing.
        """
        values, today = dict(more), self.context.today
        for name in (one for one in model.model_fields if one in given):
            values[name] = text_of(given, name) if f"{name}_zh" in given else given[name]
        for name in _DONE_ON & values.keys():
            day = values[name] = values[name] or today
            if day > self.context.latest_day:
                option = option_of(name)
                en = f"{option} {day} is after today, {today}"
                raise CallError(en, f"{option} {day} 晚于今天 {today}")
        for name in needed:
            if values[name] is None:
                values[name] = self.field(model, name)
        for name in _WHO & values.keys():
            values[name] = self._judge(values[name], option_of(name))
        return validated(model, values)

    def _judge(self, name: str | None, option: str) -> str | None:
        """The id of a judge from id or name; of a review, and where no judges are listed, what was typed."""
        judges = settings_of(self.context.root).names
        if not name or not judges or name.startswith(BY_REVIEW):
            return name
        try:
            return one_of(name, judges, option, judges)
        except UnknownWordError as error:
            en, zh = error.phrase
            en = f"{en}, or add it to the judges of scorecard.yaml"
            raise CallError(en, f"{zh}，或先加进 scorecard.yaml 的 judges") from None

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
            # These rules see no other prediction.
            across = folder_problems(change.inspected, context.today)
            new += [one for one in across if one.rule in _OF_ONE_FILE]
        for problem in new:
            print_prose(problem_text(problem, context.language), is_error=True)
        if is_verdict:
            context.name_drafts(but=self.reading.file.file)

    def commit(self, message: Phrase) -> None:
        """Commit the file, and print the commit.

        Raises:
            GitError: Git refused; the file stays written.
        """
        text = self.context.say(message)
        name = commit_file(self.context.root, self.reading.file.file, text)
        subject = printable(text.partition("\n")[0], limit=100)
        self.context.echo(f"committed {name}: {subject}", f"已提交 {name}：{subject}")
