"""What the report costs beside what it cannot do without, and how quickly a large page filters.

Run by hand: `python benchmarks/report.py`. The report of the records in `predictions/` may take at most
1.5 times the time of importing pandas and matplotlib and drawing its charts; every time is the median of
five processes. With Chromium and Playwright the page of 2,000 claims is filtered too.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
AS_OF = "2026-11-21"
DRAWING = f"""
from datetime import date
from pathlib import Path
from scorecard.charts.inline import inline_svg
from scorecard.charts.gallery import gallery
from scorecard.cli.context import portrait
from scorecard.text import Language
from scorecard.reading.folder import load_records
import matplotlib.figure, pandas
shown = portrait(load_records(Path("predictions")), date.fromisoformat("{AS_OF}"))
for chart in gallery(shown.numbers).values():
    for language in Language:
        inline_svg(chart, language, prefix="chart")
"""
FILTERING = """async (word) => {
  const field = document.querySelector("[name=q]");
  const start = performance.now();
  field.value = word;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""


def seconds(*arguments: str) -> float:
    """The median time of five runs of Python with these arguments."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, cwd=ROOT, capture_output=True)
        times.append(time.perf_counter() - start)
    return median(times)


def many_records(folder: Path, count: int) -> None:
    """Real records, copied under other ids until there are enough."""
    shutil.copy(ROOT / "predictions" / "domains.yaml", folder)
    outlooks = [one.parent for one in sorted((ROOT / "predictions").glob("*/outlook.yaml"))]
    files = [file for one in outlooks for file in sorted(one.glob("*.yaml"))]
    claims = [file for file in files if file.name != "outlook.yaml"]
    for place in range(count):
        copy, file = divmod(place, len(claims))
        home = folder / f"{claims[file].parent.name}-{copy}"
        if not home.exists():
            home.mkdir()
            shutil.copy(claims[file].parent / "outlook.yaml", home)
        shutil.copy(claims[file], home)


def filter_times(page: Path) -> list[float]:
    """Milliseconds from a search to the frame that shows its answer."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        tab = browser.new_page()
        tab.goto(page.as_uri())
        tab.wait_for_timeout(2000)
        return [tab.evaluate(FILTERING, word) for word in ("apple", "", "芯片", "", "nvidia", "")]


def main() -> None:
    """Print the ratio, the size of a large page and its filter times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=2000)
    claims: int = parser.parse_args().claims
    with tempfile.TemporaryDirectory() as name:
        output = Path(name) / "scorecard.html"
        report = ["-m", "scorecard", "report", "--as-of", AS_OF, "--output", str(output)]
        drawn, reported = seconds("-c", DRAWING), seconds(*report)
        print(
            f"import and draw {drawn:.2f} s, report {reported:.2f} s: {reported / drawn:.2f} times"
        )
        many = Path(name) / "predictions"
        many.mkdir()
        many_records(many, claims)
        start = time.perf_counter()
        subprocess.run([sys.executable, *report, "--predictions", str(many)], check=True, cwd=ROOT)
        size = output.stat().st_size / 1e6
        print(f"{claims} claims: {time.perf_counter() - start:.1f} s, {size:.2f} MB")
        if shutil.which("chromium"):
            shown = ", ".join(f"{one:.0f}" for one in filter_times(output))
            print(f"filtering, ms: {shown}")


if __name__ == "__main__":
    main()
