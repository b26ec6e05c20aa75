"""Accuracy of every domain in every outlook, as a grid of cells."""

from collections import Counter
from collections.abc import Mapping
from functools import partial

from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from scorecard.charts.fonts import text_width, wrapped
from scorecard.charts.marks import SMALL, words
from scorecard.charts.rows import rows
from scorecard.charts.slide import NOTHING_JUDGED, Chart, slides
from scorecard.charts.style import INK, PALE, QUIET, Frame
from scorecard.summary.groups import Group, Summary
from scorecard.summary.numbers import Cell
from scorecard.summary.sentences import source_line
from scorecard.text import Phrase, percent
from scorecard.verdicts import State

_FEW = 5
"""Judged claims below which a cell is gray: its accuracy says next to nothing."""

_COLUMN_NAME, _GAP, _AIR, _MOST_GROWN = 1.45, 0.03, 0.1, 0.5
_WIDEST, _NARROWEST, _LABEL, _LINE, _MOST_LINES = 2.2, 0.9, 10, 0.18, 4
_COLORS = LinearSegmentedColormap.from_list(
    "accuracy", [State.INACCURATE.row.color, State.HALF_RIGHT.row.color, State.ACCURATE.row.color]
)
_DARK_FROM, _DARK_TO = 0.28, 0.82
"""Accuracies between which a cell is light enough for black text."""


def heat_map_chart(
    grid: Mapping[str, Mapping[str, Cell]], by_domain: Summary, by_outlook: Summary
) -> Chart:
    """Accuracy of the judged claims of every domain in every outlook, with their number.

    A cell with fewer than five judged claims is gray, whatever its accuracy, and one without any is empty:
    the reader must not rank cells, which are small by nature. An outlook with fewer than five in all has no
    column, unless none has more.
    """
    n_judged = Counter[str]()
    for row in grid.values():
        n_judged.update({outlook: cell.n_judged for outlook, cell in row.items()})
    held = {outlook for outlook, n in n_judged.items() if n >= _FEW} or set(n_judged)
    shown = {domain: {one: cell for one, cell in row.items() if one in held}
             for domain, row in grid.items()}  # fmt: skip
    domains = [one for one in by_domain.groups if shown.get(one.key)]
    outlooks = [one for one in by_outlook.groups if one.key in held]
    cells = [cell for row in shown.values() for cell in row.values()]
    n_few = sum(cell.n_judged < _FEW for cell in cells)
    return Chart(
        title=Phrase("Domains and outlooks", "领域与展望"),
        note=_note(n_few, len(cells), len(n_judged) - len(held)),
        source=source_line(by_domain),
        description=Phrase(
            f"A grid of {len(domains)} domains by {len(outlooks)} outlooks. Each cell has the"
            " accuracy of its judged claims and their number, colored from dark red over amber to green.",
            f"{len(domains)} 个领域与 {len(outlooks)} 篇展望的表格。"
            "每格是已判预测的得分率和条数，颜色由深红经琥珀到绿。",
        ),
        body=partial(_draw, shown, domains, outlooks) if grid else NOTHING_JUDGED,
        group=by_domain.overall,
    )


def _note(n_few: int, n_cells: int, n_left_out: int) -> Phrase:
    """What the cells hold, how many of them say little, and how many outlooks are not there."""
    said = Phrase("Accuracy, and how many claims are judged.", "格内是得分率和已判条数。")
    if n_few:
        cells = "1 cell has" if n_cells == 1 else f"{n_few} of {n_cells} cells have"
        gray = "is gray: it says" if n_cells == 1 else "are gray: they say"
        said = Phrase(
            f"{said.en} {cells} fewer than {_FEW} and {gray} next to nothing.",
            f"{said.zh}{n_cells} 格中有 {n_few} 格不到 {_FEW} 条，标为灰色：几乎说明不了什么。",
        )
    if n_left_out:
        outlooks = "1 outlook has" if n_left_out == 1 else f"{n_left_out} outlooks have"
        said = Phrase(
            f"{said.en} {outlooks} fewer than {_FEW} in all: left out.",
            f"{said.zh}另有 {n_left_out} 篇展望总共不到 {_FEW} 条，没有列出。",
        )
    return said


def _draw(
    grid: Mapping[str, Mapping[str, Cell]],
    domains: list[Group],
    outlooks: list[Group],
    chart: Chart,
    frame: Frame,
) -> list[Figure]:
    """The grid under the names of its columns, which stand upright where they would need many lines."""
    all_rows = rows(
        [one.label.in_language(frame.language) for one in domains], frame, is_beside=True
    )
    left, named = all_rows.left, [one.label.in_language(frame.language) for one in outlooks]
    step = min(_WIDEST, (frame.right - left) / len(outlooks))
    names = [wrapped(label, step - 0.1, _LABEL) for label in named]
    n_lines = max(name.count("\n") + 1 for name in names)
    above, rotation = _LINE * n_lines + 0.1, 0
    if n_lines > _MOST_LINES or step <= _NARROWEST:
        lines = min(2, max(1, int(step / _LINE)))
        names = [wrapped(label, _COLUMN_NAME, _LABEL, lines=lines) for label in named]
        above, rotation = max(text_width(name, _LABEL) for name in names) + 0.12, 90
    centers = [left + (place + 0.5) * step for place in range(len(outlooks))]
    pages = []
    for here, part, heights in slides(
        chart, frame, all_rows.heights, around=above + _AIR, most=_MOST_GROWN
    ):
        placed, page = all_rows.only(part, heights, here.top - above), here.page
        for name, x in zip(names, centers, strict=True):
            at = (x, placed.top + (0.06 if rotation else above / 2))
            words(page, at, name, size=_LABEL, color=INK, rotation=rotation,
                  ha="left" if rotation else "center")  # fmt: skip
        placed.draw_labels(page, [False] * len(placed.labels))
        for domain, y, high in zip(domains[part], placed.middles, placed.heights, strict=True):
            for outlook, x in zip(outlooks, centers, strict=True):
                cell = grid[domain.key].get(outlook.key)
                if cell:
                    _draw_cell(page, cell, (x, y), (step, high), frame)
        pages.append(page)
    return pages


def _draw_cell(
    page: Figure, cell: Cell, at: tuple[float, float], size: tuple[float, float], frame: Frame
) -> None:
    """The accuracy of a cell with its number of claims beside it, or below it where it is narrow."""
    (x, y), (wide, high) = at, size
    is_few = cell.n_judged < _FEW
    color = PALE if is_few else to_hex(_COLORS(cell.accuracy))
    on_color = "black" if _DARK_FROM < cell.accuracy < _DARK_TO else "white"
    ink = QUIET if is_few else on_color
    page.add_artist(Rectangle((x - wide / 2 + _GAP, y - high / 2 + _GAP), wide - 2 * _GAP,
                              high - 2 * _GAP, facecolor=color, linewidth=0, gid="cell",
                              transform=page.dpi_scale_trans))  # fmt: skip
    share, n = percent(cell.accuracy, frame.language), f"n={cell.n_judged}"
    if wide > text_width(share, 12) + text_width(n, SMALL) + 0.3:
        words(page, (x - 0.06, y), share, size=12, color=ink, ha="right")
        words(page, (x + 0.06, y), n, color=ink)
    else:
        said = f"{round(100 * cell.accuracy)}\n{cell.n_judged}"
        words(page, (x, y), said, color=ink, ha="center")
