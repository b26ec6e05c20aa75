"""Rules against an earlier version: goalposts, history and records that may not change."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, TypeVar

from scorecard.checks.text_rules import without_spacing
from scorecard.problems import Problem
from scorecard.reading.folder import Records, with_domain_ids
from scorecard.records import (
    Amendable,
    Amendment,
    JudgedVerdict,
    Prediction,
    Prior,
    Rating,
    phrase_of,
)
from scorecard.rules import RULES, BrokenRule, broken
from scorecard.text import Phrase, in_one_line, printable

_LISTS = {
    "verdicts": ("judged_on", "by", Phrase("the verdict", "判定")),
    "ratings": ("rated_on", "rater", Phrase("the rating", "评议")),
    "amendments": ("amended_on", "field", Phrase("the amendment", "修订")),
    "priors": ("given_on", "by", Phrase("the prior", "事前预期")),
}
"""For each list of a record the day and the owner that tell an altered entry from a removed one."""

_CODED: dict[str, Any] = {
    **dict.fromkeys(("domain", "attributed_to", "hedge", "specificity"), True),
    "passage": {"item"},
}
"""The fields that decide in which groups a claim is counted, and with what it is compared."""
_AFTER_ALL = Phrase(
    "Restore it. A claim that is to count after all gets a new file of its own.",
    "恢复原样。如果这条预测还是应当计入，另建一个新文件。",
)

EXAMPLE = "example-"
"""The beginning of the names of outlooks that are there to be deleted, as `scorecard init` makes one."""

Predictions = Mapping[str, Prediction]
Entry = JudgedVerdict | Rating | Amendment | Prior
One = TypeVar("One", bound=Entry)


def lost_entries(before: Sequence[One], after: Sequence[One]) -> list[One]:
    """The entries of a list that a later version of it no longer holds, in order.

    Args:
        before: The list as it was.
        after: The list as it is; entries may have been added anywhere, and to a text its other language.

    Examples:
        >>> from datetime import date
        >>> from scorecard.verdicts import Verdict
        >>> day = date(2025, 1, 8)
        >>> desk = JudgedVerdict(judged_on=day, verdict=Verdict.ACCURATE, by="desk")
        >>> lost_entries([desk], [])[0].by
        'desk'
        >>> lost_entries([desk], [desk, desk])
        []
    """
    if before == after[: len(before)]:
        return []
    lost, start, held = [], 0, [entry.model_dump() for entry in after]
    for entry in before:
        said = entry.model_dump()
        places = (place for place in range(start, len(held)) if _is_kept(said, held[place]))
        place = next(places, None)
        if place is None:
            lost.append(entry)
        else:
            start = place + 1
    return lost


def _is_kept(old: object, new: object) -> bool:
    """Whether a value says what it said; a text may have gained its other language."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(_is_kept(old[one], new[one]) for one in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_is_kept, old, new))
    if isinstance(old, str) and isinstance(new, dict):
        return _content(old) in map(_content, new.values())
    return _content(old) == _content(new)


def _content(value: object) -> str:
    """What a value says, however its lines are broken and its Chinese and Latin characters spaced."""
    return without_spacing(in_one_line(repr(value).replace("\\n", "\n")))


def renamed_ids(before: Collection[str], after: Predictions) -> dict[str, str]:
    """The new id of each prediction that has another one now and names the old one under `formerly`.

    Args:
        before: The ids of predictions in the earlier version.
        after: Predictions by id now.
    """
    named = [(old, new) for new, one in after.items() if new not in before for old in one.formerly]
    return {old: new for old, new in named if old in before and old not in after}


def _goalposts(before: Prediction, after: Prediction) -> Iterator[BrokenRule]:
    """Claim, window, criteria, made_on and probability that differ without a new amendment."""
    # Asked the other way round: an entry that is lost on the way back is new.
    new_amendments = lost_entries(after.amendments, before.amendments)
    amended = {one.field for one in new_amendments}
    for field in Amendable:
        name = field.value
        old, new = getattr(before, name), getattr(after, name)
        if old != new and field not in amended and _content(old) != _content(new):
            yield broken("goalposts-moved", (name,),
                         f"`{name}` changed and no amendment says why",
                         f"`{name}` 改了，amendments 里却没有说明")  # fmt: skip


