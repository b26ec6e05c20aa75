"""Feeds the readers damaged records, tables or ballots, guided by coverage; nothing but a `Problem` may come.

    pip install -e '.[fuzz]'
    nice python benchmarks/fuzz.py CORPUS -max_total_time=600
    FUZZ=tables nice python benchmarks/fuzz.py CORPUS -max_total_time=600
    FUZZ=ballots nice python benchmarks/fuzz.py CORPUS -max_total_time=600

The corpus grows in the named folder; without files in it, the good and bad records of the tests are
its seed. A crash leaves its input in `crash-*`: keep it under tests/data/fuzzed, where a test reads it.
"""

import io
import os
import random
import sys
import tempfile
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["scorecard"]):
    from scorecard.checks.inspection import inspect_reading
    from scorecard.cli.output import problem_text
    from scorecard.exchange.tables import read_table
    from scorecard.problems import CallError
    from scorecard.reading.encodings import decode
    from scorecard.reading.files import RecordFile
    from scorecard.reading.folder import load_records
    from scorecard.reading.record_reader import Reading, parse
    from scorecard.reading.yaml_reader import Document
    from scorecard.records import Review
    from scorecard.review.ballot_files import read_ballots
    from scorecard.review.ballot_workbook import ballot
    from scorecard.review.claim import NamedReview
    from scorecard.text import Language

TESTS = Path(__file__).parent.parent / "tests" / "data"
KIND = os.environ.get("FUZZ", "records")
PATTERNS = {"records": "*.yaml", "tables": "trackers/**/*.*"}


def seed(corpus: Path) -> None:
    """Put every record or table of the tests, or an empty ballot, into an empty corpus."""
    corpus.mkdir(parents=True, exist_ok=True)
    if not any(corpus.iterdir()):
        if KIND == "ballots":
            day = date(2024, 1, 1)
            review = Review(opened_on=day, held_on=day, raters=["lin"], predictions=[])
            of = NamedReview.of_records("2024", review, load_records(TESTS / "base"))
            (corpus / "seed-xlsx").write_bytes(ballot(of, "lin"))
            (corpus / "seed-json").write_bytes(b'{"ballot": "review 2024", "answers": []}')
            return
        for number, file in enumerate(sorted(TESTS.rglob(PATTERNS[KIND]))):
            (corpus / f"seed-{number}").write_bytes(file.read_bytes())


def load(data: bytes) -> None:
    """What the program does with the bytes of one file, up to the printed problem."""
    text, problems = decode(data, "fuzzed.yaml")
    for kind in ("prediction", "outlook", "domains", "review"):
        source = Document(text, "fuzzed.yaml")
        record, found, document = parse(source, kind)
        file = RecordFile("fuzzed.yaml", kind, "o/fuzzed")
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


def load_ballot(data: bytes) -> None:
    """What `review collect` does with the bytes of a ballot, before it compares them."""
    with tempfile.TemporaryDirectory() as folder:
        for ending in ("xlsx", "json"):
            file = Path(folder) / f"lin.{ending}"
            file.write_bytes(data)
            read_ballots([file])


def damaged_ballot(data: bytes, max_size: int, seed: int) -> bytes:
    """A change inside one part of a workbook: changes of the archive alone never reach the XML."""
    chance = random.Random(seed)  # noqa: S311  (no secret)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = {name: packed.read(name) for name in packed.namelist()}
    except Exception:  # noqa: BLE001  (it is damaged as an archive, which is a case too)
        return atheris.Mutate(data, max_size)
    if parts:
        name = chance.choice(sorted(parts))
        parts[name] = atheris.Mutate(parts[name], len(parts[name]) + 100)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return stream.getvalue()[:max_size]


LOAD = {"records": load, "tables": load_table, "ballots": load_ballot}

if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        seed(Path(sys.argv[1]))
    mutate = {"custom_mutator": damaged_ballot} if KIND == "ballots" else {}
    atheris.Setup(sys.argv, LOAD[KIND], **mutate)
    atheris.Fuzz()
