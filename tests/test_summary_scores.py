"""The scores of groups as every output shows them: counts, JSON, labels, lights, probabilities."""

import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from scorecard.problems import CallError
from scorecard.records import HedgeStrength, phrase_of
from scorecard.scoring.comparison import NoComparison
from scorecard.summary.claims import light_state, lights_by_outlook
from scorecard.summary.comparison import MOST_COMPARED, NOT_COMPARED
from scorecard.summary.compute import Basis, summarize, summary_of, whole_of
from scorecard.summary.groups import Counts, Summary
from scorecard.summary.numbers import TESTED
from scorecard.summary.probability import scored
from scorecard.summary.sentences import (
    Headline,
    Share,
    comparison_sentence,
    pooling_sentence,
    source_line,
    source_sentence,
)
from scorecard.summary.table_claims import TableClaims, group_codes
from scorecard.table import BY, labels_of, prediction_table
from scorecard.text import Language, Phrase
from scorecard.verdicts import JUDGED_STATES, PARTIAL_STATES, State, Verdict
from scorecards import (
    ALL_WORDS,
    AS_OF,
    basis_of,
    claim,
    crowd,
    numbers_of,
    of,
    outlook,
    records,
    table_of,
    verdict,
)

GROUP_KEYS = {
    "key", "label", "n_recorded", "n_due", "n_judged", *(f"n_{state.value}" for state in State),
    "accuracy", "strict", "lenient", "interval", "strict_interval", "lenient_interval", "bounds",
    "due_bounds", "closed", "pooled", "timing", "probability", "lift", "reason",
}  # fmt: skip


def summary(*claims, by: str = "domain", **others) -> Summary:
    given = of(*claims, **others)
    return summarize(table_of(given), by=by, basis=basis_of(given))


def test_every_claim_is_in_one_state() -> None:
    words = [one.value for one in Verdict]

    (group,) = summary(*[claim(word) for word in [*words, None]], claim(closes_on=None)).groups

    assert group.n_recorded == len(Verdict) + 2
    assert group.n_due == len(Verdict) + 1
    assert group.n_judged == len(JUDGED_STATES)
    assert group.counts.by_state == {
        **dict.fromkeys(State, 1),
        State.OVERDUE: 2,
        State.WITHDRAWN: 0,
    }


@pytest.mark.parametrize(
    "by_state", [dict.fromkeys(State, 1), {State.ACCURATE: 17}, dict.fromkeys(State, 1) | {"x": 1}]
)
def test_counts_that_do_not_add_up_stop_the_program(by_state) -> None:
    with pytest.raises(RuntimeError, match="do not add up to 17 recorded claims"):
        Counts(17, by_state)


def test_accuracy_stands_with_strict_lenient_interval_and_bounds() -> None:
    (group,) = summary(claim("accurate"), claim("half_right"), claim("half_right"), claim()).groups

    assert (group.accuracy, group.strict, group.lenient) == (2 / 3, 1 / 3, 1.0)
    assert group.interval is not None
    assert group.interval.low < 2 / 3 < group.interval.high
    assert group.bounds == (2 / 4, 3 / 4)
    assert group.reason is None


@pytest.mark.slow
def test_what_was_judged_before_its_window_closed_stands_apart() -> None:
    later = {"closes_on": "2027-12-31"}
    held = of(
        claim("accurate"), claim("inaccurate"), claim(), claim("accurate", **later), claim(**later),
        claim("accurate", closes_on=None),
    )  # fmt: skip
    given, early = (
        summarize(table_of(held), by="domain", basis=replace(basis_of(held), is_early=one))
        for one in (False, True)
    )

    closed = given.overall.closed

    assert given.overall.accuracy == 3 / 4
    assert closed is not None
    counts = closed.counts
    assert (counts.n_due, counts.n_judged, closed.accuracy) == (3, 2, 1 / 2)
    assert (counts[State.ACCURATE], counts[State.INACCURATE]) == (1, 1)
    assert (counts[State.OVERDUE], closed.bounds) == (1, (1 / 3, 2 / 3))
    assert closed.interval is not None
    assert closed.interval.low < 1 / 2 < closed.interval.high
    assert [group.closed.counts for group in given.groups] == [closed.counts]
    assert given.overall.lead is closed
    assert early.overall.lead.accuracy == 3 / 4


