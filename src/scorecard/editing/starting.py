"""An empty scorecard of one's own: which files it has and where they come from."""

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from scorecard.editing.errors import AlreadyThereError, CannotWriteError, LeadsOutError
from scorecard.editing.writing import create_file, write_whole
from scorecard.records.schema import json_schemas

__all__ = ["create_files", "create_scorecard", "schema_files", "write_schemas"]

_EXAMPLE = "predictions/example-eclipse-2027"
_FILES = {
    "README.md": "README.md",
    "README.zh.md": "README.zh.md",
    ".gitignore": "gitignore",
    ".gitattributes": "gitattributes",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    ".github/workflows/scorecard.yml": "workflow.yml",
    "predictions/domains.yaml": "domains.yaml",
    "predictions/scorecard.yaml": "scorecard.yaml",
    f"{_EXAMPLE}/outlook.yaml": "outlook.yaml",
    f"{_EXAMPLE}/total-in-luxor.yaml": "prediction.yaml",
}
_BESIDE_RECORDS = ("prediction.schema.json", "outlook.schema.json", "scorecard.schema.json")


def schema_files(*, every: bool = False) -> dict[str, bytes]:
    """The JSON Schemas as files by name.

    Args:
        every: Whether those of domains and reviews are wanted too, not only those that stand
            beside the records.
    """
    return {
        name: (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
        for name, schema in json_schemas().items()
        if every or name in _BESIDE_RECORDS
    }


def create_files(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write files that are not there yet: all, or none.

    Args:
        folder: Where they go; it is made when it is missing.
        contents: What each file holds, by its path in the folder.

    Returns:
        The files, in order.

    Raises:
        AlreadyThereError: One of them exists.
        CannotWriteError: The system refused.
    """
    paths = [folder / name for name in contents]
    there = next((path for path in paths if path.exists() or path.is_symlink()), None)
    if there:
        raise AlreadyThereError(there)
    made: list[Path] = []
    try:
        for path, data in zip(paths, contents.values(), strict=True):
            create_file(path, data)
            made.append(path)
    except OSError as error:
        for path in made:
            path.unlink(missing_ok=True)
        raise CannotWriteError(folder, error.strerror or str(error)) from None
    return paths


def create_scorecard(folder: Path, *, program: str | None = None) -> list[Path]:
    """Make an empty scorecard: one example, the schemas, and what git and its host need.

    Args:
        folder: Where; none of the files may be there.
        program: What pip installs in the workflow; None leaves it to a variable of the repository.

    Returns:
        The files, in order.

    Raises:
        AlreadyThereError: One of the files exists.
        CannotWriteError: The system refused.
    """
    source = files("scorecard.editing") / "starter"
    contents = {path: (source / name).read_bytes() for path, name in _FILES.items()}
    fallback = f" || '{program}'" if program else ""
    workflow = ".github/workflows/scorecard.yml"
    contents[workflow] = contents[workflow].replace(b"@PROGRAM@", fallback.encode("utf-8"))
    schemas = {f"predictions/{name}": data for name, data in schema_files().items()}
    return create_files(folder, {**contents, **schemas})


def write_schemas(folder: Path, *, every: bool = False) -> list[Path]:
    """Write the JSON Schemas anew; files that are generated may be overwritten.

    Args:
        folder: Where, usually the folder of the records.
        every: Whether those of domains and reviews are written too.

    Returns:
        The files, in order.

    Raises:
        LeadsOutError: A file is a link out of the folder.
        CannotWriteError: The system refused.
    """
    written = []
    for name, data in schema_files(every=every).items():
        path = folder / name
        if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
            raise LeadsOutError(str(path))
        try:
            if not path.is_file() or path.read_bytes() != data:
                write_whole(path, data)
        except OSError as error:
            raise CannotWriteError(path, error.strerror or str(error)) from None
        written.append(path)
    return written
