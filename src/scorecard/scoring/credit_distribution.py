"""How the mean credit is distributed when the shares of the three verdicts are uncertain."""

import numpy as np
import numpy.typing as npt

from scorecard.scoring.credit import CREDITS

__all__ = ["mean_credit_cdf", "mean_credit_quantile"]

FloatArray = npt.NDArray[np.float64]

STEP = 0.0625
NODES = np.arange(0.0, 12.5, STEP)
LATTICE = np.sinh(NODES)
SPACING = STEP * np.cosh(NODES) * np.where(NODES > 0, 1.0, 0.5)
N_HALVINGS = 24
N_ROWS_AT_ONCE = 4096
TOLERANCE = 1e-11


def mean_credit_cdf(credit: FloatArray, shapes: FloatArray) -> FloatArray:
    """Probability that the mean credit is at most a value, for Dirichlet shares.

    With shares of accurate, half right and inaccurate from a Dirichlet distribution,
    the mean credit is `accurate + half_right / 2`. It is at most `c` exactly when a
    weighted sum of three gamma variables is at most zero, and that probability is a
    one-dimensional integral of the sum's transform, taken along a parabola through the
    saddle point, where it does not oscillate. It needs no sampling.

    Args:
        credit: Values in 0..1, shape (k,).
        shapes: Dirichlet shapes for accurate, half right, inaccurate, shape (k, 3); at
            least 0, each row adding up to at least 1 (the integral converges slowly
            below). A shape of 0 is a verdict that does not occur.

    Returns:
        Probabilities in 0..1, shape (k,), exact to about 1e-10.

    References:
        Rice, S. O. (1980). Distribution of quadratic forms in normal random variables:
        evaluation by numerical integration. SIAM Journal on Scientific and Statistical
        Computing 1, 438-448.

    Examples:
        >>> shapes = np.array([[1.0, 0.0, 1.0]])  # without half right: a beta distribution
        >>> round(float(mean_credit_cdf(np.array([0.3]), shapes)[0]), 9)
        0.3
    """
    weights = np.where(shapes > 0, CREDITS - credit[:, None], 0.0)
    is_below_mean = (shapes * weights).sum(axis=1) > 0
    weights[is_below_mean] *= -1  # always the smaller tail
    tail = np.zeros(len(credit))
    can_be = weights.max(axis=1) > 0
    tail[can_be] = _tail(weights[can_be], shapes[can_be])
    return np.asarray(np.where(is_below_mean, tail, 1 - tail))


def _tail(weights: FloatArray, shapes: FloatArray) -> FloatArray:
    """Probability that the weighted sum of gamma variables is above zero."""
    weights = weights / weights.max(axis=1, keepdims=True)
    saddle = _saddle(weights, shapes)
    ratio = weights / (1 - weights * saddle[:, None])
    scale = np.sqrt((shapes * ratio**2).sum(axis=1) + saddle**-2)
    place = saddle[:, None] + 1j * LATTICE / scale[:, None]
    log_value = -np.log(place)
    for verdict in range(3):
        weight, shape = weights[:, verdict, None], shapes[:, verdict, None]
        log_value -= shape * np.log(1 - weight * place)
    inner = (np.exp(log_value).real * SPACING).sum(axis=1) / scale
    return np.asarray(np.clip(inner / np.pi, 0.0, 1.0))


def _saddle(weights: FloatArray, shapes: FloatArray) -> FloatArray:
    """Where the transform is smallest on the real line, near enough."""
    low, high = np.zeros(len(weights)), np.ones(len(weights))
    for _ in range(N_HALVINGS):
        middle = (low + high) / 2
        slope = (shapes * weights / (1 - weights * middle[:, None])).sum(axis=1) - 1 / middle
        low, high = np.where(slope < 0, middle, low), np.where(slope < 0, high, middle)
    return np.asarray((low + high) / 2)


def mean_credit_quantile(probability: float, mixtures: FloatArray) -> FloatArray:
    """Quantile of the mean credit for equal mixtures of Dirichlet shares.

    Args:
        probability: Of the quantile, in 0..1, ends excluded.
        mixtures: Dirichlet shapes, shape (k, components, 3); every component of a row
            has the same weight.

    Returns:
        Quantiles in 0..1, shape (k,). Where the distribution has an atom at the
        quantile, the place of the atom.

    References:
        Oliveira, I. F. D., and Takahashi, R. H. C. (2020). An enhancement of the bisection
        method average performance preserving minmax optimality. ACM Transactions on
        Mathematical Software 47(1), 5.

    Examples:
        >>> jeffreys = np.array([[[2.5, 0.0, 5.5]]])  # 2 of 7
        >>> round(float(mean_credit_quantile(0.025, jeffreys)[0]), 4)
        0.0647
    """
    blocks = [
        _block_quantile(probability, mixtures[start : start + N_ROWS_AT_ONCE])
        for start in range(0, len(mixtures), N_ROWS_AT_ONCE)
    ]
    return np.concatenate([*blocks, np.empty(0)])


def _block_quantile(probability: float, mixtures: FloatArray) -> FloatArray:
    """Find the quantiles by the ITP method, all rows in step, converged rows left out."""
    left, right = _bracket(probability, mixtures)
    at_left = _excess(left, probability, mixtures)
    at_right = _excess(right, probability, mixtures)
    right = np.where(at_left >= 0, left, right)  # an atom, or the end of the range
    left = np.where(at_right <= 0, right, left)
    width = right - left
    reach = width.copy()
    while len(going := np.flatnonzero(right - left > TOLERANCE)):
        low, high, below, above = left[going], right[going], at_left[going], at_right[going]
        middle = (low + high) / 2
        guess = (low * above - high * below) / (above - below)
        toward = np.sign(middle - guess)
        nudge = 0.2 * (high - low) ** 2 / width[going]
        nudged = np.where(nudge <= np.abs(middle - guess), guess + toward * nudge, middle)
        free = np.maximum(reach[going] - (high - low) / 2, 0.0)
        reach[going] /= 2  # so that no row takes more steps than one more than bisection
        tried = np.where(np.abs(nudged - middle) <= free, nudged, middle - toward * free)
        excess = _excess(tried, probability, mixtures[going])
        is_above = excess > 0
        right[going] = np.where(is_above, tried, high)
        at_right[going] = np.where(is_above, excess, above)
        left[going] = np.where(is_above, low, tried)
        at_left[going] = np.where(is_above, below, excess)
    return np.asarray((left + right) / 2)


def _bracket(probability: float, mixtures: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Bound the quantile by Cantelli's inequality, which every distribution obeys."""
    total = mixtures.sum(axis=2)
    mean = (mixtures @ CREDITS) / total
    square = (mixtures @ CREDITS**2) / total
    deviation = np.sqrt(np.maximum(square - mean**2, 0.0) / (total + 1))
    down = np.sqrt((1 - probability) / probability)
    left = (mean - down * deviation).min(axis=1)
    right = (mean + deviation / down).max(axis=1)
    return np.maximum(left, 0.0), np.minimum(right, 1.0)


def _excess(credit: FloatArray, probability: float, mixtures: FloatArray) -> FloatArray:
    """How far the distribution function lies above the probability."""
    n_components = mixtures.shape[1]
    values = mean_credit_cdf(np.repeat(credit, n_components), mixtures.reshape(-1, 3))
    return np.asarray(values.reshape(-1, n_components).mean(axis=1) - probability)
