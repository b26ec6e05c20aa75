"""What a verdict is worth, and how many of each there are."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = [
    "ACCURATE",
    "CREDITS",
    "HALF_RIGHT",
    "INACCURATE",
    "OPEN",
    "OVERDUE",
    "RULE",
    "UNRESOLVABLE",
    "VERDICTS",
    "Bounds",
    "accuracy",
    "accuracy_bounds",
    "lenient",
    "n_due",
    "n_judged",
    "strict",
    "verdict_counts",
]

VERDICTS = ("accurate", "half_right", "inaccurate", "unresolvable", "open", "overdue")
ACCURATE, HALF_RIGHT, INACCURATE, UNRESOLVABLE, OPEN, OVERDUE = range(6)
RULE = "credit-1"
CREDITS = np.array([1.0, 0.5, 0.0])

CountArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


class Bounds(NamedTuple):
    """Accuracy if every overdue claim came out wrong, and if every one came out right."""

    low: float
    high: float


def verdict_counts(
    verdict: npt.NDArray[np.integer], group: npt.NDArray[np.integer], n_groups: int
) -> CountArray:
    """Number of claims of each verdict in each group.

    Args:
        verdict: Codes, the places in `VERDICTS`, shape (n,).
        group: Group codes in 0..n_groups - 1, shape (n,).
        n_groups: Number of groups; a group without claims has a row of zeros.

    Returns:
        Counts, shape (n_groups, 6), columns in the order of `VERDICTS`.

    Raises:
        ValueError: If a code is outside its range or the shapes differ.

    Examples:
        >>> verdict_counts(np.array([0, 2, 0]), np.array([1, 1, 0]), 2)
        array([[1, 0, 0, 0, 0, 0],
               [1, 0, 1, 0, 0, 0]])
    """
    if verdict.shape != group.shape or verdict.ndim != 1:
        raise ValueError("verdict and group must be one-dimensional and of one length")
    _check_codes("verdict", verdict, len(VERDICTS))
    _check_codes("group", group, n_groups)
    cell = np.multiply(group, len(VERDICTS), dtype=np.intp)
    cell += verdict
    counts = np.bincount(cell, minlength=n_groups * len(VERDICTS))
    return counts.reshape(n_groups, len(VERDICTS)).astype(np.int64, copy=False)


def n_judged(counts: CountArray) -> CountArray:
    """Number of scored verdicts in each group.

    Args:
        counts: Counts by verdict, shape (k, 6), as from `verdict_counts`.

    Returns:
        Accurate, half right and inaccurate together, shape (k,).

    Examples:
        >>> n_judged(np.array([[2, 1, 1, 5, 4, 3]]))
        array([4])
    """
    return np.asarray(counts[:, :UNRESOLVABLE].sum(axis=1))


def n_due(counts: CountArray) -> CountArray:
    """Number of claims in each group that are not open any more.

    Args:
        counts: Counts by verdict, shape (k, 6), as from `verdict_counts`.

    Returns:
        Judged, unresolvable and overdue together, shape (k,).

    Examples:
        >>> n_due(np.array([[2, 1, 1, 5, 4, 3]]))
        array([12])
    """
    return np.asarray(counts.sum(axis=1) - counts[:, OPEN])


def accuracy(counts: CountArray) -> list[float | None]:
    """Mean credit of the judged claims in each group, by rule `credit-1`.

    Larger is better; 1 when all are accurate, 0 when all are inaccurate. It is not the
    share of accurate claims: two claims that are half right count as much as one that is
    accurate. Claims that are unresolvable, open or overdue do not enter it.

    Args:
        counts: Counts by verdict, shape (k, 6), as from `verdict_counts`.

    Returns:
        Accuracies in 0..1, length k; None where nothing is judged.

    Examples:
        >>> accuracy(np.array([[5, 3, 2, 9, 9, 9], [0, 0, 0, 1, 0, 0]]))
        [0.65, None]
    """
    return _judged_share(counts, CREDITS)


def strict(counts: CountArray) -> list[float | None]:
    """Share of the judged claims that are accurate, half right counted as wrong.

    Args:
        counts: Counts by verdict, shape (k, 6), as from `verdict_counts`.

    Returns:
        Shares in 0..1, length k; None where nothing is judged.

    Examples:
        >>> strict(np.array([[5, 3, 2, 0, 0, 0]]))
        [0.5]
    """
    return _judged_share(counts, np.array([1.0, 0.0, 0.0]))


def lenient(counts: CountArray) -> list[float | None]:
    """Share of the judged claims that are accurate, half right counted as right.

    Args:
        counts: Counts by verdict, shape (k, 6), as from `verdict_counts`.

    Returns:
        Shares in 0..1, length k; None where nothing is judged.

    Examples:
        >>> lenient(np.array([[5, 3, 2, 0, 0, 0]]))
        [0.8]
    """
    return _judged_share(counts, np.array([1.0, 1.0, 0.0]))


def accuracy_bounds(counts: CountArray) -> list[Bounds | None]:
    """Accuracy if every overdue claim came out wrong, or right.

    No interval: nothing here is chance. The two ends say how far the accuracy can still
    move once what is overdue is judged. Unresolvable and open claims do not enter.

    Args:
        counts: Counts by verdict, shape (k, 6), as from `verdict_counts`.

    Returns:
        Bounds in 0..1, length k; None where nothing is judged or overdue.

    References:
        Manski, C. F. (1989). Anatomy of the selection problem. Journal of Human
        Resources 24, 343-360.

    Examples:
        >>> accuracy_bounds(np.array([[5, 3, 2, 0, 0, 10]]))
        [Bounds(low=0.325, high=0.825)]
    """
    credit = counts[:, :UNRESOLVABLE] @ CREDITS
    overdue = counts[:, OVERDUE]
    n = n_judged(counts) + overdue
    return [
        Bounds(float(sure / of), float((sure + more) / of)) if of else None
        for sure, more, of in zip(credit, overdue, n, strict=True)
    ]


def _judged_share(counts: CountArray, worth: FloatArray) -> list[float | None]:
    """Mean of the given credits over the judged."""
    total = counts[:, :UNRESOLVABLE] @ worth
    return [
        float(credit / n) if n else None for credit, n in zip(total, n_judged(counts), strict=True)
    ]


def _check_codes(name: str, codes: npt.NDArray[np.integer], n_codes: int) -> None:
    """Refuse codes that would be counted in a wrong cell."""
    if len(codes) and not (codes.min() >= 0 and codes.max() < n_codes):
        raise ValueError(f"{name} codes must lie in 0..{n_codes - 1}")
