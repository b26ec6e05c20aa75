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
_PARTS = np.arange(1, 64) / 64
_N_SEARCHES = 4
_N_ROWS_AT_ONCE = 4096
_TOLERANCE = 1e-11
_N_STEPS = 12
_NEAR = 1e-6  # of the odds: after one more step of Newton's it is the square
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


def mean_credit_distribution(
    value: FloatArray, shapes: FloatArray, *, worth: FloatArray = JUDGED_CREDITS
) -> tuple[FloatArray, FloatArray]:
    """Probability that the mean credit is at most a value, to about 1e-10, and its density; shapes (k,).

    Shares are Dirichlet distributed; the mean credit is the sum of the shares times their credits. With
    shares from a Dirichlet distribution it is at most `c` exactly when a weighted sum of gamma variables is
    at most zero, and that probability is a one-dimensional integral of the sum's transform, taken along a
    line through the saddle point, where it hardly oscillates. It needs no sampling.

    `shapes`, shape (k, verdicts), are at least 0, each row adding up to at least 1 (the integral converges
    slowly below); a shape of 0 is a verdict that does not occur.

    References:
        Rice (1980).

    Examples:
        >>> shapes = np.array([[2.0, 1.0]])  # right and wrong alone: a beta distribution
        >>> cdf, density = mean_credit_distribution(np.array([0.3]), shapes, worth=np.array([1.0, 0.0]))
        >>> round(float(cdf[0]), 9), round(float(density[0]), 9)
        (0.09, 0.6)
    """
    weights = np.where(shapes > 0, worth - value[:, None], 0.0)
    is_below_mean = (shapes * weights).sum(axis=1) > 0
    weights[is_below_mean] *= -1  # always the smaller tail
    tail, density = np.zeros((2, len(value)))
    can_be = np.flatnonzero(weights.max(axis=1) > 0)
    for rows in np.split(can_be, range(_N_ROWS_AT_ONCE, len(can_be), _N_ROWS_AT_ONCE)):
        tail[rows], density[rows] = _tail(weights[rows], shapes[rows])
    return np.where(is_below_mean, tail, 1 - tail), density


def _tail(weights: FloatArray, shapes: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Probability that the weighted sum of gamma variables is above zero, and how fast it changes."""
    unit = weights.max(axis=1, keepdims=True)
    weights = weights / unit
    # The saddle point of the transform on the real line, to a few digits.
    low, width, each = np.zeros((len(weights), 1)), 1.0, weights[:, :, None]
    for _ in range(_N_SEARCHES):
        tried = low + width * _PARTS
        slope = (shapes[:, :, None] * each / (1 - each * tried[:, None])).sum(axis=1) - 1 / tried
        width /= len(_PARTS) + 1
        low += width * (slope < 0).sum(axis=1, keepdims=True)
    saddle = low + width / 2
    ratio = weights / (1 - weights * saddle)
    scale = np.sqrt((shapes * ratio**2).sum(axis=1, keepdims=True) + saddle**-2)
    place = saddle + 1j * _LATTICE / scale
    log_value, change = -np.log(place), np.zeros_like(place)
    for verdict in range(shapes.shape[1]):
        rest = 1 - weights[:, verdict, None] * place
        log_value -= shapes[:, verdict, None] * np.log(rest)
        change += shapes[:, verdict, None] * place / rest
    part = np.exp(log_value) * _SPACING / scale / np.pi
    tail, density = part.real.sum(axis=1), (part * change).real.sum(axis=1) / unit[:, 0]
    return np.clip(tail, 0.0, 1.0), np.maximum(density, 0.0)


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
    probabilities = np.broadcast_to(probability, len(mixtures))
    odds, lowest, span = probabilities / (1 - probabilities), worth.min(), np.ptp(worth)
    _, n_components, n_verdicts = mixtures.shape

    def distribution(value: FloatArray, rows: CodeArray) -> tuple[FloatArray, FloatArray]:
        """Distribution function and density of some rows."""
        shapes = mixtures[rows].reshape(-1, n_verdicts)
        both = mean_credit_distribution(np.repeat(value, n_components), shapes, worth=worth)
        cdf, density = (one.reshape(-1, n_components).mean(axis=1) for one in both)
        return cdf, density

    # Cantelli's inequality, which every distribution obeys, says where to search.
    total = mixtures.sum(axis=2)
    mean, square = (mixtures @ one / total for one in (worth, worth**2))
    deviation = np.sqrt(np.maximum(square - mean**2, 0.0) / (total + 1))
    room = deviation * np.sqrt(np.maximum(odds, 1 / odds))[:, None]
    left = np.maximum((mean - room).min(axis=1), lowest)
    right = np.minimum((mean + room).max(axis=1), worth.max())
    # A component of one verdict has all its probability in one place, which may be the quantile.
    is_sure, places = (mixtures > 0).sum(axis=2) == 1, worth[mixtures.argmax(axis=2)]
    for component in range(n_components):
        rows = np.flatnonzero(is_sure[:, component])
        place, wanted = places[rows, component], probabilities[rows]
        mass = (is_sure[rows] & (places[rows] == place[:, None])).mean(axis=1)
        cdf, _ = distribution(place, rows)
        is_there = (cdf - mass < wanted) & (wanted <= cdf)
        left[rows[is_there]] = right[rows[is_there]] = place[is_there]
    # Newton's method on the log odds of value and probability, whose curve is nearly straight, from about
    # where a logistic distribution has the quantile; halving where it would leave the room.
    guess = (mean + deviation * (np.log(odds) * 3**0.5 / np.pi)[:, None]).mean(axis=1)
    value = np.where((left < guess) & (guess < right), guess, (left + right) / 2)
    going, n_steps = np.flatnonzero(right > left), 0
    while len(going):
        tried, wanted = value[going], probabilities[going]
        cdf, density = distribution(tried, going)
        low = np.where(cdf > wanted, left[going], tried)
        high = np.where(cdf > wanted, tried, right[going])
        share = (tried - lowest) / span
        with np.errstate(all="ignore"):
            slope = density * span * share * (1 - share) / (cdf * (1 - cdf))
            gap = odds[going] * (1 - cdf) / cdf
            factor = gap ** (1 / slope)
            better = lowest + span * share * factor / (1 - share + share * factor)
        is_inside, is_near = (low <= better) & (better <= high), np.abs(gap - 1) < _NEAR
        is_taken = is_inside & (is_near | (n_steps < _N_STEPS))
        value[going] = np.where(is_taken, better, (low + high) / 2)
        left[going], right[going] = low, high
        is_found = (is_taken & is_near) | (high - low <= _TOLERANCE)
        going, n_steps = going[~is_found], n_steps + 1
    return np.asarray(value)
