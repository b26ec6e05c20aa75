"""Passage marks against articles, whatever their script and damage."""

import os

import pytest

from scorecard.checks.passages import misplaced_mark, normalized
from scorecard.records import Passage


def fault(article: str, starts: str, ends: str) -> str | None:
    """The mark of a passage that is not found in an article of one paragraph."""
    return misplaced_mark(Passage(item="1", starts=starts, ends=ends), [normalized(article)])


@pytest.mark.parametrize(
    ("article", "starts", "ends"),
    [
        ("这一切注定2024年是科技大年。", "这一切", "科技大年"),
        ("這一切,,注定２０２４年也是一個(gè)科技大年,。", "这一切，注定2024", "个科技大年。"),
        ("把 AI 的\n能力普及", "把AI的", "能力普及"),
        ("初創(chuàng)公司會(huì)增多", "初創(chuàn", "huì)增多"),
        ("将被重塑", "将被重塑", "重塑"),
        ("苹果先说一句。后来苹果将推向市场", "苹果", "推向市场"),
    ],
)
def test_marks_that_stand_in_the_passage_are_found(article, starts, ends):
    assert fault(article, starts, ends) is None


@pytest.mark.parametrize(
    ("article", "starts", "ends", "missing"),
    [
        ("苹果将推向市场", "华为将", "市场", "starts"),
        ("苹果将推向市场", "苹果将", "商店", "ends"),
        ("市场上，苹果将会", "苹果将", "市场", "ends"),
        ("苹果" + "很" * 600 + "好", "苹果", "很好", "ends"),
        ("重塑行业", "重塑行业", "重塑", "ends"),
    ],
)
def test_a_mark_that_is_not_there_is_named(article, starts, ends, missing):
    assert fault(article, starts, ends) == missing


def test_a_second_occurrence_of_the_start_counts_too():
    article = "苹果" + "说" * 600 + "苹果将推向市场"

    assert fault(article, "苹果", "推向市场") is None


def test_brackets_that_hold_no_pinyin_stay():
    assert normalized("模型(GPT)与(will)") == "模型gpt与will"


@pytest.fixture
def article(tmp_path):
    """A folder of articles with the one of the example."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "kandao-2024.txt").write_text(
        "生成。\n\n2024 年苹果将把头显推向市场。\n", encoding="utf-8"
    )
    return folder


def test_check_verifies_the_marks_of_every_record(call, folder, article):
    done = call("check", "--predictions", folder, "--articles", article)

    assert (done.code, "0 errors" in done.out) == (0, True)


def test_a_missing_mark_is_a_problem_at_its_line(call, folder, article, write_prediction):
    write_prediction(
        "kandao-2024/other", passage="\n  item: 生成式 AI / 8\n  starts: 没有这句\n  ends: 推向市场"
    )

    done = call("check", "--predictions", folder, "--articles", article)

    assert done.code == 1
    assert "other.yaml:8:11: error[passage-not-found]" in done.out


def test_an_end_outside_its_passage_is_a_problem(call, folder, article, write_prediction):
    write_prediction(
        "kandao-2024/other",
        passage="\n  item: 生成式 AI / 8\n  starts: 2024 年苹果将\n  ends: 生成",
    )

    assert (
        "does not follow the start"
        in call("check", "--predictions", folder, "--articles", article).out
    )


def test_an_outlook_without_its_article_is_a_problem(call, folder, tmp_path):
    done = call("check", "--predictions", folder, "--articles", tmp_path / "articles")

    assert done.code == 1
    assert "error[missing-article]" in done.out


def test_an_article_that_cannot_be_read_is_a_problem(call, folder, article):
    os.truncate(article / "kandao-2024.txt", 1_000_001)

    done = call("check", "--predictions", folder, "--articles", article)

    assert done.code == 1
    assert "kandao-2024.txt:1:1: error[too-large] the file has 1,000,001 bytes" in done.out


def test_a_record_without_marks_has_nothing_to_verify(call, folder, article, write_prediction):
    write_prediction("kandao-2024/other", passage="null")

    assert call("check", "--predictions", folder, "--articles", article).code == 0


def test_a_mark_of_punctuation_alone_is_nowhere(call, folder, article, write_prediction):
    write_prediction(
        "kandao-2024/other", passage="\n  item: 生成式 AI / 8\n  starts: ——\n  ends: ……"
    )

    done = call("check", "--predictions", folder, "--articles", article)

    assert "other.yaml:8:11: error[passage-not-found]" in done.out


def test_an_article_in_another_encoding_is_a_problem_of_its_own(call, folder, article):
    (file,) = article.glob("*.txt")
    file.write_bytes(file.read_text(encoding="utf-8").encode("gbk"))

    done = call("check", "--predictions", folder, "--articles", article)

    assert f"{file}:1:" in done.out
    assert "error[not-utf8]" in done.out
    assert "passage-not-found" not in done.out


def test_an_empty_article_has_no_mark_in_it(call, folder, article):
    (file,) = article.glob("*.txt")
    file.write_text("", encoding="utf-8")

    done = call("check", "--predictions", folder, "--articles", article)

    assert (done.code, done.out.count("error[passage-not-found]")) == (1, 1)


def test_only_the_files_that_were_asked_for_are_reported(call, folder, article, write_prediction):
    write_prediction(
        "kandao-2024/other", passage="\n  item: 生成式 AI / 8\n  starts: 没有这句\n  ends: 推向市场"
    )
    good = folder / "kandao-2024" / "vision-pro.yaml"

    assert call("check", good, "--predictions", folder, "--articles", article).code == 0
