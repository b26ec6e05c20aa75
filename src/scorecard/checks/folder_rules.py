"""Rules across the files of a folder, and the claims that are overdue; plain data in, problems out."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from scorecard.checks.settings_rules import broken_settings_rules
from scorecard.checks.sibling_rules import broken_sibling_rules, relatives
from scorecard.problems import Place, Problem
from scorecard.reading.files import RecordFile
from scorecard.rules import RULES, BrokenRule
from scorecard.text import Phrase, closest, did_you_mean, printable
from scorecard.verdicts import State, Verdict

__all__ = ["Inspection", "folder_problems"]


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


Facts = dict[str, Any]
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
                RULES[rule].problem(file.shown, *_place(facts, path), message, hint)
                for rule, path, message, hint in (
                    *_item(facts, outlooks.get(f"{file.id.partition('/')[0]}/outlook")),
                    *_overdue(file.id, facts, as_of),
                    *broken_sibling_rules(file.id, known, ids, addresses),
                    *broken_settings_rules(facts, settings),
                )
            ]
        elif file.id in reviews:
            problems += _review(file, reviews[file.id], ids)
    return problems


def _facts_of(pairs: list[Pair], kind: str) -> dict[str, Facts]:
    return {file.id: found.facts for file, found in pairs if file.kind == kind and found.facts}


def _place(facts: Facts, path: tuple[str | int, ...]) -> Place:
    return Place(*facts["places"]["/".join(map(str, path))])


def _domain(file: RecordFile, facts: Facts, domains: Facts | None) -> Iterator[Problem]:
    domain = facts["domain"]
    if domains is None or domain in domains["ids"]:
        return
    from scorecard.reading.typos import typo_in_word, typo_problem

    place = _place(facts, ("domain",))
    typo = typo_in_word(domain, place)
    if typo and typo.instead in domains["ids"]:
        yield typo_problem(typo, file.shown)
        return
    shown, listed = printable(domain, limit=60), ", ".join(domains["ids"])
    message = Phrase(
        f"`{shown}` is not in domains.yaml: {listed}", f"domains.yaml 里没有 `{shown}`：{listed}"
    )
    near = closest(domains["names"].get(domain, domain), domains["ids"])
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
    for name, (line, column) in zip(facts["ids"], facts["places"], strict=True):
        if name not in ids:
            shown = printable(name, limit=80)
            message = Phrase(f"there is no prediction `{shown}`", f"没有 `{shown}` 这条预测")
            hint = did_you_mean(closest(name, relatives(name, ids)))
            yield RULES["unknown-prediction"].problem(file.shown, line, column, message, hint)
