"""Claims that come in items: how alike those of one item are, and means whose intervals count items."""

from itertools import pairwise
from math import atan, cos, exp, lgamma, log, log1p, pi, sin, sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scorecard.scoring import LEVEL, BoolArray, CodeArray, CountArray, FloatArray
from scorecard.scoring.credit import JUDGED_CREDITS
from scorecard.scoring.probability import UNIT

_ROUNDING = 1e-12
_EXPANSION_IS_EXACT = 500
"""Degrees of freedom from which Hill's expansion has nine digits by itself."""


class Blocks(NamedTuple):
    """The claims of one item in one group are a block; one entry for all blocks that are alike.

    Attributes:
        group: Group code.
        n: Number of claims of each block.
        score: Sum of their credits, or of another score of theirs.
        beside: Sum of a second one: of their squared credits where it is asked how alike they are.
        times: How many blocks are like this.
    """

    group: CodeArray
    n: FloatArray
    score: FloatArray
    beside: FloatArray
    times: CountArray

    @property
    def n_blocks(self) -> int:
        """Number of blocks of all groups."""
        return int(self.times.sum())

    @property
    def n_claims(self) -> int:
        """Number of claims of all blocks."""
        return int((self.n * self.times).sum())

    def only(self, kept: BoolArray | CodeArray | slice) -> "Blocks":
        """Some of the entries."""
        group, n, score, beside, times = self
        return Blocks(group[kept], n[kept], score[kept], beside[kept], times[kept])

    def by_group(self, n_groups: int) -> list["Blocks"]:
        """The blocks of each group, of blocks that are ordered by group."""
        ends = np.searchsorted(self.group, np.arange(n_groups + 1)).tolist()
        return [self.only(slice(*both)) for both in pairwise(ends)]

    def mean(self, score: FloatArray, lowest: float, highest: float) -> "Estimate | None":
        """Mean of `score` or `beside`, whose interval counts items and is cut; None without claims."""
        mean = clustered_mean(score, self.n, times=self.times)
        return mean and mean.within(lowest, highest)


def distinct_blocks(blocks: Blocks) -> Blocks:
    """Blocks with those that are alike put together, ordered by group, claims and credits.

    So whoever counted them, the same claims give the same blocks in the same order.
    """
    kinds, place = np.unique(
        np.column_stack(blocks[:4]).astype(np.float64), axis=0, return_inverse=True
    )
    times = np.bincount(place.ravel(), blocks.times, minlength=len(kinds)).astype(np.int64)
    return Blocks(kinds[:, 0].astype(np.int64), kinds[:, 1], kinds[:, 2], kinds[:, 3], times)


