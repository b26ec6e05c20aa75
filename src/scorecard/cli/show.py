"""The commands that show predictions: `show` and `due`."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from scorecard.cli.context import Context, with_options
from scorecard.cli.options import ID, day_option, format_option, option
from scorecard.cli.output import (
    counted,
    path_text,
    print_json,
    print_problems,
    print_prose,
    write_file,
)
from scorecard.problems import CallError
from scorecard.text import Language, Phrase, joined, labeled, printable

if TYPE_CHECKING:
    from scorecard.records import Decision, Evidence, Prediction
    from scorecard.summary.due import Due
    from scorecard.verdicts import Word

_DAYS_AHEAD = 30
_PARTS = {
    "held": Phrase("held", "说中的部分"),
    "missed": Phrase("missed", "落空的部分"),
    "early_because": Phrase("judged early because", "提前判定的理由"),
    "corrects": Phrase("corrects the verdict before", "更正上一次判定"),
}


class ClaimPage:
    """The lines of one prediction in one language; every text of the record is made safe."""

    def __init__(self, id_: str, prediction: "Prediction", context: Context) -> None:
        self.id, self.prediction, self.context = id_, prediction, context
        self.say, self.text = context.say, context.text

    def _in_brackets(self, text: object) -> str:
        return self.say(Phrase(f" ({text})", f"（{text}）"))

    def _word(self, word: "Word") -> str:
        return word.label.in_language(self.context.language)

    def _labeled(self, label: Phrase, value: str) -> str:
        return labeled(label.in_language(self.context.language), value, self.context.language)

    def _heading(self, en: str, zh: str, entries: Sequence[object]) -> str:
        return f"\n{self.say(Phrase(en, zh))}{self._in_brackets(len(entries))}"

    def lines(self) -> Iterator[str]:
        """Everything on record about the claim."""
        yield self.text(self.prediction.claim)
        yield printable(self.id)
        yield ""
        for name, value in self._facts():
            yield self._labeled(name, value)
        yield from self._withdrawal()
        yield from self._criteria()
        yield from self._evidence()
        yield from self._verdicts()
        yield from self._ratings()
        yield from self._priors()

    def lines_for_rater(self) -> Iterator[str]:
        """The claim with its criteria and evidence, without verdicts and other people's ratings."""
        yield self.text(self.prediction.claim)
        yield printable(self.id)
        yield self._labeled(Phrase("window", "期限"), self._window())
        yield from self._criteria()
        yield from self._evidence()

    def _window(self) -> str:
        window = self.prediction.window
        closes_on = window.closes_on or self.say(Phrase("no end", "无截止日"))
        stated = (
            self.say(Phrase("stated", "原文写明期限"))
            if window.stated
            else self.say(Phrase("not stated", "期限为编者推定"))
        )
        return f"{window.opens_on} … {closes_on}{self._in_brackets(stated)}"

    def _facts(self) -> Iterator[tuple[Phrase, str]]:
        one, language = self.prediction, self.context.language
        state = one.state_at(self.context.as_of)
        yield Phrase("state", "状态"), state.marked_label.in_language(language)
        yield Phrase("attributed to", "提出者"), printable(one.speaker.in_language(language))
        yield Phrase("domain", "领域"), printable(one.domain)
        yield Phrase("made on", "提出日期"), str(one.made_on)
        yield Phrase("window", "期限"), self._window()
        yield Phrase("specificity", "明确程度"), self._word(one.specificity)
        if one.hedge:
            strength = self._in_brackets(self._word(one.hedge.strength))
            yield Phrase("hedge", "语气"), self.text(one.hedge.word) + strength
        if one.passage:
            marks = f"{self.text(one.passage.starts)} … {self.text(one.passage.ends)}"
            yield Phrase("item", "原文条目"), self.text(one.passage.item)
            yield Phrase("passage", "原文出处"), marks
        if one.probability is not None:
            yield Phrase("probability", "概率"), f"{one.probability:g}"
        if one.same_event:
            yield Phrase("same event", "同一事件"), joined(map(printable, one.same_event), language)
        if one.formerly:
            yield Phrase("formerly", "曾用 id"), joined(map(printable, one.formerly), language)

    def _withdrawal(self) -> Iterator[str]:
        """When and why the record was withdrawn."""
        withdrawn = self.prediction.withdrawn
        if withdrawn:
            label = Phrase(f"withdrawn on {withdrawn.on}", f"{withdrawn.on} 撤下")
            yield self._labeled(label, self.text(withdrawn.why))

    def _criteria(self) -> Iterator[str]:
        from scorecard.verdicts import Verdict

        criteria = self.prediction.criteria
        if criteria is None:
            return
        yield f"\n{self.say(Phrase('Criteria', '判定标准'))}"
        for verdict in Verdict:
            if verdict.value in type(criteria).model_fields:
                criterion = self.text(getattr(criteria, verdict.value))
                yield f"  {self._labeled(verdict.marked_label, criterion)}"

    def _evidence(self) -> Iterator[str]:
        yield self._heading("Evidence", "证据", self.prediction.evidence)
        signs = {"supports": "+", "contradicts": "-", "context": " "}
        for item in self.prediction.evidence:
            bears = self._in_brackets(self._word(item.bears))
            when = item.published_on or self.say(Phrase("no date", "无日期"))
            yield f"  {signs[item.bears.value]} {self.text(item.finding)}{bears}"
            yield f"      {when} · {self.text(item.publisher)} · {self.text(item.title)}"
            yield f"      {self.text(item.url)}"
            yield from self._source(item)

    def _source(self, item: "Evidence") -> Iterator[str]:
        """Who speaks on a page, how much of it was read and when, and where a copy stays."""
        read_on = Phrase(f"read on {item.accessed_on}", f"{item.accessed_on} 阅读")
        known = [
            self._word(item.kind) if item.kind else "",
            item.seen.meaning.in_language(self.context.language) if item.seen else "",
            self.say(read_on) if item.accessed_on else "",
        ]
        if any(known):
            yield f"      {' · '.join(filter(None, known))}"
        if item.archived_url:
            kept_at = self._labeled(Phrase("copy", "存档副本"), printable(item.archived_url))
            yield f"      {kept_at}"

    def _verdicts(self) -> Iterator[str]:
        yield self._heading("Verdicts", "判定", self.prediction.verdicts)
        for given in self.prediction.verdicts:
            label = given.verdict.marked_label.in_language(self.context.language)
            yield f"  {given.judged_on} {label}{self._in_brackets(printable(given.by))}"
            if given.why is not None:
                yield f"      {self.text(given.why)}"
            for name, head in _PARTS.items():
                if getattr(given, name) is not None:
                    yield f"      {self._labeled(head, self.text(getattr(given, name)))}"
            if given.decided:
                yield from self._decision(given.decided)
            if given.occurred_on:
                yield f"      {self._timing(given.occurred_on)}"

    def _decision(self, decided: "Decision") -> Iterator[str]:
        """How a review came to its verdict, and who would have decided otherwise."""
        votes = ""
        if decided.votes_for is not None and decided.votes_against is not None:
            votes = self._in_brackets(f"{decided.votes_for} : {decided.votes_against}")
        how = self._labeled(Phrase("decided by", "决定方式"), self._word(decided.how) + votes)
        yield f"      {how}"
        for one in decided.dissent:
            verdict = self._labeled(
                Phrase(printable(one.by), printable(one.by)), self._word(one.verdict)
            )
            dissent = self._labeled(Phrase("dissent", "不同意见"), verdict)
            yield f"      {dissent} {self.text(one.why)}"

    def _timing(self, occurred_on: date) -> str:
        came_true = self.say(Phrase(f"came true on {occurred_on}", f"应验日期 {occurred_on}"))
        closes_on = self.prediction.window.closes_on
        if closes_on is None:
            return came_true
        days = (occurred_on - closes_on).days
        if days > 0:
            return came_true + self.say(
                Phrase(f", {counted(days, 'day')} late", f"，过期 {days} 天")
            )
        return came_true + self.say(
            Phrase(
                f", {counted(-days, 'day')} before the window closed", f"，早于截止日 {-days} 天"
            )
        )

    def _ratings(self) -> Iterator[str]:
        if not self.prediction.ratings:
            return
        yield self._heading("Ratings", "评议", self.prediction.ratings)
        for rating in self.prediction.ratings:
            rater = printable(rating.rater)
            rated = self._labeled(Phrase(rater, rater), self._word(rating.verdict))
            yield f"  {rating.rated_on} {rated} {self.text(rating.why)}"

    def _priors(self) -> Iterator[str]:
        from scorecard.verdicts import Verdict

        if not self.prediction.priors:
            return
        yield self._heading("Expected beforehand", "事前预期", self.prediction.priors)
        for prior in self.prediction.priors:
            chances = " / ".join(
                f"{verdict.row.mark} {getattr(prior.of_ten, verdict.value)}"
                for verdict in Verdict
                if verdict.value in type(prior.of_ten).model_fields
            )
            by = printable(prior.by)
            given = self._labeled(Phrase(by, by), chances)
            yield f"  {prior.given_on} {given}{self._in_brackets(self._word(prior.basis))}"
            if prior.source is not None:
                yield f"      {self.text(prior.source)}"


