"""The best and the worst calls: the claims that a page shows first, chosen by a rule that it states."""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from scorecard.reading.folder import Records
from scorecard.text import Phrase
from scorecard.verdicts import JUDGED_STATES

MOST_CALLS = 3
"""Claims on each side."""

CALLS_RULE = Phrase(
    "Chosen by rule: of the claims whose time is up, those that came true in time and those that did not;"
    " the most exactly worded first, then the most firmly worded, then those made longest ahead; one from"
    " each article, none about the same event.",
    "按规则选出：只看期满的预测，一边是按期应验的，一边是落空的；越明确的越靠前，其次看语气强弱，"
    "再看提前多久提出；每篇文章只取一条，同一事件不重复。",
)


class Calls(NamedTuple):
    """Ids of the best and of the worst calls, the most telling first."""

    best: list[str]
    worst: list[str]


def best_and_worst_calls(records: Records, table: pd.DataFrame) -> Calls:
    """The claims whose time is up that say most for the articles, and against them.

    It tells what to look at first, not who is better: a bold claim that failed comes before a vague one
    that failed.

    Args:
        records: The records.
        table: Their `scorecard.table.prediction_table`.

    Returns:
        At most `MOST_CALLS` on each side, by `CALLS_RULE`. A claim that came true late is on neither.
    """
    is_in_time = table["is_closed"] & ~(table["occurred_on"] > table["closes_on"])
    order = table.assign(
        exactness=_rank(table["specificity"]),
        firmness=_rank(table["hedge"]),
        ahead=table["made_on"] - table["closes_on"],
    )[is_in_time].sort_values(["exactness", "firmness", "ahead", "id"])
    states = order["state"].astype(str)
    best, worst = (
        order["id"][states == one.value] for one in (JUDGED_STATES[0], JUDGED_STATES[-1])
    )
    return Calls(_apart(best, records), _apart(worst, records))


def _rank(column: "pd.Series[str]") -> "pd.Series[int]":
    """The place of each value among its categories; what is not known comes last."""
    codes = column.cat.codes.astype(int)
    return codes.where(codes >= 0, len(column.cat.categories))


def _apart(ids: Iterable[str], records: Records) -> list[str]:
    """The first claims that are of different articles and about different events."""
    chosen: list[str] = []
    for id_ in ids:
        others = records.predictions[id_].same_event
        if not any(
            one.partition("/")[0] == id_.partition("/")[0]
            or one in others
            or id_ in records.predictions[one].same_event
            for one in chosen
        ):
            chosen.append(id_)
        if len(chosen) == MOST_CALLS:
            break
    return chosen
