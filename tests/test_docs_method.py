"""The examples of docs/method.md."""

import doctest
from pathlib import Path

METHOD = Path(__file__).parents[1] / "docs" / "method.md"


def test_every_example_of_the_method_runs_as_printed():
    result = doctest.testfile(str(METHOD), module_relative=False, encoding="utf-8")
    assert result.attempted > 20
    assert result.failed == 0
