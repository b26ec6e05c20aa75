"""The score as a table for a terminal or a pipe, as Markdown and as CSV."""

import csv
import io
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from scorecard.text import Language, Phrase, in_markdown, percent, percent_range, printable
from scorecard.verdicts import JUDGED_STATES, State

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from scorecard.summary.groups import Group, Summary
    from scorecard.summary.numbers import Details

__all__ = ["csv_text", "markdown_text", "print_summary"]

_PIPE_WIDTH = 200


class _Column(NamedTuple):
    """One column; those of the highest rank are left out first on a narrow terminal."""

    head: str
    cell: Callable[["Group"], str]
    rank: int = 0


def _columns(summary: "Summary", language: Language) -> list[_Column]:
    """The columns of a score, the name of the group first; a dash where nothing is known."""
    from scorecard.summary.labels import BY

    def column(head: Phrase, cell: Callable[["Group"], object], rank: int = 0) -> _Column:
        return _Column(head.in_language(language), lambda group: str(cell(group)), rank)

    def share(head: Phrase, of: Callable[["Group"], float | None], rank: int = 0) -> _Column:
        return column(head, lambda group: percent(of(group), language), rank)

    def span(head: Phrase, of: Callable[["Group"], Any], rank: int = 0) -> _Column:
        def cell(group: "Group") -> str:
            ends = of(group)
            return "–" if ends is None else percent_range(ends.low, ends.high, language)

        return column(head, cell, rank)

    def count(head: Phrase, state: State, rank: int = 0) -> _Column:
        return column(head, lambda group: group.counts[state], rank)

    return [
        column(BY[summary.by],
               lambda group: printable(group.label.in_language(language), limit=40)),
        column(Phrase("judged/due/recorded", "已判/到期/收录"),
               lambda group: f"{group.n_judged}/{group.n_due}/{group.n_recorded}"),
        *(count(Phrase(state.row.mark, state.row.mark), state) for state in JUDGED_STATES),
        count(State.UNRESOLVABLE.label, State.UNRESOLVABLE, 3),
        share(Phrase("accuracy", "得分率"), lambda group: group.accuracy),
        span(Phrase("95 % interval", "95% 置信区间"), lambda group: group.interval),
        share(Phrase("pooled", "收缩估计"), lambda group: group.pooled and group.pooled.accuracy, 1),
        share(Phrase("strict", "从严"), lambda group: group.strict, 2),
        share(Phrase("lenient", "从宽"), lambda group: group.lenient, 2),
        count(State.OVERDUE.label, State.OVERDUE, 4),
        span(Phrase("if overdue wrong … right", "逾期全落空～全应验"),
             lambda group: group.bounds if group.counts[State.OVERDUE] else None, 4),
        column(Phrase("late", "过期应验"),
               lambda group: f"{group.timing.n_late}/{group.timing.n}" if group.timing.n else "–", 5),
    ]  # fmt: skip


def _notes(summary: "Summary", beside: "Details", language: Language) -> list[str]:
    """The sentences under a table: what may be read into it, and what it was made from."""
    from scorecard.summary.sentences import (
        comparison_sentence,
        early_sentence,
        pooling_sentence,
        source_sentence,
        withdrawn_sentence,
    )

    sentences = [
        comparison_sentence(summary),
        pooling_sentence(summary),
        early_sentence(summary),
        withdrawn_sentence(summary),
        *beside.sentences(summary),
        source_sentence(summary),
    ]
    return [printable(one.in_language(language), limit=2000) for one in sentences if one.en]


def _rows(summary: "Summary", columns: Sequence[_Column]) -> list[list[str]]:
    """The cells of each group, the overall row last."""
    groups = [*summary.groups, summary.overall]
    return [[one.cell(group) for one in columns] for group in groups]


def _drawn(summary: "Summary", columns: Sequence[_Column], *, is_tight: bool = False) -> "Table":
    """The table as rich draws it; a tight one has less space between its columns."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=is_tight)
    for position, column in enumerate(columns):
        justify: Literal["left", "right"] = "right" if position else "left"
        table.add_column(column.head, justify=justify, overflow="fold")
    *groups, overall = _rows(summary, columns)
    for row in groups:
        table.add_row(*map(Text, row), end_section=row is groups[-1])
    table.add_row(*map(Text, overall))
    return table


def _fitting(
    summary: "Summary", columns: Sequence[_Column], console: "Console"
) -> tuple["Table", Sequence[_Column]]:
    """The table with the columns that a terminal has room for; counts, accuracy and interval stay."""
    unbounded = console.options.update(max_width=sys.maxsize)
    for rank in range(max(one.rank for one in columns), -1, -1):
        columns = [one for one in columns if one.rank <= rank]
        table = _drawn(summary, columns)
        if console.measure(table, options=unbounded).maximum <= console.width:
            return table, columns
    return _drawn(summary, columns, is_tight=True), columns


def print_summary(summary: "Summary", beside: "Details", language: Language) -> None:
    """The score as an aligned table; rows of what is not judged stay and show a dash."""
    # Imported here: rich costs 70 ms, and only a table for people needs it.
    from rich.console import Console
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH, highlight=False)
    columns = _columns(summary, language)
    table, kept = _fitting(summary, columns, console)
    console.print(table)
    console.print()
    for line in _notes(summary, beside, language):
        console.print(Text(line), soft_wrap=True)
    if len(kept) < len(columns):
        left_out = Phrase(
            "(more columns on a wider terminal, or with --format csv)",
            "（终端更宽，或用 --format csv，可看到更多列）",
        )
        console.print(Text(left_out.in_language(language)), soft_wrap=True)


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(in_markdown, cells))} |"


def markdown_text(summary: "Summary", beside: "Details", language: Language) -> str:
    """The score as a Markdown table with its sentence and its source."""
    columns = _columns(summary, language)
    lines = [
        _markdown_row([one.head for one in columns]),
        "| --- |" + " ---: |" * (len(columns) - 1),
        *map(_markdown_row, _rows(summary, columns)),
    ]
    notes = _notes(summary, beside, language)
    return "\n".join([*lines, *(f"\n{in_markdown(note)}" for note in notes)])


def _cell(value: Any) -> Any:
    """A value as a spreadsheet may open it: a text is never a formula."""
    is_formula = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if is_formula else value


def _flat(prefix: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        return {prefix: _cell(value)}
    return {
        name: inner
        for key, part in value.items()
        for name, inner in _flat(f"{prefix}_{key}" if prefix else key, part).items()
    }


def csv_text(summary: "Summary") -> str:
    """The score as CSV, one row a group, the overall row last; nested values as `interval_low`.

    Spreadsheets may open it: a text that would be a formula gets an apostrophe in front.
    """
    rows = [_flat("", group.as_json()) for group in [*summary.groups, summary.overall]]
    names = list(dict.fromkeys(name for row in rows for name in row))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
