"""Mappings that are kept in files: those of the user, those of known trackers, and one that could fit."""

import json
import shlex
import tomllib
from collections.abc import Mapping as Words
from collections.abc import Sequence
from dataclasses import fields, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from scorecard.exchange.cells import canonical, normal
from scorecard.exchange.mapping import ROW_NUMBER, Mapping, need_known
from scorecard.problems import CallError, UnknownWordError
from scorecard.text import Phrase, printable

_LIKELY: Words[str, tuple[str, ...]] = {
    "id": ("slug", "questionid", "key", "uuid", "name", "title", "question", "标题", "问题"),
    "domain": ("category", "topic", "theme", "area", "tags", "source", "类别", "分类", "主题"),
    "verdict": ("status", "outcome", "resolution", "result", "resolvedto", "结果", "状态"),
    "probability": ("forecast", "prob", "p", "confidence", "credence", "prediction"),
    "made_on": ("date", "created", "createdat", "freezedate", "predictedon", "日期"),
    "closes_on": ("deadline", "closedate", "resolveby", "resolutiondate", "due", "duedate"),
    "forecaster": ("user", "username", "author", "person", "model", "userid"),
}
"""Names that other trackers give to our columns, by `normal`, the likeliest first."""


class Preset(NamedTuple):
    """The format of a tracker, a file of `presets/`.

    Attributes:
        read_in: Where the format is defined.
        signature: Columns by which a table is known to be of this tracker.
        mappings: How it becomes our table; each takes its kind of rows.
    """

    read_in: str
    signature: frozenset[str]
    mappings: tuple[Mapping, ...]


def _mapping(content: Words[str, Any], *, is_lenient: bool = False) -> Mapping:
    """A mapping from the values of a file.

    Raises:
        UnknownWordError: A key is none of `Mapping`.
    """
    known = [one.name for one in fields(Mapping) if one.name != "is_lenient"]
    need_known(list(content), known, "key", "键")
    plain: dict[str, Any] = {
        key: tuple(one) if isinstance(one, list) else one for key, one in content.items()
    }
    return Mapping(**{"columns": {}, **plain, "is_lenient": is_lenient})


def mapping_of_file(file: Path) -> Mapping:
    """A mapping from a YAML, TOML or JSON file with the keys of `Mapping`.

    Raises:
        CallError: It cannot be read, or has another key.
    """
    shown = printable(file, limit=4096)
    try:
        text = file.read_text(encoding="utf-8")
        if file.suffix in {".yaml", ".yml"}:
            from scorecard.reading.yaml_reader import read_document

            content: Any = read_document(text).value
        else:
            content = tomllib.loads(text) if file.suffix == ".toml" else json.loads(text)
        return _mapping(dict(content))
    except CallError:
        raise
    except Exception as error:  # noqa: BLE001  (three parsers, each with errors of its own)
        said = printable(error)
        raise CallError(
            Phrase(f"{shown} is not a mapping: {said}", f"{shown} 不是对应表：{said}")
        ) from None


def presets() -> dict[str, Preset]:
    """Every preset of `import --from`, by name."""
    found = {}
    for file in sorted(files("scorecard.exchange").joinpath("presets").iterdir(), key=str):
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        mappings = tuple(_mapping(one, is_lenient=True) for one in content["mappings"])
        signature = frozenset(content["signature"])
        found[file.name.removesuffix(".toml")] = Preset(content["read_in"], signature, mappings)
    return found


def preset(name: str) -> tuple[Mapping, ...]:
    """The mappings of a preset.

    Raises:
        UnknownWordError: There is none of that name.
    """
    known = presets()
    if name not in known:
        raise UnknownWordError(Phrase("--from", " --from 值"), name, known, is_listed=True)
    return known[name].mappings


def merged(first: Mapping, over: Mapping) -> Mapping:
    """A mapping with what another one says put over it."""
    changes = {one.name: getattr(over, one.name) for one in fields(Mapping)}
    changes = {name: value for name, value in changes.items() if value}
    for name in ("columns", "verdicts", "where"):
        changes[name] = {**getattr(first, name), **getattr(over, name)}
    return replace(first, **changes)


def suggestion(names: Sequence[str], has: Sequence[str]) -> str:
    """The `import` command that could map a table with these columns."""
    shown, known = shlex.quote(printable(names[0])), set(has)
    fit = next((name for name, one in presets().items() if one.signature <= known), None)
    if fit:
        return f"scorecard import {shown} --from {fit} > table.csv"
    by_name = {normal(one): one for one in reversed(has)}
    options = []
    for ours, likely in _LIKELY.items():
        theirs = next((by_name[one] for one in (normal(ours), *likely) if one in by_name), None)
        otherwise = {"id": ROW_NUMBER, "domain": "=general", "verdict": "…"}.get(ours)
        if (theirs or otherwise) and canonical(theirs or "") != ours:
            options.append(f"--column {shlex.quote(f'{ours}={theirs or otherwise}')}")
    return " ".join(["scorecard import", shown, *options, "> table.csv"])
