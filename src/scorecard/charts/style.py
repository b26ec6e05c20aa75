"""How every chart looks: the font, the palette, the frame with its title, note and source line."""

import functools
import importlib.util
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.text import Text

from scorecard.errors import Language, Phrase, ScorecardError
from scorecard.models import State

__all__ = [
    "COLORS",
    "DPI",
    "GREY",
    "HATCHES",
    "INK",
    "MARKS",
    "QUIET",
    "WIDTH",
    "MissingGlyphError",
    "check_glyphs",
    "drawing",
    "frame",
    "text_width",
    "wrapped",
]

WIDTH, DPI = 12.8, 150
"""Inches and dots per inch: 1,920 pixels, the width of a slide."""

INK, QUIET, GREY = "#1f2933", "#5b6770", "#c3c9d0"
COLORS = {
    State.ACCURATE: "#1a8a72",
    State.HALF_RIGHT: "#f5c65b",
    State.INACCURATE: "#8f2436",
    State.UNRESOLVABLE: "#c3c9d0",
    State.OPEN: "#e4e8ec",
    State.OVERDUE: "#9aa5b1",
}
"""Lightness falls from amber over green to dark red, so that grey prints and color-blind readers see it."""

MARKS = {State.ACCURATE: "●", State.HALF_RIGHT: "◐", State.INACCURATE: "○"}
HATCHES = {State.UNRESOLVABLE: "////", State.OVERDUE: "xxxx", State.OPEN: ""}

_LAST_NARROW = 0x2E7F  # after it the CJK blocks begin
_NO_LINE_START = "，。、；：！？）》」』】％…·,.;:!?)%"


class MissingGlyphError(ScorecardError):
    """A label has a character that no font of the charts can draw."""

    def __init__(self, label: str, character: str) -> None:
        code = f"U+{ord(character):04X}"
        super().__init__(
            Phrase(
                f"no font of the charts has {character!r} ({code}), in the label {label!r}",
                f"图表字体里没有 {character!r}（{code}），出现在标签 {label!r}",
            )
        )


@functools.cache
def _chinese_font() -> str:
    """The family name of the Chinese font, registered from its package by path.

    Importing that package would set fonts for the whole process and import pyplot.
    """
    spec = importlib.util.find_spec("zhplot")
    if spec is None or spec.origin is None:
        message = "the package zhplot, which carries the Chinese font, is not installed"
        raise ScorecardError(Phrase(message, "没有安装带中文字体的包 zhplot"))
    file = Path(spec.origin).parent / "fonts" / "NotoSansSC-Regular.ttf"
    font_manager.fontManager.addfont(str(file))
    return font_manager.get_font(str(file)).family_name


def _families() -> list[str]:
    return [_chinese_font(), "DejaVu Sans"]


@functools.cache
def _fonts() -> tuple[FT2Font, ...]:
    return tuple(
        font_manager.get_font(font_manager.findfont(family, fallback_to_default=False))
        for family in _families()
    )


@functools.cache
def _drawable() -> frozenset[int]:
    """Code points that some font of the charts has."""
    return frozenset(code for font in _fonts() for code in font.get_charmap())


@contextmanager
def drawing() -> Iterator[None]:
    """The settings under which every chart is made and saved; bytes depend on nothing else."""
    settings: dict[str, Any] = {
        "font.family": _families(),
        "font.size": 11,
        "text.color": INK,
        "axes.labelcolor": INK,
        "axes.edgecolor": QUIET,
        "xtick.color": QUIET,
        "ytick.color": INK,
        "axes.unicode_minus": False,
        "svg.hashsalt": "scorecard",
        "svg.fonttype": "path",
        "hatch.linewidth": 0.6,
        "figure.dpi": DPI,
        "path.simplify": True,
    }
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams.update(settings)  # type: ignore[arg-type]  # the keys are a literal type
        warnings.filterwarnings("error", message="Glyph .* missing")
        yield


def check_glyphs(figure: Figure) -> None:
    """Refuse a figure with a character that would be drawn as a box.

    Raises:
        MissingGlyphError: A label has such a character.
    """
    for label in figure.findobj(Text):
        for character in label.get_text():
            if character != "\n" and ord(character) not in _drawable():
                raise MissingGlyphError(label.get_text(), character)


@functools.lru_cache(maxsize=8192)
def _advance(character: str) -> float:
    """Width of a character in units of the font size."""
    for font in _fonts():
        index = font.get_char_index(ord(character))
        if index:
            return font.load_glyph(index, flags=LoadFlags.NO_SCALE).horiAdvance / font.units_per_EM
    return 1.0


def text_width(text: str, size: float) -> float:
    """Width in inches of the longest line of a text set at a size in points."""
    return max(sum(map(_advance, line)) for line in (text or " ").split("\n")) * size / 72


def _pieces(text: str) -> Iterator[str]:
    """The parts between which a line may break: words of letters, single Chinese characters."""
    piece = ""
    for character in text:
        is_wide = ord(character) > _LAST_NARROW
        if (
            piece
            and (is_wide or piece[-1] == " " or ord(piece[-1]) > _LAST_NARROW)
            and (character not in _NO_LINE_START)
        ):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def wrapped(text: str, inches: float, size: float, *, lines: int = 3) -> str:
    """A text broken into lines of at most a width; Chinese breaks between any two characters.

    Args:
        text: One line.
        inches: Greatest width of a line.
        size: Font size in points.
        lines: Most lines; what does not fit ends in an ellipsis.
    """
    done, current = [], ""
    for piece in _pieces(text):
        if current and text_width((current + piece).rstrip(), size) > inches:
            done.append(current.rstrip())
            current = piece
        else:
            current += piece
    done.append(current.rstrip())
    if len(done) > lines:
        done = [*done[: lines - 1], done[lines - 1].rstrip("，。、,. ") + "…"]
    return "\n".join(done)


def frame(title: str, note: str, source: str, *, height: float = 7.2, language: Language) -> Figure:
    """An empty slide: a title, a note under it, the source line at the foot.

    Args:
        title: What the chart shows, in one line if it fits.
        note: The honest sentence under the title.
        source: Counts, date, rule and where the numbers come from.
        height: Height in inches; the width is always that of a slide.
        language: Language of the texts; it decides the line breaks.

    Returns:
        A figure of `WIDTH` by `height` inches with its texts placed and no axes.
    """
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
    figure.set_gid(f"scorecard-{language.value}")
    inner = WIDTH - 0.8
    figure.text(0.4 / WIDTH, 1 - 0.36 / height, wrapped(title, inner, 19, lines=1),
                fontsize=19, va="top", ha="left")  # fmt: skip
    figure.text(0.4 / WIDTH, 1 - 0.84 / height, wrapped(note, inner, 11.5, lines=2),
                fontsize=11.5, va="top", ha="left", color=QUIET, linespacing=1.35)  # fmt: skip
    figure.text(0.4 / WIDTH, 0.2 / height, wrapped(source, inner, 9, lines=2),
                fontsize=9, va="bottom", ha="left", color=QUIET)  # fmt: skip
    return figure
