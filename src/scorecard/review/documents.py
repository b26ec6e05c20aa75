"""Documents of a review: sections of lines and tables, as self-contained HTML or as Markdown."""

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from scorecard.records import Bilingual, JudgedVerdict, phrase_of
from scorecard.text import Language, Phrase, in_markdown, percent_phrase, percent_range_phrase
from scorecard.verdicts import Verdict

__all__ = [
    "NONE",
    "Column",
    "Document",
    "Picture",
    "Section",
    "counted_title",
    "html_page",
    "markdown_text",
    "marked",
    "percent_phrase",
    "range_phrase",
]

NONE = Phrase("–", "–")
"""The mark of an empty cell."""


class Picture(NamedTuple):
    """A chart to show: its title and its bytes as PNG."""

    title: Phrase
    png: bytes

    @property
    def address(self) -> str:
        """The picture as an address that holds it."""
        return f"data:image/png;base64,{b64encode(self.png).decode()}"


class Column(NamedTuple):
    """A column of a table: its head and the class of its cells in `document.css`."""

    head: Phrase
    style: str = ""


class Section(NamedTuple):
    """A part of a document: its title, its paragraphs, and its table, which may have no rows."""

    title: Phrase
    lines: Sequence[Phrase] = ()
    columns: Sequence[Column] = ()
    rows: Sequence[Sequence[Phrase]] = ()


class Document(NamedTuple):
    """A document: its title, the paragraphs under it, its sections, and the source at its foot."""

    title: Phrase
    lines: Sequence[Phrase]
    sections: Sequence[Section]
    source: Phrase


def counted_title(title: Phrase, n: int) -> Phrase:
    """A title with the number of entries under it."""
    return Phrase(f"{title.en} ({n})", f"{title.zh}（{n}）")


def marked(given: JudgedVerdict | Verdict | None) -> Phrase:
    """A verdict with its mark; a dash for none."""
    if given is None:
        return NONE
    return (given.verdict if isinstance(given, JudgedVerdict) else given).marked_label


def range_phrase(ends: Any) -> Phrase:  # noqa: ANN401  (anything with a low and a high end)
    """An interval or bounds of a share in per cent, or the mark of an empty cell."""
    if ends is None:
        return NONE
    return percent_range_phrase(ends.low, ends.high)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("scorecard.review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"in_percent": percent_phrase, "in_range": range_phrase}
    return environment


def html_page(
    template: str,
    language: Language,
    *,
    style: str = "document.css",
    script: str = "",
    **values: Any,  # noqa: ANN401  (a template takes any value)
) -> str:
    """A page in one language; everything is escaped, nothing is fetched, no script but its own runs.

    In a template `t(en, zh)` is a text of its own and `read(text)` a phrase or a text of a record.

    Args:
        template: Name of a template of this package.
        language: The language.
        style: Name of its style sheet.
        script: Its script; none runs without one.
        values: The values that the template uses.
    """
    sheet = (files("scorecard.review") / "static" / style).read_text(encoding="utf-8")

    def source(text: str) -> str:
        return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    scripts = source(script) if script else "'none'"

    def read(text: Phrase | str | Bilingual | None) -> str:
        phrase = text if isinstance(text, Phrase) else phrase_of(text or NONE.en)
        return phrase.in_language(language)

    return (
        _environment()
        .get_template(template)
        .render(
            lang="zh-Hans" if language is Language.CHINESE else "en",
            t=lambda en, zh: Phrase(en, zh).in_language(language),
            read=read,
            style=sheet,
            script=script,
            policy=f"default-src 'none'; img-src data:; style-src {source(sheet)}; "
            f"script-src {scripts}; base-uri 'none'; form-action 'none'",
            **values,
        )
    )


def markdown_text(document: Document, language: Language) -> str:
    """A document as Markdown; nothing in its texts is markup.

    Args:
        document: The document.
        language: The language.
    """

    def read(phrase: Phrase) -> str:
        return in_markdown(phrase.in_language(language))

    def table(section: Section) -> list[str]:
        heads = [read(column.head) for column in section.columns]
        rows = [[read(cell) for cell in row] for row in section.rows]
        cells = [heads, ["---"] * len(heads), *rows] if rows else []
        return ["| " + " | ".join(row) + " |" for row in cells] + [""] * bool(cells)

    def paragraphs(lines: Sequence[Phrase]) -> list[str]:
        return [text for line in lines for text in (read(line), "")]

    lines = [f"# {read(document.title)}", "", *paragraphs(document.lines)]
    for section in document.sections:
        lines += [f"## {read(section.title)}", "", *paragraphs(section.lines), *table(section)]
    return "\n".join([*lines, read(document.source)]) + "\n"
