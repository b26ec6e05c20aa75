"""Coverage of the tests by probes that remove themselves: a line costs only when it is first reached.

Whoever imports this before the program has its lines and branches counted, in the processes of the tests
and not in those that they start, and where the environment names a folder for it.
"""

import ast
import json
import os
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType

SOURCE = Path(__file__).parents[1] / "src"
WORKER, FOLDER = os.environ.get("PYTEST_XDIST_WORKER"), os.environ.get("COVERAGE")


class Probes:
    """What is reached of the program, from the time that this is made on."""

    def __init__(self) -> None:
        from slipcover import Slipcover
        from slipcover.branch import preinstrument

        self._slipcover = Slipcover(
            branch=True, immediate=True, source=[str(SOURCE)], exclude_also=["pragma: no branch"]
        )
        compiled: dict[str, CodeType] = {}
        plain = SourceFileLoader.get_code

        def get_code(loader: SourceFileLoader, name: str) -> CodeType | None:
            path = loader.get_filename(name)
            if not Path(path).is_relative_to(SOURCE):
                return plain(loader, name)
            if path not in compiled:  # the command line is imported again for another language
                tree = preinstrument(ast.parse(Path(path).read_bytes()))
                code = compile(tree, path, "exec", dont_inherit=True)
                compiled[path] = self._slipcover.instrument(code)
            return compiled[path]

        SourceFileLoader.get_code = get_code  # whichever way pytest imports a module

    def write(self, file: Path) -> None:
        """Write what was reached, for `slipcover --merge`."""
        file.write_text(json.dumps(self._slipcover.get_coverage()), encoding="utf-8")


PROBES = Probes() if FOLDER and WORKER else None


def write_what_was_reached() -> None:
    """Leave it in the folder, at the end of a process."""
    if PROBES:
        PROBES.write(Path(FOLDER, f"{WORKER}.json"))
