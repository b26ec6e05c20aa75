"""What a table cannot be, what has to be asked, and files that unfold to more than they should."""

import errno
import gzip
import hashlib
import io
import json
import lzma
import os
import pickle
import re
import shlex
import subprocess
import sys
import tarfile
import threading
import time
import tracemalloc
import zipfile
from contextlib import suppress
from datetime import date
from itertools import chain, repeat

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard.exchange.cells import NOTHING_ASKED, Asked, day_of
from scorecard.exchange.engine import large_table
from scorecard.exchange.engine_tables import fetched
from scorecard.exchange.inputs import table_of_rows
from scorecard.exchange.raw_tables import _REFUSED
from scorecard.exchange.tables import SHOWN, read_table
from scorecard.problems import CallError
from scorecard.verdicts import Verdict

AS_OF = date(2025, 6, 1)
HEAD = "id,domain,verdict,made_on,closes_on,probability\n"


@pytest.fixture
def said(call, tmp_path):
    """The line that `score --table` prints of a file with this content, which it refuses."""

    def refused(name, content, *options):
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        done = call("score", "--table", file, *options)
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
        return done.err

    return refused


@pytest.fixture
def scored(call, tmp_path):
    """The overall score of a file with this content."""

    def score(content, *options):
        file = tmp_path / "table.csv"
        file.write_text(content, encoding="utf-8")
        done = call("score", "--table", file, "--format", "json", *options)
        assert done.code == 0, done.err
        return json.loads(done.out)["overall"]

    return score


# --- what is asked


def test_a_filter_of_a_column_that_is_not_there_offers_nothing(said):
    line = said("t.csv", HEAD + "a,x,accurate,,,\n", "--outlook", "kandao")

    assert line == "error: unknown --outlook 'kandao'\n"


def test_the_order_of_day_and_month_is_asked_with_the_option_to_type(said):
    rows = "a,x,accurate,01/02/2024,12/31/2024,0.5\n"

    assert "made_on: is 01/02/2024 day/month or month/day? Add --dates dmy or --dates mdy" in said(
        "t.csv", HEAD + rows
    )
    assert "closes_on: is 12/31/2024 day/month or month/day?" in said(
        "t.csv", "id,domain,verdict,closes_on\na,x,accurate,12/31/2024\n"
    )


@pytest.mark.parametrize("cell", ["24.01.05", "24.12.31", "24/01/05", "05.01.24 10:30", "5/1/24"])
def test_a_short_year_that_may_come_first_is_asked(said, cell):
    head = "id,domain,verdict,made_on\n"

    assert (
        f"made_on: is {cell} day/month or month/day? Add --dates dmy or --dates mdy; a year that"
        in (said("t.csv", f"{head}a,x,accurate,{cell}\n"))
    )


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("24.01.05", "dmy", "2005-01-24"),
        ("24.01.98", None, "1998-01-24"),
        ("5.12.24", None, "2024-12-05"),
        ("24.12.2021", None, "2021-12-24"),
        ("03.04.2024", None, "2024-04-03"),
        ("03.04.2024", "mdy", "2024-03-04"),
        ("3.4.24", "mdy", "2024-03-04"),
        ("2024-01-05 23:10:00+00", None, "2024-01-05"),
        ("2024-01-05 23:10:00.123456-05", None, "2024-01-05"),
        ("03/04/2024", "dmy", "2024-04-03"),
        ("03/04/2024", "mdy", "2024-03-04"),
        ("3.4.24", "dmy", "2024-04-03"),
        ("12/31/2024", "mdy", "2024-12-31"),
        ("31-12-2024 10:20", "dmy", "2024-12-31"),
        ("5/1/2024, 10:20:00 AM", "mdy", "2024-05-01"),  # as browsers write it
        ("05.01.2024, 15:02", None, "2024-01-05"),
        ("2024/1/5, 15:02", None, "2024-01-05"),
        ("05/Jan/24 3:02 PM", None, "2024-01-05"),  # Jira
        ("05-JAN-24 15:02", None, "2024-01-05"),
    ],
)
def test_the_order_can_be_said(tmp_path, cell, order, day):
    file = tmp_path / "t.csv"
    file.write_text(f'id,domain,verdict,made_on\na,x,accurate,"{cell}"\n', encoding="utf-8")

    read = read_table(file, as_of=AS_OF, asked=Asked(dates=order))

    assert read.table["made_on"].dt.strftime("%Y-%m-%d").tolist() == [day]


@pytest.mark.parametrize(("cell", "order"), [("12/31/2024", "dmy"), ("24.12.2021", "mdy")])
def test_a_day_that_the_order_makes_impossible_is_a_problem(tmp_path, cell, order):
    file = tmp_path / "t.csv"
    file.write_text(f"id,domain,verdict,made_on\na,x,accurate,{cell}\n", encoding="utf-8")

    (problem,) = read_table(file, as_of=AS_OF, asked=Asked(dates=order)).problems

    assert (problem.rule, problem.line) == ("not-a-date", 2)


@pytest.mark.parametrize(
    "cell",
    [
        "Jan 5-7 2024",
        "Jan 20-24 2024",
        "May 2024",
        "2024",
        "5 January",
        "10:20",
        "soon",
        "2024-02-30",
        "99999999",
        "Mayday",
    ],
)
def test_what_names_no_day_is_a_problem(tmp_path, cell):
    file = tmp_path / "t.csv"
    file.write_text(f"id,domain,verdict,made_on\na,x,accurate,{cell}\n", encoding="utf-8")

    assert [one.rule for one in read_table(file, as_of=AS_OF).problems] == ["not-a-date"]


@pytest.mark.parametrize(
    ("cell", "excel", "r", "stata"),
    [
        ("19723", "1953-12-30", "2024-01-01", "2013-12-31"),
        ("23376.5", "1963-12-31", "2034-01-01", "2024-01-01"),
    ],
)
def test_a_number_of_a_day_that_other_programs_count_from_a_later_year_is_a_problem(
    tmp_path, cell, excel, r, stata
):
    file = tmp_path / "t.csv"
    file.write_text(f"id,domain,verdict,made_on\na,x,accurate,{cell}\n", encoding="utf-8")

    (problem,) = read_table(file, as_of=AS_OF).problems

    assert problem.rule == "not-a-date"
    assert all(one in text for one in (excel, r, stata) for text in problem.hint)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("yes", "no"), [("TRUE", "FALSE"), ("True", "False"), ("yes", "no"), ("1", "0"), ("是", "否")]
)
def test_what_true_means_is_asked_and_can_be_said(said, scored, yes, no):
    table = f"id,domain,verdict\na,x,{yes}\nb,x,{no}\n"
    options = ("--value", f"{yes}=accurate", "--value", f"{no}=inaccurate")

    assert f"--value {yes}=accurate --value {no}=inaccurate" in said("t.csv", table)
    assert scored(table, *options)["accuracy"] == 0.5
    assert scored(table.lower(), *options)["accuracy"] == 0.5


def test_words_that_differ_by_a_sign_have_each_a_meaning(scored):
    table = "id,domain,verdict\na,x,1\nb,x,0\nc,x,-1\nd,x,A-\ne,x,A\n"
    words = ("-1=inaccurate", "1=accurate", "0=half_right", "A-=half_right", "A=accurate")

    overall = scored(table, *(typed for one in words for typed in ("--value", one)))

    assert (overall["n_accurate"], overall["n_half_right"], overall["n_inaccurate"]) == (2, 2, 1)


@pytest.mark.parametrize(
    ("said", "n_wrong"), [((), 0), (("--value", "-="), 0), (("--value", "-=inaccurate"), 1)]
)
def test_a_dash_is_nothing_unless_it_has_a_meaning(scored, said, n_wrong):
    overall = scored("id,domain,verdict\na,x,+\nb,x,-\n", "--value", "+=accurate", *said)

    assert (overall["n_accurate"], overall["n_inaccurate"]) == (1, n_wrong)


def test_an_unknown_word_is_a_problem_that_names_the_option(call, tmp_path):
    (tmp_path / "t.csv").write_text("id,domain,verdict\na,x,Kept\nb,x,accurate\n", encoding="utf-8")

    done = call("score", "--table", tmp_path / "t.csv")

    assert done.code == 1
    assert "--value Kept=accurate" in done.err


def test_words_that_disagree_or_are_in_doubt_are_no_verdict_in_two_languages(tmp_path):
    words = [
        "准确 inaccurate",
        "accurate/half right",
        "准确（部分）",
        "(accurate)",
        "Accurate?",
        "accurate 准确",
    ]
    rows = "".join(f"{n},x,{word}\n" for n, word in enumerate(words))
    (tmp_path / "t.csv").write_text(f"id,domain,verdict\n{rows}", encoding="utf-8")

    problems = read_table(tmp_path / "t.csv", as_of=AS_OF).problems

    assert [one.line for one in problems] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize("cell", ["50/50", "10/90", "１／９９"])
