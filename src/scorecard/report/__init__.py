"""The report as one HTML page: the values of its templates, what its search looks through, and its policy."""

import base64
import html
import json
import re
import unicodedata
import zlib
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from markupsafe import Markup

from scorecard.processes import side_by_side
from scorecard.reading.folder import Records
from scorecard.records import phrase_of
from scorecard.rendering import hash_source
from scorecard.rendering.cards import FACETS, Card, Chapter, Told, environment, source, told
from scorecard.summary.claims import CALLS_RULE, best_and_worst_calls
from scorecard.summary.groups import Summary
from scorecard.summary.numbers import HEADLINE, Numbers
from scorecard.summary.sentences import Headline, source_sentence
from scorecard.summary.table_claims import group_codes
from scorecard.table import told_apart
from scorecard.text import Language, Phrase, in_a_row, listed, simplified
from scorecard.verdicts import JUDGED_STATES, State

_SAID = re.compile(r'<(?:(?:bdi|time)\b[^>]*|span class="host")>([^<]*)')
"""What a record says in a card's markup: the program's own words are in other elements."""


_WIDE = re.compile(r"[^\x00-\xff]+")
"""Characters that take a browser two bytes; it looks through text without them in half the time."""


@cache
def _all_variants() -> dict[str, str]:
    characters = [chr(code) for code in range(0x4E00, 0xA000)]
    converted = simplified("\n".join(characters)).split("\n")
    return {one: other for one, other in zip(characters, converted, strict=True) if one != other}


def variants(text: str) -> tuple[str, str]:
    """The traditional characters by which a reader may look for something in a text, and the simplified ones.

    Examples:
        >>> variants("机器人")
        ('機', '机')
    """
    used = set(text)
    kept = {one: other for one, other in _all_variants().items() if one in used or other in used}
    return "".join(kept), "".join(kept.values())


