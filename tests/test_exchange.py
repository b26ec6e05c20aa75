"""Tables from elsewhere: read, refused by row, mapped, and written again."""

import io
import json
import sys
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from scorecard.exchange.inputs import inputs
from scorecard.exchange.mapped_tables import imported
from scorecard.exchange.mapping import Mapping, mapping_of_file, pairs
from scorecard.exchange.tables import read_table, table_csv
from scorecard.problems import CallError
from scorecard.processes import available_memory

AS_OF = date(2024, 6, 1)


def mapped_table(file, columns, values):
    """A foreign file by a mapping as `import` has it."""
    with inputs([str(file)]) as (sources, _):
        table, problems = imported(sources, [str(file)], [Mapping(columns, values)])
    assert problems == []
    return table


def csv_of(tmp_path, text: str):
    """A CSV file with this text."""
    file = tmp_path / "table.csv"
    file.write_text(text, encoding="utf-8")
    return file


GOOD = """id,domain,verdict,probability,made_on,closes_on,occurred_on,year,hedge,specificity,note
a,x,accurate,0.8,2024-01-01,2024-12-31,2024-02-01,2024,will,vague,kept out
b,x,不准确,,2024-01-01,2024-12-31,,2024,,,
c,y,,0.1,2024-01-01,2024-05-31,,,may,measurable,
"""


def test_a_table_is_read_with_its_states_and_chinese_verdicts(tmp_path):
    read = read_table(csv_of(tmp_path, GOOD), as_of=AS_OF)

    assert read.problems == []
    assert read.table["state"].tolist() == ["accurate", "inaccurate", "overdue"]
    assert read.table["probability"].tolist()[0] == 0.8
    assert read.ignored == ["note"]
    assert read.digest.startswith("sha256:")


def test_parquet_gives_what_csv_gives(tmp_path):
    from_csv = read_table(csv_of(tmp_path, GOOD), as_of=AS_OF).table
    frame = pd.read_csv(tmp_path / "table.csv", parse_dates=["made_on", "closes_on", "occurred_on"])
    frame.to_parquet(tmp_path / "table.parquet")

    from_parquet = read_table(tmp_path / "table.parquet", as_of=AS_OF).table

    assert table_csv(from_csv) == table_csv(from_parquet)


BAD = """id,domain,verdict,probability,made_on,year,hedge,specificity
a,x,accurate,0.5,2024-01-01,2024,will,vague
a,x,acurate,1.5,2024-02-30,20x4,wil,vagu
,,准确,x,,,,
d,x,no,-0.1,,,,
"""


def test_each_faulty_cell_is_a_problem_at_its_row(tmp_path):
    read = read_table(csv_of(tmp_path, BAD), as_of=AS_OF)

    assert [(one.line, one.rule) for one in read.problems] == [
        (3, "unknown-value"),
        (3, "schema"),
        (3, "not-a-date"),
        (3, "schema"),
        (3, "unknown-value"),
        (3, "unknown-value"),
        (4, "empty-text"),
        (4, "empty-text"),
        (4, "schema"),
        (5, "unknown-value"),
        (5, "schema"),
    ]
    assert len(read.table) == 0


def test_the_first_misspelt_word_gets_a_hint(tmp_path):
    read = read_table(csv_of(tmp_path, "id,domain,verdict\na,x,acurate\n"), as_of=AS_OF)

    assert read.problems[0].hint.en == (
        "Did you mean `accurate`? If not, say what it means: --value acurate=…"
    )
    assert "acurate" in read.problems[0].message.zh


def test_a_million_faults_are_not_all_listed(tmp_path):
    rows = "".join(f"{number},x,wrnog{number}\n" for number in range(300))

    read = read_table(csv_of(tmp_path, "id,domain,verdict\n" + rows), as_of=AS_OF)

    assert len(read.problems) == 100


