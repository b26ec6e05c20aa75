"""Rules on the characters of a file, which the values of its record no longer show."""

import re
from collections.abc import Iterator

from scorecard.problems import Problem
from scorecard.reading.record_reader import Reading
from scorecard.reading.yaml_document import Node, place_at
from scorecard.rules import RULES
from scorecard.text import Phrase, printable

__all__ = ["direction_overrides", "texts_cut_by_comments"]

_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]|\\u(202[a-eA-E]|206[6-9])")
_HASH = re.compile(r" #[^\s#]")
_COMMENT = re.compile(r"[ \t]+(#[^\s#][^\n]*)")


def direction_overrides(reading: Reading) -> Iterator[Problem]:
    """Characters, also written as escapes, that make a text look like another one."""
    text = reading.document.text
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
    for found in _TURNS.finditer(text):
        code = f"U+{(found[1] or f'{ord(found[0]):04x}').upper()}"
        message = Phrase(f"the direction override {code}", f"改变阅读方向的字符 {code}")
        place = place_at(text, found.start())
        yield RULES["direction-override"].problem(reading.file.shown, *place, message)


def texts_cut_by_comments(reading: Reading) -> Iterator[Problem]:
    """Unquoted texts that YAML cuts off at a comment that nobody meant as one: `型号 #1`."""
    document = reading.document
    # The first character is the # of the line that names the schema.
    is_likely = document.text.find("#", 1) > 0 and _HASH.search(document.text)
    for node in _values(document.root) if is_likely and document.root else ():
        is_unquoted = isinstance(node.value, str) and not (node.style or node.is_alias)
        comment = _COMMENT.match(document.text, node.end) if is_unquoted else None
        if comment:
            lost = printable(comment[1].rstrip(), limit=60)
            message = Phrase(
                f"YAML takes `{lost}` for a comment and drops it",
                f"YAML 会把 `{lost}` 当作注释丢掉",
            )
            place = place_at(document.text, comment.start(1))
            yield RULES["text-after-hash"].problem(reading.file.shown, *place, message)


def _values(node: Node) -> Iterator[Node]:
    """The values inside a node."""
    for child in node.children():
        yield child
        yield from _values(child)
