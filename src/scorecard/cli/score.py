"""The command `score`."""

import typer

from scorecard.cli.context import Context, with_options
from scorecard.cli.options import flag, format_option, one_of, option
from scorecard.cli.output import print_json
from scorecard.problems import CallError

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
    from scorecard.cli.score_numbers import Question, computed, counted
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
        summary, beside = counted(context, call, engine, asked)
    else:
        summary, beside = computed(context, call, reader, asked)
    if form == "json":
        print_json({**summary.as_json(), **beside.as_json()})
    elif form == "csv":
        typer.echo(csv_text(summary), nl=False)
    elif form == "markdown":
        typer.echo(markdown_text(summary, beside, context.language))
    else:
        print_summary(summary, beside, context.language)
