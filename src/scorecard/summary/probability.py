"""Stated probabilities: of several days, people and options; scored by group, compared, and calibrated."""

from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, NamedTuple, TypedDict

import narwhals as nw
import numpy as np
import pandas as pd

from scorecard.problems import CallError
from scorecard.scoring import CodeArray, CountArray, FloatArray, credit
from scorecard.scoring.items import Blocks, Estimate
from scorecard.scoring.probability import (
    UNIT,
    Combination,
    Decomposition,
    brier_score,
    consistency_band,
    isotonic_calibration,
    isotonic_decomposition,
    log_score,
)
from scorecard.summary.comparison import Compared, Named, adjusted, compare
from scorecard.summary.counts import (
    MOST_PAIRED,
    MOST_SINGLE,
    PARTS,
    Claims,
    Rows,
    Singles,
    in_billionths,
)
from scorecard.summary.groups import Pair, Probability, Summary
from scorecard.text import Phrase, in_a_row
from scorecard.verdicts import JUDGED_STATES, PARTIAL_STATES, State

COMBINATIONS: tuple[Combination, ...] = ("last", "first", "mean", "time-weighted")
"""Ways to make one forecast of those that somebody made of one question on several days."""

LEFT_OUT = (*PARTIAL_STATES, State.UNRESOLVABLE)
"""States of claims whose probabilities are not scored: nobody stated one for half a claim."""

LEAST_RANKED = 10
"""Settled forecasts that a group needs to be compared with others."""

NO_DAYS = Phrase(
    "--forecast time-weighted needs made_on and closes_on for every forecast",
    "--forecast time-weighted 要求每次预测都有 made_on 和 closes_on",
)
_DAY = np.timedelta64(1, "D")
_FAR = 10**8
"""A number of days beyond every date."""
_CERTAIN_AND_WRONG = Phrase("a certain forecast was wrong", "有一条断言必然的预测落空了")
_FEW = Phrase(
    f"No ranking: a group needs {LEAST_RANKED} settled forecasts, and fewer than two groups have them.",
    f"不作排名：一组至少要有 {LEAST_RANKED} 条已有结果的概率，够数的不足两组。",
)

_WITH_EARLY = Phrase("Early verdicts are counted here.", "这里也算提前判定。")
_NOTHING_SHARED = Phrase(
    "No two forecasters answered the same question, so there is nothing to compare.",
    "没有两位预测者回答过同一问题，无从比较。",
)
_TOO_MANY = Phrase(
    f"No ranking: above {MOST_SINGLE:,} forecasts they are not shuffled within each question. Each forecaster"
    " is compared with the others who answered the same questions.",
    f"不作排名：概率超过 {MOST_SINGLE:,} 条时，不再逐题随机调换；各人与回答同一问题的其他人相比，见各行。",
)


def one_forecast_each(table: pd.DataFrame, how: Combination) -> pd.DataFrame:
    """A table in which each forecaster states one probability of each question or option.

    Args:
        table: What `scorecard.table` made; a question may have rows of several `made_on` days.
        how: The forecast that counts: the last, the first, their mean, or the mean weighted by the time for
            which each was the latest.

    Returns:
        The last row of each, with that probability; the same table where no forecast was repeated.

    Raises:
        CallError: Weights by time are asked for, and a forecast has no day or its window no end.
    """
    if not table["id"].duplicated().any():
        return table
    days = {
        name: table[of].to_numpy().astype("datetime64[D]").astype("timedelta64[D]") / _DAY
        for name, of in (("day", "made_on"), ("end", "closes_on"))
    }
    rows = nw.from_native(table.assign(**days)).lazy()
    found = one_row_each(rows, how).collect().to_pandas()
    return found.drop(columns=list(days)).reset_index(drop=True)


