"""New files to fill in, and an empty scorecard of one's own."""

import errno
import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

from repository import commit, git
from scorecard.checks.against import EXAMPLE
from scorecard.editing.errors import (
    AlreadyThereError,
    BadNameError,
    CannotWriteError,
    LeadsOutError,
    NoFolderError,
)
from scorecard.editing.starting import (
    create_scorecard,
    new_record,
    template,
    write_schemas,
)
from scorecard.problems import UnknownWordError
from scorecard.reading.record_reader import parse
from scorecard.reading.yaml_reader import Document
from scorecard.records import Criteria, Outlook, Prediction
from scorecard.records.schema import json_schemas
from scorecard.text import Language

BOTH = ENGLISH, CHINESE = Language.ENGLISH, Language.CHINESE
HOOKS = Path(__file__).parent.parent / ".pre-commit-hooks.yaml"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("kind", "model"), [("prediction", Prediction), ("outlook", Outlook)])
def test_a_template_has_every_field_in_order_under_its_explanation(kind, model, language):
    text = template(kind, language, {}, BOTH)

    assert re.findall(r"^(\w+):", text, re.MULTILINE) == list(model.model_fields)
    for field in model.model_fields.values():
        english, _, chinese = field.description.partition("\n\n")
        assert f"\n# {chinese if language is CHINESE else english}\n" in text


@pytest.mark.parametrize("language", list(Language))
def test_a_template_explains_every_value_of_a_closed_list(language):
    text = template("prediction", language, {}, BOTH)

    for word in ("measurable", "should", "contradicts", "unresolvable"):
        assert re.search(rf"# +{word}(（.+）：|: )\S", text)


def test_every_line_of_a_template_that_is_left_empty_is_a_problem_at_its_place():
    text = template("prediction", ENGLISH, {}, BOTH)

    problems = parse(Document(text, "a.yaml"), "prediction")[1]

    empty = [
        line for line in text.splitlines() if re.match(r" *(en|zh|domain|strength|stated):", line)
    ]
    lines = [text.splitlines()[problem.line - 1] for problem in problems]
    assert set(empty) <= set(lines)


def test_a_template_that_is_filled_in_is_a_record():
    text = template(
        "prediction",
        CHINESE,
        {
            "claim": {"en": "It: rains", "zh": "下雨"},
            "domain": "devices",
            "attributed_to": "the article",
            "passage": {"item": "1", "starts": "下", "ends": "雨"},
            "hedge": {"strength": "will"},
            "made_on": date(2024, 1, 1),
            "window": {"opens_on": date(2024, 1, 1), "stated": True},
            "specificity": "vague",
            "criteria": dict.fromkeys(Criteria.model_fields, "a"),
        },
        BOTH,
    )

    _, gaps, _ = parse(Document(text, "a.yaml"), "prediction")
    filled = text.replace("  word:", "  word: null").replace("closes_on:", "closes_on: null")
    record, problems, _ = parse(Document(filled, "a.yaml"), "prediction")

    assert [(one.rule, one.message.en.partition(":")[0]) for one in gaps] == [
        ("empty-value", "word"),
        ("empty-value", "closes_on"),
    ]
    assert problems == []
    assert (record.claim.en, record.window.closes_on, record.verdicts) == ("It: rains", None, [])


@pytest.mark.parametrize("hash_", ["# ", "#"])
@pytest.mark.parametrize("key", ["evidence", "verdicts", "ratings", "amendments", "priors"])
def test_an_example_that_becomes_an_item_is_below_the_brackets_that_are_told_to_be_deleted(
    key, hash_
):
    text = template("prediction", CHINESE, {}, BOTH)
    block = re.search(rf"(?m)^{key}: \[\]\n# .*\n((?:#   .*\n)+)", text)
    item = re.sub(rf"(?m)^{hash_}", "", block[1])

    found = parse(Document(text.replace(block[1], item), "a.yaml"), "prediction").problems

    brackets = [one for one in found if one.hint.en.startswith("Delete the `[]`")]
    (line,) = (one.line for one in brackets)
    assert text.split("\n")[line - 1] == f"{key}: []"
    assert not any(one.rule == "yaml-syntax" for one in found if one not in brackets)


