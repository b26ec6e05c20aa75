"""When claims came true."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.scoring.timing import Timing, days_after_close, timings


def days(*texts):
    return np.array(texts, dtype="datetime64[D]")


def test_the_last_day_of_the_window_is_inside():
    late, known = days_after_close(
        days("2024-12-31", "2025-01-01", "2024-12-30"), days(*["2024-12-31"] * 3)
    )
    assert late.tolist() == [0, 1, -1]
    assert known.all()


def test_an_unknown_day_or_an_open_window_is_not_a_zero():
    late, known = days_after_close(days("NaT", "2025-01-01"), days("2024-12-31", "NaT"))
    assert known.tolist() == [False, False]
    assert late.tolist() == [0, 0]


def test_times_of_day_do_not_count():
    late, _ = days_after_close(
        np.array(["2025-01-01T23:00"], dtype="datetime64[m]"), days("2024-12-31")
    )
    assert late.tolist() == [1]


def test_each_group_has_its_median_quartiles_and_late_claims():
    first, second, third = timings([-10, 0, 10, 30, -1], np.array([0, 0, 0, 0, 2]), 3)
    assert first == Timing(4, 2, 5.0, -2.5, 15.0, 20.0)
    assert second == Timing(0, 0, None, None, None, None)
    assert third == Timing(1, 0, -1.0, -1.0, -1.0, None)


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
