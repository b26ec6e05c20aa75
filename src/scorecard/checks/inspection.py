"""One file checked by itself, and the facts about it that the rules of the folder need.

The result is plain data, so that it can come from another process or from the cache.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import chain
from typing import Any

from scorecard.checks.folder_rules import CLAIMS_NAMED, PEOPLE_NAMED, Inspection
from scorecard.checks.record_rules import (
    broken_future_dates,
    broken_record_rules,
    last_day_on_record,
)
from scorecard.checks.source_rules import (
    addresses_of,
    broken_source_rules,
    independent_addresses,
    needs_sources,
    sources_of,
)
from scorecard.checks.text_rules import broken_text_rules, direction_overrides, lost_words
from scorecard.reading.record_reader import AnyRecord, DomainList, Reading
from scorecard.records import Domain, Judge, Prediction, Review, Settings, phrase_of

_PLACED = {str(path): path for path in (("window",), ("evidence",), ("claim",))}
"""The paths at which many files have problems of the folder, by their names among the facts."""


def inspect_reading(reading: Reading, latest_day: date | None) -> Inspection:
    """The problems of a file by itself.

    Args:
        reading: The file.
        latest_day: The last day that has come; None allows dates in the future.
    """
    record, document = reading.record, reading.document
    digest = sha256(reading.data).hexdigest() if reading.data else ""
    rules, facts = [direction_overrides(reading)], dict[str, Any]()
    if record is not None:
        rules += [lost_words(document), broken_record_rules(record), broken_text_rules(record)]
        facts = _facts(record)
    if isinstance(record, Prediction):
        sources, last_day = sources_of(record), last_day_on_record(record)
        rules.append(broken_source_rules(record, sources))
        if latest_day is not None and last_day > latest_day.isoformat():
            rules.append(broken_future_dates(record, latest_day))
        independent = independent_addresses(record, (), sources) if needs_sources(record) else None
        claim, top = document.value["claim"], document.top
        facts |= {
            "language": next(iter(claim)) if isinstance(claim, dict) else None,
            "places": {of: [*document.place(at)] for of, at in _PLACED.items() if at[0] in top},
            "last_day": last_day,
            "sources": independent,
        }
    found = map(document.problem, chain.from_iterable(rules))
    return Inspection(digest, [*reading.problems, *found], facts)


def _facts(record: AnyRecord) -> dict[str, Any]:
    """The facts that are in a record by itself."""
    if isinstance(record, Prediction):
        return _prediction_facts(record)
    if isinstance(record, Review):
        return {"ids": _named(record, CLAIMS_NAMED), "people": _named(record, PEOPLE_NAMED)}
    if isinstance(record, DomainList):
        return _names(record.root) | {"chinese": [one.zh for one in record.root]}
    if isinstance(record, Settings):
        return _names(record.judges) | {"languages": sorted(set(record.languages))}
    return {"ids": [item.id for item in record.items], "addresses": [*addresses_of([record])]}


def _named(record: Prediction | Review, fields: Mapping[str, str]) -> dict[str, list[str]]:
    """What a field of each item says, by the lists of a record; an item may be a name itself."""
    lists = {key: getattr(record, key, ()) for key in fields}
    return {key: [getattr(one, fields[key], one) for one in items] for key, items in lists.items()}


def _names(listed: Sequence[Domain | Judge]) -> dict[str, Any]:
    """The ids of a list, and each by its names."""
    names = {name: one.id for one in listed for name in (one.en, one.zh)}
    return {"ids": [one.id for one in listed], "names": names}


def _prediction_facts(record: Prediction) -> dict[str, Any]:
    closes_on, criteria, passage = record.window.closes_on, record.criteria, record.passage
    written = vars(criteria).values() if criteria else ()
    measures = [side for one in written if one is not None for side in phrase_of(one)]
    return {
        "claim": [*phrase_of(record.claim)],
        "passage": sha256("\0".join([*vars(passage).values(), *measures]).encode()).hexdigest()
        if passage and measures
        else None,
        "domain": record.domain,
        "item": passage.item if passage else None,
        "made_on": record.made_on.isoformat(),
        "closes_on": closes_on.isoformat() if closes_on else None,
        "verdicts": [[one.judged_on.isoformat(), str(one.verdict)] for one in record.verdicts],
        "people": _named(record, PEOPLE_NAMED),
        "is_plain": isinstance(record.claim, str),
        "is_withdrawn": record.withdrawn is not None,
        "same_event": record.same_event,
        "formerly": record.formerly,
    }
