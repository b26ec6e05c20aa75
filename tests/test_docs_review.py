"""Every command of the guide to the review runs, in its order, on an outlook of this repository."""

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from repository import commit, git
from scorecard.cli.review_meeting import meet
from scorecard.reading.folder import load_records
from scorecard.records import ListReason, Need
from scorecard.review import BALLOT_RULES
from scorecard.review.ballot_workbook import COLUMNS, FIRST_ROW

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
COMMANDS = [
    shlex.split(line)
    for block in re.findall(r"```sh\n(.*?)```", GUIDE, flags=re.DOTALL)
    for line in block.splitlines()
]


@pytest.mark.slow
def test_the_guide_runs_from_agenda_to_minutes(
    tmp_path: Path, call: Callable, clock: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("*.yaml", "*.json", "kandao-2023/*"):
        for file in (ROOT / "predictions").glob(name):
            place = tmp_path / "predictions" / file.relative_to(ROOT / "predictions")
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, place)
    n_records = len(load_records(tmp_path / "predictions").predictions)
    monkeypatch.chdir(tmp_path)
    (judges,) = re.findall(r"```yaml\n(.*?)```", GUIDE, flags=re.DOTALL)
    with (tmp_path / "predictions" / "scorecard.yaml").open("a", encoding="utf-8") as settings:
        settings.write(judges)
    git(tmp_path, "init", "--quiet")
    commit(tmp_path, "records")
    monkeypatch.setattr("builtins.input", lambda _: "q")
    clock("2027-12-05")

    for command in COMMANDS:
        if command[1:3] == ["review", "meet"]:
            continue
        if command[1:3] == ["review", "collect"]:
            fill(tmp_path / "review-2027" / "ballots" / "lin.xlsx")
        done = call(*command[1:])
        assert done.code == 0, command
        if "--against" in command:
            assert done.err.startswith(f"{n_records} records compared with HEAD")
        else:
            assert done.err == "", command

    assert (tmp_path / "review-2027" / "slides.zh.pptx").exists()


def fill(ballot: Path) -> None:
    """One rating."""
    book = load_workbook(ballot)
    book.worksheets[0].cell(FIRST_ROW, list(COLUMNS).index("verdict") + 1).value = "准确 accurate"
    book.save(ballot)


def test_the_guide_names_the_page_by_its_command() -> None:
    assert ["scorecard", "review", "meet", "2027"] in COMMANDS
    assert meet.__name__ == "meet"


def test_every_rule_of_ballots_is_explained() -> None:
    table = GUIDE[GUIDE.index("| rule |") : GUIDE.index("Ratings go to")]

    assert re.findall(r"`([a-z-]+)`", table) == list(BALLOT_RULES)


def test_every_reason_for_the_agendas_order_is_explained_in_order() -> None:
    text = " ".join(GUIDE.split())
    places = [text.index(f"{need.label.en} {need.label.zh}") for need in list(Need)[:-1]]

    assert places == sorted(places)


def test_every_reason_for_being_on_the_list_is_explained() -> None:
    assert all(reason.label.zh in GUIDE for reason in ListReason)


def test_the_chinese_guide_has_the_same_commands_keys_and_reasons() -> None:
    chinese = (ROOT / "docs" / "review.zh.md").read_text(encoding="utf-8")
    blocks = re.compile(r"```(?:sh|yaml)\n(.*?)```", re.DOTALL)
    keys = re.compile(r"^\| (`.*?) \| ", re.MULTILINE)

    assert blocks.findall(chinese) == blocks.findall(GUIDE)
    assert all(reason.label.zh in chinese for reason in ListReason)
    assert all(need.label.zh in chinese for need in Need)
    places = [text.index("| `A` |") for text in (GUIDE, chinese)]
    english, own = (
        [re.findall(r"`([^`]+)`", row) for row in keys.findall(text[place:])]
        for text, place in zip((GUIDE, chinese), places, strict=True)
    )
    for row, other in zip(english, own, strict=True):
        assert set(row) - {"Space"} == set(other)
