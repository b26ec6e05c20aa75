"""Credit beyond what claims of this manner, or a prior, would get."""

from math import inf
from typing import NamedTuple

from scorecard.scoring import CodeArray, FloatArray
from scorecard.scoring.items import Blocks, Estimate, clustered_mean


class Lift(NamedTuple):
    """Mean credit less mean expected credit of the same claims.

    Attributes:
        n: Claims.
        expected: Mean expected credit, in 0..1.
        lift: Mean credit less `expected`, in -1..1; above 0 is better than expected.
        low: Lower end of the item-clustered interval, at least -1; None when one item, or items that all
            came out alike or differ from what was expected by the same, cannot tell.
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
        lift: Mean credit less `expected`, with its interval in -1..1, if not all items came out alike.
        boldness: Mean room above the priors, 1 less `expected`: 0 when every claim was certain beforehand.
        skill: `lift` divided by `boldness`, with its interval, at most 1: 0 for claims picked without
            knowledge beyond the priors, 1 when every claim came true; None when there was no room.
    """

    n: int
    expected: float
    lift: Estimate
    boldness: float
    skill: Estimate | None


def item_lift(gained: Blocks) -> Lift | None:
    """Lift of a group of claims over the credit that their manner let expect.

    Larger is better; 0 is what other claims of the same manner get. It says whether a group did better than
    how vaguely and how early it was judged explains, and nothing about how hard its subjects were. None
    without claims.

    Args:
        gained: The claims by item; `score` is credit less the mean of claims put the same way in other items,
            `beside` credit.

    Examples:
        >>> import numpy as np
        >>> n, gained, credit = np.array([1, 2]), np.array([0.5, -0.5]), np.array([1.0, 0.5])
        >>> item_lift(Blocks(np.zeros(2), n, gained, credit, times=np.ones(2))).lift
        0.0
    """
    lift, credit = gained.mean(gained.score, -1.0, 1.0), gained.mean(gained.beside, 0.0, 1.0)
    if lift is None or credit is None:
        return None
    return Lift(gained.n_claims, credit.value - lift.value, *_as_sure_as(credit, lift))


def _as_sure_as(credit: Estimate, estimate: Estimate) -> Estimate:
    """An estimate without its ends where credits are all alike: only what was expected makes it vary then."""
    return estimate if credit.low is not None else Estimate(estimate.value, None, None)


def prior_skill(credit: FloatArray, expected: FloatArray, item: CodeArray) -> PriorSkill | None:
    """How a group of claims did against the credit that was expected of each beforehand; None at n = 0.

    A forecaster who repeats what everybody expects gets a high accuracy and a skill of 0. Priors given with
    hindsight lie near the outcome, and so shrink lift and skill toward 0: priors of different bases are never
    mixed.

    References:
        Murphy (1988), the gain of a score over a reference divided by that of a perfect forecast.

    Examples:
        >>> import numpy as np
        >>> result = prior_skill(np.array([1.0, 0.0]), np.array([0.5, 0.5]), np.array([0, 1]))
        >>> result.lift.value, result.boldness, result.skill.value
        (0.0, 0.5, 0.0)
    """
    gained, room = credit - expected, 1.0 - expected
    mean, lift = clustered_mean(credit, item=item), clustered_mean(gained, item=item)
    if mean is None or lift is None:
        return None
    mean, skill = mean.within(0.0, 1.0), clustered_mean(gained, room, item)
    return PriorSkill(
        n=len(credit),
        expected=float(expected.mean()),
        lift=_as_sure_as(mean, lift.within(-1.0, 1.0)),
        boldness=float(room.mean()),
        skill=skill and _as_sure_as(mean, skill.within(-inf, 1.0)),
    )
