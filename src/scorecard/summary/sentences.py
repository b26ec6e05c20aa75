"""The sentences that stand under a title and at the foot of every output."""

from scorecard.errors import Phrase
from scorecard.summary.groups import Group, Summary

__all__ = ["comparison_sentence", "pooling_sentence", "source_sentence"]

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


def pooling_sentence(summary: Summary) -> Phrase:
    """How strongly groups are drawn together; empty when fewer than two are judged."""
    if summary.n_prior is None:
        return Phrase("", "")
    n_prior = f"{summary.n_prior:.0f}"
    return Phrase(
        f"Pooled: each group is drawn toward the common mean, which counts as {n_prior} verdicts.",
        f"合并估计：各组向共同均值靠拢，均值相当于 {n_prior} 个判定。",
    )
