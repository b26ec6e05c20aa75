"""The commands that show predictions: `show` and `due`."""

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from scorecard.cli.context import Context, with_options
from scorecard.cli.options import ID, day_option, format_option, option
from scorecard.cli.output import (
    counted,
    path_text,
    print_json,
    print_problems,
    print_prose,
    write_file,
)
from scorecard.problems import CallError
from scorecard.text import Language, Phrase, joined, labeled, printable

if TYPE_CHECKING:
    from scorecard.records import Prediction
    from scorecard.summary.due import Due

_DAYS_AHEAD = 30


def claim_text(
    context: Context, id_: str, prediction: "Prediction", *, is_for_rater: bool = False
) -> str:
    """Everything on record about a claim, in the language of the output.

    Args:
        context: The language, and the day of its state.
        id_: The id.
        prediction: The record.
        is_for_rater: Whether verdicts, priors and other people's ratings are left out.
    """
    from scorecard.cli.text_pages import text_page
    from scorecard.records import Criteria
    from scorecard.verdicts import Verdict

    verdicts = [one for one in Verdict if one.value in Criteria.model_fields]
    values = {"id": id_, "one": prediction, "verdicts": verdicts, "is_for_rater": is_for_rater}
    return text_page(context, "claim.txt", **values)


def state_json(id_: str, prediction: "Prediction", as_of: date) -> dict[str, object]:
    """A prediction with its state at a date, as `show` and `export` print it."""
    state = prediction.state_at(as_of)
    return {"id": id_, "state": state.value, **prediction.model_dump(mode="json")}


@with_options("as_of", "predictions", id_=ID, form=format_option("text", "json"))
def show(context: Context, id_: str, form: str = "text") -> None:
    """Print a claim with everything known about it."""
    from scorecard.editing.record_files import find_prediction, prediction_id
    from scorecard.reading.record_reader import read_record

    context.need_folder()
    reading = read_record(find_prediction(context.root, prediction_id(context.root, id_)))
    id_ = reading.file.id
    if reading.record is None:
        print_problems(reading.problems, 1, context.language, to_errors=True)
        raise typer.Exit(1)
    if form == "json":
        print_json(state_json(id_, reading.record, context.as_of))
        return
    print_prose(claim_text(context, id_, reading.record))
    context.name_drafts(but=id_)


def _due_json(dues: "list[Due]", as_of: date, by: date) -> dict[str, object]:
    from scorecard.records import in_language

    return {
        "as_of": as_of.isoformat(),
        "by": by.isoformat(),
        "due": [
            {
                "id": one.id,
                "what": one.task.value,
                "due_on": one.due_on.isoformat(),
                "is_overdue": one.is_overdue,
                "domain": one.prediction.domain,
                "claim": {side: in_language(claim, side) for side in Language},
            }
            for one in dues
            for claim in [one.prediction.claim]
        ],
    }


def _when(one: "Due", days: int) -> Phrase:
    """What a claim waits for, and since when or in how many days."""
    ago, ahead = counted(days, "day"), counted(-days, "day")
    if one.task == "confirm" and one.is_overdue:
        return Phrase(f" (to confirm for {ago})", f"（提前判定，待确认 {days} 天）")
    if one.task == "confirm":
        return Phrase(f" (to confirm in {ahead})", f"（提前判定，{-days} 天后待确认）")
    if one.is_overdue:
        return Phrase(f" ({ago} overdue)", f"（已逾期 {days} 天）")
    return Phrase(f" (in {ahead})", f"（还有 {-days} 天）")


def _print_dues(context: Context, dues: "list[Due]", by: date) -> None:
    """Print the claims that wait, in order, each with what it lacks and the command to judge it."""
    from scorecard.summary.due import lacks_of

    as_of = context.as_of
    for one in dues:
        when = _when(one, (as_of - one.due_on).days)
        claim = context.text(one.prediction.claim, limit=300)
        print_prose(f"{one.due_on}  {claim}{when.in_language(context.language)}")
        lacks = [context.say(lack.label) for lack in lacks_of(one.prediction)]
        if lacks:
            needs = labeled(
                context.say(Phrase("needs", "还缺")),
                joined(lacks, context.language),
                context.language,
            )
            print_prose(f"            {needs}")
        verdict = context.say(Phrase("VERDICT", "判定"))
        typer.echo(f'            scorecard judge {printable(one.id)} {verdict} --why "…"')
    to_judge = [one for one in dues if one.task == "judge"]
    n_overdue = sum(one.is_overdue for one in to_judge)
    n_more, n_confirm = len(to_judge) - n_overdue, len(dues) - len(to_judge)
    confirm = Phrase(
        f"; {counted(n_confirm, 'early verdict')} to confirm by then",
        f"；其间有 {n_confirm} 条提前判定待确认",
    )
    total = Phrase(
        f"{n_overdue} overdue on {as_of}, {n_more} more {'falls' if n_more == 1 else 'fall'} due by {by}"
        + (confirm.en if n_confirm else ""),
        f"截至 {as_of} 逾期未判 {n_overdue} 条，到 {by} 另有 {n_more} 条到期"
        + (confirm.zh if n_confirm else ""),
    )
    context.echo(total)


@with_options(
    "as_of", "predictions",
    by=day_option(Phrase(f"Also what falls due by this day; default: {_DAYS_AHEAD} days ahead.",
                         f"也列出到这一天为止到期的；默认往后 {_DAYS_AHEAD} 天。")),
    form=format_option("table", "json"),
    ics=option(Phrase("Write a calendar too.", "另外写出日历文件。"), metavar="FILE"),
)  # fmt: skip
def due(
    context: Context, by: date | None = None, form: str = "table", ics: Path | None = None
) -> None:
    """Print what waits for a verdict, and what will by a date, in order."""
    from scorecard.summary.due import due_predictions

    as_of = context.as_of
    until = by or as_of + min(timedelta(days=_DAYS_AHEAD), date.max - as_of)
    if until < as_of:
        raise CallError(Phrase(f"--by {until} is before {as_of}", f"--by {until} 早于 {as_of}"))
    dues = due_predictions(context.usable_records, as_of=as_of, by=until)
    if ics is not None:
        from scorecard.exchange.calendar import calendar_bytes

        write_file(ics, calendar_bytes(dues, context.language))
        n, file = len(dues), path_text(ics)
        context.echo(
            Phrase(f"{counted(n, 'event')} in {file}", f"{n} 个日程已写入 {file}"), is_error=True
        )
    if form == "json":
        print_json(_due_json(dues, as_of, until))
    else:
        _print_dues(context, dues, until)
