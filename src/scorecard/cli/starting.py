"""The commands that make new files: `new`, `init` and `schema`."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorecard.cli.asking import Asker
from scorecard.cli.desk import DAY, option
from scorecard.cli.options import (
    PREDICTIONS,
    LanguageOption,
    PredictionsOption,
    day,
    language_of,
    one_of,
    say,
)
from scorecard.cli.records import need_folder
from scorecard.problems import CallError
from scorecard.text import Language, Phrase, printable

if TYPE_CHECKING:
    from scorecard.editing.scalars import Value

__all__ = ["init", "new", "schema"]

_REQUIREMENT = re.compile(r"[\w.\-+@:/=~<>!\[\]]+", re.ASCII)
_ADDRESS = re.compile(r"https://[\w.\-/]+")

new = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


def _given(values: "dict[str, Value]") -> "dict[str, Value]":
    return {name: value for name, value in values.items() if value is not None}


def _need_text(given: dict[str, str | None]) -> None:
    """Stop at a text that is blank, as a record would.

    Raises:
        CallError: An option has no text.
    """
    from scorecard.rules import RULES

    blank = next(
        (name for name, text in given.items() if text is not None and not text.strip()), ""
    )
    if blank:
        sentence = RULES["empty-text"].sentence
        shown = repr(printable(given[blank], limit=60))
        raise CallError(
            Phrase(f"{blank} {shown}: {sentence.en}", f"{blank} {shown}：{sentence.zh}")
        )


def _tell(path: Path, language: Language) -> None:
    said = Phrase(
        "written; fill in what is empty, then run `scorecard check`",
        "已写好；填上空着的地方，再运行 `scorecard check`",
    )
    typer.echo(f"{printable(path, limit=4096)}: {said.in_language(language)}")


def _domains(root: Path) -> list[str]:
    """The ids of domains.yaml; none when it cannot be read."""
    from scorecard.reading.files import RecordFile
    from scorecard.reading.reading import read_record

    file = root / "domains.yaml"
    record = read_record(RecordFile(file, str(file), "domains", "domains")).record
    return [] if record is None else [domain.id for domain in record.root]


@new.command(
    help=say("A claim to fill in, every field explained.", "新建一条说法，每个字段都有说明。")
)
def prediction(
    id_: Annotated[str, typer.Argument(metavar="ID", help=say("outlook/claim.", "展望/说法。"))],
    claim_en: Annotated[str | None, option("The claim in English.", "英文的说法。")] = None,
    claim_zh: Annotated[str | None, option("The claim in Chinese.", "中文的说法。")] = None,
    domain: Annotated[
        str | None, option("An id of domains.yaml.", "domains.yaml 里的 id。")
    ] = None,
    attributed_to: Annotated[str | None, option("Who said it.", "谁说的。")] = None,
    made_on: Annotated[str | None, option("When it was said.", "何时说的。", DAY)] = None,
    opens_on: Annotated[
        str | None, option("First day of the window.", "时间窗第一天。", DAY)
    ] = None,
    closes_on: Annotated[
        str | None, option("Last day of the window.", "时间窗最后一天。", DAY)
    ] = None,
    predictions: PredictionsOption = PREDICTIONS,
    lang: LanguageOption = None,
) -> None:
    """A prediction's file to fill in."""
    from scorecard.editing.templates import new_prediction

    language = language_of(lang)
    need_folder(predictions)
    asker = Asker(language)
    opens, closes = (
        day(asked, option_) if asked else None
        for asked, option_ in ((opens_on, "--opens-on"), (closes_on, "--closes-on"))
    )
    if opens and closes and closes < opens:
        raise CallError(
            Phrase(
                f"--closes-on {closes} is before --opens-on {opens}",
                f"--closes-on {closes} 早于 --opens-on {opens}",
            )
        )
    _need_text({"--claim-en": claim_en, "--claim-zh": claim_zh, "--domain": domain,
                "--attributed-to": attributed_to})  # fmt: skip
    domains = _domains(predictions)
    english = asker.ask(claim_en, Phrase("The claim in English", "英文的说法"))
    chinese = asker.ask(claim_zh, Phrase("The claim in Chinese", "中文的说法"))
    listed = ", ".join(domains)
    domain = asker.ask(domain, Phrase(f"Domain ({listed})", f"领域（{listed}）"))
    values: dict[str, Value] = {
        "claim": _given({"en": english, "zh": chinese}),
        "domain": one_of(domain, domains, "--domain") if domain and domains else domain,
        "attributed_to": attributed_to,
        "made_on": day(made_on, "--made-on") if made_on else None,
        "window": _given(
            {
                "opens_on": opens,
                "closes_on": closes,
            }
        ),
    }
    _tell(new_prediction(predictions, id_, language, _given(values)), language)


