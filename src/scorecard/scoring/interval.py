"""How far a share of right verdicts could be off, given how few there are."""

from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scorecard.scoring.credit_distribution import mean_credit_quantile

__all__ = ["Interval", "credit_intervals", "share_intervals"]

FloatArray = npt.NDArray[np.float64]

N_SCORED = 3
ONE_MORE = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])


class Interval(NamedTuple):
    """Ends of an interval in 0..1 and the share of cases in which it holds the truth."""

    low: float
    high: float
    level: float


def credit_intervals(
    counts: npt.NDArray[np.integer],
    *,
    level: float = 0.95,
    effects: FloatArray | None = None,
) -> list[Interval | None]:
    """Interval of the mean credit of three-way verdicts in each group.

    Verdicts are multinomial, so an interval made for yes and no does not fit. Gaffke's
    bound adds one more verdict, inaccurate for the low end and accurate for the high end,
    and takes the quantile of the mean credit under Dirichlet shares with these counts; it
    is conservative. Here both ends use the even mixture of the two, as the mid-p value
    does for a binomial share, to which the interval is equal when nothing is half right.
    It is exact by numerical integration: the same counts give the same digits.

    It tells what chance leaves open, not what is wrong with the criteria or the judging.
    Two groups whose intervals overlap can still differ: see `group_comparison`.

    Args:
        counts: Counts of accurate, half right, inaccurate in the first three columns,
            shape (k, 3) or wider.
        level: Share of cases in which the interval is to hold the truth, in 0..1.
        effects: Design effects, at least 1, shape (k,), as from `design_effects`; the
            counts are divided by them. None when every claim stands alone.

    Returns:
        Intervals in 0..1, length k; None where nothing is judged.

    Raises:
        ValueError: If a count is negative, an effect is below 1, or the level is not
            strictly between 0 and 1.

    References:
        Gaffke, N. (2005). Three test statistics for a nonparametric one-sided hypothesis
        on the mean of a nonnegative variable. Mathematical Methods of Statistics 14,
        451-467. Lancaster, H. O. (1961). Significance tests in discrete distributions.
        Journal of the American Statistical Association 56, 223-234 (the mid-p value).

    Examples:
        >>> five, one, none = credit_intervals(np.array([[5, 3, 2], [1, 0, 0], [0, 0, 0]]))
        >>> round(five.low, 3), round(five.high, 3)
        (0.377, 0.857)
        >>> round(one.low, 3), round(one.high, 3)
        (0.05, 1.0)
        >>> none is None
        True
    """
    _check_level(level)
    scored = np.asarray(counts, dtype=np.float64)[:, :N_SCORED]
    if (scored < 0).any():
        raise ValueError("counts must not be negative")
    if effects is not None:
        if (effects < 1).any():
            raise ValueError("design effects must be at least 1")
        scored = scored / effects[:, None]
    known = np.flatnonzero(scored.sum(axis=1) > 0)
    kinds, place = np.unique(scored[known], axis=0, return_inverse=True)
    mixtures = kinds[:, None, :] + ONE_MORE
    low = mean_credit_quantile((1 - level) / 2, mixtures)
    high = mean_credit_quantile((1 + level) / 2, mixtures)
    low[kinds[:, :2].sum(axis=1) == 0] = 0.0
    high[kinds[:, 1:].sum(axis=1) == 0] = 1.0
    intervals: list[Interval | None] = [None] * len(scored)
    for group, kind in zip(known, place.ravel(), strict=True):
        intervals[group] = Interval(float(low[kind]), float(high[kind]), level)
    return intervals


def share_intervals(
    n_right: npt.NDArray[np.integer], n: npt.NDArray[np.integer], *, level: float = 0.95
) -> list[Interval | None]:
    """Wilson score interval of a share of yes against no.

    For shares of two kinds only; the mean credit of three-way verdicts has its own.

    Args:
        n_right: Number of yes, in 0..n, shape (k,).
        n: Number of yes and no together, shape (k,).
        level: Share of cases in which the interval is to hold the truth, in 0..1.

    Returns:
        Intervals in 0..1, length k; exactly 0 at no yes and 1 at no no; None at n = 0.

    Raises:
        ValueError: If a count is impossible or the level is not strictly between 0 and 1.

    References:
        Wilson, E. B. (1927). Probable inference, the law of succession, and statistical
        inference. Journal of the American Statistical Association 22, 209-212.
        Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion.
        Statistics in Medicine 17, 857-872.

    Examples:
        >>> (interval,) = share_intervals(np.array([81]), np.array([263]))
        >>> round(interval.low, 4), round(interval.high, 4)
        (0.2553, 0.3662)
    """
    _check_level(level)
    if ((n_right < 0) | (n_right > n)).any():
        raise ValueError("n_right must lie in 0..n")
    return [
        _wilson(int(right), int(of), level) if of else None
        for right, of in zip(n_right, n, strict=True)
    ]


def _wilson(n_right: int, n: int, level: float) -> Interval:
    """Interval of one share; its outer ends are set, not rounded."""
    square = NormalDist().inv_cdf((1 + level) / 2) ** 2
    middle = (n_right + square / 2) / (n + square)
    reach = (square * (n_right * (n - n_right) / n + square / 4)) ** 0.5 / (n + square)
    low = 0.0 if n_right == 0 else middle - reach
    high = 1.0 if n_right == n else middle + reach
    return Interval(low, high, level)


def _check_level(level: float) -> None:
    """Refuse a level that no interval has."""
    if not 0 < level < 1:
        raise ValueError(f"level must lie strictly between 0 and 1, not {level}")
