"""Charts: finished numbers in, a `matplotlib.figure.Figure` out; nothing is computed here.

In the package itself is the index of a folder of charts: the day they are dated by, their words, and the
digest of every file. It is read without what draws, which takes a third of a second to import.
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scorecard.charts.slide import Chart

MANIFEST = "charts.json"
FORMATS = ("png", "svg", "pdf")

logging.getLogger("matplotlib").setLevel("ERROR")  # it warns of settings that no chart follows


def manifest_text(files: Mapping[str, bytes], charts: "Mapping[str, Chart]", *, as_of: str) -> str:
    """The index of the chart files as JSON: the words of every chart, and why one is not drawn."""
    held = {
        "as_of": as_of,
        "charts": {name: chart.as_json() for name, chart in charts.items()},
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    return json.dumps(held, indent=2, ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder of charts, or None when there is none that can be read."""
    try:
        held = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        is_sound = isinstance(held["as_of"], str) and isinstance(held["files"], dict)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return held if is_sound else None
