"""Tables of any size: what an engine counts is what a table in memory gives, to the last digit."""

import gzip
import json
import sys
import tempfile
from datetime import date, time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from method_formulas import manner_credit, relative_scores
from scorecard.cli.output import progress
from scorecard.exchange.cells import NOTHING_ASKED, Asked
from scorecard.exchange.engine import large_table
from scorecard.exchange.engine_tables import fetched, is_for_engine
from scorecard.exchange.tables import read_table
from scorecard.problems import CallError
from scorecard.scoring.credit import STATE_CREDITS
from scorecard.summary.compute import Basis, summary_of
from scorecard.summary.probability import COMBINATIONS, one_forecast_each
from scorecard.summary.table_claims import TableClaims, item_codes
from scorecard.table import with_states
from scorecard.text import Language, Phrase

AS_OF = date(2025, 1, 1)
VERDICTS = ["accurate", "half_right", "inaccurate", "unresolvable", "too_early", None]


def table(n=300, seed=0):
    """Rows with everything that a score looks at, and with cells that are missing."""
    random = np.random.default_rng(seed)

    def some(values, missing=0.1):
        picked = random.choice(np.array(values, dtype=object), n)
        return np.where(random.random(n) < missing, None, picked)

    days = [date(2022, 1, 1 + one) for one in range(28)] + [date(2026, 5, 1)]
    return pd.DataFrame({
        "id": [f"q{one}" for one in range(n)],
        "domain": random.choice(["cars", "chips", "芯片", "robots"], n),
        "verdict": random.choice(np.array(VERDICTS, dtype=object), n),
        "outlook": some(["kandao", "zhigu"]),
        "year": pd.array(some([2023, 2024]), dtype="Int64"),
        "item": some([f"i{one}" for one in range(60)]),
        "hedge": some(["will", "may"]),
        "made_on": some([date(2021, 3, 4), date(2025, 6, 1)]),
        "closes_on": some(days),
        "occurred_on": some(days, 0.5),
        "probability": some([0.0, 0.1, 0.35, 0.9, 1.0]).astype(float),
    })  # fmt: skip


def forecasts(n=60, seed=1, *, has_options=False, has_days=True):
    """Three people who answer questions, on several days and for three options where asked."""
    random = np.random.default_rng(seed)
    rows = []
    for number in range(n):
        verdict = random.choice(
            ["accurate", "inaccurate", "half_right", None], p=[0.4, 0.4, 0.1, 0.1]
        )
        item, closes = (f"i{number // 5}" if number % 3 else None), date(2024, 2, 1 + number % 20)
        for who in ("anna", "ben", "chen"):
            on = random.choice(
                np.arange(1, 25), random.integers(1, 4) if has_days else 1, replace=False
            )
            for day in on:
                row = [f"q{number}", f"d{number % 2}", item, who, date(2024, 1, int(day)), closes]
                if not has_options:
                    missing = who == "anna" and number % 9 == 0 and len(on) == 1
                    stated = None if missing else random.integers(0, 101) / 100
                    rows.append([*row, "–", verdict, stated])
                    continue
                shares = random.dirichlet([1, 1, 1])
                came_out = [
                    "accurate" if number % 3 == place else "inaccurate" for place in range(3)
                ]
                rows += [[*row, *one] for one in zip("abc", came_out, shares.tolist(), strict=True)]
    names = [
        "id",
        "domain",
        "item",
        "forecaster",
        "made_on",
        "closes_on",
        "option",
        "verdict",
        "probability",
    ]
    found = pd.DataFrame(rows, columns=names)
    return found if has_options else found.drop(columns="option")


def put(n=300, seed=3):
    """Claims of several manners, few with a probability: their groups are compared by credit."""
    random = np.random.default_rng(seed)
    manners = np.array(["measurable", "specific", "vague", None], dtype=object)
    rows = table(n, seed)
    return rows.assign(
        specificity=random.choice(manners, n),
        attributed_to=random.choice(["anna", "ben", "芯"], n),
        probability=rows["probability"].where(random.random(n) < 0.2),
    )


def answer(claims, by, digest=""):
    """Everything that is printed of the claims."""
    basis = Basis(AS_OF, digest, {})
    return json.loads(json.dumps(summary_of(claims, by=by, basis=basis).as_json()))


def in_memory(names, by, asked=NOTHING_ASKED, how="last", where=None):
    read = read_table(names, as_of=AS_OF, asked=asked)
    assert read.problems == []
    rows = read.table if where is None else read.table[where(read.table)]
    return answer(TableClaims(one_forecast_each(rows, how), by), by, read.digest)


def by_engine(names, by, asked=NOTHING_ASKED, engine="duckdb", how="last"):
    large = large_table(names, engine=engine, as_of=AS_OF, asked=asked)
    assert large.problems == []
    return answer(large.each(how).claims(by), by, large.digest)


@pytest.fixture
def file(tmp_path):
    table().to_parquet(tmp_path / "table.parquet")
    return str(tmp_path / "table.parquet")


KINDS = {
    "everything": table,
    "credit": put,
    "credit without items": lambda: put().drop(columns="item"),
    "probabilities without items": lambda: table().drop(columns="item"),
    "people": lambda: forecasts(has_days=False),
    "days": forecasts,
    "days of one person": lambda: (
        forecasts().query("forecaster == 'ben'").drop(columns=["forecaster", "item"])
    ),
    "options": lambda: forecasts(has_options=True),
    "options of some": lambda: pd.concat([
        forecasts(30, has_options=True),
        forecasts(30, seed=2).assign(id=lambda rows: "b" + rows["id"], option=None),
    ]),
    "options of nobody": lambda: (
        forecasts(has_options=True, has_days=False)
        .query("forecaster == 'ben'")
        .drop(columns="forecaster")
    ),
}  # fmt: skip
CASES = [
    ("everything", "domain", "last"),
    ("everything", "year", "last"),
    ("everything", "item", "last"),
    ("credit", "specificity", "last"),
    ("credit without items", "attributed_to", "last"),
    ("probabilities without items", "outlook", "last"),
    ("people", "forecaster", "last"),
    *(("days", "forecaster", how) for how in COMBINATIONS),
    ("days of one person", "item", "mean"),
    ("options", "forecaster", "last"),
    ("options", "domain", "time-weighted"),
    ("options of some", "forecaster", "last"),
    ("options of nobody", "domain", "last"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "by", "how"), CASES)
