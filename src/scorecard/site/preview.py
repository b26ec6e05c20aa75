"""Preview pictures: the claim, its verdict and its article, as messengers show them beside an address."""

import hashlib
import importlib.util
import io
import re
import zlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from scorecard.records import phrase_of
from scorecard.rendering.cards import Card
from scorecard.text import Language
from scorecard.verdicts import State

SIZE = (1200, 630)
"""Pixels that Open Graph asks for."""

_INK, _QUIET, _PAPER, _COLOR = 0, 5, 14, 15
"""Places of the palette: 0 to 14 go from ink to paper, 15 is the color of the state."""
_LEFT, _TOP, _STRIPE = 64, 64, 20
_CLAIM, _SMALL = 50, 30
_MOST_LINES = 6
_HEAD = 500  # bytes of a picture that hold its mark


class _Glyph(NamedTuple):
    mask: Image.Image
    advance: float


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    spec = importlib.util.find_spec("zhplot")
    file = Path(str(spec and spec.origin)).parent / "fonts" / "NotoSansSC-Regular.ttf"
    return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _glyph(character: str, size: int) -> _Glyph:
    """A character as a mask, drawn once: drawing whole lines anew would take most of a site's time."""
    font = _font(size)
    advance = font.getlength(character)
    mask = Image.new("L", (max(1, round(advance) + 2), round(1.5 * size)), 0)
    ImageDraw.Draw(mask).text((0, 0), character, fill=255, font=font)
    return _Glyph(mask, advance)


@cache
def _ground(state: State) -> Image.Image:
    """The empty picture of a state: 16 colors, its stripe at the left."""
    color = [int(state.row.edge[place : place + 2], 16) for place in (1, 3, 5)]
    ink = (31, 41, 51)
    grays = [round(one + (255 - one) * step / _PAPER) for step in range(_COLOR) for one in ink]
    image = Image.new("P", SIZE, _PAPER)
    image.putpalette([*grays, *color])
    image.paste(_COLOR, (0, 0, _STRIPE, SIZE[1]))
    return image


def _lines(text: str, size: int, width: float) -> list[str]:
    """A text in lines of a width, broken at blanks or between Chinese characters."""
    lines, line, used = [], "", 0.0
    for word in _words(text):
        length = sum(_glyph(one, size).advance for one in word)
        if line and used + length > width:
            lines.append(line.rstrip())
            line, used = "", 0.0
        line, used = line + word, used + length
    return [*lines, line.rstrip()]


def _words(text: str) -> list[str]:
    """The parts of a text between which a line may end: at blanks and around Chinese characters."""
    return re.findall(r"[^\s\u2e80-\uffff]+\s*|[\u2e80-\uffff]\s*|\s+|[^\s]", text)


def _write(image: Image.Image, at: tuple[int, int], text: str, size: int, ink: int) -> None:
    x = float(at[0])
    for character in text:
        mask, advance = _glyph(character, size)
        image.paste(ink, (round(x), at[1]), mask)
        x += advance


_LOOK = 1
"""Number of the look; raised when pictures are drawn in another way."""


def _mark(card: Card, language: Language) -> str:
    """What a picture is known by: a digest of all that it shows."""
    shown = (_LOOK, card.state, card.prediction.claim, card.outlook_title, language)
    return f"scorecard:{hashlib.sha256(repr(shown).encode()).hexdigest()}"


def has_mark(file: Path, card: Card, language: Language) -> bool:
    """Whether a file is the picture of a claim as `preview` would draw it."""
    try:
        with file.open("rb") as opened:
            return _mark(card, language).encode() in opened.read(_HEAD)
    except OSError:
        return False


def preview(card: Card, language: Language) -> bytes:
    """The picture of a claim as PNG.

    A claim that is too long for it ends with an ellipsis; it is whole on the page.
    """
    image = _ground(card.state).copy()
    width = SIZE[0] - 2 * _LEFT
    _write(image, (_LEFT, _TOP), card.state.label.in_language(language), _CLAIM, _QUIET)
    lines = _lines(phrase_of(card.prediction.claim).in_language(language), _CLAIM, width)
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1][:-1] + "…"]
    for place, line in enumerate(lines):
        _write(image, (_LEFT, _TOP + 84 + place * 66), line, _CLAIM, _INK)
    article, *_ = _lines(card.outlook_title.in_language(language), _SMALL, width)
    _write(image, (_LEFT, SIZE[1] - 66), article, _SMALL, _QUIET)
    stream = io.BytesIO()
    about = PngInfo()
    about.add_text("Source", _mark(card, language))
    image.save(stream, "png", bits=4, compress_level=1, compress_type=zlib.Z_RLE, pnginfo=about)
    return stream.getvalue()
