"""Records out as JSON, databases, workbooks and JSON-LD, and back in; foreign rows as new records."""

import csv
import io
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.exchange.archive import record_bytes
from scorecard.exchange.exports import flat_tables, parquet_files, sqlite_bytes
from scorecard.reading.folder import load_records
from scorecard.reading.record_reader import parse
from scorecard.reading.yaml_reader import Document
from scorecard.records import Evidence, Prediction
from scorecard.records.prediction import Decision
from scorecard.verdicts import JUDGED_STATES

OURS = Path(__file__).parents[1] / "predictions"
PARTS = ("domains", "outlooks", "predictions", "reviews", "settings")


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """This repository's folder as JSON."""
    file = tmp_path_factory.mktemp("out") / "all.json"
    command = [sys.executable, "-m", "scorecard", "export", "--format", "json", "--output", file]
    subprocess.run([*command, "--predictions", OURS], check=True)
    return file


# --- the archive


@pytest.fixture(scope="module")
def ours():
    """The records of this repository."""
    return load_records(OURS)


@pytest.mark.slow
def test_the_folder_comes_back_equal_in_meaning_and_so_does_a_second_archive(
    call, exported, ours, tmp_path
):
    done = call("import", exported, "--into", tmp_path / "back")

    after = load_records(tmp_path / "back")
    assert done.code == 0
    assert all(one.problems == [] for one in after.readings.values())
    assert all(getattr(after, part) == getattr(ours, part) for part in PARTS)
    assert list(after.readings) == list(ours.readings)
    assert call("check", "--predictions", tmp_path / "back").code == 0
    again = json.loads(call("export", "--format", "json", "--predictions", tmp_path / "back").out)
    first = json.loads(exported.read_text(encoding="utf-8"))
    assert {**again, "records": ""} == {**first, "records": ""}


@pytest.mark.slow
def test_the_archive_has_the_shape_of_the_design(exported, ours):
    content = json.loads(exported.read_text(encoding="utf-8"))

    assert list(content) == [
        *("schema", "rule", "as_of", "records"),
        *("settings", "domains", "outlooks", "predictions", "reviews"),
    ]
    assert content["schema"] == 2
    assert content["records"] == ours.digest
    assert {"id", "state", "claim", "evidence", "verdicts", "ratings", "priors"} <= set(
        content["predictions"][0]
    )


def test_an_export_as_of_a_day_holds_what_had_been_said_by_then(
    call, folder, write_prediction, tmp_path
):
    file = write_prediction("kandao-2024/taken-back")
    withdrawn = 'withdrawn: {on: 2025-06-01, why: "It was no forecast."}\n'
    file.write_text(file.read_text(encoding="utf-8") + withdrawn, encoding="utf-8")

    def exported(form, as_of):
        output = tmp_path / f"{as_of}.{form}"
        options = ("--format", form, "--as-of", as_of, "--output", output)
        assert call("export", *options, "--predictions", folder).code == 0
        return output

    def last(as_of):
        content = json.loads(exported("json", as_of).read_text(encoding="utf-8"))
        found = next(one for one in content["predictions"] if one["id"] == "kandao-2024/taken-back")
        return len(found["verdicts"]), found["withdrawn"], found["state"]

    assert last("2024-02-29") == (0, None, "open")
    assert last("2025-05-31") == (1, None, "accurate")
    assert last("2025-06-01")[1:] == (
        {"on": "2025-06-01", "why": "It was no forecast."},
        "withdrawn",
    )
    with closing(sqlite3.connect(exported("sqlite", "2024-02-29"))) as found:
        assert found.execute("SELECT count(*) FROM verdicts").fetchone() == (0,)
    reviews = json.loads(exported("claimreview", "2025-05-31").read_text(encoding="utf-8"))[
        "@graph"
    ]
    assert "kandao-2024/taken-back" in [one["identifier"] for one in reviews]


