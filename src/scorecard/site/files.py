"""The files of the site beside the report: pages, pictures, feed, map, list, and the columns of the data."""

import json
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from markupsafe import Markup
from pydantic import BaseModel

from scorecard.reading.folder import Records, former_ids
from scorecard.records import Prediction, phrase_of
from scorecard.records.fields import types_in
from scorecard.rendering.cards import Chapter, Told, environment
from scorecard.site.preview import preview
from scorecard.summary.changes import moves, records_on
from scorecard.summary.numbers import last_change
from scorecard.text import Language, Phrase

MANIFEST = "site.json"
"""The list of all files of the site, by which those that it has lost are found."""

_PART = r"/(?!\.\.?(/|$))[^/\\]+"
_REMOVABLE = re.compile(
    rf"(claims|previews){_PART}{_PART}|index\.({'|'.join(Language)})\.html"
    r"|data/((claims|evidence|verdicts|ratings)\.parquet|scorecard\.json)"
)
"""Files that a site has or not: those of claims, start pages by its first language, tables with pyarrow."""

ALWAYS = (
    *("index.html", "style.css", "404.html", "sitemap.xml", "data/README.md"),
    *(name for one in Language for name in (f"changes.{one}.html", f"feed.{one}.xml")),
)
"""Files that every site has."""

_OWN = {
    "id": Phrase("The claim: `outlook/claim`.", "预测的 id：展望/预测。"),
    "n": Phrase("Place in the record, from 1.", "在记录里的次序，从 1 起。"),
    "outlook": Phrase("The article.", "展望。"),
    "state": Phrase("State on the day of the site.", "截至当日的状态。"),
    "attributed_to": Phrase("Who said it.", "提出者。"),
    "year": Phrase("Year that the article looks at.", "展望所指的年份。"),
    "item": Phrase("The article's own numbered judgment.", "原文条目。"),
    "closes_on": Phrase(
        "Last day of the window; empty when it has no end.", "期限的截止日；若没有，则为空。"
    ),
    "verdict": Phrase(
        "The last verdict by the day; empty for none.", "截至当日的判定；没有则为空。"
    ),
    "judged_on": Phrase("Day of that verdict.", "该判定的日期。"),
    "occurred_on": Phrase("When it came true.", "应验日期。"),
}
_FILES = {
    "predictions.csv": Phrase(
        "One row a claim, as `scorecard score --table` reads it.",
        "一行一条预测，可供 `scorecard score --table` 读取。",
    ),
    "scorecard.json": Phrase(
        "Everything on record; `scorecard import` makes the folder of it again.",
        "全部记录；`scorecard import` 可还原成文件夹。",
    ),
    "claims": Phrase("One row a claim, with all its fields.", "一行一条预测，含全部字段。"),
    "evidence": Phrase("One row an evidence item.", "一行一条证据。"),
    "verdicts": Phrase("One row a verdict, oldest first.", "一行一个判定，从旧到新。"),
    "ratings": Phrase("One row a rating.", "一行一条评议。"),
}

MOST_MOVES = 500
"""Moves on the page of changes; the data has all."""

MOST_ENTRIES = 100
"""Entries of the feed; the page of changes goes further back."""

_IN_ANOTHER = {
    Language.ENGLISH: re.compile(r'<(span|bdi|a) lang="zh"[^>]*>[^<]*</\1>'),
    Language.CHINESE: re.compile(r'<(span|bdi|a) lang="en"[^>]*>[^<]*</\1>'),
}
"""What a page in a language leaves out: the same words in the other one."""


