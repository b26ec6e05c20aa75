"""The slide of a chart: title, note and source in the room that they need, and a body measured in inches."""

from typing import NamedTuple

from matplotlib.figure import Figure

from scorecard.charts.marks import legend, words
from scorecard.charts.style import DPI, INK, QUIET, WIDTH
from scorecard.charts.wrapping import wrapped
from scorecard.text import Language, Phrase
from scorecard.verdicts import State

__all__ = ["MARGIN", "Heading", "Legend", "Slide", "blank", "slide"]

MARGIN = 0.45
"""Inches that stay empty at the left and the right."""

_LEAST = 4.8
_TITLE, _NOTE, _SOURCE = 19, 11.5, 9
_SPACING = 1.35
_LEGEND = 0.42


class Heading(NamedTuple):
    """What stands around a chart: what it shows, the honest sentence, where its numbers come from."""

    title: Phrase
    note: Phrase
    source: Phrase


class Legend(NamedTuple):
    """The states that a chart shows, as marks or as parts of bars."""

    states: list[State]
    as_boxes: bool = False


class Slide(NamedTuple):
    """A figure with its texts placed.

    Attributes:
        page: The figure, `WIDTH` inches wide; its units are inches from the lower left corner.
        top: Height at which the body begins.
        foot: Height at which it ends.
        language: Language of the texts.
    """

    page: Figure
    top: float
    foot: float
    language: Language


def _tall(text: str, size: float) -> float:
    """Height in inches of a wrapped text."""
    return (text.count("\n") + 1) * size * _SPACING / 72


def slide(
    heading: Heading, *, body: float, language: Language, legend_of: Legend | None = None
) -> Slide:
    """A slide with room for a body.

    Args:
        heading: The texts around it; a long one takes more lines, and the slide grows.
        body: Height in inches of what comes below title, note and legend.
        language: Language of the texts.
        legend_of: The states that the legend names; None for no legend.
    """
    inner = WIDTH - 2 * MARGIN
    title = wrapped(heading.title.in_language(language), inner, _TITLE, lines=2)
    note = wrapped(heading.note.in_language(language), inner, _NOTE)
    source = wrapped(heading.source.in_language(language), inner, _SOURCE)
    head = 0.34 + _tall(title, _TITLE) + 0.08 + (_tall(note, _NOTE) + 0.12 if note else 0)
    foot = 0.24 + _tall(source, _SOURCE) + 0.16
    height = max(_LEAST, head + (_LEGEND if legend_of else 0) + body + foot)
    page = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
    page.set_gid(f"scorecard-{language.value}")
    y = height - 0.34
    for text, size, color in ((title, _TITLE, INK), (note, _NOTE, QUIET)):
        if text:
            page.text(MARGIN, y, text, fontsize=size, va="top", color=color, linespacing=1.25,
                      transform=page.dpi_scale_trans)  # fmt: skip
        y -= _tall(text, size) + 0.08
    page.text(MARGIN, 0.24, source, fontsize=_SOURCE, va="bottom", color=QUIET, linespacing=1.25,
              transform=page.dpi_scale_trans)  # fmt: skip
    top = height - head
    if legend_of:
        legend(
            page, legend_of.states, language, at=(MARGIN, top - 0.16), as_boxes=legend_of.as_boxes
        )
        top -= _LEGEND
    return Slide(page, top, foot, language)


def blank(heading: Heading, phrase: Phrase, language: Language) -> Figure:
    """A slide with one sentence in the place of its chart.

    Args:
        heading: The texts around it.
        phrase: Why there is nothing to draw.
        language: Language of the texts.
    """
    here, size = slide(heading, body=1.5, language=language), 14
    text = wrapped(phrase.in_language(language), WIDTH - 2 * MARGIN, size)
    words(here.page, (WIDTH / 2, (here.top + here.foot) / 2), text, size=size, ha="center")
    return here.page
