"""Rules on the texts of a file: spaces between Chinese and Latin characters, and what an editor hides."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from pydantic import BaseModel

from scorecard.problems import Problem
from scorecard.reading.record_reader import AnyRecord, Reading
from scorecard.reading.yaml_document import Node, Path, place_at
from scorecard.records import Bilingual, Prediction
from scorecard.rules import RULES, BrokenRule
from scorecard.text import Phrase, look_alike, printable

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_TIGHT = re.compile(f"(?<=[{_HAN}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[{_HAN}])")
_TIGHT_LATIN = re.compile(f"[A-Za-z0-9](?:(?<=[{_HAN}].)|(?=[{_HAN}]))")
"""The Latin character beside such a place: less than half the time, and hardly a text goes on."""

_SPACED = re.compile(f"(?<=[{_HAN}]) (?=[A-Za-z0-9])|(?<=[A-Za-z0-9]) (?=[{_HAN}])")
_ADDRESS = re.compile(r"https?://[!-~]+")
_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]|\\u(202[a-eA-E]|206[6-9])")
_HASH = re.compile(r" #[^\s#]")
_COMMENT = re.compile(r"[ \t]+(#[^\s#][^\n]*)")
_NAMES = {
    "by",
    "rater",
    "raters",
    "attended",
    "recused",
    "owner",
    "id",
    "judge",
    "predictions",
    "formerly",
}
_LINKS = {"url", "archived_url"}
_PLAIN_LINK = re.compile(r"https?://[A-Za-z0-9.-]+(?:[/?#]|$)")
_AROUND = 6
"""Characters shown on either side of a missing space."""

_Text = str | Bilingual | None


def without_spacing(text: str) -> str:
    """A text without the spaces between Chinese and Latin characters, which change nothing that it says.

    Examples:
        >>> without_spacing("2024 年的 AI 模型 v 2")
        '2024年的AI模型v 2'
    """
    return _SPACED.sub("", text)


def _texts(prediction: Prediction) -> Iterator[tuple[Path, _Text]]:
    """The texts of a record in our own words; what is printed in an article or on a page is not ours."""
    yield ("claim",), prediction.claim
    yield ("attributed_to",), prediction.attributed_to
    for name in ("accurate", "half_right", "inaccurate") if prediction.criteria else ():
        yield ("criteria", name), getattr(prediction.criteria, name)
    for number, item in enumerate(prediction.evidence):
        yield ("evidence", number, "finding"), item.finding
    for number, given in enumerate(prediction.verdicts):
        for name in ("why", "held", "missed", "early_because", "corrects"):
            yield ("verdicts", number, name), getattr(given, name)
        for place, one in enumerate(given.decided.dissent if given.decided else ()):
            yield ("verdicts", number, "decided", "dissent", place, "why"), one.why
    for number, rating in enumerate(prediction.ratings):
        yield ("ratings", number, "why"), rating.why
    for number, amendment in enumerate(prediction.amendments):
        yield ("amendments", number, "reason"), amendment.reason
    for number, prior in enumerate(prediction.priors):
        yield ("priors", number, "source"), prior.source
    if prediction.withdrawn:
        yield ("withdrawn", "why"), prediction.withdrawn.why


def broken_text_rules(prediction: Prediction) -> Iterator[BrokenRule]:
    """One problem for all the spaces that are missing in a record, at the first of them.

    Args:
        prediction: A record that fits its model.
    """
    first: tuple[Path, str] | None = None
    n_missing = 0
    for path, text in _texts(prediction):
        chinese = text.zh if isinstance(text, Bilingual) else text
        if not chinese or chinese.isascii() or not _TIGHT_LATIN.search(chinese):
            continue
        bare = _ADDRESS.sub(lambda found: " " * len(found[0]), chinese)
        places = [found.start() for found in _TIGHT.finditer(bare)]
        n_missing += len(places)
        if places and first is None:
            around = chinese[max(places[0] - _AROUND, 0) : places[0] + _AROUND]
            own = (*path, "zh") if isinstance(text, Bilingual) else path
            first = own, printable(around)
    if first:
        path, around = first
        message = Phrase(
            f"{n_missing} missing between Chinese and Latin characters, the first in `{around}`",
            f"汉字与拉丁字母、数字之间缺 {n_missing} 处空格，第一处在“{around}”",
        )
        yield BrokenRule("spacing", path, message)


def broken_name_rules(record: AnyRecord) -> Iterator[BrokenRule]:
    """Names of people and ids that can be taken for others, and links to servers that are none.

    Args:
        record: A record that fits its model.
    """
    for path, text in _named_texts(record, ()):
        name = text
        if path[-1] in _LINKS:
            if _PLAIN_LINK.match(text):
                continue
            server = _server(text)
            if server is None:
                shown = printable(text)
                message = Phrase(f"`{shown}` names no server", f"`{shown}` 里没有有效的服务器")
                yield BrokenRule("bad-link", path, message)
                continue
            name = server
        why = look_alike(name)
        if why:
            shown = printable(name, limit=60)
            message = Phrase(f"`{shown}`: {why.en}", f"“{shown}”：{why.zh}")
            yield BrokenRule("look-alike", path, message)


def _named_texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    """The names, ids and links of a record with their places."""
    if isinstance(value, str):
        if next((key for key in reversed(path) if isinstance(key, str)), "") in _NAMES | _LINKS:
            yield path, value
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from _named_texts(one, (*path, place))
    elif isinstance(value, BaseModel):
        for key in type(value).model_fields:
            yield from _named_texts(getattr(value, key), (*path, key))


def _server(url: str) -> str | None:
    """The server of a link; None when it has none that can be asked, or a name before an `@`."""
    try:
        parts = urlsplit(url)
        is_server = parts.username is None and parts.port != 0
    except ValueError:  # `http://[::1`, a port of letters
        return None
    return parts.hostname if is_server else None


def direction_overrides(reading: Reading) -> Iterator[Problem]:
    """Characters, also written as escapes, that make a text look like another one."""
    text = reading.document.text
    if not (
        "\u202a" in text
        or "\u202b" in text
        or "\u202c" in text
        or "\u202d" in text
        or "\u202e" in text
        or "\u2066" in text
        or "\u2067" in text
        or "\u2068" in text
        or "\u2069" in text
        or "\\" in text
    ):  # ten times as fast as the pattern, and hardly a file goes on
        return
    for found in _TURNS.finditer(text):
        code = f"U+{(found[1] or f'{ord(found[0]):04x}').upper()}"
        message = Phrase(f"the direction override {code}", f"改变阅读方向的字符 {code}")
        place = place_at(text, found.start())
        yield RULES["direction-override"].problem(reading.file.shown, *place, message)


def texts_cut_by_comments(reading: Reading) -> Iterator[Problem]:
    """Unquoted texts that YAML cuts off at a `#` that is not meant as a comment: `型号 #1`."""
    document = reading.document
    # The first character is the # of the line that names the schema.
    is_likely = document.text.find("#", 1) > 0 and _HASH.search(document.text)
    for node in _values(document.root) if is_likely and document.root else ():
        is_unquoted = isinstance(node.value, str) and not (node.style or node.is_alias)
        comment = _COMMENT.match(document.text, node.end) if is_unquoted else None
        if comment:
            lost = printable(comment[1].rstrip(), limit=60)
            message = Phrase(
                f"YAML takes `{lost}` for a comment and drops it",
                f"YAML 会把 `{lost}` 当作注释丢掉",
            )
            place = place_at(document.text, comment.start(1))
            yield RULES["text-after-hash"].problem(reading.file.shown, *place, message)


def _values(node: Node) -> Iterator[Node]:
    """The values inside a node."""
    for child in node.children():
        yield child
        yield from _values(child)