def one_row_each(rows: Rows, how: Combination) -> Rows:
    """The rows of `one_forecast_each`, wherever they are; `day` and `end` are its days as numbers.

    Raises:
        CallError: As `one_forecast_each` does.
    """
    columns = rows.collect_schema().names()
    keys = [one for one in ("id", "forecaster", "option") if one in columns]
    alike = rows.group_by(*keys).agg(times=nw.len()).filter(nw.col("times") > 1)
    if not len(alike.head(1).collect()):
        return rows
    day, stated, weight = (nw.col(one) for one in ("day", "stated", "weight"))
    # A forecast without a day is the last; a row without a probability counts where there is no other.
    rows = rows.with_columns(stated=~nw.col("probability").is_null(), since=day.fill_null(_FAR))
    order = nw.when(stated).then(nw.col("since") + 2 * _FAR).otherwise(nw.col("since"))
    first = nw.when(stated).then(nw.col("since"))
    rows = rows.with_columns(order=order, first=first, weight=nw.when(stated).then(1).otherwise(0))
    if how == "time-weighted":
        until = day.shift(-1).over(*keys, "stated", order_by="day")
        span = nw.coalesce(until, nw.col("end")) - day
        rows = rows.with_columns(span=nw.when(stated).then(span).otherwise(0))
        span = nw.col("span")
        if len(rows.filter(stated, span.is_null() | nw.col("end").is_null()).head(1).collect()):
            raise CallError(*NO_DAYS)
        is_at_once = span.sum().over(*keys) == 0
        rows = rows.with_columns(weight=nw.when(is_at_once).then(weight).otherwise(span))
    if how == "first":
        is_first = nw.col("first") == nw.col("first").min().over(*keys)
        rows = rows.with_columns(chosen=nw.when(is_first).then(nw.col("probability")))
        rows = rows.with_columns(probability=nw.col("chosen").max().over(*keys))
    elif how != "last":
        share = weight * in_billionths(nw.col("probability").fill_null(0.0))
        rows = rows.with_columns(share=share).with_columns(
            share=nw.col("share").sum().over(*keys), weight=weight.sum().over(*keys) * UNIT
        )
        mean = nw.when(weight > 0).then(nw.col("share") / weight)
        rows = rows.with_columns(probability=mean)
    rows = rows.with_columns(last=nw.col("order").max().over(*keys))
    return rows.filter(nw.col("order") == nw.col("last")).select(columns)


class Scored(TypedDict):
    """Forecasts as functions of `scorecard.scoring` take them, of one length."""

    observed: FloatArray
    predicted: FloatArray
    times: CountArray


def scored(forecasts: pd.DataFrame) -> Scored:
    """Observations and predictions that can be scored, with how often each occurs.

    Full credit is 1 and no credit 0; what lies between, half right, is neither and left out, as is what is
    not judged. The forecasts are those of `scorecard.summary.counts.ScoreCounts`.
    """
    observed = credit.STATE_CREDITS[forecasts["state"]]
    kept = (observed == 1) | (observed == 0)
    predicted, times = (forecasts[name].to_numpy()[kept] for name in ("probability", "times"))
    return {"observed": observed[kept], "predicted": predicted, "times": times}


def probabilities(claims: Claims, by: str) -> list[Probability | None]:
    """The scores of the probabilities stated in each group; None where none can be scored.

    Scores get intervals that count items; questions with options are scored over all of them.

    Args:
        claims: The claims.
        by: The column of the groups; empty where all claims are one.
    """
    counts = claims.counts(by)
    forecasts, n_judged = counts.forecasts, credit.n_judged(counts.states.sum(axis=1))
    found: list[Probability | None] = [None] * len(n_judged)
    if not len(scored(forecasts)["times"]):
        return found
    losses = claims.losses(by).by_group(len(found))
    for place in np.unique(forecasts["group"]):
        of_group, n = forecasts[forecasts["group"] == place], int(n_judged[place])
        found[place] = _probability(of_group, n, losses[place], has_options=claims.has_options)
    return found


