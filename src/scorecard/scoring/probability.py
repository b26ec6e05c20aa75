"""Stated probabilities: their scores and calibration; several forecasts, options and forecasters."""

from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from scorecard.scoring import CodeArray, CountArray, FloatArray
from scorecard.scoring.interval import Interval, share_intervals

Combination = Literal["last", "first", "mean", "time-weighted"]

UNIT = 1_000_000_000
"""Scores are counted in whole billionths: their sums are the same in every order, and in every program."""
_TENTHS = np.arange(11) / 10


def brier_score(
    *, observed: npt.ArrayLike, predicted: npt.ArrayLike, times: CountArray | None = None
) -> float | None:
    """Mean squared difference between probability and what came out, in 0..1; None at n = 0.

    Smaller is better: 0 when certain and right, 1 when certain and wrong, 0.25 when always saying one half.
    It depends on how hard the questions were: compare only on the same questions, or through the skill in
    `isotonic_decomposition`.

    Raises:
        ValueError: If shapes differ, something else than 0 and 1 was observed, or a probability is outside
            0..1 or not a number; the other scores refuse the same.

    References:
        Brier (1950).

    Examples:
        >>> round(brier_score(observed=[0, 1, 1, 0], predicted=[0.1, 0.9, 0.8, 0.3]), 12)
        0.0375
    """
    came_true, stated = checked_forecasts(observed, predicted)
    if not len(stated):
        return None
    return float(np.average((stated - came_true) ** 2, weights=times))


def log_score(
    *, observed: npt.ArrayLike, predicted: npt.ArrayLike, times: CountArray | None = None
) -> float | None:
    """Mean negative natural logarithm of the probability given to what came out, in nats; None at n = 0.

    Smaller is better: 0 when certain and right, 0.693 when always saying one half, and infinite once a
    certain forecast was wrong. Nothing is clipped: an infinite score says that something called impossible
    happened.

    References:
        Good (1952).

    Examples:
        >>> round(log_score(observed=[0, 1, 1, 0], predicted=[0.1, 0.9, 0.8, 0.35]), 5)
        0.21616
        >>> log_score(observed=[1], predicted=[0.0])
        inf
    """
    came_true, stated = checked_forecasts(observed, predicted)
    if not len(stated):
        return None
    given = np.where(came_true == 1, stated, 1 - stated)
    if given.min() == 0:
        return float("inf")
    return float(np.average(-np.log(given), weights=times)) + 0.0


