"""The slides of a review in one language: PowerPoint at 16:9, text of 24 points and more, numbers as text."""

import io
from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.util import Inches, Pt

from scorecard.review.documents import MOST_DOMAINS, Minutes, score_rows, shortened, slide_texts
from scorecard.summary.sentences import source_sentence
from scorecard.text import Language, Phrase, display_width, wrapped

_WIDTH, _HEIGHT, _MARGIN, _TOP = 13.333, 7.5, 0.7, 1.6  # inches, 16:9
_TITLE_AND_TEXT = 1
"""The layout of the slides."""
_TITLE_SIZE, _SIZE = 36, 24
_COLUMNS = int((_WIDTH - 2 * _MARGIN - 0.2) * 72 / (_SIZE * 0.55))
"""The columns of text on a line; a Latin character is a little over half as wide as its size."""
_LINE, _GAP = 1.5, 0.25
"""The height of a line in sizes of its font, with room for Chinese ones; the gap of paragraphs in lines."""
_LINES = (_HEIGHT - _TOP - 0.3) * 72 / (_SIZE * _LINE)
"""The lines on a slide."""
_ROOMS = (9, 6, 4, 3, 2.5, 2, 1.5, 1.2, 1)
"""The room of texts that is tried, as `slide_texts` takes it: the first with which all fits."""
_TABLE = (4.3, 1.3, 1.3, 2.8, 2.2)
"""The widths of the columns of the table in inches."""


def fitted(lines: Sequence[str]) -> list[str]:
    """As many paragraphs as a slide has room for; a long one is cut so that each behind it has a line."""
    kept, left = [], _LINES
    for n_behind, line in zip(reversed(range(len(lines))), lines, strict=True):
        shown, room = line, max(left - n_behind * (1 + _GAP), 1)
        if left < 1:
            break
        while len(wrapped(shown, _COLUMNS)) > room:
            shown = shortened(shown, display_width(shown) - 2)
        kept.append(shown)
        left -= len(wrapped(shown, _COLUMNS)) + _GAP
    return kept


def _write(frame: Any, lines: Sequence[str], size: int) -> None:  # noqa: ANN401  (pptx has no types)
    """Write paragraphs."""
    frame.text = "\n".join(lines)
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run.font.size = Pt(size)


def _add_table(slide: Any, rows: Sequence[Sequence[Any]], language: Language) -> None:  # noqa: ANN401  (the same)
    """Write a table whose first row is its head, in the size of all text."""
    place = (Inches(_MARGIN), Inches(_TOP), Inches(sum(_TABLE)), Inches(0.5 * len(rows)))
    table = slide.shapes.add_table(len(rows), len(_TABLE), *place).table
    for column, width in zip(table.columns, _TABLE, strict=True):
        column.width = Inches(width)
    for line, cells in zip(table.rows, rows, strict=True):
        line.height = Inches(0.5)
        for cell, value in zip(line.cells, cells, strict=True):
            text = value.in_language(language) if isinstance(value, Phrase) else str(value or "–")
            cell.margin_top = cell.margin_bottom = 0
            most = int(_COLUMNS * _TABLE[0] / _WIDTH)
            _write(cell.text_frame, [shortened(text, most, keeps_end=True)], _SIZE)


def slide_deck(minutes: Minutes, language: Language) -> bytes:
    """The review as a PowerPoint file: what it was, what changed and why, the result, what is left.

    Returns:
        The bytes of a `.pptx` file.
    """
    source = source_sentence(minutes.changes.after).in_language(language)
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDTH), Inches(_HEIGHT)
    layout = deck.slide_layouts[_TITLE_AND_TEXT]
    places = ((0.4, 1.0), (_TOP, _HEIGHT - _TOP - 0.3))
    for shape, (top, height) in zip(layout.placeholders, places, strict=False):
        shape.left, shape.width = Inches(_MARGIN), Inches(_WIDTH - 2 * _MARGIN)
        shape.top, shape.height = Inches(top), Inches(height)
    for tried in zip(*(slide_texts(minutes, language, room) for room in _ROOMS), strict=True):
        heights = [sum(len(wrapped(line, _COLUMNS)) + _GAP for line in one[1]) for one in tried]
        fits = (one for one, n in zip(tried, heights, strict=True) if n <= _LINES + _GAP)
        title, lines = next(fits, tried[-1])
        slide: Any = deck.slides.add_slide(layout)
        heading, body = slide.placeholders
        shown = shortened(title, int(_COLUMNS * _SIZE / _TITLE_SIZE))
        _write(heading.text_frame, [shown], _TITLE_SIZE)
        if lines == ["[table]"]:
            body.element.getparent().remove(body.element)
            rows = [row[: len(_TABLE)] for row in score_rows(minutes.changes, most=MOST_DOMAINS)]
            _add_table(slide, rows, language)
        else:
            nothing = Phrase("Nothing.", "没有。").in_language(language)
            _write(body.text_frame, fitted(lines) or [nothing], _SIZE)
        slide.notes_slide.notes_text_frame.text = source
    stream = io.BytesIO()
    deck.save(stream)
    return stream.getvalue()
