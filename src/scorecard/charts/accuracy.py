"""Accuracy by group: the verdicts as stacked bars beside the accuracy with its interval."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from scorecard.charts.marks import canvas, legend
from scorecard.charts.style import COLORS, GREY, INK, QUIET, WIDTH, frame, text_width, wrapped
from scorecard.errors import Language, Phrase
from scorecard.models import State
from scorecard.summary.groups import Group, Summary

__all__ = ["accuracy_chart"]

_TOP, _FOOT, _ROW, _SIZE = 2.05, 1.15, 0.36, 11.5
_LONGEST_LABEL = 3.0
_JUDGED = (State.ACCURATE, State.HALF_RIGHT, State.INACCURATE)


def _counts(group: Group) -> list[int]:
    return [group.n_accurate, group.n_half_right, group.n_inaccurate]


def _draw_bars(axes: Axes, groups: list[Group]) -> None:
    """One stacked bar a group with its counts inside, and n behind it."""
    longest = max((group.n_judged for group in groups), default=0) or 1
    for row, group in enumerate(groups):
        left = 0
        for state, count in zip(_JUDGED, _counts(group), strict=True):
            axes.barh(row, count, left=left, height=0.66, color=COLORS[state], edgecolor="white",
                      linewidth=0.8)  # fmt: skip
            if count >= longest / 40:
                dark = state is not State.HALF_RIGHT
                axes.text(left + count / 2, row, str(count), ha="center", va="center",
                          fontsize=9.5, color="white" if dark else INK)  # fmt: skip
            left += count
        axes.text(left + longest / 90, row, f"n={group.n_judged}", va="center", fontsize=9.5,
                  color=QUIET)  # fmt: skip
    axes.set(xlim=(0, longest * 1.14), ylim=(len(groups) - 0.4, -0.6))
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))


def _draw_estimates(axes: Axes, groups: list[Group], *, are_apart: bool) -> None:
    """One dot a group with its interval, the pooled value as a diamond; grey when not told apart."""
    color = INK if are_apart else "#8a949e"
    for row, group in enumerate(groups):
        if group.accuracy is None:
            continue
        if group.interval:
            axes.plot([group.interval.low, group.interval.high], [row, row], color=color,
                      linewidth=1.6, solid_capstyle="butt")  # fmt: skip
        axes.plot([group.accuracy], [row], "o", color=color, markersize=6)
        if group.pooled:
            axes.plot([group.pooled.accuracy], [row], "D", markerfacecolor="white",
                      markeredgecolor=color, markersize=5)  # fmt: skip
        axes.text(1.17, row, f"{100 * group.accuracy:.0f} %", va="center", ha="right", fontsize=10.5,
                  color=color)  # fmt: skip
    axes.set(xlim=(-0.03, 1.18), ylim=(len(groups) - 0.4, -0.6))
    axes.set_yticks([])
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axes.xaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))


def _clean(axes: Axes) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, labelsize=9.5)
    axes.grid(axis="x", color="#e4e8ec", linewidth=0.8)
    axes.set_axisbelow(True)


def accuracy_chart(
    summary: Summary, *, title: str, note: str, source: str, language: Language
) -> Figure:
    """Verdicts and accuracy of every group, in the order of the summary.

    Left, the number of accurate, half right and inaccurate verdicts as one stacked bar; right, accuracy
    (a dot) with its interval (a line) and the pooled accuracy (a diamond). Groups that cannot be told
    apart are grey on the right: the reader must not rank them. A group with nothing judged keeps its row
    and says so; without any group a line in the middle says that nothing is judged.

    Args:
        summary: The finished numbers.
        title: What the chart shows.
        note: The sentence of the comparison.
        source: Counts, date, rule, origin.
        language: Language of the labels.
    """
    groups = [group for group in summary.groups if group.n_recorded]
    height = max(4.8, _TOP + _FOOT + _ROW * len(groups))
    figure = frame(title, note, source, height=height, language=language)
    page = canvas(figure)
    legend(page, 0.5, height - 1.55, list(_JUDGED), language)
    if not any(group.n_judged for group in groups):
        empty = Phrase("Nothing is judged yet.", "还没有任何判定。").in_language(language)
        page.text(WIDTH / 2, height / 2, empty, fontsize=14, ha="center", color=QUIET)
        return figure
    labels = [wrapped(group.label.in_language(language), _LONGEST_LABEL, _SIZE, lines=2)
              for group in groups]  # fmt: skip
    label_width = max(text_width(label, _SIZE) for label in labels)
    inner, tall = height - _TOP - _FOOT, height
    left = 0.5 + label_width + 0.15
    middle = left + (WIDTH - left - 0.4) * 0.5
    bars = figure.add_axes((left / WIDTH, _FOOT / tall, (middle - left) / WIDTH, inner / tall))
    dots = figure.add_axes(
        ((middle + 0.35) / WIDTH, _FOOT / tall, (WIDTH - 0.75 - middle) / WIDTH, inner / tall)
    )
    for row, (label, group) in enumerate(zip(labels, groups, strict=True)):
        bars.text(-0.15 / (middle - left), row, label, transform=bars.get_yaxis_transform(),
                  fontsize=_SIZE, va="center_baseline", ha="right", linespacing=1.05,
                  color=INK if group.n_judged else QUIET)  # fmt: skip
    _draw_bars(bars, groups)
    _draw_estimates(
        dots, groups, are_apart=bool(summary.comparison and summary.comparison.distinguishable)
    )
    _overall(dots, summary, language)
    for axes, words in (
        (bars, Phrase("judged claims", "已判定的说法数")),
        (
            dots,
            Phrase(
                "accuracy: ● raw with 95 % interval, ◇ pooled",
                "准确率：● 原值与 95% 区间，◇ 合并估计",
            ),
        ),
    ):
        _clean(axes)
        axes.set_xlabel(words.in_language(language), fontsize=10, color=QUIET, labelpad=4)
    return figure


def _overall(axes: Axes, summary: Summary, language: Language) -> None:
    overall = summary.overall.accuracy
    if overall is None:
        return
    axes.axvline(overall, color=GREY, linewidth=1.2, zorder=0)
    words = Phrase(f"all: {100 * overall:.0f} %", f"总体：{100 * overall:.0f} %")
    axes.text(overall, -0.68, words.in_language(language), fontsize=9.5, ha="center", va="bottom",
              color=QUIET)  # fmt: skip
