"""The problems of a document that is YAML and not a record, each at its line and column."""

import re

from pydantic import BaseModel, ValidationError

from scorecard.problems import Problem
from scorecard.reading.faults import Fault, faults
from scorecard.reading.files import Source
from scorecard.reading.nodes import Node, Path, place_of
from scorecard.reading.slips import (
    WIDE_SPACES,
    Slip,
    bullet_in_list,
    indent_slip,
    line_problem,
    slip_in_word,
    slip_problem,
    unspaced_colon,
)
from scorecard.reading.values import Place
from scorecard.reading.wording import said_of
from scorecard.rules import RULES
from scorecard.text import closest

__all__ = ["schema_problems"]

_NEEDS_ASCII = {
    "extra_forbidden",
    "enum",
    "date_type",
    "not-a-date",
    "impossible-date",
    "bad-link",
    "bool_type",
    "float_type",
    "int_type",
    "string_pattern_mismatch",
    "joined-names",
    "spaced-name",
}
_NEEDS_BRACKETS = {"list_type", "model_type"}


def _slip(fault: Fault, root: Node | None) -> Slip | None:
    """The typing slip that explains the fault, at the character that was mistyped."""
    is_key = fault.kind == "extra_forbidden"
    word = fault.key if is_key else fault.raw
    if fault.kind not in _NEEDS_ASCII | _NEEDS_BRACKETS:
        return None
    line, column = place_of(root, fault.path, is_key=is_key)
    place = Place(line, column + fault.is_quoted)
    if fault.kind == "list_type" and (bullet := bullet_in_list(word, place)):
        return bullet
    slip = slip_in_word(word, place)
    if slip and fault.kind in _NEEDS_BRACKETS and slip.rule != "fullwidth-bracket":
        return None
    return slip or (unspaced_colon(word, fault.model.model_fields, place) if is_key else None)


def _problem(fault: Fault, slip: Slip | None, source: Source, root: Node | None) -> Problem:
    if slip:
        return slip_problem(slip, source.shown, is_in_names=fault.kind == "joined-names")
    said = said_of(fault)
    path = fault.path[:-1] if fault.kind == "missing" else fault.path
    place = place_of(root, path, is_key=fault.kind == "extra_forbidden")
    return RULES[said.rule].problem(source.shown, *place, said.message, said.hint)


def _wide_indents(known: list[Fault], root: Node | None) -> list[Slip]:
    """The full-width or no-break spaces that indent a key, and so become a part of it."""
    return [
        indent_slip(fault.key[0], place_of(root, fault.path, is_key=True))
        for fault in known
        if fault.kind == "extra_forbidden" and fault.key.startswith(WIDE_SPACES)
    ]


def _mistyped_key(fault: Fault, slip: Slip | None) -> Path:
    """The key that an unknown key was meant to be, as a path."""
    meant = re.split(r"\s*:", slip.instead)[0] if slip else fault.key
    return (*fault.path[:-1], closest(meant, fault.model.model_fields) or "")


def schema_problems(
    error: ValidationError, value: object, root: Node | None, source: Source, model: type[BaseModel]
) -> list[Problem]:
    """The problems of a document that is YAML and not a valid record.

    A key that is only mistyped is not reported as missing too.

    Args:
        error: What pydantic raised.
        value: The document as `read_values` gave it.
        root: The document as `read_nodes` gave it.
        source: The text and how its file is shown.
        model: The model that was asked for.

    Returns:
        One problem for each fault, in the order of their places.
    """
    known = faults(error, value, root, model)
    wide = _wide_indents(known, root)
    if wide:  # the keys below stand in the wrong mapping, so nothing else can be said
        return [line_problem(slip, source.shown) for slip in wide]
    found = [(fault, _slip(fault, root)) for fault in known]
    mistyped = {_mistyped_key(*pair) for pair in found if pair[0].kind == "extra_forbidden"}
    problems = {
        _problem(fault, slip, source, root)
        for fault, slip in found
        if fault.kind != "missing" or fault.path not in mistyped
    }
    return sorted(problems, key=lambda problem: (problem.line, problem.column, problem.rule))
