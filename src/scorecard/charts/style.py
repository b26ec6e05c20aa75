"""Colors, themes and sizes of charts; the colors of states come from `scorecard.verdicts`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from matplotlib.colors import is_color_like, to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from scorecard.problems import CallError
from scorecard.text import Language, Phrase, listed

INK, QUIET, GRAY, RULE, PALE = "#1f2933", "#5b6770", "#8a949e", "#e4e8ec", "#eef1f4"
"""Text, second text, estimates that do not rank, grid lines, the ground of what is not judged."""

LINE, BAND, NEUTRAL = "#c3c9d0", "#dfe5ea", "#d5dbe1"
"""The value of all claims, intervals as areas, columns and quartiles without a verdict's color."""

DARK = {
    "#ffffff": "#14191f",
    INK: "#e8ecef",
    QUIET: "#aab4bd",
    GRAY: "#8f99a3",
    RULE: "#2b343d",
    PALE: "#252d36",
    LINE: "#56626d",
    BAND: "#2e3b47",
    NEUTRAL: "#3e4a56",
    "#d9dee3": "#46525e",
    "#17826b": "#1e8f77",
    "#a87b0a": "#f5c65b",
    "#861f30": "#d0546a",
}
"""The color of the dark theme for each color of the light one; others are the same in both."""


class Theme(StrEnum):
    """The ground that a chart is made for; a transparent one is for a light ground."""

    LIGHT = "light"
    DARK = "dark"
    TRANSPARENT = "transparent"


PHONE, PAGE, _WIDE = 3.7, 10.7, 12.8
_NARROW, _ROOMY = 6.0, 9.0

SIZES: dict[str, tuple[int, int | None, float]] = {
    "slide": (1920, 1080, _WIDE),
    "column": (1200, None, 8.0),
    "square": (1080, 1080, 7.2),
    "portrait": (1080, None, PHONE),
    "cover": (900, 383, _NARROW),
}
"""By name the pixels, no height for as high as a chart needs, and the inches that the width is laid out as.

Text of one number of points is largest, in parts of the width, on `portrait`.
"""

_WRITTEN_SIZE = re.compile(r"([1-9]\d{2,3})[x×X]([1-9]\d{2,3})")
_DPI = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a chart is drawn for.

    Attributes:
        width: Inches; 12.8 is a slide, 3.7 a phone, and 10.7 the page, whose least text has 6 points on A4.
        height: Inches; None for as high as it needs.
        dpi: Pixels an inch.
        density: Dots per inch that a PNG says it has.
        theme: The ground.
        is_cover: Whether only the title and the main number are drawn.
    """

    language: Language
    width: float = PAGE
    height: float | None = None
    dpi: float = _DPI
    density: float = _DPI
    theme: Theme = Theme.LIGHT
    is_cover: bool = False

    @property
    def is_narrow(self) -> bool:
        """Whether there is the width of a phone: labels stand above their rows."""
        return self.width < _NARROW

    @property
    def is_roomy(self) -> bool:
        """Whether there is the width of a slide: titles and labels need no further lines."""
        return self.width > _ROOMY

    @property
    def margin(self) -> float:
        """Inches that stay empty at the left and the right."""
        return 0.15 if self.is_narrow else 0.45

    @property
    def right(self) -> float:
        """Where the right margin begins."""
        return self.width - self.margin

    @property
    def inner(self) -> float:
        """Inches between the margins."""
        return self.right - self.margin

    def said(self, text: str | Phrase) -> str:
        """A text in its language."""
        return text if isinstance(text, str) else text.in_language(self.language)


class Page(Figure):
    """An empty page of a height; its units are inches from the lower left corner.

    Attributes:
        top: Height at which its body begins.
        foot: Height at which its body ends.
    """

    def __init__(self, frame: Frame, height: float, *, top: float = 0.0, foot: float = 0.0) -> None:
        super().__init__(figsize=(frame.width, height), dpi=frame.dpi, facecolor="white")
        self.frame, self.top, self.foot = frame, top, foot


class Form(NamedTuple):
    """How charts are drawn to files.

    Attributes:
        formats: Some of `scorecard.charts.FORMATS`.
        size: A name of `SIZES`, or pixels as `1200x800`.
        theme: The ground.
        dpi: Dots per inch; None for 150. A named size has more or fewer pixels for another number; pixels
            that are asked for are kept.
        subset: Which part of the records the charts show, as a part of file names; empty for all.
    """

    formats: Sequence[str] = ("png", "svg")
    size: str = "slide"
    theme: Theme = Theme.LIGHT
    dpi: int | None = None
    subset: str = ""

    def file(self, name: str, page: int, language: Language, form: str) -> str:
        """The name of a file; it says what is not the default.

        Examples:
            >>> Form(size="square", theme=Theme.DARK).file("timing", 2, Language.CHINESE, "png")
            'timing-2.square.dark.zh.png'
        """
        parts = [
            name + (f"-{page}" if page > 1 else ""),
            self.subset,
            "" if self.size == "slide" else self.size,
            "" if self.theme is Theme.LIGHT else self.theme,
            f"{self.dpi}dpi" if self.dpi else "",
            language,
            form,
        ]
        return ".".join(part for part in parts if part)

    def frame(self, language: Language) -> Frame:
        """What charts are drawn for in a language.

        Raises:
            CallError: The size is none.

        Examples:
            >>> Form(size="1200x800").frame(Language.ENGLISH).height
            5.333333333333333
            >>> Form(dpi=300).frame(Language.ENGLISH).dpi
            300.0
        """
        density = self.dpi or _DPI
        height: int | None
        if written := _WRITTEN_SIZE.fullmatch(self.size):
            width, height = int(written[1]), int(written[2])
            inches, zoom = min(max(width / _DPI, PHONE), _WIDE), 1.0
        elif self.size in SIZES:
            (width, height, inches), zoom = SIZES[self.size], density / _DPI
        else:
            named = listed(SIZES)
            raise CallError(
                f"--size {self.size!r} is not a size; choose {named.en}, or pixels as 1200x800"
                " (100 to 9999 each)",
                f"--size 不认识“{self.size}”；可选 {named.zh}，或写像素，如 1200x800（各 100 至 9999）",
            )
        return Frame(
            language=language,
            width=inches,
            height=height and height * inches / width,
            dpi=width / inches * zoom,
            density=density,
            theme=self.theme,
            is_cover=self.size == "cover",
        )


_PAINTED = ("color", "facecolor", "edgecolor", "hatchcolor", "markerfacecolor", "markeredgecolor")


def paint(page: Page) -> None:
    """Give a page that was drawn in light colors the colors of its theme.

    White text stays: it stands on the colors of verdicts, which are dark enough for it in both themes.
    """
    theme = page.frame.theme
    if theme is Theme.TRANSPARENT:
        page.patch.set_alpha(0)
    if theme is not Theme.DARK:
        return
    for artist in page.findobj():
        for name in _PAINTED:
            held: Any = getattr(artist, f"get_{name}", lambda: None)()
            color = to_hex(held) if is_color_like(held) else ""
            if color in DARK and not (isinstance(artist, Text) and color == "#ffffff"):
                getattr(artist, f"set_{name}")(DARK[color])