def test_odds_of_a_hundred_are_no_fraction(call, tmp_path, cell):
    (tmp_path / "t.csv").write_text(HEAD + f"a,x,accurate,,,{cell}\n", encoding="utf-8")

    done = call("score", "--table", tmp_path / "t.csv")

    assert done.code == 1
    assert "needed: a number from 0 to 1, or percent" in done.err


@pytest.mark.slow
@pytest.mark.parametrize("cells", [["0", "1"], ["1", "1"], ["0.5", "90"], ["90%", "0.5"]])
def test_whether_numbers_are_per_cent_is_asked(said, scored, cells):
    rows = "".join(f"{n},x,accurate,{cell}\n" for n, cell in enumerate(cells))
    table = "id,domain,verdict,probability\n" + rows

    assert "Add --probabilities percent or --probabilities share" in said("t.csv", table)
    assert scored(table, "--probabilities", "percent")["probability"]["n"] == 2


def test_the_hour_of_a_day_is_not_taken_for_seconds_since_1970():
    days = [day_of(one, None) for one in ("2024010512", "2024999999", "1704412800")]

    assert days == [None, date(2034, 3, 3), date(2024, 1, 5)]


@pytest.mark.slow
def test_numbers_up_to_ten_may_be_of_a_scale_of_ten(said, scored):
    table = "id,domain,verdict,probability\na,x,accurate,9\nb,x,inaccurate,3\n"

    assert "of a scale of ten write 9 as 90%" in said("t.csv", table)
    assert scored(table, "--probabilities", "percent")["probability"]["n"] == 2
    assert scored(table.replace(",9", ",90%").replace(",3", ",30%"))["probability"]["n"] == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("header", "engine"),
    [
        ("概率（%）", []),
        ("Probability (per cent)", []),
        ("probability %", []),
        ("概率（百分比）", []),
        ("概率（百分比）", ["--engine", "duckdb"]),
    ],
)
def test_a_header_says_that_numbers_are_per_cent(scored, header, engine):
    table = f"id,domain,verdict,{header}\na,x,accurate,0.5\nb,x,accurate,{{}}\n"

    shares = scored(table.format("0.2"))["probability"]["brier_score"]
    assert shares == pytest.approx((0.5**2 + 0.8**2) / 2)  # as a spreadsheet holds 50 % and 20 %
    score = scored(table.format("9"), *engine)["probability"]["brier_score"]
    assert score == pytest.approx((0.995**2 + 0.91**2) / 2)


@pytest.mark.slow
@pytest.mark.parametrize("header", ["概率（‰）", "概率（千分之）", "Probability (per mille)"])
def test_a_header_that_says_per_mille_is_not_read_as_per_cent(said, scored, header):
    table = f"id,domain,verdict,{header}\na,x,accurate,90\nb,x,accurate,50\n"

    assert "per mille; write 90 ‰ as 9%" in said("table.csv", table)
    cents = table.replace("90", "9%").replace("50", "5%")
    assert scored(cents)["probability"]["brier_score"] == pytest.approx((0.91**2 + 0.95**2) / 2)


def test_a_header_leaves_open_what_stands_beside_per_cent_signs(said):
    table = "id,domain,verdict,概率（%）\na,x,accurate,0.5\nb,x,accurate,20%\n"

    assert "0.5 percent or shares" in said("table.csv", table)


def test_a_header_that_is_mapped_says_that_numbers_are_per_cent(call, tmp_path):
    (tmp_path / "t.csv").write_text(
        "id,domain,verdict,chance (%)\na,x,accurate,9\n", encoding="utf-8"
    )

    done = call("import", tmp_path / "t.csv", "--column", "probability=chance (%)")

    assert done.out.splitlines()[1] == "a,x,accurate,0.09"


@pytest.mark.slow
def test_ones_are_what_is_said_of_them(scored):
    table = "id,domain,verdict,probability\na,x,accurate,1\nb,x,inaccurate,0\n"

    assert scored(table, "--probabilities", "share")["probability"]["brier_score"] == 0
    assert scored(table, "--probabilities", "percent")["probability"][
        "brier_score"
    ] == pytest.approx(0.99**2 / 2)


def test_zeros_alone_are_zero_either_way(scored):
    assert scored("id,domain,verdict,probability\na,x,inaccurate,0\n")["probability"]["n"] == 1


@pytest.mark.parametrize(
    "total", ["Total,,,,,3", ",,,,Average,45", "合计,,,,,2", "Share right,,,,,50%"]
)
def test_a_line_with_totals_raises_no_question(call, tmp_path, total):
    (tmp_path / "t.csv").write_text(f"{HEAD}a,x,accurate,,,0.5\n{total}\n", encoding="utf-8")

    done = call("score", "--table", tmp_path / "t.csv")

    assert (done.code, "percent or shares" in done.err) == (1, False)
    assert "t.csv:3:1: error[empty-text] domain is empty" in done.err
    assert "delete totals and notes" in done.err


@pytest.mark.parametrize(
    "rows",
    [
        ["Total,x,50%,,,"],
        ["Brier score,0.09,,,,", "Accuracy: 2024,0.5,,,,", "准确率,0.75,,,,"],  # below a summary
        ["Models,66.7 %,,,,", "机器人,５０％,,,,"],  # a share for each domain
        ["Legend,,,,,", "Half right,one part held,,,,", "不准确：,没有发生,,,,"],
        ["Generated by Airtable,May 2024,,,,", "© 2024 us,x,,,,", "导出自 Notion,x,,,,"],
    ],
)
def test_totals_and_notes_below_a_table_are_told_to_be_deleted(tmp_path, rows):
    (tmp_path / "t.csv").write_text(
        "\n".join([f"{HEAD}a,x,accurate,,,0.5", *rows]), encoding="utf-8"
    )

    problems = read_table(tmp_path / "t.csv", as_of=AS_OF).problems

    delete = "Delete the row, or give it another id."
    assert [one.line for one in problems if one.hint.en == delete] == [*range(3, 3 + len(rows))]


@pytest.mark.slow
@pytest.mark.parametrize("engine", [(), ("--engine", "duckdb")])
@pytest.mark.parametrize(
    "row", ["Total,2,,,,", "合計,2项,,,,0.55", "Average: 2,2,NA,,,0.55", "Σ,2,,,,",
            "2 rows,2 domains,,,,", "3行,2,,,,", "来源,Wind,,,,", "注1：甲,乙,,,,",
            "制表人：张三,审核：李四,,,,", "Chips,50%,,,,", "half_right,one part held,,,,"]
)  # fmt: skip
def test_a_row_with_totals_or_a_note_is_no_claim(call, tmp_path, row, engine):
    (tmp_path / "t.csv").write_text(f"{HEAD}a,x,accurate,,,0.5\n{row}\n", encoding="utf-8")

    done = call("score", "--table", tmp_path / "t.csv", *engine)

    assert done.code == 1
    assert f"the id `{row.partition(',')[0]}` looks like totals or a note" in done.err
    assert "= Delete the row, or give it another id." in done.err
    place = "" if engine else ":3:1"  # an engine knows no lines
    assert f"t.csv{place}: error[schema]" in done.err


@pytest.mark.slow
@pytest.mark.parametrize(
    "row", ["Total,energy,accurate,,,1%", "Total revenue,energy,,,,", "row 2,energy,,,,"]
)
def test_a_claim_with_a_verdict_or_another_name_is_one(scored, row):
    assert (
        scored(f"{HEAD}a,x,accurate,,,0.5\n{row}\n", "--probabilities", "share")["n_recorded"] == 2
    )


def counted_apart(call, file, names, column="domain"):
    """What is told of names of groups in a column."""
    rows = "".join(f"r{n},x,accurate,{name}\n" for n, name in enumerate(names))
    head = (
        "id,domain,verdict,forecaster\n" if column == "forecaster" else "id,other,verdict,domain\n"
    )
    file.write_text(head + rows, encoding="utf-8")
    return call("score", "--table", file, "--by", column).err


@pytest.mark.slow
@pytest.mark.parametrize("column", ["domain", "forecaster"])
@pytest.mark.parametrize(
    "other", ["Robots", "ｒｏｂｏｔｓ", "ro bots", "\u200brobots", "robots\ufeff"]
)
def test_groups_whose_names_hardly_differ_are_told(call, tmp_path, column, other):
    said = counted_apart(call, tmp_path / "t.csv", ["robots", other, "cars", "robots"], column)

    assert f"note: {column}: counted apart, but hardly different: robots / " in said


@pytest.mark.slow
def test_only_the_first_names_that_hardly_differ_are_listed(call, tmp_path):
    names = [f"{letter}{case}" for letter in "abcd" for case in ("x", "X")]

    said = counted_apart(call, tmp_path / "t.csv", names)

    assert "hardly different: ax / aX, bx / bX, cx / cX, …; write" in said
    assert "apart" not in counted_apart(call, tmp_path / "t.csv", names[::2])


