"""Damaged records: whatever their bytes, loading gives problems, never an exception."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scorecard.checks.inspection import inspect_reading
from scorecard.cli.output import problem_text
from scorecard.problems import Problem
from scorecard.reading.encodings import decode
from scorecard.reading.files import RecordFile
from scorecard.reading.record_reader import Reading, parse
from scorecard.reading.yaml_reader import Document
from scorecard.rules import RULES
from scorecard.text import Language

DATA = Path(__file__).parent / "data"
FUZZED = sorted((DATA / "fuzzed").iterdir())
SEEDS = [file.read_bytes() for file in sorted(DATA.glob("valid/*.yaml"))]
KINDS = ["prediction", "outlook", "domains", "review"]
PIECES = [
    *(b":", b"- ", b"\n", b"  ", b"\t", b"{", b"}", b"[", b"]", b"&a ", b"*a", b"!!x ", b"|", b">"),
    *(
        b"'",
        b'"',
        b"#",
        b"%",
        b"@",
        b"?",
        b"---\n",
        b"no",
        b"null",
        b"12:30",
        b"2024-02-30",
        b"\x00",
    ),
    *(
        "：".encode(),
        "，".encode(),
        "“".encode(),
        "\u3000".encode(),
        "２".encode(),
        "\u2028".encode(),
    ),
    *(
        "苹".encode("gbk"),
        b"\xff",
        b"\xef\xbb\xbf",
        b"\r\n",
        b"\x1b[2J",
        b"<<: *a",
        b"1e999",
        b".nan",
    ),
]


def problems_of(data: bytes, kind: str) -> list[Problem]:
    text, problems = decode(data, "damaged.yaml")
    record, found, document = parse(Document(text, "damaged.yaml"), kind)
    assert (record is None) == any(one.severity == "error" for one in found)
    file = RecordFile("damaged.yaml", kind, "o/damaged")
    reading = Reading(file, record, problems + found, document, data)
    return inspect_reading(reading, date(2026, 1, 1)).problems


def is_unsafe(character: str) -> bool:
    """Whether a character steers the terminal or turns the direction of the text."""
    turns = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    category, direction = unicodedata.category(character), unicodedata.bidirectional(character)
    return category in {"Cc", "Cs", "Zl", "Zp"} or direction in turns


def assert_can_be_printed(problems: list[Problem]) -> None:
    for problem in problems:
        assert problem.rule in RULES
        assert problem.line >= 1
        assert problem.column >= 1
        for language in Language:
            shown = problem_text(problem, language)
            assert not any(is_unsafe(one) for one in shown.replace("\n", "")), shown


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good record with up to five pieces put in, taken out or written over."""
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(data)))
        stop = min(len(data), start + draw(st.integers(0, 12)))
        data = data[:start] + draw(st.sampled_from([b"", *PIECES])) + data[stop:]
    return data


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(damaged(), st.sampled_from(KINDS))
def test_a_damaged_record_gives_problems_and_no_exception(data: bytes, kind: str) -> None:
    assert_can_be_printed(problems_of(data, kind))


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.sampled_from(KINDS))
@example("", "prediction")
def test_any_text_gives_problems_and_no_exception(text: str, kind: str) -> None:
    assert_can_be_printed(problems_of(text.encode("utf-8", "surrogatepass"), kind))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("file", FUZZED, ids=lambda file: file.name)
def test_what_fuzzing_found_gives_problems_and_no_exception(file: Path, kind: str) -> None:
    problems = problems_of(file.read_bytes(), kind)

    assert problems
    assert_can_be_printed(problems)
