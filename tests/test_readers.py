"""Accuracy by other readers' verdicts, and lift beyond claims put the same way."""

import json
from dataclasses import replace

import numpy as np
import pytest

from scorecard.problems import UnknownWordError
from scorecard.records import Judge, Settings
from scorecard.summary.compute import summarize
from scorecard.summary.judges import CHOICES, read_by, readers_sentence, with_readers
from scorecard.summary.sentences import Headline
from scorecard.text import Phrase
from scorecard.verdicts import State
from scorecards import AS_OF, basis_of, claim, day, of, rating, table_of, verdict

DISSENT = {
    "how": "vote", "for": 2, "against": 1, "dissent": [{"by": "mei", "verdict": "inaccurate", "why": "No."}],
}  # fmt: skip


def read(*ratings: tuple[str, str], word: str = "accurate", **others):
    """A claim judged by the desk and rated by others."""
    return claim(word, ratings=[rating(who, what) for who, what in ratings], **others)


def states(given, reader: str) -> list[str]:
    return list(read_by(table_of(given), given, reader, as_of=AS_OF)["state"])


def test_a_readers_own_verdicts_take_the_place_of_those_on_record() -> None:
    given = of(read(("lin", "inaccurate")), read(("mei", "half_right")))

    assert states(given, "lin") == ["inaccurate", "overdue"]
    assert states(given, "desk") == ["accurate", "accurate"]


def test_a_dissent_is_what_its_reader_said_last() -> None:
    decided = verdict("accurate", "2025-02-01") | {"by": "review-2024", "decided": DISSENT}
    given = of(claim("half_right", decided, ratings=[rating("mei", "accurate")]))

    assert states(given, "mei") == ["inaccurate"]
    assert states(given, "review-2024") == ["accurate"]


@pytest.mark.parametrize(
    ("said", "median", "strictest", "most_lenient"),
    [
        (("accurate", "half_right"), "accurate", "half_right", "accurate"),
        (("inaccurate", "half_right"), "half_right", "inaccurate", "accurate"),
        (("unresolvable", "unresolvable"), "unresolvable", "accurate", "accurate"),
        (("unresolvable", "inaccurate"), "inaccurate", "inaccurate", "accurate"),
    ],
)
def test_of_several_readers_one_verdict_is_made(said, median, strictest, most_lenient) -> None:
    """The desk says accurate, two raters what is given."""
    given = of(read(("lin", said[0]), ("mei", said[1])))

    found = [states(given, reader) for reader in CHOICES]

    assert found == [[median], [strictest], [most_lenient]]


@pytest.mark.slow
def test_readers_are_scored_on_claims_whose_time_is_up_where_no_verdict_on_record_is_early() -> (
    None
):
    is_open = claim(closes_on="2027-12-31", ratings=[rating("lin", "inaccurate")])
    given = of(read(("lin", "accurate"), ("mei", "accurate")), is_open)
    table, basis = table_of(given), basis_of(given)

    found = with_readers(summarize(table, by="domain", basis=basis), given, table, basis)

    assert [(one.judge, one.n_judged) for one in found.readers] == [
        ("desk", 1),
        ("lin", 1),
        ("mei", 1),
    ]


def test_a_claim_that_nobody_read_stays_without_a_verdict() -> None:
    assert states(of(claim(), read(("lin", "accurate"))), "median") == ["overdue", "accurate"]


def test_a_review_and_a_group_are_no_single_readers() -> None:
    decided = verdict("inaccurate", "2025-02-01") | {"by": "board"}
    given = of(claim("accurate", decided, ratings=[rating("lin", "accurate")]))
    board = Judge(id="board", kind="group", en="Board", zh="委员会")
    given = replace(given, settings=Settings(judges=[board]))

    assert states(given, "board") == ["inaccurate"]
    assert states(given, "strictest") == ["accurate"]


def test_what_was_said_later_is_not_there_yet() -> None:
    given = of(claim("accurate", ratings=[rating("lin", "inaccurate", "2025-03-01")]))
    table = table_of(given, day("2025-02-01"))

    with pytest.raises(UnknownWordError, match="choose median, strictest, most-lenient, desk"):
        read_by(table, given, "lin", as_of=day("2025-02-01"))


def test_a_day_of_coming_true_stays_only_where_the_verdict_does() -> None:
    came = verdict("accurate", occurred_on="2024-05-01")
    given = of(
        claim(came, ratings=[rating("lin", "accurate")]),
        claim(came, ratings=[rating("lin", "half_right")]),
    )

    table = read_by(table_of(given), given, "lin", as_of=AS_OF)

    assert table["occurred_on"].notna().tolist() == [True, False]


