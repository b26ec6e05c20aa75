"""A small folder of records to spoil, and the program as its users run it."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from datetime import date
from importlib.util import find_spec
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

import line_probes  # first: it counts the lines of what is imported after it
import scorecard

pytest_sessionfinish = line_probes.write_what_was_reached

collect_ignore = ["office_script.py", "line_probes.py"]
"""The first runs inside LibreOffice, with LibreOffice's own modules; the other is to be imported once."""
if find_spec("pyspark") is None:
    collect_ignore.append("spark")  # `make engines` has an environment with it

settings.register_profile("scorecard", deadline=None)  # other tests run meanwhile
settings.load_profile("scorecard")

DATA = Path(__file__).parent / "data"
AS_OF = date(2024, 6, 1)
"""A day before the window of the example closes."""

# The program reads its language and its width as it starts: in the tests it is English, whoever runs them.
for name in [one for one in os.environ if one.startswith(("LC_", "LANG", "COLUMNS"))]:
    del os.environ[name]
os.environ["LANG"] = "C.UTF-8"


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


class Outcome(NamedTuple):
    """What a call of the program gave: its exit code and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def call(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Outcome]:
    """The program in this process, by its `main`: faster than `run_process`, and just as it is called.

    Texts that it makes as it starts are English, whatever the first call asks for.
    """
    import scorecard.cli  # noqa: F401  (now, before there are arguments)

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def call_scorecard(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["scorecard", *map(str, arguments)])
        from scorecard.cli import main

        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        printed = capsys.readouterr()
        return Outcome(code, printed.out, printed.err)

    return call_scorecard


@pytest.fixture
def typed(
    call: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[str, int]]:
    """What the program shows of its questions to somebody who types these answers, and its exit code."""

    def call_scorecard(answers: str, *arguments: object) -> tuple[str, int]:
        with monkeypatch.context() as patch:
            patch.setattr("scorecard.cli.context.Context.is_on_terminal", True)
            patch.setattr(sys, "stdin", TextIOWrapper(BytesIO(answers.encode()), "utf-8"))
            done = call(*arguments)
        return done.err, done.code

    return call_scorecard


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the day of the machine's clock, for commands called in this process."""

    def set_clock(today: str) -> None:
        monkeypatch.setattr("scorecard.cli.context.clock_day", lambda: date.fromisoformat(today))

    return set_clock


@pytest.fixture(autouse=True, scope="session")
def _one_processor() -> Generator[None]:
    """Do all work in the tests' own process, whose lines are counted: what another takes is chance."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.sched_getaffinity", lambda _: {0}, raising=False)
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_waiting_for_the_disk() -> Generator[None]:
    """Leave it to the system when files reach the disk: only a power cut would show it, and it takes 8 ms."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


LANGUAGE = ("LC_", "LANG", "SCORECARD_")
"""How the names of variables begin that tell the program its language."""


@pytest.fixture
def run_process(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The program in a process of its own: English, UTF-8, with a cache of its own."""

    def run_scorecard(
        *arguments: object, env: dict[str, str] | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        cleared = {key: value for key, value in os.environ.items() if not key.startswith(LANGUAGE)}
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


@contextmanager
def command_line_started_anew() -> Generator[None]:
    """Import the command line again for a while: it reads its language as it starts."""

    def is_of_it(name: str) -> bool:
        return f"{name}.".startswith("scorecard.cli.")

    kept = {name: module for name, module in sys.modules.items() if is_of_it(name)}
    for name in kept:
        del sys.modules[name]
    try:
        yield
    finally:
        for name in [one for one in sys.modules if is_of_it(one)]:
            del sys.modules[name]
        sys.modules.update(kept)
        scorecard.cli = kept["scorecard.cli"]


@pytest.fixture
def run(
    call: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The same answer from this process, which is faster: in another language it starts anew."""

    def run_scorecard(
        *arguments: object, env: dict[str, str] | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        with monkeypatch.context() as patch, ExitStack() as stack:
            patch.chdir(cwd or tmp_path)
            if env or any(str(one).startswith("--lang") for one in arguments):
                stack.enter_context(command_line_started_anew())
                for name in [one for one in os.environ if one.startswith(LANGUAGE)]:
                    patch.delenv(name)
                for name, value in {"LANG": "C.UTF-8", **(env or {})}.items():
                    patch.setenv(name, value)
            done = call(*arguments)
        return subprocess.CompletedProcess(arguments, done.code, done.out, done.err)

    return run_scorecard


@pytest.fixture
def write_prediction(folder: Path) -> Callable[..., Path]:
    """Write a prediction into the folder: the good one with some of its lines replaced."""

    def write(name: str, **lines: str) -> Path:
        text = (DATA / "base" / "kandao-2024" / "vision-pro.yaml").read_text(encoding="utf-8")
        for key, value in lines.items():
            (found,) = re.finditer(rf"^{key}:.*(?:\n[ -].*)*", text, flags=re.MULTILINE)
            text = f"{text[: found.start()]}{key}: {value}{text[found.end() :]}"
        file = folder / f"{name}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return write
