"""The values of a record in the layout in which almost all are written, line by line and without the parser.

It knows what `scorecard new` and most people write: keys in lower case, lists indented below their keys,
texts on one line or folded with `>-`, short lists and mappings in brackets. At the first line that is
anything else it gives up, and the text goes to the parser; so it does where a rule on raw texts could apply:
at backslashes, anchors, a `#` behind a text and characters that are not seen. What it reads needs none of
those rules.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from scorecard.reading.yaml_reader import EMPTY, plain_value, without_folds

_LONGEST = 30_000
"""Characters from which a text may have more entries than the parser takes."""

_FIRST = r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]"
_PLAIN = rf"{_FIRST}[^\n:#]*+(?:(?::(?=\S)|(?<=\S)\#)[^\n:#]*+)*+(?<!\ )"
_WORD = rf"{_FIRST}[^\n:,\[\]{{}}#]*+(?<!\ )"
_QUOTED = r'"[^\n"]*+"'
_PAIRS = rf"[a-z_]+:\ (?:{_WORD}|{_QUOTED})(?:,\ [a-z_]+:\ (?:{_WORD}|{_QUOTED}))*+"
_DEEP_PAIRS = _PAIRS.replace(_QUOTED, rf"{_QUOTED}|\{{{_PAIRS}\}}")
_FOLDED = r"\S[^\n]*+"
_LINE = re.compile(
    rf"""(\ *)(?:
        (-\ (?!\n))?(?:([a-z_]+):(?:\ |(?=\n)))?(?:
            ({_PLAIN})
            |>-(\n(\ +){_FOLDED}(?:\n\6{_FOLDED})*+)(?!\n\ *\n)
            |"([^\n"]*+)"
            |'([^\n']*+)'
            |\{{({_DEEP_PAIRS})\}}
            |\[((?:{_WORD}(?:,\ {_WORD})*)?)\]
        )?
        |(?<!\ )\#[^\n]*+
    )\n
    |(.)""",
    re.VERBOSE | re.DOTALL,
)
_PAIR = re.compile(rf"([a-z_]+):\ (?:({_WORD})|({_QUOTED})|\{{({_PAIRS})\}})(?:,\ |$)", re.VERBOSE)
_KEY, _TEXT, _FOLDS, _MAPPING, _LIST, _OTHER = 3, 4, 5, 9, 10, 11
"""Numbers of groups; those between are texts in quotes."""


class UsualLayout(NamedTuple):
    """A text's value, and the offset at which the value of each of its keys is looked for."""

    value: Any
    starts: Mapping[str, int]


def _value(line: re.Match[str]) -> Any:  # noqa: ANN401  (YAML holds anything)
    """The value of a line behind its key, when it is no plain text."""
    kind = line.lastindex or 0
    written = line[kind]
    if kind == _FOLDS:
        folded = written.replace("\n" + line[kind + 1], " ")[1:]
        return folded if folded.isascii() else without_folds(folded, written)
    if kind == _MAPPING:
        return _mapping(written)
    if kind == _LIST:
        return [plain_value(one) for one in written.split(", ")] if written else []
    return written


def _mapping(written: str) -> Any:  # noqa: ANN401  (YAML holds anything)
    """What is in braces: plain texts, texts in quotes and, one level deep, mappings."""
    pairs = _PAIR.findall(written)
    values = {
        key: plain_value(plain) if plain else _mapping(inner) if inner else quoted[1:-1]
        for key, plain, quoted, inner in pairs
    }
    return values if len(values) == len(pairs) else EMPTY  # which fits no model


def read_usual_layout(text: str) -> UsualLayout | None:  # noqa: C901, PLR0912  (one loop without calls: it is a third of a check)
    r"""The value of a text, or None when its layout is another one.

    Where the value fits the model of a record it is what the parser would read; else it may be another.

    Examples:
        >>> read_usual_layout("claim:\n  en: >-\n    It\n    comes.\nmade_on: 2024-01-05\n").value
        {'claim': {'en': 'It comes.'}, 'made_on': datetime.date(2024, 1, 5)}
        >>> read_usual_layout("claim: It comes # soon\n") is None
        True
    """
    if len(text) > _LONGEST or "\\" in text or not text.replace("\n", "").isprintable():
        return None
    starts: dict[str, int] = {}
    # As if the whole document were the value of a key, in a mapping around it.
    document: dict[str, Any] = {}
    indent, collection, name, is_open = -1, cast("Any", document), "", True
    levels: list[tuple[int, Any]] = []
    for line in _LINE.finditer(text):
        kind = line.lastindex
        if kind == 1:  # a blank line or a comment
            continue
        if kind == _OTHER:
            return None
        spaces, dash, key, plain = line.group(1, 2, _KEY, _TEXT)
        depth = len(spaces)
        if is_open and depth <= indent:
            collection[name] = EMPTY
        elif is_open:
            levels.append((indent, collection))
            collection[name] = [] if dash else {}
            indent, collection = depth, collection[name]
        while depth < indent:
            indent, collection = levels.pop()
        is_list = type(collection) is list
        if depth != indent or is_list != (dash is not None) or not (dash or key):
            return None
        if kind == _FOLDS and len(line[_FOLDS + 1]) <= indent + (2 if dash and key else 0):
            return None
        is_open = kind == _KEY
        value = None if is_open else plain_value(plain) if plain else _value(line)
        if is_list and not key:
            collection.append(value)
            continue
        if is_list:
            collection.append({})
            levels.append((indent, collection))
            indent, collection = indent + 2, collection[-1]
        if key in collection:
            return None
        if indent == 0:
            starts[key] = line.start() + (0 if is_open else len(key) + len(": "))
        collection[key], name = value, key
    if is_open:
        collection[name] = EMPTY
    return UsualLayout(document[""], starts)
