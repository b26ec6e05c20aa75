"""The score as a table for a terminal or a pipe, as Markdown and as CSV."""

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from scorecard.cli.output import print_prose
from scorecard.text import (
    Language,
    Phrase,
    display_width,
    in_a_row,
    in_markdown,
    is_formula,
    labeled,
    percent,
    percent_range,
    printable,
    ranged,
)
from scorecard.verdicts import JUDGED_STATES, State

if TYPE_CHECKING:
    from scorecard.scoring.credit import Bounds
    from scorecard.scoring.interval import Interval
    from scorecard.summary.groups import Group, Probability, Summary
    from scorecard.summary.numbers import Details

_PIPE_WIDTH, _NAME = 110, 32


class _Column(NamedTuple):
    """One column; those of the highest rank are left out first on a narrow terminal."""

    head: Phrase
    cell: Callable[["Group"], object]
    rank: int = 0


_INTERVAL = Phrase("95 % interval", "95% 置信区间")


def _columns(summary: "Summary", language: Language) -> list[_Column]:
    """The columns of a score, the name of the group first; a dash where nothing is known."""
    from scorecard.table import BY

    labels = {group.label.in_language(language) for group in summary.groups}
    short = {printable(one, limit=_NAME) for one in labels}
    longest = _NAME if len(short) == len(labels) else 10 * _NAME  # names that begin alike are whole

    def name(group: "Group") -> str:
        return printable(group.label.in_language(language), limit=longest)

    of_measure = _brier_columns if summary.measure == "brier" else _accuracy_columns
    return [_Column(BY[summary.by], name), *of_measure(summary, language)]


def _accuracy_columns(summary: "Summary", language: Language) -> list[_Column]:
    share = partial(percent, language=language)

    def span(ends: "Interval | Bounds | None") -> str:
        return percent_range(ends.low, ends.high).in_language(language) if ends else "–"

    def count(state: State, head: Phrase, rank: int) -> _Column:
        return _Column(head, lambda group: group.lead.counts[state], rank)

    def is_unjudged(group: "Group") -> bool:
        return any(group.lead.counts[one] for one in (State.OVERDUE, State.UNRESOLVABLE))

    has_time = summary.overall.lead is not summary.overall
    due = Phrase("time up", "期满") if has_time else Phrase("due", "到期")
    return [
        _Column(Phrase(f"judged/{due.en}/recorded", f"已判/{due.zh}/收录"),
                lambda group: f"{group.lead.counts.n_judged}/{group.lead.counts.n_due}/{group.n_recorded}"),
        *(count(state, Phrase(state.row.mark, state.row.mark), 1) for state in JUDGED_STATES),
        _Column(Phrase("accuracy", "得分率"), lambda group: share(group.lead.accuracy)),
        _Column(_INTERVAL, lambda group: span(group.lead.interval)),
        *([_Column(Phrase("early", "提前判定"), lambda group: group.n_early, 2)]
          if summary.has_early else []),
        _Column(Phrase("lift", "超出预期"), lambda group: _lift(group, language),
                3 if summary.lift_comparison else 5),
        _Column(Phrase("pooled", "收缩估计"),
                lambda group: share(group.lead.pooled and group.lead.pooled.accuracy), 4),
        _Column(Phrase("strict", "从严"), lambda group: share(group.lead.strict), 5),
        _Column(_INTERVAL, lambda group: span(group.lead.strict_interval), 5),
        _Column(Phrase("lenient", "从宽"), lambda group: share(group.lead.lenient), 5),
        _Column(_INTERVAL, lambda group: span(group.lead.lenient_interval), 5),
        count(State.UNRESOLVABLE, State.UNRESOLVABLE.label, 6),
        count(State.OVERDUE, State.OVERDUE.label, 6),
        _Column(Phrase("if those wrong … right", "这两种全落空～全应验"),
                lambda group: span(group.lead.due_bounds if is_unjudged(group) else None), 6),
        _Column(Phrase("late", "过期应验"),
                lambda group: f"{group.timing.n_late}/{group.timing.n}" if group.timing.n else "–", 6),
    ]  # fmt: skip


def _brier_columns(summary: "Summary", language: Language) -> list[_Column]:
    """The columns of a score whose groups state probabilities: no accuracy, which would be a trap."""

    def column(head: Phrase, of: Callable[["Probability"], object], rank: int = 0) -> _Column:
        return _Column(
            head, lambda group: of(group.probability) if group.probability else "–", rank
        )

    def number(value: float | None) -> str:
        return "–" if value is None else f"{value:.3f}"

    def span(low: float | None, high: float | None) -> str:
        ends = ranged(number(low), number(high))
        return "–" if low is None or high is None else ends.in_language(language)

    return [
        column(Phrase("settled", "已有结果"), lambda one: one.n),
        column(Phrase("came true", "应验"), lambda one: percent(one.came_true, language)),
        column(Phrase("Brier score", "Brier 分数"), lambda one: number(one.brier_score)),
        column(_INTERVAL, lambda one: span(one.low, one.high)),
        *([column(Phrase("beside others", "与他人相比"),
                  lambda one: f"{one.relative.value:+.3f}" if one.relative else "–")]
          if summary.by == "forecaster" else []),
        column(Phrase("skill", "技巧"), lambda one: number(one.brier_skill_score), 1),
        column(Phrase("log score", "对数分数"),
               lambda one: "∞" if one.log_score_reason else number(one.log_score), 2),
        column(_INTERVAL, lambda one: span(one.log_low, one.log_high), 3),
        column(Phrase("without probability", "没有概率"), lambda one: one.n_without, 3),
        column(Phrase("left out", "略去"), lambda one: one.n_excluded, 3),
    ]  # fmt: skip


