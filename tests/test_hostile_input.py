"""Files made to hurt: bounded time and memory, a clear problem, nothing executed, nothing printed raw.

All of them lie in one folder, which is checked once, in a process that is measured.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from functools import reduce
from pathlib import Path

import pytest

from scorecard.checks.run import check_folder
from scorecard.exchange.tables import read_table

BASE = Path(__file__).parent / "data" / "base"
SECONDS = 20
"""Of the processor, that a check of all hostile files may take; each takes less than one."""
MEMORY = 400_000_000
"""Bytes that a check of all hostile files may take; an ordinary check takes about 60 MB."""

MEGABYTE = 1_000_000

# A small process between: a child of the tests' own, large process would inherit its peak memory.
_MEASURED = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "scorecard", *sys.argv[2:]], stdout=open(sys.argv[1], "wb"),
                      stderr=subprocess.STDOUT)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(done.returncode, used.ru_maxrss, used.ru_utime + used.ru_stime)
"""


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
    "a megabyte of blanks before a colon": f"domain: x{filled(' ')}y: z\n",
    "a megabyte of blanks between two languages": f"claim: en: x{filled(' ')}y zh: z\n",
    "a megabyte of blanks between two ids": f"same_event: a{filled(' ')}b\n",
    "a megabyte of digits": f"probability: {filled('9')}\n",
    "a megabyte of wrong list items": f"evidence: [{filled('1, ')}]\n",
    "a megabyte of anchors": "".join(f"- &a{n} x\n" for n in range(70_000)),
    "a megabyte of anchors in lists": filled(f"- [{'&a x, ' * 120}]\n"),
    "a megabyte of aliases": f"- &a x\n{filled('- *a' + chr(10))}",
    "a megabyte of quotes": filled('"'),
    "a megabyte of spaces": f"a:{filled(' ')}：b\n",
    "a megabyte of comments": filled("# \n"),
    "a megabyte of documents": filled("---\n"),
    "a megabyte of tags": filled("!!a "),
    "a megabyte of percent signs": filled("%"),
    "11,000 lines with full-width colons": "- title： x\n" * 11_000,
    "nul bytes": filled("\0"),
}


