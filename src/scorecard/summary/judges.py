"""The people who judge: how far raters agree, and accuracy by the verdicts of each reader of the evidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from scorecard.problems import UnknownWordError
from scorecard.reading.folder import Records
from scorecard.records import JudgeKind, Prediction, phrase_of
from scorecard.scoring import FloatArray, agreement
from scorecard.scoring.credit import STATE_CREDITS
from scorecard.scoring.items import crossed_mean
from scorecard.summary.comparison import adjusted
from scorecard.summary.compute import Basis, read_again
from scorecard.summary.groups import Reader, Summary, plain
from scorecard.summary.table_claims import item_codes
from scorecard.table import plain_texts, with_states
from scorecard.text import Phrase, counted, percent_phrase, percent_range, percent_span, ranged
from scorecard.verdicts import BY_REVIEW, Verdict, spread_of

CHOICES = ("median", "strictest", "most-lenient")
"""Ways to make one verdict of those of all single readers of a claim."""

_CREDITS = {verdict: verdict.credit for verdict in Verdict if verdict.credit is not None}
_CODES = {verdict: float(code) for code, verdict in enumerate(Verdict)}

Ratings = Mapping[str, Mapping[str, Verdict]]
"""Each rater's verdict on each claim: id, then rater."""


class Alpha(NamedTuple):
    """Krippendorff's alpha of one metric with its interval; None where it is undefined.

    `n` is the number of claims with two ratings that the metric compares.
    """

    metric: str
    n: int
    alpha: float | None
    interval: agreement.AlphaInterval | None


class RaterPair(NamedTuple):
    """Two raters: the number of claims that both rated, and Cohen's kappa over all verdicts."""

    first: str
    second: str
    n_shared: int
    kappa: float | None


class Leniency(NamedTuple):
    """A rater's mean credit less that of the others on the same claims; negative is harder."""

    rater: str
    n_rated: int
    n_shared: int
    difference: float | None


class SplitClaim(NamedTuple):
    """A claim that raters see differently: its text, how far apart they are, and each one's verdict."""

    id: str
    claim: Phrase
    spread: float
    ratings: Mapping[str, Verdict]


@dataclass(frozen=True, slots=True)
class RaterAgreement:
    """The agreement of some raters.

    Attributes:
        raters: Their names, in order.
        n_rated: Claims with a rating.
        n_compared: Claims with two or more.
        percent: Share of pairs of ratings that are the same, mean over claims.
        alphas: Nominal over all verdicts; ordinal over the scored ones, the others as gaps.
        pairs: Every two raters.
        leniencies: Every rater; the unscored verdicts are left out.
        split: The claims on which they differ, those furthest apart first.
    """

    raters: list[str]
    n_rated: int
    n_compared: int
    percent: float | None
    alphas: list[Alpha]
    pairs: list[RaterPair]
    leniencies: list[Leniency]
    split: list[SplitClaim]

    def as_json(self) -> dict[str, Any]:
        """The agreement as `review agreement --format json` prints it."""
        alphas = {one.metric: one.alpha for one in self.alphas}
        return {
            "n_rated_twice": self.n_compared,
            "percent_agreement": self.percent,
            "krippendorff_alpha": {**alphas, "interval": plain(self.alphas[1].interval)},
            "pairs": plain(self.pairs),
            "leniency": plain(self.leniencies),
            "splits": plain(self.split),
        }


def _matrix(given: Ratings, raters: Sequence[str], value_of: Mapping[Verdict, float]) -> FloatArray:
    """Ratings as numbers, shape (raters, claims), NaN where there is none."""
    rows = [
        [value_of.get(one[rater], np.nan) if rater in one else np.nan for one in given.values()]
        for rater in raters
    ]
    return np.array(rows, dtype=np.float64).reshape(len(raters), len(given))


def _alpha(ratings: FloatArray, metric: Literal["nominal", "ordinal"], seed: int) -> Alpha:
    n = int((np.count_nonzero(~np.isnan(ratings), axis=0) > 1).sum())
    interval = agreement.krippendorff_alpha_interval(ratings, metric=metric, seed=seed)
    return Alpha(metric, n, agreement.krippendorff_alpha(ratings, metric=metric), interval)


def agreement_of(
    given: Ratings, claims: Mapping[str, Phrase], raters: Sequence[str], *, seed: int
) -> RaterAgreement:
    """The agreement of raters, in the order in which they are listed, on the claims whose text is given."""
    codes, scored = _matrix(given, raters, _CODES), _matrix(given, raters, _CREDITS)
    split = [
        SplitClaim(id_, claims[id_], spread, ratings)
        for id_, ratings in given.items()
        if (spread := spread_of(ratings.values()))
    ]
    n_rated = np.count_nonzero(~np.isnan(codes), axis=1).tolist()
    leniencies = zip(raters, n_rated, agreement.rater_leniencies(scored), strict=True)
    return RaterAgreement(
        raters=list(raters),
        n_rated=sum(bool(ratings) for ratings in given.values()),
        n_compared=sum(len(ratings) > 1 for ratings in given.values()),
        percent=agreement.percent_agreement(codes),
        alphas=[_alpha(codes, "nominal", seed), _alpha(scored, "ordinal", seed)],
        pairs=[
            RaterPair(
                one, two, int((~np.isnan(mine + others)).sum()), agreement.cohen_kappa(mine, others)
            )
            for (one, mine), (two, others) in combinations(zip(raters, codes, strict=True), 2)
        ],
        leniencies=[Leniency(rater, n, *one) for rater, n, one in leniencies],
        split=sorted(split, key=lambda one: (-one.spread, -len(set(one.ratings.values())))),
    )


