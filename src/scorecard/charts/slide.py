"""A chart with its words, and the slide it is drawn on: title, note and source, and a body in inches."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from matplotlib.figure import Figure

from scorecard.charts.marks import legend, words
from scorecard.charts.style import DPI, INK, QUIET, WIDTH
from scorecard.charts.wrapping import wrapped
from scorecard.text import Language, Phrase
from scorecard.verdicts import State

__all__ = ["MARGIN", "NOTHING_JUDGED", "NOTHING_RECORDED", "Chart", "Legend", "Slide", "slide"]

MARGIN = 0.45
"""Inches that stay empty at the left and the right."""

_LEAST = 4.8
_TITLE, _NOTE, _SOURCE = 19, 11.5, 9
_SPACING = 1.35
_LEGEND = 0.42


NOTHING_JUDGED = Phrase("Nothing is judged yet.", "还没有任何判定。")
NOTHING_RECORDED = Phrase("Nothing is recorded yet.", "还没有收录任何预测。")


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart before it is drawn: its words, and how its body is drawn.

    Attributes:
        title: Its name.
        note: The sentence under the title: what may be read from the chart; empty for none.
        source: The line at its foot: counts, date, rule and digest.
        description: What is drawn and how it is read, for readers who do not see it.
        body: Draws it, from the chart itself, for its words, and a language; or the sentence that is written
            in its place when there is nothing to draw.
    """

    title: Phrase
    note: Phrase
    source: Phrase
    description: Phrase
    body: Callable[["Chart", Language], Figure] | Phrase

    @property
    def has_data(self) -> bool:
        """Whether it draws anything but words."""
        return not isinstance(self.body, Phrase)

    def figure(self, language: Language) -> Figure:
        """The chart as it is drawn in a language."""
        if not isinstance(self.body, Phrase):
            return self.body(self, language)
        here, size = slide(self, body=1.5, language=language), 14
        text = wrapped(self.body.in_language(language), WIDTH - 2 * MARGIN, size)
        words(here.page, (WIDTH / 2, (here.top + here.foot) / 2), text, size=size, ha="center")
        return here.page

    def as_json(self) -> dict[str, Any]:
        """The words of the chart, as the index of the chart files has them."""
        named = ("title", "note", "source", "description")
        return {
            **{name: getattr(self, name)._asdict() for name in named},
            "has_data": self.has_data,
        }


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
    chart: Chart, *, body: float, language: Language, legend_of: Legend | None = None
) -> Slide:
    """A slide with room for a body.

    Args:
        chart: The chart, for the words around its body; long ones take more lines, and the slide grows.
        body: Height in inches of what comes below title, note and legend.
        language: Language of the texts.
        legend_of: The states that the legend names; None for no legend.
    """
    inner = WIDTH - 2 * MARGIN
    title = wrapped(chart.title.in_language(language), inner, _TITLE, lines=2)
    note = wrapped(chart.note.in_language(language), inner, _NOTE)
    source = wrapped(chart.source.in_language(language), inner, _SOURCE)
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