def test_new_prediction_writes_a_file_to_fill_in(run, folder):
    done = run(
        *(
            "new",
            "prediction",
            "kandao-2024/new-claim",
            "--claim-en",
            "It rains.",
            "--claim-zh",
            "下雨。",
        ),
        *("--domain", "devices", "--made-on", "2023-12-31", "--closes-on", "2024-12-31"),
        *("--opens-on", "2024-01-01", "--attributed-to", "a: b", "--predictions", folder),
    )

    path = folder / "kandao-2024" / "new-claim.yaml"
    text = path.read_text(encoding="utf-8")
    assert done.stdout.startswith(f"{path}: written; fill in what is empty")
    for line in (
        "  en: It rains.",
        "domain: devices",
        'attributed_to: "a: b"',
        "  closes_on: 2024-12-31",
    ):
        assert f"{line}\n" in text


def test_a_new_prediction_may_have_no_end(call, folder):
    done = call(
        "new", "prediction", "kandao-2024/a", "--closes-on", "null", "--predictions", folder
    )

    assert (done.code, done.err) == (0, "")
    text = (folder / "kandao-2024" / "a.yaml").read_text(encoding="utf-8")
    assert "\n  closes_on: null\n" in text


def test_a_folder_in_one_language_has_claims_in_it_alone(run, folder):
    (folder / "scorecard.yaml").write_text("languages: [zh]\n")
    given = ("--claim-en", "It rains.", "--predictions", folder)

    run("new", "prediction", "kandao-2024/empty", "--predictions", folder)
    run("new", "prediction", "kandao-2024/both", *given)

    empty = (folder / "kandao-2024" / "empty.yaml").read_text(encoding="utf-8")
    both = (folder / "kandao-2024" / "both.yaml").read_text(encoding="utf-8")
    assert "\nclaim:  # e.g. 苹果会" in empty
    assert "  en:" not in empty
    assert "  en: It rains.\n" in both


def test_new_files_never_overwrite(run, folder):
    before = (folder / "kandao-2024" / "vision-pro.yaml").read_bytes()

    for what in (("prediction", "kandao-2024/vision-pro"), ("outlook", "kandao-2024")):
        done = run("new", *what, "--predictions", folder)
        assert done.returncode == 2
        assert "is already there; it was not touched" in done.stderr

    assert (folder / "kandao-2024" / "vision-pro.yaml").read_bytes() == before


def test_new_outlook_writes_a_file_to_fill_in_in_chinese(run, folder):
    done = run(
        *("new", "outlook", "weijin-2025", "--title", "展望：二〇二五", "--year", "2025"),
        *("--lang", "zh", "--predictions", folder),
    )

    text = (folder / "weijin-2025" / "outlook.yaml").read_text(encoding="utf-8")
    assert "已写好；填上空着的地方" in done.stdout
    assert "\n# 标题。\ntitle: 展望：二〇二五\n" in text
    asked = [text.splitlines()[one.line - 1] for one in parse(Document(text, "a"), "outlook")[1]]
    assert [line.partition(":")[0] for line in asked] == [
        "author",
        "publisher",
        "published_on",
        "url",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("prediction", "kandao-2024/a", "--domain", "device"), "did you mean 'devices'?"),
        (("prediction", "kandao-2024/a", "--made-on", "May"), "--made-on takes a date"),
        (("prediction", "kandao-2024"), "cannot be an id"),
        (("prediction", "kandao-2024/outlook"), "cannot be an id"),
        (("prediction", "../x/a"), "cannot be an id"),
        (
            ("prediction", "kandao-2042/a"),
            "unknown outlook 'kandao-2042'; did you mean 'kandao-2024'?",
        ),
        (
            ("prediction", "zzz/a"),
            "unknown outlook 'zzz'; write it first with `scorecard new outlook`",
        ),
        (("outlook", "a/b"), "cannot be an id"),
        (("outlook", "reviews"), "cannot be an id"),
    ],
)
def test_a_wrong_call_of_new_names_what_is_wrong(run, folder, arguments, said):
    done = run("new", *arguments, "--predictions", folder)

    assert done.returncode == 2
    assert said in done.stderr


def test_a_terminal_is_asked_for_the_claim_and_the_domain(typed, folder):
    shown, code = typed(
        "devices\nIt rains.\n下雨。\n",
        *("new", "prediction", "kandao-2024/a", "--predictions", folder),
    )

    assert code == 0, shown
    text = (folder / "kandao-2024" / "a.yaml").read_text(encoding="utf-8")
    assert "  zh: 下雨。\n" in text
    assert "Domain (devices" in shown


