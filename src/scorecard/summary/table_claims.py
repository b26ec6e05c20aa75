"""A table in memory laid out as the rows that scores are counted from."""

import narwhals as nw
import numpy as np
import pandas as pd

from scorecard.scoring import CodeArray
from scorecard.scoring.credit import STATE_CREDITS
from scorecard.summary.counts import PARTS, Claims
from scorecard.verdicts import State


def group_codes(table: pd.DataFrame, by: str) -> tuple[list[str], CodeArray]:
    """The keys of the groups in order and each row's group as a number, -1 where it has none."""
    column = table[by].astype("category").cat.remove_unused_categories()
    return [str(key) for key in column.cat.categories], column.cat.codes.to_numpy()


def item_codes(table: pd.DataFrame) -> CodeArray:
    """A code for each item; a claim without an item is an item of its own.

    Where several forecasters answer or several options are told apart, the rows of one id are one item.
    """
    item = table["item"].cat.codes.to_numpy().astype(np.int64)
    alone = item < 0
    of_alone: CodeArray = np.arange(alone.sum())
    if {"forecaster", "option"} & set(table):
        of_alone = pd.factorize(table.get("question", table["id"])[alone], sort=True)[0]
    item[alone] = item.max(initial=0) + 1 + of_alone
    return item


def days_after_close(table: pd.DataFrame) -> "pd.Series[int]":
    """Days from the window's end to the day a claim came true, missing where one of them is not known.

    Negative: came true before the window's end; 0: on its last day, which is inside; positive: late. Late
    success is not a hit, and is not hidden either.
    """
    # In seconds, since nanoseconds could overflow.
    dates = table[["occurred_on", "closes_on"]].astype("datetime64[s]")
    return (dates["occurred_on"] - dates["closes_on"]).dt.days


class TableClaims(Claims):
    """The claims of a table in memory.

    Args:
        table: What `scorecard.table` made; each forecaster with one probability of each question or option.
        by: The columns to group by; without any all claims are one group.
    """

    all_have_items = True

    def __init__(self, table: pd.DataFrame, *by: str) -> None:
        groups = {name: group_codes(table, name) for name in by}
        is_option = table["option"].notna().to_numpy() if "option" in table else np.False_
        names = ("state", "specificity", "outlook")
        codes = {name: table[name].cat.codes.to_numpy().astype(np.int64) for name in names}
        credit = np.nan_to_num(STATE_CREDITS[codes["state"]] * PARTS, nan=-1)
        is_there = codes["state"] != State.WITHDRAWN.place
        is_closed = table["is_closed"].to_numpy()
        rows = pd.DataFrame({
            **codes,
            **{one: table[one].astype("object") for one in {"forecaster", "option"} & {*table}},
            "id": table.get("question", table["id"]).to_numpy(),
            **{f"in_{name}": code.astype(np.int64) for name, (_, code) in groups.items()},
            "item": item_codes(table),
            "outlook": np.where(codes["outlook"] < 0, np.nan, codes["outlook"]),
            "credit": credit.round().astype(np.int64),
            "manner": 2 * (codes["specificity"] + 1) + is_closed,
            "is_closed": is_closed,
            "is_option": is_option,
            "has_end": table["closes_on"].notna().to_numpy() & is_there,
            "probability": table["probability"].to_numpy(),
            "days": days_after_close(table).where(credit >= 0).to_numpy(),
            "n": 1,
            "times": 1,
        })  # fmt: skip
        keys = {name: of_column for name, (of_column, _) in groups.items()}
        super().__init__(nw.from_native(rows).lazy(), keys, has_options=bool(is_option.any()))
