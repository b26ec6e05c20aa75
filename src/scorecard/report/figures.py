"""How a chart's SVG goes into the page: no style attributes, no clashing ids, text as text, shapes once."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree import ElementTree as ET

from markupsafe import Markup

from scorecard.errors import Phrase

__all__ = ["Drawing", "Figure", "Gallery", "gallery"]

_ELEMENTS = frozenset({"svg", "g", "path", "use", "defs", "clipPath", "rect", "pattern"})
_PAINT = frozenset({
    "fill", "fill-opacity", "fill-rule", "opacity", "stroke", "stroke-dasharray", "stroke-dashoffset",
    "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width",
    "clip-path", "clip-rule",
})  # fmt: skip
_GEOMETRY = frozenset({
    "d", "x", "y", "width", "height", "transform", "viewBox", "href", "id",
    "patternUnits", "patternTransform", "clipPathUnits",
})  # fmt: skip
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_GAPS = re.compile(r"\s*([A-Za-z])\s*")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_PLACED = re.compile(r"translate\(([-\d.]+) ([-\d.]+)\)(.*?) ?scale\(([\d.]+) -[\d.]+\)")
_WORTH_SHARING = 200
_FIRST_WIDE = 0x2E80
_INK = "#1f2933"


class Figure(NamedTuple):
    """A chart as it is drawn: its title, and its SVG file by language (`en`, `zh`)."""

    title: Phrase
    svg: Mapping[str, str]


Shapes = dict[frozenset[tuple[str, str]], ET.Element]
"""The shapes of a page by their attributes."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as the page holds it: its name, its title as text, its SVG elements by language."""

    name: str
    title: Phrase
    svg: Mapping[str, Markup]


@dataclass(frozen=True, slots=True)
class Gallery:
    """The charts of a page and the shapes that all of them share."""

    drawings: list[Drawing]
    shapes: Markup


def _short(number: float) -> str:
    """A coordinate in points with two decimals: a hundredth of a point is not seen."""
    return f"{round(number, 2) + 0:g}"  # plus 0: no minus before a zero


def _rounded(text: str) -> str:
    return _NUMBER.sub(lambda found: _short(float(found[0])), text)


def _path(path: str, x: float, y: float) -> str:
    """A path of absolute coordinates, moved so that a point becomes its origin."""
    numbers = iter(_NUMBER.findall(path))
    offsets = iter([x, y] * (path.count(" ") + 1))
    moved = _NUMBER.sub(lambda _: _short(float(next(numbers)) - next(offsets)), path)
    return _GAPS.sub(r"\1", moved).strip()


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _markup(element: ET.Element) -> Markup:
    text = ET.tostring(element, encoding="unicode").replace(" />", "/>")
    return Markup(text)  # noqa: S704  (ElementTree escapes)


def _advance(character: str) -> int:
    """About the width of a character in hundredths of its size: enough for the end of a line."""
    if ord(character) >= _FIRST_WIDE:
        return 100
    if character in "%@mwMW":
        return 85
    return 28 if character in ".,:;'|!iljI" else 55


def _text(comment: ET.Element, glyphs: ET.Element) -> ET.Element | None:
    """A line of text from the outlines of its glyphs and the comment before them that names it.

    Its length is kept, so that it ends where it was drawn to end whatever font the reader has.
    """
    placed = _PLACED.fullmatch(glyphs.get("transform", ""))
    if not placed:
        return None
    line = html.unescape((comment.text or "").strip())
    x, y, turn, scale = placed[1], placed[2], placed[3].strip(), float(placed[4])
    made = ET.Element("text", {"font-size": _short(100 * scale)})
    if turn:
        made.set("transform", f"translate({_rounded(f'{x} {y}')}) {turn}")
    else:
        made.attrib |= {"x": _short(float(x)), "y": _short(float(y))}
    uses = glyphs.findall("{*}use")
    if len(uses) > 1:
        last = float(_NUMBER.findall(uses[-1].get("transform", "0"))[0])
        end = last + _advance(line[-1])
        made.attrib |= {"textLength": _short(end * scale), "lengthAdjust": "spacingAndGlyphs"}
    made.text = line
    return made


