"""The numbers of each output, put together: of charts and report, and of `score` beside its groups."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from scorecard.reading.folder import Records, folder_digest
from scorecard.records import Prediction, phrase_of
from scorecard.scoring.credit import STATE_CREDITS
from scorecard.scoring.probability import CalibrationBin, calibration_table
from scorecard.summary import claims, difficulty, judges, probability
from scorecard.summary.accuracy_history import Standing, standings
from scorecard.summary.comparison import adjusted
from scorecard.summary.compute import Basis, Whole, summary_of, whole_of
from scorecard.summary.groups import Summary, plain
from scorecard.summary.table_claims import TableClaims
from scorecard.table import labels_of, prediction_table, recorded
from scorecard.text import Phrase

_NOTHING = Phrase("", "")

Spread = Callable[[Callable[[str], Summary], Sequence[str]], Iterable[Summary]]
"""Does the work of each column, in order."""


def last_change(predictions: Iterable[Prediction], as_of: date) -> date:
    """The last day by a date on which a claim came in, a window closed, or something was said of a claim.

    Every number of that day is the number of the date, which is the answer where nothing has happened by it.
    Charts are dated by it, so that charts of which nothing has changed stay as they are.
    """
    days = (
        day
        for one in predictions
        for day in (
            one.made_on,
            *(on + timedelta(days=1) for on in [one.window.closes_on] if on and on < as_of),
            one.withdrawn and one.withdrawn.on,
            *(given.judged_on for given in one.verdicts),
            *(rating.rated_on for rating in one.ratings),
            *(prior.given_on for prior in one.priors),
            *(amendment.amended_on for amendment in one.amendments),
        )
    )
    return max((day for day in days if day and day <= as_of), default=as_of)


class Cell(NamedTuple):
    """The judged claims of a domain in an outlook, of those that lead, and their accuracy."""

    n_judged: int
    accuracy: float


@dataclass(frozen=True, slots=True)
class OutlookLights:
    """The traffic-light page of one outlook, with the day of its last change and the digest of its files."""

    outlook: str
    title: Phrase
    lights: list[claims.Light]
    as_of: date
    records: str


HEADLINE = "domain"
"""The column of the summary that gives charts and report their headline."""

TESTED = (HEADLINE, "outlook", "year", "specificity", "hedge")
"""The columns whose groups charts and report compare in words."""

_SHOWN = dict.fromkeys([*TESTED, *difficulty.MANNERS, "attributed_to"])
"""The columns of all charts, whose numbers are computed side by side."""


class Numbers:
    """The numbers of the charts and the report; each is computed when it is first asked for.

    Args:
        records: The records.
        table: The table of them, or of some of them, at the date of the basis.
        basis: Date, digest, names and seed.
        spread: Does tasks: `map` one after the other, `scorecard.processes.side_by_side` on all processors.

    Attributes:
        records: The records with the claims of the table alone, the withdrawn ones too.
        table: The table; `_recorded` is without the withdrawn ones.
        basis: The basis.
    """

    def __init__(
        self, records: Records, table: pd.DataFrame, basis: Basis, *, spread: Spread = map
    ) -> None:
        ids = set(table["id"])
        held = {name: one for name, one in records.predictions.items() if name in ids}
        of_outlooks = {name.partition("/")[0] for name in held}
        outlooks = {
            name: one
            for name, one in records.outlooks.items()
            if name in of_outlooks or len(held) == len(records.predictions)
        }
        self.records = replace(records, predictions=held, outlooks=outlooks)
        self.table, self._recorded = table, recorded(table)
        self.basis, self._spread = basis, spread
        self._summaries = dict[str, Summary]()

    @cached_property
    def _claims(self) -> TableClaims:
        """The claims by the columns of all charts."""
        return TableClaims(self.table, *_SHOWN)

    @cached_property
    def whole(self) -> Whole:
        """The scores of all claims together."""
        return whole_of(self._claims, self.basis)

    def by(self, column: str) -> Summary:
        """The summary by a column; p-values of what is compared in words are adjusted for all of that."""
        if column in TESTED:
            return self._tested[0][column]
        if column not in self._summaries:
            self._summaries[column] = self._of_column(column)
        return self._summaries[column]

    def _of_column(self, by: str) -> Summary:
        given = self._claims if by in _SHOWN else TableClaims(self.table, by)
        return summary_of(given, by=by, basis=self.basis, whole=self.whole)

    @cached_property
    def headline(self) -> Summary:
        """The summary of the headline as `score` has it."""
        return self.scored(HEADLINE)

    def scored(self, column: str) -> Summary:
        """The summary by a column, its readers and what was expected, as `score` has it.

        Its p-values are adjusted for its own comparisons alone.
        """
        read = judges.with_readers(self._of_column(column), self.records, self.table, self.basis)
        return difficulty.with_priors(read, self.records, self.table)

    @cached_property
    def _tested(self) -> tuple[dict[str, Summary], difficulty.Vagueness]:
        """What is compared in words, with its p-values adjusted together."""
        self.whole  # noqa: B018  (computed before the work is spread, for all of it)

        def alone(by: str) -> Summary:
            return self.headline if by == HEADLINE else self._of_column(by)

        found = dict(zip(_SHOWN, self._spread(alone, list(_SHOWN)), strict=True))
        self.headline = found[HEADLINE]  # another process may have computed it
        self._summaries |= found
        vague = difficulty.vagueness(self._claims, found, seed=self.basis.seed)
        comparisons = [one for by in TESTED for one in found[by].comparisons]
        together = iter(adjusted([*comparisons, vague.comparison]))
        for by in TESTED:
            found[by] = found[by].with_comparisons([next(together) for _ in found[by].comparisons])
        return found, replace(vague, comparison=next(together))

    def of(self, table: pd.DataFrame, *, is_early: bool) -> "Numbers":
        """The same of some rows of the table, led by all verdicts or not."""
        return Numbers(self.records, table, replace(self.whole.basis, is_early=is_early))

    @property
    def imprint(self) -> Phrase:
        """The title of the scorecard, its publisher and its address; empty where the settings have none."""
        title, publisher = self.records.settings.title, self.records.settings.publisher
        named = [title, *((publisher.name, publisher.url) if publisher else ())]
        parts = [phrase_of(one) for one in named if one]
        return Phrase(" · ".join(one.en for one in parts), " · ".join(one.zh for one in parts))

    @cached_property
    def grid(self) -> dict[str, dict[str, Cell]]:
        """The cells by domain and outlook; a cell without a judged claim is left out."""
        table = self._recorded
        if not self.basis.is_early and table["closes_on"].notna().any():
            table = table[table["is_closed"]]
        table = table.assign(credit=STATE_CREDITS[table["state"].cat.codes.to_numpy()])
        table = table[~np.isnan(table["credit"])]
        found: dict[str, dict[str, Cell]] = {}
        cells = table.groupby(["domain", "outlook"], observed=True)["credit"]
        for (domain, outlook), credit in cells:
            cell = Cell(len(credit), float(credit.mean()))
            found.setdefault(str(domain), {})[str(outlook)] = cell
        return found

    @cached_property
    def lights(self) -> dict[str, OutlookLights]:
        """The traffic-light page of each outlook."""
        lights = claims.lights_by_outlook(self._recorded, self.basis.labels)
        found = {}
        for name, one in self.records.outlooks.items():
            start, title = f"{name}/", phrase_of(one.title)
            predictions, readings = self.records.predictions, self.records.readings
            own = [one for id_, one in predictions.items() if id_.startswith(start)]
            files = [(id_, one.data) for id_, one in readings.items() if id_.startswith(start)]
            day = last_change(own, self.basis.as_of)
            digest = folder_digest(files) if files else self.basis.records
            found[name] = OutlookLights(name, title, lights.get(name, []), day, digest)
        return found

    @cached_property
    def history(self) -> list[Standing]:
        """Counts and accuracy on each day when verdicts were given; without those of a table without days."""
        if self._recorded["judged_on"][self._recorded["verdict"].notna()].isna().all():
            return []
        return standings(self.records, self._recorded, self.whole.basis)

    @cached_property
    def vagueness(self) -> difficulty.Vagueness:
        """Shares of wrong claims by how they were worded."""
        return self._tested[1]

    @property
    def details(self) -> "Details":
        """The numbers that `score` prints beside the headline."""
        said = difficulty.difficulty_sentence(self._claims, self.headline)
        return Details(self._claims.counts().forecasts, self.raters, said)

    @cached_property
    def came_true(self) -> list[claims.CameTrue]:
        """The claims with the day when they came true."""
        return claims.came_true(self._recorded)

    @cached_property
    def evidence(self) -> list[claims.ClaimEvidence]:
        """The evidence of each claim."""
        return claims.claim_evidence(self._recorded)

    @cached_property
    def calibration(self) -> probability.Calibration | None:
        """The reliability diagram; None without stated probabilities."""
        return probability.calibration(self._claims, seed=self.basis.seed)

    @cached_property
    def raters(self) -> judges.RaterAgreement | None:
        """The agreement of raters; None without ratings."""
        predictions = self.records.predictions
        return judges.rater_agreement(predictions, as_of=self.basis.as_of, seed=self.basis.seed)


def numbers_at(records: Records, as_of: date, *, seed: int = 0, spread: Spread = map) -> Numbers:
    """The numbers of all records at a date; `spread` is as in `Numbers`."""
    basis = Basis(as_of, records.digest, labels_of(records), seed)
    return Numbers(records, prediction_table(records, as_of=as_of), basis, spread=spread)


@dataclass(frozen=True, slots=True)
class Details:
    """The numbers that `score` prints beside its groups: of probabilities, of raters, of difficulty."""

    forecasts: pd.DataFrame
    agreement: judges.RaterAgreement | None = None
    difficulty: Phrase = _NOTHING

    @property
    def calibration(self) -> list[CalibrationBin] | None:
        """Stated probabilities against the share that came true, by tenths; None without any."""
        known = probability.scored(self.forecasts)
        return calibration_table(**known) if len(known["times"]) else None

    def as_json(self) -> dict[str, Any]:
        """As `score --format json` prints it."""
        return {"calibration": plain(self.calibration), "agreement": plain(self.agreement)}

    def sentences(self, summary: Summary) -> list[Phrase]:
        """The same in sentences, for the table for people; one that does not fit it is empty."""
        return [
            self.difficulty,
            summary.lift_comparison.sentence if summary.lift_comparison else _NOTHING,
            difficulty.priors_sentence(summary),
            probability.probability_sentence(summary, has_early=summary.has_early),
            judges.agreement_sentence(self.agreement),
        ]