def test_one_word_that_many_rows_have_is_one_problem_with_its_count_and_first_rows(tmp_path):
    rows = "".join(f"{n},x,{('accurate', 'wrnog', 'oops')[n % 3]}\n" for n in range(3000))

    first, second = read_table(csv_of(tmp_path, "id,domain,verdict\n" + rows), as_of=AS_OF).problems

    assert (first.line, second.line) == (3, 4)
    assert first.message.en.endswith("unresolvable (1,000 rows: 3, 6, 9, …)")
    assert second.message.zh.endswith("（共 1,000 行：4、7、10、…）")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("table.csv", b"id,verdict\na,accurate\n", "lacks the columns: domain"),
        ("table.csv", b"", "cannot be read"),
        ("table.csv", b"\xff\xfe\x00", "cannot be read"),
        ("table.parquet", b"no parquet", "cannot be read"),
    ],
)
def test_a_file_that_is_no_such_table_is_a_wrong_call(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(CallError, match=said):
        read_table(tmp_path / name, as_of=AS_OF)


def test_a_missing_file_is_a_wrong_call(tmp_path):
    with pytest.raises(CallError, match="cannot be read"):
        read_table(tmp_path / "none.csv", as_of=AS_OF)


def test_parquet_without_its_package_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (tmp_path / "table.parquet").write_bytes(b"PAR1")
    with pytest.raises(CallError, match="pip install pyarrow"):
        read_table(tmp_path / "table.parquet", as_of=AS_OF)


@pytest.mark.parametrize("text", [GOOD, 'id,domain,verdict\na,"of an old\rMac",accurate\n'])
def test_the_written_table_reads_back_as_itself(tmp_path, text):
    first = read_table(csv_of(tmp_path, text), as_of=AS_OF).table

    again = read_table(csv_of(tmp_path, table_csv(first)), as_of=AS_OF).table

    assert len(again) == len(first)
    assert table_csv(again) == table_csv(first)


PROMISES = (
    "slug,kind,status,when,part\nwall,World,Broken,2017-01-20T00:00:00Z,1\ntax,Economy,Open,,2\n"
)


def test_another_trackers_table_is_mapped_by_name(tmp_path):
    table = mapped_table(
        csv_of(tmp_path, PROMISES),
        {"id": "slug+part", "domain": "kind", "verdict": "status", "made_on": "when"},
        {"Broken": "inaccurate", "Open": ""},
    )

    assert table.to_csv(index=False) == (
        "id,domain,verdict,made_on\nwall/1,World,inaccurate,2017-01-20\ntax/2,Economy,,\n"
    )


def test_rows_can_be_numbered(tmp_path):
    columns = {"id": "#", "domain": "kind", "verdict": "=too early"}
    table = mapped_table(csv_of(tmp_path, PROMISES), columns, {})

    assert table["id"].tolist() == ["1", "2"]


def test_rows_may_be_made_of_constants_alone(tmp_path):
    columns = {"id": "#", "domain": "=x", "verdict": "=accurate"}

    assert mapped_table(csv_of(tmp_path, PROMISES), columns, {})["id"].tolist() == ["1", "2"]


def test_two_columns_of_one_meaning_are_refused_unless_one_is_said(tmp_path):
    file = csv_of(tmp_path, "id,Domain,领域,verdict\na,x,y,accurate\n")

    with pytest.raises(CallError, match=r"table\.csv cannot be read: two columns mean domain"):
        mapped_table(file, {}, {})

    assert mapped_table(file, {"domain": "领域"}, {})["domain"].tolist() == ["y"]


def test_a_table_without_a_needed_column_is_named_with_the_command(tmp_path):
    file = csv_of(tmp_path, "id,kind,verdict\na,x,accurate\n")

    with pytest.raises(CallError, match=r"table\.csv lacks the columns: domain; map it"):
        mapped_table(file, {}, {})


def test_sheets_that_a_mapping_does_not_fit_are_left_out(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["slug", "kind", "status", "when"])
    book.active.append(["wall", "World", "Broken", None])
    book.create_sheet("kinds").append(["kind", "meaning"])
    book.create_sheet("2018").append(["slug", "kind", "status"])
    book["2018"].append(["tax", "Economy", "Broken"])
    book.save(tmp_path / "book.xlsx")
    columns = {"id": "slug", "domain": "kind", "verdict": "status"}

    table = mapped_table(tmp_path / "book.xlsx", columns, {"Broken": "inaccurate"})

    assert table["id"].tolist() == ["wall", "tax"]


@pytest.mark.parametrize(
    ("columns", "values", "said"),
    [
        ({"id": "slugg"}, {}, "did you mean 'slug'"),
        ({"ident": "slug"}, {}, "unknown scorecard column 'ident'"),
        ({"id": "zzz"}, {}, "unknown column 'zzz'; choose"),
    ],
)
def test_a_mapping_that_does_not_fit_is_a_wrong_call(tmp_path, columns, values, said):
    with pytest.raises(CallError, match=said):
        mapped_table(csv_of(tmp_path, PROMISES), columns, values)


def test_a_word_that_the_call_gives_no_meaning_is_a_problem_with_the_option_to_type(tmp_path):
    mapping = Mapping({"id": "#", "domain": "=x", "verdict": "status"}, {"Broken": "inaccurate"})

    name = str(csv_of(tmp_path, PROMISES))
    with inputs([name]) as (sources, _):
        _, (problem,) = imported(sources, [name], [mapping])

    assert (problem.rule, problem.line) == ("unknown-value", 3)
    assert problem.hint.en == "Say what it means, for instance: --value Open=too_early"


@pytest.mark.parametrize("given", [["id"], ["id=a", "id=b"]])
def test_an_option_without_a_value_or_twice_is_a_wrong_call(given):
    with pytest.raises(CallError, match="NAME=VALUE"):
        pairs(given, "--column")


def test_a_meaning_that_is_no_verdict_is_a_wrong_call(tmp_path):
    with pytest.raises(CallError, match="unknown verdict 'inacurate'; did you mean 'inaccurate'"):
        mapped_table(
            csv_of(tmp_path, PROMISES), {"verdict": "status"}, {"Broken": "inacurate", "Open": ""}
        )


@pytest.mark.parametrize(
    ("column", "cell", "rule"),
    [("year", "2024.5", "schema"), ("closes_on", "2024-13-5", "not-a-date")],
)
def test_a_cell_that_records_refuse_is_refused_in_a_table_too(tmp_path, column, cell, rule):
    file = csv_of(tmp_path, f"id,domain,verdict,{column}\na/b,x,accurate,{cell}\n")

    (found,) = read_table(file, as_of=date(2024, 6, 1)).problems

    assert (found.rule, found.line) == (rule, 2)


def test_a_parquet_file_that_would_unpack_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("scorecard.exchange.inputs._MOST_CELLS", 5)
    pd.DataFrame({"id": ["a", "b"], "domain": "x", "verdict": "accurate"}).to_parquet(
        tmp_path / "t.parquet"
    )

    with pytest.raises(CallError, match="6 cells are too many; at most 5"):
        read_table(tmp_path / "t.parquet", as_of=AS_OF)


def test_a_nested_column_is_refused_and_a_zone_is_dropped(tmp_path):
    rows = {"id": ["a"], "verdict": ["accurate"]}
    pd.DataFrame({**rows, "domain": [{"en": "x"}]}).to_parquet(tmp_path / "nested.parquet")
    closes_on = pd.to_datetime(["2024-05-31"]).tz_localize("UTC")
    pd.DataFrame({**rows, "domain": ["x"], "closes_on": closes_on}).to_parquet(
        tmp_path / "zoned.parquet"
    )

    with pytest.raises(CallError, match="the column 'domain' is nested"):
        read_table(tmp_path / "nested.parquet", as_of=AS_OF)
    assert read_table(tmp_path / "zoned.parquet", as_of=AS_OF).table["is_closed"].tolist() == [True]


def test_a_table_that_does_not_fit_into_memory_is_one_line_and_exit_code_3(
    call, tmp_path, monkeypatch
):
    monkeypatch.setattr("scorecard.exchange.inputs.available_memory", lambda: 100)

    done = call("score", "--table", csv_of(tmp_path, GOOD))

    assert (done.code, done.out) == (3, "")
    assert done.err == "error: this machine's memory is too small for it\n"


def test_memory_that_this_process_may_not_take_is_not_available(monkeypatch):
    resource = pytest.importorskip("resource", reason="Windows limits no memory")
    plenty = available_memory()
    monkeypatch.setattr(resource, "getrlimit", lambda _: (100 * 2**30, 100 * 2**30))
    less = available_memory()
    monkeypatch.setattr(resource, "getrlimit", lambda _: (0, 0))

    assert (less <= plenty, available_memory() < 0) == (True, True)


def test_memory_that_runs_out_within_the_reader_is_no_damaged_file(tmp_path, monkeypatch):
    from pyarrow import parquet

    def run_out(*_, **__):
        raise MemoryError

    pd.DataFrame({"id": ["a"], "domain": "x", "verdict": "accurate"}).to_parquet(
        tmp_path / "t.parquet"
    )
    monkeypatch.setattr(parquet.ParquetFile, "read", run_out)

    with pytest.raises(MemoryError):
        read_table(tmp_path / "t.parquet", as_of=AS_OF)


GUESSES = "q,outcome,ada,ben,tags\none,yes,90,40,ai; chips\ntwo,no,20,60,space\n"


@pytest.fixture
def printed_of(call, tmp_path):
    """What `import` prints of a CSV file with this text."""

    def run(text, *options):
        done = call("import", csv_of(tmp_path, text), *options)
        assert done.code == 0, done.err
        return done.out

    return run


def test_a_constant_two_equal_columns_and_a_first_tag(printed_of):
    rows = "q,guess,outcome,tags\none,Yes,yes,ai; chips\ntwo,no,yes,\nthree,no,,x\n"

    assert printed_of(rows, "--column", "id=q", "--column", "verdict=guess==outcome",
                    "--column", "domain=tags[1]|=other") == (
        "id,domain,verdict\none,ai,accurate\ntwo,other,inaccurate\nthree,x,\n"
    )  # fmt: skip


def test_a_cell_that_says_that_there_is_nothing_is_not_filled_and_equals_nothing(printed_of):
    rows = "q,guess,outcome,asked,added\na,Yes,n/a,–,2024-01-05\nb,Yes,-,2024-01-06,\nc,No,yes,-,\n"
    rows += "d,None,None,,\ne,无,无,,\n"

    assert printed_of(rows, "--column", "id=q", "--column", "verdict=guess==outcome",
                    "--column", "domain==x", "--column", "made_on=asked|added") == (
        "id,domain,verdict,made_on\na,x,,2024-01-05\nb,x,,2024-01-06\nc,x,inaccurate,\n"
        "d,x,accurate,\ne,x,accurate,\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [("Pending", "too_early"), ("TBD", "too_early"), ("待定", "too_early"), ("Partly", "half_right"),
     ("Annulled", "unresolvable"), ("voided", "unresolvable"), ("cancelled", "unresolvable")],
)  # fmt: skip
def test_an_outcome_that_nobody_can_guess_is_asked_about(call, tmp_path, outcome, verdict):
    file = csv_of(tmp_path, f"q,guess,outcome\na,Yes,No\nb,Yes,{outcome}\n")
    options = ["--column", "id=q", "--column", "domain==x", "--column", "verdict=guess==outcome"]

    done = call("import", file, *options)
    said = call("import", file, *options, "--value", f"{outcome}={verdict}")

    assert (done.code, said.code, done.out) == (2, 0, "")
    assert f"for instance: --value {outcome}={verdict}\n" in done.err
    assert said.out == f"id,domain,verdict\na,x,inaccurate\nb,x,{verdict}\n"


