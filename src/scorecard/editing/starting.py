"""An empty scorecard of one's own: its files and the JSON Schemas beside the records."""

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from scorecard.editing.errors import AlreadyThereError, CannotWriteError, LeadsOutError
from scorecard.records.schema import json_schemas
from scorecard.writing import create_files, opened_folder, reason

__all__ = ["create_scorecard", "new_files", "schema_files", "write_schemas"]

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
        every: Whether those of domains and reviews are wanted too, not only those beside the
            records.
    """
    return {
        name: (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
        for name, schema in json_schemas().items()
        if every or name in _BESIDE_RECORDS
    }


def new_files(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write files that are not there yet: all, or none.

    Args:
        folder: The folder; it is made when it is missing.
        contents: The content of each file, by its path in the folder.

    Returns:
        The files, in order.

    Raises:
        AlreadyThereError: One of them exists.
        CannotWriteError: The system refused.
    """
    try:
        return create_files(folder, contents)
    except FileExistsError as error:
        raise AlreadyThereError(Path(error.filename)) from None
    except OSError as error:
        raise CannotWriteError(folder, reason(error)) from None


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
    return new_files(folder, {**contents, **schemas})


def write_schemas(folder: Path, *, every: bool = False) -> list[Path]:
    """Write the JSON Schemas anew; files that are generated may be overwritten.

    Args:
        folder: Where, usually the folder of the records.
        every: Whether those of domains and reviews are written too.

    Returns:
        The files, in order.

    Raises:
        LeadsOutError: A file is a link.
        CannotWriteError: The system refused.
    """
    written = []
    for name, data in schema_files(every=every).items():
        path = folder / name
        if path.is_symlink():
            raise LeadsOutError(str(path))
        try:
            if not path.is_file() or path.read_bytes() != data:
                with opened_folder(folder) as opened:
                    opened.write(name, data)
        except OSError as error:
            raise CannotWriteError(path, reason(error)) from None
        written.append(path)
    return written
