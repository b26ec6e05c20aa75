"""Whichever call of the system fails while a file is written, what is said of the file is true."""

import errno
import os
import signal
from collections.abc import Callable, Iterator
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from review_records import AS_OF, write_claims
from scorecard import writing
from scorecard.problems import ScorecardError
from scorecard.review.meeting import Decision, Meeting
from test_review_commands import fill

pytestmark = pytest.mark.slow

ALPHA = "kandao-2024/alpha"
UNTOUCHED = ("it is as it was", "cannot be written", "nothing was written")


class FailingDisk:
    """The module `os` as the writer of files sees it: one of its calls fails, or the last it has left."""

    def __init__(self, n: int, code: int) -> None:
        self.n, self.code, self.failed = n, code, ""

    def __getattr__(self, name: str) -> Any:
        value = getattr(os, name)
        if not callable(value) or name in {"fspath", "strerror", "geteuid", "getegid", "urandom"}:
            return value

        def call(*arguments: Any, **named: Any) -> Any:
            self.n -= 1
            if self.n == 0:
                self.failed = name
                if name == "close":  # systems close even then
                    value(*arguments)
                raise OSError(self.code, os.strerror(self.code))
            return value(*arguments, **named)

        return call


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".tmp"
    }


@pytest.fixture
def root(folder: Path, prediction: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three claims, in the working folder."""
    monkeypatch.chdir(tmp_path)
    return write_claims(folder, prediction)


Runs = Iterator[tuple[str, str, bool]]


@pytest.fixture
def failing(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Runs]:
    """What is said, and whether files changed, for each call of the system that fails in turn."""

    def runs(action: Callable[[], str], code: int) -> Runs:
        start = contents(root.parent)
        for n in range(1, 100):
            disk = FailingDisk(n, code)
            with monkeypatch.context() as patch:
                patch.setattr(writing, "os", disk)
                said = action()
            if not disk.failed:
                break
            now = contents(root.parent)
            yield disk.failed, said, now != start
            for name in now.keys() - start.keys():
                (root.parent / name).unlink()
            for name, data in start.items():
                (root.parent / name).write_bytes(data)
            for left in root.parent.rglob(".scorecard-*.tmp"):
                left.unlink()
        assert n > 10  # there were calls to fail

    return runs


CALLS = {
    "judge": ["judge", ALPHA, "too_early", "--why", "Nothing by 2025-01-09."],
    "rate": ["rate", ALPHA, "accurate", "--rater", "lin"],
    "schema": ["schema"],
    "due": ["due", "--ics", "due.ics"],
}
CODES = [errno.EIO, errno.ENOSPC, errno.EINVAL, errno.EACCES]
# One writer serves them all: `judge` meets every code, the others two.
WRITES = [(name, code) for name in CALLS for code in CODES[:: 1 if name == "judge" else 2]]


@pytest.mark.parametrize(("name", "code"), WRITES)
def test_what_a_command_says_is_true_of_the_disk(
    failing, call: Callable, clock: Callable, name: str, code: int
) -> None:
    clock(AS_OF)

    def action() -> str:
        done = call(*CALLS[name])
        return f"{done.code} {done.err}"

    for failed, said, is_changed in failing(action, code):
        is_denied = any(words in said for words in UNTOUCHED)
        if said.startswith("0"):
            assert is_changed, (failed, said)
        else:
            assert is_denied or "is written, but" in said, (failed, said)
        if is_denied and name != "schema":  # which writes three files
            assert not is_changed, (failed, said)
        if "is written, but" in said:
            assert is_changed, (failed, said)


@pytest.mark.parametrize("code", [errno.EIO, errno.EINVAL])
def test_what_a_meeting_says_is_true_of_the_disk(
    failing, root: Path, call: Callable, clock: Callable, code: int
) -> None:
    clock(AS_OF)
    assert call("review", "open", "2024", "--raters", "lin").code == 0
    meeting = Meeting(root, "2024", lambda: date.fromisoformat(AS_OF))
    version = next(one for one in meeting.state()["claims"] if one["id"] == ALPHA)["version"]
    asked = Decision(id=ALPHA, version=version, verdict="inaccurate", why_en="2024.", how="vote")

    def action() -> str:
        try:
            meeting.decide(asked)
        except ScorecardError as error:
            return error.phrase.en
        return "saved"

    for failed, said, is_changed in failing(action, code):
        is_denied = any(words in said for words in UNTOUCHED)
        assert is_changed != is_denied, (failed, said)


@pytest.mark.slow
def test_ratings_that_were_collected_before_the_disk_failed_are_told(
    failing, root: Path, call: Callable, clock: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scorecard.cli.review_meeting.ReviewFiles.write_agenda", lambda _: None)
    clock(AS_OF)
    assert call("review", "open", "2024", "--raters", "lin").code == 0
    ballot = Path("review-2024/ballots/lin.xlsx")
    fill(ballot, {ALPHA: "accurate", "kandao-2024/beta": "inaccurate"})

    def action() -> str:
        done = call("review", "collect", ballot)
        return f"{done.code} {done.err}"

    for failed, said, is_changed in failing(action, errno.EIO):
        if not said.startswith("0"):
            n_rated = sum("rater: lin" in one.read_text("utf-8") for one in root.glob("*/*.yaml"))
            assert is_changed == bool(n_rated), (failed, said)
            n_before = n_rated - ("is written, but" in said)
            assert f"{n_before} of 2 claims have their ratings" in said, (failed, said)
            assert "cannot be written" in said or "is written, but" in said, (failed, said)


class DyingDisk:
    """The module `os` as the writer of files sees it: it kills its process at one of its calls."""

    def __init__(self, n: int) -> None:
        self.n = n

    def __getattr__(self, name: str) -> Any:
        value = getattr(os, name)

        def call(*arguments: Any, **named: Any) -> Any:
            self.n -= name in {"open", "link", "replace"}
            if not self.n:
                os.kill(os.getpid(), signal.SIGKILL)
            return value(*arguments, **named)

        return call if callable(value) else value


def killed_at(n: int, action: Callable[[], object]) -> int:
    """The exit code of a process of its own that is killed in an action, at a call of the system.

    It is forked: a program that is started anew would load its libraries for each of the calls.
    """

    def act() -> None:
        writing.os = DyingDisk(n)  # type: ignore[attr-defined]  # in place of the module
        action()

    process = get_context("fork").Process(target=act)
    process.start()
    process.join()
    return process.exitcode or 0


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("n", [1, 3, 4, 5, 7, 9, 10, 12])
def test_a_review_whose_opening_was_killed_is_not_there_or_whole(
    root: Path, call: Callable, clock: Callable, n: int
) -> None:
    clock(AS_OF)
    arguments = ["review", "open", "2024", "--raters", "lin"]
    code = killed_at(n, lambda: call(*arguments))
    is_there = (root / "reviews" / "2024.yaml").exists()

    assert code == -signal.SIGKILL
    assert call("check", "--as-of", AS_OF).code == 0
    assert is_there or not any(root.parent.glob("review-2024/*"))
    assert call(*arguments[: 3 if is_there else None]).code == 0
    assert (root.parent / "review-2024" / "ballots" / "lin.xlsx").is_file()
    assert list(root.parent.rglob(".scorecard-*.tmp")) == []