def _probability(
    forecasts: pd.DataFrame, n_judged: int, losses: Blocks, *, has_options: bool
) -> Probability | None:
    """The scores of the probabilities of one group, with intervals from what single forecasts lose."""
    known = scored(forecasts)
    value, parts = brier_score(**known), isotonic_decomposition(**known)
    log_value = log_score(**known)
    if value is None or parts is None or log_value is None:
        return None
    is_finite = np.isfinite(log_value)
    most = 2.0 if has_options else 1.0
    brier = losses.mean(losses.score, 0.0, most) or Estimate(value, None, None)
    log = losses.mean(losses.beside, 0.0, np.inf) if is_finite else None
    _, log_low, log_high = log or (None, None, None)
    left_out = forecasts["state"].isin([one.place for one in LEFT_OUT])
    is_judged = forecasts["state"].isin([one.place for one in JUDGED_STATES])
    given = Probability(
        n=int(known["times"].sum()),
        n_excluded=int(forecasts["times"][left_out].sum()),
        n_without=n_judged - int(forecasts["times"][is_judged].sum()),
        came_true=float(np.average(known["observed"], weights=known["times"])),
        brier_score=value,
        log_score=log_value if is_finite else None,
        log_score_reason=None if is_finite else _CERTAIN_AND_WRONG,
        **parts._asdict(),
        low=brier.low,
        high=brier.high,
        log_low=log_low,
        log_high=log_high,
    )
    if not has_options or not losses.n_claims:
        return given
    log_of_all = log.value if log else None
    none: dict[str, Any] = dict.fromkeys(("came_true", *Decomposition._fields))
    return given._replace(n=losses.n_claims, brier_score=brier.value, log_score=log_of_all, **none)


def ranked(summary: Summary, claims: Claims, *, seed: int) -> Summary:
    """The summary with its groups compared by Brier score, forecasters on the questions that they share."""
    groups, is_shared = summary.groups, summary.by == "forecaster"
    n = np.array([0 if one.probability is None else one.probability.n for one in groups])
    kept = np.flatnonzero(n >= LEAST_RANKED)
    named = [(one.key, one.label) for one in groups]
    found: Compared = (None, _FEW)
    if len(kept) > 1:
        given = claims.settled() if is_shared else claims.losses(summary.by)
        found = _compared(given, kept, named, seed)
    if is_shared:
        relative = [_distance(claims, of) for of in claims.relative().by_group(len(groups))]
        groups = [
            replace(one, probability=one.probability and one.probability._replace(relative=mean))
            for one, mean in zip(groups, relative, strict=True)
        ]
    pairs = _pairs(claims) if is_shared and len(groups) <= MOST_PAIRED else []
    (comparison,) = adjusted([found[0]])
    return replace(
        summary, groups=groups, comparison=comparison, comparison_reason=found[1], pairs=pairs
    )


def _compared(given: Blocks | Singles | None, kept: CodeArray, named: Named, seed: int) -> Compared:
    """Groups by Brier score; forecasters, whose scores are single ones, on the questions that they share."""
    if given is None:
        return None, _TOO_MANY
    given = given.only(np.isin(given.group, kept))
    if isinstance(given, Singles):
        given = given.only(np.bincount(given.item)[given.item] > 1)
        if not len(given.score):
            return None, _NOTHING_SHARED
    return compare(given, named, seed, "brier")


def _distance(claims: Claims, scores: Blocks) -> Estimate | None:
    """The mean of differences of Brier scores, cut to what it can be; None without any."""
    most = 2.0 if claims.has_options else 1.0
    return scores.mean(scores.score, -most, most)


def _pairs(claims: Claims) -> list[Pair]:
    """Every two forecasters on the questions that both answered."""
    names = list(combinations(claims.keys["forecaster"], 2))
    return [
        Pair(*name, scores.n_claims, mean.value, mean.low, mean.high)
        for name, scores in zip(names, claims.pairs().by_group(len(names)), strict=True)
        if (mean := _distance(claims, scores))
    ]


