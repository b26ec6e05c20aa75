"""The formats of other trackers, each by a small made-up file: nothing is flattened."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from scorecard.exchange.mapping import preset, presets

DOCS = Path(__file__).parents[1] / "docs"
COLUMNS = ("id", "forecaster", "option", "made_on", "probability", "verdict")


@pytest.fixture
def rows(call, data):
    """What `import --from` prints of files, the named columns of each row joined by a slash."""

    def imported(name, *files, columns=COLUMNS):
        done = call("import", *(data / "trackers" / one for one in files), "--from", name)
        assert (done.code, done.err) == (0, "")
        return [
            "/".join(row.get(one, "") for one in columns)
            for row in csv.DictReader(io.StringIO(done.out))
        ]

    return imported


@pytest.mark.slow
def test_fatebook_keeps_people_days_and_options(rows):
    assert rows("fatebook", "fatebook.csv") == [
        "Will the lab move by May?/2024-01-10 09:00:00/Ada//2024-01-10/0.8/accurate",
        "Will the lab move by May?/2024-01-10 09:00:00/Ben//2024-01-11/0.4/accurate",
        "Will the lab move by May?/2024-01-10 09:00:00/Ben//2024-03-01/0.7/accurate",
        "Who wins the cup?/2024-02-01 10:00:00/Ada/Reds/2024-02-01/0.6/inaccurate",
        "Who wins the cup?/2024-02-01 10:00:00/Ada/Blues/2024-02-01/0.4/accurate",
        "Will it snow in June?/2024-02-02 10:00:00/Ada//2024-02-02/0.02/unresolvable",
        "Will the book be out by 2030?/2024-02-03 10:00:00/Ada//2024-02-03/0.5/",
    ]


def test_fatebook_questions_that_are_asked_anew_each_week_are_several(call, data, tmp_path):
    head = (data / "trackers" / "fatebook.csv").read_text(encoding="utf-8").partition("\n")[0]
    rows = [dict(zip(head.split(","), ["Will it rain this week?", "", "Ada", "0.6", on, "Ada", on, "",
                                       word], strict=False))
            for on, word in (("2024-01-01", "YES"), ("2024-01-08", "NO"), ("2024-01-15", "YES"))]  # fmt: skip
    with (tmp_path / "t.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, head.split(","))
        writer.writeheader()
        writer.writerows(rows)

    done = call("import", tmp_path / "t.csv", "--from", "fatebook")

    assert (done.err, done.out.count("\nWill it rain this week?/2024-01-")) == ("", 3)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "last"),
    [("2024-01-10 09:00:00", "2024-01-10 18:30:00"), ("1704877200", "1704911400"),
     ("2024-01-10T09:00:00+00:00", "2024-01-10T18:30:00+00:00"),
     ("2024-01-10T20:00:00+08:00", "2024-01-10T18:30:00+00:00"),
     ("2024年1月10日上午9点", "2024年1月10日下午3时30分"), ("2024/1/10 9点半", "2024/1/10 下午3:05"),
     ("二〇二四年一月十日上午十点", "二〇二四年一月十日晚上八点半"),
     ("2024年1月10日", "2024年1月10日 上午9點整"),
     ("2024-01-10 12:10 AM", "2024-01-10 9:00 AM"), ("Jan 10, 2024 9am", "Jan 10, 2024 3:30 PM"),
     ("2024年1月10日 中午12点", "2024年1月10日 15时05分20秒"),
     ("2024年1月10日 中午11点半", "2024年1月10日 中午1点"), ("2024年1月10日晚上8点", "2024年1月10日晚上12点"),
     ("45301.25", "45301.5"), ("1704877200000", "1704911400500"),
     ("Jan 10, 2024 12:05 a.m.", "Jan 10, 2024 11:00 a.m."),
     ("2024-01-10 9:00 a. m.", "2024-01-10 3:05 p. m."),
     ("2024/01/10 9:04:05 AM GMT+8", "2024/01/10 3:04:05 PM GMT+8"),  # Google Forms
     ("2024/01/10 9:04:05 上午 [GMT+8]", "2024/01/10 3:04:05 下午 [GMT+8]"),
     ("2024-01-10 09:00 GMT+530", "2024-01-10 12:00 GMT+8")],
)  # fmt: skip
def test_of_several_forecasts_on_one_day_the_last_counts(call, tmp_path, first, last):
    rows = "".join(
        f'{id_},x,yes,{who},{share},"{on}"\n'
        for id_, who, share, on in (
            ("q", "Ada", "0.7", last), ("q", "Ada", "0.7", last), ("q", "Ada", "0.4", first),
            ("q", "Ben", "0.5", first),
            ("p", "Ada", "0.2", first),
        )
    )  # fmt: skip
    (tmp_path / "t.csv").write_text(
        "id,domain,verdict,forecaster,probability,made_on\n" + rows, encoding="utf-8"
    )

    done = call("import", tmp_path / "t.csv", "--value", "yes=accurate")

    assert done.err == "note: forecasts revised on the same day: 2; the last of a day counts\n"
    assert [row.split(",")[::4] for row in done.out.splitlines()[1:]] == [
        ["q", "0.7"], ["q", "0.5"], ["p", "0.2"],
    ]  # fmt: skip


def test_a_forecast_made_after_the_verdict_is_handed_on_with_its_day(call, tmp_path):
    rows = "q,x,accurate,0.7,2024-03-01,2024-02-01"
    (tmp_path / "t.csv").write_text(
        f"id,domain,verdict,probability,made_on,judged_on\n{rows}\n", encoding="utf-8"
    )

    done = call("import", tmp_path / "t.csv")

    assert done.out.splitlines() == [
        "id,domain,verdict,made_on,probability,judged_on",
        "q,x,accurate,2024-03-01,0.7,2024-02-01",
    ]


@pytest.mark.slow
def test_options_that_do_not_sum_to_1_are_refused_as_score_refuses_them(call, tmp_path):
    rows = "".join(f"q,x,{word},{option},0.5\n" for option, word in
                   (("a", "accurate"), ("b", "inaccurate"), ("c", "inaccurate")))  # fmt: skip
    (tmp_path / "t.csv").write_text(
        "id,domain,verdict,option,probability\n" + rows, encoding="utf-8"
    )

    imported, scored = (
        call(*one, tmp_path / "t.csv") for one in (["import"], ["score", "--table"])
    )

    assert (imported.code, imported.out, imported.err) == (scored.code, "", scored.err)
    assert "q: the probabilities of its judged options sum to 1.5, not 1" in imported.err


def test_a_forecast_that_is_copied_is_a_problem(call, tmp_path):
    rows = 2 * "q,x,accurate,Ada,0.7,2024-01-10\n"
    (tmp_path / "t.csv").write_text(
        "id,domain,verdict,forecaster,probability,made_on\n" + rows, encoding="utf-8"
    )

    assert "t.csv:3:1: error[repeated-id]" in call("import", tmp_path / "t.csv").err


def test_predictionbook_keeps_people_and_leaves_out_comments_and_the_withdrawn(rows):
    assert rows("predictionbook", "predictionbook.json") == [
        "101/Ada//2015-01-02/0.8/accurate",
        "101/Ben//2015-03-02/0.5/accurate",
        "102/7//2016-01-05/0.01/inaccurate",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("is_zip", [False, True])
def test_metaculus_keeps_people_days_and_options_and_leaves_out_numbers(
    call, rows, data, tmp_path, is_zip
):
    files = [
        data / "trackers" / "metaculus" / f"{one}_data.csv" for one in ("question", "forecast")
    ]
    if is_zip:
        with zipfile.ZipFile(tmp_path / "download.zip", "w") as archive:
            for one in sorted(files[0].parent.iterdir()):
                archive.write(one, one.name)
        files = [tmp_path / "download.zip"]
        assert "download.zip --from metaculus > table.csv" in call("score", "--table", *files).err

    assert rows("metaculus", *files) == [
        "11/ada//2024-01-05/0.55/accurate",
        "11/ada//2024-03-01/0.9/accurate",
        "11/recency_weighted//2024-03-02/0.8/accurate",
        "11/geometric_mean//2024-03-02/0.75/accurate",
        "14/ada//2024-01-08/0.3/unresolvable",
        "12/ada/Red/2024-01-06/0.2/inaccurate",
        "12/ada/Blue, dark/2024-01-06/0.7/accurate",
        "12/ada/Other/2024-01-06/0.1/inaccurate",
    ]


@pytest.mark.slow
def test_manifold_keeps_the_market_its_options_and_each_bet(rows):
    markets = [
        "mkt1/the market//2024-06-21/0.97/accurate",
        "mkt3/the market//2024-06-30/0.5/unresolvable",
        "mkt2/the market/Box kite/2024-06-30/0.3/inaccurate",
        "mkt2/the market/Delta/2024-06-30/0.7/accurate",
    ]
    bets = ["mkt1/u2//2024-01-02/0.6/accurate", "mkt1/u3//2024-01-03/0.35/accurate"]

    assert rows("manifold", "manifold/markets.json") == markets
    assert rows("manifold", "manifold/markets.json", "manifold/bets.json") == markets + bets


@pytest.mark.slow
def test_answers_of_manifold_that_do_not_sum_to_1_are_questions_of_their_own(call, tmp_path):
    answers = [{"id": "a1", "text": "GPT-5", "probability": 0.9, "resolution": "YES"},
               {"id": "a2", "text": "GPT-6", "probability": 0.4, "resolution": "NO"},
               {"id": "a3", "text": "GPT-7", "probability": 0.1}]  # fmt: skip
    market = {"outcomeType": "MULTIPLE_CHOICE", "createdTime": 1704103200000, "answers": answers}
    markets = [{**market, "id": "m1", "question": "Which is out?", "shouldAnswersSumToOne": False},
               {**market, "id": "m2", "question": "Who wins?", "resolution": "CHOOSE_MULTIPLE"}]  # fmt: skip
    (tmp_path / "t.json").write_text(json.dumps(markets), encoding="utf-8")

    done = call("import", tmp_path / "t.json", "--from", "manifold")

    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [(row["id"], row["item"], row["option"], row["verdict"]) for row in rows] == [
        *(("m2", "", answer["text"], "unresolvable") for answer in answers),
        ("m1/a1", "m1", "", "accurate"),
        ("m1/a2", "m1", "", "inaccurate"),
        ("m1/a3", "m1", "", ""),
    ]


@pytest.mark.slow
def test_questions_with_options_and_without_are_scored_together(call, data, tmp_path):
    done = call("import", data / "trackers" / "manifold" / "markets.json", "--from", "manifold")
    (tmp_path / "table.csv").write_text(done.out, encoding="utf-8")

    found = json.loads(call("score", "--table", tmp_path / "table.csv", "--format", "json").out)

    assert found["overall"]["probability"]["n"] == 2
    expected = (2 * 0.03**2 + 2 * 0.3**2) / 2
    assert found["overall"]["probability"]["brier_score"] == pytest.approx(expected)


@pytest.mark.slow
def test_forecastbench_joins_forecasts_with_the_resolution_of_their_day_and_direction(rows):
    resolutions = "forecastbench/resolution_set.json"

    assert rows("forecastbench", "forecastbench/forecast_set.json", resolutions) == [
        "q1/2025-01-10/S1//2024-07-21/0.9/accurate",
        "q1/2025-01-10/S2//2024-07-21/0.7/accurate",
        "d1/2024-07-28/S1//2024-07-21/0.4/inaccurate",
        "d1/2024-08-20/S1//2024-07-21/0.45/accurate",
        "d1; d2/2024-07-28/S1//2024-07-21/0.2/inaccurate",
    ]
    assert rows("forecastbench", "forecastbench/question_set.json", resolutions) == [
        "q1/the crowd//2024-07-12/0.7565/accurate",
        "q2/the crowd//2024-07-12/0.25/",
    ]


def test_trumptracker_has_no_days_and_no_probabilities(rows):
    assert rows(
        "trumptracker", "trumptracker.json", columns=("id", "domain", "attributed_to", "verdict")
    ) == [
        "https://trumptracker.github.io/open-a-museum//Culture/Donald Trump/accurate",
        "https://trumptracker.github.io/halve-the-fee//Economy/Donald Trump/half_right",
        "https://trumptracker.github.io/build-a-canal//Economy/Donald Trump/",
    ]


def test_the_amodei_tracker_is_read_from_its_yaml(rows):
    columns = ("id", "domain", "attributed_to", "made_on", "closes_on", "verdict")
    assert rows("amodei", "amodei.yaml", columns=columns) == [
        "code_by_2025/coding/A. Speaker/2025-03-10/2025-12-31/half_right",
        "cure_by_2035/science_bio_health/A. Speaker/2024-10-11/2035-12-31/",
    ]


@pytest.mark.slow
def test_a_constant_of_the_call_goes_over_that_of_the_preset(call, data):
    file = data / "trackers" / "fatebook.csv"

    done = call("import", file, "--from", "fatebook", "--column", "domain==our lab")

    assert "move by May?/2024-01-10 09:00:00,our lab,accurate" in done.out


def test_an_unknown_preset_is_a_wrong_call(call, data):
    done = call("import", data / "trackers" / "fatebook.csv", "--from", "facebook")

    assert done.code == 2
    assert "did you mean 'fatebook'" in done.err


def test_a_file_of_another_tracker_is_a_wrong_call(call, data):
    done = call("import", data / "trackers" / "fatebook.csv", "--from", "amodei")

    assert done.code == 2
    assert "has no column date_said; it has: Question title" in done.err


@pytest.mark.parametrize("name", presets())
def test_every_preset_says_where_its_format_was_read_and_is_at_most_thirty_lines(name):
    repository = presets()[name]["read_in"].partition(",")[0]
    assert repository in (DOCS / "tables.md").read_text(encoding="utf-8")
    assert name in (DOCS / "tables.zh.md").read_text(encoding="utf-8")
    assert all(len(one.columns) + len(one.verdicts) <= 30 for one in preset(name))


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("fatebook", "fatebook.csv"),
        ("predictionbook", "predictionbook.json"),
        ("metaculus", "metaculus/forecast_data.csv"),
        ("manifold", "manifold/markets.json"),
        ("forecastbench", "forecastbench/resolution_set.json"),
        ("trumptracker", "trumptracker.json"),
        ("amodei", "amodei.yaml"),
    ],
)
def test_score_names_the_preset_of_a_known_trackers_file(call, data, name, file):
    done = call("score", "--table", data / "trackers" / file)

    assert done.code == 2
    assert f"--from {name} > table.csv" in done.err


@pytest.mark.parametrize("lacking", ["forecasts", "resolutions"])
def test_a_table_without_the_key_that_joins_it_is_a_wrong_call(call, tmp_path, lacking):
    forecast = {"forecast": 0.4, "forecast_due_date": "2024-01-01", "resolution_date": "2024-02-01"}
    resolution = {"resolution_date": "2024-02-01", "resolved": True, "resolved_to": 1.0}
    for name, row in (("forecasts", forecast), ("resolutions", resolution)):
        key = {"id": "a"} if name == lacking else {"id": "a", "source": "x"}
        (tmp_path / f"{name}.json").write_text(json.dumps({name: [key | row]}), encoding="utf-8")
    files = sorted(tmp_path.iterdir())

    done = call("import", *files, "--from", "forecastbench")

    assert (done.code, done.out) == (2, "")
    assert f"{lacking}.json: unknown column 'source'" in done.err


def test_columns_that_a_tracker_no_longer_writes_may_be_missing(call, tmp_path):
    forecasts = [{"id": "q", "source": "m", "forecast": 0.5}]
    resolutions = [{"id": "q", "source": "m", "resolved": True, "resolved_to": 1}]
    responses = [{"confidence": 60, "user_id": 1, "created_at": "2015-01-02"}]
    predictions = [{"id": 1, "description": "x", "outcome": True, "responses": responses}]
    for name, rows in {"f": forecasts, "r": resolutions, "p": predictions}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(rows), encoding="utf-8")

    joined = call("import", tmp_path / "f.json", tmp_path / "r.json", "--from", "forecastbench")
    alone = call("import", tmp_path / "p.json", "--from", "predictionbook")

    assert joined.out == "id,domain,verdict,item,probability\nq,m,accurate,q,0.5\n"
    assert alone.out.endswith("1,general,accurate,2015-01-02,0.6,1,x\n")
