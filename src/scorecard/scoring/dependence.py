"""Dependence of claims that share an item: intraclass correlation and design effects."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
CodeArray = npt.NDArray[np.integer]

ROUNDING = 1e-12  # of sums of squares of credits


class Blocks(NamedTuple):
    """The claims of one item in one group are a block; one entry for all blocks that are alike.

    Attributes:
        group: Group code.
        n: Number of claims of each block.
        credit: Sum of their credits.
        square: Sum of their squared credits.
        times: How many blocks are like this.
    """

    group: CodeArray
    n: FloatArray
    credit: FloatArray
    square: FloatArray
    times: npt.NDArray[np.int64]

    @property
    def n_blocks(self) -> int:
        """Number of blocks of all groups."""
        return int(self.times.sum())


def distinct_blocks(blocks: Blocks) -> Blocks:
    """Blocks with those that are alike put together, ordered by group, claims and credits.

    So whoever counted them, the same claims give the same blocks in the same order.
    """
    kinds, place = np.unique(
        np.column_stack(blocks[:4]).astype(np.float64), axis=0, return_inverse=True
    )
    times = np.bincount(place.ravel(), blocks.times, minlength=len(kinds)).astype(np.int64)
    return Blocks(kinds[:, 0].astype(np.int64), kinds[:, 1], kinds[:, 2], kinds[:, 3], times)


def item_blocks(credit: FloatArray, group: CodeArray, item: CodeArray | None) -> Blocks:
    """Claims gathered by group and item.

    Args:
        credit: Credit of each judged claim, shape (n,).
        group: Group codes from 0, shape (n,).
        item: Item codes from 0, shape (n,), one of its own for a claim without item; None
            when every claim stands alone.

    Returns:
        What `distinct_blocks` gives of each pair of group and item that occurs.

    Raises:
        ValueError: If the lengths differ or an item code is negative.

    Examples:
        >>> blocks = item_blocks(np.array([1, 0.5, 0]), np.array([0, 0, 1]), np.array([7, 7, 7]))
        >>> blocks.n, blocks.credit, blocks.times
        (array([2., 1.]), array([1.5, 0. ]), array([1, 1]))
    """
    if len(credit) != len(group) or (item is not None and len(item) != len(group)):
        raise ValueError("credit, group and item must have one length")
    if item is not None and len(item) and item.min() < 0:
        raise ValueError("item codes must not be negative: a claim without item has its own")
    alone = np.ones(len(credit))
    if item is None:
        each = Blocks(group, alone, credit, np.square(credit), alone.astype(np.int64))
        return distinct_blocks(each)
    n_items = int(item.max()) + 1 if len(item) else 1
    pairs, place = np.unique(group.astype(np.int64) * n_items + item, return_inverse=True)
    n, total, square = (_sums(place, one, len(pairs)) for one in (alone, credit, np.square(credit)))
    once = np.ones(len(pairs), dtype=np.int64)
    return distinct_blocks(Blocks(pairs // n_items, n, total, square, once))


def item_correlation(credit: FloatArray, group: CodeArray, item: CodeArray) -> float:
    """Correlation of the credits of two claims of one item, within groups.

    0 when claims of one item are no more alike than others of their group, 1 when an item
    is right or wrong as a whole. Estimated by analysis of variance over all groups
    together, since ten claims of one group cannot tell. A negative estimate counts as 0;
    where the records cannot tell (no variation, or one item in every group) it is 1: what
    is not known to be independent is not counted as independent.

    Args:
        credit: Credit of each judged claim in 0..1, shape (n,).
        group: Group codes from 0, shape (n,).
        item: Item codes from 0, shape (n,).

    Returns:
        The correlation in 0..1; 0 when no item has two claims in one group.

    Raises:
        ValueError: If the lengths differ or an item code is negative.

    References:
        Donner, A. (1986). A review of inference procedures for the intraclass
        correlation coefficient in the one-way random effects model. International
        Statistical Review 54, 67-82.

    Examples:
        >>> credit = np.array([1.0, 1.0, 0.0, 0.0])
        >>> item_correlation(credit, np.array([0, 0, 0, 0]), np.array([0, 0, 1, 1]))
        1.0
        >>> item_correlation(credit, np.array([0, 0, 0, 0]), np.array([0, 1, 1, 0]))
        0.0
    """
    return block_correlation(item_blocks(credit, group, item))


def block_correlation(blocks: Blocks) -> float:
    """What `item_correlation` gives, of claims that are counted already."""
    times = blocks.times.astype(np.float64)
    n_claims, n_blocks = int((times * blocks.n).sum()), blocks.n_blocks
    if n_blocks == n_claims:
        return 0.0
    n = np.bincount(blocks.group, times * blocks.n)
    n_groups = np.count_nonzero(n)
    if n_blocks == n_groups:
        return 1.0
    used = n > 0
    total_credit = np.bincount(blocks.group, times * blocks.credit)
    mean_square = (total_credit[used] ** 2 / n[used]).sum()
    by_block = (times * blocks.credit**2 / blocks.n).sum()
    within = ((times * blocks.square).sum() - by_block) / (n_claims - n_blocks)
    between = (by_block - mean_square) / (n_blocks - n_groups)
    squares = np.bincount(blocks.group, times * blocks.n**2)[used] / n[used]
    usual_size = (n_claims - squares.sum()) / (n_blocks - n_groups)
    shared = max(0.0, (between - within) / usual_size)
    total = shared + max(0.0, within)
    return float(shared / total) if total > ROUNDING else 1.0


def design_effects(
    credit: FloatArray, group: CodeArray, item: CodeArray, n_groups: int
) -> FloatArray:
    """Factor by which claims that share items inflate the variance of each group's mean.

    1 when every claim of the group stands alone; the number of claims when they are all
    of one item that is right or wrong as a whole. A group of 10 with a design effect of 2
    says as much as 5 claims of 5 items. Never below 1: the estimated correlation is
    cut at 0, since items make claims alike and a negative estimate from few is chance.

    Args:
        credit: Credit of each judged claim in 0..1, shape (n,).
        group: Group codes in 0..n_groups - 1, shape (n,).
        item: Item codes from 0, shape (n,).
        n_groups: Number of groups.

    Returns:
        Design effects, at least 1, shape (n_groups,); 1 for a group without claims.

    Raises:
        ValueError: If the lengths differ or an item code is negative.

    References:
        Kish, L. (1965). Survey Sampling. Wiley, section 5.4 and 8.2.

    Examples:
        >>> credit, item = np.array([1.0, 1.0, 0.0, 0.0]), np.array([0, 0, 1, 1])
        >>> design_effects(credit, np.array([0, 0, 0, 0]), item, 2)
        array([2., 1.])
    """
    return block_effects(item_blocks(credit, group, item), n_groups)


def block_effects(blocks: Blocks, n_groups: int) -> FloatArray:
    """What `design_effects` gives, of claims that are counted already."""
    correlation = block_correlation(blocks)
    n = np.bincount(blocks.group, blocks.times * blocks.n, minlength=n_groups)
    squares = np.bincount(blocks.group, blocks.times * blocks.n**2, minlength=n_groups)
    mean_size = np.where(n > 0, squares / np.maximum(n, 1), 1.0)
    return np.asarray(1 + (mean_size - 1) * correlation)


def _sums(place: CodeArray, value: FloatArray, n_places: int) -> FloatArray:
    """Sums of values by place, as floats even where there are none."""
    return np.bincount(place, value, minlength=n_places).astype(np.float64)
