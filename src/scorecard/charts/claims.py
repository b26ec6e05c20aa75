"""Charts of single claims: when they came true, and the evidence for and against them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from matplotlib.figure import Figure

from scorecard.charts.fonts import text_width, wrapped
from scorecard.charts.marks import Box, Point, boxes, dots, flowed, marks, strokes, words
from scorecard.charts.rows import Band, Scale, axis, axis_room, rows, whole_ticks
from scorecard.charts.slide import NOTHING_RECORDED, Chart, Legend, slides
from scorecard.charts.style import GRAY, INK, NEUTRAL, QUIET, Frame
from scorecard.scoring.timing import Timing
from scorecard.summary.claims import CameTrue, ClaimEvidence, evidence_sentence, timing_sentence
from scorecard.summary.groups import Group, Summary
from scorecard.summary.sentences import source_sentence
from scorecard.text import Phrase
from scorecard.verdicts import COUNTED_STATES, JUDGED_STATES, State

_COUNT, _RADIUS, _LANES, _KEY, _SIGN, _KEY_LINE, _MOST_OF_ROW = 1.1, 0.055, 12, 11.6, 0.25, 0.3, 0.4
_NO_DAY = Phrase(
    "No verdict names the day when its claim came true.", "还没有哪条判定写明应验日期。"
)
_LOOKS = (
    ("o", Phrase("came true in its window", "在期限内应验")),
    ("D", Phrase("came true late: not a hit, not hidden", "过期应验：不算准确，也不隐去")),
    ("", Phrase("line: middle half, tick: median", "横线：中间一半，竖线：中位数")),
)
_DAYS_AXIS = Phrase("days from the last day of the window", "距期限最后一天的天数")
_NAME, _NAME_SIZE, _BETWEEN, _AIR = 0.32, 11, 0.3, 0.28
_WIDE, _NARROW, _MANY = 0.15, 0.075, 400
_BRICK, _MOST_OF_LINE = 0.095, 0.5
_NO_EVIDENCE = Phrase("No claim has evidence for or against it.", "还没有一条预测记有正反证据。")
_FOR, _AGAINST = Phrase("for ↑", "支持 ↑"), Phrase("against ↓", "相反 ↓")
_SIDES = 0.72  # room at the left of a line for the words of the two sides


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
        body=partial(_draw_timing, claims, summary) if claims else _NO_DAY,
        group=summary.overall,
    )


def _draw_timing(
    claims: Sequence[CameTrue], summary: Summary, chart: Chart, frame: Frame
) -> Iterator[Figure]:
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
        for (_, _, tall, _, above), lift in zip(placed.rows, lifts, strict=True)
    ]
    ticks = whole_ticks(low - air, high + air, days.right - days.left)
    for here, part, tall in slides(
        chart, frame, least, around=around, most=_MOST_OF_ROW, legend_of=Legend(list(JUDGED_STATES))
    ):
        page, on_page = here.page, placed.only(part, tall, here.top - around + axis_room(frame))
        for (marker, _), name, (line, left) in zip(_LOOKS, names, keys, strict=True):
            x, y = frame.margin + left, here.top - 0.12 - _KEY_LINE * line
            dots(page, marker, [(x + 0.08, y)] if marker else [], markersize=7,
                 markerfacecolor=GRAY, markeredgecolor=INK)  # fmt: skip
            at, color = (x + (_SIGN if marker else 0), y), INK if marker else QUIET
            words(page, at, name, size=_KEY, color=color)
        on_page.draw_labels(page, [False] * len(tall))
        given = zip(
            shown[part], of_group[part], lifts[part], on_page.middles, on_page.rows, strict=True
        )
        for group, of_row, lift, middle, (_, _, high_, _, above) in given:
            marked = list(zip(of_row, lift, strict=True))
            _draw_row(page, days, group.timing, marked, Band(middle, (high_ - above) / 2 - 0.04))
            n, n_late = group.timing.n, group.timing.n_late
            said = Phrase(f"n={n}, {n_late} late", f"n={n}，过期 {n_late}")
            at = (frame.right, middle + (high_ / 2 if above else 0))
            words(page, at, said.in_language(frame.language), ha="right")
        top, bottom = on_page.span
        strokes(page, [[(days.at(0), bottom), (days.at(0), top)]], color=QUIET, width=1.2)
        axis(page, days, ticks, on_page.span, title=_DAYS_AXIS.in_language(frame.language))
        yield page


def _draw_row(
    page: Figure,
    days: Scale,
    timing: Timing,
    marked: Sequence[tuple[tuple[int, str, State], float]],
    band: Band,
) -> None:
    """The quartiles as a line, the claims as marks by shape and state, the median as a tick."""
    y, half = band
    ends = (timing.first_quartile_days, timing.median_days, timing.third_quartile_days)
    first, median, third = (days.at(end or 0.0) for end in ends)
    strokes(page, [[(first, y), (third, y)]], color=NEUTRAL, width=7, zorder=1, gid="quartiles")
    looks: dict[tuple[bool, State], list[Point]] = defaultdict(list)
    for (day, _, state), up in marked:
        looks[day > 0, state].append((days.at(day), y + up))
    for (is_late, state), at in looks.items():
        dots(page, "D" if is_late else "o", at, markersize=144 * _RADIUS * (0.85 if is_late else 1),
             markerfacecolor=state.row.color, markeredgewidth=0.8, markeredgecolor=state.row.edge,
             gid=f"{'late' if is_late else 'in-time'}-{state.value}")  # fmt: skip
    strokes(page, [[(median, y - half), (median, y + half)]], color=INK, width=1.6, zorder=3,
            gid="median")  # fmt: skip


class _Block(NamedTuple):
    """One group: its name, its claims, where it begins and how wide it is."""

    name: str
    claims: list[ClaimEvidence]
    left: float
    width: float


def _blocks(
    groups: Sequence[tuple[str, list[ClaimEvidence]]], slot: float, frame: Frame
) -> list[list[_Block]]:
    """Groups beside each other in lines; one that is longer than a line goes on in the next."""
    lines: list[list[_Block]] = [[]]
    x = 0.0
    inner = frame.inner - _SIDES
    per_line = int(inner / slot)
    for name, claims in groups:
        for start in range(0, len(claims), per_line):
            part = claims[start : start + per_line]
            said = f"{name}  n={len(claims)}" if not start else "…"
            width = max(len(part) * slot, text_width(said, _NAME_SIZE))
            if x and x + width > inner:
                lines.append([])
                x = 0.0
            lines[-1].append(_Block(said, part, frame.margin + _SIDES + x, width))
            x += width + _BETWEEN
    return lines


def _up(blocks: Sequence[_Block]) -> float:
    """Inches above the marks that the columns of blocks take."""
    return max((one.n_supports for block in blocks for one in block.claims), default=0) * _BRICK


def evidence_chart(claims: Sequence[ClaimEvidence], summary: Summary) -> Chart:
    """Every claim as a column by domain: a brick up for each page that supports it, down for each against.

    The mark between them is its state. Columns stand by state, then by the evidence for them. The number
    of pages shows how long people searched, not how true a claim is, and pages are not of one weight. A
    claim without evidence is its mark alone.
    """
    return Chart(
        title=Phrase("Evidence for and against each claim", "每条预测的正反证据"),
        note=evidence_sentence(claims),
        source=source_sentence(summary),
        description=Phrase(
            f"{len(claims)} claims by domain, one column each: bricks above the mark of its state are pages"
            " that support it, bricks below are pages that contradict it.",
            f"{len(claims)} 条预测，按领域排列，一条一列：状态标记以上的格子是支持它的网页，以下是相反的。",
        ),
        body=partial(_draw_evidence, claims, summary.groups)
        if any(one.n_supports or one.n_contradicts for one in claims)
        else _NO_EVIDENCE
        if claims
        else NOTHING_RECORDED,
        group=summary.overall,
    )


def _draw_evidence(
    claims: Sequence[ClaimEvidence], groups: Sequence[Group], chart: Chart, frame: Frame
) -> Iterator[Figure]:
    slot = _WIDE if len(claims) <= _MANY else _NARROW
    of_domain: dict[str, list[ClaimEvidence]] = defaultdict(list)
    for one in sorted(
        claims, key=lambda one: (one.state.place, -one.n_supports, one.n_contradicts, one.id)
    ):
        of_domain[one.domain].append(one)
    longest = min(3.2, frame.inner - _SIDES - 0.7)
    named = [(wrapped(group.label.in_language(frame.language), longest, _NAME_SIZE, lines=1),
              of_domain[group.key]) for group in groups if of_domain[group.key]]  # fmt: skip
    lines, legend = _blocks(named, slot, frame), Legend(list(COUNTED_STATES))
    heights = []
    for line in lines:
        # Below the marks there is at least what the word for it takes.
        down = max([2, *(one.n_contradicts for block in line for one in block.claims)])
        heights.append(_NAME + _up(line) + slot + down * _BRICK + _AIR)
    for here, part, tall in slides(chart, frame, heights, most=_MOST_OF_LINE, legend_of=legend):
        page, top, columns = here.page, here.top, []
        for line, height in zip(lines[part], tall, strict=True):
            zero = top - _NAME - _up(line) - slot / 2
            top -= height
            for phrase, side in ((_FOR, 1), (_AGAINST, -1)):
                at = (frame.margin + _SIDES - 0.12, zero + side * (slot / 2 + 0.12))
                words(page, at, phrase.in_language(frame.language), ha="right")
            for block in line:
                at = (block.left, zero + slot / 2 + _up([block]) + 0.17)
                words(page, at, block.name, size=_NAME_SIZE, color=INK)
                columns += [(one, block.left + place * slot, zero)
                            for place, one in enumerate(block.claims)]  # fmt: skip
        _draw_columns(page, columns, slot)
        yield page


def _draw_columns(
    page: Figure, columns: Sequence[tuple[ClaimEvidence, float, float]], slot: float
) -> None:
    """The columns of claims, each from its left edge around a height, all of a state at once."""
    found: dict[State, list[Box]] = defaultdict(list)
    middles: dict[State, list[Point]] = defaultdict(list)
    joints: list[list[Point]] = []
    half, inset = slot / 2, 0.12 * slot
    for one, left, zero in columns:
        middles[one.state].append((left + half, zero))
        for n, side in ((one.n_supports, 1), (one.n_contradicts, -1)):
            ends = [zero + side * (half + brick * _BRICK) for brick in range(n + 1)]
            joints += [[(left, y), (left + slot, y)] for y in ends[1:-1]]
            if n:
                box = (left + inset, min(ends), left + slot - inset, max(ends))
                found[one.state].append(box)
    for state, given in found.items():
        color = state.row.color if state.is_judged else NEUTRAL
        boxes(page, given, state=state, linewidth=0, hatch=None, facecolor=color)
    strokes(page, joints, color="white", width=0.9, zorder=2)
    for state, points in middles.items():
        marks(page, state, points, 0.36 * slot)
