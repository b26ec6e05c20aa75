"""What holds for a whole folder of records: its title, its publisher, its languages and its judges."""

from scorecard.records.fields import (
    Link,
    Name,
    OneOf,
    PlainText,
    Record,
    Text,
    list_of,
    optional,
    words,
)
from scorecard.records.words import JudgeKind
from scorecard.text import Language

BOTH = [Language.ENGLISH, Language.CHINESE]
"""The languages of a folder that declares none."""


class Publisher(Record):
    """Who publishes the scorecard."""

    name: Text = words("Name, as charts and pages print it.", "名称，印在图表和网页上。")
    url: Link | None = optional("Address.", "网址。")


class Judge(Record):
    """Somebody who gives verdicts, ratings or priors."""

    id: Name = words("As `by` and `rater` name them.", "与 by、rater 的写法一致。")
    kind: OneOf[JudgeKind] = words("What they are.", "是什么。")
    en: PlainText = words("Name in English.", "英文名。")
    zh: PlainText = words("Name in Chinese.", "中文名。")
    note: Text | None = optional("What a reader should know of them.", "读者该知道的事。")


class Settings(Record):
    """The settings of a folder; everything in them is optional."""

    title: Text | None = optional(
        "Title of the scorecard, as pages print it.", "记分牌的标题，印在网页上。"
    )
    publisher: Publisher | None = optional(
        "Who publishes it, as charts and pages print it.", "发布者，印在图表和网页上。"
    )
    languages: list[OneOf[Language]] = words(
        "Languages that every claim must have; default both.",
        "每条预测必须有的语言；默认两种。",
        default=BOTH,
        min_length=1,
    )
    judges: list[Judge] = list_of(
        "Who judges and rates; where the list is there, nobody else may.",
        "判定者和评议人；列出之后，别人不得判定或评议。",
    )
