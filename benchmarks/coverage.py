"""Coverage and width of 95 % intervals of the mean credit, by method.

Run by hand: `python benchmarks/coverage.py` (the chosen method: three minutes; `--all` for the
others too; `--largest 30` stops at n = 30). Single claims are enumerated, every table of counts
with its multinomial probability, so those numbers have no simulation error; claims that share
an item are simulated with a fixed seed.
"""

import argparse
from collections.abc import Callable
from itertools import product

import numpy as np
import numpy.typing as npt

from scorecard.scoring.interval import credit_intervals, mean_credit_quantile
from scorecard.scoring.items import design_effects, item_blocks, item_correlation

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
WORTH = np.array([1.0, 0.5, 0.0])
Method = Callable[[IntArray], tuple[FloatArray, FloatArray]]

CREDITS = np.array([1.0, 0.5, 0.0])
SIZES = (3, 5, 7, 10, 15, 20, 30, 50, 100, 200)
FINE_SIZES = (*range(1, 13), 15, 20, 30, 50, 100)
N_RUNS, N_RUNS_OF_ONE_GROUP = 150, 1500
LEAST_N = 5  # below it no method is asked to hold in every cell
STEPS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)


def true_shares() -> FloatArray:
    """All pairs of shares from STEPS that leave a share from STEPS for the third."""
    rows = [
        (accurate, half_right, round(1 - accurate - half_right, 10))
        for accurate, half_right in product(STEPS, STEPS)
    ]
    return np.array([row for row in rows if row[2] in STEPS])


def all_counts(n: int) -> IntArray:
    """Every way in which n verdicts fall on the three."""
    rows = [(a, h, n - a - h) for a in range(n + 1) for h in range(n + 1 - a)]
    return np.array(rows, dtype=np.int64)


def probabilities(counts: IntArray, shares: FloatArray) -> FloatArray:
    """Multinomial probabilities, one row for each share vector."""
    n = int(counts[0].sum())
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n + 1)))])
    ways = log_factorial[n] - log_factorial[counts].sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(counts[None] > 0, counts[None] * np.log(shares[:, None, :]), 0.0)
    return np.exp(ways + terms.sum(axis=2))


def chosen(counts: IntArray) -> tuple[FloatArray, FloatArray]:
    """The method of the program."""
    intervals = credit_intervals(counts, worth=WORTH)
    return (
        np.array([np.nan if one is None else one.low for one in intervals]),
        np.array([np.nan if one is None else one.high for one in intervals]),
    )


def gaffke(counts: IntArray) -> tuple[FloatArray, FloatArray]:
    """The conservative parent of the chosen method: one more verdict of the worst kind."""
    low = mean_credit_quantile(0.025, (counts + np.array([0.0, 0.0, 1.0]))[:, None], worth=WORTH)
    high = mean_credit_quantile(0.975, (counts + np.array([1.0, 0.0, 0.0]))[:, None], worth=WORTH)
    return low, high


def dirichlet(*prior: float) -> Method:
    """Posterior quantiles; the outer end open when all verdicts are equal."""

    def method(counts: IntArray) -> tuple[FloatArray, FloatArray]:
        shapes = (counts + np.array(prior))[:, None]
        low, high = (mean_credit_quantile(end, shapes, worth=WORTH) for end in (0.025, 0.975))
        n = counts.sum(axis=1)
        return np.where(counts[:, 2] == n, 0.0, low), np.where(counts[:, 0] == n, 1.0, high)

    return method


def wilson(counts: IntArray) -> tuple[FloatArray, FloatArray]:
    """Half right as half a success: wrong for three verdicts, for comparison."""
    n = counts.sum(axis=1)
    mean, z2 = counts @ CREDITS / n, 1.959963984540054**2
    center = (mean + z2 / (2 * n)) / (1 + z2 / n)
    reach = np.sqrt(z2) / (1 + z2 / n) * np.sqrt(mean * (1 - mean) / n + z2 / (4 * n * n))
    return center - reach, center + reach


def wald(counts: IntArray) -> tuple[FloatArray, FloatArray]:
    """Mean and 1.96 standard errors."""
    n = counts.sum(axis=1)
    mean = counts @ CREDITS / n
    variance = counts @ CREDITS**2 / n - mean**2
    reach = 1.959963984540054 * np.sqrt(np.maximum(variance, 0) / n)
    return mean - reach, mean + reach


METHODS: dict[str, Method] = {
    "chosen": chosen,
    "gaffke": gaffke,
    "dirichlet 1/2,1/4,1/2": dirichlet(0.5, 0.25, 0.5),
    "dirichlet 1/2,1/2,1/2": dirichlet(0.5, 0.5, 0.5),
    "dirichlet 1/3,1/3,1/3": dirichlet(1 / 3, 1 / 3, 1 / 3),
    "wilson on half credit": wilson,
    "wald": wald,
}


