"""Clustered intervals, adjusted p-values, lift, and forecasters on shared questions."""

import numpy as np
import pytest

from method_formulas import manner_credit, relative_scores
from scorecard.scoring.comparison import holm_adjusted
from scorecard.scoring.items import (
    Blocks,
    clustered_mean,
    crossed_mean,
    student_reach,
)
from scorecard.scoring.lift import item_lift, prior_skill


@pytest.mark.parametrize("n_freedom", [1, 2, 3, 4, 7, 30, 499, 500, 10_000_000])
@pytest.mark.parametrize("level", [0.2, 0.8, 0.95, 0.999])
def test_the_reach_of_student_is_scipys_quantile(n_freedom, level):
    from scipy import stats

    expected = stats.t.ppf((1 + level) / 2, n_freedom)

    assert student_reach(level, n_freedom) == pytest.approx(expected, rel=1e-9)


@pytest.mark.slow
def test_the_error_of_a_clustered_mean_is_that_of_statsmodels():
    import statsmodels.api as sm
    from scipy import stats

    random = np.random.default_rng(3)
    item = random.integers(0, 12, 60)
    value = random.normal(size=60) + random.normal(size=12)[item]

    mean = clustered_mean(value, item=item)

    fit = sm.OLS(value, np.ones(60)).fit(cov_type="cluster", cov_kwds={"groups": item})
    # statsmodels also multiplies by (n - 1) / (n - k), which is 1 for a mean alone.
    reach = stats.t.ppf(0.975, len(np.unique(item)) - 1) * fit.bse[0]
    assert mean.value == pytest.approx(value.mean())
    assert (mean.low, mean.high) == pytest.approx((mean.value - reach, mean.value + reach))


def test_values_that_stand_alone_give_the_usual_interval_of_a_mean():
    from scipy import stats

    value = np.array([0.1, 0.4, 0.7, 0.2, 0.9])

    mean = clustered_mean(value)

    usual = stats.t.interval(0.95, 4, value.mean(), stats.sem(value))
    assert (mean.low, mean.high) == pytest.approx(usual)


def test_a_ratio_of_constant_parts_has_no_error():
    ratio = clustered_mean([1.0, 2.0, 3.0], [2.0, 4.0, 6.0], np.array([5, 6, 7]))

    assert (ratio.value, ratio.low, ratio.high) == (0.5, 0.5, 0.5)


def test_no_values_no_mean_and_lengths_must_agree():
    assert clustered_mean([]) is None
    assert clustered_mean([1.0], [0.0]) is None
    with pytest.raises(ValueError, match="one length"):
        clustered_mean([1.0, 2.0], item=np.array([0]))


@pytest.mark.slow
@pytest.mark.parametrize(
    "p_values", [[0.01, 0.04, 0.03, 0.005], [0.5], [0.9, 0.8, 0.7], [0.02, 0.02], []]
)
def test_adjusted_p_values_are_those_of_statsmodels(p_values):
    from statsmodels.stats.multitest import multipletests

    expected = multipletests(p_values, method="holm")[1] if p_values else []

    assert holm_adjusted(p_values) == pytest.approx(expected)


def test_a_number_that_is_no_p_value_is_refused():
    with pytest.raises(ValueError, match=r"must lie in 0\.\.1"):
        holm_adjusted([0.5, 1.5])


def test_a_claim_is_expected_what_other_items_of_its_manner_got():
    credit = np.array([1.0, 0.0, 1.0, 0.5, 0.0])
    manner = np.array([0, 0, 0, 0, 1])
    item = np.array([0, 0, 1, 2, 1])

    expected = manner_credit(credit, manner, item)

    # Items 1 and 2 for item 0; items 0 and 2 for item 1; items 0 and 1 for item 2; no other claim of
    # manner 1, so all of items 0 and 2.
    assert expected == pytest.approx([0.75, 0.75, 0.5, 2 / 3, 0.5])


def lift_of(n, credit, gained):
    """The lift of items, from their claims, their credits, and what these are beyond their manner."""
    n, credit, gained = (np.asarray(one, dtype=float) for one in (n, credit, gained))
    return item_lift(Blocks(np.zeros(len(n)), n, gained, credit, times=np.ones(len(n))))


def test_one_item_alone_has_no_expectation_and_no_lift():
    expected = manner_credit(np.array([1.0, 0.0]), np.array([0, 0]), np.array([0, 0]))

    assert np.isnan(expected).all()
    assert lift_of([], [], []) is None


def test_a_group_is_lifted_by_what_it_got_beyond_its_manner():
    credit, expected = np.array([1.0, 1.0, 0.0]), np.array([0.5, 0.75, 0.25])

    lift = lift_of(np.ones(3), credit, credit - expected)

    assert (lift.n, lift.expected) == (3, 0.5)
    assert lift.lift == pytest.approx(1 / 6)
    assert lift.low < lift.lift < lift.high


def test_one_item_and_claims_that_gain_the_same_cannot_tell_how_sure_a_lift_is():
    one_item = lift_of([3.0], [2.0], [0.5])
    all_alike = lift_of(np.ones(4), np.ones(4), np.full(4, 0.25))
    all_accurate = lift_of(np.ones(3), np.ones(3), [0.5, 0.46, 0.54])  # of three manners

    assert (one_item.n, one_item.low, one_item.high) == (3, None, None)
    assert (all_alike.lift, all_alike.low, all_alike.high) == (0.25, None, None)
    assert (all_accurate.lift, all_accurate.low, all_accurate.high) == (0.5, None, None)


