"""The commands that draw: `build`, `charts` and `report`."""

import hashlib
import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from scorecard.charts import FORMATS, MANIFEST, manifest_text, read_manifest
from scorecard.cli.context import Context, numbers_of, with_options
from scorecard.cli.options import argument, choice, flag, one_of, option
from scorecard.cli.output import is_current, path_text, progress, write_file, write_files
from scorecard.cli.score import CLOSED_OPTION, EARLY_OPTION, FILTERS, kept
from scorecard.problems import CallError
from scorecard.text import Language, Phrase, counted, listed

if TYPE_CHECKING:
    from scorecard.charts.files import Drawn
    from scorecard.charts.slide import Chart
    from scorecard.reading.folder import Records
    from scorecard.report import Figure
    from scorecard.summary.compute import Basis
    from scorecard.summary.numbers import Numbers

_PAGE, _REPORT = Phrase("The page to write.", "要写出的页面。"), Path("scorecard.html")
_FOLDER = option("The folder of the charts.", "图表文件夹。", "--output", default=Path("charts"))


@contextmanager
def _placed_glyph_error(records: "Records") -> Iterator[None]:
    """Name the file and the line of the character that no font can draw."""
    from scorecard.charts.fonts import MissingGlyphError

    try:
        yield
    except MissingGlyphError as error:
        for reading in records.readings.values():
            document = reading.document
            if (at := document.text.find(error.character)) >= 0:
                line, column = document.place(at)
                place = f"{path_text(reading.file.shown)}:{line}:{column}"
                en, zh = f"{place}: {error.phrase.en}", f"{place}：{error.phrase.zh}"
                raise CallError(en, zh) from None
        raise


def chart_day(context: Context) -> date:
    """The day by which charts and sites are dated: the last one by `--as-of` on which anything changed."""
    from scorecard.summary.numbers import last_change

    return last_change(context.records.predictions.values(), context.as_of)


@contextmanager
def _drawing(
    drawable: "Mapping[str, Chart]", records: "Records", language: Language, **options: Any
) -> "Iterator[Iterator[Drawn]]":
    """The files of charts, drawn as they are asked for; `options` are those of `drawn_charts`."""
    from scorecard.charts.files import drawn_charts

    bar = progress(Phrase("drawing", "作图"), language, len(drawable))
    with (
        _placed_glyph_error(records),
        bar as advance,
        closing(drawn_charts(drawable, advance, **options)) as drawing,
    ):
        yield drawing


def _write_charts(
    folder: Path, drawn: "list[Drawn]", drawable: "Mapping[str, Chart]", as_of: date
) -> None:
    """Write what was drawn and the manifest of all charts; files of charts that are no more are removed."""
    before = read_manifest(folder)
    held = {name: content or (folder / name).read_bytes() for name, content in drawn}
    index = manifest_text(held, drawable, as_of=as_of.isoformat()).encode()
    files = {name: content for name, content in drawn if content}
    if not is_current(folder / MANIFEST, index):
        files[MANIFEST] = index
    write_files(folder, files)
    for name in set(before["files"] if before else ()) - set(held):
        if Path(name).name == name and name.endswith(FORMATS):
            (folder / name).unlink(missing_ok=True)


def _check_current(context: Context, folder: Path) -> None:
    """Print whether the charts show what the records say at the charts' own date."""
    from scorecard.charts.files import check_files
    from scorecard.charts.gallery import gallery

    context.need_folder()
    held = read_manifest(folder) or {"as_of": "none"}
    place = f" --output {shlex.quote(path_text(folder))}" * (folder != Path("charts"))
    again = context.command(f"charts{place}")
    try:
        as_of = date.fromisoformat(held["as_of"])
    except ValueError:
        context.note(f"no charts in {folder}; run: {again}", f"{folder} 里没有图表；运行：{again}")
        raise typer.Exit(1) from None
    drawable = gallery(numbers_of(context.records, as_of))
    wanted, stale = check_files(folder, drawable, as_of=held["as_of"])
    for name in stale:
        context.echo(f"{folder / name} is not current", f"{folder / name} 已过时")
    n_wanted, n_current = len(wanted), len(set(wanted) - set(stale))
    context.echo(
        f"{n_current} of {n_wanted} files as of {as_of} are current",
        f"截至 {as_of} 的 {n_wanted} 个文件中 {n_current} 个是最新的",
    )
    if stale:
        context.note(f"run: {again}", f"运行：{again}")
        raise typer.Exit(1)


