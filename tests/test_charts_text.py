"""Text on charts: which characters can be drawn, how wide it is, where it breaks."""

import warnings
from functools import cache

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from scorecard.charts.files import drawn_charts, drawn_files
from scorecard.charts.fonts import (
    MissingGlyphError,
    check_glyphs,
    drawing,
    font_names,
    text_picture,
    text_width,
    wrapped,
)
from scorecard.charts.marks import words
from scorecard.charts.slide import Chart
from scorecard.charts.style import Frame, Page
from scorecard.records import Domain
from scorecard.text import Language
from scorecards import chart_of, claim, of

NO_FONT_HAS = "𓀀"  # an Egyptian hieroglyph


@cache
def chart_with_domain(en: str, zh: str) -> Chart:
    domain = Domain(id="chips", en=en, zh=zh)
    return chart_of(of(claim("accurate"), domains=(domain,)), "accuracy-by-domain")


@pytest.mark.slow
def test_a_character_that_no_font_has_is_refused_by_its_name() -> None:
    chart = chart_with_domain(f"Chips {NO_FONT_HAS}", "芯片")

    with pytest.raises(MissingGlyphError) as raised:
        drawn_files("one", chart, Language.ENGLISH)

    assert "U+13000" in raised.value.phrase.en
    assert f"Chips {NO_FONT_HAS}" in raised.value.phrase.zh


@pytest.mark.slow
@pytest.mark.parametrize(("en", "zh"), [(NO_FONT_HAS, "芯片"), ("Chips", NO_FONT_HAS)])
def test_drawing_to_files_stops_at_a_missing_glyph_in_either_language(en: str, zh: str) -> None:
    chart = chart_with_domain(en, zh)

    with pytest.raises(MissingGlyphError):
        list(drawn_charts({"one": chart}))


def test_chinese_names_and_marks_can_be_drawn() -> None:
    figure = Figure()
    figure.text(0.5, 0.5, "朱镕基 李喆 深圳 ●◐○◇ ↑↓ − ∞ “引号” €")

    check_glyphs(figure)


@pytest.mark.parametrize("text", ["n=1", "Accuracy, half right", "各展望得分率", "jÄg"])
@pytest.mark.parametrize("at", [(1.0, 1.0), (1.003, 1.497), (0.51, 2.22)])
def test_a_line_of_pixels_is_where_matplotlib_draws_it_to_half_a_dot(
    text: str, at: tuple[float, float]
) -> None:
    centers = []
    for has_dots in (True, False):
        page = Page(Frame(language=Language.ENGLISH, width=4), 3)
        with drawing():
            words(page, at, text, size=12, color="black")
            if not has_dots:
                (line,) = page.texts
                ((_, _, (x, y)),) = line.lines()
                page.texts.clear()
                page.text(x / 600, y / 450, text, size=12, color="black", va="baseline")
            canvas = FigureCanvasAgg(page)
            canvas.draw()
        ink = 255.0 - np.asarray(canvas.buffer_rgba())[..., 0]
        rows, columns = np.indices(ink.shape)
        centers.append([(ink * rows).sum() / ink.sum(), (ink * columns).sum() / ink.sum()])

    assert np.abs(np.subtract(*centers)).max() <= 0.55


def test_settings_are_as_before_after_drawing() -> None:
    before = dict(mpl.rcParams)

    with drawing():
        assert mpl.rcParams["text.parse_math"] is False

    assert dict(mpl.rcParams) == before


@pytest.mark.slow
def test_settings_of_the_user_change_nothing() -> None:
    chart = chart_with_domain("Chips", "芯片")
    before = drawn_files("one", chart, Language.CHINESE)

    with mpl.rc_context({"font.size": 30, "svg.fonttype": "path", "lines.linewidth": 9}):
        assert drawn_files("one", chart, Language.CHINESE) == before


@pytest.mark.slow
def test_dollar_signs_are_no_mathematics() -> None:
    chart = chart_with_domain("From $5 to $10 and a_b", "从 $5 到 $10")
    with drawing():
        figure = chart.figures(Frame(language=Language.ENGLISH))[0]
        label = next(text for text in figure.texts if text.get_text().startswith("From"))
        box = label.get_window_extent(FigureCanvasAgg(figure).get_renderer())

    assert box.width / 150 == pytest.approx(text_width("From $5 to $10 and a_b", 12), rel=0.05)


