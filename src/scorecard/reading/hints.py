"""What an editor is asked to type where the structure of a text is at fault, and what a value may mean."""

import re
from collections.abc import Iterator
from itertools import accumulate, takewhile
from typing import Any, NamedTuple

from scorecard.reading.lines import (
    BLOCK,
    DASH,
    MOST_ROWS,
    OWN_KEY,
    all_keys,
    are_together,
    column_of,
    end_of_block,
    indent_of,
    is_list,
    is_text,
    may_hold,
    parted,
)
from scorecard.text import Phrase, counted, printable

_HINTS: dict[str, tuple[str, str]] = {
    "address": ("Write the address alone: {}", "只写网址：{}"),
    "quote": ("Quote it: {}.", "加引号：{}。"),
    "whole-text": ("Quote the whole text, from here to the end of line {}.",
                   "给整段文本加引号，从这里到第 {} 行末。"),
    "write": ("Write `{}`.", "写成 `{}`。"),
    "writes": ("Write `{}`, and so each key below it, to line {}.",
               "写成 `{}`；下面到第 {} 行，各个键都这样改。"),
    "write-at": ("Write `{}` in column {}.", "写成 `{}`，从第 {} 列写起。"),
    "new-item": ("Begin a new item with `- ` here, or delete one of the two.",
                 "这里若是新的一项，以 `- ` 开头；否则删掉其中一个。"),
    "new": ("Begin a new item with `- ` in column {}; its other lines begin in column {}.",
            "这里以 `- ` 开头新的一项，`- ` 在第 {} 列，本项其余各行从第 {} 列写起。"),
    "no-item": ("Delete the `- `.", "删掉 `- `。"),
    "no-dash": ("Type two spaces in the place of `- `.", "把 `- ` 换成两个空格。"),
    "no-hash": ("Delete the `#`, and begin `{}` in column {}.", "删掉 `#`，`{}` 从第 {} 列写起。"),
    "own-quote": ("Close it in its own line; delete the quote in line {}, or open it there.",
                  "在本行闭合引号；第 {} 行的引号删掉，或在那一行补上开头的一个。"),
    "no-fence": ("Delete the line: it is Markdown, not YAML.", "删掉这一行：这是 Markdown，不是 YAML。"),
    "no-lines": ("Delete lines {} to {}.", "删掉第 {} 至 {} 行。"),
    "not-empty": ("Delete the `{}`: what belongs to the key follows below it.",
                  "删掉 `{}`：这个键的内容写在下面。"),
    "no-brackets": ("Delete the `[` and the `]`: the items are on lines of their own.",
                    "删掉 `[` 和 `]`：各项已各占一行。"),
    "no-bracket": ("Delete the `{}`: the items are on lines of their own.", "删掉 `{}`：各项已各占一行。"),
    "items-below": ("Delete the `{}`, and begin each item below with `- `.",
                    "删掉 `{}`，下面每一项以 `- ` 开头。"),
    "no-end": ("Delete the line: `...` ends the document.", "删掉这一行：`...` 表示文档到此结束。"),
    "goes-on": ("If it belongs to the text above, indent it by {}; else write `# note` or `key: value`.",
                "若接着上面的文本，缩进 {}；否则写成 `# 备注` 或 `键: 值`。"),
    "go-on": ("If lines {} to {} go on the text above, indent them by {}; else write `# note` or `key: …`.",
              "第 {} 至 {} 行若接着上面的文本，都缩进 {}；否则写成 `# 备注` 或 `键: 值`。"),
    "key-goes-on": ("If it belongs to the text above, indent it by {}; else rename or delete the key.",
                    "若接着上面的文本，缩进 {}；否则改名或删掉这个键。"),
    "after-comma": ("If it goes on the text before the comma, quote it all; else rename or delete the key.",
                    "若与逗号前的文本相连，给整段文本加引号；否则改名或删掉这个键。"),
    "language": ("Write it as `{}: …` below `{}:`.", "写成 `{}: …`，放在 `{}:` 下面。"),
    "text": ("Write text.", "写文本。"),
    "texts": ("Write text, or en: and zh:.", "写文本，或分写 en: 和 zh:。"),
    "one-text": ("If it is one text, quote it; else write en: and zh:.",
                 "若是一段文本，加引号；否则分写 en: 和 zh:。"),
    "backslash": ("Write \\\\ for a backslash, or use single quotes.", "反斜杠写成 \\\\，或改用单引号。"),
    "no-comment": ("Delete the line: a comment ends the text above it.",
                   "删掉这一行：注释会让上面的文本就此结束。"),
    "note": ("If it is a note, begin it with `# `; if it is a key, write `key: value`.",
             "若是备注，以 `# ` 开头；若是键，写成 `键: 值`。"),
    "below": ("Write `{}` alone in its line, and the text in the lines below it.",
              "`{}` 单独占行尾，文本从下一行写起。"),
    "no-frame": ("Delete the line; move those below it left, so that the first begins in column 1.",
                 "删掉这一行；下面各行整体左移，让第一行从第 1 列写起。"),
    "rest": ("Begin it in column {}, and so the keys beside it.", "从第 {} 列写起，与它并列的键也一样。"),
    "no-comma": ("Delete the mark before it, and put `{}` on a line of its own, indented by {}.",
                 "删掉前面的标点，`{}` 另起一行，缩进 {}。"),
    "own-line": ("Put `{}` on a line of its own, indented by {}.", "`{}` 另起一行，缩进 {}。"),
    "indent": ("Indent the line by {}, like those beside it.", "这一行缩进 {}，与相邻的行对齐。"),
    "no-indent": ("Delete the spaces before it.", "删掉行首的空格。"),
    "items": ("Begin each item with `- `.", "每一项以 `- ` 开头。"),
    "move": ("Move it below `{}:`, with its other lines; delete a `[]` there.",
             "连同其余各行移到 `{}:` 下面；那里若有 `[]`，删掉。"),
    "above": ("Write `{}:` on a line of its own above it.", "在它上面单独一行写 `{}:`。"),
    "beside": ("Move it out, beside `{}:`, or delete it.", "移出来，与 `{}:` 并列；或删掉。"),
    "inside": ("Move it into {}, or delete it.", "移到 {} 里面，或删掉。"),
    "no-key": ("Write `- key: value`.", "写成 `- 键: 值`。"),
    "no-braces": ("Delete it and the `}}` below, or end each line between them with a comma.",
                  "删掉它和下面的 `}}`，或在中间每行末尾加逗号。"),
    "item": ("Begin the line with `- `.", "以 `- ` 开头。"),
    "column": ("Put the `- ` in column {}, where the items of the list begin.",
               "把 `- ` 移到第 {} 列，列表各项都从那一列开始。"),
    "whole-item": ("Put the `- ` in column {}, where the items of the list begin, with the rest of the item.",
                   "把 `- ` 移到第 {} 列，列表各项都从那一列开始；本项其余各行一起移动。"),
    "commas": ("End each line inside the braces with a comma, but the last.",
               "花括号里除最后一行外，每行末尾加逗号。"),
    "no-mark": ("Delete the mark at its end.", "删掉行尾的标点。"),
}  # fmt: skip
"""What to type, by what may have been meant; `{}` is a column, a count of spaces, or a text."""

