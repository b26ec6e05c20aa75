"""One file to one record: decode, parse, validate; whatever is wrong becomes a list of problems."""

from contextlib import suppress
from typing import Any, NamedTuple, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from scorecard.problems import Place, Problem, Severity
from scorecard.reading.encodings import decode
from scorecard.reading.files import Kind, RecordFile, Source, read_bytes
from scorecard.reading.raw_text import RawFaults, is_suspect, raw_faults
from scorecard.reading.usual_layout import read_usual_layout
from scorecard.reading.yaml_document import Document, Path
from scorecard.reading.yaml_reader import DocumentError, read_document
from scorecard.records import Domain, Outlook, Prediction, Review, Settings
from scorecard.rules import RULES, BrokenRule


class DomainList(RootModel[list[Domain]]):
    """The document of domains.yaml."""

    model_config = ConfigDict(strict=True, frozen=True)


AnyRecord: TypeAlias = Prediction | Outlook | DomainList | Review | Settings
"""The record of a file, by its kind."""

MODELS: dict[Kind, type[BaseModel]] = {
    "prediction": Prediction,
    "outlook": Outlook,
    "domains": DomainList,
    "review": Review,
    "scorecard": Settings,
}


class Parsed(NamedTuple):
    """A text as a record, or None with the problems that keep it from being one."""

    record: Any
    problems: list[Problem]
    document: Document


class Reading(NamedTuple):
    """A file as a record, or None with the problems that keep it from being one.

    Attributes:
        file: The file.
        record: The record; None when the file has errors.
        problems: What is wrong with the file by itself.
        document: Its text with the plain values and their positions.
        data: Its bytes.
    """

    file: RecordFile
    record: Any
    problems: list[Problem]
    document: Document
    data: bytes

    def place(self, path: Path) -> Place:
        """The place of a value in the file."""
        return self.document.place(path)

    def problem(self, broken: BrokenRule) -> Problem:
        """A broken rule at its place in the file."""
        rule, path, message, hint = broken
        return RULES[rule].problem(self.file.shown, *self.place(path), message, hint)


def parse(source: Source, kind: Kind) -> Parsed:
    """A text as a record."""
    model = MODELS[kind]
    if usual := read_usual_layout(source.text):
        with suppress(ValidationError):  # the messages are about what the parser reads
            document = Document(source.text, usual.value, starts=usual.starts)
            return Parsed(model.model_validate(usual.value), [], document)
    return _parse(source, kind)


def _parse(source: Source, kind: Kind) -> Parsed:
    """A text of any layout as a record."""
    model = MODELS[kind]
    raw = raw_faults(source) if is_suspect(source.text) else None
    if raw and raw.problems:
        return _without_raw_faults(source, kind, raw)
    try:
        document = read_document(source.text)
        return Parsed(model.model_validate(document.value), [], document)
    except yaml.YAMLError as error:
        if (raw := raw_faults(source)).problems:
            return _without_raw_faults(source, kind, raw)
        return Parsed(None, _syntax(source, error, model), Document(source.text))
    except DocumentError as error:
        return Parsed(None, _syntax(source, error, model), Document(source.text))
    except ValidationError as error:
        # Imported here and below: a folder without errors needs none of the messages.
        from scorecard.reading.schema_problems import schema_problems

        problems = _syntax(source, None, model) if isinstance(document.value, str) else []
        problems = problems or schema_problems(error, document, source.shown, model)
        return Parsed(None, problems, document)


def _without_raw_faults(source: Source, kind: Kind, raw: RawFaults) -> Parsed:
    """The faults of a text before it is parsed, and the problems in other lines of what is left."""
    lines = {one.line for one in raw.problems}
    rest = [one for text in raw.texts for one in parse(Source(source.shown, text), kind).problems]
    others = [one for one in dict.fromkeys(rest) if one.line not in lines]
    return Parsed(None, [*raw.problems, *others], Document(source.text))


_OF_WHAT_IS_LEFT_OUT = {"missing-key", "empty-value", "empty-text"}


def _syntax(
    source: Source, error: yaml.YAMLError | DocumentError | None, model: type[BaseModel]
) -> list[Problem]:
    """The faults of a text as YAML, and what its values would break once these are mended."""
    from scorecard.reading.schema_problems import schema_problems
    from scorecard.reading.syntax_problems import syntax_faults

    faults = syntax_faults(source, error)
    if faults.document is None or not faults.problems:
        return faults.problems
    try:
        model.model_validate(faults.document.value)
    except ValidationError as invalid:
        found = schema_problems(invalid, faults.document, source.shown, model)
    else:
        return faults.problems
    lines = {one.line for one in faults.problems}
    others = [
        one
        for one in found
        if one.line not in faults.mended | lines
        and (faults.is_whole or one.rule not in _OF_WHAT_IS_LEFT_OUT)
    ]
    return sorted([*faults.problems, *others], key=lambda one: (one.line, one.column))


def read_record(file: RecordFile, data: bytes | None = None) -> Reading:
    """A file as a record; never raises for what the file contains."""
    found = read_bytes(file) if data is None else data
    if isinstance(found, Problem):
        return Reading(file, None, [found], Document(""), b"")
    text, problems = decode(found, file.shown)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return Reading(file, None, problems, Document(""), found)
    parsed = parse(Source(file.shown, text), file.kind)
    return Reading(file, parsed.record, problems + parsed.problems, parsed.document, found)
