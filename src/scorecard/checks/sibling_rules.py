"""Rules across records: claims about one event, ids of former times, sources of one's own house.

Plain data in, plain data out: a check that finds nothing new never loads the models.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scorecard.rules import BrokenRule
from scorecard.text import Phrase, closest, did_you_mean, printable
from scorecard.verdicts import Verdict

__all__ = ["broken_sibling_rules", "relatives"]

Facts = Mapping[str, Any]


def relatives(id_: str, predictions: Iterable[str]) -> list[str]:
    """The ids with the same outlook or the same claim: near enough to be meant, few enough to compare."""
    outlook, _, claim = id_.partition("/")
    return [
        one for one in predictions if one.startswith(f"{outlook}/") or one.endswith(f"/{claim}")
    ]


def _scored_verdict(facts: Facts) -> Verdict | None:
    """The last verdict of a record where it is scored and the record is not withdrawn."""
    last = facts["verdicts"][-1:]
    verdict = Verdict(last[0][1]) if last and not facts["is_withdrawn"] else None
    return verdict if verdict and verdict.is_scored else None


def _unknown(id_: str, other: str, ids: set[str]) -> tuple[Phrase, Phrase | None] | None:
    """Why an id of `same_event` names no other claim, with a hint; None when it does."""
    shown = printable(other, limit=80)
    if other == id_:
        return Phrase("this is the claim's own id", "这是这条预测自己的 id"), None
    if other in ids:
        return None
    message = Phrase(f"`{shown}` is not on record", f"没有 `{shown}` 这条预测")
    return message, did_you_mean(closest(other, relatives(other, ids)))


def _same_event(
    id_: str, facts: Facts, known: Mapping[str, Facts], ids: set[str]
) -> Iterator[BrokenRule]:
    """Ids that name no other claim, are not named back, or have another verdict."""
    verdict = _scored_verdict(facts)
    for number, other in enumerate(facts["same_event"]):
        if unknown := _unknown(id_, other, ids):
            yield BrokenRule("same-event-unknown", ("same_event", number), *unknown)
        if other == id_ or other not in known:
            continue
        if id_ not in known[other]["same_event"]:
            message = Phrase(f"{other} does not name this claim", f"{other} 没有写上这条预测")
            hint = Phrase(
                f"Add `{id_}` to `same_event` of {other}.",
                f"在 {other} 的 `same_event` 里加上 `{id_}`。",
            )
            yield BrokenRule("same-event-one-sided", ("same_event",), message, hint)
            continue
        theirs = _scored_verdict(known[other])
        if verdict and theirs and theirs is not verdict and id_ < other:  # one problem for the two
            message = Phrase(
                f"{verdict.label.en} here, {theirs.label.en} for {other}",
                f"这里判为{verdict.label.zh}，{other} 判为{theirs.label.zh}",
            )
            yield BrokenRule("same-event-differs", ("same_event",), message)


def _formerly(facts: Facts, ids: set[str]) -> Iterator[BrokenRule]:
    for number, name in enumerate(facts["formerly"]):
        if name in ids:
            message = Phrase(f"`{name}` is still on record", f"`{name}` 这条预测还在")
            yield BrokenRule("formerly-on-record", ("formerly", number), message)


def _independent(facts: Facts, outlooks: set[str]) -> Iterator[BrokenRule]:
    """A scored verdict with one independent source or none; the judged article and siblings are none."""
    if facts["sources"] is None:
        return
    n_independent = sum(address not in outlooks for address in facts["sources"])
    label = Verdict(facts["verdicts"][-1][1]).label
    if n_independent == 0:
        message = Phrase(
            f"{label.en}, and no source is independent", f"判为{label.zh}，却没有独立来源"
        )
        yield BrokenRule("no-independent-source", ("evidence",), message)
    elif n_independent == 1:
        message = Phrase(
            f"{label.en}, and one source alone is independent", f"判为{label.zh}，独立来源只有一个"
        )
        yield BrokenRule("one-independent-source", ("evidence",), message)


def broken_sibling_rules(
    id_: str, known: Mapping[str, Facts], ids: set[str], outlooks: set[str]
) -> Iterator[BrokenRule]:
    """The rules that one prediction breaks beside the others.

    Args:
        id_: Its id.
        known: The facts of every prediction that can be read, by id.
        ids: The ids of all predictions, also of those that cannot be read.
        outlooks: The addresses of the articles on record, without scheme.
    """
    facts = known[id_]
    yield from _same_event(id_, facts, known, ids)
    yield from _formerly(facts, ids)
    yield from _independent(facts, outlooks)
