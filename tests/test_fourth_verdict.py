"""A fourth scored verdict is one more row of the table of verdicts: everything else asks that table.

The package is copied, `verdicts.py` alone is changed, and the copy goes through its commands in processes of
their own: the new verdict is accepted, counted, drawn and labeled, and the sums add up.
"""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

import scorecard
from scorecard.verdicts import Verdict

pytestmark = pytest.mark.slow

DATA = Path(__file__).parent / "data" / "base"
PROGRAM = Path(__file__).parent / "several_calls.py"
CHARTS = ("accuracy-by-domain", "verdicts-by-outlook", "evidence")
TABLE = ("score", "--table", "table.csv", "--as-of", "2026-11-21", "--format", "json")

NEW_VERDICT = """    NEARLY_RIGHT = Row(
        Phrase("nearly right", "接近准确"),
        Phrase("nearly all of it came true", "绝大部分应验"),
        mark="◕",
        color="#a090e0",
        edge="#7563c4",
        credit=0.75,
    )
"""
NEW_STATE = "    NEARLY_RIGHT = Verdict.NEARLY_RIGHT.row\n"

WORDS = {
    "one": "accurate",
    "two": "nearly_right",
    "three": "接近准确",
    "four": "half_right",
    "five": "inaccurate",
    "six": "unresolvable",
}
PRIOR = """priors:
  - by: lin
    given_on: 2023-12-31
    basis: foresight
    of_ten: {accurate: 6, half_right: 3, inaccurate: 1}
"""
CREDIT = (1 + 0.75 + 0.75 + 0.5 + 0) / 5


