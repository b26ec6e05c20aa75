"""The numbers of a score as plain values: one group, the comparison of groups, the whole answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from scorecard.scoring import CountArray
from scorecard.scoring.credit import Bounds, Pooled, n_in
from scorecard.scoring.interval import Interval
from scorecard.scoring.items import Estimate
from scorecard.scoring.lift import Lift
from scorecard.scoring.timing import Timing
from scorecard.summary.comparison import Comparison, Measure
from scorecard.text import Phrase
from scorecard.verdicts import COUNTED_STATES, JUDGED_STATES, State


@dataclass(frozen=True, slots=True)
class Counts:
    """The claims of a group by state; those of all states but withdrawn add up to `n_recorded`.

    Raises:
        RuntimeError: A state is missing, or the claims do not add up.

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
    def n_judged(self) -> int:
        """The claims with a scored verdict."""
        return sum(self.by_state[state] for state in JUDGED_STATES)

    @property
    def n_due(self) -> int:
        """The claims that are not open any more."""
        return self.n_recorded - self.by_state[State.OPEN]

    def as_json(self) -> dict[str, int]:
        """Due, judged and every state by the names that outputs use, `n_accurate` and so on."""
        named = {f"n_{state.value}": n for state, n in self.by_state.items()}
        return {"n_due": self.n_due, "n_judged": self.n_judged, **named}


def counts_of(states: CountArray) -> list[Counts]:
    """Counts by state, shape (groups, states), as values."""
    return [
        Counts(n, dict(zip(State, row, strict=True)))
        for n, row in zip(n_in(states, *COUNTED_STATES).tolist(), states.tolist(), strict=True)
    ]


class Probability(NamedTuple):
    """Scores of stated probabilities; half right and unresolvable are excluded and counted.

    Attributes:
        n: Settled forecasts; what somebody says of all options of a question is one.
        n_excluded: Probabilities of claims that are half right or unresolvable.
        n_without: Judged claims without a probability.
        came_true: Share of the forecast claims that came true.
        brier_score: Mean squared distance from what came out, with its parts `miscalibration`,
            `discrimination` and `uncertainty` (None over options) and its item-clustered interval, `low` to
            `high` (None when one item, or items that are all alike, cannot tell).
        log_score: Mean negative logarithm of the probability of what came out, None with a reason; its
            interval is `log_low` to `log_high`.
        brier_skill_score: Share that is saved of the score of always stating `came_true`.
        relative: Of a forecaster: Brier score less that of all who answered the same questions.
    """

    n: int
    n_excluded: int
    n_without: int
    came_true: float | None
    brier_score: float
    log_score: float | None
    log_score_reason: Phrase | None
    miscalibration: float | None
    discrimination: float | None
    uncertainty: float | None
    brier_skill_score: float | None
    low: float | None = None
    high: float | None = None
    log_low: float | None = None
    log_high: float | None = None
    relative: Estimate | None = None


class Pair(NamedTuple):
    """Brier score of one forecaster less that of another on the questions that both answered."""

    first: str
    second: str
    n: int
    difference: float
    low: float | None
    high: float | None


class Reader(NamedTuple):
    """The score by one reader's own verdicts on the claims that lead, and which groups stand out by them."""

    judge: str
    n_judged: int
    accuracy: float | None
    low: float | None
    high: float | None
    distinguishable: bool
    standing_out: list[str]


class PriorLift(NamedTuple):
    """`scorecard.scoring.lift.PriorSkill` of a group, or `overall`, by priors of one basis.

    All but the number of claims is None where they are too few.
    """

    key: str
    basis: str
    n: int
    expected: float | None = None
    lift: Estimate | None = None
    boldness: float | None = None
    skill: Estimate | None = None


class Articles(NamedTuple):
    """Mean credit with the outlooks as a sample of articles; the ends None where they are few or alike."""

    n_outlooks: int
    low: float | None
    high: float | None


@dataclass(frozen=True, kw_only=True)
class Scores:
    """The claims of a group by state, and the numbers that follow; None where nothing is judged.

    Attributes:
        accuracy: Mean credit of the judged, with its `interval`.
        strict: Share of the judged with full credit, with its interval.
        lenient: Share of the judged with any credit, with its interval.
        bounds: Accuracy if every overdue claim came out wrong, or right.
        due_bounds: The same of every due claim without a scored verdict, the unresolvable ones too.
        pooled: Accuracy drawn toward the mean of all groups.
    """

    counts: Counts
    accuracy: float | None = None
    strict: float | None = None
    lenient: float | None = None
    interval: Interval | None = None
    strict_interval: Interval | None = None
    lenient_interval: Interval | None = None
    bounds: Bounds | None = None
    due_bounds: Bounds | None = None
    pooled: Pooled | None = None

    def as_json(self) -> dict[str, Any]:
        """The scores as `score --format json` prints them, of claims whose time is up: none is open."""
        numbers = {one.name: plain(getattr(self, one.name)) for one in fields(Scores)[1:]}
        counts = self.counts.as_json()
        del counts["n_open"], counts["n_withdrawn"]
        return {**counts, **numbers}


