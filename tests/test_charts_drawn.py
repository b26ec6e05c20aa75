"""What each chart draws: bars, marks, limits, words; and what it says when it has nothing to draw."""

import re
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline

from scorecard.charts.by_group import accuracy_chart, lift_chart
from scorecard.charts.fonts import drawing
from scorecard.charts.gallery import chart_names, gallery
from scorecard.charts.scales import Scale, Span, axis, whole_ticks
from scorecard.charts.slide import Chart
from scorecard.charts.style import GRAY, INK, PALE, PHONE, QUIET, Form, Frame, Page
from scorecard.reading.folder import Records
from scorecard.records import Domain
from scorecard.records.outlook import Judge, Settings
from scorecard.scoring.comparison import group_comparison
from scorecard.scoring.items import item_blocks
from scorecard.scoring.lift import Lift
from scorecard.summary.comparison import Comparison
from scorecard.text import Language, Phrase
from scorecard.verdicts import PARTIAL_STATES, State, Verdict
from scorecards import (
    AS_OF,
    chart_of,
    claim,
    crowd,
    evidence,
    numbers_of,
    numbers_of_one_chart,
    of,
    outlook,
    rating,
    records,
    verdict,
)

pytestmark = pytest.mark.slow


def drawn(given: Records, name: str, language: Language = Language.ENGLISH) -> Figure:
    with drawing():
        return chart_of(given, name).figures(Frame(language=language))[0]


def texts(figure: Figure) -> list[str]:
    return [text.get_text().replace("\xa0", " ") for text in figure.texts]


def whole_text(figure: Figure) -> str:
    """Every text as one, so that a line break hides nothing."""
    return " ".join(texts(figure)).replace("\n", " ")


def named(figure: Figure, gid: str) -> list[Artist]:
    return [artist for artist in figure.get_children() if artist.get_gid() == gid]


def widths(figure: Figure, state: State) -> list[float]:
    """The widths in inches of a state's bars, from the first row down."""
    found = []
    for patch in named(figure, state.value):
        corners = patch.get_path().vertices.reshape(-1, 5, 2)
        found += [float(np.ptp(box[:, 0])) for box in corners]
    return found


def points(figure: Figure, gid: str) -> list[tuple[float, float]]:
    return [
        (float(x), float(y))
        for line in named(figure, gid)
        for x, y in zip(*line.get_data(), strict=True)
    ]


def segments(figure: Figure, gid: str) -> list[np.ndarray]:
    """The lines of a drawing of strokes, each as its points."""
    path = named(figure, gid)[0].get_path()
    starts = np.flatnonzero(path.codes == Outline.MOVETO)
    return np.split(path.vertices, starts[1:])


@pytest.mark.slow
def test_every_chart_is_there_in_the_order_of_the_report() -> None:
    assert list(empty_gallery()) == [
        "accuracy-by-domain",
        "accuracy-by-outlook",
        "accuracy-by-year",
        "accuracy-by-person",
        "lift-by-outlook",
        "lift-by-person",
        "domains-and-outlooks",
        "verdicts-by-outlook",
        "verdicts-by-year",
        "accuracy-over-time",
        "vagueness",
        "timing",
        "evidence",
        "calibration",
        "agreement",
        "lights-kandao-2024",
    ]


def test_a_chart_computes_only_the_numbers_that_it_shows() -> None:
    numbers = numbers_of(of(claim("accurate")))

    charts = gallery(numbers, ["evidence"])

    assert list(charts) == ["evidence"]
    assert "evidence" in vars(numbers)
    assert not {"vagueness", "history", "raters", "calibration", "lights"} & set(vars(numbers))
    assert chart_names(numbers)[-1] == "lights-kandao-2024"


def test_every_chart_names_counts_date_rule_and_records() -> None:
    given = numbers_of(of(claim("accurate", item="i0"), claim()))
    with drawing():
        for name, chart in gallery(given).items():
            said = whole_text(chart.figures(Frame(language=Language.ENGLISH))[0])
            assert "1 judged of 2 due of 2 recorded" in said
            if not name.startswith("lights-"):
                assert "as of 2026-11-21 · rule credit-1 · records sha256:0123456789ab" in said


def test_lights_are_dated_by_what_happened_to_their_own_claims() -> None:
    figure = drawn(of(claim("accurate", item="i0"), claim()), "lights-kandao-2024")

    assert "as of 2025-01-08 · rule credit-1 · records sha256:" in whole_text(figure)


# accuracy


def test_accuracy_bars_are_as_long_as_the_counts() -> None:
    figure = drawn(
        of(
            *[claim("accurate") for _ in range(4)],
            claim("half_right"),
            claim("inaccurate", domain="cars"),
            claim("inaccurate", domain="cars"),
        ),
        "accuracy-by-domain",
    )

    (four,), (one,), (two,) = (
        widths(figure, state) for state in (State.ACCURATE, State.HALF_RIGHT, State.INACCURATE)
    )
    assert four == pytest.approx(4 * one)
    assert two == pytest.approx(2 * one)
    assert {"4", "n=5", "n=2", "90 %", "0 %", "all: 64 %"} <= set(texts(figure))


@pytest.mark.slow
def test_a_domain_without_a_judged_claim_keeps_its_row_without_a_dot() -> None:
    figure = drawn(of(claim("accurate"), claim(domain="cars")), "accuracy-by-domain")

    assert {"Chips", "Cars", "n=0"} <= set(texts(figure))
    assert len(points(figure, "shares")) == 1


