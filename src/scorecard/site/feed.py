"""The Atom feed of verdicts that moved, and the map of the site for search engines."""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from scorecard.reading.folder import Records
from scorecard.records import phrase_of
from scorecard.site.pages import Site
from scorecard.summary.changes import Move, moves, records_on
from scorecard.text import Language, Phrase

MOST_ENTRIES = 100
"""Entries of the feed; the page of changes goes further back."""

_ATOM, _MAP = "http://www.w3.org/2005/Atom", "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


def moved(records: Records, ids: Container[str], as_of: date) -> list[Move]:
    """Every verdict that differs from the one before it, until a day, newest first.

    Args:
        records: The records.
        ids: The claims that have a page.
        as_of: The day.
    """
    found = moves({}, records_on(records.predictions, as_of), as_of=as_of)
    return [one for one in reversed(found) if one.id in ids]


def _urn(*parts: object) -> str:
    """An id that stays as long as its parts do, wherever the site is."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, ' '.join(map(str, parts)))}"


def _at(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _added(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    one = ET.SubElement(parent, name, attributes)
    one.text = text
    return one


def _document(root: ET.Element) -> bytes:
    ET.indent(root)
    data: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


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
    code, base, title = language.value, site.base, site.heading.in_language(language)
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": code})
    if base:
        root.set("xml:base", base)
        _added(root, "link", rel="self", href=f"{base}feed.{code}.xml")
    _added(root, "id", _urn("scorecard feed", title, code))
    _added(root, "title", title)
    _added(root, "updated", _at(newest[0].moved_on if newest else site.as_of))
    _added(root, "link", rel="alternate", href=f"{base}changes.{code}.html")
    _added(_added(root, "author"), "name", site.publisher.in_language(language))
    for move in newest[:MOST_ENTRIES]:
        entry = _added(root, "entry")
        sides = (move.before, move.after)
        words = [one.verdict.label.in_language(language) for one in sides if one]
        claim = claims[move.id].in_language(language)
        page = quote(site.claim(move.id, language))
        _added(entry, "id", _urn("scorecard move", move.id, move.moved_on, *words, code))
        _added(entry, "title", f"{' → '.join(words)} · {claim}")
        _added(entry, "updated", _at(move.moved_on))
        _added(entry, "link", rel="alternate", href=f"{base}{page}")
        why = move.after.why if move.after else None
        _added(entry, "summary", phrase_of(why).in_language(language) if why else claim)
    return _document(root)


def site_map(groups: Iterable[Mapping[Language, str]], *, base: str) -> bytes:
    """Every page with its other language.

    Args:
        groups: The address of each page in each language, from the site's root.
        base: Address of the site, see `Site`. Search engines read only a map with whole addresses.

    References:
        Sitemaps XML format, https://www.sitemaps.org/protocol.html.
    """
    root = ET.Element("urlset", {"xmlns": _MAP, "xmlns:xhtml": _XHTML})
    for group in groups:
        for page in group.values():
            url = _added(root, "url")
            _added(url, "loc", f"{base}{page}")
            for language, other in group.items():
                link = {"hreflang": language.value, "href": f"{base}{other}"}
                _added(url, "xhtml:link", rel="alternate", **link)
    return _document(root)
