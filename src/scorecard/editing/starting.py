"""New files: an empty scorecard of one's own, the JSON Schemas, an outlook or a prediction to fill in."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

from scorecard.editing import errors
from scorecard.editing.scalars import Value, as_scalar
from scorecard.problems import UnknownWordError
from scorecard.reading.files import file_of, name_problem
from scorecard.reading.record_reader import read_record
from scorecard.records import Domain, Outlook, Settings
from scorecard.records.schema import json_schemas
from scorecard.records.words import CLOSED_LISTS
from scorecard.text import Language, Phrase, labeled, system_reason
from scorecard.writing import create_files, opened_folder

_EXAMPLE_OUTLOOK = "predictions/example-eclipse-2027"
_STARTER = {
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
    f"{_EXAMPLE_OUTLOOK}/outlook.yaml": "outlook.yaml",
    f"{_EXAMPLE_OUTLOOK}/total-in-luxor.yaml": "prediction.yaml",
}
_IN_BOTH = re.compile(
    r"(?P<key>(?<=\n)[ ]*(?!-)\w+):\n[ ]+en: (?P<en>[^\n]*)\n[ ]+zh: (?P<zh>[^\n]*)"
)
_LINK_TO_OTHER = re.compile(r"\n\[[^\]\n]*\]\(README[.\w]*\)\n")


def domains_of(root: Path, data: bytes | None = None) -> list[Domain]:
    """The domains of a folder, or of the `data` of a domains.yaml; none when they cannot be read."""
    record = read_record(file_of(root, "domains", "domains"), data).record
    return record.root if record else []


def outlook_of(root: Path, id_: str) -> Outlook | None:
    """The outlook of a claim; None where it cannot be read."""
    file = file_of(root, "outlook", f"{id_.partition('/')[0]}/outlook")
    outlook: Outlook | None = read_record(file).record
    return outlook


def settings_of(root: Path) -> Settings:
    """What scorecard.yaml of a folder says; the defaults where there is none that can be read."""
    return read_record(file_of(root, "scorecard", "scorecard")).record or Settings()


def schema_files(domains: Sequence[Domain] = ()) -> dict[str, bytes]:
    """The JSON Schemas that lie beside the records, as files by name.

    Args:
        domains: The domains of the folder, which an editor then offers. Any other text will do too, so that a
            schema older than a domain does not refuse it.
    """
    schemas = json_schemas()
    if domains:
        names = [*(one.id for one in domains), *(one.zh for one in domains)]
        schemas["prediction.schema.json"]["properties"]["domain"]["examples"] = names
    return {
        name: (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
        for name, schema in schemas.items()
    }


def new_files(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write files that are not there yet, by their paths in a folder: all, or none; the folder is made.

    Raises:
        AlreadyThereError: One of them exists.
        CannotWriteError: The system refused.
    """
    try:
        return create_files(folder, contents)
    except FileExistsError as error:
        raise errors.AlreadyThereError(Path(error.filename)) from None
    except OSError as error:
        shown = folder.joinpath(*contents) if len(contents) == 1 else folder
        raise errors.CannotWriteError(shown, system_reason(error)) from None


def create_scorecard(
    folder: Path, *, languages: Collection[Language] = tuple(Language)
) -> list[Path]:
    """Make an empty scorecard: one example, the schemas, and what git, its host and an editor need.

    Args:
        folder: Where; none of the files may be there.
        languages: The languages of its claims; of one alone, its README is in that language.

    Raises:
        AlreadyThereError: One of the files exists.
        CannotWriteError: The system refused.
    """
    source = files("scorecard.editing") / "starter"
    contents = {path: (source / name).read_text("utf-8") for path, name in _STARTER.items()}
    if len(languages) == 1:
        (language,) = languages
        second = contents.pop("README.zh.md")
        readme = second if language is Language.CHINESE else contents["README.md"]
        contents["README.md"] = _LINK_TO_OTHER.sub("", readme, count=1)
        for path in (one for one in contents if one.startswith("predictions/")):
            text = _IN_BOTH.sub(rf"\g<key>: \g<{language}>", contents[path])
            contents[path] = text.replace("languages: [en, zh]", f"languages: [{language}]")
    data = {path: text.encode("utf-8") for path, text in contents.items()}
    domains = domains_of(Path("predictions"), data["predictions/domains.yaml"])
    data |= {f"predictions/{name}": schema for name, schema in schema_files(domains).items()}
    return new_files(folder, data)


