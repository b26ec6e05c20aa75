"""The templates of the page: the names that they may use, and the escaping of values."""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from scorecard.records import Bilingual, phrase_of
from scorecard.rendering.cards import web_link
from scorecard.summary.claims import LIGHT_NAMES
from scorecard.summary.groups import Group
from scorecard.summary.sentences import comparison_sentence, withdrawn_sentence
from scorecard.table import BY
from scorecard.text import Language, Phrase, joined, labeled, percent_phrase, percent_range_phrase
from scorecard.verdicts import JUDGED_STATES, State


@cache
def _said(phrase: Phrase) -> Markup:
    en, zh = map(escape, phrase)
    zh = zh.replace("～", "\u2060～\u2060")  # a range stays on one line
    return Markup(f'<span lang="en">{en}</span><span lang="zh">{zh}</span>')  # noqa: S704  (escaped)


def _finalized(value: Any) -> Any:  # noqa: ANN401  (whatever a template prints)
    """The program's own words in both languages, of which the page shows one; anything else as it is."""
    return _said(value) if isinstance(value, Phrase) else value


def _from_record(text: str | Bilingual | Phrase) -> Markup:
    """A record's text, set apart so that its direction stays its own; both languages if they differ."""
    en, zh = map(escape, text if isinstance(text, Phrase) else phrase_of(text))
    if en == zh:
        return Markup(f"<bdi>{en}</bdi>")  # noqa: S704  (escaped)
    return Markup(f'<bdi lang="en">{en}</bdi><bdi lang="zh">{zh}</bdi>')  # noqa: S704  (escaped)


def _grouped_by(column: str) -> Phrase:
    """The heading of the scores by a column."""
    return Phrase(f"By {BY[column].en}", f"按{BY[column].zh}")


def _column_name(column: str) -> Phrase:
    """A column as a label."""
    if column == "time":
        return Phrase("Time", "期满与否")
    return Phrase(BY[column].en.capitalize(), BY[column].zh)


def _listed(words: Iterable[Phrase]) -> Phrase:
    """Words in a row, in both languages."""
    en, zh = zip(*words, strict=True)
    return Phrase(joined(en, Language.ENGLISH), joined(zh, Language.CHINESE))


def _credits() -> Phrase:
    """The credit of every judged state."""
    return _listed(
        Phrase(*(f"{name} {state.credit:g}" for name in state.label)) for state in JUDGED_STATES
    )


_MOST_ROWS = 60


def _most_recorded(groups: Sequence[Group]) -> list[Group]:
    """The groups that a table has room for, in their order; those of the fewest claims are left out."""
    kept = sorted(groups, key=lambda one: -one.n_recorded)[:_MOST_ROWS]
    least = {one.key for one in kept}
    return [one for one in groups if one.key in least]


def source(name: str) -> str:
    """A template without its indentation, so that the page does not carry it a thousand times.

    Args:
        name: Its package and its name, as in `report/page.html`.
    """
    package, _, file = name.partition("/")
    text = resources.files(f"scorecard.{package}").joinpath("templates", file).read_text("utf-8")
    return "\n".join(line.strip() for line in text.splitlines())


@cache
def environment() -> Environment:
    """The templates, read once: everything is escaped, and an undefined name is an error.

    In a template `t(en, zh)` is a `Phrase`; printing one prints both languages.
    """
    made = Environment(
        loader=FunctionLoader(source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        finalize=_finalized,
    )
    unjudged = [state for state in State if not state.is_judged]
    made.globals |= {
        "t": Phrase,
        "span": percent_range_phrase,
        "labeled": labeled,
        "State": State,
        "judged_states": JUDGED_STATES,
        "unjudged_states": unjudged,
        "not_judged": _listed(state.label for state in unjudged),
        "credits": _credits(),
        "light_names": LIGHT_NAMES,
        "grouped_by": _grouped_by,
        "column_name": _column_name,
        "comparison_sentence": comparison_sentence,
        "withdrawn_sentence": withdrawn_sentence,
    }
    made.filters |= {
        "shown": _from_record,
        "link": web_link,
        "percent": percent_phrase,
        "most_recorded": _most_recorded,
    }
    return made
