"""Rules on the texts of a file: spaces between Chinese and Latin characters, and what an editor hides."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, StringConstraints, TypeAdapter, ValidationError

from scorecard.reading.lines import are_together
from scorecard.reading.record_reader import AnyRecord, Reading
from scorecard.reading.yaml_reader import Document
from scorecard.records import Bilingual, Criteria, Prediction
from scorecard.records.fields import types_in
from scorecard.rules import BrokenRule, Path, broken
from scorecard.text import Phrase, invisible_in, look_alike, printable

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_TIGHT = re.compile(f"(?<=[{_HAN}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[{_HAN}])")
_RUN = f"(?:[{_HAN}]*|[A-Za-z0-9]*)"
_SPACED_OUT = TypeAdapter(
    Annotated[str, StringConstraints(pattern=f"^{_RUN}(?:[^{_HAN}A-Za-z0-9]{_RUN})*$")]
)
"""Texts without such a place, by pydantic's expressions: a third of the time, and hardly a text goes on."""

_SPACED = re.compile(f"(?<=[{_HAN}]) (?=[A-Za-z0-9])|(?<=[A-Za-z0-9]) (?=[{_HAN}])")
_ADDRESS = re.compile(r"https?://[!-~]+")
_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]|\\u(202[a-eA-E]|206[6-9])")
_TURNING = re.compile(rb"\xe2(?:\x80[\xaa-\xae]|\x81[\xa6-\xa9])")
"""The same characters in UTF-8, found in a tenth of the time; hardly a file goes on."""
_HASH = re.compile(r"#(?<= #)[^\s#]")
_NAMED = re.compile(r"&(?<![^\s\[{,]&)[\w-]")
_BARS, _ANGLES = "｜丨︱│", "＞﹥》〉"
_SIGNS = str.maketrans(_BARS + _ANGLES, "||||>>>>")
_SIGN_ABOVE_TEXT = re.compile(
    rf"(null|-[|>]|[{_BARS}{_ANGLES}][-+]?)[ \t\r]*\n +(?![\w-]+:\s)[^\s#]"
)
"""A `null`, or the sign of a block as a Chinese keyboard types it, that became the beginning of a text."""
_BLOCK_OF_LANGUAGES = re.compile(r"([|>])[-+]?[ \t\r]*\n\s+(?:- )?(?:en|zh):\s")
_LIKELY_SIGN = re.compile(
    rf":\s+(?:{_BLOCK_OF_LANGUAGES.pattern}|{_SIGN_ABOVE_TEXT.pattern}|[{_BARS}{_ANGLES}])"
)
"""The same behind a key: both are looked for at once, as hardly a text has one."""
_LANGUAGES_AS_TEXT = re.compile(
    r"(?is)(en|zh)[ :：∶=＝].*?(?:[\s，,;；](?=..[:：∶])|\n[ \t]*(?=..[ =＝]))(en|zh)"
)
_LIKELY_LANGUAGES = re.compile(r"zh(?:[ ：∶=＝]|:\S)")
_KEY_AS_TEXT = re.compile(r"[，、；;]\s*([a-z_]+)[:：]")
_LIKELY_KEY = re.compile(rf"\{{[^{{}}]*{_KEY_AS_TEXT.pattern}")
_NAME_OF_VALUE = re.compile(r"(&([\w-]+))")
_NAME_USED = re.compile(r"\*([\w-]+)")
_COMMENT = re.compile(r"[ \t]+(#[^\s#][^\n]*)")
_NAMES = {*("by", "rater", "raters", "attended", "recused", "owner", "id", "judge"),
          *("predictions", "formerly")}  # fmt: skip
_LINKS = {"url", "archived_url"}
_GROUPS = {"attributed_to", "item"}
"""Texts by which claims are grouped: two that look alike would be two groups."""

_OWN_WORDS = {*("claim", "attributed_to", "finding", "why", "held", "missed", "early_because"),
              *("corrects", "reason", "source"), *Criteria.model_fields}  # fmt: skip
"""The texts of a prediction in our own words; what is printed in an article or on a page is not ours."""

