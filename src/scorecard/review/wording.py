"""The sentences of the minutes and the slides, in both languages."""

from scorecard.errors import Phrase
from scorecard.review.agreement import Agreement, Leniency
from scorecard.review.minutes import Minutes
from scorecard.review.pages import percent

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


def headline_lines(minutes: Minutes) -> list[Phrase]:
    """What happened, in a few lines: decisions, accuracy, who came."""
    n_listed = len(minutes.agenda.claims)
    n_decided, n_moved = len(minutes.decided), len(minutes.moved)
    came, absent = _names(minutes.review.attended), _names(minutes.absent)
    return [
        Phrase(
            f"{n_decided} of {n_listed} claims decided, {n_moved} verdicts changed,"
            f" {n_decided - n_moved} confirmed, {len(minutes.carried)} carried over.",
            f"{n_listed} 条说法中决定了 {n_decided} 条：改判 {n_moved} 条，维持 {n_decided - n_moved} 条，"
            f"顺延 {len(minutes.carried)} 条。",
        ),
        accuracy_line(minutes),
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
