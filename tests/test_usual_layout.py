"""Records in the usual layout, which are read without the parser, are what the parser reads."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard.reading.usual_layout import read_usual_layout
from scorecard.reading.yaml_reader import EMPTY, read_document
from scorecard.records import Prediction

HERE = Path(__file__).parent
RECORDS = sorted((HERE.parent / "predictions").glob("*/*.yaml"))
VALUES = (
    *(
        "",
        "text",
        "汉字，和 Latin",
        "a:b # c",
        "a#b",
        "http://x.org/a#b",
        "2024-01-05",
        "no",
        "1.5",
        "~",
    ),
    *(">-", "|", "'it''s'", "'its'", '"a"', '"a\\n"', "{a: b}", "{a: {b: 'c', d: \"e\"}, f: g}"),
    *(
        "[]",
        "[a, b/c]",
        "[a,b]",
        "{}",
        "&a b",
        "*a",
        "!t x",
        "- x",
        "text ",
        "text:",
        "x\u2028y",
        "a\\b",
    ),
)
LINES = st.tuples(
    st.sampled_from(["", "  ", "    ", "      "]),
    st.sampled_from(["", "- ", "-"]),
    st.sampled_from(["", *(f"{key}: " for key in "abcd"), "a:", "on: "]),
    st.sampled_from(VALUES),
).map("".join)


def typed(value: object) -> object:
    """A value that differs from another one also where only the types do, or the order of keys."""
    if isinstance(value, dict):
        return [(key, typed(one)) for key, one in value.items()]
    return [typed(one) for one in value] if isinstance(value, list) else (type(value), value)


@pytest.mark.parametrize("file", RECORDS[::8], ids=lambda file: file.stem)
def test_our_own_records_are_in_the_usual_layout_and_read_as_the_parser_reads_them(file) -> None:
    text = file.read_text(encoding="utf-8")
    usual, document = read_usual_layout(text), read_document(text)

    assert typed(usual.value) == typed(document.value)
    assert usual.starts == {key: document.start((key,)) for key in document.value}


@pytest.mark.untraced
@given(st.lists(LINES, max_size=6), st.sampled_from(["a: b\n", "a:\n  b:\n", "a:\n  - b: c\n", ""]))
@settings(max_examples=1500, deadline=None)
def test_what_is_read_without_the_parser_is_what_the_parser_reads(lines, start) -> None:
    text = start + "".join(f"{line}\n" for line in lines)

    usual = read_usual_layout(text)

    if usual is not None and usual.value is not EMPTY:
        document = read_document(text)
        assert typed(usual.value) == typed(document.value)
        given_values = {
            key for key, value in usual.starts.items() if document.value[key] is not EMPTY
        }
        assert {key: usual.starts[key] for key in given_values} == {
            key: document.start((key,)) for key in given_values
        }


@pytest.mark.parametrize(
    "text",
    [
        *("claim: a # b\n", "claim: &a b\n", "claim: a\\b\n", "claim: a\u202eb\n", "claim: a\r\n"),
        *(
            "claim: a",
            "claim: a\n b\n",
            "claim: >-\n  a\n\n  b\n",
            "claim: >-\n  a\n   b\n",
            "\ta: b\n",
        ),
        *("claim: >-\n  a\n  \nb: c\n", "claim: a\nclaim: b\n", "- >-\n  a\n- b: >-\n  c\n"),
        *("a:\n- b\n", "a: b\n  c: d\n", "- a\nb: c\n", "a: b\n- c\n", "claim\n", "x" * 30_001),
    ],
)
def test_another_layout_is_left_to_the_parser(text) -> None:
    assert read_usual_layout(text) is None


@pytest.mark.parametrize("text", ["hedge: {word: a, word: b}\n", "a: {b: {c: d, c: e}}\n"])
def test_a_key_that_is_twice_in_braces_fits_no_record(text) -> None:
    (value,) = read_usual_layout(text).value.values()

    assert value is EMPTY or value["b"] is EMPTY


def test_places_of_a_record_in_the_usual_layout_are_those_of_the_parser() -> None:
    from scorecard.reading.files import Source
    from scorecard.reading.record_reader import parse

    file = next(one for one in RECORDS if one.stem != "outlook")
    text = file.read_text(encoding="utf-8")
    quick, slow = (
        parse(Source("", text), "prediction"),
        parse(Source("", f"{text}# \\\n"), "prediction"),
    )

    assert isinstance(quick.record, Prediction)
    assert quick.document.starts is not None
    assert slow.document.starts is None
    for path in [
        ("evidence", 0, "url"),
        ("window", "opens_on"),
        ("claim",),
        ("verdicts", 0),
        ("x",),
    ]:
        assert quick.document.place(path) == slow.document.place(path)