def checked_forecasts(
    observed: npt.ArrayLike, predicted: npt.ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Observations and probabilities as float arrays, refused as `brier_score` says."""
    came_true = np.asarray(observed, dtype=np.float64)
    stated = np.asarray(predicted, dtype=np.float64)
    if came_true.shape != stated.shape or came_true.ndim != 1:
        raise ValueError("observed and predicted must be one-dimensional and of one length")
    if not np.isin(came_true, (0.0, 1.0)).all():
        raise ValueError("observed must be 0 or 1")
    if not ((stated >= 0) & (stated <= 1)).all():
        raise ValueError("predicted must be probabilities in 0..1")
    return came_true, stated


class CalibrationBin(NamedTuple):
    """Forecasts whose probability lies in one bin.

    Attributes:
        low: Lower edge, which belongs to the bin.
        high: Upper edge, which belongs to the next bin; in the last bin it belongs here.
        n: Number of forecasts.
        n_came_true: Number of those that came true.
        mean_predicted: Mean stated probability; None at n = 0.
        share_came_true: Share that came true; None at n = 0.
        interval: Wilson interval of that share; None at n = 0.
    """

    low: float
    high: float
    n: int
    n_came_true: int
    mean_predicted: float | None
    share_came_true: float | None
    interval: Interval | None


class ConsistencyBand(NamedTuple):
    """Band in which a calibrated forecaster's reliability curve runs, by rising stated value, shape (k,)."""

    predicted: FloatArray
    low: FloatArray
    high: FloatArray
    n_outside_high: int


def calibration_table(
    *, observed: npt.ArrayLike, predicted: npt.ArrayLike, times: CountArray | None = None
) -> list[CalibrationBin]:
    """Stated probabilities against the share that came true, by tenths, the empty ones too.

    A bin holds its lower edge and not its upper one, but for the last, which holds both: 0.7 is in 0.7..0.8,
    not in 0.6..0.7, and 1.0 in 0.9..1.0. A bin with few forecasts has a wide interval; a share off the stated
    mean but inside it shows nothing.

    References:
        Bröcker and Smith (2007).

    Examples:
        >>> table = calibration_table(observed=[1, 0, 1], predicted=[0.7, 0.7, 1.0])
        >>> [(one.low, one.n, one.share_came_true) for one in table if one.n]
        [(0.7, 2, 0.5), (0.9, 1, 1.0)]
    """
    came_true, stated = checked_forecasts(observed, predicted)
    place = np.minimum(np.searchsorted(_TENTHS, stated, side="right") - 1, len(_TENTHS) - 2)
    each = np.ones_like(stated) if times is None else np.asarray(times, dtype=np.float64)
    n, n_true, total = (
        np.bincount(place, each * one, minlength=len(_TENTHS) - 1)
        for one in (np.ones_like(stated), came_true, stated)
    )
    intervals = share_intervals(n_true.astype(np.int64), n.astype(np.int64))
    counted = (one.tolist() for one in (n, n_true, total))
    rows = zip(pairwise(_TENTHS.tolist()), *counted, intervals, strict=True)
    return [
        CalibrationBin(low, high, int(of), int(true), sum_stated / of, true / of, interval)
        if of
        else CalibrationBin(low, high, 0, 0, None, None, None)
        for (low, high), of, true, sum_stated, interval in rows
    ]


def consistency_band(
    *, predicted: npt.ArrayLike, question: CodeArray | None = None, seed: int, n_draws: int = 999
) -> ConsistencyBand:
    """Band in which the isotonic curve of a calibrated forecaster would run.

    What came out is drawn anew from the stated probabilities, as if each were right, and calibrated again;
    forecasts of one `question` (its code) come true together. The band holds value by value: over many values
    a calibrated curve leaves it somewhere, at up to `n_outside_high` of them in 95 of 100 draws.

    Raises:
        ValueError: If a probability is outside 0..1 or not a number, or the lengths differ.

    References:
        Dimitriadis, Gneiting and Jordan (2021).

    Examples:
        >>> band = consistency_band(predicted=[0.0, 0.5, 0.5, 1.0], seed=1)
        >>> band.predicted, band.low, band.high, band.n_outside_high
        (array([0. , 0.5, 1. ]), array([0., 0., 1.]), array([0., 1., 1.]), 0)
    """
    _, stated = checked_forecasts(np.zeros(np.shape(predicted)), predicted)
    values, first = np.unique(stated, return_index=True)
    if not len(values):
        return ConsistencyBand(values, values, values, 0)
    asked = np.arange(len(stated)) if question is None else question
    random = np.random.default_rng(seed)
    curves = np.empty((n_draws, len(values)))
    for draw in range(n_draws):
        came_true = (random.random(asked.max() + 1)[asked] < stated).astype(np.float64)
        curves[draw] = isotonic_calibration(observed=came_true, predicted=stated)[first]
    low, high = np.quantile(curves, [0.025, 0.975], axis=0)
    n_outside = ((curves < low) | (curves > high)).sum(axis=1)
    return ConsistencyBand(values, low, high, int(np.quantile(n_outside, 0.95, method="higher")))


class Decomposition(NamedTuple):
    """Parts of a Brier score, `score = miscalibration - discrimination + uncertainty`, and its skill.

    Attributes:
        miscalibration: What recalibrating would save; smaller is better, minimum 0.
        discrimination: What the forecasts, recalibrated, save against the base rate;
            larger is better, minimum 0.
        uncertainty: Brier score of the base rate, at most 0.25: how hard the questions
            were, not how good the forecasts.
        brier_skill_score: Share of the base rate's Brier score that the forecasts save, at most 1; 0 is no
            better than always stating the share that came true, negative worse. That share is known only
            afterwards, so 0 is a hard opponent. None when all came out alike, so that the base rate is
            perfect.
    """

    miscalibration: float
    discrimination: float
    uncertainty: float
    brier_skill_score: float | None


def isotonic_calibration(
    *, observed: npt.ArrayLike, predicted: npt.ArrayLike, times: CountArray | None = None
) -> FloatArray:
    """Probabilities that the forecasts should have stated, in the order they stated, shape (n,).

    The never falling function of the stated probability that comes nearest to what came out (pool adjacent
    violators); forecasts that stated the same get the same.

    References:
        Ayer et al. (1955).

    Examples:
        >>> isotonic_calibration(observed=[0, 1, 0, 1], predicted=[0.1, 0.4, 0.5, 0.9])
        array([0. , 0.5, 0.5, 1. ])
    """
    came_true, stated = checked_forecasts(observed, predicted)
    _, place = np.unique(stated, return_inverse=True)
    each = np.ones_like(stated) if times is None else np.asarray(times, dtype=np.float64)
    n = np.bincount(place, each).astype(np.float64)
    n_true = np.bincount(place, each * came_true)
    return _never_falling(n_true / n, n)[place]


def isotonic_decomposition(
    *, observed: npt.ArrayLike, predicted: npt.ArrayLike, times: CountArray | None = None
) -> Decomposition | None:
    """Exact decomposition of the Brier score by isotonic recalibration (CORP); None at n = 0.

    The parts add up to the score without bins to choose, and none is negative. With few forecasts
    miscalibration is overstated, since the recalibration follows the noise, and the skill is noisy.

    References:
        Dimitriadis, Gneiting and Jordan (2021); Murphy (1973), for the skill.

    Examples:
        >>> parts = isotonic_decomposition(
        ...     observed=[0, 0, 0, 1, 1, 1], predicted=[0.4, 0.3, 0.2, 0.1, 0.5, 0.9]
        ... )
        >>> [round(part, 6) for part in parts]
        [0.101667, 0.125, 0.25, 0.093333]
    """
    came_true, stated = checked_forecasts(observed, predicted)
    if not len(stated):
        return None
    calibrated = isotonic_calibration(observed=came_true, predicted=stated, times=times)
    base_rate = float(np.average(came_true, weights=times))
    lost = (stated - calibrated) * (stated + calibrated - 2 * came_true)
    columns = (lost, (calibrated - base_rate) ** 2, (stated - came_true) ** 2)
    saved, gained, score = (float(np.average(one, weights=times)) for one in columns)
    uncertainty = base_rate * (1 - base_rate)
    return Decomposition(
        miscalibration=max(0.0, saved),  # what rounding leaves below 0 is 0
        discrimination=gained,
        uncertainty=uncertainty,
        brier_skill_score=1 - score / uncertainty if uncertainty else None,
    )


def _never_falling(mean: FloatArray, n: FloatArray) -> FloatArray:
    """Nearest never falling sequence, weighted: pool adjacent violators."""
    blocks: list[tuple[float, float, int]] = []  # total, size, length
    for total, size in zip((mean * n).tolist(), n.tolist(), strict=True):
        block = (total, size, 1)
        while blocks and blocks[-1][0] * block[1] >= block[0] * blocks[-1][1]:
            last = blocks.pop()
            block = (block[0] + last[0], block[1] + last[1], block[2] + last[2])
        blocks.append(block)
    means, lengths = [one[0] / one[1] for one in blocks], [one[2] for one in blocks]
    return np.repeat(means, np.array(lengths, dtype=np.intp))
