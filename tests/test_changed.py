"""Which verdicts moved, and what each one did to accuracy."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from repository import commit, evidence, git, judged, prediction
from scorecard.history.past import Commit, Step
from scorecard.reading.folder import load_records
from scorecard.records import Bilingual, Withdrawal
from scorecard.summary.changes import Effect, Start, changes, moves, records_on, rewritings
from scorecard.verdicts import State

AS_OF = date(2024, 6, 1)


def test_a_first_verdict_is_a_move() -> None:
    (move,) = moves({"o/a": prediction()}, {"o/a": prediction(judged("accurate"))}, as_of=AS_OF)

    assert move.before is None
    assert move.after == judged("accurate")
    assert move.overall == Effect(None, 1.0, 0, 1)


def test_a_verdict_that_confirms_is_no_move() -> None:
    confirmed = judged("accurate", "2024-04-01", by="review-2024")

    assert not moves(
        {"o/a": prediction(judged("accurate"))},
        {"o/a": prediction(judged("accurate"), confirmed)},
        as_of=AS_OF,
    )


def test_effects_lead_from_the_accuracy_before_to_the_accuracy_after() -> None:
    before = {
        "o/a": prediction(judged("accurate")),
        "o/b": prediction(judged("inaccurate"), domain="models"),
        "o/c": prediction(),
    }
    after = {
        "o/a": prediction(judged("accurate"), judged("half_right", "2024-05-02")),
        "o/b": before["o/b"],
        "o/c": prediction(judged("accurate", "2024-05-01")),
    }

    first, second = moves(before, after, as_of=AS_OF)

    assert (first.id, second.id) == ("o/c", "o/a")
    assert first.overall == Effect(1 / 2, 2 / 3, 2, 3)
    assert first.in_domain == Effect(1.0, 1.0, 1, 2)
    assert second.overall == Effect(2 / 3, 1 / 2, 3, 3)
    assert second.in_domain == Effect(1.0, 3 / 4, 2, 2)


def test_a_verdict_withdrawn_as_unresolvable_leaves_the_judged() -> None:
    before = {"o/a": prediction(judged("accurate"))}
    after = {"o/a": prediction(judged("accurate"), judged("unresolvable", "2024-05-01"))}

    (move,) = moves(before, after, as_of=AS_OF)

    assert move.overall == Effect(1.0, None, 1, 0)


def test_two_new_verdicts_of_a_claim_are_two_moves() -> None:
    after = {"o/a": prediction(judged("too_early"), judged("accurate", "2024-05-01"))}

    assert [move.after.verdict.value for move in moves({}, after, as_of=AS_OF) if move.after] == [
        "too_early",
        "accurate",
    ]


def test_a_removed_prediction_takes_its_verdict_with_it() -> None:
    before = {"o/a": prediction(judged("accurate")), "o/b": prediction()}

    (move,) = moves(before, {}, as_of=AS_OF)

    assert move.after is None
    assert move.moved_on == AS_OF
    assert move.overall == Effect(1.0, None, 1, 0)


def test_a_rewritten_record_is_compared_by_its_ends() -> None:
    before = {"o/a": prediction(judged("accurate")), "o/b": prediction(judged("accurate"))}
    after = {"o/a": prediction(judged("inaccurate")), "o/b": prediction()}

    gone, altered = sorted(moves(before, after, as_of=AS_OF), key=lambda one: one.after is not None)

    assert (gone.id, gone.moved_on) == ("o/b", AS_OF)
    assert altered.after == judged("inaccurate")


def test_a_rewritten_record_with_the_same_end_is_no_move() -> None:
    before = {"o/a": prediction(judged("too_early", "2024-02-01"), judged("accurate"))}

    assert not moves(before, {"o/a": prediction(judged("accurate"))}, as_of=AS_OF)


def test_new_evidence_is_what_was_not_on_record() -> None:
    page, news = evidence("A page"), evidence("News", published_on="2024-05")

    (move,) = moves(
        {"o/a": prediction(evidence=[page])},
        {"o/a": prediction(judged("accurate", "2024-06-01"), evidence=[page, news])},
        as_of=AS_OF,
    )

    assert move.evidence == [news]


def test_new_evidence_belongs_to_the_first_move_that_is_not_older_than_its_page() -> None:
    pages = {
        name: evidence(name, published_on=name)
        for name in ("2024-03-02", "2024-04-30", "2024-05-02")
    }
    after = prediction(
        judged("too_early", "2024-04-01"),
        judged("accurate", "2024-05-01"),
        evidence=[evidence("A page"), *pages.values()],
    )

    first, second = moves({"o/a": prediction()}, {"o/a": after}, as_of=AS_OF)

    assert first.evidence == [pages["2024-03-02"]]
    assert second.evidence == [pages["2024-04-30"]]


GONE = Withdrawal(on=date(2024, 4, 1), why="It was no forecast.")


def test_a_withdrawal_is_a_move_of_its_own_day_after_the_verdicts_before_it() -> None:
    late, other = judged("inaccurate", "2024-05-01"), prediction(judged("accurate", "2024-04-02"))
    held = {"o/a": prediction(judged("accurate"), late, withdrawn=GONE), "o/b": other}

    first, gone, last = moves({}, records_on(held, AS_OF), as_of=AS_OF)

    assert (first.after, gone.before) == (judged("accurate"), judged("accurate"))
    assert (gone.moved_on, gone.after, gone.withdrawn) == (GONE.on, None, GONE)
    assert [one.overall.after for one in (first, gone, last)] == [1.0, None, 1.0]


def test_a_claim_that_was_withdrawn_before_does_not_move() -> None:
    held = {
        "o/a": prediction(judged("accurate"), withdrawn=GONE),
        "o/b": prediction(withdrawn=GONE),
    }
    then = records_on(held, GONE.on)

    (move,) = moves(then, {**then, "o/c": prediction(judged("accurate"))}, as_of=AS_OF)

    assert (move.id, move.overall) == ("o/c", Effect(None, 1.0, 0, 1))
    assert records_on(held, date(2024, 3, 31))["o/a"].withdrawn is None
    assert [one.id for one in moves({}, then, as_of=AS_OF)] == ["o/a", "o/a", "o/b"]


def test_a_claim_that_is_withdrawn_without_a_verdict_moves_no_score() -> None:
    (gone,) = moves({"o/a": prediction()}, {"o/a": prediction(withdrawn=GONE)}, as_of=AS_OF)

    assert (gone.before, gone.outcome, gone.why) == (None, State.WITHDRAWN, GONE.why)
    assert gone.overall == Effect(None, None, 0, 0)


def test_a_verdict_whose_reason_is_corrected_is_told_apart_from_one_that_moved() -> None:
    first = judged("accurate")
    again = judged("accurate", "2024-05-01").model_copy(update={"corrects": "It was Figure 2."})
    moved = judged("half_right", "2024-05-02").model_copy(update={"corrects": "One country."})
    before = {"o/a": prediction(first)}

    one, two = moves(before, {"o/a": prediction(first, again, moved)}, as_of=AS_OF)

    assert (one.is_correction, one.after, one.overall) == (True, again, Effect(1.0, 1.0, 1, 1))
    assert (two.is_correction, two.before, two.after) == (False, again, moved)


def test_a_translation_of_what_was_corrected_is_no_correction() -> None:
    again = judged("accurate").model_copy(update={"corrects": "It was Figure 2."})
    both = Bilingual(en="It was Figure 2.", zh="原为图 2。")
    now = prediction(again.model_copy(update={"corrects": both}))

    assert not moves({"o/a": prediction(again)}, {"o/a": now}, as_of=AS_OF)


def test_records_stand_on_a_day_as_their_own_dates_say() -> None:
    one = prediction(
        judged("too_early", "2024-02-01"),
        judged("accurate", "2024-05-01"),
        evidence=[
            evidence("undated", published_on=None),
            evidence("that year", published_on="2024"),
            evidence("next month", published_on="2024-04"),
            evidence("that day", published_on="2024-03-01"),
        ],
    )

    held = records_on({"o/a": one, "o/b": prediction(made_on=date(2024, 3, 2))}, date(2024, 3, 1))

    assert list(held) == ["o/a"]
    assert [given.verdict.value for given in held["o/a"].verdicts] == ["too_early"]
    assert [item.title for item in held["o/a"].evidence] == ["undated", "that year", "that day"]


COMMIT = Commit("1" * 40, "Chen", date(2024, 5, 1), "quietly")


def test_a_rewriting_that_was_undone_again_is_still_shown() -> None:
    one, other = prediction(judged("accurate")), prediction(judged("inaccurate"))
    steps = [Step(COMMIT, "o/a", one, other), Step(COMMIT, "o/a", other, one)]

    found = rewritings({"o/a": one}, {"o/a": one}, steps)

    assert [(entry.id, entry.lost[0].verdict.value, entry.commit) for entry in found] == [
        ("o/a", "accurate", COMMIT),
        ("o/a", "inaccurate", COMMIT),
    ]


def test_a_removal_is_a_rewriting_and_a_first_record_is_none() -> None:
    one = prediction(judged("accurate"))
    steps = [Step(COMMIT, "o/a", None, one), Step(COMMIT, "o/a", one, None)]

    assert [entry.id for entry in rewritings({}, {}, steps)] == ["o/a"]


def test_a_removal_that_was_undone_again_is_still_shown(folder: Path) -> None:
    records = load_records(folder)
    ((id_, one),) = records.predictions.items()
    undone = COMMIT._replace(id="2" * 40)
    steps = [Step(COMMIT, id_, one, None), Step(undone, id_, None, one)]
    start = Start("HEAD~2", date(2024, 4, 1), records.predictions, steps)

    found = changes(records, start, as_of=date(2024, 6, 1)).rewritings

    assert [(entry.id, entry.commit) for entry in found] == [(id_, COMMIT)]


def test_what_is_rewritten_but_not_committed_has_no_commit() -> None:
    held = {"o/a": prediction(judged("accurate")), "o/b": prediction(judged("accurate"))}

    found = rewritings(held, {"o/a": prediction()}, [])

    assert [(entry.id, entry.commit) for entry in found] == [("o/a", None), ("o/b", None)]


SECOND = """  - judged_on: 2024-04-01
    verdict: half_right
    by: review-2024
    why: {en: Only one country by 1 April 2024., zh: 到 2024 年 4 月 1 日只有一个国家。}
    held: On sale.
    missed: In two countries.
    early_because: No second country can follow in 2024.
