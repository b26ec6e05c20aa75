"""The JSON Schemas and the models say the same of a file, as far as a schema can say it."""

import copy
import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from yaml import YAMLError

from scorecard.editing.starting import domains_of, schema_files
from scorecard.reading.scalar_values import Ambiguous
from scorecard.reading.yaml_reader import DocumentError, read_document
from scorecard.records import Outlook, Prediction, Settings
from scorecard.records.schema import json_schemas
from scorecard.verdicts import Verdict

RECORDS = Path(__file__).parent.parent / "predictions"
SCHEMAS = json_schemas()
DATES_AS_TEXT = {"date@27-12.yaml"}
"""Files where a text is an unquoted date, which is a text too for the readers of JSON Schemas."""
MODELS = {
    "prediction": Prediction,
    "outlook": Outlook,
    "scorecard": Settings,
}
GOOD = {
    "claim": {"en": "a", "zh": "甲"},
    "domain": "devices",
    "attributed_to": "the article",
    "passage": {"item": "1", "starts": "a", "ends": "b"},
    "hedge": {"word": None, "strength": "will"},
    "made_on": "2023-12-31",
    "window": {"opens_on": "2024-01-01", "closes_on": None, "stated": True},
    "specificity": "vague",
    "probability": 0.5,
    "criteria": {"accurate": "a", "half_right": {"en": "a", "zh": "b"}, "inaccurate": "c"},
    "evidence": [
        {
            "published_on": 2024,
            "title": "t",
            "publisher": None,
            "url": "https://example.org/a",
            "finding": "f",
            "bears": "context",
        }
    ],
    "verdicts": [{"judged_on": "2025-01-08", "verdict": "准确", "by": "desk", "why": "w"}],
    "ratings": [{"rater": "lin", "rated_on": "2025-01-08", "verdict": "too_early"}],
    "amendments": [{"amended_on": "2025-01-08", "field": "claim", "reason": "r"}],
}


def schema_accepts(kind, value):
    import jsonschema

    validator = jsonschema.Draft7Validator(
        SCHEMAS[f"{kind}.schema.json"], format_checker=jsonschema.FormatChecker(["date"])
    )
    return validator.is_valid(value)


def model_accepts(kind, value):
    try:
        MODELS[kind].model_validate(value)
    except ValidationError:
        return False
    return True


def as_json(value):
    """What an editor's YAML reader sees: a date is a text."""
    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    if isinstance(value, Ambiguous):
        return -1  # a word that readers differ about fits nowhere
    return value.isoformat() if isinstance(value, date) else value


def paths(value, path=()):
    """The way to everything in a document."""
    yield path
    steps = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for step, inner in steps:
        yield from paths(inner, (*path, step))


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_is_a_valid_draft_07_schema(name):
    import jsonschema

    jsonschema.Draft7Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schemas_beside_the_records_are_those_that_the_command_writes(name):
    """That of a prediction offers the domains of this folder."""
    assert (RECORDS / name).read_bytes() == schema_files(domains_of(RECORDS))[name]


def test_the_committed_schema_offers_the_domains_of_this_folder_and_no_other():
    schema = json.loads((RECORDS / "prediction.schema.json").read_text(encoding="utf-8"))
    usual = copy.deepcopy(SCHEMAS["prediction.schema.json"])

    known = usual["properties"]["domain"]["examples"] = schema["properties"]["domain"]["examples"]

    assert {"devices", "终端设备"} <= set(known)
    assert schema == usual


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_description_is_in_both_languages(name):
    for found in re.findall(
        r'"description": "(.*?[^\\])"', json.dumps(SCHEMAS[name], ensure_ascii=False)
    ):
        english, chinese = found.split("\\n\\n")
        assert english.isascii()
        assert re.search("[\u4e00-\u9fff]", chinese)


def test_a_verdict_may_be_written_in_chinese_and_every_value_is_explained():
    verdict = SCHEMAS["prediction.schema.json"]["definitions"]["Verdict"]

    assert verdict["enum"] == [*Verdict, *(one.label.zh for one in Verdict)]
    assert len(verdict["enumDescriptions"]) == len(verdict["enum"])
    assert verdict["enumDescriptions"][0] == (
        "accurate: the claim came true as its criteria ask. 准确：按判定标准，预测应验。"
    )


