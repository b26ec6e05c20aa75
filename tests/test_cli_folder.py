"""Every command says the same when there is no folder of records, and dates to come are refused."""

import json

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


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("place", [".", "predictions", "predictions/kandao-2024", "docs/drafts"])
def test_the_folder_is_found_from_inside_it_and_from_folders_below(
    place, call, tmp_path, monkeypatch
):
    (tmp_path / "docs" / "drafts").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / place)

    done = call("check", "--as-of", "2024-06-01")

    assert (done.code, done.out) == (0, "3 files checked: 0 errors, 0 warnings\n")


def test_a_folder_that_is_named_is_not_looked_for_above(call, folder, monkeypatch):
    monkeypatch.chdir(folder)

    assert "no records folder at 'records'" in call("score", "--predictions", "records").err


@pytest.mark.parametrize("command", [("check",), ("show", "vision-pro"), ("score",)])
def test_the_folder_around_the_records_is_told_as_such(command, call, folder):
    done = call(*command, "--predictions", folder.parent)

    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"error: the records are not in {folder.parent} itself; pass --predictions {folder}\n"
    )


def test_a_working_directory_that_was_removed_has_no_folder(call, tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    done = call("score")

    assert (done.code, done.err[:42]) == (2, "error: no records folder at 'predictions';")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "name",
    [
        "vision-pro",
        "predictions/kandao-2024/vision-pro.yaml",
        "kandao-2024/vision-pro.yaml",
        "./predictions/kandao-2024/vision-pro.yaml:12",
        "predictions/kandao-2024/vision-pro.yaml:12:10:",
    ],
)
def test_a_prediction_is_known_by_its_name_its_file_and_a_place_in_it(
    name, call, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)

    shown = call("show", name, "--as-of", "2024-06-01", "--format", "json")
    rated = call("rate", name, "准确", "--rater", "lin", "--rated-on", "2024-05-01")
    same = call("amend", "vision-pro", "--made-on", "2023-12-31", "--reason", "x")

    assert json.loads(shown.out)["id"] == "kandao-2024/vision-pro"
    assert rated.out.startswith("predictions/kandao-2024/vision-pro.yaml:")
    assert same.err == "error: nothing would change; see --help\n"


def test_a_file_is_named_from_inside_the_folder(call, folder, monkeypatch):
    monkeypatch.chdir(folder / "kandao-2024")

    done = call("judge", "vision-pro.yaml:3:1", "too_early", "--judged-on", "2024-05-01")

    assert done.code == 0
    assert done.out.startswith("../kandao-2024/vision-pro.yaml:")


def test_a_name_that_two_outlooks_have_needs_its_outlook(call, folder):
    other = folder / "other-2024"
    other.mkdir()
    for name in ("outlook.yaml", "vision-pro.yaml"):
        (other / name).write_bytes((folder / "kandao-2024" / name).read_bytes())

    done = call("show", "vision-pro", "--predictions", folder)

    assert done.code == 2
    assert "'vision-pro' is the name of 2 predictions;" in done.err
    assert done.err.endswith(" choose kandao-2024/vision-pro, other-2024/vision-pro\n")


@pytest.mark.parametrize("name", ["vision", "kandao-2024/vision.yaml", "kandao-2024/outlook.yaml"])
def test_a_name_that_is_no_prediction_is_an_error(name, call, folder):
    done = call("show", name, "--predictions", folder)

    assert done.code == 2
    assert done.err.startswith(f"error: unknown prediction {name!r}")


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


@pytest.mark.slow
@pytest.mark.parametrize("as_of", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "command", [("check",), ("score",), ("due",), ("export",), ("show", "kandao-2024/vision-pro")]
)
def test_the_first_and_the_last_day_of_the_calendar_end_no_command(command, as_of, call, folder):
    done = call(*command, "--as-of", as_of, "--predictions", folder)

    assert done.code in {0, 1, 2}
