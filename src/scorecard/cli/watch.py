"""`check --watch`: waits until files of a folder change, and checks them again."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from scorecard.cli.output import path_text, print_problems
from scorecard.text import Language, Phrase

if TYPE_CHECKING:
    from collections.abc import Callable

    from scorecard.checks.run import Check
    from scorecard.problems import Problem

Stamp = tuple[int, int, int, int]
"""Inode, size, time of the content and time of the entry: no save leaves all four as they were."""

PAUSE = 0.08
"""Seconds between two looks at a watched folder; an answer is demanded within 0.25."""
SETTLED = 0.02
"""Seconds in which nothing more may change: an editor that replaces a file is not met halfway."""


def _stamp(entry: os.DirEntry[str]) -> Stamp | None:
    try:
        facts = entry.stat()
    except OSError:
        return None
    return facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns


def stamps_of(root: Path) -> dict[str, Stamp | None]:
    """The stamps of a folder's YAML files, two levels deep; five milliseconds for 2,000."""
    stamps: dict[str, Stamp | None] = {}
    folders = [str(root)]
    for folder in folders:
        try:
            with os.scandir(folder) as found:
                entries = list(found)
        except OSError:
            stamps[folder] = None
            continue
        is_top = folder == folders[0]
        stamps |= {one.path: _stamp(one) for one in entries if one.name.endswith((".yaml", ".yml"))}
        folders += [one.path for one in entries if is_top and one.is_dir()]
    return stamps


def changed_paths(before: dict[str, Stamp | None], after: dict[str, Stamp | None]) -> list[str]:
    """The paths whose stamps differ, in order; files that came and files that went are among them."""
    return sorted({path for path, _ in before.items() ^ after.items()})


def _await_change(root: Path, before: dict[str, Stamp | None]) -> dict[str, Stamp | None]:
    """Wait until something has changed and settled; the stamps of then."""
    while (after := stamps_of(root)) == before:
        time.sleep(PAUSE)
    while True:
        time.sleep(SETTLED)
        settled, after = after, stamps_of(root)
        if settled == after:
            return after


def _print_changed(paths: list[str], language: Language) -> None:
    listed, n = ", ".join(path_text(path) for path in paths[:3]), len(paths)
    head = Phrase("changed: ", "有改动：").in_language(language)
    more = Phrase(f" and {n - 3} more", f" 等 {n} 个文件") if n > 3 else Phrase("", "")  # noqa: PLR2004  (those listed)
    typer.echo(f"\n{head}{listed}{more.in_language(language)}")


def watch(root: Path, check: "Callable[[], Check]", language: Language) -> "list[Problem]":
    """Check a folder again whenever one of its files changes, until Ctrl-C.

    After a change only new problems and those of the changed files are printed.

    Returns:
        The problems that were left at the end.
    """
    stamps, found = stamps_of(root), check()
    try:
        print_problems(found.problems, found.n_checked, language)
        while True:
            before, known = stamps, set(found.problems)
            stamps = _await_change(root, before)
            changed = changed_paths(before, stamps)
            found = check()
            _print_changed(changed, language)
            new = [one for one in found.problems if one.path in changed or one not in known]
            print_problems(new, found.n_checked, language, summed_up=found.problems)
    except KeyboardInterrupt:
        return found.problems