"""
PAGE = """  - published_on: 2024-03-20
    title: Still only one country
    publisher: null
    url: https://example.org/one
    finding: No second country by 20 March 2024.
    bears: contradicts
"""


@pytest.fixture
def _moved(prediction: Path) -> Path:
    """The prediction with new evidence and a second verdict."""
    text = prediction.read_text(encoding="utf-8").replace("verdicts:", PAGE + "verdicts:")
    prediction.write_text(text + SECOND, encoding="utf-8")
    return prediction


@pytest.mark.slow
@pytest.mark.usefixtures("_moved")
def test_changed_since_a_day_reads_the_records_own_dates(folder: Path, run: Callable) -> None:
    call = ("changed", "--predictions", folder, "--as-of", "2024-06-01", "--since", "2024-03-15")

    done = run(*call)
    answer = json.loads(run(*call, "--format", "json").stdout)

    assert done.returncode == 0
    assert "accurate → half right (the review of 2024)" in done.stdout
    assert "why: Only one country by 1 April 2024." in done.stdout
    chinese = " ".join(run(*call, "--lang", "zh").stdout.split())
    assert "新证据（相反）：Still only one country，2024-03-20" in chinese
    assert "overall 100.0 % → 50.0 % (n 1 → 1) · Devices 100.0 % → 50.0 % (n 1 → 1)" in (
        done.stdout.replace("\N{NO-BREAK SPACE}", " ")
    )
    said = "since 2024-03-15: verdicts moved 1, records rewritten: not looked for (--git does); "
    assert said in done.stdout
    assert "since 2024-03-01: verdicts moved" in run(*call[:-1], "2024年3月").stdout
    assert "accuracy with early verdicts, 95 % interval" in done.stdout
    (move,) = answer["moves"]
    assert move["after"]["why"]["zh"] == "到 2024 年 4 月 1 日只有一个国家。"
    assert move["evidence"][0]["url"] == "https://example.org/one"
    assert move["overall"] == {"before": 1.0, "after": 0.5, "n_before": 1, "n_after": 1}
    assert (answer["overall"]["before"]["accuracy"], answer["overall"]["after"]["accuracy"]) == (
        1,
        0.5,
    )
    assert answer["domains"][0]["label"]["zh"] == "终端设备"
    assert answer["rewritten"] is None


@pytest.mark.slow
def test_changed_since_a_revision_names_commits_and_rewritings(
    folder: Path, prediction: Path, run: Callable
) -> None:
    git(folder.parent, "init", "--quiet")
    commit(folder.parent, "first")
    text = prediction.read_text(encoding="utf-8").replace("finding: ", "finding: In fact, ")
    prediction.write_text(text + SECOND, encoding="utf-8")
    commit(folder.parent, "the review", day="2024-04-02")
    prediction.write_text(
        text.replace("verdict: accurate", "verdict: unresolvable") + SECOND, encoding="utf-8"
    )
    commit(folder.parent, "quietly", day="2024-05-02")
    call = ("changed", "--predictions", folder, "--as-of", "2024-06-01", "--lang", "zh", "--since")

    done = run(*call, "HEAD~2")
    by_day = run(*call, "2024-03-10", "--git")
    answer = json.loads(run(*call, "HEAD~2", "--format", "json").stdout)

    assert "历史被改写  kandao-2024/vision-pro：准确（desk，2024-03-01）" in done.stdout
    assert "林, 2024-05-02" in done.stdout
    assert "林: the review" in done.stdout
    assert "新证据" not in done.stdout  # its finding was corrected
    assert by_day.stdout.splitlines()[0] == done.stdout.splitlines()[0]
    assert answer["rewritten"][0]["commit"]["committed_on"] == "2024-05-02"
    assert answer["overall"]["before"]["n_recorded"] == 1


@pytest.mark.slow
def test_a_claim_that_is_gone_still_stands_in_the_answer(
    folder: Path, prediction: Path, run: Callable
) -> None:
    other = prediction.with_name("other.yaml")
    other.write_text(
        prediction.read_text(encoding="utf-8").replace("domain: devices", "domain: models"),
        encoding="utf-8",
    )
    git(folder.parent, "init", "--quiet")
    commit(folder.parent, "first")
    other.unlink()
    call = ("changed", "--predictions", folder, "--as-of", "2024-06-01", "--since", "HEAD")

    done = run(*call)
    answer = json.loads(run(*call, "--format", "json").stdout)

    assert (
        "REWRITTEN  kandao-2024/other: accurate (desk, 2024-03-01)  [not in any commit"
        in done.stdout
    )
    assert "accurate → – (–)" in done.stdout
    assert "Models: 100.0\N{NO-BREAK SPACE}% → –" in done.stdout
    assert answer["moves"][0]["after"] is None
    assert answer["domains"][-1]["after"] is None


@pytest.mark.parametrize(
    "options",
    [
        ("--since", "2024-13-01"),
        ("--since", "2024-06-02"),
        ("--since", "2024-01-01", "--format", "xml"),
        ("--since", "nowhere"),
    ],
)
def test_a_wrong_call_ends_with_2(folder: Path, run: Callable, options: tuple[str, ...]) -> None:
    done = run("changed", "--predictions", folder, "--as-of", "2024-06-01", *options)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")


@pytest.mark.slow
def test_a_renaming_with_the_old_id_moves_and_rewrites_nothing(
    folder: Path, prediction: Path, run: Callable
) -> None:
    git(folder.parent, "init", "--quiet")
    commit(folder.parent, "first")
    text = prediction.read_text(encoding="utf-8")
    renamed = prediction.rename(prediction.with_name("vision-pro-2024.yaml"))
    renamed.write_text(f"{text}formerly: [kandao-2024/vision-pro]\n", encoding="utf-8")
    commit(folder.parent, "renamed", day="2024-04-02")
    renamed.write_text(f"{text}{SECOND}formerly: [kandao-2024/vision-pro]\n", encoding="utf-8")
    commit(folder.parent, "the review", day="2024-04-03")
    call = ("changed", "--predictions", folder, "--as-of", "2024-06-01", "--since", "HEAD~2")

    answer = json.loads(run(*call, "--format", "json").stdout)

    assert answer["rewritten"] == []
    (move,) = answer["moves"]
    assert (move["id"], move["commit"]["subject"]) == ("kandao-2024/vision-pro-2024", "the review")


@pytest.mark.slow
def test_of_two_verdicts_of_one_day_each_has_its_own_commit(
    folder: Path, prediction: Path, run: Callable
) -> None:
    git(folder.parent, "init", "--quiet")
    commit(folder.parent, "first")
    text = prediction.read_text(encoding="utf-8")
    prediction.write_text(text + SECOND, encoding="utf-8")
    commit(folder.parent, "the review", day="2024-04-01")
    later = SECOND.replace("half_right", "accurate").replace("by: review-2024", "by: desk")
    later = "".join(line for line in later.splitlines(keepends=True) if "  held" not in line)
    prediction.write_text(
        text + SECOND + later.replace("missed: In", "corrects: Not in"), encoding="utf-8"
    )
    commit(folder.parent, "the correction", day="2024-04-01")
    call = ("changed", "--predictions", folder, "--as-of", "2024-06-01", "--since", "HEAD~2")

    answer = json.loads(run(*call, "--format", "json").stdout)

    assert [one["commit"]["subject"] for one in answer["moves"]] == ["the review", "the correction"]


@pytest.mark.slow
@pytest.mark.parametrize("since", [("--since", "HEAD~3"), ("--git", "--since", "2024-01-01")])
def test_two_renamings_one_after_the_other_rewrite_nothing(
    folder: Path, prediction: Path, run: Callable, since: tuple[str, ...]
) -> None:
    git(folder.parent, "init", "--quiet")
    commit(folder.parent, "first")
    text = prediction.read_text(encoding="utf-8")
    second = prediction.rename(prediction.with_name("second.yaml"))
    second.write_text(f"{text}formerly: [kandao-2024/vision-pro]\n", encoding="utf-8")
    commit(folder.parent, "renamed", day="2024-04-02")
    text += SECOND
    second.write_text(f"{text}formerly: [kandao-2024/vision-pro]\n", encoding="utf-8")
    commit(folder.parent, "the review", day="2024-04-03")
    formerly = "formerly: [kandao-2024/vision-pro, kandao-2024/second]\n"
    second.rename(prediction.with_name("third.yaml")).write_text(text + formerly, encoding="utf-8")
    commit(folder.parent, "renamed again", day="2024-04-04")
    call = ("changed", "--predictions", folder, "--as-of", "2024-06-01", *since)

    answer = json.loads(run(*call, "--format", "json").stdout)

    assert answer["rewritten"] == []
    last = answer["moves"][-1]
    assert (last["id"], last["commit"]["subject"]) == ("kandao-2024/third", "the review")


@pytest.mark.slow
def test_a_withdrawn_claim_is_named_with_its_reason(
    folder: Path, prediction: Path, run: Callable
) -> None:
    with prediction.open("a", encoding="utf-8") as file:
        file.write("withdrawn: {on: 2024-05-01, why: It was on sale that day.}\n")
    call = ("changed", "--predictions", folder, "--as-of", "2024-06-01", "--since", "2024-04-01")

    done = run(*call)
    (move,) = json.loads(run(*call, "--format", "json").stdout)["moves"]

    assert "kandao-2024/vision-pro  accurate → withdrawn (–)" in done.stdout
    assert "    why: It was on sale that day.\n" in done.stdout
    assert "accurate → 已撤下" in run(*call, "--lang", "zh").stdout.replace("准确", "accurate")
    assert (move["after"], move["withdrawn"]["on"]) == (None, "2024-05-01")


@pytest.mark.slow
def test_corrected_reasons_and_withdrawn_claims_are_counted_and_named(
    folder: Path, prediction: Path, run: Callable
) -> None:
    text = prediction.read_text(encoding="utf-8")
    gone = text.partition("evidence:")[0] + "withdrawn: {on: 2024-05-01, why: No forecast.}\n"
    prediction.with_name("gone.yaml").write_text(gone, encoding="utf-8")
    more = SECOND.replace("half_right", "accurate") + "    corrects: It was Figure 2.\n"
    prediction.write_text(text + more, encoding="utf-8")
    call = ("changed", "--predictions", folder, "--as-of", "2024-06-01", "--since", "2024-03-15")

    english, chinese = run(*call).stdout, run(*call, "--lang", "zh").stdout
    answer = json.loads(run(*call, "--format", "json").stdout)

    assert "kandao-2024/gone  – → withdrawn (–)" in english
    assert "the verdict stays, its reason is corrected: kandao-2024/vision-pro\n" in english
    assert "verdicts moved 0, claims withdrawn 1, reasons corrected 1, records" in english
    assert "判定不变，更正了理由：kandao-2024/vision-pro\n" in chinese
    assert "有 0 个判定变动，1 条预测撤下，1 个判定更正了理由，有无记录" in chinese
    assert [one["id"] for one in answer["moves"]] == ["kandao-2024/gone"]
    assert answer["corrected"][0]["after"]["corrects"]["en"] == "It was Figure 2."


@pytest.mark.slow
def test_a_withdrawal_has_its_day_and_its_commit(
    folder: Path, prediction: Path, run: Callable
) -> None:
    git(folder.parent, "init", "--quiet")
    commit(folder.parent, "first")
    with prediction.open("a", encoding="utf-8") as file:
        file.write("withdrawn: {on: 2024-05-01, why: It was on sale that day.}\n")
    commit(folder.parent, "withdrawn", day="2024-05-02")
    call = ("changed", "--predictions", folder, "--as-of", "2024-06-01", "--since", "HEAD~1")

    (move,) = json.loads(run(*call, "--format", "json").stdout)["moves"]

    assert (move["moved_on"], move["commit"]["subject"]) == ("2024-05-01", "withdrawn")


@pytest.mark.slow
@pytest.mark.parametrize("since", ["HEAD~2", "HEAD~1"])
@pytest.mark.usefixtures("prediction")
def test_a_renaming_that_is_taken_back_rewrites_nothing(
    folder: Path, run: Callable, since: str
) -> None:
    git(folder.parent, "init", "--quiet")
    commit(folder.parent, "first")
    for old, new in [("vision-pro", "second"), ("second", "vision-pro")]:
        assert run("rename", old, new, "--predictions", folder).returncode == 0
        commit(folder.parent, "renamed", day="2024-04-02")
    call = ("changed", "--predictions", folder, "--as-of", "2024-06-01", "--since", since)

    answer = json.loads(run(*call, "--format", "json").stdout)

    assert (answer["rewritten"], answer["moves"]) == ([], [])


@pytest.mark.slow
def test_where_probabilities_are_scored_the_brier_score_leads_and_no_move_has_an_accuracy(
    folder: Path, prediction: Path, run: Callable
) -> None:
    text = prediction.read_text(encoding="utf-8")
    stated = text.replace("probability: null", "probability: 0.7")
    prediction.write_text(stated, encoding="utf-8")
    other = stated.replace("0.7", "0.9").replace("judged_on: 2024-03-01", "judged_on: 2024-04-01")
    other = other.replace("domain: devices", "domain: models")
    prediction.with_name("b.yaml").write_text(other, encoding="utf-8")
    call = ("changed", "--predictions", folder, "--as-of", "2024-06-01", "--since", "2024-03-10")

    lines = run(*call).stdout.splitlines()
    (move,) = json.loads(run(*call, "--format", "json").stdout)["moves"]

    assert "".join(lines).count("%") == 1
    assert lines[-5].endswith("; Brier score, 95 % interval, n settled, due/recorded:")
    assert lines[-4:-1] == [
        "  Devices: 0.090 → 0.090 (n 1 → 1 · 1/1)",
        "  Models: – → 0.010 (n 0 → 1 · 1/1)",
        "  overall: 0.090 → 0.050 (n 1 → 2 · 2/2)",
    ]
    assert "Brier 分数" in run(*call, "--lang", "zh").stdout
    assert move["overall"] == {"before": None, "after": None, "n_before": 1, "n_after": 2}