def test_an_engine_gives_every_digit_that_the_table_in_memory_gives(tmp_path, kind, by, how):
    file = tmp_path / "table.parquet"
    KINDS[kind]().to_parquet(file)
    assert by_engine([str(file)], by, how=how) == in_memory([str(file)], by, how=how)


def by_group(scores, keys):
    """Sums of the scores of each group."""
    return [(one.score * one.times).sum() for one in scores.by_group(len(keys))]


def test_a_manner_lets_expect_what_the_method_says():
    rows = with_states(put(), as_of=AS_OF)
    claims = TableClaims(rows, "domain")
    credit = STATE_CREDITS[rows["state"].cat.codes]
    kept = np.isfinite(credit)
    manner = (2 * rows["specificity"].cat.codes + rows["is_closed"] + 2).to_numpy()[kept]
    expected = manner_credit(credit[kept], manner, item_codes(rows)[kept])
    beyond = pd.Series(credit[kept] - expected).groupby(rows["domain"].to_numpy()[kept])

    assert by_group(claims.gained("domain"), claims.keys["domain"]) == pytest.approx(
        beyond.sum().tolist()
    )


def test_forecasts_of_one_question_are_compared_as_the_method_says():
    rows = with_states(forecasts(has_days=False), as_of=AS_OF)
    claims = TableClaims(rows, "forecaster")
    credit = STATE_CREDITS[rows["state"].cat.codes]
    kept = np.isin(credit, (0, 1)) & rows["probability"].notna()
    score = (rows["probability"][kept] - credit[kept]) ** 2
    relative = relative_scores(score.to_numpy(), pd.factorize(rows["id"][kept])[0])
    of_people = pd.Series(relative).groupby(rows["forecaster"].to_numpy()[kept]).sum()

    assert by_group(claims.relative(), claims.keys["forecaster"]) == pytest.approx(
        of_people.tolist()
    )


@pytest.mark.slow
def test_more_claims_than_are_tested_one_by_one_are_tested_by_items(tmp_path, monkeypatch):
    monkeypatch.setattr("scorecard.summary.counts.MOST_SINGLE", 50)
    names = [str(tmp_path / "table.parquet")]
    for kind, by in (("credit", "specificity"), ("people", "forecaster")):
        KINDS[kind]().to_parquet(names[0])
        found = by_engine(names, by)
        assert found == in_memory(names, by)
        comparison = found["comparison"]
        assert comparison is None or comparison["test"].startswith("permutation of items")
    assert found["comparison_reason"]["en"].startswith("No ranking: above")


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        {"closes_on": None},
        {"made_on": None},
    ],
)
def test_weights_by_time_need_days_either_way(tmp_path, change):
    rows = forecasts(20)
    for name, day in change.items():
        rows.loc[(rows["id"] == "q1") & ~rows.duplicated(["id", "forecaster"]), name] = day
    names = [str(tmp_path / "table.parquet")]
    rows.to_parquet(names[0])
    for read in (by_engine, in_memory):
        with pytest.raises(CallError, match="needs made_on and closes_on"):
            read(names, "domain", how="time-weighted")


@pytest.mark.slow
def test_weights_by_time_need_a_column_of_ends_either_way(tmp_path):
    names = [str(tmp_path / "table.parquet")]
    forecasts(20).drop(columns="closes_on").to_parquet(names[0])
    for read in (by_engine, in_memory):
        with pytest.raises(CallError, match="needs made_on and closes_on"):
            read(names, "domain", how="time-weighted")


@pytest.mark.slow
def test_options_that_are_not_told_in_full_are_refused_either_way(tmp_path):
    rows = forecasts(20, has_options=True)
    names = [str(tmp_path / "table.parquet")]
    rows[(rows["id"] != "q3") | (rows["option"] != "b")].to_parquet(names[0])
    for read in (by_engine, in_memory):
        with pytest.raises(CallError, match=r"q3 \(anna\): the prob.* sum to 0\.\d+, not 1"):
            read(names, "domain")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["probability", "made_on"])
def test_a_repeated_forecast_is_wrong_either_way(tmp_path, name):
    """Two rows of one person, question and day; two rows of one question without a probability."""
    rows = forecasts(20)
    twice = rows[rows["id"] == "q5"].assign(
        **({"probability": None} if name == "probability" else {})
    )
    rows = pd.concat([rows[rows["id"] != "q5"] if name == "probability" else rows, twice])
    names = [str(tmp_path / "table.parquet")]
    rows.to_parquet(names[0])
    large = large_table(names, engine="duckdb", as_of=AS_OF, asked=NOTHING_ASKED)
    assert [one.message.en for one in large.problems] == ["the id `q5` is listed before"]
    (problem,) = read_table(names, as_of=AS_OF).problems
    assert problem.message.en.startswith("the id `q5` is listed before")


@pytest.mark.slow
def test_several_files_are_one_table_with_one_digest(tmp_path):
    for place in range(3):
        part = table(90, seed=place).assign(id=lambda one, place=place: f"{place}" + one["id"])
        part.to_parquet(tmp_path / f"{place}.parquet")
    pattern = [str(tmp_path / "*.parquet")]
    assert by_engine(pattern, "domain") == in_memory(pattern, "domain")


