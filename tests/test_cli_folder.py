"""Every command says the same when there is no folder of records, and dates to come are refused."""

import pytest

from repository import git

COMMANDS = (
    ("check",),
    ("check", "--format", "json"),
    ("score",),
    ("charts", "--check"),
    ("show", "a/b"),
    ("due",),
    ("new", "outlook", "a"),
    ("new", "prediction", "a/b"),
    ("judge", "a/b", "accurate"),
    ("amend", "a/b"),
    ("changed", "--since", "HEAD"),
    ("schema",),
    ("export",),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_is_not_there_is_told_alike(command, call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    done = call(*command)

    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "error: no records folder at 'predictions'; pass --predictions DIR,"
        " or make one with `scorecard init DIR`\n"
    )


def test_who_is_inside_the_folder_is_told_so(call, folder, monkeypatch):
    monkeypatch.chdir(folder)

    done = call("score")

    assert done.code == 2
    assert "the current folder looks like one: pass `--predictions .`" in done.err
    assert call("check", "--predictions", ".", "--as-of", "2024-06-01").code == 0


def test_due_by_a_day_before_today_is_refused(call, folder):
    done = call("due", "--by", "2024-01-01", "--as-of", "2024-06-01", "--predictions", folder)

    assert (done.code, done.err) == (2, "error: --by 2024-01-01 is before 2024-06-01\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("judge", "unresolvable", "--judged-on"),
        ("rate", "accurate", "--rater", "lin", "--rated-on"),
    ],
)
def test_a_day_to_come_is_refused(arguments, call, folder, prediction):
    command, verdict, *rest = arguments
    before = prediction.read_bytes()

    done = call(
        command, "kandao-2024/vision-pro", verdict, *rest, "2199-01-01", "--predictions", folder
    )

    assert done.code == 2
    assert f"{rest[-1]} 2199-01-01 is after today" in done.err
    assert prediction.read_bytes() == before


def test_too_early_for_a_closed_window_prints_the_overdue_warning(call, folder, write_prediction):
    write_prediction("kandao-2024/waiting", verdicts="[]")

    done = call("judge", "kandao-2024/waiting", "too_early", "--predictions", folder)

    assert done.code == 0
    assert "warning[overdue] the window closed on 2024-12-31" in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("outlook", "two words"), "it has a space; write it like kandao-2024\n"),
        (("outlook", "a/b"), "it has a `/` too many; write it like kandao-2024\n"),
        (("outlook", "reviews"), "`reviews` is reserved; write it like kandao-2024\n"),
        (("outlook", "a", "--title", " "), "--title ' ': A text is not empty.\n"),
        (
            ("prediction", "kandao-2024/a", "--claim-en", ""),
            "--claim-en '': A text is not empty.\n",
        ),
        (
            (
                "prediction",
                "kandao-2024/a",
                "--opens-on",
                "2024-02-01",
                "--closes-on",
                "2024-01-01",
            ),
            "--closes-on 2024-01-01 is before --opens-on 2024-02-01\n",
        ),
    ],
)
def test_new_says_why_it_refuses(arguments, said, call, folder):
    done = call("new", *arguments, "--predictions", folder)

    assert done.code == 2
    assert done.err.endswith(said)


def test_new_outlook_leaves_a_gap_where_nothing_was_given(call, folder):
    call("new", "outlook", "next-2025", "--predictions", folder)

    text = (folder / "next-2025" / "outlook.yaml").read_text(encoding="utf-8")
    assert "\npublisher:\n" in text
    assert "\nurl:\n" in text


def test_git_is_told_in_words_of_ours(call, folder):
    arguments = ("changed", "--since", "HEAD", "--predictions", folder, "--as-of", "2024-06-01")
    outside = call(*arguments)
    git(folder.parent, "init", "-q")
    empty = call(*arguments)

    assert outside.err == f"error: {folder} is in no git repository\n"
    assert empty.err == f"error: {folder} is in a git repository without a commit\n"


@pytest.mark.parametrize("as_of", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "command", [("check",), ("score",), ("due",), ("export",), ("show", "kandao-2024/vision-pro")]
)
def test_the_first_and_the_last_day_of_the_calendar_end_no_command(command, as_of, call, folder):
    done = call(*command, "--as-of", as_of, "--predictions", folder)

    assert done.code in {0, 1, 2}
