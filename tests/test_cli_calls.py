"""Wrong calls, the help's own words, streams that cannot be written, and Ctrl-C."""

import os
import signal
import subprocess
import sys
from datetime import date
from importlib.metadata import version
from io import BytesIO, TextIOWrapper
from pathlib import Path
from runpy import run_module
from types import SimpleNamespace

import pytest
from typer.exceptions import TyperException

from scorecard.cli import _prepare_streams
from scorecard.cli.commands import call_error
from scorecard.cli.context import Context
from scorecard.text import Language, Phrase

FULL = "/dev/full"
has_full_device = pytest.mark.skipif(not Path(FULL).exists(), reason="no /dev/full")


@has_full_device
@pytest.mark.parametrize("arguments", [["new"], ["--nope"]])
def test_a_wrong_call_ends_with_2_where_its_message_cannot_be_written(arguments):
    with Path(FULL).open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "scorecard", *arguments], stderr=full, check=False
        )
    assert done.returncode == 2


def program(folder, *arguments, **more):
    return subprocess.Popen(
        [sys.executable, "-m", "scorecard", *map(str, arguments)],
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=folder.parent,
        env={**os.environ, "LC_ALL": "C.UTF-8", "XDG_CACHE_HOME": str(folder.parent / "cache")},
        **more,
    )


@pytest.mark.parametrize(
    ("arguments", "en", "zh"),
    [
        (
            ["charts", "--format", "png", "--format", "svg"],
            "--format takes one value, and there are several",
            "--format 只能有一个值，这里写了几个",
        ),
        (
            ["score", "--domain", "space", "--domain=models"],
            "--domain takes one value, and there are several",
            "--domain 只能有一个值，这里写了几个",
        ),
        (["changed"], "--since is missing", "缺少 --since"),
        (["show"], "ID is missing", "缺少 ID"),
        (
            ["new", "outlook", "n9", "--year", "abc"],
            "--year takes a whole number, not 'abc'",
            "--year 要写成整数，不是“abc”",
        ),
        (
            ["new", "outlook", "n9", "--year", "99999"],
            "--year 99999 is not between 1900 and 2200",
            "--year 99999 不在 1900 到 2200 之间",
        ),
        *(
            (
                ["charts", "--check", *more],
                "--check looks at all files; ask for no part or form of them",
                "--check 检查全部文件，不能同时指定部分图表或样式",
            )
            for more in (["credit"], ["--by", "year"], ["--theme", "dark"], ["--year", "2024"])
        ),
        (
            ["charts", "--dpi", "9"],
            "--dpi 9 is not between 50 and 600",
            "--dpi 9 不在 50 到 600 之间",
        ),
        (["score", "--sed", "1"], "unknown option '--sed'; did you mean '--seed'?",
         "没有“--sed”这个选项，是不是“--seed”？"),
        (["score", "--seed"], "--seed needs a value", "--seed 后面缺少值"),
        (["check", "--strict=1"], "--strict takes no value", "--strict 不带值"),
        (["show", "a", "b", "c"], "too many arguments: b c", "多余的参数：b c"),
        (["score", "a.csv"], "too many arguments: a.csv; if it is a table, write --table FILE",
         "多余的参数：a.csv；若是表格，请写成 --table 文件"),
        (["new", "outlok"], "unknown command 'outlok'; did you mean 'outlook'?",
         "没有“outlok”这条命令，是不是“outlook”？"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_told_in_one_line_of_the_readers_language(run, arguments, en, zh):
    english, chinese = run(*arguments), run(*arguments, env={"LANG": "zh_CN.UTF-8"})

    assert (english.returncode, english.stdout, english.stderr) == (2, "", f"error: {en}\n")
    assert (chinese.returncode, chinese.stdout, chinese.stderr) == (2, "", f"错误：{zh}\n")


def test_the_language_of_a_wrong_call_is_the_one_it_asks_for(run):
    assert run("changed", "--lang", "zh").stderr == "错误：缺少 --since\n"


def test_the_fixed_words_of_the_help_are_chinese_too(run):
    top = run("--help", env={"LANG": "zh_CN.UTF-8"}).stdout
    done = run("new", "outlook", "--help", "--lang", "zh").stdout

    assert top.partition("\n")[0].endswith("scorecard [选项] 命令 [参数]...")
    assert "\n命令：\n  build " in top
    assert "\n参数：\n  NAME  其预测 id 的前半部分。  [必填]\n\n选项：\n" in done
    assert "默认：predictions]" in done
    assert not any(word in top + done for word in ("Usage", "Options", "required", "Show this"))


def test_a_line_of_the_chinese_help_is_no_wider_than_a_terminal(run):
    from rich.cells import cell_len

    done = run("score", "--help", "--lang", "zh", env={"COLUMNS": "80"})

    assert max(map(cell_len, done.stdout.splitlines())) <= 80


def test_without_a_subcommand_the_help_is_printed(run):
    done = run("new", env={"LANG": "zh_CN.UTF-8"})

    assert done.returncode == 2
    assert done.stderr.startswith("用法：")


@pytest.mark.slow
@has_full_device
@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "--as-of", "2024-06-01"),
        ("score",),
        ("score", "--format", "csv"),
        ("show", "kandao-2024/vision-pro"),
        ("check",),
        ("explain",),
        ("--help",),
        ("check", "--help"),
    ],
)
def test_output_that_cannot_be_written_is_told_in_one_line(folder, arguments):
    with Path(FULL).open("w") as full, program(folder, *arguments, stdout=full) as process:
        said = process.communicate()[1]

    assert said == "error: the output cannot be written: No space left on device\n"
    assert process.returncode == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("new", "outlook", "zhigu-2025", "--title", "\udcff"),
        ("judge", "vision-pro", "too_early", "--url", "https://a.example/\udcb9"),
    ],
)
def test_bytes_that_are_no_text_are_refused(call, folder, arguments):
    done = call(*arguments, "--predictions", folder)

    said = "error: what was typed is not UTF-8; set the terminal to UTF-8 and type it again\n"
    assert (done.code, done.err) == (2, said)


