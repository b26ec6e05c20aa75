"""The page of the meeting: its texts in both languages, its keys, and a claim as the page gets it."""

import json
from datetime import date
from importlib.resources import files
from typing import Any

from scorecard.records import (
    Bearing,
    Bilingual,
    DecidedBy,
    Evidence,
    JudgedVerdict,
    Prediction,
    Review,
    phrase_of,
)
from scorecard.review.claim_list import (
    CRITERIA,
    criteria_of,
    decision,
    evidence_of,
    need_of,
    ratings_of,
    verdict_before,
)
from scorecard.review.tally import agreed_verdict, decided_phrase
from scorecard.text import Language, Phrase
from scorecard.verdicts import Verdict

__all__ = [
    "KEYS",
    "ROOM_WAYS",
    "TEXTS",
    "claim_json",
    "meeting_html",
    "verdicts_json",
    "ways_json",
]

TEXTS = {
    "title": Phrase("Review {name}", "{name} 年度复盘"),
    "done": Phrase("decided", "已决定"),
    "stop": Phrase("End", "结束"),
    "sure_stop": Phrase("Press End again to end the page.", "再按一次“结束”即可结束页面。"),
    "stopped": Phrase(
        "The page has ended. Close the review with: scorecard review close {name}",
        "页面已结束。请运行：scorecard review close {name}",
    ),
    "closed": Phrase(
        "This review is closed; nothing can be decided any more.",
        "这次复盘已经结束，不能再做决定。",
    ),
    "faulty": Phrase(
        "Records with errors, left out (run scorecard check)",
        "有错误而略去的记录（请运行 scorecard check）",
    ),
    "empty": Phrase("There is no claim on the list.", "待议清单里没有预测。"),
    "gone": Phrase(
        "The program is not answering. Start it again with: scorecard review meet {name}. It prints a"
        " new address: open that one. Everything saved is in the records. Text that you typed and did"
        " not save should come back in this browser; copy it first to be sure.",
        "程序没有响应。请重新运行：scorecard review meet {name}。它会给出新的地址，请打开新地址。"
        "已保存的都在记录里；未保存的文字应会在这个浏览器里恢复，保险起见请先复制。",
    ),
    "language": Phrase("中文", "English"),
    "more": Phrase("↓ more below", "↓ 下面还有"),
    "no_criteria": Phrase("No criteria on record.", "没有收录判定标准。"),
    "nothing": Phrase("Nothing on record.", "没有收录。"),
    "made_on": Phrase("made on", "提出日期"),
    "window": Phrase("window", "期限"),
    "ratings": Phrase("Ratings", "评议"),
    "no_ratings": Phrase("Nobody rated it.", "没有人评议。"),
    "before": Phrase("Verdict so far", "目前的判定"),
    "no_verdict": Phrase("No verdict yet.", "还没有判定。"),
    "copy": Phrase("Use this reason", "采用这条理由"),
    "why_en": Phrase("Reason in English", "英文理由"),
    "why_zh": Phrase("Reason in Chinese", "中文理由"),
    "occurred_on": Phrase("Came true on", "应验日期"),
    "held": Phrase("the part that came true", "说中的部分"),
    "missed": Phrase("the part that did not", "落空的部分"),
    "early_because": Phrase(
        "why the rest of the window cannot change it", "为什么余下的时间改变不了结论"
    ),
    "how": Phrase("Decided by", "决定方式"),
    "choose_how": Phrase(
        "The ratings differ from this verdict. Choose how it was decided: consensus, vote or chair.",
        "评议与这个判定不一致，请选择决定方式：一致同意、投票或主持人裁定。",
    ),
    "consent": Phrase("Consent", "一并通过"),
    "consent_lead": Phrase(
        "All raters and the verdict so far agree on these claims. Uncheck what the room wants to discuss;"
        " the others keep their verdict and its reason.",
        "这些预测上，全体评议人与目前的判定一致。要讨论的请取消勾选，其余维持原判，沿用原来的理由。",
    ),
    "take": Phrase("Take the checked ones together", "勾选的一并通过"),
    "taken": Phrase("Taken by consent", "已一并通过"),
    "refused": Phrase("Not taken", "未通过"),
    "all_taken": Phrase(
        "Every claim is decided by consent; there is none to discuss.",
        "全部预测已一并通过，没有需要讨论的。",
    ),
    "save": Phrase("Save", "保存"),
    "saved": Phrase("Saved", "已保存"),
    "unsaved": Phrase("Not saved yet", "尚未保存"),
    "undo": Phrase("Take back", "撤回"),
    "taken_back": Phrase("Taken back", "已撤回"),
    "choose": Phrase("Choose a verdict first.", "请先选择判定。"),
    "elsewhere": Phrase(
        "This claim was changed in another window or file", "这条预测已在别的窗口或文件里改动"
    ),
    "replace": Phrase(". Save again to replace it.", "。再保存一次即可替换。"),
    "colon": Phrase(": ", "："),
    "previous": Phrase("Back", "上一条"),
    "next": Phrase("Next", "下一条"),
    "keys": Phrase("Keys", "按键"),
    "close": Phrase("Close", "关闭"),
    **{bears.value: bears.label for bears in Bearing},
}
"""Every text of the page by the name that `meeting.js` calls it by; `{name}` is the review's."""

