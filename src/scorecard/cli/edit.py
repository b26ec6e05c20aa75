"""The commands that edit one prediction: `judge`, `rate`, `prior`, `amend` and `rename`."""

import re
import sys
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from scorecard.cli.context import Context, with_options
from scorecard.cli.edit_session import EditSession, text_of, validated, value_error
from scorecard.cli.options import (
    CLAIM_TEXTS,
    ID_HELP,
    argument,
    choice,
    complete_ids,
    complete_verdicts,
    day,
    day_option,
    option,
    option_of,
    value_of,
)
from scorecard.cli.output import path_text
from scorecard.problems import CallError, UnknownWordError
from scorecard.text import Phrase, printable
from scorecard.verdicts import Verdict, Word

if TYPE_CHECKING:
    from scorecard.editing.edits import Edit
    from scorecard.records import Evidence, JudgedVerdict, Prediction

Texts = Mapping[str, str | None]
"""The texts from the command line, None for those that are not in the call."""

WordType = TypeVar("WordType", bound=Word)

_Id = Annotated[str, argument("ID", ID_HELP, autocompletion=complete_ids)]
_VERDICT = argument(
    "VERDICT",
    Phrase(
        ", ".join(one.value for one in Verdict) + ".",
        "、".join(one.label.zh for one in Verdict) + "。",
    ),
    autocompletion=complete_verdicts,
)
_WHY = {"why": Phrase("The fact that decided it.", "理由：起决定作用的事实。")}
_REASONS = _WHY | {
    "held": Phrase("Half right: the part that came true.", "对了一半：说中的部分。"),
    "missed": Phrase("Half right: the part that did not.", "对了一半：落空的部分。"),
    "early_because": Phrase(
        "On an open window: why the rest of it cannot change the verdict.",
        "期限未满：为什么余下的时间改变不了结论。"),
    "corrects": Phrase("What was wrong with the verdict before.", "上一次判定错在哪里。"),
}  # fmt: skip
_PAGE = {
    "url": Phrase("Address of a page that is evidence.", "证据的网址。"),
    "title": Phrase("Its title.", "证据的标题。"),
    "publisher": Phrase("Its publisher.", "证据的发布者。"),
    "published_on": Phrase("Its date, month or year.", "证据的日期，也可只写年月或年。"),
    "finding": Phrase("What it shows.", "证据的要点。"),
}
_LONG = "--evidence-"
"""The beginning of a second, longer name of these options."""

_EVIDENCE = {
    name: option(help_, option_of(name), _LONG + name.replace("_", "-"))
    for name, help_ in _PAGE.items()
} | {
    "kind": Phrase(
        "Its kind: primary, press, research, reference, vendor or other.",
        "来源类别：一手、媒体、研究、工具书、厂商或其他。"),
    "seen": Phrase("How much of it was read: full or excerpt.", "读了全文还是摘录。"),
    "archived_url": Phrase("Address of a copy that stays.", "存档副本的网址。"),
    "bears": Phrase(
        "supports, contradicts or context; default: as the verdict says.",
        "支持、相反或背景；默认随判定。"),
}  # fmt: skip


def _word(word: str, words: type[WordType], what: Phrase) -> WordType:
    """A value of a closed list by its word in either language.

    Raises:
        UnknownWordError: The list has no such word.
    """
    try:
        return words(word)
    except ValueError:
        known = [*(one.value for one in words), *(one.label.zh for one in words)]
        raise UnknownWordError(what, word, known, is_listed=True) from None


def _verdict_of(word: str) -> Verdict:
    """A verdict by its word in either language, also written `half-right` or `Half right`.

    Raises:
        UnknownWordError: No verdict has this name.
    """
    plain = word.strip().lower().replace("-", "_").replace(" ", "_")
    return _word(plain, Verdict, Phrase("verdict", "判定"))


def _wants_evidence(record: "Prediction", entry: "JudgedVerdict") -> bool:
    """Whether a rule will ask for evidence once the verdict is on record."""
    from scorecard.checks.source_rules import independent_addresses, sources_of
    from scorecard.records import Bearing

    after = record.model_copy(update={"verdicts": [*record.verdicts, entry]})
    bears = any(item.bears is not Bearing.CONTEXT for item in record.evidence)
    return entry.verdict.is_scored and (
        not bears or independent_addresses(after, sources_of(after)) == []
    )


