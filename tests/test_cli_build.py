"""The main job in one go, and a table that fits where it is printed."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture
def build(call, folder, tmp_path):
    """The command into a folder of its own."""

    def call_build(*arguments):
        return call("build", "--predictions", folder, "--output", tmp_path / "out" / "charts",
                    "--report", tmp_path / "out" / "page.html", *arguments)  # fmt: skip

    return call_build


@pytest.fixture(scope="module")
def built_once(tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """What the command writes and prints for the records of `folder` on 1 June 2024."""
    home = tmp_path_factory.mktemp("built")
    done = subprocess.run(
        [sys.executable, "-m", "scorecard", "build", "--predictions", ROOT / "tests/data/base",
         "--output", home / "charts", "--report", home / "page.html", "--as-of", "2024-06-01"],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )  # fmt: skip
    return home, done


@pytest.fixture
def out(built_once: tuple[Path, object], tmp_path: Path) -> Path:
    """A copy of it, for one test to spoil, where `build` writes."""
    return Path(shutil.copytree(built_once[0], tmp_path / "out"))


def test_build_prints_the_table_and_writes_charts_and_report(built_once):
    home, done = built_once

    assert "Devices" in done.stdout
    assert "3 files checked, 0 warnings " in done.stdout
    assert str(home / "page.html") in done.stdout
    assert "Apple puts Vision Pro on sale" in (home / "page.html").read_text(encoding="utf-8")
    assert json.loads((home / "charts" / "charts.json").read_text())["as_of"] == "2024-03-01"
    assert (home / "charts" / "verdicts-by-outlook.zh.svg").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="has no /dev")
def test_the_page_goes_into_a_pipe_too(folder, tmp_path):
    call = [
        sys.executable,
        "-m",
        "scorecard",
        "build",
        "--predictions",
        folder,
        "--as-of",
        "2024-06-01",
    ]
    done = subprocess.run(
        [*call, "--output", tmp_path / "charts", "--report", "/dev/stdout"],
        check=True, capture_output=True, encoding="utf-8", timeout=60,
    )  # fmt: skip

    assert "Apple puts Vision Pro on sale" in done.stdout.partition("</html>")[0]


def state_of(folder):
    """The bytes and the time of the last change of every file of a folder."""
    return {
        file.name: (file.read_bytes(), file.stat().st_mtime_ns)
        for file in folder.iterdir()
        if file.is_file()
    }


def test_a_second_build_writes_nothing_and_says_so(build, out):
    page, charts = state_of(out), state_of(out / "charts")

    done = build("--as-of", "2024-07-01", "--lang", "en")

    assert done.code == 0
    assert "are current" in done.out
    assert "as of 2024-07-01" in done.out
    assert state_of(out) == page
    assert state_of(out / "charts") == charts


@pytest.mark.slow
def test_a_build_of_the_page_alone_says_that_the_charts_are_current(build, out):
    page = out / "page.html"
    page.unlink()

    done = build("--as-of", "2024-07-01", "--lang", "en")

    assert done.out.endswith(f"the charts in {out / 'charts'} are current\n{page}\n")


@pytest.mark.slow
def test_a_table_that_is_read_in_another_way_is_drawn_anew(call, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("id,domain,verdict\na,x,Ja\nb,x,Nein\n", encoding="utf-8")

    def build(means):
        return call("build", "--table", table, "--value", "Nein=inaccurate", "--value", f"Ja={means}",
                    "--output", tmp_path / "charts", "--report", tmp_path / "page.html").out  # fmt: skip

    assert "are current" not in build("accurate")
    assert "are current" not in build("inaccurate")
    assert "are current" in build("inaccurate")


def test_the_page_opens_in_the_records_first_language_whatever_the_locale(run, folder, tmp_path):
    page = tmp_path / "page.html"
    (folder / "scorecard.yaml").write_text("languages: [en, zh]\n", encoding="utf-8")

    def language(*asked, **env):
        done = run("report", "--predictions", folder, "--output", page, *asked, env=env)
        assert done.returncode == 0, done.stderr
        return re.search(r'<html lang="(..)"', page.read_text(encoding="utf-8"))[1]

    assert language(LANG="zh_CN.UTF-8") == "en"
    assert language("--lang", "zh") == "zh"


def test_a_build_of_which_nothing_changed_imports_nothing_that_draws(out):
    program = (
        "import sys\nfrom scorecard.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    print('matplotlib' in sys.modules)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, "build", "--predictions", ROOT / "tests/data/base",
         "--output", out / "charts", "--report", out / "page.html", "--as-of", "2024-06-01"],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )  # fmt: skip

    assert "are current" in done.stdout
    assert done.stdout.endswith("False\n")


def test_build_prints_what_score_prints(built_once, call, folder):
    done = call("score", "--predictions", folder, "--as-of", "2024-06-01")

    assert built_once[1].stdout.startswith(done.out)


def test_a_verdict_redraws_what_it_changes_and_nothing_else(build, folder, prediction, tmp_path):
    charts = tmp_path / "out" / "charts"
    shutil.copytree(folder / "kandao-2024", folder / "other-2024")
    for file in (folder / "other-2024").iterdir():
        text = file.read_text(encoding="utf-8").replace("Vision Pro", "Quest 4")
        file.write_text(text.replace("苹果", "别人").replace("example.org", "example.net"), "utf-8")
    build("--as-of", "2025-06-01")
    before = state_of(charts)
    text = prediction.read_text(encoding="utf-8")
    later = "verdict: half_right\n    held: A.\n    missed: B."
    prediction.write_text(text.replace("verdict: accurate", later), encoding="utf-8")

    done = build("--as-of", "2025-06-01")

    changed = {name for name, one in state_of(charts).items() if one != before[name]}
    assert done.code == 0
    assert "accuracy-by-domain.en.png" in changed
    assert "lights-kandao-2024.zh.svg" in changed
    assert not {name for name in changed if name.startswith("lights-other-2024")}
    assert "charts.json" in changed


@pytest.mark.parametrize(
    "lost",
    [
        ["charts/charts.json", "page.html"],
        pytest.param(["charts/evidence.zh.png"], marks=pytest.mark.slow),
    ],
)
def test_what_is_lost_is_made_again(build, out, lost):
    before = {name: (out / name).read_bytes() for name in lost}
    for name in lost:
        (out / name).unlink()

    done = build("--as-of", "2024-06-01")

    assert done.code == 0
    assert {name: (out / name).read_bytes() for name in lost} == before


@pytest.mark.slow
def test_a_changed_page_and_a_changed_picture_are_made_again(build, out):
    page, picture = out / "page.html", out / "charts" / "timing.en.png"
    before = page.read_bytes(), picture.read_bytes()
    page.write_bytes(before[0] + b" ")
    picture.write_bytes(b"no picture")

    build("--as-of", "2024-06-01")

    assert (page.read_bytes(), picture.read_bytes()) == before


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
    assert "more columns with --format markdown" in done.out
    assert max(map(len, done.out.splitlines()[:3])) <= 80


def test_a_wide_table_has_every_column_and_no_note_of_more(call, folder, monkeypatch):
    monkeypatch.setattr("scorecard.cli.score_table._PIPE_WIDTH", 1000)

    done = call("score", "--predictions", folder, "--as-of", "2024-06-01")

    assert "lenient" in done.out
    assert "more columns" not in done.out


def test_the_narrowest_terminal_gets_a_list(call, folder, monkeypatch):
    monkeypatch.setattr("scorecard.cli.score_table._PIPE_WIDTH", 20)

    done = call("score", "--predictions", folder, "--as-of", "2024-06-01")

    assert done.out.startswith("Devices\n  judged/time up/recorded: 0/0/1\n  accuracy: –\n")
    assert "more columns" in done.out
