"""Counts and credit of verdicts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from scorecard.scoring.credit import (
    JUDGED_CREDITS,
    STATE_CREDITS,
    WORTHS,
    Bounds,
    accuracy,
    accuracy_bounds,
    judged_counts,
    n_in,
    n_judged,
    state_counts,
)
from scorecard.verdicts import JUDGED_STATES, State, Verdict

N_STATES = len(State)
TABLES = hnp.arrays(np.int64, (4, N_STATES), elements=st.integers(0, 50))


def in_states(**n):
    """Counts of one group, by the words of states."""
    return np.array([[n.get(state, 0) for state in State]])


def test_codes_are_the_places_of_the_words():
    assert [state.place for state in State] == list(range(len(State)))
    assert [verdict.place for verdict in Verdict] == list(range(len(Verdict)))
    counts = in_states(accurate=1, half_right=2, inaccurate=3, open=5, overdue=6)
    assert n_in(counts, State.ACCURATE).tolist() == [1]
    assert n_in(counts, State.OPEN, State.OVERDUE).tolist() == [11]
    assert [n for n in judged_counts(counts)[0].tolist() if n] == [1, 2, 3]


def test_each_claim_is_counted_once_in_its_cell():
    last = N_STATES - 1
    states, groups = np.array([*range(N_STATES), last]), np.array([1] * N_STATES + [0])
    counts = state_counts(states, groups, 3)
    assert counts.tolist() == [[0] * last + [1], [1] * N_STATES, [0] * N_STATES]


def test_small_code_types_do_not_overflow():
    counts = state_counts(np.full(3, 5, dtype=np.int8), np.full(3, 120, dtype=np.int8), 121)
    assert np.flatnonzero(counts[120]).tolist() == [5]
    assert counts[120, 5] == 3


def test_no_claims_give_rows_of_zeros():
    nothing = np.array([], dtype=np.int64)
    assert state_counts(nothing, nothing, 2).tolist() == [[0] * N_STATES] * 2


@pytest.mark.parametrize(
    ("verdict", "group"), [([N_STATES], [0]), ([-1], [1]), ([0], [2]), ([0], [-1]), ([0, 0], [0])]
)
def test_impossible_codes_are_refused(verdict, group):
    with pytest.raises(ValueError, match=r"codes must lie in|of one length"):
        state_counts(np.array(verdict), np.array(group), 2)


def test_five_accurate_three_half_right_two_inaccurate_score_065():
    counts = in_states(accurate=5, half_right=3, inaccurate=2, open=7, overdue=7, unresolvable=7)
    assert accuracy(counts) == [0.65]
    assert accuracy(counts, WORTHS["strict"]) == [0.5]
    assert accuracy(counts, WORTHS["lenient"]) == [0.8]


def test_nothing_judged_gives_none_and_not_zero():
    counts = in_states(unresolvable=4, open=4, withdrawn=4)
    assert accuracy(counts) == [None]
    assert accuracy(counts, WORTHS["strict"]) == [None]
    assert accuracy(counts, WORTHS["lenient"]) == [None]
    assert accuracy_bounds(counts) == [None]


def test_judged_are_the_claims_with_a_scored_verdict():
    assert n_judged(
        in_states(accurate=1, half_right=2, inaccurate=3, open=100, overdue=5)
    ).tolist() == [6]


def test_bounds_take_every_overdue_claim_as_wrong_or_right():
    assert accuracy_bounds(
        in_states(accurate=6, inaccurate=2, overdue=2, open=9, unresolvable=9)
    ) == [Bounds(0.6, 0.8)]


def test_only_overdue_claims_leave_everything_open():
    assert accuracy_bounds(in_states(overdue=2)) == [Bounds(0.0, 1.0)]


@pytest.mark.slow
@given(TABLES)
def test_strict_accuracy_and_lenient_stand_in_order(counts):
    means = (accuracy(counts, WORTHS[name]) for name in ("strict", "accuracy", "lenient"))
    for low, middle, high in zip(*means, strict=True):
        if middle is not None:
            assert low <= middle + 1e-12
            assert middle <= high + 1e-12


@pytest.mark.slow
@given(TABLES)
def test_bounds_hold_the_accuracy(counts):
    for middle, bounds in zip(accuracy(counts), accuracy_bounds(counts), strict=True):
        if middle is not None:
            assert bounds.low - 1e-12 <= middle <= bounds.high + 1e-12


def test_a_million_claims_are_all_counted():
    random = np.random.default_rng(1)
    verdict = random.integers(0, 7, 1_000_000).astype(np.int8)
    group = random.integers(0, 15, 1_000_000).astype(np.int8)
    counts = state_counts(verdict, group, 15)
    assert counts.sum() == 1_000_000
    assert counts[3, 2] == np.count_nonzero((verdict == 2) & (group == 3))


def test_the_states_of_judged_claims_are_the_scored_verdicts():
    assert [one.value for one in JUDGED_STATES] == [one.value for one in Verdict if one.is_scored]


def test_the_words_of_the_records_are_worth_what_the_scores_give_them():
    assert [one.credit for one in Verdict if one.is_scored] == JUDGED_CREDITS.tolist()
    assert [STATE_CREDITS[one.place] for one in JUDGED_STATES] == JUDGED_CREDITS.tolist()
    assert np.isnan(STATE_CREDITS).tolist() == [not state.is_scored for state in State]
