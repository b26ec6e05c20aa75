"""The reliability diagram: stated probabilities against what came out."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from matplotlib.figure import Figure

from scorecard.charts.marks import SMALL, area, dots, strokes, words
from scorecard.charts.rows import Scale, Span, axis, axis_room, level_grid, percent_ticks
from scorecard.charts.slide import Chart, room_of, slide
from scorecard.charts.style import BAND, GRAY, INK, QUIET, RULE, Frame
from scorecard.summary.groups import Probability, Summary
from scorecard.summary.probability import (
    LEFT_OUT,
    Calibration,
    CalibrationPoint,
    calibration_sentence,
)
from scorecard.summary.sentences import source_sentence
from scorecard.text import Phrase, listed

_SQUARE, _COUNTS, _BETWEEN, _SIDE, _BESIDE = 4.9, 0.7, 0.3, 0.65, 0.8
_SMALLEST, _SCORES, _SCORE_LINE = 1.5, 4.2, 0.36
_MOST_DOTS, _N_BINS = 60, 20
_NONE_STATED = Phrase("No judged claim states a probability.", "已判的预测里没有一条给出过概率。")


def calibration_chart(numbers: Calibration | None, summary: Summary) -> Chart:
    """The share that came true against the probability that was stated (CORP), with its scores.

    The line is the never falling curve nearest to what came out; the gray band is where it would run for
    a calibrated forecaster, so a curve inside it shows nothing wrong. Below, how often each probability
    was stated. The curve follows the noise of few forecasts: the reader must not read steps as findings.
    Half right and unresolvable claims are left out.
    """
    return Chart(
        title=Phrase("Stated probabilities and what came out", "给出的概率与实际结果"),
        note=calibration_sentence(numbers),
        source=source_sentence(summary),
        description=Phrase(
            "A reliability diagram: the share of claims that came true against the stated probability, in the"
            " band of a calibrated forecaster; below, how often each probability was stated; beside it, the"
            " Brier score and its parts.",
            "可靠性图：应验比例与给出的概率相比，灰带是校准良好的预测者；下方是各概率给出的次数，"
            "旁边是 Brier 分数及其组成。",
        ),
        body=_NONE_STATED if numbers is None else partial(_draw, numbers),
        group=summary.overall,
    )


def _draw(numbers: Calibration, chart: Chart, frame: Frame) -> Iterator[Figure]:
    """The diagram, and the scores beside it; where there is no room, below it or not at all."""
    language, around = frame.language, _BETWEEN + _COUNTS + 0.1 + axis_room(frame)
    room, scores = room_of(chart, frame) - around, _scores(numbers.scores)
    square = min(_SQUARE, frame.inner - _SIDE - 0.2, max(_SMALLEST, room))
    is_beside = frame.inner > _SIDE + square + _BESIDE + _SCORES
    below = 0.0 if is_beside or frame.height else _SCORE_LINE * len(scores) + 0.2
    here = slide(chart, frame, body=square + around + below)
    left, top, page = frame.margin + _SIDE, here.top - 0.1, here.page
    stated, came = Scale(0, 1, left, left + square), Scale(0, 1, top - square, top)
    bottom = top - square - _BETWEEN - _COUNTS
    said = Phrase(
        "stated probability; bars: how often it was stated", "给出的概率；下方为各概率给出的次数"
    )
    ticks = percent_ticks(language, square)
    axis(page, stated, ticks, Span(top, bottom), title=said.in_language(language))
    level_grid(page, stated, came, ticks)
    _draw_counts(page, numbers.points, stated, Span(bottom + _COUNTS, bottom))
    _draw_curve(page, numbers.points, stated, came)
    if is_beside or below:
        width = _SCORES if is_beside else min(_SCORES, frame.inner)
        x = stated.right + _BESIDE if is_beside else frame.margin
        y = (top if is_beside else bottom - axis_room(frame)) - 0.15
        for place, (name, value) in enumerate(scores):
            at, size = y - _SCORE_LINE * place, 11.6 if width == _SCORES else SMALL
            words(page, (x, at), name.in_language(language), size=size, color=INK)
            words(page, (x + width, at), value, size=size, color=INK, ha="right")
            strokes(page, [[(x, at - 0.18), (x + width, at - 0.18)]], color=RULE, width=0.8)
    yield page


def _scores(scores: Probability) -> list[tuple[Phrase, str]]:
    """The scores with their names and orientation, in the order in which they stand."""
    skill, log_score = scores.brier_skill_score, scores.log_score
    left_out = listed(one.label for one in LEFT_OUT)
    return [
        (Phrase("forecasts scored", "计分的预测"), f"{scores.n}"),
        (Phrase(f"left out ({left_out.en})", f"不计（{left_out.zh}）"), f"{scores.n_excluded}"),
        (Phrase("Brier score (0 is best)", "Brier 分数（0 最好）"), f"{scores.brier_score:.3f}"),
        (Phrase("  miscalibration (0 is best)", "  失准（0 最好）"), f"{scores.miscalibration:.3f}"),
        (Phrase("  − discrimination (more is better)", "  − 区分度（越大越好）"),
         f"{scores.discrimination:.3f}"),
        (Phrase("  + uncertainty (of the questions)", "  + 不确定性（题目本身）"),
         f"{scores.uncertainty:.3f}"),
        (Phrase("skill against the base rate", "相对基准率的技巧"),
         "–" if skill is None else f"{skill:.2f}"),
        (Phrase("log score (0 is best)", "对数分数（0 最好）"),
         "∞" if log_score is None else f"{log_score:.3f}"),
    ]  # fmt: skip


def _draw_curve(
    page: Figure, points: Sequence[CalibrationPoint], stated: Scale, came: Scale
) -> None:
    """The band, the diagonal and the curve."""
    low, high, curve = (
        [(stated.at(one.predicted), came.at(getattr(one, name))) for one in points]
        for name in ("low", "high", "calibrated")
    )
    area(page, [*low, *reversed(high)], color=BAND, edgecolor=BAND, linewidth=3, gid="band")
    strokes(page, [[(stated.left, came.left), (stated.right, came.right)]], color=GRAY, width=1.2,
            linestyle=(0, (4, 3)), gid="diagonal")  # fmt: skip
    strokes(page, [curve], color=INK, width=2, gid="curve")
    if len(curve) <= _MOST_DOTS:
        dots(page, "o", curve, color=INK, markersize=5, gid="points")


def _draw_counts(
    page: Figure, points: Sequence[CalibrationPoint], stated: Scale, span: Span
) -> None:
    """The count of each stated probability, in bins of 5 points when there are many values."""
    counted: Counter[float] = Counter()
    for one in points:
        binned = (min(int(one.predicted * _N_BINS), _N_BINS - 1) + 0.5) / _N_BINS
        counted[binned if len(points) > _N_BINS else one.predicted] += one.n
    most = max(counted.values())
    heights = Scale(0, most, span.bottom, span.top - 0.15)
    bars = [
        [(stated.at(place), span.bottom), (stated.at(place), heights.at(n))]
        for place, n in counted.items()
    ]
    strokes(page, bars, color=QUIET, width=6, gid="counts")
    words(page, (stated.left - 0.1, heights.right), str(most), ha="right")
