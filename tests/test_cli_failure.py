"""A fault of the program itself is not taken for a problem of the records."""

import pytest

from scorecard.problems import notice
from scorecard.text import Phrase


@pytest.fixture
def broken(monkeypatch):
    """A `check` with a bug in it."""

    def fail(*_, **__):
        raise ZeroDivisionError("division by zero\x1b[31m")

    monkeypatch.setattr("scorecard.checks.run.check_folder", fail)


@pytest.mark.usefixtures("broken")
def test_a_crash_ends_with_3_and_one_line(folder, call):
    done = call("check", "--predictions", folder)

    assert done.code == 3
    assert done.err.startswith(
        "error: the program failed (ZeroDivisionError: division by zero\\x1b[31m)"
    )
    assert done.err.count("\n") == 1


@pytest.mark.usefixtures("broken")
def test_the_traceback_is_printed_on_request(folder, call, monkeypatch):
    monkeypatch.setenv("SCORECARD_TRACEBACK", "1")

    done = call("check", "--predictions", folder)

    assert done.code == 3
    assert "Traceback (most recent call last)" in done.err


def test_a_lack_of_memory_is_one_line_too(folder, call, monkeypatch):
    def fail(*_, **__):
        raise MemoryError

    monkeypatch.setattr("scorecard.checks.run.check_folder", fail)

    done = call("check", "--predictions", folder)

    assert (done.code, done.err) == (3, "error: this machine's memory is too small for it\n")


def test_a_notice_is_printed_once(folder, call, monkeypatch):
    def tell_twice(*_, **__):
        for _ in range(2):
            notice(Phrase("the disk is slow", "磁盘很慢"))
        raise MemoryError

    monkeypatch.setattr("scorecard.checks.run.check_folder", tell_twice)

    done = call("check", "--predictions", folder)

    assert done.err.splitlines()[0] == "note: the disk is slow"
    assert done.err.count("the disk is slow") == 1
