"""The sentences of every output: its headline, its source, and what its numbers leave out."""

from dataclasses import dataclass
from typing import NamedTuple

from scorecard.summary.comparison import Comparison, comparison_note
from scorecard.summary.compute import LEAST_OUTLOOKS
from scorecard.summary.groups import Counts, Group, Probability, Scores, Summary
from scorecard.summary.judges import readers_sentence
from scorecard.text import (
    Phrase,
    counted,
    in_a_row,
    listed,
    percent_phrase,
    percent_range,
    percent_span,
    ranged,
)
from scorecard.verdicts import JUDGED_STATES, PARTIAL_STATES, State

_NOTHING = Phrase("", "")
_MOSTLY_TRUE = Phrase(
    ": what can be settled early has mostly come true", "：提前有结论的多半是已经应验的"
)
_ENOUGH_GROUPS = 5
_FEW_GROUPS = Phrase(
    "With so few groups, how strongly is mostly an assumption.",
    "组数太少，靠拢多少主要取决于假设。",
)
_DIGEST_SHOWN = len("sha256:") + 12
_BRIER_NOTE = Phrase(
    "The Brier score is the mean squared distance of the probability from what came out; it depends on how"
    " hard the questions were. The interval counts items, not claims.",
    "Brier 分数是概率与实际结果之差平方后的平均值，与问题难易有关；置信区间按原文条目计算。",
)
_IN_WORDS = {0.5: Phrase("half", "半分")}
_WORTH = listed(
    Phrase(f"{one.label.en} counted as {worth.en}", f"{one.label.zh}算{worth.zh}")
    for one in PARTIAL_STATES
    for worth in [_IN_WORDS.get(one.credit or 0, Phrase(f"{one.credit:g}", f" {one.credit:g} 分"))]
)
"""What the verdicts are worth that are neither right nor wrong."""
_COVERS = Phrase(
    "The interval covers luck alone, with claims of one item counted together: not who judged, which"
    " articles were picked, or how hard the claims were.",
    "置信区间只反映偶然因素（同一原文条目的预测合并考虑），不反映由谁判定、选了哪些文章，"
    "也不反映预测的难易。",
)


