"""A record's text with another value of one key: what differs is replaced, added or taken out again.

Only the characters of what differs are written anew, in the layout of what is beside them. A value with an
anchor that is about to change is first written out wherever an alias repeats it.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import takewhile

from scorecard.editing.scalars import Value, as_block, as_flow, as_scalar
from scorecard.reading.yaml_reader import Document, Node, read_document

Splice = tuple[int, int, str]
"""Start and end of a span, and the text that replaces it."""

_BREAK = re.compile("\r?\n")
_LAST_BREAK = re.compile("\r?\n\\Z")
_BLANK_OR_COMMENT = re.compile(r"\r?\n([ \t]*)(#[^\r\n]*)?(?=[\r\n]|\Z)")
_BLOCK = {"|", ">"}
"""The styles of texts that are written in lines of their own."""


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


def own_end(node: Node) -> int:
    """The offset of the end of a value's own characters; what follows on its line stays.

    Empty lines under a block scalar are left below it: a record's texts have none at their ends.
    """
    last = node
    while last.children and not last.is_flow:
        last = last.children[-1]
    is_block = last.style in _BLOCK
    return len(node.document.text[: last.end].rstrip("\r\n")) if is_block else last.end


def end_of_value(node: Node) -> int:
    """The offset of the end of a value's last line, its comment included and before its line break."""
    return line_end(node.document.text, own_end(node))


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
_COMMA = re.compile(r"(?:\s|#[^\n]*\n)*,")
_COMMENT = re.compile(r"[ \t]+#.*$")
_EMPTY = re.compile(r"\[[ \t]*\]")


def root_of(document: Document) -> Node:
    """The mapping of a document that is known to be a record."""
    if document.root is None:  # pragma: no cover  (a record is not empty)
        raise AssertionError
    return document.root


def _with_own_values(document: Document, changing: Collection[Node]) -> Document:
    """The document of a record in which no alias elsewhere repeats the value of a node that will change."""
    inside = {inner for node in changing for inner in node.walk()}
    anchors: dict[str, Node] = {}
    repeated: list[tuple[Node, Node]] = []
    for node in root_of(document).walk():
        name = _NAME.match(document.text, node.start) if node.has_anchor else None
        if name:
            anchors[name[1]] = node
        elif node.is_alias:
            repeated.append((node, anchors[document.text[node.start + 1 : node.end]]))
    splices = [
        (alias.start, alias.end, as_flow(target.value))
        for alias, target in repeated
        if target in changing and alias not in inside
    ]
    return read_document(spliced(document.text, splices)) if splices else document


def _whole(node: Node, value: Value) -> list[Splice]:
    """What replaces a whole value."""
    if isinstance(value, list) and value and (node.is_alias or node.is_flow):
        return _first_items(node, value)
    text, key, start, end = node.document.text, node.key, node.start, own_end(node)
    around = root_of(node.document).walk()
    in_flow = any(one.is_flow and one.start < start < one.end for one in around)
    colon = _COLON.match(text, key.end) if key else None
    is_mapping = node.is_collection and isinstance(node.value, dict)
    if colon and is_mapping and not text[colon.end() : start].strip():
        start = colon.end()
    if isinstance(value, Mapping) and key and not in_flow:
        start = len(text[:start].rstrip(" \t"))
        return [(start, end, _in_lines(text, start, as_block(value, column_of(key) + 2))[2])]
    is_collection = isinstance(value, Mapping | Sequence) and not isinstance(value, str)
    new = as_flow(value) if in_flow or is_collection else as_scalar(value, in_flow=False)
    if node.style in _BLOCK:  # its first line may have a comment
        new += "".join(_COMMENT.findall(text, node.content, line_end(text, node.content)))
    lead = " " * (key is not None and not text[start - 1].isspace())
    return [(start, end, ":" * (key is not None and colon is None) + lead + new)]


def _changes(node: Node, old: Value, new: Value) -> Iterator[tuple[list[Node], list[Splice]]]:
    """The nodes of which the values change, and what is written for them, place by place."""
    if old == new:
        return
    if (
        node.is_collection
        and isinstance(old, Mapping)
        and isinstance(new, Mapping)
        and old.keys() <= new.keys()
    ):
        yield [node], []
        names = list(new)
        for name, value in new.items():
            child = node.child(name)
            if child:
                yield from _changes(child, old.get(name), value)
            else:
                before = [one for one in node.children if one.name in names[: names.index(name)]]
                yield [], [_added(node, (before or node.children)[-1], {name: value})]
    elif node.children and isinstance(old, list) and isinstance(new, list):
        yield [node], []
        yield from _item_changes(node, old, new)
    else:
        yield [*node.walk()], _whole(node, new)


