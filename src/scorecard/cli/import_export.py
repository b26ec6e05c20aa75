"""The commands `import` and `export`."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from scorecard.cli.context import Context, with_options
from scorecard.cli.options import CELLS, argument, choice, option
from scorecard.cli.output import path_text, write_file, write_files
from scorecard.problems import CallError
from scorecard.text import counted

if TYPE_CHECKING:
    from scorecard.exchange.inputs import Input


@with_options("predictions")
def import_(
    context: Context,
    files: list[str] = argument("FILE...",
        "CSV, Excel, JSON, Markdown, Parquet; a quoted pattern; - for standard input.",
        "CSV、Excel、JSON、Markdown、Parquet；带引号的通配符；- 表示标准输入。"),
    column: list[str] | None = option(
        "Which column is which: id=slug; a+b joins two, a|b takes the first that is filled,"
        " tags[1] the first tag, # is the row's number; domain==general is a constant;"
        " verdict=guess==outcome is accurate where the two are equal.",
        "列的对应：id=slug；a+b 连接两列，a|b 取先有内容的，tags[1] 取第一个标签，# 表示行号；"
        "domain==general 是常量；verdict=guess==outcome 表示两列相等即准确。", metavar="OURS=THEIRS"),
    value: list[str] | None = CELLS["value"],
    each: list[str] | None = option("A column of lists or tags; each entry becomes a row.",
        "内容为列表或标签的列；每一项成为一行。", metavar="COLUMN"),
    wide: str = option("Columns that hold probabilities, and what their headings name: forecaster=anna,ben.",
        "存放概率的各列，以及列名代表什么：forecaster=anna,ben。", metavar="OURS=COLUMN,COLUMN", default=""),
    dates: str | None = CELLS["dates"],
    probabilities: str | None = CELLS["probabilities"],
    mapping: Path | None = option("A YAML, TOML or JSON file with columns, verdicts, each, wide …",
        "YAML、TOML 或 JSON 文件，键为 columns、verdicts、each、wide 等。", metavar="FILE"),
    preset: str | None = option(
        "A known format: fatebook, predictionbook, metaculus, manifold, forecastbench,"
        " trumptracker or amodei.",
        "已知的格式：fatebook、predictionbook、metaculus、manifold、forecastbench、"
        "trumptracker 或 amodei。", "--from", metavar="NAME"),
    into: str | None = option("Write records: into this outlook; an export of ours into this new folder.",
        "写成记录：放进这篇展望；本程序导出的 JSON 放进这个新文件夹。", metavar="OUTLOOK|DIR"),
) -> None:  # fmt: skip
    """Print another tracker's table as the table that `score --table` reads, or write records."""
    from scorecard.exchange.inputs import inputs
    from scorecard.exchange.mapped_tables import imported
    from scorecard.exchange.mapping import Mapping, mapping_of_file, pairs
    from scorecard.exchange.mapping import preset as known_format
    from scorecard.exchange.tables import table_csv

    over = Mapping(
        pairs(column or [], "--column"),
        pairs(value or [], "--value"),
        each=tuple(each or ()),
        wide=wide,
        dates=dates,  # type: ignore[arg-type]  # the option takes no other word
        probabilities=probabilities,  # type: ignore[arg-type]  # the same
    )
    if mapping:
        over = mapping_of_file(mapping).under(over)
    mappings = [one.under(over) for one in known_format(preset)] if preset else [over]
    with inputs(files) as (sources, _):  # once, since a pipe cannot be read again
        if _restored(context, sources, into):
            return
        table, problems = imported(sources, files, mappings)
    context.need_none(problems, len(files))
    if into is None:
        typer.echo(table_csv(table), nl=False)
        return
    from scorecard.exchange.new_records import write_records

    source, known, today = preset or "import", context.usable_records, context.today
    written, there = write_records(table, known, into, source=source, today=today)
    for path in written:
        typer.echo(path_text(path))
    en = f"{counted(len(written), 'file')} written; rows that were there already: {there}"
    context.note(en, f"写了 {len(written)} 个文件，{there} 行已有")


def _restored(context: Context, sources: "list[Input]", into: str | None) -> bool:
    """Whether the file is an export of ours, which was then written into the folder."""
    from scorecard.exchange.archive import archive_in, restore

    content = archive_in(sources[0].stream) if len(sources) == 1 else None
    if content is None:
        return False
    if into is None:
        message = "this is an export of scorecard; add --into DIR"
        raise CallError(message, "这是 scorecard 的导出；请加 --into 文件夹")
    written = restore(content, Path(into))
    context.echo(f"{into}: {counted(len(written), 'file')}", f"{into}：{len(written)} 个文件")
    return True


@with_options("as_of", "predictions")
def export(
    context: Context,
    form: str | None = choice("Form of the output; default: what the name of --output ends with, or csv.",
        "输出格式；默认看 --output 的扩展名，看不出则为 csv。", "--format",
        "csv|json|sqlite|parquet|xlsx|claimreview"),
    reader: str | None = choice("CSV for people in Excel: no formulas, headings and words of --lang.",
        "便于 Excel 打开的 CSV：不会变成公式，表头和用词按 --lang。", "--for", "excel"),
    output: Path | None = option("Where to write; a folder for Parquet.", "写到哪里；Parquet 为文件夹。",
        metavar="FILE"),
) -> None:  # fmt: skip
    """Print the table that `score --table` reads, or write everything in the form of other programs."""
    known = {f".{one}": one for one in ("json", "sqlite", "parquet", "xlsx")} | {".db": "sqlite"}
    form = form or known.get(output.suffix.lower() if output else "", "csv")
    if form == "parquet" and output is None:
        message = "--format parquet needs --output DIR"
        raise CallError(message, "--format parquet 需要 --output 文件夹")
    if reader and form != "csv":
        raise CallError("--for excel goes with --format csv", "--for excel 只用于 --format csv")
    made = _exported(context, form, is_for_excel=reader is not None)
    if output and isinstance(made, dict):
        write_files(output, made)
    elif output:
        write_file(output, made)
    elif sys.stdout.isatty() and form in {"sqlite", "xlsx"}:
        message = f"--format {form} is not for a terminal; add --output FILE"
        raise CallError(message, f"--format {form} 不能显示在终端上；请加 --output 文件")
    else:
        typer.echo(made, nl=False)


def _exported(context: Context, form: str, *, is_for_excel: bool) -> Any:
    """The bytes of one file, or those of several by their names."""
    from scorecard.exchange import exports
    from scorecard.exchange.archive import archive

    records, as_of, language = context.past_records, context.as_of, context.language
    if is_for_excel:
        return exports.excel_csv(records, as_of, language)
    if form == "csv":
        from scorecard.exchange.tables import table_csv
        from scorecard.table import exchanged, prediction_table

        return table_csv(exchanged(prediction_table(records, as_of=as_of))).encode("utf-8")
    of_tables = {
        "sqlite": exports.sqlite_bytes,
        "parquet": exports.parquet_files,
        "xlsx": exports.xlsx_bytes,
    }
    if form in of_tables:
        return of_tables[form](exports.flat_tables(records, as_of))
    is_ours = form == "json"
    held = archive(records, as_of) if is_ours else exports.claim_reviews(records, as_of, language)
    return f"{json.dumps(held, ensure_ascii=False, indent=2, allow_nan=False)}\n".encode()
