"""What a problem tells the editor to type, and that typing it mends the file."""

import re
from datetime import date

import pytest

from scorecard.checks.run import check_folder

SLIPS = [
    ("verdict: accurate", "verdict: 准确。", "verdict: accurate", "Did you mean `accurate`?"),
    ("verdict: accurate", "verdict: 準確", "verdict: accurate", "Did you mean `accurate`?"),
    ("verdict: accurate", "verdict: 正确", "verdict: accurate", "Did you mean `accurate`?"),
    ("verdict: accurate", "verdict: true", "verdict: accurate", "Did you mean `accurate`?"),
    ("verdict: accurate", "verdict: acurate", "verdict: accurate", "Did you mean `accurate`?"),
    ("bears: contradicts", "bears: 反对", "bears: contradicts", "Did you mean `contradicts`?"),
    ("strength: will", "strength: 将", "strength: will", "Did you mean `will`?"),
    (
        "specificity: measurable",
        "specificity: 可量化",
        "specificity: measurable",
        "Did you mean `measurable`?",
    ),
    ("domain: devices", "domain: 终端设备", "domain: devices", "Did you mean `devices`?"),
    ("domain: devices", "domian: devices", "domain: devices", "Did you mean `domain`?"),
    ("judged_on: 2024-03-01", "judged_on: 2024/3/1", "judged_on: 2024-03-01", "Type `2024-03-01`."),
    (
        "judged_on: 2024-03-01",
        "judged_on: 2024年3月1日",
        "judged_on: 2024-03-01",
        "Type `2024-03-01`.",
    ),
    (
        "judged_on: 2024-03-01",
        "judged_on: ２０２４-03-01",
        "judged_on: 2024-03-01",
        "Type `2024-03-01`.",
    ),
    ("closes_on: 2024-12-31", "closes_on: 无", "closes_on: null", "Type `null`."),
    ("published_on: 2024-03\n", "published_on: 不详\n", "published_on: null\n", "Type `null`."),
    ("probability: null", "probability: none", "probability: null", "Type `null`."),
    ("probability: null", "probability: 70%", "probability: 0.7", "Type `0.7`."),
    ("probability: null", "probability: '0.7'", "probability: 0.7", "Delete the quotes."),
    ("stated: true", "stated: 是", "stated: true", "Type `true`."),
    ("stated: true", "stated: no", "stated: false", "Type `false`."),
    (
        "url: https://example.org",
        "url: https：//example.org",
        "url: https://example.org",
        "Type `https://example.org/vision-pro`.",
    ),
    (
        "hedge: {word: 将, strength: will}",
        "hedge: ｛word：将，strength：will｝",
        "hedge: {word: 将, strength: will}",
        "Type `{word: 将, strength: will}`.",
    ),
    (
        "hedge: {word: 将, strength: will}",
        "hedge: {word: 将， strength: will}",
        "hedge: {word: 将, strength: will}",
        "Type `, ` instead of `，`.",
    ),
    ("domain: devices", "domain：devices", "domain: devices", "Type `: ` instead of `：`."),
    ("domain: devices", "domain:\u00a0devices", "domain: devices", "Type an ASCII space."),
    ("  - published_on: 2024-02", "  －published_on: 2024-02", "  - published_on: 2024-02", "Type `- `."),
    ("  - published_on: 2024-02", "  -published_on: 2024-02", "  - published_on: 2024-02", "Type `- `."),
    ("title: One country so far", "title: 2024", 'title: "2024"', 'Quote it: "2024".'),
]  # fmt: skip


@pytest.mark.parametrize(("good", "slip", "mended", "hint"), SLIPS)
def test_a_slip_is_told_what_to_type_and_typing_it_mends_the_file(
    prediction, good, slip, mended, hint
):
    folder = prediction.parent.parent
    text = prediction.read_text(encoding="utf-8")
    assert good in text
    prediction.write_text(text.replace(good, slip, 1), encoding="utf-8")

    found = check_folder(folder, as_of=date(2024, 6, 1)).problems
    prediction.write_text(text.replace(good, mended, 1), encoding="utf-8")

    assert [one.hint.en for one in found] == [hint]
    assert re.search("[\u4e00-\u9fff]", found[0].hint.zh)
    assert check_folder(folder, as_of=date(2024, 6, 1)).problems == []