def test_an_outcome_that_somebody_guessed_is_an_answer(printed_of):
    rows = "q,guess,outcome\na,open,shut\nb,shut,open\nc,open,open\n"

    assert printed_of(rows, "--column", "id=q", "--column", "domain==x",
                    "--column", "verdict=guess==outcome") == (
        "id,domain,verdict\na,x,inaccurate\nb,x,inaccurate\nc,x,accurate\n"
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "outcomes", ["1.0 0.0", "TRUE FALSE", "yes no", "是 否", "T F", "Y N", "1 0"]
)
@pytest.mark.parametrize("guesses", ["1 0", "True False", "Yes No"])
def test_one_answer_is_equal_in_the_words_of_two_programs(printed_of, guesses, outcomes):
    (said, denied), (came, failed) = guesses.split(), outcomes.split()
    rows = f"q,guess,outcome\na,{said},{came}\nb,{denied},{came}\nc,{denied},{failed}\n"

    assert printed_of(rows, "--column", "id=q", "--column", "domain==x",
                      "--column", "verdict=guess==outcome") == (
        "id,domain,verdict\na,x,accurate\nb,x,inaccurate\nc,x,accurate\n"
    )  # fmt: skip


def test_minus_one_is_not_one(printed_of):
    rows = "q,guess,outcome\na,1,-1\nb,1,1.0\nc,-1,-1.0\nd,A,A-\n"

    assert printed_of(rows, "--column", "id=q", "--column", "domain==x",
                    "--column", "verdict=guess==outcome") == (
        "id,domain,verdict\na,x,inaccurate\nb,x,accurate\nc,x,accurate\nd,x,inaccurate\n"
    )  # fmt: skip


