"""One prediction: a checkable claim with its criteria, its evidence and its verdicts."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Strict

from scorecard.errors import Language, Phrase
from scorecard.models.fields import (
    Bilingual,
    Day,
    Link,
    Name,
    PartialDay,
    PlainText,
    Record,
    Text,
    in_language,
    words,
)
from scorecard.models.words import Bearing, HedgeStrength, Specificity, State, Verdict

__all__ = [
    "Amendable",
    "Amendment",
    "Criteria",
    "Evidence",
    "Hedge",
    "JudgedVerdict",
    "Passage",
    "Prediction",
    "Rating",
    "Window",
]

ARTICLE = Phrase("the article", "文章本身")
"""Who speaks when the article quotes nobody."""

_LONGEST_MARK = 12

VerdictWord = Annotated[Verdict, Strict(strict=False)]


class Amendable(StrEnum):
    """What may change after publication, with a reason."""

    CLAIM = "claim"
    WINDOW = "window"
    CRITERIA = "criteria"
    MADE_ON = "made_on"


class Passage(Record):
    """Where the article says it."""

    item: PlainText = words(
        "The article's own numbered judgement; claims of one item belong together.",
        "文章自己的条目编号；同一条目的说法归在一起。",
        examples=["生成式 AI 十大展望 / 8"],
    )
    starts: PlainText = words(
        "First characters of the passage, as printed (at most 12).",
        "段落开头的字，照原文（最多 12 个字）。",
        max_length=_LONGEST_MARK,
    )
    ends: PlainText = words(
        "Last characters of the passage, as printed (at most 12).",
        "段落结尾的字，照原文（最多 12 个字）。",
        max_length=_LONGEST_MARK,
    )


class Hedge(Record):
    """The word that softens or stresses the claim."""

    word: PlainText | None = words(
        "The word as printed, or null when there is none.", "原文的情态词；没有就写 null。"
    )
    strength: Annotated[HedgeStrength, Strict(strict=False)] = words(
        "How firmly the claim was put.", "说得有多肯定。"
    )


class Window(Record):
    """The days in which the claim is to come true, both ends included."""

    opens_on: Day = words("First day.", "第一天。")
    closes_on: Day | None = words(
        "Last day; null when it has no end.", "最后一天；没有期限写 null。"
    )
    stated: bool = words(
        "Whether the passage itself states the time.", "时间是不是原文自己写明的。"
    )


class Criteria(Record):
    """What decides the verdict, written before the evidence is looked at."""

    accurate: Text = words("When it is accurate.", "怎样算准确。")
    half_right: Text = words("When it is half right.", "怎样算对了一半。")
    inaccurate: Text = words("When it is inaccurate.", "怎样算不准确。")


class Evidence(Record):
    """One source and what it found."""

    published_on: PartialDay | None = words(
        "YYYY-MM-DD, YYYY-MM or YYYY as the page gives it; null if it gives none.",
        "页面给出的日期：年-月-日、年-月或年；没有写 null。",
        examples=["2024-02-02", "2024-02", "2024"],
    )
    title: Text = words("Title of the page.", "页面标题。")
    publisher: Text | None = words("Who published it.", "发布者。")
    url: Link | None = words(
        "Address, http or https; null when there is none.", "网址；没有写 null。"
    )
    finding: Text = words("What it found, in our own words.", "它说明了什么，用自己的话写。")
    bears: Annotated[Bearing, Strict(strict=False)] = words(
        "What it says about the claim.", "它对说法是支持、反对还是背景。"
    )


class JudgedVerdict(Record):
    """One verdict of the history; nothing is ever removed from it."""

    judged_on: Day = words("Day of the verdict.", "判定日期。")
    verdict: VerdictWord = words("What was decided.", "判定结果。")
    by: PlainText = words(
        "Who decided: desk, or a review such as review-2025.", "谁判定的：desk 或 review-2025。"
    )
    why: Text | None = words(
        "One or two sentences that name the deciding fact.",
        "一两句话，写出起决定作用的事实。",
        default=None,
    )
    occurred_on: Day | None = words(
        "When it came true, inside the window or after it.",
        "何时成真：在时间窗内或之后。",
        default=None,
    )


class Rating(Record):
    """What one rater said, independently."""

    rater: Name = words("Who rated.", "评分人。")
    rated_on: Day = words("Day of the rating.", "评分日期。")
    verdict: VerdictWord = words("What the rater said.", "评分人的意见。")
    why: Text | None = words("The rater's reason.", "理由。", default=None)


class Amendment(Record):
    """A change after publication, with its reason."""

    amended_on: Day = words("Day of the change.", "修改日期。")
    field: Annotated[Amendable, Strict(strict=False)] = words("What was changed.", "改了哪一项。")
    reason: Text = words("Why.", "为什么改。")


class Prediction(Record):
    """One checkable claim; its id is the path of its file."""

    claim: Bilingual = words("The claim, in our own words.", "说法，用自己的话写。")
    domain: PlainText = words("A domain id of domains.yaml.", "domains.yaml 里的领域 id。")
    attributed_to: Text = words(
        "The article, or a person whom it quotes.",
        "文章本身，或它引用的人。",
        examples=["the article"],
    )
    passage: Passage | None = words("Where the article says it.", "出自文章何处。", default=None)
    hedge: Hedge | None = words("How firmly it was put.", "说得有多肯定。", default=None)
    made_on: Day = words("When it was said.", "何时说的。")
    window: Window = words("When it is to come true.", "应当何时成真。")
    specificity: Annotated[Specificity, Strict(strict=False)] = words(
        "How exactly it can be tested.", "能检验到多具体。"
    )
    probability: float | None = words(
        "Only when the forecaster stated one; 0 to 1.",
        "仅当预测者自己给出概率；0 到 1。",
        default=None,
        ge=0,
        le=1,
    )
    criteria: Criteria | None = words("What decides the verdict.", "判定标准。", default=None)
    evidence: list[Evidence] = words("Sources for and against.", "正反两面的证据。", default=[])
    verdicts: list[JudgedVerdict] = words("Oldest first.", "从旧到新的判定。", default=[])
    ratings: list[Rating] = words("What single raters said.", "各评分人的意见。", default=[])
    amendments: list[Amendment] = words(
        "Changes after publication.", "发布之后的修改。", default=[]
    )

    @property
    def speaker(self) -> Phrase:
        """Who said it; the article itself has a name in both languages."""
        said_by = self.attributed_to
        if said_by == ARTICLE.en:
            return ARTICLE
        return Phrase(
            in_language(said_by, Language.ENGLISH), in_language(said_by, Language.CHINESE)
        )

    def verdict_at(self, as_of: date) -> JudgedVerdict | None:
        """The last verdict given on or before a day, or None."""
        return next((given for given in reversed(self.verdicts) if given.judged_on <= as_of), None)

    def state_at(self, as_of: date) -> State:
        """Where the prediction stands on a day; it is in exactly one state."""
        given = self.verdict_at(as_of)
        if given and given.verdict is not Verdict.TOO_EARLY:
            return State(given.verdict.value)
        closes_on = self.window.closes_on
        return State.OVERDUE if closes_on and closes_on < as_of else State.OPEN
