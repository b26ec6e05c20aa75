"""Records as HTML: templates, the escaping of every text, and cards with all that is known of a claim."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FunctionLoader
from markupsafe import Markup, escape

from scorecard.records import (
    Bearing,
    Bilingual,
    Evidence,
    JudgedVerdict,
    Outlook,
    Passage,
    Prediction,
    phrase_of,
)
from scorecard.records.fields import LINK
from scorecard.rendering import environment_of
from scorecard.summary.claims import LIGHT_NAMES
from scorecard.summary.numbers import Numbers
from scorecard.summary.sentences import beside_withdrawn, comparison_sentence, withdrawn_sentence
from scorecard.table import BY
from scorecard.text import (
    Phrase,
    in_a_row,
    in_one_line,
    labeled,
    listed,
    percent_phrase,
    percent_range,
    ranged,
)
from scorecard.verdicts import JUDGED_STATES, State, Verdict


@cache
def _said(phrase: Phrase) -> Markup:
    en, zh = map(escape, phrase)
    zh = zh.replace("～", "\u2060～\u2060")  # a range stays on one line
    return Markup(f'<span lang="en">{en}</span><span lang="zh">{zh}</span>')  # noqa: S704  (escaped)


@cache
def _light(state: State | Verdict) -> Markup:
    """A state or a verdict with its mark."""
    mark = f'<i aria-hidden="true">{escape(state.row.mark)}</i>'
    return Markup(f'<span class="light {state}">{mark} {_said(state.label)}</span>')  # noqa: S704  (escaped)


def _from_record(text: str | Bilingual | Phrase) -> Markup:
    """A record's text, set apart so that its direction stays its own; both languages if they differ."""
    en, zh = (escape(in_one_line(one)) for one in phrase_of(text))
    if en == zh:
        return Markup(f"<bdi>{en}</bdi>")  # noqa: S704  (escaped)
    return Markup(f'<bdi lang="en">{en}</bdi><bdi lang="zh">{zh}</bdi>')  # noqa: S704  (escaped)


_PRINTED = re.compile(r'{{ t\("([^"\\]*)", "([^"\\]*)"\) }}')
"""The program's own words where a template prints them as they are."""


def source(name: str) -> str:
    """A template without its indentation, so that the page does not carry it a thousand times.

    Words that it prints as they are become markup here, once and not at every card. Its name is as in
    `report/page.html`.
    """
    package, _, file = name.partition("/")
    text = resources.files(f"scorecard.{package}").joinpath("templates", file).read_text("utf-8")
    plain = "\n".join(line.strip() for line in text.splitlines())
    return _PRINTED.sub(lambda found: _said(Phrase(found[1], found[2])), plain)


@cache
def environment() -> Environment:
    """The templates, read once: everything is escaped, and an undefined name is an error.

    In a template `t(en, zh)` is a `Phrase`; printing one prints both languages.
    """
    made = environment_of(
        FunctionLoader(source),
        printed=lambda value: _said(value) if isinstance(value, Phrase) else value,
        is_html=True,
    )
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    made.globals |= {
        "t": Phrase,
        "span": percent_range,
        "ranged": ranged,
        "labeled": labeled,
        "in_a_row": in_a_row,
        "light": _light,
        "State": State,
        "judged_states": JUDGED_STATES,
        "credits": listed(
            Phrase(*(f"{name} {state.credit:g}" for name in state.label)) for state in JUDGED_STATES
        ),
        "light_names": LIGHT_NAMES,
        "column_names": BY,
        "comparison_sentence": comparison_sentence,
        "withdrawn_sentence": withdrawn_sentence,
        "beside_withdrawn": beside_withdrawn,
    }
    made.filters |= {
        "shown": _from_record,
        "link": web_link,
        "percent": percent_phrase,
        "in_one_line": in_one_line,
    }
    return made


class Link(NamedTuple):
    """An address that is safe to link to, and the host that the page shows beside it."""

    address: str
    host: str


def web_link(url: str | None) -> Link | None:
    """A link for an address of http or https, None for everything else that a record gives.

    Examples:
        >>> web_link("https://www.example.org/a?b=1")
        Link(address='https://www.example.org/a?b=1', host='example.org')
        >>> web_link("javascript:alert(1)") is None
        True
    """
    if url is None or not LINK.fullmatch(url):
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return Link(url, host.removeprefix("www.")) if host else None


def passage_link(url: str | None, passage: Passage | None) -> str | None:
    """An article's address with the text fragment that scrolls to a passage.

    Returns:
        The address, or None when there is no address or no passage. A fragment that the address already
        has stays in front of the directive.

    Examples:
        >>> mark = Passage(item="8", starts="a-b", ends="c, d")
        >>> passage_link("https://example.org/x#rd", mark)
        'https://example.org/x#rd:~:text=a%2Db,c%2C%20d'
    """
    link = web_link(url)
    if link is None or passage is None:
        return None
    marks = dict.fromkeys([passage.starts, passage.ends])
    # A hyphen would be read as syntax.
    directive = ":~:text=" + ",".join(quote(mark, safe="").replace("-", "%2D") for mark in marks)
    return link.address + ("" if "#" in link.address else "#") + directive


