"""A table as it stands in a file: its header among the first rows, and the columns that are wanted."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from scorecard.exchange.inputs import unreadable
from scorecard.problems import CallError
from scorecard.text import Phrase, printable

Wanted = Callable[[str], bool]
"""Whether a column of this name is needed; others are not read."""

MOST_COLUMNS = 1_000
HEAD_ROWS = 20
"""Rows among which the header is looked for: spreadsheets have titles above it."""
_MOST_CELLS = 100_000_000
_BYTES_A_CELL = 50
"""Measured: what a cell of a table of millions takes from the file to the score."""


class RawTable(NamedTuple):
    """One table of a file with the names and cells that it has there.

    Attributes:
        shown: The file, its member or its sheet.
        frame: The columns that were wanted; text as text, empty cells missing, index from 0.
        line: Line, or row of the sheet, in which the first row of `frame` stands.
        left_out: Names of the other columns.
    """

    shown: str
    frame: pd.DataFrame
    line: int
    left_out: list[str]


def need_room(shown: str, n_rows: int, n_columns: int) -> None:
    """Refuse a table of too many cells, before memory is asked for them.

    Raises:
        CallError: It has more than any machine should hold.
        MemoryError: It has more than this machine can hold now.
    """
    n_cells = n_rows * n_columns
    if n_cells > _MOST_CELLS:
        en = f"{n_cells:,} cells are too many; at most {_MOST_CELLS:,}"
        raise unreadable(shown, Phrase(en, f"{n_cells:,} 个单元格过多，最多 {_MOST_CELLS:,}"))
    if n_cells * _BYTES_A_CELL > available_memory():
        raise MemoryError


def available_memory() -> float:
    """Bytes that this process may still take, as far as the system says; libraries abort beyond."""
    found = [float("inf")]
    with suppress(OSError, ValueError, IndexError, ImportError):
        import resource  # Windows has none

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        if limit != resource.RLIM_INFINITY:
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
            found.append(limit - pages * resource.getpagesize())
    with suppress(OSError, ValueError, IndexError):
        facts = Path("/proc/meminfo").read_text(encoding="ascii").partition("MemAvailable:")[2]
        found.append(1024 * int(facts.split()[0]))
    with suppress(OSError, ValueError):  # a container
        group = Path("/sys/fs/cgroup")
        most, used = (
            int((group / f"memory.{one}").read_text(encoding="ascii")) for one in ("max", "current")
        )
        found.append(most - used)
    return min(found)


def header_place(rows: Sequence[Sequence[str]], wanted: Wanted) -> int:
    """The place of the header: the first row with the most wanted names, or else the first that is filled."""
    counts = [sum(wanted(name) for name in row if name) for row in rows]
    best = max(counts, default=0)
    if best:
        return counts.index(best)
    return next((place for place, row in enumerate(rows) if any(row)), 0)


def chosen_columns(shown: str, names: Sequence[str], wanted: Wanted) -> tuple[list[int], list[str]]:
    """The places of the wanted columns and the names of the others.

    Raises:
        CallError: Two columns have one name, or there are too many.
    """
    if len(names) > MOST_COLUMNS:
        why = Phrase(f"it has {len(names):,} columns", f"有 {len(names):,} 列")
        raise unreadable(shown, why)
    places = [place for place, name in enumerate(names) if name and wanted(name)]
    repeated = next((names[one] for one in places if list(names).count(names[one]) > 1), None)
    if repeated is not None:
        name = printable(repeated, limit=60)
        why = Phrase(f"two columns are called '{name}'; rename one", f"有两列都叫“{name}”，请改名")
        raise unreadable(shown, why)
    return places, [name for name in names if name and not wanted(name)]


def table_of_rows(
    shown: str,
    rows: Iterable[Sequence[Any]],
    wanted: Wanted,
    *,
    line: int = 1,
    is_even: bool = True,
) -> RawTable:
    """A table from rows of which one is the header; `cell_text` makes each cell text.

    Args:
        shown: The file.
        rows: The rows.
        wanted: Whether a column of this name is needed.
        line: Line of the first row.
        is_even: Whether a row must reach to the last wanted column; spreadsheets leave out empty cells.

    Raises:
        CallError: A row is too short, or as `chosen_columns` and `need_room`.
    """
    rest = iter(rows)
    head = list(islice(rest, HEAD_ROWS))
    place = header_place([[cell_text(cell) or "" for cell in row] for row in head], wanted)
    names = [(cell_text(cell) or "").strip() for cell in head[place]] if head else []
    places, left_out = chosen_columns(shown, names, wanted)
    first, last = line + place + 1, max(places, default=-1)
    kept: list[list[str | None]] = []
    for row in chain(head[place + 1 :], rest):
        if is_even and len(row) <= last and any(row):
            raise uneven_row(shown, first + len(kept), len(row), len(names))
        kept.append([cell_text(row[one]) if one < len(row) else None for one in places])
        if not len(kept) % 10_000:
            need_room(shown, len(kept), len(places))
    frame = pd.DataFrame(kept, columns=[names[one] for one in places], dtype="str")
    return RawTable(shown, frame, first, left_out)


def uneven_row(shown: str, line: int, n_cells: int, n_names: int) -> CallError:
    """The error for a row that has another number of cells than the header."""
    what, hint = Phrase("fewer", "少"), Phrase("an empty cell counts", "空单元格也要占位")
    if n_cells > n_names:
        what = Phrase("more", "多")
        hint = Phrase("put quotes around a cell with a separator", "含分隔符的单元格要加引号")
    return unreadable(
        shown,
        Phrase(
            f"line {line} has {what.en} cells than the header ({n_cells} of {n_names}); {hint.en}",
            f"第 {line} 行的单元格比表头{what.zh}（{n_cells} 个，表头 {n_names} 个）；{hint.zh}",
        ),
    )


def cell_text(cell: object) -> str | None:
    """A cell as text; dates as YYYY-MM-DD, whole numbers without a point, empty text missing."""
    if cell is None or (isinstance(cell, float) and np.isnan(cell)):
        return None
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell) or None
