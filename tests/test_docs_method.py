"""The examples of docs/method.md, and the papers that it lists."""

import doctest
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
METHOD = ROOT / "docs" / "method.md"


def test_every_example_of_the_method_runs_as_printed():
    result = doctest.testfile(str(METHOD), module_relative=False, encoding="utf-8")
    assert result.attempted > 20
    assert result.failed == 0


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
