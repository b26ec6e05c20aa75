"""Charts of curves: accuracy over time, and stated probabilities against what came out."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from matplotlib.figure import Figure

from scorecard.charts.fonts import text_width
from scorecard.charts.marks import SMALL, Point, area, dots, strokes, words
from scorecard.charts.rows import (
    Scale,
    Span,
    axis,
    axis_room,
    level_grid,
    percent_ticks,
    whole_ticks,
)
from scorecard.charts.slide import NOTHING_JUDGED, Chart, Slide, room_of, slide
from scorecard.charts.style import BAND, GRAY, INK, QUIET, RULE, Frame
from scorecard.scoring.interval import Interval
from scorecard.summary.accuracy_history import Standing, history_sentence
from scorecard.summary.groups import Counts, Probability, Summary
from scorecard.summary.probability import (
    LEFT_OUT,
    Calibration,
    CalibrationPoint,
    calibration_sentence,
)
from scorecard.summary.sentences import source_line, source_sentence
from scorecard.text import Phrase, listed, percent, percent_range

_BODY, _COUNTS, _BETWEEN, _BELOW, _SIDE = 5.0, 1.0, 0.5, 0.62, 0.65
_LOWEST, _BESIDE, _NARROW_BESIDE = 3.0, 1.5, 1.05
_MOST_DOTS, _FEWEST = 60, 6
_DAYS, _MONTHS = (1, 2, 7, 14), (1, 2, 3, 6, 12, 24, 48, 60, 120, 240, 600, 1200, 6000, 24000)
"""The steps between ticks, in days and in months; a week begins on Monday."""
_TICK_GAP = 0.14
_LOW, _HIGH = 0.1, 0.9
"""Shares beside the edges of the panel, where a label has room on one side only."""
_NO_DAYS = Phrase("Nothing says when the verdicts were given.", "没有写明判定日期。")
_SQUARE, _BARS, _APART, _SCORES_GAP = 4.9, 0.7, 0.3, 0.8
_SMALLEST, _SCORES, _SCORE_LINE = 1.5, 4.2, 0.36
_N_BINS = 20
_NONE_STATED = Phrase("No judged claim states a probability.", "已判的预测里没有一条给出过概率。")


def day_ticks(first: date, last: date, inches: float) -> list[tuple[float, str]]:
    """Ticks at round days, months or years, as many as their labels leave room for.

    Examples:
        >>> [label for _, label in day_ticks(date(2024, 1, 8), date(2025, 4, 21), 10)]
        ['2024-03', '2024-05', '2024-07', '2024-09', '2024-11', '2025-01', '2025-03']
        >>> [label for _, label in day_ticks(date(1990, 5, 1), date(2026, 1, 1), 10)]
        ['1992', '1996', '2000', '2004', '2008', '2012', '2016', '2020', '2024']
    """
    most = max(_FEWEST, int(inches / (text_width("0000-00", SMALL) + 0.2)))
    low, high = first.toordinal(), last.toordinal()
    days = next((one for one in _DAYS if (high - low) // one < most), None)
    if days:
        places = (place for place in range(low, high + 1) if place % days == 1 % days)
        return [(place, date.fromordinal(place).isoformat()) for place in places]
    n_months = 12 * (last.year - first.year) + last.month - first.month
    months = next(one for one in _MONTHS if n_months // one < most)
    starts = (
        date(month // 12, month % 12 + 1, 1)
        for month in range(12 * first.year, 12 * last.year + 12)
        if month % months == 0
    )
    form = "%Y-%m" if months % 12 else "%Y"
    return [(day.toordinal(), f"{day:{form}}") for day in starts if first <= day <= last]


def _ticks(days: Scale, ends: Sequence[int]) -> list[tuple[float, str]]:
    """The days to name, in this order of weight: those given, then round ones where there is room."""
    named = [(float(day), date.fromordinal(day).isoformat()) for day in dict.fromkeys(ends)]
    if len(named) > 1:
        low, high = (date.fromordinal(int(end)) for end in (days.low, days.high))
        named += day_ticks(low, high, days.right - days.left)
    kept: list[tuple[float, str]] = []
    for day, label in named:
        wide = text_width(label, SMALL)
        if all(
            abs(days.at(day) - days.at(other)) >= (wide + text_width(text, SMALL)) / 2 + _TICK_GAP
            for other, text in kept
        ):
            kept.append((day, label))
    return sorted(kept)


def _steps(points: Sequence[Point], end: float) -> list[Point]:
    """A line that keeps each value until the next one, and the last until an end."""
    ends = [*(x for x, _ in points[1:]), end]
    return [
        place for (x, y), after in zip(points, ends, strict=True) for place in ((x, y), (after, y))
    ]


class _Step(NamedTuple):
    """A day on which something was judged, as it is drawn."""

    on: date
    share: float
    interval: Interval
    lead: Counts


def history_chart(history: Sequence[Standing], summary: Summary) -> Chart:
    """The accuracy of all claims after each day with verdicts, with its interval; below, how many.

    A step holds until the next verdicts; the first and the last day are named below, the first and the last
    value beside the line. A rise does not prove better forecasts: new claims come in and old verdicts
    change. With verdicts of one day only there is a dot with its interval.
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
            f"A step line of accuracy in its 95 % interval over {len(known)} days with verdicts; below it,"
            " how many claims were judged and how many were due.",
            f"{len(known)} 个判定日的得分率阶梯线与 95% 置信区间；下方是已判与到期的条数。",
        ),
        body=partial(_draw_history, known, summary.as_of)
        if known
        else _NO_DAYS  # verdicts of a table may have none
        if summary.overall.n_judged
        else NOTHING_JUDGED,
        group=summary.overall,
    )


