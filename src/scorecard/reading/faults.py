"""What pydantic found wrong, as paths of the document with the values and nodes that they lead to."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, RootModel, ValidationError

from scorecard.reading.nodes import Node, Path, find
from scorecard.reading.values import Ambiguous

__all__ = ["Fault", "faults"]


MOST = 100
"""Faults of one file that are explained; nobody reads more at once."""


class Fault(NamedTuple):
    """One pydantic error with what stands at its place.

    Attributes:
        kind: pydantic's name of the error, or the rule that a field's own check names.
        path: The way to the value; for a missing or an unknown key, the way to the key.
        value: What was read there, None when nothing was.
        context: The facts of the error, such as the largest value allowed.
        model: The model around the value.
        node: The value's node, or None.
        is_in_two_languages: Whether the field also takes ``{en:, zh:}``.
    """

    kind: str
    path: Path
    value: Any
    context: dict[str, Any]
    model: type[BaseModel]
    node: Node | None
    is_in_two_languages: bool

    @property
    def raw(self) -> str:
        """The value as it is written, when it is a scalar; what an alias stands for, when it is one."""
        if self.node and self.node.kind == "scalar":
            return self.node.text
        if isinstance(self.value, Ambiguous):
            return self.value.text
        is_scalar = isinstance(self.value, str | int | float | date)
        return str(self.value) if is_scalar else ""

    @property
    def is_quoted(self) -> bool:
        """Whether the value stands in quotes."""
        return self.node is not None and self.node.style in {"'", '"'}

    @property
    def key(self) -> str:
        """The nearest key on the way to the value; empty for the document itself."""
        return next((str(step) for step in reversed(self.path) if isinstance(step, str)), "")


def _value_at(value: Any, path: Path) -> Any:  # noqa: ANN401  (YAML holds anything)
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


_BRANCHES = {"Bilingual": dict, "list[": list, "function-after[": str}
"""How pydantic names the branches of a union that it tried, and what each of them takes."""


def _branch_of(step: str | int) -> type | None:
    """What the branch of a union takes that a step names; None for a key."""
    return next((kind for name, kind in _BRANCHES.items() if str(step).startswith(name)), None)


def _is_branch(step: str | int) -> bool:
    return isinstance(step, str) and _branch_of(step) is not None


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401  (an annotation is any object)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def model_at(model: type[BaseModel], path: Path) -> type[BaseModel]:
    """The model that a path leads into; the last one known when it leads out of the models."""
    for step in path:
        name = "root" if issubclass(model, RootModel) else step
        if isinstance(name, str) and name in model.model_fields:
            model = next(_models_in(model.model_fields[name].annotation), model)
    return model


def _without_branches(steps: Path) -> Path:
    return tuple(step for step in steps if not _is_branch(step))


def _is_other_branch(value: object, steps: Path, number: int, lists: set[Path]) -> bool:
    """Whether a branch was tried for a value of another kind: a text, unless it is a mapping or a list.

    Args:
        value: The document.
        steps: The way to the error.
        number: The place of the branch in it.
        lists: The ways to the unions of which a list is a branch.
    """
    path = _without_branches(steps[:number])
    there = _value_at(value, path)
    meant: type = str
    if isinstance(there, dict):
        meant = dict
    elif isinstance(there, list) and path in lists:
        meant = list
    return _branch_of(steps[number]) is not meant


def _fault(
    detail: Any,  # noqa: ANN401  (pydantic's dictionary)
    value: object,
    root: Node | None,
    model: type[BaseModel],
    lists: set[Path],
) -> Fault | None:
    """One error; None when it speaks of the branch of a union that was not meant."""
    kind, location = detail["type"], detail["loc"]
    last = location[-1:] if kind in {"missing", "extra_forbidden"} else ()
    steps = location[: len(location) - len(last)]
    branches = [number for number, step in enumerate(steps) if _is_branch(step)]
    if any(_is_other_branch(value, steps, number, lists) for number in branches):
        return None
    path = (*_without_branches(steps), *last)
    return Fault(
        kind,
        path,
        _value_at(value, path),
        detail.get("ctx", {}),
        model_at(model, path[:-1]),
        find(root, path),
        bool(branches),
    )


def faults(
    error: ValidationError, value: object, root: Node | None, model: type[BaseModel]
) -> list[Fault]:
    """The faults of a document, in pydantic's order.

    Args:
        error: What pydantic raised.
        value: The document as `read_values` gave it.
        root: The document as `read_nodes` gave it.
        model: The model that was asked for.
    """
    details = error.errors(include_url=False, include_input=False)[:MOST]
    lists = {
        _without_branches(detail["loc"][:number])
        for detail in details
        for number, step in enumerate(detail["loc"])
        if _is_branch(step) and _branch_of(step) is list
    }
    found = (_fault(detail, value, root, model, lists) for detail in details)
    return [one for one in found if one is not None]
