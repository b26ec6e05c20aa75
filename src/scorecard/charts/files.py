"""Charts as files: PNG, SVG and PDF in both languages, and whether they are current.

A picture holds a fingerprint of what was drawn (the numbers and words behind it, its size and its theme) and
one of the versions of what draws. Where both are those of now, the picture need not be drawn again.
"""

import contextlib
import hashlib
import io
import json
import re
from collections.abc import Callable, Generator, Mapping
from functools import cache, partial
from importlib.metadata import version
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.backends.backend_agg import RendererAgg
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from scorecard.charts import FORMATS, MANIFEST, manifest_text
from scorecard.charts.fonts import drawing
from scorecard.charts.slide import Chart, TooLowError
from scorecard.charts.style import Form, Page, Theme
from scorecard.charts.svg import inline_svg, svg_file
from scorecard.processes import side_by_side
from scorecard.summary.groups import plain
from scorecard.text import Language

_IDENTIFIER = re.compile(rb"scorecard:([0-9a-f]{32})-([0-9a-f]{8})/(\d+)")
_DIGITS = re.compile(r"\d+\.\d{9,}(e-\d+)?")
"""Numbers with digits that another processor may compute otherwise."""


_Colors = npt.NDArray[np.uint32]


class Drawn(NamedTuple):
    """One chart file: its name, and its bytes; None for a file that is current as it is."""

    name: str
    content: bytes | None


_DEFAULT = Form()


@cache
def _tools() -> str:
    """What draws, in its versions."""
    return " ".join(map(version, ("forecast-scorecard", "matplotlib", "pillow", "zhplot")))


def _identifier(chart: Chart, language: Language, form: Form) -> str:
    """What a picture holds to say what it shows: a digest of what decides it, and one of what draws it."""
    drawn = list(chart.body.args) if isinstance(chart.body, partial) else []
    held = [chart.as_json(), plain(drawn), language, form[1:]]
    text = json.dumps(held, ensure_ascii=False, default=str)
    text = _DIGITS.sub(lambda number: f"{float(number[0]):.9g}", text)
    what, how = (hashlib.sha256(one.encode()).hexdigest() for one in (text, _tools()))
    return f"scorecard:{what[:32]}-{how[:8]}"


def _current(folder: Path, name: str, chart: Chart, language: Language, form: Form) -> list[Drawn]:
    """The files of a chart when the folder has them all as they would be drawn; otherwise none."""
    identifier = _identifier(chart, language, form)
    names, n_pages, page = [], 1, 0
    while (page := page + 1) <= n_pages:
        for one in form.formats:
            names.append(form.file(name, page, language, one))
            try:
                found = _IDENTIFIER.search((folder / names[-1]).read_bytes())
            except OSError:
                return []
            if not found or not found[0].startswith(identifier.encode()):
                return []
            n_pages = int(found[3])
    return [Drawn(one, None) for one in names]


def _cells(colors: _Colors) -> _Colors:
    """The cell of each color: those of one cell nobody tells apart."""
    red, green, blue = colors >> 3 & 0x1F, colors >> 6 & 0x3E0, colors >> 9 & 0x7C00
    return np.asarray(red | green | blue, np.uint32)


def _with_palette(pixels: npt.NDArray[np.uint8]) -> Image.Image:
    """A picture with at most 256 colors, of each cell the one that it has most of.

    It takes a third of the space and of the time of one with all colors; only the edges of shapes lose some.
    Most of a chart is its ground, which is not looked at.
    """
    colors = pixels.view("<u4").ravel()
    drawn = np.flatnonzero(colors != colors[0])
    known, n_times = np.unique(colors[drawn], return_counts=True)
    known = np.concatenate([colors[:1], known[np.argsort(-n_times, kind="stable")]])
    _, first = np.unique(_cells(known), return_index=True)
    parts = known[np.sort(first), None].view(np.uint8)[:, :3].astype(np.int64)
    near = ((parts[:, None] - parts[None, :256]) ** 2).sum(axis=2).argmin(axis=1)
    places = np.zeros(1 << 15, np.uint8)
    places[_cells(known[np.sort(first)])] = near
    shown = np.zeros(len(colors), np.uint8)
    shown[drawn] = places[_cells(colors[drawn])]
    picture = Image.fromarray(shown.reshape(pixels.shape[:2]))
    picture.putpalette(parts[:256].astype(np.uint8).tobytes())
    return picture


def _png(page: Page, title: str, description: str, identifier: str) -> bytes:
    renderer = RendererAgg(*page.bbox.size, page.dpi)  # type: ignore[no-untyped-call]  # matplotlib's renderers have no types
    page.draw(renderer)
    pixels = np.asarray(renderer.buffer_rgba())  # type: ignore[no-untyped-call]  # the same
    is_clear = page.frame.theme is Theme.TRANSPARENT
    picture = Image.fromarray(pixels) if is_clear else _with_palette(pixels)
    held, stream = PngInfo(), io.BytesIO()
    for name, text in (("Identifier", identifier), ("Title", title), ("Description", description)):
        held.add_text(name, text)
    density = (page.frame.density,) * 2
    picture.save(stream, "png", pnginfo=held, dpi=density, compress_level=4)
    return stream.getvalue()


