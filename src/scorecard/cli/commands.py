"""The table of commands, the help of each, and what Typer finds wrong with a call in the reader's language.

A command's module is imported when the command is called.
"""

import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from types import MappingProxyType
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from scorecard import DISTRIBUTION
from scorecard.cli.options import DEFAULT_LANGUAGE, LANG, SHARED, flag, missing, say
from scorecard.problems import CallError, UnknownWordError
from scorecard.text import Language, Phrase, display_width, printable, wrapped


class Command(NamedTuple):
    """A command, or a group of commands by name.

    Attributes:
        en: Its line in the help.
        zh: The line in Chinese.
        place: `module:function` in `scorecard.cli`; empty for a group.
        commands: The commands of a group.
    """

    en: str
    zh: str
    place: str = ""
    commands: Mapping[str, "Command"] = MappingProxyType({})

    @property
    def help(self) -> str:
        """The line in the reader's language."""
        return say(Phrase(self.en, self.zh))


COMMANDS = {
    "build": Command("Check, score, draw and report in one go.",
        "一次完成检查、计分、作图，并生成报告。", "build:build"),
    "check": Command("List every problem in the records, with its line.",
        "列出记录里的每个问题，注明行列。", "check:check"),
    "score": Command("Print accuracy by group, with counts and intervals.",
        "分组列出得分率，附数量和 95% 置信区间。", "score:score"),
    "charts": Command("Draw the charts as PNG and SVG, in both languages.",
        "绘制图表：PNG 和 SVG，中英文。", "build:charts"),
    "report": Command("Write the report: one self-contained HTML page.",
        "生成报告：单独一个 HTML 网页。", "build:report"),
    "site": Command("Write a static site: a page for each claim, data, a feed.",
        "生成静态网站：每条预测一页，附数据和订阅源。", "site:site"),
    "show": Command("Print everything known about a claim.", "显示一条预测的全部信息。", "show:show"),
    "due": Command("List the claims that wait for a verdict, or will by a date.",
        "列出等待判定和即将到期的预测。", "show:due"),
    "new": Command("Write a file to fill in, every field explained.",
        "新建待填写的文件，每个字段都有说明。", commands={
            "prediction": Command("Write the file of a claim to fill in.",
                "新建一条预测的文件。", "new:prediction"),
            "outlook": Command("Write the file of an article to fill in.",
                "新建一篇展望的文件。", "new:outlook"),
        }),
    "judge": Command("Add a verdict to a claim's file and touch nothing else.",
        "给预测添加判定，不动文件里的其他内容。", "edit:judge"),
    "rate": Command("Add one rater's rating to a claim's file.", "给预测添加一位评议人的评议。", "edit:rate"),
    "prior": Command("Add what somebody expected of a claim.", "给预测添加某人的事前预期。", "edit:prior"),
    "rename": Command("Give a claim another id; its history goes with it.",
        "给预测改 id，历史随之保留。", "edit:rename"),
    "amend": Command("Change a claim after publication and record why.",
        "发布之后修改预测，并记下原因。", "edit:amend"),
    "review": Command("Run the yearly review, from agenda to recorded decisions.",
        "年度复盘：从议程到写入记录的判定。", commands={
            "open": Command("Set raters and list; write agenda and ballots.",
                "定下评议人和待议清单，生成议程和评议表。", "review_ballots:open_"),
            "rate": Command("Rate alone in the terminal.", "在终端里独立评议。", "review_ballots:rate"),
            "collect": Command("Write the ratings of filled ballots into the records.",
                "把填好的评议表收入记录。", "review_ballots:collect"),
            "agreement": Command("Print how far the raters agree, and where they split.",
                "列出评议一致性和有分歧的预测。", "review_ballots:agreement"),
            "meet": Command("Serve the page for the projector; decisions are recorded at once.",
                "打开投影用的页面；判定即时写入记录。", "review_meeting:meet"),
            "close": Command("Write the minutes, and slides where asked, and print the git command.",
                "生成会议纪要，可另附幻灯片，并给出 git 命令。", "review_meeting:close"),
            "reopen": Command("Open a closed review again.",
                "重新打开已结束的年度复盘。", "review_meeting:reopen"),
            "translate": Command("Add the other language to a text of a decision.",
                "给决定的文字补上另一种语言。", "review_meeting:translate"),
        }),
    "changed": Command("Print which verdicts moved, on what evidence, and the effect.",
        "列出哪些判定变了、依据什么、对得分率有何影响。", "show:changed"),
    "init": Command("Make an empty scorecard of your own in a folder.",
        "在文件夹里新建自己的预测记分牌。", "new:init"),
    "schema": Command("Write the JSON Schemas for editors.",
        "生成供编辑器使用的 JSON Schema。", "new:schema"),
    "import": Command("Turn another tracker's table into ours, or into records.",
        "把其他来源的表格转成本程序的表格，或写成记录。", "import_export:import_"),
    "export": Command("Write all records out: CSV, JSON, SQLite, Parquet, Excel.",
        "导出全部记录：CSV、JSON、SQLite、Parquet、Excel。", "import_export:export"),
    "links": Command("List the evidence addresses that no longer answer.",
        "列出已打不开的证据网址。", "dead_links:links"),
    "explain": Command("Print what a rule asks and how to fix what breaks it.",
        "说明一条规则的要求和改法。", "check:explain"),
}  # fmt: skip