def folded(text: str) -> str:
    """A text as it is looked for: one form for wide and narrow, large and small, old and new characters.

    Examples:
        >>> folded("ＡＩ 機器人")
        'ai 机器人'
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    return plain if plain.isascii() else _old().sub(lambda one: _all_variants()[one[0]], plain)


@cache
def _old() -> re.Pattern[str]:
    return re.compile(f"[{''.join(_all_variants())}]")


def searched(id_: str, state: str, markup: str) -> tuple[str, str]:
    """What can be found of one claim, each word once: words without Chinese, and those that have some.

    Examples:
        >>> searched("a/b", "open", "<bdi>GPU</bdi> of <bdi>英伟达 H100</bdi>")
        ('a/b open gpu h100', '英伟达')
    """
    said = html.unescape("\n".join(_SAID.findall(markup)))
    lines = [folded(line) for line in f"{id_}\n{state}\n{said}".split("\n")]
    words = dict.fromkeys(" ".join(lines).split())
    wide = [word for word in words if not word.isascii() and _WIDE.search(word)]
    return " ".join(dict.fromkeys(_WIDE.sub(" ", " ".join(words)).split())), " ".join(wide)


class Entry(NamedTuple):
    """A card of the page: its head with the claim, what it shows below, and the words found in it."""

    head: Markup
    rest: Markup
    narrow: str
    wide: str


def entry(card: Card, known: Told) -> Entry:
    """A card of the page with what is told of its claim, made once for both languages."""
    parts: Any = environment().get_template("rendering/card.html").module
    head, rest = parts.head(card), parts.rest(card, known)
    return Entry(head, rest, *searched(card.id, " ".join(card.state.label), head + rest))


def entries_of(shown: Sequence[Chapter]) -> dict[str, Entry]:
    """The cards of the page by their ids; where it can, on several processors."""
    done = side_by_side(
        lambda one: [(card.id, entry(card, told(card))) for card in one.cards], shown
    )
    return dict(pair for of_chapter in done for pair in of_chapter)


TABLES = ("domain", "outlook", "attributed_to", "year", "specificity", "hedge")
"""The columns by which the page shows scores as tables."""

_QUESTION = Phrase("Did the outlooks come true?", "这些展望应验了吗？")
_TIME = [
    ("up", Phrase("time is up", "期满")),
    ("running", Phrase("window still open", "期限未满")),
]

LARGEST_PLAIN = 4_500_000
"""Bytes of what cards show below their claims from which the page holds them compressed."""

_AT_ONCE = 50
"""Cards of a chapter that are laid out, packed and unpacked together: one block of the page."""

N_OPEN_CHARTS = 3
"""Charts that are seen at once; the others are folded."""


class Figure(NamedTuple):
    """A chart on the page.

    Attributes:
        description: What is drawn and how it is read.
        reason: Why it is not drawn; empty where it is.
        svg: Its `svg` element by language, written by this program; none where it is not drawn.
        phone_svg: The same for the width of a phone; none where one drawing does for all widths.
    """

    title: Phrase
    description: Phrase
    reason: Phrase
    svg: Mapping[Language, str]
    phone_svg: Mapping[Language, str] = MappingProxyType({})


def _pack(shown: Sequence[Chapter], entries: Mapping[str, Entry]) -> str | None:
    """What is found in cards, and what they show below their claims, as the script of the page unpacks it.

    The first two lines are texts with a line for each card, the words that it is found by; then there is a
    line for each block of a chapter, so that what a reader does meanwhile waits for one at most. All are
    compressed, in base64. None where it is little, and the page holds it as it is.
    """
    if sum(len(one.rest.encode()) for one in entries.values()) <= LARGEST_PLAIN:
        return None
    ordered = (entries[card.id] for of in shown for card in of.cards)
    found = zip(*((one.narrow, one.wide) for one in ordered), strict=True)
    blocks = (
        [entries[card.id].rest for card in chapter.cards[start : start + _AT_ONCE]]
        for chapter in shown
        for start in range(0, len(chapter.cards), _AT_ONCE)
    )
    texts = [*map("\n".join, found), *(json.dumps(one, ensure_ascii=False) for one in blocks)]

    def line(text: str) -> str:
        return base64.b64encode(zlib.compress(text.encode(), 6)).decode()

    return "\n".join(side_by_side(line, texts))


def _quoted(text: str) -> Markup:
    """A text as it may be between quotes of a style sheet in a page."""
    plain = re.sub(r'["\\<\x00-\x1f]', lambda one: f"\\{ord(one[0]):x} ", text)
    return Markup(plain)  # noqa: S704  (neither its string nor the style can end in it)


def _choices(numbers: Numbers) -> dict[str, list[tuple[str, Phrase]]]:
    """The choices of each filter: the groups that occur, in their order."""
    found = {}
    for name in FACETS:
        keys, _ = group_codes(numbers.table, name)
        found[name] = list(told_apart(keys, numbers.basis.labels.get(name, {})).items())
    return {**found, "time": _TIME}


def _judged_by(records: Records, cards: Collection[Card]) -> Phrase:
    """Who gave the verdicts that hold, and who rated, of the claims that numbers are made of."""
    settings = records.settings
    cards = [card for card in cards if card.state is not State.WITHDRAWN]
    names = {
        one.id: Phrase(f"{one.en} ({one.kind.label.en})", f"{one.zh}（{one.kind.label.zh}）")
        for one in settings.judges
    }
    by = {card.latest.by for card in cards if card.latest}
    raters = {one.rater for card in cards for one in card.prediction.ratings} - by
    judged, rated = (
        listed(names.get(id_) or settings.name_of(id_) for id_ in sorted(ids))
        for ids in (by, raters)
    )
    said = [
        (by, Phrase(f"Judged by {judged.en}.", f"判定者：{judged.zh}。")),
        (by and raters, Phrase(f"Rated by {rated.en}.", f"评议人：{rated.zh}。")),
    ]
    return in_a_row(sentence for ids, sentence in said if ids)


class Report:
    """The page of some records, of which all but the language is made once.

    The same arguments give the same bytes.

    Args:
        numbers: The numbers.
        figures: The charts by name, in the order to show them.
        shown: The outlooks with the cards of their claims, of which `entries_of` makes `entries`.
        dark: Declarations that make the charts dark.
    """

    def __init__(
        self,
        numbers: Numbers,
        figures: Mapping[str, Figure],
        *,
        shown: Sequence[Chapter],
        entries: Mapping[str, Entry],
        dark: str = "",
    ) -> None:
        records, summary = numbers.records, numbers.by(HEADLINE)
        cards = {card.id: card for chapter in shown for card in chapter.cards}
        heading = phrase_of(records.settings.title) if records.settings.title else _QUESTION
        has_credit = summary.measure == "accuracy"
        calls = best_and_worst_calls(records, numbers.table) if has_credit else ()
        who = "forecaster" if "forecaster" in numbers.table else "attributed_to"
        self._values = {
            "heading": heading,
            "years": sorted(numbers.table["year"].dropna().unique()),
            "summary": summary,
            "headline": Headline(summary),
            "has_credit": has_credit,
            "calls": [[cards[id_] for id_ in ids] for ids in calls],
            "calls_rule": CALLS_RULE,
            "settings": records.settings,
            "is_table": records.rows is not None,
            "judged_by": _judged_by(records, cards.values()),
            "summaries": [numbers.by(who if one == "attributed_to" else one) for one in TABLES],
            "figures": figures,
            "n_open_charts": N_OPEN_CHARTS,
            "chapters": shown,
            "at_once": _AT_ONCE,
            "entries": entries,
            "choices": _choices(numbers),
            "variants": variants("".join(one.wide for one in entries.values())),
            "credit_of": {state.value: state.credit for state in JUDGED_STATES},
            "lights": {f"lights-{name}": of.lights for name, of in numbers.lights.items()},
            "pack": _pack(shown, entries),
            **self._look(summary, heading, dark),
        }

    @staticmethod
    def _look(summary: Summary, heading: Phrase, dark: str) -> dict[str, str]:
        """The styles and the script of the page, and the policy that lets them in, its icon and no more."""
        line = source_sentence(summary)
        foot = [_quoted(f"{name} · {source}") for name, source in zip(heading, line, strict=True)]
        style = (
            environment().get_template("report/page.css").render(foot=Phrase(*foot), charts=dark)
        )
        noscript = source("report/noscript.css")
        script = source("report/score.js") + source("report/page.js")
        return {
            "style": Markup(style),  # noqa: S704  (rendered from our own template)
            "noscript": Markup(noscript),  # noqa: S704  (our own file)
            "script": Markup(script),  # noqa: S704  (our own file)
            "policy": f"default-src 'none'; script-src {hash_source(script)}; style-src"
            f" {hash_source(style)} {hash_source(noscript)}; img-src data:; base-uri 'none';"
            " form-action 'none'",
        }

    def page(self, language: Language, *, links: str = "", foot: str = "") -> str:
        """The report as one HTML document that loads nothing.

        Args:
            language: The language in which it opens; by itself, for readers whose browsers ask for neither.
            links: Further elements of its head where it is part of a site, as markup.
            foot: The same of its foot.
        """
        template = environment().get_template("report/page.html")
        return template.render(self._values, language=language, links=links, foot_links=foot)
