"""Rules of one record by itself: verdicts, both sides of the evidence, hedge, priors, repetitions."""

import re
from collections.abc import Iterator, Sequence

from scorecard.reading.record_reader import DomainList
from scorecard.reading.yaml_document import Path
from scorecard.records import (
    Bearing,
    HedgeStrength,
    JudgedVerdict,
    Outlook,
    Prediction,
    Prior,
    PriorBasis,
    Review,
    Settings,
    in_language,
)
from scorecard.rules import BrokenRule
from scorecard.text import Language, Phrase, printable
from scorecard.verdicts import Verdict

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
        "Look for evidence against it, and add what you find.", "找一找相反的证据，找到就补上。"
    ),
    Bearing.CONTRADICTS: Phrase(
        "Look for evidence for it, and add what you find.", "找一找支持的证据，找到就补上。"
    ),
}
_CHANCES = 10
_FACT = re.compile(
    r"[0-9０-９]|\w\S* +[A-Z]|[\u4e00-\u9fff][^\x00-\x7f]*[A-Za-z]|[《「“\"]|[A-Z]{2}"
)
_CHINESE_NUMBER = re.compile(r"[一二三四五六七八九十百千万亿半]+(?:年|月|日|倍|成|家|个|次|元)")


def broken_record_rules(
    record: Prediction | Outlook | DomainList | Review | Settings,
) -> Iterator[BrokenRule]:
    """The broken rules of one record, apart from its dates, sources and wording.

    Args:
        record: A record that fits its model.
    """
    if isinstance(record, Prediction):
        yield from _scored_verdicts(record)
        yield from _repeated_entries(record)
        yield from _warnings(record)
        yield from _hedge(record)
        yield from _half_right_and_early(record)
        yield from _priors(record)
    elif isinstance(record, Outlook):
        yield from _repeated_ids(("items",), [item.id for item in record.items], "id")
    elif isinstance(record, DomainList):
        yield from _repeated_ids((), [domain.id for domain in record.root], "id")
    elif isinstance(record, Settings):
        yield from _repeated_ids(("judges",), [judge.id for judge in record.judges], "id")
    else:
        yield from _repeated_ids(("raters",), record.raters)
        yield from _repeated_ids(("predictions",), record.ids)


def _scored_verdicts(record: Prediction) -> Iterator[BrokenRule]:
    has_evidence = any(item.bears is not Bearing.CONTEXT for item in record.evidence)
    for number, given in enumerate(record.verdicts):
        if not given.verdict.is_scored:
            continue
        label, at = given.verdict.label, ("verdicts", number, "verdict")
        if not has_evidence:
            message = Phrase(
                f"`{label.en}` without evidence that supports or contradicts",
                f"“{label.zh}”没有支持或相反的证据",
            )
            yield BrokenRule("scored-without-evidence", at, message)
        if given.why is None:
            message = Phrase(f"`{label.en}` without a why", f"“{label.zh}”没有写 why")
            yield BrokenRule("scored-without-why", at, message)
        elif not _names_a_fact(in_language(given.why, Language.ENGLISH)):
            message = Phrase("no figure, date or name in it", "里面没有数字、日期或名称")
            yield BrokenRule("why-without-fact", ("verdicts", number, "why"), message)
        yield from _against_the_window(record, given, at)


def _against_the_window(record: Prediction, given: JudgedVerdict, at: Path) -> Iterator[BrokenRule]:
    """Verdicts that contradict the days of the window."""
    opens_on, closes_on = record.window.opens_on, record.window.closes_on
    occurred_on, is_late = given.occurred_on, record.is_late(given)
    if given.verdict is Verdict.ACCURATE and is_late:
        message = Phrase(
            f"accurate, but it came true on {occurred_on}, after {closes_on}",
            f"判为准确，但应验日期 {occurred_on} 晚于截止日 {closes_on}",
        )
        yield BrokenRule("accurate-but-late", at, message)
    if given.verdict is Verdict.INACCURATE and occurred_on and not is_late:
        message = Phrase(
            f"inaccurate, but it came true on {occurred_on}, inside the window",
            f"判为不准确，但应验日期 {occurred_on} 在期限内",
        )
        yield BrokenRule("occurred-but-inaccurate", at, message)
    if given.verdict is Verdict.ACCURATE and given.judged_on < opens_on:
        message = Phrase(
            f"accurate on {given.judged_on}, but the window opens on {opens_on}",
            f"{given.judged_on} 判为准确，但期限 {opens_on} 才起始",
        )
        yield BrokenRule("accurate-before-window", at, message)


def _repeated_entries(record: Prediction) -> Iterator[BrokenRule]:
    """The same verdict or the same rating twice, word for word."""
    for number, given in enumerate(record.verdicts):
        if given in record.verdicts[:number]:
            by, label = printable(given.by, limit=60), given.verdict.label
            message = Phrase(
                f"`{label.en}` by {by} on {given.judged_on} is listed twice",
                f"{by} 在 {given.judged_on} 的“{label.zh}”写了两次",
            )
            yield BrokenRule("repeated-verdict", ("verdicts", number, "verdict"), message)
    for number, rating in enumerate(record.ratings):
        if rating in record.ratings[:number]:
            rater = printable(rating.rater, limit=60)
            message = Phrase(
                f"the rating by {rater} on {rating.rated_on} is listed twice",
                f"{rater} 在 {rating.rated_on} 的评议写了两次",
            )
            yield BrokenRule("repeated-rating", ("ratings", number, "rater"), message)


