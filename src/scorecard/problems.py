"""What can be wrong: a `Problem` in the records (a value), a `ScorecardError` in a call (an exception)."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from scorecard.text import Phrase, closest, printable

__all__ = ["CallError", "Place", "Problem", "ScorecardError", "Severity", "UnknownWordError"]


class Severity(StrEnum):
    """Whether a problem makes a run fail: errors do, warnings only with ``--strict``."""

    ERROR = "error"
    WARNING = "warning"


class Place(NamedTuple):
    """Line and column of a character, both from 1."""

    line: int
    column: int


class Problem(NamedTuple):
    """One thing that is wrong in the records, at its place.

    Attributes:
        path: The file as the caller named it, or the folder when no file is at fault.
        line: Line in the file, from 1.
        column: Column in characters, from 1.
        rule: Stable kebab-case id of the broken rule.
        severity: Whether it makes the run fail.
        message: What was found and what is allowed.
        hint: What to type instead.
    """

    path: str
    line: int
    column: int
    rule: str
    severity: Severity
    message: Phrase
    hint: Phrase


class ScorecardError(Exception):
    """Something that stops a command; the base of every exception that the program raises."""

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(phrase.en)
        self.phrase = phrase


class CallError(ScorecardError):
    """The call was wrong: exit code 2."""


class UnknownWordError(CallError):
    """A word of a call that is none of the known ones; the nearest is named."""

    otherwise = Phrase("", "")
    """What to do when no known word is near."""

    def __init__(
        self,
        what: Phrase,
        word: str,
        known: Iterable[str],
        *,
        near: str | None = None,
        is_listed: bool = False,
    ) -> None:
        """Say what was meant.

        Args:
            what: What the word should have named: `--by`, or "no rule".
            word: The word of the call.
            known: The words that were possible.
            near: The one that was meant, where the caller knows better than likeness does.
            is_listed: Whether the known words are told too.
        """
        allowed = list(known)
        near = near or closest(word, allowed)
        guess = Phrase(f"did you mean {near!r}?", f"是不是 {near!r}？") if near else self.otherwise
        known_en = f"known: {printable(', '.join(allowed[:40]))}" if is_listed else ""
        known_zh = f"可用：{printable('、'.join(allowed[:40]))}" if is_listed else ""
        en = " ".join(filter(None, (guess.en, known_en)))
        zh = guess.zh + known_zh
        shown = repr(printable(word, limit=60))
        super().__init__(
            Phrase(
                f"{what.en} {shown}" + (f": {en}" if en else ""),
                f"{what.zh} {shown}" + (f"：{zh}" if zh else ""),
            )
        )
