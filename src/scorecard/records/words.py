"""The closed lists of the records beside verdicts: what evidence says, how a claim is put."""

from collections.abc import Sequence

from scorecard.text import Phrase
from scorecard.verdicts import Verdict, Word

__all__ = [
    "CLOSED_LISTS",
    "Bearing",
    "DecidedBy",
    "HedgeStrength",
    "JudgeKind",
    "PriorBasis",
    "Seen",
    "SourceKind",
    "Specificity",
]


class Bearing(Word):
    """What an evidence item says about the claim."""

    SUPPORTS = (
        "supports",
        Phrase("supports", "支持"),
        Phrase("speaks for the claim", "支持该预测"),
    )
    CONTRADICTS = (
        "contradicts",
        Phrase("contradicts", "相反"),
        Phrase("speaks against the claim", "与该预测相反"),
    )
    CONTEXT = (
        "context",
        Phrase("context", "背景"),
        Phrase("neither, or not an independent source", "背景材料，或并非独立来源"),
    )


class HedgeStrength(Word):
    """How firmly the claim was put, from firmest to softest."""

    PLAIN = (
        "plain",
        Phrase("plain", "直陈"),
        Phrase("stated as a fact, no hedge", "直接陈述，没有情态词"),
    )
    WILL = ("will", Phrase("will", "将"), Phrase("will, is bound to", "将、会、必将"))
    EXPECTED = (
        "expected",
        Phrase("expected", "预计"),
        Phrase("is expected, planned or hoped", "预计、计划、有望"),
    )
    MAY = ("may", Phrase("may", "可能"), Phrase("may, might, perhaps", "可能、或许"))
    SHOULD = (
        "should",
        Phrase("should", "应该"),
        Phrase("should, must, needs to", "应该、必须、需要"),
    )


class Specificity(Word):
    """How exactly the claim can be tested, from most to least."""

    MEASURABLE = (
        "measurable",
        Phrase("measurable", "可量化"),
        Phrase("a number or a dated event decides it", "有数字或带日期的事件可以判定"),
    )
    SPECIFIC = (
        "specific",
        Phrase("specific", "明确"),
        Phrase("names what happens, without a number", "指明了会发生什么，但没有数字"),
    )
    VAGUE = (
        "vague",
        Phrase("vague", "含糊"),
        Phrase("a direction that is hard to fail", "只是一个方向，很难落空"),
    )


class SourceKind(Word):
    """Who speaks in an evidence item; the first three kinds can be independent."""

    PRIMARY = (
        "primary",
        Phrase("primary", "一手"),
        Phrase(
            "by who did it or measured it: filing, law, standard, statistics, paper, dataset",
            "当事方或测量方自己发布：申报文件、法律、标准、统计、论文、数据集",
        ),
    )
    PRESS = ("press", Phrase("press", "媒体"), Phrase("edited by a newsroom", "经新闻编辑部编辑"))
    RESEARCH = (
        "research",
        Phrase("research", "研究"),
        Phrase(
            "independent analysis: analysts, law firms, reviews", "独立分析：分析机构、律所、综述"
        ),
    )
    REFERENCE = (
        "reference",
        Phrase("reference", "工具书"),
        Phrase("encyclopedias", "百科"),
    )
    VENDOR = (
        "vendor",
        Phrase("vendor", "厂商"),
        Phrase("marketing by who sells it", "卖方自己的宣传"),
    )
    OTHER = (
        "other",
        Phrase("other", "其他"),
        Phrase("aggregators, personal pages, unknown", "聚合站、个人页面、来历不明"),
    )

    @property
    def may_be_independent(self) -> bool:
        """Whether an item of this kind counts as independent evidence when it bears on the claim."""
        return self in {SourceKind.PRIMARY, SourceKind.PRESS, SourceKind.RESEARCH}


class Seen(Word):
    """How much of a page was read."""

    FULL = ("full", Phrase("full page", "全文"), Phrase("the whole page was read", "读了整页"))
    EXCERPT = (
        "excerpt",
        Phrase("excerpt", "摘录"),
        Phrase("only an excerpt was read", "只读了摘录"),
    )


class PriorBasis(Word):
    """What an expectation rests on; only those that were there beforehand can be called foresight."""

    FORESIGHT = (
        "foresight",
        Phrase("foresight", "事前判断"),
        Phrase(
            "given before the window opened and before any verdict", "在期限起始和任何判定之前给出"
        ),
    )
    MARKET = (
        "market",
        Phrase("market", "市场"),
        Phrase("a market or crowd, as of the day the claim was made", "预测提出时的市场或群体估计"),
    )
    MODEL = (
        "model",
        Phrase("model", "模型"),
        Phrase("a model that knew nothing later than the claim", "只用预测提出之前信息的模型"),
    )
    RULE = (
        "rule",
        Phrase("rule", "规则"),
        Phrase("a series continued by a rule, from data of that time", "用当时的数据按规则外推"),
    )
    HINDSIGHT = (
        "hindsight",
        Phrase("hindsight", "事后"),
        Phrase("given when the outcome could be known", "在结果可能已知时给出"),
    )
    CHECKED = (
        "checked",
        Phrase("checked", "核对"),
        Phrase("a hindsight estimate that a second person checked", "经第二人核对的事后估计"),
    )


class DecidedBy(Word):
    """How a review came to a verdict."""

    CONSENSUS = (
        "consensus",
        Phrase("consensus", "一致同意"),
        Phrase("nobody disagreed after the discussion", "讨论之后无人反对"),
    )
    VOTE = ("vote", Phrase("vote", "投票"), Phrase("the majority decided", "多数决定"))
    CONSENT = (
        "consent",
        Phrase("consent", "一并通过"),
        Phrase(
            "all raters agreed with the standing verdict beforehand", "评议人事先都同意现有判定"
        ),
    )
    CHAIR = ("chair", Phrase("chair", "主持人裁定"), Phrase("the chair decided", "由主持人决定"))


class JudgeKind(Word):
    """What a judge is."""

    PERSON = ("person", Phrase("person", "个人"), Phrase("one person", "一个人"))
    GROUP = (
        "group",
        Phrase("group", "小组"),
        Phrase("several people who decide together", "共同决定的几个人"),
    )
    MODEL = ("model", Phrase("model", "模型"), Phrase("a language model", "语言模型"))


CLOSED_LISTS: Sequence[type[Word]] = (
    Bearing,
    DecidedBy,
    HedgeStrength,
    JudgeKind,
    PriorBasis,
    Seen,
    SourceKind,
    Specificity,
    Verdict,
)
"""Every closed list of the records."""