@pytest.mark.slow
@pytest.mark.parametrize("sign", ["〃", "″", "同上", '""""', "ditto"])
@pytest.mark.parametrize("column", ["domain", "verdict", "closes_on", "probability"])
def test_a_ditto_mark_is_a_problem(tmp_path, column, sign):
    names = HEAD.strip().split(",")
    row = ["b", "x", "accurate", "2024-01-05", "2024-12-31", "0.5"]
    row[names.index(column)] = sign
    (tmp_path / "t.csv").write_text(
        f"{HEAD}a,x,accurate,,,0.5\n{','.join(row)}\n", encoding="utf-8"
    )

    (problem,) = read_table(tmp_path / "t.csv", as_of=AS_OF).problems

    assert (problem.line, problem.message.en.partition(" ")[0]) == (3, column)
    assert "every row" in problem.hint.en


@pytest.mark.parametrize(
    "option", [("--dates", "ymd"), ("--probabilities", "odds"), ("--value", "x")]
)
def test_an_option_that_is_no_answer_is_a_wrong_call(said, option):
    assert option[0] in said("t.csv", HEAD, *option)


# --- foreign names


def test_a_foreign_table_points_to_import_with_the_columns_to_map(call, said):
    table = "slug,domain,status\nwall,World,Broken\ntax,Home,Kept\n"
    line = said("promises.csv", table)
    command = shlex.split(line.partition("instance: scorecard ")[2].partition(" > table.csv")[0])

    assert command[1].endswith("promises.csv")
    assert command[2:] == ["--column", "id=…", "--column", "verdict=…"]
    assert "(it has: domain, slug, status)" in line
    words = [one.replace("id=…", "id=slug").replace("=…", "=status") for one in command]
    done = call(*words, "--value", "Kept=accurate", "--value", "Broken=inaccurate")
    assert done.out == "id,domain,verdict\nwall,World,inaccurate\ntax,Home,accurate\n"


def test_the_columns_of_a_table_are_listed_by_the_names_that_it_has_for_them(call, said):
    table = "预测,领 域,判定\n降息,经济,准确\n"

    line = said("t.csv", table)

    assert "(it has: 领 域, 判定, 预测)" in line
    words = line.partition("instance: scorecard ")[2].partition(" > table.csv")[0]
    done = call(*shlex.split(words.replace("id=…", "id=预测")))
    assert done.out == "id,domain,verdict,title\n降息,经济,accurate,降息\n"


@pytest.mark.parametrize(
    "head", ["id:domain:verdict", "id domain verdict", "编号｜领域｜判定", '"id,domain,verdict"']
)
def test_a_header_whose_cells_are_not_parted_is_told(said, head):
    line = said("t.csv", f"{head}\n{'x' * len(head)}\n")

    assert f"its header is one cell, `{head.strip(chr(34))}`; put commas between" in line


@pytest.mark.parametrize(
    "table", ["id,a,b\ndomain,x,y\nverdict,accurate,\n", "编号,a\n领域,x\n判定,准确\n"]
)
def test_a_table_whose_columns_are_rows_is_told_to_be_turned(said, table):
    assert "its rows are columns; swap them (Excel: Paste Special, Transpose)" in said(
        "t.csv", table
    )


def test_a_meaning_that_is_no_verdict_is_a_wrong_call(said):
    table = "id,domain,verdict\na,x,TRUE\nb,x,accurate\n"
    for typed, meant in (("acurate", "accurate"), ("partly accurate", "half_right")):
        line = said("t.csv", table, "--value", f"TRUE={typed}")
        assert f"unknown verdict '{typed}'; did you mean '{meant}'" in line


@pytest.mark.slow
def test_two_meanings_of_one_word_are_a_wrong_call(said, scored):
    table = "id,domain,verdict\na,x,Yes\nb,x,YES\n"
    both = ("--value", "Yes=accurate", "--value")

    assert "'YES' is given two meanings" in said("t.csv", table, *both, "YES=inaccurate")
    assert scored(table, *both, "YES=准确")["n_accurate"] == 2


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO claims (id, domain, verdict) VALUES ('a','x','accurate');\n",
        "-- MySQL dump\n/*!40101 SET NAMES utf8 */;\nCREATE TABLE `claims` (\n  `id` int\n);\n",
    ],
)
def test_a_dump_of_a_database_is_told_to_be_exported(said, text):
    assert said("dump.sql", text).endswith("it is SQL; export the table as CSV\n")


def test_a_cell_that_quotes_sql_is_no_dump(scored):
    cell = '"It ran\nINSERT INTO claims (id) VALUES (1)"'

    assert scored(f"id,domain,verdict,why\na,x,accurate,{cell}\n")["n_accurate"] == 1


def test_a_header_that_comes_again_is_told_to_be_deleted(call, tmp_path):
    head = "编号,领域,判定,截止日,概率\n"
    (tmp_path / "t.csv").write_text(
        f"{head}a,x,准确,2024-01-05,90%\n{head}b,x,准确,2024-01-05,90%\n{head}", encoding="utf-8"
    )

    done = call("score", "--table", tmp_path / "t.csv")

    assert "t.csv:3:1: error[unknown-value]" in done.err
    assert done.err.count("The header again: delete the line.") == done.err.count(": error[") == 3


def test_a_window_without_an_end_is_told_to_be_left_empty(call, tmp_path):
    (tmp_path / "t.csv").write_text("id,domain,verdict,closes_on\na,x,,永久\n", encoding="utf-8")

    done = call("score", "--table", tmp_path / "t.csv")

    assert "Write it like 2024-02-02, or leave it empty." in done.err


def test_two_columns_of_one_meaning_are_refused(said):
    assert "two columns mean id" in said("t.csv", "id,id,domain,verdict\na,b,x,accurate\n")
    assert "two columns mean id" in said("t.csv", "id,ID,domain,verdict\na,b,x,accurate\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("columns", "cells", "left_out"),
    [
        ("id,domain,verdict,Verdict?", "a,x,accurate,yes", ["Verdict?"]),
        ("id,domain,Verdict?,verdict", "a,x,yes,accurate", ["Verdict?"]),
        ("id,domain,判定（初步）,判定", "a,x,不准确,准确", ["判定（初步）"]),
        ("ID#,id,domain,verdict", "1,a,x,accurate", ["ID#"]),
        ("_id,id,domain,verdict", "65f0,a,x,accurate", ["_id"]),  # MongoDB
        ("id,domain,verdict (old),Verdict,verdict?", "a,x,no,accurate,yes", ["verdict (old)", "verdict?"]),
    ],
)  # fmt: skip
def test_a_name_as_it_is_goes_before_one_with_signs(call, tmp_path, columns, cells, left_out):
    (tmp_path / "t.csv").write_text(f"{columns}\n{cells}\n", encoding="utf-8")

    done = call("score", "--table", tmp_path / "t.csv", "--format", "json")
    assert (done.code, done.err) == (0, f"columns not read: {', '.join(left_out)}\n")
    assert json.loads(done.out)["overall"]["n_accurate"] == 1
    name = str(tmp_path / "t.csv")
    large = large_table([name], engine="duckdb", as_of=AS_OF, asked=NOTHING_ASKED)
    assert (large.problems, large.ignored) == ([], left_out)
    assert fetched(large.rows)["verdict"].tolist() == ["accurate"]
    assert call("import", tmp_path / "t.csv").out == "id,domain,verdict\na,x,accurate\n"


def test_of_two_names_with_signs_neither_goes_first(said):
    assert "two columns mean verdict" in said(
        "t.csv", "id,domain,Verdict?,verdict*\na,x,accurate,accurate\n"
    )


# --- other kinds


