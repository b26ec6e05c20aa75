"""Tables on every output that shows records: charts, report, build, site."""

import json
import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from scorecard.exchange.new_records import records_of_table
from scorecard.exchange.tables import SHOWN, read_table
from scorecard.problems import CallError
from scorecard.rendering.cards import chapters
from scorecard.report import Report, entries_of
from scorecard.summary.compute import Basis, summarize
from scorecard.summary.numbers import numbers_at
from scorecard.summary.sentences import comparison_sentence
from scorecard.table import prediction_table
from scorecard.text import Language

AS_OF = date(2025, 6, 1)
ROWS = """\
id,title,domain,verdict,outlook,item,made_on,closes_on,occurred_on,probability,hedge,url,why
a 1,<script>alert(1)</script>,芯片,准确,Outlook A,i1,2024-01-01,2024-12-31,2024-05-05,0.9,will,https://example.org/x,Sold
a/1,苹果会卖,芯片,half right,Outlook A,i1,2024-01-02,2024-12-31,,0.6,may,javascript:alert(1),
a-1,,cars,inaccurate,Outlook B,i1,2024-01-03,2024-12-31,,0.2,,,
b,No window,cars,,,,,,,,,,
c,Later,cars,,,,2025-12-01,,,,,,
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = tmp_path / "my table.csv"
    place.write_text(ROWS, encoding="utf-8")
    return place


def shown(file: Path):
    return records_of_table(read_table(file, as_of=AS_OF, columns=SHOWN), "my table", AS_OF)


@pytest.mark.slow
@pytest.mark.parametrize("by", ["domain", "outlook", "item", "hedge", "year"])
def test_the_numbers_of_the_records_are_those_of_the_table(file, by):
    basis = Basis(AS_OF, "sha256:0", {})
    of_records = summarize(prediction_table(shown(file), as_of=AS_OF), by=by, basis=basis).as_json()
    of_table = summarize(read_table(file, as_of=AS_OF).table, by=by, basis=basis).as_json()
    assert of_records["overall"] == of_table["overall"]
    if by != "outlook":  # it gets the name of a folder
        assert of_records["groups"] == of_table["groups"]


@pytest.mark.slow
def test_the_history_of_a_table_ends_with_its_last_verdicts(tmp_path):
    file = tmp_path / "t.csv"
    rows = "a,cars,accurate,2024-03-01", "b,cars,inaccurate,2024-05-01", "c,cars,accurate,"
    file.write_text("\n".join(["id,domain,verdict,judged_on", *rows]), encoding="utf-8")
    first, second, last = numbers_at(shown(file), AS_OF).history
    assert [one.on for one in (first, second, last)] == [
        date(2024, 3, 1), date(2024, 5, 1), AS_OF,
    ]  # fmt: skip
    assert (second.accuracy, last.accuracy) == (1 / 2, 2 / 3)
    on_that_day = numbers_at(
        records_of_table(read_table(file, as_of=second.on, columns=SHOWN), "t", second.on),
        second.on,
    )
    assert on_that_day.history[-1].accuracy == 2 / 3


def test_the_reason_of_a_later_verdict_is_not_there_either(tmp_path):
    file = tmp_path / "t.csv"
    rows = "a,cars,accurate,2024-03-01,Sold.", "b,cars,accurate,2025-06-02,Won."
    file.write_text(
        "\n".join(
            ["id,domain,verdict,judged_on,why,url", *(f"{row},https://a.org/x" for row in rows)]
        ),
        encoding="utf-8",
    )

    findings = [one.evidence[0].finding for one in shown(file).predictions.values()]

    assert findings == ["Sold.", "–"]


def test_the_day_of_a_verdict_is_the_tables_own_and_a_later_one_is_not_there(tmp_path):
    file = tmp_path / "t.csv"
    rows = "a,cars,accurate,2024-03-01,", "b,cars,accurate,2025-06-02,2025-06-02"
    head = "id,domain,verdict,judged_on,occurred_on"
    file.write_text("\n".join([head, *rows]), encoding="utf-8")

    records = shown(file)
    first, later = records.predictions.values()
    numbers = numbers_at(records, AS_OF)

    assert [one.judged_on for one in first.verdicts] == [date(2024, 3, 1)]
    assert later.verdicts == []
    assert [one.on for one in numbers.history] == [date(2024, 3, 1)]
    assert numbers.headline.overall.n_judged == 1


def test_days_of_rows_without_a_verdict_make_no_history(tmp_path):
    file = tmp_path / "t.csv"
    text = "id,domain,verdict,judged_on,closes_on\na,cars,,2024-03-01,2024-05-01\n"
    file.write_text(text, encoding="utf-8")

    assert numbers_at(shown(file), AS_OF).history == []


def test_each_row_has_an_id_of_its_own_that_can_be_a_file(file):
    records = shown(file)
    assert list(records.predictions) == [
        "outlook-a/a-1", "outlook-a/a-1-2", "outlook-b/a-1-3", "my-table/b",
    ]  # fmt: skip
    assert records.outlooks["outlook-a"].title == "Outlook A"
    assert [one.id for one in records.domains] == ["cars", "芯片"]


@pytest.mark.parametrize(
    ("head", "cell", "said"),
    [
        ("title", "A\u2028claim", "A claim"),
        ("attributed_to", "\x07", "–"),
        ("why", "so\x0bld", "so ld"),
        ("outlook", "Year\u2029book", "Year book"),
        ("year", "1899", ""),
        ("closes_on", "9999-12-31", ""),
        ("url", "http://[bad", "http://[bad"),
    ],
)
def test_what_a_table_holds_and_a_record_may_not_is_shown_all_the_same(tmp_path, head, cell, said):
    file = tmp_path / "t.csv"
    id_ = "http://[a" if head == "url" else "a"
    text = f"id,domain,verdict,{head}\n{id_},x,accurate,{cell}\n"
    file.write_text(text, encoding="utf-8")

    records = shown(file)

    (record,), (outlook,) = records.predictions.values(), records.outlooks.values()
    assert said in f"{record.model_dump()} {outlook.title}"


def test_only_what_the_table_says_is_shown(file):
    first, second, third, fourth = shown(file).predictions.values()
    assert (first.evidence[0].url, first.evidence[0].finding) == ("https://example.org/x", "Sold")
    assert (second.claim, second.evidence) == ("苹果会卖", [])
    assert (third.claim, third.hedge) == ("a-1", None)
    assert (fourth.verdicts, fourth.made_on) == ([], AS_OF)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("forecaster,made_on,verdict", ("ann,2024-01-01,accurate,0.2", "ann,2024-02-01,accurate,0.8",
                                        "ben,2024-01-01,accurate,0.6")),
        ("forecaster,option,verdict", ("ann,red,accurate,0.7", "ann,blue,inaccurate,0.3",
                                       "ben,red,accurate,0.4", "ben,blue,inaccurate,0.6")),
    ],
)  # fmt: skip
def test_days_people_and_options_of_one_question_stay_one_question(tmp_path, head, rows):
    lines = [f"id,domain,{head},probability", *(f"{q},x,{row}" for q in "pq" for row in rows)]
    (tmp_path / "t.csv").write_text("\n".join(lines), encoding="utf-8")
    read = read_table(tmp_path / "t.csv", as_of=AS_OF, columns=SHOWN)

    of_page = numbers_at(shown(tmp_path / "t.csv"), AS_OF).scored("forecaster")

    alone = summarize(read.table, by="forecaster", basis=Basis(AS_OF, read.digest, {}))
    assert [one.n for one in of_page.pairs] == [2]
    assert of_page.as_json() == alone.as_json()


def test_more_rows_than_a_page_can_show_are_refused(file, monkeypatch):
    monkeypatch.setattr("scorecard.exchange.new_records._MOST_SHOWN", 3)
    with pytest.raises(CallError, match="4 rows are too many to show each; at most 3"):
        shown(file)


@pytest.mark.slow
def test_report_charts_and_build_take_a_table(file, run, tmp_path):
    options = ["--table", file, "--as-of", "2025-06-01"]
    score = json.loads(run("score", *options, "--format", "json").stdout)
    report = run("report", *options, "--output", tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    told = "note: rows left out, since made_on is after 1 June 2025: 1\n"
    assert (report.returncode, report.stderr) == (0, told)
    assert "<script>alert" not in page
    assert "javascript:alert" not in page
    assert "苹果会卖" in page
    assert score["records"].removeprefix("sha256:")[:12] in page
    done = run("build", *options, "--output", tmp_path / "charts", "--report", tmp_path / "b.html")
    assert (done.returncode, done.stderr) == (0, told)
    assert re.search(r"^芯片 ", done.stdout, re.MULTILINE)
    assert "1 file checked" in done.stdout
    assert list((tmp_path / "charts").glob("*.zh.png"))


@pytest.mark.slow
def test_the_page_of_a_table_says_nothing_of_how_its_claims_were_judged(file, run, tmp_path):
    page = tmp_path / "page.html"
    run("report", "--table", file, "--output", page, "--as-of", "2025-06-01")

    text = page.read_text(encoding="utf-8")
    assert ">4 claims, from 3 outlooks.</" in text
    assert ">共 4 条预测，出自 3 篇展望。</" in text
    for said in (
        "our own words",
        "checkable",
        "自己的话",
        "选出",
        "Criteria are",
        "判定标准在",
        "by adding one",
        "新增判定",
    ):
        assert said not in text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("head", "who", "column"),
    [
        ("forecaster", "{}", "forecaster"),
        ("attributed_to,forecaster", "Wang,{}", "forecaster"),
        ("attributed_to", "{}", "attributed_to"),
    ],
)
def test_the_page_of_a_table_ranks_forecasters_as_score_does(tmp_path, head, who, column):
    people = ["ann", "ben"] if "forecaster" in head else ["ann"]
    lines = [f"id,domain,verdict,probability,{head}"]
    lines += [
        f"{n},x,{('accurate', 'inaccurate')[n % 2]},{(0.9, 0.1, 0.2, 0.8)[n % 2 + 2 * place]}"
        f",{who.format(one)}"
        for n in range(12)
        for place, one in enumerate(people)
    ]
    (tmp_path / "t.csv").write_text("\n".join(lines), encoding="utf-8")

    numbers = numbers_at(shown(tmp_path / "t.csv"), AS_OF)
    outlooks = chapters(numbers)
    page = Report(numbers, {}, shown=outlooks, entries=entries_of(outlooks)).page(Language.ENGLISH)

    read = read_table(tmp_path / "t.csv", as_of=AS_OF)
    score = summarize(read.table, by=column, basis=Basis(AS_OF, read.digest, {}))
    by = re.findall('id="by-(.*?)"', page)
    assert [one for one in by if one in {"forecaster", "attributed_to"}] == [column]
    assert numbers.by(column).as_json()["groups"] == score.as_json()["groups"]
    assert comparison_sentence(score).en in page
    assert "No claim says to which of them it belongs" not in re.search(
        f'id="by-{column}".*?</details>', page, re.DOTALL
    )[0]  # fmt: skip
    assert f'<option value="{"Wang" if "Wang" in who else "ann"}"' in page


@pytest.mark.slow
def test_what_is_wrong_with_the_cells_is_listed_and_nothing_is_written(file, run, tmp_path):
    file.write_text("id,domain,verdict\na,cars,yes\nb,cars,soso\n", encoding="utf-8")
    done = run("report", "--table", file, "--output", tmp_path / "page.html")
    assert done.returncode == 2
    assert "say what the verdicts yes, soso mean" in done.stderr
    assert not (tmp_path / "page.html").exists()
    done = run("report", "--table", file, "--value", "yes=accurate", "--value", "soso=half_right",
               "--output", tmp_path / "page.html")  # fmt: skip
    assert done.returncode == 0
    assert (tmp_path / "page.html").exists()


@pytest.mark.slow
def test_a_table_of_one_claim_that_nobody_judged_is_shown(tmp_path, run):
    place = tmp_path / "one.json"
    place.write_text(json.dumps([{"id": "x", "domain": "cars", "verdict": None}]), "utf-8")
    done = run("report", "--table", place, "--output", tmp_path / "page.html")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_ten_thousand_rows_of_one_name_get_names_quickly(tmp_path):
    table = pd.DataFrame({"id": [f"? {'!' * (one % 50)}{one}" for one in range(5000)]})
    table = table.assign(domain="d", verdict=None)
    table.to_csv(tmp_path / "t.csv", index=False)
    records = records_of_table(read_table(tmp_path / "t.csv", as_of=AS_OF), "t", AS_OF)
    assert len(records.predictions) == 5000


def test_a_cell_that_is_no_date_is_named_and_nothing_is_drawn(tmp_path, run):
    place = tmp_path / "one.csv"
    place.write_text("id,domain,verdict,closes_on\nx,cars,accurate,soon\n", encoding="utf-8")

    done = run("report", "--table", place, "--output", tmp_path / "page.html")

    assert done.returncode == 1
    assert "one.csv:2" in done.stderr
    assert not (tmp_path / "page.html").exists()
