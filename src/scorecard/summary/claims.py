"""Single claims as pages and charts show them: lights of items, calls, days and evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from scorecard.reading.folder import Records
from scorecard.summary.groups import Group
from scorecard.summary.table_claims import days_after_close
from scorecard.table import Labels
from scorecard.text import Phrase, counted
from scorecard.verdicts import JUDGED_STATES, State

_GREEN_FROM, _RED_TO = 2 / 3, 1 / 3
"""Mean credit at and above which a light is green, and at and below which it is red."""

LIGHT_NAMES = {
    State.ACCURATE: Phrase("green", "绿"),
    State.HALF_RIGHT: Phrase("amber", "黄"),
    State.INACCURATE: Phrase("red", "红"),
    None: Phrase("gray", "灰"),
}
"""The color of a light by the state whose mark it wears; None where too little is judged."""


@dataclass(frozen=True, slots=True)
class Light:
    """One item with its light and the states of its claims.

    Attributes:
        light: ACCURATE (green), HALF_RIGHT (amber), INACCURATE (red) or None (gray).
        claims: Id and state of each claim, in the order of the ids.
    """

    key: str
    label: Phrase
    light: State | None
    claims: list[tuple[str, State]]


def light_state(states: list[State]) -> State | None:
    """The light of an item by the states of its claims: None when less than half of them are judged.

    Examples:
        >>> light_state([State.ACCURATE, State.ACCURATE, State.INACCURATE]).value
        'accurate'
        >>> light_state([State.ACCURATE, State.OPEN, State.OPEN]) is None
        True
    """
    judged = [state.credit for state in states if state.credit is not None]
    if 2 * len(judged) < len(states) or not judged:
        return None
    mean = sum(judged) / len(judged)
    if mean >= _GREEN_FROM:
        return State.ACCURATE
    return State.INACCURATE if mean <= _RED_TO else State.HALF_RIGHT


def lights_by_outlook(table: pd.DataFrame, labels: Labels) -> dict[str, list[Light]]:
    """The lights of each outlook, in the order of its items; claims without an item have none."""
    named = labels.get("item", {})
    rows = table[table["item"].notna()].sort_values("item", kind="stable")
    lights: dict[str, list[Light]] = {}
    for names, of_item in rows.groupby(["outlook", "item"], observed=True, sort=False):
        outlook, item = map(str, names)
        states = [State(one) for one in of_item["state"]]
        claims = list(zip(of_item["id"], states, strict=True))
        light = Light(item, named.get(item, Phrase(item, item)), light_state(states), claims)
        lights.setdefault(outlook, []).append(light)
    return lights


LIGHTS_NOTE = Phrase(
    "A light is the mean credit of an item's judged claims: green from two thirds, red up to one third,"
    " amber between them, gray when fewer than half are judged. The light of a single claim says no more"
    " than that claim.",
    "灯色看原文条目下已判预测的平均得分：三分之二及以上为绿，三分之一及以下为红，两者之间为黄，"
    "判定不到一半为灰。只含一条预测的灯，说明的也只是那一条预测。",
)

_MOST_CALLS = 3
"""Most claims among the best, and among the worst, calls."""

CALLS_RULE = Phrase(
    "Chosen by rule: of the claims whose time is up, those that came true in time and those that never did;"
    " the most exactly worded first, then the most firmly worded, then those made longest ahead; one from"
    " each article, none about the same event.",
    "按规则选出：只看期满的预测，一边是按期应验的，一边是始终没有应验的；越明确的越靠前，"
    "其次看语气强弱，再看提前多久提出；每篇文章只取一条，同一事件不重复。",
)


def best_and_worst_calls(records: Records, table: pd.DataFrame) -> tuple[list[str], list[str]]:
    """The claims whose time is up that say most for the articles, and against them, by `CALLS_RULE`.

    It tells what to look at first, not who is better: a bold claim that failed comes before a vague one that
    failed. A claim that came true late is on neither side.

    Returns:
        The ids of the best and those of the worst calls, the most telling first.
    """
    is_in_time = table["is_closed"] & ~(table["occurred_on"] > table["closes_on"])
    order = table.assign(ahead=table["made_on"] - table["closes_on"])[is_in_time]
    # What is not known comes last.
    order = order.sort_values(["specificity", "hedge", "ahead", "id"])
    best, worst = (
        order["id"][order["state"] == one.value] for one in (JUDGED_STATES[0], JUDGED_STATES[-1])
    )
    return _apart(best, records), _apart(worst, records)


def _apart(ids: Iterable[str], records: Records) -> list[str]:
    """The first claims, each of another article and about another event than those before it."""
    chosen, taken = list[str](), set[str]()
    for id_ in ids:
        near = {id_, id_.partition("/")[0], *records.predictions[id_].same_event}
        if taken.isdisjoint(near):
            chosen.append(id_)
            taken |= near
    return chosen[:_MOST_CALLS]


_CLAIM = ["id", "domain", "state"]
"""The columns that a claim in a chart is known by."""


class CameTrue(NamedTuple):
    """One claim with the day when it came true: days after the window's end, negative when before it."""

    id: str
    domain: str
    state: State
    days: int


