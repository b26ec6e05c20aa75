"""The agreement of raters: shares, alphas and kappas, leniency, and the claims that they split on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Literal, NamedTuple

import numpy as np

from scorecard.records import Prediction, phrase_of
from scorecard.scoring import FloatArray
from scorecard.scoring.agreement import (
    AlphaInterval,
    cohen_kappa,
    krippendorff_alpha,
    krippendorff_alpha_interval,
    percent_agreement,
    rater_leniencies,
)
from scorecard.summary.groups import plain
from scorecard.text import Phrase, percent_phrase
from scorecard.verdicts import Verdict, spread_of

_CREDITS = {verdict: verdict.credit for verdict in Verdict if verdict.credit is not None}
_CODES = {verdict: float(code) for code, verdict in enumerate(Verdict)}

Ratings = Mapping[str, Mapping[str, Verdict]]
"""Each rater's verdict on each claim: id, then rater."""


class Alpha(NamedTuple):
    """Krippendorff's alpha of one metric with its interval; None where it is undefined.

    `n` is the number of claims with two ratings that the metric compares.
    """

    metric: str
    n: int
    alpha: float | None
    interval: AlphaInterval | None


class RaterPair(NamedTuple):
    """Two raters: the number of claims that both rated, and Cohen's kappa over all verdicts."""

    first: str
    second: str
    n_shared: int
    kappa: float | None


class Leniency(NamedTuple):
    """A rater's mean credit less that of the others on the same claims; negative is harder."""

    rater: str
    n_rated: int
    n_shared: int
    difference: float | None


class SplitClaim(NamedTuple):
    """A claim that raters see differently: its text, how far apart they are, and each one's verdict."""

    id: str
    claim: Phrase
    spread: float
    ratings: Mapping[str, Verdict]


@dataclass(frozen=True, slots=True)
class RaterAgreement:
    """The agreement of some raters.

    Attributes:
        raters: Their names, in order.
        n_rated: Claims with a rating.
        n_compared: Claims with two or more.
        percent: Share of pairs of ratings that are the same, mean over claims.
        alphas: Nominal over all verdicts; ordinal over the scored ones, the others as gaps.
        pairs: Every two raters.
        leniencies: Every rater; the unscored verdicts are left out.
        split: The claims on which they differ, those furthest apart first.
    """

    raters: list[str]
    n_rated: int
    n_compared: int
    percent: float | None
    alphas: list[Alpha]
    pairs: list[RaterPair]
    leniencies: list[Leniency]
    split: list[SplitClaim]

    def as_json(self) -> dict[str, Any]:
        """The agreement as `review agreement --format json` prints it."""
        nominal, ordinal = self.alphas
        return {
            "n_rated_twice": self.n_compared,
            "percent_agreement": self.percent,
            "krippendorff_alpha": {
                "nominal": nominal.alpha,
                "ordinal": ordinal.alpha,
                "interval": plain(ordinal.interval),
            },
            "pairs": plain(self.pairs),
            "leniency": plain(self.leniencies),
            "splits": plain(self.split),
        }


def _matrix(given: Ratings, raters: Sequence[str], value_of: Mapping[Verdict, float]) -> FloatArray:
    """Ratings as numbers, shape (raters, claims), NaN where there is none."""
    rows = [
        [value_of.get(one[rater], np.nan) if rater in one else np.nan for one in given.values()]
        for rater in raters
    ]
    return np.array(rows, dtype=np.float64).reshape(len(raters), len(given))


def _alpha(ratings: FloatArray, metric: Literal["nominal", "ordinal"], seed: int) -> Alpha:
    n = int((np.count_nonzero(~np.isnan(ratings), axis=0) > 1).sum())
    interval = krippendorff_alpha_interval(ratings, metric=metric, seed=seed)
    return Alpha(metric, n, krippendorff_alpha(ratings, metric=metric), interval)


def agreement_of(
    given: Ratings, claims: Mapping[str, Phrase], raters: Sequence[str], *, seed: int
) -> RaterAgreement:
    """The agreement of raters, in the order in which they are listed, on the claims whose text is given."""
    codes, scored = _matrix(given, raters, _CODES), _matrix(given, raters, _CREDITS)
    split = [
        SplitClaim(id_, claims[id_], spread, ratings)
        for id_, ratings in given.items()
        if (spread := spread_of(ratings.values()))
    ]
    n_rated = np.count_nonzero(~np.isnan(codes), axis=1)
    return RaterAgreement(
        raters=list(raters),
        n_rated=sum(bool(ratings) for ratings in given.values()),
        n_compared=sum(len(ratings) > 1 for ratings in given.values()),
        percent=percent_agreement(codes),
        alphas=[_alpha(codes, "nominal", seed), _alpha(scored, "ordinal", seed)],
        pairs=[
            RaterPair(
                first, second, int((~np.isnan(mine + others)).sum()), cohen_kappa(mine, others)
            )
            for (first, mine), (second, others) in combinations(zip(raters, codes, strict=True), 2)
        ],
        leniencies=[
            Leniency(rater, int(n), *one)
            for rater, n, one in zip(raters, n_rated, rater_leniencies(scored), strict=True)
        ],
        split=sorted(split, key=lambda one: (-one.spread, -len(set(one.ratings.values())))),
    )


def rater_agreement(
    predictions: Mapping[str, Prediction], *, as_of: date, seed: int
) -> RaterAgreement | None:
    """The agreement of all raters by the last independent rating of each by a date; None without any."""
    given = {
        id_: {
            one.rater: one.verdict
            for one in sorted(prediction.ratings, key=lambda one: one.rated_on)
            if one.rated_on <= as_of and one.is_independent
        }
        for id_, prediction in predictions.items()
        if not prediction.is_withdrawn_at(as_of)
    }
    raters = sorted({rater for ratings in given.values() for rater in ratings})
    claims = {id_: phrase_of(one.claim) for id_, one in predictions.items()}
    return agreement_of(given, claims, raters, seed=seed) if raters else None


def agreement_sentence(agreement: RaterAgreement | None) -> Phrase:
    """The sentence on rated claims and equal ratings, and on what agreement does not prove."""
    if agreement is None:
        return Phrase("", "")
    n_raters, n_split = len(agreement.raters), len(agreement.split)
    alike = percent_phrase(agreement.percent)
    return Phrase(
        f"{n_raters} raters rated {agreement.n_rated} claims, {agreement.n_compared} of them twice or more,"
        f" and split on {n_split}; averaged over claims, {alike.en} of the pairs of ratings are the same."
        " Raters who agree can be wrong together.",
        f"{n_raters} 位评议人评议了 {agreement.n_rated} 条预测，"
        f"其中 {agreement.n_compared} 条有两人以上评议，{n_split} 条意见不一；"
        f"按预测平均，两两相同的占 {alike.zh}。意见一致不等于判得对。",
    )