_PLAIN_LINK = re.compile(r"https?://[A-Za-z0-9.-]+(?:[/?#][!-~\u3041-\u9fff]*)?$")
_TWO_LINES = Phrase(
    "Write `en: …` and `zh: …` on two lines, with an ASCII colon and a space.",
    "`en: …` 和 `zh: …` 分两行写，用半角冒号加空格。",
)
_AROUND = 6
"""Characters shown on either side of a missing space."""


def without_spacing(text: str) -> str:
    """A text without the spaces between Chinese and Latin characters, which change nothing that it says.

    Examples:
        >>> without_spacing("2024 年的 AI 模型 v 2")
        '2024年的AI模型v 2'
    """
    return _SPACED.sub("", text)


def broken_text_rules(record: AnyRecord) -> Iterator[BrokenRule]:
    """Names and links that can be taken for others, and one problem for all the spaces that are missing."""
    own = list[tuple[Path, str]]()
    for key, path, text in _texts(record, "", ()):
        if key in _LINKS:
            if not _PLAIN_LINK.match(text):
                yield from _misleading(path, text, is_link=True)
        elif key in _NAMES:
            if not text.isascii():
                yield from _misleading(path, text, is_link=False)
        elif key in _GROUPS and not text.isprintable() and (why := invisible_in(text)):
            yield broken("look-alike", path, f"`{printable(text)}`: {why.en}",
                         f"“{printable(text)}”：{why.zh}")  # fmt: skip
        elif key in _OWN_WORDS:
            own.append((path, text))
    if isinstance(record, Prediction):
        try:
            _SPACED_OUT.validate_python(" ".join(text for _, text in own))
        except ValidationError:
            yield from _missing_spaces(own)


def _missing_spaces(texts: list[tuple[Path, str]]) -> Iterator[BrokenRule]:
    """One problem for all the spaces that texts lack between Chinese and Latin characters."""
    # Addresses need no spaces.
    bare = [_ADDRESS.sub(lambda found: " " * len(found[0]), text) for _, text in texts]
    places = [(n, found.start()) for n, text in enumerate(bare) for found in _TIGHT.finditer(text)]
    if places:
        n, at = places[0]
        path, text = texts[n]
        around = printable(text[max(at - _AROUND, 0) : at + _AROUND])
        yield broken("spacing", path,
                     f"{len(places)} missing between Chinese and Latin characters, the first in `{around}`",
                     f"汉字与拉丁字母、数字之间缺 {len(places)} 处空格，第一处在“{around}”")  # fmt: skip


def _texts(value: Any, key: str, path: Path) -> Iterator[tuple[str, Path, str]]:  # noqa: ANN401  (of any field)
    """The texts that a rule asks about, each with its key and place; of a bilingual one the Chinese."""
    if type(value) is str:
        yield key, path, value
    elif type(value) is Bilingual:
        yield key, (*path, "zh"), value.zh
    elif type(value) is list:
        for number, one in enumerate(value):
            yield from _texts(one, key, (*path, number))
    elif value is not None:
        for name in _fields(value.__class__):
            yield from _texts(getattr(value, name), name, (*path, name))


@cache
def _fields(model: type[BaseModel]) -> list[str]:
    """The fields of a model that hold such texts, themselves or in other models."""
    asked = _OWN_WORDS | _GROUPS | _NAMES | _LINKS
    types = {name: of.annotation for name, of in model.model_fields.items()}
    inner = {name: set(types_in(of, BaseModel)) - {Bilingual} for name, of in types.items()}
    return [
        name
        for name, of in types.items()
        if (name in asked and any(types_in(of, str))) or any(map(_fields, inner[name]))
    ]