def test_an_answer_that_is_no_text_is_asked_for_again_in_the_readers_language(monkeypatch, capsys):
    answers, shown = iter(["\udcb9\udcfb", " 苹果 "]), []
    monkeypatch.setattr(Context, "is_on_terminal", True)
    monkeypatch.setattr(
        "typer.prompt",
        lambda text, **more: shown.append(text + more["prompt_suffix"]) or next(answers),
    )
    context = Context(Language.CHINESE, Path(), date(2024, 5, 1), date(2024, 5, 1))

    assert context.ask(Phrase("Title", "标题")) == "苹果"
    assert shown == ["标题：", "标题："]
    assert capsys.readouterr().err == "输入的文字不是 UTF-8 编码；请把终端改为 UTF-8 再输入\n"


def test_an_answer_in_another_encoding_than_the_terminals_is_asked_for_again(
    call, folder, monkeypatch
):
    typed = TextIOWrapper(
        BytesIO("中文\n\n".encode("gbk")), "utf-8"
    )  # as in the locale zh_CN.UTF-8
    monkeypatch.setattr("sys.stdin", typed)
    monkeypatch.setattr(Context, "is_on_terminal", True)

    done = call("judge", "vision-pro", "accurate", "--predictions", folder)

    assert "what was typed is not UTF-8; set the terminal to UTF-8 and type it again\n" in done.err
    assert done.code == 2


def test_what_a_terminal_cannot_show_is_shown_plainer_and_a_closed_input_is_empty(monkeypatch):
    written = TextIOWrapper(BytesIO(), "gbk")
    monkeypatch.setattr(sys, "stdin", None)
    monkeypatch.setattr(sys, "stdout", written)
    monkeypatch.setenv("PYTHONIOENCODING", "gbk")

    _prepare_streams()
    sys.stdout.write("1\u00a0000 页，ﬁne 😀\n")
    sys.stdout.flush()

    with sys.stdin:
        assert sys.stdin.read() == ""
    assert written.buffer.getvalue().decode("gbk") == "1 000 页，fine \\U0001f600\n"