def test_a_text_that_no_cell_of_a_workbook_holds_is_refused(
    call, folder, write_prediction, tmp_path
):
    long = "word " * 7_000
    write_prediction(
        "kandao-2024/long", criteria=f"{{accurate: {long}, half_right: b, inaccurate: c}}"
    )

    to = ("--output", tmp_path / "all.xlsx", "--predictions", folder)
    done = call("export", "--format", "xlsx", *to)

    assert done.code == 2
    assert "a text of kandao-2024/long is too long for a cell of Excel; take --format" in done.err


@pytest.mark.parametrize("form", ["json", "sqlite", "parquet", "xlsx", "claimreview"])
def test_records_without_a_claim_are_exported_too(call, folder, tmp_path, form):
    to = ("--as-of", "2000-01-01", "--output", tmp_path / "out")

    assert call("export", "--format", form, *to, "--predictions", folder).code == 0


@pytest.mark.slow
def test_an_archive_is_not_written_over_a_folder(call, exported, tmp_path):
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "domains.yaml").write_text("mine", encoding="utf-8")

    done = call("import", exported, "--into", tmp_path / "back")

    assert done.code == 2
    assert [one.name for one in (tmp_path / "back").iterdir()] == ["domains.yaml"]


@pytest.mark.slow
def test_an_archive_asks_for_its_folder(call, exported):
    done = call("import", exported)

    assert (done.code, done.out) == (2, "")
    assert "add --into DIR" in done.err


@pytest.fixture
def spoiled(call, folder, tmp_path):
    """What `import --into` says of an archive that was changed."""

    def spoil(change):
        content = json.loads(call("export", "--format", "json", "--predictions", folder).out)
        change(content)
        (tmp_path / "bad.json").write_text(json.dumps(content), encoding="utf-8")
        done = call("import", tmp_path / "bad.json", "--into", tmp_path / "back")
        assert done.code == 2
        assert not (tmp_path / "back").exists()
        return done.err

    return spoil


@pytest.mark.parametrize(
    "id_",
    [
        "../x/y",
        "a/../../b",
        "/etc/x",
        "a",
        "a/b/c",
        "reviews/2025",
        "a/outlook",
        "a/.x",
        "a/b\0",
        7,
        None,
    ],
)
def test_an_id_is_never_a_path_that_leads_elsewhere(spoiled, id_):
    assert "cannot be an id" in spoiled(lambda all_: all_["predictions"][0].update(id=id_))


def test_what_is_no_record_in_an_archive_is_named(spoiled):
    assert "kandao-2024/vision-pro.yaml is not a record: made_on" in spoiled(
        lambda all_: all_["predictions"][0].update(made_on="soon")
    )
    assert "kandao-2024/vision-pro.yaml is not a record: unknown key `more`" in spoiled(
        lambda all_: all_["predictions"][0].update(more=1)
    )
    assert "cannot be an id" in spoiled(lambda all_: all_.update(outlooks="x"))
    assert "cannot be an id" in spoiled(lambda all_: all_.update(outlooks=["x"]))
    assert "domains.yaml is not a record: the file: found `null`, needed: a list" in spoiled(
        lambda all_: all_.update(domains=None)
    )
    assert "schema 3" in spoiled(lambda all_: all_.update(schema=3))
    assert "differ in capitals only" in spoiled(
        lambda all_: all_["predictions"].append(
            {**all_["predictions"][0], "id": "kandao-2024/VISION-PRO"}
        )
    )
    assert "two ids are the same" in spoiled(
        lambda all_: all_["predictions"].append(all_["predictions"][0])
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_an_archive_may_be_saved_in_another_unicode(call, folder, tmp_path, encoding):
    text = call("export", "--format", "json", "--predictions", folder).out
    (tmp_path / "all.json").write_text(text, encoding=encoding)

    assert call("import", tmp_path / "all.json", "--into", tmp_path / "back").code == 0


def test_an_archive_may_have_its_keys_sorted(call, folder, tmp_path):
    content = json.loads(call("export", "--format", "json", "--predictions", folder).out)
    content["predictions"][0]["claim"] = {"en": "It comes. " * 200, "zh": "会来。"}
    sorted_keys = json.dumps(content, sort_keys=True, indent=2)
    (tmp_path / "all.json").write_text(sorted_keys, encoding="utf-8")

    assert call("import", tmp_path / "all.json", "--into", tmp_path / "back").code == 0


def test_what_only_looks_like_an_archive_is_a_table(call, tmp_path):
    rows = [{"schema": 2, "id": "a", "domain": "x", "verdict": "accurate"}]
    (tmp_path / "t.json").write_text(json.dumps({"schema": 2, "rows": rows}), encoding="utf-8")

    assert call("import", tmp_path / "t.json").out == "id,domain,verdict\na,x,accurate\n"


TEXTS = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029\ufffe\uffff"),
    min_size=1,
    max_size=30,
).filter(lambda text: not text.isspace())
RECORDS = st.builds(
    Prediction,
    claim=st.fixed_dictionaries({"en": TEXTS, "zh": TEXTS}),
    domain=TEXTS,
    attributed_to=TEXTS,
    made_on=st.dates(),
    window=st.fixed_dictionaries(
        {"opens_on": st.dates(), "closes_on": st.none() | st.dates(), "stated": st.booleans()}
    ),
    specificity=st.sampled_from(["measurable", "specific", "vague"]),
    probability=st.none() | st.floats(0, 1),
    evidence=st.lists(
        st.builds(
            Evidence,
            published_on=st.sampled_from([None, "2024", "2024-02", "2024-02-29"]),
            title=TEXTS,
            publisher=st.none(),
            url=st.none(),
            finding=TEXTS,
            bears=st.just("context"),
        ),
        max_size=2,
    ),
    same_event=st.lists(TEXTS, max_size=2),
    passage=st.none(),
    hedge=st.none(),
    criteria=st.none(),
    withdrawn=st.none(),
    verdicts=st.just([]),
    ratings=st.just([]),
    amendments=st.just([]),
    priors=st.just([]),
    formerly=st.just([]),
)


