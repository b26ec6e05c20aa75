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
        mark="◔",
        color="#5aa9d6",
        edge="#2f7ea8",
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


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package whose table of verdicts has one more row."""
    home = tmp_path_factory.mktemp("copy")
    shutil.copytree(Path(scorecard.__file__).parent, home / "scorecard")
    file = home / "scorecard" / "verdicts.py"
    text = file.read_text(encoding="utf-8")
    for start, member in (
        ("    HALF_RIGHT = Row(\n", NEW_VERDICT),
        ("    HALF_RIGHT = Verdict", NEW_STATE),
    ):
        assert text.count(start) == 1
        text = text.replace(start, member + start)
    file.write_text(text, encoding="utf-8")
    return home


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
    done = subprocess.run(
        [sys.executable, PROGRAM],
        input=json.dumps([(str(records.parent), call) for call in CALLS.values()]),
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(package), "LANG": "C.UTF-8",
             "XDG_CACHE_HOME": str(package / "cache")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
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
    assert re.search(r"● .*◔  ◐  ○", re.sub(r" +", "  ", printed["score"]))


def test_the_csv_has_a_column_for_it(printed) -> None:
    rows = list(csv.DictReader(io.StringIO(printed["score as CSV"])))

    assert [row["n_nearly_right"] for row in rows] == ["2", "2"]


@pytest.mark.usefixtures("printed")
@pytest.mark.parametrize(("language", "label"), [("en", "nearly right"), ("zh", "接近准确")])
def test_charts_draw_and_name_it(records, language, label) -> None:
    for name in CHARTS:
        svg = (records.parent / "charts" / f"{name}.{language}.svg").read_text(encoding="utf-8")
        assert re.search(rf">{label}</text>", svg)
        assert "#5aa9d6" in svg


@pytest.mark.usefixtures("printed")
def test_the_page_counts_draws_and_names_it(records) -> None:
    page = (records.parent / "scorecard.html").read_text(encoding="utf-8")
    light = (
        '<span class="light nearly_right"><i aria-hidden="true">◔</i>'
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
from scorecard.review.ballots import ballot_claims
from scorecard.review.documents import minutes_markdown
from scorecard.review.meeting import Decision, Meeting
from scorecard.review.documents import review_minutes
from scorecard.text import Language
from scorecard.verdicts import Verdict

root, day = Path(sys.argv[1]), date(2025, 1, 10)
ids = ["kandao-2024/one", "kandao-2024/two"]
create_review(root, "2024", Review(opened_on=day, held_on=day, raters=["lin"], predictions=ids))
meeting = Meeting(root, "2024", day)
state = meeting.state()
for claim in state["claims"]:
    asked = Decision(id=claim["id"], version=claim["version"], verdict="接近准确", why_zh="2024 年。")
    meeting.decide(asked)
records = load_records(root)
review = records.reviews["2024"]
claims = ballot_claims(records.predictions, review, name="2024", rater="lin")
made = ballot(claims, name="2024", rater="lin")
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
    assert keys[[label for _, label in keys].index("◐ 对了一半") - 1][1] == "◔ 接近准确"
    assert [key for key, _ in keys] == [str(number + 1) for number in range(len(Verdict) + 1)]


def test_the_minutes_count_and_name_it(reviewed) -> None:
    text = "\n".join(reviewed)

    assert "2 of 2 claims decided: 0 judged for the first time, 1 changed, 1 confirmed;" in text
    assert "| ● accurate | ◔ nearly right | 2024 年。 |" in text
    assert "| ◔ nearly right | ◔ nearly right | 2024 年。 |" in text
    # accurate, nearly right twice, half right, inaccurate; then nearly right three times
    before, after = (1 + 0.75 + 0.75 + 0.5 + 0) / 5, (3 * 0.75 + 0.5 + 0) / 5
    assert re.search(rf"time is up: {100 * before:.0f}\s% → {100 * after:.0f}\s%", text)
