"""Changes of a few lines that an editor may have meant where the YAML parser stopped, and what to type."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise, takewhile
from typing import Any

from scorecard.reading import hints
from scorecard.reading.hints import Mend
from scorecard.reading.lines import (
    BLOCK,
    DASH,
    EMPTY_KEY,
    MOST_ROWS,
    OWN_KEY,
    all_keys,
    are_together,
    column_of,
    end_of_block,
    indent_of,
    indents,
    is_list,
    is_text,
    known_key,
    may_hold,
    parted,
    takes_text,
)
from scorecard.reading.yaml_reader import DocumentError
from scorecard.text import printable

_PAIR_IN_BRACES = re.compile(r"""\w+\s*:(?:"[^"]*"|'[^']*'|[^,{}\[\]"'])*(?:,\s*|(?=\}))""")
_NO_PLACE = "did not find expected key"
_MOST_ITEMS = 3
_ITEM = re.compile(r"( *)- (\w+):")
_FURTHER_KEY = re.compile(r"(?<=[\s，；、])(- +)?([a-z_]+):(?=\s|$)")
_WIDE_ITEM = re.compile(r" *-(?=  +\S)")
_WITH_INDENT = re.compile(r"(.*:\s+)([|>][-+]?)\d+[-+]?\s*")
_TEXT_ITEM = re.compile(r" *- (?![\w-]+:\s|[\s{])")
_NOTE = re.compile(r"\s*(?://|/\*|<!--|;;)")
_FENCE, _RULE = re.compile(r"\s*(?:```|~~~)"), re.compile(r"\s*([-=_*])(?: ?\1)+\s*$")
_ITEM_IN_LINE = re.compile(r"(\s*\w+:)\s+(- .*)")
_CURLY_END = re.compile(r"[“”‘’＂＇]?$")
_CLOSING = {"[": "]", "{": "}", '"': '"', "'": "'"}


def mends(lines: list[str], row: int, error: Exception) -> Iterator[Mend]:
    """Every change of the line in which the parser stopped, or above it, that may be what was meant.

    Args:
        lines: The text.
        row: The row in which the parser stopped, from 0.
        error: What it said.
    """
    above = next((number for number in range(row - 1, -1, -1) if lines[number].strip()), row)
    yield from hints.joined(lines, row)
    yield from hints.commented(lines, row)
    if isinstance(error, DocumentError):
        if error.kind == "misaligned-item":
            yield from _whole_text(lines, row)
            yield from _aligned_items(lines, row)
        if error.kind == "duplicate-key":
            yield from _undashed(lines, row)
            yield from _second_keys(lines, row, error.place.column - 1)
        if error.kind == "key-not-text":
            yield from hints.braces(*parted(lines[row].rstrip("\r")), row)
        return
    yield from _whole_text(lines, row)
    yield from hints.beside_translation(lines, row)
    if indent_of(lines[row]) % 2 and not DASH.match(lines[row]):  # the odd one is at fault
        yield from _places(lines, row)
    if wide := _WIDE_ITEM.match(lines[above]):
        new = f"{wide[0]} {lines[above][wide.end() :].strip()}"
        yield Mend(above, [new], hints.hint("write", printable(new.strip(), limit=60)))
    yield from _undashed(lines, row)
    yield from _misplaced(lines, row)
    if below := [number for number in range(row + 1, len(lines)) if lines[number].strip()][:1]:
        yield from hints.left_value(lines, row, *below)
    yield from _unclosed(lines, row)
    yield from hints.braces_below(lines, row)
    yield from _own_lines(lines, row)
    yield from _aligned_items(lines, row)
    yield from _sibling(lines, row)
    yield from _new_item(lines, row)
    if above < row:
        yield from _places(lines, above)
        yield from _lists(lines, row, above)
    yield from hints.glued(lines, row, above)
    yield from _goings_on(lines, row, above)
    yield from _lost_indent(lines, row)
    yield from _notes(lines, row, above)
    yield from hints.other_values(lines[row].rstrip("\r"), row)
    yield from _places(lines, row)
    if item := _ITEM_IN_LINE.fullmatch(lines[row]):
        indent = hints.spaces(indent_of(lines[row]) + 2)
        hint = hints.hint("own-line", printable(item[2], limit=60), indent)
        yield Mend(row, [item[1]], hint, column=item.start(2) + 1, is_whole=False)


