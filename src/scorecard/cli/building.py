"""The command `build`: the main job in one go."""

from pathlib import Path
from typing import Annotated

import typer

from scorecard.cli.drawing import CHARTS, OutputOption, draw_charts, missing_glyphs_of, write_charts
from scorecard.cli.options import (
    PREDICTIONS,
    DayOption,
    LanguageOption,
    PredictionsOption,
    day,
    language_of,
    say,
)
from scorecard.cli.records import clean_records, portrait
from scorecard.cli.reporting import REPORT, report_text, write_report
from scorecard.cli.tables import print_summary
from scorecard.text import Phrase

__all__ = ["build"]


def build(
    output: OutputOption = CHARTS,
    page: Annotated[
        Path, typer.Option("--report", help=say("The page to write.", "要写出的页面。"))
    ] = REPORT,
    as_of: DayOption = None,
    predictions: PredictionsOption = PREDICTIONS,
    lang: LanguageOption = None,
) -> None:
    """Check, score, draw, report: the table on the screen, the rest in files."""
    from scorecard.checks.run import check_records
    from scorecard.summary.details import details

    language, today = language_of(lang), day(as_of)
    records = clean_records(predictions, as_of=today, language=language)
    check = check_records(records, as_of=today)
    shown = portrait(records, today)
    beside = details(shown.table, shown.numbers.raters)
    print_summary(shown.numbers.by["domain"], beside, language)
    with missing_glyphs_of(records):
        drawn = draw_charts(shown.numbers, [], language)
    write_charts(output, drawn, shown.numbers, today)
    write_report(page, report_text(shown, language, dict(drawn)))
    n_warnings = len(check.problems)
    done = Phrase(
        f"{check.n_checked} files checked, {n_warnings} warnings (scorecard check)\n"
        f"{len(drawn)} chart files in {output}\n{page}",
        f"已检查 {check.n_checked} 个文件，{n_warnings} 个警告（scorecard check）\n"
        f"{len(drawn)} 个图表文件在 {output}\n{page}",
    )
    typer.echo("\n" + done.in_language(language))
