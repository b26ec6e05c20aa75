"""How far the raters agree, and the claims on which they split."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

import numpy as np

from scorecard.records import Prediction
from scorecard.scoring.agreement import (
    AlphaInterval,
    krippendorff_alpha,
    krippendorff_alpha_interval,
    percent_agreement,
)
from scorecard.summary.claims import FloatArray
from scorecard.summary.labels import phrase_of
from scorecard.text import Phrase
from scorecard.verdicts import Verdict

__all__ = ["Alpha", "RaterAgreement", "SplitClaim", "rater_agreement"]

_CREDITS = {verdict: verdict.credit for verdict in Verdict if verdict.credit is not None}
_CODES = {verdict: float(code) for code, verdict in enumerate(Verdict)}

Ratings = dict[str, dict[str, Verdict]]


class Alpha(NamedTuple):
    """Krippendorff's alpha of one metric with its interval; None where it is undefined.

    `n` is the number of claims with two ratings that the metric compares.
    """

    metric: str
    n: int
    alpha: float | None
    interval: AlphaInterval | None


class SplitClaim(NamedTuple):
    """A claim that raters see differently: its text, and each rater's verdict."""

    id: str
    claim: Phrase
    ratings: dict[str, Verdict]


@dataclass(frozen=True, slots=True)
class RaterAgreement:
    """What the ratings say of the raters.

    Attributes:
        raters: Their names, in order.
        n_rated: Claims with a rating.
        n_compared: Claims with two or more.
        percent: Share of pairs of ratings that are the same, mean over claims.
        alphas: Nominal over all five verdicts; ordinal over the scored three, the others as gaps.
        split: The claims on which they differ, those furthest apart first.
    """

    raters: list[str]
    n_rated: int
    n_compared: int
    percent: float | None
    alphas: list[Alpha]
    split: list[SplitClaim]


def _last_ratings(predictions: Mapping[str, Prediction], as_of: date) -> Ratings:
    """Each rater's last verdict by a date on each claim that has one."""
    found = {
        id_: {
            one.rater: one.verdict
            for one in sorted(prediction.ratings, key=lambda one: one.rated_on)
            if one.rated_on <= as_of
        }
        for id_, prediction in predictions.items()
    }
    return {id_: ratings for id_, ratings in found.items() if ratings}


def _distance(ratings: dict[str, Verdict]) -> tuple[float, int]:
    """How far raters are apart: by credit, then by the number of different verdicts."""
    values = [_CREDITS[one] for one in ratings.values() if one in _CREDITS]
    return max(values, default=0.0) - min(values, default=0.0), len(set(ratings.values()))


def _alpha(ratings: FloatArray, metric: Literal["nominal", "ordinal"], seed: int) -> Alpha:
    n = int((np.count_nonzero(~np.isnan(ratings), axis=0) > 1).sum())
    interval = krippendorff_alpha_interval(ratings, metric=metric, seed=seed)
    return Alpha(metric, n, krippendorff_alpha(ratings, metric=metric), interval)


def rater_agreement(
    predictions: Mapping[str, Prediction], *, as_of: date, seed: int
) -> RaterAgreement | None:
    """How far the raters agree; None without ratings.

    Args:
        predictions: The predictions by id.
        as_of: The date; later ratings are not there yet.
        seed: Seed of the intervals.
    """
    given = _last_ratings(predictions, as_of)
    if not given:
        return None
    raters = sorted({rater for ratings in given.values() for rater in ratings})

    def matrix(value_of: dict[Verdict, float]) -> np.ndarray:
        gap = float("nan")
        return np.array([
            [value_of.get(ratings[rater], gap) if rater in ratings else gap for ratings in given.values()]
            for rater in raters
        ])  # fmt: skip

    nominal, ordinal = matrix(_CODES), matrix(_CREDITS)
    split = [id_ for id_, ratings in given.items() if len(set(ratings.values())) > 1]
    split.sort(key=lambda id_: _distance(given[id_]), reverse=True)
    return RaterAgreement(
        raters=raters,
        n_rated=len(given),
        n_compared=sum(len(ratings) > 1 for ratings in given.values()),
        percent=percent_agreement(nominal),
        alphas=[_alpha(nominal, "nominal", seed), _alpha(ordinal, "ordinal", seed)],
        split=[SplitClaim(id_, phrase_of(predictions[id_].claim), given[id_]) for id_ in split],
    )  # fmt: skip
