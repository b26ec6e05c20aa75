"""Permutation tests of whether groups differ by more than chance, and which ones do."""

from enum import Enum
from math import lgamma
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from scorecard.scoring import CodeArray, FloatArray
from scorecard.scoring.items import Blocks

IntArray = npt.NDArray[np.intp]

TEST = "permutation of items, largest difference from the rest"
WITHIN = "permutation of claims within items, largest difference from the rest"
SIGNIFICANCE = 0.05
_ROUNDING = 1e-9
_N_CELLS_AT_ONCE = 400_000
_MOST_CELLS = 2_000
"""Cells of a table that can be dealt quickly, however many blocks it holds."""
_MOST_BLOCKS = 1_000_000
_N_SAMPLED, _LEAST_SAMPLED = 10_000, 100
"""Blocks that are drawn where there are more than `_MOST_BLOCKS`, and least ones of a group."""


class GroupDifference(NamedTuple):
    """Accuracy of a group, its difference from the others together, and its adjusted p-value."""

    group: int
    accuracy: float
    difference: float
    p_value: float


class GroupComparison(NamedTuple):
    """Result of a permutation test.

    Attributes:
        test: Name of the test.
        p_value: Of equal accuracy in all groups, in 0..1, never 0.
        n_permutations: Number of permutations drawn.
        gap: Accuracy of the best group less that of the worst, in 0..1.
        usual_gap: Median of the same under permutation: what chance alone makes of it.
        differences: One for each compared group, by group code.
        n_sampled: Number of items that were drawn for the test where there are too many to deal; None
            where all were dealt.
    """

    test: str
    p_value: float
    n_permutations: int
    gap: float
    usual_gap: float
    differences: tuple[GroupDifference, ...]
    n_sampled: int | None = None


class NoComparison(Enum):
    """Reasons for which groups are not compared."""

    TOO_FEW_GROUPS = "fewer than two groups have judged claims"
    TOO_FEW_ITEMS = "no permutation of so few items could be significant"
    EQUAL_SCORES = "all groups have the same accuracy"


def group_comparison(
    blocks: Blocks, *, seed: int, n_permutations: int = 9999
) -> GroupComparison | NoComparison:
    """Permutation test of equal accuracy in all groups, and of each against the others.

    Group labels are dealt anew to whole items: claims of one item in one group stay together, as a block. The
    statistic of a group is how far its accuracy lies from that of all others, in units of the error it would
    have by chance; the statistic of the test is the largest of these. The p-value of a group compares it with
    the largest one under permutation, which keeps the chance of any false name at 5 % where all groups are
    equal. So the test rejects exactly when it can name a group. P-values are multiples of 1 over the number
    of permutations and one.

    A large p-value does not say that groups are equal: ten claims each cannot tell a good group from a bad
    one. The test is exact when blocks are exchangeable, that is when the sizes of the items do not go with
    the groups: one group of a few large items against others of single claims is named too often. That a
    named group lies apart from the others together does not say that it lies apart from each of them.

    Above a million blocks that are not alike enough to be dealt as a table, the test is made on ten thousand
    of them, drawn without returning, and on a hundred of a group at least: differences and gaps are of these.

    References:
        Westfall and Young (1993), single-step maximum; Phipson and Smyth (2010).

    Examples:
        >>> from scorecard.scoring.items import item_blocks
        >>> group, credit = np.repeat([0, 1], 10), np.repeat([1.0, 0.0], 10)
        >>> group_comparison(item_blocks(credit, group), seed=1).p_value
        0.0001
        >>> group_comparison(item_blocks(credit, np.zeros(20, dtype=int)), seed=1).value
        'fewer than two groups have judged claims'
    """
    n_sampled = None
    # A table has a cell for each kind and group: at least as many as entries, which are quicker to count.
    if blocks.n_blocks > _MOST_BLOCKS and (
        len(blocks.n) > _MOST_CELLS
        or len(_kinds(blocks)[0]) * len(np.unique(blocks.group)) > _MOST_CELLS
    ):
        blocks = _sampled(blocks, seed)
        n_sampled = blocks.n_blocks
    present, labels = np.unique(blocks.group, return_inverse=True)
    if len(present) <= 1:
        return NoComparison.TOO_FEW_GROUPS
    if _smallest_p_value(np.bincount(labels, blocks.times)[None]) >= SIGNIFICANCE:
        return NoComparison.TOO_FEW_ITEMS
    n = np.bincount(labels, blocks.times * blocks.n).astype(np.float64)
    total = np.bincount(labels, blocks.times * blocks.score).astype(np.float64)
    if np.ptp(total / n) < _ROUNDING:
        return NoComparison.EQUAL_SCORES
    drawn_n, drawn_total = _permuted_sums(blocks, labels, seed, n_permutations)
    found = _comparison(
        TEST,
        (present, n, total),
        observed=np.abs(_deviations(n[None], total[None])[0]),
        drawn=np.abs(_deviations(drawn_n, drawn_total)),
        drawn_accuracy=drawn_total / drawn_n,
    )
    return found._replace(n_sampled=n_sampled)