def item_blocks(credit: FloatArray, group: CodeArray, item: CodeArray | None = None) -> Blocks:
    """Claims gathered by group and item, as `distinct_blocks` orders them.

    Raises:
        ValueError: If the lengths differ or an item code is negative.

    Examples:
        >>> blocks = item_blocks(np.array([1, 0.5, 0]), np.array([0, 0, 1]), np.array([7, 7, 7]))
        >>> blocks.n, blocks.score, blocks.times
        (array([2., 1.]), array([1.5, 0. ]), array([1, 1]))
    """
    item = np.arange(len(group)) if item is None else item
    if not len(credit) == len(group) == len(item):
        raise ValueError("credit, group and item must have one length")
    if len(item) and item.min() < 0:
        raise ValueError("item codes must not be negative: a claim without item has its own")
    n_items = int(item.max(initial=0)) + 1
    pairs, place = np.unique(group.astype(np.int64) * n_items + item, return_inverse=True)
    columns = (np.ones(len(credit)), credit, np.square(credit))
    n, total, square = (
        np.bincount(place, one, minlength=len(pairs)).astype(np.float64) for one in columns
    )
    once = np.ones(len(pairs), dtype=np.int64)
    return distinct_blocks(Blocks(pairs // n_items, n, total, square, once))


def item_correlation(blocks: Blocks) -> float:
    """Correlation of the credits of two claims of one item, within groups, in 0..1.

    0 when claims of one item are no more alike than others of their group, 1 when an item is right or wrong
    as a whole. Estimated by analysis of variance over all groups together, since ten claims of one group
    cannot tell; `beside` are the squared credits. A negative estimate counts as 0; where the records cannot
    tell (no variation, or one item in every group) it is 1: what is not known to be independent is not
    counted as independent.

    References:
        Donner (1986).

    Examples:
        >>> credit, group = np.array([1.0, 1.0, 0.0, 0.0]), np.zeros(4, dtype=int)
        >>> item_correlation(item_blocks(credit, group, np.array([0, 0, 1, 1])))
        1.0
        >>> item_correlation(item_blocks(credit, group, np.array([0, 1, 1, 0])))
        0.0
    """
    times = blocks.times.astype(np.float64)
    n_claims, n_blocks = blocks.n_claims, blocks.n_blocks
    if n_blocks == n_claims:
        return 0.0
    n = np.bincount(blocks.group, times * blocks.n)
    used = n > 0
    n_groups = np.count_nonzero(used)
    if n_blocks == n_groups:
        return 1.0
    total_credit = np.bincount(blocks.group, times * blocks.score)
    mean_square = (total_credit[used] ** 2 / n[used]).sum()
    by_block = (times * blocks.score**2 / blocks.n).sum()
    within = ((times * blocks.beside).sum() - by_block) / (n_claims - n_blocks)
    between = (by_block - mean_square) / (n_blocks - n_groups)
    squares = np.bincount(blocks.group, times * blocks.n**2)[used] / n[used]
    usual_size = (n_claims - squares.sum()) / (n_blocks - n_groups)
    shared = max(0.0, (between - within) / usual_size)
    total = shared + max(0.0, within)
    return float(shared / total) if total > _ROUNDING else 1.0


def design_effects(blocks: Blocks, n_groups: int, correlation: float | None = None) -> FloatArray:
    """Factor by which claims that share items inflate the variance of each group's mean, shape (n_groups,).

    1 when every claim of the group stands alone, and for a group without claims; the number of claims when
    they are all of one item that is right or wrong as a whole. A group of 10 with a design effect of 2 says
    as much as 5 claims of 5 items. Never below 1, see `item_correlation`, which is taken where none is given.

    References:
        Kish (1965), section 5.4 and 8.2.

    Examples:
        >>> credit, item = np.array([1.0, 1.0, 0.0, 0.0]), np.array([0, 0, 1, 1])
        >>> design_effects(item_blocks(credit, np.zeros(4, dtype=int), item), 2)
        array([2., 1.])
    """
    n, squares = (
        np.bincount(blocks.group, blocks.times * one, minlength=n_groups)
        for one in (blocks.n, blocks.n**2)
    )
    mean_size = np.where(n > 0, squares / np.maximum(n, 1), 1.0)
    alike = item_correlation(blocks) if correlation is None else correlation
    return np.asarray(1 + (mean_size - 1) * alike)


class Estimate(NamedTuple):
    """A mean or ratio with its interval; the ends are None when one item cannot tell."""

    value: float
    low: float | None
    high: float | None

    def within(self, lowest: float, highest: float) -> "Estimate":
        """The same with its ends cut to what the value can be; without them where all items are alike.

        Items that all say the same do not tell how sure their mean is.
        """
        if self.low is None or self.high is None or self.high - self.low < 1 / UNIT:
            return Estimate(self.value, None, None)
        return Estimate(self.value, max(lowest, self.low), min(highest, self.high))


def clustered_mean(
    value: npt.ArrayLike,
    per: npt.ArrayLike | None = None,
    item: CodeArray | None = None,
    *,
    times: npt.ArrayLike | None = None,
) -> Estimate | None:
    """Mean of values, shape (n,), whose errors are shared within an item; None at n = 0.

    The variance is that of item totals around the mean (the sandwich estimator with the usual factor m / (m -
    1) for m items); the quantile is Student's with m - 1 degrees of freedom. With fewer than about ten items
    the interval is a little too short.

    Args:
        value: Values of claims, or their sums over the claims of an item.
        per: What the sum of the values is divided by the sum of: 1 for a claim, which is what None takes,
            its number of claims for an item, or any other quantity of the same claims.
        item: Item codes; None where every entry is an item.
        times: How many items each entry stands for, where it is one; None for one.

    Raises:
        ValueError: If the lengths differ.

    References:
        Liang and Zeger (1986); Cameron and Miller (2015); Cochran (1977), section 2.11 and 9A, for ratios.

    Examples:
        >>> mean = clustered_mean([0.0, 0.0, 1.0, 1.0], item=np.array([0, 0, 1, 1]))
        >>> mean.value, round(mean.high, 2)
        (0.5, 6.85)
        >>> clustered_mean([1.0, 2.0], [2.0, 4.0]).value
        0.5
        >>> clustered_mean([1.0])
        Estimate(value=1.0, low=None, high=None)
    """
    tops = np.asarray(value, dtype=np.float64)
    bottoms = np.ones_like(tops) if per is None else np.asarray(per, dtype=np.float64)
    if tops.shape != bottoms.shape or (item is not None and len(item) != len(tops)):
        raise ValueError("values and items must have one length")
    each = np.ones_like(tops) if times is None else np.asarray(times, dtype=np.float64)
    total = float((each * bottoms).sum())
    if not total:
        return None
    ratio = float((each * tops).sum()) / total
    by_item = tops - ratio * bottoms
    if item is not None:
        places = np.unique(item, return_inverse=True)[1]
        by_item = np.bincount(places, by_item).astype(np.float64)
        each = np.ones_like(by_item)
    n_items = int(each.sum())
    if n_items == 1:
        return Estimate(ratio, None, None)
    error = sqrt(n_items / (n_items - 1) * float((each * by_item) @ by_item)) / abs(total)
    reach = student_reach(LEVEL, n_items - 1) * error
    return Estimate(ratio, ratio - reach, ratio + reach)


def student_reach(level: float, n_freedom: int) -> float:
    """Value that a quantity with Student's t distribution stays within, on both sides of 0, to nine digits.

    References:
        Hill (1970).

    Examples:
        >>> round(student_reach(0.95, 10), 4), round(student_reach(0.95, 1), 3)
        (2.2281, 12.706)
    """
    n, normal = n_freedom, NormalDist().inv_cdf((1 + level) / 2)
    if n >= _EXPANSION_IS_EXACT:
        square = normal * normal
        first = (square + 1) / (4 * n)
        second = ((5 * square + 16) * square + 3) / (96 * n**2)
        third = (((3 * square + 19) * square + 17) * square - 15) / (384 * n**3)
        return normal * (1 + first + second + third)
    log_density = lgamma((n + 1) / 2) - lgamma(n / 2) - log(n * pi) / 2
    reach, step = normal, 1.0
    while step > _ROUNDING * reach:  # Newton's method: from below it never steps too far
        density = exp(log_density - (n + 1) / 2 * log1p(reach**2 / n))
        step = (level - _share_within(reach, n)) / (2 * density)
        reach += step
    return reach


def _share_within(reach: float, n: int) -> float:
    """How often Student's t stays within a reach: Abramowitz and Stegun (1964), 26.7.3 and 26.7.4."""
    angle = atan(reach / sqrt(n))
    square, term = cos(angle) ** 2, 1.0
    total = term if n > 1 else 0.0
    for step in range(3 if n % 2 else 2, n - 1, 2):
        term *= (step - 1) / step * square
        total += term
    if n % 2:
        return 2 / pi * (angle + sin(angle) * cos(angle) * total)
    return sin(angle) * total


def crossed_mean(value: FloatArray, item: CodeArray) -> Estimate | None:
    """Mean credit of claims judged by several readers, with an interval that includes who judged.

    Readers are taken as a sample of the readers there could be, items as a sample of items: the variance is
    that between items plus that between readers, less that of single readings, which both contain. Degrees of
    freedom are combined after Satterthwaite, so that few readers who differ widen the interval a lot.
    Simulated coverage of the 95 % interval with 20 to 80 items and 3 to 6 readers: .94 to .95 where readers
    are equally strict, .93 to .95 where they differ by a few points, .90 to .94 where they differ by twenty;
    with two such readers .87 to .91.

    Args:
        value: Credit that each reader gave each claim in 0..1, not a number where a reader gave none,
            shape (n_claims, n_readers).
        item: Item codes, shape (n_claims,).

    Returns:
        The mean of all readings with its interval, cut to 0..1, without ends where one item or one reader, or
        readings that are all alike, cannot tell; None without readings.

    Raises:
        ValueError: If the shapes do not fit.

    References:
        Cameron, Gelbach and Miller (2011); Satterthwaite (1946).

    Examples:
        >>> mean = crossed_mean(np.array([[1.0, 1.0], [0.0, 0.5], [1.0, 0.5]]), np.array([0, 1, 2]))
        >>> round(mean.value, 3), mean.low, mean.high
        (0.667, 0.0, 1.0)
    """
    if value.ndim != 2 or len(value) != len(item):  # noqa: PLR2004  (claims by readers)
        raise ValueError("value must have a row for each item code and a column for each reader")
    is_given = np.isfinite(value)
    n = int(is_given.sum())
    if not n:
        return None
    mean = float(value[is_given].mean())
    residual = np.where(is_given, value - mean, 0.0)
    items, places = np.unique(item, return_inverse=True)
    cells = np.zeros((len(items), value.shape[1]))
    np.add.at(cells, places, residual)
    by_item, by_reader = np.bincount(places, residual.sum(axis=1)), residual.sum(axis=0)
    n_items, n_readers = len(items), int(is_given.any(axis=0).sum())
    if min(n_items, n_readers) == 1:
        return Estimate(mean, None, None)
    of_items = n_items / (n_items - 1) * float(by_item @ by_item)
    of_readers = n_readers / (n_readers - 1) * float(by_reader @ by_reader)
    variance = max(of_items + of_readers - float((cells**2).sum()), of_items, of_readers)
    if not variance:
        return Estimate(mean, None, None)
    freedom = (of_items + of_readers) ** 2 / (
        of_items**2 / (n_items - 1) + of_readers**2 / (n_readers - 1)
    )
    reach = student_reach(LEVEL, max(1, int(freedom))) * sqrt(variance) / n
    return Estimate(mean, mean - reach, mean + reach).within(0.0, 1.0)


class ItemCounts(NamedTuple):
    """Judged claims by group and item; one entry for all items of a group that are alike.

    Attributes:
        group: Group code, shape (k,).
        n: Claims of each item by judged state, shape (k, judged states).
        times: How many items are like this, shape (k,).
    """

    group: CountArray
    n: CountArray
    times: CountArray

    def blocks(self, worth: FloatArray = JUDGED_CREDITS) -> Blocks:
        """The same as statistics take them, with the credit that each judged state is worth."""
        n, of = self.n.sum(axis=1).astype(np.float64), self.n
        return distinct_blocks(Blocks(self.group, n, of @ worth, of @ worth**2, self.times))