def _history(before: Prediction, after: Prediction) -> Iterator[BrokenRule]:
    """Verdicts, ratings, amendments, priors and a withdrawal that were altered or removed."""
    was, now = before.withdrawn, after.withdrawn
    if was and not (now and _is_kept(was.model_dump(), now.model_dump())):
        en, zh = ("was altered", "被改动了") if now else ("is gone", "不见了")
        en, zh = f"the withdrawal of {was.on} {en}", f"{was.on} 的撤下{zh}"
        yield broken("history-rewritten", ("withdrawn",), en, zh, _AFTER_ALL)
    for name, (day, owner, kind) in _LISTS.items():
        identity = attrgetter(day, owner)
        entries: list[Entry] = getattr(after, name)
        new = {identity(one): one for one in lost_entries(entries, getattr(before, name))}
        for lost in lost_entries(getattr(before, name), entries):
            on, who = identity(lost)
            by = printable(who, limit=60)
            shown = Phrase(f"of {by} on {on}", f"（{by}，{on}）")
            if isinstance(lost, JudgedVerdict | Rating):
                label = lost.verdict.label
                shown = Phrase(f"`{label.en}` by {by} on {on}", f"“{label.zh}”（{by}，{on}）")
            path: tuple[str | int, ...] = (name,)
            en, zh = "is gone", "不见了"
            altered = lost if lost in entries else new.get((on, who))  # the same in another place
            if altered:
                path, en, zh = (name, entries.index(altered)), "was altered", "被改动了"
            message = f"{kind.en} {shown.en} {en}", f"{kind.zh}{shown.zh}{zh}"
            yield broken("history-rewritten", path, *message)


def _grounds(before: Prediction, after: Prediction) -> Iterator[BrokenRule]:
    """What numbers and verdicts rest on, where it differs although the claim was judged."""
    if before.withdrawn or not any(one.verdict.is_scored for one in before.verdicts):
        return
    new = after.model_dump(include=_CODED)
    for name, value in before.model_dump(include=_CODED).items():
        if not _is_kept(value, new[name]):
            yield broken("changed-after-verdict", (name,),
                         f"`{name}` changed after a verdict", f"判定之后 `{name}` 又改了")  # fmt: skip
    pages = {
        (one.bears, page) for one in after.evidence for page in (one.url, *phrase_of(one.title))
    }
    for one in before.evidence:
        title = phrase_of(one.title)
        if pages.isdisjoint((one.bears, page) for page in ([one.url] if one.url else title)):
            shown = Phrase(*(printable(text, limit=60) for text in title))
            yield broken("changed-after-verdict", ("evidence",),
                         f"evidence ({one.bears.label.en}) is gone after a verdict: {shown.en}",
                         f"判定之后，一条证据（{one.bears.label.zh}）不见了：{shown.zh}")  # fmt: skip


def _removed(before: Predictions, records: Records, gone: Collection[str]) -> Iterator[Problem]:
    """The predictions that are gone; of one that was only moved the new path is named."""
    new = sorted(set(records.predictions) - set(before))
    for id_ in sorted(gone):
        old = before.get(id_)
        names = [id_, *(old.formerly if old else ())]
        if all(one.startswith(EXAMPLE) for one in names):
            continue
        shown, hint = printable(f"{records.root}/{id_}.yaml"), None
        en, zh = "this prediction was on record and is gone", "这条预测曾经收录，现在不见了"
        alike = [one for one in new if old and records.predictions[one].claim == old.claim]
        if alike:  # all of it the same, or else the claim
            name = min(alike, key=lambda one: records.predictions[one] != old)
            ids = ", ".join([*records.predictions[name].formerly, id_])
            written = printable(f"formerly: [{ids}]", limit=2000)
            en = f"Give the file its old name back, or write `{written}` into it."
            hint = Phrase(en, f"把文件名改回来，或在文件里写 `{written}`。")
            en = f"this prediction was on record; it seems to be {name} now"
            zh = f"这条预测曾经收录，现在似乎是 {name}"
        yield RULES["prediction-removed"].problem(shown, 1, 1, Phrase(en, zh), hint)


def against_problems(
    before: Predictions, records: Records, *, unread: Collection[str] = ()
) -> list[Problem]:
    """The differences from an earlier version that are not allowed.

    Claim, window, criteria, made_on and probability may change only together with an amendment that is new
    since then. A verdict, rating, amendment, prior or withdrawal may be added, never altered or removed; a
    prediction may not be removed, unless its outlook is an example, nor renamed without its old id under
    `formerly`. Of a claim that was judged, the fields it is grouped by and its evidence are told to have
    changed. Spaces between Chinese and Latin characters may change, and what was said may gain its other
    language. Files with errors are left to the other rules.

    Args:
        before: Predictions by id in the earlier version.
        records: The records now.
        unread: The ids of predictions of the earlier version that cannot be read.
    """
    known = {*before, *unread}
    renamed = renamed_ids(known, records.predictions)
    problems = list(_removed(before, records, known - records.readings.keys() - renamed.keys()))
    for id_ in sorted(records.readings.keys() & {renamed.get(one, one) for one in unread}):
        shown = records.readings[id_].file.shown
        en = "the earlier version cannot be read, so nothing was compared"
        message = Phrase(en, "以前的版本无法读出，因此没有比较")
        problems.append(RULES["not-comparable"].problem(shown, 1, 1, message))
    for id_, old in with_domain_ids(before, records.domains).items():
        new_id = renamed.get(id_, id_)
        new = records.predictions.get(new_id)
        if new is None or new == old:
            continue
        document = records.readings[new_id].document
        for rules in (_goalposts, _history, _grounds):
            problems += map(document.problem, rules(old, new))
    return problems