@pytest.mark.slow
def test_the_headline_counts_claims_whose_time_is_up_and_early_ones_beside_them() -> None:
    later = {"closes_on": "2027-12-31"}
    given = summary(
        claim("accurate"), claim("inaccurate"), claim(), claim("unresolvable"),
        claim("accurate", **later), claim("half_right", **later), claim(**later),
    )  # fmt: skip

    between = Phrase(
        "".join(f"0 {one.label.en} (0\xa0%), " for one in PARTIAL_STATES),
        "".join(f"{one.label.zh} 0 条（0%），" for one in PARTIAL_STATES),
    )

    head = Headline(given)

    assert head.shares == {
        **dict.fromkeys(JUDGED_STATES, Share(0, 0.0)),
        State.ACCURATE: Share(1, 0.5), State.INACCURATE: Share(1, 0.5),
    }  # fmt: skip
    lead = given.overall.lead
    assert (lead.counts.n_judged, lead.counts.n_due) == (2, 4)
    assert (lead.accuracy, given.overall.early_accuracy) == (0.5, 0.75)
    assert head.sentence.en == (
        f"Of 2 judged claims whose time is up: 1 accurate (50\xa0%), {between.en}1 inaccurate (50\xa0%)."
    )
    assert head.sentence.zh == (
        f"期满已判的 2 条预测中，准确 1 条（50%），{between.zh}不准确 1 条（50%）。"
    )
    assert head.number.en.endswith(
        "25–75\xa0% if those without a scored verdict (1 overdue, 1 unresolvable) were all wrong or"
        " all right."
    )
    assert head.number.zh.endswith(
        "；没有得分的（逾期未判 1 条、无法判定 1 条）若全部落空或全部应验，则为 25%～75%。"
    )
    assert head.early.en.startswith(
        "2 more verdicts were given before the window closed (accuracy 75\xa0%)"
    )
    assert head.early.zh.startswith("另有 2 条提前判定（得分率 75%），不计入以上数字")
    assert head.note.en.startswith("The interval covers luck alone")


@pytest.mark.slow
def test_the_foot_of_a_chart_says_that_early_verdicts_are_left_out_before_counts_that_have_them() -> (
    None
):
    given = summary(
        claim("accurate"), claim("inaccurate"), claim("accurate", closes_on="2027-12-31")
    )  # fmt: skip

    said = source_line(given)

    assert "left out here: what can be settled early has mostly come true." in said.en
    assert " 67\xa0%. 3 judged of 3 due of 3 recorded · as of " in said.en
    assert "不计入以上数字：" in said.zh
    assert "得分率为 67%。收录 3 条，到期 3 条，已判 3 条 · 截至 " in said.zh


@pytest.mark.slow
def test_the_headline_may_lead_with_early_verdicts() -> None:
    held = of(claim("accurate"), claim("inaccurate", closes_on="2027-12-31"))
    basis = replace(basis_of(held), is_early=True)
    given = summarize(table_of(held), by="domain", basis=basis)

    head = Headline(given)

    assert given.overall.lead.accuracy == 0.5
    assert head.sentence.en.startswith("Of 2 judged claims: 1 accurate")
    assert head.early == Phrase("", "")
    assert given.ranking is given.comparison


@pytest.mark.slow
@pytest.mark.parametrize(
    ("early", "en", "zh"),
    [
        (
            ["accurate"],
            "1 was judged before the window closed and is counted here: what can be settled early has",
            "已判的 2 条里，1 条是提前判定，也计入以上数字：提前有结论的多半是已经应验的。",
        ),
        (
            ["inaccurate"] * 2,
            "Of 3 judged, 2 were judged before the window closed and are counted here.",
            "已判的 3 条里，2 条是提前判定，也计入以上数字。",
        ),
    ],
)
def test_a_brier_score_says_that_it_counts_early_verdicts(early, en, zh) -> None:
    later = [claim(word, probability=0.9, closes_on="2027-12-31") for word in early]
    given = summary(claim("accurate", probability=0.5), *later)

    head = Headline(given)

    assert given.stated.n == 1 + len(early)
    assert en in head.early.en
    assert head.early.zh == zh
    assert Headline(summary(claim("accurate", probability=0.5))).early == Phrase("", "")


@pytest.mark.slow
def test_led_by_early_verdicts_the_outlooks_with_any_judged_claim_are_the_sample() -> None:
    given = of(claim("accurate"), claim("inaccurate", closes_on="2027-12-31"))
    table = table_of(given).assign(outlook=["one", "two"]).astype({"outlook": "category"})
    early = replace(basis_of(given), is_early=True)

    summaries = [summarize(table, by="domain", basis=one) for one in (basis_of(given), early)]

    notes = [Headline(one).note.en.partition("together: ")[2] for one in summaries]
    assert "Only 1 outlook has judged claims whose time is up" in notes[0]
    assert "Only 2 outlooks have judged claims, too few" in notes[1]


