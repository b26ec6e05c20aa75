"""The evidence for and against each claim, counted."""

from typing import NamedTuple

import pandas as pd

from scorecard.verdicts import State

__all__ = ["ClaimEvidence", "claim_evidence"]


class ClaimEvidence(NamedTuple):
    """One claim with the number of pages that speak for it and against it."""

    id: str
    domain: str
    state: State
    n_supports: int
    n_contradicts: int


def claim_evidence(table: pd.DataFrame) -> list[ClaimEvidence]:
    """The claims in the order of the ids, those without evidence too.

    Args:
        table: What `scorecard.table` made from records; a table from elsewhere has no evidence.
    """
    named = (table[name].astype(str) for name in ("id", "domain", "state"))
    counted = (table[name].tolist() for name in ("n_supports", "n_contradicts"))
    return [
        ClaimEvidence(id_, domain, State(state), n_supports, n_contradicts)
        for id_, domain, state, n_supports, n_contradicts in zip(*named, *counted, strict=True)
    ]