@pytest.mark.slow
def test_each_reader_has_a_score_and_judging_widens_the_interval() -> None:
    strict = [read(("lin", "inaccurate"), ("mei", "accurate")) for _ in range(10)]
    lenient = [read(("lin", "accurate"), ("mei", "accurate"), word="inaccurate") for _ in range(10)]
    early = read(("lin", "inaccurate"), ("mei", "inaccurate"), closes_on="2027-12-31")
    given = of(*strict, *lenient, early)
    table, basis = table_of(given), basis_of(given)

    found = with_readers(summarize(table, by="domain", basis=basis), given, table, basis)

    assert [(one.judge, one.n_judged, one.accuracy) for one in found.readers] == [
        ("desk", 20, 0.5), ("lin", 20, 0.5), ("mei", 20, 1.0),
    ]  # fmt: skip
    interval = found.overall.lead.interval
    assert found.judging.value == pytest.approx(2 / 3)
    assert found.judging.high - found.judging.low > interval.high - interval.low
    said = Headline(found).readers
    assert said.en.startswith(
        "By the verdicts of each of 3 judges (claims judged: 20) accuracy would be 50–100\xa0%;"
    )
    assert said.zh.startswith(
        "若各按 3 位判定者自己的判定（各判 20 条），得分率为 50%～100%；把由谁判定也算进去"
    )
    answer = json.loads(json.dumps(found.as_json()))
    assert set(answer["readers"][0]) == {
        "judge", "n_judged", "accuracy", "low", "high", "distinguishable", "standing_out",
    }  # fmt: skip


@pytest.mark.slow
def test_the_line_says_how_many_claims_each_has_judged() -> None:
    few = [read(("lin", "inaccurate"), ("mei", "accurate"))]
    given = of(*few, *[read(("lin", "accurate")) for _ in range(7)])
    table, basis = table_of(given), basis_of(given)

    found = with_readers(summarize(table, by="domain", basis=basis), given, table, basis)

    said = readers_sentence(found)
    assert said.en.startswith("By the verdicts of each of 3 judges (claims judged: 1–8) accuracy")
    assert said.zh.startswith("若各按 3 位判定者自己的判定（各判 1～8 条），得分率为")


@pytest.mark.slow
def test_the_line_says_by_how_many_a_group_still_stands_out() -> None:
    chips = [read(("lin", "accurate")) for _ in range(12)]
    cars = [read(("lin", "accurate"), word="inaccurate", domain="cars") for _ in range(12)]
    given = of(*chips, *cars)
    table, basis = table_of(given), basis_of(given)

    found = with_readers(summarize(table, by="domain", basis=basis), given, table, basis)

    assert readers_sentence(found).en.endswith(
        " Still standing out: Chips by 1 of 2, Cars by 1 of 2."
    )
    assert readers_sentence(found).zh.endswith("“芯片”有 1 位，“汽车”有 1 位（共 2 位）。")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lin", "en"),
    [
        ("accurate", "No group stands out by any of them."),
        (None, "By 1 of them some group stands out."),
    ],
)
def test_the_line_says_whether_a_group_stands_out_by_others(lin, en) -> None:
    chips = [read(("lin", "accurate")) for _ in range(12)]
    cars = [
        read(
            ("lin", lin or "inaccurate"),
            word="half_right" if n % 3 == 0 else "accurate",
            domain="cars",
        )
        for n in range(12)
    ]
    half = claim("half_right", ratings=[rating("lin", "accurate")])
    given = of(*chips, *cars, half)
    table, basis = table_of(given), basis_of(given)

    found = with_readers(summarize(table, by="domain", basis=basis), given, table, basis)

    assert not found.ranking.distinguishable
    assert readers_sentence(found).en.endswith(en)
    assert readers_sentence(found).zh


@pytest.mark.slow
def test_a_group_stands_out_by_a_reader_as_it_does_by_the_record() -> None:
    """Ten of ten against five of ten: p is 0.03, and 0.07 beside the test that counts the early verdict."""
    words = [*["accurate"] * 10, *["accurate", "inaccurate"] * 5]
    domains = [*["chips"] * 10, *["cars"] * 10]
    up = [read(("lin", one), word=one, domain=of) for one, of in zip(words, domains, strict=True)]
    early = read(("lin", "accurate"), domain="cars", closes_on="2027-12-31")
    given = of(*up, early)
    table, basis = table_of(given), basis_of(given)

    found = with_readers(summarize(table, by="domain", basis=basis), given, table, basis)

    assert found.ranking.found.p_value < 0.05 < found.ranking.adjusted_p_value
    assert [(one.accuracy, one.distinguishable) for one in found.readers] == [(0.75, False)] * 2
    assert readers_sentence(found).en.endswith(" No group stands out by any of them.")


@pytest.mark.slow
def test_readers_who_all_say_the_same_of_all_do_not_tell_how_sure_their_mean_is() -> None:
    given = of(*[read(("lin", "accurate"), ("mei", "accurate")) for _ in range(3)])
    table, basis = table_of(given), basis_of(given)

    found = with_readers(summarize(table, by="domain", basis=basis), given, table, basis)

    assert found.judging == (1.0, None, None)
    said = readers_sentence(found)
    assert (
        said.en
        == "By the verdicts of each of 3 judges (claims judged: 3) accuracy would be 100\xa0%."
    )
    assert said.zh == "若各按 3 位判定者自己的判定（各判 3 条），得分率为 100%。"


