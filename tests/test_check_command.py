"""`scorecard check` and `scorecard explain` as their users meet them: text, exit codes, languages."""

import json
import os
import pty
import shutil
import subprocess
import sys
from datetime import date

import pytest

from scorecard.checks.cache import Cache
from scorecard.checks.run import check_folder
from scorecard.verdicts import Verdict

BAD = "verdict: accurrate"
GOOD = "verdict: accurate"


@pytest.fixture
def check(run, folder):
    """`scorecard check` on the folder, on a day before the window of its claim closes."""

    def run_check(*arguments: object, **more):
        return run("check", "--predictions", folder, "--as-of", "2024-06-01", *arguments, **more)

    return run_check


def spoil(file, old: str = GOOD, new: str = BAD) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_clean_folder_ends_with_zero(check) -> None:
    done = check()

    assert (done.returncode, done.stdout) == (0, "3 files checked: 0 errors, 0 warnings\n")


def test_an_error_ends_with_one_and_reads_like_a_compiler(check, prediction) -> None:
    spoil(prediction)

    done = check()

    assert done.returncode == 1
    assert done.stdout == (
        f"{prediction}:36:14: error[unknown-value] verdict: found `accurrate`; "
        f"allowed: {', '.join(Verdict)}\n"
        "    36 |     verdict: accurrate\n"
        "       |              ^\n"
        "       = Did you mean `accurate`?\n"
        "\n"
        "3 files checked: 1 error, 0 warnings\n"
    )


def test_the_same_in_chinese(check, prediction) -> None:
    spoil(prediction)

    done = check("--lang", "zh")

    assert (
        f"{prediction}:36:14: 错误[unknown-value] verdict：写的是 `accurrate`；可用：accurate（准确）"
        in done.stdout
    )
    assert "= 是不是 `accurate`？\n" in done.stdout
    assert done.stdout.endswith("已检查 3 个文件：1 个错误，0 个警告\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    "env", [{"LANG": "zh_CN.UTF-8"}, {"SCORECARD_LANG": "zh"}, {"LC_ALL": "zh_TW"}]
)
def test_the_locale_chooses_the_language(env, run_process, folder) -> None:
    done = run_process("check", "--predictions", folder, "--as-of", "2024-06-01", env=env)

    assert done.stdout.startswith("已检查 3 个文件")


def test_the_caret_stands_under_the_place_behind_wide_characters(check, prediction) -> None:
    spoil(prediction, "{word: 将, strength: will}", "{word: 将, strength: wil}")

    lines = check().stdout.splitlines()

    assert lines[1] == "    10 | hedge: {word: 将, strength: wil}"
    assert lines[2] == "       |                             ^"


def test_a_warning_fails_only_a_strict_run(check, prediction) -> None:
    spoil(prediction, "bears: contradicts", "bears: context")

    assert check().returncode == 0
    assert check("--strict").returncode == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--format", "xml"],
        ["--lang", "fr"],
        ["--as-of", "yesterday"],
        ["--as-of", "2024-02-30"],
        ["--as-of", "20240601"],
        ["--no-such-option"],
    ],
)
def test_a_wrong_call_ends_with_two_and_one_line(arguments, run, folder) -> None:
    done = run("check", "--predictions", folder, *arguments)

    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_wrong_call_is_told_in_chinese(run, folder) -> None:
    done = run("check", "--predictions", folder, "--lang", "zh", "--format", "xml")

    assert done.stderr == "错误：没有“xml”这个 --format 值，可选：text、json、github\n"


def test_json_holds_every_fact_and_real_characters(check, prediction) -> None:
    spoil(prediction)

    done = check("--format", "json", "--lang", "zh")

    assert done.returncode == 1
    assert "\\u" not in done.stdout
    assert json.loads(done.stdout) == {
        "checked": 3,
        "problems": [
            {
                "path": str(prediction),
                "line": 36,
                "column": 14,
                "rule": "unknown-value",
                "severity": "error",
                "message": "verdict：写的是 `accurrate`；可用："
                + "、".join(f"{one.value}（{one.label.zh}）" for one in Verdict),
                "hint": "是不是 `accurate`？",
            }
        ],
    }