def test_the_numbers_of_rows_go_on_from_table_to_table(call, tmp_path):
    for name, day in (("a.csv", "2024-01-05"), ("b.csv", "2024-02-05")):
        text = f"domain,verdict,made_on,probability\nx,accurate,{day},0.3\n"
        (tmp_path / name).write_text(text, encoding="utf-8")

    done = call("import", tmp_path / "a.csv", tmp_path / "b.csv", "--column", "id=#")

    assert [row.split(",")[0] for row in done.out.splitlines()] == ["id", "1", "2"]


def test_columns_that_an_import_leaves_out_are_named(call, tmp_path):
    (tmp_path / "t.csv").write_text("id,domain,outcome,probabilty\na,x,yes,0.7\n", encoding="utf-8")

    done = call(
        "import", tmp_path / "t.csv", "--column", "verdict=outcome", "--value", "yes=accurate"
    )

    assert (done.code, done.err) == (0, "note: columns not read: probabilty\n")


def test_what_a_page_of_the_table_shows_is_imported_too(call, tmp_path):
    (tmp_path / "t.csv").write_text(
        "id,domain,verdict,link,title,why\na,x,accurate,https://e.org/1,Will it?,It did.\n",
        encoding="utf-8",
    )

    done = call("import", tmp_path / "t.csv", "--column", "url=link")

    assert (done.err, done.out.splitlines()) == (
        "",
        ["id,domain,verdict,title,url,why", "a,x,accurate,Will it?,https://e.org/1,It did."],
    )


