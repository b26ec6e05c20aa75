"""One prediction's file edited: found by its id, read, changed in one place, checked, written."""

import codecs
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from scorecard.checks.dated import future_findings
from scorecard.checks.record import Finding, record_findings
from scorecard.editing.edits import Edit, TakeBack
from scorecard.editing.refusals import (
    BreaksRuleError,
    CannotWriteError,
    FaultyRecordError,
    FileChangedError,
    LeadsOutError,
    NothingToTakeBackError,
    UnknownPredictionError,
    UnsafeEditError,
)
from scorecard.editing.writing import locked_folder, replace_file
from scorecard.problems import Severity
from scorecard.reading.files import LARGEST, RecordFile, Source, is_name, list_files
from scorecard.reading.nodes import place_of, read_nodes
from scorecard.reading.reading import Reading, parse, read_record
from scorecard.records import Prediction
from scorecard.rules import RULES

__all__ = ["Change", "edit_prediction", "edited", "find_prediction"]


class Change(NamedTuple):
    """An edit that was written.

    Attributes:
        file: The file.
        record: Its record now.
        lines: For each edit the line where it stands, from 1.
        data: The file's bytes now.
    """

    file: RecordFile
    record: Prediction
    lines: list[int]
    data: bytes


def find_prediction(root: Path, id_: str) -> RecordFile:
    """The file of an id; other files are neither read nor, when it exists, looked at.

    Args:
        root: The folder of the records.
        id_: `outlook/claim`.

    Raises:
        UnknownPredictionError: There is no such file; it names the nearest id.
        LeadsOutError: A link on the way leads out of the folder.
    """
    outlook, _, claim = id_.partition("/")
    path = root / outlook / f"{claim}.yaml"
    is_id = is_name(outlook) and is_name(claim)
    if not is_id or outlook == "reviews" or claim == "outlook" or not path.is_file():
        known = [file.id for file in list_files(root).files if file.kind == "prediction"]
        raise UnknownPredictionError(id_, known)
    if not path.resolve().is_relative_to(root.resolve()):
        raise LeadsOutError(str(path))
    return RecordFile(path, str(path), "prediction", id_)


def edit_prediction(
    root: Path,
    id_: str,
    edits: Sequence[Edit],
    *,
    seen: bytes | None = None,
    today: date | None = None,
) -> Change:
    """Edit a prediction's file: all edits in one write, or none.

    The new text is read back before it is written: its record must be the old one with the edits, and
    it may break no rule that the old one kept; warnings do not count.

    Args:
        root: The folder of the records.
        id_: `outlook/claim`.
        edits: What to do, in order.
        seen: The bytes that the decision was made on; a file that holds others is not edited.
        today: The last day that has come, after which nothing may be dated; None does not ask.

    Returns:
        What was written.

    Raises:
        UnknownPredictionError: No file has this id.
        NothingToTakeBackError: A `TakeBack` names somebody who gave no verdict.
        LeadsOutError: A link on the way leads out of the folder.
        FaultyRecordError: The file is not valid now.
        FileChangedError: The file is no longer what was read.
        BreaksRuleError: The record would break a rule.
        UnsafeEditError: The edit would change something else too.
        CannotWriteError: The system refused.
    """
    file = find_prediction(root, id_)
    target = file.file.resolve()
    try:
        with locked_folder(target.parent) as folder:
            reading = read_record(file)
            if seen is not None and reading.data != seen:
                raise FileChangedError(file.shown)
            change = edited(reading, edits)
            _keep_rules(reading, change, today)
            if not replace_file(target, reading.data, change.data, folder):
                raise FileChangedError(file.shown)
    except OSError as error:
        raise CannotWriteError(file.shown, error.strerror or str(error)) from None
    return change


def _broken_rules(record: Prediction, today: date | None) -> list[Finding]:
    """What makes a check of the record fail."""
    found = [*record_findings(record), *(future_findings(record, today) if today else ())]
    return [one for one in found if RULES[one.rule].severity is Severity.ERROR]


def _keep_rules(reading: Reading, change: Change, today: date | None) -> None:
    """Refuse an edit that breaks a rule; what was broken before does not count."""
    before = {(found.rule, found.message) for found in _broken_rules(reading.record, today)}
    for found in _broken_rules(change.record, today):
        if (found.rule, found.message) not in before:
            raise BreaksRuleError(change.file.shown, RULES[found.rule], found.message)


def edited(reading: Reading, edits: Sequence[Edit]) -> Change:
    """What the edits make of a file that was read; nothing is written, and no rule is asked.

    Args:
        reading: The file as it was read.
        edits: What to do, in order.

    Raises:
        FaultyRecordError: The file is not valid.
        NothingToTakeBackError: A `TakeBack` names somebody who gave no verdict.
        UnsafeEditError: The edit would change something else too.
        CannotWriteError: The file would be larger than a record may be.
    """
    file, text, record = reading.file, reading.source.text, reading.record
    if record is None:
        raise FaultyRecordError(file.shown, reading.problems)
    paths = []
    for edit in edits:
        if isinstance(edit, TakeBack) and edit.position(record) is None:
            raise NothingToTakeBackError(file.shown, edit.by)
        text = edit.in_text(text, record)
        record = edit.in_record(record)
        if parse(Source(file.shown, text), "prediction")[0] != record:
            raise UnsafeEditError(file.shown)
        paths.append(edit.path(record))
    mark = codecs.BOM_UTF8 if reading.data.startswith(codecs.BOM_UTF8) else b""
    data = mark + text.encode("utf-8")
    if len(data) > LARGEST:
        raise CannotWriteError(
            file.shown, f"it would have {len(data):,} bytes, more than {LARGEST:,}"
        )
    root = read_nodes(text)
    return Change(file, record, [place_of(root, path, is_key=True).line for path in paths], data)
