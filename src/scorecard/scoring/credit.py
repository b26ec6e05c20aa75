"""Claims counted by state, and the accuracy that follows from the counts.

Counts are arrays with one row for each group and one column for each member of `State` in its order; a
column is addressed by `State.place`, through `n_in`, and by nothing else.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scorecard.verdicts import JUDGED_STATES, State

CountArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

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


def state_counts(
    state: npt.NDArray[np.integer], group: npt.NDArray[np.integer], n_groups: int
) -> CountArray:
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