def _misleading(path: Path, text: str, *, is_link: bool) -> Iterator[BrokenRule]:
    """A name of a person or an id that can be taken for another, or a link to a server that is none."""
    shown, name = printable(text), text
    if is_link:
        try:
            parts = urlsplit(text)
            # Nobody can ask a port 0, and a name before an `@` looks like a server.
            is_server = parts.username is None and parts.port != 0
            name = (parts.hostname or "") if is_server else ""
            name = name and (name if text.isprintable() else text)
        except ValueError:  # `http://[::1`, a port of letters
            name = ""
    if not name:
        yield broken(
            "bad-link", path, f"`{shown}` names no server", f"`{shown}` 里没有有效的服务器"
        )
    elif why := look_alike(name):
        shown = printable(name, limit=60)
        yield broken("look-alike", path, f"`{shown}`: {why.en}", f"“{shown}”：{why.zh}")


def direction_overrides(reading: Reading) -> Iterator[BrokenRule]:
    """Characters, also written as escapes, that make a text look like another one."""
    text = reading.document.text
    is_likely = "\\" in text or _TURNING.search(reading.data)
    for found in _TURNS.finditer(text) if is_likely else ():
        code = f"U+{(found[1] or f'{ord(found[0]):04x}').upper()}"
        message = f"the direction override {code}", f"改变阅读方向的字符 {code}"
        yield broken("direction-override", found.start(), *message)


def lost_words(document: Document) -> Iterator[BrokenRule]:
    """Words that YAML drops from unquoted texts, as a comment or an anchor; keys that it joins to them."""
    text = document.text
    is_likely = (
        "ZH" in text  # as a key; almost no text has it
        or ("#" in text and _HASH.search(text))
        or ("&" in text and _NAMED.search(text))
        or any(one.search(text) for one in (_LIKELY_SIGN, _LIKELY_LANGUAGES, _LIKELY_KEY))
    )
    used = set(_NAME_USED.findall(text)) if "&" in text else set()
    for node in document.root.walk() if is_likely and document.root else ():
        is_text = isinstance(node.value, str) and not node.is_alias
        comment = _COMMENT.match(text, node.end) if is_text and not node.style else None
        name = _NAME_OF_VALUE.match(text, node.start) if is_text and node.has_anchor else None
        name = None if name and name[2] in used else name
        above = _BLOCK_OF_LANGUAGES if node.style in {"|", ">"} else _SIGN_ABOVE_TEXT
        if is_text and (left := above.match(text, node.start)):
            typed = left[1].translate(_SIGNS)
            hint = Phrase(f"Delete the `{typed}`.", f"删掉 `{typed}`。")
            hint = hint if typed == left[1] else Phrase(f"Type `{typed}`.", f"写成 `{typed}`。")
            yield broken("not-text", node.start,
                         f"with `{left[1]}` here, YAML reads one text with the lines below",
                         f"这里有 `{left[1]}`，YAML 会把下面各行一起读成一段文本",
                         hint)  # fmt: skip
        if is_text and not node.style and (sides := _LANGUAGES_AS_TEXT.match(node.source)):
            yield broken("not-text", node.start,
                         f"YAML reads `{sides[1]}` and `{sides[2]}` here as one text",
                         f"YAML 会把这里的 `{sides[1]}` 和 `{sides[2]}` 一起读成一段文本",
                         _TWO_LINES)  # fmt: skip
        for child in node.children if node.is_flow else ():
            key = _KEY_AS_TEXT.search(child.source) if child.key and not child.style else None
            if key and are_together(child.name, key[1]) and not node.child(key[1]):
                yield broken("fullwidth-comma", child.content + key.start(),
                             f"YAML reads `{key[1]}` here as part of the text of `{child.name}`",
                             f"YAML 会把这里的 `{key[1]}` 读进 `{child.name}` 的文本",
                             Phrase(f"Type `, {key[1]}: `; or quote the text if this belongs to it.",
                                    f"改成 `, {key[1]}: `；若属于文本，给整段文本加引号。"))  # fmt: skip
        for rule, lost, what, what_zh in (
            ("text-after-hash", comment, "comment", "注释"),
            ("text-as-anchor", name, "name", "名字"),
        ):
            if lost:
                shown = printable(lost[1].rstrip(), limit=60)
                yield broken(rule, lost.start(1),
                             f"YAML takes `{shown}` for a {what} and drops it",
                             f"YAML 会把 `{shown}` 当作{what_zh}丢掉")  # fmt: skip
