"""The fonts of charts: how wide a text is, where it breaks, which characters can be drawn."""

import functools
import io
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font, LoadFlags

from scorecard.charts.style import INK, QUIET
from scorecard.problems import ScorecardError

SVG_FONTS = (
    "'Noto Sans SC', 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei',"
    " 'DejaVu Sans', sans-serif"
)
"""The font of the charts by the names that systems have it under, and fonts of the same widths."""

_CLOSING, _OPENING = "，。、；：！？）》」』】〉”’％…·～,.;:!?)%", "（《「『【〈“‘("
_NARROW = r"(?:[\u00a0\S](?<=[\0-\u2e7f]))"  # before the blocks of CJK
_PIECES = re.compile(
    rf"[\u2e80-\u2fff\u3040-\ufe4f]{{2}}[{_CLOSING}]*$"  # the last character is no line of its own
    rf"|[{_OPENING}]*(?:{_NARROW}*{_NARROW}(?<![{_OPENING}])|\S)[{_CLOSING}]*[^\S\u00a0]*|\S+|\s+"
)
"""What a line is made of: a word or a Chinese character, with the marks before and after it."""
_BLANKS = re.compile(r"[^\S\u00a0]+")  # but for the no-break space
_P_VALUE = re.compile(r"\bp ([=<]) ")  # stays on one line
_INVISIBLE = {"Cc", "Cf", "Zl", "Zp"}


class MissingGlyphError(ScorecardError):
    """A label has a character that no font of the charts can draw."""

    def __init__(self, label: str, character: str) -> None:
        self.character = character
        code, shown = f"U+{ord(character):04X}", " ".join(label.split())
        super().__init__(
            f"no font of the charts has {character!r} ({code}); write the label {shown!r} without it",
            f"图表字体里没有“{character}”（{code}）；请改写标签“{shown}”",
        )


@functools.cache
def _font_files() -> tuple[str, str]:
    """The Chinese font, by its path: importing its package would set fonts for the process; and the other."""
    chinese = distribution("zhplot").locate_file("zhplot/fonts/NotoSansSC-Regular.ttf")
    return str(chinese), str(Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf"))


@functools.cache
def _fonts() -> tuple[FT2Font, ...]:
    font_manager.fontManager.addfont(_font_files()[0])
    return tuple(FT2Font(io.BytesIO(Path(file).read_bytes())) for file in _font_files())


@contextmanager
def drawing() -> Iterator[None]:
    """The settings under which every chart is made and saved; bytes depend on nothing else."""
    settings: dict[str, Any] = {
        "font.family": font_names(""),
        "text.color": INK,
        "text.parse_math": False,
        "text.hinting": "none",
        "axes.unicode_minus": False,
        "hatch.linewidth": 0.6,
        "hatch.color": QUIET,
    }
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(settings)  # type: ignore[arg-type]  # the keys are a literal type
        yield


def check_glyphs(figure: Figure) -> None:
    """Reject a figure with a character that would be drawn as a box.

    Raises:
        MissingGlyphError: A label has such a character.
    """
    for label in figure.texts:
        for character in label.get_text().replace("\n", ""):
            if not any(font.get_char_index(ord(character)) for font in _fonts()):
                raise MissingGlyphError(label.get_text(), character)


@functools.lru_cache(maxsize=8192)
def _order(text: str) -> tuple[int, ...]:
    """The places of the fonts in the order in which a text is drawn: the Chinese one first if it can.

    Of a letter that it lacks, such as Ž, it would take the parts and put the mark on the next one.
    """
    lacks = any(not _fonts()[0].get_char_index(ord(one)) for one in text if one > " ")
    return (1, 0) if lacks else (0, 1)


def font_names(text: str) -> list[str]:
    """The names of the fonts in the order in which a text is drawn."""
    return [_fonts()[one].family_name for one in _order(text)]


@functools.lru_cache(maxsize=8192)
def _advance(character: str, order: tuple[int, ...]) -> float:
    """Width of a character in units of the font size."""
    for font in (_fonts()[one] for one in order):
        index = font.get_char_index(ord(character))
        if index:
            return font.load_glyph(index, flags=LoadFlags.NO_SCALE).horiAdvance / font.units_per_EM
    return 1.0


def text_width(text: str, size: float) -> float:
    """Width in inches of the longest line of a text set at a size in points.

    Kerning is left out, so that the text is this wide or a little less.
    """
    lines = ((line, _order(line)) for line in text.split("\n"))
    return max(sum(_advance(one, order) for one in line) for line, order in lines) * size / 72


@functools.lru_cache(maxsize=1024)
def text_picture(text: str, size: float, dpi: float) -> tuple[npt.NDArray[np.uint8], float, int]:
    """A line of text at a size in points as dots from the bottom up: how much of each it covers, in 0..255.

    And where they begin from the beginning of its baseline: how far to the right, and how far up.
    """
    order = _order(text)
    font = font_manager.get_font(tuple(_font_files()[one] for one in order))
    font.set_size(size, dpi)
    # The blank makes the picture begin at a whole dot; otherwise the first letter is moved by a part of one.
    font.set_text(f" {text}", flags=LoadFlags.NO_HINTING)
    font.draw_glyphs_to_bitmap()
    cover, top = font.get_image(), (font.get_width_height()[1] - font.get_descent()) // 64 + 1
    return cover[::-1], -dpi * _advance(" ", order) * size / 72, top - len(cover)


@functools.lru_cache(maxsize=8192)
def wrapped(
    text: str, inches: float, size: float, *, lines: int | None = None, keeps_end: bool = False
) -> str:
    """A text broken into lines of at most a width; Chinese breaks between any two characters.

    A word longer than a line breaks anywhere.

    Args:
        text: Any text; line breaks and direction marks in it are not kept.
        inches: Greatest width of a line.
        size: Font size in points.
        lines: Most lines, what does not fit ends in an ellipsis; None for as many as it needs.
        keeps_end: Whether the end follows the ellipsis: names often differ there alone.
    """
    spaced = _P_VALUE.sub("p\u00a0\\1\u00a0", _BLANKS.sub(" ", text.strip()))
    # Control and direction marks have no glyph and would turn the line around.
    visible = "".join(one for one in spaced if unicodedata.category(one) not in _INVISIBLE)
    done = [""]
    for piece in _PIECES.findall(visible):
        is_too_long = text_width(piece.rstrip(), size) > inches
        if is_too_long and done[-1]:
            done.append("")
        for part in piece if is_too_long else [piece]:
            if done[-1] and text_width((done[-1] + part).rstrip(), size) > inches:
                done.append("")
            done[-1] += part
    done = [line.rstrip() for line in done]
    if lines is None or len(done) <= lines:
        return "\n".join(done)
    last, end = done[lines - 1], visible if keeps_end else ""
    while text_width(f"…{end}", size) > inches / 2 and end:
        end = end[1:]
    while text_width(f"{last}…{end}", size) > inches and last:
        last = last[:-1]
    return "\n".join([*done[: lines - 1], f"{last.rstrip('，。、；：,.;: ')}…{end.lstrip()}"])
