"""Tables of probabilities: the Brier score in the place of accuracy, several days, people and options."""

import json
import math
from datetime import date

import pandas as pd
import pytest

from scorecard.summary.compute import Basis, summarize
from scorecard.table import with_states


@pytest.fixture
def scored(call, tmp_path):
    """Write rows as a table and score it."""

    def run(head: str, *rows: str, form: str = "json", options: tuple[str, ...] = ()):
        file = tmp_path / "table.csv"
        file.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
        done = call("score", "--table", file, "--format", form, *options)
        return json.loads(done.out) if form == "json" and not done.code else done

    return run


PEOPLE = (
    "id,domain,verdict,probability",
    *(f"q{n},anna,inaccurate,{p}" for n, p in ((1, 0.01), (2, 0.02), (3, 0.01))),
    "q4,ben,inaccurate,0.99",
    *(f"q{n},ben,accurate,0.5" for n in (5, 6)),
)
"""Anna is nearly perfect, though nothing that she named came true."""


@pytest.mark.slow
def test_probabilities_are_scored_and_what_came_true_is_no_accuracy(scored):
    answer = scored(*PEOPLE)

    anna, ben = answer["groups"]
    assert answer["measure"] == "brier"
    for group in (anna, ben, answer["overall"]):
        names = ("accuracy", "strict", "lenient", "interval", "bounds", "pooled")
        assert [group[name] for name in names] == [None] * 6
    assert anna["probability"]["brier_score"] == pytest.approx(0.0002)
    assert ben["probability"]["brier_score"] == pytest.approx((0.99**2 + 0.5) / 3)
    assert (anna["probability"]["came_true"], ben["probability"]["came_true"]) == (0, 2 / 3)
    assert anna["reason"]["en"] == "its probabilities are scored instead"
    assert answer["comparison_reason"]["en"].startswith("No ranking: a group needs 10 settled")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "said", "trap"),
    [
        (
            "en",
            ("Brier score", "came true", "Of 6 settled forecasts 33"),
            ("accuracy", "strict", "pooled"),
        ),
        ("zh", ("Brier 分数", "应验", "已有结果的 6 条预测中"), ("得分率", "从严", "收缩估计")),
    ],
)
@pytest.mark.parametrize("form", ["table", "markdown"])
def test_no_number_on_the_screen_is_the_trap(scored, form, language, said, trap):
    out = scored(*PEOPLE, form=form, options=("--lang", language)).out

    assert all(one in out for one in said)
    assert not any(one in out for one in trap)


@pytest.mark.slow
def test_rows_without_a_probability_are_counted(scored):
    rows = (
        "a,x,accurate,0.8",
        "b,x,inaccurate,0.4",
        "c,x,accurate,",
        "d,x,half_right,0.5",
        "e,x,,0.5",
    )
    head = "id,domain,verdict,probability"

    stated = scored(head, *rows)["overall"]["probability"]

    assert (stated["n"], stated["n_without"], stated["n_excluded"]) == (2, 1, 1)
    assert (
        "1 judged claim has no probability and is left out."
        in scored(head, *rows, form="table").out
    )


@pytest.mark.slow
def test_a_few_probabilities_among_many_claims_leave_the_accuracy(scored):
    rows = ("a,x,accurate,0.8", "b,x,accurate,", "c,x,inaccurate,")

    answer = scored("id,domain,verdict,probability", *rows)

    assert (answer["measure"], answer["overall"]["accuracy"]) == ("accuracy", pytest.approx(2 / 3))
    assert answer["overall"]["probability"]["n_without"] == 2


@pytest.mark.slow
def test_the_interval_of_a_brier_score_counts_items(scored):
    rows = [f"q{n},x,{'accurate' if n % 2 else 'inaccurate'},0.{3 + n % 5}" for n in range(12)]

    alone = scored("id,domain,verdict,probability", *rows)["overall"]["probability"]
    together = scored(
        "id,domain,verdict,probability,item", *(f"{row},i{n // 6}" for n, row in enumerate(rows))
    )["overall"]["probability"]

    assert alone["brier_score"] == together["brier_score"]
    assert 0 <= together["low"] < alone["low"] < alone["high"] < together["high"] <= 1
    assert alone["log_low"] < alone["log_score"] < alone["log_high"]


def test_an_infinite_log_score_has_no_interval(scored):
    stated = scored("id,domain,verdict,probability", "a,x,inaccurate,1", "b,x,accurate,0.5")
    found = stated["overall"]["probability"]

    assert [found[name] for name in ("log_score", "log_low", "log_high")] == [None] * 3
    assert found["low"] is not None


