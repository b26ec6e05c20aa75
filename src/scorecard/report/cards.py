"""What a card shows of a prediction: everything known about it on the day of the report."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from scorecard.reading.folder import Records
from scorecard.records import (
    Amendment,
    Bearing,
    Evidence,
    JudgedVerdict,
    Outlook,
    Prediction,
    Rating,
)
from scorecard.report.links import Link, passage_link, web_link
from scorecard.summary.labels import Labels
from scorecard.text import Phrase
from scorecard.verdicts import State

__all__ = ["CameTrueOn", "Card", "Chapter", "EvidenceItem", "chapters"]


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One evidence item as the page shows it; `link` is None when it has no address that may be linked."""

    evidence: Evidence
    link: Link | None


@dataclass(frozen=True, slots=True)
class CameTrueOn:
    """When a claim came true, measured from the last day of its window."""

    occurred_on: date
    phrase: Phrase
    is_late: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One prediction as it stood on the day of the report.

    Attributes:
        id: The prediction's id, which is the card's link target.
        prediction: The record.
        state: Its state.
        domain: Name of its domain.
        item_key: Its item as tables name it, None without a passage.
        item: Name of its item, None without a passage.
        latest: The verdict that holds, None when there is none yet.
        earlier: The verdicts before it, newest first.
        ratings: What raters had said by the day.
        amendments: What had been changed by the day.
        came_true_on: When it came true, None when that is not known.
        evidence: The evidence by what it bears, in the order for, against, context; only what there is.
        passage: Address of the article at the passage, None without one.
    """

    id: str
    prediction: Prediction
    state: State
    domain: Phrase
    item_key: str | None
    item: Phrase | None
    latest: JudgedVerdict | None
    earlier: list[JudgedVerdict]
    ratings: list[Rating]
    amendments: list[Amendment]
    came_true_on: CameTrueOn | None
    evidence: dict[Bearing, list[EvidenceItem]]
    passage: str | None


@dataclass(frozen=True, slots=True)
class Chapter:
    """One outlook with the cards of its claims, in the order of the article's items.

    `outlook` is None when the folder's outlook.yaml is missing or faulty.
    """

    id: str
    title: Phrase
    outlook: Outlook | None
    link: Link | None
    cards: list[Card]


def _days(count: int) -> Phrase:
    return Phrase(f"{count:,} day{'' if count == 1 else 's'}", f"{count:,} 天")


def came_true_on(occurred_on: date | None, closes_on: date | None) -> CameTrueOn | None:
    """How early or late a claim came true.

    Args:
        occurred_on: When it came true; None gives None.
        closes_on: Last day of its window; None says only the day.

    Examples:
        >>> came_true_on(date(2025, 1, 3), date(2024, 12, 31)).phrase.en
        'came true on 2025-01-03, 3 days after its window closed: late'
    """
    if occurred_on is None:
        return None
    en, zh = f"came true on {occurred_on}", f"{occurred_on} 成真"
    after = (occurred_on - closes_on).days if closes_on else None
    if after is None:
        return CameTrueOn(occurred_on, Phrase(en, zh), is_late=False)
    count = _days(abs(after))
    if after > 0:
        en, zh = f"{en}, {count.en} after its window closed: late", f"{zh}，比时间窗晚了 {count.zh}"
    elif after < 0:
        en, zh = f"{en}, {count.en} before its window closed", f"{zh}，离时间窗结束还有 {count.zh}"
    else:
        en, zh = f"{en}, the last day of its window", f"{zh}，正是时间窗最后一天"
    return CameTrueOn(occurred_on, Phrase(en, zh), is_late=after > 0)


def _evidence(prediction: Prediction) -> dict[Bearing, list[EvidenceItem]]:
    grouped = {
        bears: [
            EvidenceItem(one, web_link(one.url))
            for one in prediction.evidence
            if one.bears is bears
        ]
        for bears in Bearing
    }
    return {bears: items for bears, items in grouped.items() if items}


def _card(id_: str, state: State, records: Records, labels: Labels, as_of: date) -> Card:
    prediction = records.predictions[id_]
    outlook_id = id_.partition("/")[0]
    outlook, passage = records.outlooks.get(outlook_id), prediction.passage
    given = [one for one in prediction.verdicts if one.judged_on <= as_of]
    latest = given[-1] if given else None
    item_key = f"{outlook_id} / {passage.item}" if passage else None
    item = None
    if passage and item_key:
        item = labels["item"].get(item_key, Phrase(passage.item, passage.item))
    return Card(
        id=id_,
        prediction=prediction,
        state=state,
        domain=labels["domain"].get(
            prediction.domain, Phrase(prediction.domain, prediction.domain)
        ),
        item_key=item_key,
        item=item,
        latest=latest,
        earlier=given[-2::-1],
        ratings=[one for one in prediction.ratings if one.rated_on <= as_of],
        amendments=[one for one in prediction.amendments if one.amended_on <= as_of],
        came_true_on=came_true_on(
            latest.occurred_on if latest else None, prediction.window.closes_on
        ),
        evidence=_evidence(prediction),
        passage=passage_link(outlook.url if outlook else None, passage),
    )


def chapters(
    records: Records, table: pd.DataFrame, *, labels: Labels, as_of: date
) -> Iterator[Chapter]:
    """The outlooks with their cards; outlooks without a claim on the day are left out.

    Args:
        records: The records.
        table: Their `scorecard.table.prediction_table`; it decides which claims are there and their state.
        labels: Names of groups.
        as_of: The day of the report; verdicts, ratings and amendments after it are not shown.
    """
    ordered = table.sort_values(["outlook", "item", "id"], kind="stable")
    for key, rows in ordered.groupby("outlook", observed=True, sort=True):
        id_ = str(key)
        outlook = records.outlooks.get(id_)
        yield Chapter(
            id=id_,
            title=labels["outlook"].get(id_, Phrase(id_, id_)),
            outlook=outlook,
            link=web_link(outlook.url if outlook else None),
            cards=[
                _card(str(one), State(state), records, labels, as_of)
                for one, state in zip(rows["id"], rows["state"], strict=True)
            ],
        )
