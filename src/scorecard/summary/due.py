"""What waits for a verdict on a day, and what will by another; starts without tables and arrays."""

from datetime import date, timedelta
from typing import NamedTuple

from scorecard.reading.folder import Records
from scorecard.records import Prediction
from scorecard.verdicts import State

__all__ = ["Due", "due_predictions"]


class Due(NamedTuple):
    """One prediction that waits for a verdict, or will.

    Attributes:
        id: `outlook/claim`.
        prediction: Its record.
        due_on: The day after its window closes.
        is_overdue: Whether it waits already.
    """

    id: str
    prediction: Prediction
    due_on: date
    is_overdue: bool


def due_predictions(records: Records, *, as_of: date, by: date) -> list[Due]:
    """What is overdue on a day, and what will be by another if nobody judges it.

    Args:
        records: The records.
        as_of: The day to look from.
        by: The last day to look at; not before `as_of`.

    Returns:
        The predictions by the day they fall due, then by id; those without end are never due.
    """
    found = [
        Due(
            id_,
            one,
            one.window.closes_on + timedelta(days=1),
            is_overdue=one.state_at(as_of) is State.OVERDUE,
        )
        for id_, one in records.predictions.items()
        if one.window.closes_on is not None
        and one.made_on <= as_of
        and one.state_at(as_of) in {State.OPEN, State.OVERDUE}
        and one.window.closes_on < by
    ]
    return sorted(found, key=lambda due: (due.due_on, due.id))
