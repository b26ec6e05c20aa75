"""The command `site`."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from scorecard.cli.build import chart_day, figures
from scorecard.cli.context import Context, numbers_of, with_options
from scorecard.cli.options import argument, option
from scorecard.cli.output import is_current, need_no_records, write_files
from scorecard.problems import CallError
from scorecard.processes import without_garbage_collection
from scorecard.text import Language, Phrase, counted

if TYPE_CHECKING:
    from scorecard.reading.folder import Records
    from scorecard.rendering.cards import Chapter
    from scorecard.report import Entry
    from scorecard.site.files import Site
    from scorecard.summary.numbers import Numbers


def _data(records: "Records", numbers: "Numbers") -> dict[str, bytes]:
    """The files of the folder `data`; Parquet only where pyarrow is installed, JSON only of records."""
    from importlib.util import find_spec

    from pydantic import TypeAdapter

    from scorecard.exchange.archive import archive
    from scorecard.exchange.exports import flat_tables, parquet_files
    from scorecard.exchange.tables import table_csv
    from scorecard.site.files import data_readme
    from scorecard.table import exchanged

    rows, as_of = exchanged(numbers.table), numbers.basis.as_of
    tables = flat_tables(records, as_of)
    whole = TypeAdapter(Any).dump_json(archive(records, as_of), indent=1)
    files = {
        "predictions.csv": table_csv(rows).encode("utf-8"),
        **({"scorecard.json": whole + b"\n"} if records.rows is None else {}),
        **(parquet_files(tables) if find_spec("pyarrow") else {}),
    }
    readme = data_readme(list(files), {"predictions.csv": rows, **tables})
    files = {"README.md": readme, **files}
    return {f"data/{name}": content for name, content in files.items()}


def _site_of(context: Context, url: str) -> "Site":
    """What holds for all pages of the site, dated by the last day on which anything changed."""
    from scorecard.charts.svg import DARK_VARIABLES
    from scorecard.records import phrase_of
    from scorecard.rendering.cards import web_link
    from scorecard.site.files import Site

    if url and (not web_link(url) or set("?#") & set(url)):
        message = f"--url {url!r} is not an address such as https://example.org/scorecard/"
        raise CallError(message, f"--url 的值“{url}”不是网址，应如 https://example.org/scorecard/")
    settings = context.records.settings
    title = phrase_of(settings.title) if settings.title else Phrase("Scorecard", "预测记分牌")
    publisher = phrase_of(settings.publisher.name) if settings.publisher else title
    base = f"{url.rstrip('/')}/" if url else ""
    return Site(title, publisher, settings.languages[0], base, chart_day(context), DARK_VARIABLES)


def _written(folder: Path, files: Iterable[tuple[str, bytes]]) -> dict[str, bool]:
    """Write the files that changed, a folder after the other; by the name of each, whether it had to be."""
    written, by_folder = {}, defaultdict[PurePosixPath, dict[str, bytes]](dict)
    for name, content in files:
        written[name] = not is_current(folder / name, content)
        if written[name]:
            path = PurePosixPath(name)
            by_folder[path.parent][path.name] = content
    for inside, changed in by_folder.items():
        write_files(folder, changed, inside=inside, is_lasting=False)
    return written


@with_options("as_of", "predictions", "table")
@without_garbage_collection()  # among thousands of records it would be a tenth of the time
def site(
    context: Context,
    folder: Path = argument("DIR", "The folder of the site.", "网站文件夹。"),
    url: str = option("Where the site will be; without it sitemap and previews have relative addresses.",
        "网站将来的网址；不写则站点地图和预览图用相对地址。", envvar="SCORECARD_URL", metavar="ADDRESS",
        default=""),
) -> None:  # fmt: skip
    """Write the static site: the page, a page for each claim, data, feed; only what changed is written."""
    from scorecard.site import files

    need_no_records(folder)
    made, before = _site_of(context, url), files.listed_files(folder)
    for name in files.ALWAYS:
        if name not in before and (folder / name).exists():
            en = f"{folder / name} would be overwritten, and no site put it there"
            zh = f"{folder / name} 不是 site 写的，会被覆盖；请换个文件夹，或把它移走"
            raise CallError(f"{en}; choose another folder or move it away", zh)
    if not before:  # what is cut short can be written again
        _written(folder, [(files.MANIFEST, files.listing(files.ALWAYS))])
    written = _pages_written(context, made, folder)
    written |= _written(folder, [(files.MANIFEST, files.listing(written))])
    n_gone = 0
    for old in (folder / name for name in sorted(files.removable(before - written.keys()))):
        is_file = os.path.isfile(old)  # noqa: PTH113  (pathlib raises for names that no file can have)
        if is_file and old.parent.resolve() == folder.resolve() / old.parent.relative_to(folder):
            old.unlink()  # no link leads to it
            n_gone += 1
    n = sum(written.values())
    en, zh = (f", {n_gone} removed", f"，删了 {n_gone} 个") if n_gone else ("", "")
    context.echo(f"{folder}: {counted(n, 'file')} written{en}", f"{folder}：写了 {n} 个文件{zh}")


def _pages_written(context: Context, made: "Site", folder: Path) -> dict[str, bool]:
    """Write all files of the site but the list of them, side by side."""
    from scorecard.exchange.exports import claim_reviews
    from scorecard.processes import side_by_side
    from scorecard.rendering.cards import chapters, told
    from scorecard.report import Report, entry
    from scorecard.site import files

    records, as_of = context.records, made.as_of
    numbers = numbers_of(records, as_of)
    shown = chapters(numbers, made.addresses(numbers.table["id"]))

    def of_outlook(outlook: "Chapter") -> "tuple[dict[str, bool], dict[str, Entry]]":
        known = {card.id: told(card) for card in outlook.cards}
        own = replace(records, predictions={id_: records.predictions[id_] for id_ in known})
        reviews = {
            code: {one["identifier"]: one for one in claim_reviews(own, as_of, code)["@graph"]}
            for code in Language
        }
        written = _written(folder, files.outlook_files(made, outlook, known, reviews))
        return written, {card.id: entry(card, known[card.id]) for card in outlook.cards}

    def of_all() -> dict[str, bool]:
        rest = files.shared_files(made, records, shown)
        return _written(folder, chain(_data(context.past_records, numbers).items(), rest))

    jobs: list[Callable[[], Any]] = [partial(figures, numbers), of_all]
    jobs += [partial(of_outlook, one) for one in shown]
    drawn, of_root, *done = side_by_side(lambda job: job(), jobs)
    entries = {id_: one for _, of_outlook in done for id_, one in of_outlook.items()}
    report = Report(numbers, drawn, shown=shown, entries=entries, dark=made.dark)
    pages = side_by_side(
        lambda code: _written(folder, [files.start_page(made, report.page, code)]), list(Language)
    )
    parts = [of_root, *(one for one, _ in done), *pages]
    return {name: is_new for one in parts for name, is_new in one.items()}
