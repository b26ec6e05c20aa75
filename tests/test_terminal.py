"""What a terminal shows at any width: whole words, whole heads, no color where none is wanted."""

import os
import struct
import sys
from functools import cache
from pathlib import Path

import pytest

from scorecard.cli.output import print_prose
from scorecard.text import display_width

fcntl = pytest.importorskip("fcntl", reason="Windows has no pseudo-terminal")
pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminal")
termios = pytest.importorskip("termios", reason="Windows has no pseudo-terminal")

ROOT = Path(__file__).parent.parent


def shown(columns: int, *arguments: str, env: dict[str, str] | None = None) -> list[str]:
    """The lines that the program shows on a terminal of a width."""
    child, terminal = pty.fork()
    if child == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        os.chdir(ROOT)
        told = {**os.environ, "LANG": "C.UTF-8", "TERM": "xterm", **(env or {})}
        told.pop("COLUMNS", None)
        os.execve(sys.executable, [sys.executable, "-m", "scorecard", *arguments], told)  # noqa: S606  (the program itself)
    found = b""
    try:
        while part := os.read(terminal, 4096):
            found += part
    except OSError:  # how Linux says that the other end is closed
        pass
    os.waitpid(child, 0)
    return found.decode().replace("\r", "").split("\n")


@pytest.mark.slow
def test_a_score_keeps_whole_heads_and_words_at_40_columns():
    lines = shown(40, "score", env={"NO_COLOR": "1"})

    text = "\n".join(lines)
    for word in ("recorded", "accuracy", "interval", "applications"):
        assert word in text
    assert "\x1b" not in text
    assert max(map(len, lines)) <= 40
    whole = shown(400, "score", env={"NO_COLOR": "1"})
    words = {word for line in whole for word in line.split()}
    said = lines[next(i for i, line in enumerate(lines) if line.startswith("Of ")) :]
    left_out = {"(more", "columns", "with", "--format", "markdown)"}
    assert {word for line in said for word in line.split()} <= words | left_out


@pytest.mark.slow
def test_no_line_of_a_score_in_chinese_is_wider_than_the_terminal():
    lines = shown(60, "score", "--lang", "zh", env={"NO_COLOR": "1"})

    assert max(map(display_width, lines)) <= 60
    assert not any(line.startswith(tuple("，。、；：）")) for line in lines)


ASKED = ("show", "gtc-2024/chen-water-cooling-mandatory")


@cache
def words_of_a_claim() -> set[str]:
    """The words that a terminal of any width shows of a claim."""
    return {word for line in shown(4000, *ASKED) for word in line.split()}


@pytest.mark.slow
@pytest.mark.parametrize("columns", [30, 47, 80])
def test_a_claim_breaks_at_the_ends_of_words(columns):
    lines = shown(columns, *ASKED)

    assert {word for line in lines for word in line.split() if word.isascii()} <= words_of_a_claim()
    assert all(
        len(line) <= columns or "://" in line or "/" in line for line in lines if line.isascii()
    )


def test_help_on_a_narrow_terminal_has_its_meanings_under_the_names(call, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")

    lines = call("judge", "--help").out.splitlines()

    assert " ".join(lines[:2]).endswith("judge [OPTIONS] {ID} [VERDICT]")
    assert lines[lines.index("  --commit") + 1] == "        Commit the file in git."
    assert max(map(len, lines)) <= 40


def test_an_error_breaks_at_the_ends_of_words(call, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)

    done = call("explain", "no-such-rule-anywhere-in-the-program")

    assert done.err.startswith("error: unknown rule\n'no-such-rule-anywhere-in-the-program'")


def test_prose_breaks_at_the_ends_of_words_and_commands_stay_whole(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    call = "  scorecard judge vision-pro accurate --why ..."

    print_prose(f"{call}\n  A sentence that is longer than a narrow terminal.\nshort")

    assert capsys.readouterr().out == (
        f"{call}\n  A sentence that is longer\n  than a narrow terminal.\nshort\n"
    )
