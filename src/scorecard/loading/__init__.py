"""Files to predictions and problems; the only package that knows YAML."""

from scorecard.loading.files import Kind, RecordFile, Source, list_files
from scorecard.loading.folder import (
    Records,
    folder_digest,
    load_records,
    without_garbage_collection,
)
from scorecard.loading.nodes import Node, find, place_of, read_nodes
from scorecard.loading.reading import Reading, parse, read_record
from scorecard.loading.values import Place

__all__ = [
    "Kind",
    "Node",
    "Place",
    "Reading",
    "RecordFile",
    "Records",
    "Source",
    "find",
    "folder_digest",
    "list_files",
    "load_records",
    "parse",
    "place_of",
    "read_nodes",
    "read_record",
    "without_garbage_collection",
]