@pytest.mark.slow
def test_texts_mean_what_they_mean_in_memory(tmp_path):
    """Words in any case and language, days and percentages as text, blanks, headers in Chinese."""
    rows = table(200)[["id", "domain", "verdict", "closes_on", "probability", "item", "year"]]
    words = {"accurate": "准确", "half_right": "Half-Right ", "too_early": "Too early", None: "-"}
    rows = rows.assign(
        verdict=rows["verdict"].map(lambda one: words.get(one, one)),
        domain=" " + rows["domain"],
        closes_on=[None if one is None else one.strftime("%d/%m/%Y") for one in rows["closes_on"]],
        probability=[None if np.isnan(one) else f"{100 * one:g} %" for one in rows["probability"]],
        year=[None if pd.isna(one) else f"{one}年" for one in rows["year"]],
    )
    rows = rows.rename(columns={"verdict": "判定", "closes_on": "Closes On"})
    rows.to_parquet(tmp_path / "words.parquet")
    rows.to_csv(tmp_path / "words.csv", index=False)
    asked = Asked(dates="dmy")
    for name, by in (("words.parquet", "domain"), ("words.csv", "year")):
        names = [str(tmp_path / name)]
        assert by_engine(names, by, asked) == in_memory(names, by, asked)


@pytest.mark.slow
def test_percentages_are_told_from_shares_by_the_same_rule(tmp_path):
    rows = table(100).assign(probability=lambda one: one["probability"] * 100)
    rows.to_parquet(tmp_path / "t.parquet")
    names = [str(tmp_path / "t.parquet")]
    assert by_engine(names, "domain") == in_memory(names, "domain")
    rows.assign(probability=[0, 1] * 50).to_parquet(tmp_path / "t.parquet")
    for read in (by_engine, in_memory):
        with pytest.raises(CallError, match="--probabilities percent or --probabilities share"):
            read(names, "domain")


@pytest.mark.slow
def test_filters_count_some_of_the_rows(file):
    large = large_table([file], engine=None, as_of=AS_OF, asked=NOTHING_ASKED)
    some = large.where("domain", "芯片").where("year", "2024").closed()
    expected = in_memory(
        [file],
        "domain",
        where=lambda one: (one["domain"] == "芯片") & (one["year"] == 2024) & one["is_closed"],
    )
    assert answer(some.claims("domain"), "domain", large.digest) == expected


@pytest.mark.slow
def test_a_table_of_a_database_is_counted_where_it_lies(file, tmp_path):
    import duckdb

    place = tmp_path / "all.duckdb"
    with duckdb.connect(str(place)) as con:
        con.read_parquet(file).create("claims")
        con.execute("CREATE VIEW elsewhere AS SELECT * FROM read_csv('/etc/passwd')")
    found = by_engine([f"duckdb:///{place}/claims"], "domain", engine=None)
    assert {**found, "records": ""} == {**in_memory([file], "domain"), "records": ""}
    with pytest.raises(CallError, match="elsewhere"):
        by_engine([f"duckdb:///{place}/elsewhere"], "domain", engine=None)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "rule", "said"),
    [
        ({"verdict": "accurte"}, "unknown-value", "`accurte`"),
        ({"id": "q0"}, "repeated-id", "`q0` is listed before"),
        ({"id": " "}, "empty-text", "id is empty"),
        ({"id": "a\x07b"}, "control-character", "id holds a control character"),
        ({"id": "\u200bab"}, "control-character", "id holds a control character"),
        ({"domain": None}, "empty-text", "domain is empty"),
        ({"domain": "#REF!"}, "empty-text", "domain is empty"),
        ({"verdict": "#REF!"}, "unknown-value", "`#REF!`"),
        ({"probability": -0.5}, "schema", "`-0.5`"),
        ({"closes_on": "soon"}, "not-a-date", "`soon`"),
    ],
)
def test_what_is_wrong_in_memory_is_wrong_for_an_engine(tmp_path, change, rule, said):
    columns = ["id", "domain", "verdict", "closes_on", "probability"]
    rows = table(5)[columns].astype({"closes_on": str})
    rows["closes_on"], rows["probability"], rows["verdict"] = "2024-01-01", 0.2, "accurate"
    names = [str(tmp_path / "t.parquet")]
    for name, cell in change.items():
        rows.loc[2 if name != "id" or cell != "q0" else 3, name] = cell
    rows.to_parquet(names[0])
    large = large_table(names, engine="duckdb", as_of=AS_OF, asked=NOTHING_ASKED)
    found = [(one.rule, one.line, said in one.message.en) for one in large.problems]
    assert found == [(rule, 0, True)]  # an engine knows no rows
    assert read_table(names, as_of=AS_OF).problems[0].rule == rule


@pytest.mark.slow
@pytest.mark.parametrize("column", ["id", "domain", "item", "made_on", "forecaster"])
@pytest.mark.parametrize("cell", [[1], {"en": "x"}])
def test_a_nested_column_is_refused_either_way(tmp_path, column, cell):
    names = [str(tmp_path / "t.parquet")]
    rows = table(3)[["id", "domain", "verdict"]].astype("object")
    rows[column] = [cell] * 3
    rows.to_parquet(names[0])

    for reading in (in_memory, by_engine):
        with pytest.raises(CallError, match=f"the column '{column}' is nested"):
            reading(names, "domain")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["['x', 'y']", "{'en': 'x'}"])
def test_a_nested_column_of_a_database_is_a_problem(tmp_path, kind):
    import duckdb

    with duckdb.connect(str(tmp_path / "t.db")) as con:
        con.execute(f"CREATE TABLE t AS SELECT 'a' id, {kind} \"domain\", 'accurate' verdict")

    large = large_table(
        [f"duckdb:///{tmp_path}/t.db/t"], engine=None, as_of=AS_OF, asked=NOTHING_ASKED
    )

    assert [one.rule for one in large.problems] == ["not-text"]


@pytest.mark.slow
def test_a_time_of_day_is_no_day_either_way(tmp_path):
    names = [str(tmp_path / "t.parquet")]
    table(3)[["id", "domain", "verdict"]].assign(made_on=time(9, 30)).to_parquet(names[0])

    large = large_table(names, engine="duckdb", as_of=AS_OF, asked=NOTHING_ASKED)
    for problems in (large.problems, read_table(names, as_of=AS_OF).problems):
        assert [one.rule for one in problems] == ["not-a-date"]
        assert "found `09:30:00`" in problems[0].message.en


@pytest.mark.slow
def test_the_folder_of_a_user_may_have_an_apostrophe_in_its_name(file, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "O'Brien"))

    assert large_table([file], engine="duckdb", as_of=AS_OF, asked=NOTHING_ASKED).problems == []


