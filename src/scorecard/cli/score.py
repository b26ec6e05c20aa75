"""The command `score`."""

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import typer

from scorecard.cli.context import Context, TableCall, with_options
from scorecard.cli.options import flag, format_option, one_of, option, option_of, value_of
from scorecard.cli.output import print_json, progress_steps
from scorecard.cli.score_table import csv_text, markdown_text, print_summary
from scorecard.problems import CallError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from scorecard.exchange.engine import LargeTable
    from scorecard.exchange.tables import ReadTable
    from scorecard.reading.folder import Records
    from scorecard.scoring.probability import Combination
    from scorecard.summary.compute import Basis
    from scorecard.summary.counts import Claims
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
    "Lead with all verdicts, the early ones too.",
    "以全部判定为准，提前判定也算在内。",
    "--early",
)


def _word_of(name: str, value: str, known: list[str], labels: "Labels") -> str:
    """The value of a filter as it is in the table, from a value or a label."""
    from scorecard.records import HedgeStrength, Specificity

    closed = {"hedge": HedgeStrength, "specificity": Specificity}
    word = value
    with suppress(ValueError):  # no word of the list is left to the list of known values
        word = str(closed[name](value)) if name in closed else value
    return one_of(word, known, value_of(option_of(name)), labels.get(name, {}))


def kept(table: "pd.DataFrame", filters: dict[str, str | None], labels: "Labels") -> "pd.DataFrame":
    """The rows that pass every filter.

    Args:
        table: The rows.
        filters: The value asked for by column, as it is in the table or by its label; None for any.
        labels: The labels of values by column.

    Raises:
        UnknownWordError: No row has the value of a filter.
    """
    for name, value in filters.items():
        if value is not None:
            column = table[name].astype("str")
            known = sorted(set(column[table[name].notna()]))
            table = table[column == _word_of(name, value, known, labels)]
    return table


class Scored(NamedTuple):
    """What is scored: its rows, what the numbers are based on, and the records they are of, if any."""

    rows: "pd.DataFrame"
    basis: "Basis"
    records: "Records | None"


def _scored(context: Context, call: TableCall | None, seed: int) -> Scored:
    """The records, or the table of the call."""
    from scorecard.exchange.tables import read_table
    from scorecard.summary.compute import Basis
    from scorecard.table import labels_of, prediction_table

    as_of = context.as_of
    if call:
        read = read_table(call.files, as_of=as_of, asked=call.asked)
        _need_clean(context, read)
        return Scored(read.table, Basis(as_of, read.digest, {}, seed), None)
    records = context.records
    basis = Basis(as_of, records.digest, labels_of(records), seed)
    return Scored(prediction_table(records, as_of=as_of), basis, records)


def _need_clean(context: Context, read: "ReadTable | LargeTable") -> None:
    """Name the columns that are not read; list what is wrong with the others and end."""
    if read.problems:
        context.stop(read.problems, 1)
    if read.ignored:
        listed = ", ".join(read.ignored)
        en, zh = f"columns not read: {listed}", f"没有读取的列：{listed}"
        context.echo(en, zh, is_error=True)


def _counted(
    large: "LargeTable",
    by: str,
    filters: dict[str, str | None],
    how: "Combination",
    *,
    is_closed: bool,
) -> "tuple[Claims, Claims, Claims]":
    """The claims that an engine counts: by a column, by specificity, and those that filters leave out too."""
    from scorecard.exchange.tables import SCORED

    _need_column(by, SCORED)
    some = large
    for name, value in filters.items():
        if value is not None:
            some = some.where(name, _word_of(name, value, some.words.get(name, []), {}))
    some, every = ((one.closed() if is_closed else one).each(how) for one in (some, large))
    return some.claims(by), some.claims("specificity"), every.claims(by)


def _need_column(by: str, columns: "Iterable[str]") -> None:
    if by not in columns:
        raise CallError(f"the table has no column {by!r}", f"表格没有“{by}”这一列")


