"""The records as a command needs them: without errors, or not at all."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from scorecard.cli.output import print_problems
from scorecard.errors import Language, Severity

if TYPE_CHECKING:
    from scorecard.loading.folder import Records

__all__ = ["clean_records"]


def clean_records(root: Path, *, as_of: date, language: Language) -> "Records":
    """Every record of a folder; when one has errors they are printed and the run ends with 1.

    A number from records with errors would leave some of them out in silence.

    Args:
        root: The folder with domains.yaml.
        as_of: The date that the command looks from.
        language: Language of the messages.

    Raises:
        typer.Exit: The records have errors.
    """
    from scorecard.checks.run import check_records
    from scorecard.loading.folder import load_records

    records = load_records(root)
    check = check_records(records, as_of=as_of)
    errors = [one for one in check.problems if one.severity is Severity.ERROR]
    if errors:
        print_problems(errors, check.n_checked, language, to_errors=True)
        raise typer.Exit(1)
    return records