_CHINESE = {
    "COMMAND [ARGS]...": "命令 [参数]...",
    "[OPTIONS]": "[选项]",
    "<str>": "<文本>",
    "<int>": "<整数>",
    "<int range>": "<整数>",
    "<path>": "<路径>",
    "required]": "必填]",
    "; default: ": "；默认：",
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
_WIDEST_PAGE, _WIDEST_NAME, _NARROW_NAME = 80, 30, 4
_FOR_TWO_COLUMNS = 58
"""The columns of a page below which meanings stand under their names."""


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
    most = _WIDEST_NAME if columns >= _FOR_TWO_COLUMNS else _NARROW_NAME
    gap = min(max(display_width(name) for name, _ in pairs), most) + 2
    lines = ["", say(heading)]
    for name, meaning in pairs:
        first, *rest = wrapped(meaning, columns - gap - 2)
        if display_width(name) + 2 <= gap:
            lines.append(f"  {name}{' ' * (gap - display_width(name))}{first}".rstrip())
        else:
            lines += [f"  {one}" for one in (*wrapped(name, columns - 2), " " * gap + first)]
        lines += [f"  {' ' * gap}{line}" for line in rest]
    return lines


def _help_page(command: Any, ctx: Any) -> str:
    """The help of a command: how it is called, what it does, its arguments, options and commands."""
    columns = min(shutil.get_terminal_size().columns, _WIDEST_PAGE) - 2
    rows: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
    for parameter in command.get_params(ctx):
        rows[parameter.param_type_name].append(parameter.get_help_record(ctx))
    commands = [(name, entry.help) for name, entry in getattr(command, "table", {}).items()]
    pieces = _translated(" ".join(command.collect_usage_pieces(ctx)))
    usage = f"{say(Phrase('Usage: ', '用法：'))}{ctx.command_path} {pieces}"
    return "\n".join(
        [
            *wrapped(usage, columns),
            "",
            *(f"  {line}" for line in wrapped(command.help, columns - 2)),
            *_section(Phrase("Arguments:", "参数："), rows["argument"], columns),
            *_section(Phrase("Options:", "选项："), rows["option"], columns),
            *_section(Phrase("Commands:", "命令："), commands, columns),
        ]
    )


_KINDS = {
    "int": Phrase("a whole number", "整数"),
    "day": Phrase("a date like 2026-11-21", " 2026-11-21 这样的日期"),
    "day_or_null": Phrase(
        "a date like 2026-11-21, or null for no end",
        " 2026-11-21 这样的日期（若没有截止日，写 null）",
    ),
    "probability_or_null": Phrase(
        "a number from 0 to 1, or null for none", " 0 到 1 之间的数（若没有，写 null）"
    ),
}
"""The kinds of values that Typer parses, by the names of their types or parsers."""
_INVALID = re.compile(r"'(.*)' is not a valid", re.DOTALL)
_SAID = {
    r"(\S+) is not in the range (\d+)<=x<=(\d+)\.": Phrase(
        "{name} {} is not between {} and {}", "{name} {} 不在 {} 到 {} 之间"
    ),
    r"Option .* requires .*": Phrase("{name} needs a value", "{name} 后面缺少值"),
    r"Option .* does not take a value\.": Phrase("{name} takes no value", "{name} 不带值"),
    r"Got unexpected extra argument\(s\) \((.*)\)": Phrase(
        "too many arguments: {}{table.en}", "多余的参数：{}{table.zh}"
    ),
}
"""The messages of Typer as patterns, and what is said instead."""


def _name(error: Any) -> str:
    """The option or argument that is wrong, as it is written in a call: `--since`, `ID`."""
    parameter = getattr(error, "param", None)
    if parameter is None:
        return printable(getattr(error, "option_name", ""), limit=60)
    is_option = parameter.param_type_name == "option"
    return str(parameter.opts[0] if is_option else parameter.human_readable_name)


def call_error(error: Any) -> CallError:
    """A wrong call as one line in both languages; Typer's errors are known by the names of their classes.

    Raises:
        SystemExit: A call without a command, for which the help was printed.
    """
    kind, message, name = type(error).__name__, error.message, _name(error)
    if kind == "NoArgsIsHelpError" or message == "Missing command.":
        with suppress(OSError):
            typer.echo(error.ctx.get_help(), err=True)
        raise SystemExit(2)
    if kind == "NoSuchOption":
        parameters = error.ctx.command.get_params(error.ctx)
        options = [one for one in parameters if one.param_type_name == "option"]
        known = [name for one in options for name in (*one.opts, *one.secondary_opts)]
        return UnknownWordError(Phrase("option", "个选项"), error.option_name, known)
    if kind == "MissingParameter":
        return missing(name)
    for pattern, said in _SAID.items():
        if found := re.fullmatch(pattern, message, re.DOTALL):
            has_table = error.ctx and any(one.name == "table" for one in error.ctx.command.params)
            en, zh = "; if it is a table, write --table FILE", "；若是表格，请写成 --table 文件"
            facts = {"name": name, "table": Phrase(en, zh) if has_table else Phrase("", "")}
            return CallError(*(one.format(*found.groups(), **facts) for one in said))
    if kind != "BadParameter":
        return CallError(message, message)
    asked = _KINDS.get(error.param.type.name.removesuffix(" range"))
    if asked is None:
        return CallError(f"{name}: {message}", f"{name}：{message}")
    invalid = _INVALID.match(message)
    value = printable(invalid[1] if invalid else message, limit=60)
    en, zh = f"{name} takes {asked.en}, not {value!r}", f"{name} 要写成{asked.zh}，不是“{value}”"
    return CallError(en, zh)


def _typer(**more: Any) -> typer.Typer:
    """A Typer as every level of the program is: plain help, plain errors, -h and --help."""
    return typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        **more,
    )


