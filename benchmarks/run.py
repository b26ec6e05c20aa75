"""Every demand on speed and memory, measured in one run: ratios beside what is demanded.

usage: python benchmarks/run.py [--quick | --many]
--quick leaves out the other programs; --many measures the checks of ten thousand files alone.

Absolute times drift with the machine; what is compared is run in turn, and the medians are divided.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

HERE = Path(__file__).parent
RECORDS = HERE.parent / "predictions"
PYTHON = sys.executable
SCORECARD = str(Path(PYTHON).with_name("scorecard"))
N_FILES = 10_000
DAY = ["--as-of", "2026-11-21"]


class Run(NamedTuple):
    """What a process took: seconds by the clock, megabytes at its peak, seconds of all processors."""

    seconds: float
    megabytes: float
    processors: float


def environment(cache: Path) -> dict[str, str]:
    """As on a user's machine: modules are compiled once, here into a folder of the run."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    compiled = str(cache.parent / "compiled")
    return {
        **kept,
        "XDG_CACHE_HOME": str(cache),
        "PYTHONPYCACHEPREFIX": compiled,
        "LANG": "C.UTF-8",
    }


def timed(command: list[str], cache: Path) -> Run:
    """One whole process, which must find nothing wrong."""
    env = environment(cache)
    before = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - before
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{command}: {process.stderr.read().decode()}")
    return Run(seconds, used.ru_maxrss / 1024, used.ru_utime + used.ru_stime)


def in_turn(commands: dict[str, list[str]], cache: Path, times: int) -> dict[str, Run]:
    """The medians of several commands that are run in turn."""
    runs = {name: [] for name in commands}
    for command in commands.values():
        timed(command, cache)
    for _ in range(times):
        for name, command in commands.items():
            runs[name].append(timed(command, cache))
    return {
        name: Run(
            median(one.seconds for one in of),
            max(one.megabytes for one in of),
            median(one.processors for one in of),
        )
        for name, of in runs.items()
    }


missed: list[str] = []
"""What did not hold; the run ends with 1 when there is any."""


def show(what: str, found: float, demand: str, *, holds: bool, detail: str) -> None:
    """One line of the report."""
    if not holds:
        missed.append(what)
    print(
        f"{'ok  ' if holds else 'MISS'} {what:<58} {found:>7.2f}  {demand:<9} {detail}", flush=True
    )


def at_most(what: str, ours: float, theirs: float, limit: float) -> None:
    """A ratio that must not be larger than a limit."""
    ratio = ours / theirs
    detail = f"{ours * 1000:.0f} against {theirs * 1000:.0f} ms"
    show(what, ratio, f"<= {limit}", holds=ratio <= limit, detail=detail)


def at_least(what: str, ours: float, theirs: float, limit: float) -> None:
    """How many times faster we are than another program."""
    ratio = theirs / ours
    detail = f"{ours * 1000:.0f} against {theirs * 1000:.0f} ms"
    show(what, ratio, f">= {limit}", holds=ratio >= limit, detail=detail)


def start_up(cache: Path) -> None:
    """`--help` against a bare Typer program."""
    commands = {
        "ours": [SCORECARD, "--help"],
        "bare": [PYTHON, str(HERE / "bare_typer.py"), "--help"],
    }
    runs = in_turn(commands, cache, 15)
    at_most("--help against a bare Typer program", runs["ours"].seconds, runs["bare"].seconds, 1.25)


def this_folder(cache: Path) -> None:
    """`check` on the records of this repository against the floor."""
    commands = {
        "ours": [SCORECARD, "check", "--no-cache", *DAY, "--predictions", str(RECORDS)],
        "bare": [PYTHON, str(HERE / "bare_check.py"), str(RECORDS)],
    }
    runs = in_turn(commands, cache, 9)
    at_most(
        "check of this folder against the bare floor",
        runs["ours"].seconds,
        runs["bare"].seconds,
        1.6,
    )


def building(work: Path, cache: Path) -> None:
    """`build` on this folder after one new verdict, and after nothing, against `score`."""
    home = work / "building"
    for name in ("predictions", "charts"):
        shutil.copytree(RECORDS.parent / name, home / name)
    records = ["--predictions", str(home / "predictions"), *DAY]
    score = [SCORECARD, "score", *records]
    build = [SCORECARD, "build", *records, "--output", str(home / "charts")]
    build += ["--report", str(home / "page.html")]
    timed(build, cache)
    file = min((home / "predictions" / "kandao-2023").glob("*.yaml"))
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("verdict: accurate", "verdict: inaccurate", 1), encoding="utf-8")
    after, again, alone = (timed(one, cache).processors for one in (build, build, score))
    at_most("build after a verdict against score, of all processors", after, alone, 7)
    at_most("build after nothing against score, of all processors", again, alone, 1.8)


_SAME_EVENT = re.compile(r"^same_event:.*\n(?:[ -].*\n)*", re.MULTILINE)
"""The lines that name other records, which have other ids in the copies."""


def write_many(folder: Path) -> None:
    """Ten thousand records of the shape of ours, in a hundred outlooks."""
    claims = [
        file
        for file in sorted(RECORDS.glob("*/*.yaml"))
        if file.name != "outlook.yaml" and file.parent.name != "reviews"
    ]
    folder.mkdir()
    for name in ("domains.yaml", "scorecard.yaml"):
        shutil.copy(RECORDS / name, folder)
    for number in range(N_FILES):
        claim = claims[number % len(claims)]
        outlook = folder / f"outlook-{number % 100}-{claim.parent.name}"
        if not outlook.exists():
            outlook.mkdir()
            shutil.copy(claim.parent / "outlook.yaml", outlook)
        text = _SAME_EVENT.sub("", claim.read_text(encoding="utf-8"))
        (outlook / f"claim-{number}.yaml").write_text(f"{text}# {number}\n", encoding="utf-8")


