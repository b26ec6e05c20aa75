"""The commands: the only package that knows Typer and the clock."""

import sys
from collections.abc import Callable

import typer

from scorecard.cli.amending import amend
from scorecard.cli.building import build
from scorecard.cli.changed import changed
from scorecard.cli.checking import check, explain
from scorecard.cli.drawing import charts
from scorecard.cli.due import due
from scorecard.cli.importing import import_
from scorecard.cli.judging import judge, rate
from scorecard.cli.options import DEFAULT_LANGUAGE, say
from scorecard.cli.reporting import report
from scorecard.cli.scoring import score
from scorecard.cli.showing import export, show
from scorecard.cli.starting import init, new, schema
from scorecard.errors import ScorecardError, printable

__all__ = ["app", "main"]

app = typer.Typer(
    name="scorecard",
    help=say(
        "Keeps published forecasts honest: claims on record, judged, scored and drawn.",
        "让公开的预测可核对：记录说法、给出判定、计分、作图。",
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


_COMMANDS: tuple[tuple[Callable[..., None], str, str], ...] = (
    (build, "The main job: check, score, charts, report.", "主要工作：检查、计分、作图、报告。"),
    (check, "Every problem in the records, with its line.", "列出记录里的每个问题，指明行列。"),
    (score, "Accuracy by group, with counts and intervals.", "分组的准确率，附数量和区间。"),
    (charts, "Every chart as PNG and SVG, in both languages.", "所有图表：PNG 和 SVG，中英文。"),
    (report, "One self-contained HTML page.", "一个自成一体的 HTML 页面。"),
    (show, "A claim with everything known about it.", "一条说法的全部信息。"),
    (export, "Everything out, as CSV or JSON.", "导出全部：CSV 或 JSON。"),
    (
        import_,
        "Another tracker's table, as `score --table` reads it.",
        "转换其他来源的表格，供 `score --table` 读取。",
    ),
    (
        changed,
        "Which verdicts moved, on what, and what it did.",
        "哪些判定变了、依据什么、有何影响。",
    ),
    (due, "What waits for a verdict, and what will by a date.", "等待判定和即将到期的说法。"),
    (judge, "Add a verdict to a file and touch nothing else.", "在文件里添加判定，不动其他内容。"),
    (rate, "Add what one rater thinks.", "添加一位评分人的意见。"),
    (amend, "Change a claim after publication, with the reason.", "发布之后修改说法，写明原因。"),
    (init, "An empty scorecard of your own in a folder.", "在文件夹里新建自己的记分牌。"),
    (schema, "Write the JSON Schemas for editors.", "写出供编辑器使用的 JSON Schema。"),
    (explain, "What a rule asks, and how to mend what breaks it.", "说明一条规则和改法。"),
)
for _function, _en, _zh in _COMMANDS:
    app.command(_function.__name__.rstrip("_"), help=say(_en, _zh))(_function)
app.add_typer(
    new,
    name="new",
    help=say(
        "A file to fill in, with every field explained.", "新建要填写的文件，每个字段都有说明。"
    ),
)


def main() -> None:
    """Run the program: exit code 0 clean, 1 the records have problems, 2 the call was wrong."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal gets the encoding that it asks for, a file or another program UTF-8.
        encoding = stream.encoding if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="backslashreplace")  # type: ignore[union-attr]
    try:
        app()
    except ScorecardError as error:
        word = say("error", "错误")
        typer.echo(f"{word}: {printable(error.phrase.in_language(DEFAULT_LANGUAGE))}", err=True)
        sys.exit(2)
