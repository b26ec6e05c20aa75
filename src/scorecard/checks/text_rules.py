"""Rules on the texts of a file: spaces between Chinese and Latin characters, and what an editor hides."""

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit

from pydantic import BaseModel

from scorecard.problems import Problem
from scorecard.reading.record_reader import AnyRecord, Reading
from scorecard.reading.yaml_reader import Path, place_at
from scorecard.records import Bilingual, Criteria, Prediction
from scorecard.records.fields import types_in
from scorecard.rules import RULES, BrokenRule, broken
from scorecard.text import Phrase, look_alike, printable

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_TIGHT = re.compile(f"(?<=[{_HAN}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[{_HAN}])")
_TIGHT_LATIN = re.compile(f"[A-Za-z0-9](?:(?<=[{_HAN}].)|(?=[{_HAN}]))")
"""The Latin character beside such a place: less than half the time, and hardly a text goes on."""

_SPACED = re.compile(f"(?<=[{_HAN}]) (?=[A-Za-z0-9])|(?<=[A-Za-z0-9]) (?=[{_HAN}])")
_ADDRESS = re.compile(r"https?://[!-~]+")
_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]|\\u(202[a-eA-E]|206[6-9])")
_TURNING = re.compile(rb"\xe2(?:\x80[\xaa-\xae]|\x81[\xa6-\xa9])")
"""The same characters in UTF-8, found in a tenth of the time; hardly a file goes on."""
_HASH = re.compile(r"#(?<= #)[^\s#]")
_NAMED = re.compile(r"&(?<![^\s\[{,]&)[\w-]")
_NAME_OF_VALUE = re.compile(r"(&([\w-]+))")
_COMMENT = re.compile(r"[ \t]+(#[^\s#][^\n]*)")
_NAMES = {*("by", "rater", "raters", "attended", "recused", "owner", "id", "judge"),
          *("predictions", "formerly")}  # fmt: skip
_LINKS = {"url", "archived_url"}
_OWN_WORDS = {*("claim", "attributed_to", "finding", "why", "held", "missed", "early_because"),
              *("corrects", "reason", "source"), *Criteria.model_fields}  # fmt: skip
"""The texts of a prediction in our own words; what is printed in an article or on a page is not ours."""

_PLAIN_LINK = re.compile(r"https?://[A-Za-z0-9.-]+(?:[/?#]|$)")
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
    has_own_words = isinstance(record, Prediction)
    n_missing, first = 0, None
    for key, path, text in _suspects(record):
        if key in _LINKS | _NAMES:
            yield from _misleading(path, text, is_link=key in _LINKS)
        elif has_own_words:
            # Addresses need no spaces.
            bare = _ADDRESS.sub(lambda found: " " * len(found[0]), text)
            places = [found.start() for found in _TIGHT.finditer(bare)]
            n_missing += len(places)
            if places and first is None:
                first = path, printable(text[max(places[0] - _AROUND, 0) : places[0] + _AROUND])
    if first:
        path, around = first
        yield broken("spacing", path,
                     f"{n_missing} missing between Chinese and Latin characters, the first in `{around}`",
                     f"汉字与拉丁字母、数字之间缺 {n_missing} 处空格，第一处在“{around}”")  # fmt: skip


@cache
def _fields(model: type[BaseModel]) -> list[str]:
    """The fields of a model that are a name, a link or own words, or hold models with such fields."""
    inner = {name: types_in(of.annotation, BaseModel) for name, of in model.model_fields.items()}
    own = _NAMES | _LINKS | _OWN_WORDS
    return [name for name, models in inner.items() if name in own or any(map(_fields, models))]


def _is_suspect(key: str, text: str) -> bool:
    """Whether the text of a field may break a rule."""
    if key in _LINKS:
        return not _PLAIN_LINK.match(text)
    return not text.isascii() and (key in _NAMES or _TIGHT_LATIN.search(text) is not None)


def _suspects(record: BaseModel) -> Iterator[tuple[str, Path, str]]:  # noqa: C901  (one loop, which every text goes through)
    """The texts of a record that may break a rule, with key and place; of a bilingual one the Chinese."""
    left: list[tuple[Path, BaseModel]] = [((), record)]
    while left:
        around, model = left.pop()
        held, inner = vars(model), []
        for name in _fields(type(model)):
            value = held[name]
            if not value:
                continue
            kind = type(value)
            if kind is str:
                if _is_suspect(name, value):
                    yield name, (*around, name), value
            elif kind is Bilingual:
                if _is_suspect(name, value.zh):
                    yield name, (*around, name, "zh"), value.zh
            elif kind is list:
                for number, one in enumerate(value):
                    if type(one) is not str:
                        inner.append(((*around, name, number), one))
                    elif _is_suspect(name, one):
                        yield name, (*around, name, number), one
            elif isinstance(value, BaseModel):
                inner.append(((*around, name), value))
        left += reversed(inner)


def _misleading(path: Path, text: str, *, is_link: bool) -> Iterator[BrokenRule]:
    """A name of a person or an id that can be taken for another, or a link to a server that is none."""
    shown, name = printable(text), text
    if is_link:
        try:
            parts = urlsplit(text)
            # Nobody can ask a port 0, and a name before an `@` looks like a server.
            is_server = parts.username is None and parts.port != 0
            name = (parts.hostname or "") if is_server else ""
        except ValueError:  # `http://[::1`, a port of letters
            name = ""
    if not name:
        yield broken(
            "bad-link", path, f"`{shown}` names no server", f"`{shown}` 里没有有效的服务器"
        )
    elif why := look_alike(name):
        shown = printable(name, limit=60)
        yield broken("look-alike", path, f"`{shown}`: {why.en}", f"“{shown}”：{why.zh}")


def direction_overrides(reading: Reading) -> Iterator[Problem]:
    """Characters, also written as escapes, that make a text look like another one."""
    text = reading.document.text
    is_likely = "\\" in text or _TURNING.search(reading.data)
    for found in _TURNS.finditer(text) if is_likely else ():
        code = f"U+{(found[1] or f'{ord(found[0]):04x}').upper()}"
        message = Phrase(f"the direction override {code}", f"改变阅读方向的字符 {code}")
        place = place_at(text, found.start())
        yield RULES["direction-override"].problem(reading.file.shown, *place, message)


def lost_words(reading: Reading) -> Iterator[Problem]:
    """What YAML drops of unquoted texts: `#1` behind `型号`, taken for a comment; `&Vision`, for a name."""
    document, text = reading.document, reading.document.text
    is_likely = ("#" in text and _HASH.search(text)) or ("&" in text and _NAMED.search(text))
    for node in document.root.walk() if is_likely and document.root else ():
        is_text = isinstance(node.value, str) and not node.is_alias
        comment = _COMMENT.match(text, node.end) if is_text and not node.style else None
        name = _NAME_OF_VALUE.match(text, node.start) if is_text and node.has_anchor else None
        if name and re.search(rf"\*{re.escape(name[2])}(?![\w-])", text):
            name = None
        for rule, lost, what, what_zh in (
            ("text-after-hash", comment, "comment", "注释"),
            ("text-as-anchor", name, "name", "名字"),
        ):
            if lost:
                shown = printable(lost[1].rstrip(), limit=60)
                en = f"YAML takes `{shown}` for a {what} and drops it"
                message = Phrase(en, f"YAML 会把 `{shown}` 当作{what_zh}丢掉")
                place = place_at(text, lost.start(1))
                yield RULES[rule].problem(reading.file.shown, *place, message)