@pytest.mark.slow
def test_small_tables_are_read_into_memory_and_large_ones_and_databases_are_not(
    file, tmp_path, monkeypatch
):
    assert not is_for_engine([file], None)
    assert not is_for_engine([str(tmp_path / "no.parquet")], None)
    assert not is_for_engine([file, str(tmp_path / "t.csv")], None)
    assert is_for_engine([file], "duckdb")
    assert is_for_engine(["duckdb:///a.db/t"], None)
    monkeypatch.setattr("scorecard.exchange.engine_tables._FROM_ROWS", 300)
    assert is_for_engine([file], None)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("names", "engine", "said"),
    [
        (["t.parquet"], "polars", "--engine takes duckdb or spark://HOST:PORT"),
        (["no.parquet"], "duckdb", "no.parquet cannot be read: no such file"),
        (["t.xlsx"], "duckdb", "an engine reads Parquet"),
        (["duckdb:///no.db/t"], None, "no.db cannot be read: no such file"),
        (["duckdb:///t.db"], None, "no such file; write duckdb:///FILE/TABLE"),
        (["sqlite:///t.db/t"], None, "no engine counts SQLite; export its table as CSV"),
        (["duckdb:///no.db/t", "t.parquet"], None, "stands alone"),
        (["t.parquet"], "spark://local[1]", "pip install 'ibis-framework[pyspark]'"),
        (["postgres://host/all/claims"], None, "pip install 'ibis-framework[postgres]'"),
        (["broken.parquet"], "duckdb", "broken.parquet cannot be read"),
        (["short.parquet"], "duckdb", "lacks the columns: domain, verdict"),
        (["nested.parquet"], "duckdb", "the column 'domain' is nested"),
        (["duckdb:///memory.db/t"], None, "it is not a valid DuckDB database"),
    ],
)
def test_a_call_that_cannot_be_counted_is_refused(tmp_path, monkeypatch, names, engine, said):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    table(3).to_parquet("t.parquet")
    table(3)[["id"]].to_parquet("short.parquet")
    table(3).assign(domain=[["x"]] * 3).to_parquet("nested.parquet")
    (tmp_path / "t.xlsx").write_bytes(b"")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1" * 9)
    (tmp_path / "memory.db").write_bytes(b"no database" * 9)
    with pytest.raises(CallError, match=said.replace("[", r"\[")):
        large_table(names, engine=engine, as_of=AS_OF, asked=NOTHING_ASKED)


HEAD = "id,domain,verdict,probability\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "Our record\n,,,\n" + HEAD + "a,x,accurate,0.9\n,,,\nb,y,inaccurate,0.2\n",
        "sep=;\n" + HEAD.replace(",", ";") + "a;x;accurate;0,9\nb;y;inaccurate;0,2\n",
        ",id，domain".replace("，", ",") + ",verdict,probability\n0,a,x,accurate,90%\n1,b,y,inaccurate,20%\n",
        HEAD + '"a","x","accurate",0.9\nb,"y","inaccurate",0.2\n',
        (HEAD + "a,x,accurate,0.9\nb,y,inaccurate,0.2\n").replace(",", "\t"),
        HEAD + "#a,'x',accurate,0.9\n#b,'y',inaccurate,0.2\n",
        *(
            above + HEAD + "a,x,accurate,0.9\nb,y,inaccurate,0.2\n"
            for above in ('"Our record\n(draft)",,,\n', '"Big" list\n\n', "T\r\n", "\rT\r")
        ),
    ],
)  # fmt: skip
def test_a_csv_file_is_read_in_the_same_form_as_in_memory(tmp_path, text):
    name = str(tmp_path / ("t.TSV" if "\t" in text else "t.csv"))
    Path(name).write_text(text, encoding="utf-8", newline="")

    large = large_table([name], engine="duckdb", as_of=AS_OF, asked=NOTHING_ASKED)
    rows = fetched(large.rows.order_by("id"))

    read = read_table(name, as_of=AS_OF)
    assert (large.problems, large.ignored) == (read.problems, read.ignored) == ([], [])
    for column in ("id", "domain", "verdict", "probability"):
        assert rows[column].tolist() == read.table[column].tolist()


@pytest.mark.slow
@pytest.mark.parametrize("counted", [in_memory, by_engine])
def test_rows_whose_item_is_a_dash_are_not_of_one_item(tmp_path, counted):
    intervals = []
    for name, items in (
        ("dashes", ["-", "N/A", "-", "–", "k", "k"]),
        ("blanks", [*[""] * 4, "k", "k"]),
    ):
        rows = [f"{n},{item},x,{VERDICTS[n % 3]}" for n, item in enumerate(items)]
        text = "\n".join(["id,item,domain,verdict", *rows])
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        intervals.append(counted([str(tmp_path / f"{name}.csv")], "domain")["overall"]["interval"])

    assert intervals[0] == intervals[1] is not None


@pytest.mark.slow
def test_answers_to_a_question_without_an_item_are_of_no_group(tmp_path):
    name = str(tmp_path / "t.csv")
    rows = ["a,i,ann,0.9", "a,i,ben,0.8", "b,,ann,0.3", "b,,ben,0.2"]
    lines = [
        "id,item,forecaster,probability,domain,verdict",
        *(f"{one},x,accurate" for one in rows),
    ]
    (tmp_path / "t.csv").write_text("\n".join(lines), encoding="utf-8")

    assert [one["key"] for one in by_engine([name], "item")["groups"]] == ["i"]
    assert by_engine([name], "item") == in_memory([name], "item")


@pytest.mark.slow
def test_groups_named_by_numbers_are_whole_beside_an_empty_cell(tmp_path):
    name = str(tmp_path / "t.parquet")
    rows = {"id": ["a", "b", "c"], "domain": "x", "verdict": "accurate"}
    numbers = {"outlook": pd.array([7, None, 8], dtype="Int64"), "forecaster": [1.0, None, 2.5]}
    pd.DataFrame({**rows, **numbers}).to_parquet(name)

    for by, keys in (("outlook", ["7", "8"]), ("forecaster", ["1", "2.5"])):
        assert [one["key"] for one in in_memory([name], by)["groups"]] == keys
        assert [one["key"] for one in by_engine([name], by)["groups"]] == keys


