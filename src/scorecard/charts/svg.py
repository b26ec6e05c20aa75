"""Charts as SVG, for a file or inside a web page: text as text, paint as attributes, short numbers."""

import html
import io
import re

from matplotlib.figure import Figure

from scorecard.charts.fonts import SVG_FONTS, check_glyphs, drawing, text_width
from scorecard.charts.slide import Chart
from scorecard.charts.style import DARK, Frame
from scorecard.text import Language

_UNUSED = re.compile(
    r"<metadata>.*?</metadata>|<defs>\s*<style.*?</style>\s*</defs>|<title>.*?</title>", re.DOTALL
)
_TAG = re.compile(r"<[a-zA-Z][^>]*>")
_STYLE = re.compile(r' style="([^"]*)"')
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_IDLE = re.compile(r' transform="rotate\(-?0 [^"]*\)"|(?<=<g) id="[^"]*"')
_REFERENCE = re.compile(r'( id="|href="#|url\(#)')
_TEXT = re.compile(r'<text font-size="([\d.]+)px"([^>]*)>([^<]*)<')
_WHITE_TEXT = re.compile(r'(<text [^>]*fill=")#ffffff')
_COLOR = re.compile(r'"(#[0-9a-f]{6})"')

_VARIABLES = {color: f"--chart-{color[1:]}" for color in DARK}

DARK_VARIABLES = "".join(f"{_VARIABLES[color]}:{dark};" for color, dark in DARK.items())
"""The declarations that make the charts of a page dark; without them they are light."""


def _attributes(style: str) -> str:
    """The declarations of a style attribute, which a page's policy blocks, as attributes of their own."""
    declared = (one.partition(":") for one in style.split(";"))
    kept = ((name.strip(), value.strip()) for name, _, value in declared)
    return "".join(f' {name}="{value}"' for name, value in kept if name != "font-family")


def _tag(tag: str, prefix: str) -> str:
    """One tag with its paint as attributes, its ids prefixed and its numbers short."""
    tag = _STYLE.sub(lambda found: _attributes(found[1]), _IDLE.sub("", tag))
    tag = _LONG_NUMBER.sub(lambda found: f"{round(float(found[0]), 2) + 0:g}", tag)
    return " ".join(_REFERENCE.sub(rf"\1{prefix}", tag).split())


def _text(size: str, attributes: str, text: str) -> str:
    """The start of a text that keeps the length it was drawn with, whatever font the reader has."""
    length = 72 * text_width(html.unescape(text), float(size))
    fitted = f' textLength="{length:.1f}" lengthAdjust="spacingAndGlyphs"' if text else ""
    return f'<text font-size="{size}"{attributes}{fitted}>{text}<'


def _drawn(figure: Figure, prefix: str) -> tuple[str, str]:
    """The view box of a figure and what is in it."""
    stream = io.BytesIO()
    figure.savefig(stream, format="svg", metadata=dict.fromkeys(("Date", "Creator")))
    drawn = stream.getvalue().decode("utf-8")
    svg = _UNUSED.sub("", drawn[drawn.index("<svg") :])
    svg = re.sub(r">\s+<", "><", _TAG.sub(lambda found: _tag(found[0], prefix), svg))
    head, _, inner = _TEXT.sub(lambda found: _text(*found.groups()), svg).partition(">")
    return re.findall(r'viewBox="([^"]*)"', head)[0], inner.strip()


def svg_file(figure: Figure, title: str, description: str, identifier: str) -> bytes:
    """A figure as an SVG file that says what it is, with text that can be selected and edited."""
    box, inner = _drawn(figure, "")
    width, height = box.split()[2:]
    name, said = html.escape(title), html.escape(description)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' width="{width}pt" height="{height}pt" viewBox="{box}" role="img" stroke-linejoin="round"'
        f' font-family="{html.escape(SVG_FONTS)}">\n'
        f"<title>{name}</title>\n<desc>{said}</desc>\n<metadata>{identifier}</metadata>\n{inner}\n"
    ).encode()


def inline_svg(chart: Chart, language: Language, *, prefix: str, is_phone: bool = False) -> str:
    """A chart as an `svg` element for a page: it needs no styles, and no other chart has its ids.

    Its colors are variables with the light color as their value where a page sets none; see
    `DARK_VARIABLES`.

    Args:
        chart: The chart.
        language: Language of its texts.
        prefix: What makes its ids its own on the page.
        is_phone: Whether it is laid out for a phone, with text of 12 pixels and more at a width of 360.

    Raises:
        MissingGlyphError: A label cannot be drawn.
    """
    frame = Frame(language=language)
    with drawing(svg_text="none"):
        (figure,) = chart.figures(frame.phone() if is_phone else frame)
        check_glyphs(figure)
        box, inner = _drawn(figure, f"{prefix}-")
    inner = _COLOR.sub(
        lambda found: f'"var({_VARIABLES[found[1]]},{found[1]})"' if found[1] in DARK else found[0],
        _WHITE_TEXT.sub(r"\1white", inner.replace("xlink:href", "href")),
    )
    return f'<svg viewBox="{box}" stroke-linejoin="round">{inner}'