def test_a_domain_without_a_claim_has_no_row() -> None:
    figure = drawn(of(claim("accurate")), "accuracy-by-domain")

    assert "Cars" not in texts(figure)


def test_groups_that_cannot_be_told_apart_are_gray() -> None:
    chips = [claim(word) for word in ("accurate", "accurate", "accurate", "half_right")]
    cars = [
        claim(word, domain="cars")
        for word in ("accurate", "half_right", "half_right", "inaccurate")
    ]
    alike = drawn(of(*chips, *cars), "accuracy-by-domain")
    apart = drawn(
        of(
            *[claim("accurate") for _ in range(12)],
            *[claim("inaccurate", domain="cars") for _ in range(12)],
        ),
        "accuracy-by-domain",
    )

    assert named(alike, "shares")[0].get_color() == GRAY
    assert named(apart, "shares")[0].get_color() == INK
    assert "No group stands out" in whole_text(alike)
    assert "did better than" in whole_text(apart)


def test_the_interval_and_the_pooled_value_stand_beside_the_raw_one() -> None:
    given = of(
        claim("accurate"),
        claim("half_right"),
        claim("inaccurate", domain="cars"),
        claim("accurate"),
    )
    group = numbers_of_one_chart(given).by("domain").groups[0]
    figure = drawn(given, "accuracy-by-domain")

    (raw, _), (pooled, _) = points(figure, "shares")[0], points(figure, "pooled")[0]
    low, high = segments(figure, "intervals")[0][:, 0]
    assert (raw - low) / (high - low) == pytest.approx(
        (group.accuracy - group.interval.low) / (group.interval.high - group.interval.low)
    )
    assert (pooled - low) / (high - low) == pytest.approx(
        (group.pooled.accuracy - group.interval.low) / (group.interval.high - group.interval.low)
    )


# verdicts


def test_verdicts_are_shares_of_all_recorded() -> None:
    figure = drawn(
        of(claim("accurate"), claim("unresolvable"), claim(), claim(closes_on=None)),
        "verdicts-by-outlook",
    )

    lengths = {state: widths(figure, state) for state in State}
    assert {state: len(length) for state, length in lengths.items() if length} == dict.fromkeys(
        (State.ACCURATE, State.UNRESOLVABLE, State.OPEN, State.OVERDUE), 1
    )
    assert np.ptp([one for length in lengths.values() for one in length]) == pytest.approx(
        0, abs=1e-9
    )
    assert "n=4" in texts(figure)


def test_what_is_not_judged_is_outlined_and_hatched() -> None:
    figure = drawn(
        of(claim("unresolvable"), claim(), claim(closes_on=None), claim("accurate")),
        "verdicts-by-year",
    )

    (unresolvable,) = named(figure, "unresolvable")
    (accurate,) = named(figure, "accurate")
    assert to_hex(unresolvable.get_edgecolor()) == QUIET
    assert to_hex(accurate.get_edgecolor()) == "#ffffff"
    hatched = {
        state: named(figure, state.value)[0].get_hatch() for state in State if widths(figure, state)
    }
    assert hatched == {
        State.ACCURATE: None,
        State.UNRESOLVABLE: "////",
        State.OPEN: "",
        State.OVERDUE: "xxxx",
    }


def test_a_chart_says_of_early_verdicts_that_they_are_left_out_only_where_they_are() -> None:
    early = [claim(verdict("accurate", "2024-06-01"), closes_on="2027-01-01") for _ in range(2)]
    charts = gallery(numbers_of_one_chart(of(*early, claim("accurate"), claim("inaccurate"))))

    def says_so(name: str) -> bool:
        return "left out here" in charts[name].source.en

    assert says_so("accuracy-by-domain")
    assert not any(map(says_so, ("verdicts-by-year", "verdicts-by-outlook", "lift-by-outlook")))


def test_years_are_rows_from_the_first_to_the_last() -> None:
    figure = drawn(crowd(40, 2, are_long=False), "verdicts-by-year")

    assert [text for text in texts(figure) if text.startswith("20")] == [
        "2023",
        "2024",
        "2025",
        "2026",
    ]


@pytest.mark.slow
def test_a_count_that_does_not_fit_its_part_is_left_out() -> None:
    figure = drawn(
        of(*[claim("accurate") for _ in range(199)], claim("inaccurate")), "verdicts-by-outlook"
    )

    assert "199" in texts(figure)
    assert "1" not in texts(figure)


# over time


@pytest.mark.slow
def test_verdicts_of_one_day_hold_until_the_day_of_the_chart() -> None:
    figure = drawn(of(claim("accurate"), claim("half_right")), "accuracy-over-time")

    (line,), (at,) = segments(figure, "accuracy"), points(figure, "shares")
    assert tuple(line[0]) == pytest.approx(at)
    assert line[1][0] > line[0][0]
    assert line[1][1] == line[0][1]
    assert "All verdicts were given on one day, 8 January 2025" in whole_text(figure)
    assert {"75 %", "2 of 2", "2025-01-08"} <= set(texts(figure))