def _lost_indent(lines: list[str], row: int) -> Iterator[Mend]:
    """Lines that were part of the text above them."""
    for number in range(row, max(row - MOST_ROWS, 0), -1):
        if known_key(lines[number]) and number < row:
            return
        above = next(filter(str.strip, lines[number - 1 :: -1]), "")
        key = OWN_KEY.match(f"{above} ")
        n_spaces = key.end(1) + 2 if key else indent_of(above) if is_text(above) else 0
        run = []
        for one in lines[number : number + MOST_ROWS]:
            if known_key(one) or (one.strip() and indent_of(one) >= n_spaces):
                break
            run.append(" " * n_spaces + one.lstrip(" "))
        rest = "\n".join(run).rstrip().split("\n")
        if rest[0].strip() and not _NOTE.match(rest[0]):
            ends = number + 1, number + len(rest), hints.spaces(n_spaces)
            hint = hints.hint("go-on", *ends) if rest[1:] else hints.hint("goes-on", ends[2])
            yield Mend(number, rest, hint)


def _whole_text(lines: list[str], row: int) -> Iterator[Mend]:
    """A text of several lines in quotes."""
    above = range(row, max(row - MOST_ROWS, 0) - 1, -1)
    number = next((one for one in above if known_key(lines[one])), 0)
    key = known_key(lines[number])
    if not key:
        return
    line = lines[number].rstrip("\r")
    is_below = number + 1 < len(lines) and not line[key.end() :].strip()
    first, start = (number + 1, indent_of(lines[number + 1])) if is_below else (number, key.end())
    end = end_of_block(lines, number, key.end(1) + 1)
    last = max((n for n in range(first, end) if lines[n].strip()), default=first)
    texts = [lines[first][start:], *lines[first + 1 : last + 1]]
    inner = lines[number + 1 : last + 1]
    is_plain = texts[0][:1] not in set("\"'[{&*!") and not BLOCK.match(texts[0])
    is_plain = is_plain and " #" not in " ".join(texts)
    if row <= last > first and is_plain and takes_text(key[2]) and not any(map(known_key, inner)):
        typed = hints.quoted("\n".join(texts)).split("\n")
        new = [lines[first][:start] + typed[0], *typed[1:]]
        hint, said = hints.hint("whole-text", last + 1), "mapping values are not allowed"
        yield Mend(first, new, hint, column=start + 1, said=said)


def _undashed(lines: list[str], row: int) -> Iterator[Mend]:
    """The items of a list below its key, each without its `- `."""
    indent, own = indent_of(lines[row]), OWN_KEY.match(f"{lines[row]} ")
    start = " " * indent + (f"{own[2]}:" if own else "{")
    said = "did not find expected '-'"
    text = next((_TEXT_ITEM.match(one) for one in reversed(lines[:row]) if one.strip()), None)
    if text and text.end() == indent + 2 and is_text(lines[row]):
        yield Mend(row, [f"{' ' * indent}- {lines[row].strip()}"], hints.hint("item"), said=said)
    outer = (n for n in range(row - 1, -1, -1) if lines[n].strip() and indent_of(lines[n]) < indent)
    top = next(outer, -1)
    key = OWN_KEY.match(f"{lines[top]} ") if top >= 0 else None
    is_below = key and is_list(key[2]) and EMPTY_KEY.fullmatch(lines[top])
    if is_below or start in {"id:", "{"}:
        end = end_of_block(lines, top, indent)
        first = next(n for n in range(top + 1, end) if lines[n].strip()[:1] not in {"", "#"})
        if lines[first].startswith(start):
            items = [
                f"{' ' * indent}{'- ' if one.startswith(start) else '  '}{one[indent:]}"
                for one in lines[first:end]
            ]
            yield Mend(first, items, hints.hint("items"), said=said)


