"""Texts that begin with a character which YAML keeps for itself, as `>50%` or `*重点* 没有` does."""

import re

import yaml

from scorecard.problems import Problem
from scorecard.reading.files import Source
from scorecard.rules import RULES
from scorecard.text import Phrase, printable

__all__ = ["forbidden_start"]

_RESERVED = "-?*&!>|%@`[]{},"
_REFUSED = re.compile(
    "comment or line break|block sequence entries|alphabetic or numeric|mapping keys"
    "|cannot start any token|node content|whitespace or line break|tag|URI|indentation indicator"
)
"""What the parser says of a value whose first character means something to it."""

_AFTER_BRACKET = "did not find expected key"
_LINE = re.compile(r"(\s*(?:-\s+)*(?:[^\s:#\"'\[{]+\s*:\s+)?)(\S.*?)\s*")
_MARKDOWN = re.compile(r"\[[^\]]*\]\((https?://[^\s()]+)\)")


def _quoted(text: str) -> str:
    """A text in the quotes that need no escapes in it."""
    is_plain = '"' not in text and "\\" not in text
    return f'"{text}"' if is_plain else "'" + text.replace("'", "''") + "'"


def _hint(value: str) -> Phrase:
    """What to type for a value, where it is known how far it goes."""
    link = _MARKDOWN.fullmatch(value)
    if link:
        address = printable(link[1], limit=200)
        return Phrase(f"Write the address alone: {address}", f"只写网址：{address}")
    shown = printable(_quoted(value), limit=80) if value else '"…"'
    return Phrase(f"Quote it: {shown}.", f"加引号：{shown}。")


def forbidden_start(source: Source, error: yaml.YAMLError) -> Problem | None:
    """The problem of a value that begins with a reserved character; None when that is not the cause.

    Args:
        source: The text.
        error: What the parser raised.
    """
    mark, said = getattr(error, "problem_mark", None), str(getattr(error, "problem", ""))
    lines = source.text.split("\n")
    if mark is None or mark.line >= len(lines):
        return None
    line = lines[mark.line]
    matched = _LINE.fullmatch(line.rstrip("\r"))
    first, value = (len(matched[1]), matched[2]) if matched else (-1, "")
    start = mark.column
    if _AFTER_BRACKET in said:
        if value[:1] not in {"[", "{"}:
            return None
        start = first
    elif not _REFUSED.search(said):
        return None
    elif error.context_mark is not None and error.context_mark.line == mark.line:  # type: ignore[attr-defined]  # a marked error
        start = error.context_mark.column  # type: ignore[attr-defined]  # a marked error
    character = line[start : start + 1]
    if not character or character not in _RESERVED:
        return None
    message = Phrase(f"a value cannot begin with `{character}`", f"值不能以 `{character}` 开头")
    hint = _hint(value if start == first else "")
    return RULES["yaml-syntax"].problem(source.shown, mark.line + 1, start + 1, message, hint)
