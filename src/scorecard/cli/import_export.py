"""The commands `import` and `export`."""

from pathlib import Path
from typing import Annotated

import typer

from scorecard.cli.context import Context, with_options
from scorecard.cli.options import argument, format_option, option
from scorecard.cli.output import print_json
from scorecard.cli.show import state_json
from scorecard.text import Phrase

__all__ = ["export", "import_"]


@with_options()
def import_(
    context: Context,  # noqa: ARG001  (every command has one)
    file: Annotated[
        Path, argument("FILE", Phrase("A CSV or Parquet file.", "CSV 或 Parquet 文件。"))
    ],
    column: Annotated[
        list[str] | None,
        option(
            Phrase(
                "Which column is which: id=slug; a+b joins two, # is the row's number.",
                "列的对应：id=slug；a+b 表示连接两列，# 表示行号。",
            ),
            metavar="OURS=THEIRS",
        ),
    ] = None,
    value: Annotated[
        list[str] | None,
        option(
            Phrase(
                "What their verdicts mean: Broken=inaccurate; nothing after = leaves it unjudged.",
                "对方的判定词是什么意思：Broken=inaccurate；= 后面留空表示未判定。",
            ),
            metavar="WORD=VERDICT",
        ),
    ] = None,
) -> None:
    """Print another tracker's table as the table that `score --table` reads."""
    from scorecard.exchange.tables import mapped_table, pairs

    columns = pairs(column or [], "--column")
    same = {name: name for name in ("id", "domain", "verdict") if name not in columns}
    table = mapped_table(file, {**same, **columns}, pairs(value or [], "--value"))
    typer.echo(table.to_csv(index=False, lineterminator="\n"), nl=False)


@with_options("as_of", "predictions")
def export(context: Context, form: Annotated[str, format_option("csv", "json")] = "csv") -> None:
    """Print the table that `score --table` reads, or every record as JSON."""
    records, as_of = context.records, context.as_of
    if form == "csv":
        from scorecard.exchange.tables import table_csv
        from scorecard.table import prediction_table

        typer.echo(table_csv(prediction_table(records, as_of=as_of)), nl=False)
        return
    there = {id_: one for id_, one in records.predictions.items() if one.made_on <= as_of}
    print_json([state_json(id_, one, as_of) for id_, one in there.items()])
