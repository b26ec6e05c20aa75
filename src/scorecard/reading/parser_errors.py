"""What the YAML parser says of a text, at its place and in an editor's words."""

import re

import yaml

from scorecard.problems import Place, Problem
from scorecard.reading.yaml_reader import DocumentError
from scorecard.rules import RULES
from scorecard.text import Phrase, printable

Error = yaml.YAMLError | DocumentError

_NOT_USED: dict[str, tuple[str, Phrase, Phrase | None]] = {
    "duplicate-key": ("duplicate-key", Phrase("the key `{}` appears twice", "键 `{}` 写了两次"), None),
    "key-not-text": ("schema", Phrase("the key `{}` is not text", "键 `{}` 不是文本"),
        Phrase("Quote the key, or delete it.", "给键加引号，或删掉。")),
    "merge-key": ("yaml-feature", Phrase("the merge key `<<` is not read", "不能使用合并键 `<<`"),
        Phrase("Delete the line, and write the keys that it stands for.",
               "删掉这一行，把它所代表的键逐个写出来。")),
    "tag": ("yaml-feature", Phrase("the tag `{}` is not allowed", "不能使用标签 `{}`"),
        Phrase('Delete the tag; quote a text that begins with "!".', "删掉标签；以 ! 开头的文本要加引号。")),
    "too-deep": ("yaml-feature", Phrase("values are nested too deeply", "嵌套太深"), None),
    "unknown-alias": ("yaml-feature",
        Phrase("the alias `*{}` is not defined above", "别名 `*{}` 在前面没有定义"),
        Phrase("Write the value out; quote a text that begins with `*`.",
               "把值直接写出来；以 * 开头的文本要加引号。")),
    "endless-alias": ("yaml-feature",
        Phrase("the alias `*{}` contains itself", "别名 `*{}` 包含它自己"), None),
    "too-many-aliases": ("yaml-feature",
        Phrase("`*{}` is one alias too many", "别名太多，到 `*{}` 为止"), None),
    "too-many-entries": ("yaml-feature",
        Phrase("a list or mapping of {} entries ends here; at most 10,000 are read",
               "这里结束的列表或映射有 {} 项，最多读 10,000 项"),
        Phrase("Split it.", "拆开。")),
    "second-document": ("yaml-feature", Phrase("a second document begins here", "这里开始了第二个文档"),
        Phrase("Keep one record in a file; move the rest to a file of its own.",
               "一个文件只放一条记录，其余移到另外的文件。")),
}  # fmt: skip
"""For each kind of `DocumentError` the rule, the message and, where the rule's does not fit, the hint."""

_PARSER_WORDS = (
    ("mapping values are not allowed",
     Phrase("an unquoted text contains `: `, or the indent is wrong", "未加引号的文本里有 `: `，或缩进不对"),
     Phrase('Quote the text: "…: …", or align the key with its neighbors.',
            '给文本加引号："…: …"，或与相邻的键对齐。')),
    ("found unexpected ':'",
     Phrase("inside { } a colon needs a space and a value after it", "{ } 里的冒号后面要有空格和值"),
     Phrase("Write `key: value`, or `key: null` where there is none.",
            "写成 `键: 值`，没有值就写 `键: null`。")),
    ("could not find expected ':'",
     Phrase("a key needs a colon and a space after it", "键后面要有冒号和空格"),
     Phrase("Write `key: value`, with an ASCII colon and a space.", "写成 `键: 值`，半角冒号加空格。")),
    ("did not find expected ',' or",
     Phrase("a { or [ is not closed, or a comma is missing", "{ 或 [ 没有闭合，或缺少逗号"),
     Phrase("Close it with } or ], part values with `, `.", "用 } 或 ] 闭合，值之间用 `, ` 分隔。")),
    ("did not find expected key",
     Phrase("the indent fits no line above, or text follows a closing quote",
            "缩进与上面的行都不一致，或引号之后还有文字"),
     Phrase("Indent it like its neighbors; put the whole text in quotes.",
            "与相邻的行对齐；把整段文字放进引号。")),
    ("did not find expected '-'",
     Phrase("a list item must start with `- ` in the column of the others",
            "列表项要以 `- ` 开头并与其他项对齐"),
     Phrase("Begin the line with `- ` or indent it.", "以 `- ` 开头，或增加缩进。")),
    ("unknown escape character",
     Phrase("no such escape in a text in double quotes", "双引号里没有这种转义"),
     Phrase("Write \\\\ for a backslash, or use single quotes.", "反斜杠写成 \\\\，或改用单引号。")),
    ("expected <document start>",
     Phrase("something follows the end of the document", "文档结束之后还有内容"),
     Phrase("Delete the line that ends the document, or what follows.",
            "删掉结束文档的那一行，或后面的内容。")),
    ("unexpected end of stream",
     Phrase("a quote is opened here and never closed", "这里的引号没有闭合"),
     Phrase("Close it with the same quote.", "用同样的引号闭合。")),
)  # fmt: skip
"""Words of the parser, with a message and a hint in an editor's words."""

