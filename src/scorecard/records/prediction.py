"""One prediction: a checkable claim with its criteria, its evidence and its verdicts."""

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, create_model

from scorecard.records.fields import (
    Day,
    JudgeName,
    Link,
    Name,
    OneOf,
    PartialDay,
    PlainText,
    Record,
    Text,
    list_of,
    optional,
    phrase_of,
    words,
)
from scorecard.records.words import (
    Amendable,
    Bearing,
    DecidedBy,
    HedgeStrength,
    PriorBasis,
    Seen,
    SourceKind,
    Specificity,
)
from scorecard.text import Phrase, ranged
from scorecard.verdicts import WITH_PARTS, State, Verdict

ARTICLE = Phrase("the article", "文章本身")
"""The speaker when the article quotes nobody."""

_LONGEST_MARK = 12


class Passage(Record):
    """The place in the article."""

    item: PlainText = words(
        "The article's own numbered judgment; claims of one item belong together.",
        "原文自己的条目编号；同一条目的预测归在一起。",
        examples=["生成式 AI 十大展望 / 8"],
    )
    starts: PlainText = words(
        "First characters of the passage, as printed (at most 12).",
        "首字：段落开头，照原文（最多 12 个字）。",
        max_length=_LONGEST_MARK,
    )
    ends: PlainText = words(
        "Last characters of the passage, as printed (at most 12).",
        "尾字：段落结尾，照原文（最多 12 个字）。",
        max_length=_LONGEST_MARK,
    )


class Hedge(Record):
    """The word that softens or stresses the claim."""

    word: PlainText | None = words(
        "The word as printed, or null when there is none.", "原文的情态词；若没有，写 null。"
    )
    strength: OneOf[HedgeStrength] = words("How firmly the claim was put.", "语气强弱。")


class Window(Record):
    """The days in which the claim is to come true, both ends included."""

    opens_on: Day = words("First day of the window.", "期限的起始日。")
    closes_on: Day | None = words(
        "Last day of the window; null when it has no end.", "期限的截止日；若没有，写 null。"
    )
    stated: bool = words("Whether the passage itself states the time.", "期限是否由原文写明。")

    @property
    def days(self) -> Phrase:
        """From its first day to its last; one day stands alone."""
        if self.closes_on is None:
            return Phrase(f"from {self.opens_on}, no end", f"{self.opens_on} 起，无截止日")
        if self.closes_on == self.opens_on:
            return Phrase(f"{self.opens_on}", f"{self.opens_on}")
        return ranged(self.opens_on, self.closes_on)

    def came_true(self, on: date) -> Phrase:
        """The day a claim came true, with the days before or after its window closed.

        Examples:
            >>> window = Window(opens_on=date(2024, 1, 1), closes_on=date(2024, 12, 31), stated=True)
            >>> window.came_true(date(2025, 1, 3)).en
            'came true on 2025-01-03, 3 days after its window closed: late'
        """
        said = Phrase(f"came true on {on}", f"{on} 应验")
        if self.closes_on is None:
            return said
        after = (on - self.closes_on).days
        n = f"{abs(after):,}"
        days = "day" if n == "1" else "days"
        when = Phrase(", the last day of its window", "，正是截止日")
        if after > 0:
            when = Phrase(f", {n} {days} after its window closed: late", f"，比截止日晚 {n} 天")
        elif after < 0:
            when = Phrase(f", {n} {days} before its window closed", f"，比截止日早 {n} 天")
        return Phrase(said.en + when.en, said.zh + when.zh)


class _Beforehand(Record):
    """What a record says of verdicts before it has one: a field for each that the table has it for."""

    @property
    def written(self) -> dict[Verdict, Any]:
        """What is written, by the verdicts, best first; an optional field may be missing."""
        return {Verdict(name): value for name, value in self if value is not None}


def _of_verdicts(of: Any, en: str, zh: str, **more: Any) -> type[_Beforehand]:  # noqa: ANN401  (what Field takes)
    """The fields of a model, one for each verdict, of a type and with words in which `{}` is the verdict."""
    fields: dict[str, Any] = {}
    for one in Verdict:
        if one.row.beforehand != "never":
            is_needed = one.row.beforehand == "required"
            kind, described = (of, words) if is_needed else (of | None, optional)
            text = Phrase(en.format(one.label.en), zh.format(one.label.zh))
            fields[one.value] = (kind, described(*text, **more))
    return create_model("_OfVerdicts", __base__=_Beforehand, **fields)


class Criteria(_of_verdicts(Text, "When it is {}.", "怎样算{}。")):  # type: ignore[misc]  # by the table
    """The criteria of the verdict, written before the evidence is looked at."""


