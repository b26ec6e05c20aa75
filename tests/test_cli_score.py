"""The score as its readers ask for it."""

import csv
import io
import json
import re
from itertools import product

import pytest

from scorecard.cli.score_table import print_summary
from scorecard.table import BY
from scorecard.text import Language
from scorecard.verdicts import State


@pytest.fixture
def scored(folder, write_prediction):
    """A folder with an accurate, an inaccurate, an open and an overdue claim in two domains."""
    verdict = "\n  - {judged_on: 2024-03-01, verdict: inaccurate, by: desk, why: None in 2024.,"
    verdict += " early_because: Nothing can come in 2024.}"
    write_prediction("kandao-2024/wrong", verdicts=verdict)
    write_prediction("kandao-2024/open", verdicts="[]", domain="models")
    write_prediction(
        "kandao-2024/late",
        verdicts="[]",
        domain="models",
        window="{opens_on: 2024-01-01, closes_on: 2024-03-31, stated: false}",
    )
    return folder


def test_the_help_names_every_column_to_group_by(call):
    words = re.findall(r"[a-z_]+", call("score", "--help").out.partition("--by")[2])

    assert words[words.index("by") + 1 :][: len(BY) + 1] == [*list(BY)[:-1], "or", list(BY)[-1]]


@pytest.mark.slow
def test_json_holds_what_the_design_promises(call, scored):
    done = call("score", "--predictions", scored, "--as-of", "2024-06-01", "--format", "json")
    answer = json.loads(done.out)

    assert done.code == 0
    assert [answer[key] for key in ("rule", "as_of", "by")] == ["credit-1", "2024-06-01", "domain"]
    assert answer["records"].startswith("sha256:")
    overall = answer["overall"]
    assert {key: overall[key] for key in overall if key.startswith("n_")} == {
        **dict.fromkeys((f"n_{state.value}" for state in State), 0),
        "n_recorded": 4,
        "n_due": 3,
        "n_judged": 2,
        "n_accurate": 1,
        "n_inaccurate": 1,
        "n_open": 1,
        "n_overdue": 1,
    }
    assert (overall["accuracy"], overall["strict"], overall["lenient"]) == (0.5, 0.5, 0.5)
    assert overall["bounds"] == {"low": 1 / 3, "high": 2 / 3}
    assert overall["interval"]["level"] == 0.95
    devices, models = answer["groups"]
    assert devices["label"] == {"en": "Devices", "zh": "终端设备"}
    assert devices["timing"]["n_late"] == 0
    assert devices["timing"]["median_days"] == -333
    assert (models["accuracy"], models["interval"], models["pooled"]) == (None, None, None)
    assert models["reason"] == {"en": "nothing is judged", "zh": "没有可以计分的判定"}
    assert answer["comparison"] is None
    assert "终端设备" in done.out


@pytest.mark.slow
def test_where_nothing_is_judged_the_table_has_a_dash_and_never_0_percent(call, scored):
    done = call("score", "--predictions", scored, "--as-of", "2024-06-01")
    (models,) = [line for line in done.out.splitlines() if line.startswith("Models")]

    assert "–" in models
    assert "%" not in models.replace("0–100\N{NO-BREAK SPACE}%", "")
    assert "Fewer than two groups have a score, so there is nothing to compare" in done.out
    assert done.out.index("No claim whose time is up is judged yet.") < done.out.index(
        "Fewer than two groups"
    )
    assert "Note:" not in done.out


@pytest.mark.slow
def test_chinese_is_printed_on_request(call, scored):
    done = call("score", "--predictions", scored, "--lang", "zh", "--as-of", "2024-06-01")

    assert done.out.startswith("领域")
    assert "终端设备" in done.out
    assert "截至 2024-06-01" in done.out


@pytest.mark.slow
def test_a_filter_keeps_its_rows(call, scored):
    arguments = ("--predictions", scored, "--as-of", "2024-06-01", "--format", "json")

    by_domain = json.loads(call("score", "--domain", "models", *arguments).out)
    by_year = json.loads(call("score", "--year", "2024", "--by", "year", *arguments).out)

    assert by_domain["overall"]["n_recorded"] == 2
    assert [group["key"] for group in by_year["groups"]] == ["2024"]


@pytest.mark.slow
def test_closed_windows_alone_can_be_scored(call, scored):
    arguments = ("--predictions", scored, "--format", "json", "--closed")

    before = json.loads(call("score", "--as-of", "2024-12-31", *arguments).out)
    after = json.loads(call("score", "--as-of", "2025-01-01", *arguments).out)

    assert (before["overall"]["n_recorded"], before["overall"]["n_overdue"]) == (1, 1)
    assert (after["overall"]["n_recorded"], after["overall"]["n_judged"]) == (4, 2)
    assert after["overall"]["closed"]["n_judged"] == 2


