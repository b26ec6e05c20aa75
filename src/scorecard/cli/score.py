"""The command `score`."""

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import typer

from scorecard.cli.context import Context, TableCall, with_options
from scorecard.cli.options import flag, format_option, one_of, option, option_of
from scorecard.cli.output import print_json, progress
from scorecard.problems import CallError
from scorecard.text import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from scorecard.exchange.engine import LargeTable
    from scorecard.exchange.tables import ReadTable
    from scorecard.scoring.probability import Combination
    from scorecard.summary.groups import Summary
    from scorecard.summary.numbers import Details
    from scorecard.table import Labels

FILTERS = {
    "domain": option("Only this domain.", "只看这个领域。"),
    "outlook": option("Only this outlook.", "只看这篇展望。"),
    "year": option("Only this year.", "只看这一年。"),
    "attributed_to": option("Only this person's claims.", "只看这位提出者的预测。"),
    "hedge": option("Only this strength.", "只看这种语气强弱。"),
    "specificity": option("Only this specificity.", "只看这种明确程度。"),
}
CLOSED_OPTION = flag("Only claims whose window has closed.", "只看期满的预测。", "--closed")
EARLY_OPTION = flag(
    "Count all verdicts, early ones included.", "以全部判定为准，含提前判定。", "--early"
)


def _word_of(name: str, value: str, known: list[str], labels: "Labels") -> str:
    """The value of a filter as it is in the table, from a value or a label."""
    from scorecard.table import LISTS

    with suppress(KeyError, ValueError):  # no word of the list is left to the list of known values
        value = str(LISTS[name](value))
    return one_of(value, known, option_of(name), labels.get(name, {}))


def kept(table: "pd.DataFrame", filters: dict[str, str], labels: "Labels") -> "pd.DataFrame":
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
    how: "Combination"
    filters: dict[str, str]
    is_closed: bool
    is_early: bool
    seed: int


def _need_clean(context: Context, read: "ReadTable | LargeTable") -> None:
    """Name the columns that are not read; list what is wrong with the others and end."""
    from scorecard.exchange.tables import not_read

    if read.ignored:
        context.note(*not_read(read.ignored))
    context.need_none(read.problems, 1)


def _need_column(by: str, columns: "Iterable[str]") -> None:
    if by not in columns:
        raise CallError(f"the table has no column {by!r}", f"表格没有“{by}”这一列")


def _counted(
    context: Context, call: TableCall, engine: str | None, asked: Question
) -> "tuple[Summary, Details]":
    """The numbers of a table that an engine counts, and those beside them."""
    from scorecard.exchange.engine import counts_digest, large_table
    from scorecard.exchange.tables import SCORED
    from scorecard.summary.compute import Basis, summary_of
    from scorecard.summary.difficulty import difficulty_sentence
    from scorecard.summary.numbers import Details
    from scorecard.table import WORDS

    by, as_of = asked.by, context.as_of
    with progress(Phrase("counting", "统计"), context.language) as told:
        large = large_table(call.files, engine=engine, as_of=as_of, asked=call.asked, told=told)
        _need_clean(context, large)
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


def _computed(
    context: Context, call: TableCall | None, reader: str | None, asked: Question
) -> "tuple[Summary, Details]":
    """The numbers of the records, or of a table that is read whole, and those beside them."""
    from scorecard.exchange.tables import read_table
    from scorecard.summary.compute import Basis, summary_of
    from scorecard.summary.difficulty import difficulty_sentence, with_priors
    from scorecard.summary.judges import rater_agreement, read_by, with_readers
    from scorecard.summary.numbers import Details, numbers_at
    from scorecard.summary.probability import one_forecast_each
    from scorecard.summary.table_claims import TableClaims
    from scorecard.table import WORDS

    as_of, records = context.as_of, None if call else context.records
    if call:
        read = read_table(call.files, as_of=as_of, asked=call.asked)
        _need_clean(context, read)
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


@with_options("as_of", "predictions", "table", **FILTERS)
def score(
    context: Context,
    by: str = option("Group by domain, outlook, year, item, attributed_to, forecaster, hedge, hedge_word, "
        "specificity or stated.",
        "分组：domain、outlook、year、item、attributed_to、forecaster、hedge、hedge_word、"
        "specificity 或 stated。", metavar="COLUMN", default="domain"),
    form: str = format_option("table|json|csv|markdown"),
    is_closed: bool = CLOSED_OPTION,
    is_early: bool = EARLY_OPTION,
    engine: str | None = option(
        "What counts a large table: duckdb, or spark://HOST:PORT; --table takes duckdb:///FILE/TABLE too.",
        "由谁统计大表：duckdb，或 spark://主机:端口；--table 也可写 duckdb:///文件/表名。"),
    forecast: str = option("Which forecast of several days counts: last, first, mean or time-weighted.",
        "同一问题有多日的概率时取哪个：last（最后）、first（最初）、mean（平均）"
        "或 time-weighted（按时间加权）。", metavar="WHICH", default="last"),
    reader: str | None = option(
        "Score the verdicts of a judge, or of all: median, strictest or most-lenient.",
        "按某位判定者的判定计分；或综合各人：median（中位）、strictest（最严）、most-lenient（最宽）。",
        "--verdicts-of", metavar="JUDGE"),
    seed: int = option("Seed of the permutation test.", "置换检验的随机种子。", default=0),
    **filters: str | None,
) -> None:  # fmt: skip
    """Print accuracy by group, with its counts, its interval and what the overdue could do to it."""
    from scorecard.cli.score_table import csv_text, markdown_text, print_summary
    from scorecard.exchange.engine_tables import is_for_engine
    from scorecard.summary.probability import COMBINATIONS
    from scorecard.table import BY

    how = COMBINATIONS[COMBINATIONS.index(one_of(forecast, COMBINATIONS, "--forecast"))]
    given = {name: value for name, value in filters.items() if value is not None}
    by = one_of(by, BY, "--by", BY)
    asked, call = Question(by, how, given, is_closed, is_early, seed), context.table
    if call and reader:
        en = "a table has one verdict a row; --verdicts-of asks for records"
        raise CallError(en, "表格每行只有一个判定；--verdicts-of 只能用于记录")
    if call and is_for_engine(call.files, engine):
        summary, beside = _counted(context, call, engine, asked)
    else:
        summary, beside = _computed(context, call, reader, asked)
    if form == "json":
        print_json({**summary.as_json(), **beside.as_json()})
    elif form == "csv":
        typer.echo(csv_text(summary), nl=False)
    elif form == "markdown":
        typer.echo(markdown_text(summary, beside, context.language))
    else:
        print_summary(summary, beside, context.language)
