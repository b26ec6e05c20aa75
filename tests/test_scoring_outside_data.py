"""Public sets that are not part of the repository, scored to the values counted independently."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from scorecard.scoring.credit import accuracy, n_judged, strict, verdict_counts
from scorecard.scoring.probability import brier_score

BESIDE = Path(__file__).parents[2] / "shared" / "data"
FOLDER = Path(os.environ.get("SCORECARD_SHARED_DATA", BESIDE))
STATUSES = {"Achieved": 0, "Compromised": 1, "Broken": 2}


def rows(name):
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} is not here; set SCORECARD_SHARED_DATA to its folder")
    with path.open(encoding="utf-8", newline="") as file:
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
    counts = verdict_counts(verdict, np.zeros(len(verdict), dtype=int), 1)
    assert n_judged(counts).tolist() == [72]
    assert accuracy(counts) == pytest.approx([0.347222], abs=5e-7)
    assert strict(counts) == pytest.approx([0.291667], abs=5e-7)
