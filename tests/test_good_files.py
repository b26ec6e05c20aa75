"""Every file under data/valid is a record without a problem, in whatever layout an editor wrote it."""

from datetime import date
from pathlib import Path

import pytest
from yaml import YAMLError

from scorecard.checks.run import check_folder, check_records
from scorecard.reading.folder import load_records
from scorecard.reading.record_reader import parse
from scorecard.reading.scalar_values import EMPTY
from scorecard.reading.syntax_problems import syntax_faults
from scorecard.reading.yaml_reader import Document, DocumentError, read_document
from scorecard.verdicts import Verdict
from test_bad_files import STANDS_AT

DATA = Path(__file__).parent / "data"
VALID = Path(__file__).parent / "data" / "valid"
FILES = sorted(VALID.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_good_file_has_no_problem(file, folder) -> None:
    kind = file.suffixes[0].strip(".") if len(file.suffixes) > 1 else None
    place = folder / STANDS_AT[kind]
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(file.read_bytes())

    assert check_folder(folder, as_of=date(2024, 6, 1)).problems == []


def test_a_good_file_is_parsed_once(folder) -> None:
    """Places are found by parsing a second time, which would take half of a check."""
    records = load_records(folder)
    check_records(records, as_of=date(2024, 6, 1))

    assert records.readings
    assert not any("root" in vars(one.document) for one in records.readings.values())


def record_of(name: str):
    text = (VALID / f"{name}.yaml").read_text(encoding="utf-8")
    record, problems, _ = parse(Document(text, name), "prediction")
    assert problems == []
    return record


def test_chinese_verdict_words_are_the_same_values() -> None:
    assert record_of("chinese-words").verdicts[0].verdict is Verdict.ACCURATE


def test_an_alias_is_the_value_that_it_names() -> None:
    first, second = record_of("anchors-and-aliases").evidence

    assert second.title == first.title == "Vision Pro in shops"


def test_what_has_a_name_is_repeated_also_with_a_name_inside_that_repeats_a_word() -> None:
    text = "a: &a {b: &b c, d: *b}\ne: *a\nf: [*a, *b, {g: *a}]\n"

    value = read_document(text).value

    assert value["f"] == [value["e"], "c", {"g": {"b": "c", "d": "c"}}]


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [q, q]\nb: &b [*a, *a]\nspecificity: *b\n",
        "a: &a {b: [*a]}\n",
        f"a: &a {'q' * 300_000}\nb: &b [*a, *a]\nspecificity: [*b, *b]\n",
        f"a: &a [[{'q,' * 9_000}], [{'q,' * 9_000}]]\nspecificity: [{'*a,' * 99}]\n",
    ],
    ids=["lists in lists", "itself", "a long text", "a long list"],
)
def test_repetitions_do_not_multiply(text) -> None:
    with pytest.raises(DocumentError, match="alias"):
        read_document(text)


def test_nothing_is_coerced_or_dropped() -> None:
    record = record_of("words-that-look-odd")

    assert record.evidence[1].title == "no"
    assert record.verdicts[0].by == "12:30"
    assert record.attributed_to == "3 分钟"


def test_a_partial_date_stays_as_it_was_given() -> None:
    record = record_of("dates-in-quotes")

    assert record.made_on == date(2023, 12, 31)
    assert [item.published_on for item in record.evidence] == ["2024-02-02", "2024"]


def test_the_verdict_at_a_day_is_the_last_one_given_by_then() -> None:
    record = record_of("verdict-history")

    assert record.verdict_at(date(2024, 1, 9)) is None
    assert record.verdict_at(date(2024, 1, 10)).verdict is Verdict.TOO_EARLY
    assert record.verdict_at(date(2024, 3, 1)).verdict is Verdict.ACCURATE


def test_a_whole_folder_is_loaded_by_id(folder) -> None:
    (folder / "reviews").mkdir()
    (folder / "reviews" / "2025.yaml").write_bytes((VALID / "review.review.yaml").read_bytes())

    records = load_records(folder)

    assert [domain.id for domain in records.domains] == ["devices", "models"]
    assert list(records.outlooks) == ["kandao-2024"]
    assert list(records.predictions) == ["kandao-2024/vision-pro"]
    assert list(records.reviews) == ["2025"]
    assert records.folder_problems == []
    assert all(one.problems == [] for one in records.readings.values())


def test_the_digest_changes_with_any_byte_and_any_name(folder) -> None:
    before = load_records(folder).digest
    file = folder / "kandao-2024" / "vision-pro.yaml"
    file.write_bytes(file.read_bytes() + b"# a comment\n")
    changed = load_records(folder).digest
    file.rename(file.with_name("renamed.yaml"))

    assert len({before, changed, load_records(folder).digest}) == 3


@pytest.mark.slow
def test_many_files_are_read_and_checked_in_parts_as_they_are_one_by_one(
    folder, monkeypatch
) -> None:
    for number in range(20):
        (folder / "kandao-2024" / f"bad-{number:02}.yaml").write_text("claim: [\n")
        good = (folder / "kandao-2024" / "vision-pro.yaml").read_text(encoding="utf-8")
        (folder / "kandao-2024" / f"good-{number:02}.yaml").write_text(good, encoding="utf-8")
    day = date(2026, 11, 21)
    alone = load_records(folder)
    problems = check_records(alone, as_of=day, latest_day=day).problems
    monkeypatch.setattr("scorecard.processes.WORTH_A_PROCESS", 1)

    records = load_records(folder)

    assert list(records.readings) == list(alone.readings)
    assert (records.predictions, records.digest) == (alone.predictions, alone.digest)
    assert check_records(records, as_of=day, latest_day=day).problems == problems
    assert problems


