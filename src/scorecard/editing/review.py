"""A review's file: written when the review is opened, given two more keys when it is closed."""

import codecs
from datetime import date
from pathlib import Path

from scorecard.editing.additions import root_of
from scorecard.editing.changes import with_value
from scorecard.editing.layout import line_break
from scorecard.editing.refusals import (
    AlreadyThereError,
    CannotWriteError,
    FaultyRecordError,
    FileChangedError,
    LeadsOutError,
    UnsafeEditError,
)
from scorecard.editing.scalars import Verbatim, as_flow, as_scalar
from scorecard.editing.writing import create_file, locked_folder, replace_file
from scorecard.reading.files import RecordFile, Source
from scorecard.reading.reading import parse, read_record
from scorecard.records import Review

__all__ = ["close_review", "create_review", "review_file"]


def review_file(root: Path, name: str) -> RecordFile:
    """The file of a review; it need not be there.

    Args:
        root: The folder of the records.
        name: The review's name, such as `2025`.
    """
    path = root / "reviews" / f"{name}.yaml"
    return RecordFile(path, str(path), "review", f"reviews/{name}")


def _text(review: Review) -> str:
    lines = [
        "# A yearly review. Ids may be added to or taken from the list until the meeting.",
        "# 年度评审。会议之前可以增减清单里的 id。",
        f"opened_on: {review.opened_on}",
        f"held_on: {review.held_on}",
        f"raters: {as_flow(review.raters)}",
        "predictions:" if review.predictions else "predictions: []",
        *(f"  - {as_scalar(id_, in_flow=False)}" for id_ in review.predictions),
    ]
    return "\n".join(lines) + "\n"


def create_review(root: Path, name: str, review: Review) -> Path:
    """Write the file of a new review.

    Args:
        root: The folder of the records.
        name: The review's name.
        review: What was fixed: its days, its raters and its list.

    Returns:
        The file.

    Raises:
        AlreadyThereError: There is a review of that name.
        LeadsOutError: The folder of the reviews is a link out of the folder of the records.
        UnsafeEditError: A name cannot be written so that it is read back as it is.
        CannotWriteError: The system refused.
    """
    path, text = review_file(root, name).file, _text(review)
    if parse(Source(str(path), text), "review")[0] != review:
        raise UnsafeEditError(str(path))
    if not path.parent.resolve().is_relative_to(root.resolve()):
        raise LeadsOutError(str(path))
    try:
        create_file(path, text.encode("utf-8"))
    except OSError as error:
        if path.is_file():
            raise AlreadyThereError(path) from None
        raise CannotWriteError(path, error.strerror or str(error)) from None
    return path


def _with_values(text: str, values: dict[str, Verbatim]) -> str:
    """The text with values under keys: in their place where the key is there, else at the end."""
    held = [name for name in values if root_of(text).child(name) is not None]
    for name in held:
        text = with_value(text, name, values[name])
    end = line_break(text, 0)
    new = [f"{name}: {value}{end}" for name, value in values.items() if name not in held]
    return "".join([text, "" if text.endswith(end) or not new else end, *new])


def close_review(root: Path, name: str, *, closed_on: date, attended: list[str]) -> Review:
    """Write into an open review's file that it is over, and who came; every other byte stays.

    Args:
        root: The folder of the records.
        name: The review's name.
        closed_on: Day on which it was closed.
        attended: Who came.

    Returns:
        The review as it is now.

    Raises:
        FaultyRecordError: The file is not a valid review.
        LeadsOutError: The file is a link out of the folder.
        UnsafeEditError: The file is laid out so that the edit would change something else too.
        FileChangedError: Somebody else wrote it meanwhile.
        CannotWriteError: The system refused.
    """
    file = review_file(root, name)
    target = file.file.resolve()
    if not target.is_relative_to(root.resolve()):
        raise LeadsOutError(file.shown)
    try:
        with locked_folder(target.parent) as folder:
            reading = read_record(file)
            if reading.record is None:
                raise FaultyRecordError(file.shown, reading.problems)
            values = {
                "closed_on": Verbatim(closed_on),
                "attended": Verbatim(as_flow(attended)),
            }
            text = _with_values(reading.source.text, values)
            closed: Review = reading.record.model_copy(
                update={"closed_on": closed_on, "attended": attended}
            )
            if parse(Source(file.shown, text), "review")[0] != closed:
                raise UnsafeEditError(file.shown)
            mark = codecs.BOM_UTF8 if reading.data.startswith(codecs.BOM_UTF8) else b""
            if not replace_file(target, reading.data, mark + text.encode("utf-8"), folder):
                raise FileChangedError(file.shown)
    except OSError as error:
        raise CannotWriteError(file.shown, error.strerror or str(error)) from None
    return closed
