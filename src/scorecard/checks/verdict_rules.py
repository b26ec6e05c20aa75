"""Rules on the last verdict of a record: what half right names, what an early verdict explains."""

from collections.abc import Iterator

from scorecard.reading.yaml_document import Path
from scorecard.records import JudgedVerdict, Prediction
from scorecard.rules import BrokenRule
from scorecard.text import Phrase
from scorecard.verdicts import Verdict

__all__ = ["broken_verdict_rules"]


def _half_right(prediction: Prediction, given: JudgedVerdict, at: Path) -> Iterator[BrokenRule]:
    """A half-right verdict names both parts, and is never given for lateness."""
    missing = [name for name in ("held", "missed") if getattr(given, name) is None]
    if missing:
        message = Phrase(
            f"half right without {' and '.join(f'`{name}`' for name in missing)}",
            f"判为对了一半，却没有写 {'、'.join(f'`{name}`' for name in missing)}",
        )
        yield BrokenRule("half-right-without-parts", at, message)
    closes_on, occurred_on = prediction.window.closes_on, given.occurred_on
    if closes_on and occurred_on and occurred_on > closes_on:
        message = Phrase(
            f"half right, but it came true on {occurred_on}, after the window closed on {closes_on}",
            f"判为对了一半，但应验日期 {occurred_on} 晚于截止日 {closes_on}",
        )
        yield BrokenRule("half-right-but-late", at, message)


def _early(prediction: Prediction, given: JudgedVerdict, at: Path) -> Iterator[BrokenRule]:
    """A scored verdict on an open window says why the rest of the window cannot change it."""
    if prediction.is_early(given) and given.early_because is None:
        label, closes_on = given.verdict.label, prediction.window.closes_on
        message = Phrase(
            f"{label.en} on {given.judged_on}, but the window "
            + (f"closes on {closes_on}" if closes_on else "has no end"),
            f"{given.judged_on} 判为{label.zh}，但"
            + (f"期限到 {closes_on} 才满" if closes_on else "这条预测没有截止日"),
        )
        yield BrokenRule("early-without-reason", at, message)


def _unfitting(prediction: Prediction, number: int, given: JudgedVerdict) -> Iterator[BrokenRule]:
    """Fields that say nothing on a verdict of this kind."""
    label = given.verdict.label
    because = None if given.early_because is None else _why_not_early(prediction, given)
    if because:
        yield BrokenRule("unfitting-field", ("verdicts", number, "early_because"), because)
    if number == 0 and given.corrects is not None:
        message = Phrase("the first verdict corrects nothing", "第一条判定没有可更正的")
        yield BrokenRule("unfitting-field", ("verdicts", number, "corrects"), message)
    for name in ("held", "missed"):
        if given.verdict is not Verdict.HALF_RIGHT and getattr(given, name) is not None:
            message = Phrase(
                f"`{name}` belongs to half right, and this verdict is {label.en}",
                f"`{name}` 只用于对了一半，这里判的是{label.zh}",
            )
            yield BrokenRule("unfitting-field", ("verdicts", number, name), message)


def _why_not_early(prediction: Prediction, given: JudgedVerdict) -> Phrase | None:
    """The reason why a verdict is no early one; None when it is one."""
    if prediction.is_early(given):
        return None
    label, closes_on = given.verdict.label, prediction.window.closes_on
    if not given.verdict.is_scored:
        return Phrase(
            f"`early_because` belongs to scored verdicts, and this one is {label.en}",
            f"`early_because` 只用于计分的判定，这里判的是{label.zh}",
        )
    return Phrase(
        f"the window had closed on {closes_on}, so the verdict of {given.judged_on} is not early",
        f"期限已于 {closes_on} 届满，{given.judged_on} 的判定不是提前判定",
    )


def broken_verdict_rules(prediction: Prediction) -> Iterator[BrokenRule]:
    """The broken rules on half-right and early verdicts.

    What an earlier verdict lacks is mended by a new verdict, so only the last one is held to the rules; a
    withdrawn record is held to none.

    Args:
        prediction: A record that fits its model.
    """
    for number, given in enumerate(prediction.verdicts):
        yield from _unfitting(prediction, number, given)
    if prediction.verdicts and not prediction.withdrawn:
        last, at = prediction.verdicts[-1], ("verdicts", len(prediction.verdicts) - 1, "verdict")
        if last.verdict is Verdict.HALF_RIGHT:
            yield from _half_right(prediction, last, at)
        yield from _early(prediction, last, at)