def test_the_program_is_a_module_too(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["scorecard", "--version"])
    monkeypatch.delitem(sys.modules, "scorecard.__main__", raising=False)  # from another test

    with pytest.raises(SystemExit) as ended:
        run_module("scorecard", run_name="__main__")

    assert (ended.value.code or 0, capsys.readouterr().out) == (
        0,
        f"scorecard {version('forecast-scorecard')}\n",
    )


@has_full_device
def test_output_that_cannot_be_written_is_told_in_chinese(folder):
    with (
        Path(FULL).open("w") as full,
        program(folder, "explain", "--lang", "zh", stdout=full) as process,
    ):
        said = process.communicate()[1]

    assert said == "错误：输出无法写入：磁盘空间不够\n"


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [("explain",), ("score",), ("--help",)])
def test_a_closed_output_ends_quietly(folder, arguments):
    with program(folder, *arguments, preexec_fn=lambda: os.close(1)) as process:
        said = process.communicate()[1]

    assert (process.returncode, said) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [("explain",), ("score",), ("--help",)])
def test_a_reader_who_leaves_ends_the_program_quietly(folder, arguments):
    reading, writing = os.pipe()
    os.close(reading)
    with program(folder, *arguments, stdout=writing) as process:
        os.close(writing)
        said = process.communicate()[1]

    assert (process.returncode, said) == (1, "")


WAITING = """
import os, sys, time
import scorecard.checks.inspection as inspection
import scorecard.processes as processes
def wait(*_, **__):
    time.sleep(0.5)  # until every process has begun
    os.write(1, b"ready\\n")
    time.sleep(10)
inspection.inspect_reading, processes.WORTH_A_PROCESS = wait, 2
sys.argv = ["scorecard", "check"]
from scorecard.cli import main
main()
"""


@pytest.mark.slow
def test_ctrl_c_ends_the_program_and_its_processes_without_a_traceback(folder):
    with subprocess.Popen(
        [sys.executable, "-c", WAITING],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=folder.parent,
        start_new_session=True,
    ) as process:
        assert process.stdout.readline() == "ready\n"
        os.killpg(process.pid, signal.SIGINT)
        try:
            said = process.communicate(timeout=60)[1]
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise

    assert (process.returncode, said) == (130, "")


def stopped_by(error):
    def app(**_):
        raise error

    return app


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 1, ""),
        (OSError(28, "No space left on device"), 2,
         "error: the output cannot be written: No space left on device\n"),
    ],
)  # fmt: skip
def test_what_stops_a_command_has_its_exit_code(call, monkeypatch, error, code, said):
    monkeypatch.setattr("scorecard.cli.app", stopped_by(error))

    done = call("check")

    assert (done.code, done.err) == (code, said)


def test_a_file_of_ours_that_fails_is_not_taken_for_the_output(call, monkeypatch):
    error = FileNotFoundError(2, "No such file", "a.yaml")
    monkeypatch.setattr("scorecard.cli.app", stopped_by(error))

    done = call("check")

    assert done.code == 3
    assert "the program failed (FileNotFoundError" in done.err
    assert "cannot be written" not in done.err


class BadParameter(TyperException):
    """As Typer calls a value that does not fit."""

    param = SimpleNamespace(
        param_type_name="option", opts=["--seed"], type=SimpleNamespace(name="str")
    )


@pytest.mark.parametrize("kind", [BadParameter, TyperException])
def test_what_typer_says_that_we_do_not_know_is_passed_on(kind):
    said = call_error(kind("odd")).phrase

    assert said.en.endswith("odd")
    assert said.zh.endswith("odd")


def test_no_end_of_a_window_is_written_null(run, folder):
    done = run(
        *("amend", "kandao-2024/vision-pro", "--closes-on", "无", "--reason", "r", "--lang", "zh"),
        *("--predictions", folder),
    )

    assert done.returncode == 2
    assert "（若没有截止日，写 null）" in done.stderr


def test_no_end_can_be_amended_and_a_wrong_one_says_null(call, folder):
    arguments = ("amend", "kandao-2024/vision-pro", "--reason", "r", "--predictions", folder)

    assert ", or null for no end, not 'never'" in call(*arguments, "--closes-on", "never").err
    assert call(*arguments, "--closes-on", "null").code == 0