def _evidence(
    session: EditSession, entry: "JudgedVerdict", texts: Texts, accessed_on: date | None
) -> "Evidence | None":
    """The evidence item that the options describe, or the answers where a rule will want one.

    Args:
        session: The file, and who answers.
        entry: The verdict, from which it follows what the page says of the claim.
        texts: The options.
        accessed_on: When the page was read.

    Returns:
        The item; None when there is neither an option nor an answer.
    """
    from scorecard.records import Bearing, Evidence, Seen, SourceKind

    is_long = any(word.startswith(_LONG) for word in sys.argv)
    options = {
        name: option_of(f"evidence_{name}" if is_long and name in _PAGE else name)
        for name in _EVIDENCE
    }
    given: dict[str, Any] = {name: texts[name] for name in _EVIDENCE}
    given["accessed_on"] = accessed_on
    closed: dict[str, type[Word]] = {"bears": Bearing, "kind": SourceKind, "seen": Seen}

    def read(name: str, text: str) -> Any:
        if name in closed:
            return _word(text, closed[name], value_of(options[name]))
        blank = dict.fromkeys(("published_on", "publisher", "url"))
        page = {**blank, "title": "t", "finding": "f", "bears": Bearing.CONTEXT, name: text}
        return getattr(validated(Evidence, page, options), name)

    if all(value is None for value in given.values()):
        if not _wants_evidence(session.record, entry):
            return None
        question = Phrase(
            "Address of a page that shows it (Enter: none)", "能证明它的网页地址（没有就按回车）"
        )
        given["url"] = session.need(
            None, options["url"], question, partial(read, "url"), may_be_empty=True
        )
        if given["url"] is None:
            return None
        kinds = Phrase(", ".join(SourceKind), "、".join(one.label.zh for one in SourceKind))
        question = Phrase(f"Its kind ({kinds.en})", f"来源类别（{kinds.zh}）")
        given["kind"] = session.need(None, options["kind"], question, partial(read, "kind"))
    questions = {
        "title": Phrase("Title of the page", "页面标题"),
        "finding": Phrase("What the page shows", "要点"),
    }
    for name, question in questions.items():
        given[name] = session.need(given[name], options[name], question, partial(read, name))
    given["bears"] = given["bears"] or _BEARS.get(entry.verdict, Bearing.CONTEXT.value)
    for name in closed:
        if given[name] is not None:
            given[name] = read(name, given[name])
    return validated(Evidence, given, options)


_BEARS = {
    Verdict.ACCURATE: "supports",
    Verdict.HALF_RIGHT: "supports",
    Verdict.INACCURATE: "contradicts",
}
"""What a page says of the claim if nobody says it: what the verdict rests on."""

_VERDICT_ASKED = Phrase("Which verdict", "判定为")
_QUESTIONS = {
    "why": Phrase("Why? Name the fact that decided it", "理由？写出起决定作用的事实"),
    "held": Phrase("Which part came true", "说中的是哪一部分"),
    "missed": Phrase("Which part did not", "落空的是哪一部分"),
    "early_because": Phrase(
        "The window is open: why can the rest of it change nothing",
        "期限未满：为什么余下的时间改变不了结论",
    ),
}


def _needed(prediction: "Prediction", entry: "JudgedVerdict") -> list[str]:
    """The texts that a verdict of this kind must have."""
    needed = ["why"] if entry.verdict.is_scored else []
    needed += ["held", "missed"] if entry.verdict is Verdict.HALF_RIGHT else []
    return needed + (["early_because"] if prediction.is_early(entry) else [])


def _commit_message(session: EditSession, entry: "JudgedVerdict") -> Phrase:
    """The message of a verdict's commit: claim and verdict, the reason, who gave it and when."""
    from scorecard.records import phrase_of

    id_, label, claim = session.id, entry.verdict.label, phrase_of(session.record.claim)
    why = Phrase("", "") if entry.why is None else phrase_of(entry.why)
    return Phrase(
        f"{id_}: {label.en}\n\n{claim.en}\n"
        + (f"\nWhy: {why.en}\n" if why.en else "")
        + f"\nJudged on {entry.judged_on} by {entry.by}.\n",
        f"{id_}：{label.zh}\n\n{claim.zh}\n"
        + (f"\n理由：{why.zh}\n" if why.zh else "")
        + f"\n{entry.judged_on} 由 {entry.by} 判定。\n",
    )


