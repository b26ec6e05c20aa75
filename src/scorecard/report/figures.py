"""How a chart's SVG goes into the page: no style attributes, no clashing ids, text as text, shapes once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree import ElementTree as ET

from markupsafe import Markup

from scorecard.report.captions import has_data, note_of
from scorecard.report.outlines import path_from, rounded, short, start_of, text_element
from scorecard.text import Phrase

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
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_WORTH_SHARING = 200
_INK = "#1f2933"


class Figure(NamedTuple):
    """A chart as it is drawn: its title, and its SVG file by language (`en`, `zh`)."""

    title: Phrase
    svg: Mapping[str, str]


Shapes = dict[frozenset[tuple[str, str]], ET.Element]
"""The shapes of a page by their attributes."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as the page holds it.

    Attributes:
        name: Its name.
        title: Its title as text.
        notes: The sentence under its title as text, by language; empty where there is none.
        has_data: Whether it draws anything.
        svg: Its SVG elements by language.
    """

    name: str
    title: Phrase
    notes: Mapping[str, str]
    has_data: bool
    svg: Mapping[str, Markup]


@dataclass(frozen=True, slots=True)
class Gallery:
    """The charts of a page and the shapes that all of them share."""

    drawings: list[Drawing]
    shapes: Markup

    @property
    def parts(self) -> list[Markup]:
        """All its SVG in the order of the page."""
        return [self.shapes, *(svg for drawing in self.drawings for svg in drawing.svg.values())]


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _markup(element: ET.Element) -> Markup:
    text = ET.tostring(element, encoding="unicode").replace(" />", "/>")
    return Markup(text)  # noqa: S704  (ElementTree escapes)


class _Chart:
    """One chart while it is taken in."""

    def __init__(self, prefix: str, shapes: Shapes, root: ET.Element) -> None:
        self.prefix = prefix
        self.shapes = shapes
        self.markers: dict[str, ET.Element] = {}
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
            path.set("d", path_from(outline, 0, 0))
            return path
        x, y = start_of(outline)
        path.set("d", path_from(outline, x, y))
        shape = self.shape(path)
        return ET.Element("use", {"href": f"#{shape.get('id')}", "x": short(x), "y": short(y)})

    def shape(self, path: ET.Element) -> ET.Element:
        """The page's shape that equals a path; a new one when there is none."""
        shape = self.shapes.setdefault(frozenset(path.items()), path)
        if "id" not in shape.attrib:
            shape.set("id", f"shape-{len(self.shapes)}")
        return shape

    def take_markers(self, defs: ET.Element) -> None:
        """The marker shapes of a chart become shapes of the page."""
        for path in defs.findall("path"):
            defs.remove(path)
            name = path.attrib.pop("id")
            self.markers[f"#{name}"] = self.shape(path)

    def marked(self, use: ET.Element) -> ET.Element:
        """The use of a marker, without the paint that the marker has itself."""
        marker = self.markers.get(use.get("href", ""))
        if marker is None:
            return use
        kept = {name: text for name, text in use.items() if name not in _PAINT & set(marker.attrib)}
        place = {name: rounded(kept[name]) for name in kept if name in {"x", "y"}}
        return ET.Element("use", {**kept, **place, "href": f"#{marker.get('id')}"})

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
            text = None if comment is None else text_element(comment, child)
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
        elif child.tag == "use":
            parent.append(self.marked(child))
        else:
            if child.tag == "defs":
                self.take_markers(child)
            if child.tag != "defs" or len(child):
                parent.append(child)


def _root(text: str) -> ET.Element:
    """A chart's SVG file, written by this program, with its comments."""
    parser = ET.XMLParser(target=ET.TreeBuilder(insert_comments=True))  # noqa: S314  (our own file)
    return ET.fromstring(text, parser)  # noqa: S314  (our own file)


def _taken_in(root: ET.Element, prefix: str, shapes: Shapes) -> Markup:
    """A chart's SVG as the page holds it.

    Args:
        root: The chart's SVG.
        prefix: What makes its ids its own.
        shapes: The page's shapes; new ones are added.
    """
    svg = _Chart(prefix, shapes, root).cleaned(root)
    svg.attrib = {"viewBox": root.attrib["viewBox"], "fill": _INK}
    return _markup(svg)


def _drawing(name: str, figure: Figure, shapes: Shapes) -> Drawing:
    roots = {code: _root(text) for code, text in figure.svg.items()}
    return Drawing(
        name,
        figure.title,
        {code: note_of(root) for code, root in roots.items()},
        any(has_data(root) for root in roots.values()),
        {code: _taken_in(root, f"{name}-{code}", shapes) for code, root in roots.items()},
    )


def gallery(figures: Mapping[str, Figure]) -> Gallery:
    """The charts of a page.

    Args:
        figures: The charts by name, written by this program.

    Returns:
        The charts in the given order, and the shapes that they share.
    """
    shapes: Shapes = {}
    drawings = [_drawing(name, figure, shapes) for name, figure in figures.items()]
    return Gallery(drawings, Markup().join(_markup(shape) for shape in shapes.values()))
