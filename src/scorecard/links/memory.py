"""What addresses answered before: a JSON file in the user's cache folder, never trusted as a path."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from scorecard.links.survey import Condition, Link
from scorecard.text import Phrase


class Memory(NamedTuple):
    """The links of earlier runs by their address."""

    links: Mapping[str, Link]

    def fresh(self, urls: Iterable[str], *, today: date, n_days: int) -> dict[str, Link]:
        """Those that were asked in the last days.

        Args:
            urls: The addresses that are wanted.
            today: The clock's day.
            n_days: How many days an answer stays fresh; with 0 none is.
        """
        return {
            url: self.links[url]
            for url in urls
            if url in self.links and 0 <= (today - self.links[url].asked_on).days < n_days
        }

    def titles(self) -> dict[str, str]:
        """The title that each page had when it last answered."""
        return {url: link.title for url, link in self.links.items() if link.title}


def read_memory(file: Path) -> Memory:
    """The memory in a file; empty when it is missing or damaged."""
    try:
        entries = json.loads(file.read_bytes())
        links = {
            str(url): Link(
                str(url),
                Condition(one["condition"]),
                Phrase(str(one["en"]), str(one["zh"])),
                str(one["final_url"]),
                str(one["title"]),
                date.fromisoformat(one["asked_on"]),
            )
            for url, one in entries.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Memory({})
    return Memory(links)


def written_memory(memory: Memory, found: Mapping[str, Link]) -> bytes:
    """The bytes of a memory to which new answers are added.

    A page that did not answer this time keeps the title that it had, to be compared when it answers again.
    """
    titles = memory.titles()
    entries = {
        url: {
            "condition": link.condition.value,
            "en": link.reason.en,
            "zh": link.reason.zh,
            "final_url": link.final_url,
            "title": link.title or titles.get(url, ""),
            "asked_on": link.asked_on.isoformat(),
        }
        for url, link in {**memory.links, **found}.items()
    }
    return json.dumps(entries, ensure_ascii=False, indent=0).encode()
