"""Rules about dates: their order, and dates in the future."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from scorecard.reading.yaml_document import Path
from scorecard.records import Prediction, Review
from scorecard.rules import BrokenRule, broken
from scorecard.text import Phrase

Dated = tuple[Path, date]
"""The way to a date, and the date."""


_OLDEST_FIRST = Phrase(
    "Verdicts are listed oldest first: move the later one below, or correct one of the two dates.",
    "判定按从旧到新排列：把较晚的一条移到后面，或改正其中一个日期。",
)


def broken_date_order(record: Prediction | Review) -> Iterator[BrokenRule]:
    """The dates of a record that are before a date which they must follow."""
    pairs = _in_prediction(record) if isinstance(record, Prediction) else _in_review(record)
    for (path, later), (earlier_path, earlier) in pairs:
        if later < earlier:
            one, other = f"{path[-1]} {later}", f"{earlier_path[-1]} {earlier}"
            message = f"{one} is before {other}", f"{one} 早于 {other}"
            hint = _OLDEST_FIRST if path[-1] == earlier_path[-1] == "judged_on" else None
            yield broken("dates-out-of-order", path, *message, hint)


def _in_prediction(record: Prediction) -> Iterator[tuple[Dated, Dated]]:
    """Each date with one that it must not be before."""
    made: Dated = (("made_on",), record.made_on)
    opens: Dated = (("opens_on",), record.window.opens_on)
    if record.window.closes_on is not None:
        closes: Dated = (("window", "closes_on"), record.window.closes_on)
        yield closes, opens
        yield closes, made
    judged: list[Dated] = []
    for number, given in enumerate(record.verdicts):
        judged.append((("verdicts", number, "judged_on"), given.judged_on))
        yield judged[-1], made
        if given.occurred_on is not None:
            occurred: Dated = (("verdicts", number, "occurred_on"), given.occurred_on)
            yield occurred, opens
            yield judged[-1], occurred
    yield from ((after, before) for before, after in pairwise(judged))
    for path, day in _dates(record, ("ratings", "rated_on"), ("amendments", "amended_on")):
        yield (path, day), made
    if record.withdrawn:
        yield (("withdrawn", "on"), record.withdrawn.on), made


def _in_review(review: Review) -> Iterator[tuple[Dated, Dated]]:
    held: Dated = (("held_on",), review.held_on)
    yield held, (("opened_on",), review.opened_on)
    if review.closed_on is not None:
        yield (("closed_on",), review.closed_on), held


_ON_RECORD = (
    ("evidence", "published_on"),
    ("evidence", "accessed_on"),
    ("verdicts", "judged_on"),
    ("ratings", "rated_on"),
    ("amendments", "amended_on"),
    ("priors", "given_on"),
    ("priors", "published_on"),
)
"""The dates in lists of a record that cannot be in the future."""


def _dates(record: Prediction, *kinds: tuple[str, str]) -> Iterator[tuple[Path, Any]]:
    """The dates of some fields of some lists, with their places; a partial date is a text."""
    for name, field in kinds:
        for number, item in enumerate(getattr(record, name)):
            value = getattr(item, field)
            if value is not None:
                yield (name, number, field), value


def _dates_on_record(record: Prediction) -> Iterator[tuple[Path, str]]:
    """Every date of a record that cannot be in the future, as it is written."""
    yield ("made_on",), record.made_on.isoformat()
    for path, value in _dates(record, *_ON_RECORD):
        yield path, str(value)
    if record.withdrawn:
        yield ("withdrawn", "on"), record.withdrawn.on.isoformat()


def last_day(record: Prediction) -> str:
    """The last of the dates that cannot be in the future; a record without one there has none later."""
    return max(written for _, written in _dates_on_record(record))


def broken_future_dates(record: Prediction, latest_day: date) -> Iterator[BrokenRule]:
    """The dates of a prediction that are in the future; a month or year is when it has not begun.

    Args:
        record: A record that fits its model.
        latest_day: The last day that has come.
    """
    day = latest_day.isoformat()
    if last_day(record) <= day:
        return
    for path, written in _dates_on_record(record):
        if written > day[: len(written)]:
            is_published = path[0] in {"made_on", "evidence"} or path[-1] == "published_on"
            rule = "published-in-the-future" if is_published else "dated-in-the-future"
            message = f"{path[-1]} {written} is after {day}", f"{path[-1]} {written} 晚于 {day}"
            yield broken(rule, path, *message)
