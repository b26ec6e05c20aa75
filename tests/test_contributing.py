"""The map and the recipes name files that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
_PLACES = re.compile(
    r"`((?:src|tests|docs|reading|records|checks|scoring|summary|charts|report|editing|review|exchange|links|cli|history|site|rendering)/[\w./]*|\w+\.py)`"
)


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_every_file_that_is_named_exists(page):
    named = set(_PLACES.findall((ROOT / page).read_text(encoding="utf-8")))

    missing = {
        one
        for one in named
        if not any((root / one).exists() for root in (ROOT, ROOT / "src" / "scorecard"))
    }

    assert len(named) > 10
    assert missing == set()


def test_the_map_shows_every_part_of_the_program():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = text[text.index("## What each part knows") :]
    parts = {
        f"{one.name}/" if one.is_dir() else one.name
        for one in (ROOT / "src" / "scorecard").iterdir()
        if one.name not in {"__init__.py", "__init__.pyi", "__main__.py", "__pycache__", "py.typed"}
    }

    assert parts == set(re.findall(r"^\| `([\w./]+)` \|", table, re.MULTILINE))
