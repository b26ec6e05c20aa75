"""The commands that edit one prediction: `judge`, `rate`, `prior`, `amend` and `rename`."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from scorecard.checks.source_rules import independent_addresses, sources_of
from scorecard.cli.context import Context, with_options
from scorecard.cli.edit_session import (
    EditSession,
    is_confirmed,
    missing,
    text_of,
    validated,
)
from scorecard.cli.options import (
    CLAIM_TEXTS,
    ID,
    ID_HELP,
    VERDICT_WORDS,
    argument,
    choice,
    complete_ids,
    complete_judges,
    complete_verdicts,
    day,
    day_option,
    flag,
    in_both,
    option,
    option_of,
    value_error,
)
from scorecard.cli.output import path_text
from scorecard.editing.edits import Append, Replace
from scorecard.editing.record_files import prediction_id, rename_prediction
from scorecard.history.git import is_in_repository, need_repository
from scorecard.problems import CallError, UnknownWordError
from scorecard.records import (
    Amendment,
    Bearing,
    Criteria,
    Evidence,
    JudgedVerdict,
    OfTen,
    Prediction,
    Prior,
    Rating,
    SourceKind,
    phrase_of,
)
from scorecard.text import Phrase, listed, printable
from scorecard.verdicts import WITH_PARTS, Verdict

_VERDICTS = (
    ", ".join(one.value for one in Verdict) + ".", "、".join(one.label.zh for one in Verdict) + "。"
)  # fmt: skip
_WHY = {"why": Phrase("The fact that decided it.", "理由：起决定作用的事实。")}
_REASONS = _WHY | {
    "held": Phrase(
        f"{WITH_PARTS.en.capitalize()}: the part that came true.", f"{WITH_PARTS.zh}：说中的部分。"),
    "missed": Phrase(
        f"{WITH_PARTS.en.capitalize()}: the part that did not.", f"{WITH_PARTS.zh}：落空的部分。"),
    "early_because": Phrase(
        "On an open window: why the rest of it cannot change the verdict.",
        "期限未满：为什么余下的时间改变不了结论。"),
    "corrects": Phrase("What was wrong with the verdict before.", "上一次判定错在哪里。"),
}  # fmt: skip
_EVIDENCE = {
    name: option(*help_, option_of(name), option_of(f"evidence_{name}"))
    for name, help_ in {
        "url": Phrase("Address of a page that is evidence.", "证据的网址。"),
        "title": Phrase("Its title.", "证据的标题。"),
        "publisher": Phrase("Its publisher.", "证据的发布者。"),
        "published_on": Phrase("Its date, month or year.", "证据的日期，也可只写年月或年。"),
        "finding": Phrase("What it shows.", "证据的要点。"),
    }.items()
} | {
    "kind": option("Its kind: primary, press, research, reference, vendor or other.",
        "来源类别：一手、媒体、研究、工具书、厂商或其他。"),
    "seen": option("How much of it was read: full or excerpt.", "读了全文还是摘录。"),
    "archived_url": option("Address of a copy that stays.", "存档副本的网址。"),
    "bears": option("supports, contradicts or context; default: as the verdict says.",
        "支持、相反或背景；默认随判定。"),
}  # fmt: skip
_OF_VERDICT = {
    "why": Phrase("Why? Name the fact that decided it", "理由？写出起决定作用的事实"),
    "held": Phrase("Which part came true", "说中的是哪一部分"),
    "missed": Phrase("Which part did not", "落空的是哪一部分"),
    "early_because": Phrase(
        "The window is open: why can the rest of it change nothing",
        "期限未满：为什么余下的时间改变不了结论"),
}  # fmt: skip
_OF_PAGE = {
    "title": Phrase("Title of the page", "页面标题"),
    "finding": Phrase("What the page shows", "要点"),
}
"""The questions for what a verdict and a page must have."""


def _verdict_of(word: str) -> Verdict:
    """A verdict by its word in either language, also written `half-right` or `Half right`."""
    plain = word.strip().lower().replace("-", "_").replace(" ", "_")
    with suppress(ValueError):
        return Verdict(plain)
    raise UnknownWordError(Phrase("verdict", "判定"), plain, VERDICT_WORDS, is_listed=True)


def _evidence(
    session: EditSession, entry: JudgedVerdict, values: dict[str, Any]
) -> Evidence | None:
    """The evidence item of the options, or of the answers where a rule will want one; None for none."""
    if all(value is None for value in values.values()):
        record = session.record
        after = record.model_copy(update={"verdicts": [*record.verdicts, entry]})
        bears = any(item.bears is not Bearing.CONTEXT for item in record.evidence)
        is_enough = bears and independent_addresses(after, sources_of(after)) != []
        if is_enough or not entry.verdict.is_scored:
            return None
        question = Phrase(
            "Address of a page that shows it (Enter: none)", "能证明它的网页地址（没有就按回车）"
        )
        values["url"] = session.field(Evidence, "url", question, may_lack=True)
        if values["url"] is None:
            return None
        kinds = Phrase(", ".join(SourceKind), "、".join(one.label.zh for one in SourceKind))
        question = Phrase(f"Its kind ({kinds.en})", f"来源类别（{kinds.zh}）")
        values["kind"] = session.field(Evidence, "kind", question)
    values["bears"] = values["bears"] or Bearing.behind(entry.verdict)
    return session.filled(Evidence, values, _OF_PAGE)


def _commit_message(session: EditSession, entry: JudgedVerdict) -> Phrase:
    """The message of a verdict's commit: claim and verdict, the reason, who gave it and when."""
    id_, label, claim, why = session.id, entry.verdict.label, session.record.claim, entry.why
    en, zh = phrase_of(why) if why else ("", "")
    en, zh = f"\nWhy: {en}\n" if en else "", f"\n理由：{zh}\n" if zh else ""
    on, by, text = entry.judged_on, entry.by, phrase_of(claim)
    return Phrase(
        f"{id_}: {label.en}\n\n{text.en}\n{en}\nJudged on {on} by {by}.\n",
        f"{id_}：{label.zh}\n\n{text.zh}\n{zh}\n{on} 由 {by} 判定。\n",
    )


