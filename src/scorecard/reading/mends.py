"""Changes of one line that an editor may have meant where the YAML parser stopped, and what to type."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain

from pydantic import BaseModel

from scorecard.reading.yaml_reader import DocumentError
from scorecard.records import Domain, Outlook, Prediction, Review, Settings
from scorecard.records.fields import types_in
from scorecard.text import Phrase, printable

Mend = tuple[int, str, Phrase | None]
"""The row of a line, from 0, the line that may be meant, and the hint that asks for it."""

_HINTS: dict[str, tuple[str, str]] = {
    "address": ("Write the address alone: {}", "只写网址：{}"),
    "quote": ("Quote it: {}.", "加引号：{}。"),
    "write": ("Write `{}`.", "写成 `{}`。"),
    "write-above": ("Write `{}` in line {}.", "把第 {1} 行写成 `{0}`。"),
    "new-item": ("Begin a new item with `- ` here, or delete one of the two.",
                 "这里若是新的一项，以 `- ` 开头；否则删掉其中一个。"),
    "indent-above": ("Indent line {} by {} spaces; it has {}.", "第 {} 行缩进 {} 个空格；现在有 {} 个。"),
    "first-item": ("Begin line {} with `- `: an item of the list begins there.",
                   "第 {} 行以 `- ` 开头：列表的一项从那里开始。"),
    "no-item": ("Delete the `- ` before `{}` in line {}.", "删掉第 {1} 行 `{0}` 前面的 `- `。"),
    "no-fence": ("Delete the line: it is Markdown, not YAML.", "删掉这一行：这是 Markdown，不是 YAML。"),
    "not-empty": ("Delete the `{0}` in line {1}: what belongs to the key follows below it.",
                  "删掉第 {1} 行的 `{0}`：这个键的内容写在下面。"),
    "no-end": ("Delete line {}, `...`: it ends the document.", "删掉第 {} 行的 `...`：它表示文档到此结束。"),
    "goes-on": ("If it belongs to the text above, indent it by {} spaces; else write `key: value`.",
                "若接着上面的文本，缩进 {} 个空格；否则写成 `键: 值`。"),
    "indent": ("Indent the line by {} spaces, like those beside it.",
               "这一行缩进 {} 个空格，与相邻的行对齐。"),
    "no-indent": ("Delete the spaces before it.", "删掉行首的空格。"),
    "item": ("Begin the line with `- `.", "以 `- ` 开头。"),
    "column": ("Put the `- ` in column {}, where the items of the list begin.",
               "把 `- ` 移到第 {} 列，列表各项都从那一列开始。"),
    "whole-item": ("Put the `- ` in column {}, where the items of the list begin, with the rest of the item.",
                   "把 `- ` 移到第 {} 列，列表各项都从那一列开始；本项其余各行一起移动。"),
    "no-comma": ("Delete the comma at its end.", "删掉行尾的逗号。"),
}  # fmt: skip
"""What to type, by what may have been meant; `{}` is a number of a line or of spaces, or a text."""

KEY_AND_VALUE = re.compile(r"(\s*(?:-\s+)*(?:[^\s:#\"'\[{]+\s*:\s+)?)(\S.*?)\s*")
"""A line as what is before its value, and the value."""

_NESTED = re.compile(r"""(["'])((?:(?!\1).)*(?:\w\1\w|\s\1\w(?:(?!\1).)*\1).*)\1""")
"""A text in quotes with the same quotes around a word in it, or with an apostrophe."""

_MARKDOWN_LINK = re.compile(r"\[[^\]]*\]\((https?://[^\s()]+)\)")
_NO_VALUE = re.compile(r":(?=\s*[,}])")
_NO_COMMA = re.compile(r"(?<=[^\s{,;；、，])(?:\s*[;；、，]\s*|\s+)(?=\w+: )")
_SPACED_LINK = re.compile(r"(https?)\s*:\s*//")
_EMPTY_VALUE = re.compile(r"(\s*(?:- )?[\w]+:)\s*(\[\s*\]|\{\s*\}|null|~)\s*(#.*)?")
_EMPTY_KEY = re.compile(r"( *)(?:- )?\w+:\s*(?:#.*)?")
_MOST_ITEMS = 3
_ITEM = re.compile(r"( *)- (\w+):")
_DASH = re.compile(r" *-(?:\s|$)")
_KEYED = re.compile(r"\s*(?:- +)*(?=\w+:(?:\s|$))")
_GLUED = re.compile(r"(\s*(?:- +)?)([A-Za-z_]+)(?::(?=\S)| *[=＝;；] *| +|$)(.*)$")
_ESCAPE = re.compile(r'\\(?![0abtnvfre "/\\N_LPxuU])')


def _hint(name: str, *facts: object) -> Phrase:
    return Phrase(*(side.format(*facts) for side in _HINTS[name]))


def _quoted(value: str) -> str:
    """A text as one types it in quotes; what is half quoted already gets the other kind around it."""
    nested = _NESTED.fullmatch(value)
    value = nested[2] if nested else value
    is_plain = '"' not in value and "\\" not in value
    return f'"{value}"' if is_plain else "'" + value.replace("'", "''") + "'"


def quoting_hint(value: str) -> Phrase:
    """A hint for a value that must be quoted; without the value when its end is not known."""
    if link := _MARKDOWN_LINK.fullmatch(value):
        return _hint("address", printable(link[1], limit=200))
    return _hint("quote", printable(_quoted(value), limit=80) if value else '"…"')


@cache
def _keys() -> frozenset[str]:
    """The names of all fields of the records."""
    models: list[type[BaseModel]] = [Prediction, Outlook, Domain, Review, Settings]
    for model in models:  # the list grows by the models in each
        for field in model.model_fields.values():
            models += types_in(field.annotation, BaseModel)
    fields = chain.from_iterable(model.model_fields.items() for model in models)
    return frozenset(field.alias or name for name, field in fields)


def indent_of(line: str) -> int:
    """The number of spaces before a line."""
    return len(line) - len(line.lstrip(" "))


def indents(lines: list[str], row: int) -> list[int]:
    """The indents of the lines beside a line, also of what follows a `- ` in them."""
    is_top = lines[row].strip().partition(":")[0] in Prediction.model_fields
    below = [one for one in lines[row + 1 :] if one.strip()]
    beside = [*(one for one in reversed(lines[:row]) if one.strip()), *below]
    near = [*beside[:1], *below[:1], *beside[1:4]]
    both = (n for one in near for n in (indent_of(one), indent_of(one) + 2))
    return list(dict.fromkeys([*[0] * is_top, *both]))


def changed_lines(lines: list[str], row: int, error: Exception) -> Iterator[Mend]:
    """Every change of one line, at a row or above, that may be what was meant.

    Args:
        lines: The text.
        row: The row in which the parser stopped, from 0.
        error: What it said.
    """
    if isinstance(error, DocumentError):
        yield from _new_items(lines, row, error)
        return
    above = next((number for number in range(row - 1, -1, -1) if lines[number].strip()), row)
    if above < row:
        yield from _places(lines, row, above)
        yield from _lists(lines, row, above)
    for number in dict.fromkeys((row, above)):
        line = lines[number].rstrip("\r")
        glued = _GLUED.match(line)
        if line.lstrip().startswith("```"):
            yield number, "", _hint("no-fence")
        if glued and glued[2] in _keys():
            new = f"{glued[1]}{glued[2]}: {glued[3].strip(',;，；。')}".rstrip()
            shown = printable(new.strip(), limit=60)
            name = "write" if number == row else "write-above"
            yield number, new, _hint(name, shown, number + 1)
            break
    else:
        yield from _goings_on(lines, row, above)
    yield from _places(lines, row, row)
    yield from _other_values(lines[row].rstrip("\r"), row)


def aligned_items(lines: list[str], row: int) -> Iterator[tuple[int, list[str], Phrase]]:
    """An item at a row or above it in a column where items begin, alone or with the rest of it.

    Yields:
        The row of its first line, the lines in the place of as many, and the hint that asks for them.
    """
    dashes = [number for number, line in enumerate(lines) if _DASH.match(line)]
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
            yield first, item[:1], _hint("column", column + 1)
            if any(map(str.strip, item[1:])):
                yield first, item, _hint("whole-item", column + 1)


def end_of_block(lines: list[str], row: int) -> int:
    """The row behind a line and what is indented below it; comments may be indented as they like."""
    below = enumerate(lines[row + 1 :], start=row + 1)
    is_out = (
        number
        for number, line in below
        if line.strip()[:1] not in {"", "#"} and indent_of(line) <= indent_of(lines[row])
    )
    return next(is_out, len(lines))


def _new_items(lines: list[str], row: int, error: DocumentError) -> Iterator[Mend]:
    """The first key of a list's item a second time: a new item whose `- ` was forgotten."""
    indent = indent_of(lines[row])
    around = (one for one in reversed(lines[:row]) if one.strip() and indent_of(one) < indent)
    first = _ITEM.match(next(around, ""))
    is_again = error.kind == "duplicate-key" and first and first[2] == error.found
    if first and is_again and len(first[1]) + 2 == indent:
        yield row, f"{first[1]}- {lines[row][indent:]}", _hint("new-item")


def _places(lines: list[str], row: int, number: int) -> Iterator[Mend]:
    """A line, in a row or above it, at the indents of those beside it, and with or without its `- `."""
    body, own, item = lines[number].strip(), indent_of(lines[number]), _ITEM.match(lines[number])
    key, is_above = item[2] if item else body.partition(":")[0], number < row
    if key not in _keys() and not body.startswith("- "):
        return
    for n_spaces in (one for one in indents(lines, number) if one != own):
        hint = _hint("indent" if n_spaces else "no-indent", n_spaces)
        if is_above:
            hint = _hint("indent-above", number + 1, n_spaces, own)
        yield number, " " * n_spaces + body, hint
    if item:
        yield number, item[1] + body[2:], _hint("no-item", key, number + 1)
    else:
        hint = _hint("first-item" if is_above else "item", number + 1)
        yield number, f"{' ' * own}- {body}", hint


def _lists(lines: list[str], row: int, above: int) -> Iterator[Mend]:
    """The first item of a list with its `- `; and the `[]` that a template left above the items."""
    indent, is_item = indent_of(lines[row]), lines[row].lstrip().startswith("- ")
    first = next((n for n in range(row - 1, -1, -1) if indent_of(lines[n]) < indent + 2), 0) + 1
    is_below_key = first < row and _EMPTY_KEY.fullmatch(lines[first - 1])
    if is_item and is_below_key and indent_of(lines[first]) == indent + 2:
        new = f"{' ' * indent}- {lines[first].strip()}"
        yield first, new, _hint("first-item", first + 1)
    empty = _EMPTY_VALUE.fullmatch(lines[above])
    if empty and (is_item or indent > indent_of(lines[above])):
        yield above, empty[1], _hint("not-empty", printable(empty[2]), above + 1)


def _goings_on(lines: list[str], row: int, above: int) -> Iterator[Mend]:
    """A text that goes on in a line of its own, or below the end of a document."""
    if lines[above].rstrip() == "...":
        yield above, "", _hint("no-end", above + 1)
    body, key = lines[row].strip(), _KEYED.match(lines[above])
    n_spaces = len(key[0]) + 2 if key else indent_of(lines[above])
    if n_spaces > indent_of(lines[row]) and not _KEYED.match(body) and body[:1] not in {"-", "#"}:
        yield row, " " * n_spaces + body, _hint("goes-on", n_spaces)


def _other_values(line: str, row: int) -> Iterator[Mend]:
    """A line whose value is closed, parted or quoted."""
    matched = KEY_AND_VALUE.fullmatch(line)
    key, value = (matched[1], matched[2]) if matched else ("", "")
    if value[:1] in {'"', "'"} and value.count(value[0]) % 2:
        end = -1 if value[-1] in "“”‘’＂＇" else len(value)
        yield row, key + value[:end] + value[0], None
    elif value[:1] in {"{", "[", "(", "（"}:
        if value[0] in "(（":
            value = f"{{{value[1:].rstrip(')）')}}}"
        yield row, key + value + ("}" if value[0] == "{" else "]"), None
        parted = _NO_COMMA.sub(", ", value)
        yield row, key + parted, _hint("write", printable(parted.strip(), limit=80))
        yield row, key + _NO_VALUE.sub(": null", value), None
    if line.endswith(('",', "',")):
        yield row, line[:-1], _hint("no-comma")
    if key:
        typed = "null" if value == "-" else _SPACED_LINK.sub(r"\1://", value)
        yield row, key + typed, _hint("write", printable(typed, limit=200))
    if key and value:
        yield row, key + _quoted(value), quoting_hint(value)
    yield row, _ESCAPE.sub(r"\\\\", line), None
