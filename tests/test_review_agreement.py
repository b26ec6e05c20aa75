"""How far raters agree, and where they split."""

from datetime import date
from pathlib import Path

import pytest

from repository import prediction
from scorecard.cli.context import Context
from scorecard.cli.show import text_page
from scorecard.records import Rating, Review
from scorecard.review.claim import NamedReview, Names
from scorecard.review.documents import review_agreement
from scorecard.summary.judges import RaterAgreement, agreement_sentence, rater_agreement
from scorecard.text import Language, Phrase
from scorecard.verdicts import UNSCORED_SPREAD, Verdict

DAY = date(2025, 1, 9)


def rated(**verdicts: str) -> list[Rating]:
    return [
        Rating(rater=rater, rated_on=DAY, verdict=Verdict(verdict), why=None)
        for rater, verdict in verdicts.items()
    ]


def review(*ids: str) -> Review:
    return Review(opened_on=DAY, held_on=DAY, raters=["lin", "chen", "wang"], predictions=list(ids))


KNOWN = {
    "o/same": prediction(ratings=rated(lin="accurate", chen="accurate", wang="accurate")),
    "o/far": prediction(ratings=rated(lin="accurate", chen="inaccurate", wang="inaccurate")),
    "o/near": prediction(ratings=rated(lin="half_right", chen="inaccurate")),
    "o/early": prediction(ratings=rated(lin="too_early", chen="accurate")),
    "o/one": prediction(ratings=rated(lin="accurate")),
}


def agreement_of(known: dict, of: Review) -> RaterAgreement:
    return review_agreement(NamedReview("2024", of, known))


def lines_of(
    found: RaterAgreement, language: Language = Language.ENGLISH, names: Names | None = None
) -> list[str]:
    """What `scorecard review agreement` prints."""
    context = Context(language, Path(), DAY, DAY)
    more = {"sentence": agreement_sentence(found), "names": names or {}}
    return text_page(context, "agreement.txt", found=found, **more).splitlines()


def test_raters_are_called_by_their_names() -> None:
    found = agreement_of(KNOWN, review(*KNOWN))

    en, zh = ("\n".join(lines_of(found, to, {"lin": Phrase("Lin Mei", "林玫")})) for to in Language)

    assert "Lin Mei +0.50 (n=3) · chen -0.33 (n=3)" in en
    assert "o/near  Lin Mei half right · chen inaccurate" in en
    assert "林玫 +0.50（n=3）" in zh
    assert "o/near  林玫 对了一半 · chen 不准确" in zh


def test_splits_come_furthest_first_with_what_each_rater_said() -> None:
    found = agreement_of(KNOWN, review(*KNOWN, "o/gone"))

    assert [(split.id, split.spread) for split in found.split] == [
        ("o/far", 1.0),
        ("o/near", 0.5),
        ("o/early", UNSCORED_SPREAD),
    ]
    assert {rater: one.value for rater, one in found.split[1].ratings.items()} == {
        "lin": "half_right",
        "chen": "inaccurate",
    }


def test_the_numbers_rest_on_claims_with_two_ratings() -> None:
    found = agreement_of(KNOWN, review(*KNOWN))

    assert (found.n_rated, found.n_compared) == (5, 4)
    # all agree, one pair of three, no pair, no pair
    assert found.percent == pytest.approx((1 + 1 / 3 + 0 + 0) / 4)
    assert [(pair.first, pair.second, pair.n_shared) for pair in found.pairs] == [
        ("lin", "chen", 4),
        ("lin", "wang", 2),
        ("chen", "wang", 2),
    ]


def test_who_is_harder_is_told_by_the_same_claims() -> None:
    lin, chen, wang = agreement_of(KNOWN, review(*KNOWN)).leniencies

    # lin: 0 on same, 1 on far, 0.5 on near; chen: 0, 0 - 0.5, -0.5; wang: 0, 0 - 0.5
    assert (lin.n_shared, lin.difference) == (3, pytest.approx(0.5))
    assert (chen.n_shared, chen.difference) == (3, pytest.approx(-1 / 3))
    assert (wang.n_shared, wang.difference) == (2, pytest.approx(-0.25))


def test_without_ratings_there_is_a_count_and_nothing_else() -> None:
    found = agreement_of({"o/a": prediction()}, review("o/a"))

    assert found.percent is None
    assert [one.alpha for one in found.alphas] == [None, None]
    (line,) = lines_of(found)
    assert (
        line == "0 raters rated 0 claims, none of them twice: how far raters agree cannot be told."
    )


def test_a_rater_who_rated_nothing_is_not_counted_as_one_who_did() -> None:
    en, zh = agreement_sentence(agreement_of({"o/one": KNOWN["o/one"]}, review("o/one")))

    assert en.startswith("1 rater rated 1 claim, none twice")
    assert zh.startswith("1 位评议人评议了 1 条预测")


def test_agreement_on_one_value_has_no_alpha() -> None:
    found = agreement_of({"o/same": KNOWN["o/same"]}, review("o/same"))

    assert (found.percent, found.alphas[1].alpha, found.alphas[1].interval) == (1.0, None, None)
    assert "alpha: – on the scored" in lines_of(found)[1]


def test_a_rater_without_shared_claims_has_a_dash() -> None:
    found = agreement_of({"o/near": KNOWN["o/near"]}, review("o/near"))

    assert "wang –" in lines_of(found)[2]


def test_the_answer_in_json_has_every_number() -> None:
    answer = agreement_of(KNOWN, review(*KNOWN)).as_json()

    assert set(answer["krippendorff_alpha"]) == {"nominal", "ordinal", "interval"}
    assert answer["krippendorff_alpha"]["interval"] is None  # so few claims have none
    assert answer["splits"][0]["ratings"]["wang"] == "inaccurate"
    assert answer["leniency"][0]["rater"] == "lin"


def test_a_review_of_nothing_has_no_agreement() -> None:
    found = agreement_of({}, review())

    assert (found.n_rated, found.percent, found.split) == (0, None, [])
    assert found.as_json()["krippendorff_alpha"]["interval"] is None


def test_the_draws_of_the_interval_follow_their_seed() -> None:
    many = {f"o/{number}": one for number, one in enumerate([*KNOWN.values()] * 12)}
    first, again, other = (rater_agreement(many, as_of=DAY, seed=seed) for seed in (1, 1, 2))

    assert first
    assert first == again
    assert first != other


def test_alpha_of_many_claims_comes_with_its_interval() -> None:
    many = {f"o/{number}": one for number, one in enumerate([*KNOWN.values()] * 12)}
    found = agreement_of(many, review(*many))
    interval = found.alphas[1].interval

    en, zh = (lines_of(found, language)[1] for language in Language)

    assert interval
    assert f"(95 % interval {interval.low:.2f}–{interval.high:.2f})" in en
    assert f"（95% 置信区间 {interval.low:.2f}～{interval.high:.2f}）" in zh
