"""The files of the site: put together, and compared with what is there."""

import json
import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from scorecard.reading.folder import Records
from scorecard.records import phrase_of
from scorecard.rendering.cards import Card, Chapter
from scorecard.site.feed import atom_feed, moved, site_map
from scorecard.site.pages import Site, page_of_changes, page_of_lost, pages_of_claims, style
from scorecard.site.preview import is_current, preview
from scorecard.text import Language, Phrase

MANIFEST = "site.json"
"""The list of all files of the site, by which those of claims that are gone are found."""

_REMOVABLE = ("claims", "previews")
_DEPTH = 3  # folder, outlook, file
_TWO = 2  # processes
_FEW = 200  # pictures that are drawn before a process has started


def head_links(site: Site, language: Language) -> str:
    """The elements of the start page's head that belong to the site."""
    return site.alternates({one: site.home(one) for one in Language}, language, "")


def foot_links(language: Language) -> str:
    """The links of the start page's foot to the rest of the site."""
    links = (
        (f"changes.{language.value}.html", Phrase("What changed", "判定变动")),
        (f"feed.{language.value}.xml", Phrase("Feed", "订阅")),
        ("data/README.md", Phrase("Data", "数据")),
    )
    shown = (
        f'<a href="{to}"><span lang="en">{name.en}</span><span lang="zh">{name.zh}</span></a>'
        for to, name in links
    )
    return f"<p>{' · '.join(shown)}</p>"


def site_files(
    site: Site,
    records: Records,
    chapters: Sequence[Chapter],
    *,
    finished: Mapping[str, bytes],
    reviews: Mapping[Language, Mapping[str, Mapping[str, Any]]],
) -> Iterator[tuple[str, bytes]]:
    """Every file of the site but the pictures, by its path from the root.

    Args:
        site: What holds for all pages.
        records: The records.
        chapters: The outlooks with the cards of their claims.
        finished: Files that others made: start pages and data.
        reviews: The ClaimReview of every claim that has one, by language and id.
    """
    claims = {
        card.id: phrase_of(card.prediction.claim) for chapter in chapters for card in chapter.cards
    }
    ids = list(claims)
    yield from finished.items()
    yield "style.css", style(site)
    yield "404.html", page_of_lost(site)
    yield from pages_of_claims(site, chapters, reviews)
    newest = moved(records, claims, site.as_of)
    for language in Language:
        pages = {one.id: quote(site.claim(one.id, language)) for one in newest}
        yield f"changes.{language.value}.html", page_of_changes(site, newest, claims, language)
        yield (
            f"feed.{language.value}.xml",
            atom_feed(
                newest,
                claims,
                title=site.heading.in_language(language),
                author=site.publisher.in_language(language),
                language=language,
                pages=pages,
                base=site.base,
                as_of=site.as_of,
            ),
        )
    groups = [
        {one: site.home(one) for one in Language},
        {one: f"changes.{one.value}.html" for one in Language},
        *({one: quote(site.claim(id_, one)) for one in Language} for id_ in ids),
    ]
    yield "sitemap.xml", site_map(groups, base=site.base)
    names = sorted(
        [
            *finished,
            *(site.claim(one, code) for one in ids for code in Language),
            *map(site.picture, ids),
        ]
    )
    yield (
        MANIFEST,
        (json.dumps({"files": names}, ensure_ascii=False, indent=0) + "\n").encode("utf-8"),
    )


def changed_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """The files that are not in a folder as they should be.

    Args:
        folder: The site as it is.
        files: The site as it should be.
    """
    for name, content in files:
        path = folder / name
        try:
            is_current = path.stat().st_size == len(content) and path.read_bytes() == content
        except OSError:
            is_current = False
        if not is_current:
            yield name, content


def listed_files(folder: Path) -> set[str]:
    """The pages and pictures of claims that the list of a site names; none where there is no list.

    Only what lies in the folders of claims and pictures is taken: a stranger's list removes nothing else.

    Args:
        folder: The site.
    """
    try:
        listed = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        parts = {str(one): PurePosixPath(str(one)).parts for one in listed}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {
        name
        for name, way in parts.items()
        if len(way) == _DEPTH and way[0] in _REMOVABLE and ".." not in way and "\\" not in name
    }


_held: list[tuple[Card, Language]] = []
"""What a forked process draws: it has the cards already, and need not be sent them."""


def _drawn(place: int) -> bytes:
    return preview(*_held[place])


@contextmanager
def pictures(
    site: Site, chapters: Sequence[Chapter], folder: Path
) -> Iterator[Iterable[tuple[str, bytes]]]:
    """The preview pictures that are not in a folder as they should be, by their paths from its root.

    Where it can, a second process draws them meanwhile: elsewhere than on Linux forking is not safe.

    Args:
        site: What holds for all pages.
        chapters: The outlooks with the cards of their claims.
        folder: The site as it is.
    """
    cards = [card for chapter in chapters for card in chapter.cards]
    wanted = [one for one in cards if not is_current(folder / site.picture(one.id), one, site.main)]
    names, places = [site.picture(one.id) for one in wanted], range(len(wanted))
    _held[:] = [(one, site.main) for one in wanted]
    is_linux = sys.platform == "linux" and hasattr(os, "fork")
    if len(wanted) < _FEW or not is_linux or len(os.sched_getaffinity(0)) < _TWO:
        yield zip(names, map(_drawn, places), strict=True)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # numpy's idle threads do not mind
        pool = multiprocessing.get_context("fork").Pool(
            1, signal.signal, (signal.SIGINT, signal.SIG_IGN)
        )  # Ctrl-C reaches both: the parent ends this one
    try:
        yield zip(names, pool.imap(_drawn, places, chunksize=16), strict=True)
    finally:
        pool.close()
        pool.join()
