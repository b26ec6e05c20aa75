"""Claims counted by state, and the accuracy that follows from the counts: raw, bounded and pooled.

Counts are arrays with one row for each group and one column for each member of `State` in its order; a
column is addressed by `State.place`, through `n_in`, and by nothing else.
"""

from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from scorecard.scoring import LEVEL, CodeArray, CountArray, FloatArray
from scorecard.verdicts import JUDGED_STATES, State

LARGEST_SPREAD = 0.5  # standard deviation that accuracies in 0..1 can have at most
N_SPREADS = 500

STATE_CREDITS: FloatArray = np.array([
    np.nan if state.credit is None else state.credit for state in State
])  # fmt: skip
"""The credit of each state by its code; NaN where the state is not judged."""

JUDGED_CREDITS: FloatArray = np.array([state.credit for state in JUDGED_STATES], dtype=np.float64)
"""The credit of each judged state, in the order of the columns of `judged_counts`."""

WORTHS: dict[str, FloatArray] = {
    "accuracy": JUDGED_CREDITS,
    "strict": (JUDGED_CREDITS == 1).astype(np.float64),
    "lenient": (JUDGED_CREDITS > 0).astype(np.float64),
}
"""What each judged state is worth: its credit; 1 for full credit alone; 1 for any credit."""


class Bounds(NamedTuple):
    """Accuracy if every claim of unknown credit came out wrong, and if every one came out right."""

    low: float
    high: float


def state_counts(state: CodeArray, group: CodeArray, n_groups: int) -> CountArray:
    """Number of claims of each state in each group, shape (n_groups, states).

    Args:
        state: State codes (`State.place`), shape (n,).
        group: Group codes in 0..n_groups - 1, shape (n,).
        n_groups: Number of groups; a group without claims has a row of zeros.

    Raises:
        ValueError: If a code is outside its range or the shapes differ.

    Examples:
        >>> codes = np.array([State.ACCURATE.place, State.OPEN.place, State.ACCURATE.place])
        >>> counts = state_counts(codes, np.array([1, 1, 0]), 2)
        >>> n_in(counts, State.ACCURATE), n_in(counts, State.OPEN)
        (array([1, 1]), array([0, 1]))
    """
    if state.shape != group.shape or state.ndim != 1:
        raise ValueError("state and group must be one-dimensional and of one length")
    for name, codes, n_codes in (("state", state, len(State)), ("group", group, n_groups)):
        if len(codes) and not (codes.min() >= 0 and codes.max() < n_codes):
            raise ValueError(f"{name} codes must lie in 0..{n_codes - 1}")
    cell = np.multiply(group, len(State), dtype=np.intp)
    cell += state
    counts = np.bincount(cell, minlength=n_groups * len(State))
    return counts.reshape(n_groups, len(State)).astype(np.int64, copy=False)


def n_in(counts: CountArray, *states: State) -> CountArray:
    """Number of claims in each group, shape (k,), that are in one of the states, each given once.

    Examples:
        >>> counts = state_counts(np.array([State.OPEN.place]), np.array([0]), 1)
        >>> n_in(counts, State.OPEN, State.OVERDUE)
        array([1])
    """
    return np.asarray(counts[:, [state.place for state in states]].sum(axis=1))


def judged_counts(counts: CountArray) -> CountArray:
    """The columns of the judged states alone, in the order of `JUDGED_CREDITS`, shape (k, judged states)."""
    return counts[:, [state.place for state in JUDGED_STATES]]


def n_judged(counts: CountArray) -> CountArray:
    """Number of scored verdicts in each group, shape (k,): all judged states together."""
    return n_in(counts, *JUDGED_STATES)


def accuracy(counts: CountArray, worth: FloatArray = JUDGED_CREDITS) -> list[float | None]:
    """Mean credit of the judged claims in each group, by rule `credit-1`; or what they are worth otherwise.

    Larger is better; 1 when all are accurate, 0 when all are inaccurate, None where nothing is judged. It is
    not the share of accurate claims: two claims that are half right count as much as one that is accurate.
    Claims that are unresolvable, open or overdue do not enter it. `worth` is one of `WORTHS`.

    Examples:
        >>> codes = np.array([State.ACCURATE.place, State.HALF_RIGHT.place, State.OVERDUE.place])
        >>> counts = state_counts(codes, np.array([0, 0, 1]), 2)
        >>> accuracy(counts), accuracy(counts, WORTHS["strict"]), accuracy(counts, WORTHS["lenient"])
        ([0.75, None], [0.5, None], [1.0, None])
    """
    total = judged_counts(counts) @ worth
    return [
        float(credit / n) if n else None for credit, n in zip(total, n_judged(counts), strict=True)
    ]


def accuracy_bounds(
    counts: CountArray, unknown: Sequence[State] = (State.OVERDUE,)
) -> list[Bounds | None]:
    """Accuracy if every claim of unknown credit came out wrong, or right; None without any.

    No interval: nothing here is chance. The two ends say how far the accuracy can still move once what is
    overdue is judged, and, where unresolvable claims are taken in too, how far it could have moved if they
    could be. Open claims do not enter.

    References:
        Manski (1989).

    Examples:
        >>> codes = np.array([State.ACCURATE.place, State.OVERDUE.place])
        >>> accuracy_bounds(state_counts(codes, np.array([0, 0]), 1))
        [Bounds(low=0.5, high=1.0)]
    """
    credit = judged_counts(counts) @ JUDGED_CREDITS
    n_unknown = n_in(counts, *unknown)
    n = n_judged(counts) + n_unknown
    return [
        Bounds(float(sure / of), float((sure + more) / of)) if of else None
        for sure, more, of in zip(credit, n_unknown, n, strict=True)
    ]


