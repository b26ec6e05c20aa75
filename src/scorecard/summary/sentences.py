"""The sentences that stand under a title and at the foot of every output: what may be read, and what not."""

from collections.abc import Sequence

from scorecard.scoring.sentence import p_value_text
from scorecard.summary.calibration import Calibration
from scorecard.summary.course import Standing
from scorecard.summary.dated import CameTrue
from scorecard.summary.evidence import ClaimEvidence
from scorecard.summary.groups import Closed, Comparison, Group, Summary
from scorecard.summary.raters import RaterAgreement
from scorecard.text import Language, Phrase, joined, percent, percent_range
from scorecard.verdicts import JUDGED_STATES, State

__all__ = [
    "agreement_sentence",
    "calibration_sentence",
    "comparison_sentence",
    "course_sentence",
    "early_sentence",
    "evidence_sentence",
    "lights_sentence",
    "pooling_sentence",
    "source_sentence",
    "timing_sentence",
    "verdicts_sentence",
]

_FEW_GROUPS = 5
_DIGEST_SHOWN = len("sha256:") + 12


def source_sentence(summary: Summary, group: Group | None = None) -> Phrase:
    """Counts, date, rule and digest: what every output says of itself.

    Args:
        summary: The numbers of the output.
        group: The group that is shown; None for all.
    """
    shown = group or summary.overall
    digest = summary.records[:_DIGEST_SHOWN]
    return Phrase(
        f"{shown.n_judged} judged of {shown.n_due} due of {shown.n_recorded} recorded"
        f" · as of {summary.as_of} · rule {summary.rule} · records {digest}",
        f"记录 {shown.n_recorded} 条，到期 {shown.n_due} 条，已判 {shown.n_judged} 条"
        f" · 截至 {summary.as_of} · 规则 {summary.rule} · 记录 {digest}",
    )


def comparison_sentence(summary: Summary) -> Phrase:
    """Whether the groups can be told apart, or why that was not asked."""
    if summary.comparison:
        return summary.comparison.sentence
    return summary.comparison_reason or Phrase("", "")


def early_sentence(summary: Summary, *, is_of_groups: bool = True) -> Phrase:
    """What is judged although its window is open, and what the others score; empty when all have closed.

    Args:
        summary: The numbers of the output.
        is_of_groups: Whether the output compares the groups of the summary.
    """
    overall, closed = summary.overall, summary.overall.closed
    if not closed or closed.counts.n_judged == overall.n_judged:
        return Phrase("", "")
    n_early = overall.n_judged - closed.counts.n_judged
    parts = [(one.label, overall.counts[one] - closed.counts[one]) for one in JUDGED_STATES]
    en = joined((f"{n} {label.en}" for label, n in parts), Language.ENGLISH)
    zh = joined((f"{label.zh} {n} 条" for label, n in parts), Language.CHINESE)
    alone = _closed_alone(closed, summary.closed_comparison if is_of_groups else None)
    return Phrase(
        f"{n_early} of the {overall.n_judged} judged claims were judged before their window closed ({en})."
        " What can be judged early has mostly come true, so accuracy may look better than it is."
        f" {alone.en}",
        f"已判的 {overall.n_judged} 条里有 {n_early} 条是提前判定的（{zh}）。"
        f"提前有结论的多半是已经应验的，得分率可能偏高。{alone.zh}",
    )


def _closed_alone(closed: Closed, comparison: Comparison | None) -> Phrase:
    """The score of the claims whose window has closed."""
    if closed.accuracy is None or closed.interval is None:
        return Phrase(
            "Of the claims whose window has closed, none is judged.", "期满的预测还没有一条判定。"
        )
    counts, (low, high, _) = closed.counts, closed.interval
    en = (
        f"Closed windows alone: {counts.n_judged} judged of {counts.n_due} due,"
        f" {percent(closed.accuracy, Language.ENGLISH)} ({percent_range(low, high, Language.ENGLISH)})"
    )
    zh = (
        f"只看期满的：到期 {counts.n_due} 条，已判 {counts.n_judged} 条，"
        f"得分率 {percent(closed.accuracy, Language.CHINESE)}（{percent_range(low, high, Language.CHINESE)}）"
    )
    if counts[State.OVERDUE] and closed.bounds:
        en += f"; {percent_range(*closed.bounds, Language.ENGLISH)} if all overdue claims were wrong or right"
        zh += f"；逾期未判的若全部落空或全部应验，则为 {percent_range(*closed.bounds, Language.CHINESE)}"
    if comparison:
        p_value = p_value_text(comparison.p_value)
        if comparison.distinguishable:
            en += f"; here the groups differ too ({p_value})"
            zh += f"；其中各组也有差异（{p_value}）"
        else:
            en += f"; here the groups cannot be told apart ({p_value})"
            zh += f"；其中各组分不出高下（{p_value}）"
    return Phrase(f"{en}.", f"{zh}。")


def pooling_sentence(summary: Summary) -> Phrase:
    """How strongly groups are drawn together; empty when fewer than two are judged."""
    weights = [group.pooled.weight for group in summary.groups if group.pooled]
    if summary.n_prior is None or not weights:
        return Phrase("", "")
    low, high = f"{100 * min(weights):.0f}", f"{100 * max(weights):.0f}"
    few = Phrase("", "")
    if len(weights) < _FEW_GROUPS:
        few = Phrase(
            " With so few groups, how strongly is mostly assumed.",
            "组数太少，拉近多少主要取决于假设。",
        )
    return Phrase(
        "Pooled: each group is drawn toward the common mean; its own verdicts weigh"
        f" {low} to {high} %.{few.en}",
        f"合并估计：各组向共同均值靠拢，自身判定所占权重为 {low}% 至 {high}%。{few.zh}",
    )


