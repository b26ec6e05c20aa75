"""The commands `review rate` in the terminal, `review collect` from ballots, and `review agreement`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorecard.cli.context import Context, with_options
from scorecard.cli.options import argument, format_option, option
from scorecard.cli.output import counted, print_json, print_problems
from scorecard.cli.review_shared import (
    NameArgument,
    OutOption,
    folder_of,
    ids_by_name,
    need_extra,
    open_review,
    review_of,
    write_agenda,
    write_ballot,
)
from scorecard.cli.show import claim_text
from scorecard.problems import CallError, ScorecardError, UnknownWordError, notice
from scorecard.text import Language, Phrase, joined, printable

if TYPE_CHECKING:
    from scorecard.records import Review
    from scorecard.review.claim import Claim
    from scorecard.review.collecting import Additions
    from scorecard.summary.raters import RaterAgreement

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


def _word_asked(language: Language) -> str:
    """The answer as the rater types it, `s` to skip, or `q` to stop."""
    from scorecard.review.ballots import ANSWERS, answer_of
    from scorecard.verdicts import Verdict

    choices = [one.label.in_language(language) for one in ANSWERS]
    choices[: len(Verdict)] = [
        f"{key} {word}" for key, word in enumerate(choices[: len(Verdict)], 1)
    ]
    question = Phrase("(s skip, q stop)?", "（s 跳过，q 结束）？").in_language(language)
    while True:
        word = _ask(f"{' '.join(choices)} {question}")
        if word is None:
            return _QUIT
        if word.casefold() in {_SKIP, _QUIT} or answer_of(word):
            return word.casefold()
        unknown = UnknownWordError(Phrase("verdict", "判定"), word, choices, is_listed=True)
        typer.echo(unknown.phrase.in_language(language))


def _left(claims: "list[Claim]", rater: str, turn: int) -> "list[Claim]":
    """The claims that a rater has not answered in a round, of a list in the rater's own order."""
    left = []
    for claim in claims:
        given = claim.ratings().get(rater)
        is_aside = rater in {one.rater for one in claim.abstentions}
        if (given.round or 1) < turn if given else not is_aside:
            left.append(claim)
    return left


@with_options("as_of", "predictions")
def rate(
    context: Context,
    name: NameArgument,
    rater: Annotated[str, option(Phrase("The rater.", "评议人。"))],
    turn: RoundOption = 1,
) -> None:
    """Rate claim by claim in the rater's own order; each rating is recorded at once."""
    from scorecard.review.ballots import ballot_claims, mark_of
    from scorecard.review.collecting import FilledBallot, FilledRow, additions

    known = context.records.predictions
    review = open_review(context.records, name)
    rater = ids_by_name(context.records, review.raters).get(rater.casefold(), rater)
    if rater not in review.raters:
        raise UnknownWordError(Phrase("rater", "评议人"), rater, review.raters, is_listed=True)
    asked = ballot_claims(known, review, name=name, rater=rater)
    left, n_rated = _left(asked, rater, turn), 0
    for number, one in enumerate(left, start=1):
        page = claim_text(context, one.id, one.prediction, is_for_rater=True)
        typer.echo(f"\n{number}/{len(left)}  {page}")
        word = _word_asked(context.language)
        if word == _QUIT:
            break
        if word == _SKIP:
            continue
        why = _ask(context.say(Phrase("Why (may be empty)?", "理由（可留空）？"))) or None
        row = FilledRow(number, str(number), one.id, None, word, why)
        ballot = FilledBallot(Path(rater), mark_of(name, rater), [row])
        new = additions([ballot], known, review, name=name, today=context.today, turn=turn)
        if new.problems:
            raise CallError(new.problems[0].message)
        _record(context, name, new)
        n_rated += 1
    n_left = len(left) - n_rated
    context.echo(
        Phrase(
            f"\n{counted(n_rated, 'rating')} recorded, {counted(n_left, 'claim')} left",
            f"\n已记录 {n_rated} 条评议，还剩 {n_left} 条预测",
        )
    )


def _the_open_review(reviews: "dict[str, Review]", asked: str | None) -> str:
    """The review asked for, or the only one that is open."""
    names = [asked] if asked else [name for name, one in reviews.items() if not one.closed_on]
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