def rater_agreement(
    predictions: Mapping[str, Prediction], *, as_of: date, seed: int
) -> RaterAgreement | None:
    """The agreement of all raters by the last independent rating of each by a date; None without any."""
    given = {
        id_: {
            one.rater: one.verdict
            for one in sorted(prediction.ratings, key=lambda one: one.rated_on)
            if one.rated_on <= as_of and one.round in {None, 1}
        }
        for id_, prediction in predictions.items()
        if not prediction.is_withdrawn_at(as_of)
    }
    raters = sorted({rater for ratings in given.values() for rater in ratings})
    claims = {id_: phrase_of(one.claim) for id_, one in predictions.items()}
    return agreement_of(given, claims, raters, seed=seed) if raters else None


def agreement_sentence(agreement: RaterAgreement | None) -> Phrase:
    """The sentence on rated claims and equal ratings, and on what agreement does not prove."""
    if agreement is None:
        return Phrase("", "")
    n_raters = sum(one.n_rated > 0 for one in agreement.leniencies)
    n_split = len(agreement.split)
    rated = Phrase(
        f"{counted(n_raters, 'rater')} rated {counted(agreement.n_rated, 'claim')}",
        f"{n_raters} 位评议人评议了 {agreement.n_rated} 条预测",
    )
    of_them = "" if agreement.n_rated == 1 else " of them"
    if not agreement.n_compared:
        return Phrase(
            f"{rated.en}, none{of_them} twice: how far raters agree cannot be told.",
            f"{rated.zh}，没有一条经两人以上评议，看不出意见是否一致。",
        )
    alike = percent_phrase(agreement.percent)
    return Phrase(
        f"{rated.en}, {agreement.n_compared}{of_them} twice or more,"
        f" and split on {n_split}; averaged over claims, {alike.en} of the pairs of ratings are the same."
        " Raters who agree can be wrong together.",
        f"{rated.zh}，其中 {agreement.n_compared} 条有两人以上评议，{n_split} 条意见不一；"
        f"按预测平均，两两相同的占 {alike.zh}。意见一致不等于判得对。",
    )


def _of_claim(prediction: Prediction, as_of: date) -> dict[str, Verdict]:
    """The last verdict of each judge on a claim: given, rated, or held against a decision."""
    said = [(one.judged_on, one.by, one.verdict) for one in prediction.verdicts]
    said += [(one.rated_on, one.rater, one.verdict) for one in prediction.ratings]
    said += [
        (one.judged_on, dissent.by, dissent.verdict)
        for one in prediction.verdicts
        if one.decided
        for dissent in one.decided.dissent
    ]
    return {who: what for day, who, what in sorted(said, key=lambda one: one[0]) if day <= as_of}


def _single(records: Records, who: Iterable[str]) -> list[str]:
    """The single readers among some judges: a review, which decides from them, is none."""
    groups = {one.id for one in records.settings.judges if one.kind is JudgeKind.GROUP}
    groups |= {f"{BY_REVIEW}{name}" for name in records.reviews}
    return sorted(set(who) - groups)


