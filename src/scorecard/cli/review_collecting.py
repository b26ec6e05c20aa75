"""The command `review collect`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorecard.cli.options import (
    PREDICTIONS,
    DayOption,
    LanguageOption,
    PredictionsOption,
    day,
    language_of,
    say,
)
from scorecard.cli.output import print_problems
from scorecard.cli.records import clean_records
from scorecard.cli.review_shared import (
    OutOption,
    counted,
    folder_of,
    need_extra,
    open_review,
    write_agenda,
)
from scorecard.problems import CallError
from scorecard.text import Phrase, printable

if TYPE_CHECKING:
    from scorecard.reading.folder import Records
    from scorecard.review.collecting import BallotRow

__all__ = ["collect"]


def _the_open_review(records: "Records", asked: str | None) -> str:
    """The review asked for, or the only one that is open.

    Raises:
        CallError: There is none, or more than one.
    """
    if asked is not None:
        return asked
    names = [name for name, one in records.reviews.items() if one.closed_on is None]
    if not names:
        raise CallError(
            Phrase(
                "no review is open; scorecard review open NAME opens one",
                "没有进行中的评审；请用 scorecard review open NAME 发起",
            )
        )
    if len(names) > 1:
        shown = ", ".join(names)
        raise CallError(
            Phrase(
                f"open reviews: {shown}; name one with --review",
                f"进行中的评审：{shown}；请用 --review 指定",
            )
        )
    return names[0]


def _write_ratings(root: Path, ratings: "list[BallotRow]") -> None:
    """Write the ratings into the records, one write a claim."""
    from scorecard.editing.edits import Append
    from scorecard.editing.prediction import edit_prediction

    of_claim: dict[str, list[Append]] = {}
    for one in ratings:
        of_claim.setdefault(one.id, []).append(Append(one.rating))
    for id_, edits in of_claim.items():
        edit_prediction(root, id_, edits)


def collect(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE ...", help=say("The filled ballots.", "填好的评分表。")),
    ],
    review: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help=say("The review; default: the open one.", "评审；默认进行中的那一个。"),
        ),
    ] = None,
    out: OutOption = None,
    as_of: DayOption = None,
    predictions: PredictionsOption = PREDICTIONS,
    lang: LanguageOption = None,
) -> None:
    """Check filled ballots and write their ratings into the records; nothing when one has a problem."""
    need_extra()
    from scorecard.reading.folder import load_records
    from scorecard.review.additions import additions
    from scorecard.review.collecting import collected

    language, today = language_of(lang), day(as_of)
    records = clean_records(predictions, as_of=today, language=language)
    name = _the_open_review(records, review)
    opened = open_review(records, name)
    held = collected(files, opened, name=name, rated_on=today)
    new = additions(records.predictions, opened, held)
    if new.problems:
        print_problems(new.problems, len(files), language)
        raise typer.Exit(1)
    _write_ratings(predictions, new.ratings)
    n_new, n_same = len(new.ratings), len(held.ratings) - len(new.ratings)
    said = Phrase(
        f"{counted(len(files), 'ballot')}: {counted(n_new, 'rating')} written, {n_same} already there",
        f"{len(files)} 份评分表：写入 {n_new} 条评分，{n_same} 条已经在记录里",
    )
    notes = [one.sentence for told in (new.changed, new.replaced, new.standing) for one in told]
    for line in (said, *notes):
        typer.echo(printable(line.in_language(language), limit=2000))
    for file in write_agenda(load_records(predictions), name, folder_of(name, out), today):
        typer.echo(str(file))
