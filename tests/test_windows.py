"""Every command runs without what a Windows Python lacks."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import meeting_server
from meeting_server import Served
from repository import commit, git
from review_records import AS_OF, write_claims
from scorecard.cli.commands import COMMANDS
from test_review_commands import fill

pytestmark = [pytest.mark.slow, pytest.mark.untraced]
PROGRAM = Path(__file__).parent / "windows.py"
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
    "judge": ["judge", "gamma", "too-early", "--why", "Nothing by 2025-01-09."],
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


@pytest.fixture
def root(folder: Path, prediction: Path, tmp_path: Path) -> Path:
    """Three claims in a repository, and a table."""
    write_claims(folder, prediction)
    (tmp_path / "table.csv").write_text("id,domain,verdict\na,devices,accurate\n", "utf-8")
    git(tmp_path, "init", "-q")
    commit(tmp_path, "records")
    return folder


@pytest.fixture
def windows(root: Path, tmp_path: Path) -> Callable[..., str]:
    """Call the program as if on Windows; what it printed."""

    def call(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, PROGRAM, AS_OF, *arguments],
            cwd=root.parent,
            env={**os.environ, "XDG_CACHE_HOME": f"{tmp_path}-cache"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
        return done.stdout

    return call


def test_no_command_is_left_out() -> None:
    called = {call[0] for call in CALLS.values()} | {"review"}

    assert set(COMMANDS) - called == set()


@pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))
def test_a_command_needs_nothing_that_windows_lacks(windows, root: Path, call: list[str]) -> None:
    assert windows(*call)
    assert sorted(root.parent.rglob(".scorecard-*.tmp")) == []


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


def test_a_program_of_another_encoding_gets_numbers_for_what_it_lacks(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scorecard", "show", "alpha", "--lang", "zh"],
        cwd=root.parent,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=True,
    )

    assert b"\\u7532" in done.stdout


def test_a_review_needs_nothing_that_windows_lacks(windows, tmp_path: Path) -> None:
    windows("review", "open", "2024", "--raters", "lin,chen")
    ballot = tmp_path / "review-2024" / "ballots" / "lin.xlsx"
    fill(ballot, {ALPHA: "accurate"})

    assert "1 rating written" in windows("review", "collect", str(ballot))
    assert windows("review", "agreement", "2024")
    assert "git add" in windows("review", "close", "2024", "--attended", "lin,chen", "--yes")
    assert windows("review", "reopen", "2024")


@pytest.fixture
def served(
    windows, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Served]:
    """The page of a meeting."""
    windows("review", "open", "2024", "--raters", "lin")
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
