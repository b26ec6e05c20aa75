"""The traffic-light page of one outlook, as readers of outlooks know it."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scorecard.charts.marks import canvas, draw_mark, legend
from scorecard.charts.style import INK, QUIET, WIDTH, frame, wrapped
from scorecard.errors import Language, Phrase
from scorecard.models import State
from scorecard.summary.lights import Light

__all__ = ["lights_chart"]

_TOP, _FOOT, _ROW = 1.95, 0.65, 0.46
_LIGHT, _NAME, _MARKS = 0.7, 1.1, 6.3
_SIZE, _STEP, _LINE = 12.5, 0.36, 0.36
_LONGEST_LINE = int((WIDTH - _MARKS - 1.4) / _STEP)


def _height_of(light: Light) -> float:
    n_lines = -(-len(light.claims) // _LONGEST_LINE)
    return max(_ROW, _LINE * n_lines + 0.1)


def lights_chart(
    lights: list[Light], *, title: str, note: str, source: str, language: Language
) -> Figure:
    """One row for each item of an outlook: its light, its name, its claims' verdicts as marks.

    The light is green, amber or red by the mean credit of the item's judged claims and grey when fewer
    than half of them are judged. A light of one or two claims says no more than those claims: the reader
    must not count lights as if they were equally sure.

    Args:
        lights: The items in the article's order; an empty list draws a line that says so.
        title: What the page shows.
        note: The honest sentence.
        source: Counts, date, rule, origin.
        language: Language of the labels.
    """
    height = max(4.4, _TOP + _FOOT + sum(map(_height_of, lights)))
    figure = frame(title, note, source, height=height, language=language)
    axes = canvas(figure)
    states = [*list(State)[:3], State.UNRESOLVABLE, State.OPEN, State.OVERDUE]
    legend(axes, 0.5, height - 1.5, states, language)
    heads = Phrase("claims, one mark each", "各条说法，一条一个标记")
    axes.text(_MARKS, height - 1.8, heads.in_language(language), fontsize=9.5, color=QUIET)
    if not lights:
        empty = Phrase("No claim is on record.", "还没有记录任何说法。").in_language(language)
        axes.text(WIDTH / 2, height / 2, empty, fontsize=14, ha="center", color=QUIET)
    top = height - _TOP
    for light in lights:
        row = _height_of(light)
        middle = top - row / 2
        axes.plot([0.4, WIDTH - 0.4], [top, top], color="#e4e8ec", linewidth=0.8)
        _draw_row(axes, light, middle, language)
        top -= row
    return figure


def _draw_row(axes: Axes, light: Light, middle: float, language: Language) -> None:
    """One item around a height: light, name, marks and how many are judged."""
    draw_mark(axes, light.light or State.OPEN, _LIGHT, middle, 0.15)
    label = wrapped(light.label.in_language(language), _MARKS - _NAME - 0.3, _SIZE, lines=1)
    axes.text(_NAME, middle, label, fontsize=_SIZE, va="center_baseline",
              color=INK if light.light else QUIET)  # fmt: skip
    n_lines = -(-len(light.claims) // _LONGEST_LINE)
    for number, (_, state) in enumerate(light.claims):
        line, place = divmod(number, _LONGEST_LINE)
        y = middle + (n_lines - 1) * _LINE / 2 - line * _LINE
        draw_mark(axes, state, _MARKS + 0.12 + place * _STEP, y, 0.12)
    n_judged = sum(state.is_judged for _, state in light.claims)
    count = Phrase(
        f"{n_judged} of {len(light.claims)} judged", f"{len(light.claims)} 条中已判 {n_judged} 条"
    )
    axes.text(WIDTH - 0.4, middle, count.in_language(language), fontsize=9.5, color=QUIET,
              va="center", ha="right")  # fmt: skip