_NESTED = re.compile(r"""(["'])((?:(?!\1).)*(?:\w\1\w|\s\1\w(?:(?!\1).)*\1).*)\1""")
"""A text in quotes with the same quotes around a word in it, or with an apostrophe."""

_STRAY = re.compile(
    r"""(["'])(?!\d)(?:(?!\1).|\b'(?=[A-Za-zÀ-ÿ]))*(?:(?<=\s)\1(?:(?!\1).)*\1(?:(?!\1).)*)*""",
    re.DOTALL,
)
"""A text with a quote before it that nothing closes; apostrophes and pairs of quotes may follow."""

_COMMENTED = re.compile(r" *#+ *((- )?(\w+)(?::(?:\s.*)?)?)")
_IN_BRACES = re.compile(r"[{,]\s*(\w+):\s+")
_NO_VALUE = re.compile(r":(?=\s*[,}])")
_NO_COMMA = re.compile(r"(?<=[^\s{,;；、，])(?:\s*[;；、，。]\s*|\s+)(?=\w+: )")
_LEFT_VALUE = re.compile(
    r"(\s*(?:- )?(\w+):)\s+(\[\s*\]|\{\s*\}|null|~|(\[\s*\]\S+|[^\s#\[{|>](?:.*?\S)??))\s*(?:\s#.*)?"
)
_GLUED = re.compile(
    r"(\s*(?:- +)?)([A-Za-z_]+)(?::(?=\S)|(?= *[=＝;；：∶﹕︰→—–])| +|$)"
    r"(?:[ :：∶﹕︰,;，；。=＝→—–]|[-=]?> |- )*+(.*)$"
)
_BREAK = re.compile(r"\s*\n\s*")
_JOINED = re.compile(r"(?<=\})[\s,，、;；]*(?:- *)?(?=\{)")
_KEY_IN_LINE = re.compile(r"(?:^|(?<!\s)\s*[,;，；、/]\s*|(?<!\s)\s+)(\w+):\s+")
_BARE_WORD = re.compile(r"[\w.-]+")
_SPACED_LINK = re.compile(r"(https?)\s*:\s*//")
_ESCAPE = re.compile(
    r'\\(?![0abtnvfre "/\\N_LP]|x[0-9a-fA-F]{2}|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})'
)
"""A backslash that begins no escape of YAML, as in a path of Windows; half a character is none."""

