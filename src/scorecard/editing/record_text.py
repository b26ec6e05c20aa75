"""A record's text with a value replaced, a key or a list's item added, or an item taken out again.

Only the characters of what differs are written anew, in the layout of what is beside them. A value with an
anchor that is about to change is first written out wherever an alias repeats it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from scorecard.editing.scalars import Value, as_block, as_flow, as_scalar
from scorecard.reading.yaml_reader import Document, Node, read_document

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
    children = [] if node.is_flow else node.children
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


_NAME = re.compile(r"&([\w\-]+)")
_COLON = re.compile(r"[ \t]*:")
_COMMA = re.compile(r"(?:\s|#[^\n]*)*?,")
_COMMA_AFTER = re.compile(r"[ \t]*,")
_EMPTY = re.compile(r"\[[ \t]*\]")
_ANCHOR = re.compile(r"&[\w\-]+")


def root_of(document: Document) -> Node:
    """The mapping of a document that is known to be a record."""
    if document.root is None:  # pragma: no cover  (a record is not empty)
        raise AssertionError
    return document.root


def _alias_targets(root: Node) -> Iterator[tuple[Node, Node]]:
    """Each alias with the node that it repeats."""
    anchors: dict[str, Node] = {}
    text = root.document.text
    for node in root.walk():
        name = _NAME.match(text, node.start) if node.has_anchor else None
        if name:
            anchors[name[1]] = node
        elif node.is_alias:
            yield node, anchors[text[node.start + 1 : node.end]]


def with_own_values(document: Document, changing: list[Node]) -> Document:
    """The document of a record in which no alias elsewhere repeats the value of a node that will change."""
    inside = {inner for node in changing for inner in node.walk()}
    splices = [
        (alias.start, alias.end, as_flow(target.value))
        for alias, target in _alias_targets(root_of(document))
        if target in changing and alias not in inside
    ]
    return read_document(spliced(document.text, splices)) if splices else document


def _differing(node: Node, value: Value) -> Iterator[tuple[Node, Value, bool]]:
    """Each node that differs with its new value, and whether only something inside it differs."""
    old = node.value.strip() if isinstance(node.value, str) else node.value
    if old == value and type(old) is type(value):
        return
    is_mapping = isinstance(node.value, dict) and not node.is_alias
    is_around = is_mapping and isinstance(value, Mapping) and value.keys() <= node.value.keys()
    yield node, value, is_around
    if isinstance(value, Mapping) and is_around:
        for child in node.children:
            yield from _differing(child, value[child.name])


def _splice(node: Node, value: Value) -> Splice:
    """The span of one value, and the text that replaces it."""
    text, key, start, end = node.document.text, node.key or node, node.start, own_end(node)
    around = root_of(node.document).walk()
    in_flow = any(one.is_flow and one.start < start < one.end for one in around)
    colon = _COLON.match(text, key.end)
    after = colon.end() if colon else key.end
    if node.is_collection and isinstance(node.value, dict) and not text[after:start].strip():
        start = after
    if isinstance(value, Mapping) and not in_flow:
        start = len(text[:start].rstrip(" \t"))
        newline = line_break(text, start)
        return start, end, newline + newline.join(as_block(value, column_of(key) + 2))
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    new = as_flow(value) if in_flow or is_list else as_scalar(value, in_flow=False)
    lead = "" if text[start - 1].isspace() else " "
    return start, end, ("" if colon else ":") + lead + new


def with_value(document: Document, name: str, value: Value) -> str:
    """The text with another value under a key of the record.

    Args:
        document: A valid record that has the key.
        name: The key.
        value: The new value.

    Examples:
        >>> from datetime import date
        >>> print(with_value(
        ...     read_document("window: {opens_on: 2024-01-01, closes_on: null}  # a year"), "window",
        ...     {"opens_on": date(2024, 1, 1), "closes_on": date(2024, 12, 31)}))
        window: {opens_on: 2024-01-01, closes_on: 2024-12-31}  # a year
    """
    changing: list[Node] = []
    for node, _, is_around in _differing(root_of(document)[name], value):
        changing += [node] if is_around else node.walk()
    document = with_own_values(document, changing)
    differing = _differing(root_of(document)[name], value)
    splices = [_splice(node, new) for node, new, is_around in differing if not is_around]
    return spliced(document.text, splices)


class _Item(NamedTuple):
    """The layout of a list's items: column of `-`, column of the value, in braces or not."""

    dash: int
    content: int
    is_flow: bool = False

    def lines(self, entry: Mapping[str, Value]) -> list[str]:
        """A new item."""
        lead = " " * self.dash + "-" + " " * (self.content - self.dash - 1)
        if self.is_flow:
            return [lead + as_flow(entry)]
        first, *rest = as_block(entry, self.content)
        return [lead + first.lstrip(" "), *rest]


