"""The review as a PowerPoint deck: headline, decisions, charts, the claims that raters split on."""

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from scorecard.review.documents import Picture, Section
from scorecard.review.minutes import Minutes
from scorecard.review.minutes_text import (
    AGREEMENT,
    CHANGED,
    FIRST,
    agreement_lines,
    decision_section,
    headline_lines,
    split_section,
    title_of,
)
from scorecard.summary.sentences import source_sentence
from scorecard.text import Language, Phrase, display_width

__all__ = ["fitted", "n_lines", "slide_deck"]

_WIDTH, _HEIGHT, _MARGIN = 13.333, 7.5, 0.7
_INK = RGBColor(0x1F, 0x2A, 0x33)  # type: ignore[no-untyped-call]  # pptx has no types
_QUIET = RGBColor(0x5F, 0x6B, 0x76)  # type: ignore[no-untyped-call]  # pptx has no types
_LATIN, _CHINESE = "Calibri", "Microsoft YaHei"
_BLANK_LAYOUT = 6
_TOP, _FOOT = 1.45, 6.5
"""Where the content of a slide begins and ends, in inches; a note and the source are below."""
_POINTS = 72
_INSIDE = 0.2
"""The space that a box or a cell keeps free at its left and right together, in inches."""
_LINE = 1.5
"""Height of a line in sizes of its font, with room for Chinese fonts."""
_NARROW = 0.55
"""Width of a Latin character in sizes of its font, on the wide side for most."""
_CELL_SIZE, _CELL_LINES = 13, 2
_MOST_SLIDES = 3
"""Slides of one table; rows that do not fit are counted."""

_PIECES = re.compile(r"[!-~]+|\s+|.")


def n_lines(text: str, width: int) -> int:
    """How many lines a text fills, estimated on the safe side; at least one.

    Args:
        text: One paragraph; lines break between Latin words and between Chinese characters.
        width: The width of a line in columns, of which a Chinese character takes two.

    Examples:
        >>> n_lines("一二三四五", 4), n_lines("one two", 5), n_lines("", 4)
        (3, 2, 1)
    """
    n, used = 1, 0
    for piece in _PIECES.findall(text):
        for start in range(0, len(piece), width):  # a word wider than a line is cut
            part = piece[start : start + width]
            if used and not part.isspace() and used + display_width(part) > width:
                n, used = n + 1, 0
            used += display_width(part)
    return n


def fitted(text: str, width: int, most: int) -> str:
    """A text that fills at most some lines; what is left out shows as an ellipsis.

    Args:
        text: Any text; it becomes one paragraph.
        width: The width of a line in columns.
        most: The most lines.

    Examples:
        >>> fitted("一二三四五", 4, 2)
        '一二三…'
    """
    flat = " ".join(text.split())
    if n_lines(flat, width) <= most:
        return flat
    low, high = 0, len(flat)
    while low < high:
        middle = (low + high + 1) // 2
        if n_lines(flat[:middle] + "…", width) <= most:
            low = middle
        else:
            high = middle - 1
    return flat[:low].rstrip() + "…"


class _Line(NamedTuple):
    """One paragraph: its text, its size in points, the lines it may fill, and how it looks."""

    text: str
    size: float = 18
    most: int = 4
    is_bold: bool = False
    is_quiet: bool = False


def _columns(width: float, size: float) -> int:
    """The columns of text that a box takes, from its width in inches and the size of the font."""
    return int((width - _INSIDE) * _POINTS / (size * _NARROW))


class _Grid(NamedTuple):
    """A table that is not drawn yet: its heads, its rows, and the widths of its columns in inches."""

    heads: list[str]
    rows: list[list[str]]
    widths: list[float]

    @classmethod
    def of(cls, section: Section, widths: Sequence[float], language: Language) -> "_Grid":
        """A table as wide as a slide, each cell short enough for its two lines."""
        whole = [width * (_WIDTH - 2 * _MARGIN) / sum(widths) for width in widths]
        heads, *rows = (
            [
                fitted(cell.in_language(language), _columns(width, _CELL_SIZE), _CELL_LINES)
                for cell, width in zip(cells, whole, strict=True)
            ]
            for cells in ([column.head for column in section.columns], *section.rows)
        )
        return cls(heads, rows, whole)

    def height(self, cells: list[str]) -> float:
        """The height of a row, in inches."""
        most = max(
            n_lines(text, _columns(width, _CELL_SIZE))
            for text, width in zip(cells, self.widths, strict=True)
        )
        return (most * _LINE + 1) * _CELL_SIZE / _POINTS

    def pages(self) -> Iterator[list[list[str]]]:
        """The rows by the slides that they fit on."""
        page: list[list[str]] = []
        left = room = _FOOT - _TOP - self.height(self.heads)
        for cells in self.rows:
            if page and self.height(cells) > left:
                yield page
                page, left = [], room
            page.append(cells)
            left -= self.height(cells)
        yield page


