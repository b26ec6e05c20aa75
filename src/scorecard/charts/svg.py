"""Charts as SVG, for a file or inside a web page: text as text, paint as attributes, short numbers.

What is on a page is written as it is, in points from the upper left corner: matplotlib's own writer takes
several times as long, styles everything in a way that a page's policy blocks, and numbers its ids by chance.
"""

import html
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from typing import Any, cast

import numpy as np
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.hatch import get_path
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Patch
from matplotlib.path import Path

from scorecard.charts.fonts import SVG_FONTS
from scorecard.charts.marks import Vector, Words
from scorecard.charts.slide import Chart
from scorecard.charts.style import DARK, PAGE, PHONE, QUIET, Frame
from scorecard.text import Language

_INCH = 72
_LETTERS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE4: "C", Path.CLOSEPOLY: "z"}
_VARIABLES = {color: f"--chart-{color[1:]}" for color in DARK}


_ANCHORS = {
    "left": (0, ""),
    "center": (0.5, ' text-anchor="middle"'),
    "right": (1, ' text-anchor="end"'),
}
"""The part of a text that is before its point, and the attribute that says so."""

DARK_VARIABLES = "".join(f"{_VARIABLES[color]}:{dark};" for color, dark in DARK.items())
"""The declarations that make the charts of a page dark; without them they are light."""


def _number(value: float) -> str:
    return f"{round(value, 2) + 0:.7g}"


def _outline(path: Path, points: Vector) -> str:
    """The `d` of a path whose points are at other places than its own."""
    given = [Path.LINETO] * len(points) if path.codes is None else np.asarray(path.codes).tolist()
    codes, at = [Path.MOVETO, *given[1:]], np.round(points, 2).tolist()
    parts, place, last = [], 0, ""
    while place < len(codes):
        n = Path.NUM_VERTICES_FOR_CODE[codes[place]]
        letter = _LETTERS[codes[place]]
        numbers = " ".join(f"{x + 0:.7g} {y + 0:.7g}" for x, y in at[place : place + n])
        parts.append(
            numbers if letter == last != "M" else letter + (numbers if letter != "z" else "")
        )
        last, place = letter, place + n
    return " ".join(parts)


@cache
def _marker(marker: Any, size: float) -> str:
    """The outline of a marker around a point."""
    style: Any = MarkerStyle(marker)
    path = style.get_path()
    return _outline(path, style.get_transform().transform(path.vertices) * (size, -size))


@cache
def _lines_of_hatch(hatch: str) -> str:
    """The `d` of the lines that fill a square inch."""
    path = get_path(hatch, density=6)
    return _outline(path, np.asarray(path.vertices) * (_INCH, -_INCH) + (0, _INCH))


