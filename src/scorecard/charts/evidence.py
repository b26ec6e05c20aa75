"""Evidence for and against every claim: one column a claim, one brick a page."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from matplotlib.figure import Figure

from scorecard.charts.fonts import text_width, wrapped
from scorecard.charts.marks import Box, Point, boxes, marks, strokes, words
from scorecard.charts.slide import NOTHING_RECORDED, Chart, Legend, slides
from scorecard.charts.style import INK, NEUTRAL, Frame
from scorecard.summary.claims import ClaimEvidence, evidence_sentence
from scorecard.summary.groups import Group, Summary
from scorecard.summary.sentences import source_sentence
from scorecard.text import Phrase
from scorecard.verdicts import COUNTED_STATES, State

_NAME, _NAME_SIZE, _BETWEEN, _AIR = 0.32, 11, 0.3, 0.28
_WIDE, _NARROW, _MANY = 0.15, 0.075, 400
_BRICK, _MOST_GROWN = 0.095, 0.5
_NO_EVIDENCE = Phrase("No claim has evidence for or against it.", "还没有一条预测记有正反证据。")
_FOR, _AGAINST = Phrase("for ↑", "支持 ↑"), Phrase("against ↓", "相反 ↓")
_SIDES = 0.72  # room at the left of a line for the words of the two sides


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


def _down(blocks: Sequence[_Block]) -> float:
    """Inches below the marks; at least what the word for it takes."""
    most = max((one.n_contradicts for block in blocks for one in block.claims), default=0)
    return max(2, most) * _BRICK


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
        body=partial(_draw, claims, summary.groups)
        if any(one.n_supports or one.n_contradicts for one in claims)
        else _NO_EVIDENCE
        if claims
        else NOTHING_RECORDED,
        group=summary.overall,
    )


def _draw(
    claims: Sequence[ClaimEvidence], groups: Sequence[Group], chart: Chart, frame: Frame
) -> list[Figure]:
    slot = _WIDE if len(claims) <= _MANY else _NARROW
    of_domain: dict[str, list[ClaimEvidence]] = defaultdict(list)
    for one in sorted(claims, key=_order):
        of_domain[one.domain].append(one)
    longest = min(3.2, frame.inner - _SIDES - 0.7)
    named = [(wrapped(group.label.in_language(frame.language), longest, _NAME_SIZE, lines=1),
              of_domain[group.key]) for group in groups if of_domain[group.key]]  # fmt: skip
    lines, legend = _blocks(named, slot, frame), Legend(list(COUNTED_STATES))
    heights = [_NAME + _up(line) + slot + _down(line) + _AIR for line in lines]
    pages = []
    for here, part, tall in slides(chart, frame, heights, most=_MOST_GROWN, legend_of=legend):
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
        pages.append(page)
    return pages


def _order(one: ClaimEvidence) -> tuple[int, int, int, str]:
    return (one.state.place, -one.n_supports, one.n_contradicts, one.id)


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
