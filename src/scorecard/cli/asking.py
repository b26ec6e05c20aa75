"""Values from the command line: asked for on a terminal when they are missing, never in a pipe."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from scorecard.cli.options import one_of
from scorecard.problems import CallError
from scorecard.text import Language, Phrase, printable

if TYPE_CHECKING:
    from pydantic import ValidationError

    from scorecard.records import Bilingual, Record
    from scorecard.verdicts import Verdict

__all__ = ["Asker", "one_of", "text_of", "validated", "verdict_of"]

_ONE_NAME = Phrase(
    "That is more than one name. Rate once for each.", "这不止一个名字，请每人评一次。"
)
RecordType = TypeVar("RecordType", bound="Record")


class Asker:
    """Who can be asked for what the call left out."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.can_ask = sys.stdin.isatty() and sys.stderr.isatty()

    def ask(self, value: str | None, question: Phrase) -> str | None:
        """The value, or the answer on a terminal; None when there is none."""
        if value is not None or not self.can_ask:
            return value
        words = question.in_language(self.language)
        answer = typer.prompt(words, default="", show_default=False, err=True)
        return str(answer).strip() or None

    def need(self, value: str | None, option: str, question: Phrase) -> str:
        """The value, or the answer on a terminal.

        Raises:
            CallError: There is neither.
        """
        given = self.ask(value, question)
        if given is None:
            raise CallError(Phrase(f"{option} is missing", f"缺少 {option}"))
        return given


def verdict_of(word: str) -> "Verdict":
    """A verdict by its word in either language.

    Raises:
        CallError: No verdict is called so.
    """
    from scorecard.verdicts import Verdict

    plain = word.strip().lower().replace("-", "_").replace(" ", "_")
    known = {one.value: one for one in Verdict} | {one.label.zh: one for one in Verdict}
    return known[one_of(plain, known, "VERDICT")]


def text_of(english: str | None, chinese: str | None) -> "str | Bilingual | None":
    """A text in one or both languages as a record holds it."""
    if english is None or chinese is None:
        return english if chinese is None else chinese
    from scorecard.records import Bilingual

    return validated(Bilingual, {"en": english, "zh": chinese}, {})


def _refusal(
    error: "ValidationError", values: dict[str, Any], options: dict[str, str]
) -> CallError:
    """What is wrong with the first faulty value, in the words of the rule that it breaks."""
    from scorecard.rules import RULES

    detail = error.errors(include_url=False, include_input=False)[0]
    name = str(detail["loc"][0])
    kind = "empty-text" if detail["type"] == "string_too_short" else detail["type"]
    rule = RULES.get(kind, RULES["schema"])
    said = Phrase(f"{rule.sentence.en} {rule.fix.en}", f"{rule.sentence.zh}{rule.fix.zh}")
    if detail["type"] == "joined-names":
        said = _ONE_NAME
    option, value = options.get(name, name), printable(values.get(name), limit=60)
    if name == "published_on":
        said = Phrase(
            "write it as 2024-02-02, 2024-02 or 2024", "要写成 2024-02-02、2024-02 或 2024"
        )
    return CallError(Phrase(f"{option} {value!r}: {said.en}", f"{option} {value!r}：{said.zh}"))


def validated(
    model: "type[RecordType]", values: dict[str, Any], options: dict[str, str]
) -> "RecordType":
    """A part of a record from values of the command line.

    Args:
        model: What it should be.
        values: The values by field.
        options: How a field is called on the command line.

    Raises:
        CallError: A value does not fit its field.
    """
    from pydantic import ValidationError

    plain = {
        name: value.value if isinstance(value, StrEnum) else value for name, value in values.items()
    }
    try:
        return model.model_validate(plain)
    except ValidationError as error:
        raise _refusal(error, values, options) from None
