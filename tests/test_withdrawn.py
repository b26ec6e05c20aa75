"""A withdrawn claim is in no count but its own, and is shown and explained wherever claims are."""

import csv
import io
import json
from datetime import date

import pytest

from scorecard.charts.gallery import gallery
from scorecard.records import Withdrawal
from scorecard.review.claim_list import due_claims
from scorecard.summary.changes import Start, changes
from scorecard.summary.judges import rater_agreement
from scorecard.summary.sentences import Headline, source_sentence, withdrawn_sentence
from scorecard.table import recorded
from scorecard.verdicts import COUNTED_STATES, State
from scorecards import AS_OF, claim, day, numbers_of, of, rating, table_of, verdict

GONE = Withdrawal(on=day("2026-01-10"), why="It was on sale that day.")


def withdrawn(word="accurate", **changes):
    return claim(word, withdrawn=GONE, **changes)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2026-01-09", State.ACCURATE),
        ("2026-01-10", State.WITHDRAWN),
        ("2027-01-01", State.WITHDRAWN),
    ],
)
def test_a_claim_is_withdrawn_from_its_day_on(on, state):
    assert withdrawn().state_at(day(on)) is state


def test_no_verdict_and_no_window_changes_it():
    assert withdrawn(None, closes_on=None).state_at(AS_OF) is State.WITHDRAWN
    assert withdrawn("unresolvable").state_at(AS_OF) is State.WITHDRAWN


def test_it_is_in_no_count_but_its_own():
    given = of(claim("accurate"), claim("inaccurate"), withdrawn(), withdrawn(None))
    group = numbers_of(given).whole.group

    assert (group.n_recorded, group.n_due, group.n_judged) == (2, 2, 2)
    assert group.counts[State.WITHDRAWN] == 2
    assert group.accuracy == 0.5
    assert (group.closed.counts.n_recorded, group.closed.counts[State.WITHDRAWN]) == (2, 0)
    said = group.as_json()
    assert said["n_withdrawn"] == 2
    assert "n_withdrawn" not in said["closed"]
    assert sum(said[f"n_{state.value}"] for state in COUNTED_STATES) == said["n_recorded"]


def test_timing_and_probabilities_leave_it_out():
    late = verdict("inaccurate", occurred_on="2025-02-01", judged_on="2025-03-01")
    given = of(claim("accurate", probability=0.7), withdrawn(probability=0.1), claim(late),
               claim(late, withdrawn=GONE))  # fmt: skip
    group = numbers_of(given).whole.group

    assert (group.timing.n, group.probability.n) == (1, 1)


def test_of_claims_without_an_end_a_withdrawn_one_with_an_end_hides_no_accuracy():
    endless = [claim(verdict("accurate", "2024-06-01"), closes_on=None)] * 2
    alone, beside = (numbers_of(of(*endless, *more)).headline for more in ([], [withdrawn()]))

    assert Headline(beside).sentence == Headline(alone).sentence


def test_a_folder_of_withdrawn_claims_alone_has_no_score():
    group = numbers_of(of(withdrawn())).whole.group

    assert (group.n_recorded, group.accuracy, group.interval) == (0, None, None)


@pytest.mark.slow
def test_charts_do_not_draw_it():
    numbers = numbers_of(
        of(claim("accurate", item="i0"), withdrawn(item="i0"), withdrawn(item="i1"))
    )

    assert [one.id for one in numbers.evidence] == ["kandao-2024/c000"]
    assert [light.key for light in numbers.lights["kandao-2024"].lights] == ["kandao-2024 / i0"]
    assert [one.counts.n_recorded for one in numbers.history] == [1]
    assert all("withdrawn" in chart.source.en for chart in gallery(numbers).values())


@pytest.mark.slow
def test_the_sentences_name_how_many_there_are():
    one = numbers_of(of(claim("accurate"), withdrawn())).by("domain")
    none = numbers_of(of(claim("accurate"))).by("domain")

    assert "1 judged of 1 due of 1 recorded, plus 1 withdrawn · as of" in source_sentence(one).en
    assert "已判 1 条，另有 1 条已撤下 · 截至" in source_sentence(one).zh
    assert withdrawn_sentence(one).en.startswith("1 claim was withdrawn")
    assert withdrawn_sentence(one).zh == "另有 1 条已撤下：本不该收录，不计入其他任何数字。"
    assert withdrawn_sentence(none).en == ""
    assert "withdrawn" not in source_sentence(none).en


