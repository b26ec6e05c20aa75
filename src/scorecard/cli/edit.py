"""The commands that edit one prediction: `judge`, `rate`, `prior`, `amend` and `rename`."""

import re
from collections.abc import Mapping
from typing import Any

from scorecard.checks.source_rules import independent_addresses, needs_sources
from scorecard.cli.context import Context, with_options
from scorecard.cli.edit_session import (
    CLOSES_ON,
    EditSession,
    options_of,
    probability_or_null,
    text_of,
    validated,
    verdict_word,
)
from scorecard.cli.options import (
    CLAIM_TEXTS,
    ID,
    ID_HELP,
    argument,
    choice,
    complete_ids,
    complete_judges,
    complete_verdicts,
    flag,
    missing,
    option,
    option_of,
    value_error,
)
from scorecard.cli.output import path_text
from scorecard.editing.edits import append, replace
from scorecard.editing.record_files import outlook_addresses, prediction_id, rename_prediction
from scorecard.history.git import is_in_repository, need_repository
from scorecard.problems import CallError
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
    Window,
    phrase_of,
)
from scorecard.text import Phrase, listed, printable
from scorecard.verdicts import Verdict

_VERDICTS = (
    ", ".join(one.value for one in Verdict) + ".", "、".join(one.label.zh for one in Verdict) + "。"
)  # fmt: skip
_TYPED: dict[str, Any] = {"autocompletion": complete_verdicts, "parser": verdict_word}
_REASONS = ("why", "held", "missed", "early_because", "corrects")
_PAGE = ("url", "title", "publisher", "published_on")
_READING = ("kind", "seen", "accessed_on", "archived_url", "bears")
_ITEM = {*_PAGE, "finding", "finding_zh", *_READING}


def _evidence(
    session: EditSession, entry: JudgedVerdict, given: Mapping[str, Any]
) -> Evidence | None:
    """The evidence item of the options, or of the answers where a rule will want one; None for none."""
    page = {name: given[name] for name in _ITEM}
    if not any(page.values()):
        record = session.record
        after = record.model_copy(update={"verdicts": [*record.verdicts, entry]})
        bears = any(item.bears is not Bearing.CONTEXT for item in record.evidence)
        outlooks = outlook_addresses(session.context.root)
        has_one = not needs_sources(after) or independent_addresses(after, outlooks)
        if (bears and has_one) or not entry.verdict.is_scored:
            return None
        page["url"] = session.field(Evidence, "url", may_lack=True)
        if page["url"] is None:
            return None
        page["kind"] = session.field(Evidence, "kind")
    page["bears"] = page["bears"] or Bearing.behind(entry.verdict)
    return session.filled(Evidence, page, "title", "finding")


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


@with_options(
    "predictions",
    **options_of(JudgedVerdict, *_REASONS, in_both=True),
    **options_of(JudgedVerdict, "judged_on", "occurred_on"),
    **options_of(Evidence, *_PAGE, also="evidence"),
    **options_of(Evidence, "finding", also="evidence", in_both=True),
    **options_of(Evidence, *_READING),
)
def judge(
    context: Context,
    id_: str = ID,
    verdict: str | None = argument("VERDICT", *_VERDICTS, default=None, **_TYPED),
    by: str = option("desk, or a review such as review-2025.", "desk，或某次年度复盘，如 review-2025。",
        default="desk", autocompletion=complete_judges),
    is_committed: bool = flag("Commit the file in git.", "在 git 中提交这个文件。", "--commit"),
    **given: Any,
) -> None:  # fmt: skip
    """Add a verdict, and with it an evidence item, to a prediction's file; nothing else changes."""
    with EditSession(context, id_) as session:
        verdict = verdict or session.field(JudgedVerdict, "verdict")
        if is_committed:
            need_repository(context.root)
        entry = session.filled(JudgedVerdict, given, verdict=verdict, by=by)
        needed = [
            *(["why"] if entry.verdict.is_scored else []),
            *(["held", "missed"] if entry.verdict.row.has_parts else []),
            *(["early_because"] if session.record.is_early(entry) else []),
        ]
        entry = session.filled(JudgedVerdict, given, *needed, verdict=verdict, by=by)
        label, who = entry.verdict.label, printable(entry.by, limit=60)
        session.add(
            append(entry),
            f"added the verdict {label.en}, by {who}, judged on {entry.judged_on}",
            f"已添加判定：{label.zh}，{who}，{entry.judged_on}",
        )
        if item := _evidence(session, entry, given):
            en, zh = item.bears.label
            session.add(append(item), f"added evidence: {en}", f"已添加证据：{zh}")
        session.write(is_verdict=True)
        offer = Phrase("Commit the file in git? (y: yes)", "在 git 中提交这个文件吗？（y：提交）")
        if is_committed or (
            context.is_on_terminal
            and is_in_repository(context.root)
            and context.is_confirmed(offer)
        ):
            session.commit(_commit_message(session, entry))