@pytest.mark.slow
def test_ids_and_items_that_are_numbers_are_whole_beside_an_empty_cell(tmp_path):
    name = str(tmp_path / "t.parquet")
    rows = pd.DataFrame({"id": [1.0, 2.0, 3.5, 4e6], "domain": "x", "verdict": "accurate"})
    rows.assign(item=[7.0, None, 7.0, 8.5]).to_parquet(name)

    large = large_table([name], engine="duckdb", as_of=AS_OF, asked=NOTHING_ASKED)

    ids = fetched(large.rows)["id"]
    assert sorted(ids) == read_table(name, as_of=AS_OF).table["id"].tolist() == [
        "1", "2", "3.5", "4000000",
    ]  # fmt: skip
    assert [one["key"] for one in by_engine([name], "item")["groups"]] == ["7", "8.5"]
    assert by_engine([name], "item") == in_memory([name], "item")


@pytest.mark.slow
def test_cells_as_spreadsheets_of_other_languages_write_them_are_read_either_way(tmp_path):
    name = str(tmp_path / "t.csv")
    rows = [
        "id;domain;verdict;made_on;closes_on;probability",
        '="007";="x";="accurate";="2024-01-05";2024. 12. 31.;="70%"',
        "008;x;inaccurate;45292,5;2024.12.31;70 percent",
        "009;x;accurate;45292.5;2024-12-31;70 Pct.",
    ]
    (tmp_path / "t.csv").write_text("\n".join(rows), encoding="utf-8")

    large = large_table([name], engine="duckdb", as_of=AS_OF, asked=NOTHING_ASKED)

    assert large.problems == []
    for read in (read_table(name, as_of=AS_OF).table, fetched(large.rows).sort_values("id")):
        assert read["id"].tolist() == ["007", "008", "009"]
        assert read["domain"].tolist() == ["x", "x", "x"]
        assert read["probability"].tolist() == [0.7, 0.7, 0.7]
        assert [f"{day:%m-%d}" for day in read["made_on"]] == ["01-05", "01-01", "01-01"]
        assert [f"{day:%m-%d}" for day in read["closes_on"]] == ["12-31", "12-31", "12-31"]


@pytest.mark.slow
def test_an_id_that_is_no_number_is_empty_either_way(tmp_path):
    name = str(tmp_path / "t.parquet")
    pd.DataFrame({"id": [1.0, None], "domain": "x", "verdict": "accurate"}).to_parquet(name)

    large = large_table([name], engine="duckdb", as_of=AS_OF, asked=NOTHING_ASKED)

    for problems in (large.problems, read_table(name, as_of=AS_OF).problems):
        assert [one.message.en for one in problems] == ["id is empty"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("word", ["1", "1.0"])
def test_a_verdict_that_is_a_number_is_one_word_beside_an_empty_cell(tmp_path, kind, word):
    name = str(tmp_path / f"t.{kind}")
    rows = pd.DataFrame({"id": list("abc"), "domain": "x", "verdict": [1, None, 0]})
    (rows.to_csv if kind == "csv" else rows.to_parquet)(name, index=False)
    asked = Asked({word: "accurate", "0": "inaccurate"})

    assert by_engine([name], "domain", asked) == in_memory([name], "domain", asked)
    assert in_memory([name], "domain", asked)["overall"]["n_judged"] == 2
    with pytest.raises(CallError, match=r"--value 1\.0=accurate --value 0\.0=inaccurate"):
        read_table(name, as_of=AS_OF)


@pytest.mark.slow
def test_a_text_that_says_that_there_is_nothing_is_empty_and_none_may_be_an_option(tmp_path):
    name = str(tmp_path / "t.csv")
    texts = ["outlook", "attributed_to", "forecaster", "option"]
    rows = ["a,x,accurate,NA,NULL,-,n/a", "b,x,accurate,kandao,Ann,ben,None"]
    head = f"id,domain,verdict,{','.join(texts)}"
    (tmp_path / "t.csv").write_text("\n".join([head, *rows]), encoding="utf-8")

    large = large_table([name], engine="duckdb", as_of=AS_OF, asked=NOTHING_ASKED)

    for read in (read_table(name, as_of=AS_OF).table, fetched(large.rows)):
        first, second = (read.sort_values("id")[texts].iloc[n] for n in (0, 1))
        assert first.isna().all()
        assert second.tolist() == ["kandao", "Ann", "ben", "None"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (" a,i\na,j", "the id `a` is listed before"),
        ("\u3000a\u00a0,i\na,j", "the id `a` is listed before"),
        ("'=a,i\n=a,j", "the id `=a` is listed before"),
        ("'＝a,i\n＝a,j", "the id `＝a` is listed before"),
        ("a,i\n〃,i", "id is empty"),
        ("a,i\n #N/A,i", "id is empty"),
        ("a,i\nb,i,NULL", "domain is empty"),
        (
            "a,i\nb,同上",
            "item is missing in this row, whose cell is merged with another or says ditto",
        ),
    ],
)
def test_ids_items_and_domains_are_read_as_in_memory(tmp_path, cells, said):
    name = str(tmp_path / "t.csv")
    rows = [f"{row}{',x' * (row.count(',') == 1)},accurate" for row in cells.split("\n")]
    (tmp_path / "t.csv").write_text("\n".join(["id,item,domain,verdict", *rows]), encoding="utf-8")

    large = large_table([name], engine="duckdb", as_of=AS_OF, asked=NOTHING_ASKED)

    assert [one.message.en for one in large.problems] == [said]
    assert [one.message.en for one in read_table(name, as_of=AS_OF).problems] == [said]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_file_is_itself_and_no_pattern_for_other_files(tmp_path, kind):
    for name, id_ in (("t[1]", "its own"), ("t1", "another's")):
        rows = pd.DataFrame({"id": [id_], "domain": ["x"], "verdict": ["accurate"]})
        write = rows.to_csv if kind == "csv" else rows.to_parquet
        write(tmp_path / f"{name}.{kind}", index=False)

    name = str(tmp_path / f"t[1].{kind}")
    large = large_table([name], engine="duckdb", as_of=AS_OF, asked=NOTHING_ASKED)

    assert fetched(large.rows)["id"].tolist() == ["its own"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEAD.encode() + "a,芯片公司,accurate,0.9\n".encode("gbk"), "an engine reads UTF-8"),
        (HEAD.encode("utf-16-le"), "an engine reads UTF-8"),
        (b"", "it is empty"),
        (HEAD.encode() + b'a,"x,accurate,0.9\nb,y,inaccurate,0.2\n', "mark in line 2 is not closed"),
        (HEAD.encode() + b"a,x,accurate,0.9\nb,y,inaccurate\n", "line 3 has fewer cells than the header"),
        (HEAD.encode() + b"a,AI, robots,accurate,0.9\n", "line 2 has more cells than the header"),
        (HEAD.encode() + b"a,x,accurate,0.9\n" * 90_000 + b"b,\xff,accurate,0.9\n", "an engine reads UTF-8"),
        (b'"' + b"x" * 200_000 + b'"', "a cell is longer than 131,072 characters"),
        (HEAD.encode() + b'a,"' + b"x" * 3_000_000 + b'",accurate,\n', "a cell is longer than 131,072"),
        (b"id,domain,Domain,verdict\na,x,y,accurate\n", "two columns mean domain"),
    ],
)  # fmt: skip
def test_a_csv_file_that_is_damaged_is_refused_with_its_line(tmp_path, content, said):
    (tmp_path / "t.csv").write_bytes(content)

    with pytest.raises(CallError, match=said) as raised:
        large_table([str(tmp_path / "t.csv")], engine="duckdb", as_of=AS_OF, asked=NOTHING_ASKED)

    assert str(raised.value).startswith(f"{tmp_path}/t.csv cannot be read: ")


