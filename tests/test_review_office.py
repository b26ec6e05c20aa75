"""LibreOffice as a rater and a chair use it: a ballot is filled in, the slides are opened."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from review_records import AS_OF, write_claims
from scorecard.reading.folder import load_records

pytestmark = pytest.mark.office

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
PYTHON = "/usr/bin/python3"
SCRIPT = Path(__file__).parent / "office_script.py"
ALPHA, BETA, GAMMA = (f"kandao-2024/{name}" for name in ("alpha", "beta", "gamma"))


def need(*, is_there: bool, what: str) -> None:
    """Skip without a program, but never where everything is tested."""
    if not is_there:
        assert not os.environ.get("CI"), f"no {what}"
        pytest.skip(f"no {what} on this machine")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """LibreOffice with a profile of its own."""
    need(is_there=SOFFICE is not None, what="LibreOffice")
    profile = tmp_path_factory.mktemp("office-profile")
    return [str(SOFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]


@pytest.fixture(autouse=True)
def _the_day_of_the_review(clock: Callable) -> None:
    clock(AS_OF)


@pytest.fixture
def opened(
    folder: Path, prediction: Path, call: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """An open review by lin."""
    monkeypatch.chdir(tmp_path)
    write_claims(folder, prediction)
    done = call("review", "open", "2024", "--raters", "lin")
    assert done.code == 0
    return folder


def filled(office: list[str], ballot: Path, wanted: dict[str, tuple[str, str]]) -> dict:
    """Fill a ballot by LibreOffice; what it saw."""
    can_script = subprocess.run([PYTHON, "-c", "import uno"], check=False, capture_output=True)
    need(is_there=can_script.returncode == 0, what="Python for LibreOffice")
    pipe = f"scorecard-{os.getpid()}"
    running = subprocess.Popen(
        [*office, f"--accept=pipe,name={pipe};urp;"], stderr=subprocess.DEVNULL
    )
    try:
        done = subprocess.run(
            [PYTHON, str(SCRIPT), pipe, str(ballot), json.dumps(wanted)],
            check=False,
            capture_output=True,
            encoding="utf-8",
            timeout=180,
        )
        if done.returncode:
            raise RuntimeError(f"LibreOffice did not fill the ballot: {done.stderr}")
        running.wait(60)
    finally:
        running.kill()
        running.wait()
    seen: dict = json.loads(done.stdout)
    return seen


@pytest.mark.flaky(reruns=1, only_rerun=["LibreOffice did not"])  # it does not always start
def test_a_ballot_filled_in_libreoffice_is_collected(
    opened: Path, office: list[str], call: Callable
) -> None:
    ballot = Path("review-2024/ballots/lin.xlsx").resolve()
    wanted = {
        ALPHA: ("准确 accurate", "2024 年 2 月 2 日开售。"),
        BETA: ("对了一半 half right", "=1+1 不是公式"),
        GAMMA: ("不准确 inaccurate", "-3，@x，+1"),
    }

    seen = filled(office, ballot, wanted)
    done = call("review", "collect", ballot)

    assert seen["n_rows"] == 3
    assert seen["is_protected"]
    assert seen["locked"] == [0, 1, 4, 5, 6, 7]  # all but the verdict and the reason
    assert "对了一半 half right" in seen["offered"]
    assert done.code == 0
    assert "1 ballot: 3 ratings written" in done.out
    known = load_records(opened).predictions
    assert [known[id_].ratings[0].why for id_ in wanted] == [why for _, why in wanted.values()]


def test_slides_open_in_libreoffice_as_they_are(
    opened: Path, office: list[str], call: Callable
) -> None:
    call("review", "close", "2024", "--attended", "lin", "--slides", "--yes")
    decks = [Path(f"review-2024/slides.{language}.pptx") for language in ("en", "zh")]

    done = subprocess.run(
        [*office, "--convert-to", "pdf", *map(str, decks)],
        check=True,
        capture_output=True,
        encoding="utf-8",
        timeout=180,
    )

    assert opened
    assert "Error" not in done.stderr
    for deck in decks:
        assert Path(f"{deck.stem}.pdf").read_bytes().startswith(b"%PDF-")