def _named_charts(numbers: "Numbers", names: list[str], by: str | None) -> list[str]:
    """The names of the charts that are asked for; none for all."""
    from scorecard.charts.gallery import chart_name, chart_names
    from scorecard.table import BY

    columns = {one: said for one, said in BY.items() if one in numbers.table}
    asked = [one_of(by, columns, "--by", columns)] if by else []
    of_columns = (chart_name("accuracy", one) for one in columns)
    known = [*dict.fromkeys([*chart_names(numbers), *of_columns])]
    chosen = [one_of(name, known, Phrase("chart", "张图表")) for name in names]
    return [*chosen, *(chart_name("accuracy", one) for one in asked)]


@with_options("as_of", "predictions", "table", **FILTERS)
def charts(
    context: Context,
    names: list[str] | None = argument("[NAME ...]", "Charts to draw; default: all.", "要画的图；默认全部。",
        default=None),
    check: bool = flag("Only check whether the files are current.", "只检查图表文件是否最新。", "--check"),
    output: Path = _FOLDER,
    by: str | None = option("Draw accuracy by this column of score.", "按 score 的这一列画得分率。",
        metavar="COLUMN"),
    format_: str | None = choice("Format of the files; default: png and svg.", "文件格式；默认 png 和 svg。",
        "--format", "png|svg|pdf"),
    size: str = option("slide (1920x1080), column, square, portrait, cover, or pixels as 1200x800.",
        "slide（1920x1080）、column、square、portrait、cover，或像素，如 1200x800。", default="slide"),
    theme: str = choice("Background of the charts.", "底色。", "--theme", "light|dark|transparent",
        default="light"),
    title: str = option("A title in place of the chart's own.", "代替图表自带的标题。", default=""),
    dpi: int | None = option("Dots per inch: 300 doubles the pixels of a named size; WxH keeps its pixels.",
        "每英寸点数：写 300，slide 等有名称的尺寸像素翻倍；宽x高的像素不变。", min=50, max=600),
    is_closed: bool = CLOSED_OPTION,
    is_early: bool = EARLY_OPTION,
    **filters: str | None,
) -> None:  # fmt: skip
    """Write charts as PNG, SVG or PDF, in English and Chinese; for a slide, a column, a phone, to share."""
    if check:
        asked = names, by, format_, title, dpi, is_closed, is_early, size != "slide"
        if any(asked) or theme != "light" or any(filters.values()):
            raise CallError("--check looks at all files; ask for no part or form of them",
                            "--check 检查全部文件，不能同时指定部分图表或样式")  # fmt: skip
        _check_current(context, output)
        return
    from scorecard.charts.gallery import gallery
    from scorecard.charts.style import Form, Theme

    day = chart_day(context)
    whole = numbers_of(context.records, day)
    labels = whole.basis.labels
    given = {name: one for name, one in filters.items() if one is not None}
    rows = kept(whole.table, given, labels)
    rows = rows[rows["is_closed"]] if is_closed else rows
    numbers = whole.of(rows, is_early=is_early)
    chosen = _named_charts(numbers, names or [], by)
    table = Path(context.table.files[0]).stem if context.table else ""
    # Which part of the records is shown, for titles, and for names of files, where it is safe.
    parts = [
        *((labels.get(name, {}).get(one, Phrase(one, one)), one) for name, one in given.items()),
        *([(Phrase(table, table), table)] if table else []),
        *([(Phrase("time is up", "期满"), "closed")] if is_closed else []),
        *([(Phrase("with early verdicts", "含提前判定"), "early")] if is_early else []),
    ]
    words = [re.sub(r"[^\w-]+", "-", name).strip("-")[:40] or "part" for _, name in parts]
    part = "-".join(filter(None, ["-".join(words)[:100], "titled" if title else ""]))
    form = Form([format_] if format_ else FORMATS[:2], size, Theme(theme), dpi, part)
    drawable = gallery(numbers, chosen, title=title, subset=listed(one for one, _ in parts))
    with _drawing(drawable, context.records, context.language, form=form) as drawing:
        drawn = list(drawing)
    if chosen or form != Form():
        write_files(output, {name: content for name, content in drawn if content})
    else:
        _write_charts(output, drawn, drawable, day)
    for one in drawn:
        typer.echo(str(output / one.name))
    for name, chart in drawable.items():
        if isinstance(chart.body, Phrase):
            en, zh = chart.body
            context.note(f"{name}: not drawn: {en}", f"{name} 未绘制：{zh}")


def _build_key(context: Context, basis: "Basis", charts_folder: Path) -> str:
    """What a page was built from: records and how they are read, day, language, program, charts beside it."""
    package = Path(__file__).parent.parent
    of_call = f"{basis.records} {context.table} {basis.as_of} {context.page_language}"
    digest = hashlib.sha256(of_call.encode())
    of_program = (
        one for one in package.rglob("*") if one.suffix in {".py", ".html", ".css", ".js"}
    )
    for file in [*sorted(of_program), charts_folder / MANIFEST]:
        digest.update(file.read_bytes() if file.is_file() else b"")
    return f"<!-- built from {digest.hexdigest()[:32]} -->\n"


