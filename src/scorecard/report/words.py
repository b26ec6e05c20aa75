"""The words of the page that depend on a value; all others stand in the templates."""

from collections.abc import Sequence
from datetime import date

from scorecard.records import Amendable, Bearing
from scorecard.summary.groups import Group
from scorecard.text import Language, Phrase, joined
from scorecard.verdicts import JUDGED_STATES, State

__all__ = [
    "AMENDED",
    "COLUMNS",
    "CREDIT_RULE",
    "EVIDENCE",
    "FILTERS",
    "GROUPED_BY",
    "GROUPS",
    "NAVIGATION",
    "NOT_JUDGED_HEAD",
    "QUESTION",
    "SEARCHED",
    "covered",
    "footing",
    "title",
]

QUESTION = Phrase("Did the outlooks come true?", "这些展望成真了吗？")
NAVIGATION = Phrase("Parts of the page", "页内导航")

FILTERS = {
    "domain": Phrase("Domain", "领域"),
    "outlook": Phrase("Outlook", "展望"),
    "item": Phrase("Item", "条目"),
    "year": Phrase("Year", "年份"),
    "hedge": Phrase("Hedge", "语气"),
    "specificity": Phrase("Specificity", "具体程度"),
}
"""What the claims can be filtered by, beside their state and a search."""

SEARCHED = Phrase(
    "claims, reasons, criteria, evidence, publishers, people, ids",
    "说法、理由、判定标准、证据、发布者、说话人、编号",
)

GROUPS = {
    "domain": Phrase("Domains", "各领域"),
    "outlook": Phrase("Outlooks", "各展望"),
    "year": Phrase("Years", "各年份"),
    "specificity": Phrase("Degrees of specificity", "各种具体程度"),
    "hedge": Phrase("Hedges", "各种语气"),
}
"""Which groups a sentence compares."""

EVIDENCE = {
    Bearing.SUPPORTS: Phrase("Evidence for", "支持的证据"),
    Bearing.CONTRADICTS: Phrase("Evidence against", "反对的证据"),
    Bearing.CONTEXT: Phrase("Context", "背景材料"),
}
AMENDED = {
    Amendable.CLAIM: Phrase("the claim", "说法"),
    Amendable.WINDOW: Phrase("the window", "时间窗"),
    Amendable.CRITERIA: Phrase("the criteria", "判定标准"),
    Amendable.MADE_ON: Phrase("the day it was made", "作出日期"),
}

GROUPED_BY = {
    "domain": Phrase("By domain", "按领域"),
    "outlook": Phrase("By outlook", "按展望"),
    "year": Phrase("By year of the outlook", "按展望年份"),
    "item": Phrase("By item", "按条目"),
    "attributed_to": Phrase("By who said it", "按谁说的"),
    "hedge": Phrase("By hedge", "按语气"),
    "hedge_word": Phrase("By hedge word", "按情态词"),
    "specificity": Phrase("By specificity", "按具体程度"),
    "stated": Phrase("By whether the window was stated", "按是否写明时间"),
}
COLUMNS = {
    "group": Phrase("Group", "组"),
    "accuracy": Phrase("Accuracy", "准确率"),
    "interval": Phrase("Interval", "区间"),
    "n_judged": Phrase("Judged", "已判"),
    "n_due": Phrase("Due", "到期"),
    "n_recorded": Phrase("Recorded", "记录"),
}
"""The scorecard's columns before those of the judged states."""

_NOT_JUDGED = [state.label for state in State if not state.is_judged]
NOT_JUDGED_HEAD = Phrase(
    f"Not judged: {joined((one.en for one in _NOT_JUDGED), Language.ENGLISH)}",
    f"未判：{joined((one.zh for one in _NOT_JUDGED), Language.CHINESE)}",
)
CREDIT_RULE = Phrase(
    "Accuracy is the mean credit of the judged claims:"
    f" {', '.join(f'{one.label.en} {one.credit:g}' for one in JUDGED_STATES)}."
    " A group with nothing judged has no accuracy.",
    "得分率是已判预测的平均得分："
    f"{'，'.join(f'{one.label.zh} {one.credit:g}' for one in JUDGED_STATES)}。"
    "没有判定的组没有得分率。",
)


def title(as_of: date) -> Phrase:
    """The document's title."""
    return Phrase(f"{QUESTION.en} Scorecard as of {as_of}", f"{QUESTION.zh}预测对账，截至 {as_of}")


def covered(years: Sequence[int]) -> Phrase:
    """Which outlooks the page is about.

    Args:
        years: The years that they look at, in order; empty when there is none.

    Examples:
        >>> covered([2023, 2024, 2025]).en
        'outlooks for 2023–2025'
    """
    if not years:
        return Phrase("no outlook", "没有展望")
    shown = "–".join(str(year) for year in dict.fromkeys([years[0], years[-1]]))
    return Phrase(f"outlooks for {shown}", f"{shown} 年展望")


def footing(overall: Group, outlooks: Phrase, as_of: date) -> Phrase:
    """What stands on every printed page: the period, the day and the counts."""
    n = overall
    return Phrase(
        f"Scorecard · {outlooks.en} · as of {as_of} · "
        f"n = {n.n_judged} judged of {n.n_due} due of {n.n_recorded} recorded",
        f"预测对账 · {outlooks.zh} · 截至 {as_of} · "
        f"已判 n = {n.n_judged}，到期 {n.n_due}，记录 {n.n_recorded}",
    )