def _comparison(
    test: str,
    groups: tuple[CodeArray, FloatArray, FloatArray],
    *,
    observed: FloatArray,
    drawn: FloatArray,
    drawn_accuracy: FloatArray,
) -> GroupComparison:
    """The result of a test of groups (codes, claims, credits); drawn is of shape (permutations, groups)."""
    group, n, total = groups
    n_as_large = (drawn.max(axis=1)[:, None] >= observed - _ROUNDING).sum(axis=0)
    p_values = (n_as_large + 1) / (len(drawn) + 1)
    rest = (total.sum() - total) / (n.sum() - n)
    columns = (one.tolist() for one in (group, total / n, total / n - rest, p_values))
    return GroupComparison(
        test=test,
        p_value=float(p_values.min()),
        n_permutations=len(drawn),
        gap=float(np.ptp(total / n)),
        usual_gap=float(np.median(np.ptp(drawn_accuracy, axis=1))),
        differences=tuple(GroupDifference(*row) for row in zip(*columns, strict=True)),
    )


def _kinds(blocks: Blocks) -> tuple[FloatArray, IntArray]:
    """The pairs of claims and credit that blocks have, and the pair of each entry."""
    pairs, kind = np.unique(blocks.n + 1j * blocks.score, return_inverse=True)
    return np.column_stack([pairs.real, pairs.imag]), kind


