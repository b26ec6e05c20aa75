"""Accuracy of every domain in every outlook, as a grid of cells."""

from collections.abc import Iterator, Mapping
from functools import partial
from math import ceil

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
_LEAST = 0.32
"""Inches of a column that its numbers take."""
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
    the reader must not rank cells, which are small by nature. Outlooks for which there is no width go on
    a further page, or below the others where the height is free.
    """
    cells = [cell for row in grid.values() for cell in row.values()]
    domains = [one for one in by_domain.groups if grid.get(one.key)]
    held = {outlook for row in grid.values() for outlook in row}
    outlooks = [one for one in by_outlook.groups if one.key in held]
    return Chart(
        title=Phrase("Domains and outlooks", "领域与展望"),
        note=_note(sum(cell.n_judged < _FEW for cell in cells), len(cells)),
        source=source_line(by_domain),
        description=Phrase(
            f"A grid of {len(domains)} domains by {len(outlooks)} outlooks. Each cell has the"
            " accuracy of its judged claims and their number, colored from dark red over amber to green.",
            f"{len(domains)} 个领域与 {len(outlooks)} 篇展望的表格。"
            "每格是已判预测的得分率和条数，颜色由深红经琥珀到绿。",
        ),
        body=partial(_draw, grid, domains, outlooks) if grid else NOTHING_JUDGED,
        group=by_domain.overall,
    )


def _note(n_few: int, n_cells: int) -> Phrase:
    """What the cells hold, and how many of them say little."""
    said = Phrase("Accuracy, and how many claims are judged.", "格内是得分率和已判条数。")
    if not n_few:
        return said
    cells = "1 cell has" if n_cells == 1 else f"{n_few} of {n_cells} cells have"
    gray = "is gray: it says" if n_cells == 1 else "are gray: they say"
    return Phrase(
        f"{said.en} {cells} fewer than {_FEW} and {gray} next to nothing.",
        f"{said.zh}{n_cells} 格中有 {n_few} 格不到 {_FEW} 条，标为灰色：几乎说明不了什么。",
    )


def _draw(
    grid: Mapping[str, Mapping[str, Cell]],
    domains: list[Group],
    outlooks: list[Group],
    chart: Chart,
    frame: Frame,
) -> Iterator[Figure]:
    """The grid under the names of its columns, which stand upright where they would need many lines."""
    named = [one.label.in_language(frame.language) for one in domains]
    all_rows = rows(named, frame, is_beside=True)
    inner = frame.right - all_rows.left
    n_grids = ceil(len(outlooks) / int(inner / _LEAST))
    n_columns = ceil(len(outlooks) / n_grids)
    grids = [outlooks[start : start + n_columns] for start in range(0, len(outlooks), n_columns)]
    step = min(_WIDEST, inner / n_columns)
    names, above, rotation = _column_names(outlooks, step, frame)
    centers = [all_rows.left + (place + 0.5) * step for place in range(n_columns)]
    n_below = 1 if frame.height else n_grids
    n_drawn, n_rows = 0, len(domains)
    least, around = all_rows.heights * n_below, (above + _AIR) * n_below
    for here, part, tall in slides(
        chart, frame, least, around=around, most=_MOST_GROWN, n_times=n_grids // n_below
    ):
        page, top = here.page, here.top
        for start in range(0, len(tall), n_rows):
            heights, begin, columns = (
                tall[start : start + n_rows],
                part.start % n_rows,
                grids[n_drawn],
            )
            part_of = slice(begin, begin + len(heights))
            placed = all_rows.only(part_of, heights, top - above)
            for one, x in zip(columns, centers, strict=False):
                at = (x, placed.top + (0.06 if rotation else above / 2))
                words(page, at, names[one.key], size=_LABEL, color=INK, rotation=rotation,
                      ha="left" if rotation else "center")  # fmt: skip
            placed.draw_labels(page, [False] * len(placed.rows))
            for domain, y, high in zip(
                domains[part_of], placed.middles, placed.heights, strict=True
            ):
                for outlook, x in zip(columns, centers, strict=False):
                    cell = grid[domain.key].get(outlook.key)
                    if cell:
                        _draw_cell(page, cell, (x, y), (step, high), frame)
            top = placed.span.bottom - _AIR
            n_drawn += part_of.stop == n_rows
        yield page


def _column_names(
    outlooks: list[Group], step: float, frame: Frame
) -> tuple[dict[str, str], float, int]:
    """The wrapped names of columns by their outlook, the room they take, and by how much they are turned."""
    named = {one.key: one.label.in_language(frame.language) for one in outlooks}
    names = {key: wrapped(name, step - 0.1, _LABEL) for key, name in named.items()}
    n_lines = max(name.count("\n") + 1 for name in names.values())
    if n_lines <= _MOST_LINES and step > _NARROWEST:
        return names, _LINE * n_lines + 0.1, 0
    lines = min(2, max(1, int(step / _LINE)))
    names = {key: wrapped(name, _COLUMN_NAME, _LABEL, lines=lines) for key, name in named.items()}
    return names, max(text_width(name, _LABEL) for name in names.values()) + 0.12, 90


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
