"""Preview pictures: the claim, its verdict and its article, as messengers show them beside an address."""

import importlib.util
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from scorecard.records import phrase_of
from scorecard.rendering.cards import Card
from scorecard.text import Language

SIZE = (1200, 630)
"""Pixels that Open Graph asks for."""

_INK, _QUIET, _PAPER, _COLOR = 0, 5, 14, 15
"""Places of the palette: 0 to 14 go from ink to paper, 15 is the color of the state."""
_GRAYS = bytes(
    round(one + (255 - one) * step / _PAPER) for step in range(_COLOR) for one in (31, 41, 51)
)
_LEFT, _TOP, _STRIPE = 64, 64, 20
_HEAD, _FOOT = 148, 66
"""Rows above the claim, and from the article to the lower edge."""
_CLAIM, _SMALL = 50, 30
_LINE, _MOST_LINES = 66, 6
"""Rows of a line of the claim, and how many lines there may be."""

_WORD = re.compile(r"[^\s\u2e80-\uffff]{1,40}\s*|[\u2e80-\uffff]\s*|\s+")
"""What is drawn in one piece: a line may end at blanks and around Chinese characters."""


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    spec = importlib.util.find_spec("zhplot")
    file = Path(str(spec and spec.origin)).parent / "fonts" / "NotoSansSC-Regular.ttf"
    return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)  # 10 kB each
def _word(text: str, size: int) -> tuple[Image.Image, float]:
    """A word as a mask, and its length; drawn once: whole lines would take most of a site's time."""
    font = _font(size)
    advance = font.getlength(text)
    mask = Image.new("L", (max(1, round(advance) + 2), round(1.5 * size)), 0)
    ImageDraw.Draw(mask).text((0, 0), text, fill=255, font=font)
    return mask, advance


def _lines(text: str, size: int, width: float) -> list[str]:
    """A text in lines of a width, broken at blanks or between Chinese characters."""
    lines, line, used = [], "", 0.0
    for word in _WORD.findall(text):
        _, length = _word(word, size)
        if line and used + length > width:
            lines.append(line.rstrip())
            line, used = "", 0.0
        line, used = line + word, used + length
    return [*lines, line.rstrip()]


def _write(
    image: Image.Image, lines: Sequence[str], size: int, top: int, *, ink: int = _QUIET
) -> None:
    """Write lines of text from a row on."""
    for place, line in enumerate(lines):
        x = float(_LEFT)
        for word in _WORD.findall(line):
            mask, advance = _word(word, size)
            image.paste(ink, (round(x), top + place * _LINE), mask)
            x += advance


def preview(card: Card, language: Language) -> bytes:
    """The picture of a claim as PNG.

    A claim or a title that is too long for it ends with an ellipsis; it is whole on the page.
    """
    claim = phrase_of(card.prediction.claim).in_language(language)
    lines = _lines(claim, _CLAIM, SIZE[0] - 2 * _LEFT)
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1][:-1] + "…"]
    state, article = (one.in_language(language) for one in (card.state.label, card.outlook_title))
    foot, *further = _lines(article, _SMALL, SIZE[0] - 2 * _LEFT)
    image, stream = Image.new("P", SIZE, _PAPER), BytesIO()
    image.putpalette(_GRAYS + bytes.fromhex(card.state.row.edge[1:]))
    image.paste(_COLOR, (0, 0, _STRIPE, SIZE[1]))
    _write(image, [state], _CLAIM, _TOP)
    _write(image, lines, _CLAIM, _HEAD, ink=_INK)
    _write(image, [f"{foot}…" if further else foot], _SMALL, SIZE[1] - _FOOT)
    image.save(stream, "png", bits=4, compress_level=1)
    return stream.getvalue()