class Share(NamedTuple):
    """Number of claims of a state, and their share of the judged in 0..1; None when none is judged."""

    n: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Headline:
    """What a reader asks first of a summary, in sentences; one that does not fit it is empty.

    Examples:
        >>> from scorecard.summary.compute import Basis, summarize
        >>> from scorecard.table import with_states
        >>> import datetime, pandas
        >>> rows = pandas.DataFrame({"id": ["a"], "domain": "x", "verdict": ["unresolvable"]})
        >>> day = datetime.date(2026, 1, 1)
        >>> basis = Basis(day, "sha256:0", {})
        >>> head = Headline(summarize(with_states(rows, as_of=day), by="domain", basis=basis))
        >>> head.sentence.zh
        '没有可以计分的预测：1 条无法判定。'
    """

    summary: Summary

    @property
    def shares(self) -> dict[State, Share]:
        """Of the claims that lead those of each judged state, best first."""
        counts = self.summary.overall.lead.counts
        n = counts.n_judged
        return {one: Share(counts[one], counts[one] / n if n else None) for one in JUDGED_STATES}

    @property
    def sentence(self) -> Phrase:
        """How many of the judged claims came out in which way; how many forecasts came true."""
        if stated := self.summary.stated:
            return _came_true(stated)
        counts, when = self.summary.overall.lead.counts, self.time_is_up
        n_judged = counts.n_judged
        if not n_judged and counts[State.UNRESOLVABLE]:
            return _unresolvable_alone(counts, when)
        if not n_judged:
            none_zh = "期满的预测还没有可以计分的判定。" if when.zh else "还没有可以计分的判定。"
            return Phrase(f"No claim{when.en} is judged yet.", none_zh)
        parts = [(one.label, n, percent_phrase(share)) for one, (n, share) in self.shares.items()]
        en = ", ".join(f"{n} {label.en} ({share.en})" for label, n, share in parts)
        zh = "，".join(f"{label.zh} {n} 条（{share.zh}）" for label, n, share in parts)
        return Phrase(
            f"Of {counted(n_judged, 'judged claim')}{when.en}: {en}.",
            f"{when.zh}已判的 {n_judged} 条预测中，{zh}。",
        )

    @property
    def time_is_up(self) -> Phrase:
        """The words for it where the claims that lead are those whose time is up; else empty."""
        overall = self.summary.overall
        return _NOTHING if overall.lead is overall else Phrase(" whose time is up", "期满")

    @property
    def due(self) -> Phrase:
        """The word of a table's head for the claims that lead and are not open any more."""
        return Phrase("time up", "期满") if self.time_is_up.en else Phrase("due", "到期")

    @property
    def number(self) -> Phrase:
        """The number with its interval, and what would change it or what it is to be compared with."""
        stated = self.summary.stated
        return _brier_sentence(stated) if stated else _number_sentence(self.summary.overall.lead)

    @property
    def early(self) -> Phrase:
        """The sentence on early verdicts: accuracy leaves them out, a Brier score counts them."""
        overall, why = self.summary.overall, self.mostly_true
        n, share = overall.n_early, percent_phrase(overall.early_accuracy)
        if n and self.summary.stated:
            were, are = ("was", "is") if n == 1 else ("were", "are")
            return Phrase(
                f"Of {overall.n_judged} judged, {n} {were} judged before the window closed and {are} counted"
                f" here{why.en}.",
                f"已判的 {overall.n_judged} 条里，{n} 条是提前判定，也计入以上数字{why.zh}。",
            )
        if not self.summary.has_early:
            return _NOTHING
        verdicts, them = ("verdict was", "it") if n == 1 else ("verdicts were", "them")
        more, also, added = "", "", _NOTHING
        if overall.lead.accuracy is not None:
            both, more, also = percent_phrase(overall.accuracy), " more", "另"
            added = Phrase(
                f" With {them} accuracy would be {both.en}.", f"一并计入，得分率为 {both.zh}。"
            )
        return Phrase(
            f"{n}{more} {verdicts} given before the window closed (accuracy {share.en}) and left out here"
            f"{why.en}.{added.en}",
            f"{also}有 {n} 条提前判定（得分率 {share.zh}），不计入以上数字{why.zh}。{added.zh}",
        )

    @property
    def mostly_true(self) -> Phrase:
        """What goes after a sentence on early verdicts where most were accurate; else empty."""
        overall = self.summary.overall
        closed = overall.closed or overall
        n_true = overall.counts[State.ACCURATE] - closed.counts[State.ACCURATE]
        return _MOSTLY_TRUE if 2 * n_true > overall.n_early else _NOTHING

    @property
    def readers(self) -> Phrase:
        """The line on the score by each reader's own verdicts; empty where fewer than two have read."""
        return readers_sentence(self.summary)

    @property
    def note(self) -> Phrase:
        """What the interval covers, and what it does not."""
        if self.summary.stated:
            return _BRIER_NOTE
        if self.summary.overall.lead.interval is None:
            return _NOTHING
        articles, more = self.summary.articles, _NOTHING
        if articles and articles.low is not None and articles.high is not None:
            wide = percent_range(articles.low, articles.high)
            more = Phrase(
                f"With the {articles.n_outlooks} outlooks taken as a sample of articles it is {wide.en}.",
                f"把 {articles.n_outlooks} 篇展望看作文章的样本，则为 {wide.zh}。",
            )
        elif articles and articles.n_outlooks < LEAST_OUTLOOKS:
            n, when = articles.n_outlooks, self.time_is_up
            has = "has" if n == 1 else "have"
            more = Phrase(
                f"Only {counted(n, 'outlook')} {has} judged claims{when.en}, too few to say what other"
                " articles would score.",
                f"{when.zh}已判的预测只出自 {n} 篇展望，说明不了别的文章会怎样。",
            )
        return in_a_row([_COVERS, more])


