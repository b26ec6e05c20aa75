"""The floor of a check: every file parsed from PyYAML's C events and validated, no positions, no rules.

usage: bare_check.py FOLDER [PROCESSES]
"""

import gc
import sys
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from yaml.cyaml import CParser
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from scorecard.records import Domain, Outlook, Prediction

WORDS = {"null": None, "": None, "~": None, "true": True, "false": False}
MODELS = {"domains.yaml": list[Domain], "outlook.yaml": Outlook}


def plain(text: str) -> object:
    """The value of an unquoted scalar."""
    if text in WORDS:
        return WORDS[text]
    if text[0] in "0123456789-":
        for read in (int, float, date.fromisoformat):
            try:
                return read(text)
            except ValueError:
                continue
    return text


def value_of(text: str) -> object:
    """The document, built from the parser's events."""
    next_event = CParser(text).get_event
    root: list[Any] = []
    stack, current, key = [], root, None
    while True:
        event = next_event()
        kind = type(event)
        if kind is ScalarEvent:
            value = plain(event.value) if event.implicit[0] else event.value
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            value = {} if kind is MappingStartEvent else []
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            current, key = stack.pop()
            continue
        elif kind is AliasEvent:
            raise NotImplementedError
        elif kind is StreamEndEvent:
            return root[0]
        else:
            continue
        if type(current) is list:
            current.append(value)
        elif key is None:
            key = value
            continue
        else:
            current[key], key = value, None
        if kind is not ScalarEvent:
            stack.append((current, key))
            current, key = value, None


VALIDATORS = {name: TypeAdapter(model).validate_python for name, model in MODELS.items()}
PREDICTION = TypeAdapter(Prediction).validate_python


def n_bad(files: list[Path]) -> int:
    """How many of some files are no records."""
    bad = 0
    for file in files:
        validate = VALIDATORS.get(file.name, PREDICTION)
        try:
            validate(value_of(file.read_text(encoding="utf-8")))
        except ValidationError:
            bad += 1
    return bad


def main(folder: str, processes: str = "1") -> None:
    """Read every file of a folder and print how many are bad."""
    gc.disable()
    files = sorted(Path(folder).rglob("*.yaml"))
    n = int(processes)
    if n == 1:
        print(n_bad(files))
        return
    parts = [files[start::8] for start in range(8)]
    with get_context("fork").Pool(n) as pool:
        print(sum(pool.map(n_bad, parts, chunksize=1)))


if __name__ == "__main__":
    main(*sys.argv[1:])
