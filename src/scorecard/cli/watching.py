"""`scorecard check --watch`: a check that goes on, and answers every saved file."""

import time
from collections.abc import Callable
from pathlib import Path

import typer

from scorecard.checks.memory import Stamp, changed_paths, stamps_of
from scorecard.checks.run import Check
from scorecard.cli.output import print_problems
from scorecard.problems import Problem
from scorecard.text import Language, Phrase, printable

__all__ = ["watch"]

PAUSE = 0.08
"""Seconds between two looks at the folder; an answer is demanded within 0.25."""
SETTLED = 0.02
"""Seconds in which nothing more may change: an editor that replaces a file is not met halfway."""


def _await_change(root: Path, before: dict[str, Stamp | None]) -> dict[str, Stamp | None]:
    """Wait until something changed and settled; the stamps of then."""
    after = stamps_of(root)
    while after == before:
        time.sleep(PAUSE)
        after = stamps_of(root)
    while True:
        time.sleep(SETTLED)
        settled, after = after, stamps_of(root)
        if settled == after:
            return after


def _print_changed(paths: list[str], language: Language) -> None:
    shown = ", ".join(printable(path, limit=4096) for path in paths[:3])
    more = len(paths) - 3
    rest = Phrase(f" and {more} more", f" 等 {len(paths)} 个文件") if more > 0 else Phrase("", "")
    word = Phrase("changed", "有改动").in_language(language)
    typer.echo(f"\n{word}: {shown}{rest.in_language(language)}")


def watch(root: Path, check: Callable[[], Check], language: Language) -> list[Problem]:
    """Check a folder again whenever a file of it changes, until Ctrl-C.

    After a change only what is new, and what the changed files have wrong, is printed.

    Args:
        root: The folder.
        check: Checks it; what was read before should be remembered.
        language: The language to print in.

    Returns:
        The problems that were left at the end.
    """
    stamps = stamps_of(root)
    found = check()
    try:
        print_problems(found.problems, found.n_checked, language)
        while True:
            before, known = stamps, set(found.problems)
            stamps = _await_change(root, before)
            changed = changed_paths(before, stamps)
            found = check()
            _print_changed(changed, language)
            shown = [one for one in found.problems if one.path in changed or one not in known]
            print_problems(shown, found.n_checked, language, summed_up=found.problems)
    except KeyboardInterrupt:
        return found.problems
