"""The commands that make new files: `new prediction`, `new outlook`, `init` and `schema`."""

import json
import re
from datetime import date
from pathlib import Path

import typer

from scorecard import DISTRIBUTION
from scorecard.cli.context import Context, with_options
from scorecard.cli.options import (
    CLAIM_TEXTS,
    argument,
    complete_outlooks,
    day_option,
    one_of,
    option,
    option_of,
    value_error,
    value_of,
)
from scorecard.cli.output import path_text
from scorecard.problems import CallError
from scorecard.rules import RULES
from scorecard.text import Language, Phrase

_ADDRESS = re.compile(r"https://[\w.\-/]+")
_CLAIM_ASKED = {
    Language.ENGLISH: Phrase("The claim in English", "英文的预测"),
    Language.CHINESE: Phrase("The claim in Chinese", "中文的预测"),
}


def _need_text(given: dict[str, str | None]) -> None:
    """Reject a blank text, as a record would."""
    for name, text in given.items():
        if text is not None and not text.strip():
            raise value_error(name, text, *RULES["empty-text"].sentence)


def _report(context: Context, path: Path) -> None:
    en = "written; fill in what is empty, then run `scorecard check`"
    done = context.say(Phrase(en, "已写好；填上空着的地方，再运行 `scorecard check`"))
    typer.echo(f"{path_text(path)}: {done}")


@with_options(
    "predictions",
    **CLAIM_TEXTS,
    domain=option("An id of domains.yaml.", "domains.yaml 里的 id。"),
    attributed_to=option("Who made the claim.", "提出者。"),
)
def prediction(
    context: Context,
    id_: str = argument("ID", "outlook/claim.", "展望/预测。", autocompletion=complete_outlooks),
    made_on: date | None = day_option("When the claim was made.", "提出日期。"),
    opens_on: date | None = day_option("First day of the window.", "期限的起始日。"),
    closes_on: date | None = day_option("Last day of the window.", "期限的截止日。"),
    **texts: str | None,
) -> None:
    """Write a prediction's file to fill in."""
    from scorecard.editing import starting

    context.need_folder()
    if opens_on and closes_on and closes_on < opens_on:
        en = f"--closes-on {closes_on} is before --opens-on {opens_on}"
        raise CallError(en, f"--closes-on {closes_on} 早于 --opens-on {opens_on}")
    _need_text({option_of(name): text for name, text in texts.items()})
    for language in starting.settings_of(context.root).languages:
        name = f"claim_{language}"
        texts[name] = context.ask(_CLAIM_ASKED[language], texts[name])
    claim = {one.value: text for one in Language if (text := texts[f"claim_{one}"]) is not None}
    domains = {one.id: Phrase(one.en, one.zh) for one in starting.domains_of(context.root)}
    listed = ", ".join(domains)
    domain = context.ask(Phrase(f"Domain ({listed})", f"领域（{listed}）"), texts["domain"])
    if domain and domains:
        domain = one_of(domain, domains, Phrase("domain", "领域"), domains)
    file = starting.new_prediction(context.root, id_, context.language, {
        "claim": claim,
        "domain": domain,
        "attributed_to": texts["attributed_to"],
        "made_on": made_on,
        "window": {"opens_on": opens_on, "closes_on": closes_on},
    })  # fmt: skip
    _report(context, file)
    context.name_drafts(but=id_)


@with_options("predictions")
def outlook(
    context: Context,
    name: str = argument("NAME", "First part of its predictions' ids.", "其预测 id 的前半部分。"),
    title: str | None = option("Title.", "标题。"),
    year: int | None = option("The year it looks at.", "它展望的年份。"),
) -> None:
    """Write an outlook's file to fill in."""
    from scorecard.editing import starting

    context.need_folder()
    _need_text({"--title": title})
    title = context.ask(Phrase("Title of the article", "文章标题"), title)
    values = {"title": title, "year": year}
    _report(context, starting.new_outlook(context.root, name, context.language, values))


def _program() -> str | None:
    """Where this program was installed from, when that is a public git address."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        origin = json.loads(distribution(DISTRIBUTION).read_text("direct_url.json") or "{}")
    except PackageNotFoundError:
        return None
    url, commit = str(origin.get("url", "")), origin.get("vcs_info", {}).get("commit_id")
    return f"git+{url}@{commit}" if commit and _ADDRESS.fullmatch(url) else None


@with_options()
def init(
    context: Context,
    folder: Path = argument("DIR", "The folder; it is made.", "文件夹；会自动创建。"),
    languages: str = option("Languages of its claims: en,zh or one of them.",
        "预测用的语言：en,zh 或其中一种。", metavar="en,zh", default="en,zh"),
) -> None:  # fmt: skip
    """Make an empty scorecard of one's own: records, schemas, README, what git and CI need."""
    from scorecard.editing import starting

    what = value_of("--languages")
    spoken = {Language(one_of(word.strip(), Language, what)) for word in languages.split(",")}
    for path in starting.create_scorecard(folder, program=_program(), languages=spoken):
        typer.echo(path_text(path))
    command = f"cd {path_text(folder)} && git init && scorecard check"
    context.echo(f"ready: {command}", f"已就绪：{command}")


@with_options("predictions")
def schema(context: Context) -> None:
    """Write the JSON Schemas that editors complete and explain the fields with."""
    from scorecard.editing import starting

    context.need_folder()
    for path in starting.write_schemas(context.root):
        typer.echo(path_text(path))
