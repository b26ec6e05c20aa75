"""Scores of stated probabilities and their parts."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard.scoring.interval import share_intervals
from scorecard.scoring.probability import (
    brier_score,
    calibration_table,
    consistency_band,
    isotonic_calibration,
    isotonic_decomposition,
    log_score,
)

FORECASTS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from([0, 0.1, 0.25, 0.3, 0.5, 0.7, 0.9, 1])),
    min_size=1,
    max_size=40,
)


def columns(forecasts):
    observed, predicted = (np.array(column, dtype=float) for column in zip(*forecasts, strict=True))
    return {"observed": observed, "predicted": predicted}


def test_brier_score_equals_the_documented_example_of_scikit_learn():
    assert brier_score(observed=[0, 1, 1, 0], predicted=[0.1, 0.9, 0.8, 0.3]) == pytest.approx(
        0.0375
    )


def test_log_score_equals_the_documented_example_of_scikit_learn():
    assert log_score(observed=[0, 1, 1, 0], predicted=[0.1, 0.9, 0.8, 0.35]) == pytest.approx(
        0.21616, abs=5e-6
    )


@pytest.mark.slow
@given(FORECASTS)
def test_brier_score_equals_scikit_learn(forecasts):
    from sklearn.metrics import brier_score_loss

    given_columns = columns(forecasts)
    expected = brier_score_loss(
        given_columns["observed"], given_columns["predicted"], pos_label=1, labels=[0, 1]
    )
    assert brier_score(**given_columns) == pytest.approx(expected)


@pytest.mark.slow
@given(FORECASTS)
def test_log_score_equals_scikit_learn_where_nothing_is_certain(forecasts):
    from sklearn.metrics import log_loss

    kept = [(came_true, stated) for came_true, stated in forecasts if 0 < stated < 1]
    if kept:
        given_columns = columns(kept)
        expected = log_loss(given_columns["observed"], given_columns["predicted"], labels=[0, 1])
        assert log_score(**given_columns) == pytest.approx(expected)


def test_a_certain_forecast_that_was_wrong_has_an_infinite_log_score():
    assert log_score(observed=[0, 1], predicted=[1.0, 1.0]) == math.inf


def test_certain_forecasts_that_were_right_score_zero():
    assert log_score(observed=[0, 1], predicted=[0, 1]) == 0
    assert brier_score(observed=[0, 1], predicted=[0, 1]) == 0


def test_no_forecasts_give_none_everywhere():
    nothing = {"observed": [], "predicted": []}
    assert brier_score(**nothing) is None
    assert log_score(**nothing) is None
    assert isotonic_decomposition(**nothing) is None
    assert len(isotonic_calibration(**nothing)) == 0
    assert len(consistency_band(predicted=[], seed=1).low) == 0
    assert all(one.n == 0 and one.interval is None for one in calibration_table(**nothing))


def test_skill_is_none_when_all_came_out_alike():
    assert isotonic_decomposition(observed=[1, 1], predicted=[0.9, 0.8]).brier_skill_score is None


def test_stating_the_base_rate_has_no_skill():
    parts = isotonic_decomposition(observed=[1, 0, 0, 0], predicted=[0.25] * 4)
    assert parts.brier_skill_score == pytest.approx(0)


@pytest.mark.parametrize(
    ("observed", "predicted", "message"),
    [
        ([1, 0], [0.5], "one length"),
        ([[1]], [[0.5]], "one-dimensional"),
        ([0.5], [0.5], "0 or 1"),
        ([math.nan], [0.5], "0 or 1"),
        ([1], [1.01], "probabilities"),
        ([1], [-0.01], "probabilities"),
        ([1], [math.nan], "probabilities"),
    ],
)
def test_what_is_no_forecast_is_refused(observed, predicted, message):
    with pytest.raises(ValueError, match=message):
        brier_score(observed=observed, predicted=predicted)


def test_isotonic_parts_equal_those_of_the_package_reliabilitydiag():
    parts = isotonic_decomposition(
        observed=[0, 0, 0, 1, 1, 1], predicted=[0.4, 0.3, 0.2, 0.1, 0.5, 0.9]
    )
    assert parts[:3] == pytest.approx((0.101667, 0.125, 0.25), abs=5e-7)


@pytest.mark.slow
@given(FORECASTS)
def test_parts_add_up_to_the_brier_score_and_none_is_negative(forecasts):
    given_columns = columns(forecasts)
    parts = isotonic_decomposition(**given_columns)
    total = parts.miscalibration - parts.discrimination + parts.uncertainty
    assert total == pytest.approx(brier_score(**given_columns), abs=1e-12)
    assert min(parts[:3]) >= 0


@pytest.mark.slow
@given(FORECASTS)
def test_isotonic_calibration_equals_scikit_learn(forecasts):
    from sklearn.isotonic import IsotonicRegression

    given_columns = columns(forecasts)
    expected = IsotonicRegression().fit_transform(
        given_columns["predicted"], given_columns["observed"]
    )
    assert isotonic_calibration(**given_columns) == pytest.approx(expected)


@pytest.mark.slow
@settings(deadline=None, max_examples=20)
@given(FORECASTS)
def test_isotonic_parts_equal_model_diagnostics(forecasts):
    from model_diagnostics.scoring import SquaredError, decompose

    given_columns = columns(forecasts)
    if 0 < given_columns["observed"].mean() < 1:
        row = decompose(
            y_obs=given_columns["observed"],
            y_pred=given_columns["predicted"],
            scoring_function=SquaredError(),
        )
        expected = [row[name][0] for name in ("miscalibration", "discrimination", "uncertainty")]
        assert isotonic_decomposition(**given_columns)[:3] == pytest.approx(expected, abs=1e-9)


def test_round_percentages_belong_to_the_bin_that_they_open():
    table = calibration_table(observed=[1] * 11, predicted=[tenth / 10 for tenth in range(11)])
    assert [one.n for one in table] == [1] * 9 + [2]
    assert table[7].low == 0.7
    assert table[7].mean_predicted == 0.7


def test_a_bin_carries_its_wilson_interval():
    table = calibration_table(observed=[1, 0, 0], predicted=[0.31, 0.35, 0.39])
    assert table[3].interval == share_intervals(np.array([1]), np.array([3]))[0]
    assert table[3].share_came_true == pytest.approx(1 / 3)
    assert table[3].mean_predicted == pytest.approx(0.35)


@pytest.mark.slow
def test_the_band_of_the_same_seed_is_the_same_and_holds_the_diagonal():
    predicted = np.repeat([0.1, 0.3, 0.5, 0.7, 0.9], 40)
    band, again = (consistency_band(predicted=predicted, seed=3) for _ in range(2))
    assert (band.low == again.low).all()
    assert band.predicted.tolist() == [0.1, 0.3, 0.5, 0.7, 0.9]
    assert (band.low < band.predicted).all()
    assert (band.predicted < band.high).all()


@pytest.mark.slow
def test_the_band_of_one_value_is_that_of_a_binomial_share():
    """Binomial(40, 0.5): 2.5 % and 97.5 % quantiles are 14 and 26."""
    band = consistency_band(predicted=[0.5] * 40, seed=1, n_draws=4000)
    assert band.low[0] == pytest.approx(14 / 40, abs=1e-9)
    assert band.high[0] == pytest.approx(26 / 40, abs=1e-9)


def test_forecasts_of_one_question_come_true_together_in_the_band():
    """Forty people who say one half of one question are right or wrong at once."""
    band = consistency_band(predicted=[0.5] * 40, question=np.zeros(40, dtype=int), seed=1)
    assert (band.low.tolist(), band.high.tolist()) == ([0], [1])
    with pytest.raises(ValueError, match="broadcast"):
        consistency_band(predicted=[0.5] * 40, question=np.zeros(2, dtype=int), seed=1)


@pytest.mark.slow
def test_a_million_forecasts_are_scored_and_decomposed():
    random = np.random.default_rng(1)
    predicted = random.random(1_000_000)
    observed = (random.random(1_000_000) < predicted).astype(float)
    parts = isotonic_decomposition(observed=observed, predicted=predicted)
    assert parts.miscalibration < 0.001
    assert brier_score(observed=observed, predicted=predicted) == pytest.approx(1 / 6, abs=0.001)


def test_forecasts_counted_by_value_score_as_one_by_one():
    observed, predicted = [0, 1, 1, 0, 1], [0.1, 0.9, 0.9, 0.9, 0.4]
    counted = {"observed": [0, 1, 0, 1], "predicted": [0.1, 0.9, 0.9, 0.4], "times": [1, 2, 1, 1]}
    single = {"observed": observed, "predicted": predicted}
    for score in (brier_score, log_score):
        assert score(**counted) == pytest.approx(score(**single), rel=1e-12)
    parts = isotonic_decomposition(**counted)
    assert parts == pytest.approx(isotonic_decomposition(**single), rel=1e-12)
    assert calibration_table(**counted) == calibration_table(**single)
