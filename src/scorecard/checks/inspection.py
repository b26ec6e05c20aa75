"""One file looked at by itself, boiled down to what the rules of the folder need.

The result is plain data, so that it can come from another process or from the cache.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from scorecard.checks.dated import last_day
from scorecard.checks.folder import Inspection
from scorecard.checks.prior_rules import prior_findings
from scorecard.checks.raw_text import direction_overrides, lost_texts
from scorecard.checks.record import record_findings
from scorecard.checks.review import review_findings
from scorecard.checks.source_rules import independent_addresses, source_findings
from scorecard.checks.text_rules import text_findings
from scorecard.checks.verdict_rules import verdict_findings
from scorecard.reading.collector import without_garbage_collection
from scorecard.reading.files import RecordFile
from scorecard.reading.reading import Reading, read_record
from scorecard.reading.values import Place
from scorecard.records import Prediction, Review
from scorecard.records.fields import bare_address
from scorecard.rules import RULES

__all__ = ["inspect_file", "inspect_files", "inspect_reading"]

_PLACED = ("window", "evidence", "same_event")
"""The keys at which the rules of the folder place what they find, without reading the file again."""
_RECORD_RULES = (record_findings, verdict_findings, source_findings, prior_findings, text_findings)


def _prediction_facts(record: Prediction, places: Mapping[str, Place]) -> dict[str, Any]:
    closes_on = record.window.closes_on
    return {
        "domain": record.domain,
        "item": record.passage.item if record.passage else None,
        "made_on": record.made_on.isoformat(),
        "closes_on": closes_on.isoformat() if closes_on else None,
        "places": {name: [*places[name]] for name in _PLACED if name in places},
        "verdicts": [
            [given.judged_on.isoformat(), given.verdict.value, given.by]
            for given in record.verdicts
        ],
        "raters": [rating.rater for rating in record.ratings],
        "priors": [prior.by for prior in record.priors],
        "is_plain": isinstance(record.claim, str),
        "last_day": last_day(record),
        "is_withdrawn": record.withdrawn is not None,
        "sources": independent_addresses(record),
        "same_event": record.same_event,
        "formerly": record.formerly,
    }


def _facts(reading: Reading) -> dict[str, Any]:
    record = reading.record
    if record is None:
        return {}
    if reading.file.kind == "prediction":
        return _prediction_facts(record, reading.places)
    if reading.file.kind == "outlook":
        address = bare_address(record.url) if record.url else None
        return {"ids": [item.id for item in record.items], "address": address}
    if reading.file.kind == "domains":
        names = {name: one.id for one in record.root for name in (one.en, one.zh)}
        return {"ids": [domain.id for domain in record.root], "names": names}
    if reading.file.kind == "scorecard":
        languages = sorted(set(record.languages))
        return {"ids": [judge.id for judge in record.judges], "languages": languages}
    return {"ids": list(record.predictions)}


def inspect_reading(reading: Reading) -> Inspection:
    """What the rules find in a file that was read."""
    findings = []
    if isinstance(reading.record, Prediction):
        findings = [found for rules in _RECORD_RULES for found in rules(reading.record)]
    elif isinstance(reading.record, Review):
        findings = review_findings(reading.record)
    shown = reading.file.shown
    problems = [
        *reading.problems,
        *direction_overrides(reading.source),
        *(lost_texts(reading.source) if reading.record is not None else ()),
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