@with_options(
    "predictions",
    **options_of(Rating, "why", in_both=True),
    **options_of(Rating, "rater", "rated_on"),
)
def rate(
    context: Context,
    id_: str = ID,
    verdict: str = argument("VERDICT", *_VERDICTS, **_TYPED),
    **given: Any,
) -> None:
    """Add what one rater thinks to a prediction's file."""
    with EditSession(context, id_) as session:
        entry = session.filled(Rating, given, "rater", verdict=verdict)
        label, who = entry.verdict.label, printable(entry.rater, limit=60)
        session.add(
            append(entry),
            f"added the rating {label.en}, by {who}, rated on {entry.rated_on}",
            f"已添加评议：{label.zh}，{who}，{entry.rated_on}",
        )
        session.write()


_CHANCES = listed(Verdict(name).label for name in OfTen.model_fields)


@with_options(
    "predictions",
    **options_of(Prior, "source", in_both=True),
    **options_of(Prior, "by", "basis", "given_on"),
)
def prior(
    context: Context,
    id_: str = ID,
    of_ten: str = option(f"Ten chances: {_CHANCES.en}.", f"十成可能怎样分：{_CHANCES.zh}。", metavar="6,3,1",
        default=...),
    **given: Any,
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
        entry = session.filled(Prior, given, "by", "basis", of_ten=chances)
        who, (en, zh) = printable(entry.by, limit=60), entry.basis.label
        session.add(
            append(entry), f"added the prior by {who} ({en})", f"已添加事前预期：{who}（{zh}）"
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
    *folders, name = new.split("/")
    new_id = f"{folders[-1] if folders else id_.partition('/')[0]}/{name}"
    file, *citing = rename_prediction(context.root, id_, new_id)
    shown, was = path_text(file), printable(id_)
    context.echo(
        f"{shown}: was {was}, which `formerly` says now", f"{shown}：原为 {was}，已写入 `formerly`"
    )
    for one in map(path_text, citing):
        context.echo(f"{one}: names the new id", f"{one}：已改用新 id")
    context.name_drafts(but=file)


def _new_criterion(record: Prediction, name: str, texts: Mapping[str, str | None]) -> Any:
    """A criterion with one or both of its languages replaced."""
    old, option = getattr(record.criteria, name, None), option_of(name)
    if isinstance(old, str) and texts[name] is None and texts[f"{name}_zh"] is not None:
        raise CallError(
            f"{option} is one text for both languages now; give {option} and {option}-zh",
            f"{option} 现在是两种语言共用的一段文本；请同时给出 {option} 和 {option}-zh",
        )
    new = text_of(texts, name, old)
    if new is None and Criteria.model_fields[name].is_required():
        raise missing(option)
    return new


def _new_values(record: Prediction, given: dict[str, Any]) -> dict[str, Any]:
    """The fields that the options change, with their new values."""
    meant = {"null": None, "true": True, "false": False}
    window = {
        name: meant.get(given[name], given[name])
        for name in ("opens_on", "closes_on", "stated")
        if given[name]
    }
    criteria, chance = record.criteria, given["probability"]
    options = (f"{name}{tail}" for name in Criteria.model_fields for tail in ("", "_zh"))
    if any(given[one] is not None for one in options):
        texts = {name: _new_criterion(record, name, given) for name in Criteria.model_fields}
        criteria = validated(Criteria, texts)
    values = {
        "claim": text_of(given, "claim_en", record.claim),
        "window": record.window.model_copy(update=window),
        "criteria": criteria,
        "made_on": given["made_on"] or record.made_on,
        "probability": record.probability if chance is None else meant.get(chance, chance),
    }
    return {name: value for name, value in values.items() if value != getattr(record, name)}


@with_options(
    "predictions",
    **options_of(Amendment, "reason", in_both=True),
    **options_of(Criteria, *Criteria.model_fields, in_both=True),
    **options_of(Prediction, "made_on"),
    **options_of(Window, "opens_on"),
    closes_on=CLOSES_ON,
    probability=option(
        "The probability that was stated, 0 to 1, or null.",
        "预测者给出的概率，0 到 1，或 null。",
        metavar="0..1",
        parser=probability_or_null,
    ),
    **options_of(Amendment, "amended_on"),
    **CLAIM_TEXTS,
)
def amend(
    context: Context,
    id_: str = ID,
    stated: str | None = choice("Whether the passage states the time.", "期限是否由原文写明。", "--stated",
        "true|false", labels={"true": Phrase("yes", "是"), "false": Phrase("no", "否")}),
    **given: Any,
) -> None:  # fmt: skip
    """Change claim, window, criteria, made_on or probability after publication, and record why."""
    with EditSession(context, id_) as session:
        values = _new_values(session.record, given | {"stated": stated})
        if not values:
            raise CallError("nothing would change; see --help", "没有要改的内容；见 --help")
        if text_of(given, "reason") is None:
            given["reason"] = session.field(Amendment, "reason")
        for name, value in values.items():
            entry = session.filled(Amendment, given, field=name)
            session.add(replace(entry.field, value), f"changed {name}", f"已修改 {name}")
            session.add(
                append(entry),
                f"added the amendment of {name}, {entry.amended_on}",
                f"已添加 {name} 的修订，{entry.amended_on}",
            )
        session.write()
