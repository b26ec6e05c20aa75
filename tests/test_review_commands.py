"""The review by its commands, from the open list to the git command."""

import json
import shlex
import shutil
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook

from conftest import Outcome
from repository import commit, evidence, git
from review_records import AS_OF, write_claims
from scorecard.charts.slide import Chart
from scorecard.editing.edits import append
from scorecard.editing.record_files import edit_prediction, edit_review, rename_prediction
from scorecard.reading.folder import load_records
from scorecard.records import Evidence, JudgedVerdict, Need, PutOff, Rating
from scorecard.review.ballot_workbook import COLUMNS, FIRST_ROW
from scorecard.review.collecting import Additions, additions
from scorecard.verdicts import Verdict
from scorecards import chart_of, claim, of

pytestmark = pytest.mark.slow

LATER = "2025-01-11"
PLACES = {name: number for number, name in enumerate(COLUMNS, start=1)}
IDS = [f"kandao-2024/{name}" for name in ("alpha", "beta", "gamma")]
ORDER = [IDS[2], *IDS[:2]]
"""The order of the list: what has no verdict comes first."""


@cache
def empty_chart() -> dict[str, Chart]:
    return {"accuracy-by-domain": chart_of(of(claim()), "accuracy-by-domain")}


@pytest.fixture
def root(folder: Path, prediction: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three claims, in the current folder."""
    monkeypatch.chdir(tmp_path)
    return write_claims(folder, prediction).relative_to(tmp_path)


@pytest.fixture
def review(
    root: Path, call: Callable, clock: Callable, monkeypatch: pytest.MonkeyPatch
) -> Callable:
    """The review commands, called on a day; to compute the agenda's chart takes longer than all the rest."""

    def call_review(
        command: str, *arguments: object, today: str = AS_OF, has_chart: bool = False
    ) -> Outcome:
        clock(today)
        with monkeypatch.context() as patch:
            if not has_chart:
                patch.setattr("scorecard.charts.gallery.gallery", lambda *_: empty_chart())
            return call("review", command, *arguments, "--predictions", root)

    return call_review


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the commands wrote that many tests start from: they are called once."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def opened(review: Callable, root: Path, kept: Path) -> Path:
    """The folder of a review by lin and chen."""
    if (kept / "opened").exists():
        shutil.copytree(kept / "opened", ".", dirs_exist_ok=True)
    else:
        assert review("open", "2024", "--raters", "lin，chen", has_chart=True).code == 0
        assert list(load_records(root).reviews) == ["2024"]
        shutil.copytree(".", kept / "opened")
    return Path("review-2024")


def fill(ballot: Path, verdicts: dict[str, str]) -> None:
    book = load_workbook(ballot)
    sheet = book.worksheets[0]
    for row in range(FIRST_ROW, sheet.max_row + 1):
        if sheet.cell(row, PLACES["id"]).value in verdicts:
            sheet.cell(row, PLACES["verdict"]).value = verdicts[sheet.cell(row, PLACES["id"]).value]
            sheet.cell(row, PLACES["why"]).value = f"见 2024 年的数字（{ballot.stem}）"
    book.save(ballot)


@pytest.fixture
def collected(opened: Path, review: Callable, kept: Path) -> Path:
    """The same with ballots: lin and chen are apart on beta."""
    if (kept / "collected").exists():
        shutil.copytree(kept / "collected", ".", dirs_exist_ok=True)
        return opened
    fill(
        opened / "ballots" / "lin.xlsx", {IDS[0]: "accurate", IDS[1]: "准确", IDS[2]: "half right"}
    )
    fill(opened / "ballots" / "chen.xlsx", {IDS[0]: "accurate", IDS[1]: "不准确"})
    done = review("collect", *sorted((opened / "ballots").glob("*.xlsx")))
    assert done.code == 0
    assert "2 ballots: 5 ratings written, 0 already there" in done.out
    shutil.copytree(".", kept / "collected")
    return opened


def test_open_fixes_days_raters_and_list(opened: Path, root: Path) -> None:
    one = load_records(root).reviews["2024"]

    assert one.raters == ["lin", "chen"]
    assert one.ids == ORDER
    needs = [entry.need for entry in one.entries]
    assert needs == [Need.UNJUDGED, Need.TWO_SIDED, Need.TWO_SIDED]
    assert (one.opened_on.isoformat(), one.held_on.isoformat()) == (AS_OF, AS_OF)
    assert sorted(path.name for path in opened.iterdir()) == [
        "agenda.en.html",
        "agenda.zh.html",
        "ballots",
    ]


def test_the_agenda_shows_no_verdict_and_runs_nothing(opened: Path) -> None:
    text = (opened / "agenda.zh.html").read_text(encoding="utf-8")

    assert "@甲会开售 | 乙。" in text
    assert "&lt;script&gt;" in (opened / "agenda.en.html").read_text(encoding="utf-8")
    assert "<script" not in text
    assert "Sold in the US" not in text
    assert "default-src &#39;none&#39;" in text
    assert "data:image" not in text  # a year before nothing was judged: there is nothing to draw


@pytest.mark.slow
def test_the_agenda_shows_accuracy_as_it_was_a_year_before(review: Callable) -> None:
    review("open", "2025", "--raters", "lin", today="2026-01-10", has_chart=True)

    for language in ("en", "zh"):
        text = Path(f"review-2025/agenda.{language}.html").read_text(encoding="utf-8")
        assert text.count('src="data:image/png;base64,') == 1


def test_opened_again_the_files_are_written_anew_and_filled_ballots_are_kept(
    opened: Path, review: Callable
) -> None:
    (opened / "agenda.en.html").unlink()
    fill(opened / "ballots" / "lin.xlsx", {IDS[0]: "accurate"})
    held = (opened / "ballots" / "lin.xlsx").read_bytes()

    done = review("open", "2024")

    assert done.code == 0
    assert "lin.xlsx  (kept, it may be filled in)" in done.out
    assert (opened / "agenda.en.html").exists()
    assert (opened / "ballots" / "lin.xlsx").read_bytes() == held


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (("--claim", IDS[1].partition("/")[2], "--only"), [IDS[1]]),
        (("--claim", f"{IDS[1]}，{IDS[0]}", "--only"), [IDS[0], IDS[1]]),
        (("--outlook", "kandao-2024", "--only"), ORDER),
        (("--domain", "终端设备", "--outlook", "kandao-2024", "--held-on", "2025-01-20"), ORDER),
    ],
)
def test_claims_can_be_chosen(review: Callable, root: Path, options: tuple, ids: list[str]) -> None:
    done = review("open", "yearly", "--raters", "lin", *options, "--out", "pack")

    assert done.code == 0
    assert load_records(root).reviews["yearly"].ids == ids
    assert Path("pack/ballots/lin.xlsx").exists()


