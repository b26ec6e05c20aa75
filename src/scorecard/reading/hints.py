"""What an editor is asked to type where the structure of a text is at fault."""

import re

from scorecard.text import Phrase, counted, printable

_HINTS: dict[str, tuple[str, str]] = {
    "address": ("Write the address alone: {}", "只写网址：{}"),
    "quote": ("Quote it: {}.", "加引号：{}。"),
    "whole-text": ("Quote the whole text, from here to the end of line {}.",
                   "给整段文本加引号，从这里到第 {} 行末。"),
    "write": ("Write `{}`.", "写成 `{}`。"),
    "new-item": ("Begin a new item with `- ` here, or delete one of the two.",
                 "这里若是新的一项，以 `- ` 开头；否则删掉其中一个。"),
    "new": ("Begin a new item with `- ` in column {}; its other lines begin in column {}.",
            "这里以 `- ` 开头新的一项，`- ` 在第 {} 列，本项其余各行从第 {} 列写起。"),
    "no-item": ("Delete the `- `.", "删掉 `- `。"),
    "no-fence": ("Delete the line: it is Markdown, not YAML.", "删掉这一行：这是 Markdown，不是 YAML。"),
    "not-empty": ("Delete the `{}`: what belongs to the key follows below it.",
                  "删掉 `{}`：这个键的内容写在下面。"),
    "no-brackets": ("Delete the `[` and the `]`: the items are on lines of their own.",
                    "删掉 `[` 和 `]`：各项已各占一行。"),
    "no-bracket": ("Delete the `{}`: the items are on lines of their own.", "删掉 `{}`：各项已各占一行。"),
    "items-below": ("Delete the `{}`, and begin each item below with `- `.",
                    "删掉 `{}`，下面每一项以 `- ` 开头。"),
    "no-end": ("Delete the line: `...` ends the document.", "删掉这一行：`...` 表示文档到此结束。"),
    "goes-on": ("If it belongs to the text above, indent it by {}; else write `key: value`.",
                "若接着上面的文本，缩进 {}；否则写成 `键: 值`。"),
    "no-comment": ("Delete the line: a comment ends the text above it.",
                   "删掉这一行：注释会让上面的文本就此结束。"),
    "note": ("If it is a note, begin it with `# `; if it is a key, write `key: value`.",
             "若是备注，以 `# ` 开头；若是键，写成 `键: 值`。"),
    "below": ("Write `{}` alone in its line, and the text in the lines below it.",
              "`{}` 单独占行尾，文本从下一行写起。"),
    "rest": ("Begin it in column {}, and so the other lines of the item.",
             "从第 {} 列写起，本项其余各行也一样。"),
    "own-line": ("Put `{}` on a line of its own, indented by {}.", "`{}` 另起一行，缩进 {}。"),
    "indent": ("Indent the line by {}, like those beside it.",
               "这一行缩进 {}，与相邻的行对齐。"),
    "no-indent": ("Delete the spaces before it.", "删掉行首的空格。"),
    "items": ("Begin each item with `- `.", "每一项以 `- ` 开头。"),
    "move": ("Move it below `{}:`, with its other lines; delete a `[]` there.",
             "连同其余各行移到 `{}:` 下面；那里若有 `[]`，删掉。"),
    "no-key": ("Write `- key: value`.", "写成 `- 键: 值`。"),
    "no-braces": ("Delete it and the `}}` below, or end each line between them with a comma.",
                  "删掉它和下面的 `}}`，或在中间每行末尾加逗号。"),
    "item": ("Begin the line with `- `.", "以 `- ` 开头。"),
    "column": ("Put the `- ` in column {}, where the items of the list begin.",
               "把 `- ` 移到第 {} 列，列表各项都从那一列开始。"),
    "whole-item": ("Put the `- ` in column {}, where the items of the list begin, with the rest of the item.",
                   "把 `- ` 移到第 {} 列，列表各项都从那一列开始；本项其余各行一起移动。"),
    "no-mark": ("Delete the mark at its end.", "删掉行尾的标点。"),
}  # fmt: skip
"""What to type, by what may have been meant; `{}` is a column, a count of spaces, or a text."""

_NESTED = re.compile(r"""(["'])((?:(?!\1).)*(?:\w\1\w|\s\1\w(?:(?!\1).)*\1).*)\1""")
"""A text in quotes with the same quotes around a word in it, or with an apostrophe."""

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
    value = nested[2] if nested else value
    is_plain = '"' not in value and "\\" not in value
    return f'"{value}"' if is_plain else "'" + value.replace("'", "''") + "'"


def quoting_hint(value: str) -> Phrase:
    """A hint for a value that must be quoted; without the value when its end is not known."""
    if link := _MARKDOWN_LINK.fullmatch(value):
        return hint("address", printable(link[1], limit=200))
    return hint("quote", printable(quoted(value), limit=80) if value else '"…"')


def indent_hint(n_spaces: int) -> Phrase:
    """What is asked for a line that belongs at another indent."""
    return hint("indent", spaces(n_spaces)) if n_spaces else hint("no-indent")