def test_a_choice_of_columns_that_no_table_has_is_named(call, tmp_path):
    for file, head in (("a.csv", "made"), ("b.csv", "day")):
        text = f"id,domain,verdict,{head}\n{file},x,accurate,2024-01-05\n"
        (tmp_path / file).write_text(text, encoding="utf-8")

    done = call("import", tmp_path / "a.csv", tmp_path / "b.csv", "--column", "made_on=made|day|dya",
                "--column", "title==a|b")  # fmt: skip

    assert (done.code, done.err) == (0, "note: no table has these columns: dya\n")


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("q\none\n", ""),
        ('[{"schema": 1, "q": "one"}]', "note: columns not read: schema\n"),
        ('{"schema": [{"q": "one"}]}', ""),
    ],
)
def test_a_pipe_is_imported(call, monkeypatch, text, note):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    done = call("import", "-", "--column", "id=q", "--column", "domain==x", "--column",
                "verdict==accurate")  # fmt: skip

    assert (done.code, done.err) == (0, note)
    assert done.out == "id,domain,verdict\none,x,accurate\n"


def test_a_grid_of_json_may_lack_the_last_empty_cells_of_every_row(call, tmp_path):
    grid = [["id", "domain", "verdict"], ["a", "x"], ["b", "x"]]
    (tmp_path / "grid.json").write_text(json.dumps(grid), encoding="utf-8")

    done = call("score", "--table", tmp_path / "grid.json", "--format", "json")

    assert (done.code, json.loads(done.out)["overall"]["n_open"]) == (0, 2)


def test_a_constant_keeps_an_equals_sign_at_its_end(printed_of):
    printed = printed_of("q\none\n", "--column", "id=q", "--column", "domain==lab=",
                         "--column", "verdict==accurate")  # fmt: skip

    assert printed == "id,domain,verdict\none,lab=,accurate\n"


def test_a_wide_table_becomes_one_row_a_forecaster(printed_of):
    printed = printed_of(GUESSES, "--column", "id=q", "--column", "domain==general",
                       "--column", "verdict=outcome", "--value", "yes=accurate",
                       "--value", "no=inaccurate", "--wide", "forecaster=ada,ben")  # fmt: skip

    assert printed == (
        "id,domain,verdict,probability,forecaster\n"
        "one,general,accurate,0.9,ada\none,general,accurate,0.4,ben\n"
        "two,general,inaccurate,0.2,ada\ntwo,general,inaccurate,0.6,ben\n"
    )


def test_who_gave_no_probability_has_no_row_and_a_question_without_an_answer_stays(printed_of):
    rows = "a,x,accurate,0.9,,无\nb,x,inaccurate,-,0.2,0.3\nc,y,accurate,,,n/a\n"
    rows = f"id,domain,verdict,ada,ben,cho\n{rows}"

    assert printed_of(rows, "--wide", "forecaster=ada, ben,cho") == (
        "id,domain,verdict,probability,forecaster\n"
        "a,x,accurate,0.9,ada\nb,x,inaccurate,0.2,ben\nb,x,inaccurate,0.3,cho\nc,y,accurate,,\n"
    )


@pytest.mark.parametrize("nothing", [
    *("无", "無", "(空)", "(跳过)", "/", "n/a", "", "－", "——", "／", "（空）", "（跳过）"),
    *("\\N", "NaT", "<NA>", "(null)", ".", "#NV", "#N/D", "--", "n.a."),
])  # fmt: skip
def test_a_cell_in_which_some_program_says_that_there_is_nothing_is_empty(printed_of, nothing):
    rows = f"a,x,准确,{nothing},{nothing},{nothing}\nb,x,{nothing},2024-12-31,0.2,\n"

    assert printed_of(f"编号,领域,判定,截止日,概率,应验日期\n{rows}") == (
        "id,domain,verdict,closes_on,occurred_on,probability\n"
        "a,x,accurate,,,\nb,x,,2024-12-31,,0.2\n"
    )


