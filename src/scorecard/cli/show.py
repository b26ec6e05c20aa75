"""The commands that show predictions: `show`, `due` and `changed`."""

import re
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorecard.checks.source_rules import addresses_of
from scorecard.cli.context import Context, with_options
from scorecard.cli.options import ID, day, day_option, flag, format_option, option
from scorecard.cli.output import path_text, print_json, print_prose, write_file
from scorecard.history import past
from scorecard.problems import CallError
from scorecard.records import Prediction, phrase_of
from scorecard.summary.due import due_predictions, lacks_of
from scorecard.text import (
    Phrase,
    counted,
    labeled,
    listed,
    percent_phrase,
    percent_range,
    printable,
    ranged,
)
from scorecard.verdicts import Word

if TYPE_CHECKING:
    from scorecard.summary.changes import Start

_DAYS_AHEAD = 30


def text_page(context: Context, name: str, **values: Any) -> str:
    """A text from a template of `cli/templates`.

    In a template `t(en, zh)` is a `Phrase`, and `row(label, value)` is both with a colon. What is printed is
    a `Phrase` or a text of a record in the language of the output, a word by its label, or a value; all of
    it is made safe for a terminal.
    """
    from jinja2 import PackageLoader

    from scorecard.rendering import environment_of

    def said(value: Any) -> str:
        """A value in the language of the output, on one line; a dash for none."""
        value = value.label if isinstance(value, Word) else value
        return context.text(str(value) if isinstance(value, date | int | float) else value)

    language = context.language
    made = environment_of(PackageLoader("scorecard.cli"), printed=said, is_html=False)
    made.globals |= {
        "t": Phrase,
        "row": lambda label, value: labeled(said(label), said(value), language),
        "in_brackets": lambda text: context.say(Phrase(f" ({said(text)})", f"（{said(text)}）")),
        "listed": lambda words: listed(map(said, words)).in_language(language),
        "dotted": lambda parts: " · ".join(map(said, parts)),
        "counted": counted,
        "share": lambda one: context.say(percent_phrase(one, 1)),
        "span": lambda ends: percent_range(ends.low, ends.high),
        "ranged": ranged,
    }
    made.filters |= {
        "of": lambda phrase, *parts: context.say(phrase).format(*map(said, parts)),
        "short": lambda text, limit=60: printable(said(text), limit=limit),
    }
    return made.get_template(name).render(context=context, **values).rstrip("\n")


def claim_text(
    context: Context, id_: str, prediction: Prediction, *, is_for_rater: bool = False
) -> str:
    """Everything on record about a claim; for a rater without verdicts, priors and other people's ratings."""
    from scorecard.editing.starting import domains_of, outlook_of, settings_of

    root = context.root
    asked = {"id": id_, "one": prediction, "is_for_rater": is_for_rater}
    held = {"domains": domains_of(root), "outlook": outlook_of(root, id_)}
    return text_page(context, "claim.txt", name_of=settings_of(root).name_of, **asked, **held)


@with_options("as_of", "predictions")
def show(context: Context, id_: str = ID, form: str = format_option("text|json")) -> None:
    """Print a claim with everything known about it."""
    reading, as_of = context.reading(id_), context.as_of
    record, id_ = reading.record, reading.file.id
    if as_of != context.today:
        if (made_on := record.made_on) > as_of:
            en = f"{id_} was made on {made_on}, after {as_of}"
            raise CallError(en, f"{id_} 提出于 {made_on}，晚于 {as_of}")
        record = record.on_day(as_of)
    if form == "json":
        state = record.state_at(as_of).value
        print_json({"id": id_, "state": state, **record.model_dump(mode="json")})
        return
    print_prose(claim_text(context, id_, record))
    context.name_drafts(but=reading.file.file)


@with_options("as_of", "predictions")
def due(
    context: Context,
    by: date | None = day_option(f"Also what falls due by this day; default: {_DAYS_AHEAD} days ahead.",
        f"也列出到这一天为止到期的；默认往后 {_DAYS_AHEAD} 天。"),
    form: str = format_option("table|json"),
    ics: Path | None = option("Write a calendar too.", "另外写出日历文件。", metavar="FILE"),
) -> None:  # fmt: skip
    """Print what waits for a verdict, and what will by a date, in order."""
    as_of = context.as_of
    until = by or as_of + min(timedelta(days=_DAYS_AHEAD), date.max - as_of)
    if until < as_of:
        raise CallError(f"--by {until} is before {as_of}", f"--by {until} 早于 {as_of}")
    records = context.usable_records
    dues = due_predictions(records, as_of=as_of, by=until)
    if ics is not None:
        from scorecard.exchange.exports import calendar_bytes

        write_file(ics, calendar_bytes(dues, context.language))
        n, file = len(dues), path_text(ics)
        context.note(f"{counted(n, 'event')} in {file}", f"{n} 个日程已写入 {file}")
    if form == "table":
        lacks = partial(lacks_of, outlooks=addresses_of(records.outlooks.values()))
        print_prose(text_page(context, "due.txt", dues=dues, by=until, lacks_of=lacks))
        return
    listed = [
        {
            "id": one.id,
            "what": one.task,
            "due_on": one.due_on.isoformat(),
            "is_overdue": one.is_overdue,
            "domain": one.prediction.domain,
            "claim": phrase_of(one.prediction.claim)._asdict(),
        }
        for one in dues
    ]
    seen = {"as_of": as_of.isoformat(), "records": records.digest, "by": until.isoformat()}
    print_json({**seen, "due": listed})


def _start(context: Context, since: str, *, use_git: bool) -> "Start":
    """What the records are compared with: their own dates, or the repository."""
    from scorecard.summary.changes import Start

    since_day, as_of, root = None, context.as_of, context.root
    with suppress(ValueError):  # it names a revision
        since_day = day(re.sub(r"^(\d{4}[-年]\d{1,2})月?$", r"\1-01", since))
    if since_day and since_day > as_of:
        raise CallError(f"--since {since} is after {as_of}", f"--since {since} 晚于 {as_of}")
    if since_day and not use_git:
        return Start(since_day.isoformat(), since_day)
    commit = past.revision_on(root, since_day) if since_day else past.revision(root, since)
    start = since_day or past.committed_on(root, str(commit))
    predictions, steps = past.predictions_at(root, commit), past.verdict_steps(root, commit)
    shown = since_day.isoformat() if since_day else since
    return Start(shown, min(start, as_of), predictions, steps, f"git:{commit}")


@with_options("as_of", "predictions")
def changed(
    context: Context,
    since: str = option("A day, or a git revision.", "一个日期，或一个 git 版本。", metavar="DATE|REV",
        default=...),
    use_git: bool = flag("With a day: look at the repository, not only at the dates in the records.",
        "给出日期时：也看 git 仓库，而不只看记录里的日期。", "--git"),
    form: str = format_option("table|json"),
) -> None:  # fmt: skip
    """Print which verdicts moved, by whom, on what new evidence, and what it did to the scores."""
    context.need_folder()
    start = _start(context, since, use_git=use_git)
    from scorecard.summary.changes import changes

    records = context.usable_records
    found = changes(records, start, as_of=context.as_of)
    if form == "json":
        print_json(found.as_json())
        return
    print_prose(text_page(context, "changes.txt", changes=found, name_of=records.settings.name_of))
