"""Stated probabilities against what came out, as the reliability diagram shows them."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from scorecard.scoring.calibration import consistency_band
from scorecard.scoring.decomposition import isotonic_calibration
from scorecard.summary.groups import Probability
from scorecard.summary.probability import forecasts

__all__ = ["Calibration", "CalibrationPoint", "calibration"]


class CalibrationPoint(NamedTuple):
    """A value that was stated: how often, what it should have been, and where a calibrated one would lie."""

    predicted: float
    n: int
    calibrated: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The points in rising order of what was stated, and the scores of all together.

    `n_outside_high` is at how many values the curve of a calibrated forecaster may leave its band.
    """

    points: list[CalibrationPoint]
    n_outside_high: int
    scores: Probability


def calibration(
    table: pd.DataFrame, scores: Probability | None, *, seed: int
) -> Calibration | None:
    """The reliability diagram of all stated probabilities (CORP); None when none can be scored.

    Args:
        table: What `scorecard.table` made.
        scores: The scores of all of them.
        seed: Seed of the consistency band.

    References:
        Dimitriadis, T., Gneiting, T., and Jordan, A. I. (2021). Stable reliability diagrams for
        probabilistic classifiers. Proceedings of the National Academy of Sciences 118(8), e2016191118.
    """
    observed, predicted = forecasts(
        table["probability"].to_numpy(), table["state"].cat.codes.to_numpy()
    )
    if scores is None:
        return None
    band = consistency_band(predicted=predicted, seed=seed)
    _, first, n = np.unique(predicted, return_index=True, return_counts=True)
    calibrated = isotonic_calibration(observed=observed, predicted=predicted)[first]
    columns = (band.predicted, n, calibrated, band.low, band.high)
    points = [
        CalibrationPoint(*row) for row in zip(*(one.tolist() for one in columns), strict=True)
    ]
    return Calibration(points, band.n_outside_high, scores)
