"""A chart as SVG inside a web page: text as text, paint as attributes, ids of its own."""

import html
import re

from scorecard.charts.files import image_bytes
from scorecard.charts.slide import Chart
from scorecard.charts.style import text_width
from scorecard.text import Language

__all__ = ["inline_svg"]

_UNUSED = re.compile(
    r"<metadata>.*?</metadata>|<defs>\s*<style.*?</style>\s*</defs>|<title>.*?</title>", re.DOTALL
)
_TAG = re.compile(r"<[a-zA-Z][^>]*>")
_STYLE = re.compile(r' style="([^"]*)"')
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_IDLE = re.compile(r' transform="rotate\(-?0 [^"]*\)"|(?<=<g) id="[^"]*"')
_REFERENCE = re.compile(r'( id="|href="#|url\(#)')
_TEXT = re.compile(r'<text font-size="([\d.]+)px"([^>]*)>([^<]*)<')


def _attributes(style: str) -> str:
    """The declarations of a style attribute, which a page's policy blocks, as attributes of their own."""
    declared = (one.partition(":") for one in style.split(";"))
    kept = ((name.strip(), value.strip()) for name, _, value in declared)
    return "".join(f' {name}="{value}"' for name, value in kept if name != "font-family")


def _tag(tag: str, prefix: str) -> str:
    """One tag with its paint as attributes, its ids prefixed and its numbers short."""
    tag = _STYLE.sub(lambda found: _attributes(found[1]), _IDLE.sub("", tag))
    tag = _LONG_NUMBER.sub(lambda found: f"{round(float(found[0]), 2) + 0:g}", tag)
    return " ".join(_REFERENCE.sub(rf"\1{prefix}-", tag.replace("xlink:href", "href")).split())


def _text(size: str, attributes: str, text: str) -> str:
    """The start of a text that keeps the length it was drawn with, whatever font the reader has."""
    length = 72 * text_width(html.unescape(text), float(size))
    fitted = f' textLength="{length:.1f}" lengthAdjust="spacingAndGlyphs"' if text else ""
    return f'<text font-size="{size}"{attributes}{fitted}>{text}<'


def inline_svg(chart: Chart, language: Language, *, prefix: str) -> str:
    """A chart as an `svg` element for a page: it needs no styles, and no other chart has its ids.

    Args:
        chart: The chart.
        language: Language of its texts.
        prefix: What makes its ids its own on the page.

    Raises:
        MissingGlyphError: A label cannot be drawn.
    """
    drawn = image_bytes(chart, language, ["svg"], text="none")[0].decode("utf-8")
    svg = _UNUSED.sub("", drawn[drawn.index("<svg") :])
    svg = re.sub(r">\s+<", "><", _TAG.sub(lambda found: _tag(found[0], prefix), svg))
    head, _, inner = _TEXT.sub(lambda found: _text(*found.groups()), svg).partition(">")
    size = re.findall(r'viewBox="[^"]*"', head)[0]
    return f'<svg {size} stroke-linejoin="round">{inner.strip()}'
