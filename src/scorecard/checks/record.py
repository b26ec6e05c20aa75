"""The rules inside one prediction that hold on any day."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from scorecard.reading.nodes import Path
from scorecard.records import Bearing, HedgeStrength, JudgedVerdict, Prediction, in_language
from scorecard.text import Language, Phrase, printable
from scorecard.verdicts import Verdict

__all__ = ["Finding", "record_findings"]


class Finding(NamedTuple):
    """A broken rule with the path of the value at fault."""

    rule: str
    path: Path
    message: Phrase
    hint: Phrase | None = None


_HEDGES = (
    (
        HedgeStrength.MAY,
        re.compile(r"可能|或许|也许|恐|有机会|\b(may|might|could|perhaps)\b", re.IGNORECASE),
    ),
    (
        HedgeStrength.EXPECTED,
        re.compile(r"预计|预期|有望|计划|希望|目标|\b(expect|plan|aim)", re.IGNORECASE),
    ),
    (
        HedgeStrength.SHOULD,
        re.compile(r"应该|必须|需要|亟需|\b(should|must|needs?)\b", re.IGNORECASE),
    ),
    (HedgeStrength.WILL, re.compile(r"将|(?<!机)会|注定|\bwill\b", re.IGNORECASE)),
)
_MISSING_SIDE = {
    Bearing.SUPPORTS: Phrase(
        "Look for what speaks against it, and add what you find.", "找一找反面的材料，找到就补上。"
    ),
    Bearing.CONTRADICTS: Phrase(
        "Look for what speaks for it, and add what you find.", "找一找支持的材料，找到就补上。"
    ),
}
_FACT = re.compile(
    r"[0-9０-９]|\w\S* +[A-Z]|[\u4e00-\u9fff][^\x00-\x7f]*[A-Za-z]|[《「“\"]|[A-Z]{2}"
)
_CHINESE_NUMBER = re.compile(r"[一二三四五六七八九十百千万亿半]+(?:年|月|日|倍|成|家|个|次|元)")


def _out_of_order(path: Path, later: str, earlier: str) -> Finding:
    return Finding(
        "dates-out-of-order",
        path,
        Phrase(f"{later} is before {earlier}", f"{later} 早于 {earlier}"),
    )


def _window_dates(prediction: Prediction) -> Iterator[Finding]:
    window = prediction.window
    if window.closes_on is None:
        return
    closes = f"closes_on {window.closes_on}"
    if window.closes_on < window.opens_on:
        yield _out_of_order(("window", "closes_on"), closes, f"opens_on {window.opens_on}")
    if window.closes_on < prediction.made_on:
        yield _out_of_order(("window", "closes_on"), closes, f"made_on {prediction.made_on}")


def _verdict_dates(prediction: Prediction) -> Iterator[Finding]:
    made = f"made_on {prediction.made_on}"
    for number, given in enumerate(prediction.verdicts):
        at: Path = ("verdicts", number)
        if given.judged_on < prediction.made_on:
            yield _out_of_order((*at, "judged_on"), f"judged_on {given.judged_on}", made)
        if given.occurred_on is None:
            continue
        occurred = f"occurred_on {given.occurred_on}"
        if given.occurred_on < prediction.window.opens_on:
            opens = f"opens_on {prediction.window.opens_on}"
            yield _out_of_order((*at, "occurred_on"), occurred, opens)
        if given.judged_on < given.occurred_on:
            judged = f"judged_on {given.judged_on}"
            yield _out_of_order((*at, "judged_on"), judged, occurred)
    for number, (before, after) in enumerate(pairwise(prediction.verdicts), start=1):
        if after.judged_on < before.judged_on:
            yield _out_of_order(
                ("verdicts", number, "judged_on"),
                f"judged_on {after.judged_on}",
                f"judged_on {before.judged_on}",
            )


def _other_dates(prediction: Prediction) -> Iterator[Finding]:
    made = f"made_on {prediction.made_on}"
    for number, rating in enumerate(prediction.ratings):
        if rating.rated_on < prediction.made_on:
            at: Path = ("ratings", number, "rated_on")
            yield _out_of_order(at, f"rated_on {rating.rated_on}", made)
    for number, amendment in enumerate(prediction.amendments):
        if amendment.amended_on < prediction.made_on:
            at = ("amendments", number, "amended_on")
            yield _out_of_order(at, f"amended_on {amendment.amended_on}", made)


def _scored_verdicts(prediction: Prediction) -> Iterator[Finding]:
    closes_on = prediction.window.closes_on
    for number, given in enumerate(prediction.verdicts):
        if not given.verdict.is_scored:
            continue
        label, at = given.verdict.label, ("verdicts", number, "verdict")
        if all(item.bears is Bearing.CONTEXT for item in prediction.evidence):
            message = Phrase(
                f"`{label.en}` without evidence that supports or contradicts",
                f"“{label.zh}”没有支持或反对的证据",
            )
            yield Finding("scored-without-evidence", at, message)
        if given.why is None:
            message = Phrase(f"`{label.en}` without a why", f"“{label.zh}”没有写 why")
            yield Finding("scored-without-why", at, message)
        is_late = closes_on and given.occurred_on and given.occurred_on > closes_on
        if given.verdict is Verdict.ACCURATE and is_late:
            message = Phrase(
                f"accurate, but it came true on {given.occurred_on}, after {closes_on}",
                f"判为准确，但成真日 {given.occurred_on} 晚于 {closes_on}",
            )
            yield Finding("accurate-but-late", at, message)
        yield from _beside_the_window(prediction, given, at)


def _beside_the_window(prediction: Prediction, given: JudgedVerdict, at: Path) -> Iterator[Finding]:
    """Verdicts that the days of the window speak against."""
    window, occurred_on = prediction.window, given.occurred_on
    came_true = occurred_on is not None and (
        window.closes_on is None or occurred_on <= window.closes_on
    )
    if given.verdict is Verdict.INACCURATE and came_true:
        message = Phrase(
            f"inaccurate, but it came true on {occurred_on}, inside the window",
            f"判为不准确，但成真日 {occurred_on} 在时间窗内",
        )
        yield Finding("occurred-but-inaccurate", at, message)
    if given.verdict is Verdict.ACCURATE and given.judged_on < window.opens_on:
        message = Phrase(
            f"accurate on {given.judged_on}, but the window opens on {window.opens_on}",
            f"{given.judged_on} 判为准确，但时间窗 {window.opens_on} 才打开",
        )
        yield Finding("accurate-before-window", at, message)


def _repeated_verdicts(prediction: Prediction) -> Iterator[Finding]:
    """A verdict that stands twice, word for word; a second judging of the day says something else."""
    for number, given in enumerate(prediction.verdicts):
        if given in prediction.verdicts[:number]:
            by, label = printable(given.by, limit=60), given.verdict.label
            message = Phrase(
                f"`{label.en}` by {by} on {given.judged_on} stands twice",
                f"{by} 在 {given.judged_on} 的“{label.zh}”写了两次",
            )
            yield Finding("repeated-verdict", ("verdicts", number, "verdict"), message)


def _ratings(prediction: Prediction) -> Iterator[Finding]:
    seen = set()
    for number, rating in enumerate(prediction.ratings):
        key = (rating.rater, rating.rated_on)
        if key in seen:
            rater = printable(rating.rater, limit=60)
            message = Phrase(
                f"{rater} rated twice on {rating.rated_on}",
                f"{rater} 在 {rating.rated_on} 评了两次",
            )
            yield Finding("repeated-rating", ("ratings", number, "rater"), message)
        seen.add(key)


def _names_a_fact(text: str) -> bool:
    return bool(_FACT.search(text) or _CHINESE_NUMBER.search(text))


def _warnings(prediction: Prediction) -> Iterator[Finding]:
    if prediction.criteria is None:
        message = Phrase("no criteria", "没有判定标准")
        yield Finding("criteria-missing", (), message)
    is_scored = any(given.verdict.is_scored for given in prediction.verdicts)
    sides = {item.bears for item in prediction.evidence} - {Bearing.CONTEXT}
    if is_scored and len(sides) == 1 and prediction.withdrawn is None:
        (side,) = sides
        message = Phrase(f"all evidence {side.label.en}", f"证据全是{side.label.zh}")
        yield Finding("one-sided-evidence", ("evidence",), message, _MISSING_SIDE[side])
    for number, given in enumerate(prediction.verdicts):
        why = None if given.why is None else in_language(given.why, Language.ENGLISH)
        if given.verdict.is_scored and why and not _names_a_fact(why):
            message = Phrase("no figure, date or name in it", "里面没有数字、日期或名称")
            yield Finding("why-without-fact", ("verdicts", number, "why"), message)
    yield from _hedge(prediction)


def _hedge(prediction: Prediction) -> Iterator[Finding]:
    hedge = prediction.hedge
    if hedge is None or hedge.word is None:
        return
    fitting = [strength for strength, pattern in _HEDGES if pattern.search(hedge.word)]
    if fitting and hedge.strength not in fitting:
        word = printable(hedge.word, limit=60)
        message = Phrase(
            f"`{word}` reads as {fitting[0].value}, not {hedge.strength.value}",
            f"“{word}”应为 {fitting[0].value}，不是 {hedge.strength.value}",
        )
        yield Finding("hedge-contradiction", ("hedge", "strength"), message)


def record_findings(prediction: Prediction) -> list[Finding]:
    """Every rule that one prediction breaks by itself, whatever the day.

    Args:
        prediction: A record that fits its model.
    """
    return [
        finding
        for rule in (
            _window_dates,
            _verdict_dates,
            _other_dates,
            _scored_verdicts,
            _repeated_verdicts,
            _ratings,
            _warnings,
        )
        for finding in rule(prediction)
    ]
