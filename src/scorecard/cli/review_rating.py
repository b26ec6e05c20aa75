"""The command `review rate`."""

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
from scorecard.cli.records import clean_records
from scorecard.cli.review_shared import NameArgument, counted, open_review
from scorecard.problems import CallError, UnknownWordError
from scorecard.text import Language, Phrase, printable

if TYPE_CHECKING:
    from datetime import date

    from scorecard.records import Bilingual, Prediction
    from scorecard.verdicts import Verdict

__all__ = ["rate"]

_SKIP, _QUIT = "s", "q"


def _ask(question: str) -> str | None:
    """A line from the rater; None when there are no more."""
    try:
        return input(f"{question} ").strip()
    except EOFError:
        return None


def _lines(id_: str, one: "Prediction", language: Language) -> list[str]:
    """A claim as a rater sees it: criteria and evidence, no verdict, nobody's rating."""
    from scorecard.records import in_language

    def read(text: "str | Bilingual") -> str:
        return printable(in_language(text, language), limit=2000)

    closes_on = one.window.closes_on or "…"
    lines = [f"{read(one.claim)}", f"  {printable(id_)} · {one.window.opens_on} – {closes_on}"]
    if one.criteria:
        for name, label in (
            ("accurate", Phrase("accurate if", "怎样算准确")),
            ("half_right", Phrase("half right if", "怎样算对了一半")),
            ("inaccurate", Phrase("inaccurate if", "怎样算不准确")),
        ):
            lines.append(f"  {label.in_language(language)}: {read(getattr(one.criteria, name))}")
    for item in one.evidence:
        lines.append(f"  [{item.bears.label.in_language(language)}] {read(item.finding)}")
        lines.append(
            f"      {read(item.title)} {item.published_on or ''} {printable(item.url or '')}"
        )
    return lines


def _verdict_asked(language: Language) -> "Verdict | str | None":
    """The verdict that the rater chooses, `s` to skip, `q` or None to stop."""
    from scorecard.review.listing import verdict_names
    from scorecard.verdicts import Verdict

    offered = dict(enumerate(Verdict, start=1))
    named = " ".join(f"{key} {one.label.in_language(language)}" for key, one in offered.items())
    other = Phrase("s skip, q stop", "s 跳过，q 结束").in_language(language)
    while True:
        answer = _ask(f"{named} ({other})?")
        if answer is None or answer.casefold() in {_SKIP, _QUIT}:
            return answer and answer.casefold()
        typed = {str(key): one for key, one in offered.items()} | verdict_names()
        if answer.casefold() in typed:
            return typed[answer.casefold()]
        typer.echo(_not_understood(answer).in_language(language))


def _not_understood(answer: str) -> Phrase:
    """What can be typed instead of something that is no verdict."""
    from scorecard.verdicts import Verdict

    shown = printable(answer, limit=60)
    words = [one.label for one in Verdict]
    en, zh = ", ".join(one.en for one in words), "、".join(one.zh for one in words)
    return Phrase(
        f"{shown!r} is no verdict: type 1 to {len(words)}, or the word in either language ({en};"
        f" {zh}), s to skip or q to stop",
        f"{shown!r} 不是判定：请输入 1 到 {len(words)}，或判定的中文、英文名称（{zh}；{en}），s 跳过，q 结束",
    )


def _rate_one(
    root: Path, id_: str, rater: str, today: "date", verdict: "Verdict", language: Language
) -> None:
    """Ask for the reason and write the rating."""
    from pydantic import ValidationError

    from scorecard.editing.edits import Append
    from scorecard.editing.prediction import edit_prediction
    from scorecard.records import Rating

    why = _ask(Phrase("Why (may be empty)?", "理由（可留空）？").in_language(language))
    try:
        rating = Rating(rater=rater, rated_on=today, verdict=verdict, why=why or None)
    except ValidationError:
        raise CallError(Phrase("the reason has control characters", "理由里有控制字符")) from None
    edit_prediction(root, id_, [Append(rating)])


def rate(
    name: NameArgument,
    rater: Annotated[str, typer.Option(help=say("Who rates.", "评分人。"))],
    as_of: DayOption = None,
    predictions: PredictionsOption = PREDICTIONS,
    lang: LanguageOption = None,
) -> None:
    """Rate claim by claim in the rater's own order; each rating is recorded at once."""
    from scorecard.review.listing import ratings_of
    from scorecard.review.order import order_of
    from scorecard.verdicts import Verdict

    language, today = language_of(lang), day(as_of)
    records = clean_records(predictions, as_of=today, language=language)
    review = open_review(records, name)
    if rater not in review.raters:
        what = Phrase(f"review {name} has no rater", f"评审 {name} 没有评分人")
        raise UnknownWordError(what, rater, review.raters, is_listed=True)
    known = records.predictions
    ids = [id_ for id_ in order_of(review.predictions, review=name, rater=rater) if id_ in known]
    left = [id_ for id_ in ids if rater not in ratings_of(known[id_], review)]
    n_rated = 0
    for number, id_ in enumerate(left, start=1):
        typer.echo(f"\n{number}/{len(left)}  " + "\n".join(_lines(id_, known[id_], language)))
        answer = _verdict_asked(language)
        if isinstance(answer, Verdict):
            _rate_one(predictions, id_, rater, today, answer, language)
            n_rated += 1
        elif answer != _SKIP:
            break
    done = Phrase(
        f"\n{counted(n_rated, 'rating')} recorded, {counted(len(left) - n_rated, 'claim')} left",
        f"\n已记录 {n_rated} 条评分，还剩 {len(left) - n_rated} 条说法",
    )
    typer.echo(done.in_language(language))
