"""The table of commands; a command's module is imported when the command is called."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from scorecard import DISTRIBUTION
from scorecard.cli.options import option, say
from scorecard.problems import UnknownWordError
from scorecard.text import Phrase


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
        "Check, score, draw and report in one go.", "一次完成检查、计分、作图和报告。"), "build:build"),
    "check": Command(Phrase(
        "List every problem in the records, with its line.", "列出记录里的每个问题，注明行列。"),
        "check:check"),
    "score": Command(Phrase(
        "Print accuracy by group, with counts and intervals.", "分组列出得分率，附数量和 95% 置信区间。"),
        "score:score"),
    "charts": Command(Phrase(
        "Draw the charts as PNG and SVG, in both languages.", "绘制图表：PNG 和 SVG，中英文。"),
        "build:charts"),
    "report": Command(Phrase(
        "Write the report: one self-contained HTML page.", "生成报告：一个自成一体的 HTML 页面。"),
        "report:report"),
    "site": Command(Phrase(
        "Write a static site: a page for each claim, data, a feed.",
        "生成静态网站：每条预测一页，附数据和订阅。"), "report:site"),
    "show": Command(Phrase("Print everything known about a claim.", "显示一条预测的全部信息。"),
        "show:show"),
    "due": Command(Phrase(
        "List the claims that wait for a verdict, or will by a date.", "列出等待判定和即将到期的预测。"),
        "show:due"),
    "new": Command(Phrase(
        "Write a file to fill in, every field explained.", "新建待填写的文件，每个字段都有说明。"),
        commands={
            "prediction": Command(Phrase(
                "Write the file of a claim to fill in.", "新建一条预测的文件。"), "new:prediction"),
            "outlook": Command(Phrase(
                "Write the file of an article to fill in.", "新建一篇展望的文件。"), "new:outlook"),
        }),
    "judge": Command(Phrase(
        "Add a verdict to a claim's file and touch nothing else.", "给预测添加判定，不动文件里的其他内容。"),
        "edit:judge"),
    "rate": Command(Phrase("Add one rater's rating to a claim's file.", "给预测添加一位评议人的评议。"),
        "edit:rate"),
    "prior": Command(Phrase(
        "Add what somebody expected of a claim.", "给预测添加某人的事前预期。"), "edit:prior"),
    "rename": Command(Phrase(
        "Give a claim another id; its history goes with it.", "给预测改 id，历史随之保留。"),
        "edit:rename"),
    "amend": Command(Phrase(
        "Change a claim after publication and record why.", "发布之后修改预测，并记下原因。"),
        "edit:amend"),
    "review": Command(Phrase(
        "Run the yearly review, from agenda to recorded decisions.", "年度复盘：从议程到写入记录的判定。"),
        commands={
            "open": Command(Phrase(
                "Fix raters and list; write agenda and ballots.", "定下评议人和待议清单，生成议程和评议表。"),
                "review_open:open_"),
            "rate": Command(Phrase("Rate alone in the terminal.", "在终端里独立评议。"),
                "review_ratings:rate"),
            "collect": Command(Phrase(
                "Write the ratings of filled ballots into the records.", "把填好的评议表收入记录。"),
                "review_ratings:collect"),
            "agreement": Command(Phrase(
                "Print how far the raters agree, and where they split.", "列出评议一致性和有分歧的预测。"),
                "review_ratings:agreement"),
            "meet": Command(Phrase(
                "Serve the page for the projector; decisions are recorded at once.",
                "打开投影用的页面；判定即时写入记录。"), "review_meeting:meet"),
            "close": Command(Phrase(
                "Write minutes and slides, and print the git command.",
                "生成会议纪要和幻灯片，并给出 git 命令。"), "review_meeting:close"),
            "reopen": Command(Phrase(
                "Open a closed review again.", "重新打开已结束的年度复盘。"), "review_meeting:reopen"),
            "translate": Command(Phrase(
                "Add the other language to a text of a decision.", "给决定的文字补上另一种语言。"),
                "review_meeting:translate"),
        }),
    "changed": Command(Phrase(
        "Print which verdicts moved, on what evidence, and the effect.",
        "列出哪些判定变了、依据什么、对得分率有何影响。"), "show:changed"),
    "init": Command(Phrase(
        "Make an empty scorecard of your own in a folder.", "在文件夹里新建自己的预测记分牌。"),
        "new:init"),
    "schema": Command(Phrase("Write the JSON Schemas for editors.", "生成供编辑器使用的 JSON Schema。"),
        "new:schema"),
    "import": Command(Phrase(
        "Convert another tracker's table for `score --table`.",
        "转换其他来源的表格，供 `score --table` 读取。"), "import_export:import_"),
    "export": Command(Phrase("Print all records as CSV or JSON.", "导出全部记录：CSV 或 JSON。"),
        "import_export:export"),
    "links": Command(Phrase(
        "List the evidence addresses that no longer answer.", "列出已打不开的证据网址。"),
        "dead_links:links"),
    "explain": Command(Phrase(
        "Print what a rule asks and how to fix what breaks it.", "说明一条规则的要求和改法。"),
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
        """A command, imported now."""
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


def _print_version(is_asked: bool) -> None:
    """Print the version and end the program when `--version` is in the call."""
    if is_asked:
        from importlib.metadata import version

        typer.echo(f"scorecard {version(DISTRIBUTION)}")
        raise typer.Exit


app = _typer(cls=_Group)


@app.callback(
    help=say(
        Phrase(
            "Keeps published forecasts honest: claims on record, judged, scored and drawn.",
            "让公开的预测可核对：收录预测、给出判定、计分、作图。",
        )
    )
)
def _scorecard(
    _: Annotated[
        bool,
        option(
            Phrase("Print the version and exit.", "显示版本。"),
            "--version",
            is_eager=True,
            callback=_print_version,
        ),
    ] = False,
) -> None:
    """The options of the program itself."""
