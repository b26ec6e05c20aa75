"""What is dated after a day that has come: slips of the pen that a history would keep for ever."""

from collections.abc import Iterator
from datetime import date

from scorecard.checks.record import Finding
from scorecard.reading.nodes import Path
from scorecard.records import Prediction
from scorecard.text import Phrase

__all__ = ["future_findings", "last_day"]

Dated = tuple[str, Path, str]
"""The rule that a date breaks when it lies ahead, the way to the date, and the date as it is written."""


def _dates(record: Prediction) -> Iterator[Dated]:
    """Every date of a record that cannot lie ahead."""
    yield "published-in-the-future", ("made_on",), record.made_on.isoformat()
    for number, item in enumerate(record.evidence):
        if item.published_on is not None:
            path: Path = ("evidence", number, "published_on")
            yield "published-in-the-future", path, item.published_on
    decided = [
        *(
            ("verdicts", number, "judged_on", one.judged_on)
            for number, one in enumerate(record.verdicts)
        ),
        *(
            ("ratings", number, "rated_on", one.rated_on)
            for number, one in enumerate(record.ratings)
        ),
        *(
            ("amendments", number, "amended_on", one.amended_on)
            for number, one in enumerate(record.amendments)
        ),
    ]
    for name, number, key, day in decided:
        yield "dated-in-the-future", (name, number, key), day.isoformat()


def last_day(record: Prediction) -> str:
    """The last of those dates; where it has come, all have."""
    days = [record.made_on, *(one.judged_on for one in record.verdicts)]
    days += [one.rated_on for one in record.ratings]
    days += [one.amended_on for one in record.amendments]
    return max([max(days).isoformat(), *(one.published_on or "" for one in record.evidence)])


def future_findings(record: Prediction, today: date) -> Iterator[Finding]:
    """The dates of a record that lie ahead; a month or year does when it has not begun.

    Args:
        record: A record that fits its model.
        today: The last day that has come.
    """
    day = today.isoformat()
    for rule, path, written in _dates(record):
        if written > day[: len(written)]:
            message = Phrase(
                f"{path[-1]} {written} is after {day}", f"{path[-1]} {written} 晚于 {day}"
            )
            yield Finding(rule, path, message)
