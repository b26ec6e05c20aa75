"""The commands that record ratings: `review rate` in the terminal, `review collect` from ballots."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorecard.cli.context import Context, with_options
from scorecard.cli.options import argument, option
from scorecard.cli.output import counted, print_problems
from scorecard.cli.review_shared import (
    NameArgument,
    OutOption,
    folder_of,
    need_extra,
    open_review,
    write_agenda,
)
from scorecard.cli.show import ClaimPage
from scorecard.problems import CallError, UnknownWordError
from scorecard.text import Language, Phrase, joined, printable
from scorecard.verdicts import Verdict

if TYPE_CHECKING:
    from scorecard.reading.folder import Records
    from scorecard.review.collecting import BallotRating

__all__ = ["collect", "rate"]

_SKIP, _QUIT = "s", "q"


def _ask(question: str) -> str | None:
    """A line from the rater; None when there are no more."""
    try:
        return input(f"{question} ").strip()
    except EOFError:
        return None


def _verdict_asked(language: Language) -> "Verdict | str | None":
    """The verdict that the rater chooses, `s` to skip, `q` or None to stop."""
    from scorecard.review.ballot_rules import verdict_names

    numbered = {str(key): one for key, one in enumerate(Verdict, start=1)}
    choices = [f"{key} {one.label.in_language(language)}" for key, one in numbered.items()]
    question = Phrase("(s skip, q stop)?", "（s 跳过，q 结束）？").in_language(language)
    while True:
        answer = _ask(f"{' '.join(choices)} {question}")
        if answer is None or answer.casefold() in {_SKIP, _QUIT}:
            return answer and answer.casefold()
        known = numbered | verdict_names()
        if answer.casefold() in known:
            return known[answer.casefold()]
        unknown = UnknownWordError(Phrase("verdict", "判定"), answer, choices, is_listed=True)
        typer.echo(unknown.phrase.in_language(language))


def _rate_one(context: Context, id_: str, rater: str, verdict: Verdict) -> None:
    """Ask for the reason and write the rating.

    Raises:
        CallError: The reason has control characters.
    """
    from pydantic import ValidationError

    from scorecard.editing.edits import Append
    from scorecard.editing.record_files import edit_prediction
    from scorecard.records import Rating

    question = Phrase("Why (may be empty)?", "理由（可留空）？")
    why = _ask(question.in_language(context.language))
    try:
        rating = Rating(rater=rater, rated_on=context.today, verdict=verdict, why=why or None)
    except ValidationError:
        raise CallError(Phrase("the reason has control characters", "理由里有控制字符")) from None
    edit_prediction(context.root, id_, [Append(rating)])


@with_options("as_of", "predictions")
def rate(
    context: Context,
    name: NameArgument,
    rater: Annotated[str, option(Phrase("The rater.", "评议人。"))],
) -> None:
    """Rate claim by claim in the rater's own order; each rating is recorded at once."""
    from scorecard.review.claim_list import rater_order, ratings_of

    known = context.records.predictions
    review = open_review(context.records, name)
    if rater not in review.raters:
        what = Phrase("rater", "评议人")
        raise UnknownWordError(what, rater, review.raters, is_listed=True)
    ids = [id_ for id_ in rater_order(review.ids, review=name, rater=rater) if id_ in known]
    left = [id_ for id_ in ids if rater not in ratings_of(known[id_], review)]
    n_rated = 0
    for number, id_ in enumerate(left, start=1):
        claim = "\n".join(ClaimPage(id_, known[id_], context).lines_for_rater())
        typer.echo(f"\n{number}/{len(left)}  {claim}")
        answer = _verdict_asked(context.language)
        if isinstance(answer, Verdict):
            _rate_one(context, id_, rater, answer)
            n_rated += 1
        elif answer != _SKIP:
            break
    n_left = len(left) - n_rated
    context.echo(
        Phrase(
            f"\n{counted(n_rated, 'rating')} recorded, {counted(n_left, 'claim')} left",
            f"\n已记录 {n_rated} 条评议，还剩 {n_left} 条预测",
        )
    )


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
                "没有进行中的年度复盘；请用 scorecard review open NAME 发起",
            )
        )
    if len(names) > 1:
        en, zh = (joined(names, language) for language in Language)
        raise CallError(
            Phrase(
                f"open reviews: {en}; name one with --review",
                f"进行中的年度复盘：{zh}；请用 --review 指定",
            )
        )
    return names[0]


def _write_ratings(root: Path, ratings: "list[BallotRating]") -> None:
    """Write the ratings into the records, one write a claim."""
    from scorecard.editing.edits import Append
    from scorecard.editing.record_files import edit_prediction

    of_claim: dict[str, list[Append]] = {}
    for one in ratings:
        of_claim.setdefault(one.id, []).append(Append(one.rating))
    for id_, edits in of_claim.items():
        edit_prediction(root, id_, edits)


@with_options("as_of", "predictions")
def collect(
    context: Context,
    files: Annotated[
        list[Path], argument("FILE ...", Phrase("The filled ballots.", "填好的评议表。"))
    ],
    review: Annotated[
        str | None,
        option(
            Phrase("The review; default: the open one.", "年度复盘；默认进行中的那一个。"),
            metavar="NAME",
        ),
    ] = None,
    out: OutOption = None,
) -> None:
    """Check filled ballots and write their ratings into the records; nothing when one has a problem."""
    need_extra()
    from scorecard.reading.folder import load_records
    from scorecard.review.collecting import additions, collected

    records = context.records
    name = _the_open_review(records, review)
    opened = open_review(records, name)
    found = collected(files, opened, name=name, today=context.today)
    new = additions(records.predictions, opened, found)
    if new.problems:
        print_problems(new.problems, len(files), context.language)
        raise typer.Exit(1)
    _write_ratings(context.root, new.ratings)
    n_new, n_same = len(new.ratings), len(found.ratings) - len(new.ratings)
    context.echo(
        Phrase(
            f"{counted(len(files), 'ballot')}: {counted(n_new, 'rating')} written,"
            f" {n_same} already there",
            f"{len(files)} 份评议表：写入 {n_new} 条评议，{n_same} 条已在记录里",
        )
    )
    for note in new.notes:
        typer.echo(printable(note.in_language(context.language), limit=2000))
    now = load_records(context.root)
    for file in write_agenda(now, name, folder_of(name, out), context.as_of):
        typer.echo(str(file))
