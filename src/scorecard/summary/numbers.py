"""The numbers of each output, put together: of charts and report, and of `score` beside its groups."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from scorecard.reading.folder import Records
from scorecard.records import phrase_of
from scorecard.scoring.calibration import CalibrationBin, calibration_table
from scorecard.summary.accuracy_history import Standing, standings
from scorecard.summary.claims import CameTrue, ClaimEvidence, came_true, claim_evidence
from scorecard.summary.compute import Basis, overall_group, summarize
from scorecard.summary.groups import Summary, plain
from scorecard.summary.lights import Light, lights_by_outlook
from scorecard.summary.probability import (
    Calibration,
    calibration,
    forecasts,
    probability_sentence,
)
from scorecard.summary.raters import RaterAgreement, agreement_sentence, rater_agreement
from scorecard.summary.vagueness import Vagueness, vagueness
from scorecard.text import Phrase

__all__ = ["SUMMARIZED", "Details", "Numbers", "OutlookLights", "all_numbers", "details"]

SUMMARIZED = ("domain", "outlook", "year", "hedge", "hedge_word", "specificity", "stated")
"""What the charts and the report group by."""


@dataclass(frozen=True, slots=True)
class OutlookLights:
    """The traffic-light page of one outlook: its id, its title and its lights."""

    outlook: str
    title: Phrase
    lights: list[Light]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The finished numbers.

    Attributes:
        by: Summaries by the column that they group by, see `SUMMARIZED`.
        lights: One traffic-light page for each outlook.
        history: Counts and accuracy on each day when verdicts were given.
        vagueness: How often claims were wrong, by how they were worded.
        came_true: The claims with the day when they came true.
        evidence: The evidence of each claim.
        calibration: The reliability diagram; None without stated probabilities.
        raters: How far raters agree; None without ratings.
    """

    by: dict[str, Summary]
    lights: list[OutlookLights]
    history: list[Standing]
    vagueness: Vagueness
    came_true: list[CameTrue]
    evidence: list[ClaimEvidence]
    calibration: Calibration | None
    raters: RaterAgreement | None


def all_numbers(records: Records, table: pd.DataFrame, basis: Basis) -> Numbers:
    """Every number of the charts and the report.

    Args:
        records: The records.
        table: Their table at the date of the basis.
        basis: Date, digest, names and seed.
    """
    overall = overall_group(table)
    by = {name: summarize(table, by=name, basis=basis, overall=overall) for name in SUMMARIZED}
    lights = lights_by_outlook(table, basis.labels)
    return Numbers(
        by=by,
        lights=[
            OutlookLights(name, phrase_of(one.title), lights.get(name, []))
            for name, one in records.outlooks.items()
        ],
        history=standings(records, table, as_of=basis.as_of),
        vagueness=vagueness(table, by, seed=basis.seed),
        came_true=came_true(table),
        evidence=claim_evidence(table),
        calibration=calibration(table, by["domain"].overall.probability, seed=basis.seed),
        raters=rater_agreement(records.predictions, as_of=basis.as_of, seed=basis.seed),
    )


@dataclass(frozen=True, slots=True)
class Details:
    """What `score` prints beside its groups; both None where there is nothing.

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
        said = [
            probability_sentence(summary.overall.probability),
            agreement_sentence(self.agreement),
        ]
        return [one for one in said if one.en]


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
