"""What `build`, `report` and `site` cost, and how quickly a large page answers.

usage: python benchmarks/report.py [--claims 4000]

After one verdict `build` may take 2.5 times the time of `score`, with nothing changed 1.3 times; both are
run in turn, and the medians are divided. A site of 4,000 claims may take 20 seconds; in its page the first
search may take 100 ms and a change of language 300 ms, which is measured where there is Chromium.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
DAY = ["--as-of", "2026-11-27"]
TIMES = 5
TIMED = """async (act) => {
  const start = performance.now();
  eval(act);
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""
SEARCH = """
const field = document.querySelector("[name=q]");
field.value = "{word}";
field.dispatchEvent(new Event("input", {{ bubbles: true }}));
"""


def seconds(folder: Path, *arguments: str) -> float:
    """The time of one command in a folder that holds `predictions`."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "scorecard", *arguments, *DAY]
    subprocess.run(command, check=True, cwd=folder, capture_output=True)
    return time.perf_counter() - start


def many_records(folder: Path, count: int) -> None:
    """Real records, copied under other ids until there are enough; no two files are equal."""
    for name in ("domains.yaml", "scorecard.yaml"):
        shutil.copy(ROOT / "predictions" / name, folder)
    outlooks = [one.parent for one in sorted((ROOT / "predictions").glob("*/outlook.yaml"))]
    files = [file for one in outlooks for file in sorted(one.glob("*.yaml"))]
    claims = [file for file in files if file.name != "outlook.yaml"]
    for place in range(count):
        copy, file = divmod(place, len(claims))
        home = folder / f"{claims[file].parent.name}-{copy}"
        if not home.exists():
            home.mkdir()
            shutil.copy(claims[file].parent / "outlook.yaml", home)
        text = re.sub(
            r"^same_event:.*\n(?:\s*- .*\n)*", "", claims[file].read_text(), flags=re.MULTILINE
        )
        (home / claims[file].name).write_text(f"{text.rstrip()}\n# {place}\n")


def give_verdict(folder: Path, turn: int) -> None:
    """Another verdict of a claim whose time is up; it corrects the one before."""
    files = sorted((folder / "predictions" / "kandao-2024").glob("*.yaml"))
    file = next(one for one in files if "\nverdicts:\n" in one.read_text())
    word = ("inaccurate", "accurate")[turn % 2]
    given = (
        f"  - {{judged_on: 2026-11-27, verdict: {word}, by: desk, why: Something else was found.,"
        f" corrects: Number {turn} was misread.}}\n"
    )
    head, _, rest = file.read_text().partition("\nverdicts:\n")
    end = re.search(r"^\S", rest, flags=re.MULTILINE)
    at = end.start() if end else len(rest)
    file.write_text(f"{head}\nverdicts:\n{rest[:at]}{given}{rest[at:]}")


def show(what: str, found: float, most: float, unit: str) -> None:
    """One line: what was found beside what is demanded."""
    print(
        f"{'ok  ' if found <= most else 'MISS'} {what}: {found:.1f}{unit}, demanded <= {most:g}{unit}"
    )


def compare(folder: Path) -> None:
    """`build` against `score`, in turn."""
    shutil.copytree(ROOT / "predictions", folder / "predictions")
    seconds(folder, "build")
    runs: dict[str, list[float]] = {"score": [], "verdict": [], "nothing": []}
    for turn in range(TIMES):
        runs["score"].append(seconds(folder, "score"))
        give_verdict(folder, turn)
        runs["verdict"].append(seconds(folder, "build"))
        runs["nothing"].append(seconds(folder, "build"))
    score, verdict, nothing = (median(taken) for taken in runs.values())
    print(f"score {score:.2f} s, build after a verdict {verdict:.2f} s, again {nothing:.2f} s")
    show("build after a verdict, times score", verdict / score, 2.5, "")
    show("build with nothing changed, times score", nothing / score, 1.3, "")


def measure_page(page: Path) -> None:
    """The first search and the change of language of a page, at once and some time after it is loaded."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for wait in (0, 1, 5):
            searches: dict[str, list[float]] = {"nvidia": [], "jensen": [], "芯片": []}
            switches: list[float] = []
            for word in list(searches) * TIMES:
                tab = browser.new_page()
                tab.goto(page.as_uri())
                tab.wait_for_timeout(1000 * wait)
                searches[word].append(tab.evaluate(TIMED, SEARCH.format(word=word)))
                tab.evaluate(TIMED, SEARCH.format(word=""))
                switches.append(tab.evaluate(TIMED, 'document.getElementById("lang-zh").click()'))
                tab.close()
            for word, taken in searches.items():
                worst = f", worst {max(taken):.0f}"
                show(f"first search ({word}) after {wait} s{worst}", median(taken), 100, " ms")
            worst = f", worst {max(switches):.0f}"
            show(f"a change of language after {wait} s{worst}", median(switches), 300, " ms")
    print("load average", *(f"{one:.1f}" for one in os.getloadavg()))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=4000)
    claims: int = parser.parse_args().claims
    with tempfile.TemporaryDirectory() as name:
        small, large = Path(name) / "small", Path(name) / "large"
        small.mkdir()
        compare(small)
        (large / "predictions").mkdir(parents=True)
        many_records(large / "predictions", claims)
        show(f"a site of {claims} claims", seconds(large, "site", "out"), 20, " s")
        if shutil.which("chromium"):
            measure_page(large / "out" / "index.html")


if __name__ == "__main__":
    main()
