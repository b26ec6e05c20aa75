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
    n_independent = len(independent_addresses(prediction, outlooks))
    lacks = [
        (not prediction.criteria, Phrase("criteria", "判定标准")),
        (not bears, Phrase("evidence that supports or contradicts", "支持或相反的证据")),
        (
            bears and n_independent < _ENOUGH_SOURCES,
            Phrase("a second independent source", "第二个独立来源"),
        ),
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


def _task(prediction: Prediction, as_of: date) -> Task | None:
    """What a claim waits for; None when it is decided or withdrawn."""
    state, given = prediction.state_at(as_of), prediction.verdict_at(as_of)
    if state in {State.OPEN, State.OVERDUE}:
        return "judge"
    return "confirm" if state.is_judged and given and prediction.is_early(given) else None


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
