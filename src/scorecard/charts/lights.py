"""The traffic-light page of one outlook, as readers of outlooks know it."""

from collections import defaultdict
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scorecard.charts.marks import SMALL, Point, marks, strokes, words
from scorecard.charts.slide import MARGIN, Heading, slide
from scorecard.charts.style import INK, QUIET, RULE, WIDTH
from scorecard.charts.wrapping import wrapped
from scorecard.errors import Language, Phrase
from scorecard.models import State
from scorecard.summary.lights import Light

__all__ = ["lights_chart"]

_HEAD, _ROW, _LINE_OF_NAME, _STEP = 0.34, 0.46, 0.22, 0.36
_LIGHT, _NAME, _MARKS, _SIZE = MARGIN + 0.2, MARGIN + 0.62, 6.3, 12.5
_RADIUS, _SMALL_RADIUS = 0.15, 0.12
_LONGEST_LINE = int((WIDTH - MARGIN - _MARKS - 1.25) / _STEP)


class _Row:
    """One item: its name as wrapped, how many lines its marks take, how high it is."""

    def __init__(self, light: Light, language: Language) -> None:
        self.light = light
        self.name = wrapped(light.label.in_language(language), _MARKS - _NAME - 0.3, _SIZE, lines=2)
        self.n_lines = -(-len(light.claims) // _LONGEST_LINE)
        of_name = _ROW + _LINE_OF_NAME * self.name.count("\n")
        self.height = max(of_name, _STEP * self.n_lines + 0.1)

    def points(self, middle: float) -> list[Point]:
        """Where the marks of its claims stand."""
        places = [divmod(number, _LONGEST_LINE) for number in range(len(self.light.claims))]
        above = middle + (self.n_lines - 1) * _STEP / 2
        return [(_MARKS + 0.12 + place * _STEP, above - line * _STEP) for line, place in places]


def lights_chart(lights: Sequence[Light], heading: Heading, language: Language) -> Figure:
    """One row for each item of an outlook: its light, its name, its claims' verdicts as marks.

    The light is green, amber or red by the mean credit of the item's judged claims and grey when fewer
    than half of them are judged. A light of one or two claims says no more than those claims: the reader
    must not count lights as if they were equally sure. An outlook without items has one sentence instead.

    Args:
        lights: The items in the article's order.
        heading: Title, the honest sentence, source.
        language: Language of the texts.
    """
    placed = [_Row(light, language) for light in lights]
    body = _HEAD + sum(row.height for row in placed) + 0.1
    here = slide(heading, body=body, language=language, states=list(State))
    if not placed:
        return here.say(Phrase("No item is recorded yet.", "还没有任何条目。"))
    said = Phrase("its claims, one mark each", "各条说法，一条一个标记").in_language(language)
    words(here.page, (_MARKS, here.top - _HEAD + 0.15), said)
    big: dict[State, list[Point]] = defaultdict(list)
    small: dict[State, list[Point]] = defaultdict(list)
    edges, top = [], here.top - _HEAD
    for row in placed:
        edges.append([(MARGIN, top), (WIDTH - MARGIN, top)])
        middle = top - row.height / 2
        top -= row.height
        big[row.light.light or State.OPEN].append((_LIGHT, middle))
        for (_, state), point in zip(row.light.claims, row.points(middle), strict=True):
            small[state].append(point)
        _texts(here.page, row, middle, language)
    strokes(here.page, edges, color=RULE, width=0.8, zorder=0)
    for given, radius in ((big, _RADIUS), (small, _SMALL_RADIUS)):
        for state, points in given.items():
            marks(here.page, state, points, radius)
    return here.figure


def _texts(page: Axes, row: _Row, middle: float, language: Language) -> None:
    """The name of an item and how many of its claims are judged."""
    words(page, (_NAME, middle), row.name, size=_SIZE, color=INK if row.light.light else QUIET)
    n, n_judged = len(row.light.claims), sum(state.is_judged for _, state in row.light.claims)
    count = Phrase(f"{n_judged} of {n} judged", f"{n} 条中已判 {n_judged} 条")
    words(page, (WIDTH - MARGIN, middle), count.in_language(language), size=SMALL, ha="right")
