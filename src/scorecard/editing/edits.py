"""The edits of a record: each changes the text and, in the same way, the record."""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

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
NewValue: TypeAlias = str | Bilingual | Window | Criteria | date

_LISTS = {
    model: name
    for name, field in Prediction.model_fields.items()
    for model in types_in(field.annotation, Record)
}
"""The key under which a record holds a model."""


class Edit:
    """A new value of one key of a record."""

    key: str

    def value(self, record: Prediction) -> Any:  # noqa: ANN401  (of any key)
        """The value of the key after the edit, as each kind of edit has it."""


@dataclass(frozen=True, slots=True)
class Append(Edit):
    """A new verdict, evidence item, rating, amendment or prior at the end of its list."""

    entry: Entry

    @property
    def key(self) -> str:  # type: ignore[override]  # it depends on the entry
        """The key of the list."""
        return _LISTS[type(self.entry)]

    def value(self, record: Prediction) -> list[Entry]:
        """The list with the entry."""
        return [*getattr(record, self.key), self.entry]


@dataclass(frozen=True, slots=True)
class Replace(Edit):
    """Another claim, window, criteria or made_on; always together with an amendment."""

    field: Amendable
    new: NewValue

    @property
    def key(self) -> str:  # type: ignore[override]  # it depends on the field
        """The name of the field."""
        return self.field.value

    def value(self, _record: Prediction) -> NewValue:
        """The new value."""
        return self.new


@dataclass(frozen=True, slots=True)
class TakeBack(Edit):
    """The last verdict of one name taken out again, during the meeting that gave it."""

    by: str
    key = "verdicts"

    def value(self, record: Prediction) -> list[JudgedVerdict]:
        """The other verdicts."""
        own = [at for at, one in enumerate(record.verdicts) if one.by == self.by]
        return [one for at, one in enumerate(record.verdicts) if at not in own[-1:]]


@dataclass(frozen=True, slots=True)
class KeepCopy(Edit):
    """The address of an archived copy written into the evidence item at a position, from 0."""

    position: int
    archived_url: str
    key = "evidence"

    def value(self, record: Prediction) -> list[Evidence]:
        """The items, one of them with the address."""
        new, items = {"archived_url": self.archived_url}, list(record.evidence)
        items[self.position] = items[self.position].model_copy(update=new)
        return items