def test_bounds_take_unresolvable_claims_in_too() -> None:
    (group,) = summary(claim("accurate"), claim("unresolvable"), claim()).groups

    assert group.bounds == (1 / 2, 1)
    assert group.due_bounds == (1 / 3, 1)


def test_strict_and_lenient_have_intervals() -> None:
    (group,) = summary(*[claim(word) for word in ("accurate", "half_right", "inaccurate")]).groups

    for name in ("strict", "lenient"):
        interval = getattr(group.lead, f"{name}_interval")
        assert 0 < interval.low < getattr(group.lead, name) < interval.high < 1
    assert group.strict_interval.high + group.lenient_interval.low == pytest.approx(1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("early", "en", "zh"),
    [
        ("inaccurate", "Groups stand out only while early verdicts are left out; then only one group",
         "不算提前判定，各组才有差异。各组之间确有差异"),
        ("accurate", "Only one group stands out", "各组之间确有差异"),
    ],
)  # fmt: skip
def test_the_first_sentence_says_when_early_verdicts_change_the_ranking(early, en, zh) -> None:
    """Chips beat the others by claims whose time is up; early ones of chips may undo that."""
    domains = ("chips", "cars", "trains")
    others = [
        claim(word, domain=one) for one in domains[1:] for word in ["accurate", "inaccurate"] * 10
    ]
    given = summary(
        *[claim("accurate") for _ in range(20)], *others,
        *[claim(early, closes_on="2027-12-31") for _ in range(20)],
    )  # fmt: skip

    assert given.ranking is given.closed_comparison
    assert comparison_sentence(given).en.startswith(en)
    assert comparison_sentence(given).zh.startswith(zh)


@pytest.mark.slow
def test_a_name_keeps_its_capitals_in_the_sentence_on_early_verdicts() -> None:
    given = summary(
        *[claim("accurate", domain="chips") for _ in range(20)],
        *[claim(word, domain="cars") for word in ["accurate", "inaccurate"] * 10],
        *[claim("inaccurate", domain="chips", closes_on="2027-12-31") for _ in range(10)],
    )
    here = replace(given, groups=[replace(one, label=Phrase("AI", "AI")) for one in given.groups])
    ranking = replace(given.ranking, names=[(one.key, one.label) for one in here.groups])

    said = comparison_sentence(replace(here, closed_comparison=ranking))

    assert said.en.startswith(
        "Groups stand out only while early verdicts are left out; then AI did better than AI: 100"
    )
    named = replace(here.groups[0], label=Phrase("O", "O"))
    reason = NOT_COMPARED[NoComparison.TOO_FEW_GROUPS]
    alone = replace(
        here,
        groups=[named],
        comparison=ranking,
        closed_comparison=None,
        closed_comparison_reason=reason,
    )
    assert "without them, fewer than two groups have a score" in comparison_sentence(alone).en


@pytest.mark.slow
def test_groups_may_stand_out_by_early_verdicts_alone() -> None:
    later = {"closes_on": "2027-12-31"}
    given = summary(
        *[claim(word, domain=one) for one in ("chips", "cars") for word in ["accurate", "inaccurate"] * 5],
        claim("inaccurate"), *[claim("accurate", **later) for _ in range(40)],
    )  # fmt: skip

    said = comparison_sentence(given)

    assert said.en.startswith(
        "Groups stand out only while early verdicts are counted; without them, no group"
    )
    assert said.zh.startswith("算上提前判定，各组才有差异；不算时，这 2 组分不出高下")
    assert given.closed_comparison.n_tests == 2
    assert "Holm" in source_line(given, given.ranking).en
    assert "Holm" not in source_line(given).en


def test_what_was_judged_early_is_due_and_overdue_once_windows_close() -> None:
    claims = [claim("accurate", closes_on="2027-12-31"), claim(closes_on="2027-12-31")]
    given = of(*claims)
    table = prediction_table(given, as_of=date(2028, 1, 1))

    closed = whole_of(TableClaims(table), basis_of(given)).group.closed

    assert (closed.counts.n_due, closed.counts.n_judged) == (2, 1)
    assert closed.counts[State.OVERDUE] == 1
    assert closed.bounds == (1 / 2, 1)


@pytest.mark.slow
def test_nothing_is_said_of_early_verdicts_when_there_are_none() -> None:
    assert Headline(summary(claim("accurate"), claim())).early == Phrase("", "")
    assert summary(claim("accurate"), claim()).closed_comparison is None


