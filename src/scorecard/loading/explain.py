"""The problems of a document that is YAML and not a record, each at its line and column."""

import re

from pydantic import BaseModel, ValidationError

from scorecard.errors import Problem, closest
from scorecard.loading.faults import Fault, faults
from scorecard.loading.files import Source
from scorecard.loading.nodes import Node, Path, place_of
from scorecard.loading.slips import Slip, slip_in_word, slip_problem
from scorecard.loading.values import Place
from scorecard.loading.wording import said_of
from scorecard.rules import RULES

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
}
_NEEDS_BRACKETS = {"list_type", "model_type"}


def _slip(fault: Fault, root: Node | None) -> Slip | None:
    """The typing slip that explains the fault, at the character that was mistyped."""
    is_key = fault.kind == "extra_forbidden"
    word = fault.key if is_key else fault.raw
    if fault.kind not in _NEEDS_ASCII | _NEEDS_BRACKETS:
        return None
    line, column = place_of(root, fault.path, is_key=is_key)
    slip = slip_in_word(word, Place(line, column + fault.is_quoted))
    if slip and fault.kind in _NEEDS_BRACKETS and slip.rule != "fullwidth-bracket":
        return None
    return slip


def _problem(fault: Fault, slip: Slip | None, source: Source, root: Node | None) -> Problem:
    if slip:
        return slip_problem(slip, source.shown, is_in_names=fault.kind == "joined-names")
    said = said_of(fault)
    path = fault.path[:-1] if fault.kind == "missing" else fault.path
    place = place_of(root, path, is_key=fault.kind == "extra_forbidden")
    return RULES[said.rule].problem(source.shown, *place, said.message, said.hint)


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
    found = [(fault, _slip(fault, root)) for fault in faults(error, value, root, model)]
    mistyped = {_mistyped_key(*pair) for pair in found if pair[0].kind == "extra_forbidden"}
    problems = {
        _problem(fault, slip, source, root)
        for fault, slip in found
        if fault.kind != "missing" or fault.path not in mistyped
    }
    return sorted(problems, key=lambda problem: (problem.line, problem.column, problem.rule))
