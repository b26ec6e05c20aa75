"""The review as a PowerPoint deck: headline, decisions, charts, best and worst call, splits."""

import io
from collections.abc import Sequence
from typing import Any, NamedTuple

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from scorecard.errors import Language, Phrase
from scorecard.review.minutes import Decided, Minutes, best_call, worst_call
from scorecard.review.pages import Picture, verdict_phrase
from scorecard.review.wording import agreement_lines, headline_lines, title_of
from scorecard.summary.sentences import source_sentence

__all__ = ["slide_deck"]

_WIDTH, _HEIGHT, _MARGIN = 13.333, 7.5, 0.7
_INK = RGBColor(0x1F, 0x2A, 0x33)  # type: ignore[no-untyped-call]  # pptx has no types
_QUIET = RGBColor(0x5F, 0x6B, 0x76)  # type: ignore[no-untyped-call]  # pptx has no types
_LATIN, _CHINESE = "Calibri", "Microsoft YaHei"
_BLANK_LAYOUT = 6
_MOST_ROWS = 7
_LONGEST = 120


class _Line(NamedTuple):
    """One paragraph: its text, its size in points, and how it looks."""

    text: str
    size: float = 18
    is_bold: bool = False
    is_quiet: bool = False


def _short(text: str, longest: int = _LONGEST) -> str:
    """A text that fits its row; what is left out shows as an ellipsis."""
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"


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
        place = (Inches(_MARGIN), Inches(top), Inches(_WIDTH - 2 * _MARGIN), Inches(height))
        self._write(slide.shapes.add_textbox(*place).text_frame, lines)

    def slide(self, title: str, lines: Sequence[_Line] = ()) -> Any:  # noqa: ANN401  (pptx has no types)
        """A slide with a title, some paragraphs, and the source at its foot."""
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[_BLANK_LAYOUT])
        self._box(slide, [_Line(title, 30, is_bold=True)], 0.4, 0.9)
        if lines:
            self._box(slide, lines, 1.45, 5.2)
        source = self.read(source_sentence(self.minutes.changes.after))
        self._box(slide, [_Line(source, 11, is_quiet=True)], 6.95, 0.4)
        return slide

    def table(
        self, title: str, heads: list[str], rows: list[list[str]], widths: list[float]
    ) -> None:
        """A slide with a table; the rows that do not fit are counted, not squeezed in."""
        slide = self.slide(title)
        shown = rows[:_MOST_ROWS]
        place = (Inches(_MARGIN), Inches(1.45), Inches(_WIDTH - 2 * _MARGIN), Inches(0.4))
        grid = slide.shapes.add_table(len(shown) + 1, len(heads), *place).table
        for column, width in enumerate(widths):
            grid.columns[column].width = Inches(width * (_WIDTH - 2 * _MARGIN) / sum(widths))
        for row, cells in enumerate([heads, *shown]):
            for column, text in enumerate(cells):
                cell = grid.cell(row, column)
                cell.fill.background()
                cell.vertical_anchor = MSO_ANCHOR.TOP
                line = _Line(_short(text), 13, is_bold=row == 0, is_quiet=row == 0)
                self._write(cell.text_frame, [line])
        if len(rows) > len(shown):
            left = len(rows) - len(shown)
            text = self.say(f"and {left} more in the minutes", f"其余 {left} 条见纪要")
            self._box(slide, [_Line(text, 13, is_quiet=True)], 6.5, 0.4)

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
            self.table(f"{title} ({len(rows)})", heads, cells, [4.2, 1.7, 1.7, 4.4])

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
                _Line(_short(self.read(row.text), 200), 28, is_bold=True),
                _Line(f"{said} · {self.read(row.claim.domain)}", 16, is_quiet=True),
                _Line(self.read(verdict_phrase(row.after)), 24),
                _Line(_short(self.read(row.why), 320), 20),
            ],
        )

    def splits(self) -> None:
        """The claims that the raters split on, furthest first, and how far they agree."""
        agreement, raters = self.minutes.agreement, self.minutes.review.raters
        rows = [
            [
                self.read(split.claim),
                *(
                    self.read(
                        verdict_phrase(
                            split.ratings[rater].verdict if rater in split.ratings else None
                        )
                    )
                    for rater in raters
                ),
            ]
            for split in agreement.splits
        ]
        title = self.say("Where the raters split", "评分分歧")
        if rows:
            heads = [self.say("claim", "说法"), *raters]
            self.table(
                f"{title} ({len(rows)})", heads, rows, [4.2, *[8.0 / len(raters)] * len(raters)]
            )
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
    lines = [_Line(deck.read(first), 26), *(_Line(deck.read(one), 20) for one in rest)]
    deck.slide(deck.read(title_of(minutes)), lines)
    deck.decisions(deck.say("Decided anew", "改判"), minutes.moved)
    for picture in pictures:
        deck.picture(picture)
    deck.call(deck.say("The best call", "最准的一条"), best_call(minutes))
    deck.call(deck.say("The worst call", "最不准的一条"), worst_call(minutes))
    deck.splits()
    stream = io.BytesIO()
    deck.deck.save(stream)
    return stream.getvalue()
