"""The commands `show` and `export`."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from scorecard.cli.options import (
    PREDICTIONS,
    DayOption,
    LanguageOption,
    PredictionsOption,
    day,
    format_option,
    language_of,
    say,
)
from scorecard.cli.output import print_json, print_problems
from scorecard.cli.records import clean_records, need_folder
from scorecard.text import Language, Phrase, printable

if TYPE_CHECKING:
    from scorecard.records import Bilingual, JudgedVerdict, Prediction
    from scorecard.verdicts import State

__all__ = ["export", "show"]

_LONGEST = 4000
_MARKS = {"accurate": "●", "half_right": "◐", "inaccurate": "○"}


class _Page:
    """The lines of one prediction in one language; every text of the record is made safe."""

    def __init__(self, id_: str, prediction: "Prediction", as_of: date, language: Language) -> None:
        self.id = id_
        self.prediction = prediction
        self.as_of = as_of
        self.language = language

    def say(self, en: str, zh: str) -> str:
        return Phrase(en, zh).in_language(self.language)

    def text(self, value: "str | Bilingual | None") -> str:
        from scorecard.records import in_language

        return (
            "–" if value is None else printable(in_language(value, self.language), limit=_LONGEST)
        )

    def in_brackets(self, text: object) -> str:
        return self.say(f" ({text})", f"（{text}）")

    def lines(self) -> Iterator[str]:
        yield self.text(self.prediction.claim)
        yield printable(self.id)
        yield ""
        yield from self._facts()
        yield from self._criteria()
        yield from self._evidence()
        yield from self._verdicts()
        yield from self._ratings()

    def _facts(self) -> Iterator[str]:
        one = self.prediction
        state = one.state_at(self.as_of)
        mark = _MARKS.get(state.value, "·")
        closes_on = one.window.closes_on or self.say("no end", "无期限")
        stated = (
            self.say("stated", "原文写明")
            if one.window.stated
            else self.say("not stated", "原文未写明")
        )
        rows = [
            (self.say("state", "状态"), f"{mark} {state.label.in_language(self.language)}"),
            (self.say("said by", "出自"), printable(one.speaker.in_language(self.language))),
            (self.say("domain", "领域"), printable(one.domain)),
            (self.say("made on", "发表于"), str(one.made_on)),
            (
                self.say("window", "时间窗"),
                f"{one.window.opens_on} … {closes_on}" + self.in_brackets(stated),
            ),
            (self.say("specificity", "具体程度"), one.specificity.label.in_language(self.language)),
        ]
        if one.hedge:
            strength = one.hedge.strength.label.in_language(self.language)
            word = self.text(one.hedge.word) + self.in_brackets(strength)
            rows.append((self.say("hedge", "情态词"), word))
        if one.passage:
            marks = f"{self.text(one.passage.starts)} … {self.text(one.passage.ends)}"
            rows.append((self.say("item", "条目"), self.text(one.passage.item)))
            rows.append((self.say("passage", "段落"), marks))
        if one.probability is not None:
            rows.append((self.say("probability", "概率"), f"{one.probability:g}"))
        for name, value in rows:
            yield name + self.say(": ", "：") + value

    def _criteria(self) -> Iterator[str]:
        criteria = self.prediction.criteria
        if criteria is None:
            return
        yield f"\n{self.say('Criteria', '判定标准')}"
        for name, mark in _MARKS.items():
            yield f"  {mark} {self.text(getattr(criteria, name))}"

    def _evidence(self) -> Iterator[str]:
        yield f"\n{self.say('Evidence', '证据')}{self.in_brackets(len(self.prediction.evidence))}"
        signs = {"supports": "+", "contradicts": "-", "context": " "}
        for item in self.prediction.evidence:
            bears = item.bears.label.in_language(self.language)
            when = item.published_on or self.say("no date", "无日期")
            yield f"  {signs[item.bears.value]} {self.text(item.finding)}{self.in_brackets(bears)}"
            yield f"      {when} · {self.text(item.publisher)} · {self.text(item.title)}"
            yield f"      {self.text(item.url)}"

    def _verdicts(self) -> Iterator[str]:
        yield f"\n{self.say('Verdicts', '判定')}{self.in_brackets(len(self.prediction.verdicts))}"
        for given in self.prediction.verdicts:
            label = given.verdict.label.in_language(self.language)
            mark = _MARKS.get(given.verdict.value, "·")
            yield f"  {given.judged_on} {mark} {label}{self.in_brackets(printable(given.by))}"
            if given.why is not None:
                yield f"      {self.text(given.why)}"
            if given.occurred_on:
                yield f"      {self._timing(given)}"

    def _timing(self, given: "JudgedVerdict") -> str:
        came_true = self.say(f"came true on {given.occurred_on}", f"成真于 {given.occurred_on}")
        closes_on = self.prediction.window.closes_on
        if closes_on is None or given.occurred_on is None:
            return came_true
        days = (given.occurred_on - closes_on).days
        if days > 0:
            return came_true + self.say(f", {days} days late", f"，晚了 {days} 天")
        return came_true + self.say(
            f", {-days} days before the window closed", f"，早于时间窗关闭 {-days} 天"
        )

    def _ratings(self) -> Iterator[str]:
        if not self.prediction.ratings:
            return
        yield f"\n{self.say('Ratings', '评分')}{self.in_brackets(len(self.prediction.ratings))}"
        for rating in self.prediction.ratings:
            label = rating.verdict.label.in_language(self.language)
            who = printable(rating.rater) + self.say(": ", "：")
            yield f"  {rating.rated_on} {who}{label} {self.text(rating.why)}"


def _state_json(id_: str, prediction: "Prediction", state: "State") -> dict[str, object]:
    return {"id": id_, "state": state.value, **prediction.model_dump(mode="json")}


def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help=say("outlook/claim.", "展望/说法。"))],
    form: Annotated[str, format_option("text", "json")] = "text",
    as_of: DayOption = None,
    predictions: PredictionsOption = PREDICTIONS,
    lang: LanguageOption = None,
) -> None:
    """A claim with everything known about it."""
    from scorecard.editing.prediction import find_prediction
    from scorecard.reading.reading import read_record

    language, today = language_of(lang), day(as_of)
    need_folder(predictions)
    reading = read_record(find_prediction(predictions, id_))
    if reading.record is None:
        print_problems(reading.problems, 1, language, to_errors=True)
        raise typer.Exit(1)
    if form == "json":
        print_json(_state_json(id_, reading.record, reading.record.state_at(today)))
        return
    for line in _Page(id_, reading.record, today, language).lines():
        typer.echo(line)


def export(
    form: Annotated[str, format_option("csv", "json")] = "csv",
    as_of: DayOption = None,
    predictions: PredictionsOption = PREDICTIONS,
    lang: LanguageOption = None,
) -> None:
    """Everything out: the table that `score --table` reads, or every record as JSON."""
    language, today = language_of(lang), day(as_of)
    records = clean_records(predictions, as_of=today, language=language)
    if form == "csv":
        from scorecard.exchange.tables import table_csv
        from scorecard.table import prediction_table

        typer.echo(table_csv(prediction_table(records, as_of=today)), nl=False)
        return
    there = {id_: one for id_, one in records.predictions.items() if one.made_on <= today}
    print_json([_state_json(id_, one, one.state_at(today)) for id_, one in there.items()])