@pytest.mark.slow
@given(record=RECORDS)
def test_every_record_reads_back_as_itself(record):
    text = record_bytes("prediction", record).decode("utf-8")

    assert parse(Document(text, "x"), "prediction").record == record


# --- flat tables


@pytest.mark.slow
def test_sqlite_holds_four_tables_that_join(call, tmp_path):
    call("export", "--format", "sqlite", "--output", tmp_path / "all.db", "--predictions", OURS)

    with sqlite3.connect(tmp_path / "all.db") as base:
        counts = {
            name: base.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608  (fixed names)
            for name in ("claims", "evidence", "verdicts", "ratings")
        }
        joined = base.execute(
            "SELECT count(*) FROM verdicts JOIN claims USING (id) WHERE verdicts.judged_on >= claims.made_on"
        ).fetchone()[0]
    base.close()
    predictions = load_records(OURS).predictions.values()
    assert counts["claims"] == len(predictions)
    assert counts["verdicts"] == joined == sum(len(one.verdicts) for one in predictions)
    assert counts["evidence"] == sum(len(one.evidence) for one in predictions)


@pytest.mark.slow
def test_parquet_opens_in_pandas_and_duckdb(call, tmp_path):
    duckdb = pytest.importorskip("duckdb", reason="an optional part reads the file too")
    call("export", "--format", "parquet", "--output", tmp_path, "--predictions", OURS)

    claims = pd.read_parquet(tmp_path / "claims.parquet")
    source = duckdb.read_parquet(str(tmp_path / "claims.parquet"))
    states = source.aggregate("count(DISTINCT state)").fetchall()
    assert claims["made_on"].map(lambda day: isinstance(day, date)).all()
    assert claims["state"].nunique() == states[0][0]
    assert {one.name for one in tmp_path.iterdir()} == {
        f"{name}.parquet" for name in ("claims", "evidence", "verdicts", "ratings")
    }


def test_what_has_columns_of_its_own_is_no_empty_column_beside_them(
    call, folder, write_prediction, tmp_path
):
    file = write_prediction("kandao-2024/taken-back")
    withdrawn = 'withdrawn: {on: 2025-06-01, why: "It was no forecast."}\n'
    file.write_text(file.read_text(encoding="utf-8") + withdrawn, encoding="utf-8")
    call("export", "--format", "sqlite", "--output", tmp_path / "all.db", "--predictions", folder)

    with closing(sqlite3.connect(tmp_path / "all.db")) as base:
        rows = base.execute("SELECT * FROM claims")
        columns = [name for name, *_ in rows.description]
    assert "withdrawn_on" in columns
    assert not {"withdrawn", "passage", "hedge", "criteria"} & {*columns}


