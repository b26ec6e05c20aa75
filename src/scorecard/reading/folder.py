"""A whole folder of records in memory, for the commands that need every record."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scorecard.problems import Problem
from scorecard.processes import in_parts, without_garbage_collection
from scorecard.reading.files import list_files
from scorecard.reading.record_reader import Reading, read_record
from scorecard.records import Domain, Outlook, Prediction, Review, Settings


@dataclass(frozen=True, slots=True)
class Records:
    """Every record of a folder.

    Attributes:
        root: The folder.
        domains: The domains in the order of the file.
        outlooks: Outlooks by id, in the order of their ids.
        predictions: Predictions by id (`outlook/claim`), in the order of their ids.
        reviews: Reviews by name.
        readings: The files by id, with their texts and places.
        folder_problems: The problems that belong to no file that was read.
        digest: `sha256:…` of all files.
        settings: What scorecard.yaml says; the defaults where there is none.
        rows: The table that the records were made from; None for records of a folder.
    """

    root: Path
    domains: list[Domain]
    outlooks: dict[str, Outlook]
    predictions: dict[str, Prediction]
    reviews: dict[str, Review]
    readings: dict[str, Reading]
    folder_problems: list[Problem]
    digest: str
    settings: Settings = field(default_factory=Settings)
    rows: Any = None


def folder_digest(files: Iterable[tuple[str, bytes]]) -> str:
    """A digest of all files: equal when and only when ids and contents are equal.

    Args:
        files: Id and content of each file, in the order of the ids.

    Examples:
        >>> folder_digest([("a/b", b"x")]) == folder_digest([("a/b", b"y")])
        False
    """
    digest = hashlib.sha256()
    for name, content in files:
        digest.update(f"{name}\0".encode("utf-8", "surrogateescape"))
        digest.update(hashlib.sha256(content).digest())
    return f"sha256:{digest.hexdigest()}"


def with_domain_ids(
    predictions: Mapping[str, Prediction], domains: Collection[Domain]
) -> dict[str, Prediction]:
    """Predictions by id, those that name their domain in Chinese with its id instead.

    What is the id of a domain names no other one, whatever that is called in Chinese.

    Args:
        predictions: The predictions as they are written.
        domains: The domains of the folder.
    """
    known = {one.id for one in domains}
    ids = {one.zh: one.id for one in domains if one.zh not in known}
    return {
        id_: one.model_copy(update={"domain": ids[one.domain]}) if one.domain in ids else one
        for id_, one in predictions.items()
    }


def former_ids(given: Mapping[str, Prediction]) -> dict[str, str]:
    """The ids of predictions by those that they had before and that none has now."""
    return {old: id_ for id_, one in given.items() for old in one.formerly if old not in given}


def load_records(root: Path) -> Records:
    """Every record of a folder; files with errors are left out and their problems listed."""
    listing = list_files(root)
    with without_garbage_collection():
        readings = in_parts(lambda files: [read_record(one) for one in files], listing.files)
    good = [reading for reading in readings if reading.record is not None]
    of_kind = {
        kind: {reading.file.id: reading.record for reading in good if reading.file.kind == kind}
        for kind in ("prediction", "outlook", "review", "domains", "scorecard")
    }
    domains: list[Domain] = next((record.root for record in of_kind["domains"].values()), [])
    return Records(
        root=root,
        domains=domains,
        outlooks={id_.partition("/")[0]: record for id_, record in of_kind["outlook"].items()},
        predictions=with_domain_ids(of_kind["prediction"], domains),
        reviews={id_.partition("/")[2]: record for id_, record in of_kind["review"].items()},
        readings={reading.file.id: reading for reading in readings},
        folder_problems=listing.problems,
        digest=folder_digest((reading.file.id, reading.data) for reading in readings),
        settings=of_kind["scorecard"].get("scorecard", Settings()),
    )
