"""The records as a command needs them: in a folder that is there, without errors, or not at all."""

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from scorecard.cli.output import print_problems
from scorecard.problems import Severity
from scorecard.text import Language

if TYPE_CHECKING:
    import pandas as pd

    from scorecard.reading.folder import Records
    from scorecard.summary.labels import Labels
    from scorecard.summary.numbers import Numbers

__all__ = ["Portrait", "clean_records", "need_folder", "portrait"]


class Portrait(NamedTuple):
    """The records at a date with everything computed from them, once for charts and report."""

    records: "Records"
    table: "pd.DataFrame"
    labels: "Labels"
    numbers: "Numbers"


def need_folder(root: Path) -> None:
    """Stop when there is no folder of records.

    Raises:
        NoFolderError: There is none of that name.
    """
    if os.path.isdir(root):  # noqa: PTH112  (pathlib raises for a name that is too long)
        return
    from scorecard.editing.refusals import NoFolderError

    raise NoFolderError(root, is_inside=Path("domains.yaml").is_file())


def clean_records(root: Path, *, as_of: date, language: Language) -> "Records":
    """Every record of a folder; when one has errors they are printed and the run ends with 1.

    A number from records with errors would leave some of them out in silence.

    Args:
        root: The folder with domains.yaml.
        as_of: The date that the command looks from.
        language: Language of the messages.

    Raises:
        NoFolderError: There is no such folder.
        typer.Exit: The records have errors.
    """
    need_folder(root)
    from scorecard.checks.run import check_records
    from scorecard.reading.folder import load_records

    records = load_records(root)
    check = check_records(records, as_of=as_of)
    errors = [one for one in check.problems if one.severity is Severity.ERROR]
    if errors:
        print_problems(errors, check.n_checked, language, to_errors=True)
        raise typer.Exit(1)
    return records


def portrait(records: "Records", as_of: date) -> Portrait:
    """The table, the names and every number of the records at a date.

    Args:
        records: The records, without errors.
        as_of: The date.
    """
    from scorecard.summary.compute import Basis
    from scorecard.summary.labels import labels_of
    from scorecard.summary.numbers import all_numbers
    from scorecard.table import prediction_table

    table, labels = prediction_table(records, as_of=as_of), labels_of(records)
    numbers = all_numbers(records, table, Basis(as_of, records.digest, labels))
    return Portrait(records, table, labels, numbers)
