"""The review as a PowerPoint deck of seven or eight slides that can be read from the back row."""

import io
import re
from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from scorecard.records import PutOff, in_language
from scorecard.review.documents import Picture, marked, shortened
from scorecard.review.minutes import ClaimOutcome, Minutes
from scorecard.review.tally import dissent_phrase
from scorecard.summary.raters import agreement_sentence
from scorecard.summary.sentences import headline, source_sentence
from scorecard.text import Language, Phrase, display_width, joined

_WIDTH, _HEIGHT, _MARGIN, _TOP = 13.333, 7.5, 0.7, 1.6  # inches, 16:9
_INK = RGBColor(0x1F, 0x2A, 0x33)  # type: ignore[no-untyped-call]  # pptx has no types
_LATIN, _CHINESE = "Calibri", "Microsoft YaHei"
_BLANK_LAYOUT = 6
_TITLE_SIZE, _SIZE = 36, 24
_COLUMNS = int((_WIDTH - 2 * _MARGIN - 0.2) * 72 / (_SIZE * 0.55))
"""The columns of text on a line; a Latin character is a little over half as wide as its size."""
_LINE, _GAP = 1.5, 0.25
"""The height of a line in sizes of its font, with room for Chinese ones; the gap of paragraphs in lines."""
_LINES = (_HEIGHT - _TOP - 0.3) * 72 / (_SIZE * _LINE)
"""The lines on a slide."""
_ON_A_SLIDE = 5
"""The claims on a slide, of two or three lines each."""

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


def fitted(lines: Sequence[str]) -> list[str]:
    """As many paragraphs as a slide has room for; the first one that has none is cut or left out."""
    kept, left = [], _LINES
    for line in lines:
        shown = line
        while n_lines(shown, _COLUMNS) > left >= 1:
            shown = shortened(shown, display_width(shown) - 2)
        if left < 1:
            break
        kept.append(shown)
        left -= n_lines(shown, _COLUMNS) + _GAP
    return kept


def _moved_lines(rows: Sequence[ClaimOutcome], language: Language) -> list[str]:
    """Each claim with its verdict before and after."""
    arrows = [
        f"{marked(row.before).in_language(language)} → {marked(row.after).in_language(language)}"
        for row in rows
    ]
    return [
        f"{row.entry.number}. {shortened(row.claim.in_language(language), 100)}  {arrow}"
        for row, arrow in zip(rows, arrows, strict=True)
    ]


def _left_lines(rows: Sequence[ClaimOutcome], language: Language) -> list[str]:
    """Each claim that stays open, with what is to be done, by whom and by when."""
    lines = []
    for row in rows:
        one = row.put_off or PutOff(id=row.entry.id)
        note = in_language(one.note, language) if one.note else None
        more = [str(fact) for fact in (note, one.owner, one.due_on) if fact]
        claim = f"{row.entry.number}. {shortened(row.claim.in_language(language), 90)}"
        tail = joined(more, language)
        lines.append(f"{claim} · {tail}" if more else claim)
    return lines


class _Deck:
    """A deck in one language, slide by slide."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.deck = Presentation()
        self.deck.slide_width, self.deck.slide_height = Inches(_WIDTH), Inches(_HEIGHT)

    def _box(self, slide: Any, lines: Sequence[str], top: float, height: float, size: int) -> None:  # noqa: ANN401  (pptx has no types)
        place = (Inches(_MARGIN), Inches(top), Inches(_WIDTH - 2 * _MARGIN), Inches(height))
        frame = slide.shapes.add_textbox(*place).text_frame
        frame.word_wrap = True
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text, run.font.size, run.font.bold = line, Pt(size), size > _SIZE
            run.font.name, run.font.color.rgb = _LATIN, _INK
            paragraph.space_after = Pt(size * _GAP * _LINE)

    def slide(self, title: Phrase, lines: Sequence[str], *, note: str = "") -> None:
        """A slide with a title and as many paragraphs as fit; where numbers come from is in its note."""
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[_BLANK_LAYOUT])
        head = shortened(title.in_language(self.language), int(_COLUMNS * _SIZE / _TITLE_SIZE))
        self._box(slide, [head], 0.5, 0.9, _TITLE_SIZE)
        self._box(slide, fitted(lines), _TOP, _HEIGHT - _TOP - 0.3, _SIZE)
        slide.notes_slide.notes_text_frame.text = note

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
    """The review as a PowerPoint file: what it was, what changed and why, the result, what is left.

    Args:
        minutes: The result of the review.
        pictures: The charts.
        language: The language of the deck.

    Returns:
        The bytes of a `.pptx` file.
    """

    def say(*phrases: Phrase) -> list[str]:
        return [one.in_language(language) for one in phrases if one.en]

    deck, head = _Deck(language), headline(minutes.changes.after)
    source = source_sentence(minutes.changes.after).in_language(language)
    nothing = say(Phrase("Nothing.", "没有。"))
    moved, left = minutes.moved, minutes.left
    differing = [row for row in minutes.rows if row.dissent]
    deck.slide(
        Phrase(f"Review {minutes.name}", f"{minutes.name} 年度复盘"),
        say(
            Phrase(f"{len(minutes.rows)} claims on the list", f"待议预测 {len(minutes.rows)} 条"),
            Phrase(f"Verdicts changed: {len(moved)}", f"有变化的判定 {len(moved)} 条"),
            minutes.attendance_line,
        ),
    )
    deck.slide(
        Phrase("What changed", "有变化的判定"),
        _moved_lines(moved[:_ON_A_SLIDE], language) or nothing,
    )
    reasons = [
        f"{row.entry.number}. {shortened(in_language(row.after.why, language), 150)}"
        for row in moved[:_ON_A_SLIDE]
        if row.after and row.after.why
    ]
    deck.slide(Phrase("Why", "理由"), reasons or nothing)
    result = say(head.sentence, head.number)
    deck.slide(Phrase("The result", "结果"), result, note=source)
    for picture in pictures:
        deck.picture(picture)
    dissent = [
        f"{row.entry.number}. {shortened(row.claim.in_language(language), 60)} · "
        + shortened(dissent_phrase(row.dissent[0]).in_language(language), 110)
        for row in differing[:_ON_A_SLIDE]
    ]
    deck.slide(
        Phrase(f"Dissent ({len(differing)})", f"不同意见（{len(differing)}）"), dissent or nothing
    )
    deck.slide(
        Phrase(f"Carried over ({len(left)})", f"留待下次（{len(left)}）"),
        _left_lines(left[:_ON_A_SLIDE], language) or nothing,
    )
    deck.slide(
        Phrase("How it was decided", "怎样决定"),
        say(minutes.decisions_line, minutes.ways_line, agreement_sentence(minutes.agreement)),
        note=source,
    )
    return deck.save()