@pytest.mark.slow
def test_a_group_without_closed_windows_is_still_known(call, scored):
    arguments = ("--predictions", scored, "--as-of", "2024-12-31", "--closed")

    models, devices = (call("score", *arguments, "--domain", one) for one in ("models", "devices"))

    assert (models.code, devices.code) == (0, 0)
    assert {"0/0/0", "0/1/1"} <= {word for done in (models, devices) for word in done.out.split()}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--by", "domian"), "did you mean 'domain'"),
        (("--format", "yaml"), "choose table, json, csv, markdown"),
        (("--domain", "devicse"), "did you mean 'devices'"),
        (("--as-of", "yesterday"), "takes a date like"),
        (("--seed", "-1"), "the seed -1 is below 0"),
        (("--lang", "fr"), "unknown --lang 'fr'; choose en, zh"),
    ],
)
def test_a_wrong_call_says_what_is_allowed_and_exits_with_2(call, folder, arguments, said):
    done = call("score", "--predictions", folder, *arguments)

    assert done.code == 2
    assert said in done.err
    assert done.out == ""


def test_records_with_errors_are_not_scored(call, scored):
    (scored / "kandao-2024" / "open.yaml").write_text("claim: x\n", encoding="utf-8")

    done = call("score", "--predictions", scored)

    assert done.code == 1
    assert done.out == ""
    assert "open.yaml:1:1" in done.err


@pytest.mark.slow
def test_csv_is_one_row_a_group_with_flat_names(call, scored):
    done = call("score", "--predictions", scored, "--as-of", "2024-06-01", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))

    assert [row["key"] for row in rows] == ["devices", "models", "overall"]
    assert rows[0]["label_zh"] == "终端设备"
    assert rows[0]["interval_level"] == "0.95"
    assert rows[1]["accuracy"] == ""
    assert rows[1]["interval_low"] == ""
    names = list(rows[0])
    assert names.index("interval_low") < names.index("bounds_low") < names.index("timing_n")
    assert not {"interval", "bounds", "reason"} & set(names)


@pytest.mark.slow
def test_csv_has_the_same_columns_whatever_the_groups_have(call, scored, tmp_path):
    def heads(*options):
        return call("score", *options, "--format", "csv").out.partition("\n")[0].split(",")

    days = [heads("--predictions", scored, "--as-of", day) for day in ("2000-01-01", "2024-06-01")]
    rows = "id,domain,verdict,probability\na/b,x,accurate,0.9\na/c,x,inaccurate,0.2\n"
    (tmp_path / "t.csv").write_text(rows, encoding="utf-8")
    stated = heads("--table", tmp_path / "t.csv")

    assert days[0] == days[1] == stated
    assert len(stated) == len({*stated})
    assert {"closed_interval_low", "reason_zh", "probability_relative_value", "lift_basis"} < {
        *stated
    }


@pytest.mark.slow
def test_markdown_escapes_what_would_break_the_table(call, scored):
    domains = scored / "domains.yaml"
    text = domains.read_text(encoding="utf-8").replace("en: Devices", "en: De|vices")
    domains.write_text(text, encoding="utf-8")

    done = call("score", "--predictions", scored, "--as-of", "2024-06-01", "--format", "markdown")

    assert done.out.startswith("| domain | judged/time up/recorded |")
    assert "De\\|vices" in done.out


@pytest.mark.slow
@pytest.mark.parametrize("form", ["table", "markdown"])
def test_groups_whose_long_names_begin_alike_can_be_told_apart(form, call, tmp_path):
    names = [f"What the outlooks said and what came of it in {year}" for year in (2024, 2025)]
    rows = "".join(f"{place},{name},accurate\n" for place, name in enumerate(names))
    (tmp_path / "table.csv").write_text(f"id,domain,verdict\n{rows}", encoding="utf-8")

    done = call("score", "--table", tmp_path / "table.csv", "--format", form)

    assert all(name in done.out for name in names)


