"""Every number that the charts and the report show, computed once from the records."""

from dataclasses import dataclass

import pandas as pd

from scorecard.errors import Phrase
from scorecard.loading.folder import Records
from scorecard.summary.compute import Basis, summarize
from scorecard.summary.groups import Summary
from scorecard.summary.labels import phrase_of
from scorecard.summary.lights import Light, outlook_lights

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
    """

    by: dict[str, Summary]
    lights: list[OutlookLights]


def all_numbers(records: Records, table: pd.DataFrame, basis: Basis) -> Numbers:
    """Every number of the charts and the report.

    Args:
        records: The records.
        table: Their table at the date of the basis.
        basis: Date, digest, names and seed.
    """
    return Numbers(
        by={by: summarize(table, by=by, basis=basis) for by in SUMMARIZED},
        lights=[
            OutlookLights(name, phrase_of(one.title), outlook_lights(table, name, basis.labels))
            for name, one in records.outlooks.items()
        ],
    )