@pytest.mark.slow
def test_a_withdrawn_claim_is_not_chosen(review: Callable, root: Path) -> None:
    with (root / f"{IDS[0]}.yaml").open("a", encoding="utf-8") as file:
        file.write("withdrawn: {on: 2024-05-01, why: It was on sale.}\n")

    done = review("open", "2024", "--raters", "lin", "--claim", IDS[0])

    assert (done.code, done.err) == (2, f"error: no claim matches {IDS[0]}\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("2024",), "--raters lin,chen names the raters"),
        (("2024", "--raters", "../lin"), "cannot name a file"),
        (("..", "--raters", "lin"), "cannot name a review"),
        (
            ("2024", "--raters", "lin", "--claim", "kandao-2024/none"),
            "unknown prediction 'kandao-2024/none'",
        ),
        (
            ("2024", "--raters", "lin", "--domain", "device"),
            "unknown --domain 'device'; did you mean 'devices'?",
        ),
        (("2024", "--raters", "lin", "--outlook", "none"), "unknown --outlook 'none'"),
        (("2024", "--raters", "lin", "--only"), "no claim is due for this review"),
        (("2024", "--raters", "lin", "--held-on", "soon"), "--held-on takes a date"),
        (("2024", "--raters", "lin", "--held-on", "2020-01-01"), "--held-on 2020-01-01 is before"),
    ],
)
def test_a_review_that_cannot_be_opened(review: Callable, arguments: tuple, message: str) -> None:
    done = review("open", *arguments)

    assert done.code == 2
    assert message in done.err


@pytest.mark.slow
def test_a_rater_is_among_the_judges_where_these_are_listed(review: Callable, root: Path) -> None:
    settings = root / "scorecard.yaml"
    settings.write_text(
        "judges:\n  - {id: desk, kind: group, en: The desk, zh: 编辑部}\n", encoding="utf-8"
    )

    refused = review("open", "2024", "--raters", "lin,chen")
    more = "".join(f"  - {{id: {one}, kind: person, en: A, zh: 甲}}\n" for one in ("lin", "chen"))
    settings.write_text(settings.read_text("utf-8") + more, encoding="utf-8")

    assert "not among the judges of scorecard.yaml: lin, chen\n" in refused.err
    unfit = review("open", "2024", "--raters", "O'Brien").err
    assert unfit == "error: not among the judges of scorecard.yaml: O'Brien\n"
    assert review("open", "2024", "--raters", "lin,chen").code == 0


def test_a_rater_is_known_however_the_name_is_typed(
    review: Callable, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "scorecard.yaml").write_text(
        "judges:\n  - {id: desk, kind: group, en: The desk, zh: 编辑部}\n"
        "  - {id: lin, kind: person, en: Lin Mei, zh: 林梅}\n"
        "  - {id: chen, kind: person, en: Chen, zh: 陈}\n",
        encoding="utf-8",
    )
    monkeypatch.setattr("builtins.input", lambda _: "q")

    assert review("open", "review-２０２４", "--raters", "Lin、CHEN，林梅").code == 0
    assert review("open", "二〇二四年").code == 0  # the same review
    (opened,) = load_records(root).reviews.values()
    assert opened.raters == ["lin", "chen"]
    assert review("rate", "2024", "--rater", "LIN").code == 0
    assert review("rate", "2024", "--rater", "林梅").code == 0
    done = review("close", "2024", "--yes", "--attended", "林 梅、客人、chen、Lin  Mei")

    assert load_records(root).reviews["2024"].attended == ["lin", "客人", "chen"]
    assert "'客人' is not a rater" in done.err
    assert "林梅" not in done.err
    assert review("close", "2024", "--attended", "客人,Linmei,陳").code == 0  # nothing else is said
    assert review("close", "2024", "--attended", "林梅和陈，客人").code == 0
    assert review("close", "2024", "--attended", "Chen and Lin Mei, 客人").code == 0
    assert review("close", "2024", "--attended", "Chen and Lin Mei和客人").code == 0


@pytest.mark.slow
def test_an_open_review_is_not_opened_with_other_raters(opened: Path, review: Callable) -> None:
    done = review("open", "2024", "--raters", "wang")

    assert opened
    assert done.code == 2
    assert "review 2024 is already there" in done.err


def test_collecting_writes_ratings_and_nothing_else(root: Path, collected: Path) -> None:
    gamma = (root / f"{IDS[2]}.yaml").read_text(encoding="utf-8")

    assert collected
    assert "verdicts: []  # 还没有判定\n" in gamma
    assert gamma.endswith("    why: 见 2024 年的数字（lin）\n")
    assert len(load_records(root).predictions[IDS[1]].ratings) == 2


