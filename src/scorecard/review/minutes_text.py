"""The minutes of a review as sentences and tables, in both languages."""

from collections import Counter
from collections.abc import Sequence

from scorecard.records import DecidedBy
from scorecard.review.documents import (
    Column,
    Document,
    Section,
    counted_title,
    marked,
    percent_phrase,
    range_phrase,
)
from scorecard.review.minutes import ClaimOutcome, Minutes
from scorecard.review.tally import decided_phrase
from scorecard.summary.groups import Group
from scorecard.summary.headline import early_sentence
from scorecard.summary.raters import Leniency, RaterAgreement, agreement_sentence
from scorecard.summary.sentences import source_sentence
from scorecard.text import Language, Phrase, joined
from scorecard.verdicts import Verdict

__all__ = [
    "AGREEMENT",
    "CARRIED",
    "CHANGED",
    "CONFIRMED",
    "FIRST",
    "agreement_lines",
    "decision_section",
    "headline_lines",
    "minutes_document",
    "split_section",
    "title_of",
]

FIRST = Phrase("Judged for the first time", "首次判定")
CHANGED = Phrase("Changed", "改判")
CONFIRMED = Phrase("Confirmed", "维持原判")
CARRIED = Phrase("Carried over", "留待下次")
AGREEMENT = Phrase("Agreement", "评议一致性")
_CLAIM = Column(Phrase("claim", "预测"))
_HOW = Column(Phrase("how it was decided", "决定方式"), "wide")


def title_of(minutes: Minutes) -> Phrase:
    """The title of the minutes."""
    return Phrase(f"Review {minutes.name}: minutes", f"{minutes.name} 年度复盘：会议纪要")


def _accuracy_line(minutes: Minutes) -> Phrase:
    """Accuracy before and after with its counts and its interval."""
    overall = minutes.changes.after.overall
    before, after = minutes.changes.before.overall.lead, overall.lead
    was, now = percent_phrase(before.accuracy), percent_phrase(after.accuracy)
    interval, n_before, n_after = (
        range_phrase(after.interval),
        before.counts.n_judged,
        after.counts.n_judged,
    )
    return Phrase(
        f"Accuracy {was.en} → {now.en} (95 % interval {interval.en};"
        f" judged {n_before} → {n_after} of {after.counts.n_due} whose time is up of"
        f" {overall.n_recorded} recorded)",
        f"得分率 {was.zh} → {now.zh}（95% 置信区间 {interval.zh}；"
        f"已判 {n_before} → {n_after}，期满 {after.counts.n_due}，收录 {overall.n_recorded}）",
    )


def _decisions_line(minutes: Minutes) -> Phrase:
    """The claims of the list by what became of them; the parts add up to all of them."""
    n_listed, n_decided = len(minutes.agenda.claims), len(minutes.decided)
    n_first, n_changed = len(minutes.first), len(minutes.changed)
    n_confirmed, n_carried = len(minutes.confirmed), len(minutes.carried)
    n_early = len(minutes.too_early)
    early = Verdict.TOO_EARLY.label
    return Phrase(
        f"{n_decided} of {n_listed} claims decided: {n_first} judged for the first time,"
        f" {n_changed} changed, {n_confirmed} confirmed; {n_carried} carried over:"
        f" {n_early} {early.en}, {n_carried - n_early} without a decision.",
        f"{n_listed} 条预测中判定了 {n_decided} 条：首次判定 {n_first} 条，改判 {n_changed} 条，"
        f"维持原判 {n_confirmed} 条；留待下次 {n_carried} 条：{early.zh} {n_early} 条，"
        f"没有决定 {n_carried - n_early} 条。",
    )


def _ways_line(minutes: Minutes) -> Phrase:
    """How many decisions were made in which way; empty when none is on record."""
    ways = Counter(
        row.after.decided.how
        for row in (*minutes.decided, *minutes.carried)
        if row.after and row.after.decided
    )
    en = ", ".join(f"{way.label.en} {ways[way]}" for way in DecidedBy if ways[way])
    zh = "，".join(f"{way.label.zh} {ways[way]} 条" for way in DecidedBy if ways[way])
    return Phrase(f"How it was decided: {en}.", f"决定方式：{zh}。") if ways else Phrase("", "")


def _attendance_line(minutes: Minutes) -> Phrase:
    review, nobody = minutes.review, Phrase("nobody", "无")

    def names(listed: Sequence[str], language: Language) -> str:
        return joined(listed, language) or nobody.in_language(language)

    came, absent = (
        Phrase(*(names(listed, language) for language in Language))
        for listed in (review.attended, minutes.absent)
    )
    return Phrase(
        f"Held on {review.held_on}. Present: {came.en}. Raters absent: {absent.en}.",
        f"会议日期 {review.held_on}。到场：{came.zh}。缺席的评议人：{absent.zh}。",
    )


def headline_lines(minutes: Minutes) -> list[Phrase]:
    """The review in a few lines: decisions, accuracy and what it leaves out, who came."""
    early = early_sentence(minutes.changes.after)
    lines = [
        _decisions_line(minutes),
        _ways_line(minutes),
        _accuracy_line(minutes),
        early,
        _attendance_line(minutes),
    ]
    return [line for line in lines if line.en]


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _leniency(one: Leniency) -> Phrase:
    if one.difference is None:
        return Phrase(f"{one.rater} –", f"{one.rater} –")
    text = f"{one.rater} {one.difference:+.2f}"
    return Phrase(f"{text} (n {one.n_shared})", f"{text}（n {one.n_shared}）")