def write_schemas(folder: Path) -> list[Path]:
    """Write the JSON Schemas beside the records anew, and return their files.

    Raises:
        EditError: It is not possible or not safe; nothing was written.
    """
    schemas = schema_files(domains_of(folder))
    try:
        with opened_folder(folder) as opened:
            for name, data in schemas.items():
                opened.write(name, data)
    except OSError as error:
        raise errors.CannotWriteError(folder, system_reason(error)) from None
    return [folder / name for name in schemas]


_CONTENTS = {
    "prediction": Phrase("One claim, one file", "一条预测一个文件"),
    "outlook": Phrase("The article", "文章信息"),
}
_TO_DO = Phrase(
    "fill in what is empty, then run `scorecard check`. Comments may go.",
    "填好空着的地方，再运行 `scorecard check`。注释可以删掉。",
)
_ITEM = Phrase("One item looks like this:", "每一项写成：")
_EXAMPLE = Phrase("e.g.", "例如")
_MAY_BE_NULL = {"probability", "notes", "withdrawn"}
"""Fields that most records leave null; the others are left empty, so that `check` asks for them."""
_Kind: TypeAlias = Literal["prediction", "outlook"]
Schema: TypeAlias = Mapping[str, Any]
"""A JSON Schema of a file or of a field."""

_OUTLOOK, _CLAIM = "kandao-2024", "kandao-2024/vision-pro-on-sale-2024"


class _Template(NamedTuple):
    """The lines of one file, from a JSON Schema."""

    schema: Schema
    language: Language
    claims_in: Collection[Language]

    def _target(self, field: Schema) -> tuple[str, Schema]:
        """The name and the definition of a field's type; no name for a plain type."""
        for one in (*field.get("allOf", []), *field.get("anyOf", []), field):
            if "$ref" in one:
                name = one["$ref"].rpartition("/")[2]
                return name, self.schema["definitions"][name]
        return "", field

    def _explained(self, field: Schema) -> list[str]:
        """The meaning of a field, and of each of its words."""
        english, _, chinese = str(field.get("description", "")).partition("\n\n")
        lines = [Phrase(english, chinese).in_language(self.language)]
        name, _ = self._target(field)
        for word in CLOSED_LISTS.get(name, ()):
            meaning = word.meaning.in_language(self.language)
            label = "" if self.language is Language.ENGLISH else f"（{word.label.zh}）"
            lines.append(f"  {labeled(f'{word.value}{label}', meaning, self.language)}")
        return lines

    def lines(self, schema: Schema, column: int, values: Mapping[str, Value]) -> Iterator[str]:
        """Every field of a mapping, each under its explanation."""
        pad = " " * column
        for key, field in schema["properties"].items():
            if column == 0:
                yield ""
            yield from (f"{pad}# {line}" for line in self._explained(field))
            yield from self._field(key, field, column, values.get(key))

    def _field(self, key: str, field: Schema, column: int, value: Value) -> Iterator[str]:
        pad, (_, target) = " " * column, self._target(field)
        inner = value if isinstance(value, Mapping) else {}
        is_text = any(one.get("type") == "string" for one in field.get("anyOf", []))
        if key == "claim":
            is_text = len(self.claims_in) == 1 and {*inner} <= {*self.claims_in}
        if key == "claim" and is_text:  # a folder of one language has its claims as plain texts
            (language,) = self.claims_in
            value, field = inner.get(language), target["properties"][language]
        if field.get("type") == "array":
            yield f"{pad}{key}: []"
            yield from self._example_item(field, column)
        elif key in _MAY_BE_NULL and value is None:
            yield f"{pad}{key}: null"
        elif "properties" in target and not is_text:
            yield f"{pad}{key}:"
            yield from self.lines(target, column + 2, inner)
        elif value is not None:
            yield f"{pad}{key}: {as_scalar(value, in_flow=False)}"
        else:
            shown = next((one for one in field.get("examples", []) if one is not None), None)
            written = shown if isinstance(shown, str) else as_scalar(shown, in_flow=False)
            example = f"  # {_EXAMPLE.in_language(self.language)} {written}"
            yield f"{pad}{key}:" + example * (shown is not None)

    def _example_item(self, field: Schema, column: int) -> Iterator[str]:
        """A list's item with each field explained, as a comment."""
        _, target = self._target(field["items"])
        if "properties" not in target:
            return
        pad = " " * column
        yield f"{pad}# {_ITEM.in_language(self.language)}"
        lead = "- "
        for key, inner in target["properties"].items():
            first, *more = self._explained(inner)
            yield f"{pad}#   {lead}{key}:  # {first}"
            yield from (f"{pad}#       # {line.strip()}" for line in more)
            lead = "  "


