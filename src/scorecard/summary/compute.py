"""From a table of predictions to the numbers of a score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from scorecard.problems import CallError
from scorecard.scoring import CountArray, credit
from scorecard.scoring.interval import credit_intervals
from scorecard.scoring.items import Blocks, ItemCounts, design_effects, item_correlation
from scorecard.scoring.lift import item_lift
from scorecard.scoring.timing import timings
from scorecard.summary.comparison import MOST_COMPARED, Comparison, Named, adjusted, compare
from scorecard.summary.counts import OVERALL, Claims, Singles
from scorecard.summary.groups import Articles, Group, Scores, Summary, counts_of
from scorecard.summary.probability import one_forecast_each, probabilities, ranked, scored
from scorecard.summary.table_claims import TableClaims
from scorecard.table import Labels, plain_texts, told_apart
from scorecard.text import Phrase
from scorecard.verdicts import RULE, State

MOST_GROUPS = 10_000
"""Groups above which there is no table at all: pooling them would take gigabytes."""

LEAST_OUTLOOKS = 10
"""Outlooks with judged claims from which they are taken as a sample of articles."""

_PUT = ("specificity", "hedge", "hedge_word", "stated")
"""The columns that say how claims were put, in which those of one item differ."""
_LIFTED = ("outlook", "attributed_to")
"""The columns whose groups are compared by lift too."""
_ALL = [(OVERALL, Phrase("overall", "总体"))]

Correlations = Mapping[str, float]
"""How alike the verdicts of one item are, by each of `credit.WORTHS`; empty where it is not known."""


@dataclass(frozen=True, slots=True)
class Basis:
    """The basis of every number of a run: date of the states, digest of the records, names, seed.

    `correlations`, of all claims and of closed ones, are taken from more claims where only some are scored;
    empty ones are estimated. `is_early` is whether outputs lead with all verdicts, the early ones too.

    Raises:
        CallError: The seed is below 0.
    """

    as_of: date
    records: str
    labels: Labels
    seed: int = 0
    correlations: Sequence[Correlations] = ({}, {})
    is_early: bool = False

    def __post_init__(self) -> None:
        if self.seed < 0:
            raise CallError(f"the seed {self.seed} is below 0", f"随机种子 {self.seed} 小于 0")

    def of_all(self, claims: Claims) -> "Basis":
        """The basis of some of the claims, whose intervals are those that they have among all."""
        return replace(self, correlations=[_correlations(one) for one in claims.items()])


class Whole(NamedTuple):
    """All claims together: their scores, the basis with its correlations, and articles as a sample."""

    group: Group
    basis: Basis
    articles: Articles | None


def _correlations(items: ItemCounts) -> Correlations:
    return {name: item_correlation(items.blocks(of)) for name, of in credit.WORTHS.items()}


def _scores(
    states: CountArray, items: ItemCounts | None, alike: Correlations
) -> tuple[list[Scores], float | None]:
    """The scores of every group, counts alone without `items`; how many verdicts their mean counts as."""
    counts = counts_of(states)
    if items is None:
        return [Scores(counts=one) for one in counts], None
    judged = credit.judged_counts(states)
    effects = {
        name: design_effects(items.blocks(worth), len(states), alike[name])
        for name, worth in credit.WORTHS.items()
    }
    n_prior, pooled = credit.pooled_accuracies(judged, effects=effects["accuracy"])
    columns: dict[str, Sequence[Any]] = {
        "counts": counts,
        "bounds": credit.accuracy_bounds(states),
        "due_bounds": credit.accuracy_bounds(states, (State.OVERDUE, State.UNRESOLVABLE)),
        "pooled": pooled,
    }
    for name, worth in credit.WORTHS.items():
        intervals = credit_intervals(judged, worth=worth, effects=effects[name])
        columns[name] = credit.accuracy(states, worth)
        columns["interval" if name == "accuracy" else f"{name}_interval"] = intervals
    rows = zip(*columns.values(), strict=True)
    return [Scores(**dict(zip(columns, row, strict=True))) for row in rows], n_prior


def _groups(
    claims: Claims, by: str, named: Named, basis: Basis, *, is_brier: bool
) -> tuple[list[Group], float | None]:
    """The scores of every group, `is_brier` if that is their number, and the weight of their common mean."""
    counts, alike = claims.counts(by), basis.correlations
    every = counts.states.sum(axis=1)
    items = (None, None) if is_brier else claims.items(by)
    scores, n_prior = _scores(every, items[0], alike[0])
    none: list[None] = [None] * len(named)
    closed: Sequence[Scores | None] = none
    if counts.has_ends:
        ended = counts.states[:, 1].copy()
        ended[:, State.WITHDRAWN.place] = 0
        closed, _ = _scores(ended, items[1], alike[1])
    days, group, times = (counts.days[name].to_numpy() for name in ("days", "group", "times"))
    timing = timings(days, group, len(named), times=times)
    stated, gained = probabilities(claims, by), None if is_brier else claims.gained(by)
    lifts = map(item_lift, gained.by_group(len(named))) if gained else none
    groups = [
        Group(key=key, label=label, leads_early=is_brier or basis.is_early, **vars(own),
              closed=up, timing=when, probability=of, lift=lift)
        for (key, label), own, up, when, of, lift
        in zip(named, scores, closed, timing, stated, lifts, strict=True)
    ]  # fmt: skip
    return groups, n_prior


def need_few_groups(by: str, n_groups: int) -> None:
    """Refuse, with a CallError, more groups than a table may have."""
    if n_groups > MOST_GROUPS:
        raise CallError(
            f"--by {by}: {n_groups:,} groups are too many; at most {MOST_GROUPS:,}",
            f"--by {by}：分组多达 {n_groups:,} 个，最多 {MOST_GROUPS:,} 个",
        )


@plain_texts
def whole_of(claims: Claims, basis: Basis) -> Whole:
    """What holds for all claims; how alike the verdicts of one item are is estimated unless it is given."""
    counts = claims.counts()
    n_settled = int(scored(counts.forecasts)["times"].sum())
    # Whether at least half of the judged claims are scored by their probabilities.
    is_brier = 2 * n_settled >= max(int(credit.n_judged(counts.states.sum(axis=1))[0]), 1)
    if not is_brier:
        both = zip(basis.correlations, claims.items(), strict=True)
        alike = [known or _correlations(items) for known, items in both]
        basis = replace(basis, correlations=alike)
    (overall,), _ = _groups(claims, "", _ALL, basis, is_brier=is_brier)
    is_closed = bool(overall.n_early) and not basis.is_early
    articles = None if is_brier else _articles(claims, is_closed=is_closed)
    return Whole(overall, basis, articles)


@plain_texts
def summarize(table: pd.DataFrame, *, by: str, basis: Basis) -> Summary:
    """The scores of a table overall and by group.

    Args:
        table: What `scorecard.table` made; one row per prediction, or for each day on which a forecaster
            stated a probability, of which the last counts.
        by: The column to group by, one of `scorecard.table.BY`.
        basis: Date, digest, names and seed.

    Returns:
        The groups in the order of their column; rows without a group count overall only.

    Raises:
        CallError: There are more than `MOST_GROUPS` groups.
    """
    return summary_of(TableClaims(one_forecast_each(table, "last"), by), by=by, basis=basis)


@plain_texts
def summary_of(claims: Claims, *, by: str, basis: Basis, whole: Whole | None = None) -> Summary:
    """The scores of claims by one of their columns, wherever their rows are; `whole` where it is at hand."""
    keys = claims.keys[by]
    need_few_groups(by, len(keys))
    overall, basis, articles = whole or whole_of(claims, basis)
    named = list(told_apart(keys, basis.labels.get(by, {})).items())
    is_brier = bool(overall.n_judged) and overall.accuracy is None
    groups, n_prior = _groups(claims, by, named, basis, is_brier=is_brier)
    summary = Summary(RULE, basis.as_of, basis.records, by, overall, groups)
    if is_brier:
        return ranked(replace(summary, measure="brier"), claims, seed=basis.seed)
    every_alike, up_alike = basis.correlations
    given, up = _judged(claims, by)
    every, reason = compare(given, named, basis.seed)
    closed, closed_reason = compare(up, named, basis.seed) if overall.n_early else (None, None)
    gained = claims.gained(by) if by in _LIFTED and len(named) <= MOST_COMPARED else None
    lift = compare(gained, named, basis.seed, "lift")[0] if gained else None
    return replace(
        summary,
        n_prior=n_prior,
        item_correlation={"all": every_alike["accuracy"], "closed": up_alike["accuracy"]},
        comparison_reason=reason,
        closed_comparison_reason=closed_reason,
        articles=articles,
    ).with_comparisons(adjusted([every, closed, lift]))


def _judged(claims: Claims, by: str) -> tuple[Blocks, Blocks] | tuple[Singles, Singles]:
    """The judged claims as tests take them, and the closed ones; single ones if few claims are put alike."""
    single = claims.judged(by) if by in _PUT and len(claims.keys[by]) <= MOST_COMPARED else None
    if single:
        return single, single.only(single.is_closed)
    every, up = claims.items(by)
    return every.blocks(), up.blocks()


@plain_texts
def read_again(
    table: pd.DataFrame, summary: Summary, *, seed: int
) -> tuple[Scores, Comparison | None]:
    """The accuracy of all claims of a table with other verdicts, and how the groups of a summary compare."""
    by, labels = summary.by, {one.key: one.label for one in summary.groups}
    claims = TableClaims(table, by)
    items, _ = claims.items()
    (scores,), _ = _scores(claims.counts().states.sum(axis=1), items, _correlations(items))
    named = [(key, labels[key]) for key in claims.keys[by]]
    return scores, compare(_judged(claims, by)[0], named, seed)[0]


def _articles(claims: Claims, *, is_closed: bool) -> Articles | None:
    """The interval of accuracy with outlooks as a sample; None where rows name no outlook."""
    scores = claims.outlooks(is_closed=is_closed)
    n = scores.n_blocks
    mean = scores.mean(scores.score, 0.0, 1.0) if n >= LEAST_OUTLOOKS else None
    _, low, high = mean or (None, None, None)
    return Articles(n, low, high) if n else None