class ClaimEvidence(NamedTuple):
    """One claim with the number of pages that speak for it and against it."""

    id: str
    domain: str
    state: State
    n_supports: int
    n_contradicts: int


def came_true(table: pd.DataFrame) -> list[CameTrue]:
    """The judged claims whose verdict names the day they came true and whose window has an end, by id."""
    table = table[table["state"].isin([one.value for one in JUDGED_STATES])]
    days = days_after_close(table).rename("days").dropna().astype("int64")
    rows = table[_CLAIM].astype(str).join(days, how="inner").itertuples(index=False)
    return [CameTrue(id_, domain, State(state), late) for id_, domain, state, late in rows]


def timing_sentence(claims: Sequence[CameTrue], overall: Group) -> Phrase:
    """The sentence on claims with a day and on late ones, and on what being early does not prove."""
    if not claims:
        return Phrase("", "")
    n, n_late = len(claims), sum(one.days > 0 for one in claims)
    are = "is" if overall.n_judged == 1 else "are"
    verdicts, name, late = ("verdicts", "name", "of them came true after their")
    if n == 1:
        verdicts, name, late = ("verdict", "names", "came true after its")
    return Phrase(
        f"The {verdicts} of {counted(n, 'claim')} ({overall.n_judged} {are} judged) {name} the day when the"
        f" claim came true; {n_late} {late} window closed. A long window makes it easy to be early, and"
        " claims that have not come true are not in the picture.",
        f"已判的 {overall.n_judged} 条预测中，{n} 条的判定写明了应验日期，其中 {n_late} 条过期应验。"
        "期限越长越容易提前应验；没有应验的预测不在图中。",
    )


def claim_evidence(table: pd.DataFrame) -> list[ClaimEvidence]:
    """The claims of records by id with their evidence counted, those without evidence too."""
    counts = table[["n_supports", "n_contradicts"]]
    rows = table[_CLAIM].astype(str).join(counts).itertuples(index=False)
    return [ClaimEvidence(id_, domain, State(state), *n) for id_, domain, state, *n in rows]


def evidence_sentence(claims: Sequence[ClaimEvidence]) -> Phrase:
    """The sentence on claims with evidence for and against, and on what many pages do not prove."""
    n_both = sum(1 for one in claims if one.n_supports and one.n_contradicts)
    n_none = sum(1 for one in claims if not (one.n_supports or one.n_contradicts))
    has_both, has_none = ("has" if 1 in {n, len(claims)} else "have" for n in (n_both, n_none))
    return Phrase(
        f"One brick is one page. {n_both} of {counted(len(claims), 'claim')} {has_both} pages for and"
        f" against, {n_none} {has_none} neither. The number of pages shows how long people searched, not how"
        " true a claim is.",
        f"一格代表一个网页。{len(claims)} 条预测中，{n_both} 条正反两面都有证据，{n_none} 条两面都没有。"
        "网页多少只说明查了多久，不说明预测有多准。",
    )
