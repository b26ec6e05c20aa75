"""Intervals of the mean credit and of shares, exact for few claims."""

from functools import lru_cache
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from scorecard.scoring import LEVEL, CodeArray, FloatArray
from scorecard.scoring.credit import JUDGED_CREDITS

_STEP = 0.0625
_NODES = np.arange(0.0, 12.5, _STEP)
_LATTICE = np.sinh(_NODES)
_SPACING = _STEP * np.cosh(_NODES) * np.where(_NODES > 0, 1.0, 0.5)
_N_HALVINGS = 24
_N_ROWS_AT_ONCE = 4096
_TOLERANCE = 1e-11
_N_DIGITS = 10  # those that are certain: 0.025 is 0.025 then, whatever the search came from


class Interval(NamedTuple):
    """Ends of an interval in 0..1 and the share of cases in which it holds the truth."""

    low: float
    high: float
    level: float


def credit_intervals(
    counts: CodeArray, *, worth: FloatArray = JUDGED_CREDITS, effects: FloatArray | None = None
) -> list[Interval | None]:
    """Interval of the mean credit of each group, in 0..1; None where nothing is judged.

    Verdicts are multinomial, so an interval made for yes and no does not fit. Gaffke's bound adds one more
    verdict, of the lowest credit for the low end and of the highest for the high end, and takes the quantile
    of the mean credit under Dirichlet shares with these counts; it is conservative. Here both ends use the
    even mixture of the two, as the mid-p value does for a binomial share, to which the interval is equal when
    only the two occur. It is exact by numerical integration: the same counts give the same digits.

    It tells what chance leaves open, not what is wrong with the criteria or the judging. Two groups whose
    intervals overlap can still differ: see `group_comparison`. `effects` are design effects, by which the
    counts are divided, shape (k,).

    Raises:
        ValueError: If a count is negative, there is not one credit for each column, or an effect is below 1.

    References:
        Gaffke (2005); Lancaster (1961), for the mid-p value.

    Examples:
        >>> counts, worth = np.array([[5, 3, 2], [1, 0, 0], [0, 0, 0]]), np.array([1.0, 0.5, 0.0])
        >>> five, one, none = credit_intervals(counts, worth=worth)
        >>> round(five.low, 3), round(five.high, 3)
        (0.377, 0.857)
        >>> round(one.low, 3), round(one.high, 3)
        (0.05, 1.0)
        >>> none is None
        True
    """
    scored = np.asarray(counts, dtype=np.float64)
    if scored.shape[1] != len(worth):
        raise ValueError("counts must have one column for each credit")
    if (scored < 0).any():
        raise ValueError("counts must not be negative")
    if effects is not None:
        if (effects < 1).any():
            raise ValueError("design effects must be at least 1")
        scored = scored / effects[:, None]
    known = np.flatnonzero(scored.sum(axis=1) > 0)
    kinds, place = np.unique(scored[known], axis=0, return_inverse=True)
    low, high = _ends(kinds.tobytes(), np.asarray(worth, dtype=np.float64).tobytes())
    intervals: list[Interval | None] = [None] * len(scored)
    for group, kind in zip(known, place.ravel(), strict=True):
        intervals[group] = Interval(float(low[kind]), float(high[kind]), LEVEL)
    return intervals


@lru_cache(maxsize=256)
def _ends(counts: bytes, credit: bytes) -> tuple[FloatArray, FloatArray]:
    """Low and high ends for rows of counts, kept: a score by several columns asks for the same rows again."""
    worth = np.frombuffer(credit)
    kinds = np.frombuffer(counts).reshape(-1, len(worth))
    mixtures = kinds[:, None, :] + np.eye(len(worth))[[worth.argmin(), worth.argmax()]]
    tails = np.repeat([(1 - LEVEL) / 2, (1 + LEVEL) / 2], len(kinds))
    ends = mean_credit_quantile(tails, np.concatenate([mixtures, mixtures]), worth=worth)
    low, high = ends.round(_N_DIGITS).reshape(2, -1)
    low[kinds[:, worth > worth.min()].sum(axis=1) == 0] = worth.min()
    high[kinds[:, worth < worth.max()].sum(axis=1) == 0] = worth.max()
    return low, high


