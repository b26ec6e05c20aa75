"""The program from Python: its guide, its notebook, and what it imports."""

import doctest
import json
import re
import shutil
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import nbformat
import pytest

import scorecard
from scorecard.problems import CallError

REPOSITORY = Path(__file__).parents[1]
HEAVY = {"pandas", "numpy", "matplotlib", "pydantic", "yaml", "typer", "rich", "jinja2", "ibis"}


def imported_by(code: str) -> set[str]:
    """The top-level packages that Python imported, by its own list of what importing took."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code],
        capture_output=True,
        check=True,
        cwd=REPOSITORY,
        text=True,
    )
    lines = [one for one in done.stderr.splitlines() if one.startswith("import time:")]
    return {one.rpartition("|")[2].strip().partition(".")[0] for one in lines}


def test_importing_it_imports_nothing_heavy():
    assert imported_by("import scorecard") & HEAVY == set()


@pytest.mark.slow
def test_loading_records_imports_no_tables_and_scoring_no_charts():
    loaded = imported_by("import scorecard; scorecard.load('predictions').problems")
    assert loaded & {"pandas", "numpy", "matplotlib", "typer", "ibis"} == set()
    scored = imported_by("import scorecard; scorecard.load('predictions').score()")
    assert scored & {"matplotlib", "typer", "ibis"} == set()


@pytest.mark.slow
def test_the_guide_is_true(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(REPOSITORY / "predictions", tmp_path / "predictions")
    failed, tried = doctest.testfile(
        str(REPOSITORY / "docs" / "python.md"), module_relative=False, encoding="utf-8"
    )
    assert (failed, tried > 15) == (0, True)


def test_the_guide_in_chinese_has_the_same_examples():
    guides = [(REPOSITORY / "docs" / f"python{zh}.md").read_text("utf-8") for zh in ("", ".zh")]
    english, chinese = (re.findall(r"```python\n.*?```", guide, re.DOTALL) for guide in guides)

    assert len(english) > 5
    assert chinese == english


@pytest.mark.slow
def test_the_notebook_runs(tmp_path, monkeypatch):
    import nbclient

    notebook = nbformat.read(REPOSITORY / "docs" / "tour.ipynb", as_version=4)
    shutil.copytree(REPOSITORY / "predictions", tmp_path / "predictions")
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    client = nbclient.NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    kinds = {kind for cell in notebook.cells for one in cell.get("outputs", [])
             for kind in one.get("data", {})}  # fmt: skip
    assert {"text/html", "image/svg+xml", "image/png"} <= kinds
    assert not any(one.output_type == "error" for cell in notebook.cells
                   for one in cell.get("outputs", []))  # fmt: skip


@pytest.mark.slow
def test_a_score_and_a_chart_are_shown_by_a_notebook(tmp_path):
    rows = "id,domain,verdict,closes_on\na,<b>cars</b>,accurate,2024-12-31\n"
    (tmp_path / "t.csv").write_text(rows, encoding="utf-8")
    calls = scorecard.read_table(tmp_path / "t.csv", as_of=date(2025, 1, 1))
    shown = calls.score()._repr_html_()
    assert "&lt;b&gt;cars&lt;/b&gt;" in shown
    assert "<b>cars</b>" not in shown
    picture = calls.chart("accuracy-by-domain")
    assert "</svg>" in picture._repr_svg_()
    assert picture._repr_png_().startswith(b"\x89PNG")


@pytest.mark.slow
def test_python_gives_the_numbers_that_the_command_prints(call, folder, prediction):
    with prediction.open("a", encoding="utf-8") as stream:
        stream.write("ratings:\n  - {rater: lin, rated_on: 2024-03-01, verdict: half_right}\n")

    found = scorecard.load(folder).score("outlook", as_of=date(2025, 1, 1)).as_json()

    arguments = ("--by", "outlook", "--as-of", "2025-01-01", "--format", "json")
    printed = json.loads(call("score", "--predictions", folder, *arguments).out)
    assert [one["judge"] for one in printed["readers"]] == ["desk", "lin"]
    del printed["calibration"], printed["agreement"]
    assert json.loads(json.dumps(found)) == printed


def test_records_with_errors_are_loaded_and_give_no_numbers(folder):
    (folder / "kandao-2024" / "vision-pro.yaml").write_text("claim: [\n", encoding="utf-8")
    loaded = scorecard.load(folder)
    assert [one.rule for one in loaded.problems] == ["yaml-syntax"]
    assert repr(loaded) == f"<Scorecard {folder}: 0 claims, 1 problem>"
    with pytest.raises(CallError, match=r"1 error, see \.problems; the first is .*vision-pro"):
        loaded.score()


def test_what_is_not_there_is_named(folder):
    loaded = scorecard.load(folder)
    with pytest.raises(CallError, match="no records folder at"):
        scorecard.load(folder / "no")
    with pytest.raises(CallError, match="unknown column 'domian'; did you mean 'domain'"):
        loaded.score(by="domian")
    with pytest.raises(
        CallError, match="unknown column 'forecaster'; choose domain, outlook, year"
    ):
        loaded.score(by="forecaster")
    with pytest.raises(CallError, match="the seed -1 is below 0"):
        loaded.score(seed=-1)
    with pytest.raises(CallError, match="unknown chart 'timming'; did you mean 'timing'"):
        loaded.chart("timming")
    with pytest.raises(CallError, match="unknown language 'fr'; choose en, zh"):
        loaded.score().sentence("fr")
    with pytest.raises(CallError, match="unknown language 'fr'; choose en, zh"):
        loaded.chart("timing", language="fr")
    with pytest.raises(AttributeError, match="no attribute 'loads'"):
        _ = scorecard.loads
    assert "load" in dir(scorecard)


@pytest.mark.slow
def test_several_files_are_one_table(tmp_path):
    for place in range(2):
        rows = f"id,domain,verdict\nq{place},cars,accurate\n"
        (tmp_path / f"{place}.csv").write_text(rows, encoding="utf-8")
    both = scorecard.read_table([str(tmp_path / "0.csv"), tmp_path / "1.csv"])
    assert both.score().summary.overall.n_judged == 2
    with pytest.raises(CallError, match="no file is named"):
        scorecard.read_table([])
    with pytest.raises(CallError, match="write a table that is in memory to one first"):
        scorecard.read_table(both.table())


def test_a_word_that_says_nothing_of_dates_is_refused_and_not_taken_for_the_other_order(tmp_path):
    (tmp_path / "t.csv").write_text("id,domain,verdict,made_on\na,cars,accurate,03/04/2024\n")
    with pytest.raises(CallError, match="unknown order of dates 'DMY'; did you mean 'dmy'"):
        scorecard.read_table(tmp_path / "t.csv", dates="DMY")
    with pytest.raises(CallError, match="unknown kind of probabilities '%'; choose percent, share"):
        scorecard.read_table(tmp_path / "t.csv", probabilities="%")


@pytest.mark.slow
def test_a_time_of_day_is_its_date(tmp_path):
    rows = "id,domain,verdict,closes_on\na,cars,,2024-12-31\n"
    (tmp_path / "t.csv").write_text(rows, encoding="utf-8")
    after = datetime(2025, 1, 1, 9, 30)  # noqa: DTZ001  (as pandas has a day)
    calls = scorecard.read_table(tmp_path / "t.csv", as_of=after)
    assert calls.table()["state"].tolist() == ["overdue"]
    assert calls.table(as_of=after - timedelta(days=1))["state"].tolist() == ["open"]


def test_a_date_may_be_a_text(tmp_path):
    text = "id,domain,verdict,closes_on\na,ai,,2024-12-31\n"
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")

    calls = scorecard.read_table(tmp_path / "t.csv", as_of="2025-01-01")

    assert calls.table()["state"].tolist() == ["overdue"]
    assert calls.table(as_of="2024-12-31")["state"].tolist() == ["open"]
    with pytest.raises(ValueError, match="isoformat"):
        calls.table(as_of="2024/12/31")