@pytest.mark.slow
def test_where_no_window_ends_the_table_counts_what_is_due(call, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("id,domain,verdict\na,x,accurate\nb,x,\n", encoding="utf-8")

    done = call("score", "--table", table)

    assert "judged/due/recorded" in done.out
    assert "1/1/2" in done.out


@pytest.mark.slow
def test_a_table_from_elsewhere_is_scored_by_the_same_rule(call, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("id,domain,verdict,note\na,x,accurate,1\nb,x,half_right,2\n", encoding="utf-8")

    done = call("score", "--table", table, "--format", "json")

    assert json.loads(done.out)["overall"]["accuracy"] == 0.75
    assert done.err == "columns not read: note\n"


@pytest.mark.slow
def test_words_of_a_table_are_in_the_readers_language_and_may_be_asked_for_in_it(call, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("id,domain,verdict,specificity\na,x,accurate,vague\n", encoding="utf-8")

    done = call(
        "score", "--table", table, "--by", "specificity", "--specificity", "含糊", "--lang", "zh"
    )

    assert "\n含糊 " in done.out
    assert "vague" not in done.out


def test_a_faulty_table_is_refused_by_row(call, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("id,domain,verdict\na,x,rihgt\n", encoding="utf-8")

    done = call("score", "--table", table)

    assert done.code == 1
    assert done.out == ""
    assert "table.csv:2:1: error[unknown-value]" in done.err


def test_a_column_that_a_table_lacks_cannot_group(call, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("id,domain,verdict\na,x,accurate\n", encoding="utf-8")

    done = call("score", "--table", table, "--by", "stated")

    assert done.code == 2
    assert "no column 'stated'" in done.err


@pytest.mark.slow
def test_export_gives_the_table_that_score_reads(call, scored, tmp_path):
    exported = call("export", "--predictions", scored, "--as-of", "2024-06-01")
    (tmp_path / "table.csv").write_text(exported.out, encoding="utf-8")

    again = call("score", "--table", tmp_path / "table.csv", "--as-of", "2024-06-01",
                 "--format", "json")  # fmt: skip
    direct = call("score", "--predictions", scored, "--as-of", "2024-06-01", "--format", "json")

    mine, theirs = json.loads(again.out)["overall"], json.loads(direct.out)["overall"]
    assert mine == theirs


def test_export_as_json_leaves_out_what_was_not_said_yet(call, scored):
    done = call("export", "--predictions", scored, "--format", "json", "--as-of", "2024-06-01")
    before = call("export", "--predictions", scored, "--format", "json", "--as-of", "2023-01-01")

    predictions = json.loads(done.out)["predictions"]
    assert [one["id"] for one in predictions] == [
        f"kandao-2024/{name}" for name in ("late", "open", "vision-pro", "wrong")
    ]
    assert predictions[0]["state"] == "overdue"
    assert json.loads(before.out)["predictions"] == []


def test_an_unknown_export_format_is_a_wrong_call(call, folder):
    assert call("export", "--predictions", folder, "--format", "xml").code == 2


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--value", "yes=accurate"), "--value"),
        (("--dates", "dmy"), "--dates"),
        (("--probabilities", "percent"), "--probabilities"),
    ],
)
def test_what_is_said_of_the_cells_of_no_table_is_a_wrong_call(call, scored, options, named):
    done = call("score", "--predictions", scored, *options)

    assert (done.code, done.err) == (2, f"error: {named} needs --table FILE\n")


def test_import_prints_the_mapped_table(call, tmp_path):
    table = tmp_path / "promises.csv"
    table.write_text("slug,domain,status\nwall,World,Broken\n", encoding="utf-8")

    done = call("import", table, "--column", "id=slug", "--column", "verdict=status",
                "--value", "Broken=inaccurate")  # fmt: skip

    assert done.out == "id,domain,verdict\nwall,World,inaccurate\n"


@pytest.mark.slow
def test_agreement_is_of_the_claims_that_are_scored(call, scored, write_prediction):
    ratings = "\n  - {rater: lin, rated_on: 2024-03-01, verdict: accurate}"
    file = write_prediction("kandao-2024/rated")
    file.write_text(
        f"{file.read_text(encoding='utf-8').rstrip()}\nratings:{ratings}\n", encoding="utf-8"
    )
    arguments = ("--predictions", scored, "--as-of", "2024-06-01", "--format", "json")

    devices = json.loads(call("score", "--domain", "devices", *arguments).out)
    models = json.loads(call("score", "--domain", "models", *arguments).out)

    assert devices["agreement"]["n_rated"] == 1
    assert models["agreement"] is None


TRICKS = (
    "id,domain,verdict\na/b,=1+1,accurate\na/c,\x1b[31mred|x,inaccurate\na/d,<b>[y](z),accurate\n"
)


@pytest.mark.slow
def test_a_group_is_no_formula_in_a_spreadsheet(call, tmp_path):
    (tmp_path / "t.csv").write_text(TRICKS, encoding="utf-8")

    done = call("score", "--table", tmp_path / "t.csv", "--format", "csv")

    groups = {row["label_en"]: row["key"] for row in csv.DictReader(io.StringIO(done.out))}
    assert groups["'=1+1"] == "'=1+1"


@pytest.mark.slow
@pytest.mark.parametrize("form", ["table", "markdown"])
def test_a_group_prints_no_escape_codes(call, tmp_path, form):
    (tmp_path / "t.csv").write_text(TRICKS, encoding="utf-8")

    done = call("score", "--table", tmp_path / "t.csv", "--format", form)

    assert "\x1b" not in done.out
    assert r"\x1b[31mred" in re.sub(r"\\([\\\[<>|])", r"\1", done.out)
    assert ("<b>[y]" in done.out) == (form == "table")


@pytest.fixture
def at_widths(call, monkeypatch, capsys):
    """What `score` prints at some widths: the numbers, which are the same, are computed once."""

    def printed(widths, *arguments, languages=(Language.ENGLISH,)):
        given = []
        with monkeypatch.context() as patch:
            shown = "scorecard.cli.score_table.print_summary"
            patch.setattr(shown, lambda *some: given.extend(some))
            assert call("score", *arguments).code == 0
        summary, beside, _ = given
        for width, language in product(widths, languages):
            monkeypatch.setattr("scorecard.cli.score_table._PIPE_WIDTH", width)
            print_summary(summary, beside, language)
            yield width, language, capsys.readouterr().out

    return printed


@pytest.mark.slow
def test_a_head_is_never_broken_on_a_usual_terminal(at_widths, folder):
    options = ("--as-of", "2025-06-01", "--predictions", folder)

    for _, language, out in at_widths((80, 120), *options, languages=Language):
        head, rule = out.splitlines()[:2]
        is_chinese = language is Language.CHINESE
        assert ("已判/期满/收录" if is_chinese else "judged/time up/recorded") in head
        assert set(rule.strip()) == {"─"}


@pytest.mark.slow
def test_the_verdicts_of_another_reader_are_counted_and_a_table_has_none(call, scored, tmp_path):
    options = ("--predictions", scored, "--as-of", "2025-06-01", "--format", "json")
    strictest = call("score", *options, "--verdicts-of", "strictest")
    early = call("score", *options, "--early")

    assert (strictest.code, early.code) == (0, 0)
    assert json.loads(strictest.out)["overall"]["n_judged"] == 2
    assert json.loads(early.out)["overall"]["n_judged"] == 2
    table = tmp_path / "table.csv"
    table.write_text("id,domain,verdict\na,x,accurate\n", encoding="utf-8")
    for engine in ((), ("--engine", "duckdb")):
        refused = call("score", "--table", table, "--verdicts-of", "strictest", *engine)
        assert refused.code == 2
        assert "a table has one verdict a row; --verdicts-of asks for records" in refused.err


@pytest.mark.slow
def test_the_table_has_room_at_any_width(at_widths, scored):
    options = ("--predictions", scored, "--as-of", "2025-06-01")

    for columns, _, out in at_widths(range(44, 112, 4), *options):
        assert max(map(len, out.partition("\n\n")[0].splitlines())) <= columns


@pytest.mark.slow
def test_where_there_is_room_for_all_columns_none_is_missed(call, scored, monkeypatch):
    options = ("score", "--predictions", scored, "--as-of", "2025-06-01")
    narrow = call(*options)
    monkeypatch.setattr("scorecard.cli.score_table._PIPE_WIDTH", 400)

    wide = call(*options)

    assert ["more columns" in one.out for one in (narrow, wide)] == [True, False]
    assert "lenient" in wide.out.splitlines()[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", r"[+-]\d+ \([+-]\d+ ?– ?[+-]\d+\)"), ("zh", r"[+-]\d+ \([+-]\d+～[+-]\d+\)")],
)
def test_credit_beyond_that_of_claims_put_the_same_way_is_shown_in_points(
    run, tmp_path, language, shown
):
    rows = [
        f"c{n},{'chips' if n % 3 else 'cars'},{'in' if n % 3 and n % 4 else ''}accurate,"
        f"{'vague' if n % 2 else 'measurable'}"
        for n in range(24)
    ]
    table = tmp_path / "table.csv"
    table.write_text("\n".join(["id,domain,verdict,specificity", *rows]), encoding="utf-8")

    done = run("score", "--table", table, "--format", "markdown", "--lang", language)

    assert re.search(shown, done.stdout)
    assert "--format" not in done.stdout