@with_options("predictions", texts=_EVIDENCE, bilingual=_REASONS)
def judge(
    context: Context,
    id_: _Id,
    verdict: Annotated[str | None, _VERDICT] = None,
    by: Annotated[
        str, option(Phrase("desk, or a review such as review-2025.", "desk 或 review-2025。"))
    ] = "desk",
    judged_on: Annotated[
        date | None,
        day_option(Phrase("Day of the verdict; default: today.", "判定日期；默认今天。")),
    ] = None,
    occurred_on: Annotated[
        date | None, day_option(Phrase("When it came true.", "应验日期。"))
    ] = None,
    accessed_on: Annotated[
        date | None, day_option(Phrase("When the evidence page was read.", "阅读证据的日期。"))
    ] = None,
    is_committed: Annotated[
        bool, option(Phrase("Commit the file in git.", "在 git 中提交这个文件。"), "--commit")
    ] = False,
    **texts: str | None,
) -> None:
    """Add a verdict, and with it an evidence item, to a prediction's file; nothing else changes."""
    from scorecard.editing.edits import Append
    from scorecard.records import JudgedVerdict

    with EditSession(context, id_) as session:
        given = session.need(verdict, "VERDICT", _VERDICT_ASKED, _verdict_of)
        if is_committed:
            from scorecard.history.commit import need_repository

            need_repository(context.root)
        reasons = {name: text_of(texts[name], texts[f"{name}_zh"]) for name in _REASONS}
        options = {name: option_of(name) for name in ("by", *reasons)}
        values = {
            "judged_on": context.past_day(judged_on, "--judged-on"),
            "verdict": given,
            "by": by,
            "occurred_on": occurred_on,
            **reasons,
        }
        entry = validated(JudgedVerdict, values, options)

        def read(name: str, text: str) -> Any:
            return getattr(validated(JudgedVerdict, values | {name: text}, options), name)

        answers = {
            name: session.need(None, options[name], _QUESTIONS[name], partial(read, name))
            for name in _needed(session.record, entry)
            if reasons[name] is None
        }
        entry = entry.model_copy(update=answers)
        who = printable(by, limit=60)
        edits: list[Edit] = [Append(entry)]
        reports = [
            Phrase(
                f"added the verdict {given.label.en}, by {who}, judged on {entry.judged_on}",
                f"已添加判定：{given.label.zh}，{who}，{entry.judged_on}",
            )
        ]
        item = _evidence(session, entry, texts, accessed_on)
        if item:
            edits.append(Append(item))
            label = item.bears.label
            reports.append(Phrase(f"added evidence: {label.en}", f"已添加证据：{label.zh}"))
        session.write(edits, reports, is_verdict=True)
        if is_committed:
            session.commit(_commit_message(session, entry))


_RATER = {"rater": Phrase("The rater.", "评议人。")}


@with_options("predictions", texts=_RATER, bilingual=_WHY)
def rate(
    context: Context,
    id_: _Id,
    verdict: Annotated[str, _VERDICT],
    rated_on: Annotated[
        date | None,
        day_option(Phrase("Day of the rating; default: today.", "评议日期；默认今天。")),
    ] = None,
    **texts: str | None,
) -> None:
    """Add what one rater thinks to a prediction's file."""
    from scorecard.editing.edits import Append
    from scorecard.records import Rating

    given = _verdict_of(verdict)
    session = EditSession(context, id_)
    options = {"rater": "--rater", "why": "--why"}
    values = {"rated_on": context.past_day(rated_on, "--rated-on"), "verdict": given}

    def read(rater: str) -> str:
        return validated(Rating, {**values, "rater": rater, "why": None}, options).rater

    name = session.need(texts["rater"], "--rater", Phrase("Rater", "评议人"), read)
    why = text_of(texts["why"], texts["why_zh"])
    entry = validated(Rating, {**values, "rater": name, "why": why}, options)
    who = printable(name, limit=60)
    report = Phrase(
        f"added the rating {given.label.en}, by {who}, rated on {entry.rated_on}",
        f"已添加评议：{given.label.zh}，{who}，{entry.rated_on}",
    )
    session.write([Append(entry)], [report])


def _of_ten(text: str) -> dict[str, int]:
    """Ten chances as they are typed: accurate, half right, inaccurate.

    Raises:
        ValueError: There are not three numbers.
    """
    chances = [int(part) for part in re.split(r"[,，、/:：\s]+", text.strip())]
    names = ("accurate", "half_right", "inaccurate")
    return dict(zip(names, chances, strict=True))