def test_new_files_go_nowhere_else(folder, tmp_path):
    (tmp_path / "other").mkdir()
    (folder / "linked").symlink_to(tmp_path / "other")

    with pytest.raises(LeadsOutError):
        new_record(folder, "outlook", "linked", ENGLISH, {})
    with pytest.raises(NoFolderError):
        new_record(tmp_path / "missing", "outlook", "a", ENGLISH, {})
    with pytest.raises(BadNameError):
        new_record(folder, "outlook", "..", ENGLISH, {})
    with pytest.raises(LeadsOutError):
        new_record(folder, "prediction", "linked/a", ENGLISH, {})
    with pytest.raises(UnknownWordError):
        new_record(folder, "prediction", "missing/a", ENGLISH, {})


def test_a_domain_is_taken_as_it_is_when_the_domains_cannot_be_read(run, folder):
    (folder / "domains.yaml").unlink()

    done = run("new", "prediction", "kandao-2024/a", "--domain", "x", "--predictions", folder)

    assert done.returncode == 0
    assert "\ndomain: x\n" in (folder / "kandao-2024" / "a.yaml").read_text(encoding="utf-8")


@pytest.mark.slow
def test_init_makes_a_scorecard_that_passes_check(run, tmp_path):
    done = run("init", "mine")

    mine = tmp_path / "mine"
    assert done.returncode == 0
    assert done.stdout.endswith("ready: cd mine && git init && scorecard check\n")
    checked = run("check", "--format", "json", "--as-of", "2026-11-21", cwd=mine)
    assert (checked.returncode, json.loads(checked.stdout)) == (0, {"checked": 4, "problems": []})
    for command in (("score",), ("due",), ("show", "example-eclipse-2027/total-in-luxor")):
        assert run(*command, cwd=mine).returncode == 0
    assert sorted(
        path.relative_to(mine).as_posix() for path in mine.rglob("*") if path.is_file()
    ) == [
        ".gitattributes",
        ".github/workflows/scorecard.yml",
        ".gitignore",
        ".pre-commit-config.yaml",
        ".vscode/extensions.json",
        ".vscode/settings.json",
        "README.md",
        "README.zh.md",
        "predictions/domains.yaml",
        "predictions/example-eclipse-2027/outlook.yaml",
        "predictions/example-eclipse-2027/total-in-luxor.yaml",
        "predictions/outlook.schema.json",
        "predictions/prediction.schema.json",
        "predictions/scorecard.schema.json",
        "predictions/scorecard.yaml",
    ]


def test_the_example_has_no_error_on_any_day(run, tmp_path):
    create_scorecard(tmp_path / "mine")

    checked = run("check", "--format", "json", "--as-of", "2030-01-01", cwd=tmp_path / "mine")

    assert checked.returncode == 0
    assert [one["rule"] for one in json.loads(checked.stdout)["problems"]] == ["overdue"]


def test_init_writes_all_or_nothing(tmp_path):
    (tmp_path / "predictions").mkdir()
    (tmp_path / "predictions" / "domains.yaml").write_text("mine", encoding="utf-8")

    with pytest.raises(AlreadyThereError, match="already there"):
        create_scorecard(tmp_path)

    assert [path.name for path in tmp_path.rglob("*")] == ["predictions", "domains.yaml"]


