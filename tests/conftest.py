"""A small folder of records to spoil, and the program as its users run it."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"
AS_OF = date(2024, 6, 1)
"""A day before the window of the example closes."""


@pytest.fixture
def data() -> Path:
    """The good and bad records of the tests."""
    return DATA


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one domain, one outlook and one good prediction."""
    root = tmp_path / "predictions"
    (root / "kandao-2024").mkdir(parents=True)
    for name in ("domains.yaml", "kandao-2024/outlook.yaml", "kandao-2024/vision-pro.yaml"):
        (root / name).write_bytes((DATA / "base" / name).read_bytes())
    return root


@pytest.fixture
def prediction(folder: Path) -> Path:
    """The file of the one prediction."""
    return folder / "kandao-2024" / "vision-pro.yaml"


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The program in a process of its own: English, UTF-8, with a cache of its own."""

    def run_scorecard(
        *arguments: object, env: dict[str, str] | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        cleared = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("LC_", "LANG", "SCORECARD_"))
        }
        return subprocess.run(
            [sys.executable, "-m", "scorecard", *map(str, arguments)],
            capture_output=True,
            check=False,
            cwd=cwd or tmp_path,
            encoding="utf-8",
            env={
                **cleared,
                "LANG": "C.UTF-8",
                "XDG_CACHE_HOME": str(tmp_path / "cache"),
                **(env or {}),
            },
        )

    return run_scorecard
