"""One page asked for once, within a deadline, and never on a private network.

Addresses come from records, and records from strangers: a name that leads to this machine or its own
network is not connected to, however it is spelled or redirected, and a slow answer ends at the deadline.
"""

import html
import ipaddress
import re
import socket
import ssl
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import anyio
import httpcore

from scorecard.records.fields import LINK

_MOST_REDIRECTS = 5
_LONGEST_BODY = 65_536
"""Bytes of a page that are read: its title is among the first."""
_PERMANENT, _TEMPORARY = {301, 308}, {302, 303, 307}
_HEADERS = {
    "User-Agent": "scorecard-links (asks once whether a cited page still answers)",
    "Accept": "text/html,application/json,*/*;q=0.8",
    "Accept-Encoding": "identity",
}
_TITLE = re.compile(r"(?>.*?<title)[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
"""The first title: where none ends behind the first that begins, none does behind a later one."""
_CHARSET = re.compile(r"charset=[\"']?([\w.-]+)", re.IGNORECASE)


_UNICAST, _NAT64, _6TO4 = (
    ipaddress.ip_network(one) for one in ("2000::/3", "64:ff9b::/96", "2002::/16")
)
"""Of IPv6 the addresses that hosts on the internet have, and the prefixes of two ways to IPv4."""


def _is_public(text: str) -> bool:
    """Whether an address is global unicast; one behind a NAT64 is what the IPv4 address in it is.

    6to4 is refused whole: no host needs it any more.

    References:
        RFC 4291 (unicast), RFC 6052 (NAT64), RFC 7526 (the end of 6to4).
    """
    address = ipaddress.ip_address(text)
    if address in _NAT64:
        address = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    is_unicast = address.version == 4 or (address in _UNICAST and address not in _6TO4)  # noqa: PLR2004  (the version)
    return is_unicast and address.is_global and not address.is_multicast


class Answer(NamedTuple):
    """What an address gave.

    Attributes:
        status: HTTP status at the end of all redirects; None when there was no answer.
        final_url: Address of the page that answered.
        is_permanent: Whether every redirect on the way was a permanent one.
        title: Title of the page as it gives it, on one line; empty when it has none.
        body: First bytes of the page.
        failure: Why there was no answer: `timeout`, `private`, `unknown-host`, `refused`, `tls`,
            `lookup`, `redirects` or `broken`; empty when there was one.
    """

    status: int | None
    final_url: str
    is_permanent: bool = True
    title: str = ""
    body: bytes = b""
    failure: str = ""


class PrivateAddressError(Exception):
    """A host of which an address is on this machine or its own network, or is no global unicast one."""


class Network(httpcore.AsyncNetworkBackend):
    """Connections to public addresses only; the address that was looked at is the one connected to."""

    def __init__(self, closing: AsyncExitStack, *, allow_private: bool) -> None:
        self._closing, self._allow_private = closing, allow_private
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  (the name that the pool calls)
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first address of a host that takes one, if all its addresses are public."""
        del timeout, local_address, socket_options
        try:
            ask = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
            found = await anyio.to_thread.run_sync(ask, abandon_on_cancel=True)
        except socket.gaierror as error:
            if error.errno == socket.EAI_AGAIN:
                raise TimeoutError from None
            raise
        addresses = [str(one[4][0]).partition("%")[0] for one in found]
        if not self._allow_private and not all(map(_is_public, addresses)):
            raise PrivateAddressError
        for address in addresses[:-1]:
            with suppress(httpcore.ConnectError):
                return self._kept(await self._backend.connect_tcp(address, port))
        return self._kept(await self._backend.connect_tcp(addresses[-1], port))

    def _kept(self, stream: httpcore.AsyncNetworkStream) -> httpcore.AsyncNetworkStream:
        """A stream that is closed in the end, also where the deadline ends a handshake."""
        self._closing.push_async_callback(stream.aclose)
        return stream


_FAILURES: dict[type[Exception], str] = {
    PrivateAddressError: "private",
    socket.gaierror: "unknown-host",
    TimeoutError: "lookup",
    httpcore.ConnectError: "refused",
    httpcore.NetworkError: "broken",
    httpcore.ProtocolError: "broken",
    OSError: "broken",
    ValueError: "broken",
}
"""Everything that a host can do instead of answering, the most special kinds first."""


def _title(body: bytes, content_type: str) -> str:
    """The title of a page on one line, however it is encoded; empty when it has none."""
    charset = _CHARSET.search(f"{content_type}\n{body[:2048].decode('ascii', 'replace')}")
    try:
        text = body.decode(charset[1] if charset else "utf-8", "replace")
    except (LookupError, ValueError):  # no charset, or one that takes no damage: `idna`
        text = body.decode("utf-8", "replace")
    if not (found := _TITLE.match(text)):
        return ""
    title = " ".join(html.unescape(found[1][:3000]).split())[:300]  # Python reads no longer numbers
    return title.encode("utf-8", "replace").decode()


def _ascii(url: str) -> str:
    """An address as HTTP sends it: the host in IDNA, the rest percent-encoded, no fragment."""
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode("ascii")
    place = f"[{host}]" if ":" in host else host
    if parts.port is not None:
        place += f":{parts.port}"
    safe = "/%:@!$&'()*+,;=~-._?"
    return urlunsplit((parts.scheme, place, quote(parts.path, safe), quote(parts.query, safe), ""))


class Fetcher:
    """Asks for pages.

    Args:
        seconds: Longest time for one address, its redirects included.
        allow_private: Whether this machine and its own network may be asked; for tests and intranets.
    """

    def __init__(self, *, seconds: float = 20.0, allow_private: bool = False) -> None:
        self._seconds, self._allow_private = seconds, allow_private
        self._tls = httpcore.default_ssl_context()

    def fetch(self, url: str) -> Answer:
        """What an address gives; never raises for what a host does.

        Args:
            url: An http or https address.
        """
        # In a thread of its own: the caller may run a loop already, as a notebook does.
        with ThreadPoolExecutor(max_workers=1) as own:
            return own.submit(anyio.run, self._until_deadline, url).result()

    async def _until_deadline(self, url: str) -> Answer:
        async with AsyncExitStack() as closing:
            network = Network(closing, allow_private=self._allow_private)
            with anyio.move_on_after(self._seconds):
                return await self._followed(url, network)
        return Answer(None, url, failure="timeout")

    async def _followed(self, url: str, network: Network) -> Answer:
        """What an address gives at the end of all redirects."""
        here, is_permanent = url, True
        for _ in range(_MOST_REDIRECTS + 1):
            try:
                status, headers, body = await self._one(here, network)
                onward = urljoin(here, headers.get(b"location", b"").decode("utf-8", "replace"))
            except tuple(_FAILURES) as error:
                is_tls = any(isinstance(one, ssl.SSLError) for one in error.args)
                known = next(name for kind, name in _FAILURES.items() if isinstance(error, kind))
                return Answer(None, here, failure="tls" if is_tls else known)
            if b"location" not in headers or status not in _PERMANENT | _TEMPORARY:
                title = _title(body, headers.get(b"content-type", b"").decode("latin-1"))
                return Answer(status, here, is_permanent, title, body)
            is_permanent = is_permanent and status in _PERMANENT
            here = onward
            if not LINK.fullmatch(here):
                return Answer(None, url, failure="broken")
        return Answer(None, url, failure="redirects")

    async def _one(self, url: str, network: Network) -> tuple[int, dict[bytes, bytes], bytes]:
        """Status, headers and first bytes of one address, without following redirects."""
        body = b""
        async with (
            httpcore.AsyncConnectionPool(ssl_context=self._tls, network_backend=network) as pool,
            pool.stream("GET", _ascii(url), headers=list(_HEADERS.items())) as response,
        ):
            async for chunk in response.aiter_stream():
                body += chunk
                if len(body) >= _LONGEST_BODY:
                    break
            headers = {name.lower(): value for name, value in response.headers}
            return response.status, headers, body[:_LONGEST_BODY]
