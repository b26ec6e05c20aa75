"""How other trackers' tables become ours: which column is which, which rows count, what their words mean.

A mapping comes from the options of a call, from a file of the user, or from a preset of a known tracker.
"""

import re
import shlex
import tomllib
from collections.abc import Collection, Container, Sequence
from collections.abc import Mapping as Words
from dataclasses import field, fields, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from scorecard.exchange.cells import Asked, canonical, normal
from scorecard.exchange.inputs import STDIN, RawTable, UnreadableError, files_of
from scorecard.problems import CallError, UnknownWordError
from scorecard.text import Phrase, listed, printable, system_reason

REQUIRED = ("id", "domain", "verdict")
"""The columns without which a table cannot be scored."""


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
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

    columns: Words[str, str] = field(default_factory=dict)
    verdicts: Words[str, str] = field(default_factory=dict)
    each: tuple[str, ...] = ()
    wide: str = ""
    where: Words[str, str] = field(default_factory=dict)
    needs: str = ""
    beside: str = ""
    join: Words[str, str] = field(default_factory=dict)
    agree: tuple[str, ...] = ()
    is_lenient: bool = False
    dates: Literal["dmy", "mdy"] | None = None
    probabilities: Literal["percent", "share"] | None = None

    @property
    def asked(self) -> Asked:
        """What it says about cells that can be read in two ways."""
        return Asked(self.verdicts, self.dates, self.probabilities)

    def names(self, name: str) -> bool:
        """Whether it needs a column of the foreign table."""
        specs = [*self.columns.values(), *self.each, self.wide, *self.where]
        parts = {one for spec in specs for one in (spec, *re.split(r"==|[|+=]|,\s*", spec))}
        joined = [*self.join, *self.join.values(), *self.agree, self.needs, self.beside]
        is_part = any(one == name or one.startswith((f"{name}.", f"{name}[")) for one in parts)
        return canonical(name) is not None or is_part or name in joined

    def under(self, over: "Mapping") -> "Mapping":
        """The mapping with what another one says put over it."""
        changes = {one.name: value for one in fields(Mapping) if (value := getattr(over, one.name))}
        for name in ("columns", "where"):
            changes[name] = {**getattr(self, name), **getattr(over, name)}
        again = {*map(normal, over.verdicts)}  # a word in other letters too
        before = {word: one for word, one in self.verdicts.items() if normal(word) not in again}
        changes["verdicts"] = {**before, **over.verdicts}
        return replace(self, **changes)


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
            en = f"{option} takes NAME=VALUE, each name once, not {one!r}"
            raise CallError(en, f"{option} 要写成 名称=值，每个名称一次，不是“{one}”")
        found[name] = value
    return found


def need_known(
    names: Collection[str], allowed: Sequence[str], what: Phrase | str, shown: str = ""
) -> None:
    """Refuse a name that is none of the allowed, of a table if one is named.

    Raises:
        CallError: The first name that is not allowed.
    """
    for name in names:
        if name not in allowed:
            error = UnknownWordError(what, name, allowed, is_listed=True)
            en, zh = error.phrase
            raise CallError(f"{shown}: {en}", f"{shown}：{zh}") if shown else error


def mapping_of_file(file: Path) -> Mapping:
    """A mapping from a YAML, TOML or JSON file with the keys of `Mapping`.

    Raises:
        CallError: It cannot be read, or has another key.
    """
    from scorecard.reading.syntax_problems import Error, first_fault
    from scorecard.reading.yaml_reader import read_document  # JSON is YAML too

    try:
        text = file.read_text(encoding="utf-8-sig")
        content = tomllib.loads(text) if file.suffix == ".toml" else read_document(text).value
        return TypeAdapter(Mapping).validate_python(content)
    except Exception as error:  # noqa: BLE001  (two parsers, each with errors of its own)
        shown, said = printable(file, limit=4096), printable(error)
        en, zh = f"not valid TOML: {said}", f"TOML 写法有误：{said}"
        if isinstance(error, ValidationError):
            first = error.errors()[0]
            key = printable(".".join(map(str, first["loc"])))
            at, at_zh = (f"{key}: ", f"{key}：") if key else ("", "")
            en, zh = f"{at}{first['msg']}", f"{at_zh}值不对"
            if first["type"] == "unexpected_keyword_argument":
                keys = [one.name for one in fields(Mapping)]
                en, zh = UnknownWordError(Phrase("key", "个键"), key, keys, is_listed=True).phrase
        elif isinstance(error, UnicodeDecodeError):
            en, zh = "save it as UTF-8", "请另存为 UTF-8"
        elif isinstance(error, OSError):
            en, zh = system_reason(error)
        elif isinstance(error, Error):
            shown, (en, zh) = first_fault(text, shown, error)
        raise CallError(f"{shown} is not a mapping: {en}", f"{shown} 不是对应表：{zh}") from None


