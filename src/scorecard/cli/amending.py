"""The command `amend`."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from scorecard.cli.asking import text_of, validated
from scorecard.cli.desk import DAY, Desk, IdArgument, option
from scorecard.cli.options import (
    PREDICTIONS,
    LanguageOption,
    PredictionsOption,
    day,
    language_of,
    one_of,
    past_day,
)
from scorecard.problems import CallError
from scorecard.text import Phrase

if TYPE_CHECKING:
    from scorecard.records import Prediction

__all__ = ["amend"]


def _merged(old: Any, english: str | None, chinese: str | None, option: str) -> Any:  # noqa: ANN401  (a text of a record)
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


def _closes_on(asked: str) -> date | None:
    """The last day of a window from the command line; None for no end.

    Raises:
        CallError: The text is neither a date nor null.
    """
    if asked == "null":
        return None
    try:
        return day(asked, "--closes-on")
    except CallError as error:
        said = error.phrase
        raise CallError(
            Phrase(f"{said.en}; null for no end", f"{said.zh}；没有期限写 null")
        ) from None


def _new_values(record: "Prediction", given: dict[str, str | None]) -> dict[str, Any]:
    """The fields that the options change, with their new values."""
    from scorecard.records import Bilingual, Criteria, Window

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
            closes_on=record.window.closes_on if closes is None else _closes_on(closes),
            stated=record.window.stated
            if stated is None
            else one_of(stated, ("true", "false"), "--stated") == "true",
        )
    names = ("accurate", "half_right", "inaccurate")
    if changed(*names, *(f"{name}_zh" for name in names)):
        options = {name: f"--{name.replace('_', '-')}" for name in names}
        texts = {
            name: _merged(
                getattr(record.criteria, name, None),
                given[name],
                given[f"{name}_zh"],
                options[name],
            )
            for name in names
        }
        missing = next((options[name] for name in names if texts[name] is None), None)
        if missing:
            raise CallError(Phrase(f"{missing} is missing", f"缺少 {missing}"))
        values["criteria"] = validated(Criteria, texts, options)
    if changed("made_on"):
        values["made_on"] = day(given["made_on"], "--made-on")
    return {name: value for name, value in values.items() if value != getattr(record, name)}


def amend(
    id_: IdArgument,
    reason: Annotated[str | None, option("Why it changes.", "修改原因。")] = None,
    reason_zh: Annotated[str | None, option("The same in Chinese.", "中文的原因。")] = None,
    claim_en: Annotated[str | None, option("The claim in English.", "英文的说法。")] = None,
    claim_zh: Annotated[str | None, option("The claim in Chinese.", "中文的说法。")] = None,
    opens_on: Annotated[
        str | None, option("First day of the window.", "时间窗的第一天。", DAY)
    ] = None,
    closes_on: Annotated[
        str | None, option("Last day of the window, or null.", "时间窗的最后一天，或 null。", DAY)
    ] = None,
    stated: Annotated[
        str | None,
        option("Whether the passage states the time.", "时间是不是原文写明的。", "true|false"),
    ] = None,
    accurate: Annotated[str | None, option("When it is accurate.", "怎样算准确。")] = None,
    accurate_zh: Annotated[str | None, option("The same in Chinese.", "中文：怎样算准确。")] = None,
    half_right: Annotated[str | None, option("When it is half right.", "怎样算对了一半。")] = None,
    half_right_zh: Annotated[
        str | None, option("The same in Chinese.", "中文：怎样算对了一半。")
    ] = None,
    inaccurate: Annotated[str | None, option("When it is inaccurate.", "怎样算不准确。")] = None,
    inaccurate_zh: Annotated[
        str | None, option("The same in Chinese.", "中文：怎样算不准确。")
    ] = None,
    made_on: Annotated[str | None, option("When it was said.", "何时说的。", DAY)] = None,
    amended_on: Annotated[
        str | None, option("Day of the change; default: today.", "修改日期；默认今天。", DAY)
    ] = None,
    predictions: PredictionsOption = PREDICTIONS,
    lang: LanguageOption = None,
) -> None:
    """Change claim, window, criteria or made_on after publication, and record why."""
    given = {name: value for name, value in locals().items() if name not in _NOT_VALUES}
    from scorecard.editing.edits import Edit, amendment_edits
    from scorecard.records import Amendable, Amendment

    desk = Desk(predictions, id_, language_of(lang))
    values = _new_values(desk.record, given)
    if not values:
        raise CallError(Phrase("nothing would change; see --help", "没有要改的内容；见 --help"))
    if reason_zh is None:
        reason = desk.asker.need(reason, "--reason", Phrase("Why does it change", "修改原因"))
    why = text_of(reason, reason_zh)
    on = past_day(amended_on, "--amended-on")
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
