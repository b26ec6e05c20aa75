"""Claims that wait for a verdict on a day, or will by another; starts without tables and arrays."""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from scorecard.reading.folder import Records
from scorecard.records import Prediction
from scorecard.verdicts import State

__all__ = ["Due", "Task", "due_predictions"]


class Task(StrEnum):
    """What is to be done with a claim whose window closes."""

    JUDGE = "judge"
    CONFIRM = "confirm"
    """It was judged early: the verdict is confirmed or corrected."""


class Due(NamedTuple):
    """One prediction that waits for a verdict, or will.

    Attributes:
        id: `outlook/claim`.
        prediction: Its record.
        due_on: The day after its window closes.
        is_overdue: Whether it waits already.
        task: Whether it waits for its first verdict, or for one that confirms an early one.
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

    Args:
        records: The records.
        as_of: The day to look from.
        by: The last day to look at, itself included; not before `as_of`. A claim whose window closes on
            this day is listed, although it falls due only on the next.

    Returns:
        The predictions by the day they fall due, then by id; those without end are never due.
    """
    last = min(by, date.max - timedelta(days=1))
    found = [
        Due(
            id_,
            one,
            one.window.closes_on + timedelta(days=1),
            is_overdue=one.window.closes_on < as_of,
            task=task,
        )
        for id_, one in records.predictions.items()
        if one.window.closes_on is not None
        and one.made_on <= as_of
        and one.window.closes_on <= last
        for task in [_task(one, as_of)]
        if task
    ]
    return sorted(found, key=lambda due: (due.due_on, due.id))
