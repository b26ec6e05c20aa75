"""A check of a whole folder: read what is new, in two processes when that pays, and remember it."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard.checks.cache import Cache
from scorecard.checks.folder import Inspection, folder_problems
from scorecard.checks.memory import Memory
from scorecard.problems import Problem, Severity
from scorecard.reading.collector import without_garbage_collection
from scorecard.reading.files import RecordFile, list_files

if TYPE_CHECKING:
    from scorecard.reading.folder import Records

__all__ = ["Check", "check_folder", "check_records", "in_order"]

WORTH_A_PROCESS = 1500
"""Files below which a second process costs more than it saves (measured: 40 ms to start one)."""


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of a check.

    Attributes:
        n_checked: Number of files read.
        problems: What is wrong, by path, line and column.
    """

    n_checked: int
    problems: list[Problem]

    @property
    def has_errors(self) -> bool:
        """Whether any problem is more than a warning."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


def _inspect(files: list[RecordFile]) -> list[Inspection]:
    """What is found in each file, in the order of the files."""
    # Imported here: a check that finds every file in its cache never loads the models.
    from scorecard.checks.inspection import inspect_files

    n_processes = min(os.cpu_count() or 1, len(files) // WORTH_A_PROCESS + 1)
    if n_processes == 1 or not hasattr(os, "fork"):
        return inspect_files(files)
    from multiprocessing import get_context

    size = -(-len(files) // (4 * n_processes))
    parts = [files[start : start + size] for start in range(0, len(files), size)]
    with get_context("fork").Pool(n_processes) as pool:
        return [found for part in pool.map(inspect_files, parts, chunksize=1) for found in part]


def check_folder(
    root: Path, *, as_of: date, today: date | None = None, cache: Cache | Memory | None = None
) -> Check:
    """Every problem of a folder, in one pass.

    Args:
        root: The folder with domains.yaml.
        as_of: The day for which overdue claims are listed.
        today: The last day that has come, after which nothing may be dated. It is not `as_of`: who
            looks from a day of the past finds later verdicts, which are no mistake. None does not ask.
        cache: What earlier checks found, by content; None looks at every file afresh.
    """
    listing = list_files(root)
    with without_garbage_collection():
        known = cache.lookup(listing.files) if cache else {}
        new = [file for file in listing.files if file.id not in known]
        known |= zip((file.id for file in new), _inspect(new) if new else [], strict=True)
        pairs = [(file, known[file.id]) for file in listing.files]
        if cache and new:
            cache.remember(pairs)
    problems = listing.problems + [one for _, inspection in pairs for one in inspection.problems]
    problems += folder_problems(pairs, as_of, today)
    return Check(len(listing.files), in_order(problems))


def check_records(records: "Records", *, as_of: date) -> Check:
    """Every problem of records that are in memory already.

    Args:
        records: The records.
        as_of: The day for which overdue claims are listed.
    """
    from scorecard.checks.inspection import inspect_reading

    pairs = [(one.file, inspect_reading(one)) for one in records.readings.values()]
    problems = [*records.folder_problems, *(found for _, one in pairs for found in one.problems)]
    return Check(len(pairs), in_order([*problems, *folder_problems(pairs, as_of)]))


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems by path, line, column and rule."""
    return sorted(problems, key=lambda one: (one.path, one.line, one.column, one.rule))
