"""Charts as files: PNG, SVG and PDF in both languages, their manifest, and whether they are current.

A picture holds a fingerprint of what was drawn: the numbers and words behind it, its size and its theme.
Where it is what would be drawn now, the picture need not be drawn again. Bytes are equal when matplotlib
and the font are.
"""

import contextlib
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from scorecard.charts.fonts import check_glyphs, drawing
from scorecard.charts.slide import Chart
from scorecard.charts.style import Frame, Theme, frame_of
from scorecard.charts.svg import inline_svg, svg_file
from scorecard.processes import side_by_side
from scorecard.summary.groups import plain
from scorecard.text import Language

MANIFEST = "charts.json"
FORMATS = ("png", "svg", "pdf")

_IDENTIFIER = re.compile(rb"scorecard:[0-9a-f]{32}/(\d+)")
_HEAD = 4096
"""Bytes at the beginning of a picture that hold its identifier."""


class Drawn(NamedTuple):
    """One chart file: its name, and its bytes; None for a file that is current as it is."""

    name: str
    content: bytes | None


class Form(NamedTuple):
    """How charts are drawn to files.

    Attributes:
        formats: Some of `FORMATS`.
        size: A name of `scorecard.charts.style.SIZES`, or pixels as `1200x800`.
        theme: The ground.
        dpi: Dots per inch; None for those of the size.
        subset: Which part of the records the charts show, as a part of file names; empty for all.
    """

    formats: Sequence[str] = ("png", "svg")
    size: str = "slide"
    theme: Theme = Theme.LIGHT
    dpi: int | None = None
    subset: str = ""

    def frame(self, language: Language) -> Frame:
        """What a chart is drawn for.

        Raises:
            CallError: The size is none.
        """
        return frame_of(self.size, theme=self.theme, dpi=self.dpi, language=language)

    def file(self, name: str, page: int, language: Language, form: str) -> str:
        """The name of a file; it says what is not the default.

        Examples:
            >>> Form(size="square", theme=Theme.DARK).file("timing", 2, Language.CHINESE, "png")
            'timing-2.square.dark.zh.png'
        """
        parts = [
            name + (f"-{page}" if page > 1 else ""),
            self.subset,
            "" if self.size == "slide" else self.size,
            "" if self.theme is Theme.LIGHT else self.theme,
            f"{self.dpi}dpi" if self.dpi else "",
            language,
            form,
        ]
        return ".".join(part for part in parts if part)


_DEFAULT = Form()


def _fingerprint(chart: Chart, language: Language, form: Form) -> str:
    """A digest of everything that decides the picture, but for the versions of matplotlib and the font."""
    drawn = list(chart.body.args) if isinstance(chart.body, partial) else []
    held = [version("forecast-scorecard"), form[1:], language, chart.as_json(), plain(drawn)]
    text = json.dumps(held, ensure_ascii=False, default=str)
    return f"scorecard:{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def _current(folder: Path, name: str, chart: Chart, language: Language, form: Form) -> list[Drawn]:
    """The files of a chart when the folder has them all as they would be drawn; otherwise none."""
    wanted = _fingerprint(chart, language, form).encode()
    names, n_pages, page = [], 1, 0
    while (page := page + 1) <= n_pages:
        for one in form.formats:
            names.append(form.file(name, page, language, one))
            try:
                with (folder / names[-1]).open("rb") as file:
                    found = _IDENTIFIER.search(file.read(_HEAD))
            except OSError:
                return []
            if not found or not found[0].startswith(wanted):
                return []
            n_pages = int(found[1])
    return [Drawn(one, None) for one in names]


def _with_palette(picture: Image.Image) -> Image.Image:
    """A picture with the 256 colors that it has most of; only the edges of shapes have others.

    It takes a third of the space and of the time. Of colors that nobody tells apart one is kept, since
    Pillow takes them for the same.
    """
    kept: dict[tuple[int, ...], tuple[int, ...]] = {}
    counted: Any = picture.getcolors(1 << 16)  # charts have some thousands
    for _, color in sorted(counted, reverse=True):
        kept.setdefault(tuple(part >> 3 for part in color), color)
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for color in list(kept.values())[:256] for part in color])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


def _png(figure: Figure, frame: Frame, title: str, description: str, identifier: str) -> bytes:
    figure.set_dpi(frame.dpi)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]  # matplotlib's canvases have no types
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba()))  # type: ignore[no-untyped-call]  # the same
    if frame.theme is not Theme.TRANSPARENT:
        picture = _with_palette(picture.convert("RGB"))
    held, stream = PngInfo(), io.BytesIO()
    for name, text in (("Identifier", identifier), ("Title", title), ("Description", description)):
        held.add_text(name, text)
    density = (frame.density or frame.dpi,) * 2
    picture.save(stream, "png", pnginfo=held, dpi=density, compress_level=4)
    return stream.getvalue()