@dataclass(frozen=True, slots=True)
class Site:
    """What holds for all pages of a site.

    Attributes:
        publisher: Who publishes it; the title where nobody is named.
        main: The language of its start page.
        base: Its address, ends with a slash; empty when it is not known, and all addresses are relative.
        as_of: The day that it shows.
        dark: Declarations that make marks dark, as charts have them.
    """

    heading: Phrase
    publisher: Phrase
    main: Language
    base: str
    as_of: date
    dark: str = ""

    def home(self, language: str) -> str:
        """The start page in a language, from the root of the site."""
        return "index.html" if language == self.main else f"index.{language}.html"

    def pages(self, id_: str) -> dict[Language, str]:
        """The page of a claim in each language, from the root of the site, as a path of files."""
        return {one: f"claims/{id_}.{one}.html" for one in Language}

    def addresses(self, ids: Iterable[str]) -> dict[str, Phrase]:
        """The address of each claim's page in both languages, from the root of the site."""
        return {id_: Phrase(*map(quote, self.pages(id_).values())) for id_ in ids}

    def picture(self, id_: str) -> str:
        """The preview picture of a claim, from the root of the site, as a path of files."""
        return f"previews/{id_}.png"


@cache
def _markup() -> Any:  # noqa: ANN401  (the macros of a template have no types)
    """The macros that pages are made of, which are called much quicker than a template is rendered."""
    return environment().get_template("site/pages.html").module


def _in_one(language: Language, both: str) -> bytes:
    """A page in one language of its markup in both."""
    return _IN_ANOTHER[language].sub("", both).encode("utf-8")


def _by_itself(told: Told) -> Told:
    """What is told of a claim, with the headings of a page of its own, and links from there.

    Quotes and brackets of records are escaped, so that only markup is found.
    """
    moved = (str(one).replace('href="claims/', 'href="../../claims/') for one in told)
    return Told(*(Markup(one.replace("h5>", "h2>")) for one in moved))  # noqa: S704  (as it was)


def outlook_files(
    site: Site,
    outlook: Chapter,
    known: Mapping[str, Told],
    reviews: Mapping[Language, Mapping[str, Mapping[str, Any]]],
) -> Iterator[tuple[str, bytes]]:
    """The pages and the pictures of an outlook's claims, by their paths from the root of the site.

    Args:
        site: What holds for all pages.
        outlook: The outlook with the cards of its claims.
        known: What is told of each claim on the page of all claims, by its id.
        reviews: The ClaimReview of every claim that has one, by language and id.
    """
    for card in outlook.cards:
        last = card.prediction.withdrawn or card.latest
        reason = phrase_of(last.why) if last and last.why else card.outlook_title
        about = (card, phrase_of(card.prediction.claim), reason, _by_itself(known[card.id]))
        day = last_change([card.prediction], site.as_of)
        for language, page in site.pages(card.id).items():
            review = reviews[language].get(card.id)
            address = {"url": site.base + quote(page)} if site.base else {}
            document = review and {"@context": "https://schema.org", **review, **address}
            yield page, _in_one(language, _markup().claim(site, language, *about, document, day))
        yield site.picture(card.id), preview(card, site.main)


def start_page(site: Site, page: Callable[..., str], language: Language) -> tuple[str, bytes]:
    """The start page that `Report.page` makes, with its name; its foot links to the rest of the site."""
    homes, macros = {one: site.home(one) for one in Language}, _markup()
    links, foot = macros.alternates(site, homes, language, ""), macros.elsewhere(language)
    return homes[language], page(language, links=links, foot=foot).encode("utf-8")


def _rendered(template: str, **values: object) -> bytes:
    """A file from a template by itself."""
    return environment().get_template(f"site/{template}").render(values).encode("utf-8")