@new.command(
    help=say("An article to fill in, every field explained.", "新建一篇展望，每个字段都有说明。")
)
def outlook(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help=say("First part of its predictions' ids.", "其预测 id 的前半部分。"),
        ),
    ],
    title: Annotated[str | None, option("Title.", "标题。")] = None,
    year: Annotated[int | None, option("The year it looks at.", "它展望的年份。")] = None,
    predictions: PredictionsOption = PREDICTIONS,
    lang: LanguageOption = None,
) -> None:
    """An outlook's file to fill in."""
    from scorecard.editing.templates import new_outlook

    language = language_of(lang)
    need_folder(predictions)
    _need_text({"--title": title})
    title = Asker(language).ask(title, Phrase("Title of the article", "文章标题"))
    values = _given({"title": title, "year": year})
    _tell(new_outlook(predictions, name, language, values), language)


def _program() -> str | None:
    """Where this program was installed from, when that is a public git address."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        said = json.loads(distribution("scorecard").read_text("direct_url.json") or "{}")
    except PackageNotFoundError:
        return None
    url, commit = str(said.get("url", "")), said.get("vcs_info", {}).get("commit_id")
    return f"git+{url}@{commit}" if commit and _ADDRESS.fullmatch(url) else None


def init(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help=say("Where; it is made.", "放在哪里；会自动创建。")),
    ],
    program: Annotated[
        str | None,
        option(
            "What pip installs in the workflow; default: where this program came from.",
            "工作流里 pip 安装的内容；默认为本程序的来源。",
            "REQUIREMENT",
        ),
    ] = None,
    lang: LanguageOption = None,
) -> None:
    """An empty scorecard of your own: records, schemas, README, what git and CI need."""
    from scorecard.editing.starting import create_scorecard

    language = language_of(lang)
    if program is not None and not _REQUIREMENT.fullmatch(program):
        shown = printable(program, limit=60)
        raise CallError(
            Phrase(
                f"--program {shown!r}: write a requirement of pip without spaces",
                f"--program {shown!r}：写成不含空格的 pip 安装内容",
            )
        )
    for path in create_scorecard(folder, program=program or _program()):
        typer.echo(printable(path, limit=4096))
    shown = printable(folder, limit=4096)
    said = Phrase(
        f"ready: cd {shown} && git init && scorecard check",
        f"已就绪：cd {shown} && git init && scorecard check",
    )
    typer.echo(said.in_language(language))


def schema(
    every: Annotated[
        bool,
        typer.Option(
            "--all", help=say("Those of domains and reviews too.", "也写出领域和评审的。")
        ),
    ] = False,
    predictions: PredictionsOption = PREDICTIONS,
    lang: LanguageOption = None,
) -> None:
    """Write the JSON Schemas that editors complete and explain the fields with."""
    from scorecard.editing.starting import write_schemas

    language_of(lang)
    need_folder(predictions)
    for path in write_schemas(predictions, every=every):
        typer.echo(printable(path, limit=4096))