def _unresolvable_alone(counts: Counts, when: Phrase) -> Phrase:
    """That of the claims that lead some are unresolvable and none is judged; others may still be."""
    n, n_waiting = counts[State.UNRESOLVABLE], counts.n_recorded - counts[State.UNRESOLVABLE]
    yet, wait, waits = _NOTHING, _NOTHING, "waits" if n_waiting == 1 else "wait"
    if n_waiting:
        yet = Phrase(" yet", "还")
        wait = Phrase(f", {n_waiting} {waits} for a verdict", f"，{n_waiting} 条等待判定")
    none_zh = f"期满的预测{yet.zh}没有可以计分的" if when.zh else f"{yet.zh}没有可以计分的预测"
    return Phrase(
        f"Nothing{when.en} can be scored{yet.en}: {counted(n, 'claim')} turned out unresolvable{wait.en}.",
        f"{none_zh}：{n} 条无法判定{wait.zh}。",
    )


def _came_true(stated: Probability) -> Phrase:
    """How many of the settled forecasts came true."""
    if stated.came_true is None:
        settled = "is settled" if stated.n == 1 else "are settled"
        return Phrase(
            f"{counted(stated.n, 'forecast')} {settled}.", f"已有结果的预测有 {stated.n} 条。"
        )
    share = percent_phrase(stated.came_true)
    return Phrase(
        f"Of {counted(stated.n, 'settled forecast')} {share.en} came true.",
        f"已有结果的 {stated.n} 条预测中，{share.zh} 应验。",
    )


def _brier_sentence(stated: Probability) -> Phrase:
    """The Brier score and what it is to be compared with."""
    score = f"{stated.brier_score:.3f}"
    whose = "Its" if stated.n == 1 else "Their"
    en, zh = f"{whose} Brier score is {score}", f"Brier 分数 {score}"
    if stated.low is not None and stated.high is not None:
        ends = ranged(f"{stated.low:.3f}", f"{stated.high:.3f}")
        en, zh = f"{en} (95 % interval {ends.en})", f"{zh}（95% 置信区间 {ends.zh}）"
    en, zh = f"{en}; 0 is perfect", f"{zh}；0 为最好"
    if stated.uncertainty is not None:
        en += f", and always stating the share that came true would score {stated.uncertainty:.3f}"
        zh += f"，一律给出应验比例则为 {stated.uncertainty:.3f}"
    if stated.n_without:
        have, are = ("has", "is") if stated.n_without == 1 else ("have", "are")
        claims = counted(stated.n_without, "judged claim")
        en += f". {claims} {have} no probability and {are} left out"
        zh += f"。另有 {stated.n_without} 条已判而没有给出概率，不计在内"
    return Phrase(f"{en}.", f"{zh}。")


def _number_sentence(lead: Scores) -> Phrase:
    """The accuracy with its interval, and how far the claims without a scored verdict could move it."""
    if lead.accuracy is None or lead.interval is None:
        return _NOTHING
    share, ends = percent_phrase(lead.accuracy), percent_range(*lead.interval[:2])
    en = f"With {_WORTH.en}, accuracy is {share.en} (95 % interval {ends.en})"
    zh = f"{_WORTH.zh}，得分率 {share.zh}（95% 置信区间 {ends.zh}）"
    unjudged = (State.OVERDUE, State.UNRESOLVABLE)
    parts = [(state.label, lead.counts[state]) for state in unjudged if lead.counts[state]]
    if parts and lead.due_bounds:
        bounds = percent_span(*lead.due_bounds)
        named = listed(Phrase(f"{n} {label.en}", f"{label.zh} {n} 条") for label, n in parts)
        en += f"; {bounds.en} if those without a scored verdict ({named.en}) were all wrong or all right"
        zh += f"；没有得分的（{named.zh}）若全部落空或全部应验，则为 {bounds.zh}"
    return Phrase(f"{en}.", f"{zh}。")


