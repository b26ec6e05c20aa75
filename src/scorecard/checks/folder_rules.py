"""Rules across the files of a folder: domains, items, reviews, copies, shared events, sources, judges.

Plain data in, problems out: a check that finds every file in its cache never loads the models.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from scorecard.problems import Place, Problem
from scorecard.reading.files import RecordFile
from scorecard.rules import RULES, BrokenRule, Path, broken
from scorecard.text import Language, Phrase, closest, did_you_mean, listed, printable, simplified
from scorecard.verdicts import BY_REVIEW, State, Verdict


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


NEARLY_EQUAL = 93
"""Per cent of likeness from which two claims are taken for one; those of a series, such as `… on new energy`
and `… on new materials`, are below it."""

MOST_COMPARED = 1500
"""Claims of one outlook with the same numbers that are compared: a million comparisons take half a second."""

_DIGITS = re.compile(r"\d+")

_BOTH = sorted(Language)
PEOPLE_NAMED = {"verdicts": "by", "priors": "by", "ratings": "rater", "raters": "rater",
                "abstentions": "rater"}  # fmt: skip
"""The lists of a prediction or a review that name people, and the field with the name."""
CLAIMS_NAMED = {"predictions": "id", "abstentions": "id", "put_off": "id"}
"""The lists of a review that name claims, likewise."""

Facts = dict[str, Any]
Pair = tuple[RecordFile, Inspection]


def folder_problems(pairs: Iterable[Pair], as_of: date) -> list[Problem]:
    """The problems between the files of a folder, and the claims that are overdue.

    Args:
        pairs: Each file with its inspection.
        as_of: The day for which overdue claims are listed.
    """
    pairs = list(pairs)
    settings, domains = (_facts_of(pairs, one).get(one) for one in ("scorecard", "domains"))
    outlooks = _facts_of(pairs, "outlook")
    known, reviews = _facts_of(pairs, "prediction"), _facts_of(pairs, "review")
    ids = {file.id for file, _ in pairs if file.kind == "prediction"}
    addresses = {one for facts in outlooks.values() for one in facts["addresses"]}
    renamed = {name: id_ for id_, facts in known.items() for name in facts["formerly"]}
    problems: list[Problem] = []
    for file, (_, _, facts) in pairs:
        found: Iterable[BrokenRule] = ()
        if file.id in known:
            problems += _domain(file, facts, domains)
            found = chain(
                _item(facts, outlooks.get(f"{file.id.partition('/')[0]}/outlook")),
                _formerly(file.id, facts["formerly"], ids, renamed),
                _overdue(file.id, facts, as_of),
                _same_event(file.id, known, ids),
                _independent(facts, addresses),
                _judges(facts, settings),
                _languages(facts, settings),
            )
        elif file.id in reviews:
            found = chain(_review(facts, ids), _judges(facts, settings))
        problems += (_problem(file, facts, one) for one in found)
    return [*problems, *_copies([pair for pair in pairs if pair[0].id in known])]


def _facts_of(pairs: list[Pair], kind: str) -> dict[str, Facts]:
    return {file.id: found.facts for file, found in pairs if file.kind == kind and found.facts}


def _problem(file: RecordFile, facts: Facts, found: BrokenRule) -> Problem:
    """A broken rule at its place: among the facts, or else the file is read again."""
    rule, at, message, hint = found
    places, name = facts.setdefault("places", {}), str(at)
    if name not in places:
        from scorecard.reading.record_reader import read_record

        places[name] = [*read_record(file).document.place(at)]
    line, column = places[name]
    return RULES[rule].problem(file.shown, line, column, message, hint)


def _domain(file: RecordFile, facts: Facts, domains: Facts | None) -> Iterator[Problem]:
    domain = facts["domain"]
    if domains is None or domain in domains["ids"] or domain in domains["chinese"]:
        return
    from scorecard.reading.typos import typo_in_word, typo_problem

    shown, (en, zh) = printable(domain, limit=60), listed(domains["ids"])
    unknown = broken("unknown-domain", ("domain",),
                     f"`{shown}` is not in domains.yaml: {en}",
                     f"domains.yaml 里没有 `{shown}`：{zh}", _near(domain, domains))  # fmt: skip
    problem = _problem(file, facts, unknown)
    typo = typo_in_word(domain, Place(problem.line, problem.column))
    if typo and typo.instead in domains["ids"]:
        problem = typo_problem(typo, file.shown)
    yield problem


def _near(word: str, facts: Facts) -> Phrase | None:
    """The question for the id that a word may mean: by itself, or by the id's name in either language."""
    names = facts["names"]
    near = closest(simplified(word), [*facts["ids"], *names])
    return did_you_mean(names.get(near, near))