def state_json(id_: str, prediction: "Prediction", as_of: date) -> dict[str, object]:
    """A prediction with its state at a date, as `show` and `export` print it."""
    state = prediction.state_at(as_of)
    return {"id": id_, "state": state.value, **prediction.model_dump(mode="json")}


@with_options("as_of", "predictions", id_=ID, form=format_option("text", "json"))
def show(context: Context, id_: str, form: str = "text") -> None:
    """Print a claim with everything known about it."""
    from scorecard.editing.record_files import find_prediction, prediction_id
    from scorecard.reading.record_reader import read_record

    context.need_folder()
    reading = read_record(find_prediction(context.root, prediction_id(context.root, id_)))
    id_ = reading.file.id
    if reading.record is None:
        print_problems(reading.problems, 1, context.language, to_errors=True)
        raise typer.Exit(1)
    if form == "json":
        print_json(state_json(id_, reading.record, context.as_of))
        return
    for line in ClaimPage(id_, reading.record, context).lines():
        print_prose(line)
    context.name_drafts(but=id_)


def _due_json(dues: "list[Due]", as_of: date, by: date) -> dict[str, object]:
    from scorecard.records import in_language

    return {
        "as_of": as_of.isoformat(),
        "by": by.isoformat(),
        "due": [
            {
                "id": one.id,
                "what": one.task.value,
                "due_on": one.due_on.isoformat(),
                "is_overdue": one.is_overdue,
                "domain": one.prediction.domain,
                "claim": {side: in_language(claim, side) for side in Language},
            }
            for one in dues
            for claim in [one.prediction.claim]
        ],
    }


