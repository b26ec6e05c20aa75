"""The closed lists of the records beside verdicts: what evidence says, how a claim is put."""

from collections.abc import Mapping
from typing import Self

from scorecard.verdicts import Verdict, Word

# Each word is a row of a table, which the formatter would pull apart: what a record says, its Chinese
# label, its meaning in English and in Chinese, and its English label where that is not the word itself.
# fmt: off


class Bearing(Word):
    """What an evidence item says about the claim."""

    SUPPORTS = "supports", "支持", "speaks for the claim", "支持该预测"
    CONTRADICTS = "contradicts", "相反", "speaks against the claim", "与该预测相反"
    CONTEXT = "context", "背景", "neither, or not an independent source", "背景材料，或并非独立来源"

    @classmethod
    def behind(cls, verdict: Verdict | None) -> Self:
        """What a page usually says on which a verdict rests."""
        if verdict is None or verdict.credit is None:
            return cls("context")
        return cls("supports" if verdict.credit else "contradicts")


class HedgeStrength(Word):
    """How firmly the claim was put, from firmest to softest."""

    PLAIN = "plain", "直陈", "stated as a fact, no hedge", "直接陈述，没有情态词"
    WILL = "will", "将", "will, is bound to", "将、会、必将"
    EXPECTED = "expected", "预计", "is expected, planned or hoped", "预计、计划、有望"
    MAY = "may", "可能", "may, might, perhaps", "可能、或许"
    SHOULD = "should", "应该", "should, must, needs to", "应该、必须、需要"


class Specificity(Word):
    """How exactly the claim can be tested, from most to least."""

    MEASURABLE = ("measurable", "可量化", "a number or a dated event decides it",
                  "有数字或带日期的事件可以判定")
    SPECIFIC = ("specific", "明确", "names what happens, without a number",
                "指明了会发生什么，但没有数字")
    VAGUE = "vague", "含糊", "a direction that is hard to fail", "只是一个方向，很难落空"


class SourceKind(Word):
    """Who speaks in an evidence item; the first three kinds can be independent."""

    PRIMARY = ("primary", "一手",
               "by whoever did it or measured it: filing, law, standard, statistics, paper, dataset",
               "当事方或测量方自己发布：申报文件、法律、标准、统计、论文、数据集")
    PRESS = "press", "媒体", "edited by a newsroom", "经新闻编辑部编辑"
    RESEARCH = ("research", "研究", "independent analysis: analysts, law firms, reviews",
                "独立分析：分析机构、律所、综述")
    REFERENCE = "reference", "工具书", "encyclopedias", "百科"
    VENDOR = "vendor", "厂商", "marketing by whoever sells it", "卖方自己的宣传"
    OTHER = "other", "其他", "aggregators, personal pages, unknown", "聚合站、个人页面、来历不明"

    @property
    def may_be_independent(self) -> bool:
        """Whether an item of this kind counts as independent evidence when it bears on the claim."""
        return self in {"primary", "press", "research"}


class Seen(Word):
    """How much of a page was read."""

    FULL = "full", "全文", "the whole page was read", "读了整页", "full page"
    EXCERPT = "excerpt", "摘录", "only an excerpt was read", "只读了摘录"


class PriorBasis(Word):
    """What an expectation rests on; only those that were there beforehand can be called foresight."""

    FORESIGHT = ("foresight", "事前判断", "given before the window opened and before any verdict",
                 "在期限起始和任何判定之前给出")
    MARKET = ("market", "市场", "a market or crowd, as of the day the claim was made",
              "预测提出时的市场或群体估计")
    MODEL = ("model", "模型", "a model that knew nothing later than the claim",
             "只用预测提出之前信息的模型")
    RULE = ("rule", "规则", "a series continued by a rule, from data of that time",
            "用当时的数据按规则外推")
    HINDSIGHT = "hindsight", "事后", "given when the outcome could be known", "在结果可能已知时给出"
    CHECKED = ("checked", "核对", "a hindsight estimate that a second person checked",
               "经第二人核对的事后估计")


class DecidedBy(Word):
    """How a review came to a verdict."""

    CONSENSUS = "consensus", "一致同意", "nobody disagreed after the discussion", "讨论之后无人反对"
    VOTE = "vote", "投票", "the majority decided", "多数决定"
    CONSENT = ("consent", "一并通过", "all raters agreed with the standing verdict beforehand",
               "评议人事先都同意现有判定")
    CHAIR = "chair", "主持人裁定", "the chair decided", "由主持人决定"


