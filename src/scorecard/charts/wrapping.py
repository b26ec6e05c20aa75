"""Line breaks: between words and between Chinese characters, never before a closing mark."""

import re
import unicodedata
from collections.abc import Iterator

from scorecard.charts.style import text_width

__all__ = ["wrapped"]

_LAST_NARROW = 0x2E7F  # after it the CJK blocks begin
_NO_LINE_START = "，。、；：！？）》」』】〉”’％…·,.;:!?)%"
_NO_LINE_END = "（《「『【〈“‘("
_BLANKS = re.compile(r"[^\S\u00a0]+")  # but for the no-break space
_P_VALUE = re.compile(r"\bp ([=<]) ")  # stays on one line
_INVISIBLE = {"Cc", "Cf", "Zl", "Zp"}


def _visible(text: str) -> str:
    """One line without control and direction marks; they have no glyph and would turn the line around."""
    spaced = _P_VALUE.sub("p\u00a0\\1\u00a0", _BLANKS.sub(" ", text.strip()))
    return "".join(one for one in spaced if unicodedata.category(one) not in _INVISIBLE)


def _is_wide(character: str) -> bool:
    return ord(character) > _LAST_NARROW


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end after one character and the next begin with another."""
    if after in _NO_LINE_START or before in _NO_LINE_END:
        return False
    return before == " " or _is_wide(before) or _is_wide(after)


def _pieces(text: str, inches: float, size: float) -> Iterator[str]:
    """The parts between which a line may break; a word longer than a line breaks anywhere."""
    piece = ""
    for character in text:
        is_full = bool(piece) and text_width(piece + character, size) > inches
        if piece and (is_full or _may_break(piece[-1], character)):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def wrapped(text: str, inches: float, size: float, *, lines: int | None = None) -> str:
    """A text broken into lines of at most a width; Chinese breaks between any two characters.

    Args:
        text: Any text; line breaks and direction marks in it are not kept.
        inches: Greatest width of a line.
        size: Font size in points.
        lines: Most lines, what does not fit ends in an ellipsis; None for as many as it needs.
    """
    done, current = [], ""
    for piece in _pieces(_visible(text), inches, size):
        if current and text_width((current + piece).rstrip(), size) > inches:
            done.append(current.rstrip())
            current = piece
        else:
            current += piece
    done.append(current.rstrip())
    if lines is None or len(done) <= lines:
        return "\n".join(done)
    last = done[lines - 1]
    while last and text_width(last + "…", size) > inches:
        last = last[:-1]
    return "\n".join([*done[: lines - 1], last.rstrip("，。、；：,.;: ") + "…"])