def test_json_of_a_clean_folder(check) -> None:
    assert json.loads(check("--format", "json").stdout) == {"checked": 3, "problems": []}


def test_github_shows_a_problem_at_its_line(check, prediction) -> None:
    spoil(prediction, "title: One country so far", 'title: "50 %, or more: 100"\n    note: x')

    line = check("--format", "github").stdout.splitlines()[0]

    assert line.startswith(
        f"::error file={prediction},line=29,col=5,title=unknown-key::unknown key"
    )
    assert line.count("::") == 2


def test_github_escapes_what_would_end_its_command(check, folder) -> None:
    (folder / "kandao-2024" / "a,b:c%.yaml").write_text("a: b\n")

    assert (
        "file=" + str(folder) + "/kandao-2024/a%2Cb%3Ac%25.yaml,"
        in check("--format", "github").stdout
    )


def test_all_problems_come_in_one_run_sorted_by_place(check, folder, prediction) -> None:
    spoil(prediction)
    spoil(prediction, "made_on: 2023-12-31", "made_on: 2023-02-30")
    (folder / "domains.yaml").write_bytes("- {id: devices, en: Devices, zh: 终端}\n".encode("gbk"))
    (folder / "kandao-2024" / "another.yaml").write_text("claim: [\n")

    problems = json.loads(check("--format", "json").stdout)["problems"]

    assert [(one["path"].rpartition("/")[2], one["rule"], one["line"]) for one in problems] == [
        ("domains.yaml", "not-utf8", 1),
        ("another.yaml", "yaml-syntax", 1),
        ("vision-pro.yaml", "impossible-date", 11),
        ("vision-pro.yaml", "unknown-value", 36),
    ]


def test_the_excerpt_shows_the_whole_line_when_it_is_not_long(check, prediction) -> None:
    spoil(prediction, "stated: true}", "stated: yes}")

    assert (
        "    12 | window: {opens_on: 2024-01-01, closes_on: 2024-12-31, stated: yes}\n"
        f"       | {' ' * 62}^\n"
    ) in check().stdout


def test_the_excerpt_of_a_long_line_begins_near_the_fault(check, prediction) -> None:
    spoil(prediction, "stated: true}", f"stated: true, {'x' * 34}: 1}}")

    shown = f"…opens_on: 2024-01-01, closes_on: 2024-12-31, stated: true, {'x' * 34}: 1}}"
    assert f"    12 | {shown}\n       | {' ' * 60}^\n" in check().stdout


def test_the_excerpt_of_a_gbk_file_can_be_read(check, folder) -> None:
    (folder / "domains.yaml").write_bytes("- {id: devices, en: Devices, zh: 终端}\n".encode("gbk"))

    assert "     1 | - {id: devices, en: Devices, zh: 终端}\n" in check().stdout


def test_nothing_is_written_into_the_folder(check, folder) -> None:
    before = sorted((str(path), path.stat().st_mtime_ns) for path in folder.rglob("*"))

    check()

    assert sorted((str(path), path.stat().st_mtime_ns) for path in folder.rglob("*")) == before


