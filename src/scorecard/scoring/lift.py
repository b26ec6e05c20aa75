"""Credit beyond what claims of this manner, or a prior, would get."""

from math import inf
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scorecard.scoring import CodeArray, FloatArray
from scorecard.scoring.items import Estimate, clustered_mean


class Lift(NamedTuple):
    """Mean credit less mean expected credit of the same claims.

    Attributes:
        n: Claims.
        expected: Mean expected credit, in 0..1.
        lift: Mean credit less `expected`, in -1..1; above 0 is better than expected.
        low: Lower end of the item-clustered interval, at least -1; None when one item, or claims that all
            differ from what was expected by the same, cannot tell.
        high: Upper end, at most 1.
    """

    n: int
    expected: float
    lift: float
    low: float | None
    high: float | None


class PriorSkill(NamedTuple):
    """How much of the room above the priors a forecaster took.

    Attributes:
        n: Claims.
        expected: Mean credit that the priors expected, in 0..1.
        lift: Mean credit less `expected`, with its interval in -1..1.
        boldness: Mean room above the priors, 1 less `expected`: 0 when every claim was certain beforehand.
        skill: `lift` divided by `boldness`, with its interval, at most 1: 0 for claims picked without
            knowledge beyond the priors, 1 when every claim came true; None when there was no room.
    """

    n: int
    expected: float
    lift: Estimate
    boldness: float
    skill: Estimate | None


def item_lift(
    n: npt.ArrayLike,
    credit: npt.ArrayLike,
    gained: npt.ArrayLike,
    times: npt.ArrayLike | None = None,
) -> Lift | None:
    """Lift of a group of claims, summed by item, over the credit that their manner let expect.

    Larger is better; 0 is what other claims of the same manner get. It says whether a group did better than
    how vaguely and how early it was judged explains, and nothing about how hard its subjects were. None
    without claims.

    Args:
        n: Claims of each item, shape (k,).
        credit: Sum of their credits, shape (k,).
        gained: Sum of their credits less the mean of claims put the same way in other items, shape (k,).
        times: How many items are like each, shape (k,); None for one.

    Examples:
        >>> item_lift([1, 2], [1.0, 0.5], [0.5, -0.5]).lift
        0.0
    """
    mean, whole = (clustered_mean(one, n, times=times) for one in (gained, credit))
    if mean is None or whole is None:
        return None
    _, low, high = mean.within(-1.0, 1.0)
    n_claims = int((np.asarray(n) * (1 if times is None else np.asarray(times))).sum())
    return Lift(n_claims, whole.value - mean.value, mean.value, low, high)


def prior_skill(credit: FloatArray, expected: FloatArray, item: CodeArray) -> PriorSkill | None:
    """How a group of claims did against the credit that was expected of each beforehand; None at n = 0.

    A forecaster who repeats what everybody expects gets a high accuracy and a skill of 0. Priors given with
    hindsight lie near the outcome, and so shrink lift and skill toward 0: priors of different bases are never
    mixed.

    References:
        Murphy (1988), the gain of a score over a reference divided by that of a perfect forecast.

    Examples:
        >>> result = prior_skill(np.array([1.0, 0.0]), np.array([0.5, 0.5]), np.array([0, 1]))
        >>> result.lift.value, result.boldness, result.skill.value
        (0.0, 0.5, 0.0)
    """
    lift = clustered_mean(credit - expected, item=item)
    if lift is None:
        return None
    room = 1.0 - expected
    skill = clustered_mean(credit - expected, room, item)
    return PriorSkill(
        n=len(credit),
        expected=float(expected.mean()),
        lift=lift.within(-1.0, 1.0),
        boldness=float(room.mean()),
        skill=skill and skill.within(-inf, 1.0),
    )
