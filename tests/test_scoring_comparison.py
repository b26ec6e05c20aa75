"""Whether groups can be told apart, and the sentence that says so."""

from dataclasses import replace
from itertools import chain, combinations, permutations, product

import numpy as np
import pytest

from scorecard.scoring.comparison import (
    WITHIN,
    GroupComparison,
    NoComparison,
    group_comparison,
    within_comparison,
)
from scorecard.scoring.items import Blocks, distinct_blocks, item_blocks
from scorecard.summary.comparison import (
    NOT_COMPARED,
    Comparison,
    adjusted,
    comparison_note,
    p_value_text,
)
from scorecard.text import Phrase

LABELS = [Phrase("Chips", "芯片"), Phrase("Cars", "汽车"), Phrase("Robots", "机器人")]


def verdicts(*groups):
    """Credits and group codes from (accurate, half right, inaccurate) of each group."""
    credit = np.concatenate([np.repeat([1, 0.5, 0], counts) for counts in groups])
    return credit, np.repeat(np.arange(len(groups)), [sum(counts) for counts in groups])


def comparison_of(credit, group, item=None, **options):
    """The comparison of single claims."""
    return group_comparison(item_blocks(credit, group, item), **options)


@pytest.mark.slow
def test_two_groups_give_the_p_value_of_the_exact_test():
    """Two-sided Fisher's exact test of 9 of 10 against 3 of 10 is 0.0198."""
    from scipy import stats

    credit, group = verdicts((9, 0, 1), (3, 0, 7))
    comparison = comparison_of(credit, group, seed=1, n_permutations=19_999)
    exact = stats.fisher_exact([[9, 1], [3, 7]]).pvalue
    assert comparison.p_value == pytest.approx(exact, abs=0.004)
    assert comparison.gap == pytest.approx(0.6)
    assert comparison.differences[0].difference == pytest.approx(0.6)
    assert comparison.differences[1].difference == pytest.approx(-0.6)


def test_the_same_seed_gives_the_same_digits_and_the_order_of_rows_is_nothing():
    credit, group = verdicts((9, 0, 1), (3, 2, 5), (4, 1, 5))
    order = np.random.default_rng(3).permutation(len(credit))
    assert comparison_of(credit, group, seed=7) == comparison_of(
        credit[order], group[order], seed=7
    )


def test_the_p_value_is_never_zero():
    credit, group = verdicts((100, 0, 0), (0, 0, 100))
    assert comparison_of(credit, group, seed=1, n_permutations=99).p_value == 0.01


def test_one_group_nothing_and_equal_scores_make_no_comparison():
    credit, group = verdicts((3, 1, 2))
    nothing = np.array([])
    assert comparison_of(credit, group, seed=1) == NoComparison.TOO_FEW_GROUPS
    assert comparison_of(nothing, nothing.astype(int), seed=1) == NoComparison.TOO_FEW_GROUPS
    equal = verdicts((1, 0, 1), (0, 4, 0), (3, 2, 3))
    assert comparison_of(*equal, seed=1) == NoComparison.EQUAL_SCORES


def test_one_group_that_stands_out_is_named_and_no_other():
    credit, group = verdicts((38, 0, 2), (16, 0, 24), (20, 0, 20))
    comparison = comparison_of(credit, group, seed=1)
    assert comparison.p_value < 0.05
    assert comparison.p_value == min(one.p_value for one in comparison.differences)
    assert comparison.differences[0].p_value < 0.001
    assert comparison.differences[2].p_value > 0.05


def test_claims_of_one_item_move_together_and_count_as_one():
    """Five items of four alike claims in each group: far less than twenty claims each."""
    credit = np.repeat([1, 1, 1, 1, 0, 0, 0, 1, 0, 0.0], 4)
    group, item = np.repeat([0, 1], 20), np.repeat(np.arange(10), 4)
    together = comparison_of(credit, group, seed=1, item=item)
    alone = comparison_of(credit, group, seed=1)
    assert alone.p_value < 0.01
    assert together.p_value > 0.1


