"""Days from the end of each claim's window to the day it came true, one mark a claim."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from matplotlib.figure import Figure

from scorecard.charts.marks import SMALL, Point, dots, strokes, words
from scorecard.charts.rows import AXIS, Band, Scale, Span, axis, round_steps, row_labels, rows
from scorecard.charts.slide import MARGIN, Chart, Legend, slide
from scorecard.charts.style import GRAY, INK, QUIET, WIDTH, text_width
from scorecard.summary.claims import CameTrue, timing_sentence
from scorecard.summary.groups import Group, Summary
from scorecard.summary.sentences import source_sentence
from scorecard.text import Language, Phrase
from scorecard.verdicts import JUDGED_STATES, State

__all__ = ["timing_chart"]

_LEGEND, _FILL, _RADIUS, _LANES = 0.4, 2.4, 0.055, 12
_NOTHING = Phrase(
    "No verdict names the day when its claim came true.", "还没有哪条判定写明应验日期。"
)
_LOOKS = (
    ("o", Phrase("came true in its window", "在期限内应验")),
    ("D", Phrase("came true late: not a hit, not hidden", "过期应验：不算准确，也不隐去")),
)


def _day_ticks(low: float, high: float, inches: float) -> list[tuple[float, str]]:
    """Ticks at round numbers of days, 0 among them."""
    room = text_width("-0000", SMALL) + 0.25
    step = next(step for step in round_steps() if (high - low) / step < inches / room)
    first, last = -int(-low // step), int(high // step)
    return [
        (place * step, f"{place * step:+d}" if place else "0") for place in range(first, last + 1)
    ]


def _lifts(places: Sequence[float]) -> list[float]:
    """Offset of each mark from its row's middle so that marks stay apart, while there are lanes."""
    step = 2.1 * _RADIUS
    lanes = [0.0]
    for number in range(1, _LANES + 1):
        lanes += [number * step, -number * step]
    last = dict.fromkeys(lanes, float("-inf"))
    lifts = []
    for x in places:
        free = (lane for lane in lanes if x - last[lane] >= step)
        lane = next(free, min(lanes, key=last.__getitem__))
        last[lane] = x
        lifts.append(lane)
    return lifts


class _Row:
    """One group: its claims in order of their days, and the places of their marks."""

    def __init__(self, group: Group, claims: Sequence[CameTrue], days: Scale) -> None:
        self.group = group
        self.claims = sorted(claims, key=lambda one: (one.days, one.id))
        self.xs = [days.at(one.days) for one in self.claims]
        self.lifts = _lifts(self.xs)
        self.height = 2 * max(map(abs, self.lifts)) + 2 * _RADIUS + 0.12

    def looks(self, middle: float) -> dict[tuple[str, State], list[Point]]:
        """The points of the marks by marker and state; the late are diamonds."""
        found: dict[tuple[str, State], list[Point]] = defaultdict(list)
        for one, x, lift in zip(self.claims, self.xs, self.lifts, strict=True):
            found["D" if one.days > 0 else "o", one.state].append((x, middle + lift))
        return found


def timing_chart(claims: Sequence[CameTrue], summary: Summary) -> Chart:
    """Days from the end of the window to the day a claim came true, one mark a claim, one row a domain.

    A disk came true in its window, a diamond late; the line behind them runs from the first to the third
    quartile, the tick is the median. Only claims whose verdict names the day are here: the reader must
    not take their share for accuracy, nor early for skilled, since a long window makes early easy. A
    domain without such a claim has no row.

    Args:
        claims: The claims with their days.
        summary: The summary by domain, with the medians and quartiles.
    """
    return Chart(
        title=Phrase("When claims came true", "预测何时应验"),
        note=timing_sentence(claims, summary.overall),
        source=source_sentence(summary),
        description=Phrase(
            f"{len(claims)} claims as marks by domain, by the days from the last day of their window to the"
            " day they came true: disks in time, diamonds late; with median and quartiles of every domain.",
            f"{len(claims)} 条预测，按领域分行，位置是应验日期距期限最后一天的天数：圆点为按期，菱形为过期；"
            "各领域标出中位数与四分位数。",
        ),
        body=partial(_draw, claims, summary) if claims else _NOTHING,
    )