def of_items(*words_of_items: tuple[str, ...], domain: str = "chips"):
    """Claims of a domain by item, each with its verdict."""
    return [
        claim(word, domain=domain, item=f"{domain} {n}")
        for n, words in enumerate(words_of_items)
        for word in words
    ]


ALIKE = of_items(("accurate",) * 3, ("inaccurate",) * 3, ("accurate",) * 2)
MIXED = of_items(*[("accurate", "inaccurate")] * 5, domain="models")


@pytest.mark.slow
def test_a_group_has_the_same_interval_as_a_row_and_alone() -> None:
    given = of(*ALIKE, *MIXED)
    rows, basis = table_of(given), basis_of(given)

    by_domain = summarize(rows, by="domain", basis=basis)
    by_outlook = summarize(rows, by="outlook", basis=basis)
    (row,) = (one for one in by_domain.groups if one.key == "chips")
    chips = rows[rows["domain"] == "chips"]
    alone = summarize(chips, by="outlook", basis=basis.of_all(TableClaims(rows)))
    apart = summarize(chips, by="outlook", basis=basis)

    assert alone.overall.interval == row.interval
    assert alone.overall.closed.strict_interval == row.closed.strict_interval
    assert alone.overall.pooled is not None
    assert by_outlook.overall.interval == by_domain.overall.interval
    assert alone.item_correlation == by_domain.item_correlation
    assert apart.item_correlation["all"] > alone.item_correlation["all"] > 0


@pytest.mark.slow
def test_the_json_says_which_claims_are_compared_and_the_leading_ones_come_first() -> None:
    later = {"closes_on": "2027-12-31"}
    early = [
        claim(word, domain=name, **later) for name in "ab" for word in ("accurate", "inaccurate")
    ]
    closed = [claim("accurate", domain="a")] * 12 + [claim("inaccurate", domain="b")] * 12

    given = summary(*closed, *early).as_json()

    names = list(given)
    assert names.index("closed_comparison") < names.index("comparison")
    assert given["closed_comparison"]["basis"] == "closed"
    assert given["comparison"]["basis"] == "all"
    without = list(summary(*closed).as_json())
    assert without.index("comparison") < without.index("closed_comparison")


@pytest.mark.slow
def test_early_verdicts_that_are_mostly_half_right_have_not_mostly_come_true() -> None:
    words = ["accurate", "half_right", "half_right"]
    early = [claim(word, closes_on="2027-12-31") for word in words]

    headline = Headline(summary(claim("accurate"), *early))

    assert (
        "3 more verdicts were given before the window closed (accuracy 67\xa0%) and"
        in headline.early.en
    )
    assert "mostly" not in headline.early.en
    assert "提前有结论" not in headline.early.zh


@pytest.mark.slow
@pytest.mark.parametrize(
    ("early", "en", "zh"),
    [
        (
            "accurate",
            "out here: what can be settled early has mostly come true. With",
            "：提前有结论",
        ),
        (
            "inaccurate",
            "(accuracy 0\xa0%) and left out here. With it accuracy",
            "不计入以上数字。一并计入，",
        ),
    ],
)
def test_early_verdicts_have_mostly_come_true_only_where_they_have(early, en, zh) -> None:
    said = Headline(summary(claim("half_right"), claim(early, closes_on="2027-12-31"))).early

    assert en in said.en
    assert zh in said.zh


def test_all_verdicts_can_be_early() -> None:
    early = summary(claim("accurate", closes_on="2027-12-31"))

    closed = early.overall.closed
    assert (closed.counts, closed.accuracy) == (Counts(0, dict.fromkeys(State, 0)), None)
    head = Headline(early)
    assert head.sentence.en == "No claim whose time is up is judged yet."
    assert head.sentence.zh == "期满的预测还没有可以计分的判定。"
    assert head.early.en.startswith("1 verdict was given before the window closed")
    assert head.early.en.endswith("left out here: what can be settled early has mostly come true.")
    assert head.early.zh.startswith("有 1 条提前判定（得分率 100%），不计入以上数字：")
    assert {head.number, head.readers, head.note} == {Phrase("", "")}


def test_the_brier_score_of_one_forecast_has_no_interval() -> None:
    number = Headline(summary(claim("accurate", probability=0.9))).number

    assert number.en.startswith("Its Brier score is 0.010; 0 is perfect")
    assert number.zh.startswith("Brier 分数 0.010；0 为最好")


