"""Predictions as people name them in a call: by id, by a unique name, by file, or by a place in a file."""

import os
import re
from pathlib import Path

from scorecard.problems import CallError
from scorecard.text import Language, Phrase, joined, printable

__all__ = ["prediction_id"]

_PLACE = re.compile(r"(.+\.yaml)(?::\d+){0,2}:?", re.DOTALL)
"""A record's file, with the line and the column that `check` prints after it."""


def _real_places(path: Path) -> set[str]:
    """A path from the root, with its links as they are named and with its links followed."""
    return {os.path.abspath(path), os.path.realpath(path)}  # noqa: PTH100  (links stay as they are named)


def prediction_id(root: Path, asked: str) -> str:
    """The id of a prediction, whichever way it is named.

    Args:
        root: The folder of the records.
        asked: `outlook/claim`; the claim alone where only one outlook has it; the path of its file, from
            the working directory or from the folder of the records; or `FILE:LINE:COLUMN`.

    Returns:
        The id; what names no prediction is given back as it is.

    Raises:
        CallError: Several outlooks have a claim of this name.
    """
    from scorecard.reading.files import list_files

    place = _PLACE.fullmatch(asked)
    if place is None and "/" in asked:
        return asked
    files = [file for file in list_files(root).files if file.kind == "prediction"]
    if place:
        path = Path(place[1])
        asked_for = _real_places(path) | _real_places(root / path)
        found = [file.id for file in files if asked_for & _real_places(file.file)]
    else:
        found = [file.id for file in files if file.id.partition("/")[2] == asked]
    if len(found) > 1:
        name = printable(asked, limit=60)
        raise CallError(
            Phrase(
                f"{name!r} is the name of {len(found)} predictions; "
                f"choose {printable(joined(found, Language.ENGLISH))}",
                f"有 {len(found)} 条预测叫“{name}”，可选：{printable(joined(found, Language.CHINESE))}",
            )
        )
    return found[0] if found else asked