def agreement_lines(agreement: RaterAgreement) -> list[Phrase]:
    """How far the raters of a review agree, in a few lines; one when no claim has two ratings."""
    if not agreement.n_compared:
        return [agreement_sentence(agreement)]
    nominal, ordinal = agreement.alphas
    interval = ordinal.interval
    ends = Phrase("–", "–")
    if interval:
        ends = Phrase(*(f"{interval.low:.2f}{to}{interval.high:.2f}" for to in ("–", "～")))
    leniencies = [_leniency(one) for one in agreement.leniencies]
    return [
        agreement_sentence(agreement),
        Phrase(
            f"Krippendorff's alpha: {_number(ordinal.alpha)} on the scored verdicts in their order"
            f" (95 % interval {ends.en}), {_number(nominal.alpha)} on all verdicts.",
            f"Krippendorff α：计分判定按次序 {_number(ordinal.alpha)}（95% 置信区间 {ends.zh}），"
            f"全部判定 {_number(nominal.alpha)}。",
        ),
        Phrase(
            "Mean credit less that of the others on the same claims, below 0 is harder: "
            + " · ".join(one.en for one in leniencies),
            "与他人在相同预测上的平均得分之差，负数为从严："
            + " · ".join(one.zh for one in leniencies),
        ),
    ]


def decision_section(title: Phrase, rows: Sequence[ClaimOutcome], *, with_ids: bool) -> Section:
    """Decisions as a table: the claim, its verdict before, the decision, its reason and how it was made.

    Args:
        title: The title of the section, without the count.
        rows: The claims.
        with_ids: Whether each claim has its id behind it, and its last column how it was decided.
    """
    columns = [
        _CLAIM,
        Column(Phrase("before", "此前"), "verdict"),
        Column(Phrase("decided", "决定"), "verdict"),
        Column(Phrase("reason", "理由"), "wide"),
        *([_HOW] if with_ids else []),
    ]
    cells = [
        [
            _with_id(row) if with_ids else row.text,
            marked(row.before),
            marked(row.after),
            row.why,
            *([decided_phrase(row.after)] if with_ids else []),
        ]
        for row in rows
    ]
    return Section(counted_title(title, len(rows)), columns=columns, rows=cells)


def _with_id(row: ClaimOutcome) -> Phrase:
    return Phrase(f"{row.text.en} ({row.claim.id})", f"{row.text.zh}（{row.claim.id}）")


def _accuracy_row(name: Phrase, before: Group | None, after: Group | None) -> list[Phrase]:
    was, now = before and before.lead, after and after.lead
    judged = f"{was.counts.n_judged if was else 0} → {now.counts.n_judged if now else 0}"
    counts = f"{now.counts.n_due if now else 0}/{after.n_recorded if after else 0}"
    return [
        name,
        percent_phrase(was.accuracy if was else None),
        percent_phrase(now.accuracy if now else None),
        range_phrase(now.interval if now else None),
        Phrase(judged, judged),
        Phrase(counts, counts),
    ]


def _accuracy_section(minutes: Minutes) -> Section:
    """Each domain before and after, and all of them."""
    changes = minutes.changes
    heads = [
        Phrase("before", "此前"),
        Phrase("after", "此后"),
        Phrase("95 % interval", "95% 置信区间"),
        Phrase("judged", "已判"),
        Phrase("time up/recorded", "期满/收录"),
    ]
    rows = [_accuracy_row(changes.label(key), *pair) for key, *pair in changes.pairs()]
    overall = changes.after.overall
    return Section(
        Phrase("Accuracy before and after", "复盘前后的得分率"),
        columns=[Column(Phrase("domain", "领域")), *(Column(head, "number") for head in heads)],
        rows=[*rows, _accuracy_row(overall.label, changes.before.overall, overall)],
    )


def _carried_row(row: ClaimOutcome) -> list[Phrase]:
    closes_on = str(row.claim.prediction.window.closes_on or "–")
    decided = marked(row.after) if row.after else Phrase("no decision", "没有决定")
    return [
        _with_id(row),
        decided,
        row.why,
        decided_phrase(row.after),
        Phrase(closes_on, closes_on),
    ]


def _carried_section(minutes: Minutes) -> Section:
    columns = [
        _CLAIM,
        Column(Phrase("decided", "决定"), "verdict"),
        Column(Phrase("reason", "理由"), "wide"),
        _HOW,
        Column(Phrase("window closes", "截止日"), "day"),
    ]
    rows = [_carried_row(row) for row in minutes.carried]
    return Section(counted_title(CARRIED, len(rows)), columns=columns, rows=rows)


def split_section(minutes: Minutes) -> Section:
    """The claims on which raters differ, furthest apart first, with one column for each rater."""
    split, raters = minutes.agreement.split, minutes.review.raters
    columns = [_CLAIM, *(Column(Phrase(rater, rater), "verdict") for rater in raters)]
    rows = [[one.claim, *(marked(one.ratings.get(rater)) for rater in raters)] for one in split]
    title = counted_title(Phrase("Where the raters differ", "评议分歧"), len(rows))
    return Section(title, columns=columns, rows=rows)


def minutes_document(minutes: Minutes) -> Document:
    """The whole minutes.

    Args:
        minutes: The result of the review.
    """
    decided = [(FIRST, minutes.first), (CHANGED, minutes.changed), (CONFIRMED, minutes.confirmed)]
    agreement = Section(AGREEMENT, agreement_lines(minutes.agreement))
    return Document(
        title_of(minutes),
        headline_lines(minutes),
        [
            *(decision_section(title, rows, with_ids=True) for title, rows in decided),
            _accuracy_section(minutes),
            _carried_section(minutes),
            agreement,
            split_section(minutes),
        ],
        source_sentence(minutes.changes.after),
    )