def _sampled(blocks: Blocks, seed: int) -> Blocks:
    """Some of the blocks, drawn without returning; of each group its part, but a hundred if it has them."""
    random, blocks = np.random.default_rng(seed), blocks.only(np.argsort(blocks.group))
    n = np.bincount(blocks.group, blocks.times).astype(np.int64)
    wanted = np.minimum(n, np.maximum(_N_SAMPLED * n // n.sum(), _LEAST_SAMPLED))
    each = zip(np.cumsum(n) - n, n, wanted, strict=True)
    drawn = [start + random.choice(of, some, replace=False) for start, of, some in each]
    places = np.searchsorted(np.cumsum(blocks.times), np.concatenate(drawn), side="right")
    kept, times = np.unique(places, return_counts=True)
    return blocks.only(kept)._replace(times=times)


def within_comparison(
    credit: FloatArray, group: CodeArray, item: CodeArray, *, seed: int, n_permutations: int = 9999
) -> GroupComparison | NoComparison:
    """Permutation test of groups that claims of one item are spread over, such as their manner.

    Group labels are dealt anew inside each item, so that neither items that came true as a whole nor their
    sizes can make a difference; claims that are alone in their item change places with each other. The
    statistic of a group is its credit beyond that of the items that its claims are in, in units of its error
    under permutation; the statistic of the test is the largest of these. Differences and gaps are those of
    plain accuracy. Where those point the other way, since a group has the easier items, the statistic of the
    group is 0: neither can be said of it.

    Raises:
        ValueError: If the lengths differ.

    References:
        Pesarin and Salmaso (2010), section 2.7, permutation within strata; Westfall and Young (1993).

    Examples:
        >>> item = np.repeat(np.arange(10), 2)
        >>> credit, exact = np.tile([1.0, 0.0], 10), np.tile([0, 1], 10)
        >>> within_comparison(credit, exact, item, seed=1).p_value < 0.01
        True
    """
    # In one order, so that the same claims give the same digits wherever they come from.
    order = np.lexsort((group, credit, item))  # which refuses other lengths
    credit, group, item = credit[order], group[order], item[order]
    present, labels = np.unique(group, return_inverse=True)
    if len(present) <= 1:
        return NoComparison.TOO_FEW_GROUPS
    _, stratum, sizes = np.unique(item, return_inverse=True, return_counts=True)
    stratum = np.where(sizes[stratum] == 1, len(sizes), stratum)
    table = np.zeros((len(sizes) + 1, len(present)))
    np.add.at(table, (stratum, labels), 1)
    if _smallest_p_value(table) >= SIGNIFICANCE:
        return NoComparison.TOO_FEW_ITEMS
    n = table.sum(axis=0)
    total = np.bincount(labels, credit).astype(np.float64)
    if np.ptp(total / n) < _ROUNDING:
        return NoComparison.EQUAL_SCORES
    in_stratum = table.sum(axis=1)
    mean = np.bincount(stratum, credit, minlength=len(table)) / np.maximum(in_stratum, 1)
    residual = credit - mean[stratum]
    square = np.bincount(stratum, residual**2, minlength=len(table))
    share = square / np.maximum(in_stratum * (in_stratum - 1), 1)
    error = np.sqrt((table * (in_stratum[:, None] - table) * share[:, None]).sum(axis=0))
    unit = np.where(error > _ROUNDING, error, np.inf)
    by_credit, by_label = np.lexsort((credit, stratum)), np.lexsort((labels, stratum))
    drawn = _within_sums(
        residual[by_credit], labels[by_label], np.sort(stratum), seed, n_permutations
    )
    beyond = np.bincount(labels, residual)
    is_one_way = beyond * (total / n - credit.mean()) > 0
    return _comparison(
        WITHIN,
        (present, n, total),
        observed=np.where(is_one_way, np.abs(beyond), 0.0) / unit,
        drawn=np.abs(drawn / unit),
        drawn_accuracy=(drawn + table.T @ mean) / n,
    )


def _within_sums(
    residual: FloatArray, labels: IntArray, stratum: IntArray, seed: int, n_permutations: int
) -> FloatArray:
    """Residual credit of each group with labels dealt inside strata, shape (n_permutations, groups).

    Labels are the last bits of what is sorted, which is quicker than sorting places. Where all claims of a
    stratum have one credit nothing depends on the order, and they are left out.
    """
    random = np.random.default_rng(seed)
    n_groups, n_rows = int(labels.max()) + 1, max(1, _N_CELLS_AT_ONCE // len(labels))
    moved = np.flatnonzero(np.bincount(stratum, residual != 0)[stratum])
    last_bits = (1 << n_groups.bit_length()) - 1
    sums = []
    for start in range(0, n_permutations, n_rows):
        rows = min(n_rows, n_permutations - start)
        dealt = stratum[moved] + random.random((rows, len(labels)))[:, moved]
        place = (dealt.view(np.int64) & ~last_bits) | labels[moved]
        place.sort(axis=1)
        place = (place & last_bits) + n_groups * np.arange(rows)[:, None]
        weights = np.broadcast_to(residual[moved], place.shape).ravel()
        sums.append(np.bincount(place.ravel(), weights, minlength=rows * n_groups))
    return np.asarray(np.concatenate(sums).reshape(n_permutations, n_groups), dtype=np.float64)


def holm_adjusted(p_values: npt.ArrayLike) -> FloatArray:
    """P-values, shape (k,), adjusted so that all tests together err with the chance that one test would.

    Of a page with ten tests on data without any difference, one in three would show a p-value below .05 if
    each were read by itself. An adjusted p-value below .05 may be read as if its test had been the only one.
    Nothing is assumed about how the tests depend on each other.

    Raises:
        ValueError: If a p-value is outside of 0..1.

    References:
        Holm (1979).

    Examples:
        >>> holm_adjusted([0.01, 0.04, 0.03]).round(2).tolist()
        [0.03, 0.06, 0.06]
    """
    given = np.asarray(p_values, dtype=np.float64)
    if not ((given >= 0) & (given <= 1)).all():
        raise ValueError("p-values must lie in 0..1")
    order = np.argsort(given, kind="stable")
    stepped = given[order] * np.arange(len(given), 0, -1)
    adjusted = np.empty_like(given)
    adjusted[order] = np.minimum(np.maximum.accumulate(stepped), 1.0)
    return adjusted


def _smallest_p_value(n_dealt: npt.NDArray[Any]) -> float:
    """The least p-value that dealing so many of each stratum to each group, shape (strata, groups), can give.

    The statistic is that of one group, or of another that gets as many, however the rest is dealt.
    """
    sizes, n_alike = np.unique(n_dealt, axis=1, return_counts=True)
    every = n_dealt.sum(axis=1)
    log_same = np.array([_log_factorials(one) + _log_factorials(every - one) for one in sizes.T])
    return float((n_alike * np.exp(log_same - _log_factorials(every))).min()) + _ROUNDING


def _log_factorials(n: npt.NDArray[Any]) -> float:
    """Sum of the logarithms of the factorials of all numbers."""
    return sum(lgamma(one + 1) for one in n.ravel().tolist())


def _deviations(n: FloatArray, total: FloatArray) -> FloatArray:
    """Accuracy of each group less that of all, in units of its chance error but for a factor."""
    n_all = n.sum(axis=1, keepdims=True)
    mean = total.sum(axis=1, keepdims=True) / n_all
    return np.asarray((total / n - mean) / np.sqrt(1 / n - 1 / n_all))


def _permuted_sums(
    blocks: Blocks, labels: IntArray, seed: int, n_permutations: int
) -> tuple[FloatArray, FloatArray]:
    """Claims and credit of each group under permutation, shape (n_permutations, groups)."""
    random = np.random.default_rng(seed)
    kinds, kind = _kinds(blocks)
    n_kind, n_group = (
        np.bincount(place, blocks.times).astype(np.int64) for place in (kind, labels)
    )
    # Dealing a cell takes as long as dealing about thirty blocks one by one.
    if len(kinds) * len(n_group) < min(blocks.n_blocks, max(_MOST_CELLS, blocks.n_blocks // 30)):
        return _dealt_kinds(random, kinds, n_kind, n_group, n_permutations)
    starts = np.concatenate([[0], np.cumsum(n_group)[:-1]])
    in_order = np.repeat(np.arange(len(kinds), dtype=np.int32), n_kind)
    n, total = np.empty((2, n_permutations, len(n_group)))
    n_rows = max(1, _N_CELLS_AT_ONCE // len(in_order))
    for start in range(0, n_permutations, n_rows):
        rows = slice(start, min(start + n_rows, n_permutations))
        order = np.tile(in_order, (rows.stop - rows.start, 1))
        random.permuted(order, axis=1, out=order)
        n[rows] = np.add.reduceat(kinds[order, 0], starts, axis=1)
        total[rows] = np.add.reduceat(kinds[order, 1], starts, axis=1)
    return n, total


def _dealt_kinds(
    random: np.random.Generator,
    kinds: FloatArray,
    n_kind: IntArray,
    n_group: IntArray,
    n_permutations: int,
) -> tuple[FloatArray, FloatArray]:
    """The same law, drawn as tables of kinds by groups: faster when many blocks are alike."""
    n, total = np.zeros((2, n_permutations, len(n_group)))
    room = np.tile(n_group, (n_permutations, 1))
    for (size, credit), n_left in zip(kinds, n_kind, strict=True):
        left = np.full(n_permutations, n_left)
        behind = room.sum(axis=1)
        for group in range(len(n_group)):
            behind -= room[:, group]
            dealt = random.hypergeometric(room[:, group], behind, left)
            left -= dealt
            room[:, group] -= dealt
            n[:, group] += dealt * size
            total[:, group] += dealt * credit
    return n, total