def _pdf(figure: Figure, title: str, description: str, identifier: str) -> bytes:
    unstable = dict.fromkeys(("CreationDate", "Creator", "Producer"))
    held = {"Keywords": identifier, "Title": title, "Subject": description, **unstable}
    stream = io.BytesIO()
    figure.savefig(stream, format="pdf", metadata=held)
    return stream.getvalue()


def drawn_files(name: str, chart: Chart, language: Language, form: Form = _DEFAULT) -> list[Drawn]:
    """One chart in one language in every format, page by page.

    Raises:
        MissingGlyphError: A label cannot be drawn.
        CallError: The size is none, or too small.
    """
    said = [phrase.in_language(language) for phrase in (chart.title, chart.description)]
    frame, identifier = form.frame(language), _fingerprint(chart, language, form)
    draw: dict[str, Callable[..., bytes]]
    draw = {"png": lambda figure, *said: _png(figure, frame, *said), "svg": svg_file, "pdf": _pdf}
    with drawing():
        pages = chart.figures(frame)
        for figure in pages:
            check_glyphs(figure)
        return [
            Drawn(
                form.file(name, number, language, one),
                draw[one](figure, *said, f"{identifier}/{len(pages)}"),
            )
            for number, figure in enumerate(pages, start=1)
            for one in form.formats
        ]


def drawn_charts(
    charts: Mapping[str, Chart],
    on_chart: Callable[[str], None] = lambda _: None,
    *,
    form: Form = _DEFAULT,
    current_in: Path | None = None,
) -> Iterator[Drawn]:
    """The files of every chart that has data, in both languages; where it can, on several processors.

    Args:
        charts: What `gallery` gave.
        on_chart: Called with the name of each chart before it is drawn.
        form: How they are drawn.
        current_in: A folder with files that are not drawn again where they are current.

    Raises:
        MissingGlyphError: A label cannot be drawn.
        CallError: The size is none, or too small.
    """
    given = [
        (name, chart, language)
        for name, chart in charts.items()
        if chart.has_data
        for language in Language
    ]
    held = [_current(current_in, *one, form) if current_in else [] for one in given]
    stale = [one for one, current in zip(given, held, strict=True) if not current]
    with contextlib.closing(side_by_side(lambda one: drawn_files(*one, form), stale)) as done:
        for (name, _, language), current in zip(given, held, strict=True):
            if language is Language.ENGLISH:
                on_chart(name)
            yield from current or next(done)


def page_svgs(charts: Mapping[str, Chart]) -> dict[str, list[dict[Language, str]]]:
    """Every chart as `inline_svg` gives it for a page, by name: for a wide page and for a phone.

    Raises:
        MissingGlyphError: A label cannot be drawn.
    """
    tasks = [(name, code) for name, chart in charts.items() if chart.has_data for code in Language]

    def drawn(task: tuple[str, Language]) -> list[str]:
        name, code = task
        return [
            inline_svg(charts[name], code, prefix=f"{name}-{code}{end}", is_phone=bool(end))
            for end in ("", "-phone")
        ]

    svgs: dict[str, list[dict[Language, str]]] = {name: [{}, {}] for name in charts}
    with drawing():
        for (name, code), both in zip(tasks, side_by_side(drawn, tasks), strict=True):
            for of_width, svg in zip(svgs[name], both, strict=True):
                of_width[code] = svg
    return svgs


def _tools() -> dict[str, str]:
    """The versions that decide the bytes."""
    return {name: version(name) for name in ("matplotlib", "pillow", "zhplot")}


def manifest_text(files: Mapping[str, bytes], charts: Mapping[str, Chart], *, as_of: str) -> str:
    """The index of the chart files as JSON: the words of every chart, and why one is not drawn."""
    held = {
        "as_of": as_of,
        "tools": _tools(),
        "charts": {name: chart.as_json() for name, chart in charts.items()},
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    return json.dumps(held, indent=2, ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder of charts, or None when there is none that can be read."""
    try:
        held = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        is_sound = isinstance(held["as_of"], str) and isinstance(held["files"], dict)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return held if is_sound else None


def check_files(
    folder: Path, held: Mapping[str, Any], charts: Mapping[str, Chart]
) -> tuple[list[str], list[str]]:
    """The files that there should be, and those that are missing, left over, or do not show what they should.

    Args:
        folder: The charts.
        held: Their manifest.
        charts: The charts as they should be. Where the same tools drew them their bytes are compared,
            otherwise what was drawn.
    """
    is_by_bytes = held.get("tools") == _tools()
    wanted = list(drawn_charts(charts, current_in=None if is_by_bytes else folder))
    present = {file.name for file in folder.iterdir() if file.suffix[1:] in FORMATS}
    names = {one.name for one in wanted}
    other = {
        name
        for name, content in wanted
        if name in present and content is not None
        and not (is_by_bytes and (folder / name).read_bytes() == content)
    }  # fmt: skip
    return sorted(names), sorted(names ^ present | other)
