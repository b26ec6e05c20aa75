"""The parts that the review commands share: the review by its name, its folder, its charts, its agenda."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorecard import DISTRIBUTION
from scorecard.cli.context import portrait
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
    missing = [
        name
        for name in ("markdown_it", "openpyxl", "pptx", "starlette", "uvicorn")
        if not find_spec(name)
    ]
    if missing:
        listed = ", ".join(missing)
        raise CallError(
            Phrase(
                f"not installed: {listed}; run: pip install '{DISTRIBUTION}[meeting]'",
                f"没有安装：{listed}；请运行：pip install '{DISTRIBUTION}[meeting]'",
            )
        )


def folder_of(name: str, asked: Path | None) -> Path:
    """The folder of a review's files."""
    return Path(f"review-{name}") if asked is None else asked


def names_of(listed: str) -> list[str]:
    """Names from a list with commas, Chinese ones too.

    Examples:
        >>> names_of("lin, chen，mei、wang")
        ['lin', 'chen', 'mei', 'wang']
    """
    names = listed.replace("，", ",").replace("、", ",").split(",")
    return [name.strip() for name in names if name.strip()]


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


def review_of(records: "Records", name: str) -> "Review":
    """The review of a name.

    Raises:
        CallError: There is none.
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


def pictures_of(
    records: "Records", as_of: date, names: list[str]
) -> "dict[Language, list[Picture]]":
    """Charts of a date in each language; names of charts that the records do not have are left out."""
    from scorecard.charts.files import Form, drawn_charts
    from scorecard.charts.gallery import gallery
    from scorecard.review.documents import Picture

    charts = gallery(portrait(records, as_of).numbers)
    chosen = {name: charts[name] for name in names if name in charts and charts[name].has_data}
    form = Form(["png"])
    drawn = {one.name: one.content for one in drawn_charts(chosen, form=form) if one.content}
    return {
        language: [
            Picture(chart.title, drawn[f"{name}.{language.value}.png"])
            for name, chart in chosen.items()
        ]
        for language in Language
    }


def _day_before(records: "Records", name: str) -> date:
    """The day of the last review before this one, or a year before this one was opened."""
    review = records.reviews[name]
    before = [
        one.held_on
        for other, one in records.reviews.items()
        if other != name and one.held_on < review.opened_on
    ]
    return max(before, default=review.opened_on - timedelta(days=365))


def write_agenda(records: "Records", name: str, folder: Path, as_of: date) -> list[Path]:
    """Write the agenda in both languages and return the files."""
    from scorecard.review.documents import agenda_page
    from scorecard.summary.changes import Start, changes

    then = _day_before(records, name)
    changed = changes(records, Start(then.isoformat(), then), as_of=as_of)
    pictures = pictures_of(records, then, ["accuracy-by-domain"])
    pages = {
        language: agenda_page(
            records, name, changes=changed, pictures=pictures[language], language=language
        )
        for language in Language
    }
    return write_files(
        folder, {f"agenda.{language.value}.html": page.encode() for language, page in pages.items()}
    )


def write_ballot(
    records: "Records",
    name: str,
    folder: Path,
    rater: str,
    language: Language,
    *,
    only: frozenset[str] | None = None,
) -> None:
    """Write a rater's ballot as a sheet and as a page, and print the files.

    Args:
        records: The records.
        name: The review's name.
        folder: The folder of its files.
        rater: The rater.
        language: The language in which the page starts.
        only: The claims to be asked; such a ballot has a name of its own. None for the whole list.
    """
    from scorecard.review.ballot_page import ballot_page
    from scorecard.review.ballot_workbook import ballot
    from scorecard.review.ballots import ballot_claims

    review, ballots = records.reviews[name], folder / "ballots"
    claims = ballot_claims(records.predictions, review, name=name, rater=rater, only=only)
    stem = rater
    if only is not None:
        taken = {path.stem for path in ballots.glob("*")}
        stem = next(one for n in count(2) if (one := f"{rater}-{n}") not in taken)
    page = ballot_page(claims, name=name, rater=rater, file=f"{stem}.json", language=language)
    contents = {
        f"{stem}.xlsx": ballot(claims, name=name, rater=rater),
        f"{stem}.html": page.encode("utf-8"),
    }
    for file in write_files(folder, contents, inside="ballots"):
        typer.echo(str(file))
