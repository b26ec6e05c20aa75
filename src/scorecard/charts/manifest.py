"""The index of a folder of charts: the day they are dated by, their words, and the digest of every file.

It is read without what draws, which takes a third of a second to import.
"""

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scorecard.charts.slide import Chart

MANIFEST = "charts.json"
FORMATS = ("png", "svg", "pdf")


def tools() -> dict[str, str]:
    """The versions that decide the bytes."""
    return {name: version(name) for name in ("matplotlib", "pillow", "zhplot")}


def manifest_text(files: Mapping[str, bytes], charts: "Mapping[str, Chart]", *, as_of: str) -> str:
    """The index of the chart files as JSON: the words of every chart, and why one is not drawn."""
    held = {
        "as_of": as_of,
        "tools": tools(),
        "charts": _words(charts),
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    return json.dumps(held, indent=2, ensure_ascii=False) + "\n"


def _words(charts: "Mapping[str, Chart]") -> dict[str, Any]:
    return {name: chart.as_json() for name, chart in charts.items()}


def is_index_of(
    held: Mapping[str, Any], charts: "Mapping[str, Chart]", files: "Mapping[str, bytes | None]"
) -> bool:
    """Whether a manifest has the words of these charts and the digest of each file that has a content."""
    if held.get("charts") != json.loads(json.dumps(_words(charts))):
        return False
    return held["files"].keys() == files.keys() and all(
        content is None or held["files"][name] == hashlib.sha256(content).hexdigest()
        for name, content in files.items()
    )


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder of charts, or None when there is none that can be read."""
    try:
        held = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        is_sound = isinstance(held["as_of"], str) and isinstance(held["files"], dict)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return held if is_sound else None
