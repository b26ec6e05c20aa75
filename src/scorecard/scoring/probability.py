"""Scores of stated probabilities: Brier, logarithmic, skill."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def brier_score(
    *, observed: npt.ArrayLike, predicted: npt.ArrayLike, times: npt.ArrayLike | None = None
) -> float | None:
    """Mean squared difference between probability and what came out.

    Smaller is better: 0 when certain and right, 1 when certain and wrong, 0.25 when always
    saying one half. It depends on how hard the questions were: compare only on the same
    questions, or through `brier_skill_score`.

    Args:
        observed: What came out, 1 or 0, shape (n,).
        predicted: Stated probabilities in 0..1, shape (n,).
        times: How many forecasts each entry stands for, shape (n,); None for one.

    Returns:
        The score in 0..1; None at n = 0.

    Raises:
        ValueError: If shapes differ, something else than 0 and 1 was observed, or a
            probability is outside 0..1 or not a number.

    References:
        Brier, G. W. (1950). Verification of forecasts expressed in terms of probability.
        Monthly Weather Review 78, 1-3.

    Examples:
        >>> round(brier_score(observed=[0, 1, 1, 0], predicted=[0.1, 0.9, 0.8, 0.3]), 12)
        0.0375
    """
    came_true, stated = checked_forecasts(observed, predicted)
    if not len(stated):
        return None
    return mean_of((stated - came_true) ** 2, times)


def log_score(
    *, observed: npt.ArrayLike, predicted: npt.ArrayLike, times: npt.ArrayLike | None = None
) -> float | None:
    """Mean negative natural logarithm of the probability given to what came out.

    Smaller is better: 0 when certain and right, 0.693 when always saying one half, and
    infinite once a certain forecast was wrong. Nothing is clipped: an infinite score says
    that something called impossible happened.

    Args:
        observed: What came out, 1 or 0, shape (n,).
        predicted: Stated probabilities in 0..1, shape (n,).
        times: How many forecasts each entry stands for, shape (n,); None for one.

    Returns:
        The score in nats, 0..infinity; None at n = 0.

    Raises:
        ValueError: As `brier_score`.

    References:
        Good, I. J. (1952). Rational decisions. Journal of the Royal Statistical Society B
        14, 107-114.

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
    return mean_of(-np.log(given), times) + 0.0


def brier_skill_score(
    *, observed: npt.ArrayLike, predicted: npt.ArrayLike, times: npt.ArrayLike | None = None
) -> float | None:
    """Share of the base rate's Brier score that the forecasts save.

    Larger is better: 1 is perfect, 0 no better than always stating the share that came
    true, negative worse. That share is known only afterwards, so 0 is a hard opponent, and
    with few forecasts the score is noisy.

    Args:
        observed: What came out, 1 or 0, shape (n,).
        predicted: Stated probabilities in 0..1, shape (n,).
        times: How many forecasts each entry stands for, shape (n,); None for one.

    Returns:
        The score, at most 1; None at n = 0 or when all came out alike, so that the base
        rate is perfect.

    Raises:
        ValueError: As `brier_score`.

    References:
        Murphy, A. H. (1973). Hedging and skill scores for probability forecasts. Journal
        of Applied Meteorology 12, 215-223.

    Examples:
        >>> round(brier_skill_score(observed=[0, 1], predicted=[0.25, 0.75]), 12)
        0.75
    """
    came_true, stated = checked_forecasts(observed, predicted)
    if not len(stated) or came_true.min() == came_true.max():
        return None
    base_rate = mean_of(came_true, times)
    return 1 - mean_of((stated - came_true) ** 2, times) / (base_rate * (1 - base_rate))


def mean_of(value: FloatArray, times: npt.ArrayLike | None) -> float:
    """Mean of values of which each stands for so many.

    Args:
        value: Values, shape (n,).
        times: How often each occurs, shape (n,); None for once.
    """
    if times is None:
        return float(value.mean())
    n = np.asarray(times, dtype=np.float64)
    return float((n * value).sum() / n.sum())


def checked_forecasts(
    observed: npt.ArrayLike, predicted: npt.ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Observations and probabilities as arrays, checked.

    Args:
        observed: What came out, 1 or 0, shape (n,).
        predicted: Stated probabilities in 0..1, shape (n,).

    Returns:
        Both as float arrays of shape (n,).

    Raises:
        ValueError: If shapes differ, something else than 0 and 1 was observed, or a
            probability is outside 0..1 or not a number.

    Examples:
        >>> checked_forecasts([1], [1.5])
        Traceback (most recent call last):
        ...
        ValueError: predicted must be probabilities in 0..1
    """
    came_true = np.asarray(observed, dtype=np.float64)
    stated = np.asarray(predicted, dtype=np.float64)
    if came_true.shape != stated.shape or came_true.ndim != 1:
        raise ValueError("observed and predicted must be one-dimensional and of one length")
    if not np.isin(came_true, (0.0, 1.0)).all():
        raise ValueError("observed must be 0 or 1")
    if not ((stated >= 0) & (stated <= 1)).all():
        raise ValueError("predicted must be probabilities in 0..1")
    return came_true, stated
