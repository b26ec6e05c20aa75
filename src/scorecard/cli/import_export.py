"""The commands `import` and `export`."""

from pathlib import Path
from typing import Annotated

import typer

from scorecard.cli.context import Context, with_options
from scorecard.cli.options import argument, choice, format_option, option
from scorecard.cli.output import print_json, print_problems
from scorecard.cli.show import state_json
from scorecard.text import Phrase

__all__ = ["DATES_OPTION", "PROBABILITIES_OPTION", "VALUE_OPTION", "export", "import_"]

VALUE_OPTION = option(
    Phrase(
        "What a verdict word means: TRUE=accurate; nothing after = leaves the row unjudged.",
        "判定词是什么意思：TRUE=accurate；= 后面留空表示未判定。",
    ),
    "--value",
    metavar="WORD=VERDICT",
)
DATES_OPTION = choice(
    Phrase("Order of dates such as 03/04/2024.", "03/04/2024 这类日期的顺序。"),
    "--dates",
    "dmy",
    "mdy",
)
PROBABILITIES_OPTION = choice(
    Phrase("What 1 means: 1 %, or certain.", "1 表示 1%，还是必然。"),
    "--probabilities",
    "percent",
    "share",
)


@with_options()
def import_(
    context: Context,
    files: Annotated[
        list[str],
        argument(
            "FILE...",
            Phrase(
                "CSV, Excel, JSON, Markdown, Parquet; a quoted pattern; - for standard input.",
                "CSV、Excel、JSON、Markdown、Parquet；带引号的通配符；- 表示标准输入。",
            ),
        ),
    ],
    column: Annotated[
        list[str] | None,
        option(
            Phrase(
                "Which column is which: id=slug; a+b joins two, a|b takes the first that is filled,"
                " tags[1] the first tag, # is the row's number; domain==general is a constant;"
                " verdict=guess==outcome is accurate where the two are equal.",
                "列的对应：id=slug；a+b 连接两列，a|b 取先有内容的，tags[1] 取第一个标签，# 表示行号；"
                "domain==general 是常量；verdict=guess==outcome 表示两列相等即准确。",
            ),
            metavar="OURS=THEIRS",
        ),
    ] = None,
    value: Annotated[list[str] | None, VALUE_OPTION] = None,
    each: Annotated[
        list[str] | None,
        option(
            Phrase(
                "A column of lists or tags; each entry becomes a row.",
                "内容为列表或标签的列；每一项成为一行。",
            ),
            metavar="COLUMN",
        ),
    ] = None,
    wide: Annotated[
        str,
        option(
            Phrase(
                "Columns that hold probabilities, and what their names are: forecaster=anna,ben.",
                "存放概率的各列，以及列名是什么：forecaster=anna,ben。",
            ),
            metavar="OURS=COLUMN,COLUMN",
        ),
    ] = "",
    dates: Annotated[str | None, DATES_OPTION] = None,
    probabilities: Annotated[str | None, PROBABILITIES_OPTION] = None,
    mapping: Annotated[
        Path | None,
        option(
            Phrase(
                "A YAML, TOML or JSON file with columns, values, each, wide …",
                "YAML、TOML 或 JSON 文件，键为 columns、values、each、wide 等。",
            ),
            metavar="FILE",
        ),
    ] = None,
    preset: Annotated[
        str | None,
        option(
            Phrase(
                "A known format: fatebook, predictionbook, metaculus, manifold, forecastbench,"
                " trumptracker or amodei.",
                "已知的格式：fatebook、predictionbook、metaculus、manifold、forecastbench、"
                "trumptracker 或 amodei。",
            ),
            "--from",
            metavar="NAME",
        ),
    ] = None,
) -> None:
    """Print another tracker's table as the table that `score --table` reads."""
    from scorecard.exchange.mapping import Mapping, imported, mapping_of_file, merged, pairs
    from scorecard.exchange.presets import mappings_of
    from scorecard.exchange.tables import table_csv

    over = Mapping(
        pairs(column or [], "--column"),
        pairs(value or [], "--value"),
        each=tuple(each or ()),
        wide=wide,
        dates=dates,
        probabilities=probabilities,
    )
    if mapping:
        over = merged(mapping_of_file(mapping), over)
    mappings = [merged(one, over) for one in mappings_of(preset)] if preset else [over]
    table, problems = imported(files, mappings)
    if problems:
        print_problems(problems, len(files), context.language, to_errors=True)
        raise typer.Exit(1)
    typer.echo(table_csv(table), nl=False)


@with_options("as_of", "predictions")
def export(context: Context, form: Annotated[str, format_option("csv", "json")] = "csv") -> None:
    """Print the table that `score --table` reads, or every record as JSON."""
    records, as_of = context.records, context.as_of
    if form == "csv":
        from scorecard.exchange.tables import table_csv
        from scorecard.table import EXCHANGED, prediction_table

        table = prediction_table(records, as_of=as_of)[list(EXCHANGED)]
        typer.echo(table_csv(table), nl=False)
        return
    there = {id_: one for id_, one in records.predictions.items() if one.made_on <= as_of}
    print_json([state_json(id_, one, as_of) for id_, one in there.items()])
