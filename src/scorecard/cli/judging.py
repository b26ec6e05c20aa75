"""The commands `judge` and `rate`."""

from typing import TYPE_CHECKING, Annotated

import typer

from scorecard.cli.asking import Asker, text_of, validated, verdict_of
from scorecard.cli.desk import DAY, Desk, IdArgument, option
from scorecard.cli.options import (
    PREDICTIONS,
    LanguageOption,
    PredictionsOption,
    day,
    language_of,
    one_of,
    past_day,
    say,
)
from scorecard.text import Phrase, printable

if TYPE_CHECKING:
    from scorecard.editing.edits import Edit
    from scorecard.records import Evidence

__all__ = ["judge", "rate"]

_Verdict = Annotated[
    str,
    typer.Argument(
        metavar="VERDICT",
        help=say(
            "accurate, half_right, inaccurate, too_early or unresolvable.",
            "准确、对了一半、不准确、未到期或无法判定。",
        ),
    ),
]
_Why = Annotated[
    str | None, typer.Option(help=say("The fact that decided it.", "起决定作用的事实。"))
]
_WhyZh = Annotated[str | None, typer.Option(help=say("The same in Chinese.", "中文的理由。"))]


def _evidence(asker: Asker, given: dict[str, str | None]) -> "Evidence | None":
    """The evidence item that the options describe; None when none of them is given."""
    if all(value is None for value in given.values()):
        return None
    from scorecard.records import Bearing, Evidence

    options = {name: f"--evidence-{name.replace('_', '-')}" for name in given} | {
        "bears": "--bears"
    }
    title = asker.need(given["title"], options["title"], Phrase("Title of the page", "页面标题"))
    finding = asker.need(
        given["finding"], options["finding"], Phrase("What it found", "它说明了什么")
    )
    words = {one.value: one.value for one in Bearing} | {one.label.zh: one.value for one in Bearing}
    question = Phrase("supports, contradicts or context", "支持、反对或背景")
    bears = words[one_of(asker.need(given["bears"], "--bears", question), words, "--bears")]
    values = {**given, "title": title, "finding": finding, "bears": bears}
    return validated(Evidence, values, options)


def judge(
    id_: IdArgument,
    verdict: _Verdict,
    why: _Why = None,
    why_zh: _WhyZh = None,
    by: Annotated[
        str,
        typer.Option(help=say("desk, or a review such as review-2025.", "desk 或 review-2025。")),
    ] = "desk",
    judged_on: Annotated[
        str | None, option("Day of the verdict; default: today.", "判定日期；默认今天。", DAY)
    ] = None,
    occurred_on: Annotated[str | None, option("When it came true.", "何时成真。", DAY)] = None,
    evidence_url: Annotated[
        str | None, option("Address of an evidence page.", "证据的网址。")
    ] = None,
    evidence_title: Annotated[str | None, option("Its title.", "证据的标题。")] = None,
    evidence_publisher: Annotated[str | None, option("Its publisher.", "证据的发布者。")] = None,
    evidence_published_on: Annotated[
        str | None, option("Its date.", "证据的日期。", "YYYY[-MM[-DD]]")
    ] = None,
    evidence_finding: Annotated[str | None, option("What it found.", "它说明了什么。")] = None,
    bears: Annotated[
        str | None, option("supports, contradicts or context.", "支持、反对或背景。")
    ] = None,
    predictions: PredictionsOption = PREDICTIONS,
    lang: LanguageOption = None,
) -> None:
    """Add a verdict, and with it an evidence item, to a prediction's file; nothing else changes."""
    from scorecard.editing.edits import Append
    from scorecard.records import JudgedVerdict

    given = verdict_of(verdict)
    desk = Desk(predictions, id_, language_of(lang))
    if given.is_scored and why is None and why_zh is None:
        question = Phrase("Why? Name the fact that decided it", "理由？写出起决定作用的事实")
        why = desk.asker.need(None, "--why", question)
    entry = validated(
        JudgedVerdict,
        {
            "judged_on": past_day(judged_on, "--judged-on"),
            "verdict": given,
            "by": by,
            "why": text_of(why, why_zh),
            "occurred_on": None if occurred_on is None else day(occurred_on, "--occurred-on"),
        },
        {"by": "--by", "why": "--why"},
    )
    item = _evidence(
        desk.asker,
        {
            "url": evidence_url,
            "title": evidence_title,
            "publisher": evidence_publisher,
            "published_on": evidence_published_on,
            "finding": evidence_finding,
            "bears": bears,
        },
    )
    shown = printable(by, limit=60)
    edits: list[Edit] = [Append(entry)]
    told = [
        Phrase(
            f"added the verdict {given.label.en}, by {shown}, judged on {entry.judged_on}",
            f"已添加判定：{given.label.zh}，{shown}，{entry.judged_on}",
        )
    ]
    if item:
        edits.append(Append(item))
        label = item.bears.label
        told.append(Phrase(f"added evidence that {label.en}" if label.en != "context" else
                           "added evidence for context", f"已添加证据：{label.zh}"))  # fmt: skip
    desk.write(edits, told)
    desk.warn_overdue()


def rate(
    id_: IdArgument,
    verdict: _Verdict,
    rater: Annotated[str | None, option("Who rates.", "评分人。")] = None,
    why: _Why = None,
    why_zh: _WhyZh = None,
    rated_on: Annotated[
        str | None, option("Day of the rating; default: today.", "评分日期；默认今天。", DAY)
    ] = None,
    predictions: PredictionsOption = PREDICTIONS,
    lang: LanguageOption = None,
) -> None:
    """Add what one rater thinks to a prediction's file."""
    from scorecard.editing.edits import Append
    from scorecard.records import Rating

    given = verdict_of(verdict)
    desk = Desk(predictions, id_, language_of(lang))
    name = desk.asker.need(rater, "--rater", Phrase("Who rates", "评分人"))
    values = {
        "rater": name,
        "rated_on": past_day(rated_on, "--rated-on"),
        "verdict": given,
        "why": text_of(why, why_zh),
    }
    entry = validated(Rating, values, {"rater": "--rater", "why": "--why"})
    shown = printable(name, limit=60)
    told = Phrase(
        f"added the rating {given.label.en}, by {shown}, rated on {entry.rated_on}",
        f"已添加评分：{given.label.zh}，{shown}，{entry.rated_on}",
    )
    desk.write([Append(entry)], [told])
