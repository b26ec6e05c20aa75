"""How far raters agree."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from scorecard.scoring.agreement import (
    cohen_kappa,
    krippendorff_alpha,
    krippendorff_alpha_interval,
    percent_agreement,
    rater_leniencies,
)

NONE = np.nan
WORKED = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
        [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
    ]
)
FIRST = np.array([1, 0.5, 0, 1, 0, 0.5, 1, 0])
SECOND = np.array([1, 0, 0, 0.5, 0, 0.5, 1, 0.5])
RATINGS = hnp.arrays(float, (3, 6), elements=st.sampled_from([0, 0.5, 1, NONE]))


@pytest.mark.parametrize(
    ("metric", "expected"),
    [("nominal", 0.743), ("ordinal", 0.815)],
)
def test_alpha_equals_krippendorffs_worked_example(metric, expected):
    """Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, example C."""
    assert krippendorff_alpha(WORKED, metric=metric) == pytest.approx(expected, abs=5e-4)


@pytest.mark.slow
@settings(deadline=None)
@given(RATINGS, st.sampled_from(["nominal", "ordinal"]))
def test_alpha_equals_the_package_krippendorff(ratings, metric):
    import krippendorff

    alpha = krippendorff_alpha(ratings, metric=metric)
    if alpha is not None:
        expected = krippendorff.alpha(ratings, level_of_measurement=metric)
        assert alpha == pytest.approx(expected, abs=1e-9)


def test_kappa_of_eight_claims_has_its_reference_value():
    """scikit-learn and statsmodels agree on it."""
    assert cohen_kappa(FIRST, SECOND) == pytest.approx(0.4419, abs=5e-5)


@pytest.mark.slow
@given(hnp.arrays(np.int64, (2, 9), elements=st.integers(0, 2)))
def test_kappa_equals_scikit_learn(codes):
    from sklearn.metrics import cohen_kappa_score

    if len(np.unique(codes)) < 2:
        return
    expected = cohen_kappa_score(*codes, labels=[0, 1, 2])
    assert cohen_kappa(*(codes / 2)) == pytest.approx(expected)


def test_kappa_looks_only_at_claims_that_both_rated():
    gap = np.append(FIRST, [1, NONE])
    assert cohen_kappa(gap, np.append(SECOND, [NONE, 0])) == cohen_kappa(FIRST, SECOND)


def test_where_nothing_varies_or_is_shared_there_is_no_number():
    alike, gaps = np.ones((2, 3)), np.array([[1, NONE], [NONE, 1]])
    assert cohen_kappa(*alike) is None
    assert cohen_kappa(*gaps) is None
    assert krippendorff_alpha(alike) is None
    assert krippendorff_alpha(gaps) is None
    assert krippendorff_alpha_interval(alike, seed=1) is None
    assert krippendorff_alpha_interval(gaps, seed=1) is None
    assert percent_agreement(gaps) is None
    assert percent_agreement(alike) == 1


def test_raters_of_different_claims_are_refused():
    with pytest.raises(ValueError, match="every claim"):
        cohen_kappa(np.ones(2), np.ones(3))


def test_percent_agreement_of_two_raters_is_the_share_of_equal_ratings():
    assert percent_agreement(np.array([FIRST, SECOND])) == pytest.approx(5 / 8)


@pytest.mark.slow
def test_percent_agreement_is_the_observed_part_of_fleiss_kappa():
    """The usual worked example: 10 subjects, 14 raters, 5 categories, kappa .210."""
    from statsmodels.stats.inter_rater import fleiss_kappa

    table = np.array(
        [
            [0, 0, 0, 0, 14],
            [0, 2, 6, 4, 2],
            [0, 0, 3, 5, 6],
            [0, 3, 9, 2, 0],
            [2, 2, 8, 1, 1],
            [7, 7, 0, 0, 0],
            [3, 2, 6, 3, 0],
            [2, 5, 3, 2, 2],
            [6, 5, 2, 1, 0],
            [0, 2, 2, 3, 7],
        ]
    )
    ratings = np.array([np.repeat(np.arange(5.0), counts) for counts in table]).T
    by_chance = ((table.sum(axis=0) / table.sum()) ** 2).sum()
    kappa = (percent_agreement(ratings) - by_chance) / (1 - by_chance)
    assert kappa == pytest.approx(fleiss_kappa(table))
    assert kappa == pytest.approx(0.210, abs=5e-4)


def test_the_interval_of_alpha_holds_alpha_and_repeats_itself():
    twice = np.hstack([WORKED, WORKED])
    interval = krippendorff_alpha_interval(twice, seed=1, metric="ordinal")
    assert interval == krippendorff_alpha_interval(twice, seed=1, metric="ordinal")
    assert interval.low < 0.815 < interval.high
    assert interval.n_undefined == 0


def test_fewer_than_twenty_claims_have_no_interval():
    nineteen, twenty = (
        np.tile([[1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 0.0, 0.0]], 5)[:, :n] for n in (19, 20)
    )
    assert krippendorff_alpha_interval(nineteen, seed=1) is None
    assert krippendorff_alpha_interval(twenty, seed=1) is not None


def test_draws_without_variation_are_counted_and_too_many_leave_no_interval():
    some = np.array([[1] * 20 + [0] * 4, [1] * 20 + [0.0] * 4])
    many = np.array([[1] * 24 + [0], [1] * 24 + [0.0]])
    interval = krippendorff_alpha_interval(some, seed=1, n_draws=500)
    assert interval.n_undefined == pytest.approx(500 * (20 / 24) ** 24, abs=12)
    assert (interval.low, interval.high) == (1, 1)
    assert krippendorff_alpha_interval(many, seed=1, n_draws=500) is None


def test_no_interval_when_every_draw_is_undefined():
    ratings = np.array([[1] * 20 + [0], [1] * 20 + [0.0]])
    intervals = [krippendorff_alpha_interval(ratings, seed=s, n_draws=1) for s in range(20)]
    assert None in intervals


def test_the_harder_rater_lies_below_the_others_on_shared_claims():
    ratings = np.array([[1, 1, NONE, 1], [0, 0.5, NONE, NONE], [NONE, NONE, 1, NONE]])
    assert rater_leniencies(ratings) == [
        (2, 0.75),
        (2, -0.75),
        (0, None),
    ]


@pytest.mark.slow
@given(RATINGS)
def test_full_agreement_is_one_hundred_percent(ratings):
    same = np.where(np.isnan(ratings), NONE, ratings[0])
    agreement = percent_agreement(same)
    if agreement is not None and not np.isnan(same[0]).any():
        assert agreement == 1