def tarred(content):
    with tarfile.open(fileobj=(stream := io.BytesIO()), mode="w") as archive:
        member = tarfile.TarInfo("table.csv")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def other_kinds():
    book = zipfile.ZipFile(stream := io.BytesIO(), "w")
    book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    book.close()
    locked = zipfile.ZipFile(both := io.BytesIO(), "w")
    locked.writestr("table.csv", HEAD)
    locked.close()
    nested = HEAD.encode()
    for _ in range(4):
        nested = gzip.compress(nested)
    with zipfile.ZipFile(numbers := io.BytesIO(), "w") as archive:
        archive.writestr("Index/Document.iwa", b"\x00\x12\x34\x00" * 9)
        archive.writestr("Metadata/DocumentIdentifier", "0A1B")
        archive.writestr("preview.jpg", b"")
    with zipfile.ZipFile(folders := io.BytesIO(), "w") as archive:
        archive.writestr("empty/", "")
    flagged = bytearray(both.getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        flagged[flagged.index(mark) + offset] |= 1
    deflate64 = bytearray(both.getvalue())  # as Windows packs large files
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        deflate64[deflate64.index(mark) + offset] = 9
    return {
        "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "an old Excel workbook"),
        "wiki.txt": ('{| class="wikitable"\n! id !! domain\n|}', "a table of a wiki"),
        "t.rtf": ("{\\rtf1 id,domain}", "an RTF document"),
        "page.html": ("<!DOCTYPE html><table><tr><td>id</table>", "a web page or XML; copy its table"),
        "paper.pdf": (b"%PDF-1.7\n", "a PDF"),
        "data.db": (b"SQLite format 3\0" + bytes(100), "a database"),
        "calls.db": (bytes(8) + b"DUCK" + bytes(100), "calls.db/TABLE"),
        "frame.pkl": (pickle.dumps({"id": ["a"]}), "a Python pickle"),
        "book.ods": (stream.getvalue(), "an OpenDocument file; save it as .xlsx"),
        "locked.zip": (bytes(flagged), "it has a password"),
        "large.zip": (bytes(deflate64), "the archive is damaged or of an unusual kind"),
        "folders.zip": (folders.getvalue(), "holds no table"),
        "cut.zip": (both.getvalue()[:40], "the archive is damaged"),
        "cut.gz": (gzip.compress(HEAD.encode() * 100)[:-9], "the archive is damaged"),
        "cut.xlsx": (b"PK\x03\x04" + bytes(100), "the archive is damaged"),
        "photo.csv": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "NUL characters"),
        "nothing.csv": (bytes(200_000), "NUL characters"),
        "t.sav": (b"$FL2@(#) SPSS DATA FILE" + bytes(99), "damaged, or no text; write its table as CSV"),
        "t.dta": (b"<stata_dta><header>\x02\0\xff", "a Stata file; write it as CSV"),
        "zeros.csv.gz": (gzip.compress(bytes(200_000)), "NUL characters"),
        "cell.csv": ("x" * 200_000, "a cell is longer than 131,072 characters"),
        "late.csv": (HEAD + "a,x,accurate,,,\n" * 30 + f'b,{"x" * 200_000},accurate\n', "a cell is longer"),
        "empty.csv": (b"", "it is empty"),
        "blank.csv": ("\n\n  \n", "it is empty"),
        "text.json": ('"hello"', "lacks the columns"),
        "object.json": ('{"id": 1}', "lacks the columns: domain, verdict"),
        "nothing.json": ("{}", "no list of objects"),
        "numbers.json": ("[1, 2]", "no list of objects"),
        "cut.json": ('[{"id": 1}, {"id"', "line 1 is not valid JSON"),
        "lines.json": ('{"id": 1}\n2\n', "entry 2 is not an object"),
        "null.json": ('{"new": [{"id": 1, "domain": "x"}, null]}', "entry 2 of /new is not an object"),
        "deep.json": ("[" * 100_000, "line 1 is not valid JSON"),
        "rows.json": ('[["id", "domain", "verdict"], ["a", "x", "accurate", "so"]]', "line 1 has more cells"),
        "twice.json": ('[["id", "domain", "domain"], ["a", "x", "y"]]', "two columns mean domain"),
        "names.json": ('[["id", ["k"], "domain"], ["a", "x", "y"]]', "lacks the columns: verdict"),
        "quote.csv": (HEAD + 'a,"x,accurate,,,\n' * 3, "the quotation mark in line 2 is closed only in"),
        "long.csv": (HEAD + "a,AI, robots and space,accurate,,,0.5\n", "line 2 has more cells"),
        "names of rows.csv": ("id;domain;verdict\n1;a;x;accurate\n", "and a name above every column"),  # R
        "t.bz2": (b"BZh91AY", "the archive is damaged"),
        "t.xz": (b"\xfd7zXZ\0damaged", "the archive is damaged"),
        "t.tgz": (gzip.compress(tarred(HEAD.encode())), "a tar archive; unpack it first"),
        "t.txt": ("some  words\nmore  words\n", "lacks the columns"),
        "uneven.json": ('{"a": {"x": 1}, "b": {"y": 2}}', "lacks the columns"),
        "late.json": ('[\n{"id": 1}, // once\n{"id": 2}]', "line 2 is not valid JSON, which has no comments"),
        "comma.jsonl": ('{"id": 1,\n "x": 2}\n{"id": 3\n{"id": 4}\n', "line 3 is not valid JSON"),
        "early.json": ('// ours\n[{"id": 1}]', "line 1 is not valid JSON, which has no comments"),
        "t.rst": ("===  ===\nid   domain\n===  ===\n", "a table of reStructuredText"),
        "drawn.txt": ("┌────┐\n│ id │\n", "a table drawn with lines; write it as CSV"),
        "t.numbers": (numbers.getvalue(), "it is a Numbers file; export it as Excel or CSV"),
        "deep.gz": (nested, "the archive is damaged or of an unusual kind; unpack it first"),
        "t.tex": ("\\begin{tabular}{l}\nid & domain \\\\\n", "LaTeX; copy its table"),
        "t.toml": ("[[predictions]\nid = 1\n", "line 1 is not valid JSON"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        (("✓", "✗"), "--value '✓=accurate' --value '✗=inaccurate'"),
        (("right", "partly"), "--value right=accurate --value partly=half_right"),
        (("正确", "坏了"), "--value 正确=accurate --value 坏了=…"),
        (("True", "False"), "--value True=accurate --value False=inaccurate"),
        (("+", "-"), "--value +=accurate --value '-=…'"),
        (("有", "无"), "--value 有=accurate --value 无=…"),
        (("yes", "no", "N/A", ""), "--value no=inaccurate --value N/A=unresolvable"),
        (("1", "-1"), "--value 1=accurate --value '-1=…'"),
        (("A-", "wrong"), "--value 'A-=…' --value wrong=inaccurate"),
        (("✔️", "✖️"), "--value '✔️=accurate' --value '✖️=inaccurate'"),
    ],
)
def test_a_column_of_words_of_its_own_is_asked_about_in_one_line(said, words, typed):
    rows = "".join(f"r{n},x,{word},,,\n" for n, word in enumerate(words))

    assert typed in said("words.csv", HEAD + rows)


@pytest.mark.slow
@pytest.mark.parametrize("name", other_kinds())
def test_other_kinds_are_named_with_what_to_do(said, name):
    content, why = other_kinds()[name]

    line = said(name, content)

    assert why in line
    assert "Traceback" not in line
    assert not any(word in line for word in ("codec", "utf-8'", "0x", "b'"))


@pytest.mark.parametrize("start", [start for start, *_ in _REFUSED])
def test_a_kind_is_named_in_chinese_with_a_space_before_latin_letters(tmp_path, start):
    (tmp_path / "t").write_bytes(start + b" " * 9)

    with pytest.raises(CallError) as refused:
        read_table(tmp_path / "t", as_of=AS_OF)

    assert not re.search("[一-鿿][A-Za-z0-9]", refused.value.phrase.zh)


def test_a_folder_says_what_to_write(call, tmp_path):
    done = call("score", "--table", tmp_path)

    assert done.code == 2
    assert f"it is a folder; write '{tmp_path}/*.csv'" in done.err


@pytest.mark.parametrize("command", ["score --table", "report --table", "import"])
@pytest.mark.parametrize(
    "address", ["https://docs.google.com/d/1?format=csv", "HTTP://a.b/t.csv", "s3://b/t.parquet"]
)
def test_an_address_of_the_web_says_to_download_the_file(call, command, address):
    done = call(*command.split(), address)

    said = f"error: {address} is an address; download the file and name that\n"
    assert (done.code, done.err) == (2, said)


def test_a_pattern_without_files_is_a_wrong_call(call, tmp_path):
    done = call("score", "--table", f"{tmp_path}/*.csv")

    assert done.code == 2
    assert "no file is named like" in done.err


@pytest.mark.parametrize("name", ["t.json", "t.jsonl"])
def test_a_key_that_an_object_has_twice_is_refused(said, name):
    rows = '{"id": "a", "domain": "x", "verdict": "accurate", "id": "b", "domain": "y"}'

    printed = said(name, f"[{rows}]" if name == "t.json" else f"{rows}\n{rows}\n")

    assert printed.endswith("cannot be read: an object has 'id' twice\n")


@pytest.mark.slow
def test_a_key_that_a_long_object_has_twice_is_found_at_once(said):
    start = time.process_time()
    keys = ", ".join(f'"k{n}": 1' for n in range(60_000))

    assert "an object has 'z' twice" in said("t.json", f'{{{keys}, "z": 1, "z": 2}}')
    assert time.process_time() - start < 10


def test_each_word_has_its_own_hint(call, tmp_path):
    rows = "a,x,准确。\nb,x,对了一半。\nc,x,accurate\nd,x,未审\ne,x,Partly accurate\n"
    (tmp_path / "t.csv").write_text("id,domain,verdict\n" + rows, encoding="utf-8")

    printed = call("score", "--table", tmp_path / "t.csv", "--lang", "zh").err

    hints = [line.strip() for line in printed.splitlines() if line.strip().startswith("=")]
    assert hints == [
        "= 是不是 `准确`？若不是，请说明它的意思：--value '准确。=…'",
        "= 是不是 `对了一半`？若不是，请说明它的意思：--value '对了一半。=…'",
        "= 请说明它的意思，例如：--value 未审=…",
        "= 请说明它的意思，例如：--value 'Partly accurate=half_right'",
    ]
    assert f"可用：{'、'.join(one.label.zh for one in Verdict)}" in printed


