"""Stated probabilities against what came out: scores by group, and the reliability diagram."""

from dataclasses import dataclass
from typing import NamedTuple, TypedDict

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.scoring.credit import STATE_CREDITS
from scorecard.scoring.probability import (
    brier_score,
    brier_skill_score,
    consistency_band,
    isotonic_calibration,
    isotonic_decomposition,
    log_score,
)
from scorecard.summary.counts import Forecasts
from scorecard.summary.groups import Probability
from scorecard.summary.table_claims import TableClaims
from scorecard.text import Phrase
from scorecard.verdicts import State

_CERTAIN_AND_WRONG = Phrase("a certain forecast was wrong", "有一条断言必然的预测落空了")


class Scored(TypedDict):
    """Forecasts as functions of `scorecard.scoring` take them, of one length."""

    observed: npt.NDArray[np.float64]
    predicted: npt.NDArray[np.float64]
    times: npt.NDArray[np.int64]


def scored(forecasts: Forecasts) -> Scored:
    """Observations and predictions that can be scored, with how often each occurs.

    Full credit is 1 and no credit 0; what lies between, half right, is neither and left out, as is what is
    not judged.
    """
    credit = STATE_CREDITS[forecasts.state]
    kept = (credit == 1) | (credit == 0)
    return {
        "observed": credit[kept],
        "predicted": forecasts.predicted[kept],
        "times": forecasts.times[kept],
    }


def _probability(forecasts: Forecasts, n_judged: int) -> Probability | None:
    known = scored(forecasts)
    brier = brier_score(**known)
    parts = isotonic_decomposition(**known)
    logarithmic = log_score(**known)
    if brier is None or parts is None or logarithmic is None:
        return None
    is_finite = np.isfinite(logarithmic)
    credit = STATE_CREDITS[forecasts.state]
    is_partial = (credit > 0) & (credit < 1)
    left_out = is_partial | (forecasts.state == State.UNRESOLVABLE.place)
    return Probability(
        n=int(known["times"].sum()),
        n_excluded=int(forecasts.times[left_out].sum()),
        n_without=n_judged - int(forecasts.times[~np.isnan(credit)].sum()),
        came_true=float(np.average(known["observed"], weights=known["times"])),
        brier_score=brier,
        log_score=logarithmic if is_finite else None,
        log_score_reason=None if is_finite else _CERTAIN_AND_WRONG,
        miscalibration=parts.miscalibration,
        discrimination=parts.discrimination,
        uncertainty=parts.uncertainty,
        brier_skill_score=brier_skill_score(**known),
    )


def probabilities(
    forecasts: Forecasts, n_judged: npt.NDArray[np.integer]
) -> list[Probability | None]:
    """The scores of the probabilities stated in each group; None where none can be scored.

    Args:
        forecasts: Stated probabilities by group and state.
        n_judged: Judged claims of each group, with a probability or without, shape (groups,).
    """
    found: list[Probability | None] = [None] * len(n_judged)
    for place in np.unique(forecasts.group):
        kept = forecasts.group == place
        found[place] = _probability(
            Forecasts(*(one[kept] for one in forecasts)), int(n_judged[place])
        )
    return found


def probability_sentence(scores: Probability | None) -> Phrase:
    """The Brier score and its parts in one line; empty when no probability can be scored."""
    if scores is None:
        return Phrase("", "")
    brier, skill = f"{scores.brier_score:.4f}", _decimals(scores.brier_skill_score)
    log = "∞" if scores.log_score_reason else _decimals(scores.log_score)
    en = zh = brier
    if scores.uncertainty is not None:
        parts = [
            f"{one:.4f}"
            for one in (scores.miscalibration, scores.discrimination, scores.uncertainty)
            if one is not None
        ]
        en = f"{brier} = {parts[0]} (miscalibration) - {parts[1]} (discrimination) + {parts[2]} (uncertainty)"
        zh = f"{brier} = 失准 {parts[0]} - 分辨 {parts[1]} + 不确定 {parts[2]}"
    return Phrase(
        f"Probabilities: {scores.n} scored, {scores.n_excluded} half right or unresolvable and"
        f" {scores.n_without} judged without a probability left out; Brier score {en}, skill {skill}, log"
        f" score {log}.",
        f"概率：计分 {scores.n} 条，略去对了一半或无法判定的 {scores.n_excluded} 条、"
        f"已判而没有给出概率的 {scores.n_without} 条；Brier 分数 {zh}，技巧 {skill}，"
        f"对数分数 {log}。",
    )


def _decimals(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


class CalibrationPoint(NamedTuple):
    """One stated probability: its number, its calibrated value, and the band of a calibrated forecaster."""

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
    if scores is None:
        return None
    known = scored(TableClaims(table).counts().forecasts)
    observed, predicted = (
        np.repeat(known[name], known["times"]) for name in ("observed", "predicted")
    )
    band = consistency_band(predicted=predicted, seed=seed)
    _, first, n = np.unique(predicted, return_index=True, return_counts=True)
    calibrated = isotonic_calibration(observed=observed, predicted=predicted)[first]
    columns = (band.predicted, n, calibrated, band.low, band.high)
    points = [
        CalibrationPoint(*row) for row in zip(*(one.tolist() for one in columns), strict=True)
    ]
    return Calibration(points, band.n_outside_high, scores)


def calibration_sentence(calibration: Calibration | None) -> Phrase:
    """The sentence on where the curve leaves the band; empty without probabilities."""
    if calibration is None:
        return Phrase("", "")
    points, usual = calibration.points, calibration.n_outside_high
    n_outside = sum(not one.low <= one.calibrated <= one.high for one in points)
    if not n_outside:
        return Phrase(
            "The curve stays inside the gray band, as that of a well calibrated forecaster would: no flaw is"
            " visible.",
            "曲线都在灰带之内，校准良好的预测者也会如此：看不出偏差。",
        )
    where = Phrase(
        f"The curve leaves the gray band at {n_outside} of {len(points)} stated probabilities; that of a"
        f" well calibrated forecaster leaves it at {usual} at most in 95 of 100 cases",
        f"给出的 {len(points)} 个概率值中，曲线有 {n_outside} 处越出灰带；"
        f"校准良好的预测者 100 次里有 95 次不超过 {usual} 处",
    )
    if n_outside > usual:
        return Phrase(f"{where.en}: more than chance explains.", f"{where.zh}：不大可能只是巧合。")
    return Phrase(f"{where.en}: no flaw is visible.", f"{where.zh}：看不出偏差。")