def _record(context: Context, name: str, new: "Additions") -> None:
    """Write ratings into the records, one write a claim, and abstentions into the review's file."""
    from scorecard.editing.edits import Append
    from scorecard.editing.record_files import edit_prediction, edit_review

    of_claim: dict[str, list[Append]] = {}
    for id_, rating in new.ratings:
        of_claim.setdefault(id_, []).append(Append(rating))
    for n_written, (id_, edits) in enumerate(of_claim.items()):
        try:
            edit_prediction(context.root, id_, edits)
        except ScorecardError:
            n = len(of_claim)
            en = f"{n_written} of {n} claims have their ratings; collect the ballots again for the rest"
            notice(Phrase(en, f"{n} 条预测中已有 {n_written} 条写入评议；其余的请再收一次评议表"))
            raise
    if aside := new.abstentions:
        edit_review(context.root, name, lambda held: {"abstentions": [*held.abstentions, *aside]})


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
    from scorecard.review.claim import answers_phrase, claims_of, names_of
    from scorecard.review.collecting import additions, read_ballots

    records = context.records
    name = _the_open_review(records.reviews, review)
    opened, folder = open_review(records, name), folder_of(name, out)
    ballots = read_ballots(files)
    new = additions(ballots, records.predictions, opened, name=name, today=context.today, turn=turn)
    if new.problems:
        print_problems(new.problems, len(files), context.language, is_quoted=False)
        raise typer.Exit(1)
    _record(context, name, new)
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
    now = load_records(context.root)
    review_now, names = now.reviews[name], names_of(now.settings)
    claims = claims_of(now.predictions, review_now, name)
    for note in new.notes:
        typer.echo(printable(context.say(note), limit=2000))
    for rater, ids in new.ask_again.items():
        write_ballot(context, now, name, folder, rater, only=ids)
    for rater in review_now.raters:
        said = answers_phrase(claims, rater, names)
        typer.echo(printable(context.say(said), limit=2000))
    write_agenda(context, now, name, folder)


def agreement_lines(agreement: "RaterAgreement") -> list[Phrase]:
    """How far raters agree, in a few lines; one when no claim has two ratings."""
    from scorecard.summary.raters import agreement_sentence

    if not agreement.n_compared:
        return [agreement_sentence(agreement)]
    nominal, ordinal = (
        "–" if one.alpha is None else f"{one.alpha:.2f}" for one in agreement.alphas
    )
    ends = agreement.alphas[1].interval
    en, zh = (f"{ends.low:.2f}{to}{ends.high:.2f}" if ends else "–" for to in ("–", "～"))
    harder = " · ".join(
        f"{one.rater} –"
        if one.difference is None
        else f"{one.rater} {one.difference:+.2f} (n={one.n_shared})"
        for one in agreement.leniencies
    )
    return [
        agreement_sentence(agreement),
        Phrase(
            f"Krippendorff's alpha: {ordinal} on the scored verdicts in their order"
            f" (95 % interval {en}), {nominal} on all verdicts.",
            f"Krippendorff α：计分判定按次序 {ordinal}（95% 置信区间 {zh}），全部判定 {nominal}。",
        ),
        Phrase(
            f"Mean credit less that of the others on the same claims, below 0 is harder: {harder}",
            f"与他人在相同预测上的平均得分之差，负数为从严：{harder}",
        ),
    ]


@with_options("as_of", "predictions")
def agreement(
    context: Context,
    name: NameArgument,
    form: Annotated[str, format_option("table", "json")] = "table",
) -> None:
    """Print how far the raters agree, the claims they split on, and who is harder than the others."""
    from scorecard.review.claim import claims_of
    from scorecard.review.documents import review_agreement

    review = review_of(context.records, name)
    claims = claims_of(context.records.predictions, review, name)
    found = review_agreement(claims, review)
    if form == "json":
        print_json({"n_claims": len(review.ids), **found.as_json()})
        return
    for line in agreement_lines(found):
        typer.echo(printable(context.say(line), limit=2000))
    for split in found.split:
        ratings = " · ".join(
            f"{printable(rater, limit=60)} {context.say(one.label)}"
            for rater, one in split.ratings.items()
        )
        typer.echo(f"  {split.spread:.2f}  {printable(split.id)}  {ratings}")
