"""What stands beside the groups of a score: probabilities and raters."""

import json

import pytest

from scorecard.summary.probability import LEFT_OUT


@pytest.fixture
def forecasts(tmp_path):
    """Four scored probabilities and one of a claim that came half true."""
    file = tmp_path / "table.csv"
    file.write_text(
        "id,domain,verdict,probability\na,x,inaccurate,0.1\nb,x,accurate,0.9\nc,x,accurate,0.8\n"
        "d,x,inaccurate,0.3\ne,x,half_right,0.5\n",
        encoding="utf-8",
    )
    return file


@pytest.mark.slow
def test_the_table_says_how_the_probabilities_fared(call, forecasts):
    done = call("score", "--table", forecasts)

    left_out = " or ".join(one.label.en for one in LEFT_OUT)
    assert (
        f"Probabilities: 4 scored, 1 {left_out} and 0 judged without a probability left out;"
        " Brier score 0.0375" in done.out
    )


def test_markdown_says_it_too_with_the_words_of_the_chart(call, forecasts):
    told = call("score", "--table", forecasts, "--format", "markdown", "--lang", "zh").out

    # Calibrated, the four would be certain and right: discrimination is all of the uncertainty.
    assert "Brier 分数 0.0375 = 失准 0.0375 − 区分度 0.2500 + 不确定性 0.2500" in told


@pytest.mark.slow
def test_probabilities_beside_an_accuracy_say_that_early_verdicts_are_in_them(call, tmp_path):
    rows = "a,x,accurate,0.9,{}\nb,x,accurate,,2025-12-31\nc,x,accurate,,2025-12-31\n"
    days, said = ("2025-12-31", "2027-12-31"), []
    for day in days:
        text = "id,domain,verdict,probability,closes_on\n" + rows.format(day)
        (tmp_path / "t.csv").write_text(text, encoding="utf-8")
        done = call("score", "--table", tmp_path / "t.csv", "--as-of", "2026-11-21")
        said.append("0 is best. Early verdicts are counted here." in done.out)

    assert said == [False, True]


@pytest.mark.slow
def test_without_variation_there_is_no_skill(call, tmp_path):
    (tmp_path / "t.csv").write_text(
        "id,domain,verdict,probability\na,x,accurate,0.9\n", encoding="utf-8"
    )

    assert (
        "skill –, log score 0.105; of both scores 0 is best."
        in call("score", "--table", tmp_path / "t.csv").out
    )


@pytest.mark.slow
def test_json_holds_the_calibration_table_by_tenths(call, forecasts):
    answer = json.loads(call("score", "--table", forecasts, "--format", "json").out)
    filled = [one for one in answer["calibration"] if one["n"]]

    assert len(answer["calibration"]) == 10
    assert [(one["low"], one["n"], one["share_came_true"]) for one in filled] == [
        (0.1, 1, 0.0),
        (0.3, 1, 0.0),
        (0.8, 1, 1.0),
        (0.9, 1, 1.0),
    ]
    assert filled[0]["interval"]["level"] == 0.95
    assert answer["agreement"] is None


@pytest.mark.slow
def test_ratings_give_the_agreement_of_their_raters(call, folder, prediction):
    with prediction.open("a", encoding="utf-8") as stream:
        stream.write(
            "ratings:\n  - {rater: lin, rated_on: 2024-03-01, verdict: accurate}\n"
            "  - {rater: chen, rated_on: 2024-03-01, verdict: half_right}\n"
        )

    answer = json.loads(call("score", "--predictions", folder, "--format", "json").out)
    table = call("score", "--predictions", folder).out

    assert answer["agreement"]["raters"] == ["chen", "lin"]
    assert answer["agreement"]["percent"] == 0
    assert answer["agreement"]["split"][0]["id"] == "kandao-2024/vision-pro"
    assert answer["calibration"] is None
    assert "2 raters rated 1 claim, 1 twice or more, and split on 1" in table
