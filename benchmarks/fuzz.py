"""Feeds the readers damaged records or tables, guided by coverage; only problems of our own may come back.

    pip install -e '.[fuzz]'
    nice python benchmarks/fuzz.py CORPUS -max_total_time=600
    FUZZ=tables nice python benchmarks/fuzz.py CORPUS -max_total_time=600

The corpus grows in the named folder; without files in it, the good and bad records of the tests are
its seed. A crash leaves its input in `crash-*`: keep it under tests/data/fuzzed, where a test reads it.
"""

import os
import sys
import tempfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["scorecard"]):
    from scorecard.checks.inspection import inspect_reading
    from scorecard.cli.output import problem_text
    from scorecard.exchange.tables import read_table
    from scorecard.problems import CallError
    from scorecard.reading.files import RecordFile, Source, decode
    from scorecard.reading.record_reader import Reading, parse
    from scorecard.text import Language

TESTS = Path(__file__).parent.parent / "tests" / "data"
IS_TABLES = os.environ.get("FUZZ") == "tables"


def seed(corpus: Path) -> None:
    """Put every record, or every table, of the tests into an empty corpus."""
    corpus.mkdir(parents=True, exist_ok=True)
    if not any(corpus.iterdir()):
        pattern = "trackers/**/*.*" if IS_TABLES else "*.yaml"
        for number, file in enumerate(sorted(TESTS.rglob(pattern))):
            (corpus / f"seed-{number}").write_bytes(file.read_bytes())


def load(data: bytes) -> None:
    """What the program does with the bytes of one file, up to the printed problem."""
    text, problems = decode(data, "fuzzed.yaml")
    for kind in ("prediction", "outlook", "domains", "review"):
        source = Source("fuzzed.yaml", text)
        record, found, document = parse(source, kind)
        file = RecordFile(Path("fuzzed.yaml"), "fuzzed.yaml", kind, "o/fuzzed")
        reading = Reading(file, record, found, document, data)
        problems += inspect_reading(reading, date(2026, 1, 1)).problems
    for problem in problems:
        shown = problem_text(problem, Language.CHINESE)
        if "\x1b" in shown or problem.line < 1 or problem.column < 1:
            raise AssertionError(shown)


def load_table(data: bytes) -> None:
    """What `score --table` does with the bytes of a file, before it counts."""
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(data)
        file.flush()
        with suppress(CallError):
            read_table(file.name, as_of=date(2026, 1, 1))


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        seed(Path(sys.argv[1]))
    atheris.Setup(sys.argv, load_table if IS_TABLES else load)
    atheris.Fuzz()
