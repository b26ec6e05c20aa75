"""The commands that make new files: `new prediction`, `new outlook`, `init` and `schema`."""

import shlex
from pathlib import Path
from typing import Any

import typer

from scorecard.cli.context import Context, with_options
from scorecard.cli.edit_session import CLOSES_ON, options_of
from scorecard.cli.options import (
    CLAIM_HELP,
    CLAIM_TEXTS,
    argument,
    complete_outlooks,
    one_of,
    option,
)
from scorecard.cli.output import need_no_records, path_text
from scorecard.editing import starting
from scorecard.records import Prediction, Window
from scorecard.text import Language, Phrase, listed


def _report(context: Context, path: Path) -> None:
    check = context.command("check")
    en = f"written; fill in what is empty, then run `{check}`"
    done = context.say(Phrase(en, f"已写好；填上空着的地方，再运行 `{check}`"))
    typer.echo(f"{path_text(path)}: {done}")


@with_options(
    "predictions",
    **CLAIM_TEXTS,
    **options_of(Prediction, "domain", "attributed_to", "made_on"),
    **options_of(Window, "opens_on"),
    closes_on=CLOSES_ON,
)
def prediction(
    context: Context,
    id_: str = argument("ID", "outlook/claim.", "展望/预测。", autocompletion=complete_outlooks),
    **given: Any,
) -> None:
    """Write a prediction's file to fill in."""
    context.need_folder()
    starting.new_place(context.root, id_)  # what is wrong with it is told before a claim is typed
    domains = {one.id: Phrase(one.en, one.zh) for one in starting.domains_of(context.root)}
    ids = listed(domains)
    domain = context.ask(Phrase(f"Domain ({ids.en})", f"领域（{ids.zh}）"), given["domain"])
    if domain and domains:
        domain = one_of(domain, domains, Phrase("domain", "个领域"), domains)
    for language in starting.settings_of(context.root).languages:
        name = f"claim_{language}"
        given[name] = context.ask(CLAIM_HELP[name], given[name])
    claim = {one.value: text for one in Language if (text := given[f"claim_{one}"]) is not None}
    values = given | {"claim": claim, "domain": domain, "window": given}
    path = starting.new_record(context.root, "prediction", id_, context.language, values)
    _report(context, path)
    context.name_drafts(but=path)


@with_options("predictions")
def outlook(
    context: Context,
    name: str = argument("NAME", "First part of its predictions' ids.", "其预测 id 的前半部分。"),
    title: str | None = option("Title.", "标题。"),
    year: int | None = option("The year it looks at.", "展望所指的年份。", min=1900, max=2200),
) -> None:
    """Write an outlook's file to fill in."""
    context.need_folder()
    title = context.ask(Phrase("Title of the article", "文章标题"), title)
    values = {"title": title, "year": year}
    _report(context, starting.new_record(context.root, "outlook", name, context.language, values))


@with_options()
def init(
    context: Context,
    folder: Path = argument("DIR", "The folder to make.", "要新建的文件夹。"),
    languages: str = option("Languages of its claims: en,zh or one of them.",
        "预测用的语言：en,zh 或其中一种。", metavar="en,zh", default="en,zh"),
) -> None:  # fmt: skip
    """Make an empty scorecard of one's own: records, schemas, README, what git and CI need."""
    need_no_records(folder)
    words = (one_of(word.strip(), Language, "--languages") for word in languages.split(","))
    for path in starting.create_scorecard(folder, languages=set(map(Language, words))):
        typer.echo(path_text(path))
    command = f"cd {shlex.quote(path_text(folder))} && git init && scorecard check"
    context.echo(f"ready: {command}", f"已就绪：{command}")


@with_options("predictions")
def schema(context: Context) -> None:
    """Write the JSON Schemas that editors complete and explain the fields with."""
    context.need_folder()
    for path in starting.write_schemas(context.root):
        typer.echo(path_text(path))
