"""The traffic lights of an outlook: one light for each item of the article."""

from dataclasses import dataclass

import pandas as pd

from scorecard.summary.labels import Labels
from scorecard.text import Phrase
from scorecard.verdicts import State

GREEN_FROM, RED_TO = 2 / 3, 1 / 3
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
        key: The item's id.
        label: Its name.
        light: ACCURATE (green), HALF_RIGHT (amber), INACCURATE (red) or None (gray).
        claims: Id and state of each claim, in the order of the ids.
    """

    key: str
    label: Phrase
    light: State | None
    claims: list[tuple[str, State]]


def light_state(states: list[State]) -> State | None:
    """The light of an item: green, amber or red by mean credit, None when too little is judged.

    At least half of the item's claims must be judged. One claim is a light of its own, and says no more
    than that claim does.

    Args:
        states: The states of the item's claims.

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
    if mean >= GREEN_FROM:
        return State.ACCURATE
    return State.INACCURATE if mean <= RED_TO else State.HALF_RIGHT


def lights_by_outlook(table: pd.DataFrame, labels: Labels) -> dict[str, list[Light]]:
    """The lights of each outlook, in the order of its items; claims without an item have none.

    Args:
        table: What `scorecard.table` made.
        labels: Names of groups.
    """
    named = labels.get("item", {})
    claims: dict[str, list[tuple[str, State]]] = {}
    rows = table[table["item"].notna()].sort_values("item", kind="stable")
    columns = (rows[name].astype(str) for name in ("outlook", "item", "id", "state"))
    outlook_of = {}
    for outlook, item, id_, state in zip(*columns, strict=True):
        claims.setdefault(item, []).append((id_, State(state)))
        outlook_of[item] = outlook
    lights: dict[str, list[Light]] = {}
    for item, of_item in claims.items():
        light = light_state([state for _, state in of_item])
        label = named.get(item, Phrase(item, item))
        lights.setdefault(outlook_of[item], []).append(Light(item, label, light, of_item))
    return lights


def lights_sentence() -> Phrase:
    """The sentence on the colors of lights, and on how little the light of one claim says."""
    return Phrase(
        "A light is the mean credit of an item's judged claims: green from two thirds, red up to one third,"
        " amber between them, gray when fewer than half are judged. The light of a single claim says no more"
        " than that claim.",
        "灯色看原文条目下已判预测的平均得分：三分之二及以上为绿，三分之一及以下为红，两者之间为黄，"
        "判定不到一半为灰。只有一条预测的灯，不比那条预测说明更多。",
    )