class Evidence(Record):
    """One source and what it found."""

    published_on: PartialDay | None = words(
        "YYYY-MM-DD, YYYY-MM or YYYY as the page gives it; null if it gives none.",
        "页面给出的日期：年-月-日、年-月或年；若没有，写 null。",
        examples=["2024-02-02", "2024-02", "2024"],
    )
    title: Text = words("Title of the page.", "页面标题。")
    publisher: Text | None = words("Who published it; null if none.", "发布者；若没有，写 null。")
    url: Link | None = words(
        "Address of the page, http or https; null when there is none.",
        "页面网址；若没有，写 null。",
    )
    kind: OneOf[SourceKind] | None = optional(
        "Kind of the source by the codebook, of the page and not of its host.",
        "按判定手册的来源类别，看这一页而不看网站。",
    )
    seen: OneOf[Seen] | None = optional("How much of the page was read.", "读了这一页的多少。")
    accessed_on: Day | None = optional("Day on which it was read.", "阅读日期。")
    archived_url: Link | None = optional("Address of a copy that stays.", "存档副本的网址。")
    finding: Text = words("What it found, in our own words.", "要点，用自己的话写。")
    bears: OneOf[Bearing] = words("What it says about the claim.", "对预测起什么作用。")

    def is_known_on(self, day: date) -> bool:
        """Whether none of its dates is after a day; a month or a year is after it only if all of it is."""
        dates = (self.published_on or "", str(self.accessed_on or ""))
        return max(dates) <= day.isoformat()


class Dissent(Record):
    """One person at a review who would have decided otherwise."""

    by: PlainText = words("Who.", "谁。")
    verdict: OneOf[Verdict] = words("What they would have decided.", "其主张的判定。")
    why: Text | None = optional("Their reason.", "理由。")


class Decision(Record):
    """The way in which a review came to its verdict."""

    how: OneOf[DecidedBy] = words("How it was decided.", "以什么方式决定。")
    votes_for: int | None = optional("Votes for it.", "赞成票数。", ge=0, alias="for")
    votes_against: int | None = optional("Votes against it.", "反对票数。", ge=0, alias="against")
    dissent: list[Dissent] = list_of("Who would have decided otherwise.", "不同意见。")
    recused: list[Name] = list_of("Who took no part.", "回避的人。")


class JudgedVerdict(Record):
    """One verdict of the history; nothing is ever removed from it."""

    judged_on: Day = words("Day of the verdict.", "判定日期。")
    verdict: OneOf[Verdict] = words("What was decided.", "判定结果。")
    by: JudgeName = words(
        "Who decided: desk, or a review such as review-2025.",
        "判定者：desk，或某次年度复盘，如 review-2025。",
    )
    why: Text | None = optional(
        "One or two sentences that name the deciding fact.", "理由：一两句话，写明决定性的事实。"
    )
    held: Text | None = optional(
        f"{WITH_PARTS.en.capitalize()} only: the part that came true.",
        f"仅{WITH_PARTS.zh}：说中的部分。",
    )
    missed: Text | None = optional(
        f"{WITH_PARTS.en.capitalize()} only: the part that did not.",
        f"仅{WITH_PARTS.zh}：落空的部分。",
    )
    early_because: Text | None = optional(
        "Scored before the window closed: why the rest of the window cannot change it.",
        "提前判定：为什么余下的时间改变不了结论。",
    )
    corrects: Text | None = optional(
        "What was wrong with the verdict before.", "上一次判定错在哪里。"
    )
    occurred_on: Day | None = optional(
        "When it came true, inside the window or after it.", "应验日期：在期限内或之后。"
    )
    decided: Decision | None = optional(
        "Reviews only: how it was decided.", "仅复盘：以什么方式决定。"
    )


ROUND = optional(
    "2 to 9 for the rounds after the discussion; left out for the first, before it.",
    "讨论之后的各轮依次写 2 到 9；讨论之前独立评议的第一轮不必写。",
    ge=1,
    le=9,
)
"""The round of what a rater says of a claim; of several answers the one of the last round counts."""


class Rating(Record):
    """The opinion of one rater, independent of the others."""

    rater: Name = words("Who rated.", "评议人。")
    rated_on: Day = words("Day of the rating.", "评议日期。")
    verdict: OneOf[Verdict] = words("The rater's verdict.", "评议人的意见。")
    why: Text | None = optional("The rater's reason.", "理由。")
    round: int | None = ROUND


class Amendment(Record):
    """A change after publication, with its reason."""

    amended_on: Day = words("Day of the change.", "修订日期。")
    field: OneOf[Amendable] = words("What was changed.", "修订了哪一项。")
    reason: Text = words("Why it was changed.", "修订理由。")


class OfTen(_of_verdicts(int, "Chances of {}, out of ten.", "十成可能里，{}占几成。", ge=0, le=10)):  # type: ignore[misc]  # by the table
    """Ten chances, dealt to the scored verdicts."""


