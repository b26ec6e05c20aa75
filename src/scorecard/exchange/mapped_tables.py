"""The tables of other trackers read by a mapping: their cells, rows and words as ours."""

import ast
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import reduce
from typing import Any

import pandas as pd

from scorecard.exchange import cells
from scorecard.exchange.inputs import Input, RawTable, UnreadableError, chosen_columns, named
from scorecard.exchange.mapping import REQUIRED, Mapping, need_known, need_required
from scorecard.exchange.raw_tables import raw_tables
from scorecard.exchange.tables import FORECASTS, Checked, checked_tables, not_read
from scorecard.problems import CallError, notice
from scorecard.summary.probability import one_forecast_each
from scorecard.summary.table_claims import TableClaims
from scorecard.table import with_states
from scorecard.text import Phrase, listed, printable
from scorecard.verdicts import Verdict

_ROW_NUMBER = "#"
_STEP = re.compile(r"\.([^.\[\]]+)|\[(-?\d+)\]")
_TAG_SIGN = re.compile(r"\s*[;,|，、；]\s*")
_ANSWERS = {**dict.fromkeys(("true", "yes", "y", "t", "是"), "1"),
            **dict.fromkeys(("false", "no", "n", "f", "否"), "0")}  # fmt: skip
"""Words in which two columns may give the same answer, as two programs write it."""


