"""The score as a table for a terminal or a pipe, as Markdown and as CSV."""

import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, NamedTuple, get_type_hints

import pandas as pd
import typer

from scorecard.cli.output import print_prose
from scorecard.records.fields import types_in
from scorecard.scoring.credit import Bounds
from scorecard.scoring.interval import Interval
from scorecard.summary.comparison import comparison_note
from scorecard.summary.groups import Group, Probability, Scores, Summary
from scorecard.summary.numbers import Details
from scorecard.summary.sentences import (
    Headline,
    comparison_sentence,
    pooling_sentence,
    source_sentence,
    withdrawn_sentence,
)
from scorecard.table import BY
from scorecard.text import (
    Language,
    Phrase,
    display_width,
    in_a_row,
    in_markdown,
    is_formula,
    labeled,
    percent_phrase,
    percent_range,
    printable,
    ranged,
)
from scorecard.verdicts import JUDGED_STATES, State

_PIPE_WIDTH, _NAME = 110, 32


class _Column(NamedTuple):
    """One column, None as a dash; those of the highest rank are left out first on a narrow terminal."""

    head: Phrase
    cell: Callable[[Group], Phrase | str | int | None]
    rank: int = 0


_INTERVAL = Phrase("95 % interval", "95% 置信区间")


def _columns(summary: Summary, language: Language) -> list[tuple[int, list[str]]]:
    """The rank and the texts of each column: its head, and its cells, that of the overall row last."""
    labels = {group.label.in_language(language) for group in summary.groups}
    short = {printable(one, limit=_NAME) for one in labels}
    longest = _NAME if len(short) == len(labels) else 10 * _NAME  # names that begin alike are whole

    def name(group: Group) -> str:
        return printable(group.label.in_language(language), limit=longest)

    def text(cell: Phrase | str | int | None) -> str:
        cell = cell.in_language(language) if isinstance(cell, Phrase) else cell
        return "–" if cell is None else str(cell)

    of_measure = _brier_columns if summary.measure == "brier" else _accuracy_columns
    groups = [*summary.groups, summary.overall]
    return [
        (one.rank, [text(one.head), *(text(one.cell(group)) for group in groups)])
        for one in (_Column(BY[summary.by], name), *of_measure(summary))
    ]


def _accuracy_columns(summary: Summary) -> list[_Column]:
    def span(ends: Interval | Bounds | None) -> Phrase | None:
        return ends and percent_range(ends.low, ends.high)

    def count(state: State, head: Phrase, rank: int) -> _Column:
        return _Column(head, lambda group: group.lead.counts[state], rank)

    def is_unjudged(group: Group) -> bool:
        return any(group.lead.counts[one] for one in (State.OVERDUE, State.UNRESOLVABLE))

    due = Headline(summary).due
    return [
        _Column(Phrase(f"judged/{due.en}/recorded", f"已判/{due.zh}/收录"),
                lambda group: f"{group.lead.counts.n_judged}/{group.lead.counts.n_due}/{group.n_recorded}"),
        *(count(state, Phrase(state.row.mark, state.row.mark), 1) for state in JUDGED_STATES),
        _Column(Phrase("accuracy", "得分率"), lambda group: percent_phrase(group.lead.accuracy)),
        _Column(_INTERVAL, lambda group: span(group.lead.interval)),
        *([_Column(Phrase("early", "提前判定"), lambda group: group.n_early, 2)]
          if summary.has_early else []),
        _Column(Phrase("lift", "超出预期"), _lift, 3 if summary.lift_comparison else 5),
        _Column(Phrase("pooled", "收缩估计"),
                lambda group: percent_phrase(group.lead.pooled and group.lead.pooled.accuracy), 4),
        _Column(Phrase("strict", "从严"), lambda group: percent_phrase(group.lead.strict), 5),
        _Column(_INTERVAL, lambda group: span(group.lead.strict_interval), 5),
        _Column(Phrase("lenient", "从宽"), lambda group: percent_phrase(group.lead.lenient), 5),
        _Column(_INTERVAL, lambda group: span(group.lead.lenient_interval), 5),
        count(State.UNRESOLVABLE, State.UNRESOLVABLE.label, 6),
        count(State.OVERDUE, State.OVERDUE.label, 6),
        _Column(Phrase("if those wrong … right", "这两种全落空～全应验"),
                lambda group: span(group.lead.due_bounds if is_unjudged(group) else None), 6),
        _Column(Phrase("late", "过期应验"),
                lambda group: f"{group.timing.n_late}/{group.timing.n}" if group.timing.n else None, 6),
    ]  # fmt: skip


def _brier_columns(summary: Summary) -> list[_Column]:
    """The columns of a score whose groups state probabilities: no accuracy, which would be a trap."""

    def column(head: Phrase, of: Callable[[Probability], Any], rank: int = 0) -> _Column:
        return _Column(head, lambda group: group.probability and of(group.probability), rank)

    def number(value: float | None) -> str | None:
        return None if value is None else f"{value:z.3f}"

    def span(low: float | None, high: float | None) -> Phrase | None:
        return None if None in {low, high} else ranged(number(low), number(high))

    return [
        column(Phrase("settled", "已有结果"), lambda one: one.n),
        column(Phrase("came true", "应验"), lambda one: percent_phrase(one.came_true)),
        column(Phrase("Brier score", "Brier 分数"), lambda one: number(one.brier_score)),
        column(_INTERVAL, lambda one: span(one.low, one.high)),
        *([column(Phrase("beside others", "与他人相比"),
                  lambda one: one.relative and f"{one.relative.value:+z.3f}")]
          if summary.by == "forecaster" else []),
        column(Phrase("skill", "技巧"), lambda one: number(one.brier_skill_score), 1),
        column(Phrase("log score", "对数分数"),
               lambda one: "∞" if one.log_score_reason else number(one.log_score), 2),
        column(_INTERVAL, lambda one: span(one.log_low, one.log_high), 3),
        column(Phrase("without probability", "没有概率"), lambda one: one.n_without, 3),
        column(Phrase("left out", "略去"), lambda one: one.n_excluded, 3),
    ]  # fmt: skip


