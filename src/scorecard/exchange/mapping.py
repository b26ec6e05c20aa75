"""Other trackers' tables as ours: which column is which, which rows count, and what their words mean."""

import ast
import re
from collections.abc import Mapping as Words
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from scorecard.exchange.cells import COLUMNS, Asked, canonical, is_empty, meanings, normal
from scorecard.exchange.inputs import inputs
from scorecard.exchange.raw_table import RawTable
from scorecard.exchange.raw_tables import raw_tables
from scorecard.exchange.tables import REQUIRED, checked_tables
from scorecard.problems import CallError, Problem, UnknownWordError
from scorecard.text import Phrase, printable
from scorecard.verdicts import Verdict

ROW_NUMBER = "#"
_STEP = re.compile(r"\.([^.\[\]]+)|\[(-?\d+)\]")
_TAG_SIGN = re.compile(r"\s*[;,|，、；]\s*")


@dataclass(frozen=True)
class Mapping:
    """How a foreign table becomes ours.

    Attributes:
        columns: For each of our columns the source: a name; `a.b` and `a[1]` inside of objects, lists and
            tags; `a+b` joined by a slash; `a|b` the first that is filled; `=text` a constant; `a==b`
            accurate where two are equal; `#` the row's number.
        verdicts: Verdict of each foreign word; an empty one leaves the row unjudged.
        each: Columns that hold lists or tags; each entry becomes a row.
        wide: `forecaster=anna,ben`: columns that hold probabilities, and what their names are.
        where: Only rows in which a source has this word, or has not when it begins with `!`.
        needs: A column that a table must have to be mapped.
        beside: A column by which the table that is joined to it is known.
        join: The other table's key for each key of the mapped one.
        agree: Columns of both tables that must be equal unless one is empty.
        is_lenient: Whether columns may be missing and words without a meaning leave a row unjudged.
        dates: As in `Asked`.
        probabilities: As in `Asked`.
    """

    columns: Words[str, str]
    verdicts: Words[str, str] = field(default_factory=dict)
    each: tuple[str, ...] = ()
    wide: str = ""
    where: Words[str, str] = field(default_factory=dict)
    needs: str = ""
    beside: str = ""
    join: Words[str, str] = field(default_factory=dict)
    agree: tuple[str, ...] = ()
    is_lenient: bool = False
    dates: str | None = None
    probabilities: str | None = None

    @property
    def asked(self) -> Asked:
        """What it says about cells that can be read in two ways."""
        verdicts = {normal(word): verdict for word, verdict in self.verdicts.items()}
        return Asked(verdicts, self.dates, self.probabilities)

    def names(self, name: str) -> bool:
        """Whether it needs a column of the foreign table."""
        specs = [*self.columns.values(), *self.each, self.wide, *self.where]
        parts = {one for spec in specs for one in (spec, *re.split(r"==|[|+=,]", spec))}
        joined = [*self.join, *self.join.values(), *self.agree, self.needs, self.beside]
        is_part = any(one == name or one.startswith((f"{name}.", f"{name}[")) for one in parts)
        return canonical(name) is not None or is_part or name in joined


