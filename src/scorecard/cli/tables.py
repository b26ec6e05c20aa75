"""The score as a table for a terminal or a pipe, as Markdown and as CSV."""

import io
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from scorecard.cli.output import percent
from scorecard.text import Language, Phrase, in_markdown, printable
from scorecard.verdicts import JUDGED_STATES, State

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from scorecard.summary.details import Details
    from scorecard.summary.groups import Group, Summary

__all__ = ["csv_text", "markdown_text", "print_summary"]

_PIPE_WIDTH = 200


def _span(low_high: Any) -> str:  # noqa: ANN401  (an interval or bounds, or None)
    return "–" if low_high is None else f"{100 * low_high.low:.0f} … {percent(low_high.high)}"


def _count(state: State, group: "Group") -> str:
    return str(group.counts[state])


def _late(group: "Group") -> str:
    """How many of the claims with a day on which they came true were late."""
    return f"{group.timing.n_late}/{group.timing.n}" if group.timing.n else "–"


class _Column(NamedTuple):
    """One column; those of the highest rank are left out first on a narrow terminal."""

    head: Phrase
    cell: Callable[["Group"], str]
    rank: int = 0


_COLUMNS = (
    _Column(Phrase("judged/due/recorded", "已判/到期/记录"),
            lambda group: f"{group.n_judged}/{group.n_due}/{group.n_recorded}"),
    *(_Column(Phrase(one.row.mark, one.row.mark), partial(_count, one)) for one in JUDGED_STATES),
    _Column(State.UNRESOLVABLE.label, partial(_count, State.UNRESOLVABLE), 3),
    _Column(Phrase("accuracy", "准确率"), lambda group: percent(group.accuracy)),
    _Column(Phrase("95 % interval", "95% 区间"), lambda group: _span(group.interval)),
    _Column(Phrase("pooled", "合并估计"),
            lambda group: percent(group.pooled.accuracy if group.pooled else None), 1),
    _Column(Phrase("strict", "严格"), lambda group: percent(group.strict), 2),
    _Column(Phrase("lenient", "宽松"), lambda group: percent(group.lenient), 2),
    _Column(State.OVERDUE.label, partial(_count, State.OVERDUE), 4),
    _Column(Phrase("if overdue wrong … right", "逾期全错 … 全对"),
            lambda group: _span(group.bounds if group.counts[State.OVERDUE] else None), 4),
    _Column(Phrase("late", "迟到"), _late, 5),
)  # fmt: skip


def _notes(summary: "Summary", beside: "Details", language: Language) -> list[str]:
    """The sentences under a table: what may be read into it, and what it was made from."""
    from scorecard.summary.sentences import (
        comparison_sentence,
        early_sentence,
        pooling_sentence,
        source_sentence,
    )

    said = [
        comparison_sentence(summary),
        pooling_sentence(summary),
        early_sentence(summary),
        *beside.sentences(summary),
        source_sentence(summary),
    ]
    return [printable(phrase.in_language(language), limit=2000) for phrase in said if phrase.en]


def _table(
    summary: "Summary", language: Language, columns: Sequence[_Column] = _COLUMNS
) -> list[list[str]]:
    """The heads, then a row for each group, the overall row last; a dash where nothing is known."""
    from scorecard.summary.labels import BY

    return [
        [
            BY[summary.by].in_language(language),
            *(one.head.in_language(language) for one in columns),
        ],
        *(
            [
                printable(group.label.in_language(language), limit=40),
                *(one.cell(group) for one in columns),
            ]
            for group in [*summary.groups, summary.overall]
        ),
    ]


def _drawn(
    summary: "Summary", language: Language, columns: Sequence[_Column], *, is_tight: bool = False
) -> "Table":
    """The table as rich draws it; a tight one has less space between its columns."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    heads, *rows = _table(summary, language, columns)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=is_tight)
    for position, head in enumerate(heads):
        table.add_column(head, justify="left" if position == 0 else "right", overflow="fold")
    for number, row in enumerate(rows, start=1):
        table.add_row(*map(Text, row), end_section=number == len(rows) - 1)
    return table


def _fitting(
    summary: "Summary", language: Language, console: "Console"
) -> tuple["Table", Sequence[_Column]]:
    """The table with the columns that a terminal has room for; counts, accuracy and interval stay."""
    unbounded = console.options.update(max_width=sys.maxsize)
    columns: Sequence[_Column] = _COLUMNS
    for rank in range(max(one.rank for one in _COLUMNS), -1, -1):
        columns = [one for one in _COLUMNS if one.rank <= rank]
        table = _drawn(summary, language, columns)
        if console.measure(table, options=unbounded).maximum <= console.width:
            return table, columns
    return _drawn(summary, language, columns, is_tight=True), columns


def print_summary(summary: "Summary", beside: "Details", language: Language) -> None:
    """The score as an aligned table; rows of what is not judged stay and show a dash."""
    # Imported here: rich costs 70 ms, and only a table for people needs it.
    from rich.console import Console
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH, highlight=False)
    table, columns = _fitting(summary, language, console)
    console.print(table)
    console.print()
    for line in _notes(summary, beside, language):
        console.print(Text(line), soft_wrap=True)
    if len(columns) < len(_COLUMNS):
        left_out = Phrase(
            "(more columns on a wider terminal, or with --format csv)",
            "（终端更宽，或用 --format csv，可看到更多列）",
        )
        console.print(Text(left_out.in_language(language)), soft_wrap=True)


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(in_markdown, cells))} |"


def markdown_text(summary: "Summary", beside: "Details", language: Language) -> str:
    """The score as a Markdown table with its sentence and its source."""
    heads, *rows = _table(summary, language)
    lines = [
        _markdown_row(heads),
        "|" + " --- |" + " ---: |" * (len(heads) - 1),
        *(_markdown_row(row) for row in rows),
    ]
    notes = _notes(summary, beside, language)
    return "\n".join([*lines, *(f"\n{in_markdown(note)}" for note in notes)])


def _cell(value: Any) -> Any:  # noqa: ANN401  (any JSON value)
    """A value as a spreadsheet may open it: a text is never a formula."""
    is_formula = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if is_formula else value


def _flat(prefix: str, value: Any) -> dict[str, Any]:  # noqa: ANN401  (any JSON value)
    if not isinstance(value, dict):
        return {prefix: _cell(value)}
    return {
        name: inner
        for key, part in value.items()
        for name, inner in _flat(f"{prefix}_{key}" if prefix else key, part).items()
    }


def csv_text(summary: "Summary") -> str:
    """The score as CSV, one row a group, the overall row last; nested values as `interval_low`.

    It is made to be opened in a spreadsheet: an apostrophe stands before a text that would be a formula.
    """
    rows = [_flat("", group.as_json()) for group in [*summary.groups, summary.overall]]
    names = list(dict.fromkeys(name for row in rows for name in row))
    import csv

    stream = io.StringIO()
    writer = csv.DictWriter(stream, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