@dataclass(frozen=True, kw_only=True)
class Group(Scores):
    """A group of predictions: the scores of all its verdicts, and of those whose time is up.

    Attributes:
        key: Its value in the column that groups.
        closed: The scores of the claims whose window has closed: none of them can still come true in time;
            those that nobody judged are overdue. None when the table knows of no window's end.
        timing: Days between the end of the window and the day a claim came true.
        probability: Scores of the stated probabilities.
        lift: Credit beyond what claims put the same way get, over all verdicts, the early ones too.
        leads_early: Whether outputs lead with all verdicts, the early ones too.
    """

    key: str
    label: Phrase
    closed: Scores | None
    timing: Timing
    probability: Probability | None
    lift: Lift | None
    leads_early: bool = False

    @property
    def lead(self) -> Scores:
        """The scores that outputs lead with: those of the claims whose time is up."""
        return self if self.leads_early or self.closed is None else self.closed

    @property
    def reason(self) -> Phrase | None:
        """The reason for having no accuracy; None where there is one."""
        if not self.n_judged:
            return Phrase("nothing is judged", "没有可以计分的判定")
        by_brier = Phrase("its probabilities are scored instead", "改按给出的概率计分")
        return by_brier if self.accuracy is None else None

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

    @property
    def n_early(self) -> int:
        """The claims with a scored verdict whose window is still open or has no end."""
        return self.n_judged - self.closed.counts.n_judged if self.closed else 0

    @property
    def early_accuracy(self) -> float | None:
        """Mean credit of those verdicts; None without any."""
        closed = (self.closed or self).counts
        credit = sum((self.counts[one] - closed[one]) * (one.credit or 0) for one in JUDGED_STATES)
        return credit / self.n_early if self.n_early else None

    def as_json(self) -> dict[str, Any]:
        """The group as `score --format json` prints it."""
        return {
            "key": self.key,
            "label": plain(self.label),
            "n_recorded": self.n_recorded,
            **self.counts.as_json(),
            **Scores.as_json(self),
            **{name: plain(getattr(self, name)) for name in ("closed", "timing", "probability")},
            "lift": self.lift and {**plain(self.lift), "basis": "manner"},
            "reason": plain(self.reason),
        }


def plain(value: Any) -> Any:  # noqa: ANN401  (any value of a summary)
    """A value as JSON has it: named tuples and dataclasses become objects, days text."""
    if isinstance(value, Scores | Summary | Comparison):
        return value.as_json()
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if is_dataclass(value):
        value = {one.name: getattr(value, one.name) for one in fields(value)}
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


_BASES = {"comparison": "all", "closed_comparison": "closed", "lift_comparison": "all"}
"""The claims that are compared: all, or those whose time is up."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The answer to one score: overall, by group, and whether the groups differ.

    Attributes:
        comparison: Of the groups by all verdicts; None with a reason when they are not compared.
        closed_comparison: Of the groups by the claims whose time is up, where some verdicts are early.
        lift_comparison: Of the groups by lift: outlooks and people alone are compared by it.
        measure: The number of its groups: accuracy, or the Brier score where at least half of the
            judged claims have a probability that is scored.
        pairs: Forecasters on the questions that they share.
        readers: The accuracy by each reader's own verdicts; empty where fewer than two have read, or there is
            none.
        judging: The mean of all readings with an interval that includes who judged.
        articles: What the interval of all claims is when articles are a sample too.
        priors: The claims against what was expected of them, by basis.
        n_prior: How many verdicts the common mean counts as in every group, the strength of pooling; None
            when fewer than two groups are judged.
        item_correlation: How alike the verdicts of one item are, in 0..1, over `all` claims and over `closed`
            ones; every interval takes it into account. None where there is no credit.
    """

    rule: str
    as_of: date
    records: str
    by: str
    overall: Group
    groups: list[Group]
    comparison: Comparison | None = None
    comparison_reason: Phrase | None = None
    closed_comparison: Comparison | None = None
    closed_comparison_reason: Phrase | None = None
    lift_comparison: Comparison | None = None
    n_prior: float | None = None
    item_correlation: dict[str, float] | None = None
    measure: Measure = "accuracy"
    pairs: list[Pair] = field(default_factory=list)
    readers: list[Reader] = field(default_factory=list)
    judging: Estimate | None = None
    articles: Articles | None = None
    priors: list[PriorLift] = field(default_factory=list)

    @property
    def has_early(self) -> bool:
        """Whether the numbers that outputs lead with leave early verdicts out."""
        return bool(self.overall.n_early) and not self.overall.leads_early

    @property
    def stated(self) -> Probability | None:
        """The scores of all stated probabilities where they are the number of its groups."""
        return self.overall.probability if self.measure == "brier" else None

    @property
    def comparisons(self) -> list[Comparison | None]:
        """Every comparison of its groups."""
        return [self.comparison, self.closed_comparison, self.lift_comparison]

    def with_comparisons(self, given: Sequence[Comparison | None]) -> "Summary":
        """The same answer with its comparisons in another form, in the order of `comparisons`."""
        every, closed, lift = given
        return replace(self, comparison=every, closed_comparison=closed, lift_comparison=lift)

    @property
    def ranking(self) -> Comparison | None:
        """The comparison of the numbers that outputs lead with."""
        return self.closed_comparison if self.has_early else self.comparison

    def as_json(self) -> dict[str, Any]:
        """The answer as `score --format json` prints it: the comparison that leads comes first."""
        named = {one.name: plain(getattr(self, one.name)) for one in fields(self)}
        for name, basis in _BASES.items():
            named[name] = named[name] and {"basis": basis, **named[name]}
        first = ["rule", "as_of", "records", "by", "overall", "groups"]
        if self.has_early:
            first += ["closed_comparison", "closed_comparison_reason"]
        return {**{name: named[name] for name in first}, **named}