def test_one_bad_file_does_not_hide_the_others(folder) -> None:
    outlook = folder / "kandao-2024"
    (outlook / "bad.yaml").write_text("domain：devices\n", encoding="utf-8")
    (outlook / "worse.yaml").write_bytes(b"\xff\xfe\x00")

    records = load_records(folder)

    assert list(records.predictions) == ["kandao-2024/vision-pro"]
    problems = [one for reading in records.readings.values() for one in reading.problems]
    assert [one.rule for one in problems] == ["fullwidth-colon", "not-utf8"]


def test_what_stands_behind_an_alias_is_placed_at_the_alias() -> None:
    document = read_document("a: &x {b: 1}\nc: *x\n")

    assert document.place(("c", "b", "d")) == (2, 4)


def test_the_place_of_a_value_that_is_not_there_is_that_of_the_nearest_around_it() -> None:
    document = read_document("a:\n  - {b: 1}\n  -\n")

    assert document.place(("a", 0, "c", "d")) == (2, 5)
    assert document.place(("a", "b")) == (1, 1)
    assert document.place(("a", 7)) == (1, 1)
    assert read_document("").place(("a",)) == (1, 1)


def test_values_are_placed_where_they_are_written_in_any_layout() -> None:
    text = (
        "? a\n: &x [1, &y two, *y]\n&k b: &m  # a note\n  c: 'it''s'\n  &d d: |\n    text\n"
        "e: {f: , g: {h: *x}}\n? i\n? *y\n"
    )
    document = read_document(text)

    def written(*path: str | int) -> str:
        node = document.find(path)
        return text[node.start : node.end]

    assert document.value == {
        "a": [1, "two", "two"],
        "b": {"c": "it's", "d": "text\n"},
        "e": {"f": EMPTY, "g": {"h": [1, "two", "two"]}},
        "i": EMPTY,
        "two": EMPTY,
    }
    assert written("a") == "&x [1, &y two, *y]"
    assert [written("a", number) for number in range(3)] == ["1", "&y two", "*y"]
    assert written("b").startswith("&m  # a note")
    assert written("b").endswith("|\n    text\n")
    assert written("b", "c") == "'it''s'"
    assert written("e", "f") == ""
    assert written("e", "g") == "{h: *x}"
    assert written("e", "g", "h") == "*x"
    assert document.find(("a", 1)).source == "two"
    assert document.find(("a", 2)).source == document.find(("a",)).source == ""
    assert [node.style for node in document.find(("b",)).children] == ["'", "|"]
    assert document.find(("b", "d")).key.has_anchor
    assert not document.find(("e",)).has_anchor


def test_an_error_without_a_place_is_placed_at_the_start() -> None:
    (found,) = syntax_faults(Document("a", "a.yaml"), YAMLError("odd")).problems

    assert (found.rule, found.line, found.column) == ("yaml-syntax", 1, 1)
    assert found.message.en == "not YAML: odd"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (">\n  四家厂商\n  上市，\n  2026 年\n  年底。\n", "四家厂商上市，2026 年年底。"),
        (">-\n  四家厂商\n  上市。\n", "四家厂商上市。"),
        ("四家厂商\n  上市。", "四家厂商上市。"),
        ('"四家厂商\n  上市。"', "四家厂商上市。"),
        ("'四家厂商\n  上市。'", "四家厂商上市。"),
        ("'四家厂商\n  上市，''s\n  手机，\n  小米。'", "四家厂商上市，'s 手机，小米。"),
        ('"四家厂商\n  \\"Pro\\"，\n  C:\\\\上市。"', '四家厂商 "Pro"，C:\\上市。'),
        ('"四家厂\\"商\n  上\\"市。"', '四家厂"商上"市。'),
        ("&a 四家厂商\n  上市。", "四家厂商上市。"),
        ("他说\n  “四家”\n  上市。", "他说“四家”上市。"),
        ("有“豆包”\n  “元宝”。", "有“豆包”“元宝”。"),
        ("他停了……\n  “上市”。", "他停了……“上市”。"),
        ("The “one”\n  “two”.", "The “one” “two”."),
        ("有“One”\n  “two”。", "有“One” “two”。"),
        ("“\n  ”", "“ ”"),
        (">\n  一段\n\n  二段\n", "一段\n二段"),
        (">\n  四家 厂商\n  AI\n  模型\n", "四家 厂商 AI 模型"),
        (">\n  One country\n  so far.\n\n\n", "One country so far."),
        ("|\n  四家厂商\n  上市。\n", "四家厂商\n上市。"),
        ('"  四家　"', "四家"),
    ],
)
def test_a_text_is_read_without_what_its_layout_adds(written, read) -> None:
    text = (DATA / "base" / "kandao-2024" / "vision-pro.yaml").read_text(encoding="utf-8")
    indented = written.replace("\n  ", "\n      ")

    parsed = parse(Document(text.replace("One country so far", indented), "a.yaml"), "prediction")

    assert parsed.problems == []
    assert parsed.record.evidence[1].title == read
