"""The traffic-light page of one outlook, as readers of outlooks know it."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from scorecard.charts.mark_rows import MARKS, MarkRow, draw_mark_rows
from scorecard.charts.marks import words
from scorecard.charts.slide import Heading, Legend, blank, slide
from scorecard.summary.lights import Light
from scorecard.text import Language, Phrase
from scorecard.verdicts import State

__all__ = ["lights_chart"]

_HEAD, _AIR = 0.34, 0.1


def lights_chart(lights: Sequence[Light], heading: Heading, language: Language) -> Figure:
    """One row for each item of an outlook: its light, its name, its claims' verdicts as marks.

    The light is green, amber or red by the mean credit of the item's judged claims and gray when fewer
    than half of them are judged. A light of one or two claims says no more than those claims: the reader
    must not count lights as if they were equally sure. An outlook without items has one sentence instead.

    Args:
        lights: The items in the article's order.
        heading: Title, the honest sentence, source.
        language: Language of the texts.
    """
    rows = [_row(light, language) for light in lights]
    if not rows:
        return blank(heading, Phrase("No item is recorded yet.", "还没有任何条目。"), language)
    body = _HEAD + sum(row.height for row in rows) + _AIR
    here = slide(heading, body=body, language=language, legend_of=Legend(list(State)))
    said = Phrase("its claims, one mark each", "各条说法，一条一个标记").in_language(language)
    words(here.page, (MARKS, here.top - _HEAD + 0.15), said)
    draw_mark_rows(here.page, rows, here.top - _HEAD)
    return here.page


def _row(light: Light, language: Language) -> MarkRow:
    states = [state for _, state in light.claims]
    n, n_judged = len(states), sum(state.is_judged for state in states)
    count = Phrase(f"{n_judged} of {n} judged", f"{n} 条中已判 {n_judged} 条").in_language(language)
    return MarkRow(light.label.in_language(language), states, count, light.light)