def test_single_items_equal_claims_that_stand_alone():
    credit, group = verdicts((9, 0, 1), (3, 2, 5))
    item = np.random.default_rng(1).permutation(len(credit))
    assert comparison_of(credit, group, seed=2) == comparison_of(credit, group, seed=2, item=item)


def test_dealing_kinds_and_shuffling_blocks_follow_one_law():
    """Items of many sizes are shuffled, of one size dealt: the same test within its error."""
    random = np.random.default_rng(5)
    credit = random.choice([0, 0.5, 1], size=40)
    group = np.repeat([0, 1, 2, 3], 10)
    few_kinds = comparison_of(credit, group, seed=1, n_permutations=9999)
    distinct = credit + np.arange(40) * 1e-12  # no two blocks alike, the same test
    many_kinds = comparison_of(distinct, group, seed=2, n_permutations=9999)
    assert few_kinds.p_value == pytest.approx(many_kinds.p_value, abs=0.02)
    assert few_kinds.usual_gap == pytest.approx(many_kinds.usual_gap, abs=0.03)


@pytest.mark.slow
def test_the_test_is_wrong_as_often_as_it_says_where_groups_are_equal():
    random = np.random.default_rng(11)
    group, item = np.repeat(np.arange(5), 12), np.repeat(np.arange(30), 2)
    n_wrong = 0
    for seed in range(300):
        credit = np.repeat(random.choice([0, 0.5, 1], p=[0.3, 0.2, 0.5], size=30), 2)
        comparison = comparison_of(credit, group, seed=seed, item=item, n_permutations=199)
        n_wrong += isinstance(comparison, GroupComparison) and comparison.p_value <= 0.05
    assert 4 <= n_wrong <= 27  # 15 expected; 99.9 % of binomials lie inside


def test_fourteen_equal_groups_of_ten_usually_show_a_gap_of_45_points():
    """The mean over many draws; docs/method.md tells the story with one of them."""
    random = np.random.default_rng(2024)
    draws = random.multinomial(10, [0.5, 0.2, 0.3], size=(4000, 14)) @ [1, 0.5, 0] / 10
    assert np.median(np.ptp(draws, axis=1)) == pytest.approx(0.45, abs=0.03)


def ranked(*counts):
    """The comparison of groups with these verdicts, named in the order of `LABELS`."""
    credit, group = verdicts(*counts)
    named = [(label.en, label) for label in LABELS]
    return Comparison(comparison_of(credit, group, seed=1), named)


def test_a_sentence_says_that_groups_cannot_be_told_apart():
    alike = ranked((6, 1, 3), (5, 0, 5), (4, 2, 4))

    assert alike.sentence.en.startswith(
        "No group stands out: the best and the worst are 15 points apart"
    )
    assert "这 3 组分不出高下：最高与最低相差 15 个百分点" in alike.sentence.zh
    assert alike.standing_out == []
    assert comparison_note(alike).en.startswith("Permutation test of whole items: p = 0.")


def test_a_sentence_puts_nothing_beyond_all_points():
    alike = ranked((6, 1, 3), (5, 0, 5), (4, 2, 4))

    said = replace(alike, found=alike.found._replace(usual_gap=0.996)).sentence

    assert said.en.endswith("would put 3 such groups 100 points apart half the time.")
    assert said.zh.endswith("半数情况下也会相差 100 个百分点。")


def test_a_sentence_names_who_stands_out_and_that_others_do_not():
    one = ranked((38, 0, 2), (20, 0, 20), (20, 0, 20))

    assert one.sentence.en == (
        "Only one group stands out: Chips, 95\xa0% against 50\xa0% for all others together."
        " The other gaps are no larger than luck would make."
    )
    assert one.sentence.zh == (
        "各组之间确有差异，不大可能只是巧合：“芯片”95%，其余各组合计 50%。其他各组之间分不出高下。"
    )
    assert one.standing_out == ["Chips"]


