"""The options of the command line: the reader's language, helpers that declare options, words and days."""

import os
import sys
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Any

import typer

from scorecard.problems import UnknownWordError
from scorecard.text import Language, Phrase

__all__ = [
    "CLAIM_TEXTS",
    "DEFAULT_LANGUAGE",
    "ID_HELP",
    "argument",
    "choice",
    "day",
    "day_option",
    "format_option",
    "one_of",
    "option",
    "option_of",
    "say",
    "value_of",
]

_VARIABLES = ("SCORECARD_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def _language_asked() -> Language:
    """The language on the command line, or else the locale's."""
    for word, after in pairwise([*sys.argv[1:], ""]):
        asked = after if word == "--lang" else word.removeprefix("--lang=")
        if word.startswith("--lang") and asked in set(Language):
            return Language(asked)
    named = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), "")
    return Language.CHINESE if named.lower().startswith("zh") else Language.ENGLISH


DEFAULT_LANGUAGE = _language_asked()
"""The language of help texts and of errors in a call."""


def say(phrase: Phrase) -> str:
    """A text of the help in the language that the call asks for."""
    return phrase.in_language(DEFAULT_LANGUAGE)


CLAIM_TEXTS = {
    "claim_en": Phrase("The claim in English.", "英文的预测。"),
    "claim_zh": Phrase("The claim in Chinese.", "中文的预测。"),
}
"""The options for the text of a claim."""

ID_HELP = Phrase(
    "outlook/claim; or the claim's name alone where it is unique, its file, or FILE:LINE.",
    "展望/预测；也可只写唯一的预测名、文件路径或“文件:行号”。",
)
"""The help of the argument that names a prediction."""


def option(help_: Phrase, *names: str, **more: Any) -> Any:
    """An option with its help in the reader's language; `more` goes to `typer.Option`."""
    return typer.Option(*names, help=say(help_), **more)


def argument(metavar: str, help_: Phrase, **more: Any) -> Any:
    """An argument with its help in the reader's language; `more` goes to `typer.Argument`."""
    return typer.Argument(metavar=metavar, help=say(help_), **more)


def one_of(word: str, allowed: Iterable[str], what: Phrase) -> str:
    """A word of a closed list.

    Raises:
        UnknownWordError: The list does not have the word; the nearest one is named.
    """
    known = list(allowed)
    if word not in known:
        raise UnknownWordError(what, word, known, is_listed=True)
    return word


def option_of(parameter: str) -> str:
    """The option of a parameter.

    Examples:
        >>> option_of("closes_on")
        '--closes-on'
    """
    return f"--{parameter.replace('_', '-')}"


def value_of(name: str) -> Phrase:
    """What the value of an option is called in an error."""
    return Phrase(name, f" {name} 值")


def choice(help_: Phrase, name: str, *words: str, **more: Any) -> Any:
    """An option that takes one word of a closed list."""

    def chosen(word: str | None) -> str | None:
        return word if word is None else one_of(word, words, value_of(name))

    return option(help_, name, metavar="|".join(words), callback=chosen, **more)


def format_option(*forms: str) -> Any:
    """The option `--format` with the forms that a command knows."""
    return choice(Phrase("Form of the output.", "输出格式。"), "--format", *forms)


def day(text: str) -> date:
    """A day from the command line.

    Raises:
        ValueError: The text is not a date as YYYY-MM-DD.

    Examples:
        >>> day("2026-11-21")
        datetime.date(2026, 11, 21)
    """
    found = date.fromisoformat(text)
    if found.isoformat() != text:
        raise ValueError(text)
    return found


def day_option(help_: Phrase, *names: str) -> Any:
    """An option that takes a day; its parameter is a `date`."""
    return option(help_, *names, metavar="YYYY-MM-DD", parser=day)
