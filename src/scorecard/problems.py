"""What can be wrong: a `Problem` in the records (a value), a `ScorecardError` in a call (an exception)."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple

from scorecard.text import Phrase, closest, in_a_row, listed, printable

listeners: list[Callable[[Phrase], None]] = []
"""Who prints what a user should know although nothing is wrong; the command line is one."""


def notice(phrase: Phrase) -> None:
    """Tell the user something that stops nothing, such as whose lock is waited for."""
    for tell in listeners:
        tell(phrase)


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
        line: Line in the file, from 1; 0 where it is not known.
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

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.phrase = Phrase(en, zh)


class SentenceError(ScorecardError):
    """An error whose message is one sentence in which facts are filled in."""

    sentence: Phrase

    def __init__(self, *facts: object) -> None:
        sides = [
            one if isinstance(one, Phrase) else 2 * (printable(one, limit=4096),) for one in facts
        ]
        en, zh = zip(*sides, strict=True)
        super().__init__(self.sentence.en.format(*en), self.sentence.zh.format(*zh))


class CallError(ScorecardError):
    """The call was wrong: exit code 2."""


class UnknownWordError(CallError):
    """A word of a call that names none of the known things; the nearest one is suggested."""

    def __init__(  # noqa: PLR0913  (three of them by name)
        self,
        what: Phrase | str,
        word: str,
        known: Iterable[str],
        *,
        near: str | None = None,
        otherwise: Phrase | None = None,
        is_listed: bool = False,
    ) -> None:
        """Suggest what was meant.

        Args:
            what: What the word should have named, in Chinese with its measure word: rule, 条规则; or the
                option whose value it is: `--by`.
            word: The word of the call.
            known: The words that were possible.
            near: The one that was meant, where the caller knows better than likeness does.
            otherwise: What to do when no known word is near.
            is_listed: Whether the message lists the known words.
        """
        allowed, said = list(known), [otherwise] if otherwise else []
        if near := near or closest(word, allowed):
            said = [Phrase(f"did you mean {near!r}?", f"是不是“{near}”？")]
        if is_listed and allowed:
            en, zh = map(printable, listed(allowed[:40]))
            said.append(Phrase(f"choose {en}", f"可选：{zh}"))
        en, zh = in_a_row(said)
        given, named = printable(word, limit=60), what
        if isinstance(named, str):
            named = Phrase(named, f"个 {named} 值")
        super().__init__(
            f"unknown {named.en} {given!r}" + (f"; {en}" if en else ""),
            f"没有“{given}”这{named.zh}" + (f"，{zh}" if zh else ""),
        )