def _draw(claims: Sequence[CameTrue], summary: Summary, chart: Chart, language: Language) -> Figure:
    groups = [group for group in summary.groups if group.timing.n]
    shown = [summary.overall, *groups] if len(groups) > 1 else groups
    placed = rows([group.label.in_language(language) for group in shown], fill=_FILL)
    left = MARGIN + placed.width + 0.15
    days = _days(claims, left)
    of_domain = {group.key: [one for one in claims if one.domain == group.key] for group in groups}
    drawn = [
        _Row(group, claims if group is summary.overall else of_domain[group.key], days)
        for group in shown
    ]
    heights = [max(tall, row.height) for tall, row in zip(placed.heights, drawn, strict=True)]
    placed = placed._replace(heights=heights)
    body = _LEGEND + sum(heights) + AXIS
    here = slide(chart, body=body, language=language, legend_of=Legend(list(JUDGED_STATES)))
    _legend(here.page, here.top - 0.12, language)
    span = Span(here.top - _LEGEND, here.top - _LEGEND - sum(heights))
    row_labels(here.page, placed, top=span.top, right=left - 0.15, is_quiet=[False] * len(shown))
    for row, middle, tall in zip(drawn, placed.middles(span.top), heights, strict=True):
        _draw_row(here.page, days, row, Band(middle, tall / 2 - 0.04))
        words(here.page, (days.right + 0.2, middle), _count(row.group, language))
    strokes(
        here.page, [[(days.at(0), span.bottom), (days.at(0), span.top)]], color=QUIET, width=1.2
    )
    said = Phrase("days from the last day of the window", "距期限最后一天的天数")
    ticks = _day_ticks(days.low, days.high, days.right - days.left)
    axis(here.page, days, ticks, span, title=said.in_language(language))
    return here.page


def _count(group: Group, language: Language) -> str:
    n, n_late = group.timing.n, group.timing.n_late
    return Phrase(f"n={n}, {n_late} late", f"n={n}，过期 {n_late}").in_language(language)


def _days(claims: Sequence[CameTrue], left: float) -> Scale:
    """From the earliest to the latest claim, the end of the window among them."""
    low = min([0, *(one.days for one in claims)])
    high = max([0, *(one.days for one in claims)])
    air = max(1, (high - low) / 40)
    return Scale(low - air, high + air, left, WIDTH - MARGIN - 1.35)


def _legend(page: Figure, y: float, language: Language) -> None:
    x = MARGIN
    for marker, phrase in _LOOKS:
        name = phrase.in_language(language)
        dots(page, marker, [(x + 0.08, y)], markersize=7, markerfacecolor=GRAY, markeredgecolor=INK)
        words(page, (x + 0.25, y), name, size=10.5, color=INK)
        x += 0.25 + text_width(name, 10.5) + 0.3
    said = Phrase("line: middle half, tick: median", "横线：中间一半，竖线：中位数")
    words(page, (x, y), said.in_language(language), size=10.5, color=QUIET)


def _draw_row(page: Figure, days: Scale, row: _Row, band: Band) -> None:
    """The quartiles as a line, the claims as marks, the median as a tick."""
    timing, (y, half) = row.group.timing, band
    first, median, third = (
        days.at(day or 0.0)
        for day in (timing.first_quartile_days, timing.median_days, timing.third_quartile_days)
    )
    strokes(page, [[(first, y), (third, y)]], color="#d5dbe1", width=7, zorder=1, gid="quartiles")
    for (marker, state), points in row.looks(y).items():
        dots(page, marker, points, markersize=144 * _RADIUS * (0.85 if marker == "D" else 1),
             markerfacecolor=state.row.color, markeredgewidth=0.8,
             markeredgecolor=state.row.edge,
             gid=f"{'late' if marker == 'D' else 'in-time'}-{state.value}")  # fmt: skip
    strokes(page, [[(median, y - half), (median, y + half)]], color=INK, width=1.6, zorder=3,
            gid="median")  # fmt: skip
