"""The commands that add to one prediction's file: `judge`, `rate` and `amend`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scorecard.cli.asking import Asker, one_of, text_of, validated, verdict_of
from scorecard.cli.options import (
    PREDICTIONS,
    LanguageOption,
    PredictionsOption,
    day,
    language_of,
    say,
)
from scorecard.cli.output import problem_text
from scorecard.errors import CallError, Language, Phrase, printable

if TYPE_CHECKING:
    from scorecard.editing.edits import Edit
    from scorecard.loading.reading import Reading
    from scorecard.models import Evidence, Prediction

__all__ = ["amend", "judge", "rate"]

_Id = Annotated[str, typer.Argument(metavar="ID", help=say("outlook/claim.", "展望/说法。"))]
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


def _option(en: str, zh: str, metavar: str | None = None) -> Any:  # noqa: ANN401  (what typer.Option returns)
    """An option with its help in the reader's language."""
    return typer.Option(metavar=metavar, help=say(en, zh))


_DAY = "YYYY-MM-DD"


class _Desk:
    """One file open for editing, and how what was done to it is told."""

    def __init__(self, root: Path, id_: str, language: Language) -> None:
        from scorecard.editing.prediction import find_prediction
        from scorecard.loading.reading import read_record

        self.root, self.id, self.language = root, id_, language
        self.reading: Reading = read_record(find_prediction(root, id_))
        self.asker = Asker(language)

    @property
    def record(self) -> "Prediction":
        """The record as it was read.

        Raises:
            FaultyRecordError: The file is not valid.
        """
        from scorecard.editing.refusals import FaultyRecordError

        if self.reading.record is None:
            raise FaultyRecordError(self.reading.file.shown, self.reading.problems)
        record: Prediction = self.reading.record
        return record

    def write(self, edits: "Sequence[Edit]", told: Sequence[Phrase]) -> None:
        """Make the edits in one write; say what was added where, and what it leaves to mend."""
        from scorecard.editing.prediction import edit_prediction

        seen = self.reading.data if self.asker.has_asked else None
        change = edit_prediction(self.root, self.id, edits, seen=seen)
        for line, phrase in sorted(zip(change.lines, told, strict=True), key=lambda one: one[0]):
            place = f"{printable(change.file.shown, limit=4096)}:{line}"
            typer.echo(f"{place}: {phrase.in_language(self.language)}")
        self.warn()

    def warn(self) -> None:
        """Print the problems of the file that were not there before."""
        from scorecard.checks.inspection import inspect_reading
        from scorecard.loading.reading import read_record

        before = {(one.rule, one.message) for one in inspect_reading(self.reading).problems}
        now = inspect_reading(read_record(self.reading.file)).problems
        for problem in now:
            if (problem.rule, problem.message) not in before:
                typer.echo(problem_text(problem, self.language), err=True)


