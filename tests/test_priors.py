"""Claims against what was expected of them beforehand, and articles as a sample."""

import json
from datetime import date

import pytest

from scorecard.summary.compute import summarize
from scorecard.summary.difficulty import priors_sentence, with_priors
from scorecard.summary.sentences import Headline
from scorecard.text import Phrase
from scorecards import basis_of, claim, of, outlook, records, table_of


def prior(
    basis: str = "rule",
    given_on: str = "2023-12-01",
    source: str | None = "A series.",
    ten=(6, 2, 2),
):
    names = ("accurate", "half_right", "inaccurate")
    return {
        "by": "wang", "given_on": date.fromisoformat(given_on), "basis": basis, "source": source,
        "of_ten": dict(zip(names, ten, strict=True)),
    }  # fmt: skip


def scored(*claims, by: str = "domain"):
    given = of(*claims)
    table = table_of(given)
    return with_priors(summarize(table, by=by, basis=basis_of(given)), given, table)


@pytest.mark.slow
def test_twenty_claims_are_held_against_what_was_expected() -> None:
    """Expected .7 each: 15 of 20 accurate is .05 above, a sixth of the room of .3."""
    claims = [claim("accurate" if n < 15 else "inaccurate", priors=[prior()]) for n in range(20)]

    overall, group = scored(*claims).priors

    assert (overall.key, group.key, overall.basis, overall.n) == ("overall", "chips", "rule", 20)
    assert overall.expected == pytest.approx(0.7)
    assert overall.lift.value == pytest.approx(0.05)
    assert overall.boldness == pytest.approx(0.3)
    assert overall.skill.value == pytest.approx(1 / 6)
    assert overall.skill.low < 1 / 6 < overall.skill.high
    answer = json.loads(json.dumps(scored(*claims).as_json()))
    assert set(answer["priors"][0]["lift"]) == {"value", "low", "high"}


@pytest.mark.slow
def test_bases_are_never_mixed_and_few_claims_are_only_counted() -> None:
    claims = [claim("accurate", priors=[prior("rule" if n % 2 else "market")]) for n in range(30)]

    found = scored(*claims)

    assert [(one.basis, one.n, one.expected) for one in found.priors] == [
        ("market", 15, None), ("rule", 15, None),
    ]  # fmt: skip
    assert priors_sentence(found).en == (
        "15 judged claims whose time is up have a prior (market); from 20 on, priors are compared with what"
        " came out. 15 judged claims whose time is up have a prior (rule); from 20 on, priors are compared"
        " with what came out."
    )
    assert priors_sentence(found).zh.startswith(
        "期满已判的预测中 15 条有事前预期（市场）：满 20 条才作比较。"
    )


@pytest.mark.slow
def test_priors_are_counted_of_claims_whose_time_is_up_and_may_be_met() -> None:
    met = [claim("accurate", priors=[prior(ten=(10, 0, 0))]) for _ in range(20)]
    early = claim("accurate", priors=[prior(ten=(10, 0, 0))], closes_on="2027-12-31")

    assert priors_sentence(scored(*met)).en.endswith("was expected; it came out as expected.")
    assert priors_sentence(scored(*met)).zh.endswith("，实际与预期相当。")
    few = priors_sentence(scored(*met[:1], early))
    assert few.en.startswith("1 judged claim whose time is up has a prior (rule); from 20 on,")
    assert few.zh.startswith("期满已判的预测中 1 条有事前预期（规则）：")


@pytest.mark.slow
def test_several_priors_of_one_basis_are_averaged() -> None:
    two = [prior(ten=(10, 0, 0)), prior(ten=(0, 0, 10))]

    (overall, _) = scored(*[claim("accurate", priors=two) for _ in range(20)]).priors

    assert overall.expected == 0.5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("word", "en", "zh"), [("accurate", "higher", "高"), ("inaccurate", "lower", "低")]
)
def test_the_sentence_says_what_was_expected_and_what_came(word, en, zh) -> None:
    said = priors_sentence(scored(*[claim(word, priors=[prior(ten=(5, 0, 5))]) for _ in range(20)]))

    assert said.en == (
        "Beforehand (rule, 20 claims) an accuracy of 50\xa0% was expected; it came out 50 points"
        f" {en}."
    )
    assert said.zh == f"事前（规则，20 条）预期得分率 50%，实际{zh} 50 个百分点。"