def _is_built(page: Path, key: str, folder: Path) -> bool:
    """Whether a page is of this key and every chart file is as the manifest has it."""
    try:
        is_of_key = page.is_file() and page.read_bytes().endswith(key.encode())  # a pipe has no end
        held = read_manifest(folder) if is_of_key else None
        return held is not None and all(
            hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
            for name, digest in held["files"].items()
        )
    except OSError:
        return False


def figures(numbers: "Numbers") -> "dict[str, Figure]":
    """The charts of the page, by name."""
    from scorecard.charts.files import page_svgs
    from scorecard.charts.gallery import gallery
    from scorecard.report import Figure

    charts = gallery(numbers)
    with _placed_glyph_error(numbers.records):
        svgs = page_svgs(charts)
    return {
        name: Figure(chart.title, chart.description, chart.reason, *svgs[name])
        for name, chart in charts.items()
    }


def _keep_site(context: Context, page: Path) -> None:
    """Stop before the page takes the place of one of a site, whose other pages would stay as they are."""
    if (page.parent / "site.json").is_file():
        from scorecard.site.files import listed_files

        if page.name in listed_files(page.parent):
            again = context.command(f"site {shlex.quote(path_text(page.parent))}")
            en = f"{page} belongs to a site; write the page elsewhere, or the site with: {again}"
            zh = f"{page} 是网站的页面；请把报告写到别处，要更新网站请运行：{again}"
            raise CallError(en, zh)


def report_text(numbers: "Numbers", language: Language) -> str:
    """The page.

    Raises:
        CallError: A chart has a character that no font can draw.
    """
    from scorecard.charts.svg import DARK_VARIABLES
    from scorecard.rendering.cards import chapters
    from scorecard.report import Report, entries_of

    drawn, shown = figures(numbers), chapters(numbers)
    entries = entries_of(shown)
    return Report(numbers, drawn, shown=shown, entries=entries, dark=DARK_VARIABLES).page(language)


@with_options("as_of", "predictions", "table")
def report(context: Context, output: Path = option(*_PAGE, default=_REPORT)) -> None:
    """Write one self-contained HTML page: the numbers, the charts, every claim."""
    _keep_site(context, output)
    text = report_text(numbers_of(context.records, context.as_of), context.page_language)
    write_file(output, text.encode("utf-8"))
    typer.echo(str(output))


@with_options("as_of", "predictions", "table")
def build(
    context: Context,
    output: Path = _FOLDER,
    page: Path = option(*_PAGE, "--report", default=_REPORT),
) -> None:
    """Check, score, draw and report: the table on the screen, the rest in files.

    Charts of which nothing has changed stay as they are.
    """
    from scorecard.cli.score_table import print_summary
    from scorecard.summary.numbers import HEADLINE

    _keep_site(context, page)
    numbers, language = numbers_of(context.records, chart_day(context)), context.language
    is_built = _is_built(page, _build_key(context, numbers.basis, output), output)
    if not is_built:
        numbers.by(HEADLINE)  # with all that charts need, on all processors
    print_summary(replace(numbers.headline, as_of=context.as_of), numbers.details, language)
    if is_built:
        en, zh = f"{output} and {page} are current", f"{output} 和 {page} 已是最新"
    elif n_drawn := _build_files(context, numbers, output, page):
        en = f"{counted(n_drawn, 'chart file')} drawn in {output}\n{page}"
        zh = f"{output} 里画了 {n_drawn} 个图表文件\n{page}"
    else:
        en = f"the charts in {output} are current\n{page}"
        zh = f"{output} 里的图表都是最新的，没有重画\n{page}"
    check = context.checked[1]
    n_warnings, again = len(check.problems), context.command("check")
    context.echo(
        f"\n{counted(check.n_checked, 'file')} checked, {counted(n_warnings, 'warning')}"
        f" ({again})\n{en}",
        f"\n已检查 {check.n_checked} 个文件，{n_warnings} 个警告（{again}）\n{zh}",
    )


def _build_files(context: Context, numbers: "Numbers", output: Path, page: Path) -> int:
    """Draw what changed and write the page, side by side; gives how many chart files were drawn."""
    from scorecard.charts.gallery import gallery

    drawable, basis = gallery(numbers), numbers.basis
    with _drawing(drawable, numbers.records, context.language, current_in=output) as drawing:
        begun = list(islice(drawing, 1))  # other processes go on while this one makes the page
        text = report_text(numbers, context.page_language)
        drawn = [*begun, *drawing]
    _write_charts(output, drawn, drawable, basis.as_of)
    key = _build_key(context, basis, output)
    write_file(page, (text.rstrip() + "\n" + key).encode("utf-8"))
    return sum(one.content is not None for one in drawn)
