"""Every file under data/invalid/RULE breaks exactly that rule, at the place that its name gives.

`misspelt@12-3.yaml` is a prediction whose fault stands in line 12, column 3; `misspelt@12-3.outlook.yaml`
is an outlook. The file takes the place of the good one in a folder that has nothing else wrong; what
data/invalid/RULE/beside holds is laid beside it.
"""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from scorecard.checks.run import check_folder

INVALID = Path(__file__).parent / "data" / "invalid"
FILES = sorted(INVALID.glob("*/*@*.yaml"))
STANDS_AT = {
    None: "kandao-2024/vision-pro.yaml",
    "outlook": "kandao-2024/outlook.yaml",
    "domains": "domains.yaml",
    "review": "reviews/2025.yaml",
    "scorecard": "scorecard.yaml",
}
NAME = re.compile(r".+@(?P<line>\d+)-(?P<column>\d+)(\.(?P<kind>\w+))?\.yaml")


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_bad_file_breaks_exactly_its_rule_at_its_place(file, folder) -> None:
    name = NAME.fullmatch(file.name)
    spoilt = folder / STANDS_AT[name["kind"]]
    spoilt.parent.mkdir(exist_ok=True)
    spoilt.write_bytes(file.read_bytes())
    if (file.parent / "beside").is_dir():
        shutil.copytree(file.parent / "beside", folder, dirs_exist_ok=True)

    day = date(2024, 6, 1)
    found = check_folder(folder, as_of=day, latest_day=day).problems

    assert [(one.rule, one.line, one.column, one.path) for one in found] == [
        (file.parent.name, int(name["line"]), int(name["column"]), str(spoilt))
    ]
