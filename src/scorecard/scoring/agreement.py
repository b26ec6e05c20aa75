"""Agreement of raters who judged independently: shares, kappa, alpha, leniency.

`ratings` have a row for each rater and a column for each claim, NaN where a rater gave none.
"""

from typing import Literal, NamedTuple

import numpy as np

from scorecard.scoring import LEVEL, FloatArray

Metric = Literal["nominal", "ordinal"]

TWO = 2  # raters make a pair
LEAST_CLAIMS = 20  # below, the bootstrap's coverage falls to .8 (simulated with three raters)
LEAST_DEFINED = 0.95  # share of draws in which alpha must be defined


class AlphaInterval(NamedTuple):
    """Bootstrap interval of alpha; draws in which alpha is undefined are left out, counted."""

    low: float
    high: float
    level: float
    n_undefined: int


def percent_agreement(ratings: FloatArray) -> float | None:
    """Share of pairs of raters who gave the same rating, mean over claims; None without any pair.

    Larger is better, 1 is full agreement. It is flattered by chance: raters who call nine claims in ten
    accurate without looking agree on more than 80 %.

    References:
        Fleiss (1971), his observed agreement.

    Examples:
        >>> percent_agreement(np.array([[1.0, 0.5, 0.0, np.nan], [1.0, 0.0, 0.0, 1.0]]))
        0.6666666666666666
    """
    counts = _value_counts(ratings)
    if not len(counts):
        return None
    n = counts.sum(axis=1)
    return float(np.mean((counts * (counts - 1)).sum(axis=1) / (n * (n - 1))))


def cohen_kappa(first: FloatArray, second: FloatArray) -> float | None:
    """Agreement of two raters, one row of ratings each, beyond what their own habits would give by chance.

    Larger is better: 1 is full agreement, 0 what chance gives, negative less than that. Where nearly all
    claims get one rating kappa is low in spite of high agreement: there was little to agree on. None when no
    claim is shared or both always gave the same one rating.

    Raises:
        ValueError: If the lengths differ.

    References:
        Cohen (1960).

    Examples:
        >>> cohen_kappa(np.array([1.0, 1.0, 0.0, 0.0]), np.array([1.0, 0.5, 0.0, 0.0]))
        0.6
    """
    if first.shape != second.shape:
        raise ValueError("both raters must have one entry for every claim")
    shared = ~(np.isnan(first) | np.isnan(second))
    mine, others = first[shared], second[shared]
    by_chance = mine[:, None] != others[None, :]
    if not by_chance.any():
        return None
    return float(1 - (mine != others).mean() / by_chance.mean())


def krippendorff_alpha(ratings: FloatArray, *, metric: Metric = "nominal") -> float | None:
    """Agreement of any number of raters beyond chance, with gaps.

    Larger is better: 1 is full agreement, 0 what chance gives, negative less than that. Above 0.8 is commonly
    called reliable, below 0.667 not. It says that raters agree, not that they are right. Two ratings are
    apart or not by the nominal `metric`, and by rank by the ordinal one; claims with fewer than two do not
    enter. None when no claim has two ratings or all ratings are the same.

    References:
        Krippendorff (2011).

    Examples:
        >>> ratings = np.array([[1.0, 0.5, 0.0, 1.0], [1.0, 0.5, 0.0, np.nan]])
        >>> krippendorff_alpha(ratings, metric="ordinal")
        1.0
    """
    counts = _value_counts(ratings)
    if not len(counts):
        return None
    alpha = _alphas(_pairs(counts).sum(axis=0)[None], metric)[0]
    return None if np.isnan(alpha) else float(alpha)


def krippendorff_alpha_interval(
    ratings: FloatArray, *, seed: int, metric: Metric = "nominal", n_draws: int = 1999
) -> AlphaInterval | None:
    """Percentile bootstrap interval of alpha, drawing claims with their ratings anew.

    Claims are drawn, raters are not: it says how alpha could differ on other claims with these raters. Below
    twenty claims of two ratings it would be far too narrow, so there is none; nor where alpha is None, or
    undefined in more than 5 % of the draws.

    References:
        Zapf et al. (2016).

    Examples:
        >>> ratings = np.array([[1.0, 0.0] * 10, [1.0, 0.0] * 9 + [0.0, 0.0]])
        >>> interval = krippendorff_alpha_interval(ratings, seed=1)
        >>> interval.low < krippendorff_alpha(ratings) < interval.high
        True
    """
    counts = _value_counts(ratings)
    n_claims, n_values = counts.shape
    if n_values < TWO or n_claims < LEAST_CLAIMS:
        return None
    random = np.random.default_rng(seed)
    times = random.multinomial(n_claims, np.full(n_claims, 1 / n_claims), size=n_draws)
    drawn = times @ _pairs(counts).reshape(n_claims, -1)
    alphas = _alphas(drawn.reshape(-1, n_values, n_values), metric)
    defined = alphas[~np.isnan(alphas)]
    if len(defined) < LEAST_DEFINED * n_draws:
        return None
    low, high = np.quantile(defined, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return AlphaInterval(float(low), float(high), LEVEL, n_draws - len(defined))


def rater_leniencies(ratings: FloatArray) -> list[tuple[int, float | None]]:
    """Number of claims that each rater shares with others, and own mean rating less theirs on these claims.

    Negative: harder than the others on the same claims. Positive: milder, as larger ratings are. None where
    no claim is shared.

    Examples:
        >>> ratings = np.array([[1.0, 1.0], [0.5, np.nan], [0.0, np.nan]])
        >>> rater_leniencies(ratings)
        [(1, 0.75), (1, 0.0), (1, -0.75)]
    """
    given = ~np.isnan(ratings)
    total, n = np.where(given, ratings, 0.0).sum(axis=0), given.sum(axis=0)
    leniencies = []
    for own, has in zip(ratings, given, strict=True):
        shared = has & (n >= TWO)
        others = (total[shared] - own[shared]) / (n[shared] - 1)
        mean = float(np.mean(own[shared] - others)) if shared.any() else None
        leniencies.append((int(shared.sum()), mean))
    return leniencies


def _value_counts(ratings: FloatArray) -> FloatArray:
    """Ratings of each kind, rising, on each claim that has two, shape (claims, values)."""
    paired = ratings[:, (~np.isnan(ratings)).sum(axis=0) >= TWO]
    values = np.unique(paired[~np.isnan(paired)])
    counts: FloatArray = (paired[:, :, None] == values).sum(axis=0).astype(np.float64)
    return counts


def _pairs(counts: FloatArray) -> FloatArray:
    """Coincidences of two values on each claim, shape (claims, values, values)."""
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(counts.shape[1])
    return np.asarray(pairs / (counts.sum(axis=1) - 1)[:, None, None])


def _alphas(pairs: FloatArray, metric: Metric) -> FloatArray:
    """Alpha of each table of coincidences; NaN where there is no variation."""
    n_value = pairs.sum(axis=2)
    n = n_value.sum(axis=1)
    if metric == "nominal":
        apart = 1 - np.eye(n_value.shape[1])[None]
    else:
        rank = np.cumsum(n_value, axis=1) - n_value / 2
        apart = (rank[:, :, None] - rank[:, None, :]) ** 2
    observed = (pairs * apart).sum(axis=(1, 2))
    by_chance = (n_value[:, :, None] * n_value[:, None, :] * apart).sum(axis=(1, 2)) / (n - 1)
    varied = by_chance > 0
    return np.where(varied, 1 - observed / np.where(varied, by_chance, 1), np.nan)
