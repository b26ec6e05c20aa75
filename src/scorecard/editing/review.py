"""A review's file: written when the review is opened, given two more keys when it is closed."""

from datetime import date
from pathlib import Path

from scorecard.editing.additions import with_key
from scorecard.editing.refusals import (
    AlreadyThere,
    CannotWrite,
    FaultyRecord,
    FileChanged,
    LeadsOut,
    UnsafeEdit,
)
from scorecard.editing.scalars import Verbatim, as_flow, as_scalar
from scorecard.editing.writing import create_file, locked_folder, replace_file
from scorecard.loading.files import RecordFile, Source
from scorecard.loading.reading import parse, read_record
from scorecard.models import Review

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
        AlreadyThere: There is a review of that name.
        LeadsOut: The folder of the reviews is a link out of the folder of the records.
        UnsafeEdit: A name cannot be written so that it is read back as it is.
        CannotWrite: The system refused.
    """
    path, text = review_file(root, name).file, _text(review)
    if parse(Source(str(path), text), "review")[0] != review:
        raise UnsafeEdit(str(path))
    if not path.parent.resolve().is_relative_to(root.resolve()):
        raise LeadsOut(str(path))
    try:
        create_file(path, text.encode("utf-8"))
    except FileExistsError:
        raise AlreadyThere(path) from None
    except OSError as error:
        raise CannotWrite(path, error.strerror or str(error)) from None
    return path


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
        FaultyRecord: The file is not a valid review.
        LeadsOut: The file is a link out of the folder.
        UnsafeEdit: The file is laid out so that the edit would change something else too.
        FileChanged: Somebody else wrote it meanwhile.
        CannotWrite: The system refused.
    """
    file = review_file(root, name)
    target = file.file.resolve()
    if not target.is_relative_to(root.resolve()):
        raise LeadsOut(file.shown)
    try:
        with locked_folder(target.parent) as folder:
            reading = read_record(file)
            if reading.record is None:
                raise FaultyRecord(file.shown, reading.problems)
            text = with_key(reading.source.text, "closed_on", closed_on)
            text = with_key(text, "attended", Verbatim(as_flow(attended)))
            closed: Review = reading.record.model_copy(
                update={"closed_on": closed_on, "attended": attended}
            )
            if parse(Source(file.shown, text), "review")[0] != closed:
                raise UnsafeEdit(file.shown)
            if not replace_file(target, reading.data, text.encode("utf-8"), folder):
                raise FileChanged(file.shown)
    except OSError as error:
        raise CannotWrite(file.shown, error.strerror or str(error)) from None
    return closed
