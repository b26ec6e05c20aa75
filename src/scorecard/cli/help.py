"""The help in Chinese: Typer's fixed words, and lines broken by the columns that Chinese takes."""

import re
from collections.abc import Sequence

from typer._click.formatting import HelpFormatter

from scorecard.cli.output import width

__all__ = ["ChineseFormatter"]

_HEADINGS = {"Arguments": "参数", "Options": "选项", "Commands": "命令"}
_WORDS = {
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
_WORD = re.compile("|".join(map(re.escape, _WORDS)))
_PIECE = re.compile(r"[!-~]+|.", re.DOTALL)
_WIDEST_NAME = 30


def _chinese(text: str) -> str:
    return _WORD.sub(lambda found: _WORDS[found.group()], text)


def _lines(text: str, columns: int) -> list[str]:
    """A text in lines of a width; Chinese breaks anywhere, but not before a punctuation mark."""
    lines = [""]
    for piece in _PIECE.findall(" ".join(text.split())):
        is_closing = piece in "，。、；：）？！”"
        if width(lines[-1]) + width(piece) > columns and lines[-1] and not is_closing:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return lines


class ChineseFormatter(HelpFormatter):
    """The help of a command, with its fixed words in Chinese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """How the command is called."""
        super().write_usage(prog, _chinese(args), prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        """The name of a section."""
        self.write(f"{_HEADINGS.get(heading, heading)}：\n")

    def write_dl(
        self,
        rows: Sequence[tuple[str, str]],
        col_max: int = _WIDEST_NAME,
        col_spacing: int = 2,
    ) -> None:
        """Names and what they mean."""
        pairs = [(_chinese(name), _chinese(meaning)) for name, meaning in rows]
        first = min(max(width(name) for name, _ in pairs), col_max) + col_spacing
        pad = " " * self.current_indent
        for name, meaning in pairs:
            lines = _lines(meaning, self.width - first - self.current_indent)
            is_short = width(name) + col_spacing <= first
            lead = name + " " * (first - width(name)) if is_short else name
            shown = [lead + lines[0], *(" " * first + line for line in lines[1:])]
            if not is_short:
                shown = [name, *(" " * first + line for line in lines)]
            self.write("".join(f"{pad}{line}".rstrip() + "\n" for line in shown))
