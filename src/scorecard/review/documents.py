"""The documents of a review: the agenda as a page, the minutes as Markdown and as a page."""

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from scorecard.reading.folder import Records
from scorecard.records import Bearing, Bilingual, JudgedVerdict, phrase_of
from scorecard.review.claim import claims_of
from scorecard.review.minutes import Minutes, number_ranges
from scorecard.review.tally import (
    answers_phrase,
    decided_phrase,
    dissent_phrase,
    names_of,
    names_phrase,
)
from scorecard.summary.changes import Changes
from scorecard.summary.groups import Group
from scorecard.summary.labels import labels_of
from scorecard.summary.raters import agreement_sentence
from scorecard.summary.sentences import headline, source_sentence
from scorecard.text import (
    Language,
    Phrase,
    display_width,
    in_markdown,
    in_one_line,
    percent_phrase,
    percent_range_phrase,
)
from scorecard.verdicts import Verdict


class _Own(str):
    """A text of a template itself, which may be markup."""

    __slots__ = ()


class Picture(NamedTuple):
    """A chart to show: its title and its bytes as PNG."""

    title: Phrase
    png: bytes

    @property
    def address(self) -> str:
        """The picture as an address that holds it."""
        return f"data:image/png;base64,{b64encode(self.png).decode()}"


def marked(given: JudgedVerdict | Verdict | None) -> Phrase | None:
    """A verdict with its mark; None without one."""
    verdict = given.verdict if isinstance(given, JudgedVerdict) else given
    return None if verdict is None else verdict.marked_label


def shortened(text: str, width: int) -> str:
    """A text on one line, at most some columns wide; what is left out shows as an ellipsis.

    Examples:
        >>> shortened("一二三四五", 7), shortened("one two", 7)
        ('一二三…', 'one two')
    """
    flat = in_one_line(text).strip()
    if display_width(flat) <= width:
        return flat
    while display_width(flat) > width - 1:
        flat = flat[:-1]
    return flat.rstrip() + "…"


def _range_phrase(ends: Any) -> Phrase | None:  # noqa: ANN401  (anything with a low and a high end)
    """An interval or bounds of a share in per cent; None for none."""
    return ends and percent_range_phrase(ends.low, ends.high)


@cache
def _environment(language: Language, kind: Literal["html", "markdown", "slides"]) -> Environment:
    """The templates in one language, in which no text is markup.

    In a template `t(en, zh)` is a text in the language. Phrases and texts of records are printed in it, and
    what is missing as a dash.
    """

    def text(value: Any) -> str:  # noqa: ANN401  (a template prints any value)
        if isinstance(value, Bilingual):
            value = phrase_of(value)
        return str(value.in_language(language) if isinstance(value, Phrase) else value)

    def printed(value: Any) -> Any:  # noqa: ANN401  (the same)
        if value is None:
            return "–"
        if isinstance(value, Phrase | Bilingual):
            value = text(value) or "–"
        if kind == "html" or isinstance(value, _Own):
            return value
        return in_markdown(str(value)) if kind == "markdown" else in_one_line(str(value))

    made = Environment(
        loader=PackageLoader("scorecard.review"),
        autoescape=kind == "html",  # noqa: S701  (in Markdown `printed` escapes)
        undefined=StrictUndefined,
        finalize=printed,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "t": lambda en, zh: _Own(Phrase(en, zh).in_language(language)),
        "short": lambda value, width: shortened(text(value), width) if value else None,
        "lang": "zh-Hans" if language is Language.CHINESE else "en",
        "marked": marked,
    }
    made.filters |= {"in_percent": percent_phrase, "in_range": _range_phrase}
    return made


