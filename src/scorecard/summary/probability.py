"""The scores of stated probabilities by group."""

import numpy as np
import numpy.typing as npt

from scorecard.scoring.credit import STATE_CREDITS
from scorecard.scoring.decomposition import isotonic_decomposition
from scorecard.scoring.probability import brier_score, brier_skill_score, log_score
from scorecard.summary.groups import Probability
from scorecard.text import Phrase
from scorecard.verdicts import State

__all__ = ["forecasts", "probabilities"]

CodeArray = npt.NDArray[np.integer]
FloatArray = npt.NDArray[np.float64]

_CERTAIN_AND_WRONG = Phrase("a certain forecast was wrong", "有一个断言必然的预测错了")


def forecasts(predicted: FloatArray, state: CodeArray) -> tuple[FloatArray, FloatArray]:
    """What was observed and what was predicted, of the claims that probabilities can be scored on.

    Full credit is 1 and no credit 0; what lies between, half right, is neither and left out, as is what
    is not judged.

    Args:
        predicted: Stated probability of each claim in 0..1, NaN where none was stated.
        state: State codes.

    Returns:
        Observed and predicted, of one length.
    """
    credit = STATE_CREDITS[state]
    kept = ~np.isnan(predicted) & ((credit == 1) | (credit == 0))
    return credit[kept], predicted[kept]


def _probability(predicted: FloatArray, state: CodeArray) -> Probability | None:
    observed, stated = forecasts(predicted, state)
    brier = brier_score(observed=observed, predicted=stated)
    parts = isotonic_decomposition(observed=observed, predicted=stated)
    logarithmic = log_score(observed=observed, predicted=stated)
    if brier is None or parts is None or logarithmic is None:
        return None
    is_finite = np.isfinite(logarithmic)
    credit = STATE_CREDITS[state]
    is_partial = (credit > 0) & (credit < 1)
    left_out = ~np.isnan(predicted) & (is_partial | (state == State.UNRESOLVABLE.place))
    return Probability(
        n=len(stated),
        n_excluded=int(left_out.sum()),
        brier_score=brier,
        log_score=logarithmic if is_finite else None,
        log_score_reason=None if is_finite else _CERTAIN_AND_WRONG,
        miscalibration=parts.miscalibration,
        discrimination=parts.discrimination,
        uncertainty=parts.uncertainty,
        brier_skill_score=brier_skill_score(observed=observed, predicted=stated),
    )


def probabilities(
    predicted: FloatArray, state: CodeArray, group: CodeArray, n_groups: int
) -> list[Probability | None]:
    """The scores of the probabilities stated in each group; None where none can be scored.

    Args:
        predicted: Stated probability of each claim in 0..1, NaN where none was stated.
        state: State codes of the claims.
        group: Group codes in 0..n_groups - 1, or -1.
        n_groups: Number of groups.
    """
    stated = ~np.isnan(predicted) & (group >= 0)
    found: list[Probability | None] = [None] * n_groups
    for place in np.unique(group[stated]):
        rows = stated & (group == place)
        found[place] = _probability(predicted[rows], state[rows])
    return found
