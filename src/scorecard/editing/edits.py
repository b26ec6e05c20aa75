"""The edits of a record: each gives one key another value, in the text and in the record alike."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from scorecard.records import (
    Amendable,
    Amendment,
    Bilingual,
    Criteria,
    Evidence,
    JudgedVerdict,
    Prediction,
    Prior,
    Rating,
    Window,
)
from scorecard.records.fields import Record, types_in

Entry: TypeAlias = JudgedVerdict | Evidence | Rating | Amendment | Prior
NewValue: TypeAlias = str | Bilingual | Window | Criteria | date | float | None

_LISTS = {
    model: name
    for name, field in Prediction.model_fields.items()
    for model in types_in(field.annotation, Record)
}
"""The key under which a record holds a model."""


class Edit(NamedTuple):
    """A new value of one key of a record, computed from the record as it is then.

    Attributes:
        key: The key.
        value: The value of the key after the edit.
        entry: What the edit adds at the end of a list; None when it does something else.
    """

    key: str
    value: Callable[[Prediction], Any]
    entry: Entry | None = None


def append(entry: Entry) -> Edit:
    """A new verdict, evidence item, rating, amendment or prior at the end of its list."""
    key = _LISTS[type(entry)]
    return Edit(key, lambda record: [*getattr(record, key), entry], entry)


def replace(field: Amendable, new: NewValue) -> Edit:
    """Another claim, window, criteria, made_on or probability; always together with an amendment."""
    return Edit(field.value, lambda _: new)


def take_back(by: str) -> Edit:
    """The last verdict of one name taken out again, during the meeting that gave it."""

    def others(record: Prediction) -> list[JudgedVerdict]:
        own = [at for at, one in enumerate(record.verdicts) if one.by == by]
        return [one for at, one in enumerate(record.verdicts) if at not in own[-1:]]

    return Edit("verdicts", others)


def replace_verdict(old: JudgedVerdict, new: JudgedVerdict) -> Edit:
    """A verdict in the place of another, of which it says the same in one more language."""
    return Edit("verdicts", lambda record: [new if it == old else it for it in record.verdicts])


def keep_copy(url: str, archived_url: str) -> Edit:
    """The address of an archived copy written into the evidence items of an address that have none."""

    def with_copy(item: Evidence) -> Evidence:
        lacks_it = item.url == url and item.archived_url is None
        return item.model_copy(update={"archived_url": archived_url}) if lacks_it else item

    return Edit("evidence", lambda record: list(map(with_copy, record.evidence)))