def verdicts_sentence(summary: Summary) -> Phrase:
    """What the shares leave out, and whether the groups can be told apart."""
    compared = comparison_sentence(summary)
    return Phrase(
        "Every recorded claim is in one part; accuracy counts the first three only. " + compared.en,
        "每条记录都在图中；准确率只计前三种。" + compared.zh,
    )


def course_sentence(standings: Sequence[Standing]) -> Phrase:
    """On how many days verdicts were given, what happened after the first, and what a rise does not show."""
    if not standings:
        return Phrase("", "")
    if len(standings) == 1:
        on = standings[0].on
        return Phrase(
            f"All verdicts were given on one day, {on}, so there is no course to see yet.",
            f"所有判定都在同一天（{on}）作出，还看不出变化。",
        )
    first, later = standings[0], standings[1:]
    counts = [
        (later[-1].counts.n_recorded - first.counts.n_recorded, "added", "新增"),
        (sum(one.n_first for one in later), "judged for the first time", "首次判定"),
        (sum(one.n_changed for one in later), "judged anew", "改判"),
    ]
    en = ", ".join(
        f"{n} {'claim was' if n == 1 else 'claims were'} {done}" for n, done, _ in counts if n
    )
    zh = "、".join(f"{done} {n} 条" for n, _, done in counts if n)
    return Phrase(
        f"Verdicts were given on {len(standings)} days. After the first of them"
        f" {en or 'nothing changed'}. A rise is no proof of better forecasts.",
        f"判定分 {len(standings)} 天作出。第一天之后{zh or '没有变化'}。上升并不证明预测变好了。",
    )


def timing_sentence(claims: Sequence[CameTrue], overall: Group) -> Phrase:
    """How many claims have a day, how many came true late, and what early does not show."""
    if not claims:
        return Phrase("", "")
    n, n_late = len(claims), sum(one.days > 0 for one in claims)
    return Phrase(
        f"The verdicts of {n} claims ({overall.n_judged} are judged) name the day when the claim came true;"
        f" {n_late} of them came true after the window. A long window makes it easy to be early; what has"
        " not come true yet is not here.",
        f"有 {n} 条说法（已判 {overall.n_judged} 条）的判定写明了成真的日期，"
        f"其中 {n_late} 条在时间窗之后才成真。"
        "时间窗长，提前就容易；尚未成真的不在图中。",
    )


def evidence_sentence(claims: Sequence[ClaimEvidence]) -> Phrase:
    """How often both sides were found, and what the counts do not say."""
    n_both = sum(1 for one in claims if one.n_supports and one.n_contradicts)
    n_none = sum(1 for one in claims if not (one.n_supports or one.n_contradicts))
    return Phrase(
        f"One brick is one page. {n_both} of {len(claims)} claims have pages on both sides, {n_none} on"
        " neither. Their number says how long people searched, not how true a claim is.",
        f"一格是一个来源。{len(claims)} 条说法中，{n_both} 条正反两面都有来源，{n_none} 条两面都没有。"
        "来源多少只说明查了多久，不说明说法有多真。",
    )


def calibration_sentence(calibration: Calibration | None) -> Phrase:
    """Where the curve leaves the band, and what that may mean."""
    if calibration is None:
        return Phrase("", "")
    points, usual = calibration.points, calibration.n_outside_high
    n_outside = sum(not one.low <= one.calibrated <= one.high for one in points)
    if not n_outside:
        return Phrase(
            "The curve stays in the gray band in which a calibrated forecaster's would run: no fault"
            " shows.",
            "曲线都在灰带之内，校准良好的预测者也会如此：看不出偏差。",
        )
    where = Phrase(
        f"The curve leaves the gray band at {n_outside} of {len(points)} stated values; that of a"
        f" calibrated forecaster leaves it at up to {usual} in 95 of 100 cases",
        f"在给出的 {len(points)} 个概率值中，曲线有 {n_outside} 处越出灰带；"
        f"校准良好的预测者在 100 次里有 95 次不超过 {usual} 处",
    )
    if n_outside > usual:
        return Phrase(f"{where.en}: more than chance.", f"{where.zh}：超出了偶然。")
    return Phrase(f"{where.en}: no fault shows.", f"{where.zh}：看不出偏差。")


def agreement_sentence(numbers: RaterAgreement | None) -> Phrase:
    """How many rated what, how often they agree, and what agreement does not say."""
    if numbers is None:
        return Phrase("", "")
    n_raters, n_split = len(numbers.raters), len(numbers.split)
    percent = "–" if numbers.percent is None else f"{100 * numbers.percent:.0f} %"
    return Phrase(
        f"{n_raters} raters rated {numbers.n_rated} claims, {numbers.n_compared} of them twice or more, and"
        f" split on {n_split}; on average over claims {percent} of the pairs of ratings are the same. Raters"
        " who agree are not therefore right.",
        f"{n_raters} 人评了 {numbers.n_rated} 条说法，其中 {numbers.n_compared} 条有两人以上评过，"
        f"{n_split} 条意见不一；"
        f"按说法平均，两两相同的占 {percent}。意见一致不等于判得对。",
    )


def lights_sentence() -> Phrase:
    """How the color of a light comes about, and how little one claim says."""
    return Phrase(
        "A light is the mean credit of an item's judged claims: green from two thirds, red up to one third,"
        " amber between them, gray when fewer than half are judged. A light of one claim says no more than"
        " that claim.",
        "灯色取该条目已判说法的平均得分：三分之二及以上为绿，三分之一及以下为红，两者之间为黄，"
        "已判不到一半为灰。"
        "只有一条说法的灯，不比那条说法说明更多。",
    )
