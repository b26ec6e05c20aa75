"""Every number that the charts and the report show, computed once from the records."""

from dataclasses import dataclass

import pandas as pd

from scorecard.reading.folder import Records
from scorecard.records import phrase_of
from scorecard.summary.calibration import Calibration, calibration
from scorecard.summary.compute import Basis, overall_group, summarize
from scorecard.summary.course import Standing, standings
from scorecard.summary.dated import CameTrue, came_true
from scorecard.summary.evidence import ClaimEvidence, claim_evidence
from scorecard.summary.groups import Summary
from scorecard.summary.lights import Light, lights_by_outlook
from scorecard.summary.raters import RaterAgreement, rater_agreement
from scorecard.summary.vagueness import Vagueness, vagueness
from scorecard.text import Phrase

__all__ = ["SUMMARIZED", "Numbers", "OutlookLights", "all_numbers"]

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
        course: How the scorecard stood at each date when verdicts were given.
        vagueness: How often claims were wrong, by how they were put.
        came_true: The claims with the day when they came true.
        evidence: The evidence of each claim.
        calibration: The reliability diagram; None without stated probabilities.
        raters: How far raters agree; None without ratings.
    """

    by: dict[str, Summary]
    lights: list[OutlookLights]
    course: list[Standing]
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
        course=standings(records, table, as_of=basis.as_of),
        vagueness=vagueness(table, by, seed=basis.seed),
        came_true=came_true(table),
        evidence=claim_evidence(table),
        calibration=calibration(table, by["domain"].overall.probability, seed=basis.seed),
        raters=rater_agreement(records.predictions, as_of=basis.as_of, seed=basis.seed),
    )
