"""A record's text with another value of one key: what differs is replaced, added or taken out again.

Only the characters of what differs are written anew, in the layout of what is beside them. A value with an
anchor that is about to change is first written out wherever an alias repeats it.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from scorecard.editing.scalars import Value, as_block, as_flow, as_scalar
from scorecard.reading.yaml_reader import Document, Node, read_document

Splice = tuple[int, int, str]
"""Start and end of a span, and the text that replaces it."""

_BREAK = re.compile("\r?\n")
_EMPTY_LINES = re.compile("[\r\n]*\\Z")
_LAST_BREAK = re.compile("\r?\n\\Z")
_BLANK_OR_COMMENT = re.compile(r"\r?\n([ \t]*)(#[^\r\n]*)?(?=[\r\n]|\Z)")
_HEADER = re.compile(r"(?:&[\w\-]+\s+)?[|>][0-9+\-]*")
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


def line_break(text: str, at: int) -> str:
    r"""The line break that lines around an offset end with: LF or CRLF; LF in a text of one line.

    Examples:
        >>> line_break("a: 1\r\nb: 2", 8)
        '\r\n'
    """
    found = _BREAK.search(text, at) or _LAST_BREAK.search(text[: line_start(text, at)])
    return found.group() if found else "\n"


def _last_leaf(node: Node) -> Node:
    children = [] if node.is_flow else node.children
    return _last_leaf(children[-1]) if children else node


def end_of_value(node: Node) -> int:
    """The offset of the end of a value's last line, its comment included and before its line break.

    Empty lines under a block scalar count only when they are part of its text (`|+`).
    """
    text, last = node.document.text, _last_leaf(node)
    if last.style not in _BLOCK:
        return line_end(text, node.end)
    header = _HEADER.match(text, last.start)
    keeps = header is not None and "+" in header.group()
    found = (_LAST_BREAK if keeps else _EMPTY_LINES).search(text[: last.end], last.start)
    return found.start() if found else last.end


def own_end(node: Node) -> int:
    """The offset of the end of a value's own characters; what follows on its line stays."""
    last = _last_leaf(node)
    return end_of_value(last) if last.style in _BLOCK else last.end


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
    if last.style not in _BLOCK or _LAST_BREAK.search(text[last.start : last.end]):
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


def _changes(node: Node, old: Value, new: Value) -> Iterator[tuple[list[Node], list[Splice]]]:
    """The nodes of which the values change, and what is written for them, place by place."""
    if old == new:
        return
    if node.is_collection and isinstance(old, Mapping) and isinstance(new, Mapping):
        yield [node], []
        names = list(new)
        for name, value in new.items():
            child = node.child(name)
            if child:
                yield from _changes(child, old.get(name), value)
            else:
                before = [one for one in node.children if one.name in names[: names.index(name)]]
                yield [], _inserted(node, (before or node.children)[-1], {name: value})
    elif node.is_collection and isinstance(old, list) and isinstance(new, list):
        yield [node], []
        for child, *values in zip(node.children, old, new, strict=True):
            yield from _changes(child, *values)
    else:
        yield [*node.walk()], [_splice(node, new)]


