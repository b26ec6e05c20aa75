"""What the page's search needs from the time it is built: what each claim says, and equal characters."""

import html
import re
import unicodedata
from functools import cache
from typing import NamedTuple

_SAID = re.compile(r'<(?:bdi|time|span class="host")\b[^>]*>([^<]*)')
"""What a record says in a card's markup: the program's own words are in other elements."""


_WIDE = re.compile(r"[^\x00-\xff]+")
"""Characters that take a browser two bytes; it looks through text without them in half the time."""


class Variants(NamedTuple):
    """Traditional characters, and at the same place of the second text the simplified ones."""

    traditional: str
    simplified: str


@cache
def _all_variants() -> dict[str, str]:
    import opencc

    characters = [chr(code) for code in range(0x4E00, 0xA000)]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {one: other for one, other in zip(characters, converted, strict=True) if one != other}


def variants(text: str) -> Variants:
    """The pairs of characters by which a reader may look for something in a text.

    Examples:
        >>> variants("机器人")
        Variants(traditional='機', simplified='机')
    """
    used = set(text)
    kept = {one: other for one, other in _all_variants().items() if one in used or other in used}
    return Variants("".join(kept), "".join(kept.values()))


def folded(text: str) -> str:
    """A text as it is looked for: one form for wide and narrow, large and small, old and new characters.

    Examples:
        >>> folded("ＡＩ 機器人")
        'ai 机器人'
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    # Most texts have no old character, and asking for them all at once is quicker than going through them.
    return plain if _table().keys().isdisjoint(map(ord, set(plain))) else plain.translate(_table())


@cache
def _table() -> dict[int, str]:
    return str.maketrans(_all_variants())


class Found(NamedTuple):
    """What can be found of one claim: words without Chinese, and the lines that have some."""

    narrow: str
    wide: str


def searched(id_: str, state: str, markup: str) -> Found:
    r"""What can be found of one claim.

    Examples:
        >>> searched("a/b", "open", "<bdi>GPU</bdi> of <bdi>英伟达 H100</bdi>")
        Found(narrow='a/b\nopen\ngpu\n h100', wide='英伟达 h100')
    """
    said = html.unescape("\n".join(_SAID.findall(markup)))
    text = folded(f"{id_}\n{state}\n{said}")
    wide = [line for line in text.split("\n") if _WIDE.search(line)]
    return Found(re.sub(r"\n+", "\n", _WIDE.sub("\n", text)), "\n".join(wide))
