"""The score as a table for a terminal or a pipe, as Markdown and as CSV."""

import csv
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from scorecard.cli.output import print_prose
from scorecard.text import (
    Language,
    Phrase,
    display_width,
    in_a_row,
    in_markdown,
    is_formula,
    percent,
    percent_range,
    printable,
)
from scorecard.verdicts import JUDGED_STATES, State

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from scorecard.summary.groups import Group, Probability, Summary
    from scorecard.summary.numbers import Details

_PIPE_WIDTH, _ANY_WIDTH = 110, 1000
_USUAL = 2
"""The highest rank of the columns that Markdown has unless all are asked for."""


class _Column(NamedTuple):
    """One column; those of the highest rank are left out first on a narrow terminal."""

    head: str
    cell: Callable[["Group"], str]
    rank: int = 0


def _columns(summary: "Summary", language: Language) -> list[_Column]:
    """The columns of a score, the name of the group first; a dash where nothing is known."""
    from scorecard.summary.labels import BY

    if summary.measure == "brier":
        return _brier_columns(summary, language)

    def column(head: Phrase, cell: Callable[["Group"], object], rank: int = 0) -> _Column:
        return _Column(head.in_language(language), lambda group: str(cell(group)), rank)

    def share(head: Phrase, name: str, rank: int = 0) -> _Column:
        return column(head, lambda group: percent(getattr(group.lead, name), language), rank)

    def span(head: Phrase, of: Callable[["Group"], Any], rank: int = 0) -> _Column:
        def cell(group: "Group") -> str:
            ends = of(group)
            return "–" if ends is None else percent_range(ends.low, ends.high, language)

        return column(head, cell, rank)

    def count(head: Phrase, state: State, rank: int = 0) -> _Column:
        return column(head, lambda group: group.lead.counts[state], rank)

    def is_unjudged(group: "Group") -> bool:
        return any(group.lead.counts[one] for one in (State.OVERDUE, State.UNRESOLVABLE))

    interval = Phrase("95 % interval", "95% 置信区间")
    due = Phrase("time up", "期满") if not summary.overall.leads_early else Phrase("due", "到期")
    return [
        column(BY[summary.by],
               lambda group: printable(group.label.in_language(language), limit=32)),
        column(Phrase(f"judged/{due.en}/recorded", f"已判/{due.zh}/收录"),
               lambda group: f"{group.lead.counts.n_judged}/{group.lead.counts.n_due}/{group.n_recorded}"),
        *(count(Phrase(state.row.mark, state.row.mark), state) for state in JUDGED_STATES),
        share(Phrase("accuracy", "得分率"), "accuracy"),
        span(interval, lambda group: group.lead.interval),
        *([column(Phrase("early", "提前判定"), lambda group: group.n_early, 1)]
          if summary.has_early else []),
        column(Phrase("lift", "超出预期"), lambda group: _lift(group, language),
               2 if summary.lift_comparison else 4),
        column(Phrase("pooled", "收缩估计"),
               lambda group: percent(group.lead.pooled and group.lead.pooled.accuracy, language), 3),
        share(Phrase("strict", "从严"), "strict", 4),
        span(interval, lambda group: group.lead.strict_interval, 4),
        share(Phrase("lenient", "从宽"), "lenient", 4),
        span(interval, lambda group: group.lead.lenient_interval, 4),
        count(State.UNRESOLVABLE.label, State.UNRESOLVABLE, 5),
        count(State.OVERDUE.label, State.OVERDUE, 5),
        span(Phrase("if those wrong … right", "这两种全落空～全应验"),
             lambda group: group.lead.due_bounds if is_unjudged(group) else None, 5),
        column(Phrase("late", "过期应验"),
               lambda group: f"{group.timing.n_late}/{group.timing.n}" if group.timing.n else "–", 5),
    ]  # fmt: skip