def probability_sentence(summary: Summary, *, has_early: bool) -> Phrase:
    """The Brier score and its parts in one line; empty when no probability can be scored.

    With `has_early` it says that early verdicts are counted.
    """
    scores = summary.overall.probability
    if scores is None:
        return Phrase("", "")
    skill, log = (
        "–" if one is None else f"{one:z.3f}"
        for one in (scores.brier_skill_score, scores.log_score)
    )
    log = "∞" if scores.log_score_reason else log
    en = zh = f"{scores.brier_score:.4f}"
    labels = [one.label for one in LEFT_OUT]
    left_out = Phrase(" or ".join(one.en for one in labels), "或".join(one.zh for one in labels))
    if scores.uncertainty is not None:
        parts = (scores.miscalibration, scores.discrimination, scores.uncertainty)
        lost, gained, hard = (f"{one:z.4f}" for one in parts)
        en += f" = {lost} (miscalibration) − {gained} (discrimination) + {hard} (uncertainty)"
        zh += f" = 失准 {lost} − 区分度 {gained} + 不确定性 {hard}"
    said = Phrase(
        f"Probabilities: {scores.n} scored, {scores.n_excluded} {left_out.en} and"
        f" {scores.n_without} judged without a probability left out; Brier score {en}, skill {skill}, log"
        f" score {log}; of both scores 0 is best.",
        f"概率：计分 {scores.n} 条，略去{left_out.zh}的 {scores.n_excluded} 条、"
        f"已判而没有给出概率的 {scores.n_without} 条；Brier 分数 {zh}，技巧 {skill}，"
        f"对数分数 {log}；两种分数都是 0 最好。",
    )
    return in_a_row([said, _WITH_EARLY]) if has_early else said


class CalibrationPoint(NamedTuple):
    """One stated probability: its number, its calibrated value, and the band of a calibrated forecaster."""

    predicted: float
    n: int
    calibrated: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The points in rising order of what was stated.

    `n_outside_high` is at how many values the curve of a calibrated forecaster may leave its band.
    """

    points: list[CalibrationPoint]
    n_outside_high: int


def calibration(claims: Claims, *, seed: int) -> Calibration | None:
    """The reliability diagram of all stated probabilities (CORP); None where none can be scored.

    References:
        Dimitriadis, Gneiting and Jordan (2021).
    """
    rows = claims.fetched(claims.rows).to_pandas()
    rows = rows[rows["credit"].isin([0, PARTS]) & rows["probability"].notna()]
    if not len(rows):
        return None
    observed, predicted = (rows[of].to_numpy() for of in ("credit", "probability"))
    names = [one for one in ("id", "option") if one in rows]
    question = rows.groupby(names, dropna=False).ngroup().to_numpy()
    band = consistency_band(predicted=predicted, question=question, seed=seed)
    _, first, n = np.unique(predicted, return_index=True, return_counts=True)
    calibrated = isotonic_calibration(observed=observed / PARTS, predicted=predicted)[first]
    columns = (one.tolist() for one in (band.predicted, n, calibrated, band.low, band.high))
    points = [CalibrationPoint(*row) for row in zip(*columns, strict=True)]
    return Calibration(points, band.n_outside_high)


def calibration_sentence(calibration: Calibration | None) -> Phrase:
    """The sentence on where the curve leaves the band; empty without probabilities."""
    if calibration is None:
        return Phrase("", "")
    points, usual = calibration.points, calibration.n_outside_high
    n_outside = sum(not one.low <= one.calibrated <= one.high for one in points)
    if not n_outside:
        return Phrase(
            "The curve stays inside the gray band, as that of a well calibrated forecaster would: no flaw is"
            " visible.",
            "曲线都在灰带之内，校准良好的预测者也会如此：看不出偏差。",
        )
    where = Phrase(
        f"The curve leaves the gray band at {n_outside} of {len(points)} stated probabilities; that of a"
        f" well calibrated forecaster leaves it at {usual} at most in 95 of 100 cases",
        f"给出的 {len(points)} 个概率值中，曲线有 {n_outside} 处越出灰带；"
        f"校准良好的预测者 100 次里有 95 次不超过 {usual} 处",
    )
    if n_outside > usual:
        return Phrase(f"{where.en}: more than chance explains.", f"{where.zh}：不大可能只是巧合。")
    return Phrase(f"{where.en}: no flaw is visible.", f"{where.zh}：看不出偏差。")
