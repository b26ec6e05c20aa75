"""Rules about dates: their order, and dates in the future."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from scorecard.reading.yaml_document import Path
from scorecard.records import Prediction, Review
from scorecard.rules import BrokenRule
from scorecard.text import Phrase

Dated = tuple[Path, date]
"""The way to a date, and the date."""


_OLDEST_FIRST = Phrase(
    "Verdicts are listed oldest first: move the later one below, or correct one of the two dates.",
    "判定按从旧到新排列：把较晚的一条移到后面，或改正其中一个日期。",
)


def broken_date_order(record: Prediction | Review) -> Iterator[BrokenRule]:
    """The dates of a record that are before a date which they must follow.

    Args:
        record: A record that fits its model.
    """
    pairs = _in_prediction(record) if isinstance(record, Prediction) else _in_review(record)
    for (path, later), (earlier_path, earlier) in pairs:
        if later < earlier:
            names = (f"{path[-1]} {later}", f"{earlier_path[-1]} {earlier}")
            message = Phrase(f"{names[0]} is before {names[1]}", f"{names[0]} 早于 {names[1]}")
            is_of_list = path[-1] == earlier_path[-1] == "judged_on"
            yield BrokenRule(
                "dates-out-of-order", path, message, _OLDEST_FIRST if is_of_list else None
            )


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
    for number, rating in enumerate(record.ratings):
        yield (("ratings", number, "rated_on"), rating.rated_on), made
    for number, amendment in enumerate(record.amendments):
        yield (("amendments", number, "amended_on"), amendment.amended_on), made
    if record.withdrawn:
        yield (("withdrawn", "on"), record.withdrawn.on), made


def _in_review(review: Review) -> Iterator[tuple[Dated, Dated]]:
    held: Dated = (("held_on",), review.held_on)
    yield held, (("opened_on",), review.opened_on)
    if review.closed_on is not None:
        yield (("closed_on",), review.closed_on), held


def _dates_on_record(record: Prediction) -> Iterator[tuple[Path, str]]:
    """Every date of a record that cannot be in the future, as it is written."""
    yield ("made_on",), record.made_on.isoformat()
    for number, item in enumerate(record.evidence):
        if item.published_on is not None:
            yield ("evidence", number, "published_on"), item.published_on
        if item.accessed_on is not None:
            yield ("evidence", number, "accessed_on"), item.accessed_on.isoformat()
    for number, given in enumerate(record.verdicts):
        yield ("verdicts", number, "judged_on"), given.judged_on.isoformat()
    for number, rating in enumerate(record.ratings):
        yield ("ratings", number, "rated_on"), rating.rated_on.isoformat()
    for number, amendment in enumerate(record.amendments):
        yield ("amendments", number, "amended_on"), amendment.amended_on.isoformat()
    for number, prior in enumerate(record.priors):
        yield ("priors", number, "given_on"), prior.given_on.isoformat()
    if record.withdrawn:
        yield ("withdrawn", "on"), record.withdrawn.on.isoformat()


def last_day(record: Prediction) -> str:
    """The last of the dates that cannot be in the future; a record without one there has none later.

    Args:
        record: The record.
    """
    return max(written for _, written in _dates_on_record(record))


def broken_future_dates(record: Prediction, latest_day: date) -> Iterator[BrokenRule]:
    """The dates of a prediction that are in the future; a month or year is when it has not begun.

    Args:
        record: A record that fits its model.
        latest_day: The last day that has come.
    """
    day = latest_day.isoformat()
    for path, written in _dates_on_record(record):
        if written > day[: len(written)]:
            is_decision = path[0] not in {"made_on", "evidence"}
            rule = "dated-in-the-future" if is_decision else "published-in-the-future"
            message = Phrase(
                f"{path[-1]} {written} is after {day}", f"{path[-1]} {written} 晚于 {day}"
            )
            yield BrokenRule(rule, path, message)
