"""How a page of thousands of claims stays small: its charts and the details of its cards, compressed."""

import base64
import re
import zlib
from collections.abc import Sequence

from markupsafe import Markup

__all__ = ["packed"]

_END = "\x1f"
_KINDS = (
    re.compile(r'(?<=<bdi lang="en">)[^<]*'),
    re.compile(r'(?<=<bdi lang="zh">)[^<]*'),
    re.compile(r"(?<=<bdi>)[^<]*"),
    re.compile(r'(?<=href=")[^"]*'),
)
"""Texts that compress better beside their like: English, Chinese, the same in both, addresses."""


def _line(texts: Sequence[str]) -> str:
    return base64.b64encode(zlib.compress(_END.join(texts).encode(), 9)).decode()


def packed(parts: Sequence[str]) -> Markup:
    """Parts of the page as lines of base64: first their markup, then the texts of each kind.

    In the markup the character of code 1, 2, 3 or 4 stands for the next text of the first, second, third or
    fourth kind. Parts and texts end in the character of code 31; one that a record holds is replaced.

    Args:
        parts: HTML that autoescaping made, so that no text holds a `<` and no attribute a `"`.
    """
    rest = _END.join(
        re.sub(r"[\x01-\x04\x1f]", "\N{REPLACEMENT CHARACTER}", part) for part in parts
    )
    lines = []
    for code, kind in enumerate(_KINDS, start=1):
        lines.append(_line(kind.findall(rest)))
        rest = kind.sub(chr(code), rest)
    return Markup("\n").join([_line([rest]), *lines])
