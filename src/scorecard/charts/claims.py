"""Charts of single claims: the traffic lights of an outlook, when claims came true, and their evidence."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

from scorecard.charts.marks import Box, Point, boxes, dots, marks, strokes, words
from scorecard.charts.rows import Rows
from scorecard.charts.scales import Scale, axis, upright, whole_ticks
from scorecard.charts.slide import NOTHING_RECORDED, Chart
from scorecard.charts.style import INK, NEUTRAL, PALE, QUIET, Frame, Page
from scorecard.summary.claims import (
    LIGHTS_NOTE,
    CameTrue,
    ClaimEvidence,
    Light,
    evidence_sentence,
    timing_sentence,
)
from scorecard.summary.groups import Group, Summary
from scorecard.summary.numbers import OutlookLights
from scorecard.summary.sentences import source_sentence
from scorecard.text import Phrase, counted
from scorecard.verdicts import COUNTED_STATES, JUDGED_STATES, State

_NO_ITEM = Phrase("No item is recorded yet.", "还没有收录任何原文条目。")
_CLAIMS = Phrase("its claims, one mark each", "其下各条预测，一条一个标记")
_STEP, _MARK, _LAMP, _LAMP_ROOM, _COUNT, _HEAD = 0.36, 0.12, 0.13, 0.46, 1.3, 0.34
_MOST, _AIR, _LIGHTS_GROWN = 40, 0.1, 0.29
_RADIUS, _LANES, _MOST_OF_ROW = 0.055, 12, 0.4
_NO_DAY = Phrase(
    "No verdict names the day when its claim came true.", "还没有哪条判定写明应验日期。"
)
_DAYS_AXIS = Phrase(
    "days from the last day of the window: ● came true in it, ◆ late; line: middle half, tick: median",
    "距截止日的天数：● 在期限内应验，◆ 过期应验；横线为中间一半，竖线为中位数",
)
_SLOT, _BRICK, _SIDE, _SIDES, _BETWEEN = 0.15, 0.05, 0.16, 0.72, 0.05
_NO_EVIDENCE = Phrase("No claim has evidence for or against it.", "还没有一条预测记有正反证据。")
_FOR, _AGAINST = Phrase("for ↑", "支持 ↑"), Phrase("against ↓", "相反 ↓")


def lights_chart(page: OutlookLights, source: Phrase, group: Group) -> Chart:
    """One row for each item of an outlook: its light, its name, its claims' verdicts as marks.

    The light is green, amber or red by the mean credit of the item's judged claims and gray when fewer
    than half of them are judged. A light of one or two claims says no more than those claims: the reader
    must not count lights as if they were equally sure.
    """
    n_items = len(page.lights)
    return Chart(
        title=Phrase(f"Traffic lights: {page.title.en}", f"红绿灯：{page.title.zh}"),
        note=LIGHTS_NOTE,
        source=source,
        description=Phrase(
            f"{counted(n_items, 'item')} of the article, one row each: its light, its name and a mark for the"
            " state of each of its claims.",
            f"文章的 {n_items} 个原文条目，一条一行：灯色、名称，以及其下每条预测的状态标记。",
        ),
        body=partial(_draw_lights, page.lights) if page.lights else _NO_ITEM,
        group=group,
        legend=COUNTED_STATES,
    )


def _draw_lights(lights: Sequence[Light], chart: Chart, frame: Frame) -> Iterator[Page]:
    """The rows of all items; one with very many claims goes on in further rows, which have no light."""
    shown = [
        (light, start, [state for _, state in light.claims[start : start + _MOST]])
        for light in lights
        for start in range(0, max(1, len(light.claims)), _MOST)
    ]
    names = [Phrase("…", "…") if start else light.label for light, start, _ in shown]
    rows = Rows(names, frame, are_sentences=True)
    left = rows.left + _LAMP_ROOM
    per_line = max(1, int((frame.right - left - _COUNT) / _STEP))
    contents = [_STEP * -(-len(states) // per_line) - 0.05 for *_, states in shown]
    quiet = [light.light is None for light, *_ in shown]
    for here in rows.pages(chart, contents=contents, quiet=quiet, above=_HEAD, below=_AIR,
                           most=_LIGHTS_GROWN):  # fmt: skip
        page, found = here.page, defaultdict(list)
        words(page, (left, here.span.top + 0.15), _CLAIMS)
        for (light, start, states), row in zip(shown[here.part], here.rows, strict=True):
            top = row.middle + (-(-len(states) // per_line) - 1) * _STEP / 2
            for place, state in enumerate(states):
                line, column = divmod(place, per_line)
                found[state].append((left + 0.12 + column * _STEP, top - line * _STEP))
            if not start:
                _lamp(page, light.light or State.OPEN, (here.left + _LAMP + 0.05, row.middle))
                words(page, (frame.right, row.middle), _judged(light), ha="right")
        for state, points in found.items():
            marks(page, state, points, _MARK)
        yield page


def _judged(light: Light) -> Phrase:
    """How many of the claims of an item are judged."""
    n, n_judged = len(light.claims), sum(state.is_scored for _, state in light.claims)
    if light.light and n_judged == 1:
        return Phrase(f"rests on 1 of {n}", f"仅凭 {n} 条中的 1 条")
    return Phrase(f"{n_judged} of {n} judged", f"{n} 条中已判 {n_judged} 条")


def _lamp(page: Page, light: State, at: Point) -> None:
    """The light of an item: a square, so that nobody takes it for the mark of a claim.

    It is filled as far as the mark of its state, for those who do not see its color.
    """
    (x, y), row = at, light.row
    look = {"hatch": None, "edgecolor": row.edge, "linewidth": 3.0 if row.credit == 0 else 1.2}
    paper = PALE if light is State.OPEN else row.color if row.credit == 1 else "white"
    boxes(page, [(x - _LAMP, y - _LAMP, x + _LAMP, y + _LAMP)], state=light, facecolor=paper,
          gid="light", **look)  # fmt: skip
    if row.credit and row.credit < 1:
        # Not matplotlib's half-filled marker: it is turned, and its corners come out a dot apart.
        part = (x - _LAMP, y - _LAMP, x + _LAMP * (2 * row.credit - 1), y + _LAMP)
        boxes(page, [part], state=light, facecolor=row.color, gid="filled", **look)


def _lifts(places: Sequence[float]) -> list[float]:
    """Offset of each mark from its row's middle so that marks stay apart, while there are lanes."""
    step = 2.1 * _RADIUS
    lanes = [number * step for number in sorted(range(_LANES, -_LANES - 1, -1), key=abs)]
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
            f"{counted(len(claims), 'claim')} as marks by domain, by the days from the last day of their"
            " window to the day they came true: disks in time, diamonds late; with median and quartiles"
            " of every domain.",
            f"{len(claims)} 条预测，按领域分行，位置是应验日期距截止日的天数：圆点为按期，菱形为过期；"
            "各领域标出中位数与四分位数。",
        ),
        body=partial(_draw_timing, claims, summary) if claims else _NO_DAY,
        group=summary.overall,
        legend=JUDGED_STATES,
    )