@pytest.mark.slow
def test_a_reader_whose_verdicts_give_no_accuracy_is_not_counted() -> None:
    given = of(*[read(("lin", "accurate"), ("wu", "unresolvable")) for _ in range(3)])
    table, basis = table_of(given), basis_of(given)
    summary = summarize(table, by="domain", basis=basis)

    found = with_readers(summary, given, table, basis)
    of_two = readers_sentence(found)
    alone = replace(found, readers=[one for one in found.readers if one.judge != "lin"])

    assert len(found.readers) == 3
    assert of_two.en.startswith("By the verdicts of each of 2 judges (claims")
    assert readers_sentence(alone) == Phrase("", "")


def test_one_reader_alone_shows_nothing_of_who_judges() -> None:
    given = of(claim("accurate"))
    table, basis = table_of(given), basis_of(given)
    summary = summarize(table, by="domain", basis=basis)

    assert with_readers(summary, given, table, basis) is summary
    assert readers_sentence(summary) == Phrase("", "")


# lift


@pytest.mark.slow
def test_lift_is_credit_beyond_that_of_claims_put_the_same_way() -> None:
    """Vague claims mostly come true; chips are as good as that, cars not."""
    vague = {"specificity": "vague"}
    chips = [claim("accurate", **vague) for _ in range(6)]
    cars = [claim("accurate", domain="cars", **vague), claim("inaccurate", domain="cars", **vague)]
    exact = [claim("inaccurate") for _ in range(4)]
    given = of(*chips, *cars, *exact)

    by_domain = summarize(table_of(given), by="domain", basis=basis_of(given))

    one, two = (group.lift for group in by_domain.groups)
    assert (one.n, two.n) == (10, 2)
    assert one.lift > 0 > two.lift
    assert by_domain.as_json()["groups"][0]["lift"]["basis"] == "manner"
    assert by_domain.lift_comparison is None


def test_claims_of_one_manner_have_no_lift() -> None:
    given = of(claim("accurate"), claim("inaccurate"))

    assert summarize(table_of(given), by="domain", basis=basis_of(given)).overall.lift is None


def of_people(huang: str, musk: str):
    """Two people with ten vague and ten measurable claims each, all of one verdict but the first."""
    return of(*[
        claim("half_right" if n == 0 else word, attributed_to=name, specificity=one)
        for name, word in (("Huang", huang), ("Musk", musk))
        for one in ("vague", "measurable")
        for n in range(10)
    ])  # fmt: skip


@pytest.mark.slow
def test_people_are_compared_by_lift_in_words() -> None:
    given = of_people("accurate", "inaccurate")
    summary = summarize(table_of(given), by="attributed_to", basis=basis_of(given))

    said = summary.lift_comparison

    assert said.sentence.en.endswith(
        " Huang 47 points better, Musk 47 points worse than luck would make it."
    )
    assert said.sentence.zh.endswith(
        "“Huang”高 47 个百分点、“Musk”低 47 个百分点，不大可能只是巧合。"
    )
    assert said.n_tests == 2


@pytest.mark.slow
def test_people_who_do_as_well_as_others_are_not_set_apart() -> None:
    given = of_people("accurate", "accurate")
    given.predictions["kandao-2024/c001"] = claim(
        "half_right", attributed_to="Huang", specificity="vague"
    )
    summary = summarize(table_of(given), by="attributed_to", basis=basis_of(given))

    said = summary.lift_comparison.sentence

    assert "no group did better or worse than luck would make it" in said.en
    assert "各组分不出高下" in said.zh


def test_the_states_of_readers_are_states() -> None:
    given = of(read(("lin", "too_early")))

    assert states(given, "lin") == [State.OVERDUE.value]
    assert np.isnan(read_by(table_of(given), given, "lin", as_of=AS_OF)["probability"]).all()


@pytest.mark.slow
def test_each_readers_verdicts_are_scored_by_what_scores_those_on_record() -> None:
    plain = [read(("lin", "accurate"), ("mei", "inaccurate")) for _ in range(3)]
    both = [read(("lin", "accurate"), ("mei", "inaccurate"), probability=0.9) for _ in range(2)]
    few = [read(("wu", "accurate"), probability=0.9) for _ in range(2)]
    by_accuracy, by_brier = of(*plain, *plain, *few), of(*both, *plain[:2])

    def shown(given) -> list[tuple[str, float | None]]:
        table, basis = table_of(given), basis_of(given)
        found = with_readers(summarize(table, by="domain", basis=basis), given, table, basis)
        assert (found.judging is None) is (found.measure == "brier")
        return [(one.judge, one.accuracy) for one in found.readers]

    assert shown(by_accuracy) == [("desk", 1.0), ("lin", 1.0), ("mei", 0.0), ("wu", 1.0)]
    assert shown(by_brier) == []