def _draw_history(
    known: Sequence[_Step], as_of: date, chart: Chart, frame: Frame
) -> Iterator[Figure]:
    """The accuracy with its band, and below it the counts, over the same days."""
    body = min(_BODY, 1.2 * frame.inner) if frame.height is None else room_of(chart, frame)
    here = slide(chart, frame, body=max(_LOWEST, body))
    on = [one.on.toordinal() for one in known]
    ends = list(dict.fromkeys([on[0], on[-1], max(as_of.toordinal(), on[-1])]))
    is_one = len(known) == 1
    first, last = (on[0] - 1, on[0] + 1) if is_one else (on[0], ends[-1])
    beside = _NARROW_BESIDE if frame.is_narrow else _BESIDE
    days = Scale(first, last, frame.margin + _SIDE, frame.right - beside)
    xs = [days.at(day) for day in on]
    bottom = here.foot + _BELOW
    counts, shares = bottom + _COUNTS, here.top - 0.5
    _draw_shares(here, known, xs, days, Scale(0, 1, counts + _BETWEEN, shares))
    _draw_counts(here, known, xs, days, Span(counts, bottom))
    ticks = _ticks(days, ends[:1] if is_one else ends)
    said = Phrase("date of the verdicts", "判定日期").in_language(frame.language)
    axis(here.page, days, ticks, Span(counts, bottom), title=said)
    grid = [[(days.at(day), counts + _BETWEEN), (days.at(day), shares + 0.4)] for day, _ in ticks]
    strokes(here.page, grid, color=RULE, width=0.8, zorder=0)
    yield here.page


def _draw_shares(
    here: Slide, known: Sequence[_Step], xs: Sequence[float], days: Scale, heights: Scale
) -> None:
    """The step line in its band; in words where it begins and ends."""
    page, language = here.page, here.frame.language
    end = xs[0] if len(xs) == 1 else days.right
    said = Phrase("accuracy with 95 % interval", "得分率与 95% 置信区间").in_language(language)
    level_grid(page, days, heights, percent_ticks(language, heights.right - heights.left), said)
    ends = zip(*((one.share, *one.interval[:2]) for one in known), strict=True)
    line, low, high = (
        [(x, heights.at(value)) for x, value in zip(xs, values, strict=True)] for values in ends
    )
    if len(known) == 1:
        strokes(page, [[low[0], high[0]]], color=INK, width=1.6, gid="interval")
    else:
        outline = [*_steps(low, end), *reversed(_steps(high, end))]
        area(page, outline, color=BAND, edgecolor="none", gid="band")
        strokes(page, [_steps(line, end)], color=INK, width=2.0, gid="accuracy")
        # The first value stands above the line where the next step falls and below it where it rises.
        first, second = (one.share for one in known[:2])
        off = -0.19 if first > _HIGH or (second > first > _LOW) else 0.19
        at = (line[0][0] + 0.08, line[0][1] + off)
        words(page, at, percent(first, language), size=11, color=INK)
    if len(known) <= _MOST_DOTS:
        dots(page, "o", line, color=INK, markersize=6, gid="shares")
    last, y = known[-1], line[-1][1]
    words(page, (end + 0.15, y + 0.08), percent(last.share, language), size=13, color=INK)
    words(page, (end + 0.15, y - 0.14), percent_range(*last.interval[:2], language))


