"""The numbers of a score as plain values: one group, the comparison of groups, the whole answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any, NamedTuple

from scorecard.scoring.credit import Bounds
from scorecard.scoring.interval import Interval
from scorecard.scoring.pooling import Pooled
from scorecard.scoring.timing import Timing
from scorecard.text import Phrase
from scorecard.verdicts import COUNTED_STATES, JUDGED_STATES, State

__all__ = ["Closed", "Comparison", "Counts", "Group", "Probability", "Summary", "plain"]

_NOTHING_JUDGED = Phrase("nothing is judged", "还没有任何判定")


@dataclass(frozen=True, slots=True)
class Counts:
    """The claims of a group by state.

    Attributes:
        n_recorded: All claims of the group but the withdrawn ones, counted without regard to their states.
        by_state: How many claims are in each state.

    Raises:
        RuntimeError: A state is missing, or the states but withdrawn together are not all claims.

    Examples:
        >>> counts = Counts(3, dict.fromkeys(State, 0) | {State.ACCURATE: 2, State.OPEN: 1})
        >>> counts[State.ACCURATE], counts.n_judged, counts.n_due
        (2, 2, 2)
    """

    n_recorded: int
    by_state: Mapping[State, int]

    def __post_init__(self) -> None:
        n_counted = sum(self.by_state.get(state, 0) for state in COUNTED_STATES)
        if set(self.by_state) != set(State) or n_counted != self.n_recorded:
            parts = " + ".join(f"{n} {state}" for state, n in self.by_state.items())
            raise RuntimeError(f"{parts} do not add up to {self.n_recorded} recorded claims")

    def __getitem__(self, state: State) -> int:
        return self.by_state[state]

    @property
    def recorded(self) -> dict[State, int]:
        """The recorded claims by state: all but the withdrawn ones."""
        return {state: self.by_state[state] for state in COUNTED_STATES}

    @property
    def n_judged(self) -> int:
        """The claims with a scored verdict."""
        return sum(self.by_state[state] for state in JUDGED_STATES)

    @property
    def n_due(self) -> int:
        """The claims that are not open any more."""
        return self.n_recorded - self.by_state[State.OPEN]

    def as_json(self, states: Iterable[State] = State) -> dict[str, int]:
        """Due, judged and the given states by the names that outputs use, `n_accurate` and so on."""
        named = {f"n_{state.value}": self.by_state[state] for state in states}
        return {"n_due": self.n_due, "n_judged": self.n_judged, **named}


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
    """The comparison of groups: the test, and the sentence on how far their ranking may be trusted."""

    test: str
    p_value: float
    n_permutations: int
    distinguishable: bool
    sentence: Phrase


@dataclass(frozen=True, slots=True)
class Closed:
    """The claims of a group whose window has closed: none of them can still come true in time.

    Those that nobody judged are overdue and in the bounds.
    """

    counts: Counts
    accuracy: float | None
    interval: Interval | None
    bounds: Bounds | None

    def as_json(self) -> dict[str, Any]:
        """The scores as `score --format json` prints them; a closed claim is never open."""
        scores = {name: plain(getattr(self, name)) for name in ("accuracy", "interval", "bounds")}
        states = (state for state in COUNTED_STATES if state is not State.OPEN)
        return {**self.counts.as_json(states), **scores}


@dataclass(frozen=True, slots=True)
class Group:
    """The counts of a group of predictions and what follows from them; None where nothing is known.

    `closed` has the same of the claims whose window has closed; None when the table knows of no window's
    end.
    """

    key: str
    label: Phrase
    counts: Counts
    accuracy: float | None
    strict: float | None
    lenient: float | None
    interval: Interval | None
    bounds: Bounds | None
    closed: Closed | None
    pooled: Pooled | None
    timing: Timing
    probability: Probability | None

    @property
    def reason(self) -> Phrase | None:
        """The reason for having no accuracy; None where there is one."""
        return None if self.n_judged else _NOTHING_JUDGED

    @property
    def n_recorded(self) -> int:
        """All claims of the group."""
        return self.counts.n_recorded

    @property
    def n_due(self) -> int:
        """The claims that are not open any more."""
        return self.counts.n_due

    @property
    def n_judged(self) -> int:
        """The claims with a scored verdict."""
        return self.counts.n_judged

    def as_json(self) -> dict[str, Any]:
        """The group as `score --format json` prints it."""
        return {
            "key": self.key,
            "label": plain(self.label),
            "n_recorded": self.n_recorded,
            **self.counts.as_json(),
            **{one.name: plain(getattr(self, one.name)) for one in fields(self)[3:]},
            "reason": plain(self.reason),
        }


def plain(value: Any) -> Any:  # noqa: ANN401  (any value of a summary)
    """A value as JSON has it: named tuples and dataclasses become objects."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: plain(inner) for name, inner in value._asdict().items()}
    if isinstance(value, Closed | Group):
        return value.as_json()
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
        named = {one.name: plain(getattr(self, one.name)) for one in fields(self)}
        return {**named, "as_of": self.as_of.isoformat()}