def test_tags_become_rows(printed_of):
    assert printed_of(GUESSES, "--each", "tags", "--column", "id=q+tags", "--column", "item=q",
                    "--column", "domain=tags", "--column", "verdict==accurate") == (
        "id,domain,verdict,item\none/ai,ai,accurate,one\none/chips,chips,accurate,one\n"
        "two/space,space,accurate,two\n"
    )  # fmt: skip


@pytest.mark.slow
def test_entries_that_share_the_id_of_their_row_are_told_how_to_part_them(call, tmp_path):
    file = csv_of(tmp_path, "slug,domain,verdict,tags\none,x,accurate,ai; chips\n")
    options = ("--each", "tags", "--column", "id=slug")

    done = call("import", file, *options)

    assert "Entries share an id; add --column id=slug+tags" in done.err
    assert call("import", file, *options[:3], "id=slug+tags").code == 0


def test_lists_of_one_row_that_differ_in_length_are_refused(call, tmp_path):
    rows = "q,tags,more\none,ai; chips,x; y\ntwo,ai; chips,x; y; z\n"

    done = call("import", csv_of(tmp_path, rows), "--each", "tags", "--each", "more", "--column",
                "id=q+tags", "--column", "domain=more", "--column", "verdict==accurate")  # fmt: skip

    assert (done.code, done.out) == (2, "")
    assert "the lists of tags, more differ in length in line 3" in done.err


