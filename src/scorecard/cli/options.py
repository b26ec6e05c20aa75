"""The options that commands share, the reader's language and today's date: the only place of the clock."""

import os
import re
import sys
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import typer

from scorecard.problems import CallError, UnknownWordError
from scorecard.text import Language, Phrase

__all__ = [
    "PREDICTIONS",
    "DayOption",
    "LanguageOption",
    "PredictionsOption",
    "day",
    "format_option",
    "language_of",
    "one_of",
    "past_day",
    "say",
    "today",
]

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
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


def say(en: str, zh: str) -> str:
    """Help text in the language that the call asks for."""
    return zh if DEFAULT_LANGUAGE is Language.CHINESE else en


PredictionsOption = Annotated[
    Path,
    typer.Option(
        "--predictions",
        envvar="SCORECARD_PREDICTIONS",
        help=say("The folder of the records.", "记录所在的文件夹。"),
        show_envvar=True,
    ),
]
LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="en|zh",
        help=say("Language of the output; default: the locale's.", "输出语言；默认随系统。"),
    ),
]
DayOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="YYYY-MM-DD",
        help=say("The day to look from; default: today.", "以哪一天为准；默认今天。"),
    ),
]

PREDICTIONS = Path("predictions")


def language_of(asked: str | None) -> Language:
    """The language to print in.

    Raises:
        CallError: The language is neither en nor zh.
    """
    if asked is None:
        return DEFAULT_LANGUAGE
    if asked not in set(Language):
        raise CallError(
            Phrase(f"--lang is en or zh, not {asked!r}", f"--lang 只能是 en 或 zh，不是 {asked!r}")
        )
    return Language(asked)


def today() -> date:
    """Today, by the machine's clock."""
    return date.today()  # noqa: DTZ011  (a day in the editor's own place is meant)


def day(asked: str | None, option: str = "--as-of") -> date:
    """A day from the command line; today when none was given.

    Raises:
        CallError: The text is no date.
    """
    if asked is None:
        return today()
    try:
        return date.fromisoformat(_DAY.fullmatch(asked)[0])  # type: ignore[index]  # None raises too
    except (ValueError, TypeError):
        raise CallError(
            Phrase(
                f"{option} takes a date like 2026-11-21, not {asked!r}",
                f"{option} 要写成 2026-11-21 这样的日期，不是 {asked!r}",
            )
        ) from None


def past_day(asked: str | None, option: str) -> date:
    """The day of something that was done; today when none was given.

    Raises:
        CallError: The text is no date, or a day to come.
    """
    given, now = day(asked, option), today()
    if given > now:
        raise CallError(
            Phrase(
                f"{option} {given} is after today, {now}: what is not done yet is not recorded",
                f"{option} {given} 晚于今天 {now}：还没发生的事不能记录",
            )
        )
    return given


def one_of(word: str, allowed: Iterable[str], option: str) -> str:
    """A word of a closed list.

    Raises:
        UnknownWordError: It is none of them; the nearest is named.
    """
    known = list(allowed)
    if word not in known:
        raise UnknownWordError(Phrase(option, option), word, known, is_listed=True)
    return word


def format_option(*forms: str) -> Any:  # noqa: ANN401  (what typer.Option returns)
    """The option `--format` with the forms that a command knows; the first is its default."""
    return typer.Option(
        "--format",
        metavar="|".join(forms),
        help=say("Form of the output.", "输出格式。"),
        callback=lambda form: one_of(form, forms, "--format"),
    )
