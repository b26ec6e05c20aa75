"""The documents of a review: the agenda, the result, and the minutes as Markdown and as a page."""

from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any, Literal

from jinja2 import Environment, PackageLoader

from scorecard.reading.folder import Records
from scorecard.records import Bearing, Bilingual, DecidedBy, phrase_of
from scorecard.rendering import environment_of, hash_source
from scorecard.review.claim import Claim, NamedReview
from scorecard.summary.changes import Changes, Start, changes
from scorecard.summary.comparison import Measure
from scorecard.summary.groups import Group
from scorecard.summary.judges import RaterAgreement, agreement_of, agreement_sentence
from scorecard.summary.sentences import Headline, source_sentence
from scorecard.table import labels_of
from scorecard.text import (
    Language,
    Phrase,
    display_width,
    in_markdown,
    in_one_line,
    listed,
    percent_phrase,
    percent_range,
    ranged,
)
from scorecard.verdicts import BY_REVIEW, Verdict, spread_of

MOST_DOMAINS = 9
"""The domains on the slide that has them in a table."""


@dataclass(frozen=True, slots=True)
class Minutes:
    """The result of a review.

    Attributes:
        of: The review.
        rows: The claims in the order of the list.
        changes: The verdicts that moved, and the scores without and with the decisions.
        agreement: How far the raters agreed before they met.
    """

    of: NamedReview
    rows: list[Claim]
    changes: Changes
    agreement: RaterAgreement

    @property
    def n_of(self) -> Counter[str]:
        """The claims by what became of them."""
        return Counter(row.became for row in self.rows)

    @property
    def moved(self) -> list[Claim]:
        """The decisions that changed something or are the first, those furthest from before at the top."""

        def place(row: Claim) -> tuple[float, int]:
            ends = [one.verdict if one else Verdict.TOO_EARLY for one in (row.before, row.decision)]
            return -(spread_of(ends) or 0.0), row.number

        return sorted((row for row in self.rows if row.became in {"first", "changed"}), key=place)

    @property
    def consented(self) -> list[Claim]:
        """The claims that were taken by consent."""
        return [row for row in self.rows if row.decided and row.decided.how is DecidedBy.CONSENT]

    @property
    def left(self) -> list[Claim]:
        """The claims that are carried over or were put off; those with a note, an owner or a day first."""
        rows = [row for row in self.rows if row.became == "carried" or row.put_off]
        return sorted(rows, key=lambda row: (row.put_off is None, row.number))

    @property
    def ways_line(self) -> Phrase:
        """How many decisions were made in which way; empty when none is on record."""
        ways = Counter(row.decided.how for row in self.rows if row.decided)
        en = ", ".join(f"{way.label.en} {ways[way]}" for way in DecidedBy if ways[way])
        zh = "，".join(f"{way.label.zh} {ways[way]} 条" for way in DecidedBy if ways[way])
        return Phrase(f"How it was decided: {en}.", f"决定方式：{zh}。") if ways else Phrase("", "")


def number_ranges(numbers: Sequence[int]) -> Phrase:
    """Numbers in order, neighbors as ranges.

    Examples:
        >>> number_ranges([1, 2, 3, 7])
        Phrase(en='1–3, 7', zh='1～3、7')
    """
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    ]
    return listed(ranged(run[0], run[-1]) if run[1:] else str(run[0]) for run in runs)


def review_agreement(of: NamedReview) -> RaterAgreement:
    """How far the raters of a review agree on its list, by what they said before any discussion."""
    given, texts = dict[str, dict[str, Verdict]](), {one.id: one.text for one in of.claims}
    for claim in of.claims:
        ratings = claim.ratings(only_independent=True)
        given[claim.id] = {rater: rating.verdict for rater, rating in ratings.items()}
    return agreement_of(given, texts, of.review.raters, seed=2025)


def review_minutes(records: Records, name: str, *, as_of: date) -> Minutes:
    """The result of a review with the numbers of a day; its decisions are the verdicts that it signed."""
    review, own = records.reviews[name], f"{BY_REVIEW}{name}"
    of = NamedReview.of_records(name, review, records)
    undecided = {
        id_: one.model_copy(update={"verdicts": [it for it in one.verdicts if it.by != own]})
        for id_, one in records.predictions.items()
    }
    start = Start(own, as_of, undecided)
    return Minutes(of, of.claims, changes(records, start, as_of=as_of), review_agreement(of))


