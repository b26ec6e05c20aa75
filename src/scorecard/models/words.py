"""The words of the records: each closed list of values with what a value means in both languages."""

from enum import StrEnum
from typing import Self

from scorecard.errors import Phrase

__all__ = ["Bearing", "HedgeStrength", "Specificity", "State", "Verdict"]


class Word(StrEnum):
    """A value that a record may hold, with its label and its meaning."""

    label: Phrase
    meaning: Phrase

    def __new__(cls, value: str, *said: Phrase) -> Self:
        """A member that is its value and carries its label and its meaning."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label, member.meaning = said
        return member


class Verdict(Word):
    """What was decided about a prediction; the first three are scored."""

    ACCURATE = (
        "accurate",
        Phrase("accurate", "准确"),
        Phrase("the claim came true as its criteria ask", "按判定标准，说法成立"),
    )
    HALF_RIGHT = (
        "half_right",
        Phrase("half right", "对了一半"),
        Phrase("the part that its criteria name came true", "判定标准所列的那一半成立"),
    )
    INACCURATE = (
        "inaccurate",
        Phrase("inaccurate", "不准确"),
        Phrase("the claim did not come true in its window", "在时间窗内没有成立"),
    )
    TOO_EARLY = (
        "too_early",
        Phrase("too early", "未到期"),
        Phrase("the window is open and nothing has decided it", "时间窗未关闭，尚无定论"),
    )
    UNRESOLVABLE = (
        "unresolvable",
        Phrase("unresolvable", "无法判定"),
        Phrase("the criteria cannot be applied", "判定标准无法适用"),
    )

    @property
    def is_scored(self) -> bool:
        """Whether the verdict counts in accuracy."""
        return self in {Verdict.ACCURATE, Verdict.HALF_RIGHT, Verdict.INACCURATE}

    @property
    def credit(self) -> float | None:
        """What the verdict is worth by rule `credit-1`; None for one that is not scored."""
        return {Verdict.ACCURATE: 1.0, Verdict.HALF_RIGHT: 0.5, Verdict.INACCURATE: 0.0}.get(self)

    @classmethod
    def _missing_(cls, value: object) -> "Verdict | None":
        """The verdict that a Chinese editor's word names."""
        return next((member for member in cls if member.label.zh == value), None)


class Bearing(Word):
    """What an evidence item says about the claim."""

    SUPPORTS = (
        "supports",
        Phrase("supports", "支持"),
        Phrase("speaks for the claim", "支持该说法"),
    )
    CONTRADICTS = (
        "contradicts",
        Phrase("contradicts", "反对"),
        Phrase("speaks against the claim", "反对该说法"),
    )
    CONTEXT = (
        "context",
        Phrase("context", "背景"),
        Phrase("neither, or not an independent source", "背景材料，或并非独立来源"),
    )


class HedgeStrength(Word):
    """How firmly the claim was put, from firmest to softest."""

    PLAIN = (
        "plain",
        Phrase("plain", "直陈"),
        Phrase("stated as a fact, no hedge", "直接陈述，没有情态词"),
    )
    WILL = ("will", Phrase("will", "将"), Phrase("will, is bound to", "将、会、必将"))
    EXPECTED = (
        "expected",
        Phrase("expected", "预计"),
        Phrase("is expected, planned or hoped", "预计、计划、有望"),
    )
    MAY = ("may", Phrase("may", "可能"), Phrase("may, might, perhaps", "可能、或许"))
    SHOULD = (
        "should",
        Phrase("should", "应该"),
        Phrase("should, must, needs to", "应该、必须、需要"),
    )


class Specificity(Word):
    """How exactly the claim can be tested, from most to least."""

    MEASURABLE = (
        "measurable",
        Phrase("measurable", "可量化"),
        Phrase("a number or a dated event decides it", "有数字或带日期的事件可以判定"),
    )
    SPECIFIC = (
        "specific",
        Phrase("specific", "具体"),
        Phrase("names what happens, without a number", "指明了会发生什么，但没有数字"),
    )
    VAGUE = (
        "vague",
        Phrase("vague", "含糊"),
        Phrase("a direction that is hard to fail", "只是一个方向，很难算错"),
    )


class State(Word):
    """Where a prediction stands at a date; it is in exactly one."""

    ACCURATE = ("accurate", Verdict.ACCURATE.label, Verdict.ACCURATE.meaning)
    HALF_RIGHT = ("half_right", Verdict.HALF_RIGHT.label, Verdict.HALF_RIGHT.meaning)
    INACCURATE = ("inaccurate", Verdict.INACCURATE.label, Verdict.INACCURATE.meaning)
    UNRESOLVABLE = ("unresolvable", Verdict.UNRESOLVABLE.label, Verdict.UNRESOLVABLE.meaning)
    OPEN = (
        "open",
        Phrase("open", "未到期"),
        Phrase("not judged, the window has not closed", "尚未判定，时间窗未关闭"),
    )
    OVERDUE = (
        "overdue",
        Phrase("overdue", "逾期未判"),
        Phrase("not judged although the window has closed", "时间窗已关闭，却还没有判定"),
    )

    @property
    def is_judged(self) -> bool:
        """Whether the state carries a credit."""
        return self in {State.ACCURATE, State.HALF_RIGHT, State.INACCURATE}
