"""How values become HTML: the templates, what they may call, and what is escaped."""

from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from scorecard.records import Bilingual, Outlook, phrase_of
from scorecard.report.words import (
    AMENDED,
    COLUMNS,
    CREDIT_RULE,
    EVIDENCE,
    FILTERS,
    GROUPED_BY,
    GROUPS,
    NAVIGATION,
    NOT_JUDGED_HEAD,
    QUESTION,
    SEARCHED,
)
from scorecard.summary.lights import LIGHT_NAMES
from scorecard.text import Phrase, labeled
from scorecard.verdicts import JUDGED_STATES, State

__all__ = ["environment", "source"]

_BLOCK = Markup('<span lang="en">{}</span><span lang="zh">{}</span>')
_RECORD = Markup('<bdi lang="en">{}</bdi><bdi lang="zh">{}</bdi>')


@cache
def said(en: str, zh: str) -> Markup:
    """The page's own words in both languages, of which one is shown."""
    return _BLOCK.format(en, zh)


def shown(text: str | Bilingual | Phrase) -> Markup:
    """A record's text, set apart so that its direction stays its own; both languages if they differ."""
    en, zh = text if isinstance(text, Phrase) else phrase_of(text)
    return Markup("<bdi>{}</bdi>").format(en) if en == zh else _RECORD.format(en, zh)


def percent(share: float | None) -> str:
    r"""A share as charts print it; a dash where nothing is known.

    Examples:
        >>> percent(0.625), percent(None)
        ('62\xa0%', '–')
    """
    return "–" if share is None else f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def span(low: float, high: float) -> str:
    r"""Two shares as a range.

    Examples:
        >>> span(0.521, 0.83)
        '52–83\xa0%'
    """
    return f"{100 * low:.0f}–{percent(high)}"


def source(name: str) -> str:
    """A template without its indentation, so that the page does not carry it a thousand times."""
    text = resources.files("scorecard.report").joinpath("templates", name).read_text("utf-8")
    return "\n".join(line.strip() for line in text.splitlines())


def environment() -> Environment:
    """The templates: everything escaped, and nothing undefined passed over."""
    made = Environment(
        loader=FunctionLoader(source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    made.globals |= {
        "t": said,
        "span": span,
        "labeled": labeled,
        "State": State,
        "judged_states": JUDGED_STATES,
        "not_judged": NOT_JUDGED_HEAD,
        "credit_rule": CREDIT_RULE,
        "evidence_heads": EVIDENCE,
        "amended": AMENDED,
        "grouped_by": GROUPED_BY,
        "columns": COLUMNS,
        "navigation": NAVIGATION,
        "question": QUESTION,
        "groups": GROUPS,
        "filters": FILTERS,
        "light_names": LIGHT_NAMES,
        "searched": SEARCHED,
        "notes": _notes,
    }
    made.filters |= {"shown": shown, "percent": percent}
    return made


def _notes(outlook: Outlook) -> list[str | Bilingual]:
    """An outlook's notes as a list, however the record gives them."""
    if outlook.notes is None:
        return []
    return outlook.notes if isinstance(outlook.notes, list) else [outlook.notes]