def _draw_counts(
    here: Slide, known: Sequence[_Step], xs: Sequence[float], days: Scale, span: Span
) -> None:
    """The numbers of judged and of due claims as two step lines."""
    page, most = here.page, max(one.lead.n_due for one in known)
    end = xs[0] if len(xs) == 1 else days.right
    heights = Scale(0, max(most, 1) * 1.05, span.bottom, span.top)
    said = Phrase("claims: judged (line), due (dotted)", "条数：已判（实线）、到期（虚线）")
    if len(known) == 1:
        said = Phrase("claims judged", "已判条数")
    ticks = whole_ticks(0, most, 1.2)
    level_grid(page, days, heights, ticks, said.in_language(here.frame.language))
    judged = [(x, heights.at(one.lead.n_judged)) for x, one in zip(xs, known, strict=True)]
    if len(known) == 1:
        dots(page, "o", judged, color=INK, markersize=5, gid="judged")
    else:
        due = [(x, heights.at(one.lead.n_due)) for x, one in zip(xs, known, strict=True)]
        dotted = (0, (1, 1.5))
        strokes(page, [_steps(due, end)], color=QUIET, width=1.2, linestyle=dotted, gid="due")
        strokes(page, [_steps(judged, end)], color=INK, width=1.4, gid="judged")
    n_judged, n_due = known[-1].lead.n_judged, known[-1].lead.n_due
    of = Phrase(f"{n_judged} of {n_due}", f"{n_due} 条中 {n_judged} 条")
    words(page, (end + 0.15, judged[-1][1]), of.in_language(here.frame.language))


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
        body=_NONE_STATED if numbers is None else partial(_draw_calibration, numbers),
        group=summary.overall,
    )


def _draw_calibration(numbers: Calibration, chart: Chart, frame: Frame) -> Iterator[Figure]:
    """The diagram, and the scores beside it; where there is no room, below it or not at all."""
    language, around = frame.language, _APART + _BARS + 0.1 + axis_room(frame)
    room, scores = room_of(chart, frame) - around, _scores(numbers.scores)
    square = min(_SQUARE, frame.inner - _SIDE - 0.2, max(_SMALLEST, room))
    is_beside = frame.inner > _SIDE + square + _SCORES_GAP + _SCORES
    below = 0.0 if is_beside or frame.height else _SCORE_LINE * len(scores) + 0.2
    here = slide(chart, frame, body=square + around + below)
    left, top, page = frame.margin + _SIDE, here.top - 0.1, here.page
    stated, came = Scale(0, 1, left, left + square), Scale(0, 1, top - square, top)
    bottom = top - square - _APART - _BARS
    said = Phrase(
        "stated probability; bars: how often it was stated", "给出的概率；下方为各概率给出的次数"
    )
    ticks = percent_ticks(language, square)
    axis(page, stated, ticks, Span(top, bottom), title=said.in_language(language))
    level_grid(page, stated, came, ticks)
    _draw_bars(page, numbers.points, stated, Span(bottom + _BARS, bottom))
    _draw_curve(page, numbers.points, stated, came)
    if is_beside or below:
        width = _SCORES if is_beside else min(_SCORES, frame.inner)
        x = stated.right + _SCORES_GAP if is_beside else frame.margin
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


def _draw_bars(page: Figure, points: Sequence[CalibrationPoint], stated: Scale, span: Span) -> None:
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
