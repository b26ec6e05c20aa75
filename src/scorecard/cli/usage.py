"""The help page of a command, and what Typer finds wrong with a call, in the reader's language."""

import re
import shutil
from typing import Any

import typer

from scorecard.cli.options import DEFAULT_LANGUAGE, say
from scorecard.problems import CallError, UnknownWordError
from scorecard.text import Language, Phrase, display_width, printable, wrapped

_CHINESE = {
    "COMMAND [ARGS]...": "命令 [参数]...",
    "[OPTIONS]": "[选项]",
    "<str>": "<文本>",
    "<int>": "<整数>",
    "<float>": "<数字>",
    "<path>": "<路径>",
    "required]": "必填]",
    "default: ": "默认：",
    "env var: ": "环境变量：",
    "Show this message and exit.": "显示这段说明。",
    "Install completion for the current shell.": "为当前的 shell 安装命令补全。",
    "Show completion for the current shell, to copy it or customize the installation.": (
        "显示当前 shell 的补全脚本，供复制或自行安装。"
    ),
}
"""Typer's own words in the help."""
_WORD = re.compile("|".join(map(re.escape, _CHINESE)))
_WIDEST_PAGE, _NARROWEST_PAGE, _WIDEST_NAME = 80, 50, 30


def _translated(text: str) -> str:
    """Typer's own words in the reader's language."""
    if DEFAULT_LANGUAGE is Language.ENGLISH:
        return text
    return _WORD.sub(lambda found: _CHINESE[found.group()], text)


def _section(heading: Phrase, rows: list[tuple[str, str]], columns: int) -> list[str]:
    """Names and their meanings in two columns under a heading; nothing without rows."""
    if not rows:
        return []
    pairs = [(_translated(name), _translated(meaning)) for name, meaning in rows]
    gap = min(max(display_width(name) for name, _ in pairs), _WIDEST_NAME) + 2
    lines = ["", say(heading)]
    for name, meaning in pairs:
        first, *rest = wrapped(meaning, columns - gap - 2)
        if display_width(name) + 2 <= gap:
            lines.append(f"  {name}{' ' * (gap - display_width(name))}{first}".rstrip())
        else:
            lines += [f"  {name}", f"  {' ' * gap}{first}"]
        lines += [f"  {' ' * gap}{line}" for line in rest]
    return lines


def help_page(command: Any, ctx: Any) -> str:
    """The help of a command: how it is called, what it does, its arguments, options and commands."""
    terminal = min(shutil.get_terminal_size().columns, _WIDEST_PAGE)
    columns = max(terminal - 2, _NARROWEST_PAGE)
    rows: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
    for parameter in command.get_params(ctx):
        rows[parameter.param_type_name].append(parameter.get_help_record(ctx))
    commands = [(name, say(entry.help)) for name, entry in getattr(command, "table", {}).items()]
    pieces = _translated(" ".join(command.collect_usage_pieces(ctx)))
    return "\n".join(
        [
            f"{say(Phrase('Usage: ', '用法：'))}{ctx.command_path} {pieces}",
            "",
            *(f"  {line}" for line in wrapped(command.help, columns - 2)),
            *_section(Phrase("Arguments:", "参数："), rows["argument"], columns),
            *_section(Phrase("Options:", "选项："), rows["option"], columns),
            *_section(Phrase("Commands:", "命令："), commands, columns),
        ]
    )


_KINDS = {
    "int": Phrase("a whole number", "整数"),
    "float": Phrase("a number", "数字"),
    "day": Phrase("a date like 2026-11-21", " 2026-11-21 这样的日期"),
    "day_or_null": Phrase(
        "a date like 2026-11-21, or null for no end",
        " 2026-11-21 这样的日期（若没有截止日，写 null）",
    ),
}
"""The kinds of values that Typer parses, by the names of their types or parsers."""
_INVALID = re.compile(r"'(.*)' is not a valid", re.DOTALL)
_RANGE = re.compile(r"(\S+) is not in the range (.+)\.")
_EXTRA = re.compile(r"Got unexpected extra argument\(s\) \((.*)\)", re.DOTALL)


def _name(parameter: Any) -> str:
    """How a parameter is written in a call: `--since`, `ID`."""
    is_option = parameter.param_type_name == "option"
    return str(parameter.opts[0] if is_option else parameter.human_readable_name)


def _wrong_value(error: Any) -> Phrase:
    name, message = _name(error.param), error.message
    if found := _RANGE.fullmatch(message):
        return Phrase(
            f"{name} {found[1]} is not in {found[2]}", f"{name} {found[1]} 不在 {found[2]} 之内"
        )
    kind = _KINDS.get(error.param.type.name.removesuffix(" range"))
    if kind is None:
        return Phrase(f"{name}: {message}", f"{name}：{message}")
    invalid = _INVALID.match(message)
    value = printable(invalid[1] if invalid else message, limit=60)
    return Phrase(
        f"{name} takes {kind.en}, not {value!r}", f"{name} 要写成{kind.zh}，不是“{value}”"
    )


def _unknown_option(error: Any) -> CallError:
    known = [
        name
        for parameter in error.ctx.command.get_params(error.ctx)
        if parameter.param_type_name == "option"
        for name in (*parameter.opts, *parameter.secondary_opts)
    ]
    return UnknownWordError(Phrase("option", "选项"), error.option_name, known)


def call_error(error: Any) -> CallError:
    """A wrong call as one line in both languages; Typer's errors are known by the names of their classes.

    Raises:
        SystemExit: A call without a command, for which the help was printed.
    """
    kind, message = type(error).__name__, error.format_message()
    if kind == "NoArgsIsHelpError":
        typer.echo(message, err=True)
        raise SystemExit(2)
    if kind == "NoSuchOption":
        return _unknown_option(error)
    phrase = Phrase(message, message)
    if kind == "BadParameter":
        phrase = _wrong_value(error)
    elif kind == "MissingParameter":
        name = _name(error.param)
        phrase = Phrase(f"{name} is missing", f"缺少 {name}")
    elif kind == "BadOptionUsage":
        name = printable(error.option_name, limit=60)
        lacks = Phrase(f"{name} needs a value", f"{name} 后面缺少值")
        phrase = (
            lacks if "requires" in message else Phrase(f"{name} takes no value", f"{name} 不带值")
        )
    elif found := _EXTRA.fullmatch(message):
        phrase = Phrase(f"too many arguments: {found[1]}", f"多余的参数：{found[1]}")
    return CallError(phrase)