def _item_layout(listing: Node) -> _Item:
    dash = column_of(listing)
    last = next((item for item in reversed(listing.children) if not item.is_alias), None)
    if last is None or last.is_flow:
        return _Item(dash, dash + 2, is_flow=True)
    return _Item(dash, max(column_of(last), dash + 2))


def _new_item_layout(root: Node) -> _Item:
    """The layout of a list that is not there yet: indented like the other lists of the file."""
    for one in root.children:
        if isinstance(one.value, list) and one.value and one.is_collection and not one.is_flow:
            return _item_layout(one)._replace(is_flow=False)
    column = column_of(root)
    return _Item(column + 2, column + 4)


def _insert_lines(text: str, at: int, lines: Sequence[str]) -> str:
    newline = line_break(text, at)
    return text[:at] + newline + newline.join(lines) + text[at:]


def _with_lines_under(node: Node, column: int, lines: Sequence[str]) -> str:
    """The text with lines after a value, behind the comments that are indented deeper than a column."""
    text, unended = node.document.text, ending_splice(node)
    if unended is None:
        return _insert_lines(text, after_comments(text, end_of_value(node), column), lines)
    closed = spliced(text, [unended])
    return _insert_lines(closed, len(closed), lines)


def _with_flow_item(collection: Node, item: str) -> str:
    """The text with one more item in a flow collection, on a line of its own when the last one is."""
    text = collection.document.text
    *_, last = collection.children
    close = collection.end - 1
    comma = _COMMA.match(text, last.end, close)
    after = comma.end() if comma else last.end
    start = (last.key or last).start
    lead = text[line_start(text, start) : start]
    own_line = not lead.strip() and start > collection.content
    place = line_end(text, after) if own_line and line_end(text, after) < close else after
    before = f"{line_break(text, after)}{lead}" if own_line else " "
    if comma:
        return spliced(text, [(place, place, f"{before}{item},")])
    if place == after:
        return spliced(text, [(after, after, f",{before}{item}")])
    return spliced(text, [(after, after, ","), (place, place, before + item)])


def with_key(
    document: Document,
    name: str,
    value: Mapping[str, Value] | list[Mapping[str, Value]] | list[str],
) -> str:
    """The text with one more key at the end of the record; its value is a mapping, new items, or words."""
    root = root_of(document)
    if root.is_flow:
        return _with_flow_item(root, f"{name}: {as_flow(value)}")
    column = column_of(root)
    lines, key = [], f"{' ' * column}{name}:"
    if isinstance(value, Mapping):
        lines = as_block(value, column + 2)
    else:
        layout = _new_item_layout(root)
        for entry in value:
            if isinstance(entry, str):
                key += f" {as_flow(value)}"
                break
            lines += layout.lines(entry)
    *_, last = root.children
    return _with_lines_under(last, column, [key, *lines])


