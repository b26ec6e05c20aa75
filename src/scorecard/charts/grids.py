"""Charts with rows and columns: accuracy by domain and outlook, and the claims that raters split on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from math import ceil

from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.patches import Rectangle

from scorecard.charts.fonts import text_width, wrapped
from scorecard.charts.marks import Point, marks, words
from scorecard.charts.rows import Rows
from scorecard.charts.slide import NOTHING_JUDGED, Chart
from scorecard.charts.style import INK, PALE, QUIET, Frame, Page
from scorecard.summary.groups import Group, Summary
from scorecard.summary.judges import Alpha, RaterAgreement, agreement_sentence
from scorecard.summary.numbers import Cell
from scorecard.summary.sentences import source_line, source_sentence
from scorecard.text import Phrase, counted, in_a_row, percent_phrase, ranged
from scorecard.verdicts import State, Verdict

_FEW = 5
"""Judged claims below which a cell is gray: its accuracy says next to nothing."""

_COLUMN_NAME, _GAP, _AIR, _MOST_GROWN = 1.45, 0.03, 0.1, 0.5
_WIDEST, _NARROWEST, _LABEL, _LINE, _MOST_LINES = 2.2, 0.9, 10, 0.18, 4
_LEAST, _ROOMY, _TALL = 0.32, 1.2, 0.34
"""Inches that the numbers of a cell take above each other, beside each other, and of the height."""
_COLORS = LinearSegmentedColormap.from_list(
    "accuracy", [State.INACCURATE.row.color, State.HALF_RIGHT.row.color, State.ACCURATE.row.color]
)
_DARK_FROM, _DARK_TO = 0.28, 0.82
"""Accuracies between which a cell is light enough for black text."""
_MOST_SPLIT, _MARK = 20, 0.12
_NO_RATINGS = Phrase("No rater has rated yet.", "还没有评议人评议。")
_ALL_AGREE = Phrase(
    "On every claim that two or more rated, they agree.", "凡有两人以上评议的预测，意见都一致。"
)
_ALPHAS = {
    "nominal": Phrase("by the same verdict or not", "按判定是否相同"),
    "ordinal": Phrase("by how far apart", "按相差远近"),
}

_DrawCell = Callable[[Page, int, int, Point, tuple[float, float]], None]
"""Draws the cell of a row and a column around a point, of a width and a height."""


def _grid(chart: Chart, rows: Rows, columns: Sequence[Phrase], draw: _DrawCell) -> Iterator[Page]:
    """Rows and columns; columns for which there is no width come on further pages, with the rows again.

    The names of columns stand upright where they would need many lines.
    """
    inner = rows.frame.right - rows.left
    n_grids = ceil(len(columns) / int(inner / _LEAST))
    n_here = ceil(len(columns) / n_grids)
    step = min(_WIDEST, inner / n_here)
    said = [rows.frame.said(name) for name in columns]
    names = [wrapped(name, step - 0.1, _LABEL) for name in said]
    n_lines = max(name.count("\n") + 1 for name in names)
    above, rotation = _LINE * n_lines + 0.1, 0
    if n_lines > _MOST_LINES or step < _NARROWEST:
        n_lines = min(2, int(step / _LINE))
        names = [
            wrapped(name, _COLUMN_NAME, _LABEL, lines=n_lines, keeps_end=True) for name in said
        ]
        above, rotation = max(text_width(name, _LABEL) for name in names) + 0.12, 90
    first, contents = -n_here, [0.0 if step > _ROOMY else _TALL] * len(rows.labels)
    for here in rows.pages(chart, contents=contents, above=above, below=_AIR,
                           most=_MOST_GROWN, n_times=n_grids):  # fmt: skip
        first += n_here if here.part.start == 0 else 0
        for column in range(first, min(first + n_here, len(columns))):
            x = rows.left + (column - first + 0.5) * step
            at = (x, here.span.top + (0.06 if rotation else above / 2))
            words(here.page, at, names[column], size=_LABEL, color=INK, rotation=rotation,
                  ha="left" if rotation else "center")  # fmt: skip
            for number, row in enumerate(here.rows, start=here.part.start):
                draw(here.page, number, column, (x, row.middle), (step, row.height))
        yield here.page


def heat_map_chart(
    grid: Mapping[str, Mapping[str, Cell]], by_domain: Summary, by_outlook: Summary
) -> Chart:
    """Accuracy of the judged claims of every domain in every outlook, with their number.

    A cell with fewer than five judged claims is gray, whatever its accuracy, and one without any is empty:
    the reader must not rank cells, which are small by nature. Outlooks for which there is no width go on
    a further page.
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
            f"A grid of {counted(len(domains), 'domain')} by {counted(len(outlooks), 'outlook')}. Each cell"
            " has the accuracy of its judged claims and their number, colored from dark red over amber to"
            " green.",
            f"{len(domains)} 个领域与 {len(outlooks)} 篇展望的表格。"
            "每格是已判预测的得分率和条数，颜色由深红经黄到绿。",
        ),
        body=partial(_draw_heat_map, grid, domains, outlooks) if grid else NOTHING_JUDGED,
        group=by_domain.overall,
    )