class ListReason(Word):
    """Why a claim is on the list of a review."""

    OVERDUE = ("overdue", "逾期未判", "the window has closed, with no verdict or only too early",
               "期满，却没有判定，或只判为未到期")
    FELL_DUE = ("fell_due", "新近到期", "the window closed in the year, or since the last review",
                "当年或上次复盘之后期满")
    EARLY_NOW_CLOSED = ("early_now_closed", "提前判定、现已期满",
                        "judged before the window closed, to be confirmed",
                        "期满之前的判定，待确认", "early, now closed")
    TOO_EARLY_BEFORE = ("too_early_before", "此前未到期", "the last verdict was too early",
                        "上一次判定是未到期")
    CARRIED_OVER = "carried_over", "留待下次", "the last review left it open", "上次复盘没有定论"
    DISPUTED = ("disputed", "有争议", "people differ since it was last decided",
                "上次决定之后，各人意见不一")
    NEW_FACTS = ("new_facts", "上次复盘后有新情况",
                 "a review had settled it; evidence, an amendment, a verdict or a rating came after it",
                 "复盘已有定论，此后又有新的证据、修订、判定或评议", "new since the last review")
    CHOSEN = "chosen", "另行选入", "chosen by name", "指名列入"


class Need(Word):
    """Why a claim needs discussion, in the order in which claims come up."""

    APART = "apart", "评议不一", "the raters differ", "评议人意见不同", "raters apart"
    DIFFERS = ("differs", "评议与目前的判定不同",
               "all raters agree, and differ from the verdict so far",
               "评议一致，但与目前的判定不同", "raters against the verdict so far")
    DOUBTED = ("doubted", "判定曾有变动", "an earlier verdict was another one, or was corrected",
               "此前判得不同，或更正过", "verdict changed before")
    UNJUDGED = ("unjudged", "还没有判定", "nobody has judged it, or only as too early",
                "没有人判过，或只判为未到期", "no verdict yet")
    TWO_SIDED = ("two_sided", "证据正反相当",
                 "the smaller side of the evidence has at least half as many items as the larger",
                 "较少一方的证据至少是较多一方的一半", "evidence on both sides")
    EARLY = ("early", "提前判定", "the verdict was given before the window closed", "判定早于期满",
             "early verdict")
    THIN = ("thin", "没有独立证据", "no primary, press or research source bears on it",
            "没有一手、媒体或研究来源", "no independent evidence")
    ONE_JUDGE = ("one_judge", "只有一人判定", "no second person has judged or rated it",
                 "没有第二个人判定或评议", "decided by one alone")
    PLAIN = ("plain", "没有分歧", "several people agree, the evidence points one way",
             "多人意见一致，证据同向")


class Amendable(Word):
    """A part that may change after publication, with a reason."""

    CLAIM = "claim", "预测", "the field `claim`", "字段 `claim`"
    WINDOW = "window", "期限", "the field `window`", "字段 `window`"
    CRITERIA = "criteria", "判定标准", "the field `criteria`", "字段 `criteria`"
    MADE_ON = "made_on", "提出日期", "the field `made_on`", "字段 `made_on`", "made_on"
    PROBABILITY = "probability", "概率", "the field `probability`", "字段 `probability`"


class AbstentionKind(Word):
    """Why a rater gives no rating of a claim."""

    ABSTAINED = "abstained", "弃权", "looked at it and cannot tell", "看过，但无从判断"
    RECUSED = "recused", "回避", "has an interest in it", "与之有利害关系"


class JudgeKind(Word):
    """What a judge is."""

    PERSON = "person", "个人", "one person", "一个人"
    GROUP = "group", "小组", "several people who decide together", "共同决定的几个人"
    MODEL = "model", "模型", "a language model", "语言模型"


CLOSED_LISTS: Mapping[str, type[Word]] = {one.__name__: one for one in (
    AbstentionKind, Amendable, Bearing, DecidedBy, HedgeStrength, JudgeKind, ListReason, Need, PriorBasis,
    Seen, SourceKind, Specificity, Verdict,
)}
"""Every closed list of the records by its name."""
