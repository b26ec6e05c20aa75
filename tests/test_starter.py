"""What `init` lays into a folder: for git and its host, for an editor, in one language or two."""

import errno
import json
import os

import pytest
import yaml


@pytest.fixture
def starter(call, tmp_path):
    """A new scorecard."""
    assert call("init", tmp_path / "new").code == 0
    return tmp_path / "new"


def test_the_hook_runs_when_a_record_is_deleted(starter):
    (hook,) = yaml.safe_load((starter / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]

    assert hook["always_run"]
    assert "files" not in hook


def test_the_workflow_checks_with_the_whole_history_and_publishes_the_site(starter):
    jobs = yaml.safe_load((starter / ".github/workflows/scorecard.yml").read_text())["jobs"]

    for job in jobs.values():
        assert job["steps"][0]["with"]["fetch-depth"] == 0
    assert jobs["publish"]["needs"] == "check"
    assert any(step.get("run") == "scorecard site public" for step in jobs["publish"]["steps"])
    assert jobs["publish"]["steps"][-1]["uses"].startswith("actions/deploy-pages@")


def test_the_editor_knows_the_schemas_and_the_indent(starter):
    settings = json.loads((starter / ".vscode/settings.json").read_text())

    for schema in settings["yaml.schemas"]:
        assert (starter / schema).is_file()
    assert settings["[yaml]"]["editor.insertSpaces"]
    assert "redhat.vscode-yaml" in (starter / ".vscode/extensions.json").read_text()


def test_what_other_programs_leave_is_ignored(starter):
    assert {"._*", "*.sync-conflict-*", ".DS_Store"} <= set(
        (starter / ".gitignore").read_text(encoding="utf-8").splitlines()
    )


def test_no_scorecard_is_made_among_records(call, folder):
    before = {*folder.rglob("*")}

    for inside in (folder, folder / "kandao-2024"):
        done = call("init", inside)
        assert (done.code, done.err) == (
            2,
            f"error: {inside} is among records; choose another folder\n",
        )

    for within in ("mine", "kandao-2024/x/y"):
        done = call("init", folder / within)
        assert (done.code, "is among records; choose another folder" in done.err) == (2, True)
    assert {*folder.rglob("*")} == before


def test_the_command_that_init_prints_works_for_a_folder_with_a_blank(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    done = call("init", "my folder")

    assert done.out.endswith("ready: cd 'my folder' && git init && scorecard check\n")


@pytest.mark.slow
def test_the_schema_offers_the_domains_of_the_folder(call, starter):
    import jsonschema

    domains = starter / "predictions" / "domains.yaml"
    domains.write_text("- {id: space, en: Space, zh: 航天}\n", encoding="utf-8")

    call("schema", "--predictions", starter / "predictions")

    schema = json.loads((starter / "predictions/prediction.schema.json").read_text("utf-8"))
    assert schema["properties"]["domain"]["examples"] == ["space", "航天"]
    jsonschema.Draft7Validator.check_schema(schema)


def test_the_schema_refuses_no_domain_that_is_newer_than_it(starter):
    import jsonschema

    schema = json.loads((starter / "predictions/prediction.schema.json").read_text("utf-8"))
    domain = jsonschema.Draft7Validator(schema["properties"]["domain"])

    assert schema["properties"]["domain"]["examples"] == ["astronomy", "天文"]
    assert (domain.is_valid("space"), domain.is_valid(" ")) == (True, False)


def test_without_readable_domains_every_domain_will_do(call, starter):
    (starter / "predictions" / "domains.yaml").write_text("- x\n", encoding="utf-8")

    call("schema", "--predictions", starter / "predictions")

    schema = json.loads((starter / "predictions/prediction.schema.json").read_text("utf-8"))
    assert schema["properties"]["domain"]["examples"] == ["devices"]


@pytest.mark.parametrize(
    ("asked", "claim", "readme"),
    [
        ("zh", "2027 年 8 月 2 日", "# 预测记分牌\n\n收录"),
        ("en", "On 2 August 2027", "# A scorecard\n\nPub"),
    ],
)
def test_in_one_language_nothing_asks_for_the_other(call, tmp_path, asked, claim, readme):
    root = tmp_path / "one"

    done = call("init", root, "--languages", asked)

    assert done.code == 0, done.err
    example = (root / "predictions/example-eclipse-2027/total-in-luxor.yaml").read_text("utf-8")
    assert f"\nclaim: {claim}" in example
    assert (root / "README.md").read_text(encoding="utf-8").startswith(readme)
    assert not (root / "README.zh.md").exists()
    checked = call("check", "--predictions", root / "predictions", "--as-of", "2026-11-21")
    assert checked.out.startswith("4 files checked: 0 err")
    assert f"languages: [{asked}]" in (root / "predictions/scorecard.yaml").read_text("utf-8")


def test_an_unknown_language_is_a_wrong_call(call, tmp_path):
    done = call("init", tmp_path / "x", "--languages", "zh,fr")

    assert (done.code, "unknown --languages 'fr'" in done.err) == (2, True)
    capitals = call("init", tmp_path / "x", "--languages", "EN")
    assert "unknown --languages 'EN'; did you mean 'en'? choose en, zh" in capitals.err
    assert not (tmp_path / "x").exists()


@pytest.mark.slow
def test_a_new_claim_is_asked_for_in_the_languages_of_the_folder_alone(call, tmp_path, monkeypatch):
    call("init", tmp_path / "one", "--languages", "zh")
    asked: list[str] = []

    def answer(_: object, question: tuple[str, str], value: str | None) -> str | None:
        asked.append(question[0])
        return value

    monkeypatch.setattr("scorecard.cli.context.Context.ask", answer)
    root = tmp_path / "one" / "predictions"

    done = call("new", "prediction", "example-eclipse-2027/next", "--predictions", root)

    assert done.code == 0, done.err
    assert asked[1:] == ["The claim in Chinese"]


@pytest.mark.parametrize(
    ("id_", "said"),
    [
        ("kandao-2024/vision-pro", "is already there"),
        ("zzz/a", "unknown outlook 'zzz'"),
        ("kandao-2024/a", "unknown domain 'cars'"),
    ],
)
def test_what_is_wrong_with_a_new_claim_is_told_before_its_text_is_typed(
    call, folder, monkeypatch, id_, said
):
    asked: list[str] = []

    def answer(_: object, question: tuple[str, str], value: str | None) -> str | None:
        asked.append(question[0])
        return value or "cars"

    monkeypatch.setattr("scorecard.cli.context.Context.ask", answer)
    done = call("new", "prediction", id_, "--predictions", folder)

    assert (done.code, said in done.err) == (2, True)
    assert not any("claim" in one for one in asked)


@pytest.mark.parametrize(("asked", "other"), [("zh", "`en"), ("en", "`zh")])
def test_an_empty_claim_of_a_folder_of_one_language_is_not_asked_for_in_the_other(
    call, tmp_path, asked, other
):
    call("init", tmp_path / "one", "--languages", asked)
    root = tmp_path / "one" / "predictions"
    call("new", "prediction", "example-eclipse-2027/next", "--predictions", root)

    done = call("check", "--predictions", root)
    claim = done.out.partition("next.yaml:")[2].partition("next.yaml:")[0]

    assert "[empty-text] claim" in claim
    assert other not in claim
    assert "In English" not in (root / "example-eclipse-2027/next.yaml").read_text("utf-8")


@pytest.mark.slow
def test_a_new_claim_of_a_folder_of_one_language_is_a_plain_text(call, tmp_path):
    call("init", tmp_path / "one", "--languages", "zh")
    root = tmp_path / "one" / "predictions"
    new = ("new", "prediction", "--predictions", root, "--claim-zh", "下雨")

    call(*new, "example-eclipse-2027/plain")
    call(*new, "example-eclipse-2027/both", "--claim-en", "It rains.")

    text = (root / "example-eclipse-2027/plain.yaml").read_text("utf-8")
    both = (root / "example-eclipse-2027/both.yaml").read_text("utf-8")
    assert "\nclaim: 下雨\n" in text
    assert "  en: It rains.\n" in both
    assert "  zh: 下雨\n" in both


def test_of_a_new_file_that_a_full_disk_refuses_nothing_was_written(call, starter, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("scorecard.editing.starting.create_files", full)
    new = ("new", "prediction", "example-eclipse-2027/next")

    done = call(*new, "--predictions", starter / "predictions")

    assert done.code == 2
    assert "No space left on device; nothing was written" in done.err
    assert "as it was" not in done.err
