"""The edits of a record: each changes the text and, in the same way, the record."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from scorecard.editing.record_text import (
    column_of,
    line_break,
    line_end,
    own_end,
    root_of,
    spliced,
    with_entry,
    with_key,
    with_value,
    without_entry,
)
from scorecard.editing.scalars import as_scalar, values_of
from scorecard.reading.yaml_reader import Document, Path
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
    Record,
    Window,
)

Entry: TypeAlias = JudgedVerdict | Evidence | Rating | Amendment | Prior
NewValue: TypeAlias = str | Bilingual | Window | Criteria | date

_LISTS: dict[type[Entry], str] = {
    JudgedVerdict: "verdicts",
    Evidence: "evidence",
    Rating: "ratings",
    Amendment: "amendments",
    Prior: "priors",
}


@dataclass(frozen=True, slots=True)
class Append:
    """A new verdict, evidence item, rating, amendment or prior at the end of its list."""

    entry: Entry

    @property
    def list_name(self) -> str:
        """The key of the list."""
        return _LISTS[type(self.entry)]

    def in_text(self, document: Document, _record: Prediction) -> str:
        """The text after the edit."""
        return with_entry(document, self.list_name, values_of(self.entry))

    def in_record(self, record: Prediction) -> Prediction:
        """The record after the edit."""
        entries = [*getattr(record, self.list_name), self.entry]
        return record.model_copy(update={self.list_name: entries})

    def path(self, record: Prediction) -> Path:
        """The way to the entry in a record that has it as its last."""
        return self.list_name, len(getattr(record, self.list_name)) - 1


@dataclass(frozen=True, slots=True)
class Replace:
    """Another claim, window, criteria or made_on; always together with an amendment."""

    field: Amendable
    value: NewValue

    def in_text(self, document: Document, _record: Prediction) -> str:
        """The text after the edit."""
        if not isinstance(self.value, Record):
            return with_value(document, self.field.value, self.value)
        is_there = self.field.value in document.value
        edit = with_value if is_there else with_key
        return edit(document, self.field.value, values_of(self.value))

    def in_record(self, record: Prediction) -> Prediction:
        """The record after the edit."""
        return record.model_copy(update={self.field.value: self.value})

    def path(self, _record: Prediction) -> Path:
        """The way to the value."""
        return (self.field.value,)


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The last verdict of one name taken out again, during the meeting that gave it."""

    by: str

    def position(self, record: Prediction) -> int | None:
        """The position of the verdict; None when that name gave none."""
        found = [position for position, one in enumerate(record.verdicts) if one.by == self.by]
        return found[-1] if found else None

    def in_text(self, document: Document, record: Prediction) -> str:
        """The text after the edit."""
        position = self.position(record)
        return document.text if position is None else without_entry(document, "verdicts", position)

    def in_record(self, record: Prediction) -> Prediction:
        """The record after the edit."""
        position = self.position(record)
        kept = [one for number, one in enumerate(record.verdicts) if number != position]
        return record.model_copy(update={"verdicts": kept})

    def path(self, _record: Prediction) -> Path:
        """The way to the list that had the verdict."""
        return ("verdicts",)


@dataclass(frozen=True, slots=True)
class KeepCopy:
    """The address of an archived copy written into the evidence item at a position, from 0."""

    position: int
    archived_url: str

    def in_text(self, document: Document, _record: Prediction) -> str:
        """The text after the edit: a line below the item's address."""
        text, item = document.text, root_of(document)["evidence"][self.position]
        there, url = item.child("archived_url"), item["url"]
        value = as_scalar(self.archived_url, in_flow=item.is_flow)
        if there:
            return spliced(text, [(there.start, own_end(there), value)])
        if item.is_flow:
            return spliced(text, [(own_end(url), own_end(url), f", archived_url: {value}")])
        end = line_end(text, own_end(url))
        line = f"{line_break(text, end)}{' ' * column_of(url.key or url)}archived_url: {value}"
        return spliced(text, [(end, end, line)])

    def in_record(self, record: Prediction) -> Prediction:
        """The record after the edit."""
        new, items = {"archived_url": self.archived_url}, list(record.evidence)
        items[self.position] = items[self.position].model_copy(update=new)
        return record.model_copy(update={"evidence": items})

    def path(self, _record: Prediction) -> Path:
        """The way to the address of the copy."""
        return "evidence", self.position, "archived_url"


@dataclass(frozen=True, slots=True)
class Renamed:
    """An id that the record had until now, noted under `formerly`."""

    old: str

    def in_text(self, document: Document, record: Prediction) -> str:
        """The text after the edit."""
        ids = self.in_record(record).formerly
        is_there = "formerly" in document.value
        return (with_value if is_there else with_key)(document, "formerly", ids)

    def in_record(self, record: Prediction) -> Prediction:
        """The record after the edit."""
        return record.model_copy(update={"formerly": [*record.formerly, self.old]})

    def path(self, _record: Prediction) -> Path:
        """The way to the list of ids."""
        return ("formerly",)


Edit: TypeAlias = Append | Replace | TakeBack | KeepCopy | Renamed