def _item(facts: Facts, outlook: Facts | None) -> Iterator[BrokenRule]:
    """An item that the outlook does not list."""
    item, items = facts["item"], outlook["ids"] if outlook else []
    if items and item is not None and item not in items:
        shown, hint = printable(item, limit=60), did_you_mean(closest(item, items))
        yield broken("unknown-item", ("passage", "item"),
                     f"`{shown}` is not in the items of outlook.yaml",
                     f"outlook.yaml 的 items 里没有 `{shown}`", hint)  # fmt: skip


def _formerly(
    id_: str, names: list[str], ids: set[str], renamed: Mapping[str, str]
) -> Iterator[BrokenRule]:
    """Former ids that are still on record, or that another record had too; its own it may have again."""
    for number, name in enumerate(names):
        shown, other, path = printable(name, limit=80), renamed[name], ("formerly", number)
        if name in ids and (name != id_ or number == len(names) - 1):
            message = f"`{shown}` is still on record", f"`{shown}` 这条预测还在"
            yield broken("formerly-on-record", path, *message)
        elif other != id_ != name:
            message = f"{other} names `{shown}` too", f"{other} 也写了 `{shown}`"
            hint = Phrase("Delete it from one of the two.", "从其中一条里删掉。")
            yield broken("formerly-on-record", path, *message, hint)


def _overdue(id_: str, facts: Facts, as_of: date) -> Iterator[BrokenRule]:
    """Claims whose window has closed without a verdict since, or without any."""
    day, closes_on = as_of.isoformat(), facts["closes_on"]
    if closes_on is None or closes_on >= day or facts["made_on"] > day or facts["is_withdrawn"]:
        return
    given = [one for one in facts["verdicts"] if one[0] <= day]
    judged_on, last = (given[-1][0], Verdict(given[-1][1])) if given else ("", None)
    if last and last.is_scored and judged_on <= closes_on:
        yield broken("early-unconfirmed", ("window",),
                     f"judged on {judged_on}, and not confirmed since the window closed "
                     f"at the end of {closes_on}",
                     f"{judged_on} 判定时期限未满，到 {closes_on} 期满之后还没有确认")  # fmt: skip
    if State.after(last, date.fromisoformat(closes_on), as_of) is State.OVERDUE:
        but, but_zh = "but there is no verdict yet", "还没有判定"
        if last:
            but = f"but the last verdict, of {judged_on}, is {last.label.en}"
            but_zh = f"而 {judged_on} 的最后一次判定仍是{last.label.zh}"
        en = f"Judge it: scorecard judge {id_} VERDICT --why …"
        hint = Phrase(en, f"判定它：scorecard judge {id_} 判定 --why …")
        yield broken("overdue", ("window",),
                     f"the window closed on {closes_on}, {but}",
                     f"期限已于 {closes_on} 届满，{but_zh}", hint)  # fmt: skip


def _with_paths(
    named: Mapping[str, list[str]], fields: Mapping[str, str]
) -> Iterator[tuple[Path, str]]:
    """The names of some lists, each with its path."""
    for key, names in named.items():
        for number, name in enumerate(names):
            yield (key, number, fields[key]), name


def _review(facts: Facts, ids: set[str]) -> Iterator[BrokenRule]:
    for path, name in _with_paths(facts["ids"], CLAIMS_NAMED):
        if name not in ids:
            shown = printable(name, limit=80)
            message = f"there is no prediction `{shown}`", f"没有 `{shown}` 这条预测"
            yield broken("unknown-prediction", path, *message, _meant_id(name, ids))


def _meant_id(id_: str, ids: Iterable[str]) -> Phrase | None:
    """The question whether a near id was meant, of the same outlook or claim: few enough to compare."""
    around, _, claim = id_.replace("\\", "/").removesuffix(".yaml").rpartition("/")
    outlook = around.rpartition("/")[2]
    same = [one for one in ids if one.endswith(f"/{claim}")]
    near = [*same, *(one for one in ids if one.startswith(f"{outlook}/"))]
    return did_you_mean(same[0] if len(same) == 1 else closest(id_, near))


def _scored_verdict(facts: Facts) -> Verdict | None:
    """The last verdict of a record where it is scored and the record is not withdrawn."""
    last = facts["verdicts"][-1:]
    verdict = Verdict(last[0][1]) if last and not facts["is_withdrawn"] else None
    return verdict if verdict and verdict.is_scored else None


def _same_event(id_: str, known: Mapping[str, Facts], ids: set[str]) -> Iterator[BrokenRule]:
    """Ids that name no other claim, are not named back, or have another verdict."""
    for number, other in enumerate(known[id_]["same_event"]):
        shown, theirs = printable(other, limit=80), known.get(other)
        if other == id_:
            message = "this is the claim's own id", "这是这条预测自己的 id"
            yield broken("same-event-unknown", ("same_event", number), *message)
        elif other not in ids:
            message = f"`{shown}` is not on record", f"没有 `{shown}` 这条预测"
            path = ("same_event", number)
            yield broken("same-event-unknown", path, *message, _meant_id(other, ids))
        elif theirs and id_ not in theirs["same_event"]:
            message = f"{other} does not name this claim", f"{other} 没有写上这条预测"
            en = f"Add `{id_}` to `same_event` of {other}."
            hint = Phrase(en, f"在 {other} 的 `same_event` 里加上 `{id_}`。")
            yield broken("same-event-one-sided", ("same_event",), *message, hint)
        elif theirs and id_ < other:  # one problem for the two
            verdict, second = _scored_verdict(known[id_]), _scored_verdict(theirs)
            if verdict and second and second is not verdict:
                yield broken("same-event-differs", ("same_event",),
                             f"{verdict.label.en} here, {second.label.en} for {other}",
                             f"这里判为{verdict.label.zh}，{other} 判为{second.label.zh}")  # fmt: skip


