"""All evidence addresses of the records asked politely, and what became of each, now and before."""

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from pydantic import TypeAdapter, ValidationError

from scorecard.links.fetching import Answer, Fetcher
from scorecard.records import Prediction
from scorecard.records.fields import LINK
from scorecard.text import Phrase

_AT_ONCE = 8
"""Hosts that are asked at the same time; of one host one page at a time."""


class Condition(StrEnum):
    """What became of an address."""

    LIVE = "live"
    MOVED = "moved"
    CHANGED = "changed"
    DEAD = "dead"
    UNCLEAR = "unclear"

    @property
    def label(self) -> Phrase:
        """The name that people read."""
        return _LABELS[self]


_LABELS = {
    Condition.LIVE: Phrase("answers", "可访问"),
    Condition.MOVED: Phrase("moved", "已迁址"),
    Condition.CHANGED: Phrase("changed", "已换内容"),
    Condition.DEAD: Phrase("dead", "已失效"),
    Condition.UNCLEAR: Phrase("unclear", "不明"),
}


class Citation(NamedTuple):
    """Where an address is cited: the prediction's id, the place in its evidence and its archived copy."""

    id: str
    position: int
    archived_url: str | None


class Link(NamedTuple):
    """One address with its condition.

    Attributes:
        url: The address as the records give it.
        condition: What became of it.
        reason: Why, in both languages.
        final_url: Where it leads now.
        title: Title of the page now.
        asked_on: Day on which it was asked.
    """

    url: str
    condition: Condition
    reason: Phrase
    final_url: str
    title: str
    asked_on: date


_MEMORY = TypeAdapter(dict[str, Link])

_FAILURES = {
    "timeout": (Condition.UNCLEAR, Phrase("no answer in time", "限时内没有应答")),
    "private": (
        Condition.UNCLEAR,
        Phrase("it leads to a private network and was not asked", "指向内部网络，没有访问"),
    ),
    "unknown-host": (Condition.DEAD, Phrase("the host does not exist", "主机不存在")),
    "refused": (Condition.DEAD, Phrase("the host refuses connections", "主机拒绝连接")),
    "tls": (Condition.UNCLEAR, Phrase("its certificate is not valid", "证书无效")),
    "redirects": (Condition.DEAD, Phrase("it redirects without end", "无休止地跳转")),
    "broken": (Condition.UNCLEAR, Phrase("the answer cannot be read", "应答无法读取")),
}
_GONE = {404, 410}
_OK = range(200, 300)


def cited_addresses(predictions: Mapping[str, Prediction]) -> dict[str, list[Citation]]:
    """Every evidence address with the claims that cite it, in the order of the records."""
    cited: defaultdict[str, list[Citation]] = defaultdict(list)
    for id_, prediction in predictions.items():
        for position, item in enumerate(prediction.evidence):
            if item.url is not None:
                cited[item.url].append(Citation(id_, position, item.archived_url))
    return dict(cited)


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query


def _condition(url: str, answer: Answer, earlier_title: str) -> tuple[Condition, Phrase]:
    """What became of an address, and why."""
    if answer.failure:
        return _FAILURES[answer.failure]
    status = answer.status
    if status not in _OK:
        gone = Condition.DEAD if status in _GONE else Condition.UNCLEAR
        return gone, Phrase(f"status {status}", f"状态码 {status}")
    if _is_front_page(answer.final_url) and not _is_front_page(url):
        return Condition.DEAD, Phrase("it leads to the front page", "跳转到了首页")
    if answer.final_url != url and answer.is_permanent:
        place = answer.final_url
        return Condition.MOVED, Phrase(f"now at {place}", f"现址 {place}")
    if earlier_title not in {"", answer.title}:
        return Condition.CHANGED, Phrase(
            f"its title was “{earlier_title}” and is “{answer.title}”",
            f"标题原为“{earlier_title}”，现为“{answer.title}”",
        )
    return Condition.LIVE, Phrase("it answers", "可访问")