FACETS = ("domain", "outlook", "item", "attributed_to", "year", "hedge", "specificity")
"""The columns that claims can be filtered by, beside their time, their state and a search."""


@dataclass(frozen=True, slots=True)
class Card:
    """One prediction as it stood on the day of the report.

    Attributes:
        id: The prediction's id, which is the card's link target.
        prediction: The record, without what was said after the day.
        is_closed: Whether its time is up.
        page: Address of its own page in each language; where it has none, of the card itself.
        same_event: The claims of other articles about the same event with their addresses; None for one that
            is not on record.
        keys: The group that it is in, by the columns of `FACETS`; empty where it is in none.
        passage: Address of the article at the passage, None without one.
        named: The name of a judge.
    """

    id: str
    prediction: Prediction
    state: State
    is_closed: bool
    outlook_title: Phrase
    page: Phrase
    same_event: dict[str, Phrase | None]
    domain: Phrase
    keys: Mapping[str, str]
    item: Phrase | None
    passage: str | None
    named: Callable[[str], Phrase]

    @property
    def latest(self) -> JudgedVerdict | None:
        """The verdict that holds, None when there is none yet."""
        return self.prediction.verdicts[-1] if self.prediction.verdicts else None

    @property
    def evidence(self) -> dict[Bearing, list[Evidence]]:
        """The evidence by what it bears, in the order for, against, context; only what there is."""
        given = self.prediction.evidence
        grouped = {bears: [one for one in given if one.bears is bears] for bears in Bearing}
        return {bears: items for bears, items in grouped.items() if items}


@dataclass(frozen=True, slots=True)
class Chapter:
    """One outlook with the cards of its claims, in the order of the article's items.

    `outlook` is None when the folder's outlook.yaml is missing or faulty.
    """

    id: str
    title: Phrase
    outlook: Outlook | None
    cards: list[Card]

    @property
    def notes(self) -> list[str | Bilingual]:
        """The outlook's notes as a list, however the record gives them."""
        notes = self.outlook.notes if self.outlook else None
        return notes if isinstance(notes, list) else [notes] if notes is not None else []


def _card(
    numbers: Numbers, addresses: Mapping[str, Phrase], id_: str, state: State, keys: dict[Any, str]
) -> Card:
    records, day = numbers.records, numbers.basis.as_of

    def label(column: str, key: str, otherwise: str) -> Phrase:
        return numbers.basis.labels[column].get(key, Phrase(otherwise, otherwise))

    prediction, outlook_id = records.predictions[id_].on_day(day), id_.partition("/")[0]
    closes_on, passage, item = prediction.window.closes_on, prediction.passage, keys["item"]
    outlook = records.outlooks.get(outlook_id)
    return Card(
        id=id_,
        prediction=prediction,
        state=state,
        is_closed=closes_on is not None and closes_on < day,
        outlook_title=label("outlook", outlook_id, outlook_id),
        page=addresses[id_],
        same_event={one: addresses.get(one) for one in prediction.same_event},
        domain=label("domain", prediction.domain, prediction.domain),
        keys=keys,
        item=label("item", item, passage.item if passage else item) if item else None,
        passage=passage_link(outlook.url if outlook else None, passage),
        named=records.settings.name_of,
    )


def chapters(numbers: Numbers, pages: Mapping[str, Phrase] = MappingProxyType({})) -> list[Chapter]:
    """The outlooks with their cards, as on the day of the numbers; those without a claim are left out.

    Args:
        numbers: The numbers; their table decides which claims are there and their state.
        pages: The address of each claim's own page by its id, in each language; none for a page by itself.
    """
    anchors = {one: Phrase(f"#{one}", f"#{one}") for one in numbers.records.predictions}
    addresses, found = {**anchors, **pages}, []
    ordered = numbers.table.sort_values(["outlook", "item", "id"], kind="stable")
    facets = ordered[list(FACETS)].astype("string").fillna("").to_dict("records")
    rows = zip(ordered["id"], ordered["state"], facets, strict=True)
    for id_, given in groupby(rows, lambda row: row[2]["outlook"]):
        cards = [_card(numbers, addresses, one, State(state), keys) for one, state, keys in given]
        outlook = numbers.records.outlooks.get(id_)
        found.append(Chapter(id_, cards[0].outlook_title, outlook, cards))
    return found


class Told(NamedTuple):
    """What is told of a claim below it: the account, and the body with criteria, evidence and the rest.

    Headings are of level 5, as on the page of all claims.
    """

    account: Markup
    body: Markup


def told(card: Card) -> Told:
    """The markup of what is told of a claim, for the page of all claims and for its own."""
    parts: Any = environment().get_template("rendering/card.html").module
    return Told(parts.account(card), parts.body(card))
