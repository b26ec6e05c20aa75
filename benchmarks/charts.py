"""What charts cost: all of them for 2,000 records against 200, and each one by itself.

usage: python benchmarks/charts.py

The records are those of this repository, repeated: once in their own outlooks, as a scorecard of a few
outlooks grows, and once with ten times as many outlooks, each of which has a traffic-light page.
"""

import os
import re
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
RECORDS = HERE.parent / "predictions"
SCORECARD = str(Path(sys.executable).with_name("scorecard"))
AS_OF = "2026-11-21"
SAME_EVENT = re.compile(r"^same_event:.*\n(?:\s*- .*\n)*", re.MULTILINE)
N_FEW, N_MANY, TIMES = 200, 2_000, 3
MOST_SECONDS, MOST_MEGABYTES = 4.0, 400.0


def write_records(folder: Path, n_claims: int, n_copies: int) -> Path:
    """So many claims of the shape of ours, spread over copies of our outlooks."""
    claims = [file for file in sorted(RECORDS.glob("*/*.yaml")) if file.name != "outlook.yaml"]
    claims = [file for file in claims if file.parent.name != "reviews"]
    folder.mkdir(parents=True)
    shutil.copy(RECORDS / "domains.yaml", folder)
    for number in range(n_claims):
        claim, turn = claims[number % len(claims)], number // len(claims)
        outlook = folder / f"{claim.parent.name}-{turn % n_copies}"
        if not outlook.exists():
            outlook.mkdir()
            shutil.copy(claim.parent / "outlook.yaml", outlook)
        text = SAME_EVENT.sub(
            "", claim.read_text(encoding="utf-8")
        )  # it names claims by their old ids
        (outlook / f"claim-{number}.yaml").write_text(f"{text}# {number}\n", encoding="utf-8")
    return folder


def timed(folder: Path, output: Path) -> tuple[float, float]:
    """Seconds by the clock and megabytes of the largest process of one run of `charts`."""
    before = time.perf_counter()
    arguments = ["charts", "--as-of", AS_OF, "--predictions", str(folder), "--output", str(output)]
    process = os.posix_spawn(
        SCORECARD,
        [SCORECARD, *arguments],
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, used = os.wait4(process, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"charts of {folder} failed")
    return time.perf_counter() - before, used.ru_maxrss / 1024


def compare(work: Path, name: str, n_copies: int) -> None:
    """All charts for few and for many records, in turn."""
    few = write_records(work / name / "few", N_FEW, 1)
    many = write_records(work / name / "many", N_MANY, n_copies)
    runs: dict[Path, list[tuple[float, float]]] = {few: [], many: []}
    for _ in range(TIMES):
        for folder, taken in runs.items():
            taken.append(timed(folder, work / name / "charts"))
    seconds = {folder: median(one for one, _ in taken) for folder, taken in runs.items()}
    megabytes = max(one for _, one in runs[many])
    more = seconds[many] - seconds[few]
    n_lights = sum(1 for _ in many.glob("*/outlook.yaml"))
    print(f"{name}: {N_MANY} records, {n_lights} outlooks")
    print(f"  {N_FEW} records {seconds[few]:.2f} s, {N_MANY} records {seconds[many]:.2f} s")
    print(
        f"  {'ok  ' if more <= MOST_SECONDS else 'MISS'} {more:.2f} s more, demanded <= {MOST_SECONDS}"
    )
    is_small = megabytes < MOST_MEGABYTES
    print(f"  {'ok  ' if is_small else 'MISS'} {megabytes:.0f} MB, demanded < {MOST_MEGABYTES:.0f}")


def each_chart() -> None:
    """Milliseconds and kilobytes of every chart of this repository, in Chinese, PNG and SVG."""
    from scorecard.charts.files import drawn_files
    from scorecard.charts.gallery import gallery
    from scorecard.cli.context import numbers_of
    from scorecard.reading.folder import load_records
    from scorecard.text import Language

    numbers = numbers_of(load_records(RECORDS), date.fromisoformat(AS_OF))
    for name, chart in gallery(numbers).items():
        taken = []
        for _ in range(TIMES):
            before = time.perf_counter()
            files = drawn_files(name, chart, Language.CHINESE)
            taken.append(time.perf_counter() - before)
        png, svg = (
            sum(len(one.content or b"") for one in files if one.name.endswith(form)) // 1000
            for form in ("png", "svg")
        )
        milliseconds = 1000 * median(taken)
        print(f"  {name:<24} {milliseconds:>5.0f} ms  png {png:>4} kB, svg {svg:>4} kB")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        compare(Path(name), "as many outlooks", 1)
        compare(Path(name), "ten times the outlooks", 10)
    print("each chart")
    each_chart()


if __name__ == "__main__":
    main()