@pytest.mark.parametrize("as_of", ["2000-01-01", "2024-02-29", "2026-11-21"])
def test_the_columns_of_flat_tables_are_the_same_whatever_is_on_record(
    call, folder, tmp_path, as_of
):
    to = ("--as-of", as_of, "--output", tmp_path / "all.db", "--predictions", folder)
    assert call("export", "--format", "sqlite", *to).code == 0

    with closing(sqlite3.connect(tmp_path / "all.db")) as base:
        base.execute(
            "SELECT verdict, judged_on, passage_item FROM claims WHERE withdrawn_on IS NULL"
        )
        base.execute("SELECT url, bears FROM evidence")
        base.execute('SELECT "by", decided_votes_for FROM verdicts')
        base.execute("SELECT rater, why_zh FROM ratings")


@pytest.mark.slow
def test_votes_are_whole_numbers_in_flat_tables(ours):
    id_, one = next((id_, one) for id_, one in ours.predictions.items() if len(one.verdicts) > 1)
    decided = Decision.model_validate({"how": "vote", "for": 2, "against": 1})
    first, *others = one.verdicts
    verdicts = [first.model_copy(update={"decided": decided}), *others]
    voted = {id_: one.model_copy(update={"verdicts": verdicts})}

    tables = flat_tables(replace(ours, predictions=voted), date(2026, 12, 1))

    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(sqlite_bytes(tables))
        votes = base.execute("SELECT decided_votes_for, typeof(decided_votes_for) FROM verdicts")
        assert votes.fetchall()[:2] == [(2, "integer"), (None, "null")]
    stored = pq.read_schema(io.BytesIO(parquet_files(tables)["verdicts.parquet"]))
    assert str(stored.field("decided_votes_for").type) == "int64"


def test_a_workbook_has_a_sheet_a_table_and_no_formula(call, folder, write_prediction, tmp_path):
    write_prediction("kandao-2024/formula", claim='{en: "=1+1", zh: "@x"}')
    call("export", "--output", tmp_path / "all.XLSX", "--predictions", folder)

    book = openpyxl.load_workbook(tmp_path / "all.XLSX")
    heads, *rows = book["claims"].iter_rows()
    column = [one.value for one in heads].index("claim_en")
    cells = {row[0].value: row[column] for row in rows}
    assert book.sheetnames == ["claims", "evidence", "verdicts", "ratings"]
    assert cells["kandao-2024/formula"].value == "=1+1"
    assert cells["kandao-2024/formula"].data_type != "f"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--format", "parquet"), "needs --output DIR"),
        (("--format", "json", "--for", "excel"), "goes with --format csv"),
        (("--for", "numbers"), "excel"),
    ],
)
def test_an_export_that_cannot_be_is_a_wrong_call(call, folder, options, said):
    done = call("export", *options, "--predictions", folder)

    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_parquet_without_its_package_says_what_to_install(call, folder, tmp_path, monkeypatch):
    monkeypatch.setattr(
        pd.DataFrame, "to_parquet", lambda *_, **__: (_ for _ in ()).throw(ImportError)
    )

    done = call(
        "export", "--format", "parquet", "--output", tmp_path / "x", "--predictions", folder
    )

    assert done.code == 2
    assert "pip install pyarrow" in done.err


# --- CSV for people


