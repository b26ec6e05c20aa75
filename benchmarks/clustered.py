"""Coverage of the 95 % intervals that count items: of Brier scores, of lift over priors, with readers.

Run by hand: `python benchmarks/clustered.py` (half a minute). Everything is simulated with a fixed seed.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from scorecard.scoring.items import Estimate, clustered_mean, crossed_mean
from scorecard.scoring.lift import prior_skill

N_RUNS = 2000
Random = np.random.Generator
Case = Callable[[Random], tuple[Estimate | None, float]]


def items_of(n_items: int) -> npt.NDArray[np.int64]:
    """Items of one to four claims."""
    return np.repeat(np.arange(n_items), 1 + np.arange(n_items) % 4)


def brier(n_items: int) -> Case:
    """Probabilities around a truth that claims of an item share; the mean score over all questions."""

    def draw(random: Random) -> tuple[Estimate | None, float]:
        item = items_of(n_items)
        shift = random.normal(0, 0.15, n_items)[item]
        stated = random.uniform(0.1, 0.9, len(item))
        truth = np.clip(stated + shift, 0, 1)
        came_true = random.random(len(item)) < truth
        return clustered_mean((stated - came_true) ** 2, item=item), 0.0

    expected = np.mean([
        draw(np.random.default_rng(seed))[0].value  # type: ignore[union-attr]  # there are items
        for seed in range(20_000, 24_000)
    ])  # fmt: skip
    return lambda random: (draw(random)[0], float(expected))


def readers(n_items: int, n_readers: int, spread: float) -> Case:
    """Claims whose credit depends on the item and on how strict a reader is."""

    def draw(random: Random) -> tuple[Estimate | None, float]:
        item = items_of(n_items)
        own = np.clip(random.normal(0.6, 0.2, n_items), 0.25, 0.75)[item]
        strict = np.clip(random.normal(0, spread, n_readers), -0.25, 0.25)
        share = own[:, None] + strict[None, :]
        shared, alone = random.random(len(item)), random.random(share.shape)
        drawn = np.where(random.random(share.shape) < 0.8, shared[:, None], alone)
        return crossed_mean((drawn < share).astype(float), item), 0.0

    expected = np.mean([
        draw(np.random.default_rng(seed))[0].value  # type: ignore[union-attr]  # there are items
        for seed in range(20_000, 28_000)
    ])  # fmt: skip
    return lambda random: (draw(random)[0], float(expected))


def skill(n_items: int, truth: float) -> Case:
    """Claims picked with some knowledge beyond priors that are right on average."""

    def draw(random: Random) -> tuple[Estimate | None, float]:
        item = items_of(n_items)
        prior = random.choice([0.2, 0.4, 0.6, 0.8], len(item))
        credit = (random.random(len(item)) < prior + truth * (1 - prior)).astype(float)
        found = prior_skill(credit, prior, item)
        return found and found.skill, truth

    return draw


CASES: dict[str, Case] = {
    **{f"Brier score, {n} items": brier(n) for n in (10, 30, 100)},
    **{
        f"accuracy, {n} items, {k} readers, strictness ± {spread}": readers(n, k, spread)
        for n, k, spread in ((30, 3, 0.0), (30, 3, 0.05), (30, 4, 0.05), (30, 6, 0.1))
    },
    **{f"skill {truth}, {n} items": skill(n, truth) for n in (10, 30) for truth in (0.0, 0.3)},
}


def main() -> None:
    """Print mean, coverage and width of each case."""
    for name, case in CASES.items():
        random = np.random.default_rng(5)
        found = [case(random) for _ in range(N_RUNS)]
        known = [(one, truth) for one, truth in found if one and one.low is not None and one.high]
        held = np.mean([one.low <= truth <= one.high for one, truth in known])
        width = np.mean([one.high - one.low for one, _ in known])
        mean = np.mean([one.value for one, _ in known])
        print(f"{name:50} mean {mean:.3f}  coverage {held:.3f}  width {width:.3f}")


if __name__ == "__main__":
    main()