@with_options("predictions", **in_both(_REASONS), **_EVIDENCE)
def judge(
    context: Context,
    id_: str = ID,
    verdict: str | None = argument("VERDICT", *_VERDICTS, default=None, autocompletion=complete_verdicts),
    by: str = option("desk, or a review such as review-2025.", "desk 或 review-2025。",
        autocompletion=complete_judges, default="desk"),
    judged_on: date | None = day_option("Day of the verdict; default: today.", "判定日期；默认今天。"),
    occurred_on: date | None = day_option("When it came true.", "应验日期。"),
    accessed_on: date | None = day_option("When the evidence page was read.", "阅读证据的日期。"),
    is_committed: bool = flag("Commit the file in git.", "在 git 中提交这个文件。", "--commit"),
    **texts: str | None,
) -> None:  # fmt: skip
    """Add a verdict, and with it an evidence item, to a prediction's file; nothing else changes."""
    with EditSession(context, id_) as session:
        which = Phrase("Which verdict", "判定为")
        given = _verdict_of(verdict) if verdict else session.answer("VERDICT", which, _verdict_of)
        if is_committed:
            need_repository(context.root)
        values = {
            "judged_on": context.past_day(judged_on, "--judged-on"),
            "verdict": given,
            "by": by,
            "occurred_on": occurred_on,
            **{name: text_of(texts, name) for name in _REASONS},
        }
        entry = validated(JudgedVerdict, values)
        needed = {
            "why": given.is_scored,
            **dict.fromkeys(("held", "missed"), given.row.has_parts),
            "early_because": session.record.is_early(entry),
        }
        questions = {name: _OF_VERDICT[name] for name, is_needed in needed.items() if is_needed}
        entry = session.filled(JudgedVerdict, values, questions)
        who = printable(by, limit=60)
        session.add(
            Append(entry),
            f"added the verdict {given.label.en}, by {who}, judged on {entry.judged_on}",
            f"已添加判定：{given.label.zh}，{who}，{entry.judged_on}",
        )
        page = {name: texts[name] for name in _EVIDENCE} | {"accessed_on": accessed_on}
        if item := _evidence(session, entry, page):
            en, zh = item.bears.label
            session.add(Append(item), f"added evidence: {en}", f"已添加证据：{zh}")
        session.write(is_verdict=True)
        offer = Phrase("Commit the file in git? (y: yes)", "在 git 中提交这个文件吗？（y：提交）")
        if is_committed or (
            context.is_on_terminal
            and is_in_repository(context.root)
            and is_confirmed(context, offer)
        ):
            session.commit(_commit_message(session, entry))


