"""The pages of the site beside the report: of claims, of changes, for lost addresses; feed and map."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from markupsafe import Markup

from scorecard.reading.folder import Records
from scorecard.records import phrase_of
from scorecard.rendering.cards import Card, Told, environment
from scorecard.summary.changes import Move, moves, records_on
from scorecard.summary.numbers import last_change
from scorecard.text import Language, Phrase

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
        heading: Its title.
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
def markup() -> Any:  # noqa: ANN401  (the macros of a template have no types)
    """The macros that pages are made of, which are called much quicker than a template is rendered."""
    return environment().get_template("site/pages.html").module


def _page(language: Language, both: str) -> bytes:
    """A page in one language of its markup in both."""
    return _IN_ANOTHER[language].sub("", both).encode("utf-8")


def _by_itself(told: Told) -> Told:
    """What is told of a claim, with the headings of a page of its own, and links from there.

    Quotes and brackets of records are escaped, so that only markup is found.
    """
    moved = (str(one).replace('href="claims/', 'href="../../claims/') for one in told)
    return Told(*(Markup(one.replace("h5>", "h2>")) for one in moved))  # noqa: S704  (as it was)


def pages_of_claim(
    site: Site, card: Card, told: Told, reviews: Mapping[Language, Mapping[str, Mapping[str, Any]]]
) -> Iterator[tuple[str, bytes]]:
    """The page of a claim in both languages, by its path from the root of the site.

    Args:
        site: What holds for all pages.
        card: The claim.
        told: What is told of it on the page of all claims.
        reviews: The ClaimReview of every claim that has one, by language and id.
    """
    why = card.latest.why if card.latest else None
    about = (phrase_of(card.prediction.claim), phrase_of(why) if why else card.outlook_title)
    own, day = _by_itself(told), last_change([card.prediction], site.as_of)
    for language, page in site.pages(card.id).items():
        review = reviews[language].get(card.id)
        if review:
            address = {"url": site.base + quote(page)} if site.base else {}
            review = {"@context": "https://schema.org", **review, **address}
        yield page, _page(language, markup().claim(site, language, card, *about, own, review, day))


def page_of_changes(
    site: Site, newest: Sequence[Move], claims: Mapping[str, Phrase], language: Language
) -> bytes:
    """The verdicts that moved, newest first, by day."""
    shown = newest[:MOST_MOVES]
    return _page(
        language, markup().changes(site, language, shown, len(newest) - len(shown), claims)
    )


def page_of_lost(site: Site) -> bytes:
    """The page that a server shows for an address that does not exist, wherever it is asked for."""
    return _page(site.main, markup().lost(site))


def moved(records: Records, ids: Container[str], as_of: date) -> list[Move]:
    """Every verdict that differs from the one before it, until a day, newest first."""
    found = moves({}, records_on(records.predictions, as_of), as_of=as_of)
    return [one for one in reversed(found) if one.id in ids]


def _urn(*parts: object) -> str:
    """An id that stays as long as its parts do, wherever the site is."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, ' '.join(str(one) for one in parts if one))}"


def atom_feed(
    site: Site, newest: Sequence[Move], claims: Mapping[str, Phrase], language: Language
) -> bytes:
    """The newest verdicts that moved, newest first; the day of the site for a feed without a move.

    Args:
        site: What holds for all pages.
        newest: The moves, newest first; the first `MOST_ENTRIES` are taken.
        claims: The text of each claim by its id.
        language: Language of its texts.

    References:
        Nottingham, M., and Sayre, R. (2005). The Atom Syndication Format. RFC 4287.
    """
    return environment().get_template("site/feed.xml").render(
        site=site,
        language=language,
        moves=newest[:MOST_ENTRIES],
        claims=claims,
        day=newest[0].moved_on if newest else site.as_of,
        urn=_urn,
        phrase_of=phrase_of,
    ).encode("utf-8")  # fmt: skip


def site_map(site: Site, ids: Iterable[str]) -> bytes:
    """Every page with its other language; search engines read only a map with whole addresses.

    References:
        Sitemaps XML format, https://www.sitemaps.org/protocol.html.
    """
    groups = [
        {one: site.home(one) for one in Language},
        {one: f"changes.{one}.html" for one in Language},
        *map(site.pages, ids),
    ]
    template = environment().get_template("site/sitemap.xml")
    return template.render(groups=groups, base=site.base).encode("utf-8")
