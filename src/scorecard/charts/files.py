"""Charts as files: PNG, SVG and PDF in both languages, their manifest, and whether they are current.

A picture holds a fingerprint of what was drawn: the numbers and words behind it, its size and its theme.
Where it is what would be drawn now, the picture need not be drawn again. Bytes are equal when matplotlib
and the font are.
"""

import contextlib
import gc
import hashlib
import io
import json
import multiprocessing
import os
import re
import signal
import sys
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from functools import partial
from importlib.metadata import version
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from matplotlib.figure import Figure

from scorecard.charts.fonts import check_glyphs, drawing
from scorecard.charts.slide import Chart
from scorecard.charts.style import Frame, Theme, frame_of
from scorecard.charts.svg import inline_svg, svg_file
from scorecard.problems import ScorecardError
from scorecard.summary.groups import plain
from scorecard.text import Language

MANIFEST = "charts.json"
FORMATS = ("png", "svg", "pdf")

_MOST_PROCESSES = 4
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
            self.size if self.size != Form._field_defaults["size"] else "",
            self.theme.value if self.theme is not Theme.LIGHT else "",
            f"{self.dpi}dpi" if self.dpi else "",
            language.value,
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


def _image(figure: Figure, form: str, frame: Frame, said: Sequence[str]) -> bytes:
    """A figure as a file of a format that holds its title, its description and its identifier."""
    title, description, identifier = said
    if form == "svg":
        return svg_file(figure, title, description, identifier)
    stream = io.BytesIO()
    options: dict[str, Any]
    if form == "png":
        held = {"Identifier": identifier, "Software": None, "Title": title}
        # Level 3 makes flat areas and text as small as level 6 does, in less time.
        density = {"compress_level": 3, "dpi": (frame.density or frame.dpi,) * 2}
        options = {"metadata": {**held, "Description": description}, "pil_kwargs": density}
    else:
        held = {"Keywords": identifier, "Title": title, "Subject": description}
        unstable = dict.fromkeys(("CreationDate", "Creator", "Producer"))
        options = {"metadata": {**held, **unstable}}
    figure.savefig(stream, format=form, dpi=frame.dpi, **options)
    return stream.getvalue()


def drawn_files(name: str, chart: Chart, language: Language, form: Form = _DEFAULT) -> list[Drawn]:
    """One chart in one language in every format, page by page.

    Args:
        name: Its name.
        chart: The chart.
        language: Language of its texts.
        form: How it is drawn.

    Raises:
        MissingGlyphError: A label cannot be drawn.
        CallError: The size is none, or too small.
    """
    said = [phrase.in_language(language) for phrase in (chart.title, chart.description)]
    frame, identifier = form.frame(language), _fingerprint(chart, language, form)
    files = []
    with drawing(svg_text="none"):
        pages = chart.figures(frame)
        for number, figure in enumerate(pages, start=1):
            check_glyphs(figure)
            of_page = [*said, f"{identifier}/{len(pages)}"]
            files += [
                Drawn(form.file(name, number, language, one), _image(figure, one, frame, of_page))
                for one in form.formats
            ]
    return files


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
    with _frozen(), contextlib.closing(_done(lambda one: drawn_files(*one, form), stale)) as done:
        for (name, _, language), current in zip(given, held, strict=True):
            if language is Language.ENGLISH:
                on_chart(name)
            yield from current or next(done)


@contextlib.contextmanager
def _frozen() -> Iterator[None]:
    """Keep the collector, and a forked process, from walking over every record again and again."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


def _send(work: Callable[[Any], Any], tasks: Sequence[Any], pipe: Connection) -> None:
    """Do and send one task after the other; what fails here fails again in the parent, which reports it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all: the parent ends this one
    with contextlib.suppress(ScorecardError, BrokenPipeError):
        for task in tasks:
            pipe.send(work(task))
    pipe.close()


def _done(
    work: Callable[[_Task], _Result], tasks: Sequence[_Task]
) -> Generator[_Result, None, None]:
    """The results of all tasks, in order; the tasks go around the processors.

    The first is the parent's, the next that of a forked process, which shares what is imported and computed;
    elsewhere than on Linux forking is not safe.
    """
    n, pipes, processes = 1, [], []
    if sys.platform == "linux" and hasattr(os, "fork"):
        n = max(1, min(_MOST_PROCESSES, len(tasks), len(os.sched_getaffinity(0))))
    for number in range(1, n):
        context = multiprocessing.get_context("fork")
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_send, args=(work, tasks[number::n], there), daemon=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # numpy's idle threads do not mind
            process.start()
        there.close()
        pipes.append(here)
        processes.append(process)
    try:
        for place, task in enumerate(tasks):
            try:
                result: _Result = pipes[place % n - 1].recv() if place % n else work(task)
            except EOFError:
                result = work(task)
            yield result
    finally:
        for pipe, process in zip(pipes, processes, strict=True):
            process.terminate()
            pipe.close()
            process.join()


def page_svgs(
    charts: Mapping[str, Chart], *, is_phone: bool = False
) -> dict[str, dict[Language, str]]:
    """Every chart as `inline_svg` gives it for a page, by name and language.

    Args:
        charts: What `gallery` gave.
        is_phone: Whether they are laid out for a phone.

    Raises:
        MissingGlyphError: A label cannot be drawn.
    """
    tasks = [(name, language) for name in charts for language in Language]

    def drawn(task: tuple[str, Language]) -> str:
        name, language = task
        prefix = f"{name}-{language}" + ("-phone" if is_phone else "")
        return inline_svg(charts[name], language, prefix=prefix, is_phone=is_phone)

    svgs: dict[str, dict[Language, str]] = {name: {} for name in charts}
    with _frozen():
        for (name, language), svg in zip(tasks, _done(drawn, tasks), strict=True):
            svgs[name][language] = svg
    return svgs


def _tools() -> dict[str, str]:
    """The versions that decide the bytes."""
    return {name: version(name) for name in ("matplotlib", "pillow", "zhplot")}


def manifest_text(files: Mapping[str, bytes], charts: Mapping[str, Chart], *, as_of: str) -> str:
    """The index of the chart files as JSON: the words of every chart, and why one is not drawn.

    Args:
        files: The contents of the files by name.
        charts: The charts by name.
        as_of: The date that they show.
    """
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
    except (OSError, ValueError):
        return None
    kinds = {"as_of": str, "files": dict}
    is_sound = isinstance(held, dict) and all(
        isinstance(held.get(name), kind) for name, kind in kinds.items()
    )
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
