"""Single probabilities: of several days, people and options, and groups compared by Brier score."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.problems import CallError
from scorecard.scoring.comparison import group_comparison, within_comparison
from scorecard.scoring.credit import STATE_CREDITS
from scorecard.scoring.items import Estimate, clustered_mean, item_blocks
from scorecard.scoring.probability import (
    Combination,
    combined_forecasts,
    multi_category_brier,
    paired_difference,
    relative_scores,
)
from scorecard.summary.comparison import Comparison, adjusted, compared
from scorecard.summary.counts import group_codes, item_codes
from scorecard.summary.groups import Pair, Probability, Summary
from scorecard.text import Phrase

CodeArray = npt.NDArray[np.integer]
FloatArray = npt.NDArray[np.float64]

COMBINATIONS: tuple[Combination, ...] = ("last", "first", "mean", "time-weighted")
"""Ways to make one forecast of those that somebody made of one question on several days."""

LEAST_RANKED = 10
"""Settled forecasts that a group needs to be compared with others."""

_MOST_PAIRED = 20
_ROUNDING = 1e-6


class _Losses(NamedTuple):
    """The settled forecasts: their rows in the table, Brier score, logarithmic score, question and item."""

    row: CodeArray
    brier: FloatArray
    log: FloatArray
    question: CodeArray
    item: CodeArray


def _codes(table: pd.DataFrame, names: Sequence[str]) -> CodeArray:
    """Codes of the combinations that some columns have."""
    known = [name for name in names if name in table]
    return table.groupby(known, dropna=False, observed=True, sort=False).ngroup().to_numpy()


def one_forecast_each(table: pd.DataFrame, how: Combination) -> pd.DataFrame:
    """A table in which each forecaster states one probability of each question or option.

    Args:
        table: What `scorecard.table` made; a question may have rows of several `made_on` days.
        how: The forecast that counts: the last, the first, their mean, or the mean weighted by the time for
            which each was the latest.

    Returns:
        The last row of each, with that probability; the same table where no forecast was repeated.

    Raises:
        CallError: Weights by time are asked for and a window has no end, or a forecast came after it.
    """
    if not table["id"].duplicated().any():
        return table
    key = _codes(table, ["id", "forecaster", "option"])
    if not pd.Series(key).duplicated().any():
        return table
    days = table["made_on"].to_numpy().astype("datetime64[D]").astype(np.float64)
    days[table["made_on"].isna()] = np.nan
    ends = table["closes_on"].to_numpy().astype("datetime64[D]").astype(np.float64)
    stated = table["probability"].notna().to_numpy()
    if how == "time-weighted" and (table["closes_on"].isna().to_numpy() & stated).any():
        raise CallError(
            Phrase(
                "--forecast time-weighted needs closes_on for every question",
                "--forecast time-weighted 要求每个问题都有 closes_on",
            )
        )
    predicted = table["probability"].to_numpy()[stated]
    try:
        questions, chosen = combined_forecasts(
            predicted, days[stated], key[stated], ends[stated], how=how
        )
    except ValueError as error:
        raise CallError(
            Phrase(
                "--forecast time-weighted: a forecast was made after its window closed",
                "--forecast time-weighted：有预测的提出日期晚于截止日",
            )
        ) from error
    last = np.lexsort((days, stated, key))
    last = last[np.append(key[last][1:] != key[last][:-1], True)]
    combined = pd.Series(chosen, index=questions).reindex(key[last]).to_numpy()
    kept: pd.DataFrame = table.iloc[last].assign(probability=combined).sort_index()
    return kept.reset_index(drop=True)


def _losses(table: pd.DataFrame) -> _Losses:
    """The settled forecasts of a table.

    Raises:
        CallError: The options of a question are not told in full.
    """
    credit = STATE_CREDITS[table["state"].cat.codes.to_numpy()]
    predicted = table["probability"].to_numpy()
    question, item = _codes(table, ["id"]), item_codes(table)
    row = np.flatnonzero(np.isin(credit, (0.0, 1.0)) & ~np.isnan(predicted))
    if "option" in table and table["option"].notna().any():
        return _option_losses(table, row, credit, question, item)
    given = np.where(credit[row] == 1, predicted[row], 1 - predicted[row])
    with np.errstate(divide="ignore"):
        return _Losses(row, (1 - given) ** 2, -np.log(given), question[row], item[row])


def _option_losses(
    table: pd.DataFrame, row: CodeArray, credit: FloatArray, question: CodeArray, item: CodeArray
) -> _Losses:
    """The settled forecasts of questions with several options, one entry for all options of a question."""
    asked = _codes(table, ["id", "forecaster"])[row]
    predicted = table["probability"].to_numpy()[row]
    order = np.argsort(asked, kind="stable")
    _, starts, sizes = np.unique(asked[order], return_index=True, return_counts=True)
    total = np.add.reduceat(predicted[order], starts) if len(starts) else np.empty(0)
    n_true = np.add.reduceat(credit[row][order], starts) if len(starts) else np.empty(0)
    faulty = (abs(total - 1) > _ROUNDING) | (n_true != 1)
    if faulty.any():
        name = table["id"].iloc[row[order[starts[faulty][0]]]]
        raise CallError(
            Phrase(
                f"{name}: the probabilities of its options must sum to 1, and one option be accurate",
                f"{name}：各选项的概率之和必须为 1，且只有一个选项判为准确",
            )
        )
    place = np.arange(len(order)) - np.repeat(starts, sizes)
    padded = np.zeros((len(starts), int(sizes.max(initial=1))))
    entry = np.repeat(np.arange(len(starts)), sizes)
    padded[entry, place] = predicted[order]
    came_out = credit[row][order] == 1
    brier = multi_category_brier(observed=place[came_out], predicted=padded)
    with np.errstate(divide="ignore"):
        log = -np.log(predicted[order][came_out])
    first = row[order[starts]]
    return _Losses(first, brier, log, question[first], item[first])


def with_forecasts(summary: Summary, table: pd.DataFrame, *, seed: int) -> Summary:
    """A summary with what only single forecasts can tell of probabilities.

    Scores get intervals that count items; questions with options are scored over all of them; groups whose
    measure is the Brier score are compared by it, forecasters on the questions that they share.

    Args:
        summary: The numbers of the groups of a table.
        table: What `scorecard.table` made, each forecaster with one probability of each question.
        seed: Seed of the test.
    """
    if summary.overall.probability is None:
        return summary
    losses, (_, group) = _losses(table), group_codes(table, summary.by)
    has_options = "option" in table and bool(table["option"].notna().any())
    worst = 2.0 if has_options else 1.0
    of_group, is_shared = group[losses.row], summary.by == "forecaster"
    relative = relative_scores(losses.brier, losses.question) if is_shared else None
    n_answers = np.bincount(losses.question)[losses.question] if len(losses.row) else np.empty(0)

    def scored(given: Probability | None, kept: npt.NDArray[np.bool_]) -> Probability | None:
        if given is None or not kept.any():
            return given
        brier = clustered_mean(losses.brier[kept], losses.item[kept])
        is_finite = bool(np.isfinite(losses.log[kept]).all())
        log = clustered_mean(losses.log[kept], losses.item[kept]) if is_finite else None
        beside = kept & (n_answers > 1)
        against = None
        if relative is not None and beside.any():
            against = clustered_mean(relative[beside], losses.item[beside])
        low, high = _ends(brier, worst)
        log_low, log_high = _ends(log, np.inf)
        given = given._replace(
            low=low, high=high, log_low=log_low, log_high=log_high, relative=against
        )
        if brier is None or not has_options:
            return given
        return given._replace(
            n=int(kept.sum()),
            brier_score=brier.value,
            log_score=log.value if log else None,
            came_true=None,
            miscalibration=None,
            discrimination=None,
            uncertainty=None,
            brier_skill_score=None,
        )

    everything = np.ones(len(losses.row), dtype=bool)
    summary = replace(
        summary,
        overall=replace(
            summary.overall, probability=scored(summary.overall.probability, everything)
        ),
        groups=[
            replace(one, probability=scored(one.probability, of_group == place))
            for place, one in enumerate(summary.groups)
        ],
    )
    if summary.measure != "brier":
        return summary
    return _ranked(summary, losses, of_group, seed)


def _ends(estimate: Estimate | None, worst: float) -> tuple[float | None, float | None]:
    """The ends of the interval of a score that lies between 0 and its worst value."""
    if estimate is None or estimate.low is None or estimate.high is None:
        return None, None
    return max(0.0, estimate.low), min(worst, estimate.high)


def _ranked(summary: Summary, losses: _Losses, group: CodeArray, seed: int) -> Summary:
    """The summary with its groups compared by Brier score, and its forecasters in pairs."""
    is_shared = summary.by == "forecaster"
    n = np.bincount(group[group >= 0], minlength=len(summary.groups))
    kept = np.isin(group, np.flatnonzero(n >= LEAST_RANKED))
    named = [(one.key, one.label) for one in summary.groups]
    comparison: Comparison | None = None
    reason: Phrase | None = _FEW
    if (n >= LEAST_RANKED).sum() > 1:
        scores, of = losses.brier[kept], group[kept].astype(np.int64)
        if is_shared:
            found = within_comparison(scores, of, losses.question[kept], seed=seed)
        else:
            found = group_comparison(item_blocks(scores, of, losses.item[kept]), seed=seed)
        comparison, reason = compared(found, named, "brier")
    (comparison,) = adjusted([comparison])
    return replace(
        summary,
        comparison=comparison,
        comparison_reason=reason,
        pairs=_pairs(summary, losses, group) if is_shared else [],
    )


def _pairs(summary: Summary, losses: _Losses, group: CodeArray) -> list[Pair]:
    """Every two forecasters on the questions that both answered; none of more than a few people."""
    if len(summary.groups) > _MOST_PAIRED:
        return []
    by_group = [
        pd.DataFrame(
            {"brier": losses.brier[kept], "item": losses.item[kept]}, losses.question[kept]
        )
        for kept in (group == place for place in range(len(summary.groups)))
    ]
    pairs = []
    for one, two in combinations(range(len(by_group)), 2):
        both = by_group[one].join(by_group[two]["brier"].rename("brier_two"), how="inner")
        found = paired_difference(
            both["brier"].to_numpy(), both["brier_two"].to_numpy(), both["item"].to_numpy()
        )
        if found:
            pairs.append(Pair(summary.groups[one].key, summary.groups[two].key, *found))
    return pairs


_FEW = Phrase(
    f"No ranking: a group needs {LEAST_RANKED} settled forecasts, and fewer than two groups have them.",
    f"不作排名：一组至少要有 {LEAST_RANKED} 条已有结果的概率，够数的不足两组。",
)