def _brier_columns(summary: "Summary", language: Language) -> list[_Column]:
    """The columns of a score whose groups state probabilities: no accuracy, which would be a trap."""
    from scorecard.summary.labels import BY

    def column(head: Phrase, of: Callable[["Probability"], str], rank: int = 0) -> _Column:
        def cell(group: "Group") -> str:
            return of(group.probability) if group.probability else "–"

        return _Column(head.in_language(language), cell, rank)

    def number(value: float | None) -> str:
        return "–" if value is None else f"{value:.3f}"

    def span(low: float | None, high: float | None) -> str:
        to = "～" if language is Language.CHINESE else "–"
        return "–" if low is None or high is None else f"{low:.3f}{to}{high:.3f}"

    def logarithmic(of: "Probability") -> str:
        return "∞" if of.log_score_reason else number(of.log_score)

    def relative(of: "Probability") -> str:
        return "–" if of.relative is None else f"{of.relative.value:+.3f}"

    interval = Phrase("95 % interval", "95% 置信区间")
    by = BY[summary.by].in_language(language)
    return [
        _Column(by, lambda group: printable(group.label.in_language(language), limit=32)),
        column(Phrase("settled", "已有结果"), lambda one: str(one.n)),
        column(Phrase("came true", "应验"), lambda one: percent(one.came_true, language)),
        column(Phrase("Brier score", "Brier 分数"), lambda one: number(one.brier_score)),
        column(interval, lambda one: span(one.low, one.high)),
        *([column(Phrase("beside others", "与他人相比"), relative)]
          if summary.by == "forecaster" else []),
        column(Phrase("skill", "技巧"), lambda one: number(one.brier_skill_score), 1),
        column(Phrase("log score", "对数分数"), logarithmic, 2),
        column(interval, lambda one: span(one.log_low, one.log_high), 3),
        column(Phrase("without probability", "没有概率"), lambda one: str(one.n_without), 3),
        column(Phrase("left out", "略去"), lambda one: str(one.n_excluded), 3),
    ]  # fmt: skip


def _lift(group: "Group", language: Language) -> str:
    """Credit beyond that of claims put the same way, in points, with its interval."""
    lift = group.lift
    if lift is None:
        return "–"
    parts = [
        f"{round(100 * one):+d}" if round(100 * one) else "0"
        for one in (lift.lift, lift.low, lift.high)
        if one is not None
    ]
    to = "～" if language is Language.CHINESE else " to "
    return f"{parts[0]} ({to.join(parts[1:])})" if parts[1:] else parts[0]


def _notes(summary: "Summary", beside: "Details", language: Language) -> list[str]:
    """The sentences beside a table: what it says, what may be read into it, and what it was made from."""
    from scorecard.summary.comparison import comparison_note
    from scorecard.summary.sentences import (
        comparison_sentence,
        headline,
        pooling_sentence,
        source_sentence,
        withdrawn_sentence,
    )

    *said, note = headline(summary).sentences or [Phrase("", "")]
    tests = [note, comparison_note(summary.ranking), pooling_sentence(summary)]
    notes = in_a_row(tests)
    sentences = [
        *said,
        comparison_sentence(summary),
        *beside.sentences(summary),
        withdrawn_sentence(summary),
        Phrase(f"Note: {notes.en}", f"注：{notes.zh}") if notes.en else notes,
        source_sentence(summary),
    ]
    return [printable(one.in_language(language), limit=2000) for one in sentences if one.en]


def _rows(summary: "Summary", columns: Sequence[_Column]) -> list[list[str]]:
    """The cells of each group, the overall row last."""
    groups = [*summary.groups, summary.overall]
    return [[one.cell(group) for one in columns] for group in groups]


