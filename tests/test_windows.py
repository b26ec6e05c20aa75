"""Every command runs without what a Windows Python lacks."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import meeting_server
from meeting_server import Served
from repository import commit, git
from review_records import AS_OF, write_claims
from scorecard.cli.commands import COMMANDS
from test_review_commands import fill

pytestmark = pytest.mark.slow
PROGRAM = Path(__file__).parent / "windows.py"
BASE = Path(__file__).parent / "data" / "base"
ALPHA = "kandao-2024/alpha"

CALLS = {
    "build": ["build"],
    "check": ["check", "--format", "json"],
    "score": ["score", "--by", "domain"],
    "score of a table": ["score", "--table", "table.csv"],
    "charts": ["charts", "accuracy-by-domain", "--output", "charts"],
    "report": ["report", "--output", "page.html"],
    "show": ["show", "alpha"],
    "due": ["due", "--ics", "due.ics"],
    "new": ["new", "prediction", "kandao-2024/delta"],
    "judge": ["judge", "gamma", "too_early", "--why", "Nothing by 2025-01-09."],
    "rate": ["rate", "alpha", "准确", "--rater", "lin"],
    "amend": ["amend", "alpha", "--made-on", "2023-12-30", "--reason", "A slip."],
    "prior": ["prior", "alpha", "--of-ten", "6,3,1", "--by", "lin", "--basis", "checked"],
    "rename": ["rename", "gamma", "delta"],
    "site": ["site", "public"],
    "changed": ["changed", "--since", "HEAD"],
    "init": ["init", "mine"],
    "schema": ["schema"],
    "import": ["import", "table.csv", "--column", "id=id"],
    "export": ["export", "--format", "csv"],
    "links": ["links", "--help"],
    "explain": ["explain", "overdue"],
    "help": ["--help"],
}


def write_repository(home: Path) -> Path:
    """Write three claims into a repository, and a table."""
    shutil.copytree(BASE, home / "predictions")
    write_claims(home / "predictions", home / "predictions" / "kandao-2024" / "vision-pro.yaml")
    (home / "table.csv").write_text("id,domain,verdict\na,devices,accurate\n", "utf-8")
    git(home, "init", "-q")
    commit(home, "records")
    return home / "predictions"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The records of a repository."""
    return write_repository(tmp_path)


def on_windows(cache: Path, calls: list[tuple[Path, list[str]]]) -> list[str]:
    """Call the program as if on Windows, in one process for all calls; what each printed."""
    done = subprocess.run(
        [sys.executable, PROGRAM, AS_OF],
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        input=json.dumps([(str(folder), arguments) for folder, arguments in calls]),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    assert [(code, "Traceback" in err) for code, _, err in answers] == [(0, False)] * len(calls), (
        answers
    )
    return [out for _, out, _ in answers]


def test_no_command_is_left_out() -> None:
    called = {call[0] for call in CALLS.values()} | {"review"}

    assert set(COMMANDS) - called == set()


def test_no_command_needs_what_windows_lacks(tmp_path: Path) -> None:
    write_repository(tmp_path / "repository")
    folders = [tmp_path / name for name in CALLS]
    for folder in folders:
        shutil.copytree(tmp_path / "repository", folder)

    answers = on_windows(tmp_path / "cache", list(zip(folders, CALLS.values(), strict=True)))

    assert [name for name, out in zip(CALLS, answers, strict=True) if not out] == []
    assert sorted(tmp_path.rglob(".scorecard-*.tmp")) == []


def test_what_a_console_in_gbk_lacks_is_printed_plainer(root: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scorecard", "score", "--lang", "en", "--as-of", AS_OF],
        cwd=root.parent,
        env={**os.environ, "PYTHONIOENCODING": "gbk", "XDG_CACHE_HOME": f"{tmp_path}-cache"},
        capture_output=True,
        check=True,
    )

    printed = done.stdout.decode("gbk")
    assert "100 %" in printed
    assert "\\x" not in printed


@pytest.mark.slow
def test_a_program_of_another_encoding_gets_numbers_for_what_it_lacks(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scorecard", "show", "alpha", "--lang", "zh"],
        cwd=root.parent,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=True,
    )

    assert b"\\u7532" in done.stdout


def test_a_review_needs_nothing_that_windows_lacks(root: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    on_windows(cache, [(root.parent, ["review", "open", "2024", "--raters", "lin,chen"])])
    ballot = tmp_path / "review-2024" / "ballots" / "lin.xlsx"
    fill(ballot, {ALPHA: "accurate"})

    calls = [
        ["collect", str(ballot)],
        ["agreement", "2024"],
        ["close", "2024", "--attended", "lin,chen", "--yes"],
        ["reopen", "2024"],
    ]
    collected, *said = on_windows(cache, [(root.parent, ["review", *call]) for call in calls])

    assert "1 rating written" in collected
    assert "git add" in said[1]
    assert all(said)


@pytest.fixture
def served(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The page of a meeting."""
    on_windows(tmp_path / "cache", [(root.parent, ["review", "open", "2024", "--raters", "lin"])])
    source = PROGRAM.read_text(encoding="utf-8")
    monkeypatch.setattr(meeting_server, "PROGRAM", source)
    one = Served(root, today=AS_OF, log=tmp_path / "log")
    yield one
    one.close()


def test_a_meeting_needs_nothing_that_windows_lacks(served: Served) -> None:
    claim = served.state()["claims"][0]
    body = {"id": claim["id"], "version": claim["version"], "verdict": "unresolvable"}

    status, answer = served.post("decide", {**body, "why_en": "No count by 2025.", "how": "chair"})

    assert (status, answer["claim"]["decision"]["verdict"]) == (200, "unresolvable")
