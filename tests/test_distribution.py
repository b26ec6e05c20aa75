"""The distribution has one name, and no text asks for another program of the same name as ours."""

import re
import tomllib
from pathlib import Path

import pytest

from scorecard import DISTRIBUTION

ROOT = Path(__file__).parent.parent
_TEXTS = [
    *ROOT.glob("*.md"),
    *ROOT.glob("docs/*.md"),
    *ROOT.glob("*.yml"),
    *ROOT.glob(".github/**/*.yml"),
    *ROOT.glob("src/scorecard/**/*.py"),
    *ROOT.glob("src/scorecard/editing/starter/*"),
]


def test_the_metadata_has_the_name_of_the_constant():
    with (ROOT / "pyproject.toml").open("rb") as file:
        assert tomllib.load(file)["project"]["name"] == DISTRIBUTION == "forecast-scorecard"


@pytest.mark.parametrize("file", _TEXTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_text_installs_another_program(file):
    lines = file.read_text(encoding="utf-8").splitlines()

    asking = [
        line
        for line in lines
        if "install" in line and re.search(r"install[^`\n]*['\" ]scorecard(\[|['\"]?$)", line)
    ]

    assert asking == []
