"""Several forecasts of one question, and forecasters compared on the questions that they share."""

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from scorecard.scoring.clustered import clustered_mean

FloatArray = npt.NDArray[np.float64]
CodeArray = npt.NDArray[np.integer]
Combination = Literal["last", "first", "mean", "time-weighted"]


class PairedDifference(NamedTuple):
    """Mean score of one forecaster less that of another on the questions that both answered.

    Attributes:
        n: Shared questions.
        difference: Below 0 when the first scored lower, which is better for Brier scores.
        low: Lower end of the item-clustered interval; None when one item cannot tell.
        high: Upper end.
    """

    n: int
    difference: float
    low: float | None
    high: float | None


def combined_forecasts(
    probability: FloatArray,
    day: FloatArray,
    question: CodeArray,
    closes: FloatArray,
    *,
    how: Combination,
) -> tuple[npt.NDArray[np.int64], FloatArray]:
    """One probability for each question from the forecasts of several days.

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
        ValueError: If a forecast was made after its question closed and weights by time are asked for.

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
        if (weight < 0).any():
            raise ValueError("a forecast was made after its question closed")
        is_at_once = np.add.reduceat(weight, starts) == 0
        weight[np.repeat(is_at_once, ends - starts)] = 1.0
    sums = np.add.reduceat(weight * stated, starts) / np.add.reduceat(weight, starts)
    return codes.astype(np.int64), sums


def relative_scores(score: FloatArray, question: CodeArray) -> FloatArray:
    """Each forecaster's score less the mean score of all who answered the same question.

    Below 0 is better than the others. It is fair where forecasters answered different questions:
    a hard question is as hard for all who answered it. A question that only one answered gives 0 and
    tells nothing.

    Args:
        score: Brier scores, shape (n,), one for each forecaster and question.
        question: Codes of the questions from 0, shape (n,).

    References:
        Atanasov, P., and others (2020). Small steps to accuracy: incremental belief updaters are better
        forecasters. Organizational Behavior and Human Decision Processes 160, 19-35 (relative Brier scores).

    Examples:
        >>> relative_scores(np.array([0.1, 0.3, 0.2]), np.array([0, 0, 1])).round(2).tolist()
        [-0.1, 0.1, 0.0]
    """
    n = np.bincount(question)
    mean = np.bincount(question, score) / np.maximum(n, 1)
    return np.asarray(score - mean[question])


def paired_difference(
    first: FloatArray, second: FloatArray, item: CodeArray | None = None, *, level: float = 0.95
) -> PairedDifference | None:
    """Two forecasters on the same questions.

    Args:
        first: Scores of one, shape (n,).
        second: Scores of the other on the same questions, shape (n,).
        item: Item codes of the questions, shape (n,); None when every question stands alone.
        level: Share of cases in which the interval is to hold the truth, strictly between 0 and 1.

    Returns:
        The difference; None without shared questions.

    Examples:
        >>> paired_difference(np.array([0.1, 0.2]), np.array([0.4, 0.4])).difference
        -0.25
    """
    mean = clustered_mean(first - second, item, level=level)
    return None if mean is None else PairedDifference(len(first), *mean)


def multi_category_brier(*, observed: CodeArray, predicted: npt.ArrayLike) -> FloatArray:
    """Brier score of forecasts over several options: the squared differences summed over the options.

    Smaller is better: 0 when certain and right, 2 when certain and wrong. For two options it is twice
    the Brier score of one of them, so the two are never averaged together.

    Args:
        observed: Code of the option that came out, shape (n,).
        predicted: Probabilities of the options, rows sum to 1, shape (n, k).

    Returns:
        The score of each forecast in 0..2, shape (n,).

    Raises:
        ValueError: If a row is no distribution or a code is outside of its options.

    References:
        Brier, G. W. (1950). Verification of forecasts expressed in terms of probability. Monthly
        Weather Review 78, 1-3 (his original form).

    Examples:
        >>> multi_category_brier(observed=np.array([0]), predicted=[[0.5, 0.3, 0.2]]).round(2).tolist()
        [0.38]
    """
    stated = np.asarray(predicted, dtype=np.float64)
    if stated.ndim != 2 or (stated < 0).any() or (abs(stated.sum(axis=1) - 1) > 1e-6).any():  # noqa: PLR2004  (rows; rounding)
        raise ValueError("each row of predicted must be probabilities that sum to 1")
    if len(observed) != len(stated) or ((observed < 0) | (observed >= stated.shape[1])).any():
        raise ValueError("observed must name an option of each row")
    came_true = np.zeros_like(stated)
    came_true[np.arange(len(stated)), observed] = 1.0
    return np.asarray(((stated - came_true) ** 2).sum(axis=1))