@pytest.mark.slow
def test_a_meaning_may_be_said_in_chinese(scored):
    rows = HEAD[: HEAD.index(",made")] + "\na,x,是\nb,x,否\nc,x,待定\n"

    overall = scored(rows, "--value", "是=准确", "--value", "否=不准确", "--value", "待定=")

    assert (overall["n_accurate"], overall["n_inaccurate"], overall["n_recorded"]) == (1, 1, 3)


# --- several files, pipes, digests

ROW = "{0},x,accurate,2024-01-01,2024-12-31,0.{0}\n"


@pytest.mark.parametrize("name", ["t.csv.gz", "t.zip"])
def test_a_disk_that_is_full_is_no_damaged_archive(said, monkeypatch, name):
    class Full(io.BytesIO):
        def write(self, _):
            raise OSError(errno.ENOSPC, "No space left on device")

    with zipfile.ZipFile(packed := io.BytesIO(), "w") as archive:
        archive.writestr("t.csv", HEAD)
    content = packed.getvalue() if name == "t.zip" else gzip.compress(HEAD.encode())
    files = iter([io.BytesIO(), Full()])  # a copy of what is given, and what is unpacked
    monkeypatch.setattr("scorecard.exchange.inputs.tempfile.TemporaryFile", lambda: next(files))

    assert "No space left on device" in said(name, content)


@pytest.fixture
def three(tmp_path):
    for number in (1, 2, 3):
        text = HEAD + ROW.format(number)
        (tmp_path / f"part-{number}.csv").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.slow
def test_several_files_and_patterns_are_one_table(call, three):
    by_pattern = json.loads(call("score", "--table", f"{three}/part-*.csv", "--format", "json").out)
    names = [one for n in (1, 2, 3) for one in ("--table", three / f"part-{n}.csv")]
    by_name = json.loads(call("score", *names, "--format", "json").out)

    assert by_pattern == by_name
    assert by_pattern["overall"]["n_recorded"] == 3


def test_an_id_of_two_files_is_a_problem_in_the_second(call, three):
    done = call("score", "--table", three / "part-1.csv", "--table", three / "part-1.csv")

    assert done.code == 1
    assert "part-1.csv:2:1: error[repeated-id]" in done.err


@pytest.mark.slow
def test_the_digest_is_that_of_the_bytes_that_were_scored_also_through_a_pipe(three):
    content = gzip.compress((HEAD + ROW.format(1)).encode())
    (three / "part.csv.gz").write_bytes(content)
    expected = f"sha256:{hashlib.sha256(content).hexdigest()}"
    command = [sys.executable, "-m", "scorecard", "score", "--format", "json", "--table"]

    piped = subprocess.run([*command, "-"], input=content, capture_output=True, check=True)
    opened = subprocess.run(
        [*command, "/dev/stdin"], input=content, capture_output=True, check=True
    )
    named = subprocess.run([*command, three / "part.csv.gz"], capture_output=True, check=True)

    assert [json.loads(one.stdout)["records"] for one in (piped, opened, named)] == [expected] * 3


def test_a_table_of_the_standard_input_is_read(monkeypatch):
    content = (HEAD + ROW.format(1)).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    read = read_table("-", as_of=AS_OF)

    assert read.digest == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert len(read.table) == 1


def test_the_file_that_lacks_a_column_is_the_one_to_import(call, tmp_path):
    (tmp_path / "good.csv").write_text(HEAD + ROW.format(1), encoding="utf-8")
    (tmp_path / "lacking.csv").write_text("id,topic,verdict\na,x,accurate\n", encoding="utf-8")

    done = call("score", "--table", tmp_path / "good.csv", "--table", tmp_path / "lacking.csv")

    lacking = shlex.quote(str(tmp_path / "lacking.csv"))
    assert f"scorecard import {lacking} --column domain=…" in done.err


def test_a_named_pipe_is_read_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    content = (HEAD + ROW.format(1)).encode()
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=[content])
    writer.start()

    read = read_table(tmp_path / "pipe", as_of=AS_OF)

    writer.join()
    assert read.digest == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert len(read.table) == 1


# --- what a small file unfolds to


@pytest.fixture
def small_limits(monkeypatch):
    for name, value in {"_MOST_BYTES": 200_000, "_SMALL": 100_000}.items():
        monkeypatch.setattr(f"scorecard.exchange.inputs.{name}", value)


def bombs():
    big = HEAD.encode() + b"a,x,accurate,,,\n" * 100_000
    archive = zipfile.ZipFile(stream := io.BytesIO(), "w", zipfile.ZIP_DEFLATED)
    archive.writestr("table.csv", big)
    archive.close()
    with zipfile.ZipFile(several := io.BytesIO(), "w") as archive:
        for n in range(4):
            archive.writestr(f"{n}.csv.gz", gzip.compress(big[:90_000]))
    return {
        "bomb.csv.gz": gzip.compress(big),
        "bomb.zip": stream.getvalue(),
        "bombs.zip": several.getvalue(),
    }


@pytest.mark.parametrize("name", bombs())
@pytest.mark.usefixtures("small_limits")
def test_an_archive_that_unpacks_to_too_much_is_refused(said, name):
    assert "it holds too much data" in said(name, bombs()[name])


@pytest.mark.usefixtures("small_limits")
def test_a_pipe_without_an_end_is_refused():
    with pytest.raises(CallError, match="too much data"):
        read_table("/dev/zero", as_of=AS_OF)


def workbook_with(part, content):
    book = openpyxl.Workbook()
    book.active.append(["id", "domain", "verdict"])
    book.active.append(["a", "x", "accurate"])
    book.save(plain := io.BytesIO())
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(new := io.BytesIO(), "w", 8) as archive:
        for name in old.namelist():
            text = old.read(name)
            archive.writestr(name, content(text) if part in {name, None} else text)
    return new.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
XML_HEAD = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb">]>'


