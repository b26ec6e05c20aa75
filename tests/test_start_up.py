"""What the quick commands must not import: start-up is paid by everyone at every call."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"pandas", "numpy", "matplotlib", "jinja2", "scipy", "opencc"}
UNUSED_BY_HELP = {"pydantic", "pydantic_core", "yaml", "rich"}


def imported_by(*arguments: str, cwd: Path) -> set[str]:
    """The top-level packages that a run of the program imported."""
    program = (
        f"import json, sys\n"
        f"sys.argv = ['scorecard', *{list(arguments)!r}]\n"
        "from scorecard.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit:\n    pass\n"
        "print('IMPORTED' + json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        cwd=cwd,
        encoding="utf-8",
        env={**os.environ, "XDG_CACHE_HOME": str(cwd / "cache"), "LANG": "C.UTF-8"},
    )
    return set(json.loads(done.stdout.rpartition("IMPORTED")[2]))


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["explain", "overdue"]])
def test_help_imports_neither_models_nor_tables(arguments: list[str], tmp_path: Path) -> None:
    assert imported_by(*arguments, cwd=tmp_path) & (HEAVY | UNUSED_BY_HELP) == set()


@pytest.mark.slow
def test_check_imports_no_tables(folder: Path) -> None:
    assert imported_by("check", cwd=folder.parent) & (HEAVY | {"rich"}) == set()


@pytest.mark.slow
def test_a_check_that_finds_nothing_new_loads_no_models(folder: Path) -> None:
    imported_by("check", cwd=folder.parent)

    warm = imported_by("check", cwd=folder.parent)

    assert warm & (HEAVY | UNUSED_BY_HELP) == set()


def test_without_a_command_the_help_is_printed(run) -> None:
    done = run()

    assert "check" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