def test_verdicts_of_the_day_of_the_chart_are_a_dot() -> None:
    figure = drawn(of(claim(verdict("accurate", AS_OF.isoformat()))), "accuracy-over-time")

    (line,), (at,) = segments(figure, "accuracy"), points(figure, "shares")
    assert [tuple(end) for end in line] == [pytest.approx(at)] * 2
    assert {"100 %", AS_OF.isoformat()} <= set(texts(figure))


def test_a_step_holds_until_the_next_verdicts() -> None:
    figure = drawn(
        of(claim(verdict("accurate", "2025-01-01")), claim(verdict("inaccurate", "2025-07-01"))),
        "accuracy-over-time",
    )

    (course,) = segments(figure, "accuracy")
    assert len(course) == 4
    assert course[0][1] == course[1][1]
    assert course[1][0] == course[2][0]
    assert course[2][1] == course[3][1]
    assert course[1][1] - course[3][1] > 0
    assert len(points(figure, "shares")) == 2
    assert {"50 %", "2 of 2"} <= set(texts(figure))


def test_the_last_step_reaches_the_day_of_the_chart() -> None:
    figure = drawn(
        of(claim(verdict("accurate", "2026-11-01")), claim(verdict("accurate", "2026-11-19"))),
        "accuracy-over-time",
    )

    (course,) = segments(figure, "accuracy")
    days = course[-1][0] - course[0][0], course[1][0] - course[0][0]
    assert days[0] / days[1] == pytest.approx(20 / 18)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (("2026-11-01", "2026-11-05"), ["2026-11-01", "2026-11-05", "2026-11-21"]),
        (("2026-10-31", "2026-11-21"), ["2026-10-31", "2026-11-21"]),
        (("2024-01-08", "2026-11-21"), ["2024-01-08", "2026-11-21"]),
    ],
)
def test_the_first_and_the_last_day_are_named(days, expected) -> None:
    claims = [claim(verdict("accurate", day), closes_on=None) for day in days]
    figure = drawn(of(*claims), "accuracy-over-time")

    said = [text for text in texts(figure) if re.fullmatch(r"\d{4}-\d\d-\d\d", text)]
    assert set(expected) <= set(said)


@pytest.mark.slow
def test_many_dates_have_a_line_without_dots() -> None:
    given = [claim(verdict("accurate", f"2025-{month:02d}-{day:02d}")) for month in (1, 2, 3)
             for day in range(1, 25)]  # fmt: skip
    figure = drawn(of(*given), "accuracy-over-time")

    assert not points(figure, "shares")
    assert len(segments(figure, "accuracy")[0]) == 2 * 72


@pytest.mark.slow
def test_days_between_are_named_where_there_is_room() -> None:
    days = ["2025-01-01", "2025-01-02", "2025-06-01", "2026-11-20"]
    figure = drawn(of(*[claim(verdict("accurate", day)) for day in days]), "accuracy-over-time")

    said = [text for text in texts(figure) if re.fullmatch(r"\d{4}-\d\d-\d\d", text)]
    assert said == ["2025-01-01", "2025-06-01", "2026-11-21"]


# vagueness


def test_vagueness_has_a_row_for_each_word_that_is_used() -> None:
    figure = drawn(
        of(
            claim("inaccurate"),
            claim("accurate", specificity="vague", strength="may", stated=False),
            claim(specificity="vague"),
        ),
        "vagueness",
    )

    said = whole_text(figure)
    for label in ("exactly: measurable", "exactly: vague", "how firmly: will", "how firmly: may"):
        assert label in said
    assert {"when: window stated", "when: window not stated"} <= set(texts(figure))
    assert "exactly: specific" not in said


def test_vagueness_shows_the_share_of_wrong_claims() -> None:
    figure = drawn(
        of(claim("inaccurate"), claim("accurate"), claim("accurate", specificity="vague")),
        "vagueness",
    )

    wrong = named(figure, "shares")[1]
    assert wrong.get_color() == State.INACCURATE.row.edge
    assert np.ptp(wrong.get_xdata()) > 0
    assert "1 of 2 measurable and 0 of 1 vague ones were wrong." in whole_text(figure)


def test_vagueness_shows_the_verdicts_that_its_percentages_are_of() -> None:
    early = claim(verdict("accurate", "2024-06-01"), closes_on="2027-01-01")
    vague = claim("accurate", specificity="vague")
    figure = drawn(of(*[early] * 3, claim("accurate"), claim("inaccurate"), vague), "vagueness")

    first, *_ = widths(figure, State.ACCURATE)
    assert first == pytest.approx(widths(figure, State.INACCURATE)[0])
    assert {"50 %", "n=2", "share of the claims whose time is up"} <= set(texts(figure))
    assert not {"open", "n=5"} & set(texts(figure))


def test_vagueness_without_any_end_of_a_window_shows_all_claims() -> None:
    given = of(claim("accurate", closes_on=None), claim(specificity="vague", closes_on=None))
    figure = drawn(given, "vagueness")

    assert {"open", "share of all recorded claims"} <= set(texts(figure))


# timing


def test_a_claim_that_came_true_late_has_another_shape() -> None:
    figure = drawn(
        of(
            claim(verdict("accurate", "2026-01-01", "2024-06-30")),
            claim(verdict("half_right", "2026-01-01", "2025-03-01")),
        ),
        "timing",
    )

    (on_time,), (late,) = named(figure, "in-time-accurate"), named(figure, "late-half_right")
    assert (on_time.get_marker(), late.get_marker()) == ("o", "D")
    assert on_time.get_xdata()[0] < late.get_xdata()[0]
    assert "Chips n=2, 1 late" in texts(figure)


