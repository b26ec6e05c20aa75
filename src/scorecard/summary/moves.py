"""Which verdicts moved between two times, on what new evidence, and what each one did to accuracy."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from scorecard.records import Evidence, JudgedVerdict, Prediction

__all__ = ["Effect", "Move", "moves", "records_on"]

Predictions = Mapping[str, Prediction]


class Effect(NamedTuple):
    """Accuracy and number of judged claims before and after one move; None where nothing is judged."""

    before: float | None
    after: float | None
    n_before: int
    n_after: int


@dataclass(frozen=True, slots=True)
class Move:
    """One verdict that differs from the one before it.

    Attributes:
        id: The prediction.
        domain: Its domain.
        before: The verdict that stood; None when there was none.
        after: The verdict given; None when the prediction is gone or lost its verdicts.
        moved_on: Day of the new verdict, or the last day looked at when there is none.
        evidence: Evidence on record now that was not there before.
        overall: What it did to accuracy overall, after the moves before it.
        in_domain: The same within its domain.
    """

    id: str
    domain: str
    before: JudgedVerdict | None
    after: JudgedVerdict | None
    moved_on: date
    evidence: list[Evidence]
    overall: Effect
    in_domain: Effect


def _is_by(published_on: str | None, day: date) -> bool:
    """Whether a page was out by a day, as far as its date tells; one without a date counts as out."""
    return published_on is None or published_on <= day.isoformat()[: len(published_on)]


def records_on(predictions: Predictions, day: date) -> dict[str, Prediction]:
    """The predictions as their own dates say that they stood on a day.

    Evidence carries the day of its page, not the day on which it was added: a page without a date, and
    an old page found late, count as known.

    Args:
        predictions: Predictions by id.
        day: The day.
    """
    return {
        id_: one.model_copy(
            update={
                "verdicts": [given for given in one.verdicts if given.judged_on <= day],
                "evidence": [item for item in one.evidence if _is_by(item.published_on, day)],
            }
        )
        for id_, one in predictions.items()
        if one.made_on <= day
    }


class _Tally:
    """Credits of the judged claims overall and by domain, kept while moves are made one by one."""

    def __init__(self, predictions: Predictions) -> None:
        self.credits: dict[str, tuple[str, float]] = {}
        self.totals: dict[str, tuple[int, float]] = defaultdict(lambda: (0, 0.0))
        for id_, one in predictions.items():
            self.put(id_, one.domain, one.verdicts[-1] if one.verdicts else None)

    def _add(self, domain: str, sign: int, credit: float) -> None:
        for key in ("", domain):
            n, total = self.totals[key]
            self.totals[key] = (n + sign, total + sign * credit)

    def put(self, id_: str, domain: str, given: JudgedVerdict | None) -> None:
        """Let a claim have a verdict, whatever it had."""
        if id_ in self.credits:
            held_in, credit = self.credits.pop(id_)
            self._add(held_in, -1, credit)
        gained = given.verdict.credit if given else None
        if gained is not None:
            self.credits[id_] = (domain, gained)
            self._add(domain, 1, gained)

    def standing(self, key: str) -> tuple[float | None, int]:
        """Accuracy and number of judged claims; the empty key is overall."""
        n, total = self.totals[key]
        return (total / n if n else None), n


class _Change(NamedTuple):
    """One move before its effect is known."""

    id: str
    domain: str
    before: JudgedVerdict | None
    after: JudgedVerdict | None
    moved_on: date
    evidence: list[Evidence]


def _differ(before: JudgedVerdict | None, after: JudgedVerdict | None) -> bool:
    return (before.verdict if before else None) != (after.verdict if after else None)


def _changes_of(id_: str, old: Prediction | None, new: Prediction, day: date) -> Iterable[_Change]:
    """The moves of one prediction: one for each new verdict that differs from the one before it."""
    had = old.verdicts if old else []
    evidence = [item for item in new.evidence if old is None or item not in old.evidence]
    if had != new.verdicts[: len(had)]:
        # Not what was there with something after it: only the two ends can be compared.
        ends = (had[-1], new.verdicts[-1] if new.verdicts else None)
        moved_on = ends[1].judged_on if ends[1] else day
        return [_Change(id_, new.domain, *ends, moved_on, evidence)] if _differ(*ends) else []
    chain = [had[-1] if had else None, *new.verdicts[len(had) :]]
    return [
        _Change(id_, new.domain, before, after, after.judged_on, evidence)
        for before, after in pairwise(chain)
        if after and _differ(before, after)
    ]


def moves(before: Predictions, after: Predictions, *, as_of: date) -> list[Move]:
    """The verdicts that moved, oldest first, each with what it did to accuracy.

    The effects are those of the moves made one after another in this order, so that they lead from the
    accuracy before to the accuracy after. A verdict that only confirms the one before it is no move.

    Args:
        before: Predictions by id as they stood.
        after: Predictions by id as they stand.
        as_of: The last day looked at.
    """
    changes = [
        _Change(id_, old.domain, old.verdicts[-1], None, as_of, [])
        for id_, old in before.items()
        if id_ not in after and old.verdicts
    ]
    for id_, new in after.items():
        changes += _changes_of(id_, before.get(id_), new, as_of)
    tally, made = _Tally(before), []
    for change in sorted(changes, key=lambda one: (one.moved_on, one.id)):
        keys = ("", change.domain)
        standing = [tally.standing(key) for key in keys]
        tally.put(change.id, change.domain, change.after)
        effects = [
            Effect(then[0], now[0], then[1], now[1])
            for then, now in zip(standing, map(tally.standing, keys), strict=True)
        ]
        made.append(Move(*change, *effects))
    return made
