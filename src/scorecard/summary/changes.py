"""Changes since a day or a revision: moved verdicts, rewritten records, the scores before and after."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from scorecard.checks.against import lost_entries, renamed_ids
from scorecard.history.past import Commit, Step, outcomes
from scorecard.reading.folder import Records, former_ids, with_domain_ids
from scorecard.records import Bilingual, Evidence, JudgedVerdict, Prediction, Withdrawal, phrase_of
from scorecard.summary.compute import Basis, summarize
from scorecard.summary.groups import Group, Summary, plain
from scorecard.table import labels_of, prediction_table
from scorecard.text import Phrase
from scorecard.verdicts import State, Verdict

Predictions = Mapping[str, Prediction]


class Effect(NamedTuple):
    """Accuracy and number of judged claims before and after one move.

    It is None where nothing is judged, and where the Brier score is the number of the folder.
    """

    before: float | None
    after: float | None
    n_before: int
    n_after: int


class Move(NamedTuple):
    """A verdict that differs from the one before it or corrects its reason, or a withdrawal.

    Attributes:
        moved_on: Day of the new verdict or the withdrawal, or the last day looked at when there is neither.
        before: The verdict before; None when there was none.
        after: The verdict given; None when the prediction is withdrawn, is gone or lost its verdicts.
        withdrawn: The withdrawal, where it is one.
        evidence: Evidence on record now that was not there before, with a page from before its day; of
            several moves the first has it.
        overall: What it did to accuracy overall, after the moves before it.
        in_domain: The same within its domain.
        commit: The commit that brought it, where commits were looked at.
    """

    id: str
    claim: Phrase
    domain: str
    moved_on: date
    before: JudgedVerdict | None
    after: JudgedVerdict | None
    withdrawn: Withdrawal | None
    evidence: list[Evidence]
    overall: Effect = Effect(None, None, 0, 0)
    in_domain: Effect = Effect(None, None, 0, 0)
    commit: Commit | None = None

    @property
    def outcome(self) -> Verdict | State | None:
        """The verdict after it, or that the claim is withdrawn; None when there is neither."""
        given = self.after.verdict if self.after else None
        return State.WITHDRAWN if self.withdrawn else given

    @property
    def is_correction(self) -> bool:
        """Whether the verdict is the one before it, with a reason that was corrected."""
        return bool(self.before and self.after and self.before.verdict is self.after.verdict)

    @property
    def why(self) -> str | Bilingual | None:
        """The reason of the verdict or of the withdrawal."""
        given = self.after or self.withdrawn
        return given.why if given else None


def records_on(predictions: Predictions, day: date) -> dict[str, Prediction]:
    """The predictions on a day, as far as their own dates tell; a withdrawn one is judged no more.

    Evidence carries the day of its page, not the day on which it was added: a page without a date, and an old
    page found late, count as known.
    """
    found = {}
    for id_, one in predictions.items():
        if one.made_on <= day:
            withdrawn = one.withdrawn if one.is_withdrawn_at(day) else None
            last = withdrawn.on if withdrawn else day
            then = {
                "verdicts": [given for given in one.verdicts if given.judged_on <= last],
                "evidence": _published(one.evidence, day),
                "withdrawn": withdrawn,
            }
            found[id_] = one.model_copy(update=then)
    return found


def _published(evidence: Sequence[Evidence], day: date) -> list[Evidence]:
    """The evidence whose page was there on a day."""
    return [item for item in evidence if (item.published_on or "") <= day.isoformat()]


def moves(before: Predictions, after: Predictions, *, as_of: date) -> list[Move]:
    """The verdicts that moved between two states of the predictions, oldest first, each with its effect.

    The effects are those of the moves made one after another in this order, so that they lead from the
    accuracy before to the accuracy after. A verdict that only confirms the one before it is no move; one that
    corrects its reason is.

    Args:
        before: Predictions by id at the start.
        after: Predictions by id now.
        as_of: The last day looked at.
    """
    made = []
    for id_, one in {**before, **after}.items():
        old = before.get(id_)
        had, has = outcomes(old), outcomes(after.get(id_))
        earlier = old.evidence if old else []
        gone_items = (it for it in earlier if it not in one.evidence)
        lost = [key for it in gone_items for key in (it.url, it.title) if key]
        added = [it for it in one.evidence if it not in earlier]
        evidence = [it for it in added if it.url not in lost and it.title not in lost]
        chain = [had[-1] if had else None, *has[len(had) :]]
        if [*map(_known_by, had)] != [*map(_known_by, has[: len(had)])]:
            # Not what was there with something after it: only the two ends can be compared.
            chain = [had[-1], has[-1] if has else None]
        for was, now in pairwise(chain):
            given, judged = _verdict(was), _verdict(now)
            gone = now if isinstance(now, Withdrawal) else None
            is_corrected = judged is not None and judged.corrects is not None and now != was
            is_moved = (given and given.verdict) != (judged and judged.verdict)
            if is_moved or is_corrected or (gone and not was):
                day = judged.judged_on if judged else gone.on if gone else as_of
                known, text = _published(evidence, day), phrase_of(one.claim)
                evidence = [item for item in evidence if item not in known]
                made.append(Move(id_, text, one.domain, day, given, judged, gone, known))
    made.sort(key=lambda one: (one.moved_on, one.id))
    held = [(after.get(id_, one).domain, outcomes(one)) for id_, one in before.items()]
    return _with_effects(made, [(domain, _verdict(had[-1])) for domain, had in held if had])


def _verdict(outcome: JudgedVerdict | Withdrawal | None) -> JudgedVerdict | None:
    """The verdict that counts; none once a claim is withdrawn."""
    return outcome if isinstance(outcome, JudgedVerdict) else None


def _with_effects(
    made: Sequence[Move], held: Sequence[tuple[str, JudgedVerdict | None]]
) -> list[Move]:
    """Moves with what each did to accuracy, from the domain and the verdict of each claim before them."""
    totals: dict[str, tuple[int, float]] = defaultdict(lambda: (0, 0.0))

    def moved(domain: str, was: JudgedVerdict | None, now: JudgedVerdict | None) -> list[Effect]:
        """What it does, overall and in its domain, that a verdict takes the place of another."""
        effects = []
        for key in ("", domain):
            n_before, before = n, credit = totals[key]
            for given, sign in ((was, -1), (now, 1)):
                if given and given.verdict.credit is not None:
                    n, credit = n + sign, credit + sign * given.verdict.credit
            totals[key] = n, credit
            ends = (before / n_before if n_before else None, credit / n if n else None)
            effects.append(Effect(*ends, n_before, n))
        return effects

    for domain, given in held:
        moved(domain, None, given)
    each = [(one, moved(one.domain, one.before, one.after)) for one in made]
    return [one._replace(overall=overall, in_domain=own) for one, (overall, own) in each]


class Rewriting(NamedTuple):
    """Verdicts that were on record and are no longer there as they were, with the commit that did it.

    The commit is None when it is not committed, or the commits were not looked at.
    """

    id: str
    lost: list[JudgedVerdict]
    commit: Commit | None


class Start(NamedTuple):
    """The start of the comparison.

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
        moves: Verdicts that moved and claims that were withdrawn, oldest first.
        corrections: Verdicts of the same word with a reason that was corrected, oldest first.
        rewritings: Records rewritten against their own history; None where the repository was not looked at.
        before: The scores by domain at the start.
        after: The scores by domain now.
    """

    since: str
    moves: list[Move]
    corrections: list[Move]
    rewritings: list[Rewriting] | None
    before: Summary
    after: Summary

    def label(self, domain: str) -> Phrase:
        """The name of a domain."""
        groups = [*self.after.groups, *self.before.groups]
        return next((one.label for one in groups if one.key == domain), Phrase(domain, domain))

    def pairs(self) -> list[tuple[str, Group | None, Group | None]]:
        """Each domain with its numbers before and after; None where it had no claim."""
        after = {group.key: group for group in self.after.groups}
        before = {group.key: group for group in self.before.groups}
        return [(key, before.get(key), after.get(key)) for key in dict.fromkeys([*after, *before])]

    def as_json(self) -> dict[str, Any]:
        """The answer as `changed --format json` prints it."""
        printed: dict[str, Any] = plain({
            "rule": self.after.rule,
            "since": self.since,
            "as_of": self.after.as_of,
            "records": self.after.records,
            "overall": {"before": self.before.overall, "after": self.after.overall},
            "domains": [
                {"key": key, "label": self.label(key), "before": one, "after": two}
                for key, one, two in self.pairs()
            ],
            "moves": [_shown(one) for one in self.moves],
            "corrected": [_shown(one) for one in self.corrections],
            "rewritten": self.rewritings and [_shown(one) for one in self.rewritings],
        })  # fmt: skip
        return printed


_SHOWN: Mapping[type, tuple[str, ...]] = {
    JudgedVerdict: ("judged_on", "verdict", "by", "why", "corrects"),
    Withdrawal: ("on", "why"),
    Evidence: ("published_on", "title", "url", "finding", "bears"),
}
"""What is printed of a part of a record."""


def _shown(held: Move | Rewriting) -> dict[str, Any]:
    """What is printed of a move or a rewriting."""
    return {
        name: list(map(_part, value)) if isinstance(value, list) else _part(value)
        for name, value in held._asdict().items()
    }


def _part(value: object) -> object:
    """What is printed of a part of a record, its texts in both languages; other values as they are."""
    values = {name: getattr(value, name) for name in _SHOWN.get(type(value), ())}
    texts = {
        name: values[name] for name in ("why", "corrects", "title", "finding") if values.get(name)
    }
    return {**values, **{name: phrase_of(text) for name, text in texts.items()}} or value


def rewritings(before: Predictions, after: Predictions, steps: Sequence[Step]) -> list[Rewriting]:
    """The records in which a verdict was altered or removed, with the commit that did it.

    There are no steps when the commits were not looked at.
    """
    found = [
        Rewriting(step.id, lost, step.commit)
        for step in steps
        if (lost := lost_entries(_verdicts(step.before), _verdicts(step.after)))
    ]
    seen = {one.id for one in found}
    return found + [
        Rewriting(id_, lost, None)
        for id_, old in before.items()
        if (lost := lost_entries(old.verdicts, _verdicts(after.get(id_)))) and id_ not in seen
    ]


def _verdicts(prediction: Prediction | None) -> list[JudgedVerdict]:
    return prediction.verdicts if prediction else []


def _known_by(outcome: JudgedVerdict | Withdrawal | None) -> object:
    """What tells an outcome from the others of its record; its texts may be translated later."""
    if isinstance(outcome, JudgedVerdict):
        return (outcome.judged_on, outcome.verdict, outcome.by)
    return outcome and outcome.on


def _followed(steps: Sequence[Step], renamed: Mapping[str, str]) -> list[Step]:
    """The steps under the ids that renamed predictions have now; the renaming itself took nothing away."""
    keyed = [((step.commit.id, renamed.get(step.id, step.id)), step) for step in steps]
    added = {key for key, step in keyed if step.before is None}  # it may have its first id again
    moved = {
        key: step.before
        for key, step in keyed
        if step.after is None and (step.id in renamed or key in added)
    }
    followed = []
    for key, step in keyed:
        if key not in moved:
            followed.append(step._replace(id=key[1]))
        elif step.after is not None:
            followed.append(step._replace(id=key[1], before=moved[key]))
    return followed


def changes(records: Records, start: Start, *, as_of: date) -> Changes:
    """The changes in the records since a start, with the scores before and after."""
    is_own = start.predictions is None
    drafts = set(records.readings) - set(records.predictions)  # what they held before is not gone
    given = {id_: one for id_, one in (start.predictions or {}).items() if id_ not in drafts}
    renamed = renamed_ids(given, records.predictions)
    named = with_domain_ids(given, records.domains)
    earlier = {renamed.get(id_, id_): one for id_, one in named.items()}
    former = former_ids(records.predictions)
    steps = _followed([one for one in start.steps if one.id not in drafts], former)
    held = records.predictions if is_own else earlier
    old = records_on(held, start.day if is_own else as_of)
    new = records_on(records.predictions, as_of)
    then = replace(records, predictions=dict(held))
    digest, labels = start.digest or records.digest, labels_of(records)

    def summary(held: Records, day: date, digest: str) -> Summary:
        return summarize(
            prediction_table(held, as_of=day), by="domain", basis=Basis(day, digest, labels)
        )

    commits = {
        (step.id, _known_by(given)): step.commit
        for step in reversed(steps)  # so that the first one stays
        for given in outcomes(step.after)
        if given not in outcomes(step.before)
    }
    scored = summary(records, as_of, records.digest)
    made = []
    for one in moves(old, new, as_of=as_of):
        effects = {name: getattr(one, name) for name in ("overall", "in_domain")}
        if scored.measure == "brier":
            effects = {name: of._replace(before=None, after=None) for name, of in effects.items()}
        commit = commits.get((one.id, _known_by(one.after or one.withdrawn)))
        made.append(one._replace(commit=commit, **effects))
    return Changes(
        since=start.shown,
        moves=[one for one in made if not one.is_correction],
        corrections=[one for one in made if one.is_correction],
        rewritings=None if is_own else rewritings(earlier, records.predictions, steps),
        before=summary(then, start.day, digest),
        after=scored,
    )
