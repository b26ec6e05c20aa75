"""Files made to hurt: bounded time and memory, a clear problem, nothing executed, nothing printed raw."""

import os
import subprocess
import sys
import tempfile
import time
from datetime import date

import pytest

from scorecard.checks.run import check_folder

pytestmark = pytest.mark.slow

SECONDS = 10
MEMORY = 400_000_000
"""Bytes that a check of one hostile file may take; an ordinary check takes about 60 MB."""

MEGABYTE = 1_000_000

UNMEASURED = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
"""The bounds are those of the program alone."""


# A small process between: a child of the tests' own, large process would inherit its peak memory.
_MEASURED = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "scorecard", *sys.argv[2:]], stdout=open(sys.argv[1], "wb"),
                      stderr=subprocess.STDOUT)
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def check_within_bounds(folder):
    """What the program prints, in a process of its own that took neither long nor much."""
    before = time.monotonic()
    with tempfile.NamedTemporaryFile() as printed:
        arguments = ["check", "--no-cache", "--predictions", str(folder)]
        measured = subprocess.run(
            [sys.executable, "-S", "-c", _MEASURED, printed.name, *arguments],
            capture_output=True,
            check=True,
            env={**UNMEASURED, "LANG": "C.UTF-8"},
            text=True,
        )
        text = printed.read().decode()
    code, kilobytes = map(int, measured.stdout.split())
    assert code == 1, text
    assert time.monotonic() - before < SECONDS
    assert kilobytes * 1024 < MEMORY
    assert all(character.isprintable() or character == "\n" for character in text)
    return text


def filled(piece: str) -> str:
    """A text of just under a megabyte that repeats a piece."""
    return piece * ((MEGABYTE - 100) // len(piece.encode()))


TEXTS = {
    "10,000 open brackets": "[" * 10_000,
    "10,000 open braces": "{a: " * 10_000,
    "10,000 dashes": "- " * 10_000,
    "10,000 question marks": "? " * 10_000,
    "10,000 indents": "".join(" " * min(n, 60) + f"k{n}:\n" for n in range(10_000)),
    "a megabyte of brackets": filled("["),
    "a megabyte of closed brackets": filled("[]"),
    "a megabyte of braces and colons": filled(":{"),
    "a megabyte of full-width commas": filled("a: {，"),
    "a megabyte of full-width colons": filled("a："),
    "a megabyte of keys": "".join(f"k{n}:\n" for n in range(100_000)),
    "a megabyte of one key": f"{filled('k')}: 1\n",
    "a megabyte of one verdict": f"verdicts: [{{verdict: {filled('x')}}}]\n",
    "a megabyte of digits": f"probability: {filled('9')}\n",
    "a megabyte of wrong list items": f"evidence: [{filled('1, ')}]\n",
    "a megabyte of anchors": "".join(f"- &a{n} x\n" for n in range(70_000)),
    "a megabyte of aliases": f"- &a x\n{filled('- *a' + chr(10))}",
    "a megabyte of quotes": filled('"'),
    "a megabyte of spaces": f"a:{filled(' ')}：b\n",
    "a megabyte of comments": filled("# \n"),
    "a megabyte of documents": filled("---\n"),
    "a megabyte of tags": filled("!!a "),
    "a megabyte of percent signs": filled("%"),
    "nul bytes": filled("\0"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_made_to_hurt(name, folder) -> None:
    (folder / "kandao-2024" / "hostile.yaml").write_text(TEXTS[name], encoding="utf-8")

    assert "hostile.yaml:" in check_within_bounds(folder)


def test_a_file_of_100_megabytes_is_not_read(folder) -> None:
    with (folder / "kandao-2024" / "hostile.yaml").open("wb") as file:
        file.truncate(100 * MEGABYTE)

    assert "error[too-large] the file has 100,000,000 bytes" in check_within_bounds(folder)


def test_a_pipe_is_not_waited_for(folder) -> None:
    os.mkfifo(folder / "kandao-2024" / "hostile.yaml")

    assert "error[unreadable] this is not a regular file" in check_within_bounds(folder)


def test_python_objects_are_not_made(folder, tmp_path) -> None:
    (folder / "kandao-2024" / "hostile.yaml").write_text(
        f"claim: !!python/object/apply:os.system ['touch {tmp_path}/owned']\n"
    )

    assert "the tag `!!python/object/apply:os.system` is not allowed" in check_within_bounds(folder)
    assert not (tmp_path / "owned").exists()


def test_a_link_out_of_the_folder_shows_nothing_of_what_it_leads_to(folder, tmp_path) -> None:
    (tmp_path / "secret.yaml").write_text("password: hunter2\n")
    (folder / "kandao-2024" / "hostile.yaml").symlink_to(tmp_path / "secret.yaml")

    found = check_within_bounds(folder)

    assert "error[outside-folder]" in found
    assert "hunter2" not in found


def test_a_million_small_aliases_do_not_multiply(folder) -> None:
    lines = ["a0: &a0 {en: x, zh: y}\n"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)]
    (folder / "kandao-2024" / "hostile.yaml").write_text("".join(lines))

    assert "hostile.yaml" in check_within_bounds(folder)


@pytest.mark.parametrize("name", ["\x1b[2J.yaml", "a\nb.yaml", "\u202egnp.yaml", "a\rb.yaml"])
def test_a_name_made_to_hurt_is_shown_escaped(name, folder) -> None:
    (folder / "kandao-2024" / name).write_text("a: b\n")

    assert "error[bad-name]" in check_within_bounds(folder)


def test_a_name_that_is_no_utf_8_is_shown_escaped(folder) -> None:
    (folder / "kandao-2024" / os.fsdecode(b"\xff.yaml")).write_text("a: b\n")

    assert r"\udcff.yaml" in check_within_bounds(folder)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("by: desk", 'by: "\\e[2Jdesk"'),
        ("domain: devices", 'domain: "\\e[2J"'),
        ("item: 生成式 AI / 8", 'item: "\\e[2J"'),
        ("verdict: accurate", 'verdict: "\\e[2J"'),
        ("specificity: measurable", '"\\e[2J": 1'),
        ("made_on: 2023-12-31", 'made_on: "\\u202e2023"'),
        ("word: 将", 'word: "将\\e[2J"'),
    ],
)
def test_escapes_in_a_text_are_never_printed(old, new, folder, prediction) -> None:
    text = prediction.read_text(encoding="utf-8")
    assert text.count(old) == 1
    prediction.write_text(text.replace(old, new), encoding="utf-8")

    assert "vision-pro.yaml" in check_within_bounds(folder)


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read everything")
def test_a_file_without_permission_is_a_problem(folder, prediction) -> None:
    prediction.chmod(0)

    assert "error[unreadable]" in check_within_bounds(folder)


def test_a_file_that_is_gone_when_it_is_read_is_a_problem(folder, prediction, monkeypatch) -> None:
    from scorecard.reading import files

    listing = files.list_files(folder)
    prediction.unlink()
    monkeypatch.setattr("scorecard.checks.run.list_files", lambda _: listing)

    found = check_folder(folder, as_of=date(2024, 6, 1)).problems

    assert [one.rule for one in found] == ["unreadable"]