class Prior(Record):
    """An expectation of the claim, from before its window or from what was known then."""

    by: JudgeName = words("Who expected it.", "谁的预期。")
    given_on: Day = words("Day on which it was given.", "给出日期。")
    basis: OneOf[PriorBasis] = words("What it rests on.", "依据什么。")
    of_ten: OfTen = words(
        "Ten chances, shared out among the verdicts.", "十成可能在各种判定间的分配，合计为十。"
    )
    source: Text | None = optional("Market, series or page.", "市场、序列或网页。")
    published_on: PartialDay | None = optional(
        "Day, month or year of the source.", "来源的日期：年-月-日、年-月或年。"
    )


class Withdrawal(Record):
    """The reason why a record should not have been made; it is not scored and never hidden."""

    on: Day = words("Day of the withdrawal.", "撤下日期。")
    why: Text = words("Why it is no forecast.", "为什么不算预测。")


def _one_text(value: object) -> object:
    """A claim in one language alone as a plain text."""
    is_one_sided = isinstance(value, dict) and len(value) == 1 and value.keys() <= {"en", "zh"}
    return next(iter(value.values())) if is_one_sided else value  # type: ignore[attr-defined]  # a dict


class Prediction(Record):
    """One checkable claim; its id is the path of its file."""

    claim: Annotated[Text, BeforeValidator(_one_text)] = words(
        "The claim, in our own words; in every language of the folder.",
        "预测，用自己的话写；文件夹声明的每种语言都要有。",
    )
    domain: PlainText = words("A domain id of domains.yaml.", "domains.yaml 里的领域 id。")
    attributed_to: Text = words(
        "The article, or a person whom it quotes.",
        "提出者：文章本身，或文中引用的人。",
        examples=["the article"],
    )
    passage: Passage | None = optional("Where the article says it.", "原文出处。")
    hedge: Hedge | None = optional("How firmly it was put.", "语气强弱。")
    made_on: Day = words("Day on which the claim was made.", "提出日期。")
    window: Window = words("When it is to come true.", "期限。")
    specificity: OneOf[Specificity] = words("How exactly it can be tested.", "明确程度。")
    probability: float | None = optional(
        "Only when the forecaster stated one; 0 to 1.",
        "仅当预测者自己给出概率；0 到 1。",
        ge=0,
        le=1,
    )
    criteria: Criteria | None = optional("What decides the verdict.", "判定标准。")
    evidence: list[Evidence] = list_of("Sources for and against.", "正反两面的证据。")
    verdicts: list[JudgedVerdict] = list_of("The verdicts, oldest first.", "从旧到新的判定。")
    ratings: list[Rating] = list_of("What single raters said.", "各评议人的评议。")
    amendments: list[Amendment] = list_of("Changes after publication.", "发布之后的修订。")
    priors: list[Prior] = list_of("What was expected beforehand.", "事前预期。")
    same_event: list[PlainText] = list_of(
        "Claims of other outlooks about the same event.", "其他展望中关于同一事件的预测。"
    )
    formerly: list[PlainText] = list_of("Ids that the record had before.", "这条记录以前的 id。")
    withdrawn: Withdrawal | None = optional(
        "Set when it should not have been on record.", "不该收录的，写明撤下。"
    )

    @property
    def speaker(self) -> Phrase:
        """Who said it; the article itself has a name in both languages."""
        return ARTICLE if self.attributed_to == ARTICLE.en else phrase_of(self.attributed_to)

    def on_day(self, day: date) -> "Prediction":
        """The record without what was published, read or said of it after a day.

        All amendments stay: what they changed is changed here too, since no record holds what was before.
        """
        then = {
            "evidence": [one for one in self.evidence if one.is_known_on(day)],
            "verdicts": [one for one in self.verdicts if one.judged_on <= day],
            "ratings": [one for one in self.ratings if one.rated_on <= day],
            "priors": [one for one in self.priors if one.given_on <= day],
            "withdrawn": self.withdrawn if self.is_withdrawn_at(day) else None,
        }
        return self.model_copy(update=then)

    def verdict_at(self, as_of: date) -> JudgedVerdict | None:
        """The last verdict given on or before a day, or None."""
        return next((given for given in reversed(self.verdicts) if given.judged_on <= as_of), None)

    def is_early(self, given: JudgedVerdict) -> bool:
        """Whether a verdict is scored although the window was open on the day it was given."""
        closes_on = self.window.closes_on
        return given.verdict.is_scored and (closes_on is None or given.judged_on <= closes_on)

    def is_late(self, given: JudgedVerdict) -> bool:
        """Whether a verdict says that the claim came true after its window had closed."""
        closes_on, occurred_on = self.window.closes_on, given.occurred_on
        return closes_on is not None and occurred_on is not None and occurred_on > closes_on

    def is_withdrawn_at(self, as_of: date) -> bool:
        """Whether the record had been withdrawn by a day."""
        return self.withdrawn is not None and self.withdrawn.on <= as_of

    def state_at(self, as_of: date) -> State:
        """Where the prediction stands on a day; it is in exactly one state."""
        if self.is_withdrawn_at(as_of):
            return State.WITHDRAWN
        given = self.verdict_at(as_of)
        return State.after(given.verdict if given else None, self.window.closes_on, as_of)
