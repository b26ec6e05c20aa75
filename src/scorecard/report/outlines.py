"""The outlines of a chart in the page: shorter numbers, and text in place of the outlines of its glyphs."""

import html
import re
from xml.etree import ElementTree as ET

__all__ = ["path_from", "rounded", "short", "start_of", "text_element"]

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_GAPS = re.compile(r"\s*([A-Za-z])\s*")
_PLACED = re.compile(r"translate\(([-\d.]+) ([-\d.]+)\)(.*?) ?scale\(([\d.]+) -[\d.]+\)")
_FIRST_WIDE = 0x2E80


def short(number: float) -> str:
    """A coordinate in points with two decimals: a hundredth of a point is not seen."""
    return f"{round(number, 2) + 0:g}"  # plus 0: no minus before a zero


def rounded(text: str) -> str:
    """A text with every number shortened."""
    return _NUMBER.sub(lambda found: short(float(found[0])), text)


def path_from(path: str, x: float, y: float) -> str:
    """A path of absolute coordinates, moved so that a point becomes its origin."""
    numbers = iter(_NUMBER.findall(path))
    offsets = iter([x, y] * (path.count(" ") + 1))
    moved = _NUMBER.sub(lambda _: short(float(next(numbers)) - next(offsets)), path)
    return _GAPS.sub(r"\1", moved).strip()


def start_of(path: str) -> tuple[float, float]:
    """The first point of a path."""
    x, y = _NUMBER.findall(path)[:2]
    return float(x), float(y)


def _advance(character: str) -> int:
    """About the width of a character in hundredths of its size: enough for the end of a line."""
    if ord(character) >= _FIRST_WIDE:
        return 100
    if character in "%@mwMW":
        return 85
    return 28 if character in ".,:;'|!iljI" else 55


def text_element(comment: ET.Element, glyphs: ET.Element) -> ET.Element | None:
    """A line of text from the outlines of its glyphs and the comment before them that names it.

    Its length is kept, so that it ends where it was drawn to end whatever font the reader has.
    """
    placed = _PLACED.fullmatch(glyphs.get("transform", ""))
    if not placed:
        return None
    line = html.unescape((comment.text or "").strip())
    x, y, turn, scale = placed[1], placed[2], placed[3].strip(), float(placed[4])
    made = ET.Element("text", {"font-size": short(100 * scale)})
    if turn:
        made.set("transform", f"translate({rounded(f'{x} {y}')}) {turn}")
    else:
        made.attrib |= {"x": short(float(x)), "y": short(float(y))}
    uses = glyphs.findall("{*}use")
    if len(uses) > 1:
        last = float(_NUMBER.findall(uses[-1].get("transform", "0"))[0])
        end = last + _advance(line[-1])
        made.attrib |= {"textLength": short(end * scale), "lengthAdjust": "spacingAndGlyphs"}
    made.text = line
    return made
