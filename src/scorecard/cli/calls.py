"""What Typer finds wrong with a call, in the words of the program."""

import re
from typing import Any

import typer
from typer.exceptions import TyperException

from scorecard.problems import CallError, UnknownWordError
from scorecard.text import Phrase, printable

__all__ = ["call_error"]

_KINDS = {
    "int": Phrase("a whole number", "整数"),
    "float": Phrase("a number", "数字"),
}
_NOT_VALID = re.compile(r"'(.*)' is not a valid", re.DOTALL)
_RANGE = re.compile(r"(\S+) is not in the range (.+)\.")
_EXTRA = re.compile(r"Got unexpected extra argument\(s\) \((.*)\)", re.DOTALL)


def _name(parameter: Any) -> str:  # noqa: ANN401  (Typer's own parameter)
    """How a parameter is written in a call: `--since`, `ID`."""
    is_option = parameter.param_type_name == "option"
    return str(parameter.opts[0] if is_option else parameter.human_readable_name)


def _missing(error: Any) -> Phrase:  # noqa: ANN401  (Typer's own error)
    name = _name(error.param)
    return Phrase(f"{name} is missing", f"缺少 {name}")


def _wrong_value(error: Any) -> Phrase:  # noqa: ANN401  (Typer's own error)
    name, said = _name(error.param), error.message
    if found := _NOT_VALID.match(said):
        type_ = error.param.type.name.removesuffix(" range")
        kind = _KINDS.get(type_, Phrase(type_, type_))
        value = repr(printable(found[1], limit=60))
        return Phrase(
            f"{name} takes {kind.en}, not {value}", f"{name} 要写成{kind.zh}，不是 {value}"
        )
    if found := _RANGE.fullmatch(said):
        return Phrase(
            f"{name} {found[1]} is not in {found[2]}", f"{name} {found[1]} 不在 {found[2]} 之内"
        )
    return Phrase(f"{name}: {said}", f"{name}：{said}")


def _option_usage(error: Any) -> Phrase:  # noqa: ANN401  (Typer's own error)
    name = printable(error.option_name, limit=60)
    if "requires" in error.message:
        return Phrase(f"{name} needs a value", f"{name} 后面缺少值")
    return Phrase(f"{name} takes no value", f"{name} 不带值")


def _unknown_option(error: Any) -> CallError:  # noqa: ANN401  (Typer's own error)
    known = [
        option
        for parameter in error.ctx.command.get_params(error.ctx)
        if parameter.param_type_name == "option"
        for option in (*parameter.opts, *parameter.secondary_opts)
    ]
    return UnknownWordError(Phrase("no option", "没有选项"), error.option_name, known)


_PHRASES = {
    "MissingParameter": _missing,
    "BadParameter": _wrong_value,
    "BadOptionUsage": _option_usage,
}


def call_error(error: TyperException) -> CallError:
    """A wrong call as it is told: one line, in both languages.

    A call without a command prints the help and ends the program.

    Args:
        error: What Typer raised; its classes are known by their names, Typer exports few of them.

    Raises:
        SystemExit: The help was what there is to say.
    """
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        typer.echo(error.format_message(), err=True)
        raise SystemExit(2)
    if kind == "NoSuchOption":
        return _unknown_option(error)
    if kind in _PHRASES:
        return CallError(_PHRASES[kind](error))
    said = error.format_message()
    if found := _EXTRA.fullmatch(said):
        return CallError(Phrase(f"too many arguments: {found[1]}", f"多余的参数：{found[1]}"))
    return CallError(Phrase(said, said))