@pytest.mark.parametrize(
    ("part", "content"),
    [
        (SHEET, lambda text: text.replace(b"</sheetData>", b"<c/>" * 3_000_000 + b"</sheetData>")),
        (SHEET, lambda text: XML_HEAD + text),
        (
            SHEET,
            lambda text: (
                (XML_HEAD.replace(b"?>", b" encoding='UTF-16'?>") + text).decode().encode("utf-16")
            ),
        ),
        (SHEET, lambda text: text[:200]),
        (
            "xl/styles.xml",
            lambda text: text.replace(b"<cellXfs", b"<xf/>" * 1_000_000 + b"<cellXfs"),
        ),
        ("xl/workbook.xml", lambda _: b"no xml"),
    ],
    ids=["one endless row", "entities", "entities in UTF-16", "cut", "styles", "not xml"],
)
def test_a_hostile_workbook_is_refused_before_it_is_built(said, part, content):
    data = workbook_with(part, content)

    tracemalloc.start()
    line = said("t.xlsx", data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert "cannot be read" in line
    assert peak < 60_000_000


def test_a_huge_merged_range_and_a_false_dimension_cost_nothing(tmp_path):
    merged = b'<mergeCells><mergeCell ref="A100:XFD1048576"/></mergeCells>'
    data = workbook_with(
        SHEET,
        lambda text: text.replace(b"</sheetData>", b"</sheetData>" + merged).replace(
            b'<dimension ref="A1:C2"', b'<dimension ref="A1:XFD1048576"'
        ),
    )
    (tmp_path / "t.xlsx").write_bytes(data)

    tracemalloc.start()
    read = read_table(tmp_path / "t.xlsx", as_of=AS_OF)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(read.table) == 1
    assert peak < 60_000_000


def test_a_formula_without_a_result_is_refused_with_its_cell(said):
    book = openpyxl.Workbook()
    book.active.append(["id", "domain", "verdict"])
    book.active.append(["a", "x", '=IF(1,"accurate","inaccurate")'])
    book.save(stream := io.BytesIO())

    assert "the formula in C2 has no result; open it in Excel and save it" in said(
        "t.xlsx", stream.getvalue()
    )


@pytest.mark.parametrize(
    ("cell", "n_judged"), [(b"<v>accurate</v></c>", 1), (b"<v></v></c>", 0)], ids=["word", "empty"]
)
def test_the_stored_result_of_a_formula_is_read(tmp_path, cell, n_judged):
    formula = b'<c r="C2" t="str"><f>B2&amp;""</f>' + cell
    data = workbook_with(
        SHEET, lambda text: re.sub(rb'<c r="C2".*?</c>', formula, text, flags=re.DOTALL)
    )
    (tmp_path / "t.xlsx").write_bytes(data)

    assert read_table(tmp_path / "t.xlsx", as_of=AS_OF).table["verdict"].count() == n_judged


@pytest.mark.slow
@pytest.mark.parametrize(
    "row",
    [b'r="1048577"', b"r='2000000000'", b'spans="1:1" ' + b" " * 2_000 + b'r="99999999999"'],
    ids=["next", "far", "behind blanks"],
)
def test_a_row_below_any_sheet_is_refused_at_once(said, row):
    data = workbook_with(SHEET, lambda text: text.replace(b'<row r="2"', b"<row " + row))
    start = time.process_time()

    assert "the workbook is damaged" in said("t.xlsx", data)
    assert time.process_time() - start < 10


@pytest.mark.slow
def test_the_last_row_that_a_sheet_can_have_is_read_with_those_that_are_merged_above(tmp_path):
    merged = b'<mergeCells><mergeCell ref="B900000:B1048576"/></mergeCells>'
    far = workbook_with(
        SHEET,
        lambda text: text.replace(b'<row r="2"', b'<row r="1048576"').replace(
            b"</sheetData>", b"</sheetData>" + merged
        ),
    )
    (tmp_path / "t.xlsx").write_bytes(far)
    start = time.process_time()

    (problem,) = read_table(tmp_path / "t.xlsx", as_of=AS_OF).problems

    assert (problem.line, "a merged cell" in problem.hint.en) == (1_048_576, True)
    assert time.process_time() - start < 5


def test_a_formula_with_many_blanks_behind_it_is_looked_through_at_once(said):
    cell = b'<c r="C2"><f>B2</f>' + b" " * 100_000
    cells = re.compile(rb'<c r="C2".*?</c>', re.DOTALL)
    data = workbook_with(SHEET, lambda text: cells.sub(cell + b"<v>accurate</v></c>", text))
    start = time.process_time()

    said("t.xlsx", data)
    assert time.process_time() - start < 10


def test_a_sheet_is_read_no_further_to_the_right_than_its_header(tmp_path, monkeypatch):
    widths = []
    data = workbook_with(
        SHEET, lambda text: text.replace(b"</row></sheetData>", b'<c r="ALL2"/></row></sheetData>')
    )
    (tmp_path / "t.xlsx").write_bytes(data)
    monkeypatch.setattr(
        "scorecard.exchange.raw_tables.table_of_rows",
        lambda rows, *given, **named: table_of_rows(
            (widths.append(len(row[1])) or row for row in rows), *given, **named
        ),
    )

    read_table(tmp_path / "t.xlsx", as_of=AS_OF)

    assert widths == [3, 3]


def test_a_workbook_of_strict_open_xml_says_how_to_save_it(said):
    ours, strict = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"

    printed = said("t.xlsx", workbook_with(None, lambda text: text.replace(ours, strict)))

    assert "save it as Excel Workbook (.xlsx), not Strict" in printed


def test_what_openpyxl_leaves_out_is_not_told(tmp_path, recwarn):
    extension = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    data = workbook_with(SHEET, lambda text: text.replace(b"</worksheet>", extension))
    (tmp_path / "t.xlsx").write_bytes(data)

    assert len(read_table(tmp_path / "t.xlsx", as_of=AS_OF).table) == 1
    assert not recwarn.list


def test_a_dictionary_that_unfolds_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("scorecard.exchange.inputs._MOST_CELLS", 100_000)
    frame = pd.DataFrame({"id": [str(n) for n in range(1000)], "domain": "x" * 10_000})
    frame.assign(verdict="accurate").to_parquet(tmp_path / "t.parquet")

    assert (tmp_path / "t.parquet").stat().st_size < 40_000
    with pytest.raises(CallError, match="cells are too many"):
        read_table(tmp_path / "t.parquet", as_of=AS_OF)


def test_only_the_columns_that_are_needed_are_read_and_counted(tmp_path, monkeypatch):
    monkeypatch.setattr("scorecard.exchange.inputs._MOST_CELLS", 30)
    rows = [[str(n), "x", "accurate", *range(50)] for n in range(9)]
    frame = pd.DataFrame(
        rows, columns=["id", "domain", "verdict", *(f"more {n}" for n in range(50))]
    )
    frame.to_csv(tmp_path / "t.csv", index=False)
    frame.to_parquet(tmp_path / "t.parquet")

    for name in ("t.csv", "t.parquet"):
        read = read_table(tmp_path / name, as_of=AS_OF)
        assert len(read.table) == 9
        assert len(read.ignored) == 50


@pytest.mark.parametrize("cell", ["a\0b", "a\x1b[31m", "\x7f", "\u200ba", "a\ufeff"])
def test_an_id_with_a_control_character_is_a_problem(tmp_path, cell):
    rows = [{"id": cell, "domain": "x", "verdict": "accurate"}]
    (tmp_path / "t.json").write_text(json.dumps(rows), encoding="utf-8")
    pd.DataFrame(rows).to_parquet(tmp_path / "t.parquet")

    for name in ("t.json", "t.parquet"):
        problems = read_table(tmp_path / name, as_of=AS_OF).problems
        assert [one.rule for one in problems] == ["control-character"]


def test_a_text_in_an_encoding_with_escapes_is_a_problem(tmp_path):
    (tmp_path / "t.csv").write_bytes(f"{HEAD}a,ロボット,accurate,,,0.5\n".encode("iso2022_jp"))

    (problem,) = read_table(tmp_path / "t.csv", as_of=AS_OF).problems

    assert (problem.rule, problem.line) == ("control-character", 2)


@pytest.mark.slow
@pytest.mark.parametrize("n_others", [0, 1, 5])
@pytest.mark.parametrize("command", [("score", "--table"), ("import",)])
def test_objects_without_any_of_the_columns_are_told(call, tmp_path, n_others, command):
    rows = [{"id": "a", "domain": "x", "verdict": "accurate"}]
    others = [{"prediction": {**rows[0], "id": f"b{n}"}} for n in range(n_others)]
    file = tmp_path / "t.json"
    file.write_text(json.dumps({"new": [*others, *rows]}), encoding="utf-8")

    done = call(*command, file)

    listed = {0: "", 1: "not read: 1 of", 5: "not read: 1, 2, 3, … of"}[n_others]
    assert done.code == 0
    assert ("entries without" in done.err) == bool(listed)
    assert listed in done.err


@pytest.mark.parametrize(
    ("column", "cell", "part"),
    [
        ("domain", ["x", "y"], "domain[1]"),
        ("domain", {"en": "x", "zh": "乙"}, "domain.en"),
        ("verdict", {"en": "accurate", "by": "us"}, "verdict.en"),
    ],
)
def test_a_nested_cell_is_a_problem_whose_hint_takes_a_part_of_it(
    call, tmp_path, column, cell, part
):
    row = {"id": "a", "domain": "x", "verdict": "accurate"}
    (tmp_path / "t.json").write_text(json.dumps([row | {column: cell}]), encoding="utf-8")

    (problem,) = read_table(tmp_path / "t.json", as_of=AS_OF).problems

    option = f"--column {column}={part}"
    assert problem.rule == "not-text"
    assert all(said.replace("…", "en").endswith(option) for said in problem.hint)
    done = call("import", tmp_path / "t.json", *option.split())
    assert done.out == "id,domain,verdict\na,x,accurate\n"


def test_several_days_people_and_options_of_one_question_are_kept(tmp_path):
    (tmp_path / "t.csv").write_text(
        "id,domain,verdict,forecaster,option,made_on,probability\n"
        "q,x,accurate,ada,,2024-01-01,0.5\nq,x,accurate,ada,,2024-02-01,0.6\n"
        "q,x,accurate,ben,,2024-01-01,0.7\nq,x,accurate,ben,,2024-01-01,0.8\n",
        encoding="utf-8",
    )

    read = read_table(tmp_path / "t.csv", as_of=AS_OF)

    assert [(one.rule, one.line) for one in read.problems] == [("repeated-id", 5)]


@pytest.mark.slow
@pytest.mark.parametrize("engine", [(), ("--engine", "duckdb")])
@pytest.mark.parametrize(
    ("column", "hint"),
    [("probability", "name their column `forecaster` or `made_on`"), ("year", "Rename or delete")],
)
def test_an_id_that_is_listed_twice_may_be_a_question_that_several_answer(
    call, tmp_path, column, hint, engine
):
    rows = f"id,domain,verdict,user,{column}\nq,x,accurate,ann,1\nq,x,accurate,ben,70\n"
    (tmp_path / "t.csv").write_text(rows, encoding="utf-8")

    done = call("score", "--table", tmp_path / "t.csv", *engine)

    assert done.code == 1
    assert hint in done.err
    assert "columns not read: user" in done.err


@pytest.mark.slow
@pytest.mark.parametrize("engine", [(), ("--engine", "duckdb")])
@pytest.mark.parametrize("changed", ["chips,inaccurate", "cars,accurate", "chips,"])
def test_an_id_that_two_questions_share_is_a_problem(call, tmp_path, changed, engine):
    rows = f"q,chips,accurate,2023-01-01,2023-12-31,0.9\nq,{changed},2024-01-01,2024-12-31,0.8\n"
    (tmp_path / "t.csv").write_text(HEAD + rows, encoding="utf-8")

    done = call("score", "--table", tmp_path / "t.csv", *engine)

    assert done.code == 1
    assert "the id `q` is listed before with another verdict or domain" in done.err
    assert "Write both in the same words" in done.err


def test_an_unknown_verdict_is_no_second_problem_of_its_question(call, tmp_path):
    rows = "q,x,acurate,2023-01-01,,0.9\nq,x,accurate,2024-01-01,,0.8\nr,x,accurate,,,0.8\n"
    (tmp_path / "t.csv").write_text(HEAD + rows, encoding="utf-8")

    done = call("score", "--table", tmp_path / "t.csv")

    assert "1 error, 0 warnings" in done.err


def test_forecasts_of_one_question_belong_together(tmp_path):
    (tmp_path / "t.csv").write_text(
        "id,domain,verdict,forecaster,probability\nq,x,accurate,ada,0.5\nq,x,accurate,ben,0.7\n",
        encoding="utf-8",
    )

    assert read_table(tmp_path / "t.csv", as_of=AS_OF).table["item"].tolist() == ["q", "q"]


STARTS = [b"", HEAD.encode(), b"[{", b"PK\x03\x04", b"\x1f\x8b", b"PAR1"]


@pytest.mark.slow
@settings(deadline=None)  # the first Chinese cell loads the table of characters
@given(content=st.binary(max_size=300), start=st.sampled_from(STARTS))
def test_whatever_the_bytes_are_they_are_read_or_refused(tmp_path_factory, content, start):
    file = tmp_path_factory.mktemp("any") / "t.csv"
    file.write_bytes(start + content)

    with suppress(CallError):
        assert len(read_table(file, as_of=AS_OF).problems) <= 100


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)


