"""Records' files edited: found by id, read, changed in one place, checked and written; nothing else moves."""

import codecs
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from scorecard.checks.folder_rules import Inspection, folder_problems
from scorecard.checks.inspection import inspect_reading
from scorecard.checks.source_rules import addresses_of
from scorecard.editing import errors
from scorecard.editing.edits import Edit
from scorecard.editing.record_text import root_of, spliced, with_value
from scorecard.editing.scalars import as_block, as_flow, as_scalar, plain
from scorecard.editing.starting import inside, new_files, new_place
from scorecard.problems import CallError, Problem, ScorecardError, Severity
from scorecard.reading.files import (
    LARGEST,
    RecordFile,
    file_of,
    list_files,
    name_problem,
    read_bytes,
)
from scorecard.reading.record_reader import Reading, parse, read_record
from scorecard.reading.yaml_reader import Document
from scorecard.records import Review
from scorecard.text import Phrase, listed, printable, system_reason
from scorecard.writing import opened_folder

UNSOURCED = "no-independent-source"
"""The only error across records that a verdict alone can bring."""
_MENDED_LATER = frozenset({"half-right-without-parts", "early-without-reason", UNSOURCED})
"""Errors that an edit may leave: without a terminal nobody can be asked for what they want."""


class Change(NamedTuple):
    """An edit that was written: the file as it is now, and for each edit the line of what it wrote, from 1.

    Beside them the check of the file as it is now and of the outlooks, and the problems that the file did not
    have before.
    """

    reading: Reading
    lines: list[int]
    inspected: list[tuple[RecordFile, Inspection]]
    new_problems: list[Problem]


_PLACE = re.compile(r"(.+\.yaml)(?::\d+){0,2}:?", re.DOTALL)
"""A record's file, with the line and the column that `check` prints after it."""


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
    place = _PLACE.fullmatch(asked)
    if place is None and "/" in asked:
        return asked
    files = _prediction_files(root)
    if place:
        # Not Path.resolve: that raises for a link that leads to itself.
        asked_for = {os.path.realpath(place[1]), os.path.realpath(root / place[1])}
        found = [file.id for file in files if os.path.realpath(file.shown) in asked_for]
    else:
        found = [file.id for file in files if file.id.partition("/")[2] == asked]
    if len(found) > 1:
        name, n = printable(asked, limit=60), len(found)
        en, zh = map(printable, listed(found))
        en = f"{name!r} is the name of {n} predictions; choose {en}"
        raise CallError(en, f"有 {n} 条预测叫“{name}”，可选：{zh}")
    return found[0] if found else asked


def _prediction_files(root: Path) -> list[RecordFile]:
    return [file for file in list_files(root).files if file.kind == "prediction"]


def _outlooks(root: Path) -> list[Reading]:
    """The outlooks; other files are not looked at, since hundreds of edits may come in a row."""
    ids = (f"{file.parent.name}/outlook" for file in sorted(root.glob("*/outlook.yaml")))
    return [read_record(file_of(root, "outlook", id_)) for id_ in ids]


def _inspected_outlooks(root: Path) -> list[tuple[RecordFile, Inspection]]:
    return [(one.file, inspect_reading(one, None)) for one in _outlooks(root)]


def outlook_addresses(root: Path) -> set[str]:
    """The addresses of the outlooks of a folder, which are no independent sources."""
    return addresses_of(one.record for one in _outlooks(root) if one.record)


def find_prediction(root: Path, id_: str) -> RecordFile:
    """The file of `outlook/claim`; other files are neither read nor, when it exists, looked at.

    Raises:
        UnknownPredictionError: There is no such file; it names the nearest id, or the one it has now.
        LeadsOutError: A link on the way leads out of the folder.
    """
    outlook, _, claim = id_.partition("/")
    file = file_of(root, "prediction", id_)
    is_id = not (name_problem(outlook) or name_problem(claim))
    if not is_id or outlook == "reviews" or claim == "outlook" or not file.file.exists():
        files = _prediction_files(root)
        records = ((file.id, read_record(file).record) for file in files)
        former = ((now, old) for now, one in records if one for old in one.formerly)
        renamed = next((now for now, old in former if id_ in {old, old.partition("/")[2]}), None)
        raise errors.UnknownPredictionError(id_, [file.id for file in files], renamed=renamed)
    inside(root, file.file)
    return file