@pytest.mark.parametrize("text", ["AVATAR", "Accuracy by domain", "准确率：三分之二", "a 中 b"])
def test_a_measured_width_is_that_of_the_drawn_text_or_a_little_more(text: str) -> None:
    with drawing():
        figure = Figure(dpi=150)
        drawn = figure.text(0.1, 0.5, text, fontsize=20)
        box = drawn.get_window_extent(FigureCanvasAgg(figure).get_renderer())

    assert box.width / 150 <= text_width(text, 20) + 0.01
    assert box.width / 150 > 0.9 * text_width(text, 20)


def test_a_letter_that_the_chinese_font_lacks_is_drawn_whole_by_the_other() -> None:
    """Of its parts the first font would put the mark on the letter behind."""
    names = [font_names(text) for text in ("Žižek 预测", "Zizek 预测")]

    assert names[0] == names[1][::-1] == ["DejaVu Sans", "Noto Sans SC"]
    for text in ("Žižek", "Djoković, Łódź"):
        with drawing():
            picture, left, _ = text_picture(text, 20, 150)
        assert (picture.shape[1] + left) / 150 == pytest.approx(text_width(text, 20), rel=0.05)


def test_a_character_that_is_missing_counts_as_wide() -> None:
    assert text_width(NO_FONT_HAS, 72) == 1.0


def test_the_width_of_lines_is_that_of_the_longest() -> None:
    assert text_width("中\n中中中\n中中", 72) == 3.0
    assert text_width("", 12) == 0


def test_a_short_text_is_one_line() -> None:
    assert wrapped("Accuracy by domain", 5, 12) == "Accuracy by domain"


def test_english_breaks_between_words() -> None:
    lines = wrapped("one two three four five six", 0.9, 12).split("\n")

    assert len(lines) > 2
    assert " ".join(lines) == "one two three four five six"


def test_chinese_breaks_between_any_two_characters() -> None:
    assert wrapped("中国企业出海东南亚", 4 * 12 / 72, 12) == "中国企业\n出海东\n南亚"


def test_a_line_neither_begins_with_a_closing_mark_nor_ends_with_an_opening_one() -> None:
    for width in range(6, 14):
        lines = wrapped("他说（很“好”），真的。对吗？是！五～七成。", width * 12 / 72, 12).split(
            "\n"
        )
        assert not any(line[0] in "），。？！”～" for line in lines)
        assert not any(line[-1] in "（“" for line in lines)


def test_a_word_longer_than_a_line_is_broken() -> None:
    lines = wrapped("x" * 100, 1, 12).split("\n")

    assert "".join(lines) == "x" * 100
    assert all(text_width(line, 12) <= 1 for line in lines)


def test_what_does_not_fit_ends_in_an_ellipsis_within_the_width() -> None:
    cut = wrapped("The quick brown fox jumps over the lazy dog, again and again", 1.2, 12, lines=2)

    first, second = cut.split("\n")
    assert second.endswith("…")
    assert max(text_width(first, 12), text_width(second, 12)) <= 1.2


def test_a_name_that_does_not_fit_keeps_its_beginning_and_its_end() -> None:
    name = "Trends of the year in many fields, 2024"
    first, last = wrapped(name, 1.5, 12, lines=2, keeps_end=True).split("\n")

    assert (first, last) == ("Trends of the year", "in many fi…s, 2024")
    assert text_width(last, 12) <= 1.5
    assert wrapped(name, 0.1, 12, lines=1, keeps_end=True) == "…"


def test_direction_marks_and_line_breaks_are_not_drawn() -> None:
    assert wrapped("a\u202eb\u200fc\nd\te\u0000", 5, 12) == "abc d e"


def test_an_empty_text_stays_empty() -> None:
    assert wrapped("", 1, 12) == ""


@pytest.mark.slow
def test_drawing_raises_no_warning() -> None:
    chart = chart_with_domain("Chips", "芯片")

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn_files("one", chart, Language.CHINESE)


def test_a_p_value_stays_on_one_line() -> None:
    for inches in (0.5, 0.8, 1.1, 1.5, 2.0, 2.6):
        for line in wrapped("说法（置换检验，p = 0.79）和更多的字 (p < 0.001).", inches, 11).split(
            "\n"
        ):
            assert not line.endswith(("p", "=", "<"))
            assert not line.startswith(("=", "<"))
