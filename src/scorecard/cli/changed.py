"""The command `changed`."""

from datetime import date
from typing import TYPE_CHECKING

from scorecard.cli.context import Context, with_options
from scorecard.cli.options import day, format_option, option
from scorecard.cli.output import print_json, print_prose
from scorecard.problems import CallError
from scorecard.text import Phrase
from scorecard.verdicts import State

if TYPE_CHECKING:
    from scorecard.summary.changes import Start


def _day_of(since: str) -> date | None:
    """The day, when what `--since` names is a day and not a revision."""
    try:
        return day(since)
    except ValueError:
        return None


def _start(context: Context, since: str, *, use_git: bool) -> "Start":
    """What the records are compared with: their own dates, or the repository."""
    from scorecard.summary.changes import Start

    since_day, as_of = _day_of(since), context.as_of
    if since_day and since_day > as_of:
        raise CallError(
            Phrase(f"--since {since} is after {as_of}", f"--since {since} 晚于 {as_of}")
        )
    if since_day and not use_git:
        return Start(since_day.isoformat(), since_day)
    from scorecard.history.past import (
        committed_on,
        predictions_at,
        revision,
        revision_on,
        verdict_steps,
    )

    root = context.root
    commit = revision_on(root, since_day) if since_day else revision(root, since)
    start = since_day or committed_on(root, str(commit))
    predictions, steps = predictions_at(root, commit), verdict_steps(root, commit)
    shown = since_day.isoformat() if since_day else since
    return Start(shown, min(start, as_of), predictions, steps, f"git:{commit}")


@with_options(
    "as_of", "predictions",
    since=option(Phrase("A day, or a git revision.", "一个日期，或一个 git 版本。"), metavar="DATE|REV"),
    use_git=option(
        Phrase("With a day: look at the repository, not only at the dates in the records.",
               "给出日期时：也看 git 仓库，而不只看记录里的日期。"), "--git"),
    form=format_option("table", "json"),
)  # fmt: skip
def changed(context: Context, since: str, use_git: bool = False, form: str = "table") -> None:
    """Print which verdicts moved, by whom, on what new evidence, and what it did to the scores."""
    context.need_folder()
    start = _start(context, since, use_git=use_git)
    from scorecard.cli.text_pages import text_page
    from scorecard.summary.changes import changes

    records = context.usable_records
    drafts = set(records.readings) - set(
        records.predictions
    )  # what was there before them is not gone
    found = changes(records, start.without(drafts), as_of=context.as_of)
    if form == "json":
        print_json(found.as_json())
        return
    print_prose(
        text_page(context, "changes.txt", changes=found, withdrawn_label=State.WITHDRAWN.label)
    )