def _pdf(page: Page, title: str, description: str, identifier: str) -> bytes:
    unstable = dict.fromkeys(("CreationDate", "Creator", "Producer"))
    held = {"Keywords": identifier, "Title": title, "Subject": description, **unstable}
    stream = io.BytesIO()
    page.savefig(stream, format="pdf", metadata=held)
    return stream.getvalue()


_DRAW: dict[str, Callable[[Page, str, str, str], bytes]]
_DRAW = {"png": _png, "svg": svg_file, "pdf": _pdf}


def drawn_files(name: str, chart: Chart, language: Language, form: Form = _DEFAULT) -> list[Drawn]:
    """One chart in one language in every format, page by page.

    Args:
        name: The beginning of the names of its files.
        chart: The chart.
        language: Language of its texts.
        form: How it is drawn.

    Raises:
        MissingGlyphError: A label cannot be drawn.
        CallError: The size is none.
        TooLowError: The size is too low.
    """
    identifier = _identifier(chart, language, form)
    frame = form.frame(language)
    title, description = frame.said(chart.title), frame.said(chart.description)
    with drawing():
        pages = chart.figures(frame)
        return [
            Drawn(
                form.file(name, number, language, one),
                _DRAW[one](page, title, description, f"{identifier}/{len(pages)}"),
            )
            for number, page in enumerate(pages, start=1)
            for one in form.formats
        ]


def _drawn_or_size(task: tuple[str, Chart, Language, Form]) -> list[Drawn] | tuple[int, int]:
    """What `drawn_files` gives, or the least size for it."""
    try:
        return drawn_files(*task)
    except TooLowError as error:
        return max(error.sizes.values())


def drawn_charts(
    charts: Mapping[str, Chart],
    on_chart: Callable[[str], None] = lambda _: None,
    *,
    form: Form = _DEFAULT,
    current_in: Path | None = None,
) -> Generator[Drawn, None, None]:
    """The files of every chart that has data, in both languages; where it can, on several processors.

    Args:
        charts: What `gallery` gave.
        on_chart: Called with the name of each chart before it is drawn.
        form: How they are drawn.
        current_in: A folder with files that are not drawn again where they are current.

    Raises:
        MissingGlyphError: A label cannot be drawn.
        CallError: The size is none.
        TooLowError: The size is too low; raised when all charts were tried, with those that need more.
    """
    tasks = [
        (name, chart, language, form)
        for name, chart in charts.items()
        if chart.has_data
        for language in Language
    ]
    held = [_current(current_in, *task) if current_in else [] for task in tasks]
    stale = [task for task, current in zip(tasks, held, strict=True) if not current]
    too_low: dict[str, tuple[int, int]] = {}
    with contextlib.closing(side_by_side(_drawn_or_size, stale)) as done:
        for (name, _, language, _), current in zip(tasks, held, strict=True):
            if language is Language.ENGLISH:
                on_chart(name)
            made: list[Drawn] | tuple[int, int] = current or next(done)
            if isinstance(made, tuple):
                too_low[name] = max(made, too_low.get(name, made))
            else:
                yield from made
    if too_low:
        raise TooLowError(too_low)


def page_svgs(charts: Mapping[str, Chart]) -> dict[str, list[dict[Language, str]]]:
    """Every chart as `inline_svg` gives it for a page, by name: for a wide page and for a phone.

    Raises:
        MissingGlyphError: A label cannot be drawn.
    """
    drawable = [name for name, chart in charts.items() if chart.has_data]
    tasks = list(product(drawable, Language, ("", "-phone")))

    def drawn(task: tuple[str, Language, str]) -> str:
        name, code, end = task
        return inline_svg(charts[name], code, prefix=f"{name}-{code}{end}", is_phone=bool(end))

    svgs: dict[str, list[dict[Language, str]]] = {name: [{}, {}] for name in charts}
    with drawing():
        for (name, code, end), svg in zip(tasks, side_by_side(drawn, tasks), strict=True):
            svgs[name][bool(end)][code] = svg
    return svgs


def _shows(held: bytes, drawn: bytes) -> bool:
    """Whether a picture is what was drawn now, or the same by other versions of what draws."""
    if held == drawn:
        return True
    old, new = map(_IDENTIFIER.search, (held, drawn))
    return old is not None and new is not None and old[1] == new[1] and old[2] != new[2]


def check_files(
    folder: Path, charts: Mapping[str, Chart], *, as_of: str
) -> tuple[list[str], list[str]]:
    """The files that there should be, and those that are missing, left over, or do not show what they should.

    The manifest is one of them.

    Args:
        folder: The charts.
        charts: The charts as they should be.
        as_of: The day that the manifest dates them by.
    """
    files = (file for file in folder.iterdir() if file.is_file())
    present = {file.name: file.read_bytes() for file in files
               if file.suffix[1:] in FORMATS or file.name == MANIFEST}  # fmt: skip
    wanted = {}
    for name, drawn in drawn_charts(charts):
        content, held = drawn or b"", present.get(name, b"")
        wanted[name] = held if _shows(held, content) else content
    wanted[MANIFEST] = manifest_text(wanted, charts, as_of=as_of).encode()
    stale = dict(wanted.items() ^ present.items())
    return sorted(wanted), sorted(stale)
