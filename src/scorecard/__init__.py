"""Published forecasts, kept honest: claims on record, judged, scored and drawn.

For Python and notebooks: `load` reads a folder of records, `read_table` a table; see docs/python.md.
"""

from typing import Any

__all__ = ["DISTRIBUTION", "Score", "Scorecard", "load", "read_table"]

DISTRIBUTION = "forecast-scorecard"
"""What pip installs; the name `scorecard` on the package index is another program's."""


def __getattr__(name: str) -> Any:  # noqa: ANN401  (`__init__.pyi` has the types)
    """The names of `scorecard.interface`, imported when they are first used: every command imports this."""
    if name not in __all__:
        raise AttributeError(f"module 'scorecard' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module("scorecard.interface"), name)


def __dir__() -> list[str]:
    return __all__
