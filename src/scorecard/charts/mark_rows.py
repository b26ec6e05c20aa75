"""Rows of a name and one mark for each of its claims or raters, between thin lines."""

from collections import defaultdict
from collections.abc import Sequence

from matplotlib.figure import Figure

from scorecard.charts.marks import SMALL, Point, marks, strokes, words
from scorecard.charts.slide import MARGIN
from scorecard.charts.style import INK, QUIET, RULE, WIDTH
from scorecard.charts.wrapping import wrapped
from scorecard.verdicts import State

__all__ = ["MARKS", "MarkRow", "draw_mark_rows"]

MARKS = 6.3
"""Inches from the left at which the marks begin."""

_ROW, _LINE_OF_NAME, _STEP, _SIZE = 0.46, 0.22, 0.36, 12.5
_RADIUS, _BIG_RADIUS = 0.12, 0.15
_LONGEST_LINE = int((WIDTH - MARGIN - MARKS - 1.25) / _STEP)


class MarkRow:
    """One row, with its text wrapped and its height known.

    Args:
        name: What stands at the left.
        states: One mark each; None leaves its place empty.
        count: What stands at the right.
        light: The big mark before the name, a pale one for None; no argument for no mark at all.
        columns: Where each mark stands, in inches from the left; None sets them side by side.
    """

    def __init__(
        self,
        name: str,
        states: Sequence[State | None],
        count: str,
        *light: State | None,
        columns: Sequence[float] | None = None,
    ) -> None:
        self.left = MARGIN + (0.62 if light else 0.0)
        self.name = wrapped(name, MARKS - self.left - 0.3, _SIZE, lines=2)
        self.states, self.count, self.columns = states, count, columns
        self.light = (light[0] or State.OPEN) if light else None
        self.is_quiet = light == (None,)
        self.n_lines = 1 if columns else -(-len(states) // _LONGEST_LINE)
        of_name = _ROW + _LINE_OF_NAME * self.name.count("\n")
        self.height = max(of_name, _STEP * self.n_lines + 0.1)

    def points(self, middle: float) -> list[Point]:
        """Where its marks stand when the row is around a height."""
        if self.columns:
            return [(x, middle) for x in self.columns]
        places = [divmod(number, _LONGEST_LINE) for number in range(len(self.states))]
        above = middle + (self.n_lines - 1) * _STEP / 2
        return [(MARKS + 0.12 + place * _STEP, above - line * _STEP) for line, place in places]


def draw_mark_rows(page: Figure, rows: Sequence[MarkRow], top: float) -> None:
    """The rows from a height down."""
    found: dict[tuple[State, float], list[Point]] = defaultdict(list)
    edges = []
    for row in rows:
        edges.append([(MARGIN, top), (WIDTH - MARGIN, top)])
        middle = top - row.height / 2
        top -= row.height
        if row.light:
            found[row.light, _BIG_RADIUS].append((MARGIN + 0.2, middle))
        for state, point in zip(row.states, row.points(middle), strict=True):
            if state:
                found[state, _RADIUS].append(point)
        words(page, (row.left, middle), row.name, size=_SIZE, color=QUIET if row.is_quiet else INK)
        words(page, (WIDTH - MARGIN, middle), row.count, size=SMALL, ha="right")
    strokes(page, edges, color=RULE, width=0.8, zorder=0)
    for (state, radius), points in found.items():
        marks(page, state, points, radius)
