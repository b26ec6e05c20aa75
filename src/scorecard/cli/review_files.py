"""A review by its name, the people who take part in it, and the files that are written for them."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple, Self

import typer

from scorecard.cli.context import Context, need_extra, portrait
from scorecard.cli.options import argument, option
from scorecard.cli.output import write_files
from scorecard.problems import CallError, UnknownWordError
from scorecard.reading.folder import Records, load_records
from scorecard.records import Review
from scorecard.review.ballots import ballot_claims, ballot_page, mark_of
from scorecard.review.claim import Claim, claims_of, names_of
from scorecard.review.collecting import read_ballots
from scorecard.text import Language, Phrase

NAME = argument("NAME", "The review, such as 2025.", "年度复盘的名称，如 2025。")
OUT = option(
    "The folder of its files; default: review-NAME.", "存放文件的文件夹；默认 review-NAME。"
)
_CHART = "accuracy-by-domain"


def need_meeting() -> None:
    """Tell how to install what reviews need, when it is not there."""
    need_extra("meeting", "markdown_it", "openpyxl", "pptx", "starlette", "uvicorn")


def ids_by_name(records: Records, ids: Iterable[str]) -> dict[str, str]:
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


def review_of(records: Records, name: str, *, is_open: bool = False) -> Review:
    """The review of a name, or the open review of it.

    Raises:
        UnknownWordError: There is none.
        CallError: It was closed, and an open one is asked for.
    """
    if name not in records.reviews:
        raise UnknownWordError(Phrase("review", "年度复盘"), name, records.reviews)
    review = records.reviews[name]
    if is_open and (closed_on := review.closed_on):
        en, zh = (
            f"review {name} was closed on {closed_on}",
            f"年度复盘 {name} 已于 {closed_on} 结束",
        )
        raise CallError(en, zh)
    return review


class ReviewFiles(NamedTuple):
    """A review and the folder of its files: agenda, ballots, minutes."""

    context: Context
    records: Records
    name: str
    folder: Path

    @classmethod
    def opened(cls, context: Context, name: str, folder: Path | None) -> Self:
        """An open review as it is now, with the folder asked for or the usual one.

        Raises:
            CallError: There is no such review, or it is closed.
        """
        records = load_records(context.root)
        review_of(records, name, is_open=True)
        return cls(context, records, name, folder or Path(f"review-{name}"))

    @property
    def review(self) -> Review:
        """The review."""
        return self.records.reviews[self.name]

    @property
    def claims(self) -> list[Claim]:
        """The claims of its list."""
        return claims_of(self.records.predictions, self.review, self.name)

    def write(self, files: dict[str, bytes], inside: str = "") -> None:
        """Write files into the folder and print their paths."""
        for file in write_files(self.folder, files, inside=inside):
            typer.echo(str(file))

    def write_agenda(self) -> None:
        """Write the agenda in both languages.

        Its numbers are those of the last review, or of a year before this one was opened; the chart of
        accuracy by domain is with them once something was judged.
        """
        from scorecard.charts.files import Form, drawn_files
        from scorecard.charts.gallery import gallery
        from scorecard.review.documents import agenda_page
        from scorecard.summary.changes import Start, changes

        records, opened_on = self.records, self.review.opened_on
        before = [one.held_on for one in records.reviews.values() if one.held_on < opened_on]
        then = max(before, default=opened_on - timedelta(days=365))
        changed = changes(records, Start(then.isoformat(), then), as_of=self.context.as_of)
        chart = gallery(portrait(records, then).numbers)[_CHART]
        pages = {}
        for to in Language:
            drawn = drawn_files(_CHART, chart, to, Form(["png"])) if chart.has_data else []
            pictures = [(chart.title, one.content or b"") for one in drawn]
            page = agenda_page(records, self.name, changes=changed, pictures=pictures, language=to)
            pages[f"agenda.{to.value}.html"] = page.encode("utf-8")
        self.write(pages)

    def write_ballot(self, rater: str, only: set[str] | None = None) -> None:
        """Write a rater's ballot, a sheet and a page; one of some claims `only` has a name of its own."""
        from scorecard.review.ballot_workbook import ballot

        known, name, names = self.records.predictions, self.name, names_of(self.records.settings)
        claims = ballot_claims(known, self.review, name=name, rater=rater, only=only)
        stem = rater
        if only is not None:
            taken = {path.stem for path in (self.folder / "ballots").glob("*")}
            stem = next(one for n in count(2) if (one := f"{rater}-{n}") not in taken)
        file, language = f"{stem}.json", self.context.language
        page = ballot_page(
            claims, name=name, rater=rater, file=file, language=language, names=names
        )
        sheet = ballot(claims, name=name, rater=rater, names=names)
        self.write({f"{stem}.xlsx": sheet, f"{stem}.html": page.encode("utf-8")}, "ballots")

    def write_ballots(self) -> None:
        """Write a ballot for every rater; a sheet that is there is kept, as it may be filled in.

        Claims that the sheets of a rater do not have are handed out in a ballot of their own.
        """
        listed = {claim.id for claim in self.claims}
        there = read_ballots(sorted((self.folder / "ballots").glob("*.xlsx")))
        for rater in self.review.raters:
            own = [one for one in there if one.mark == mark_of(self.name, rater)]
            added = listed - {row.id for one in own for row in one.rows}
            sheet = self.folder / "ballots" / f"{rater}.xlsx"
            if not sheet.exists():
                self.write_ballot(rater)
                continue
            kept = self.context.say(Phrase("kept, it may be filled in", "保留，可能已经填写"))
            typer.echo(f"{sheet}  ({kept})")
            if added and own:
                self.write_ballot(rater, only=added)
