"""The numbers behind the charts: course, vagueness, days, evidence, calibration, raters."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as st

from scorecard.reading.folder import Records
from scorecard.records.outlook import Publisher, Settings
from scorecard.summary.accuracy_history import Standing, history_sentence
from scorecard.summary.claims import (
    LIGHTS_NOTE,
    CameTrue,
    ClaimEvidence,
    evidence_sentence,
    timing_sentence,
)
from scorecard.summary.difficulty import MANNERS, Vagueness, vagueness
from scorecard.summary.judges import agreement_sentence
from scorecard.summary.numbers import TESTED, last_change
from scorecard.summary.probability import (
    CalibrationPoint,
    calibration,
    calibration_sentence,
)
from scorecard.summary.sentences import verdicts_sentence
from scorecard.summary.table_claims import TableClaims
from scorecard.table import prediction_table, with_states
from scorecard.text import Phrase, listed
from scorecard.verdicts import JUDGED_STATES, State, Verdict
from scorecards import (
    AS_OF,
    claim,
    crowd,
    evidence,
    numbers_of,
    numbers_of_one_chart,
    of,
    rating,
    table_of,
    verdict,
)

# course


@pytest.mark.slow
def test_each_date_has_the_last_verdicts_given_by_then() -> None:
    course = numbers_of(
        of(
            claim(verdict("accurate", "2025-01-01"), verdict("inaccurate", "2025-03-01")),
            claim(verdict("half_right", "2025-02-01")),
        )
    ).history

    assert [(one.on.isoformat(), one.counts.n_judged, one.accuracy) for one in course] == [
        ("2025-01-01", 1, 1.0),
        ("2025-02-01", 2, 0.75),
        ("2025-03-01", 2, 0.25),
    ]


@pytest.mark.slow
def test_the_last_standing_is_that_of_what_leads_where_only_some_claims_are_shown() -> None:
    words = ["accurate", "accurate", "inaccurate", "accurate"]
    alike = [claim(word, item=f"item-{n % 2}") for n, word in enumerate(words)]
    early = claim("accurate", closes_on="2027-12-31")
    given = of(*alike, claim("inaccurate", item="item-0"), early)
    whole = numbers_of(given)

    for is_early in (False, True):
        some = whole.of(whole.table[1:], is_early=is_early)
        lead, last = some.headline.overall.lead, some.history[-1]
        assert (last.lead, last.accuracy, last.interval) == (
            lead.counts,
            lead.accuracy,
            lead.interval,
        )


def test_some_claims_with_probabilities_have_a_history_too() -> None:
    whole = numbers_of(of(*[claim("accurate", probability=0.9) for _ in range(2)]))

    assert [one.lead.n_judged for one in whole.of(whole.table[1:], is_early=False).history] == [1]


@pytest.mark.slow
def test_some_claims_without_probabilities_have_an_accuracy_where_most_of_all_state_one() -> None:
    stating = [claim("accurate", probability=0.9) for _ in range(3)]
    whole = numbers_of(of(*stating, claim("accurate"), claim("inaccurate")))
    some = whole.of(whole.table[whole.table["probability"].isna()], is_early=False)

    assert (whole.headline.measure, whole.headline.overall.accuracy) == ("brier", None)
    assert (some.headline.measure, some.headline.overall.accuracy) == ("accuracy", 0.5)


@pytest.mark.slow
def test_the_last_standing_is_that_of_the_scorecard() -> None:
    numbers = numbers_of_one_chart(
        of(
            *[claim("accurate", item="i0") for _ in range(3)],
            claim("inaccurate", item="i1"),
            claim("unresolvable"),
        )
    )

    overall = numbers.by("domain").overall
    (last,) = numbers.history
    counts = overall.counts
    expected = (date(2025, 1, 8), counts, counts, overall.accuracy, overall.interval, 4, 0)
    assert last == Standing(*expected, has_verdicts=True)


def test_a_verdict_that_is_taken_back_is_no_longer_judged() -> None:
    course = numbers_of(
        of(claim(verdict("accurate", "2025-01-01"), verdict("unresolvable", "2025-02-01")))
    ).history

    assert [(one.counts.n_judged, one.accuracy) for one in course] == [(1, 1.0), (0, None)]


def test_of_two_verdicts_of_one_day_the_later_in_the_file_counts() -> None:
    (only,) = numbers_of(
        of(claim(verdict("accurate", "2025-01-01"), verdict("half_right", "2025-01-01")))
    ).history

    assert only.accuracy == 0.5


@pytest.mark.slow
def test_due_and_recorded_are_those_of_the_date() -> None:
    course = numbers_of(
        of(
            claim(verdict("accurate", "2024-06-01")),
            claim(
                verdict("accurate", "2025-02-01"), made_on=date(2025, 1, 1), closes_on="2026-01-01"
            ),
            claim(closes_on="2024-12-31"),
        )
    ).history

    course = [(one.on.isoformat(), one.counts.n_recorded, one.counts.n_due) for one in course]
    assert course == [
        ("2024-06-01", 2, 1),
        ("2025-01-01", 3, 2),
        ("2025-02-01", 3, 3),
        ("2026-01-02", 3, 3),
    ]


def test_the_course_leads_with_claims_whose_time_is_up() -> None:
    course = numbers_of(
        of(claim(verdict("accurate", "2024-06-01")), claim(verdict("inaccurate", "2025-02-01")))
    ).history

    assert [(one.lead.n_judged, one.accuracy) for one in course] == [(0, None), (1, 1.0), (2, 0.5)]
    assert [one.counts.n_judged for one in course] == [1, 1, 2]


def test_the_course_goes_on_when_windows_close_after_the_last_verdict() -> None:
    given = of(
        claim("inaccurate"),
        claim("accurate", closes_on="2025-12-31"),
        claim(closes_on="2026-06-30"),
        claim("too_early", closes_on="2026-11-21"),
    )
    numbers = numbers_of(given)

    course, lead = numbers.history, numbers.headline.overall.lead
    assert [(one.on.isoformat(), one.lead.n_due, one.accuracy) for one in course] == [
        ("2025-01-08", 1, 0.0),
        ("2026-01-01", 2, 0.5),
        ("2026-07-01", 3, 0.5),
    ]
    assert (course[-1].lead, course[-1].interval) == (lead.counts, lead.interval)
    assert history_sentence(course) == (
        "All verdicts were given on one day, 8 January 2025. On 2 other days windows closed.",
        "所有判定都在同一天（2025年1月8日）作出。另有 2 天有预测期满。",
    )


def test_where_no_window_has_an_end_the_course_is_of_all_claims() -> None:
    (only,) = numbers_of(of(claim(verdict("accurate", "2024-06-01"), closes_on=None))).history

    assert (only.lead, only.accuracy) == (only.counts, 1.0)


def test_without_verdicts_there_is_no_course() -> None:
    assert numbers_of(of(claim())).history == []


# vagueness


@pytest.mark.slow
def test_the_share_of_wrong_claims_has_the_interval_of_a_binomial_share() -> None:
    wrong = vagueness_of(of(*[claim("accurate") for _ in range(20)])).wrong

    measurable = wrong["measurable"]
    assert (measurable.n_wrong, measurable.n_judged, measurable.share) == (0, 20, 0.0)
    assert measurable.interval.low == 0
    assert measurable.interval.high == pytest.approx(1 - 0.05 ** (1 / 20))  # mid-p


@pytest.mark.slow
def test_the_interval_of_the_share_of_wrong_claims_counts_items() -> None:
    """Ten claims of two items that went as wholes are two verdicts, one of them wrong."""
    words = {"i0": "accurate", "i1": "inaccurate"}
    in_items = [claim(word, item=item) for item, word in words.items() for _ in range(5)]

    whole, two = (
        vagueness_of(of(*given)).wrong["measurable"].interval
        for given in (in_items, [claim("accurate"), claim("inaccurate")])
    )
    assert whole == pytest.approx(two)


@pytest.mark.slow
def test_a_group_without_a_judged_claim_has_no_share() -> None:
    wrong = vagueness_of(of(claim("accurate"), claim(strength="may"))).wrong

    assert wrong["may"] == (0, 0, None, None)


def vagueness_of(given: Records) -> Vagueness:
    """What is said of vagueness alone, its p-value not adjusted for other tests."""
    by = numbers_of_one_chart(given).by
    claims = TableClaims(table_of(given), "specificity")
    return vagueness(claims, {name: by(name) for name in MANNERS}, seed=0)


def put(*counts: tuple[str, str, int]):
    """Claims by how exactly they were put, verdict and number."""
    return of(*[claim(word, specificity=exactly) for exactly, word, n in counts for _ in range(n)])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("counts", "en"),
    [
        ([("measurable", "accurate", 3)], "must both have an accuracy before they can be compared"),
        (
            [("measurable", "accurate", 3), ("vague", "accurate", 3)],
            "too equal, to compare measurable with vague ones.",
        ),
        (
            [("measurable", "inaccurate", 1), ("measurable", "accurate", 3), ("vague", "accurate", 4)],
            "measurable and vague ones is no larger than luck would make.",
        ),
        (
            [("measurable", "inaccurate", 20), ("specific", "accurate", 20), ("vague", "accurate", 19),
             ("vague", "inaccurate", 1)],
            "Measurable ones were wrong more often than vague ones",
        ),
        (
            [("measurable", "accurate", 20), ("vague", "inaccurate", 20)],
            "Vague ones were wrong more often than measurable ones",
        ),
    ],
)  # fmt: skip
def test_the_sentence_says_what_the_two_ends_show(counts, en: str) -> None:
    sentence = vagueness_of(put(*counts)).sentence

    assert en in sentence.en
    assert sentence.zh


@pytest.mark.slow
def test_very_many_claims_are_compared_by_items(monkeypatch) -> None:
    monkeypatch.setattr("scorecard.summary.counts.MOST_SINGLE", 30)
    vague = put(
        ("measurable", "accurate", 20), ("specific", "accurate", 5), ("vague", "inaccurate", 20)
    )

    found = vagueness_of(vague)

    assert "Vague ones were wrong more often than measurable ones" in found.sentence.en
    assert found.comparison.found.test.startswith("permutation of items")


@pytest.mark.slow
def test_vagueness_counts_claims_whose_time_is_up() -> None:
    early = claim("accurate", specificity="vague", closes_on="2027-12-31")
    given = of(claim("inaccurate"), claim("inaccurate", specificity="vague"), early)

    wrong = vagueness_of(given).wrong

    assert (wrong["vague"].n_wrong, wrong["vague"].n_judged) == (1, 1)


@pytest.mark.slow
def test_a_manner_is_compared_within_items() -> None:
    """Items of vague claims that all came true prove nothing of vagueness."""
    right = [claim("accurate", item="i0", specificity="vague") for _ in range(30)]
    wrong = [claim("inaccurate", item="i1") for _ in range(30)]
    mixed = [claim("half_right", item="i2"), claim("half_right", item="i2", specificity="vague")]
    numbers = numbers_of(of(*right, *wrong, *mixed))

    assert numbers.vagueness.comparison is None
    assert numbers.by("specificity").comparison is None


def test_a_column_that_is_compared_nowhere_in_words_is_computed_once_and_alone():
    numbers = numbers_of(of(claim("accurate"), claim("inaccurate", attributed_to="lin")))

    summary = numbers.by("attributed_to")

    assert [one.key for one in summary.groups] == ["lin", "the article"]
    assert numbers.by("attributed_to") is summary


@pytest.mark.slow
def test_what_charts_and_report_compare_is_adjusted_together() -> None:
    numbers = numbers_of(crowd(60, 3))

    given = [one for by in TESTED for one in numbers.by(by).comparisons]
    comparisons = [one for one in [*given, numbers.vagueness.comparison] if one]

    assert len(comparisons) >= len(TESTED)
    assert {one.n_tests for one in comparisons} == {len(comparisons)}


# difficulty


@pytest.mark.slow
def test_what_accuracy_says_nothing_of_is_counted() -> None:
    given = of(
        claim("inaccurate"), claim("accurate"), claim("half_right", specificity="vague"),
        claim("inaccurate", closes_on="2027-12-31", specificity="vague"),
    )  # fmt: skip

    said = numbers_of_one_chart(given).details.difficulty

    assert said.en == (
        "50\xa0% says nothing of how hard the claims were: 0 of 1 judged vague claim whose time is up"
        " was wrong, 1 of 2 measurable ones."
    )
    assert (
        said.zh
        == "50% 并不说明预测有多难：期满已判的预测里，含糊的 1 条落空 0 条、可量化的 2 条落空 1 条。"
    )


def test_one_claim_of_each_end_is_no_several() -> None:
    given = of(claim("inaccurate"), claim("accurate", specificity="vague"))

    said = numbers_of_one_chart(given).details.difficulty

    assert said.en.endswith("was wrong, 1 of 1 measurable one.")


@pytest.mark.slow
def test_nothing_is_said_of_difficulty_where_one_end_is_missing() -> None:
    assert numbers_of_one_chart(of(claim("accurate"))).details.difficulty == Phrase("", "")


@pytest.mark.slow
def test_the_sentence_counts_the_wrong_ones() -> None:
    given = put(
        ("measurable", "inaccurate", 1), ("measurable", "accurate", 2), ("vague", "accurate", 4)
    )

    sentence = vagueness_of(given).sentence

    assert sentence.en.startswith(
        "Of the judged claims whose time is up 1 of 3 measurable and 0 of 4 vague ones were wrong."
    )
    assert sentence.zh.startswith(
        "期满已判的预测中：可量化的 3 条落空 1 条，含糊的 4 条落空 0 条。"
    )
    early = claim("accurate", closes_on="2027-12-31")
    of_those_up = vagueness_of(replace(given, predictions={**given.predictions, "x/early": early}))
    assert of_those_up.sentence == sentence


# days


@pytest.mark.slow
def test_days_are_counted_from_the_end_of_the_window() -> None:
    numbers = numbers_of_one_chart(
        of(
            claim(verdict("accurate", occurred_on="2024-12-31")),
            claim(verdict("half_right", "2025-06-01", "2025-01-10")),
            claim(verdict("accurate", occurred_on="2024-02-02"), closes_on=None),
            claim("accurate"),
            claim(verdict("unresolvable", occurred_on="2024-02-02")),
            claim(verdict("too_early", occurred_on="2024-02-02")),
        )
    )

    assert numbers.by("domain").overall.timing.n == 2
    assert numbers.came_true == [
        CameTrue("kandao-2024/c000", "chips", State.ACCURATE, 0),
        CameTrue("kandao-2024/c001", "chips", State.HALF_RIGHT, 10),
    ]
    said = timing_sentence(numbers.came_true, numbers.by("domain").overall)
    assert "The verdicts of 2 claims (4 are judged)" in said.en
    assert "1 of them came true after their window closed" in said.en


def test_one_claim_with_a_day_is_told_in_the_singular() -> None:
    given = of(claim(verdict("half_right", "2025-06-01", "2025-01-10")))
    numbers = numbers_of_one_chart(given)

    said = timing_sentence(numbers.came_true, numbers.headline.overall)

    assert said.en.startswith(
        "The verdict of 1 claim (1 is judged) names the day when the claim came true; 1 came true after"
        " its window closed."
    )
    twice = timing_sentence(2 * numbers.came_true, numbers.headline.overall)
    assert twice.en.startswith("The verdicts of 2 claims (1 is judged) name the day")


@pytest.mark.slow
def test_without_days_nothing_is_said_of_them() -> None:
    numbers = numbers_of_one_chart(of(claim("accurate")))

    assert timing_sentence(numbers.came_true, numbers.by("domain").overall) == Phrase("", "")


# evidence


def test_evidence_is_counted_by_what_it_says() -> None:
    given = [
        evidence("supports"),
        evidence("supports"),
        evidence("contradicts"),
        evidence("context"),
    ]
    numbers = numbers_of_one_chart(of(claim("accurate", evidence=given), claim(domain="cars")))

    assert numbers.evidence == [
        ClaimEvidence("kandao-2024/c000", "chips", State.ACCURATE, 2, 1),
        ClaimEvidence("kandao-2024/c001", "cars", State.OVERDUE, 0, 0),
    ]
    assert (
        "1 of 2 claims has pages for and against, 1 has neither"
        in evidence_sentence(numbers.evidence).en
    )
    thrice = evidence_sentence(3 * numbers.evidence[1:])
    assert "0 of 3 claims have pages for and against, 3 have neither" in thrice.en


# calibration


@pytest.mark.slow
def test_the_points_are_the_values_that_were_stated() -> None:
    found = numbers_of_one_chart(
        of(
            claim("accurate", probability=0.8),
            claim("inaccurate", probability=0.8),
            claim("inaccurate", probability=0.0),
            claim("accurate"),
        )
    ).calibration

    assert [(one.predicted, one.n, one.calibrated) for one in found.points] == [
        (0.0, 1, 0.0),
        (0.8, 2, 0.5),
    ]
    assert found.points[0] == CalibrationPoint(0.0, 1, 0.0, 0.0, 0.0)


@pytest.mark.slow
def test_the_sentence_counts_where_the_curve_leaves_the_band() -> None:
    wrong = numbers_of_one_chart(
        of(*[claim("inaccurate", probability=1.0) for _ in range(3)])
    ).calibration
    right = numbers_of_one_chart(
        of(*[claim("accurate", probability=1.0) for _ in range(3)])
    ).calibration

    assert (
        "leaves the gray band at 1 of 1 stated probabilities; that of a well calibrated"
        in calibration_sentence(wrong).en
    )
    assert calibration_sentence(wrong).en.endswith(
        "at 0 at most in 95 of 100 cases: more than chance explains."
    )
    assert "no flaw is visible" in calibration_sentence(right).en
    as_usual = calibration_sentence(replace(wrong, n_outside_high=1)).en
    assert as_usual.endswith("leaves it at 1 at most in 95 of 100 cases: no flaw is visible.")
    assert calibration_sentence(None) == Phrase("", "")


@pytest.mark.slow
def test_many_who_answer_the_same_questions_do_not_narrow_the_band() -> None:
    """Thirty well calibrated people on ten questions of which four came true: what one of them could get."""
    rows = pd.DataFrame([
        {"id": f"q{n}", "domain": "chips", "forecaster": f"f{who}", "probability": 0.6,
         "verdict": "accurate" if n < 4 else "inaccurate"}
        for n in range(10) for who in range(30)
    ])  # fmt: skip

    found = calibration(TableClaims(with_states(rows, as_of=AS_OF)), seed=0)

    assert [one.n for one in found.points] == [300]
    assert "no flaw is visible" in calibration_sentence(found).en


# raters


def test_without_ratings_there_is_no_agreement() -> None:
    numbers = numbers_of(of(claim(ratings=[rating("lin", "accurate", "2027-01-01")])))

    assert numbers.raters is None
    assert agreement_sentence(numbers.raters) == Phrase("", "")


def test_a_rater_counts_with_the_last_rating_of_a_claim() -> None:
    given = [rating("lin", "inaccurate", "2025-02-01"), rating("lin", "accurate", "2025-01-01")]
    raters = numbers_of(of(claim(ratings=[*given, rating("wu", "accurate")]))).raters

    assert raters.split[0].ratings == {"lin": Verdict.INACCURATE, "wu": Verdict.ACCURATE}


def test_those_furthest_apart_come_first() -> None:
    near = claim(ratings=[rating("lin", "accurate"), rating("wu", "half_right")])
    far = claim(ratings=[rating("lin", "accurate"), rating("wu", "inaccurate")])
    alike = claim(ratings=[rating("lin", "accurate"), rating("wu", "accurate")])
    outside = claim(ratings=[rating("lin", "too_early"), rating("wu", "unresolvable")])
    alone = claim(ratings=[rating("lin", "accurate")])

    raters = numbers_of(of(near, alike, outside, far, alone)).raters

    assert [one.id[-1] for one in raters.split] == ["3", "0", "2"]
    assert (raters.raters, raters.n_rated, raters.n_compared) == (["lin", "wu"], 5, 4)
    assert raters.percent == 0.25


def test_nominal_alpha_sees_all_words_and_ordinal_only_the_scored() -> None:
    given = [("accurate", "accurate"), ("inaccurate", "inaccurate"), ("too_early", "unresolvable")]
    raters = numbers_of(
        of(*[claim(ratings=[rating("lin", one), rating("wu", two)]) for one, two in given])
    ).raters

    nominal, ordinal = raters.alphas
    assert (nominal.metric, ordinal.metric) == ("nominal", "ordinal")
    assert nominal.alpha < 1.0
    assert ordinal.alpha == 1.0
    assert (nominal.interval, ordinal.interval) == (None, None)  # three claims are too few


def test_one_rater_alone_has_no_alpha() -> None:
    raters = numbers_of(of(claim(ratings=[rating("lin", "accurate")]))).raters

    assert [one.alpha for one in raters.alphas] == [None, None]
    assert [one.interval for one in raters.alphas] == [None, None]
    assert agreement_sentence(raters) == (
        "1 rater rated 1 claim, none twice: how far raters agree cannot be told.",
        "1 位评议人评议了 1 条预测，没有一条经两人以上评议，看不出意见是否一致。",
    )


# sentences of charts


@pytest.mark.slow
def test_the_course_is_said_only_when_there_is_one() -> None:
    one = numbers_of(of(claim("accurate"))).history
    two = numbers_of(of(claim("accurate"), claim(verdict("accurate", "2025-02-01")))).history

    assert history_sentence([]) == Phrase("", "")
    assert "on one day, 8 January 2025" in history_sentence(one).en
    assert "on 2 days" in history_sentence(two).en


@pytest.mark.slow
def test_the_course_says_only_what_happened() -> None:
    judged = claim(verdict("accurate", "2025-01-01"), verdict("accurate", "2025-02-01"))
    new = claim(verdict("accurate", "2025-02-01"), made_on=date(2025, 1, 15))
    waited = claim(verdict("too_early", "2025-01-01"), verdict("half_right", "2025-02-01"))
    again = claim(verdict("accurate", "2025-01-01"), verdict("inaccurate", "2025-02-01"))

    def after_the_first(*given) -> str:
        return history_sentence(numbers_of(of(*given)).history).en.split(
            " After the first of them "
        )[1]

    rise = "A rise does not prove better forecasts."
    assert after_the_first(judged) == f"nothing changed. {rise}"
    assert after_the_first(judged, new) == (
        f"1 claim was added, 1 claim was judged for the first time. {rise}"
    )
    assert after_the_first(waited) == f"1 claim was judged for the first time. {rise}"
    assert after_the_first(judged, again, again) == f"2 verdicts were changed. {rise}"
    taken_back = claim(
        verdict("accurate", "2025-01-01"),
        verdict("too_early", "2025-01-15"),
        verdict("accurate", "2025-02-01"),
    )
    assert after_the_first(taken_back) == f"2 verdicts were changed. {rise}"
    late = claim("accurate", closes_on="2025-06-30")
    assert after_the_first(judged, late) == (
        f"1 claim was judged for the first time. On 1 other day windows closed. {rise}"
    )


@pytest.mark.slow
def test_what_accuracy_leaves_out_is_said_beside_the_verdicts() -> None:
    early = claim(verdict("accurate", "2024-06-01"), closes_on="2027-01-01")
    said, of_those_up = (
        verdicts_sentence(numbers_of_one_chart(of(claim("accurate"), *more)).by("outlook"))
        for more in ([], [early])
    )

    assert said.en.startswith("Every recorded claim is in one part")
    judged = listed(state.label for state in JUDGED_STATES)
    assert f"counts only {judged.en}. " in said.en
    assert "inaccurate, and these only once time is up. " in of_those_up.en
    assert f"得分率只算期满且判为{judged.zh}的。" in of_those_up.zh


def test_the_rule_of_a_light_is_said() -> None:
    said = LIGHTS_NOTE
    assert "two thirds" in said.en
    assert all(name in said.en for name in ("green", "amber", "red", "gray"))
    assert all(name in said.zh for name in "绿黄红灰")


def test_a_window_that_closes_on_the_last_day_of_the_calendar_changes_nothing() -> None:
    claims = of(claim(made_on="2024-01-01", closes_on="9999-12-31")).predictions.values()

    assert last_change(claims, date(2024, 6, 1)) == date(2024, 1, 1)


def test_the_last_change_is_the_last_day_by_a_date_on_which_something_happened() -> None:
    claims = [
        claim(verdict("accurate", "2025-01-08"), closes_on="2024-12-31"),
        claim(closes_on="2025-06-30", ratings=[rating("lin", "accurate")]),
        claim(closes_on=None),
    ]

    def last(on: str) -> str:
        return last_change(claims, date.fromisoformat(on)).isoformat()

    assert last("2023-12-30") == "2023-12-30"  # nothing was made yet
    assert last("2024-12-31") == "2023-12-31"
    assert last("2025-01-05") == "2025-01-05"  # a rating
    assert last("2025-01-07") == "2025-01-05"
    assert last("2025-06-30") == "2025-01-08"
    assert last("2026-11-21") == "2025-07-01"  # a window had closed the day before


@pytest.mark.slow
@settings(max_examples=40)
@any_of(days=st.integers(0, 900))
def test_every_state_of_a_day_is_that_of_the_last_change(days: int) -> None:
    given = of(
        claim(verdict("accurate", "2025-01-08"), closes_on="2024-12-31"),
        claim("too_early", closes_on="2025-06-30"),
        claim(verdict("inaccurate", "2024-08-01"), closes_on=None),
    )
    day = date(2023, 12, 1) + timedelta(days=days)
    now, then = (
        prediction_table(given, as_of=on)
        for on in (day, last_change(given.predictions.values(), day))
    )

    assert now["state"].tolist() == then["state"].tolist()
    assert now["is_closed"].tolist() == then["is_closed"].tolist()


@pytest.mark.slow
def test_the_grid_counts_what_leads_and_leaves_empty_cells_out() -> None:
    given = of(
        claim("accurate"),
        claim("half_right"),
        claim("inaccurate", domain="cars", closes_on=None),
        claim(),
    )

    assert numbers_of(given).grid == {"chips": {"kandao-2024": (2, 0.75)}}
    early = numbers_of(given).of(prediction_table(given, as_of=AS_OF), is_early=True)
    assert early.grid["cars"] == {"kandao-2024": (1, 0.0)}


def test_the_imprint_has_title_publisher_and_address_where_they_are_set() -> None:
    publisher = Publisher(name="Ours", url="https://ours.example")
    named = replace(of(claim()), settings=Settings(title="A title", publisher=publisher))
    without_address = Settings(publisher=Publisher(name={"en": "Ours", "zh": "我们"}))

    assert numbers_of(of(claim())).imprint.en == ""
    assert numbers_of(named).imprint.en == "A title · Ours · https://ours.example"
    assert numbers_of(replace(of(claim()), settings=without_address)).imprint.zh == "我们"
