"""The command `charts`, and the chart files that `build` writes too."""

import dataclasses
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorecard.cli.files import write_files
from scorecard.cli.options import (
    PREDICTIONS,
    DayOption,
    LanguageOption,
    PredictionsOption,
    day,
    language_of,
    say,
)
from scorecard.cli.records import clean_records, need_folder, portrait
from scorecard.problems import CallError, UnknownWordError
from scorecard.text import Language, Phrase, printable

if TYPE_CHECKING:
    from scorecard.charts.files import Drawn
    from scorecard.charts.gallery import Chart
    from scorecard.reading.folder import Records
    from scorecard.summary.numbers import Numbers

__all__ = ["CHARTS", "OutputOption", "charts", "draw_charts", "missing_glyphs_of", "write_charts"]

CHARTS = Path("charts")

OutputOption = Annotated[
    Path, typer.Option("--output", help=say("The folder of the charts.", "图表文件夹。"))
]


@contextmanager
def _progress(total: int, language: Language) -> Iterator[Callable[[str], None]]:
    """A bar on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task(Phrase("drawing", "作图").in_language(language), total=total)
        yield lambda _: bar.update(task, advance=1, refresh=True)


def _digest(numbers: "Numbers") -> str:
    """A digest of the numbers that the charts show."""
    text = json.dumps(dataclasses.asdict(numbers), ensure_ascii=False, sort_keys=True, default=str)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _chosen(all_charts: "dict[str, Chart]", names: list[str]) -> "dict[str, Chart]":
    """The charts of these names; all without names.

    Raises:
        UnknownWordError: There is no chart of a name.
    """
    for name in names:
        if name not in all_charts:
            what = Phrase("no chart", "没有图表")
            raise UnknownWordError(what, name, all_charts, is_listed=True)
    return {name: chart for name, chart in all_charts.items() if not names or name in names}


@contextmanager
def missing_glyphs_of(records: "Records") -> Iterator[None]:
    """Say in which file and line the character stands that no font can draw.

    Raises:
        CallError: A chart has such a character.
    """
    from scorecard.charts.fonts import MissingGlyphError

    try:
        yield
    except MissingGlyphError as error:
        for reading in records.readings.values():
            before, found, _ = reading.source.text.partition(error.character)
            if found:
                line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
                place = f"{printable(reading.file.shown, limit=4096)}:{line}:{column}"
                raise CallError(
                    Phrase(f"{place}: {error.phrase.en}", f"{place}：{error.phrase.zh}")
                ) from None
        raise


def draw_charts(numbers: "Numbers", names: list[str], language: Language) -> "list[Drawn]":
    """The files of the charts of these names; all without names."""
    from scorecard.charts.files import drawn_charts
    from scorecard.charts.gallery import gallery

    chosen = _chosen(gallery(numbers), names)
    with _progress(len(chosen), language) as advance:
        return list(drawn_charts(chosen, advance))


def write_charts(folder: Path, drawn: "list[Drawn]", numbers: "Numbers", as_of: date) -> None:
    """The chart files, and with all of them the manifest; files of charts that are no more go.

    Raises:
        CallError: They cannot be written there.
    """
    from scorecard.charts.files import MANIFEST, manifest_text, read_manifest

    before = read_manifest(folder)
    text = manifest_text(drawn, as_of=as_of.isoformat(), numbers=_digest(numbers))
    write_files(folder, {**dict(drawn), MANIFEST: text.encode()})
    for name in set(before["files"] if before else ()) - {one.name for one in drawn}:
        if Path(name).name == name:
            (folder / name).unlink(missing_ok=True)


def _check_current(folder: Path, predictions: Path, language: Language) -> None:
    """Say whether the charts show what the records say at the charts' own date; exit 1 if not."""
    from scorecard.charts.files import read_manifest, stale_files

    need_folder(predictions)
    held = read_manifest(folder)
    if held is None:
        message = Phrase(
            f"no charts in {folder}; run: scorecard charts",
            f"{folder} 里没有图表；运行：scorecard charts",
        )
        typer.echo(message.in_language(language), err=True)
        raise typer.Exit(1)
    as_of = day(str(held["as_of"]))
    records = clean_records(predictions, as_of=as_of, language=language)
    numbers = portrait(records, as_of).numbers
    with missing_glyphs_of(records):
        drawn = draw_charts(numbers, [], language)
    stale = stale_files(folder, held, drawn, _digest(numbers))
    for name in stale:
        typer.echo(
            Phrase(f"{folder / name} is not current", f"{folder / name} 已过时").in_language(
                language
            )
        )
    n_wanted = len(drawn)
    n_current = n_wanted - len({one.name for one in drawn} & set(stale))
    n_extra = len(stale) - (n_wanted - n_current)
    extra = (
        Phrase(f", {n_extra} more belong to no chart", f"，另有 {n_extra} 个不属于任何图表")
        if n_extra
        else Phrase("", "")
    )
    done = Phrase(
        f"{n_current} of {n_wanted} files as of {as_of} are current{extra.en}",
        f"截至 {as_of} 的 {n_wanted} 个文件中 {n_current} 个是最新的{extra.zh}",
    )
    typer.echo(done.in_language(language))
    if stale:
        typer.echo(
            Phrase("run: scorecard charts", "运行：scorecard charts").in_language(language),
            err=True,
        )
        raise typer.Exit(1)


def charts(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME ...]",
            help=say("Charts to draw; default: all.", "要画的图；默认全部。"),
            show_default=False,
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help=say("Only say whether they are current.", "只检查图表是否最新。")
        ),
    ] = False,
    output: OutputOption = CHARTS,
    as_of: DayOption = None,
    predictions: PredictionsOption = PREDICTIONS,
    lang: LanguageOption = None,
) -> None:
    """Every chart as PNG and SVG, in English and Chinese."""
    language = language_of(lang)
    if check:
        _check_current(output, predictions, language)
        return
    today = day(as_of)
    records = clean_records(predictions, as_of=today, language=language)
    numbers = portrait(records, today).numbers
    with missing_glyphs_of(records):
        drawn = draw_charts(numbers, names or [], language)
    if names:
        write_files(output, dict(drawn))
    else:
        write_charts(output, drawn, numbers, today)
    for one in drawn:
        typer.echo(str(output / one.name))
