"""Days from the end of each claim's window to the day it came true, one mark a claim."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from matplotlib.figure import Figure

from scorecard.charts.fonts import text_width
from scorecard.charts.marks import Point, dots, flowed, strokes, words
from scorecard.charts.rows import Band, Scale, axis, axis_room, rows, whole_ticks
from scorecard.charts.slide import Chart, Legend, slides
from scorecard.charts.style import GRAY, INK, NEUTRAL, QUIET, Frame
from scorecard.scoring.timing import Timing
from scorecard.summary.claims import CameTrue, timing_sentence
from scorecard.summary.groups import Summary
from scorecard.summary.sentences import source_sentence
from scorecard.text import Phrase
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


def timing_chart(claims: Sequence[CameTrue], summary: Summary) -> Chart:
    """Days from the end of the window to the day a claim came true, one mark a claim, one row a domain.

    A disk came true in its window, a diamond late; the line behind them runs from the first to the third
    quartile, the tick is the median. Only claims whose verdict names the day are here: the reader must
    not take their share for accuracy, nor early for skilled, since a long window makes early easy. A
    domain without such a claim has no row.
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
    labels = [group.label.in_language(frame.language) for group in shown]
    names = [phrase.in_language(frame.language) for _, phrase in _LOOKS]
    keys = flowed([_SIGN + text_width(name, _KEY) for name in names], frame.inner)
    around = _KEY_LINE * (keys[-1][0] + 1) + 0.1 + axis_room(frame)
    placed = rows(labels, frame, kept=_COUNT)
    low, high = (end([0, *(one.days for one in claims)]) for end in (min, max))
    air = max(1, (high - low) / 40)
    right = frame.right - (0.1 if frame.is_narrow else 1.35)
    days = Scale(low - air, high + air, placed.left, right)
    of_group = [
        sorted((one.days, one.id, one.state) for one in claims
               if group is summary.overall or one.domain == group.key)
        for group in shown
    ]  # fmt: skip
    lifts = [_lifts([days.at(day) for day, _, _ in given]) for given in of_group]
    least = [
        max(tall, above + 2 * max(map(abs, lift)) + 2 * _RADIUS + 0.12)
        for tall, above, lift in zip(placed.heights, placed.above, lifts, strict=True)
    ]
    ticks, pages = whole_ticks(low - air, high + air, days.right - days.left), []
    for here, part, tall in slides(
        chart, frame, least, around=around, most=_MOST_GROWN, legend_of=Legend(list(JUDGED_STATES))
    ):
        page, on_page = here.page, placed.only(part, tall, here.top - around + axis_room(frame))
        for (marker, _), name, (line, left) in zip(_LOOKS, names, keys, strict=True):
            _draw_key(page, marker, name, (frame.margin + left, here.top - 0.12 - _KEY_LINE * line))
        on_page.draw_labels(page, [False] * len(tall))
        given = zip(shown[part], of_group[part], lifts[part], on_page.middles, tall, on_page.above,
                    strict=True)  # fmt: skip
        for group, marks, lift, middle, high_, above in given:
            points = [
                (days.at(day), middle + up, day, state)
                for (day, _, state), up in zip(marks, lift, strict=True)
            ]
            _draw_row(page, days, group.timing, points, Band(middle, (high_ - above) / 2 - 0.04))
            n, n_late = group.timing.n, group.timing.n_late
            said = Phrase(f"n={n}, {n_late} late", f"n={n}，过期 {n_late}")
            at = (frame.right, middle + (high_ / 2 if above else 0))
            words(page, at, said.in_language(frame.language), ha="right")
        top, bottom = on_page.span
        strokes(page, [[(days.at(0), bottom), (days.at(0), top)]], color=QUIET, width=1.2)
        axis(page, days, ticks, on_page.span, title=_AXIS.in_language(frame.language))
        pages.append(page)
    return pages


def _draw_key(page: Figure, marker: str, name: str, at: Point) -> None:
    """One entry of the second legend, with its mark unless it names lines."""
    x, y = at
    if marker:
        dots(page, marker, [(x + 0.08, y)], markersize=7, markerfacecolor=GRAY, markeredgecolor=INK)
    words(page, (x + (_SIGN if marker else 0), y), name, size=_KEY, color=INK if marker else QUIET)


def _draw_row(
    page: Figure,
    days: Scale,
    timing: Timing,
    points: Sequence[tuple[float, float, int, State]],
    band: Band,
) -> None:
    """The quartiles as a line, the claims as marks by shape and state, the median as a tick."""
    y, half = band
    first, median, third = (
        days.at(day or 0.0)
        for day in (timing.first_quartile_days, timing.median_days, timing.third_quartile_days)
    )
    strokes(page, [[(first, y), (third, y)]], color=NEUTRAL, width=7, zorder=1, gid="quartiles")
    looks: dict[tuple[bool, State], list[Point]] = defaultdict(list)
    for x, height, day, state in points:
        looks[day > 0, state].append((x, height))
    for (is_late, state), at in looks.items():
        dots(page, "D" if is_late else "o", at, markersize=144 * _RADIUS * (0.85 if is_late else 1),
             markerfacecolor=state.row.color, markeredgewidth=0.8, markeredgecolor=state.row.edge,
             gid=f"{'late' if is_late else 'in-time'}-{state.value}")  # fmt: skip
    strokes(page, [[(median, y - half), (median, y + half)]], color=INK, width=1.6, zorder=3,
            gid="median")  # fmt: skip