class _Command(TyperCommand):
    """A command whose help is in the reader's language, and that drops no value of a call in silence."""

    get_help = _help_page

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse a call; of what is typed twice only files, folders and shared options take the last value."""
        _, _, given = self.make_parser(ctx).parse_args(args=[*args])
        for one in given:
            is_text = not (getattr(one, "is_flag", False) or one.type.name == "path")
            if given.count(one) > 1 and is_text and not one.multiple and one.name not in SHARED:
                en = f"{one.opts[0]} takes one value, and there are several"
                raise CallError(en, f"{one.opts[0]} 只能有一个值，这里写了几个")
        return super().parse_args(ctx, args)


class _Group(TyperGroup):
    """Commands of a table by name; the help lists them without importing one."""

    get_help = _help_page
    table: Mapping[str, Command] = COMMANDS

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  (Typer's own context)
        """The names in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002  (as above)
        """A command, imported now."""
        entry = self.table.get(cmd_name)
        if entry is None:
            raise UnknownWordError(Phrase("command", "条命令"), cmd_name, self.table)
        if entry.commands:
            group = type("_Subgroup", (_Group,), {"table": entry.commands})
            return typer.main.get_group(_typer(help=entry.help, cls=group, callback=_group))
        module, _, function = entry.place.partition(":")
        single = _typer(add_completion=False)
        command = getattr(import_module(f"scorecard.cli.{module}"), function)
        single.command(cmd_name, help=entry.help, cls=_Command)(command)
        return typer.main.get_command(single)


def _group(lang: str | None = LANG) -> None:
    """The option of a group of commands; the language is read from the call before any of it is parsed."""


def _print_version(is_asked: bool) -> None:
    """Print the version and end the program when `--version` is in the call."""
    if is_asked:
        from importlib.metadata import version

        typer.echo(f"scorecard {version(DISTRIBUTION)}")
        raise typer.Exit


app = _typer(cls=_Group)
_ABOUT = Phrase(
    "Keeps published forecasts honest: claims on record, judged, scored and drawn.",
    "让公开发表的预测经得起核对：收录、判定、计分、作图。",
)


@app.callback(help=say(_ABOUT))
def _scorecard(
    _: bool = flag("Print the version and exit.", "显示版本。", "--version", is_eager=True,
        callback=_print_version),
    lang: str | None = LANG,
) -> None:  # fmt: skip
    """The options of the program itself; its language is read from the call before any of it is parsed."""
