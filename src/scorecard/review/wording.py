"""The sentences of the minutes and the slides, in both languages."""

from scorecard.review.agreement import Agreement, Leniency
from scorecard.review.minutes import Minutes
from scorecard.review.pages import percent
from scorecard.summary.sentences import early_sentence
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


def _hardness(one: Leniency) -> Phrase:
    if one.difference is None:
        return Phrase(f"{one.rater} –", f"{one.rater} –")
    return Phrase(
        f"{one.rater} {one.difference:+.2f} (n {one.n_shared})",
        f"{one.rater} {one.difference:+.2f}（n {one.n_shared}）",
    )


def agreement_lines(agreement: Agreement) -> list[Phrase]:
    """The agreement in a few lines; nothing but a count when no claim has two ratings."""
    n = agreement.n_rated_twice
    counted = Phrase(
        f"{n} of {agreement.n_claims} claims have at least two ratings.",
        f"{agreement.n_claims} 条说法中有 {n} 条至少两人评分。",
    )
    if not n:
        return [counted]
    interval = agreement.interval
    span = f"{interval.low:.2f} … {interval.high:.2f}" if interval else "–"
    mild = [_hardness(one) for one in agreement.leniencies]
    kappas = " · ".join(
        f"{pair.first}–{pair.second} {_number(pair.kappa)}" for pair in agreement.pairs
    )
    return [
        counted,
        Phrase(
            f"Pairs of raters that agree: {percent(agreement.percent)}. Krippendorff's alpha:"
            f" {_number(agreement.ordinal)} on the scored verdicts in their order (95 % interval {span}),"
            f" {_number(agreement.nominal)} on all five.",
            f"两两一致：{percent(agreement.percent)}。Krippendorff α：计分判定按次序 "
            f"{_number(agreement.ordinal)}（95% 区间 {span}），五种判定 {_number(agreement.nominal)}。",
        ),
        Phrase(f"Cohen's kappa: {kappas}.", f"Cohen κ：{kappas}。"),
        Phrase(
            "Mean credit less that of the others on the same claims, below 0 is harder: "
            + " · ".join(one.en for one in mild),
            "与他人在相同说法上的平均得分之差，负数为更严：" + " · ".join(one.zh for one in mild),
        ),
    ]
