"""Elements of a slide, in inches: marks of states, boxes, lines, words.

Everything of one kind is one artist, however many there are: thousands of claims stay quick and small.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from functools import cache
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text

from scorecard.charts.fonts import font_names, text_picture, text_width
from scorecard.charts.style import PALE, QUIET, Page
from scorecard.text import Phrase
from scorecard.verdicts import State, Verdict

SMALL = 9.5
"""Points of counts, ticks and axis titles."""

LINE = 1.25
"""Height of a line in units of the font size."""

ASCENT = 0.88
"""Of Noto Sans SC, in units of its size."""

_SIGNS = {"⊖": "_", "⊗": "x"}
"""The sign inside the disk of some marks, in matplotlib's notation."""

Box = tuple[float, float, float, float]
Point = tuple[float, float]
Vector = npt.NDArray[np.float64]


class Words(Text):
    """A text laid out by `text_width`, which measures each character once for all drawings.

    Its lines are `LINE` of its size apart; `va` is of all of them, and `ha` of each. A turned text begins
    at its point.
    """

    def lines(self) -> Iterator[tuple[str, float, Vector]]:
        """Each line with its width and the place where its baseline begins, in dots."""
        texts, size, dpi = self.get_text().split("\n"), float(self.get_fontsize()), self.figure.dpi
        along, up = ((0, 1), (-1, 0)) if self.get_rotation() else ((1, 0), (0, 1))
        height = dpi * size / 72
        share = {"left": 0, "center": 0.5, "right": 1}[self.get_horizontalalignment()]
        last = LINE * (len(texts) - 1)
        first = {"top": -1.0, "center": last / 2 - ASCENT / 2, "bottom": last + LINE - 1.0}
        start = self.get_transform().transform(self.get_position())
        for place, text in enumerate(texts):
            wide = dpi * text_width(text, size)
            down = height * (first[self.get_verticalalignment()] - LINE * place)
            yield text, wide, start + np.multiply(up, down) - np.multiply(along, share * wide)

    def draw(self, renderer: RendererBase) -> None:
        """Draw each line once, without asking the renderer how wide it is.

        In pixels a level line is a picture that is made once for all drawings: many are in several of them.
        """
        context, font, angle = (
            renderer.new_gc(),
            copy(self.get_fontproperties()),
            self.get_rotation(),
        )
        context.set_foreground(self.get_color())
        size, dpi, color = float(self.get_fontsize()), self.figure.dpi, to_rgb(self.get_color())
        _, canvas_height = renderer.get_canvas_width_height()
        for text, _, (x, y) in self.lines():
            if isinstance(renderer, RendererAgg) and not angle:
                cover, left, bottom = text_picture(text, size, dpi)
                pixels = np.empty((*cover.shape, 4), np.uint8)
                pixels[..., :3], pixels[..., 3] = np.multiply(color, 255).round(), cover
                renderer.draw_image(context, round(x + left), round(y + bottom), pixels)
            else:
                at = canvas_height - y if renderer.flipy() else y
                font.set_family(font_names(text))
                renderer.draw_text(context, x, at, text, font, angle, mtext=self)
        context.restore()


@cache
def _blank(**look: Any) -> Words:
    """A text of a look without words, to copy: making one takes matplotlib five times as long."""
    return Words(0, 0, "", **look)


def words(  # noqa: PLR0913  (what a text is made of)
    page: Page,
    at: Point,
    text: str | Phrase,
    *,
    size: float = SMALL,
    color: str = QUIET,
    ha: Literal["left", "center", "right"] = "left",
    va: Literal["top", "center", "bottom"] = "center",
    rotation: float = 0,
) -> None:
    """A text beside a point, in the language of the page; see `Words`."""
    if said := page.frame.said(text):
        made = copy(_blank(fontsize=size, color=color, ha=ha, va=va, rotation=rotation))
        made.set_position(at)
        made.set_text(said)
        made.set_transform(page.dpi_scale_trans)
        made.set_figure(page)
        page.texts.append(made)


def strokes(
    page: Page, lines: Sequence[Sequence[Point]], *, color: str, width: float, **more: Any
) -> None:
    """Lines through points, as one artist; `gid` names it."""
    if lines:
        path = Path.make_compound_path(*map(Path, lines))
        page.add_artist(PathPatch(path, fill=False, edgecolor=color, linewidth=width, clip_on=False,
                                  transform=page.dpi_scale_trans, **more))  # fmt: skip


def area(page: Page, outline: Sequence[Point], *, color: str, **more: Any) -> None:
    """The area within an outline."""
    page.add_artist(PathPatch(Path([*outline, outline[0]]), facecolor=color, clip_on=False,
                              transform=page.dpi_scale_trans, **more))  # fmt: skip


def boxes(page: Page, given: Sequence[Box], *, state: State | Verdict, **more: Any) -> None:
    """Areas (left, bottom, right, top) of one state as one artist, with outline and hatch if not judged."""
    path = Path.make_compound_path(
        *(Path([(left, low), (right, low), (right, top), (left, top), (left, low)], closed=True)
          for left, low, right, top in given)
    )  # fmt: skip
    row = state.row
    look = {"facecolor": row.color, "edgecolor": "white", "linewidth": 0.8, "gid": state.value}
    if row.credit is None:
        look |= {"hatch": row.hatch, "hatchcolor": QUIET, "edgecolor": row.edge}
    page.add_artist(
        PathPatch(path, clip_on=False, transform=page.dpi_scale_trans, **{**look, **more})
    )


def dots(page: Page, marker: str | Path, points: Sequence[Point], **look: Any) -> None:
    """One marker at each point, as one artist; nothing without points."""
    if points:
        xs, ys = zip(*points, strict=True)
        page.add_artist(Line2D(xs, ys, marker=marker, linestyle="", clip_on=False,
                               transform=page.dpi_scale_trans, **look))  # fmt: skip


@cache
def _part(credit: float) -> Path:
    """The part of a disk that is filled."""
    return Path.wedge(270 - 360 * credit, 270)


def marks(page: Page, state: State | Verdict, points: Sequence[Point], radius: float) -> None:
    """The mark of a state or a verdict around each point, as one artist (two where something is in it).

    What is judged is a disk, filled as far as its credit goes, and a thick ring where there is none; what
    is not judged is a pale disk, barred when unresolvable and crossed when overdue.
    """
    row = state.row
    looks = {None: (PALE, 0.9, 0.7), 0.0: ("white", 0.93, 2.2), 1.0: (row.color, 1.0, 1.0)}
    ground, size, thickness = looks.get(row.credit, ("white", 1.0, 1.0))
    across, line = 144 * radius * size, 14 * radius
    dots(page, "o", points, markersize=across, markerfacecolor=ground, markeredgecolor=row.edge,
         markeredgewidth=thickness * line, gid=state.value)  # fmt: skip
    if row.credit and row.credit < 1:
        dots(page, _part(row.credit), points, markersize=across - line, markerfacecolor=row.color,
             markeredgewidth=0)  # fmt: skip
    if row.mark in _SIGNS:
        dots(page, _SIGNS[row.mark], points, markersize=across / 2, markeredgecolor=QUIET,
             markeredgewidth=line)  # fmt: skip
