"""The review as a PowerPoint deck: headline, decisions, charts, best and worst call, splits."""

import io
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from scorecard.review.fitting import fitted, n_lines
from scorecard.review.minutes import Decided, Minutes, best_call, worst_call
from scorecard.review.pages import Picture, verdict_phrase
from scorecard.review.wording import agreement_lines, headline_lines, title_of
from scorecard.summary.sentences import source_sentence
from scorecard.text import Language, Phrase

__all__ = ["slide_deck"]

_WIDTH, _HEIGHT, _MARGIN = 13.333, 7.5, 0.7
_INK = RGBColor(0x1F, 0x2A, 0x33)  # type: ignore[no-untyped-call]  # pptx has no types
_QUIET = RGBColor(0x5F, 0x6B, 0x76)  # type: ignore[no-untyped-call]  # pptx has no types
_LATIN, _CHINESE = "Calibri", "Microsoft YaHei"
_BLANK_LAYOUT = 6
_TOP, _FOOT = 1.45, 6.5
"""Where the content of a slide begins and ends, in inches; below stand what is left out and the source."""
_POINTS = 72
_INSIDE = 0.2
"""What a box or a cell keeps free at its left and right together, in inches."""
_LINE = 1.5
"""Height of a line in sizes of its font, with room for Chinese fonts."""
_CELL_SIZE, _CELL_LINES = 13, 2
_MOST_SLIDES = 3
"""Slides of one table; what does not fit is counted."""


class _Line(NamedTuple):
    """One paragraph: its text, its size in points, the lines it may fill, and how it looks."""

    text: str
    size: float = 18
    most: int = 4
    is_bold: bool = False
    is_quiet: bool = False


def _ems(width: float, size: float) -> float:
    """How wide a box is inside, in ems of a font."""
    return (width - _INSIDE) * _POINTS / size