def _independent(facts: Facts, outlooks: set[str]) -> Iterator[BrokenRule]:
    """A scored verdict with one independent source or none."""
    if facts["sources"] is None:
        return
    # The judged article and its siblings are no sources.
    independent = [one for one in facts["sources"] if one not in outlooks]
    if len(independent) > 1:
        return
    rule, en, zh = "no-independent-source", "no source", "却没有独立来源"
    if independent:
        rule, en, zh = "one-independent-source", "one source alone", "独立来源只有一个"
    label = Verdict(facts["verdicts"][-1][1]).label
    yield broken(rule, ("evidence",),
                 f"{label.en}, and {en} is independent", f"判为{label.zh}，{zh}")  # fmt: skip


def _judges(facts: Facts, settings: Facts | None) -> Iterator[BrokenRule]:
    """Judges, raters and givers of priors who are not listed as judges, of a prediction or a review."""
    judges = settings["ids"] if settings else []
    for path, name in _with_paths(facts["people"], PEOPLE_NAMED) if judges else ():
        if name not in judges and not name.startswith(BY_REVIEW):
            en, zh = map(printable, listed(judges))
            shown, hint = printable(name, limit=60), _near(name, settings or {})
            yield broken("unknown-judge", path,
                         f"`{shown}` is not among the judges of scorecard.yaml: {en}",
                         f"scorecard.yaml 的 judges 里没有 `{shown}`：{zh}", hint)  # fmt: skip


def _languages(facts: Facts, settings: Facts | None) -> Iterator[BrokenRule]:
    """A claim that lacks a language of the folder."""
    written, languages = facts["language"], settings["languages"] if settings else _BOTH
    if facts["is_plain"] and (languages == _BOTH or (written and written not in languages)):
        message = "the claim is in one language alone", "预测只有一种语言"
        if languages != _BOTH:
            message = (
                "the claim is not in the language of the folder",
                "预测用的不是文件夹声明的语言",
            )
        yield broken("missing-language", ("claim",), *message)


def _copies(pairs: Iterable[Pair]) -> Iterator[Problem]:
    """The predictions that repeat another one: byte for byte, or within one outlook.

    Within an outlook word for word, nearly so, or by passage and criteria, unless one is withdrawn. The
    problem is at the one whose id comes later.
    """
    before: dict[object, str] = {}
    claims: dict[tuple[str, ...], dict[tuple[str, ...], str]] = {}
    for file, (digest, _, facts) in sorted(pairs, key=lambda pair: pair[0].id):
        outlook, text, passage = file.id.partition("/")[0], (*facts["claim"],), facts["passage"]
        same = before.setdefault(digest, file.id)
        if same != file.id:
            message = Phrase(f"byte for byte the same as {same}", f"与 {same} 的内容完全相同")
            yield RULES["copied-file"].problem(file.shown, 1, 1, message)
        if same != file.id or facts["is_withdrawn"]:
            continue
        # Claims with other numbers are other claims.
        texts = claims.setdefault((outlook, *_DIGITS.findall(" ".join(text))), {})
        same = texts.setdefault(text, file.id)
        of_passage = before.setdefault((outlook, passage), file.id) if passage else file.id
        if same != file.id:
            message = Phrase(f"the same claim as {same}", f"与 {same} 是同一条预测")
        elif of_passage != file.id:
            en = f"the same passage and the same criteria as {of_passage}"
            message = Phrase(en, f"原文出处和判定标准与 {of_passage} 相同")
        elif near := _nearest(text, texts):
            message = Phrase(f"nearly the same claim as {near}", f"与 {near} 几乎是同一条预测")
        else:
            continue
        yield _problem(file, facts, BrokenRule("repeated-claim", ("claim",), message))


def _nearest(claim: tuple[str, ...], ids: Mapping[tuple[str, ...], str]) -> str | None:
    """The id of the first claim that differs in a few letters; the claim itself is the last of `ids`."""
    if not 1 < len(ids) <= MOST_COMPARED:
        return None
    from rapidfuzz.fuzz import ratio  # a folder of one claim needs no likeness

    for side, text in enumerate(claim):
        for other, id_ in ids.items():
            if ratio(text, other[side], score_cutoff=NEARLY_EQUAL) and other != claim:
                return id_
    return None