def edit_prediction(  # noqa: PLR0913  (four of them by name)
    root: Path,
    id_: str,
    edits: Sequence[Edit],
    *,
    seen: Reading | None = None,
    today: date | None = None,
    is_whole: bool = False,
) -> Change:
    """Edit a prediction's file: all edits in one write, or none.

    The new text is parsed before it is written: its record must be the old one with the edits. It may break
    no rule that the old one kept, nor, if it has to be whole, lack an independent source; warnings do not
    count.

    Args:
        root: The folder of the records.
        id_: `outlook/claim`.
        edits: What to do, in order.
        seen: The file as it was when the edits were decided; a file that has changed since is not edited.
        today: The last day that has come, after which nothing may be dated; None allows it.
        is_whole: Whether the record may not lack what can be added by hand later.

    Raises:
        UnknownPredictionError: No file has this id.
        EditError: It is not possible or not safe; nothing was written.
    """
    file = find_prediction(root, id_)
    outlooks = _inspected_outlooks(root)
    with open_for_writing(root, file, seen) as (reading, write):
        if seen and reading.data != seen.data and not _still_apply(edits, seen, reading):
            raise errors.FileChangedError(file.shown)
        after, lines = edited(reading, edits)
        inspection = inspect_reading(after, today)
        new = _new_problems(reading, inspection, today)
        inspected = [(after.file, inspection), *outlooks]
        across = folder_problems(inspected, date.min)
        faulty = [one for one in new if one.severity is Severity.ERROR]
        faulty += [one for one in across if one.rule == UNSOURCED]
        broken = next((one for one in faulty if is_whole or one.rule not in _MENDED_LATER), None)
        if broken:
            raise errors.BreaksRuleError(broken)
        write(after.data)
    return Change(after, lines, inspected, new)


def _new_problems(before: Reading, after: Inspection, today: date | None) -> list[Problem]:
    """The problems of a file after an edit that it did not have before."""
    known = Counter((one.rule, one.message) for one in inspect_reading(before, today).problems)
    new = []
    for one in after.problems:  # entries are added at the end, so of equal ones the last is new
        known[one.rule, one.message] -= 1
        if known[one.rule, one.message] < 0:
            new.append(one)
    return new


def _still_apply(edits: Sequence[Edit], seen: Reading, now: Reading) -> bool:
    """Whether nothing but ratings or priors came in between; a review's decision rests on those, too."""
    of_people: dict[str, list[object]] = {"ratings": [], "priors": []}
    before, after = (one.record.model_copy(update=of_people) for one in (seen, now))
    return before == after and all(
        edit.entry and not getattr(edit.entry, "decided", None) for edit in edits
    )


@contextmanager
def open_for_writing(
    root: Path, file: RecordFile, seen: Reading | None = None
) -> Iterator[tuple[Reading, Callable[[bytes], None]]]:
    """A valid record's file as it is now, locked, with the function that writes it.

    A file that is still as it was `seen` is not parsed again.

    Raises:
        EditError: It is not possible or not safe; nothing was written.
    """
    target = inside(root, file.file)
    try:
        with opened_folder(root, target.parent) as folder:
            data = read_bytes(file)
            reading = seen if seen and data == seen.data else read_record(file)
            if reading.record is None:
                raise errors.FaultyRecordError(file.shown, reading.problems)

            def write(data: bytes) -> None:
                if len(data) > LARGEST:
                    n, most = f"{len(data):,}", f"{LARGEST:,}"
                    en = f"it would have {n} bytes, more than {most}"
                    why = Phrase(en, f"会有 {n} 字节，超过 {most}")
                    raise errors.CannotWriteError(file.shown, why)
                if not folder.replace(target.name, reading.data, data):
                    raise errors.FileChangedError(file.shown)

            yield reading, write
    except OSError as error:
        raise errors.CannotWriteError(file.shown, system_reason(error)) from None


def edited(reading: Reading, edits: Sequence[Edit]) -> tuple[Reading, list[int]]:
    """A valid prediction's file with edits, and for each edit the line of what it wrote; no rule is asked.

    Raises:
        UnsafeEditError: The edit would change something else too.
    """
    after, paths = reading, []
    for edit in edits:
        after = _with_value(after, edit.key, edit.value(after.record))
        last = len(getattr(after.record, edit.key)) - 1 if edit.entry else None
        paths.append((edit.key,) if last is None else (edit.key, last))
    starts = [after.document.start(path, is_key=True) for path in paths]
    return after, [after.document.place(start).line for start in starts]


def _with_value(reading: Reading, key: str, value: Any) -> Reading:  # noqa: ANN401  (of any key)
    """A valid record's file with another value of a key; an error if anything else would change too."""
    record = reading.record.model_copy(update={key: value})
    old, new = (plain(getattr(one, key), key) for one in (reading.record, record))
    after = _with_text(reading, with_value(reading.document, key, old, new))
    if after.record != record:
        raise errors.UnsafeEditError(reading.file.shown)
    return after