@pytest.mark.parametrize(
    ("language", "head"), [("en", "Id,Domain,Verdict"), ("zh", "编号,领域,判定")]
)
def test_csv_for_excel_has_a_mark_heads_and_words_of_the_language(
    call, folder, tmp_path, language, head
):
    file = tmp_path / "table.csv"
    call("export", "--for", "excel", "--lang", language, "--output", file, "--predictions", folder)

    data = file.read_bytes()
    words = {"en": ("Devices", "accurate"), "zh": ("终端设备", "准确")}[language]
    row = next(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").startswith(head)
    assert tuple(row.values())[1:3] == words


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_csv_for_excel_is_scored_as_the_records_are(call, folder, tmp_path, language):
    file, as_of = tmp_path / "table.csv", ("--as-of", "2024-06-01")
    call(
        "export",
        "--for",
        "excel",
        "--lang",
        language,
        "--output",
        file,
        "--predictions",
        folder,
        *as_of,
    )

    direct = json.loads(call("score", "--predictions", folder, "--format", "json", *as_of).out)
    again = json.loads(call("score", "--table", file, "--format", "json", *as_of).out)
    assert again["overall"] == direct["overall"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_two_outlooks_call_alike_stays_two_in_excel(
    call, folder, write_prediction, tmp_path, language
):
    write_prediction("kandao-2025/another", hedge="null")
    outlook = (folder / "kandao-2024" / "outlook.yaml").read_bytes()
    (folder / "kandao-2025" / "outlook.yaml").write_bytes(outlook)
    to = ("--output", tmp_path / "t.csv", "--predictions", folder)

    done = call("export", "--for", "excel", "--lang", language, *to)

    assert done.code == 0, done.err
    table = pd.read_csv(tmp_path / "t.csv")
    assert table.iloc[:, [3, 5]].nunique().tolist() == [2, 2]
    key = "kandao-2025 / 生成式 AI / 8"
    assert table.iloc[1, 5].endswith({"en": f" ({key})", "zh": f"（{key}）"}[language])


@pytest.mark.slow
@pytest.mark.parametrize("text", ["=1+1", "＝1+1"])
def test_a_text_is_no_formula_in_excel_and_itself_when_read(
    call, folder, write_prediction, tmp_path, text
):
    write_prediction("kandao-2024/formula", attributed_to=f'"{text}"')
    call("export", "--for", "excel", "--output", tmp_path / "t.csv", "--predictions", folder)

    assert f"'{text}" in (tmp_path / "t.csv").read_text(encoding="utf-8-sig")
    done = call("score", "--table", tmp_path / "t.csv", "--by", "attributed_to", "--format", "json")
    assert text in [one["key"] for one in json.loads(done.out)["groups"]]


# --- ClaimReview


def test_claimreview_holds_the_scored_claims_whose_time_is_up(call, folder):
    def reviews(as_of):
        done = call("export", "--format", "claimreview", "--as-of", as_of, "--predictions", folder)
        return json.loads(done.out)["@graph"]

    (review,) = reviews("2025-06-01")

    assert reviews("2024-06-01") == []
    assert review["@type"] == "ClaimReview"
    assert review["claimReviewed"] == "Apple puts Vision Pro on sale during 2024."
    assert review["itemReviewed"]["datePublished"] == "2023-12-31"
    assert review["reviewRating"] == {
        "@type": "Rating",
        "worstRating": 1,
        "bestRating": len(JUDGED_STATES),
        "ratingValue": len(JUDGED_STATES),
        "alternateName": "accurate",
    }


# --- foreign rows as records

ROWS = """id,domain,verdict,title,made_on,closes_on,probability,url,why,judged_on
k1,Devices,accurate,Will it ship?,2024-01-01,2024-06-30,0.8,https://example.org/a,Yes: 2 June 2024.,2024-07-01
k2,devices,half_right,Will two ship?,2024-01-01,2024-06-30,,https://example.org/b,One of 2.,2024-07-01
k3,终端设备,,会上市吗？,2024-01-01,,,,,
"""


@pytest.fixture
def taken(call, folder, tmp_path):
    """Import rows into the outlook `box` of the folder."""

    def take(text=ROWS, *options):
        (tmp_path / "rows.csv").write_text(text, encoding="utf-8")
        return call(
            "import", tmp_path / "rows.csv", "--into", "box", "--predictions", folder, *options
        )

    return take


def test_rows_become_valid_records_with_what_is_missing_marked(call, folder, taken):
    done = taken()

    first = (folder / "box" / "k1.yaml").read_text(encoding="utf-8")
    records = load_records(folder)
    shipped = records.predictions["box/k1"]
    assert done.code == 0
    assert call("check", "--predictions", folder).code == 0
    assert (shipped.probability, shipped.domain) == (0.8, "devices")
    assert shipped.verdicts[0].why == "Yes: 2 June 2024."
    assert shipped.verdicts[0].by == "import"
    assert shipped.evidence[0].url == "https://example.org/a"
    assert 'zh: "TODO 翻译: Will it ship?"  # TODO: translate' in first
    assert "specificity: specific  # TODO: measurable, specific or vague?" in first
    assert records.predictions["box/k3"].claim.zh == "会上市吗？"
    assert records.outlooks["box"].year == 2024
    assert first.endswith("# TODO: criteria\n")


def test_a_verdict_that_a_rule_would_refuse_is_a_comment(folder, taken):
    taken()

    text = (folder / "box" / "k2.yaml").read_text(encoding="utf-8")
    assert load_records(folder).predictions["box/k2"].verdicts == []
    assert "# TODO: import judged it half_right; not taken over: half right without" in text


@pytest.mark.slow
def test_nothing_is_overwritten_and_new_rows_are_added(folder, taken):
    taken()
    mine = folder / "box" / "k1.yaml"
    mine.write_text(mine.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")

    done = taken(ROWS + "k4,devices,,Will it rain?,2024-01-01,,,,,\n")

    assert mine.read_text(encoding="utf-8").endswith("# mine\n")
    assert done.out.splitlines() == [str(folder / "box" / "k4.yaml")]
    assert "1 file written; rows that were there already: 3" in done.err


def test_a_row_whose_file_holds_another_claim_or_day_is_named(folder, taken):
    head = "id,domain,verdict,title,made_on\n"
    taken(
        head
        + "a+,devices,,Will it rain?,2024-01-01\nb,devices,,,2024-01-01\nc,devices,,,2024-01-01\n"
    )
    (folder / "box" / "c.yaml").write_text("claim: 1\n", encoding="utf-8")

    done = taken(
        head
        + "a#,devices,,Will it snow?,2024-01-01\nb,devices,,,2025-01-01\nc,devices,,,2025-01-01\n"
    )

    assert (
        "there already with another claim or day, and left as they are: box/a, box/b; give"
        in done.err
    )
    assert "0 files written; rows that were there already: 3" in done.err


def test_a_row_whose_record_was_renamed_is_there_already(call, folder, taken):
    taken()
    call("rename", "box/k1", "box/shipped", "--predictions", folder)

    done = taken(ROWS.replace("Will it ship?,2024-01-01", "Will it ship?,2024-01-02"))

    assert "0 files written; rows that were there already: 3" in done.err
    assert "with another claim or day, and left as they are: box/k1; give" in done.err
    assert not (folder / "box" / "k1.yaml").exists()


def test_a_folder_of_one_language_gets_claims_of_one(folder, taken):
    (folder / "scorecard.yaml").write_text("languages: [zh]\n", encoding="utf-8")

    taken(ROWS.splitlines()[0] + "\nk3,终端设备,,会上市吗？,2024-01-01,,,,,\n")

    text = (folder / "box" / "k3.yaml").read_text(encoding="utf-8")
    assert "claim: 会上市吗？\n" in text
    assert "# TODO: 判定标准" in text


def test_judges_that_the_folder_names_are_the_only_ones(folder, taken):
    (folder / "scorecard.yaml").write_text(
        "judges:\n  - {id: desk, kind: group, en: Desk, zh: 编辑部}\n", encoding="utf-8"
    )

    taken()

    text = (folder / "box" / "k1.yaml").read_text(encoding="utf-8")
    assert "not taken over: not among the judges of scorecard.yaml" in text


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,space,,Will it?,2024-01-01,,,,,", "domains.yaml has no domain 'space'"),
        ("a,devices,,Will it?,,,,,,", "made_on is missing; add --column made_on"),
        (
            "a,devices,,Will it?,2024-01-01,,,not a link,,",
            "a gives no record: url: `not a link` is not a web address\n",
        ),
    ],
)
def test_a_row_that_gives_no_record_stops_the_import(folder, taken, row, said):
    done = taken(f"{ROWS.splitlines()[0]}\nk0,devices,,Good,2024-01-01,,,,,\n{row}\n")

    assert done.code == 2
    assert said in done.err
    assert not (folder / "box").exists()


def test_a_claim_is_attributed_to_who_made_it_before_who_gave_its_probability(folder, taken):
    taken(
        "id,domain,verdict,attributed_to,forecaster,made_on,probability\n"
        "a,devices,,Elon Musk,ann,2024-01-05,0.1\nb,devices,,,ben,2024-01-05,0.2\n"
    )

    texts = [(folder / "box" / f"{one}.yaml").read_text(encoding="utf-8") for one in "ab"]
    assert "attributed_to: Elon Musk\n" in texts[0]
    assert "attributed_to: ben\n" in texts[1]


@pytest.mark.slow
def test_rows_made_after_their_outcome_become_no_records(folder, taken):
    days = ("2024-01-01,2023-12-31,0.9,,,", "2024-01-02,,0.8,,,2024-01-01")
    rows = "".join(f"a{n},devices,inaccurate,Will it?,{one}\n" for n, one in enumerate(days))

    done = taken(ROWS + rows)

    assert [one.stem for one in (folder / "box").iterdir() if one.stem.startswith("a")] == []
    assert "made_on is after closes_on or judged_on: 2; the first is `a0` of" in done.err


def test_rows_go_into_a_folder_without_a_claim_and_beside_a_faulty_file(folder, prediction, taken):
    prediction.unlink()
    (folder / "box").mkdir()
    (folder / "box" / "k1.yaml").write_text("claim: [", encoding="utf-8")

    done = taken()

    assert done.code == 0
    assert (folder / "box" / "k1.yaml").read_text(encoding="utf-8") == "claim: ["
    assert (folder / "box" / "k3.yaml").exists()
    assert "box/k1.yaml:1" in done.err


@pytest.mark.parametrize("name", ["../out", "reviews", "a/b", ""])
def test_an_outlook_is_a_name(call, folder, tmp_path, name):
    (tmp_path / "rows.csv").write_text(ROWS, encoding="utf-8")

    done = call("import", tmp_path / "rows.csv", "--into", name, "--predictions", folder)

    assert done.code == 2
    assert "cannot be the name of an outlook" in done.err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("id_", "name"),
    [
        ("https://example.org/p/open-a-museum/", "open-a-museum"),
        ("https://example.org/?q=12", "https-example-org-q-12"),
        ("../../etc/passwd", "etc-passwd"),
        ("con", "q-con"),
        ("outlook", "q-outlook"),
        ("会上市吗？", "会上市吗"),
        ("x" * 300, "x" * 60),
        ("???", "q-"),
    ],
)
def test_a_file_is_named_after_the_id_and_stays_in_its_folder(folder, taken, id_, name):
    row = f'"{id_}",devices,,Will it?,2024-01-01,,,,,'
    done = taken(f"{ROWS.splitlines()[0]}\n{row}\n")

    assert done.out.splitlines()[0] == str(folder / "box" / f"{name}.yaml")