def people(n: int, *pairs: tuple[str, float]) -> list[str]:
    """Questions that every person answers, of which the even ones came true."""
    return [
        f"q{one},x,{name},{'inaccurate' if one % 2 else 'accurate'},{p if one % 2 == 0 else round(1 - p, 3)}"
        for one in range(n)
        for name, p in pairs
    ]


FORECASTERS = "id,domain,forecaster,verdict,probability"


@pytest.mark.slow
def test_forecasters_are_compared_on_the_questions_that_they_share(scored):
    rows = people(20, ("anna", 0.9), ("ben", 0.6))

    answer = scored(FORECASTERS, *rows, options=("--by", "forecaster"))

    (pair,) = answer["pairs"]
    assert (pair["first"], pair["second"], pair["n"]) == ("anna", "ben", 20)
    assert pair["difference"] == pytest.approx(0.1**2 - 0.4**2)
    anna, ben = (group["probability"] for group in answer["groups"])
    assert anna["relative"]["value"] == pytest.approx((0.01 - 0.16) / 2)
    assert ben["relative"]["value"] == pytest.approx((0.16 - 0.01) / 2)
    assert answer["comparison"]["distinguishable"]
    assert answer["comparison"]["sentence"]["en"].startswith(
        "anna did better than ben: 0.010 against 0.160 (Brier scores: less is better)."
    )
    assert answer["comparison"]["sentence"]["zh"].endswith(
        "“anna”0.010，“ben”0.160（Brier 分数，越小越好）。只比较多人回答过的问题。"
    )


@pytest.mark.slow
def test_the_distance_of_forecasters_has_the_ends_that_it_can_have(scored):
    few = [f"{one},x,{name},accurate,{p}" for one, name, p in
           (("q1", "anna", 1), ("q1", "ben", 0), ("q2", "anna", 0.5), ("q2", "ben", 0.5))]  # fmt: skip

    for rows, ends in ((few, (-1.0, 1.0)), (people(20, ("anna", 0.9), ("ben", 0.6)), (None, None))):
        answer = scored(FORECASTERS, *rows, options=("--by", "forecaster"))
        (pair,) = answer["pairs"]
        relative = answer["groups"][0]["probability"]["relative"]
        assert (pair["low"], pair["high"]) == (relative["low"], relative["high"]) == ends


@pytest.mark.slow
def test_a_hard_question_is_no_fault_of_who_alone_answered_it(scored):
    """Anna answers ten hard questions more; on the shared ones she and Ben are the same."""
    hard = [f"h{n},x,anna,accurate,0.3" for n in range(10)]

    answer = scored(FORECASTERS, *people(20, ("anna", 0.8), ("ben", 0.8)), *hard,
                    options=("--by", "forecaster"))  # fmt: skip

    anna, ben = (group["probability"] for group in answer["groups"])
    assert anna["brier_score"] > ben["brier_score"]
    assert anna["relative"]["value"] == pytest.approx(0)
    assert answer["comparison"] is None or not answer["comparison"]["distinguishable"]


@pytest.mark.slow
def test_easy_questions_that_one_alone_answered_make_nobody_better(scored):
    """Ann is better on all shared questions; Bo has thirty easy ones, Ann fifteen hard ones, more."""
    easy = [f"e{n},x,bo,accurate,0.95" for n in range(30)]
    hard = [f"h{n},x,ann,accurate,0.4" for n in range(15)]

    answer = scored(FORECASTERS, *people(15, ("ann", 0.45), ("bo", 0.4)), *easy, *hard,
                    options=("--by", "forecaster"))  # fmt: skip

    assert answer["comparison"]["sentence"]["en"].startswith(
        "ann did better than bo: 0.303 against"
    )
    assert answer["comparison"]["sentence"]["en"].endswith("that several answered are compared.")


@pytest.mark.slow
def test_forecasters_are_not_compared_by_questions_that_each_answered_alone(scored, monkeypatch):
    rows = [f"{name}{n},x,{name},accurate,{p}" for name, p in (("ann", 0.6), ("bo", 0.9))
            for n in range(20)]  # fmt: skip

    answer = scored(FORECASTERS, *rows, options=("--by", "forecaster"))
    monkeypatch.setattr("scorecard.summary.counts.MOST_SINGLE", 30)
    many = scored(FORECASTERS, *rows, options=("--by", "forecaster"))

    assert answer["comparison"] is many["comparison"] is None
    assert answer["comparison_reason"]["zh"] == "没有两位预测者回答过同一问题，无从比较。"
    assert many["comparison_reason"]["en"].startswith("No ranking: above 20,000 forecasts")


