"""The parts that the review commands share: the review by its name, who is meant, its agenda and ballots."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorecard import DISTRIBUTION
from scorecard.cli.context import Context, portrait
from scorecard.cli.options import argument, option
from scorecard.cli.output import write_files
from scorecard.problems import CallError, UnknownWordError
from scorecard.text import Language, Phrase

if TYPE_CHECKING:
    from scorecard.reading.folder import Records
    from scorecard.records import Review
    from scorecard.review.documents import Picture

NameArgument = Annotated[
    str, argument("NAME", Phrase("The review, such as 2025.", "年度复盘的名称，如 2025。"))
]
OutOption = Annotated[
    Path | None,
    option(
        Phrase(
            "The folder of its files; default: review-NAME.", "存放文件的文件夹；默认 review-NAME。"
        )
    ),
]


def need_extra() -> None:
    """Tell how to install what reviews need, when it is not there.

    Raises:
        CallError: Something of the optional extra is missing.
    """
    needed = ("markdown_it", "openpyxl", "pptx", "starlette", "uvicorn")
    missing = ", ".join(name for name in needed if not find_spec(name))
    if missing:
        raise CallError(
            Phrase(
                f"not installed: {missing}; run: pip install '{DISTRIBUTION}[meeting]'",
                f"没有安装：{missing}；请运行：pip install '{DISTRIBUTION}[meeting]'",
            )
        )


def folder_of(name: str, asked: Path | None) -> Path:
    """The folder of a review's files."""
    return asked or Path(f"review-{name}")


def ids_by_name(records: "Records", ids: Iterable[str]) -> dict[str, str]:
    """The ids of judges by what people call them: the id or a name in either language, in small letters.

    A name that two of them share means nobody.
    """
    known = list(ids)
    called = [
        (name.casefold(), judge.id)
        for judge in records.settings.judges
        if judge.id in known
        for name in {judge.en, judge.zh}
    ]
    counts = Counter(name for name, _ in called)
    names = {name: id_ for name, id_ in called if counts[name] == 1}
    return names | {id_.casefold(): id_ for id_ in reversed(known)}


def people(listed: str, names: dict[str, str]) -> list[str]:
    """The people of a list with commas, Chinese ones too: ids where the names are known.

    Examples:
        >>> people("Lin, chen，mei、wang", {"lin": "lin-1"})
        ['lin-1', 'chen', 'mei', 'wang']
    """
    words = [word.strip() for word in listed.replace("，", ",").replace("、", ",").split(",")]
    return [names.get(word.casefold(), word) for word in words if word]


def review_of(records: "Records", name: str) -> "Review":
    """The review of a name.

    Raises:
        UnknownWordError: There is none.
    """
    if name in records.reviews:
        return records.reviews[name]
    raise UnknownWordError(Phrase("review", "年度复盘"), name, records.reviews)


def open_review(records: "Records", name: str) -> "Review":
    """The review of a name, as long as it is not closed.

    Raises:
        CallError: There is none, or it is closed.
    """
    review = review_of(records, name)
    if review.closed_on is not None:
        raise CallError(
            Phrase(
                f"review {name} was closed on {review.closed_on}",
                f"年度复盘 {name} 已于 {review.closed_on} 结束",
            )
        )
    return review


def _pictures(records: "Records", as_of: date) -> "dict[Language, list[Picture]]":
    """The chart of accuracy by domain on a date in each language; none when nothing was judged."""
    from scorecard.charts.files import Form, drawn_charts
    from scorecard.charts.gallery import gallery
    from scorecard.review.documents import Picture

    name = "accuracy-by-domain"
    chart = gallery(portrait(records, as_of).numbers)[name]
    if not chart.has_data:
        return {language: [] for language in Language}
    drawn = {one.name: one.content for one in drawn_charts({name: chart}, form=Form(["png"]))}
    return {
        language: [Picture(chart.title, drawn[f"{name}.{language.value}.png"] or b"")]
        for language in Language
    }


def write_agenda(context: Context, records: "Records", name: str, folder: Path) -> None:
    """Write the agenda in both languages and print the files.

    Its numbers are those of the last review, or of a year before this one was opened.
    """
    from scorecard.review.documents import agenda_page
    from scorecard.summary.changes import Start, changes

    opened_on = records.reviews[name].opened_on
    before = [one.held_on for one in records.reviews.values() if one.held_on < opened_on]
    then = max(before, default=opened_on - timedelta(days=365))
    changed = changes(records, Start(then.isoformat(), then), as_of=context.as_of)
    pictures = _pictures(records, then)
    pages = {
        f"agenda.{to.value}.html": agenda_page(
            records, name, changes=changed, pictures=pictures[to], language=to
        ).encode()
        for to in Language
    }
    for file in write_files(folder, pages):
        typer.echo(str(file))


def write_ballot(
    context: Context,
    records: "Records",
    name: str,
    folder: Path,
    rater: str,
    *,
    only: set[str] | None = None,
) -> None:
    """Write a rater's ballot as a sheet and as a page, and print the files.

    A ballot of some claims `only` has a name of its own.
    """
    from scorecard.review.ballot_workbook import ballot
    from scorecard.review.ballots import ballot_claims, ballot_page
    from scorecard.review.claim import names_of

    claims = ballot_claims(
        records.predictions, records.reviews[name], name=name, rater=rater, only=only
    )
    stem = rater
    if only is not None:
        taken = {path.stem for path in (folder / "ballots").glob("*")}
        stem = next(one for n in count(2) if (one := f"{rater}-{n}") not in taken)
    names, language = names_of(records.settings), context.language
    page = ballot_page(
        claims, name=name, rater=rater, file=f"{stem}.json", language=language, names=names
    )
    contents = {
        f"{stem}.xlsx": ballot(claims, name=name, rater=rater, names=names),
        f"{stem}.html": page.encode("utf-8"),
    }
    for file in write_files(folder, contents, inside="ballots"):
        typer.echo(str(file))