def _draw_timing(
    claims: Sequence[CameTrue], summary: Summary, chart: Chart, frame: Frame
) -> Iterator[Page]:
    groups = [group for group in summary.groups if group.timing.n]
    shown = [summary.overall, *groups] if len(groups) > 1 else groups
    rows = Rows([_late(group) for group in shown], frame)
    ordered = sorted(claims, key=lambda one: (one.days, one.id))
    low, high = min(0, ordered[0].days), max(0, ordered[-1].days)
    air = max(1, (high - low) / 40)
    days = Scale(low - air, high + air, rows.left, frame.right - 0.1)
    placed = []
    for group in shown:
        own = [one for one in ordered if group is summary.overall or one.domain == group.key]
        placed.append((group.timing, own, _lifts([days.at(one.days) for one in own])))
    contents = [2 * max(map(abs, lifts)) + 2 * _RADIUS + 0.12 for *_, lifts in placed]
    ticks = whole_ticks(low - air, high + air, days.length)
    for here in rows.pages(chart, contents=contents, most=_MOST_OF_ROW):
        page = here.page
        looks: dict[tuple[bool, State], list[Point]] = defaultdict(list)
        quartiles, medians = [], []
        for (of, own, lifts), (y, height) in zip(placed[here.part], here.rows, strict=True):
            ends = (of.first_quartile_days, of.median_days, of.third_quartile_days)
            first, median, third = (days.at(end or 0.0) for end in ends)
            half = height / 2 - 0.04
            quartiles.append([(first, y), (third, y)])
            medians.append([(median, y - half), (median, y + half)])
            for one, up in zip(own, lifts, strict=True):
                looks[one.days > 0, one.state].append((days.at(one.days), y + up))
        strokes(page, quartiles, color=NEUTRAL, width=7, zorder=1, gid="quartiles")
        for (is_late, state), points in looks.items():
            size = 144 * _RADIUS * (0.85 if is_late else 1)
            dots(page, "D" if is_late else "o", points, markersize=size, markeredgewidth=0.8,
                 markerfacecolor=state.row.color, markeredgecolor=state.row.edge,
                 gid=f"{'late' if is_late else 'in-time'}-{state.value}")  # fmt: skip
        strokes(page, medians, color=INK, width=1.6, zorder=3, gid="median")
        upright(page, days, 0, here.span, color=QUIET)
        axis(page, days, ticks, here.span, title=_DAYS_AXIS)
        yield page