def _lift(group: "Group", language: Language) -> str:
    """Credit beyond that of claims put the same way, in points, with its interval."""
    lift = group.lift
    if lift is None:
        return "–"
    value, *ends = (
        f"{round(100 * one):+d}" if round(100 * one) else "0"
        for one in (lift.lift, lift.low, lift.high)
        if one is not None
    )
    return f"{value} ({ranged(*ends).in_language(language)})" if ends else value


def _notes(summary: "Summary", beside: "Details", language: Language) -> list[str]:
    """The sentences beside a table: what it says, what may be read into it, and what it was made from."""
    from scorecard.summary.comparison import comparison_note
    from scorecard.summary.sentences import (
        Headline,
        comparison_sentence,
        pooling_sentence,
        source_sentence,
        withdrawn_sentence,
    )

    headline = Headline(summary)
    said = [one for one in headline.sentences if one != headline.note]
    notes = in_a_row([headline.note, comparison_note(summary.ranking), pooling_sentence(summary)])
    sentences = [
        *said,
        comparison_sentence(summary),
        *beside.sentences(summary),
        withdrawn_sentence(summary),
        Phrase(f"Note: {notes.en}", f"注：{notes.zh}") if notes.en else notes,
        source_sentence(summary),
    ]
    return [printable(one.in_language(language), limit=2000) for one in sentences if one.en]


def _rows(summary: "Summary", columns: Sequence[_Column], language: Language) -> list[list[str]]:
    """The heads, and the cells of each group, the overall row last."""
    groups = [*summary.groups, summary.overall]
    heads = [one.head.in_language(language) for one in columns]
    return [heads, *([str(one.cell(group)) for one in columns] for group in groups)]


def _aligned(rows: list[list[str]]) -> list[str]:
    """Rows as lines: names to the left, numbers to the right, the overall row apart."""
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        pads = [
            " " * (width - display_width(cell)) for width, cell in zip(widths, row, strict=True)
        ]
        cells = [pad + cell for pad, cell in zip(pads, row, strict=True)]
        lines.append("   ".join([row[0] + pads[0], *cells[1:]]))
    heads, *groups, overall = lines
    return [heads, "─" * display_width(heads), *groups, "", overall]


def print_summary(summary: "Summary", beside: "Details", language: Language) -> None:
    """The score as an aligned table with its sentences; rows of what is not judged stay and show a dash.

    A table has the columns for which there is room; where there is none for the least, each group is a list.
    """
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _PIPE_WIDTH
    columns = _columns(summary, language)
    rows, n = _rows(summary, columns, language), len(columns)
    for rank in range(max(one.rank for one in columns), -1, -1):
        kept = [place for place in range(n) if columns[place].rank <= rank]
        some = [[row[place] for place in kept] for row in rows]
        lines = _aligned(some)
        if max(map(display_width, lines)) <= width:
            break
    else:
        heads, *groups = some
        lines = [
            line
            for name, *cells in groups
            for line in (
                name,
                *(f"  {labeled(*one, language)}" for one in zip(heads[1:], cells, strict=True)),
            )
        ]
    typer.echo("\n".join([*lines, ""]))
    for line in _notes(summary, beside, language):
        print_prose(line)
    if len(kept) < n:
        more = Phrase("(more columns with --format markdown)", "（更多列：--format markdown）")
        print_prose(more.in_language(language))


def markdown_text(summary: "Summary", beside: "Details", language: Language) -> str:
    """The score as a Markdown table of all columns, with its sentences and its source."""
    columns = _columns(summary, language)
    heads, *rows = (
        f"| {' | '.join(map(in_markdown, row))} |" for row in _rows(summary, columns, language)
    )
    notes = [f"\n{in_markdown(note)}" for note in _notes(summary, beside, language)]
    return "\n".join([heads, "| --- |" + " ---: |" * (len(columns) - 1), *rows, *notes])


def _flat_columns(values: Sequence[Any], name: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Values as columns by their flat names; a value that is nested in any row has no column of its own."""
    nested = [one for one in values if isinstance(one, dict)]
    if not nested:
        yield (
            name,
            [f"'{one}" if isinstance(one, str) and is_formula(one) else one for one in values],
        )
    for key in dict.fromkeys(key for one in nested for key in one):
        parts = [one.get(key) if isinstance(one, dict) else None for one in values]
        yield from _flat_columns(parts, f"{name}_{key}" if name else key)


def csv_text(summary: "Summary") -> str:
    """The score as CSV, one row a group, the overall row last; nested values as `interval_low`.

    Spreadsheets may open it: a text that would be a formula gets an apostrophe in front.
    """
    import pandas as pd

    groups = [group.as_json() for group in [*summary.groups, summary.overall]]
    return str(pd.DataFrame(dict(_flat_columns(groups)), dtype=object).to_csv(index=False))
