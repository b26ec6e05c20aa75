"""Rules of one record by itself: verdicts, sides of the evidence, hedge, priors, repetitions, dates."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from scorecard.reading.record_reader import AnyRecord, DomainList
from scorecard.records import JudgedVerdict, Outlook, Prediction, Prior, Review, Settings
from scorecard.records.fields import phrase_of
from scorecard.records.words import Bearing, HedgeStrength, PriorBasis
from scorecard.rules import BrokenRule, Path, broken
from scorecard.text import Phrase, printable
from scorecard.verdicts import WITH_PARTS

_WORDS_OF_HEDGES = {
    HedgeStrength.MAY: r"可能|或许|也许|恐|有机会|\b(may|might|could|perhaps)\b",
    HedgeStrength.EXPECTED: r"预计|预期|有望|计划|希望|目标|\b(expect|plan|aim)",
    HedgeStrength.SHOULD: r"应该|必须|需要|亟需|\b(should|must|needs?)\b",
    HedgeStrength.WILL: r"将|(?<!机)会|注定|\bwill\b",
}
_MISSING_SIDE = {Bearing.SUPPORTS: ("against", "相反"), Bearing.CONTRADICTS: ("for", "支持")}
_CHANCES = 10
_FACT = re.compile(
    r"[0-9０-９]|\w\S{0,40} {1,9}[A-Z]|[\u4e00-\u9fff][^\x00-\x7f]{0,40}[A-Za-z]|[《「“\"]|[A-Z]{2}"
    r"|[一二两三四五六七八九十百千万亿半][年月日倍成家个次元台辆款架颗篇所户]"
    r"|\b(?i:two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|thousands?|[mb]illions?)\b"
)
"""A figure, a name or a quotation; bounded, so that a long text takes no longer for each of its letters."""
_FIGURE = re.compile(r"[0-9]")
"""What most reasons have: found in a fifth of the time."""


def broken_record_rules(record: AnyRecord) -> Iterator[BrokenRule]:
    """The broken rules of one record, apart from its sources, its wording and dates in the future."""
    if isinstance(record, Prediction):
        yield from _date_order(_in_prediction(record))
        yield from _evidence_and_criteria(record)
        for number, given in enumerate(record.verdicts):
            yield from _verdict(record, number, given)
        yield from _last_verdict(record)
        for number, rating in enumerate(record.ratings):
            if vars(rating) in map(vars, record.ratings[:number]):
                rater = printable(rating.rater, limit=60)
                yield broken("repeated-rating", ("ratings", number, "rater"),
                             f"the rating by {rater} on {rating.rated_on} is listed twice",
                             f"{rater} 在 {rating.rated_on} 的评议写了两次")  # fmt: skip
        yield from _hedge(record)
        for number, prior in enumerate(record.priors):
            yield from _prior(record, ("priors", number), prior)
    elif isinstance(record, Outlook):
        yield from _repeated_ids(("items",), [item.id for item in record.items], "id")
    elif isinstance(record, DomainList):
        for name in ("id", "zh"):  # a claim may name its domain by either
            yield from _repeated_ids((), [getattr(one, name) for one in record.root], name)
    elif isinstance(record, Settings):
        yield from _repeated_ids(("languages",), record.languages)
        yield from _repeated_ids(("judges",), [judge.id for judge in record.judges], "id")
    else:
        yield from _date_order(_in_review(record))
        yield from _repeated_ids(("raters",), record.raters)
        yield from _repeated_ids(("predictions",), record.ids)


def _evidence_and_criteria(record: Prediction) -> Iterator[BrokenRule]:
    if record.criteria is None:
        yield broken("criteria-missing", (), "no criteria", "没有判定标准")
    sides = {item.bears for item in record.evidence} - {Bearing.CONTEXT}
    is_one_sided = len(sides) == 1 and record.withdrawn is None
    if is_one_sided and any(given.verdict.is_scored for given in record.verdicts):
        (side,) = sides
        other, other_zh = _MISSING_SIDE[side]
        hint = Phrase(f"Look for evidence {other} it, and add what you find.",
                      f"找一找{other_zh}的证据，找到就补上。")  # fmt: skip
        message = f"all evidence {side.label.en}", f"证据全是{side.label.zh}的"
        yield broken("one-sided-evidence", ("evidence",), *message, hint)


def _verdict(record: Prediction, number: int, given: JudgedVerdict) -> Iterator[BrokenRule]:
    """The rules on any verdict of the history."""
    at: Path = ("verdicts", number)
    if given.verdict.is_scored:
        yield from _scored(record, at, given)
    if vars(given) in map(vars, record.verdicts[:number]):  # without a call for each pair
        by, label = printable(given.by, limit=60), given.verdict.label
        yield broken("repeated-verdict", (*at, "verdict"),
                     f"`{label.en}` by {by} on {given.judged_on} is listed twice",
                     f"{by} 在 {given.judged_on} 判的“{label.zh}”写了两次")  # fmt: skip
    if given.occurred_on or given.judged_on < record.window.opens_on:
        yield from _against_the_window(record, (*at, "verdict"), given)
    if any((given.early_because, given.held, given.missed, given.corrects, given.occurred_on)):
        yield from _unfitting(record, at, given)


def _scored(record: Prediction, at: Path, given: JudgedVerdict) -> Iterator[BrokenRule]:
    """A scored verdict has evidence and a reason with a fact in it."""
    label = given.verdict.label
    if all(item.bears is Bearing.CONTEXT for item in record.evidence):
        yield broken("scored-without-evidence", (*at, "verdict"),
                     f"`{label.en}` without evidence that supports or contradicts",
                     f"“{label.zh}”没有支持或相反的证据")  # fmt: skip
    if given.why is None:
        message = f"`{label.en}` without a why", f"“{label.zh}”没有写 why"
        yield broken("scored-without-why", (*at, "verdict"), *message)
        return
    why = phrase_of(given.why).en
    if not _FIGURE.search(why) and not _FACT.search(why):
        message = "no figure, date or name in it", "里面没有数字、日期或名称"
        yield broken("why-without-fact", (*at, "why"), *message)


def _against_the_window(record: Prediction, at: Path, given: JudgedVerdict) -> Iterator[BrokenRule]:
    """Verdicts that contradict the days of the window."""
    opens_on, closes_on = record.window.opens_on, record.window.closes_on
    occurred_on, is_late = given.occurred_on, record.is_late(given)
    label, row = given.verdict.label, given.verdict.row
    came_true = bool(row.credit) and not row.has_parts
    if came_true and is_late:
        yield broken("accurate-but-late", at,
                     f"{label.en}, but it came true on {occurred_on}, after {closes_on}",
                     f"判为{label.zh}，但应验日期 {occurred_on} 晚于截止日 {closes_on}")  # fmt: skip
    if row.credit == 0 and occurred_on and not is_late:
        yield broken("occurred-but-inaccurate", at,
                     f"{label.en}, but it came true on {occurred_on}, inside the window",
                     f"判为{label.zh}，但应验日期 {occurred_on} 在期限内")  # fmt: skip
    if came_true and given.judged_on < opens_on:
        yield broken("accurate-before-window", at,
                     f"{label.en} on {given.judged_on}, but the window opens on {opens_on}",
                     f"{given.judged_on} 判为{label.zh}，但期限 {opens_on} 才起始")  # fmt: skip


def _unfitting(record: Prediction, at: Path, given: JudgedVerdict) -> Iterator[BrokenRule]:
    """Fields that say nothing on a verdict of this kind."""
    label, closes_on, verdict = given.verdict.label, record.window.closes_on, given.verdict
    scored = Phrase("scored verdicts", "计分的判定")
    for name, kind, is_fit in (
        ("early_because", scored, verdict.is_scored),
        ("occurred_on", scored, verdict.is_scored),
        ("held", WITH_PARTS, verdict.row.has_parts),
        ("missed", WITH_PARTS, verdict.row.has_parts),
    ):
        if not is_fit and getattr(given, name) is not None:
            yield broken("unfitting-field", (*at, name),
                         f"`{name}` belongs to {kind.en}, and this verdict is {label.en}",
                         f"`{name}` 只用于{kind.zh}，这里判的是{label.zh}")  # fmt: skip
    if given.early_because is not None and verdict.is_scored and not record.is_early(given):
        on = given.judged_on
        yield broken("unfitting-field", (*at, "early_because"),
                     f"the window had closed on {closes_on}, so the verdict of {on} is not early",
                     f"期限已于 {closes_on} 届满，{on} 的判定不是提前判定")  # fmt: skip
    if at[-1] == 0 and given.corrects is not None:
        message = "the first verdict corrects nothing", "这是第一条判定，没有什么可更正"
        yield broken("unfitting-field", (*at, "corrects"), *message)


def _last_verdict(record: Prediction) -> Iterator[BrokenRule]:
    """The rules on half-right and early verdicts.

    What an earlier verdict lacks is mended by a new verdict, so only the last one is held to the rules; a
    withdrawn record is held to none.
    """
    if not record.verdicts or record.withdrawn:
        return
    given, at = record.verdicts[-1], ("verdicts", len(record.verdicts) - 1, "verdict")
    label, closes_on = given.verdict.label, record.window.closes_on
    if given.verdict.row.has_parts:
        missing = [f"`{name}`" for name in ("held", "missed") if getattr(given, name) is None]
        if missing:
            yield broken("half-right-without-parts", at,
                         f"{label.en} without {' and '.join(missing)}",
                         f"判为{label.zh}，却没有写 {'、'.join(missing)}")  # fmt: skip
        if record.is_late(given):
            on = given.occurred_on
            yield broken("half-right-but-late", at,
                         f"{label.en}, but it came true on {on}, after the window closed on {closes_on}",
                         f"判为{label.zh}，但应验日期 {on} 晚于截止日 {closes_on}")  # fmt: skip
    if given.early_because is None and record.is_early(given):
        end, end_zh = "has no end", "这条预测没有截止日"
        if closes_on:
            end, end_zh = f"closes on {closes_on}", f"期限到 {closes_on} 才满"
        yield broken("early-without-reason", at,
                     f"{label.en} on {given.judged_on} without `early_because`, but the window {end}",
                     f"{given.judged_on} 判为{label.zh}，{end_zh}，却没有写 `early_because`")  # fmt: skip


@lru_cache(maxsize=1000)  # the same few words are in every record
def _strengths(word: str) -> list[HedgeStrength]:
    known = _WORDS_OF_HEDGES.items()
    return [strength for strength, words in known if re.search(words, word, re.IGNORECASE)]


def _hedge(record: Prediction) -> Iterator[BrokenRule]:
    hedge = record.hedge
    if hedge is None or hedge.word is None:
        return
    fitting = _strengths(hedge.word)
    if fitting and hedge.strength not in fitting:
        word = printable(hedge.word, limit=60)
        yield broken("hedge-contradiction", ("hedge", "strength"),
                     f"`{word}` reads as {fitting[0].value}, not {hedge.strength.value}",
                     f"“{word}”应为 {fitting[0].value}，不是 {hedge.strength.value}")  # fmt: skip


def _repeated_ids(around: Path, names: Sequence[str], *key: str) -> Iterator[BrokenRule]:
    """The names of a list that are in it a second time."""
    for number, name in enumerate(names):
        if name in names[:number]:
            shown = printable(name, limit=80)
            message = f"`{shown}` is listed twice", f"`{shown}` 重复了"
            yield broken("repeated-id", (*around, number, *key), *message)


def _prior(record: Prediction, at: Path, prior: Prior) -> Iterator[BrokenRule]:
    """Ten chances, and a basis that fits the day and the source."""
    chances, basis, label = prior.of_ten, (*at, "basis"), prior.basis.label
    total = sum(chances.written.values())
    if total != _CHANCES:
        message = f"the chances sum to {total}", f"各数合计为 {total}"
        yield broken("prior-not-of-ten", (*at, "of_ten"), *message)
    if prior.basis is PriorBasis.FORESIGHT:
        bounds = [("opens_on", record.window.opens_on)]
        bounds += [("judged_on", one.judged_on) for one in record.verdicts[:1]]
        for name, day in [one for one in bounds if prior.given_on >= one[1]][:1]:
            yield broken("foresight-too-late", basis,
                         f"foresight of {prior.given_on}, and {name} is {day}",
                         f"{prior.given_on} 的事前判断，而 {name} 是 {day}")  # fmt: skip
    if prior.basis not in {PriorBasis.MARKET, PriorBasis.RULE}:
        return
    if prior.source is None:
        message = f"a {label.en} without a source", f"依据是{label.zh}，却没有写来源"
        yield broken("prior-without-source", basis, *message)
    of_source, made_on = prior.published_on or "", record.made_on.isoformat()
    if of_source > made_on[: len(of_source)]:  # all of a month or a year
        yield broken("prior-source-too-late", basis,
                     f"a {label.en} of {of_source}, and the claim is of {made_on}",
                     f"{label.zh}来源的日期 {of_source} 晚于提出日期 {made_on}")  # fmt: skip


_OLDEST_FIRST = Phrase(
    "Verdicts are listed oldest first: move the later one below, or correct one of the two dates.",
    "判定按从旧到新排列：把较晚的一条移到后面，或改正其中一个日期。",
)


def _date_order(pairs: Iterable[tuple[Path, date, str, date]]) -> Iterator[BrokenRule]:
    """The dates of a record that are before a date which they must follow."""
    for path, later, name, earlier in pairs:
        if later < earlier:
            one, other = f"{path[-1]} {later}", f"{name} {earlier}"
            message = f"{one} is before {other}", f"{one} 早于 {other}"
            hint = _OLDEST_FIRST if path[-1] == name == "judged_on" else None
            yield broken("dates-out-of-order", path, *message, hint)


def _in_review(record: Review) -> Iterator[tuple[Path, date, str, date]]:
    """Each date of a review, and by name one that it must not be before."""
    yield ("held_on",), record.held_on, "opened_on", record.opened_on
    if record.closed_on:
        yield ("closed_on",), record.closed_on, "held_on", record.held_on


_ON_RECORD = [
    *(("evidence", "published_on"), ("evidence", "accessed_on"), ("priors", "given_on")),
    *(("priors", "published_on"), ("verdicts", "judged_on"), ("ratings", "rated_on")),
    ("amendments", "amended_on"),
]
"""The dates in lists of a record that cannot be in the future."""
_AFTER_MADE = {"verdicts", "ratings", "amendments", "withdrawn"}
"""The parts of a record whose dates cannot be before the claim was made either."""


def _days_on_record(record: Prediction) -> Iterator[tuple[Path, Any]]:
    """Each date that cannot be in the future, a day or as the page gives it; None where it gives none."""
    yield ("made_on",), record.made_on
    for name, field in _ON_RECORD:
        for number, item in enumerate(getattr(record, name)):
            yield (name, number, field), getattr(item, field)
    if record.withdrawn:
        yield ("withdrawn", "on"), record.withdrawn.on


def _in_prediction(record: Prediction) -> Iterator[tuple[Path, date, str, date]]:
    """Each date of a prediction, and by name one that it must not be before."""
    made_on, opens_on = record.made_on, record.window.opens_on
    if record.window.closes_on is not None:
        yield ("window", "closes_on"), record.window.closes_on, "opens_on", opens_on
        yield ("window", "closes_on"), record.window.closes_on, "made_on", made_on
    for path, day in _days_on_record(record):
        if path[0] in _AFTER_MADE:
            yield path, day, "made_on", made_on
    last = date.min
    for number, given in enumerate(record.verdicts):
        at: Path = ("verdicts", number, "judged_on")
        if given.occurred_on is not None:
            yield ("verdicts", number, "occurred_on"), given.occurred_on, "opens_on", opens_on
            yield at, given.judged_on, "occurred_on", given.occurred_on
        yield at, given.judged_on, "judged_on", last
        last = given.judged_on


def last_day_on_record(record: Prediction) -> str:
    """The last of the dates of a record that cannot be in the future, as it is written."""
    return max(str(day) for day in {day for _, day in _days_on_record(record)} if day)


def broken_future_dates(record: Prediction, latest_day: date) -> Iterator[BrokenRule]:
    """The dates of a prediction that are in the future; a month or year is when it has not begun.

    Args:
        record: The prediction.
        latest_day: The last day that has come.
    """
    day = latest_day.isoformat()
    for path, on in _days_on_record(record):
        if on and (written := str(on)) > day:
            is_published = path[0] in {"made_on", "evidence"} or path[-1] == "published_on"
            rule = "published-in-the-future" if is_published else "dated-in-the-future"
            message = f"{path[-1]} {written} is after {day}", f"{path[-1]} {written} 晚于 {day}"
            yield broken(rule, path, *message)