def answer(
    rows: "pd.DataFrame",
    by: str,
    scored: Scored,
    *,
    with_early: bool = False,
    with_readers: bool = True,
) -> "tuple[Summary, Details]":
    """The numbers of the rows by a column, and those beside them.

    Args:
        rows: The rows, all those of `scored` or some.
        by: The column.
        scored: What the numbers are based on.
        with_early: Whether they are led by all verdicts, the early ones too.
        with_readers: Whether the numbers of each reader are with them.
    """
    from scorecard.summary.compute import summarize
    from scorecard.summary.counts import TableClaims
    from scorecard.summary.difficulty import difficulty_sentence, with_priors
    from scorecard.summary.judges import rater_agreement
    from scorecard.summary.judges import with_readers as add_readers
    from scorecard.summary.numbers import Details

    basis, records = scored.basis, scored.records
    summary = summarize(rows, by=by, basis=basis)
    if with_early:
        summary = summary.with_early()
    if with_readers and records:
        summary = add_readers(summary, records, rows, basis)
    summary = with_priors(summary, records, rows) if records else summary
    predictions = records.predictions if records else {}
    rated = {id_: predictions[id_] for id_ in rows["id"] if id_ in predictions}
    agreement = rater_agreement(rated, as_of=basis.as_of, seed=basis.seed)
    difficulty = difficulty_sentence(TableClaims(rows, "specificity"), summary)
    return summary, Details(TableClaims(rows).counts().forecasts, agreement, difficulty)


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
    columns: str = option("Columns of the table: fitting or all.",
        "表格的列：fitting（放得下的）或 all（全部）。", default="fitting"),
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
    from scorecard.exchange.engine import counts_digest, is_for_engine, large_table
    from scorecard.summary.compute import Basis, summary_of
    from scorecard.summary.counts import TableClaims
    from scorecard.summary.difficulty import difficulty_sentence
    from scorecard.summary.judges import read_by
    from scorecard.summary.numbers import Details
    from scorecard.summary.probability import COMBINATIONS, one_forecast_each
    from scorecard.table import BY

    by = one_of(by, BY, value_of("--by"), BY)
    is_full = one_of(columns, ("fitting", "all"), value_of("--columns")) == "all"
    how = COMBINATIONS[COMBINATIONS.index(one_of(forecast, COMBINATIONS, value_of("--forecast")))]
    call = context.table
    if call and is_for_engine(call.files, engine):
        with progress_steps(context.language) as told:
            large = large_table(
                call.files, engine=engine, as_of=context.as_of, asked=call.asked, told=told
            )
            _need_clean(context, large)
            claims, by_specificity, every = _counted(large, by, filters, how, is_closed=is_closed)
            basis = Basis(context.as_of, large.digest or counts_digest(claims), {}, seed)
            basis = basis.of_all(every) if any(filters.values()) else basis
            summary = summary_of(claims, by=by, basis=basis)
            summary = summary.with_early() if is_early else summary
            difficulty = difficulty_sentence(by_specificity, summary)
        beside = Details(claims.counts(whole=True).forecasts, difficulty=difficulty)
    else:
        scored = _scored(context, call, seed)
        _need_column(by, map(str, scored.rows))
        rows = scored.rows[scored.rows["is_closed"]] if is_closed else scored.rows
        if reader and scored.records:
            rows = read_by(rows, scored.records, reader, as_of=context.as_of)
        elif reader:
            raise CallError(
                "a table has one verdict a row; --verdicts-of asks for records",
                "表格每行只有一个判定；--verdicts-of 只能用于记录",
            )
        if any(filters.values()):
            every = TableClaims(one_forecast_each(rows, how))
            scored = scored._replace(basis=scored.basis.of_all(every))
        rows = one_forecast_each(kept(rows, filters, scored.basis.labels), how)
        summary, beside = answer(rows, by, scored, with_early=is_early, with_readers=not reader)
    if form == "json":
        print_json({**summary.as_json(), **beside.as_json()})
    elif form == "csv":
        typer.echo(csv_text(summary), nl=False)
    elif form == "markdown":
        typer.echo(markdown_text(summary, beside, context.language, is_full=is_full))
    else:
        print_summary(summary, beside, context.language, is_full=is_full)
