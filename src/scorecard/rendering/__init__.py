"""Claims as HTML: their cards, the environment of every template, and the hash that lets a script in."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined


def environment_of(
    loader: BaseLoader, *, printed: Callable[[Any], Any], is_html: bool
) -> Environment:
    """An environment in which an undefined name is an error and lines of instructions leave none.

    Args:
        loader: Where its templates are.
        printed: What it prints of a value.
        is_html: Whether a text that is not marked as markup is escaped; else `printed` makes it safe.
    """
    return Environment(
        loader=loader,
        autoescape=is_html,  # noqa: S701  (a terminal and Markdown know no HTML)
        undefined=StrictUndefined,
        finalize=printed,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def hash_source(text: str) -> str:
    """The source expression of a content security policy that lets exactly this inline text in."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