class _Chart:
    """One chart while it is taken in."""

    def __init__(self, prefix: str, shapes: Shapes, root: ET.Element) -> None:
        self.prefix = prefix
        self.shapes = shapes
        size = {name: root.get("viewBox", "").split()[place] for name, place in
                (("x", 0), ("y", 1), ("width", 2), ("height", 3))}  # fmt: skip
        self.idle_clips = {
            clip.get("id")
            for clip in root.iterfind(".//{*}clipPath")
            if all(rect.attrib == size for rect in clip)
        }

    def attributes(self, element: ET.Element) -> dict[str, str]:
        """Geometry and paint as attributes; a style attribute would be blocked by the page's policy."""
        found = {_local(name): text for name, text in element.attrib.items()}
        declared = (one.partition(":") for one in found.pop("style", "").split(";"))
        found |= {name.strip(): text.strip() for name, _, text in declared}
        kept = {name: text for name, text in found.items() if name in _GEOMETRY | _PAINT}
        if kept.get("stroke-linejoin") == "miter":
            del kept["stroke-linejoin"]
        clip = _REFERENCE.fullmatch(kept.get("clip-path", ""))
        if clip and clip[1] in self.idle_clips:
            del kept["clip-path"]
        if "href" in kept:
            kept["href"] = f"#{self.prefix}-{kept['href'].removeprefix('#')}"
        kept = {
            name: _REFERENCE.sub(lambda got: f"url(#{self.prefix}-{got[1]})", text)
            for name, text in kept.items()
        }
        if _local(element.tag) in {"g", "svg"}:
            kept.pop("id", None)
        elif "id" in kept:
            kept["id"] = f"{self.prefix}-{kept['id']}"
        return kept

    def shared(self, path: ET.Element) -> ET.Element:
        """A path, or the use of the page's shape that it repeats: the same outline in the same paint."""
        outline = path.get("d", "")
        if len(outline) < _WORTH_SHARING or {"id", "clip-path"} & set(path.attrib):
            path.set("d", _path(outline, 0, 0))
            return path
        x, y = map(float, _NUMBER.findall(outline)[:2])
        path.set("d", _path(outline, x, y))
        shape = self.shapes.setdefault(frozenset(path.items()), path)
        if "id" not in shape.attrib:
            shape.set("id", f"shape-{len(self.shapes)}")
        return ET.Element("use", {"href": f"#{shape.get('id')}", "x": _short(x), "y": _short(y)})

    def cleaned(self, element: ET.Element) -> ET.Element:
        """A copy of an element with only what the page may hold; groups that say nothing are dissolved."""
        copy = ET.Element(_local(element.tag), self.attributes(element))
        comment = None
        for child in element:
            tag: object = child.tag
            if tag is ET.Comment:
                comment = child
                continue
            if _local(child.tag) not in _ELEMENTS or child.get("id") in self.idle_clips:
                continue
            text = None if comment is None else _text(comment, child)
            comment = None
            if text is not None:
                text.attrib |= {
                    name: value
                    for name, value in self.attributes(child).items()
                    if name in _PAINT and value != _INK
                }
                copy.append(text)
            else:
                self.append(copy, self.cleaned(child))
        return copy

    def append(self, parent: ET.Element, child: ET.Element) -> None:
        if child.tag == "g" and not child.attrib:
            parent.extend(child)
        elif child.tag == "path":
            parent.append(self.shared(child))
        elif child.tag != "defs" or len(child):
            parent.append(child)


def _taken_in(text: str, prefix: str, shapes: Shapes) -> Markup:
    """A chart's SVG as the page holds it.

    Args:
        text: The chart's SVG file, written by this program.
        prefix: What makes its ids its own.
        shapes: The page's shapes; new ones are added.
    """
    parser = ET.XMLParser(target=ET.TreeBuilder(insert_comments=True))  # noqa: S314  (our own file)
    root = ET.fromstring(text, parser)  # noqa: S314  (our own file)
    svg = _Chart(prefix, shapes, root).cleaned(root)
    svg.attrib = {"viewBox": root.attrib["viewBox"], "fill": _INK}
    return _markup(svg)


def gallery(figures: Mapping[str, Figure]) -> Gallery:
    """The charts of a page.

    Args:
        figures: The charts by name, written by this program.

    Returns:
        The charts in the given order, and the shapes that they share.
    """
    shapes: Shapes = {}
    drawings = [
        Drawing(
            name,
            figure.title,
            {code: _taken_in(text, f"{name}-{code}", shapes) for code, text in figure.svg.items()},
        )
        for name, figure in figures.items()
    ]
    return Gallery(drawings, Markup().join(_markup(shape) for shape in shapes.values()))
