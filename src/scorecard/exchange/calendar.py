"""Due verdicts as a calendar that phones and mail programs read: one whole-day event each."""

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from scorecard.records import in_language
from scorecard.summary.due import Due, Task
from scorecard.text import Language, Phrase, in_one_line, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icalendar import Event

_TASKS = {
    Task.JUDGE: Phrase("Judge: ", "待判定："),
    Task.CONFIRM: Phrase("Confirm: ", "待确认："),
}
_NAME = Phrase("Verdicts due", "待判定的预测")


def _event(due: Due, language: Language) -> "Event":
    """A prediction's event on the first day it can be judged.

    Its UID never changes; an amendment makes it a newer version of the same event.
    """
    from icalendar import Event

    claim = printable(in_one_line(in_language(due.prediction.claim, language)), limit=1000)
    window = due.prediction.window
    event = Event()
    event.add("uid", f"{uuid5(NAMESPACE_URL, f'scorecard:{due.id}')}")
    amended = [one.amended_on for one in due.prediction.amendments]
    written_on = max([due.prediction.made_on, *amended])
    event.add("dtstamp", datetime.combine(written_on, time(), UTC))
    event.add("sequence", len(amended))
    event.add("dtstart", due.due_on)
    if due.due_on < date.max:
        event.add("dtend", due.due_on + timedelta(days=1))
    what = _TASKS[due.task]
    event.add("summary", Phrase(what.en + claim, what.zh + claim).in_language(language))
    shown = printable(due.id)
    event.add(
        "description",
        Phrase(
            f"{shown}\nWindow: {window.opens_on} to {window.closes_on}\n"
            f'scorecard judge {shown} VERDICT --why "…"',
            f"{shown}\n期限：{window.opens_on} 至 {window.closes_on}\n"
            f'scorecard judge {shown} 判定 --why "…"',
        ).in_language(language),
    )
    event.add("categories", [printable(due.prediction.domain)])
    event.add("transp", "TRANSPARENT")
    return event


def calendar_bytes(dues: "Sequence[Due]", language: Language) -> bytes:
    """A calendar file (RFC 5545): CRLF, lines folded at 75 bytes, UTF-8.

    The same predictions give the same bytes: nothing in it comes from a clock.

    Args:
        dues: What falls due.
        language: Language of the events.
    """
    # Imported here: only who asks for a calendar pays for it.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//scorecard//verdicts due//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _NAME.in_language(language))
    for due in dues:
        calendar.add_component(_event(due, language))
    return bytes(calendar.to_ical(sorted=False))