def test_its_ratings_are_no_agreement():
    rated = [rating("lin", "accurate"), rating("wu", "accurate")]
    records = of(claim(ratings=rated), withdrawn(ratings=rated))

    assert rater_agreement(records.predictions, as_of=AS_OF, seed=1).n_rated == 1


def test_no_review_lists_it():
    records = of(claim(None), claim(None, withdrawn=GONE))

    found = due_claims(records.predictions, year=2024, as_of=AS_OF, reviews={})

    assert [one.id for one in found] == ["kandao-2024/c000"]


@pytest.mark.slow
def test_a_claim_withdrawn_since_is_a_move_without_a_verdict():
    records = of(claim("accurate"), withdrawn("inaccurate"))

    found = changes(records, Start("2026-01-01", date(2026, 1, 1)), as_of=AS_OF)

    (move,) = found.moves
    assert (move.id, move.after) == ("kandao-2024/c001", None)
    assert (found.before.overall.n_judged, found.after.overall.n_judged) == (2, 1)
    assert (move.overall.before, move.overall.after) == (0.5, 1.0)


def test_the_recorded_rows_are_all_others():
    table = table_of(of(claim("accurate"), withdrawn()))

    assert list(table["state"]) == ["accurate", "withdrawn"]
    assert list(recorded(table)["id"]) == ["kandao-2024/c000"]


@pytest.fixture
def with_one(folder, prediction):
    """The folder with its claim, and the same once more, withdrawn."""
    text = prediction.read_text(encoding="utf-8")
    (prediction.parent / "gone.yaml").write_text(
        f"{text}withdrawn: {{on: 2024-05-01, why: It was on sale <that> day.}}\n", encoding="utf-8"
    )
    return folder


OPTIONS = ("--as-of", "2024-06-01", "--predictions")


@pytest.mark.slow
def test_score_counts_it_apart(call, with_one):
    done = call("score", *OPTIONS, with_one)
    rows = list(
        csv.DictReader(io.StringIO(call("score", "--format", "csv", *OPTIONS, with_one).out))
    )

    assert "1 claim was withdrawn: it should not have been on record" in done.out
    assert [row["n_withdrawn"] for row in rows] == ["1", "1"]
    assert [row["n_recorded"] for row in rows] == ["1", "1"]


@pytest.mark.slow
def test_show_says_when_and_why(call, with_one):
    done = call("show", "kandao-2024/gone", *OPTIONS, with_one)

    assert "state: × withdrawn (as of " in done.out
    assert "withdrawn on 2024-05-01: It was on sale <that> day.\n" in done.out
    assert (
        "2024-05-01 撤下："
        in call("show", "kandao-2024/gone", "--lang", "zh", *OPTIONS, with_one).out
    )


def test_exports_keep_the_record_and_leave_it_out_of_the_table(call, with_one):
    table = call("export", "--format", "csv", *OPTIONS, with_one).out
    whole = json.loads(call("export", "--format", "json", *OPTIONS, with_one).out)

    assert "gone" not in table
    states = {one["id"]: one["state"] for one in whole["predictions"]}
    assert states["kandao-2024/gone"] == "withdrawn"


@pytest.mark.slow
def test_the_page_shows_its_card_and_counts_it_apart(call, with_one, tmp_path):
    page = tmp_path / "page.html"

    call("report", "--output", page, *OPTIONS, with_one)

    text = page.read_text(encoding="utf-8")
    assert 'data-state="withdrawn"' in text
    assert "it should not have been on record and is in no number." in text
    assert "It was on sale &lt;that&gt; day." in text
    assert '<span lang="en">1 of 1 claim, plus 1 withdrawn</span>' in text
    assert '<span lang="en">1 claim, plus 1 withdrawn</span>' in text
    assert '<span lang="zh">1 条，另有 1 条已撤下</span>' in text
    assert "1 claim was withdrawn" in text
