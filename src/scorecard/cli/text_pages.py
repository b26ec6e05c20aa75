"""Texts for the terminal from the templates beside this module; whatever a template prints is made safe."""

from datetime import date
from functools import partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from scorecard.cli.context import Context
from scorecard.cli.output import counted
from scorecard.text import Phrase, joined, labeled, percent, percent_range, printable
from scorecard.verdicts import Word

_LONGEST = 2000


def _source(name: str) -> str:
    return (files("scorecard.cli") / "templates" / name).read_text("utf-8")


def _said(context: Context, value: Any) -> str:
    """A value in the language of the output, on one line; a dash for none."""
    if isinstance(value, Word):
        value = value.label
    if isinstance(value, Phrase):
        value = context.say(value)
    if isinstance(value, date | int | float):
        value = str(value)
    return context.text(value, limit=_LONGEST)


def text_page(context: Context, name: str, **values: Any) -> str:
    """A text from a template.

    In a template `t(en, zh)` is a `Phrase`, and `row(label, value)` is both with a colon. What is printed is
    a `Phrase` or a text of a record in the language of the output, a word by its label, or a value.

    Args:
        context: The language, and the day looked from.
        name: File name of the template.
        values: What the template prints.
    """
    language, said = context.language, partial(_said, context)
    made = Environment(
        loader=FunctionLoader(_source),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  (a terminal is no browser; `_said` makes values safe)
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=said,
    )
    made.globals |= {
        "t": Phrase,
        "row": lambda label, value: labeled(said(label), said(value), language),
        "in_brackets": lambda text: context.say(Phrase(f" ({said(text)})", f"（{said(text)}）")),
        "listed": lambda words: joined(map(printable, words), language),
        "dotted": lambda parts: " · ".join(map(said, parts)),
        "counted": counted,
        "share": lambda one: percent(one, language, n_decimals=1),
        "span": lambda ends: percent_range(ends.low, ends.high, language),
    }
    made.filters |= {
        "of": lambda phrase, *parts: context.say(phrase).format(*map(said, parts)),
        "short": lambda text, limit=60: printable(said(text), limit=limit),
    }
    return made.get_template(name).render(context=context, **values).rstrip("\n")
