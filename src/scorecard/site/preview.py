"""Preview pictures: the claim, its verdict and its article, as messengers show them beside an address.

A picture is put together from strips that are compressed by themselves: the state and the article, which
many claims share, and the lines of the claim. A whole picture would take three times as long.
"""

import re
import struct
import zlib
from functools import cache, lru_cache, reduce
from importlib.metadata import distribution
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import putchunk

from scorecard.records import phrase_of
from scorecard.rendering.cards import Card
from scorecard.text import Language, in_one_line
from scorecard.verdicts import State

SIZE = (1200, 630)
"""Pixels that Open Graph asks for."""

_INK, _QUIET, _PAPER, _COLOR = 0, 5, 14, 15
"""Places of the palette: 0 to 14 go from ink to paper, 15 is the color of the state."""
_LEFT, _TOP, _STRIPE = 64, 64, 20
_HEAD, _FOOT = 148, 66
"""Rows of the strips with the state and with the article."""
_CLAIM, _SMALL = 50, 30
_LINE, _BELOW, _MOST_LINES = 66, 9, 6
"""Rows of a line of the claim, what its last line reaches below them, and how many there may be."""
_FILTER = 2
"""Pixels before each row: two pixels are a byte, and PNG wants the number of a filter there, 0 for none."""
_PNG = b"\x89PNG\r\n\x1a\n"
_SIXTEEN_COLORS = struct.pack(">IIBBBBB", *SIZE, 4, 3, 0, 0, 0)
_ZLIB_START, _ZLIB_END = b"\x78\x01", b"\x03\x00"


_WORD = re.compile(
    r"[“‘（《【「『]*(?:[^\s\u2e80-\uffff]{1,40}|[\u2e80-\uffff])[，。、；：？！”’）》】」』…%]*\s*|\s+"
)
"""What is drawn in one piece: a line ends at blanks and around Chinese characters with their marks."""


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    file = distribution("zhplot").locate_file("zhplot/fonts/NotoSansSC-Regular.ttf")
    return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)  # 10 kB each
def _word(text: str, size: int) -> tuple[Image.Image, float]:
    """A word as a mask, and how far it reaches.

    It is drawn once: drawing whole lines anew would take most of a site's time.
    """
    font = _font(size)
    advance = font.getlength(text)
    mask = Image.new("L", (max(1, round(advance) + 2), round(1.5 * size)), 0)
    ImageDraw.Draw(mask).text((0, 0), text, fill=255, font=font)
    return mask, advance


def _lines(text: str, size: int) -> list[str]:
    """A text in lines as wide as the picture allows, broken at blanks or between Chinese characters."""
    lines, line, used = [], "", 0.0
    for word in _WORD.findall(text):
        _, length = _word(word, size)
        if line and used + length > SIZE[0] - 2 * _LEFT:
            lines.append(line.rstrip())
            line, used = "", 0.0
        line, used = line + word, used + length
    return [*lines, line.rstrip()]


@lru_cache(maxsize=32)  # those of states and articles come again and again; 250 kB at most
def _strip(
    size: int, *lines: str, ink: int = _INK, top: int = 0, height: int
) -> tuple[bytes, bytes]:
    """Rows of a picture, as they are and compressed: lines of text, the stripe of the state at their left."""
    image = Image.new("P", (_FILTER + SIZE[0], height), _PAPER)
    image.paste(0, (0, 0, _FILTER, height))
    image.paste(_COLOR, (_FILTER, 0, _FILTER + _STRIPE, height))
    for place, line in enumerate(lines):
        x = float(_FILTER + _LEFT)
        for word in _WORD.findall(line):
            mask, advance = _word(word, size)
            image.paste(ink, (round(x), top + place * _LINE), mask)
            x += advance
    rows = image.tobytes("raw", "P;4")
    packer = zlib.compressobj(1, wbits=-zlib.MAX_WBITS)
    return rows, packer.compress(rows) + packer.flush(zlib.Z_SYNC_FLUSH)


@cache
def _palette(state: State) -> bytes:
    """From ink to paper, and the color of a state."""
    grays = [
        round(one + (255 - one) * step / _PAPER) for step in range(_COLOR) for one in (31, 41, 51)
    ]
    return bytes(grays) + bytes.fromhex(state.row.edge[1:])


def preview(card: Card, language: Language) -> bytes:
    """The picture of a claim as PNG.

    A claim or a title that is too long for it ends with an ellipsis; it is whole on the page.

    References:
        W3C (2003). Portable Network Graphics (PNG) Specification, second edition.
        Deutsch, P. (1996). DEFLATE Compressed Data Format Specification. RFC 1951.
    """
    claim = in_one_line(phrase_of(card.prediction.claim).in_language(language))
    lines = _lines(claim, _CLAIM)
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1][:-1] + "…"]
    height = _LINE * len(lines) + _BELOW
    state, article = (one.in_language(language) for one in (card.state.label, card.outlook_title))
    foot, *further = _lines(article, _SMALL)
    strips = [
        _strip(_CLAIM, state, ink=_QUIET, top=_TOP, height=_HEAD),
        _strip(_CLAIM, *lines, height=height),
        _strip(_CLAIM, height=SIZE[1] - _HEAD - height - _FOOT),
        _strip(_SMALL, f"{foot}…" if further else foot, ink=_QUIET, height=_FOOT),
    ]
    rows, packed = zip(*strips, strict=True)
    checksum = struct.pack(">I", reduce(lambda before, one: zlib.adler32(one, before), rows, 1))
    picture = BytesIO()
    picture.write(_PNG)
    putchunk(picture, b"IHDR", _SIXTEEN_COLORS)
    putchunk(picture, b"PLTE", _palette(card.state))
    putchunk(picture, b"IDAT", _ZLIB_START, *packed, _ZLIB_END, checksum)
    putchunk(picture, b"IEND")
    return picture.getvalue()