def many_files(folder: Path, cache: Path) -> float:
    """Cold and warm checks of ten thousand files; the seconds of a cold one."""
    check = [SCORECARD, "check", "--format", "json", *DAY, "--predictions", str(folder)]
    commands = {
        "cold": [*check, "--no-cache"],
        "bare": [PYTHON, str(HERE / "bare_check.py"), str(folder), "2"],
    }
    runs = in_turn(commands, cache, 3)
    warm = in_turn({"warm": check}, cache, 5)["warm"]
    at_most("cold check of 10,000 files against a bare two-process script",
            runs["cold"].seconds, runs["bare"].seconds, 1.3)  # fmt: skip
    at_most(
        "warm check of 10,000 files against a cold one", warm.seconds, runs["cold"].seconds, 0.2
    )
    peak = max(runs["cold"].megabytes, warm.megabytes)
    show("peak memory of a check of 10,000 files, MB", peak, "< 250", holds=peak < 250,
         detail="the largest process")  # fmt: skip
    return runs["cold"].seconds


def some_of(folder: Path, work: Path) -> Path:
    """A folder with 2,000 of the files."""
    some = work / "some"
    some.mkdir()
    for name in ("domains.yaml", "scorecard.yaml"):
        shutil.copy(folder / name, some)
    for outlook in sorted(folder.glob("outlook-*"))[:120]:
        shutil.copytree(outlook, some / outlook.name)
    return some


def judging(some: Path, cache: Path) -> None:
    """`judge` on one of 2,000 files against `show` of the same."""
    file = next(some.glob("*/claim-*.yaml"))
    text = file.read_text(encoding="utf-8")
    claim = ["--predictions", str(some), f"{file.parent.name}/{file.stem}"]
    commands = {
        "judge": [SCORECARD, "judge", *claim, "too_early"],
        "show": [SCORECARD, "show", *claim],
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(16):
        for name, command in commands.items():
            run = timed(command, cache)
            if turn:
                seconds[name].append(run.seconds)
        file.write_text(text, encoding="utf-8")
    at_most("judge on one of 2,000 files against show", median(seconds["judge"]),
            median(seconds["show"]), 1.3)  # fmt: skip


def watching(some: Path, cache: Path) -> None:
    """How long `check --watch` takes from a saved file to the answer, with 2,000 files."""
    file = next(some.glob("*/claim-*.yaml"))
    command = [SCORECARD, "check", "--watch", *DAY, "--predictions", str(some), str(file.parent)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, encoding="utf-8", env=environment(cache)
    )

    def await_summary() -> str:
        return next(line for line in process.stdout if "files checked" in line)

    n_files = int(await_summary().split()[0])
    took = []
    for number in range(9):
        time.sleep(0.37)
        # Whole at once: an empty file on the way would have an answer of its own, which is not timed.
        saved = file.with_suffix(".new")
        saved.write_text(file.read_text(encoding="utf-8") + f"# {number}\n", encoding="utf-8")
        before = time.perf_counter()
        saved.replace(file)
        await_summary()
        took.append(time.perf_counter() - before)
    process.kill()
    show("seconds until --watch answers a saved file", median(took), "<= 0.25",
         holds=median(took) <= 0.25, detail=f"{n_files} files, slowest {max(took):.2f}")  # fmt: skip


def peers(folder: Path, work: Path, cache: Path, cold: float) -> None:
    """check-jsonschema and yamale on the same files and field rules, in a throw-away environment."""
    from scorecard.records import Prediction

    place = work / "peers"
    installer = ["uv", "venv", "--quiet"] if shutil.which("uv") else [PYTHON, "-m", "venv"]
    subprocess.run([*installer, str(place)], check=True)
    python = str(place / "bin" / "python")
    install = ["uv", "pip", "install", "--quiet", "--python", python] if shutil.which("uv") else [
        python, "-m", "pip", "install", "--quiet"
    ]  # fmt: skip
    subprocess.run([*install, "check-jsonschema", "yamale", "ruamel.yaml"], check=True)
    import json

    schema = work / "schema.json"
    schema.write_text(json.dumps(Prediction.model_json_schema()), encoding="utf-8")
    claims = work / "claims"
    claims.mkdir()
    for file in folder.glob("*/claim-*.yaml"):
        shutil.copy(file, claims)
    names = [str(file) for file in sorted(claims.iterdir())]
    program = str(place / "bin" / "check-jsonschema")
    jsonschema = timed([program, "--schemafile", str(schema), *names], cache)
    at_least("faster than check-jsonschema on 10,000 files", cold, jsonschema.seconds, 30)
    program = str(place / "bin" / "yamale")
    yamale = timed([program, "-s", str(HERE / "yamale_schema.yaml"), str(claims)], cache)
    at_least("faster than yamale (4 processes) on 10,000 files", cold, yamale.seconds, 2)


def main() -> None:
    """Measure everything and print it."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        cache = work / "cache"
        folder = work / "predictions"
        write_many(folder)
        is_alone = "--many" in sys.argv
        if not is_alone:
            start_up(cache)
            this_folder(cache)
            building(work, cache)
        cold = many_files(folder, cache)
        if not is_alone:
            some = some_of(folder, work)
            judging(some, cache)
            watching(some, cache)
        if not {"--quick", "--many"} & set(sys.argv):
            peers(folder, work, cache, cold)
    if missed:
        raise SystemExit(f"missed: {'; '.join(missed)}")


if __name__ == "__main__":
    main()