def test_no_mapping_takes_a_key_that_is_not_known():
    for schema in SCHEMAS.values():
        for part in (schema, *schema["definitions"].values()):
            if part.get("type") == "object":
                assert part["additionalProperties"] is False


@pytest.mark.slow
def test_every_record_of_this_repository_fits_its_schema():
    for file in sorted(RECORDS.glob("*/*.yaml")):
        kind = "outlook" if file.stem == "outlook" else "prediction"
        if file.parent.name != "reviews":
            value = read_document(file.read_text(encoding="utf-8")).value
            assert schema_accepts(kind, as_json(value)), file.name


@pytest.mark.slow
def test_schema_and_models_agree_on_the_good_and_bad_files_of_the_tests(data):
    for file in sorted(data.rglob("*.yaml")):
        try:
            value = read_document(file.read_text(encoding="utf-8-sig")).value
        except (DocumentError, UnicodeDecodeError, YAMLError):
            continue  # what is no YAML is a matter of the reader
        if file.stem == "domains" or file.parent.name == "reviews":
            continue  # no editor has a schema for these
        kind = "outlook" if file.stem == "outlook" else "prediction"
        accepted = model_accepts(kind, value) or file.name in DATES_AS_TEXT
        assert schema_accepts(kind, as_json(value)) == accepted, file


JUNK = [
    *[None, True, False, 0, 1, 7.5, -1, 2024, 999, "", " ", "a", "x" * 13, "2024", "2024-02"],
    *["\x1b", "a\nb", "a\tb", "\x85 a", "a\u202e", "\u2069", "\x7f", "a\x0bb", "\u3000", "\ufeff"],
    *["2024-02-30", "2024-1-1", "准确", "accurate", "ftp://x.y", "https://x y", "http://x.y"],
    *[
        "https://a.b，https://c.d",
        "https://a.b;http://c.d",
        "https://a.b/https://c.d",
        "lin ",
        "\u2028",
    ],
    *["https://a.b。", "https://a.b/c）", "https://a.b/c。d", "https://a", "https://。"],
    *[[], {}, ["a"], {"en": "a"}, {"en": "a", "zh": "b"}, {"en": "a", "zh": "b", "fr": "c"}],
]


@pytest.mark.parametrize("end", "。，、；！？”）》")
def test_neither_schema_nor_model_takes_a_link_with_the_mark_of_its_sentence(end):
    value = copy.deepcopy(GOOD)
    value["evidence"][0]["url"] += end

    assert not schema_accepts("prediction", value)
    assert not model_accepts("prediction", value)


@pytest.mark.parametrize("name", ["lin。", "“lin”", "，lin", "lin; ", "lin, mei", "lin；mei"])
@pytest.mark.parametrize("path", [("verdicts", "by"), ("ratings", "rater")])
def test_neither_schema_nor_model_takes_a_name_with_a_mark_around_it(path, name):
    value = copy.deepcopy(GOOD)
    entries, key = path
    value[entries][0][key] = name
    is_taken = key == "by" and name in {"lin, mei", "lin；mei"}  # people who judged together

    assert schema_accepts("prediction", value) == is_taken
    assert model_accepts("prediction", value) == is_taken


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(st.data())
def test_schema_and_model_agree_on_any_value_spoiled(data):
    value = copy.deepcopy(GOOD)
    path = data.draw(st.sampled_from([one for one in paths(GOOD) if one]))
    around = value
    for step in path[:-1]:
        around = around[step]
    how = data.draw(st.sampled_from(["replace", "delete", "add"]))
    if how == "replace":
        around[path[-1]] = data.draw(st.sampled_from(JUNK))
    elif how == "delete":
        del around[path[-1]]
    elif isinstance(around, dict):
        around["extra"] = 1

    assert schema_accepts("prediction", value) == model_accepts("prediction", value)


@pytest.mark.parametrize("name", json_schemas())
def test_each_schema_has_an_id_that_needs_no_network(name):
    assert json_schemas()[name]["$id"] == f"urn:forecast-scorecard:{name.partition('.')[0]}"