def test_init_on_a_full_disk_leaves_no_file(tmp_path, monkeypatch):
    written = []

    def full(descriptor):
        written.append(descriptor)
        if len(written) > 4:
            raise OSError(28, os.strerror(28))

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(CannotWriteError, match="No space left"):
        create_scorecard(tmp_path / "mine")

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def workflow(folder):
    text = (folder / ".github" / "workflows" / "scorecard.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["jobs"]["check"]


@pytest.mark.slow
def test_the_workflow_runs_check_and_compares_with_the_base_branch(tmp_path):
    create_scorecard(tmp_path)
    job = workflow(tmp_path)
    steps = {step["name"]: step for step in job["steps"] if "run" in step}

    checked = subprocess.run(
        ["bash", "-e", "-c", steps["check"]["run"]],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )

    assert checked.returncode == 0, checked.stderr
    assert job["env"]["SCORECARD"] == "${{ vars.SCORECARD }}"
    assert steps["check against the base branch"]["run"].endswith(
        '--against "origin/$GITHUB_BASE_REF"'
    )
    assert job["steps"][0]["with"]["fetch-depth"] == 0


def test_the_workflow_says_what_is_missing_before_it_installs_anything(tmp_path):
    create_scorecard(tmp_path)
    install = next(
        step["run"] for step in workflow(tmp_path)["steps"] if step.get("name") == "install"
    )

    failed = subprocess.run(
        ["bash", "-e", "-c", install],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={"SCORECARD": "", "PATH": ""},
        executable="/bin/bash",
    )

    assert failed.returncode != 0
    assert "set the repository variable SCORECARD" in failed.stderr


@pytest.mark.slow
def test_the_hook_of_a_new_scorecard_lets_good_records_in_and_keeps_bad_ones_out(
    tmp_path, monkeypatch
):
    mine = tmp_path / "mine"
    create_scorecard(mine)
    programs = Path(sys.executable).parent
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    git(mine, "init", "--quiet")
    subprocess.run(["pre-commit", "install"], cwd=mine, check=True, capture_output=True)

    first = commit(mine, "records")
    claim = next(mine.glob("predictions/*/total-*.yaml"))
    claim.write_text(
        claim.read_text(encoding="utf-8").replace("domain:", "domian:"), encoding="utf-8"
    )
    with pytest.raises(subprocess.CalledProcessError) as refused:
        commit(mine, "a slip")

    assert "error[unknown-key] unknown key `domian`" in refused.value.stderr
    assert git(mine, "rev-parse", "HEAD") == first


def test_the_hook_for_the_repositories_of_others_runs_check_on_the_whole_folder(run, tmp_path):
    create_scorecard(tmp_path / "mine")
    hook = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))[0]

    assert hook["entry"].split()[0] == "scorecard"
    assert run(*hook["entry"].split()[1:], cwd=tmp_path / "mine").returncode == 0
    assert re.search(hook["files"], "predictions/a/b.yaml")
    assert hook["pass_filenames"] is False


@pytest.mark.slow
def test_schema_writes_what_the_models_say(run, tmp_path):
    (tmp_path / "predictions").mkdir()

    usual = run("schema")

    assert usual.stdout.splitlines() == [
        f"predictions/{kind}.schema.json" for kind in ("prediction", "outlook", "scorecard")
    ]
    for kind in ("prediction", "outlook", "scorecard"):
        name = f"{kind}.schema.json"
        schema = json_schemas()[name]
        text = (tmp_path / "predictions" / name).read_text(encoding="utf-8")
        assert json.loads(text) == schema
        assert "\\u" not in text.replace("\\\\u", "")


def test_schema_is_written_whole_or_stays(tmp_path, monkeypatch):
    (file, *_) = write_schemas(tmp_path)
    file.write_text("{}")

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(CannotWriteError):
        write_schemas(tmp_path)

    assert file.read_text() == "{}"
    assert {one.name for one in tmp_path.iterdir()} == {
        "prediction.schema.json",
        "outlook.schema.json",
        "scorecard.schema.json",
    }


def test_the_readme_says_which_records_may_be_deleted(tmp_path):
    create_scorecard(tmp_path / "mine")

    for name in ("README.md", "README.zh.md"):
        text = (tmp_path / "mine" / name).read_text(encoding="utf-8")
        assert "`example-`" in text
        assert f"{EXAMPLE}eclipse-2027" in text


def test_schema_in_a_folder_that_is_not_there_is_a_wrong_call(run):
    done = run("schema", "--predictions", "nowhere")

    assert done.returncode == 2
    assert "no records folder at 'nowhere'; pass --predictions DIR" in done.stderr


def test_a_schema_that_is_out_of_date_is_written_anew(tmp_path):
    (file, *_) = write_schemas(tmp_path)
    file.write_text("{}", encoding="utf-8")

    write_schemas(tmp_path)

    assert json.loads(file.read_text(encoding="utf-8")) == json_schemas()[file.name]


def test_a_schema_is_not_written_through_a_link_out_of_the_folder(tmp_path):
    folder, secret = tmp_path / "predictions", tmp_path / "secret"
    folder.mkdir()
    secret.write_text("mine", encoding="utf-8")
    (folder / "prediction.schema.json").symlink_to(secret)

    with pytest.raises(CannotWriteError):
        write_schemas(folder)

    assert secret.read_text(encoding="utf-8") == "mine"