def test_timing_has_a_row_for_all_only_beside_several_domains() -> None:
    one = drawn(of(claim(verdict("accurate", occurred_on="2024-06-30"))), "timing")
    two = drawn(
        of(
            claim(verdict("accurate", occurred_on="2024-06-30")),
            claim(verdict("accurate", occurred_on="2024-06-30"), domain="cars"),
        ),
        "timing",
    )

    assert "overall" not in whole_text(one)
    assert {f"{name}, 0 late" for name in ("overall n=2", "Chips n=1", "Cars n=1")} <= set(
        texts(two)
    )


def test_claims_of_one_day_stand_apart() -> None:
    same_day = [claim(verdict("accurate", occurred_on="2024-06-30")) for _ in range(5)]
    figure = drawn(of(*same_day), "timing")

    places = points(figure, "in-time-accurate")
    assert len({x for x, _ in places}) == 1
    assert len({y for _, y in places}) == 5


@pytest.mark.slow
def test_more_claims_of_one_day_than_lanes_still_all_stand() -> None:
    same_day = [claim(verdict("accurate", occurred_on="2024-06-30")) for _ in range(40)]
    figure = drawn(of(*same_day), "timing")

    assert len(points(figure, "in-time-accurate")) == 40


def test_the_median_and_the_quartiles_are_drawn() -> None:
    days = ["2024-12-01", "2024-12-11", "2024-12-21"]
    figure = drawn(of(*[claim(verdict("accurate", occurred_on=day)) for day in days]), "timing")

    first, middle, last = sorted(x for x, _ in points(figure, "in-time-accurate"))
    assert segments(figure, "median")[0][0, 0] == pytest.approx(middle)
    low, high = segments(figure, "quartiles")[0][:, 0]
    assert low == pytest.approx((first + middle) / 2)
    assert high == pytest.approx((middle + last) / 2)


# evidence


def test_every_claim_has_a_mark_and_a_brick_for_each_page() -> None:
    figure = drawn(
        of(
            claim("accurate", evidence=[evidence("supports")] * 3 + [evidence("contradicts")]),
            claim("accurate", evidence=[evidence("context")]),
            claim(evidence=[evidence("contradicts")] * 2),
        ),
        "evidence",
    )

    lines = [artist for artist in named(figure, "accurate") if hasattr(artist, "get_marker")]
    heights = [
        float(np.ptp(box[:, 1]))
        for patch in named(figure, "accurate")
        if not hasattr(patch, "get_marker")
        for box in patch.get_path().vertices.reshape(-1, 5, 2)
    ]
    assert len(lines[-1].get_xdata()) == 2
    assert heights[0] == pytest.approx(3 * heights[1])
    assert "Chips n=3" in texts(figure)
    assert "1 of 3 claims has pages for and against, 1 has neither" in whole_text(figure)


@pytest.mark.slow
def test_claims_without_any_evidence_are_not_drawn() -> None:
    figure = drawn(of(claim("accurate"), claim()), "evidence")

    assert "No claim has evidence for or against it." in whole_text(figure)


@pytest.mark.slow
def test_the_columns_of_many_claims_are_narrower() -> None:
    page = [evidence("supports")]
    figure = drawn(of(*[claim("accurate", evidence=page) for _ in range(200)]), "evidence")

    marks = [artist for artist in named(figure, "accurate") if hasattr(artist, "get_marker")]
    xs, ys = marks[-1].get_data()
    assert len(set(xs)) == 200
    assert len(set(ys)) == 1
    assert max(xs) < 12.8


# calibration


def test_calibration_draws_curve_band_and_scores() -> None:
    given = of(
        claim("accurate", probability=0.9),
        claim("accurate", probability=0.5),
        claim("inaccurate", probability=0.5),
        claim("inaccurate", probability=0.1),
        claim("half_right", probability=0.4),
    )
    figure = drawn(given, "calibration")

    (curve,) = segments(figure, "curve")
    (diagonal,) = segments(figure, "diagonal")
    side = diagonal[1] - diagonal[0]
    assert (curve - diagonal[0]) / side == pytest.approx(
        np.array([[0.1, 0.0], [0.5, 0.5], [0.9, 1.0]])
    )
    assert len(points(figure, "points")) == 3
    left_out = " or ".join(one.label.en for one in (*PARTIAL_STATES, State.UNRESOLVABLE))
    assert f"Probabilities: 4 scored, 1 {left_out}" in whole_text(figure)
    assert "Brier score 0.1300 = " in whole_text(figure)
    one = drawn(of(claim("accurate", probability=0.9)), "calibration")
    assert "Brier score 0.0100 = " in whole_text(one)
    early = of(claim("accurate", probability=0.9, closes_on="2027-12-31"))
    assert "Early verdicts are counted here." in whole_text(drawn(early, "calibration"))
    assert "Early verdicts" not in whole_text(one)


@pytest.mark.slow
def test_a_certain_forecast_that_was_wrong_has_an_infinite_log_score() -> None:
    figure = drawn(of(claim("inaccurate", probability=1.0)), "calibration")

    assert "skill –, log score ∞; of both scores 0 is best." in whole_text(figure)