def _lift(group: Group) -> Phrase | str | None:
    """Credit beyond that of claims put the same way, in points, with its interval."""
    lift = group.lift
    if lift is None:
        return None
    value, *ends = (
        f"{round(100 * one):+d}" if round(100 * one) else "0"
        for one in (lift.lift, lift.low, lift.high)
        if one is not None
    )
    return Phrase(*(f"{value} ({span})" for span in ranged(*ends))) if ends else value


def _notes(summary: Summary, beside: Details, language: Language) -> list[str]:
    """The sentences beside a table: what it says, what may be read into it, and what it was made from."""
    headline = Headline(summary)
    notes = in_a_row([headline.note, comparison_note(summary.ranking), pooling_sentence(summary)])
    sentences = [
        headline.sentence,
        headline.number,
        headline.readers,
        headline.early,
        comparison_sentence(summary),
        *beside.sentences(summary),
        withdrawn_sentence(summary),
        Phrase(f"Note: {notes.en}", f"注：{notes.zh}") if notes.en else notes,
        source_sentence(summary),
    ]
    return [printable(one.in_language(language), limit=2000) for one in sentences if one.en]


def _aligned(columns: list[list[str]]) -> list[str]:
    """The lines of a table: names to the left, numbers to the right, the overall row apart."""
    aligned: list[Iterable[str]] = []
    for column in columns:
        widest = max(map(display_width, column))
        pads = [" " * (widest - display_width(text)) for text in column]
        pairs = zip(pads, column, strict=True) if aligned else zip(column, pads, strict=True)
        aligned.append(map("".join, pairs))
    heads, *groups, overall = map("   ".join, zip(*aligned, strict=True))
    return [heads, "─" * display_width(heads), *groups, "", overall]


def print_summary(summary: Summary, beside: Details, language: Language) -> None:
    """The score as an aligned table with its sentences; rows of what is not judged stay and show a dash.

    A table has the columns for which there is room; where there is none for the least, each group is a list.
    """
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _PIPE_WIDTH
    columns = _columns(summary, language)
    for highest in range(max(rank for rank, _ in columns), -1, -1):
        kept = [texts for rank, texts in columns if rank <= highest]
        lines = _aligned(kept)
        if max(map(display_width, lines)) <= width:
            break
    else:
        (_, *heads), *groups = zip(*kept, strict=True)
        lines = []
        for name, *cells in groups:
            pairs = zip(heads, cells, strict=True)
            lines += [name, *(f"  {labeled(*pair, language)}" for pair in pairs)]
    typer.echo("\n".join([*lines, ""]))
    for line in _notes(summary, beside, language):
        print_prose(line)
    if len(kept) < len(columns):
        more = Phrase("(more columns with --format markdown)", "（更多列：--format markdown）")
        print_prose(more.in_language(language))


def markdown_text(summary: Summary, beside: Details, language: Language) -> str:
    """The score as a Markdown table of all columns, with its sentences and its source."""
    columns = [texts for _, texts in _columns(summary, language)]
    rows = (map(in_markdown, row) for row in zip(*columns, strict=True))
    heads, *groups = (f"| {' | '.join(row)} |" for row in rows)
    notes = [f"\n{in_markdown(note)}" for note in _notes(summary, beside, language)]
    return "\n".join([heads, "| --- |" + " ---: |" * (len(columns) - 1), *groups, *notes])


def _flat(values: dict[str, Any], start: str = "") -> dict[str, Any]:
    """Nested values by flat names; a text that would be a formula gets an apostrophe in front."""
    found: dict[str, Any] = {}
    for key, one in values.items():
        if isinstance(one, dict):
            found |= _flat(one, f"{start}{key}_")
        else:
            found[start + key] = f"'{one}" if isinstance(one, str) and is_formula(one) else one
    return found


def _filled(kind: type) -> dict[str, Any]:
    """The fields of a kind that are themselves tuples of fields, with nothing in any of them."""
    found = {}
    for name, hint in get_type_hints(kind).items():
        for one in types_in(hint, tuple):
            found[name] = one(**dict.fromkeys(get_type_hints(one)) | _filled(one))
    return found


def csv_text(summary: Summary) -> str:
    """The score as CSV, one row a group, the overall row last; nested values as `interval_low`.

    The columns are the same whatever the groups have: those of a group that has everything.
    """
    overall = summary.overall
    closed = Scores(counts=overall.counts, **_filled(Scores))
    full = replace(overall, accuracy=None, closed=closed, **_filled(Group)).as_json()
    groups = [_flat(group.as_json()) for group in [*summary.groups, overall]]
    return str(pd.DataFrame(groups, columns=[*_flat(full)], dtype=object).to_csv(index=False))