@with_options("predictions", **in_both(_WHY), rater=option("The rater.", "评议人。"))
def rate(
    context: Context,
    id_: str = ID,
    verdict: str = argument("VERDICT", *_VERDICTS, autocompletion=complete_verdicts),
    rated_on: date | None = day_option("Day of the rating; default: today.", "评议日期；默认今天。"),
    **texts: str | None,
) -> None:  # fmt: skip
    """Add what one rater thinks to a prediction's file."""
    given = _verdict_of(verdict)
    session = EditSession(context, id_)
    values = {
        "rater": texts["rater"],
        "rated_on": context.past_day(rated_on, "--rated-on"),
        "verdict": given,
        "why": text_of(texts, "why"),
    }
    entry = session.filled(Rating, values, {"rater": Phrase("Rater", "评议人")})
    who = printable(entry.rater, limit=60)
    session.add(
        Append(entry),
        f"added the rating {given.label.en}, by {who}, rated on {entry.rated_on}",
        f"已添加评议：{given.label.zh}，{who}，{entry.rated_on}",
    )
    session.write()


_CRITERIA = {
    name: Phrase(*str(field.description).split("\n\n"))
    for name, field in Criteria.model_fields.items()
}
_CHANCES = listed(Verdict(name).label for name in OfTen.model_fields)
_BASIS = Phrase(
    "foresight, market, model, rule, hindsight or checked.",
    "事前判断、市场、模型、规则、事后或核对。",
)
_OF_PRIOR = {
    "by": Phrase("Who expected it", "谁的预期"),
    "basis": Phrase(f"What it rests on: {_BASIS.en}", f"依据什么：{_BASIS.zh}"),
}


@with_options(
    "predictions",
    **in_both({"source": Phrase("Market, series or page.", "市场、序列或网页。")}),
    by=option("Who expected it.", "谁的预期。"),
    basis=option(*_BASIS),
)
def prior(
    context: Context,
    id_: str = ID,
    of_ten: str = option(f"Ten chances: {_CHANCES.en}.", f"十分的分配：{_CHANCES.zh}。", metavar="6,3,1",
        default=...),
    given_on: date | None = day_option("Day on which it was given; default: today.", "给出日期；默认今天。"),
    **texts: str | None,
) -> None:  # fmt: skip
    """Add what somebody expected of a claim to its file."""
    try:
        typed = [int(number) for number in re.split(r"[,，、/:：\s]+", of_ten.strip())]
        needed = [name for name, field in OfTen.model_fields.items() if field.is_required()]
        # One number for each verdict, or for those that older records know.
        names = needed if len(typed) == len(needed) else OfTen.model_fields
        chances = validated(OfTen, dict(zip(names, typed, strict=True)))
    except (ValueError, CallError):
        en = f"write the chances of {_CHANCES.en}, which sum to ten: 6,3,1"
        zh = f"要依次写出{_CHANCES.zh}各占几分，合计为十：6,3,1"
        raise value_error("--of-ten", of_ten, en, zh) from None
    with EditSession(context, id_) as session:
        values = {
            "by": texts["by"],
            "given_on": context.past_day(given_on, "--given-on"),
            "basis": texts["basis"],
            "of_ten": chances,
            "source": text_of(texts, "source"),
        }
        entry = session.filled(Prior, values, _OF_PRIOR)
        who, (en, zh) = printable(entry.by, limit=60), entry.basis.label
        session.add(
            Append(entry), f"added the prior by {who} ({en})", f"已添加事前预期：{who}（{zh}）"
        )
        session.write()


