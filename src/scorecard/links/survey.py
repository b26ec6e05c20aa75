"""All evidence addresses of the records asked politely, and what became of each, now and before."""

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from pydantic import TypeAdapter, ValidationError

from scorecard.links.fetching import Answer, Fetcher
from scorecard.records import Prediction
from scorecard.records.fields import LINK
from scorecard.text import Phrase
from scorecard.verdicts import Word

_AT_ONCE = 8
"""Hosts that are asked at the same time; of one host one page at a time."""
PAUSE = 1.0
"""Seconds between two pages of one host."""


class Condition(Word):
    """What became of an address."""

    LIVE = "live", "可访问", "", "", "answers"
    MOVED = "moved", "已迁址"
    CHANGED = "changed", "已换内容"
    DEAD = "dead", "已失效"
    UNCLEAR = "unclear", "不明"


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
        title: Title of the page, now or when it answered last.
        asked_on: Day on which it was asked.
    """

    url: str
    condition: Condition
    reason: Phrase
    final_url: str
    title: str
    asked_on: date


MEMORY = TypeAdapter(dict[str, Link])
"""Links by their address, as a file remembers them."""

_FAILURES = {
    "timeout": Phrase("no answer in time", "限时内没有应答"),
    "private": Phrase("it leads to a private network and was not asked", "指向内部网络，没有访问"),
    "unknown-host": Phrase("the host does not exist", "主机不存在"),
    "lookup": Phrase("its name could not be looked up just now", "域名暂时查询不到"),
    "refused": Phrase("the host refuses connections", "主机拒绝连接"),
    "tls": Phrase("its certificate is not valid", "证书无效"),
    "redirects": Phrase("it redirects without end", "无休止地跳转"),
    "broken": Phrase("the answer cannot be read", "应答无法读取"),
}
_DEAD = {"unknown-host", "refused", "redirects", 404, 410}
"""The failures and the status codes of pages that are gone; after others they may come back."""
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
    status = answer.status
    if answer.failure or status not in _OK:
        is_dead = bool({answer.failure, status} & _DEAD)
        why = _FAILURES.get(answer.failure, Phrase(f"status {status}", f"状态码 {status}"))
        return Condition.DEAD if is_dead else Condition.UNCLEAR, why
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
        return MEMORY.validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return {}


def ask_all(
    urls: Iterable[str],
    fetcher: Fetcher,
    on_answer: Callable[[Link], object],
    *,
    memory: Mapping[str, Link],
    today: date,
) -> dict[str, Link]:
    """Ask each address once, hosts side by side, the pages of one host one after another.

    A page that does not answer keeps the title that it had, to be compared when it answers again.

    Args:
        urls: The addresses, each once.
        fetcher: What asks.
        on_answer: Called with each link as it comes, from several threads.
        memory: The links of earlier runs by their address.
        today: The clock's day, noted with each answer.

    Returns:
        Every link by its address.
    """
    is_over = threading.Event()

    def ask_host(urls: list[str]) -> list[Link]:
        links: list[Link] = []
        for url in urls:
            if is_over.wait(PAUSE if links else 0):
                break
            answer, earlier = fetcher.fetch(url), memory[url].title if url in memory else ""
            condition, reason = _condition(url, answer, earlier)
            is_gone = condition in {Condition.DEAD, Condition.UNCLEAR}
            title = earlier if is_gone else answer.title or earlier
            links.append(Link(url, condition, reason, answer.final_url, title, today))
            on_answer(links[-1])
        return links

    by_host: defaultdict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_host[urlsplit(url).netloc.lower()].append(url)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            hosts = [pool.submit(ask_host, one) for one in by_host.values()]
            return {link.url: link for host in hosts for link in host.result()}
        finally:  # after Ctrl-C nothing more is asked
            is_over.set()
            pool.shutdown(cancel_futures=True)


def is_offline(links: Collection[Link]) -> bool:
    """Whether several hosts were asked and none was found: then it is this machine that is cut off."""
    hosts, unfound = {urlsplit(one.url).netloc for one in links}, ("unknown-host", "lookup")
    return len(hosts) > 1 and {one.reason for one in links} <= {_FAILURES[one] for one in unfound}


def archived_copy(url: str, published_on: str | None, fetcher: Fetcher, api: str) -> str | None:
    """The address of a public archive's copy nearest to the day of the page, or None.

    Asks an availability interface of the form ``API?url=URL&timestamp=YYYYMMDD``, which answers with
    ``{"archived_snapshots": {"closest": {"available": true, "url": ..., "status": "200"}}}``. An answer
    that leads to another host than the archive's is not taken. A pause comes first: all copies are asked
    of one host.

    Args:
        url: The address whose copy is wanted.
        published_on: Day, month or year of the page, as the record gives it.
        fetcher: What asks.
        api: Address of the interface.

    References:
        Internet Archive, Wayback Availability JSON API.
    """
    time.sleep(PAUSE)
    stamp = f"&timestamp={published_on.replace('-', '')}" if published_on else ""
    answer = fetcher.fetch(f"{api}?url={quote(url, safe='')}{stamp}")
    try:
        closest = json.loads(answer.body)["archived_snapshots"]["closest"]
        copy, status = closest["url"], closest["status"]
        host, home = (urlsplit(one).hostname or "" for one in (copy, api))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if not isinstance(copy, str) or status != "200" or not LINK.fullmatch(copy):
        return None
    return copy if host == home or host.endswith(f".{home}") else None
