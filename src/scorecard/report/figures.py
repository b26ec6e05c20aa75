"""How a chart's SVG goes into the page: no style attributes, ids that cannot clash, every glyph once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree import ElementTree as ET

from markupsafe import Markup

from scorecard.errors import Phrase

__all__ = ["Drawing", "Figure", "Gallery", "gallery"]

_ELEMENTS = frozenset({"svg", "g", "path", "use", "defs", "clipPath", "rect", "pattern"})
_PROPERTIES = frozenset({
    "fill", "fill-opacity", "fill-rule", "opacity", "stroke", "stroke-dasharray", "stroke-dashoffset",
    "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width",
    "clip-path", "clip-rule",
})  # fmt: skip
_GEOMETRY = frozenset({"d", "x", "y", "width", "height", "transform", "viewBox", "href", "id",
                       "patternUnits", "patternTransform", "clipPathUnits"})  # fmt: skip
_DECIMALS = re.compile(r"-?\d+\.\d{2,}")
_MOVE = re.compile(r"translate\([^)]*\)")
_GAPS = re.compile(r"\s*([A-Za-z])\s*")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


class Figure(NamedTuple):
    """A chart as it is drawn: its title, and its SVG file by language (`en`, `zh`)."""

    title: Phrase
    svg: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as the page holds it: its name, its title as text, its SVG elements by language."""

    name: str
    title: Phrase
    svg: Mapping[str, Markup]


@dataclass(frozen=True, slots=True)
class Gallery:
    """The charts of a page and the glyphs that all of them share."""

    drawings: list[Drawing]
    glyphs: Markup


def _rounded(found: re.Match[str]) -> str:
    """A coordinate in points with two decimals: a hundredth of a point is not seen."""
    return f"{float(found.group()):.2f}".rstrip("0").rstrip(".")


def _short_path(path: str) -> str:
    return _GAPS.sub(r"\1", _DECIMALS.sub(_rounded, path)).strip()


def _local(name: str) -> str:
    return name.rpartition("}")[2]


class _Page:
    """The glyphs of one page, while its charts are taken in."""

    def __init__(self) -> None:
        self.glyphs: dict[str, str] = {}
        self.shapes: list[ET.Element] = []

    def share(self, glyph: ET.Element) -> str:
        """The page's id of a glyph; equal outlines are one glyph."""
        path, transform = _short_path(glyph.get("d", "")), glyph.get("transform", "")
        key = f"{path} {transform}"
        if key not in self.glyphs:
            self.glyphs[key] = f"g{len(self.glyphs)}"
            given = {"id": self.glyphs[key], "d": path, "transform": transform}
            self.shapes.append(
                ET.Element("path", {name: text for name, text in given.items() if text})
            )
        return self.glyphs[key]

    def taken_in(self, text: str, prefix: str) -> Markup:
        """A chart's SVG as the page holds it.

        Args:
            text: The chart's SVG file, written by this program.
            prefix: What makes its remaining ids its own.
        """
        root = ET.fromstring(text)  # noqa: S314  (our own file)
        svg = _Chart(self, prefix, root).cleaned(root)
        svg.attrib = {"viewBox": svg.attrib["viewBox"], "stroke-linejoin": "round"}
        return Markup(ET.tostring(svg, encoding="unicode"))  # noqa: S704  (escaped by it)


class _Chart:
    """One chart while it is taken in."""

    def __init__(self, page: _Page, prefix: str, root: ET.Element) -> None:
        self.prefix = prefix
        self.shared = {
            path.get("id", ""): page.share(path)
            for defs in root.iterfind(".//{*}g/{*}defs")
            for path in defs.iterfind("{*}path")
            if "transform" in path.attrib
        }

    def own_id(self, id_: str) -> str:
        return self.shared.get(id_) or f"{self.prefix}-{id_}"

    def attributes(self, element: ET.Element) -> dict[str, str]:
        """Geometry and paint as attributes; a style attribute would be blocked by the page's policy."""
        found = {_local(name): text for name, text in element.attrib.items()}
        declared = (one.partition(":") for one in found.pop("style", "").split(";"))
        found |= {name.strip(): text.strip() for name, _, text in declared}
        kept = {name: text for name, text in found.items() if name in _GEOMETRY | _PROPERTIES}
        if "id" in kept:
            kept["id"] = self.own_id(kept["id"])
        if "href" in kept:
            kept["href"] = "#" + self.own_id(kept["href"].removeprefix("#"))
        if "d" in kept:
            kept["d"] = _short_path(kept["d"])
        if "transform" in kept:
            kept["transform"] = _MOVE.sub(
                lambda got: _DECIMALS.sub(_rounded, got[0]), kept["transform"]
            )
        for name, text in kept.items():
            kept[name] = _REFERENCE.sub(lambda got: f"url(#{self.own_id(got[1])})", text)
        if _local(element.tag) in {"g", "svg"}:
            kept.pop("id", None)
        return kept

    def is_kept(self, element: ET.Element) -> bool:
        return _local(element.tag) in _ELEMENTS and element.get("id") not in self.shared

    def cleaned(self, element: ET.Element) -> ET.Element:
        """A copy of an element with only what the page may hold; groups that say nothing are dissolved."""
        copy = ET.Element(_local(element.tag), self.attributes(element))
        for child in element:
            if not self.is_kept(child):
                continue
            inner = self.cleaned(child)
            if inner.tag == "defs" and not len(inner):
                continue
            if inner.tag == "g" and not inner.attrib:
                copy.extend(inner)
            else:
                copy.append(inner)
        return copy


def gallery(figures: Mapping[str, Figure]) -> Gallery:
    """The charts of a page.

    Args:
        figures: The charts by name, written by this program.

    Returns:
        The charts in the given order, and the glyphs that they share.
    """
    page = _Page()
    drawings = [
        Drawing(
            name,
            figure.title,
            {code: page.taken_in(text, f"{name}-{code}") for code, text in figure.svg.items()},
        )
        for name, figure in figures.items()
    ]
    shapes = "".join(ET.tostring(one, encoding="unicode") for one in page.shapes)
    return Gallery(drawings, Markup(shapes))  # noqa: S704  (escaped by ElementTree)
