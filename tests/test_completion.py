"""What a shell completes: ids and names, outlooks, verdicts in both languages, rules, closed lists."""

import pytest

from scorecard.cli.options import (
    complete_ids,
    complete_judges,
    complete_outlooks,
    complete_rules,
    complete_verdicts,
)


@pytest.fixture
def here(folder, write_prediction, monkeypatch):
    """The working directory beside a folder with two claims."""
    write_prediction("kandao-2024/phones-fold")
    monkeypatch.chdir(folder.parent)
    monkeypatch.delenv("SCORECARD_PREDICTIONS", raising=False)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("complete", "begun", "offered"),
    [
        (complete_ids, "kandao-2024/v", ["kandao-2024/vision-pro"]),
        (complete_ids, "phones", ["phones-fold"]),
        (complete_ids, "zhigu", []),
        (complete_outlooks, "ka", ["kandao-2024/"]),
        (complete_verdicts, "acc", ["accurate"]),
        (complete_verdicts, "无法", ["无法判定"]),
        (complete_rules, "goalposts", ["goalposts-moved"]),
    ],
)
def test_a_shell_is_offered_what_can_follow(complete, begun, offered):
    assert complete(begun) == offered


@pytest.mark.usefixtures("here")
def test_a_shell_is_offered_the_judges_and_the_reviews_of_the_folder(folder):
    judges = "judges:\n  - {id: desk, kind: person, en: Desk, zh: 编辑部}\n"
    (folder / "scorecard.yaml").write_text(judges, encoding="utf-8")
    (folder / "reviews").mkdir()
    (folder / "reviews" / "2025.yaml").touch()

    assert complete_judges("") == ["desk", "review-2025"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("scorecard judge phones-fold accurate --by rev", "review-2025\n"),
        ("scorecard rate phones-fold accurate --rater rev", "review-2025\n"),
        ("scorecard judge phones", "phones-fold\n"),
        ("scorecard judge phones-fold half", "half_right\n"),
        ("scorecard explain copied", "copied-file\n"),
        ("scorecard new prediction kan", "kandao-2024/\n"),
        ("scorecard check --format git", "github\n"),
    ],
)
def test_bash_gets_the_words(run_process, folder, write_prediction, words, offered):
    write_prediction("kandao-2024/phones-fold")
    (folder / "reviews").mkdir()
    (folder / "reviews" / "2025.yaml").touch()
    env = {
        "_SCORECARD_COMPLETE": "complete_bash",
        "_PYTHON _M SCORECARD_COMPLETE": "complete_bash",  # as `python -m scorecard` is called
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
        "SCORECARD_PREDICTIONS": str(folder),
    }

    assert run_process(env=env).stdout == offered
