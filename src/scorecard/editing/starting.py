"""An empty scorecard of one's own: its files and the JSON Schemas beside the records."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from scorecard.editing.errors import (
    AlreadyThereError,
    CannotCreateError,
    CannotWriteError,
    LeadsOutError,
)
from scorecard.reading.files import RecordFile
from scorecard.reading.record_reader import read_record
from scorecard.records import Domain, Settings
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
_LINK_TO_OTHER = re.compile(r"\n\[[^\]\n]*\]\(README[.\w]*\)\n")
_BESIDE_RECORDS = ("prediction.schema.json", "outlook.schema.json", "scorecard.schema.json")


def domains_of(root: Path, data: bytes | None = None) -> list[Domain]:
    """The domains of a folder, or of the `data` of a domains.yaml; none when they cannot be read."""
    file = root / "domains.yaml"
    record = read_record(RecordFile(file, str(file), "domains", "domains"), data).record
    return [] if record is None else record.root


def settings_of(root: Path) -> Settings:
    """What scorecard.yaml of a folder says; the defaults where there is none that can be read."""
    file = root / "scorecard.yaml"
    settings = read_record(RecordFile(file, str(file), "scorecard", "scorecard")).record
    return settings if isinstance(settings, Settings) else Settings()


def schema_files(domains: Sequence[Domain] = ()) -> dict[str, bytes]:
    """The JSON Schemas that lie beside the records, as files by name.

    Args:
        domains: The domains of the folder, which an editor then offers; without any, each text will do.
    """
    schemas = json_schemas()
    if domains:
        names = [*(one.id for one in domains), *(one.zh for one in domains)]
        schemas["prediction.schema.json"]["properties"]["domain"]["enum"] = names
    return {
        name: (json.dumps(schemas[name], ensure_ascii=False, indent=2) + "\n").encode("utf-8")
        for name in _BESIDE_RECORDS
    }


def _in_one_language(text: str, language: Language) -> str:
    """A file of the starter in which what is said in both languages is said in one."""

    def said(found: re.Match[str]) -> str:
        return f"{found['key']}: {found[language.value]}"

    text = _BLOCK_IN_BOTH.sub(said, text)
    return _FLOW_IN_BOTH.sub(said, text).replace("languages: [en, zh]", f"languages: [{language}]")


def new_files(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write files that are not there yet, by their paths in a folder: all, or none; the folder is made.

    Raises:
        AlreadyThereError: One of them exists.
        CannotCreateError: The system refused.
    """
    try:
        return create_files(folder, contents)
    except FileExistsError as error:
        raise AlreadyThereError(Path(error.filename)) from None
    except OSError as error:
        raise CannotCreateError(folder, reason(error)) from None


def create_scorecard(
    folder: Path,
    *,
    program: str | None = None,
    languages: Collection[Language] = tuple(Language),
) -> list[Path]:
    """Make an empty scorecard: one example, the schemas, and what git, its host and an editor need.

    Args:
        folder: Where; none of the files may be there.
        program: What pip installs in the workflow; None leaves it to a variable of the repository.
        languages: The languages of its claims; of one alone, its README is in that language.

    Raises:
        AlreadyThereError: One of the files exists.
        CannotCreateError: The system refused.
    """
    source = files("scorecard.editing") / "starter"
    contents = {path: (source / name).read_text("utf-8") for path, name in _FILES.items()}
    workflow, fallback = ".github/workflows/scorecard.yml", f" || '{program}'" if program else ""
    contents[workflow] = contents[workflow].replace("@PROGRAM@", fallback)
    if len(languages) == 1:
        (language,) = languages
        second = contents.pop("README.zh.md")
        readme = second if language is Language.CHINESE else contents["README.md"]
        contents["README.md"] = _LINK_TO_OTHER.sub("", readme, count=1)
        contents |= {
            path: _in_one_language(text, language)
            for path, text in contents.items()
            if path.startswith("predictions/")
        }
    data = {path: text.encode("utf-8") for path, text in contents.items()}
    domains = domains_of(Path("predictions"), data["predictions/domains.yaml"])
    data |= {f"predictions/{name}": schema for name, schema in schema_files(domains).items()}
    return new_files(folder, data)


def write_schemas(folder: Path) -> list[Path]:
    """Write the JSON Schemas beside the records anew, and return their files.

    Raises:
        EditError: It is not possible or not safe; nothing was written.
    """
    written = []
    for name, data in schema_files(domains_of(folder)).items():
        path = folder / name
        if path.is_symlink():
            raise LeadsOutError(path)
        try:
            if not path.is_file() or path.read_bytes() != data:
                with opened_folder(folder) as opened:
                    opened.write(name, data)
        except OSError as error:
            raise CannotWriteError(path, reason(error)) from None
        written.append(path)
    return written
