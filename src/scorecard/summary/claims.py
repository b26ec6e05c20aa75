"""The columns of a table that scores are made of, as arrays with one entry a claim."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.scoring.credit import CREDITS, UNRESOLVABLE

__all__ = ["BoolArray", "Claims", "CodeArray", "FloatArray", "claims_of", "item_codes"]

CodeArray = npt.NDArray[np.integer]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


class Claims(NamedTuple):
    """State code, credit (of what is judged), item code and whether it is judged, of each claim."""

    state: CodeArray
    credit: FloatArray
    item: CodeArray
    is_judged: BoolArray


def item_codes(table: pd.DataFrame) -> CodeArray:
    """Codes of the items, from 0; a claim without an item is an item of its own."""
    item = table["item"].cat.codes.to_numpy().astype(np.int64)
    alone = item < 0
    item[alone] = item.max(initial=0) + 1 + np.arange(alone.sum())
    return item


def claims_of(table: pd.DataFrame) -> Claims:
    """The claims of a table.

    Args:
        table: What `scorecard.table` made.
    """
    state = table["state"].cat.codes.to_numpy()
    is_judged = state < UNRESOLVABLE
    return Claims(state, CREDITS[np.where(is_judged, state, 0)], item_codes(table), is_judged)
