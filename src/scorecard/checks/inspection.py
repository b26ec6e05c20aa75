"""One file looked at by itself, boiled down to what the rules of the folder need.

The result is plain data, so that it can come from another process or from the cache.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from scorecard.checks.folder import Inspection
from scorecard.checks.record import record_findings
from scorecard.checks.review import review_findings
from scorecard.errors import Phrase, Problem
from scorecard.loading.collector import without_garbage_collection
from scorecard.loading.files import RecordFile, Source
from scorecard.loading.reading import Reading, read_record
from scorecard.loading.values import Place
from scorecard.models import Prediction, Review
from scorecard.rules import RULES

__all__ = ["inspect_file", "inspect_files", "inspect_reading"]

_HINTS = (*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "\\u20")
"""What a text with a direction override holds: looking for these is ten times as fast as the pattern."""

_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]|\\u(202[a-eA-E]|206[6-9])")


def _direction_overrides(source: Source) -> Iterator[Problem]:
    """Characters, also written as escapes, that make a text look like another one."""
    if not any(hint in source.text for hint in _HINTS):
        return
    for found in _TURNS.finditer(source.text):
        before = source.text[: found.start()]
        line, column = before.count("\n") + 1, found.start() - before.rfind("\n")
        code = f"U+{(found[1] or f'{ord(found[0]):04x}').upper()}"
        phrase = Phrase(f"the direction override {code}", f"改变阅读方向的字符 {code}")
        yield RULES["direction-override"].problem(source.shown, line, column, phrase)


def _prediction_facts(record: Prediction, window: Place) -> dict[str, Any]:
    closes_on = record.window.closes_on
    return {
        "domain": record.domain,
        "item": record.passage.item if record.passage else None,
        "made_on": record.made_on.isoformat(),
        "closes_on": closes_on.isoformat() if closes_on else None,
        "window": [*window],
        "verdicts": [
            [given.judged_on.isoformat(), given.verdict.value] for given in record.verdicts
        ],
    }


def _facts(reading: Reading) -> dict[str, Any]:
    record = reading.record
    if record is None:
        return {}
    if reading.file.kind == "prediction":
        return _prediction_facts(record, reading.places["window"])
    if reading.file.kind == "outlook":
        return {"ids": [item.id for item in record.items]}
    if reading.file.kind == "domains":
        names = {name: one.id for one in record.root for name in (one.en, one.zh)}
        return {"ids": [domain.id for domain in record.root], "names": names}
    return {"ids": list(record.predictions)}


def inspect_reading(reading: Reading) -> Inspection:
    """What the rules find in a file that was read."""
    findings = []
    if isinstance(reading.record, Prediction):
        findings = record_findings(reading.record)
    elif isinstance(reading.record, Review):
        findings = review_findings(reading.record)
    shown = reading.file.shown
    problems = [
        *reading.problems,
        *_direction_overrides(reading.source),
        *(
            RULES[one.rule].problem(shown, *reading.place(one.path), one.message, one.hint)
            for one in findings
        ),
    ]
    digest = hashlib.sha256(reading.data).hexdigest() if reading.data else ""
    return Inspection(digest, problems, _facts(reading))


def inspect_file(file: RecordFile) -> Inspection:
    """What the rules find in one file."""
    return inspect_reading(read_record(file))


def inspect_files(files: list[RecordFile]) -> list[Inspection]:
    """What the rules find in each of some files, each by itself."""
    with without_garbage_collection():
        return [inspect_file(file) for file in files]
