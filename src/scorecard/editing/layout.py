"""Positions in a record's text: ends of lines and values, columns, comments, line breaks.

Offsets are in characters, columns count from 0.
"""

import re

from scorecard.reading.yaml_document import Node

Splice = tuple[int, int, str]
"""Start and end of a span, and the text that replaces it."""

_BREAK = re.compile("\r?\n")
_EMPTY_LINES = re.compile("[\r\n]*\\Z")
_LAST_BREAK = re.compile("\r?\n\\Z")
_BLANK_OR_COMMENT = re.compile(r"\r?\n([ \t]*)(#[^\r\n]*)?(?=[\r\n]|\Z)")
_HEADER = re.compile(r"(?:&[\w\-]+\s+)?[|>][0-9+\-]*")


def spliced(text: str, splices: list[Splice]) -> str:
    """The text with each span replaced; spans do not overlap."""
    for start, end, new in sorted(splices, key=lambda splice: splice[0], reverse=True):
        text = text[:start] + new + text[end:]
    return text


def line_end(text: str, at: int) -> int:
    """The offset of the end of a line, before its line break."""
    found = _BREAK.search(text, at)
    return found.start() if found else len(text)


def line_start(text: str, at: int) -> int:
    """The offset of the start of a line."""
    return text.rfind("\n", 0, at) + 1


def column_of(node: Node) -> int:
    """The column of a value's first character; of a block list, the column of its `-`."""
    return node.content - line_start(node.document.text, node.content)


def line_break(text: str, at: int) -> str:
    r"""The line break that lines around an offset end with: LF or CRLF; LF in a text of one line.

    Examples:
        >>> line_break("a: 1\r\nb: 2", 8)
        '\r\n'
    """
    found = _BREAK.search(text, at) or _LAST_BREAK.search(text[: line_start(text, at)])
    return found.group() if found else "\n"


def _is_block_scalar(node: Node) -> bool:
    """Whether a node is a text after `|` or `>`."""
    return node.style in {"|", ">"}


def _last_leaf(node: Node) -> Node:
    children = [] if node.is_flow else list(node.children())
    return _last_leaf(children[-1]) if children else node


def end_of_value(node: Node) -> int:
    """The offset of the end of a value's last line, its comment included and before its line break.

    Empty lines under a block scalar count only when they are part of its text (`|+`).
    """
    text, last = node.document.text, _last_leaf(node)
    if not _is_block_scalar(last):
        return line_end(text, node.end)
    header = _HEADER.match(text, last.start)
    keeps = header is not None and "+" in header.group()
    found = (_LAST_BREAK if keeps else _EMPTY_LINES).search(text[: last.end], last.start)
    return found.start() if found else last.end


def own_end(node: Node) -> int:
    """The offset of the end of a value's own characters; what follows on its line stays."""
    last = _last_leaf(node)
    return end_of_value(last) if _is_block_scalar(last) else last.end


def ending_splice(node: Node) -> Splice | None:
    r"""The change that keeps the text of a block scalar as it is once a line break follows it.

    A block scalar in a last line without line break has no final newline; when lines follow it gets
    one, so `|` must become `|-`. This is the one change outside the new lines.

    Examples:
        >>> from scorecard.reading.yaml_reader import read_document
        >>> text = "why: |\n  text"
        >>> spliced(text, [ending_splice(read_document(text).root)])
        'why: |-\n  text'
    """
    text, last = node.document.text, _last_leaf(node)
    if not _is_block_scalar(last) or _LAST_BREAK.search(text[last.start : last.end]):
        return None
    header = _HEADER.match(text, last.start)
    if header is None or "-" in header.group().partition(last.style)[2]:
        return None
    return header.start(), header.end(), header.group().replace("+", "") + "-"


def after_comments(text: str, at: int, column: int) -> int:
    """The end of the last comment below that is indented deeper than a column, or the offset itself.

    Such a comment belongs to the value above; one at the column belongs to what comes next.
    """
    end = at
    while found := _BLANK_OR_COMMENT.match(text, at):
        at = found.end()
        if found.group(2) and len(found.group(1)) <= column:
            break
        end = at if found.group(2) else end
    return end