def with_value(document: Document, name: str, old: Value, new: Value) -> str:
    r"""The text of a record with another value under a key, which need not be there yet.

    Args:
        document: A valid record.
        name: The key.
        old: The value on record, as `scalars.plain` gives it.
        new: The new value; a list has one item more or less than the old one, or as many.

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
    if old == new:
        return document.text
    node = root_of(document).child(name)
    if node is None:
        return _with_key(document, name, new)
    if isinstance(old, list) and isinstance(new, list) and len(old) != len(new):
        if len(old) < len(new):
            return _with_item(document, name, new[-1])
        places = enumerate(old)
        return _without_item(node, next(at for at, one in places if new[at : at + 1] != [one]))
    changing = [one for nodes, _ in _changes(node, old, new) for one in nodes]
    document = _with_own_values(document, changing)
    changes = _changes(root_of(document)[name], old, new)
    return spliced(document.text, [one for _, splices in changes for one in splices])


def _item_lines(root: Node, listing: Node | None, entry: Value) -> list[str]:
    """A new item in the layout of its list; that of a new list is indented like the others of the file."""
    lists = [listing] if listing else [one for one in root.children if isinstance(one.value, list)]
    like = next((one for one in lists if one.value and one.is_collection and not one.is_flow), None)
    items = [item for item in like.children if not item.is_alias] if like else []
    is_block = bool(items) and not items[-1].is_flow
    dash = column_of(like) if like else column_of(root) + 2
    content = max(column_of(items[-1]), dash + 2) if is_block else dash + 2
    lead = " " * dash + "-" + " " * (content - dash - 1)
    if (listing and not is_block) or not isinstance(entry, Mapping):
        return [lead + as_flow(entry)]
    first, *rest = as_block(entry, content)
    return [lead + first.lstrip(" "), *rest]


def _lines(text: str, at: int, lines: Sequence[str]) -> Splice:
    """Further lines at the end of a line."""
    newline = line_break(text, at)
    return at, at, newline + newline.join(lines)


def _lines_under(node: Node, column: int, lines: Sequence[str]) -> list[Splice]:
    """Lines after a value, behind the comments that are indented deeper than a column."""
    text, unended = node.document.text, ending_splice(node)
    if unended:
        return [unended, _lines(text, len(text), lines)]
    return [_lines(text, after_comments(text, end_of_value(node), column), lines)]


def _inserted(mapping: Node, before: Node, added: Mapping[str, Value]) -> list[Splice]:
    """A key with its value behind another one of a mapping."""
    if mapping.is_flow:
        end = own_end(before)
        return [(end, end, f", {as_flow(added)[1:-1]}")]
    column = column_of(before.key or before)
    return _lines_under(before, column, as_block(added, column))


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


def _with_key(document: Document, name: str, value: Value) -> str:
    """The text with one more key at the end of the record; its value is a mapping, new items, or words."""
    root = root_of(document)
    if root.is_flow:
        return _with_flow_item(root, f"{name}: {as_flow(value)}")
    column = column_of(root)
    lines = as_block({name: value}, column)
    if isinstance(value, list) and isinstance(value[0], str):
        lines = [f"{' ' * column}{name}: {as_flow(value)}"]
    elif isinstance(value, list):
        lines[1:] = [line for entry in value for line in _item_lines(root, None, entry)]
    *_, last = root.children
    return spliced(root.document.text, _lines_under(last, column, lines))


def _with_first_item(root: Node, listing: Node, entry: Value) -> str:
    """The text with an item in a list that is empty: `[]`, or an alias of such a list."""
    text, key, is_alias = root.document.text, listing.key or listing, listing.is_alias
    start, end = listing.start if is_alias else listing.content, listing.end
    is_one_line = is_alias or _EMPTY.fullmatch(text, start, end)
    is_on_key_line = line_end(text, key.end) == line_end(text, start)
    if root.is_flow or isinstance(entry, str) or not is_one_line or not is_on_key_line:
        item, inside = as_flow(entry), start + 1
        return spliced(text, [(start, end, f"[{item}]") if is_alias else (inside, inside, item)])
    at = after_comments(text, line_end(text, end), column_of(root))
    added = _lines(text, at, _item_lines(root, None, entry))
    return spliced(text, [(len(text[:start].rstrip(" \t")), end, ""), added])


def _with_item(document: Document, name: str, entry: Value) -> str:
    """The text with one more item at the end of a list of the record."""
    root = root_of(_with_own_values(document, [root_of(document)[name]]))
    listing = root[name]
    if not listing.value:
        return _with_first_item(root, listing, entry)
    if listing.is_flow:
        return _with_flow_item(listing, as_flow(entry))
    lines = _item_lines(root, listing, entry)
    return spliced(root.document.text, _lines_under(listing, column_of(root), lines))


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


def _without_item(listing: Node, position: int) -> str:
    """The text without one item of a list."""
    if listing.is_flow:
        return _without_flow_item(listing, position)
    text, dash = listing.document.text, listing.content
    if position:
        before = end_of_value(listing[position - 1])
        found = re.compile(f"\n {{{column_of(listing)}}}-(?=\\s)").search(text, before)
        dash = found.end() - 1 if found else before
    start = line_start(text, dash)
    start -= 2 if text[start - 2 : start] == "\r\n" else 1
    splices = [(start, end_of_value(listing[position]), "")]
    if len(listing.value) == 1:
        colon = text.index(":", (listing.key or listing).end) + 1
        anchor = _ANCHOR.match(text, listing.start) if listing.has_anchor else None
        after = anchor.end() if anchor else colon
        splices.append((after, after, " []"))
    return spliced(text, splices)
