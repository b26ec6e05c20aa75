"""Partially pooled accuracies."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from scorecard.scoring import credit
from scorecard.scoring.credit import normal_pooling

pooled_accuracies = partial(credit.pooled_accuracies, worth=np.array([1.0, 0.5, 0.0]))
SCHOOLS = np.array([28.0, 8, -3, 7, -1, 1, 18, 12])
SCHOOL_ERRORS = np.array([15.0, 10, 16, 11, 9, 11, 10, 18])


def test_eight_schools_are_pooled_as_in_bayesian_data_analysis():
    """Gelman et al. 2013, section 5.5, flat prior on the spread: Rubin's data.

    Posterior means as published for the same model (mean about 8, schools between about
    6 and 11.5, in the order of table 5.3's medians 10, 8, 7, 8, 5, 6, 10, 8).
    """
    fit = normal_pooling(SCHOOLS, SCHOOL_ERRORS**2, largest_sd=60)
    assert fit.mean == pytest.approx(8, abs=0.5)
    assert fit.estimate == pytest.approx([10, 8, 7, 8, 5, 6, 10, 8], abs=1.6)
    assert fit.estimate.argmax() == 0
    assert fit.estimate.argmin() == 4


def test_of_two_groups_their_difference_alone_tells_the_spread():
    """Normal around 0 with variance 2 (v + spread**2), for every spread of 0..1 alike beforehand."""
    variance, difference = 0.02, 0.3
    spread = (np.arange(100_000) + 0.5) / 100_000
    square = 2 * (variance + spread**2)
    likely = np.exp(-(difference**2) / (2 * square)) / np.sqrt(square)

    fit = normal_pooling(np.array([0.4, 0.7]), np.full(2, variance), largest_sd=1)

    own = np.average(spread**2 / (variance + spread**2), weights=likely)
    assert fit.weight == pytest.approx([own, own], abs=1e-4)
    assert fit.between_sd**2 == pytest.approx(np.average(spread**2, weights=likely), abs=1e-4)
    assert fit.estimate == pytest.approx([0.55 - 0.15 * own, 0.55 + 0.15 * own], abs=1e-4)


def test_known_spread_gives_the_textbook_weights():
    """Spread forced to nearly 0: every group gets the precision-weighted mean."""
    fit = normal_pooling(np.array([0.2, 0.8]), np.array([0.01, 0.03]), largest_sd=1e-6)
    assert fit.estimate == pytest.approx([0.35, 0.35], abs=1e-6)
    assert fit.standard_error == pytest.approx([0.0075**0.5] * 2, abs=1e-6)


def test_equal_groups_are_drawn_to_the_mean_and_keep_it():
    n_prior, pooled = pooled_accuracies(np.array([[6, 0, 4]] * 5))
    assert [one.accuracy for one in pooled] == pytest.approx([0.6] * 5)
    assert n_prior > 10


def test_groups_that_differ_widely_are_hardly_drawn():
    n_prior, pooled = pooled_accuracies(np.array([[95, 0, 5], [5, 0, 95], [50, 0, 50]]))
    assert pooled[0].accuracy == pytest.approx(0.95, abs=0.01)
    assert n_prior < 3


def test_the_smaller_group_is_drawn_further():
    _, pooled = pooled_accuracies(np.array([[4, 0, 0], [80, 0, 20], [20, 0, 20], [25, 0, 15]]))
    small, large = pooled[:2]
    assert 1 - small.accuracy > 0.8 - large.accuracy
    assert small.weight < large.weight


def test_one_group_keeps_its_accuracy():
    n_prior, pooled = pooled_accuracies(np.array([[5, 3, 2], [0, 0, 0]]))
    assert pooled[0].accuracy == pytest.approx(0.65)
    assert pooled[0].weight == pytest.approx(1)
    assert pooled[1] is None
    assert n_prior is None


def test_nothing_judged_pools_nothing():
    assert pooled_accuracies(np.zeros((2, 3), dtype=int)) == (None, [None, None])


def test_all_accurate_keeps_an_interval():
    _, pooled = pooled_accuracies(np.array([[3, 0, 0], [1, 0, 0]]))
    assert pooled[0].low < 0.99
    assert pooled[0].high == 1


def test_verdicts_that_are_all_alike_vary_as_with_one_miss_by_half_a_credit():
    one_credit = 0.5**2 / (7 - 2 + 1)  # seven verdicts, two groups, one miss more
    fit = normal_pooling(np.ones(2), one_credit / np.array([4, 3]), largest_sd=0.5)

    _, found = pooled_accuracies(np.array([[4, 0, 0], [3, 0, 0]]))

    assert [one.weight for one in found] == pytest.approx(fit.weight)


def test_rounding_takes_no_pooled_accuracy_out_of_its_range():
    _, (alone,) = pooled_accuracies(np.array([[1, 0, 0]]))
    assert (alone.accuracy, alone.high) == (1, 1)


def test_a_design_effect_weakens_the_own_verdicts():
    counts = np.array([[9, 0, 1], [4, 0, 6], [6, 0, 4]])
    _, plain = pooled_accuracies(counts)
    _, alike = pooled_accuracies(counts, effects=np.array([4.0, 1.0, 1.0]))
    assert alike[0].weight < plain[0].weight
    with pytest.raises(ValueError, match="at least 1"):
        pooled_accuracies(counts, effects=np.zeros(3))


def test_claims_of_one_item_that_are_alike_do_not_make_verdicts_look_certain():
    """Ten claims of one item that goes as a whole are one verdict, for the variance too."""
    counts = np.array([[10, 0, 0], [10, 0, 0], [0, 0, 10], [0, 0, 10]])
    of_items, as_items = pooled_accuracies(counts, effects=np.full(4, 10.0))
    of_single, single = pooled_accuracies(counts // 10)
    for one, other in zip(as_items, single, strict=True):
        assert one == pytest.approx(other)
    assert of_items == pytest.approx(of_single)


def test_a_fourth_verdict_pools_by_its_credit():
    _, (small, large) = pooled_accuracies(
        np.array([[2, 4, 1, 3], [10, 9, 0, 1]]), worth=np.array([1.0, 0.75, 0.5, 0.0])
    )
    assert (2 + 3 + 0.5) / 10 < small.accuracy < large.accuracy < (10 + 6.75) / 20
    with pytest.raises(ValueError, match="one column for each credit"):
        pooled_accuracies(np.array([[1, 2]]))


@settings(deadline=None, max_examples=50)
@given(hnp.arrays(np.int64, (5, 3), elements=st.integers(0, 30)))
def test_pooled_accuracies_lie_between_the_worst_and_the_best(counts):
    n = counts.sum(axis=1)
    known = n > 0
    raw = (counts @ [1, 0.5, 0])[known] / n[known]
    for one in pooled_accuracies(counts)[1]:
        if one is not None:
            assert raw.min() - 1e-9 <= one.accuracy <= raw.max() + 1e-9
            assert 0 <= one.low <= one.accuracy <= one.high <= 1