@pytest.mark.parametrize("arguments", [[], ["--format", "json"]])
def test_a_missing_folder_is_a_wrong_call(arguments, run, tmp_path) -> None:
    done = run("check", "--predictions", tmp_path / "gone", *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert (
        f"error: no records folder at '{tmp_path / 'gone'}'; pass --predictions DIR" in done.stderr
    )


def test_a_file_can_be_checked_alone(check, folder, prediction) -> None:
    spoil(prediction)
    (folder / "kandao-2024" / "another.yaml").write_text("claim: [\n")

    done = check("--format", "json", prediction)

    assert [one["path"] for one in json.loads(done.stdout)["problems"]] == [str(prediction)]


def test_a_file_of_another_folder_is_checked_against_that_folder(run, prediction) -> None:
    spoil(prediction, "domain: devices", "domain: device")

    done = run("check", "--as-of", "2024-06-01", prediction)

    assert done.returncode == 1
    assert "error[unknown-domain]" in done.stdout


def test_a_file_is_checked_against_the_folder_around_it(run, folder, tmp_path) -> None:
    elsewhere = folder.rename(tmp_path / "elsewhere")
    spoil(elsewhere / "kandao-2024" / "vision-pro.yaml", "domain: devices", "domain: device")

    done = run("check", "--as-of", "2024-06-01", elsewhere / "kandao-2024" / "vision-pro.yaml")

    assert "elsewhere/kandao-2024/vision-pro.yaml:4:9: error[unknown-domain]" in done.stdout


def test_a_folder_can_be_named_instead_of_the_option(run, folder) -> None:
    assert run("check", "--as-of", "2024-06-01", folder).stdout.startswith("3 files checked")


def test_a_file_outside_every_folder_of_records(run, tmp_path) -> None:
    (tmp_path / "alone").mkdir()
    (tmp_path / "alone" / "claim.yaml").write_text("claim: a\n")

    done = run("check", tmp_path / "alone" / "claim.yaml")

    assert (done.returncode, done.stdout) == (2, "")
    assert "no records folder at 'predictions'" in done.stderr


def test_paths_of_two_folders_are_a_wrong_call(run, folder, tmp_path) -> None:
    other = shutil.copytree(folder, tmp_path / "other")

    done = run("check", folder, other)

    assert done.returncode == 2
    assert done.stderr == "error: name paths in one folder of records\n"


@pytest.mark.parametrize("name", ["README.md", "../elsewhere"])
def test_a_file_or_folder_without_a_record_is_a_wrong_call(check, folder, name) -> None:
    (folder / "README.md").write_text("Notes.\n")
    (folder.parent / "elsewhere").mkdir()

    done = check(folder / name)

    assert (done.returncode, done.stdout) == (2, "")
    assert f"{name}: a record is <outlook>/<claim>.yaml" in done.stderr


def test_an_outlook_may_be_named_before_it_has_a_file(check, folder) -> None:
    (folder / "new-2025").mkdir()

    assert check(folder / "new-2025").stdout.startswith("0 files checked")


@pytest.mark.parametrize(
    "name",
    [
        "kandao-2024/vision-pro",
        "kandao-2024/vision-pro.yaml",
        "predictions/kandao-2024/vison-pro.yaml",
    ],
)
def test_a_path_that_is_not_there_names_the_record_that_was_meant(name, run, folder) -> None:
    done = run("check", name, cwd=folder.parent)

    assert done.returncode == 2
    assert done.stderr == (
        f"error: unknown file '{name}'; did you mean 'predictions/kandao-2024/vision-pro.yaml'?\n"
    )


def test_a_record_named_through_a_link_to_the_folder_is_checked(check, folder, prediction) -> None:
    spoil(prediction)
    link = folder.parent / "link"
    link.symlink_to(folder)

    assert check(link / "kandao-2024" / "vision-pro.yaml").returncode == 1


@pytest.mark.parametrize("name", ["predictions/gone.yaml", "gone"])
def test_a_path_that_is_not_there_is_a_wrong_call(name, check, tmp_path) -> None:
    done = check(tmp_path / name)

    assert (done.returncode, done.stdout) == (2, "")
    assert "error: unknown file '" in done.stderr


def test_passage_marks_are_compared_with_the_article(check, tmp_path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "kandao-2024.txt").write_text("别的文章。\n", encoding="utf-8")

    done = check("--articles", tmp_path / "articles")

    assert done.returncode == 1
    assert ":8:11: error[passage-not-found]" in done.stdout


def test_a_path_that_leads_to_itself_is_a_wrong_call(check, tmp_path) -> None:
    (tmp_path / "loop").symlink_to("loop")

    done = check(tmp_path / "loop")

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def spoil_many(folder, times: int) -> None:
    for number in range(times):
        (folder / "kandao-2024" / f"bad-{number}.yaml").write_text("claim: [\n")


@pytest.mark.slow
def test_head_ends_it_quietly(folder, tmp_path) -> None:
    spoil_many(folder, 600)

    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m scorecard check --predictions {folder} | head -n 1"],
        capture_output=True,
        check=False,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
    )

    assert done.stderr == b""
    assert done.stdout.count(b"\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_a_pipe_gets_utf_8_whatever_the_locale(env, run_process, folder) -> None:
    done = run_process(
        *("check", "--predictions", folder, "--as-of", "2024-06-01", "--lang", "zh"), env=env
    )

    assert (done.returncode, done.stdout) == (0, "已检查 3 个文件：0 个错误，0 个警告\n")


@pytest.mark.slow
def test_a_terminal_gets_its_own_encoding(folder, tmp_path) -> None:
    ours, theirs = pty.openpty()
    subprocess.run(
        [
            sys.executable,
            "-m",
            "scorecard",
            "check",
            "--lang",
            "zh",
            "--as-of",
            "2024-06-01",
            "--predictions",
            folder,
        ],
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "gbk", "XDG_CACHE_HOME": str(tmp_path)},
        stdout=theirs,
    )
    os.close(theirs)

    assert os.read(ours, 100_000).decode("gbk").startswith("已检查 3 个文件")


