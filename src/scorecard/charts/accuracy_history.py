"""Accuracy over time: its value after each day when verdicts were given."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from matplotlib.figure import Figure

from scorecard.charts.fonts import text_width
from scorecard.charts.marks import SMALL, Point, area, dots, strokes, words
from scorecard.charts.rows import Scale, Span, axis, level_grid, percent_ticks, whole_ticks
from scorecard.charts.slide import NOTHING_JUDGED, Chart, Slide, room_of, slide
from scorecard.charts.style import BAND, INK, QUIET, RULE, Frame
from scorecard.scoring.interval import Interval
from scorecard.summary.accuracy_history import Standing, history_sentence
from scorecard.summary.groups import Counts, Summary
from scorecard.summary.sentences import source_line
from scorecard.text import Phrase, percent, percent_range

_BODY, _COUNTS, _BETWEEN, _BELOW, _SIDE = 5.0, 1.0, 0.5, 0.62, 0.65
_LOWEST, _BESIDE, _NARROW_BESIDE = 3.0, 1.5, 1.05
_MOST_DOTS = 60
_FEWEST = 6
_DAYS, _MONTHS = (1, 2, 7, 14), (1, 2, 3, 6, 12, 24, 48, 60, 120, 240, 600, 1200, 6000, 24000)
"""The steps between ticks, in days and in months; a week begins on Monday."""
_TICK_GAP = 0.14
_LOW, _HIGH = 0.1, 0.9
"""Shares beside the edges of the panel, where a label has room on one side only."""


_NO_DAYS = Phrase("Nothing says when the verdicts were given.", "没有写明判定日期。")


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
        room = [
            (text_width(label, SMALL) + text_width(other, SMALL)) / 2 + _TICK_GAP
            for _, other in kept
        ]
        places = [days.at(other) for other, _ in kept]
        if all(abs(days.at(day) - x) >= wide for x, wide in zip(places, room, strict=True)):
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
        body=partial(_draw, known, summary.as_of)
        if known
        else _NO_DAYS  # verdicts of a table may have none
        if summary.overall.n_judged
        else NOTHING_JUDGED,
        group=summary.overall,
    )


def _draw(known: Sequence[_Step], as_of: date, chart: Chart, frame: Frame) -> Iterator[Figure]:
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
