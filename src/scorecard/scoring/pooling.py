"""Accuracies of groups, each drawn toward the common mean of all groups."""

from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scorecard.scoring.credit import JUDGED_CREDITS

FloatArray = npt.NDArray[np.float64]

LARGEST_SPREAD = 0.5  # standard deviation that accuracies in 0..1 can have at most
N_SPREADS = 500


class Pooled(NamedTuple):
    """A partially pooled accuracy in 0..1, its interval, and the weight of a group's own verdicts."""

    accuracy: float
    low: float
    high: float
    weight: float


class Pooling(NamedTuple):
    """Pooled accuracies and how strongly the records ask for pooling.

    Attributes:
        mean: Common mean toward which groups are drawn, in 0..1.
        between_sd: Standard deviation of the true accuracies between groups, in 0..0.5.
        n_prior: Number of verdicts that the common mean counts as in every group.
        groups: One entry for each group; None where nothing is judged.
    """

    mean: float | None
    between_sd: float | None
    n_prior: float | None
    groups: list[Pooled | None]


class NormalPooling(NamedTuple):
    """What `normal_pooling` gives: of the common mean and the spread, and of each group, shape (k,)."""

    mean: float
    between_sd: float
    estimate: FloatArray
    standard_error: FloatArray
    weight: FloatArray


def pooled_accuracies(
    counts: npt.NDArray[np.integer],
    *,
    worth: FloatArray = JUDGED_CREDITS,
    level: float = 0.95,
    effects: FloatArray | None = None,
) -> Pooling:
    """Accuracy of each group, drawn toward the common mean as far as the records ask.

    The best guess at how a group would do on more claims. A group of few claims is drawn far, a group of many
    hardly; all are drawn far when groups differ no more than chance. It is no score for what was published:
    that is the raw accuracy, which stands beside it. The spread between groups is estimated from the records
    and its uncertainty is averaged over, so no spread found does not mean groups set equal. `effects` are
    design effects, shape (k,). With one judged group `between_sd` and `n_prior` are None and it keeps its
    accuracy.

    Raises:
        ValueError: If there is not one credit for each column or an effect is below 1.

    References:
        Morris (1983); Gelman et al. (2013), section 5.4.

    Examples:
        >>> pooling = pooled_accuracies(np.array([[9, 0, 1], [50, 0, 50], [0, 0, 0]]))
        >>> small, large, empty = pooling.groups
        >>> 0.5 < small.accuracy < 0.9, abs(large.accuracy - 0.5) < 0.02, empty is None
        (True, True, True)
    """
    if effects is not None and (effects < 1).any():
        raise ValueError("design effects must be at least 1")
    scored = np.asarray(counts, dtype=np.float64)
    if scored.shape[1] != len(worth):
        raise ValueError("counts must have one column for each credit")
    n = scored.sum(axis=1)
    known = np.flatnonzero(n > 0)
    groups: list[Pooled | None] = [None] * len(n)
    if not len(known):
        return Pooling(None, None, None, groups)
    credit = scored[known] @ worth / n[known]
    spread = _variance_within(scored[known], credit, worth)
    size = n[known] if effects is None else n[known] / effects[known]
    fit = normal_pooling(credit, spread / size, largest_sd=LARGEST_SPREAD)
    reach = NormalDist().inv_cdf((1 + level) / 2) * fit.standard_error
    low = np.clip(fit.estimate - reach, 0, 1)
    high = np.clip(fit.estimate + reach, 0, 1)
    weight = fit.weight if len(known) > 1 else np.ones(1)
    for place, group in enumerate(known):
        groups[group] = Pooled(
            float(fit.estimate[place]),
            float(low[place]),
            float(high[place]),
            float(weight[place]),
        )
    if len(known) == 1:
        return Pooling(fit.mean, None, None, groups)
    return Pooling(fit.mean, fit.between_sd, spread / fit.between_sd**2, groups)


def normal_pooling(
    estimate: FloatArray, variance: FloatArray, *, largest_sd: float
) -> NormalPooling:
    """Partial pooling of at least one independent estimate, shape (k,), with known variances above 0.

    True values are normal around a common mean; the mean has a flat prior, the standard deviation between
    them a flat prior on 0..largest_sd, which is averaged over on a grid. `mean` is the posterior mean,
    `between_sd` the root mean square, `weight` the mean weight of a group's own estimate in 0..1.

    References:
        Gelman et al. (2013), section 5.4, whose example of eight schools is in the tests.

    Examples:
        >>> fit = normal_pooling(np.array([0.0, 1.0]), np.array([1.0, 1.0]), largest_sd=1.0)
        >>> round(fit.mean, 6)
        0.5
    """
    between = ((np.arange(N_SPREADS) + 0.5) / N_SPREADS * largest_sd) ** 2
    precision = 1 / (variance + between[:, None])
    total = precision.sum(axis=1)
    mean = (precision * estimate).sum(axis=1) / total
    misfit = (precision * (estimate - mean[:, None]) ** 2).sum(axis=1)
    log_likelihood = 0.5 * (np.log(precision).sum(axis=1) - np.log(total) - misfit)
    plausible = np.exp(log_likelihood - log_likelihood.max())
    plausible /= plausible.sum()
    drawn = variance * precision
    middle = estimate + drawn * (mean[:, None] - estimate)
    inner = variance * (1 - drawn) + drawn**2 / total[:, None]
    pooled = plausible @ middle
    outer = plausible @ (middle - pooled) ** 2
    return NormalPooling(
        mean=float(plausible @ mean),
        between_sd=float(np.sqrt(plausible @ between)),
        estimate=np.asarray(pooled),
        standard_error=np.sqrt(plausible @ inner + outer),
        weight=np.asarray(plausible @ (1 - drawn)),
    )


def _variance_within(scored: FloatArray, credit: FloatArray, worth: FloatArray) -> float:
    """Variance of one credit around its group's mean, one miss by half a credit added."""
    squares = scored @ worth**2 - scored.sum(axis=1) * credit**2
    freedom = scored.sum() - len(scored)
    return float((max(float(squares.sum()), 0.0) + LARGEST_SPREAD**2) / (freedom + 1))
