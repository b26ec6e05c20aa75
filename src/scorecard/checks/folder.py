"""The rules across the files of a folder, and what is overdue on a day; plain data in, problems out."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from scorecard.checks.settings_rules import settings_problems
from scorecard.checks.sibling_rules import did_you_mean, relatives, sibling_problems
from scorecard.problems import Problem
from scorecard.reading.files import RecordFile
from scorecard.rules import RULES
from scorecard.text import Phrase, printable
from scorecard.verdicts import Verdict

__all__ = ["Inspection", "folder_problems"]

_SCORED = {verdict.value for verdict in Verdict if verdict.is_scored}
_SCORED_OR_CLOSED = _SCORED | {Verdict.UNRESOLVABLE.value}


class Inspection(NamedTuple):
    """What one file has wrong by itself, and what the folder's rules ask of it.

    Attributes:
        digest: sha256 of the content, in hexadecimal; empty when the file could not be read.
        problems: What is wrong with the file by itself.
        facts: Plain values by name; empty when the file has errors.
    """

    digest: str
    problems: list[Problem]
    facts: dict[str, Any]


_LISTS_OF_IDS: dict[str, tuple[str, ...]] = {
    "domains": (),
    "outlook": ("items",),
    "scorecard": ("judges",),
}
"""Where each kind of file lists its ids."""

Pair = tuple[RecordFile, Inspection]


def _problem(
    rule: str,
    pair: Pair,
    path: tuple[str | int, ...],
    message: Phrase,
    hint: Phrase | None = None,
) -> Problem:
    """The rule broken at a value; its file is read again where the place was not kept."""
    kept = pair[1].facts.get("places", {}).get(path[0]) if len(path) == 1 else None
    if kept:
        line, column = kept
    else:
        from scorecard.reading.nodes import place_in_file

        line, column = place_in_file(pair[0], path)
    return RULES[rule].problem(pair[0].shown, line, column, message, hint)


def _domain(pair: Pair, domains: dict[str, Any] | None) -> Iterator[Problem]:
    domain = pair[1].facts["domain"]
    if domains is None or domain in domains["ids"]:
        return
    from scorecard.reading.nodes import place_in_file
    from scorecard.reading.slips import slip_in_word, slip_problem

    slip = slip_in_word(domain, place_in_file(pair[0], ("domain",)))
    if slip and slip.instead in domains["ids"]:
        yield slip_problem(slip, pair[0].shown)
        return
    shown, listed = printable(domain, limit=60), ", ".join(domains["ids"])
    message = Phrase(
        f"`{shown}` is not in domains.yaml: {listed}", f"domains.yaml 里没有 `{shown}`：{listed}"
    )
    hint = did_you_mean(domains["names"].get(domain, domain), domains["ids"])
    yield _problem("unknown-domain", pair, ("domain",), message, hint)


def _item(pair: Pair, items: dict[str, Any] | None) -> Iterator[Problem]:
    item = pair[1].facts["item"]
    if items and items["ids"] and item is not None and item not in items["ids"]:
        shown = printable(item, limit=60)
        message = Phrase(
            f"`{shown}` is not in the items of outlook.yaml",
            f"outlook.yaml 的 items 里没有 `{shown}`",
        )
        hint = did_you_mean(item, items["ids"])
        yield _problem("unknown-item", pair, ("passage", "item"), message, hint)


def _overdue(pair: Pair, as_of: str) -> Iterator[Problem]:
    facts = pair[1].facts
    closes_on = facts["closes_on"]
    if closes_on is None or closes_on >= as_of or facts["made_on"] > as_of or facts["is_withdrawn"]:
        return
    given = [one for one in facts["verdicts"] if one[0] <= as_of]
    judged_on, verdict, _ = given[-1] if given else ("", "", "")
    if verdict in _SCORED and judged_on <= closes_on:
        message = Phrase(
            f"judged on {judged_on}, before the window closed on {closes_on}, and not confirmed since",
            f"{judged_on} 提前判定，期限已于 {closes_on} 届满，之后还没有确认",
        )
        yield _problem("early-unconfirmed", pair, ("window",), message)
    if verdict not in _SCORED_OR_CLOSED:
        message = Phrase(
            f"the window closed on {closes_on} and nothing is decided",
            f"时间窗已于 {closes_on} 关闭，还没有判定",
        )
        hint = Phrase(
            f"Judge it: scorecard judge {pair[0].id} VERDICT --why …",
            f"判定它：scorecard judge {pair[0].id} 判定 --why …",
        )
        yield _problem("overdue", pair, ("window",), message, hint)


def _repeated_ids(pair: Pair) -> Iterator[Problem]:
    file, inspection = pair
    seen: set[str] = set()
    for number, name in enumerate(inspection.facts["ids"]):
        if name in seen:
            path: tuple[str | int, ...] = (*_LISTS_OF_IDS[file.kind], number, "id")
            shown = printable(name, limit=60)
            message = Phrase(f"the id `{shown}` stands here again", f"id `{shown}` 在这里重复了")
            yield _problem("repeated-id", pair, path, message)
        seen.add(name)


def _review(pair: Pair, predictions: set[str]) -> Iterator[Problem]:
    for number, name in enumerate(pair[1].facts["ids"]):
        if name not in predictions:
            shown = printable(name, limit=80)
            message = Phrase(f"`{shown}` is not on record", f"没有 `{shown}` 这条预测")
            hint = did_you_mean(name, relatives(name, predictions))
            yield _problem("unknown-prediction", pair, ("predictions", number), message, hint)


def _facts_of(pairs: list[Pair], kind: str) -> dict[str, dict[str, Any]]:
    return {file.id: found.facts for file, found in pairs if file.kind == kind and found.facts}


def _dated(pair: Pair, today: date) -> Iterator[Problem]:
    """What is dated after today, in a file that is known to have something such."""
    from scorecard.checks.dated import future_findings
    from scorecard.reading.reading import read_record

    record = read_record(pair[0]).record
    for found in future_findings(record, today) if record else ():
        yield _problem(found.rule, pair, found.path, found.message, found.hint)


def folder_problems(pairs: list[Pair], as_of: date, today: date | None = None) -> list[Problem]:
    """What is wrong between the files of a folder, what is overdue and what is dated ahead.

    Args:
        pairs: Each file with what was found in it by itself.
        as_of: The day for which overdue claims are listed.
        today: The last day that has come, after which nothing may be dated; None does not ask.
    """
    domains = _facts_of(pairs, "domains").get("domains")
    items = _facts_of(pairs, "outlook")
    predictions = {file.id for file, _ in pairs if file.kind == "prediction"}
    known = _facts_of(pairs, "prediction")
    settings = _facts_of(pairs, "scorecard").get("scorecard")
    addresses = {one["address"] for one in items.values() if one["address"]}
    day, last_day = as_of.isoformat(), today.isoformat() if today else ""
    problems: list[Problem] = []
    for pair in pairs:
        file, inspection = pair
        if not inspection.facts:
            continue
        if file.kind == "prediction":
            problems += _domain(pair, domains)
            problems += _item(pair, items.get(f"{file.id.partition('/')[0]}/outlook"))
            problems += _overdue(pair, day)
            problems += [
                _problem(one.rule, pair, one.path, one.message, one.hint)
                for one in (
                    *sibling_problems(file.id, known, predictions, addresses),
                    *settings_problems(inspection.facts, settings),
                )
            ]
            if today and inspection.facts["last_day"] > last_day:
                problems += _dated(pair, today)
        elif file.kind == "review":
            problems += _review(pair, predictions)
        else:
            problems += _repeated_ids(pair)
    return problems