def _n_equal(some: Sequence[Value], others: Sequence[Value]) -> int:
    """The number of equal values at the head of two lists."""
    pairs = zip(some, others, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _item_changes(
    listing: Node, old: list[Value], new: list[Value]
) -> Iterator[tuple[list[Node], list[Splice]]]:
    """The same of a list with items: what is equal at both ends stays as it is."""
    items, first = listing.children, _n_equal(old, new)
    n_same = _n_equal(old[max(first, 1) :][::-1], new[first:][::-1])
    end, stop = len(old) - n_same, len(new) - n_same
    at = min(end, stop)
    if end > at:
        removed = [one for item in items[at:end] for one in item.walk()]
        yield removed, _without_items(listing, at, end)
    elif stop > at:
        yield [], [_added(listing, items[at - 1], new[at:stop])]
    for child, was, now in zip(items[first:at], old[first:at], new[first:at], strict=True):
        yield from _changes(child, was, now)


def with_value(document: Document, name: str, old: Value, new: Value) -> str:
    r"""The text of a record with another value under a key, which need not be there yet.

    Args:
        document: A valid record.
        name: The key.
        old: The value on record, as `scalars.plain` gives it.
        new: The new value.

    Examples:
        >>> from datetime import date
        >>> year = {"opens_on": date(2024, 1, 1), "closes_on": None}
        >>> print(with_value(
        ...     read_document("window: {opens_on: 2024-01-01, closes_on: null}  # a year"), "window",
        ...     year, year | {"closes_on": date(2024, 12, 31)}))
        window: {opens_on: 2024-01-01, closes_on: 2024-12-31}  # a year
        >>> print(with_value(
        ...     read_document("verdicts: []  # none yet"), "verdicts", [], [{"by": "desk"}]))
        verdicts:  # none yet
          - by: desk
        >>> with_value(
        ...     read_document("verdicts:\n  - by: desk\nratings: []"), "verdicts", [{"by": "desk"}], [])
        'verdicts: []\nratings: []'
    """
    root = root_of(document)
    node = root.child(name)
    if node is None and old == new:
        return document.text
    if node is None:  # at the end of the record; items follow as into an empty list
        first: Value = [] if isinstance(new, list) else new
        added = _added(root, root.children[-1], {name: first})
        return with_value(read_document(spliced(document.text, [added])), name, first, new)
    changing = [one for nodes, _ in _changes(node, old, new) for one in nodes]
    document = _with_own_values(document, changing)
    (node,) = (one for one in root_of(document).children if one.name == name)
    changes = _changes(node, old, new)
    return spliced(document.text, [one for _, splices in changes for one in splices])


def _in_lines(text: str, at: int, lines: Sequence[str]) -> Splice:
    """Further lines at the end of a line, which end like those around it: with LF or CRLF."""
    found = _BREAK.search(text, at) or _LAST_BREAK.search(text[: line_start(text, at)])
    newline = found.group() if found else "\n"
    return at, at, newline + newline.join(lines)


def _added(collection: Node, before: Node, new: Mapping[str, Value] | Sequence[Value]) -> Splice:
    """A key with its value, or items, behind a value of a collection and its comments."""
    text = collection.document.text
    if collection.is_flow:
        inner, comma = as_flow(new)[1:-1], _COMMA.match(text, before.end, collection.end - 1)
        at = comma.end() if comma else before.end
        return at, at, f" {inner}," if comma else f", {inner}"
    column = column_of(collection)
    lines = as_block(new, column) if isinstance(new, Mapping) else _item_lines(collection, new)
    return _in_lines(text, after_comments(text, end_of_value(before), column), lines)


def _item_lines(listing: Node, entries: Sequence[Value]) -> list[str]:
    """New items in the layout of their list; those of an empty one like others of the file."""
    root, has_items = root_of(listing.document), bool(listing.children)
    lists = [listing] if has_items else [it for it in root.children if isinstance(it.value, list)]
    like = next((one for one in lists if one.value and one.is_collection and not one.is_flow), None)
    items = [item for item in like.children if not item.is_alias] if like else []
    is_block = bool(items) and not items[-1].is_flow
    dash = column_of(like) if like else column_of(root) + 2
    content = max(column_of(items[-1]), dash + 2) if is_block else dash + 2
    lead, lines = " " * dash + "-" + " " * (content - dash - 1), []
    for entry in entries:
        written = [as_flow(entry)]
        if isinstance(entry, Mapping) and (is_block or not has_items):
            written = as_block(entry, content)
        lines += [lead + written[0].lstrip(" "), *written[1:]]
    return lines


def _first_items(listing: Node, entries: Sequence[Value]) -> list[Splice]:
    """The items of a list that is empty, `[]`, or an alias."""
    text, key, root = listing.document.text, listing.key or listing, root_of(listing.document)
    start, end = listing.content, listing.end
    is_one_line = listing.is_alias or _EMPTY.fullmatch(text, start, end)
    is_on_key_line = line_end(text, key.end) == line_end(text, start)
    if root.is_flow or isinstance(entries[0], str) or not is_one_line or not is_on_key_line:
        items = as_flow(entries)
        return [(start, end, items) if listing.is_alias else (start + 1, start + 1, items[1:-1])]
    at = after_comments(text, line_end(text, end), column_of(root))
    added = _in_lines(text, at, _item_lines(listing, entries))
    return [(len(text[:start].rstrip(" \t")), end, ""), added]


def _without_items(listing: Node, first: int, end: int) -> list[Splice]:
    """A list without the items from one position to another."""
    text, items = listing.document.text, listing.children
    before, last, start = items[first - 1], items[end - 1], items[first].start
    if listing.is_flow and first == 0:
        trailing = _COMMA.match(text, last.end, listing.end - 1)
        behind = trailing.end() if trailing else last.end
        return [(start, items[end].start if end < len(items) else behind, "")]
    if listing.is_flow and "#" in text[before.end : start]:  # the comment stays
        comma = _COMMA.match(text, before.end, start)
        behind = comma.end() if comma else before.end
        return [(behind - 1, behind, ""), (start, last.end, "")]
    if listing.is_flow:
        return [(before.end, last.end, "")]
    start = listing.content
    if first:
        dash = re.compile(rf"^ {{{column_of(listing)}}}-(?=\s)", re.MULTILINE)
        found = dash.search(text, end_of_value(before))
        start = found.start() if found else start
    start = line_start(text, start)
    start -= 2 if text[start - 2 : start] == "\r\n" else 1
    removed = (start, end_of_value(last), "")
    if end - first < len(items):
        return [removed]
    colon = text.index(":", (listing.key or listing).end) + 1
    anchor = _NAME.match(text, listing.start) if listing.has_anchor else None
    at = anchor.end() if anchor else colon
    return [removed, (at, at, " []")]