def shared_files(
    site: Site, records: Records, outlooks: Sequence[Chapter]
) -> Iterator[tuple[str, bytes]]:
    """The files in the root of the site but its list and its start pages, and the pages of former ids.

    References:
        Nottingham, M., and Sayre, R. (2005). The Atom Syndication Format. RFC 4287.
        Sitemaps XML format, https://www.sitemaps.org/protocol.html.
    """
    ids = dict.fromkeys(card.id for one in outlooks for card in one.cards)
    found = moves({}, records_on(records.predictions, site.as_of), as_of=site.as_of)
    newest = [one for one in reversed(found) if one.id in ids]
    shown, n_left_out = newest[:MOST_MOVES], max(0, len(newest) - MOST_MOVES)
    fed = {
        "site": site,
        "moves": newest[:MOST_ENTRIES],
        "day": newest[0].moved_on if newest else site.as_of,
        # An id that stays as long as its parts do, wherever the site is.
        "urn": lambda *parts: uuid5(NAMESPACE_URL, " ".join(map(str, filter(None, parts)))).urn,
        "first": {id_: [*one.formerly, id_][0] for id_, one in records.predictions.items()},
        "phrase_of": phrase_of,
    }
    for code in Language:
        changes = _markup().changes(site, code, shown, n_left_out)
        yield f"changes.{code}.html", _in_one(code, changes)
        yield f"feed.{code}.xml", _rendered("feed.xml", language=code, **fed)
    yield "style.css", _rendered("style.css", charts=site.dark)
    mains_first = sorted(Language, key=lambda one: one is not site.main)
    yield "404.html", _in_one(site.main, _markup().lost(site, mains_first))
    groups = [
        {one: site.home(one) for one in Language},
        {one: f"changes.{one}.html" for one in Language},
        *map(site.pages, ids),
    ]
    yield "sitemap.xml", _rendered("sitemap.xml", groups=groups, base=site.base)
    for old, id_ in former_ids({one: records.predictions[one] for one in ids}).items():
        day = last_change([records.predictions[id_]], site.as_of)
        for code, page in site.pages(old).items():
            if _REMOVABLE.fullmatch(page):
                yield page, _in_one(code, _markup().moved(site, code, old, id_, day))


def listing(names: Iterable[str]) -> bytes:
    """The list of the site's files."""
    return f"{json.dumps({'files': sorted(names)}, ensure_ascii=False, indent=0)}\n".encode()


def listed_files(folder: Path) -> set[str]:
    """The files that the list of a site names; none where there is no list."""
    try:
        listed = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        return {str(one) for one in listed}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return set()


def removable(names: Iterable[str]) -> set[str]:
    """Of the files that a site no longer has, those that are its own for sure.

    Only pages and pictures of claims, start pages and tables are: a stranger's list removes nothing else.
    """
    return {name for name in names if _REMOVABLE.fullmatch(name)}


def _described(model: type[BaseModel], prefix: str = "") -> dict[str, Phrase]:
    """The meaning of each column that a model's fields become."""
    found: dict[str, Phrase] = {}
    for field, info in model.model_fields.items():
        en, _, zh = (info.description or "").partition("\n\n")
        name, nested = prefix + field, next(types_in(info.annotation, BaseModel), None)
        found |= _described(nested, f"{name}_") if nested else {}
        found |= dict.fromkeys([name, *(f"{name}_{one}" for one in Language)], Phrase(en, zh))
    return found


def data_readme(files: Iterable[str], tables: Mapping[str, Iterable[Hashable]]) -> bytes:
    """The README of the data, in both languages.

    Args:
        files: The files of the folder.
        tables: The columns of each table by its name; `predictions.csv` is one of them.
    """
    lines = ["# Data / 数据", "", "UTF-8; days are YYYY-MM-DD. UTF-8 编码，日期为年-月-日。", ""]
    for file in files:
        said = _FILES[file.removesuffix(".parquet")]
        lines.append(f"- [{file}]({file}): {said.en} {said.zh}")
    meanings = _described(Prediction) | _OWN
    for name, columns in tables.items():
        lines += ["", f"## {name}", "", "| column | meaning | 含义 |", "|---|---|---|"]
        for column in columns:
            said = meanings.get(f"{name}_{column}") or meanings.get(str(column), Phrase("", ""))
            lines.append(f"| `{column}` | {said.en} | {said.zh} |")
    return ("\n".join(lines) + "\n").encode("utf-8")