def _chosen(given: Sequence[Verdict], reader: str) -> Verdict | None:
    """One verdict of those of several readers; None when nobody read the claim.

    Of scored verdicts the median is the middle one, the stricter of two; where more readers gave none that is
    scored, it is not scored either.
    """
    scored = sorted((one for one in given if one.is_scored), key=lambda one: one.credit or 0.0)
    unscored = [one for one in given if not one.is_scored]
    if not scored or (reader == "median" and len(unscored) > len(scored)):
        return max(unscored, key=unscored.count, default=None)
    place = {"strictest": 0, "most-lenient": -1, "median": (len(scored) - 1) // 2}[reader]
    return scored[place]


def read_by(table: pd.DataFrame, records: Records, reader: str, *, as_of: date) -> pd.DataFrame:
    """A table of predictions with the verdicts of another reader in the place of those on record.

    Args:
        table: What `scorecard.table` made.
        records: The records, with their ratings and decisions.
        reader: A judge, rater or review, or one of `CHOICES`, which are made of all single readers.
        as_of: The date of the states; what was said later is not there yet.

    Raises:
        UnknownWordError: Nobody of that name has judged or rated.
    """
    given = {id_: _of_claim(records.predictions[id_], as_of) for id_ in table["id"]}
    known = sorted({who for of_claim in given.values() for who in of_claim})
    if reader in CHOICES:
        single = _single(records, known)
        words = [
            _chosen([one[who] for who in single if who in one], reader) for one in given.values()
        ]
    elif reader in known:
        words = [one.get(reader) for one in given.values()]
    else:
        raise UnknownWordError("--verdicts-of", reader, [*CHOICES, *known], is_listed=True)
    verdict = pd.Series([one and one.value for one in words], index=table.index, dtype="object")
    same = (verdict == table["verdict"].astype("object")).to_numpy()
    changed = table.assign(verdict=verdict, occurred_on=table["occurred_on"].where(same, pd.NaT))
    orders = {name: list(table[name].cat.categories) for name in ("domain", "outlook", "item")}
    return with_states(changed.drop(columns=["is_closed", "state"]), as_of=as_of, orders=orders)


@plain_texts
def with_readers(summary: Summary, records: Records, table: pd.DataFrame, basis: Basis) -> Summary:
    """A summary with the accuracy by each reader's own verdicts, and an interval that allows for who judges.

    As it is where fewer than two have read, or where the Brier score is its number: then no verdict has an
    accuracy. The table is that of the records, or some of its rows.
    """
    claims = (records.predictions[id_] for id_ in table["id"])
    names = _single(records, (who for one in claims for who in _of_claim(one, basis.as_of)))
    if len(names) < 2 or summary.measure == "brier":  # noqa: PLR2004  (one alone shows nothing of who judges)
        return summary
    is_lead = table["is_closed"].to_numpy() | np.bool_(summary.overall.lead is summary.overall)
    readers, columns = [], []
    beside = [one for one in summary.comparisons if one is not summary.ranking]
    for name in names:
        theirs = read_by(table, records, name, as_of=basis.as_of)[is_lead]
        overall, alone = read_again(theirs, summary, seed=basis.seed)
        ranking = adjusted([alone, *beside])[0]
        low, high, _ = overall.interval or (None, None, None)
        apart = ranking.standing_out if ranking else []
        shown = (overall.counts.n_judged, overall.accuracy, low, high)
        readers.append(Reader(name, *shown, distinguishable=bool(apart), standing_out=apart))
        columns.append(STATE_CREDITS[theirs["state"].cat.codes.to_numpy()])
    matrix = np.column_stack(columns)
    is_read = np.isfinite(matrix).any(axis=1)
    judging = crossed_mean(matrix[is_read], item_codes(table[is_lead])[is_read])
    return replace(summary, readers=readers, judging=judging)


def readers_sentence(summary: Summary) -> Phrase:
    """The line under the headline: accuracy by each reader who has one, and by how many a group is apart."""
    known = [(one.accuracy, one.n_judged) for one in summary.readers if one.accuracy is not None]
    if len(known) < 2:  # noqa: PLR2004  (one reader alone shows nothing of who judges)
        return Phrase("", "")
    accuracies, n_judged = zip(*known, strict=True)
    ends, n = percent_span(min(accuracies), max(accuracies)), len(known)
    least, most = min(n_judged), max(n_judged)
    of = ranged(least, most) if least < most else Phrase(f"{most}", f"{most}")
    en = f"By the verdicts of each of {n} judges (claims judged: {of.en}) accuracy would be {ends.en}"
    zh = f"若各按 {n} 位判定者自己的判定（各判 {of.zh} 条），得分率为 {ends.zh}"
    judging = summary.judging
    if judging and judging.low is not None and judging.high is not None:
        wide = percent_range(judging.low, judging.high)
        en += f"; an interval that allows for who judges: {wide.en}"
        zh += f"；把由谁判定也算进去，95% 置信区间为 {wide.zh}"
    apart = _apart_by(summary, n)
    return Phrase(f"{en}.{apart.en}", f"{zh}。{apart.zh}")


def _apart_by(summary: Summary, n: int) -> Phrase:
    """By how many of some readers the groups that stand out do so too."""
    ranking = summary.ranking
    labels = {group.key: group.label for group in summary.groups}
    if ranking is None:
        return Phrase("", "")
    if not ranking.distinguishable:
        n_apart = sum(one.distinguishable for one in summary.readers)
        if not n_apart:
            return Phrase(
                " No group stands out by any of them.", "按其中任何一位的判定，各组都分不出高下。"
            )
        return Phrase(
            f" By {n_apart} of them some group stands out.",
            f"按其中 {n_apart} 位的判定，有分组与众不同。",
        )
    counted = [
        (labels[key], sum(key in one.standing_out for one in summary.readers))
        for key in ranking.standing_out
    ]
    en = ", ".join(f"{label.en} by {n_apart} of {n}" for label, n_apart in counted)
    zh = "，".join(f"“{label.zh}”有 {n_apart} 位" for label, n_apart in counted)
    return Phrase(f" Still standing out: {en}.", f"按各人判定仍与众不同的：{zh}（共 {n} 位）。")