def html_page(
    template: str,
    language: Language,
    *,
    style: str = "document.css",
    script: str = "",
    **values: Any,  # noqa: ANN401  (a template takes any value)
) -> str:
    """A page in one language; everything is escaped, nothing is fetched, no script but its own runs.

    Args:
        template: Name of a template of this package.
        language: The language.
        style: Name of its style sheet.
        script: Name of its script; none runs without one.
        values: The values that the template uses.
    """
    static = files("scorecard.review") / "static"
    texts = {name: (static / name).read_text("utf-8") if name else "" for name in (style, script)}
    allowed = {
        name: f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        if text
        else "'none'"
        for name, text in texts.items()
    }
    return (
        _environment(language, "html")
        .get_template(template)
        .render(
            style=texts[style],
            script=texts[script],
            policy=f"default-src 'none'; img-src data:; style-src {allowed[style]}; "
            f"script-src {allowed[script]}; base-uri 'none'; form-action 'none'",
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
    """The agenda as a page that prints to A4, without any verdict on the claims of the list."""
    review, domains = records.reviews[name], labels_of(records)["domain"]
    names = names_of(records.settings)
    claims = claims_of(records.predictions, review, name)
    ids = {claim.id for claim in claims}
    return html_page(
        "agenda.html",
        language,
        title=Phrase(f"Agenda of review {name}", f"{name} 年度复盘：议程"),
        pictures=pictures,
        claims=claims,
        domain_of=lambda one: domains.get(one.domain, one.domain),
        left=lambda one: [
            text for text in (one.note, names.get(one.owner, one.owner), one.due_on) if text
        ],
        bearings=list(Bearing),
        review=review,
        raters=names_phrase(review.raters, names),
        verdicts=list(Verdict),
        then=changes.before,
        moves=[move for move in changes.moves if move.id not in ids],
        n_hidden=sum(move.id in ids for move in changes.moves),
        texts=changes.claims,
        source=source_sentence(changes.after),
    )


def score_cells(label: Phrase, *groups: Group | None) -> list[Any]:
    """A group before and after a review: label, accuracies, interval, judged, time up of recorded."""
    accuracies = [percent_phrase(group.lead.accuracy if group else None) for group in groups]
    n_before, n_judged = (group.lead.counts.n_judged if group else 0 for group in groups)
    after = groups[1]
    n_due, n_recorded = (after.lead.counts.n_due, after.n_recorded) if after else (0, 0)
    interval = _range_phrase(after.lead.interval if after else None)
    return [label, *accuracies, interval, f"{n_before} → {n_judged}", f"{n_due}/{n_recorded}"]


def _of_minutes(minutes: Minutes, template: str, environment: Environment, **more: Any) -> str:  # noqa: ANN401  (a template takes any value)
    """A document of the result of a review."""
    names = minutes.names
    return environment.get_template(template).render(
        minutes=minutes,
        headline=headline(minutes.changes.after),
        dissenter=lambda one: dissent_phrase(one, names),
        owner=lambda id_: names.get(id_, id_),
        agreement=agreement_sentence(minutes.agreement),
        **more,
    )


def minutes_markdown(minutes: Minutes, language: Language) -> str:
    """The minutes as Markdown: two pages on what changed, and the full list behind them.

    Nothing in a text of a record is markup.
    """
    changes, names = minutes.changes, minutes.names
    both = (changes.before.overall, changes.after.overall)
    scores = [score_cells(changes.label(key), *pair) for key, *pair in changes.pairs()]
    return _of_minutes(
        minutes,
        "minutes.md",
        _environment(language, "markdown"),
        scores=[*scores, score_cells(changes.after.overall.label, *both)],
        consented=number_ranges([row.number for row in minutes.consented]),
        decided=lambda given: decided_phrase(given, names),
        answers=[answers_phrase(minutes.rows, one, names) for one in minutes.review.raters],
        source=source_sentence(changes.after),
    )


def slide_texts(minutes: Minutes, language: Language) -> list[tuple[str, list[str]]]:
    """The title and the paragraphs of each slide; that of a table is `[table]`."""
    slides: list[tuple[str, list[str]]] = []
    lines = _of_minutes(minutes, "slides.txt", _environment(language, "slides")).split("\n")
    for line in filter(None, lines):
        if line.startswith("# "):
            slides.append((line.removeprefix("# "), []))
        else:
            slides[-1][1].append(line)
    return slides


def minutes_page(minutes: Minutes, language: Language) -> str:
    """The minutes as a page that prints to A4; the same text as the Markdown."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    body = markdown.render(minutes_markdown(minutes, language))
    return html_page("base.html", language, title=minutes.title, body=body)
