"""Claims that wait for a verdict on a day, or will by another; starts without tables and arrays."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Literal, NamedTuple

from scorecard.checks.source_rules import independent_addresses
from scorecard.reading.folder import Records
from scorecard.records import Bearing, Prediction
from scorecard.text import Phrase
from scorecard.verdicts import State

Task = Literal["judge", "confirm"]
"""What is to be done when a window closes: an early verdict is confirmed, or corrected."""

_ENOUGH_SOURCES = 2


def lacks_of(prediction: Prediction, outlooks: Collection[str]) -> list[Phrase]:
    """What a record lacks before it can get a scored verdict, apart from the verdict and its reason.

    No address of the `outlooks` is an independent source.
    """
    bears = any(item.bears is not Bearing.CONTEXT for item in prediction.evidence)
    is_one_source = len(independent_addresses(prediction, outlooks)) < _ENOUGH_SOURCES
    lacks = [
        (not prediction.criteria, Phrase("criteria", "判定标准")),
        (not bears, Phrase("evidence that supports or contradicts", "支持或相反的证据")),
        (bears and is_one_source, Phrase("a second independent source", "第二个独立来源")),
    ]
    return [what for is_lacking, what in lacks if is_lacking]


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


def due_predictions(records: Records, *, as_of: date, by: date) -> list[Due]:
    """The claims that wait on a day, and those that will by another if nobody judges them.

    A claim whose window closes on the last day is listed, although it falls due only on the next; those
    without end are never due. They come by the day they fall due, then by id.
    """
    last = min(by, date.max - timedelta(days=1))
    found = []
    for id_, one in records.predictions.items():
        closes_on, state, given = one.window.closes_on, one.state_at(as_of), one.verdict_at(as_of)
        task: Task = "judge" if state in {State.OPEN, State.OVERDUE} else "confirm"
        waits = task == "judge" or (state.is_scored and given and one.is_early(given))
        if waits and closes_on is not None and one.made_on <= as_of and closes_on <= last:
            day, is_overdue = closes_on + timedelta(days=1), closes_on < as_of
            found.append(Due(id_, one, day, is_overdue=is_overdue, task=task))
    return sorted(found, key=lambda due: (due.due_on, due.id))
