"""The pages of the site beside the report: of claims, of changes, for lost addresses; feed and map."""

import html
import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import PurePosixPath
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

_LONGEST_TITLE, _LONGEST_DESCRIPTION = 110, 200
_POLICY = "; ".join(
    f"{kind} 'none'"
    for kind in ("script-src", "object-src", "frame-src", "connect-src", "base-uri", "form-action")
)
"""Pages of claims run nothing; their style and their picture are files of the site."""

_IN_ANOTHER = {
    Language.ENGLISH: re.compile(r'<(span|bdi|a) lang="zh"[^>]*>[^<]*</\1>'),
    Language.CHINESE: re.compile(r'<(span|bdi|a) lang="en"[^>]*>[^<]*</\1>'),
}
"""What a page in a language leaves out: the same words in the other one."""

_ROOT = "../../"
"""The way from a claim's page to the root of the site."""


def _other(language: Language) -> Language:
    return next(one for one in Language if one is not language)


@cache
def _macros(template: str) -> Any:  # noqa: ANN401  (the macros of a template have no types)
    """What a template defines, which is called much quicker than a template is rendered."""
    return environment().get_template(f"site/{template}.html").module


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

    def home(self, language: Language) -> str:
        """The start page in a language, from the root of the site."""
        return "index.html" if language is self.main else f"index.{language.value}.html"

    def claim(self, id_: str, language: Language) -> str:
        """The page of a claim, from the root of the site, as a path of files."""
        return f"claims/{id_}.{language.value}.html"

    def addresses(self, ids: Iterable[str]) -> dict[str, Phrase]:
        """The address of each claim's page in both languages, from the root of the site."""
        return {id_: Phrase(*(quote(self.claim(id_, one)) for one in Language)) for id_ in ids}

    def picture(self, id_: str) -> str:
        """The preview picture of a claim, from the root of the site, as a path of files."""
        return f"previews/{id_}.png"

    def alternates(self, pages: Mapping[Language, str], here: Language, root: str) -> str:
        """The elements of a head that name a page in each language, and the one that is meant.

        Args:
            pages: The page in each language, from the root of the site.
            here: The language of the page.
            root: The way from the page to the root of the site.
        """
        start = self.base or root
        links = [
            f'<link rel="alternate" hreflang="{name}" href="{html.escape(start + quote(page))}">'
            for name, page in [*pages.items(), ("x-default", pages[self.main])]
        ]
        canonical = f'<link rel="canonical" href="{html.escape(self.base + quote(pages[here]))}">'
        feed = f"{root}feed.{here.value}.xml"
        links.append(f'<link rel="alternate" type="application/atom+xml" href="{feed}">')
        return "\n".join([*links, canonical] if self.base else links)


def style(site: Site) -> bytes:
    """The style sheet of the pages."""
    return environment().get_template("site/style.css").render(charts=site.dark).encode("utf-8")


def _cut(text: str, longest: int) -> str:
    """A text for a head, where nothing is lost by an ellipsis: the page has it whole."""
    plain = " ".join(text.split())
    return plain if len(plain) <= longest else plain[: longest - 1].rstrip() + "…"


def _meta(site: Site, card: Card, language: Language) -> str:
    """Title, description and Open Graph of a claim's page."""
    state, claim = card.state.label, phrase_of(card.prediction.claim)
    why = card.latest.why if card.latest else None
    reason = phrase_of(why) if why else card.outlook_title
    said = Phrase(f"{state.en}: {reason.en}", f"{state.zh}：{reason.zh}")
    title = f"{_cut(claim.in_language(language), _LONGEST_TITLE)} · {state.in_language(language)}"
    description = _cut(said.in_language(language), _LONGEST_DESCRIPTION)
    pages = {one: site.claim(card.id, one) for one in Language}
    facts = {
        "og:type": "article",
        "og:title": title,
        "og:description": description,
        "og:site_name": site.heading.in_language(language),
        "og:locale": "zh_CN" if language is Language.CHINESE else "en_US",
        "og:url": site.base + quote(pages[language]) if site.base else "",
        "og:image": (site.base or _ROOT) + quote(site.picture(card.id)),
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": title,
    }
    lines = [
        f"<title>{html.escape(title)}</title>",
        f'<meta name="description" content="{html.escape(description)}">',
        '<meta name="twitter:card" content="summary_large_image">',
        *(
            f'<meta property="{name}" content="{html.escape(value)}">'
            for name, value in facts.items()
            if value
        ),
        site.alternates(pages, language, _ROOT),
    ]
    return "\n".join(lines)


def _json_ld(review: Mapping[str, Any] | None, address: str) -> str:
    """A claim's ClaimReview as a data block; empty for a claim that has none."""
    if review is None:
        return ""
    document = {"@context": "https://schema.org", **review, **({"url": address} if address else {})}
    text = json.dumps(document, ensure_ascii=False).replace("<", "\\u003c")
    return f'\n<script type="application/ld+json">{text}</script>'