def _misplaced(lines: list[str], row: int) -> Iterator[Mend]:
    """An item of one list above its key, or below that of another: an empty one, or one in a line."""
    beside = next((one for one in reversed(lines[:row]) if one.strip()[:1] not in {"", "#"}), "")
    own, above = _ITEM.match(lines[row]), OWN_KEY.match(f"{beside} ")
    if not own or not above:
        return
    indent, end = len(own[1]), end_of_block(lines, row, len(own[1]))
    item = (key for one in lines[row + 1 : end] if (key := known_key(one)))
    inner = {own[2], *(key[2] for key in item if key.end(1) == indent + 2)}
    rows = [*range(row - 2, -1, -1), *range(end, len(lines))]
    keys = [(n, key[2]) for n in rows if (key := known_key(lines[n])) and not key[1]]
    for names in (inner, {own[2]}):
        if may_hold(above[2], *names):
            return
        number, name = next((one for one in keys if may_hold(one[1], *names)), (-1, ""))
        if number >= end:
            new = [*lines[end:number], f"{name}:", *lines[row:end]]
        elif number >= 0:
            behind = min(end_of_block(lines, number), row)
            new = [f"{name}:", *lines[number + 1 : behind], *lines[row:end], *lines[behind:row]]
        if name:
            yield Mend(min(number, row), new, hints.hint("move", name), row, indent + 1)
            return


def _aligned_items(lines: list[str], row: int) -> Iterator[Mend]:
    """An item at a row or above it in a column where items begin, alone or with the rest of it."""
    dashes = [number for number, line in enumerate(lines) if DASH.match(line)]
    columns = Counter(indent_of(lines[number]) for number in dashes)
    above = [number for number in reversed(dashes) if number <= row][:_MOST_ITEMS]
    below = [max(indent_of("".join(lines[number + 1 :][:1])) - 2, 0) for number in above[:1]]
    for column in [*(one for one, _ in columns.most_common(_MOST_ITEMS)), *below]:
        for first in (number for number in above if indent_of(lines[number]) != column):
            rest = range(first + 1, end_of_block(lines, first))
            at_column = re.compile(rf" {{{column}}}-\s")
            stop = next((number for number in rest if at_column.match(lines[number])), rest.stop)
            n_more = column - indent_of(lines[first])
            item = [
                " " * max(indent_of(line) + n_more, 0) + line.lstrip(" ")
                for line in lines[first:stop]
            ]
            at: Any = {"column": indent_of(lines[first]) + 1, "said": "did not find expected '-'"}
            yield Mend(first, item[:1], hints.hint("column", column + 1), **at)
            if any(map(str.strip, item[1:])):
                yield Mend(first, item, hints.hint("whole-item", column + 1), **at)


def _unclosed(lines: list[str], row: int) -> Iterator[Mend]:
    """A quotation mark or a bracket that is not closed where the text of its key ends, at a row or above."""
    for number in range(row, max(row - MOST_ROWS, 0) - 1, -1):
        before, value = parted(lines[number].rstrip("\r"))
        closing = _CLOSING.get(value[:1])
        if not closing:
            continue
        is_quote = closing == value[0]
        said = "unexpected end of stream" if is_quote else "did not find expected ',' or"
        key = OWN_KEY.match(lines[number])
        end = end_of_block(lines, number, key.end(1) + 1 if key else None)
        last = max(n for n in range(number, end) if lines[n].strip())
        below = [] if value not in {"{", "["} else list(enumerate(lines[: end + 1]))
        stop = next((n for n, one in below if n > number and one.strip() == closing), 0)
        first = next(filter(str.strip, lines[number + 1 :]), "")
        if value in {"{", "["} and (DASH.match(first) or (value == "{" and stop)):
            alone = [one.rstrip(" ,") for one in lines[number + 1 : stop]]
            alone = [before.rstrip(), *alone, *[""] * bool(stop)]
            both = hints.hint("no-brackets" if value == "[" else "no-braces")
            hint = both if stop else hints.hint("no-bracket", value)
            yield Mend(number, alone, hint, column=len(before) + 1, said=said)
        text = "\n".join([value, *lines[number + 1 : end]])
        n_open = text.count(closing) % 2 if is_quote else text.count(value[0]) - text.count(closing)
        if n_open > 0 and (last < row or number == row):
            closed = _CURLY_END.sub(closing, lines[last].rstrip(), count=1)
            yield Mend(last, [closed], None, number, len(before) + 1, said)
            if is_quote and last < row:  # the next that is open has closed it
                two = [closed, *lines[last + 1 : row], f"{lines[row].rstrip()}{closing}"]
                yield Mend(last, two, None, number, len(before) + 1, said)


