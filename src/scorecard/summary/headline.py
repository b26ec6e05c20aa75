"""The headline of every output: how the claims whose time is up came out, with the early ones beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from scorecard.scoring.interval import Interval
from scorecard.summary.groups import Comparison, Group, Probability, Scores, Summary
from scorecard.summary.readers import readers_sentence
from scorecard.summary.sentences import comparison_note, source_sentence
from scorecard.text import Language, Phrase, joined, percent_phrase, percent_range_phrase
from scorecard.verdicts import JUDGED_STATES, State

_NOTHING = Phrase("", "")
_BRIER_NOTE = Phrase(
    "The Brier score is the mean squared distance of the probability from what came out; it depends on how"
    " hard the questions were. The interval counts items, not claims.",
    "Brier 分数是概率与实际结果之差的平方的均值，与问题难易有关；置信区间按原文条目计算。",
)


class Share(NamedTuple):
    """Number of claims of a state, and their share of the judged in 0..1; None when none is judged."""

    n: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Headline:
    """What a reader asks first, as numbers and as sentences.

    Attributes:
        shares: Of each judged state among the claims that lead, best first.
        accuracy: Their mean credit.
        interval: Its interval.
        n_judged: How many of them are judged.
        n_due: How many of them are due.
        n_recorded: All recorded claims.
        n_early: Verdicts given before the window closed, which are in none of the numbers above; 0 where
            outputs lead with all verdicts.
        early_accuracy: Mean credit of those.
        sentence: The shares in one plain sentence.
        number: The accuracy with its interval, and what the unjudged could do to it.
        early: The sentence on early verdicts; empty without any.
        readers: The line on the score by each reader's own verdicts; empty where fewer than two have read.
        note: What the interval covers, and what it does not.
    """

    shares: Mapping[State, Share]
    accuracy: float | None
    interval: Interval | None
    n_judged: int
    n_due: int
    n_recorded: int
    n_early: int
    early_accuracy: float | None
    sentence: Phrase
    number: Phrase
    early: Phrase
    readers: Phrase
    note: Phrase

    @property
    def sentences(self) -> list[Phrase]:
        """The sentences that are not empty, in the order in which they are read."""
        said = (self.sentence, self.number, self.readers, self.early, self.note)
        return [one for one in said if one.en]


def headline(summary: Summary) -> Headline:
    """The headline of a summary.

    Examples:
        >>> from scorecard.summary.compute import Basis, summarize
        >>> from scorecard.table import with_states
        >>> import datetime, pandas
        >>> rows = pandas.DataFrame({"id": ["a", "b"], "domain": "x", "verdict": ["accurate", None]})
        >>> day = datetime.date(2026, 1, 1)
        >>> basis = Basis(day, "sha256:0", {})
        >>> head = headline(summarize(with_states(rows, as_of=day), by="domain", basis=basis))
        >>> head.sentence.zh
        '已判的 1 条预测中，准确 1 条（100%），对了一半 0 条（0%），不准确 0 条（0%）。'
    """
    overall, lead = summary.overall, summary.overall.lead
    stated = overall.probability if summary.measure == "brier" else None
    n_judged = lead.counts.n_judged
    shares = {
        state: Share(lead.counts[state], lead.counts[state] / n_judged if n_judged else None)
        for state in JUDGED_STATES
    }
    n_early = overall.n_early if summary.has_early else 0
    return Headline(
        shares=shares,
        accuracy=lead.accuracy,
        interval=lead.interval,
        n_judged=n_judged,
        n_due=lead.counts.n_due,
        n_recorded=overall.n_recorded,
        n_early=n_early,
        early_accuracy=_early_accuracy(overall) if n_early else None,
        sentence=_came_true(stated)
        if stated
        else _shares_sentence(
            shares, n_judged, lead.counts[State.UNRESOLVABLE], is_closed=lead is not overall
        ),
        number=_brier_sentence(stated) if stated else _number_sentence(lead),
        early=early_sentence(summary),
        readers=readers_sentence(summary),
        note=_BRIER_NOTE if stated else _note(summary),
    )


def _early_accuracy(overall: Group) -> float:
    """Mean credit of the verdicts given before the window closed."""
    closed = overall.closed.counts if overall.closed else overall.counts
    credit = sum(
        (overall.counts[state] - closed[state]) * (state.credit or 0) for state in JUDGED_STATES
    )
    return credit / overall.n_early


def _shares_sentence(
    shares: Mapping[State, Share], n_judged: int, n_unresolvable: int, *, is_closed: bool
) -> Phrase:
    """How many of the judged claims came out in which way."""
    if not n_judged and n_unresolvable:
        claims = "claim" if n_unresolvable == 1 else "claims"
        return Phrase(
            f"Nothing can be scored: {n_unresolvable} {claims} turned out unresolvable.",
            f"没有可以计分的预测：{n_unresolvable} 条无法判定。",
        )
    if not n_judged:
        return (
            Phrase("No claim whose time is up is judged yet.", "期满的预测还没有一条判定。")
            if is_closed
            else Phrase("No claim is judged yet.", "还没有任何判定。")
        )
    parts = [(state.label, one.n, percent_phrase(one.share)) for state, one in shares.items()]
    en = ", ".join(f"{n} {label.en} ({share.en})" for label, n, share in parts)
    zh = "，".join(f"{label.zh} {n} 条（{share.zh}）" for label, n, share in parts)
    claims = "1 judged claim" if n_judged == 1 else f"{n_judged} judged claims"
    when = Phrase(" whose time is up", "期满") if is_closed else _NOTHING
    return Phrase(f"Of {claims}{when.en}: {en}.", f"{when.zh}已判的 {n_judged} 条预测中，{zh}。")


def _came_true(stated: Probability) -> Phrase:
    """How many of the settled forecasts came true."""
    if stated.came_true is None:
        return Phrase(f"{stated.n} questions are settled.", f"{stated.n} 个问题已有结果。")
    share = percent_phrase(stated.came_true)
    return Phrase(
        f"Of {stated.n} settled forecasts {share.en} came true.",
        f"已有结果的 {stated.n} 条预测中，{share.zh} 应验。",
    )


def _brier_sentence(stated: Probability) -> Phrase:
    """The Brier score and what it is to be compared with."""
    score = f"{stated.brier_score:.3f}"
    en, zh = f"Their Brier score is {score}", f"Brier 分数 {score}"
    if stated.low is not None and stated.high is not None:
        en += f" (95 % interval {stated.low:.3f}–{stated.high:.3f})"
        zh += f"（95% 置信区间 {stated.low:.3f}～{stated.high:.3f}）"
    en, zh = f"{en}; 0 is perfect", f"{zh}；0 为最好"
    if stated.uncertainty is not None:
        en += f", and always stating the share that came true would score {stated.uncertainty:.3f}"
        zh += f"，一律给出应验比例则为 {stated.uncertainty:.3f}"
    if stated.n_without:
        en += f". {stated.n_without} judged claims have no probability and are left out"
        zh += f"。另有 {stated.n_without} 条已判而没有给出概率，不计在内"
    return Phrase(f"{en}.", f"{zh}。")


def _number_sentence(lead: Scores) -> Phrase:
    """The accuracy with its interval, and how far the claims without a scored verdict could move it."""
    if lead.accuracy is None or lead.interval is None:
        return _NOTHING
    share, ends = percent_phrase(lead.accuracy), percent_range_phrase(*lead.interval[:2])
    en = f"With half right counted as half, accuracy is {share.en} (95 % interval {ends.en})"
    zh = f"对了一半算半分，得分率 {share.zh}（95% 置信区间 {ends.zh}）"
    unjudged = (State.OVERDUE, State.UNRESOLVABLE)
    parts = [(state.label, lead.counts[state]) for state in unjudged if lead.counts[state]]
    if parts and lead.due_bounds:
        bounds = percent_range_phrase(*lead.due_bounds)
        listed = joined((f"{n} {label.en}" for label, n in parts), Language.ENGLISH)
        named = joined((f"{label.zh} {n} 条" for label, n in parts), Language.CHINESE)
        en += f"; {bounds.en} if those without a scored verdict ({listed}) were all wrong or all right"
        zh += f"；没有得分的（{named}）若全部落空或全部应验，则为 {bounds.zh}"
    return Phrase(f"{en}.", f"{zh}。")


def early_sentence(summary: Summary) -> Phrase:
    """The sentence on verdicts given before the window closed, which lead no output; empty without any."""
    if not summary.has_early:
        return _NOTHING
    overall = summary.overall
    n, share = overall.n_early, percent_phrase(_early_accuracy(overall))
    verdicts, them = ("verdict was", "it") if n == 1 else ("verdicts were", "them")
    return Phrase(
        f"{n} more {verdicts} given before the window closed (accuracy {share.en}) and left out here: what"
        f" can be settled early has mostly come true. With {them} accuracy would be"
        f" {percent_phrase(overall.accuracy).en}.",
        f"另有 {n} 条提前判定（得分率 {share.zh}），不计入以上数字：提前有结论的多半是已经应验的。"
        f"算上它们，得分率为 {percent_phrase(overall.accuracy).zh}。",
    )


def _note(summary: Summary) -> Phrase:
    """What the interval covers."""
    if summary.overall.lead.interval is None:
        return _NOTHING
    en = (
        "The interval covers luck alone, with claims of one item counted together: not who judged, which"
        " articles were picked, or how hard the claims were."
    )
    zh = (
        "置信区间只反映偶然因素（同一原文条目的预测合并考虑），不反映由谁判定、选了哪些文章，"
        "也不反映预测的难易。"
    )
    articles = summary.articles
    if articles and articles.low is not None and articles.high is not None:
        wide = percent_range_phrase(articles.low, articles.high)
        en += f" With the {articles.n_outlooks} outlooks taken for a sample of articles it is {wide.en}."
        zh += f"把 {articles.n_outlooks} 篇展望看作文章的样本，则为 {wide.zh}。"
    elif articles:
        n = articles.n_outlooks
        some = "1 outlook is" if n == 1 else f"{n} outlooks are"
        en += f" {some} too few to say what other articles would score."
        zh += f"展望只有 {n} 篇，说明不了别的文章会怎样。"
    return Phrase(en, zh)


def source_line(summary: Summary, comparison: Comparison | None = None) -> Phrase:
    """The source of a chart of verdicts, with the test behind its sentence and the one on early verdicts.

    Args:
        summary: The numbers of the chart.
        comparison: The comparison that the chart makes in words; None for none.
    """
    source, early, test = (
        source_sentence(summary),
        early_sentence(summary),
        comparison_note(comparison),
    )
    en = " ".join(one.en for one in (test, early) if one.en)
    zh = "".join(one.zh for one in (test, early) if one.zh)
    return Phrase(f"{source.en}. {en}", f"{source.zh}。{zh}") if en else source