@pytest.mark.slow
@settings(deadline=None)  # the first Chinese cell loads the table of characters
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS, CELLS), max_size=6))
def test_whatever_the_cells_are_they_are_read_or_refused(tmp_path_factory, rows):
    file = tmp_path_factory.mktemp("cells") / "t.csv"
    columns = ["id", "domain", "verdict", "made_on", "probability"]
    pd.DataFrame(rows, columns=columns).to_csv(file, index=False)

    with suppress(CallError):
        read = read_table(file, as_of=AS_OF)
        assert bool(read.problems) or len(read.table) <= len(rows)


@pytest.mark.parametrize(
    ("name", "content", "said_"),
    [
        (
            "wide.csv",
            ",".join(map(str, range(2000))) + "\n",
            "2,000 columns are too many; at most 1,000",
        ),
        (
            "columns.json",
            '{"id": ["a", "b"], "domain": ["x", "y"], "verdict": ["accurate"]}',
            "columns.json cannot be read: its columns differ in length",
        ),
        (
            "bad.yaml",
            "- id: a\n- id: b: c",
            "bad.yaml:2:8 cannot be read: an unquoted text contains",
        ),
        (
            "two.yaml",
            "id: a\n---\nid: b\n",
            "two.yaml:2:1 cannot be read: a second document begins",
        ),
        (
            "key.yml.gz",
            gzip.compress(b"a: {no: x}", mtime=0),
            "key.yml.gz:1:5 cannot be read: the key `no`",
        ),
        ("bad.parquet", b"PAR1" + bytes(100), "the Parquet file is damaged"),
        ("odd.csv", b"\xff\xfe" + "id,".encode("utf-16-le") + b"a", "its characters are mixed up"),
    ],
)
def test_more_that_cannot_be_read(said, name, content, said_):
    assert said_ in said(name, content)


def test_one_number_is_named_once_where_its_unit_is_asked(said):
    line = said("t.csv", HEAD + "a,x,accurate,,,20\nb,x,accurate,,,90%\n")

    assert "probability: are numbers such as 20 percent or shares of 1?" in line


def test_numbers_whose_unit_is_asked_are_parted_as_the_language_does(tmp_path):
    table = HEAD + "a,x,accurate,,,0.4\nb,x,accurate,,,55\n"
    (tmp_path / "t.csv").write_text(table, encoding="utf-8")

    with pytest.raises(CallError, match=r"such as 0\.4, 55 percent") as asked:
        read_table(tmp_path / "t.csv", as_of=AS_OF)

    assert "：0.4、55 是百分数" in asked.value.phrase.zh


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        (["2024-01,0.5", "2024-02,0.6"], "not-a-date"),
        (["2024-01-05,~50%", "2024-02-05,~60%"], "schema"),
    ],
)
def test_forecasts_that_cannot_be_told_apart_yet_are_not_called_repeated(tmp_path, cells, rule):
    rows = "\n".join(f"a,x,accurate,{one}" for one in cells)
    (tmp_path / "t.csv").write_text(
        f"id,domain,verdict,made_on,probability\n{rows}\n", encoding="utf-8"
    )

    name = str(tmp_path / "t.csv")
    large = large_table([name], engine="duckdb", as_of=AS_OF, asked=Asked())

    assert [one.rule for one in read_table(name, as_of=AS_OF).problems] == [rule] * 2
    assert [one.rule for one in large.problems] == [rule] * 2


@pytest.mark.parametrize("engine", [(), ("--engine", "duckdb")])
@pytest.mark.parametrize("above", ["", "Our record,,,,\n"])
def test_a_header_in_two_rows_is_refused_with_a_name_of_the_second(said, above, engine):
    head = "id,domain,verdict,Forecast,\n,,,Made on,probability\n"

    line = said("t.csv", above + head + "a,x,accurate,2024-01-05,0.9\n", *engine)

    assert "the header has two rows, with Made on in the second; write all names in one row" in line


def test_a_header_in_two_rows_is_refused_where_its_cells_are_merged(said):
    book = openpyxl.Workbook()
    for row in (
        ["编号", "领域", "判定", "预测"],
        [None, None, None, "概率"],
        ["a", "x", "准确", 0.9],
    ):
        book.active.append(row)
    for column in "ABC":
        book.active.merge_cells(f"{column}1:{column}2")
    content = io.BytesIO()
    book.save(content)

    assert "the header has two rows, with 概率 in the second" in said("t.xlsx", content.getvalue())


BLOCKS = """2023,,,
id,domain,verdict,
a1,chips,accurate,
,,,
2024,,,
id,domain,verdict,probability
b1,chips,accurate,0.9
"""


def in_a_sheet(text):
    book = openpyxl.Workbook()
    for line in text.splitlines():
        book.active.append([cell or None for cell in line.split(",")])
    book.save(content := io.BytesIO())
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "options"),
    [
        ("t.csv", BLOCKS, ()),
        ("t.csv", BLOCKS, ("--engine", "duckdb")),
        ("t.csv", BLOCKS.replace("2023,,,", '"20\n23",,,').replace("2024,,,\n", ""), ()),
        ("t.xlsx", in_a_sheet(BLOCKS), ()),
    ],
)
def test_two_tables_in_one_sheet_are_refused_with_the_lines_of_their_headers(
    said, name, content, options
):
    first, second = (3, 6) if "20\n" in str(content) else (2, 6)

    line = said(name, content, *options)

    assert f"lines {first} and {second} are both headers; put each table in its own file" in line


@pytest.mark.parametrize(
    "above",
    [
        "编号,领域,判定,\n",
        "Domain,all,Year,2024\n\n",
        "id,domain,verdict,\n,,,\n",
        "id,domain\na,b\n",
        "领域,年份,判定\n全部,2024,全部\n\n",
    ],
)
def test_rows_above_a_header_that_are_no_table_are_passed_over(scored, above):
    assert scored(f"{above}id,domain,verdict,probability\na,x,accurate,0.9\n")["n_judged"] == 1


def test_much_json_is_better_as_lines_of_csv(said, monkeypatch):
    monkeypatch.setattr("scorecard.exchange.text_tables._LARGEST_JSON", 10)

    assert "it is too large; write it as CSV or Parquet" in said(
        "t.json", '[{"id": "a", "domain": "x"}]'
    )


def test_rows_are_counted_while_they_are_read(monkeypatch):
    monkeypatch.setattr("scorecard.exchange.inputs._MOST_CELLS", 20_000)
    endless = enumerate(chain([["id", "domain", "verdict"]], repeat(["a", "x", "accurate"])))

    with pytest.raises(CallError, match="30,300 cells are too many"):
        table_of_rows(endless, str)


def test_a_large_file_is_read_where_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr("scorecard.exchange.inputs._SMALL", 10)
    (tmp_path / "t.csv").write_text(HEAD + ROW.format(1), encoding="utf-8")

    assert len(read_table(tmp_path / "t.csv", as_of=AS_OF).table) == 1


@pytest.mark.parametrize(
    ("limit", "names"),
    [
        (
            ("_PARTS", {"xl/worksheets/": 9_000}),
            ["xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"],
        ),
        (("_LARGEST_OTHER", 4_000), ["xl/strings.bin"]),
        (("_MOST_LOOKS", 300), ["xl/worksheets/sheet2.xml"]),
    ],
    ids=["sheets together", "a part of another name", "merged cells"],
)
def test_the_parts_of_a_workbook_are_measured_together_and_by_any_name(
    said, monkeypatch, limit, names
):
    monkeypatch.setattr(f"scorecard.exchange.raw_tables.{limit[0]}", limit[1])
    data = workbook_with(SHEET, lambda text: text)
    with zipfile.ZipFile(stream := io.BytesIO(data), "a", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b'<mergeCell ref="A1:B2"/><row r="1" hidden="1"/>' * 160)

    assert "it is too large; save it as CSV" in said("t.xlsx", stream.getvalue())


