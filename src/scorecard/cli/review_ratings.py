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
    ids_by_name,
    need_extra,
    open_review,
    write_agenda,
    write_ballot,
)
from scorecard.cli.show import claim_text
from scorecard.problems import CallError, ScorecardError, UnknownWordError, notice
from scorecard.text import Language, Phrase, joined, printable
from scorecard.verdicts import Verdict

if TYPE_CHECKING:
    from scorecard.reading.folder import Records
    from scorecard.records import Abstention, Rating
    from scorecard.review.ballots import Answer

_SKIP, _QUIT = "s", "q"
RoundOption = Annotated[
    int,
    option(
        Phrase("2 for ratings given after the discussion.", "讨论之后的评议写 2。"),
        "--round",
        min=1,
        max=9,
    ),
]


def _ask(question: str) -> str | None:
    """A line from the rater; None when there are no more."""
    try:
        return input(f"{question} ").strip()
    except EOFError:
        return None


def _answer_asked(language: Language) -> "Answer | str | None":
    """The answer that the rater chooses, `s` to skip, `q` or None to stop."""
    from scorecard.review.ballots import ANSWERS, answer_of

    choices = [one.label.in_language(language) for one in ANSWERS]
    numbered = [
        f"{key} {word}" if key <= len(Verdict) else word
        for key, word in enumerate(choices, start=1)
    ]
    question = Phrase("(s skip, q stop)?", "（s 跳过，q 结束）？").in_language(language)
    while True:
        answer = _ask(f"{' '.join(numbered)} {question}")
        if answer is None or answer.casefold() in {_SKIP, _QUIT}:
            return answer and answer.casefold()
        if known := answer_of(answer):
            return known
        unknown = UnknownWordError(Phrase("verdict", "判定"), answer, numbered, is_listed=True)
        typer.echo(unknown.phrase.in_language(language))


def _rate_one(
    context: Context, name: str, id_: str, rater: str, answer: "Answer", turn: int
) -> None:
    """Ask for the reason and write the rating or the abstention.

    Raises:
        CallError: The reason has control characters.
    """
    from pydantic import ValidationError

    from scorecard.records import Abstention, Rating

    question = Phrase("Why (may be empty)?", "理由（可留空）？")
    why = _ask(question.in_language(context.language)) or None
    try:
        if isinstance(answer, Verdict):
            given = {"rater": rater, "rated_on": context.today, "verdict": answer, "why": why}
            rating = Rating.model_validate(given | {"round": turn if turn > 1 else None})
            _write_ratings(context.root, [(id_, rating)])
        else:
            abstention = Abstention(rater=rater, id=id_, kind=answer, why=why)
            _write_abstentions(context.root, name, [abstention])
    except ValidationError:
        raise CallError(Phrase("the reason has control characters", "理由里有控制字符")) from None


@with_options("as_of", "predictions")
def rate(
    context: Context,
    name: NameArgument,
    rater: Annotated[str, option(Phrase("The rater.", "评议人。"))],
    turn: RoundOption = 1,
) -> None:
    """Rate claim by claim in the rater's own order; each rating is recorded at once."""
    from scorecard.records import AbstentionKind
    from scorecard.review.claim_list import rater_order, ratings_of

    known = context.records.predictions
    review = open_review(context.records, name)
    rater = ids_by_name(context.records, review.raters).get(rater.casefold(), rater)
    if rater not in review.raters:
        what = Phrase("rater", "评议人")
        raise UnknownWordError(what, rater, review.raters, is_listed=True)
    ids = [id_ for id_ in rater_order(review.ids, review=name, rater=rater) if id_ in known]
    left = [
        id_
        for id_ in ids
        if (
            ratings_of(known[id_], review).get(rater) is None
            and not review.abstention_of(rater, id_)
        )
        or (turn > 1 and (ratings_of(known[id_], review)[rater].round or 1) < turn)
    ]
    n_rated = 0
    for number, id_ in enumerate(left, start=1):
        claim = claim_text(context, id_, known[id_], is_for_rater=True)
        typer.echo(f"\n{number}/{len(left)}  {claim}")
        answer = _answer_asked(context.language)
        if isinstance(answer, Verdict | AbstentionKind):
            _rate_one(context, name, id_, rater, answer, turn)
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


def _write_ratings(root: Path, ratings: "list[tuple[str, Rating]]") -> None:
    """Write the ratings into the records, one write a claim."""
    from scorecard.editing.edits import Append
    from scorecard.editing.record_files import edit_prediction

    of_claim: dict[str, list[Append]] = {}
    for id_, rating in ratings:
        of_claim.setdefault(id_, []).append(Append(rating))
    for n_written, (id_, edits) in enumerate(of_claim.items()):
        try:
            edit_prediction(root, id_, edits)
        except ScorecardError:
            n = len(of_claim)
            en = f"{n_written} of {n} claims have their ratings; collect the ballots again for the rest"
            notice(Phrase(en, f"{n} 条预测中已有 {n_written} 条写入评议；其余的请再收一次评议表"))
            raise


def _write_abstentions(root: Path, name: str, new: "list[Abstention]") -> None:
    """Append abstentions to the review's file."""
    from scorecard.editing.record_files import edit_review

    if new:
        edit_review(root, name, lambda review: {"abstentions": [*review.abstentions, *new]})


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
    turn: RoundOption = 1,
    out: OutOption = None,
) -> None:
    """Check filled ballots and write their ratings into the records; nothing when one has a problem."""
    need_extra()
    from scorecard.reading.folder import load_records
    from scorecard.review.collecting import additions, read_ballots
    from scorecard.review.tally import answers_of, answers_phrase

    records, language = context.records, context.language
    name = _the_open_review(records, review)
    opened, folder = open_review(records, name), folder_of(name, out)
    ballots = read_ballots(files)
    new = additions(ballots, records.predictions, opened, name=name, today=context.today, turn=turn)
    if new.problems:
        print_problems(new.problems, len(files), language, is_quoted=False)
        raise typer.Exit(1)
    _write_ratings(context.root, new.ratings)
    _write_abstentions(context.root, name, new.abstentions)
    n_new, n_aside = len(new.ratings), len(new.abstentions)
    aside = Phrase(f", {n_aside} abstained or recused", f"，{n_aside} 条弃权或回避")
    context.echo(
        Phrase(
            f"{counted(len(files), 'ballot')}: {counted(n_new, 'rating')} written,"
            f" {new.n_same} already there{aside.en if n_aside else ''}",
            f"{len(files)} 份评议表：写入 {n_new} 条评议，{new.n_same} 条已在记录里"
            f"{aside.zh if n_aside else ''}",
        )
    )
    for note in new.notes:
        typer.echo(printable(note.in_language(language), limit=2000))
    now = load_records(context.root)
    for rater, ids in new.ask_again.items():
        write_ballot(now, name, folder, rater, language, only=ids)
    for answers in answers_of(now.predictions, now.reviews[name], name):
        typer.echo(printable(answers_phrase(answers).in_language(language), limit=2000))
    for file in write_agenda(now, name, folder, context.as_of):
        typer.echo(str(file))