def test_forecasts_that_all_lose_the_same_do_not_tell_how_sure_their_score_is() -> None:
    found = summary(*[claim("accurate", probability=0.9)] * 3, claim("inaccurate", probability=0.1))

    stated = found.overall.probability
    assert (stated.low, stated.high, stated.log_low, stated.log_high) == (None,) * 4
    assert Headline(found).number.en.startswith("Their Brier score is 0.010; 0 is perfect")


@pytest.mark.parametrize(
    ("n", "en"),
    [(1, "Of 1 settled forecast 100\xa0% came true."), (2, "Of 2 settled forecasts 100\xa0% came")],
)
def test_forecasts_are_counted_in_words(n, en) -> None:
    found = summary(*[claim("accurate", probability=0.9)] * n)

    assert Headline(found).sentence.en.startswith(en)


def test_without_any_verdict_the_headline_says_so() -> None:
    assert Headline(summary(claim(closes_on=None))).sentence.en == "No claim is judged yet."


def test_where_no_window_has_an_end_nothing_is_said_of_closed_ones() -> None:
    endless = summary(claim("accurate", closes_on=None))

    assert endless.overall.closed is None
    assert Headline(endless).early == Phrase("", "")


def test_nothing_judged_is_none_with_a_reason_never_zero() -> None:
    group = summary(claim()).overall

    assert group.accuracy is None
    assert group.strict is None
    assert group.interval is None
    assert group.reason == Phrase("nothing is judged", "没有可以计分的判定")


@pytest.mark.slow
def test_the_json_of_a_score_has_the_fields_that_are_promised() -> None:
    chips = [claim("accurate", probability=0.5), *[claim("accurate") for _ in range(3)]]
    cars = [claim("inaccurate", domain="cars") for _ in range(4)]
    given = summary(*chips, *cars, claim("accurate", closes_on="2027-12-31"))

    answer = json.loads(json.dumps(given.as_json()))

    assert set(answer) == {
        "rule", "as_of", "records", "by", "overall", "groups", "comparison", "comparison_reason",
        "closed_comparison", "closed_comparison_reason", "lift_comparison", "n_prior", "item_correlation",
        "measure", "pairs", "readers", "judging", "articles", "priors",
    }  # fmt: skip
    assert (answer["rule"], answer["as_of"], answer["by"]) == ("credit-1", "2026-11-21", "domain")
    assert set(answer["overall"]) == GROUP_KEYS
    assert set(answer["groups"][0]) == GROUP_KEYS
    assert answer["groups"][0]["label"] == {"en": "Chips", "zh": "芯片"}
    assert set(answer["overall"]["interval"]) == {"low", "high", "level"}
    assert set(answer["overall"]["bounds"]) == {"low", "high"}
    assert {"accuracy", "low", "high"} <= set(answer["groups"][0]["pooled"])
    assert {"n_late", "median_days"} <= set(answer["overall"]["timing"])
    assert {
        "n", "brier_score", "log_score", "miscalibration", "discrimination", "uncertainty",
        "brier_skill_score",
    } <= set(answer["overall"]["probability"])  # fmt: skip
    assert set(answer["comparison"]) == {
        "test", "p_value", "adjusted_p_value", "n_tests", "n_permutations", "distinguishable",
        "n_sampled", "standing_out", "sentence", "basis",
    }  # fmt: skip
    assert set(answer["comparison"]["sentence"]) == {"en", "zh"}
    assert set(answer["closed_comparison"]) == set(answer["comparison"])
    assert set(answer["overall"]["closed"]) == {
        "n_due", "n_judged", *(f"n_{state.value}" for state in {*State} - {State.OPEN, State.WITHDRAWN}),
        "accuracy", "strict", "lenient", "interval", "strict_interval", "lenient_interval", "bounds",
        "due_bounds", "pooled",
    }  # fmt: skip


def test_without_a_comparison_the_json_gives_the_reason() -> None:
    answer = summary(claim("accurate")).as_json()

    assert answer["comparison"] is None
    assert "Fewer than two groups" in answer["comparison_reason"]["en"]


def test_an_empty_folder_has_a_summary_of_zeros() -> None:
    answer = summary().as_json()

    assert answer["groups"] == []
    assert answer["overall"]["n_recorded"] == 0
    assert answer["overall"]["accuracy"] is None


def test_groups_stand_in_the_order_of_their_column() -> None:
    given = summary(
        claim("accurate", domain="cars"), claim("accurate"), claim("accurate", domain="unknown")
    )

    assert [group.key for group in given.groups] == ["chips", "cars", "unknown"]
    assert given.groups[2].label == Phrase("unknown", "unknown")


