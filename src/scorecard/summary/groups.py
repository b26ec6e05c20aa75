"""The numbers of a score as plain values: one group, the comparison of groups, the whole answer."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from scorecard.errors import Phrase

__all__ = [
    "Bounds",
    "Comparison",
    "Group",
    "Interval",
    "Pooled",
    "Probability",
    "Summary",
    "Timing",
]


class Interval(NamedTuple):
    """An interval of an estimate; `level` is its nominal coverage."""

    low: float
    high: float
    level: float


class Bounds(NamedTuple):
    """Accuracy if every overdue claim came out wrong, and if every one came out right."""

    low: float
    high: float


class Pooled(NamedTuple):
    """Accuracy of a group drawn towards the overall accuracy, with its interval."""

    accuracy: float
    low: float
    high: float


class Timing(NamedTuple):
    """When claims that came true did so, in days after `closes_on`; negative is before it.

    `n_dated` claims have a day on which they came true; of those `n_late` came true after the window.
    """

    n_dated: int
    n_late: int
    median_days: float | None
    low_quartile_days: float | None
    high_quartile_days: float | None
    median_days_late: float | None


class Probability(NamedTuple):
    """Scores of stated probabilities; half right and unresolvable are excluded and counted."""

    n: int
    n_excluded: int
    brier_score: float
    log_score: float | None
    log_score_reason: Phrase | None
    miscalibration: float
    discrimination: float
    uncertainty: float
    brier_skill_score: float | None


class Comparison(NamedTuple):
    """Whether the groups can be told apart, and the sentence that says so."""

    test: str
    p_value: float
    n_permutations: int
    distinguishable: bool
    sentence: Phrase


@dataclass(frozen=True, slots=True)
class Group:
    """The counts of a group of predictions and what follows from them; None where nothing is known.

    `n_due` is everything that is not open; `n_judged` the accurate, half right and inaccurate. `reason`
    says why accuracy is None.
    """

    key: str
    label: Phrase
    n_recorded: int
    n_due: int
    n_judged: int
    n_accurate: int
    n_half_right: int
    n_inaccurate: int
    n_unresolvable: int
    n_open: int
    n_overdue: int
    accuracy: float | None
    strict: float | None
    lenient: float | None
    interval: Interval | None
    bounds: Bounds | None
    pooled: Pooled | None
    timing: Timing
    probability: Probability | None
    reason: Phrase | None

    def as_json(self) -> dict[str, Any]:
        """The group as `score --format json` prints it."""
        named = {name: _plain(getattr(self, name)) for name in self.__slots__}
        return {**named, "label": self.label._asdict()}


def _plain(value: Any) -> Any:  # noqa: ANN401  (any field of a group)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _plain(inner) for name, inner in value._asdict().items()}
    return value


@dataclass(frozen=True, slots=True)
class Summary:
    """The answer to one score: overall, by group, and whether the groups differ.

    `pooling` is the number of judged claims that the overall accuracy counts for in `pooled`; infinite
    (None in JSON) when the groups do not differ beyond chance.
    """

    rule: str
    as_of: date
    records: str
    by: str
    overall: Group
    groups: list[Group]
    comparison: Comparison | None
    comparison_reason: Phrase | None
    pooling: float | None

    def as_json(self) -> dict[str, Any]:
        """The answer as `score --format json` prints it."""
        return {
            "rule": self.rule,
            "as_of": self.as_of.isoformat(),
            "records": self.records,
            "by": self.by,
            "overall": self.overall.as_json(),
            "groups": [group.as_json() for group in self.groups],
            "comparison": _plain(self.comparison),
            "comparison_reason": _plain(self.comparison_reason),
            "pooling": self.pooling,
        }
