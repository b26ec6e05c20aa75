"""Files to records and problems; the only package that knows YAML.

Its modules are imported one by one: a check that finds every file in its cache never loads the models.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["without_garbage_collection"]


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Pause Python's garbage collector while records accumulate, where it costs more than reading them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