@pytest.mark.slow
def test_hedges_stand_from_firmest_to_softest() -> None:
    words = ["should", "plain", "may", "will", "expected"]
    given = summary(*[claim("accurate", strength=word) for word in words], by="hedge")

    assert [group.key for group in given.groups] == [one.value for one in HedgeStrength]


def test_a_claim_without_a_group_counts_overall_only() -> None:
    given = summary(claim("accurate"), claim("inaccurate", hedge=None), by="hedge")

    assert given.overall.n_recorded == 2
    assert [group.n_recorded for group in given.groups] == [1]


@pytest.mark.slow
def test_the_overall_that_is_at_hand_is_taken() -> None:
    given = of(claim("accurate"))
    claims = TableClaims(table_of(given), "domain")
    whole = whole_of(claims, basis_of(given))

    taken = summary_of(claims, by="domain", basis=basis_of(given), whole=whole)

    assert taken.overall is whole.group
    assert whole.group == summary(claim("accurate")).overall


@pytest.mark.slow
def test_too_many_groups_are_not_compared() -> None:
    many = [claim("accurate", domain=f"d{n}") for n in range(MOST_COMPARED + 1)]

    given = summary(*many)

    assert given.comparison is None
    assert "201 groups are too many" in comparison_sentence(given).en


@pytest.mark.slow
def test_the_same_seed_gives_the_same_comparison() -> None:
    given = crowd(60, 3)
    first, second, other = (
        summarize(table_of(given), by="domain", basis=Basis(AS_OF, "x", {}, seed))
        for seed in (0, 0, 1)
    )

    assert first.comparison == second.comparison
    assert first.comparison != other.comparison


@pytest.mark.slow
def test_claims_of_one_item_widen_the_interval() -> None:
    alone = summary(
        *[claim("accurate") for _ in range(4)], *[claim("inaccurate") for _ in range(4)]
    )
    together = summary(
        *[claim("accurate", item="i0") for _ in range(4)],
        *[claim("inaccurate", item="i1") for _ in range(4)],
    )

    def width(of_summary: Summary) -> float:
        interval = of_summary.overall.interval
        return interval.high - interval.low

    assert width(together) > width(alone)


def test_a_claim_without_an_item_is_an_item_of_its_own() -> None:
    given = of(claim("accurate", item="i1"), claim("half_right"), claim(), claim("inaccurate"))

    single = TableClaims(table_of(given)).judged()

    assert len(set(single.item)) == 3
    assert single.score.tolist() == [1.0, 0.5, 0.0]


def test_a_table_without_rows_has_no_claims() -> None:
    assert len(TableClaims(table_of(of())).judged().item) == 0


# labels


@pytest.mark.slow
def test_every_way_of_grouping_gives_groups() -> None:
    given = of(claim("accurate", item="i0"))

    assert all(
        len(summarize(table_of(given), by=by, basis=basis_of(given)).groups) == 1
        for by in BY
        if by != "forecaster"
    )
    assert set(TESTED) <= set(BY)


def test_labels_come_from_the_records() -> None:
    labels = labels_of(of(claim(attributed_to={"en": "Huang", "zh": "黄仁勋"}), claim()))

    assert labels["domain"]["cars"] == Phrase("Cars", "汽车")
    assert labels["outlook"]["kandao-2024"] == Phrase("An outlook", "An outlook")
    assert labels["item"]["kandao-2024 / i1"] == Phrase("Item 1", "条目1")
    assert labels["attributed_to"]["Huang"] == Phrase("Huang", "黄仁勋")
    assert labels["attributed_to"]["the article"].in_language(Language.CHINESE) == "文章本身"
    assert labels["stated"]["True"].en == "window stated"


@pytest.mark.slow
def test_groups_of_one_name_are_followed_by_their_keys() -> None:
    named = [
        claim("accurate", attributed_to={"en": one, "zh": "黄"}, item="i1")
        for one in ("Huang", "Hwang")
    ]
    given = records(
        {f"kandao-{year}/a": one for year, one in zip((2024, 2025), named, strict=True)},
        outlooks={f"kandao-{year}": outlook() for year in (2024, 2025)},
    )

    by_item, by_outlook, by_speaker = (
        [one.label for one in summarize(table_of(given), by=by, basis=basis_of(given)).groups]
        for by in ("item", "outlook", "attributed_to")
    )

    assert by_item[1] == Phrase("Item 1 (kandao-2025 / i1)", "条目1（kandao-2025 / i1）")
    assert by_outlook[0] == Phrase("An outlook (kandao-2024)", "An outlook（kandao-2024）")
    assert by_speaker == [Phrase("Huang", "黄（Huang）"), Phrase("Hwang", "黄（Hwang）")]