class _Grid(NamedTuple):
    """A table that is not drawn yet: its heads, its rows, and the widths of its columns in inches."""

    heads: list[str]
    rows: list[list[str]]
    widths: list[float]

    @classmethod
    def of(cls, heads: list[str], rows: list[list[str]], widths: list[float]) -> "_Grid":
        """A table as wide as a slide, each cell short enough for its two lines."""
        whole = [width * (_WIDTH - 2 * _MARGIN) / sum(widths) for width in widths]
        short = [
            [
                fitted(text, _ems(width, _CELL_SIZE), _CELL_LINES)
                for text, width in zip(cells, whole, strict=True)
            ]
            for cells in (heads, *rows)
        ]
        return cls(short[0], short[1:], whole)

    def height(self, cells: list[str]) -> float:
        """How high a row is, in inches."""
        most = max(
            n_lines(text, _ems(width, _CELL_SIZE))
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

    def __init__(self, minutes: Minutes, language: Language) -> None:
        self.minutes, self.language = minutes, language
        self.deck = Presentation()
        self.deck.slide_width, self.deck.slide_height = Inches(_WIDTH), Inches(_HEIGHT)

    def say(self, en: str, zh: str) -> str:
        return Phrase(en, zh).in_language(self.language)

    def read(self, phrase: Phrase) -> str:
        return phrase.in_language(self.language)

    def _write(self, frame: Any, lines: Sequence[_Line]) -> None:  # noqa: ANN401  (pptx's text frame)
        """Paragraphs in a frame, with a font for both scripts."""
        frame.word_wrap = True
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text, run.font.size, run.font.bold = line.text, Pt(line.size), line.is_bold
            run.font.name = _LATIN
            run.font.color.rgb = _QUIET if line.is_quiet else _INK
            east = run._r.get_or_add_rPr().makeelement(qn("a:ea"), {"typeface": _CHINESE})  # noqa: SLF001  (pptx has no name for the Chinese font)
            run._r.get_or_add_rPr().append(east)  # noqa: SLF001  (pptx has no name for this font)
            paragraph.space_after = Pt(line.size / 2)

    def _box(self, slide: Any, lines: Sequence[_Line], top: float, height: float) -> None:  # noqa: ANN401  (pptx has no types)
        width = _WIDTH - 2 * _MARGIN
        lines = [
            one._replace(text=fitted(one.text, _ems(width, one.size), one.most)) for one in lines
        ]
        place = (Inches(_MARGIN), Inches(top), Inches(width), Inches(height))
        self._write(slide.shapes.add_textbox(*place).text_frame, lines)

    def slide(self, title: str, lines: Sequence[_Line] = ()) -> Any:  # noqa: ANN401  (pptx has no types)
        """A slide with a title, some paragraphs, and the source at its foot."""
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[_BLANK_LAYOUT])
        self._box(slide, [_Line(title, 30, 1, is_bold=True)], 0.4, 0.9)
        if lines:
            self._box(slide, lines, _TOP, 5.2)
        source = self.read(source_sentence(self.minutes.changes.after))
        self._box(slide, [_Line(source, 11, 1, is_quiet=True)], 6.95, 0.4)
        return slide

    def table(
        self, title: str, heads: list[str], rows: list[list[str]], widths: list[float]
    ) -> None:
        """A table on as many slides as it needs, three at most; rows that do not fit are counted."""
        grid = _Grid.of(heads, rows, widths)
        pages = list(grid.pages())
        shown = pages[:_MOST_SLIDES]
        for number, page in enumerate(shown, start=1):
            place = f" {number}/{len(shown)}" if len(shown) > 1 else ""
            slide = self.slide(f"{title} ({len(rows)}){place}")
            self._grid(slide, grid, page)
        left = sum(map(len, pages[_MOST_SLIDES:]))
        if left:
            text = self.say(f"and {left} more in the minutes", f"其余 {left} 条见纪要")
            self._box(slide, [_Line(text, 13, 1, is_quiet=True)], _FOOT, 0.4)

    def _grid(self, slide: Any, grid: _Grid, rows: list[list[str]]) -> None:  # noqa: ANN401  (pptx has no types)
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

    def decisions(self, title: str, rows: list[Decided]) -> None:
        """A table of decisions, unless there is none."""
        heads = [self.say("claim", "说法"), self.say("before", "此前"),
                 self.say("decided", "决定"), self.say("reason", "理由")]  # fmt: skip
        cells = [
            [
                self.read(row.text),
                self.read(verdict_phrase(row.before)),
                self.read(verdict_phrase(row.after)),
                self.read(row.why),
            ]
            for row in rows
        ]
        if cells:
            self.table(title, heads, cells, [4.2, 1.7, 1.7, 4.4])

    def picture(self, picture: Picture) -> None:
        """A slide that is a chart, as large as it fits."""
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[_BLANK_LAYOUT])
        shape = slide.shapes.add_picture(io.BytesIO(picture.png), 0, 0)
        scale = min(Inches(_WIDTH) / shape.width, Inches(_HEIGHT) / shape.height)
        shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
        shape.left = (Inches(_WIDTH) - shape.width) // 2
        shape.top = (Inches(_HEIGHT) - shape.height) // 2
        described = shape._element.nvPicPr.cNvPr  # noqa: SLF001  (pptx has no name for this text)
        described.set("descr", self.read(picture.title))

    def call(self, title: str, row: Decided | None) -> None:
        """A slide about one claim; a sentence when there is none."""
        if row is None:
            self.slide(
                title, [_Line(self.say("No such claim was decided.", "没有这样的说法。"), 20)]
            )
            return
        one = row.claim.prediction
        said = self.say(
            f"Said on {one.made_on} by {one.speaker.en}", f"{one.made_on}，{one.speaker.zh}"
        )
        self.slide(
            title,
            [
                _Line(self.read(row.text), 28, 3, is_bold=True),
                _Line(f"{said} · {self.read(row.claim.domain)}", 16, 1, is_quiet=True),
                _Line(self.read(verdict_phrase(row.after)), 24, 1),
                _Line(self.read(row.why), 20, 5),
            ],
        )

    def splits(self) -> None:
        """The claims that the raters split on, furthest first, and how far they agree."""
        agreement, raters = self.minutes.agreement, self.minutes.review.raters
        rows = [
            [
                self.read(split.claim),
                *(self.read(verdict_phrase(split.ratings.get(rater))) for rater in raters),
            ]
            for split in agreement.split
        ]
        title = self.say("Where the raters split", "评分分歧")
        if rows:
            heads = [self.say("claim", "说法"), *raters]
            self.table(title, heads, rows, [4.2, *[8.0 / len(raters)] * len(raters)])
        lines = [_Line(self.read(one), 18) for one in agreement_lines(agreement)]
        self.slide(self.say("Agreement", "评分一致性"), lines)


def slide_deck(minutes: Minutes, pictures: Sequence[Picture], language: Language) -> bytes:
    """The review as a PowerPoint file.

    Args:
        minutes: What the review did.
        pictures: The charts.
        language: The language of the deck.

    Returns:
        The bytes of a `.pptx` file.
    """
    deck = _Deck(minutes, language)
    first, *rest = headline_lines(minutes)
    lines = [_Line(deck.read(first), 24, 3), *(_Line(deck.read(one), 18, 5) for one in rest)]
    deck.slide(deck.read(title_of(minutes)), lines)
    deck.decisions(deck.say("Judged for the first time", "首次判定"), minutes.first)
    deck.decisions(deck.say("Changed", "改判"), minutes.changed)
    for picture in pictures:
        deck.picture(picture)
    deck.call(deck.say("The best call", "最准的一条"), best_call(minutes))
    deck.call(deck.say("The worst call", "最不准的一条"), worst_call(minutes))
    deck.splits()
    stream = io.BytesIO()
    deck.deck.save(stream)
    return stream.getvalue()
