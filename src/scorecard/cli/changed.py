"""The command `changed`."""

from datetime import date
from typing import TYPE_CHECKING

from scorecard.cli.context import Context, with_options
from scorecard.cli.options import day, format_option, option
from scorecard.cli.output import print_json, print_prose
from scorecard.problems import CallError
from scorecard.text import Phrase, in_one_line, labeled, percent, percent_range, printable
from scorecard.verdicts import State

if TYPE_CHECKING:
    from scorecard.records import Evidence, JudgedVerdict
    from scorecard.summary.changes import Changes, Effect, Move, Rewriting, Start
    from scorecard.summary.groups import Group


class _Report:
    """The lines of what changed, in one language; every text of a record is made safe."""

    def __init__(self, context: Context, changes: "Changes") -> None:
        self.changes, self.language = changes, context.language
        self.say, self.text = context.say, context.text

    def name(self, domain: str) -> str:
        return printable(self.changes.label(domain).in_language(self.language), limit=60)

    def verdict(self, given: "JudgedVerdict | None") -> str:
        return given.verdict.label.in_language(self.language) if given else "–"

    def percent(self, share: float | None) -> str:
        """A share to a tenth: one verdict moves a score by less than a percent."""
        return percent(share, self.language, n_decimals=1)

    def effect(self, name: str, effect: "Effect") -> str:
        return (
            f"{name} {self.percent(effect.before)} → {self.percent(effect.after)}"
            f" (n {effect.n_before} → {effect.n_after})"
        )

    def evidence_line(self, item: "Evidence") -> str:
        when = item.published_on or self.say(Phrase("undated", "无日期"))
        bears = item.bears.label.in_language(self.language)
        head = self.say(Phrase(f"new evidence ({bears})", f"新证据（{bears}）"))
        source = f"{self.text(item.title, limit=90)}, {when}  {printable(item.url or '')}"
        return f"    {labeled(head, source, self.language)}".rstrip()

    def move_lines(self, move: "Move") -> list[str]:
        """A move: its verdicts, who gave the last one and why, on what evidence, and its effect."""
        by = printable(move.after.by, limit=60) if move.after else "–"
        withdrawn = None if move.after else self.changes.withdrawn.get(move.id)
        after = (
            State.WITHDRAWN.label.in_language(self.language)
            if withdrawn
            else self.verdict(move.after)
        )
        words = f"{self.verdict(move.before)} → {after}"
        lines = [
            f"{move.moved_on}  {printable(move.id)}  {words}  ({by})",
            f"    {printable(in_one_line(self.changes.claims[move.id].in_language(self.language)))}",
        ]
        reason = withdrawn.why if withdrawn else move.after and move.after.why
        if reason:
            why = labeled(
                self.say(Phrase("why", "理由")), self.text(reason, limit=300), self.language
            )
            lines.append(f"    {why}")
        lines += map(self.evidence_line, move.evidence)
        commit = self.changes.commits.get((move.id, move.moved_on))
        if commit:
            who = printable(commit.author, limit=60)
            lines.append(f"    {commit.id[:10]} {who}: {printable(commit.subject)}")
        overall = self.effect(self.say(Phrase("overall", "总体")), move.overall)
        return [*lines, f"    {overall} · {self.effect(self.name(move.domain), move.in_domain)}"]

    def rewriting_line(self, one: "Rewriting") -> str:
        """A record whose earlier verdicts were altered or removed."""
        who = (
            f"{one.commit.id[:10]} {printable(one.commit.author, limit=60)}, {one.commit.committed_on}"
            if one.commit
            else self.say(Phrase("not in any commit looked at", "不在所查看的提交里"))
        )
        lost = "; ".join(
            f"{self.verdict(given)} ({printable(given.by, limit=60)}, {given.judged_on})"
            for given in one.lost
        )
        head = f"{self.say(Phrase('REWRITTEN', '历史被改写'))}  {printable(one.id)}"
        return f"{labeled(head, lost, self.language)}  [{who}]"

    def score_line(self, name: str, before: "Group | None", after: "Group | None") -> str:
        """The accuracy of a group before and after, with its interval and its counts."""
        shares = [self.percent(group.accuracy if group else None) for group in (before, after)]
        counts = [str(group.n_judged if group else 0) for group in (before, after)]
        line = f"  {labeled(name, ' → '.join(shares), self.language)}"
        if after and after.interval:
            line += f" [{percent_range(after.interval.low, after.interval.high, self.language)}]"
        line += f" (n {' → '.join(counts)}"
        return line + (f", {after.n_due}/{after.n_recorded})" if after else ")")

    def lines(self) -> list[str]:
        """The rewritten records, the moves, and the scores of every domain before and after."""
        changes, since = self.changes, printable(self.changes.since)
        n_moves, n_rewritten = len(changes.moves), len(changes.rewritings)
        before, after = changes.before, changes.after
        return [
            *map(self.rewriting_line, changes.rewritings),
            *("\n".join(self.move_lines(move)) + "\n" for move in changes.moves),
            self.say(
                Phrase(
                    f"since {since}: verdicts moved {n_moves}, records rewritten {n_rewritten};"
                    " accuracy, 95 % interval, n judged, due/recorded:",
                    f"自 {since} 以来有 {n_moves} 个判定变动，{n_rewritten} 条记录被改写；"
                    "得分率、95% 置信区间、已判数、到期/收录：",
                )
            ),
            *(self.score_line(self.name(key), *groups) for key, *groups in changes.pairs()),
            self.score_line(
                after.overall.label.in_language(self.language), before.overall, after.overall
            ),
            f"{after.rule} · {after.as_of} · {after.records[:19]}",
        ]


def _day_of(since: str) -> date | None:
    """The day, when what `--since` names is a day and not a revision."""
    try:
        return day(since)
    except ValueError:
        return None


def _start(context: Context, since: str, *, use_git: bool) -> "Start":
    """What the records are compared with: their own dates, or the repository.

    Raises:
        CallError: The day is after the one looked from.
    """
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
    from scorecard.summary.changes import changes

    records = context.usable_records
    drafts = set(records.readings) - set(
        records.predictions
    )  # what was there before them is not gone
    found = changes(records, start.without(drafts), as_of=context.as_of)
    if form == "json":
        print_json(found.as_json())
        return
    for line in _Report(context, found).lines():
        print_prose(line)
