"""One file checked by itself, and the facts about it that the rules of the folder need.

The result is plain data, so that it can come from another process or from the cache.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from scorecard.checks.folder_rules import Inspection
from scorecard.checks.record_rules import (
    broken_date_order,
    broken_future_dates,
    broken_record_rules,
    last_day,
)
from scorecard.checks.source_rules import (
    Source,
    broken_source_rules,
    independent_addresses,
    sources_of,
)
from scorecard.checks.text_rules import (
    broken_text_rules,
    direction_overrides,
    lost_words,
)
from scorecard.reading.record_reader import AnyRecord, DomainList, Reading
from scorecard.records import Outlook, Prediction, Review, Settings, phrase_of
from scorecard.records.fields import bare_address
from scorecard.rules import BrokenRule


def inspect_reading(reading: Reading, latest_day: date | None) -> Inspection:
    """The problems of a file by itself.

    Args:
        reading: The file.
        latest_day: The last day that has come; None allows dates in the future.
    """
    record = reading.record
    problems = [*reading.problems, *direction_overrides(reading)]
    sources = sources_of(record) if isinstance(record, Prediction) else []
    if record is not None:
        problems += lost_words(reading)
        problems += [reading.problem(one) for one in _broken_rules(record, sources, latest_day)]
    digest = hashlib.sha256(reading.data).hexdigest() if reading.data else ""
    return Inspection(digest, problems, _facts(reading, sources))


def _broken_rules(
    record: AnyRecord, sources: Sequence[Source], latest_day: date | None
) -> Iterator[BrokenRule]:
    if isinstance(record, Prediction | Review):
        yield from broken_date_order(record)
    yield from broken_record_rules(record)
    yield from broken_text_rules(record)
    if isinstance(record, Prediction):
        yield from broken_source_rules(record, sources)
        if latest_day is not None:
            yield from broken_future_dates(record, latest_day)


def _facts(reading: Reading, sources: Sequence[Source]) -> dict[str, Any]:
    record = reading.record
    if isinstance(record, Prediction):
        places = {key: [*reading.place((key,))] for key in ("window", "evidence", "claim")}
        return _prediction_facts(record, sources) | {"places": places}
    if isinstance(record, Review):
        return {"ids": record.ids}
    if isinstance(record, DomainList):
        names = {name: one.id for one in record.root for name in (one.en, one.zh)}
        chinese = [one.zh for one in record.root]
        return {"ids": [one.id for one in record.root], "names": names, "chinese": chinese}
    if isinstance(record, Settings):
        languages = sorted(set(record.languages))
        return {"ids": [judge.id for judge in record.judges], "languages": languages}
    if isinstance(record, Outlook):
        address = bare_address(record.url) if record.url else None
        return {"ids": [item.id for item in record.items], "address": address}
    return {}


def _prediction_facts(record: Prediction, sources: Sequence[Source]) -> dict[str, Any]:
    closes_on = record.window.closes_on
    criteria, passage = record.criteria, record.passage
    measures = [text for _, text in criteria or ()]
    return {
        "claim": [*phrase_of(record.claim)],
        "passage": repr((passage.item, passage.starts, passage.ends, *map(phrase_of, measures)))
        if passage and measures
        else None,
        "domain": record.domain,
        "item": record.passage.item if record.passage else None,
        "made_on": record.made_on.isoformat(),
        "closes_on": closes_on.isoformat() if closes_on else None,
        "verdicts": [
            [given.judged_on.isoformat(), given.verdict.value, given.by]
            for given in record.verdicts
        ],
        "raters": [rating.rater for rating in record.ratings],
        "priors": [prior.by for prior in record.priors],
        "is_plain": isinstance(record.claim, str),
        "last_day": last_day(record),
        "is_withdrawn": record.withdrawn is not None,
        "sources": independent_addresses(record, sources),
        "same_event": record.same_event,
        "formerly": record.formerly,
    }
