"""Goalposts, history and the record itself stay as they were; `check --against` says where they do not."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from repository import commit, git
from scorecard.checks.against import against_problems, lost_entries
from scorecard.reading.folder import load_records
from scorecard.records import JudgedVerdict

AMENDMENT = """amendments:
  - amended_on: 2024-05-01
    field: {field}
    reason: The article was corrected on 1 May 2024.
"""


def problems_after(
    folder: Path, file: Path, change: Callable[[str], str]
) -> list[tuple[str, int, int]]:
    """Rule, line and column of what a change breaks."""
    before = load_records(folder).predictions
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    found = against_problems(before, load_records(folder))
    return [(one.rule, one.line, one.column) for one in found]


CHANGES = {
    "claim": ("on sale during 2024", "on sale during 2025"),
    "window": ("closes_on: 2024-12-31", "closes_on: 2025-12-31"),
    "criteria": ("at least one country", "at least two countries"),
    "made_on": ("made_on: 2023-12-31", "made_on: 2023-12-30"),
    "probability": ("probability: null", "probability: 0.9"),
}


def place(file: Path, key: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith(f"{key}:"))


@pytest.mark.parametrize("field", CHANGES)
def test_a_moved_goalpost_is_an_error_at_its_place(
    folder: Path, prediction: Path, field: str
) -> None:
    old, new = CHANGES[field]

    ((rule, line, _),) = problems_after(folder, prediction, lambda text: text.replace(old, new))

    assert (rule, line) == ("goalposts-moved", place(prediction, field))


@pytest.mark.parametrize("field", CHANGES)
def test_a_new_amendment_explains_the_change(folder: Path, prediction: Path, field: str) -> None:
    old, new = CHANGES[field]
    amendment = AMENDMENT.format(field=field)

    assert not problems_after(folder, prediction, lambda text: text.replace(old, new) + amendment)


def test_an_amendment_of_another_field_explains_nothing(folder: Path, prediction: Path) -> None:
    amendment = AMENDMENT.format(field="claim")

    found = problems_after(
        folder,
        prediction,
        lambda text: text.replace("made_on: 2023-12-31", "made_on: 2023-12-30") + amendment,
    )

    assert [rule for rule, _, _ in found] == ["goalposts-moved"]


def test_an_old_amendment_explains_no_second_change(folder: Path, prediction: Path) -> None:
    text = prediction.read_text(encoding="utf-8")
    prediction.write_text(text + AMENDMENT.format(field="made_on"), encoding="utf-8")

    found = problems_after(
        folder, prediction, lambda text: text.replace("made_on: 2023-12-31", "made_on: 2023-12-30")
    )

    assert [rule for rule, _, _ in found] == ["goalposts-moved"]


def test_criteria_may_not_vanish_in_silence(folder: Path, prediction: Path) -> None:
    def without_criteria(text: str) -> str:
        start, end = text.index("criteria:"), text.index("evidence:")
        return text[:start] + text[end:]

    found = problems_after(folder, prediction, without_criteria)

    assert found == [("goalposts-moved", 1, 1)]


WITHDRAWN = "withdrawn: {on: 2024-05-01, why: It was said of the year before.}\n"


@pytest.mark.parametrize(
    ("later", "said"),
    [
        ("", "the withdrawal of 2024-05-01 is gone"),
        (WITHDRAWN.replace("05-01", "05-02"), "the withdrawal of 2024-05-01 was altered"),
        (WITHDRAWN.replace("It was said", "{en: It was said").replace("}", ", zh: 说的是前一年。}}"), ""),
    ],
)  # fmt: skip
def test_a_withdrawal_may_be_neither_altered_nor_removed(
    folder: Path, prediction: Path, later: str, said: str
) -> None:
    text = prediction.read_text(encoding="utf-8")
    prediction.write_text(text + WITHDRAWN, encoding="utf-8")
    before = load_records(folder).predictions
    prediction.write_text(text + later, encoding="utf-8")

    found = against_problems(before, load_records(folder))

    rules = [(one.rule, one.message.en) for one in found]
    assert rules == ([("history-rewritten", said)] if said else [])


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("domain", "domain: devices", "domain: models"),
        ("attributed_to", "attributed_to: the article", "attributed_to: Tim Cook"),
        ("passage", "item: 生成式 AI / 8", "item: 生成式 AI / 9"),
        ("hedge", "word: 将, strength: will", "word: 将, strength: may"),
        ("specificity", "specificity: measurable", "specificity: vague"),
        ("evidence", "bears: contradicts", "bears: context"),
        ("evidence", "url: https://example.org/vision-pro", "url: https://example.org/other"),
    ],
)
def test_what_numbers_and_verdicts_rest_on_is_told_when_it_changes_after_a_verdict(
    folder: Path, prediction: Path, key: str, old: str, new: str
) -> None:
    text = prediction.read_text(encoding="utf-8")
    unjudged = text[: text.index("verdicts:")]

    found = problems_after(folder, prediction, lambda text: text.replace(old, new))
    prediction.write_text(unjudged, encoding="utf-8")

    assert [one[:2] for one in found] == [("changed-after-verdict", place(prediction, key))]
    assert problems_after(folder, prediction, lambda text: text.replace(old, new)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("domain: devices", "domain: 终端设备"),
        ("starts: 2024 年苹果将", "starts: 2024 年苹果"),
        ("attributed_to: the article", "attributed_to: {en: the article, zh: 文章本身}"),
        ("url: null\n", "url: null\n    seen: full\n"),
        ("title: One country so far", "title: {en: One country so far, zh: 目前只有一国}"),
    ],
)
def test_another_spelling_of_it_and_what_is_added_are_not(
    folder: Path, prediction: Path, old: str, new: str
) -> None:
    assert problems_after(folder, prediction, lambda text: text.replace(old, new)) == []


def test_an_altered_verdict_is_an_error_at_the_verdict(folder: Path, prediction: Path) -> None:
    found = problems_after(
        folder, prediction, lambda text: text.replace("verdict: accurate", "verdict: inaccurate")
    )

    assert [rule for rule, _, _ in found] == ["history-rewritten"]
    assert found[0][1] == place(prediction, "verdicts") + 1


def test_a_removed_verdict_is_an_error_at_the_list(folder: Path, prediction: Path) -> None:
    found = problems_after(
        folder, prediction, lambda text: text[: text.index("verdicts:")] + "verdicts: []\n"
    )

    assert found == [("history-rewritten", place(prediction, "verdicts"), 11)]


def test_removed_ratings_and_amendments_are_named(folder: Path, prediction: Path) -> None:
    text = prediction.read_text(encoding="utf-8")
    rating = "ratings:\n  - {rater: 林, rated_on: 2024-03-02, verdict: 准确}\n"
    prediction.write_text(text + rating + AMENDMENT.format(field="claim"), encoding="utf-8")
    before = load_records(folder).predictions
    prediction.write_text(text, encoding="utf-8")

    found = against_problems(before, load_records(folder))

    assert [one.message.zh for one in found] == [
        "评议“准确”（林，2024-03-02）不见了",
        "修订（claim，2024-05-01）不见了",
    ]


def test_an_altered_amendment_and_rating_are_named(folder: Path, prediction: Path) -> None:
    rating = "ratings:\n  - {rater: 林, rated_on: 2024-03-02, verdict: 准确}\n"
    text = prediction.read_text(encoding="utf-8") + rating + AMENDMENT.format(field="claim")
    prediction.write_text(text, encoding="utf-8")

    found = problems_after(
        folder,
        prediction,
        lambda text: text.replace("was corrected", "changed").replace("准确}", "不准确}"),
    )

    assert [rule for rule, _, _ in found] == ["history-rewritten", "history-rewritten"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [("half_right: 3", "half_right: 2", "was altered"), ("  - {by: wang", "#", "is gone")],
)
def test_a_prior_may_be_neither_altered_nor_removed(
    folder: Path, prediction: Path, old: str, new: str, said: str
) -> None:
    priors = "priors:\n" + "".join(
        f"  - {{by: {who}, given_on: 2023-12-30, basis: hindsight,"
        f" of_ten: {{accurate: {n}, half_right: 3, inaccurate: {7 - n}}}}}\n"
        for n, who in enumerate(("lin", "wang"), 5)
    )
    text = prediction.read_text(encoding="utf-8") + priors
    prediction.write_text(text, encoding="utf-8")
    before = load_records(folder).predictions
    start, end = text.rsplit(old, 1)
    prediction.write_text(f"{start}{new}{end}", encoding="utf-8")

    (found,) = against_problems(before, load_records(folder))

    assert (found.rule, found.message.en) == (
        "history-rewritten",
        f"the prior of wang on 2023-12-30 {said}",
    )


TWO_ROUNDS = """ratings:
  - {rater: lin, rated_on: 2024-04-01, verdict: accurate}
  - {rater: lin, rated_on: 2024-04-01, verdict: inaccurate, round: 2}
