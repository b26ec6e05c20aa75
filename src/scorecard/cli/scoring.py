"""The command `score`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from scorecard.cli.options import (
    PREDICTIONS,
    DayOption,
    LanguageOption,
    PredictionsOption,
    day,
    format_option,
    language_of,
    one_of,
    say,
)
from scorecard.cli.output import print_json, print_problems
from scorecard.cli.records import clean_records
from scorecard.cli.tables import csv_text, markdown_text, print_summary
from scorecard.problems import CallError
from scorecard.text import Language, Phrase

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from scorecard.records import Prediction
    from scorecard.summary.compute import Basis

__all__ = ["score"]

_FILTERS = ("domain", "outlook", "year", "attributed_to", "hedge", "specificity")


def _kept(table: "pd.DataFrame", wanted: dict[str, str | None]) -> "pd.DataFrame":
    """The rows that fit every filter; a value that no row has is a wrong call."""
    for name, value in wanted.items():
        if value is not None:
            column = table[name].astype("str")
            known = sorted(set(column[table[name].notna()]))
            table = table[column == one_of(value, known, f"--{name.replace('_', '-')}")]
    return table


class _Scored(NamedTuple):
    """What is to be scored: its rows, what the numbers are based on, and the predictions of records."""

    rows: "pd.DataFrame"
    basis: "Basis"
    predictions: "dict[str, Prediction]"


def _from_records(predictions: Path, as_of: "date", seed: int, language: Language) -> "_Scored":
    from scorecard.summary.compute import Basis
    from scorecard.summary.labels import labels_of
    from scorecard.table import prediction_table

    records = clean_records(predictions, as_of=as_of, language=language)
    basis = Basis(as_of, records.digest, labels_of(records), seed)
    return _Scored(prediction_table(records, as_of=as_of), basis, records.predictions)


def _from_file(file: Path, as_of: "date", seed: int, language: Language) -> "_Scored":
    from scorecard.exchange.tables import read_table
    from scorecard.summary.compute import Basis

    read = read_table(file, as_of=as_of)
    if read.problems:
        print_problems(read.problems, 1, language, to_errors=True)
        raise typer.Exit(1)
    if read.ignored:
        names = ", ".join(read.ignored)
        note = Phrase(f"columns not read: {names}", f"没有读取的列：{names}")
        typer.echo(note.in_language(language), err=True)
    return _Scored(read.table, Basis(as_of, read.digest, {}, seed), {})


def score(
    by: Annotated[
        str,
        typer.Option(
            metavar="COLUMN",
            help=say(
                "Group by domain, outlook, year, item, attributed_to, hedge, hedge_word, "
                "specificity or stated.",
                "分组：domain、outlook、year、item、attributed_to、hedge、hedge_word、"
                "specificity 或 stated。",
            ),
        ),
    ] = "domain",
    domain: Annotated[
        str | None, typer.Option(help=say("Only this domain.", "只看这个领域。"))
    ] = None,
    outlook: Annotated[
        str | None, typer.Option(help=say("Only this outlook.", "只看这篇展望。"))
    ] = None,
    year: Annotated[str | None, typer.Option(help=say("Only this year.", "只看这一年。"))] = None,
    attributed_to: Annotated[
        str | None, typer.Option(help=say("Only this person's claims.", "只看这个人的说法。"))
    ] = None,
    hedge: Annotated[
        str | None, typer.Option(help=say("Only this strength.", "只看这种语气。"))
    ] = None,
    specificity: Annotated[
        str | None, typer.Option(help=say("Only this specificity.", "只看这种具体程度。"))
    ] = None,
    form: Annotated[str, format_option("table", "json", "csv", "markdown")] = "table",
    is_closed: Annotated[
        bool,
        typer.Option(
            "--closed",
            help=say("Only claims whose window has closed.", "只看时间窗已关闭的说法。"),
        ),
    ] = False,
    table: Annotated[
        Path | None,
        typer.Option(
            "--table",
            metavar="FILE",
            help=say(
                "Score a CSV or Parquet table instead of records.", "给 CSV 或 Parquet 表格计分。"
            ),
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option(help=say("Seed of the permutation test.", "置换检验的随机种子。"))
    ] = 0,
    as_of: DayOption = None,
    predictions: PredictionsOption = PREDICTIONS,
    lang: LanguageOption = None,
) -> None:
    """Accuracy by group, with its counts, its interval and what the overdue could do to it."""
    language = language_of(lang)
    today = day(as_of)
    from scorecard.summary.compute import summarize
    from scorecard.summary.details import details
    from scorecard.summary.labels import BY
    from scorecard.summary.raters import rater_agreement

    one_of(by, BY, "--by")
    if table is not None:
        scored = _from_file(table, today, seed, language)
    else:
        scored = _from_records(predictions, today, seed, language)
    if by not in scored.rows:
        message = f"the table has no column {by!r}"
        raise CallError(Phrase(message, f"表格没有 {by!r} 这一列"))
    wanted = (domain, outlook, year, attributed_to, hedge, specificity)
    rows = _kept(scored.rows, dict(zip(_FILTERS, wanted, strict=True)))
    if is_closed:
        rows = rows[rows["is_closed"]]
    summary = summarize(rows, by=by, basis=scored.basis)
    rated = {id_: scored.predictions[id_] for id_ in rows["id"] if id_ in scored.predictions}
    beside = details(rows, rater_agreement(rated, as_of=today, seed=seed))
    if form == "json":
        print_json({**summary.as_json(), **beside.as_json()})
    elif form == "csv":
        typer.echo(csv_text(summary), nl=False)
    elif form == "markdown":
        typer.echo(markdown_text(summary, beside, language))
    else:
        print_summary(summary, beside, language)
