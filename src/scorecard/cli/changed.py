"""The command `changed`."""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
from scorecard.cli.output import percent, print_json
from scorecard.cli.records import clean_records
from scorecard.problems import CallError
from scorecard.text import Language, Phrase, printable

if TYPE_CHECKING:
    from scorecard.records import Bilingual, Evidence, JudgedVerdict
    from scorecard.summary.changes import Changes, Rewriting, Start
    from scorecard.summary.groups import Group
    from scorecard.summary.moves import Effect, Move

__all__ = ["changed", "print_effects", "verdict_word"]

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def verdict_word(given: "JudgedVerdict | None", language: Language) -> str:
    """A verdict's label, or a dash for none."""
    return given.verdict.label.in_language(language) if given else "–"


def _percent(share: float | None) -> str:
    """A share to a tenth: one verdict moves a score by less than a percent."""
    return percent(share, n_decimals=1)


def _effect(name: str, effect: "Effect") -> str:
    return (
        f"{name} {_percent(effect.before)} → {_percent(effect.after)}"
        f" (n {effect.n_before} → {effect.n_after})"
    )


def _text(text: "str | Bilingual", language: Language, limit: int = 300) -> str:
    from scorecard.records import in_language

    return printable(in_language(text, language), limit=limit)


def _evidence_line(item: "Evidence", language: Language) -> str:
    head = Phrase("new evidence", "新证据").in_language(language)
    day = item.published_on or Phrase("undated", "无日期").in_language(language)
    bears, title = item.bears.label.in_language(language), _text(item.title, language, limit=90)
    return f"    {head} ({bears}): {title}, {day}  {printable(item.url or '')}".rstrip()


def _move_lines(changes: "Changes", move: "Move", language: Language) -> list[str]:
    """A move as a terminal shows it: what moved, by whom and why, on what, and what it did."""
    by = printable(move.after.by, limit=60) if move.after else "–"
    words = f"{verdict_word(move.before, language)} → {verdict_word(move.after, language)}"
    lines = [
        f"{move.moved_on}  {printable(move.id)}  {words}  ({by})",
        f"    {printable(changes.claims[move.id].in_language(language))}",
    ]
    if move.after and move.after.why:
        head = Phrase("why", "理由").in_language(language)
        lines.append(f"    {head}: {_text(move.after.why, language)}")
    lines += [_evidence_line(item, language) for item in move.evidence]
    commit = changes.commits.get((move.id, move.moved_on))
    if commit:
        who = printable(commit.author, limit=60)
        lines.append(f"    {commit.id[:10]} {who}: {printable(commit.subject)}")
    overall = Phrase("overall", "总体").in_language(language)
    domain = printable(changes.label(move.domain).in_language(language), limit=60)
    return [*lines, f"    {_effect(overall, move.overall)} · {_effect(domain, move.in_domain)}"]


def _rewriting_lines(one: "Rewriting", language: Language) -> list[str]:
    """A record rewritten against its own history."""
    who = (
        f"{one.commit.id[:10]} {printable(one.commit.author, limit=60)}, {one.commit.committed_on}"
        if one.commit
        else Phrase("not in any commit looked at", "不在所查看的提交里").in_language(language)
    )
    head = Phrase("REWRITTEN", "历史被改写").in_language(language)
    lost = "; ".join(
        f"{verdict_word(given, language)} ({printable(given.by, limit=60)}, {given.judged_on})"
        for given in one.lost
    )
    return [f"{head}  {printable(one.id)}: {lost}  [{who}]"]


def _effect_line(name: str, before: "Group | None", after: "Group | None") -> str:
    """A domain's accuracy before and after, with its interval and its counts."""
    n_before, n_after = (group.n_judged if group else 0 for group in (before, after))
    accuracies = [_percent(group.accuracy if group else None) for group in (before, after)]
    line = f"  {printable(name, limit=60)}: {accuracies[0]} → {accuracies[1]}"
    if after and after.interval:
        line += f" [{100 * after.interval.low:.0f} … {percent(after.interval.high)}]"
    line += f" (n {n_before} → {n_after}"
    return line + (f", {after.n_due}/{after.n_recorded})" if after else ")")


def print_effects(changes: "Changes", language: Language) -> None:
    """Every domain's accuracy before and after, with its counts; the overall line last."""
    for key, before, after in changes.pairs():
        typer.echo(_effect_line(changes.label(key).in_language(language), before, after))
    overall = changes.after.overall
    typer.echo(_effect_line(overall.label.in_language(language), changes.before.overall, overall))


def _print(changes: "Changes", language: Language) -> None:
    for one in changes.rewritings:
        typer.echo("\n".join(_rewriting_lines(one, language)))
    for move in changes.moves:
        typer.echo("\n".join(_move_lines(changes, move, language)) + "\n")
    n_moves, n_rewritten = len(changes.moves), len(changes.rewritings)
    since = printable(changes.since)
    typer.echo(
        Phrase(
            f"since {since}: verdicts moved {n_moves}, records rewritten {n_rewritten};"
            " accuracy, 95 % interval, n judged, due/recorded:",
            f"自 {since} 以来有 {n_moves} 个判定变动，{n_rewritten} 条记录被改写；"
            "准确率、95% 区间、已判数、到期/记录：",
        ).in_language(language)
    )
    print_effects(changes, language)
    after = changes.after
    typer.echo(f"{after.rule} · {after.as_of} · {after.records[:19]}")


def _start(root: Path, since: str, as_of: date, *, use_git: bool) -> "Start":
    """What to compare with: the records' own dates, or the repository."""
    from scorecard.summary.changes import Start

    is_day = _DATE.fullmatch(since) is not None
    if is_day and not use_git:
        return Start(since, day(since, "--since"))
    from scorecard.history.past import (
        committed_on,
        predictions_at,
        revision,
        revision_on,
        verdict_steps,
    )

    commit = revision_on(root, day(since, "--since")) if is_day else revision(root, since)
    start = day(since, "--since") if is_day else committed_on(root, str(commit))
    predictions, steps = predictions_at(root, commit), verdict_steps(root, commit)
    return Start(since, min(start, as_of), predictions, steps, f"git:{commit}")


def changed(
    since: Annotated[
        str,
        typer.Option(
            metavar="DATE|REV",
            help=say("A day, or a git revision.", "一个日期，或一个 git 版本。"),
        ),
    ],
    use_git: Annotated[
        bool,
        typer.Option(
            "--git",
            help=say(
                "With a day: look at the repository, not only at the dates in the records.",
                "给出日期时：也看 git 仓库，而不只看记录里的日期。",
            ),
        ),
    ] = False,
    form: Annotated[str, format_option("table", "json")] = "table",
    as_of: DayOption = None,
    predictions: PredictionsOption = PREDICTIONS,
    lang: LanguageOption = None,
) -> None:
    """Which verdicts moved, by whom, on what new evidence, and what it did to the scores."""
    language = language_of(lang)
    at = day(as_of)
    if _DATE.fullmatch(since) and day(since, "--since") > at:
        raise CallError(Phrase(f"--since {since} is after {at}", f"--since {since} 晚于 {at}"))
    from scorecard.summary.changes import changes

    records = clean_records(predictions, as_of=at, language=language)
    found = changes(records, _start(predictions, since, at, use_git=use_git), as_of=at)
    if form == "json":
        print_json(found.as_json())
    else:
        _print(found, language)
