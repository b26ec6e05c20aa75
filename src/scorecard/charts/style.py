"""How every chart looks: its sizes, its colors, and the second sign that stands beside each color."""

from scorecard.verdicts import State

__all__ = ["COLORS", "DPI", "EDGES", "GRAY", "HATCHES", "INK", "PALE", "QUIET", "RULE", "WIDTH"]

WIDTH, DPI = 12.8, 150
"""Inches and dots per inch: 1,920 pixels, the width of a slide."""

INK, QUIET, GRAY, RULE, PALE = "#1f2933", "#5b6770", "#8a949e", "#e4e8ec", "#eef1f4"
"""Text, second text, estimates that do not rank, grid lines, what is not judged."""

COLORS = {
    State.ACCURATE: "#17826b",
    State.HALF_RIGHT: "#f5c65b",
    State.INACCURATE: "#861f30",
    State.UNRESOLVABLE: "#c3c9d0",
    State.OPEN: PALE,
    State.OVERDUE: "#d9dee3",
}
"""Lightness falls from amber over green to dark red, so that gray prints and color-blind readers see it."""

EDGES = {**COLORS, State.HALF_RIGHT: "#a87b0a"}
"""The line around a mark, dark enough on white."""

HATCHES = {State.UNRESOLVABLE: "////", State.OVERDUE: "xxxx", State.OPEN: ""}
"""The second sign of an area that is not judged, within an outline that only such areas have."""
