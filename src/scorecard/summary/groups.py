"""The numbers of a score as plain values: one group, the comparison of groups, the whole answer."""

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any, NamedTuple

from scorecard.scoring.credit import Bounds
from scorecard.scoring.interval import Interval
from scorecard.scoring.pooling import Pooled
from scorecard.scoring.timing import Timing
from scorecard.text import Phrase

__all__ = ["Closed", "Comparison", "Group", "Probability", "Summary", "plain"]


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


class Closed(NamedTuple):
    """The claims of a group whose window has closed: none of them can still come true in time.

    Those that nobody judged are overdue and in the bounds.
    """

    n_due: int
    n_judged: int
    n_accurate: int
    n_half_right: int
    n_inaccurate: int
    n_overdue: int
    accuracy: float | None
    interval: Interval | None
    bounds: Bounds | None


@dataclass(frozen=True, slots=True)
class Group:
    """The counts of a group of predictions and what follows from them; None where nothing is known.

    `n_due` is everything that is not open; `n_judged` the accurate, half right and inaccurate. `reason`
    says why accuracy is None. `closed` is the same of the claims whose window has closed;
    None when the table knows of no window's end.
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
    closed: Closed | None
    pooled: Pooled | None
    timing: Timing
    probability: Probability | None
    reason: Phrase | None

    def as_json(self) -> dict[str, Any]:
        """The group as `score --format json` prints it."""
        named = {name: plain(getattr(self, name)) for name in self.__slots__}
        return {**named, "label": self.label._asdict()}


def plain(value: Any) -> Any:  # noqa: ANN401  (any value of a summary)
    """A value as JSON has it: named tuples and dataclasses become objects."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: plain(inner) for name, inner in value._asdict().items()}
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class Summary:
    """The answer to one score: overall, by group, and whether the groups differ.

    `closed_comparison` is the same of the claims whose window has closed, where some verdicts are on others;
    `n_prior` is the strength of pooling: how many verdicts the common mean counts as in every group;
    None when fewer than two groups are judged.
    """

    rule: str
    as_of: date
    records: str
    by: str
    overall: Group
    groups: list[Group]
    comparison: Comparison | None
    comparison_reason: Phrase | None
    closed_comparison: Comparison | None
    n_prior: float | None

    def as_json(self) -> dict[str, Any]:
        """The answer as `score --format json` prints it."""
        return {
            "rule": self.rule,
            "as_of": self.as_of.isoformat(),
            "records": self.records,
            "by": self.by,
            "overall": self.overall.as_json(),
            "groups": [group.as_json() for group in self.groups],
            "comparison": plain(self.comparison),
            "comparison_reason": plain(self.comparison_reason),
            "closed_comparison": plain(self.closed_comparison),
            "n_prior": self.n_prior,
        }