@pytest.mark.slow
def test_a_cover_names_the_counts_that_have_room_and_the_accuracy_that_there_is() -> None:
    most = [claim("accurate") for _ in range(60)]
    judged = chart_of(of(*most, claim("inaccurate")), "accuracy-by-domain")
    waiting = chart_of(of(claim(None)), "verdicts-by-outlook")
    with drawing():
        first, second = (
            one.figures(Form(size="cover").frame(Language.ENGLISH))[0] for one in (judged, waiting)
        )

    assert {"98 %", "accuracy, n=61", "accurate 60"} <= set(texts(first))
    assert "records sha256:" in texts(first)[-1].replace("\n", " ")
    assert widths(first, State.INACCURATE)
    assert not any(text.startswith("inaccurate") for text in texts(first))
    assert any(text.endswith(" 1") for text in texts(second))
    assert not any(text.startswith("accuracy, ") for text in texts(second))


@pytest.mark.slow
def test_a_cover_says_that_its_accuracy_is_of_claims_whose_time_is_up() -> None:
    early = claim("accurate", closes_on="2027-12-31")
    chart = chart_of(of(claim("accurate"), claim("inaccurate"), early), "accuracy-by-domain")
    with drawing():
        en, zh = (chart.figures(Form(size="cover").frame(one))[0] for one in Language)

    assert "accuracy, time up, n=2" in texts(en)
    assert texts(en)[-1].startswith("3 judged of 3 due of 3 recorded")
    assert "期满得分率，n=2" in texts(zh)
    assert texts(zh)[-1].startswith("收录 3 条，到期 3 条，已判 3 条")


@pytest.mark.slow
def test_many_stated_values_are_counted_in_bins() -> None:
    given = [claim("accurate", probability=n / 100) for n in range(101)]
    figure = drawn(of(*given), "calibration")

    assert len(segments(figure, "counts")) == 20
    assert not points(figure, "points")


# agreement


def test_agreement_lists_the_claims_that_raters_split_on() -> None:
    given = of(
        claim(ratings=[rating("lin", "accurate"), rating("wu", "half_right")]),
        claim(
            claim={"en": "The far one.", "zh": "差得远的。"},
            ratings=[rating("lin", "accurate"), rating("wu", "inaccurate")],
        ),
        claim(ratings=[rating("lin", "accurate"), rating("wu", "accurate")]),
    )
    figure = drawn(given, "agreement")

    rows = [text for text in texts(figure) if text.endswith(".") and "raters" not in text]
    assert rows == ["The far one.", "Something happens during 2024."]
    assert "2 raters rated 3 claims, 3 of them twice or more, and split on 2" in whole_text(figure)


def rated(**words: str):
    return claim(ratings=[rating(rater, word) for rater, word in words.items()])


@pytest.mark.slow
def test_every_rater_is_a_column_with_a_gap_where_nothing_was_rated() -> None:
    figure = drawn(
        of(
            rated(lin="accurate", wu="inaccurate", zhou="accurate"),
            rated(wu="half_right", zhou="accurate"),
        ),
        "agreement",
    )

    column = {text.get_text(): text.get_position()[0] for text in figure.texts}
    accurate = points(figure, "accurate")[1:]
    assert sorted(x for x, _ in accurate) == pytest.approx(
        [column["lin"], column["zhou"], column["zhou"]]
    )
    assert [x for x, _ in points(figure, "half_right")[1:]] == pytest.approx([column["wu"]])


def test_the_legend_of_raters_has_the_words_that_they_can_choose() -> None:
    figure = drawn(of(rated(lin="accurate", wu="too_early")), "agreement")

    said = texts(figure)
    assert [word.label.en for word in Verdict] == [
        one for one in said if one in {word.label.en for word in Verdict}
    ]
    assert not {"open", "overdue"} & set(said)


@pytest.mark.slow
def test_an_alpha_says_its_interval_and_on_how_many_claims_it_rests() -> None:
    same = [rated(lin=word, wu=word) for word in ("accurate", "inaccurate") for _ in range(10)]
    figure = drawn(
        of(
            *same,
            rated(lin="accurate", wu="half_right"),
            rated(lin="too_early", wu="unresolvable"),
            rated(lin="accurate"),
        ),
        "agreement",
    )

    said = whole_text(figure)
    within = r"\(95 % interval 0\.\d\d–\d\.\d\d, n="
    assert re.search(rf"alpha by the same verdict or not 0\.\d\d {within}22\);", said)
    assert re.search(rf"by how far apart 0\.\d\d {within}21\)\.", said)


@pytest.mark.slow
def test_an_alpha_that_is_not_defined_is_not_told() -> None:
    alone = chart_of(of(rated(lin="accurate")), "agreement")
    once = chart_of(of(rated(lin="accurate", wu="inaccurate")), "agreement")

    assert "alpha" not in alone.note.en + alone.note.zh
    assert "or not 0.00 (n=1)" in once.note.en


@pytest.mark.slow
def test_long_names_of_many_raters_stand_upright() -> None:
    many = {f"a-rater-with-a-long-name-{n:02d}": "accurate" for n in range(20)}
    figure = drawn(of(rated(**{**many, "a": "inaccurate"})), "agreement")

    assert len([text for text in figure.texts if text.get_rotation() == 90]) == 21


@pytest.mark.slow
def test_agreement_without_a_split_says_so() -> None:
    given = of(claim(ratings=[rating("lin", "accurate"), rating("wu", "accurate")]))

    assert "they agree" in whole_text(drawn(given, "agreement"))


