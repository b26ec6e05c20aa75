"""Claims that share an item."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.scoring.items import design_effects, item_blocks, item_correlation

ONE_GROUP = np.zeros(6, dtype=int)


def test_claims_that_stand_alone_have_a_design_effect_of_exactly_one():
    credit = np.array([1, 0.5, 0, 1, 1, 0])
    assert design_effects(item_blocks(credit, ONE_GROUP, np.arange(6)), 1).tolist() == [1.0]


def test_items_right_or_wrong_as_a_whole_count_as_one_claim_each():
    credit = np.array([1, 1, 0, 0, 1, 1.0])
    item = np.array([0, 0, 1, 1, 2, 2])
    assert item_correlation(item_blocks(credit, ONE_GROUP, item)) == 1
    assert design_effects(item_blocks(credit, ONE_GROUP, item), 1).tolist() == [2.0]


@pytest.mark.slow
def test_the_correlation_is_that_of_the_analysis_of_variance():
    """Mean squares from statsmodels, equal items of 3: (MSB - MSW) / (MSB + 2 MSW)."""
    from statsmodels.stats.oneway import anova_generic

    credit = np.array([1, 1, 0.5, 0, 0, 0.5, 1, 0, 1, 0.5, 0.5, 0])
    item = np.repeat(np.arange(4), 3)
    rows = credit.reshape(4, 3)
    oneway = anova_generic(
        rows.mean(axis=1), rows.var(axis=1, ddof=1), np.full(4, 3), use_var="equal"
    )
    within = rows.var(axis=1, ddof=1).mean()
    between = oneway.statistic * within
    expected = (between - within) / (between + 2 * within)
    assert item_correlation(item_blocks(credit, np.zeros(12, dtype=int), item)) == pytest.approx(
        expected
    )


def test_a_negative_estimate_counts_as_zero():
    credit = np.array([1, 0, 1, 0.0])
    item = np.array([0, 0, 1, 1])
    assert item_correlation(item_blocks(credit, np.zeros(4, dtype=int), item)) == 0


def test_one_item_alone_counts_as_one_claim():
    credit, same = np.array([1, 0, 1.0]), np.zeros(3, dtype=int)
    assert item_correlation(item_blocks(credit, same, same)) == 1
    assert design_effects(item_blocks(credit, same, same), 1).tolist() == [3.0]


def test_records_without_variation_cannot_tell_and_count_as_dependent():
    credit, item = np.ones(4), np.array([0, 0, 1, 1])
    assert item_correlation(item_blocks(credit, np.zeros(4, dtype=int), item)) == 1


def test_an_item_over_two_groups_is_dependent_only_within_each():
    credit = np.array([1, 1, 0, 0.0])
    item = np.zeros(4, dtype=int)
    assert (
        design_effects(item_blocks(credit, np.array([0, 1, 2, 3]), item), 4).tolist() == [1.0] * 4
    )


def test_groups_without_claims_have_an_effect_of_one():
    nothing = np.array([], dtype=int)
    assert design_effects(item_blocks(nothing.astype(float), nothing, nothing), 2).tolist() == [
        1.0,
        1.0,
    ]


def test_blocks_without_items_are_single_claims_in_group_order():
    blocks = item_blocks(np.array([1, 0.5]), np.array([1, 0]), None)
    assert blocks.group.tolist() == [0, 1]
    assert blocks.score.tolist() == [0.5, 1.0]
    assert blocks.n.tolist() == [1.0, 1.0]


def test_lengths_that_differ_and_missing_items_are_refused():
    with pytest.raises(ValueError, match="one length"):
        item_blocks(np.array([1.0]), np.array([0, 0]), None)
    with pytest.raises(ValueError, match="one length"):
        item_blocks(np.array([1.0]), np.array([0]), np.array([0, 0]))
    with pytest.raises(ValueError, match="negative"):
        item_blocks(np.array([1.0]), np.array([0]), np.array([-1]))


@pytest.mark.slow
@given(
    st.lists(
        st.tuples(st.sampled_from([0, 0.5, 1]), st.integers(0, 2), st.integers(0, 4)), min_size=1
    )
)
def test_a_design_effect_lies_between_one_and_the_number_of_claims(claims):
    credit, group, item = (np.array(column) for column in zip(*claims, strict=True))
    effects = design_effects(item_blocks(credit.astype(float), group, item), 3)
    n = np.bincount(group, minlength=3)
    assert (effects >= 1).all()
    assert (effects <= np.maximum(n, 1) + 1e-9).all()
