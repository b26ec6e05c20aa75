"""No text touches another or leaves the page: every chart, both languages, small, real and stressed."""

from itertools import islice, product
from pathlib import Path
from typing import NamedTuple

import pytest
from matplotlib.figure import Figure

from scorecard.charts.fonts import check_glyphs, drawing
from scorecard.charts.gallery import gallery
from scorecard.charts.marks import ASCENT, Words, words
from scorecard.charts.style import PHONE, SIZES, Form, Frame, Page
from scorecard.reading.folder import load_records
from scorecard.text import Language
from scorecards import chart_of, claim, crowd, evidence, numbers_of, of, outlook, rating, verdict

TOLERANCE = 1.5
"""Pixels that two boxes may share: the edge of a glyph is soft."""

REAL = Path(__file__).parent.parent / "predictions"

SCORECARDS = {
    "nothing recorded": lambda: of(outlooks={}),
    "an outlook without claims": of,
    "one open claim": lambda: of(claim(closes_on=None)),
    "one judged claim": lambda: of(claim("accurate", item="i0", probability=0.7)),
    "all accurate": lambda: of(*[claim("accurate", item="i0") for _ in range(12)]),
    "all unresolvable": lambda: of(*[claim("unresolvable", item="i1") for _ in range(3)]),
    "half of them judged on two days": lambda: of(
        claim(verdict("accurate", "2025-01-08", "2024-06-01"), evidence=[evidence("supports")]),
        claim(verdict("inaccurate", "2025-03-08", "2025-02-01"), specificity="vague"),
        claim(),
        claim("too_early", closes_on="2027-01-01"),
    ),
    "raters who agree": lambda: of(
        claim(ratings=[rating("lin", "accurate"), rating("wu", "accurate")]),
        claim(ratings=[rating("lin", "half_right"), rating("wu", "half_right")]),
    ),
    "3 domains": lambda: crowd(60, 3),
    "1 domain": lambda: crowd(300, 1),
    "40 domains with long names": lambda: crowd(240, 40),
    "40 domains, 12 claims": lambda: crowd(12, 40, are_long=False),
    "an outlook with a very long title": lambda: of(
        claim("accurate"), outlooks={"kandao-2024": outlook("Trends of the year " * 30, 2024)}
    ),
    "real": lambda: load_records(REAL),
}


class Box(NamedTuple):
    """The edges of a text in pixels: there are too many for arrays of two numbers."""

    x0: float
    y0: float
    x1: float
    y1: float


def text_box(text: Words) -> Box:
    """The box in pixels of the lines of a text, from the ascent to the descent of the font."""
    height = text.figure.dpi * text.get_fontsize() / 72
    (along_x, along_y), (up_x, up_y) = (
        ((0, 1), (-1, 0)) if text.get_rotation() else ((1, 0), (0, 1))
    )
    ends = [
        (float(x) + along_x * end + up_x * up, float(y) + along_y * end + up_y * up)
        for _, wide, (x, y) in text.lines()
        for end in (0, wide)
        for up in (height * ASCENT, height * (ASCENT - 1))
    ]
    xs, ys = zip(*ends, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def collisions(figure: Figure) -> list[str]:
    """What overlaps what, and what leaves the page."""
    width, height = figure.get_size_inches() * figure.dpi
    boxes = [(text.get_text(), text_box(text)) for text in figure.texts]
    found = [
        f"{text!r} leaves the page"
        for text, box in boxes
        if min(box.x0, box.y0) < 0 or box.x1 > width or box.y1 > height
    ]
    boxes.sort(key=lambda one: one[1].y0)
    for place, (first, one) in enumerate(boxes):
        for second, other in islice(boxes, place + 1, None):
            if other.y0 > one.y1:
                break  # and so are all that follow
            shared_x = min(one.x1, other.x1) - max(one.x0, other.x0)
            shared_y = min(one.y1, other.y1) - max(one.y0, other.y0)
            if min(shared_x, shared_y) > TOLERANCE:
                found.append(f"{first!r} touches {second!r}")
    return found


def frames(language: Language) -> dict[str, Frame]:
    """What charts are drawn for: a wide page and a phone of free height, and every size with a name."""
    sizes = {size: Form(size=size).frame(language) for size in SIZES}
    return {
        **sizes,
        "page": Frame(language=language),
        "phone": Frame(language=language, width=PHONE),
    }


IN_EVERY_FRAME = {"real", "half of them judged on two days", "40 domains, 12 claims"}
"""The others are drawn as slides and for a phone, the widest and the narrowest."""


@pytest.mark.slow
@pytest.mark.parametrize("name", SCORECARDS)
def test_no_text_touches_another_or_leaves_the_page(name: str) -> None:
    charts = gallery(numbers_of(SCORECARDS[name]()))
    # One without data gets no file and no place on the page: here they are drawn where none has any.
    drawn = {one: chart for one, chart in charts.items() if chart.has_data} or charts
    with drawing():
        for language, (chart_name, chart) in product(Language, drawn.items()):
            for size, frame in frames(language).items():
                if name not in IN_EVERY_FRAME and size not in {"slide", "phone"}:
                    continue
                for figure in chart.figures(frame):
                    check_glyphs(figure)
                    assert figure.get_size_inches()[0] == frame.width
                    assert not collisions(figure), (chart_name, language, size)


@pytest.mark.slow
def test_the_interval_of_an_accuracy_of_zero_is_above_the_title_of_the_counts() -> None:
    chart = chart_of(of(*[claim("inaccurate") for _ in range(9)]), "accuracy-over-time")
    with drawing():
        (figure,) = chart.figures(Frame(language=Language.ENGLISH, width=PHONE))
    assert not collisions(figure)


def test_two_texts_at_one_place_are_a_collision() -> None:
    figure = Page(Frame(language=Language.ENGLISH, width=6.4), 4.8)
    with drawing():
        for x, text in ((3, "one"), (3, "other"), (6.3, "outside")):
            words(figure, (x, 2), text)

    assert collisions(figure) == ["'outside' leaves the page", "'one' touches 'other'"]
