"""Where things stand in a text: ends of lines and values, columns, comments, line breaks.

Offsets are in characters, columns count from 0, as in `scorecard.reading.nodes`.
"""

import re

from scorecard.reading.nodes import Node

__all__ = [
    "after_anchor",
    "after_comments",
    "column_of",
    "content_start",
    "end_of_value",
    "ending_splice",
    "is_block_scalar",
    "line_break",
    "line_end",
    "line_start",
    "spliced",
]

Splice = tuple[int, int, str]

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_BREAKS = "\n\r\x85\u2028\u2029"
_EMPTY_LINES = re.compile(f"[{_BREAKS}]*\\Z")
_LAST_BREAK = re.compile(f"(?:\r\n|[{_BREAKS}])\\Z")
_ANCHOR = re.compile(r"&[\w\-]+")
_SPACE_AND_COMMENTS = re.compile(rf"(?:\s|#[^{_BREAKS}]*)*")
_BLANK_OR_COMMENT = re.compile(rf"(?:\r\n|[{_BREAKS}])([ \t]*)(#[^{_BREAKS}]*)?(?=[{_BREAKS}]|\Z)")
_HEADER = re.compile(r"(?:&[\w\-]+\s+)?[|>][0-9+\-]*")


def spliced(text: str, splices: list[Splice]) -> str:
    """The text with each span replaced; spans do not overlap."""
    for start, end, new in sorted(splices, key=lambda splice: splice[0], reverse=True):
        text = text[:start] + new + text[end:]
    return text


def line_end(text: str, at: int) -> int:
    """Where the line ends, before its line break."""
    found = _BREAK.search(text, at)
    return found.start() if found else len(text)


def line_start(text: str, at: int) -> int:
    """Where the line starts."""
    return max(text.rfind(one, 0, at) for one in _BREAKS) + 1


def column_of(text: str, at: int) -> int:
    """The column of a place."""
    return at - line_start(text, at)


def line_break(text: str, at: int) -> str:
    r"""The line break that lines around a place end with: LF, CRLF or CR; LF in a text of one line.

    Examples:
        >>> line_break("a: 1\r\nb: 2", 8)
        '\r\n'
    """
    found = _BREAK.search(text, at) or _LAST_BREAK.search(text[: line_start(text, at)])
    return found.group() if found and found.group() in {"\r\n", "\r"} else "\n"


def after_anchor(text: str, node: Node) -> int:
    """Where a node's anchor ends; its start when it has none."""
    found = _ANCHOR.match(text, node.start) if node.has_anchor else None
    return found.end() if found else node.start


def content_start(text: str, node: Node) -> int:
    """Where a collection's first `-`, `?`, key or bracket stands, after its anchor and comments."""
    start = after_anchor(text, node)
    found = _SPACE_AND_COMMENTS.match(text, start)
    return found.end() if found else start


def is_block_scalar(node: Node) -> bool:
    """Whether a node is a text after `|` or `>`."""
    return node.kind == "scalar" and node.style in {"|", ">"}


def _last_leaf(node: Node) -> Node:
    while node.children and not node.is_flow:
        node = node.children[-1]
    return node


def end_of_value(text: str, node: Node) -> int:
    """Where the last line of a value ends, its comment included and before its line break.

    Empty lines under a block scalar count only when they are part of its text (`|+`).
    """
    last = _last_leaf(node)
    if not is_block_scalar(last):
        return line_end(text, node.end)
    header = _HEADER.match(text, last.start)
    keeps = header is not None and "+" in header.group()
    found = (_LAST_BREAK if keeps else _EMPTY_LINES).search(text[: last.end], last.start)
    return found.start() if found else last.end


def ending_splice(text: str, node: Node) -> Splice | None:
    r"""What keeps the text of a block scalar as it is once a line break follows it.

    A block scalar in a last line without line break has no final newline; when lines follow it gets
    one, so `|` must become `|-`. This is the one change outside the new lines.

    Examples:
        >>> from scorecard.reading.nodes import read_nodes
        >>> text = "why: |\n  text"
        >>> spliced(text, [ending_splice(text, read_nodes(text))])
        'why: |-\n  text'
    """
    last = _last_leaf(node)
    if not is_block_scalar(last) or _LAST_BREAK.search(text[last.start : last.end]):
        return None
    header = _HEADER.match(text, last.start)
    if header is None or "-" in header.group().partition(last.style)[2]:
        return None
    return header.start(), header.end(), header.group().replace("+", "") + "-"


def after_comments(text: str, at: int, column: int) -> int:
    """The end of the last comment below that is indented deeper than a column, or the place itself.

    Such a comment speaks of the value above; one at the column speaks of what comes next.
    """
    end = at
    while found := _BLANK_OR_COMMENT.match(text, at):
        at = found.end()
        if found.group(2) and len(found.group(1)) <= column:
            break
        end = at if found.group(2) else end
    return end