def _entries(cell: Any) -> list[Any]:  # noqa: ANN401  (any cell)
    """The entries of a list, of a list written as text by JSON or Python, or of tags."""
    if isinstance(cell, list):
        return cell
    text = "" if cell is None or cell is pd.NA or isinstance(cell, float) else str(cell)
    if text.startswith("["):
        for read in (json.loads, ast.literal_eval):
            with suppress(ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
                return list(read(text))
    return [one for one in _TAG_SIGN.split(text) if one]


def _plain(cell: Any, steps: Sequence[tuple[str, str]] = ()) -> Any:  # noqa: ANN401  (any cell)
    """What stands in an object or list along a path, None where it ends; a list of words as one text."""
    for key, place in steps:
        if key:
            cell = cell.get(key) if isinstance(cell, dict) else None
            continue
        entries, number = _entries(cell), int(place)
        number -= number > 0
        cell = entries[number] if -len(entries) <= number < len(entries) else None
    if not isinstance(cell, list) or any(isinstance(one, list | dict) for one in cell):
        return cell
    return "; ".join(str(one) for one in cell if one is not None) or None


def _is_empty(given: "pd.Series[Any]") -> "pd.Series[bool]":
    """Whether each cell is missing or says that there is nothing."""
    return given.isna() | given.map(cells.is_no_option).astype("bool")


def _source(frame: pd.DataFrame, spec: str) -> "pd.Series[Any] | None":  # noqa: PLR0911  (one return for each form)
    """The cells of a source, see `Mapping`; None when no such column is there."""
    if spec in frame.columns:
        return frame[spec].map(_plain, na_action="ignore")
    if spec == _ROW_NUMBER:
        first = frame.attrs.get(_ROW_NUMBER, 1)
        return pd.Series([str(first + n) for n in range(len(frame))], index=frame.index)
    if spec.startswith("="):
        return pd.Series(spec.lstrip("=").strip("\"'"), index=frame.index, dtype="object")
    sign = next((one for one in ("==", "|", "+") if one in spec), None)
    if sign is None:
        base = max((str(one) for one in frame if spec.startswith(str(one))), key=len, default="")
        rest = spec[len(base) :]
        steps = _STEP.findall(rest)
        is_path = "".join(f".{key}" if key else f"[{n}]" for key, n in steps) == rest
        return frame[base].map(lambda cell: _plain(cell, steps)) if base and is_path else None
    parts = [_source(frame, part) for part in spec.split(sign)]
    found = [part for part in parts if part is not None]
    if sign == "|" and found:
        return reduce(lambda first, part: first.mask(_is_empty(first) & part.notna(), part), found)
    if len(found) < len(parts) or (sign == "==" and parts[2:]):  # two are compared, not three
        return None
    texts = [part.astype("str").where(part.notna()) for part in found]
    if sign == "+":
        rows = zip(*texts, strict=True)
        joined = ["/".join(one for one in row if isinstance(one, str)) or None for row in rows]
        return pd.Series(joined, index=frame.index, dtype="str")
    left, right = (one.map(cells.normal, na_action="ignore").replace(_ANSWERS) for one in texts)
    is_equal = (left == right).map({True: Verdict.ACCURATE.value, False: Verdict.INACCURATE.value})
    return is_equal.mask(_is_empty(texts[0]) | _is_empty(texts[1]), None)


def _joined(raws: list[RawTable], mapping: Mapping) -> list[RawTable]:
    """The tables that a mapping is for, with the rows of the one beside them."""
    mains = [one for one in raws if not mapping.needs or mapping.needs in one.frame]
    others = [one for one in raws if mapping.beside in one.frame]
    if not mapping.join or not others:
        return mains
    for names, tables in ((mapping.join, mains), (mapping.join.values(), others)):
        for one in tables:
            need_known(names, list(map(str, one.frame)), _COLUMN, one.shown)
    right = pd.concat([one.frame for one in others], ignore_index=True)
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


def _wide(mapping: Mapping) -> tuple[str, list[str]]:
    """Our column that wide ones are named by, and those columns."""
    kind, _, names = mapping.wide.partition("=")
    return kind, re.split(r",\s*", names)


_COLUMN = Phrase("column", "一列")


def _rows(raw: RawTable, mapping: Mapping) -> pd.DataFrame:
    """The rows that count: filled, filtered, one for each entry of a list, one for each wide column."""
    is_filled = raw.frame.notna().any(axis=1) | raw.frame.columns.empty  # all may be constants
    frame = raw.frame[is_filled]
    there = [next((one for one in name.split("|") if one in frame), "") for name in mapping.each]
    if not (mapping.is_lenient or all(there)):
        need_known(mapping.each, list(map(str, frame)), _COLUMN, raw.shown)
    if there and all(there):
        lists = {name: frame[name].map(_entries) for name in there}
        lengths = pd.concat([one.map(len) for one in lists.values()], axis=1)
        n = lengths.min(axis=1)
        uneven = lengths.index[n < lengths.max(axis=1)]
        if len(uneven) and not mapping.is_lenient:
            en, zh = listed(there)
            en = f"the lists of {en} differ in length in line {uneven[0]}"
            zh = f"第 {uneven[0]} 行里 {zh} 的列表长度不同"
            raise UnreadableError(en, zh, raw.shown)
        for name, one in lists.items():
            entries = [cell[:m] for cell, m in zip(one, n, strict=True)]
            frame = frame.assign(**{name: pd.Series(entries, one.index, "object")})
        frame = frame.explode(there)
    for spec, word in mapping.where.items():
        given = _source(frame, spec)
        if given is None and not mapping.is_lenient:
            need_known([spec], [*map(str, frame), *raw.left_out], _COLUMN, raw.shown)
        if given is not None:
            found = given.map(cells.normal, na_action="ignore").fillna("")
            is_word = found == cells.normal(word.removeprefix("!"))
            frame = frame[is_word != word.startswith("!")]
    if mapping.wide:
        kind, columns = _wide(mapping)
        need_known([kind], list(cells.COLUMNS), Phrase("scorecard column", "一列"))
        need_known(columns, [*map(str, frame), *raw.left_out], _COLUMN, raw.shown)
        rest = frame.drop(columns=columns)
        # Who gave no probability made no forecast; options are told in full, and questions stay.
        is_given = ~frame[columns].map(cells.is_empty).astype("bool") | (kind == "option")
        parts = [rest.assign(probability=frame[one], **{kind: one}) for one in columns]
        parts = [part[is_given[one]] for one, part in zip(columns, parts, strict=True)]
        frame = pd.concat([*parts, rest[~is_given.any(axis=1)]]).sort_index(kind="stable")
    return frame


def imported(
    sources: Sequence[Input], names: Sequence[str], mappings: Sequence[Mapping]
) -> Checked:
    """The rows of foreign files as our typed columns, and what `score --table` would find wrong.

    Args:
        sources: The bytes.
        names: Files, patterns or `-`, as the call names them.
        mappings: Each takes the tables and rows that it is for.

    Raises:
        CallError: A file cannot be read, a column is not there, a word of the verdict column has no
            meaning, something can be read in two ways, or options are not told in full.
    """
    raws = raw_tables(
        sources,
        lambda name: name if any(one.names(name) for one in mappings) else None,
        lambda raw: min((_lacks(raw, one) for one in mappings), key=len),
    )
    found, n_rows = [], 0
    for mapping in mappings:
        for raw in _joined(raws, mapping):
            frame = _rows(raw, mapping)
            frame.attrs[_ROW_NUMBER] = n_rows + 1  # of its first row; those of the next table go on
            n_rows += len(frame)
            found.append(_mapped(raw, frame, mapping, names))
    if not found:
        needed = " / ".join(dict.fromkeys(one.needs for one in mappings))
        en, zh = map(printable, listed([*map(str, raws[0].frame), *raws[0].left_out]))
        en = f"{raws[0].shown} has no column {needed}; it has: {en}{raws[0].beside.en}"
        raise CallError(en, f"{raws[0].shown} 没有 {needed} 这一列；现有：{zh}{raws[0].beside.zh}")
    table, problems = checked_tables(found)
    spec, each = found[0].headers["id"], mappings[0].each
    if each and "probability" not in table and "+" not in spec:
        typed = f"--column id={'+'.join([spec, *each])}"
        hint = Phrase(f"Entries share an id; add {typed}", f"各项同用一个 id；请加上 {typed}")
        problems = [
            one._replace(hint=hint) if one.rule == "repeated-id" else one for one in problems
        ]
    ignored = dict.fromkeys(printable(name) for raw in raws for name in raw.left_out)
    if not any(one.is_lenient for one in mappings):  # a preset knows what it leaves, or lacks
        _tell_nowhere(raws, mappings)
        if ignored:
            notice(not_read(ignored))
    if "option" in table and not problems:
        rows = one_forecast_each(with_states(table, as_of=date.max), "last")
        TableClaims(rows).losses()  # refuses options that are not told in full
    return table, problems


def _tell_nowhere(raws: list[RawTable], mappings: Sequence[Mapping]) -> None:
    """Tell of columns that are one of several choices and in no table, as a slip of the pen is."""
    plain = (one for one in mappings if not one.wide)  # wide columns become others
    specs = (spec for one in plain for spec in (*one.columns.values(), *one.each))
    choices = (spec for spec in specs if "|" in spec and spec[0] != "=")
    parts = (part for spec in choices for part in re.split(r"==|\|", spec))
    nowhere = [one for one in parts if all(_source(raw.frame, one) is None for raw in raws)]
    if nowhere:
        en, zh = map(printable, listed(nowhere))
        notice(Phrase(f"no table has these columns: {en}", f"哪张表里都没有这些列：{zh}"))


def _specs(raw: RawTable, mapping: Mapping) -> dict[str, str]:
    """The source of each of our columns; a column that alone has one of our names maps to itself."""
    names = [str(name) for name in raw.frame]
    with named(raw.shown):
        places, _ = chosen_columns(
            names,
            lambda name: (
                None if cells.canonical(name) in mapping.columns else cells.canonical(name)
            ),
        )
    return {ours: names[place] for ours, place in places.items()} | {**mapping.columns}


def _lacks(raw: RawTable, mapping: Mapping) -> list[str]:
    """What a mapping does not find in a table of what it needs, or of what is joined to another table."""
    if mapping.needs:
        is_there = not {mapping.needs, mapping.beside}.isdisjoint(raw.frame)
        return [] if is_there else [mapping.needs]
    first = raw.frame.head(0)
    if mapping.wide:  # as `_rows` makes it
        kind, columns = _wide(mapping)
        if not set(columns) <= set(first):
            return [one for one in columns if one not in first]
        first = first.assign(**{kind: None, "probability": None})
    try:
        specs = _specs(raw._replace(frame=first), mapping)
    except UnreadableError:
        return list(REQUIRED)
    return [one for one in REQUIRED if one not in specs or _source(first, specs[one]) is None]


def _mapped(raw: RawTable, frame: pd.DataFrame, mapping: Mapping, names: Sequence[str]) -> RawTable:
    """One table, by its rows that count, with our columns; those that have our names map to themselves."""
    need_known(mapping.columns, list(cells.COLUMNS), Phrase("scorecard column", "一列"))
    known = mapping.asked.words
    specs = _specs(raw._replace(frame=frame), mapping)
    table: dict[str, Any] = {}
    for name in cells.COLUMNS:
        found = _source(frame, specs[name]) if name in specs else None
        if found is not None:
            table[name] = found
        elif name in specs and (name in REQUIRED or not mapping.is_lenient):
            need_known([specs[name]], [*map(str, frame), *raw.left_out], _COLUMN, raw.shown)
    need_required(raw, names, table)
    verdict = table["verdict"]
    if mapping.is_lenient:
        words = verdict.map(cells.normal, na_action="ignore")
        table["verdict"] = verdict = verdict.where(
            words.isin([*cells.meanings(Verdict), *known]), None
        )
    guess, outcome = (_source(frame, one) for one in specs["verdict"].rpartition("==")[::2])
    if guess is not None and outcome is not None:  # an outcome such as `annulled`
        words = outcome.map(cells.normal, na_action="ignore")
        is_new = ~words.isin([*guess.map(cells.normal, na_action="ignore"), *known]) & ~_is_empty(
            outcome
        )
        answers = {"", Verdict.ACCURATE, Verdict.INACCURATE}
        others = [
            one for one in map(str, outcome[is_new].unique()) if cells.likely(one) not in answers
        ]
        cells.need_meaning([] if mapping.is_lenient else others)
        table["verdict"] = verdict.where(words.map(known).isna(), words.map(known))
    ours = pd.DataFrame(table, index=frame.index)
    with suppress(LookupError):  # the order of day and month is asked later
        ours = _last_of_each_day(ours, mapping.dates)
    return raw._replace(frame=ours, headers=specs, asked=mapping.asked)


def _last_of_each_day(table: pd.DataFrame, order: str | None) -> pd.DataFrame:
    """The last of the forecasts that somebody made on one day: ours are told apart by days, not by hours."""
    keys = [name for name in ("id", *FORECASTS) if name in table]
    if not {"made_on", "probability"} <= {*table}:
        return table
    plain = table.reset_index(drop=True)
    some = plain.dropna(subset=["made_on", "probability"])
    given = some["made_on"][some.duplicated(keys, keep=False)].astype("str")
    times = given.map(cells.time_of).astype("float64")
    days = given.map(lambda text: cells.day_of(text, order))
    some = some.loc[given.index].assign(made_on=days, time=times.fillna(0))
    last = some.groupby([*keys, "made_on"], dropna=False)["time"].transform("max")
    is_same = some.duplicated([*keys, "made_on", "time", "probability"])
    # A day given twice is a row that was copied.
    earlier = some.index[(some["time"] < last) | (is_same & times.notna())]
    if n := len(earlier):
        en = f"forecasts revised on the same day: {n:,}; the last of a day counts"
        notice(Phrase(en, f"当天又改过的概率：{n:,} 条；每天以最后一条为准"))
    return table[~plain.index.isin(earlier)]
