"""Sizes and colors that every chart shares; those of states come from `scorecard.verdicts`."""

__all__ = ["DPI", "GRAY", "INK", "PALE", "QUIET", "RULE", "WIDTH"]

WIDTH, DPI = 12.8, 150
"""Inches and dots per inch: 1,920 pixels, the width of a slide."""

INK, QUIET, GRAY, RULE, PALE = "#1f2933", "#5b6770", "#8a949e", "#e4e8ec", "#eef1f4"
"""Text, second text, estimates that do not rank, grid lines, the ground of what is not judged."""
