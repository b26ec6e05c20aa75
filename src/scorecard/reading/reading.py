"""One file to one record: decode, parse, validate; whatever is wrong is a list of problems."""

from typing import Any, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from scorecard.problems import Problem, Severity
from scorecard.reading.explain import schema_problems
from scorecard.reading.files import Kind, RecordFile, Source, decode, read_bytes
from scorecard.reading.nodes import Node, Path, place_of, read_nodes
from scorecard.reading.syntax import slip_problems, syntax_problems, text_problems
from scorecard.reading.values import Place, ValuesFault, read_values
from scorecard.records import Domain, Outlook, Prediction, Review, Settings

__all__ = ["DomainList", "Reading", "parse", "read_record"]


class DomainList(RootModel[list[Domain]]):
    """The document of domains.yaml."""

    model_config = ConfigDict(strict=True, frozen=True)


_MODELS: dict[Kind, type[BaseModel]] = {
    "prediction": Prediction,
    "outlook": Outlook,
    "domains": DomainList,
    "review": Review,
    "scorecard": Settings,
}


class Reading(NamedTuple):
    """What one file gave: its record, or the problems that keep it from being one.

    Attributes:
        file: The file.
        record: The record; None when the file has errors.
        problems: What is wrong with the file by itself.
        source: Its text.
        places: The places of its top-level values, by key.
        data: Its bytes, for the digest of the folder.
    """

    file: RecordFile
    record: Any
    problems: list[Problem]
    source: Source
    places: dict[str, Place]
    data: bytes

    def place(self, path: Path) -> Place:
        """The place of a value in the file; a nested one costs a second reading."""
        if len(path) == 1 and path[0] in self.places:
            return self.places[str(path[0])]
        return place_of(read_nodes(self.source.text), path)


def _nodes(text: str) -> Node | None:
    try:
        return read_nodes(text)
    except yaml.YAMLError:  # pragma: no cover  (read_values accepted the same text)
        return None


def parse(source: Source, kind: Kind) -> tuple[Any, list[Problem], dict[str, Place]]:
    """The record of a text, its problems and the places of its top-level keys.

    Args:
        source: The text and how its file is shown.
        kind: Which record it should be.

    Returns:
        The record (None when there are problems), the problems and the places.
    """
    model = _MODELS[kind]
    problems = text_problems(source)
    if problems:
        return None, problems, {}
    try:
        value, places = read_values(source.text)
    except (yaml.YAMLError, ValuesFault) as error:
        return None, syntax_problems(source, error), {}
    try:
        return model.model_validate(value), [], places
    except ValidationError as error:
        problems = slip_problems(source) if isinstance(value, str) else []
        problems = problems or schema_problems(error, value, _nodes(source.text), source, model)
        return None, problems, places


def read_record(file: RecordFile) -> Reading:
    """A file's record; never raises for what the file contains.

    Args:
        file: A file of the folder.
    """
    data = read_bytes(file)
    if isinstance(data, Problem):
        return Reading(file, None, [data], Source(file.shown, ""), {}, b"")
    text, problems = decode(data, file.shown)
    source = Source(file.shown, text)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return Reading(file, None, problems, source, {}, data)
    record, found, places = parse(source, file.kind)
    return Reading(file, record, problems + found, source, places, data)