def share_intervals(n_right: CodeArray, n: CodeArray) -> list[Interval | None]:
    """Wilson score interval of each share of yes among yes and no, `n_right` of `n`, shape (k,).

    For shares of two kinds only; the mean credit has its own. Ends are exactly 0 at no yes and 1 at no no;
    the interval is None at n = 0.

    Raises:
        ValueError: If a count is impossible.

    References:
        Wilson (1927); Newcombe (1998).

    Examples:
        >>> (interval,) = share_intervals(np.array([81]), np.array([263]))
        >>> round(interval.low, 4), round(interval.high, 4)
        (0.2553, 0.3662)
    """
    if ((n_right < 0) | (n_right > n)).any():
        raise ValueError("n_right must lie in 0..n")
    square = NormalDist().inv_cdf((1 + LEVEL) / 2) ** 2
    middle = (n_right + square / 2) / (n + square)
    variance = n_right * (n - n_right) / np.maximum(n, 1) + square / 4
    reach = np.sqrt(square * variance) / (n + square)
    low = np.where(n_right == 0, 0.0, middle - reach).tolist()
    high = np.where(n_right == n, 1.0, middle + reach).tolist()
    return [
        Interval(start, end, LEVEL) if of else None
        for start, end, of in zip(low, high, n, strict=True)
    ]


def mean_credit_cdf(
    value: FloatArray, shapes: FloatArray, *, worth: FloatArray = JUDGED_CREDITS
) -> FloatArray:
    """Probability that the mean credit is at most a value, shape (k,), to about 1e-10.

    Shares are Dirichlet distributed; the mean credit is the sum of the shares times their credits. With
    shares from a Dirichlet distribution it is at most `c` exactly when a weighted sum of gamma variables is
    at most zero, and that probability is a one-dimensional integral of the sum's transform, taken along a
    parabola through the saddle point, where it does not oscillate. It needs no sampling.

    `shapes`, shape (k, verdicts), are at least 0, each row adding up to at least 1 (the integral converges
    slowly below); a shape of 0 is a verdict that does not occur.

    References:
        Rice (1980).

    Examples:
        >>> shapes = np.array([[1.0, 1.0]])  # right and wrong alone: a beta distribution
        >>> round(float(mean_credit_cdf(np.array([0.3]), shapes, worth=np.array([1.0, 0.0]))[0]), 9)
        0.3
    """
    weights = np.where(shapes > 0, worth - value[:, None], 0.0)
    is_below_mean = (shapes * weights).sum(axis=1) > 0
    weights[is_below_mean] *= -1  # always the smaller tail
    tail = np.zeros(len(value))
    can_be = np.flatnonzero(weights.max(axis=1) > 0)
    for rows in np.split(can_be, range(_N_ROWS_AT_ONCE, len(can_be), _N_ROWS_AT_ONCE)):
        tail[rows] = _tail(weights[rows], shapes[rows])
    return np.asarray(np.where(is_below_mean, tail, 1 - tail))


def _tail(weights: FloatArray, shapes: FloatArray) -> FloatArray:
    """Probability that the weighted sum of gamma variables is above zero."""
    weights = weights / weights.max(axis=1, keepdims=True)
    # The saddle point of the transform on the real line, to a few digits.
    low, high = np.zeros(len(weights)), np.ones(len(weights))
    for _ in range(_N_HALVINGS):
        middle = (low + high) / 2
        slope = (shapes * weights / (1 - weights * middle[:, None])).sum(axis=1) - 1 / middle
        low, high = np.where(slope < 0, middle, low), np.where(slope < 0, high, middle)
    saddle = (low + high) / 2
    ratio = weights / (1 - weights * saddle[:, None])
    scale = np.sqrt((shapes * ratio**2).sum(axis=1) + saddle**-2)
    place = saddle[:, None] + 1j * _LATTICE / scale[:, None]
    log_value = -np.log(place)
    for verdict in range(shapes.shape[1]):
        weight, shape = weights[:, verdict, None], shapes[:, verdict, None]
        log_value -= shape * np.log(1 - weight * place)
    inner = (np.exp(log_value).real * _SPACING).sum(axis=1) / scale
    return np.asarray(np.clip(inner / np.pi, 0.0, 1.0))


