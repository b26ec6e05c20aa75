"""Days between the end of a claim's window and the day it came true."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Timing", "days_after_close", "timings"]

DateArray = npt.NDArray[np.datetime64]
DayArray = npt.NDArray[np.int64]
CodeArray = npt.NDArray[np.integer]


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


def days_after_close(
    occurred_on: DateArray, closes_on: DateArray
) -> tuple[DayArray, npt.NDArray[np.bool_]]:
    """Days from the window's end to the day a claim came true.

    Negative: came true before the window's end; 0: on its last day, which is inside;
    positive: late. Late success is not a hit, and is not hidden either.

    Args:
        occurred_on: Day each claim came true, shape (n,); NaT when it did not or the day
            is unknown.
        closes_on: Last day of each window, shape (n,); NaT for an open end.

    Returns:
        Days, shape (n,), and whether they are known, shape (n,); unknown days are 0.

    Examples:
        >>> dates = np.array(["2024-02-02", "2025-01-10", "NaT"], dtype="datetime64[D]")
        >>> days_after_close(dates, np.full(3, "2024-12-31", dtype="datetime64[D]"))
        (array([-333,   10,    0]), array([ True,  True, False]))
    """
    known = ~(np.isnat(occurred_on) | np.isnat(closes_on))
    days = np.zeros(len(known), dtype=np.int64)
    late = occurred_on[known].astype("datetime64[D]") - closes_on[known].astype("datetime64[D]")
    days[known] = late.astype(np.int64)
    return days, known


def timings(
    occurred_on: DateArray, closes_on: DateArray, group: CodeArray, n_groups: int
) -> list[Timing]:
    """Timing of the claims of each group.

    Args:
        occurred_on: Day each claim came true, shape (n,); NaT when it did not.
        closes_on: Last day of each window, shape (n,); NaT for an open end.
        group: Group codes in 0..n_groups - 1, shape (n,).
        n_groups: Number of groups.

    Returns:
        One timing for each group; quartiles are linear between neighboring days.

    Raises:
        ValueError: If the lengths differ or a group code is outside its range.

    References:
        Hyndman, R. J., and Fan, Y. (1996). Sample quantiles in statistical packages.
        American Statistician 50, 361-365 (definition 7).

    Examples:
        >>> dates = np.array(["2024-12-01", "2025-01-10"], dtype="datetime64[D]")
        >>> closes = np.full(2, "2024-12-31", dtype="datetime64[D]")
        >>> (timing,) = timings(dates, closes, np.array([0, 0]), 1)
        >>> timing.n, timing.n_late, timing.median_days, timing.median_days_late
        (2, 1, -10.0, 10.0)
    """
    if not len(occurred_on) == len(closes_on) == len(group):
        raise ValueError("occurred_on, closes_on and group must have one length")
    if len(group) and not (group.min() >= 0 and group.max() < n_groups):
        raise ValueError(f"group codes must lie in 0..{n_groups - 1}")
    days, known = days_after_close(occurred_on, closes_on)
    order = np.argsort(group[known], kind="stable")
    ends = np.cumsum(np.bincount(group[known], minlength=n_groups))
    return [_timing(part) for part in np.split(days[known][order], ends[:-1])][:n_groups]


def _timing(days: DayArray) -> Timing:
    """Summary of one group."""
    if not len(days):
        return Timing(0, 0, None, None, None, None)
    first, median, third = (float(day) for day in np.quantile(days, [0.25, 0.5, 0.75]))
    late = days[days > 0]
    median_late = float(np.median(late)) if len(late) else None
    return Timing(len(days), len(late), median, first, third, median_late)