_RAN_PAST = re.compile("end of stream|could not find expected ':'|did not find expected ',' or")
_RESERVED = "-?*&!>|%@`[]{},"
_RESERVED_WORDS = re.compile(
    "comment or line break|block sequence entries|alphabetic or numeric|mapping keys"
    "|cannot start any token|node content|whitespace or line break|tag|URI|indentation indicator"
)
"""Words of the parser about a value that begins with a reserved character, like `>50%`."""

_AFTER_BRACKET = "did not find expected key"
KEY_AND_VALUE = re.compile(r"(\s*(?:-\s+)*(?:[^\s:#\"'\[{]+\s*:\s+)?)(\S.*?)\s*")
"""A line as what is before its value, and the value."""

_NESTED = re.compile(r"""(["'])((?:(?!\1).)*(?:\w\1\w|\s\1\w(?:(?!\1).)*\1).*)\1""")
"""A text in quotes with the same quotes around a word in it, or with an apostrophe."""

_MARKDOWN_LINK = re.compile(r"\[[^\]]*\]\((https?://[^\s()]+)\)")


def stop_of(error: Error | None) -> Place:
    """The place where the parser stopped, or where it began when it ran past an open quote or bracket."""
    if isinstance(error, DocumentError):
        return error.place
    mark = getattr(error, "problem_mark", None)
    if _RAN_PAST.search(str(getattr(error, "problem", ""))):
        mark = getattr(error, "context_mark", None) or mark
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1 if error else 0)


def place_of(error: Error | None, lines: list[str]) -> Place:
    """That place, inside the text."""
    line, column = stop_of(error)
    return Place(min(line, max(len(lines) - (not lines[-1]), 1)), column)


def parser_problem(lines: list[str], error: Error, shown: str) -> Problem:
    """The problem that an error of the parser is."""
    if isinstance(error, DocumentError):
        rule, message, hint = _NOT_USED[error.kind]
        found = printable(error.found.replace("tag:yaml.org,2002:", "!!"), limit=60)
        message = Phrase(message.en.format(found), message.zh.format(found))
        if error.kind == "second-document" and not any(map(str.strip, lines[error.place.line :])):
            hint = Phrase("Delete this line: nothing follows.", "删掉这一行：后面没有内容。")
        return RULES[rule].problem(shown, *error.place, message, hint)
    reserved = _reserved_start(lines, error, shown)
    if reserved:
        return reserved
    words = str(getattr(error, "problem", "") or error)
    message = Phrase(f"not YAML: {printable(words)}", "不是合法的 YAML")
    message, hint = next(
        ((message, hint) for known, message, hint in _PARSER_WORDS if known in words),
        (message, None),
    )
    return RULES["yaml-syntax"].problem(shown, *place_of(error, lines), message, hint)


def _reserved_start(lines: list[str], error: yaml.YAMLError, shown: str) -> Problem | None:
    """The problem of a value that begins with a reserved character; None when that is not the cause."""
    mark, words = getattr(error, "problem_mark", None), str(getattr(error, "problem", ""))
    if mark is None or mark.line >= len(lines):
        return None
    line = lines[mark.line]
    matched = KEY_AND_VALUE.fullmatch(line.rstrip("\r"))
    first, value = (len(matched[1]), matched[2]) if matched else (-1, "")
    start = mark.column
    context = getattr(error, "context_mark", None)
    if _AFTER_BRACKET in words:
        if value[:1] not in {"[", "{"}:
            return None
        start = first
    elif not _RESERVED_WORDS.search(words):
        return None
    elif context is not None and context.line == mark.line:
        start = context.column
    character = line[start : start + 1]
    if not character or character not in _RESERVED:
        return None
    message = Phrase(f"a value cannot begin with `{character}`", f"值不能以 `{character}` 开头")
    hint = quoting_hint(value if start == first else "")
    return RULES["yaml-syntax"].problem(shown, mark.line + 1, start + 1, message, hint)


def quoted(value: str) -> str:
    """A text as one types it in quotes; what is half quoted already gets the other kind around it."""
    nested = _NESTED.fullmatch(value)
    value = nested[2] if nested else value
    is_plain = '"' not in value and "\\" not in value
    return f'"{value}"' if is_plain else "'" + value.replace("'", "''") + "'"


def quoting_hint(value: str) -> Phrase:
    """A hint for a value that must be quoted; without the value when its end is not known."""
    link = _MARKDOWN_LINK.fullmatch(value)
    if link:
        address = printable(link[1], limit=200)
        return Phrase(f"Write the address alone: {address}", f"只写网址：{address}")
    shown = printable(quoted(value), limit=80) if value else '"…"'
    return Phrase(f"Quote it: {shown}.", f"加引号：{shown}。")
