"""Days between the end of a claim's window and the day it came true."""

from itertools import pairwise
from math import ceil, floor
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scorecard.scoring import CodeArray, CountArray


class Timing(NamedTuple):
    """Days from the window's end to the day claims came true, negative when before it.

    Attributes:
        n: Number of claims with both dates.
        n_late: Number of those that came true after the window's end.
        median_days: Median of all n; None at n = 0.
        first_quartile_days: A quarter came true at or before it; None at n = 0.
        third_quartile_days: Three quarters came true at or before it; None at n = 0.
        median_days_late: Median of the late alone; None when none is late.
    """

    n: int
    n_late: int
    median_days: float | None
    first_quartile_days: float | None
    third_quartile_days: float | None
    median_days_late: float | None


def timings(
    days: npt.ArrayLike, group: CodeArray, n_groups: int, *, times: npt.ArrayLike | None = None
) -> list[Timing]:
    """Timing of the claims of each group, from their days after the end of the window, shape (n,).

    Each entry stands for as many claims as `times` says; quartiles are linear between neighboring days.

    Raises:
        ValueError: If the lengths differ or a group code is outside 0..n_groups - 1.

    References:
        Hyndman and Fan (1996), definition 7.

    Examples:
        >>> (timing,) = timings([-30, 10], np.array([0, 0]), 1)
        >>> timing.n, timing.n_late, timing.median_days, timing.median_days_late
        (2, 1, -10.0, 10.0)
    """
    late = np.asarray(days, dtype=np.int64)
    n = np.ones_like(late) if times is None else np.asarray(times, dtype=np.int64)
    if not len(late) == len(group) == len(n):
        raise ValueError("days, group and times must have one length")
    if len(group) and not (group.min() >= 0 and group.max() < n_groups):
        raise ValueError(f"group codes must lie in 0..{n_groups - 1}")
    order = np.lexsort([late, group])
    starts = np.searchsorted(group[order], np.arange(n_groups + 1))
    parts = [order[start:end] for start, end in pairwise(starts.tolist())]
    found = []
    for part in parts:
        is_late = part[late[part] > 0]
        median, first, third = (_quantile(late[part], n[part], at) for at in (0.5, 0.25, 0.75))
        median_late = _quantile(late[is_late], n[is_late], 0.5)
        sizes = int(n[part].sum()), int(n[is_late].sum())
        found.append(Timing(*sizes, median, first, third, median_late))
    return found


def _quantile(days: CountArray, n: CountArray, share: float) -> float | None:
    """Quantile of rising days of which each stands for `n` claims; None where there are none."""
    if not len(days):
        return None
    ends = np.cumsum(n)
    place = share * (int(ends[-1]) - 1)
    low, high = np.searchsorted(ends, [floor(place), ceil(place)], side="right")
    return float(days[low] + (days[high] - days[low]) * (place - floor(place)))
