"""The predictions as one table, a row for each as it stood at a date, and the names of columns and groups."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.problems import notice
from scorecard.reading.folder import Records
from scorecard.reading.scalar_values import in_digits
from scorecard.records import Bearing, HedgeStrength, Prediction, Specificity, phrase_of
from scorecard.text import Phrase, day_in_prose, printable
from scorecard.verdicts import State, Verdict, Word

EXCHANGED = (
    "id",
    "domain",
    "verdict",
    "outlook",
    "year",
    "item",
    "attributed_to",
    "hedge",
    "specificity",
    "made_on",
    "closes_on",
    "occurred_on",
    "probability",
)
"""The columns that `export --format csv` writes, in their order; `score --table` reads a few more."""

BY = {
    "domain": Phrase("domain", "领域"),
    "outlook": Phrase("outlook", "展望"),
    "year": Phrase("year", "年份"),
    "item": Phrase("item", "原文条目"),
    "attributed_to": Phrase("attributed to", "提出者"),
    "forecaster": Phrase("forecaster", "预测者"),
    "hedge": Phrase("hedge", "语气"),
    "hedge_word": Phrase("hedge word", "情态词"),
    "specificity": Phrase("specificity", "明确程度"),
    "stated": Phrase("window stated", "期限是否写明"),
}
"""The columns that predictions can be grouped by, with their names."""

Labels = Mapping[str, Mapping[str, Phrase]]
"""Names of groups: column, then key."""

LISTS: Mapping[str, type[Word]] = {
    "verdict": Verdict,
    "hedge": HedgeStrength,
    "specificity": Specificity,
}
"""The columns of closed lists of words."""

WORDS: Labels = {
    **{name: {one.value: one.label for one in kind} for name, kind in LISTS.items()},
    "stated": {
        "True": Phrase("window stated", "原文写明期限"),
        "False": Phrase("window not stated", "期限为编者推定"),
    },
}
"""The names of groups by words of closed lists, which every table has."""

DAYS = ("made_on", "closes_on", "occurred_on", "judged_on")
_NO_DAYS = pd.Series(dtype="datetime64[s]")
_STATES = [state.value for state in State]
_NAMES = ("domain", "outlook", "item", "attributed_to", "hedge_word", "forecaster", "option")
_FIRST_WORDS: Mapping[str, list[str]] = {
    **{name: [] for name in _NAMES},
    **{name: [one.value for one in kind] for name, kind in LISTS.items()},
}
"""The columns whose values are words, and those of them that come first, in order."""
_OPEN_STATE, _CLOSED_STATE = (
    np.array([State.after(one, date.min, on).place for one in [*Verdict, None]], dtype="int8")
    for on in (date.min, date.max)
)
"""State code of each verdict code, last for no verdict, while the window is open and once it has closed."""


plain_texts = pd.option_context("mode.string_storage", "python")
"""For functions that work on tables of a few rows: with Arrow's texts as names of columns they take half as
long again."""


def _row(records: Records, id_: str, prediction: Prediction, as_of: date) -> dict[str, Any]:
    outlook = id_.partition("/")[0]
    article = records.outlooks.get(outlook)
    given = prediction.verdict_at(as_of)
    hedge, passage = prediction.hedge, prediction.passage
    bears = [item.bears for item in prediction.evidence]
    return {
        "id": id_,
        "domain": prediction.domain,
        "verdict": given.verdict.value if given else None,
        "outlook": outlook,
        "year": article.year if article else None,
        "item": f"{outlook} / {passage.item}" if passage else None,
        "attributed_to": prediction.speaker.en,
        "hedge": hedge.strength.value if hedge else None,
        "specificity": prediction.specificity.value,
        "made_on": prediction.made_on,
        "closes_on": prediction.window.closes_on,
        "occurred_on": given.occurred_on if given else None,
        "probability": prediction.probability,
        "hedge_word": hedge.word if hedge else None,
        "stated": prediction.window.stated,
        "judged_on": given.judged_on if given else None,
        "n_supports": bears.count(Bearing.SUPPORTS),
        "n_contradicts": bears.count(Bearing.CONTRADICTS),
        "n_context": bears.count(Bearing.CONTEXT),
        "is_withdrawn": prediction.is_withdrawn_at(as_of),
    }


def prediction_table(records: Records, *, as_of: date) -> pd.DataFrame:
    """The predictions that had been made by a date, as they stood then.

    Args:
        records: The records.
        as_of: The date; claims made later are not there yet.

    Returns:
        One row per prediction in the order of the ids, with the columns

        - id (str): `outlook/claim`
        - domain (category in the order of domains.yaml), outlook, item, attributed_to (category)
        - verdict (category): the last verdict given by the date, missing when there was none
        - year (Int64): the year the outlook looks at
        - hedge, specificity (category, firmest or most exact first)
        - made_on, closes_on, occurred_on, judged_on (datetime64): missing when there is none
        - probability (float, 0 to 1), hedge_word (category), stated (boolean)
        - n_supports, n_contradicts, n_context (int): evidence items
        - is_withdrawn (bool): whether the record had been withdrawn by the date; its row stays
        - is_closed (bool): whether the window had closed by the date
        - state (category): the state at the date, see `scorecard.verdicts.State`
    """
    if records.rows is not None:
        return with_states(records.rows, as_of=as_of)
    rows = [_row(records, id_, one, as_of) for id_, one in records.predictions.items()]
    table = pd.DataFrame(rows, columns=[*EXCHANGED, "hedge_word", "stated", "judged_on", "n_supports",
                                        "n_contradicts", "n_context", "is_withdrawn"])  # fmt: skip
    labels = labels_of(records)  # its keys are in the order of the records
    orders = {name: list(labels[name]) for name in ("domain", "outlook", "item")}
    orders["item"] += sorted({*table["item"].dropna()} - {*orders["item"]}, key=_by_numbers)
    return with_states(table, as_of=as_of, orders=orders)


def _by_numbers(name: str) -> tuple[str, str]:
    """What names are sorted by, so that 2 and 二 come before 10 and 十."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(9), in_digits(name)), name