@pytest.mark.slow
def test_forecasts_of_one_question_have_files_of_their_own(call, folder, data):
    done = call("import", data / "trackers" / "fatebook.csv", "--from", "fatebook", "--into", "lab",
                "--column", "domain==devices", "--predictions", folder)  # fmt: skip

    names = [Path(line).stem for line in done.out.splitlines()]
    assert names[:4] == [
        "will-the-lab-move-by-may-2024-01-10-09-00-00-ada-2024-01-10",
        "will-the-lab-move-by-may-2024-01-10-09-00-00-ben-2024-01-11",
        "will-the-lab-move-by-may-2024-01-10-09-00-00-ben-2024-03-01",
        "who-wins-the-cup-2024-02-01-10-00-00-ada-reds-2024-02-01",
    ]
    assert len(set(names)) == 8


def test_a_note_of_texts_in_two_languages_and_one_comes_back(call, folder, tmp_path):
    file = folder / "kandao-2024" / "outlook.yaml"
    notes = 'notes:\n  - {en: "One: two", zh: 一}\n  - plain\n'
    file.write_text(file.read_text(encoding="utf-8") + notes, encoding="utf-8")
    call("export", "--format", "json", "--output", tmp_path / "a.json", "--predictions", folder)

    call("import", tmp_path / "a.json", "--into", tmp_path / "back")

    assert load_records(tmp_path / "back").outlooks == load_records(folder).outlooks


