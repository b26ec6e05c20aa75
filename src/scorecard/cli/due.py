"""The command `due`."""

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorecard.cli.files import write_file
from scorecard.cli.options import (
    PREDICTIONS,
    DayOption,
    LanguageOption,
    PredictionsOption,
    day,
    format_option,
    language_of,
    say,
)
from scorecard.cli.output import print_json
from scorecard.cli.records import clean_records
from scorecard.problems import CallError
from scorecard.text import Language, Phrase, printable

if TYPE_CHECKING:
    from scorecard.summary.due import Due

__all__ = ["due"]

_DAYS_AHEAD = 30


def _json(dues: "list[Due]", as_of: date, by: date) -> dict[str, object]:
    return {
        "as_of": as_of.isoformat(),
        "by": by.isoformat(),
        "due": [
            {
                "id": one.id,
                "due_on": one.due_on.isoformat(),
                "is_overdue": one.is_overdue,
                "domain": one.prediction.domain,
                "claim": one.prediction.claim.model_dump(),
            }
            for one in dues
        ],
    }


def _print(dues: "list[Due]", as_of: date, by: date, language: Language) -> None:
    """What waits, in order, each with the command to judge it."""
    from scorecard.records import in_language

    for one in dues:
        days = (as_of - one.due_on).days
        in_days = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
        when = (
            Phrase(f"{in_days} overdue", f"已逾期 {days} 天")
            if one.is_overdue
            else Phrase(f"in {in_days}", f"还有 {-days} 天")
        )
        claim = printable(in_language(one.prediction.claim, language))
        typer.echo(f"{one.due_on}  {claim} ({when.in_language(language)})")
        verdict = Phrase("VERDICT", "判定").in_language(language)
        typer.echo(f'            scorecard judge {printable(one.id)} {verdict} --why "…"')
    n_overdue = sum(one.is_overdue for one in dues)
    n_more = len(dues) - n_overdue
    said = Phrase(
        f"{n_overdue} overdue on {as_of}, {n_more} more {'falls' if n_more == 1 else 'fall'} due by {by}",
        f"截至 {as_of} 逾期 {n_overdue} 条，到 {by} 另有 {n_more} 条到期",
    )
    typer.echo(said.in_language(language))


def _write_calendar(file: Path, dues: "list[Due]", language: Language) -> None:
    from scorecard.exchange.calendar import calendar_bytes

    write_file(file, calendar_bytes(dues, language))
    shown = printable(file, limit=4096)
    said = Phrase(f"{len(dues)} events in {shown}", f"{len(dues)} 个日程已写入 {shown}")
    typer.echo(said.in_language(language), err=True)


def due(
    by: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD",
            help=say(
                f"Also what falls due by this day; default: {_DAYS_AHEAD} days ahead.",
                f"也列出到这一天为止到期的；默认往后 {_DAYS_AHEAD} 天。",
            ),
        ),
    ] = None,
    form: Annotated[str, format_option("table", "json")] = "table",
    ics: Annotated[
        Path | None,
        typer.Option(
            "--ics", metavar="FILE", help=say("Write a calendar too.", "另外写出日历文件。")
        ),
    ] = None,
    as_of: DayOption = None,
    predictions: PredictionsOption = PREDICTIONS,
    lang: LanguageOption = None,
) -> None:
    """What waits for a verdict, and what will by a date, in order."""
    from scorecard.summary.due import due_predictions

    language, today = language_of(lang), day(as_of)
    until = day(by, "--by") if by else today + min(timedelta(days=_DAYS_AHEAD), date.max - today)
    if until < today:
        raise CallError(Phrase(f"--by {until} is before {today}", f"--by {until} 早于 {today}"))
    records = clean_records(predictions, as_of=today, language=language)
    dues = due_predictions(records, as_of=today, by=until)
    if ics is not None:
        _write_calendar(ics, dues, language)
    if form == "json":
        print_json(_json(dues, today, until))
    else:
        _print(dues, today, until, language)