def skill_of(random, skill, *, hindsight=0.0, n=4000):
    """Skill estimated for a forecaster whose claims come true with chance e + skill (1 - e).

    Some priors are given with hindsight: they lie where the outcome is known to be.
    """
    expected = random.choice([0.2, 0.5, 0.8], n, p=[0.1, 0.1, 0.8])
    credit = (random.random(n) < expected + skill * (1 - expected)).astype(float)
    knows = random.random(n) < hindsight
    return prior_skill(credit, np.where(knows, credit, expected), np.arange(n) // 4).skill


def test_a_forecaster_without_skill_comes_out_at_0_and_skill_3_at_3():
    random = np.random.default_rng(8)

    none, some, seen = (
        skill_of(random, 0.0),
        skill_of(random, 0.3),
        skill_of(random, 0.3, hindsight=0.5),
    )

    assert none.low < 0.0 < none.high
    assert abs(none.value) < 0.05
    assert some.value == pytest.approx(0.3, abs=0.04)
    assert 0.0 < seen.value < some.value


@pytest.mark.slow
def test_the_interval_of_skill_covers_as_often_as_it_says():
    random = np.random.default_rng(11)

    covered = [
        one.low < 0.3 < one.high for one in (skill_of(random, 0.3, n=200) for _ in range(600))
    ]

    assert 0.92 < np.mean(covered) < 0.98


def test_certain_priors_leave_no_room_for_skill():
    result = prior_skill(np.array([1.0, 1.0]), np.array([1.0, 1.0]), np.array([0, 1]))

    assert result.skill is None
    assert result.boldness == 0.0
    assert prior_skill(np.array([]), np.array([]), np.array([], dtype=int)) is None


def test_a_skill_has_the_ends_that_it_can_have():
    credit, expected = np.array([1.0, 1.0, 1.0, 0.0]), np.full(4, 0.4)
    item = np.array([0, 0, 1, 1])

    few = prior_skill(credit, expected, item)
    alike = prior_skill(credit[:3], expected[:3], np.arange(3))
    inaccurate = prior_skill(np.zeros(3), np.array([0.3, 0.4, 0.5]), np.arange(3))

    assert few.lift[1:] == (-1.0, 1.0)
    assert few.skill.low < -1.0
    assert few.skill.high == 1.0
    assert alike.lift[1:] == alike.skill[1:] == (None, None)
    assert inaccurate.lift == (pytest.approx(-0.4), None, None)
    assert inaccurate.skill[1:] == (None, None)


def test_relative_scores_take_the_difficulty_of_a_question_out():
    score = np.array([0.30, 0.10, 0.65, 0.45])

    assert relative_scores(score, np.array([0, 0, 1, 1])) == pytest.approx([0.1, -0.1, 0.1, -0.1])


def readings(random, n_items, n_readers, spread):
    """Credits that readers of different strictness give two claims of each item."""
    item = np.repeat(np.arange(n_items), 2)
    claim = random.normal(0.5, 0.6, n_items)[item] + random.normal(0, 0.6, len(item))
    strictness = random.normal(0, spread, n_readers)
    seen = claim[:, None] + strictness + random.normal(0, 0.3, (len(item), n_readers))
    return np.where(seen > 0.5, 1.0, np.where(seen > 0, 0.5, 0.0)), item


@pytest.mark.slow
def test_an_interval_over_readers_covers_where_one_over_claims_alone_does_not():
    random = np.random.default_rng(6)
    truth = readings(random, 400, 4000, 0.3)[0].mean()
    with_readers, without = [], []
    for _ in range(400):
        credit, item = readings(random, 60, 4, 0.3)
        both, alone = crossed_mean(credit, item), clustered_mean(credit.mean(axis=1), item=item)
        with_readers.append(both.low <= truth <= both.high)
        without.append(alone.low <= truth <= alone.high)

    assert np.mean(with_readers) > 0.88
    assert np.mean(without) < 0.84


def test_readers_who_agree_add_nothing_to_the_interval():
    credit, item = np.array([[1.0] * 3, [0.0] * 3, [0.5] * 3, [1.0] * 3]), np.arange(4)

    both, alone = crossed_mean(credit, item), clustered_mean(credit[:, 0], item=item)

    assert both.value == alone.value == 0.625
    assert (both.low, both.high) == pytest.approx((max(0.0, alone.low), 1.0))


def test_readings_may_be_missing_and_must_have_a_shape():
    none, nan = np.full((2, 2), np.nan), np.nan

    assert crossed_mean(none, np.array([0, 1])) is None
    assert crossed_mean(np.array([[1.0, nan], [0.0, nan]]), np.array([0, 1])).low is None
    assert crossed_mean(np.ones((3, 2)), np.arange(3)) == (1.0, None, None)
    assert crossed_mean(np.eye(2), np.arange(2)) == (0.5, None, None)  # each of two is milder once
    with pytest.raises(ValueError, match="a column for each reader"):
        crossed_mean(np.ones(3), np.arange(3))