def test_comparisons_that_are_read_together_are_adjusted_together():
    near, far = (
        ranked((17, 0, 3), (10, 0, 10), (10, 0, 10)),
        ranked((38, 0, 2), (2, 0, 38), (20, 0, 20)),
    )
    assert 0.02 < near.found.p_value < 0.05
    assert near.distinguishable

    first, none, second, third = adjusted([near, None, far, near])

    assert none is None
    assert (first.n_tests, second.n_tests) == (3, 3)
    assert first.adjusted_p_value == pytest.approx(2 * near.found.p_value)
    assert third == first
    assert second.adjusted_p_value == pytest.approx(3 * far.found.p_value)
    assert (first.distinguishable, second.distinguishable) == (False, True)
    assert first.sentence.en.startswith("No group stands out")
    assert first.standing_out == []
    assert comparison_note(first).en.endswith("after Holm's adjustment for 3 tests.")
    assert comparison_note(first).zh.endswith(
        f"3 项检验一并作 Holm 校正后 {p_value_text(first.adjusted_p_value)}。"
    )


def test_without_a_comparison_there_is_no_note():
    assert comparison_note(None).en == ""


def test_a_note_says_how_many_items_were_drawn():
    alike = ranked((6, 1, 3), (5, 0, 5), (4, 2, 4))

    sampled = replace(alike, found=alike.found._replace(n_sampled=10_000))
    assert ", of 10,000 drawn at random" in comparison_note(sampled).en
    assert "随机抽取 10,000 条" in comparison_note(sampled).zh


@pytest.mark.parametrize(
    ("sizes", "smallest"),
    [
        ((1, 1), 1.0),  # each group is one item: every dealing only renames them
        ((3, 3), 2 / 20),
        ((4, 4), 2 / 70),
        ((2, 3), 1 / 10),
        ((1, 20), 1 / 21),
        ((1, 19), 1 / 20),
        ((2, 2, 2), 3 / 15),  # the statistic is that of one group, however the others are dealt
        ((2, 2, 2, 2), 4 / 28),
        ((3, 3, 3), 3 / 84),
        ((2,) * 10, 10 / 190),
        ((2,) * 10 + (3,), 1 / 1771),
    ],
)
def test_groups_of_too_few_items_are_not_compared(sizes, smallest):
    group = np.repeat(np.arange(len(sizes)), sizes)
    credit = (group == 0).astype(float)

    found = comparison_of(credit, group, seed=1)

    assert (found == NoComparison.TOO_FEW_ITEMS) == (smallest >= 0.05)


def test_no_dealing_of_four_groups_of_two_could_be_significant():
    """Of all ways to deal eight items in pairs, where the first two are the only good ones."""
    pairs = [set(one) for one in combinations(range(8), 2)]
    dealings = [
        (one, two, three, set(range(8)) - one - two - three)
        for one, two, three in product(pairs, repeat=3)
        if not one & two and not (one | two) & three
    ]
    assert len(dealings) == 2520
    assert sum({0, 1} in dealt for dealt in dealings) / len(dealings) == pytest.approx(4 / 28)


def test_items_count_and_not_their_claims():
    credit, group = np.repeat([1.0, 0.0], 20), np.repeat([0, 1], 20)

    assert comparison_of(credit, group, seed=1, item=group) == NoComparison.TOO_FEW_ITEMS


@pytest.mark.parametrize(
    ("p_value", "text"),
    [
        (0.0004, "p < 0.001"), (0.0042, "p = 0.004"), (0.0198, "p = 0.02"), (0.0496, "p = 0.0496"),
        (0.05, "p = 0.05"), (0.0504, "p = 0.05"), (0.0449, "p = 0.04"), (0.169, "p = 0.17"),
        (1.0, "p = 1.00"),
    ],
)  # fmt: skip
def test_a_p_value_has_the_digits_that_it_warrants_and_stays_on_its_side(p_value, text):
    assert p_value_text(p_value) == text


def test_a_sentence_on_two_groups_names_both():
    sentence = ranked((40, 0, 0), (0, 0, 40)).sentence

    assert sentence.en == (
        "Chips did better than Cars: 100\xa0% against 0\xa0%. That is more than luck would make."
    )
    assert sentence.zh == "两组之间确有差异，不大可能只是巧合：“芯片”100%，“汽车”0%。"


