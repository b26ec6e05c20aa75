"""Charts of curves: accuracy over time, and stated probabilities against what came out."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

import numpy as np

from scorecard.charts.fonts import text_width
from scorecard.charts.marks import SMALL, Point, area, dots, strokes, words
from scorecard.charts.scales import (
    Scale,
    Span,
    Tick,
    axis,
    axis_room,
    level_grid,
    percent_ticks,
    share_axis,
    whole_ticks,
)
from scorecard.charts.slide import NOTHING_JUDGED, Chart, slide
from scorecard.charts.style import BAND, GRAY, INK, QUIET, RULE, Frame, Page
from scorecard.scoring.interval import Interval
from scorecard.summary.accuracy_history import Standing, history_sentence
from scorecard.summary.groups import Counts, Summary
from scorecard.summary.probability import (
    Calibration,
    CalibrationPoint,
    calibration_sentence,
    probability_sentence,
)
from scorecard.summary.sentences import source_line, source_sentence
from scorecard.text import Phrase, counted, in_a_row, percent_phrase, percent_range

_BODY, _COUNTS, _BETWEEN, _BELOW, _SIDE = 5.0, 1.0, 0.5, 0.62, 0.65
_LOWEST, _BESIDE, _NARROW_BESIDE = 3.0, 1.5, 1.05
_MOST_DOTS, _TICK_GAP = 60, 0.14
_NO_DAYS = Phrase("Nothing says when the verdicts were given.", "没有写明判定日期。")
_ACCURACY = Phrase("accuracy with 95 % interval", "得分率与 95% 置信区间")
_CLAIMS = Phrase("claims: judged (line), due (dotted)", "条数：已判（实线）、到期（虚线）")
_DATES = Phrase("day of verdicts, or the day after a window closed", "判定日期或期满次日")
_SQUARE, _BARS, _APART, _SMALLEST, _N_BINS = 4.9, 0.7, 0.3, 1.5, 20
_NONE_STATED = Phrase("No judged claim states a probability.", "已判的预测里没有一条给出过概率。")
_STATED = Phrase(
    "stated probability; bars: how often it was stated", "给出的概率；下方为各概率给出的次数"
)


def _ticks(days: Scale, on: Sequence[int]) -> list[Tick]:
    """The first and the last of some days, and those between that have room for their names."""
    room = text_width("0000-00-00", SMALL) + _TICK_GAP
    kept = [on[0], on[-1]]
    for day in on[1:-1]:
        if all(abs(days.at(day) - days.at(other)) >= room for other in kept):
            kept.append(day)
    return [(float(day), date.fromordinal(day).isoformat()) for day in sorted(set(kept))]


def _steps(ends: Sequence[float], heights: Sequence[float]) -> list[Point]:
    """A line that keeps each height from one of the ends to the next, of which there is one more."""
    return list(zip(np.repeat(ends, 2)[1:-1].tolist(), np.repeat(heights, 2).tolist(), strict=True))


class _Step(NamedTuple):
    """A day on which accuracy could change, as it is drawn."""

    on: date
    share: float
    interval: Interval
    lead: Counts


def history_chart(history: Sequence[Standing], summary: Summary) -> Chart:
    """The accuracy of all claims with its interval, day by day; below, how many.

    A step holds until the next verdicts or the end of the next window; the first and the last day are named
    below, the last value beside the line. A rise does not prove better forecasts: new claims come in and old
    verdicts change.
    """
    known = [
        _Step(one.on, one.accuracy, one.interval, one.lead)
        for one in history
        if one.accuracy is not None and one.interval is not None
    ]
    return Chart(
        title=Phrase("Accuracy over time", "得分率随时间的变化"),
        note=history_sentence(history),
        source=source_line(summary),
        description=Phrase(
            f"A step line of accuracy in its 95 % interval over {counted(len(known), 'day')} on which"
            " verdicts were given or windows closed; below it, how many claims were judged and how many"
            " were due.",
            f"{len(known)} 个日子（有判定或有预测期满）的得分率阶梯线与 95% 置信区间；"
            "下方是已判与到期的条数。",
        ),
        body=partial(_draw_history, known, summary.as_of)
        if known
        else _NO_DAYS  # verdicts of a table may have none
        if summary.overall.n_judged and not history
        else NOTHING_JUDGED,
        group=summary.overall,
    )


def _draw_history(
    known: Sequence[_Step], as_of: date, chart: Chart, frame: Frame
) -> Iterator[Page]:
    """The accuracy with its band, and below it the counts, over the same days."""
    body = _LOWEST if frame.height else min(_BODY, 1.2 * frame.inner)
    page, last = slide(chart, frame, body=body), known[-1]
    on = [one.on.toordinal() for one in known]
    end = max(as_of.toordinal(), on[-1])
    room = _NARROW_BESIDE if frame.is_narrow else _BESIDE
    # On the day of the only verdicts there is no line yet.
    days = Scale(on[0] - (on[0] == end), end, frame.margin + _SIDE, frame.right - room)
    xs, beyond = list(map(days.at, [*on, end])), days.right + 0.15
    bottom = page.foot + _BELOW
    top = bottom + _COUNTS

    shares = Scale(0, 1, top + _BETWEEN, page.top - 0.5)
    level_grid(page, days, shares, percent_ticks(frame.language, shares.length), _ACCURACY)
    low, high = ([shares.at(one.interval[side]) for one in known] for side in (0, 1))
    area(page, [*_steps(xs, low), *reversed(_steps(xs, high))], color=BAND, edgecolor="none",
         gid="band")  # fmt: skip
    heights = [shares.at(one.share) for one in known]
    strokes(page, [_steps(xs, heights)], color=INK, width=2.0, gid="accuracy")
    if len(known) <= _MOST_DOTS:
        at = list(zip(xs[:-1], heights, strict=True))
        dots(page, "o", at, color=INK, markersize=6, gid="shares")
    beside = max(heights[-1], shares.left + 0.14)  # above the title of the counts
    words(page, (beyond, beside + 0.08), percent_phrase(last.share), size=13, color=INK)
    words(page, (beyond, beside - 0.14), percent_range(*last.interval[:2]))

    most = max(1, *(one.lead.n_due for one in known))
    counts = Scale(0, most * 1.05, bottom, top)
    level_grid(page, days, counts, whole_ticks(0, most, 1.2), _CLAIMS)
    due, judged = ([counts.at(getattr(one.lead, name)) for one in known]
                   for name in ("n_due", "n_judged"))  # fmt: skip
    dotted = (0, (1, 1.5))
    strokes(page, [_steps(xs, due)], color=QUIET, width=1.2, linestyle=dotted, gid="due")
    strokes(page, [_steps(xs, judged)], color=INK, width=1.4, gid="judged")
    n_judged, n_due = last.lead.n_judged, last.lead.n_due
    of = Phrase(f"{n_judged} of {n_due}", f"{n_due} 条中 {n_judged} 条")
    words(page, (beyond, judged[-1]), of)

    named = _ticks(days, [*on, end])
    axis(page, days, named, Span(top, bottom), title=_DATES)
    grid = [[(days.at(day), shares.left), (days.at(day), shares.right)] for day, _ in named]
    strokes(page, grid, color=RULE, width=0.8, zorder=0)
    yield page


def calibration_chart(numbers: Calibration | None, summary: Summary) -> Chart:
    """The share that came true against the probability that was stated (CORP), with its scores.

    The line is the never falling curve nearest to what came out; the gray band is where it would run for
    a calibrated forecaster, so a curve inside it shows nothing wrong. Below, how often each probability
    was stated. The curve follows the noise of few forecasts: the reader must not read steps as findings.
    Half right and unresolvable claims are left out.
    """
    return Chart(
        title=Phrase("Stated probabilities and what came out", "给出的概率与实际结果"),
        note=in_a_row(
            [
                calibration_sentence(numbers),
                probability_sentence(summary, has_early=bool(summary.overall.n_early)),
            ]
        ),
        source=source_sentence(summary),
        description=Phrase(
            "A reliability diagram: the share of claims that came true against the stated probability, in the"
            " band of a calibrated forecaster; below, how often each probability was stated.",
            "可靠性图：应验比例与给出的概率相比，灰带是校准良好的预测者；下方是各概率给出的次数。",
        ),
        body=_NONE_STATED if numbers is None else partial(_draw_calibration, numbers),
        group=summary.overall,
    )


def _draw_calibration(numbers: Calibration, chart: Chart, frame: Frame) -> Iterator[Page]:
    around = _APART + _BARS + 0.1 + axis_room(frame)
    square = min(_SQUARE, frame.inner - _SIDE - 0.2)
    page = slide(chart, frame, body=around + (_SMALLEST if frame.height else square))
    square = min(square, page.top - page.foot - around)
    left, top = max(frame.margin + _SIDE, (frame.width - square) / 2), page.top - 0.1
    stated, came = Scale(0, 1, left, left + square), Scale(0, 1, top - square, top)
    bottom = top - square - _APART - _BARS
    share_axis(page, stated, Span(top, bottom), _STATED)
    level_grid(page, stated, came, percent_ticks(frame.language, square))
    _draw_bars(page, numbers.points, stated, Span(bottom + _BARS, bottom))
    low, high, curve = (
        [(stated.at(one.predicted), came.at(getattr(one, name))) for one in numbers.points]
        for name in ("low", "high", "calibrated")
    )
    area(page, [*low, *reversed(high)], color=BAND, edgecolor=BAND, linewidth=3, gid="band")
    strokes(page, [[(stated.left, came.left), (stated.right, came.right)]], color=GRAY, width=1.2,
            linestyle=(0, (4, 3)), gid="diagonal")  # fmt: skip
    strokes(page, [curve], color=INK, width=2, gid="curve")
    if len(curve) <= _MOST_DOTS:
        dots(page, "o", curve, color=INK, markersize=5, gid="points")
    yield page


def _draw_bars(page: Page, points: Sequence[CalibrationPoint], stated: Scale, span: Span) -> None:
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
