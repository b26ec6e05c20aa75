"""What earlier checks found, by the content of each file: a plain JSON file in the user's cache folder.

It is safe to delete and never trusted over the files: every file is read and hashed at every check, and
only a file whose content was seen before, by this same program, is not parsed again.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import scorecard
from scorecard.checks.folder import Inspection
from scorecard.problems import Problem, Severity
from scorecard.reading.files import RecordFile, read_bytes
from scorecard.text import Phrase

__all__ = ["Cache", "cache_file"]


def cache_file(root: Path) -> Path | None:
    """Where the memory of a folder is kept: under XDG_CACHE_HOME, never in the folder itself.

    None where the user has no home.
    """
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111  (pathlib raises where there is no home)
    if base.startswith("~"):
        return None
    name = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:16]
    return Path(base) / "scorecard" / f"check-{name}.json"


def _program() -> str:
    """A mark of the program's code: what another version found is not trusted."""
    folder = Path(scorecard.__file__).parent
    files = [
        folder / "rules.py",
        *(one for part in ("records", "reading", "checks") for one in (folder / part).glob("*.py")),
    ]
    facts = [(file.name, (stat := file.stat()).st_size, stat.st_mtime_ns) for file in sorted(files)]
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def _plain(inspection: Inspection) -> list[Any]:
    problems = [problem[1:] for problem in inspection.problems]
    return [inspection.digest, problems, inspection.facts]


def _inspection(shown: str, plain: list[Any]) -> Inspection:
    digest, problems, facts = plain
    return Inspection(
        digest,
        [
            Problem(shown, line, column, rule, Severity(severity), Phrase(*message), Phrase(*hint))
            for line, column, rule, severity, message, hint in problems
        ],
        facts,
    )


class Cache:
    """The memory of one folder of records."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.program = _program()
        self.entries: dict[str, list[Any]] = self._read()

    def _read(self) -> dict[str, list[Any]]:
        """The entries on disk; none when another program wrote them or a byte of them is damaged."""
        try:
            seal, _, body = self.file.read_bytes().partition(b"\n")
        except OSError:
            return {}
        return dict(json.loads(body)) if seal == self._seal(body) else {}

    def _seal(self, body: bytes) -> bytes:
        """The first line of the file: which program wrote it, and that the rest is as it was written."""
        return hashlib.sha256(self.program.encode() + body).hexdigest().encode()

    def lookup(self, files: Iterable[RecordFile]) -> dict[str, Inspection]:
        """What was found in those files whose content is the same as then, by id."""
        known = {}
        for file in files:
            entry = self.entries.get(file.id)
            if entry is None or not entry[0]:  # a file that could not be read has no digest
                continue
            data = read_bytes(file)
            if isinstance(data, bytes) and hashlib.sha256(data).hexdigest() == entry[0]:
                known[file.id] = _inspection(file.shown, entry)
        return known

    def remember(self, pairs: Iterable[tuple[RecordFile, Inspection]]) -> None:
        """Keep what was found; a cache that cannot be written is no fault."""
        entries = {file.id: _plain(inspection) for file, inspection in pairs}
        body = json.dumps(entries, ensure_ascii=False, check_circular=False).encode()
        with suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.file.parent, prefix=".check-")
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(self._seal(body) + b"\n" + body)
                Path(name).replace(self.file)
            finally:
                Path(name).unlink(missing_ok=True)