def test_values_that_differ_by_more_than_luck_are_told_apart():
    """Of a hundred thousand claims 62 % and 62 % are not the same."""
    two = ranked((61_700, 0, 38_300), (62_400, 0, 37_600))
    assert "did better than Chips: 62.4\xa0% against 61.7\xa0%." in two.sentence.en
    assert "62.4%，“芯片”61.7%。" in two.sentence.zh
    three = ranked((61_700, 0, 38_300), (61_700, 0, 38_300), (62_400, 0, 37_600))
    assert "62.4\xa0% against 61.7\xa0% for all others together." in three.sentence.en
    brier = replace(two, measure="brier", found=two.found._replace(differences=tuple(
        one._replace(accuracy=one.accuracy / 10_000, difference=one.difference / 10_000)
        for one in two.found.differences
    )))  # fmt: skip
    assert "Chips did better than Cars: 0.0000617 against 0.0000624" in brier.sentence.en
    lift = replace(two, measure="lift", found=two.found._replace(differences=tuple(
        one._replace(accuracy=one.difference / 2) for one in two.found.differences
    )))  # fmt: skip
    assert "Chips 0.4 points worse, Cars 0.4 points better than luck" in lift.sentence.en


def test_a_sentence_says_why_nothing_was_compared():
    said = [NOT_COMPARED[reason] for reason in NoComparison]
    assert len(set(said)) == len(NoComparison)
    assert said[0].en == "Fewer than two groups have a score, so there is nothing to compare."


@pytest.mark.slow
def test_a_million_claims_are_compared():
    random = np.random.default_rng(1)
    credit = random.choice([0, 0.5, 1], size=1_000_000)
    group = random.integers(0, 15, 1_000_000)
    comparison = comparison_of(credit, group, seed=1, n_permutations=199)
    assert comparison.gap < 0.02


def test_blocks_that_were_counted_elsewhere_are_compared_to_the_same_digits():
    random = np.random.default_rng(8)
    credit, group = random.choice([0.0, 0.5, 1.0], 300), random.integers(0, 3, 300)
    item = random.integers(0, 80, 300)
    blocks = item_blocks(credit, group, item)
    in_any_order = distinct_blocks(Blocks(*(one[::-1] for one in blocks)))
    expected = comparison_of(credit, group, seed=4, item=item)
    assert group_comparison(in_any_order, seed=4) == expected