_SOURCE = {"source": Phrase("Market, series or page.", "市场、序列或网页。")}
_PRIOR = {
    "by": Phrase("Who expected it.", "谁的预期。"),
    "basis": Phrase(
        "foresight, market, model, rule, hindsight or checked.",
        "事前判断、市场、模型、规则、事后或核对。"),
}  # fmt: skip


@with_options("predictions", texts=_PRIOR, bilingual=_SOURCE)
def prior(
    context: Context,
    id_: _Id,
    of_ten: Annotated[
        str,
        option(
            Phrase(
                "Ten chances: accurate, half right, inaccurate.",
                "十分的分配：准确、对了一半、不准确。",
            ),
            metavar="6,3,1",
        ),
    ],
    given_on: Annotated[
        date | None,
        day_option(Phrase("Day on which it was given; default: today.", "给出日期；默认今天。")),
    ] = None,
    **texts: str | None,
) -> None:
    """Add what somebody expected of a claim to its file."""
    from scorecard.editing.edits import Append
    from scorecard.records import OfTen, Prior, PriorBasis

    try:
        chances = validated(OfTen, _of_ten(of_ten), {})
    except (ValueError, CallError):
        reason = Phrase(
            "write three numbers that sum to ten: 6,3,1", "要写成合计为十的三个数：6,3,1"
        )
        raise value_error("--of-ten", of_ten, reason) from None
    with EditSession(context, id_) as session:
        what = value_of("--basis")
        values = {
            "by": session.need(texts["by"], "--by", Phrase("Who expected it", "谁的预期")),
            "given_on": context.past_day(given_on, "--given-on"),
            "basis": session.need(
                texts["basis"],
                "--basis",
                Phrase(
                    f"What it rests on: {_PRIOR['basis'].en}", f"依据什么：{_PRIOR['basis'].zh}"
                ),
                lambda word: _word(word, PriorBasis, what),
            ),
            "of_ten": chances,
            "source": text_of(texts["source"], texts["source_zh"]),
        }
        entry = validated(Prior, values, {name: option_of(name) for name in values})
        who, label = printable(entry.by, limit=60), entry.basis.label
        report = Phrase(
            f"added the prior by {who} ({label.en})", f"已添加事前预期：{who}（{label.zh}）"
        )
        session.write([Append(entry)], [report])


@with_options("predictions")
def rename(
    context: Context,
    old: Annotated[str, argument("OLD", ID_HELP, autocompletion=complete_ids)],
    new: Annotated[
        str,
        argument(
            "NEW",
            Phrase(
                "The new id, outlook/claim; or the claim's new name alone.",
                "新的 id：展望/预测；也可只写新的预测名。",
            ),
        ),
    ],
) -> None:
    """Give a claim another id; its history goes with it."""
    from scorecard.editing.record_files import prediction_id
    from scorecard.editing.renaming import rename_prediction

    context.need_folder()
    id_ = prediction_id(context.root, old)
    *folders, name = new.removesuffix(".yaml").split("/")
    new_id = f"{folders[-1] if folders else id_.partition('/')[0]}/{name}"
    file, *citing = rename_prediction(context.root, id_, new_id)
    shown, was = path_text(file), printable(id_)
    context.echo(
        Phrase(
            f"{shown}: was {was}, which `formerly` says now",
            f"{shown}：原为 {was}，已写入 `formerly`",
        )
    )
    for one in citing:
        name = path_text(one)
        context.echo(Phrase(f"{name}: names the new id", f"{name}：已改用新 id"))
    context.name_drafts(but=new_id)


_CRITERIA = {
    one.value: Phrase(f"When it is {one.label.en}.", f"怎样算{one.label.zh}。")
    for one in (Verdict.ACCURATE, Verdict.HALF_RIGHT, Verdict.INACCURATE)
}


def _merged(old: Any, english: str | None, chinese: str | None, option: str) -> Any:
    """A text with one or both of its languages replaced.

    Raises:
        CallError: The text is one for both languages, and only its Chinese is given.
    """
    if english is None and chinese is None:
        return old
    if isinstance(old, str) and english is None:
        raise CallError(
            Phrase(
                f"{option} is one text for both languages now; give {option} and {option}-zh",
                f"{option} 现在是两种语言共用的一段文本；请同时给出 {option} 和 {option}-zh",
            )
        )
    if old is None or isinstance(old, str):
        return text_of(english, chinese)
    return text_of(english or old.en, chinese or old.zh)