def test_explain_prints_a_rule_in_both_languages(run) -> None:
    assert run("explain", "overdue").stdout.startswith("overdue (warning)\n  A claim whose window")
    assert run("explain", "overdue", "--lang", "zh").stdout.startswith("overdue（警告）\n")


def test_explain_prints_every_rule(run) -> None:
    assert run("explain").stdout.count("(error)") > 30


def test_explain_knows_the_rules_of_ballots_too(run) -> None:
    done = run("explain", "unfit-reason")

    assert done.returncode == 0
    assert done.stdout == (
        "unfit-reason (error)\n  A reason is plain text.\n  Delete the invisible characters.\n"
    )


def test_explain_tells_of_both_rules_of_one_name(run) -> None:
    said = run("explain", "repeated-claim").stdout

    assert "A claim is on record once in its outlook." in said
    assert "A rater answers for a claim once." in said


def test_explain_knows_what_was_meant(run) -> None:
    done = run("explain", "overdu")

    assert done.returncode == 2
    assert done.stderr == "error: unknown rule 'overdu'; did you mean 'overdue'?\n"


def test_explain_of_nothing_near(run) -> None:
    assert run("explain", "xyzzy").stderr == (
        "error: unknown rule 'xyzzy'; `scorecard explain` lists them\n"
    )


@pytest.mark.parametrize(("language", "word"), [("en", "Half-right"), ("zh", "说中的部分")])
def test_explain_takes_words_of_a_rule_in_either_language(run, language, word) -> None:
    assert "half-right-without-parts" in run("explain", word, "--lang", language).stdout


def test_help_is_in_the_language_asked_for(run) -> None:
    assert "列出记录里的每个问题" in run("check", "--help", "--lang=zh").stdout


def test_a_verdict_of_tomorrow_is_an_error(run, folder, prediction) -> None:
    spoil(prediction, "judged_on: 2024-03-01", "judged_on: 2999-03-01")

    done = run("check", "--predictions", folder)

    assert done.returncode == 1
    assert "error[dated-in-the-future] judged_on 2999-03-01 is after " in done.stdout


def test_a_day_of_the_past_does_not_make_later_verdicts_a_mistake(check, prediction) -> None:
    spoil(prediction, "judged_on: 2024-03-01", "judged_on: 2024-07-01")

    assert check().returncode == 0


def test_who_looks_from_a_day_to_come_takes_it_as_come(run, folder, prediction) -> None:
    spoil(prediction, "judged_on: 2024-03-01", "judged_on: 2999-03-01")

    done = run("check", "--predictions", folder, "--as-of", "2999-03-01")

    assert done.returncode == 0


def test_the_cache_keeps_no_today(folder, prediction, tmp_path) -> None:
    spoil(prediction, "judged_on: 2024-03-01", "judged_on: 2024-07-01")
    days = [date(2024, 6, 30), date(2024, 7, 1), date(2024, 6, 30)]

    found = [
        [
            one.rule
            for one in check_folder(
                folder, as_of=day, latest_day=day, cache=Cache(tmp_path / "cache.json")
            ).problems
        ]
        for day in days
    ]

    assert found == [["dated-in-the-future"], [], ["dated-in-the-future"]]
