"""Public sets that are not part of the repository, scored to the values counted independently."""

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest

from scorecard.scoring.credit import WORTHS, accuracy, n_judged, state_counts
from scorecard.scoring.probability import brier_score

BESIDE = Path(__file__).parents[2] / "shared" / "data"
FOLDER = Path(os.environ.get("SCORECARD_SHARED_DATA", BESIDE))
STATUSES = {"Achieved": 0, "Compromised": 1, "Broken": 2}


def data_file(name):
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"no outside data in {FOLDER}; SCORECARD_SHARED_DATA names another folder")
    return path


def rows(name):
    with data_file(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", 0.092687),
        ("manifold", 0.087009),
        ("metaculus", 0.139752),
        ("polymarket", 0.083661),
        ("infer", 0.078772),
    ],
)
def test_the_crowd_of_forecastbench_has_its_brier_score(source, expected):
    chosen = [
        row for row in rows("forecastbench_market_crowd.csv") if source in ("", row["source"])
    ]
    score = brier_score(
        observed=[float(row["outcome"]) for row in chosen],
        predicted=[float(row["probability"]) for row in chosen],
    )
    assert score == pytest.approx(expected, abs=5e-7)


def test_promises_of_trumptracker_have_their_mean_credit():
    verdict = np.array(
        [STATUSES.get(row["status"], 4) for row in rows("trumptracker_promises.csv")]
    )
    counts = state_counts(verdict, np.zeros(len(verdict), dtype=int), 1)
    assert n_judged(counts).tolist() == [72]
    assert accuracy(counts) == pytest.approx([0.347222], abs=5e-7)
    assert accuracy(counts, WORTHS["strict"]) == pytest.approx([0.291667], abs=5e-7)


def _scored(call, tmp_path, file, *options):
    """What the documented commands print for a file."""
    table = tmp_path / "table.csv"
    table.write_text(call("import", file, *options).out, encoding="utf-8")
    return json.loads(call("score", "--table", table, "--format", "json").out)


@pytest.mark.slow
def test_the_documented_commands_score_the_crowd_forecasts(call, tmp_path):
    answer = _scored(call, tmp_path, data_file("forecastbench_market_crowd.csv"),
                     "--column", "id=#", "--column", "domain=source", "--column", "verdict=outcome",
                     "--column", "probability=probability",
                     "--value", "1=accurate", "--value", "0=inaccurate")  # fmt: skip
    brier = {one["key"]: one["probability"]["brier_score"] for one in answer["groups"]}

    assert answer["overall"]["n_judged"] == 2015
    assert answer["overall"]["probability"]["brier_score"] == pytest.approx(0.092687, abs=5e-7)
    assert brier == pytest.approx(
        {"infer": 0.078772, "manifold": 0.087009, "metaculus": 0.139752, "polymarket": 0.083661},
        abs=5e-7,
    )


@pytest.mark.slow
def test_the_documented_commands_score_the_promises(call, tmp_path):
    answer = _scored(call, tmp_path, data_file("trumptracker_promises.csv"),
                     "--column", "id=slug", "--column", "domain=category",
                     "--column", "verdict=status", "--value", "Achieved=accurate",
                     "--value", "Compromised=half_right", "--value", "Broken=inaccurate",
                     "--value", "In progress=", "--value", "Not started=")  # fmt: skip
    overall = answer["overall"]

    assert (overall["n_recorded"], overall["n_judged"]) == (174, 72)
    assert overall["accuracy"] == pytest.approx(0.347222, abs=5e-7)
    assert overall["strict"] == pytest.approx(0.291667, abs=5e-7)