_MARKDOWN_LINK = re.compile(r"\[[^\]]*\]\((https?://[^\s()]+)\)")


def hint(name: str, *facts: str | int | Phrase) -> Phrase:
    """What to type, by its name in the table, with the facts that it speaks of."""
    sides = [one if isinstance(one, Phrase) else (one, one) for one in facts]
    en, zh = _HINTS[name]
    return Phrase(en.format(*(one for one, _ in sides)), zh.format(*(one for _, one in sides)))


def spaces(n: int) -> Phrase:
    """So many spaces."""
    return Phrase(counted(n, "space"), f"{n} 个空格")


def quoted(value: str) -> str:
    """A text as one types it in quotes; what is half quoted already gets the other kind around it."""
    nested = _NESTED.fullmatch(value)
    value = nested[2] if nested else value[bool(_STRAY.fullmatch(value)) :]
    is_plain = '"' not in value and "\\" not in value
    return f'"{value}"' if is_plain else "'" + value.replace("'", "''") + "'"


def quoting_hint(value: str, key: str = "url") -> Phrase:
    """A hint for the value of a key that must be quoted; without the value when its end is not known."""
    if (link := _MARKDOWN_LINK.fullmatch(value)) and key.endswith("url"):
        return hint("address", printable(link[1], limit=200))
    return hint("quote", printable(quoted(value), limit=80) if value else '"…"')


def indent_hint(n_spaces: int) -> Phrase:
    """What is asked for a line that belongs at another indent."""
    return hint("indent", spaces(n_spaces)) if n_spaces else hint("no-indent")


class Mend(NamedTuple):
    """Lines as they may be meant.

    Attributes:
        row: The row of the first of them, from 0.
        lines: What stands in the place of as many lines.
        hint: What to type; None where the hint of the parser's words fits.
        slip: The row of the slip, where it is another one.
        column: The column of the slip, from 1; 0 for the start of its line or where the parser stopped in it.
        said: The parser's words for such a slip, where they are others than those with which it stopped.
        is_whole: Whether nothing is left out.
    """

    row: int
    lines: list[str]
    hint: Phrase | None = None
    slip: int | None = None
    column: int = 0
    said: str = ""
    is_whole: bool = True


def braces(before: str, value: str, row: int) -> Iterator[Mend]:
    """A text inside braces in quotes; and braces without what follows them."""
    known = [found for found in _IN_BRACES.finditer(value) if found[1] in all_keys()]
    for number, found in enumerate(known):
        end = known[number + 1].start() if found is not known[-1] else len(value)
        part, head = value[found.end() : end], before + value[: found.end()]
        at: Any = {"slip": row + head.count("\n"), "column": len(head) - head.rfind("\n")}
        for last in range(len(part), len(part.rstrip("}]")) - 1, -1):
            text = part[:last].strip()
            new = head + quoted(text) + part[last:] + value[end:]
            said = "mapping values are not allowed" if ": " in text else ""
            typed = quoting_hint(_BREAK.sub(" ", text), found[1])
            yield Mend(row, new.split("\n"), typed, said=said, **at)
    for closing in re.finditer("}", value[:-1] if "\n" not in value else ""):
        alone = value[: closing.end()]
        yield Mend(row, [before + alone], hint("write", printable(alone, limit=80)))