MAPPING = {
    "columns": {"id": "q", "domain": "=general", "verdict": "outcome", "probability": "ada"},
    "verdicts": {"yes": "accurate", "no": "inaccurate"},
}
AS_TOML = """[columns]
id = "q"
domain = "=general"
verdict = "outcome"
probability = "ada"
[verdicts]
yes = "accurate"
no = "inaccurate"
"""
AS_YAML = """columns: {id: q, domain: "=general", verdict: outcome, probability: ada}
verdicts: {"yes": accurate, "no": inaccurate}
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("map.json", json.dumps(MAPPING)),
        ("map.toml", AS_TOML),
        ("map.toml", f"\ufeff{AS_TOML}"),
        ("map.yaml", AS_YAML),
    ],
)
def test_a_mapping_is_kept_in_a_file_and_the_call_goes_over_it(printed_of, tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")

    assert printed_of(GUESSES, "--mapping", tmp_path / name, "--column", "domain==labs") == (
        "id,domain,verdict,probability\none,labs,accurate,0.9\ntwo,labs,inaccurate,0.2\n"
    )


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("map.json", '{"column": {}}', "unknown key 'column'; did you mean 'columns'?"),
        ("map.yaml", "columns: 5", "map.yaml is not a mapping: columns: Input should be a valid"),
        ("map.json", "{", "map.json:1:1 is not a mapping: not YAML"),
        ("map.yaml", "columns:\n  id: a: b\n", "map.yaml:2:8 is not a mapping: an unquoted"),
        (
            "map.yaml",
            "!!x a",
            "map.yaml:1:1 is not a mapping: the tag `!!x` is not allowed. Delete",
        ),
        ("map.yaml", "dates: DMY", "map.yaml is not a mapping: dates: Input should be 'dmy' or"),
        ("map.yaml", "probabilities: per cent", "probabilities: Input should be 'percent' or"),
        ("map.toml", "columns", "is not a mapping"),
        ("map.yaml", "- a", "map.yaml is not a mapping: Input should be a dictionary"),
    ],
)
def test_a_mapping_that_is_none_is_a_wrong_call(call, tmp_path, name, text, said):
    (tmp_path / name).write_text(text, encoding="utf-8")

    done = call("import", csv_of(tmp_path, GUESSES), "--mapping", tmp_path / name)

    assert done.code == 2
    assert said in done.err


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("no.yaml", None, "没有这个文件或文件夹"),
        (
            "map.toml",
            "dates = 'dmy'\ncolumns x\n",
            "TOML 写法有误：Expected '=' after a key in a key/value pair (at line 2, column 9)",
        ),
    ],
)
def test_a_mapping_that_is_none_is_told_in_chinese(tmp_path, name, text, said):
    if text:
        (tmp_path / name).write_text(text, encoding="utf-8")

    with pytest.raises(CallError) as refused:
        mapping_of_file(tmp_path / name)

    assert refused.value.phrase.zh.endswith(f"{name} 不是对应表：{said}")


def test_a_meaning_of_a_call_replaces_that_of_the_mapping_in_other_letters(printed_of, tmp_path):
    (tmp_path / "map.json").write_text('{"verdicts": {"yes": "inaccurate"}}', encoding="utf-8")
    options = ("--mapping", tmp_path / "map.json", "--value", "Yes=accurate")

    assert printed_of("id,domain,verdict\na,x,YES\n", *options) == (
        "id,domain,verdict\na,x,accurate\n"
    )


def test_a_mapping_in_another_encoding_is_told_how_to_save_it(call, tmp_path):
    (tmp_path / "map.yaml").write_bytes("columns: {id: 编号列}".encode("gbk"))

    done = call("import", csv_of(tmp_path, GUESSES), "--mapping", tmp_path / "map.yaml")

    assert (done.code, done.out) == (2, "")
    assert done.err.endswith("map.yaml is not a mapping: save it as UTF-8\n")


def test_an_empty_entry_of_a_list_is_no_word(call, tmp_path):
    rows = [{"id": "a", "domain": [None, "x", 0], "verdict": "accurate"}]
    (tmp_path / "t.json").write_text(json.dumps(rows), encoding="utf-8")

    assert call("import", tmp_path / "t.json").out == "id,domain,verdict\na,x; 0,accurate\n"


def test_a_filter_by_a_column_that_is_not_there_is_a_wrong_call(call, tmp_path):
    mapping = tmp_path / "map.json"
    mapping.write_text(json.dumps({**MAPPING, "where": {"tag": "space"}}), encoding="utf-8")

    done = call("import", csv_of(tmp_path, GUESSES), "--mapping", mapping)

    assert (done.code, done.out) == (2, "")
    assert "unknown column 'tag'; did you mean 'tags'?" in done.err


@pytest.mark.parametrize(("word", "ids"), [("ai!", ["a"]), ("!ai!", ["b"]), ("ai", ["b"])])
def test_only_the_first_exclamation_mark_of_a_filter_says_not(call, tmp_path, word, ids):
    rows = "id,domain,verdict,tag\na,x,accurate,AI!\nb,x,accurate,AI\n"
    (tmp_path / "map.json").write_text(json.dumps({"where": {"tag": word}}), encoding="utf-8")

    done = call("import", csv_of(tmp_path, rows), "--mapping", tmp_path / "map.json")

    assert [line[0] for line in done.out.splitlines()[1:]] == ids


@pytest.mark.parametrize(
    "options",
    [("--column", "id=#", "--column", "domain==x", "--column", "forecaster=slug+anna"),
     ("--column", "id=slug", "--column", "domain==x", "--wide", "forecaster=anna")],
)  # fmt: skip
def test_an_empty_row_is_no_prediction(call, tmp_path, options):
    rows = "slug,verdict,anna\na,accurate,0.9\n\nb,inaccurate,0.2\n,,\n"

    done = call("import", csv_of(tmp_path, rows), *options)

    assert (done.code, done.err) == (0, "")
    assert done.out.count("\n") == 3


def test_import_checks_what_it_wrote_as_score_would(call, tmp_path):
    rows = "slug,domain,status,when\nwall,World,Broken,soon\nwall,World,Broken,2020-01-01\n"

    done = call("import", csv_of(tmp_path, rows), "--column", "id=slug", "--column",
                "verdict=status", "--value", "Broken=inaccurate", "--column", "made_on=when")  # fmt: skip

    assert (done.code, done.out) == (1, "")
    assert "table.csv:2:1: error[not-a-date]" in done.err
    assert "table.csv:3:1: error[repeated-id]" in done.err


@pytest.mark.parametrize(
    "tags", ["[1, 2", "[1, {[]}]", "['ai', 'chips']", '[""ai"", null]', "ai | chips", "ai，chips"]
)
def test_a_list_written_as_text_has_its_first_entry(printed_of, tags):
    rows = f'q,tags\none,"{tags}"\n'
    printed = printed_of(rows, "--column", "id=q", "--column", "domain=tags[1]",
                         "--column", "verdict==accurate")  # fmt: skip

    assert printed.splitlines()[1].split(",")[1] in {"ai", '"[1'[1:]}


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (
            ("--wide", "forecaster=ada,eve"),
            "unknown column 'eve'; choose q, ada, outcome, ben, tags",
        ),
        (("--wide", "guesser=ada"), "unknown scorecard column 'guesser'"),
        (("--each", "tag"), "unknown column 'tag'"),
        (("--column", "probability=ada|eve+x"), ""),
        (("--column", "probability=eve|eva"), "unknown column 'eve|eva'"),
        (("--column", "probability=ada.x y"), ""),
        (("--column", "probability=adax[1]y"), "unknown column 'adax[1]y'"),
        (("--column", "item=ada==ben==q"), "unknown column 'ada==ben==q'"),
    ],
)
def test_a_source_that_is_not_there_is_a_wrong_call(call, tmp_path, option, said):
    done = call("import", csv_of(tmp_path, GUESSES), "--column", "id=q", "--column", "domain==x",
                "--column", "verdict==too early", *option)  # fmt: skip

    assert done.code == (2 if said else done.code)
    assert said in done.err


def test_a_column_that_one_sheet_lacks_is_told_with_the_sheet(call, tmp_path):
    book = openpyxl.Workbook()
    for sheet, column in ((book.active, "chance"), (book.create_sheet("2024"), "odds")):
        sheet.append(["id", "domain", "verdict", column])
        sheet.append([sheet.title, "x", "accurate", 0.5])
    book.save(tmp_path / "t.xlsx")

    done = call("import", tmp_path / "t.xlsx", "--column", "probability=chance")

    assert (done.code, done.out) == (2, "")
    assert f"{tmp_path}/t.xlsx/2024: unknown column 'chance'; choose" in done.err


def test_the_memory_of_a_container_bounds_a_table_too(call, tmp_path, monkeypatch):
    """A machine without such a limit has no such file."""
    real = Path.read_text

    def limited(self, *args, **more):
        answers = {"memory.max": "1000000", "memory.current": "999999"}
        return answers.get(self.name) or real(self, *args, **more)

    monkeypatch.setattr(Path, "read_text", limited)

    done = call("score", "--table", csv_of(tmp_path, GOOD))

    assert done.code == 3
    assert done.err == "error: this machine's memory is too small for it\n"


@pytest.mark.slow
def test_pictures_in_a_workbook_do_not_count(call, tmp_path):
    file = tmp_path / "with-picture.xlsx"
    pd.DataFrame({"id": ["a"], "domain": ["x"], "verdict": ["accurate"]}).to_excel(
        file, index=False
    )
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/media/image1.png", b"0" * 5_000_000)

    done = call("score", "--table", file, "--format", "json")

    assert done.code == 0
    assert json.loads(done.out)["overall"]["n_judged"] == 1


def test_each_sheet_of_a_wide_workbook_is_imported(call, tmp_path):
    head = ["q", "status", "ada", "ben"]
    with pd.ExcelWriter(tmp_path / "w.xlsx") as book:
        for name in ("one", "two"):
            frame = pd.DataFrame([[name, "accurate", 0.9, 0.4]], columns=head)
            frame.assign(domain="x").to_excel(book, sheet_name=name, index=False)

    done = call("import", tmp_path / "w.xlsx", "--column", "id=q+forecaster", "--column",
                "verdict=status", "--wide", "forecaster=ada,ben")  # fmt: skip

    assert (done.code, done.err) == (0, "")
    assert [line.split(",")[0] for line in done.out.splitlines()[1:]] == [
        "one/ada", "one/ben", "two/ada", "two/ben",
    ]  # fmt: skip


def test_a_sheet_that_is_not_needed_stops_no_import(call, tmp_path):
    with pd.ExcelWriter(tmp_path / "n.xlsx") as book:
        main = pd.DataFrame([["a", "x", "accurate"]], columns=["slug", "cat", "status"])
        main.to_excel(book, sheet_name="main", index=False)
        notes = pd.DataFrame([[1, 2]], columns=["Year", "year"])
        notes.to_excel(book, sheet_name="notes", index=False)

    done = call("import", tmp_path / "n.xlsx", "--column", "id=slug", "--column", "domain=cat",
                "--column", "verdict=status")  # fmt: skip

    assert (done.code, done.out) == (0, "id,domain,verdict\na,x,accurate\n")


def test_lists_of_lists_beside_a_table_are_no_rows_of_it(call, tmp_path):
    (tmp_path / "t.json").write_text(
        '{"claims": [{"id": "a", "domain": "x", "verdict": "accurate"}], "notes": [["a"], ["b", "c"]]}',
        encoding="utf-8",
    )

    done = call("import", tmp_path / "t.json")

    assert (done.code, done.out) == (0, "id,domain,verdict\na,x,accurate\n")


@pytest.mark.parametrize(
    ("stated", "read"),
    [("0.09999999999999998", 0.1), ("0.30000000000000004", 0.3), ("33.3%", 0.333),
     ("0.0000000000001", 1e-13), ("0.9999999999999", 0.9999999999999)],
)  # fmt: skip
def test_what_a_spreadsheet_adds_to_a_probability_is_rounded_off(tmp_path, stated, read):
    rows = f"id,domain,verdict,probability\na,x,accurate,{stated}\n"

    found = read_table(csv_of(tmp_path, rows), as_of=AS_OF).table

    assert found["probability"].tolist() == [read]