class _Own(str):
    """A text of a template itself, which may be markup."""

    __slots__ = ()


def shortened(text: str, width: int, *, keeps_end: bool = False) -> str:
    """A text on one line, at most so wide; an ellipsis replaces its end, or with `keeps_end` its middle.

    Examples:
        >>> shortened("一二三四五", 7), shortened("one two", 7), shortened("one two", 6, keeps_end=True)
        ('一二三…', 'one two', 'one…wo')
    """
    flat = in_one_line(text).strip()
    if display_width(flat) <= width:
        return flat
    end = shortened(flat[::-1], width // 2)[-2::-1] if keeps_end else ""
    flat = flat[:width]  # no character is less than a column wide
    while display_width(f"{flat}{end}") > width - 1:
        flat = flat[:-1]
    return f"{flat.rstrip(' :：')}…{end}"


def _ranged(ends: Any) -> Phrase | None:  # noqa: ANN401  (anything with a low and a high end)
    """An interval or bounds of a share in per cent; None for none."""
    return ends and percent_range(ends.low, ends.high)


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

    loader = PackageLoader("scorecard.review")
    made = environment_of(loader, printed=printed, is_html=kind == "html")
    made.globals |= {
        "t": lambda en, zh: _Own(Phrase(en, zh).in_language(language)),
        "short": lambda value, width: shortened(text(value), int(width)) if value else None,
        "lang": "zh-Hans" if language is Language.CHINESE else "en",
        "marked": lambda given: given and given.verdict.marked_label,
    }
    made.filters |= {"in_range": _ranged}
    return made


def html_page(template: str, language: Language, *, look: str = "document", **values: Any) -> str:  # noqa: ANN401  (a template takes any value)
    """A page in one language; everything is escaped, nothing is fetched, no script but its own runs.

    Args:
        template: Name of a template of this package.
        language: The language.
        look: Name of its style sheet, and of its script where there is one.
        values: The values that the template uses.
    """
    static = files("scorecard.review") / "static"
    style, script = (static / f"{look}.{end}" for end in ("css", "js"))
    rules, code = style.read_text("utf-8"), script.read_text("utf-8") if script.is_file() else ""
    allowed = hash_source(code) if code else "'none'"
    policy = (
        f"default-src 'none'; img-src data:; style-src {hash_source(rules)}; "
        f"script-src {allowed}; base-uri 'none'; form-action 'none'"
    )
    page = _environment(language, "html").get_template(template)
    return page.render(style=rules, script=code, policy=policy, **values)


def agenda_page(
    records: Records,
    of: NamedReview,
    *,
    changes: Changes,
    pictures: Sequence[tuple[Phrase, bytes]],
    language: Language,
) -> str:
    """The agenda as a page that prints to A4, without any verdict on the claims of the list.

    Pictures are PNG files with their titles.
    """
    domains, ids = labels_of(records)["domain"], {claim.id for claim in of.claims}
    return html_page(
        "agenda.html",
        language,
        title=Phrase(f"Agenda of review {of.name}", f"{of.name} 年度复盘：议程"),
        pictures=[
            {"title": title, "address": f"data:image/png;base64,{b64encode(png).decode()}"}
            for title, png in pictures
        ],
        claims=of.claims,
        withdrawn=of.withdrawn,
        domain_of=lambda one: domains.get(one.domain, one.domain),
        number_of=lambda group: _number_of(group, changes.before.measure),
        left=lambda one: [
            text for text in (one.note, of.names.get(one.owner, one.owner), one.due_on) if text
        ],
        bearings=list(Bearing),
        review=of.review,
        raters=of.people(of.review.raters),
        verdicts=list(Verdict),
        then=changes.before,
        headline=Headline(changes.before),
        moves=[move for move in changes.moves if move.id not in ids],
        n_hidden=sum(move.id in ids for move in changes.moves),
        source=source_sentence(changes.after),
    )


def _number_of(
    group: Group | None, measure: Measure
) -> tuple[Phrase | str | None, Phrase | None, int]:
    """The number of a group, its interval, and how many verdicts or forecasts it is of."""
    if group and measure == "accuracy":
        lead = group.lead
        return percent_phrase(lead.accuracy), _ranged(lead.interval), lead.counts.n_judged
    if not group or not (stated := group.probability):
        return None, None, 0
    ends = [f"{one:.3f}" for one in (stated.low, stated.high) if one is not None]
    return f"{stated.brier_score:.3f}", ranged(*ends) if ends else None, stated.n


def score_rows(changes: Changes, most: int | None = None) -> list[list[Any]]:
    """The head of a table, the domains before and after a review, and all claims.

    The columns are label, both numbers, interval, judged or settled, due of recorded; with `most` there are
    so many of the domains with the most claims.
    """
    pairs, overall, measure = changes.pairs(), changes.after.overall, changes.after.measure
    largest = sorted(pairs, key=lambda pair: -(pair[2].n_recorded if pair[2] else 0))[:most]
    named = [(changes.label(pair[0]), *pair[1:]) for pair in pairs if pair in largest]
    due = Headline(changes.after).due
    heads = [
        *(Phrase("domain", "领域"), Phrase("before", "此前"), Phrase("after", "此后")),
        Phrase("95 % interval", "95% 置信区间"),
        Phrase("settled", "已有结果") if measure == "brier" else Phrase("judged", "已判"),
        Phrase(f"{due.en}/recorded", f"{due.zh}/收录"),
    ]
    rows: list[list[Any]] = [heads]
    for label, before, after in [*named, (overall.label, changes.before.overall, overall)]:
        was, _, n_before = _number_of(before, measure)
        now, interval, n_after = _number_of(after, measure)
        n_due, n_recorded = (after.lead.counts.n_due, after.n_recorded) if after else (0, 0)
        counts = f"{n_before} → {n_after}", f"{n_due}/{n_recorded}"
        rows.append([label, was, now, interval, *counts])
    return rows


def _of_minutes(minutes: Minutes, template: str, environment: Environment, **more: Any) -> str:  # noqa: ANN401  (a template takes any value)
    """A document of the result of a review."""
    of, after = minutes.of, minutes.changes.after
    return environment.get_template(template).render(
        minutes=minutes,
        headline=Headline(after),
        is_brier=after.measure == "brier",
        dissenter=of.dissent,
        owner=lambda id_: of.names.get(id_, id_),
        people=lambda ids: of.people(ids) if ids else Phrase("nobody", "无"),
        agreement=agreement_sentence(minutes.agreement),
        **more,
    )


def minutes_markdown(minutes: Minutes, language: Language) -> str:
    """The minutes as Markdown: two pages on what changed, and the full list behind them.

    Nothing in a text of a record is markup.
    """
    changes, of = minutes.changes, minutes.of
    return _of_minutes(
        minutes,
        "minutes.md",
        _environment(language, "markdown"),
        scores=score_rows(changes),
        consented=number_ranges([row.number for row in minutes.consented]),
        answers=[of.answers(one) for one in of.review.raters],
        source=source_sentence(changes.after),
    )


def slide_texts(
    minutes: Minutes, language: Language, room: float = 1
) -> list[tuple[str, list[str]]]:
    """The title and the paragraphs of each slide; that of a table is `[table]`.

    Texts of records are cut to `room` times the columns that they have on a full slide.
    """
    n_domains = {"most_domains": MOST_DOMAINS, "n_domains": len(minutes.changes.pairs())}
    environment = _environment(language, "slides")
    text = "\n" + _of_minutes(minutes, "slides.txt", environment, room=room, **n_domains)
    slides = (slide.split("\n") for slide in text.split("\n# ")[1:])
    return [(title, [line for line in lines if line]) for title, *lines in slides]


def minutes_page(minutes: Minutes, language: Language) -> str:
    """The minutes as a page that prints to A4; the same text as the Markdown."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    body = markdown.render(minutes_markdown(minutes, language))
    title = Phrase(f"Review {minutes.of.name}: minutes", f"{minutes.of.name} 年度复盘：会议纪要")
    return html_page("base.html", language, title=title, body=body)
