"""Claims counted by state, and the accuracy that follows from the counts.

Counts are arrays with one row for each group and one column for each member of `State` in its order; a
column is addressed by `State.place`, through `n_in`, and by nothing else.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scorecard.verdicts import COUNTED_STATES, JUDGED_STATES, State

CountArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

STATE_CREDITS: FloatArray = np.array([
    np.nan if state.credit is None else state.credit for state in State
])  # fmt: skip
"""The credit of each state by its code; NaN where the state is not judged."""

JUDGED_CREDITS: FloatArray = np.array([state.credit for state in JUDGED_STATES], dtype=np.float64)
"""The credit of each judged state, in the order of the columns of `judged_counts`."""


class Bounds(NamedTuple):
    """Accuracy if every claim of unknown credit came out wrong, and if every one came out right."""

    low: float
    high: float


def state_counts(
    state: npt.NDArray[np.integer], group: npt.NDArray[np.integer], n_groups: int
) -> CountArray:
    """Number of claims of each state in each group.

    Args:
        state: State codes (`State.place`), shape (n,).
        group: Group codes in 0..n_groups - 1, shape (n,).
        n_groups: Number of groups; a group without claims has a row of zeros.

    Returns:
        Counts, shape (n_groups, states).

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
    _check_codes("state", state, len(State))
    _check_codes("group", group, n_groups)
    cell = np.multiply(group, len(State), dtype=np.intp)
    cell += state
    counts = np.bincount(cell, minlength=n_groups * len(State))
    return counts.reshape(n_groups, len(State)).astype(np.int64, copy=False)


def n_in(counts: CountArray, *states: State) -> CountArray:
    """Number of claims in each group that are in one of the states.

    Args:
        counts: Counts by state, shape (k, states), as from `state_counts`.
        states: The states, each once.

    Returns:
        Their sum, shape (k,).

    Examples:
        >>> counts = state_counts(np.array([State.OPEN.place]), np.array([0]), 1)
        >>> n_in(counts, State.OPEN, State.OVERDUE)
        array([1])
    """
    return np.asarray(counts[:, [state.place for state in states]].sum(axis=1))


def judged_counts(counts: CountArray) -> CountArray:
    """The columns of the judged states alone, in the order of `JUDGED_CREDITS`.

    Args:
        counts: Counts by state, shape (k, states), as from `state_counts`.

    Returns:
        Counts of the judged states, shape (k, judged states).
    """
    return counts[:, [state.place for state in JUDGED_STATES]]


def n_judged(counts: CountArray) -> CountArray:
    """Number of scored verdicts in each group.

    Args:
        counts: Counts by state, shape (k, states), as from `state_counts`.

    Returns:
        All judged states together, shape (k,).
    """
    return n_in(counts, *JUDGED_STATES)


def n_due(counts: CountArray) -> CountArray:
    """Number of claims in each group that are not open any more, the withdrawn ones left out.

    Args:
        counts: Counts by state, shape (k, states), as from `state_counts`.

    Returns:
        Judged, unresolvable and overdue together, shape (k,).
    """
    return n_in(counts, *(state for state in COUNTED_STATES if state is not State.OPEN))


def accuracy(counts: CountArray) -> list[float | None]:
    """Mean credit of the judged claims in each group, by rule `credit-1`.

    Larger is better; 1 when all are accurate, 0 when all are inaccurate. It is not the
    share of accurate claims: two claims that are half right count as much as one that is
    accurate. Claims that are unresolvable, open or overdue do not enter it.

    Args:
        counts: Counts by state, shape (k, states), as from `state_counts`.

    Returns:
        Accuracies in 0..1, length k; None where nothing is judged.

    Examples:
        >>> codes = np.array([State.ACCURATE.place, State.HALF_RIGHT.place, State.OVERDUE.place])
        >>> accuracy(state_counts(codes, np.array([0, 0, 1]), 2))
        [0.75, None]
    """
    return _judged_share(counts, JUDGED_CREDITS)


def strict(counts: CountArray) -> list[float | None]:
    """Share of the judged claims with full credit; every lower credit counts as wrong.

    Args:
        counts: Counts by state, shape (k, states), as from `state_counts`.

    Returns:
        Shares in 0..1, length k; None where nothing is judged.
    """
    return _judged_share(counts, JUDGED_CREDITS == 1)


def lenient(counts: CountArray) -> list[float | None]:
    """Share of the judged claims with any credit; half right counts as right.

    Args:
        counts: Counts by state, shape (k, states), as from `state_counts`.

    Returns:
        Shares in 0..1, length k; None where nothing is judged.
    """
    return _judged_share(counts, JUDGED_CREDITS > 0)


def accuracy_bounds(
    counts: CountArray, unknown: Sequence[State] = (State.OVERDUE,)
) -> list[Bounds | None]:
    """Accuracy if every claim of unknown credit came out wrong, or right.

    No interval: nothing here is chance. The two ends say how far the accuracy can still
    move once what is overdue is judged, and, where unresolvable claims are taken in too, how far
    it could have moved if they could be. Open claims do not enter.

    Args:
        counts: Counts by state, shape (k, states), as from `state_counts`.
        unknown: The states of the claims that are taken for wrong, and then for right.

    Returns:
        Bounds in 0..1, length k; None where nothing is judged or unknown.

    References:
        Manski, C. F. (1989). Anatomy of the selection problem. Journal of Human
        Resources 24, 343-360.

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


def _judged_share(
    counts: CountArray, worth: FloatArray | npt.NDArray[np.bool_]
) -> list[float | None]:
    """Mean of a worth over the judged."""
    total = judged_counts(counts) @ worth
    return [
        float(credit / n) if n else None for credit, n in zip(total, n_judged(counts), strict=True)
    ]


def _check_codes(name: str, codes: npt.NDArray[np.integer], n_codes: int) -> None:
    """Reject codes that would be counted in a wrong cell."""
    if len(codes) and not (codes.min() >= 0 and codes.max() < n_codes):
        raise ValueError(f"{name} codes must lie in 0..{n_codes - 1}")
