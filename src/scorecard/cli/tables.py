"""The score as a table for a terminal or a pipe, as Markdown and as CSV."""

import csv
import io
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scorecard.errors import Language, Phrase, printable

if TYPE_CHECKING:
    from scorecard.summary.groups import Group, Summary

__all__ = ["csv_text", "markdown_text", "print_summary"]

_PIPE_WIDTH = 160
_HEADS = (
    Phrase("judged/due/recorded", "已判/到期/记录"),
    Phrase("●", "●"),
    Phrase("◐", "◐"),
    Phrase("○", "○"),
    Phrase("accuracy", "准确率"),
    Phrase("95 % interval", "95% 区间"),
    Phrase("pooled", "合并估计"),
    Phrase("strict", "严格"),
    Phrase("lenient", "宽松"),
    Phrase("if overdue wrong … right", "逾期全错 … 全对"),
)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def _span(low_high: Any) -> str:  # noqa: ANN401  (an interval or bounds, or None)
    return "–" if low_high is None else f"{100 * low_high.low:.0f} … {100 * low_high.high:.0f} %"


def _cells(group: "Group", language: Language) -> list[str]:
    """A group's row; a dash where nothing is known, never 0."""
    return [
        printable(group.label.in_language(language), limit=60),
        f"{group.n_judged}/{group.n_due}/{group.n_recorded}",
        str(group.n_accurate),
        str(group.n_half_right),
        str(group.n_inaccurate),
        _percent(group.accuracy),
        _span(group.interval),
        _percent(group.pooled.accuracy if group.pooled else None),
        _percent(group.strict),
        _percent(group.lenient),
        _span(group.bounds),
    ]


def _notes(summary: "Summary", language: Language) -> list[str]:
    """The sentences under a table: what may be read into it, and what it was made from."""
    from scorecard.summary.sentences import comparison_sentence, source_sentence

    said = [comparison_sentence(summary), source_sentence(summary)]
    return [phrase.in_language(language) for phrase in said if phrase.en]


def _rows(summary: "Summary", language: Language) -> list[list[str]]:
    return [_cells(group, language) for group in [*summary.groups, summary.overall]]


def _heads(summary: "Summary", language: Language) -> list[str]:
    return [summary.by, *(head.in_language(language) for head in _HEADS)]


def print_summary(summary: "Summary", language: Language) -> None:
    """The score as an aligned table; rows of what is not judged stay and show a dash."""
    # Imported here: rich costs 70 ms, and only a table for people needs it.
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH, highlight=False)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_footer=False)
    for position, head in enumerate(_heads(summary, language)):
        table.add_column(head, justify="left" if position == 0 else "right", overflow="fold")
    rows = _rows(summary, language)
    for number, row in enumerate(rows, start=1):
        table.add_row(*map(Text, row), end_section=number == len(rows) - 1)
    console.print(table)
    for line in _notes(summary, language):
        console.print(Text(line), soft_wrap=True)


def _markdown_row(cells: Sequence[str]) -> str:
    return (
        "| " + " | ".join(cell.replace("\\", "\\\\").replace("|", "\\|") for cell in cells) + " |"
    )


def markdown_text(summary: "Summary", language: Language) -> str:
    """The score as a Markdown table with its sentence and its source."""
    heads = _heads(summary, language)
    lines = [
        _markdown_row(heads),
        "|" + " --- |" + " ---: |" * (len(heads) - 1),
        *(_markdown_row(row) for row in _rows(summary, language)),
    ]
    notes = _notes(summary, language)
    return "\n".join([*lines, *(f"\n{note}" for note in notes)])


def _flat(prefix: str, value: Any) -> dict[str, Any]:  # noqa: ANN401  (any JSON value)
    if not isinstance(value, dict):
        return {prefix: value}
    return {
        name: inner
        for key, part in value.items()
        for name, inner in _flat(f"{prefix}_{key}" if prefix else key, part).items()
    }


def csv_text(summary: "Summary") -> str:
    """The score as CSV, one row a group, the overall row last; nested values as `interval_low`."""
    rows = [_flat("", group.as_json()) for group in [*summary.groups, summary.overall]]
    names = list(dict.fromkeys(name for row in rows for name in row))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
