"""What a Brier score is made of."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scorecard.scoring.probability import checked_forecasts

__all__ = [
    "Decomposition",
    "isotonic_calibration",
    "isotonic_decomposition",
    "murphy_decomposition",
]

FloatArray = npt.NDArray[np.float64]


class Decomposition(NamedTuple):
    """Parts of a Brier score: `score = miscalibration - discrimination + uncertainty`.

    Attributes:
        miscalibration: What recalibrating would save; smaller is better, minimum 0.
        discrimination: What the forecasts, recalibrated, save against the base rate;
            larger is better, minimum 0.
        uncertainty: Brier score of the base rate, at most 0.25: how hard the questions
            were, not how good the forecasts.
    """

    miscalibration: float
    discrimination: float
    uncertainty: float


def isotonic_calibration(*, observed: npt.ArrayLike, predicted: npt.ArrayLike) -> FloatArray:
    """Probabilities that the forecasts should have stated, in the order they stated.

    The never falling function of the stated probability that comes nearest to what came
    out (pool adjacent violators); forecasts that stated the same get the same.

    Args:
        observed: What came out, 1 or 0, shape (n,).
        predicted: Stated probabilities in 0..1, shape (n,).

    Returns:
        Calibrated probabilities in 0..1, shape (n,).

    Raises:
        ValueError: As `brier_score`.

    References:
        Ayer, M., et al. (1955). An empirical distribution function for sampling with
        incomplete information. Annals of Mathematical Statistics 26, 641-647.

    Examples:
        >>> isotonic_calibration(observed=[0, 1, 0, 1], predicted=[0.1, 0.4, 0.5, 0.9])
        array([0. , 0.5, 0.5, 1. ])
    """
    came_true, stated = checked_forecasts(observed, predicted)
    _, place = np.unique(stated, return_inverse=True)
    n = np.bincount(place).astype(np.float64)
    return np.asarray(_never_falling(np.bincount(place, came_true) / n if len(n) else n, n)[place])


def isotonic_decomposition(
    *, observed: npt.ArrayLike, predicted: npt.ArrayLike
) -> Decomposition | None:
    """Exact decomposition of the Brier score by isotonic recalibration (CORP).

    The parts add up to the score without bins to choose, and none is negative. With few
    forecasts miscalibration is overstated, since the recalibration follows the noise.

    Args:
        observed: What came out, 1 or 0, shape (n,).
        predicted: Stated probabilities in 0..1, shape (n,).

    Returns:
        The decomposition; None at n = 0.

    Raises:
        ValueError: As `brier_score`.

    References:
        Dimitriadis, T., Gneiting, T., and Jordan, A. I. (2021). Stable reliability
        diagrams for probabilistic classifiers. Proceedings of the National Academy of
        Sciences 118(8), e2016191118.

    Examples:
        >>> parts = isotonic_decomposition(
        ...     observed=[0, 0, 0, 1, 1, 1], predicted=[0.4, 0.3, 0.2, 0.1, 0.5, 0.9]
        ... )
        >>> [round(part, 6) for part in parts]
        [0.101667, 0.125, 0.25]
    """
    came_true, stated = checked_forecasts(observed, predicted)
    if not len(stated):
        return None
    return _decomposition(
        came_true, stated, isotonic_calibration(observed=came_true, predicted=stated)
    )


def murphy_decomposition(
    *, observed: npt.ArrayLike, predicted: npt.ArrayLike
) -> Decomposition | None:
    """Exact decomposition of the Brier score by the values that were stated.

    For forecasts on a few round values, each stated often. Where every forecast states
    its own value each is its own group, and both first parts are at their largest: use
    `isotonic_decomposition` there.

    Args:
        observed: What came out, 1 or 0, shape (n,).
        predicted: Stated probabilities in 0..1, shape (n,).

    Returns:
        The decomposition; None at n = 0.

    Raises:
        ValueError: As `brier_score`.

    References:
        Murphy, A. H. (1973). A new vector partition of the probability score. Journal of
        Applied Meteorology 12, 595-600.

    Examples:
        >>> parts = murphy_decomposition(
        ...     observed=[0, 0, 0, 0, 1, 1, 1, 1, 1, 0], predicted=[0.1] * 5 + [0.9] * 5
        ... )
        >>> [round(part, 6) for part in parts]
        [0.01, 0.09, 0.25]
    """
    came_true, stated = checked_forecasts(observed, predicted)
    if not len(stated):
        return None
    _, place = np.unique(stated, return_inverse=True)
    return _decomposition(
        came_true, stated, (np.bincount(place, came_true) / np.bincount(place))[place]
    )


def _decomposition(
    came_true: FloatArray, stated: FloatArray, calibrated: FloatArray
) -> Decomposition:
    """Parts from the recalibrated forecasts; what rounding leaves below 0 is 0."""
    base_rate = came_true.mean()
    saved = float(np.mean((stated - calibrated) * (stated + calibrated - 2 * came_true)))
    return Decomposition(
        miscalibration=max(0.0, saved),
        discrimination=float(np.mean((calibrated - base_rate) ** 2)),
        uncertainty=float(base_rate * (1 - base_rate)),
    )


def _never_falling(mean: FloatArray, n: FloatArray) -> FloatArray:
    """Nearest never falling sequence, weighted: pool adjacent violators."""
    totals: list[float] = []
    sizes: list[float] = []
    lengths: list[int] = []
    for value, size in zip((mean * n).tolist(), n.tolist(), strict=True):
        total, length = value, 1
        while totals and totals[-1] * size >= total * sizes[-1]:
            total += totals.pop()
            size += sizes.pop()  # noqa: PLW2901 - the block that grows
            length += lengths.pop()
        totals.append(total)
        sizes.append(size)
        lengths.append(length)
    return np.repeat(np.array(totals) / np.array(sizes), lengths) if totals else mean