def test_collecting_twice_changes_nothing(root: Path, review: Callable, collected: Path) -> None:
    held = load_records(root).digest

    done = review("collect", *sorted((collected / "ballots").glob("*.xlsx")), today=LATER)

    assert "2 ballots: 0 ratings written, 5 already there" in done.out
    assert load_records(root).digest == held


@pytest.mark.parametrize("answer", ["弃权", "accurate"])
def test_collected_by_two_at_once_an_answer_is_recorded_once(
    root: Path, review: Callable, opened: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    ballot = opened / "ballots" / "lin.xlsx"
    fill(ballot, {IDS[0]: answer})

    def collected_meanwhile(*given: object, **more: object) -> Additions:
        new = additions(*given, **more)
        monkeypatch.setattr("scorecard.cli.review_ballots.additions", additions)
        review("collect", ballot)
        return new

    monkeypatch.setattr("scorecard.cli.review_ballots.additions", collected_meanwhile)
    review("collect", ballot)

    records = load_records(root)
    assert len(records.predictions[IDS[0]].ratings + records.reviews["2024"].abstentions) == 1


@pytest.mark.slow
def test_one_wrong_row_keeps_everything_out(root: Path, review: Callable, opened: Path) -> None:
    held = load_records(root).digest
    fill(opened / "ballots" / "lin.xlsx", {IDS[0]: "accurate"})
    fill(opened / "ballots" / "chen.xlsx", {IDS[0]: "acurate"})

    done = review("collect", *sorted((opened / "ballots").glob("*.xlsx")), "--review", "2024")

    assert done.code == 1
    assert "chen.xlsx:" in done.out
    assert ": `acurate` is not a verdict; did you mean `accurate`?\n       = Choose it" in done.out
    assert " | " not in done.out  # no excerpt of a zip file
    assert load_records(root).digest == held


@pytest.mark.slow
def test_without_an_open_review_nothing_is_collected(review: Callable, root: Path) -> None:
    done = review("collect", root / "domains.yaml")

    assert done.code == 2
    assert "name an open review with --review; open are: none" in done.err


def test_of_two_open_reviews_one_must_be_named(review: Callable, opened: Path) -> None:
    review("open", "other", "--raters", "lin", "--claim", IDS[0], "--only")

    done = review("collect", opened / "ballots" / "lin.xlsx")

    assert done.code == 2
    assert "name an open review with --review; open are: 2024, other" in done.err
    assert review("collect", opened / "ballots" / "lin.xlsx", "--review", "2024").code == 0


def test_an_old_ballot_and_an_emptied_row_undo_nothing_and_a_changed_rating_is_told(
    root: Path, review: Callable, opened: Path
) -> None:
    ballot = opened / "ballots" / "lin.xlsx"
    fill(ballot, {IDS[0]: "accurate"})
    first = ballot.read_bytes()
    assert "1 ballot: 1 rating written, 0 already there\n" in review("collect", ballot).out
    fill(ballot, {IDS[0]: "inaccurate"})
    changed = review("collect", ballot, today=LATER)
    ballot.write_bytes(first)
    held = load_records(root).digest

    old = review("collect", ballot, today="2025-01-12")

    assert f"{IDS[0]}: lin accurate ({AS_OF}) → inaccurate" in changed.out
    assert "1 ballot: 0 ratings written, 1 already there\n" in old.out
    assert f"lin inaccurate ({LATER}) → accurate; said before that" in old.out
    assert load_records(root).digest == held

    emptied = load_workbook(ballot)
    for line in emptied.worksheets[0].iter_rows(min_row=FIRST_ROW):
        for name in ("verdict", "why"):
            line[PLACES[name] - 1].value = None
    emptied.save(ballot)
    review("collect", ballot, today="2025-01-12")
    assert load_records(root).digest == held


@pytest.mark.slow
def test_what_changed_after_a_ballot_was_handed_out_is_asked_again(
    root: Path, review: Callable, opened: Path
) -> None:
    ballots = opened / "ballots"
    fill(ballots / "lin.xlsx", {IDS[0]: "accurate", IDS[1]: "弃权"})
    add(root, "alpha", evidence("新的报道", published_on="2025-01-09"))

    done = review("collect", ballots / "lin.xlsx")

    assert "1 ballot: 0 ratings written, 0 already there, 1 abstained or recused" in done.out
    assert "changed since this ballot was handed out" in done.out
    assert "lin: 0 rated, 1 abstained, 0 recused, 2 not answered" in done.out
    assert "chen: 0 rated, 0 abstained, 0 recused, 3 not answered" in done.out
    asked = load_workbook(ballots / "lin-2.xlsx").worksheets[0]
    assert [asked.cell(row, PLACES["id"]).value for row in range(FIRST_ROW, asked.max_row + 1)] == [
        IDS[0]
    ]
    assert not (ballots / "lin-3.xlsx").exists()
    review("collect", ballots / "lin.xlsx")
    assert not (ballots / "lin-3.xlsx").exists()  # it is handed out already
    fill(ballots / "lin-2.xlsx", {IDS[0]: "不准确"})
    again = review("collect", ballots)
    assert "3 ballots: 1 rating written, 1 already there" in again.out


def test_a_rater_is_asked_again_although_the_ballot_of_a_namesake_has_the_claim(
    root: Path, review: Callable
) -> None:
    review("open", "2024", "--raters", "lin, lin-mei", "--claim", IDS[0], "--only")
    ballots = [Path(f"review-2024/ballots/{rater}.xlsx") for rater in ("lin-mei", "lin")]
    for ballot in ballots:
        fill(ballot, {IDS[0]: "accurate"})
    add(root, "alpha", evidence("新的报道", published_on="2025-01-09"))

    done = review("collect", *ballots)

    assert "lin-mei-2.xlsx" in done.out
    assert "lin-2.xlsx" in done.out


@pytest.mark.slow
def test_a_claim_added_later_is_handed_out_in_a_ballot_of_its_own(
    review: Callable,
) -> None:
    review("open", "2024", "--raters", "Chen Wei", "--claim", IDS[2], "--only")

    done = review("open", "2024", "--claim", IDS[0])

    assert "Chen Wei.xlsx  (kept, it may be filled in)" in done.out
    added = load_workbook("review-2024/ballots/Chen Wei-2.xlsx").worksheets[0]
    assert added.cell(FIRST_ROW, PLACES["id"]).value == IDS[0]
    assert Path("review-2024/ballots/Chen Wei-2.html").exists()
    assert "Chen Wei-3" not in review("open", "2024").out


def test_a_claim_that_was_renamed_is_not_handed_out_or_asked_again(
    root: Path, review: Callable, opened: Path
) -> None:
    ballots = opened / "ballots"
    fill(ballots / "lin.xlsx", {IDS[0]: "accurate"})
    rename_prediction(root, IDS[0], "kandao-2024/first")
    assert "lin-2" not in review("open", "2024").out

    add(root, "first", evidence("新的报道", published_on="2025-01-09"))
    assert "lin-2.xlsx" in review("collect", ballots / "lin.xlsx").out
    rename_prediction(root, "kandao-2024/first", "kandao-2024/second")

    assert "lin-3" not in review("collect", ballots / "lin.xlsx").out


def test_a_second_round_is_recorded_beside_the_first(
    root: Path, review: Callable, collected: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(collected / "ballots" / "lin.xlsx", {IDS[1]: "不准确"})

    done = review("collect", collected / "ballots" / "lin.xlsx", "--round", "2")

    rounds = [one.round for one in load_records(root).predictions[IDS[1]].ratings]
    assert "1 rating written, 2 already there" in done.out  # the other two say what they said
    assert rounds == [None, None, 2]
    assert "split on 1;" in review("agreement", "2024").out  # the first round counts
    answer_with(monkeypatch, "1", "数字 1", "弃权", "", "q")
    review("rate", "2024", "--rater", "chen", "--round", "2")
    ratings = [one for held in load_records(root).predictions.values() for one in held.ratings]
    assert sum(one.rater == "chen" and one.round == 2 for one in ratings) == 1
    assert len(load_records(root).reviews["2024"].abstentions) == 1


FUTURE = "2027-06-01"


@pytest.mark.usefixtures("root")
def test_a_review_looked_at_from_another_day_writes_the_day_of_the_clock(
    review: Callable, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    review("open", "2024", "--raters", "lin", "--as-of", FUTURE)
    fill(Path("review-2024/ballots/lin.xlsx"), {IDS[0]: "accurate"})
    review("collect", "review-2024/ballots/lin.xlsx", "--as-of", FUTURE)
    answer_with(monkeypatch, "1", "数字 1", "1", "数字 2")
    review("rate", "2024", "--rater", "lin", "--as-of", FUTURE)
    review("close", "2024", "--yes", "--attended", "lin", "--as-of", FUTURE)

    held = load_records(root)
    one = held.reviews["2024"]
    rated = [rating.rated_on for claim in held.predictions.values() for rating in claim.ratings]
    assert [day.isoformat() for day in (one.opened_on, one.held_on, one.closed_on, *rated)] == [
        AS_OF
    ] * 6
    assert FUTURE not in "".join(path.read_text("utf-8") for path in root.rglob("*.yaml"))


@pytest.mark.slow
def test_agreement_lists_splits_furthest_first(review: Callable, collected: Path) -> None:
    done = review("agreement", "2024")
    answer = json.loads(review("agreement", "2024", "--format", "json").out)

    assert collected
    assert "2 raters rated 3 claims, 2 of them twice or more, and split on 1;" in done.out
    assert "  1.00  kandao-2024/beta  lin accurate · chen inaccurate" in done.out
    assert (answer["n_claims"], answer["percent_agreement"]) == (3, 0.5)
    assert review("agreement", "2024", "--format", "xml").code == 2


@pytest.mark.slow
def test_agreement_is_of_what_had_been_rated_by_the_day(review: Callable, collected: Path) -> None:
    before = (date.fromisoformat(AS_OF) - timedelta(days=1)).isoformat()
    found = json.loads(review("agreement", "2024", "--format", "json").out)

    assert collected
    assert found["as_of"] == AS_OF
    assert found["records"].startswith("sha256:")
    assert review("agreement", "2024", "--as-of", before).code == 2  # it had not been opened


@pytest.mark.usefixtures("opened")
def test_agreement_does_not_count_a_claim_that_was_withdrawn(review: Callable, root: Path) -> None:
    with (root / f"{IDS[0]}.yaml").open("a", encoding="utf-8") as file:
        file.write("withdrawn: {on: 2025-01-09, why: No forecast.}\n")

    assert json.loads(review("agreement", "2024", "--format", "json").out)["n_claims"] == 2


@pytest.mark.slow
def test_a_review_that_is_not_there_is_a_wrong_call(review: Callable, collected: Path) -> None:
    done = review("agreement", "2025")

    assert collected
    assert done.code == 2
    assert "unknown review '2025'; did you mean '2024'?" in done.err
    assert "unknown review 'x'" in review("close", "x").err


def answer_with(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Type these lines; return the questions."""
    left, asked = list(answers), []

    def typed(question: str) -> str:
        asked.append(question)
        if not left:
            raise EOFError
        return left.pop(0)

    monkeypatch.setattr("builtins.input", typed)
    return asked


@pytest.mark.slow
def test_rating_in_the_terminal_records_each_rating_at_once(
    root: Path, review: Callable, opened: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer_with(monkeypatch, "9", "accurat", "对了一半", "见 2024 年的数字", "s", "1", "")

    done = review("rate", "2024", "--rater", "lin")

    assert opened
    ratings = [one for held in load_records(root).predictions.values() for one in held.ratings]
    assert sorted(one.verdict.value for one in ratings) == ["accurate", "half_right"]
    assert {one.why for one in ratings} == {None, "见 2024 年的数字"}
    assert "2 claims answered, 1 left" in done.out
    numbered = [f"{number} {one.label.en}" for number, one in enumerate(Verdict, start=1)]
    assert f"unknown verdict '9'; choose {', '.join(numbered)}" in done.out
    assert "unknown verdict 'accurat'; did you mean '1 accurate'?" in done.out
    assert "Sold in the US" not in done.out
    assert "(contradicts)" in done.out
    assert asked[0].startswith(" ".join(numbered))


@pytest.mark.slow
@pytest.mark.parametrize("answers", [("q",), (), ("1",)])
def test_rating_can_be_interrupted_and_goes_on_later(
    root: Path, review: Callable, opened: Path, monkeypatch: pytest.MonkeyPatch, answers: tuple
) -> None:
    answer_with(monkeypatch, *answers)
    first = review("rate", "2024", "--rater", "lin").out
    answer_with(monkeypatch, "3", "数字 1", "3", "数字 2", "3", "数字 3")

    second = review("rate", "2024", "--rater", "lin").out

    assert opened
    n_answered = len(answers) if answers == ("1",) else 0
    assert f"{n_answered} claim" in first
    assert ", 0 left" in second
    assert all(len(one.ratings) == 1 for one in load_records(root).predictions.values())


@pytest.mark.slow
def test_a_rating_of_a_claim_that_changed_while_it_was_read_is_not_recorded(
    root: Path, review: Callable, opened: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer_late(_: str) -> str:
        for id_ in IDS:
            text = (root / f"{id_}.yaml").read_text(encoding="utf-8")
            text = text.replace("at least one country", "at least two countries")
            (root / f"{id_}.yaml").write_text(text, encoding="utf-8")
        return "1"

    monkeypatch.setattr("builtins.input", answer_late)

    done = review("rate", "2024", "--rater", "lin")

    assert opened
    assert "changed since it was read; nothing was written" in done.err
    assert "collect the ballots" not in done.err
    assert all(not one.ratings for one in load_records(root).predictions.values())


@pytest.mark.slow
def test_a_claim_without_criteria_can_be_rated(
    root: Path, review: Callable, opened: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for id_ in IDS:
        text = (root / f"{id_}.yaml").read_text(encoding="utf-8")
        text = text[: text.index("criteria:")] + text[text.index("evidence:") :]
        (root / f"{id_}.yaml").write_text(text, encoding="utf-8")
    answer_with(monkeypatch, "q")

    done = review("rate", "2024", "--rater", "lin")

    assert opened
    assert "Criteria" not in done.out


@pytest.mark.slow
def test_only_raters_of_the_review_rate(
    review: Callable, opened: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_with(monkeypatch, "1", "a\x07b")

    assert opened
    assert (
        "unknown rater 'lim'; did you mean 'lin'? choose lin, chen"
        in review("rate", "2024", "--rater", "lim").err
    )
    assert "unknown rater 'zzz'; choose lin, chen" in review("rate", "2024", "--rater", "zzz").err
    assert "control characters" in review("rate", "2024", "--rater", "lin").err


def decide(
    root: Path, name: str, verdict: str, *, by: str = "review-2024", day: str = AS_OF
) -> None:
    """append a decision as the meeting writes it."""
    file = root / "kandao-2024" / f"{name}.yaml"
    text = file.read_text(encoding="utf-8").replace("verdicts: []  # 还没有判定", "verdicts:")
    entry = (
        f"  - judged_on: {day}\n    verdict: {verdict}\n    by: {by}\n"
        "    why: {en: One country by 2024., zh: 到 2024 年只有一个国家。}\n"
    )
    at = text.index("verdicts:\n") + len("verdicts:\n")
    before = text[at:].partition("ratings:")[0]
    file.write_text(text[:at] + before + entry + text[at + len(before) :], encoding="utf-8")


def because(root: Path, name: str) -> dict[str, list[str]]:
    """The list of a review with the reasons, by the names of the claims."""
    entries = load_records(root).reviews[name].entries
    return {one.id.partition("/")[2]: [str(why.value) for why in one.because] for one in entries}


def test_a_name_of_digits_that_is_no_year_takes_that_of_the_meeting(
    root: Path, review: Callable
) -> None:
    for id_ in IDS:
        text = (root / f"{id_}.yaml").read_text(encoding="utf-8")
        text = text.replace("closes_on: 2024-12-31", "closes_on: 2025-01-05")
        (root / f"{id_}.yaml").write_text(text, encoding="utf-8")

    assert review("open", "202501", "--raters", "lin").code == 0
    assert because(root, "202501")["gamma"] == ["overdue", "fell_due"]


def add(root: Path, name: str, entry: Rating | Evidence | JudgedVerdict) -> None:
    """append something new to a claim."""
    edit_prediction(root, f"kandao-2024/{name}", [append(entry)])


def test_three_reviews_in_a_row_list_what_is_left_and_what_is_new(
    root: Path, review: Callable, opened: Path
) -> None:
    assert because(root, "2024") == {
        "alpha": ["fell_due", "early_now_closed"],
        "beta": ["fell_due", "early_now_closed"],
        "gamma": ["overdue", "fell_due"],
    }
    for name in ("alpha", "gamma"):
        decide(root, name, "accurate")
    left = PutOff(id=IDS[1], note="问经销商。", owner="chen", due_on=date(2025, 6, 1))
    edit_review(root, "2024", lambda _: {"put_off": [left]})
    review("close", "2024", "--yes", "--attended", "lin")

    review("open", "2025", "--raters", "lin", today="2026-01-10")
    (beta,) = load_records(root).reviews["2025"].entries
    assert because(root, "2025") == {"beta": ["early_now_closed", "carried_over"]}
    assert (beta.note, beta.owner, beta.due_on) == ("问经销商。", "chen", date(2025, 6, 1))
    page = Path("review-2025/agenda.zh.html").read_text(encoding="utf-8")
    assert "提前判定、现已期满、留待下次" in page
    assert "问经销商。" in page
    decide(root, "beta", "accurate", by="review-2025", day="2026-01-10")
    review("close", "2025", "--yes", "--attended", "lin", today="2026-01-10")

    late = Rating(rater="wang", rated_on=date(2026, 3, 1), verdict=Verdict.INACCURATE)
    add(root, "beta", late)
    found = evidence("新的报道", published_on="2026-05-01")
    add(root, "gamma", found)
    review("open", "2026", "--raters", "lin", today="2027-01-10")
    assert because(root, "2026") == {"beta": ["new_facts", "disputed"], "gamma": ["new_facts"]}
    assert opened


def test_the_order_of_the_list_is_kept_until_it_is_asked_for(
    root: Path, review: Callable, collected: Path
) -> None:
    first = load_records(root).reviews["2024"].ids
    assert first == ORDER
    text = (collected / "agenda.en.html").read_text(encoding="utf-8")
    assert "<strong>raters apart, " in text

    done = review("open", "2024", "--reorder")

    assert done.code == 0
    assert load_records(root).reviews["2024"].ids[0] == IDS[1]
    text = (collected / "agenda.en.html").read_text(encoding="utf-8")
    assert "<strong>raters apart, " not in text


def test_a_claim_added_to_an_open_review_comes_last(root: Path, review: Callable) -> None:
    review("open", "2024", "--raters", "lin", "--claim", IDS[2], "--only")

    done = review("open", "2024", "--claim", IDS[0])

    assert done.code == 0
    assert because(root, "2024") == {"gamma": ["chosen"], "alpha": ["chosen"]}
    review("open", "2024", "--claim", IDS[0])
    assert because(root, "2024") == {"gamma": ["chosen"], "alpha": ["chosen"]}
    assert review("open", "2024", "--claim", "kandao-2024/none").code == 2


def command_of(printed: str) -> str:
    """The git command at the end of what `close` prints."""
    return printed.partition("To commit it:\n")[2]


@pytest.mark.usefixtures("opened")
def test_a_slip_in_who_came_is_seen_and_not_refused(root: Path, review: Callable) -> None:
    done = review("close", "2024", "--yes", "--attended", "lim", "--lang", "zh")

    assert done.code == 0
    assert "警告：“lim”不是年度复盘 2024 的评议人（lin、chen），记为列席；是不是“lin”？" in done.err
    assert load_records(root).reviews["2024"].attended == ["lim"]


@pytest.mark.slow
@pytest.mark.usefixtures("collected")
def test_close_writes_minutes_and_prints_the_git_command(
    root: Path, review: Callable, tmp_path: Path
) -> None:
    git(tmp_path, "init", "--quiet")
    commit(tmp_path, "before")
    for name, verdict in (("alpha", "accurate"), ("beta", "inaccurate"), ("gamma", "too_early")):
        decide(root, name, verdict)

    done = review("close", "2024", "--yes", "--attended", "lin, guest", "--slides")

    assert done.code == 0
    closed = load_records(root).reviews["2024"]
    assert (closed.attended, closed.closed_on.isoformat()) == (["lin", "guest"], AS_OF)
    names = {path.name for path in Path("review-2024").iterdir() if path.suffix != ""}
    assert {"minutes.en.md", "minutes.zh.html", "slides.en.pptx", "slides.zh.pptx"} <= names
    assert "'guest' is not a rater of review 2024 (lin, chen) and is noted as a guest" in done.err
    assert "'lin'" not in done.err
    slides = Path("review-2024/slides.zh.pptx")
    slides.write_bytes(b"old")
    assert str(slides) in review("close", "2024").out  # no old deck beside new minutes
    assert slides.read_bytes() != b"old"
    command = command_of(done.out)
    assert git(tmp_path, "log", "--oneline").count("\n") == 0
    identity = "GIT_AUTHOR_NAME=l GIT_AUTHOR_EMAIL=l GIT_COMMITTER_NAME=l GIT_COMMITTER_EMAIL=l"
    command = command.replace("git commit", f"env {identity} git commit")
    subprocess.run(["sh", "-c", command], check=True, capture_output=True)  # as the chair would
    assert (
        git(tmp_path, "log", "-1", "--format=%s")
        == "review-2024: 2 claims decided, 1 changed, 1 carried over"
    )
    assert git(tmp_path, "diff", "HEAD", "--", str(root)) == ""


@pytest.mark.usefixtures("opened")
def test_a_first_verdict_is_no_change_in_the_message_of_the_commit(
    root: Path, review: Callable
) -> None:
    for name, verdict in (("alpha", "inaccurate"), ("gamma", "inaccurate")):
        decide(root, name, verdict)

    done = review("close", "2024", "--yes", "--attended", "lin")

    assert "'review-2024: 2 claims decided, 1 changed, 1 carried over'" in done.out


@pytest.mark.slow
@pytest.mark.usefixtures("collected")
def test_a_closed_review_gets_its_minutes_anew_and_takes_nothing_more(
    root: Path, review: Callable
) -> None:
    review("close", "2024", "--yes", "--attended", "lin")
    held = load_records(root).digest
    text = Path("review-2024/minutes.en.md").read_bytes()
    assert text.endswith(b"\n"), "a file of text ends with a line break"

    again = review("close", "2024", today=LATER)

    assert again.code == 0
    assert not Path("review-2024/slides.en.pptx").exists()
    assert load_records(root).digest == held
    assert Path("review-2024/minutes.en.md").read_bytes() == text
    refused = review("close", "2024", "--yes", "--attended", "chen").err
    assert "its file says who came. Without --attended its minutes are written again" in refused
    for command in (("open", "2024"), ("meet", "2024"), ("rate", "2024", "--rater", "lin")):
        assert "review 2024 was closed on 2025-01-10" in review(*command).err


@pytest.mark.usefixtures("opened")
def test_a_close_that_was_killed_before_its_minutes_is_called_again_as_it_was(
    root: Path, review: Callable
) -> None:
    edit_review(
        root,
        "2024",
        lambda _: {"closed_on": date.fromisoformat(AS_OF), "attended": ["lin", "guest"]},
    )

    done = review("close", "2024", "--yes", "--attended", "guest,lin")

    assert done.code == 0
    assert Path("review-2024/minutes.zh.html").exists()


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("name", ["lin.xls", "lin.ods", "lin.xlsm", "LIN.XLSX"])
def test_no_bytes_of_a_ballot_are_shown_whatever_it_is_called(review: Callable, name: str) -> None:
    fill(Path("review-2024/ballots/lin.xlsx"), {IDS[0]: "maybe"})
    Path("review-2024/ballots/lin.xlsx").rename(name)

    done = review("collect", name)

    assert done.code == 1
    assert "`maybe` is not a verdict" in done.out
    assert not any(
        line.lstrip().startswith(("|", "5 |", "6 |", "7 |")) for line in done.out.splitlines()
    )


@pytest.mark.slow
@pytest.mark.usefixtures("opened")
def test_close_shows_what_is_undecided_and_asks(
    root: Path, review: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(root, "alpha", "accurate")
    left = PutOff(id=IDS[2], note="Later.")
    edit_review(root, "2024", lambda _: {"put_off": [left]})

    done = review("close", "2024", "--attended", "lin")

    assert done.code == 2
    assert "Undecided and not put off: 1\n  3. Beta comes. (kandao-2024/beta)" in done.out
    assert "the review is still open; decide them, put them off, or close with --yes" in done.err
    assert load_records(root).reviews["2024"].closed_on is None
    monkeypatch.setattr("scorecard.cli.context.Context.ask", lambda *_: "y")
    assert review("close", "2024", "--attended", "lim").code == 0
    assert load_records(root).reviews["2024"].attended == ["lin"]


@pytest.mark.slow
@pytest.mark.usefixtures("opened")
def test_close_before_the_day_is_refused_before_anything_is_asked(
    root: Path, review: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("scorecard.cli.context.Context.ask", lambda _, it: asked.append(it.zh))

    done = review("close", "2024", "--attended", "lim", today="2025-01-09")

    assert (done.code, done.out, asked) == (2, "", [])
    assert f"review 2024 is held on {AS_OF} and is closed on that day or later; " in done.err
    assert load_records(root).reviews["2024"].closed_on is None


@pytest.mark.parametrize("typed", ["林美", "Lin Mai", "lim"])
def test_a_name_near_a_raters_is_asked_about_by_the_name_that_the_room_knows(
    root: Path, review: Callable, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    desk = "judges:\n  - {id: desk, kind: group, en: The desk, zh: 编辑部}\n"
    names = f"{desk}  - {{id: lin, kind: person, en: Lin Mei, zh: 林梅}}\n"
    (root / "scorecard.yaml").write_text(names, encoding="utf-8")
    assert review("open", "2024", "--raters", "lin").code == 0
    asked: list[str] = []
    monkeypatch.setattr(
        "scorecard.cli.context.Context.ask", lambda _, it: asked.append(it.zh) or "y"
    )

    done = review("close", "2024", "--yes", "--attended", f"{typed},王先生")

    assert asked == [f"“{typed}”不是评议人。是“林梅”吗？[y/N]"]
    assert "'王先生' is not a rater of review 2024 (Lin Mei) and is noted as a guest\n" in done.err
    assert load_records(root).reviews["2024"].attended == ["lin", "王先生"]
    minutes = (Path("review-2024") / "minutes.zh.md").read_text(encoding="utf-8")
    assert "到场：林梅。列席：王先生。缺席的评议人：无。" in minutes


@pytest.mark.slow
@pytest.mark.usefixtures("opened")
def test_many_undecided_claims_are_cut_short(
    root: Path, review: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scorecard.cli.review_meeting._MOST_SHOWN", 2)

    done = review("close", "2024", "--attended", "lin", "--yes")

    assert "Undecided and not put off: 3" in done.out
    assert "  …\n" in done.out
    assert load_records(root).reviews["2024"].closed_on


@pytest.mark.slow
@pytest.mark.usefixtures("opened")
def test_a_closed_review_can_be_opened_again(root: Path, review: Callable) -> None:
    assert "review 2024 is open" in review("reopen", "2024").err
    review("close", "2024", "--attended", "lin", "--yes")

    done = review("reopen", "2024")

    assert "Review 2024 is open again." in done.out
    one = load_records(root).reviews["2024"]
    assert (one.closed_on, one.attended) == (None, ["lin"])
    assert review("close", "2024", "--yes").code == 0  # who came is known already


@pytest.mark.slow
@pytest.mark.usefixtures("opened")
def test_close_names_what_lacks_a_language_and_the_command_that_adds_it(
    root: Path, review: Callable
) -> None:
    decide(root, "alpha", "accurate")
    file = root / f"{IDS[0]}.yaml"
    both = "why: {en: One country by 2024., zh: 到 2024 年只有一个国家。}"
    file.write_text(
        file.read_text("utf-8").replace(both, "why: 到 2024 年只有一个国家。"), encoding="utf-8"
    )

    done = review("close", "2024", "--attended", "lin", "--yes")

    assert "In one language alone: 1" in done.out
    assert f"scorecard review translate 2024 {IDS[0]} --en …  # 到 2024 年" in done.out
    desk = load_records(root).predictions[IDS[0]].verdicts[0]
    add(root, "alpha", desk.model_copy(update={"judged_on": date(2025, 1, 11)}))
    added = review("translate", "2024", "alpha", "--en", "One country by 2024.")
    assert added.code == 0
    written = "    why:\n      en: One country by 2024.\n      zh: 到 2024 年只有一个国家。\n"
    assert written in file.read_text("utf-8")
    assert [one.by for one in load_records(root).predictions[IDS[0]].verdicts] == [
        "desk", "review-2024", "desk",
    ]  # fmt: skip
    assert "In one language alone" not in review("close", "2024").out
    (root / "scorecard.yaml").write_text("languages: [zh]\n", encoding="utf-8")
    assert "In one language alone" not in review("close", "2024").out
    (root / "scorecard.yaml").unlink()
    assert "has no why by review 2024" in review("translate", "2024", IDS[1], "--en", "x").err
    assert "has no why by review 2024" in review("translate", "2024", IDS[0]).err
    near = review("translate", "2024", "kandao-2024/alfa", "--en", "x").err
    assert near == f"error: unknown prediction 'kandao-2024/alfa'; did you mean {IDS[0]!r}?\n"


@pytest.mark.slow
@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    ("why", "added", "refusal"),
    [
        ("只有一个国家。", ("--zh", "改写"), "in Chinese: add --en alone"),
        ("One country.", ("--en", "Again."), "in English: add --zh alone"),
        ("One country.", ("--zh", "一国", "--en", "Again."), "in English: add --zh alone"),
        ("{en: One country., zh: 一国。}", ("--en", "x"), "in both languages"),
    ],
)  # fmt: skip
def test_what_a_decision_says_already_is_not_replaced(
    root: Path, review: Callable, why: str, added: tuple[str, ...], refusal: str
) -> None:
    decide(root, "alpha", "accurate")
    file = root / f"{IDS[0]}.yaml"
    both = "why: {en: One country by 2024., zh: 到 2024 年只有一个国家。}"
    before = file.read_text("utf-8").replace(both, f"why: {why}")
    file.write_text(before, encoding="utf-8")

    done = review("translate", "2024", "alpha", *added)

    assert done.code == 2
    assert f"`why` of {IDS[0]} is there {refusal}" in done.err
    assert file.read_text("utf-8") == before


@pytest.mark.slow
@pytest.mark.usefixtures("opened")
def test_close_asks_who_came(review: Callable) -> None:
    assert (
        "--attended is missing; name who came: --attended lin,chen" in review("close", "2024").err
    )


def test_names_are_quoted_for_the_shell(review: Callable, root: Path) -> None:
    review("open", "2024", "--raters", "lin", "--out", "a b;c")

    done = review("close", "2024", "--yes", "--attended", "lin", "--out", "a b;c")

    add, message = command_of(done.out).splitlines()
    assert shlex.split(add) == ["git", "add", "--", str(root), "a b;c"]
    assert shlex.split(message)[:3] == ["git", "commit", "-m"]


def test_last_years_numbers_are_those_of_the_review_before(review: Callable, root: Path) -> None:
    (root / "reviews").mkdir()
    (root / "reviews" / "2023.yaml").write_text(
        "opened_on: 2024-02-01\nheld_on: 2024-03-02\nraters: [lin]\npredictions: []\n"
        "closed_on: 2024-03-02\n",
        encoding="utf-8",
    )
    beta = root / f"{IDS[1]}.yaml"  # judged before its window closes
    early = beta.read_text("utf-8").replace("judged_on: 2025-01-08", "judged_on: 2024-02-20")
    beta.write_text(early, encoding="utf-8")

    review("open", "2024", "--raters", "lin", "--claim", IDS[2], "--only")

    text = Path("review-2024/agenda.en.html").read_text(encoding="utf-8")
    scores = text[text.index("The scores as of 2024-03-02, of claims whose time is up") :]
    assert '<td class="number">0/0/3</td>' in scores
    assert "100" not in scores[: scores.index("</table>")]


def test_what_changed_since_names_only_claims_that_are_not_on_the_list(review: Callable) -> None:
    review("open", "2024", "--raters", "lin", "--claim", IDS[2], "--only")

    text = Path("review-2024/agenda.en.html").read_text(encoding="utf-8")

    changed = text[text.index("Changes since then") :]
    assert "Beta comes." in changed
    assert "Gamma comes." not in changed
    assert "– → ● accurate" in changed


@pytest.mark.slow
def test_without_the_extra_the_call_says_what_to_install(
    review: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scorecard.cli.context.find_spec", lambda name: name != "pptx" or None)

    done = review("open", "2024", "--raters", "lin")

    assert done.code == 2
    assert "not installed: pptx; run: pip install 'forecast-scorecard[meeting]'" in done.err


@pytest.mark.usefixtures("opened")
def test_a_meeting_is_held_on_the_day_of_the_clock(review: Callable, monkeypatch) -> None:
    """Over midnight too; the page itself is tried in a browser."""
    days = []

    def serve(meeting, *, on_start, **_) -> None:
        on_start("http://127.0.0.1:1/")
        days.append(meeting.today())

    monkeypatch.setattr("scorecard.review.meeting_server.serve", serve)

    done = review("meet", "2024")

    assert done.out.startswith("http://127.0.0.1:1/\nOpen this address on this machine.")
    assert days == [date.fromisoformat(AS_OF)]
