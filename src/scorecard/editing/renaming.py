"""A prediction under another id: its file moved, its old id noted, and what names it brought along."""

import codecs
from pathlib import Path

from scorecard.editing.edits import Renamed
from scorecard.editing.errors import FaultyRecordError, FileChangedError
from scorecard.editing.layout import spliced
from scorecard.editing.record_files import edited, find_prediction, open_for_writing
from scorecard.editing.record_text import root_of
from scorecard.editing.scalars import as_scalar
from scorecard.editing.starting import new_files
from scorecard.editing.templates import new_place
from scorecard.reading.files import RecordFile, Source, list_files
from scorecard.reading.record_reader import Reading, parse, read_record
from scorecard.reading.yaml_document import Node


def rename_prediction(root: Path, old: str, new: str) -> list[Path]:
    """Give a prediction another id; its old one goes into `formerly`, so that its history is found.

    The new file is written first and the old one removed last: whatever stops it, nothing is lost.

    Returns:
        The new file, and then the other files that named the prediction and name it by its new id now.

    Raises:
        CallError: There is no such prediction, or the new id cannot be given; see `new_place`.
        EditError: It is not possible or not safe; nothing is lost.
    """
    file = find_prediction(root, old)
    reading = read_record(file)
    if reading.record is None:
        raise FaultyRecordError(file.shown, reading.problems)
    after, _ = edited(reading, [Renamed(old)])
    folder, claim = new_place(root, new)
    citing = [
        one
        for other in list_files(root).files
        if other.kind in {"prediction", "review"} and other.id != old
        for one in [read_record(other)]
        if old.encode() in one.data and one.record is not None
    ]
    changed = [one for one in (_citing_anew(one, old, new) for one in citing) if one]
    done = new_files(folder, {f"{claim}.yaml": after.data})
    for one in changed:
        with open_for_writing(root, one.file) as (now, write):
            if now.data != next(before.data for before in citing if before.file == one.file):
                raise FileChangedError(one.file.shown)
            write(one.data)
        done.append(one.file.file)
    _remove(root, file, reading)
    return done


def _remove(root: Path, file: RecordFile, reading: Reading) -> None:
    """Remove the old file, which must be what was read."""
    with open_for_writing(root, file) as (now, _):
        if now.data != reading.data:
            raise FileChangedError(file.shown)
        file.file.unlink()


def _citing_anew(reading: Reading, old: str, new: str) -> Reading | None:
    """A file in which a prediction has its new id wherever it is named; None when it is not named."""
    document = reading.document
    nodes = [
        node
        for child in root_of(document).children()
        if child.name != "formerly"
        for node in child.walk()
        if node.value == old and _is_written(node)
    ]
    if not nodes:
        return None
    text = spliced(
        document.text, [(node.content, node.end, as_scalar(new, in_flow=True)) for node in nodes]
    )
    parsed = parse(Source(reading.file.shown, text), reading.file.kind)
    mark = codecs.BOM_UTF8 if reading.data.startswith(codecs.BOM_UTF8) else b""
    return Reading(reading.file, parsed.record, [], parsed.document, mark + text.encode("utf-8"))


def _is_written(node: Node) -> bool:
    """Whether a value stands for itself, and is no other value's name."""
    return not node.is_alias and not node.is_collection