def test_a_plain_text_is_the_same_in_both_languages() -> None:
    assert phrase_of("Nvidia") == Phrase("Nvidia", "Nvidia")


def test_rows_without_a_group_have_code_minus_one() -> None:
    keys, codes = group_codes(table_of(of(claim(), claim(hedge=None))), "hedge")

    assert keys == ["will"]
    assert codes.tolist() == [0, -1]


# lights


@pytest.mark.parametrize(
    ("words", "light"),
    [
        ("a", State.ACCURATE),
        ("aai", State.ACCURATE),
        ("h", State.HALF_RIGHT),
        ("ai", State.HALF_RIGHT),
        ("aii", State.INACCURATE),
        ("i", State.INACCURATE),
        ("ao", State.ACCURATE),
        ("aoo", None),
        ("", None),
        ("o", None),
    ],
)
def test_a_light_is_the_mean_credit_of_what_is_judged(words: str, light: State | None) -> None:
    states = {"a": State.ACCURATE, "h": State.HALF_RIGHT, "i": State.INACCURATE, "o": State.OPEN}

    assert light_state([states[word] for word in words]) is light


def test_lights_stand_in_the_order_of_the_article() -> None:
    given = records(
        {
            "kandao-2024/a": claim("inaccurate", item="i1"),
            "kandao-2024/b": claim("accurate", item="i0"),
            "kandao-2024/c": claim("accurate", item="not listed"),
            "kandao-2024/d": claim("accurate"),
            "other-2024/e": claim("half_right", item="i0"),
        },
        outlooks={"kandao-2024": outlook(), "other-2024": outlook()},
    )

    lights = lights_by_outlook(table_of(given), labels_of(given))

    assert [(one.label.en, one.light) for one in lights["kandao-2024"]] == [
        ("Item 0", State.ACCURATE),
        ("Item 1", State.INACCURATE),
        ("kandao-2024 / not listed", State.ACCURATE),
    ]
    assert lights["other-2024"][0].claims == [("other-2024/e", State.HALF_RIGHT)]


def test_an_outlook_without_items_has_a_page_without_lights() -> None:
    assert numbers_of(of(claim("accurate"))).lights["kandao-2024"].lights == []


# probabilities


def test_half_right_and_unresolvable_are_left_out_of_probabilities_and_counted() -> None:
    scored = summary(
        *[claim(word, probability=0.8) for word in ALL_WORDS], claim("accurate")
    ).overall.probability

    assert (scored.n, scored.n_excluded) == (2, 2)
    assert scored.brier_score == pytest.approx((0.2**2 + 0.8**2) / 2)


def test_a_certain_forecast_that_was_wrong_has_no_log_score_but_a_reason() -> None:
    scored = summary(claim("inaccurate", probability=1.0)).overall.probability

    assert scored.log_score is None
    assert scored.log_score_reason.en == "a certain forecast was wrong"
    assert scored.brier_score == 1.0


@pytest.mark.slow
def test_without_a_scored_probability_there_is_none() -> None:
    given = summary(claim("half_right", probability=0.5), claim("accurate", domain="cars"))

    assert [group.probability for group in given.groups] == [None, None]


@pytest.mark.slow
def test_probabilities_are_scored_by_group() -> None:
    given = [
        claim("accurate", probability=0.5),
        *[claim("half_right", probability=0.5, domain="cars") for _ in range(2)],
        claim("accurate", probability=1.0, domain="cars"), claim("accurate", domain="cars"),
        *[claim("accurate", domain="robots") for _ in range(2)],
    ]  # fmt: skip

    groups = {one.key: one.probability for one in summary(*given).groups}

    assert (groups["chips"].n, groups["chips"].brier_score) == (1, 0.25)
    assert (groups["cars"].n, groups["cars"].n_excluded, groups["cars"].brier_score) == (1, 2, 0.0)
    assert (groups["chips"].n_without, groups["cars"].n_without) == (0, 1)
    assert groups["robots"] is None


def test_forecasts_are_what_came_out_and_what_was_stated() -> None:
    states = [State.ACCURATE.place, State.HALF_RIGHT.place, State.INACCURATE.place]
    stated = {"probability": [0.1, 0.2, 0.3], "state": states, "times": [4, 5, 6]}

    known = scored(pd.DataFrame(stated))

    assert known["observed"].tolist() == [1.0, 0.0]
    assert known["predicted"].tolist() == [0.1, 0.3]
    assert known["times"].tolist() == [4, 6]