def pairs(given: Sequence[str], option: str) -> dict[str, str]:
    """`NAME=VALUE` options as a mapping.

    Raises:
        CallError: An option has no `=`, or a name is listed twice.

    Examples:
        >>> pairs(["id=slug", "domain==general"], "--column")
        {'id': 'slug', 'domain': '=general'}
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


def need_known(names: Sequence[str], allowed: Sequence[str], en: str, zh: str) -> None:
    """Refuse a name that is none of the allowed."""
    for name in names:
        if name not in allowed:
            what = Phrase(en, zh)
            raise UnknownWordError(what, name, allowed, is_listed=True)


def _entries(cell: Any) -> list[Any]:  # noqa: ANN401  (any cell)
    """The entries of a list, of a list written as text, or of tags."""
    if isinstance(cell, list):
        return cell
    text = "" if cell is None or cell is pd.NA or isinstance(cell, float) else str(cell)
    if text.startswith("["):
        try:
            found = ast.literal_eval(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            found = None
        if isinstance(found, list):
            return found
    return [one for one in _TAG_SIGN.split(text) if one]


def _inside(cell: Any, steps: list[tuple[str, str]]) -> Any:  # noqa: ANN401  (any cell)
    """What stands in an object or list along a path; None where it ends."""
    for key, place in steps:
        if key:
            cell = cell.get(key) if isinstance(cell, dict) else None
            continue
        entries, number = _entries(cell), int(place)
        number -= number > 0
        cell = entries[number] if -len(entries) <= number < len(entries) else None
    return cell


def _plain(cell: Any) -> Any:  # noqa: ANN401  (any cell)
    """A list of words as one text."""
    is_words = isinstance(cell, list) and not any(isinstance(one, list | dict) for one in cell)
    return ("; ".join(map(str, cell)) or None) if is_words else cell


def _source(frame: pd.DataFrame, spec: str) -> "pd.Series[Any] | None":  # noqa: PLR0911  (one return for each form)
    """The cells of a source, see `Mapping`; None when no such column is there."""
    if spec in frame.columns:
        return frame[spec].map(_plain, na_action="ignore")
    if spec == ROW_NUMBER:
        return pd.Series([str(number) for number in range(1, len(frame) + 1)], index=frame.index)
    if spec.startswith("="):
        return pd.Series(spec.strip("=").strip("\"'"), index=frame.index, dtype="object")
    sign = next((one for one in ("==", "|", "+") if one in spec), None)
    if sign is None:
        base = max((str(one) for one in frame if spec.startswith(str(one))), key=len, default="")
        steps = _STEP.findall(spec[len(base) :])
        if (
            not base
            or "".join(f".{key}" if key else f"[{n}]" for key, n in steps) != spec[len(base) :]
        ):
            return None
        return frame[base].map(lambda cell: _plain(_inside(cell, steps)))
    parts = [_source(frame, part) for part in spec.split(sign)]
    found = [part for part in parts if part is not None]
    if sign == "|":
        first = found[0] if found else None
        for part in found[1:]:
            first = first.where(first.notna(), part)  # type: ignore[union-attr]  # there is one
        return first
    if len(found) < len(parts):
        return None
    texts = [part.astype("str").where(part.notna()) for part in found]
    if sign == "+":
        rows = zip(*texts, strict=True)
        joined = ["/".join(one for one in row if isinstance(one, str)) or None for row in rows]
        return pd.Series(joined, index=frame.index, dtype="str")
    left, right = (one.map(normal, na_action="ignore") for one in texts[:2])
    is_equal = (left == right).map({True: Verdict.ACCURATE.value, False: Verdict.INACCURATE.value})
    return is_equal.where(left.notna() & right.notna(), None)


def _joined(raws: list[RawTable], mapping: Mapping) -> list[RawTable]:
    """The tables that a mapping is for, with the rows of the one beside them."""
    mains = [one for one in raws if not mapping.needs or mapping.needs in one.frame]
    others = [one.frame for one in raws if mapping.beside in one.frame]
    if not mapping.join or not others:
        return mains
    right = pd.concat(others, ignore_index=True)
    right = right.rename(columns={theirs: ours for ours, theirs in mapping.join.items()})
    keys = list(mapping.join)
    right[keys] = right[keys].map(lambda cell: str(_plain(cell)))
    found = []
    for one in mains:
        left = one.frame.reset_index(names="\0line")
        left[keys] = left[keys].map(lambda cell: str(_plain(cell)))
        both = left.merge(right, on=keys, how="left", suffixes=("", "\0other"))
        for name in mapping.agree:
            if f"{name}\0other" in both:
                here, there = (both[one].map(_plain) for one in (name, f"{name}\0other"))
                both = both[here.isna() | there.isna() | (here == there)]
                both[name] = here.where(here.notna(), there)
        found.append(one._replace(frame=both.set_index("\0line")))
    return found


def _rows(frame: pd.DataFrame, mapping: Mapping) -> pd.DataFrame:
    """The rows that count: filtered, one for each entry of a list, one for each wide column."""
    choices = [[one for one in name.split("|") if one in frame] for name in mapping.each]
    there = [one[0] for one in choices if one]
    if there and len(there) == len(mapping.each):
        lists = {name: frame[name].map(_entries) for name in there}
        n = pd.concat([one.map(len) for one in lists.values()], axis=1).min(axis=1)
        cut = {
            name: pd.Series([cell[:m] for cell, m in zip(one, n, strict=True)], one.index, "object")
            for name, one in lists.items()
        }
        frame = frame.assign(**cut).explode(there)
    for spec, word in mapping.where.items():
        cells = _source(frame, spec)
        if cells is not None:
            is_word = cells.map(normal, na_action="ignore").fillna("") == normal(word.strip("!"))
            frame = frame[is_word != word.startswith("!")]
    if mapping.wide:
        kind, _, listed = mapping.wide.partition("=")
        columns = listed.split(",")
        need_known([kind], list(COLUMNS), "column of ours", "我们的列")
        need_known(columns, [str(one) for one in frame], "column", "列")
        parts = [
            frame.drop(columns=columns).assign(**{"probability": frame[name], kind: name})  # type: ignore[arg-type]  # a series and a text
            for name in columns
        ]
        frame = pd.concat(parts).sort_index(kind="stable")
    return frame


def imported(
    names: Sequence[str], mappings: Sequence[Mapping]
) -> tuple[pd.DataFrame, list[Problem]]:
    """The rows of foreign files as our typed columns, and what `score --table` would find wrong.

    Args:
        names: Files, patterns or `-`.
        mappings: Each takes the tables and rows that it is for.

    Raises:
        CallError: A file cannot be read, a column is not there, a word of the verdict column has no
            meaning, or something can be read in two ways.
    """
    with inputs(names) as (sources, _):
        raws = raw_tables(sources, lambda name: any(one.names(name) for one in mappings))
    found = [(_mapped(raw, one), one.asked) for one in mappings for raw in _joined(raws, one)]
    if not found:
        needed = " / ".join(dict.fromkeys(one.needs for one in mappings))
        has = printable(", ".join([*raws[0].frame, *raws[0].left_out]))
        en = f"{raws[0].shown} has no column {needed}; it has: {has}"
        raise CallError(Phrase(en, f"{raws[0].shown} 没有 {needed} 这一列；现有：{has}"))
    return checked_tables(found)


def _mapped(raw: RawTable, mapping: Mapping) -> RawTable:
    """One table with our columns; those that have our names already map to themselves."""
    need_known(list(mapping.columns), list(COLUMNS), "column of ours", "我们的列")
    verdicts = [one.value for one in Verdict]
    need_known([word for word in mapping.verdicts.values() if word], verdicts, "verdict", "判定")
    frame = _rows(raw.frame, mapping)
    ours = {canonical(str(name)) or "": str(name) for name in frame}
    specs: dict[str, str] = {**ours, **mapping.columns}
    table: dict[str, Any] = {}
    for name in COLUMNS:
        found = _source(frame, specs[name]) if name in specs else None
        if found is not None:
            table[name] = found
        elif name in REQUIRED or (name in mapping.columns and not mapping.is_lenient):
            there = [*map(str, frame), *raw.left_out]
            raise UnknownWordError(
                Phrase("column", "列"), specs.get(name, name), there, is_listed=True
            )
    if "verdict" in table and mapping.verdicts:
        table["verdict"] = _with_meaning(table["verdict"], mapping)
        outcome = _source(frame, specs["verdict"].rpartition("==")[2])
        if "==" in specs["verdict"] and outcome is not None:  # an outcome such as `annulled`
            said = outcome.map(normal, na_action="ignore").map(mapping.asked.verdicts)
            table["verdict"] = table["verdict"].where(said.isna(), said)
    return raw._replace(frame=pd.DataFrame(table, index=frame.index))


def _with_meaning(verdict: "pd.Series[Any]", mapping: Mapping) -> "pd.Series[Any]":
    """The verdict column without the words that leave a row unjudged.

    Raises:
        CallError: A word has no meaning.
    """
    known = {**meanings(Verdict), **mapping.asked.verdicts}
    words = sorted({str(one) for one in verdict.dropna() if not is_empty(one)})
    strange = [word for word in words if normal(word) not in known]
    if strange and not mapping.is_lenient:
        shown = printable(", ".join(strange))
        raise CallError(
            Phrase(
                f"say what these verdicts mean with --value WORD=VERDICT (or WORD= for none): {shown}",
                f"请用 --value 原词=判定 说明这些词（不计判定写 原词=）：{shown}",
            )
        )
    return verdict.where(~verdict.astype("str").isin(strange), None)