def presets() -> dict[str, dict[str, Any]]:
    """The content of every file of `presets/`, the formats of known trackers, by name.

    Returns:
        Of each `read_in`, where the format is defined, `signatures`, columns by which a table is known
        to be of this tracker, `mappings`, each for its kind of rows, and `shared`, what they have in common.
    """
    found = sorted(files("scorecard.exchange").joinpath("presets").iterdir(), key=str)
    return {one.name.removesuffix(".toml"): tomllib.loads(one.read_text("utf-8")) for one in found}


def preset(name: str) -> list[Mapping]:
    """The mappings of a preset.

    Raises:
        UnknownWordError: There is none of that name.
    """
    known = presets()
    need_known([name], list(known), "--from")
    shared = Mapping(**known[name].get("shared", {}), is_lenient=True)
    return [shared.under(Mapping(**one)) for one in known[name]["mappings"]]


def missing_columns(known: Container[str]) -> list[str]:
    """The columns that a table needs and that are not among some."""
    return [name for name in REQUIRED if name not in known]


def need_required(raw: RawTable, files: Sequence[str], known: Container[str]) -> None:
    """Refuse a table that lacks a column, `known` being our names of those that it has.

    So are `flat_tables` and `archive`, which have withdrawn claims too and other names for days.

    Raises:
        CallError: One is missing; the message points to `import`, or says that the cells are not parted.
    """
    if "window_closes_on" in raw.left_out or {"amendments", "formerly"} <= {*raw.left_out}:
        en = "it holds records for other programs; score what `scorecard export` prints"
        zh = "这是为其他程序导出的记录；请用 scorecard export 输出的表"
        raise UnreadableError(en, zh, raw.shown)
    if missing := missing_columns(known):
        has = [*(raw.headers.get(str(one), str(one)) for one in raw.frame), *raw.left_out]
        if len(has) == 1 and {*REQUIRED} <= {*map(canonical, re.split(r"\W+", has[0]))}:
            head = printable(has[0], limit=60)
            en = f"its header is one cell, `{head}`; put commas between cells, no quotes around a line"
            zh = f"表头只有一格：“{head}”；请用逗号分隔单元格，不要给整行加引号"
            raise UnreadableError(en, zh, raw.shown)
        cells = (str(one) for name in raw.frame for one in raw.frame[name][:99])
        if missing[1:] and {*missing} <= {*map(canonical, cells)}:
            en = "its rows are columns; swap them (Excel: Paste Special, Transpose)"
            raise UnreadableError(en, "行和列颠倒了；请对调（Excel：选择性粘贴，转置）", raw.shown)
        names, there = listed(missing), [printable(one) for one in listed(has)]
        found = (one for name in files for one in files_of(name))
        fitting = (one for one in found if raw.shown.startswith(printable(one, limit=4096)))
        file = shlex.quote(printable(max(fitting, key=len, default=STDIN)))
        all_in = {*has}.issuperset
        known_as = (name for name, one in presets().items() if any(map(all_in, one["signatures"])))
        columns = " ".join(f"--column {one}=…" for one in missing)
        options = next((f"--from {name}" for name in known_as), columns)
        command = f"scorecard import {file} {options} > table.csv"
        raise CallError(
            f"{raw.shown} lacks the columns: {names.en}; map it, for instance: {command}"
            f" (it has: {there[0]}){raw.beside.en}",
            f"{raw.shown} 缺少列：{names.zh}；请写明对应列，例如：{command}"
            f"（现有：{there[1]}）{raw.beside.zh}",
        )