def _own_lines(lines: list[str], row: int) -> Iterator[Mend]:
    """A key, an item or the text of a block that was typed, or pasted, behind a key in its line."""
    line, own = lines[row], OWN_KEY.match(lines[row])
    if not own:
        return
    below = next(filter(str.strip, lines[row + 1 :]), "")
    block = BLOCK.match(line, own.end())
    if block and block[1] != line[own.end() :] and indent_of(below) > own.end(1):
        hint = hints.hint("below", block[1])
        head = line[: own.end()] + block[1]
        yield Mend(row, [head], hint, column=own.end() + 1, is_whole=False)
    for found in _FURTHER_KEY.finditer(line, own.end()):
        is_item, key = found[1], found[2]
        if is_item:
            items = Counter(indent_of(one) for one in lines if DASH.match(one))
            column = max(items, key=items.__getitem__, default=2)
        else:
            is_inside = found.start() == own.end()
            column = own.end(1) + 2 if is_inside else column_of(key, lines, row + 1)
        if key in all_keys() and column >= 0:
            end = end_of_block(lines, row, indent_of(below) if is_item else column + 1)
            rest = printable(line[found.start() :].strip(), limit=60)
            head = line[: found.start()].rstrip()
            name = "no-comma" if head[-1] in ",，;；、" else "own-line"
            hint = hints.hint(name, rest, hints.spaces(column))
            left = [head.rstrip(",，;；、"), *[""] * (end - row - 1)]
            yield Mend(row, left, hint, column=found.start() + 1, is_whole=False)


def _sibling(lines: list[str], row: int) -> Iterator[Mend]:
    """The key above that belongs beside that of a row, at its indent."""
    own = OWN_KEY.match(f"{lines[row]} ")
    if not own:
        return
    for number in range(row - 1, max(row - MOST_ROWS, 0) - 1, -1):
        key = OWN_KEY.match(f"{lines[number]} ")
        if key and are_together(own[2], key[2]):
            if key.end(1) != own.end(1):
                new = " " * own.end(1) + lines[number][key.end(1) :]
                is_item = key.end(1) != indent_of(lines[number])
                hint = hints.hint("no-item") if is_item else hints.indent_hint(own.end(1))
                yield Mend(number, [new], hint, said=_NO_PLACE)
            return


def _second_keys(lines: list[str], row: int, column: int) -> Iterator[Mend]:
    """A key a second time: a new item whose `- ` was forgotten, or a pair twice in braces."""
    indent = indent_of(lines[row])
    around = (one for one in reversed(lines[:row]) if one.strip() and indent_of(one) < indent)
    first = _ITEM.match(next(around, ""))
    again = f"{' ' * indent}{first[2]}:" if first and len(first[1]) + 2 == indent else " -"
    block = lines[row : end_of_block(lines, row, indent)]
    if first and any(one.startswith(again) for one in block):
        yield Mend(row, [f"{first[1]}- {lines[row][indent:]}"], hints.hint("new-item"))
    before, rest = lines[row][:column], lines[row][column:]
    if "{" in before and (pair := _PAIR_IN_BRACES.match(rest)):
        yield Mend(row, [before + rest[pair.end() :]])


def _places(lines: list[str], row: int) -> Iterator[Mend]:
    """A line at the indents that it may have, and with or without its `- `."""
    body, own, item = lines[row].strip(), indent_of(lines[row]), _ITEM.match(lines[row])
    key = item[2] if item else body.partition(":")[0]
    if key not in all_keys() and not body.startswith("- "):
        return
    for n_spaces in (one for one in indents(lines, row) if one != own):
        yield Mend(row, [" " * n_spaces + body], hints.indent_hint(n_spaces), said=_NO_PLACE)
    if item:
        yield Mend(row, [item[1] + body[2:]], hints.hint("no-item"))
        yield Mend(row, [f"{item[1]}  {body[2:]}"], hints.hint("no-dash"))
    else:
        yield Mend(row, [f"{' ' * own}- {body}"], hints.hint("item"))


def _new_item(lines: list[str], row: int) -> Iterator[Mend]:
    """A key at a row and those below it as the next item of the list above, whose `- ` was forgotten."""
    own, item = OWN_KEY.match(f"{lines[row]} "), next(filter(DASH.match, reversed(lines[:row])), "")
    n_more = indent_of(item) + 2 - indent_of(lines[row])
    is_entry = (own and own[2] in all_keys()) or lines[row].lstrip().startswith("{")
    if item and is_entry and n_more in {0, 2}:
        block = lines[row : end_of_block(lines, row, indent_of(lines[row]))]
        stop = next((number for number, one in enumerate(block) if DASH.match(one)), len(block))
        rest = [" " * n_more + one for one in block[1:stop]]
        first = f"{' ' * indent_of(item)}- {lines[row].lstrip(' ')}"
        hint = hints.hint("new", indent_of(item) + 1, indent_of(item) + 3)
        yield Mend(row, [first, *rest], hint)