@pytest.mark.slow
def test_three_forecasters_who_stand_out_are_named_with_their_scores(scored):
    rows = people(40, ("anna", 0.95), ("ben", 0.6), ("chen", 0.6))

    answer = scored(FORECASTERS, *rows, options=("--by", "forecaster"))

    assert len(answer["pairs"]) == 3
    assert "anna, 0.003 against 0.160" in answer["comparison"]["sentence"]["en"]
    assert "(Brier scores: less is better)" in answer["comparison"]["sentence"]["en"]
    assert answer["comparison"]["test"].startswith("permutation of forecasts within questions,")
    table = scored(FORECASTERS, *rows, form="table", options=("--by", "forecaster")).out
    assert "beside others" in table
    assert "Permutation test within questions: p" in table


@pytest.mark.slow
def test_groups_of_other_columns_are_compared_by_brier_score_too(scored):
    rows = [f"{d}{n},{d},accurate,{p}" for d, p in (("a", 0.6), ("b", 0.6)) for n in range(10)]

    equal = scored("id,domain,verdict,probability", *rows)
    rows[0] = "a0,a,accurate,0.5"
    answer = scored("id,domain,verdict,probability", *rows)

    assert equal["comparison_reason"] == {
        "en": "All groups have the same score, so they do not rank.",
        "zh": "各组得分相同，不分高下。",
    }
    assert answer["comparison"]["sentence"]["en"].startswith(
        "No group stands out: the best and the worst are 0.00"
    )


@pytest.mark.slow
def test_forecasters_without_a_shared_question_are_no_pair(scored):
    rows = ("q1,x,anna,accurate,0.8", "q2,x,ben,accurate,0.6")

    answer = scored(FORECASTERS, *rows, options=("--by", "forecaster"))

    assert answer["pairs"] == []
    assert [group["probability"]["relative"] for group in answer["groups"]] == [None, None]


@pytest.mark.slow
def test_of_very_many_forecasters_no_pairs_are_made(scored):
    rows = people(2, *((f"p{n}", 0.6) for n in range(21)))

    assert scored(FORECASTERS, *rows, options=("--by", "forecaster"))["pairs"] == []


DAYS = "id,domain,verdict,made_on,closes_on,probability"
REVISED = (
    "q,x,accurate,2025-01-01,2025-01-10,0.2",
    "q,x,accurate,2025-01-09,2025-01-10,0.8",
    "r,x,inaccurate,2025-01-01,2025-01-10,0.5",
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("how", "stated"),
    [("last", 0.8), ("first", 0.2), ("mean", 0.5), ("time-weighted", (8 * 0.2 + 0.8) / 9)],
)
def test_one_forecast_of_several_days_counts(scored, how, stated):
    answer = scored(DAYS, *REVISED, options=("--forecast", how))

    found = answer["overall"]
    assert (found["n_recorded"], found["probability"]["n"]) == (2, 2)
    assert found["probability"]["brier_score"] == pytest.approx(((1 - stated) ** 2 + 0.25) / 2)


def test_without_a_choice_the_last_forecast_counts_everywhere() -> None:
    names, *rows = (row.split(",") for row in (DAYS, *REVISED))
    table = pd.DataFrame(rows, columns=names).astype({"probability": float})
    typed = with_states(table, as_of=date(2026, 1, 1))

    found = summarize(typed, by="domain", basis=Basis(date(2026, 1, 1), "sha256:0", {}))

    assert (found.overall.n_recorded, found.groups[0].n_recorded) == (2, 2)
    assert found.overall.probability.brier_score == pytest.approx((0.04 + 0.25) / 2)


@pytest.mark.slow
@pytest.mark.parametrize("row", ["q,x,accurate,2025-01-09,,0.8", "q,x,accurate,,2025-01-10,0.8"])
def test_weights_by_time_need_both_days_of_every_forecast(scored, row):
    done = scored(DAYS, REVISED[0], row, form="table", options=("--forecast", "time-weighted"))

    assert done.code == 2
    assert "needs made_on and closes_on for every forecast" in done.err


@pytest.mark.slow
@pytest.mark.parametrize("how", ["last", "time-weighted"])
def test_forecasts_made_after_the_outcome_are_left_out(scored, how):
    head, options = f"{DAYS},judged_on", ("--forecast", how)
    known = ("q,x,inaccurate,2024-01-01,2024-12-31,0.9,2024-12-01",)
    hindsight = (
        "q,x,inaccurate,2025-02-01,2024-12-31,0.01,",
        "q,x,inaccurate,2024-12-02,2024-12-31,0.02,2024-12-01",
        "p,x,accurate,2025-02-01,,,2025-01-31",
    )

    found = scored(head, *known, *hindsight, options=options)["overall"]
    done = scored(head, *known, *hindsight, form="table", options=options)

    assert (found["n_recorded"], found["probability"]["brier_score"]) == (1, pytest.approx(0.81))
    assert done.err == (
        "note: rows left out, since made_on is after closes_on or judged_on: 3;"
        " the first is `p` of 1 February 2025\n"
    )