def _with_text(reading: Reading, text: str) -> Reading:
    """A file with another text."""
    parsed = parse(Document(text, reading.file.shown), reading.file.kind)
    mark = codecs.BOM_UTF8 if reading.data.startswith(codecs.BOM_UTF8) else b""
    return Reading(reading.file, parsed.record, [], parsed.document, mark + text.encode("utf-8"))


def create_review(root: Path, name: str, review: Review) -> Path:
    """Write the file of a new review.

    Raises:
        AlreadyThereError: There is a review of that name.
        EditError: It is not possible or not safe; nothing was written.
    """
    path = file_of(root, "review", f"reviews/{name}").file
    lines = [
        "# A yearly review. Ids may be added to or taken from the list until the meeting; its order is kept.",
        "# 年度复盘。开会之前可以增减清单里的 id；顺序保持不变。",
        f"opened_on: {review.opened_on}",
        f"held_on: {review.held_on}",
        f"raters: {as_flow(review.raters)}",
        *as_block({"predictions": plain(review.predictions, "predictions")}, 0),
    ]
    text = "\n".join(lines) + "\n"
    if parse(Document(text, str(path)), "review").record != review:
        raise errors.UnsafeEditError(path)
    return new_files(root, {str(inside(root, path.parent) / path.name): text.encode("utf-8")})[0]


def edit_review(root: Path, name: str, change: Callable[[Review], dict[str, Any]]) -> Review:
    """Write new values into a review's file, which may break no rule that it kept; every other byte stays.

    The values by field come from `change`, which gets the review as it is now. Returned is what it is then.

    Raises:
        EditError: It is not possible or not safe; nothing was written.
    """
    file = file_of(root, "review", f"reviews/{name}")
    with open_for_writing(root, file) as (reading, write):
        after = reading
        for key, value in change(reading.record).items():
            after = _with_value(after, key, value)
        new = _new_problems(reading, inspect_reading(after, None), None)
        if broken := next((one for one in new if one.severity is Severity.ERROR), None):
            raise errors.BreaksRuleError(broken)
        write(after.data)
    reviewed: Review = after.record
    return reviewed


def rename_prediction(root: Path, old: str, new: str) -> list[Path]:
    """Give a prediction another id; its old one goes into `formerly`, so that its history is found.

    The new file is written first and the old one removed last: whatever stops it, nothing is lost. After an
    error all files are as they were.

    Returns:
        The new file, and then the other files that named the prediction and name it by its new id now.

    Raises:
        CallError: There is no such prediction, or the new id cannot be given; see `new_place`.
        EditError: It is not possible or not safe, or the outlook has no such item; nothing was written.
    """
    file = find_prediction(root, old)
    reading = read_record(file)
    if reading.record is None:
        raise errors.FaultyRecordError(file.shown, reading.problems)
    folder, claim = new_place(root, new)
    new = f"{folder.name}/{claim}"
    after = _with_value(reading, "formerly", [*reading.record.formerly, old])
    moved = (file._replace(id=new), inspect_reading(after, None))
    across = folder_problems([moved, *_inspected_outlooks(root)], date.min)
    broken = next((one for one in across if one.rule == "unknown-item"), None)
    if broken and folder != file.file.parent:
        raise errors.BreaksRuleError(broken)
    readings = (
        read_record(other)
        for other in list_files(root).files
        if other.kind in {"prediction", "review"} and other.id != old
    )
    citing = [
        (one, anew)
        for one in readings
        if old.encode() in one.data and one.record and (anew := _citing_anew(one, old, new))
    ]
    done = new_files(folder, {f"{claim}.yaml": after.data})
    try:
        for before, anew in [*citing, (reading, None)]:
            _put(root, before, anew)
            done.append(before.file.file)
    except ScorecardError:
        for before, anew in citing[: len(done) - 1]:
            _put(root, anew, before)
        done[0].unlink()
        raise
    return done[:-1]


def _put(root: Path, before: Reading, after: Reading | None) -> None:
    """Give a file that is still as it was another content; None removes it."""
    with open_for_writing(root, before.file) as (now, write):
        if now.data != before.data:
            raise errors.FileChangedError(before.file.shown)
        if after:
            write(after.data)
        else:
            before.file.file.unlink()


def _citing_anew(reading: Reading, old: str, new: str) -> Reading | None:
    """A file in which a prediction has its new id wherever it is named; None when it is not named."""
    document = reading.document
    nodes = [
        node
        for child in root_of(document).children
        if child.name != "formerly"
        for node in child.walk()
        if node.value == old and not node.is_alias
    ]
    scalar = as_scalar(new, in_flow=True)
    splices = [(node.content, node.end, scalar) for node in nodes]
    return _with_text(reading, spliced(document.text, splices)) if splices else None