def _drawn(
    summary: "Summary",
    columns: Sequence[_Column],
    *,
    is_tight: bool = False,
    n_columns: int | None = None,
) -> "Table":
    """The table as rich draws it; heads break at the ends of their words."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=SIMPLE_HEAD,
        padding=(0, 0 if n_columns else 1),
        pad_edge=False,
        show_edge=False,
        collapse_padding=is_tight,
    )
    rows = _rows(summary, columns)
    heads = [one.head.replace("/", "/ ") if n_columns else one.head for one in columns]
    if n_columns:
        rows = [[name, *map(_narrow, cells)] for name, *cells in rows]
    widest = [
        max(map(display_width, " ".join(column if n_columns else column[:1]).split()))
        for column in zip(heads, *rows, strict=True)
    ]
    if n_columns:  # a name is broken before a head is
        widest[0] = min(widest[0], n_columns - sum(widest[1:]) - len(columns) + 1)
    for position, (head, least) in enumerate(zip(heads, widest, strict=True)):
        justify: Literal["left", "right"] = "right" if position else "left"
        table.add_column(
            head,
            justify=justify,
            overflow="fold",
            width=least if n_columns else None,
            min_width=least if position else None,
        )
    *groups, overall = rows
    for row in groups:
        table.add_row(*map(Text, row), end_section=row is groups[-1])
    table.add_row(*map(Text, overall))
    return table


def _fitting(
    summary: "Summary", columns: Sequence[_Column], console: "Console"
) -> tuple["Table", Sequence[_Column]]:
    """The table with the columns that a console has room for; counts, accuracy and interval stay."""
    unbounded = console.options.update(max_width=sys.maxsize)
    for rank in range(max(one.rank for one in columns), -1, -1):
        columns = [one for one in columns if one.rank <= rank]
        table = _drawn(summary, columns)
        if console.measure(table, options=unbounded).maximum <= console.width:
            return table, columns
    tight = _drawn(summary, columns, is_tight=True)
    if console.measure(tight, options=unbounded).minimum <= console.width:
        return tight, columns
    columns = [
        one for one in columns if len(one.head) > 1
    ]  # the sentence below has the marks' counts
    return _drawn(summary, columns, is_tight=True, n_columns=console.width), columns


_LONGEST_COUNTS = len("115/123")


def _narrow(cell: str) -> str:
    """A cell with counts on two lines where they are long."""
    counts, slash, last = cell.rpartition("/")
    return f"{counts}/\n{last}" if slash and len(cell) > _LONGEST_COUNTS else cell


def print_summary(
    summary: "Summary", beside: "Details", language: Language, *, is_full: bool = False
) -> None:
    """The score as an aligned table; rows of what is not judged stay and show a dash.

    A full one has every column, however wide; beside it stand the sentences of the numbers.
    """
    # Imported here: rich costs 70 ms, and only a table for people needs it.
    from rich.console import Console

    fitting = None if sys.stdout.isatty() else _PIPE_WIDTH
    console = Console(
        width=_ANY_WIDTH if is_full else fitting,
        highlight=False,
        color_system=None if "NO_COLOR" in os.environ else "auto",
    )
    columns = _columns(summary, language)
    table, kept = _fitting(summary, columns, console)
    console.print(table)
    console.print()
    for line in _notes(summary, beside, language):
        print_prose(line)
    if len(kept) < len(columns):
        left_out = Phrase("(more columns with --columns all)", "（更多列：--columns all）")
        print_prose(left_out.in_language(language))


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(in_markdown, cells))} |"


def markdown_text(
    summary: "Summary", beside: "Details", language: Language, *, is_full: bool = False
) -> str:
    """The score as a Markdown table with its sentence and its source; a full one has every column."""
    columns = [one for one in _columns(summary, language) if is_full or one.rank <= _USUAL]
    lines = [
        _markdown_row([one.head for one in columns]),
        "| --- |" + " ---: |" * (len(columns) - 1),
        *map(_markdown_row, _rows(summary, columns)),
    ]
    notes = _notes(summary, beside, language)
    return "\n".join([*lines, *(f"\n{in_markdown(note)}" for note in notes)])


def _flat(prefix: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        is_run = isinstance(value, str) and is_formula(value)
        return {prefix: f"'{value}" if is_run else value}
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
