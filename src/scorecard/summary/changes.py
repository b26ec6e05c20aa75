"""What changed since a day or a revision: moves, rewritten records, the scores before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from scorecard.checks.against import lost_entries
from scorecard.history.past import Commit, Step
from scorecard.reading.folder import Records
from scorecard.records import Bilingual, Evidence, JudgedVerdict, Prediction, phrase_of
from scorecard.summary.compute import Basis, summarize
from scorecard.summary.groups import Group, Summary
from scorecard.summary.labels import labels_of
from scorecard.summary.moves import Move, moves, records_on
from scorecard.table import prediction_table
from scorecard.text import Phrase

__all__ = ["Changes", "Rewriting", "Start", "changes", "rewritings"]


class Rewriting(NamedTuple):
    """Verdicts that were on record and were altered or removed.

    Attributes:
        id: The prediction.
        lost: The verdicts that are no longer there as they were.
        commit: The commit that did it; None when it is not committed, or the commits were not looked at.
    """

    id: str
    lost: list[JudgedVerdict]
    commit: Commit | None


class Start(NamedTuple):
    """Where the comparison starts.

    Attributes:
        shown: The day or revision as the user typed it.
        day: The day of the scores before.
        predictions: Predictions by id as the repository has them; None takes the records' own dates.
        steps: What each commit since then did to verdicts.
        digest: What the predictions are known by, such as `git:…`; None takes the records' own digest.
    """

    shown: str
    day: date
    predictions: Mapping[str, Prediction] | None = None
    steps: Sequence[Step] = ()
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """The answer to `scorecard changed`.

    Attributes:
        since: The day or revision asked for.
        moves: Verdicts that moved, oldest first.
        rewritings: Records rewritten against their own history.
        commits: For each move of an id and day the commit that brought it, where commits were looked at.
        claims: Claims by id.
        before: The scores by domain as they stood.
        after: The scores by domain as they stand.
    """

    since: str
    moves: list[Move]
    rewritings: list[Rewriting]
    commits: dict[tuple[str, date], Commit]
    claims: dict[str, Phrase]
    before: Summary
    after: Summary

    def label(self, domain: str) -> Phrase:
        """What a domain is called."""
        groups = [*self.after.groups, *self.before.groups]
        return next((one.label for one in groups if one.key == domain), Phrase(domain, domain))

    def pairs(self) -> list[tuple[str, Group | None, Group | None]]:
        """Each domain with its numbers before and after; None where it had no claim."""
        after = {group.key: group for group in self.after.groups}
        before = {group.key: group for group in self.before.groups}
        return [(key, before.get(key), after.get(key)) for key in dict.fromkeys([*after, *before])]

    def as_json(self) -> dict[str, Any]:
        """The answer as `changed --format json` prints it."""
        return {
            "rule": self.after.rule,
            "since": self.since,
            "as_of": self.after.as_of.isoformat(),
            "records": self.after.records,
            "overall": _pair(self.before.overall, self.after.overall),
            "domains": [
                {"key": key, "label": self.label(key)._asdict(), **_pair(before, after)}
                for key, before, after in self.pairs()
            ],
            "moves": [self._move_json(one) for one in self.moves],
            "rewritten": [
                {
                    "id": one.id,
                    "lost": [_verdict_json(lost) for lost in one.lost],
                    "commit": _commit_json(one.commit),
                }
                for one in self.rewritings
            ],
        }

    def _move_json(self, move: Move) -> dict[str, Any]:
        return {
            "id": move.id,
            "claim": self.claims[move.id]._asdict(),
            "domain": move.domain,
            "moved_on": move.moved_on.isoformat(),
            "before": _verdict_json(move.before),
            "after": _verdict_json(move.after),
            "evidence": [_evidence_json(item) for item in move.evidence],
            "overall": move.overall._asdict(),
            "in_domain": move.in_domain._asdict(),
            "commit": _commit_json(self.commits.get((move.id, move.moved_on))),
        }


def _pair(before: Group | None, after: Group | None) -> dict[str, Any]:
    return {
        "before": before.as_json() if before else None,
        "after": after.as_json() if after else None,
    }


def _text_json(text: str | Bilingual | None) -> dict[str, str] | None:
    return None if text is None else phrase_of(text)._asdict()


def _verdict_json(given: JudgedVerdict | None) -> dict[str, Any] | None:
    if given is None:
        return None
    return {
        "judged_on": given.judged_on.isoformat(),
        "verdict": given.verdict.value,
        "by": given.by,
        "why": _text_json(given.why),
    }


def _evidence_json(item: Evidence) -> dict[str, Any]:
    return {
        "published_on": item.published_on,
        "title": _text_json(item.title),
        "url": item.url,
        "finding": _text_json(item.finding),
        "bears": item.bears.value,
    }


def _commit_json(commit: Commit | None) -> dict[str, str] | None:
    return (
        None
        if commit is None
        else {**commit._asdict(), "committed_on": commit.committed_on.isoformat()}
    )


def rewritings(
    before: Mapping[str, Prediction], after: Mapping[str, Prediction], steps: Sequence[Step]
) -> list[Rewriting]:
    """The records in which a verdict was altered or removed, with the commit that did it.

    Args:
        before: Predictions by id as they stood.
        after: Predictions by id as they stand.
        steps: What each commit did; none when the commits were not looked at.
    """
    found = []
    for step in steps:
        had = step.before.verdicts if step.before else []
        lost = lost_entries(had, step.after.verdicts if step.after else [])
        if lost:
            found.append(Rewriting(step.id, _judged(lost), step.commit))
    seen = {one.id for one in found}
    for id_, old in before.items():
        lost = lost_entries(old.verdicts, after[id_].verdicts if id_ in after else [])
        if lost and id_ not in seen:
            found.append(Rewriting(id_, _judged(lost), None))
    return found


def _judged(entries: Sequence[object]) -> list[JudgedVerdict]:
    return [entry for entry in entries if isinstance(entry, JudgedVerdict)]


def _commits(steps: Sequence[Step]) -> dict[tuple[str, date], Commit]:
    """The commit that first brought the verdict of an id and day."""
    found: dict[tuple[str, date], Commit] = {}
    for step in steps:
        had = step.before.verdicts if step.before else []
        for given in step.after.verdicts if step.after else []:
            if given not in had:
                found.setdefault((step.id, given.judged_on), step.commit)
    return found


def changes(records: Records, start: Start, *, as_of: date) -> Changes:
    """What changed in the records.

    Args:
        records: The records as they are.
        start: What they are compared with.
        as_of: The day of the scores after.
    """
    is_own = start.predictions is None
    held = records.predictions if start.predictions is None else start.predictions
    old = records_on(held, start.day if is_own else as_of)
    new = records_on(records.predictions, as_of)
    then = replace(records, predictions=dict(held))
    digest, labels = start.digest or records.digest, labels_of(records)

    def summary(held: Records, day: date, digest: str) -> Summary:
        return summarize(
            prediction_table(held, as_of=day), by="domain", basis=Basis(day, digest, labels)
        )

    return Changes(
        since=start.shown,
        moves=moves(old, new, as_of=as_of),
        rewritings=rewritings(start.predictions or {}, records.predictions, start.steps),
        commits=_commits(start.steps),
        claims={id_: phrase_of(one.claim) for id_, one in {**old, **new}.items()},
        before=summary(then, start.day, digest),
        after=summary(records, as_of, records.digest),
    )