def _with_first_item(root: Node, listing: Node, entry: Mapping[str, Value]) -> str:
    """The text with an item in a list that is empty: `[]`, or an alias of such a list."""
    text, key = root.document.text, listing.key or listing
    if listing.is_alias:
        bracket, empty = listing.start, listing.end
    else:
        bracket = listing.content
        found = _EMPTY.match(text, bracket)
        empty = found.end() if found else -1
    is_on_key_line = line_end(text, key.end) == line_end(text, bracket)
    if root.is_flow or empty != listing.end or not is_on_key_line:
        if listing.is_alias:
            return spliced(text, [(listing.start, listing.end, f"[{as_flow(entry)}]")])
        return spliced(text, [(bracket + 1, bracket + 1, as_flow(entry))])
    start, at = len(text[:bracket].rstrip(" \t")), line_end(text, empty)
    lines = _new_item_layout(root).lines(entry)
    text = _insert_lines(text, after_comments(text, at, column_of(root)), lines)
    return spliced(text, [(start, empty, "")])


def with_entry(document: Document, name: str, entry: Mapping[str, Value]) -> str:
    """The text with one more item at the end of a list of the record.

    Args:
        document: A valid record.
        name: Key of the list; it need not be there.
        entry: The values of the new item, in order.

    Examples:
        >>> from scorecard.reading.yaml_reader import read_document
        >>> document = read_document("verdicts: []  # none yet")
        >>> print(with_entry(document, "verdicts", {"by": "desk"}))
        verdicts:  # none yet
          - by: desk
    """
    listing = root_of(document).child(name)
    if listing is None:
        return with_key(document, name, [entry])
    root = root_of(with_own_values(document, [listing]))
    listing = root[name]
    if not listing.value:
        return _with_first_item(root, listing, entry)
    if listing.is_flow:
        return _with_flow_item(listing, as_flow(entry))
    return _with_lines_under(listing, column_of(root), _item_layout(listing).lines(entry))


def _without_flow_item(listing: Node, position: int) -> str:
    text, items = listing.document.text, listing.children
    item = items[position]
    if position == 0:
        return spliced(text, [(item.start, items[1].start if len(items) > 1 else item.end, "")])
    before = items[position - 1]
    if "#" not in text[before.end : item.start]:
        return spliced(text, [(before.end, item.end, "")])
    last_break = line_start(text, item.start) - 1
    last_break -= text[last_break - 1] == "\r"
    comma = _COMMA_AFTER.match(text, item.end)
    if comma:
        return spliced(text, [(last_break, comma.end(), "")])
    found = text.index(",", before.end)
    return spliced(text, [(found, found + 1, ""), (last_break, item.end, "")])


def _dash(listing: Node, position: int) -> int:
    """The offset of the `-` of an item of a block list."""
    if position == 0:
        return listing.content
    before = end_of_value(listing[position - 1])
    dash = re.compile(f"\n {{{column_of(listing)}}}-(?=\\s)")
    found = dash.search(listing.document.text, before)
    return found.end() - 1 if found else before


def without_entry(document: Document, name: str, position: int) -> str:
    r"""The text without one item of a list of the record.

    Args:
        document: A valid record that has the list.
        name: Key of the list.
        position: Which item.

    Examples:
        >>> from scorecard.reading.yaml_reader import read_document
        >>> without_entry(read_document("verdicts:\n  - by: desk\nratings: []"), "verdicts", 0)
        'verdicts: []\nratings: []'
    """
    text, listing = document.text, root_of(document)[name]
    if listing.is_flow:
        return _without_flow_item(listing, position)
    start = line_start(text, _dash(listing, position))
    start -= 2 if text[start - 2 : start] == "\r\n" else 1
    splices = [(start, end_of_value(listing[position]), "")]
    if len(listing.value) == 1:
        colon = text.index(":", (listing.key or listing).end) + 1
        anchor = _ANCHOR.match(text, listing.start) if listing.has_anchor else None
        after = anchor.end() if anchor else colon
        splices.append((after, after, " []"))
    return spliced(text, splices)
