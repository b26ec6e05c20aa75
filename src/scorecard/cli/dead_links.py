"""The command `links`: which evidence addresses still answer, and where a copy is kept."""

from typing import TYPE_CHECKING

import typer

from scorecard.checks.cache import cache_folder
from scorecard.cli.context import Context, need_extra, with_options
from scorecard.cli.options import argument, flag
from scorecard.cli.output import print_prose, progress, write_file
from scorecard.cli.show import text_page
from scorecard.editing.edits import keep_copy
from scorecard.editing.errors import UnknownPredictionError
from scorecard.editing.record_files import edit_prediction, prediction_id
from scorecard.problems import CallError, ScorecardError
from scorecard.text import Phrase, printable

if TYPE_CHECKING:
    from scorecard.links.fetching import Fetcher
    from scorecard.links.survey import Link


_FRESH_DAYS = 7
"""Days in which an address is not asked again."""
ARCHIVE = "https://archive.org/wayback/available"
"""The availability interface of the public archive that is asked for copies."""


def _survey(context: Context, urls: list[str], fetcher: "Fetcher") -> "dict[str, Link]":
    """Every link by its address; the fresh ones from memory, the others asked now and remembered."""
    from scorecard.links.survey import MEMORY, ask_all, is_offline, read_memory

    folder, today = cache_folder(context.root), context.today
    memory = read_memory(folder / "links.json") if folder else {}
    known = {
        url: memory[url]
        for url in urls
        if url in memory and 0 <= (today - memory[url].asked_on).days < _FRESH_DAYS
    }
    wanted = [url for url in urls if url not in known]
    with progress(Phrase("asking", "正在访问"), context.language, len(wanted)) as advance:
        found = ask_all(wanted, fetcher, advance, memory=memory, today=today)
    if is_offline(found.values()):
        en = "none of the hosts was found; is this machine connected to the network?"
        raise CallError(en, "所有主机都找不到；这台机器联网了吗？")
    if folder and found:
        folder.mkdir(parents=True, exist_ok=True)
        write_file(folder / "links.json", MEMORY.dump_json(memory | found))
    return {**known, **found}


def _is_written(context: Context, id_: str, url: str, copy: str) -> bool:
    """Write the address of a copy into a record; a record that somebody broke meanwhile is named."""
    try:
        edit_prediction(context.root, id_, [keep_copy(url, copy)], today=context.today)
    except ScorecardError as error:
        sides = (f"{id_}: {error.phrase.en}", f"{id_}：{error.phrase.zh}")
        context.note(*(printable(one, limit=2000) for one in sides))
        return False
    return True


@with_options("predictions")
def links(
    context: Context,
    names: list[str] | None = argument("[OUTLOOK|ID ...]", "Only these; default: all.",
        "只查这些；默认全部。", default=None),
    copies: bool = flag("Look up a copy of what no longer answers in a public web archive.",
        "对打不开的网址，到公共网页存档查找副本。", "--copies"),
    write: bool = flag("Write the copies into the records, as `archived_url`.",
        "把副本网址写入记录的 `archived_url`。", "--write"),
) -> None:  # fmt: skip
    """Ask every evidence address once, politely, and list those that are dead, moved or changed."""
    need_extra("links", "httpcore")
    from scorecard.links.fetching import Fetcher
    from scorecard.links.survey import Condition, archived_copy, cited_addresses

    records = context.usable_records
    asked = {prediction_id(context.root, one.rstrip("/")) for one in names or []}
    for name in sorted(asked - records.predictions.keys() - records.outlooks.keys()):
        if name in records.readings:
            raise CallError(f"{name} has errors; mend it first", f"{name} 有错误；请先改好")
        raise UnknownPredictionError(name, [*records.predictions, *records.outlooks])
    predictions = {
        id_: one
        for id_, one in records.predictions.items()
        if not names or asked & {id_, id_.partition("/")[0]}
    }
    cited, fetcher = cited_addresses(predictions), Fetcher()
    found = _survey(context, list(cited), fetcher)
    days_of = {item.url: item.published_on for one in predictions.values() for item in one.evidence}
    answering = {Condition.LIVE, Condition.UNCLEAR}
    dead = [url for url, link in found.items() if link.condition not in answering]
    asked_for = ((url, archived_copy(url, days_of[url], fetcher, ARCHIVE)) for url in dead)
    offered = {url: copy for url, copy in asked_for if copy} if copies or write else {}
    by_condition = {one: [url for url in cited if found[url].condition is one] for one in Condition}
    print_prose(
        text_page(context, "links.txt", urls=by_condition, cited=cited, found=found, copies=offered)
    )
    if not write:
        return
    lacking = [
        (one.id, url, copy)
        for url, copy in offered.items()
        for one in cited[url]
        if one.archived_url is None
    ]
    written = [_is_written(context, *one) for one in dict.fromkeys(lacking)]
    n = sum(written)
    context.note(f"addresses of copies written: {n}", f"写入 {n} 个副本网址")
    if not all(written):
        raise typer.Exit(2)
