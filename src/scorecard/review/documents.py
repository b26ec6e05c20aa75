"""The documents of a review: the agenda as a page, the minutes as Markdown and as a page."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from scorecard.reading.folder import Records
from scorecard.records import Bilingual, JudgedVerdict, phrase_of
from scorecard.review.claim_list import (
    agenda_entries,
    criteria_of,
    evidence_of,
    ratings_of,
    sides_of,
)
from scorecard.review.minutes import Minutes, number_ranges
from scorecard.review.tally import answers_phrase, decided_phrase, dissent_phrase
from scorecard.summary.changes import Changes
from scorecard.summary.labels import labels_of
from scorecard.summary.raters import agreement_sentence
from scorecard.summary.sentences import headline, source_sentence
from scorecard.text import (
    Language,
    Phrase,
    display_width,
    in_markdown,
    percent_phrase,
    percent_range_phrase,
)
from scorecard.verdicts import Verdict

NONE = Phrase("–", "–")
"""The mark of an empty cell."""


class Picture(NamedTuple):
    """A chart to show: its title and its bytes as PNG."""

    title: Phrase
    png: bytes

    @property
    def address(self) -> str:
        """The picture as an address that holds it."""
        return f"data:image/png;base64,{b64encode(self.png).decode()}"


def marked(given: JudgedVerdict | Verdict | None) -> Phrase:
    """A verdict with its mark; a dash for none."""
    if given is None:
        return NONE
    return (given.verdict if isinstance(given, JudgedVerdict) else given).marked_label


def shortened(text: str, width: int) -> str:
    """A text on one line, at most some columns wide; what is left out shows as an ellipsis.

    Examples:
        >>> shortened("一二三四五", 7), shortened("one two", 7)
        ('一二三…', 'one two')
    """
    flat = re.sub(r"[^\S\N{NO-BREAK SPACE}]+", " ", text).strip()
    if display_width(flat) <= width:
        return flat
    while display_width(flat) > width - 1:
        flat = flat[:-1]
    return flat.rstrip() + "…"


def _range_phrase(ends: Any) -> Phrase:  # noqa: ANN401  (anything with a low and a high end)
    """An interval or bounds of a share in per cent, or the mark of an empty cell."""
    return NONE if ends is None else percent_range_phrase(ends.low, ends.high)


@cache
def _environment(*, is_html: bool) -> Environment:
    environment = Environment(
        loader=PackageLoader("scorecard.review"),
        autoescape=is_html,  # noqa: S701  (in Markdown `in_markdown` escapes)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"in_percent": percent_phrase, "in_range": _range_phrase}
    return environment


def _in_language(text: Phrase | str | Bilingual | None, language: Language) -> str:
    phrase = text if isinstance(text, Phrase) else phrase_of(text or NONE.en)
    return phrase.in_language(language)


def html_page(
    template: str,
    language: Language,
    *,
    style: str = "document.css",
    script: str = "",
    **values: Any,  # noqa: ANN401  (a template takes any value)
) -> str:
    """A page in one language; everything is escaped, nothing is fetched, no script but its own runs.

    In a template `t(en, zh)` is a text of its own and `read(text)` a phrase or a text of a record.

    Args:
        template: Name of a template of this package.
        language: The language.
        style: Name of its style sheet.
        script: Its script; none runs without one.
        values: The values that the template uses.
    """
    sheet = (files("scorecard.review") / "static" / style).read_text(encoding="utf-8")

    def source(text: str) -> str:
        return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    scripts = source(script) if script else "'none'"
    return (
        _environment(is_html=True)
        .get_template(template)
        .render(
            lang="zh-Hans" if language is Language.CHINESE else "en",
            t=lambda en, zh: Phrase(en, zh).in_language(language),
            read=lambda text: _in_language(text, language),
            style=sheet,
            script=script,
            policy=f"default-src 'none'; img-src data:; style-src {source(sheet)}; "
            f"script-src {scripts}; base-uri 'none'; form-action 'none'",
            **values,
        )
    )


def agenda_page(
    records: Records,
    name: str,
    *,
    changes: Changes,
    pictures: Sequence[Picture],
    language: Language,
) -> str:
    """The agenda as a page that prints to A4, without any verdict on the claims of the list.

    Args:
        records: The records.
        name: The review's name.
        changes: The changes since the last review; its first scores are those of that day.
        pictures: The charts of that day.
        language: The language of the page.
    """
    review, domains = records.reviews[name], labels_of(records)["domain"]
    entries = agenda_entries(records.predictions, review, name)
    ids = {entry.id for entry in entries}
    return html_page(
        "agenda.html",
        language,
        title=Phrase(f"Agenda of review {name}", f"{name} 年度复盘：议程"),
        pictures=pictures,
        entries=entries,
        domain_of=lambda one: domains.get(one.domain, Phrase(one.domain, one.domain)),
        n_ratings=lambda one: len(ratings_of(one, review)),
        criteria_of=criteria_of,
        evidence_of=evidence_of,
        sides_of=sides_of,
        review=review,
        verdicts=list(Verdict),
        then=changes.before,
        moves=[move for move in changes.moves if move.id not in ids],
        n_hidden=sum(move.id in ids for move in changes.moves),
        texts=changes.claims,
        marked=marked,
        source=source_sentence(changes.after),
    )


def minutes_markdown(minutes: Minutes, language: Language) -> str:
    """The minutes as Markdown: two pages on what changed, and the full list behind them.

    Nothing in a text of a record is markup.

    Args:
        minutes: The result of the review.
        language: The language.
    """
    return (
        _environment(is_html=False)
        .get_template("minutes.md")
        .render(
            minutes=minutes,
            changes=minutes.changes,
            headline=headline(minutes.changes.after),
            t=lambda en, zh: Phrase(en, zh).in_language(language),
            read=lambda text: in_markdown(_in_language(text, language)),
            short=lambda text, width: in_markdown(shortened(_in_language(text, language), width)),
            percent=lambda group: percent_phrase(group.lead.accuracy if group else None),
            interval=lambda group: _range_phrase(group.lead.interval if group else None),
            n_judged=lambda group: group.lead.counts.n_judged if group else 0,
            n_due=lambda group: group.lead.counts.n_due if group else 0,
            n_recorded=lambda group: group.n_recorded if group else 0,
            consented=number_ranges([row.entry.number for row in minutes.consented]),
            marked=marked,
            decided=decided_phrase,
            dissenter=dissent_phrase,
            answers=answers_phrase,
            agreement=agreement_sentence(minutes.agreement),
            source=source_sentence(minutes.changes.after),
        )
    )


def minutes_page(minutes: Minutes, language: Language) -> str:
    """The minutes as a page that prints to A4; the same text as the Markdown."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    return html_page(
        "document.html",
        language,
        title=minutes.title,
        body=markdown.render(minutes_markdown(minutes, language)),
    )