class _Deck:
    """A deck in one language, slide by slide."""

    def __init__(self, source: Phrase, language: Language) -> None:
        self.source, self.language = source.in_language(language), language
        self.deck = Presentation()
        self.deck.slide_width, self.deck.slide_height = Inches(_WIDTH), Inches(_HEIGHT)

    def _write(self, frame: Any, lines: Sequence[_Line]) -> None:  # noqa: ANN401  (pptx's text frame)
        """Paragraphs in a frame."""
        frame.word_wrap = True
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text, run.font.size, run.font.bold = line.text, Pt(line.size), line.is_bold
            run.font.name = _LATIN
            run.font.color.rgb = _QUIET if line.is_quiet else _INK
            paragraph.space_after = Pt(line.size / 2)

    def _box(self, slide: Any, lines: Sequence[_Line], top: float, height: float) -> None:  # noqa: ANN401  (pptx has no types)
        width = _WIDTH - 2 * _MARGIN
        lines = [
            one._replace(text=fitted(one.text, _columns(width, one.size), one.most))
            for one in lines
        ]
        place = (Inches(_MARGIN), Inches(top), Inches(width), Inches(height))
        self._write(slide.shapes.add_textbox(*place).text_frame, lines)

    def slide(self, title: str, lines: Sequence[_Line] = ()) -> Any:  # noqa: ANN401  (pptx has no types)
        """A slide with a title, some paragraphs, and the source at its foot."""
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[_BLANK_LAYOUT])
        self._box(slide, [_Line(title, 30, 1, is_bold=True)], 0.4, 0.9)
        if lines:
            self._box(slide, lines, _TOP, 5.2)
        self._box(slide, [_Line(self.source, 11, 1, is_quiet=True)], 6.95, 0.4)
        return slide

    def table(self, section: Section, widths: Sequence[float]) -> None:
        """A table on up to three slides, none when it is empty; rows that do not fit are counted."""
        if not section.rows:
            return
        grid = _Grid.of(section, widths, self.language)
        pages = list(grid.pages())
        shown = pages[:_MOST_SLIDES]
        for number, page in enumerate(shown, start=1):
            place = f" {number}/{len(shown)}" if len(shown) > 1 else ""
            slide = self.slide(section.title.in_language(self.language) + place)
            self._draw(slide, grid, page)
        left = sum(map(len, pages[_MOST_SLIDES:]))
        if left:
            rest = Phrase(f"and {left} more in the minutes", f"其余 {left} 条见会议纪要")
            line = _Line(rest.in_language(self.language), 13, 1, is_quiet=True)
            self._box(slide, [line], _FOOT, 0.4)

    def _draw(self, slide: Any, grid: _Grid, rows: list[list[str]]) -> None:  # noqa: ANN401  (pptx has no types)
        """Some rows of a table on a slide, each as high as its text."""
        cells = [grid.heads, *rows]
        heights = [grid.height(one) for one in cells]
        size = (Inches(sum(grid.widths)), Inches(sum(heights)))
        shape = slide.shapes.add_table(
            len(cells), len(grid.heads), Inches(_MARGIN), Inches(_TOP), *size
        )
        table = shape.table
        for column, width in enumerate(grid.widths):
            table.columns[column].width = Inches(width)
        for row, (texts, height) in enumerate(zip(cells, heights, strict=True)):
            table.rows[row].height = Inches(height)
            for column, text in enumerate(texts):
                cell = table.cell(row, column)
                cell.fill.background()
                cell.vertical_anchor = MSO_ANCHOR.TOP
                line = _Line(text, _CELL_SIZE, is_bold=row == 0, is_quiet=row == 0)
                self._write(cell.text_frame, [line])

    def picture(self, picture: Picture) -> None:
        """A slide that is a chart, as large as it fits."""
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[_BLANK_LAYOUT])
        shape = slide.shapes.add_picture(io.BytesIO(picture.png), 0, 0)
        scale = min(Inches(_WIDTH) / shape.width, Inches(_HEIGHT) / shape.height)
        shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
        shape.left = (Inches(_WIDTH) - shape.width) // 2
        shape.top = (Inches(_HEIGHT) - shape.height) // 2
        (described,) = shape.element.iter(qn("p:cNvPr"))
        described.set("descr", picture.title.in_language(self.language))

    def save(self) -> bytes:
        """The bytes of the file; every text gets the font for Chinese, which pptx has no name for."""
        for slide in self.deck.slides:
            for font in [one for shape in slide.shapes for one in shape.element.iter(qn("a:rPr"))]:
                font.append(font.makeelement(qn("a:ea"), {"typeface": _CHINESE}))
        stream = io.BytesIO()
        self.deck.save(stream)
        return stream.getvalue()


def slide_deck(minutes: Minutes, pictures: Sequence[Picture], language: Language) -> bytes:
    """The review as a PowerPoint file.

    Args:
        minutes: The result of the review.
        pictures: The charts.
        language: The language of the deck.

    Returns:
        The bytes of a `.pptx` file.
    """
    deck = _Deck(source_sentence(minutes.changes.after), language)
    first, *rest = (line.in_language(language) for line in headline_lines(minutes))
    title = title_of(minutes).in_language(language)
    deck.slide(title, [_Line(first, 24, 3), *(_Line(one, 18, 5) for one in rest)])
    for name, rows in ((FIRST, minutes.first), (CHANGED, minutes.changed)):
        deck.table(decision_section(name, rows, with_ids=False), [4.2, 1.7, 1.7, 4.4])
    for picture in pictures:
        deck.picture(picture)
    n_raters = len(minutes.review.raters)
    deck.table(split_section(minutes), [4.2, *[8.0 / n_raters] * n_raters])
    lines = [_Line(one.in_language(language), 18) for one in agreement_lines(minutes.agreement)]
    deck.slide(AGREEMENT.in_language(language), lines)
    return deck.save()
