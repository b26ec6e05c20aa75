"""When claims came true."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.scoring.timing import Timing, timings
from scorecard.summary.table_claims import days_after_close


def days_of(occurred_on, closes_on):
    dates = {"occurred_on": pd.to_datetime(occurred_on), "closes_on": pd.to_datetime(closes_on)}
    return days_after_close(pd.DataFrame(dates)).tolist()


def test_the_last_day_of_the_window_is_inside():
    assert days_of(["2024-12-31", "2025-01-01", "2024-12-30"], ["2024-12-31"] * 3) == [0, 1, -1]


def test_an_unknown_day_or_an_open_window_is_not_a_zero():
    late = days_of([None, "2025-01-01", "2025-01-01"], ["2024-12-31", None, "2024-12-31"])
    assert late == [pytest.approx(float("nan"), nan_ok=True)] * 2 + [1]


def test_days_that_are_centuries_apart_are_counted():
    assert days_of(["2262-01-01"], ["1700-01-01"]) == [205266]


def test_each_group_has_its_median_quartiles_and_late_claims():
    first, second, third = timings([-10, 0, 10, 30, -1], np.array([0, 0, 0, 0, 2]), 3)
    assert first == Timing(4, 2, 5.0, -2.5, 15.0, 20.0)
    assert second == Timing(0, 0, None, None, None, None)
    assert third == Timing(1, 0, -1.0, -1.0, -1.0, None)


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(1, 4)), min_size=1, max_size=12))
def test_days_that_are_counted_give_the_quartiles_of_single_claims(counted):
    day, n = (np.array(column) for column in zip(*counted, strict=True))
    (timing,) = timings(day, np.zeros(len(day), dtype=int), 1, times=n)
    expected = np.quantile(np.repeat(day, n), [0.5, 0.25, 0.75])
    assert timing[2:5] == pytest.approx(expected.tolist())


def test_no_claims_and_no_groups_give_nothing():
    nothing = np.array([], dtype=int)
    assert timings(nothing, nothing, 0) == []
    assert timings(nothing, nothing, 1)[0].n == 0


def test_groups_outside_the_range_and_lengths_that_differ_are_refused():
    with pytest.raises(ValueError, match="group codes"):
        timings([0], np.array([1]), 1)
    with pytest.raises(ValueError, match="one length"):
        timings([0], np.array([0, 0]), 1)
