"""The commands: the only package that knows Typer and the clock.

A command's module is imported when the command is called: start-up is the speed that people feel.
"""

import os
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from scorecard.cli.options import DEFAULT_LANGUAGE, say
from scorecard.problems import CallError, ScorecardError, UnknownWordError
from scorecard.text import Language, Phrase, printable

__all__ = ["COMMANDS", "Command", "app", "main"]


class Command(NamedTuple):
    """Where a command stands, in `scorecard.cli`, and its line in the help."""

    module: str
    function: str
    help: str


COMMANDS = {
    "build": Command("building", "build", say(
        "The main job: check, score, charts, report.", "主要工作：检查、计分、作图、报告。")),
    "check": Command("checking", "check", say(
        "Every problem in the records, with its line.", "列出记录里的每个问题，指明行列。")),
    "score": Command("scoring", "score", say(
        "Accuracy by group, with counts and intervals.", "分组的准确率，附数量和区间。")),
    "charts": Command("drawing", "charts", say(
        "Every chart as PNG and SVG, in both languages.", "所有图表：PNG 和 SVG，中英文。")),
    "report": Command("reporting", "report", say(
        "One self-contained HTML page.", "一个自成一体的 HTML 页面。")),
    "show": Command("showing", "show", say(
        "A claim with everything known about it.", "一条说法的全部信息。")),
    "due": Command("due", "due", say(
        "What waits for a verdict, and what will by a date.", "等待判定和即将到期的说法。")),
    "new": Command("starting", "new", say(
        "A file to fill in, with every field explained.", "新建要填写的文件，每个字段都有说明。")),
    "judge": Command("judging", "judge", say(
        "Add a verdict to a file and touch nothing else.", "在文件里添加判定，不动其他内容。")),
    "rate": Command("judging", "rate", say(
        "Add what one rater thinks.", "添加一位评分人的意见。")),
    "amend": Command("amending", "amend", say(
        "Change a claim after publication, with the reason.", "发布之后修改说法，写明原因。")),
    "review": Command("review", "review", say(
        "The yearly review, from agenda to recorded decisions.", "年度评审：从议程到记录在案的决定。")),
    "changed": Command("changed", "changed", say(
        "Which verdicts moved, on what, and what it did.", "哪些判定变了、依据什么、有何影响。")),
    "init": Command("starting", "init", say(
        "An empty scorecard of your own in a folder.", "在文件夹里新建自己的记分牌。")),
    "schema": Command("starting", "schema", say(
        "Write the JSON Schemas for editors.", "写出供编辑器使用的 JSON Schema。")),
    "import": Command("importing", "import_", say(
        "Another tracker's table, as `score --table` reads it.",
        "转换其他来源的表格，供 `score --table` 读取。")),
    "export": Command("showing", "export", say(
        "Everything out, as CSV or JSON.", "导出全部：CSV 或 JSON。")),
    "explain": Command("checking", "explain", say(
        "What a rule asks, and how to mend what breaks it.", "说明一条规则和改法。")),
}  # fmt: skip


def _typer(**more: Any) -> typer.Typer:  # noqa: ANN401  (what Typer takes)
    """A Typer as every level of the program is: plain help, plain errors, -h and --help."""
    return typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        **more,
    )


def _help(command: Any, ctx: Any) -> str:  # noqa: ANN401  (Typer's own command and context)
    """A command's help; its fixed words are the reader's too."""
    if DEFAULT_LANGUAGE is Language.ENGLISH:
        formatter = ctx.make_formatter()
    else:
        from scorecard.cli.help import ChineseFormatter

        formatter = ChineseFormatter(width=ctx.terminal_width, max_width=ctx.max_content_width)
    command.format_help(ctx, formatter)
    return str(formatter.getvalue().rstrip("\n"))


def _no_command(name: str, known: Iterable[str]) -> UnknownWordError:
    return UnknownWordError(Phrase("no command", "没有命令"), name, known)


class _Command(TyperCommand):
    """A command that speaks the reader's language."""

    get_help = _help


class _Group(TyperGroup):
    """Commands under one word, such as `new`."""

    get_help = _help

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002  (Typer's own context and command)
        """One of them.

        Raises:
            UnknownWordError: There is none of that name.
        """
        if cmd_name not in self.commands:
            raise _no_command(cmd_name, self.commands)
        return self.commands[cmd_name]


class _Commands(TyperGroup):
    """The commands by name; help lists them from the table, without importing one."""

    get_help = _help

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002  (Typer's own context)
        """The names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002  (Typer's own context and command)
        """A command, imported now.

        Raises:
            UnknownWordError: There is none of that name.
        """
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            raise _no_command(cmd_name, COMMANDS)
        found = getattr(import_module(f"scorecard.cli.{entry.module}"), entry.function)
        if isinstance(found, typer.Typer):
            group = _typer(help=entry.help, cls=_Group)
            group.registered_commands = found.registered_commands
            for command in group.registered_commands:
                command.cls = _Command
            return typer.main.get_group(group)
        single = _typer(add_completion=False)
        single.command(cmd_name, help=entry.help, cls=_Command)(found)
        return typer.main.get_command(single)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002  (Typer's own context and command)
        """The list in the help."""
        with formatter.section(say("Commands", "命令")):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])


app = _typer(cls=_Commands)


@app.callback(
    help=say(
        "Keeps published forecasts honest: claims on record, judged, scored and drawn.",
        "让公开的预测可核对：记录说法、给出判定、计分、作图。",
    )
)
def _scorecard() -> None:
    """What all commands share: nothing yet."""


_INTERRUPTED = 130
"""What a shell reports of a program that Ctrl-C ended."""


def _prepare_streams() -> None:
    """Streams that take every character; what the caller closed leads nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115  (as long as the program)
    for stream in (sys.stdout, sys.stderr):
        # A terminal gets the encoding that it asks for, a file or another program UTF-8.
        encoding = stream.encoding if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="backslashreplace")  # type: ignore[union-attr]  # both are text streams when main runs


def _let_go_of_output() -> None:
    """Send what is left to be printed nowhere: it cannot be written, and the interpreter would try."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run() -> int:
    """Run the command; its exit code.

    Raises:
        ScorecardError: The command was stopped.
    """
    try:
        code = app(standalone_mode=False) or 0
        sys.stdout.flush()
    except TyperException as error:
        from scorecard.cli.calls import call_error

        raise call_error(error) from None
    except BrokenPipeError:  # the reader has seen enough
        _let_go_of_output()
        return 1
    except OSError as error:
        if error.filename is not None:  # a file of ours, not the output
            raise
        _let_go_of_output()
        why = printable(error.strerror or error)
        raise CallError(
            Phrase(f"the output cannot be written: {why}", f"输出无法写入：{why}")
        ) from None
    return int(code)


def main() -> None:
    """Run the program: exit code 0 clean, 1 the records have problems, 2 the call was wrong."""
    _prepare_streams()
    # Ctrl-C reaches every process: the first one ends the others.
    os.register_at_fork(after_in_child=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    try:
        code = _run()
    except (KeyboardInterrupt, typer.Abort):
        code = _INTERRUPTED
    except ScorecardError as error:
        word = say("error: ", "错误：")
        with suppress(OSError):
            said = error.phrase.in_language(DEFAULT_LANGUAGE)
            typer.echo(word + printable(said), err=True)
        code = 2
    sys.exit(code)
