"""The page itself: which template gets what, and the policy that keeps everything else out."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

import pandas as pd
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from scorecard.errors import Language, Phrase
from scorecard.loading.folder import Records
from scorecard.models import Bilingual, Outlook, State
from scorecard.report.cards import chapters
from scorecard.report.figures import Figure, gallery
from scorecard.report.words import (
    AMENDED,
    COLUMNS,
    EVIDENCE,
    GROUPED_BY,
    NAVIGATION,
    QUESTION,
    SIGNS,
    covered,
    footing,
    title,
)
from scorecard.summary.groups import Summary
from scorecard.summary.labels import Labels, phrase_of

__all__ = ["report_page"]

_BLOCK = Markup('<span lang="en">{}</span><span lang="zh">{}</span>')
_RECORD = Markup('<bdi lang="en">{}</bdi><bdi lang="zh">{}</bdi>')


@cache
def said(en: str, zh: str) -> Markup:
    """The page's own words in both languages, of which one is shown."""
    return _BLOCK.format(en, zh)


def shown(text: str | Bilingual | Phrase) -> Markup:
    """A record's text, set apart so that its direction stays its own; both languages if they differ."""
    en, zh = text if isinstance(text, Phrase) else phrase_of(text)
    return Markup("<bdi>{}</bdi>").format(en) if en == zh else _RECORD.format(en, zh)


def percent(share: float | None) -> str:
    r"""A share as charts print it; a dash where nothing is known.

    Examples:
        >>> percent(0.625), percent(None)
        ('62\xa0%', '–')
    """
    return "–" if share is None else f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def _source(name: str) -> str:
    """A template without its indentation, so that the page does not carry it a thousand times."""
    text = resources.files("scorecard.report").joinpath("templates", name).read_text("utf-8")
    return "\n".join(line.strip() for line in text.splitlines())


def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    environment.globals |= {
        "t": said,
        "signs": SIGNS,
        "state_of": State,
        "evidence_heads": EVIDENCE,
        "amended": AMENDED,
        "grouped_by": GROUPED_BY,
        "columns": COLUMNS,
        "navigation": NAVIGATION,
        "question": QUESTION,
        "notes": _notes,
    }
    environment.filters |= {"shown": shown, "percent": percent}
    return environment


def _notes(outlook: Outlook) -> list[str | Bilingual]:
    """An outlook's notes as a list, however the record gives them."""
    if outlook.notes is None:
        return []
    return outlook.notes if isinstance(outlook.notes, list) else [outlook.notes]


def _hash(text: str) -> str:
    """The source expression that lets exactly this inline text in."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _policy(style: str, script: str) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_hash(script)}",
            f"style-src {_hash(style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _choices(table: pd.DataFrame, labels: Labels) -> dict[str, list[tuple[str, Phrase]]]:
    """What each filter offers: the groups that occur, in their order."""
    offered: dict[str, list[tuple[str, Phrase]]] = {}
    for name in ("domain", "outlook", "year", "specificity"):
        column = table[name].astype("category").cat.remove_unused_categories()
        keys = [str(key) for key in column.cat.categories]
        named = labels.get(name, {})
        offered[name] = [(key, named.get(key, Phrase(key, key))) for key in keys]
    return offered


def report_page(  # noqa: PLR0913  (the page shows all of this)
    records: Records,
    table: pd.DataFrame,
    summaries: Sequence[Summary],
    figures: Mapping[str, Figure],
    *,
    labels: Labels,
    language: Language,
) -> str:
    """The report as one HTML document that loads nothing.

    The same arguments give the same bytes.

    Args:
        records: The records.
        table: Their `scorecard.table.prediction_table`.
        summaries: The scores to show as tables, all of one date; the first gives the headline.
        figures: The charts by name, in the order to show them.
        labels: Names of groups.
        language: The language in which the page opens.
    """
    environment = _environment()
    as_of = summaries[0].as_of
    overall = summaries[0].overall
    outlooks = covered(sorted(table["year"].dropna().unique()))
    style = environment.get_template("page.css").render(footing=footing(overall, outlooks, as_of))
    script = _source("page.js")
    return environment.get_template("page.html").render(
        as_of=as_of,
        covered=outlooks,
        overall=overall,
        title=title(as_of),
        language=language,
        style=Markup(style),  # noqa: S704  (rendered from our own template)
        script=Markup(script),  # noqa: S704  (our own file)
        policy=_policy(style, script),
        summaries=summaries,
        gallery=gallery(figures),
        chapters=list(chapters(records, table, labels=labels, as_of=as_of)),
        choices=_choices(table, labels),
        states=list(State),
    )
