"""The numbers of each output, put together: of charts and report, and of `score` beside its groups."""

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from scorecard.reading.folder import Records
from scorecard.records import phrase_of
from scorecard.scoring.calibration import CalibrationBin, calibration_table
from scorecard.summary.accuracy_history import Standing, standings
from scorecard.summary.claims import CameTrue, ClaimEvidence, came_true, claim_evidence
from scorecard.summary.compute import Basis, overall_group, summarize
from scorecard.summary.counts import Forecasts
from scorecard.summary.groups import Group, Summary, plain
from scorecard.summary.lights import Light, lights_by_outlook
from scorecard.summary.manner import MANNERS, Vagueness, difficulty_sentence, vagueness
from scorecard.summary.probability import (
    Calibration,
    calibration,
    probability_sentence,
    scored,
)
from scorecard.summary.raters import RaterAgreement, agreement_sentence, rater_agreement
from scorecard.summary.readers import with_readers
from scorecard.summary.sentences import adjusted
from scorecard.table import counted
from scorecard.text import Phrase

__all__ = ["SUMMARIZED", "Details", "Numbers", "OutlookLights", "details"]

SUMMARIZED = ("domain", "outlook", "year", "hedge", "hedge_word", "specificity", "stated")
"""The columns that the charts and the report group by."""

_NOTHING = Phrase("", "")
_SHOWN = ("history", "vagueness", "came_true", "evidence", "calibration", "raters")


@dataclass(frozen=True, slots=True)
class OutlookLights:
    """The traffic-light page of one outlook: its id, its title and its lights."""

    outlook: str
    title: Phrase
    lights: list[Light]


HEADLINE = "domain"
"""The column of the summary that gives charts and report their headline."""

TESTED = (HEADLINE, "outlook", "year", *MANNERS[:2])
"""The columns whose groups charts and report compare in words."""


class _Summaries(dict[str, Summary]):
    """The summaries by column, each computed when it is first asked for; those in words all at once."""

    def __init__(self, records: Records, table: pd.DataFrame, basis: Basis) -> None:
        super().__init__()
        self._records, self._table, self._basis = records, table, basis
        self.vagueness: Vagueness | None = None

    @cached_property
    def _overall(self) -> Group:
        return overall_group(self._table)

    def _summary(self, by: str) -> Summary:
        return summarize(self._table, by=by, basis=self._basis, overall=self._overall)

    def compare(self) -> Vagueness:
        """Compute what is compared in words, with its p-values adjusted together."""
        found = {by: self._summary(by) for by in TESTED}
        self.update({by: self._summary(by) for by in MANNERS if by not in found}, **found)
        vague = vagueness(counted(self._table), self, seed=self._basis.seed)
        comparisons = [one for by in TESTED for one in found[by].comparisons]
        *of_groups, of_vague = adjusted([*comparisons, vague.comparison])
        for place, by in enumerate(TESTED):
            mine = of_groups[3 * place : 3 * place + 3]
            self[by] = found[by].with_comparisons(mine)
        self[HEADLINE] = with_readers(self[HEADLINE], self._records, self._table, self._basis)
        self.vagueness = replace(vague, comparison=of_vague)
        return self.vagueness

    def __missing__(self, by: str) -> Summary:
        if by in TESTED:
            self.compare()
        else:
            self[by] = self._summary(by)
        return self[by]


class Numbers:
    """The numbers of the charts and the report; each is computed when it is first asked for.

    Args:
        records: The records.
        table: Their table at the date of the basis.
        basis: Date, digest, names and seed.
    """

    def __init__(self, records: Records, table: pd.DataFrame, basis: Basis) -> None:
        self._records, self._table, self._basis = records, counted(table), basis
        self._summaries = _Summaries(records, table, basis)
        self.by: dict[str, Summary] = self._summaries

    @property
    def outlooks(self) -> list[str]:
        """The ids of all outlooks, each of which has a traffic-light page."""
        return list(self._records.outlooks)

    @cached_property
    def lights(self) -> dict[str, OutlookLights]:
        """The traffic-light page of each outlook."""
        lights = lights_by_outlook(self._table, self._basis.labels)
        return {
            name: OutlookLights(name, phrase_of(one.title), lights.get(name, []))
            for name, one in self._records.outlooks.items()
        }

    @cached_property
    def history(self) -> list[Standing]:
        """Counts and accuracy on each day when verdicts were given."""
        return standings(self._records, self._table, as_of=self._basis.as_of)

    @cached_property
    def vagueness(self) -> Vagueness:
        """Shares of wrong claims by how they were worded."""
        return self._summaries.vagueness or self._summaries.compare()

    @cached_property
    def difficulty(self) -> Phrase:
        """The sentence on what accuracy says nothing of; empty where it cannot be told."""
        return difficulty_sentence(self._table, self.by[HEADLINE])

    @cached_property
    def came_true(self) -> list[CameTrue]:
        """The claims with the day when they came true."""
        return came_true(self._table)

    @cached_property
    def evidence(self) -> list[ClaimEvidence]:
        """The evidence of each claim."""
        return claim_evidence(self._table)

    @cached_property
    def calibration(self) -> Calibration | None:
        """The reliability diagram; None without stated probabilities."""
        scores = self.by[HEADLINE].overall.probability
        return calibration(self._table, scores, seed=self._basis.seed)

    @cached_property
    def raters(self) -> RaterAgreement | None:
        """The agreement of raters; None without ratings."""
        predictions = self._records.predictions
        return rater_agreement(predictions, as_of=self._basis.as_of, seed=self._basis.seed)

    def digest(self) -> str:
        """A digest of all numbers: equal when every chart shows the same."""
        names = (*_SHOWN, "lights")
        held = {
            "by": {by: self.by[by] for by in SUMMARIZED},
            **{name: getattr(self, name) for name in names},
        }
        text = json.dumps(plain(held), ensure_ascii=False, sort_keys=True, default=str)
        return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Details:
    """The numbers that `score` prints beside its groups; None where there is nothing.

    Attributes:
        calibration: Stated probabilities against the share that came true, by tenths; a bin holds its
            lower edge.
        agreement: The agreement of raters.
        difficulty: The sentence on what accuracy says nothing of; empty where it cannot be told.
    """

    calibration: list[CalibrationBin] | None
    agreement: RaterAgreement | None
    difficulty: Phrase

    def as_json(self) -> dict[str, Any]:
        """As `score --format json` prints it."""
        return {"calibration": plain(self.calibration), "agreement": plain(self.agreement)}

    def sentences(self, summary: Summary) -> list[Phrase]:
        """The same in sentences, for the table for people."""
        said = [
            self.difficulty,
            summary.lift_comparison.sentence if summary.lift_comparison else Phrase("", ""),
            probability_sentence(summary.overall.probability),
            agreement_sentence(self.agreement),
        ]
        return [one for one in said if one.en]


def details(
    forecasts: Forecasts, agreement: RaterAgreement | None, difficulty: Phrase = _NOTHING
) -> Details:
    """The details of a table.

    Args:
        forecasts: The stated probabilities of all its claims, see `scorecard.summary.counts`.
        agreement: The agreement of the records' raters; None without ratings.
        difficulty: What `difficulty_sentence` says.
    """
    known = scored(forecasts)
    bins = calibration_table(**known) if len(known["times"]) else None
    return Details(bins, agreement, difficulty)
