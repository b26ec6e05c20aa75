"""The rules inside one review."""

from collections.abc import Iterator
from itertools import pairwise

from scorecard.checks.record import Finding
from scorecard.records import Review
from scorecard.text import Phrase, printable

__all__ = ["review_findings"]


def _days(review: Review) -> Iterator[Finding]:
    """Opened, held and closed follow one another."""
    named = [("opened_on", review.opened_on), ("held_on", review.held_on)]
    if review.closed_on is not None:
        named.append(("closed_on", review.closed_on))
    for (before, earlier), (after, later) in pairwise(named):
        if later < earlier:
            message = Phrase(
                f"{after} {later} is before {before} {earlier}",
                f"{after} {later} 早于 {before} {earlier}",
            )
            yield Finding("dates-out-of-order", (after,), message)


def _repeated(review: Review) -> Iterator[Finding]:
    """A rater and a prediction stand once in their list."""
    for key in ("raters", "predictions"):
        names: list[str] = getattr(review, key)
        for number, name in enumerate(names):
            if name in names[:number]:
                shown = printable(name, limit=80)
                message = Phrase(f"`{shown}` stands twice", f"`{shown}` 写了两次")
                yield Finding("repeated-id", (key, number), message)


def review_findings(review: Review) -> list[Finding]:
    """Every rule that one review breaks by itself.

    Args:
        review: A record that fits its model.
    """
    return [*_days(review), *_repeated(review)]
