"""The commands that edit one file, as their users run them."""

import os
import pty
import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import typer

from repository import commit, git
from scorecard.cli.context import Context
from scorecard.cli.edit_session import EditSession
from scorecard.editing.edits import replace
from scorecard.editing.errors import FileChangedError
from scorecard.records import Amendable
from scorecard.text import Language
from scorecard.verdicts import Verdict

ID = "kandao-2024/vision-pro"
DAY = ("--judged-on", "2024-05-01")


@pytest.fixture
def scorecard(run, folder) -> Callable:
    """The program on the folder of the example."""
    return lambda *arguments, **more: run(*arguments, "--predictions", folder, **more)


def on_terminal(answers: str, *arguments: object, cwd: Path) -> tuple[str, int]:
    """What the program shows on a terminal where somebody types, and its exit code."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(cwd)
        os.environ["LANG"] = "C.UTF-8"
        os.execv(sys.executable, [sys.executable, "-m", "scorecard", *map(str, arguments)])  # noqa: S606  (the program itself, with fixed arguments)
    shown = b""
    for answer in answers.splitlines(keepends=True):
        while not shown.endswith(b": "):
            shown += os.read(terminal, 1024)
        os.write(terminal, answer.encode())
        shown += b" "
    try:
        while part := os.read(terminal, 1024):
            shown += part
    except OSError:  # how Linux says that the other end is closed
        pass
    return shown.decode(), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def added(before: str, after: str) -> str:
    """The lines that were put in; everything else must be where it was."""
    old, new = before.splitlines(), after.splitlines()
    start = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    end = len(new) - (len(old) - start)
    assert new[:start] + new[end:] == old
    return "\n".join(new[start:end])


def test_judge_adds_a_verdict_and_says_where(scorecard, prediction):
    before = prediction.read_text(encoding="utf-8")

    done = scorecard(
        *("judge", ID, "half-right", "--why", "Sold in 1 country.", *DAY, "--held", "One country."),
        *("--missed", "A second one.", "--early-because", "The second is dated 2025."),
        *("--corrects", "It counted two.", "--corrects-zh", "把一国算成两国。"),
    )

    assert done.returncode == 0
    after = prediction.read_text(encoding="utf-8")
    assert added(before, after) == (
        "  - judged_on: 2024-05-01\n    verdict: half_right\n    by: desk\n"
        "    why: Sold in 1 country.\n    held: One country.\n    missed: A second one.\n"
        "    early_because: The second is dated 2025.\n"
        "    corrects:\n      en: It counted two.\n      zh: 把一国算成两国。"
    )
    line = after.splitlines().index("  - judged_on: 2024-05-01") + 1
    assert done.stdout == (
        f"{prediction}:{line}: added the verdict half right, by desk, judged on 2024-05-01\n"
    )
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("verdict", "given", "missing"),
    [
        ("half_right", ("--missed", "m", "--early-because", "e"), "--held"),
        ("half_right", ("--held", "h", "--early-because", "e"), "--missed"),
        ("accurate", (), "--early-because"),
        ("对了一半", ("--held-zh", "说中", "--missed-zh", "落空"), "--early-because"),
    ],
)
def test_judge_asks_for_what_the_verdict_needs(scorecard, prediction, verdict, given, missing):
    before = prediction.read_bytes()

    done = scorecard("judge", ID, verdict, "--why", "Sold in 1 country.", *DAY, *given)

    assert (done.returncode, f"{missing} is missing" in done.stderr) == (2, True)
    assert prediction.read_bytes() == before


@pytest.mark.parametrize("verdict", ["too_early", "unresolvable"])
def test_an_unscored_verdict_needs_no_reason(scorecard, verdict):
    assert scorecard("judge", ID, verdict, *DAY).returncode == 0


def test_judge_writes_who_speaks_on_a_page_and_how_it_was_read(scorecard, prediction):
    done = scorecard(
        *("judge", ID, "too_early", *DAY, "--evidence-title", "t", "--evidence-finding", "f"),
        *("--bears", "contradicts", "--kind", "研究", "--seen", "excerpt"),
        *("--accessed-on", "2024-04-30", "--archived-url", "https://example.org/copy"),
    )

    assert done.returncode == 0, done.stderr
    assert (
        "    url: null\n    kind: research\n    seen: excerpt\n    accessed_on: 2024-04-30\n"
        "    archived_url: https://example.org/copy\n    finding: f\n    bears: contradicts\n"
    ) in prediction.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("option", "word", "known"),
    [("--kind", "blog", "primary, press"), ("--seen", "half", "full, excerpt")],
)
def test_a_kind_that_is_none_is_told_the_kinds(scorecard, option, word, known):
    done = scorecard(
        *("judge", ID, "too_early", *DAY, "--evidence-title", "t", "--evidence-finding", "f"),
        *("--bears", "context", option, word),
    )

    assert done.returncode == 2
    assert known in done.stderr


def test_judge_takes_a_chinese_word_and_answers_in_chinese(scorecard, prediction):
    done = scorecard("judge", ID, "无法判定", "--why-zh", "标准无法适用", "--lang", "zh", *DAY)

    assert "已添加判定：无法判定，desk，2024-05-01" in done.stdout
    assert "verdict: unresolvable" in prediction.read_text(encoding="utf-8")


def test_judge_writes_the_evidence_with_the_verdict(scorecard, prediction):
    before = prediction.read_text(encoding="utf-8")

    done = scorecard(
        *("judge", ID, "accurate", "--why", "w 1", "--why-zh", "由 1", "--by", "review-2024", *DAY),
        *("--early-because", "It stays sold.", "--early-because-zh", "已售不可撤。"),
        *("--occurred-on", "2024-02-02", "--evidence-url", "https://example.org/x,y"),
        *("--evidence-title", "no", "--evidence-finding", "3,499 dollars: sold"),
        *("--finding-zh", "售价 3499 美元"),
        *("--evidence-publisher", "新闻", "--evidence-published-on", "2024-02", "--bears", "支持"),
    )

    after = prediction.read_text(encoding="utf-8")
    assert "added evidence: supports" in done.stdout
    assert after.startswith(before.partition("verdicts:")[0])
    assert (
        '  - published_on: 2024-02\n    title: "no"\n    publisher: 新闻\n'
        '    url: https://example.org/x,y\n    finding:\n      en: "3,499 dollars: sold"\n'
        "      zh: 售价 3499 美元\n    bears: supports\n"
    ) in after
    assert after.endswith(
        "    by: review-2024\n    why:\n      en: w 1\n      zh: 由 1\n"
        "    early_because:\n      en: It stays sold.\n      zh: 已售不可撤。\n"
        "    occurred_on: 2024-02-02\n"
    )


def test_evidence_for_context_is_told_as_such(scorecard):
    done = scorecard(
        *("judge", ID, "too_early", *DAY, "--evidence-title", "t"),
        *("--evidence-finding", "f", "--bears", "context"),
    )

    assert "added evidence: context" in done.stdout
    assert "added the verdict too early" in done.stdout


def test_an_edit_that_leaves_something_to_mend_says_so_once(scorecard):
    early = ("--early-because", "A first sale cannot be undone.")
    done = scorecard("judge", ID, "accurate", "--why", "it did", *early, *DAY)
    again = scorecard("judge", ID, "unresolvable", "--why", "Sold in 1 country.", *DAY)

    assert done.returncode == 0
    assert "warning[why-without-fact]" in done.stderr
    assert again.stderr == ""


@pytest.mark.slow
def test_a_second_entry_with_the_same_weakness_is_told_too(call, folder):
    early = ("--early-because", "A first sale cannot be undone.")
    weak = ("--why", "it did", *early, "--predictions", folder)

    done = [call("judge", ID, "accurate", *weak, "--judged-on", f"2024-05-0{n}") for n in (1, 2)]

    assert [one.err.count("warning[why-without-fact]") for one in done] == [1, 1]


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (("judge", ID, "too_early", "--judged-on", "2024-01-01"), "dates-out-of-order"),
        (
            ("judge", ID, "accurate", "--why", "w", "--judged-on", "2025-03-01", "--occurred-on",
             "2025-02-01"),
            "accurate-but-late",
        ),
        (("rate", ID, "accurate", "--rater", "lin", "--rated-on", "2020-01-01"), "dates-out-of-order"),
        (("amend", ID, "--reason", "r", "--closes-on", "2023-01-01"), "dates-out-of-order"),
    ],
)  # fmt: skip
def test_an_edit_that_would_break_a_rule_is_not_made(scorecard, prediction, arguments, rule):
    before = prediction.read_bytes()

    done = scorecard(*arguments)

    assert done.returncode == 2
    assert f"[{rule}]; nothing was written." in done.stderr
    assert done.stdout == ""
    assert prediction.read_bytes() == before


def test_an_edit_of_a_record_that_already_breaks_a_rule_may_mend_it(scorecard, prediction):
    text = prediction.read_text(encoding="utf-8")
    prediction.write_text(
        text[: text.index("evidence:")] + text[text.index("verdicts:") :], encoding="utf-8"
    )

    done = scorecard("judge", ID, "too_early", *DAY)

    assert done.returncode == 0
    assert "judged_on: 2024-05-01" in prediction.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("judge", ID, "accurrate"), "unknown verdict 'accurrate'; did you mean 'accurate'? choose accurate"),
        (("judge", ID, "部分准确"), "unknown verdict '部分准确'; did you mean '对了一半'? choose accurate"),
        (("judge", ID, "好"), f"unknown verdict '好'; choose {', '.join(Verdict)}"),
        (("judge", "kandao-2024/vision-por", "accurate"), f"did you mean '{ID}'?"),
        (("judge", "x\x1b[31m", "accurate"), r"unknown prediction 'x\\x1b[31m'"),
        (("judge", ID, "too_early", "--judged-on", "tomorrow"), "--judged-on takes a date"),
        (("judge", ID, "too_early", "--occurred-on", "2024-02-30"), "--occurred-on takes a date"),
        (("judge", ID, "too_early", "--occurred-on", "20240229"), "--occurred-on takes a date"),
        (("judge", ID, "accurate", "--why", " "), "--why ' ': A text is not empty."),
        (("judge", ID, "too_early", "--by", ""), "--by '': A text is not empty."),
        (("judge", ID, "too_early", "--evidence-title", "t"), "--finding is missing"),
        (
            ("judge", ID, "too_early", "--evidence-title", "t", "--evidence-finding", "f",
             "--bears", "support"),
            "unknown --bears 'support'; did you mean 'supports'?",
        ),
        (
            ("judge", ID, "too_early", "--evidence-title", "t", "--evidence-finding", "f",
             "--bears", "supports", "--evidence-url", "www.example.org"),
            "--url 'www.example.org': A link starts with http:// or https://",
        ),
        (
            ("judge", ID, "too_early", "--evidence-title", "t", "--evidence-finding", "f",
             "--bears", "supports", "--evidence-published-on", "May 2024"),
            "--published-on 'May 2024': write it as 2024-02-02, 2024-02 or 2024",
        ),
        (("judge", ID, "accurate"), "--why is missing"),
        (("rate", ID, "accurate"), "--rater is missing"),
        (("rate", ID, "accurate", "--rater", "lin，mei"), "That is more than one name."),
        (("amend", ID, "--closes-on", "2025-12-31"), "--reason is missing"),
        (("amend", ID, "--reason", "r"), "nothing would change"),
        (("amend", ID, "--reason", "r", "--closes-on", "2024-12-31"), "nothing would change"),
        (("amend", ID, "--reason", "r", "--stated", "maybe"), "unknown --stated 'maybe'; choose true, false"),
    ],
)  # fmt: skip
def test_a_wrong_call_names_what_is_wrong_and_writes_nothing(
    scorecard, prediction, arguments, said
):
    before = prediction.read_bytes()

    done = scorecard(*arguments)

    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert prediction.read_bytes() == before


@pytest.mark.slow
def test_a_wrong_call_is_explained_in_chinese(scorecard):
    done = scorecard("judge", ID, "准确的", "--lang", "zh")

    assert "错误：没有“准确的”这种判定，是不是“准确”？可选：accurate、" in done.stderr


def test_a_faulty_file_is_named_with_its_first_problem(scorecard, prediction):
    prediction.write_text(prediction.read_text(encoding="utf-8") + "extra: 1\n", encoding="utf-8")

    for command in (("judge", ID, "too_early"), ("amend", ID, "--made-on", "2023-12-30")):
        done = scorecard(*command)
        assert done.returncode == 1
        assert "unknown key `extra`" in done.stderr


def test_rate_adds_a_rating(scorecard, prediction):
    before = prediction.read_text(encoding="utf-8")

    done = scorecard(
        *(
            "rate",
            ID,
            "对了一半",
            "--rater",
            "林",
            "--rated-on",
            "2024-05-01",
            "--why",
            "so",
        )
    )

    assert "added the rating half right, by 林, rated on 2024-05-01" in done.stdout
    assert added(before, prediction.read_text(encoding="utf-8")).endswith(
        "  - rater: 林\n    rated_on: 2024-05-01\n    verdict: half_right\n    why: so"
    )


def test_amend_changes_the_values_and_records_why(scorecard, prediction):
    before = prediction.read_text(encoding="utf-8")

    done = scorecard(
        *(
            "amend",
            ID,
            "--closes-on",
            "null",
            "--claim-zh",
            "苹果开售。",
            "--half-right",
            "Orders.",
        ),
        *(
            "--made-on",
            "2023-12-30",
            "--reason",
            "r",
            "--reason-zh",
            "由",
            "--amended-on",
            "2024-05-01",
        ),
    )

    after = prediction.read_text(encoding="utf-8")
    assert done.returncode == 0
    assert "  zh: 苹果开售。\n" in after
    assert "window: {opens_on: 2024-01-01, closes_on: null, stated: true}\n" in after
    assert "  half_right: Orders.\n" in after
    assert "made_on: 2023-12-30\n" in after
    assert re.findall("field: (.*)", after) == ["claim", "window", "criteria", "made_on"]
    assert len(after.splitlines()) == len(before.splitlines()) + 1 + 4 * 5
    assert done.stdout.count("changed ") == 4


@pytest.mark.parametrize(("typed", "was"), [("0", "0.9"), ("0.25", "null"), ("null", "0.9")])
def test_amend_changes_the_probability_and_records_why(call, folder, prediction, typed, was):
    before = prediction.read_text(encoding="utf-8")
    prediction.write_text(before.replace("probability: null", f"probability: {was}"), "utf-8")

    done = call("amend", ID, "--probability", typed, "--reason", "r", "--predictions", folder)

    after = prediction.read_text(encoding="utf-8")
    assert (done.code, re.findall("field: (.*)", after)) == (0, ["probability"])
    assert float(*re.findall("probability: ([0-9.]+)\n", after) or ["nan"]) == pytest.approx(
        float(typed.replace("null", "nan")), nan_ok=True
    )


@pytest.mark.parametrize("typed", ["1.5", "nan", "half"])
def test_amend_refuses_a_probability_that_is_none(call, folder, typed):
    options = ("--probability", typed, "--reason", "r", "--predictions", folder, "--lang", "en")

    done = call("amend", ID, *options)

    said = f"error: --probability takes a number from 0 to 1, or null for none, not '{typed}'\n"
    assert (done.code, done.err) == (2, said)


def test_a_window_amended_past_its_verdict_asks_for_a_new_verdict_which_mends_it(
    call, folder, prediction
):
    text = prediction.read_text(encoding="utf-8")
    text = text.replace("judged_on: 2024-03-01", "judged_on: 2025-01-10")
    prediction.write_text(text[: text.index("    early_because")], encoding="utf-8")
    amend = (
        "amend",
        ID,
        "--closes-on",
        "2025-12-31",
        "--reason",
        "r",
        "--amended-on",
        "2025-02-01",
    )
    judge = ("judge", ID, "accurate", "--why", "Sold.", "--early-because", "It is sold.")
    more = ("--predictions", folder, "--lang", "en")

    amended = call(*amend, *more)
    judged = call(*judge, "--judged-on", "2025-02-01", *more)
    checked = call("check", "--as-of", "2025-03-01", *more)

    assert "[early-without-reason]" in amended.err
    assert "a verdict that was committed stays: add another with `scorecard judge`" in amended.err
    assert (amended.code, judged.code, checked.code) == (0, 0, 0)


def test_amend_keeps_the_language_that_is_not_given(scorecard, prediction):
    scorecard("amend", ID, "--accurate", "Sold.", "--accurate-zh", "已售。", "--reason-zh", "由")
    done = scorecard(
        *("amend", ID, "--accurate", "Sold in a shop.", "--opens-on", "2024-01-02"),
        *("--stated", "false", "--reason", "r"),
    )

    after = prediction.read_text(encoding="utf-8")
    assert done.returncode == 0
    assert "  accurate:\n    en: Sold in a shop.\n    zh: 已售。\n" in after
    assert "{opens_on: 2024-01-02, closes_on: 2024-12-31, stated: false}" in after


@pytest.mark.parametrize(
    ("option", "arguments"),
    [
        ("--claim-en", ("amend", ID, "--closes-on", "2025-01-31", "--reason", "r")),
        ("--half-right", ("amend", ID, "--closes-on", "2025-01-31", "--reason", "r")),
        ("--why-zh", ("rate", ID, "accurate", "--rater", "lin")),
    ],
)
def test_a_text_that_is_empty_is_refused_by_its_own_option(
    call, folder, prediction, option, arguments
):
    before = prediction.read_bytes()

    done = call(*arguments, option, "", "--predictions", folder)

    assert (done.code, f"{option} '': A text is not empty." in done.err) == (2, True)
    assert prediction.read_bytes() == before


def test_amend_does_not_put_chinese_in_the_place_of_a_text_for_both_languages(
    scorecard, prediction
):
    before = prediction.read_bytes()

    done = scorecard("amend", ID, "--accurate-zh", "已售。", "--reason", "r")

    assert done.returncode == 2
    assert "--accurate is one text for both languages now; give --accurate and" in done.stderr
    assert prediction.read_bytes() == before


def test_an_edit_decided_on_an_older_file_is_not_made(folder, prediction):
    context = Context(Language.ENGLISH, folder, date(2024, 5, 1), date(2024, 5, 1))
    session = EditSession(context, ID)
    session.add(replace(Amendable.MADE_ON, date(2023, 12, 30)), "a", "甲")
    text = prediction.read_text(encoding="utf-8").replace("measurable", "vague")
    prediction.write_text(text, encoding="utf-8")

    with pytest.raises(FileChangedError):
        session.write()

    assert prediction.read_text(encoding="utf-8") == text


def test_criteria_that_are_not_there_need_all_three(scorecard, prediction):
    text = prediction.read_text(encoding="utf-8")
    prediction.write_text(re.sub(r"criteria:\n(  .*\n)+", "", text), encoding="utf-8")

    done = scorecard("amend", ID, "--accurate", "Sold.", "--reason", "r")
    assert "--half-right is missing" in done.stderr

    texts = ("--accurate", "Sold.", "--half-right", "h", "--inaccurate", "i")
    assert scorecard("amend", ID, *texts, "--reason", "r").returncode == 0


@pytest.mark.slow
def test_a_terminal_is_asked_for_what_is_missing(folder, prediction, tmp_path):
    shown, code = on_terminal(
        "Sold in 2 countries.\nA sale stays.\nA page\nOn sale\n",
        *("judge", ID, "accurate", *DAY, "--evidence-url", "https://example.org/a"),
        *("--predictions", folder),
        cwd=tmp_path,
    )

    assert code == 0, shown
    assert "One or two sentences that name the deciding fact: " in shown
    assert "why the rest of the window cannot change it: " in shown
    after = prediction.read_text(encoding="utf-8")
    assert "    why: Sold in 2 countries.\n" in after
    assert "    title: A page\n" in after


def test_a_rater_of_two_names_is_asked_for_again(typed, folder, prediction):
    shown, code = typed("lin，mei\nlin\n", "rate", ID, "准确", "--predictions", folder)

    assert (code, "That is more than one name." in shown) == (0, True)
    assert "rater: lin" in prediction.read_text(encoding="utf-8")


def test_a_verdict_that_was_not_typed_is_asked_for_until_it_is_one(
    call, folder, prediction, monkeypatch
):
    answers = iter(["maybe", "不准确", "No such device."])
    monkeypatch.setattr("scorecard.cli.context.Context.ask", lambda *_: next(answers))

    done = call("judge", ID, *DAY, "--early-because", "It is late.", "--predictions", folder)

    assert (done.code, "unknown verdict 'maybe'" in done.err) == (0, True)
    assert "verdict: inaccurate" in prediction.read_text(encoding="utf-8")


def test_a_verdict_is_answered_as_options_spell_it(call, folder, prediction, monkeypatch):
    monkeypatch.setattr("scorecard.cli.context.Context.ask", lambda *_: "too-early")

    done = call("judge", ID, *DAY, "--why", "Nothing by 2024-05-01.", "--predictions", folder)

    assert done.code == 0
    assert "verdict: too_early" in prediction.read_text(encoding="utf-8")


def test_in_a_pipe_a_verdict_that_was_not_typed_is_a_wrong_call(call, folder, prediction):
    before = prediction.read_bytes()

    done = call("judge", ID, "--predictions", folder)

    assert (done.code, prediction.read_bytes()) == (2, before)
    assert "VERDICT is missing" in done.err


def test_an_answer_that_a_record_cannot_hold_is_asked_for_again(
    call, folder, prediction, monkeypatch
):
    answers = iter(["a\x0cb", "No such device."])
    monkeypatch.setattr("scorecard.cli.context.Context.ask", lambda *_: next(answers))

    done = call(
        *("judge", ID, "inaccurate", *DAY, "--early-because", "It is late."),
        *("--predictions", folder),
    )

    assert (done.code, "--why 'a" in done.err) == (0, True)
    assert "No such device." in prediction.read_text(encoding="utf-8")


@pytest.fixture
def author(monkeypatch):
    """The name of whoever commits, and no other configuration of git."""
    for name in [one for one in os.environ if one.startswith(("GIT_AUTHOR_", "GIT_COMMITTER_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "2")
    for number, (key, value) in enumerate({"name": "林", "email": "lin@example.org"}.items()):
        monkeypatch.setenv(f"GIT_CONFIG_KEY_{number}", f"user.{key}")
        monkeypatch.setenv(f"GIT_CONFIG_VALUE_{number}", value)


JUDGED = ("judge", "vision-pro", "accurate", "--why", "Sold on 2 February 2024.", *DAY)


ENGLISH = """kandao-2024/vision-pro: accurate

