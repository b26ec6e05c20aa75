"""Rules across the files of a folder: domains, items, reviews, claims about one event, sources, judges, time.

Plain data in, problems out: a check that finds every file in its cache never loads the models.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from scorecard.checks.copies import copy_problems
from scorecard.problems import Place, Problem
from scorecard.reading.files import RecordFile
from scorecard.rules import RULES, BrokenRule
from scorecard.text import Language, Phrase, closest, did_you_mean, joined, printable
from scorecard.verdicts import State, Verdict


class Inspection(NamedTuple):
    """The problems of one file by itself, and the facts about it that the rules of the folder need.

    Attributes:
        digest: sha256 of the content, in hexadecimal; empty when the file could not be read.
        problems: The problems.
        facts: Plain values by name; empty when the file has errors.
    """

    digest: str
    problems: list[Problem]
    facts: dict[str, Any]


_BOTH = sorted(Language)
_REVIEW = "review-"
"""The beginning of a review's name, which is a judge too."""

Facts = Mapping[str, Any]
Path = tuple[str | int, ...]
Pair = tuple[RecordFile, Inspection]


def folder_problems(pairs: Iterable[Pair], as_of: date) -> list[Problem]:
    """The problems between the files of a folder, and the claims that are overdue.

    Args:
        pairs: Each file with its inspection.
        as_of: The day for which overdue claims are listed.
    """
    pairs = list(pairs)
    domains = _facts_of(pairs, "domains").get("domains")
    outlooks = _facts_of(pairs, "outlook")
    known, reviews = _facts_of(pairs, "prediction"), _facts_of(pairs, "review")
    settings = _facts_of(pairs, "scorecard").get("scorecard")
    ids = {file.id for file, _ in pairs if file.kind == "prediction"}
    addresses = {facts["address"] for facts in outlooks.values() if facts["address"]}
    problems: list[Problem] = []
    for file, _ in pairs:
        if file.id in known:
            facts = known[file.id]
            problems += _domain(file, facts, domains)
            problems += [
                RULES[rule].problem(file.shown, *_place(file, facts, path), message, hint)
                for rule, path, message, hint in (
                    *_item(facts, outlooks.get(f"{file.id.partition('/')[0]}/outlook")),
                    *_overdue(file.id, facts, as_of),
                    *_siblings(file.id, known, ids, addresses),
                    *_settings(facts, settings),
                )
            ]
        elif file.id in reviews:
            problems += _review(file, reviews[file.id], ids)
    return [*problems, *copy_problems([pair for pair in pairs if pair[0].id in known])]


def _facts_of(pairs: list[Pair], kind: str) -> dict[str, Facts]:
    return {file.id: found.facts for file, found in pairs if file.kind == kind and found.facts}


def _place(file: RecordFile, facts: Facts, path: Path) -> Place:
    """The place of a value; those that many files need are among the facts, else the file is read again."""
    kept = facts.get("places", {}).get(path[0]) if len(path) == 1 else None
    if kept:
        return Place(*kept)
    from scorecard.reading.record_reader import read_record

    return read_record(file).place(path)


def _domain(file: RecordFile, facts: Facts, domains: Facts | None) -> Iterator[Problem]:
    domain = facts["domain"]
    if domains is None or domain in domains["ids"] or domain in domains["chinese"]:
        return
    from scorecard.reading.typos import typo_in_word, typo_problem

    place = _place(file, facts, ("domain",))
    typo = typo_in_word(domain, place)
    if typo and typo.instead in domains["ids"]:
        yield typo_problem(typo, file.shown)
        return
    shown, listed = printable(domain, limit=60), ", ".join(domains["ids"])
    message = Phrase(
        f"`{shown}` is not in domains.yaml: {listed}", f"domains.yaml 里没有 `{shown}`：{listed}"
    )
    near = closest(domain, [*domains["ids"], *domains["names"]])
    near = domains["names"].get(near, near)
    yield RULES["unknown-domain"].problem(file.shown, *place, message, did_you_mean(near))


def _item(facts: Facts, outlook: Facts | None) -> Iterator[BrokenRule]:
    item = facts["item"]
    if outlook and outlook["ids"] and item is not None and item not in outlook["ids"]:
        shown = printable(item, limit=60)
        message = Phrase(
            f"`{shown}` is not in the items of outlook.yaml",
            f"outlook.yaml 的 items 里没有 `{shown}`",
        )
        hint = did_you_mean(closest(item, outlook["ids"]))
        yield BrokenRule("unknown-item", ("passage", "item"), message, hint)


