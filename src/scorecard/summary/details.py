"""What a score says beside its groups: how stated probabilities fared, and how raters agree."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from scorecard.scoring.calibration import CalibrationBin, calibration_table
from scorecard.summary.groups import Summary, plain
from scorecard.summary.probability import forecasts
from scorecard.summary.raters import RaterAgreement
from scorecard.summary.sentences import agreement_sentence
from scorecard.text import Phrase

__all__ = ["Details", "details"]


@dataclass(frozen=True, slots=True)
class Details:
    """What stands beside the groups; both None where there is nothing.

    Attributes:
        calibration: Stated probabilities against the share that came true, by tenths; a bin holds its
            lower edge.
        agreement: How far raters agree.
    """

    calibration: list[CalibrationBin] | None
    agreement: RaterAgreement | None

    def as_json(self) -> dict[str, Any]:
        """As `score --format json` prints it."""
        return {"calibration": plain(self.calibration), "agreement": plain(self.agreement)}

    def sentences(self, summary: Summary) -> list[Phrase]:
        """What the table for people says of them."""
        scores = summary.overall.probability
        said = []
        if scores:
            skill = scores.brier_skill_score
            shown = "–" if skill is None else f"{skill:.3f}"
            said.append(
                Phrase(
                    f"Probabilities: {scores.n} scored, {scores.n_excluded} half right or unresolvable left"
                    f" out; Brier score {scores.brier_score:.4f} = {scores.miscalibration:.4f}"
                    f" (miscalibration) - {scores.discrimination:.4f} (discrimination)"
                    f" + {scores.uncertainty:.4f} (uncertainty), skill {shown}.",
                    f"概率：计分 {scores.n} 条，略去对了一半或无法判定的 {scores.n_excluded} 条；"
                    f"Brier 分数 {scores.brier_score:.4f} = 失准 {scores.miscalibration:.4f}"
                    f" - 分辨 {scores.discrimination:.4f} + 不确定 {scores.uncertainty:.4f}，技巧 {shown}。",
                )
            )
        if self.agreement:
            said.append(agreement_sentence(self.agreement))
        return said


def details(table: pd.DataFrame, agreement: RaterAgreement | None) -> Details:
    """The details of a table.

    Args:
        table: What `scorecard.table` made.
        agreement: How far the raters of the records agree; None without ratings.
    """
    observed, predicted = forecasts(
        table["probability"].to_numpy(), table["state"].cat.codes.to_numpy()
    )
    bins = calibration_table(observed=observed, predicted=predicted) if len(predicted) else None
    return Details(bins, agreement)
