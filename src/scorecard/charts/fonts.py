"""The fonts of the charts: where they come from, which characters they have, how wide a text is."""

import functools
import importlib.util
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager, ft2font
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font, LoadFlags

from scorecard.charts.style import DPI, INK, QUIET
from scorecard.problems import ScorecardError
from scorecard.text import Phrase

__all__ = ["MissingGlyphError", "check_glyphs", "drawing", "text_width"]


class MissingGlyphError(ScorecardError):
    """A label has a character that no font of the charts can draw."""

    def __init__(self, label: str, character: str) -> None:
        self.character = character
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
def _font_files() -> tuple[str, ...]:
    return tuple(font_manager.findfont(family, fallback_to_default=False) for family in _families())


@functools.cache
def _content(file: str) -> bytes:
    return Path(file).read_bytes()


def _font_in_memory(file: Any, **options: Any) -> FT2Font:
    return FT2Font(io.BytesIO(_content(str(file))), **options)


def _read_fonts_from_memory() -> None:
    """Fill matplotlib's own cache of fonts: from an open file it reads each glyph four times slower.

    Should a later matplotlib fill its cache in another way, this does nothing.
    """
    from_file = ft2font.FT2Font
    ft2font.FT2Font = _font_in_memory  # type: ignore[assignment, misc]  # a function stands in for the class while fonts are opened
    try:
        font_manager.get_font(_font_files())
    finally:
        ft2font.FT2Font = from_file  # type: ignore[misc]  # and the class comes back


@functools.cache
def _fonts() -> tuple[FT2Font, ...]:
    return tuple(_font_in_memory(file) for file in _font_files())


@functools.cache
def _drawable() -> frozenset[int]:
    """Code points that some font of the charts has."""
    return frozenset(code for font in _fonts() for code in font.get_charmap())


@contextmanager
def drawing() -> Iterator[None]:
    """The settings under which every chart is made and saved; bytes depend on nothing else."""
    settings: dict[str, Any] = {
        "font.family": _families(),
        "text.color": INK,
        "text.parse_math": False,
        "text.hinting": "none",
        "axes.unicode_minus": False,
        "svg.hashsalt": "scorecard",
        "svg.fonttype": "path",
        "hatch.linewidth": 0.6,
        "hatch.color": QUIET,
        "figure.dpi": DPI,
    }
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams.update(settings)  # type: ignore[arg-type]  # the keys are a literal type
        _read_fonts_from_memory()
        warnings.filterwarnings("error", message="Glyph .* missing")
        yield


def check_glyphs(figure: Figure) -> None:
    """Refuse a figure with a character that would be drawn as a box.

    Raises:
        MissingGlyphError: A label has such a character.
    """
    for label in figure.texts:
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
    """Width in inches of the longest line of a text set at a size in points.

    Kerning is left out, so that the text is this wide or a little less.
    """
    return max(sum(map(_advance, line)) for line in text.split("\n")) * size / 72
