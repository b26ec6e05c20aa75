"""Scores of stated probabilities: Brier, logarithmic, skill; several forecasts, options and forecasters."""

from typing import Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
CodeArray = npt.NDArray[np.integer]
Combination = Literal["last", "first", "mean", "time-weighted"]

UNIT = 1_000_000_000
"""What `billionths` multiplies by."""


def billionths(value: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Numbers as whole billionths: their sums are the same in every order, and in every program.

    Examples:
        >>> billionths([0.1, 1 / 3]).tolist()
        [100000000, 333333333]
    """
    return np.floor(np.asarray(value, dtype=np.float64) * UNIT + 0.5).astype(np.int64)


def brier_score(
    *, observed: npt.ArrayLike, predicted: npt.ArrayLike, times: npt.ArrayLike | None = None
) -> float | None:
    """Mean squared difference between probability and what came out, in 0..1; None at n = 0.

    Smaller is better: 0 when certain and right, 1 when certain and wrong, 0.25 when always saying one half.
    It depends on how hard the questions were: compare only on the same questions, or through
    `brier_skill_score`.

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
    return mean_of((stated - came_true) ** 2, times)


def log_score(
    *, observed: npt.ArrayLike, predicted: npt.ArrayLike, times: npt.ArrayLike | None = None
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
    return mean_of(-np.log(given), times) + 0.0


def brier_skill_score(
    *, observed: npt.ArrayLike, predicted: npt.ArrayLike, times: npt.ArrayLike | None = None
) -> float | None:
    """Share of the base rate's Brier score that the forecasts save, at most 1.

    Larger is better: 1 is perfect, 0 no better than always stating the share that came true, negative worse.
    That share is known only afterwards, so 0 is a hard opponent, and with few forecasts the score is noisy.
    None at n = 0 or when all came out alike, so that the base rate is perfect.

    References:
        Murphy (1973).

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
    """Mean of values, shape (n,), of which each stands for so many; None for one."""
    if times is None:
        return float(value.mean())
    n = np.asarray(times, dtype=np.float64)
    return float((n * value).sum() / n.sum())


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


def combined_forecasts(
    probability: FloatArray,
    day: FloatArray,
    question: CodeArray,
    closes: FloatArray,
    *,
    how: Combination,
) -> tuple[npt.NDArray[np.int64], FloatArray]:
    """One probability for each question from the forecasts of several days; means to nine decimals.

    Args:
        probability: Stated probabilities in 0..1, shape (n,).
        day: Day of each forecast as a number, shape (n,).
        question: Code of the question (of one forecaster), shape (n,).
        closes: Day on which the question closed, shape (n,); used for weights by time alone.
        how: `last` or `first` forecast, their plain `mean`, or `time-weighted`: each forecast counts
            for the days until the next one, the last until the question closed.

    Returns:
        The codes of the questions, ascending, and the probability of each.

    Raises:
        ValueError: If weights by time are asked for and a forecast has no day or was made after its question
            closed.

    Examples:
        >>> two = np.array([0.2, 0.8]), np.array([0.0, 9.0]), np.array([0, 0]), np.array([10.0, 10.0])
        >>> combined_forecasts(*two, how="time-weighted")[1].round(2).tolist()
        [0.26]
        >>> combined_forecasts(*two, how="last")[1].tolist()
        [0.8]
    """
    order = np.lexsort((day, question))
    codes, starts = np.unique(question[order], return_index=True)
    stated = probability[order]
    ends = np.append(starts[1:], len(order))
    if how == "last":
        return codes.astype(np.int64), stated[ends - 1]
    if how == "first":
        return codes.astype(np.int64), stated[starts]
    weight = np.ones(len(order))
    if how == "time-weighted":
        until = np.append(day[order][1:], 0.0)
        until[ends - 1] = closes[order][ends - 1]
        weight = until - day[order]
        if not (weight >= 0).all():
            raise ValueError("a forecast has no day or was made after its question closed")
        is_at_once = np.add.reduceat(weight, starts) == 0
        weight[np.repeat(is_at_once, ends - starts)] = 1.0
    sums, n = (np.add.reduceat(one, starts) for one in (weight * billionths(stated), weight * UNIT))
    return codes.astype(np.int64), sums / n


def relative_scores(score: FloatArray, question: CodeArray) -> FloatArray:
    """Each forecaster's Brier score, shape (n,), less the mean of all who answered the same question.

    Below 0 is better than the others. It is fair where forecasters answered different questions: a hard
    question is as hard for all who answered it. A question that only one answered gives 0 and tells nothing.

    References:
        Atanasov et al. (2020).

    Examples:
        >>> relative_scores(np.array([0.1, 0.3, 0.2]), np.array([0, 0, 1])).round(2).tolist()
        [-0.1, 0.1, 0.0]
    """
    n = np.bincount(question)
    mean = np.bincount(question, score) / np.maximum(n, 1)
    return np.asarray(score - mean[question])