"""


FIRST, SECOND, THIRD, _ = TWO_ROUNDS.split("\n")


@pytest.mark.parametrize(
    ("old", "new", "said_below"),
    [
        (SECOND, "", "is gone 0"),
        ("verdict: inaccurate, round: 2", "verdict: half_right, round: 2", "was altered 2"),
        (TWO_ROUNDS, f"{FIRST}\n{THIRD}\n{SECOND}", "was altered 1"),
    ],
)
def test_of_two_ratings_of_a_day_the_one_that_is_not_there_any_more_is_named(
    folder: Path, prediction: Path, old: str, new: str, said_below: str
) -> None:
    text = prediction.read_text(encoding="utf-8") + TWO_ROUNDS
    prediction.write_text(text, encoding="utf-8")
    before = load_records(folder).predictions
    prediction.write_text(text.replace(old, new), encoding="utf-8")

    (found,) = against_problems(before, load_records(folder))

    n_below = found.line - place(prediction, "ratings")
    assert f"{found.message.en} {n_below}".endswith(f"by lin on 2024-04-01 {said_below}")


def test_what_is_added_is_no_problem(folder: Path, prediction: Path) -> None:
    added = (
        "  - {judged_on: 2024-04-01, verdict: half_right, by: desk, why: One country by 1 April.}\n"
    )

    assert not problems_after(folder, prediction, lambda text: text + added)


def test_a_faulty_file_is_left_to_the_other_rules(folder: Path, prediction: Path) -> None:
    assert not problems_after(folder, prediction, lambda text: text + "colour: blue\n")


def test_a_removed_prediction_is_an_error(folder: Path, prediction: Path) -> None:
    before = load_records(folder).predictions
    prediction.unlink()

    (found,) = against_problems(before, load_records(folder))

    assert found.rule == "prediction-removed"
    assert found.path == str(prediction)


def test_a_renamed_prediction_is_told_where_it_is_now(folder: Path, prediction: Path) -> None:
    before = load_records(folder).predictions
    prediction.rename(prediction.with_name("vision-pro-2024.yaml"))

    (found,) = against_problems(before, load_records(folder))

    assert (found.rule, found.path) == ("prediction-removed", str(prediction))
    assert (found.line, found.column) == (1, 1)
    assert found.message.en.endswith("it seems to be kandao-2024/vision-pro-2024 now")
    assert found.message.zh == "这条预测曾经收录，现在似乎是 kandao-2024/vision-pro-2024"
    assert found.hint.zh == "把文件名改回来，或在文件里写 `formerly: [kandao-2024/vision-pro]`。"


def test_of_a_prediction_renamed_again_the_whole_list_is_told(
    folder: Path, prediction: Path
) -> None:
    with prediction.open("a", encoding="utf-8") as file:
        file.write("formerly: [kandao-2024/visoin]\n")
    before = load_records(folder).predictions
    prediction.rename(prediction.with_name("vision-pro-2024.yaml"))

    (found,) = against_problems(before, load_records(folder))

    assert "`formerly: [kandao-2024/visoin, kandao-2024/vision-pro]`" in found.hint.en


def test_a_renamed_prediction_that_names_its_old_id_is_followed(
    folder: Path, prediction: Path
) -> None:
    before = load_records(folder).predictions
    text = prediction.read_text(encoding="utf-8")
    renamed = prediction.rename(prediction.with_name("vision-pro-2024.yaml"))
    renamed.write_text(f"{text}formerly: [kandao-2024/vision-pro]\n", encoding="utf-8")

    assert against_problems(before, load_records(folder)) == []

    renamed.write_text(
        renamed.read_text(encoding="utf-8").replace("during 2024", "during 2025"), encoding="utf-8"
    )
    (found,) = against_problems(before, load_records(folder))
    assert (found.rule, found.path) == ("goalposts-moved", str(renamed))


def test_a_record_that_was_there_takes_no_other_in(folder: Path, prediction: Path) -> None:
    text = prediction.read_text(encoding="utf-8")
    prediction.with_name("other.yaml").write_text(text, encoding="utf-8")
    before = load_records(folder).predictions
    prediction.unlink()
    prediction.with_name("other.yaml").write_text(
        f"{text}formerly: [kandao-2024/vision-pro]\n", encoding="utf-8"
    )

    assert [one.rule for one in against_problems(before, load_records(folder))] == [
        "prediction-removed"
    ]


def test_spaces_between_chinese_and_latin_characters_may_change(
    folder: Path, prediction: Path
) -> None:
    def tight(text: str) -> str:
        text = text.replace("在 2024 年内开售 Vision", "在2024年内开售Vision")
        return text.replace(
            "why: Sold in the US from 2 February 2024.", "why: 2024年2月2日起开售。"
        )

    prediction.write_text(tight(prediction.read_text(encoding="utf-8")), encoding="utf-8")

    def spaced(text: str) -> str:
        text = text.replace("在2024年内开售Vision", "在 2024 年内开售 Vision")
        return text.replace("2024年2月2日起", "2024 年 2 月 2 日起")

    assert problems_after(folder, prediction, spaced) == []


CHINESE_CLAIM = "  zh: 苹果会在 2024 年内开售 Vision Pro。"


@pytest.mark.parametrize(
    "layout",
    [
        "  zh: >\n    苹果会在 2024 年内\n    开售 Vision Pro。\n",
        "  zh: >-\n    苹果会在 2024 年内\n    开售 Vision Pro。",
        "  zh: |\n    苹果会在 2024 年内\n    开售 Vision Pro。",
        "  zh: 苹果会在 2024 年内\n    开售 Vision Pro。",
        "  zh: '苹果会在 2024 年内开售 Vision Pro。 '",
    ],
)
def test_another_layout_of_the_same_text_moves_no_goalpost(
    folder: Path, prediction: Path, layout: str
) -> None:
    assert not problems_after(folder, prediction, lambda text: text.replace(CHINESE_CLAIM, layout))


WHY = "why: Sold in the US from 2 February 2024."


@pytest.mark.parametrize(
    ("why", "rules"),
    [
        ("why: {en: Sold in the US from 2 February 2024., zh: 2024 年 2 月 2 日起在美国开售。}", []),
        ("why: {en: Sold in the US from 2 March 2024., zh: 2024 年起在美国开售。}", ["history-rewritten"]),
    ],
)  # fmt: skip
def test_a_verdict_may_gain_its_other_language_and_nothing_else(
    folder: Path, prediction: Path, why: str, rules: list[str]
) -> None:
    found = problems_after(folder, prediction, lambda text: text.replace(WHY, why))

    assert [rule for rule, _, _ in found] == rules


@pytest.mark.parametrize("n_kept", [1, 0])
def test_a_dissent_may_gain_its_other_language_and_may_not_go(n_kept: int) -> None:
    def decided(*dissent: object) -> JudgedVerdict:
        how = {"how": "vote", "for": 1, "against": len(dissent), "dissent": [*dissent]}
        given = {"judged_on": "2025-01-08", "verdict": "accurate", "by": "review-2025"}
        return JudgedVerdict.model_validate({**given, "why": "Sold.", "decided": how})

    lin = {"by": "lin", "verdict": "inaccurate", "why": "Not sold."}
    more = {**lin, "why": {"en": "Not sold.", "zh": "没有开售。"}}

    lost = lost_entries([decided(lin)], [decided(*[more][:n_kept])])

    assert len(lost) == 1 - n_kept


def test_spaces_between_words_may_not_change(folder: Path, prediction: Path) -> None:
    found = problems_after(
        folder, prediction, lambda text: text.replace("2 February 2024.", "2February 2024.")
    )

    assert [rule for rule, _, _ in found] == ["history-rewritten"]


def test_a_prediction_renamed_and_edited_is_known_by_its_claim(
    folder: Path, prediction: Path
) -> None:
    before = load_records(folder).predictions
    prediction.with_name("other.yaml").write_text(
        prediction.read_text(encoding="utf-8").replace("during 2024", "during 2025"),
        encoding="utf-8",
    )
    text = prediction.read_text(encoding="utf-8").replace("by: desk", "by: review-2025")
    prediction.with_name("renamed.yaml").write_text(text, encoding="utf-8")
    prediction.unlink()

    (found,) = against_problems(before, load_records(folder))

    assert "kandao-2024/renamed" in found.message.en


def test_what_was_a_prediction_of_ones_own_may_not_go_as_an_example(
    folder: Path, prediction: Path
) -> None:
    example = (folder / "kandao-2024").rename(folder / "example-2024") / prediction.name
    with example.open("a", encoding="utf-8") as file:
        file.write("formerly: [kandao-2024/vision-pro]\n")
    before = load_records(folder).predictions
    example.unlink()

    (found,) = against_problems(before, load_records(folder))

    assert (found.rule, found.path) == ("prediction-removed", str(example))


def test_the_example_may_be_deleted(folder: Path, prediction: Path) -> None:
    example = folder / "example-eclipse-2027"
    example.mkdir()
    for name in ("outlook.yaml", "vision-pro.yaml"):
        (example / name).write_bytes((prediction.parent / name).read_bytes())
    before = load_records(folder).predictions
    for file in example.iterdir():
        file.unlink()
    example.rmdir()

    assert "example-eclipse-2027/vision-pro" in before
    assert against_problems(before, load_records(folder)) == []


def test_check_against_a_branch_fails_on_a_moved_goalpost(
    folder: Path, prediction: Path, run: Callable
) -> None:
    git(folder.parent, "init", "--quiet")
    commit(folder.parent, "first")
    text = prediction.read_text(encoding="utf-8")
    prediction.write_text(text.replace("during 2024", "by 2025"), encoding="utf-8")
    call = ("check", "--predictions", folder, "--as-of", "2024-06-01", "--against")

    done = run(*call, "HEAD", "--format", "json")

    assert done.returncode == 1
    assert [one["rule"] for one in json.loads(done.stdout)["problems"]] == ["goalposts-moved"]
    assert run(*call, "nowhere").returncode == 2
    assert run("check", folder / "domains.yaml", *call[1:], "HEAD").returncode == 0


def test_a_file_that_could_not_be_read_before_is_said_not_to_be_compared(
    call: Callable, folder: Path, prediction: Path
) -> None:
    good = prediction.read_text(encoding="utf-8")
    git(folder.parent, "init", "--quiet")
    prediction.write_text(good + "x: 1\n", encoding="utf-8")
    commit(folder.parent, "a key that is none")
    prediction.write_text(good.replace("at least one", "at least two"), encoding="utf-8")

    done = call(
        "check",
        "--predictions",
        folder,
        "--as-of",
        "2024-06-01",
        "--against",
        "HEAD",
        "--lang",
        "en",
    )

    assert (
        f"{prediction}:1:1: warning[not-comparable] the earlier version cannot be read" in done.out
    )
    assert "= Compare with a revision" in done.out


@pytest.mark.parametrize("new", [None, "gone.yaml", "other.yaml"])
def test_a_prediction_that_could_not_be_read_before_may_not_go_either(
    call: Callable, folder: Path, prediction: Path, new: str | None
) -> None:
    good = prediction.read_text(encoding="utf-8")
    gone = prediction.with_name("gone.yaml")
    git(folder.parent, "init", "--quiet")
    gone.write_text(good + "x: 1\n", encoding="utf-8")
    commit(folder.parent, "a key that is none")
    gone.unlink()
    if new:
        formerly = f"formerly: [kandao-2024/gone]\n{good}"
        prediction.with_name(new).write_text(formerly, encoding="utf-8")

    done = call("check", "--predictions", folder, "--as-of", "2024-06-01", "--against", "HEAD")

    assert ("[prediction-removed]" in done.out) is (new is None)
    assert ("[not-comparable]" in done.out) is (new is not None)


@pytest.fixture
def branches(folder: Path, prediction: Path) -> Path:
    """A checkout on the branch `mine`; `main` has gained a claim since the two parted."""
    repository = folder.parent
    git(repository, "init", "--quiet", "--initial-branch=main")
    commit(repository, "first")
    git(repository, "checkout", "--quiet", "-b", "mine")
    prediction.with_name("mine.yaml").write_bytes(prediction.read_bytes())
    commit(repository, "a claim of mine")
    git(repository, "checkout", "--quiet", "main")
    prediction.with_name("theirs.yaml").write_bytes(prediction.read_bytes())
    commit(repository, "a colleague's claim")
    git(repository, "checkout", "--quiet", "mine")
    return folder


def rules_printed(printed: str) -> set[str]:
    return {one["rule"] for one in json.loads(printed)["problems"]}


def against(folder: Path, *more: str) -> tuple[object, ...]:
    day = ("--as-of", "2024-06-01", "--lang", "en", "--format", "json")
    return ("check", "--predictions", folder, *day, "--against", *more)


def test_what_a_colleague_added_to_the_branch_is_no_deletion_of_mine(
    call: Callable, branches: Path
) -> None:
    done = call(*against(branches, "main"))

    start = git(branches, "merge-base", "main", "HEAD")[:7]
    assert "prediction-removed" not in rules_printed(done.out)
    assert f"1 record compared with {start}, where this branch left main\n" in done.err


def test_exact_compares_with_the_tip(call: Callable, branches: Path) -> None:
    done = call(*against(branches, "main", "--exact"))

    tip = git(branches, "rev-parse", "main")[:7]
    assert "prediction-removed" in rules_printed(done.out)
    assert f"2 records compared with main ({tip})\n" in done.err


def test_exact_alone_is_a_wrong_call(call: Callable, folder: Path) -> None:
    done = call("check", "--predictions", folder, "--exact", "--lang", "en")

    assert (done.code, done.err) == (2, "error: --exact needs --against REV\n")


def test_a_moved_folder_is_not_compared_with_nothing(call: Callable, branches: Path) -> None:
    moved = branches.rename(branches.with_name("records"))

    done = call(*against(moved, "main"))

    assert (done.code, done.out) == (2, "")
    assert f"nothing to compare: {moved} has no records at " in done.err
    assert "was the folder moved or renamed?" in done.err


@pytest.mark.slow
def test_a_clone_without_the_branch_says_that_it_is_shallow(
    call: Callable, branches: Path, tmp_path: Path
) -> None:
    clone = tmp_path / "clone"
    source = f"file://{branches.parent}"
    git(tmp_path, "clone", "--quiet", "--depth", "1", "--branch", "mine", source, str(clone))

    done = call(*against(clone / branches.name, "origin/main"))

    assert done.code == 2
    assert "git knows no revision 'origin/main': this clone has only the newest" in done.err
    assert "`fetch-depth: 0`" in done.err


@pytest.mark.slow
def test_what_is_asked_for_a_moved_goalpost_mends_it(
    folder: Path, prediction: Path, run: Callable
) -> None:
    git(folder.parent, "init", "--quiet")
    commit(folder.parent, "first")
    text = prediction.read_text(encoding="utf-8")
    options = (
        "--predictions",
        folder,
        "--as-of",
        "2024-06-01",
        "--against",
        "HEAD",
        "--format",
        "json",
    )
    prediction.write_text(text.replace(*CHANGES["window"]), encoding="utf-8")

    (found,) = json.loads(run("check", *options).stdout)["problems"]
    prediction.write_text(text, encoding="utf-8")
    amend = (
        "amend",
        "kandao-2024/vision-pro",
        "--predictions",
        folder,
        "--reason",
        "A slip: it says 2025.",
    )
    amended = run(*amend, "--closes-on", "2025-12-31")

    assert found["hint"].startswith(
        "Undo the change; if it is meant, make it with `scorecard amend`"
    )
    assert amended.returncode == 0
    assert json.loads(run("check", *options).stdout)["problems"] == []
