"""Closed lists may be written in Chinese."""

import json

import pytest

from scorecard.editing.scalars import as_scalar
from scorecard.reading.folder import load_records
from scorecard.reading.scalar_values import PLAIN
from scorecard.records.words import CLOSED_LISTS


@pytest.mark.parametrize("words", CLOSED_LISTS.values(), ids=CLOSED_LISTS)
def test_every_value_of_a_closed_list_may_be_written_in_chinese(words):
    assert [words(member.label.zh) for member in words] == list(words)


def test_a_chinese_word_that_was_replaced_is_still_read():
    assert CLOSED_LISTS["Bearing"]("反对") == "contradicts"
    assert CLOSED_LISTS["Specificity"]("具体") == "specific"


def test_a_word_that_is_written_is_text_when_it_is_read_again():
    """Plain values are remembered by their text: what is remembered must be a plain text."""
    assert as_scalar(CLOSED_LISTS["SourceKind"].PRIMARY, in_flow=False) == "primary"

    assert type(PLAIN["primary"]) is str


def test_the_id_of_a_domain_is_no_name_of_another(folder):
    (folder / "domains.yaml").write_text(
        "- {id: robotics, en: Robots, zh: devices}\n- {id: devices, en: Devices, zh: 终端设备}\n",
        encoding="utf-8",
    )

    assert [one.domain for one in load_records(folder).predictions.values()] == ["devices"]


@pytest.mark.slow
def test_a_domain_may_be_written_by_its_chinese_name(call, folder, prediction, clock):
    clock("2024-06-01")
    text = prediction.read_text(encoding="utf-8")
    prediction.write_text(text.replace("domain: devices", "domain: 终端设备"), encoding="utf-8")

    assert call("check", "--predictions", folder).out == "3 files checked: 0 errors, 0 warnings\n"
    score = json.loads(call("score", "--predictions", folder, "--format", "json").out)
    assert {one["key"]: one["n_recorded"] for one in score["groups"]}["devices"] == 1
    changed = call("changed", "--since", "2024-01-01", "--predictions", folder)
    assert (changed.code, "Devices" in changed.out) == (0, True)
