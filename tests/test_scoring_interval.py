"""Intervals of shares and of the mean credit."""

from functools import partial
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard.scoring import interval as intervals
from scorecard.scoring.interval import Interval, share_intervals

THREE = np.array([1.0, 0.5, 0.0])
credit_intervals = partial(intervals.credit_intervals, worth=THREE)
mean_credit_quantile = partial(intervals.mean_credit_quantile, worth=THREE)


def mean_credit_cdf(value, shapes, worth=THREE):
    return intervals.mean_credit_distribution(value, shapes, worth=worth)[0]


COUNTS = st.tuples(*[st.integers(0, 40)] * 3)


def interval(*counts, **options):
    (only,) = credit_intervals(np.array([counts]), **options)
    return only


@pytest.mark.parametrize(
    ("n_right", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_equals_newcombe_1998_table_1(n_right, n, low, high):
    (wilson,) = share_intervals(np.array([n_right]), np.array([n]))
    assert wilson.low == pytest.approx(low, abs=5e-5)
    assert wilson.high == pytest.approx(high, abs=5e-5)


def test_an_end_that_lies_between_two_printed_digits_is_exactly_there() -> None:
    (one,) = credit_intervals(np.array([[0, 1, 0]]))

    assert one is not None
    assert (one.low, one.high) == (0.025, 0.975)


@pytest.mark.slow
@given(st.integers(1, 300), st.data())
def test_wilson_equals_statsmodels(n, data):
    from statsmodels.stats.proportion import proportion_confint

    n_right = data.draw(st.integers(0, n))
    (wilson,) = share_intervals(np.array([n_right]), np.array([n]))
    low, high = proportion_confint(n_right, n, alpha=0.05, method="wilson")
    assert wilson.low == pytest.approx(low, abs=1e-12)
    assert wilson.high == pytest.approx(high, abs=1e-12)


def test_wilson_ends_are_exact_when_all_are_alike():
    none, every, nothing = share_intervals(np.array([0, 9, 0]), np.array([9, 9, 0]))
    assert none.low == 0
    assert every.high == 1
    assert nothing is None


def test_an_impossible_share_is_refused():
    with pytest.raises(ValueError, match=r"0\.\.n"):
        share_intervals(np.array([3]), np.array([2]))


@pytest.mark.parametrize(
    ("n_right", "n", "low", "high"), [(2, 7, 0.0647, 0.6477), (5, 10, 0.2235, 0.7765)]
)
def test_beta_quantiles_are_the_jeffreys_interval(n_right, n, low, high):
    jeffreys = np.array([[[n_right + 0.5, 0, n - n_right + 0.5]]])
    assert mean_credit_quantile(0.025, jeffreys)[0] == pytest.approx(low, abs=5e-5)
    assert mean_credit_quantile(0.975, jeffreys)[0] == pytest.approx(high, abs=5e-5)


@pytest.mark.parametrize("shape", [(1, 1), (0.5, 1.5), (7, 4), (100, 101), (66000.5, 34000.5)])
@pytest.mark.parametrize("probability", [0.025, 0.5, 0.975])
def test_quantiles_without_half_right_are_those_of_scipy_beta(shape, probability):
    from scipy import stats

    accurate, inaccurate = shape
    quantile = mean_credit_quantile(probability, np.array([[[accurate, 0.0, inaccurate]]]))
    assert quantile[0] == pytest.approx(stats.beta.ppf(probability, accurate, inaccurate), abs=1e-9)


@pytest.mark.parametrize("shape", [(1, 200), (1, 5000), (2e6, 1)])
def test_quantiles_are_right_where_one_verdict_is_rare(shape):
    from scipy import stats

    accurate, inaccurate = shape
    quantile = mean_credit_quantile(0.975, np.array([[[accurate, 0.0, inaccurate]]]))
    assert quantile[0] == pytest.approx(stats.beta.ppf(0.975, accurate, inaccurate), abs=1e-6)


def test_where_all_shares_of_a_part_are_of_one_verdict_the_quantile_is_exactly_its_credit():
    mixtures = np.array([[[0.0, 6.0, 0.0], [0.0, 5.0, 1.0]], [[6.0, 0.0, 0.0], [5.0, 0.0, 1.0]]])

    assert mean_credit_quantile(0.75, mixtures).tolist() == [0.5, 1.0]


@pytest.mark.slow
@pytest.mark.parametrize("probability", [0.001, 0.025, 0.3, 0.975, 0.9999])
@pytest.mark.parametrize("largest", [3, 40, 100_000])
def test_up_to_a_quantile_lies_the_probability_asked_for(probability, largest):
    """Or an atom spans it, where all shares of a part are of one verdict."""
    random = np.random.default_rng(largest)
    counts = random.integers(0, largest, (60, 2, 4)) * (random.random((60, 2, 4)) < 0.6)
    mixtures = counts + np.eye(4)[random.integers(0, 4, (60, 2))]

    def up_to(value):
        parts = mean_credit_cdf(np.repeat(value, 2), mixtures.reshape(-1, 4), worth=FOUR)
        return parts.reshape(-1, 2).mean(axis=1)

    found = intervals.mean_credit_quantile(probability, mixtures, worth=FOUR)
    assert (up_to(found - 1e-10) <= probability + 1e-9).all()
    assert (up_to(found + 1e-10) >= probability - 1e-9).all()


def exact_cdf(credit, accurate, half_right, inaccurate):
    """For whole shapes: waiting for the last inaccurate event, two negative binomials."""
    terms = 0.0
    for fast in range(inaccurate):
        chance = comb(accurate + fast - 1, fast) * credit**accurate * (1 - credit) ** fast
        rest = sum(
            comb(half_right + slow - 1, slow)
            * (2 * credit) ** half_right
            * (1 - 2 * credit) ** slow
            for slow in range(inaccurate - fast)
        )
        terms += chance * rest
    return terms


@pytest.mark.parametrize("shapes", [(1, 1, 1), (2, 13, 1), (1, 13, 2), (6, 5, 8), (3, 1, 30)])
@pytest.mark.parametrize("credit", [0.05, 0.2, 0.31, 0.44, 0.475, 0.499])
def test_the_distribution_equals_a_finite_sum_of_negative_binomials(shapes, credit):
    probability = mean_credit_cdf(np.array([credit]), np.array([shapes], dtype=float))
    assert probability[0] == pytest.approx(exact_cdf(credit, *shapes), abs=1e-9)


FOUR = np.array([1.0, 0.75, 0.5, 0.0])


def by_quadrature(value, best, middle, worst, worth_of_middle):
    """Three verdicts: given the share of the middle one, the rest is a beta distribution."""

    from scipy import integrate, stats

    def given_share(share):
        room = (value - worth_of_middle * share) / (1 - share)
        return stats.beta.pdf(share, middle, best + worst) * stats.beta.cdf(room, best, worst)

    return integrate.quad(given_share, 0, 1, points=[value / worth_of_middle], epsabs=1e-11)[0]


@pytest.mark.parametrize("shapes", [(2.0, 3.0, 1.5), (6.0, 1.0, 4.0)])
@pytest.mark.parametrize("value", [0.2, 0.55, 0.7])
def test_the_distribution_for_a_credit_of_three_quarters_equals_quadrature(shapes, value):
    with_gap = np.array([[shapes[0], shapes[1], 0.0, shapes[2]]])
    probability = mean_credit_cdf(np.array([value]), with_gap, worth=FOUR)
    assert probability[0] == pytest.approx(by_quadrature(value, *shapes, 0.75), abs=1e-8)


@pytest.mark.parametrize("value", [0.1, 0.45, 0.62, 0.9])
def test_two_verdicts_of_one_credit_count_as_one(value):
    apart = np.array([[4.0, 2.0, 1.5, 3.0]])
    together = np.array([[4.0, 3.5, 3.0]])
    found = mean_credit_cdf(np.array([value]), apart, worth=np.array([1.0, 0.5, 0.5, 0.0]))
    assert found == pytest.approx(mean_credit_cdf(np.array([value]), together), abs=1e-10)


def test_intervals_hold_for_any_number_of_verdicts_in_any_order():
    counts = np.array([[3, 4, 2, 1]])
    (found,) = credit_intervals(counts, worth=FOUR)
    (turned,) = credit_intervals(counts[:, ::-1], worth=FOUR[::-1])
    assert found.low < (3 + 4 * 0.75 + 2 * 0.5) / 10 < found.high
    assert turned == pytest.approx(found, abs=1e-9)
    assert credit_intervals(counts[:, :3], worth=FOUR[:3])[0].low > 0.5


def test_the_ends_of_the_scale_are_those_of_the_credits():
    best, worst = credit_intervals(np.array([[7, 0], [0, 7]]), worth=np.array([0.9, 0.2]))
    assert (best.high, worst.low) == (0.9, 0.2)


def test_counts_need_one_column_for_each_credit():
    with pytest.raises(ValueError, match="one column for each credit"):
        interval(1, 2)


def test_two_verdict_kinds_only_stay_on_their_side():
    shapes = np.array([[0.0, 3.0, 1.0], [1.0, 3.0, 0.0], [2.0, 0.0, 0.0]])
    assert mean_credit_cdf(np.array([0.6, 0.4, 0.9]), shapes).tolist() == [1.0, 0.0, 0.0]


def test_nothing_judged_has_no_interval():
    assert credit_intervals(np.array([[0, 0, 0]])) == [None]
    assert credit_intervals(np.empty((0, 3), dtype=int)) == []


def test_one_verdict_says_how_little_is_known():
    right, half, wrong = interval(1, 0, 0), interval(0, 1, 0), interval(0, 0, 1)
    assert (right.low, right.high) == pytest.approx((0.05, 1.0), abs=1e-9)
    assert (half.low, half.high) == pytest.approx((0.025, 0.975), abs=1e-9)
    assert (wrong.low, wrong.high) == pytest.approx((0.0, 0.95), abs=1e-9)


def test_without_half_right_it_is_the_mid_p_binomial_interval():
    """At the low end P(X > 7) + P(X = 7) / 2 is 0.025 by definition."""
    from scipy import stats

    mid_p = interval(7, 0, 3)
    tail = stats.binom.sf(7, 10, mid_p.low) + stats.binom.pmf(7, 10, mid_p.low) / 2
    assert tail == pytest.approx(0.025, abs=1e-9)
    tail = stats.binom.cdf(6, 10, mid_p.high) + stats.binom.pmf(7, 10, mid_p.high) / 2
    assert tail == pytest.approx(0.025, abs=1e-9)


def test_all_accurate_reaches_one_and_all_inaccurate_zero():
    assert interval(12, 0, 0).high == 1
    assert interval(0, 0, 12).low == 0


def test_it_is_near_the_bootstrap_of_five_three_two():
    """Exact percentile bootstrap of 5, 3, 2 is .40 to .90 by enumeration."""
    ten = interval(5, 3, 2)
    assert ten.low == pytest.approx(0.40, abs=0.05)
    assert ten.high == pytest.approx(0.90, abs=0.05)


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(COUNTS)
def test_the_interval_holds_the_accuracy_and_mirrors(counts):
    if sum(counts) == 0:
        return
    forward, mirrored = interval(*counts), interval(*counts[::-1])
    accuracy = (counts[0] + counts[1] / 2) / sum(counts)
    assert 0 <= forward.low <= accuracy + 1e-9
    assert accuracy - 1e-9 <= forward.high <= 1
    assert forward.low == pytest.approx(1 - mirrored.high, abs=1e-7)


@pytest.mark.slow
@settings(deadline=None, max_examples=40)
@given(COUNTS)
def test_one_more_accurate_claim_never_lowers_an_end(counts):
    if sum(counts) == 0:
        return
    before, after = interval(*counts), interval(counts[0] + 1, *counts[1:])
    assert after.low >= before.low - 1e-7
    assert after.high >= before.high - 1e-7


def test_the_same_counts_give_the_same_digits_in_any_company():
    alone = interval(5, 3, 2)
    among = credit_intervals(np.array([[1, 1, 1], [5, 3, 2], [0, 0, 0], [5, 3, 2]]))
    assert among[1] == among[3]
    assert among[1] == alone == Interval(alone.low, alone.high, 0.95)


def test_a_design_effect_of_one_changes_nothing_and_two_halves_the_claims():
    plain = interval(6, 2, 4)
    assert interval(6, 2, 4, effects=np.array([1.0])) == plain
    assert interval(12, 4, 8, effects=np.array([2.0])) == plain


def test_impossible_counts_and_effects_are_refused():
    with pytest.raises(ValueError, match="negative"):
        interval(-1, 1, 1)
    with pytest.raises(ValueError, match="at least 1"):
        interval(1, 1, 1, effects=np.array([0.5]))


def test_coverage_of_small_groups_is_enumerated_and_holds():
    """Every table of 7 verdicts, every true share in steps of a tenth."""
    from scipy import stats

    counts = np.array([(a, h, 7 - a - h) for a in range(8) for h in range(8 - a)])
    intervals = credit_intervals(counts)
    coverages = []
    for accurate in range(11):
        for half_right in range(11 - accurate):
            shares = np.array([accurate, half_right, 10 - accurate - half_right]) / 10
            truth = shares @ [1, 0.5, 0]
            chance = stats.multinomial.pmf(counts, 7, shares)
            held = [one.low - 1e-9 <= truth <= one.high + 1e-9 for one in intervals]
            coverages.append(chance @ held)
    assert min(coverages) > 0.9
    assert 0.93 < np.mean(coverages) < 0.99
