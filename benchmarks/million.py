"""Six tables over a million judged rows, against pandas' own categorical group-by.

Run by hand: `python benchmarks/million.py`. Both sides get the same categorical columns and
are timed in turn in one process; the medians and their ratio are printed, and the peak memory
of the process (Linux, macOS: kilobytes or bytes as the system counts).
"""

import resource
import statistics
import time
from collections.abc import Callable

import narwhals as nw
import numpy as np
import pandas as pd

from scorecard.scoring.credit import accuracy
from scorecard.summary.counts import Claims

N_ROWS = 1_000_000
N_ROUNDS = 7
N_GROUPS = {
    "domain": 15,
    "outlook": 300,
    "year": 20,
    "item": 3000,
    "hedge": 40,
    "specificity": 3,
}


def columns() -> pd.DataFrame:
    """A million judged rows, every column categorical."""
    random = np.random.default_rng(4)
    codes = {name: random.integers(0, n, N_ROWS) for name, n in N_GROUPS.items()}
    frame = pd.DataFrame(
        {
            name: pd.Categorical.from_codes(
                code, [f"{name} {one}" for one in range(N_GROUPS[name])]
            )
            for name, code in codes.items()
        }
    )
    verdict = random.choice(3, size=N_ROWS, p=[0.5, 0.2, 0.3])
    frame["verdict"] = pd.Categorical.from_codes(verdict, ["accurate", "half_right", "inaccurate"])
    return frame


def with_pandas(frame: pd.DataFrame) -> list[pd.DataFrame]:
    """Verdicts counted by pandas."""
    return [
        frame.groupby([name, "verdict"], observed=False).size().unstack()  # noqa: PD010 - pandas' own, the faster
        for name in N_GROUPS
    ]


def with_scorecard(frame: pd.DataFrame) -> list[np.ndarray]:
    """Verdicts counted and accuracies computed by this program."""
    rest = {"credit": 0, "is_closed": True, "has_end": True, "probability": np.nan, "days": np.nan}
    rows = pd.DataFrame({"state": frame["verdict"].cat.codes, **rest, "times": 1})
    tables = []
    for name in N_GROUPS:
        in_group = nw.from_native(rows.assign(**{f"in_{name}": frame[name].cat.codes})).lazy()
        claims = Claims(in_group, {name: list(frame[name].cat.categories)}, has_options=False)
        counts = claims.counts(name).states.sum(axis=1)
        accuracy(counts)
        tables.append(counts)
    return tables


def seconds(count: Callable[[], object]) -> float:
    """Time of one call."""
    start = time.perf_counter()
    count()
    return time.perf_counter() - start


def main() -> None:
    """Time both sides in turn and print."""
    frame = columns()
    for theirs, ours in zip(with_pandas(frame), with_scorecard(frame), strict=True):
        if not (theirs.to_numpy() == ours[:, :3]).all():
            raise SystemExit("the two sides count differently")
    pandas, scorecard = [], []
    for _ in range(N_ROUNDS):
        pandas.append(seconds(lambda: with_pandas(frame)))
        scorecard.append(seconds(lambda: with_scorecard(frame)))
    slow, fast = statistics.median(pandas), statistics.median(scorecard)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"pandas {1000 * slow:.0f} ms, scorecard {1000 * fast:.0f} ms, ratio {fast / slow:.2f}")
    print(f"peak memory {peak:,}")


if __name__ == "__main__":
    main()
