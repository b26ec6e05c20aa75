"""Results of earlier checks by the content of each file: a JSON file in the user's cache folder.

It is safe to delete. Every file is read and hashed at every check; only a file whose content was seen
before, by this same program, is not parsed again.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import scorecard
from scorecard.checks.folder_rules import Inspection
from scorecard.problems import Problem, ScorecardError
from scorecard.reading.files import RecordFile, read_bytes
from scorecard.rules import RULES
from scorecard.text import Phrase


def cache_folder(root: Path) -> Path | None:
    """The program's folder in the user's caches, from which results are believed.

    None where the user has no home, or where it lies in the folder of the records or in the checkout around
    it: what lies there, a stranger may have written.
    """
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111  (pathlib raises where there is no home)
    if base.startswith("~"):
        return None
    own = root.resolve()
    checkout = next((one for one in (own, *own.parents) if (one / ".git").exists()), own)
    folder = Path(base) / "scorecard"
    return None if folder.resolve().is_relative_to(checkout) else folder


def cache_file(root: Path) -> Path | None:
    """The cache of a folder of records; None where none would be believed."""
    folder = cache_folder(root)
    name = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:16]
    return folder / f"check-{name}.json" if folder else None


def _program() -> str:
    """A mark of the program's code: results of another version are not trusted."""
    folder, parts = Path(scorecard.__file__).parent, ("", "records", "reading", "checks")
    files = (one for part in parts for one in (folder / part).glob("*.py"))
    facts = [(file.name, (stat := file.stat()).st_size, stat.st_mtime_ns) for file in sorted(files)]
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def _holds(facts: dict[str, Any], latest_day: date | None) -> bool:
    """Whether a result holds on a day: what is dated later is a problem only until that day."""
    return latest_day is None or facts.get("last_day", "") <= latest_day.isoformat()


class Cache:
    """The cache of one folder of records; without a file it lasts as long as the program runs."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = file
        self.program = _program()
        self.entries: dict[str, list[Any]] = self._read()

    def _read(self) -> dict[str, list[Any]]:
        """The entries on disk; none when another program wrote them or a byte of them is damaged."""
        try:
            data = self.file.read_bytes() if self.file else b""
        except OSError:
            return {}
        seal, _, body = data.partition(b"\n")
        return dict(json.loads(body)) if seal == self._seal(body) else {}

    def _seal(self, body: bytes) -> bytes:
        """The first line of the file: it vouches for the program and for every byte of the rest."""
        return hashlib.sha256(self.program.encode() + body).hexdigest().encode()

    def lookup(
        self, files: Iterable[RecordFile], latest_day: date | None
    ) -> tuple[dict[str, Inspection], dict[str, bytes]]:
        """The results of earlier checks for the files whose content has not changed since.

        Args:
            files: The files.
            latest_day: The last day that has come; None allows dates in the future.

        Returns:
            The results by id, and by id the bytes of the files that changed.
        """
        known, changed = {}, {}
        for file in (one for one in files if one.id in self.entries):
            data = read_bytes(file)
            if isinstance(data, Problem):
                continue
            digest, problems, facts = self.entries[file.id]
            if hashlib.sha256(data).hexdigest() == digest and _holds(facts, latest_day):
                found = [
                    RULES[rule].problem(file.shown, line, column, Phrase(*said), Phrase(*hint))
                    for line, column, rule, _, said, hint in problems
                ]
                known[file.id] = Inspection(digest, found, facts)
            else:
                changed[file.id] = data
        return known, changed

    def remember(
        self, pairs: Iterable[tuple[RecordFile, Inspection]], latest_day: date | None
    ) -> None:
        """Keep results; it does not matter whether the cache can be written.

        Args:
            pairs: Each file with its result; one that could not be read is not kept.
            latest_day: The day given to `lookup`.
        """
        self.entries = {
            file.id: [one.digest, [problem[1:] for problem in one.problems], one.facts]
            for file, one in pairs
            if one.digest and _holds(one.facts, latest_day)
        }
        if self.file is None:
            return
        body = json.dumps(self.entries, ensure_ascii=False, check_circular=False).encode()
        from scorecard.writing import opened_folder

        with (
            suppress(OSError, ScorecardError),
            opened_folder(self.file.parent, make=True, patience=0) as folder,
        ):
            folder.write(self.file.name, self._seal(body) + b"\n" + body)