def day_or_null(text: str) -> "date | str":
    """A day from the command line, or the word null.

    Raises:
        ValueError: The text is neither.
    """
    return text if text == "null" else day(text)


def _new_values(record: "Prediction", given: dict[str, Any]) -> dict[str, Any]:
    """The fields that the options change, with their new values.

    Raises:
        CallError: A criterion has no text, or a text does not fit its field.
    """
    from scorecard.records import Bilingual, Criteria

    values: dict[str, Any] = {}
    if given["claim_en"] or given["claim_zh"]:
        claim, new = record.claim, (given["claim_en"], given["claim_zh"])
        if isinstance(claim, str):
            values["claim"] = text_of(*new)
        else:
            both = {"en": new[0] or claim.en, "zh": new[1] or claim.zh}
            values["claim"] = validated(Bilingual, both, {"en": "--claim-en", "zh": "--claim-zh"})
    null_or_bool = {"null": None, "true": True, "false": False}
    window = {
        name: null_or_bool.get(given[name], given[name])
        for name in ("opens_on", "closes_on", "stated")
        if given[name]
    }
    if window:
        values["window"] = record.window.model_copy(update=window)
    options = {name: option_of(name) for name in _CRITERIA}
    texts = {
        name: _merged(
            getattr(record.criteria, name, None), given[name], given[f"{name}_zh"], option
        )
        for name, option in options.items()
    }
    if any(given[name] or given[f"{name}_zh"] for name in options):
        missing = next((options[name] for name, text in texts.items() if text is None), None)
        if missing:
            raise CallError(Phrase(f"{missing} is missing", f"缺少 {missing}"))
        values["criteria"] = validated(Criteria, texts, options)
    if given["made_on"]:
        values["made_on"] = given["made_on"]
    return {name: value for name, value in values.items() if value != getattr(record, name)}


_AMENDED = {"reason": Phrase("Why it changes.", "修改原因。"), **_CRITERIA}


@with_options("predictions", texts=CLAIM_TEXTS, bilingual=_AMENDED)
def amend(
    context: Context,
    id_: _Id,
    opens_on: Annotated[
        date | None, day_option(Phrase("First day of the window.", "期限的起始日。"))
    ] = None,
    closes_on: Annotated[
        date | None,
        option(
            Phrase("Last day of the window, or null.", "期限的截止日，或 null。"),
            metavar="YYYY-MM-DD",
            parser=day_or_null,
        ),
    ] = None,
    stated: Annotated[
        str | None,
        choice(
            Phrase("Whether the passage states the time.", "期限是否由原文写明。"),
            "--stated",
            "true",
            "false",
            labels={"true": Phrase("yes", "是"), "false": Phrase("no", "否")},
        ),
    ] = None,
    made_on: Annotated[
        date | None, day_option(Phrase("When the claim was made.", "提出日期。"))
    ] = None,
    amended_on: Annotated[
        date | None,
        day_option(Phrase("Day of the change; default: today.", "修订日期；默认今天。")),
    ] = None,
    **texts: str | None,
) -> None:
    """Change claim, window, criteria or made_on after publication, and record why."""
    from scorecard.editing.edits import Edit, amendment_edits
    from scorecard.records import Amendable, Amendment

    session = EditSession(context, id_)
    days = {"opens_on": opens_on, "closes_on": closes_on, "made_on": made_on}
    values = _new_values(session.record, {**texts, **days, "stated": stated})
    if not values:
        raise CallError(Phrase("nothing would change; see --help", "没有要改的内容；见 --help"))
    reason, reason_zh = texts["reason"], texts["reason_zh"]
    if reason_zh is None:
        reason = session.need(reason, "--reason", Phrase("Why does it change", "修改原因"))
    why = text_of(reason, reason_zh)
    on = context.past_day(amended_on, "--amended-on")
    edits: list[Edit] = []
    reports = []
    for name, value in values.items():
        entry = {"amended_on": on, "field": name, "reason": why}
        checked = validated(Amendment, entry, {"reason": "--reason"})
        edits += amendment_edits(Amendable(name), value, amended_on=on, reason=checked.reason)
        reports += [
            Phrase(f"changed {name}", f"已修改 {name}"),
            Phrase(f"added the amendment of {name}, {on}", f"已添加 {name} 的修订，{on}"),
        ]
    session.write(edits, reports)
