"""How far the raters of a review agree, where they split, and who is harder than the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from scorecard.records import Prediction, Rating, Review
from scorecard.review.listing import ratings_of, spread_of
from scorecard.scoring.agreement import (
    AlphaInterval,
    cohen_kappa,
    krippendorff_alpha,
    krippendorff_alpha_interval,
    percent_agreement,
    rater_leniencies,
)
from scorecard.summary.labels import phrase_of
from scorecard.text import Phrase
from scorecard.verdicts import Verdict

__all__ = ["Agreement", "Leniency", "Pair", "Split", "review_agreement"]

_CODES = {verdict: float(code) for code, verdict in enumerate(Verdict)}
_SCORED = {verdict: verdict.credit for verdict in Verdict if verdict.credit is not None}
_TWO = 2


class Pair(NamedTuple):
    """Two raters: the claims that both rated, and Cohen's kappa over all five verdicts."""

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


class Split(NamedTuple):
    """A claim on which raters differ, with what each one said."""

    id: str
    claim: Phrase
    spread: float
    ratings: dict[str, Rating]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement of a review's raters.

    Attributes:
        n_claims: Claims on the list.
        n_rated_twice: Claims with at least two ratings; all numbers rest on these.
        percent: Share of pairs of raters that gave the same of the five verdicts.
        nominal: Krippendorff's alpha over all five verdicts; None when nothing varies.
        ordinal: Alpha over the scored verdicts in their order; None when nothing varies.
        interval: Bootstrap interval of the ordinal alpha.
        pairs: Every two raters.
        leniencies: Every rater.
        splits: The claims they split on, furthest first.
    """

    n_claims: int
    n_rated_twice: int
    percent: float | None
    nominal: float | None
    ordinal: float | None
    interval: AlphaInterval | None
    pairs: list[Pair]
    leniencies: list[Leniency]
    splits: list[Split]

    def as_json(self) -> dict[str, Any]:
        """The agreement as `review agreement --format json` prints it."""
        return {
            "n_claims": self.n_claims,
            "n_rated_twice": self.n_rated_twice,
            "percent_agreement": self.percent,
            "krippendorff_alpha": {
                "nominal": self.nominal,
                "ordinal": self.ordinal,
                "interval": self.interval._asdict() if self.interval else None,
            },
            "pairs": [pair._asdict() for pair in self.pairs],
            "leniency": [one._asdict() for one in self.leniencies],
            "splits": [
                {
                    "id": split.id,
                    "claim": split.claim._asdict(),
                    "spread": split.spread,
                    "ratings": {rater: one.verdict.value for rater, one in split.ratings.items()},
                }
                for split in self.splits
            ],
        }


def _matrix(
    given: list[dict[str, Rating]], raters: list[str], values: Mapping[Verdict, float]
) -> npt.NDArray[np.float64]:
    """Ratings as numbers, shape (raters, claims), NaN where there is none."""
    return np.array(
        [
            [values.get(one[rater].verdict, np.nan) if rater in one else np.nan for one in given]
            for rater in raters
        ],
        dtype=np.float64,
    ).reshape(len(raters), len(given))


def _pair(codes: npt.NDArray[np.float64], raters: list[str], first: int, second: int) -> Pair:
    shared = ~(np.isnan(codes[first]) | np.isnan(codes[second]))
    kappa = cohen_kappa(codes[first], codes[second])
    return Pair(raters[first], raters[second], int(shared.sum()), kappa)


def _splits(predictions: Mapping[str, Prediction], ids: list[str], review: Review) -> list[Split]:
    splits = [
        Split(id_, phrase_of(predictions[id_].claim), spread, ratings_of(predictions[id_], review))
        for id_ in ids
        if (spread := spread_of(predictions[id_], review))
    ]
    return sorted(splits, key=lambda one: (-one.spread, one.id))


def review_agreement(
    predictions: Mapping[str, Prediction], review: Review, *, seed: int
) -> Agreement:
    """The agreement of a review's raters over its list.

    Percent agreement, kappa and the nominal alpha take all five verdicts as different things. The ordinal
    alpha and the leniencies take accurate, half right and inaccurate in their order and leave out
    `too_early` and `unresolvable`, which have no place in it.

    Args:
        predictions: Predictions by id.
        review: The review.
        seed: Seed of the interval's draws.
    """
    ids = [id_ for id_ in review.predictions if id_ in predictions]
    given = [ratings_of(predictions[id_], review) for id_ in ids]
    raters = review.raters
    codes, scored = _matrix(given, raters, _CODES), _matrix(given, raters, _SCORED)
    n_rated = (~np.isnan(codes)).sum(axis=1)
    return Agreement(
        n_claims=len(ids),
        n_rated_twice=sum(len(one) >= _TWO for one in given),
        percent=percent_agreement(codes),
        nominal=krippendorff_alpha(codes),
        ordinal=krippendorff_alpha(scored, metric="ordinal"),
        interval=krippendorff_alpha_interval(scored, seed=seed, metric="ordinal"),
        pairs=[_pair(codes, raters, *two) for two in combinations(range(len(raters)), 2)],
        leniencies=[
            Leniency(rater, int(n), one.n_shared, one.difference)
            for rater, n, one in zip(raters, n_rated, rater_leniencies(scored), strict=True)
        ],
        splits=_splits(predictions, ids, review),
    )