LONG = "x" * 120_000


REFUSED = {
    "loose": HEAD + 'a,"chips" and cars,accurate,0.9\nb,the "big" chip,inaccurate,0.2\n',
    "mixed ends":
        HEAD + '"a",5" phones,accurate,0.9\r\nb, "chips, cars"s,inaccurate,0.2\rc,"x\ny" z,accurate,0.1\n',
    "short":
        "Our record\n\n" + HEAD[:-1] + ",note\na,x,accurate,0.9\nb,y,inaccurate,0.2,so\n\n,,,,\nc,z,,\n",
    "surplus": HEAD + "a,x,accurate,0.9\nb,y,inaccurate,0.2,,\n\n,,,\n",
    "semicolons": HEAD.replace(",", ";") + 'a;"x" y;accurate;0,9\nb;y;inaccurate;0,2;\n',
    "long": HEAD[:-1] + 20 * ",note" + f'\na,"{LONG}",accurate,0.9' + 20 * f',"{LONG}"' + "\n",
    "lines": HEAD + 'a,"' + 10_000 * "one\nline\n" + '",accurate,0.9\nb,"x"y,inaccurate,0.2\n',
}  # fmt: skip
"""Rows that DuckDB does not read; those whose line ends matter are packed too."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "is_packed"),
    [*((kind, False) for kind in REFUSED), ("mixed ends", True), ("lines", True)],
)
def test_a_row_that_duckdb_refuses_is_read_as_in_memory(tmp_path, kind, is_packed):
    text, file = REFUSED[kind], tmp_path / ("t.csv.gz" if is_packed else "t.csv")
    file.write_bytes(gzip.compress(text.encode()) if is_packed else text.encode())

    large = large_table([str(file)], engine="duckdb", as_of=AS_OF, asked=NOTHING_ASKED)
    rows = fetched(large.rows.order_by("id"))

    read = read_table(file, as_of=AS_OF)
    assert (large.problems, large.ignored) == (read.problems, read.ignored)
    for column in ("id", "domain", "verdict", "probability"):
        there, here = (one[column].astype("object") for one in (rows, read.table))
        assert there.where(there.notna(), None).tolist() == here.where(here.notna(), None).tolist()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (["id", "domain", "Domain", "verdict"], "two columns mean domain; rename one"),
        (["id", "domain", "verdict", "Verdict", "VERDICT"], "two columns mean verdict"),
        (["id", "domain", "verdict", "note", "Note"], ""),
    ],
)
@pytest.mark.parametrize("n_files", [1, 2])
def test_names_of_parquet_that_differ_in_capitals_are_those_in_memory(
    call, tmp_path, columns, said, n_files
):
    names = [str(tmp_path / f"{n}.parquet") for n in range(n_files)]
    for name in names:
        cells = [name, *["accurate"] * (len(columns) - 1)]
        pd.DataFrame([cells], columns=columns).to_parquet(name)
    tables = [part for name in names for part in ("--table", name)]

    plain, counted = (call("score", *tables, *more) for more in ((), ("--engine", "duckdb")))

    assert (counted.code, counted.err) == (plain.code, plain.err)
    assert said in counted.err


def test_a_table_that_a_database_lacks_is_named(tmp_path):
    import ibis

    ibis.duckdb.connect(tmp_path / "all.db").disconnect()

    with pytest.raises(CallError, match="it has no table 'claims'"):
        large_table(
            [f"duckdb:///{tmp_path}/all.db/claims"],
            engine=None, as_of=AS_OF, asked=NOTHING_ASKED,
        )  # fmt: skip


def test_a_view_of_a_database_reads_no_file_of_the_temporary_folder(tmp_path, monkeypatch):
    import duckdb

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    kept = tmp_path / "private.csv"
    kept.write_text("id,domain,verdict\na,x,accurate\n", encoding="utf-8")
    with duckdb.connect(str(tmp_path / "all.db")) as con:
        con.execute(f"CREATE VIEW claims AS SELECT * FROM read_csv('{kept}')")  # noqa: S608  (a path of the test)

    with pytest.raises(CallError, match="Cannot access file"):
        large_table(
            [f"duckdb:///{tmp_path}/all.db/claims"],
            engine=None, as_of=AS_OF, asked=NOTHING_ASKED,
        )  # fmt: skip


def test_csv_files_with_different_columns_are_refused(tmp_path):
    names = [str(tmp_path / one) for one in ("a.csv", "b.csv")]
    for name, head in zip(names, (HEAD, HEAD.replace("id,domain", "domain,id")), strict=True):
        Path(name).write_text(head, encoding="utf-8")

    with pytest.raises(CallError, match="the files differ in their columns"):
        large_table(names, engine="duckdb", as_of=AS_OF, asked=NOTHING_ASKED)


@pytest.mark.slow
def test_parquet_files_may_lack_columns_and_hold_nan(tmp_path):
    import pyarrow as pa
    from pyarrow import parquet

    columns = {"id": ["a", "b"], "domain": ["x", "x"], "verdict": ["accurate", "inaccurate"]}
    parquet.write_table(
        pa.table({**columns, "probability": [float("nan"), 0.2]}), tmp_path / "a.parquet"
    )
    parquet.write_table(pa.table({**columns, "id": ["c", "d"]}), tmp_path / "b.parquet")
    names = [str(tmp_path / one) for one in ("a.parquet", "b.parquet")]

    found = by_engine(names, "domain")

    assert found == in_memory(names, "domain")
    assert (found["overall"]["n_recorded"], found["overall"]["probability"]["n"]) == (4, 1)


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["verdict=accurate", "domain=z", "year=2024", "column0=z"])
@pytest.mark.parametrize("name", ["t.parquet", "t.csv"])
def test_the_name_of_a_folder_is_no_column(tmp_path, folder, name):
    rows = pd.DataFrame(
        {"id": ["a", "b"], "domain": ["x", "y"], "verdict": ["accurate", "inaccurate"]}
    )
    (tmp_path / folder).mkdir()
    path = tmp_path / folder / name
    (rows.to_parquet if "parquet" in name else rows.to_csv)(path, index=False)

    assert by_engine([str(path)], "domain") == in_memory([str(path)], "domain")


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "UTC", "+05:30", None])
def test_a_day_is_that_of_its_time_zone(tmp_path, zone):
    name = str(tmp_path / "t.parquet")
    days = pd.to_datetime(["2024-12-31", "2025-01-01"]).tz_localize(zone)
    rows = {"id": ["a", "b"], "domain": "x", "verdict": "accurate", "closes_on": days}
    pd.DataFrame(rows).to_parquet(name)

    large = large_table([name], engine="duckdb", as_of=AS_OF, asked=NOTHING_ASKED)

    closed = fetched(large.rows.order_by("id"))["is_closed"]
    assert (
        closed.tolist()
        == read_table(name, as_of=AS_OF).table["is_closed"].tolist()
        == [True, False]
    )


@pytest.mark.parametrize(
    ("zones", "said"),
    [
        (["UTC", "Asia/Shanghai"], "several zones, Asia/Shanghai and UTC; store days as dates"),
        (["x'; --"] * 2, "Unknown TimeZone"),
    ],
)
def test_time_zones_that_no_engine_takes_are_refused(tmp_path, zones, said):
    import pyarrow as pa
    from pyarrow import parquet

    name = str(tmp_path / "t.parquet")
    days = zip(("made_on", "closes_on"), zones, strict=True)
    columns = {one: pa.array([0], pa.timestamp("us", zone)) for one, zone in days}
    texts = {"id": ["a"], "domain": ["x"], "verdict": ["accurate"]}
    parquet.write_table(pa.table({**texts, **columns}), name)

    with pytest.raises(CallError, match=said):
        large_table([name], engine="duckdb", as_of=AS_OF, asked=NOTHING_ASKED)


def test_without_ibis_the_message_names_what_to_install(file, monkeypatch):
    monkeypatch.setitem(sys.modules, "ibis", None)
    with pytest.raises(CallError, match=r"pip install 'forecast-scorecard\[engine\]'"):
        large_table([file], engine="duckdb", as_of=AS_OF, asked=NOTHING_ASKED)
    monkeypatch.setattr("scorecard.exchange.engine_tables._FROM_ROWS", 1)
    assert not is_for_engine([file], None)


@pytest.mark.slow
def test_the_command_prints_the_same_either_way(file, run):
    options = ["score", "--table", file, "--as-of", "2025-01-01", "--format", "json"]
    plain, counted = run(*options), run(*options, "--engine", "duckdb")
    assert (counted.stdout, counted.stderr) == (plain.stdout, plain.stderr)
    assert counted.stderr.startswith(
        "note: rows left out, since made_on is after 1 January 2025: 1"
    )
    some = [*options, "--domain", "cars", "--hedge", "will", "--closed", "--early"]
    assert run(*some, "--engine", "duckdb").stdout == run(*some).stdout
    wrong = run(*options, "--engine", "duckdb", "--domain", "car")
    assert wrong.returncode == 2
    assert "did you mean 'cars'?" in wrong.stderr


@pytest.mark.slow
@pytest.mark.parametrize("counted", [in_memory, by_engine])
def test_rows_that_are_made_after_their_outcome_are_told(tmp_path, monkeypatch, counted):
    told = []
    monkeypatch.setattr("scorecard.problems.listeners", [told.append])
    days = ["2023-01-01,2024-01-01,", ",2024-01-01,", "2024-01-02,2024-01-01,2025-03-01",
            "2024-01-01,,2023-12-31", "2204-01-01,2024-01-01,"]  # fmt: skip
    lines = [f"{9 - n},x,accurate,{one}" for n, one in enumerate(days)]
    head = "id,domain,verdict,made_on,closes_on,judged_on"
    (tmp_path / "t.csv").write_text("\n".join([head, *lines]), "utf-8")

    assert counted([str(tmp_path / "t.csv")], "domain")["overall"]["n_recorded"] == 2

    assert told == [
        Phrase(
            "rows left out, since made_on is after 1 January 2025: 1",
            "made_on 晚于2025年1月1日，未计入：1 行",
        ),
        Phrase(
            "rows left out, since made_on is after closes_on or judged_on: 2;"
            " the first is `6` of 1 January 2024",
            "made_on 晚于 closes_on 或 judged_on，未计入：2 行，最前面的是2024年1月1日的 `6`",
        ),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("counted", [in_memory, by_engine])
def test_rows_that_are_made_later_are_told(tmp_path, monkeypatch, counted):
    told = []
    monkeypatch.setattr("scorecard.problems.listeners", [told.append])
    lines = [f"{n},x,accurate,{on}" for n, on in enumerate(["2025-01-01", "2204-01-01", ""])]
    (tmp_path / "t.csv").write_text("\n".join(["id,domain,verdict,made_on", *lines]), "utf-8")

    assert counted([str(tmp_path / "t.csv")], "domain")["overall"]["n_recorded"] == 2

    assert told == [
        Phrase(
            "rows left out, since made_on is after 1 January 2025: 1",
            "made_on 晚于2025年1月1日，未计入：1 行",
        )
    ]


@pytest.mark.slow
@pytest.mark.parametrize("counted", [in_memory, by_engine])
def test_a_verdict_of_a_later_day_is_not_there_yet_and_is_told(tmp_path, monkeypatch, counted):
    told = []
    monkeypatch.setattr("scorecard.problems.listeners", [told.append])
    lines = [
        "a,x,accurate,2024-01-01,2024-06-01,2025-01-01,2024-05-01",
        "b,x,accurate,2024-01-01,2024-06-01,2025-01-02,2024-07-01",
        "c,x,inaccurate,2024-01-01,2024-06-01,,",
        "d,x,,2024-01-01,2024-06-01,2025-02-01,",
        "e,x,accurate,2025-02-01,2025-06-01,2025-06-02,",
    ]
    head = "id,domain,verdict,made_on,closes_on,judged_on,occurred_on"
    (tmp_path / "t.csv").write_text("\n".join([head, *lines]), "utf-8")

    overall = counted([str(tmp_path / "t.csv")], "domain")["overall"]

    assert (overall["n_recorded"], overall["n_judged"], overall["n_overdue"]) == (4, 2, 2)
    assert (overall["accuracy"], overall["timing"]["n"]) == (0.5, 1)
    assert told[1:] == [
        Phrase(
            "verdicts left out, since judged_on is after 1 January 2025: 1",
            "judged_on 晚于2025年1月1日，判定未计入：1 行",
        )
    ]


@pytest.mark.slow
def test_too_many_groups_are_refused_before_they_are_fetched(file, monkeypatch):
    monkeypatch.setattr("scorecard.summary.compute.MOST_GROUPS", 3)
    large = large_table([file], engine="duckdb", as_of=AS_OF, asked=NOTHING_ASKED)
    with pytest.raises(CallError, match="4 groups are too many; at most 3"):
        large.claims("domain")
    with pytest.raises(CallError, match="55 groups are too many; at most 3"):
        large.claims("item")


def test_a_column_of_too_many_texts_is_refused(file, monkeypatch):
    monkeypatch.setattr("scorecard.exchange.engine._MOST_WORDS", 3)
    with pytest.raises(CallError, match="domain has over 3 different texts"):
        large_table([file], engine="duckdb", as_of=AS_OF, asked=NOTHING_ASKED)


@pytest.mark.slow
def test_a_repeated_id_is_wrong_where_nothing_tells_its_rows_apart(tmp_path):
    names = [str(tmp_path / "t.parquet")]
    pd.DataFrame({"id": ["a", "a"], "domain": "x", "verdict": "accurate"}).to_parquet(names[0])
    large = large_table(names, engine="duckdb", as_of=AS_OF, asked=NOTHING_ASKED)
    assert [one.rule for one in large.problems] == ["repeated-id"]
    assert [one.rule for one in read_table(names, as_of=AS_OF).problems] == ["repeated-id"]


@pytest.mark.slow
def test_a_table_of_three_columns_is_enough(tmp_path):
    table(40)[["id", "domain", "verdict"]].to_parquet(tmp_path / "t.parquet")
    names = [str(tmp_path / "t.parquet")]
    assert by_engine(names, "domain") == in_memory(names, "domain")
    assert by_engine(names, "outlook") == in_memory(names, "outlook")


@pytest.mark.slow
def test_a_table_of_a_server_has_the_digest_of_what_was_counted(file, monkeypatch, run):
    import ibis

    server = ibis.duckdb.connect()
    server.create_table("claims", server.read_parquet(file))
    monkeypatch.setattr(ibis, "connect", lambda address: {"postgres://host/all": server}[address])
    options = ["--as-of", "2025-01-01", "--format", "json"]
    done = run("score", "--table", "postgres://host/all/claims", *options)
    expected = run("score", "--table", file, *options)
    found, expected = json.loads(done.stdout), json.loads(expected.stdout)
    assert found["records"].startswith("sha256:")
    assert {**found, "records": ""} == {**expected, "records": ""}


def test_the_step_at_work_is_named_on_a_terminal(monkeypatch, capsys):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress(Phrase("counting", "统计"), Language.CHINESE) as told:
        told(Phrase("items", "原文条目"))
    assert "原文条目" in capsys.readouterr().err


@pytest.mark.slow
def test_probabilities_of_single_precision_are_those_that_were_stated(tmp_path):
    stated = [0.7, 0.29, 1e-9, 1 - 0.9, None]
    names = [str(tmp_path / "table.parquet")]
    for kind, unit in (("float32", 1), ("float64", 1), ("float32", 100)):
        shares = pd.Series(stated, dtype="float64") * unit
        rows = pd.DataFrame({"id": list("abcde"), "domain": "x", "verdict": "accurate"})
        rows.assign(probability=shares.astype(kind)).to_parquet(names[0])

        asked = Asked({}, None, "share" if unit == 1 else "percent")
        large = large_table(names, engine="duckdb", as_of=AS_OF, asked=asked)

        counted = fetched(large.rows.order_by("id"))["probability"].tolist()
        read = read_table(names, as_of=AS_OF, asked=asked).table["probability"].tolist()
        for found in (counted, read):
            assert found[:4] == [0.7, 0.29, pytest.approx(1e-9, rel=1e-3), 0.1]
            assert np.isnan(found[4])
