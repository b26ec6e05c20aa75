"""Claims about one event: what the rules across records leave alone."""

import shutil
from datetime import date

import pytest

from scorecard.checks.run import check_folder
from scorecard.rules import RULES
from scorecard.text import Phrase

DAY = date(2024, 6, 1)
ACCURATE = "    verdict: accurate\n"


@pytest.fixture
def pair(folder, data):
    """Two claims that name each other, of which one is accurate and the other inaccurate."""
    beside = data / "invalid" / "same-event-differs" / "beside" / "zhigu-2024"
    shutil.copytree(beside, folder / "zhigu-2024")
    first, second = folder / "kandao-2024" / "vision-pro.yaml", folder / "zhigu-2024/headset.yaml"
    with first.open("a", encoding="utf-8") as file:
        file.write("same_event: [zhigu-2024/headset]\n")
    return first, second


def problems(folder):
    return [one.rule for one in check_folder(folder, as_of=DAY).problems]


def replace(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.usefixtures("pair")
def test_two_verdicts_on_one_event_that_differ_are_one_problem(folder):
    assert problems(folder) == ["same-event-differs"]


def test_two_verdicts_on_one_event_that_agree_are_none(folder, pair):
    replace(pair[1], "verdict: inaccurate", "verdict: accurate")

    assert problems(folder) == []


def test_of_several_verdicts_on_one_event_the_last_ones_count(folder, pair):
    before = (
        "{judged_on: 2024-02-03, verdict: inaccurate, by: desk, why: 0 sold, early_because: Over}"
    )
    replace(pair[1], "verdict: inaccurate", "verdict: accurate")
    replace(pair[1], "verdicts:\n", f"verdicts:\n  - {before}\n")

    assert problems(folder) == []


@pytest.mark.parametrize("word", ["too_early", "unresolvable"])
def test_a_verdict_that_is_not_scored_differs_from_none(folder, pair, word):
    replace(pair[1], "verdict: inaccurate", f"verdict: {word}")
    replace(pair[1], "    early_because: A first sale cannot be undone.\n", "")

    assert problems(folder) == []


def test_a_withdrawn_claim_differs_from_none(folder, pair):
    with pair[1].open("a", encoding="utf-8") as file:
        file.write("withdrawn: {on: 2024-05-01, why: The product was on sale that day.}\n")

    assert problems(folder) == []


def test_a_claim_that_cannot_be_read_is_still_on_record(folder, pair):
    replace(pair[1], "domain: devices\n", "")

    assert problems(folder) == ["missing-key"]


def test_a_withdrawn_claim_is_asked_for_no_verdict_and_no_source(folder, prediction):
    replace(prediction, "    early_because: A first sale cannot be undone.\n", "")
    replace(prediction, "    kind: press\n", "    kind: other\n")
    with prediction.open("a", encoding="utf-8") as file:
        file.write("withdrawn: {on: 2024-05-01, why: The product was on sale that day.}\n")

    assert problems(folder) == []


def test_a_withdrawn_claim_is_never_overdue(folder, prediction):
    replace(prediction, ACCURATE, "    verdict: too_early\n")
    replace(prediction, "    occurred_on: 2024-02-02\n", "")
    replace(prediction, "    early_because: A first sale cannot be undone.\n", "")
    with prediction.open("a", encoding="utf-8") as file:
        file.write("withdrawn: {on: 2024-05-01, why: The product was on sale that day.}\n")

    assert check_folder(folder, as_of=date(2025, 6, 1)).problems == []


def test_an_unknown_id_near_a_known_one_is_guessed(folder, prediction):
    with prediction.open("a", encoding="utf-8") as file:
        file.write("same_event: [zhigu-2024/vision-pro]\n")

    (problem,) = check_folder(folder, as_of=DAY).problems

    assert problem.hint.en == "Did you mean `kandao-2024/vision-pro`?"


def test_old_records_without_any_kind_are_asked_for_the_kinds_alone(folder, prediction):
    replace(prediction, "    kind: press\n", "")

    (problem,) = check_folder(folder, as_of=DAY).problems

    assert (problem.rule, problem.message.en) == (
        "source-without-kind",
        "no `kind` on evidence 1, 2 of 2",
    )
    assert problem.message.zh == "共 2 条证据，第 1、2 条没有写 `kind`"
    assert problem.severity is RULES["overdue"].severity


def test_one_page_listed_twice_is_one_source(folder, prediction):
    replace(prediction, "    url: null\n", "    url: http://www.example.org/vision-pro/\n")

    alone, again = check_folder(folder, as_of=DAY).problems

    assert (alone.rule, again.rule) == ("one-independent-source", "repeated-address")
    assert again.message == Phrase("the address of evidence 1 again", "网址与第 1 条证据相同")