def recorded(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table that scores count: all but the withdrawn ones."""
    return table[table["state"] != State.WITHDRAWN.value].reset_index(drop=True)


def exchanged(table: pd.DataFrame) -> pd.DataFrame:
    """The rows that scores count with the columns that other programs get."""
    return recorded(table)[list(EXCHANGED)]


def state_codes(
    verdict: npt.NDArray[np.integer], is_closed: npt.NDArray[np.bool_]
) -> npt.NDArray[np.integer]:
    """The state of each prediction as its code, `State.place`.

    Args:
        verdict: Code of the last verdict, `Verdict.place`, -1 for none.
        is_closed: Whether the window has closed.

    Examples:
        >>> verdict = np.array([Verdict.ACCURATE.place, Verdict.TOO_EARLY.place, -1])
        >>> codes = state_codes(verdict, np.array([True, True, False]))
        >>> codes.tolist() == [State.ACCURATE.place, State.OVERDUE.place, State.OPEN.place]
        True
    """
    return np.asarray(np.where(is_closed, _CLOSED_STATE[verdict], _OPEN_STATE[verdict]))


def with_states(
    table: pd.DataFrame, *, as_of: date, orders: dict[str, list[str]] | None = None
) -> pd.DataFrame:
    """A new table with its columns typed, later claims and verdicts left out, and each row's state added.

    Args:
        table: Rows with at least the columns `id`, `domain` and `verdict`; other `EXCHANGED` ones are added.
        as_of: The date of the states.
        orders: First categories of a column, in order.
    """
    table = table.assign(**{name: None for name in EXCHANGED if name not in table})
    for name in (one for one in DAYS if one in table):
        table[name] = pd.to_datetime(table[name])
    day = pd.Timestamp(as_of)
    table = table[~(table["made_on"] > day)].reset_index(drop=True)
    of_verdict = {"verdict", "occurred_on", "why"} & {*table} if "judged_on" in table else ()
    for name in of_verdict:
        table[name] = table[name].mask(table["judged_on"] > day)
    for name, first in {**_FIRST_WORDS, **(orders or {})}.items():
        if name in table:
            words = dict.fromkeys([*first, *sorted(table[name].dropna().unique())])
            table[name] = table[name].astype(pd.CategoricalDtype([*words]))
    table["year"] = table["year"].astype("Int64")
    table["probability"] = table["probability"].astype("float64")
    is_closed = (table["closes_on"] < day).to_numpy()
    codes = state_codes(table["verdict"].cat.codes.to_numpy(), is_closed)
    if "is_withdrawn" in table:
        codes = np.where(table["is_withdrawn"].to_numpy(bool), State.WITHDRAWN.place, codes)
    states = pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(_STATES))
    return table.assign(is_closed=is_closed, state=states)


def rows_in_time(rows: "nw.LazyFrame[Any]", as_of: date) -> "nw.LazyFrame[Any]":
    """The rows made by a date and not after their outcome; notes tell of others, and of later verdicts.

    Args:
        rows: With the columns id, verdict, made_on, closes_on and judged_on, wherever they are.
        as_of: The date of the states.
    """
    made_on, judged_on, day = nw.col("made_on"), nw.col("judged_on"), pd.Timestamp(as_of)
    pairs = (made_on, day), (judged_on, day), (made_on, nw.col("closes_on")), (made_on, judged_on)
    is_later, is_unknown, is_over, is_known = (
        (one > other).fill_null(value=False) for one, other in pairs
    )
    made, is_late = rows.filter(~is_later), is_over | is_known
    kept, (en, zh) = made.filter(~is_late), day_in_prose(as_of)
    of_verdicts = ~is_later & ~is_late & is_unknown & ~nw.col("verdict").is_null()
    told = {"later": is_later, "late": ~is_later & is_late, "verdicts": of_verdicts}
    counts = rows.select(**{name: one.cast(nw.Int64).sum() for name, one in told.items()})
    n_later, n_late, n_verdicts = counts.collect().to_pandas().fillna(0).astype("int64").iloc[0]
    if n_later:
        en_rows = f"rows left out, since made_on is after {en}: {n_later:,}"
        notice(Phrase(en_rows, f"made_on 晚于{zh}，未计入：{n_later:,} 行"))
    if n_late:
        by_id = made.filter(is_late).sort("id", "made_on").head(1).collect().to_pandas().iloc[0]
        shown, (en_day, zh_day) = printable(by_id["id"], limit=60), day_in_prose(by_id["made_on"])
        en_rows = f"rows left out, since made_on is after closes_on or judged_on: {n_late:,}"
        zh_rows = f"made_on 晚于 closes_on 或 judged_on，未计入：{n_late:,} 行"
        en_rows = f"{en_rows}; the first is `{shown}` of {en_day}"
        notice(Phrase(en_rows, f"{zh_rows}，最前面的是{zh_day}的 `{shown}`"))
    if n_verdicts:
        en = f"verdicts left out, since judged_on is after {en}: {n_verdicts:,}"
        notice(Phrase(en, f"judged_on 晚于{zh}，判定未计入：{n_verdicts:,} 行"))
    return kept


def in_time(table: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The rows of a table in memory that `rows_in_time` keeps; columns of days that it lacks are empty."""
    missing = dict.fromkeys((one for one in DAYS if one not in table), _NO_DAYS)
    rows = nw.from_native(table.assign(**missing)).lazy()
    return rows_in_time(rows, as_of).collect().to_pandas()


def labels_of(records: Records) -> Labels:
    """The names that the records give to their groups."""
    return {
        "domain": {one.id: Phrase(one.en, one.zh) for one in records.domains},
        "outlook": {name: phrase_of(one.title) for name, one in records.outlooks.items()},
        "item": {
            f"{name} / {item.id}": Phrase(item.en, item.zh)
            for name, outlook in records.outlooks.items()
            for item in outlook.items
        },
        "attributed_to": {one.speaker.en: one.speaker for one in records.predictions.values()},
        **WORDS,
    }


def told_apart(keys: Iterable[str], labels: Mapping[str, Phrase]) -> dict[str, Phrase]:
    """The name of each key, the key itself without a label; where two are alike, the keys follow them.

    Examples:
        >>> champions = Phrase("Champions", "冠军")
        >>> told_apart(["2024 / 1", "2025 / 1"], {"2024 / 1": champions, "2025 / 1": champions})["2025 / 1"]
        Phrase(en='Champions (2025 / 1)', zh='冠军（2025 / 1）')
    """
    names = {key: labels.get(key, Phrase(key, key)) for key in keys}
    en, zh = (Counter(one[place] for one in names.values()) for place in (0, 1))
    return {
        key: Phrase(
            f"{one.en} ({key})" if en[one.en] > 1 else one.en,
            f"{one.zh}（{key}）" if zh[one.zh] > 1 else one.zh,
        )
        for key, one in names.items()
    }
