"""The minutes as Markdown and as a page."""

from collections.abc import Sequence

from scorecard.review.minutes import Decided, Minutes
from scorecard.review.pages import page, percent, verdict_phrase
from scorecard.review.wording import agreement_lines, headline_lines, title_of
from scorecard.summary.groups import Group
from scorecard.summary.moves import Effect
from scorecard.summary.sentences import source_sentence
from scorecard.text import Language, Phrase, in_markdown

__all__ = ["minutes_markdown", "minutes_page"]

_FIRST = Phrase("Judged for the first time", "首次判定")
_CHANGED = Phrase("Changed", "改判")
_CONFIRMED = Phrase("Confirmed", "维持原判")


def _decisions(minutes: Minutes) -> list[tuple[Phrase, list[Decided]]]:
    """The decisions under their headings."""
    return [
        (_FIRST, minutes.first),
        (_CHANGED, minutes.changed),
        (_CONFIRMED, minutes.confirmed),
    ]


def _carried(row: Decided) -> Phrase:
    """Why a claim is carried over, with the room's reason."""
    if row.after is None:
        return Phrase("no decision", "没有决定")
    said = verdict_phrase(row.after)
    return Phrase(f"{said.en}. {row.why.en}", f"{said.zh}。{row.why.zh}") if row.after.why else said


def minutes_page(minutes: Minutes, language: Language) -> str:
    """The minutes as a self-contained page.

    Args:
        minutes: What the review did.
        language: The language of the page.
    """
    return page(
        "minutes.html",
        language,
        minutes=minutes,
        title=title_of(minutes),
        headline=headline_lines(minutes),
        decisions=_decisions(minutes),
        carried=[(row, _carried(row)) for row in minutes.carried],
        agreement=agreement_lines(minutes.agreement),
        source=source_sentence(minutes.changes.after),
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(cells) + " |" for cells in lines] + [""]


class _Writer:
    """The minutes in one language, section by section."""

    def __init__(self, minutes: Minutes, language: Language) -> None:
        self.minutes, self.language = minutes, language

    def say(self, en: str, zh: str) -> str:
        return Phrase(en, zh).in_language(self.language)

    def text(self, phrase: Phrase) -> str:
        return in_markdown(phrase.in_language(self.language))

    def decisions(self, heading: Phrase, rows: list[Decided]) -> list[str]:
        heads = [self.say("claim", "说法"), self.say("before", "此前"),
                 self.say("decided", "决定"), self.say("reason", "理由")]  # fmt: skip
        cells = [
            [
                f"{self.text(row.text)} ({in_markdown(row.claim.id)})",
                self.text(verdict_phrase(row.before)),
                self.text(verdict_phrase(row.after)),
                self.text(row.why),
            ]
            for row in rows
        ]
        title = f"## {heading.in_language(self.language)} ({len(rows)})"
        return [title, "", *(_table(heads, cells) if cells else [])]

    def effects(self) -> list[str]:
        changes = self.minutes.changes
        heads = [
            self.say("claim", "说法"),
            self.say("overall", "总体"),
            self.say("its domain", "所属领域"),
        ]
        cells = [
            [
                self.text(changes.claims[move.id]),
                _effect(move.overall),
                f"{self.text(changes.label(move.domain))}: {_effect(move.in_domain)}",
            ]
            for move in changes.moves
        ]
        title = self.say("## What each change did", "## 每个变动的影响")
        return [
            title,
            "",
            *(
                _table(heads, cells)
                if cells
                else [self.say("No verdict moved.", "没有判定变动。"), ""]
            ),
        ]

    def domains(self) -> list[str]:
        changes = self.minutes.changes
        heads = [self.say("domain", "领域"), self.say("before", "此前"), self.say("after", "此后"),
                 self.say("95 % interval", "95% 区间"), self.say("judged", "已判"),
                 self.say("due/recorded", "到期/记录")]  # fmt: skip
        rows = [_pair(self.text(changes.label(key)), *two) for key, *two in changes.pairs()]
        overall = changes.after.overall
        rows.append(_pair(self.text(overall.label), changes.before.overall, overall))
        return [
            self.say("## Accuracy before and after", "## 前后的准确率"),
            "",
            *_table(heads, rows),
        ]

    def carried(self) -> list[str]:
        rows = self.minutes.carried
        return [
            f"{self.say('## Carried over', '## 顺延')} ({len(rows)})",
            "",
            *(
                f"- {self.text(row.text)} ({in_markdown(row.claim.id)}): {self.text(_carried(row))}"
                for row in rows
            ),
            *([""] if rows else []),
        ]

    def agreement(self) -> list[str]:
        agreement, raters = self.minutes.agreement, self.minutes.review.raters
        rows = [
            [
                self.text(split.claim),
                *(self.text(verdict_phrase(split.ratings.get(rater))) for rater in raters),
            ]
            for split in agreement.split
        ]
        heads = [self.say("claim", "说法"), *map(in_markdown, raters)]
        said = [line for one in agreement_lines(agreement) for line in (self.text(one), "")]
        title = self.say("## Agreement", "## 评分一致性")
        return [title, "", *said, *(_table(heads, rows) if rows else [])]

    def lines(self) -> list[str]:
        minutes = self.minutes
        return [
            f"# {self.text(title_of(minutes))}",
            "",
            *(line for one in headline_lines(minutes) for line in (self.text(one), "")),
            *(line for part in _decisions(minutes) for line in self.decisions(*part)),
            *self.effects(),
            *self.domains(),
            *self.carried(),
            *self.agreement(),
            self.text(source_sentence(minutes.changes.after)),
        ]


def _effect(effect: Effect) -> str:
    return f"{percent(effect.before)} → {percent(effect.after)} (n {effect.n_before} → {effect.n_after})"


def _pair(name: str, before: Group | None, after: Group | None) -> list[str]:
    span = (
        f"{100 * after.interval.low:.0f} … {100 * after.interval.high:.0f} %"
        if after and after.interval
        else "–"
    )
    return [
        name,
        percent(before.accuracy if before else None),
        percent(after.accuracy if after else None),
        span,
        f"{before.n_judged if before else 0} → {after.n_judged if after else 0}",
        f"{after.n_due}/{after.n_recorded}" if after else "0/0",
    ]


def minutes_markdown(minutes: Minutes, language: Language) -> str:
    """The minutes as Markdown.

    Args:
        minutes: What the review did.
        language: The language.
    """
    return "\n".join(_Writer(minutes, language).lines()) + "\n"
