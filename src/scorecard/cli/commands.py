"""The table of commands; a command's module is imported when the command is called."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from scorecard.cli.options import say
from scorecard.problems import UnknownWordError
from scorecard.text import Phrase

__all__ = ["COMMANDS", "Command", "app"]


class Command(NamedTuple):
    """A command or a group of commands.

    Attributes:
        help: Its line in the help.
        place: `module:function` in `scorecard.cli`; empty for a group.
        commands: The commands of a group by name.
    """

    help: Phrase
    place: str = ""
    commands: Mapping[str, "Command"] = MappingProxyType({})


COMMANDS = {
    "build": Command(Phrase(
        "The main job: check, score, charts, report.", "主要工作：检查、计分、作图、报告。"),
        "build:build"),
    "check": Command(Phrase(
        "Every problem in the records, with its line.", "列出记录里的每个问题，指明行列。"),
        "check:check"),
    "score": Command(Phrase(
        "Accuracy by group, with counts and intervals.", "分组的得分率，附数量和 95% 置信区间。"),
        "score:score"),
    "charts": Command(Phrase(
        "Every chart as PNG and SVG, in both languages.", "所有图表：PNG 和 SVG，中英文。"),
        "build:charts"),
    "report": Command(Phrase("One self-contained HTML page.", "一个自成一体的 HTML 页面。"),
        "build:report"),
    "show": Command(Phrase("A claim with everything known about it.", "一条预测的全部信息。"),
        "show:show"),
    "due": Command(Phrase(
        "What waits for a verdict, and what will by a date.", "等待判定和即将到期的预测。"),
        "show:due"),
    "new": Command(Phrase(
        "A file to fill in, with every field explained.", "新建待填写的文件，每个字段都有说明。"),
        commands={
            "prediction": Command(Phrase(
                "A claim to fill in, every field explained.", "新建一条预测，每个字段都有说明。"),
                "new:prediction"),
            "outlook": Command(Phrase(
                "An article to fill in, every field explained.", "新建一篇展望，每个字段都有说明。"),
                "new:outlook"),
        }),
    "judge": Command(Phrase(
        "Add a verdict to a file and touch nothing else.", "在文件里添加判定，不动其他内容。"),
        "edit:judge"),
    "rate": Command(Phrase("Add what one rater thinks.", "添加一位评议人的评议。"), "edit:rate"),
    "amend": Command(Phrase(
        "Change a claim after publication, with the reason.", "发布之后修改预测，写明原因。"),
        "edit:amend"),
    "review": Command(Phrase(
        "The yearly review, from agenda to recorded decisions.", "年度复盘：从议程到记录在案的判定。"),
        commands={
            "open": Command(Phrase(
                "Fix raters and list; write agenda and ballots.", "定下评议人和待议清单，生成议程和评议表。"),
                "review_open:open_"),
            "rate": Command(Phrase("Rate in the terminal, alone.", "在终端里独立评议。"),
                "review_ratings:rate"),
            "collect": Command(Phrase("Filled ballots into the records.", "把填好的评议表收入记录。"),
                "review_ratings:collect"),
            "agreement": Command(Phrase(
                "How far the raters agree, and where they split.", "评议一致性，以及分歧在哪里。"),
                "review_close:agreement"),
            "meet": Command(Phrase(
                "The page for the projector; decisions are recorded at once.",
                "投影用的页面；决定即时写入记录。"), "review_meet:meet"),
            "close": Command(Phrase(
                "Minutes and slides, and the git command.", "会议纪要、幻灯片和 git 命令。"),
                "review_close:close"),
        }),
    "changed": Command(Phrase(
        "Which verdicts moved, on what, and what it did.", "哪些判定变了、依据什么、有何影响。"),
        "changed:changed"),
    "init": Command(Phrase(
        "An empty scorecard of your own in a folder.", "在文件夹里新建自己的预测记分牌。"),
        "new:init"),
    "schema": Command(Phrase("Write the JSON Schemas for editors.", "写出供编辑器使用的 JSON Schema。"),
        "new:schema"),
    "import": Command(Phrase(
        "Another tracker's table, as `score --table` reads it.",
        "转换其他来源的表格，供 `score --table` 读取。"), "import_export:import_"),
    "export": Command(Phrase("Everything out, as CSV or JSON.", "导出全部：CSV 或 JSON。"),
        "import_export:export"),
    "links": Command(Phrase(
        "Which evidence addresses still answer.", "哪些证据网址还能访问。"),
        "links:links"),
    "explain": Command(Phrase(
        "What a rule asks, and how to mend what breaks it.", "说明一条规则和改法。"),
        "check:explain"),
}  # fmt: skip


def _typer(**more: Any) -> typer.Typer:
    """A Typer as every level of the program is: plain help, plain errors, -h and --help."""
    return typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        **more,
    )


def _get_help(command: Any, ctx: Any) -> str:
    from scorecard.cli.usage import help_page

    return help_page(command, ctx)


class _Command(TyperCommand):
    """A command whose help is in the reader's language."""

    get_help = _get_help


class _Group(TyperGroup):
    """Commands of a table by name; the help lists them without importing one."""

    get_help = _get_help
    table: Mapping[str, Command] = COMMANDS

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  (Typer's own context)
        """The names in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002  (as above)
        """A command, imported now.

        Raises:
            UnknownWordError: There is none of that name.
        """
        entry = self.table.get(cmd_name)
        if entry is None:
            raise UnknownWordError(Phrase("command", "命令"), cmd_name, self.table)
        if entry.commands:
            group = type("_Subgroup", (_Group,), {"table": entry.commands})
            return typer.main.get_group(_typer(help=say(entry.help), cls=group))
        module, _, function = entry.place.partition(":")
        single = _typer(add_completion=False)
        command = getattr(import_module(f"scorecard.cli.{module}"), function)
        single.command(cmd_name, help=say(entry.help), cls=_Command)(command)
        return typer.main.get_command(single)


app = _typer(cls=_Group)


@app.callback(
    help=say(
        Phrase(
            "Keeps published forecasts honest: claims on record, judged, scored and drawn.",
            "让公开的预测可核对：收录预测、给出判定、计分、作图。",
        )
    )
)
def _scorecard() -> None:
    """What all commands share: nothing yet."""