def _when(one: "Due", days: int) -> Phrase:
    """What a claim waits for, and since when or in how many days."""
    ago, ahead = counted(days, "day"), counted(-days, "day")
    if one.task == "confirm" and one.is_overdue:
        return Phrase(f" (to confirm for {ago})", f"（提前判定，待确认 {days} 天）")
    if one.task == "confirm":
        return Phrase(f" (to confirm in {ahead})", f"（提前判定，{-days} 天后待确认）")
    if one.is_overdue:
        return Phrase(f" ({ago} overdue)", f"（已逾期 {days} 天）")
    return Phrase(f" (in {ahead})", f"（还有 {-days} 天）")


def _print_dues(context: Context, dues: "list[Due]", by: date) -> None:
    """Print the claims that wait, in order, each with what it lacks and the command to judge it."""
    from scorecard.summary.due import lacks_of

    as_of = context.as_of
    for one in dues:
        when = _when(one, (as_of - one.due_on).days)
        claim = context.text(one.prediction.claim, limit=300)
        print_prose(f"{one.due_on}  {claim}{when.in_language(context.language)}")
        lacks = [context.say(lack.label) for lack in lacks_of(one.prediction)]
        if lacks:
            needs = labeled(
                context.say(Phrase("needs", "还缺")),
                joined(lacks, context.language),
                context.language,
            )
            print_prose(f"            {needs}")
        verdict = context.say(Phrase("VERDICT", "判定"))
        typer.echo(f'            scorecard judge {printable(one.id)} {verdict} --why "…"')
    to_judge = [one for one in dues if one.task == "judge"]
    n_overdue = sum(one.is_overdue for one in to_judge)
    n_more, n_confirm = len(to_judge) - n_overdue, len(dues) - len(to_judge)
    confirm = Phrase(
        f"; {counted(n_confirm, 'early verdict')} to confirm by then",
        f"；其间有 {n_confirm} 条提前判定待确认",
    )
    total = Phrase(
        f"{n_overdue} overdue on {as_of}, {n_more} more {'falls' if n_more == 1 else 'fall'} due by {by}"
        + (confirm.en if n_confirm else ""),
        f"截至 {as_of} 逾期未判 {n_overdue} 条，到 {by} 另有 {n_more} 条到期"
        + (confirm.zh if n_confirm else ""),
    )
    context.echo(total)


@with_options(
    "as_of", "predictions",
    by=day_option(Phrase(f"Also what falls due by this day; default: {_DAYS_AHEAD} days ahead.",
                         f"也列出到这一天为止到期的；默认往后 {_DAYS_AHEAD} 天。")),
    form=format_option("table", "json"),
    ics=option(Phrase("Write a calendar too.", "另外写出日历文件。"), metavar="FILE"),
)  # fmt: skip
def due(
    context: Context, by: date | None = None, form: str = "table", ics: Path | None = None
) -> None:
    """Print what waits for a verdict, and what will by a date, in order."""
    from scorecard.summary.due import due_predictions

    as_of = context.as_of
    until = by or as_of + min(timedelta(days=_DAYS_AHEAD), date.max - as_of)
    if until < as_of:
        raise CallError(Phrase(f"--by {until} is before {as_of}", f"--by {until} 早于 {as_of}"))
    dues = due_predictions(context.usable_records, as_of=as_of, by=until)
    if ics is not None:
        from scorecard.exchange.calendar import calendar_bytes

        write_file(ics, calendar_bytes(dues, context.language))
        n, file = len(dues), path_text(ics)
        context.echo(
            Phrase(f"{counted(n, 'event')} in {file}", f"{n} 个日程已写入 {file}"), is_error=True
        )
    if form == "json":
        print_json(_due_json(dues, as_of, until))
    else:
        _print_dues(context, dues, until)
