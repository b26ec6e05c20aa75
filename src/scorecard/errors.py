"""What can be wrong: a `Problem` in the records (a value), a `ScorecardError` in a call (an exception)."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

__all__ = [
    "CallError",
    "Language",
    "Phrase",
    "Problem",
    "ScorecardError",
    "Severity",
    "UnknownWordError",
    "closest",
    "in_markdown",
    "printable",
]


class Language(StrEnum):
    """A language of the records and of everything that the program prints."""

    ENGLISH = "en"
    CHINESE = "zh"


class Phrase(NamedTuple):
    """The program's own words in both languages.

    Examples:
        >>> Phrase("accurate", "准确").in_language(Language.CHINESE)
        '准确'
    """

    en: str
    zh: str

    def in_language(self, language: Language) -> str:
        """The words in one language."""
        return self.zh if language is Language.CHINESE else self.en


class Severity(StrEnum):
    """Whether a problem makes a run fail: errors do, warnings only with ``--strict``."""

    ERROR = "error"
    WARNING = "warning"


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


_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~#])")


def printable(text: object, *, limit: int = 300) -> str:
    r"""Text from a record as it may go to a terminal: one line, no control or direction marks.

    Args:
        text: Anything; its `str` is taken.
        limit: Longest result in characters; the rest becomes an ellipsis.

    Returns:
        The text with every unsafe character written as an escape.

    Examples:
        >>> print(printable("a\x1b[31m红"))
        a\x1b[31m红
    """
    shown = _UNPRINTABLE.sub(lambda found: ascii(found.group())[1:-1], str(text))
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def in_markdown(text: str) -> str:
    r"""A text on one line of Markdown in which nothing is markup.

    Examples:
        >>> print(in_markdown("[a](javascript:b) | <i>"))
        \[a\](javascript:b) \| \<i\>
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def closest(word: str, allowed: Iterable[str]) -> str | None:
    """The allowed word that was most likely meant, or None when nothing is near.

    Examples:
        >>> closest("accurrate", ["accurate", "inaccurate"])
        'accurate'
    """
    import difflib  # a call that is right needs no likeness

    lowered = {candidate.lower(): candidate for candidate in allowed}
    found = difflib.get_close_matches(word.lower().replace("-", "_"), lowered, n=1, cutoff=0.6)
    if not found:
        found = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
    return lowered[found[0]] if found else None


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
