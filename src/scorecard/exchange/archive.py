"""Everything that a folder of records holds as one JSON document, and the folder that it gives back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel, ValidationError

from scorecard.editing.scalars import as_block, values_of
from scorecard.editing.starting import new_files, schema_files
from scorecard.problems import CallError
from scorecard.reading.encodings import wide_name
from scorecard.reading.files import Kind, name_problem
from scorecard.reading.folder import Records
from scorecard.reading.record_reader import MODELS, parse
from scorecard.reading.yaml_reader import Document
from scorecard.text import printable
from scorecard.verdicts import RULE

SCHEMA = 2
_LARGEST = 256_000_000
_LARGEST_START = 1000


def _dumped(record: BaseModel) -> Any:  # noqa: ANN401  (JSON)
    return record.model_dump(mode="json", by_alias=True)


def said_by(records: Records, as_of: date) -> Records:
    """The records without the claims, and without what was said of claims, after a date; see `on_day`."""
    known = records.predictions.items()
    predictions = {id_: one.on_day(as_of) for id_, one in known if one.made_on <= as_of}
    reviews = {name: one for name, one in records.reviews.items() if one.opened_on <= as_of}
    return replace(records, predictions=predictions, reviews=reviews)


def archive(records: Records, as_of: date) -> dict[str, Any]:
    """The records as one JSON document, which `restore` turns into the folder again.

    Args:
        records: The records, without errors.
        as_of: The date of the states; that of a claim that was made later is null.
    """
    return {
        "schema": SCHEMA,
        "rule": RULE,
        "as_of": as_of.isoformat(),
        "records": records.digest,
        "settings": _dumped(records.settings) if "scorecard" in records.readings else None,
        "domains": [_dumped(one) for one in records.domains],
        "outlooks": [{"id": id_, **_dumped(one)} for id_, one in records.outlooks.items()],
        "predictions": [
            {"id": id_, "state": one.state_at(as_of).value if one.made_on <= as_of else None,
             **_dumped(one)}
            for id_, one in records.predictions.items()
        ],
        "reviews": [{"id": id_, **_dumped(one)} for id_, one in records.reviews.items()],
    }  # fmt: skip


def record_bytes(kind: Kind, record: BaseModel) -> bytes:
    """A record as a YAML file that reads back as itself; optional keys without a value are left out."""
    lines = as_block(values_of(record), 0, has_blocks=True)
    if kind == "domains":  # a list alone, without a key
        lines = [line.removeprefix("  ") for line in lines[1:]]
    if kind in {"scorecard", "outlook", "prediction"}:
        above = "" if kind == "scorecard" else "../"
        lines.insert(0, f"# yaml-language-server: $schema={above}{kind}.schema.json")
    return ("\n".join(lines) + "\n").encode("utf-8")


def _file(kind: Kind, path: str, content: Any) -> bytes:  # noqa: ANN401  (JSON)
    """The file of a record in an archive."""
    shown = printable(path, limit=300)
    try:
        record = MODELS[kind].model_validate(content)
    except ValidationError:
        document = Document(json.dumps(content, ensure_ascii=False, indent=1), shown)
        en, zh = parse(document, kind).problems[0].message
        raise CallError(f"{shown} is not a record: {en}", f"{shown} 不是记录：{zh}") from None
    data = record_bytes(kind, record)
    if parse(Document(data.decode("utf-8"), shown), kind).record != record:
        raise CallError(f"{shown} would not read back as it is", f"{shown} 写出后无法原样读回")
    return data


def _named(parts: object, what: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The id and the content of each part; ids are names, so that none leads elsewhere."""
    for part in parts if isinstance(parts, list) else [None]:
        content = part if isinstance(part, dict) else {}
        id_ = content.get("id")
        names = id_.split("/") if isinstance(id_, str) else []
        is_claim = what == "predictions"
        taken = {"reviews"} if what in {"predictions", "outlooks"} else set()
        is_fit = len(names) == 1 + is_claim and not any(map(name_problem, names))
        if not is_fit or names[0] in taken or (is_claim and names[1] == "outlook"):
            shown = printable(id_, limit=80)
            en = f"{what}: {shown!r} cannot be an id"
            raise CallError(en, f"{what}：“{shown}”不能用作 id")
        yield str(id_), {name: one for name, one in content.items() if name not in {"id", "state"}}


def archive_in(stream: IO[bytes]) -> dict[str, Any] | None:
    """The archive that a file holds; None when it holds something else, and is at its start again."""
    data = stream.read(_LARGEST_START)
    stream.seek(0)
    start = data.decode(wide_name(data) or "utf-8-sig", "ignore")  # PowerShell's > writes UTF-16
    is_likely = '"schema"' in start or '"as_of"' in start  # the first of sorted keys
    if not start.lstrip().startswith("{") or not is_likely:
        return None
    try:
        content = json.loads(stream.read(_LARGEST))
    except (ValueError, RecursionError):
        content = None
    stream.seek(0)
    is_ours = isinstance(content, dict) and {"schema", "rule", "predictions"} <= set(content)
    return content if is_ours else None


def restore(content: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write the folder that an archive was made of; nothing that is there is overwritten.

    Args:
        content: What `archive` gave, from JSON.
        folder: The folder of the records; it is made when it is not there.

    Returns:
        The files, in order.

    Raises:
        CallError: It is no archive, or one of its records is none.
        AlreadyThereError: One of the files exists.
        CannotWriteError: The system refused.
    """
    if content.get("schema") != SCHEMA:
        found = printable(content.get("schema"))
        en = f"the archive has schema {found}; this program reads {SCHEMA}"
        raise CallError(en, f"存档的 schema 是 {found}，本程序读取 {SCHEMA}")
    files = {"domains.yaml": _file("domains", "domains.yaml", content.get("domains", []))}
    if content.get("settings") is not None:
        files["scorecard.yaml"] = _file("scorecard", "scorecard.yaml", content["settings"])
    kinds: tuple[tuple[Kind, str, str], ...] = (
        ("outlook", "outlooks", "{}/outlook.yaml"),
        ("prediction", "predictions", "{}.yaml"),
        ("review", "reviews", "reviews/{}.yaml"),
    )
    parts = [
        (kind, form.format(id_), one)
        for kind, key, form in kinds
        for id_, one in _named(content.get(key, []), key)
    ]
    if len({name.casefold() for _, name, _ in parts}) < len(parts):
        en = "two ids are the same, or differ in capitals only"
        raise CallError(en, "有两个 id 相同，或只有大小写不同")
    files |= {name: _file(kind, name, one) for kind, name, one in parts}
    return new_files(folder, {**files, **schema_files()})