ROOM_WAYS = {DecidedBy.CONSENSUS: "s", DecidedBy.VOTE: "v", DecidedBy.CHAIR: "h"}
"""How the room can decide about one claim, and the key of each; consent takes several at once."""

KEYS = (
    (Phrase(*[f"1 – {len(Verdict)}"] * 2),
     Phrase("verdict, then type the reason", "选择判定，然后输入理由")),
    (Phrase("Enter", "Enter"), Phrase("save (Shift+Enter: new line)", "保存（Shift+Enter 换行）")),
    (Phrase("Esc", "Esc"), Phrase("leave the text field", "离开输入框")),
    (Phrase(*[" ".join(key.upper() for key in ROOM_WAYS.values())] * 2),
     Phrase("decided by consensus, vote or chair", "决定方式：一致同意、投票、主持人裁定")),
    (Phrase("→ N", "→ N"), Phrase("next claim", "下一条")),
    (Phrase("← P", "← P"), Phrase("previous claim", "上一条")),
    (Phrase("R", "R"), Phrase("show the ratings", "显示评议")),
    (Phrase("D", "D"), Phrase("show the verdict so far", "显示目前的判定")),
    (Phrase("A", "A"),
     Phrase("claims on which all agree; Enter takes them", "意见一致的预测；Enter 一并通过")),
    (Phrase("U", "U"), Phrase("take the decision back", "撤回决定")),
    (Phrase("C", "C"), Phrase("pause the clock", "暂停计时")),
    (Phrase("L", "L"), Phrase("language", "切换语言")),
    (Phrase("↓ ↑ Space", "↓ ↑ 空格"),
     Phrase("scroll (also PageDown, PageUp, Home, End)",
            "滚动（也可用 PageDown、PageUp、Home、End）")),
)  # fmt: skip
"""The keys of the page and what each does, as its help lists them."""


def verdicts_json() -> list[dict[str, Any]]:
    """The verdicts that the room can choose, in their order, with the key of each."""
    return [
        {
            "value": verdict.value,
            "key": str(number),
            "mark": verdict.row.mark,
            "label": verdict.label._asdict(),
            "criteria": CRITERIA[verdict]._asdict() if verdict in CRITERIA else None,
        }
        for number, verdict in enumerate(Verdict, start=1)
    ]


def ways_json() -> list[dict[str, Any]]:
    """How the room can decide about one claim, with the key of each way."""
    return [
        {"value": way.value, "key": key, "label": way.label._asdict()}
        for way, key in ROOM_WAYS.items()
    ]


