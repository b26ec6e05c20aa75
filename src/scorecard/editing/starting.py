"""An empty scorecard of one's own: its files and the JSON Schemas beside the records."""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from importlib.resources import files
from pathlib import Path

from scorecard.editing.errors import AlreadyThereError, CannotWriteError, LeadsOutError
from scorecard.reading.files import RecordFile
from scorecard.reading.record_reader import read_record
from scorecard.records import Domain
from scorecard.records.schema import json_schemas
from scorecard.text import Language
from scorecard.writing import create_files, opened_folder, reason

_EXAMPLE = "predictions/example-eclipse-2027"
_FILES = {
    "README.md": "README.md",
    "README.zh.md": "README.zh.md",
    ".gitignore": "gitignore",
    ".gitattributes": "gitattributes",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    ".github/workflows/scorecard.yml": "workflow.yml",
    ".vscode/settings.json": "vscode-settings.json",
    ".vscode/extensions.json": "vscode-extensions.json",
    "predictions/domains.yaml": "domains.yaml",
    "predictions/scorecard.yaml": "scorecard.yaml",
    f"{_EXAMPLE}/outlook.yaml": "outlook.yaml",
    f"{_EXAMPLE}/total-in-luxor.yaml": "prediction.yaml",
}
_BLOCK_IN_BOTH = re.compile(
    r"(?P<key>(?<=\n)[ ]*(?!-)\w+):\n[ ]+en: (?P<en>[^\n]*)\n[ ]+zh: (?P<zh>[^\n]*)"
)
_FLOW_IN_BOTH = re.compile(r"(?P<key>(?<=\n)\w+): \{en: (?P<en>[^,}\n]*), zh: (?P<zh>[^}\n]*)\}")
_LINK_TO_OTHER = re.compile(rb"\n\[[^\]\n]*\]\(README[.\w]*\)\n")
_BESIDE_RECORDS = ("prediction.schema.json", "outlook.schema.json", "scorecard.schema.json")


def schema_files(domains: Iterable[Domain] = (), *, every: bool = False) -> dict[str, bytes]:
    """The JSON Schemas as files by name.

    Args:
        domains: The domains of the folder, which an editor then offers; without any, each text will do.
        every: Whether those of domains and reviews are wanted too, not only those beside the
            records.
    """
    schemas, domains = json_schemas(), list(domains)
    if domains:
        names = [*(one.id for one in domains), *(one.zh for one in domains)]
        schemas["prediction.schema.json"]["properties"]["domain"]["enum"] = names
    return {
        name: (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
        for name, schema in schemas.items()
        if every or name in _BESIDE_RECORDS
    }


def _domains(file: RecordFile, data: bytes | None = None) -> list[Domain]:
    """The domains of a domains.yaml; none when it cannot be read."""
    record = read_record(file, data).record
    return [] if record is None else record.root


def _in_one_language(text: str, language: Language) -> str:
    """A file of the starter in which what is said in both languages is said in one."""

    def said(found: re.Match[str]) -> str:
        return f"{found['key']}: {found[language.value]}"

    text = _BLOCK_IN_BOTH.sub(said, text)
    return _FLOW_IN_BOTH.sub(said, text).replace("languages: [en, zh]", f"languages: [{language}]")


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


def create_scorecard(
    folder: Path,
    *,
    program: str | None = None,
    languages: Collection[Language] = tuple(Language),
) -> list[Path]:
    """Make an empty scorecard: one example, the schemas, and what git, its host and an editor need.

    Args:
        folder: Where; none of the files may be there.
        languages: The languages of its claims; of one alone, its README is in that language.
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
    if len(languages) == 1:
        (language,) = languages
        second = contents.pop("README.zh.md")
        contents["README.md"] = _LINK_TO_OTHER.sub(
            b"", second if language is Language.CHINESE else contents["README.md"], count=1
        )
        for path in (one for one in contents if one.startswith("predictions/")):
            text = contents[path].decode("utf-8")
            contents[path] = _in_one_language(text, language).encode("utf-8")
    name = "predictions/domains.yaml"
    domains = _domains(RecordFile(folder / name, name, "domains", "domains"), contents[name])
    schemas = {f"predictions/{name}": data for name, data in schema_files(domains).items()}
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
    file = folder / "domains.yaml"
    domains = _domains(RecordFile(file, str(file), "domains", "domains"))
    for name, data in schema_files(domains, every=every).items():
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
