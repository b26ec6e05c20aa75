"""Claims that wait for a verdict on a day, or will by another; starts without tables and arrays."""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from scorecard.reading.folder import Records
from scorecard.records import Bearing, Prediction
from scorecard.text import Phrase
from scorecard.verdicts import State


class Task(StrEnum):
    """What is to be done with a claim whose window closes."""

    JUDGE = "judge"
    CONFIRM = "confirm"
    """It was judged early: the verdict is confirmed or corrected."""


class Lack(StrEnum):
    """What a record lacks before it can get a scored verdict."""

    CRITERIA = "criteria"
    EVIDENCE = "evidence"
    SOURCE = "source"
    """A second independent source."""

    @property
    def label(self) -> Phrase:
        """What is to be done about it."""
        return {
            Lack.CRITERIA: Phrase("criteria", "判定标准"),
            Lack.EVIDENCE: Phrase("evidence that supports or contradicts", "支持或相反的证据"),
            Lack.SOURCE: Phrase("a second independent source", "第二个独立来源"),
        }[self]


_ENOUGH_SOURCES = 2


def lacks_of(prediction: Prediction) -> list[Lack]:
    """What a record lacks before it can get a scored verdict, apart from the verdict and its reason."""
    bearing = [item for item in prediction.evidence if item.bears is not Bearing.CONTEXT]
    independent = [item for item in bearing if item.kind and item.kind.may_be_independent]
    found = [] if prediction.criteria else [Lack.CRITERIA]
    if not bearing:
        return [*found, Lack.EVIDENCE]
    return found if len(independent) >= _ENOUGH_SOURCES else [*found, Lack.SOURCE]


class Due(NamedTuple):
    """One prediction that waits for a verdict, or will from the day after its window closes.

    `is_overdue` says whether it waits already, `task` whether for its first verdict or for one that confirms
    an early one.
    """

    id: str
    prediction: Prediction
    due_on: date
    is_overdue: bool
    task: Task


def _task(prediction: Prediction, as_of: date) -> Task | None:
    """What a claim waits for; None when it is decided or withdrawn."""
    state, given = prediction.state_at(as_of), prediction.verdict_at(as_of)
    if state in {State.OPEN, State.OVERDUE}:
        return Task.JUDGE
    return Task.CONFIRM if state.is_judged and given and prediction.is_early(given) else None


def due_predictions(records: Records, *, as_of: date, by: date) -> list[Due]:
    """The claims that wait on a day, and those that will by another if nobody judges them.

    A claim whose window closes on the last day is listed, although it falls due only on the next; those
    without end are never due. They come by the day they fall due, then by id.
    """
    last = min(by, date.max - timedelta(days=1))
    found = []
    for id_, one in records.predictions.items():
        closes_on, task = one.window.closes_on, _task(one, as_of)
        if task and closes_on is not None and one.made_on <= as_of and closes_on <= last:
            day, is_overdue = closes_on + timedelta(days=1), closes_on < as_of
            found.append(Due(id_, one, day, is_overdue=is_overdue, task=task))
    return sorted(found, key=lambda due: (due.due_on, due.id))
