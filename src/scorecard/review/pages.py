"""Pages of a review as self-contained HTML: everything escaped, nothing fetched, no script."""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from scorecard.records import Bilingual, JudgedVerdict, in_language
from scorecard.text import Language, Phrase
from scorecard.verdicts import Verdict

__all__ = ["MARKS", "Picture", "page", "percent", "verdict_phrase"]

MARKS = {
    Verdict.ACCURATE: "●",
    Verdict.HALF_RIGHT: "◐",
    Verdict.INACCURATE: "○",
    Verdict.TOO_EARLY: "…",
    Verdict.UNRESOLVABLE: "?",
}
"""A mark for each verdict that needs no color."""


class Picture(NamedTuple):
    """A chart to show: its title and its bytes as PNG."""

    title: Phrase
    png: bytes

    @property
    def address(self) -> str:
        """The picture as an address that holds it."""
        return f"data:image/png;base64,{b64encode(self.png).decode()}"


def percent(share: float | None) -> str:
    """A share as a page shows it; a dash where nothing is judged.

    Examples:
        >>> percent(0.725), percent(None)
        ('72.5 %', '–')
    """
    return "–" if share is None else f"{100 * share:.1f} %"


def verdict_phrase(given: JudgedVerdict | Verdict | None) -> Phrase:
    """A verdict with its mark; a dash for none."""
    if given is None:
        return Phrase("–", "–")
    verdict = given.verdict if isinstance(given, JudgedVerdict) else given
    mark = MARKS[verdict]
    return Phrase(f"{mark} {verdict.label.en}", f"{mark} {verdict.label.zh}")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("scorecard.review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = percent
    return environment


def _reader(language: Language) -> Callable[[Phrase | str | Bilingual | None], str]:
    """What turns a phrase or a record's text into the page's language."""

    def read(text: Phrase | str | Bilingual | None) -> str:
        if isinstance(text, Phrase):
            return text.in_language(language)
        return "–" if text is None else in_language(text, language)

    return read


def page(
    template: str,
    language: Language,
    *,
    pictures: Iterable[Picture] = (),
    **values: Any,  # noqa: ANN401  (a template takes any value)
) -> str:
    """A page in one language.

    Args:
        template: Name of a template of this package.
        language: The language.
        pictures: Charts that the page holds.
        values: What the template shows.
    """
    style = (files("scorecard.review") / "static" / "page.css").read_text(encoding="utf-8")
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()

    def say(en: str, zh: str) -> str:
        return Phrase(en, zh).in_language(language)

    return (
        _environment()
        .get_template(template)
        .render(
            lang="zh-Hans" if language is Language.CHINESE else "en",
            say=say,
            read=_reader(language),
            verdict_phrase=verdict_phrase,
            style=style,
            policy=f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; "
            "form-action 'none'",
            pictures=list(pictures),
            **values,
        )
    )