def meeting_html(name: str, language: Language) -> str:
    """The page itself, which holds its texts and names the language in which it starts.

    Args:
        name: The review's name.
        language: The language.
    """

    def pair(text: Phrase) -> dict[str, str]:
        return {"en": text.en.format(name=name), "zh": text.zh.format(name=name)}

    texts = {key: pair(text) for key, text in TEXTS.items()}
    keys = [{"keys": keys._asdict(), "does": does._asdict()} for keys, does in KEYS]
    held = json.dumps({"texts": texts, "keys": keys}, ensure_ascii=False).replace("<", "\\u003c")
    page = (files("scorecard.review") / "static" / "meeting.html").read_text(encoding="utf-8")
    if language is Language.CHINESE:
        page = page.replace('<html lang="en">', '<html lang="zh-Hans">')
    return page.replace('type="application/json">', f'type="application/json">{held}')


def _pair(text: str | Bilingual | None) -> dict[str, str] | None:
    return None if text is None else phrase_of(text)._asdict()


def _evidence_json(number: int, item: Evidence) -> dict[str, Any]:
    return {
        "number": number,
        "finding": _pair(item.finding),
        "title": _pair(item.title),
        "publisher": _pair(item.publisher),
        "published_on": item.published_on,
        "url": item.url,
    }


def _verdict_json(given: JudgedVerdict | None) -> dict[str, Any] | None:
    if given is None:
        return None
    return {
        "verdict": given.verdict.value,
        "by": given.by,
        "judged_on": given.judged_on.isoformat(),
        "why": _pair(given.why),
        "occurred_on": given.occurred_on.isoformat() if given.occurred_on else None,
        "how": given.decided.how.value if given.decided else None,
        "decided": decided_phrase(given)._asdict(),
        **{name: _pair(getattr(given, name)) for name in ("held", "missed", "early_because")},
    }


def _fields(verdict: Verdict, prediction: Prediction, today: date) -> list[str]:
    """The texts that a verdict of today asks for beside its reason."""
    given = JudgedVerdict(judged_on=today, verdict=verdict, by="review")
    parts = ["held", "missed"] if verdict is Verdict.HALF_RIGHT else []
    return [*parts, *(["early_because"] if prediction.is_early(given) else [])]


def _consent(given: JudgedVerdict | None, *, is_agreed: bool) -> str | None:
    """Whether the claim is `taken` by consent, `open` to it, or needs its own decision (None)."""
    if given is None:
        return "open" if is_agreed else None
    is_taken = given.decided is not None and given.decided.how is DecidedBy.CONSENT
    return "taken" if is_taken else None


def claim_json(
    id_: str, prediction: Prediction, review: Review, name: str, *, today: date
) -> dict[str, Any]:
    """A claim with its criteria, its evidence, its ratings and its verdicts.

    Args:
        id_: Its id.
        prediction: Its record.
        review: The review.
        name: The review's name.
        today: The day of the clock, which a decision gets.
    """
    window, given = prediction.window, decision(prediction, name)
    return {
        "id": id_,
        "need": need_of(prediction, review, name).label._asdict(),
        "claim": _pair(prediction.claim),
        "speaker": prediction.speaker._asdict(),
        "domain": prediction.domain,
        "made_on": prediction.made_on.isoformat(),
        "opens_on": window.opens_on.isoformat(),
        "closes_on": window.closes_on.isoformat() if window.closes_on else None,
        "criteria": {one.value: text._asdict() for one, text in criteria_of(prediction).items()},
        "evidence": {
            bears.value: [_evidence_json(number, item) for number, item in items]
            for bears, items in evidence_of(prediction).items()
        },
        "fields": {one.value: _fields(one, prediction, today) for one in Verdict},
        "ratings": [
            {"rater": one.rater, "verdict": one.verdict.value, "why": _pair(one.why)}
            for one in ratings_of(prediction, review).values()
        ],
        "before": _verdict_json(verdict_before(prediction, name)),
        "decision": _verdict_json(given),
        "consent": _consent(
            given, is_agreed=agreed_verdict(id_, prediction, review, name) is not None
        ),
    }
