"""The program as a whole: its commands, its language, its exit codes."""

from importlib import import_module

import pytest
import typer

from scorecard.cli import COMMANDS, app


def test_the_help_lists_every_command_in_order(call):
    done = call("--help")
    listed = [line.split()[0] for line in done.out.partition("Commands:\n")[2].splitlines()]

    assert done.code == 0
    assert listed == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_help_of_its_own(call, name):
    done = call(name, "--help")

    assert done.code == 0
    assert done.out.startswith("Usage: ")
    assert COMMANDS[name].en.rstrip(".").split()[0] in done.out


def test_the_help_speaks_chinese_in_a_chinese_locale(run_process):
    done = run_process("--help", env={"LANG": "zh_CN.UTF-8"})

    assert "一次完成检查、计分、作图，并生成报告。" in done.stdout


@pytest.mark.parametrize(
    ("name", "said"), [("chek", "did you mean 'check'?"), ("zzz", "unknown command 'zzz'\n")]
)
def test_an_unknown_command_names_the_nearest_and_exits_with_2(call, name, said):
    done = call(name)

    assert done.code == 2
    assert said in done.err


def test_an_unknown_option_exits_with_2(call):
    assert call("check", "--nonsense").code == 2


def test_every_entry_names_a_function_or_has_commands():
    entries = [*COMMANDS.values()]
    for entry in entries:
        entries += entry.commands.values()
        module, _, function = entry.place.partition(":")
        assert entry.commands or callable(
            getattr(import_module(f"scorecard.cli.{module}"), function)
        )


def test_the_package_runs_as_a_module_and_does_nothing_when_it_is_imported():
    assert import_module("scorecard.__main__").main is import_module("scorecard.cli").main


def test_completion_gets_the_names_from_the_table():
    group = typer.main.get_command(app)

    assert group.list_commands(None) == list(COMMANDS)


@pytest.mark.slow
def test_the_language_may_come_before_the_command(run_process):
    before, after = (
        run_process(*words) for words in (("--lang", "zh", "explain"), ("explain", "--lang=zh"))
    )

    assert before.stdout == after.stdout
    assert "期满的预测应当判定，否则算逾期。" in before.stdout


@pytest.mark.slow
def test_the_language_may_come_between_a_group_and_its_command(run_process):
    done = run_process("review", "--lang", "zh", "reopen", "nothing")

    assert done.stderr.startswith("错误：")


def test_an_option_without_a_command_gets_the_help(call):
    done = call("--lang", "en")

    assert done.code == 2
    assert done.err.startswith("Usage: ")
    assert "error" not in done.err