def test_drawings_of_a_workbook_may_be_larger_than_other_parts(tmp_path):
    data = workbook_with(SHEET, lambda text: text)
    with zipfile.ZipFile(stream := io.BytesIO(data), "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/drawings/drawing1.xml", b"<a>row</a>" * 500_000)
    (tmp_path / "t.xlsx").write_bytes(stream.getvalue())

    assert len(read_table(tmp_path / "t.xlsx", as_of=AS_OF).table) == 1


@pytest.mark.slow
def test_running_out_of_memory_is_one_line_and_exit_code_3(tmp_path):
    words = {"id": "id", "domain": "domain", "verdict": "accurate"}
    frame = pd.DataFrame(
        {name: pd.Categorical([word]).repeat(8_000_000) for name, word in words.items()}
    )
    frame.to_parquet(tmp_path / "t.parquet")
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (900_000_000,) * 2);"
        "sys.argv[0] = 'scorecard'; from scorecard.cli import main; main()"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, "score", "--table", tmp_path / "t.parquet", "--lang", "en"],
        capture_output=True,
        check=False,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    )

    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr == b"error: this machine's memory is too small for it\n"


def test_a_text_of_a_parquet_file_that_is_none_is_refused(said, tmp_path):
    pd.DataFrame({"id": ["abcdefgh"], "domain": "x", "verdict": "accurate"}).to_parquet(
        tmp_path / "good.parquet", compression=None
    )
    data = (tmp_path / "good.parquet").read_bytes().replace(b"abcdefgh", b"abc\xab\xfffgh")

    assert "the Parquet file is damaged" in said("t.parquet", data)


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("t.csv", "id,domain,verdict,url\na,x,accurate,\nb,x\n", 3),
        ("t.csv", "title\n\nid,domain,verdict\na,x,accurate\n\nb,x\n", 6),
        ("t.csv", "id，domain，verdict\na，x，accurate\nb，x\n", 3),
        ("t.csv", 'id,domain,verdict\n"a\nb",x,accurate\n\nb,x\n', 5),
        ("t.csv", 'id，domain，verdict\n"a\nb"，x，accurate\nb，x\n', 4),
        ("t.md", "# T\n\n| id | domain | verdict |\n|---|---|---|\n| a | x | accurate |\n| b | x |\n", 6),
    ],
)  # fmt: skip
def test_a_row_that_ends_too_early_is_told_with_its_line(said, name, content, line):
    found = said(name, content)

    assert f"line {line} has fewer cells than the header (2 of " in found


@pytest.mark.slow
@pytest.mark.parametrize("column", ["id", "domain", "verdict", "made_on", "year", "probability"])
@pytest.mark.parametrize("cell", [["a", "b"], {"v": 1}, [[[]]]])
def test_a_list_or_an_object_in_a_cell_is_a_problem_of_that_cell(tmp_path, column, cell):
    row = {"id": "a", "domain": "x", "verdict": "accurate"}
    rows = [row, row | {"id": "b", column: cell}]
    (tmp_path / "t.json").write_text(json.dumps(rows), encoding="utf-8")

    problems = read_table(tmp_path / "t.json", as_of=AS_OF).problems

    assert {one.line for one in problems} == {2}
    assert all(column in one.message.en for one in problems)


@pytest.mark.parametrize(
    ("name", "content", "excerpt"),
    [
        ("t.yaml", "- {id: a, domain: x}\n\n- id: b\n  domain: x\n  verdict: acurate\n", "3 | - id: b"),
        ("t.yaml", "new:\n  a: {domain: x}\n  b:\n    domain: x\n    verdict: acurate\n", "3 |   b:"),
        ("t.jsonl", '{"id": "a", "domain": "x"}\n\n{"id": "b", "domain": "x", "verdict": "acurate"}',
         '3 | {"id": "b"'),
        ("t.csv", "id,domain,verdict\nb,芯片,acurate\n".encode("utf-16"), "2 | b,芯片,acurate"),
        ("t.csv", "id,domain,verdict\nb,機器人與預測,acurate\n".encode("big5"), "2 | b,機器人與預測,acurate"),
        ("t.csv", "id,domain,verdict\nb,Öl und Gas,acurate\n".encode("cp1252"), "2 | b,�l und Gas,acurate"),
        ("t.csv", lzma.compress(b"id,domain,verdict\nb,x,acurate\n"), ""),
        ("t.XLSX", in_a_sheet("id,domain,verdict\nb,x,acurate\n"), ""),
    ],
)  # fmt: skip
def test_the_line_of_a_problem_is_shown_as_it_is_written(call, tmp_path, name, content, excerpt):
    (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)

    shown = call("score", "--table", tmp_path / name).err.partition(": error[unknown-value] ")[2]

    second = shown.splitlines()[1].strip()
    assert second.startswith(excerpt or "= Did you mean `accurate`?")


def test_a_cell_with_a_line_break_moves_no_line(tmp_path):
    (tmp_path / "t.csv").write_text(
        'id,domain,verdict\n"a\n\nb",x,accurate\nb,x,acurate\n', encoding="utf-8"
    )

    (problem,) = read_table(tmp_path / "t.csv", as_of=AS_OF).problems

    assert (problem.line, "`acurate`" in problem.message.en) == (5, True)


def test_a_row_that_is_too_long_is_told_with_its_cells(said):
    found = said("t.csv", 'id,domain,verdict\n"a\nb",x,accurate\nc,x,accurate,so,,\n')

    assert "line 4 has more cells than the header (6 of 3)" in found


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_row_that_is_cut_off_from_its_markdown_table_is_told(said, end):
    table = "|id|domain|verdict|\n|-|-|-|\n|a|x|accurate|\n\n|b|x|accurate|"

    line = said("t.md", table + end)

    assert "line 5 is cut off from the table of line 1; delete what is between" in line


@pytest.mark.parametrize("n_rows", [3, 100_000])
def test_the_line_of_an_open_quotation_mark_is_told(said, n_rows):
    rows = "".join(f"r{n},x,accurate\n" for n in range(n_rows))
    found = said("t.csv", f'id,domain,verdict\n"a\nb",x,accurate\nc,"x,accurate\n{rows}')

    assert "a quotation mark in line 4 is not closed" in found


@pytest.mark.parametrize("column", ["id", "made_on", "probability"])
@pytest.mark.parametrize("n_between", [0, 2])
def test_a_quotation_mark_that_another_row_closes_swallows_no_rows(said, column, n_between):
    place = HEAD.strip().split(",").index(column)
    rows = [[f"r{n}", "x", "accurate", "2024-01-05", "2024-12-31", "0.9"] for n in range(6)]
    rows[1][place] = f'"{rows[1][place]}'
    rows[2 + n_between][place] += '"'

    line = said("quotes.csv", HEAD + "".join(",".join(row) + "\n" for row in rows))

    assert f"in line 3 is closed only in line {4 + n_between} and takes in rows; close or" in line


@pytest.mark.parametrize(
    "text", ["first, second\nthird, fourth", "a\nb,c", "a\n1, 2, 3, 4, 5, 6, 7", "a\n\nb"]
)
def test_a_cell_with_lines_of_its_own_is_no_swallowed_row(tmp_path, text):
    content = f'{HEAD.strip()},title\nr1,x,accurate,,,0.9,"{text}"\n'
    (tmp_path / "t.csv").write_text(content, encoding="utf-8")

    read = read_table(tmp_path / "t.csv", as_of=AS_OF, columns=SHOWN)

    assert list(read.table["title"]) == [text]


def test_a_row_that_ends_too_early_is_told_in_chinese(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text("id,domain,verdict\na,x\n", encoding="utf-8")

    with pytest.raises(CallError) as error:
        read_table(file, as_of=date(2025, 1, 1))

    assert error.value.phrase.zh.endswith(
        "第 2 行的单元格比表头少（2 个，表头 3 个）；空单元格也要占位"
    )


@pytest.mark.parametrize("line", ["-{}x", "{}x-"])
def test_many_blanks_below_a_sign_of_markdown_are_looked_through_at_once(tmp_path, line):
    text = f"id|domain|verdict\n{line.format(' ' * 60_000)}\n"
    (tmp_path / "t.txt").write_text(text, encoding="utf-8")
    start = time.process_time()

    assert read_table(tmp_path / "t.txt", as_of=AS_OF).problems[0].rule == "empty-text"

    assert time.process_time() - start < 5


@pytest.mark.slow
def test_cells_that_are_not_wanted_may_be_missing(scored):
    rows = "id,domain,verdict,note\na,x,accurate\nb,x,inaccurate,because\n\n"
    assert scored(rows)["n_judged"] == 2