# sentences


def test_the_source_names_counts_day_rule_and_digest() -> None:
    given = summary(claim("accurate"), claim(), claim(closes_on=None))

    assert source_sentence(given).en == (
        "1 judged of 2 due of 3 recorded · as of 2026-11-21 · rule credit-1 · records sha256:0123456789ab"
    )
    assert source_sentence(given, given.groups[0]).zh.startswith("收录 3 条，到期 2 条，已判 1 条")


@pytest.mark.slow
def test_the_comparison_is_said_or_why_there_is_none() -> None:
    two = summary(claim("accurate"), claim("inaccurate", domain="cars"))
    chips = [claim(word) for word in ("accurate", "accurate", "accurate", "half_right")]
    cars = [
        claim(word, domain="cars") for word in ("accurate", "accurate", "half_right", "inaccurate")
    ]
    eight = summary(*chips, *cars)

    assert comparison_sentence(eight).en.startswith("No group stands out")
    assert comparison_sentence(two).en.startswith("The groups have too few judged items each")
    assert "不足两组" in comparison_sentence(summary(claim("accurate"))).zh


@pytest.mark.slow
def test_pooling_is_said_when_there_is_any() -> None:
    two = summary(claim("accurate"), claim("inaccurate", domain="cars"))

    assert pooling_sentence(two).en.startswith("Pooled: ")
    assert pooling_sentence(two).en.endswith(
        ". With so few groups, how strongly is mostly an assumption."
    )
    assert pooling_sentence(two).zh.endswith("。组数太少，靠拢多少主要取决于假设。")
    assert pooling_sentence(summary(claim("accurate"))) == Phrase("", "")


@pytest.mark.slow
def test_a_claim_made_later_is_not_there_yet() -> None:
    given = of(claim("accurate"), claim(made_on=date(2026, 12, 1)))

    assert numbers_of(given).by("domain").overall.n_recorded == 1


@pytest.mark.slow
def test_a_verdict_given_later_is_not_there_yet() -> None:
    given = of(claim(verdict("accurate", "2025-06-01")))

    assert numbers_of(given, date(2025, 5, 31)).by("domain").overall.n_judged == 0
    assert numbers_of(given, date(2025, 6, 1)).by("domain").overall.n_judged == 1


def test_more_groups_than_anybody_reads_are_refused(monkeypatch) -> None:
    monkeypatch.setattr("scorecard.summary.compute.MOST_GROUPS", 1)

    with pytest.raises(CallError, match="--by domain: 2 groups are too many; at most 1"):
        summary(claim("accurate"), claim("accurate", domain="cars"))


@pytest.mark.slow
def test_with_many_groups_pooling_is_no_assumption() -> None:
    given = crowd(120, 12)
    by_domain = summarize(table_of(given), by="domain", basis=basis_of(given))

    assert "assumption" not in pooling_sentence(by_domain).en
    assert pooling_sentence(by_domain).zh.endswith("%。")


def test_what_turned_out_unresolvable_is_not_called_unjudged() -> None:
    said = Headline(summary(claim("unresolvable"), claim("unresolvable"))).sentence

    assert said.en == "Nothing whose time is up can be scored: 2 claims turned out unresolvable."
    assert said.zh == "期满的预测没有可以计分的：2 条无法判定。"


def test_what_can_still_be_scored_is_not_called_unresolvable() -> None:
    said = Headline(summary(claim("unresolvable"), claim(), claim("accurate", closes_on=None)))

    assert said.sentence.en == (
        "Nothing whose time is up can be scored yet: 1 claim turned out unresolvable, 1 waits for a verdict."
    )
    assert said.sentence.zh == "期满的预测还没有可以计分的：1 条无法判定，1 条等待判定。"
    assert said.early.en.startswith("1 verdict was given")


@pytest.mark.slow
def test_groups_of_one_item_each_are_not_said_to_wait_for_more_items() -> None:
    words = ["accurate", "accurate", "inaccurate"] * 10
    many = [claim(word, item=f"item-{n // 2}") for n, word in enumerate(words)]

    said = comparison_sentence(summary(*many, by="item"))

    assert said == (
        "The groups have too few judged items each to be compared, whatever the verdicts.",
        "各组已判的原文条目太少，无论判定如何都分不出高下。",
    )
