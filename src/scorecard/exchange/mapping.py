"""Other trackers' tables as ours: which column is which, and what their words mean as verdicts."""

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from scorecard.exchange.tables import raw_table
from scorecard.problems import CallError, UnknownWordError
from scorecard.table import EXCHANGED
from scorecard.text import Phrase, printable
from scorecard.verdicts import Verdict

__all__ = ["mapped_table", "pairs"]

ROW_NUMBER = "#"
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)[T ].*")


def pairs(given: list[str], option: str) -> dict[str, str]:
    """`NAME=VALUE` options as a mapping.

    Raises:
        CallError: An option has no `=`, or a name stands twice.

    Examples:
        >>> pairs(["id=slug", "domain=category"], "--column")
        {'id': 'slug', 'domain': 'category'}
    """
    found: dict[str, str] = {}
    for one in given:
        name, sign, value = one.partition("=")
        if not sign or name in found:
            raise CallError(
                Phrase(
                    f"{option} takes NAME=VALUE, each name once, not {one!r}",
                    f"{option} 要写成 名称=值，每个名称一次，不是 {one!r}",
                )
            )
        found[name] = value
    return found


def _unknown(names: list[str], allowed: list[str], en: str, zh: str) -> None:
    """Refuse a name that is none of the allowed."""
    for name in names:
        if name not in allowed:
            what = Phrase(f"no {en}", f"没有{zh}")
            raise UnknownWordError(what, name, allowed, is_listed=True)


def _column(raw: pd.DataFrame, source: str) -> pd.Series:
    """A column of the file, several joined by a slash, or the row's number."""
    if source == ROW_NUMBER:
        return pd.Series([str(number) for number in range(1, len(raw) + 1)], index=raw.index)
    parts = source.split("+")
    _unknown(parts, [str(name) for name in raw.columns], "column", "列")
    joined = raw[parts[0]].astype("str").where(raw[parts[0]].notna())
    for part in parts[1:]:
        joined = joined.str.cat(raw[part].astype("str"), sep="/")
    return joined


def mapped_table(file: Path, columns: Mapping[str, str], values: Mapping[str, str]) -> pd.DataFrame:
    """A table of another tracker with our columns and our verdicts, as text.

    Args:
        file: CSV or Parquet.
        columns: Their column for each of ours; `a+b` joins two, `#` is the row's number.
        values: Our verdict for each of their words; an empty one leaves the row unjudged.

    Returns:
        The named columns of `scorecard.table.EXCHANGED`, in their order.

    Raises:
        CallError: A column is not there, a word of the verdict column has no meaning, or a meaning is
            no verdict.
    """
    raw = raw_table(file)
    _unknown(list(columns), list(EXCHANGED), "column of ours", "我们的列")
    table = pd.DataFrame(
        {name: _column(raw, columns[name]) for name in EXCHANGED if name in columns}
    )
    _unknown(
        [word for word in values.values() if word],
        [one.value for one in Verdict],
        "verdict",
        "判定",
    )
    if "verdict" in table and values:
        words = sorted(table["verdict"].dropna().unique())
        unmapped = [word for word in words if word not in values]
        if unmapped:
            shown = printable(", ".join(unmapped))
            raise CallError(
                Phrase(
                    f"say what these verdicts mean with --value WORD=VERDICT (or WORD= for none): {shown}",
                    f"请用 --value 原词=判定 说明这些词（不计判定写 原词=）：{shown}",
                )
            )
        table["verdict"] = table["verdict"].map(values).replace("", None)
    for name in ("made_on", "closes_on", "occurred_on"):
        if name in table:
            table[name] = table[name].str.replace(_DAY, r"\1", regex=True)
    return table