def write_hostile_files(folder: Path) -> None:
    """Write every file that is made to hurt beside two that are not."""
    home = folder / "kandao-2024"
    for number, text in enumerate(TEXTS.values()):
        (home / f"hostile-{number}.yaml").write_text(text, encoding="utf-8")
    with (home / "large.yaml").open("wb") as file:
        file.truncate(100 * MEGABYTE)
    os.mkfifo(home / "pipe.yaml")
    owned = folder.parent / "owned"
    (home / "objects.yaml").write_text(
        f"claim: !!python/object/apply:os.system ['touch {owned}']\n", encoding="utf-8"
    )
    (folder.parent / "secret.yaml").write_text("password: hunter2\n", encoding="utf-8")
    (home / "link.yaml").symlink_to(folder.parent / "secret.yaml")
    lines = ["a0: &a0 {en: x, zh: y}\n"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)]
    (home / "aliases.yaml").write_text("".join(lines), encoding="utf-8")


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of hostile files, and beside it what `check` printed and what that took."""
    folder = tmp_path_factory.mktemp("hostile") / "predictions"
    shutil.copytree(BASE, folder)
    write_hostile_files(folder)
    printed = folder.parent / "printed.txt"
    arguments = ["check", "--no-cache", "--predictions", str(folder)]
    measured = subprocess.run(
        [sys.executable, "-S", "-c", _MEASURED, printed, *arguments],
        capture_output=True,
        check=True,
        env={**os.environ, "LANG": "C.UTF-8"},
        text=True,
    )
    (folder.parent / "measured.txt").write_text(measured.stdout, encoding="utf-8")
    return folder


@pytest.fixture
def printed(checked: Path) -> str:
    """What `check` printed of all hostile files."""
    return (checked.parent / "printed.txt").read_text(encoding="utf-8")


@pytest.mark.slow
def test_all_hostile_files_together_take_neither_long_nor_much(checked: Path, printed: str) -> None:
    code, kilobytes, seconds = (checked.parent / "measured.txt").read_text("utf-8").split()

    assert code == "1", printed
    assert float(seconds) < SECONDS
    assert int(kilobytes) * 1024 < MEMORY
    assert all(character.isprintable() or character == "\n" for character in printed)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(TEXTS)), ids=list(TEXTS))
def test_a_text_made_to_hurt_is_a_problem(printed: str, number: int) -> None:
    assert f"hostile-{number}.yaml:" in printed


@pytest.mark.slow
def test_a_file_of_100_megabytes_is_not_read(printed: str) -> None:
    assert "error[too-large] the file has 100,000,000 bytes" in printed


@pytest.mark.slow
def test_a_pipe_is_not_waited_for(printed: str) -> None:
    assert "error[unreadable] this is not a regular file" in printed


@pytest.mark.slow
def test_python_objects_are_not_made(checked: Path, printed: str) -> None:
    assert "the tag `!!python/object/apply:os.system` is not allowed" in printed
    assert not (checked.parent / "owned").exists()


@pytest.mark.slow
def test_a_link_out_of_the_folder_shows_nothing_of_what_it_leads_to(printed: str) -> None:
    assert "link.yaml" in printed
    assert "error[outside-folder]" in printed
    assert "hunter2" not in printed


@pytest.mark.slow
def test_a_million_small_aliases_do_not_multiply(printed: str) -> None:
    assert "aliases.yaml:" in printed


def check_printed(call: Callable, folder: Path) -> str:
    """What `check` prints of a folder with an error, nothing of it raw."""
    done = call("check", "--no-cache", "--predictions", folder)
    assert done.code == 1
    assert all(character.isprintable() or character == "\n" for character in done.out + done.err)
    return str(done.out)


@pytest.mark.parametrize("name", ["\x1b[2J.yaml", "a\nb.yaml", "\u202egnp.yaml", "a\rb.yaml"])
def test_a_name_made_to_hurt_is_shown_escaped(name, folder, call) -> None:
    (folder / "kandao-2024" / name).write_text("a: b\n")

    assert "error[bad-name]" in check_printed(call, folder)


def test_a_name_that_is_no_utf_8_is_shown_escaped(folder, call) -> None:
    file = folder / "kandao-2024" / os.fsdecode(b"\xff.yaml")
    file.write_text("a: b\n")

    assert r"\udcff.yaml" in check_printed(call, folder)
    done = call("check", str(file), "--predictions", folder)
    assert r"\udcff.yaml:1:1: error[bad-name]" in done.out


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
def test_escapes_in_a_text_are_never_printed(old, new, folder, prediction, call) -> None:
    text = prediction.read_text(encoding="utf-8")
    assert text.count(old) == 1
    prediction.write_text(text.replace(old, new), encoding="utf-8")

    assert "vision-pro.yaml" in check_printed(call, folder)


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read everything")
def test_a_file_without_permission_is_a_problem(folder, prediction, call) -> None:
    prediction.chmod(0)

    assert "error[unreadable]" in check_printed(call, folder)


def test_a_file_that_is_gone_when_it_is_read_is_a_problem(folder, prediction, monkeypatch) -> None:
    from scorecard.reading import files

    listing = files.list_files(folder)
    prediction.unlink()
    monkeypatch.setattr("scorecard.checks.run.list_files", lambda _: listing)

    found = check_folder(folder, as_of=date(2024, 6, 1)).problems

    assert [one.rule for one in found] == ["unreadable"]


@pytest.mark.slow
def test_a_long_reason_without_a_fact_is_looked_through_at_once(folder, prediction, call):
    text = prediction.read_text(encoding="utf-8")
    (why,) = (line for line in text.splitlines() if line.startswith("    why: "))
    for long in ("x" * 100_000, "字" * 100_000, "千" * 100_000):
        prediction.write_text(text.replace(why, f"    why: {long}"), encoding="utf-8")

        assert "why-without-fact" in call("check", "--predictions", folder).out


@pytest.mark.slow
def test_comments_that_do_not_end_are_read_once(tmp_path):
    table = "| id | domain | verdict |\n|---|---|---|\n| a | x | accurate |\n\n"
    (tmp_path / "t.md").write_text(table + "<!--" * 40_000, encoding="utf-8")
    before = time.process_time()

    read = read_table(str(tmp_path / "t.md"), as_of=date(2025, 1, 1))

    assert time.process_time() - before < 5  # it took 30
    assert list(read.table["id"]) == ["a"]


@pytest.mark.slow
def test_what_is_beside_rows_of_json_is_not_copied_for_each(tmp_path):
    rows = [{"id": f"a{n}", "domain": "x", "verdict": "accurate"} for n in range(1000)]
    document = reduce(lambda inner, n: {f"k{n}": 0, "in": inner}, range(100), rows)
    (tmp_path / "t.json").write_text(json.dumps(document), encoding="utf-8")
    tracemalloc.start()

    read = read_table(str(tmp_path / "t.json"), as_of=date(2025, 1, 1))

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 50_000_000  # it was 156 MB
    assert len(read.table) == len(rows)
