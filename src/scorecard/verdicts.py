"""The one table of verdicts and states: words, labels, credit, mark, color and order.

A new verdict is a new member of `Verdict` and, when it decides a claim, of `State`. Everything that
counts, draws, lists or explains verdicts asks these members and needs no other change.
"""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any, Literal, NamedTuple, Self

from scorecard.text import Phrase, listed

RULE = "credit-1"
"""The name of the rule that gives each verdict its credit; every output prints it."""

BY_REVIEW = "review-"
"""The beginning of the signature of a review's verdicts, before the name of the review."""


_OLDER_WORDS = {"反对": "contradicts", "具体": "specific"}
"""Chinese words of closed lists that were replaced and are read as before."""


class Word(StrEnum):
    """A value that a record may hold, with its label and its meaning."""

    label: Phrase
    meaning: Phrase

    def __new__(
        cls, value: str, zh: str = "", en_meaning: str = "", zh_meaning: str = "", en: str = ""
    ) -> Self:
        """A member that is its value; the English label is the value with blanks, unless it is given."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = Phrase(en or value.replace("_", " "), zh)
        member.meaning = Phrase(en_meaning, zh_meaning)
        return member

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        """The member that a Chinese word names, today's or an older one."""
        if not isinstance(value, str):
            return None
        word = _OLDER_WORDS.get(value, value)
        return next((member for member in cls if word in {member.label.zh, member.value}), None)


class Row(NamedTuple):
    """One row of the table: a verdict or state.

    Attributes:
        label: The name that people read; the English one with underscores is the value in files.
        meaning: One sentence on what it says of a claim.
        mark: One character that tells it without color.
        color: Fill of its mark or area, as ``#rrggbb``; lightness falls from amber over green to dark red, so
            that gray prints and color-blind readers can tell the three apart.
        edge: Line around its mark, dark enough on white.
        hatch: Second sign of an area that is not judged, in matplotlib's notation; empty for none.
        credit: Its worth by rule `credit-1`, 0 to 1; None when it is not scored.
        has_parts: Whether one part of the claim came true and another did not, and a verdict names both.
        beforehand: Whether a record says before the evidence when it is given and how likely it is, as
            `Criteria` and `OfTen` do: "never", "required", or "optional" where older records do not.
        synonyms: What people write for it, between blanks; it may be another's word, so it is only proposed.
    """

    label: Phrase
    meaning: Phrase
    mark: str
    color: str
    edge: str = "#5b6770"
    hatch: str = ""
    credit: float | None = None
    has_parts: bool = False
    beforehand: Literal["never", "required", "optional"] = "never"
    synonyms: str = ""


class _Standing(Word):
    """A verdict or a state: its value in files, its row of the table, and its place among its kind.

    Arrays of verdicts and of states hold `place` as the code, and counts by state have that column.
    """

    row: Row
    place: int
    credit: float | None

    def __new__(cls, *fields: Any) -> Self:  # noqa: ANN401  (the fields of a row)
        """A member that carries its row and its place."""
        of_kind = Row(*fields)
        member = str.__new__(cls, of_kind.label.en.replace(" ", "_"))
        member._value_ = str(member)
        member.row, member.place = of_kind, len(cls.__members__)
        member.label, member.meaning = of_kind.label, of_kind.meaning
        member.credit = of_kind.credit
        return member

    @property
    def is_scored(self) -> bool:
        """Whether it has a credit and counts in accuracy."""
        return self.credit is not None

    @property
    def marked_label(self) -> Phrase:
        """The mark and the name."""
        return Phrase(*(f"{self.row.mark} {name}" for name in self.label))


