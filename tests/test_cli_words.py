"""Chinese words and days on the command line, beside the English ones."""

import json
import re
from datetime import date
from importlib.metadata import version

import pytest

from scorecard import DISTRIBUTION
from scorecard.cli.options import day

AS_OF = ("--as-of", "2024-06-01")


def test_the_version_is_printed(call):
    done = call("--version")

    assert (done.code, done.out) == (0, f"scorecard {version(DISTRIBUTION)}\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    "filters",
    [
        ("--domain", "终端设备"),
        ("--specificity", "可量化"),
        ("--hedge", "将"),
        ("--by", "领域"),
        ("--as-of", "2024年6月1日"),
    ],
)
def test_score_takes_the_chinese_word(filters, call, folder):
    done = call("score", *AS_OF, "--format", "json", *filters, "--predictions", folder)

    assert json.loads(done.out)["overall"]["n_recorded"] == 1
    assert json.loads(done.out)["as_of"] == "2024-06-01"


@pytest.mark.slow
def test_an_older_chinese_word_is_read_as_before(call, folder, prediction):
    text = prediction.read_text(encoding="utf-8")
    prediction.write_text(text.replace("specificity: measurable", "specificity: specific"), "utf-8")

    done = call("score", *AS_OF, "--specificity", "具体", "--predictions", folder)

    assert done.code == 0


def test_a_slip_in_a_chinese_name_is_answered_with_the_name(call, folder):
    done = call("score", *AS_OF, "--domain", "终端设施", "--predictions", folder)

    assert done.code == 2
    assert done.err.endswith("did you mean '终端设备'? choose devices\n")


def test_new_takes_the_chinese_name_of_a_domain(call, folder):
    done = call(
        *("new", "prediction", "kandao-2024/next", "--domain", "终端设备"),
        *("--made-on", "2024 年 1 月 2 日", "--predictions", folder),
    )

    text = (folder / "kandao-2024" / "next.yaml").read_text(encoding="utf-8")
    assert done.code == 0
    assert re.search(r"^domain: devices$", text, re.MULTILINE)
    assert re.search(r"^made_on: 2024-01-02$", text, re.MULTILINE)


def test_amend_takes_yes_and_no_in_chinese(call, folder):
    done = call(
        *("amend", "vision-pro", "--stated", "否", "--reason", "文章没有写期限。"),
        *("--predictions", folder, "--lang", "en"),
    )

    assert "changed window" in done.out


@pytest.mark.parametrize(
    ("word", "id_"),
    [
        ("逾期", "overdue"),
        ("overdue", "overdue"),
        ("制表符", "tab"),
        ("改动或删除", "history-rewritten"),
    ],
)
def test_explain_takes_a_word_of_the_rule(word, id_, call):
    done = call("explain", word, "--lang", "zh")

    assert done.out.startswith(f"{id_}（")
    assert len(done.out.splitlines()) == 3


def test_explain_prints_every_rule_with_the_word(call):
    done = call("explain", "全角", "--lang", "zh")
    several = call("explain", "半角", "--lang", "zh")

    assert (done.code, done.err) == (
        2,
        "error: unknown rule '全角'; `scorecard explain` lists them\n",
    )
    assert several.out.count("fullwidth-") >= 3


@pytest.mark.slow
def test_changed_since_a_chinese_day(call, folder):
    since = ("changed", *AS_OF, "--format", "json", "--predictions", folder, "--since")

    written = call(*since, "2024年1月1日")

    assert written.out == call(*since, "2024-01-01").out
    assert written.code == 0


@pytest.mark.parametrize(
    "text",
    ["2026年1月5日", "2026 年 1 月 5 日", "2026年01月05号", "2026年1月5", "2026/1/5", "2026.01.05"],
)
def test_a_day_is_read_as_people_write_it(text):
    assert day(text) == date(2026, 1, 5)


def test_full_width_digits_are_digits():
    assert day("２０２６－１１－２５") == date(2026, 11, 25)


@pytest.mark.parametrize("text", ["5.1.2026", "2026年13月1日", "2026-1", "1月5日", "明天"])
def test_what_is_no_day_is_not_guessed(text):
    with pytest.raises(ValueError, match=r"."):
        day(text)
