"""A real Spark, local with two workers, counts what a table in memory gives, to the last digit."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scorecard.exchange.cells import Asked
from test_engine import KINDS, by_engine, in_memory, table

SPARK = "spark://local[2]"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    place = tmp_path_factory.mktemp("spark") / "table.parquet"
    table(2000).to_parquet(place)
    return str(place)


@pytest.mark.parametrize(
    ("kind", "by", "how"),
    [
        ("everything", "year", "last"),
        ("credit", "outlook", "last"),
        ("credit", "specificity", "last"),
        ("days", "forecaster", "time-weighted"),
        ("days", "domain", "first"),
        ("options", "domain", "mean"),
    ],
)
def test_spark_gives_every_digit_that_the_table_in_memory_gives(tmp_path, kind, by, how):
    names = [str(tmp_path / "table.parquet")]
    KINDS[kind]().to_parquet(names[0])
    assert by_engine(names, by, engine=SPARK, how=how) == in_memory(names, by, how=how)


def test_texts_mean_what_they_mean_in_memory(tmp_path):
    rows = table(300)[["id", "domain", "verdict", "closes_on", "probability", "item"]]
    rows = rows.assign(
        verdict=rows["verdict"].map({"accurate": "准确", "half_right": "Half-Right "}),
        closes_on=[None if one is None else one.strftime("%d/%m/%Y") for one in rows["closes_on"]],
        probability=[f"{100 * one:g} %" for one in rows["probability"].fillna(0)],
    )
    rows.to_parquet(tmp_path / "words.parquet")
    names, asked = [str(tmp_path / "words.parquet")], Asked(dates="dmy")
    assert by_engine(names, "domain", asked, SPARK) == in_memory(names, "domain", asked)


def test_the_command_prints_the_same_either_way(file):
    def printed(*more):
        command = [str(Path(sys.executable).with_name("scorecard")), "score", "--table", file]
        done = subprocess.run(
            [*command, "--as-of", "2025-01-01", "--format", "json", *more],
            capture_output=True,
            check=True,
            text=True,
            env=os.environ,
        )
        return done.stdout

    assert printed("--engine", SPARK) == printed()