def _note(n_few: int, n_cells: int) -> Phrase:
    """What the cells hold, and how many of them say little."""
    said = Phrase("Accuracy, and how many claims are judged.", "格内是得分率和已判条数。")
    if not n_few:
        return said
    cells = "1 cell" if n_cells == 1 else f"{n_few} of {n_cells} cells"
    have, gray = ("has", "is gray: it says") if n_few == 1 else ("have", "are gray: they say")
    return Phrase(
        f"{said.en} {cells} {have} fewer than {_FEW} and {gray} next to nothing.",
        f"{said.zh}{n_cells} 格中有 {n_few} 格不到 {_FEW} 条，标为灰色：几乎说明不了什么。",
    )


def _draw_heat_map(
    grid: Mapping[str, Mapping[str, Cell]],
    domains: list[Group],
    outlooks: list[Group],
    chart: Chart,
    frame: Frame,
) -> Iterator[Page]:
    def draw(page: Page, row: int, column: int, at: Point, size: tuple[float, float]) -> None:
        """The accuracy of a cell with its number of claims beside it, or below it where it is narrow."""
        cell = grid[domains[row].key].get(outlooks[column].key)
        if cell is None:
            return
        (x, y), (wide, high) = at, size
        is_few = cell.n_judged < _FEW
        color = PALE if is_few else to_hex(_COLORS(cell.accuracy))
        on_color = "black" if _DARK_FROM < cell.accuracy < _DARK_TO else "white"
        ink = QUIET if is_few else on_color
        page.add_artist(Rectangle((x - wide / 2 + _GAP, y - high / 2 + _GAP), wide - 2 * _GAP,
                                  high - 2 * _GAP, facecolor=color, linewidth=0, gid="cell",
                                  transform=page.dpi_scale_trans))  # fmt: skip
        if wide > _ROOMY:
            share = percent_phrase(cell.accuracy)
            words(page, (x - 0.06, y), share, size=12, color=ink, ha="right")
            words(page, (x + 0.06, y), f"n={cell.n_judged}", color=ink)
        else:
            said = f"{round(100 * cell.accuracy)}\n{cell.n_judged}"
            words(page, (x, y), said, color=ink, ha="center")

    rows = Rows([one.label for one in domains], frame)
    yield from _grid(chart, rows, [one.label for one in outlooks], draw)


def agreement_chart(
    numbers: RaterAgreement | None, summary: Summary, name_of: Callable[[str], Phrase]
) -> Chart:
    """The claims that raters split on, one column a rater, and in words Krippendorff's alpha.

    Claims furthest apart come first, twenty at most; the sentence counts them all. A rater who did not rate
    a claim leaves a gap. Alpha says that raters agree, not that they are right, and is low where nearly all
    claims get one verdict. Without a split, a sentence says so.
    """
    source, sentence = source_sentence(summary), agreement_sentence(numbers)
    if numbers and len(numbers.split) > _MOST_SPLIT:
        source = Phrase(f"The {_MOST_SPLIT} furthest apart are shown. {source.en}",
                        f"图中只列分歧最大的 {_MOST_SPLIT} 条。{source.zh}")  # fmt: skip
    return Chart(
        title=Phrase("How far raters agree", "评议一致性"),
        note=in_a_row([sentence, _alphas(numbers.alphas if numbers else ())]),
        source=source,
        description=Phrase(
            "The claims on which raters split, furthest first, with the mark of each rater's verdict in the"
            " rater's column; empty where a rater did not rate.",
            "意见不一的预测，分歧最大的在前，每位评议人一列，标出其判定；空白为未评议。",
        ),
        body=_NO_RATINGS
        if numbers is None
        else partial(_draw_splits, numbers, [name_of(one) for one in numbers.raters])
        if numbers.split
        else (_ALL_AGREE if numbers.n_compared else sentence),
        group=summary.overall,
        legend=list(Verdict),
    )


def _alphas(alphas: Sequence[Alpha]) -> Phrase:
    """Each alpha with its interval and the number of claims that it compares; empty where none is defined."""
    en, zh = [], []
    for one in alphas:
        if one.alpha is not None:
            name, within = _ALPHAS[one.metric], Phrase("", "")
            if one.interval:
                ends = ranged(*(f"{end:z.2f}" for end in one.interval[:2]))
                within = Phrase(f"95 % interval {ends.en}, ", f"95% 置信区间 {ends.zh}，")
            en.append(f"{name.en} {one.alpha:z.2f} ({within.en}n={one.n})")
            zh.append(f"{name.zh} {one.alpha:z.2f}（{within.zh}n={one.n}）")
    return Phrase(
        f"Krippendorff's alpha {'; '.join(en)}." if en else "",
        f"Krippendorff α：{'；'.join(zh)}。" if zh else "",
    )


def _draw_splits(
    numbers: RaterAgreement, names: Sequence[Phrase], chart: Chart, frame: Frame
) -> Iterator[Page]:
    split, raters = numbers.split[:_MOST_SPLIT], numbers.raters

    def draw(page: Page, row: int, column: int, at: Point, _: tuple[float, float]) -> None:
        verdict = split[row].ratings.get(raters[column])
        if verdict:
            marks(page, verdict, [at], _MARK)

    rows = Rows([one.claim for one in split], frame, are_sentences=True)
    yield from _grid(chart, rows, names, draw)