def _overdue(id_: str, facts: Facts, as_of: date) -> Iterator[BrokenRule]:
    """Claims whose window has closed without a verdict since, or without any."""
    day, closes_on = as_of.isoformat(), facts["closes_on"]
    if closes_on is None or closes_on >= day or facts["made_on"] > day or facts["is_withdrawn"]:
        return
    given = [one for one in facts["verdicts"] if one[0] <= day]
    judged_on, last = (given[-1][0], Verdict(given[-1][1])) if given else ("", None)
    if last and last.is_scored and judged_on <= closes_on:
        message = Phrase(
            f"judged on {judged_on}, before the window closed on {closes_on}, and not confirmed since",
            f"{judged_on} 提前判定，期限已于 {closes_on} 届满，之后还没有确认",
        )
        yield BrokenRule("early-unconfirmed", ("window",), message)
    if State.after(last, date.fromisoformat(closes_on), as_of) is State.OVERDUE:
        message = Phrase(
            f"the window closed on {closes_on}, but there is no verdict yet",
            f"期限已于 {closes_on} 届满，还没有判定",
        )
        hint = Phrase(
            f"Judge it: scorecard judge {id_} VERDICT --why …",
            f"判定它：scorecard judge {id_} 判定 --why …",
        )
        yield BrokenRule("overdue", ("window",), message, hint)


def _review(file: RecordFile, facts: Facts, ids: set[str]) -> Iterator[Problem]:
    for number, name in enumerate(facts["ids"]):
        if name not in ids:
            shown = printable(name, limit=80)
            message = Phrase(f"there is no prediction `{shown}`", f"没有 `{shown}` 这条预测")
            hint = did_you_mean(closest(name, _relatives(name, ids)))
            place = _place(file, facts, ("predictions", number))
            yield RULES["unknown-prediction"].problem(file.shown, *place, message, hint)


def _relatives(id_: str, predictions: Iterable[str]) -> list[str]:
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
    """The message and the hint for an id of `same_event` that names no other claim; else None."""
    shown = printable(other, limit=80)
    if other == id_:
        return Phrase("this is the claim's own id", "这是这条预测自己的 id"), None
    if other in ids:
        return None
    message = Phrase(f"`{shown}` is not on record", f"没有 `{shown}` 这条预测")
    return message, did_you_mean(closest(other, _relatives(other, ids)))


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


def _siblings(
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


def _names(facts: Facts) -> Iterator[tuple[Path, str]]:
    """Who judged, rated or expected, with the path of the name."""
    for number, (_, _, by) in enumerate(facts["verdicts"]):
        yield ("verdicts", number, "by"), by
    for number, rater in enumerate(facts["raters"]):
        yield ("ratings", number, "rater"), rater
    for number, by in enumerate(facts["priors"]):
        yield ("priors", number, "by"), by


def _judges(facts: Facts, judges: list[str]) -> Iterator[BrokenRule]:
    for path, name in _names(facts):
        if name not in judges and not name.startswith(_REVIEW):
            shown = printable(name, limit=60)
            message = Phrase(
                f"`{shown}` is not among the judges of scorecard.yaml: "
                f"{printable(joined(judges, Language.ENGLISH))}",
                f"scorecard.yaml 的 judges 里没有 `{shown}`：{printable(joined(judges, Language.CHINESE))}",
            )
            yield BrokenRule("unknown-judge", path, message, did_you_mean(closest(name, judges)))


def _settings(facts: Facts, settings: Facts | None) -> Iterator[BrokenRule]:
    """The rules of the folder that one prediction breaks.

    Args:
        facts: What is known of the prediction.
        settings: What is known of scorecard.yaml; None where there is none that can be read.
    """
    judges, languages = (settings["ids"], settings["languages"]) if settings else ([], _BOTH)
    if judges:
        yield from _judges(facts, judges)
    if facts["is_plain"] and languages == _BOTH:
        message = Phrase("the claim is in one language alone", "预测只有一种语言")
        yield BrokenRule("missing-language", ("claim",), message)