def braces_below(lines: list[str], row: int) -> Iterator[Mend]:
    """Braces over several lines: a text inside them in quotes, or the commas between their lines."""
    before, first = parted(lines[row])
    texts = accumulate(lines[row : row + MOST_ROWS], "{}\n{}".format)
    closed = (text for text in texts if text.count("{") <= text.count("}"))
    value = next(closed, "")[len(before) :] if first[:1] == "{" else ""
    if "\n" not in value:
        return
    if found := _NO_COMMA.search(value):
        head = before + value[: found.start()]
        at: Any = {"slip": row + head.count("\n"), "column": len(head) - head.rfind("\n")}
        new = _NO_COMMA.sub(lambda gap: f",{gap[0].lstrip(' ;；、，。')}", value)
        is_at_end = found[0].isspace() and "\n" in found[0]
        typed = hint("commas") if is_at_end else hint("write", ", ")
        yield Mend(row, (before + new).split("\n"), typed, **at)
    yield from braces(before, value, row)


def joined(lines: list[str], row: int) -> Iterator[Mend]:
    """An item in braces that was typed, or pasted, behind another in its line."""
    line, items = lines[row].rstrip(), (n for n in range(row, -1, -1) if DASH.match(lines[n]))
    first = next(items, -1)
    is_in_item = first >= 0 and row < end_of_block(lines, first)
    for found in _JOINED.finditer(line) if is_in_item else ():
        item = printable(f"- {line[found.end() :]}", limit=200)
        own_line = hint("own-line", item, spaces(indent_of(lines[first])))
        at: Any = {"column": found.end() + 1, "said": "did not find expected '-'"}
        yield Mend(row, [line[: found.start()]], own_line, is_whole=False, **at)


def commented(lines: list[str], row: int) -> Iterator[Mend]:
    """A key, or the first line of an item, that is still a comment, as templates have it."""
    for number in range(row - 1, max(row - MOST_ROWS, 0) - 1, -1):
        found = _COMMENTED.fullmatch(lines[number].rstrip("\r"))
        if found and found[3].lower() in all_keys():
            beside = -1 if found[2] else column_of(found[3].lower(), lines, number)
            below = next(filter(str.strip, lines[number + 1 :]), "")
            column = max(indent_of(below) - 2, 0) if beside < 0 else beside
            key = f"{found[2] or ''}{found[3].lower()}:"
            typed, new = hint("no-hash", key, column + 1), key + found[1][len(key) :]
            yield Mend(number, [" " * column + new], typed, said="still a comment")
            return


def left_value(lines: list[str], above: int, row: int) -> Iterator[Mend]:
    """What was left behind a key whose items or keys follow in lines below it."""
    indent, is_item = indent_of(lines[row]), lines[row].lstrip().startswith("- ")
    left = _LEFT_VALUE.fullmatch(lines[above].rstrip("\r"))
    own = OWN_KEY.match(f"{lines[row].replace('{', '', 1)} ")
    if left and not left[4] and is_list(left[2]) and is_text(lines[row]):
        block = lines[row : end_of_block(lines, above)]
        items = [f"{' ' * indent}- {one.strip()}" if is_text(one) else one for one in block]
        typed = hint("items-below", left[3])
        new = [left[1], *lines[above + 1 : row], *items]
        yield Mend(above, new, typed, column=left.start(3) + 1)
    is_below = left and (not left[4] or (own and ": " not in left[4] and may_hold(left[2], own[2])))
    if left and is_below and (is_item or indent > indent_of(lines[above])):
        typed, said = hint("not-empty", printable(left[3], limit=60)), "did not find expected key"
        yield Mend(above, [left[1]], typed, column=left.start(3) + 1, said=said)


def beside_translation(lines: list[str], row: int) -> Iterator[Mend]:
    """A text in the line of its key, with a translation of it below."""
    above = next((n for n in range(row - 1, -1, -1) if not is_text(lines[n])), row)
    left = _LEFT_VALUE.fullmatch(lines[above].rstrip("\r"))
    indent, end = indent_of(lines[row]), end_of_block(lines, above)
    keys = {key[2] for one in lines[row:end] if (key := OWN_KEY.match(f"{one} "))}
    if left and left[4] and len(keys) == 1 and keys < {"en", "zh"} and may_hold(left[2], *keys):
        (other,) = {"en", "zh"} - keys
        text = " ".join([f"{other}: {left[4]}", *map(str.strip, lines[above + 1 : row])])
        own_line = hint("own-line", printable(text, limit=200), spaces(indent))
        at: Any = {"slip": above, "column": left.start(3) + 1, "is_whole": False}
        yield Mend(row, [""] * (end - row), own_line, **at)