@pytest.mark.slow
def test_agreement_without_a_claim_that_two_rated_says_so() -> None:
    given = of(claim(ratings=[rating("lin", "accurate")]))

    assert "rated 1 claim, none twice" in whole_text(drawn(given, "agreement"))


@pytest.mark.slow
def test_agreement_shows_twenty_splits_at_most() -> None:
    ratings = [rating("lin", "accurate"), rating("wu", "too_early")]
    chart = chart_of(of(*[claim(ratings=ratings) for _ in range(25)]), "agreement")
    with drawing():
        (figure,), (cover,) = (
            chart.figures(Form(size=size).frame(Language.ENGLISH)) for size in ("column", "cover")
        )

    assert len(points(figure, "accurate")) == 1 + 20
    assert "split on 25" in whole_text(figure)
    assert "The 20 furthest apart are shown." in whole_text(figure)
    assert texts(cover)[-1].startswith("0 judged of 25 due of 25 recorded")


# lights


@pytest.mark.slow
def test_lights_have_a_row_for_each_item_and_a_mark_for_each_claim() -> None:
    figure = drawn(
        of(
            *[claim("accurate", item="i0") for _ in range(20)],
            claim("inaccurate", item="i1"),
            claim(item="i1"),
            claim(item="i1"),
        ),
        "lights-kandao-2024",
    )

    assert {"Item 0", "Item 1", "20 of 20 judged", "1 of 3 judged"} <= set(texts(figure))
    assert len(points(figure, "accurate")) == 1 + 20
    green, gray = named(figure, "light")
    assert to_hex(green.get_facecolor()) == State.ACCURATE.row.color
    assert to_hex(gray.get_facecolor()) == PALE
    assert named(figure, "filled") == []


def test_a_light_that_rests_on_one_claim_says_so_and_is_filled_by_its_credit() -> None:
    figure = drawn(
        of(claim("half_right", item="i0"), claim(item="i0"), claim("inaccurate", item="i1")),
        "lights-kandao-2024",
    )

    assert {"rests on 1 of 2", "rests on 1 of 1"} <= set(texts(figure))
    half, none = named(figure, "light")
    (filled,) = named(figure, "filled")
    whole, part = half.get_path().get_extents(), filled.get_path().get_extents()
    assert (part.x0, part.y0, part.y1) == (whole.x0, whole.y0, whole.y1)
    assert part.width == pytest.approx(whole.width / 2)
    assert to_hex(none.get_facecolor()) == "#ffffff"
    assert none.get_linewidth() > half.get_linewidth()


@pytest.mark.slow
def test_an_item_with_very_many_claims_goes_on_in_further_rows() -> None:
    figure = drawn(of(*[claim("accurate", item="i0") for _ in range(90)]), "lights-kandao-2024")

    assert texts(figure).count("…") == 2
    assert len(points(figure, "accurate")) == 1 + 90


# lift


def test_lift_stands_around_zero_and_a_sure_one_is_dark() -> None:
    given = of(claim("accurate", attributed_to="Lin"), claim("inaccurate", attributed_to="Wu"))
    summary = numbers_of_one_chart(given).by("attributed_to")
    lifts = [Lift(9, 0.6, 0.25, 0.1, 0.4), Lift(1, 0.6, -0.6, None, None)]
    groups = [replace(one, lift=lift) for one, lift in zip(summary.groups, lifts, strict=True)]
    with drawing():
        chart = lift_chart(replace(summary, groups=groups), Phrase("t", "t"))
        figure = chart.figures(Frame(language=Language.ENGLISH))[0]

    sure, unsure = named(figure, "shares")
    assert {"Lin", "Wu", "n=9", "n=1", "+25", "-60", "0", "+30"} <= set(texts(figure))
    assert (sure.get_color(), unsure.get_color()) == (INK, GRAY)
    assert len(segments(figure, "intervals")) == 1
    assert "it may be chance" in whole_text(figure)
    assert "95 % interval" in whole_text(figure)


@pytest.mark.slow
def test_a_lift_chart_without_any_interval_promises_none() -> None:
    given = of(claim("accurate", attributed_to="Lin"), claim("inaccurate", attributed_to="Wu"))
    summary = numbers_of_one_chart(given).by("attributed_to")
    groups = [replace(one, lift=Lift(1, 0.6, 0.2, None, None)) for one in summary.groups]
    chart = lift_chart(replace(summary, groups=groups), Phrase("t", "t"))
    with drawing():
        said = whole_text(chart.figures(Frame(language=Language.ENGLISH))[0])

    assert "No row has an interval: the claims of each are of one item, or all alike." in said
    assert "95" not in said + "".join(chart.description)
    assert chart.note.zh.endswith("各行都没有置信区间：每行的预测同属一个原文条目，或全都一样。")


def test_no_lift_is_dark_where_the_sentence_says_that_none_differs() -> None:
    given = of(*[claim("accurate", attributed_to=one) for one in ("Lin", "Wu") * 9])
    summary = numbers_of_one_chart(given).by("attributed_to")
    groups = [replace(one, lift=Lift(9, 0.6, 0.25, 0.1, 0.4)) for one in summary.groups]
    alike = group_comparison(item_blocks(np.tile([0.0, 1.0], 9), np.repeat([0, 1], 9)), seed=1)
    named_groups = [(one.key, one.label) for one in groups]
    compared = replace(
        summary, groups=groups, lift_comparison=Comparison(alike, named_groups, "lift")
    )
    with drawing():
        (figure,) = lift_chart(compared, Phrase("t", "t")).figures(Frame(language=Language.ENGLISH))

    assert [one.get_color() for one in named(figure, "shares")] == [GRAY]