Apple puts Vision Pro on sale during 2024.

Why: Sold on 2 February 2024.

Judged on 2024-05-01 by desk."""
CHINESE = """kandao-2024/vision-pro：准确

苹果会在 2024 年内开售 Vision Pro。

理由：Sold on 2 February 2024.

2024-05-01 由 desk 判定。"""


@pytest.mark.usefixtures("author")
@pytest.mark.parametrize(("language", "message"), [("en", ENGLISH), ("zh", CHINESE)])
def test_commit_records_the_one_file_with_claim_verdict_and_reason(
    language, message, call, folder, prediction
):
    git(folder.parent, "init", "-q")
    commit(folder.parent, "first")
    (prediction.parent / "outlook.yaml").write_bytes(b"# mine, staged\n")
    git(folder.parent, "add", "--all")

    done = call(
        *(*JUDGED, "--early-because", "It stays sold.", "--commit"),
        *("--predictions", folder, "--lang", language),
    )

    head = git(folder, "rev-parse", "HEAD")[:7]
    said = {"en": f"committed {head}: ", "zh": f"已提交 {head}："}
    assert done.code == 0, done.err
    assert done.out.splitlines()[-1] == said[language] + message.partition("\n")[0]
    assert git(folder, "log", "-1", "--format=%B") == message
    assert git(folder, "log", "-1", "--format=%an", "--name-only").split() == [
        "林",
        "predictions/kandao-2024/vision-pro.yaml",
    ]
    assert git(folder, "diff", "--cached", "--name-only") == (
        "predictions/kandao-2024/outlook.yaml"
    )


@pytest.mark.usefixtures("author")
def test_a_verdict_without_a_reason_is_committed_too(call, folder):
    git(folder.parent, "init", "-q")

    done = call("judge", ID, "too_early", *DAY, "--commit", "--predictions", folder)

    assert done.code == 0, done.err
    assert "Why" not in git(folder, "log", "-1", "--format=%B")


@pytest.mark.usefixtures("author")
@pytest.mark.parametrize(("answer", "n_commits"), [("y", 1), ("是", 1), ("", 0), ("n", 0)])
def test_judge_on_a_terminal_offers_to_commit_as_its_last_question(
    typed, answer, n_commits, folder, prediction
):
    git(folder.parent, "init", "-q")
    git(folder.parent, "symbolic-ref", "HEAD", "refs/heads/here")

    shown, code = typed(f"{answer}\n", "judge", ID, "too_early", *DAY, "--predictions", folder)

    assert code == 0, shown
    assert "Commit the file in git? (y: yes):" in shown
    assert "too_early" in prediction.read_text(encoding="utf-8")
    assert len(git(folder, "for-each-ref", "refs/heads").splitlines()) == n_commits


def test_commit_outside_a_repository_writes_nothing(call, folder, prediction):
    before = prediction.read_bytes()

    done = call("judge", ID, "too_early", *DAY, "--commit", "--predictions", folder)

    assert (done.code, done.err) == (2, f"error: {folder} is in no git repository\n")
    assert prediction.read_bytes() == before


@pytest.mark.usefixtures("author")
def test_a_commit_that_git_refuses_leaves_the_verdict_written(call, folder, prediction):
    git(folder.parent, "init", "-q")
    (folder.parent / ".gitignore").write_text("vision-pro.yaml\n", encoding="utf-8")

    done = call("judge", ID, "too_early", *DAY, "--commit", "--predictions", folder)

    assert done.code == 2
    assert f"{prediction} is written but not committed: git refused: " in done.err
    assert "\\n" not in done.err
    assert "too_early" in prediction.read_text(encoding="utf-8")


def test_outside_a_repository_nothing_is_offered(typed, folder):
    shown, code = typed("", "judge", ID, "too_early", *DAY, "--predictions", folder)

    assert (code, "Commit" in shown) == (0, False)


def test_an_empty_answer_is_no_answer(typed, folder, prediction):
    before = prediction.read_bytes()

    shown, code = typed("\n", "rate", ID, "accurate", "--predictions", folder)

    assert (code, "--rater is missing" in shown) == (2, True)
    assert prediction.read_bytes() == before


@pytest.mark.parametrize(
    "command",
    ["judge", "rate", "amend", "new", "new prediction", "new outlook", "init", "schema", "due"],
)
def test_the_help_of_a_command_is_in_both_languages(run, command):
    english = run(*command.split(), "--help")
    chinese = run(*command.split(), "--help", env={"LANG": "zh_CN.UTF-8"})

    assert (english.returncode, chinese.returncode) == (0, 0)
    assert english.stdout.isascii()
    assert re.search("[\u4e00-\u9fff]", chinese.stdout)


@pytest.mark.parametrize("day", ["--judged-on", "--amended-on"])
def test_a_decision_of_a_day_to_come_is_refused(day, scorecard, prediction):
    before = prediction.read_bytes()
    call = {
        "--judged-on": ("judge", ID, "inaccurate", "--why", "Sold to nobody in 2024."),
        "--amended-on": ("amend", ID, "--made-on", "2023-12-30", "--reason", "A slip."),
    }[day]

    done = scorecard(*call, day, "2999-01-01")

    assert done.returncode != 0
    assert f"error: {day} 2999-01-01 is after today" in done.stderr
    assert prediction.read_bytes() == before


def test_a_decision_may_have_the_day_that_it_is_farther_east(call, clock, folder, prediction):
    clock("2024-05-01")

    done = call(*("judge", ID, "too_early", "--judged-on", "2024-05-02", "--predictions", folder))

    assert (done.code, done.err) == (0, "")
    assert "judged_on: 2024-05-02" in prediction.read_text(encoding="utf-8")


def test_the_same_verdict_is_not_added_twice(scorecard, prediction):
    early = ("--early-because", "The maker was dissolved.")
    call = ("judge", ID, "inaccurate", "--why", "Sold to nobody in 2024.", *early, *DAY)
    scorecard(*call)
    before = prediction.read_bytes()

    done = scorecard(*call)

    assert "[repeated-verdict]" in done.stderr
    assert prediction.read_bytes() == before


@pytest.mark.parametrize(
    "before", ["claim: 苹果卖头显\n", "claim: {zh: 苹果卖头显}\n", "claim:\n  zh: 苹果卖头显\n"]
)
@pytest.mark.parametrize(
    ("options", "claim"),
    [
        (("--claim-zh", "苹果会开售头显"), "claim: 苹果会开售头显\n"),
        (("--claim-en", "It sells.", "--claim-zh", "会开售。"), "claim:\n  en: It sells.\n  zh: 会开售。\n"),
    ],
)  # fmt: skip
def test_a_claim_in_one_language_is_amended_in_it_or_in_both(
    scorecard, prediction, before, options, claim
):
    text = prediction.read_text(encoding="utf-8")
    prediction.write_text(f"{before}{text[text.index('domain:') :]}", encoding="utf-8")

    done = scorecard("amend", ID, "--reason", "r", *options)

    assert done.returncode == 0, done.stderr
    assert prediction.read_text(encoding="utf-8").startswith(claim)


def test_a_terminal_is_asked_for_the_evidence_that_a_rule_will_want(typed, folder, prediction):
    text = prediction.read_text(encoding="utf-8")
    evidence, verdicts = text.index("evidence:"), text.index("verdicts:")
    prediction.write_text(f"{text[:evidence]}evidence: []\nverdicts: []\n", encoding="utf-8")
    assert verdicts

    shown, code = typed(
        "Sold in 2 countries.\nwww.example.org\nhttps://example.org/a\n媒体\nA page\nOn sale\n",
        *("judge", "vision-pro", "inaccurate", "--judged-on", "2025-01-10"),
        *("--predictions", folder),
    )

    assert code == 0, shown
    assert "--url 'www.example.org': A link starts with http" in shown
    after = prediction.read_text(encoding="utf-8")
    assert "    kind: press\n    finding: On sale\n    bears: contradicts\n" in after


def test_what_was_typed_is_kept_when_nothing_is_written(call, folder, prediction, monkeypatch):
    prediction.write_text(
        prediction.read_text(encoding="utf-8").partition("evidence:")[0], encoding="utf-8"
    )
    answers = iter(["It's 2 countries.", None])
    monkeypatch.setattr("scorecard.cli.context.Context.ask", lambda *_: next(answers))

    done = call("judge", ID, "accurate", "--judged-on", "2025-01-10", "--predictions", folder)

    assert done.code == 2
    assert "you typed: --why 'It'\"'\"'s 2 countries.'" in done.err


def test_what_is_said_after_ctrl_c_is_on_a_line_of_its_own(call, folder, monkeypatch):
    answers = iter(["wang"])

    def prompt(*_: object, **__: object) -> str:
        try:
            return next(answers)
        except StopIteration:
            raise typer.Abort from None

    monkeypatch.setattr("scorecard.cli.context.Context.is_on_terminal", True)
    monkeypatch.setattr("typer.prompt", prompt)

    done = call("prior", ID, "--of-ten", "6,3,1", "--predictions", folder)

    assert (done.code, done.err) == (130, "\nnothing was written; you typed: --by wang\n")


@pytest.mark.parametrize(
    ("command", "typed"),
    [
        (("amend", ID, "--closes-on", "2020-01-01"), "--reason 'A slip'"),
        (("rate", ID, "准确", "--rated-on", "2020-01-01"), "--rater 'A slip'"),
    ],
)
def test_what_was_typed_is_kept_when_the_edit_is_refused(call, folder, monkeypatch, command, typed):
    monkeypatch.setattr("scorecard.cli.context.Context.ask", lambda *_: "A slip")

    done = call(*command, "--predictions", folder)

    assert (done.code, "[dates-out-of-order]; nothing was written" in done.err) == (2, True)
    assert f"you typed: {typed}" in done.err


@pytest.mark.parametrize(
    ("verdict", "bears"),
    [("too_early", "context"), ("unresolvable", "context"), ("准确", "supports")],
)
def test_what_a_page_says_of_the_claim_follows_from_the_verdict(
    scorecard, prediction, verdict, bears
):
    done = scorecard(
        *("judge", "vision-pro", verdict, "--judged-on", "2025-01-10", "--why", "Sold in 2024."),
        *("--url", "https://example.org/a", "--title", "A page", "--finding", "On sale"),
    )

    assert done.returncode == 0, done.stderr
    assert f"    finding: On sale\n    bears: {bears}\n" in prediction.read_text(encoding="utf-8")


PRIOR = ("prior", "vision-pro", "--by", "wang", "--of-ten", "6,3,1", "--given-on", "2023-12-31")


def test_a_prior_is_added_to_the_file(scorecard, prediction):
    before = prediction.read_text(encoding="utf-8")

    done = scorecard(*PRIOR, "--basis", "事前判断")

    assert "added the prior by wang (foresight)" in done.stdout
    assert added(before, prediction.read_text(encoding="utf-8")) == (
        "priors:\n  - by: wang\n    given_on: 2023-12-31\n    basis: foresight\n    of_ten:\n"
        "      accurate: 6\n      half_right: 3\n      inaccurate: 1"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            (*PRIOR[:4], "--of-ten", "6,3"),
            "--of-ten '6,3': write the chances of accurate, ",
        ),
        (
            (*PRIOR[:4], "--of-ten", "6,3,x"),
            "--of-ten '6,3,x': write the chances of accurate, ",
        ),
        (
            (*PRIOR[:4], "--of-ten", "11,0,0"),
            "--of-ten '11,0,0': write the chances of accurate, ",
        ),
        ((*PRIOR[:4], "--of-ten", "6,3,2", "--basis", "hindsight"), "[prior-not-of-ten]"),
        ((*PRIOR, "--basis", "guess"), "unknown --basis 'guess'"),
        (PRIOR, "--basis is missing"),
        ((*PRIOR, "--basis", "market"), "[prior-without-source]"),
        ((*PRIOR[:-1], "2024-02-01", "--basis", "foresight"), "[foresight-too-late]"),
    ],
)
def test_a_prior_that_breaks_a_rule_is_not_written(scorecard, prediction, arguments, said):
    before = prediction.read_bytes()

    done = scorecard(*arguments)

    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert prediction.read_bytes() == before
