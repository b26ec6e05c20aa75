"""The sentences of the minutes and the slides, in both languages."""

from scorecard.review.minutes import Minutes
from scorecard.review.pages import percent
from scorecard.summary.raters import Leniency, RaterAgreement
from scorecard.summary.sentences import agreement_sentence, early_sentence
from scorecard.text import Phrase

__all__ = ["agreement_lines", "headline_lines", "title_of"]


def title_of(minutes: Minutes) -> Phrase:
    """What the minutes are called."""
    return Phrase(f"Review {minutes.name}: minutes", f"评审 {minutes.name}：纪要")


def _names(names: list[str]) -> Phrase:
    return Phrase(", ".join(names) or "nobody", "、".join(names) or "无")


def accuracy_line(minutes: Minutes) -> Phrase:
    """Accuracy before and after with its counts and its interval."""
    before, after = minutes.changes.before.overall, minutes.changes.after.overall
    low_high = (
        f"{100 * after.interval.low:.0f} … {100 * after.interval.high:.0f} %"
        if after.interval
        else "–"
    )
    return Phrase(
        f"Accuracy {percent(before.accuracy)} → {percent(after.accuracy)} (95 % interval {low_high};"
        f" judged {before.n_judged} → {after.n_judged} of {after.n_due} due of {after.n_recorded} recorded)",
        f"准确率 {percent(before.accuracy)} → {percent(after.accuracy)}（95% 区间 {low_high}；"
        f"已判 {before.n_judged} → {after.n_judged}，到期 {after.n_due}，记录 {after.n_recorded}）",
    )


def _decisions_line(minutes: Minutes) -> Phrase:
    """What became of the claims of the list; the parts add up to all of them."""
    n_listed, n_decided = len(minutes.agenda.claims), len(minutes.decided)
    n_first, n_changed = len(minutes.first), len(minutes.changed)
    n_confirmed, n_carried = len(minutes.confirmed), len(minutes.carried)
    n_early = len(minutes.too_early)
    return Phrase(
        f"{n_decided} of {n_listed} claims decided: {n_first} judged for the first time,"
        f" {n_changed} changed, {n_confirmed} confirmed; {n_carried} carried over:"
        f" {n_early} too early, {n_carried - n_early} without a decision.",
        f"{n_listed} 条说法中判定了 {n_decided} 条：首次判定 {n_first} 条，改判 {n_changed} 条，"
        f"维持 {n_confirmed} 条；顺延 {n_carried} 条：未到期 {n_early} 条，"
        f"没有决定 {n_carried - n_early} 条。",
    )


def headline_lines(minutes: Minutes) -> list[Phrase]:
    """What happened, in a few lines: decisions, accuracy and what it hides, who came.

    Each claim of the list is counted once.
    """
    early = early_sentence(minutes.changes.after)
    came, absent = _names(minutes.review.attended), _names(minutes.absent)
    return [
        _decisions_line(minutes),
        accuracy_line(minutes),
        *([early] if early.en else []),
        Phrase(
            f"Held on {minutes.review.held_on}. Present: {came.en}. Raters absent: {absent.en}.",
            f"会议日期 {minutes.review.held_on}。到场：{came.zh}。缺席的评分人：{absent.zh}。",
        ),
    ]


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _leniency(one: Leniency) -> Phrase:
    if one.difference is None:
        return Phrase(f"{one.rater} –", f"{one.rater} –")
    return Phrase(
        f"{one.rater} {one.difference:+.2f} (n {one.n_shared})",
        f"{one.rater} {one.difference:+.2f}（n {one.n_shared}）",
    )


def agreement_lines(agreement: RaterAgreement) -> list[Phrase]:
    """How far the raters of a review agree, in a few lines; one when no claim has two ratings."""
    if not agreement.n_compared:
        return [agreement_sentence(agreement)]
    nominal, ordinal = agreement.alphas
    interval = ordinal.interval
    span = f"{interval.low:.2f} … {interval.high:.2f}" if interval else "–"
    leniencies = [_leniency(one) for one in agreement.leniencies]
    return [
        agreement_sentence(agreement),
        Phrase(
            f"Krippendorff's alpha: {_number(ordinal.alpha)} on the scored verdicts in their order"
            f" (95 % interval {span}), {_number(nominal.alpha)} on all verdicts.",
            f"Krippendorff α：计分判定按次序 {_number(ordinal.alpha)}（95% 置信区间 {span}），"
            f"全部判定 {_number(nominal.alpha)}。",
        ),
        Phrase(
            "Mean credit less that of the others on the same claims, below 0 is harder: "
            + " · ".join(one.en for one in leniencies),
            "与他人在相同预测上的平均得分之差，负数为从严："
            + " · ".join(one.zh for one in leniencies),
        ),
    ]
