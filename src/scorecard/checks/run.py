"""A check of a whole folder, on all processors when that pays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard.checks.folder_rules import Inspection, folder_problems
from scorecard.problems import Problem
from scorecard.processes import in_parts, without_garbage_collection
from scorecard.reading.files import RecordFile, list_files

if TYPE_CHECKING:
    from scorecard.checks.cache import Cache
    from scorecard.reading.folder import Records

Task = tuple[RecordFile, bytes | None]
"""A file to inspect, with its bytes when they have been read already."""


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of a check.

    Attributes:
        files: The files that were read, as problems name them.
        problems: What is wrong, by path, line and column.
    """

    files: list[str]
    problems: list[Problem]

    @property
    def n_checked(self) -> int:
        """Number of files read."""
        return len(self.files)


@without_garbage_collection()  # not as a block: it would begin with walking over all that ends here
def check_folder(
    root: Path, *, as_of: date, latest_day: date | None = None, cache: "Cache | None" = None
) -> Check:
    """Every problem of a folder, in one pass.

    Args:
        root: The folder with domains.yaml.
        as_of: The day for which overdue claims are listed.
        latest_day: The last day that has come, after which nothing may be dated. It differs from `as_of`: who
            looks from a day of the past finds later verdicts, which are no mistake. None allows them.
        cache: The results of earlier checks; None inspects every file.
    """
    listing = list_files(root)
    known, changed = cache.lookup(listing.files, latest_day) if cache else ({}, {})
    tasks = [(one, changed.get(one.id)) for one in listing.files if one.id not in known]
    known |= zip((file.id for file, _ in tasks), _inspected(tasks, latest_day), strict=True)
    inspections = [known[file.id] for file in listing.files]
    found = _check(listing.problems, listing.files, inspections, as_of)
    if cache and tasks:
        cache.remember(zip(listing.files, inspections, strict=True), latest_day)
    return found


@without_garbage_collection()
def check_records(records: "Records", *, as_of: date, latest_day: date | None = None) -> Check:
    """Every problem of records that are in memory already.

    Args:
        records: The records.
        as_of: The day for which overdue claims are listed.
        latest_day: The last day that has come, after which nothing may be dated; None allows it.
    """
    from scorecard.checks.inspection import inspect_reading

    readings = list(records.readings.values())
    found = in_parts(lambda part: [inspect_reading(one, latest_day) for one in part], readings)
    return _check(records.folder_problems, [one.file for one in readings], found, as_of)


def _check(
    of_folder: list[Problem], files: list[RecordFile], inspections: list[Inspection], as_of: date
) -> Check:
    """The outcome, from the problems of the folder itself and the result for each file."""
    pairs = list(zip(files, inspections, strict=True))
    problems = [*of_folder, *(problem for one in inspections for problem in one.problems)]
    return Check(
        [one.shown for one in files], in_order([*problems, *folder_problems(pairs, as_of)])
    )


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems by path, line, column and rule; a merge conflict comes first, as it may be behind others."""

    def place(one: Problem) -> tuple[str, bool, int, int, str]:
        return one.path, one.rule != "merge-conflict", one.line, one.column, one.rule

    return sorted(problems, key=place)


def _inspected(tasks: list[Task], latest_day: date | None) -> list[Inspection]:
    """The result for each file, in the order of the files."""
    if not tasks:
        return []
    # Imported here: a check that finds every file in its cache never loads the models.
    from scorecard.checks.inspection import inspect_reading
    from scorecard.reading.record_reader import read_record

    def inspected(part: Sequence[Task]) -> list[Inspection]:
        readings = [read_record(*task) for task in part]  # by turns they take longer
        return [inspect_reading(one, latest_day) for one in readings]

    return in_parts(inspected, tasks)
