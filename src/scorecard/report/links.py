"""Which addresses the page may link to, and how an article is opened at a passage."""

import re
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from scorecard.records import Passage

__all__ = ["Link", "passage_link", "web_link"]

_WEB = re.compile(r"https?://[^\s<>\"'\\^`{|}]+", re.ASCII)


class Link(NamedTuple):
    """An address that is safe to link to, and the host that the page shows beside it."""

    address: str
    host: str


def web_link(url: str | None) -> Link | None:
    """A link for an address of the web, None for everything else.

    Args:
        url: What the record gives; only http and https are linked.

    Examples:
        >>> web_link("https://www.example.org/a?b=1")
        Link(address='https://www.example.org/a?b=1', host='example.org')
        >>> web_link("javascript:alert(1)") is None
        True
    """
    if url is None or not _WEB.fullmatch(url):
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return Link(url, host.removeprefix("www.")) if host else None


def _encoded(mark: str) -> str:
    """A mark as a text directive takes it: a hyphen would be read as syntax."""
    return quote(mark, safe="").replace("-", "%2D")


def passage_link(url: str | None, passage: Passage | None) -> str | None:
    """An article's address with the text fragment that scrolls to a passage.

    Args:
        url: The article's address.
        passage: First and last characters of the passage.

    Returns:
        The address, or None when there is no address or no passage. A fragment that the address already
        has stays in front of the directive.

    Examples:
        >>> mark = Passage(item="8", starts="a-b", ends="c, d")
        >>> passage_link("https://example.org/x#rd", mark)
        'https://example.org/x#rd:~:text=a%2Db,c%2C%20d'
    """
    link = web_link(url)
    if link is None or passage is None:
        return None
    marks = dict.fromkeys([passage.starts, passage.ends])
    directive = ":~:text=" + ",".join(_encoded(mark) for mark in marks)
    return link.address + ("" if "#" in link.address else "#") + directive