def test_raters_are_called_by_their_names() -> None:
    given = of(claim(ratings=[rating("lin", "accurate"), rating("wu", "half_right")]))
    judge = Judge(id="lin", kind="person", en="Lin Wei", zh="林薇")
    figure = drawn(replace(given, settings=Settings(judges=[judge])), "agreement", Language.CHINESE)

    assert {"林薇", "wu"} <= set(texts(figure))


def test_a_description_counts_one_in_the_singular() -> None:
    one = claim(verdict("accurate", occurred_on="2024-05-01"), item="i0")
    charts = gallery(numbers_of_one_chart(of(one, outlooks={"kandao-2024": outlook(items=1)})))

    said = " ".join(chart.description.en for chart in charts.values())
    for word in ("group", "item", "claim", "domain", "outlook", "day"):
        assert re.search(rf"\b1 {word}\b", said), word
        assert f"1 {word}s" not in said


# the heat map


def test_a_cell_has_its_accuracy_and_its_number_and_few_claims_are_gray() -> None:
    figure = drawn(
        of(
            *[claim("accurate") for _ in range(4)],
            claim("half_right"),
            claim("inaccurate", domain="cars"),
        ),
        "domains-and-outlooks",
    )

    colored, gray = named(figure, "cell")
    assert {"90 %", "n=5", "0 %", "n=1"} <= set(texts(figure))
    assert to_hex(gray.get_facecolor()) == PALE
    assert to_hex(colored.get_facecolor()) not in {PALE, "#ffffff"}
    assert "1 of 2 cells has fewer than 5 and is gray: it says" in whole_text(figure)


def test_an_outlook_with_few_judged_claims_has_a_gray_column() -> None:
    many = {f"kandao-2024/c{n}": claim("accurate") for n in range(6)}
    few = {"other-2024/x": claim("inaccurate", domain="cars")}
    outlooks = {"kandao-2024": outlook("Kandao"), "other-2024": outlook("Other")}

    both = drawn(records({**many, **few}, outlooks=outlooks), "domains-and-outlooks")

    assert {"Kandao", "Other", "Cars"} <= set(texts(both))
    assert [to_hex(one.get_facecolor()) == PALE for one in named(both, "cell")] == [False, True]


@pytest.mark.slow
def test_outlooks_that_do_not_fit_beside_each_other_go_on_a_second_slide() -> None:
    names = [f"Outlook {n:02}" for n in range(40)]
    claims = {
        f"o{n}-2024/c": claim("accurate", domain=["cars", "devices"][n % 2]) for n in range(40)
    }
    outlooks = {f"o{n}-2024": outlook(name) for n, name in enumerate(names)}
    chart = chart_of(records(claims, outlooks=outlooks), "domains-and-outlooks")

    with drawing():
        first, second = chart.figures(Form().frame(Language.ENGLISH))
        phone = chart.figures(Frame(language=Language.ENGLISH, width=PHONE))

    assert [len(named(page, "cell")) for page in (first, second)] == [20, 20]
    for pages in ((first, second), phone):
        said = [one for page in pages for one in texts(page) if one.startswith("Outlook")]
        assert sorted(said) == names
        assert {texts(page).count("Cars") for page in pages} == {1}


def test_names_of_narrow_columns_stand_upright() -> None:
    chart = chart_of(crowd(200, 3), "domains-and-outlooks")
    with drawing():
        wide, phone = (
            chart.figures(frame)[0]
            for frame in (
                Frame(language=Language.ENGLISH),
                Frame(language=Language.ENGLISH, width=PHONE),
            )
        )

    assert not any(one.get_rotation() for one in wide.texts)
    assert len([one for one in phone.texts if one.get_rotation() == 90]) == 4


# nothing to draw


@cache
def empty_gallery() -> dict[str, Chart]:
    return gallery(numbers_of(of()))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "en", "zh"),
    [
        ("accuracy-by-domain", "There is no score yet.", "还没有得分。"),
        ("lift-by-outlook", "There is no score yet.", "还没有得分。"),
        ("domains-and-outlooks", "There is no score yet.", "还没有得分。"),
        ("verdicts-by-outlook", "Nothing is recorded yet.", "还没有收录任何预测。"),
        ("verdicts-by-year", "Nothing is recorded yet.", "还没有收录任何预测。"),
        ("accuracy-over-time", "There is no score yet.", "还没有得分。"),
        ("vagueness", "Nothing is recorded yet.", "还没有收录任何预测。"),
        ("timing", "No verdict names the day", "还没有哪条判定写明"),
        ("evidence", "Nothing is recorded yet.", "还没有收录任何预测。"),
        ("calibration", "No judged claim states a probability.", "没有一条给出过概率"),
        ("agreement", "No rater has rated yet.", "还没有评议人评议。"),
        ("lights-kandao-2024", "No item is recorded yet.", "还没有收录任何原文条目。"),
    ],
)
def test_a_chart_without_data_says_so_in_its_place(name: str, en: str, zh: str) -> None:
    with drawing():
        for language, text in ((Language.ENGLISH, en), (Language.CHINESE, zh)):
            figure = empty_gallery()[name].figures(Frame(language=language))[0]
            assert text in whole_text(figure)


