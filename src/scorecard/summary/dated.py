"""When claims came true, one by one, against the end of their windows."""

from typing import NamedTuple

import pandas as pd

from scorecard.scoring.timing import days_after_close
from scorecard.verdicts import State

__all__ = ["CameTrue", "came_true"]


class CameTrue(NamedTuple):
    """One claim with the day when it came true: days after the window's end, negative when before it."""

    id: str
    domain: str
    state: State
    days: int


def came_true(table: pd.DataFrame) -> list[CameTrue]:
    """The claims whose verdict says when they came true and whose window has an end, in the order of the ids.

    Args:
        table: What `scorecard.table` made.
    """
    dates = table[["occurred_on", "closes_on"]].astype("datetime64[s]")
    days, known = days_after_close(dates["occurred_on"].to_numpy(), dates["closes_on"].to_numpy())
    rows = table.loc[known, ["id", "domain", "state"]].astype(str)
    return [
        CameTrue(id_, domain, State(state), int(late))
        for id_, domain, state, late in zip(
            rows["id"], rows["domain"], rows["state"], days[known], strict=True
        )
    ]
