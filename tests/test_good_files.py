"""Every file under data/valid is a record without a problem, in whatever layout an editor wrote it."""

from datetime import date
from pathlib import Path

import pytest
from yaml import YAMLError

from scorecard.checks.run import check_folder
from scorecard.reading.files import RecordFile, Source
from scorecard.reading.folder import load_records
from scorecard.reading.nodes import place_in_file, place_of, read_nodes
from scorecard.reading.reading import parse
from scorecard.reading.syntax import syntax_problems
from scorecard.verdicts import Verdict
from test_bad_files import STANDS_AT

VALID = Path(__file__).parent / "data" / "valid"
FILES = sorted(VALID.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_good_file_has_no_problem(file, folder) -> None:
    kind = file.suffixes[0].strip(".") if len(file.suffixes) > 1 else None
    place = folder / STANDS_AT[kind]
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(file.read_bytes())

    assert check_folder(folder, as_of=date(2024, 6, 1)).problems == []


def record_of(name: str):
    text = (VALID / f"{name}.yaml").read_text(encoding="utf-8")
    record, problems, _ = parse(Source(name, text), "prediction")
    assert problems == []
    return record


def test_chinese_verdict_words_are_the_same_values() -> None:
    assert record_of("chinese-words").verdicts[0].verdict is Verdict.ACCURATE


def test_an_alias_is_the_value_that_it_names() -> None:
    first, second = record_of("anchors-and-aliases").evidence

    assert second.title == first.title == "Vision Pro in shops"


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
    assert records.problems == []


def test_the_digest_changes_with_any_byte_and_any_name(folder) -> None:
    before = load_records(folder).digest
    file = folder / "kandao-2024" / "vision-pro.yaml"
    file.write_bytes(file.read_bytes() + b"# a comment\n")
    changed = load_records(folder).digest
    file.rename(file.with_name("renamed.yaml"))

    assert len({before, changed, load_records(folder).digest}) == 3


def test_one_bad_file_does_not_hide_the_others(folder) -> None:
    outlook = folder / "kandao-2024"
    (outlook / "bad.yaml").write_text("domain：devices\n", encoding="utf-8")
    (outlook / "worse.yaml").write_bytes(b"\xff\xfe\x00")

    records = load_records(folder)

    assert list(records.predictions) == ["kandao-2024/vision-pro"]
    assert [one.rule for one in records.problems] == ["fullwidth-colon", "not-utf8"]


def test_what_stands_behind_an_alias_is_placed_at_the_alias() -> None:
    root = read_nodes("a: &x {b: 1}\nc: *x\n")

    assert place_of(root, ("c", "b", "d")) == (2, 4)


def test_a_file_that_was_broken_meanwhile_is_placed_at_its_start(prediction) -> None:
    prediction.write_text("claim: [\n")
    file = RecordFile(prediction, str(prediction), "prediction", "kandao-2024/vision-pro")

    assert place_in_file(file, ("claim",)) == (1, 1)


def test_an_error_without_a_place_is_placed_at_the_start() -> None:
    (found,) = syntax_problems(Source("a.yaml", "a"), YAMLError("odd"))

    assert (found.rule, found.line, found.column) == ("yaml-syntax", 1, 1)
    assert found.message.en == "not YAML: odd"
