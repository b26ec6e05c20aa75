"""The one table of verdicts and states: words, labels, credit, mark, color and order.

A new verdict is a new member of `Verdict` and, when it decides a claim, of `State`. Everything that
counts, draws, lists or explains verdicts asks these members and needs no other change.
"""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple, Self

from scorecard.text import Phrase

RULE = "credit-1"
"""The name of the rule that gives each verdict its credit; every output prints it."""


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
        label: The name that people read.
        meaning: One sentence on what it says of a claim.
        mark: One character that tells it without color.
        color: Fill of its mark or area, as ``#rrggbb``; lightness falls from amber over green to dark red, so
            that gray prints and color-blind readers can tell the three apart.
        edge: Line around its mark, dark enough on white.
        hatch: Second sign of an area that is not judged, in matplotlib's notation; empty for none.
        credit: Its worth by rule `credit-1`, 0 to 1; None when it is not scored.
    """

    label: Phrase
    meaning: Phrase
    mark: str
    color: str
    edge: str
    hatch: str = ""
    credit: float | None = None


class _Standing(Word):
    """A verdict or a state: its value in files, its row of the table, and its place among its kind.

    Arrays of verdicts and of states hold `place` as the code, and counts by state have that column.
    """

    row: Row
    place: int

    def __new__(cls, value: str, *rows: Row) -> Self:
        """A member that is its value and carries its row and its place."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.row, member.place = rows[0], len(cls.__members__)
        member.label, member.meaning = member.row.label, member.row.meaning
        return member

    @property
    def credit(self) -> float | None:
        """Its credit by rule `credit-1`, 0 to 1; None when it is not scored."""
        return self.row.credit

    @property
    def marked_label(self) -> Phrase:
        """The mark and the name."""
        return Phrase(
            f"{self.row.mark} {self.row.label.en}", f"{self.row.mark} {self.row.label.zh}"
        )


class Verdict(_Standing):
    """Verdicts on a prediction, best first; those with a credit are scored."""

    ACCURATE = (
        "accurate",
        Row(
            label=Phrase("accurate", "准确"),
            meaning=Phrase("the claim came true as its criteria ask", "按判定标准，预测应验"),
            mark="●",
            color="#17826b",
            edge="#17826b",
            credit=1.0,
        ),
    )
    HALF_RIGHT = (
        "half_right",
        Row(
            label=Phrase("half right", "对了一半"),
            meaning=Phrase(
                "one of its two parts held in full, or half the claimed quantity was reached",
                "两部分中有一部分完全应验，或数量至少达到一半",
            ),
            mark="◐",
            color="#f5c65b",
            edge="#a87b0a",
            credit=0.5,
        ),
    )
    INACCURATE = (
        "inaccurate",
        Row(
            label=Phrase("inaccurate", "不准确"),
            meaning=Phrase("the claim did not come true in its window", "预测在期限内没有应验"),
            mark="○",
            color="#861f30",
            edge="#861f30",
            credit=0.0,
        ),
    )
    TOO_EARLY = (
        "too_early",
        Row(
            label=Phrase("too early", "未到期"),
            meaning=Phrase("the window is open and nothing has decided it", "期限未满，尚无定论"),
            mark="◌",
            color="#eef1f4",
            edge="#5b6770",
        ),
    )
    UNRESOLVABLE = (
        "unresolvable",
        Row(
            label=Phrase("unresolvable", "无法判定"),
            meaning=Phrase("the criteria cannot be applied", "判定标准无法适用"),
            mark="⊖",
            color="#c3c9d0",
            edge="#5b6770",
            hatch="////",
        ),
    )

    @property
    def is_scored(self) -> bool:
        """Whether the verdict has a credit and counts in accuracy."""
        return self.credit is not None


class State(_Standing):
    """States of a prediction, of which it is in exactly one at a date; the judged ones first, best first.

    A withdrawn claim is withdrawn whatever its verdicts say.
    """

    ACCURATE = ("accurate", Verdict.ACCURATE.row)
    HALF_RIGHT = ("half_right", Verdict.HALF_RIGHT.row)
    INACCURATE = ("inaccurate", Verdict.INACCURATE.row)
    UNRESOLVABLE = ("unresolvable", Verdict.UNRESOLVABLE.row)
    OPEN = (
        "open",
        Row(
            label=Phrase("open", "未到期"),
            meaning=Phrase("not judged, the window has not closed", "尚未判定，期限未满"),
            mark="◌",
            color="#eef1f4",
            edge="#5b6770",
        ),
    )
    OVERDUE = (
        "overdue",
        Row(
            label=Phrase("overdue", "逾期未判"),
            meaning=Phrase("not judged although the window has closed", "期满，却还没有判定"),
            mark="⊗",
            color="#d9dee3",
            edge="#5b6770",
            hatch="xxxx",
        ),
    )
    WITHDRAWN = (
        "withdrawn",
        Row(
            label=Phrase("withdrawn", "已撤下"),
            meaning=Phrase(
                "should not have been on record; counted nowhere else",
                "本不该收录，不计入其他任何数字",
            ),
            mark="×",
            color="#ffffff",
            edge="#5b6770",
            hatch="....",
        ),
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

    @property
    def is_judged(self) -> bool:
        """Whether the state carries a credit."""
        return self.credit is not None


JUDGED_STATES: tuple[State, ...] = tuple(state for state in State if state.is_judged)
"""The states of scored verdicts, best first."""

COUNTED_STATES: tuple[State, ...] = tuple(state for state in State if state is not State.WITHDRAWN)
"""The states of recorded claims: a withdrawn one is in no count but its own."""

if [state.value for state in JUDGED_STATES] != [one.value for one in Verdict if one.is_scored]:
    # Not covered: the two agree, or the program does not start.
    raise RuntimeError("Verdict and State name different scored verdicts")  # pragma: no cover

_CREDITS = sorted(one.credit for one in Verdict if one.credit is not None)
_UNSCORED_DISTANCE = min(high - low for low, high in pairwise(_CREDITS)) / 2


def spread_of(verdicts: Collection[Verdict]) -> float | None:
    """The distance between several verdicts on one claim, 0 to 1.

    The distance of two scored verdicts is the difference of their credits. A scored and an unscored
    verdict, or two different unscored ones, are half as far apart as the nearest two scored ones.

    Args:
        verdicts: What several people gave.

    Returns:
        The largest distance; 0 when all are the same, None for fewer than two.

    Examples:
        >>> spread_of([Verdict.ACCURATE, Verdict.HALF_RIGHT, Verdict.TOO_EARLY])
        0.5
        >>> spread_of([Verdict.ACCURATE, Verdict.TOO_EARLY])
        0.25
    """
    if len(verdicts) < 2:  # noqa: PLR2004  (a distance needs two)
        return None
    scored = [one.credit for one in verdicts if one.credit is not None]
    spread = max(scored, default=0.0) - min(scored, default=0.0)
    return spread or (_UNSCORED_DISTANCE if len(set(verdicts)) > 1 else 0.0)