def glued(lines: list[str], row: int, above: int) -> Iterator[Mend]:
    """A key without its colon or its space, alone or with such keys beside it; far above only where sure."""
    run, last = list[str](), row + sum(1 for _ in takewhile(_GLUED.match, lines[row + 1 :]))
    for number in range(last, max(row - MOST_ROWS, 0) - 1, -1):
        found = _GLUED.match(lines[number].rstrip("\r"))
        colon = lines[number][found.end(2) :].lstrip()[:1] if found else ""
        is_sure = found and (colon in {":", "："} or BLOCK.fullmatch(found[3]))
        if not found or found[2] not in all_keys() or not (is_sure or number >= above):
            run = []
            continue
        run = [f"{found[1]}{found[2]}: {found[3]}".rstrip(), *run]
        typed, said = printable(run[0].strip(), limit=200), "could not find expected ':'"
        at: Any = {"column": indent_of(lines[number]) + 1, "said": said}
        if colon != "：" and number <= row:
            yield Mend(number, run[:1], hint("write", typed), **at)
        if run[1:] and not (number and _GLUED.match(lines[number - 1])):
            yield Mend(number, run, hint("writes", typed, number + len(run)), **at)


def unbraced(before: str, value: str, row: int) -> Iterator[Mend]:
    """Keys beside one another in a line, in braces."""
    inside = value.strip("(){}（） ") if value[:1] in {"(", "（", "{"} else value
    keys = [one for one in _KEY_IN_LINE.finditer(inside) if one[1] in all_keys()]
    ends = [*(one.start() for one in keys[1:]), len(inside)]
    if ends[1:] and not keys[0].start() and are_together(*(one[1] for one in keys)):
        pairs = []
        for one, end in zip(keys, ends, strict=True):
            text = inside[one.end() : end].strip('"')
            is_word = one[1] not in {"en", "zh"} and _BARE_WORD.fullmatch(text)
            pairs.append(f"{one[1]}: {text if is_word else quoted(text)}")
        typed, column = f"{{{', '.join(pairs)}}}", len(before) + 1
        yield Mend(row, [before + typed], hint("write", printable(typed, limit=200)), None, column)


def other_values(line: str, row: int) -> Iterator[Mend]:
    """A line whose value is closed, parted or quoted."""
    key, value = parted(line)
    if value[:1] == "{":
        yield from braces(key, value, row)
    yield from unbraced(key, value, row)
    yield from unbraced(line[: len(line) - len(line.lstrip(" -"))], line.lstrip(" -"), row)
    if value[:1] in {"{", "["}:
        closing = "]" if value[0] == "[" else "}"
        inner = value[:-1] + closing if value[-1] in "}])）" else value
        for closed in (inner, inner + closing, *(inner[:-1] + one + inner[-1] for one in "}]")):
            yield Mend(row, [key + closed])
        spaced = _NO_COMMA.sub(", ", re.sub(r",(?:\s*,)+", ",", inner))
        yield Mend(row, [key + spaced], hint("write", printable(spaced.strip(), limit=80)))
        yield Mend(row, [key + _NO_VALUE.sub(": null", inner)])
    if line[:-1].endswith(('"', "'", "]")) and line[-1] in ",;，；。":
        yield Mend(row, [line[:-1]], hint("no-mark"))
    name = key.strip(" -:")
    if key:
        bare = value if "`" in value.strip("`") else value.strip("`")
        typed = "null" if value == "-" else _SPACED_LINK.sub(r"\1://", bare)
        if value and is_list(name) and (value[:3] == "- {" or not re.search("[:,] ", value)):
            typed = f"[{value.strip('[] -`')}]"
        yield Mend(row, [key + typed], hint("write", printable(typed, limit=200)))
    is_quoted = value[:1] == '"' == value[-1:] and value.count('"') == 2  # noqa: PLR2004  (a pair)
    is_mapping = value[:1] in {"{", "["} and not all_keys().isdisjoint(_IN_BRACES.findall(value))
    if key and value and not is_quoted and not is_mapping:
        yield Mend(row, [key + quoted(value)], quoting_hint(value, name))
    yield Mend(row, [_ESCAPE.sub(r"\\\\", line)])