class _Drawing:
    """A figure on its way to SVG: `shade` gives the value of a color, and is told whether it is of text."""

    def __init__(self, figure: Figure, prefix: str, shade: Callable[[str, bool], str]) -> None:
        self.figure, self.shade = figure, shade
        self.height = _INCH * figure.get_figheight()
        self.ids = (f"{prefix}{number}" for number in count(1))

    def _color(self, color: Any, *, is_text: bool = False) -> str:
        *_, opacity = to_rgba(color)
        return self.shade(to_hex(color), is_text) if opacity else "none"

    def _stroke(self, color: str, width: float) -> str:
        if not width or color == "none":
            return ""
        return f' stroke="{color}" stroke-width="{_number(width)}"'

    def body(self) -> str:
        """All that is on it, from the back to the front."""
        (across, down), fill = _box(self.figure), self._color(self.figure.patch.get_facecolor())
        parts = [f'<path d="M0 0h{across}v{down}H0z" fill="{fill}"/>'] if fill != "none" else []
        for one in sorted(self.figure.artists, key=lambda one: one.get_zorder()):
            parts += self._patch(one) if isinstance(one, Patch) else self._dots(one)  # type: ignore[arg-type]  # there is no third kind
        parts += (text for one in self.figure.texts for text in self._words(one))  # type: ignore[arg-type]  # all texts are `Words`
        return "".join(parts)

    def _patch(self, patch: Patch) -> Iterator[str]:
        """An area or lines; with its hatch, of which the pattern is written before."""
        path = patch.get_path()
        inches = patch.get_patch_transform().transform(path.vertices)
        outline = _outline(path, np.asarray(inches) * (_INCH, -_INCH) + (0, self.height))
        width, edge = patch.get_linewidth(), self._color(patch.get_edgecolor())
        fill = self._color(patch.get_facecolor()) if patch.get_fill() else "none"
        if hatch := patch.get_hatch():
            name, lines = next(self.ids), _lines_of_hatch(hatch)
            yield (
                f'<defs><pattern id="{name}" patternUnits="userSpaceOnUse" width="{_INCH}" height="{_INCH}">'
                f'<rect width="{_INCH}" height="{_INCH}" fill="{fill}"/>'
                f'<path d="{lines}" fill="none" stroke="{self._color(QUIET)}"'
                ' stroke-width="0.6"/></pattern></defs>'
            )
            fill = f"url(#{name})"
        style, dashed = cast("Any", patch.get_linestyle()), ""
        if not isinstance(style, str):
            lengths = " ".join(_number(one * width) for one in style[1])
            dashed = f' stroke-dasharray="{lengths}"'
        yield f'<path d="{outline}" fill="{fill}"{self._stroke(edge, width)}{dashed}/>'

    def _dots(self, line: Line2D) -> Iterator[str]:
        """One marker at each point."""
        marker: Any = line.get_marker()
        places = np.asarray(line.get_xydata()) * (_INCH, -_INCH) + (0, self.height)
        look = self._stroke(
            self._color(line.get_markeredgecolor()), float(line.get_markeredgewidth())
        )
        name, color = next(self.ids), self._color(line.get_markerfacecolor())
        used = "".join(
            f'<use xlink:href="#{name}" x="{_number(x)}" y="{_number(y)}"/>'
            for x, y in places.tolist()
        )
        yield (
            f'<defs><path id="{name}" d="{_marker(marker, float(line.get_markersize()))}"/></defs>'
            f'<g fill="{color}"{look}>{used}</g>'
        )

    def _words(self, words: Words) -> Iterator[str]:
        """Lines of text that keep the length they were drawn with, whatever font the reader has."""
        unit, size = _INCH / self.figure.dpi, float(words.get_fontsize())
        color = self._color(words.get_color(), is_text=True)
        turned, (share, anchor) = words.get_rotation(), _ANCHORS[words.get_horizontalalignment()]
        for text, wide, (x, y) in words.lines():
            left, top = _number(unit * (x + share * wide)), _number(self.height - unit * y)
            at = f'x="{left}" y="{top}"'
            if turned:
                at = f'transform="translate({left} {top}) rotate({_number(-turned)})"'
            yield (
                f'<text font-size="{_number(size)}"{anchor} {at} fill="{color}"'
                f' textLength="{unit * wide:.1f}" lengthAdjust="spacingAndGlyphs">'
                f"{html.escape(text, quote=False)}</text>"
            )


def _box(figure: Figure) -> tuple[str, str]:
    width, height = figure.get_size_inches()
    return _number(_INCH * width), _number(_INCH * height)


def svg_file(figure: Figure, title: str, description: str, identifier: str) -> bytes:
    """A figure as an SVG file that says what it is, with text that can be selected and edited."""
    width, height = _box(figure)
    name, said = html.escape(title), html.escape(description)
    inner = _Drawing(figure, "d", lambda color, _: color).body()
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}" role="img"'
        f' font-family="{html.escape(SVG_FONTS)}">\n'
        f"<title>{name}</title>\n<desc>{said}</desc>\n<metadata>{identifier}</metadata>\n{inner}\n</svg>\n"
    ).encode()


@cache
def _variable(color: str, is_text: bool) -> str:  # noqa: FBT001  (it is called as `shade`)
    """The color of a chart in a page, which is another where the page is dark; white text stays."""
    if is_text and color == "#ffffff":
        return "white"
    return f"var({_VARIABLES[color]},{color})" if color in DARK else color


def inline_svg(chart: Chart, language: Language, *, prefix: str, is_phone: bool = False) -> str:
    """A chart as an `svg` element for each of its pages: it needs no styles, and no other chart has its ids.

    Its colors are variables with the light color as their value where a page sets none; see
    `DARK_VARIABLES`. It is drawn within `drawing`.

    Args:
        chart: The chart.
        language: Language of its texts.
        prefix: What makes its ids its own on the page.
        is_phone: Whether it is laid out for a phone, with text of 12 pixels and more at a width of 360.

    Raises:
        MissingGlyphError: A label cannot be drawn.
    """
    frame = Frame(language=language, width=PHONE if is_phone else PAGE)
    shown = []
    for number, figure in enumerate(chart.figures(frame)):
        width, height = _box(figure)
        inner = _Drawing(figure, f"{prefix}-{number}-", _variable).body()
        shown.append(f'<svg viewBox="0 0 {width} {height}">{inner}</svg>')
    return "".join(shown).replace("xlink:href", "href")
