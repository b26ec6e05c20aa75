"""The verdict marks ●◐○ as shapes, so that fill and form say the same as the color."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Wedge

from scorecard.charts.style import COLORS, INK, QUIET, text_width
from scorecard.errors import Language
from scorecard.models import State

__all__ = ["canvas", "draw_mark", "legend"]


def canvas(figure: Figure) -> Axes:
    """Axes over the whole figure whose units are inches, without ticks or spines."""
    width, height = figure.get_size_inches()
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.set_axis_off()
    return axes


def draw_mark(axes: Axes, state: State, x: float, y: float, radius: float) -> None:
    """A state's mark around a point of a `canvas`, in inches.

    Accurate is a full disk, half right a half one, inaccurate a ring; what is not judged is
    pale, dotted when overdue and barred when unresolvable.
    """
    color, line = COLORS[state], radius * 14
    if state is State.ACCURATE:
        axes.add_patch(Circle((x, y), radius, facecolor=color, edgecolor=color, linewidth=line))
    elif state is State.HALF_RIGHT:
        axes.add_patch(
            Circle((x, y), radius, facecolor="white", edgecolor="#a87b0a", linewidth=line)
        )
        axes.add_patch(Wedge((x, y), radius, 90, 270, facecolor=color, edgecolor="#a87b0a",
                             linewidth=line / 2))  # fmt: skip
    elif state is State.INACCURATE:
        axes.add_patch(Circle((x, y), radius * 0.93, facecolor="white", edgecolor=color,
                              linewidth=line * 2.2))  # fmt: skip
    else:
        dotted = (0, (1, 1.2)) if state is State.OVERDUE else "solid"
        axes.add_patch(Circle((x, y), radius * 0.9, facecolor="#eef1f4", edgecolor=QUIET,
                              linewidth=line * 0.7, linestyle=dotted))  # fmt: skip
        if state is State.UNRESOLVABLE:
            half = radius * 0.5
            axes.plot([x - half, x + half], [y, y], color=QUIET, linewidth=line)


def legend(axes: Axes, x: float, y: float, states: list[State], language: Language) -> None:
    """Marks with their names in one line, starting at a point."""
    for state in states:
        label = state.label.in_language(language)
        draw_mark(axes, state, x, y, 0.085)
        axes.text(x + 0.17, y, label, fontsize=10.5, va="center_baseline", ha="left", color=INK)
        x += 0.17 + text_width(label, 10.5) + 0.35
