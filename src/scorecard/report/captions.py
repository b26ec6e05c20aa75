"""What a chart's SVG says besides its drawing: the sentence under its title, and whether it has data."""

import html
from xml.etree import ElementTree as ET

__all__ = ["has_data", "note_of"]

_NOTE_SCALE = "scale(0.115 -0.115)"
"""How large the sentence under a title is set; nothing else among the first texts is."""

_FIRST_WIDE = 0x2E80
_WIDE_MARKS = "，。、；：！？（）《》“”‘’…"


def has_data(root: ET.Element) -> bool:
    """Whether a chart draws anything but its background and texts."""
    drawn = [
        one.get("id", "")
        for page in root.iterfind("{*}g")
        for one in page
        if isinstance(one.tag, str)
    ]
    return any(not name.startswith("text_") and name != "patch_1" for name in drawn)


def _is_wide(character: str) -> bool:
    return ord(character) >= _FIRST_WIDE or character in _WIDE_MARKS


def _joined(lines: list[str]) -> str:
    """A wrapped text as one line: between two wide characters, and after a wide mark, there was no space."""
    text = lines[0] if lines else ""
    for line in lines[1:]:
        both_wide = _is_wide(text[-1]) and _is_wide(line[0])
        text += ("" if both_wide or text[-1] in _WIDE_MARKS else " ") + line
    return text


def note_of(root: ET.Element) -> str:
    """The sentence under a chart's title; empty where there is none.

    Args:
        root: The chart's SVG with its comments, in which every line of text stands before its outlines.
    """
    texts = root.findall("{*}g/{*}g[@id='text_2']")
    lines = []
    for text in texts:
        comment = ""
        for part in text:
            tag: object = part.tag
            if tag is ET.Comment:
                comment = html.unescape((part.text or "").strip())
            elif part.get("transform", "").endswith(_NOTE_SCALE) and comment:
                lines.append(comment)
                comment = ""
    return _joined(lines)