def _lists(lines: list[str], row: int, above: int) -> Iterator[Mend]:
    """The first item of a list with its `- `; and the `[]` or the text that was left above the items."""
    indent, is_item = indent_of(lines[row]), lines[row].lstrip().startswith("- ")
    rows = [n for n in range(row + 1) if lines[n].strip()[:1] not in {"", "#"}]
    both = (pair for pair in reversed([*pairwise(rows)]) if indent_of(lines[pair[0]]) < indent + 2)
    key, first = next(both, (row, row))
    if is_item and EMPTY_KEY.fullmatch(lines[key]) and indent_of(lines[first]) == indent + 2:
        new, said = f"{' ' * indent}- {lines[first].strip()}", "did not find expected '-'"
        yield Mend(first, [new], hints.hint("item"), said=said)
    yield from hints.left_value(lines, next((n for n in reversed(rows) if n <= above), 0), row)


def _goings_on(lines: list[str], row: int, above: int) -> Iterator[Mend]:
    """A text that goes on in a line of its own, or below a comment or the end of a document."""
    if block := _WITH_INDENT.fullmatch(lines[above]):
        hint = hints.hint("write", block[2])
        yield Mend(above, [block[1] + block[2]], hint, column=block.start(2) + 1)
    signs = (row, "]", "no-bracket"), (above, "[]", "not-empty"), (above, "...", "no-end")
    for number, sign, name in signs:
        if lines[number].strip() == sign:
            yield Mend(number, [""], hints.hint(name, sign))
    for number in (one for one in range(len(lines)) if _FENCE.match(lines[one])):
        is_above = not any(map(known_key, lines[:number]))
        is_below = not is_above and not any(map(known_key, lines[number:]))
        start, last = 0 if is_above else number, len(lines) - 1 if is_below else number
        while not lines[last].strip():
            last -= 1
        both = hints.hint("no-lines", start + 1, last + 1)
        hint = both if last > start else hints.hint("no-fence")
        yield Mend(start, [""] * (last + 1 - start), hint, column=1, said="Markdown")
    for number in (one for one in (above, row) if _RULE.match(lines[one])):
        yield Mend(number, [""], hints.hint("no-fence"))
    notes = [*takewhile(lambda one: one.strip().startswith("#"), lines[above::-1])]
    if notes and indent_of(lines[row]) >= indent_of(lines[above]):
        yield Mend(above + 1 - len(notes), [""] * len(notes), hints.hint("no-comment"))
    text, own = _TEXT_ITEM.match(lines[above]), OWN_KEY.match(f"{lines[row]} ")
    if text and own and indent_of(lines[row]) == text.end() and above == row - 1:
        said, column = "could not find expected ':'", text.end() + 1
        if are_together("id", own[2]):
            new = f"{text[0]}id: {lines[above][text.end() :]}"
            hint = hints.hint("write", printable(new.strip(), limit=60))
            yield Mend(above, [new], hint, None, column, said)
        first = ["", f"{text[0]}{lines[row].strip()}"]
        yield Mend(above, first, hints.hint("no-key"), None, column, said, is_whole=False)


def _notes(lines: list[str], row: int, above: int) -> Iterator[Mend]:
    """A note without its `# `."""
    content = (n for n in range(above, -1, -1) if lines[n].strip()[:1] not in {"", "#"})
    for number in dict.fromkeys((row, above, next(content, above))):
        texts = list(takewhile(is_text, lines[number::-1]))
        for run in filter(None, (texts[:1], texts)):
            notes = [f"# {text}" for text in reversed(run)]
            yield Mend(number + 1 - len(run), notes, hints.hint("note"), is_whole=False)
    for number in (row, above):  # a text with a colon
        own = OWN_KEY.match(lines[number])
        if own and own[2] not in all_keys():
            hint = hints.hint("note") if number < row else None
            yield Mend(number, [f"# {lines[number]}"], hint)