def _evidence(asker: Asker, given: dict[str, str | None]) -> "Evidence | None":
    """The evidence item that the options describe; None when none of them is given."""
    if all(value is None for value in given.values()):
        return None
    from scorecard.models import Bearing, Evidence

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
    id_: _Id,
    verdict: _Verdict,
    why: _Why = None,
    why_zh: _WhyZh = None,
    by: Annotated[
        str,
        typer.Option(help=say("desk, or a review such as review-2025.", "desk 或 review-2025。")),
    ] = "desk",
    judged_on: Annotated[
        str | None, _option("Day of the verdict; default: today.", "判定日期；默认今天。", _DAY)
    ] = None,
    occurred_on: Annotated[str | None, _option("When it came true.", "何时成真。", _DAY)] = None,
    evidence_url: Annotated[
        str | None, _option("Address of an evidence page.", "证据的网址。")
    ] = None,
    evidence_title: Annotated[str | None, _option("Its title.", "证据的标题。")] = None,
    evidence_publisher: Annotated[str | None, _option("Its publisher.", "证据的发布者。")] = None,
    evidence_published_on: Annotated[
        str | None, _option("Its date.", "证据的日期。", "YYYY[-MM[-DD]]")
    ] = None,
    evidence_finding: Annotated[str | None, _option("What it found.", "它说明了什么。")] = None,
    bears: Annotated[
        str | None, _option("supports, contradicts or context.", "支持、反对或背景。")
    ] = None,
    predictions: PredictionsOption = PREDICTIONS,
    lang: LanguageOption = None,
) -> None:
    """Add a verdict, and with it an evidence item, to a prediction's file; nothing else changes."""
    from scorecard.editing.edits import Append
    from scorecard.models import JudgedVerdict

    given = verdict_of(verdict)
    desk = _Desk(predictions, id_, language_of(lang))
    if given.is_scored and why is None and why_zh is None:
        question = Phrase("Why? Name the fact that decided it", "理由？写出起决定作用的事实")
        why = desk.asker.ask(None, question)
    entry = validated(
        JudgedVerdict,
        {
            "judged_on": day(judged_on, "--judged-on"),
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


def rate(
    id_: _Id,
    verdict: _Verdict,
    rater: Annotated[str | None, _option("Who rates.", "评分人。")] = None,
    why: _Why = None,
    why_zh: _WhyZh = None,
    rated_on: Annotated[
        str | None, _option("Day of the rating; default: today.", "评分日期；默认今天。", _DAY)
    ] = None,
    predictions: PredictionsOption = PREDICTIONS,
    lang: LanguageOption = None,
) -> None:
    """Add what one rater thinks to a prediction's file."""
    from scorecard.editing.edits import Append
    from scorecard.models import Rating

    given = verdict_of(verdict)
    desk = _Desk(predictions, id_, language_of(lang))
    name = desk.asker.need(rater, "--rater", Phrase("Who rates", "评分人"))
    values = {
        "rater": name,
        "rated_on": day(rated_on, "--rated-on"),
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


def _merged(old: Any, english: str | None, chinese: str | None) -> Any:  # noqa: ANN401  (a text of a record)
    """A text with one or both of its languages replaced."""
    if english is None and chinese is None:
        return old
    if old is None or isinstance(old, str):
        return text_of(english, chinese)
    return text_of(english or old.en, chinese or old.zh)


def _new_values(record: "Prediction", given: dict[str, str | None]) -> dict[str, Any]:
    """The fields that the options change, with their new values."""
    from scorecard.models import Bilingual, Criteria, Window

    def changed(*names: str) -> bool:
        return any(given[name] is not None for name in names)

    values: dict[str, Any] = {}
    if changed("claim_en", "claim_zh"):
        claim = record.claim
        both = {"en": given["claim_en"] or claim.en, "zh": given["claim_zh"] or claim.zh}
        values["claim"] = validated(Bilingual, both, {"en": "--claim-en", "zh": "--claim-zh"})
    if changed("opens_on", "closes_on", "stated"):
        opens, closes, stated = given["opens_on"], given["closes_on"], given["stated"]
        values["window"] = Window(
            opens_on=day(opens, "--opens-on") if opens else record.window.opens_on,
            closes_on=record.window.closes_on
            if closes is None
            else (None if closes == "null" else day(closes, "--closes-on")),
            stated=record.window.stated
            if stated is None
            else one_of(stated, ("true", "false"), "--stated") == "true",
        )
    names = ("accurate", "half_right", "inaccurate")
    if changed(*names, *(f"{name}_zh" for name in names)):
        texts = {
            name: _merged(getattr(record.criteria, name, None), given[name], given[f"{name}_zh"])
            for name in names
        }
        options = {name: f"--{name.replace('_', '-')}" for name in names}
        missing = next((options[name] for name in names if texts[name] is None), None)
        if missing:
            raise CallError(Phrase(f"{missing} is missing", f"缺少 {missing}"))
        values["criteria"] = validated(Criteria, texts, options)
    if changed("made_on"):
        values["made_on"] = day(given["made_on"], "--made-on")
    return {name: value for name, value in values.items() if value != getattr(record, name)}


def amend(
    id_: _Id,
    reason: Annotated[str | None, _option("Why it changes.", "修改原因。")] = None,
    reason_zh: Annotated[str | None, _option("The same in Chinese.", "中文的原因。")] = None,
    claim_en: Annotated[str | None, _option("The claim in English.", "英文的说法。")] = None,
    claim_zh: Annotated[str | None, _option("The claim in Chinese.", "中文的说法。")] = None,
    opens_on: Annotated[
        str | None, _option("First day of the window.", "时间窗的第一天。", _DAY)
    ] = None,
    closes_on: Annotated[
        str | None, _option("Last day of the window, or null.", "时间窗的最后一天，或 null。", _DAY)
    ] = None,
    stated: Annotated[
        str | None,
        _option("Whether the passage states the time.", "时间是不是原文写明的。", "true|false"),
    ] = None,
    accurate: Annotated[str | None, _option("When it is accurate.", "怎样算准确。")] = None,
    accurate_zh: Annotated[
        str | None, _option("The same in Chinese.", "中文：怎样算准确。")
    ] = None,
    half_right: Annotated[str | None, _option("When it is half right.", "怎样算对了一半。")] = None,
    half_right_zh: Annotated[
        str | None, _option("The same in Chinese.", "中文：怎样算对了一半。")
    ] = None,
    inaccurate: Annotated[str | None, _option("When it is inaccurate.", "怎样算不准确。")] = None,
    inaccurate_zh: Annotated[
        str | None, _option("The same in Chinese.", "中文：怎样算不准确。")
    ] = None,
    made_on: Annotated[str | None, _option("When it was said.", "何时说的。", _DAY)] = None,
    amended_on: Annotated[
        str | None, _option("Day of the change; default: today.", "修改日期；默认今天。", _DAY)
    ] = None,
    predictions: PredictionsOption = PREDICTIONS,
    lang: LanguageOption = None,
) -> None:
    """Change claim, window, criteria or made_on after publication, and record why."""
    given = {name: value for name, value in locals().items() if name not in _NOT_VALUES}
    from scorecard.editing.edits import Edit, amendment_edits
    from scorecard.models import Amendable, Amendment

    desk = _Desk(predictions, id_, language_of(lang))
    values = _new_values(desk.record, given)
    if not values:
        raise CallError(Phrase("nothing would change; see --help", "没有要改的内容；见 --help"))
    if reason_zh is None:
        reason = desk.asker.need(reason, "--reason", Phrase("Why does it change", "修改原因"))
    why = text_of(reason, reason_zh)
    on = day(amended_on, "--amended-on")
    edits: list[Edit] = []
    told = []
    for name, value in values.items():
        checked = validated(
            Amendment, {"amended_on": on, "field": name, "reason": why}, {"reason": "--reason"}
        )
        edits += amendment_edits(Amendable(name), value, amended_on=on, reason=checked.reason)
        told += [
            Phrase(f"changed {name}", f"已修改 {name}"),
            Phrase(f"added the amendment of {name}, {on}", f"已添加 {name} 的修改记录，{on}"),
        ]
    desk.write(edits, told)


_NOT_VALUES = {"id_", "reason", "reason_zh", "amended_on", "predictions", "lang"}
