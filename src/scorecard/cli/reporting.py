"""The command `report`."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorecard.cli.drawing import missing_glyphs_of
from scorecard.cli.files import write_file
from scorecard.cli.options import (
    PREDICTIONS,
    DayOption,
    LanguageOption,
    PredictionsOption,
    day,
    language_of,
    say,
)
from scorecard.cli.records import Portrait, clean_records, portrait
from scorecard.text import Language

if TYPE_CHECKING:
    from scorecard.charts.gallery import Chart
    from scorecard.report.figures import Figure
    from scorecard.summary.numbers import Numbers

__all__ = ["REPORT", "report", "report_text", "write_report"]

REPORT = Path("scorecard.html")
TABLES = ("domain", "outlook", "year", "specificity", "hedge")
"""The scores that the page shows as tables; the first gives the headline."""


def _figures(numbers: "Numbers", drawn: Mapping[str, bytes]) -> "dict[str, Figure]":
    """The charts as the page takes them."""
    from scorecard.charts.files import svg_text
    from scorecard.charts.gallery import gallery
    from scorecard.report.figures import Figure

    def svg(name: str, chart: "Chart", language: Language) -> str:
        held = drawn.get(f"{name}.{language}.svg")
        return svg_text(chart, language) if held is None else held.decode("utf-8")

    return {
        name: Figure(chart.title, {one.value: svg(name, chart, one) for one in Language})
        for name, chart in gallery(numbers).items()
    }


def report_text(
    shown: Portrait, language: Language, drawn: Mapping[str, bytes] | None = None
) -> str:
    """The page.

    Args:
        shown: The records and their numbers.
        language: The language in which it opens.
        drawn: SVG files that are drawn already, by name; the others are drawn now.
    """
    from scorecard.report.page import report_page

    return report_page(
        shown.records,
        shown.table,
        [shown.numbers.by[by] for by in TABLES],
        _figures(shown.numbers, drawn or {}),
        labels=shown.labels,
        language=language,
    )


def write_report(output: Path, text: str) -> None:
    """The page into its file.

    Raises:
        CallError: The file cannot be written.
    """
    write_file(output, text.encode("utf-8"))


def report(
    output: Annotated[
        Path, typer.Option("--output", help=say("The page to write.", "要写出的页面。"))
    ] = REPORT,
    as_of: DayOption = None,
    predictions: PredictionsOption = PREDICTIONS,
    lang: LanguageOption = None,
) -> None:
    """One self-contained HTML page: the numbers, the charts, every claim."""
    language, today = language_of(lang), day(as_of)
    records = clean_records(predictions, as_of=today, language=language)
    with missing_glyphs_of(records):
        text = report_text(portrait(records, today), language)
    write_report(output, text)
    typer.echo(str(output))