def print_single(sizes: tuple[int, ...]) -> None:
    """Exact coverage where every claim stands alone."""
    shares = true_shares()
    truth = shares @ CREDITS
    print(f"{len(shares)} share vectors x n = {', '.join(map(str, sizes))}; enumerated")
    print("mean coverage, lowest cell, lowest cell with n >= 5, mean width")
    for name, method in METHODS.items():
        covered, width, cells = [], [], []
        for n in sizes:
            counts = all_counts(n)
            low, high = method(counts)
            chance = probabilities(counts, shares)
            inside = (low <= truth[:, None] + 1e-9) & (truth[:, None] - 1e-9 <= high)
            covered.append((chance * inside).sum(axis=1))
            width.append(float((chance @ (high - low)).mean()))
            cells.extend([n] * len(shares))
        coverage, size = np.concatenate(covered), np.array(cells)
        print(
            f"{name:24s} {coverage.mean():.4f}  {coverage.min():.4f}"
            f"  {coverage[size >= LEAST_N].min(initial=1.0):.4f}  {np.mean(width):.4f}"
            f"  by n: {' '.join(f'{c.mean():.3f}/{c.min():.3f}' for c in covered)}"
        )


def print_binary() -> None:
    """The lowest exact coverage of the chosen method over a fine grid, where nothing is half right."""
    right = np.round(np.arange(0, 1.001, 0.01), 2)
    shares = np.column_stack([right, np.zeros_like(right), 1 - right])
    print(
        "nothing half right, shares in steps of .01; enumerated: n, mean coverage, lowest (at share)"
    )
    for n in FINE_SIZES:
        counts = all_counts(n)
        counts = counts[counts[:, 1] == 0]
        low, high = chosen(counts)
        inside = (low <= right[:, None] + 1e-9) & (right[:, None] - 1e-9 <= high)
        coverage = (probabilities(counts, shares) * inside).sum(axis=1)
        worst = coverage.argmin()
        print(f"  {n:3d}  {coverage.mean():.3f}  {coverage[worst]:.3f} ({right[worst]:.2f})")


def shared_items(
    random: np.random.Generator, n_items: int, alike: float, shares: FloatArray, size: int | None
) -> tuple[FloatArray, IntArray]:
    """Credits and items of one group; a share of items is right or wrong as a whole."""
    sizes = random.integers(1, 5, n_items) if size is None else np.full(n_items, size)
    item = np.repeat(np.arange(n_items), sizes)
    own = random.choice(CREDITS, size=len(item), p=shares)
    whole = random.choice(CREDITS, size=n_items, p=shares)
    is_whole = random.random(len(item)) < np.sqrt(alike)
    return np.where(is_whole, whole[item], own), item


def print_shared(n_groups: int, n_items: int, alike: float, size: int | None = None) -> None:
    """Coverage where items hold `size` claims each, or one to four, naive and with design effects."""
    random = np.random.default_rng(20261121)
    shares = np.array([0.5, 0.2, 0.3])
    counts, effects = [], []
    for _ in range(N_RUNS if n_groups > 1 else N_RUNS_OF_ONE_GROUP):
        parts = [shared_items(random, n_items, alike, shares, size) for _ in range(n_groups)]
        credit = np.concatenate([one for one, _ in parts])
        group = np.repeat(np.arange(n_groups), [len(one) for one, _ in parts])
        item = np.concatenate([place + n_items * at for at, (_, place) in enumerate(parts)])
        alike_found = item_correlation(item_blocks(credit, np.zeros_like(group), item))
        effects.append(design_effects(item_blocks(credit, group, item), n_groups, alike_found))
        counts.extend([[np.count_nonzero(one == c) for c in CREDITS] for one, _ in parts])
    table, truth = np.array(counts), float(shares @ CREDITS)
    of = f" of {size} claims" if size else ""
    line = f"{n_groups:3d} groups, {n_items:3d} items{of} each, correlation {alike:.1f}:"
    for name, effect in (("naive", None), ("by item", np.concatenate(effects))):
        intervals = [
            one for one in credit_intervals(table, worth=WORTH, effects=effect) if one is not None
        ]
        right = sum(one.low <= truth <= one.high for one in intervals)
        width = np.mean([one.high - one.low for one in intervals])
        line += f"  {name} {right / len(intervals):.3f} (width {width:.3f})"
    print(line)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="the other methods too")
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="largest n")
    chosen_options = parser.parse_args()
    if not chosen_options.all:
        for name in list(METHODS)[1:]:
            del METHODS[name]
    print_single(tuple(n for n in SIZES if n <= chosen_options.largest))
    print_binary()
    print(f"claims that share items, {N_RUNS} runs, {N_RUNS_OF_ONE_GROUP} of one group, simulated:")
    for n_groups, n_items in ((14, 5), (14, 15), (1, 10), (1, 5), (1, 3)):
        for alike in (0.0, 0.3, 0.6, 1.0):
            print_shared(n_groups, n_items, alike)
    for n_items in (20, 10, 5, 3):
        for alike in (0.1, 0.3):
            print_shared(1, n_items, alike, size=20)


if __name__ == "__main__":
    main()
