"""Days from the end of each claim's window to the day it came true, one mark a claim."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from matplotlib.figure import Figure

from scorecard.charts.fonts import text_width
from scorecard.charts.marks import Point, dots, flowed, strokes, words
from scorecard.charts.rows import Band, Scale, Span, axis, axis_room, row_labels, rows, whole_ticks
from scorecard.charts.slide import Chart, Legend, slides
from scorecard.charts.style import GRAY, INK, NEUTRAL, QUIET, Frame
from scorecard.summary.claims import CameTrue, timing_sentence
from scorecard.summary.groups import Group, Summary
from scorecard.summary.sentences import source_sentence
from scorecard.text import Language, Phrase
from scorecard.verdicts import JUDGED_STATES, State

_COUNT, _RADIUS, _LANES, _KEY, _SIGN, _KEY_LINE, _MOST_GROWN = 1.1, 0.055, 12, 11.6, 0.25, 0.3, 0.4
_NOTHING = Phrase(
    "No verdict names the day when its claim came true.", "还没有哪条判定写明应验日期。"
)
_LOOKS = (
    ("o", Phrase("came true in its window", "在期限内应验")),
    ("D", Phrase("came true late: not a hit, not hidden", "过期应验：不算准确，也不隐去")),
    ("", Phrase("line: middle half, tick: median", "横线：中间一半，竖线：中位数")),
)
_AXIS = Phrase("days from the last day of the window", "距期限最后一天的天数")


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
        group=summary.overall,
    )


def _draw(claims: Sequence[CameTrue], summary: Summary, chart: Chart, frame: Frame) -> list[Figure]:
    groups = [group for group in summary.groups if group.timing.n]
    shown = [summary.overall, *groups] if len(groups) > 1 else groups
    labels, legend = (
        [group.label.in_language(frame.language) for group in shown],
        Legend(list(JUDGED_STATES)),
    )
    keys = _keys(frame)
    around = _KEY_LINE * (keys[-1][0] + 1) + 0.1 + axis_room(frame)
    placed = rows(labels, frame, kept=_COUNT)
    days = _days(claims, placed.left, frame)
    of_domain = {group.key: [one for one in claims if one.domain == group.key] for group in groups}
    drawn = [
        _Row(group, claims if group is summary.overall else of_domain[group.key], days)
        for group in shown
    ]
    least = [
        max(tall, above + row.height)
        for tall, above, row in zip(placed.heights, placed.above, drawn, strict=True)
    ]
    pages = []
    for here, part, tall in slides(
        chart, frame, least, around=around, most=_MOST_GROWN, legend_of=legend
    ):
        _draw_keys(here.page, keys, here.top - 0.12, frame)
        top = here.top - around + axis_room(frame)
        span, on_page = Span(top, top - sum(tall)), placed.only(part, tall)
        row_labels(here.page, on_page, top=top, is_quiet=[False] * len(tall))
        given = zip(drawn[part], on_page.middles(top), tall, on_page.above, strict=True)
        for row, middle, high, above in given:
            _draw_row(here.page, days, row, Band(middle, (high - above) / 2 - 0.04))
            at = (frame.right, middle + (high / 2 if above else 0))
            words(here.page, at, _count(row.group, frame.language), ha="right")
        zero = [(days.at(0), span.bottom), (days.at(0), span.top)]
        strokes(here.page, [zero], color=QUIET, width=1.2)
        ticks = whole_ticks(days.low, days.high, days.right - days.left)
        axis(here.page, days, ticks, span, title=_AXIS.in_language(frame.language))
        pages.append(here.page)
    return pages


def _count(group: Group, language: Language) -> str:
    n, n_late = group.timing.n, group.timing.n_late
    return Phrase(f"n={n}, {n_late} late", f"n={n}，过期 {n_late}").in_language(language)


def _days(claims: Sequence[CameTrue], left: float, frame: Frame) -> Scale:
    """From the earliest to the latest claim, the end of the window among them."""
    low = min([0, *(one.days for one in claims)])
    high = max([0, *(one.days for one in claims)])
    air = max(1, (high - low) / 40)
    return Scale(low - air, high + air, left, frame.right - (0.1 if frame.is_narrow else 1.35))


def _keys(frame: Frame) -> list[tuple[int, float]]:
    """The places of the entries of the second legend."""
    names = [phrase.in_language(frame.language) for _, phrase in _LOOKS]
    return flowed([_SIGN + text_width(name, _KEY) for name in names], frame.inner)


def _draw_keys(page: Figure, keys: Sequence[tuple[int, float]], top: float, frame: Frame) -> None:
    for (marker, phrase), (line, left) in zip(_LOOKS, keys, strict=True):
        x, y = frame.margin + left, top - _KEY_LINE * line
        if marker:
            dots(page, marker, [(x + 0.08, y)], markersize=7, markerfacecolor=GRAY,
                 markeredgecolor=INK)  # fmt: skip
            x += _SIGN
        words(page, (x, y), phrase.in_language(frame.language), size=_KEY,
              color=INK if marker else QUIET)  # fmt: skip


def _draw_row(page: Figure, days: Scale, row: _Row, band: Band) -> None:
    """The quartiles as a line, the claims as marks, the median as a tick."""
    timing, (y, half) = row.group.timing, band
    first, median, third = (
        days.at(day or 0.0)
        for day in (timing.first_quartile_days, timing.median_days, timing.third_quartile_days)
    )
    strokes(page, [[(first, y), (third, y)]], color=NEUTRAL, width=7, zorder=1, gid="quartiles")
    for (marker, state), points in row.looks(y).items():
        dots(page, marker, points, markersize=144 * _RADIUS * (0.85 if marker == "D" else 1),
             markerfacecolor=state.row.color, markeredgewidth=0.8,
             markeredgecolor=state.row.edge,
             gid=f"{'late' if marker == 'D' else 'in-time'}-{state.value}")  # fmt: skip
    strokes(page, [[(median, y - half), (median, y + half)]], color=INK, width=1.6, zorder=3,
            gid="median")  # fmt: skip
