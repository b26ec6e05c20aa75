"""The commands that write charts: `build` and `charts`."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorecard.cli.context import Context, Portrait, portrait, with_options
from scorecard.cli.options import argument, option
from scorecard.cli.output import counted, path_text, progress, write_file, write_files
from scorecard.problems import CallError, UnknownWordError
from scorecard.text import Language, Phrase

if TYPE_CHECKING:
    from scorecard.charts.files import Drawn
    from scorecard.reading.folder import Records
    from scorecard.summary.numbers import Numbers

__all__ = ["PAGE", "REPORT", "build", "charts", "placed_glyph_error"]

_CHARTS, REPORT = Path("charts"), Path("scorecard.html")
PAGE = Phrase("The page to write.", "要写出的页面。")

_ChartsFolder = Annotated[
    Path, option(Phrase("The folder of the charts.", "图表文件夹。"), "--output")
]


@contextmanager
def placed_glyph_error(records: "Records") -> Iterator[None]:
    """Name the file and the line of the character that no font can draw.

    Raises:
        CallError: A chart has such a character.
    """
    from scorecard.charts.style import MissingGlyphError

    try:
        yield
    except MissingGlyphError as error:
        for reading in records.readings.values():
            before, found, _ = reading.document.text.partition(error.character)
            if found:
                line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
                place = f"{path_text(reading.file.shown)}:{line}:{column}"
                raise CallError(
                    Phrase(f"{place}: {error.phrase.en}", f"{place}：{error.phrase.zh}")
                ) from None
        raise


def _drawn(shown: Portrait, names: list[str], language: Language) -> "list[Drawn]":
    """The files of the charts of these names; all without names.

    Raises:
        UnknownWordError: There is no chart of a name.
        CallError: A chart has a character that no font can draw.
    """
    from scorecard.charts.files import drawn_charts
    from scorecard.charts.gallery import chart_names, gallery

    known = chart_names(shown.numbers)
    for name in names:
        if name not in known:
            raise UnknownWordError(Phrase("chart", "图表"), name, known, is_listed=True)
    chosen = gallery(shown.numbers, names)
    drawing = progress(Phrase("drawing", "作图"), len(chosen), language)
    with placed_glyph_error(shown.records), drawing as advance:
        return list(drawn_charts(chosen, advance))


def _write_charts(folder: Path, drawn: "list[Drawn]", numbers: "Numbers", as_of: date) -> None:
    """Write all charts and their manifest; files of charts that are no more are removed.

    Raises:
        CallError: They cannot be written there.
    """
    from scorecard.charts.files import MANIFEST, manifest_text, read_manifest
    from scorecard.charts.gallery import gallery

    before = read_manifest(folder)
    made_from = {"as_of": as_of.isoformat(), "numbers": numbers.digest()}
    text = manifest_text(drawn, gallery(numbers), **made_from)
    write_files(folder, {**dict(drawn), MANIFEST: text.encode()})
    for name in set(before["files"] if before else ()) - {one.name for one in drawn}:
        if Path(name).name == name:
            (folder / name).unlink(missing_ok=True)


def _check_current(context: Context, folder: Path) -> None:
    """Print whether the charts show what the records say at the charts' own date.

    Raises:
        typer.Exit: With 1, when they do not.
    """
    from scorecard.charts.files import read_manifest, stale_files

    context.need_folder()
    held = read_manifest(folder) or {"as_of": "none"}
    try:
        context = dataclasses.replace(context, as_of=date.fromisoformat(held["as_of"]))
    except ValueError:
        context.echo(
            Phrase(
                f"no charts in {folder}; run: scorecard charts",
                f"{folder} 里没有图表；运行：scorecard charts",
            ),
            is_error=True,
        )
        raise typer.Exit(1) from None
    shown = portrait(context.records, context.as_of)
    drawn = _drawn(shown, [], context.language)
    stale = stale_files(folder, held, drawn, shown.numbers.digest())
    for name in stale:
        context.echo(Phrase(f"{folder / name} is not current", f"{folder / name} 已过时"))
    n_wanted = len(drawn)
    n_current = n_wanted - len({one.name for one in drawn} & set(stale))
    n_extra = len(stale) - (n_wanted - n_current)
    extra = Phrase(f", {n_extra} more belong to no chart", f"，另有 {n_extra} 个不属于任何图表")
    done = Phrase(
        f"{n_current} of {n_wanted} files as of {context.as_of} are current",
        f"截至 {context.as_of} 的 {n_wanted} 个文件中 {n_current} 个是最新的",
    )
    context.echo(Phrase(done.en + extra.en, done.zh + extra.zh) if n_extra else done)
    if stale:
        context.echo(Phrase("run: scorecard charts", "运行：scorecard charts"), is_error=True)
        raise typer.Exit(1)


@with_options("as_of", "predictions", "table")
def charts(
    context: Context,
    names: Annotated[
        list[str] | None,
        argument(
            "[NAME ...]",
            Phrase("Charts to draw; default: all.", "要画的图；默认全部。"),
            show_default=False,
        ),
    ] = None,
    check: Annotated[
        bool,
        option(
            Phrase("Only check whether the files are current.", "只检查图表文件是否最新。"),
            "--check",
        ),
    ] = False,
    output: _ChartsFolder = _CHARTS,
) -> None:
    """Write charts as PNG and SVG, in English and Chinese."""
    if check:
        _check_current(context, output)
        return
    shown = portrait(context.records, context.as_of)
    drawn = _drawn(shown, names or [], context.language)
    if names:
        write_files(output, dict(drawn))
    else:
        _write_charts(output, drawn, shown.numbers, context.as_of)
    for one in drawn:
        typer.echo(str(output / one.name))


@with_options("as_of", "predictions", "table")
def build(
    context: Context,
    output: _ChartsFolder = _CHARTS,
    page: Annotated[Path, option(PAGE, "--report")] = REPORT,
) -> None:
    """Check, score, draw and report: the table on the screen, the rest in files."""
    from scorecard.cli.report import report_text
    from scorecard.cli.score_table import print_summary
    from scorecard.summary.counts import score_counts
    from scorecard.summary.numbers import details

    shown = portrait(context.records, context.as_of)
    _, check = context.checked
    forecasts = score_counts(shown.table, None).forecasts
    beside = details(forecasts, shown.numbers.raters, shown.numbers.difficulty)
    print_summary(shown.numbers.by["domain"], beside, context.language)
    drawn = _drawn(shown, [], context.language)
    _write_charts(output, drawn, shown.numbers, context.as_of)
    write_file(page, report_text(shown, context.language).encode("utf-8"))
    n_warnings = len(check.problems)
    context.echo(
        Phrase(
            f"\n{counted(check.n_checked, 'file')} checked, {counted(n_warnings, 'warning')}"
            f" (scorecard check)\n{counted(len(drawn), 'chart file')} in {output}\n{page}",
            f"\n已检查 {check.n_checked} 个文件，{n_warnings} 个警告（scorecard check）\n"
            f"{len(drawn)} 个图表文件在 {output}\n{page}",
        )
    )