def read_memory(file: Path) -> dict[str, Link]:
    """The links of earlier runs by their address; none when the file is missing or damaged."""
    try:
        return _MEMORY.validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return {}


def memory_bytes(memory: Mapping[str, Link], found: Mapping[str, Link]) -> bytes:
    """What is to be remembered: earlier links, and those of this run in their place.

    A page that did not answer this time keeps the title that it had, to be compared when it answers again.
    """
    titles = {url: link.title for url, link in memory.items()}
    new = {
        url: link._replace(title=link.title or titles.get(url, "")) for url, link in found.items()
    }
    return _MEMORY.dump_json({**memory, **new})


def is_fresh(link: Link, *, today: date, n_days: int) -> bool:
    """Whether an address was asked in the last days before today; with 0 days none was."""
    return 0 <= (today - link.asked_on).days < n_days


class Survey:
    """Asks each address once: hosts side by side, the pages of one host one after another.

    Args:
        fetcher: What asks.
        today: The clock's day, noted with each answer.
        earlier_titles: The title that each page had when it was asked before.
        pause: Seconds between two pages of one host.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        today: date,
        earlier_titles: Mapping[str, str],
        pause: float = 1.0,
    ) -> None:
        self._fetcher, self._today, self._pause = fetcher, today, pause
        self._earlier_titles = earlier_titles
        self._is_over = threading.Event()

    def ask(self, urls: Iterable[str], on_answer: Callable[[Link], object]) -> dict[str, Link]:
        """Every link by its address.

        Args:
            urls: The addresses, each once.
            on_answer: Called with each link as it comes, from several threads.
        """
        by_host: defaultdict[str, list[str]] = defaultdict(list)
        for url in urls:
            by_host[urlsplit(url).netloc.lower()].append(url)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            try:
                hosts = [pool.submit(self._ask_host, one, on_answer) for one in by_host.values()]
                return {link.url: link for host in hosts for link in host.result()}
            finally:  # after Ctrl-C nothing more is asked
                self.stop()
                pool.shutdown(cancel_futures=True)

    def stop(self) -> None:
        """Ask nothing more; pages that are being asked for are still answered."""
        self._is_over.set()

    def _ask_host(self, urls: list[str], on_answer: Callable[[Link], object]) -> list[Link]:
        """The links of one host, with a pause after each page."""
        links = []
        for url in urls:
            if self._is_over.is_set():
                break
            answer = self._fetcher.fetch(url)
            condition, reason = _condition(url, answer, self._earlier_titles.get(url, ""))
            links.append(Link(url, condition, reason, answer.final_url, answer.title, self._today))
            on_answer(links[-1])
            self._is_over.wait(self._pause if url != urls[-1] else 0)
        return links


def archived_copy(url: str, published_on: str | None, fetcher: Fetcher, api: str) -> str | None:
    """The address of a public archive's copy nearest to the day of the page, or None.

    Asks an availability interface of the form ``API?url=URL&timestamp=YYYYMMDD``, which answers with
    ``{"archived_snapshots": {"closest": {"available": true, "url": ..., "status": "200"}}}``. An answer
    that leads to another host than the archive's is not taken.

    Args:
        url: The address whose copy is wanted.
        published_on: Day, month or year of the page, as the record gives it.
        fetcher: What asks.
        api: Address of the interface.

    References:
        Internet Archive, Wayback Availability JSON API.
    """
    stamp = f"&timestamp={published_on.replace('-', '')}" if published_on else ""
    answer = fetcher.fetch(f"{api}?url={quote(url, safe='')}{stamp}")
    try:
        closest = json.loads(answer.body)["archived_snapshots"]["closest"]
        copy, status = closest["url"], closest["status"]
    except (ValueError, KeyError, TypeError):
        return None
    home = urlsplit(api).hostname or ""
    if not isinstance(copy, str) or status != "200" or not LINK.fullmatch(copy):
        return None
    host = urlsplit(copy).hostname or ""
    return copy if host == home or host.endswith(f".{home}") else None