def _names_a_fact(text: str) -> bool:
    return bool(_FACT.search(text) or _CHINESE_NUMBER.search(text))


def _warnings(record: Prediction) -> Iterator[BrokenRule]:
    if record.criteria is None:
        yield BrokenRule("criteria-missing", (), Phrase("no criteria", "没有判定标准"))
    is_scored = any(given.verdict.is_scored for given in record.verdicts)
    sides = {item.bears for item in record.evidence} - {Bearing.CONTEXT}
    if is_scored and len(sides) == 1 and record.withdrawn is None:
        (side,) = sides
        message = Phrase(f"all evidence {side.label.en}", f"证据全是{side.label.zh}")
        yield BrokenRule("one-sided-evidence", ("evidence",), message, _MISSING_SIDE[side])


def _hedge(record: Prediction) -> Iterator[BrokenRule]:
    hedge = record.hedge
    if hedge is None or hedge.word is None:
        return
    fitting = [strength for strength, pattern in _HEDGES if pattern.search(hedge.word)]
    if fitting and hedge.strength not in fitting:
        word = printable(hedge.word, limit=60)
        message = Phrase(
            f"`{word}` reads as {fitting[0].value}, not {hedge.strength.value}",
            f"“{word}”应为 {fitting[0].value}，不是 {hedge.strength.value}",
        )
        yield BrokenRule("hedge-contradiction", ("hedge", "strength"), message)


def _repeated_ids(around: Path, names: Sequence[str], *key: str) -> Iterator[BrokenRule]:
    """The names of a list that are in it a second time.

    Args:
        around: The way to the list.
        names: The names.
        key: The key under which an item has its name, when it is a mapping.
    """
    for number, name in enumerate(names):
        if name in names[:number]:
            shown = printable(name, limit=80)
            message = Phrase(f"`{shown}` is listed twice", f"`{shown}` 重复了")
            yield BrokenRule("repeated-id", (*around, number, *key), message)


def _half_right(prediction: Prediction, given: JudgedVerdict, at: Path) -> Iterator[BrokenRule]:
    """A half-right verdict names both parts, and is never given for lateness."""
    missing = [name for name in ("held", "missed") if getattr(given, name) is None]
    if missing:
        message = Phrase(
            f"half right without {' and '.join(f'`{name}`' for name in missing)}",
            f"判为对了一半，却没有写 {'、'.join(f'`{name}`' for name in missing)}",
        )
        yield BrokenRule("half-right-without-parts", at, message)
    if prediction.is_late(given):
        closes_on, occurred_on = prediction.window.closes_on, given.occurred_on
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


def _half_right_and_early(prediction: Prediction) -> Iterator[BrokenRule]:
    """The broken rules on half-right and early verdicts.

    What an earlier verdict lacks is mended by a new verdict, so only the last one is held to the rules; a
    withdrawn record is held to none.
    """
    for number, given in enumerate(prediction.verdicts):
        yield from _unfitting(prediction, number, given)
    if prediction.verdicts and not prediction.withdrawn:
        last, at = prediction.verdicts[-1], ("verdicts", len(prediction.verdicts) - 1, "verdict")
        if last.verdict is Verdict.HALF_RIGHT:
            yield from _half_right(prediction, last, at)
        yield from _early(prediction, last, at)


def _foresight(prediction: Prediction, prior: Prior, at: Path) -> Iterator[BrokenRule]:
    """Foresight that was given when the window was open or a verdict was known."""
    bounds = [("opens_on", prediction.window.opens_on)]
    if prediction.verdicts:
        bounds.append(("judged_on", prediction.verdicts[0].judged_on))
    for name, day in bounds:
        if prior.given_on >= day:
            message = Phrase(
                f"foresight of {prior.given_on}, and {name} is {day}",
                f"{prior.given_on} 的事前判断，而 {name} 是 {day}",
            )
            yield BrokenRule("foresight-too-late", (*at, "basis"), message)
            return


def _priors(prediction: Prediction) -> Iterator[BrokenRule]:
    """Ten chances, and a basis that fits the day and the source."""
    for number, prior in enumerate(prediction.priors):
        at: Path = ("priors", number)
        chances = prior.of_ten
        total = chances.accurate + chances.half_right + chances.inaccurate
        if total != _CHANCES:
            message = Phrase(f"the chances sum to {total}", f"三个数合计为 {total}")
            yield BrokenRule("prior-not-of-ten", (*at, "of_ten"), message)
        if prior.basis is PriorBasis.FORESIGHT:
            yield from _foresight(prediction, prior, at)
        if prior.basis in {PriorBasis.MARKET, PriorBasis.RULE} and prior.source is None:
            label = prior.basis.label
            message = Phrase(f"a {label.en} without a source", f"依据是{label.zh}，却没有写来源")
            yield BrokenRule("prior-without-source", (*at, "basis"), message)
