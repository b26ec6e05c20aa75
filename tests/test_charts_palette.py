"""The three judged states can be told apart in gray and by readers with any color blindness.

Machado, G. M., Oliveira, M. M., and Fernandes, L. A. F. (2009). A physiologically-based model for
simulation of color vision deficiency. IEEE Transactions on Visualization and Computer Graphics 15,
1291-1298: the matrices at full severity, on linear RGB. Distances are CIE 1976 L*a*b* (D65).
"""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from scorecard.charts.style import DARK, GRAY, INK, QUIET
from scorecard.verdicts import JUDGED_STATES, State

FAR_APART = 20
"""Least distance of two colors; 2.3 is just noticeable."""

IN_GRAY = 15
"""Least difference of lightness, of 100."""

READABLE = 4.5
"""Least contrast of text with its ground (WCAG 2.2, level AA)."""


SEEN_BY = {
    "full color vision": np.eye(3),
    "protanopia": np.array([
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]),
    "deuteranopia": np.array([
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]),
    "tritanopia": np.array([
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ]),
}  # fmt: skip

TO_XYZ = np.array([
    [0.4124564, 0.3575761, 0.1804375],
    [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
])  # fmt: skip


def linear(color: str) -> np.ndarray:
    """The color as linear RGB (IEC 61966-2-1)."""
    part = np.array(to_rgb(color))
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """Linear RGB as L*a*b*."""
    x, y, z = TO_XYZ @ np.clip(rgb, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    x, y, z = (
        part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116
        for part in (x, y, z)
    )
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def luminance(color: str) -> float:
    return float(TO_XYZ[1] @ linear(color))


def contrast(first: str, second: str) -> float:
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_conversion_gives_a_published_value() -> None:
    red = lab(linear("#ff0000"))  # CIE L*a*b* of sRGB red, as color calculators print it

    assert red == pytest.approx([53.24, 80.09, 67.20], abs=0.02)


@pytest.mark.parametrize("reader", list(SEEN_BY))
@pytest.mark.parametrize(("first", "second"), list(combinations([*JUDGED_STATES, State.OPEN], 2)))
def test_states_are_far_apart_for_every_reader(first: State, second: State, reader: str) -> None:
    seen = [lab(SEEN_BY[reader] @ linear(state.row.color)) for state in (first, second)]

    assert np.linalg.norm(seen[0] - seen[1]) > FAR_APART


@pytest.mark.parametrize(("first", "second"), list(combinations(JUDGED_STATES, 2)))
def test_judged_states_differ_in_a_gray_print(first: State, second: State) -> None:
    lightness = [lab(linear(state.row.color))[0] for state in (first, second)]

    assert abs(lightness[0] - lightness[1]) > IN_GRAY


def test_what_is_not_judged_has_a_second_sign() -> None:
    not_judged = [state for state in State if not state.is_scored]

    assert not any(state.row.hatch for state in State if state.is_scored)
    assert len({state.row.hatch for state in not_judged}) == len(not_judged)


def test_text_is_readable_on_its_ground() -> None:
    assert contrast(INK, "white") > READABLE
    assert contrast(QUIET, "white") > READABLE
    assert contrast(INK, State.HALF_RIGHT.row.color) > READABLE
    assert contrast("white", State.INACCURATE.row.color) > READABLE
    assert contrast("white", State.ACCURATE.row.color) > READABLE


def test_counts_of_what_is_not_judged_are_readable_on_a_dark_ground() -> None:
    for state in (state for state in State if not state.is_scored):
        assert contrast(DARK[INK], DARK.get(state.row.color, state.row.color)) > READABLE


def test_marks_and_estimates_stand_out_from_white() -> None:
    for color in (*(state.row.edge for state in JUDGED_STATES), GRAY):
        assert contrast(color, "white") > 3
