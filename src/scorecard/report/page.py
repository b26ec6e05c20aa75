"""The report as one HTML page: the values of its templates, and its content security policy."""

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import Markup

from scorecard.reading.folder import Records
from scorecard.rendering.cards import chapters
from scorecard.rendering.environment import environment, source
from scorecard.summary.counts import group_codes
from scorecard.summary.groups import Summary
from scorecard.summary.headline import early_sentence
from scorecard.summary.labels import Labels
from scorecard.summary.lights import Light, lights_by_outlook
from scorecard.summary.sentences import (
    comparison_sentence,
    source_sentence,
    withdrawn_sentence,
)
from scorecard.table import counted
from scorecard.text import Language, Phrase

__all__ = ["LARGEST_PLAIN", "Figure", "covered", "report_page"]

_FILTERS = ("domain", "outlook", "item", "year", "hedge", "specificity")
"""The columns that claims can be filtered by, beside their state and a search."""

_QUESTION = Phrase("Did the outlooks come true?", "这些展望应验了吗？")

LARGEST_PLAIN = 4_500_000
"""Bytes from which the page holds what its cards show below the claim compressed."""


class Figure(NamedTuple):
    """A chart on the page.

    Attributes:
        title: Its name.
        note: The sentence under its title; empty for none.
        description: What is drawn and how it is read.
        has_data: Whether it draws anything but words.
        svg: Its `svg` element by language, written by this program.
    """

    title: Phrase
    note: Phrase
    description: Phrase
    has_data: bool
    svg: Mapping[Language, str]


def _hash(text: str) -> str:
    """The source expression that lets exactly this inline text in."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _policy(styles: Sequence[str], script: str) -> str:
    """The content security policy: the page runs its script, uses its styles and shows its icon; no more."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_hash(script)}",
            f"style-src {' '.join(map(_hash, styles))}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _packed(parts: Sequence[str]) -> str:
    """Parts of the page as the page's script unpacks them: a JSON list, compressed, in base64."""
    text = json.dumps(parts, ensure_ascii=False)
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def _choices(table: pd.DataFrame, labels: Labels) -> dict[str, list[tuple[str, Phrase]]]:
    """The choices of each filter: the groups that occur, in their order."""
    return {
        name: [
            (key, labels.get(name, {}).get(key, Phrase(key, key)))
            for key in group_codes(table, name)[0]
        ]
        for name in _FILTERS
    }


def covered(years: Sequence[int]) -> Phrase:
    """The outlooks that the page is about, by the years that they look at.

    Args:
        years: The years in order; empty when there is none.

    Examples:
        >>> covered([2023, 2024, 2025]).en
        'outlooks for 2023–2025'
    """
    if not years:
        return Phrase("no outlook", "没有展望")
    shown = "–".join(str(year) for year in dict.fromkeys([years[0], years[-1]]))
    return Phrase(f"outlooks for {shown}", f"{shown} 年展望")


def _lights(table: pd.DataFrame, labels: Labels) -> dict[str, list[Light]]:
    """The items below each traffic-light chart, by the chart's name."""
    return {
        f"lights-{name}": lights
        for name, lights in lights_by_outlook(counted(table), labels).items()
    }


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
    templates = environment()
    summary = summaries[0]
    as_of = summary.as_of
    outlooks = covered(sorted(table["year"].dropna().unique()))
    shown = list(chapters(records, table, labels=labels, as_of=as_of))
    style = templates.get_template("report/page.css").render(
        covered=outlooks, source=source_sentence(summary)
    )
    noscript, script = source("report/noscript.css"), source("report/page.js")

    card_parts: Any = templates.get_template("rendering/card.html").module
    rests = {card.id: card_parts.rest(card) for chapter in shown for card in chapter.cards}

    def page(*, pack: str | None) -> str:
        return templates.get_template("report/page.html").render(
            as_of=as_of,
            covered=outlooks,
            question=_QUESTION,
            title=Phrase(
                f"{_QUESTION.en} Scorecard as of {as_of}",
                f"{_QUESTION.zh}预测记分牌，截至 {as_of}",
            ),
            summary=summary,
            overall=summary.overall,
            early=early_sentence(summary),
            withdrawn=withdrawn_sentence(summary),
            judges=records.settings.judges,
            language=language,
            style=Markup(style),  # noqa: S704  (rendered from our own template)
            noscript=Markup(noscript),  # noqa: S704  (our own file)
            script=Markup(script),  # noqa: S704  (our own file)
            policy=_policy([style, noscript], script),
            summaries=summaries,
            comparison_sentence=comparison_sentence,
            figures=figures,
            chapters=shown,
            rests=rests,
            pack=pack,
            choices=_choices(table, labels),
            lights=_lights(table, labels),
        )

    plain = page(pack=None)
    is_large = len(plain.encode()) > LARGEST_PLAIN
    return page(pack=_packed(list(rests.values()))) if is_large else plain
