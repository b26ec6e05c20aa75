"""The command `import`."""

from pathlib import Path
from typing import Annotated

import typer

from scorecard.cli.options import LanguageOption, language_of, say

__all__ = ["import_"]


def import_(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help=say("A CSV or Parquet file.", "CSV 或 Parquet 文件。")),
    ],
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OURS=THEIRS",
            help=say(
                "Which column is which: id=slug; a+b joins two, # is the row's number.",
                "列的对应：id=slug；a+b 表示连接两列，# 表示行号。",
            ),
        ),
    ] = None,
    value: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WORD=VERDICT",
            help=say(
                "What their verdicts mean: Broken=inaccurate; nothing after = leaves it unjudged.",
                "对方的判定词是什么意思：Broken=inaccurate；= 后面留空表示未判定。",
            ),
        ),
    ] = None,
    lang: LanguageOption = None,
) -> None:
    """Another tracker's table as the table that `score --table` reads, on standard output."""
    from scorecard.exchange.mapping import mapped_table, pairs

    language_of(lang)
    columns = pairs(column or [], "--column")
    same = {name: name for name in ("id", "domain", "verdict") if name not in columns}
    table = mapped_table(file, {**same, **columns}, pairs(value or [], "--value"))
    typer.echo(table.to_csv(index=False, lineterminator="\n"), nl=False)