def mean_credit_quantile(
    probability: float | FloatArray, mixtures: FloatArray, *, worth: FloatArray = JUDGED_CREDITS
) -> FloatArray:
    """Quantile of the mean credit, in 0..1, for equal mixtures of Dirichlet shares; shape (k,).

    `mixtures` are Dirichlet shapes, shape (k, components, verdicts); every component of a row has the same
    weight. `probability` is one for all rows or one for each: rows cost least when they are solved together.
    Where the distribution has an atom at the quantile it is the place of the atom.

    Examples:
        >>> jeffreys, worth = np.array([[[2.5, 5.5]]]), np.array([1.0, 0.0])  # 2 of 7
        >>> round(float(mean_credit_quantile(0.025, jeffreys, worth=worth)[0]), 4)
        0.0647
    """
    # The ITP method (Oliveira and Takahashi 2020), all rows in step.
    probabilities = np.broadcast_to(probability, len(mixtures))

    def excess(value: FloatArray, rows: CodeArray) -> FloatArray:
        """Distribution function of some rows less their probability."""
        _, n_components, n_verdicts = mixtures.shape
        shapes = mixtures[rows].reshape(-1, n_verdicts)
        values = mean_credit_cdf(np.repeat(value, n_components), shapes, worth=worth)
        return np.asarray(values.reshape(-1, n_components).mean(axis=1) - probabilities[rows])

    # Cantelli's inequality, which every distribution obeys, says where to search.
    total, odds = mixtures.sum(axis=2), probabilities / (1 - probabilities)
    mean, square = (mixtures @ one / total for one in (worth, worth**2))
    deviation = np.sqrt(np.maximum(square - mean**2, 0.0) / (total + 1))
    room = deviation * np.sqrt(np.maximum(odds, 1 / odds))[:, None]
    left = np.maximum((mean - room).min(axis=1), worth.min())
    right = np.minimum((mean + room).max(axis=1), worth.max())
    every = np.arange(len(mixtures))
    at_left, at_right = excess(left, every), excess(right, every)
    right = np.where(at_left >= 0, left, right)  # an atom, or the end of the range
    left = np.where(at_right <= 0, right, left)
    width = right - left
    reach = 8 * width  # so that no row takes over three steps more than by bisection
    while len(going := np.flatnonzero(right - left > _TOLERANCE)):
        low, high, below, above = left[going], right[going], at_left[going], at_right[going]
        middle = (low + high) / 2
        guess = (low * above - high * below) / (above - below)
        toward = np.sign(middle - guess)
        # At least as far as ends the search on the other side of the root, whose sign is lost in rounding.
        nudge = np.maximum(0.2 * (high - low) ** 2 / width[going], _TOLERANCE / 2)
        nudged = np.where(nudge <= np.abs(middle - guess), guess + toward * nudge, middle)
        free = np.maximum(reach[going] - (high - low) / 2, 0.0)
        reach[going] /= 2
        tried = np.where(np.abs(nudged - middle) <= free, nudged, middle - toward * free)
        found = excess(tried, going)
        is_above = found > 0
        right[going] = np.where(is_above, tried, high)
        at_right[going] = np.where(is_above, found, above)
        left[going] = np.where(is_above, low, tried)
        at_left[going] = np.where(is_above, below, found)
    return np.asarray((left + right) / 2)
