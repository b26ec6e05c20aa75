"""Charts as files: PNG and SVG in both languages, their manifest, and whether they are current.

Bytes are equal when matplotlib and the font are; where another version drew the files, what was drawn
(the numbers behind each chart) is compared instead.
"""

import contextlib
import gc
import hashlib
import io
import json
import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal, NamedTuple

from scorecard.charts.slide import Chart
from scorecard.charts.style import check_glyphs, drawing
from scorecard.problems import ScorecardError
from scorecard.text import Language

__all__ = [
    "MANIFEST",
    "Drawn",
    "drawn_charts",
    "drawn_files",
    "image_bytes",
    "manifest_text",
    "read_manifest",
    "stale_files",
]

MANIFEST = "charts.json"

_TWO = 2  # processes


class Drawn(NamedTuple):
    """One chart file: its name and its bytes."""

    name: str
    content: bytes


_OPTIONS: dict[str, dict[str, Any]] = {
    # Level 3 makes flat areas and text as small as level 6 does, in less time.
    "png": {"pil_kwargs": {"compress_level": 3}},
    "svg": {},
}
"""Options of each format."""

_NO_METADATA = {"png": ["Software"], "svg": ["Date", "Creator"]}
"""Metadata that would make the bytes depend on more than the drawing."""


def image_bytes(
    chart: Chart,
    language: Language,
    forms: Sequence[str],
    *,
    text: Literal["path", "none"] = "path",
) -> list[bytes]:
    """A chart in one language in some formats, with its title and its description inside.

    Args:
        chart: The chart.
        language: Language of its texts.
        forms: The formats, `png` and `svg`.
        text: How an SVG holds text: as outlines ("path"), or as text in a font of the reader's ("none").

    Raises:
        MissingGlyphError: A label cannot be drawn.
    """
    named = {"Title": chart.title, "Description": chart.description}
    said = {name: phrase.in_language(language) for name, phrase in named.items()}
    images = []
    with drawing(svg_text=text):
        figure = chart.figure(language)
        check_glyphs(figure)
        for form in forms:
            stream = io.BytesIO()
            metadata = {**dict.fromkeys(_NO_METADATA[form]), **said}
            figure.savefig(stream, format=form, metadata=metadata, **_OPTIONS[form])
            images.append(stream.getvalue())
    return images


def drawn_files(name: str, chart: Chart, language: Language) -> list[Drawn]:
    """One chart in one language in every format."""
    images = image_bytes(chart, language, list(_OPTIONS))
    return [
        Drawn(f"{name}.{language.value}.{form}", image)
        for form, image in zip(_OPTIONS, images, strict=True)
    ]


def drawn_charts(
    charts: dict[str, Chart], on_chart: Callable[[str], None] = lambda _: None
) -> Iterator[Drawn]:
    """Every chart as PNG and SVG in both languages; where it can, a second process draws the Chinese ones.

    Args:
        charts: What `gallery` gave.
        on_chart: Called with the name of each chart before it is drawn.

    Raises:
        MissingGlyphError: A label cannot be drawn.
    """
    with _frozen(), _second_process(charts, Language.CHINESE) as received:
        for name, chart in charts.items():
            on_chart(name)
            yield from drawn_files(name, chart, Language.ENGLISH)
            yield from received() or drawn_files(name, chart, Language.CHINESE)


@contextlib.contextmanager
def _frozen() -> Iterator[None]:
    """Keep the collector, and a forked process, from walking over every record again and again."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _send_files(
    charts: dict[str, Chart], language: Language, pipe: Connection, parents_end: Connection
) -> None:
    """Draw and send one chart after the other; what fails here fails again in the parent, which reports it.

    The parent's end is closed here, so that a parent who leaves early breaks the pipe.
    """
    parents_end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both: the parent ends this one
    with contextlib.suppress(ScorecardError, BrokenPipeError):
        for name, chart in charts.items():
            pipe.send(drawn_files(name, chart, language))
    pipe.close()


@contextlib.contextmanager
def _second_process(
    charts: dict[str, Chart], language: Language
) -> Iterator[Callable[[], list[Drawn] | None]]:
    """A function that gives the files of the next chart in a language, or None for "draw it yourself".

    A forked process shares what is imported and computed; elsewhere than on Linux forking is not safe.
    """
    is_linux = sys.platform == "linux" and hasattr(os, "fork")
    if not is_linux or len(os.sched_getaffinity(0)) < _TWO:
        yield lambda: None
        return
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_send_files, args=(charts, language, there, here), daemon=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # numpy's idle threads do not mind
        process.start()
    there.close()

    def received() -> list[Drawn] | None:
        try:
            files: list[Drawn] = here.recv()
        except EOFError:
            return None
        return files

    try:
        yield received
    finally:
        here.close()
        process.join()


def _tools() -> dict[str, str]:
    """The versions that decide the bytes."""
    return {name: version(name) for name in ("matplotlib", "pillow", "zhplot")}


def manifest_text(
    drawn: list[Drawn], charts: Mapping[str, Chart], *, as_of: str, numbers: str
) -> str:
    """The index of the chart files as JSON: what they were drawn from, and the words of every chart.

    Args:
        drawn: The files.
        charts: The charts by name.
        as_of: The date that they show.
        numbers: Digest of the numbers that they show.
    """
    files = {one.name: hashlib.sha256(one.content).hexdigest() for one in drawn}
    held = {
        "as_of": as_of,
        "numbers": numbers,
        "tools": _tools(),
        "charts": {name: chart.as_json() for name, chart in charts.items()},
        "files": files,
    }
    return json.dumps(held, indent=2, ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder of charts, or None when there is none that can be read."""
    try:
        held = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    kinds = {"as_of": str, "numbers": str, "files": dict}
    is_sound = isinstance(held, dict) and all(
        isinstance(held.get(name), kind) for name, kind in kinds.items()
    )
    return held if is_sound else None


def stale_files(folder: Path, held: dict[str, Any], drawn: list[Drawn], numbers: str) -> list[str]:
    """The files that do not show what the records say; empty when all are current.

    Args:
        folder: The charts.
        held: Their manifest.
        drawn: The charts as they should be, drawn now.
        numbers: Digest of the numbers as they should be.
    """
    wanted = {one.name: one.content for one in drawn}
    present = {file.name for file in folder.iterdir() if file.suffix in {".png", ".svg"}}
    stale = sorted(set(wanted) ^ present)
    if held.get("tools") != _tools():
        return stale if held["numbers"] == numbers else sorted(set(wanted) | present)
    return stale + sorted(
        name for name in set(wanted) & present if (folder / name).read_bytes() != wanted[name]
    )