def _page(  # noqa: PLR0913  (a page is made of all of this)
    site: Site, language: Language, *, root: str, other: str, head: str, main: str, day: date
) -> bytes:
    """One page with what is around it, in one language."""
    markup = _macros("claim").page(
        language=language,
        policy=_POLICY,
        head=Markup(head),  # noqa: S704  (escaped above)
        main=Markup(main),  # noqa: S704  (rendered from our own templates)
        root=root,
        home=site.home(language),
        heading=site.heading,
        other=other,
        other_language=_other(language),
        foot=Phrase(f"last change {day}", f"最近变动 {day}"),
    )  # fmt: skip
    return _IN_ANOTHER[language].sub("", markup).encode("utf-8")


def _by_itself(told: Told) -> Told:
    """What is told of a claim, with the headings of a page of its own, and links from there.

    Quotes and brackets of records are escaped, so that only markup is found.
    """
    moved = (str(one).replace('href="claims/', f'href="{_ROOT}claims/') for one in told)
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
    home = Phrase(*(_ROOT + site.home(one) for one in Language))
    main = _macros("parts").claim(card, _by_itself(told), home)
    day = last_change([card.prediction], site.as_of)
    for language in Language:
        page = site.claim(card.id, language)
        address = site.base + quote(page) if site.base else ""
        head = _meta(site, card, language) + _json_ld(reviews[language].get(card.id), address)
        neighbor = quote(PurePosixPath(site.claim(card.id, _other(language))).name)
        yield page, _page(site, language, root=_ROOT, other=neighbor, head=head, main=main, day=day)


def page_of_changes(
    site: Site, newest: Sequence[Move], claims: Mapping[str, Phrase], language: Language
) -> bytes:
    """The verdicts that moved, newest first, by day."""
    shown, heading = newest[:MOST_MOVES], Phrase("What changed", "判定变动")
    pages = {one.id: quote(site.claim(one.id, language)) for one in shown}
    main = _macros("parts").moves(shown, claims, len(newest) - len(shown), heading, pages)
    names = {one: f"changes.{one.value}.html" for one in Language}
    title = html.escape(f"{heading.in_language(language)} · {site.heading.in_language(language)}")
    head = f"<title>{title}</title>\n{site.alternates(names, language, '')}"
    other = names[_other(language)]
    return _page(site, language, root="", other=other, head=head, main=main, day=site.as_of)


def page_of_lost(site: Site) -> bytes:
    """The page that a server shows for an address that does not exist, wherever it is asked for."""
    language, root = site.main, site.base
    main = _macros("parts").missing(root + site.home(language))
    title = html.escape(f"404 · {site.heading.in_language(language)}")
    head = f'<title>{title}</title>\n<meta name="robots" content="noindex">'
    other = root + site.home(_other(language))
    return _page(site, language, root=root, other=other, head=head, main=main, day=site.as_of)


def moved(records: Records, ids: Container[str], as_of: date) -> list[Move]:
    """Every verdict that differs from the one before it, until a day, newest first."""
    found = moves({}, records_on(records.predictions, as_of), as_of=as_of)
    return [one for one in reversed(found) if one.id in ids]


def _urn(*parts: object) -> str:
    """An id that stays as long as its parts do, wherever the site is."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, ' '.join(map(str, parts)))}"


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
    entries, code, title = [], language.value, site.heading.in_language(language)
    for move in newest[:MOST_ENTRIES]:
        sides = [one for one in (move.before, move.after) if one]
        words = [one.verdict.label.in_language(language) for one in sides]
        why = move.after.why if move.after else None
        claim = claims[move.id].in_language(language)
        entries.append(
            {
                "id": _urn("scorecard move", move.id, move.moved_on, *words, code),
                "title": f"{' → '.join(words)} · {claim}",
                "day": move.moved_on,
                "page": quote(site.claim(move.id, language)),
                "summary": phrase_of(why).in_language(language) if why else claim,
            }
        )
    return environment().get_template("site/feed.xml").render(
        site=site,
        code=code,
        id=_urn("scorecard feed", title, code),
        title=title,
        author=site.publisher.in_language(language),
        day=newest[0].moved_on if newest else site.as_of,
        entries=entries,
    ).encode("utf-8")  # fmt: skip


def site_map(site: Site, ids: Iterable[str]) -> bytes:
    """Every page with its other language; search engines read only a map with whole addresses.

    References:
        Sitemaps XML format, https://www.sitemaps.org/protocol.html.
    """
    groups = [
        {one.value: site.home(one) for one in Language},
        {one.value: f"changes.{one.value}.html" for one in Language},
        *({one.value: quote(site.claim(id_, one)) for one in Language} for id_ in ids),
    ]
    template = environment().get_template("site/sitemap.xml")
    return template.render(groups=groups, base=site.base).encode("utf-8")
