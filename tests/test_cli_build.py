"""The main job in one go, and a table that fits where it is printed."""

import json

import pytest

pytestmark = pytest.mark.slow


def test_build_prints_the_table_and_writes_charts_and_report(call, folder, tmp_path):
    charts, page = tmp_path / "charts", tmp_path / "page.html"

    done = call("build", "--predictions", folder, "--output", charts, "--report", page,
                "--as-of", "2024-06-01")  # fmt: skip

    assert done.code == 0
    assert "Devices" in done.out
    assert "3 files checked, 0 warnings" in done.out
    assert str(page) in done.out
    assert "Apple puts Vision Pro on sale" in page.read_text(encoding="utf-8")
    assert json.loads((charts / "charts.json").read_text())["as_of"] == "2024-06-01"
    assert (charts / "accuracy-by-domain.zh.svg").is_file()


def test_build_writes_nothing_while_records_have_errors(call, folder, prediction, tmp_path):
    prediction.write_text("claim: x\n", encoding="utf-8")

    done = call("build", "--predictions", folder, "--output", tmp_path / "charts",
                "--report", tmp_path / "page.html")  # fmt: skip

    assert done.code == 1
    assert not (tmp_path / "charts").exists()
    assert not (tmp_path / "page.html").exists()


def test_a_narrow_terminal_keeps_counts_accuracy_and_interval(call, folder, monkeypatch):
    monkeypatch.setattr("scorecard.cli.score_table._PIPE_WIDTH", 80)

    done = call("score", "--predictions", folder, "--as-of", "2024-06-01")
    head = done.out.splitlines()[0]

    assert all(one in head for one in ("judged/time up/recorded", "accuracy", "95 % interval"))
    assert "late" not in head
    assert "more columns with --columns all" in done.out
    assert max(map(len, done.out.splitlines()[:3])) <= 80


def test_even_the_narrowest_terminal_gets_a_table(call, folder, monkeypatch):
    monkeypatch.setattr("scorecard.cli.score_table._PIPE_WIDTH", 20)

    assert "more columns" in call("score", "--predictions", folder).out