class Verdict(_Standing):
    """Verdicts on a prediction, best first; those with a credit are scored."""

    ACCURATE = Row(
        Phrase("accurate", "准确"),
        Phrase("the claim came true as its criteria ask", "按判定标准，预测应验"),
        mark="●",
        color="#17826b",
        edge="#17826b",
        credit=1.0,
        beforehand="required",
        synonyms="true yes y t 1 right correct hit kept achieved + ✓ ✔ ✅ 🟢 √"
        " 正确 对 对了 是 真 成立 应验 属实 实现 有",
    )
    HALF_RIGHT = Row(
        Phrase("half right", "对了一半"),
        Phrase(
            "one of its two parts held in full, or at least half the claimed quantity was reached",
            "两部分中有一部分完全应验，或数量至少达到一半",
        ),
        mark="◐",
        color="#f5c65b",
        edge="#a87b0a",
        credit=0.5,
        has_parts=True,
        beforehand="required",
        synonyms="partly partial partlytrue partly_accurate partially_accurate half mixed ~ 🟡"
        " compromised half_accurate 半对 半准确 对一半 一半 部分 部分应验 部分准确 部分正确 部分实现",
    )
    INACCURATE = Row(
        Phrase("inaccurate", "不准确"),
        Phrase("the claim did not come true in its window", "预测在期限内没有应验"),
        mark="○",
        color="#861f30",
        edge="#861f30",
        credit=0.0,
        beforehand="required",
        synonyms="false no n f 0 wrong incorrect miss broken ✗ ✘ ✖ ❌ 🔴 × x"
        " 错误 错 错了 否 假 不成立 不正确 没有准确 落空",
    )
    TOO_EARLY = Row(
        Phrase("too early", "未到期"),
        Phrase("the window is open and nothing has decided it", "期限未满，尚无定论"),
        mark="◌",
        color="#eef1f4",
        synonyms="pending open early unresolved unknown tbd in_progress not_started"
        " 未到 太早 尚早 进行中 未到时间 待定 未定 未判 未判定 未到期",
    )
    UNRESOLVABLE = Row(
        Phrase("unresolvable", "无法判定"),
        Phrase("the criteria cannot be applied", "判定标准无法适用"),
        mark="⊖",
        color="#c3c9d0",
        hatch="////",
        synonyms="unclear n/a ambiguous annulled void voided cancelled canceled"
        " 无法判断 不能判定 不可判定 无法确定 作废 无效",
    )


WITH_PARTS = listed(one.label for one in Verdict if one.row.has_parts)
"""The verdicts that name the part that came true and the one that did not."""


class State(_Standing):
    """States of a prediction, of which it is in exactly one at a date; the judged ones first, best first.

    A withdrawn claim is withdrawn whatever its verdicts say.
    """

    ACCURATE = Verdict.ACCURATE.row
    HALF_RIGHT = Verdict.HALF_RIGHT.row
    INACCURATE = Verdict.INACCURATE.row
    UNRESOLVABLE = Verdict.UNRESOLVABLE.row
    OPEN = Row(
        Phrase("open", "未到期"),
        Phrase("not judged, the window has not closed", "尚未判定，期限未满"),
        mark="◌",
        color="#eef1f4",
    )
    OVERDUE = Row(
        Phrase("overdue", "逾期未判"),
        Phrase("not judged although the window has closed", "期满，却还没有判定"),
        mark="⊗",
        color="#d9dee3",
        hatch="xxxx",
    )
    WITHDRAWN = Row(
        Phrase("withdrawn", "已撤下"),
        Phrase(
            "should not have been on record; counted nowhere else", "本不该收录，不计入其他任何数字"
        ),
        mark="×",
        color="#ffffff",
        hatch="....",
    )

    @classmethod
    def after(cls, given: Verdict | None, closes_on: date | None, as_of: date) -> Self:
        """The state of a claim on a day.

        Args:
            given: The last verdict until then; None when there is none.
            closes_on: The last day of its window; None when it has no end.
            as_of: The day.
        """
        if given is not None and given is not Verdict.TOO_EARLY:
            return cls(given.value)
        return cls("overdue" if closes_on and closes_on < as_of else "open")


JUDGED_STATES = tuple(state for state in State if state.is_scored)
"""The states of scored verdicts, best first."""

PARTIAL_STATES = tuple(state for state in JUDGED_STATES if state.credit not in {0, 1})
"""Those of verdicts that are worth more than nothing and less than full credit."""

COUNTED_STATES: tuple[State, ...] = tuple(state for state in State if state is not State.WITHDRAWN)
"""The states of recorded claims: a withdrawn one is in no count but its own."""

_CREDITS = sorted({one.credit for one in Verdict if one.credit is not None})
UNSCORED_SPREAD = min(high - low for low, high in pairwise(_CREDITS)) / 2
"""The distance of a verdict that is not scored from any other: half that of the nearest two scored ones."""


def spread_of(verdicts: Collection[Verdict]) -> float | None:
    """The distance between several verdicts on one claim, 0 to 1.

    The distance of two scored verdicts is the difference of their credits; an unscored one is
    `UNSCORED_SPREAD` away from any other.

    Args:
        verdicts: What several people gave.

    Returns:
        The largest distance; 0 when all are the same, None for fewer than two.

    Examples:
        >>> spread_of([Verdict.ACCURATE, Verdict.HALF_RIGHT, Verdict.TOO_EARLY])
        0.5
        >>> spread_of([Verdict.ACCURATE, Verdict.TOO_EARLY]) == UNSCORED_SPREAD
        True
    """
    if len(verdicts) < 2:  # noqa: PLR2004  (a distance needs two)
        return None
    scored = [one.credit for one in verdicts if one.credit is not None]
    spread = max(scored, default=0.0) - min(scored, default=0.0)
    return spread or (UNSCORED_SPREAD if len(set(verdicts)) > 1 else 0.0)