def test_a_chart_that_is_not_drawn_says_what_is_missing() -> None:
    early = [claim(word, closes_on="2027-12-31") for word in ("accurate", "inaccurate")]
    unlike = [claim("accurate"), claim("accurate", specificity="vague")]
    named = {"accuracy-over-time": of(*early), "accuracy-by-domain": of(*early)}
    alike = of(*[claim("accurate") for _ in range(2)])

    said = {name: chart_of(given, name).reason.en for name, given in named.items()}

    assert set(said.values()) == {"There is no score yet."}
    assert "all worded alike" in chart_of(alike, "lift-by-outlook").reason.en
    for name in ("verdicts-by-year", "lift-by-outlook"):
        given = numbers_of_one_chart(of(*unlike))
        column = name.rpartition("-")[2]
        of_column = given.table[column]
        nowhere = given.table.assign(**{column: of_column.mask(of_column.notna())})
        (chart,) = gallery(given.of(nowhere, is_early=False), [name]).values()
        assert chart.reason.en == "No claim says to which of them it belongs."


def test_a_long_note_gets_the_lines_that_it_needs() -> None:
    short = drawn(of(claim("accurate")), "lights-kandao-2024")
    given = crowd(480, 40)
    long = drawn(given, "accuracy-by-domain")

    assert "…" not in whole_text(short)
    note = long.texts[1].get_text()
    assert note.replace("\n", " ").startswith("No group stands out: the best and the worst")
    assert "…" not in note


def test_a_title_of_many_lines_loses_its_middle_after_three() -> None:
    long = "A very long title " * 40 + "(devices, 2025)"
    figure = drawn(of(outlooks={"kandao-2024": outlook(long)}), "lights-kandao-2024")

    assert figure.texts[0].get_text().count("\n") == 2
    assert re.search(r"…[\w ]*\(devices, 2025\)$", figure.texts[0].get_text())


def test_long_names_that_differ_at_their_end_can_be_told_apart() -> None:
    name = "Large-scale application of new technology in public health and its regulation"
    chart = chart_of(
        of(
            *[claim(domain=one, evidence=[evidence("supports")]) for one in ("a", "b")],
            domains=[Domain(id=one, en=f"{name}, {one}", zh=one) for one in ("a", "b")],
        ),
        "evidence",
    )
    with drawing():
        (figure,) = chart.figures(Frame(language=Language.ENGLISH))

    cut = [one for one in texts(figure) if one.startswith("Large-scale")]
    assert [one[-7:] for one in cut] == [", a n=1", ", b n=1"]


def test_ticks_of_counts_are_whole_and_start_at_zero() -> None:
    assert whole_ticks(0, 1, 4) == [(0, "0"), (1, "1")]
    assert [label for _, label in whole_ticks(0, 999_999, 4)] == [
        "0",
        "200000",
        "400000",
        "600000",
        "800000",
    ]


def test_the_day_of_the_chart_is_an_argument() -> None:
    given = of(claim("accurate"))

    assert numbers_of(given, date(2025, 1, 7)).history == []
    assert len(numbers_of(given, AS_OF).history) == 1


@pytest.mark.slow
def test_a_tick_label_that_would_touch_the_one_before_is_left_out() -> None:
    figure = Page(Frame(language=Language.ENGLISH, width=4), 2)

    with drawing():
        axis(
            figure,
            Scale(0, 1, 1, 3),
            [(0, "0 %"), (0.05, "5 %"), (1, "100 %")],
            Span(2, 1),
            title=Phrase("", ""),
        )

    assert texts(figure) == ["0 %", "100 %"]


def test_a_group_with_nothing_judged_beside_one_without_any_group_is_drawn() -> None:
    given = of(claim("accurate"), claim(hedge=None))
    summary = numbers_of_one_chart(given).by("hedge")

    with drawing():
        figure = accuracy_chart(summary, Phrase("t", "t")).figures(
            Frame(language=Language.ENGLISH)
        )[0]

    assert "will" in texts(figure)
    assert texts(figure)[0] == "t"


def test_a_chart_of_which_nothing_is_judged_has_no_line_for_all() -> None:
    given = of(claim(), claim("too_early", closes_on=None))

    with drawing():
        figure = accuracy_chart(numbers_of_one_chart(given).by("domain"), Phrase("t", "t")).figures(
            Frame(language=Language.ENGLISH)
        )[0]

    assert texts(figure)[0] == "t"
    assert not any(text.startswith("all ") for text in texts(figure))


def test_a_lift_that_rounds_to_zero_has_no_sign() -> None:
    given = of(claim("accurate", attributed_to="Lin"), claim("inaccurate", attributed_to="Wu"))
    summary = numbers_of_one_chart(given).by("attributed_to")
    lifts = [Lift(9, 0.6, -0.001, -0.1, 0.1), Lift(9, 0.6, 0.001, -0.1, 0.1)]
    groups = [replace(one, lift=lift) for one, lift in zip(summary.groups, lifts, strict=True)]
    with drawing():
        chart = lift_chart(replace(summary, groups=groups), Phrase("t", "t"))
        figure = chart.figures(Frame(language=Language.ENGLISH))[0]

    assert not {"-0", "+0"} & set(texts(figure))