@with_options("predictions")
def rename(
    context: Context,
    old: str = argument("OLD", *ID_HELP, autocompletion=complete_ids),
    new: str = argument("NEW", "The new id, outlook/claim; or the claim's new name alone.",
        "新的 id：展望/预测；也可只写新的预测名。"),
) -> None:  # fmt: skip
    """Give a claim another id; its history goes with it."""
    context.need_folder()
    id_ = prediction_id(context.root, old)
    *folders, name = new.removesuffix(".yaml").split("/")
    new_id = f"{folders[-1] if folders else id_.partition('/')[0]}/{name}"
    file, *citing = rename_prediction(context.root, id_, new_id)
    shown, was = path_text(file), printable(id_)
    context.echo(
        f"{shown}: was {was}, which `formerly` says now", f"{shown}：原为 {was}，已写入 `formerly`"
    )
    for one in map(path_text, citing):
        context.echo(f"{one}: names the new id", f"{one}：已改用新 id")
    context.name_drafts(but=new_id)


def _new_criterion(record: Prediction, name: str, texts: Mapping[str, str | None]) -> Any:
    """A criterion with one or both of its languages replaced."""
    old, option = getattr(record.criteria, name, None), option_of(name)
    if isinstance(old, str) and texts[name] is None and texts[f"{name}_zh"] is not None:
        raise CallError(
            f"{option} is one text for both languages now; give {option} and {option}-zh",
            f"{option} 现在是两种语言共用的一段文本；请同时给出 {option} 和 {option}-zh",
        )
    new = text_of(texts, name, old)
    if new is None and old is None and Criteria.model_fields[name].is_required():
        raise missing(option)
    return old if new is None else new


def day_or_null(text: str) -> "date | str":
    """A day from the command line, or the word null; any other text is a `ValueError`."""
    return text if text == "null" else day(text)


def _new_values(record: Prediction, given: dict[str, Any]) -> dict[str, Any]:
    """The fields that the options change, with their new values."""
    values: dict[str, Any] = {}
    if given["claim_en"] or given["claim_zh"]:
        values["claim"] = text_of(given, "claim_en", record.claim)
    meant = {"null": None, "true": True, "false": False}
    window = {
        name: meant.get(given[name], given[name])
        for name in ("opens_on", "closes_on", "stated")
        if given[name]
    }
    if window:
        values["window"] = record.window.model_copy(update=window)
    if any(given[name] or given[f"{name}_zh"] for name in _CRITERIA):
        texts = {name: _new_criterion(record, name, given) for name in _CRITERIA}
        values["criteria"] = validated(Criteria, texts)
    if given["made_on"]:
        values["made_on"] = given["made_on"]
    return {name: value for name, value in values.items() if value != getattr(record, name)}


@with_options(
    "predictions",
    **in_both({"reason": Phrase("Why it changes.", "修改原因。"), **_CRITERIA}),
    **CLAIM_TEXTS,
)
def amend(
    context: Context,
    id_: str = ID,
    opens_on: date | None = day_option("First day of the window.", "期限的起始日。"),
    closes_on: date | None = option("Last day of the window, or null.", "期限的截止日，或 null。",
        metavar="YYYY-MM-DD", parser=day_or_null),
    stated: str | None = choice("Whether the passage states the time.", "期限是否由原文写明。", "--stated",
        "true|false", labels={"true": Phrase("yes", "是"), "false": Phrase("no", "否")}),
    made_on: date | None = day_option("When the claim was made.", "提出日期。"),
    amended_on: date | None = day_option("Day of the change; default: today.", "修订日期；默认今天。"),
    **texts: str | None,
) -> None:  # fmt: skip
    """Change claim, window, criteria or made_on after publication, and record why."""
    session = EditSession(context, id_)
    days = {"opens_on": opens_on, "closes_on": closes_on, "made_on": made_on}
    values = _new_values(session.record, {**texts, **days, "stated": stated})
    if not values:
        raise CallError("nothing would change; see --help", "没有要改的内容；见 --help")
    if texts["reason"] is None and texts["reason_zh"] is None:
        texts["reason"] = session.answer("--reason", Phrase("Why does it change", "修改原因"))
    why, on = text_of(texts, "reason"), context.past_day(amended_on, "--amended-on")
    for name, value in values.items():
        entry = validated(Amendment, {"amended_on": on, "field": name, "reason": why})
        session.add(Replace(entry.field, value), f"changed {name}", f"已修改 {name}")
        session.add(
            Append(entry), f"added the amendment of {name}, {on}", f"已添加 {name} 的修订，{on}"
        )
    session.write()
