"""The commands that write HTML: `report`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorecard.cli.build import PAGE, REPORT, placed_glyph_error
from scorecard.cli.context import Context, Portrait, portrait, with_options
from scorecard.cli.options import option
from scorecard.cli.output import write_file
from scorecard.text import Language

if TYPE_CHECKING:
    from scorecard.report.page import Figure
    from scorecard.summary.numbers import Numbers

__all__ = ["report", "report_text"]

_TABLES = ("domain", "outlook", "year", "specificity", "hedge")
"""The scores that the report shows as tables; the first gives the headline."""


def _figures(numbers: "Numbers") -> "dict[str, Figure]":
    """The charts as the page takes them."""
    from scorecard.charts.gallery import gallery
    from scorecard.charts.inline import inline_svg
    from scorecard.report.page import Figure

    return {
        name: Figure(
            chart.title,
            chart.note,
            chart.description,
            chart.has_data,
            {one: inline_svg(chart, one, prefix=f"{name}-{one}") for one in Language},
        )
        for name, chart in gallery(numbers).items()
    }


def report_text(shown: Portrait, language: Language) -> str:
    """The page.

    Args:
        shown: The records and their numbers.
        language: The language in which it opens.

    Raises:
        CallError: A chart has a character that no font can draw.
    """
    from scorecard.report.page import report_page

    with placed_glyph_error(shown.records):
        figures = _figures(shown.numbers)
    return report_page(
        shown.records,
        shown.table,
        [shown.numbers.by[by] for by in _TABLES],
        figures,
        labels=shown.labels,
        language=language,
    )


@with_options("as_of", "predictions", "table")
def report(context: Context, output: Annotated[Path, option(PAGE)] = REPORT) -> None:
    """Write one self-contained HTML page: the numbers, the charts, every claim."""
    text = report_text(portrait(context.records, context.as_of), context.language)
    write_file(output, text.encode("utf-8"))
    typer.echo(str(output))
