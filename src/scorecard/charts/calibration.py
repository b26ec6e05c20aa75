"""The reliability diagram: stated probabilities against what came out."""

from collections.abc import Sequence
from functools import partial

from matplotlib.figure import Figure

from scorecard.charts.marks import SMALL, area, dots, strokes, words
from scorecard.charts.rows import Scale, Span, axis, axis_room, percent_ticks
from scorecard.charts.slide import Chart, room_of, slide
from scorecard.charts.style import BAND, GRAY, INK, QUIET, RULE, Frame
from scorecard.summary.groups import Probability, Summary
from scorecard.summary.probability import Calibration, CalibrationPoint, calibration_sentence
from scorecard.summary.sentences import source_sentence
from scorecard.text import Language, Phrase

_SQUARE, _COUNTS, _BETWEEN, _SIDE, _BESIDE = 4.9, 0.7, 0.3, 0.65, 0.8
_SMALLEST, _SCORES, _SCORE_LINE = 1.5, 4.2, 0.36
_MOST_DOTS, _N_BINS = 60, 20
_NONE_STATED = Phrase("No judged claim states a probability.", "已判的预测里没有一条给出过概率。")


_NAMES = (
    Phrase("forecasts scored", "计分的预测"),
    Phrase("left out (half right, unresolvable)", "不计（对了一半、无法判定）"),
    Phrase("Brier score (0 is best)", "Brier 分数（0 最好）"),
    Phrase("  miscalibration (0 is best)", "  失准（0 最好）"),
    Phrase("  − discrimination (more is better)", "  − 区分度（越大越好）"),
    Phrase("  + uncertainty (of the questions)", "  + 不确定性（题目本身）"),
    Phrase("skill against the base rate", "相对基准率的技巧"),
    Phrase("log score (0 is best)", "对数分数（0 最好）"),
)
"""The scores beside the diagram, in their order."""


def calibration_chart(numbers: Calibration | None, summary: Summary) -> Chart:
    """The share that came true against the probability that was stated (CORP), with its scores.

    The line is the never falling curve nearest to what came out; the gray band is where it would run for
    a calibrated forecaster, so a curve inside it shows nothing wrong. Below, how often each probability
    was stated. The curve follows the noise of few forecasts: the reader must not read steps as findings.
    Half right and unresolvable claims are left out.

    Args:
        numbers: The points and the scores; None without any.
        summary: The finished numbers, for the source.
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


def _draw(numbers: Calibration, chart: Chart, frame: Frame) -> list[Figure]:
    """The diagram, and the scores beside it; where there is no room, below it or not at all."""
    language, around = frame.language, _BETWEEN + _COUNTS + 0.1 + axis_room(frame)
    room = room_of(chart, frame) - around
    square = min(_SQUARE, frame.inner - _SIDE - 0.2, max(_SMALLEST, room))
    is_beside = frame.inner > _SIDE + square + _BESIDE + _SCORES
    below = 0.0 if is_beside or frame.height else _SCORE_LINE * len(_NAMES) + 0.2
    here = slide(chart, frame, body=square + around + below)
    left, top, page = frame.margin + _SIDE, here.top - 0.1, here.page
    stated = Scale(0, 1, left, left + square)
    came = Scale(0, 1, top - square, top)
    bottom = top - square - _BETWEEN - _COUNTS
    said = Phrase(
        "stated probability; bars: how often it was stated", "给出的概率；下方为各概率给出的次数"
    )
    ticks = percent_ticks(language, square)
    axis(page, stated, ticks, Span(top, bottom), title=said.in_language(language))
    _draw_counts(page, numbers.points, stated, Span(bottom + _COUNTS, bottom))
    strokes(page, [[(stated.left, came.at(share)), (stated.right, came.at(share))] for share, _ in ticks],
            color=RULE, width=0.8, zorder=0)  # fmt: skip
    for share, label in ticks:
        words(page, (left - 0.1, came.at(share)), label, ha="right")
    _draw_curve(page, numbers.points, stated, came)
    if is_beside:
        _write_scores(page, numbers.scores, (stated.right + _BESIDE, top), _SCORES, language)
    elif below:
        at = (frame.margin, bottom - axis_room(frame))
        _write_scores(page, numbers.scores, at, min(_SCORES, frame.inner), language)
    return [page]


def _draw_curve(
    page: Figure, points: Sequence[CalibrationPoint], stated: Scale, came: Scale
) -> None:
    """The band, the diagonal and the curve."""
    xs = [stated.at(one.predicted) for one in points]
    low = [(x, came.at(one.low)) for x, one in zip(xs, points, strict=True)]
    high = [(x, came.at(one.high)) for x, one in zip(xs, points, strict=True)]
    area(page, [*low, *reversed(high)], color=BAND, edgecolor=BAND, linewidth=3, gid="band")
    strokes(page, [[(stated.left, came.left), (stated.right, came.right)]], color=GRAY, width=1.2,
            linestyle=(0, (4, 3)), gid="diagonal")  # fmt: skip
    curve = [(x, came.at(one.calibrated)) for x, one in zip(xs, points, strict=True)]
    strokes(page, [curve], color=INK, width=2, gid="curve")
    if len(curve) <= _MOST_DOTS:
        dots(page, "o", curve, color=INK, markersize=5, gid="points")


def _draw_counts(
    page: Figure, points: Sequence[CalibrationPoint], stated: Scale, span: Span
) -> None:
    """The count of each stated probability, in bins of 5 points when there are many values."""
    counted: dict[float, int] = {}
    for one in points:
        place = one.predicted
        if len(points) > _N_BINS:
            place = (min(int(one.predicted * _N_BINS), _N_BINS - 1) + 0.5) / _N_BINS
        counted[place] = counted.get(place, 0) + one.n
    most = max(counted.values())
    heights = Scale(0, most, span.bottom, span.top - 0.15)
    strokes(page, [[(stated.at(place), span.bottom), (stated.at(place), heights.at(n))]
                   for place, n in counted.items()],
            color=QUIET, width=6, gid="counts")  # fmt: skip
    words(page, (stated.left - 0.1, heights.right), str(most), ha="right")


def _write_scores(
    page: Figure, scores: Probability, at: tuple[float, float], width: float, language: Language
) -> None:
    """The scores in a width, one a line, with their orientation."""
    skill, log_score = scores.brier_skill_score, scores.log_score
    values = [
        f"{scores.n}",
        f"{scores.n_excluded}",
        f"{scores.brier_score:.3f}",
        f"{scores.miscalibration:.3f}",
        f"{scores.discrimination:.3f}",
        f"{scores.uncertainty:.3f}",
        "–" if skill is None else f"{skill:.2f}",
        "∞" if log_score is None else f"{log_score:.3f}",
    ]
    (x, y), size = at, 11.6 if width == _SCORES else SMALL
    for place, (name, value) in enumerate(zip(_NAMES, values, strict=True)):
        middle = y - 0.15 - _SCORE_LINE * place
        words(
            page,
            (x, middle),
            name.in_language(language),
            size=size,
            color=INK,
        )
        words(
            page,
            (x + width, middle),
            value,
            size=size,
            color=INK,
            ha="right",
        )
        strokes(page, [[(x, middle - 0.18), (x + width, middle - 0.18)]], color=RULE, width=0.8)
