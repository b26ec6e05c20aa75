"""A table of predictions to the numbers of a score."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.errors import Phrase
from scorecard.models import State
from scorecard.summary.groups import Bounds, Group, Summary, Timing
from scorecard.summary.labels import Labels, group_codes

__all__ = ["RULE", "Basis", "summarize"]

RULE = "credit-1"

_NOTHING_JUDGED = Phrase("nothing is judged", "还没有任何判定")


@dataclass(frozen=True, slots=True)
class Basis:
    """What every number of a run is based on.

    Attributes:
        as_of: The date of the states.
        records: Digest of the records.
        labels: Names of groups.
        seed: Seed of the permutation test.
    """

    as_of: date
    records: str
    labels: Labels
    seed: int = 0


def _group(key: str, label: Phrase, counts: npt.NDArray[np.int64]) -> Group:
    n = dict(zip((state.value for state in State), counts.tolist(), strict=True))
    n_judged = n["accurate"] + n["half_right"] + n["inaccurate"]
    credit = n["accurate"] + n["half_right"] / 2
    n_decided = n_judged + n["overdue"]
    return Group(
        key=key,
        label=label,
        n_recorded=sum(n.values()),
        n_due=sum(n.values()) - n["open"],
        n_judged=n_judged,
        n_accurate=n["accurate"],
        n_half_right=n["half_right"],
        n_inaccurate=n["inaccurate"],
        n_unresolvable=n["unresolvable"],
        n_open=n["open"],
        n_overdue=n["overdue"],
        accuracy=credit / n_judged if n_judged else None,
        strict=n["accurate"] / n_judged if n_judged else None,
        lenient=(n["accurate"] + n["half_right"]) / n_judged if n_judged else None,
        interval=None,
        bounds=Bounds(credit / n_decided, (credit + n["overdue"]) / n_decided)
        if n_decided
        else None,
        pooled=None,
        timing=Timing(0, 0, None, None, None, None),
        probability=None,
        reason=None if n_judged else _NOTHING_JUDGED,
    )


def _labels(keys: Sequence[str], by: str, basis: Basis) -> list[Phrase]:
    named = basis.labels.get(by, {})
    return [named.get(key, Phrase(key, key)) for key in keys]


def summarize(table: pd.DataFrame, *, by: str, basis: Basis) -> Summary:
    """The scores of a table overall and by group.

    Args:
        table: What `scorecard.table` made; one row per prediction.
        by: The column to group by, one of `scorecard.summary.labels.BY`.
        basis: Date, digest, names and seed.

    Returns:
        The groups in the order of their column; rows without a group count overall only.
    """
    keys, codes = group_codes(table, by)
    states = table["state"].cat.codes.to_numpy()
    groups = codes.to_numpy()
    n_states = len(State)
    counts = np.bincount(
        groups[groups >= 0].astype(np.int64) * n_states + states[groups >= 0],
        minlength=len(keys) * n_states,
    ).reshape(-1, n_states)
    everything = np.bincount(states, minlength=n_states)
    return Summary(
        rule=RULE,
        as_of=basis.as_of,
        records=basis.records,
        by=by,
        overall=_group("overall", Phrase("overall", "总体"), everything),
        groups=[
            _group(key, label, row)
            for key, label, row in zip(keys, _labels(keys, by, basis), counts, strict=True)
        ],
        comparison=None,
        comparison_reason=None,
        pooling=None,
    )