@pytest.mark.slow
def test_early_verdicts_and_later_priors_are_not_there() -> None:
    claims = [
        claim("accurate", priors=[prior()]),
        claim("accurate", priors=[prior()], closes_on="2027-12-31"),
        claim("accurate", priors=[prior(given_on="2027-01-01")]),
    ]

    (overall,) = scored(*claims).priors

    assert overall.n == 1


@pytest.mark.slow
def test_without_priors_nothing_is_said() -> None:
    found = scored(claim("accurate"))

    assert found.priors == []
    assert priors_sentence(found) == Phrase("", "")


# articles


def of_articles(n: int, wrong: str = "inaccurate"):
    """Articles with three claims each, every second article wrong in all of them."""
    names = [f"outlook-{one:02d}" for one in range(n)]
    given = records(
        {
            f"{name}/c{number}": claim(wrong if place % 2 else "accurate")
            for place, name in enumerate(names)
            for number in range(3)
        },
        outlooks={name: outlook() for name in names},
    )
    return summarize(table_of(given), by="domain", basis=basis_of(given))


@pytest.mark.slow
def test_ten_articles_are_a_sample_whose_interval_is_wider() -> None:
    found = of_articles(10)

    assert found.articles.n_outlooks == 10
    interval = found.overall.lead.interval
    assert found.articles.high - found.articles.low > interval.high - interval.low
    assert "With the 10 outlooks taken as a sample of articles it is" in Headline(found).note.en
    assert "把 10 篇展望看作文章的样本，则为" in Headline(found).note.zh


@pytest.mark.parametrize(("n", "some"), [(1, "1 outlook has"), (9, "9 outlooks have")])
def test_few_articles_say_nothing_of_others(n, some) -> None:
    found = of_articles(n)

    assert (found.articles.n_outlooks, found.articles.low) == (n, None)
    assert Headline(found).note.en.endswith(
        f"Only {some} judged claims whose time is up, too few to say what other articles would score."
    )
    assert Headline(found).note.zh.endswith(
        f"期满已判的预测只出自 {n} 篇展望，说明不了别的文章会怎样。"
    )


def test_ten_articles_that_are_all_alike_do_not_tell_how_sure_their_mean_is() -> None:
    found = of_articles(10, "accurate")

    assert found.articles == (10, None, None)
    assert Headline(found).note.en.endswith("or how hard the claims were.")


def test_rows_that_name_no_outlook_are_no_sample_of_articles() -> None:
    given = of(claim("accurate"), claim("inaccurate"))
    table = table_of(given)
    table["outlook"] = table["outlook"].where(table["outlook"].isna())

    found = summarize(table, by="domain", basis=basis_of(given))

    assert found.articles is None
    assert Headline(found).note.en.endswith("or how hard the claims were.")


# plain words

TRADE = (
    *(
        "permutation",
        "p =",
        "p <",
        "p-value",
        "holm",
        "interval",
        "significan",
        "distribut",
        "variance",
    ),
    *("置换", "检验", "校正", "显著", "置信", "方差"),
)


def first_sentences(found):
    head = Headline(found)
    compared = [one.sentence for one in found.comparisons if one]
    return [head.sentence, head.early, priors_sentence(found), *compared]


@pytest.mark.slow
@pytest.mark.parametrize("by", ["domain", "outlook", "attributed_to", "specificity"])
@pytest.mark.parametrize("cars", ["accurate", "half_right", "inaccurate"])
def test_first_sentences_use_none_of_the_trades_words(by, cars) -> None:
    chips = [claim("accurate", priors=[prior()]) for _ in range(20)]
    others = [
        claim(cars, domain="cars", attributed_to="Huang", specificity="vague", item=f"i{n % 7}")
        for n in range(20)
    ]
    early = claim("accurate", closes_on="2027-12-31")

    for said in first_sentences(scored(*chips, *others, early, by=by)):
        assert not [word for word in TRADE if word in f"{said.en} {said.zh}".lower()]