@pytest.mark.slow
def test_over_a_million_items_of_many_sizes_are_sampled_and_the_answer_says_so():
    n_kinds = 2_400
    size = np.tile(np.arange(1.0, n_kinds / 2 + 1), 2)
    group = np.repeat([0, 1], n_kinds // 2)
    credit = np.floor(size * np.where(group, 0.5, 0.6))
    many = Blocks(group, size, credit, credit, np.full(n_kinds, 500))
    few = Blocks(group, size, credit, credit, np.full(n_kinds, 400))
    sampled = group_comparison(many, seed=3, n_permutations=99)
    assert many.n_blocks > 1_000_000
    assert sampled.n_sampled == 10_000
    assert sampled.p_value < 0.05
    assert few.n_blocks < 1_000_000
    assert group_comparison(few, seed=3, n_permutations=19).n_sampled is None


@pytest.mark.slow
def test_a_small_group_is_not_lost_where_items_are_sampled():
    """Sixty certain hits beside a million of half of them wrong: a sample of all would hold one, or none."""
    n_kinds = 2_400
    size = np.append(np.arange(1.0, n_kinds + 1), 1.0)
    group, times = np.append(np.zeros(n_kinds), 1).astype(int), np.append(np.full(n_kinds, 500), 60)
    credit = np.where(group, size, np.floor(size / 2))
    found = group_comparison(Blocks(group, size, credit, credit, times), seed=3, n_permutations=99)
    assert found.n_sampled == 10_059
    assert found.p_value < 0.05


def test_any_number_of_items_that_are_alike_is_dealt_exactly():
    times = np.array([60_000_000, 40_000_000, 50_000_000, 50_000_000])
    ones = np.ones(4)
    blocks = Blocks(np.array([0, 0, 1, 1]), ones, np.array([1.0, 0, 1, 0]), ones, times)
    found = group_comparison(blocks, seed=0, n_permutations=99)
    assert found.n_sampled is None
    assert found.differences[0].difference == pytest.approx(0.1)


def strata(n_items: int, size: int) -> np.ndarray:
    return np.repeat(np.arange(n_items), size)


def test_within_items_two_groups_give_the_p_value_of_the_sign_flip():
    """Ten pairs of which the first is always right: 2 of 2**10 flips are as extreme."""
    credit, exact = np.tile([1.0, 0.0], 10), np.tile([0, 1], 10)

    comparison = within_comparison(credit, exact, strata(10, 2), seed=1, n_permutations=19_999)

    assert comparison.p_value == pytest.approx(2 / 2**10, abs=0.001)
    assert [one.difference for one in comparison.differences] == [1.0, -1.0]
    assert comparison.test == WITHIN


def test_within_items_right_and_wrong_items_make_no_difference():
    """All of one group in items that came true, all of the other in items that did not."""
    credit, group = np.repeat([1.0, 0.0], 20), np.repeat([0, 1], 20)

    assert within_comparison(credit, group, strata(4, 10), seed=1) is NoComparison.TOO_FEW_ITEMS
    assert comparison_of(credit, group, seed=1).p_value < 0.05


@pytest.mark.slow
def test_within_items_claims_that_are_alone_change_places_with_each_other():
    from scipy import stats

    credit, group = verdicts((9, 0, 1), (3, 0, 7))

    alone = within_comparison(credit, group, np.arange(20), seed=1, n_permutations=19_999)

    exact = stats.fisher_exact([[9, 1], [3, 7]]).pvalue
    assert alone.p_value == pytest.approx(exact, abs=0.004)


def test_within_items_the_only_claim_that_is_alone_has_nothing_to_change_places_with():
    """Six pairs of which the first is always right: 2 of 2**6 flips are as extreme, with it or without."""
    credit, group = np.array([*[1.0, 0.0] * 6, 1.0]), np.array([*[0, 1] * 6, 0])

    found = within_comparison(credit, group, np.append(strata(6, 2), 6), seed=1)

    assert found.p_value == pytest.approx(2 / 2**6, abs=0.006)


def test_within_items_of_several_sizes_each_group_is_measured_by_its_own_chance():
    """Four pairs shared with the second group, one item of six with the third: all 320 dealings."""
    group = np.array([*[0, 1] * 4, 0, 0, 0, 2, 2, 2])
    item = np.repeat(np.arange(5), [2, 2, 2, 2, 6])
    beyond = np.array([*[-0.5, 0.5] * 3, 0.5, -0.5, *[0.5] * 3, *[-0.5] * 3])
    pairs, six = product([(0, 1), (1, 0)], repeat=4), set(permutations([0, 0, 0, 2, 2, 2]))
    dealt = np.array([[*chain(*flips), *rest] for flips, rest in product(pairs, six)])
    sums = np.column_stack([(beyond * (dealt == code)).sum(axis=1) for code in range(3)])
    drawn = np.abs(sums / sums.std(axis=0)).max(axis=1)
    third = (drawn >= 1.5 / sums[:, 2].std() - 1e-9).mean()

    found = within_comparison(beyond + 0.5, group, item, seed=1, n_permutations=9999)

    assert found.differences[2].p_value == pytest.approx(third, abs=0.01)


@pytest.mark.slow
def test_within_items_equal_groups_are_rarely_set_apart():
    random = np.random.default_rng(7)
    item, n_wrong = strata(20, 3), 0
    for seed in range(300):
        credit = (random.random(60) < random.random(20)[item]).astype(float)
        found = within_comparison(
            credit, random.integers(0, 3, 60), item, seed=seed, n_permutations=199
        )
        n_wrong += isinstance(found, GroupComparison) and found.p_value <= 0.05
    assert n_wrong <= 27  # 15 expected at most; 99.9 % of binomials lie inside


def test_within_items_a_group_of_the_easier_items_is_not_set_apart():
    """The second group is better in every item; the first has more claims of the items that came true."""
    group = np.tile([*[0] * 9, 1, *[1] * 9, 0], 10)
    credit = np.tile([*[1.0] * 7, 0, 0, 1, *[1.0] * 3, *[0.0] * 7], 10)

    found = within_comparison(credit, group, strata(20, 10), seed=1)

    assert found.differences[0].difference > 0.2
    assert found.p_value == 1.0


@pytest.mark.parametrize("seed", [1, 2])
def test_within_items_the_order_of_claims_does_not_matter(seed):
    random = np.random.default_rng(seed)
    item, group = strata(10, 3), random.integers(0, 3, 30)
    credit, order = random.choice([0, 0.5, 1], 30), random.permutation(30)

    one, two = (
        within_comparison(credit[rows], group[rows], item[rows], seed=5)
        for rows in (np.arange(30), order)
    )

    assert one.p_value == two.p_value
    assert one.usual_gap == pytest.approx(two.usual_gap)


def test_within_items_nothing_to_compare_is_said():
    nothing, one, half = np.array([]), np.ones(3), np.full(6, 0.5)
    none = np.array([], dtype=int)
    assert within_comparison(nothing, none, none, seed=1) is NoComparison.TOO_FEW_GROUPS
    same = np.zeros(3, dtype=int)
    assert within_comparison(one, same, same, seed=1) is NoComparison.TOO_FEW_GROUPS
    alike = within_comparison(half[:4], np.tile([0, 1], 2), np.arange(4), seed=1)
    assert alike is NoComparison.TOO_FEW_ITEMS
    # 2 of the 32 dealings say what was found, and they differ only in which group has which name.
    pairs = within_comparison(np.tile([1.0, 0.0], 5), np.tile([0, 1], 5), strata(5, 2), seed=1)
    assert pairs is NoComparison.TOO_FEW_ITEMS
    many = within_comparison(np.full(40, 0.5), np.tile([0, 1], 20), np.arange(40), seed=1)
    assert many is NoComparison.EQUAL_SCORES
    with pytest.raises(ValueError, match="same shape"):
        within_comparison(one, same, none, seed=1)


def test_a_note_names_the_test_within_items_and_within_questions():
    alike = ranked((6, 1, 3), (5, 0, 5), (4, 2, 4))

    within = replace(alike, found=alike.found._replace(test=WITHIN))
    assert comparison_note(within).en.startswith("Permutation test within items: p = 0.")
    assert comparison_note(within).zh.startswith("在原文条目之内作置换检验")
    of_forecasters = replace(within, measure="brier")
    assert comparison_note(of_forecasters).zh.startswith("在每个问题之内作置换检验")


def test_a_gap_that_items_or_questions_make_is_not_called_luck():
    """Of a good item nine claims are vague and one is exact, of a bad one it is the other way round."""
    credit = np.tile(np.repeat([1.0, 0.0], [10, 10]), 4)
    credit[[8, 28, 48, 68]], credit[[18, 38, 58, 78]] = 0.0, 1.0
    exact = np.tile(np.repeat([0, 1, 0, 1], [9, 1, 1, 9]), 4)
    found = within_comparison(credit, exact, strata(8, 10), seed=1)
    assert found.usual_gap > 0.5

    sentence = Comparison(
        found, [("vague", Phrase("vague", "含糊")), ("exact", Phrase("exact", "明确"))]
    ).sentence
    assert "and luck within items would put 2 such groups" in sentence.en
    assert "就算在原文条目之内随机打乱分组，" in sentence.zh
    shared = Comparison(
        found, [("lin", Phrase("lin", "林")), ("chen", Phrase("chen", "陈"))], "brier"
    ).sentence
    assert "and luck within questions would put 2 such groups" in shared.en
    assert shared.en.endswith(
        " apart half the time. Only questions that several answered are compared."
    )
    assert "就算在每个问题之内随机打乱分组，" in shared.zh
