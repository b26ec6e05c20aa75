"""The numbers of `score`: of the records, of a table in memory, or of one that an engine counts."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from scorecard.cli.context import Context, TableCall
from scorecard.cli.options import one_of, option_of
from scorecard.cli.output import progress
from scorecard.exchange.tables import SCORED, not_read, read_table
from scorecard.problems import CallError, Problem
from scorecard.scoring.probability import Combination
from scorecard.summary.compute import Basis, summary_of
from scorecard.summary.difficulty import difficulty_sentence, with_priors
from scorecard.summary.groups import Summary
from scorecard.summary.judges import rater_agreement, read_by, with_readers
from scorecard.summary.numbers import Details, numbers_at
from scorecard.summary.probability import one_forecast_each
from scorecard.summary.table_claims import TableClaims
from scorecard.table import LISTS, WORDS, Labels
from scorecard.text import Phrase


def _word_of(name: str, value: str, known: list[str], labels: Labels) -> str:
    """The value of a filter as it is in the table, from a value or a label."""
    with suppress(KeyError, ValueError):  # no word of the list is left to the list of known values
        value = str(LISTS[name](value))
    return one_of(value, known, option_of(name), labels.get(name, {}))


def kept(table: pd.DataFrame, filters: dict[str, str], labels: Labels) -> pd.DataFrame:
    """The rows that pass every filter.

    Args:
        table: The rows.
        filters: The value asked for by column, as it is in the table or by its label.
        labels: The labels of values by column.

    Raises:
        UnknownWordError: No row has the value of a filter.
    """
    for name, value in filters.items():
        column = table[name].astype("str")
        known = sorted(set(column[table[name].notna()]))
        table = table[column == _word_of(name, value, known, labels)]
    return table


class Question(NamedTuple):
    """What is asked of the claims: the options of a call that hold for every kind of table."""

    by: str
    how: Combination
    filters: dict[str, str]
    is_closed: bool
    is_early: bool
    seed: int


def _need_clean(context: Context, ignored: list[str], problems: list[Problem]) -> None:
    """Name the columns that are not read; list what is wrong with the others and end."""
    if ignored:
        context.note(*not_read(ignored))
    context.need_none(problems, 1)


def _need_column(by: str, columns: Iterable[str]) -> None:
    if by not in columns:
        raise CallError(f"the table has no column {by!r}", f"表格没有“{by}”这一列")


def counted(
    context: Context, call: TableCall, engine: str | None, asked: Question
) -> tuple[Summary, Details]:
    """The numbers of a table that an engine counts, and those beside them."""
    from scorecard.exchange.engine import counts_digest, large_table

    by, as_of = asked.by, context.as_of
    with progress(Phrase("counting", "统计"), context.language) as told:
        large = large_table(call.files, engine=engine, as_of=as_of, asked=call.asked, told=told)
        _need_clean(context, large.ignored, large.problems)
        _need_column(by, SCORED)
        some = large
        for name, value in asked.filters.items():
            some = some.where(name, _word_of(name, value, some.words.get(name, []), WORDS))
        some, every = (
            (one.closed() if asked.is_closed else one).each(asked.how) for one in (some, large)
        )
        claims = some.claims(by)
        digest = large.digest or counts_digest(claims, by)
        basis = Basis(as_of, digest, WORDS, asked.seed, is_early=asked.is_early)
        basis = basis.of_all(every.claims(by)) if asked.filters else basis
        summary = summary_of(claims, by=by, basis=basis)
        difficulty = difficulty_sentence(some.claims("specificity"), summary)
    return summary, Details(claims.counts().forecasts, difficulty=difficulty)


def computed(
    context: Context, call: TableCall | None, reader: str | None, asked: Question
) -> tuple[Summary, Details]:
    """The numbers of the records, or of a table that is read whole, and those beside them."""
    as_of, records = context.as_of, None if call else context.records
    if call:
        read = read_table(call.files, as_of=as_of, asked=call.asked)
        _need_clean(context, read.ignored, read.problems)
        rows, basis = read.table, Basis(as_of, read.digest, WORDS, asked.seed)
    if records:
        numbers = numbers_at(records, as_of, seed=asked.seed)
        rows, basis = numbers.table, numbers.basis
    _need_column(asked.by, map(str, rows))
    if reader and records:
        rows = read_by(rows, records, reader, as_of=as_of)
    some = kept(rows, asked.filters, basis.labels)
    some, rows = (one[one["is_closed"]] if asked.is_closed else one for one in (some, rows))
    if asked.filters:
        basis = basis.of_all(TableClaims(one_forecast_each(rows, asked.how)))
    rows = one_forecast_each(some, asked.how)
    claims, agreement = TableClaims(rows, asked.by, "specificity"), None
    summary = summary_of(claims, by=asked.by, basis=replace(basis, is_early=asked.is_early))
    if records:
        summary = summary if reader else with_readers(summary, records, rows, basis)
        summary = with_priors(summary, records, rows)
        rated = {id_: records.predictions[id_] for id_ in rows["id"]}
        agreement = rater_agreement(rated, as_of=as_of, seed=asked.seed)
    difficulty = difficulty_sentence(claims, summary)
    return summary, Details(claims.counts().forecasts, agreement, difficulty)
