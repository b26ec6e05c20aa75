"""The files beside the predictions: domains, outlooks with their items, reviews, the folder's settings."""

from typing import Annotated

from pydantic import StringConstraints

from scorecard.records.fields import (
    Day,
    Link,
    Name,
    OneOf,
    PartialDay,
    PlainText,
    Record,
    Text,
    list_of,
    optional,
    words,
)
from scorecard.records.prediction import ROUND
from scorecard.records.words import AbstentionKind, JudgeKind, ListReason, Need
from scorecard.text import Language, Phrase
from scorecard.verdicts import BY_REVIEW

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]


class Domain(Record):
    """One domain; the file's order is the order of every table and chart."""

    id: Identifier = words("Short id of a-z, 0-9 and hyphens.", "短 id：用 a-z、0-9 和连字符。")
    en: PlainText = words("Name in English.", "英文名。")
    zh: PlainText = words("Name in Chinese.", "中文名。")


class Item(Record):
    """One numbered judgment of an article; its name is a row of the traffic lights."""

    id: PlainText = words("As `passage.item` names it.", "与 passage.item 一致。")
    en: PlainText = words("Short name in English.", "英文短名。")
    zh: PlainText = words("Short name in Chinese.", "中文短名。")


class Outlook(Record):
    """The article whose claims are on record."""

    title: Text = words("Title.", "标题。")
    author: Text | None = words("Author; null when none is printed.", "作者；若没有，写 null。")
    publisher: Text | None = words("Publisher; null when unknown.", "发布者；若没有，写 null。")
    published_on: PartialDay | None = words(
        "YYYY-MM-DD, YYYY-MM or YYYY; null when unknown.", "年-月-日、年-月或年；若没有，写 null。"
    )
    url: Link | None = words("Where it can be read; null when nowhere.", "网址；若没有，写 null。")
    year: int = words("The year it looks at.", "展望所指的年份。", ge=1900, le=2200)
    notes: list[Text] | Text | None = optional("What a reader should know.", "读者该知道的事。")
    items: list[Item] = list_of(
        "The article's items in order, with short names.", "原文条目，按原文顺序，附短名。"
    )


class PutOff(Record):
    """A claim that the meeting left for later: what is to be done, by whom and by when."""

    id: Name = words("The prediction.", "预测的 id。")
    note: Text | None = optional("What is to be done.", "待办事项。")
    owner: Name | None = optional("Who does it.", "负责人。")
    due_on: Day | None = optional("By when.", "完成日期。")


class Listed(PutOff):
    """A claim of the list with its reasons; the note, the owner and the day are the last review's."""

    because: list[OneOf[ListReason]] = list_of("Why it is on the list.", "列入的原因。")
    need: OneOf[Need] | None = optional(
        "Why it needs discussion, when the order was fixed.", "定下顺序时为何需要讨论。"
    )


class Abstention(Record):
    """A claim that a rater deliberately did not rate."""

    rater: Name = words("Who.", "评议人。")
    id: Name = words("The prediction.", "预测的 id。")
    kind: OneOf[AbstentionKind] = words("Abstained or recused.", "弃权或回避。")
    why: Text | None = optional("The reason.", "理由。")
    round: int | None = ROUND
    after_ratings: int | None = optional(
        "How many ratings of the claim by its rater came before it; without it, all of its round.",
        "此前同一评议人对这条预测已有几次评议；不写则算在同一轮的评议之后。",
        ge=0,
    )


class Review(Record):
    """A yearly review: its days, its raters and its list; its decisions are in the predictions."""

    opened_on: Day = words(
        "Day it was opened; ratings count from here.", "开始日期；从这天起的评议才算数。"
    )
    held_on: Day = words("Day of the meeting.", "会议日期。")
    raters: list[Name] = words("Who rates.", "评议人。", min_length=1)
    predictions: list[Name | Listed] = words(
        "The list in its order: ids, with reasons or alone.",
        "待议清单，按讨论顺序：预测的 id，可附原因。",
    )
    closed_on: Day | None = optional("Day it was closed.", "结束日期。")
    attended: list[Name] = list_of("Who came.", "到场的人。")
    abstentions: list[Abstention] = list_of(
        "Claims that raters deliberately did not rate.", "弃权和回避。"
    )
    put_off: list[PutOff] = list_of("What the meeting left for later.", "会上留待以后的预测。")

    @property
    def entries(self) -> list[Listed]:
        """The list in its order; an id alone is an entry without reasons."""
        return [Listed(id=one) if isinstance(one, str) else one for one in self.predictions]

    @property
    def ids(self) -> list[str]:
        """The ids on the list, in its order."""
        return [one if isinstance(one, str) else one.id for one in self.predictions]

    def put_off_of(self, id_: str) -> PutOff | None:
        """What the meeting left for later about a claim; None without an entry."""
        return next((one for one in reversed(self.put_off) if one.id == id_), None)


BOTH = [Language.ENGLISH, Language.CHINESE]
"""The languages of a folder that declares none."""


class Publisher(Record):
    """Who publishes the scorecard."""

    name: Text = words("Name, as charts and pages print it.", "名称，印在图表和网页上。")
    url: Link | None = optional("Address.", "网址。")


class Judge(Record):
    """Somebody who gives verdicts, ratings or priors."""

    id: Name = words("As `by` and `rater` name them.", "与 by、rater 的写法一致。")
    kind: OneOf[JudgeKind] = words("Person, group or model.", "个人、小组或模型。")
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

    @property
    def names(self) -> dict[str, Phrase]:
        """The names of the judges by their ids."""
        return {one.id: Phrase(one.en, one.zh) for one in self.judges}

    def name_of(self, judge: str) -> Phrase:
        """The name of a judge, a review, or a table's own verdicts; who has none is called by the id."""
        year = judge.removeprefix(BY_REVIEW)
        names = {
            "table": Phrase("the table", "表格"),
            f"{BY_REVIEW}{year}": Phrase(f"the review of {year}", f"{year} 年度复盘"),
            **self.names,
        }
        return names.get(judge, Phrase(judge, judge))