class Pooled(NamedTuple):
    """A partially pooled accuracy in 0..1, its interval, and the weight of a group's own verdicts."""

    accuracy: float
    low: float
    high: float
    weight: float


class NormalPooling(NamedTuple):
    """What `normal_pooling` gives: of the common mean and the spread, and of each group, shape (k,)."""

    mean: float
    between_sd: float
    estimate: FloatArray
    standard_error: FloatArray
    weight: FloatArray


def pooled_accuracies(
    counts: CodeArray, *, worth: FloatArray = JUDGED_CREDITS, effects: FloatArray | None = None
) -> tuple[float | None, list[Pooled | None]]:
    """Accuracy of each group, drawn toward the common mean as far as the records ask.

    The best guess at how a group would do on more claims. A group of few claims is drawn far, a group of many
    hardly; all are drawn far when groups differ no more than chance. It is no score for what was published:
    that is the raw accuracy, which stands beside it. The spread between groups is estimated from the records
    and its uncertainty is averaged over, so no spread found does not mean groups set equal. `effects` are
    design effects, by which the counts are divided, shape (k,).

    Returns:
        The number of verdicts that the common mean counts as in every group, None unless two are judged; and
        one entry for each group, None where nothing is judged. One judged group alone keeps its accuracy.

    Raises:
        ValueError: If there is not one credit for each column or an effect is below 1.

    References:
        Morris (1983); Gelman et al. (2013), section 5.4.

    Examples:
        >>> counts, worth = np.array([[9, 1], [50, 50], [0, 0]]), np.array([1.0, 0.0])
        >>> _, (small, large, empty) = pooled_accuracies(counts, worth=worth)
        >>> 0.5 < small.accuracy < 0.9, abs(large.accuracy - 0.5) < 0.02, empty is None
        (True, True, True)
    """
    if effects is not None and (effects < 1).any():
        raise ValueError("design effects must be at least 1")
    scored = np.asarray(counts, dtype=np.float64)
    if scored.shape[1] != len(worth):
        raise ValueError("counts must have one column for each credit")
    scored = scored if effects is None else scored / effects[:, None]
    n = scored.sum(axis=1)
    known = np.flatnonzero(n > 0)
    groups: list[Pooled | None] = [None] * len(n)
    if not len(known):
        return None, groups
    credit = scored[known] @ worth / n[known]
    # The variance of one credit around its group's mean, one miss by half a credit added.
    squares = scored[known] @ worth**2 - n[known] * credit**2
    spread = float((max(squares.sum(), 0) + LARGEST_SPREAD**2) / (n.sum() - len(known) + 1))
    fit = normal_pooling(credit, spread / n[known], largest_sd=LARGEST_SPREAD)
    reach = NormalDist().inv_cdf((1 + LEVEL) / 2) * fit.standard_error
    ends = np.clip([fit.estimate, fit.estimate - reach, fit.estimate + reach], 0, 1)
    weight = fit.weight if len(known) > 1 else np.ones(1)
    columns = (one.tolist() for one in (*ends, weight))
    for group, *row in zip(known, *columns, strict=True):
        groups[group] = Pooled(*row)
    return spread / fit.between_sd**2 if len(known) > 1 else None, groups


def normal_pooling(
    estimate: FloatArray, variance: FloatArray, *, largest_sd: float
) -> NormalPooling:
    """Partial pooling of at least one independent estimate, shape (k,), with known variances above 0.

    True values are normal around a common mean; the mean has a flat prior, the standard deviation between
    them a flat prior on 0..largest_sd, which is averaged over on a grid. `mean` is the posterior mean,
    `between_sd` the root mean square, `weight` the mean weight of a group's own estimate in 0..1.

    References:
        Gelman et al. (2013), section 5.4, whose example of eight schools is in the tests.

    Examples:
        >>> fit = normal_pooling(np.array([0.0, 1.0]), np.array([1.0, 1.0]), largest_sd=1.0)
        >>> round(fit.mean, 6)
        0.5
    """
    between = ((np.arange(N_SPREADS) + 0.5) / N_SPREADS * largest_sd) ** 2
    precision = 1 / (variance + between[:, None])
    total = precision.sum(axis=1)
    mean = (precision * estimate).sum(axis=1) / total
    misfit = (precision * (estimate - mean[:, None]) ** 2).sum(axis=1)
    log_likelihood = 0.5 * (np.log(precision).sum(axis=1) - np.log(total) - misfit)
    plausible = np.exp(log_likelihood - log_likelihood.max())
    plausible /= plausible.sum()
    drawn = variance * precision
    middle = estimate + drawn * (mean[:, None] - estimate)
    inner = variance * (1 - drawn) + drawn**2 / total[:, None]
    pooled = plausible @ middle
    outer = plausible @ (middle - pooled) ** 2
    return NormalPooling(
        mean=float(plausible @ mean),
        between_sd=float(np.sqrt(plausible @ between)),
        estimate=np.asarray(pooled),
        standard_error=np.sqrt(plausible @ inner + outer),
        weight=np.asarray(plausible @ (1 - drawn)),
    )