def source_sentence(summary: Summary, group: Group | None = None) -> Phrase:
    """Counts, of a group or of all, date, rule and digest: where the numbers of an output come from."""
    shown = group or summary.overall
    digest = summary.records[:_DIGEST_SHOWN]
    more = beside_withdrawn(shown.counts[State.WITHDRAWN])
    return Phrase(
        f"{shown.n_judged} judged of {shown.n_due} due of {shown.n_recorded} recorded{more.en}"
        f" · as of {summary.as_of} · rule {summary.rule} · records {digest}",
        f"收录 {shown.n_recorded} 条，到期 {shown.n_due} 条，已判 {shown.n_judged} 条{more.zh}"
        f" · 截至 {summary.as_of} · 计分规则 {summary.rule} · 数据指纹 {digest}",
    )


def source_line(
    summary: Summary, comparison: Comparison | None = None, *, has_early: bool = False
) -> Phrase:
    """The source of a chart of verdicts, behind its test and how many early ones it leaves out.

    The counts of the source have them; the chart has them where it `has_early`.
    """
    early = [] if has_early else [Headline(summary).early]
    return in_a_row([comparison_note(comparison), *early, source_sentence(summary)])


def comparison_sentence(summary: Summary) -> Phrase:
    """The sentence on the ranking of a summary's groups, which says so when early verdicts change it."""
    ranking, every = summary.ranking, summary.comparison
    reason = summary.closed_comparison_reason if summary.has_early else summary.comparison_reason
    said = ranking.sentence if ranking else reason or _NOTHING
    is_apart = ranking is not None and ranking.distinguishable
    if not summary.has_early or is_apart == (every is not None and every.distinguishable):
        return said
    is_name = said.en.startswith(tuple(f"{group.label.en} did" for group in summary.groups))
    here = said.en if is_name else said.en[0].lower() + said.en[1:]
    if is_apart:
        return Phrase(
            f"Groups stand out only while early verdicts are left out; then {here}",
            f"不算提前判定，各组才有差异。{said.zh}",
        )
    return Phrase(
        f"Groups stand out only while early verdicts are counted; without them, {here}",
        f"算上提前判定，各组才有差异；不算时，{said.zh}",
    )


def beside_withdrawn(n_withdrawn: int) -> Phrase:
    """What goes after a number of claims to name the withdrawn ones beside them; empty without any."""
    said = Phrase(f", plus {n_withdrawn} withdrawn", f"，另有 {n_withdrawn} 条已撤下")
    return said if n_withdrawn else _NOTHING


def withdrawn_sentence(summary: Summary) -> Phrase:
    """How many claims were withdrawn, and that they are in no other number; empty when none was."""
    n = summary.overall.counts[State.WITHDRAWN]
    if not n:
        return _NOTHING
    return Phrase(
        "1 claim was withdrawn: it should not have been on record and is in no other number."
        if n == 1
        else f"{n} claims were withdrawn: they should not have been on record and are in no other number.",
        f"另有 {n} 条已撤下：本不该收录，不计入其他任何数字。",
    )


def pooling_sentence(summary: Summary) -> Phrase:
    """The sentence on how strongly groups are drawn together; empty when fewer than two are judged."""
    weights = [group.lead.pooled.weight for group in summary.groups if group.lead.pooled]
    if not weights[1:]:
        return _NOTHING
    ends = percent_span(min(weights), max(weights))
    said = Phrase(
        f"Pooled: each group is drawn toward the mean of all groups; its own verdicts weigh {ends.en}.",
        f"收缩估计：各组向共同均值靠拢，自身判定所占权重为 {ends.zh}。",
    )
    return in_a_row([said, _FEW_GROUPS]) if len(weights) < _ENOUGH_GROUPS else said


def verdicts_sentence(summary: Summary) -> Phrase:
    """The sentence on what accuracy leaves out of the shares of states, and on the groups' ranking."""
    compared = comparison_sentence(summary)
    en, zh = listed(state.label for state in JUDGED_STATES)
    if summary.has_early:
        en, zh = f"{en}, and these only once time is up", f"期满且判为{zh}的"
    return Phrase(
        f"Every recorded claim is in one part of a bar; accuracy counts only {en}. {compared.en}",
        f"收录的每条预测都在图中；得分率只算{zh}。{compared.zh}",
    )