def test_an_unknown_way_to_choose_a_forecast_is_a_wrong_call(scored):
    done = scored(DAYS, *REVISED, form="table", options=("--forecast", "middle"))

    assert (done.code, "last, first, mean, time-weighted" in done.err) == (2, True)


OPTIONS = "id,domain,forecaster,option,verdict,probability"


@pytest.mark.slow
def test_options_are_scored_together(scored):
    """(1 - .5)^2 + .3^2 + .2^2 = .38, by the sum over options of Brier (1950)."""
    rows = ("q,x,anna,red,accurate,0.5", "q,x,anna,green,inaccurate,0.3", "q,x,anna,blue,inaccurate,0.2",
            "r,x,anna,yes,inaccurate,0.2", "r,x,anna,no,accurate,0.8")  # fmt: skip

    found = scored(OPTIONS, *rows)["overall"]["probability"]

    assert found["n"] == 2
    assert found["brier_score"] == pytest.approx((0.38 + 0.08) / 2)
    assert [found[name] for name in ("came_true", "miscalibration", "brier_skill_score")] == [
        None
    ] * 3
    assert "2 forecasts are settled." in scored(OPTIONS, *rows, form="table").out


@pytest.mark.slow
def test_a_question_that_two_answered_is_two_forecasts(scored):
    said = ("home,accurate,0.6", "away,inaccurate,0.4")
    rows = [f"q,x,{who},{one}" for who in ("ana", "bo") for one in said]

    assert "2 forecasts are settled." in scored(OPTIONS, *rows, form="table").out
    chinese = scored(OPTIONS, *rows, form="table", options=("--lang", "zh")).out
    assert "已有结果的预测有 2 条。" in chinese


@pytest.mark.slow
def test_a_question_without_options_beside_some_with_has_two(scored):
    rows = ("q,x,anna,red,accurate,0.5", "q,x,anna,green,inaccurate,0.3", "q,x,anna,blue,inaccurate,0.2",
            "r,x,anna,,inaccurate,0.2", "s,x,anna,,accurate,0.9")  # fmt: skip

    found = scored(OPTIONS, *rows)["overall"]["probability"]

    assert found["n"] == 3
    assert found["brier_score"] == pytest.approx((0.38 + 2 * 0.2**2 + 2 * 0.1**2) / 3)
    assert found["log_score"] == pytest.approx(-math.log(0.5 * 0.8 * 0.9) / 3)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            ("q,x,anna,red,accurate,0.5", "q,x,anna,green,inaccurate,0.3"),
            "q (anna): the probabilities of its judged options sum to 0.8, not 1\n",
        ),
        (
            ("q,x,anna,red,accurate,0.5", "q,x,anna,green,inaccurate,0.511"),
            "q (anna): the probabilities of its judged options sum to 1.011, not 1\n",
        ),
        (
            ("q,x,,red,inaccurate,0.5", "q,x,,green,inaccurate,0.5"),
            "q: of its options with a probability none came out accurate, not one\n",
        ),
        (
            ("q,x,anna,red,accurate,0.5", "q,x,anna,green,accurate,0.5"),
            "q (anna): of its options with a probability 2 came out accurate, not one\n",
        ),
    ],
)
def test_options_that_are_not_told_in_full_are_refused(scored, rows, said):
    done = scored(OPTIONS, *rows, form="table")

    assert (done.code, done.err) == (2, f"error: {said}")


@pytest.mark.slow
@pytest.mark.parametrize("shares", [("33.3%",) * 3, ("33%", "33%", "35%"), ("0.3", "0.3", "0.41")])
def test_options_whose_probabilities_are_rounded_are_scored_as_they_are(scored, shares):
    words = ("accurate", "inaccurate", "inaccurate")
    rows = [
        f"q,x,anna,{n},{word},{one}"
        for n, (word, one) in enumerate(zip(words, shares, strict=True))
    ]

    found = scored(OPTIONS, *rows)["overall"]["probability"]

    first, *others = (float(one.strip("%")) / (100 if "%" in one else 1) for one in shares)
    expected = (1 - first) ** 2 + sum(one**2 for one in others)
    assert found["brier_score"] == pytest.approx(expected)


@pytest.mark.slow
def test_rows_without_a_group_count_overall_only(scored):
    rows = [f"q{n},x,,accurate,0.8" for n in range(12)]

    answer = scored(FORECASTERS, *rows, options=("--by", "forecaster"))

    assert (answer["groups"], answer["overall"]["probability"]["n"]) == ([], 12)


def test_nothing_settled_has_no_score(scored):
    answer = scored("id,domain,verdict,probability", "a,x,,0.4")

    assert (answer["measure"], answer["overall"]["probability"]) == ("accuracy", None)
