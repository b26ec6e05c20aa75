"""The rules of a file's characters, which the values of its record no longer show."""

import re
from collections.abc import Iterator

from scorecard.problems import Problem
from scorecard.reading.files import Source
from scorecard.reading.nodes import Node, read_nodes
from scorecard.reading.values import place_at, plain_value
from scorecard.rules import RULES
from scorecard.text import Phrase, printable

__all__ = ["direction_overrides", "lost_texts"]

_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]|\\u(202[a-eA-E]|206[6-9])")
_HASH = re.compile(r" #[^\s#]")
_BEHIND = re.compile(r"[ \t]+(#[^\s#][^\n]*)")


def direction_overrides(source: Source) -> Iterator[Problem]:
    """Characters, also written as escapes, that make a text look like another one."""
    text = source.text
    if not (
        "\u202a" in text
        or "\u202b" in text
        or "\u202c" in text
        or "\u202d" in text
        or "\u202e" in text
        or "\u2066" in text
        or "\u2067" in text
        or "\u2068" in text
        or "\u2069" in text
        or "\\" in text
    ):  # ten times as fast as the pattern, and hardly a file goes on
        return
    for found in _TURNS.finditer(source.text):
        code = f"U+{(found[1] or f'{ord(found[0]):04x}').upper()}"
        phrase = Phrase(f"the direction override {code}", f"改变阅读方向的字符 {code}")
        place = place_at(source.text, found.start())
        yield RULES["direction-override"].problem(source.shown, *place, phrase)


def _unquoted_texts(node: Node) -> Iterator[Node]:
    """The values under a node that are text and stand without quotes."""
    for child in node.children[1::2] if node.kind == "mapping" else node.children:
        is_plain = child.kind == "scalar" and not child.style
        if is_plain and isinstance(plain_value(child.text), str):
            yield child
        yield from _unquoted_texts(child)


def lost_texts(source: Source) -> Iterator[Problem]:
    """What YAML drops from an unquoted text as a comment, and nobody wrote as one: `型号 #1`.

    Args:
        source: The text of a file that is a record.
    """
    # The first character is the # of the line that names the schema.
    is_likely = source.text.find("#", 1) > 0 and _HASH.search(source.text)
    root = read_nodes(source.text) if is_likely else None
    for node in _unquoted_texts(root) if root else ():
        behind = _BEHIND.match(source.text, node.end)
        if behind:
            lost = printable(behind[1].rstrip(), limit=60)
            phrase = Phrase(
                f"YAML takes `{lost}` for a comment and drops it",
                f"YAML 会把 `{lost}` 当作注释丢掉",
            )
            place = place_at(source.text, behind.start(1))
            yield RULES["text-after-hash"].problem(source.shown, *place, phrase)