def template(
    kind: _Kind, language: Language, values: Mapping[str, Value], claims_in: Collection[Language]
) -> str:
    """A file to fill in.

    Args:
        kind: What it is.
        language: Language of the explanations.
        values: What is known already, by key; a mapping for a nested one.
        claims_in: The languages in which the folder has its claims.
    """
    schema = json_schemas()[f"{kind}.schema.json"]
    body = _Template(schema, language, claims_in).lines(schema, 0, values)
    contents, to_do = (one.in_language(language) for one in (_CONTENTS[kind], _TO_DO))
    head = [
        f"# yaml-language-server: $schema=../{kind}.schema.json",
        f"# {labeled(contents, to_do, language)}",
    ]
    return "\n".join([*head, *body]) + "\n"


def inside(root: Path, path: Path) -> Path:
    """The way from the folder of the records to a file or folder, past the links on it.

    Raises:
        LeadsOutError: It leads out of the folder.
    """
    real, real_root = path.resolve(), root.resolve()
    if not real.is_relative_to(real_root):
        raise errors.LeadsOutError(path)
    return real.relative_to(real_root)


def _folder(root: Path, name: str) -> Path:
    """The folder of an outlook, which need not exist, inside the folder of the records."""
    if not root.is_dir():
        raise errors.NoFolderError(root)
    _need_name(name, name, "reviews", _OUTLOOK)
    inside(root, root / name)
    return root / name


def _need_name(asked: str, name: str, reserved: str, example: str) -> None:
    """Reject a name that cannot be part of an id, such as one that is taken by something else."""
    is_taken = Phrase(f"`{name}` is reserved", f"`{name}` 另有用途")
    problem = is_taken if name == reserved else name_problem(name)
    if problem:
        raise errors.BadNameError(asked, problem, example)


def new_place(root: Path, id_: str) -> tuple[Path, str]:
    """The folder of a new prediction and the name of its file, without `.yaml`.

    Raises:
        NoFolderError: There is no folder of records.
        BadNameError: The id has another form than `outlook/claim`.
        UnknownWordError: The outlook has no outlook.yaml.
        AlreadyThereError: There is a prediction of this id.
        LeadsOutError: The folder is a link out.
    """
    outlook, _, claim = id_.removesuffix(".yaml").partition("/")
    if "/" not in id_:
        raise errors.BadNameError(id_, Phrase("the claim is missing", "缺少预测的名字"), _CLAIM)
    _need_name(id_, outlook, "reviews", _CLAIM)
    _need_name(id_, claim, "outlook", _CLAIM)
    folder = _folder(root, outlook)
    if not (folder / "outlook.yaml").is_file():
        known = [found.parent.name for found in sorted(root.glob("*/outlook.yaml"))]
        new = Phrase(
            "write it first with `scorecard new outlook`", "请先用 `scorecard new outlook` 新建"
        )
        raise UnknownWordError(Phrase("outlook", "篇展望"), outlook, known, otherwise=new)
    if (file := folder / f"{claim}.yaml").exists():
        raise errors.AlreadyThereError(file)
    return folder, claim


def new_record(
    root: Path, kind: _Kind, id_: str, language: Language, values: Mapping[str, Value]
) -> Path:
    """Write a prediction's or an outlook's file to fill in; see `template`.

    Raises:
        CallError: The id cannot be given, see `new_place`, or the file exists.
        EditError: It is not possible or not safe; nothing was written.
    """
    is_outlook = kind == "outlook"
    folder, name = (_folder(root, id_), kind) if is_outlook else new_place(root, id_)
    text = template(kind, language, values, settings_of(root).languages)
    return new_files(folder, {f"{name}.yaml": text.encode("utf-8")})[0]
