"""The field types that records share: text in two languages, dates, links, names."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from scorecard.text import Phrase

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
PARTIAL_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_NOT_IN_LINK = r"\s<>\"'\\^`{|}\x00-\x20\x7f"
NOT_AT_END = "。，、；：！？”’）》〉】」』"
"""The marks after an address in a sentence, which are often copied with it."""

LINK = re.compile(
    f"https?://[^/?#:{_NOT_IN_LINK}](?:[^{_NOT_IN_LINK}]*[^{_NOT_IN_LINK}{NOT_AT_END}])?"
)
_BETWEEN_NAMES = re.compile("[，、；,;]")
_AROUND_NAMES = "“”‘’「」，、；。,;"
_JOINED_LINKS = re.compile(r"[，、；,;]\s*https?:")
_LINK_ALONE = f"^(?!.*(?:{_JOINED_LINKS.pattern}|&amp;)){LINK.pattern}$"
_BARE = re.compile(r"https?://(?i:www\.)?([^/?#]*)([^#]*)")
CONTROL_CHARACTERS = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff"
"""What no text may hold, as patterns in brackets list it."""

_CONTROL = re.compile(f"[{CONTROL_CHARACTERS}]")


class Record(BaseModel):
    """The base of everything read from YAML: strict, closed and unchangeable."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True
    )  # built when a record of the kind is first read: most calls read one kind


def words(en: str, zh: str, **more: Any) -> Any:  # noqa: ANN401  (what pydantic's Field returns)
    """A field with its description in both languages, as the JSON Schema shows it."""
    return Field(description=f"{en}\n\n{zh}", **more)


def optional(en: str, zh: str, **more: Any) -> Any:  # noqa: ANN401  (what pydantic's Field returns)
    """A described field that is null where the file does not have it."""
    return words(en, zh, default=None, **more)


def list_of(en: str, zh: str) -> Any:  # noqa: ANN401  (what pydantic's Field returns)
    """A described field that is an empty list where the file does not have it."""
    return words(en, zh, default=[])


T = TypeVar("T")
OneOf = Annotated[T, Strict(strict=False)]
"""A word of a closed list; the models are strict otherwise, and would take no text for it."""


def _visible(text: str) -> str:
    """A text that is not blank and has no control characters."""
    if text.isspace():
        raise PydanticCustomError("empty-text", "blank")
    if not text.isprintable() and _CONTROL.search(text):
        raise PydanticCustomError("control-character", "control character")
    return text


_Visible = Annotated[str, StringConstraints(min_length=1), AfterValidator(_visible)]
PlainText = Annotated[_Visible, AfterValidator(str.strip)]
"""A text without the blanks and line breaks around it: `>`, `>-` and quotes say the same."""


def bare_name(value: str) -> str:
    """A name without what is around it: `"lin "`, `lin,` and `“lin”` would be other raters."""
    return value.strip().strip(f"{_AROUND_NAMES} ")


def _bare_name(value: str) -> str:
    """A name with nothing around it."""
    if value != bare_name(value):
        raise PydanticCustomError("spaced-name", "more than a name")
    return value


def _one_name(value: str) -> str:
    """One name, not several that a comma joins: YAML would take `[lin，mei]` and `- lin, mei` for one."""
    if _BETWEEN_NAMES.search(value):
        raise PydanticCustomError("joined-names", "joined names")
    return value


def _text_without(pattern: str) -> WithJsonSchema:
    """What the schema for editors says of a text in which a pattern is not found."""
    return WithJsonSchema({"type": "string", "minLength": 1, "not": {"pattern": pattern}})


JudgeName = Annotated[
    PlainText,
    AfterValidator(_bare_name),
    _text_without(rf"^\s*[{_AROUND_NAMES}]|[{_AROUND_NAMES}]\s*$"),
]
"""Who decided: one name, or a few people together."""

Name = Annotated[
    _Visible,
    AfterValidator(_bare_name),
    AfterValidator(_one_name),
    _text_without(rf"{_BETWEEN_NAMES.pattern}|^[\s{_AROUND_NAMES}]|[\s{_AROUND_NAMES}]$"),
]


class Bilingual(Record):
    """A text in both languages."""

    en: PlainText = words("In English.", "英文。")
    zh: PlainText = words("In Chinese.", "中文。")


Text = PlainText | Bilingual


def phrase_of(text: str | Bilingual | Phrase) -> Phrase:
    """A record's text in both languages; a plain text is the same in both."""
    return Phrase(text, text) if isinstance(text, str) else Phrase(text.en, text.zh)


def types_in(annotation: Any, kind: type[T]) -> Iterator[type[T]]:  # noqa: ANN401  (an annotation is any object)
    """The classes of a kind in a field's type, at any depth: its models, the closed list of its words."""
    if isinstance(annotation, type) and issubclass(annotation, kind):
        yield annotation
    for inner in get_args(annotation):
        yield from types_in(inner, kind)


def _first_day(text: str, form: re.Pattern[str]) -> date:
    """The day, or the first day of the month or year, that a text of a form names."""
    if not form.fullmatch(text):
        raise PydanticCustomError("not-a-date", "not a date")
    try:
        return date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        raise PydanticCustomError("impossible-date", "no such day") from None


def _day(value: object) -> object:
    """A date from its text; what is no text is left to the strict check."""
    return _first_day(value, _DAY) if isinstance(value, str) else value


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]


def _partial_day(value: object) -> object:
    """A day, month or year as text, whichever the page gave."""
    if isinstance(value, date):
        return value.isoformat()
    shown = str(value) if type(value) is int or isinstance(value, str) else ""
    _first_day(shown, PARTIAL_DAY)
    return shown


_PARTIAL_DAYS = [
    {"type": "string", "format": "date"},
    {"type": "string", "pattern": "^[0-9]{4}(-(0[1-9]|1[0-2]))?$"},
    {"type": "integer", "minimum": 1000, "maximum": 9999},
]
PartialDay = Annotated[str, BeforeValidator(_partial_day), WithJsonSchema({"anyOf": _PARTIAL_DAYS})]


def _link(value: str) -> str:
    if "http" in value[1:] and _JOINED_LINKS.search(value):
        raise PydanticCustomError("joined-links", "joined links")
    if not LINK.fullmatch(value) or "&amp;" in value:  # as the source of a page has it
        raise PydanticCustomError("bad-link", "not a web address")
    return value


Link = Annotated[
    str,
    AfterValidator(_link),
    WithJsonSchema({"type": "string", "pattern": _LINK_ALONE, "format": "uri"}),
]


def bare_address(url: str) -> str:
    """A link without what the same page's links may differ in: scheme, `www.`, last slash, fragment.

    Examples:
        >>> bare_address("http://www.Example.org/a/#top")
        'example.org/a'
    """
    host, rest = _BARE.match(url).groups()  # type: ignore[union-attr]  # a link
    return host.lower() + rest.rstrip("/")