def test_what_would_not_read_back_is_not_written(spoiled, monkeypatch):
    monkeypatch.setattr("scorecard.exchange.archive.as_block", lambda *_, **__: ["x"])

    assert "would not read back" in spoiled(lambda _: None)


@pytest.mark.parametrize("text", ['{"schema": 2, "rule":', '{"schema": 2}', '"schema"'])
def test_half_an_archive_is_none(call, tmp_path, text):
    (tmp_path / "t.json").write_text(text, encoding="utf-8")

    done = call("import", tmp_path / "t.json", "--into", tmp_path / "back")

    assert done.code == 2
    assert not (tmp_path / "back").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("form", "table"),
    [
        ("xlsx", ["out"]),
        ("parquet", ["out/*.parquet"]),
        ("parquet", ["out/claims.parquet", "--engine", "duckdb"]),
    ],
)
def test_records_for_other_programs_are_not_scored_with_their_withdrawn_claims(
    call, folder, monkeypatch, form, table
):
    monkeypatch.chdir(folder.parent)
    call("export", "--format", form, "--output", "out", "--predictions", folder)

    done = call("score", "--table", *table)

    assert (done.code, done.out) == (2, "")
    assert "it holds records for other programs; score what `scorecard export` prints" in done.err
    done = call("import", *table[:1])
    assert (done.code, done.out) == (2, "")
    assert "it holds records for other programs; score what `scorecard export` prints" in done.err