def _late(group: Group) -> Phrase:
    """The name of a group with the number of its claims that came true, and of those that did so late."""
    (en, zh), n, n_late = group.label, group.timing.n, group.timing.n_late
    return Phrase(f"{en} n={n}, {n_late} late", f"{zh} n={n}，过期 {n_late}")


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
            f"{counted(len(claims), 'claim')} by domain, one column each: bricks above the mark of its state"
            " are pages that support it, bricks below are pages that contradict it.",
            f"{len(claims)} 条预测，按领域排列，一条一列：状态标记以上的格子是支持它的网页，以下是相反的。",
        ),
        body=partial(_draw_evidence, claims, summary.groups)
        if any(one.n_supports or one.n_contradicts for one in claims)
        else _NO_EVIDENCE
        if claims
        else NOTHING_RECORDED,
        group=summary.overall,
        legend=COUNTED_STATES,
    )


def _draw_evidence(
    claims: Sequence[ClaimEvidence], groups: Sequence[Group], chart: Chart, frame: Frame
) -> Iterator[Page]:
    of_domain = defaultdict[str, list[ClaimEvidence]](list)
    for one in sorted(
        claims, key=lambda one: (one.state.place, -one.n_supports, one.n_contradicts, one.id)
    ):
        of_domain[one.domain].append(one)
    shown = [(group.label, of_domain[group.key]) for group in groups if group.key in of_domain]
    names = [Phrase(*(f"{name}  n={len(block)}" for name in label)) for label, block in shown]
    rows, blocks = Rows(names, frame), [block for _, block in shown]
    left = rows.left + _SIDES
    slot = min(_SLOT, (frame.right - left) / max(map(len, blocks)))
    # Above and below the marks there is at least what the words for the sides take.
    sized = [
        (block, max(_SIDE, *(_BRICK * one.n_supports for one in block)),
         max(_SIDE, *(_BRICK * one.n_contradicts for one in block)))
        for block in blocks
    ]  # fmt: skip
    contents = [up + down + slot + _BETWEEN for _, up, down in sized]
    for here in rows.pages(chart, contents=contents, below=0.0, most=_MOST_OF_ROW):
        page, joints = here.page, []
        bricks: dict[State, list[Box]] = defaultdict(list)
        middles: dict[State, list[Point]] = defaultdict(list)
        for (block, up, down), row in zip(sized[here.part], here.rows, strict=True):
            zero = row.middle - (up - down) / 2
            for phrase, side in ((_FOR, 1), (_AGAINST, -1)):
                at = (left - 0.12, zero + side * (slot / 2 + 0.1))
                words(page, at, phrase, ha="right")
            for place, one in enumerate(block):
                x = left + place * slot
                middles[one.state].append((x + slot / 2, zero))
                for n, side in ((one.n_supports, 1), (one.n_contradicts, -1)):
                    ends = [zero + side * (slot / 2 + brick * _BRICK) for brick in range(n + 1)]
                    joints += [[(x, y), (x + slot, y)] for y in ends[1:-1]]
                    if n:
                        box = (x + 0.12 * slot, min(ends), x + 0.88 * slot, max(ends))
                        bricks[one.state].append(box)
        for state, given in bricks.items():
            color = state.row.color if state.is_scored else NEUTRAL
            boxes(page, given, state=state, linewidth=0, hatch=None, facecolor=color)
        strokes(page, joints, color="white", width=0.7, zorder=2)
        for state, points in middles.items():
            marks(page, state, points, 0.36 * slot)
        yield page
