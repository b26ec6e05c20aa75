"""The examples of docs/method in both languages, and the papers that it lists."""

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
METHOD, CHINESE = ROOT / "docs" / "method.md", ROOT / "docs" / "method.zh.md"


@pytest.mark.slow
@pytest.mark.parametrize("page", [METHOD, CHINESE], ids=["en", "zh"])
def test_every_example_of_the_method_runs_as_printed(page):
    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert result.attempted > 20
    assert result.failed == 0


def test_both_pages_have_the_same_sections_examples_and_tables():
    def outline(page):
        text = (
            page.read_text(encoding="utf-8")
            .partition("## In Python")[0]
            .partition("## 在 Python")[0]
        )
        return [text.count(mark) for mark in ("\n## ", "```pycon", "\n| ", "\n- **", "```sh")]

    assert outline(METHOD) == outline(CHINESE)


def test_every_paper_that_a_score_names_is_listed_in_full():
    listed = METHOD.read_text(encoding="utf-8").partition("## References")[2]
    scores = [
        one.read_text(encoding="utf-8") for one in (ROOT / "src/scorecard/scoring").glob("*.py")
    ]
    sections = re.findall(r"References:\n((?: +\S.*\n)+)", "".join(scores))
    named = re.findall(r"([A-Z][\wö-]+)[^()]*? \((\d{4})\)", " ".join(sections))
    assert len(named) > 20
    for name, year in named:
        assert re.search(rf"^- {name}, .*\({year}\)", listed, re.MULTILINE), (name, year)