def test_an_archive_is_no_table(call, folder, tmp_path):
    call("export", "--output", tmp_path / "all.json", "--predictions", folder)

    done = call("score", "--table", tmp_path / "all.json")

    assert "it holds records for other programs; score what `scorecard export` prints" in done.err


@pytest.mark.parametrize("form", ["sqlite", "xlsx"])
def test_a_terminal_gets_no_binary(call, folder, monkeypatch, form):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)

    done = call("export", "--format", form, "--predictions", folder)

    assert done.code == 2
    assert "add --output FILE" in done.err


@pytest.mark.slow
def test_a_pipe_gets_the_database_itself():
    command = [sys.executable, "-m", "scorecard", "export", "--format", "sqlite"]
    done = subprocess.run([*command, "--predictions", OURS], capture_output=True, check=True)

    assert done.stdout.startswith(b"SQLite format 3\0")


def test_claimreview_of_the_article_names_its_author(call, folder):
    done = call(
        "export", "--format", "claimreview", "--as-of", "2025-06-01", "--predictions", folder
    )

    (review,) = json.loads(done.out)["@graph"]
    outlook = load_records(folder).outlooks["kandao-2024"]
    author = outlook.author or outlook.publisher
    assert review["itemReviewed"]["author"]["name"] == (
        author if isinstance(author, str) else author.en
    )


def test_a_row_that_knows_everything_has_one_mark(folder, taken):
    taken(
        "id,domain,verdict,title,made_on,opens_on,closes_on,specificity,occurred_on,judged_on,why,url\n"
        "k9,devices,accurate,Will it ship?,2024-01-01,2024-02-01,2024-06-30,measurable,2024-06-02,"
        "2024-07-01,Yes: 2 June 2024.,https://example.org/a\n"
    )

    record = load_records(folder).predictions["box/k9"]
    text = (folder / "box" / "k9.yaml").read_text(encoding="utf-8")
    assert record.verdicts[0].occurred_on == date(2024, 6, 2)
    assert record.window.opens_on == date(2024, 2, 1)
    assert "specificity: measurable\n" in text


def test_claimreview_names_a_person_who_is_quoted(call, folder, write_prediction):
    write_prediction("kandao-2024/vision-pro", attributed_to="Lin")

    done = call(
        "export", "--format", "claimreview", "--as-of", "2025-06-01", "--predictions", folder
    )

    (review,) = json.loads(done.out)["@graph"]
    assert review["itemReviewed"]["author"]["name"] == "Lin"
