"""The files beside the predictions: domains, outlooks with their items, reviews."""

from typing import Annotated

from pydantic import StringConstraints

from scorecard.records.fields import Day, Link, Name, PartialDay, PlainText, Record, Text, words

__all__ = ["Domain", "Item", "Outlook", "Review"]

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]


class Domain(Record):
    """One domain; the file's order is the order of every table and chart."""

    id: Identifier = words("Short id, as records name it.", "记录里写的短 id。")
    en: PlainText = words("Name in English.", "英文名。")
    zh: PlainText = words("Name in Chinese.", "中文名。")


class Item(Record):
    """One numbered judgement of an article; its name is a row of the traffic lights."""

    id: PlainText = words("As `passage.item` names it.", "与 passage.item 一致。")
    en: PlainText = words("Short name in English.", "英文短名。")
    zh: PlainText = words("Short name in Chinese.", "中文短名。")


class Outlook(Record):
    """The article whose claims are on record."""

    title: Text = words("Title.", "标题。")
    author: Text | None = words("Author; null when none is printed.", "作者；若没有，写 null。")
    publisher: Text | None = words("Publisher.", "发布者。")
    published_on: PartialDay | None = words(
        "YYYY-MM-DD, YYYY-MM or YYYY.", "发布日期：年-月-日、年-月或年。"
    )
    url: Link | None = words("Where it can be read.", "网址。")
    year: int = words("The year it looks at.", "它展望的年份。", ge=1900, le=2200)
    notes: list[Text] | Text | None = words(
        "What a reader should know.", "读者该知道的事。", default=None
    )
    items: list[Item] = words(
        "The article's items in order, with short names.",
        "原文条目，按原文顺序，附短名。",
        default=[],
    )


class Review(Record):
    """A yearly review: its days, its raters and its list; its decisions are in the predictions."""

    opened_on: Day = words(
        "Day it was opened; ratings count from here.", "开始日期；从这天起的评议才算数。"
    )
    held_on: Day = words("Day of the meeting.", "会议日期。")
    raters: list[Name] = words("Who rates.", "评议人。", min_length=1)
    predictions: list[Name] = words("Ids on the list.", "待议清单上的预测 id。")
    closed_on: Day | None = words("Day it was closed.", "结束日期。", default=None)
    attended: list[Name] = words("Who came.", "到场的人。", default=[])