def changed_package(home: Path, verdict: str) -> Path:
    """A copy of the package whose table of verdicts has one more row."""
    shutil.copytree(Path(scorecard.__file__).parent, home / "scorecard")
    file = home / "scorecard" / "verdicts.py"
    text = file.read_text(encoding="utf-8")
    for start, member in (
        ("    HALF_RIGHT = Row(\n", verdict),
        ("    HALF_RIGHT = Verdict", NEW_STATE),
    ):
        assert text.count(start) == 1
        text = text.replace(start, member + start)
    file.write_text(text, encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with a verdict of which records say nothing beforehand."""
    return changed_package(tmp_path_factory.mktemp("copy"), NEW_VERDICT)


def answers_of(package: Path, folder: Path, calls: list[list[str]]) -> list[tuple[int, str, str]]:
    """The exit codes and what a changed package printed, call by call in one process."""
    done = subprocess.run(
        [sys.executable, PROGRAM],
        input=json.dumps([(str(folder), call) for call in calls]),
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(package), "LANG": "C.UTF-8",
             "XDG_CACHE_HOME": str(package / "cache")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [tuple(answer) for answer in json.loads(done.stdout)]


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a claim of every scored verdict, two of the new one, and one unresolvable."""
    root = tmp_path_factory.mktemp("records") / "predictions"
    shutil.copytree(DATA, root)
    (root / "kandao-2024" / "vision-pro.yaml").unlink()
    text = (DATA / "kandao-2024" / "vision-pro.yaml").read_text(encoding="utf-8")
    text = text.replace("closes_on: 2024-12-31", "closes_on: 2024-02-29")
    text = text.replace("    early_because: A first sale cannot be undone.\n", "")
    for name, word in WORDS.items():
        claim = text.replace("verdict: accurate", f"verdict: {word}")
        if word == "half_right":
            parts = "verdict: half_right\n    held: On sale.\n    missed: In one country only."
            claim = claim.replace("verdict: half_right", parts)
        if word not in {"accurate", "nearly_right", "接近准确", "half_right"}:
            claim = claim.replace("    occurred_on: 2024-02-02\n", "")
        if name == "two":
            claim += PRIOR
        (root / "kandao-2024" / f"{name}.yaml").write_text(claim, encoding="utf-8")
    return root


CALLS = {
    "check": ["check", "--format", "json"],
    "score": ["score", "--as-of", "2026-11-21"],
    "score as JSON": ["score", "--as-of", "2026-11-21", "--format", "json"],
    "score as CSV": ["score", "--as-of", "2026-11-21", "--format", "csv"],
    "score of a table": [*TABLE],
    "score by an engine": [*TABLE, "--engine", "duckdb"],
    "charts": ["charts", *CHARTS, "--as-of", "2026-11-21"],
    "report": ["report", "--as-of", "2026-11-21"],
}


@pytest.fixture(scope="module")
def printed(package: Path, records: Path) -> dict[str, str]:
    """What the changed program printed of the records and of a table, by the names of the calls."""
    rows = [
        f"{place},x,{word},item {place // 2},{('measurable', 'vague')[place % 2]},2024-02-29"
        for place, word in enumerate([*WORDS.values(), "nearly_right"])
    ]
    head = "id,domain,verdict,item,specificity,closes_on"
    (records.parent / "table.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    answers = answers_of(package, records.parent, list(CALLS.values()))
    assert [code for code, _, _ in answers] == [0] * len(CALLS), answers
    return {name: out for name, (_, out, _) in zip(CALLS, answers, strict=True)}


def test_check_takes_the_word_and_its_chinese_name(printed) -> None:
    problems = json.loads(printed["check"])["problems"]

    assert [one for one in problems if one["severity"] == "error"] == []


def test_check_does_not_call_it_overdue(printed) -> None:
    problems = json.loads(printed["check"])["problems"]

    assert {one["rule"] for one in problems} == {
        "repeated-claim"
    }  # the six differ in their verdicts alone


def test_the_score_counts_it_by_its_name_and_adds_up(printed) -> None:
    group = json.loads(printed["score as JSON"])["overall"]

    assert (group["n_nearly_right"], group["n_judged"], group["n_recorded"]) == (2, 5, 6)
    assert (
        group["n_accurate"]
        + group["n_nearly_right"]
        + group["n_half_right"]
        + group["n_inaccurate"]
        == group["n_judged"]
    )
    assert group["closed"]["n_nearly_right"] == 2
    assert group["accuracy"] == pytest.approx(CREDIT)
    assert (group["strict"], group["lenient"]) == (1 / 5, 4 / 5)
    assert group["interval"]["low"] < CREDIT < group["interval"]["high"]


def test_an_engine_counts_it_as_the_table_in_memory_does(printed) -> None:
    in_memory, counted = (
        json.loads(printed[name]) for name in ("score of a table", "score by an engine")
    )

    assert counted == in_memory
    assert counted["overall"]["n_nearly_right"] == 3


def test_the_table_has_a_column_for_it(printed) -> None:
    assert re.search(r"● .*◕  ◐  ○", re.sub(r" +", "  ", printed["score"]))


def test_the_csv_has_a_column_for_it(printed) -> None:
    rows = list(csv.DictReader(io.StringIO(printed["score as CSV"])))

    assert [row["n_nearly_right"] for row in rows] == ["2", "2"]


@pytest.mark.usefixtures("printed")
@pytest.mark.parametrize(("language", "label"), [("en", "nearly right"), ("zh", "接近准确")])
def test_charts_draw_and_name_it(records, language, label) -> None:
    for name in CHARTS:
        svg = (records.parent / "charts" / f"{name}.{language}.svg").read_text(encoding="utf-8")
        assert re.search(rf">{label}</text>", svg)
        assert "#a090e0" in svg


@pytest.mark.usefixtures("printed")
def test_the_page_counts_draws_and_names_it(records) -> None:
    page = (records.parent / "scorecard.html").read_text(encoding="utf-8")
    light = (
        '<span class="light nearly_right"><i aria-hidden="true">◕</i>'
        ' <span lang="en">nearly right</span><span lang="zh">接近准确</span></span>'
    )
    assert f"{light} <small>2</small></li>" in page
    assert f'<th scope="col"><button type="button">{light}</button></th>' in page
    assert page.count('data-state="nearly_right"') == 2
    assert ".light.nearly_right i {" in page
    assert '<rect class="nearly_right"' in page
    assert "nearly right 0.75" in page
    assert "nearly right counted as 0.75, half right counted as half, accuracy is" in page
    assert "接近准确算 0.75 分、对了一半算半分，得分率" in page


REVIEW = """
import sys
from datetime import date
from pathlib import Path
from scorecard.editing.record_files import create_review
from scorecard.reading.folder import load_records
from scorecard.records import Review
from scorecard.review.ballot_workbook import ballot
from scorecard.review.claim import NamedReview
from scorecard.review.documents import minutes_markdown
from scorecard.review.meeting import Decision, Meeting
from scorecard.review.documents import review_minutes
from scorecard.text import Language
from scorecard.verdicts import Verdict

root, day = Path(sys.argv[1]), date(2025, 1, 10)
ids = ["kandao-2024/one", "kandao-2024/two"]
create_review(root, "2024", Review(opened_on=day, held_on=day, raters=["lin"], predictions=ids))
meeting = Meeting(root, "2024", lambda: day)
state = meeting.state()
for claim in state["claims"]:
    asked = Decision(id=claim["id"], version=claim["version"], verdict="接近准确", why_zh="2024 年。")
    meeting.decide(asked)
records = load_records(root)
review = records.reviews["2024"]
made = ballot(NamedReview("2024", review, records.predictions), "lin")
(root.parent / "lin.xlsx").write_bytes(made)
for one in state["answers"]:
    print(one["key"], one["mark"], one["label"]["zh"])
minutes = review_minutes(records, "2024", as_of=day)
print(minutes_markdown(minutes, Language.ENGLISH))
"""


@pytest.fixture(scope="module")
def reviewed(package: Path, records: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """A review that decides on the new verdict twice: the page's verdicts, then the minutes."""
    root = tmp_path_factory.mktemp("review") / "predictions"
    shutil.copytree(records, root)
    done = subprocess.run(
        [sys.executable, "-c", REVIEW, str(root)],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(package), "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr
    book, _ = load_workbook(root.parent / "lin.xlsx").worksheets
    offered = book.data_validations.dataValidation[0].formula1
    return [offered, *done.stdout.splitlines()]


def test_a_ballot_offers_it(reviewed) -> None:
    assert reviewed[0].startswith('"准确 accurate,')
    assert ",接近准确 nearly right,对了一半 half right," in reviewed[0]


def test_the_page_of_the_meeting_has_a_key_for_it(reviewed) -> None:
    keys = [line.split(maxsplit=1) for line in reviewed[1 : reviewed.index("None  弃权")]]

    assert [label for _, label in keys][:1] == ["● 准确"]
    assert keys[[label for _, label in keys].index("◐ 对了一半") - 1][1] == "◕ 接近准确"
    assert [key for key, _ in keys] == [str(number + 1) for number in range(len(Verdict) + 1)]


def test_the_minutes_count_and_name_it(reviewed) -> None:
    text = "\n".join(reviewed)

    assert "2 of 2 claims decided: 0 judged for the first time, 1 changed, 1 confirmed;" in text
    assert "| ● accurate | ◕ nearly right | 2024 年。 |" in text
    assert "| ◕ nearly right | ◕ nearly right | 2024 年。 |" in text
    # accurate, nearly right twice, half right, inaccurate; then nearly right three times
    before, after = (1 + 0.75 + 0.75 + 0.5 + 0) / 5, (3 * 0.75 + 0.5 + 0) / 5
    assert re.search(rf"time is up: {100 * before:.0f}\s% → {100 * after:.0f}\s%", text)


OLDER, NEWER = "kandao-2024/vision-pro", "kandao-2024/vision-pro-too"
CRITERION = "On sale, in one city only."
WITH_PARTS = NEW_VERDICT.replace(
    "credit=0.75,\n", 'credit=0.75,\n        has_parts=True,\n        beforehand="optional",\n'
)
OF_TEN = PRIOR.replace("half_right: 3", "nearly_right: 2, half_right: 1")
PARTS = ("--held", "On sale.", "--missed", "Soon sold out.")
ON_RECORD = {
    "check": ["check", "--format", "json"],
    "the older one": ["show", OLDER],
    "the newer one": ["show", NEWER],
    "in Chinese": ["show", NEWER, "--lang", "zh"],
    "report": ["report", "--as-of", "2026-11-21"],
    "ballots": ["review", "open", "2024", "--raters", "lin", "--only",
                "--claim", OLDER, "--claim", NEWER],
    "due": ["due", "--as-of", "2026-11-21"],
}  # fmt: skip
EDITS = {
    "three of ten": ["prior", OLDER, "--of-ten", "6,3,1", "--by", "lin", "--basis", "hindsight"],
    "four of ten": ["prior", OLDER, "--of-ten", "5,2,2,1", "--by", "wu", "--basis", "hindsight"],
    "one of ten": ["prior", OLDER, "--of-ten", "10", "--by", "wu", "--basis", "hindsight"],
    "too many": ["prior", OLDER, "--of-ten", "5,5,2,1", "--by", "wu", "--basis", "hindsight"],
    "another criterion": ["amend", OLDER, "--half-right", "Orders open.", "--reason", "Clearer."],
    "shown without it": ["show", OLDER],
    "its criterion": ["amend", OLDER, "--nearly-right", CRITERION, "--reason", "A new verdict."],
    "in Chinese too": ["amend", NEWER, "--nearly-right", CRITERION, "--nearly-right-zh",
                       "只在一座城市开售。", "--reason", "Translated."],
    "judge": ["judge", OLDER, "nearly_right", "--why", "Sold from 2 February 2024.", *PARTS],
    "without parts": ["judge", NEWER, "nearly_right", "--why", "Sold from 2 February 2024."],
    "show": ["show", OLDER],
    "check": ["check", "--format", "json"],
    "new": ["new", "prediction", "kandao-2024/another"],
}  # fmt: skip
MEETING = """
import json, sys
from datetime import date
from pathlib import Path
from scorecard.review.meeting import Decision, Meeting, MeetingError

meeting = Meeting(Path(sys.argv[1]), "2024", lambda: date(2026, 11, 21))
state = meeting.state()
asked = {"verdict": "nearly_right", "why_en": "Sold from 2 February 2024."}
one = state["claims"][0]
asked |= {"id": one["id"], "version": one["version"]}
try:
    meeting.decide(Decision(**asked))
except MeetingError as error:
    state["refused"] = error.phrase.en
decided = meeting.decide(Decision(**asked, held="On sale.", missed="Soon sold out."))
print(json.dumps(state | {"decided": decided}))
"""


@pytest.fixture(scope="module")
def package_with_criterion(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with a verdict that names parts and has a criterion and a number of ten."""
    return changed_package(tmp_path_factory.mktemp("copy"), WITH_PARTS)


@pytest.fixture(scope="module")
def older_and_newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a claim recorded before there was the verdict, and one with its criterion."""
    root = tmp_path_factory.mktemp("records") / "predictions"
    shutil.copytree(DATA, root)
    text = (root / f"{OLDER}.yaml").read_text(encoding="utf-8")
    text = text.replace("  half_right:", f"  nearly_right: {CRITERION}\n  half_right:") + OF_TEN
    (root / f"{NEWER}.yaml").write_text(text, encoding="utf-8")
    return root.parent


@pytest.fixture(scope="module")
def on_record(package_with_criterion: Path, older_and_newer: Path) -> dict[str, str]:
    """What the program prints of the two claims, by the names of the calls."""
    answers = answers_of(package_with_criterion, older_and_newer, list(ON_RECORD.values()))
    assert [code for code, _, _ in answers] == [0] * len(answers), answers
    return {name: out for name, (_, out, _) in zip(ON_RECORD, answers, strict=True)}


@pytest.fixture(scope="module")
def edited(
    package_with_criterion: Path, older_and_newer: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, tuple[int, str, str]]]:
    """A copy of the two claims after edits from the command line, and what these answered."""
    folder = tmp_path_factory.mktemp("edited")
    shutil.copytree(older_and_newer / "predictions", folder / "predictions")
    answers = answers_of(package_with_criterion, folder, list(EDITS.values()))
    return folder / "predictions", dict(zip(EDITS, answers, strict=True))


def test_a_record_may_say_beforehand_when_it_is_given_or_may_not(on_record) -> None:
    problems = json.loads(on_record["check"])["problems"]

    assert [one for one in problems if one["severity"] == "error"] == []


def test_show_prints_its_criterion_and_chances_where_they_are_written(on_record) -> None:
    assert f"◕ nearly right: {CRITERION}" in on_record["the newer one"]
    assert "lin: ● 6 / ◕ 2 / ◐ 1 / ○ 1" in on_record["the newer one"]
    assert f"◕ 接近准确：{CRITERION}" in on_record["in Chinese"]
    assert "nearly right" not in on_record["the older one"]
    assert "◐ half right: Orders open, nothing delivered." in on_record["the older one"]


@pytest.mark.usefixtures("on_record")
def test_the_card_has_its_criterion_where_it_is_written(older_and_newer) -> None:
    page = (older_and_newer / "scorecard.html").read_text(encoding="utf-8")
    lists = re.findall(r'<dl class="criteria">.*?</dl>', page, re.DOTALL)

    assert sorted(one.count("<dt>") for one in lists) == [3, 4]
    assert sum(CRITERION in one for one in lists) == 1
    assert page.count("None") == page.count("None is on record yet")
    assert "● 6 / ◕ 2 / ◐ 1 / ○ 1" in page


@pytest.mark.usefixtures("on_record")
def test_a_ballot_has_its_criterion_where_it_is_written(older_and_newer) -> None:
    files = older_and_newer / "review-2024"
    sheet, _ = load_workbook(files / "ballots" / "lin.xlsx").worksheets
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    page = (files / "ballots" / "lin.html").read_text(encoding="utf-8")
    agenda = (files / "agenda.en.html").read_text(encoding="utf-8")

    criteria = [one for one in texts if one.startswith("怎样算准确 accurate if")]
    assert sorted(one.count(" if\n") for one in criteria) == [3, 4]
    assert sum(f"怎样算接近准确 nearly right if\n{CRITERION}" in one for one in criteria) == 1
    assert page.count(CRITERION) == agenda.count(CRITERION) == 1


@pytest.mark.usefixtures("on_record")
def test_the_meeting_shows_its_criterion_and_asks_for_its_parts(
    package_with_criterion, older_and_newer, tmp_path
) -> None:
    root = shutil.copytree(older_and_newer / "predictions", tmp_path / "predictions")
    done = subprocess.run(
        [sys.executable, "-c", MEETING, str(root)],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(package_with_criterion)},
    )
    assert done.returncode == 0, done.stderr
    state = json.loads(done.stdout)
    held = {one["id"]: one["criteria"].get("nearly_right") for one in state["claims"]}
    asked = {one["value"]: one.get("criteria") for one in state["answers"]}

    assert held == {OLDER: None, NEWER: CRITERION}
    assert asked["nearly_right"] == {"en": "nearly right if", "zh": "怎样算接近准确"}
    assert state["claims"][0]["fields"]["nearly_right"] == ["held", "missed", "occurred_on"]
    lacking = "without “the part that came true” and “the part that did not”"
    assert lacking in state["refused"]
    assert state["decided"]["decision"]["missed"] == "Soon sold out."


def test_ten_chances_may_leave_it_out(edited) -> None:
    root, answers = edited
    priors = load_text(root, OLDER).partition("priors:")[2]

    assert [answers[name][0] for name in ("three of ten", "four of ten")] == [0, 0]
    chances = re.findall(r"of_ten:\n((?:      \w+: \d\n)+)", priors)
    assert [" ".join(one.split()) for one in chances] == [
        "accurate: 6 half_right: 3 inaccurate: 1",
        "accurate: 5 nearly_right: 2 half_right: 2 inaccurate: 1",
    ]
    for name in ("one of ten", "too many"):
        code, _, err = answers[name]
        assert code != 0
        assert "ten" in err


def test_amend_changes_and_adds_its_criterion(edited) -> None:
    root, answers = edited
    names = ("another criterion", "its criterion", "in Chinese too")
    criteria = load_text(root, OLDER).partition("criteria:\n")[2].partition("evidence:")[0]

    assert [answers[name][0] for name in names] == [0, 0, 0], answers
    assert "nearly right" not in answers["shown without it"][1]
    assert criteria == (
        "  accurate: On public sale in at least one country by the end of 2024.\n"
        f"  nearly_right: {CRITERION}\n"
        "  half_right: Orders open.\n"
        "  inaccurate: Neither.\n"
    )
    assert "zh: 只在一座城市开售。" in load_text(root, NEWER)


def test_judge_asks_for_its_parts(edited) -> None:
    _, answers = edited

    assert answers["judge"][0] == 0, answers["judge"]
    assert "held: On sale." in answers["show"][1]
    assert "missed: Soon sold out." in answers["show"][1]
    assert answers["without parts"] == (2, "", "error: --held is missing\n")
    errors = [
        one for one in json.loads(answers["check"][1])["problems"] if one["severity"] == "error"
    ]
    assert errors == []


def test_a_new_file_asks_for_its_criterion_in_its_place(edited) -> None:
    root, answers = edited
    text = load_text(root, "kandao-2024/another")

    assert answers["new"][0] == 0
    assert re.search(
        r"  # When it is nearly right\.\n  nearly_right:\n  # When it is half right",
        text,
    )
    assert "nearly right, half right only: the part that came true." in text.lower()


def load_text(root: Path, id_: str) -> str:
    """The text of a claim's file."""
    return (root / f"{id_}.yaml").read_text(encoding="utf-8")
