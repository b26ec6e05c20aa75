"""Why a decision cannot stand, in the words of the room rather than of the records."""

from collections.abc import Iterator

from scorecard.records import JudgedVerdict, Prediction
from scorecard.text import Phrase
from scorecard.verdicts import Verdict

__all__ = ["objections"]


def objections(given: JudgedVerdict, one: Prediction) -> Iterator[Phrase]:
    """What stands against a verdict, the most likely slip first; nothing when it may stand.

    Args:
        given: The verdict that the room wants.
        one: The record as it is.
    """
    label, day, window = given.verdict.label, given.occurred_on, one.window
    if given.verdict.is_scored and given.why is None:
        yield Phrase(
            f"“{label.en}” needs a reason: type the fact that decided it.",
            f"判为“{label.zh}”需要理由：请写出起决定作用的事实。",
        )
    if given.verdict.is_scored and not one.evidence:
        yield Phrase(
            f"“{label.en}” needs evidence, and none is on record: record some first.",
            f"判为“{label.zh}”需要证据，而记录里还没有：请先补上证据。",
        )
    if day and day > given.judged_on:
        yield Phrase(
            f"The day it came true ({day}) cannot be after the meeting ({given.judged_on}).",
            f"成真日期（{day}）不能晚于开会当天（{given.judged_on}）。",
        )
    if day and day < window.opens_on:
        yield Phrase(
            f"The day it came true ({day}) cannot be before the window opens ({window.opens_on}).",
            f"成真日期（{day}）不能早于时间窗开始（{window.opens_on}）。",
        )
    if given.verdict is Verdict.ACCURATE and day and window.closes_on and day > window.closes_on:
        yield Phrase(
            f"It came true on {day}, after the window closed ({window.closes_on}): too late for “accurate”.",
            f"成真日期（{day}）晚于时间窗结束（{window.closes_on}）：不能判为“准确”。",
        )
